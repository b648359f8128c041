// SPDX-License-Identifier: MPL-2.0
// One walk through every screen in the three themes. On every screen in every theme axe finds nothing, and nothing is smaller
// than a finger, cut off or outside.
//
// GLANE_PICTURES: a folder for a picture of each, for a person to look at; without it none is made.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { about, axe, cut, launch, leave, misfits, office, signIn, test, THEMES, touch as touchOn, toWeighing, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const PICTURES = process.env.GLANE_PICTURES;
const IDLE_MS = 61000;
const TEAM = [['Basile', 'volunteer', '1234', 'bear'], ['Chloé', 'volunteer', '4321', 'owl'], ['Denise', 'staff', '778899', 'snail'], ['Élie', 'volunteer', '5678', 'frog'],
	['Fatou', 'volunteer', '5679', 'cat'], ['Marie-Christine', 'staff', '998877', 'bee']];
const BAG = [['Mobilier', 9600], ['Vaisselle', 1250], ['Jouets', 840], ['Textile', 3200], ['Livres', 4410]];
const SMALL = [['phone', [390, 844]], ['low', [1024, 600]]];

let daemon, browser, context, page, get, post, device, label, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start({ open: false }), launch(), PICTURES && mkdir(PICTURES, { recursive: true })]);
	await daemon.found('Amina', '4711');
	await daemon.run(['setting', 'set', 'site.name', 'La Ressourcerie']);
	for (const [name, role, pin, picture] of TEAM)
		await daemon.addPerson(name, role, pin, picture);
	await daemon.run(['setting', 'set', 'intake.origins', 'Ivry, Vitry, Déchèterie de Créteil']);
	await daemon.run(['setting', 'set', 'scale.simulated', '1']);
	({ get, post } = await office(browser, daemon));
	label = await goods();
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// Some objects that were here before; returns one with a history.
async function goods() {
	const { categories } = await get('/p/intake/');
	const kind = (name) => categories.flatMap((c) => c.children).find((c) => c.name === name).id;
	for (const [name, gross] of BAG)
		await post('/p/intake/weighings', { category: categories.find((c) => c.name.startsWith(name.toLowerCase())).id, gross, manual: true });
	await post('/p/items/items', { category: kind('chaise en bois'), grams: 3400, price: 900, condition: 2 });
	await post('/p/items/items', { category: kind('bouilloire'), grams: 940, price: 300, condition: 1, title: 'Bouilloire rouge' });
	const { code } = await post('/p/items/items', { category: kind('bouilloire'), grams: 1100, price: 500, condition: 1, title: 'Bouilloire Seb' });
	await post(`/p/items/items/${code}/edit`, { price: 450, story: 'Apportée par une voisine. Joint changé à l’atelier.' });
	await post(`/p/items/items/${code}/state`, { state: 'to_test' });
	return code;
}

// A screen of the centre.
async function visit({ size: [width, height] = [1280, 800], ...options } = {}) {
	({ context, page, complaints } = await visitor(browser, { viewport: { width, height }, ...options }));
	if (!device) {
		await daemon.enrol(page, 'Accueil', 'intake');
		device = (await context.cookies()).filter((c) => c.name === 'glane_device');
	}
	await context.addCookies(device);
}
async function open(options) {
	await visit(options);
	await page.goto(daemon.url);
	await page.locator('.person').first().waitFor();
	await page.locator('html[data-ready]').waitFor();
}
async function begin(options, name = 'Basile') {
	await open(options);
	await signIn(page, name, TEAM.find(([who]) => who === name)[2]);
	await page.locator('.home-tile').first().waitFor();
}

// The screen that is there now, in each theme. `within`: what lies on top; `finger`: whether all of it is for fingers;
// `long`: it scrolls.
async function picture(name, { within = 'body', finger = true, long = false, themes = THEMES } = {}) {
	await page.mouse.move(0, 0);
	const { small, outside, scroll } = await misfits(page, within);
	assert.deepEqual({ small: finger ? small.filter(Boolean) : [], outside: long ? [] : outside, scroll, cut: await cut(page, within) }, { small: [], outside: [], scroll: false, cut: [] }, name);
	const was = await page.evaluate(() => document.documentElement.dataset.theme);
	for (const [i, theme] of themes.entries()) {
		await page.evaluate((colours) => { document.documentElement.dataset.theme = colours; }, theme);
		if (PICTURES)
			await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
		await axe(page, `${name}, ${theme}`, { colours: i > 0 });
	}
	await page.evaluate((colours) => { document.documentElement.dataset.theme = colours; }, was);
}
const close = async () => {
	await page.keyboard.press('Escape');
	await page.locator('dialog.sheet').waitFor({ state: 'detached' });
};
const strip = (kind) => page.locator(`.bottom .strip[data-kind=${kind}]`);
const line = (text, more = '') => page.locator(`.weigh-right .lines > li${more}`, { hasText: text });
const kilos = (grams) => (grams < 1000 ? String(grams) : String(grams / 1000).replace('.', ','));
const touch = (name) => touchOn(page, name);
const put = (grams, more = {}) => post('/p/scale/simulate', { grams, stable: true, state: 'ok', ...more });
async function ready(grams) {
	await put(0);
	await page.locator('.scale[data-state=empty]').waitFor();
	await put(grams);
	await page.locator('.scale[data-state=ready]').waitFor();
}
async function weighed(name, grams) {
	await ready(grams);
	await touch(name);
	await line(kilos(grams), ':not(.line-pending)').first().waitFor();
}

about('pictures', () => {
	test('nobody is here: the idle screen, who, the PIN', async () => {
		await visit({ clock: true });
		await page.goto(daemon.url);
		await page.locator('.person').first().waitFor();
		await page.locator('html[data-ready]').waitFor();
		await picture('K1-who', { within: 'dialog.who' });
		await page.clock.runFor(IDLE_MS);
		await page.locator('.idle').waitFor();
		await page.locator('.idle figure').waitFor();
		await picture('K0-idle', { within: 'dialog.idle' });
		await page.locator('.idle').click();
		await page.locator('.idle').waitFor({ state: 'hidden' });
		await page.clock.runFor(1000);
		await page.locator('.person', { hasText: 'Basile' }).click();
		await page.locator('.pin-pad').waitFor();
		await page.keyboard.type('12');
		await picture('K1-pin', { within: 'dialog.who' });
		assert.deepEqual(complaints, []);
	});

	test('home, help, preferences, the person', async () => {
		await begin();
		await picture('K2-home');
		await page.locator('.top [data-k=help]').click();
		await page.locator('.help-task').first().waitFor();
		await picture('K10-help', { within: '.sheet' });
		await close();
		await page.locator('[data-k=display]').click();
		await page.locator('.sheet').waitFor();
		await picture('preferences', { within: '.sheet' });
		await close();
		await page.locator('.person-tile').click();
		await page.locator('.sheet').waitFor();
		await picture('person', { within: '.sheet' });
		await close();
		assert.deepEqual(complaints, []);
	});

	test('weighing: where from, the weight, the strip, a question, a correction, a refusal', async () => {
		await begin();
		await put(0);
		await toWeighing(page);
		await page.locator('.scale[data-state=empty]').waitFor();
		await picture('K4-weigh-empty');
		await page.locator('.day-bar .channel').click();
		await page.locator('.sheet').waitFor();
		await picture('K3-origin', { within: '.sheet' });
		await close();
		await weighed('Livres', 4410);
		await ready(1840);
		await picture('K4-weigh-ready');
		await touch('Chaussures');
		await line('1,84', ':not(.line-pending)').first().waitFor();
		await strip('ok').waitFor();
		await picture('K6-strip');
		await page.locator('.day-bar .day').click();
		await page.locator('.sheet .line').first().waitFor();
		await picture('K6-day', { within: '.sheet', long: true });
		await close();
		await page.locator('.day-bar .times').click();
		await page.locator('.sheet').waitFor();
		await picture('times', { within: '.sheet' });
		await close();
		await page.locator('.day-bar .channel').click();
		await page.locator('[data-k=detail]').click();
		await ready(96000);
		await touch('Mobilier');
		await touch('Chaise en bois');
		await strip('todo').locator('.key').first().waitFor();
		await picture('K4-unlikely');
		await strip('todo').locator('.key').last().click();
		await line('1,84').first().locator('[data-k^=pencil]').click();
		await page.locator('.question:visible').waitFor();
		await picture('correction');
		await page.locator('.bottom .back').click();
		await page.locator('.day-bar .refuse').click();
		await page.locator('.question:visible').waitFor();
		await picture('refusal');
		await page.locator('.bottom .back').click();
		await put(0, { state: 'off' });
		await page.locator('.scale-word', { hasText: 'débranchée' }).waitFor();
		await picture('K4-unplugged');
		assert.deepEqual(complaints, []);
	});

	test('labelling: the kind with condition and price, the label', async () => {
		await begin();
		await put(0);
		await page.locator('[data-k=glane-x-items-label]').click();
		await ready(4200);
		await touch('Mobilier');
		await page.locator('.label-beside').waitFor();
		await picture('K5-detail');
		await touch('Tabouret');
		await page.locator('.tag-short').first().waitFor();
		await page.locator('glane-x-labels-state [role=status]').first().waitFor();
		await picture('K7-label');
		await page.locator('.tag-short').first().click();
		await page.locator('.item h2').waitFor();
		assert.deepEqual(complaints, []);
	});

	test('finding: the question, what is found, the object with its history, nothing found', async () => {
		await begin();
		await page.locator('[data-k=glane-x-items-find]').click();
		await page.locator('.find-ask input').waitFor();
		await picture('find');
		await page.locator('.find-ask input').fill('bouilloire');
		await page.locator('.find-item').nth(1).waitFor();
		await picture('find-results');
		await page.locator('.find-item', { hasText: 'Seb' }).click();
		await page.locator('.item h2').waitFor();
		await page.locator('.item-history li').first().waitFor();
		await picture('item', { long: true });
		await page.locator('.bottom .back').click();
		await page.locator('.find-ask input').fill('licorne');
		await page.locator('.find-none').waitFor();
		await picture('find-none');
		assert.deepEqual(complaints, []);
	});

	test('leaving: where, to whom, the weight; a count', async () => {
		await begin({}, 'Denise');
		await picture('home-staff');
		await put(0);
		await page.locator('[data-k=glane-x-exits-out]').click();
		await page.locator('.exits-tiles .key').first().waitFor();
		await picture('exits-where');
		await page.locator('.exits-ask [data-k=gift]').click();
		await page.locator('.exits-ask .key', { hasText: 'bénévole' }).waitFor();
		await picture('exits-who');
		await page.locator('.exits-ask .key', { hasText: 'bénévole' }).click();
		await page.locator('.day-bar .day').waitFor();
		await ready(2400);
		await touch('Vaisselle');
		await page.locator('.lines .line-what', { hasText: 'Don, bénévole' }).waitFor();
		await picture('exits-weigh');
		await page.locator('.bottom .back').click();
		await page.locator('.bottom .back').click();
		await page.locator('.home').waitFor();
		await page.locator('[data-k=glane-x-exits-count]').click();
		await page.locator('.exits-tiles .key').first().waitFor();
		await picture('exits-count');
		assert.deepEqual(complaints, []);
	});

	test('tools: the scanner’s test, the bank card', async () => {
		await begin();
		const tool = async (name, box) => {
			await page.locator('.top [data-k=help]').click();
			await page.locator(`[data-k=${name}]`).click();
			await page.locator(box).waitFor();
		};
		await tool('try_scanner', '.try');
		await page.locator('.try img').evaluate((img) => img.decode());
		await picture('scanner', { within: '.sheet' });
		await close();
		await tool('calibrate', '.calibrate');
		await picture('calibration', { within: '.calibrate' });
		assert.deepEqual(complaints, []);
	});

	test('trouble: a part that fails, lines that wait, too many of them', async () => {
		await begin({}, 'Denise');
		await page.route('**/label.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken")' }));
		await put(0);
		await toWeighing(page);
		await weighed('Literie', 5100);
		await page.locator('.card-fault').first().waitFor();
		await picture('error-card');
		await page.route('**/p/intake/weighings', (route) => route.abort());
		await ready(2300);
		await touch('Textile');
		await ready(2400);
		await touch('Jouets');
		await page.locator('.queue[data-kind=todo]', { hasText: '2' }).waitFor();
		await picture('offline');
		await page.locator('.queue').click();
		await page.locator('.queue-line').nth(1).waitFor();
		await picture('offline-list', { within: '.sheet' });
		await close();
		await page.evaluate(() => {
			const { host } = document.querySelector('glane-x-intake-weigh');
			for (let n = host.jobs().length; n < 200; n++)
				host.send({ what: `${n}`, show: host.jobs()[0].show, steps: [{ path: '/p/intake/weighings', body: {} }] });
		});
		await page.locator('.queue-stop').waitFor();
		await picture('offline-stop', { within: '.queue-stop' });
	});

	test('the shopper’s page', async () => {
		for (const [colorScheme, themes] of [['light', ['clear']], ['dark', ['dark']]]) {
			await visit({ size: [390, 844], colorScheme });
			await page.goto(`${daemon.url}/O/${label}`);
			await picture('shopper', { finger: false, themes });
			await page.goto(`${daemon.url}/O/${label}?l=ar`);
			await picture('shopper-ar', { finger: false, themes });
			await leave();
		}
	});

	for (const [name, size] of SMALL)
		test(`on a ${name} screen: who, home, weighing, labelling, an object`, async () => {
			await open({ size });
			await picture(`${name}-who`, { within: 'dialog.who', themes: ['clear'] });
			await leave();
			await begin({ size });
			await picture(`${name}-home`, { themes: ['clear'] });
			await put(0);
			await toWeighing(page);
			await ready(1840);
			await picture(`${name}-weigh`, { themes: ['clear'] });
			await page.locator('.bottom .back').click();
			await page.locator('[data-k=glane-x-items-label]').click();
			await page.locator('.scale[data-state=ready]').waitFor();
			await touch('Mobilier');
			await page.locator('.label-beside').waitFor();
			await picture(`${name}-detail`, { themes: ['clear'] });
			await page.locator('.bottom .back').click();
			await page.locator('.bottom .back').click();
			await page.locator('[data-k=glane-x-items-find]').click();
			await page.locator('.find-ask input').fill('seb');
			await page.locator('.find-item').first().click();
			await page.locator('.item h2').waitFor();
			await picture(`${name}-item`, { long: true, themes: ['clear'] });
			assert.deepEqual(complaints, []);
		});

	test('from the right: home, weighing, labelling, an object', async () => {
		await begin({ kept: { 'glane.lang': 'ar' } });
		await picture('rtl-home', { themes: ['clear'] });
		await put(0);
		await toWeighing(page);
		await ready(1840);
		await picture('rtl-weigh', { themes: ['clear'] });
		await page.locator('.bottom .back').click();
		await page.locator('[data-k=glane-x-items-label]').click();
		await page.locator('.scale[data-state=ready]').waitFor();
		await touch('Mobilier');
		await page.locator('.label-beside').waitFor();
		await picture('rtl-detail', { themes: ['clear'] });
		assert.deepEqual(complaints, []);
	});
});
