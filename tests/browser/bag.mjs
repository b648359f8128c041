// SPDX-License-Identifier: MPL-2.0
// A bag of six objects, from who one is to who is next: with a badge and thirteen touches, and with keys alone.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, launch, office, press, scan, test, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const TOUCHES = 13; // home, then two for each of six objects
const PIN = '1234';
const BAG = [['Mobilier', 'Banc', 9100], ['Vaisselle', 'Vaisselle en vrac', 420], ['Petit électro', 'Petit électroménager en vrac', 1250], ['Jouets', 'Jouets en vrac', 160],
	['Textile', 'Textile en vrac', 200], ['Chaussures', 'Chaussures en vrac', 700]];

let daemon, browser, context, page, complaints, boss, badge, device;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start({ open: false }), launch()]);
	await daemon.found('Amina', '4711');
	const id = await daemon.addPerson('Basile', 'volunteer', PIN, 'bear');
	await daemon.run(['setting', 'set', 'scale.simulated', '1']);
	boss = await office(browser, daemon);
	({ badge } = await boss.post('/manage/people/badge', { id }));
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// The screen of the reception, with nobody there.
async function open() {
	({ context, page, complaints } = await visitor(browser, { prepare: () => {
		window.touches = 0;
		addEventListener('pointerdown', () => window.touches++, true);
	} }));
	if (!device) {
		await daemon.enrol(page, 'Accueil', 'intake');
		device = (await context.cookies()).filter((c) => c.name === 'glane_device');
	}
	await context.addCookies(device);
	await put(0);
	await page.goto(daemon.url);
	await page.locator('.person').first().waitFor();
	await page.locator('html[data-ready]').waitFor();
}
const put = (grams) => boss.post('/p/scale/simulate', { grams, stable: true, state: 'ok' });
async function weighed(grams) {
	await put(0);
	await page.locator('.scale[data-state=empty]').waitFor();
	await put(grams);
	await page.locator('.scale[data-state=ready]').waitFor();
}
const items = async () => (await boss.get('/p/items/day')).items;
const tile = (name) => page.locator('.tile', { hasText: name }).first();
// Its objects, oldest first, are those of the bag, each with its weighing; the labels of all are under way.
async function labelled(before) {
	const made = await until('six objects', async () => {
		const fresh = (await items()).filter(({ code }) => !before.includes(code));
		return fresh.length >= BAG.length && fresh.reverse();
	});
	assert.deepEqual(made.map((item) => item.grams), BAG.map(([, , grams]) => grams));
	assert.ok(made.every((item) => item.source && item.condition === 1));
	const { lines } = await boss.get('/p/intake/day');
	assert.deepEqual(lines.slice(0, BAG.length).map((line) => line.record).reverse(), made.map((item) => item.source));
	await until('their labels are under way', async () => {
		const { jobs } = await boss.get('/p/labels/jobs');
		return made.every(({ code }) => jobs.some((job) => job.code === code));
	});
	return made;
}

about('a bag of six objects', () => {
	test(`a badge and ${TOUCHES} touches: six mixed objects are weighed and labelled`, async (t) => {
		await open();
		const before = (await items()).map(({ code }) => code), begun = performance.now();
		await scan(page, badge);
		await page.locator('dialog.who').waitFor({ state: 'detached' });
		assert.match(await page.locator('.person-tile').innerText(), /Basile/);
		await press(page.locator('[data-k="glane-x-items-label"]'));
		for (const [above, kind, grams] of BAG) {
			await weighed(grams);
			await press(tile(above));
			await page.locator('.label-beside').waitFor();
			await press(tile(kind));
		}
		const made = await labelled(before);
		const touches = await page.evaluate(() => window.touches);
		t.diagnostic(`${touches} touches, ${((performance.now() - begun) / 1000).toFixed(1)} s of machine time`);
		assert.ok(touches <= TOUCHES, `${touches}`);
		await page.locator('.tag-short', { hasText: made.at(-1).short }).waitFor();
		assert.deepEqual(complaints, []);
	});

	test('keys alone: in, six objects, the last one taken back, out', async () => {
		await open();
		const before = (await items()).map(({ code }) => code);
		const focus = () => page.evaluate(() => ({
			text: document.activeElement.innerText.replace(/\u00ad/g, ''), seen: document.activeElement.matches(':focus-visible'),
		}));
		// Goes on with one key until the focus, which can be seen, is there.
		const reach = async (key, where) => {
			for (let turns = 0; turns < 60; turns++) {
				if (await page.evaluate((selector) => document.activeElement.matches(selector), where))
					return assert.equal((await focus()).seen, true, where);
				await page.keyboard.press(key);
			}
			return assert.fail(`no way to ${where}`);
		};
		// Along the tiles, to the end and back.
		const along = async (name) => {
			for (let turns = 0; turns < 80; turns++) {
				const { text, seen } = await focus();
				if (text.startsWith(name))
					return assert.equal(seen, true, name);
				await page.keyboard.press(turns < 40 ? 'ArrowRight' : 'ArrowLeft');
			}
			return assert.fail(`no way to ${name}`);
		};
		await page.keyboard.press('b');
		await along('Basile');
		await page.keyboard.press('Enter');
		await page.locator('.pin-pad').waitFor();
		await page.keyboard.type(PIN);
		await page.keyboard.press('Enter');
		await page.locator('dialog.who').waitFor({ state: 'detached' });
		await page.locator('.home-tile').first().waitFor();
		await reach('Tab', '[data-k="glane-x-items-label"]');
		await page.keyboard.press('Enter');
		for (const [above, kind, grams] of BAG) {
			await weighed(grams);
			await page.evaluate(() => document.activeElement.matches('.tile') || document.activeElement.blur());
			if (!/tile/.test(await page.evaluate(() => document.activeElement.className)))
				await page.keyboard.press('Enter'); // to the first tile
			await along(above);
			await page.keyboard.press('Enter');
			await page.locator('.label-beside').waitFor();
			await along(kind);
			await page.keyboard.press('Enter');
			await page.locator('.label-beside').waitFor({ state: 'detached' });
		}
		const made = await labelled(before);
		await reach('Tab', '.bottom .undo');
		await page.keyboard.press('Enter');
		const left = async () => (await items()).map(({ code }) => code).filter((code) => made.some((item) => item.code === code)).reverse();
		await until('the last one is taken back', async () => (await left()).length < BAG.length);
		assert.deepEqual(await left(), made.slice(0, -1).map(({ code }) => code));
		await reach('Shift+Tab', '.person-tile');
		await page.keyboard.press('Enter');
		await page.locator('.sheet').waitFor();
		await reach('Tab', '[data-k=finished]');
		await page.keyboard.press('Enter');
		await page.locator('dialog.who .person').first().waitFor();
		assert.equal(await page.evaluate(() => window.touches), 0);
		assert.deepEqual(complaints, []);
	});
});
