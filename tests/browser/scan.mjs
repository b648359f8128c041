// SPDX-License-Identifier: MPL-2.0
// Scanners that type: the decoder by itself, with thousands of codes in every pair of layouts, then with real keys in a real
// browser: fields, ends, half-read labels, other people's labels.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { about, launch, test } from './browser.mjs';
import { Daemon } from './daemon.mjs';
import { AZERTY, BELGIAN, QWERTY, caps, pad, strokes } from './keyboards.mjs';

const source = await readFile(new URL('../../kiosk/scan.js', import.meta.url), 'utf8');
const { checks, frKey, parse, stroke, usKey } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HOST = 'LA-PAGAILLE.ORG', HOSTS = [HOST, 'OLD.ORG'];
const MANY = 2000;

// The same numbers in each run: a failure can be looked at again.
let seed = 4;
const random = (n) => {
	seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
	return Math.floor(seed / 2 ** 32 * n);
};
const twelve = () => Array.from({ length: 12 }, () => ALPHABET[random(32)]).join('');
const withCheck = (data) => [...ALPHABET].map((c) => data + c).find(checks);
const address = (code, letter = 'O', host = HOST) => `HTTPS://${host}/${letter}/${code}`;
const readings = (keys, locked = false) => keys.map((key) => stroke(key, locked)).reduce((all, chars) => all.map((text, i) => text + chars[i]), ['', '', '', '']);
const decode = (keys, locked) => parse(readings(keys, locked), HOSTS);

const PAIRS = {
	'US → US': [QWERTY, QWERTY], 'US → French': [QWERTY, AZERTY], 'French → French': [AZERTY, AZERTY], 'French → US': [AZERTY, QWERTY],
	'US → Belgian': [QWERTY, BELGIAN], 'Belgian → Belgian': [BELGIAN, BELGIAN], 'Belgian → US': [BELGIAN, QWERTY],
};

about('decoder', () => {
	for (const [name, [scanner, computer]] of Object.entries(PAIRS)) {
		test(`${name}: ${MANY} codes are read, none wrongly`, () => {
			for (let i = 0; i < MANY; i++) {
				const code = withCheck(twelve());
				const { letter, code: found } = decode(strokes(address(code), scanner, computer));
				assert.deepEqual([letter, found], ['O', code]);
			}
		});

		test(`${name}: Caps Lock, lower case, the numeric pad`, () => {
			for (let i = 0; i < MANY / 10; i++) {
				const code = withCheck(twelve()), text = address(code);
				assert.equal(decode(strokes(text, scanner, caps(computer)), true).code, code, 'caps turns all keys over');
				assert.equal(decode(strokes(text, scanner, caps(computer, { letters: true })), true).code, code, 'caps of letters');
				assert.equal(decode(strokes(text.toLowerCase(), scanner, computer)).code, code, 'lower case');
				assert.equal(decode(strokes(text, pad(scanner), computer)).code, code, 'pad');
			}
		});

		test(`${name}: what was read wrongly is never taken for another code`, () => {
			for (let i = 0; i < MANY; i++) {
				const code = withCheck(twelve());
				const keys = strokes(address(code), scanner, computer);
				const at = keys.length - 1 - random(13), to = keys.length - 1 - random(13);
				const other = strokes(ALPHABET[random(32)], scanner, computer)[0];
				const wrong = [
					keys.with(at, other), // one symbol
					keys.with(at, keys[to]).with(to, keys[at]), // two exchanged
					keys.toSpliced(at, 1), // one lost
					keys.toSpliced(at, 0, other), // one more
					keys.slice(0, random(keys.length)), // cut short
					keys.slice(1 + random(7)), // begun late
					keys.with(random(keys.length - 13), other), // in the address
				];
				for (const [n, keys2] of wrong.entries()) {
					const { letter, code: found } = decode(keys2);
					assert.ok(letter === null || found === code, `${n}: ${code} read as ${letter} ${found}`);
				}
			}
		});
	}

	test('each of three readings is needed', () => {
		const needs = (pair) => readings(strokes(address(withCheck(twelve())), ...PAIRS[pair])).findIndex((text) => parse([text], HOSTS).letter);
		assert.deepEqual(['Belgian → Belgian', 'US → French', 'French → US'].map(needs), [0, 1, 2]);
	});

	test('Caps Lock on a French computer for which the scanner makes up', () => {
		const code = withCheck('7K2PW93MDR4T'), keys = strokes(address(code), caps(AZERTY), QWERTY);
		assert.equal(decode(keys, true).code, code);
		assert.equal(decode(keys, false).code, null);
	});

	test('action cards say what for, and how much', () => {
		const card = (data) => decode(strokes(address(withCheck(data), 'A'), QWERTY, AZERTY)).action;
		assert.deepEqual(card('XN0000000005'), { kind: 'times', n: 5 });
		assert.deepEqual(card('XN000000000M'), { kind: 'times', n: 20 });
		assert.deepEqual(card('BK0000000000'), { kind: 'undo', n: 0 });
		assert.deepEqual(card('AG0000000000'), { kind: 'again', n: 0 });
		assert.deepEqual(card('PA0000000110'), { kind: 'place', n: 1056 });
		assert.deepEqual(card('CAZZZZZZZZZZ'), { kind: 'category', n: 2 ** 50 - 1 });
		assert.equal(card('QQ0000000005'), undefined); // a kind that nobody knows
		assert.equal(decode(strokes(address(withCheck('XN0000000005'), 'O'), QWERTY, QWERTY)).action, undefined);
	});

	test('labels of others, addresses, halves: each has its sentence', () => {
		const why = (text, ...more) => {
			const { letter, code, why: key, foreign } = parse([text, ...more], HOSTS);
			assert.deepEqual([letter, code], [null, null], text);
			return foreign ?? key;
		};
		const code = withCheck('7K2PW93MDR4T');
		assert.equal(why(address(code, 'O', 'AUTRE.FR')), 'autre.fr');
		assert.equal(why('HTTPSM!!QUTRE:FR!O!', address(code, 'O', 'AUTRE.FR')), 'autre.fr');
		assert.equal(why('https://www.example.org/menu'), 'scan_else');
		assert.equal(why('http://example.org'), 'scan_else');
		assert.equal(why('3017620422003'), 'scan_else');
		assert.equal(why(address(code).slice(0, -1)), 'scan_misread');
		assert.equal(why(address(code).slice(0, 12)), 'scan_misread');
		assert.equal(why(address(code).slice(1)), 'scan_misread');
		assert.equal(why(address(code.slice(0, -1) + (code.endsWith('8') ? '9' : '8'))), 'scan_misread');
		assert.equal(why(address('0000000000000')), 'scan_misread');
		assert.equal(why(address(`${'7K2PW93MDR4T8'.repeat(2)}7`, 'B')), 'scan_misread');
		assert.equal(parse([address('7K2PW93MDR4T8'.repeat(2), 'B')], HOSTS).letter, 'B');
		assert.equal(parse([address(code, 'O', 'OLD.ORG')], HOSTS).code, code);
		assert.equal(why(address(code, 'O', `EVIL.ORG/${HOST}`)), 'scan_misread');
	});

	test('keys of both layouts', () => {
		assert.deepEqual([usKey('Semicolon', true), usKey('KeyQ', false), usKey('Digit1', true), usKey('Digit1', false), usKey('Numpad7', false), usKey('Slash', false), usKey('F5', false)],
			[':', 'Q', '!', '1', '7', '/', '']);
		assert.deepEqual([frKey('Period', false), frKey('KeyQ', false), frKey('Semicolon', true), frKey('Digit6', false), frKey('Digit6', true), frKey('Numpad7', false), frKey('Period', true), frKey('Comma', true), frKey('BracketLeft', false)],
			[':', 'A', 'M', '-', '6', '7', '/', '.', '']);
	});
});

// --- real keys -----------------------------------------------------------------------
let daemon, browser, page, cdp, OURS, base;

before(async () => {
	daemon = await Daemon.start();
	browser = await launch();
	page = await browser.newPage({ locale: 'fr-FR' });
	await page.clock.install();
	cdp = await page.context().newCDPSession(page);
	OURS = new URL(daemon.url).host.toUpperCase();
	base = /src="([^"]*)glane\.js"/.exec(await (await fetch(daemon.url, { headers: { Accept: 'text/html' } })).text())[1];
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// A page with two fields and nothing else of ours; what is told is kept in `told`.
async function fresh() {
	await page.goto(`${daemon.url}/p/intake/`);
	await page.clock.resume();
	await page.evaluate(async (at) => {
		document.body.textContent = '';
		localStorage.clear();
		for (const type of ['text', 'number', 'search'])
			document.body.append(Object.assign(document.createElement('input'), { type, id: type }));
		document.body.append(document.createElement('button'));
		Object.assign(window, { told: [], said: [], keys: [], clicks: 0 });
		document.querySelector('button').onclick = () => { window.clicks++; };
		const { listen, watch } = await import(`${at}scan.js`);
		listen({ site: { host: 'shop.org', hosts: ['old-shop.org'] }, emit: (event, scan) => { window.told.push(scan); }, t: (key, { host }) => key + (host ?? ''), shell: { say: (text) => window.said.push(text) } });
		window.watchThem = (on) => watch(on && ((burst) => window.told.push(burst)));
		addEventListener('keydown', (event) => window.keys.push(event.key), true);
	}, base);
	await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
}

const typing = (name, fn) => test(name, async () => {
	await fresh();
	await fn();
});

// Presses keys, `gap` ms apart by the page's clock; 0: as fast as can be.
async function press(keys, gap = 0) {
	for (const { code, key, shiftKey } of keys) {
		if (gap)
			await page.clock.runFor(gap);
		const typed = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
		const event = { code, key, modifiers: shiftKey ? 8 : 0, ...(typed && { text: typed, unmodifiedText: typed }) };
		await cdp.send('Input.dispatchKeyEvent', { type: typed ? 'keyDown' : 'rawKeyDown', ...event });
		await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key });
	}
}
const pause = () => page.clock.runFor(1000);
const ENTER = { code: 'Enter', key: 'Enter' }, TAB = { code: 'Tab', key: 'Tab' };
const us = (text) => strokes(text, QWERTY, QWERTY);
const told = () => page.evaluate(() => window.told.map(({ code, why, foreign }) => code ?? foreign ?? why));
const said = () => page.evaluate(() => window.said);
const value = (id) => page.evaluate((at) => document.getElementById(at).value, id);
const label = (letter = 'O', host = OURS) => address(withCheck('7K2PW93MDR4T'), letter, host);
const CODE = '7K2PW93MDR4T8';

about('keys', () => {
	for (const [name, [scanner, computer]] of Object.entries(PAIRS))
		typing(`${name}: a label is read from anywhere, and nobody else hears it`, async () => {
			await press([...strokes(label('O', 'OLD-SHOP.ORG'), scanner, computer), ENTER]);
			assert.deepEqual(await told(), [CODE]);
			assert.deepEqual((await page.evaluate(() => window.keys)).map((key) => key.toUpperCase()), ['H', 'T', 'T', 'P']);
		});

	for (const end of [ENTER, TAB])
		typing(`in a field, with ${end.key}: what leaked is taken out, the field keeps the focus`, async () => {
			await page.locator('#text').fill('une table');
			await page.locator('#text').evaluate((el) => el.setSelectionRange(4, 4));
			await press([...us(label()), end]);
			assert.deepEqual(await told(), [CODE]);
			assert.equal(await value('text'), 'une table');
			assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
			assert.equal(await page.evaluate(() => document.activeElement.selectionStart), 4);
		});

	typing('in the middle of typing: what the person typed stays, even without a pause', async () => {
		await page.locator('#text').focus();
		await press(us('tab'), 80);
		await press([...us(label()), ENTER]);
		await press(us('le'), 80);
		assert.deepEqual(await told(), [CODE]);
		assert.equal(await value('text'), 'table');
	});

	typing('in a field of numbers', async () => {
		await page.locator('#number').focus();
		await press(us('12'), 80);
		await pause();
		await press([...us(label()), ENTER]);
		assert.deepEqual(await told(), [CODE]);
		assert.equal(await value('number'), '12');
	});

	typing('on a key: Enter of the scanner does not press it', async () => {
		await page.locator('button').focus();
		await press([...us(label()), ENTER]);
		assert.deepEqual(await told(), [CODE]);
		assert.equal(await page.evaluate(() => window.clicks), 0);
	});

	typing('no end at all: read when nothing follows for three gaps', async () => {
		await page.locator('#search').focus();
		await press(us(label()));
		await page.clock.runFor(290);
		assert.deepEqual(await told(), []);
		await page.clock.runFor(20);
		assert.deepEqual(await told(), [CODE]);
		assert.equal(await value('search'), '');
	});

	typing('two labels one after the other, without an end', async () => {
		await press(us(label()));
		await page.clock.runFor(310);
		await pause();
		await press(us(label('P')));
		await page.clock.runFor(310);
		assert.deepEqual(await told(), [CODE, CODE]);
	});

	typing('a half-read label without an end is said, and leaves no trace', async () => {
		await page.locator('#text').fill('chaise');
		await press(us(label().slice(0, -3)));
		await page.clock.runFor(310);
		assert.deepEqual(await said(), ['scan_misread']);
		assert.equal(await value('text'), 'chaise');
	});

	typing('a label that begins late, in a field', async () => {
		await page.locator('#text').fill('chaise');
		await press([...us(label().slice(2)), ENTER]);
		assert.deepEqual(await said(), ['scan_misread']);
		assert.equal(await value('text'), 'chaise');
	});

	typing('gaps: 100 ms, or 150 for a slow scanner', async () => {
		await press([...us(label()), ENTER], 99);
		assert.deepEqual(await told(), [CODE]);
		await pause();
		await press([...us(label()), ENTER], 140);
		assert.deepEqual(await told(), [CODE]);
		await page.evaluate(() => localStorage.setItem('glane.gap', '150'));
		await pause();
		await press([...us(label()), ENTER], 140);
		assert.deepEqual(await told(), [CODE, CODE]);
	});

	typing('a person who types an address keeps every letter', async () => {
		await page.locator('#text').focus();
		await press(us('https://a.org'), 90);
		await page.clock.runFor(310);
		assert.equal(await value('text'), 'https://a.org');
		await pause();
		await press(us('vitefait')); // quick fingers
		await press([ENTER]);
		assert.equal(await value('text'), 'https://a.orgvitefait');
		assert.deepEqual(await told(), []);
	});

	typing('fewer than eight characters are a person', async () => {
		await press([...us('1234567'), ENTER]);
		assert.deepEqual(await told(), []);
		await press([...us('12345678'), ENTER]);
		assert.deepEqual(await told(), ['scan_else']);
	});

	typing('a label from elsewhere, an address, a product: each has its sentence', async () => {
		await press([...strokes(label('O', 'AUTRE.FR'), QWERTY, AZERTY), ENTER]);
		await pause();
		await press([...us('http://example.org/menu'), ENTER]);
		await pause();
		await press([...us('3017620422003'), ENTER]);
		assert.deepEqual(await said(), ['scan_foreignautre.fr', 'scan_else', 'scan_else']);
	});

	typing('dead keys and keys that were held do no harm', async () => {
		await press([{ code: 'BracketLeft', key: 'Dead' }]);
		await press([...us(label()), ENTER]);
		assert.deepEqual(await told(), [CODE]);
		await pause();
		const keys = us(label());
		await press([...keys.slice(0, -5), { code: 'BracketLeft', key: 'Dead' }, ...keys.slice(-5), ENTER]);
		assert.deepEqual(await told(), [CODE, 'scan_misread']);
	});

	typing('somebody watches: everything goes there only, also what is no address', async () => {
		await page.evaluate(() => window.watchThem(true));
		await press([...strokes(label(), AZERTY, QWERTY), ENTER], 20);
		await pause();
		await press(us('ABCDEFGHIJ'));
		await page.clock.runFor(310);
		const bursts = await page.evaluate(() => window.told);
		assert.deepEqual(bursts.map(({ end, scan }) => [end, scan.code]), [['Enter', CODE], ['', null]]);
		assert.deepEqual([...new Set(bursts[0].gaps)], [20]);
		assert.equal(bursts[0].readings[2], label());
		assert.deepEqual(await said(), []);
		await page.evaluate(() => window.watchThem(false));
		await pause();
		await press([...us(label()), ENTER]);
		assert.equal((await told()).at(-1), CODE);
	});
});
