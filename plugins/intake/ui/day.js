// SPDX-License-Identifier: MPL-2.0
// day.js: the strip with the newest weighings of the day, each with what plugins add to it and its own undo.

const UNDO_MS = 600000;
const LINES = 5;

export class Day {
	slots = new Map(); // parts of plugins keep their state while the list is painted again

	constructor(screen) {
		this.screen = screen;
	}

	paint() {
		const { screen } = this;
		const { h, fill, t } = screen.host;
		const lines = [...screen.pending.map((job) => this.waiting(job)), ...screen.day.lines.slice(0, LINES).map((line) => this.line(line))];
		fill(screen.lines, lines.length ? lines : h('li.line.line-none', {}, t('ui.nothing_yet')));
	}

	waiting(job) {
		const { h, icon, t, kilos } = this.screen.host;
		const code = job.net ? job.category.code : 'REFUSED';
		return h('li.line.line-pending', { 'data-c': code }, icon(code), h('strong', {}, job.category.name),
			h('span.line-net', {}, job.net ? kilos(job.net) : t('ui.refused')),
			h('small', {}, t(job.stuck ? 'ui.not_sent' : 'ui.sending')),
			job.stuck && h('button.key', { 'data-k': `send${job.key}`, onclick: () => this.screen.send(job) }, t('ui.send_again')));
	}

	slot({ record, category, net, pieces }) {
		const { host } = this.screen;
		const key = `${record} ${host.lang}`;
		if (!this.slots.has(key))
			this.slots.set(key, host.slot('intake.line', { record, category, net, pieces }));
		return this.slots.get(key);
	}

	line(line) {
		const { h, icon, t, kilos, clock } = this.screen.host;
		const { record, category, kind, undone, warning, reason } = line;
		const refused = kind === 'refusal';
		const parent = this.screen.facts.categories.find((c) => c.id === category.id || c.children?.some((k) => k.id === category.id));
		const code = refused ? 'REFUSED' : (parent ?? category).code;
		return h(undone ? 'li.line.line-undone' : 'li.line', { 'data-c': code, 'data-record': record },
			icon(code), h('strong', {}, category.name),
			h('span.line-net', {}, refused ? t('ui.refused') : kilos(line.net)),
			h('small', {}, clock(line.at_ms), line.manual && [' ', icon('hand'), h('span.unseen', {}, t('ui.by_hand'))]),
			undone ? h('small', {}, t('ui.is_undone')) : warning ? h('small.line-warning', {}, icon('alert'), warning) : reason && h('small', {}, reason.name ?? reason),
			!undone && !refused && this.slot(line),
			!undone && Date.now() - line.at_ms < UNDO_MS && h('button.key.key-round', {
				'data-k': `undo${record}`, 'aria-label': t('ui.undo_line', { what: category.name }), onclick: () => this.undo(line),
			}, icon('undo')));
	}

	async undo({ record, category }) {
		const { screen } = this;
		const { host } = screen;
		try {
			await screen.undo(record);
			screen.undos.get(record)?.();
			host.say(host.t('ui.undone', { what: category.name }));
		} catch (error) {
			host.say(error.message, 'error');
		}
	}
}
