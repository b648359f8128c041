// SPDX-License-Identifier: MPL-2.0
// who.js: "Who are you?": tiles, then the PIN. It lies over the screen, which stays as it was.
import { breakable, call, fill, h, icon } from './kit.js';

const styles = h('link', { rel: 'stylesheet', href: new URL('who.css', import.meta.url).pathname });
await new Promise((done) => {
	styles.onload = styles.onerror = done;
	document.head.append(styles);
});

const LEAST = 4, MOST = 6; // digits of a PIN
const SECOND_TOUCH_MS = 120; // a second touch this soon is the same hand
const AGAIN_MS = 3000; // between two questions to a daemon that does not answer
const FRESH_MS = 60000; // the list, while nobody touches anything
const MANY = 12; // more people than this get groups of first letters
const GROUPS = 6;
const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'erase', '0', 'ok'];

const SVG = 'http://www.w3.org/2000/svg';

// The picture of a person: an animal of animals.svg; a person without one gets a plain figure.
export function picture(name) {
	const svg = document.createElementNS(SVG, 'svg');
	const use = document.createElementNS(SVG, 'use');
	use.setAttribute('href', `#${document.getElementById(name)?.localName === 'symbol' ? name : 'person'}`);
	svg.setAttribute('class', 'animal');
	svg.setAttribute('aria-hidden', 'true');
	svg.append(use);
	return svg;
}

const initial = ({ name }) => name.trim().normalize('NFD').charAt(0).toUpperCase();

export class Who {
	people = [];
	device = null;
	open = false;

	constructor(session) {
		this.session = session;
		this.box = h('dialog.who', {
			closedby: 'none', 'aria-labelledby': 'who-title',
			onclose: () => this.open && !this.box.open && this.box.showModal(), // no way around it
		});
		addEventListener('keydown', (event) => this.open && this.key(event), true);
		this.strip = h('p.strip');
		this.sized = new ResizeObserver(() => this.paintTiles());
		setInterval(() => this.tick(), 1000);
	}

	get t() {
		return this.session.frame.t;
	}

	// `owner` is asked first; `text`: what to say.
	show({ owner = null, text = '' } = {}) {
		Object.assign(this, { group: null, page: 0, frozen: false, owner });
		this.at = owner && this.people.find((p) => p.id === owner.id && p.asks_pin);
		this.digits = '';
		this.say(text, 'todo');
		this.open = true;
		document.body.append(this.box);
		this.paint();
		if (!this.box.open)
			this.box.showModal();
		this.focus();
	}

	hide() {
		this.open = false;
		clearTimeout(this.timer);
		for (const sheet of document.querySelectorAll('dialog.who ~ dialog.sheet'))
			sheet.close();
		this.box.close();
		this.box.remove();
	}

	// The sheets of the person who works here, not those opened over the lock.
	sheetsBelow() {
		return [...document.querySelectorAll('dialog.sheet')].filter((sheet) => !sheet.matches('dialog.who ~ *'));
	}

	// --- who is there ----------------------------------------------------------------------
	// While the tiles are looked at their order is frozen; new people come last.
	take({ people = [], device = null, insecure = false, first_run: first = false }) {
		const now = performance.now();
		const rank = new Map(this.frozen ? this.people.map((p, i) => [p.id, i]) : []);
		const place = (p) => rank.get(p.id) ?? Infinity;
		this.people = people.map((p) => ({ ...p, until: now + p.wait_s * 1000 })).sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
		Object.assign(this, { device, insecure, first, frozen: true, fresh: now });
	}

	async refresh() {
		clearTimeout(this.timer);
		if (!this.open)
			return;
		try {
			const seen = () => JSON.stringify([this.device, this.people, this.at], (key, value) => (key === 'until' ? undefined : value));
			const before = seen();
			this.take(await call('/session'));
			if (this.strip.dataset.kind === 'off')
				this.say('');
			this.at &&= this.people.find((p) => p.id === this.at.id);
			if (seen() !== before) // painting anew under a finger would lose its touch
				this.paint();
		} catch (error) {
			this.say(error.message, 'off');
			this.timer = setTimeout(() => this.refresh(), AGAIN_MS);
		}
	}

	tick() {
		if (!this.open)
			return;
		if (this.box.querySelector('.person[data-wait=true]'))
			this.paintTiles();
		const idle = performance.now() - this.session.last;
		if (performance.now() - this.fresh > FRESH_MS && !(idle < FRESH_MS) && !document.hidden) {
			this.frozen = false;
			this.refresh();
		}
	}

	seconds({ until }) {
		return Math.max(0, Math.ceil((until - performance.now()) / 1000));
	}

	// --- signing in --------------------------------------------------------------------------
	async choose(person) {
		this.say('');
		if (this.seconds(person) || person.locked) { // perhaps not any more
			await this.refresh();
			person = this.people.find((p) => p.id === person.id) ?? person;
			const wait = this.seconds(person);
			if (wait || person.locked)
				return this.say(this.t(person.locked ? 'who_locked' : 'who_wait', { name: person.name, n: wait }), 'todo');
		}
		if (!person.asks_pin)
			return this.send({ person: person.id });
		Object.assign(this, { at: person, digits: '', shown: performance.now() });
		this.paint();
		return this.focus();
	}

	press(key) {
		if (this.sending)
			return;
		if (key === 'ok')
			this.digits.length >= LEAST && this.send({ person: this.at.id, pin: this.digits });
		else if (key === 'erase')
			this.digits = this.digits.slice(0, -1);
		else if (this.digits.length < MOST)
			this.digits += key;
		if (key !== 'ok' && this.strip.dataset.kind !== 'off')
			this.say('');
		this.paintDots();
		if (this.digits.length === this.at?.pin_length && key !== 'erase' && key !== 'ok')
			this.press('ok');
	}

	async send(body) {
		if (this.sending)
			return;
		this.sending = true;
		this.paintDots();
		try {
			await this.session.signIn('/sign-in/pin', body);
		} catch (error) {
			await this.refresh();
			if (this.at && (this.seconds(this.at) || this.at.locked))
				this.back();
			this.say(error.message, 'error');
		}
		this.sending = false;
		this.digits = '';
		this.paintDots();
	}

	back() {
		const was = this.at;
		Object.assign(this, { at: null, owner: null, digits: '' });
		this.say('');
		this.paint();
		this.box.querySelector(`[data-k="person${was?.id}"]`)?.focus();
	}

	// Digits of a keyboard or a number pad; letters go to the next tile that begins so; arrows go along the tiles.
	key(event) {
		const { target } = event;
		const key = /^Numpad(\d)$/.exec(event.code)?.[1] ?? event.key; // whether NumLock is on or not
		if (target.closest?.('dialog.sheet'))
			return;
		event.stopPropagation(); // not for the screen below
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		const tiles = [...this.box.querySelectorAll('.person')];
		const here = tiles.indexOf(target);
		if (this.at && /^\d$/.test(key)) {
			this.press(key);
		} else if (this.at && key === 'Backspace') {
			this.press('erase');
		} else if (this.at && key === 'Enter' && !target.closest('button, a')) {
			this.press('ok');
		} else if (key === 'Escape') {
			if (this.at)
				this.back();
		} else if (key.startsWith('Arrow') && tiles.length) {
			const row = getComputedStyle(this.tiles).gridTemplateColumns.split(' ').length;
			tiles[here < 0 ? 0 : here + { Left: -1, Right: 1, Up: -row, Down: row }[key.slice(5)]]?.focus();
		} else if (/^\p{L}$/u.test(key) && tiles.length) {
			const named = (p) => initial({ name: p.dataset.name }) === initial({ name: key });
			(tiles.slice(here + 1).find(named) ?? tiles.find(named))?.focus();
		} else {
			return;
		}
		event.preventDefault();
	}

	// --- painting ----------------------------------------------------------------------------
	say(text, kind = '') {
		const { strip } = this;
		if (text === strip.textContent && (text ? kind : '') === (strip.dataset.kind ?? ''))
			return;
		strip.dataset.kind = text ? kind : '';
		strip.setAttribute('role', kind === 'error' ? 'alert' : 'status');
		fill(strip, text && icon(kind === 'off' ? 'off' : 'alert'), text && h('span', {}, text));
	}

	focus() {
		(this.box.querySelector('.dots') ?? this.box.querySelector('#who-title'))?.focus();
	}

	paint() {
		const { session, t } = this;
		if (!this.open)
			return;
		const { LANGUAGES, site, state } = session.frame;
		const other = Object.keys(LANGUAGES).find((l) => l !== session.device);
		const speak = (lang) => {
			session.frame.choose('lang', lang);
			session.speak(lang);
		};
		this.sized.disconnect();
		this.tiles = null;
		fill(this.box,
			h('header.top', {}, h('h1', {}, icon('basket'), site.name), h('span.who-room', {}, this.device?.name),
				h('button.key.key-flat', { 'data-k': 'lang', lang: other, onclick: () => speak(other) }, LANGUAGES[other]),
				h('button.key.key-flat', { 'data-k': 'display', 'aria-label': t('display'), onclick: () => session.frame.preferences(speak) }, 'Aa')),
			!this.device || !this.people.length ? this.door() : this.at ? this.pin() : this.choice());
		if (this.tiles) {
			this.paintTiles();
			this.sized.observe(this.tiles);
		}
		if (this.at)
			this.paintDots();
	}

	// A screen that nobody has enrolled, or that has nobody to show.
	door() {
		const { t, device, first, insecure } = this;
		const link = (href, word, main) => h(main ? 'a.key.key-main' : 'a.key', { href }, t(word));
		return h('div.who-door', {},
			h('h2', { id: 'who-title', 'data-k': 'who', tabindex: '-1' }, t('who')),
			h('p', {}, t(insecure ? 'door_insecure' : first ? 'door_first' : device ? 'door_empty' : 'door_unknown')),
			!insecure && h('div.choices', {}, first ? link('/first-run', 'door_begin', true) : [
				!device && link('/enrol', 'door_enrol', true), link('/sign-in?password=1', 'door_password', !!device)]),
			this.strip);
	}

	choice() {
		const { t } = this;
		this.filter = this.people.length > MANY && h('div.who-filter', { role: 'group', 'aria-label': t('who_letters') });
		this.tiles = h('div.people', { role: 'group', 'data-many': String(this.people.length > MANY), 'aria-labelledby': 'who-title' });
		this.pages = h('div.who-pages', { role: 'group', 'aria-label': t('who_pages') });
		return h('div.who-choice', {},
			h('h2', { id: 'who-title', 'data-k': 'who', tabindex: '-1' }, t('who')),
			this.filter, this.tiles,
			h('footer.who-foot', {}, this.pages, this.strip, h('a.key.key-flat', { href: '/sign-in?password=1' }, t('door_password'))));
	}

	// First letters in at most six groups of about the same size.
	groups() {
		const letters = [...new Set(this.people.map(initial))].sort();
		const size = Math.max(this.people.length / GROUPS, 1);
		const groups = [];
		let filled = Infinity;
		for (const letter of letters) {
			const n = this.people.filter((p) => initial(p) === letter).length;
			if (filled + n / 2 > size && groups.length < GROUPS) {
				groups.push([]);
				filled = 0;
			}
			groups.at(-1).push(letter);
			filled += n;
		}
		return groups;
	}

	paintFilter() {
		const { t } = this;
		const groups = this.groups();
		const chip = (letters, word) => h('button.chip', {
			'data-k': `letters${word}`, 'aria-pressed': String((this.group ?? '') === (letters?.join('') ?? '')), onclick: () => {
				Object.assign(this, { group: letters?.join('') ?? null, page: 0 });
				this.paintTiles();
			},
		}, word);
		fill(this.filter, chip(null, t('who_all')), groups.map((g) => chip(g, g.length > 1 ? `${g[0]}–${g.at(-1)}` : g[0])));
	}

	// How many fit without scrolling; on a phone the page scrolls.
	room() {
		const { tiles } = this;
		const style = getComputedStyle(tiles);
		if (style.overflowY === 'visible')
			return Infinity;
		const probe = h('button.person');
		tiles.append(probe);
		const gap = parseFloat(style.rowGap);
		const rows = Math.floor((tiles.clientHeight + gap) / (probe.getBoundingClientRect().height + gap));
		probe.remove();
		return Math.max(1, rows) * style.gridTemplateColumns.split(' ').length;
	}

	paintTiles() {
		const { t, tiles } = this;
		if (!tiles?.isConnected)
			return;
		const all = this.people.filter((p) => !this.group || this.group.includes(initial(p)));
		const room = this.room();
		const count = Math.max(1, Math.ceil(all.length / room));
		this.page = Math.min(this.page, count - 1);
		if (this.filter)
			this.paintFilter();
		const turn = (by, sign, word) => h('button.key.key-round', {
			'data-k': `page${by}`, 'aria-label': t(word), disabled: !(this.page + by in Array(count).fill(0)), onclick: () => {
				this.page += by;
				this.paintTiles();
			},
		}, icon(sign));
		fill(this.pages, count > 1 && [turn(-1, 'left', 'who_before'), h('span', {}, `${this.page + 1} / ${count}`), turn(1, 'right', 'who_after')]);
		fill(tiles, (count > 1 ? all.slice(this.page * room, (this.page + 1) * room) : all).map((p) => this.tile(p)));
	}

	tile(p) {
		const { t } = this;
		const wait = this.seconds(p);
		return h('button.person', {
			'data-k': `person${p.id}`, 'data-name': p.name, 'data-wait': String(wait > 0), 'data-off': String(wait > 0 || p.locked), onclick: () => this.choose(p),
		}, picture(p.picture), h('span', {}, breakable(p.name)),
		(wait > 0 || p.locked) && h('small', {}, p.locked ? t('who_ask') : [icon('lock'), t('seconds', { n: wait })]));
	}

	pin() {
		const { t, at } = this;
		const early = (event) => event.detail && performance.now() - this.shown < SECOND_TOUCH_MS;
		const words = { erase: t('erase'), ok: t('ok') };
		this.dots = h('output.dots', { 'data-k': 'dots', tabindex: '-1', 'aria-label': t('pin') });
		this.pad = h('div.pin-pad', { role: 'group', 'aria-label': t('pin') }, PAD.map((key) => h(key === 'ok' ? 'button.key.key-main' : 'button.key', {
			'data-k': `pin${key}`, 'aria-label': words[key], onclick: (event) => early(event) || this.press(key),
			onmousedown: (event) => event.preventDefault(), // the focus stays where it is
		}, key === 'erase' ? icon('erase') : key === 'ok' ? [icon('check'), words.ok] : key)));
		return h('div.who-pin', {},
			h('div.pin-who', {}, picture(at.picture), h('h2', { id: 'who-title', 'data-k': 'who', tabindex: '-1' }, t('pin_of', { name: at.name })), this.dots),
			this.pad,
			h('footer.who-foot', {}, h('button.key', { 'data-k': 'back', onclick: () => this.back() },
				icon(this.owner ? 'people' : 'back'), t(this.owner ? 'other_person' : 'back')), this.strip));
	}

	paintDots() {
		if (!this.at || !this.dots)
			return;
		const n = this.digits.length;
		this.dots.dataset.sending = !!this.sending;
		fill(this.dots, Array.from({ length: Math.max(LEAST, n) }, (_, i) => h(i < n ? 'i.dot.dot-on' : 'i.dot')),
			h('span.unseen', {}, this.t('pin_digits', { n })));
		for (const el of this.pad.children)
			el.disabled = !!this.sending || (el.dataset.k === 'pinok' && n < LEAST) || (el.dataset.k === 'pinerase' && !n);
	}
}
