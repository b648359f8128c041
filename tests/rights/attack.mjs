// SPDX-License-Identifier: MPL-2.0
// Another site's page in the browser of a signed-in administrator: it sends to every route that changes something what a
// page can send anywhere, and nothing may come of it.  One site is at this machine's other port, so that her cookies come
// along; the other is a stranger's name.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before } from 'node:test';
import { about, launch, PATIENCE_MS, test } from '../browser/browser.mjs';
import { Daemon } from '../browser/daemon.mjs';

const PIN = '4711';
let daemon, browser, context, page, evil, openapi;
const seen = []; // what reached for the daemon

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start({ open: false }), launch()]);
	await daemon.found('Amina', PIN);
	openapi = await daemon.get('/api/openapi.json');
	evil = createServer((request, answer) => answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Gagnez</title>'));
	await new Promise((done) => evil.listen(0, '127.0.0.1', done));
	context = await browser.newContext({ locale: 'fr-FR' });
	context.setDefaultTimeout(PATIENCE_MS);
	page = await context.newPage();
	await daemon.enrol(page, 'Bureau 2', 'manager');
	const { people } = await (await page.request.get(`${daemon.url}/session`)).json();
	const answer = await page.request.post(`${daemon.url}/sign-in/pin`, {
		data: { person: people.find((p) => p.name === 'Amina').id, pin: PIN }, headers: { 'Idempotency-Key': crypto.randomUUID() },
	});
	assert.equal(answer.status(), 200);
	context.on('request', (request) => request.url().startsWith(daemon.url) && seen.push(request));
});
after(async () => {
	await browser?.close();
	evil?.close();
	await daemon?.end();
});

// Of a request whose frame has gone the browser may never tell.
const soon = (told) => Promise.race([told, new Promise((done) => setTimeout(done, 20000, null))]);
const head = async () => (await daemon.run(['verify'])).head;
const signedIn = async () => (await (await page.request.get(`${daemon.url}/session`)).json()).person?.name === 'Amina';
const origins = () => [`http://127.0.0.1:${evil.address().port}`, `http://localhost:${evil.address().port}`];

// Inputs that a route takes, so that only the stranger's origin is wrong with them.
const SPECIAL = {
	'/manage/people': { name: 'Intrus', role: 'administrator', pin: '1234' },
	'/manage/containers': { name: 'Bac volé', tare: 100, active: true },
	'/manage/settings': { key: 'site.name', value: 'Volé' },
	'/manage/roles/permission': { role: 'reader', permission: 'core.people', grant: 'yes' },
	'/manage/people/disable': { id: 1 },
	'/manage/plugins/again': { name: 'intake', again: true },
	'/manage/devices/revoke': { id: 2 },
	'/me/pin': { old: PIN, pin: '9999' },
	'/sign-out': {},
};
function sample(schema) {
	const value = (s) => s.enum?.[0] ?? (s.type === 'integer' ? Math.max(s.minimum ?? 1, 1) : s.type === 'boolean' ? true : s.type === 'array' ? [] : 'x'.repeat(Math.max(s.minLength ?? 1, 1)));
	return Object.fromEntries((schema?.required ?? []).map((name) => [name, value(schema.properties[name])]));
}
function routes(method) {
	return Object.entries(openapi.paths).filter(([, item]) => item[method]).map(([path, item]) => {
		const schema = Object.values(item[method].requestBody?.content ?? {})[0]?.schema;
		const there = path.replace('{lang}', 'fr').replace(/\{[^}]+\}/g, '0000000000000');
		return { url: daemon.url + there, path, body: SPECIAL[path] ?? sample(schema) };
	});
}

// Everything that a page may send without being asked for permission, and what asks for it.
const send = (list) => page.evaluate(async (targets) => {
	let sent = 0;
	const form = (url, body) => new Promise((done) => {
		const frame = document.createElement('iframe'), f = document.createElement('form');
		frame.name = `f${Math.random()}`;
		document.body.append(frame, f); // the empty page is there at once
		Object.assign(f, { method: 'post', action: url, target: frame.name });
		for (const [name, value] of Object.entries(body))
			f.append(Object.assign(document.createElement('input'), { name, value: value === true ? '1' : String(value) }));
		frame.onload = () => done(frame.remove());
		setTimeout(done, 5000); // a browser that cancels it fires nothing; what counts is the journal
		f.submit();
	});
	await Promise.all(targets.map(async ({ url, body }) => {
		const text = JSON.stringify(body), words = new URLSearchParams(Object.entries(body).map(([k, v]) => [k, v === true ? '1' : String(v)]));
		const parts = new FormData(), simple = { method: 'POST', mode: 'no-cors', credentials: 'include', signal: AbortSignal.timeout(15000) };
		for (const [k, v] of words)
			parts.append(k, v);
		sent += 6;
		navigator.sendBeacon(url, words);
		await Promise.allSettled([
			form(url, body), fetch(url, { ...simple, body: text }), fetch(url, { ...simple, body: words }), fetch(url, { ...simple, body: parts }),
			fetch(url, { method: 'POST', credentials: 'include', signal: AbortSignal.timeout(15000), body: text, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() } }),
		]);
	}));
	return sent;
}, list);

about('another site', () => {
	test('nothing that it sends has an effect', async (t) => {
		const before = await head(), list = routes('post');
		let sent = 0;
		seen.length = 0;
		for (const origin of origins()) {
			await page.goto(`${origin}/`);
			sent += await send(list);
		}
		const posts = seen.filter((request) => request.method() === 'POST'), kinds = {};
		const heads = (await Promise.all(posts.map((request) => soon(request.allHeaders())))).map((h) => h ?? {});
		const withCookie = heads.filter(({ cookie }) => /glane_session=/.test(cookie ?? '')).length;
		for (const answer of await Promise.all(posts.map((request) => soon(request.response()))))
			kinds[answer?.status() ?? 'nothing that it may see'] = (kinds[answer?.status() ?? 'nothing that it may see'] ?? 0) + 1;
		const effects = Number(await head() !== before);
		t.diagnostic(`${list.length} routes x 6 kinds of requests x 2 origins: ${sent} sent (answered ${Object.entries(kinds).map(([s, n]) => `${s} x ${n}`).join(', ')}), ${withCookie} with the victim's cookie, ${effects} effects`);
		assert.ok(list.length > 30 && withCookie >= list.length, 'her cookies came along, or nothing was tried');
		assert.deepEqual(Object.keys(kinds).filter((status) => /^[235]/.test(status)), []);
		assert.equal(effects, 0);
		assert.equal(await signedIn(), true, 'she is still signed in');
	});

	test('nothing that it makes her fetch has an effect, and it reads nothing', async (t) => {
		const before = await head(), list = routes('get').filter(({ path }) => path !== '/events');
		let read = 0, run = 0;
		for (const origin of origins()) {
			await page.goto(`${origin}/`);
			const got = await page.evaluate(async (urls) => {
				let bodies = 0, scripts = 0;
				await Promise.all(urls.map((url) => Promise.allSettled([
					fetch(url, { credentials: 'include', signal: AbortSignal.timeout(15000) }).then(() => bodies++),
					new Promise((done) => { const i = new Image(); i.onload = () => done(bodies++); i.onerror = done; setTimeout(done, 5000); i.src = url; }),
					new Promise((done) => { const s = document.createElement('script'); s.onload = () => done(scripts++); s.onerror = done; setTimeout(done, 5000); s.src = url; document.head.append(s); }),
				])));
				return [bodies, scripts];
			}, list.map(({ url }) => url));
			read += got[0];
			run += got[1];
		}
		t.diagnostic(`${list.length} routes x 3 kinds of requests x 2 origins: ${read} read, ${run} run as a script`);
		assert.deepEqual([read, run], [0, 0]);
		assert.equal(await head(), before);
		assert.equal(await signedIn(), true);
	});

	test('no page of ours is shown in a frame of its', async (t) => {
		const pages = ['/', '/sign-in', '/enrol', '/manage/people', '/manage/settings', '/me', '/manage/roles'];
		let framed = 0;
		for (const origin of origins()) {
			await page.goto(`${origin}/`);
			for (const path of pages) {
				await page.evaluate((url) => new Promise((done) => {
					const frame = document.createElement('iframe');
					frame.onload = done;
					setTimeout(done, 5000); // as above
					frame.src = url;
					document.body.replaceChildren(frame);
				}), daemon.url + path);
				framed += page.frames().filter((f) => f.url().startsWith(daemon.url)).length;
			}
		}
		t.diagnostic(`${pages.length} pages x 2 origins: ${framed} shown in a frame`);
		assert.equal(framed, 0);
	});

	test('a window that it opens does not let it reach in', async () => {
		await page.goto(`${origins()[0]}/`);
		const [popup] = await Promise.all([context.waitForEvent('page'), page.evaluate((url) => { window.opened = open(url); }, `${daemon.url}/me`)]);
		await popup.waitForLoadState();
		assert.equal(await page.evaluate(() => window.opened.closed), true, 'it has no hold on the window');
		assert.equal(await popup.evaluate(() => window.opener), null);
		await popup.close();
	});

	test('the same requests from our own page do have an effect', async () => {
		const before = await head();
		await page.goto(`${daemon.url}/me`);
		const status = await page.evaluate(async (body) => (await fetch('/manage/containers', {
			method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
		})).status, SPECIAL['/manage/containers']);
		assert.equal(status, 200);
		assert.notEqual(await head(), before);
	});
});
