// SPDX-License-Identifier: MPL-2.0
// fullscreen.mjs: `glane kiosk` with the real browser: it opens the page, comes back when it ends, and does not stay with a
// page that hangs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const GLANE = process.env.GLANE;
const WAIT_MS = 120000;
const QUIET = ['--', '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'];
const dir = mkdtempSync(join(tmpdir(), 'glane-fullscreen-'));
const children = new Set();
after(() => {
	for (const child of children)
		child.kill('SIGKILL');
	rmSync(dir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

function run(...args) {
	const child = spawn(GLANE, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	child.said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (text) => { child.said += text; });
	child.ended = once(child, 'exit');
	children.add(child);
	return child;
}

const kiosk = (name, ...args) => run('kiosk', '--data', join(dir, name), ...args, ...QUIET);

async function until(what, condition) {
	for (const end = Date.now() + WAIT_MS; Date.now() < end;) {
		const value = await condition();
		if (value)
			return value;
		await new Promise((done) => { setTimeout(done, 50); });
	}
	assert.fail(`${what}: it does not come`);
}

async function stop(child) {
	child.kill('SIGTERM');
	assert.deepEqual(await child.ended, [0, null], child.said);
	children.delete(child);
}

const browserOf = (child) => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1').trim().split(' ')[0]);
const isThere = (pid) => {
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
	} catch {
		return false;
	}
};

// A site that remembers what it was asked for; `page(path)` is its HTML.
async function site(page) {
	const asked = [];
	const server = createServer((request, response) => {
		if (request.url !== '/favicon.ico')
			asked.push(request.url);
		response.writeHead(200, { 'Content-Type': 'text/html' });
		response.end(page(request.url));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { asked, url: `http://127.0.0.1:${server.address().port}`, close: () => server.closeAllConnections() ?? server.close() };
}

test('kiosk: it waits for the daemon, and opens its page', async () => {
	const child = kiosk('data');
	await until('it says that it waits', () => child.said.includes('no daemon serves'));
	const daemon = run('serve', '--data', join(dir, 'data'), '--listen', '127.0.0.1:0', '--open');
	const [, url] = await until('the daemon listens', () => /listening on (\S+)/.exec(daemon.said));
	await until('it goes there', () => child.said.includes(`${url}/`));
	let own = 0;
	await until('a browser asks for pages', async () => {
		const text = await (await fetch(`${url}/metrics`)).text();
		own++;
		return Number(/glane_calls_total{lane="read"} (\d+)/.exec(text)[1]) > own + 2;
	});
	const browser = browserOf(child);
	await stop(child);
	assert.ok(!isThere(browser), 'the browser ends with it');
	await stop(daemon);
});

test('kiosk: a page that hangs comes back without plugins', async () => {
	const there = await site((path) => (path.includes('safe=1') ? '<p>safe</p>' : '<script>setTimeout(() => { while (true); }, 200)</script>'));
	const child = kiosk('hangs', '--url', `${there.url}/somewhere`, '--patience', '3');
	await until('it is asked for the page', () => there.asked.includes('/'));
	await until('and for the safe one', () => there.asked.includes('/?safe=1'));
	assert.match(child.said, /did not answer for 3 s/);
	await stop(child);
	there.close();
});

test('kiosk: a browser that ends is started again', async () => {
	const there = await site(() => '<p>well</p>');
	const child = kiosk('ends', '--url', there.url);
	await until('it is asked for the page', () => there.asked.length);
	const first = browserOf(child);
	process.kill(first, 'SIGKILL');
	await until('and again', () => there.asked.length > 1);
	assert.deepEqual([...new Set(there.asked)], ['/']);
	assert.notEqual(browserOf(child), first);
	await stop(child);
	there.close();
});

test('kiosk: a page of somebody else is left, also that of an error', async () => {
	const other = await site(() => '<p>other</p>');
	const there = await site(() => (there.asked.length === 1 ? `<script>location = '${other.url}/away'</script>`
		: there.asked.length === 2 ? '<script>location = "http://127.0.0.1:9/"</script>' : '<p>home</p>'));
	const child = kiosk('away', '--url', there.url);
	await until('it goes away', () => other.asked.includes('/away'));
	await until('and comes back, twice', () => there.asked.length > 2);
	assert.doesNotMatch(child.said, /did not answer/);
	await stop(child);
	there.close();
	other.close();
});

test('kiosk: what it cannot do it says', async () => {
	const cases = [
		[['--url', 'lapagaille.org'], 2, /begins with http/],
		[['--url', 'http:///x'], 2, /begins with http/],
		[['--patience', '0'], 2, /1 to 3600/],
		[['--patience'], 2, /value is missing/],
		[['--nothing', 'x'], 2, /does not know --nothing/],
		[['--browser', '/nowhere/chromium'], 1, /is no program/],
	];
	for (const [args, status, words] of cases) {
		const child = run('kiosk', '--data', join(dir, 'none'), ...args);
		assert.deepEqual(await child.ended, [status, null]);
		assert.match(child.said, words);
		children.delete(child);
	}
});
