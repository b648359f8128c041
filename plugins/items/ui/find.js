// SPDX-License-Identifier: MPL-2.0
// find.js: the label or some words, and the object is there.
import './choose.js';

const WAIT_MS = 180;
const PAD = [...'123456789', 'erase', '0', 'search'];

class Find extends HTMLElement {
	turn = 0; // of the question that was asked last

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('scan', ({ letter, code }) => {
				if (letter !== 'O')
					return false;
				this.open(code);
				return true;
			}),
			host.on('lang', () => (this.sheet ? this.open(this.sheet.code) : this.ask())),
			host.on('live:items.changed', (event) => event?.code === this.sheet?.code && this.sheet?.load()),
		];
		if (this.field)
			return;
		this.build();
		if (host.context?.code)
			this.open(host.context.code);
		else
			this.field.focus();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
	}

	get draft() {
		return { q: this.field.value, code: this.sheet?.code };
	}

	set draft({ q, code }) {
		this.field.value = q;
		if (code)
			this.open(code);
		else
			this.ask();
	}

	back() {
		if (!this.sheet)
			return false;
		this.sheet = null;
		this.show(...this.found ?? []);
		this.field.focus();
		return true;
	}

	build() {
		const { h, icon, t } = this.host;
		this.field = h('input', {
			type: 'search', maxlength: 160, autocomplete: 'off', 'aria-label': t('search.label'), placeholder: t('ui.find'), oninput: () => {
				clearTimeout(this.timer);
				this.timer = setTimeout(() => this.ask(), WAIT_MS);
			},
		});
		const press = (key) => {
			const { value } = this.field;
			if (key === 'search')
				return this.ask();
			this.field.value = key === 'erase' ? value.slice(0, -1) : value + key;
			return this.field.dispatchEvent(new Event('input'));
		};
		this.list = h('section.find-list', { 'aria-live': 'polite' });
		this.append(h('form.find-ask', { role: 'search', onsubmit: (event) => {
			event.preventDefault();
			this.ask();
		} }, h('label.field', {}, this.field),
		h('button.key', { type: 'button', 'data-k': 'camera', onclick: () => this.host.camera?.() }, icon('camera'), t('ui.camera')),
		h('div.find-pad', {}, PAD.map((key) => h('button.key', {
			type: 'button', 'data-k': `pad${key}`, 'aria-label': { erase: t('ui.erase'), search: t('search.go') }[key], onclick: () => press(key),
		}, key.length > 1 ? icon(key) : key)))), this.list);
		this.show();
	}

	// What comes late about a question that is no longer asked is not shown.
	async ask() {
		const { host } = this;
		const q = this.field.value.trim();
		const turn = ++this.turn;
		this.sheet = null;
		if (q.length < 2)
			return this.show();
		try {
			const { items } = await host.fetch(`/p/items/search?q=${encodeURIComponent(q)}`);
			return turn === this.turn && this.show(items);
		} catch (error) {
			if (turn !== this.turn)
				return null;
			return error.offline || !/^\D*\d/.test(q) ? this.show([], error.message) : this.open(q);
		}
	}

	show(items, words) {
		const { h, icon, fill, t, money } = this.host;
		this.found = [items, words];
		delete this.dataset.open;
		fill(this.list, items?.length ? h('ul.find-items', {}, items.map((item) => h('li', {}, h('button.find-item', { 'data-k': item.code, onclick: () => this.open(item.code) },
			this.host.slot('item.thumb', { code: item.code }),
			h('span', {}, h('strong', { dir: 'auto' }, item.name), h('small', {}, [item.short, item.state_name, item.place_name].filter(Boolean).join(' · '))),
			h('b', {}, item.price === null ? '' : money(item.price))))))
			: h('p.find-none', { role: 'status' }, icon('items-find'), words ?? t(items ? 'search.none' : 'ui.find_how')));
	}

	async open(code) {
		const { host } = this;
		const { h } = host;
		const turn = ++this.turn;
		try {
			const { kind, words, code: full } = await host.fetch(`/p/items/what?code=${encodeURIComponent(code)}`);
			if (turn !== this.turn)
				return;
			if (kind !== 'item') {
				this.show([], words);
				if (kind === 'blank')
					this.list.append(h('button.key.key-main', { 'data-k': 'blank', onclick: () => host.go('glane-x-items-label', { blank: full }) }, host.icon('tag'), host.t('ui.use_blank')));
				return;
			}
			const { Sheet } = await import('./sheet.js');
			const sheet = new Sheet(host, full);
			if (await sheet.load() && turn === this.turn) {
				this.sheet = sheet;
				this.dataset.open = '';
				host.fill(this.list, sheet.el);
			}
		} catch (error) {
			if (turn === this.turn)
				this.show([], error.message);
		}
	}
}

customElements.define('glane-x-items-find', Find);
