// SPDX-License-Identifier: MPL-2.0
// tag.js: on a line of the day: the number of the object and what became of its label; or a key that makes it one.
import { faces, learn, prices, usual } from './choose.js';

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
	connectedCallback() {
		waiting.add(this);
		listening ??= this.host.on('live:items.changed', () => {
			today = null;
			waiting.forEach((el) => el.refresh());
		});
		this.refresh();
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
		fill(this, h('button.key', { 'data-k': `tag${context.record}`, onclick: () => (first ? this.open(items) : this.ask()) },
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

	// Nothing has to be chosen: the main key makes the label as it is.
	async ask() {
		const { host } = this;
		const { h, t, kilos, context: { category, net, pieces, record } } = host;
		const key = host.uuid();
		await learn(host);
		const { prices: list, price } = usual(category.id);
		const body = { category: category.id, grams: net, source: record, pieces: pieces ?? undefined, condition: 1, price: price ?? undefined, label: true };
		const place = h('div.label-beside');
		const title = h('input', { name: 'title', maxlength: 300, dir: 'auto', autocomplete: 'off', placeholder: category.name });
		const make = h('button.key.key-main', {
			onclick: async () => {
				make.disabled = true;
				try {
					await this.make({ ...body, title: title.value.trim() || undefined }, key);
					box.close();
				} catch (error) {
					host.say(error.message, 'error');
				}
				make.disabled = false;
			},
		}, host.icon('tag'), t('ui.make_label'));
		const paint = () => host.fill(place, faces(host, body.condition, (condition) => set({ condition })), prices(host, list, body.price, (cents) => set({ price: cents })));
		const set = (change) => {
			Object.assign(body, change);
			paint();
		};
		paint();
		const box = await host.sheet(`${category.name} · ${kilos(net)}`, h('label.field', {}, h('span', {}, t('field.title'), h('small', {}, t('ui.optional'))), title), place, make);
		make.focus();
	}

	async make(body, key) {
		const { host } = this;
		const { short, record } = await host.fetch('/p/items/items', { method: 'POST', body, key });
		today = null;
		await this.refresh();
		host.undoable(host.t('ui.label_of', { short }), async () => {
			await host.fetch('/p/items/undo', { method: 'POST', body: { record } });
			today = null;
			await this.refresh();
		});
	}
}

customElements.define('glane-x-items-tag', Tag);
