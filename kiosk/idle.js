// SPDX-License-Identifier: MPL-2.0
// idle.js: K0, nobody is here: today's figures, a fact with its source, the next workshop. Whatever wakes it is dealt with
// as if it had not been there, but for a touch, which would hit a tile that nobody has seen.
import { call, clock, fill, h, icon, language, styles } from './kit.js';

const FACTS = 5; // idle_fact_1 … of the words, with their source
const TURN_MS = 20000;
const FRESH_MS = 300000; // today's figures
const DIM_MS = 600000;
const NIGHT_MIN = 600; // so long after closing time the screen stays black
const LIFT_MS = 400; // a finger that rested on the glass makes no click

await styles('idle.css', import.meta.url);

const minutes = (time) => time.split(':').reduce((sum, n) => sum * 60 + Number(n), 0);

// Past closing time ("19:00"; "" never closes) and not yet morning.
export const night = (closes, now) => !!closes && (minutes(now.toTimeString().slice(0, 5)) - minutes(closes) + 1440) % 1440 < NIGHT_MIN;

export class Idle {
	facts = 0;
	session = {};
	values = [];

	constructor(frame) {
		this.frame = frame;
		this.close = () => {
			clearInterval(this.timer);
			this.box.close();
			this.box.remove();
		};
		this.time = h('time');
		this.slides = h('div.idle-slides');
		this.foot = h('footer');
		this.name = h('span');
		this.box = h('dialog.idle', {
			'data-theme': 'dark', onclick: this.close, onpointerup: () => setTimeout(this.close, LIFT_MS), onpointercancel: this.close, oncancel: this.close,
			onkeydown: (event) => /^( |Enter|Tab)$/.test(event.key) && event.preventDefault(),
		}, h('header', {}, this.name, this.time), this.slides, this.foot);
		frame.shell.on('scan', () => this.hide());
	}

	show(session) {
		if (this.box.open)
			return;
		this.session = session ?? this.session;
		this.since = performance.now();
		this.fresh = -Infinity;
		this.box.dataset.light = '';
		document.body.append(this.box);
		this.box.showModal();
		this.turn();
		this.timer = setInterval(() => this.turn(), TURN_MS);
	}

	// By a touch it stays until the finger has gone: what lies below gets no click.
	hide() {
		if (window.event?.type !== 'pointerdown')
			this.close();
	}

	turn() {
		const now = performance.now();
		const { dataset } = this.box;
		if (now - this.fresh > FRESH_MS) {
			this.fresh = now;
			this.load();
		}
		if (night(this.session.closes, new Date()) || dataset.light === 'black')
			dataset.light = 'black'; // until somebody comes
		else
			dataset.light = now - this.since > DIM_MS ? 'dim' : 'full';
		this.facts++;
		this.paint();
	}

	// The daemon may be away: then what was known is shown.
	async load() {
		this.session = await call('/session').catch(() => this.session);
		const known = await Promise.all((this.session.slides ?? []).map(async ({ kind, title, source }) =>
			({ kind, title, ...await call(source).catch(() => null) })));
		this.values = known.filter(({ value, text }) => value || text);
		this.paint();
	}

	paint() {
		const { frame: { t, site }, session, values } = this;
		const said = values.map(({ text, title }) => [text, title]).filter(([text]) => text);
		for (let n = 1; n <= FACTS; n++)
			said.push([t(`idle_fact_${n}`), t('idle_source', { source: t(`idle_source_${n}`) })]);
		const [words, source] = said[this.facts % said.length];
		const big = (value) => (value > 0 ? `${Math.round(value / 1000).toLocaleString(language())}\u202fkg` : value); // grams, or words
		this.time.textContent = clock(Date.now());
		fill(this.name, icon('basket'), site.name);
		fill(this.slides,
			h('div.idle-gauges', {}, values.map(({ title, value }) => value && h('p', {}, h('strong', {}, big(value)), title))),
			h('figure', {}, words, h('figcaption', {}, source)));
		fill(this.foot, h('p', {}, session.notice), h('p.idle-start', {}, t('idle_start')));
	}
}
