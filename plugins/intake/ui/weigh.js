// SPDX-License-Identifier: MPL-2.0
// weigh.js: type the weight, touch the category, it is recorded. A weighing without an answer yet stays in the list with
// its key and is sent again by itself.

const styles = document.createElement('link');
styles.rel = 'stylesheet';
styles.href = new URL('weigh.css', import.meta.url).pathname;
await new Promise((done) => {
	styles.onload = styles.onerror = done;
	document.head.append(styles);
});

const KEY_MM = 16; // --touch of the kiosk
const TARES = 3; // containers beside the scale; more are in a sheet
const SECOND_TOUCH_MS = 120; // a second touch this soon is the same hand
const PAD = ['7', '8', '9', '4', '5', '6', '1', '2', '3', ',', '0', 'erase'];
const KEYS = { '.': ',', Decimal: ',', Backspace: 'erase', Delete: 'clear', Escape: 'clear' };
const POST = (body, key) => ({ method: 'POST', body, key });

class Weigh extends HTMLElement {
	digits = '';
	container = null;
	channel = null;
	detail = false; // ask for the kind of object as well
	mode = {}; // or a question from more.js: { question, choices(), pick(category) }
	page = 0;
	pending = [];
	touched = 0;
	undos = new Map();

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('live:intake.day', () => this.loadDay()),
			host.on('online', () => this.pending.forEach((job) => this.send(job))),
			host.on('lang', () => this.load()),
		];
		this.onKey = (event) => this.key(event);
		addEventListener('keydown', this.onKey);
		this.build();
		this.sized = new ResizeObserver(() => this.measure());
		this.sized.observe(this);
		this.sized.observe(this.tiles);
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
			const { day, ...facts } = await this.host.fetch('/p/intake/', { keep: true });
			// The order is frozen: a tile never moves under a finger.
			this.order ??= new Map(facts.categories.map((c, i) => [c.id, i]));
			const rank = (c) => this.order.get(c.id) ?? Infinity;
			facts.categories.sort((a, b) => rank(a) - rank(b) || 0);
			Object.assign(this, { facts, day });
			this.paint();
			this.list ??= new (await import('./day.js')).Day(this); // not needed for the first weighing
			this.paintDay();
		} catch (error) {
			this.host.say(error.message, 'error');
			setTimeout(() => this.offs && this.load(), 3000);
		}
	}

	async loadDay() {
		try {
			this.day = await this.host.fetch('/p/intake/day');
			this.paintDay();
		} catch {
			// the stream calls again when the daemon is back
		}
	}

	// --- the weight ----------------------------------------------------------------------
	get gross() {
		return this.host.typed(this.digits, 3) ?? 0;
	}

	get tare() {
		return this.container?.tare_grams ?? 0;
	}

	// Why this weight cannot be recorded, or nothing.
	fault() {
		const { t, kilos } = this.host;
		const max = this.facts.max_grams;
		return !this.gross ? t('ui.weight_first')
			: this.gross > max ? t('ui.too_heavy', { max: kilos(max) })
				: this.gross <= this.tare && t('ui.below_tare', { tare: kilos(this.tare), name: this.container.name });
	}

	press(key) {
		const comma = this.digits.indexOf(',');
		if (key === 'clear')
			this.digits = '';
		else if (key === 'erase')
			this.digits = this.digits.slice(0, -1);
		else if (key === ',')
			this.digits += comma < 0 ? (this.digits ? ',' : '0,') : '';
		else if (comma < 0 ? this.digits.length < 6 : this.digits.length - comma <= 3)
			this.digits = this.digits === '0' ? key : this.digits + key;
		if (this.gross > this.facts.max_grams)
			this.host.say(this.fault(), 'todo');
		this.paintWeight();
	}

	// Keys of a number pad work wherever the focus is, except in a field or a sheet.
	key(event) {
		const { target } = event;
		if (!this.facts || event.ctrlKey || event.altKey || event.metaKey || target.closest?.('input, textarea, select, dialog'))
			return;
		const key = KEYS[event.key] ?? event.key;
		const tiles = [...this.tiles.children];
		if (/^([\d,]|erase|clear)$/.test(key)) {
			if (event.key === 'Escape' && this.mode.question)
				this.go();
			else
				this.press(key);
		} else if (key === 'Enter' && !target.closest('button, a')) {
			tiles[0].focus();
		} else if (key.startsWith('Arrow') && tiles.includes(target)) {
			const row = this.columns();
			tiles[tiles.indexOf(target) + { Left: -1, Right: 1, Up: -row, Down: row }[key.slice(5)]]?.focus();
		} else {
			return;
		}
		event.preventDefault();
	}

	// --- recording -------------------------------------------------------------------------
	chosen(category) {
		const { mode } = this;
		if (mode.pick)
			return mode.pick(category);
		const fault = this.fault();
		if (fault)
			return this.host.say(fault, 'todo');
		return this.detail && category.children?.length ? this.more('kinds', category) : this.weigh(category);
	}

	weigh(category) {
		this.record({
			category, path: '/p/intake/weighings', net: this.gross - this.tare, digits: this.digits,
			body: { category: category.id, gross: this.gross, manual: true, container: this.container?.id, channel: this.channel?.id },
		});
	}

	record(job) {
		job.key = this.host.uuid();
		this.pending.unshift(job);
		this.digits = '';
		this.go();
		this.send(job);
		this.paintDay();
	}

	async send(job) {
		const { host } = this;
		if (job.sending)
			return;
		job.sending = true;
		const drop = () => { this.pending = this.pending.filter((other) => other !== job); };
		try {
			const { record, net, warning } = await host.fetch(job.path, POST(job.body, job.key));
			const what = job.net ? `${job.category.name} ${host.kilos(net)}` : host.t('ui.refusal_of', { name: job.category.name });
			drop();
			host.say(warning ?? host.t('ui.recorded', { what }), warning ? 'todo' : 'ok');
			this.undos.set(record, host.undoable(what, () => this.undo(record)));
			await this.loadDay();
		} catch (error) {
			job.sending = false;
			job.stuck = true;
			if (!error.offline) {
				drop();
				this.digits ||= job.digits ?? '';
				this.paintWeight();
			}
			host.say(error.message, 'error');
		}
		this.paintDay();
	}

	async undo(record) {
		await this.host.fetch('/p/intake/undo', POST({ record }));
		await this.loadDay();
	}

	// --- painting ---------------------------------------------------------------------------
	build() {
		const { h } = this.host;
		this.scale = h('output.scale', { 'aria-live': 'polite' });
		this.chips = h('div.tares', { role: 'group' });
		this.pad = h('div.pad', { role: 'group' });
		this.question = h('h2.question', { role: 'status' });
		this.tiles = h('div.tiles', { role: 'group' });
		this.bar = h('div.day-bar');
		this.lines = h('ol.lines');
		this.replaceChildren(
			h('section.weigh-left', {}, this.scale, this.chips, this.pad),
			h('section.weigh-right', {}, this.question, this.tiles, this.bar, this.lines));
	}

	// What fits depends on millimetres of glass, which a media query does not know.
	measure() {
		const key = this.pad.firstChild;
		if (!key)
			return;
		const height = this.clientHeight / parseFloat(getComputedStyle(key).minHeight) * KEY_MM;
		this.dataset.room = innerWidth < 641 ? 'mid' : height < 114 ? 'tiny' : height < 128 ? 'low' : height < 175 ? 'mid' : 'high';
		this.paintWeight();
		this.paintTiles();
	}

	paint() {
		const { h, icon, fill, t } = this.host;
		for (const [el, key] of [[this.pad, 'ui.pad'], [this.tiles, 'ui.categories'], [this.chips, 'ui.container'], [this.lines, 'ui.today']])
			el.setAttribute('aria-label', t(key));
		this.container &&= this.facts.containers.find((c) => c.id === this.container.id);
		fill(this.pad, PAD.map((key) => h('button.key.key-pad', {
			'data-k': `pad${key}`, 'aria-label': key === 'erase' && t('ui.erase'), onclick: () => this.press(key),
			onmousedown: (event) => event.preventDefault(), // the focus stays where it is
		}, key === 'erase' ? icon(key) : key)));
		this.measure();
		this.paintDay();
	}

	paintWeight() {
		const { h, icon, fill, t, kilos, lang } = this.host;
		const { facts: { containers }, container, gross, tare, digits, scale } = this;
		const shown = (digits || '0,00').replace(',', lang === 'fr' ? ',' : '.');
		scale.dataset.state = !gross ? 'empty' : this.fault() ? 'wrong' : 'ready';
		scale.dataset.long = shown.length > 5;
		fill(scale,
			h('span.scale-word', {}, gross ? [icon('hand'), t('ui.by_hand')] : t('ui.type_weight')),
			h('span.scale-digits', {}, shown, h('span.scale-unit', {}, 'kg')),
			h('span.scale-net', {}, tare && gross > tare
				? [`− ${kilos(tare)} ${container.name} = `, h('strong', {}, t('ui.net', { net: kilos(gross - tare) }))]
				: gross ? t('ui.touch_category') : '\u00a0'));
		const some = containers.slice(0, containers.length > TARES ? TARES - 1 : TARES);
		if (container && !some.includes(container))
			some.splice(-1, 1, container);
		const sheet = () => this.more('tares');
		fill(this.chips, this.dataset.room === 'tiny' ? this.tareChip(container, sheet) : [
			[null, ...some].map((c) => this.tareChip(c)),
			some.length < containers.length && h('button.chip', { 'data-k': 'tares', onclick: sheet }, h('span', {}, t('ui.more')))]);
	}

	tareChip(c, instead) {
		const { h, t, kilos } = this.host;
		return h('button.chip', {
			'data-k': `tare${c?.id}`, 'aria-pressed': String(c?.id === this.container?.id),
			onclick: instead ?? (() => {
				this.container = c;
				this.paintWeight();
			}),
		}, h('span', {}, c ? c.name : t('ui.no_container')), c && h('small', {}, kilos(c.tare_grams)));
	}

	go(mode = {}) {
		this.mode = mode;
		this.page = 0;
		this.paintWeight();
		this.paintTiles();
		this.paintBar();
	}

	// What is asked for now and then is loaded then.
	async more(what, ...args) {
		try {
			(await import('./more.js'))[what](this, ...args);
		} catch {
			this.host.say(this.host.t('ui.not_loaded'), 'error');
		}
	}

	columns() {
		return getComputedStyle(this.tiles).gridTemplateColumns.split(' ').length;
	}

	// What does not fit the grid is behind a tile: nobody has to swipe.
	fitting(all) {
		const { tiles } = this;
		const style = getComputedStyle(tiles);
		if (style.overflowY === 'visible')
			return all;
		const probe = this.host.h('button.tile');
		tiles.append(probe);
		const gap = parseFloat(style.rowGap);
		const rows = Math.max(1, Math.floor((tiles.clientHeight + gap) / (parseFloat(getComputedStyle(probe).minHeight) + gap)));
		probe.remove();
		const room = Math.max(2, this.columns() * rows) - 1;
		tiles.style.setProperty('--rows', Math.min(rows, Math.ceil(all.length / this.columns())));
		if (all.length <= room + 1)
			return all;
		this.page %= Math.ceil(all.length / room);
		return [...all.slice(this.page * room, (this.page + 1) * room), {
			id: 'more', code: 'more', name: this.host.t('ui.more'), quiet: true, run: () => {
				this.page++;
				this.paintTiles();
			},
		}];
	}

	tile(category) {
		return { ...category, run: () => this.chosen(category) };
	}

	paintTiles() {
		const { h, icon, fill, t, breakable } = this.host;
		const { mode } = this;
		this.question.hidden = !mode.question;
		this.question.textContent = mode.question ? t(mode.question) : '';
		const all = mode.choices?.() ?? this.facts.categories.map((c) => this.tile(c));
		fill(this.tiles, this.fitting(all).map(({ id, code, name, quiet, run }) => h(quiet ? 'button.tile.tile-quiet' : 'button.tile', {
			'data-k': `tile${id}`, 'data-c': code, onclick: ({ timeStamp }) => {
				if (timeStamp - this.touched > SECOND_TOUCH_MS)
					run();
				this.touched = timeStamp;
			},
		}, icon(code), h('span', {}, breakable(name)))));
	}

	paintBar() {
		const { h, icon, fill, t, kilos } = this.host;
		const { day, facts: { channels }, channel = channels[0], detail, mode } = this;
		const total = kilos(day.total_grams);
		const key = (name, what, onclick, pressed) => h(`button.key.${name}`, { 'data-k': name, 'aria-pressed': pressed, onclick }, what);
		fill(this.bar,
			key('day', [h('span', {}, t('ui.today')), h('strong', {}, total), h('small', {}, t('ui.count', { n: day.count }))], () => this.more('journal')),
			channels.length > 1 && key('channel', [icon('in'), (channel ?? channels[0]).name], () => this.more('origin')),
			key('detail', t('ui.detail'), () => {
				this.detail = !detail;
				this.go();
			}, String(detail)),
			key('refuse', [icon('REFUSED'), t('ui.refuse')], () => (mode.refusal ? this.go() : this.more('refuse')), String(!!mode.refusal)));
	}

	paintDay() {
		if (!this.facts)
			return;
		this.paintBar();
		this.list?.paint();
	}
}

customElements.define('glane-x-intake-weigh', Weigh);
