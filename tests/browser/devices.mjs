// SPDX-License-Identifier: MPL-2.0
// What a screen has around it: the scanner's test page, sounds, the glass measured with a bank card, the idle screen, and a
// camera; each module by itself, in a page of the daemon that has the kiosk's styles and words.  SHOTS: a folder for pictures.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import { SIZES, THEMES, about, axe, launch, misfits, test } from './browser.mjs';
import { Daemon } from './daemon.mjs';
import { AZERTY, QWERTY, strokes } from './keyboards.mjs';

const CODE = '7K2PW93MDR4T8';
let daemon, browser, page, base, complaints;

before(async () => {
	daemon = await Daemon.start();
	browser = await launch();
	base = /src="([^"]*)glane\.js"/.exec(await (await fetch(daemon.url, { headers: { Accept: 'text/html' } })).text())[1];
	if (process.env.SHOTS)
		await mkdir(process.env.SHOTS, { recursive: true });
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// The kiosk's page without its shell; `frame` is what the shell would give.
async function bare({ size = [1280, 800], session, stubs, time = '14:05', ...options } = {}) {
	await page?.context().close();
	page = await browser.newPage({ locale: 'fr-FR', viewport: { width: size[0], height: size[1] }, ...options });
	complaints = [];
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	await page.route(`**${base}glane.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
	if (session)
		await page.route('**/session', (route) => route.fulfill({ json: session }));
	if (stubs)
		await page.addInitScript(stubs);
	await page.clock.install({ time: new Date(`2026-03-03T${time}:00`) });
	await page.goto(daemon.url);
	await page.evaluate(async (at) => {
		const kit = await import(`${at}kit.js`);
		await kit.loadWords('fr', at);
		await kit.loadPictograms(`${at}pictograms.svg`);
		document.body.append(kit.h('main', {}, kit.h('button.key', { id: 'below', onclick: () => window.told.push('below') }, 'Dessous'), kit.h('input', { id: 'field', 'aria-label': 'champ' })));
		window.told = [];
		window.heard = {};
		window.frame = {
			site: { name: 'La Pagaille', host: 'shop.org' }, BASE: at, t: (key, args) => kit.translate('kiosk', key, args),
			emit(event, data) {
				window.told.push(data);
				return window.heard[event]?.(data);
			},
			shell: {
				on(event, fn) { window.heard[event] = fn; },
				say: (...what) => window.told.push(what), go: (tag) => window.told.push(tag), undoable: (text, fn) => { window.undo = fn; },
			},
		};
		window.load = (name) => import(`${at}${name}.js`);
	}, base);
}

// Every size in every theme, without a fault that axe finds or a key that is too small.
async function looks(name, within, sizes = SIZES, themes = THEMES) {
	await page.clock.resume();
	for (const [width, height] of sizes) {
		await page.setViewportSize({ width, height });
		for (const theme of themes) {
			await page.evaluate((colours) => { document.documentElement.dataset.theme = colours; }, theme);
			await axe(page, `${name} ${width} ${theme}`, { colours: theme !== themes[0] });
			await shot(`${name}-${width}-${theme}`);
		}
		// a radio has no name here, and its label is what is touched
		assert.deepEqual((await misfits(page, within)).small.filter(Boolean), [], `${name} ${width}`);
		assert.equal(await page.locator(within).evaluate((el) => el.scrollWidth <= el.clientWidth), true, `${name} ${width} reaches out`);
	}
}

const told = () => page.evaluate(() => window.told);
const shot = (name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
// Keys as a scanner makes them, `gap` ms apart by the page's clock (scan.mjs presses real ones).
const press = async (keys, gap = 0) => {
	const send = (some) => page.evaluate((all) => {
		for (const key of all)
			(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key }));
	}, some);
	if (!gap)
		return send(keys);
	for (const key of keys) {
		await page.clock.runFor(gap);
		await send([key]);
	}
};
const ENTER = { code: 'Enter', key: 'Enter' };
const scan = (scanner, computer, text = `HTTPS://SHOP.ORG/O/${CODE}`, gap = 0) => press([...strokes(text, scanner, computer), ENTER], gap);

about('scanner test', () => {
	const open = async (options) => {
		await bare(options);
		await page.clock.pauseAt(new Date('2026-03-03T15:00:00'));
		await page.evaluate(async () => { (await window.load('try')).tryScanner(window.frame); });
		await page.locator('.try').waitFor();
		await page.clock.runFor(1000);
	};
	const verdict = () => page.locator('.try-said .strip').innerText();

	test('says how scanner and computer are set, and that glane reads it all the same', async () => {
		await open();
		assert.match(await verdict(), /Rien n’est encore lu/);
		await scan(QWERTY, QWERTY);
		assert.match(await verdict(), /bien réglée/);
		await scan(AZERTY, AZERTY);
		assert.match(await verdict(), /bien réglée/);
		await scan(QWERTY, AZERTY);
		assert.match(await verdict(), /QWERTY : glane la lit quand même/);
		await scan(AZERTY, QWERTY);
		assert.match(await verdict(), /AZERTY, l’ordinateur en QWERTY : glane la lit quand même/);
		assert.equal(await page.locator('.try dd').count(), 3);
		assert.equal(await page.locator('.try dd[data-right]').innerText(), `HTTPS://SHOP.ORG/O/${CODE}`);
		assert.deepEqual(await told(), [], 'nothing is done with what is read here');
		assert.deepEqual(complaints, []);
	});

	test('says what is wrong: half-read, from elsewhere, no label, no end, slow', async () => {
		await open();
		await scan(QWERTY, QWERTY, `HTTPS://SHOP.ORG/O/${CODE.slice(3)}`);
		assert.match(await verdict(), /incomplète/);
		await scan(QWERTY, QWERTY, `HTTPS://AUTRE.FR/O/${CODE}`);
		assert.match(await verdict(), /ailleurs : autre\.fr/);
		await scan(QWERTY, QWERTY, '3017620422003');
		assert.match(await verdict(), /pas une étiquette d’ici/);
		await press(strokes(`HTTPS://SHOP.ORG/O/${CODE}`, QWERTY, QWERTY));
		await page.clock.runFor(310);
		assert.match(await page.locator('.try-said').innerText(), /n’envoie pas Entrée/);
		await page.clock.runFor(1000);
		await scan(QWERTY, QWERTY, `HTTPS://SHOP.ORG/O/${CODE}`, 90);
		assert.match(await page.locator('.try-said').innerText(), /90 ms au plus/);
		assert.match(await page.locator('.try-said').innerText(), /lente/);
	});

	test('the gap is set here and holds at once; closed, scans go on their way again', async () => {
		await open();
		await page.locator('label', { hasText: '150 ms' }).click();
		assert.equal(await page.evaluate(() => localStorage.getItem('glane.gap')), '150');
		await scan(QWERTY, QWERTY, `HTTPS://SHOP.ORG/O/${CODE}`, 140);
		assert.match(await verdict(), /bien réglée/);
		await page.getByRole('button', { name: 'Fermer' }).click();
		await scan(QWERTY, QWERTY);
		assert.deepEqual((await told()).map(({ code }) => code), [CODE]);
	});

	test('every size in every theme', async () => {
		await open();
		await page.locator('.try img').evaluate((img) => img.decode());
		await scan(QWERTY, AZERTY);
		await looks('try', '.sheet');
	});
});

about('sound', () => {
	const play = (kind, kept = {}) => page.evaluate(async ([what, set]) => {
		localStorage.clear();
		Object.entries(set).forEach(([key, value]) => localStorage.setItem(key, value));
		window.tones = [];
		const { play: fn } = await window.load('sound');
		await Promise.race([fn(what), new Promise((done) => { window.late = done; })]);
		return window.tones;
	}, [kind, kept]);
	const stubs = () => {
		const { start, stop } = OscillatorNode.prototype;
		Object.defineProperty(window, 'tones', { value: [], writable: true });
		OscillatorNode.prototype.start = function (at) {
			window.tones.push({ hz: this.frequency.value, type: this.type, at });
			start.call(this, at);
		};
		OscillatorNode.prototype.stop = function (at) {
			window.tones.at(-1).ms = Math.round((at - window.tones.at(-1).at) * 1000);
			stop.call(this, at);
		};
	};

	const open = async () => {
		await bare({ stubs });
		await page.clock.pauseAt(new Date('2026-03-03T14:10:00')); // a busy machine takes its time to open its loudspeaker
	};

	test('one high tone, two notes, a low buzz of 3 × 80 ms, a chord', async () => {
		await open();
		await page.locator('#below').click(); // a browser lets a page be loud after a touch
		const [ok] = await play('ok');
		assert.ok(ok.hz > 1000 && ok.ms <= 120, JSON.stringify(ok));
		const todo = await play('todo');
		assert.equal(todo.length, 2);
		assert.ok(todo[1].at > todo[0].at);
		const error = await play('error');
		assert.deepEqual(error.map(({ ms }) => ms), [80, 80, 80]);
		assert.ok(error.every(({ hz }) => hz < 200));
		const closed = await play('closed');
		assert.equal(closed.length, 3);
		assert.equal(new Set(closed.map(({ at }) => at.toFixed(3))).size, 1);
		assert.deepEqual(await play('unheard of'), []);
		assert.deepEqual(complaints, []);
	});

	test('volume 0 and silent hours are silent', async () => {
		await open();
		await page.locator('#below').click();
		assert.deepEqual(await play('ok', { 'glane.volume': '0' }), []);
		assert.equal((await play('ok', { 'glane.volume': '2' })).length, 1);
		assert.deepEqual(await play('ok', { 'glane.quiet': '14:00-14:30' }), []);
		assert.equal((await play('ok', { 'glane.quiet': '20:00-08:00' })).length, 1);
		assert.equal((await play('ok', { 'glane.quiet': 'nonsense' })).length, 1);
		const hours = await page.evaluate(async () => {
			const { silent } = await window.load('sound');
			return ['19:59', '20:00', '23:59', '00:00', '07:59', '08:00'].map((time) => silent('20:00-08:00', new Date(`2026-03-03T${time}:30`)));
		});
		assert.deepEqual(hours, [false, true, true, true, true, false]);
	});

	test('a browser without sound is let be', async () => {
		await bare({ stubs: () => { window.AudioContext = class { constructor() { throw new Error('no device'); } }; } });
		assert.deepEqual(await play('error'), []);
		assert.deepEqual(complaints, []);
	});

	test('a sound that had to wait for a touch is not made later', async () => {
		await open();
		await page.evaluate(async () => {
			const { resume } = AudioContext.prototype;
			AudioContext.prototype.resume = async function () {
				await new Promise((done) => { window.allow = done; });
				return resume.call(this);
			};
			window.played = window.load('sound').then(({ play: fn }) => fn('ok'));
		});
		await page.waitForFunction(() => window.allow);
		await page.clock.runFor(600);
		assert.deepEqual(await page.evaluate(async () => {
			window.allow();
			await window.played;
			return window.tones;
		}), []);
	});
});

about('glass', () => {
	const open = async (options) => {
		await bare(options);
		await page.evaluate(async () => { (await window.load('calibrate')).calibrate(window.frame); });
		await page.waitForFunction(() => document.querySelector('.calibrate') && document.styleSheets.length > 2);
	};
	const card = () => page.locator('.calibrate-card').evaluate((el) => el.getBoundingClientRect().width);
	const mm = () => page.evaluate(() => [localStorage.getItem('glane.mm'), document.documentElement.style.getPropertyValue('--mm')]);
	const save = () => page.getByRole('button', { name: 'Le trait touche le bord' }).click();

	test('keys and arrows move the line; it sets --mm and is kept; undo takes it back', async () => {
		await open();
		const at = await card();
		assert.ok(Math.abs(at - 85.6 * 4) < 2, `${at} px for 4 px/mm`); // the guess at 1280×800
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('+');
		await page.keyboard.press('PageUp');
		await page.getByRole('button', { name: '10 points de plus' }).click();
		await page.getByRole('button', { name: '1 point de moins', exact: true }).click();
		assert.equal(await card(), at + 21);
		await save();
		const [kept, set] = await mm();
		assert.equal(set, `${kept}px`);
		assert.ok(Math.abs(Number(kept) - (at + 21) / 85.6) < 0.001);
		await page.evaluate(() => window.undo());
		assert.deepEqual(await mm(), [null, '']);
		assert.deepEqual(complaints, []);
	});

	test('a finger on the line drags it', async () => {
		await open();
		const line = await page.locator('.calibrate-line').boundingBox();
		const x = line.x + line.width / 2, y = line.y + line.height / 2, before = await card();
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + 100, y, { steps: 4 });
		await page.mouse.up();
		await page.mouse.move(x + 300, y);
		assert.ok(Math.abs(await card() - before - 100) < 2);
	});

	test('never out of 2 to 20 px/mm, nor out of the window', async () => {
		await open({ size: [2400, 1000] });
		const hold = (key) => page.evaluate((which) => {
			for (let i = 0; i < 400; i++)
				document.querySelector('.calibrate').dispatchEvent(new KeyboardEvent('keydown', { key: which }));
		}, key);
		await hold('PageDown');
		assert.ok(await card() > 85.6 * 2 && await card() < 85.6 * 2.1);
		await hold('PageUp');
		assert.ok(await card() < 85.6 * 20 && await card() > 85.6 * 19.8, `${await card()}`);
		await open({ size: [1024, 600] });
		await hold('PageUp');
		assert.ok(await card() <= 1024);
		assert.equal(await page.locator('.calibrate').evaluate((el) => el.scrollWidth <= innerWidth), true);
	});

	test('as before: what was measured is forgotten', async () => {
		await bare();
		await page.evaluate(() => { localStorage.setItem('glane.mm', '7'); document.documentElement.style.setProperty('--mm', '7px'); });
		await page.evaluate(async () => { (await window.load('calibrate')).calibrate(window.frame); });
		await page.waitForFunction(() => Math.abs(document.querySelector('.calibrate-card')?.getBoundingClientRect().width - 85.6 * 7) < 2);
		await page.getByRole('button', { name: 'Remettre comme avant' }).click();
		assert.deepEqual(await mm(), [null, '']);
	});

	test('a phone is measured with the short edge', async () => {
		await open({ size: [390, 844] });
		assert.equal(await page.locator('.calibrate-card').evaluate((el) => el.clientHeight > el.clientWidth), true);
		await save();
		assert.ok(Number((await mm())[0]) > 3.5);
	});

	test('every size in every theme', async () => {
		await open();
		await looks('calibrate', '.calibrate', [[1280, 800], [1024, 600], [1920, 1080]]);
		await open({ size: [390, 844] });
		await looks('calibrate', '.calibrate', [[390, 844]]);
	});
});

about('idle', () => {
	const session = { site: { name: 'La Pagaille' }, slides: [{ plugin: 'intake', kind: 'gauge', title: 'Pesé aujourd’hui', source: '/p/intake/today' }],
		notice: 'Atelier vélo samedi 14 h', closes: '19:00' };
	const open = async ({ at = '2026-03-03T14:05:00', today = 358400, ...options } = {}) => {
		await bare({ session, time: '08:00', ...options });
		await page.route('**/p/intake/today', (route) => (today === null ? route.abort() : route.fulfill({ json: { title: 'Pesé aujourd’hui', value: today } })));
		await page.clock.pauseAt(new Date(at));
		await page.evaluate(async () => {
			window.idle = new (await window.load('idle')).Idle(window.frame);
			addEventListener('pointerdown', () => window.idle.hide(), true); // as session.js does
			addEventListener('keydown', () => window.idle.hide(), true);
			window.idle.show();
		});
		await page.locator('.idle').waitFor();
	};
	const light = () => page.locator('.idle').getAttribute('data-light');
	const gone = () => page.locator('.idle').waitFor({ state: 'detached' });

	test('today’s kilos, facts with their source in turn, the next workshop', async () => {
		await open();
		await page.locator('.idle-gauges', { hasText: /358\s?kg/ }).waitFor();
		const text = await page.locator('.idle').innerText();
		for (const words of [/Pesé aujourd’hui/, /La Pagaille/, /Atelier vélo samedi/, /Touchez pour commencer/, /14:05/, /Source : /])
			assert.match(text, words);
		const facts = new Set();
		for (let i = 0; i < 5; i++) {
			facts.add(await page.locator('.idle figure').innerText());
			await page.clock.runFor(20000);
		}
		assert.equal(facts.size, 5);
		assert.deepEqual(complaints, []);
	});

	test('nothing weighed yet, or the daemon away: no zero, the rest stays', async () => {
		await open({ today: 0 });
		await page.locator('.idle-start').waitFor();
		assert.equal(await page.locator('.idle-gauges').innerText(), '');
		await open({ today: null });
		await page.locator('.idle-start').waitFor();
		assert.match(await page.locator('.idle figure').innerText(), /Source/);
	});

	test('dims after ten minutes, black at closing time, until somebody comes', async () => {
		await open({ at: '2026-03-03T18:30:00' });
		assert.equal(await light(), 'full');
		await page.clock.fastForward(9 * 60000);
		assert.equal(await light(), 'full');
		await page.clock.fastForward(2 * 60000);
		assert.equal(await light(), 'dim');
		await page.clock.fastForward(20 * 60000);
		assert.equal(await light(), 'black');
		await page.clock.fastForward(11 * 3600000); // in the morning nobody has come yet
		assert.equal(await light(), 'black');
		await page.mouse.click(400, 400);
		await page.clock.runFor(500);
		await gone();
		await page.evaluate(() => window.idle.show());
		assert.equal(await light(), 'full');
	});

	test('a touch wakes it and does not press what lies below', async () => {
		await open({ hasTouch: true });
		const { x, y, width, height } = await page.locator('#below').boundingBox();
		await page.touchscreen.tap(x + width / 2, y + height / 2);
		await page.clock.runFor(500);
		await gone();
		assert.deepEqual(await told(), []);
		await page.locator('#below').click();
		assert.deepEqual(await told(), ['below']);
		await page.evaluate(() => window.idle.show());
		await page.mouse.click(x + 5, y + 5);
		await page.clock.runFor(500);
		await gone();
		assert.deepEqual(await told(), ['below']);
	});

	test('a label wakes it and is read; a key wakes it', async () => {
		await open();
		await page.evaluate(async () => (await window.load('scan')).listen(window.frame));
		await scan(QWERTY, AZERTY);
		await gone();
		assert.deepEqual((await told()).map(({ code }) => code), [CODE]);
		await page.evaluate(() => window.idle.show());
		await page.keyboard.press('Space');
		await gone();
		await page.evaluate(() => window.idle.show());
		await page.evaluate(() => window.frame.emit('scan', { letter: 'B' })); // by something that types nothing
		await gone();
	});

	test('every size', async () => {
		await open({ reducedMotion: 'reduce' });
		await page.locator('.idle-gauges', { hasText: 'kg' }).waitFor();
		await looks('idle', '.idle', SIZES, ['clear']); // dark in every theme
		assert.equal(await page.locator('.idle').evaluate((el) => el.scrollHeight <= innerHeight), true);
	});
});

about('camera', () => {
	const photo = { name: 'photo.png', mimeType: 'image/png' };
	// A picture of 2400 × 1200 px, made here.
	const picture = async () => Buffer.from((await page.evaluate(() => {
		const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1200 });
		canvas.getContext('2d').fillRect(100, 100, 900, 900);
		return canvas.toDataURL('image/png');
	})).split(',')[1], 'base64');
	const open = async (options) => {
		await bare(options);
		const chooser = page.waitForEvent('filechooser');
		await page.evaluate(() => { window.onclick = async (event) => event.target.id === 'below' && (await window.load('eye')).read(window.frame); });
		await page.locator('#below').click();
		return chooser;
	};
	const send = async (chooser) => chooser.setFiles({ ...photo, buffer: await picture() });

	test('without BarcodeDetector a photo is asked for, reduced to 1600 px and read by the daemon', async () => {
		const chooser = await open({ stubs: () => { delete window.BarcodeDetector; } });
		let sent;
		await page.route('**/p/camera/read', (route) => {
			sent = route.request();
			return route.fulfill({ json: { codes: ['https://example.org/', `HTTPS://SHOP.ORG/O/${CODE}`] } });
		});
		await send(chooser);
		await page.locator('.sheet').waitFor({ state: 'detached' });
		assert.deepEqual((await told()).filter((what) => what !== 'below').map(({ code }) => code), [CODE]);
		assert.equal(sent.headers()['content-type'], 'image/jpeg');
		const body = sent.postDataBuffer();
		assert.deepEqual([body[0], body[1]], [0xff, 0xd8]);
		const sizes = await page.evaluate(async (bytes) => {
			const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
			return [image.width, image.height];
		}, [...body]);
		assert.deepEqual(sizes, [1600, 800]);
		assert.deepEqual(complaints, []);
	});

	test('no code, no daemon, no picture: each has its sentence, and the number can be typed', async () => {
		const chooser = await open({ stubs: () => { delete window.BarcodeDetector; } });
		let answer = (route) => route.fulfill({ json: { codes: [] } });
		await page.route('**/p/camera/read', (route) => answer(route));
		await send(chooser);
		await page.locator('.sheet .strip', { hasText: 'Aucune étiquette' }).waitFor();
		answer = (route) => route.abort();
		const again = async (file) => {
			const next = page.waitForEvent('filechooser');
			await page.getByRole('button', { name: 'Prendre une photo' }).click();
			await (await next).setFiles(file);
		};
		await again({ ...photo, buffer: await picture() });
		for (let i = 0; i < 3; i++)
			await page.clock.runFor(1500);
		await page.locator('.sheet .strip', { hasText: 'ne répond pas' }).waitFor();
		await again({ ...photo, buffer: Buffer.from('no picture') });
		await page.locator('.sheet .strip', { hasText: 'pas une photo' }).waitFor();
		await shot('eye');
		await axe(page, 'eye');
		await page.getByRole('button', { name: 'Taper le numéro' }).click();
		assert.equal((await told()).at(-1), 'glane-x-items-find');
		assert.equal(await page.locator('.sheet').count(), 0);
	});

	test('with BarcodeDetector the live picture is read, under the page’s own policy, and the camera goes off', async () => {
		await bare({ stubs: () => {
			window.seen = [];
			window.BarcodeDetector = class {
				async detect(video) {
					window.live = [video.videoWidth, video.readyState];
					return window.seen;
				}
			};
			navigator.mediaDevices.getUserMedia = async (wanted) => {
				window.wanted = wanted;
				const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
				canvas.getContext('2d').fillRect(0, 0, 640, 480);
				window.stream = canvas.captureStream(10);
				setInterval(() => canvas.getContext('2d').fillRect(0, 0, 640, 480), 50);
				return window.stream;
			};
		} });
		await page.evaluate(async () => { (await window.load('eye')).read(window.frame); });
		await page.clock.resume();
		await page.waitForFunction(() => window.live?.[0] === 640);
		assert.deepEqual(await page.evaluate(() => window.wanted), { video: { facingMode: 'environment' } });
		await page.evaluate((text) => { window.seen = [{ rawValue: text }]; }, `HTTPS://SHOP.ORG/O/${CODE}`);
		await page.locator('.sheet').waitFor({ state: 'detached' });
		await page.waitForFunction(() => window.stream.getTracks().every((track) => track.readyState === 'ended'));
		assert.deepEqual((await told()).map(({ code }) => code), [CODE]);
		assert.deepEqual(complaints, []);
	});

	test('a camera that may not be used leaves the photo', async () => {
		await bare({ stubs: () => {
			window.BarcodeDetector = class {};
			navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };
		} });
		await page.evaluate(async () => { await (await window.load('eye')).read(window.frame); });
		assert.ok(await page.getByRole('button', { name: 'Prendre une photo' }).isVisible());
		assert.equal(await page.locator('.sheet video').isVisible(), false);
		assert.deepEqual(complaints, []);
	});
});
