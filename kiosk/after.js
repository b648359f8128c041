// SPDX-License-Identifier: MPL-2.0
// after.js: what the first screen does not need: the live stream, the outbox, scanner, touches that nobody meant, somebody
// who calls.
import { call, h } from './kit.js';
import { live } from './live.js';
import { Outbox } from './outbox.js';
import { renew } from './renew.js';
import { listen } from './scan.js';

const SECOND_TOUCH_MS = 120; // a second touch this soon is the same hand
const PALM_MM = 30, FINGER_MM = 16;
const FIND = 'glane-x-items-find';
const UP_MS = 10000; // a page that was up for so long did not hang

export async function after(frame) {
	const { shell, emit, t } = frame;
	guard();
	frame.unclaimed = (scan) => scanned(frame, scan);
	listen(frame);
	frame.outbox = new Outbox({ shell, changed: () => emit('outbox'), t });
	frame.stream = live(frame.setOnline);
	frame.stream.pause(!frame.user);
	if (frame.user)
		await frame.outbox.enter(frame.user);
	renew(frame);
	shell.on('live:core.called', (event) => event && frame.user && called(frame, event));
	if (frame.SAFE)
		shell.ask(t('safe'), { text: t('safe_leave'), run: () => location.assign('/') });
	await frame.ready;
	document.documentElement.dataset.ready = ''; // badges are heard
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
	const come = () => call('/ui/call', { method: 'POST', body: { answer: true } }).catch((error) => shell.say(error.message, 'error'));
	if (answer)
		shell.say(t('somebody_comes', { from }));
	else
		ringing = shell.ask(t('somebody_calls', { from }), { text: t('i_come'), run: come });
}
