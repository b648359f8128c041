// SPDX-License-Identifier: MPL-2.0
// day.js: what stands under the tiles: the day's total, where things come from, and the strip of what was weighed last,
// also what still waits to be sent. And how long a bag takes, without a name.
import { again } from './act.js';

const LINES = 5;
const CHIPS = 4; // above the pad; more are in a sheet
const WIDE = { high: 2, mid: 1, low: 0, tiny: 0 }; // lines with their keys; the others are beside one another
const UNDO_MS = 600000;
const REST_MS = 60000; // a bag ends by so much rest
const MOST_MS = 3600000;
const PICTURES = { roll: 'cage', cage: 'cage', caddie: 'trolley', roulant: 'trolley', chariot: 'trolley', diable: 'truck' };

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
			host.fetch('/p/intake/pace', { method: 'POST', body: { flow: context.label ? 'label' : 'deposit', objects, ...last } }).catch(() => {});
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
		try {
			await (jobs.has(record) ? host.drop(jobs.get(record)) : host.fetch(screen.paths.undo, { method: 'POST', body: { record } }));
			host.say(host.t('ui.undone', { what: category.name }));
			await screen.loadDay();
		} catch (error) {
			host.say(error.message, 'error');
		}
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

	// The containers: chips above the pad; with a scale there is room for tiles with pictures.
	tares() {
		const { screen } = this;
		const { fill, icon, t, h } = screen.host;
		const { chips, dataset: { room, side }, facts: { containers }, container } = screen;
		const tiles = side === 'scale';
		const sheet = () => screen.more('tares');
		let most = CHIPS;
		if (tiles) {
			const probe = this.chip(null);
			fill(chips, probe);
			const style = getComputedStyle(chips);
			const gap = parseFloat(style.rowGap);
			const rows = Math.floor((chips.clientHeight - 2 * parseFloat(style.paddingTop) + gap) / (parseFloat(getComputedStyle(probe).minHeight) + gap));
			most = style.gridTemplateColumns.split(' ').length * (innerWidth < 641 ? 1 : Math.max(1, rows));
		}
		const all = [null, ...containers];
		const some = all.length > most ? all.slice(0, most - 1) : all;
		if (!some.includes(container))
			some.splice(-1, 1, container);
		const picture = (c) => icon(c ? PICTURES[Object.keys(PICTURES).find((word) => c.name.toLowerCase().includes(word))] ?? 'crate' : 'none');
		fill(chips, room === 'tiny' && !tiles ? this.chip(container, null, sheet) : [
			some.map((c) => this.chip(c, tiles && picture(c))),
			some.length < all.length && h('button.chip', { 'data-k': 'tares', onclick: sheet }, tiles && icon('more'), h('span', {}, t('ui.more')))]);
	}

	chip(c, sign, instead) {
		const { screen } = this;
		const { h, t, kilos } = screen.host;
		return h('button.chip', {
			'data-k': `tare${c?.id}`, 'aria-pressed': String(c?.id === screen.container?.id),
			onclick: instead ?? (() => {
				screen.container = c;
				screen.paintSide();
			}),
		}, sign, h('span', {}, c ? c.name : t('ui.no_container')), c && h('small', {}, kilos(c.tare_grams)));
	}
}
