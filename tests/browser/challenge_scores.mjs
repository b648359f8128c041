// SPDX-License-Identifier: MPL-2.0
// Scores of a challenge: for the organiser, explained to a household, published for everybody. Without scripts.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { about, axe, launch, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, context, page, id;
const DAY = 86400000, WEEKS = 10, HOUSEHOLDS = 6;
const weekday = (new Date().getUTCDay() + 6) % 7; // 0: Monday
const day = (week, i = 0) => new Date(Date.now() - (7 * (WEEKS - week) + weekday - i) * DAY).toISOString().slice(0, 10);

// Six households of different habits, ten weeks of which four are the baseline.
function booklets() {
	const lines = ['type,foyer,personnes,équipe,accord,jour,fraction,poids'];
	for (let h = 1; h <= HOUSEHOLDS; h++)
		lines.push(`foyer,Foyer ${h},${1 + h % 4},Rue des Lilas,oui,,,`);
	for (let h = 1; h <= HOUSEHOLDS; h++)
		for (let week = 0; week < WEEKS; week++)
			for (const [fraction, share] of [['OMR', 3], ['TRI', 1.5], ['VERRE', week % 2]])
				lines.push(`pesée,Foyer ${h},,,,${day(week, 2)},${fraction},${(share * (1 + h % 4) * (week < 4 ? 1 : 1 - h / 10)).toFixed(2)}`);
	return lines.join('\n') + '\n';
}

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	({ id } = await daemon.post('/p/challenge/set', {
		form: 'ademe', name: 'Défi des Lilas', first_day: day(0), baseline_weeks: 4, challenge_weeks: 12, weigh_omr: true, weigh_tri: true, weigh_verre: true,
		score_omr: true, score_tri: true, score_verre: true, reference: 'households', child_percent: 100, consent: 'Oui.',
	}));
	await daemon.post(`/p/challenge/c/${id}/state`, { act: 'open' });
	const file = join(daemon.dir, 'booklets.csv');
	await writeFile(file, booklets());
	await daemon.run(['challenge', 'import', file]);
	await daemon.post(`/p/challenge/c/${id}/publish`, {});
	while (!(await daemon.get(`/p/challenge/c/${id}/group`)).teams.length)
		await new Promise((resolve) => setTimeout(resolve, 20));
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});
afterEach(() => context?.close());

async function open(path, options = {}) {
	({ context, page } = await visitor(browser, { javaScriptEnabled: false, ...options }));
	await page.goto(daemon.url + path);
}

about('scores of a challenge', () => {
	test('from the list of challenges to the numbers of one household', async () => {
		await open('/p/challenge');
		await page.locator('main a', { hasText: 'Défi des Lilas' }).click();
		await page.getByRole('link', { name: 'Résultats des foyers' }).click();
		assert.equal(await page.locator('tbody tr').count(), HOUSEHOLDS);
		await page.getByRole('link', { name: 'Foyer 4' }).click();
		await page.getByRole('heading', { name: 'Comment ce chiffre est calculé' }).waitFor();
		const text = await page.locator('main').innerText();
		assert.match(text, /b = [\d, ]+\s*kg ÷ 21 = /); // one person, three weeks
		assert.match(text, /b’ = \(/);
		assert.match(text, /de 30 à 40/);
	});

	test('the group is shown as a curve, in bands and as a team, nobody by name', async () => {
		await open(`/p/challenge/c/${id}/group`);
		await page.getByRole('img', { name: 'Courbe du groupe' }).waitFor();
		const text = await page.locator('main').innerText();
		assert.match(text, /Rue des Lilas/);
		assert.doesNotMatch(text, /Foyer \d/);
		const bands = await page.locator('table').last().locator('tbody td.n').allInnerTexts();
		assert.equal(bands.reduce((sum, n) => sum + Number(n), 0), HOUSEHOLDS);
		assert.ok(bands.every((n) => Number(n) === 0 || Number(n) >= 3), bands.join());
	});

	test('another constant is another version, with its reason', async () => {
		await open(`/p/challenge/c/${id}/scoring`);
		await page.getByLabel('jours-personnes de référence ajoutés').fill('20');
		await page.getByLabel('bornes des tranches').fill('30,20');
		await page.getByLabel('Pourquoi ce changement').fill('Essai');
		await page.getByRole('button', { name: 'Faire une nouvelle version' }).click();
		await page.locator('.fault', { hasText: 'en montant' }).waitFor();
		assert.equal(await page.getByLabel('jours-personnes de référence ajoutés').inputValue(), '20');
		await page.getByLabel('bornes des tranches').fill('15,30,45');
		await page.getByRole('button', { name: 'Faire une nouvelle version' }).click();
		await page.getByText('Version 2').waitFor();
	});

	for (const colorScheme of ['light', 'dark'])
		test(`each page is fit for all and fits a telephone, ${colorScheme}`, async () => {
			const { households } = await daemon.get(`/p/challenge/c/${id}/scores`);
			await open('/p/challenge', { javaScriptEnabled: true, viewport: { width: 390, height: 844 }, colorScheme });
			for (const path of [`/c/${id}/group`, `/c/${id}/scores`, `/c/${id}/scoring`, `/h/${households[0].id}/score`]) {
				await page.goto(`${daemon.url}/p/challenge${path}`);
				await page.evaluate(() => document.querySelectorAll('main details').forEach((d) => (d.open = true)));
				await axe(page, path);
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`);
			}
		});
});
