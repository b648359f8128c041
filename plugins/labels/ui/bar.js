// SPDX-License-Identifier: MPL-2.0
// bar.js: what stands in the bar of every screen while a printer needs a hand, or while nobody knows whether a label came out;
// it goes by itself.
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

class Watch {
	printers = new Map();
	asked = new Map(); // by job

	constructor(el) {
		const { host } = el;
		Object.assign(this, { el, host });
		el.offs.push(
			host.on('live:labels.printer', (now) => (now ? this.heard(now) : this.load())),
			host.on('live:labels.job', (job) => job && this.became(job)),
			host.on('scan', (scan) => this.scanned(scan)),
			host.on('lang', () => this.load()),
			() => clearTimeout(this.timer),
		);
		this.load();
	}

	async load() {
		const { printers, questions, closes } = await this.host.fetch('/p/labels/printers');
		for (const p of printers)
			this.heard(p, true);
		this.asked = new Map(questions.map((q) => [q.job, q]));
		this.paint();
		this.wait(closes);
	}

	heard(now, quiet) {
		const { host, printers } = this;
		const was = printers.get(now.printer)?.trouble;
		printers.set(now.printer, now);
		if (now.trouble && now.trouble !== was && !now.paused)
			host.say(`${now.name} – ${now.words}`, 'todo');
		else if (was && !now.trouble)
			host.say(host.t('ui.mended', now));
		if (!quiet)
			this.paint();
	}

	became(now) {
		const before = this.asked.size;
		if (now.state === 'unknown')
			this.asked.set(now.job, now);
		else
			this.asked.delete(now.job);
		if (this.asked.size > before)
			this.host.sound('todo');
		this.paint();
	}

	// A label that can be read has come out; of several with one code nobody knows which one it was.
	async scanned({ letter, code: read }) {
		if (letter !== 'O')
			return;
		await this.load(); // a label may be asked for while it is under way
		for (const { job, code, copy } of this.asked.values())
			if (code === read && copy === 1)
				this.host.fetch('/p/labels/answer', { body: { job, scanned: true } }).catch(() => null); // somebody else was faster
	}

	// Before the place closes, while it can still be seen on the table.
	wait(closes) {
		clearTimeout(this.timer);
		if (!closes)
			return;
		const [hours, minutes] = closes.split(':').map(Number);
		const left = new Date().setHours(hours, minutes, 0, 0) - BEFORE_MS - Date.now();
		if (left > -BEFORE_MS)
			this.timer = setTimeout(() => this.closing(), Math.max(left, 0));
	}

	closing() {
		const { host, asked } = this;
		if (asked.size && !this.warned)
			this.warned = host.ask(host.t('ui.closing', { n: asked.size }), { text: host.t('ui.look'), run: () => this.open() });
	}

	open() {
		return import('./printing.js').then(({ open }) => open(this.host));
	}

	paint() {
		const { el, host: { h, fill, icon, t }, printers, asked } = this;
		const [first, ...more] = [...printers.values()].filter((p) => p.trouble && !p.paused);
		fill(el, (first || asked.size > 0) && h('button.queue.watch', { 'data-k': 'printing', 'data-trouble': first?.trouble, onclick: () => this.open() },
			first ? picture(first.trouble) : icon('tag'),
			h('span', {}, first ? `${t(`ui.short.${first.trouble}`)}${more.length ? ` +${more.length}` : ''}` : t('ui.asked', { n: asked.size }))));
	}
}

// `now`: the event that brought it here.
export function show(el, now) {
	if (!el.watch && now?.state)
		el.host.sound('todo');
	el.watch ??= el.isConnected && new Watch(el);
}
