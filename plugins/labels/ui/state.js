// SPDX-License-Identifier: MPL-2.0
// state.js: what became of the label of an object, in words, and a key for another copy.

// One list and one subscription for all of them.
const jobs = new Map(); // by code, the newest
const shown = new Set();
let listening = null;
let fetched = 0;

const paint = () => shown.forEach((el) => el.paint());
const keep = (job) => (jobs.get(job.code)?.job ?? 0) <= job.job && jobs.set(job.code, job);

async function fetchAll(host) {
	const turn = ++fetched;
	const answer = await host.fetch('/p/labels/jobs').catch(() => null);
	if (!answer || turn !== fetched)
		return;
	jobs.clear();
	answer.jobs.forEach(keep);
	paint();
}

class State extends HTMLElement {
	connectedCallback() {
		shown.add(this);
		if (!listening) {
			listening = this.host.on('live:labels.job', (job) => {
				if (!job)
					return fetchAll(this.host);
				keep(job);
				return paint();
			});
			fetchAll(this.host);
		}
		this.paint();
	}

	disconnectedCallback() {
		shown.delete(this);
	}

	paint() {
		const { h, fill, t, context: { code } } = this.host;
		const job = jobs.get(code);
		const state = job?.state;
		const key = (name, word, path, body, label) => h('button.key', {
			'data-k': name + code, 'aria-label': label, onclick: () => this.post(path, body),
		}, word);
		const reprint = ['/p/labels/print', { code }];
		const ahead = [...jobs.values()].filter((j) => /queued|printing/.test(j.state) && j.job < job?.job).length;
		this.dataset.state = state ?? '';
		fill(this,
			job && h('span', { role: 'status' }, t(`ui.${state}${job.fault === 'full' ? '_full' : ''}`, { n: ahead + 1 })),
			state === 'unknown' ? [true, false].map((out) => key(out ? 'yes' : 'no', t(out ? 'ui.yes' : 'ui.no'), '/p/labels/answer', { job: job.job, out }))
				: state === 'failed' ? key('again', t('ui.again'), ...reprint)
					: state !== 'cancelled' && key('print', '⎙', ...reprint, t('ui.reprint')));
	}

	async post(path, body) {
		const { host } = this;
		if (this.busy)
			return;
		this.busy = true;
		this.key ??= host.uuid(); // kept while nothing is known: then it is still the same wish
		try {
			keep(await host.fetch(path, { method: 'POST', body, key: this.key }));
			this.key = null;
			paint();
		} catch (error) {
			if (!error.offline)
				this.key = null;
			host.say(error.message, 'error');
		}
		this.busy = false;
	}
}

customElements.define('glane-x-labels-state', State);
