// SPDX-License-Identifier: MPL-2.0
// Past records from a browser without scripts: a file is sent, looked at, completed, imported, a line corrected, all taken back.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { about, axe, launch, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const DATA = fileURLToPath(new URL('../data/laclique/', import.meta.url));
let daemon, browser, page;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}

const press = (name) => page.getByRole('button', { name }).click();
const weight = async () => (await daemon.get('/p/import/')).files[0].grams;

about('past records', () => {
	test('without scripts: looked at, completed, imported, a line corrected, taken back', async () => {
		await open('/p/import/', { javaScriptEnabled: false });
		await page.getByLabel('Cahier de caisse').check();
		await page.getByLabel('Le fichier CSV').setInputFiles(`${DATA}reception.csv`);
		await press('Regarder');
		await page.locator('#file-fault').getByText('« destination » n’est pas connue').waitFor(); // the wrong kind: said beside the field
		assert.ok(await page.getByLabel('Cahier de caisse').isChecked());
		await page.getByLabel('Le fichier CSV').setInputFiles(`${DATA}till.csv`);
		await press('Regarder');
		await page.getByRole('heading', { name: 'till.csv' }).waitFor();
		assert.equal(await weight(), 0);
		await page.getByText('Les remplir dans un tableur').click();
		await page.getByLabel('La table remplie').setInputFiles(`${DATA}map.csv`);
		await press('Envoyer la table');
		await press('Importer 108 lignes');
		await page.getByText('importé', { exact: false }).first().waitFor();
		assert.equal(await weight(), 127765 - 445 - 50); // what cannot be read waits, a membership is no object
		await page.getByRole('link', { name: 'Voir les lignes à confirmer' }).click();
		await page.getByRole('link', { name: 'Vorbures?' }).click();
		await page.getByLabel('Catégorie').selectOption({ label: 'décoration' });
		await page.getByLabel('Poids (kg)').fill('0,5');
		await press('Enregistrer la correction');
		await page.getByRole('heading', { name: 'À confirmer' }).waitFor();
		assert.equal(await page.getByRole('link', { name: 'Vorbures?' }).count(), 0);
		assert.equal(await weight(), 127765 - 50 - 445 + 500);
		await page.goto(`${daemon.url}/p/import/files/1`);
		await page.getByText('Retirer ce fichier du stock').click();
		await press('Tout retirer');
		await press('Oublier ce fichier');
		await page.getByRole('heading', { name: 'Reprise de données' }).waitFor();
		assert.equal((await daemon.get('/p/import/')).files.length, 0);
	});

	test('each page is fit for all, and fits a telephone', async () => {
		await open('/p/import/', { viewport: { width: 390, height: 844 } });
		const look = async (what) => {
			await axe(page, what);
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} scrolls sideways`);
		};
		await look('files');
		await page.getByLabel('Cahier de caisse').check();
		await page.getByLabel('Le fichier CSV').setInputFiles(`${DATA}till.csv`);
		await press('Regarder');
		await page.getByRole('heading', { name: 'till.csv' }).waitFor();
		await page.evaluate(() => document.querySelectorAll('details:not(.menu)').forEach((d) => { d.open = true; }));
		await look('a file');
		await press(/^Importer \d+ lignes/);
		await page.getByRole('link', { name: 'Voir les lignes à confirmer' }).click();
		await page.getByRole('heading', { name: 'À confirmer' }).waitFor();
		await look('what waits');
		await page.locator('a.row').first().click();
		await page.getByRole('heading', { name: 'Corriger' }).waitFor();
		await look('a line');
	});
});
