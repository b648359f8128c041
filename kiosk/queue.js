// SPDX-License-Identifier: MPL-2.0
// queue.js: what waits, for people: the dot in the bar, the list behind it, the stop when too much waits.
import { clock, fill, h, icon } from './kit.js';

const SOON_MS = 700; // what is sent at once is not worth a word
const SENT_MS = 4000;

export function queue(frame) {
	const { outbox, shell, t, sheet, state } = frame;
	const dot = h('button.queue', { 'data-k': 'queue', hidden: true, onclick: () => open() });
	const stop = h('dialog.queue-stop', { closedby: 'none', 'aria-labelledby': 'queue-stop', oncancel: (event) => event.preventDefault() });
	const status = h('span.unseen', { role: 'status' });
	let since = 0, timer, box, sent = 0, online = true;

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
		if (!online || outbox.away)
			return ['todo', 'todo', t('queue_away')];
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
		const [kind = '', sign, text = ''] = words() ?? [];
		dot.hidden = !kind;
		if (dot.dataset.text !== text || dot.dataset.kind !== kind) {
			Object.assign(dot.dataset, { kind, text });
			fill(dot, kind && icon(sign === 'todo' ? 'off' : sign), kind && text);
			status.textContent = text;
		}
		paintStop();
		if (box?.open)
			fill(box.querySelector('.queue-list'), lines());
	}

	// Each takes back her own.
	function lines() {
		return outbox.list.map((job) => outbox.view(job)).map(({ id, what, at_ms: at, fault, name, person, kept, undo }) => {
			const mine = person === outbox.me?.id;
			return h('li.queue-line', {},
				h('span', {}, h('strong', {}, what), h('small', {}, `${clock(at)}${mine ? '' : ` – ${name}`}`),
					(fault || !kept) && h('em', {}, fault || t('queue_unsaved', { n: 1 }))),
				mine && fault && h('button.key', { 'data-k': `again${id}`, onclick: () => outbox.retry(id) }, t('retry')),
				mine && (!undo || fault) && h('button.key', { 'data-k': `drop${id}`, onclick: () => outbox.drop(id).catch(() => {}) }, icon('undo'), t('undo')));
		});
	}

	function again() {
		outbox.run();
		frame.stream.retry();
	}

	async function open() {
		box = await sheet(t('queue'), (!online || outbox.away) && h('p', {}, t('offline_banner')), h('ul.queue-list', {}, lines()),
			others().map((text) => h('p', {}, text)), h('button.key.key-main', { 'data-k': 'queue-retry', onclick: again }, t('retry')));
	}

	function paintStop() {
		if (!outbox.full)
			return stop.open && (stop.close(), stop.remove());
		fill(stop, icon('off'), h('h2', { id: 'queue-stop' }, t('queue_stop', { n: outbox.waiting.length })), h('p', {}, t('queue_full')),
			h('button.key.key-main', { 'data-k': 'stop-retry', onclick: again }, t('retry')));
		if (!stop.open) {
			document.body.append(stop);
			stop.showModal();
			shell.sound('error');
		}
		return null;
	}

	shell.on('outbox', paint);
	shell.on('lang', paint);
	state.on((now) => {
		if (now.online !== online) {
			online = now.online;
			paint();
		}
	});
	setInterval(() => outbox.full !== stop.open && paint(), 60000); // eight hours pass without any event
	fill(frame.queue, dot, status);
	paint();
}
