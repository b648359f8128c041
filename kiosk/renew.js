// SPDX-License-Identifier: MPL-2.0
// renew.js: the page itself: kept for a start without the daemon; loaded anew, when a person says so, for another version;
// what was typed comes back after that, on the screen where it was (glane.js).
import { call } from './kit.js';
import { queue } from './queue.js';

const DRAFT = 'glane.draft';
const kept = () => JSON.parse(sessionStorage.getItem(DRAFT));
const VERSION = document.body.dataset.version;

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

export function renew(frame) {
	const { shell, t, outbox } = frame;
	queue(frame);
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
			sessionStorage.setItem(DRAFT, JSON.stringify({ draft, localName, person: outbox.me?.id }));
	});
}

// What a screen had not finished when the page went away; `person` must be the same.
export function resume(screen, person) {
	const { draft, localName, person: whose } = kept() ?? {};
	if (localName !== screen.localName || whose !== person)
		return;
	sessionStorage.removeItem(DRAFT);
	if (draft)
		screen.draft = draft;
}
