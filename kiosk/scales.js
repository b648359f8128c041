// SPDX-License-Identifier: MPL-2.0
// scales.js: the scales that speak, of which this screen uses one; what grows old is said, and what is unplugged, at once.
import { h, icon, kilos, sheet } from './kit.js';

const OLD_MS = 1500; // an older weight is shown in grey
const SILENT_MS = 5000; // a scale that is there says something every 2 s
const GONE_MS = 10000; // what was silent for so long cannot be chosen
const LOST = ['off', 'silent', 'garbled'];
const KEY = 'glane.scale'; // of this screen: the scale that stands beside it

const all = new Map(); // by scale: { reading, at }
const begun = performance.now();
let growing, silence, asked;
// What the scale of this screen said (plugins/scale/README.md), and what that comes to: `old`; `lost`: no weight comes from there;
// `fault`: why there is none to take, over under level unit fault light; `unsteady`: wait; `choose` when there are others.
export let last = null;

function judge(reading) {
	const { grams, stable, state, old, taken, light, takeable = true } = reading;
	const lost = LOST.includes(state);
	const unsteady = old || state === 'moving' || !stable || (!takeable && !taken && !light && grams > 0);
	const fault = lost || state === 'moving' ? '' : state !== 'ok' ? state : grams < 0 ? 'under' : light && !taken && !old && stable ? 'light' : '';
	return { ...reading, lost, unsteady, fault };
}

// The one that was chosen, as long as it may still speak up; else the first one of the page of scales, before that for exercise.
function mine() {
	const order = (scale) => Number(scale) || Number.MAX_SAFE_INTEGER;
	const kept = localStorage.getItem(KEY);
	return all.has(kept) || (kept && performance.now() - begun < SILENT_MS) ? kept : [...all.keys()].sort((a, b) => order(a) - order(b))[0];
}

const others = (scale) => [...all.values()].filter(({ reading, at }) => reading.scale !== scale && performance.now() - at < GONE_MS);

export function heard(frame, reading) {
	all.set(reading.scale, { reading, at: performance.now() });
	if (reading.scale === mine())
		show(frame, reading);
}

function show(frame, reading) {
	clearTimeout(growing);
	clearTimeout(silence);
	const age = reading.age_ms ?? 0;
	const tell = (more) => {
		last = judge({ ...reading, old: age >= OLD_MS, choose: others(reading.scale).length ? () => choose(frame) : undefined, ...more });
		ask(frame);
		frame.emit('weight', last);
	};
	tell();
	if (last.lost)
		return;
	if (!last.old)
		growing = setTimeout(tell, OLD_MS - age, { old: true });
	silence = setTimeout(tell, SILENT_MS, { grams: 0, stable: false, state: 'off' });
}

// Another one stands there while this one is unplugged: asked once, and no more when it is back.
function ask({ shell, t }) {
	const { lost: gone, name, choose: other } = last;
	if (!gone || !other) {
		asked?.();
		asked = null;
	} else
		asked ??= shell.ask(t('scale_lost', { name }), { text: t('scale_instead'), run: other });
}

function choose(frame) {
	const { shell, t } = frame;
	const use = (reading) => {
		localStorage.setItem(KEY, reading.scale);
		asked?.();
		asked = null;
		show(frame, all.get(reading.scale).reading);
		box.close();
		shell.say(t('scale_used', { name: reading.name }));
	};
	const box = sheet(t('scale_which'), h('p', {}, t('scale_stays')), h('div.choices', {}, [all.get(last.scale), ...others(last.scale)].map(({ reading }) => h('button.chip', {
		'data-k': `scale${reading.scale}`, 'aria-pressed': String(reading.scale === last.scale), onclick: () => use(reading),
	}, icon('intake-weigh'), h('span', {}, h('strong', {}, reading.name), ' ', h('small', {}, reading.grams !== null ? kilos(reading.grams) : '–'))))));
}
