// SPDX-License-Identifier: MPL-2.0
// act.js: what the weighing screen does once it is there: with a touch, a key of a keyboard, a card that is scanned, a draft; what
// is recorded, and what stands of it under the tiles: the day's total and the strip of what was weighed last, also what still
// waits to be sent. And how long a bag takes, without a name.

const HOLD_MS = 3000; // so long a touch waits for the scale to settle

const LINES = 5;
const WIDE = { high: 2, mid: 1, low: 0, tiny: 0 }; // lines with their keys; the others are beside one another
const UNDO_MS = 600000;
const REST_MS = 60000; // a bag ends by so much rest
const MOST_MS = 3600000;
const KEYS = { '.': ',', Decimal: ',', Backspace: 'erase', Delete: 'clear', Escape: 'clear' };

export function press(screen, name) {
	const { mode, facts, host } = screen;
	screen.settle();
	let digits = mode.fresh ? '' : screen.digits;
	const comma = digits.indexOf(',');
	mode.fresh = false;
	if (name === 'clear')
		digits = '';
	else if (name === 'erase')
		digits = digits.slice(0, -1);
	else if (name === ',')
		digits += comma >= 0 ? '' : digits ? ',' : '0,';
	else if (comma < 0 ? digits.length < 6 : digits.length - comma <= 3)
		digits = digits === '0' ? name : digits + name;
	screen.digits = digits;
	if (screen.gross > facts.max_grams)
		host.say(screen.fault(), 'todo');
	screen.paintWeight();
}

// Keys of a number pad work wherever the focus is, except in a field or a sheet.
export function key(screen, event) {
	const { target } = event;
	if (event.ctrlKey || event.altKey || event.metaKey || target.closest?.('input, textarea, select, dialog'))
		return;
	const name = KEYS[event.key] ?? event.key;
	const tiles = [...screen.tiles.children];
	if (event.key === 'Escape' && screen.back())
		event.preventDefault();
	else if (/^([\d,]|erase|clear)$/.test(name) && !screen.mode.weight) {
		if (!screen.byHand)
			screen.type(true);
		press(screen, name);
	} else if (name === '*')
		screen.more('times');
	else if (name === '+')
		again(screen);
	else if (name === 'Enter' && !target.closest('button, a'))
		tiles[0].focus();
	else if (name.startsWith('Arrow') && tiles.includes(target)) {
		const row = screen.columns();
		const side = getComputedStyle(screen).direction === 'rtl' ? -1 : 1;
		tiles[tiles.indexOf(target) + { Left: -side, Right: side, Up: -row, Down: row }[name.slice(5)]]?.focus();
	} else
		return;
	event.preventDefault();
}

// An action card does what the key or the tile does.
export function action(screen, { kind, n }) {
	const category = kind === 'category' && screen.facts.all.find((c) => c.id === n);
	if (kind === 'times')
		setCopies(screen, n);
	else if (kind === 'again')
		again(screen);
	else if (category)
		screen.chosen(category);
	else
		return false;
	return true;
}

// The next weighing is of so many.
export function setCopies(screen, n) {
	screen.copies = Math.min(Math.max(n, 1), 100);
	screen.paintWeight();
	screen.paintBar();
}

// The same category, kind and container once more; the weight is read again.
export function again(screen) {
	const { last, host } = screen;
	if (!last)
		return host.say(host.t('ui.nothing_again'), 'todo');
	return capture(screen, 'again', (weight) => {
		screen.container = last.container;
		weigh(screen, last.category, weight, { again: true });
	});
}

export function draft({ digits, container, copies, typing, mode: { id, weight } }) {
	return { digits, container: container?.id, copies, typing, id, weight };
}

export function resume(screen) {
	const { unfinished, facts } = screen;
	if (!unfinished)
		return;
	screen.unfinished = null;
	const { digits, container, copies, typing, id, weight } = unfinished;
	Object.assign(screen, { digits, copies, typing, container: facts.containers.find((c) => c.id === container) ?? null });
	const category = weight && facts.categories.find((c) => c.id === id);
	if (category)
		screen.more('kinds', category, weight);
	else
		screen.go();
}

// --- recording -----------------------------------------------------------------------------------
// The weight as it is when a tile is touched. While it moves, the touch is kept until it rests; what lies there since the
// last one is taken a second time only when the tile is touched a second time.
export function capture(screen, key, then, sure) {
	const { host, gross, mode, byHand, asked } = screen;
	const [state, word] = mode.weight ? [] : screen.look();
	if (asked?.stays)
		return asked.again();
	screen.release();
	if (state === 'moving')
		return hold(screen, key, then);
	if (state === 'taken' && !sure && screen.same !== key) {
		screen.same = key;
		return screen.more('same', () => capture(screen, key, then, true));
	}
	const fault = state === 'wrong' ? word : screen.fault();
	return fault ? host.say(fault, 'todo') : then(mode.weight ?? { gross, manual: byHand, ...screen.source });
}

// The scale moves: the touch is kept, visibly.
function hold(screen, key, then) {
	const { host, tiles } = screen;
	screen.held = {
		key, then: () => capture(screen, key, then), timer: setTimeout(() => {
			screen.release();
			host.say(host.t('ui.not_steady'), 'todo');
			screen.paintWeight();
		}, HOLD_MS),
	};
	tiles.querySelector(`[data-k="${key}"]`)?.setAttribute('data-held', '');
	screen.paintWeight();
}

// The second touch of a weighing that asks for the kind of object; the weight is kept since the first.
export function kinds(screen, { id }, weight) {
	const { host: { t }, context } = screen;
	const tile = (c, name) => ({ id: c.id, code: (c.parent ?? c).code, name, run: () => weigh(screen, c, weight) });
	const now = () => screen.facts.categories.find((c) => c.id === id);
	screen.go({
		id, weight,
		question: 'ui.which_kind',
		beside: context.beside?.(now()),
		choices: () => [tile(now(), t('ui.all_of', { name: now().name })), ...now().children.map((c) => tile(c, c.name))],
	});
}

// An unlikely weight is asked about first; nothing is lost while the question stands.
export function weigh(screen, category, weight, { sure, again: repeat } = {}) {
	const { host, context, own, copies, container, tare, asked } = screen;
	const { gross, manual, scale, raw } = weight;
	const { id, name, parent } = category;
	const net = gross - tare;
	const usual = (category.usual_grams ?? 0) * copies;
	if (asked?.stays)
		return asked.again();
	if (!sure && usual && (net * 5 < usual || net > usual * 5))
		return screen.more('doubt', category, weight, net, usual, repeat);
	const top = parent ?? category;
	const pieces = copies > 1 ? copies : undefined;
	const line = { category: top, kind: parent ? category : null, net, pieces, copies, manual, again: repeat, sure };
	screen.last = { category, container };
	if (!manual && screen.lies(gross)) {
		screen.taken = gross;
		if (scale) // other screens see that it is noted
			host.fetch('/p/scale/taken', { body: { scale } }).catch(() => {});
	}
	const body = { category: id, gross, container: container?.id, pieces, happened_ms: '$now', scale, raw };
	return send(screen, { category: { id, code: top.code, name }, gross, net, manual, copies, container: container?.id, ...context.show?.(line) }, context.record?.(body) ?? [{
		path: '/p/intake/weighings', undo: '/p/intake/undo', body: { ...body, manual, channel: own.channel?.id, origin: own.origin },
	}, ...context.then?.(line) ?? []], line);
}

// Kept on this screen first, so that nothing that follows can lose it.
export function send(screen, show, steps, line) {
	const { host, list } = screen;
	const what = [show.category.name, show.reason?.name ?? host.kilos(show.net)].join(' ');
	const job = host.send({ steps, what, show, done: ([answer]) => list.done(job.id, answer, what, line) });
	Object.assign(screen, { digits: '', copies: 1, typing: false, same: null });
	screen.go();
	if (line)
		screen.dispatchEvent(new CustomEvent('recorded', { detail: line }));
	screen.paintDay();
}

// --- under the tiles -------------------------------------------------------------------------------
const jobs = new Map(); // record -> the job that made it, of all screens of this page

// From the first touch to the last line of a bag.
class Pace {
	constructor(screen) {
		this.screen = screen;
		this.clear();
		screen.addEventListener('pointerdown', ({ timeStamp }) => {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.end(), REST_MS);
			this.first ??= timeStamp;
			this.touches++;
		}, true);
	}

	clear() {
		Object.assign(this, { first: null, last: null, touches: 0, objects: 0 });
	}

	line(objects) {
		if (this.first === null)
			return;
		this.last = { ms: Math.round(performance.now() - this.first), touches: this.touches };
		this.objects += objects;
	}

	// Nobody waits for this, and nobody is told when it fails.
	end() {
		const { last, objects, screen: { host, context } } = this;
		clearTimeout(this.timer);
		if (last && last.ms > 0 && last.ms <= MOST_MS && !context.record)
			host.fetch('/p/intake/pace', { body: { flow: context.label ? 'label' : 'deposit', objects, ...last } }).catch(() => {});
		this.clear();
	}
}

export class Day {
	slots = new Map(); // parts of plugins keep their state while the list is painted again
	shown = [];

	constructor(screen) {
		this.screen = screen;
		this.pace = new Pace(screen);
		screen.addEventListener('pointerdown', ({ target }) => {
			if (this.picked && !screen.lines.contains(target)) {
				this.picked = null;
				this.paint();
			}
		});
	}

	leave() {
		this.pace.end();
	}

	// --- what became of a job ---------------------------------------------------------------
	done(id, { record, warning, short }, what, line) {
		const { host } = this.screen;
		jobs.set(record, id);
		if (line)
			this.pace.line(line.copies);
		const doubt = short ?? (!line?.sure && warning);
		host.say(doubt || host.t('ui.recorded', { what }), doubt ? 'todo' : 'ok');
	}

	// Of this screen: two that weigh share the outbox.
	jobs() {
		return this.screen.host.jobs().filter(({ show }) => (show?.way === undefined) === !this.screen.context.record);
	}

	// A job that has gone is a line of the day now: both change at once.
	moved() {
		const now = this.jobs().map(({ id }) => id);
		return this.shown.every((id) => now.includes(id)) ? this.paint() : this.screen.loadDay();
	}

	async undo({ record, category }) {
		const { screen } = this;
		const { host } = screen;
		await (jobs.has(record) ? host.drop(jobs.get(record)) : host.fetch(screen.paths.undo, { body: { record } }));
		host.say(host.t('ui.undone', { what: category.name }));
		await screen.loadDay();
	}

	// --- the strip ----------------------------------------------------------------------------
	paint() {
		const { screen } = this;
		const { h, fill, t } = screen.host;
		const waiting = this.jobs();
		this.shown = waiting.map(({ id }) => id);
		const all = [...waiting.filter((job) => job.fault), ...waiting.filter((job) => !job.fault), ...screen.day.lines.filter((line) => !line.corrected)].slice(0, LINES);
		const at = all.findIndex((entry) => this.name(entry) === this.picked);
		if (at > 0)
			all.unshift(...all.splice(at, 1));
		const most = innerWidth < 641 ? 3 : WIDE[screen.dataset.room];
		const wide = most || (at < 0 ? 0 : 1);
		const small = innerWidth < 641 || (wide && !most) ? [] : all.slice(wide);
		for (const record of this.slots.keys())
			if (!screen.day.lines.some((line) => line.record === record))
				this.slots.delete(record);
		fill(screen.lines, all.length ? [...all.slice(0, wide).map((entry) => this.line(entry)), ...small.map((entry) => this.small(entry))]
			: h('li.line.line-none', {}, t('ui.nothing_yet')));
	}

	name(entry) {
		return entry.record ? `line${entry.record}` : `job${entry.id}`;
	}

	// Of a job or a line of the day: its category at level 1, and what it weighs.
	facts(entry) {
		const { facts, host: { t, kilos } } = this.screen;
		const { category, net, reason } = entry.show ?? entry;
		const found = facts.all.find((c) => c.id === category.id);
		return {
			category: { ...category, name: found?.name ?? category.name },
			code: reason ? 'REFUSED' : (found?.parent ?? found ?? category).code,
			weight: reason ? t('ui.refused') : [kilos(net), this.times(entry)],
		};
	}

	times({ show, pieces }) {
		const n = show?.copies ?? pieces;
		return n > 1 && this.screen.host.h('small', {}, ` ×${n}`);
	}

	state(entry) {
		const { h, icon, t, clock } = this.screen.host;
		const { fault, state, undone, corrected, warning, reason, manual } = entry;
		return fault ? h('small.line-fault', {}, icon('alert'), fault)
			: state ? h('small.line-wait', {}, t(state === 'sending' ? 'ui.sending' : 'ui.waiting'))
				: h('small', {}, clock(entry.at_ms), ' ', entry.way && `${entry.way} `, corrected ? t('ui.is_corrected') : undone ? t('ui.is_undone')
					: [reason?.name, manual && !reason && [icon('hand'), h('span.unseen', {}, t('ui.by_hand'))], warning && h('span.line-warning', { title: warning }, icon('alert'), h('span.unseen', {}, warning))]);
	}

	slot({ record, category, net, pieces }) {
		const { host } = this.screen;
		if (this.lang !== host.lang)
			this.slots.clear();
		this.lang = host.lang;
		if (!this.slots.has(record))
			this.slots.set(record, host.slot('intake.line', { record, category, net, pieces }));
		return this.slots.get(record);
	}

	line(entry) {
		const { screen } = this;
		const { h, icon, t } = screen.host;
		const { record, undone, fault, state, undoable, correctable } = entry;
		const { category, code, weight } = this.facts(entry);
		const what = category.name;
		const key = (sign, word, onclick) => h('button.key.key-round', { 'data-k': `${sign}${this.name(entry)}`, 'aria-label': t(word, { what }), onclick }, icon(sign));
		const correct = () => screen.more('correct', entry);
		return h(`li.line${undone ? '.line-undone' : fault ? '.line-refused' : state ? '.line-pending' : ''}`, { 'data-c': code, 'data-record': record },
			icon(code), h('p.line-what', {}, h('strong', {}, what), ' ', this.state(entry)), h('span.line-net', {}, weight),
			record && !undone && entry.kind !== 'refusal' && !screen.context.record && this.slot(entry),
			(correctable || (entry.show?.net && state !== 'sending')) && key('pencil', 'ui.correct', correct),
			state ? state !== 'sending' && key('close', 'ui.drop', () => screen.host.drop(entry.id))
				: undoable && Date.now() - entry.at_ms < UNDO_MS * 2 && key('undo', 'ui.undo_line', () => this.undo(entry)));
	}

	// One touch shows it with its keys.
	small(entry) {
		const { h, icon } = this.screen.host;
		const { undone, fault, state } = entry;
		const { category, code, weight } = this.facts(entry);
		const name = this.name(entry);
		return h(`li.small${undone ? '.line-undone' : fault ? '.line-refused' : state ? '.line-pending' : ''}`, { 'data-c': code },
			h('button.key', {
				'data-k': name, onclick: () => {
					this.picked = name;
					this.paint();
				},
			}, icon(code), h('span', {}, h('strong.line-net', {}, weight), h('small', {}, category.name))));
	}

	// --- the bar --------------------------------------------------------------------------------
	paintBar() {
		const { screen } = this;
		const { h, icon, fill, t, kilos } = screen.host;
		const { day, facts: { channels }, own, context, mode, copies, last } = screen;
		const key = (name, what, onclick, props) => h(`button.key.${name}`, { 'data-k': name, onclick, ...props }, what);
		fill(screen.bar,
			key('day', [h('small', {}, t('ui.today'), h('span', {}, ` · ${t('ui.count', { n: day.count })}`)), h('strong', {}, kilos(day.total_grams))], () => screen.more('journal')),
			!context.record && key('channel', [icon('in'), h('span', {}, [(own.channel ?? channels[0]).name, own.origin].filter(Boolean).join(', '))], () => screen.more('origin')),
			key('times', `×${copies}`, () => screen.more('times'), { 'aria-pressed': String(copies > 1), 'aria-label': t('ui.times', { n: copies }) }),
			key('again', [icon('again'), h('span', {}, t('ui.again'))], () => again(screen), { disabled: !last }),
			!context.label && !context.record && key('refuse', [icon('REFUSED'), h('span', {}, t('ui.refuse'))], () => (mode.refusal ? screen.back() : screen.more('refuse')), { 'aria-pressed': String(!!mode.refusal) }));
	}
}
