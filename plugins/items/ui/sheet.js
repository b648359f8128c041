// SPDX-License-Identifier: MPL-2.0
// sheet.js: one object with all that is known of it and all that may be done with it. What is typed stays until it is kept.
import { chip, faces, learn, prices, usual } from './choose.js';

const TITLE_MAX = 300;
const STORY_MAX = 500;
const DAY_MS = 86400000;

export class Sheet {
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
		try {
			const item = await host.fetch(`/p/items/items/${this.code}`);
			for (const [name, { input }] of Object.entries(this.fields))
				if (!this.item || input.value === this.item[name]) // not what somebody is typing
					input.value = item[name];
			this.item = item;
			const now = host.lang + JSON.stringify(item);
			if (now !== this.painted) // a key that is painted anew under a finger is not pressed
				this.paint();
			this.painted = now;
			return true;
		} catch (error) {
			host.say(error.message, 'error');
			return false;
		}
	}

	// One wish has one key, also when it is asked for again because nobody knows whether it was done.
	async act(action, body, tell) {
		const { host, keys } = this;
		const wish = action + JSON.stringify(body);
		keys.set(wish, keys.get(wish) ?? host.uuid());
		try {
			const { record } = await host.fetch(`/p/items/items/${this.code}/${action}`, { method: 'POST', body, key: keys.get(wish) });
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
				return input.focus();
			}
			if (tell)
				throw error; // to whoever has a place for it
			host.say(error.message, 'error');
		}
		return null;
	}

	async undo(record) {
		await this.host.fetch('/p/items/undo', { method: 'POST', body: { record } });
		await this.load();
	}

	quietly(what) {
		return Promise.resolve(what).catch((error) => this.host.say(error.message, 'error'));
	}

	async category() {
		const { host, item } = this;
		const { h, t } = host;
		const { groups } = await host.fetch('/p/items/new');
		const select = h('select', { 'aria-label': t('field.category') }, groups.map(({ name, types }) => h('optgroup', { label: name },
			types.map(({ id, name: type }) => h('option', { value: id, selected: id === item.category.id }, type)))));
		const box = await host.sheet(t('field.category'), h('div.field', {}, select), h('button.key.key-main', {
			onclick: async () => {
				await this.act('edit', { category: Number(select.value) });
				box.close();
			},
		}, host.icon('check'), t('save')));
	}

	paint() {
		const { host, item } = this;
		const { h, icon, fill, t, kilos, money } = host;
		const may = item.in_stock && (host.user?.may('items.edit') ?? true);
		const row = (key, value) => value && [h('dt', {}, t(key)), h('dd', {}, value)];
		const key = (name, sign, words, onclick) => h('button.key', { 'data-k': name, onclick: () => this.quietly(onclick()) }, icon(sign), words);
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
					await host.fetch(`/p/items/reports/${id}`, { method: 'POST', body: { done: true } });
					await this.load();
				})))),
			may && [
				prices(host, usual(item.category.id).prices, item.price, (price, tell) => this.act('edit', { price }, tell)),
				h('div.choices', { role: 'group', 'aria-label': t('field.state') }, h('h3', {}, t('field.state')),
					item.states.flatMap(({ id, name }) => (id === 'reserved' ? [[0, 'ui.tonight'], [7, 'ui.week']].map(([n, word]) => chip(host, 'state', `${id}${n}`, null,
						() => this.act('state', { state: id, until: day(n) }), `${name} `, h('small', {}, t(word)))) : chip(host, 'state', id, null, () => this.act('state', { state: id }), name)))),
				h('div.choices', { role: 'group', 'aria-label': t('field.place') }, h('h3', {}, t('new_place')),
					item.places.map(({ id, name }) => chip(host, 'place', id, null, () => this.act('place', { place: id }), name))),
				faces(host, item.condition, (condition) => condition !== item.condition && this.act('edit', { condition })),
				key('category', 'pencil', t('field.category'), () => this.category()),
			],
			!item.in_stock && h('p.strip', { 'data-kind': 'todo' }, t('bad.gone')));
		fill(this.history, h('h3', {}, t('history')), h('ol.item-history', {}, item.history.map(({ at_ms: at, text, undone }) => h(undone ? 'li.undone' : 'li', {}, h('time', {}, date(at)), h('span', { dir: 'auto' }, text, undone && ` (${t('undone')})`)))));
	}
}
