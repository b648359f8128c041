// SPDX-License-Identifier: MPL-2.0
// after.js: what the first screen does not need: the live stream, what waits, the page itself, touches that nobody
// meant, somebody who calls.
import { call, fill, h, icon } from './kit.js';
import { Outbox } from './outbox.js';
import { listen } from './scan.js';

const SECOND_TOUCH_MS = 120; // a second touch this soon is the same hand
const PALM_MM = 30, FINGER_MM = 16;
const FIND = 'glane-x-items-find';
const UP_MS = 10000; // a page that was up for so long did not hang
const SOON_MS = 700; // what is sent at once is not worth a word
const SENT_MS = 4000;
const VERSION = document.body.dataset.version;

export async function after(frame) {
	const { shell, emit, t } = frame;
	guard();
	frame.unclaimed = (scan) => scanned(frame, scan);
	listen(frame);
	frame.outbox = new Outbox({ shell, changed: () => emit('outbox'), t });
	frame.stream = live(frame.setOnline);
	frame.stream.pause(!frame.user);
	frame.weigh = (fn) => weigh(frame, fn);
	if (frame.user)
		await frame.outbox.enter(frame.user);
	queue(frame);
	renew(frame);
	shell.on('live:core.called', (event) => event && frame.user && called(frame, event));
	if (frame.SAFE)
		shell.ask(t('safe'), { text: t('safe_leave'), run: () => location.assign('/') });
	await frame.ready;
	document.documentElement.dataset.ready = ''; // badges are heard
	const parts = h('div'); // of plugins, beside what waits
	frame.queue.append(parts);
	frame.bar = () => fill(parts, frame.panels?.slot('bar'));
	frame.bar();
	setTimeout(() => localStorage.removeItem('glane.starts'), UP_MS);
}

// A scan that no screen wanted.
function scanned({ inside, screens, shell, t, undo }, { letter, code, action }) {
	if (!inside || (letter !== 'O' && action?.kind !== 'undo'))
		return false;
	if (action)
		undo();
	else if (screens().some((p) => p.tag === FIND))
		shell.go(FIND, { code });
	else
		shell.say(t('no_find'), 'todo');
	return true;
}

// The first finger that comes down wins; a palm never does. What came up under a hand, be it a mouse, was not aimed at; a key
// that is held presses once.
function guard() {
	const probe = h('i.mm');
	document.body.append(probe);
	const unmeant = new Set();
	let last = { timeStamp: -Infinity };
	const mm = () => probe.getBoundingClientRect().width;
	const isPalm = ({ width, height }) => Math.max(width, height) > PALM_MM * mm();
	const key = ({ target }) => target.closest?.('button, a, input') ?? target;
	const cameUp = (event) => key(event) !== key(last) && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < FINGER_MM * mm();
	const stop = (event) => {
		event.preventDefault();
		event.stopImmediatePropagation();
	};
	addEventListener('pointerdown', (event) => {
		const soon = event.timeStamp - last.timeStamp < SECOND_TOUCH_MS;
		const bad = event.pointerType === 'mouse' ? soon && cameUp(event) : soon || !event.isPrimary || isPalm(event);
		unmeant[bad ? 'add' : 'delete'](event.pointerId);
		if (bad)
			stop(event);
		else
			last = event;
	}, true);
	addEventListener('keydown', (event) => event.repeat && /^(Enter| )$/.test(event.key) && event.target.closest?.('button, a') && stop(event), true);
	addEventListener('click', (event) => unmeant.delete(event.pointerId) && stop(event), true);
}

// Somebody calls from another screen, or comes to one; who comes is asked no more.
let ringing;
function called(frame, { from, answer }) {
	const { shell, t } = frame;
	const mine = frame.calling && !answer;
	frame.calling = false;
	if (mine)
		return;
	ringing?.();
	const come = () => call('/ui/call', { body: { answer: true } });
	if (answer)
		shell.say(t('somebody_comes', { from }));
	else
		ringing = shell.ask(t('somebody_calls', { from }), { text: t('i_come'), run: come });
}

// --- what happens elsewhere, as it happens ---------------------------------------------------------------
// One stream for all topics. A stream that (re)opens may have missed events, so every listener is first called with
// null: fetch the state. `onState(true|false)` says whether the daemon answers.
export function live(onState) {
	const topics = new Map();
	let source, timer, failures = 0, paused = false;

	const tell = (topic, data) => topics.get(topic)?.forEach((fn) => fn(data));
	function open() {
		source?.close();
		clearTimeout(timer);
		if (paused || !topics.size)
			return;
		const query = [...topics.keys()].map((t) => `topic=${encodeURIComponent(t)}`).join('&');
		const mine = source = new EventSource(`/events?${query}`);
		mine.addEventListener('head', () => {
			failures = 0;
			onState(true);
			for (const topic of topics.keys())
				tell(topic, null);
		});
		for (const topic of topics.keys())
			mine.addEventListener(topic, (event) => tell(topic, JSON.parse(event.data)));
		mine.onerror = () => {
			mine.close();
			if (mine !== source)
				return;
			if (failures++) // a restart of the daemon takes less than a second: say nothing about the first failure
				onState(false);
			timer = setTimeout(open, Math.min(5000, 250 * 2 ** failures));
		};
	}
	addEventListener('online', () => failures && open());
	return {
		on(topic, fn) {
			const fns = topics.get(topic) ?? new Set();
			if (!topics.has(topic)) {
				topics.set(topic, fns);
				clearTimeout(timer);
				timer = setTimeout(open);
			} else if (source?.readyState === 1) // open already, for others
				setTimeout(() => fns.has(fn) && fn(null));
			fns.add(fn);
			return () => {
				fns.delete(fn);
				if (!fns.size && topics.get(topic) === fns)
					topics.delete(topic);
			};
		},
		retry: open,
		pause(wanted) {
			paused = wanted;
			open();
		},
	};
}

// --- what the scale says: scales.js, once one speaks --------------------------------------------------------
let listening, scales = {};

// Whoever begins to listen hears the last reading at once; null: no scale was ever heard.
function weigh(frame, fn) {
	fn(scales.last ?? null);
	listening ??= frame.shell.on('live:scale.reading', async (reading) => reading && (scales = await import('./scales.js')).heard(frame, reading));
}

// --- what waits: the dot in the bar; the list behind it and the stop when it is too much are in queue.js ----
// Others' lines by name: they go when their person comes back.
export function others({ outbox, t }) {
	const names = new Map();
	for (const { name, person } of outbox.waiting)
		if (person !== outbox.me?.id)
			names.set(name, (names.get(name) ?? 0) + 1);
	return [...names].map(([name, n]) => t('queue_of', { name, n }));
}

function queue(frame) {
	const { outbox, shell, t, state } = frame;
	const dot = h('button.queue', { 'data-k': 'queue', hidden: true, onclick: () => more('list') });
	const status = h('span.unseen', { role: 'status' });
	const more = (what) => import('./queue.js').then((all) => all[what](frame));
	let since = 0, timer, sent = 0, online = true;

	function words() {
		const mine = outbox.mine.length, refused = outbox.list.length - outbox.waiting.length;
		const now = performance.now();
		since = mine ? since || now : 0;
		clearTimeout(timer);
		if (mine && now - since < SOON_MS) {
			timer = setTimeout(paint, SOON_MS);
		} else if (mine) {
			sent = Infinity;
			return ['todo', 'todo', t(outbox.broken ? 'queue_unsaved' : 'queue_waiting', { n: mine })];
		}
		if (!online || outbox.away)
			return ['todo', 'todo', t('queue_away')];
		if (sent === Infinity)
			sent = now;
		if (refused)
			return ['error', 'alert', t('queue_refused', { n: refused })];
		const [other] = others(frame);
		if (other)
			return ['todo', 'people', other];
		if (sent && now - sent < SENT_MS) {
			timer = setTimeout(paint, SENT_MS);
			return ['ok', 'check', t('queue_sent')];
		}
		return null;
	}

	function paint() {
		const [kind = '', sign, text = ''] = words() ?? [];
		dot.hidden = !kind;
		if (dot.dataset.text !== text || dot.dataset.kind !== kind) {
			Object.assign(dot.dataset, { kind, text });
			fill(dot, kind && icon(sign === 'todo' ? 'off' : sign), kind && text);
			status.textContent = text;
		}
		if (outbox.full)
			more('stop');
	}

	shell.on('outbox', paint);
	shell.on('lang', paint);
	state.on((now) => {
		if (now.online !== online) {
			online = now.online;
			paint();
		}
	});
	setInterval(paint, 60000); // eight hours pass without any event
	fill(frame.queue, dot, status);
	paint();
}

// --- the page itself: kept for a start without the daemon; loaded anew, when a person says so, for another version; what was
// typed comes back after that, on the screen where it was (glane.js, panels.js) ----
// A worker of this page's own version takes over at once; a newer one waits until the page is loaded anew.
function offer(worker) {
	worker?.addEventListener('statechange', () => worker.postMessage(VERSION));
	worker?.postMessage(VERSION);
}

async function keepPage() {
	const policy = window.trustedTypes?.createPolicy('glane', { createScriptURL: () => '/sw.js' });
	const registration = await navigator.serviceWorker.register(policy?.createScriptURL('') ?? '/sw.js');
	registration.addEventListener('updatefound', () => offer(registration.installing));
	offer(registration.waiting ?? registration.installing);
}

function renew(frame) {
	const { shell, t, outbox } = frame;
	let asked = false;
	async function check() {
		const { version } = await call('/session', { turns: 0 }).catch(() => ({ version: VERSION }));
		if (version === VERSION || asked)
			return;
		asked = true;
		shell.ask(t('renewed'), { text: t('reload'), run: () => location.reload() });
	}
	if (navigator.serviceWorker) // not where the address is not protected; the preferences say so
		keepPage().catch((error) => console.error(error));
	shell.on('online', check);
	addEventListener('pagehide', () => {
		const { draft, localName } = frame.screen ?? {};
		if (localName)
			sessionStorage.setItem('glane.draft', JSON.stringify({ draft, localName, person: outbox.me?.id }));
	});
}
