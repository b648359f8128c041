// SPDX-License-Identifier: MPL-2.0
// Photos of items from the kiosk's element, from a form without scripts, on both of an item's pages; codes read off pictures.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, launch, leave, test, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const PAGE_BYTES = 20000; // with its styles and its first photo, as they travel
let daemon, browser, context, page, category;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
	({ categories: [{ children: [{ id: category }] }] } = await daemon.get('/p/intake/'));
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

async function open(options = {}) {
	({ context, page } = await visitor(browser, options));
}

const item = (title) => daemon.post('/p/items/items', { category, grams: 1250, title });
const photos = async (code) => (await daemon.get(`/p/camera/items/${code}`)).photos;

// A photo as a camera makes it: `hue` tells them apart; held on its side, with a position in its EXIF.
async function shot(hue, [width, height] = [2000, 1500]) {
	const base64 = await page.evaluate(async ([hue, width, height]) => {
		const canvas = Object.assign(document.createElement('canvas'), { width, height });
		const pen = canvas.getContext('2d');
		for (let i = 0; i < 300; i++) { // something like a cluttered table
			pen.fillStyle = `hsl(${hue + i} ${20 + i % 60}% ${15 + (i * 37) % 75}%)`;
			pen.fillRect((i * 7919) % width, (i * 104729) % height, width / 9, height / 7);
		}
		const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95));
		return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (b) => String.fromCharCode(b)).join(''));
	}, [hue, width, height]);
	const exif = Buffer.from('ffe1003045786966000049492a0008000000010012010300010000000600000000000000' + Buffer.from('48.8142 N IVRY').toString('hex'), 'hex');
	const jpeg = Buffer.from(base64, 'base64');
	return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]) };
}

// What is served shows the photo upright and is nothing but a picture.
async function served(path, most) {
	const answer = await page.request.get(daemon.url + path);
	const bytes = await answer.body();
	assert.equal(answer.headers()['content-type'], 'image/jpeg');
	assert.ok(bytes.length <= most, `${path}: ${bytes.length} bytes`);
	assert.ok(!bytes.includes('Exif') && !bytes.includes('IVRY'));
	return bytes.length;
}

about('the element of the kiosk', () => {
	// On the kiosk's page with its styles, policy and pictograms, with a host that notes what it is asked.
	async function mount(code) {
		await page.goto(daemon.url);
		await page.waitForSelector('symbol#box', { state: 'attached' }); // the pictograms are there
		await page.evaluate(async (code) => {
			const { panels } = await (await fetch('/ui/panels.json')).json();
			const { tag, module } = panels.find((p) => p.tag === 'glane-x-camera-photos');
			const base = new URL('.', document.querySelector('script[src$="glane.js"]').src);
			const kit = await import(`${base}kit.js`);
			await Promise.all([kit.loadWords('fr', base.pathname, true), import(module)]);
			const el = document.createElement(tag);
			el.host = {
				...kit, context: { code }, fetch(path, options) {
					if (options?.body instanceof Blob)
						window.sent = options.body;
					return kit.call(path, { turns: 0, ...options });
				},
				t: (key, args) => kit.translate('camera', key, args),
				on: () => () => {}, undoable: (text, fn) => { window.undo = { text, fn: () => fn().then(() => el.load()) }; },
				sheet: (title, ...nodes) => box.append(kit.h('section', { 'aria-label': title }, nodes)),
			};
			const box = kit.h('dialog.sheet', { 'aria-label': 'Objet' }, el);
			document.body.append(box);
			box.showModal();
		}, code);
		await page.getByRole('button', { name: 'Photo', exact: true }).waitFor();
	}
	const shown = (n) => page.waitForFunction((n) => document.querySelectorAll('glane-x-camera-photos .photo').length === n, n);
	const choose = (file) => page.setInputFiles('glane-x-camera-photos input[type=file]', file);

	test('a photo is made small, sent, shown upright, taken back, and four are enough', async () => {
		await open();
		const { code } = await item('Lampe');
		await mount(code);
		const file = await shot(10);
		await choose(file);
		await shown(1);
		const sent = await page.evaluate(() => window.sent.size);
		assert.ok(sent > 1000 && sent < 150000 && sent < file.buffer.length / 3, `${sent} bytes were sent`);
		const [{ large, thumb }] = await photos(code);
		assert.deepEqual([large.w, large.h, thumb.w, thumb.h], [360, 480, 120, 160], 'it was held on its side');
		await served(large.path, 12000);
		await served(thumb.path, 3000);
		await page.waitForFunction(() => document.querySelector('.photo img').naturalHeight === 160);
		assert.equal(await page.evaluate(() => window.undo.text), 'photo');
		await page.evaluate(() => window.undo.fn());
		await shown(0);
		for (let n = 1; n <= 4; n++) {
			await choose(await shot(n * 80));
			await shown(n);
		}
		assert.equal(await page.getByRole('button', { name: 'Photo', exact: true }).count(), 0);
		await page.getByRole('button', { name: 'Photo 2 de l’objet' }).click();
		await page.waitForSelector('section[aria-label="Photo 2 de l’objet"] img[height="480"]');
		await page.getByRole('button', { name: 'Retirer la photo 2' }).click();
		await shown(3);
		assert.equal(await page.evaluate(() => window.undo.text), 'retrait de la photo');
		await page.evaluate(() => window.undo.fn());
		await shown(4);
	});

	test('it is axe-clean and every key is large enough', async () => {
		await open();
		const { code } = await item('Chaise');
		await mount(code);
		await choose(await shot(40));
		await shown(1);
		const small = await page.evaluate(() => {
			const least = parseFloat(getComputedStyle(document.querySelector('.key')).minHeight) - 1;
			return [...document.querySelectorAll('glane-x-camera-photos button')].map((b) => [b.ariaLabel ?? b.innerText, b.getBoundingClientRect()]).filter(([, b]) => b.width < least || b.height < least).map(([name, b]) => `${name} ${b.width}x${b.height} of ${least}`);
		});
		assert.deepEqual(small, []);
		await axe(page, 'photos');
	});

	test('what is no picture is said; what did not get through waits for another touch and is stored once', async () => {
		await open();
		const { code } = await item('Vélo');
		await mount(code);
		await choose({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a picture') });
		await page.getByText('Ce fichier n’est pas une image.').waitFor();
		const file = await shot(200);
		await daemon.down();
		await choose(file);
		const again = page.getByRole('button', { name: 'Renvoyer la photo' });
		const enabled = () => page.waitForFunction(() => !document.querySelector('glane-x-camera-photos [data-k=photo]').disabled);
		await again.waitFor();
		await enabled();
		await daemon.up();
		/* This time the answer gets lost. */
		await page.route('**/photos', async (route) => {
			await route.fetch();
			await route.abort();
		}, { times: 1 });
		await again.click();
		await enabled();
		assert.equal((await photos(code)).length, 1);
		await again.click();
		await page.getByRole('button', { name: 'Photo', exact: true }).waitFor();
		assert.equal((await photos(code)).length, 1);
	});
});

about('pages', () => {
	test('without a script: a phone’s photo is added, shown and removed; the fifth is refused in words', async () => {
		await open();
		const files = [];
		for (const hue of [0, 70, 140, 210, 280])
			files.push(await shot(hue, hue ? [1200, 900] : [4000, 3000]));
		await leave();
		await open({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
		const { code } = await item('Table');
		await page.goto(`${daemon.url}/p/items/items/${code}`);
		await page.getByText('Pas de personnes sur la photo').waitFor();
		for (const file of files.slice(0, 4)) {
			await page.setInputFiles('input[name=photo]', file);
			await page.getByRole('button', { name: 'Ajouter la photo' }).click();
			await page.waitForURL(`${daemon.url}/p/items/items/${code}`);
		}
		const [{ large }] = await photos(code);
		assert.deepEqual([large.w, large.h], [360, 480]);
		await served(large.path, 12000);
		assert.equal(await page.locator('input[name=photo]').count(), 0);
		await page.getByRole('button', { name: 'Retirer la photo 4' }).click();
		await page.waitForURL(`${daemon.url}/p/items/items/${code}`);
		/* Two phones at once: this page still offers to add one. */
		await daemon.post('/p/camera/undo', { record: (await daemon.get('/p/camera/items/' + code)).photos[2].id });
		await page.reload();
		await page.setInputFiles('input[name=photo]', files[4]);
		const other = await context.newPage();
		await other.goto(page.url());
		for (const file of files.slice(2, 4)) {
			await other.setInputFiles('input[name=photo]', file);
			await other.getByRole('button', { name: 'Ajouter la photo' }).click();
			await other.waitForURL(`${daemon.url}/p/items/items/${code}`);
		}
		await page.getByRole('button', { name: 'Ajouter la photo' }).click();
		await page.locator('.errors', { hasText: 'Quatre photos au plus. Retirez-en une d’abord.' }).waitFor();
		await page.locator('h1', { hasText: 'Photos de l’objet' }).waitFor();
		assert.equal((await photos(code)).length, 4);
	});

	test('both pages of an item show its photos, axe-clean; a shopper’s is 20 kB at most with the first', async () => {
		await open();
		const { code } = await item('Fauteuil');
		for (const hue of [20, 120]) {
			const file = await shot(hue, [1600, 1200]);
			const answer = await page.request.post(`${daemon.url}/p/camera/items/${code}/photos`, {
				data: file.buffer, headers: { 'Content-Type': 'image/jpeg', 'Idempotency-Key': crypto.randomUUID() },
			});
			assert.equal(answer.status(), 201);
		}
		for (const path of [`/O/${code}`, `/p/items/items/${code}`, `/p/camera/items/${code}`]) {
			await page.goto(daemon.url + path);
			await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth));
			assert.ok(await page.locator('.photos img[alt="Photo 1 de l’objet"][width="360"][height="480"]').isVisible(), path);
			assert.equal(await page.locator('.photos a img[loading=lazy]').count(), 1);
			await axe(page, path);
		}
		// As somebody who comes from outside sees it.
		const answer = await fetch(`${daemon.url}/O/${code}`, { headers: { Accept: 'text/html', 'X-Forwarded-For': '192.0.2.1' } });
		const html = await answer.text();
		assert.doesNotMatch(html, /multipart/);
		const [, css] = /<link rel="stylesheet" href="([^"]+)"/.exec(html);
		const [, first] = /<img src="([^"]+)"/.exec(html);
		const total = gzipSync(html).length + gzipSync(await (await fetch(daemon.url + css)).text()).length + await served(first, 12000);
		assert.ok(total <= PAGE_BYTES, `${total} bytes`);
	});

	test('what was shown once is not asked for again', async () => {
		await open();
		const { code } = await item('Miroir');
		const file = await shot(90, [800, 600]);
		await page.request.post(`${daemon.url}/p/camera/items/${code}/photos`, {
			data: file.buffer, headers: { 'Content-Type': 'image/jpeg', 'Idempotency-Key': crypto.randomUUID() },
		});
		const [{ large }] = await photos(code);
		await page.goto(`${daemon.url}/O/${code}`);
		await page.waitForFunction(() => document.images[0]?.complete);
		const wire = await context.newCDPSession(page);
		const kept = new Set(), asked = [];
		wire.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
		wire.on('Network.responseReceived', ({ requestId, response }) => response.fromDiskCache && kept.add(requestId));
		wire.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.endsWith(large.path) && asked.push(requestId));
		await wire.send('Network.enable');
		await page.goto(`${daemon.url}/p/items/items/${code}`);
		await page.waitForFunction(() => document.images.length && [...document.images].every((image) => image.complete));
		assert.deepEqual(asked.map((id) => kept.has(id)), [true]);
	});
});

about('codes', () => {
	test('a label in a photo is read; a photo without one has none', async () => {
		await open();
		const { code, url } = await item('Bouilloire');
		await page.goto(`${daemon.url}/p/items/items/${code}`);
		const read = (turn) => page.evaluate(async ([code, turn]) => {
			const image = new Image();
			image.src = `/p/labels/label.png?code=${code}`;
			await image.decode();
			const canvas = Object.assign(document.createElement('canvas'), { width: 1400, height: 1400 });
			const pen = canvas.getContext('2d');
			pen.fillStyle = '#b9a88f';
			pen.fillRect(0, 0, 1400, 1400);
			pen.translate(700, 700);
			pen.rotate(turn);
			if (code)
				pen.drawImage(image, -image.width / 2, -image.height / 2);
			const body = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
			const answer = await fetch('/p/camera/read', { method: 'POST', body, headers: { Accept: 'application/json', 'Content-Type': 'image/jpeg', 'Idempotency-Key': crypto.randomUUID() } });
			return answer.json();
		}, [code, turn]);
		assert.deepEqual(await read(0), { codes: [url] });
		assert.deepEqual(await read(0.6), { codes: [url] });
		const none = await shot(0, [640, 480]);
		const answer = await page.request.post(`${daemon.url}/p/camera/read`, {
			data: none.buffer, headers: { 'Content-Type': 'image/jpeg', 'Idempotency-Key': crypto.randomUUID(), Accept: 'application/json' },
		});
		assert.deepEqual(await answer.json(), { codes: [] });
	});
});
