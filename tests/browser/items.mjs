// SPDX-License-Identifier: MPL-2.0
// Labelling, finding, the sheet of an object, and the page behind its QR code, in a real browser against a real daemon.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, KIB, launch, leave, misfits, press, scan as scanOn, SIZES, test, touch as touchOn, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	await daemon.post('/manage/settings', { key: 'scale.simulated', value: '1' });
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function begin(options = {}, kept = {}) {
	({ page, complaints } = await visitor(browser, { ...options, kept }));
}
async function open(screen, options, kept) {
	await begin(options, kept);
	await page.goto(daemon.url);
	await page.locator(`[data-k="glane-x-items-${screen}"]`).click();
	await page.locator(screen === 'label' ? '.day-bar .day' : '.find-ask input').waitFor();
	await page.locator('[data-k=queue]').waitFor({ state: 'attached' }); // scans are listened to
}

const put = (grams) => daemon.post('/p/scale/simulate', { grams, stable: true, state: 'ok' });
async function weighed(grams) {
	await put(0);
	await page.locator('.scale[data-state=empty]').waitFor();
	await put(grams);
	await page.locator('.scale[data-state=ready]').waitFor();
}
const tile = (name) => page.locator('.tile', { hasText: name }).first();
const touch = (name) => touchOn(page, name);
async function kind(name) {
	await page.locator('.label-beside').waitFor();
	await touch(name);
}
const day = async () => (await daemon.get('/p/items/day')).items;
// The objects that `fn` makes, newest first, as soon as there are so many.
async function made(n, fn) {
	const before = (await day()).map(({ code }) => code);
	await fn();
	return until(`${n} new objects`, async () => {
		const fresh = (await day()).filter(({ code }) => !before.includes(code));
		return fresh.length >= n && fresh;
	});
}
const category = async (name) => {
	const { categories } = await daemon.get('/p/intake/');
	return categories.flatMap((c) => [c, ...c.children]).find((c) => c.name === name);
};
const make = async (name, body = {}) => daemon.post('/p/items/items', { category: (await category(name)).id, grams: 1000, ...body });
const scan = (code) => scanOn(page, `HTTPS://${daemon.address}/O/${code}`.toUpperCase());

about('labelling', () => {
	test('condition and price are the next object’s only; « Encore pareil » repeats them', async () => {
		await open('label');
		await weighed(3200);
		await touch('Mobilier');
		await press(page.locator('[data-k=face3]'));
		await press(page.locator('.label-beside [data-k=price1200]'));
		const [first] = await made(1, () => kind('Tabouret'));
		await weighed(3300);
		const [second] = await made(1, () => press(page.locator('.day-bar .again')));
		await weighed(3400);
		await touch('Mobilier');
		assert.equal(await page.locator('[data-k=face1]').getAttribute('aria-pressed'), 'true');
		assert.equal(await page.locator('[data-k=pricenull]').getAttribute('aria-pressed'), 'true');
		const [third] = await made(1, () => kind('Tabouret'));
		assert.deepEqual([first, second, third].map(({ condition, price }) => [condition, price]), [[3, 1200], [3, 1200], [1, null]]);
	});

	test('×3 makes three objects out of one weighing, to the gram; one touch takes back all of it', async () => {
		await open('label');
		await weighed(1000);
		await press(page.locator('.day-bar .times'));
		await press(page.locator('[data-k=x3]'));
		await touch('Vaisselle');
		await page.locator('.label-beside').waitFor(); // the kinds are there
		const items = await made(3, () => press(page.locator('.tile').nth(1)));
		assert.deepEqual(items.map(({ grams }) => grams).sort(), [333, 333, 334]);
		const { total_grams: total } = await daemon.get('/p/intake/day');
		await page.locator('glane-x-items-tag', { hasText: '+2' }).first().waitFor();
		await press(page.locator('.bottom .undo'));
		await until('the kilogram is taken back', async () => (await daemon.get('/p/intake/day')).total_grams === total - 1000);
		for (const { code } of items)
			assert.equal((await fetch(`${daemon.url}/O/${code}`)).status, 410);
		assert.deepEqual(complaints, []);
	});

	test('the usual price is taken by itself once the place has one', async () => {
		for (let i = 0; i < 5; i++)
			await make('banc', { price: 1500 });
		await open('label');
		await weighed(9000);
		await touch('Mobilier');
		const [item] = await made(1, () => kind('Banc'));
		assert.equal(item.price, 1500);
	});

	test('a price of one’s own: what is none is said beside the field and stays there', async () => {
		await open('label');
		await weighed(3200);
		await touch('Mobilier');
		await press(page.locator('.label-beside [data-k=other]'));
		const field = page.locator('dialog input');
		for (const [bad, words] of [['beaucoup', /prix comme 4,50/], ['9999999', /^Au plus 100\s000,00\s€/], ['9,999,999', /prix comme 4,50/]]) {
			await field.fill(bad);
			await page.locator('dialog .key-main').click();
			await page.locator('dialog [role=alert]', { hasText: words }).waitFor();
			assert.equal(await field.inputValue(), bad);
		}
		await field.fill('7,5');
		await page.locator('dialog .key-main').click();
		await page.locator('dialog').waitFor({ state: 'detached' });
		const [item] = await made(1, () => kind('Tabouret'));
		assert.equal(item.price, 750);
	});

	test('« Étiquettes déjà collées »: nothing is printed, also for the next ones, until it is ended', async () => {
		await open('label');
		await weighed(3210);
		await touch('Mobilier');
		await press(page.locator('.label-beside [data-k=stucktrue]'));
		const one = await made(1, () => kind('Tabouret'));
		await page.locator('.label-bar', { hasText: 'Collez, puis scannez' }).waitFor();
		await weighed(3220);
		await touch('Mobilier');
		await page.locator('.label-beside').waitFor();
		await page.reload(); // in the middle of a question
		await page.locator('.scale-word', { hasText: 'Poids gardé' }).waitFor();
		const two = await made(1, () => kind('Tabouret'));
		await press(page.locator('.label-bar [data-k=stuck]'));
		await page.locator('.label-bar').waitFor({ state: 'hidden' });
		await weighed(3230);
		await touch('Mobilier');
		const three = await made(1, () => kind('Tabouret'));
		const { jobs } = await daemon.get('/p/labels/jobs');
		assert.deepEqual([...one, ...two, ...three].map(({ code }) => jobs.some((job) => job.code === code)), [false, false, true]);
		assert.deepEqual(complaints, []);
	});

	test('a label that sticks already: scanned, it is the next object’s, and nothing is printed', async () => {
		const { codes: [blank] } = await daemon.post('/p/items/blanks', { n: 1 });
		await open('label');
		await weighed(3200);
		await scan(blank);
		await page.locator('.label-bar', { hasText: blank.slice(-4) }).waitFor();
		await touch('Mobilier');
		const [item] = await made(1, () => kind('Tabouret'));
		assert.equal(item.code, blank);
		const { jobs } = await daemon.get('/p/labels/jobs');
		assert.ok(!jobs.some((job) => job.code === blank));
		assert.ok(await page.locator('.label-bar').isHidden());
		assert.deepEqual(complaints, []);
	});
});

about('finding', () => {
	test('as one types; what comes late about an earlier question is not shown', async () => {
		await make('chaise en bois', { title: 'Chaise jaune', price: 900 });
		await make('bouilloire', { title: 'Chauffe-eau jaune', price: 400 });
		await open('find');
		let release;
		const held = new Promise((done) => { release = done; });
		await page.route(/search\?q=ja$/, async (route) => {
			await held;
			await route.continue();
		});
		const field = page.locator('.find-ask input');
		await until('both are found', async () => (await daemon.get('/p/items/search?q=jaune')).items.length === 2);
		const first = page.waitForRequest(/search\?q=ja$/);
		await field.pressSequentially('ja');
		await first;
		await field.fill('chaise jaune');
		await page.locator('.find-item', { hasText: 'Chaise jaune' }).waitFor();
		const late = page.waitForResponse(/search\?q=ja$/);
		release();
		await (await late).finished();
		assert.equal(await page.locator('.find-item').count(), 1);
		await page.locator('.find-item').click();
		await page.locator('.item h2', { hasText: 'Chaise jaune' }).waitFor();
		await page.locator('.bottom .back').click();
		await page.locator('.find-item', { hasText: 'Chaise jaune' }).waitFor(); // the list is as it was
		assert.deepEqual(complaints, []);
	});

	test('a scan and a typed shop number show the object; burnt, blank, unknown are said', async () => {
		const kept = await make('bouilloire', { title: 'Kept' }), gone = await make('bouilloire');
		const { codes: [blank] } = await daemon.post('/p/items/blanks', { n: 1 });
		await daemon.post('/p/items/undo', { record: gone.record });
		await open('find');
		await scan(kept.code);
		await page.locator('.item h2', { hasText: 'Kept' }).waitFor();
		await scan(gone.code);
		await page.locator('.find-none', { hasText: /annulée/ }).waitFor();
		await scan('7K2PW93MDR4T8');
		await page.locator('.find-none').filter({ hasNotText: /annulée/ }).waitFor();
		for (const key of kept.short)
			await page.locator(`[data-k=pad${key}]`).click();
		await page.locator('.find-item', { hasText: 'Kept' }).waitFor();
		await scan(blank);
		await page.locator('[data-k=blank]').click();
		await page.locator('.label-bar', { hasText: blank.slice(-4) }).waitFor();
		assert.deepEqual(complaints, []);
	});
});

about('the sheet of an object', () => {
	async function sheet(body) {
		const item = await make('bouilloire', body);
		await open('find');
		await page.locator('.find-ask input').fill(item.short);
		await page.locator('.find-item').first().click();
		await page.locator('.item h2').waitFor();
		return item;
	}
	const now = ({ code }) => daemon.get(`/p/items/items/${code}`);
	const price = (text) => page.locator('.item-price', { hasText: text }).waitFor();

	test('every action is a key, and each can be taken back', async () => {
		const item = await sheet({ price: 500 });
		await page.locator('.item [data-k=price800]').click();
		await price('8,00');
		await page.locator('.bottom .undo').click();
		await price('5,00');
		await page.locator('[data-k=stateto_test]').click();
		await page.locator('.item-state', { hasText: 'à tester' }).waitFor();
		await page.locator('[data-k=placeworkshop]').click();
		await page.locator('.item-state', { hasText: 'atelier' }).waitFor();
		await page.locator('.item [data-k=face2]').click();
		await page.locator('.item dl', { hasText: 'état moyen' }).waitFor();
		await page.locator('.item [data-k=stateon_sale]').click();
		await page.locator('.item-state', { hasText: 'en vente' }).waitFor();
		await page.locator('[data-k=statereserved0]').click();
		await page.locator('.item-state', { hasText: 'réservé' }).waitFor();
		const { state, place, condition, history, until } = await now(item);
		assert.deepEqual([state, place, condition], ['reserved', 'workshop', 2]);
		assert.ok(until > 20000);
		assert.ok(history.length >= 5);
		assert.deepEqual(complaints, []);
	});

	test('a title that is too long is refused beside its field and stays; other changes do not touch what is typed', async () => {
		const item = await sheet({ title: 'Bouilloire' });
		const title = page.locator('.item input[name=title]');
		const long = 'é'.repeat(301);
		await title.fill(long);
		await page.locator('[data-k=keep]').click();
		await page.locator('#fault-title', { hasText: '300' }).waitFor();
		await page.locator('.item [data-k=face3]').click();
		await page.locator('.item dl', { hasText: 'à réparer' }).waitFor();
		assert.equal(await title.inputValue(), long);
		await title.fill('é'.repeat(300));
		await page.locator('.item textarea').fill('Apportée par une voisine. Joint changé.');
		await page.locator('[data-k=keep]').click();
		await page.locator('.item h2', { hasText: 'éééé' }).waitFor();
		assert.equal((await now(item)).story, 'Apportée par une voisine. Joint changé.');
		assert.deepEqual(complaints, []);
	});

	test('with the daemon away it says so, and the same wish is done once', async () => {
		const item = await sheet({ price: 500 });
		await page.route('**/edit', (route) => route.abort());
		await page.locator('.item [data-k=price1000]').click();
		await page.locator('.bottom .strip[data-kind=error]').waitFor();
		await page.unroute('**/edit');
		await page.locator('.item [data-k=price1000]').click();
		await price('10,00');
		assert.equal((await now(item)).history.filter((entry) => entry.kind === 'items.edited').length, 1);
		assert.deepEqual(complaints, []);
	});
});

about('how it looks', () => {
	test('axe finds nothing', async () => {
		const item = await make('bouilloire', { price: 500, title: 'Bouilloire Seb' });
		await open('find');
		await axe(page, 'find');
		await page.locator('.find-ask input').fill(item.short);
		await page.locator('.find-item').first().waitFor();
		await axe(page, 'results');
		await page.locator('.find-item').first().click();
		await page.locator('.item h2').waitFor();
		await axe(page, 'sheet');
		await leave();
		await open('label');
		await weighed(3200);
		await touch('Mobilier');
		await page.locator('.label-beside').waitFor();
		await axe(page, 'kinds, condition and price');
	});

	for (const [width, height] of SIZES)
		test(`everything fits and can be touched at ${width}×${height}`, async () => {
			await open('label', { viewport: { width, height } });
			await weighed(3200);
			await touch('Mobilier');
			await page.locator('.label-beside').waitFor();
			assert.deepEqual(await misfits(page, 'main'), { small: [], outside: [], scroll: false });
			await leave();
			await open('find', { viewport: { width, height } });
			assert.deepEqual(await misfits(page, 'main'), { small: [], outside: [], scroll: false });
		});

	test('the scripts of these screens', async () => {
		await begin();
		await page.goto(daemon.url);
		const { panels } = await daemon.get('/ui/panels.json');
		const base = panels.find((p) => p.tag === 'glane-x-items-label').module.replace('label.js', '');
		let sum = 0;
		for (const name of ['label', 'find', 'more'])
			sum += gzipSync(await (await page.request.get(`${daemon.url}${base}${name}.js`)).body(), { level: 9 }).length;
		assert.ok(sum <= 8.5 * KIB, `${sum} bytes`);
	});
});

about('the shopper’s page', () => {
	const visit = async (code, options = {}) => {
		await begin({ javaScriptEnabled: false, ...options });
		return page.goto(`${daemon.url}/O/${code}`);
	};

	test('says it in the language of the telephone, Arabic from the right; French when it has none of ours', async () => {
		const { code } = await make('bouilloire', { price: 450, condition: 1 });
		for (const [locale, lang, dir, words] of [['fr-FR', 'fr', 'ltr', 'en vente'], ['en-GB', 'en', 'ltr', 'for sale'], ['ar-DZ', 'ar', 'rtl', 'للبيع'], ['de-DE', 'fr', 'ltr', 'en vente']]) {
			const answer = await visit(code, { locale });
			assert.match(answer.headers().vary, /accept-language/i);
			assert.equal(answer.headers()['set-cookie'], undefined);
			assert.equal(await page.locator('html').getAttribute('lang'), lang);
			assert.equal(await page.locator('html').getAttribute('dir') ?? 'ltr', dir);
			await page.getByText(words).first().waitFor();
			await leave();
		}
		await visit(`${code}?l=ar`);
		assert.equal(await page.locator('html').getAttribute('lang'), 'ar');
	});

	test('axe finds nothing, light and dark, also from the right; no script, no stranger, small', async () => {
		const item = await make('bouilloire', { price: 450, condition: 1, title: 'Bouilloire Seb' });
		await daemon.post(`/p/items/items/${item.code}/edit`, { story: 'Apportée par une voisine. Joint changé à l’atelier.' });
		for (const colorScheme of ['light', 'dark'])
			for (const l of ['fr', 'ar']) {
				await begin({ colorScheme, viewport: { width: 390, height: 844 } });
				const strangers = [];
				page.on('request', (request) => new URL(request.url()).host !== daemon.address && strangers.push(request.url()));
				await page.goto(`${daemon.url}/O/${item.code}?l=${l}`);
				assert.equal(await page.locator('script').count(), 0);
				assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
				await axe(page, `${colorScheme} ${l}`, { colours: colorScheme === 'dark' });
				assert.deepEqual(strangers, []);
				await leave();
			}
		await visit(item.code);
		const html = await page.content();
		const css = await page.locator('link[rel=stylesheet]').getAttribute('href');
		const sizes = [html, await (await page.request.get(daemon.url + css)).text()].map((text) => gzipSync(text).length);
		assert.ok(sizes[0] + sizes[1] <= 8 * KIB, sizes.join(' + '));
		assert.ok(html.indexOf('4,50') > 0 && html.indexOf('4,50') < 14 * KIB);
	});

	test('a title of 300 characters without a blank stays inside every page of its object', async () => {
		const { code } = await make('bouilloire', { title: 'Bouilloire'.repeat(30), price: 9999999 });
		const other = await make('bouilloire');
		await begin({ viewport: { width: 320, height: 568 } });
		for (const path of [`/O/${code}`, `/O/${other.code}`, `/p/items/report/${code}`, `/p/items/items/${code}`, '/p/items/search?q=bouilloire']) {
			await page.goto(daemon.url + path);
			await page.getByText('BouilloireBouilloire').first().waitFor();
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, path);
		}
	});

	test('a problem is reported without a script, and the team sees it at the object', async () => {
		const { code } = await make('bouilloire', { title: 'Bouilloire' });
		await visit(code);
		await page.getByRole('link', { name: 'Signaler un problème' }).click();
		await page.locator('textarea').fill('Le couvercle ne ferme plus.');
		await page.locator('main form button').click();
		await page.getByText('Merci').waitFor();
		await leave();
		await open('find');
		await scan(code);
		await page.locator('.item-report', { hasText: 'Le couvercle ne ferme plus.' }).locator('.key').click();
		await page.locator('.item-report').waitFor({ state: 'detached' });
		assert.deepEqual(complaints, []);
	});
});
