// SPDX-License-Identifier: MPL-2.0
// weigh.js: the weight, from a scale or typed, then one touch on the category. Also a part of other screens: ../README.md.

const KEY_MM = 16; // --touch of the kiosk
const SAME_GRAMS = 20; // what moves less has not been taken off the scale
const CHIPS = 4; // above the pad; more are in a sheet
const PICTURES = { roll: 'cage', cage: 'cage', caddie: 'trolley', roulant: 'trolley', chariot: 'trolley', diable: 'truck' };
const PAD = ['7', '8', '9', '4', '5', '6', '1', '2', '3', ',', '0', 'erase'];

// What the scale said last, and what stays with a person until she signs out.
let reading = null;
let own = {};

class Weigh extends HTMLElement {
	static styles = 'weigh.css';
	digits = '';
	typing = false;
	container = null;
	copies = 1;
	mode = {}; // or a question: { question, choices(), pick(category), hand, weight, refusal, id }
	page = 0;
	held = null; // a touch that waits for the scale to settle
	taken = null; // grams that were recorded and still lie there
	last = null; // for « Encore pareil »

	connectedCallback() {
		const { host } = this;
		const user = host.user?.id;
		if (own.user !== user)
			own = { user };
		this.context = host.context ?? {};
		this.unfinished = this.context.draft; // of the screen that this is a part of
		delete this.context.draft;
		this.paths = { day: '/p/intake/day', undo: '/p/intake/undo', correct: '/p/intake/correct', topic: 'intake.day', ...this.context.paths };
		this.offs = [
			host.on(`live:${this.paths.topic}`, () => this.loadDay()),
			host.on('outbox', () => this.list?.moved()),
			host.on('lang', () => this.load()),
			host.on('online', () => this.facts?.kept && this.load()),
			host.on('weight', (weight) => this.read(weight)),
			host.on('scan', ({ action }) => !!action && !!this.act?.action(this, action)),
		];
		addEventListener('keydown', this);
		this.build();
		this.sized = new ResizeObserver(() => this.facts && this.measure());
		this.sized.observe(this);
		this.sized.observe(this.tiles);
		this.load();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
		this.offs = null;
		removeEventListener('keydown', this);
		this.sized.disconnect();
		this.release();
		this.list?.leave();
	}

	handleEvent(event) {
		this.act?.key(this, event);
	}

	// Kept through a reload.
	get draft() {
		return this.act?.draft(this);
	}

	set draft(draft) {
		this.unfinished = draft;
		this.act?.resume(this);
	}

	async load() {
		try {
			const { day: intake, ...facts } = await this.host.fetch('/p/intake/', { keep: true });
			const day = this.context.paths ? await this.host.fetch(this.paths.day, { keep: true }) : intake;
			// Frozen: a tile never moves under a finger.
			facts.all = facts.categories.flatMap((c) => [c, ...c.children]);
			facts.categories.forEach((c) => c.children.forEach((k) => { k.parent = c; }));
			own.order ??= new Map(facts.all.map((c, i) => [c.id, i]));
			const rank = (c) => own.order.get(c.id) ?? Infinity;
			[facts.categories, ...facts.categories.map((c) => c.children)].forEach((list) => list.sort((a, b) => rank(a) - rank(b) || 0));
			Object.assign(this, { facts, day });
			this.container &&= facts.containers.find((c) => c.id === this.container.id) ?? null;
			this.paint();
			this.act = await import('./act.js');
			this.list ??= new this.act.Day(this);
			this.paint();
			this.act.resume(this);
		} catch (error) {
			this.host.say(error.message, 'error');
			setTimeout(() => this.offs && this.load(), 3000);
		}
	}

	async loadDay() {
		try {
			this.day = await this.host.fetch(this.paths.day);
		} catch {
			// the stream asks again
		}
		this.paintDay();
	}

	get scaled() {
		return !!reading && !reading.lost;
	}

	// What stands beside the digits: the pad, or which scale it is when there are others.
	get which() {
		return [this.scaled, reading?.choose && reading.name].join();
	}

	get byHand() {
		return !this.scaled || this.typing || !!this.mode.hand;
	}

	get gross() {
		const { weight } = this.mode;
		return weight ? weight.gross : this.byHand ? this.host.typed(this.digits, 3) ?? 0 : reading.state === 'ok' ? Math.max(0, reading.grams) : 0;
	}

	get tare() {
		return this.container?.tare_grams ?? 0;
	}

	// Of a weight that a scale said: which one, and the frame as it came; the one for exercise has neither.
	get source() {
		return this.byHand ? {} : { scale: Number(reading.scale) || undefined, raw: reading.raw || undefined };
	}

	// What the scale panel says: [state, word, sign].
	look() {
		const { grams, state, lost, fault, unsteady, old, taken } = reading ?? {};
		const say = (look, key, sign) => [look, this.host.t(`ui.${key}`), sign];
		const ready = () => (this.fault() ? ['wrong', this.fault(), 'alert'] : say('ready', 'touch_category', !this.byHand));
		return this.mode.refusal ? say('empty', 'no_weight')
			: this.mode.weight ? say('ready', 'kept', 'lock')
			: this.byHand ? (this.gross ? ready() : say('empty', lost ? `scale_${state}` : 'type_weight', lost && 'alert'))
				: fault ? say('wrong', `scale_${fault}`, 'alert')
					: unsteady ? say('moving', this.held ? 'held' : old ? 'scale_old' : 'moving')
						: !grams ? say('empty', 'put_object')
							: this.taken !== null || taken ? say('taken', 'take_away', 'check') : ready();
	}

	// Why this cannot be recorded, or nothing.
	fault() {
		const { host: { t, kilos }, facts: { max_grams: max }, gross, tare, container } = this;
		return !gross ? t(this.byHand ? 'ui.weight_first' : 'ui.object_first')
			: gross > max ? t('ui.too_heavy', { max: kilos(max) })
				: tare && reading?.net && !this.byHand && !this.mode.weight ? t('ui.tared')
					: gross <= tare && t('ui.below_tare', { tare: kilos(tare), name: container.name });
	}

	read(weight) {
		const was = this.which, scaled = this.scaled;
		reading = weight;
		// A swing is no new object: one that goes lets the weight fall.
		if (this.taken !== null && !this.lies(this.taken) && (!this.scaled || reading.stable || reading.grams < this.taken / 2)) {
			this.taken = null;
			if (!this.asked?.stays)
				this.settle();
		}
		if (!this.facts)
			return;
		this.typing &&= scaled === this.scaled;
		if (was !== this.which)
			this.paintSide();
		if (this.held && this.look()[0] !== 'moving') {
			const { then } = this.held;
			this.release();
			then();
		}
		this.paintWeight();
	}

	lies(grams) {
		return this.scaled && Math.abs(reading.grams - grams) <= Math.max(SAME_GRAMS, grams / 100);
	}

	settle() {
		this.asked?.off();
		this.asked = null;
	}

	release() {
		clearTimeout(this.held?.timer);
		this.held = null;
		this.querySelector('[data-held]')?.removeAttribute('data-held');
	}

	type(typing) {
		this.typing = typing;
		this.digits = '';
		this.paintSide();
	}

	chosen(category) {
		const { mode, context } = this;
		if (mode.pick)
			return mode.pick(category);
		return this.more('capture', `tile${category.id}`, (weight) => this.more(category.children && (context.kinds || (own.detail && category.children.length)) ? 'kinds' : 'weigh', category, weight));
	}

	build() {
		const { h, slot } = this.host;
		const parts = (name) => !this.context.record && slot(name);
		this.word = h('span.scale-word', { role: 'status' });
		this.number = h('button.scale-digits', { 'data-k': 'digits', onclick: () => !this.mode.weight && this.type(!this.typing) });
		this.net = h('span.scale-net');
		this.scale = h('div.scale', {}, this.word, this.number, this.net);
		this.chips = h('div.tares', { role: 'group' });
		this.pad = h('div.pad', { role: 'group' });
		this.question = h('h2.question', { 'aria-live': 'polite' });
		this.tiles = h('div.tiles', { role: 'group' });
		this.beside = h('div.beside');
		this.bar = h('div.day-bar');
		this.lines = h('ol.lines');
		this.replaceChildren(
			h('section.weigh-left', {}, this.scale, this.chips, this.pad),
			h('section.weigh-right', {}, parts('intake.before'), this.question, this.tiles, this.beside, this.bar, this.lines, parts('intake.after')));
	}

	// What fits depends on millimetres of glass, which a media query does not know.
	measure() {
		const height = this.clientHeight / parseFloat(getComputedStyle(this.bar).minHeight) * KEY_MM;
		this.dataset.room = innerWidth < 641 ? 'mid' : height < 114 ? 'tiny' : height < 128 ? 'low' : height < 175 ? 'mid' : 'high';
		this.paintSide();
		this.paintTiles();
	}

	paint() {
		const { t } = this.host;
		for (const [el, key] of [[this.pad, 'ui.pad'], [this.tiles, 'ui.categories'], [this.chips, 'ui.container'], [this.lines, 'ui.today']])
			el.setAttribute('aria-label', t(key));
		this.measure();
		this.paintDay();
	}

	paintSide() {
		const { h, icon, fill, t } = this.host;
		const { byHand, scaled } = this;
		this.dataset.side = byHand ? 'pad' : 'scale';
		fill(this.pad, byHand ? PAD.map((key) => h('button.key.key-pad', {
			'data-k': `pad${key}`, 'aria-label': key === 'erase' && t('ui.erase'), onclick: () => this.more('press', key),
			onmousedown: (event) => event.preventDefault(), // the focus stays where it is
		}, key === 'erase' ? icon(key) : key))
			: [h('button.key', { 'data-k': 'type', onclick: () => this.type(true) }, icon('pad'), t('ui.type')),
				reading.choose && h('button.key', { 'data-k': 'scale', onclick: reading.choose }, icon('intake-weigh'), reading.name)]);
		this.number.disabled = !scaled || !!this.mode.hand;
		this.paintWeight();
		this.paintChips();
	}

	// The containers: chips above the pad; with a scale there is room for tiles with pictures.
	paintChips() {
		const { fill, icon, t, h } = this.host;
		const { chips, dataset: { room, side }, facts: { containers }, container } = this;
		const tiles = side === 'scale';
		const sheet = () => this.more('tares');
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
		const { h, t, kilos } = this.host;
		return h('button.chip', {
			'data-k': `tare${c?.id}`, 'aria-pressed': String(c?.id === this.container?.id),
			onclick: instead ?? (() => {
				this.container = c;
				this.paintSide();
			}),
		}, sign, h('span', {}, c ? c.name : t('ui.no_container')), c && h('small', {}, kilos(c.tare_grams)));
	}

	paintWeight() {
		const { h, icon, fill, t, kilos, lang } = this.host;
		const { container, gross, tare, digits, scale, copies, mode } = this;
		const [state, word, sign] = this.look();
		const grams = mode.weight?.gross ?? (this.byHand ? null : reading.grams ?? NaN);
		const shown = (grams === null ? digits || '0,00' : isNaN(grams) ? '– –' : (grams / 1000).toFixed(3).replace(/0$/, '')).replace(/[.,]/, lang === 'en' ? '.' : ',');
		const net = gross - tare;
		const detail = tare && net > 0 ? [`− ${kilos(tare)} ${container.name} = `, h('strong', {}, t('ui.net', { net: kilos(net) }))]
			: copies > 1 && net > 0 ? t('ui.each', { n: copies, each: kilos(Math.round(net / copies)) })
				: this.byHand && gross && !mode.weight ? [icon('hand'), t('ui.by_hand')] : '\u00a0';
		const now = [state, word, shown, tare, copies, container?.id].join();
		if (now === scale.now) // five times a second
			return;
		scale.now = now;
		scale.dataset.state = state;
		scale.dataset.long = shown.length > 5;
		scale.dataset.old = !this.byHand && reading.old;
		if (this.word.now !== word)
			fill(this.word, sign?.length && icon(sign), h('span', {}, this.word.now = word));
		fill(this.number, shown, h('span.scale-unit', {}, 'kg'), sign === true && icon('check'));
		fill(this.net, detail);
	}

	go(mode = {}) {
		const keyboard = this.tiles.contains(document.activeElement) && document.activeElement.matches(':focus-visible');
		this.mode = mode;
		this.page = 0;
		this.dataset.mode = mode.beside ? 'beside' : '';
		this.host.fill(this.beside, mode.beside);
		this.release();
		this.paintSide();
		this.paintTiles();
		this.paintBar();
		if (keyboard && !this.tiles.contains(document.activeElement))
			this.tiles.firstChild?.focus();
	}

	back() {
		const { mode, typing, asked } = this;
		if (!mode.question && !typing && !asked)
			return false;
		this.settle();
		this.typing = false;
		if (mode.hand || typing)
			this.digits = '';
		this.go();
		return true;
	}

	// What is not there yet is loaded.
	async more(what, ...args) {
		return (this.act?.[what] ?? (await import('./more.js'))[what])(this, ...args);
	}

	get own() {
		return own;
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
		this.question.textContent = mode.question ? t(mode.question, mode.args) : '';
		const all = mode.choices?.() ?? this.facts.categories.map((c) => this.tile(c));
		fill(this.tiles, this.fitting(all).map(({ id, code, name, quiet, pressed, run }) => h(quiet ? 'button.tile.tile-quiet' : 'button.tile', {
			'data-k': `tile${id}`, 'data-c': code, 'aria-pressed': pressed && 'true', 'data-held': this.held?.key === `tile${id}`, onclick: run,
		}, icon(code), h('span', {}, breakable(name)))));
	}

	paintBar() {
		this.list?.paintBar();
	}

	paintDay() {
		if (!this.facts)
			return;
		this.paintBar();
		this.list?.paint();
	}
}

customElements.define('glane-x-intake-weigh', Weigh);
