// SPDX-License-Identifier: MPL-2.0
// tiers.js: panels without a script of their own: a form, table, gauge or notice from what their route says, and a page's
// fragment, of which only what is known to be harmless is shown. A page of the server shows the same with core/pages.
import { call, clock, fill, h, language, uuid } from './kit.js';
import { kilos, money } from './numbers.js';

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

// A document without parsing text, which the page's policy forbids.
function page(path) {
	const request = new XMLHttpRequest();
	request.open('GET', path);
	request.setRequestHeader('Accept', 'text/html');
	request.setRequestHeader('Accept-Language', document.documentElement.lang);
	request.responseType = 'document';
	return new Promise((done, failed) => {
		request.onload = () => (request.status === 200 && request.responseXML ? done(request.responseXML) : failed(new Error(`${path}: ${request.status}`)));
		request.onerror = () => failed(new Error(`${path}: no answer`));
		request.send();
	});
}

// Sends a form to its own plugin: the words of a refusal stand beside the fields, what was typed stays.
function sends(form, { shell, t }, path, again) {
	let key = uuid();
	const note = h('p.strip', { role: 'alert', hidden: true });
	form.append(note);
	form.addEventListener('input', () => { key = uuid(); });
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		try {
			const { message } = await call(path, { method: 'POST', body: Object.fromEntries(new FormData(form)), key });
			shell.say(message ?? t('recorded'));
			again();
		} catch (error) {
			note.hidden = false;
			note.dataset.kind = 'error';
			fill(note, h('span', {}, [error.message, ...Object.values(error.fields)].join(' ')));
		}
	});
}

// A route's value is a plain number; `unit` says what it is.
const UNITS = {
	g: kilos, cents: money, ms: clock,
	day: (n) => new Date(n * 86400000).toLocaleDateString(language(), { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }),
};
const worded = (value, unit) => (unit in UNITS ? UNITS[unit](value) : `${value}${unit ? `\u202f${unit}` : ''}`);

const TIER0 = {
	form: ({ post, submit, fields = [] }, frame, title, again) => {
		const form = h('form', {}, h('h3', {}, title), fields.map(({ name, label, value, unit, type }) => h('label.field', {},
			h('span', {}, label, unit && h('small', {}, unit)), h('input', { name, value: value ?? '', type: type ?? 'text', autocomplete: 'off' }))),
		h('button.key.key-main', {}, submit));
		sends(form, frame, post, again);
		return form;
	},
	table: ({ title, columns = [], units = [], rows = [] }) => h('table', {}, h('caption', {}, title),
		h('thead', {}, h('tr', {}, columns.map((word) => h('th', { scope: 'col' }, word)))),
		h('tbody', {}, rows.map(({ cells }) => h('tr', {}, cells.map((cell, i) => h('td', {}, worded(cell, units[i]))))))),
	gauge: ({ title, value, unit }) => h('p.gauge', {}, h('span', {}, title), ' ', h('strong', {}, worded(value, unit))),
	notice: ({ text }) => h('p', {}, text),
};

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
	const again = () => draw(frame, panel, place, context).catch((error) => frame.shell.say(error.message, 'error'));
	let content;
	if (kind === 'page') {
		const { body } = await page(path);
		const root = body.querySelector('main') ?? body;
		content = [...root.childNodes].map(harmless).filter(Boolean);
		for (const el of content.filter((c) => c.querySelectorAll))
			for (const form of el.matches('form') ? [el] : el.querySelectorAll('form'))
				if (form.method === 'post')
					sends(form, frame, form.getAttribute('action') ?? filled, again);
	} else {
		const value = await call(path, {});
		if (kind === 'form' && !value.post?.startsWith(`/p/${plugin}/`))
			throw new Error(`${value.post}: not its own`);
		content = TIER0[kind](value, frame, title, again);
	}
	fill(place, h(`section.part.part-${kind}`, { 'aria-label': title }, content));
}
