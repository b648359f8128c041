// SPDX-License-Identifier: MPL-2.0
// preferences.js: language, colours, text size, sounds; every choice shows at once and the sheet stays.
import { h, sheet } from './kit.js';

const VOLUMES = ['0', '1', '2']; // see sound.js

export function preferences({ state, shell, t, choose, setLanguage, LANGUAGES, THEMES, SIZES }) {
	const row = (label, key, values, name, set) => h('fieldset.choices', {}, h('legend', {}, label), values.map((value) =>
		h('label.chip', {}, h('input', { type: 'radio', name: key, checked: (state.get()[key] ?? localStorage.getItem(`glane.${key}`) ?? '1') === value, onchange: () => set(value) }), name(value))));
	const box = sheet(t('display'),
		row(t('language'), 'lang', Object.keys(LANGUAGES), (v) => LANGUAGES[v], (v) => {
			box.close();
			setLanguage(v);
		}),
		row(t('theme'), 'theme', THEMES, (v) => t(`theme_${v}`), (v) => choose('theme', v)),
		row(t('size'), 'size', SIZES, (v) => `A${'+'.repeat(SIZES.indexOf(v))}`, (v) => choose('size', v)),
		row(t('volume'), 'volume', VOLUMES, (v) => t(`volume_${v}`), (v) => {
			choose('volume', v);
			shell.sound('ok');
		}),
		!navigator.serviceWorker && h('p', {}, t('worker_none')));
}
