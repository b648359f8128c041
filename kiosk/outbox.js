// SPDX-License-Identifier: MPL-2.0
// outbox.js: what people did here and the daemon has not got yet: on this screen's disk before it is sent, sent one after
// the other, done once.
//
// A job is some steps; each is a request whose body and key are made once, so that the daemon answers a repeat with its
// first answer. What was sent may have been done although no answer came: taking such a job back sends it again to learn
// the record, then undoes that.
import { call, Refusal, serverNow, uuid } from './kit.js';

const CAP = 200;
const CAP_MS = 8 * 3600000;
const CLAIM_MS = 10000; // a request takes less: longer, and another window may try
const AGAIN_MS = 1000;
const SLOWEST_MS = 30000;
const PAINT_MS = 200;
const OPEN_MS = 3000;
const REMEMBERED = CAP + 50; // more than can wait, and than the shell can undo
const CONFLICTS = 3; // "the first one still runs" and "not possible any more" are both 409
const NOT_NOW = [401, 408, 429, 507];

const db = () => new Promise((done, failed) => {
	const asked = indexedDB.open('glane', 1);
	asked.onupgradeneeded = () => asked.result.createObjectStore('jobs', { keyPath: 'id' });
	asked.onsuccess = () => done(asked.result);
	asked.onerror = () => failed(asked.error);
	setTimeout(failed, OPEN_MS, new Error('indexedDB: no answer'));
});

const after = (list) => (list.at(-1)?.n ?? 0) + 1;

// `changes`: id -> job, or null: away with it.
const merged = (jobs, changes) => {
	const all = new Map(jobs.map((job) => [job.id, job]));
	changes.forEach((job, id) => (job ? all.set(id, job) : all.delete(id)));
	return [...all.values()].sort((a, b) => a.n - b.n);
};

// A copy in which strings that are exactly a mark became what it stands for.
const filled = (body, mark, value) => JSON.parse(JSON.stringify(body ?? {}), (_, v) => {
	const found = typeof v === 'string' && mark?.exec(v);
	return found ? value(found) : v;
});

// Of a job, the request that comes next.
function request({ steps, answers, undo, sent }) {
	const { length } = answers;
	if (undo && !sent)
		return { path: steps[length - 1].undo, body: { record: answers[length - 1].record }, key: steps[length - 1].undoKey };
	const { path, body, key } = steps[length];
	return { path, body: filled(body, /^\$(\d)\.(\w+)$/, ([, i, name]) => answers[i]?.[name]), key, forward: true };
}

// Nothing left to do: all done, or all undone. Steps that have no undo are left as they are.
function rest(job) {
	const { steps, answers, sent } = job;
	if (!job.undo)
		return answers.length === steps.length ? null : job;
	let { length } = answers;
	while (!sent && length && !steps[length - 1].undo)
		length--;
	return sent || length ? { ...job, answers: answers.slice(0, length) } : null;
}

export class Outbox {
	list = []; // oldest first
	dirty = new Map(); // what the disk has not got yet: id -> job or null
	own = new Map(); // of this page: id -> { done, forget, job }
	person = null; // who is signed in; the last one stays in `me`
	me = null;
	away = false; // the daemon does not answer
	broken = false; // nothing can be kept on this screen
	current = null; // being sent
	failures = 0;
	conflicts = 0;
	turn = Promise.resolve();
	tab = sessionStorage['glane.tab'] ??= uuid();
	channel = new BroadcastChannel('glane.outbox');

	// shell: say, undoable; changed(): something is different; t: words of the kiosk.
	constructor({ shell, changed, t }) {
		Object.assign(this, { shell, t, tell: changed });
		this.channel.onmessage = ({ data }) => {
			data.forEach((job) => this.finished(job));
			this.run();
		};
		addEventListener('online', () => this.run());
		navigator.storage?.persist?.();
	}

	// At once, then not more often than screens can paint.
	changed() {
		if (this.quiet) {
			this.again = true;
			return;
		}
		this.again = false;
		this.quiet = setTimeout(() => {
			this.quiet = 0;
			if (this.again)
				this.changed();
		}, PAINT_MS);
		this.tell();
	}

	// Jobs are sent only while the person who made them is signed in.
	async enter({ id, name }) {
		await this.change(() => []);
		this.person = this.me = { id, name };
		for (const job of this.waiting)
			if (job.person === id && !job.undo && !this.own.has(job.id))
				this.note(job);
		this.run();
	}

	leave() {
		this.person = null;
	}

	// --- for screens ------------------------------------------------------------------------
	of(plugin) {
		return { send: (job) => this.send(plugin, job), jobs: () => this.jobs(plugin), drop: (id) => this.drop(id) };
	}

	// Throws when too much waits already; the sentence says so.
	send(plugin, { steps, what, show, done }) {
		if (this.full)
			throw new Refusal(this.t('queue_full'));
		const at = serverNow();
		const job = {
			id: uuid(), n: after(this.list), plugin, what, show: filled(show), at_ms: at, person: this.me.id, name: this.me.name,
			steps: steps.map(({ path, body, undo }) => ({ path, body: filled(body, /^\$now$/, () => at), undo, key: uuid(), undoKey: uuid() })),
			answers: [], sent: false, undo: false, fault: '',
		};
		this.note(job, done);
		this.dirty.set(job.id, job);
		this.list = merged(this.list, this.dirty);
		this.run();
		this.changed();
		return this.view(job);
	}

	// Not done yet, newest first.
	jobs(plugin) {
		return this.list.filter((job) => job.plugin === plugin && job.person === this.me?.id && (!job.undo || job.fault)).map((job) => this.view(job)).reverse();
	}

	view({ id, what, show, at_ms, fault, person, name, undo }) {
		return { id, what, show, at_ms, fault, person, name, undo, kept: !(this.broken && this.dirty.has(id)), state: fault ? 'refused' : this.current === id ? 'sending' : 'waiting' };
	}

	// Takes a job back, done or not, or a refused one away. Resolves when nothing of it is left at the daemon.
	drop(id) {
		const own = this.own.get(id) ?? {};
		this.own.set(id, own);
		own.forget?.();
		return new Promise((resolve, reject) => {
			Object.assign(own, { resolve, reject });
			this.change((list) => {
				const job = list.find((j) => j.id === id) ?? (own.answers && { ...own.job, answers: own.answers, n: after(list) });
				if (!job)
					resolve();
				return !job || (job.undo && !job.fault) ? [] : [[id, job.undo ? null : rest({ ...job, undo: true, fault: '' })]];
			});
			this.run();
		});
	}

	// Tries a refused one again, or all that wait now.
	async retry(id) {
		await this.change((list) => list.filter((job) => job.id === id).map((job) => [id, { ...job, fault: '' }]));
		return this.run();
	}

	get waiting() {
		return this.list.filter((job) => !job.fault);
	}

	get mine() {
		return this.waiting.filter((job) => job.person === this.me?.id);
	}

	// The daemon has been away for too long: lines go on paper.
	get full() {
		const { waiting } = this;
		return this.away && (waiting.length >= CAP || serverNow() - waiting[0]?.at_ms > CAP_MS);
	}

	// What this page remembers of a job: what to call, how to take it back.
	note(job, done) {
		const { own } = this;
		own.set(job.id, { job, done, forget: this.shell.undoable(job.what, () => this.drop(job.id)) });
		if (own.size > REMEMBERED)
			own.delete(own.keys().next().value);
	}

	// Not in the list any more.
	finished({ id, undo, answers }) {
		const own = this.own.get(id);
		if (undo) {
			own?.resolve?.();
			this.own.delete(id);
		} else if (own && !own.answers) {
			own.answers = answers;
			Promise.resolve(answers).then(own.done).catch((error) => console.error(error)); // a screen's fault stops nothing here
		}
	}

	refused(job) {
		const own = this.own.get(job.id);
		own?.forget();
		if (own?.reject)
			own.reject(new Refusal(job.fault));
		else
			this.shell.say(job.fault, 'error');
	}

	// --- the disk ---------------------------------------------------------------------------------
	// One transaction over all windows: `pick` sees all jobs and returns [id, job or null] of those that change. Without
	// a disk it is done in memory, and written when there is one again.
	change(pick) {
		const turn = this.turn.then(async () => {
			const due = new Map(this.dirty);
			let kept = this.list, picked, before;
			try {
				this.db ??= await db();
				this.db.onclose = this.db.onversionchange = () => { this.db = null; };
				await new Promise((done, failed) => {
					const work = this.db.transaction('jobs', 'readwrite', { durability: 'strict' });
					const jobs = work.objectStore('jobs');
					work.oncomplete = done;
					work.onabort = () => failed(work.error);
					jobs.getAll().onsuccess = ({ target: { result } }) => {
						before = merged(kept = result, due);
						picked = pick(before);
						for (const [id, job] of [...due, ...picked])
							job ? jobs.put(job) : jobs.delete(id);
					};
				});
				due.forEach((job, id) => this.dirty.get(id) === job && this.dirty.delete(id));
				kept = merged(before, new Map(picked));
				this.broken = false;
			} catch (error) {
				this.db = null;
				if (!this.broken) {
					console.error(error);
					this.shell.say(this.t('queue_unkept'), 'todo');
				}
				this.broken = true;
				before = this.list;
				picked = pick(before);
				picked.forEach(([id, job]) => this.dirty.set(id, job));
			}
			this.list = merged(kept, this.dirty);
			for (const [id, job, over] of picked)
				if (!job)
					this.finished(over ?? { id, undo: true });
				else if (job.fault && !before.find((j) => j.id === id).fault)
					this.refused(job);
			if (picked.length || due.size)
				this.channel.postMessage(picked.filter(([, job]) => !job).map(([id, , over]) => over ?? { id, undo: true }));
			this.changed();
		});
		this.turn = turn.catch((error) => console.error(error));
		return turn;
	}

	// --- sending ----------------------------------------------------------------------------------
	// Writes what the last answer says, and claims what is next: the disk knows that a request may have arrived before it
	// leaves.
	async claim(settled) {
		let next = null, over = null;
		await this.change((list) => {
			next = over = null;
			const picked = new Map();
			const was = settled && list.find((job) => job.id === settled.id);
			if (was) {
				over = settled.change(was);
				picked.set(was.id, over.fault ? over : rest(over));
				if (!over.until)
					return [...picked];
			}
			const head = merged(list, picked).find((job) => !job.fault && job.person === this.person?.id);
			const left = head?.tab !== this.tab && head?.until - Date.now();
			if (left > 0 && left <= CLAIM_MS) {
				this.later(left);
			} else if (head) {
				next = { ...head, tab: this.tab, until: Date.now() + CLAIM_MS, sent: head.sent || !head.undo };
				picked.set(next.id, next);
			}
			return [...picked].map(([id, job]) => [id, job, over]);
		});
		return next;
	}

	later(ms) {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.run(), ms);
	}

	async run() {
		this.wanted = true; // what comes while the last claim finds nothing
		if (this.running)
			return this.turn.then(() => this.dirty.size && this.change(() => []));
		this.running = true;
		clearTimeout(this.timer);
		for (let settled = null, job; this.wanted || settled;) {
			this.wanted = false;
			job = await this.claim(settled);
			this.current = job?.id;
			this.changed();
			settled = job && await this.step(job);
		}
		this.current = null;
		this.running = false;
		if (!this.mine.length)
			this.away = false; // as far as anybody here knows
		return this.changed();
	}

	// What the answer changes. Without one the claim ends, and it is tried again later.
	async step({ id, person, ...job }) {
		const { path, body, key, forward } = request(job);
		try {
			const answer = await call(path, { body, key, turns: 0, person });
			Object.assign(this, { away: false, failures: 0, conflicts: 0 });
			return { id, change: (now) => ({ ...now, sent: false, answers: forward ? [...now.answers, answer] : now.answers.slice(0, -1) }) };
		} catch (error) {
			const { offline, code, message } = error;
			this.away = offline;
			if (offline || NOT_NOW.includes(code) || (code === 409 && ++this.conflicts < CONFLICTS)) {
				if (!offline && code !== 401 && !this.failures)
					this.shell.say(message, 'error');
				this.later(Math.min(SLOWEST_MS, AGAIN_MS * 2 ** this.failures++));
				return { id, change: (now) => ({ ...now, until: 0 }) };
			}
			this.conflicts = 0;
			return { id, change: (now) => ({ ...now, sent: false, fault: now.undo && forward ? '' : message }) }; // refused and taken back: never done
		}
	}
}
