// SPDX-License-Identifier: MPL-2.0
// browser.mjs: what the tests of screens share.  CHROMIUM: the browser (default: /usr/bin/chromium-headless-shell).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, test as nodeTest } from 'node:test';

const { chromium } = await import('playwright-core').catch(() => {
	console.log('1..0 # SKIP run `npm ci` in tests/browser first');
	process.exit(0);
});

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const QUIET = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
export const SIZES = [[1280, 800], [1024, 600], [1920, 1080], [390, 844]];
export const THEMES = ['clear', 'contrast', 'dark'];
export const KIB = 1024;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: QUIET });

// Tests stand side by side, so that each has its own line in the result; `about` names what they are about.
let topic;
export function about(what, fn) {
	topic = what;
	fn();
}
export const test = (name, fn) => nodeTest(`${topic}: ${name}`, fn);

// The weighing screen: at once for who has only that one, else behind its tile.
export async function toWeighing(page) {
	await page.locator('.tile, .home-tile').first().waitFor();
	const tile = page.locator('.home-tile[data-k=glane-x-intake-weigh]');
	if (await tile.count())
		await tile.click();
	await page.locator('.tile').first().waitFor();
}

// --- screens -----------------------------------------------------------------------------------------
// A new one costs two processes and each script compiled anew: three times what its page takes to load.  So one that a test
// has left serves the next that wants the same kind, after all that the former did to it is taken off.
const free = new Map(); // by their kind: what nobody can change once they are there
const used = new Set(); // by this test
const HEARD = ['pageerror', 'request', 'requestfinished', 'response', 'console', 'dialog', 'download', 'popup'];

async function screen(browser, kind, options) {
	const context = await browser.newContext(options);
	context.setDefaultTimeout(PATIENCE_MS);
	const made = { kind, context, complaints: [], origins: new Set(), scripts: [], worker: options.serviceWorkers === 'allow' };
	if (options.javaScriptEnabled !== false) {
		await context.exposeFunction('complain', (text) => made.complaints.push(text));
		await context.addInitScript(() => addEventListener('securitypolicyviolation', (e) => window.complain(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
	}
	made.page = await context.newPage();
	made.page.on('framenavigated', (frame) => made.origins.add(new URL(frame.url()).origin));
	made.cdp = await context.newCDPSession(made.page);
	context.on('close', () => free.get(kind) === made && free.delete(kind));
	return made;
}

// A screen for a test.  What the page's policy stops and what scripts throw is in `complaints`: no test leaves any behind.
// `kept`: of localStorage; `prepare(arg)` runs in the page before anything else; `clock`: time is the test's to turn; the rest
// is playwright's.  It ends with the test, or with `leave()`.
export async function visitor(browser, { kept = {}, prepare, arg, clock = false, viewport = { width: 1280, height: 800 }, colorScheme = 'light', ...more } = {}) {
	const options = { locale: 'fr-FR', reducedMotion: 'reduce', serviceWorkers: 'block', ...more };
	const kind = JSON.stringify({ ...options, clock });
	const made = free.get(kind) ?? await screen(browser, kind, { ...options, viewport, colorScheme });
	free.delete(kind);
	used.add(made);
	const { context, page } = made;
	const complaints = made.complaints = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	await page.setViewportSize(viewport);
	await page.emulateMedia({ colorScheme });
	if (Object.keys(kept).length)
		made.scripts.push(await context.addInitScript((values) => Object.entries(values).forEach(([key, value]) => localStorage.setItem(key, value)), kept));
	if (prepare)
		made.scripts.push(await context.addInitScript(prepare, arg));
	if (clock) {
		await page.clock.install({ time: Date.now() });
		await page.clock.resume();
	}
	return { context, page, complaints };
}

// The screens that this test has used are for others.
export async function leave() {
	for (const made of used) {
		used.delete(made);
		if (free.has(made.kind) || !await wiped(made).catch(() => false))
			await made.context.close();
		else
			free.set(made.kind, made);
	}
}
afterEach(leave);

// Its page is ended before what it kept is taken away, so that it writes nothing more.  False or an error: it cannot be done, as
// when its daemon is gone, nothing was there, or a service worker would answer.
async function wiped({ context, page, cdp, origins, scripts, worker }) {
	const site = [...origins].findLast((origin) => origin !== 'null');
	if (!site || worker)
		return false;
	await Promise.all(context.pages().filter((other) => other !== page).map((other) => other.close()));
	await Promise.all([page, context].map((on) => on.unrouteAll({ behavior: 'ignoreErrors' })));
	for (const event of HEARD)
		page.removeAllListeners(event);
	await Promise.all(scripts.splice(0).map((script) => script.dispose()));
	await page.goto(`${site}/nothing`, { waitUntil: 'commit' }); // of this site, for another one would be another process
	await page.evaluate(() => {
		sessionStorage.clear();
		window.name = '';
	});
	for (const origin of origins)
		await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
	origins.clear();
	await Promise.all([context.clearCookies(), cdp.send('Network.clearBrowserCache'), cdp.send('Page.resetNavigationHistory'), page.mouse.move(-1, -1)]);
	return true;
}

// What the office asks for, as the person who founded the centre.
export async function office(browser, daemon, { name = 'Amina', pin = '4711' } = {}) {
	const context = await browser.newContext();
	await daemon.enrol(context, 'Bureau', 'manager');
	const headers = { Accept: 'application/json' };
	const get = async (path) => (await context.request.get(daemon.url + path, { headers })).json();
	const post = async (path, data) => {
		const answer = await context.request.post(daemon.url + path, { data, headers: { ...headers, 'Idempotency-Key': crypto.randomUUID() } });
		assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
		return answer.json();
	};
	await post('/sign-in/pin', { person: (await get('/session')).people.find((p) => p.name === name).id, pin });
	return { get, post };
}

// --- what a hand does --------------------------------------------------------------------------------
// A second touch within 120 ms counts as the same hand: each waits until that has passed.
let pressed = -Infinity;
export async function press(target) {
	await until('another hand', () => performance.now() - pressed > 130);
	await target.click();
	pressed = performance.now();
}

// A tile, on whichever page of tiles it is.
export async function touch(page, name) {
	const tile = page.locator('.tile', { hasText: name }).first();
	for (let turns = 0; turns < 9 && !await tile.count(); turns++)
		await press(page.locator('.tile[data-c=more]'));
	await press(tile);
}

// A weight, on the pad of the screen.
export async function type(page, weight) {
	for (const key of weight)
		await page.locator('.weigh-left .pad').getByRole('button', { name: key, exact: true }).click();
}

// A person's tile and her PIN.
export async function signIn(page, name, pin) {
	await page.locator('.person', { hasText: name }).click();
	for (const digit of [...pin, 'ok'])
		await press(page.locator(`[data-k=pin${digit}]`));
	await page.locator('dialog.who').waitFor({ state: 'detached' });
}

// At the speed of a scanner, whatever else this computer does.
export const scan = (page, text) => page.evaluate((all) => {
	for (const key of [...all, 'Enter'])
		for (const kind of ['keydown', 'keyup'])
			(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(kind, { key, code: key, bubbles: true, cancelable: true }));
}, text);

// `colours`: only what another theme can change.
export async function axe(page, what, { colours = false } = {}) {
	if (!await page.evaluate(() => 'axe' in window))
		await page.evaluate(`(() => { const module = undefined, exports = undefined, define = undefined; ${AXE} })()`);
	const answer = await page.evaluate((only) => window.axe.run({
		resultTypes: ['violations'], rules: { 'color-contrast-enhanced': { enabled: true } },
		...(only ? { runOnly: ['color-contrast', 'color-contrast-enhanced', 'link-in-text-block'] } : {}),
	}), colours);
	const found = answer.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ''}`).join('; ')}`);
	assert.deepEqual(found, [], what);
}

export const PATIENCE_MS = 60000; // the machine may be busy
// Asks until it is so; for what a page does not show.
export async function until(what, condition) {
	for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
		const value = await condition();
		if (value)
			return value;
		await new Promise((done) => { setTimeout(done, 50); });
	}
	return assert.fail(`${what}: it does not come`);
}

// What is smaller than 16 mm, reaches out of the window, or makes it scroll; `within`: what lies on top.
export const misfits = (page, within = 'body') => page.evaluate((root) => {
	const probe = document.createElement('div');
	probe.className = 'key';
	document.body.append(probe);
	const least = parseFloat(getComputedStyle(probe).minHeight) - 1;
	probe.remove();
	const seen = [...document.querySelector(root).querySelectorAll('button, a, input')].filter((e) => e.checkVisibility() && !e.matches('.skip'));
	const boxes = seen.map((e) => [e.innerText || e.ariaLabel, e.getBoundingClientRect()]);
	return {
		small: boxes.filter(([, b]) => b.width < least || b.height < least).map(([name]) => name),
		outside: boxes.filter(([, b]) => b.right > innerWidth + 1 || b.left < -1 || (innerWidth > 640 && b.bottom > innerHeight + 1)).map(([name]) => name),
		scroll: document.documentElement.scrollWidth > innerWidth || (innerWidth > 640 && document.documentElement.scrollHeight > innerHeight),
	};
}, within);

// Whose words do not fit: hidden by an edge, or reaching out of a key. What ends in « … » says so itself.
export const cut = (page, within = 'body') => page.evaluate((root) => {
	const style = (el) => getComputedStyle(el);
	const words = (el) => {
		const range = document.createRange();
		range.selectNodeContents(el);
		return range.getBoundingClientRect();
	};
	const out = (el) => { // of a key; letters are lower than their line
		const a = words(el), b = el.getBoundingClientRect(), slack = parseFloat(style(el).fontSize) / 4;
		return a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - slack || a.bottom > b.bottom + slack;
	};
	const hidden = (el) => (style(el).overflowX === 'hidden' && el.scrollWidth > el.clientWidth + 1) || (style(el).overflowY === 'hidden' && el.scrollHeight > el.clientHeight + 1);
	const unseen = (el) => !!el && (style(el).clipPath !== 'none' || unseen(el.parentElement));
	return [...document.querySelector(root).querySelectorAll('*')].filter((el) => el instanceof HTMLElement && el.checkVisibility() && el.innerText.trim()
		&& style(el).textOverflow !== 'ellipsis' && style(el).webkitLineClamp === 'none'
		&& (hidden(el) || (el.matches('button, a, .key, .chip') && ![...el.querySelectorAll('*')].some((e) => style(e).overflowX === 'hidden') && out(el))) && !unseen(el)).map((el) => `${el.className}: ${el.innerText}`);
}, within);
