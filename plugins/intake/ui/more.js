// SPDX-License-Identifier: MPL-2.0
// more.js: what the weighing screen asks now and then: the whole day, where things come from, all containers, how many, a
// refusal, a correction, an unlikely weight. Each gets the screen.

import { capture, Day, kinds, press, send, setCopies, weigh } from './act.js';

export { capture, kinds, press, weigh }; // for a touch before act.js is there

const TIMES = [1, 2, 3, 5, 6, 10, 20];

export async function journal(screen) {
	const { h, t, sheet } = screen.host;
	const { lines } = screen.day;
	const day = new Day(screen);
	const box = await sheet(t('ui.today'), lines.length ? h('ol.lines', {}, lines.map((line) => day.line(line))) : h('p', {}, t('ui.nothing_yet')));
	box.classList.add('sheet-wide');
	box.addEventListener('click', (event) => { // a changed line is not up to date any more
		if (event.target.closest('[data-k^=undo], [data-k^=pencil]'))
			box.close();
	});
}

// The bag: where it comes from, whether kinds are asked for, and that the next one begins.
export async function origin(screen) {
	const { h, t, sheet, icon } = screen.host;
	const { facts: { channels, origins }, own, context } = screen;
	const now = own.channel ?? channels[0];
	const set = (change) => () => {
		Object.assign(own, change);
		box.close();
		screen.go();
	};
	const chip = (name, pressed, change) => h('button.chip', { 'aria-pressed': String(pressed), onclick: set(change) }, name);
	const box = await sheet(t('ui.this_bag'),
		h('div.choices', { role: 'group', 'aria-label': t('ui.origin') }, channels.map((c) => chip(c.name, c.id === now.id, { channel: c }))),
		origins.length > 0 && h('div.choices', { role: 'group', 'aria-label': t('ui.place') },
			origins.map((name) => chip(name, name === own.origin, { origin: name === own.origin ? undefined : name }))),
		h('div.choices', {},
			!context.kinds && h('button.chip', { 'data-k': 'detail', 'aria-pressed': String(!!own.detail), onclick: set({ detail: !own.detail }) }, t('ui.detail')),
			h('button.key.key-main', {
				'data-k': 'next', onclick: () => {
					screen.list.pace.end();
					box.close();
				},
			}, icon('check'), t('ui.next_bag'))));
}

export async function tares(screen) {
	const { h, t, sheet } = screen.host;
	const box = await sheet(t('ui.container'), h('div.choices', { onclick: () => box.close() },
		[null, ...screen.facts.containers].map((c) => screen.chip(c))));
}

export async function times(screen) {
	const { h, icon, t, sheet, fill } = screen.host;
	let typed = '';
	const set = (n) => {
		setCopies(screen, n);
		box.close();
	};
	const go = h('button.key.key-main.key-pad', { disabled: true, onclick: () => set(Number(typed)) });
	const press = (key) => () => {
		typed = key === 'erase' ? typed.slice(0, -1) : Number(typed + key) <= 100 ? String(Number(typed + key) || '') : typed;
		go.disabled = !Number(typed);
		fill(go, `×${typed || '…'}`);
	};
	const box = await sheet(t('ui.how_many'),
		h('div.choices', {}, TIMES.map((n) => h('button.chip.chip-times', { 'data-k': `x${n}`, 'aria-pressed': String(n === screen.copies), onclick: () => set(n) }, `×${n}`))),
		h('div.pad.pad-row', {}, [...'1234567890', 'erase'].map((key) => h('button.key.key-pad', { 'aria-label': key === 'erase' && t('ui.erase'), onclick: press(key) }, key === 'erase' ? icon(key) : key)), go));
	press('')();
}

// First why, then what; a refusal has no weight.
export function refuse(screen) {
	const pick = (reason) => screen.go({
		refusal: true,
		question: 'ui.which_category',
		choices: () => [...screen.facts.refused ?? [], ...screen.facts.categories].map((c) => ({ ...screen.tile(c), code: screen.facts.refused.includes(c) ? 'REFUSED' : c.code })),
		pick: (category) => send(screen, { category: { id: category.id, code: 'REFUSED', name: category.name }, reason },
			[{ path: '/p/intake/refusals', undo: '/p/intake/undo', body: { category: category.id, reason: reason.id, happened_ms: '$now' } }]),
	});
	screen.go({
		refusal: true,
		question: 'ui.which_reason',
		choices: () => screen.facts.reasons.map((reason) => ({ id: reason.id, name: reason.name, code: 'REFUSED', run: () => pick(reason) })),
	});
}

// A line of the day, or one that waits: the weight on the pad, then a touch on the category as at weighing.
export function correct(screen, entry) {
	const { host, facts } = screen;
	const { category: { id }, gross, container, pieces, copies } = entry.show ?? entry;
	const was = facts.all.find((c) => c.id === id);
	const pick = (category) => {
		const fault = screen.fault();
		if (fault)
			return host.say(fault, 'todo');
		const { gross: now, container: box, tare } = screen;
		if (!entry.record) {
			host.drop(entry.id);
			return weigh(screen, category, { gross: now, manual: true });
		}
		const show = { category: { id: category.id, code: (category.parent ?? category).code, name: category.name }, gross: now, net: now - tare, container: box?.id, copies: pieces ?? 1, manual: true, ...screen.context.show?.({}) };
		return send(screen, show, [{ path: screen.paths.correct, undo: screen.paths.undo, body: { record: entry.record, gross: now, category: category.id, container: box?.id ?? 0, manual: true } }]);
	};
	screen.container = facts.containers.find((c) => c.id === (container?.id ?? container)) ?? null;
	screen.copies = copies ?? 1;
	screen.digits = String(gross / 1000).replace('.', ',');
	screen.go({
		hand: true,
		fresh: true, // the first key begins a new number
		question: 'ui.correct_line',
		choices: () => [was && { ...was, name: host.t('ui.unchanged', { name: was.name }), code: (was.parent ?? was).code, pressed: true, run: () => pick(was) },
			...facts.categories.filter((c) => c !== was).map((c) => ({ ...c, run: () => pick(c) }))].filter(Boolean),
	});
}

// --- questions in the strip ---------------------------------------------------------------------
function ask(screen, stays, text, ...keys) {
	screen.settle();
	const show = () => screen.host.ask(text, ...keys.map(([word, run]) => ({
		text: word, run: () => {
			screen.settle();
			run();
		},
	})));
	screen.asked = {
		stays, off: show(), again: () => {
			screen.asked.off();
			screen.asked.off = show();
		},
	};
}

// Too much or too little for that kind: most often the comma.
export function doubt(screen, category, weight, net, usual, again) {
	const { t, kilos } = screen.host;
	const keep = (w) => weigh(screen, category, w, { sure: true, again });
	const apart = (grams) => Math.abs(Math.log((grams - screen.tare) / usual));
	const [likely] = [1000, 100, 10, 0.1, 0.01, 0.001].map((by) => weight.gross / by)
		.filter((grams) => Number.isInteger(grams) && grams > screen.tare && grams <= screen.facts.max_grams && apart(grams) <= Math.log(5)).sort((a, b) => apart(a) - apart(b));
	const text = t('ui.really', { weight: kilos(net), name: category.name });
	const anew = (word) => [t(word), () => {
		screen.digits = '';
		screen.go();
	}];
	if (!weight.manual)
		ask(screen, true, text, [t('ui.keep'), () => keep(weight)], anew('ui.weigh_again'));
	else
		ask(screen, true, text, likely ? [kilos(likely - screen.tare), () => keep({ ...weight, gross: likely })] : anew('ui.type_again'), [kilos(net), () => keep(weight)]);
}

// What lies on the scale was recorded already.
export function same(screen, then) {
	ask(screen, false, screen.host.t('ui.same_object'), [screen.host.t('ui.weigh_anyway'), then]);
}
