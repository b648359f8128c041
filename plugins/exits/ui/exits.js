// SPDX-License-Identifier: MPL-2.0
// exits.js: where it goes, who takes it, then the weight and a touch on the category as at the door; or a label that is
// scanned. The weighing is intake's screen, ../../intake/README.md.
import { typeCode } from './code.js';

const NOBODY = { id: 0 };

class Exits extends HTMLElement {
	static styles = 'exits.css';
	way = null; // a class
	outlet = null; // who takes it, NOBODY: not said
	item = null; // what was scanned
	arrived = false; // it never entered the stock

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('scan', ({ letter, code }) => letter === 'O' && !!this.scanned(code)),
			host.on('lang', () => this.load()),
			host.on('online', () => this.facts?.kept && this.load()),
		];
		this.bar ??= host.h('div.exits-bar');
		this.load();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
		this.offs = null;
	}

	async load() {
		try {
			this.facts = await this.host.fetch('/p/exits/', { keep: true });
			this.way &&= this.facts.classes.find((c) => c.id === this.way.id) ?? null;
			if (this.unfinished)
				this.resume();
			this.paint();
		} catch (error) {
			this.host.say(error.message, 'error');
			setTimeout(() => this.offs && this.load(), 3000);
		}
	}

	// --- kept through a reload ------------------------------------------------------------------
	get part() {
		return this.querySelector('glane-x-intake-weigh');
	}

	get draft() {
		return { way: this.way?.id, outlet: this.outlet?.id, part: this.part?.draft };
	}

	set draft(draft) {
		this.unfinished = draft;
	}

	resume() {
		const { way, outlet, part } = this.unfinished;
		this.unfinished = null;
		this.way = this.facts.classes.find((c) => c.id === way) ?? null;
		this.outlet = this.way?.outlets.find((o) => o.id === outlet) ?? (this.way && outlet === 0 ? NOBODY : null);
		this.begun = part; // of the part that is there a moment later
	}

	// --- one step back ----------------------------------------------------------------------------
	back() {
		if (this.part?.back())
			return true;
		if (!this.way && !this.item)
			return false;
		if (this.item && !this.item.chosen)
			this.item = null;
		else if (this.item)
			Object.assign(this.item, { chosen: null, outlet: null, again: false });
		else
			this.way = this.outlet = null;
		this.paint();
		return true;
	}

	choose(way) {
		this.way = way;
		this.outlet = this.only(way);
		this.paint();
	}

	// Whoever alone takes it is not asked about; nor is anybody who is not known.
	only({ id, outlets }) {
		return id === 'sale' || !outlets.length ? NOBODY : outlets.length === 1 ? outlets[0] : null;
	}

	words(way, outlet) {
		return [way.name, outlet?.name].filter(Boolean).join(', ');
	}

	// --- what is shown ------------------------------------------------------------------------------
	paint() {
		const { way, outlet, item, host } = this;
		const now = [host.lang, item?.code, item?.chosen?.id, item?.outlet?.id, way?.id, outlet?.id].join();
		if (!item && way && outlet && way.id !== 'sale' && now === this.weighing)
			return; // the weighing goes on
		this.weighing = null;
		if (item)
			this.paintItem();
		else if (!way)
			this.paintWays(this.facts.classes, host.t('which_class'), host.t('ui.scan_or'), (c) => this.choose(c));
		else if (way.id === 'sale')
			this.paintSale();
		else if (!outlet)
			this.paintOutlets(way, (o) => {
				this.outlet = o;
				this.paint();
			});
		else {
			this.paintWeighing();
			this.weighing = now;
		}
	}

	ask(question, hint, ...nodes) {
		const { h, fill } = this.host;
		fill(this, h('section.exits-ask', {}, h('h2', { tabindex: '-1' }, question), hint && h('p', {}, hint), nodes));
	}

	tile(name, sign, hue, words, run, props) {
		const { h, icon } = this.host;
		return h('button.key', { 'data-k': name, 'data-e': hue, onclick: run, ...props }, icon(sign), h('span', {}, words));
	}

	typeKey() {
		const { h, icon, t } = this.host;
		return h('div.choices', {}, h('button.key', { 'data-k': 'code', onclick: () => typeCode(this.host, (code) => this.scanned(code)) }, icon('pad'), t('ui.type_code')),
			h('button.key', { 'data-k': 'camera', 'aria-label': t('ui.camera'), onclick: () => this.host.camera?.() }, icon('camera')));
	}

	paintWays(ways, question, hint, pick, about) {
		const { h } = this.host;
		this.ask(question, hint, about, h('div.exits-tiles', {}, ways.map((c) => this.tile(c.id, `exit-${c.id}`, c.id, c.name, () => pick(c)))), !this.item && this.typeKey());
	}

	paintOutlets(way, pick) {
		const { h, t } = this.host;
		const tiles = way.outlets.map((o) => this.tile(`outlet${o.id}`, `exit-${way.id}`, way.id, [o.name, o.over && h('small', {}, ` – ${t('ui.over')}`)], () => pick(o)));
		if (way.id !== 'partner')
			tiles.push(this.tile('outlet0', 'none', '', t('ui.unsaid'), () => pick(NOBODY)));
		this.ask(`${way.name} – ${t('ui.who')}`, null, h('div.exits-tiles', {}, tiles));
	}

	paintSale() {
		const { h, t } = this.host;
		this.ask(this.way.name, t('ui.scan_item'), this.typeKey(), h('div.choices', {}, h('a.key', { 'data-k': 'bulk-sale', href: '/p/exits/?class=sale' }, t('ui.no_label'))));
	}

	paintBar() {
		const { way, outlet, host: { h, icon, fill, t } } = this;
		const words = this.words(way, outlet);
		fill(this.bar, h('button.key', { 'data-k': 'way', 'aria-label': `${words}. ${t('ui.change')}`, onclick: () => this.back() }, icon(`exit-${way.id}`), h('span', {}, words), icon('close')),
			h('button.chip', { 'data-k': 'arrived', 'aria-pressed': String(this.arrived), onclick: () => {
				this.arrived = !this.arrived;
				this.paintBar();
			} }, t('ui.arrived')), way.id === 'transform' && h('a.key', { 'data-k': 'made', href: '/p/exits/made' }, t('made.title')), h('small', {}, t('ui.scan_more')));
	}

	paintWeighing() {
		const { host, way, outlet, begun } = this;
		const { h, fill, t } = host;
		const words = this.words(way, outlet);
		this.arrived = false;
		this.begun = null;
		this.paintBar();
		if (host.user && !host.user.may('intake.weigh'))
			return fill(this, this.bar, h('section.exits-ask', {}, h('p', { role: 'status' }, t('ui.no_weighing'))));
		return fill(this, this.bar, host.slot('weigh', {
			draft: begun,
			paths: { day: '/p/exits/day', undo: '/p/exits/undo', correct: '/p/exits/correct', topic: 'exits.day' },
			record: (body) => [{ path: '/p/exits/out', undo: '/p/exits/undo', body: { ...body, class: way.id, outlet: outlet.id || undefined, ultime: way.id === 'residual' || undefined, channel: this.arrived ? 'drop_off' : undefined } }],
			show: () => ({ way: words }),
		}));
	}

	// --- an object with a label ----------------------------------------------------------------------
	// With a destination chosen, one scan is one exit; else the object is shown first.
	async scanned(code) {
		const { host, way, outlet } = this;
		try {
			const item = await host.fetch(`/p/exits/item?code=${encodeURIComponent(code)}`);
			this.item = { ...item, chosen: null, outlet: null };
			if (item.may_leave && way && (outlet || way.id === 'sale') && item.classes.some((c) => c.id === way.id)) {
				Object.assign(this.item, { chosen: way, outlet });
				if (way.id !== 'sale' && !item.lot)
					return this.leave({});
			}
			this.paint();
		} catch (error) {
			host.say(error.message, 'error');
		}
		return true;
	}

	about(item) {
		const { h, kilos, money } = this.host;
		return h('div.exits-item', {}, item.price !== null && h('p.exits-price', {}, money(item.price)),
			h('p', {}, [item.category.name, item.grams && kilos(item.grams), item.short, item.place_name].filter(Boolean).join(' · ')));
	}

	paintItem() {
		const { host, item } = this;
		const { h, icon, t } = host;
		const { chosen } = item;
		if (!item.may_leave && !item.again)
			return this.ask(item.name, null, this.about(item), h('p.strip', { role: 'alert', 'data-kind': 'error' }, item.left),
				item.reverse && item.may_reverse ? h('button.key.key-main', { 'data-k': 'reverse', onclick: () => this.reverse(item) }, icon('undo'), t('reverse')) : item.reverse && h('p', {}, t('reverse_ask')),
				item.may_again && h('button.key', { 'data-k': 'again', onclick: () => {
					Object.assign(item, { again: true, chosen: this.facts.classes.find(({ id }) => id === 'sale') });
					this.paint();
				} }, icon('exit-sale'), t('again')));
		if (!chosen)
			return this.paintWays(this.facts.classes.filter(({ id }) => item.classes.some((c) => c.id === id)), item.name, item.left, (c) => {
				Object.assign(item, { chosen: c, outlet: this.only(c) });
				if (c.id !== 'sale' && item.outlet && !item.lot)
					this.leave({});
				else
					this.paint();
			}, this.about(item));
		if (chosen.id === 'sale')
			return this.paintPay();
		if (!item.outlet)
			return this.paintOutlets(chosen, (o) => {
				item.outlet = o;
				if (item.lot)
					this.paint();
				else
					this.leave({});
			});
		return this.ask(`${item.name} – ${t('ui.pieces')}`, this.words(chosen, item.outlet), this.pieces((n) => this.leave({ pieces: n })));
	}

	pieces(pick) {
		const { h, t } = this.host;
		const { pieces } = this.item;
		const some = Array.from({ length: Math.min(pieces - 1, 11) }, (_, i) => i + 1);
		return h('div.choices', { role: 'group', 'aria-label': t('ui.pieces') }, h('button.chip', { 'data-k': 'all', 'aria-pressed': String(!this.item.some), onclick: () => pick(undefined) }, t('ui.all_pieces', { n: pieces })),
			some.map((n) => h('button.chip', { 'data-k': `n${n}`, 'aria-pressed': String(this.item.some === n), onclick: () => pick(n) }, String(n))));
	}

	// The price, how many of a lot, then how it is paid: that records the sale.
	paintPay() {
		const { host, item } = this;
		const { h, icon, t, money } = host;
		const price = item.typed ?? item.price;
		const share = item.typed === undefined && item.some && item.price !== null ? Math.floor((2 * item.price * item.some + item.pieces) / (2 * item.pieces)) : price;
		this.ask(item.name, null, h('div.exits-item', {}, h('p.exits-price', {}, share === null ? t('ui.no_price') : money(share)),
			item.lot && this.pieces((n) => {
				item.some = n;
				this.paint();
			}),
			h('div.choices', {}, h('button.key', { 'data-k': 'price', onclick: () => this.typePrice() }, icon('pencil'), t('ui.other_price')))),
		h('h3', {}, t('ui.paid')), h('div.exits-tiles', {}, item.payments.map(({ id, name }) => this.tile(`pay-${id}`, `pay-${id}`, 'sale', name,
			() => (share === null ? this.typePrice() : this.leave({ payment: id, price: item.typed, pieces: item.some }))))));
	}

	async typePrice() {
		const { host, item } = this;
		const { h, t, typed } = host;
		const field = h('input.short', { inputmode: 'decimal', autocomplete: 'off' });
		const fault = h('p.strip', { role: 'alert', 'data-kind': 'error', hidden: true });
		const box = await host.sheet(t('ui.price'), h('form', {
			onsubmit: (event) => {
				event.preventDefault();
				const cents = typed(field.value, 2);
				fault.hidden = cents !== null;
				fault.textContent = t('ui.bad_price');
				if (cents === null)
					return field.focus();
				item.typed = cents;
				box.close();
				return this.paint();
			},
		}, h('label.field', {}, h('span.unseen', {}, t('ui.price')), field, ' €'), fault, h('button.key.key-main', {}, host.icon('check'), t('ui.ok'))));
		field.focus();
	}

	// One wish has one key, also when it is asked for again because nobody knows whether it was done.
	async leave(more) {
		const { host, item } = this;
		const { chosen, outlet, code, name } = item;
		const body = { code, class: chosen.id, again: item.again || undefined, outlet: outlet?.id || undefined, ultime: chosen.id === 'residual' || undefined, ...more };
		const wish = JSON.stringify(body);
		this.keys ??= new Map();
		this.keys.set(wish, this.keys.get(wish) ?? host.uuid());
		try {
			const { record, short, warning } = await host.fetch('/p/exits/item', { body, key: this.keys.get(wish) });
			this.keys.delete(wish);
			const doubt = short ?? warning;
			host.say(doubt ?? host.t('ui.done', { name, way: this.words(chosen, outlet) }), doubt ? 'todo' : 'ok');
			host.undoable(`${name}, ${this.words(chosen, outlet)}`, () => host.fetch('/p/exits/undo', { body: { record } }));
			if (this.item === item)
				this.item = null;
		} catch (error) {
			if (!error.offline)
				this.keys.delete(wish);
			host.say(Object.values(error.fields ?? {})[0] ?? error.message, 'error');
		}
		this.paint();
		return true;
	}

	async reverse({ reverse, name }) {
		const { host } = this;
		try {
			await host.fetch('/p/exits/reverse', { body: { record: reverse } });
			host.say(host.t('ui.reversed', { name }));
			this.item = null; // it was scanned to look at, not to leave again
			this.paint();
		} catch (error) {
			host.say(error.message, 'error');
		}
	}
}

customElements.define('glane-x-exits-out', Exits);
