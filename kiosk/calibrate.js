// SPDX-License-Identifier: MPL-2.0
// calibrate.js: how many px are a millimetre of this glass: a bank card against it, and a line moved to the card's edge.
import { h, icon, sheet, styles } from './kit.js';

const LONG = 85.6, SHORT = 53.98; // mm, ISO/IEC 7810 ID-1
const NARROW_PX = 640; // on a phone the card stands upright
const LEAST = 2, MOST = 20; // px/mm
const ARROWS = { ArrowLeft: -1, ArrowDown: -1, '-': -1, ArrowRight: 1, ArrowUp: 1, '+': 1, PageDown: -10, PageUp: 10 };

await styles('calibrate.css', import.meta.url);

// px/mm; '': the screen's own guess
function apply(mm) {
	const root = document.documentElement.style;
	if (mm) {
		root.setProperty('--mm', `${mm}px`);
		localStorage.setItem('glane.mm', mm);
	} else {
		root.removeProperty('--mm');
		localStorage.removeItem('glane.mm');
	}
}

export function calibrate({ t, shell }) {
	const before = localStorage.getItem('glane.mm');
	const [edge, other] = innerWidth < NARROW_PX ? [SHORT, LONG] : [LONG, SHORT];
	let px;

	function set(to) {
		px = Math.round(Math.min(Math.max(to, LEAST * edge + 1), MOST * edge - 1, card.parentNode.clientWidth - line.clientWidth));
		card.style.setProperty('--card', px);
		line.setAttribute('aria-valuenow', px);
	}

	function done(mm) {
		apply(mm);
		box.close();
		shell.say(t('cal_done'));
		shell.undoable(t('calibrate'), () => apply(before));
	}

	const line = h('button.calibrate-line', {
		role: 'slider', 'aria-label': t('cal_line'), 'aria-valuemin': Math.ceil(LEAST * edge), 'aria-valuemax': Math.floor(MOST * edge),
		onpointerdown: (event) => line.setPointerCapture(event.pointerId),
		onpointermove: (event) => line.hasPointerCapture(event.pointerId) && set(event.clientX - card.getBoundingClientRect().left),
	});
	const card = h('div.calibrate-card', {}, line);
	const move = (n, sign) => h('button.key', { 'aria-label': t(n < 0 ? 'cal_less' : 'cal_more', { n: Math.abs(n) }), onclick: () => set(px + n) }, sign);
	const box = sheet(t('calibrate'), h('p', {}, t('cal_how')), card,
		h('div.choices', {}, move(-10, '−−'), move(-1, '−'), move(1, '+'), move(10, '++'),
			h('button.key', { onclick: () => done('') }, t('cal_back')),
			h('button.key.key-main', { onclick: () => done((px / edge).toFixed(3)) }, icon('check'), t('cal_ok'))));
	box.classList.add('calibrate');
	box.addEventListener('keydown', (event) => {
		const step = ARROWS[event.key];
		if (step) {
			event.preventDefault();
			set(px + step);
		}
	});
	card.style.setProperty('--shape', `${edge} / ${other}`);
	set(parseFloat(getComputedStyle(line).width) / 16 * edge); // as wide as --touch
	line.focus();
	return box;
}
