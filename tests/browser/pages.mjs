// SPDX-License-Identifier: MPL-2.0
// The pages of the door and of managers: no script of their own, so most of it is done with scripts switched off.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, leave, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const SIZES = [[390, 844], [1024, 600], [1280, 800]];
const MANAGED = ['people', 'devices', 'roles', 'log', 'privacy', 'categories', 'streams', 'places', 'settings', 'plugins'].map((name) => `/manage/${name}`);
let daemon, fresh, browser, context, page, complaints, cookies;

before(async () => {
	[daemon, fresh, browser] = await Promise.all([Daemon.start({ open: false }), Daemon.start({ open: false }), launch()]);
	await open();
	const answer = await page.request.post(`${daemon.url}/first-run`, {
		headers: { Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID() },
		data: { code: daemon.code, site_name: 'La Ressourcerie du Bout de la Rue', name: 'Fatoumata', picture: 'owl', pin: '4711', device_name: 'Bureau', purpose: 'manager' },
	});
	assert.equal(answer.status(), 200);
	daemon.founded = true;
	cookies = await context.cookies();
	await daemon.addPerson('Omar', 'volunteer', '1234', 'fox');
	await leave();
});
after(async () => {
	await browser?.close();
	await Promise.all([daemon?.end(), fresh?.end()]);
});

// signed: 'in', or 'device': enrolled, nobody there.
async function open({ signed, size: [width, height] = [1280, 800], ...options } = {}) {
	({ context, page, complaints } = await visitor(browser, { ...options, viewport: { width, height } }));
	if (signed)
		await context.addCookies(cookies.filter((cookie) => signed === 'in' || cookie.name === 'glane_device'));
}

// Another sign-in on the device ends the session before: what comes after goes on with the new one.
async function signIn(next = '/manage/people') {
	await page.goto(`${daemon.url}/sign-in?next=${encodeURIComponent(next)}`);
	await page.getByRole('button', { name: 'Fatoumata' }).click();
	await page.getByLabel('Votre code').fill('4711');
	await page.getByRole('button', { name: 'Entrer' }).click();
	await page.waitForURL(daemon.url + next);
	cookies = await context.cookies();
}

async function clean(path, what) {
	await page.emulateMedia({ colorScheme: 'light' });
	await page.goto(path);
	for (const [width, height] of SIZES) {
		await page.setViewportSize({ width, height });
		const found = await page.evaluate(() => ({
			over: document.documentElement.scrollWidth - innerWidth,
			animals: [...document.querySelectorAll('svg.animal use')].filter((use) => use.checkVisibility() && use.getBBox().width === 0).length,
			styles: document.querySelectorAll('[style], style, script').length,
		}));
		assert.deepEqual(found, { over: Math.min(found.over, 0), animals: 0, styles: 0 }, `${what} ${width}`);
	}
	await axe(page, what);
	await page.emulateMedia({ colorScheme: 'dark' });
	await axe(page, `${what} dark`, { colours: true });
	assert.deepEqual(complaints, [], what);
}

about('the first run', () => {
	test('three steps without a script; what is wrong stands at its field and the rest stays', async () => {
		await open({ javaScriptEnabled: false });
		await page.goto(fresh.url);
		assert.match(page.url(), /\/first-run/);
		await page.locator('#code').fill('AAAA-AAAA');
		await page.getByLabel('Nom du lieu').fill('La Pagaille');
		await page.getByLabel('Prénom').fill('Nadia');
		await page.getByLabel('Votre code').fill('2718');
		await page.getByRole('radio', { name: 'hérisson' }).check();
		await page.getByRole('button', { name: 'Créer le lieu' }).click();
		assert.match(await page.locator('#code-fault').innerText(), /terminal/);
		assert.equal(await page.locator('.errors:visible').count(), 1);
		assert.equal(await page.getByLabel('Nom du lieu').inputValue(), 'La Pagaille');
		assert.ok(await page.getByRole('radio', { name: 'hérisson' }).isChecked());

		await page.locator('#code').fill(fresh.code.toLowerCase());
		await page.getByLabel('Votre code').fill('2718');
		await page.getByRole('button', { name: 'Créer le lieu' }).click();
		await page.waitForURL(`${fresh.url}/`);
		await page.goto(`${fresh.url}/me`);
		assert.match(await page.locator('main').innerText(), /Nadia/);
	});
});

about('the door', () => {
	test('a tile and a PIN without a script, and on to where one wanted to go', async () => {
		await open({ signed: 'device', javaScriptEnabled: false });
		await page.goto(`${daemon.url}/sign-in?next=%2Fmanage%2Flog`);
		await page.getByRole('button', { name: 'Fatoumata' }).click();
		await page.getByLabel('Votre code').fill('47');
		await page.getByRole('button', { name: 'Entrer' }).click();
		await page.getByText('Un code a 4 à 6 chiffres.').waitFor();
		await page.getByLabel('Votre code').fill('4711');
		await page.getByRole('button', { name: 'Entrer' }).click();
		await page.waitForURL(`${daemon.url}/manage/log`);
		cookies = await context.cookies();
		await page.getByRole('button', { name: 'J’ai fini' }).click();
		await page.goto(`${daemon.url}/manage/log`);
		assert.match(page.url(), /\/sign-in\?next=/);
	});
});

about('managers', () => {
	test('a person is changed in her row; what is wrong opens it again', async () => {
		await open({ signed: 'device', javaScriptEnabled: false });
		await signIn();
		const row = page.locator('li', { has: page.locator('strong', { hasText: 'Omar' }) });
		await row.locator('summary').click();
		await row.getByLabel('Rôle').selectOption('salarié');
		await row.getByLabel('Nouveau code').fill('12');
		await row.getByRole('button', { name: 'Enregistrer' }).click();
		await row.getByText('Un code a 4 à 6 chiffres.').waitFor();
		assert.equal(await row.getByLabel('Rôle').inputValue(), 'staff');
		assert.equal(await page.locator('form.card .fault').count(), 0);
		await row.getByLabel('Nouveau code').fill('8642');
		await row.getByRole('button', { name: 'Enregistrer' }).click();
		await row.locator('.quiet', { hasText: /salarié/i }).waitFor();
		await page.goto(`${daemon.url}/manage/log?kind=core.person_set`);
		const first = page.locator('.log li').first();
		assert.match(await first.innerText(), /Personne réglée\s+Omar · salarié\s+Fatoumata/);
	});

	test('a right is given and taken with one touch', async () => {
		await open({ signed: 'device', javaScriptEnabled: false });
		await signIn('/manage/roles');
		const box = page.getByRole('button', { name: 'bénévole : Lire qui a fait quoi' });
		for (const [was, is] of [['false', 'true'], ['true', 'false']]) {
			assert.equal(await box.getAttribute('aria-pressed'), was);
			await box.click();
			await page.locator(`[aria-label="bénévole : Lire qui a fait quoi"][aria-pressed=${is}]`).waitFor();
		}
	});

	test('a role of the centre’s own: none is overwritten by adding one', async () => {
		await open({ signed: 'device', javaScriptEnabled: false });
		await signIn('/manage/roles');
		const form = page.locator('form.card');
		await form.getByLabel('Nom').fill('Réparatrice');
		await form.locator('[name=code]').fill('staff');
		await form.getByLabel('Atelier').check();
		await form.getByRole('button', { name: 'Ajouter' }).click();
		await form.getByText('Ce code est déjà pris').waitFor();
		await form.locator('[name=code]').fill('repair');
		await form.getByLabel('Atelier').check();
		await form.getByRole('button', { name: 'Ajouter' }).click();
		const row = page.locator('.rows li', { hasText: 'Réparatrice' });
		assert.match(await row.locator('.quiet').first().innerText(), /Atelier/);
	});

	test('the bar is one line', async () => {
		for (const size of SIZES) {
			await open({ signed: 'device', size });
			await signIn();
			assert.ok((await page.locator('.site').boundingBox()).height < 75, `${size}`);
			assert.ok(await page.getByRole('button', { name: 'J’ai fini' }).isVisible());
			await page.locator('.menu summary').click();
			for (const link of await page.locator('.menu a:visible').all()) {
				const box = await link.boundingBox();
				assert.ok(box.x >= 0 && box.x + box.width <= size[0], `${size} ${await link.innerText()}`);
			}
			await leave();
		}
	});
});

about('every page', () => {
	test('axe finds nothing, light and dark; nothing reaches out, every animal is drawn, in every size', async () => {
		await open({ signed: 'device' });
		for (const path of ['/sign-in', '/sign-in?person=1', '/sign-in?password=1', '/enrol'])
			await clean(daemon.url + path, path);
		await signIn();
		for (const path of ['/me', ...MANAGED])
			await clean(daemon.url + path, path);
	});

	test('open rows, a device’s code and a badge are as clean', async () => {
		await open({ signed: 'device', size: SIZES[0] });
		await signIn('/manage/devices');
		await page.locator('summary.row').first().click();
		await axe(page, 'an open row');
		await page.getByLabel('Nom').last().fill('Tablette');
		await page.getByRole('button', { name: 'Montrer un code' }).click();
		assert.match(await page.locator('p.code').innerText(), /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
		await axe(page, 'a code');
		await page.goto(`${daemon.url}/manage/people`);
		await page.locator('summary.row').first().click();
		await axe(page, 'an open person');
		await page.getByRole('button', { name: 'Faire un badge' }).first().click();
		assert.match(await page.locator('.long').innerText(), /\/B\/[0-9A-Z]{26}$/);
		await axe(page, 'a badge');
		assert.deepEqual(complaints, []);
	});
});
