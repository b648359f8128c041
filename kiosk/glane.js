// SPDX-License-Identifier: MPL-2.0
// glane.js: the kiosk's shell: frame, preferences, messages, undo; the screens come from plugins.
import { fill, h, icon, loadPictograms, sheet, store } from './dom.js';
import { panels } from './panels.js';
import { live } from './talk.js';
import { clock, language, loadWords, translate } from './words.js';

const BASE = new URL('.', import.meta.url).pathname;
const LANGUAGES = { fr: 'Français', en: 'English' };
const THEMES = ['clear', 'contrast', 'dark'];
const SIZES = ['1', '1.25', '1.5'];
const UNDO_MS = 600000;
const t = (key, args) => translate('kiosk', key, args);

const kept = (key, allowed, otherwise) => {
	const value = localStorage.getItem(`glane.${key}`);
	return allowed.includes(value) ? value : otherwise;
};
const wants = (query) => matchMedia(query).matches;
const state = store({
	lang: kept('lang', Object.keys(LANGUAGES), document.documentElement.lang in LANGUAGES ? document.documentElement.lang : 'fr'),
	theme: kept('theme', THEMES, wants('(prefers-contrast: more)') ? 'contrast' : wants('(prefers-color-scheme: dark)') ? 'dark' : 'clear'),
	size: kept('size', SIZES, '1'),
	online: true,
	screen: null,
	undo: [],
	message: null,
});

// --- the frame: built once, repainted by part --------------------------------------
const head = h('header.top');
const offline = h('div.offline', { role: 'alert' });
const main = h('main', { id: 'screen', 'aria-busy': 'true' }, h('p.loading', {}, '…'));
const undoKey = h('button.key.undo', { onclick: undo });
const strip = h('p.strip', { role: 'status', 'aria-live': 'polite' });
const foot = h('footer.bottom', { hidden: true }, undoKey, strip);

const handlers = new Map(); // 'lang', 'online', 'scan', 'weight'
const emit = (event, data) => (handlers.get(event) ?? []).forEach((fn) => fn(data));
const stream = live((online) => {
	if (online !== state.get().online)
		state.set({ online });
	if (online)
		emit('online');
});
const shell = {
	on(event, fn) {
		if (event.startsWith('live:'))
			return stream.on(event.slice(5), fn);
		if (!handlers.has(event))
			handlers.set(event, new Set());
		handlers.get(event).add(fn);
		return () => handlers.get(event).delete(fn);
	},
	say(text, kind = 'ok') {
		state.set({ message: { text, kind } });
	},
	undoable(text, fn) {
		const entry = { text, fn, until: Date.now() + UNDO_MS };
		state.set({ undo: [...state.get().undo, entry].slice(-50) });
		return () => state.set({ undo: state.get().undo.filter((e) => e !== entry) });
	},
	go(screen) {
		state.set({ screen });
		showScreen();
	},
};
const plugins = panels(shell);

async function undo() {
	const entry = state.get().undo.at(-1);
	if (!entry)
		return;
	state.set({ undo: state.get().undo.slice(0, -1) });
	try {
		await entry.fn();
		shell.say(t('undone', { what: entry.text }), 'ok');
	} catch (error) {
		if (error.offline)
			state.set({ undo: [...state.get().undo, entry] });
		shell.say(error.message, 'error');
	}
}

function choose(key, value) {
	localStorage.setItem(`glane.${key}`, value);
	state.set({ [key]: value });
}

async function setLanguage(lang) {
	choose('lang', lang);
	await start();
	emit('lang', lang);
}

// The three preferences; every choice shows at once and the sheet stays.
function preferences() {
	const row = (label, key, values, name, set) => h('fieldset.choices', {}, h('legend', {}, label), values.map((value) =>
		h('label.chip', {}, h('input', { type: 'radio', name: key, checked: state.get()[key] === value, onchange: () => set(value) }), name(value))));
	const box = sheet(t('display'), t('close'),
		row(t('language'), 'lang', Object.keys(LANGUAGES), (v) => LANGUAGES[v], (v) => { box.close(); setLanguage(v); }),
		row(t('theme'), 'theme', THEMES, (v) => t(`theme_${v}`), (v) => choose('theme', v)),
		row(t('size'), 'size', SIZES, (v) => `A${'+'.repeat(SIZES.indexOf(v))}`, (v) => choose('size', v)));
}

// --- painting ------------------------------------------------------------------------
let site = { name: 'glane' };
const time = h('time.clock');
const tick = () => { time.textContent = clock(Date.now()); };

function paintHead() {
	const { screen, lang } = state.get();
	const other = Object.keys(LANGUAGES).find((l) => l !== lang);
	const screens = [...plugins.of('screen'), ...plugins.of('home.tile').filter((p) => p.kind === 'page')];
	tick();
	fill(head,
		h('h1', {}, icon('basket'), site.name),
		h('nav', { 'aria-label': t('screens') }, screens.length > 1 && screens.map((p) => (p.kind === 'element'
			? h('button.tab', { 'data-k': p.tag, 'aria-current': p.tag === screen && 'page', onclick: () => shell.go(p.tag) }, p.title)
			: h('a.tab', { href: p.source }, p.title)))),
		time,
		h('button.key.key-flat', { 'data-k': 'lang', lang: other, 'aria-label': LANGUAGES[other], onclick: () => setLanguage(other) }, other.toUpperCase()),
		h('button.key.key-flat', { 'data-k': 'display', 'aria-label': t('display'), onclick: preferences }, 'Aa'));
}

function showScreen() {
	const screens = plugins.of('screen').filter((p) => p.kind === 'element');
	const panel = screens.find((p) => p.tag === state.get().screen) ?? screens[0];
	paintHead();
	if (!panel) {
		main.removeAttribute('aria-busy');
		fill(main, h('p.loading', {}, t('no_screen')));
		return;
	}
	state.set({ screen: panel.tag });
	main.setAttribute('aria-busy', 'true');
	plugins.mount(panel, main, {});
}

let shown = null;
let stripTimer;
state.on(({ theme, size, online, undo: stack, message }) => {
	Object.assign(document.documentElement.dataset, { theme });
	document.documentElement.style.setProperty('--text', size);
	const last = stack.at(-1);
	undoKey.disabled = !last;
	fill(undoKey, icon('undo'), h('span', {}, h('strong', {}, t('undo')), h('span.undo-what', {}, last ? last.text : t('undo_nothing'))));
	offline.hidden = online;
	fill(offline, icon('off'), h('span', {}, t('offline_banner')), h('button.key', { onclick: stream.retry }, t('retry')));
	if (message !== shown) {
		shown = message;
		clearTimeout(stripTimer);
		strip.dataset.kind = message?.kind ?? '';
		strip.setAttribute('role', message?.kind === 'error' ? 'alert' : 'status');
		fill(strip, message && icon({ ok: 'check', todo: 'alert', error: 'alert' }[message.kind]), message && h('span', {}, message.text));
		if (message?.kind === 'ok')
			stripTimer = setTimeout(() => state.set({ message: null }), 6000);
	}
});

// --- start -----------------------------------------------------------------------------
async function get(path) {
	const answer = await fetch(path, { headers: { Accept: 'application/json' } });
	if (!answer.ok)
		throw new Error(`${path}: ${answer.status}`);
	return answer.json();
}

async function start() {
	await loadWords(state.get().lang, BASE, get);
	await plugins.load();
	({ site } = plugins);
	document.title = site.name;
	paintHead();
	state.set({});
}

// The daemon may be late: say so and try again until it is there.
async function boot(turn = 0) {
	try {
		await Promise.all([start(), loadPictograms(`${BASE}pictograms.svg`)]);
	} catch (error) {
		console.error(error);
		if (turn)
			fill(main, h('p.loading', { role: 'alert' }, document.body.dataset.late));
		setTimeout(boot, Math.min(5000, 500 * 2 ** turn), turn + 1);
		return;
	}
	foot.hidden = false;
	showScreen();
}

const mm = Number(localStorage.getItem('glane.mm')); // px, from the calibration screen
if (mm > 2 && mm < 20)
	document.documentElement.style.setProperty('--mm', `${mm}px`);
document.body.append(h('a.skip', { href: '#screen' }, '↓'), head, offline, main, foot);
setInterval(tick, 5000);
setInterval(() => { // an undo that is too old leaves the bar
	const fresh = state.get().undo.filter((e) => e.until > Date.now());
	if (fresh.length !== state.get().undo.length)
		state.set({ undo: fresh });
}, 10000);
boot();
