// SPDX-License-Identifier: MPL-2.0
// tag.js: on a line of the day, makes the weighed thing an object with a code and shows its label.

const PRICES = [100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 5000];

// The objects of today by the weighing they come from; asked once for all lines, again when objects change.
let today = null;
const waiting = new Set();
let listening = null;

async function objects(host) {
	today ??= host.fetch('/p/items/day').then(({ items }) => new Map(items.map((item) => [item.source, item])));
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
		this.paint();
		this.refresh();
	}

	disconnectedCallback() {
		waiting.delete(this);
	}

	async refresh() {
		this.item = (await objects(this.host)).get(this.host.context.record) ?? null;
		this.paint();
	}

	paint() {
		const { h, icon, fill, t, context } = this.host;
		const gone = this.item?.state === 'void';
		fill(this, h('button.key', {
			'data-k': `tag${context.record}`, disabled: gone, onclick: () => (this.item ? this.label() : this.ask()),
		}, icon('tag'), this.item ? this.item.short : t('ui.label_it')));
	}

	// Nothing has to be filled in: the main key makes the label as it is.
	async ask() {
		const { h, t, sheet, kilos, money, typed, context, uuid } = this.host;
		const key = uuid();
		const fault = h('p.strip', { role: 'alert', hidden: true });
		const title = h('input', { name: 'title', maxlength: 120, autocomplete: 'off', placeholder: context.category.name });
		const price = h('input.short', { name: 'price', inputmode: 'decimal', autocomplete: 'off', oninput: () => mark() });
		const keys = PRICES.map((cents) => h('button.chip', {
			type: 'button', 'data-cents': cents, onclick: () => {
				price.value = money(cents).replace(/[^\d.,]/g, '');
				mark();
			},
		}, money(cents).replace(/[.,]00/, '')));
		const mark = () => keys.forEach((k) => k.setAttribute('aria-pressed', String(Number(k.dataset.cents) === typed(price.value, 2))));
		const make = h('button.key.key-main', {}, this.host.icon('tag'), t('ui.make_label'));
		const form = h('form', {
			onsubmit: async (event) => {
				event.preventDefault();
				const body = { category: context.category.id, grams: context.net, source: context.record };
				if (context.pieces)
					body.pieces = context.pieces;
				if (title.value.trim())
					body.title = title.value.trim();
				if (price.value.trim()) {
					body.price = typed(price.value, 2);
					if (body.price === null)
						return refuse(t('ui.bad_price'));
				}
				make.disabled = true;
				try {
					await this.make(body, key);
					box.close();
					this.label();
				} catch (error) {
					refuse(error.message);
				}
				make.disabled = false;
				return null;
			},
		},
			h('label.field', {}, h('span', {}, t('ui.title'), h('small', {}, t('ui.optional'))), title),
			h('fieldset.choices', {}, h('legend', {}, t('ui.price'), h('small', {}, t('ui.optional'))), keys, h('label.field.field-price', {}, h('span.unseen', {}, t('ui.price')), price, ' €')),
			fault, make);
		const refuse = (text) => {
			fault.hidden = false;
			fault.dataset.kind = 'error';
			fault.textContent = text;
		};
		const box = await sheet(`${context.category.name} · ${kilos(context.net)}`, form);
		mark();
		make.focus();
	}

	async make(body, key) {
		const { host } = this;
		const answer = await host.fetch('/p/items/items', { method: 'POST', body, key });
		today = null;
		this.item = answer;
		this.paint();
		host.undoable(host.t('ui.label_of', { short: answer.short }), async () => {
			await host.fetch('/p/items/undo', { method: 'POST', body: { record: answer.record } });
			today = null;
			await this.refresh();
		});
	}

	label() {
		const { h, icon, t, sheet, money, link, lang } = this.host;
		const { item } = this;
		const code = encodeURIComponent(item.code);
		const png = link('labels', `/label.png?code=${code}`);
		const note = h('p.label-note', { role: 'status' });
		const title = item.title || item.category?.name || '';
		sheet(t('ui.label_of', { short: item.short }),
			png ? h('img.label-image', { src: `${png}&l=${lang}`, alt: t('ui.label_alt', { short: item.short, title }), onerror: () => { note.textContent = t('ui.no_picture'); } })
				: h('p', {}, t('ui.no_labels')),
			note,
			h('p.label-facts', {}, h('strong', {}, item.short), h('span', {}, title), item.price !== null && item.price !== undefined && h('span', {}, money(item.price)), h('code', {}, item.code)),
			h('div.choices', {},
				png && h('button.key.key-main', { onclick: (event) => this.print(event.currentTarget, note) }, t('ui.print')),
				png && h('a.key', { href: png, download: `${item.short}.png` }, 'PNG'),
				png && h('a.key', { href: link('labels', `/label.pdf?code=${code}`), download: `${item.short}.pdf` }, 'PDF'),
				h('a.key', { href: link('items', `/items/${code}`) }, icon('box'), t('ui.page'))));
	}

	async print(button, note) {
		const { host } = this;
		button.disabled = true;
		this.printKey ??= host.uuid();
		try {
			await host.fetch('/p/labels/print', { method: 'POST', body: { code: this.item.code }, key: this.printKey });
			this.printKey = null;
			note.textContent = host.t('ui.printed');
		} catch (error) {
			note.textContent = error.message;
		}
		button.disabled = false;
	}
}

customElements.define('glane-x-items-tag', Tag);
