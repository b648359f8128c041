// SPDX-License-Identifier: MPL-2.0
// kit.js: elements (text only ever goes in as text), sheets, words, numbers, requests and what the daemon answered last.

const SVG = 'http://www.w3.org/2000/svg';

// h('button.key', { onclick, 'aria-label': … }, 'words', node, [nodes], null)
export function h(what, props = {}, ...children) {
	const [tag, ...classes] = what.split('.');
	const el = document.createElement(tag);
	el.className = classes.join(' ');
	for (const [name, value] of Object.entries(props)) {
		if (value == null || value === false)
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
		if (child != null && child !== false)
			el.append(child);
}

// Replaces what is in `el`; the focus goes back to the same data-k.
export function fill(el, ...children) {
	const focused = el.contains(document.activeElement) && document.activeElement.dataset.k;
	el.textContent = '';
	add(el, children);
	if (focused)
		for (const again of el.querySelectorAll('[data-k]'))
			if (again.dataset.k === focused)
				again.focus();
}

// A document without parsing text, which the page's policy forbids.
export const loaded = (url) => new Promise((done, failed) => {
	const request = new XMLHttpRequest();
	request.open('GET', url);
	request.setRequestHeader('Accept', 'text/html, image/svg+xml');
	request.setRequestHeader('Accept-Language', lang);
	request.responseType = 'document';
	request.onloadend = () => (request.status === 200 && request.responseXML ? done(request.responseXML) : failed(Object.assign(new Error(`${url}: ${request.status}`), { code: request.status })));
	request.send();
});

// Pictograms become part of the page: they are there while the daemon is away.
export async function loadPictograms(url) {
	const { documentElement: symbols } = await loaded(url);
	symbols.setAttribute('hidden', '');
	document.body.append(symbols);
}

// The first symbol of these names that is drawn.
export function symbol(look, ...names) {
	const svg = document.createElementNS(SVG, 'svg');
	const use = document.createElementNS(SVG, 'use');
	const name = names.find((n) => document.getElementById(n)?.localName === 'symbol');
	use.setAttribute('href', `#${name}`);
	svg.setAttribute('class', `${look} ${look}-${name}`);
	svg.setAttribute('aria-hidden', 'true');
	svg.append(use);
	return svg;
}

// A pictogram by category code or name; an unknown category is a box.
export const icon = (...names) => symbol('pict', ...names, 'box');

// A module's own styles, there before it shows anything.
export const styles = (name, base) => new Promise((done) => {
	document.head.append(h('link', { rel: 'stylesheet', href: new URL(name, base).pathname, onload: done, onerror: done }));
});

// A sheet over the screen. Escape or the cross closes it, and the focus goes back to where it was.
export function sheet(title, ...content) {
	const box = h('dialog.sheet', { 'aria-label': title, onclose: () => box.remove() },
		h('header', {}, h('h2', {}, title), h('button.key.key-round', { 'aria-label': translate('kiosk', 'close'), onclick: () => box.close() }, icon('close'))),
		h('div.sheet-body', {}, content));
	document.body.append(box);
	box.showModal();
	return box;
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

// --- words ---------------------------------------------------------------
let lang = 'fr';
let words = {};

export const language = () => lang;

// `inside`: those of plugins as well, which are for who is signed in. A language that is not whole borrows from French.
export async function loadWords(wanted, base, inside) {
	const partial = wanted === 'ar';
	const [own, plugins, french] = await Promise.all([
		call(`${base}words/${wanted}.json`), inside && call(`/ui/text/${wanted}`, { keep: true }), partial && call(`${base}words/fr.json`),
	]);
	words = { ...plugins, kiosk: { ...french, ...own } };
	lang = wanted;
	Object.assign(document.documentElement, { lang, dir: partial ? 'rtl' : 'ltr' });
}

// The word of a plugin, or of "kiosk"; args.n chooses between _one and _other.
export function translate(owner, key, args = {}) {
	const catalogue = words[owner] ?? {};
	const single = lang === 'fr' ? Math.abs(args.n) < 2 : Math.abs(args.n) === 1;
	const text = catalogue[key] ?? catalogue[key + (single ? '_one' : '_other')] ?? key;
	return text.replace(/\{(\w+)\}/g, (all, name) => args[name] ?? all);
}

export const clock = (ms) => new Date(ms).toLocaleTimeString(lang === 'en' ? 'en' : 'fr', { hour: '2-digit', minute: '2-digit', hour12: false });

// A soft hyphen in long words: before a syllable near the middle.
export function breakable(text) {
	return text.replace(/[\p{L}]{12,}/gu, (word) => {
		let best = 0;
		for (const m of word.matchAll(/[aeiouyéèêàâîôû](?=[bcdfghjklmnpqrstvwxz][aeiouyéèêàâîôû])/g))
			if (Math.abs(m.index + 1 - word.length / 2) < Math.abs(best - word.length / 2))
				best = m.index + 1;
		return best > 2 ? `${word.slice(0, best)}\u00ad${word.slice(best)}` : word;
	});
}

// --- numbers as people write them; integers only --------------------------
// Thousandths or hundredths as people read them.
const decimal = (n, scale, least) => (n / 10 ** scale).toLocaleString(lang === 'en' ? 'en' : 'fr', { minimumFractionDigits: least, maximumFractionDigits: scale }).replace('-', '\u2212');
export const kilos = (grams) => (Math.abs(grams) < 1000 ? `${grams}\u202fg` : `${decimal(grams, 3, 0)}\u202fkg`);
export const money = (cents) => (lang !== 'en' ? `${decimal(cents, 2, 2)}\u202f€` : `€${decimal(cents, 2, 2)}`);

// What was typed on a pad ("12,4") in the smallest unit, or null.
export function typed(text, scale) {
	const [, whole, rest = ''] = /^(\d*)[,.]?(\d*)$/.exec(text.trim()) ?? [];
	if (whole === undefined || (!whole && !rest) || rest.length > scale || whole.length > 9)
		return null;
	return Number(whole + rest.padEnd(scale, '0'));
}

// --- requests: a person's action has one key, kept through every retry, so it is done once ----
// crypto.randomUUID exists only in secure contexts; a kiosk on the local network is not one.
export function uuid() {
	const b = crypto.getRandomValues(new Uint8Array(16));
	b[6] = (b[6] & 15) | 64;
	b[8] = (b[8] & 63) | 128;
	const hex = Array.from(b, (n) => n.toString(16).padStart(2, '0')).join('');
	return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const RETRY_MS = [250, 1000];
const SOON_MS = 4000; // with another answer at hand
const MAY_PASS = [502, 503, 504];

// A sentence for people: one that nobody catches is said in the strip (glane.js).
export class Refusal extends Error {}

// Throws a Refusal with the server's sentence; `fields` has one for each input that is wrong; `code` is the HTTP status;
// `offline`: not known whether it was done, the same key may be sent again. `person`: refused when somebody else is
// signed in; `turns`: how often to try again at once; `keep`: the last answer, with `kept`, while the daemon is away.
export async function call(path, { body, method = body ? 'POST' : 'GET', key = uuid(), person, turns = RETRY_MS.length, keep = false } = {}) {
	const headers = { Accept: 'application/json', 'Accept-Language': lang };
	if (person)
		headers['Glane-Person'] = person;
	const raw = body instanceof Blob; // a picture goes as it is
	const post = method !== 'GET' && { body: raw ? body : JSON.stringify(body ?? {}) };
	if (post)
		Object.assign(headers, { 'Idempotency-Key': key, 'Content-Type': raw ? body.type : 'application/json' });
	for (let turn = 0; ; turn++) {
		let value, answer = {};
		const begun = performance.now();
		try {
			answer = await fetch(path, { method, headers, signal: AbortSignal.timeout(keep ? SOON_MS : 8000), ...post });
			value = await answer.json();
		} catch {
			// no answer, or cut short
		}
		if (answer.ok && value) {
			if (keep)
				remember(path, value, begun);
			return value;
		}
		if (answer.status === 401 && !path.startsWith('/sign-'))
			dispatchEvent(new Event('stranger')); // whoever was signed in is so no more
		const offline = !answer.status || answer.ok || MAY_PASS.includes(answer.status);
		const instead = keep && offline && known(path);
		if (instead)
			return instead;
		if (!offline || turn >= turns) {
			const { message = translate('kiosk', 'offline'), fields = {}, status = '' } = value?.error ?? {};
			throw Object.assign(new Refusal(message), { fields, status, offline, code: answer.status });
		}
		await new Promise((done) => setTimeout(done, RETRY_MS[turn]));
	}
}

// --- what the daemon said last: what a start needs, of one person; and what time it is there ----
const KEPT = 'glane.kept.';
const CLOCK = 'glane.clock';
const DAY_MS = 86400000;

const known = (path) => JSON.parse(localStorage.getItem(KEPT + path));

export function forget() {
	for (const key of Object.keys(localStorage))
		if (key.startsWith(KEPT))
			localStorage.removeItem(key);
}

// `begun`: when it was asked.
function remember(path, value, begun) {
	if (path === '/session' && known(path)?.person?.id !== value.person?.id)
		forget();
	try {
		if (value.now_ms)
			heard(value.now_ms, (performance.now() - begun) / 2);
		localStorage.setItem(KEPT + path, JSON.stringify({ ...value, kept: true }));
	} catch {
		// no room: the next start needs the daemon
	}
}

// This screen's own clock may be wrong by a year, and be put right while the daemon is away.
const [ahead, seen] = (localStorage.getItem(CLOCK) ?? '0,0').split(',').map(Number);
let skew = ahead;
let started = Math.max(Date.now() + ahead, seen) - performance.now(); // in the daemon's time, which does not go back

function heard(now, ago) {
	skew = Math.round(now + ago - Date.now());
	started = now + ago - performance.now();
	localStorage.setItem(CLOCK, `${skew},${now}`);
}

// Sleep stops the one clock, a correction moves the other.
export function serverNow() {
	const wall = Date.now() + skew, run = started + performance.now();
	return Math.round(Math.abs(wall - run) < DAY_MS ? wall : run);
}
