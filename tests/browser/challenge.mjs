// SPDX-License-Identifier: MPL-2.0
// The zero-waste challenge as a family meets it: its page, with and without a script, and the kiosk with the scale.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, cut, KIB, launch, leave, misfits, press, scan, SIZES, test, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const DAY_MS = 86400000;
const WEEKS = 6; // since the start
let daemon, browser, page, complaints, codes;

const date = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const weigh = (household, day, fraction, grams) => daemon.post(`/p/challenge/h/${household}/weigh`, { day: date(day), fraction, grams });

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	await daemon.post('/manage/settings', { key: 'scale.simulated', value: '1' });
	await daemon.post('/p/challenge/set', { name: 'Défi d’essai', commune: 'Ivry', first_day: date(-7 * WEEKS - 2), baseline_weeks: 3, challenge_weeks: 9, unit: 'kg', weigh_omr: true, weigh_tri: true, weigh_verre: true, score_omr: true, score_tri: true, reference: 'own', own_kg: 250000, own_source: 'essai', consent: 'Oui', gesture_bulk: true, gesture_repair: true, gesture_compost: true });
	await daemon.post('/p/challenge/c/1/state', { act: 'open' });
	for (const pseudonym of ['Les Mésanges', 'Tribu du 4e', 'Chez Nour']) {
		const { id } = await daemon.post('/p/challenge/c/1/households', { pseudonym, email: 'a@example.org', persons: 3, children: 1, agreed: true, start_week: 1 });
		for (let week = 0; week < WEEKS; week++)
			for (const [fraction, grams] of [['omr', '4,1'], ['tri', '2,2']])
				await weigh(id, -7 * (WEEKS - week), fraction, grams);
	}
	codes = (await daemon.get('/p/challenge/c/1/print')).cards.map(({ code }) => code);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function begin(options = {}) {
	({ page, complaints } = await visitor(browser, { viewport: { width: 360, height: 640 }, ...options }));
}
const own = (n, more = '') => page.goto(`${daemon.url}/F/${codes[n]}${more}`);
const said = (words) => page.getByText(words).first().waitFor();

about('the household’s page', () => {
	for (const javaScriptEnabled of [false, true])
		test(`a week is noted, asked about, corrected; ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
			const n = javaScriptEnabled ? 1 : 0;
			await begin({ javaScriptEnabled });
			const answer = await own(n);
			assert.equal(answer.headers()['referrer-policy'], 'same-origin');
			assert.equal(await page.locator('script').count(), 0);
			await page.locator('.which label', { hasText: 'tri' }).click();
			await page.locator('#grams').fill('3200');
			await page.getByRole('button', { name: 'Noter', exact: true }).click();
			await page.getByRole('button', { name: '3,2 kg' }).click(); // nobody guesses
			await said('C’est noté, merci');
			await page.locator('.bins .noted', { hasText: '3,2' }).waitFor();
			await page.getByRole('button', { name: 'Rien d’autre cette semaine', exact: true }).click();
			await said('Votre semaine est complète');
			await page.locator('.kept').getByRole('link', { name: /Corriger.*tri/ }).first().click();
			await page.locator('#grams').fill('3,4');
			await page.getByRole('button', { name: 'Corriger' }).click();
			await page.locator('.kept .undone', { hasText: '3,2' }).waitFor();
			await page.locator('summary', { hasText: 'Tout le monde était là' }).click();
			await page.locator('#away').fill('1');
			await page.getByRole('button', { name: 'Noter la présence' }).click();
			await said('Présence notée : 14');
			await page.getByRole('button', { name: 'C’est fait' }).first().click();
			await said('Bravo');
			await page.getByRole('button', { name: 'L’afficher' }).click();
			await said('Votre pseudonyme peut être sur le mur');
			await page.getByRole('button', { name: 'Ne plus recevoir de rappels' }).click();
			await said('Vous ne recevez plus de rappels');
			assert.deepEqual(complaints, []);
		});

	test('axe finds nothing on any of its pages, light and dark, from the right too; nothing is wider than a telephone', async () => {
		const weighing = (await daemon.get(`/p/challenge/household/${codes[2]}/data.json`)).weighings.length;
		assert.ok(weighing > 0);
		for (const [colorScheme, l] of [['light', 'fr'], ['dark', 'fr'], ['light', 'ar']]) {
			await begin({ colorScheme });
			const strangers = [];
			page.on('request', (request) => new URL(request.url()).host !== daemon.address && strangers.push(request.url()));
			await own(2, `?l=${l}`);
			const links = await page.locator('.kept a').first().getAttribute('href');
			for (const path of [`/F/${codes[2]}?l=${l}`, `/p/challenge/household/${codes[2]}/badges?l=${l}`, `/p/challenge/household/${codes[2]}/stop?l=${l}`, links, '/p/challenge/gone', '/p/challenge/wall']) {
				await page.goto(daemon.url + path);
				if (path.startsWith('/F/'))
					for (const summary of await page.locator('main summary').all())
						await summary.click();
				assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, path);
				await axe(page, `${path} ${colorScheme}`, { colours: colorScheme === 'dark' });
			}
			assert.deepEqual([strangers, complaints], [[], []]);
			await leave();
		}
	});

	test('all of it is at most 20 kB, and the week is in the first 14', async () => {
		await begin();
		const sizes = [];
		let html;
		page.on('response', (response) => sizes.push(response.body().then((body) => gzipSync(body).length)));
		html = await (await own(0)).text();
		await page.waitForLoadState('networkidle');
		const sum = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
		assert.ok(sizes.length >= 4 && sum <= 20 * KIB, `${sizes.length}: ${sum}`);
		assert.ok(html.indexOf('name="grams"') > 0 && html.indexOf('name="grams"') < 14 * KIB);
	});

	test('it is deleted by typing its number, and the card opens nothing afterwards', async () => {
		await begin({ javaScriptEnabled: false });
		await own(0);
		await page.locator('summary', { hasText: 'Effacer mon foyer' }).click();
		await page.locator('#number').fill('2');
		await page.getByRole('button', { name: 'Tout effacer' }).click();
		await said('Ce n’est pas le numéro du foyer');
		await page.locator('summary', { hasText: 'Effacer mon foyer' }).click();
		await page.locator('#number').fill('1');
		await page.getByRole('button', { name: 'Tout effacer' }).click();
		await said('Tout est effacé');
		assert.equal((await own(0)).status(), 404);
	});
});

about('the kiosk', () => {
	const put = (grams, more) => daemon.post('/p/scale/simulate', { grams, stable: true, state: 'ok', ...more });
	const card = () => scan(page, `HTTPS://${daemon.address}/F/${codes[2]}`.toUpperCase());
	const ready = () => page.locator('.challenge-scale[data-state=ready]').waitFor();
	const kept = async () => (await daemon.get(`/p/challenge/household/${codes[2]}/data.json`)).weighings.filter((w) => w.source === 'kiosk' && !w.corrected_ms);
	async function open(options = {}) {
		await put(0);
		await begin({ viewport: { width: 1280, height: 800 }, ...options });
		await page.goto(daemon.url);
		await page.locator('[data-k=queue]').waitFor({ state: 'attached' }); // scans are listened to
		await page.locator('[data-k=glane-x-challenge-weigh]').click();
		await page.locator('.challenge-card').waitFor();
	}

	test('card, bin, one touch: noted, with the curve beside it; undo takes it back', async () => {
		await open();
		await card();
		await page.locator('.challenge-now .curve').waitFor();
		await put(2750);
		await ready();
		await press(page.locator('[data-k=bin-omr]'));
		await page.locator('.challenge-bins', { hasText: '2,75' }).waitFor();
		assert.deepEqual((await kept()).map((w) => w.grams), [2750]);
		await press(page.locator('[data-k=bin-tri]')); // the same bag is no second weigh-in
		await page.locator('.bottom', { hasText: 'Enlevez le sac' }).waitFor();
		await put(0);
		await page.locator('.challenge-scale[data-state=empty]').waitFor();
		await press(page.locator('.bottom .undo'));
		await until('it is taken back', async () => (await kept()).length === 0);
		await put(2750); // the same bag once more
		await ready();
		await press(page.locator('[data-k=bin-omr]'));
		await until('it is noted anew', async () => (await kept()).length === 1);
		await press(page.locator('.bottom .undo'));
		await until('and taken back', async () => (await kept()).length === 0);
		assert.equal(await page.getByText('Chez Nour').count(), 0); // no name on this screen
		assert.deepEqual(complaints, []);
	});

	test('a touch while it moves is noted when it is calm; the code may be typed', async () => {
		await open();
		await page.locator('[data-k=code]').click();
		await page.locator('dialog input').fill(`${codes[2].slice(0, 4)} ${codes[2].slice(4, 8)}`.toLowerCase());
		await page.locator('dialog .key-main').click();
		await page.locator('.challenge-now').waitFor();
		await put(1900, { stable: false });
		await page.locator('.challenge-scale[data-state=moving]').waitFor();
		await press(page.locator('[data-k=bin-tri]'));
		await page.locator('.challenge-word', { hasText: 'calme' }).waitFor();
		await put(1900);
		await until('it is noted', async () => (await kept()).length === 1);
		assert.deepEqual(complaints, []);
	});

	test('nothing of a household is on the screen after half a minute', async () => {
		await open({ clock: true });
		await card();
		await page.locator('.challenge-now').waitFor();
		await page.clock.pauseAt(Date.now() + 1000);
		await page.clock.runFor(20500);
		await page.locator('.bottom', { hasText: 'Cet écran se vide' }).waitFor();
		await page.clock.runFor(10000);
		await page.locator('.challenge-card').waitFor();
		assert.equal(await page.locator('.challenge-now, .curve').count(), 0);
	});

	test('a dead card is said so', async () => {
		await open();
		await scan(page, `HTTPS://${daemon.address}/F/00000000000000000000000001`.toUpperCase());
		await page.locator('.bottom', { hasText: 'n’ouvre aucun foyer' }).waitFor();
		assert.equal(await page.locator('.challenge-now').count(), 0);
	});

	test('everything fits and can be touched, axe finds nothing', async () => {
		await open();
		await card();
		await page.locator('.challenge-now .curve').waitFor();
		for (const [width, height] of SIZES) {
			await page.setViewportSize({ width, height });
			const { small, scroll } = await misfits(page, 'main');
			assert.deepEqual({ small, scroll }, { small: [], scroll: false }, `${width}×${height}`);
			assert.deepEqual(await cut(page, 'main'), [], `${width}×${height}`);
		}
		await axe(page, 'the kiosk');
	});
});
