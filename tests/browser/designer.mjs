// SPDX-License-Identifier: MPL-2.0
// The designer of labels: live with scripts, at the size that the screen was adjusted to; a step at a time without.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const SIGN = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAAFklEQVR4nGP4/58BghjAyAYDQcRhygArtxdTCH3q3AAAAABJRU5ErkJggg==', 'base64');
let daemon, browser, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page, complaints } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}
const source = () => page.locator('#label').getAttribute('src');
// The picture after `act` is another one.
async function changes(act) {
	const before = await source();
	await act();
	await page.waitForFunction((src) => {
		const label = document.getElementById('label');
		return label && label.getAttribute('src') !== src && label.complete && label.naturalWidth > 0;
	}, before);
}

about('the designer', () => {
	test('a label is seen at the size of the glass, and again after each change', async () => {
		await open('/p/labels/designs/edit?design=shelf&media=62x29');
		await page.evaluate(() => localStorage.setItem('glane.mm', '5'));
		await page.reload();
		assert.equal(Math.round((await page.locator('#label').boundingBox()).width), 62 * 5);
		await page.getByText('Oui : lue même').waitFor();
		await changes(() => page.locator('#size_3').fill('120'));
		assert.match(await source(), /size_3=120/);
		await changes(() => page.locator('.part').nth(1).getByRole('button', { name: 'Monter' }).click());
		assert.match(await source(), /field_1=title.*field_2=category/);
		assert.equal(Math.round((await page.locator('#label').boundingBox()).width), 62 * 5);
		await page.locator('#module').fill('20');
		await page.locator('#said').getByText('au moins 0,33 mm').waitFor();
		await page.locator('#module').fill('45');
		await page.locator('#said').getByText('Oui : lue même').waitFor();
		await axe(page, 'designer');
		await page.locator('#name').fill('Vaisselle');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.getByRole('heading', { name: 'Vaisselle' }).waitFor();
		await axe(page, 'designs');
		assert.deepEqual(complaints, []);
	});

	test('a logo is seen as dots before it is kept', async () => {
		await open('/p/labels/designs');
		await page.locator('#file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: SIGN });
		await page.waitForFunction(() => document.querySelector('#logo-shown img').naturalWidth > 0);
		assert.ok(await page.locator('#logo-said').isHidden());
		assert.ok(await page.locator('#logo-shown img').isVisible());
		assert.equal(await page.locator('img[src^="/p/labels/logo.png"]').count(), 0);
		await page.getByRole('button', { name: 'Garder ce logo' }).click();
		await page.waitForFunction(() => document.querySelector('img[src^="/p/labels/logo.png"]')?.naturalWidth > 0);
		assert.deepEqual(complaints, []);
	});

	test('what is no picture, or an object that is not there, is told at once', async () => {
		await open('/p/labels/designs');
		await page.locator('#file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('bonjour') });
		await page.locator('#logo-said').getByText('ni PNG ni JPEG').waitFor();
		await open('/p/labels/designs/edit?design=shelf&media=62x29');
		await page.locator('#code').fill('999999');
		await page.locator('#said').getByText('Aucun objet n’a ce code').waitFor();
	});

	test('without scripts the same is done a step at a time, and what is refused keeps what was typed', async () => {
		await open('/p/labels/designs/edit?design=textile&media=29x90', { javaScriptEnabled: false });
		await page.locator('#size_2').fill('300');
		await page.getByRole('button', { name: 'Voir' }).click();
		assert.match(await source(), /size_2=300/);
		assert.equal(await page.locator('#size_2').inputValue(), '300');
		await page.locator('#name').fill('Manteaux');
		await page.locator('#module').fill('10');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.locator('.errors', { hasText: '0,33' }).waitFor();
		assert.equal(await page.locator('#name').inputValue(), 'Manteaux');
		assert.equal(await page.locator('#size_2').inputValue(), '300');
		await page.locator('#module').fill('0');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.getByRole('heading', { name: 'Manteaux' }).waitFor();
		await page.locator('#target').selectOption({ label: 'tout le reste' });
		await page.locator('select[name=design]').selectOption({ label: 'Manteaux' });
		await page.getByRole('button', { name: 'Utiliser' }).click();
		await page.getByText('tout le reste – Manteaux').waitFor();
	});

	test('a sheet is copied, refused where stickers overlap, and kept', async () => {
		await open('/p/labels/sheets?sheet=L7160', { javaScriptEnabled: false });
		await page.locator('#name').fill('Planche du grenier');
		await page.locator('#w').fill('70');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.locator('.errors', { hasText: 'chevauchent' }).waitFor();
		assert.equal(await page.locator('#name').inputValue(), 'Planche du grenier');
		await page.locator('#w').fill('60,5');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.locator('.row', { hasText: 'Planche du grenier' }).waitFor();
	});
});
