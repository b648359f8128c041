// SPDX-License-Identifier: MPL-2.0
// The daemon goes away and comes back: a bag goes on, the page loads without it, too much waits, another version, a wrong clock.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { about, axe, launch, misfits, scan, signIn as signInAs, test, touch, toWeighing, type, until, visitor } from './browser.mjs';
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
	if (!daemon.running)
		await daemon.up();
});

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
async function kiosk(at, { worker = true, ...options } = {}) {
	({ context, page, complaints } = await visitor(browser, { ...options, serviceWorkers: worker ? 'allow' : 'block' }));
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
const deposit = () => toWeighing(page);
async function signIn(name) {
	await signInAs(page, name, PEOPLE[name][1]);
	await deposit();
}
const pad = (weight) => type(page, weight);
async function weigh(weight, category) {
	await pad(weight);
	await touch(page, category);
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
		await rows.nth(2).waitFor(); // the list is loaded when it is asked for
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

	test('an object that is labelled meanwhile has its weighing and its label afterwards; one with a blank label has that', async () => {
		const { codes: [blank] } = await daemon.post('/p/items/blanks', { n: 1 });
		await kiosk(daemon);
		await page.locator('.bottom .back').click();
		await page.locator('[data-k="glane-x-items-label"]').click();
		await page.locator('.day-bar .day').waitFor();
		const first = await records(daemon);
		const label = async (weight) => {
			await weigh(weight, 'Mobilier');
			await page.locator('.label-beside').waitFor();
			await touch(page, 'Banc');
		};
		await daemon.kill();
		await label('7,1');
		await scan(page, `HTTPS://${daemon.address}/O/${blank}`.toUpperCase());
		await page.locator('.label-bar', { hasText: blank.slice(-4) }).waitFor();
		await label('7,2');
		await dot('todo', '2 en attente').waitFor();
		await daemon.up();
		await dot('ok').waitFor();
		const lines = (await since(daemon, first)).reverse();
		const { items } = await daemon.get('/p/items/day');
		const [printed, stuck] = [7100, 7200].map((grams) => items.find((item) => item.grams === grams));
		assert.deepEqual([printed.source, stuck.source], lines.map((line) => line.record));
		assert.equal(stuck.code, blank);
		const { jobs } = await daemon.get('/p/labels/jobs');
		assert.deepEqual([printed, stuck].map(({ code }) => jobs.some((job) => job.code === code)), [true, false]);
		await page.locator('.tag-short', { hasText: stuck.short }).waitFor();
		assert.deepEqual(complaints, []);
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

about('too much waits', () => {
	test('200 lines: a full stop says what to do, nothing more is taken, and it goes when the daemon is back', async () => {
		await kiosk(daemon);
		const first = await records(daemon);
		await daemon.kill();
		await weigh('1,7', 'Mobilier');
		await dot('todo').waitFor();
		const fault = await page.evaluate(() => {
			const { host } = document.querySelector('glane-x-intake-weigh');
			const [{ show }] = host.jobs();
			for (let i = 0; i < 200; i++) {
				try {
					host.send({ what: `${i}`, show, steps: [{ path: '/p/intake/weighings', body: { category: show.category.id, gross: 500 + i, manual: true } }] });
				} catch (error) {
					return [i, error.message];
				}
			}
			return null;
		});
		assert.equal(fault[0], 199);
		await page.locator('.queue-stop', { hasText: '200 lignes attendent' }).waitFor();
		assert.match(await page.locator('.queue-stop').innerText(), /papier/);
		assert.ok((await page.locator('.queue-stop').innerText()).includes(fault[1]));
		await axe(page, 'the stop');
		await page.keyboard.press('Escape');
		assert.equal(await page.locator('.queue-stop').isVisible(), true);
		await daemon.up();
		await page.locator('[data-k=stop-retry]').click({ timeout: 2000 }).catch(() => {}); // it may be gone by itself
		await page.locator('.queue-stop').waitFor({ state: 'detached' });
		await page.waitForFunction(() => !document.querySelector('glane-x-intake-weigh').host.jobs().length);
		const grams = (await since(daemon, first)).map((l) => l.gross);
		assert.equal(grams.length, 200);
		assert.equal(new Set(grams).size, 200);
	});

	test('eight hours: the same stop, also when nobody touches anything', async () => {
		await kiosk(daemon);
		const first = await records(daemon);
		await page.clock.install();
		await daemon.kill();
		await weigh('1,8', 'Mobilier');
		await dot('todo').waitFor();
		await page.clock.fastForward('07:58:00');
		await page.clock.runFor(61000);
		assert.equal(await page.locator('.queue-stop').count(), 0);
		await page.clock.fastForward('02:00');
		await page.clock.runFor(61000);
		await page.locator('.queue-stop', { hasText: '1 ligne attend' }).waitFor();
		await daemon.up();
		await until('it goes by itself', async () => {
			await page.clock.runFor(30000);
			return await page.locator('.queue-stop').count() === 0;
		});
		await until('the line is there', async () => (await since(daemon, first)).length === 1);
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

	test('another version: said, not loaded by itself; what was typed is there afterwards, and the old files are gone', async () => {
		await kiosk(daemon);
		const was = await page.evaluate(() => document.body.dataset.version);
		await pad('7,25');
		await page.locator('.tares .chip').nth(1).click();
		const container = await page.locator('.tares .chip').nth(1).innerText();
		await daemon.run(['plugin', 'disable', 'items']);
		await daemon.down();
		await daemon.up();
		try {
			await strip('todo').filter({ hasText: 'nouvelle version' }).waitFor();
			assert.equal(await page.evaluate(() => document.body.dataset.version), was);
			await page.locator('.bottom').getByRole('button', { name: 'Recharger' }).click();
			await page.waitForFunction((old) => document.body?.dataset.version && document.body.dataset.version !== old, was);
			await page.locator('.scale-digits', { hasText: '7,25' }).waitFor();
			assert.equal(await page.locator('.tares .chip[aria-pressed=true]').innerText(), container);
			const now = await page.evaluate(() => document.body.dataset.version);
			await until('only its own files are kept', async () => (await page.evaluate(() => caches.keys())).join() === `glane-${now}`);
			await daemon.kill();
			await page.reload();
			await page.locator('.scale-digits', { hasText: '7,25' }).waitFor();
			assert.equal(await page.evaluate(() => document.body.dataset.version), now);
		} finally {
			if (!daemon.running)
				await daemon.up();
			await daemon.run(['plugin', 'enable', 'items']);
			await daemon.down();
			await daemon.up();
		}
	});
});

about('whose lines wait', () => {
	const person = (at, grams) => execFileSync('sqlite3', ['-readonly', join(at.dir, 'glane.db'),
		`SELECT p.name FROM intake_weighing w JOIN core_v1_record r ON r.seq = w.record JOIN core_person p ON p.id = r.person WHERE w.gross = ${grams}`], { encoding: 'utf8' }).trim();
	const lost = () => page.route('**/p/intake/weighings', (route) => route.abort());

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

	test('nobody leaves, and no other badge is taken, while lines wait', async () => {
		const at = await centre();
		await kiosk(at);
		await signIn('Basile');
		await lost();
		await weigh('6,3', 'Mobilier');
		await dot('todo').waitFor();
		await page.locator('.person-tile').click();
		await page.locator('.sheet').getByRole('button', { name: 'J’ai fini' }).click();
		await strip('todo').filter({ hasText: 'attendent encore' }).waitFor();
		await page.evaluate(() => {
			const text = `HTTPS://${location.host}/B/00000000000000000000000000\n`.toUpperCase();
			for (const key of text)
				document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: key === '\n' ? 'Enter' : key, bubbles: true, cancelable: true }));
		});
		assert.match(await page.locator('.person-tile').innerText(), /Basile/);
		await page.locator('.queue').click();
		await page.unroute('**/p/intake/weighings');
		await page.locator('[data-k=queue-retry]').click();
		await until('it is sent', () => person(at, 6300));
		assert.equal(person(at, 6300), 'Basile');
	});

	test('the session ends in the middle: the lines wait for her; another person is told whose they are and does not send them', async () => {
		const at = await centre();
		await kiosk(at);
		await signIn('Basile');
		await lost();
		await weigh('6,4', 'Mobilier');
		await weigh('6,5', 'Textile');
		await dot('todo', '2 en attente').waitFor();
		await page.request.post(`${at.url}/sign-out`, { data: {}, headers: { Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID() } });
		await page.unroute('**/p/intake/weighings');
		await page.locator('dialog.who').waitFor();
		await page.locator('[data-k=back]').click().catch(() => {});
		await signIn('Chloé');
		await dot('todo', '2 lignes de Basile attendent').waitFor();
		await weigh('6,6', 'Jouets');
		await page.waitForFunction(() => !document.querySelector('.line-pending'));
		assert.deepEqual([person(at, 6600), person(at, 6400)], ['Chloé', '']);
		await page.locator('.person-tile').click();
		await page.locator('.sheet').getByRole('button', { name: 'Changer de personne' }).click();
		await signIn('Basile');
		await until('they are sent', () => person(at, 6400) && person(at, 6500));
		assert.deepEqual([person(at, 6400), person(at, 6500)], ['Basile', 'Basile']);
	});

	test('who has left is not back when the daemon is away', async () => {
		const at = await centre();
		await kiosk(at);
		await signIn('Basile');
		await keeping();
		await page.locator('.person-tile').click();
		await page.locator('.sheet').getByRole('button', { name: 'J’ai fini' }).click();
		await page.locator('dialog.who').waitFor();
		await at.kill();
		await page.reload();
		await page.locator('[role=alert], dialog.who .strip[data-kind=off]').filter({ hasText: 'ne répond pas' }).first().waitFor();
		assert.equal(await page.locator('.person-tile').count(), 0);
		await at.up();
		await page.locator('.person').first().waitFor();
	});
});
