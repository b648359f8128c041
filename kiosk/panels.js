// SPDX-License-Identifier: MPL-2.0
// panels.js: what plugins show: screens, parts of screens, and home, which leads to them. One that fails gives a card with its
// name; the others go on.
import { breakable, call, clock, fill, h, icon, kilos, language, money, sheet, styles, translate, typed, uuid } from './kit.js';

const LOAD_MS = 3000;
const STORE_BYTES = 65536;
const ESSENTIAL = ['screen', 'weigh']; // slots that safe mode keeps
const LARGE = 4, QUIET = 50; // tiles of home; screens from this order on never get a large one

export function panels(frame) {
	const { shell, t } = frame;
	let list = [], present = [], site = {};
	const modules = new Map();

	async function load() {
		({ panels: list, plugins: present, site } = await call('/ui/panels.json', { keep: true }));
		if (frame.SAFE)
			list = list.filter((p) => p.kind === 'link' || ESSENTIAL.includes(p.slot));
		list.sort((a, b) => a.order - b.order);
	}

	// A module is loaded once, with the styles that its element names; a failure may be tried again.
	function importModule({ plugin, tag, module }) {
		if (!tag.startsWith(`glane-x-${plugin}-`) || !module.startsWith(`/p/${plugin}/ui/`))
			return Promise.reject(new Error(`${tag}, ${module}: not its own`));
		if (!modules.has(module)) {
			const late = new Promise((_, reject) => setTimeout(reject, LOAD_MS, new Error(`${module}: no answer`)));
			const whole = import(module).then(() => {
				const { styles: name } = customElements.get(tag) ?? {};
				return name && styles(name, new URL(module, location));
			});
			const loaded = Promise.race([whole, late]);
			modules.set(module, loaded);
			loaded.catch(() => modules.delete(module));
		}
		return modules.get(module);
	}

	// What a plugin keeps on this screen.
	function storeOf(plugin) {
		const name = `glane.of.${plugin}`;
		const all = () => JSON.parse(localStorage.getItem(name)) ?? {};
		return {
			get: (key) => all()[key],
			set(key, value) {
				const text = JSON.stringify({ ...all(), [key]: value });
				if (new Blob([text]).size > STORE_BYTES)
					throw new Error(t('store_full', { plugin }));
				localStorage.setItem(name, text);
			},
		};
	}

	async function print(code) {
		if (!present.includes('labels'))
			return shell.say(t('no_printing'), 'todo');
		return call('/p/labels/print', { body: { code } });
	}

	// Members are only ever added.
	function host(plugin, context) {
		return {
			api: 1,
			get lang() { return language(); },
			get theme() { return document.documentElement.dataset.theme; },
			get user() { return frame.user; },
			context,
			t: (key, args) => translate(plugin, key, args),
			fetch: async (path, how) => (path.startsWith('/p/') ? call(path, how) : Promise.reject(new Error(`${path}: not of a plugin`))),
			link: (other, path) => (present.includes(other) ? `/p/${other}${path}` : null),
			...shell,
			...frame.outbox.of(plugin),
			print,
			camera: async () => (await import('./eye.js')).read(frame),
			store: storeOf(plugin),
			h, fill, icon, kilos, money, clock, typed, breakable, uuid,
			sheet,
			slot,
		};
	}

	function card(panel, error) {
		console.error(panel.plugin, error);
		return h('div.card-fault', { role: 'alert' }, icon('alert'),
			h('p', {}, h('strong', {}, t('fault', { plugin: panel.title || panel.plugin })), h('small', {}, String(error?.message ?? error))),
			frame.user?.may('core.manage') && h('button.key', { 'data-k': `disable-${panel.plugin}`, onclick: () => disable(panel) }, t('disable')));
	}

	// From the next start on: what runs in the daemon goes on until then.
	async function disable({ plugin: name }) {
		const again = (wanted) => call('/manage/plugins/again', { body: { name, again: wanted } });
		shell.say((await again(false)).text, 'todo');
		shell.undoable(`${t('disable')} ${name}`, () => again(true));
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

	async function element(panel, place, context) {
		await Promise.all([importModule(panel), frame.later()]); // it may send at once
		if (!customElements.get(panel.tag))
			throw new Error(`${panel.tag}: not defined`);
		const fault = watched(() => {
			const el = document.createElement(panel.tag);
			el.host = host(panel.plugin, context);
			fill(place, el);
			const { localName, draft } = panel.slot === 'screen' ? frame.left() : {};
			if (localName !== panel.tag)
				return;
			sessionStorage.removeItem('glane.draft');
			if (draft)
				el.draft = draft;
		});
		if (fault)
			throw fault;
	}

	async function mount(panel, place, context) {
		try {
			if (panel.kind === 'element')
				await element(panel, place, context);
			else
				await (await import('./tiers.js')).draw(frame, panel, place, context);
		} catch (error) {
			fill(place, (error.code !== 404 || panel.kind === 'element') && card(panel, error)); // 404: nothing to show here
		}
	}

	const of = (name) => list.filter((p) => p.slot === name);

	// A container that fills itself with the panels of a slot; links are for home only, and what a plugin with an element
	// also has for server pages is for those only.
	function slot(name, context = {}) {
		return h('div.slot', { 'data-slot': name }, of(name).filter((p, i, all) => p.kind === 'element' || (p.kind !== 'link' && !all.some((e) => e.kind === 'element' && e.plugin === p.plugin))).map((panel) => {
			const place = h('div.slot-panel');
			mount(panel, place, context);
			return place;
		}));
	}

	// Whether home has more than one thing.
	const beside = () => ['screen', 'home.tile', 'nav'].flatMap(of).length > 1;

	// K2: what do you do? A large tile for each of the first screens; below, the other screens, what plugins add, pages.
	function home(screens) {
		const { user } = frame;
		const name = ({ tag }) => tag.slice('glane-x-'.length);
		const sign = (panel) => icon(name(panel), panel.plugin);
		const hint = ({ plugin, tag }) => { // hint.weigh of plugin intake says in eight words what is behind glane-x-intake-weigh
			const key = `hint.${tag.slice(`glane-x-${plugin}-`.length)}`, word = translate(plugin, key);
			return word !== key && h('small', {}, word);
		};
		const tile = (panel) => h('button.home-tile', { 'data-k': panel.tag, 'data-s': name(panel), onclick: () => shell.go(panel.tag) },
			sign(panel), h('span', {}, h('strong', {}, breakable(panel.title)), hint(panel)));
		const quiet = (panel) => h('button.key', { 'data-k': panel.tag, onclick: () => shell.go(panel.tag) }, sign(panel), panel.title);
		const large = screens.filter((p) => p.order < QUIET).slice(0, LARGE);
		const links = of('nav').filter((p) => p.kind === 'link' && !screens.some(({ plugin, title }) => plugin === p.plugin && title === p.title)); // it has a tile
		return h('div.home', {},
			h('h2', { tabindex: '-1', 'data-k': 'home' }, user?.name ? t('hello', { name: user.name }) : t('what_now')),
			screens.length ? h('div.home-tiles', {}, large.map(tile)) : h('p.loading', {}, t('no_screen')),
			h('div.home-more', {}, slot('home.tile'),
				h('nav', { 'aria-label': t('pages') }, screens.filter((p) => !large.includes(p)).map(quiet), links.map((p) => h('a.key.key-flat', { href: p.source }, p.title)))));
	}

	return { load, mount, of, slot, beside, home, get site() { return site; } };
}
