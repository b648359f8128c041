// SPDX-License-Identifier: MPL-2.0
// Reports and quarterly returns: charts are there for all who look or listen, files come, a return goes its way without scripts.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, test, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const YEAR = new Date().getFullYear();
let daemon, browser, page;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	const { categories } = await daemon.get('/p/intake/');
	const furniture = categories.find((c) => c.name === 'mobilier').id;
	await daemon.post('/p/intake/weighings', { category: furniture, gross: 90000 });
	for (const [kind, gross, more] of [['sale', 21000, { price: 4500, payment: 'cash' }], ['gift', 8000], ['residual', 3000]])
		await daemon.post('/p/exits/out', { class: kind, category: furniture, gross, ...more });
	await until('what was weighed is added up', async () => (await daemon.get('/p/impact/report')).facts[0].value === 90000);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}

const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

about('reports', () => {
	for (const [what, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['telephone', { viewport: { width: 390, height: 844 } }]])
		test(`fit for all: ${what}`, async () => {
			await open(`/p/impact/report?period=${YEAR}`, options);
			await axe(page, 'report');
			assert.ok(await fits(), 'the report scrolls sideways');
			await page.goto(`${daemon.url}/p/impact/return?stream=EA&quarter=${YEAR}-T1`);
			await axe(page, 'return');
			assert.ok(await fits(), 'the return scrolls sideways');
			for (const path of ['returns', 'classes', `year?year=${YEAR}`]) {
				await page.goto(`${daemon.url}/p/impact/${path}`);
				await axe(page, path);
				assert.ok(await fits(), `${path} scrolls sideways`);
			}
		});

	test('a chart has its words, its patterns and its table', async () => {
		await open(`/p/impact/report?period=${YEAR}`, { javaScriptEnabled: false });
		const bars = page.getByRole('img', { name: 'Mois par mois' });
		assert.match(await bars.locator('desc').textContent(), /12 mois/);
		const sale = bars.locator('rect.sale').last(), gift = bars.locator('rect.gift').last();
		assert.notEqual(await sale.getAttribute('fill'), await gift.getAttribute('fill'));
		assert.ok((await sale.boundingBox()).height > (await gift.boundingBox()).height);
		await page.getByRole('region', { name: 'Mois par mois' }).getByRole('row', { name: /^Total/ }).waitFor();
		for (const file of ['PDF', 'Excel (XLSX)', 'CSV', 'JSON']) {
			const answer = await page.request.get(await page.getByRole('link', { name: file }).evaluate((link) => link.href));
			assert.equal(answer.status(), 200, file);
			assert.match(answer.headers()['content-disposition'], new RegExp(`filename="?glane-${YEAR}\\.(pdf|xlsx|csv|json)`));
		}
	});

	test('without scripts: a return is kept, sent, accepted', async () => {
		await open('/p/impact/returns', { javaScriptEnabled: false });
		const quarter = `${YEAR - 1}-T4`; // over, whatever the day
		await page.goto(`${daemon.url}/p/impact/return?stream=EA&quarter=${quarter}`);
		await page.getByRole('button', { name: 'Garder en brouillon' }).click();
		await page.getByText('Brouillon').first().waitFor();
		await page.getByRole('button', { name: 'Je l’ai envoyée' }).click();
		await page.getByText('Envoyée').first().waitFor();
		await page.getByRole('button', { name: 'Acceptée' }).click();
		await page.getByText('Acceptée').first().waitFor();
		assert.equal(await page.getByRole('button', { name: 'Je l’ai envoyée' }).count(), 0);
		await page.goto(`${daemon.url}/p/impact/return?stream=EA&quarter=2999-T4`);
		await page.getByRole('button', { name: 'Je l’ai envoyée' }).click();
		await page.getByText('Le trimestre n’est pas terminé').waitFor();
	});
});
