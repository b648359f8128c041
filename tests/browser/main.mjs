// SPDX-License-Identifier: MPL-2.0
// The kiosk and the pages in a real browser, against a real daemon that is open to all; signing in is in who.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, KIB, launch, leave, misfits, press, SIZES, test, touch as touchOn, toWeighing, type as typeOn, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// A fresh kiosk.
async function open(options = {}, kept = {}, path = '/') {
	({ page, complaints } = await visitor(browser, { ...options, kept }));
	await page.goto(daemon.url + path);
	if (path === '/' && options.javaScriptEnabled !== false)
		await toWeighing(page);
}

const type = (weight) => typeOn(page, weight);
const touch = (name) => touchOn(page, name);
const line = (what) => page.locator('.weigh-right .line:not(.line-undone):not(.line-pending)', { hasText: what }).first();
const strip = (kind) => page.locator(`.strip[data-kind=${kind}]`);
async function weigh(weight, category) {
	await type(weight);
	await touch(category);
	await strip('ok').waitFor();
}

about('the main job', () => {
	test('a weight and a touch record a weighing; its label reads back to the page of the object', async () => {
		await open();
		await type('1,84');
		await assert.doesNotReject(page.locator('.scale', { hasText: '1,84' }).waitFor());
		await touch('Informatique');
		await line('1,84').waitFor();
		assert.match(await line('1,84').innerText(), /Informatique/);
		assert.match(await line('1,84').innerText(), /main/); // typed, not read from a scale

		await line('1,84').getByRole('button', { name: 'Étiqueter' }).click();
		await page.getByRole('textbox').first().fill('Portable 13 pouces');
		await page.locator('.sheet [data-k=other]').click();
		await page.locator('.sheet input[name=price]').fill('15');
		await page.locator('.sheet input[name=price]').press('Enter');
		await page.locator('.sheet input[name=price]').waitFor({ state: 'detached' });
		await page.locator('.sheet .key-main').click();
		const short = await line('1,84').locator('.tag-short').innerText();
		const { items: [{ code }] } = await daemon.get(`/p/items/search?q=${short}`);

		const png = join(daemon.dir, 'label.png');
		const answer = await page.request.get(`${daemon.url}/p/labels/label.png?code=${code}`);
		assert.equal(answer.headers()['content-type'], 'image/png');
		writeFileSync(png, await answer.body());
		const read = execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', png], { encoding: 'utf8' }).trim();
		const again = execFileSync('ZXingReader', [png], { encoding: 'utf8' });
		assert.match(read, /^HTTPS?:\/\/.+\/O\/[0-9A-HJKMNP-TV-Z]{13}$/);
		assert.ok(again.includes(read), again);
		assert.doesNotMatch(again, /mirror(ed)?:\s*(true|yes)/i);
		assert.equal((await page.request.get(`${daemon.url}/p/labels/label.pdf?code=${code}`)).status(), 200);

		await page.goto(daemon.url + new URL(read).pathname);
		assert.match(await page.locator('h1').innerText(), /Portable 13 pouces/);
		assert.match(await page.locator('main').innerText(), /15,00/);
		assert.deepEqual(complaints, []);
	});

	test('undo takes the last thing back, on the line and on the bar', async () => {
		await open();
		await weigh('2,5', 'Literie');
		await page.locator('.undo', { hasText: 'Literie' }).click();
		await page.locator('.line-undone', { hasText: 'Literie' }).waitFor();
		await weigh('2,6', 'Literie');
		await line('2,6').locator('[data-k^=undo]').click();
		await line('2,6').waitFor({ state: 'detached' });
		const { lines } = await daemon.get('/p/intake/day');
		assert.deepEqual(lines.filter((l) => [2500, 2600].includes(l.gross)).map((l) => l.undone), [true, true]);
	});

	test('a label can be undone: its line offers one again', async () => {
		await open();
		await weigh('3,3', 'Vaisselle');
		await line('3,3').getByRole('button', { name: 'Étiqueter' }).click();
		await page.locator('.sheet .key-main').click();
		await line('3,3').locator('.tag-short').waitFor();
		await line('3,3').getByRole('button', { name: 'Étiqueter' }).waitFor({ state: 'detached' });
		await page.locator('.undo').click();
		await line('3,3').getByRole('button', { name: 'Étiqueter' }).waitFor();
	});

	test('a container is taken off', async () => {
		const { id } = await daemon.post('/manage/containers', { name: 'Bac essai', tare: 700, active: true });
		await open();
		await type('5,2');
		const chip = page.locator('.tares .chip', { hasText: 'Bac essai' });
		if (!await chip.count())
			await page.locator('.tares .chip').last().click();
		await page.locator('.chip', { hasText: 'Bac essai' }).last().click();
		await page.locator('.scale-net', { hasText: '4,5' }).waitFor();
		await touch('Textile');
		await line('4,5').waitFor();
		const { lines } = await daemon.get('/p/intake/day');
		assert.deepEqual([lines[0].gross, lines[0].tare, lines[0].net], [5200, 700, 4500]);
		await daemon.post('/manage/containers', { id, name: 'Bac essai', tare: 700, active: false });
	});

	test('the kind of object can be asked for', async () => {
		await open();
		await page.locator('.day-bar .channel').click();
		await page.locator('[data-k=detail]').click();
		await type('9,6');
		await touch('Mobilier');
		await page.locator('.question').waitFor();
		await touch('tabouret');
		await line('tabouret').waitFor();
	});

	test('a refusal has a reason and a category and no weight', async () => {
		await open();
		await page.locator('[data-k=refuse]').click();
		await press(page.locator('.tile[data-c=REFUSED]').first());
		await page.locator('.tile', { hasText: 'extincteur' }).waitFor();
		await touch('Literie');
		await line('refusé').waitFor(); // recorded: a line that still waits does not count
		const { lines } = await daemon.get('/p/intake/day');
		assert.equal(lines[0].kind, 'refusal');
	});

	test('keyboard only: digits, Enter, arrows, Enter', async () => {
		await open();
		await page.keyboard.type('7.25');
		await page.locator('.scale', { hasText: '7,25' }).waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.press('ArrowRight');
		const name = await page.evaluate(() => document.activeElement.innerText);
		assert.equal(await page.evaluate(() => document.activeElement.matches(':focus-visible')), true);
		await page.keyboard.press('Enter');
		await line('7,25').waitFor();
		assert.match(await line('7,25').innerText(), new RegExp(name.split(/[\s\u00ad]/)[0]));
	});

	test('without JavaScript the plain form does the same', async () => {
		await open({ javaScriptEnabled: false });
		await page.locator('noscript a, a[href="/p/intake/"]').first().click();
		await page.waitForURL('**/p/intake/');
		const form = page.locator('form', { has: page.locator('[name=gross]') });
		await form.locator('[name=gross]').fill('6,75');
		const radio = form.locator('input[type=radio][name=category]');
		if (await radio.count())
			await radio.first().check();
		else
			await form.locator('select[name=category]').selectOption({ index: 1 });
		await form.locator('button').first().click();
		await page.locator('main', { hasText: '6,75' }).waitFor();
		const { lines } = await daemon.get('/p/intake/day');
		assert.equal(lines[0].gross, 6750);
	});

	test('a refused plain form keeps what was typed and says why', async () => {
		await open({ javaScriptEnabled: false }, {}, '/p/intake/');
		const form = page.locator('form', { has: page.locator('[name=gross]') });
		await form.locator('[name=gross]').evaluate((el) => { el.type = 'text'; });
		await form.locator('[name=gross]').fill('douze');
		await form.evaluate((el) => { el.noValidate = true; });
		const radio = form.locator('input[type=radio][name=category]');
		if (await radio.count())
			await radio.first().check();
		else
			await form.locator('select[name=category]').selectOption({ index: 1 });
		await form.locator('button').first().click();
		await page.locator('.errors').first().waitFor();
		assert.equal(await page.locator('[name=gross]').inputValue(), 'douze');
	});
});

about('words', () => {
	test('without a weight the category says what to do', async () => {
		await open();
		await touch('Mobilier');
		assert.match(await strip('todo').innerText(), /d.abord le poids/);
	});

	test('a refusal of the daemon is shown in its words, and the weight stays in the line', async () => {
		await open();
		await type('4,4');
		const { categories } = await daemon.get('/manage/categories');
		const { id, code, name_fr, name_en } = categories.find((c) => c.code === 'JEWELLERY');
		await daemon.post('/manage/categories', { id, code, name_fr, name_en, active: false });
		await touch('Bijoux');
		await strip('error').waitFor();
		assert.match(await strip('error').innerText(), /\p{L}+ .*\p{L}/u);
		assert.match(await page.locator('.line-refused').innerText(), /4,4/);
		await daemon.post('/manage/categories', { id, code, name_fr, name_en, active: true });
	});

	test('French and English, both ways, without losing what was typed', async () => {
		await open();
		await type('2,25');
		await page.getByRole('button', { name: 'English' }).click();
		await page.locator('.tile', { hasText: 'Furniture' }).waitFor();
		assert.match(await page.locator('.scale').innerText(), /2\.25/);
		assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
		await page.getByRole('button', { name: 'Français' }).click();
		await page.locator('.tile', { hasText: 'Mobilier' }).waitFor();
		assert.match(await page.locator('.scale').innerText(), /2,25/);
	});

	test('no word is missing in either language', async () => {
		for (const lang of ['fr', 'en']) {
			await open({}, { 'glane.lang': lang });
			const shown = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('[aria-label]')].map((e) => e.ariaLabel).join('\n'));
			assert.doesNotMatch(shown, /\bui\.[a-z_]+/);
			await leave();
		}
	});
});

about('the daemon goes away', () => {
	test('a weighing waits with its key and is recorded once when the daemon is back', async () => {
		await open();
		await daemon.down();
		await page.locator('.queue', { hasText: 'Hors ligne' }).waitFor();
		await type('8,88');
		await touch('Mobilier');
		await page.locator('.line-pending', { hasText: '8,88' }).waitFor();
		await daemon.up();
		await line('8,88').waitFor();
		await page.locator('.queue', { hasText: 'Hors ligne' }).waitFor({ state: 'hidden' });
		assert.equal(await page.locator('.line-pending').count(), 0);
		const { lines } = await daemon.get('/p/intake/day');
		assert.equal(lines.filter((l) => l.gross === 8880).length, 1);
	});

	test('an answer that is lost on the way does not weigh twice', async () => {
		await open();
		let lost = 0;
		await page.route('**/p/intake/weighings', async (route) => {
			await route.fetch();
			if (lost++)
				await route.continue();
			else
				await route.abort();
		});
		await weigh('8,99', 'Mobilier');
		assert.ok(lost > 1);
		const { lines } = await daemon.get('/p/intake/day');
		assert.equal(lines.filter((l) => l.gross === 8990).length, 1);
	});
});

about('a plugin that fails', () => {
	const cases = {
		'answers 404': { status: 404, body: '' },
		'has a syntax error': { body: 'const = ;' },
		'throws at import': { body: 'throw new Error("at import")' },
		'throws in the constructor': { body: 'customElements.define("glane-x-items-tag", class extends HTMLElement { constructor() { super(); throw new Error("made"); } })' },
		'throws when connected': { body: 'customElements.define("glane-x-items-tag", class extends HTMLElement { connectedCallback() { throw new Error("put"); } })' },
		'throws when it gets its host': { body: 'customElements.define("glane-x-items-tag", class extends HTMLElement { set host(h) { throw new Error("host"); } })' },
		'never resolves': { body: 'await new Promise(() => {})' },
		'defines another plugin’s tag': { body: 'customElements.define("glane-x-intake-tag", class extends HTMLElement {})' },
		'defines nothing': { body: '' },
	};
	for (const [what, answer] of Object.entries(cases))
		test(`${what}: a card names it, weighing goes on`, async () => {
			({ page } = await visitor(browser));
			await page.route('**/label.js', (route) => route.fulfill({ contentType: 'text/javascript', ...answer }));
			await page.goto(daemon.url);
			await toWeighing(page);
			await weigh('1,11', 'Mobilier');
			await page.locator('.card-fault', { hasText: 'Étiqueter' }).first().waitFor();
			await weigh('1,12', 'Mobilier');
			await line('1,12').waitFor();
		});

	test('a panel with a tag or a module that is not its own is not loaded', async () => {
		for (const change of [{ tag: 'glane-x-intake-tag' }, { tag: 'glane-tag' }, { module: '/ui/tag.js' }]) {
			({ page } = await visitor(browser));
			await page.route('**/ui/panels.json', async (route) => {
				const value = await (await route.fetch()).json();
				value.panels = value.panels.map((p) => (p.plugin === 'items' ? { ...p, ...change } : p));
				await route.fulfill({ json: value });
			});
			await page.goto(daemon.url);
			await toWeighing(page);
			await weigh('1,13', 'Mobilier');
			await page.locator('.card-fault').first().waitFor();
			await leave();
		}
	});
});

about('the page’s policy', () => {
	test('stops what could run foreign text', async () => {
		await open();
		const outcomes = await page.evaluate(() => Object.fromEntries(Object.entries({
			innerHTML: () => { document.createElement('p').innerHTML = '<b>x</b>'; },
			handler: () => document.createElement('p').setAttribute('onclick', 'x()'),
			worker: () => new Worker('/x.js'),
			policy: () => window.trustedTypes.createPolicy('other', {}),
			text: () => { document.createElement('p').textContent = '<b>x</b>'; },
			property: () => document.body.style.setProperty('--mm', '4px'),
		}).map(([name, run]) => {
			try {
				run();
				return [name, 'works'];
			} catch {
				return [name, 'throws'];
			}
		})));
		assert.deepEqual(outcomes, { innerHTML: 'throws', handler: 'throws', worker: 'throws', policy: 'throws', text: 'works', property: 'works' });
		for (let turns = 0; turns < 100 && !complaints.length; turns++) // violations are told a little later
			await page.evaluate(() => new Promise(requestAnimationFrame));
		assert.ok(complaints.length > 0, 'violations are noticed by these tests');
	});
});

about('what can be seen and touched', () => {
	for (const [width, height] of SIZES)
		test(`${width} x ${height}: everything fits and keys are 16 mm`, async () => {
			await open({ viewport: { width, height } });
			await type('1,5');
			assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false });
			assert.ok(await page.locator('.tile').count() >= 12, 'at least twelve tiles');
		});

	test('text at 150 % and a 10-inch panel in true millimetres still fit', async () => {
		for (const kept of [{ 'glane.size': '1.5' }, { 'glane.mm': '5.87' }]) {
			await open({}, kept);
			await type('1,5');
			const over = await page.evaluate(() => [...document.querySelectorAll('button, .scale, .strip, .lines')].filter((e) => e.checkVisibility())
				.filter((e) => e.getBoundingClientRect().bottom > innerHeight + 1 || e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.innerText));
			assert.deepEqual(over, []);
			await leave();
		}
	});

	test('a tile does not move when lines come', async () => {
		await open();
		const before = await page.locator('.tile').evaluateAll((all) => all.map((e) => [e.innerText, e.getBoundingClientRect().toJSON()]));
		await weigh('1,21', 'Mobilier');
		await weigh('1,22', 'Literie');
		await line('1,22').waitFor();
		assert.deepEqual(await page.locator('.tile').evaluateAll((all) => all.map((e) => [e.innerText, e.getBoundingClientRect().toJSON()])), before);
	});

	test('every category of the reference list has a pictogram of its own', async () => {
		await open();
		const { categories } = await daemon.get('/p/intake/');
		const drawn = await page.evaluate(() => [...document.querySelectorAll('symbol')].map((s) => s.id));
		assert.deepEqual(categories.map((c) => c.code).filter((code) => !drawn.includes(code)), []);
	});
});

about('accessibility', () => {
	test('the kiosk', async () => {
		await open();
		await axe(page, 'empty');
		await type('1,5');
		await axe(page, 'typed');
		await weigh('', 'Mobilier');
		await line('1,5').waitFor();
		await axe(page, 'recorded');
		await touch('Literie');
		await strip('todo').waitFor();
		await axe(page, 'asked for a weight');
		await line('1,5').getByRole('button', { name: 'Étiqueter' }).click();
		await page.locator('dialog').waitFor();
		await axe(page, 'label sheet');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Affichage' }).click();
		await page.locator('dialog').waitFor();
		await axe(page, 'preferences');
		assert.deepEqual(complaints, []);
	});

	test('the server’s pages, light and dark', async () => {
		const { categories: [{ id: category }] } = await daemon.get('/p/intake/');
		const { code } = await daemon.post('/p/items/items', { category, grams: 1000, title: 'Lampe' });
		const paths = ['/p/intake/', '/p/items/search', `/p/items/items/${code}`, `/O/${code}`, '/p/labels/', '/nothing-here']; // those of managers: pages.mjs
		await open({}, {}, paths[0]);
		for (const path of paths) {
			await page.emulateMedia({ colorScheme: 'light' });
			await page.goto(daemon.url + path);
			await axe(page, path);
			await page.emulateMedia({ colorScheme: 'dark' });
			await axe(page, `${path} dark`, { colours: true });
			assert.deepEqual(complaints, [], path);
		}
	});
});

about('weight on the wire', () => {
	test('the shopper’s page is at most 8 kB and has no script', async () => {
		const { items } = await daemon.get('/p/items/day');
		await open({ javaScriptEnabled: false }, {}, `/O/${items[0].code}`);
		const html = await page.content();
		assert.doesNotMatch(html, /<script/);
		const css = await page.locator('link[rel=stylesheet]').getAttribute('href');
		const sizes = [html, await (await page.request.get(new URL(css, daemon.url).href)).text()].map((text) => gzipSync(text).length);
		assert.ok(sizes[0] + sizes[1] <= 8 * KIB, sizes.join(' + '));
	});
});
