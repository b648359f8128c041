// SPDX-License-Identifier: MPL-2.0
// Who organises a challenge: set up in a few clicks, a booklet typed in by keyboard alone, what is asked about. Without scripts.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page;
const DAY = 86400000;
const day = (back) => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);
const weekday = (new Date().getUTCDay() + 6) % 7; // 0: Monday

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page } = await visitor(browser, { javaScriptEnabled: false, ...options }));
	await page.goto(daemon.url + path);
}
const button = (name) => page.getByRole('button', { name });

// A challenge that began some whole weeks ago, with one household that has weighed. Its number, and the household's.
async function running(weeks) {
	const { id } = await daemon.post('/p/challenge/set', {
		form: 'ademe', name: 'Défi en cours', first_day: day(7 * weeks + weekday), baseline_weeks: 4, challenge_weeks: 12, weigh_omr: true, weigh_tri: true, weigh_verre: true,
		weigh_bio: true, score_omr: true, score_tri: true, score_verre: true, reference: 'households', child_percent: 100, teams: 'Rue des Lilas', consent: 'Oui.',
	});
	await daemon.post(`/p/challenge/c/${id}/state`, { act: 'open' });
	const { id: household } = await daemon.post(`/p/challenge/c/${id}/households`, { pseudonym: 'Les Hérissons', persons: 4, children: 2, start_week: 1, agreed: true });
	await daemon.post(`/p/challenge/h/${household}/weigh`, { day: day(7 * weeks + weekday), fraction: 'omr', grams: '16 kg' });
	return [id, household];
}

about('organising a challenge', () => {
	test('from a template to an open challenge, its households and their cards in eight clicks', async () => {
		let clicks = 0;
		const click = async (what) => {
			clicks++;
			await what.click();
		};
		await open('/p/challenge');
		await click(page.getByRole('link', { name: 'Nouveau défi' }));
		await click(page.getByRole('link', { name: 'Prendre ce modèle : Trois mois' }));
		await page.getByLabel('Commune', { exact: true }).fill('Ivry-sur-Seine');
		await click(button('Créer le défi'));
		await click(page.getByRole('link', { name: 'Inscrire des foyers' }));
		await page.getByLabel('Un foyer par ligne').fill('Les Hérissons;4;2\nLes Castors;3');
		await click(button('Inscrire ces foyers'));
		assert.equal(await page.locator('tbody tr').count(), 2);
		await page.locator('main a', { hasText: 'Défi zéro déchet' }).first().click(); // back to its page
		await click(button('Ouvrir le défi'));
		await page.locator('.chip.on', { hasText: 'en cours' }).waitFor();
		await click(page.getByRole('link', { name: 'Cartes et carnets' }));
		const cards = await page.locator('a[href*="cards.pdf"]').getAttribute('href'); // the last click: the file itself
		assert.equal((await page.request.get(daemon.url + cards)).headers()['content-type'], 'application/pdf');
		assert.equal(clicks + 1, 8);
	});

	test('what is wrong is said at its field, what was typed stays', async () => {
		await open('/p/challenge/set?form=november');
		await page.getByLabel('Nom du défi').fill('Trop court');
		await page.getByLabel('Semaines de départ').fill('1');
		await button('Créer le défi').click();
		await page.locator('.fault', { hasText: 'trois semaines au moins' }).waitFor();
		assert.equal(await page.getByLabel('Nom du défi').inputValue(), 'Trop court');
		await page.getByLabel('Semaines de départ').fill('3');
		await button('Créer le défi').click();
		await page.getByRole('heading', { name: 'Trop court' }).waitFor();
	});

	test('a booklet is typed in with the keyboard alone', async () => {
		const [, household] = await running(5);
		await open(`/p/challenge/h/${household}/grid`);
		await page.getByLabel('semaine 2, ordures').focus();
		for (const typed of ['3,2', '1,5', '', '0,8', '24']) {
			if (typed)
				await page.keyboard.type(typed);
			await page.keyboard.press('Tab');
		}
		await page.keyboard.press('Space'); // the rest is zero
		await page.keyboard.press('Enter');
		await page.getByRole('status').getByText('C’est noté.').waitFor();
		const row = page.locator('tbody tr').nth(1);
		assert.deepEqual(await row.locator('input:not([type=checkbox])').evaluateAll((all) => all.map((i) => i.value)), ['3,2', '1,5', '0', '0,8', '24']);
		await page.getByLabel('semaine 3, tri').fill('3200');
		await page.keyboard.press('Enter');
		await page.locator('.fault', { hasText: '3,2 kg ou 3 200 kg' }).waitFor();
		assert.equal(await page.getByLabel('semaine 3, tri').inputValue(), '3200');
		await page.getByLabel('semaine 3, tri').fill('3200 g');
		await page.keyboard.press('Enter');
		await page.getByRole('status').waitFor();
		assert.equal(await page.getByLabel('semaine 3, tri').inputValue(), '3,2');
	});

	test('what looks wrong is asked about: the unit, a heavy bag, a correction', async () => {
		const [, household] = await running(5);
		await open(`/p/challenge/h/${household}`);
		await page.getByText('16 kg en une seule fois').waitFor();
		await button('C’est bien ça').click();
		await page.getByRole('status').waitFor();
		assert.equal(await page.getByText('en une seule fois').count(), 0);
		await page.getByLabel('Fraction').selectOption('tri');
		await page.getByLabel('Poids en kg').fill('3200');
		await button('Noter').click();
		await button('3,2 kg').click();
		const first = page.locator('table').nth(1).locator('tbody tr').first();
		await first.getByText('3,2 kg').waitFor();
		assert.match(await first.innerText(), /« 3200 »/);
		await first.getByRole('link', { name: 'Corriger' }).click();
		await page.getByLabel('Poids en kg').fill('3');
		await button('Enregistrer').click();
		await page.locator('tr.undone', { hasText: '3,2 kg' }).waitFor();
	});

	test('who has not weighed is listed, who came to a workshop is typed, a mail server is set', async () => {
		const [id] = await running(2);
		await open(`/p/challenge/c/${id}/follow`);
		await page.getByText('1 foyer n’a pas tout noté.').waitFor();
		await page.getByRole('link', { name: 'Les Hérissons' }).first().waitFor();
		const table = await page.request.get(daemon.url + await page.getByRole('link', { name: 'Tableau pour un publipostage' }).getAttribute('href'));
		assert.match(await table.text(), /"1";"Les Hérissons";/);
		await page.getByRole('link', { name: 'Serveur de courrier' }).click();
		await page.locator('#url').fill('mail.example.org');
		await page.locator('#sender').fill('defi@example.org');
		await button('Enregistrer').click();
		await page.getByText('Écrivez l’adresse du serveur ainsi').first().waitFor();
		await page.locator('#url').fill('smtps://mail.example.org');
		await button('Enregistrer').click();
		await button('Envoyer un message d’essai').waitFor();
		await page.goto(`${daemon.url}/p/challenge/c/${id}/workshops`);
		await page.getByLabel('Sujet').fill('Couture');
		await button('Ajouter').click();
		await page.locator('#numbers').fill('1 4');
		await button('Noter').click();
		await page.getByText('« 4 » n’est le numéro d’aucun foyer').first().waitFor();
		assert.equal(await page.locator('#numbers').inputValue(), '1 4');
		await page.locator('#numbers').fill('1');
		await button('Noter').click();
		await button('Pas venu, Les Hérissons').waitFor();
	});

	for (const colorScheme of ['light', 'dark'])
		test(`each page is fit for all and fits a telephone, ${colorScheme}`, async () => {
			const [id, household] = await running(3);
			await daemon.post(`/p/challenge/c/${id}/workshops`, { name: 'Couture' });
			await open('/p/challenge', { javaScriptEnabled: true, viewport: { width: 390, height: 844 }, colorScheme });
			for (const path of ['', '/new', '/set?form=ademe', `/set?id=${id}`, `/c/${id}`, `/c/${id}/invitation`, `/c/${id}/households`, `/h/${household}`, `/h/${household}/grid`, '/w/1',
				`/c/${id}/follow`, `/c/${id}/workshops`, '/workshop/1', '/mail']) {
				await page.goto(`${daemon.url}/p/challenge${path}`);
				await page.evaluate(() => document.querySelectorAll('main details').forEach((d) => (d.open = true)));
				await axe(page, path || 'challenges');
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`);
			}
		});
});
