// SPDX-License-Identifier: MPL-2.0
// The daemon goes away and comes back: the outbox, the page that loads without it, another version, a wrong clock.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, KIB, launch, misfits, PATIENCE_MS, test } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, site, device, browser, context, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
	await site?.end();
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

// --- the kiosk itself -----------------------------------------------------------------------------------
const PEOPLE = { Basile: ['volunteer', '1234', 'bear'], Chloé: ['volunteer', '4321', 'owl'] };

// A centre with people. `prepare` runs in the page before anything else.
async function centre() {
	if (!site) {
		site = await Daemon.start({ open: false });
		await site.found('Amina', '4711');
		for (const [name, [role, pin, picture]] of Object.entries(PEOPLE))
			await site.addPerson(name, role, pin, picture);
	}
	if (!site.running)
		await site.up();
	return site;
}
async function kiosk(at, { prepare, arg, worker = true } = {}) {
	context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR', reducedMotion: 'reduce', serviceWorkers: worker ? 'allow' : 'block' });
	context.setDefaultTimeout(20000);
	complaints = [];
	await context.exposeFunction('complain', (text) => complaints.push(text));
	await context.addInitScript(() => addEventListener('securitypolicyviolation', (e) => window.complain(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
	if (prepare)
		await context.addInitScript(prepare, arg);
	page = await context.newPage();
	page.on('pageerror', (error) => complaints.push(error.message));
	if (!at.open) {
		if (!device) {
			await at.enrol(page, 'Accueil', 'intake');
			device = (await context.cookies()).filter((c) => c.name === 'glane_device');
		}
		await context.addCookies(device);
	}
	await page.goto(at.url);
	if (at.open)
		await deposit();
	if (worker)
		await keeping();
}
const keeping = () => page.waitForFunction(() => navigator.serviceWorker.controller);
async function deposit() {
	await page.locator('[data-k=glane-x-intake-weigh], .weigh-right .tile').first().waitFor();
	if (!await page.locator('.weigh-right').count())
		await page.locator('[data-k=glane-x-intake-weigh]').click();
	await page.locator('.weigh-right .tile').first().waitFor();
}
const person = (name) => page.locator('.person', { hasText: name });
async function signIn(name) {
	await person(name).click();
	await page.locator('.pin-pad').waitFor();
	await page.waitForFunction((then) => performance.now() - then > 130, await page.evaluate(() => performance.now()));
	for (const digit of PEOPLE[name][1])
		await page.locator(`[data-k=pin${digit}]`).click();
	await page.locator('[data-k=pinok]').click();
	await page.locator('dialog.who').waitFor({ state: 'detached' });
	await deposit();
}
const pad = async (weight) => {
	for (const key of weight)
		await page.locator('.weigh-left .pad').getByRole('button', { name: key, exact: true }).click();
};
async function weigh(weight, category) {
	await pad(weight);
	await page.waitForFunction((then) => performance.now() - (then ?? -1000) > 130, await page.evaluate(() => window.lastTouch));
	await page.locator('.weigh-right .tile', { hasText: category }).first().click();
	await page.evaluate(() => { window.lastTouch = performance.now(); });
}
const dot = (kind, text = '') => page.locator(`.queue[data-kind=${kind}]`, { hasText: text });
const strip = (kind) => page.locator(`.bottom .strip[data-kind=${kind}]`);
const BAG = [['1,1', 'Mobilier'], ['1,2', 'Textile'], ['1,3', 'Jouets'], ['1,4', 'Vaisselle'], ['1,5', 'Literie'], ['1,6', 'Bijoux']];
const happened = (at, grams) => Number(execFileSync('sqlite3', ['-readonly', join(at.dir, 'glane.db'),
	`SELECT r.happened_from FROM intake_weighing w JOIN core_v1_record r ON r.seq = w.record WHERE w.gross = ${grams}`], { encoding: 'utf8' }));
const since = async (at, first) => (await at.get('/p/intake/day')).lines.filter((l) => !first.has(l.record));
const records = async (at) => new Set((await at.get('/p/intake/day')).lines.map((l) => l.record));

about('a bag while the daemon goes away', () => {
	test('killed after the second object, the page loaded anew without it, six objects: all there once, in order, at their time', async () => {
		await kiosk(daemon);
		const first = await records(daemon), begun = Date.now();
		await weigh(...BAG[0]);
		await weigh(...BAG[1]);
		await page.waitForFunction(() => !document.querySelector('.line-pending'));
		await daemon.kill();
		await weigh(...BAG[2]);
		await weigh(...BAG[3]);
		await dot('todo', '2 en attente').waitFor();
		await page.reload();
		await deposit();
		await dot('todo', '2 en attente').waitFor();
		assert.equal(await page.locator('.line-pending').count(), 2);
		await weigh(...BAG[4]);
		await weigh(...BAG[5]);
		await dot('todo', '4 en attente').waitFor();
		await axe(page, 'lines that wait');
		assert.deepEqual((await misfits(page)).small, []);
		const paused = Date.now();
		await daemon.up();
		await dot('ok', 'envoyé').waitFor();
		const lines = await since(daemon, first);
		assert.deepEqual(lines.map((l) => l.gross).reverse(), [1100, 1200, 1300, 1400, 1500, 1600]);
		for (const grams of [1300, 1600])
			assert.ok(happened(daemon, grams) >= begun && happened(daemon, grams) <= paused, grams);
		assert.deepEqual(complaints, []);
	});

	test('what waits is taken back by the big key, the line and the list; nothing of it arrives', async () => {
		await kiosk(daemon);
		const first = await records(daemon);
		await daemon.kill();
		await weigh('2,1', 'Mobilier');
		await weigh('2,2', 'Textile');
		await weigh('2,3', 'Jouets');
		await weigh('2,4', 'Literie');
		await page.locator('.line-pending').nth(3).waitFor();
		await page.locator('.queue').waitFor();
		await page.locator('.undo', { hasText: 'Literie' }).click();
		await page.locator('.queue').click();
		const rows = page.locator('.queue-line');
		assert.deepEqual((await rows.allInnerTexts()).map((text) => /\p{L}+/u.exec(text)[0].toLowerCase()), ['mobilier', 'textile', 'jouets']);
		await rows.nth(1).getByRole('button', { name: 'Annuler' }).click();
		await axe(page, 'the list');
		await page.keyboard.press('Escape');
		await daemon.up();
		await page.waitForFunction(() => !document.querySelector('.line-pending'));
		await page.waitForFunction(() => !document.querySelector('glane-x-intake-weigh').host.jobs().length);
		const left = (await since(daemon, first)).filter((l) => !l.undone).map((l) => l.gross);
		assert.deepEqual(left.sort(), [2100, 2300]);
	});

	test('a clock that is wrong by a year: the times are right all the same', async () => {
		await kiosk(daemon, {
			prepare: (wrong) => {
				const real = Date.now;
				Date.now = () => real() - wrong;
			}, arg: 365 * 86400000,
		});
		await daemon.kill();
		const begun = Date.now();
		await weigh('3,1', 'Mobilier');
		await page.reload();
		await deposit();
		await weigh('3,2', 'Textile');
		await dot('todo', '2 en attente').waitFor();
		const paused = Date.now();
		await daemon.up();
		await dot('ok').waitFor();
		for (const grams of [3100, 3200])
			assert.ok(happened(daemon, grams) > begun - 1000 && happened(daemon, grams) < paused + 1000, `${happened(daemon, grams)} ${begun} ${paused}`);
	});

	test('a clock that is put right while the daemon is away: also', async () => {
		await kiosk(daemon, {
			prepare: () => {
				const real = Date.now;
				window.wrong = 365 * 86400000;
				Date.now = () => real() - window.wrong;
			},
		});
		await daemon.kill();
		const begun = Date.now();
		await page.evaluate(() => { window.wrong = 0; });
		await weigh('3,3', 'Mobilier');
		await dot('todo').waitFor();
		const paused = Date.now();
		await daemon.up();
		await dot('ok').waitFor();
		assert.ok(happened(daemon, 3300) > begun - 1000 && happened(daemon, 3300) < paused + 1000);
	});

	test('no room in the browser: said once in amber; the dot does not say that it is kept', async () => {
		await kiosk(daemon, {
			prepare: () => {
				IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError'); };
			},
		});
		await strip('todo').filter({ hasText: 'ne peut rien garder' }).waitFor();
		const first = await records(daemon);
		await daemon.kill();
		await weigh('4,1', 'Mobilier');
		await dot('todo', 'pas encore enregistrée').waitFor();
		await daemon.up();
		await dot('ok').waitFor();
		assert.deepEqual((await since(daemon, first)).map((l) => l.gross), [4100]);
	});
});

about('what is kept of the page', () => {
	test('the page and its files, and what a start needs: nothing else', async () => {
		await kiosk(daemon);
		await weigh('5,1', 'Mobilier');
		await page.waitForFunction(() => !document.querySelector('.line-pending'));
		const [names, paths] = await page.evaluate(async () => {
			const all = await caches.keys();
			const kept = await (await caches.open(all[0])).keys();
			return [all, kept.map((r) => new URL(r.url).pathname)];
		});
		assert.equal(names.length, 1);
		assert.ok(paths.includes('/') && paths.some((p) => p.endsWith('/weigh.js')) && paths.some((p) => p.endsWith('/queue.js')));
		assert.deepEqual(paths.filter((p) => p !== '/' && !/^\/(p\/[a-z]+\/)?ui\/[0-9a-f]{16}\//.test(p)), []);
		const facts = await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('glane.kept.')).sort());
		assert.deepEqual(facts.filter((k) => !/(\/session|\/ui\/panels.json|\/ui\/text\/fr|\/p\/intake\/|\/p\/items\/usual)$/.test(k)), []);
		assert.deepEqual(complaints, []);
	});

	test('on an address that is not protected the screen says so where one looks', async () => {
		await kiosk(daemon, { worker: false, prepare: () => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }) });
		await page.locator('[data-k=display]').click();
		await page.locator('.sheet', { hasText: 'Sans https' }).waitFor();
	});

});

about('whose lines wait', () => {
	const person = (at, grams) => execFileSync('sqlite3', ['-readonly', join(at.dir, 'glane.db'),
		`SELECT p.name FROM intake_weighing w JOIN core_v1_record r ON r.seq = w.record JOIN core_person p ON p.id = r.person WHERE w.gross = ${grams}`], { encoding: 'utf8' }).trim();

	test('the daemon away, the page loaded anew: she goes on, and it is hers', async () => {
		const at = await centre();
		await kiosk(at);
		await signIn('Basile');
		await keeping();
		await at.kill();
		await weigh('6,1', 'Mobilier');
		await page.reload();
		await deposit();
		assert.match(await page.locator('.person-tile').innerText(), /Basile/);
		await weigh('6,2', 'Textile');
		await dot('todo', '2 en attente').waitFor();
		await at.up();
		await dot('ok').waitFor();
		assert.deepEqual([person(at, 6100), person(at, 6200)], ['Basile', 'Basile']);
		assert.deepEqual(complaints, []);
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
