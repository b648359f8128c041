// SPDX-License-Identifier: MPL-2.0
// panels.js: what plugins show: screens and parts of screens. One that fails gives a card with its name; the others go on.
import { breakable, call, clock, fill, h, icon, language, translate, uuid } from './kit.js';
import { kilos, money, typed } from './numbers.js';

const LOAD_MS = 3000;
const STORE_BYTES = 65536;
const ESSENTIAL = ['screen', 'weigh']; // slots that safe mode keeps

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

	// A module is loaded once; a failure may be tried again.
	function importModule({ plugin, tag, module }) {
		if (!tag.startsWith(`glane-x-${plugin}-`) || !module.startsWith(`/p/${plugin}/ui/`))
			return Promise.reject(new Error(`${tag}, ${module}: not its own`));
		if (!modules.has(module)) {
			const late = new Promise((_, reject) => setTimeout(reject, LOAD_MS, new Error(`${module}: no answer`)));
			const loaded = Promise.race([import(module), late]);
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
				if (text.length > STORE_BYTES)
					throw new Error(t('store_full', { plugin }));
				localStorage.setItem(name, text);
			},
		};
	}

	async function print(code) {
		if (!present.includes('labels'))
			return shell.say(t('no_printing'), 'todo');
		return call('/p/labels/print', { method: 'POST', body: { code } });
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
			fetch: call,
			link: (other, path) => (present.includes(other) ? `/p/${other}${path}` : null),
			...shell,
			...frame.outbox.of(plugin),
			print,
			camera: async () => (await import('./eye.js')).read(frame),
			store: storeOf(plugin),
			h, fill, icon, kilos, money, clock, typed, breakable, uuid,
			sheet: frame.sheet,
			slot,
		};
	}

	function card(panel, error) {
		console.error(panel.plugin, error);
		return h('div.card-fault', { role: 'alert' }, icon('alert'),
			h('p', {}, h('strong', {}, t('fault', { plugin: panel.title || panel.plugin })), h('small', {}, String(error?.message ?? error))),
			frame.user?.may('core.manage') && h('a.key', { href: '/manage/plugins' }, t('plugins')));
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
		const [, { resume }] = await Promise.all([importModule(panel), import('./renew.js'), frame.later()]); // it may send at once
		if (!customElements.get(panel.tag))
			throw new Error(`${panel.tag}: not defined`);
		const fault = watched(() => {
			const el = document.createElement(panel.tag);
			el.host = host(panel.plugin, context);
			fill(place, el);
			if (panel.slot === 'screen')
				resume(el, frame.outbox.me.id);
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
			fill(place, card(panel, error));
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

	return { load, mount, slot, of, beside, has: (plugin) => present.includes(plugin), get site() { return site; } };
}
