// SPDX-License-Identifier: MPL-2.0
// The manager's page without scripts, its lists, what happens today as it happens; a period is closed.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, test, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, furniture;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	const { categories } = await daemon.get('/p/intake/');
	furniture = categories.find((c) => c.name === 'mobilier').id;
	await daemon.post('/p/intake/weighings', { category: furniture, gross: 80000 });
	await daemon.post('/p/exits/out', { class: 'sale', category: furniture, gross: 30000, price: 1500, payment: 'cash' });
	await daemon.post('/p/exits/out', { class: 'residual', category: furniture, gross: 10000 });
	await until('the roll-up has seen it', async () => (await daemon.get('/p/impact/today')).exits === 40000);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}

about('balance', () => {
	test('without scripts: four numbers, each opens what it is made of', async () => {
		await open('/p/impact/', { javaScriptEnabled: false });
		const numbers = await page.locator('.numbers li').allInnerTexts();
		assert.equal(numbers.length, 4);
		assert.match(numbers[0], /80\skg/);
		assert.match(numbers[1], /75,0\s%/);
		assert.match(numbers[3], /25,0\s%/);
		await page.locator('.numbers').getByRole('link', { name: 'Réemploi' }).click();
		await page.getByRole('heading', { name: 'Réemploi' }).waitFor();
		assert.equal(await page.locator('tbody tr').count(), 1);
		assert.match(await page.locator('tbody tr').innerText(), /mobilier[\s\S]*vente[\s\S]*30\skg/);
		await page.getByRole('link', { name: 'Retour au bilan' }).click();
		await page.getByText('Choisir une période ou un lieu').click();
		await page.getByLabel('Période', { exact: true }).fill('2026-13');
		await page.getByRole('button', { name: 'Afficher' }).click();
		await page.getByText('n’existe pas dans le calendrier').first().waitFor();
	});

	test('today is told while it happens', async () => {
		await open('/p/impact/');
		await page.locator('#today', { hasText: '80 kg entrés' }).waitFor();
		await daemon.post('/p/intake/weighings', { category: furniture, gross: 1500 });
		await page.locator('#today', { hasText: '81,5 kg entrés' }).waitFor();
	});

	test('a month is closed, and the closing is taken back', async () => {
		await open('/p/impact/locks', { javaScriptEnabled: false });
		await page.getByLabel('Clôturer').fill('2999');
		await page.getByRole('button', { name: 'Clôturer la période' }).click();
		await page.locator('.fault', { hasText: 'pas finie' }).waitFor();
		await page.getByLabel('Clôturer').fill('2024-T1');
		await page.getByRole('button', { name: 'Clôturer la période' }).click();
		await page.getByRole('link', { name: '1er trimestre 2024' }).waitFor();
		await page.getByRole('button', { name: 'Annuler la clôture' }).click();
		await page.getByText('Aucune période n’est clôturée').waitFor();
	});

	for (const colorScheme of ['light', 'dark'])
		test(`each page is fit for all and fits a telephone, ${colorScheme}`, async () => {
			await open('/p/impact/', { viewport: { width: 390, height: 844 }, colorScheme });
			for (const path of ['', 'movements?figure=entries', 'co2', 'streams', 'screens', 'locks', 'report']) {
				await page.goto(`${daemon.url}/p/impact/${path}`);
				await axe(page, path || 'dashboard');
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`);
			}
		});
});
