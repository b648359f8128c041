// SPDX-License-Identifier: MPL-2.0
// try.js: « Tester la douchette »: what arrives, how glane reads it, and in words what is wrong.
import { fill, h, icon, sheet, styles } from './kit.js';
import { listen, watch } from './scan.js';

const GAPS = ['100', '150'];
const CLOSE_CALL_MS = 80; // a gap that a busy computer may stretch beyond the limit
const ROWS = ['key', 'us', 'fr'];

await styles('try.css', import.meta.url);

// Which reading is right says how scanner and computer are set.
const right = ({ readings, scan: { letter, foreign, text } }) => (letter || foreign ? readings.findIndex((reading) => reading.toUpperCase() === text) : -1);

export function tryScanner(frame) {
	const { t } = frame;
	listen(frame);
	const said = h('div.try-said', { 'aria-live': 'polite' });

	function paint(burst) {
		const { readings = [], gaps = [], end, scan } = burst ?? {};
		const at = burst ? right(burst) : -1;
		const verdict = !burst ? 'none' : scan.foreign ? 'foreign' : at < 0 ? scan.why.slice(5) : ['fine', 'us_fr'][at] ?? 'fr_us';
		const good = at >= 0, most = Math.max(0, ...gaps);
		fill(said,
			h('p.strip', { 'data-kind': burst && (good && !scan.foreign ? 'ok' : 'todo') }, burst && icon(good ? 'check' : 'alert'), h('span', {}, t(`try_${verdict}`, { host: scan?.foreign }))),
			burst && h('dl', {}, ROWS.map((name, i) => {
				const is = i === 2 ? Math.max(i, at) : i; // the third has a variant for Caps Lock
				return [h('dt', {}, t(`try_${name}`)), h('dd', { 'data-right': is === at }, readings[is])];
			})),
			burst && h('p', {}, t('try_speed', { n: gaps.length + 1, most })),
			burst && !end && h('p', {}, t('try_no_end')),
			most > CLOSE_CALL_MS && most <= GAPS[0] && h('p', {}, t('try_slow')));
	}

	const kept = localStorage.getItem('glane.gap') === GAPS[1] ? GAPS[1] : GAPS[0];
	const box = sheet(t('try_scanner'), h('div.try', {},
		h('div.try-sample', {}, h('p', {}, t('try_scan')),
			h('img.label-image', { src: '/p/labels/sample.png', alt: t('try_sample'), onerror: (event) => event.target.replaceWith(t('try_any')) })),
		h('div.sheet-body', {}, said,
			h('fieldset.choices', {}, h('legend', {}, t('try_gap')), GAPS.map((n) => h('label.chip', {},
				h('input', { type: 'radio', name: 'gap', checked: n === kept, onchange: () => localStorage.setItem('glane.gap', n) }), t('try_gap_of', { n })))),
			h('p', {}, t('try_manual')))));
	box.classList.add('sheet-wide');
	box.addEventListener('close', () => watch(null));
	watch(paint);
	paint();
	return box;
}
