// SPDX-License-Identifier: MPL-2.0
// panels.js: puts plugins' custom elements where they belong. A plugin that fails gives a card with its name; the rest
// goes on. The element gets `host` before it is connected; the members of `host` are only ever added to.
import { fill, h, icon, sheet } from './dom.js';
import { call, uuid } from './talk.js';
import { breakable, clock, kilos, language, money, translate, typed } from './words.js';

const LOAD_MS = 3000;

export function panels(shell) {
	let list = [], present = [], site = {};
	const modules = new Map();
	const word = (key, args) => translate('kiosk', key, args);

	async function load() {
		({ panels: list, plugins: present, site } = await call('/ui/panels.json', { offlineText: word('offline') }));
		list.sort((a, b) => a.order - b.order);
	}

	// A module is loaded once; a failure may be tried again.
	function load_module(panel) {
		const prefix = `glane-x-${panel.plugin}-`;
		if (!panel.tag.startsWith(prefix))
			return Promise.reject(new Error(`${panel.tag}: not ${prefix}…`));
		if (!panel.module.startsWith(`/p/${panel.plugin}/ui/`))
			return Promise.reject(new Error(`${panel.module}: not its own`));
		if (!modules.has(panel.module)) {
			let timer;
			const late = new Promise((_, reject) => {
				timer = setTimeout(() => reject(new Error(`${panel.module}: no answer within ${LOAD_MS / 1000} s`)), LOAD_MS);
			});
			const loaded = Promise.race([import(panel.module), late]).finally(() => clearTimeout(timer));
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
			fetch: (path, options) => call(path, { ...options, offlineText: word('offline') }),
			link: (other, path) => (present.includes(other) ? `/p/${other}${path}` : null),
			on: shell.on,
			say: shell.say,
			undoable: shell.undoable,
			go: shell.go,
			h, fill, icon, kilos, money, clock, typed, breakable, uuid,
			sheet: (title, ...content) => sheet(title, word('close'), ...content),
			slot: (name, inner) => slot(name, inner),
		};
	}

	function card(panel, error) {
		console.error(panel.plugin, error);
		return h('div.card-fault', { role: 'alert' }, icon('alert'),
			h('p', {}, h('strong', {}, word('fault', { plugin: panel.title || panel.plugin })), h('br'), String(error?.message ?? error)));
	}

	// Exceptions in a constructor or in connectedCallback are reported to the window, not thrown.
	function watched(fn) {
		let fault = null;
		const note = (event) => { fault ??= event.error ?? new Error(event.message); };
		addEventListener('error', note);
		try {
			fn();
		} catch (error) {
			fault = error;
		} finally {
			removeEventListener('error', note);
		}
		return fault;
	}

	async function mount(panel, place, context) {
		try {
			await load_module(panel);
			const kind = customElements.get(panel.tag);
			if (!kind)
				throw new Error(`${panel.tag}: not defined`);
			let el;
			const fault = watched(() => {
				el = document.createElement(panel.tag);
				el.host = host(panel.plugin, context);
				fill(place, el);
			});
			if (fault)
				throw fault;
		} catch (error) {
			fill(place, card(panel, error));
		}
		place.removeAttribute('aria-busy');
	}

	// A container that fills itself with the panels of a slot.
	function slot(name, context) {
		return h('div.slot', {}, list.filter((p) => p.slot === name && p.kind === 'element').map((panel) => {
			const place = h('div.slot-panel', { 'aria-busy': 'true' });
			mount(panel, place, context);
			return place;
		}));
	}

	return { load, mount, get site() { return site; }, of: (name) => list.filter((p) => p.slot === name) };
}
