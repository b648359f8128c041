// SPDX-License-Identifier: MPL-2.0
// label.js: weigh, say what it is, and the label comes: the weighing, the object and its label are one job. With a label
// that sticks already, scan it first; the next object is its own and nothing is printed.
import { chip, faces, learn, prices, usual } from './choose.js';

const FRESH = { condition: 1, price: null }; // null: the usual one

class Label extends HTMLElement {
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
				host.say(error.message, 'error');
			else
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
		try {
			const { places } = await host.fetch('/p/items/new');
			this.place = places.find((p) => p.n === n) ?? null;
			host.say(this.place ? host.t('ui.goes_to', { place: this.place.name }) : host.t('bad.place'), this.place ? 'ok' : 'todo');
		} catch (error) {
			host.say(error.message, 'error');
		}
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
