// SPDX-License-Identifier: MPL-2.0
// talk.js: requests and the live stream. A user's action has one key, kept through every retry: it is done once.
import { language } from './words.js';

// crypto.randomUUID exists only in secure contexts; a kiosk on the local network is not one.
export function uuid() {
	const b = crypto.getRandomValues(new Uint8Array(16));
	b[6] = (b[6] & 15) | 64;
	b[8] = (b[8] & 63) | 128;
	const x = Array.from(b, (n) => n.toString(16).padStart(2, '0')).join('');
	return `${x.slice(0, 8)}-${x.slice(8, 12)}-${x.slice(12, 16)}-${x.slice(16, 20)}-${x.slice(20)}`;
}

export class Refused extends Error {
	constructor(message, { status = '', fields = {}, offline = false } = {}) {
		super(message);
		Object.assign(this, { status, fields, offline });
	}
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const MAY_PASS = [502, 503, 504];

// Throws Refused: its message is the server's sentence; offline: nothing is known, the same key may be sent again.
export async function call(path, { method = 'GET', body, key = uuid(), offlineText = '' } = {}) {
	const headers = { Accept: 'application/json', 'Accept-Language': language() };
	if (method !== 'GET') {
		headers['Idempotency-Key'] = key;
		headers['Content-Type'] = 'application/json';
	}
	for (let turn = 0; ; turn++) {
		let answer;
		try {
			answer = await fetch(path, {
				method, headers, credentials: 'same-origin', signal: AbortSignal.timeout(8000),
				body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
			});
			const value = await answer.json().catch(() => null);
			if (answer.ok && value !== null)
				return value;
			if (!MAY_PASS.includes(answer.status) || turn === 2)
				throw new Refused(value?.error?.message ?? `${answer.status} ${answer.statusText}`, {
					...value?.error, offline: MAY_PASS.includes(answer.status) });
		} catch (error) {
			if (error instanceof Refused)
				throw error;
			if (turn === 2)
				throw new Refused(offlineText, { offline: true });
		}
		await pause(turn ? 1000 : 250);
	}
}

// One stream for all topics. A stream that (re)opens may have missed events, so every listener is first called with
// null: fetch the state. `onState(true|false)` says whether the daemon answers.
export function live(onState) {
	const topics = new Map();
	let source, timer, failures = 0;

	function tell(topic, data) {
		for (const fn of topics.get(topic) ?? [])
			fn(data);
	}
	function open() {
		source?.close();
		clearTimeout(timer);
		if (!topics.size)
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
	return {
		on(topic, fn) {
			if (!topics.has(topic)) {
				topics.set(topic, new Set());
				clearTimeout(timer);
				timer = setTimeout(open, 0);
			}
			topics.get(topic).add(fn);
			return () => topics.get(topic).delete(fn);
		},
		retry: open,
	};
}
