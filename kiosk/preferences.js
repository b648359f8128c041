// SPDX-License-Identifier: MPL-2.0
// preferences.js: language, colours, text size, sounds; every choice shows at once and the sheet stays.
import { clock, h, sheet } from './kit.js';

const VOLUMES = ['0', '1', '2']; // see sound.js
const NIGHT = '20:00-08:00'; // what is offered first

// Hours of each day without sounds, on this screen.
function silence(t) {
	const kept = /^\d\d:\d\d-\d\d:\d\d$/.exec(localStorage.getItem('glane.quiet'))?.[0];
	const hours = (kept ?? NIGHT).split('-').map((time) => parseInt(time, 10));
	const words = hours.map(() => h('output'));
	const keep = (on) => {
		localStorage.setItem('glane.quiet', on ? hours.map((n) => `${String(n).padStart(2, '0')}:00`).join('-') : '');
		steps.hidden = !on;
	};
	const paint = () => words.forEach((word, i) => { word.textContent = t(i ? 'quiet_to' : 'quiet_from', { time: clock(new Date(2000, 0, 1, hours[i])) }); });
	const move = (i, by) => h('button.key.key-round', {
		'data-k': `quiet${i}${by}`, 'aria-label': t(`quiet_${i ? 'to' : 'from'}_${by < 0 ? 'less' : 'more'}`), onclick: () => {
			hours[i] = (hours[i] + by + 24) % 24;
			keep(true);
			paint();
		},
	}, by < 0 ? '−' : '+');
	const steps = h('div.choices', { hidden: !kept }, words.map((word, i) => [move(i, -1), word, move(i, 1)]));
	paint();
	return h('fieldset.choices', {}, h('legend', {}, t('quiet')), [false, true].map((on) =>
		h('label.chip', {}, h('input', { type: 'radio', name: 'quiet', checked: on === !!kept, onchange: () => keep(on) }), t(on ? 'quiet_some' : 'quiet_none'))), steps);
}

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
		silence(t),
		!navigator.serviceWorker && h('p', {}, t('worker_none')));
}
