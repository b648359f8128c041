// SPDX-License-Identifier: MPL-2.0
// watch.js: in the bar of every screen: a printer that needs a hand, labels of which nobody knows whether they came out. Nothing
// stands there while all is well; it goes by itself.
const BEFORE_MS = 15 * 60000; // of closing time: what is not known yet is asked for
const SVG = 'http://www.w3.org/2000/svg';

// Of trouble.svg.
export function picture(name) {
	const svg = document.createElementNS(SVG, 'svg'), use = document.createElementNS(SVG, 'use');
	use.setAttribute('href', `${new URL('trouble.svg', import.meta.url).pathname}#${name}`);
	svg.setAttribute('class', 'trouble');
	svg.setAttribute('aria-hidden', 'true');
	svg.append(use);
	return svg;
}

class Watch extends HTMLElement {
	static styles = 'labels.css';
	printers = new Map();
	asked = new Set(); // jobs

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('live:labels.printer', (now) => (now ? this.heard(now) : this.load())),
			host.on('live:labels.job', (job) => job && this.became(job)),
			host.on('lang', () => this.load()),
		];
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
		clearTimeout(this.timer);
	}

	async load() {
		const { printers, questions, closes } = await this.host.fetch('/p/labels/printers');
		this.printers = new Map(printers.map((p) => [p.printer, p]));
		this.asked = new Set(questions.map(({ job }) => job));
		this.paint();
		this.wait(closes);
	}

	heard(now) {
		const { host, printers } = this;
		const was = printers.get(now.printer)?.trouble;
		printers.set(now.printer, { ...printers.get(now.printer), ...now });
		if (now.trouble && now.trouble !== was && !now.paused)
			host.say(`${now.name} – ${now.words}`, 'todo');
		else if (was && !now.trouble)
			host.say(host.t('ui.mended', now));
		this.paint();
	}

	became({ job, state }) {
		const before = this.asked.size;
		this.asked[state === 'unknown' ? 'add' : 'delete'](job);
		if (this.asked.size > before)
			this.host.sound('todo');
		this.paint();
	}

	// Before the place closes, while it can still be seen on the table.
	wait(closes) {
		clearTimeout(this.timer);
		if (!closes)
			return;
		const [hours, minutes] = closes.split(':').map(Number);
		const left = new Date().setHours(hours, minutes, 0, 0) - BEFORE_MS - Date.now();
		if (left > 0)
			this.timer = setTimeout(() => this.closing(), left);
	}

	closing() {
		const { host, asked } = this;
		if (asked.size)
			host.ask(host.t('ui.closing', { n: asked.size }), { text: host.t('ui.look'), run: () => this.open() });
	}

	open() {
		return import('./printing.js').then(({ open }) => open(this.host, picture));
	}

	paint() {
		const { host: { h, fill, icon, t }, printers, asked } = this;
		const [first, ...more] = [...printers.values()].filter((p) => p.trouble && !p.paused);
		fill(this, (first || asked.size > 0) && h('button.queue.watch', { 'data-k': 'printing', 'data-trouble': first?.trouble, onclick: () => this.open() },
			first ? picture(first.trouble) : icon('tag'),
			h('span', {}, first ? `${t(`ui.short.${first.trouble}`)}${more.length ? ` +${more.length}` : ''}` : t('ui.asked', { n: asked.size }))));
	}
}

customElements.define('glane-x-labels-watch', Watch);
