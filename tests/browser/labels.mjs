// SPDX-License-Identifier: MPL-2.0
// What became of a label, on the line of its object; the scale for exercise and the cards, without a script.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, launch, leave, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, complaints, category;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	({ categories: [{ id: category }] } = await daemon.get('/p/intake/'));
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

const item = (more) => daemon.post('/p/items/items', { category, grams: 500, ...more });
const jobOf = async (code) => (await daemon.get('/p/labels/jobs')).jobs.find((job) => job.code === code);
const setting = (key, value) => daemon.run(['setting', 'set', key, value]);

async function open(path, options = {}) {
	({ page, complaints } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}

// The element for each of these codes, on a page without scripts of its own, with the kiosk's own kit and stream.
async function states(...codes) {
	await open('/sign-in');
	await page.evaluate(async (wanted) => {
		const { base, panels } = await (await fetch('/ui/panels.json', { headers: { Accept: 'application/json' } })).json();
		const kit = await import(`${base}kit.js`);
		const { live } = await import(`${base}after.js`);
		await kit.loadWords('fr', base, true);
		await import(panels.find((panel) => panel.tag === 'glane-x-labels-state').module);
		const stream = live(() => {});
		Object.assign(window, { asked: 0, said: [], listeners: [], stream });
		addEventListener('unhandledrejection', (event) => { // as glane.js does
			event.preventDefault();
			window.said.push(event.reason.message);
		});
		for (const code of wanted) {
			const el = document.createElement('glane-x-labels-state');
			el.id = code;
			el.host = {
				...kit, context: { code }, t: (key, args) => kit.translate('labels', key, args),
				fetch(path, options) {
					window.asked += path === '/p/labels/jobs';
					return kit.call(path, options);
				},
				on(event, fn) {
					window.listeners.push(fn);
					return stream.on(event.replace('live:', ''), fn);
				},
			};
			document.querySelector('main').append(el);
		}
	}, codes);
}
const state = (code) => page.locator(`[id="${code}"]`);
const says = (code, words) => state(code).locator('[role=status]', { hasText: words }).waitFor();

about('a label', () => {
	test('who listens later than others to the same is told to ask, too', async () => {
		const { code } = await item();
		await states(code);
		await daemon.post('/p/labels/print', { code });
		await says(code, 'imprimée ✓'); // the stream is open
		assert.equal(await page.evaluate(() => new Promise((done) => { window.stream.on('labels.job', done); })), null);
	});

	test('its state comes by itself; one list and one stream serve all lines', async () => {
		const [a, b] = [await item(), await item()];
		await states(a.code, b.code);
		await state(a.code).getByRole('button', { name: 'Réimprimer' }).waitFor();
		await daemon.post('/p/labels/print', { code: a.code });
		await says(a.code, 'imprimée ✓');
		assert.equal(await state(b.code).locator('[role=status]').count(), 0);
		assert.equal(await page.evaluate(() => window.listeners.length), 1);
		assert.equal(await page.evaluate(() => window.asked), 1);
		assert.deepEqual(complaints, []);
	});

	test('its key prints another copy, and a touch that is repeated at once prints one', async () => {
		const { code } = await item();
		await daemon.post('/p/labels/print', { code });
		await states(code);
		await says(code, 'imprimée ✓');
		await state(code).getByRole('button').evaluate((key) => {
			key.click();
			key.click();
		});
		for (let job; job?.copy !== 2 || job.state !== 'confirmed';)
			job = await jobOf(code);
		await says(code, 'imprimée ✓');
		assert.equal((await jobOf(code)).copy, 2);
	});

	test('one that failed says so, and is tried again', async () => {
		const { code } = await item();
		const folder = join(daemon.dir, 'labels');
		await rm(folder, { recursive: true, force: true });
		await writeFile(folder, '');
		await states(code);
		await state(code).getByRole('button').click();
		await says(code, 'Cet ordinateur ne peut pas');
		await rm(folder);
		await state(code).getByRole('button', { name: 'réessayer' }).click();
		await says(code, 'imprimée ✓');
		assert.equal((await jobOf(code)).copy, 1);
	});

	test('a full disk has words of its own, a place in the line its number, and what is unknown asks', async () => {
		const [a, b] = [await item(), await item()];
		await states(a.code, b.code);
		await page.waitForFunction(() => window.listeners.length);
		await page.evaluate(([one, other]) => {
			const tell = (job) => window.listeners[0]({ copy: 1, fault: '', ...job });
			tell({ job: 1e6, code: one, state: 'sending' });
			tell({ job: 1e6 + 1, code: other, state: 'queued' });
		}, [a.code, b.code]);
		await says(b.code, 'en file 2');
		await page.evaluate(([one, other]) => {
			const tell = (job) => window.listeners[0]({ copy: 1, fault: '', ...job });
			tell({ job: 1e6, code: one, state: 'queued', fault: 'full', words: 'plus de place' });
			tell({ job: 1e6 + 1, code: other, state: 'unknown' });
		}, [a.code, b.code]);
		await says(a.code, 'plus de place');
		await says(b.code, 'Cette étiquette est-elle sortie ?');
		await state(b.code).getByRole('button', { name: 'Voir' }).click(); // with its picture: printers.mjs
		await page.locator('dialog.sheet .printing').waitFor();
	});

	test('its script stays small', async () => {
		const { panels } = await daemon.get('/ui/panels.json');
		const script = await (await fetch(daemon.url + panels.find((panel) => panel.tag === 'glane-x-labels-state').module)).text();
		assert.ok(gzipSync(script, { level: 9 }).length <= 1.3 * 1024);
	});
});

about('the scale for exercise', () => {
	test('a page without a script puts things on it', async () => {
		await open('/p/scale/', { javaScriptEnabled: false });
		await page.getByText('n’est pas en service').waitFor();
		await setting('scale.simulated', '1');
		await page.reload();
		await page.getByRole('button', { name: 'Grille-pain' }).click();
		await page.locator('.price', { hasText: '1,84' }).waitFor();
		for (let scale; scale?.grams !== 1840 || !scale.stable;)
			({ scales: [scale] } = await daemon.get('/p/scale/state'));
		await page.getByRole('textbox').fill('12,5');
		await page.getByRole('button', { name: 'Poser', exact: true }).click();
		await page.locator('.price', { hasText: '12,5' }).waitFor();
		await page.getByRole('button', { name: 'Débrancher' }).click();
		await page.locator('.price', { hasText: 'Débranchée' }).waitFor();
		assert.deepEqual((await daemon.get('/p/scale/state')).scales.map((scale) => [scale.grams, scale.state]), [[null, 'off']]);
		await page.getByRole('button', { name: 'Tout va bien' }).click();
		await page.locator('.price', { hasText: '12,5' }).waitFor();
	});
});

about('pages', () => {
	test('axe finds nothing on them', async () => {
		await setting('scale.simulated', '1');
		const { code } = await item({ title: 'Lampe' });
		await daemon.post('/p/labels/print', { code });
		for (const path of ['/p/scale/', '/p/labels/', '/p/labels/cards', '/A/XN0000000005S']) {
			await open(path);
			await axe(page, path);
			await leave();
		}
	});
});
