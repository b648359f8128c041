// SPDX-License-Identifier: MPL-2.0
// weigh.js: the screen where what arrives is weighed: type the weight, touch the category, it is recorded.
// A weighing that the daemon has not answered yet stays in the list with its key and is sent again by itself.

const styles = document.createElement('link');
styles.rel = 'stylesheet';
styles.href = new URL('weigh.css', import.meta.url).pathname;
await new Promise((done) => {
	styles.onload = styles.onerror = done;
	document.head.append(styles);
});

const UNDO_MS = 600000;
const MAX_DIGITS = 7;
const PAD = ['7', '8', '9', '4', '5', '6', '1', '2', '3', ',', '0', 'erase'];
const KEY_MM = 16; // --touch of the kiosk
const TARES = 3; // containers beside the scale; more are in a sheet
const SECOND_TOUCH_MS = 120; // a second touch this soon is the same hand

class Weigh extends HTMLElement {
	connectedCallback() {
		if (this.offs)
			return;
		Object.assign(this, { digits: '', container: null, mode: { name: 'weigh' }, page: 0, detail: false, pending: [], channel: null, used: 0 });
		this.offs = [
			this.host.on('live:intake.day', () => this.loadDay()),
			this.host.on('online', () => this.pending.forEach((job) => this.send(job))),
			this.host.on('lang', () => this.load()),
		];
		this.onKey = (event) => this.key(event);
		addEventListener('keydown', this.onKey);
		this.sized = new ResizeObserver(() => this.measure());
		this.build();
		this.load();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
		this.offs = null;
		removeEventListener('keydown', this.onKey);
		this.sized.disconnect();
	}

	// --- state from the daemon ---------------------------------------------------------
	async load() {
		try {
			const { day, ...facts } = await this.host.fetch('/p/intake/');
			// The order of the tiles is frozen, so that a tile never moves under a finger.
			const order = this.order ??= facts.categories.map((c) => c.id);
			const rank = (c) => (order.includes(c.id) ? order.indexOf(c.id) : order.length);
			facts.categories.sort((a, b) => rank(a) - rank(b));
			Object.assign(this, { facts, day });
			this.container &&= facts.containers.find((c) => c.id === this.container.id) ?? null;
			this.paint();
		} catch (error) {
			this.host.say(error.message, 'error');
			this.again = setTimeout(() => this.offs && this.load(), 3000);
		}
	}

	async loadDay() {
		if (!this.facts)
			return;
		try {
			this.day = await this.host.fetch('/p/intake/day');
			this.paintDay();
		} catch {
			// the banner says that the daemon is away; the stream calls again when it is back
		}
	}

	// --- the weight ----------------------------------------------------------------------
	get gross() {
		return this.host.typed(this.digits, 3) ?? 0;
	}

	press(key) {
		const { host } = this;
		const comma = this.digits.indexOf(',');
		if (key === 'clear')
			this.digits = '';
		else if (key === 'erase')
			this.digits = this.digits.slice(0, -1);
		else if (key === ',')
			this.digits += comma < 0 ? (this.digits ? ',' : '0,') : '';
		else if ((comma < 0 || this.digits.length - comma <= 3) && this.digits.length < MAX_DIGITS)
			this.digits = this.digits === '0' ? key : this.digits + key;
		if (this.gross > this.facts.max_grams)
			host.say(host.t('ui.too_heavy', { max: host.kilos(this.facts.max_grams) }), 'todo');
		this.paintWeight();
	}

	// Keys of a number pad work wherever the focus is, except in a field or a sheet.
	key(event) {
		if (!this.facts || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.('input, textarea, select, dialog'))
			return;
		const key = { '.': ',', Decimal: ',', Backspace: 'erase', Delete: 'clear', Escape: 'clear' }[event.key] ?? event.key;
		if (/^[0-9,]$|^erase$|^clear$/.test(key)) {
			if (event.key === 'Escape' && this.mode.name !== 'weigh')
				this.go({ name: 'weigh' });
			else
				this.press(key);
			event.preventDefault();
		} else if (key === 'Enter' && !event.target.closest('button, a')) {
			this.tiles.querySelector('button')?.focus();
			event.preventDefault();
		} else if (key.startsWith('Arrow') && event.target.closest('.tiles')) {
			this.step(key, event.target.closest('button'));
			event.preventDefault();
		}
	}

	step(key, from) {
		const tiles = [...this.tiles.querySelectorAll('button')];
		const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns(), ArrowDown: this.columns() }[key];
		tiles[tiles.indexOf(from) + by]?.focus();
	}

	// --- recording -------------------------------------------------------------------------
	touch(event, fn) {
		if (event.timeStamp - this.used < SECOND_TOUCH_MS)
			return;
		this.used = event.timeStamp;
		fn();
	}

	chosen(category) {
		const { host, mode } = this;
		if (mode.name === 'refuse')
			return this.record({ kind: 'refusal', category, path: '/p/intake/refusals', body: { category: category.id, reason: mode.reason.id } });
		const tare = this.container?.tare_grams ?? 0;
		if (!this.gross) {
			host.say(host.t('ui.weight_first'), 'todo');
			this.scale.classList.remove('nudge');
			requestAnimationFrame(() => this.scale.classList.add('nudge'));
			return null;
		}
		if (this.gross > this.facts.max_grams)
			return host.say(host.t('ui.too_heavy', { max: host.kilos(this.facts.max_grams) }), 'todo');
		if (this.gross <= tare)
			return host.say(host.t('ui.below_tare', { tare: host.kilos(tare), name: this.container.name }), 'todo');
		if (mode.name === 'weigh' && this.detail && category.children?.length)
			return this.go({ name: 'detail', category });
		const body = { category: category.id, gross: this.gross, manual: true };
		if (this.container)
			body.container = this.container.id;
		if (this.channel)
			body.channel = this.channel.id;
		return this.record({ kind: 'weighing', category, path: '/p/intake/weighings', body, net: this.gross - tare, digits: this.digits });
	}

	record(job) {
		job.key = this.host.uuid();
		this.pending.unshift(job);
		this.digits = '';
		this.go({ name: 'weigh' });
		this.paintDay();
		this.send(job);
	}

	async send(job) {
		const { host } = this;
		if (job.sending)
			return;
		job.sending = true;
		try {
			const answer = await host.fetch(job.path, { method: 'POST', body: job.body, key: job.key });
			this.drop(job);
			const text = job.kind === 'refusal' ? host.t('ui.refusal_of', { name: job.category.name }) : `${job.category.name} ${host.kilos(answer.net)}`;
			host.say(answer.warning ?? host.t('ui.recorded', { what: text }), answer.warning ? 'todo' : 'ok');
			this.undos.set(answer.record, host.undoable(text, () => this.undo(answer.record)));
			await this.loadDay();
		} catch (error) {
			job.sending = false;
			job.stuck = true;
			if (!error.offline) {
				this.drop(job);
				if (!this.digits && job.digits) {
					this.digits = job.digits;
					this.paintWeight();
				}
			}
			host.say(error.message, 'error');
		}
		this.paintDay();
	}

	drop(job) {
		this.pending = this.pending.filter((other) => other !== job);
	}

	undos = new Map();

	async undo(record) {
		await this.host.fetch('/p/intake/undo', { method: 'POST', body: { record } });
		await this.loadDay();
	}

	async undoLine(line) {
		const { host } = this;
		try {
			await this.undo(line.record);
			this.undos.get(line.record)?.();
			host.say(host.t('ui.undone', { what: line.category.name }), 'ok');
		} catch (error) {
			host.say(error.message, 'error');
		}
	}

	// --- painting ---------------------------------------------------------------------------
	build() {
		const { h } = this.host;
		this.scale = h('output.scale', { 'aria-live': 'polite' });
		this.chips = h('div.tares', { role: 'group' });
		this.pad = h('div.pad', { role: 'group' });
		this.question = h('h2.question', { hidden: true, role: 'status' });
		this.tiles = h('div.tiles', { role: 'group' });
		this.bar = h('div.day-bar');
		this.lines = h('ol.lines');
		this.append(
			h('section.weigh-left', {}, this.scale, this.chips, this.pad),
			h('section.weigh-right', {}, this.question, this.tiles, this.bar, this.lines));
		this.sized.observe(this.tiles);
		this.sized.observe(this);
	}

	// How much there is to see depends on millimetres of glass, which a media query does not know.
	measure() {
		const key = this.pad.firstChild;
		if (!key)
			return;
		const mm = parseFloat(getComputedStyle(key).minHeight) / KEY_MM;
		const height = this.clientHeight / mm;
		const room = height < 114 ? 'tiny' : height < 128 ? 'low' : height < 175 ? 'mid' : 'high';
		if (room !== this.dataset.room) {
			this.dataset.room = room;
			this.paintWeight();
		}
		this.paintTiles();
	}

	paint() {
		const { h, icon, fill, t } = this.host;
		const label = (el, key) => el.setAttribute('aria-label', t(key));
		label(this.pad, 'ui.pad');
		label(this.tiles, 'ui.categories');
		label(this.chips, 'ui.container');
		label(this.lines, 'ui.today');
		fill(this.pad, PAD.map((key) => h('button.key.key-pad', {
			'data-k': `pad${key}`, 'aria-label': key === 'erase' ? t('ui.erase') : undefined,
			onmousedown: (event) => event.preventDefault(), // the focus stays where it is
			onclick: () => this.press(key),
		}, key === 'erase' ? icon('erase') : key)));
		this.paintWeight();
		this.paintDay();
		this.measure();
	}

	paintWeight() {
		const { h, icon, fill, t, kilos, lang } = this.host;
		const { facts, container, gross, digits } = this;
		const tare = container?.tare_grams ?? 0;
		const shown = (digits || '0,00').replace(',', lang === 'fr' ? ',' : '.');
		this.scale.dataset.state = !gross ? 'empty' : gross > facts.max_grams || gross <= tare ? 'wrong' : 'ready';
		this.scale.dataset.long = shown.length > 5;
		fill(this.scale,
			h('span.scale-word', {}, !gross ? t('ui.type_weight') : [icon('hand'), t('ui.by_hand')]),
			h('span.scale-digits', {}, shown, h('span.scale-unit', {}, 'kg')),
			h('span.scale-net', {}, tare && gross > tare
				? [`− ${kilos(tare)} ${container.name} = `, h('strong', {}, t('ui.net', { net: kilos(gross - tare) }))]
				: gross ? t('ui.touch_category') : '\u00a0'));
		if (this.dataset.room === 'tiny') {
			fill(this.chips, facts.containers.length > 0 && this.tareChip(container, null, () => this.tares()));
			return;
		}
		const some = facts.containers.length > TARES ? facts.containers.slice(0, TARES - 1) : [...facts.containers];
		if (container && !some.some((c) => c.id === container.id))
			some.splice(-1, 1, container);
		fill(this.chips, [null, ...some].map((c) => this.tareChip(c)),
			some.length < facts.containers.length && h('button.chip', { 'data-k': 'tares', onclick: () => this.tares() }, t('ui.more')));
	}

	tareChip(c, then, instead) {
		const { h, t, kilos } = this.host;
		return h('button.chip', {
			'data-k': `tare${c?.id}`, 'aria-pressed': String((c?.id ?? null) === (this.container?.id ?? null)),
			onclick: instead ?? (() => {
				this.container = c;
				this.paintWeight();
				then?.();
			}),
		}, h('span', {}, c ? c.name : t('ui.no_container')), c && h('small', {}, kilos(c.tare_grams)));
	}

	tares() {
		const { h, t, sheet } = this.host;
		const box = sheet(t('ui.container'), h('div.choices', {}, [null, ...this.facts.containers].map((c) => this.tareChip(c, () => box.close()))));
	}

	go(mode) {
		this.mode = mode;
		this.page = 0;
		this.paintWeight();
		this.paintTiles();
		this.paintBar();
	}

	columns() {
		return getComputedStyle(this.tiles).gridTemplateColumns.split(' ').length;
	}

	// What can be touched now: categories, the kinds of one, or the reasons of a refusal.
	choices() {
		const { t } = this.host;
		const { mode, facts } = this;
		const tile = (c, code, name = c.name) => ({ id: c.id, code, name, run: () => this.chosen(c) });
		const leave = { id: 'back', code: 'back', name: t('ui.back'), quiet: true, run: () => this.go({ name: 'weigh' }) };
		if (mode.name === 'detail')
			return [leave, tile(mode.category, mode.category.code, t('ui.all_of', { name: mode.category.name })),
				...mode.category.children.map((c) => tile(c, mode.category.code))];
		if (mode.name === 'reason')
			return [leave, ...facts.reasons.map((reason) => ({ id: reason.id, code: 'REF', name: reason.name, run: () => this.go({ name: 'refuse', reason }) }))];
		return [...(mode.name === 'refuse' ? [leave] : []), ...facts.categories.map((c) => tile(c, c.code))];
	}

	paintTiles() {
		if (!this.facts)
			return;
		const { h, icon, fill, t, breakable } = this.host;
		const all = this.choices();
		let shown = all;
		this.question.textContent = { reason: t('ui.which_reason'), refuse: t('ui.which_category'), detail: t('ui.which_kind') }[this.mode.name] ?? '';
		this.question.hidden = this.mode.name === 'weigh';
		const free = getComputedStyle(this.tiles).overflowY !== 'visible';
		if (free) { // the grid has a fixed height: what does not fit is behind a tile, nobody has to swipe
			const probe = h('button.tile');
			this.tiles.append(probe);
			const gap = parseFloat(getComputedStyle(this.tiles).rowGap);
			const rows = Math.floor((this.tiles.clientHeight + gap) / (parseFloat(getComputedStyle(probe).minHeight) + gap));
			probe.remove();
			const room = Math.max(2, this.columns() * Math.max(1, rows));
			if (all.length > room) {
				const pages = Math.ceil(all.length / (room - 1));
				this.page %= pages;
				const next = { id: 'more', code: 'more', name: t('ui.more'), quiet: true, run: () => { this.page++; this.paintTiles(); } };
				shown = [...all.slice(this.page * (room - 1), (this.page + 1) * (room - 1)), next];
			}
			this.tiles.style.setProperty('--rows', Math.max(1, Math.min(rows, Math.ceil(shown.length / this.columns()))));
		}
		fill(this.tiles, shown.map((c) => h(c.quiet ? 'button.tile.tile-quiet' : 'button.tile', {
			'data-k': `tile${c.id}`, 'data-c': c.code, onclick: (event) => this.touch(event, c.run),
		}, icon(c.code), h('span', {}, breakable(c.name)))));
	}

	paintBar() {
		const { h, icon, fill, t, kilos } = this.host;
		const { day, mode } = this;
		const refusing = mode.name === 'reason' || mode.name === 'refuse';
		fill(this.bar,
			h('button.key.day', { 'data-k': 'journal', 'aria-label': `${t('ui.journal')} : ${kilos(day.total_grams)}`, onclick: () => this.journal() },
				h('span', {}, t('ui.today')), h('strong', {}, kilos(day.total_grams)), h('small', {}, t('ui.count', { n: day.count }))),
			this.facts.channels.length > 1 && h('button.key', { 'data-k': 'channel', onclick: () => this.origin() }, icon('in'), (this.channel ?? this.facts.channels[0]).name),
			h('button.key', { 'data-k': 'detail', 'aria-pressed': String(this.detail), onclick: () => { this.detail = !this.detail; this.go({ name: 'weigh' }); } }, t('ui.detail')),
			h('button.key', { 'data-k': 'refuse', 'aria-pressed': String(refusing), onclick: () => this.go({ name: refusing ? 'weigh' : 'reason' }) }, icon('REF'), t('ui.refuse')));
	}

	paintDay() {
		if (!this.facts)
			return;
		const { h, fill, t } = this.host;
		this.paintBar();
		const lines = [...this.pending.map((job) => this.pendingLine(job)), ...this.day.lines.slice(0, 5).map((line) => this.line(line))];
		fill(this.lines, lines.length ? lines : h('li.line.line-none', {}, t('ui.nothing_yet')));
	}

	pendingLine(job) {
		const { h, icon, t, kilos } = this.host;
		return h('li.line.line-pending', { 'data-c': job.category.code },
			icon(job.kind === 'refusal' ? 'REF' : job.category.code), h('strong', {}, job.category.name),
			h('span.line-net', {}, job.net === undefined ? t('ui.refused') : kilos(job.net)),
			h('small', {}, job.stuck ? t('ui.not_sent') : t('ui.sending')),
			job.stuck && h('button.key', { 'data-k': `send${job.key}`, onclick: () => this.send(job) }, t('ui.send_again')));
	}

	// The parts that plugins add to a line keep their state while the list is painted again.
	slots = new Map();

	slot(line, kept) {
		const key = `${line.record} ${this.host.lang}`;
		const slot = kept && this.slots.get(key) || this.host.slot('intake.line', { record: line.record, category: line.category, net: line.net, pieces: line.pieces });
		if (kept)
			this.slots.set(key, slot);
		return slot;
	}

	line(line, kept = true) {
		const { h, icon, t, kilos, clock } = this.host;
		const refused = line.kind === 'refusal';
		const parent = this.facts.categories.find((c) => c.id === line.category.id || c.children?.some((k) => k.id === line.category.id));
		const code = refused ? 'REF' : (parent ?? line.category).code;
		const note = line.undone ? h('small', {}, t('ui.is_undone'))
			: line.warning ? h('small.line-warning', {}, icon('alert'), line.warning)
				: line.reason && h('small', {}, line.reason.name ?? line.reason);
		return h(line.undone ? 'li.line.line-undone' : 'li.line', { 'data-c': code, 'data-record': line.record },
			icon(code), h('strong', {}, line.category.name),
			h('span.line-net', {}, refused ? t('ui.refused') : kilos(line.net)),
			h('small', {}, clock(line.at_ms), line.manual && [' ', icon('hand'), h('span.unseen', {}, t('ui.by_hand'))]),
			note,
			!line.undone && !refused && this.slot(line, kept),
			!line.undone && Date.now() - line.at_ms < UNDO_MS && h('button.key.key-round', {
				'data-k': `undo${line.record}`, 'aria-label': t('ui.undo_line', { what: line.category.name }), onclick: () => this.undoLine(line),
			}, icon('undo')));
	}

	journal() {
		const { h, t, sheet } = this.host;
		const box = sheet(t('ui.today'), this.day.lines.length
			? h('ol.lines.lines-all', {}, this.day.lines.map((line) => this.line(line, false)))
			: h('p', {}, t('ui.nothing_yet')));
		box.classList.add('sheet-wide');
	}

	origin() {
		const { h, t, sheet } = this.host;
		const box = sheet(t('ui.origin'), h('div.choices', {}, this.facts.channels.map((c) => h('button.chip', {
			'aria-pressed': String(c.id === (this.channel ?? this.facts.channels[0]).id),
			onclick: () => {
				this.channel = c;
				box.close();
				this.paintBar();
			},
		}, c.name))));
	}
}

customElements.define('glane-x-intake-weigh', Weigh);
