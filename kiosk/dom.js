// SPDX-License-Identifier: MPL-2.0
// dom.js: makes elements and keeps small states; text only ever goes in as text.

const SVG = 'http://www.w3.org/2000/svg';

// h('button.key', { onclick, 'aria-label': … }, 'words', node, [nodes], null)
export function h(what, props = {}, ...children) {
	const [tag, ...classes] = what.split('.');
	const el = document.createElement(tag);
	el.className = classes.join(' ');
	for (const [name, value] of Object.entries(props)) {
		if (value === undefined || value === null || value === false)
			continue;
		if (name.startsWith('on'))
			el.addEventListener(name.slice(2), value);
		else if (name === 'value' || name === 'checked')
			el[name] = value;
		else
			el.setAttribute(name, value === true ? '' : value);
	}
	add(el, children);
	return el;
}

function add(el, children) {
	for (const child of children.flat(2))
		if (child !== null && child !== undefined && child !== false && child !== '')
			el.append(child);
}

// Replaces what is in `el`, and puts the focus back on the element with the same data-k.
export function fill(el, ...children) {
	const focused = el.contains(document.activeElement) && document.activeElement.dataset.k;
	el.textContent = '';
	add(el, children);
	if (focused)
		for (const again of el.querySelectorAll('[data-k]'))
			if (again.dataset.k === focused)
				again.focus();
}

// The pictograms become part of the page once: they are drawn at once, also while the daemon is away.
export async function loadPictograms(url) {
	const request = new XMLHttpRequest(); // gives a document without parsing text, which the page's policy forbids
	request.open('GET', url);
	request.responseType = 'document';
	await new Promise((done) => {
		request.onloadend = done;
		request.send();
	});
	const symbols = request.responseXML?.documentElement;
	if (!symbols)
		return;
	symbols.setAttribute('hidden', '');
	symbols.setAttribute('aria-hidden', 'true');
	for (const symbol of symbols.children)
		symbol.id = `pict-${symbol.id}`;
	document.body.append(document.importNode(symbols, true));
}

// A pictogram by category code or name; an unknown category is a box.
export function icon(name) {
	const svg = document.createElementNS(SVG, 'svg');
	const use = document.createElementNS(SVG, 'use');
	use.setAttribute('href', `#pict-${document.getElementById(`pict-${name}`) ? name : 'box'}`);
	svg.setAttribute('class', 'pict');
	svg.setAttribute('aria-hidden', 'true');
	svg.append(use);
	return svg;
}

// A state and those who want to know when it changes.
export function store(state) {
	const listeners = new Set();
	return {
		get: () => state,
		set(change) {
			state = { ...state, ...change };
			for (const fn of listeners)
				fn(state);
		},
		on(fn) {
			listeners.add(fn);
			fn(state);
		},
	};
}

// A sheet over the screen: Escape or the cross closes it, and the focus goes back to where it was.
export function sheet(title, closeWord, ...content) {
	const heading = h('h2', {}, title);
	const box = h('dialog.sheet', { 'aria-label': title, onclose: () => box.remove() },
		h('header', {}, heading, h('button.key.key-round', { 'aria-label': closeWord, onclick: () => box.close() }, icon('close'))),
		h('div.sheet-body', {}, content));
	document.body.append(box);
	box.showModal();
	return box;
}
