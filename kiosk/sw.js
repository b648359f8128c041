// SPDX-License-Identifier: MPL-2.0
// sw.js: the kiosk's page and all it is made of, kept so that it loads while the daemon is away. Nothing else passes here.
// The daemon writes VERSION and FILES in front; see /sw.js in core/host/own_screens.c.
const KEPT = `glane-${VERSION}`;
const SLOW_MS = 4000;
const AWAY = [502, 503, 504];
const files = new Set(FILES);

addEventListener('install', (event) => event.waitUntil((async () => {
	const cache = await caches.open(KEPT);
	const page = await fetch('/', { headers: { Accept: 'text/html' }, cache: 'no-store' });
	if (!(await page.clone().text()).includes(VERSION))
		throw new Error('not a kiosk, or another one by now');
	await cache.addAll(FILES);
	await cache.put('/', page);
})()));

addEventListener('activate', (event) => event.waitUntil((async () => {
	for (const name of await caches.keys())
		if (name.startsWith('glane-') && name !== KEPT)
			await caches.delete(name);
	await clients.claim();
})()));

// A new one waits for a page of its own version: those of the old one still load their own files.
addEventListener('message', ({ data }) => data === VERSION && skipWaiting());

const kept = (path) => caches.match(path, { ignoreVary: true });

async function page(request) {
	const slow = new Promise((done) => setTimeout(done, SLOW_MS));
	const asked = fetch(request);
	const answer = await Promise.race([asked, slow]).catch(() => null);
	return answer && !AWAY.includes(answer.status) ? answer : (await kept('/')) ?? answer ?? asked;
}

addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin)
		return;
	if (request.mode === 'navigate' && pathname === '/')
		event.respondWith(page(request));
	else if (files.has(pathname))
		event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)));
});
