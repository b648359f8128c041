// SPDX-License-Identifier: MPL-2.0
// who.js: "Who are you?": a tile for each person, and the PIN. It lies over the screen, which stays as it was. What many people
// or keys of a keyboard need is in crowd.js.
import { breakable, call, fill, h, icon, loadPictograms, styles, symbol } from './kit.js';

await styles('who.css', import.meta.url);

const AGAIN_MS = 3000; // between two questions to a daemon that does not answer
const FRESH_MS = 60000; // the list, while nobody touches anything
const MANY = 12; // more people than this get groups of first letters
const LEAST = 4, MOST = 6; // digits of a PIN
const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'erase', '0', 'ok'];

// The picture of a person: an animal of animals.svg; a person without one gets a plain figure.
export const picture = (name) => symbol('animal', name, 'person');

export class Who {
	people = [];
	device = null;
	open = false;
	last = performance.now(); // touched

	// `signIn(path, body)` throws the daemon's sentence; `speak(lang)` changes the language of nobody.
	constructor(frame, { signIn, speak }) {
		Object.assign(this, { frame, signIn, speak, t: frame.t });
		this.box = h('dialog.who', {
			closedby: 'none', 'aria-labelledby': 'who-title',
			onclose: () => this.open && !this.box.open && this.box.showModal(), // no way around it
		});
		addEventListener('keydown', (event) => this.open && this.key(event), true);
		this.strip = h('p.strip');
		this.sized = new ResizeObserver(() => this.paintTiles());
		setInterval(() => this.tick(), 1000);
	}

	// What few people and fingers do not need.
	async more() {
		this.crowd ??= await import('./crowd.js');
		return this.crowd;
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
		performance.mark('first-screen');
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
		this.people = people.map((p) => ({ ...p, until: now + p.wait_s * 1000 })).sort((a, b) => place(a) - place(b) || b.today - a.today || a.name.localeCompare(b.name));
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
		const now = performance.now();
		if (now - this.fresh > FRESH_MS && now - this.last > FRESH_MS && !document.hidden) {
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
		Object.assign(this, { at: person, digits: '' });
		this.paint();
		return this.focus();
	}

	async send(body) {
		if (this.sending)
			return;
		this.sending = true;
		this.paintDots();
		try {
			await this.signIn('/sign-in/pin', body);
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

	// --- the PIN: digits are never shown, keys are never shuffled ----------------------------
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

	// Digits of a keyboard or a number pad; other keys are for the tiles.
	async key(event) {
		const { target } = event;
		const name = /^Numpad(\d)$/.exec(event.code)?.[1] ?? event.key; // whether NumLock is on or not
		if (target.closest?.('dialog.sheet'))
			return;
		event.stopPropagation(); // not for the screen below
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (this.at && /^\d$/.test(name))
			this.press(name);
		else if (this.at && name === 'Backspace')
			this.press('erase');
		else if (this.at && name === 'Enter' && !target.closest('button, a'))
			this.press('ok');
		else if (name === 'Escape')
			this.at && this.back();
		else
			return /^(Arrow.*|\p{L})$/u.test(name) && (this.crowd ?? await this.more()).key(this, event);
		return event.preventDefault();
	}

	pin() {
		const { t, at } = this;
		const words = { erase: t('erase'), ok: t('ok') };
		this.dots = h('output.dots', { 'data-k': 'dots', tabindex: '-1', 'aria-label': t('pin') });
		this.pad = h('div.pin-pad', { role: 'group', 'aria-label': t('pin') }, PAD.map((key) => h(key === 'ok' ? 'button.key.key-main' : 'button.key', {
			'data-k': `pin${key}`, 'aria-label': words[key], onclick: () => this.press(key),
			onmousedown: (event) => event.preventDefault(), // the focus stays where it is
		}, key === 'erase' ? icon('erase') : key === 'ok' ? [icon('check'), words.ok] : key)));
		return h('div.who-pin', { 'data-hand': at.left_handed && 'left' },
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
		const { t, frame, speak } = this;
		if (!this.open)
			return;
		const { LANGUAGES, site } = frame;
		const other = document.documentElement.lang === 'fr' ? 'en' : 'fr';
		const say = (lang) => {
			frame.choose('lang', lang);
			speak(lang);
		};
		this.sized.disconnect();
		this.tiles = null;
		fill(this.box,
			h('header.top', {}, h('h1', {}, icon('basket'), site.name), h('span.who-room', {}, this.device?.name),
				h('button.key.key-round.key-flat', { 'data-k': 'help', 'aria-label': t('help'), onclick: frame.help }, icon('help')),
				h('button.key.key-flat', { 'data-k': 'lang', lang: other, onclick: () => say(other) }, LANGUAGES[other]),
				h('button.key.key-flat', { 'data-k': 'display', 'aria-label': t('display'), onclick: () => frame.preferences(say) }, 'Aa')),
			!this.device || !this.people.length ? this.door() : this.at ? this.pin() : this.choice());
		if (this.tiles) {
			this.paintTiles();
			this.sized.observe(this.tiles);
		}
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
		const many = this.people.length > MANY;
		this.filter = many && h('div.who-filter', { role: 'group', 'aria-label': t('who_letters') });
		this.tiles = h('div.people', { role: 'group', 'data-many': String(many), 'aria-labelledby': 'who-title' });
		this.pages = h('div.who-pages', { role: 'group', 'aria-label': t('who_pages') });
		return h('div.who-choice', {},
			h('h2', { id: 'who-title', 'data-k': 'who', tabindex: '-1' }, t('who')),
			this.filter, this.tiles,
			h('footer.who-foot', {}, this.pages, this.strip, h('a.key.key-flat', { href: '/sign-in?password=1' }, t('door_password'))));
	}

	paintTiles() {
		const { tiles, people, crowd } = this;
		if (!tiles?.isConnected)
			return;
		fill(tiles, (crowd?.shown(this) ?? people.slice(0, MANY)).map((p) => this.tile(p)));
		if (!crowd && (people.length > MANY || tiles.scrollHeight > tiles.clientHeight))
			this.gathered = this.more().then(() => this.paintTiles());
	}

	tile(p) {
		const { t } = this;
		const wait = this.seconds(p);
		return h('button.person', {
			'data-k': `person${p.id}`, 'data-name': p.name, 'data-wait': String(wait > 0), 'data-off': String(wait > 0 || p.locked), onclick: () => this.choose(p),
		}, picture(p.picture), h('span', {}, breakable(p.name)),
		(wait > 0 || p.locked) && h('small', {}, p.locked ? t('who_ask') : [icon('lock'), t('seconds', { n: wait })]));
	}
}

// Who is there at the start: the tiles at once, and what follows a touch on one right behind.
export async function guard(frame, first) {
	let session;
	const seated = async () => session ??= import('./session.js').then(({ Session }) => new Session(frame, who, first));
	const who = new Who(frame, {
		signIn: async (path, body) => (await seated()).signIn(path, body),
		speak: async (lang) => (await seated()).speak(lang),
	});
	await loadPictograms(`${frame.BASE}animals.svg`);
	Object.assign(frame.site, first.site);
	fill(frame.main);
	who.take(first);
	if (first.person)
		await (await seated()).enter(first);
	else
		who.show();
	frame.ready = Promise.all([seated(), who.gathered]);
}
