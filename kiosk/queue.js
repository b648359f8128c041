// SPDX-License-Identifier: MPL-2.0
// queue.js: what waits, for people: the dot in the bar, the list behind it, the stop when too much waits.
import { clock, fill, h, icon } from './kit.js';

const SOON_MS = 700; // what is sent at once is not worth a word
const SENT_MS = 4000;

// `place`: in the bar.
export function queue({ outbox, shell, t, sheet, queue: place }) {
	const dot = h('button.queue', { 'data-k': 'queue', hidden: true, onclick: () => open() });
	const stop = h('dialog.queue-stop', { closedby: 'none', 'aria-labelledby': 'queue-stop', oncancel: (event) => event.preventDefault() });
	const status = h('span', { role: 'status' });
	let since = 0, timer, box, sent = 0;

	// Others' lines by name: they go when their person comes back.
	function others() {
		const names = new Map();
		for (const { name, person } of outbox.waiting)
			if (person !== outbox.me?.id)
				names.set(name, (names.get(name) ?? 0) + 1);
		return [...names].map(([name, n]) => t('queue_of', { name, n }));
	}

	function words() {
		const { list, waiting, me } = outbox;
		const mine = waiting.filter((job) => job.person === me?.id).length, refused = list.length - waiting.length;
		const now = performance.now();
		since = mine ? since || now : 0;
		clearTimeout(timer);
		if (mine && now - since < SOON_MS) {
			timer = setTimeout(paint, SOON_MS);
		} else if (mine) {
			sent = Infinity;
			return ['todo', 'todo', t(outbox.broken ? 'queue_unsaved' : 'queue_waiting', { n: mine })];
		}
		if (sent === Infinity)
			sent = now;
		if (refused)
			return ['error', 'alert', t('queue_refused', { n: refused })];
		if (others().length)
			return ['todo', 'people', others()[0]];
		if (sent && now - sent < SENT_MS) {
			timer = setTimeout(paint, SENT_MS);
			return ['ok', 'check', t('queue_sent')];
		}
		return null;
	}

	function paint() {
		const [kind, sign, text] = words() ?? [];
		dot.hidden = !kind;
		if (dot.dataset.text !== text || dot.dataset.kind !== kind) {
			Object.assign(dot.dataset, { kind, text });
			fill(dot, kind && icon(sign === 'todo' ? 'off' : sign), kind && text);
			status.textContent = text ?? '';
		}
		paintStop();
		if (box?.open)
			fill(box.querySelector('.queue-list'), lines());
	}

	function lines() {
		return outbox.list.map((job) => outbox.view(job)).map(({ id, what, at_ms: at, fault, name, person, kept }) => h('li.queue-line', { 'data-kind': fault ? 'error' : 'todo' },
			h('span', {}, h('strong', {}, what), h('small', {}, `${clock(at)}${person === outbox.me?.id ? '' : ` – ${name}`}`),
				(fault || !kept) && h('em', {}, fault || t('queue_unsaved', { n: 1 }))),
			fault && h('button.key', { 'data-k': `again${id}`, onclick: () => outbox.retry(id) }, t('retry')),
			h('button.key', { 'data-k': `drop${id}`, onclick: () => outbox.drop(id).catch(() => {}) }, icon('undo'), t('undo'))));
	}

	async function open() {
		box = await sheet(t('queue'), h('ul.queue-list', {}, lines()), others().map((text) => h('p', {}, text)),
			h('button.key', { 'data-k': 'queue-retry', onclick: () => outbox.run() }, t('retry')));
	}

	function paintStop() {
		if (!outbox.full)
			return stop.open && (stop.close(), stop.remove());
		fill(stop, icon('off'), h('h2', { id: 'queue-stop' }, t('queue_stop', { n: outbox.waiting.length })), h('p', {}, t('queue_full')),
			h('button.key.key-main', { 'data-k': 'stop-retry', onclick: () => outbox.run() }, t('retry')));
		if (!stop.open) {
			document.body.append(stop);
			stop.showModal();
			shell.sound?.('error');
		}
		return null;
	}

	shell.on('outbox', paint);
	shell.on('lang', paint);
	setInterval(() => outbox.full !== stop.open && paint(), 60000); // eight hours pass without any event
	fill(place, dot, status);
	paint();
}
