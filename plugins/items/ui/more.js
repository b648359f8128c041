// SPDX-License-Identifier: MPL-2.0
// more.js: what the screens of items ask now and then, each in a sheet: a price of one's own, another category, and how a line of
// the day gets its label.
import { faces, learn, prices, usual } from './label.js';

const MOST_CENTS = 10000000; // as the daemon

// Typed; what cannot be a price is said beside the field and stays there. `pick` may refuse, in words.
export async function price(host, pick) {
	const { h, t, typed, money } = host;
	const field = h('input.short', { name: 'price', inputmode: 'decimal', autocomplete: 'off' });
	const fault = h('p.strip', { role: 'alert', 'data-kind': 'error', hidden: true });
	const box = host.sheet(t('field.price'), h('form', {
		onsubmit: async (event) => {
			event.preventDefault();
			const cents = typed(field.value, 2);
			try {
				if (cents === null || cents > MOST_CENTS)
					throw new Error(t(cents ? 'ui.price_most' : 'ui.bad_price', { most: money(MOST_CENTS) }));
				await pick(cents);
				box.close();
			} catch (error) {
				fault.hidden = false;
				fault.textContent = error.fields?.price ?? error.message;
				field.focus();
			}
		},
	}, h('label.field.field-price', {}, h('span.unseen', {}, t('field.price')), field, ' €'), fault, h('button.key.key-main', {}, host.icon('check'), t('ui.ok'))));
	field.focus();
}

// Of the object on a sheet.
export async function category(sheet) {
	const { host, item } = sheet;
	const { h, t } = host;
	const { groups } = await host.fetch('/p/items/new');
	const select = h('select', { 'aria-label': t('field.category') }, groups.map(({ name, types }) => h('optgroup', { label: name },
		types.map(({ id, name: type }) => h('option', { value: id, selected: id === item.category.id }, type)))));
	const box = host.sheet(t('field.category'), h('div.field', {}, select), h('button.key.key-main', {
		onclick: () => sheet.act('edit', { category: Number(select.value) }).finally(() => box.close()),
	}, host.icon('check'), t('save')));
}

// Nothing has to be chosen: the main key makes the label as it is.
export async function label(tag) {
	const { host } = tag;
	const { h, t, kilos, context: { category: { id, name }, net, pieces, record } } = host;
	const key = host.uuid();
	await learn(host);
	const { prices: list, price: most } = usual(id);
	const body = { category: id, grams: net, source: record, pieces: pieces ?? undefined, condition: 1, price: most ?? undefined, label: true };
	const place = h('div.label-beside');
	const title = h('input', { name: 'title', maxlength: 300, dir: 'auto', autocomplete: 'off', placeholder: name });
	const send = async () => {
		const { short, record: made } = await host.fetch('/p/items/items', { body: { ...body, title: title.value.trim() || undefined }, key });
		box.close();
		host.undoable(t('ui.label_of', { short }), async () => {
			await host.fetch('/p/items/undo', { body: { record: made } });
			tag.changed();
		});
		tag.changed();
	};
	const make = h('button.key.key-main', {
		onclick: () => {
			make.disabled = true;
			return send().finally(() => { make.disabled = false; });
		},
	}, host.icon('tag'), t('ui.make_label'));
	const paint = () => host.fill(place, faces(host, body.condition, (condition) => set({ condition })), prices(host, list, body.price, (cents) => set({ price: cents })));
	const set = (change) => {
		Object.assign(body, change);
		paint();
	};
	paint();
	const box = host.sheet(`${name} · ${kilos(net)}`, h('label.field', {}, h('span', {}, t('field.title'), h('small', {}, t('ui.optional'))), title), place, make);
	make.focus();
}
