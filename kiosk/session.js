// SPDX-License-Identifier: MPL-2.0
// session.js: who works here: the tile in the bar, the lock, and what each person has left unfinished on this screen.
import { call, fill, forget, h, icon, language, loadWords, sheet } from './kit.js';
import { picture } from './who.js';

const KEEPALIVE_MS = 20000; // the daemon counts idle time by requests
const TICK_MS = 500;
const QUIET_MS = 60000; // without a touch: the screen is idle
const REMEMBERED = 8; // persons whose unfinished work is kept

// What plugins are told of a person.
const user = ({ id, name, role }, may = []) => ({ id, name, role, may: (permission) => may.includes(permission) });

export class Session {
	person = null;
	owner = null; // whose work is on the screen, be it locked or not
	drafts = new Map();
	leaving = Promise.resolve();
	locksIn = 0; // seconds; 0: no warning

	constructor(frame, who, first) {
		Object.assign(this, { frame, who, first });
		this.device = frame.state.get().lang; // the language when nobody is here
		this.last = performance.now();
		this.tile = h('button.person-tile', { 'data-k': 'person', onclick: () => this.menu() });
		this.warning = h('p.unseen', { role: 'status' });
		document.body.append(this.warning);
		const { shell, state } = frame;
		for (const kind of ['pointerdown', 'keydown'])
			addEventListener(kind, () => this.touched(), true);
		addEventListener('stranger', () => this.lost());
		shell.on('scan', (scan) => this.scanned(scan));
		shell.on('lang', (lang) => {
			this.worded = lang;
			this.paintTile();
		});
		let was = true;
		state.on(({ online }) => {
			if (was && !online && this.person)
				this.ask(); // the stream also ends for who is signed out
			was = online;
		});
		setInterval(() => this.tick(), TICK_MS);
	}

	t(key, args) {
		return this.frame.t(key, args);
	}

	// --- in and out ----------------------------------------------------------------------
	async signIn(path, body) {
		await this.leaving;
		await call(path, { body });
		const session = await call('/session', { keep: true });
		const office = !this.owner && session.device?.purpose === 'manager' && session.may.includes('core.log');
		await this.enter(session);
		if (office) // its first screen is what was done; the touch screen is a link from there
			location.assign('/manage/log');
	}

	async enter({ person, lock, may }) {
		const { frame } = this;
		if (!person)
			throw new Error(this.t('who_again'));
		Object.assign(this, { person, lock });
		this.last = this.asked = performance.now();
		Object.assign(frame, { tile: this.tile, inside: true, user: user(person, may) });
		const wanted = person.language in frame.LANGUAGES ? person.language : this.device;
		try {
			if (wanted !== this.worded)
				await loadWords(wanted, frame.BASE, true);
			this.worded = wanted;
			this.paintTile();
			await frame.start();
		} catch (error) {
			Object.assign(frame, { tile: null, inside: false, user: null });
			this.person = null;
			throw error;
		}
		document.documentElement.dataset.hand = person.left_handed ? 'left' : 'right';
		frame.state.set({ lang: wanted, message: null });
		const other = this.owner?.id !== person.id;
		if (other)
			this.keep();
		frame.stream?.pause(false);
		await frame.outbox?.enter(person);
		this.who.hide();
		if (other)
			await this.resume();
		else if (wanted !== this.painted)
			frame.emit('lang', wanted);
		if (this.wanted) // a label that was read before
			frame.emit('scan', this.wanted);
		this.wanted = null;
	}

	// What the owner has not finished leaves the page as it is.
	keep() {
		const { main, state } = this.frame;
		if (this.owner) {
			const { screen, screens, undo } = state.get();
			this.drafts.delete(this.owner.id);
			this.drafts.set(this.owner.id, { nodes: [...main.childNodes], sheets: this.who.sheetsBelow(), screen, screens, undo });
			if (this.drafts.size > REMEMBERED)
				this.drafts.delete(this.drafts.keys().next().value);
		}
		this.empty();
	}

	empty() {
		this.who.sheetsBelow().forEach((sheet) => sheet.remove());
		fill(this.frame.main);
		this.frame.state.set({ screen: null, screens: {}, undo: [], message: null, asks: [] });
	}

	resume() {
		const draft = this.drafts.get(this.person.id);
		this.owner = this.person;
		if (!draft)
			return this.frame.showScreen();
		this.drafts.delete(this.owner.id);
		this.frame.state.set({ screen: draft.screen, screens: draft.screens, undo: draft.undo });
		fill(this.frame.main, draft.nodes);
		for (const sheet of draft.sheets) {
			sheet.open = false;
			document.body.append(sheet);
			sheet.showModal();
		}
		return null;
	}

	// Not while something waits to be sent: it would be sent in somebody else's name, or never.
	get waiting() {
		return !!this.frame.outbox?.mine.length || !!this.frame.screen?.pending?.length;
	}

	// A person goes by herself.
	async leave(finished) {
		if (this.waiting)
			return this.frame.shell.say(this.t('unsent'), 'todo');
		try {
			await call('/sign-out', { body: {} });
		} catch (error) {
			if (error.offline)
				throw error;
		}
		this.frame.outbox?.leave();
		if (finished) {
			this.owner = null;
			this.empty();
		}
		return this.away();
	}

	// Nobody has touched anything for too long.
	lockUp() {
		const same = this.lock.keep === 'overlay';
		if (!this.waiting) {
			this.leaving = call('/sign-out', { body: {} }).catch(() => {}); // the daemon's own clock ends it as well
			this.frame.outbox?.leave();
		}
		this.away({ same: same || this.waiting });
	}

	// The daemon does not know this session any more.
	lost() {
		this.frame.outbox?.leave();
		if (this.person)
			this.away({ same: true, text: this.t('who_again') });
	}

	async away(how = {}) {
		const { frame } = this;
		forget(); // a start while the daemon is away is nobody's
		const { person } = this;
		this.person = frame.tile = frame.user = null;
		this.last = performance.now(); // the idle screen comes a while after the lock
		this.quiet = false;
		frame.inside = false;
		this.warn(0);
		frame.stream?.pause(true);
		frame.state.set({ message: null, online: true });
		this.painted = language();
		this.who.show({ ...how, owner: how.same ? person : null });
		delete document.documentElement.dataset.hand;
		await this.leaving;
		this.who.refresh();
		await this.speak(this.device);
	}

	// What is under the lock stays as it was painted: it could not ask for anything now.
	async speak(lang) {
		if (lang !== language()) {
			this.worded = null;
			await loadWords(lang, this.frame.BASE).catch(() => {});
		}
		this.device = lang;
		this.who.paint();
	}

	// Badges; and a label that was read while nobody is here is kept for who comes.
	scanned(scan) {
		if (scan.letter === 'B')
			this.badge(scan.text);
		else if (scan.letter === 'O' && !this.person)
			this.wanted = scan;
		const say = !this.person && (scan.letter === 'O' ? 'scan_then_who' : scan.why);
		if (say)
			this.who.say(this.t(say, { host: scan.foreign }), 'todo');
		return scan.letter === 'B' || !this.person;
	}

	async badge(text) {
		const say = (words, kind) => (this.person ? this.frame.shell.say(words, kind) : this.who.say(words, kind));
		if (this.person && this.waiting)
			return say(this.t('unsent'), 'todo');
		try {
			await this.signIn('/sign-in/badge', { badge: text });
		} catch (error) {
			say(error.message, 'error');
		}
		return null;
	}

	// --- the lock ------------------------------------------------------------------------
	touched() {
		this.last = this.who.last = performance.now();
		this.idle?.hide();
		if (this.locksIn)
			this.warn(0);
		if (this.person && this.last - this.asked > KEEPALIVE_MS)
			this.ask();
	}

	tick() {
		const now = performance.now();
		if (now - this.last > QUIET_MS && !this.quiet)
			this.rest();
		this.quiet = now - this.last > QUIET_MS;
		if (!this.who.device)
			this.idle?.hide();
		if (!this.person)
			return;
		if (this.frame.outbox?.away && this.lock.keep === 'draft') // nobody could come in again before the daemon is back
			this.last = now;
		const idle = (now - this.last) / 1000 - this.lock.after_s;
		if (idle >= this.lock.warn_s)
			this.lockUp();
		else if (idle >= 0)
			this.warn(Math.ceil(this.lock.warn_s - idle));
		else if (this.last > this.asked && now - this.asked > KEEPALIVE_MS)
			this.ask();
	}

	// K0, when nobody is here.
	async rest() {
		this.frame.emit('idle');
		if (this.person || !this.who.device)
			return;
		const { Idle } = await import('./idle.js');
		this.idle ??= new Idle(this.frame);
		if (!this.person && this.quiet)
			this.idle.show(this.first);
	}

	async ask() {
		this.asked = performance.now();
		try {
			const { person, lock } = await call('/session', { keep: true });
			if (this.person && person?.id !== this.person.id)
				this.lost();
			else
				this.lock = lock ?? this.lock;
		} catch {
			// not known: the next request tells
		}
	}

	warn(seconds) {
		if (seconds === this.locksIn)
			return;
		if (!seconds || !this.locksIn)
			this.warning.textContent = seconds ? this.t('lock_soon', { n: seconds }) : '';
		this.locksIn = seconds;
		this.paintTile();
	}

	// --- the tile ------------------------------------------------------------------------
	paintTile() {
		const { person, locksIn } = this;
		if (!person)
			return;
		const soon = locksIn > 0 && this.t('locks_in', { n: locksIn });
		this.tile.setAttribute('aria-label', soon ? `${person.name} ${soon}` : this.t('person_menu', { name: person.name }));
		this.tile.dataset.warn = !!soon;
		fill(this.tile, picture(person.picture), h('span', {}, h('strong', {}, person.name), ' ', soon && h('small', {}, soon)));
	}

	menu() {
		const { person } = this;
		const key = (name, sign, forget) => h('button.key', {
			'data-k': name, onclick: () => {
				box.close();
				this.leave(forget);
			},
		}, icon(sign), this.t(name));
		const box = sheet(person.name,
			h('div.person-line', {}, picture(person.picture), h('p', {}, person.role_name)),
			h('div.choices', {}, key('switch_person', 'people', false), key('finished', 'check', true), h('a.key', { href: '/me' }, this.t('my_page'))));
	}
}
