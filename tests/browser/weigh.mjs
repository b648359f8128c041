// SPDX-License-Identifier: MPL-2.0
// The weighing screen with a scale and without: capture, questions, corrections, batches, what waits, how long it takes.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, KIB, launch, misfits, press, SIZES, test, touch as touchOn, toWeighing, type as typeOn, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

let daemon, browser, page, complaints;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	await daemon.run(['setting', 'set', 'intake.origins', 'Ivry, Vitry, Déchèterie de Créteil']);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});
afterEach(() => plug('0'));

// The scale for exercise of the plugin `scale`: there or not.
let plugged = '0';
async function plug(on) {
	if (plugged !== on)
		await daemon.post('/manage/settings', { key: 'scale.simulated', value: on });
	plugged = on;
}

async function open(options = {}, kept = {}, before = null) {
	({ page, complaints } = await visitor(browser, { ...options, kept }));
	await before?.();
	await page.goto(daemon.url);
	await toWeighing(page);
	await page.locator('.day-bar .day').waitFor();
	await page.waitForFunction(() => document.querySelector('.weigh-right .lines > *'));
}

const word = (text) => page.locator('.scale-word', { hasText: text }).waitFor();
// Somebody puts so much there in place of what lies there; it settles, unless somebody keeps pushing.
async function put(grams, { stable = true, state = 'ok' } = {}) {
	await plug('1');
	await daemon.post('/p/scale/simulate', { grams, stable, state });
}
async function ready(grams) {
	await put(0);
	await word('Posez');
	await put(grams);
	await page.locator('.scale[data-state=ready]').waitFor();
}
const touch = (name) => touchOn(page, name);
const type = (weight) => typeOn(page, weight);
const line = (what) => page.locator('.weigh-right .line:not(.line-undone):not(.line-pending)', { hasText: what }).first();
const question = (text) => page.locator('.bottom', { hasText: text });
const key = (name) => page.getByRole('button', { name, exact: true });
const newest = async () => (await daemon.get('/p/intake/day')).lines[0];
const count = async () => (await daemon.get('/p/intake/day')).lines.filter((l) => !l.undone).length;
async function kinds() {
	await page.locator('.day-bar .channel').click();
	await page.locator('[data-k=detail]').click();
}

about('a scale', () => {
	test('says what to do: put, moving, steady; a touch takes the weight, and the line says that nobody typed it', async () => {
		await open();
		await page.locator('.scale-word', { hasText: 'Tapez le poids' }).waitFor(); // no scale yet
		await put(0);
		await word('Posez l’objet');
		assert.equal(await page.locator('.key-pad').count(), 0);
		await put(1200, { stable: false });
		await word('Ça bouge');
		await put(1840);
		await word('Touchez la catégorie');
		assert.match(await page.locator('.scale-digits').innerText(), /1,84\s*kg/);
		await touch('Mobilier');
		await line('1,84').waitFor();
		const { gross, manual } = await newest();
		assert.deepEqual([gross, manual], [1840, false]);
		assert.doesNotMatch(await line('1,84').innerText(), /main/);
		assert.deepEqual(complaints, []);
	});

	test('a touch while it moves is kept, visibly, and taken as soon as it settles', async () => {
		await open({ clock: true });
		await put(0);
		await word('Posez');
		await put(900, { stable: false });
		await word('Ça bouge');
		const before = await count();
		await page.clock.pauseAt(Date.now() + 1000); // however slow the machine is, it settles in time
		await touch('Literie');
		await page.locator('.tile[data-held]', { hasText: 'Literie' }).waitFor();
		await page.setViewportSize({ width: 1200, height: 760 }); // the tiles are painted again
		await page.waitForFunction(() => innerWidth === 1200);
		await page.clock.runFor(100);
		assert.equal(await page.locator('.tile[data-held]', { hasText: 'Literie' }).count(), 1);
		assert.equal(await count(), before);
		await put(1310, { stable: false });
		await put(1320);
		await page.clock.resume();
		await line('1,32').waitFor();
		assert.match(await line('1,32').innerText(), /Literie/);
		assert.equal(await count(), before + 1);
	});

	test('what never settles is said after three seconds, and nothing is recorded', async () => {
		await open({ clock: true });
		await put(0);
		await word('Posez');
		await put(900, { stable: false });
		await word('Ça bouge');
		const before = await count();
		await page.clock.pauseAt(Date.now() + 1000);
		await touch('Literie');
		await page.locator('.tile[data-held]').waitFor();
		await page.clock.runFor(2900);
		assert.equal(await page.locator('.tile[data-held]').count(), 1);
		await page.clock.runFor(200);
		await page.locator('.strip[data-kind=todo]', { hasText: 'bouge encore' }).waitFor();
		assert.equal(await page.locator('.tile[data-held]').count(), 0);
		assert.equal(await count(), before);
	});

	test('too much, too little and below zero are never read as a weight', async () => {
		await open();
		const before = await count();
		for (const [state, words] of [['over', 'Trop lourd'], ['under', 'zéro'], ['ok', 'Posez']]) {
			await put(0, { state });
			await word(words);
			await touch('Mobilier');
			await page.locator('.strip[data-kind=todo]').waitFor();
			assert.equal(await page.locator('.scale[data-state=ready]').count(), 0);
		}
		assert.equal(await count(), before);
	});

	test('the same object is not weighed twice by accident: a second touch confirms', async () => {
		await open();
		await ready(2222);
		await touch('Jouets');
		await line('2,222').waitFor();
		await word('Noté');
		const before = await count();
		await touch('Jouets');
		await question('C’est le même objet').waitFor();
		assert.equal(await count(), before);
		await put(2224, { stable: false }); // a push is no new object
		await page.waitForFunction(() => Math.abs(parseFloat(document.querySelector('.scale-digits').innerText.replace(',', '.')) - 2.222) > 0.03);
		await put(2224);
		await word('Noté');
		await touch('Jouets');
		await until('it is recorded', async () => await count() === before + 1);
		// Taken off and put back it is another one, without a question; the strip's question goes by itself.
		await touch('Jouets');
		await question('C’est le même objet').waitFor();
		await put(0);
		await question('C’est le même objet').waitFor({ state: 'detached' });
		await put(2222);
		await page.locator('.scale[data-state=ready]').waitFor();
		await touch('Jouets');
		await until('it is recorded', async () => await count() === before + 2);
	});

	test('touching the digits opens the pad; what is typed is marked; the scale comes back by itself', async () => {
		await open();
		await ready(5000);
		await page.locator('.scale-digits').click();
		await type('3,75');
		await page.locator('.scale', { hasText: 'saisi à la main' }).waitFor();
		await touch('Bricolage');
		await line('3,75').waitFor();
		assert.deepEqual([(await newest()).gross, (await newest()).manual], [3750, true]);
		await page.locator('[data-side=scale]').waitFor();
		await page.keyboard.type('2.5'); // a number pad has a point
		await page.locator('.scale-digits', { hasText: '2,5' }).waitFor();
		await page.keyboard.press('Escape');
		await page.locator('[data-side=scale]').waitFor();
		assert.match(await page.locator('.scale-digits').innerText(), /5,00/);
	});

	test('unplugged, the pad is there and says why; plugged in again, the scale is', async () => {
		await open();
		await ready(5000);
		await put(0, { state: 'off' });
		await word('Balance débranchée – tapez le poids');
		assert.equal(await page.locator('.key-pad').count(), 12);
		await type('1,5');
		await put(0);
		await word('Posez');
	});

	test('containers stand beside it by name and picture, and are taken off', async () => {
		await open();
		await ready(4600);
		const crate = page.locator('.tares .chip', { hasText: 'Petite caisse' });
		assert.equal(await crate.locator('svg').count(), 1);
		await crate.click();
		await page.locator('.scale-net', { hasText: '3,1' }).waitFor();
		await touch('Vaisselle');
		await line('3,1').waitFor();
		assert.deepEqual([(await newest()).gross, (await newest()).tare, (await newest()).net], [4600, 1500, 3100]);
	});
});

about('what is unlikely', () => {
	test('typed: the comma is offered first, and nothing is recorded until something is chosen', async () => {
		await open();
		await kinds();
		await type('96');
		await touch('Mobilier');
		await page.locator('.question:visible').waitFor();
		const before = await count();
		await touch('chaise en bois');
		await question('96').waitFor();
		await touch('fauteuil'); // going on does not lose the question
		await question('96').waitFor();
		assert.equal(await count(), before);
		await key('9,6\u202fkg').click();
		await line('9,6').waitFor();
		assert.match(await line('9,6').innerText(), /chaise en bois/i);
		assert.equal(await count(), before + 1);
		// And as it was typed, when that is right.
		await type('184');
		await touch('Mobilier');
		await touch('chaise en bois');
		await key('184\u202fkg').click();
		await line('184').waitFor();
	});

	test('from the scale: keep it, or weigh again', async () => {
		await open();
		await kinds();
		await ready(98000);
		await touch('Mobilier');
		await touch('chaise en bois');
		await question('98').waitFor();
		const before = await count();
		await key('Peser de nouveau').click();
		await page.locator('.question').waitFor({ state: 'hidden' });
		assert.equal(await count(), before);
		await touch('Mobilier');
		await touch('chaise en bois');
		await key('Garder').click();
		await line('98').waitFor();
		assert.equal(await count(), before + 1);
	});
});

about('the kind of an object', () => {
	test('the first touch takes the weight, the second finishes although the scale is empty again; Retour goes back', async () => {
		await open();
		await kinds();
		await ready(9600);
		await touch('Mobilier');
		await word('Poids gardé');
		await page.locator('.question', { hasText: 'Quel objet' }).waitFor();
		await put(0);
		assert.match(await page.locator('.scale-digits').innerText(), /9,60/);
		await touch('chaise en bois');
		await line('9,6').waitFor();
		await ready(9500);
		await touch('Mobilier');
		await word('Poids gardé');
		await page.keyboard.press('Escape');
		await page.locator('.question').waitFor({ state: 'hidden' });
		await word('Touchez la catégorie');
	});
});

about('many alike', () => {
	test('×n divides one weighing', async () => {
		await open();
		await ready(3000);
		await page.locator('.day-bar .times').click();
		await page.locator('[data-k=x6]').click();
		await page.locator('.scale', { hasText: '6 objets de 500' }).waitFor();
		await touch('Vaisselle');
		await line('×6').waitFor();
		assert.equal((await newest()).pieces, 6);
		assert.match(await page.locator('.day-bar .times').innerText(), /×1/);
		// Any number has keys too.
		await page.locator('.day-bar .times').click();
		for (const digit of '12')
			await page.locator('dialog .pad').getByRole('button', { name: digit, exact: true }).click();
		await page.locator('dialog .key-main').click();
		assert.match(await page.locator('.day-bar .times').innerText(), /×12/);
	});

	test('« Encore pareil » takes category, kind and container again, and reads the weight anew', async () => {
		await open();
		await kinds();
		await ready(11100);
		await page.locator('.tares .chip', { hasText: 'Petite caisse' }).click();
		await touch('Mobilier');
		await touch('chaise en bois');
		await line('9,6').waitFor();
		await page.locator('.tares .chip', { hasText: 'Sans contenant' }).click();
		await ready(10500);
		await page.locator('.day-bar .again').click();
		await line(/\b9.kg/).waitFor();
		const { category, net, tare } = await newest();
		assert.deepEqual([category.name, net, tare], ['chaise en bois', 9000, 1500]);
	});
});

about('where it comes from', () => {
	test('is preselected, changes with a touch and stays', async () => {
		await open();
		assert.match(await page.locator('.day-bar .channel').innerText(), /Apport sur place/);
		await page.locator('.day-bar .channel').click();
		await page.locator('dialog .chip', { hasText: 'Créteil' }).click();
		await page.locator('.day-bar .channel', { hasText: 'Apport sur place, Déchèterie de Créteil' }).waitFor();
		let sent;
		await page.route('**/p/intake/weighings', (route) => {
			sent = route.request().postDataJSON();
			return route.continue();
		});
		await type('4,21');
		await touch('Jardin');
		await line('4,21').waitFor();
		assert.equal(sent.origin, 'Déchèterie de Créteil');
		await type('4,22');
		await touch('Jardin');
		await line('4,22').waitFor();
		assert.equal(sent.origin, 'Déchèterie de Créteil');
		assert.ok(Math.abs(sent.happened_ms - Date.now()) < 60000);
	});
});

about('the strip', () => {
	test('five lines, the newest with its keys; a touch shows another one; no tile moves', async () => {
		await open();
		for (const weight of ['6,1', '6,2', '6,3', '6,4', '6,5']) {
			await type(weight);
			await touch('Jouets');
			await line(weight).waitFor();
		}
		const before = await page.locator('.tile').evaluateAll((all) => all.map((e) => [e.innerText, e.getBoundingClientRect().toJSON()]));
		assert.equal(await page.locator('.weigh-right .small').count(), 4);
		await page.locator('.small .key', { hasText: '6,2' }).click();
		await line('6,2').locator('[data-k^=undo]').click();
		await page.locator('.weigh-right .line-undone', { hasText: '6,2' }).waitFor();
		assert.deepEqual((await daemon.get('/p/intake/day')).lines.filter((l) => l.gross === 6200).map((l) => l.undone), [true]);
		assert.deepEqual(await page.locator('.tile').evaluateAll((all) => all.map((e) => [e.innerText, e.getBoundingClientRect().toJSON()])), before);
	});

	test('a weight is corrected on the pad and by a tile, without a confirmation; undo brings the former one back', async () => {
		await open();
		await type('18,4');
		await touch('Jouets');
		await line('18,4').waitFor();
		await line('18,4').locator('[data-k^=pencil]').click();
		await page.locator('.question:visible').waitFor();
		assert.match(await page.locator('.scale-digits').innerText(), /18,4/);
		await type('1,84');
		await touch('comme avant');
		await line('1,84').waitFor();
		let { lines } = await daemon.get('/p/intake/day');
		assert.deepEqual(lines.slice(0, 2).map((l) => [l.gross, l.undone, l.corrected]), [[1840, false, false], [18400, true, true]]);
		assert.equal(await page.locator('.weigh-right .lines', { hasText: '18,4' }).count(), 0);
		await line('1,84').locator('[data-k^=pencil]').click();
		await touch('Literie');
		await page.locator('.weigh-right .line[data-c=BEDDING]', { hasText: '1,84' }).waitFor();
		await page.locator('.undo').click();
		await page.locator('.weigh-right .line[data-c=TOYS]', { hasText: '1,84' }).waitFor();
		({ lines } = await daemon.get('/p/intake/day'));
		assert.equal(lines.filter((l) => !l.undone && l.gross === 1840 && l.category.code === 'TOYS').length, 1);
	});

	test('what waits is there with its state, can be dropped, and goes when the daemon is back', async () => {
		await open();
		await daemon.down();
		await type('7,71');
		await touch('Textile');
		await page.locator('.weigh-right .line-pending', { hasText: '7,71' }).waitFor();
		await type('7,72');
		await touch('Textile');
		await page.locator('.weigh-right .line-pending', { hasText: '7,72' }).locator('[data-k^=close]').click();
		await page.locator('.weigh-right .line-pending', { hasText: '7,72' }).waitFor({ state: 'detached' });
		await daemon.up();
		await line('7,71').waitFor();
		const { lines } = await daemon.get('/p/intake/day');
		assert.deepEqual(lines.filter((l) => [7710, 7720].includes(l.gross) && !l.undone).map((l) => l.gross), [7710]);
	});

	test('what the daemon refused stays with its reason until it is corrected or dropped', async () => {
		await open();
		const { categories } = await daemon.get('/manage/categories');
		const { id, code, name_fr, name_en } = categories.find((c) => c.code === 'SHOES');
		await daemon.post('/manage/categories', { id, code, name_fr, name_en, active: false });
		await type('7,81');
		await touch('Chaussures');
		const refused = page.locator('.weigh-right .line-refused', { hasText: '7,81' });
		await refused.waitFor();
		assert.match(await refused.innerText(), /plus proposée/);
		await refused.locator('[data-k^=pencil]').click();
		await touch('Textile');
		await line('7,81').waitFor();
		await refused.waitFor({ state: 'detached' });
		await type('7,82');
		await touch('Chaussures');
		await page.locator('.line-refused [data-k^=close]').click();
		await page.locator('.line-refused').waitFor({ state: 'detached' });
		await daemon.post('/manage/categories', { id, code, name_fr, name_en, active: true });
	});
});

// A screen of another plugin that takes the weighing screen in: it asks for a price beside the kinds, and makes an object.
const LABELS = `customElements.define('glane-x-items-try', class extends HTMLElement {
	connectedCallback() {
		const { host } = this;
		this.price = 300;
		this.className = 'slot-panel';
		this.append(host.slot('weigh', {
			kinds: true, label: true,
			beside: (category) => host.h('button.key.five', { onclick: () => { this.price = 500; } }, '5 € ' + category.name),
			then: (line) => [{ path: '/p/items/items', undo: '/p/items/undo', body: { source: '$0.record', category: (line.kind ?? line.category).id, grams: line.net, price: this.price } }],
			show: (line) => ({ price: this.price, again: line.again }),
		}));
		this.addEventListener('recorded', ({ detail }) => { window.recorded = detail.net; }, true);
	}
})`;
about('as a part of another screen', () => {
	test('two touches weigh and label; what is asked beside the kinds comes along, again too; undo takes both back', async () => {
		await open({}, {}, async () => {
			await page.route('**/ui/panels.json', async (route) => {
				const value = await (await route.fetch()).json();
				value.panels = [...value.panels.filter((p) => p.slot !== 'screen'), { plugin: 'items', slot: 'screen', kind: 'element', title: 'Essai', tag: 'glane-x-items-try', module: '/p/items/ui/0/try.js', order: 1 }];
				await route.fulfill({ json: value });
			});
			await page.route('**/p/items/ui/0/try.js', (route) => route.fulfill({ contentType: 'text/javascript', body: LABELS }));
		});
		assert.equal(await page.locator('.day-bar .refuse').count(), 0);
		await ready(9600);
		await touch('Mobilier');
		await page.locator('.beside .five', { hasText: '5 € mobilier' }).click();
		await touch('chaise en bois');
		await line('9,6').waitFor();
		const made = async () => (await daemon.get('/p/items/day')).items;
		assert.deepEqual((await made()).slice(0, 1).map((i) => [i.grams, i.price, i.source]), [[9600, 500, (await newest()).record]]);
		assert.equal(await page.evaluate(() => window.recorded), 9600);
		await ready(9500);
		await page.locator('.day-bar .again').click();
		await line('9,5').waitFor();
		assert.deepEqual((await made()).slice(0, 2).map((i) => [i.grams, i.price]), [[9500, 500], [9600, 500]]);
		await page.locator('.undo').click();
		await page.locator('.line-undone', { hasText: '9,5' }).waitFor();
		assert.deepEqual((await made()).filter((i) => i.state !== 'void').map((i) => i.grams), [9600]);
	});
});

about('touches', () => {
	test('while the answer is on its way, and twice: each is one line at most', async () => {
		await open();
		let release;
		const held = new Promise((done) => { release = done; });
		await page.route('**/p/intake/weighings', async (route) => {
			await held;
			await route.continue();
		});
		await type('5,51');
		const tile = page.locator('.tile', { hasText: 'Mobilier' });
		await tile.dblclick({ delay: 5 });
		await type('5,52');
		await touch('Mobilier');
		await page.locator('.weigh-right .line-pending', { hasText: '5,52' }).waitFor();
		release();
		await line('5,52').waitFor();
		await page.locator('.weigh-right .line-pending').first().waitFor({ state: 'detached' });
		const { lines } = await daemon.get('/p/intake/day');
		assert.deepEqual(lines.filter((l) => [5510, 5520].includes(l.gross)).map((l) => l.gross), [5520, 5510]);
	});

	test('another language keeps the weight, the container, the number and the question', async () => {
		await open();
		await page.locator('.tares .chip', { hasText: 'Petite caisse' }).click();
		await page.locator('.day-bar .times').click();
		await page.locator('[data-k=x3]').click();
		await type('7,25');
		await page.getByRole('button', { name: 'English' }).click();
		await page.locator('.tile', { hasText: 'Furniture' }).waitFor();
		assert.match(await page.locator('.scale').innerText(), /7\.25/);
		assert.match(await page.locator('.day-bar .times').innerText(), /×3/);
		assert.equal(await page.locator('.tares [aria-pressed=true]', { hasText: 'caisse' }).count(), 1);
		await page.getByRole('button', { name: 'Français' }).click();
		await page.locator('.tile', { hasText: 'Mobilier' }).waitFor();
	});

	test('keyboard only, with a scale: Enter, arrows, Enter, then the kind', async () => {
		await open();
		await kinds();
		await page.locator('dialog').waitFor({ state: 'detached' });
		await page.evaluate(() => document.activeElement.blur());
		await ready(9600);
		await page.keyboard.press('Enter');
		for (let turns = 0; turns < 30 && !/Mobilier/.test(await page.evaluate(() => document.activeElement.innerText)); turns++)
			await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Enter');
		await page.locator('.question', { hasText: 'Quel objet' }).waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.matches('.tile:focus-visible')), true);
		await page.waitForFunction((then) => performance.now() - then > 130, await page.evaluate(() => performance.now()));
		await page.keyboard.press('ArrowRight');
		const kind = await page.evaluate(() => document.activeElement.innerText.replace(/\u00ad/g, ''));
		await page.keyboard.press('Enter');
		if (await question('?').count())
			await key('Garder').press('Enter');
		await line(new RegExp(kind.split(/\s/)[0], 'i')).waitFor();
	});
});

about('how long it takes', () => {
	test('a bag is noted without a name, from the first touch to the last line, and shown to managers', async () => {
		await open();
		let sent;
		await page.route('**/p/intake/pace', (route) => {
			sent = route.request().postDataJSON();
			return route.continue();
		});
		await ready(1500);
		await touch('Jouets');
		await line('1,5').waitFor();
		await ready(1600);
		await touch('Jouets');
		await line('1,6').waitFor();
		await page.locator('.day-bar .channel').click();
		const noted = page.waitForResponse('**/p/intake/pace');
		await page.locator('[data-k=next]').click();
		assert.equal((await noted).status(), 201);
		assert.deepEqual([sent.flow, sent.objects, sent.touches, Object.keys(sent).sort().join()], ['deposit', 2, 2, 'flow,ms,objects,touches']);
		const { flows } = await daemon.get('/p/intake/pace');
		assert.equal(flows[0].flow, 'deposit');
		await page.goto(`${daemon.url}/p/intake/pace`);
		await page.locator('td', { hasText: /^\d+ s$/ }).first().waitFor();
		await axe(page, 'the page of managers');
	});
});

about('what can be seen', () => {
	for (const [width, height] of SIZES)
		test(`${width} x ${height}: everything fits, keys are 16 mm, with a scale and without`, async () => {
			await open({ viewport: { width, height } });
			await type('1,5');
			assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false }, 'pad');
			assert.ok(await page.locator('.tile').count() >= 12, 'at least twelve tiles');
			await page.keyboard.press('Escape');
			await ready(12345);
			assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false }, 'scale');
			const cut = await page.locator('.scale').evaluate((el) => [...el.children].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText));
			assert.deepEqual(cut, [], 'nothing is cut off in the scale');
			await touch('Jouets');
			await page.locator('.weigh-right .lines', { hasText: '12,345' }).waitFor();
			assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false }, 'recorded');
		});

	test('digits are 25 mm', async () => {
		await open();
		await ready(1840);
		const mm = await page.locator('.scale-digits').evaluate((el) => parseFloat(getComputedStyle(el).fontSize) / parseFloat(getComputedStyle(document.querySelector('.day-bar')).minHeight) * 16);
		assert.ok(mm >= 24.9, `${mm}`);
	});

	test('text at 150 %', async () => {
		await open({}, { 'glane.size': '1.5' });
		await ready(1840);
		const { outside, scroll } = await misfits(page);
		assert.deepEqual([outside, scroll], [[], false]);
		assert.ok(await page.locator('.tile').count() >= 12, 'at least twelve tiles');
	});

	test('left-handed, the weight is on the right', async () => {
		await open();
		await page.evaluate(() => { document.documentElement.dataset.hand = 'left'; });
		const [scaleBox, tile] = await Promise.all([page.locator('.scale').boundingBox(), page.locator('.tile').first().boundingBox()]);
		assert.ok(scaleBox.x > tile.x);
		assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false });
	});

	test('from the right, the sign that it is steady stands beside the word', async () => {
		await open({}, { 'glane.lang': 'ar' });
		await ready(1840);
		const [word, sign] = [await page.locator('.scale-word span').boundingBox(), await page.locator('.scale-digits .pict').boundingBox()];
		assert.ok(sign.x + sign.width <= word.x || word.x + word.width <= sign.x, JSON.stringify([word, sign]));
	});

	test('scripts stay small: the first paint 5.6 KiB, the rest when asked for', async () => {
		await open();
		const sizes = await page.evaluate(async () => {
			const base = performance.getEntriesByType('resource').map((e) => e.name).find((name) => name.endsWith('/weigh.js')).replace('weigh.js', '');
			const text = async (name) => (await fetch(base + name)).text();
			return { first: await text('weigh.js'), rest: (await Promise.all(['act.js', 'more.js'].map(text))).join('') };
		});
		const kib = (text) => gzipSync(text, { level: 9 }).length / KIB;
		assert.ok(kib(sizes.first) <= 5.6, `weigh.js: ${kib(sizes.first).toFixed(2)} KiB`);
		assert.ok(kib(sizes.rest) <= 7.5, `the others: ${kib(sizes.rest).toFixed(2)} KiB`);
	});
});

about('accessibility', () => {
	test('the weighing screen', async () => {
		await open();
		await put(0);
		await word('Posez');
		await axe(page, 'nothing on the scale');
		await put(900, { stable: false });
		await word('Ça bouge');
		await axe(page, 'moving');
		await put(1841);
		await word('Touchez');
		await touch('Literie');
		await line('1,841').waitFor();
		await axe(page, 'recorded');
		await touch('Literie');
		await question('C’est le même objet').waitFor();
		await axe(page, 'the same object');
		await put(0, { state: 'under' });
		await word('zéro');
		await axe(page, 'below zero');
		await put(0, { state: 'off' });
		await word('débranchée');
		await axe(page, 'unplugged');
		await line('1,841').locator('[data-k^=pencil]').click();
		await page.locator('.question:visible').waitFor();
		await axe(page, 'correcting');
		await page.keyboard.press('Escape');
		await page.locator('.day-bar .channel').click();
		await page.locator('dialog').waitFor();
		await axe(page, 'this bag');
		await page.keyboard.press('Escape');
		await page.locator('.day-bar .times').click();
		await page.locator('dialog').waitFor();
		await axe(page, 'how many');
		await page.keyboard.press('Escape');
		await page.locator('.day-bar .refuse').click();
		await page.locator('.question:visible').waitFor();
		await axe(page, 'a refusal');
	});
});
