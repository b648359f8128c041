// SPDX-License-Identifier: MPL-2.0
// label.js: how an object gets its label. On a screen of its own: weigh, say what it is, and the label comes: the weighing, the
// object and its label are one job; with a label that sticks already, scan it first: the next object is its own and nothing is
// printed. Or afterwards, on a line of the day.

const FRESH = { condition: 1, price: null }; // null: the usual one
const FACES = ['good', 'fair', 'poor'];
const known = new Map(); // category -> { prices, price }
const NONE = { prices: [], price: null };

// --- what the screens of items share: faces for the condition, keys for usual prices ---------------
// Kept on the page; keys do not change their place while somebody works.
export async function learn(host) {
	if (known.size)
		return;
	try {
		const { categories } = await host.fetch('/p/items/usual');
		categories.forEach((c) => known.set(c.category, { ...c, prices: c.prices.sort((a, b) => a - b) }));
	} catch {
		// without them a price can be typed
	}
}

export const usual = (category) => known.get(category) ?? NONE;

const short = (host, cents) => host.money(cents).replace(/[.,]00(?!\d)/, '');

export const chip = (host, name, value, chosen, pick, ...words) => host.h('button.chip', {
	type: 'button', 'data-k': `${name}${value}`, 'aria-pressed': String(value === chosen), onclick: () => pick(value),
}, words.map((word) => (typeof word === 'string' ? host.h('span', {}, word) : word)));

// What is asked now and then.
export const more = async (what, ...args) => (await import('./more.js'))[what](...args);

const group = (host, key, ...chips) => host.h('div.choices', { role: 'group', 'aria-label': host.t(key) }, host.h('h3', {}, host.t(key)), ...chips);

export const faces = (host, chosen, pick) => group(host, 'field.condition', FACES.map((face, i) => chip(host, 'face', i + 1, chosen, pick,
	host.icon(face), host.t(`condition.${i + 1}`))));

// `first`: what stands before the prices; a price that is no key's has one of its own.
export function prices(host, list, chosen, pick, first) {
	const all = chosen == null || list.includes(chosen) ? list : [...list, chosen];
	return group(host, 'field.price', first, all.map((cents) => chip(host, 'price', cents, chosen, pick, short(host, cents))),
		host.h('button.chip', { type: 'button', 'data-k': 'other', onclick: () => more('price', host, pick) }, host.h('span', {}, host.t('ui.other'))));
}

// --- the screen -----------------------------------------------------------------------------------
class Label extends HTMLElement {
	static styles = 'items.css';

	now = FRESH;
	last = FRESH; // for « Encore pareil »
	blank = null;
	place = null;

	connectedCallback() {
		const { host } = this;
		this.offs = [host.on('scan', (scan) => this.scanned(scan)), host.on('lang', () => this.paint())];
		learn(host);
		if (!this.bar) {
			const { h } = host;
			this.stuck = host.store.get('stuck') ?? false;
			this.bar = h('div.label-bar', { role: 'group' });
			this.about = { kinds: true, label: true, beside: (category) => this.beside(category), then: (line) => this.then(line), show: () => ({ label: true }) };
			this.weigh = host.slot('weigh', this.about);
			this.append(this.bar, this.weigh);
			if (host.context?.blank)
				this.arm(host.context.blank);
		}
		this.paint();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
	}

	get part() {
		return this.weigh?.querySelector('glane-x-intake-weigh');
	}

	back() {
		return this.part?.back();
	}

	get draft() {
		return { part: this.part?.draft, now: this.now, blank: this.blank, place: this.place };
	}

	set draft({ part, ...own }) {
		Object.assign(this, own);
		this.paint();
		this.about.draft = part; // it is there a moment later
	}

	// --- what the next object is ---------------------------------------------------------------
	beside(category) {
		const { host } = this;
		const { prices: list } = usual(category.id);
		const el = host.h('div.label-beside');
		const paint = () => {
			const { condition, price } = this.now;
			const set = (change) => {
				this.now = { ...this.now, ...change };
				paint();
			};
			host.fill(el, prices(host, list, price, (cents) => set({ price: cents }), chip(host, 'price', null, price, () => set({ price: null }), host.t('ui.usual'))),
				faces(host, condition, (n) => set({ condition: n })),
				chip(host, 'stuck', true, this.stuck, () => {
					this.stuck = !this.stuck;
					host.store.set('stuck', this.stuck);
					paint();
					this.paint();
				}, host.icon('tag'), host.t('ui.stuck')));
		};
		paint();
		return el;
	}

	// The second step of the job. What was chosen for this object is not the next one's.
	then({ category, kind, net, copies, again }) {
		const { host, place, stuck } = this;
		const { condition, price } = again ? this.last : this.now;
		const id = (kind ?? category).id;
		const blank = copies === 1 ? this.blank : null;
		const body = { category: id, grams: net, source: '$0.record', condition, price: price ?? usual(id).price ?? undefined, place: place?.id };
		if (copies > 1)
			body.copies = copies;
		if (blank)
			body.blank = blank;
		else
			body.label = !stuck || undefined;
		this.last = { condition, price };
		this.now = FRESH;
		if (blank)
			this.blank = null;
		else if (this.blank || stuck)
			setTimeout(() => host.say(host.t(this.blank ? 'bad.copies_blank' : 'ui.no_label_yet'), 'todo'));
		this.paint();
		return [{ path: '/p/items/items', undo: '/p/items/undo', body }];
	}

	// --- scans ---------------------------------------------------------------------------------
	scanned({ letter, code, action }) {
		if (action?.kind === 'place') {
			this.bring(action.n);
			return true;
		}
		if (letter !== 'O')
			return false;
		this.look(code);
		return true;
	}

	// Away from the daemon a scanned label is taken for a blank one; it says so later if it is not.
	async look(code) {
		const { host } = this;
		try {
			const { kind, words } = await host.fetch(`/p/items/what?code=${code}`);
			if (kind === 'blank')
				this.arm(code);
			else if (kind === 'item')
				host.go('glane-x-items-find', { code });
			else
				host.say(words, 'error');
		} catch (error) {
			if (!error.offline)
				throw error;
			this.arm(code);
		}
	}

	arm(code) {
		const { host } = this;
		this.blank = code;
		host.say(host.t('ui.armed', { code: code.slice(-4) }));
		this.paint();
	}

	async bring(n) {
		const { host } = this;
		const { places } = await host.fetch('/p/items/new');
		this.place = places.find((p) => p.n === n) ?? null;
		host.say(this.place ? host.t('ui.goes_to', { place: this.place.name }) : host.t('bad.place'), this.place ? 'ok' : 'todo');
		this.paint();
	}

	// Only what is not as always stands there, each with a way to end it.
	paint() {
		const { host, blank, place, stuck } = this;
		const end = (name, sign, words, change) => host.h('button.key', {
			'data-k': name, onclick: () => {
				Object.assign(this, change);
				host.store.set('stuck', this.stuck);
				this.paint();
			},
		}, host.icon(sign), host.h('span', {}, words), host.icon('close'));
		host.fill(this.bar, blank ? end('blank', 'tag', host.t('ui.armed', { code: blank.slice(-4) }), { blank: null })
			: stuck && end('stuck', 'scanner', host.t('ui.scan_stuck'), { stuck: false }),
		place && end('place', 'place', host.t('ui.goes_to', { place: place.name }), { place: null }));
		this.bar.hidden = !blank && !stuck && !place;
	}
}

customElements.define('glane-x-items-label', Label);

// --- on a line of the day: the number of the object and what became of its label; or a key that makes it one ----
// The objects of today by the weighing they come from; asked once for all lines, again when objects change.
let today = null;
const waiting = new Set();
let listening = null;

async function objects(host) {
	today ??= host.fetch('/p/items/day').then(({ items }) => {
		const by = new Map();
		items.forEach((item) => by.set(item.source, [item, ...by.get(item.source) ?? []]));
		return by;
	});
	try {
		return await today;
	} catch {
		today = null;
		return new Map();
	}
}

class Tag extends HTMLElement {
	static styles = 'items.css';

	connectedCallback() {
		waiting.add(this);
		listening ??= this.host.on('live:items.changed', () => this.changed());
		this.refresh();
	}

	changed() {
		today = null;
		waiting.forEach((el) => el.refresh());
	}

	disconnectedCallback() {
		waiting.delete(this);
	}

	async refresh() {
		const items = (await objects(this.host)).get(this.host.context.record) ?? [];
		const now = JSON.stringify(items.map(({ code, price }) => [code, price]));
		if (now === this.now)
			return;
		this.now = now;
		this.paint(items);
	}

	paint(items) {
		const { h, icon, fill, t, context, slot } = this.host;
		const [first] = items;
		fill(this, h('button.key', { 'data-k': `tag${context.record}`, onclick: () => (first ? this.open(items) : more('label', this)) },
			icon('tag'), first ? [h('strong.tag-short', {}, first.short), items.length > 1 && ` +${items.length - 1}`] : t('ui.label_it')),
		first && slot('label.state', { code: first.code }));
	}

	async open(items) {
		const { host } = this;
		const show = ({ code }) => host.go('glane-x-items-find', { code });
		if (items.length === 1)
			return show(items[0]);
		const box = await host.sheet(host.t('ui.of_weighing'), host.h('div.choices', { onclick: () => box.close() },
			items.map((item) => host.h('button.key', { onclick: () => show(item) }, host.h('strong.tag-short', {}, item.short), host.kilos(item.grams)))));
		return box;
	}
}

customElements.define('glane-x-items-tag', Tag);
