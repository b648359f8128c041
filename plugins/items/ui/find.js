// SPDX-License-Identifier: MPL-2.0
// find.js: the label or some words, and the object is there, with all that is known of it and all that may be done with it. What
// is typed stays until it is kept.
import { chip, faces, learn, more, prices, usual } from './label.js';

const WAIT_MS = 180;
const PAD = [...'123456789', 'erase', '0', 'search'];
const TITLE_MAX = 300;
const STORY_MAX = 500;
const DAY_MS = 86400000;

class Sheet {
	constructor(host, code) {
		Object.assign(this, { host, code, keys: new Map() });
		const { h, t } = host;
		const field = (name, tag, max) => {
			const input = h(tag, { name, rows: 3, dir: 'auto', autocomplete: 'off', 'aria-describedby': `fault-${name}` });
			const fault = h('p.strip', { id: `fault-${name}`, role: 'alert', 'data-kind': 'error', hidden: true });
			const count = h('small');
			input.addEventListener('input', () => this.count(name));
			return { input, fault, count, max, el: [h('label.field', {}, h('span', {}, t(`field.${name}`), count), input), fault] };
		};
		this.fields = { title: field('title', 'input', TITLE_MAX), story: field('story', 'textarea', STORY_MAX) };
		this.facts = h('div.item-facts');
		this.words = h('form.item-words', {
			onsubmit: (event) => {
				event.preventDefault();
				const body = {};
				for (const [name, { input }] of Object.entries(this.fields))
					if (input.value.trim() !== this.item[name])
						body[name] = input.value.trim();
				this.act('edit', body);
			},
		}, this.fields.title.el, this.fields.story.el, h('button.key', { 'data-k': 'keep' }, host.icon('check'), t('save')));
		this.more = h('div.item-more');
		this.history = h('section');
		this.el = h('article.item', {}, h('div.item-more', {}, this.facts, host.slot('item.section', { code }), this.history), h('div.item-more', {}, this.more, this.words));
	}

	count(name) {
		const { input, count, max, fault } = this.fields[name];
		const n = [...input.value].length;
		count.textContent = n > max * 0.8 ? `${n} / ${max}` : '';
		fault.hidden = true;
	}

	async load() {
		const { host } = this;
		await learn(host);
		const item = await host.fetch(`/p/items/items/${this.code}`);
		for (const [name, { input }] of Object.entries(this.fields))
			if (!this.item || input.value === this.item[name]) // not what somebody is typing
				input.value = item[name];
		this.item = item;
		const now = host.lang + JSON.stringify(item);
		if (now !== this.painted) // a key that is painted anew under a finger is not pressed
			this.paint();
		this.painted = now;
	}

	// One wish has one key, also when it is asked for again because nobody knows whether it was done.
	async act(action, body) {
		const { host, keys } = this;
		const wish = action + JSON.stringify(body);
		keys.set(wish, keys.get(wish) ?? host.uuid());
		try {
			const { record } = await host.fetch(`/p/items/items/${this.code}/${action}`, { body, key: keys.get(wish) });
			keys.delete(wish);
			host.say(host.t('ui.done'));
			host.undoable(host.t('undo_change'), () => this.undo(record));
			await this.load();
		} catch (error) {
			if (!error.offline)
				keys.delete(wish);
			const [name] = Object.keys(error.fields ?? {}).filter((f) => this.fields[f]);
			if (name) {
				const { fault, input } = this.fields[name];
				fault.hidden = false;
				fault.textContent = error.fields[name];
				input.focus();
				return;
			}
			throw error; // to whoever has a place for it
		}
	}

	async undo(record) {
		await this.host.fetch('/p/items/undo', { body: { record } });
		await this.load();
	}

	paint() {
		const { host, item } = this;
		const { h, icon, fill, t, kilos, money } = host;
		const may = item.in_stock && (host.user?.may('items.edit') ?? true);
		const row = (key, value) => value && [h('dt', {}, t(key)), h('dd', {}, value)];
		const key = (name, sign, words, onclick) => h('button.key', { 'data-k': name, onclick }, icon(sign), words);
		const day = (n) => new Date((item.today + n) * DAY_MS).toISOString().slice(0, 10);
		const date = (ms) => new Date(ms).toLocaleString(host.lang, { dateStyle: 'short', timeStyle: 'short' });
		fill(this.facts,
			h('h2', { dir: 'auto', tabindex: '-1' }, item.name),
			h('p.item-price', {}, item.price === null ? t('no_price') : money(item.price)),
			h('p.item-state', {}, [item.state_name, item.place_name].filter(Boolean).join(' · ')),
			h('dl', {}, row('field.short', h('strong.tag-short', {}, item.short)), row('field.category', item.category.name), row('field.weight', kilos(item.grams)),
				row('field.condition', item.condition_name), row('field.until', item.until && new Date(item.until * DAY_MS).toLocaleDateString(host.lang)), row('field.code', h('code', {}, item.code))),
			h('div.choices', {}, item.in_stock && host.slot('label.state', { code: item.code }), item.undo && key('undo-item', 'undo', t(item.undo_label ? 'undo_label' : 'undo_change'), () => this.undo(item.undo)),
				h('a.key', { href: `/O/${item.code}` }, icon('person'), t('shopper_page'))));
		this.words.hidden = !may;
		const reports = item.reports.filter(({ done }) => !done);
		fill(this.more,
			reports.length > 0 && h('section', {}, h('h3', {}, t('reports.title')), reports.map(({ id, text }) => h('p.item-report', {}, h('span', { dir: 'auto' }, text),
				host.user?.may('items.reports') !== false && key(`report${id}`, 'check', t('reports.done'), async () => {
					await host.fetch(`/p/items/reports/${id}`, { body: { done: true } });
					await this.load();
				})))),
			may && [
				prices(host, usual(item.category.id).prices, item.price, (price) => this.act('edit', { price })),
				h('div.choices', { role: 'group', 'aria-label': t('field.state') }, h('h3', {}, t('field.state')),
					item.states.flatMap(({ id, name }) => (id === 'reserved' ? [[0, 'ui.tonight'], [7, 'ui.week']].map(([n, word]) => chip(host, 'state', `${id}${n}`, null,
						() => this.act('state', { state: id, until: day(n) }), `${name} `, h('small', {}, t(word)))) : chip(host, 'state', id, null, () => this.act('state', { state: id }), name)))),
				h('div.choices', { role: 'group', 'aria-label': t('field.place') }, h('h3', {}, t('new_place')),
					item.places.map(({ id, name }) => chip(host, 'place', id, null, () => this.act('place', { place: id }), name))),
				faces(host, item.condition, (condition) => condition !== item.condition && this.act('edit', { condition })),
				key('category', 'pencil', t('field.category'), () => more('category', this)),
			],
			!item.in_stock && h('p.strip', { 'data-kind': 'todo' }, t('bad.gone')));
		fill(this.history, h('h3', {}, t('history')), h('ol.item-history', {}, item.history.map(({ at_ms: at, text, undone }) => h(undone ? 'li.undone' : 'li', {}, h('time', {}, date(at)), h('span', { dir: 'auto' }, text, undone && ` (${t('undone')})`)))));
	}
}

class Find extends HTMLElement {
	static styles = 'items.css';
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
			const sheet = new Sheet(host, full);
			await sheet.load();
			if (turn === this.turn) {
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
