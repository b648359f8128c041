// SPDX-License-Identifier: MPL-2.0
// state.js: what became of the label of an object, in words, and a key for another copy.

// One list and one subscription for all of them.
const jobs = new Map(); // by code, the newest
const shown = new Set();
let listening = null;
let told = false; // while the list was under way: it may be older than what was told

const paint = () => shown.forEach((el) => el.paint());
const keep = (job) => (jobs.get(job.code)?.job ?? 0) <= job.job && jobs.set(job.code, job);

async function fetchAll(host) {
	let answer;
	do {
		told = false;
		answer = await host.fetch('/p/labels/jobs').catch(() => null);
	} while (answer && told);
	if (!answer)
		return;
	jobs.clear();
	answer.jobs.forEach(keep);
	paint();
}

class State extends HTMLElement {
	connectedCallback() {
		shown.add(this);
		this.className = 'choices';
		listening ??= this.host.on('live:labels.job', (job) => {
			if (!job) // the stream opens: what came before is asked for
				return fetchAll(this.host);
			told = true;
			keep(job);
			return paint();
		});
		this.paint();
	}

	disconnectedCallback() {
		shown.delete(this);
	}

	paint() {
		const { h, fill, icon, t, context: { code } } = this.host;
		const job = jobs.get(code);
		const state = job?.state;
		const key = (name, word, label, onclick = () => this.print()) => h('button.key', { 'data-k': name + code, 'aria-label': label, onclick }, word);
		const ahead = [...jobs.values()].filter((j) => /queued|claimed|sen/.test(j.state) && j.job < job?.job).length;
		fill(this,
			job && h('span', { role: 'status' }, state === 'queued' && job.fault ? job.words : t(`ui.${state}`, { n: ahead + 1 })),
			state === 'unknown' ? key('look', t('ui.look'), null, () => import('./printing.js').then(({ open }) => open(this.host)))
				: state === 'queued' && job.fault ? key('again', t('ui.again'))
					: state !== 'cancelled' && key('print', icon('printer'), t('ui.reprint')));
	}

	async print() {
		const { host } = this;
		if (this.busy)
			return;
		this.busy = true;
		this.key ??= host.uuid(); // kept while nothing is known: then it is still the same wish
		try {
			await host.fetch('/p/labels/print', { body: { code: host.context.code }, key: this.key }); // what becomes of it is told, perhaps before the answer
			this.key = null;
		} catch (error) {
			if (!error.offline)
				this.key = null;
			throw error;
		} finally {
			this.busy = false;
		}
	}
}

customElements.define('glane-x-labels-state', State);

// In the bar: nothing, until a printer needs a hand or nobody knows whether a label came out; then bar.js.
class Bar extends HTMLElement {
	static styles = 'labels.css';

	connectedCallback() {
		const { host } = this;
		this.offs = ['printer', 'job'].map((what) => host.on(`live:labels.${what}`, async (now) => {
			if (now ? now.trouble || now.fault : (await host.fetch('/p/labels/printers')).look)
				(await import('./bar.js')).show(this, now);
		}));
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
		this.watch = null;
	}
}

customElements.define('glane-x-labels-bar', Bar);
