// SPDX-License-Identifier: MPL-2.0
// Scales on serial lines that are there: the page on which they are added, and what the weighing screen makes of what they say.
//
// VSCALE: the program that stands for a scale (default: of the build).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { about, axe, launch, misfits, test, touch as touchOn, toWeighing, until, visitor } from './browser.mjs';
import { Daemon, GLANE } from './daemon.mjs';

const VSCALE = process.env.VSCALE ?? resolve(GLANE, '../plugins/scale/tests/vscale');

// A scale that takes orders: "put 1840", "unplug", "silent".
class Scale {
	static async start(language, name) {
		const scale = new Scale();
		scale.link = join(daemon.dir, name);
		scale.child = spawn(VSCALE, [language, scale.link], { stdio: ['pipe', 'pipe', 'inherit'] });
		scale.lines = createInterface({ input: scale.child.stdout })[Symbol.asyncIterator]();
		await scale.lines.next();
		return scale;
	}

	async order(what) {
		this.child.stdin.write(`${what}\n`);
		assert.equal((await this.lines.next()).value, 'ok', what);
	}

	end() {
		this.child.stdin.end();
	}
}

let daemon, browser, page, complaints, one, two;
before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	one = await Scale.start('mt-sics', 'one');
	two = await Scale.start('excell', 'two');
});
after(async () => {
	one?.end();
	two?.end();
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page, complaints } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}
async function kiosk(kept = {}) {
	await open('/', { kept });
	await toWeighing(page);
	await page.locator('.day-bar .day').waitFor();
}
const says = async (name) => (await daemon.get('/p/scale/state')).scales.find((scale) => scale.name === name);
const word = (text) => page.locator('.scale-word', { hasText: text }).waitFor();
const digits = (text) => page.locator('.scale-digits', { hasText: text }).waitFor();

about('the page', () => {
	test('a scale is added by its port and its plate; how it talks is found out; without a script', async () => {
		await one.order('put 1840');
		await open('/p/scale/', { javaScriptEnabled: false });
		await page.getByText('Aucune balance').waitFor();
		await page.getByRole('link', { name: 'Ajouter une balance' }).click();
		await page.getByLabel('Nom').fill('Grande');
		await page.getByLabel('Ou écrivez le branchement').fill('sous la table');
		await page.getByLabel('Max, en kilos').fill('15');
		await page.getByLabel('e, en grammes').fill('5');
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.locator('#other-fault', { hasText: 'n’est pas compris' }).waitFor();
		assert.equal(await page.getByLabel('Nom').inputValue(), 'Grande');
		await page.getByLabel('Ou écrivez le branchement').fill(`serial:${one.link}`);
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await page.getByText('glane cherche comment elle parle').waitFor();
		await until('it is found', async () => (await says('Grande'))?.grams === 1840);
		await page.getByRole('link', { name: 'Voir où ça en est' }).click();
		await page.getByText('Trouvé').waitFor();
		assert.match(await page.locator('#probe code').first().innerText(), /SI\\r\\n → S S +1[.,]840? kg/);
		assert.equal(await page.getByLabel('Comment parle-t-elle').inputValue(), 'mt-sics');
		await page.locator('.reading', { hasText: '1,84' }).waitFor();
		await page.getByRole('link', { name: 'Vérifier' }).click();
		for (const [mass, verdict] of [['1,84', 'C’est bon'], ['1,7', 'C’est trop']]) {
			await page.getByLabel('Poids posé').fill(mass);
			await page.getByRole('button', { name: 'Comparer' }).click();
			await page.getByText(verdict).waitFor();
		}
		assert.deepEqual(complaints, []);
	});

	test('with a script it follows the scale', async () => {
		await open('/p/scale/');
		await page.locator('.reading', { hasText: '1,84' }).waitFor();
		await one.order('put 2500');
		await page.locator('.reading', { hasText: '2,50' }).waitFor();
		await one.order('unplug');
		await page.locator('.words', { hasText: 'Débranchée' }).waitFor();
		await one.order('plug');
		await page.locator('.reading', { hasText: '2,50' }).waitFor();
	});

	test('with a script the search for how it talks shows by itself how far it is', async () => {
		await open('/p/scale/device?id=1');
		await page.getByRole('button', { name: 'Chercher de nouveau' }).click();
		await page.getByText('glane cherche comment elle parle').waitFor();
		await page.getByText('Trouvé').waitFor();
	});

	test('fits a phone, and axe finds nothing', async () => {
		for (const path of ['/p/scale/', '/p/scale/device', '/p/scale/device?id=1', '/p/scale/check?id=1&mass=2', '/p/scale/pattern?regex=(%3F%3Cweight%3E.%2B)&unit=g&bytes=12'])
			for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
				await open(path, { viewport });
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} ${viewport.width}`);
				if (viewport.width === 360)
					await axe(page, path);
			}
	});
});

about('the weighing screen', () => {
	test('a weight keeps which scale said it and the frame; another screen sees that it is noted', async () => {
		await one.order('put 0');
		await kiosk();
		await word('Posez');
		await one.order('put 1840');
		await page.locator('.scale[data-state=ready]').waitFor();
		const [sent] = await Promise.all([page.waitForRequest((request) => request.url().endsWith('/p/intake/weighings')), touchOn(page, 'Jouets')]);
		const { gross, manual, scale, raw } = sent.postDataJSON();
		assert.deepEqual([gross, manual, scale], [1840, false, 1]);
		assert.match(raw, /^S S +1[.,]840? kg/);
		await word('Noté');
		await kiosk();
		await word('Noté');
		await one.order('put 0');
		await word('Posez');
		await one.order('put 1840');
		await page.locator('.scale[data-state=ready]').waitFor();
	});

	test('too heavy and below zero are sentences, no weights', async () => {
		await kiosk();
		await one.order('over');
		await word('Trop lourd');
		await one.order('well');
		await one.order('put 1840');
		await page.locator('.scale[data-state=ready]').waitFor();
	});

	test('what falls silent is grey, then the pad is there; unplugged, at once', async () => {
		await kiosk();
		await digits('1,84');
		await one.order('silent');
		await page.locator('.scale[data-old=true]').waitFor();
		await word('ne dit plus rien');
		await word('Balance éteinte');
		assert.equal(await page.locator('.key-pad').count(), 12);
		await one.order('talk');
		await digits('1,84');
		await one.order('unplug');
		await word('Balance débranchée – tapez le poids');
		assert.equal(await page.locator('.key-pad').count(), 12);
		await one.order('plug');
		await digits('1,84');
	});

	test('of two scales each screen uses the one that was chosen, also after it was loaded anew', async () => {
		await two.order('put 5200');
		await daemon.post('/p/scale/device', { name: 'Petite', other: `serial:${two.link}`, protocol: 'st-gs', interval: 5, most: '30', purpose: 'statistics' });
		await kiosk();
		await digits('1,84');
		const key = page.locator('[data-k=scale]');
		await key.filter({ hasText: 'Grande' }).click();
		await page.locator('dialog [data-k=scale2]', { hasText: 'Petite' }).click();
		await digits('5,20');
		await page.reload();
		await toWeighing(page);
		await digits('5,20');
		assert.deepEqual((await misfits(page)).small, []);
		await axe(page, 'two scales');
		// A tare that was set on the scale and a container on the screen: one of both is enough.
		await two.order('tare');
		await page.locator('.tares .chip', { hasText: 'Petite caisse' }).click();
		await word('Tare déjà ôtée');
		await two.order('gross');
		await page.locator('.scale[data-state=ready]').waitFor();
		await page.locator('.tares .chip', { hasText: 'Sans contenant' }).click();
		// The one beside this screen is unplugged: the pad, and the other one on a touch.
		await two.order('unplug');
		await word('débranchée');
		await page.locator('.bottom .strip', { hasText: /Petite.*ne répond plus/ }).getByRole('button', { name: 'Autre balance' }).click();
		await page.locator('dialog [data-k=scale1]').click();
		await digits('1,84');
		await key.filter({ hasText: 'Grande' }).waitFor();
		assert.deepEqual(complaints, []);
	});
});
