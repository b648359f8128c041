// SPDX-License-Identifier: MPL-2.0
// who.js: "Who are you?": a tile for each person. It lies over the screen, which stays as it was. The PIN is in pin.js, what
// many people need in crowd.js, keys of a keyboard in both.
import { breakable, call, fill, h, icon, symbol } from './kit.js';

const styles = h('link', { rel: 'stylesheet', href: new URL('who.css', import.meta.url).pathname });
await new Promise((done) => {
	styles.onload = styles.onerror = done;
	document.head.append(styles);
});

const AGAIN_MS = 3000; // between two questions to a daemon that does not answer
const FRESH_MS = 60000; // the list, while nobody touches anything
const MANY = 12; // more people than this get groups of first letters

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
		addEventListener('keydown', (event) => this.open && this.crowd?.key(this, event), true);
		this.strip = h('p.strip');
		this.sized = new ResizeObserver(() => this.paintTiles());
		setInterval(() => this.tick(), 1000);
	}

	// What the first tiles do not need.
	async more() {
		[this.crowd, this.pins] = await Promise.all([import('./crowd.js'), import('./pin.js')]);
		this.paintTiles();
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
		this.pins ??= await import('./pin.js');
		Object.assign(this, { at: person, digits: '' });
		this.paint();
		return this.focus();
	}

	async send(body) {
		if (this.sending)
			return;
		this.sending = true;
		this.pins?.paintDots(this);
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
		this.pins?.paintDots(this);
	}

	back() {
		const was = this.at;
		Object.assign(this, { at: null, owner: null, digits: '' });
		this.say('');
		this.paint();
		this.box.querySelector(`[data-k="person${was?.id}"]`)?.focus();
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
			!this.device || !this.people.length ? this.door() : this.at ? this.pins?.pin(this) : this.choice());
		if (this.tiles) {
			this.paintTiles();
			this.sized.observe(this.tiles);
		}
		if (this.at)
			this.pins ? this.pins.paintDots(this) : import('./pin.js').then((pins) => {
				this.pins = pins;
				this.paint();
				this.focus();
			});
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
		if (tiles?.isConnected)
			fill(tiles, (crowd ? crowd.shown(this) : people.slice(0, MANY)).map((p) => this.tile(p)));
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
