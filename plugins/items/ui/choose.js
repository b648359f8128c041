// SPDX-License-Identifier: MPL-2.0
// choose.js: what the screens of items share: faces for the condition, keys for usual prices, a price of one's own.

const styles = document.createElement('link');
styles.rel = 'stylesheet';
styles.href = new URL('items.css', import.meta.url).pathname;
document.head.append(styles);

const FACES = ['good', 'fair', 'poor'];
const known = new Map(); // category -> { prices, price }
const NONE = { prices: [], price: null };

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

export const short = (host, cents) => host.money(cents).replace(/[.,]00(?!\d)/, '');

export const chip = (host, name, value, chosen, pick, ...words) => host.h('button.chip', {
	type: 'button', 'data-k': `${name}${value}`, 'aria-pressed': String(value === chosen), onclick: () => pick(value),
}, words.map((word) => (typeof word === 'string' ? host.h('span', {}, word) : word)));

const group = (host, key, ...chips) => host.h('div.choices', { role: 'group', 'aria-label': host.t(key) }, host.h('h3', {}, host.t(key)), ...chips);

export const faces = (host, chosen, pick) => group(host, 'field.condition', FACES.map((face, i) => chip(host, 'face', i + 1, chosen, pick,
	host.icon(face), host.t(`condition.${i + 1}`))));

// `first`: what stands before the prices; a price that is no key's has one of its own. A price that was typed is picked with
// `true`: what refuses it is told.
export function prices(host, list, chosen, pick, first) {
	const all = chosen == null || list.includes(chosen) ? list : [...list, chosen];
	return group(host, 'field.price', first, all.map((cents) => chip(host, 'price', cents, chosen, pick, short(host, cents))),
		host.h('button.chip', { type: 'button', 'data-k': 'other', onclick: () => other(host, (cents) => pick(cents, true)) }, host.h('span', {}, host.t('ui.other'))));
}

// Typed; what cannot be a price is said beside the field and stays there. `pick` may refuse, in words.
export async function other(host, pick) {
	const { h, t, typed } = host;
	const field = h('input.short', { name: 'price', inputmode: 'decimal', autocomplete: 'off' });
	const fault = h('p.strip', { role: 'alert', 'data-kind': 'error', hidden: true });
	const box = await host.sheet(t('field.price'), h('form', {
		onsubmit: async (event) => {
			event.preventDefault();
			const cents = typed(field.value, 2);
			try {
				if (cents === null || cents > 10000000)
					throw new Error(t('ui.bad_price'));
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
