// SPDX-License-Identifier: MPL-2.0
// glane.js: the kiosk's frame: the bars, preferences, messages, undo, and one screen in the middle; screens come from plugins.
import { call, clock, fill, h, icon, language, loadPictograms, loadWords, Refusal, store, translate } from './kit.js';

const BASE = new URL('.', import.meta.url).pathname;
const LANGUAGES = { fr: 'Français', en: 'English', ar: 'العربية' };
const THEMES = ['clear', 'contrast', 'dark'];
const SIZES = ['1', '1.25', '1.5'];
const UNDO_MS = 600000;
const MESSAGE_MS = 6000;
const HOME = 'home';
const SIGNS = { ok: 'check', todo: 'alert', error: 'alert' };
const SAFE = new URLSearchParams(location.search).has('safe'); // parts of plugins stay away, screens do not
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
	screen: null, // the tag of the screen that is shown, or HOME; null: not chosen yet
	screens: {}, // by tag, as they were left
	undo: [],
	message: null,
	asks: [], // questions that wait in the strip
});

// --- the frame --------------------------------------------------------
const head = h('header.top');
const main = h('main', { id: 'screen' }, h('p.loading', {}, '…'));
const backKey = h('button.key.back', { onclick: back });
const undoKey = h('button.key.undo', { onclick: undo });
const strip = h('p.strip', { role: 'status', 'aria-live': 'polite' });
const foot = h('footer.bottom', { hidden: true }, backKey, undoKey, strip);

const handlers = new Map();
// True when somebody dealt with it.
function emit(event, data) {
	let taken = false;
	if (event === 'scan')
		state.set({ message: null }); // what was said of another one
	for (const fn of handlers.get(event) ?? [])
		try {
			taken = fn(data) === true || taken;
		} catch (error) {
			console.error(error); // one part that fails keeps nothing from the others
		}
	return taken || (event === 'scan' && frame.unclaimed?.(data) === true);
}
function setOnline(online) {
	document.body.dataset.live = online;
	if (online !== state.get().online)
		state.set({ online });
	if (online) {
		emit('online');
		frame.outbox.run();
	}
}

// The stream, the outbox, the scanner come after the first paint.
let rest;
const later = () => rest ??= import('./after.js').then(({ after }) => after(frame));
function live(topic, fn) {
	let off = () => {}, gone = false;
	later().then(() => { off = gone ? off : frame.stream.on(topic, fn); });
	return () => {
		gone = true;
		off();
	};
}

const shell = {
	on(event, fn) {
		if (event.startsWith('live:'))
			return live(event.slice(5), fn);
		const fns = handlers.get(event) ?? new Set();
		handlers.set(event, fns.add(fn));
		if (event === 'weight')
			later().then(() => fns.has(fn) && frame.weigh(fn));
		return () => fns.delete(fn);
	},
	say(text, kind = 'ok') {
		state.set({ message: { text, kind } });
		shell.sound(kind);
	},
	// A question in the strip instead of a dialog: keys { text, run }. Returns how to take it away.
	ask(text, ...keys) {
		const ask = { text, keys };
		const off = () => state.set({ asks: state.get().asks.filter((a) => a !== ask) });
		ask.off = off;
		state.set({ asks: [...state.get().asks, ask], message: null });
		shell.sound('todo');
		return off;
	},
	sound: (kind) => import('./sound.js').then(({ play }) => play(kind)).catch(console.error), // what was done is done, heard or not
	undoable(text, fn) {
		const entry = { text, fn, until: Date.now() + UNDO_MS };
		state.set({ undo: [...state.get().undo, entry].slice(-50) });
		return () => state.set({ undo: state.get().undo.filter((e) => e !== entry) });
	},
	go(screen, context) {
		leave();
		state.set({ screen });
		return showScreen(context);
	},
};

// What the daemon refused and nobody caught; a part that does not load.
for (const event of ['error', 'unhandledrejection'])
	addEventListener(event, (thrown) => {
		const what = thrown.error ?? thrown.reason, refused = what instanceof Refusal;
		if (refused)
			thrown.preventDefault();
		if (refused || /\bimport/i.test(what?.message))
			shell.say(refused ? what.message : t('not_loaded'), 'error');
	});

// Steps back inside the screen, or to home.
function back() {
	if (frame.screen?.back?.() !== true)
		shell.go(HOME);
}

// A screen is found again as it was left.
function leave() {
	const { screen, screens: kept } = state.get();
	if (frame.screen?.localName === screen)
		state.set({ screens: { ...kept, [screen]: frame.screen.parentNode } });
}

async function undo() {
	const entry = state.get().undo.at(-1);
	if (!entry)
		return;
	state.set({ undo: state.get().undo.slice(0, -1) });
	try {
		await entry.fn();
		shell.say(t('undone', { what: entry.text }));
	} catch (error) {
		if (error.offline)
			state.set({ undo: [...state.get().undo, entry] });
		throw error;
	}
}

function choose(key, value) {
	localStorage.setItem(`glane.${key}`, value);
	state.set({ [key]: value });
}

async function speak(lang) {
	await loadWords(lang, BASE, frame.inside);
	state.set({ lang, screens: {} });
	await start();
	emit('lang', lang);
	if (frame.inside && state.get().screen === HOME)
		showScreen();
}

function setLanguage(lang) {
	if (!frame.tile) // a person's choice is not the next one's
		choose('lang', lang);
	return speak(lang);
}

const preferences = async (set) => (await import('./preferences.js')).preferences({ ...frame, setLanguage: set, THEMES, SIZES });

// What the other modules of the shell get. `inside`: somebody may see the screens; `tile`: who, in the bar; `user`: who,
// for plugins.
const frame = {
	BASE, LANGUAGES, SAFE, t, state, shell, emit, setOnline, main, undo, choose, preferences, setLanguage, screens, start, showScreen,
	paintHead, later, left,
	site: { name: 'glane' }, user: null, queue: h('div'),
	get screen() { return main.querySelector(':scope > .slot-panel > *'); },
	help: async () => (await import('./help.js')).help(frame),
};

// --- screens ---------------------------------------------------------------------------
function screens() {
	return frame.panels?.of('screen').filter((p) => p.kind === 'element') ?? [];
}

// What this person had not finished when the page went away (after.js), and on which screen.
function left() {
	const kept = JSON.parse(sessionStorage['glane.draft'] ?? '{}');
	return kept.person === frame.user?.id ? kept : {};
}

// The screen that was chosen, or home; who has one screen only, small ones aside, begins with that.
async function showScreen(context) {
	const all = screens(), screen = state.get().screen ?? left().localName;
	const [only, ...more] = all.filter((p) => p.order < 50);
	const panel = all.find((p) => p.tag === screen) ?? (more.length || screen === HOME ? null : only);
	state.set({ screen: panel?.tag ?? HOME });
	if (panel) {
		const place = (!context && state.get().screens[panel.tag]) || h('div.slot-panel');
		fill(main, place);
		if (!place.firstChild)
			await frame.panels.mount(panel, place, context ?? {});
	} else {
		fill(main, frame.panels.home(all));
	}
	state.set({});
	main.querySelector('h2[tabindex]')?.focus({ preventScroll: true });
	performance.mark('first-screen');
}

// --- painting ------------------------------------------------------------------------
const time = h('time.clock');
const tick = () => { time.textContent = clock(Date.now()); };

function paintHead() {
	const other = language() === 'fr' ? 'en' : 'fr';
	tick();
	fill(head, frame.tile,
		h('h1', {}, icon('basket'), h('span', {}, frame.site.name)),
		frame.queue,
		time,
		h('button.key.key-round.key-flat', { 'data-k': 'help', 'aria-label': t('help'), onclick: frame.help }, icon('help')),
		h('button.key.key-flat', { 'data-k': 'lang', lang: other, onclick: () => setLanguage(other) }, LANGUAGES[other]),
		h('button.key.key-flat', { 'data-k': 'display', 'aria-label': t('display'), onclick: () => preferences(setLanguage) }, 'Aa'));
	fill(backKey, icon('back'), h('span', {}, t('back')));
}

// An error comes before a question, a question before good news.
function paintStrip(message, ask) {
	const shown = message?.kind === 'error' || !ask ? message : { ...ask, kind: 'todo' };
	strip.dataset.kind = shown?.kind ?? '';
	strip.setAttribute('role', shown?.kind === 'error' ? 'alert' : 'status');
	fill(strip, shown && icon(SIGNS[shown.kind]), shown && h('span', {}, shown.text), shown?.keys?.map(({ text, run }, i) => h('button.key', {
		'data-k': `ask${i}`, onclick: () => {
			shown.off();
			run?.();
		},
	}, text)));
}

let shown, asked, stripTimer;
state.on(({ theme, size, undo: stack, screen, message, asks }) => {
	Object.assign(document.documentElement.dataset, { theme });
	document.documentElement.style.setProperty('--text', size);
	const last = stack.at(-1), ask = asks.at(-1);
	undoKey.disabled = !last;
	fill(undoKey, icon('undo'), h('span', {}, h('strong', {}, t('undo')), h('span.undo-what', {}, last ? last.text : t('undo_nothing'))));
	backKey.disabled = !screen || screen === HOME || !(frame.screen?.back || frame.panels.beside());
	if (message !== shown || ask !== asked) {
		shown = message;
		asked = ask;
		paintStrip(message, ask);
		clearTimeout(stripTimer);
		if (message && (ask || message.kind === 'ok'))
			stripTimer = setTimeout(() => state.set({ message: null }), MESSAGE_MS);
	}
});

// --- start -----------------------------------------------------------------------------
async function start() {
	if (frame.inside) {
		frame.panels ??= (await import('./panels.js')).panels(frame);
		await frame.panels.load();
		frame.site = frame.panels.site;
		frame.bar?.();
	}
	document.title = frame.site.name;
	paintHead();
	state.set({});
}

async function boot(turn = 0) {
	try {
		const [session] = await Promise.all([
			call('/session', { keep: true }), loadWords(state.get().lang, BASE), loadPictograms(`${BASE}pictograms.svg`),
		]);
		await (await import(session.open ? './open.js' : './who.js')).guard(frame, session);
	} catch (error) {
		console.error(error);
		if (turn)
			fill(main, h('p.loading', { role: 'alert' }, document.body.dataset.late));
		setTimeout(boot, Math.min(5000, 500 * 2 ** turn), turn + 1);
		return;
	}
	foot.hidden = false;
	later();
}

// A page that did not come up twice comes up without parts of plugins; after.js takes the mark away again.
const starts = Number(localStorage.getItem('glane.starts'));
localStorage.setItem('glane.starts', starts + 1);
addEventListener('pagehide', () => localStorage.removeItem('glane.starts'));

const mm = Number(localStorage.getItem('glane.mm')); // px, from the calibration screen
if (mm > 2 && mm < 20)
	document.documentElement.style.setProperty('--mm', `${mm}px`);
document.body.append(h('a.skip', { href: '#screen' }, '↓'), head, main, foot);
setInterval(() => {
	tick();
	state.set({ undo: state.get().undo.filter((e) => e.until > Date.now()) });
}, 10000);
if (starts > 1 && !SAFE)
	location.replace('/?safe=1');
else
	boot();
