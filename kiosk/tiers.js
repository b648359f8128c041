// SPDX-License-Identifier: MPL-2.0
// tiers.js: panels without a script of their own: a page's fragment, of which only what is known to be harmless is shown, and
// what plain.js makes of a route's value.
import { call, fill, h, loaded } from './kit.js';

// What may be copied from a page of a plugin: elements, attributes.
const ELEMENTS = new Set(('a abbr article b blockquote br button caption code dd details div dl dt em fieldset figcaption figure form h2 h3 h4 hr '
	+ 'i img input label legend li ol optgroup option p pre s section select small span strong sub summary sup table tbody td textarea tfoot th '
	+ 'thead time tr ul').split(' '));
const ATTRIBUTES = new Set(('alt aria-label aria-describedby aria-labelledby class colspan datetime disabled for height id inputmode label lang dir '
	+ 'max maxlength method min multiple name open pattern placeholder readonly required role rows rowspan scope selected step title type value '
	+ 'checked width').split(' '));
const ADDRESSES = { a: 'href', img: 'src', form: 'action' };

const ours = (url) => new URL(url, location.href).origin === location.origin && /^[/?#]/.test(url) && !url.startsWith('//');

// A copy of a node without what could run or lead elsewhere; null: away with it.
export function harmless(node) {
	if (node.nodeType === Node.TEXT_NODE)
		return document.createTextNode(node.data);
	const name = node.localName;
	if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS.has(name) || node.namespaceURI !== 'http://www.w3.org/1999/xhtml')
		return null;
	const el = document.createElement(name);
	for (const { name: attribute, value } of node.attributes)
		if (ATTRIBUTES.has(attribute) || (ADDRESSES[name] === attribute && ours(value)))
			el.setAttribute(attribute, value);
	el.append(...[...node.childNodes].map(harmless).filter(Boolean));
	return el;
}

// Tier 0 and 1, into `place`; throws when the plugin does not answer as it should.
export async function draw(frame, panel, place, context) {
	const { plugin, kind, title, source } = panel;
	const query = new URLSearchParams(Object.entries(context).filter(([, v]) => ['string', 'number'].includes(typeof v)));
	const filled = source.replace(/\{(\w+)\}/g, (all, name) => { // of the path
		const value = query.get(name);
		query.delete(name);
		return encodeURIComponent(value);
	});
	const path = filled + (query.size ? `?${query}` : '');
	const again = () => draw(frame, panel, place, context);
	let content;
	if (kind === 'page') {
		const { body } = await loaded(path);
		const root = body.querySelector('main') ?? body;
		content = [...root.childNodes].map(harmless).filter(Boolean);
		const forms = content.flatMap((el) => (el.matches?.('form') ? el : [...el.querySelectorAll?.('form') ?? []])).filter(({ method }) => method === 'post');
		if (forms.length)
			await import('./plain.js').then(({ sends }) => forms.forEach((form) => sends(form, frame, form.getAttribute('action') ?? filled, again)));
	} else {
		const value = await call(path, {});
		if (kind === 'form' && !value.post?.startsWith(`/p/${plugin}/`))
			throw new Error(`${value.post}: not its own`);
		content = (await import('./plain.js')).TIER0[kind](value, frame, title, again);
	}
	fill(place, h(`section.part.part-${kind}`, { 'aria-label': title }, content));
}
