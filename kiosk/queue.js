// SPDX-License-Identifier: MPL-2.0
// queue.js: what waits, for people: the list behind the dot in the bar, the stop when too much waits.
import { others } from './after.js';
import { clock, fill, h, icon, sheet } from './kit.js';

// Each takes back her own.
function lines({ outbox, t }) {
	return outbox.list.map((job) => outbox.view(job)).map(({ id, what, at_ms: at, fault, name, person, kept, undo }) => {
		const mine = person === outbox.me?.id;
		return h('li.queue-line', {},
			h('span', {}, h('strong', {}, what), h('small', {}, `${clock(at)}${mine ? '' : ` – ${name}`}`),
				(fault || !kept) && h('em', {}, fault || t('queue_unsaved', { n: 1 }))),
			mine && fault && h('button.key', { 'data-k': `again${id}`, onclick: () => outbox.retry(id) }, t('retry')),
			mine && (!undo || fault) && h('button.key', { 'data-k': `drop${id}`, onclick: () => outbox.drop(id).catch(() => {}) }, icon('undo'), t('undo')));
	});
}

function again({ outbox, stream }) {
	outbox.run();
	stream.retry();
}

export function list(frame) {
	const { outbox, shell, state, t } = frame;
	const all = h('ul.queue-list');
	const paint = () => fill(all, lines(frame));
	const box = sheet(t('queue'), (!state.get().online || outbox.away) && h('p', {}, t('offline_banner')), all,
		others(frame).map((text) => h('p', {}, text)), h('button.key.key-main', { 'data-k': 'queue-retry', onclick: () => again(frame) }, t('retry')));
	box.addEventListener('close', shell.on('outbox', paint));
	paint();
}

let stopped = null;

export function stop(frame) {
	const { outbox, shell, t } = frame;
	if (stopped || !outbox.full)
		return;
	stopped = h('dialog.queue-stop', { closedby: 'none', 'aria-labelledby': 'queue-stop', oncancel: (event) => event.preventDefault() });
	const offs = ['outbox', 'lang'].map((event) => shell.on(event, paint));

	function paint() {
		if (outbox.full)
			return fill(stopped, icon('off'), h('h2', { id: 'queue-stop' }, t('queue_stop', { n: outbox.waiting.length })), h('p', {}, t('queue_full')),
				h('button.key.key-main', { 'data-k': 'stop-retry', onclick: () => again(frame) }, t('retry')));
		offs.forEach((off) => off());
		stopped.remove();
		stopped = null;
		return null;
	}

	document.body.append(stopped);
	stopped.showModal();
	shell.sound('error');
	paint();
}
