// SPDX-License-Identifier: MPL-2.0
// glane.js: the kiosk's shell: frame, preferences, messages, undo; the screens come from plugins.
import { breakable, call, clock, fill, h, icon, kilos, language, loadPictograms, loadWords, money, store, translate, typed, uuid } from './kit.js';

const BASE = new URL('.', import.meta.url).pathname;
const LANGUAGES = { fr: 'Français', en: 'English' };
const THEMES = ['clear', 'contrast', 'dark'];
const SIZES = ['1', '1.25', '1.5'];
const UNDO_MS = 600000;
const LOAD_MS = 3000;
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

// --- the frame --------------------------------------------------------
const head = h('header.top');
const offline = h('div.offline', { role: 'alert' });
const main = h('main', { id: 'screen' }, h('p.loading', {}, '…'));
const undoKey = h('button.key.undo', { onclick: undo });
const strip = h('p.strip', { role: 'status', 'aria-live': 'polite' });
const foot = h('footer.bottom', { hidden: true }, undoKey, strip);

const handlers = new Map(); // 'lang', 'online', 'scan', 'weight'
const emit = (event, data) => (handlers.get(event) ?? []).forEach((fn) => fn(data));
function setOnline(online) {
	if (online !== state.get().online)
		state.set({ online });
	if (online) {
		emit('online');
		outbox.run();
	}
}
const shell = {
	on(event, fn) {
		if (event.startsWith('live:'))
			return frame.stream.on(event.slice(5), fn);
		const fns = handlers.get(event) ?? new Set();
		handlers.set(event, fns.add(fn));
		if (event === 'scan')
			import('./scan.js').then(({ listen }) => listen(frame));
		return () => fns.delete(fn);
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
let outbox;
const plugins = panels();

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
		shell.say(error.message, 'error');
	}
}

function choose(key, value) {
	localStorage.setItem(`glane.${key}`, value);
	state.set({ [key]: value });
}

async function speak(lang) {
	await loadWords(lang, BASE, frame.inside);
	state.set({ lang });
	await start();
	emit('lang', lang);
}

function setLanguage(lang) {
	if (!frame.tile) // a person's choice is not the next one's
		choose('lang', lang);
	return speak(lang);
}

const preferences = async (set) => (await import('./preferences.js')).preferences({ state, t, choose, setLanguage: set, LANGUAGES, THEMES, SIZES });

// What session.js, open.js and scan.js get. `inside`: somebody may see the screens; `tile`: who, in the bar.
const sheet = async (title, ...content) => (await import('./sheet.js')).sheet(title, t('close'), ...content);
const frame = { sheet, queue: h('div'), BASE, LANGUAGES, t, state, shell, emit, main, choose, preferences, start, showScreen, site: { name: 'glane' } };

// --- panels: a plugin that fails gives a card with its name -------------
// An element gets `host` before it is connected; members of `host` are only ever added.
function panels() {
	let list = [], present = [], site = {};
	const modules = new Map();

	async function load() {
		({ panels: list, plugins: present, site } = await call('/ui/panels.json', { keep: true }));
		list.sort((a, b) => a.order - b.order);
	}

	// A module is loaded once; a failure may be tried again.
	function importModule(panel) {
		const prefix = `glane-x-${panel.plugin}-`;
		if (!panel.tag.startsWith(prefix) || !panel.module.startsWith(`/p/${panel.plugin}/ui/`))
			return Promise.reject(new Error(`${panel.tag}, ${panel.module}: not its own`));
		if (!modules.has(panel.module)) {
			const late = new Promise((_, reject) => setTimeout(reject, LOAD_MS, new Error(`${panel.module}: no answer`)));
			const loaded = Promise.race([import(panel.module), late]);
			modules.set(panel.module, loaded);
			loaded.catch(() => modules.delete(panel.module));
		}
		return modules.get(panel.module);
	}

	function host(plugin, context) {
		return {
			api: 1,
			get lang() { return language(); },
			get theme() { return document.documentElement.dataset.theme; },
			context,
			t: (key, args) => translate(plugin, key, args),
			fetch: call,
			link: (other, path) => (present.includes(other) ? `/p/${other}${path}` : null),
			...shell,
			...outbox.of(plugin),
			h, fill, icon, kilos, money, clock, typed, breakable, uuid,
			sheet,
			slot,
		};
	}

	function card(panel, error) {
		console.error(panel.plugin, error);
		return h('div.card-fault', { role: 'alert' }, icon('alert'),
			h('p', {}, h('strong', {}, t('fault', { plugin: panel.title || panel.plugin })), h('br'), String(error?.message ?? error)));
	}

	// What a constructor or connectedCallback throws is told to the window only.
	function watched(fn) {
		let fault = null;
		const note = (event) => { fault ??= event.error ?? new Error(event.message); };
		addEventListener('error', note);
		try {
			fn();
		} catch (error) {
			fault = error;
		}
		removeEventListener('error', note);
		return fault;
	}

	async function mount(panel, place, context) {
		try {
			await importModule(panel);
			if (!customElements.get(panel.tag))
				throw new Error(`${panel.tag}: not defined`);
			const fault = watched(() => {
				const el = document.createElement(panel.tag);
				el.host = host(panel.plugin, context);
				fill(place, el);
			});
			if (fault)
				throw fault;
		} catch (error) {
			fill(place, card(panel, error));
		}
	}

	// A container that fills itself with the panels of a slot.
	function slot(name, context) {
		return h('div.slot', {}, list.filter((p) => p.slot === name && p.kind === 'element').map((panel) => {
			const place = h('div.slot-panel');
			mount(panel, place, context);
			return place;
		}));
	}

	return { load, mount, get site() { return site; }, of: (name) => list.filter((p) => p.slot === name) };
}

// --- painting ------------------------------------------------------------------------
const time = h('time.clock');
const tick = () => { time.textContent = clock(Date.now()); };

function paintHead() {
	const { screen, lang } = state.get();
	const other = Object.keys(LANGUAGES).find((l) => l !== lang);
	const screens = [...plugins.of('screen'), ...plugins.of('nav')];
	tick();
	fill(head, frame.tile,
		h('h1', {}, icon('basket'), frame.site.name),
		h('nav', { 'aria-label': t('screens') }, screens.length > 1 && screens.map((p) => (p.kind === 'element'
			? h('button.tab', { 'data-k': p.tag, 'aria-current': p.tag === screen && 'page', onclick: () => shell.go(p.tag) }, p.title)
			: h('a.tab', { href: p.source }, p.title)))),
		frame.queue,
		time,
		h('button.key.key-flat', { 'data-k': 'lang', lang: other, onclick: () => setLanguage(other) }, LANGUAGES[other]),
		h('button.key.key-flat', { 'data-k': 'display', 'aria-label': t('display'), onclick: () => preferences(setLanguage) }, 'Aa'));
}

function showScreen() {
	const screens = plugins.of('screen').filter((p) => p.kind === 'element');
	const panel = screens.find((p) => p.tag === state.get().screen) ?? screens[0];
	paintHead();
	if (!panel)
		return fill(main, h('p.loading', {}, t('no_screen')));
	state.set({ screen: panel.tag });
	const place = h('div.slot-panel');
	fill(main, place);
	return plugins.mount(panel, place, {});
}

let shown, stripTimer;
state.on(({ theme, size, online, undo: stack, message }) => {
	Object.assign(document.documentElement.dataset, { theme });
	document.documentElement.style.setProperty('--text', size);
	const last = stack.at(-1);
	undoKey.disabled = !last;
	fill(undoKey, icon('undo'), h('span', {}, h('strong', {}, t('undo')), h('span.undo-what', {}, last ? last.text : t('undo_nothing'))));
	offline.hidden = online;
	fill(offline, icon('off'), h('span', {}, t('offline_banner')), h('button.key', { onclick: () => frame.stream.retry() }, t('retry')));
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
async function start() {
	if (frame.inside) {
		await plugins.load();
		frame.site = plugins.site;
	}
	document.title = frame.site.name;
	paintHead();
	state.set({});
}

async function boot(turn = 0) {
	try {
		const [session, { live }, { Outbox }] = await Promise.all([
			call('/session', { keep: true }), import('./live.js'), import('./outbox.js'), loadWords(state.get().lang, BASE), loadPictograms(`${BASE}pictograms.svg`),
		]);
		frame.stream ??= live(setOnline);
		frame.outbox = outbox ??= new Outbox({ shell, changed: () => emit('outbox'), t });
		await (await import(session.open ? './open.js' : './session.js')).guard(frame, session);
	} catch (error) {
		console.error(error);
		if (turn)
			fill(main, h('p.loading', { role: 'alert' }, document.body.dataset.late));
		setTimeout(boot, Math.min(5000, 500 * 2 ** turn), turn + 1);
		return;
	}
	foot.hidden = false;
	(await import('./renew.js')).renew(frame);
}

const mm = Number(localStorage.getItem('glane.mm')); // px, from the calibration screen
if (mm > 2 && mm < 20)
	document.documentElement.style.setProperty('--mm', `${mm}px`);
document.body.append(h('a.skip', { href: '#screen' }, '↓'), head, offline, main, foot);
setInterval(() => {
	tick();
	state.set({ undo: state.get().undo.filter((e) => e.until > Date.now()) });
}, 10000);
boot();
