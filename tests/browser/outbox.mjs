// SPDX-License-Identifier: MPL-2.0
// The outbox alone, without a screen: kept before it is sent, sent one after the other, done once, taken back.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, KIB, launch, PATIENCE_MS, test } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, context, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});
afterEach(async () => {
	await context?.close();
	if (!daemon.running)
		await daemon.up();
});

const weighings = async () => (await daemon.get('/p/intake/day')).lines;

// An outbox alone, without a screen, on a page of the daemon. `prepare` runs in each window before anything else.
async function outboxes(count = 1, { person = { id: 0, name: '' }, prepare } = {}) {
	context = await browser.newContext({ serviceWorkers: 'block' });
	context.setDefaultTimeout(PATIENCE_MS);
	complaints = [];
	if (prepare)
		await context.addInitScript(prepare);
	const pages = [];
	for (let i = 0; i < count; i++) {
		const tab = await context.newPage();
		tab.on('pageerror', (error) => complaints.push(error.message));
		await tab.goto(`${daemon.url}/sign-in`); // a page without scripts of its own
		await fill(tab, person);
		pages.push(tab);
	}
	[page] = pages;
	return pages;
}
async function fill(tab, person = { id: 0, name: '' }) {
	const { base } = await daemon.get('/ui/panels.json');
	const { categories: [{ id }] } = await daemon.get('/p/intake/');
	await tab.evaluate(async ([base, who, category]) => {
		const { Outbox } = await import(`${base}outbox.js`);
		const said = [], undos = [];
		const shell = { say: (text, kind = 'ok') => said.push([kind, text]), undoable(text, fn) {
			const entry = { text, fn };
			undos.push(entry);
			return () => undos.includes(entry) && undos.splice(undos.indexOf(entry), 1);
		} };
		const outbox = new Outbox({ shell, changed() {}, t: (key) => key });
		const weigh = (gross, more = {}, then = []) => outbox.send('intake', {
			what: `${gross} g`, show: { gross },
			steps: [{ path: '/p/intake/weighings', body: { category, gross, manual: true, ...more }, undo: '/p/intake/undo' }, ...then],
			done: (answers) => (window.done ??= []).push(answers),
		});
		Object.assign(window, { outbox, said, undos, weigh });
		await outbox.enter(who);
	}, [base, person, id]);
}
const waits = (n, tab = page) => tab.waitForFunction((count) => window.outbox.list.length === count && !window.outbox.current, n);
const grams = (lines, ...of) => lines.filter((l) => of.includes(l.gross));

about('the outbox', () => {
	test('a job is on the disk before its first request leaves, and done once', async () => {
		await outboxes();
		const stored = await page.evaluate(() => new Promise((done) => {
			const ask = window.fetch;
			window.fetch = async (path, ...more) => {
				if (path === '/p/intake/weighings')
					indexedDB.open('glane', 1).onsuccess = ({ target: { result } }) => {
						result.transaction('jobs').objectStore('jobs').getAll().onsuccess = (event) => done(event.target.result);
					};
				return ask(path, ...more);
			};
			window.weigh(1011);
		}));
		assert.equal(stored.length, 1);
		assert.equal(stored[0].sent, true);
		await waits(0);
		assert.equal(grams(await weighings(), 1011).length, 1);
		assert.equal(await page.evaluate(() => window.done.length), 1);
		assert.deepEqual(complaints, []);
	});

	test('an answer that is lost on the way: sent again, recorded once', async () => {
		await outboxes();
		let lost = 0;
		await page.route('**/p/intake/weighings', async (route) => {
			if (lost++ < 2) {
				await route.fetch(); // it arrives
				return route.abort();
			}
			return route.continue();
		});
		await page.evaluate(() => window.weigh(1012));
		await waits(0);
		assert.equal(lost, 3);
		assert.equal(grams(await weighings(), 1012).length, 1);
	});

	test('the daemon is killed with twenty lines under way: all arrive once, in order', async () => {
		await outboxes();
		await page.evaluate(() => { for (let i = 0; i < 20; i++) window.weigh(2000 + i); });
		await page.waitForFunction(() => window.outbox.list.length <= 15);
		await daemon.kill();
		await page.waitForFunction(() => window.outbox.away);
		const [left] = await page.evaluate(() => [window.outbox.list.length, window.outbox.jobs('intake').map((job) => job.state)]);
		assert.ok(left > 0 && left <= 15, left);
		await daemon.up();
		await waits(0);
		const arrived = (await weighings()).filter((l) => l.gross >= 2000 && l.gross < 2020).map((l) => l.gross);
		assert.deepEqual(arrived.sort(), Array.from({ length: 20 }, (_, i) => 2000 + i));
	});

	test('what waits outlives the page; its undo too', async () => {
		await outboxes();
		await daemon.kill();
		await page.evaluate(() => [1021, 1022, 1023].forEach((g) => window.weigh(g)));
		await page.waitForFunction(() => window.outbox.away && !window.outbox.dirty.size);
		const other = await context.newPage();
		await page.close();
		await daemon.up();
		page = other;
		await page.goto(`${daemon.url}/sign-in`);
		await page.route('**/p/intake/**', (route) => route.abort());
		await fill(page);
		await page.waitForFunction(() => window.undos.length === 3);
		await page.evaluate(() => window.undos[2].fn()); // was never sent: gone at once
		await waits(2);
		await page.unroute('**/p/intake/**');
		await page.evaluate(() => window.outbox.run());
		await waits(0);
		assert.deepEqual(grams(await weighings(), 1021, 1022, 1023).map((l) => l.gross).sort(), [1021, 1022]);
	});

	test('undo of what was done, of what may have been done, of what was not', async () => {
		await outboxes();
		await page.evaluate(() => window.weigh(1031));
		await waits(0);
		await page.evaluate(() => window.undos[0].fn());
		assert.deepEqual(grams(await weighings(), 1031).map((l) => l.undone), [true]);

		let mode = 'lose';
		await page.route('**/p/intake/weighings', async (route) => {
			if (mode === 'lose')
				await route.fetch();
			return mode === 'pass' ? route.continue() : route.abort();
		});
		await page.evaluate(() => window.weigh(1032)); // recorded, but nobody here knows
		await page.waitForFunction(() => window.outbox.away);
		await page.evaluate(() => { window.taken = window.outbox.drop(window.outbox.list[0].id); });
		mode = 'pass';
		await page.evaluate(() => window.outbox.run().then(() => window.taken));
		await waits(0);
		assert.deepEqual(grams(await weighings(), 1032).map((l) => l.undone), [true]);
		assert.equal(await page.evaluate(() => window.outbox.jobs('intake').length), 0);
	});

	test('a refused one is kept with its sentence, those behind it pass; dropped, it is gone', async () => {
		await outboxes();
		await page.evaluate(() => { window.weigh(1041, { category: 999999 }); window.weigh(1042); });
		await waits(1);
		const [job] = await page.evaluate(() => window.outbox.jobs('intake'));
		assert.equal(job.state, 'refused');
		assert.match(job.fault, /\p{L}+ \p{L}+/u);
		assert.deepEqual(await page.evaluate(() => window.said.at(-1)), ['error', job.fault]);
		assert.equal(grams(await weighings(), 1042).length, 1);
		assert.equal(await page.evaluate(() => window.undos.length), 1);
		await page.evaluate((id) => window.outbox.drop(id), job.id);
		await waits(0);
	});

	test('steps go on where they were: the answer is lost between the first and the second', async () => {
		await outboxes();
		const bodies = [];
		let lost = 0;
		await page.route('**/p/intake/undo', async (route) => {
			bodies.push(route.request().postData());
			return lost++ ? route.continue() : route.abort();
		});
		await page.evaluate(() => window.weigh(1051, {}, [{ path: '/p/intake/undo', body: { record: '$0.record' } }]));
		await waits(0);
		assert.equal(bodies.length, 2);
		assert.equal(bodies[0], bodies[1]);
		assert.equal(typeof JSON.parse(bodies[0]).record, 'number');
		assert.deepEqual(grams(await weighings(), 1051).map((l) => l.undone), [true]);
	});

	test('two windows: each line once, and only one window sends', async () => {
		const [one, two] = await outboxes(2);
		const counts = [0, 0];
		[one, two].forEach((tab, i) => tab.on('request', (r) => { counts[i] += r.method() === 'POST'; }));
		await one.evaluate(() => { for (let i = 0; i < 10; i++) window.weigh(3000 + i); });
		await Promise.all([waits(0, one), waits(0, two)]);
		await two.evaluate(() => window.weigh(3010));
		await Promise.all([waits(0, one), waits(0, two)]);
		const lines = (await weighings()).filter((l) => l.gross >= 3000 && l.gross <= 3010);
		assert.equal(lines.length, 11);
		assert.equal(counts[0] + counts[1], 11);
	});

	test('without a disk: it says so once, keeps all in memory and sends', async () => {
		await outboxes(1, { prepare: () => Object.defineProperty(window, 'indexedDB', { value: undefined }) });
		assert.deepEqual(await page.evaluate(() => window.said), [['todo', 'queue_unkept']]);
		await page.route('**/p/intake/weighings', (route) => route.abort());
		await page.evaluate(() => { window.weigh(1061); window.weigh(1062); });
		await page.waitForFunction(() => window.outbox.away);
		assert.deepEqual(await page.evaluate(() => window.outbox.jobs('intake').map((j) => j.kept)), [false, false]);
		await page.unroute('**/p/intake/weighings');
		await page.evaluate(() => window.outbox.run());
		await waits(0);
		assert.equal(grams(await weighings(), 1061, 1062).length, 2);
		assert.equal(await page.evaluate(() => window.said.length), 1);
	});
});

about('weight on the wire', () => {
	test('the outbox at most 4.5 kB, the worker 1.3 kB', async () => {
		const { base } = await daemon.get('/ui/panels.json');
		const size = async (path) => gzipSync(Buffer.from(await (await fetch(daemon.url + path)).arrayBuffer()), { level: 9 }).length;
		const sizes = [await size(`${base}outbox.js`), await size(`${base}sw.js`)];
		assert.ok(sizes[0] <= 4.5 * KIB && sizes[1] <= 1.3 * KIB, sizes.join(' + '));
	});
});
