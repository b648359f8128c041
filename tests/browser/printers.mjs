// SPDX-License-Identifier: MPL-2.0
// A label printer that is there: how it is added without a script, and what screens show while its roll is empty or while nobody
// knows whether a label came out.
//
// VPRINTER: the program that stands for a printer (default: of the build).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { about, axe, launch, misfits, scan, test, until, visitor } from './browser.mjs';
import { Daemon, GLANE } from './daemon.mjs';

const VPRINTER = process.env.VPRINTER ?? resolve(GLANE, '../tests/printers/vprinter');

// A printer that takes orders: "paper until told", "mend".
class Printer {
	static async start(...args) {
		const printer = new Printer();
		printer.child = spawn(VPRINTER, args, { stdio: ['pipe', 'pipe', 'inherit'] });
		printer.out = [];
		const lines = createInterface({ input: printer.child.stdout });
		printer.port = await new Promise((done) => lines.on('line', (line) => {
			const [word, number] = line.split(' ');
			if (word === 'port')
				done(number);
			if (word === 'label')
				printer.out.push(line);
		}));
		return printer;
	}

	order(what) {
		this.child.stdin.write(`${what}\n`);
	}

	end() {
		this.child.stdin.end('quit\n');
		this.child.kill();
	}
}

let daemon, browser, printer, page, complaints, id;
before(async () => {
	[daemon, browser, printer] = await Promise.all([Daemon.start(), launch(),
		Printer.start('zpl', 'tcp', '--media', '50x30', '--dpi', '203', '--head', '448', '--model', 'ZD410-203dpi')]);
});
after(async () => {
	printer?.end();
	await browser?.close();
	await daemon?.end();
});

async function open(path, options = {}) {
	({ page, complaints } = await visitor(browser, options));
	await page.goto(daemon.url + path);
}
const state = () => daemon.get('/p/labels/printers');
const jobOf = async (job) => {
	const { questions, queue } = await state();
	return [...questions, ...queue].find((j) => j.job === job);
};
const nothingWaits = () => until('the printer said so', async () => !(await state()).queue.length);
const trial = async (what = 'label') => (await daemon.post(`/p/labels/printers/${id}/try`, { what })).job;

about('a printer', () => {
	test('is found at its address and added without a script; its trial comes out', async () => {
		await open('/p/labels/printers/add', { javaScriptEnabled: false });
		await page.locator('#address').fill('127.0.0.1:1'); // nobody is there
		await page.getByRole('button', { name: 'Chercher sur le réseau' }).click();
		await page.locator('.fault', { hasText: 'Rien ne répond' }).waitFor();
		await page.locator('#address').fill(`127.0.0.1:${printer.port}`);
		await page.getByRole('button', { name: 'Chercher sur le réseau' }).click();
		await page.locator('.found', { hasText: 'ZD410' }).getByRole('button', { name: 'Ajouter' }).click();
		await page.locator('.hero').waitFor();
		id = Number(new URL(page.url()).pathname.split('/').pop());
		await page.locator('.tries button').first().click();
		await until('the trial is out', () => printer.out.length === 1);
		assert.match(printer.out[0], /good HTTP/);
		await until('the printer says so', async () => {
			await page.goto(`${daemon.url}/p/labels/printers/${id}`);
			return (await page.locator('.question').innerText()).includes('bien lisible');
		});
	});

	test('has pages that fit and that axe finds nothing in', async () => {
		for (const path of ['', `/${id}`, '/add', '/new']) {
			for (const width of [1280, 360]) {
				await open(`/p/labels/printers${path}`, { viewport: { width, height: 800 } });
				await page.locator('main h1').waitFor();
				assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} ${width}`);
			}
			await axe(page, path);
		}
		assert.deepEqual(complaints, []);
	});
});

about('a wrong address', () => {
	test('is said, and the label comes out as soon as it is put right', async () => {
		const { input, printer: { printer: number } } = await daemon.get(`/p/labels/printers/${id}`);
		const out = printer.out.length, set = (port) => daemon.post(`/p/labels/printers/${number}`, { ...input, port, asks: true });
		await set('tcp:127.0.0.1:1');
		await open('/');
		await page.locator('.home').waitFor();
		await trial();
		await page.locator('.top .watch[data-trouble=absent]').waitFor();
		await set(input.port);
		await until('it is out', () => printer.out.length === out + 1);
		await nothingWaits();
		await page.locator('.top .watch').waitFor({ state: 'detached' });
	});
});

about('an empty roll', () => {
	test('shows at once on its page and in the bar of the kiosk, and goes by itself', async () => {
		const number = printer.out.length + 1;
		printer.order(`label ${number} byte 0 paper until told`);
		await open('/');
		await page.locator('.home').waitFor();
		const bar = page.locator('.top .watch[data-trouble=paper]');
		assert.equal(await page.locator('.top .watch').count(), 0);
		await trial();
		await bar.waitFor();
		await page.locator('.strip', { hasText: 'rouleau' }).waitFor();
		assert.deepEqual(await misfits(page, '.top'), { small: [], outside: [], scroll: false });
		await bar.click();
		await page.locator('.printing-trouble[data-trouble=paper] svg.trouble').waitFor();
		await page.locator('.printing .queue-line').waitFor();
		await page.keyboard.press('Escape');

		const { page: office } = await visitor(browser);
		await office.goto(`${daemon.url}/p/labels/printers`);
		await office.locator(`[data-printer="${id}"][data-trouble=paper]`).waitFor();
		printer.order('mend');
		await office.locator(`[data-printer="${id}"][data-trouble=""]`).waitFor(); // nobody has loaded it again
		await page.locator('.top .watch').waitFor({ state: 'detached' });
		await until('the label is out', () => printer.out.length === number);
		await nothingWaits();
	});
});

about('a label of which nobody knows', () => {
	test('is asked for with its picture, and a person’s answer ends it on all screens', async () => {
		const number = printer.out.length + 1;
		printer.order(`label ${number} byte 300 cut`);
		await open('/');
		await page.locator('.home').waitFor();
		const job = await trial('frame');
		await until('it is unknown', async () => (await jobOf(job))?.state === 'unknown');
		await page.locator('.top .watch', { hasText: 'à vérifier' }).or(page.locator('.top .watch[data-trouble=cut]')).click();
		const ask = page.locator('.printing-ask');
		await ask.locator('img').waitFor();
		await page.waitForFunction(() => document.querySelector('.printing-ask img').naturalWidth > 100);
		const { page: office } = await visitor(browser);
		await office.goto(`${daemon.url}/p/labels/printers`);
		await office.locator(`.question[data-job="${job}"] img`).waitFor();
		await ask.getByRole('button', { name: 'Oui' }).click();
		await ask.waitFor({ state: 'detached' });
		await office.locator(`.question[data-job="${job}"]`).waitFor({ state: 'detached' });
		await page.keyboard.press('Escape');
		await page.locator('.top .watch', { hasText: 'à vérifier' }).waitFor({ state: 'detached' });
		assert.equal((await state()).questions.length, 0);
	});
});

about('a label that is under way', () => {
	const wanted = async () => { // and being printed, slowly
		printer.order('print 20000');
		const { categories: [{ id: category }] } = await daemon.get('/p/intake/');
		const { code } = await daemon.post('/p/items/items', { category, grams: 500, label: true });
		let job;
		await until('it is sent', async () => {
			job = (await daemon.get('/p/labels/jobs')).jobs.find((j) => j.code === code);
			return job?.state === 'sent';
		});
		return job;
	};
	const became = (code, wished) => until(`it is ${wished}`, async () => (await daemon.get('/p/labels/jobs')).jobs.find((j) => j.code === code).state === wished);

	test('is cancelled in the line of the kiosk: then somebody is asked for it, and nothing comes out twice', async () => {
		const out = printer.out.length;
		await open('/');
		await page.locator('.home').waitFor();
		const { job, code } = await wanted();
		printer.order('paper until told');
		printer.order('print 20');
		await page.locator('.top .watch[data-trouble=paper]').click();
		await page.locator(`[data-k=cancel${job}]`).click();
		await page.locator(`[data-k=not_out${job}]`).waitFor();
		await became(code, 'unknown');
		printer.order('mend');
		await until('it came out all the same', () => printer.out.length === out + 1);
		await page.locator(`[data-k=out${job}]`).click();
		await became(code, 'confirmed');
		assert.equal(printer.out.length, out + 1);
		await page.keyboard.press('Escape');
		await page.locator('.top .watch').waitFor({ state: 'detached' });
	});

	test('is asked for as soon as its printer stands still, and its scan is proof', async () => {
		await open('/');
		await page.locator('.home').waitFor();
		const { job, code } = await wanted();
		printer.order('deaf until told');
		printer.order('print 20');
		await page.locator('.top .watch[data-trouble=slow]').click();
		await page.locator(`[data-k=not_out${job}]`).waitFor();
		assert.match((await jobOf(job)).state, /^sen/);
		await page.keyboard.press('Escape');
		await until('who scans it, sees it', async () => {
			await scan(page, `HTTPS://${daemon.address}/O/${code}`.toUpperCase());
			return (await daemon.get('/p/labels/jobs')).jobs.find((j) => j.code === code).state === 'confirmed';
		});
		printer.order('mend');
		await page.locator('.top .watch').waitFor({ state: 'detached' });
	});
});
