// SPDX-License-Identifier: MPL-2.0
// The screen of exits: where, who, the weight and a touch; objects that are scanned; what is out already. And its pages.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, leave, misfits, press, SIZES, test, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, complaints, kettle, furniture;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	await daemon.post('/manage/settings', { key: 'scale.simulated', value: '1' });
	await daemon.post('/p/exits/outlet', { name: 'Le Relais', class: 'recycle', active: true });
	await daemon.post('/p/exits/outlet', { name: 'Emmaüs', class: 'partner', active: true, from: '2025-01-01' });
	const { groups } = await daemon.get('/p/items/new');
	const { categories } = await daemon.get('/p/intake/');
	furniture = categories.find((c) => c.name === 'mobilier').id;
	for (const { id } of categories)
		await daemon.post('/p/intake/weighings', { category: id, gross: 90000 });
	kettle = groups.flatMap((g) => g.types).find((type) => type.name === 'bouilloire').id;
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(options = {}) {
	({ page, complaints } = await visitor(browser, { ...options, prepare: () => {
		window.touches = 0;
		addEventListener('pointerdown', () => window.touches++, true);
	} }));
	if (options.javaScriptEnabled === false)
		return;
	await page.goto(daemon.url);
	await press(page.locator('[data-k="glane-x-exits-out"]'));
	await page.locator('.exits-tiles .key').first().waitFor();
	await page.locator('[data-k=queue]').waitFor({ state: 'attached' }); // scans are listened to
}

const put = (grams) => daemon.post('/p/scale/simulate', { grams, stable: true, state: 'ok' });
const choose = (name) => press(page.locator(`.exits-ask [data-k="${name}"]`));
const day = () => daemon.get('/p/exits/day');
const said = (text) => page.locator('.bottom', { hasText: text }).waitFor();
const item = async (more = {}) => (await daemon.post('/p/items/items', { category: kettle, grams: 1250, title: 'Seb', price: 450, ...more })).code;
const scan = (code) => page.evaluate((text) => {
	for (const key of [...`HTTPS://${location.host}/O/${text}`.toUpperCase(), 'Enter'])
		document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code: '', bubbles: true, cancelable: true }));
}, code);
async function weighed(grams) {
	await put(0);
	await page.locator('.scale[data-state=empty]').waitFor();
	await put(grams);
	await page.locator('.scale[data-state=ready]').waitFor();
}

about('in bulk', () => {
	test('four touches and a weight: home, where, who, the category', async () => {
		await open();
		await choose('gift');
		await press(page.locator('.exits-ask .key', { hasText: 'bénévole' }));
		await page.locator('.day-bar .day').waitFor();
		await weighed(12400);
		await press(page.locator('.tile', { hasText: 'Mobilier' }).first());
		await said('Enregistré : mobilier 12,4');
		assert.equal(await page.evaluate(() => window.touches), 4);
		const [line] = (await day()).lines;
		assert.equal(line.way, 'Don, bénévole');
		assert.equal(line.net, 12400);
		assert.equal(line.measured, 1);
		await page.locator('.lines .line-what', { hasText: 'Don, bénévole' }).waitFor();
		assert.deepEqual(complaints, []);
	});

	test('who alone takes it is not asked about; the container is taken off; the key of the bar takes it back', async () => {
		await open();
		await choose('recycle');
		await page.locator('.exits-bar', { hasText: 'Recyclage, Le Relais' }).waitFor();
		await page.locator('.day-bar .day').waitFor();
		await press(page.locator('.tares .chip', { hasText: 'Bac gris' }));
		await weighed(12500);
		await press(page.locator('.tile', { hasText: 'Literie' }).first());
		await said('Enregistré : literie 9,5');
		const [line] = (await day()).lines;
		assert.deepEqual([line.gross, line.tare, line.net, line.outlet.name], [12500, 3000, 9500, 'Le Relais']);
		await press(page.locator('.bottom .undo'));
		await until('it is taken back', async () => (await day()).lines[0].undone);
		await press(page.locator('[data-k=way]'));
		await page.locator('[data-k=residual]').waitFor();
		assert.deepEqual(complaints, []);
	});

	test('what is thrown away at the door is residual, and never was in stock', async () => {
		await open();
		await choose('residual');
		await page.locator('.day-bar .day').waitFor();
		await press(page.locator('[data-k=arrived]'));
		await weighed(5000);
		await press(page.locator('.tile', { hasText: 'Mobilier' }).first());
		await said('Enregistré');
		const [line] = (await day()).lines;
		assert.deepEqual([line.class.id, line.ultime, line.account], ['residual', true, 'source:drop_off']); // it never was in stock
	});
});

about('an object', () => {
	test('scanned and paid: three touches', async () => {
		await open();
		const code = await item();
		await scan(code);
		await page.locator('.exits-ask h2', { hasText: 'Seb' }).waitFor();
		await choose('sale');
		await page.locator('.exits-price', { hasText: '4,50' }).waitFor();
		await choose('pay-cash');
		await said('Seb : Vente');
		const [line] = (await day()).lines;
		assert.deepEqual([line.kind, line.price, line.net, line.item_code], ['sale', 450, 1250, code]);
		assert.equal(await page.evaluate(() => window.touches), 3);
		await press(page.locator('.bottom .undo'));
		await said('Annulé : Seb, Vente');
		assert.equal((await daemon.get(`/p/exits/item?code=${code}`)).in_stock, true);
		assert.deepEqual(complaints, []);
	});

	test('with a destination chosen each scan is an exit, and who sold it already is told, with the way back', async () => {
		await open();
		const [one, two] = [await item(), await item({ title: 'Bosch' })];
		await choose('recycle');
		await page.locator('.day-bar .day').waitFor();
		await scan(one);
		await said('Seb : Recyclage, Le Relais');
		await scan(two);
		await said('Bosch : Recyclage, Le Relais');
		await scan(one);
		await page.locator('.strip[data-kind=error]', { hasText: 'parti au recyclage' }).waitFor();
		await choose('reverse');
		await said('Repris : Seb est de nouveau en stock.');
		assert.equal((await daemon.get(`/p/exits/item?code=${one}`)).in_stock, true);
		assert.equal((await daemon.get(`/p/exits/item?code=${two}`)).in_stock, false);
		assert.deepEqual(complaints, []);
	});

	test('sold already and here: a manager sells it all the same', async () => {
		await open();
		const code = await item();
		await daemon.post('/p/exits/item', { code, class: 'sale', payment: 'cash' });
		await scan(code);
		await page.locator('.strip[data-kind=error]', { hasText: 'vendu' }).waitFor();
		const fits = await misfits(page, 'glane-x-exits-out');
		assert.deepEqual([fits.small, fits.outside], [[], []]);
		await choose('again');
		await page.locator('.exits-price', { hasText: '4,50' }).waitFor();
		await choose('pay-card');
		await said('Seb : Vente');
		const { lines } = await day();
		assert.deepEqual(lines.slice(0, 2).map(({ price, item_code: its, undone }) => [price, its, undone]), [[450, code, false], [450, code, false]]);
		assert.deepEqual(complaints, []);
	});

	test('a part of a lot, at a price that was typed', async () => {
		await open();
		const code = await item({ pieces: 6, price: 600 });
		await choose('sale');
		await page.locator('[data-k=bulk-sale]').waitFor();
		await scan(code);
		await page.locator('.exits-price', { hasText: '6' }).waitFor();
		await choose('n2');
		await page.locator('.exits-price', { hasText: '2,00' }).waitFor();
		await choose('price');
		await page.locator('dialog input').fill('1,50');
		await press(page.locator('dialog .key-main'));
		await page.locator('.exits-price', { hasText: '1,50' }).waitFor();
		await choose('pay-card');
		await said('Seb : Vente');
		const [line] = (await day()).lines;
		assert.deepEqual([line.price, line.pieces], [150, 2]);
		assert.equal((await daemon.get(`/p/exits/item?code=${code}`)).pieces, 4);
	});
});

about('a stock-take', () => {
	test('scanned, looked at, confirmed; the key of the bar takes it back', async () => {
		const [here, gone] = [await item({ title: 'Ici' }), await item({ title: 'Parti' })];
		await open();
		await press(page.locator('.back'));
		await press(page.locator('[data-k="glane-x-exits-count"]'));
		await choose('place-shop');
		await page.locator('[data-k=seen]', { hasText: '0 vu' }).waitFor();
		await page.locator('.exits-list li', { hasText: 'Parti' }).waitFor();
		await scan(here);
		await said('Ici : il est là');
		await page.locator('[data-k=seen]', { hasText: '1 vu' }).waitFor();
		assert.equal(await page.locator('.exits-list li', { hasText: 'Ici' }).count(), 0);
		await scan(here);
		await said('Ici : déjà compté');
		await axe(page, 'count');
		const fits = await misfits(page, 'glane-x-exits-count');
		assert.deepEqual(fits.small, []);
		await choose('confirm');
		await said('Inventaire validé');
		assert.equal((await daemon.get(`/p/exits/item?code=${gone}`)).lost, true);
		assert.equal((await daemon.get(`/p/exits/item?code=${here}`)).in_stock, true);
		await press(page.locator('.bottom .undo'));
		await said('Annulé : Inventaire');
		assert.equal((await daemon.get(`/p/exits/item?code=${gone}`)).in_stock, true);
		assert.deepEqual(complaints, []);
	});
});

about('a reload', () => {
	test('what was chosen and typed is there again', async () => {
		await open();
		await choose('gift');
		await press(page.locator('.exits-ask .key', { hasText: 'bénévole' }));
		await page.locator('.day-bar .day').waitFor();
		await press(page.locator('.tares .chip', { hasText: 'Bac gris' }));
		await page.reload();
		await page.locator('.exits-bar', { hasText: 'Don, bénévole' }).waitFor();
		await page.locator('.tares .chip[aria-pressed=true]', { hasText: 'Bac gris' }).waitFor();
		assert.deepEqual(complaints, []);
	});
});

about('everybody', () => {
	test('all can be touched, on each panel; nothing is wrong for assistive technology', async () => {
		for (const [width, height] of SIZES) {
			await open({ viewport: { width, height } });
			await axe(page, `destinations ${width}`);
			const fits = await misfits(page, 'glane-x-exits-out');
			assert.deepEqual([fits.small, fits.outside], [[], []], `destinations ${width}x${height}`);
			await choose('gift');
			await page.locator('[data-k=outlet0]').waitFor();
			await axe(page, `receivers ${width}`);
			await choose('outlet0');
			await page.locator('.day-bar .day').waitFor();
			const weighing = await misfits(page, 'glane-x-exits-out');
			assert.deepEqual([weighing.small, weighing.outside], [[], []], `weighing ${width}x${height}`);
			await leave();
		}
	});

	test('English, and back step by step', async () => {
		await open({ locale: 'en-GB' });
		await page.locator('.exits-ask h2', { hasText: 'Where does it go?' }).waitFor();
		await choose('gift');
		await page.locator('.exits-ask h2', { hasText: 'Who takes it?' }).waitFor();
		await page.getByRole('button', { name: 'Back' }).click();
		await page.locator('.exits-ask h2', { hasText: 'Where does it go?' }).waitFor();
	});

	test('the pages need no script and are whole', async () => {
		await open({ javaScriptEnabled: false });
		await page.goto(`${daemon.url}/p/exits/?class=residual&l=fr`);
		await page.locator('select[name=category]').selectOption(String(furniture));
		await page.locator('input[name=gross]').fill('4,2');
		await page.getByRole('button', { name: 'Noter la sortie' }).click();
		await page.getByRole('status').waitFor();
		assert.equal((await day()).lines[0].net, 4200);
		await page.locator('tbody form button', { hasText: 'Annuler' }).first().click();
		await page.locator('h1', { hasText: 'Sorties' }).waitFor();
		assert.equal((await day()).lines[0].undone, true);
		await leave();
		await open();
		for (const path of ['', '?class=sale', 'made', 'counts', 'settings', 'outlet', 'outlet?id=1', 'container?id=1', 'day']) {
			await page.goto(`${daemon.url}/p/exits/${path}`);
			await axe(page, path);
		}
	});
});
