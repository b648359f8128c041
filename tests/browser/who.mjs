// SPDX-License-Identifier: MPL-2.0
// Who are you: tiles, PIN, badge, the lock and what it keeps, in a real browser against a real daemon.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { about, axe, launch, leave, misfits, office, press, SIZES, test, toWeighing, type, until, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const PEOPLE = { Basile: ['volunteer', '1234', 'bear'], Chloé: ['volunteer', '4321', 'owl'], Denise: ['staff', '778899', 'snail'] };
const ids = {};
const enrolled = new Map(); // cookies of a device by its purpose: codes are limited

let daemon, browser, context, page, complaints, badge;

before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start({ open: false }), launch()]);
	await daemon.found('Amina', '4711');
	for (const [name, [role, pin, picture]] of Object.entries(PEOPLE))
		ids[name] = await daemon.addPerson(name, role, pin, picture);
	badge = await badgeOf('Basile');
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

// As an administrator makes it in the managers' pages.
async function badgeOf(name) {
	const answer = await (await office(browser, daemon)).post('/manage/people/badge', { id: ids[name] });
	assert.match(answer.badge, /^HTTPS:\/\/[^/]+\/B\/[0-9A-Z]{26}$/);
	return answer.badge;
}

// A screen of the centre, before it is opened.
async function visit({ purpose = 'intake', ...options } = {}) {
	({ context, page, complaints } = await visitor(browser, options));
	if (!enrolled.has(purpose)) {
		await daemon.enrol(page, 'Accueil', purpose);
		enrolled.set(purpose, (await context.cookies()).filter((c) => c.name === 'glane_device'));
	}
	await context.addCookies(enrolled.get(purpose));
}
async function open(options) {
	await visit({ ...options, clock: true });
	await page.goto(daemon.url);
	await page.locator('.person').first().waitFor();
	await page.locator('html[data-ready]').waitFor();
}

const person = (name) => page.locator('.person', { hasText: name });
const inside = () => page.locator('dialog.who').waitFor({ state: 'detached' });
const strip = (kind) => page.locator(`.who .strip[data-kind=${kind}]`);
const digits = () => page.locator('.scale-digits').innerText();
const dots = () => page.locator('.dot-on').count();

async function tapTile(name) {
	await press(person(name));
	await page.locator('.pin-pad').waitFor();
}
async function tapPin(pin) {
	await press(page.locator(`[data-k=pin${pin[0]}]`));
	for (const digit of pin.slice(1))
		await page.locator(`[data-k=pin${digit}]`).click();
	await page.locator('[data-k=pinok]').click();
}
async function signIn(name, pin = PEOPLE[name][1]) {
	await tapTile(name);
	await tapPin(pin);
	await inside();
	await toWeighing(page);
}
const weight = (text) => type(page, text);
async function choose(word) {
	await page.locator('.person-tile').click();
	await page.locator('.sheet').getByRole('button', { name: word }).click();
	await page.locator('dialog.who').waitFor();
}
const change = () => choose('Changer de personne');

about('signing in', () => {
	test('one tile and four digits: six touches', async (t) => {
		await visit();
		await page.goto(daemon.url);
		await person('Basile').waitFor();
		const begun = performance.now();
		await person('Basile').click();
		await page.locator('[data-k=pin1]').waitFor();
		await page.waitForFunction((then) => performance.now() - then > 130, await page.evaluate(() => performance.now()));
		let taps = 1;
		for (const digit of [...'1234', 'ok']) {
			await page.locator(`[data-k=pin${digit}]`).click();
			taps++;
		}
		await toWeighing(page);
		await inside();
		t.diagnostic(`${taps} taps, ${((performance.now() - begun) / 1000).toFixed(2)} s of machine time`); // at most 6 are agreed
		assert.ok(taps <= 6);
		assert.match(await page.locator('.person-tile').innerText(), /Basile/);
		assert.deepEqual(complaints, []);
	});

	test('the people are there with their pictures, and nothing of the screen below', async () => {
		await open();
		const shown = await page.locator('.person').allInnerTexts();
		for (const name of ['Amina', 'Bénévole du jour', ...Object.keys(PEOPLE)])
			assert.ok(shown.some((text) => text.includes(name)), name);
		assert.equal(await person('Chloé').locator('use').getAttribute('href'), '#owl');
		assert.equal(await page.locator('symbol#owl').count(), 1);
		assert.equal(await page.locator('main .tile').count(), 0);
	});

	test('the keys of who is left-handed are on the left', async () => {
		await open();
		const sides = async () => {
			const [keys, picture] = await Promise.all(['.pin-pad', '.pin-who'].map((part) => page.locator(part).boundingBox()));
			return keys.x < picture.x ? 'left' : 'right';
		};
		await tapTile('Chloé');
		assert.equal(await sides(), 'right');
		await page.locator('[data-k=back]').click();
		await signIn('Basile');
		await page.evaluate(() => fetch('/me', { method: 'POST', body: '{"left_handed":true}', headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID() } }));
		await change();
		await page.locator('[data-k=back]').or(person('Basile')).first().waitFor();
		await tapTile('Basile');
		assert.equal(await sides(), 'left');
		assert.deepEqual(await misfits(page, 'dialog.who'), { small: [], outside: [], scroll: false });
	});

	test('a wrong PIN says so and empties the digits; the right one is in', async () => {
		await open();
		await tapTile('Basile');
		await tapPin('9876');
		await strip('error').waitFor();
		assert.match(await strip('error').innerText(), /\p{L}+ .*\p{L}/u);
		await page.waitForFunction(() => !document.querySelector('.dot-on'));
		await tapPin('1234');
		await inside();
	});

	test('the office begins with what was done; for who may not read it, with the touch screen', async () => {
		await open({ purpose: 'manager' });
		await tapTile('Amina');
		await page.keyboard.type('4711');
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/manage\/log$/);
		await leave();
		await open({ purpose: 'manager' });
		await signIn('Basile');
		assert.equal(new URL(page.url()).pathname, '/');
	});

	test('three digits are not sent, seven are not taken, the last one can be erased', async () => {
		await open();
		const sent = [];
		page.on('request', (request) => request.method() === 'POST' && sent.push(request.headers()['idempotency-key'])); // once more when it is slow
		await tapTile('Denise');
		await page.keyboard.type('778');
		assert.equal(await page.locator('[data-k=pinok]').isDisabled(), true);
		await page.keyboard.press('Enter');
		assert.deepEqual(sent, []);
		await page.keyboard.type('8999');
		assert.equal(await dots(), 6);
		await page.locator('[data-k=pinerase]').click();
		assert.equal(await dots(), 5);
		assert.doesNotMatch(await page.locator('.who').innerText(), /77/); // digits are never shown
		await page.keyboard.type('9');
		await page.keyboard.press('Enter');
		await inside();
		assert.equal(new Set(sent).size, 1);
	});

	test('five wrong ones: that person waits with a countdown, the others do not; a right one then is refused', async () => {
		await open();
		await tapTile('Chloé');
		for (let n = 0; n < 5; n++) {
			await tapPin('0000');
			await page.waitForFunction(() => !document.querySelector('.dot-on'));
			await strip('error').waitFor();
		}
		if (await page.locator('.pin-pad').count())
			await page.locator('[data-k=back]').click();
		await page.locator('.person[data-wait=true]', { hasText: 'Chloé' }).waitFor();
		const left = async () => Number(/(\d+) s/.exec(await person('Chloé').innerText())[1]);
		const before = await left();
		assert.ok(before > 0 && before <= 30, before);
		await page.clock.runFor(4000);
		assert.ok(await left() < before);
		await person('Chloé').click();
		await strip('todo').waitFor();
		assert.equal(await page.locator('.pin-pad').count(), 0);
		await signIn('Basile');
	});

	test('the volunteer of the day is in with one tap', async () => {
		await open();
		const sent = [];
		page.on('request', (request) => request.method() === 'POST' && sent.push(request.headers()['idempotency-key'])); // once more when it is slow
		await person('Bénévole du jour').click();
		await inside();
		await page.locator('.tile, .home-tile').first().waitFor();
		assert.equal(await page.locator('.home-tile').count(), 0); // at once on her one screen, whatever small ones there are
		await page.locator('.tile').first().waitFor();
		assert.equal(new Set(sent).size, 1);
		assert.match(await page.locator('.person-tile').innerText(), /Bénévole/);
	});

	test('keyboard only: a letter, Enter, digits, Enter, and out again', async () => {
		await open();
		await page.keyboard.press('ArrowRight');
		for (let n = 0; n < 3 && !/Basile/.test(await page.evaluate(() => document.activeElement.innerText)); n++)
			await page.keyboard.press('b');
		assert.equal(await page.evaluate(() => document.activeElement.matches('.person:focus-visible')), true);
		await page.keyboard.press('Enter');
		await page.locator('.pin-pad').waitFor();
		await page.keyboard.press('Escape');
		await page.locator('.person').first().waitFor();
		assert.match(await page.evaluate(() => document.activeElement.innerText), /Basile/);
		await page.keyboard.press('Enter');
		await page.locator('.pin-pad').waitFor();
		for (const digit of '1234')
			await page.keyboard.press(`Numpad${digit}`);
		await page.keyboard.press('Enter');
		await inside();
		await page.locator('.person-tile').focus();
		await page.keyboard.press('Enter');
		await page.locator('.sheet').waitFor();
		await page.keyboard.press('Tab');
		while (!/Changer/.test(await page.evaluate(() => document.activeElement.innerText)))
			await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.locator('dialog.who').waitFor();
	});

	test('keys of the lock do not reach the screen below, and Escape does not open it', async () => {
		await open();
		await signIn('Basile');
		await weight('2,5');
		await change();
		await page.evaluate(() => document.activeElement.blur());
		await page.keyboard.type('77');
		for (let n = 0; n < 3; n++)
			await page.keyboard.press('Escape');
		assert.equal(await page.locator('dialog.who[open]').count(), 1);
		await signIn('Basile');
		assert.match(await digits(), /2,5/);
	});
});

about('whose work it is', () => {
	test('another person gets a fresh screen; the first one finds hers as she left it', async () => {
		await open();
		await signIn('Basile');
		await weight('3,25');
		await change();
		await signIn('Denise');
		assert.match(await digits(), /0,00/);
		await weight('7');
		await change();
		await signIn('Basile');
		assert.match(await digits(), /3,25/);
		assert.equal(await page.locator('.weigh-left').count(), 1);
		await page.locator('.tile', { hasText: 'Mobilier' }).click();
		await page.locator('.line', { hasText: '3,25' }).first().waitFor();
		await page.locator('.bottom .strip[data-kind=ok]').waitFor();
		await change();
		await signIn('Denise');
		assert.match(await digits(), /7/);
		assert.equal(await page.locator('.undo').isDisabled(), true); // another person's weighing is not hers to take back
		assert.deepEqual(complaints, []);
	});

	test('who has finished leaves nothing behind', async () => {
		await open();
		await signIn('Basile');
		await weight('3,25');
		await choose('J’ai fini');
		await signIn('Basile');
		assert.match(await digits(), /0,00/);
	});

	test('a label that is being written is kept too, and is nobody else’s', async () => {
		await open();
		await signIn('Basile');
		await weight('4,44');
		await page.locator('.tile', { hasText: 'Literie' }).click();
		await page.locator('.line:not(.line-pending)', { hasText: '4,44' }).first().getByRole('button', { name: 'Étiqueter' }).click();
		await page.locator('.sheet input[name=title]').fill('Sommier');
		await context.clearCookies({ name: 'glane_session' });
		await page.locator('.sheet .key-main').click();
		await page.locator('dialog.who').waitFor();
		await page.locator('[data-k=back]').click();
		await signIn('Denise');
		assert.equal(await page.locator('.sheet').count(), 0);
		await change();
		await signIn('Basile');
		assert.equal(await page.locator('.sheet input[name=title]').inputValue(), 'Sommier');
		await page.locator('.sheet .key-main').click();
		await page.locator('.sheet').waitFor({ state: 'detached' });
		await page.locator('.tag-short').first().waitFor();
	});

	test('a session that ends in the middle: what was touched waits for her, and is done once when she is back', async () => {
		await open();
		await signIn('Basile');
		await weight('5,55');
		await context.clearCookies({ name: 'glane_session' });
		await page.locator('.tile', { hasText: 'Mobilier' }).click();
		await page.locator('.pin-pad').waitFor(); // hers first
		assert.match(await page.locator('.pin-who').innerText(), /Basile/);
		assert.equal(await page.locator('.line-pending', { hasText: '5,55' }).count(), 1);
		await tapPin('1234');
		await inside();
		await page.locator('.line:not(.line-pending)', { hasText: '5,55' }).first().waitFor();
		assert.equal(await page.locator('.line', { hasText: '5,55' }).count(), 1);
	});

	test('a person who is disabled is out at once', async () => {
		const id = await daemon.addPerson('Élie', 'volunteer', '5678', 'frog');
		await open();
		await signIn('Élie', '5678');
		await daemon.run(['person', 'disable', String(id)]);
		await page.locator('dialog.who').waitFor(); // without a touch: the stream has ended
		await person('Basile').or(page.locator('[data-k=back]')).first().waitFor();
		await page.waitForFunction(() => ![...document.querySelectorAll('.person')].some((p) => p.dataset.name === 'Élie'));
	});

	test('nobody leaves while a weighing waits for the daemon', async () => {
		await open();
		await signIn('Basile');
		await page.route('**/p/intake/weighings', (route) => route.abort());
		await weight('6,66');
		await page.locator('.tile', { hasText: 'Mobilier' }).click();
		await page.locator('.line-pending', { hasText: '6,66' }).waitFor();
		await page.locator('.person-tile').click();
		await page.locator('.sheet').getByRole('button', { name: 'Changer de personne' }).click();
		await page.locator('.bottom .strip[data-kind=todo]').waitFor();
		assert.equal(await page.locator('dialog.who').count(), 0);
	});
});

about('the lock', () => {
	const signedIn = () => page.evaluate(async () => (await (await fetch('/session')).json()).person?.name ?? null);

	test('90 s without a touch: a countdown that any touch stops, then the lock; the draft is kept', async () => {
		await open();
		await signIn('Basile');
		await weight('8,25');
		await page.clock.runFor(89000);
		assert.equal(await page.locator('.person-tile[data-warn=true]').count(), 0);
		await page.clock.runFor(3000);
		assert.match(await page.locator('.person-tile[data-warn=true]').innerText(), /1\d s/);
		await page.mouse.click(700, 20);
		await page.locator('.person-tile[data-warn=false]').waitFor();
		await page.clock.runFor(105000);
		await page.locator('.person-tile[data-warn=true]').waitFor();
		assert.equal(await page.locator('dialog.who').count(), 0);
		await page.clock.runFor(6000);
		await person('Basile').waitFor();
		await until('she is signed out', async () => !(await (await page.request.get(`${daemon.url}/session`)).json()).person);
		await signIn('Basile');
		assert.match(await digits(), /8,25/);
		assert.deepEqual(complaints, []);
	});

	test('the setting is the lock’s time', async () => {
		await daemon.run(['setting', 'set', 'site.lock_intake', '40']);
		await open();
		await signIn('Basile');
		await page.clock.runFor(41000);
		await page.locator('.person-tile[data-warn=true]').waitFor();
		await daemon.run(['setting', 'set', 'site.lock_intake', '90']);
	});

	test('fingers that move keep the session, with a question every 20 s at most', async () => {
		await open();
		await signIn('Basile');
		const now = () => page.evaluate(() => performance.now());
		const began = await now(); // the page's time goes on by itself as well, more so on a busy machine
		let asked = 0, answered;
		await page.route('**/session', (route) => {
			asked++;
			answered = route.fetch().then((response) => route.fulfill({ response }));
			return answered;
		});
		for (let n = 0; n < 20; n++) {
			await page.clock.runFor(10000);
			await page.mouse.click(700, 20);
			await page.evaluate(() => 0);
			await answered; // ten seconds that pass at once would be taken for a daemon that does not answer
		}
		const most = Math.ceil((await now() - began) / 20000) + 1;
		assert.ok(asked >= 6 && asked <= most, `${asked} questions, at most ${most}`);
		assert.equal(await page.locator('dialog.who').count(), 0);
		assert.equal(await signedIn(), 'Basile');
	});

	test('at the till the owner is asked first, and somebody else may come', async () => {
		await open({ purpose: 'till' });
		await signIn('Denise');
		await page.clock.runFor(125000);
		await page.locator('.pin-pad').waitFor();
		assert.match(await page.locator('.pin-who').innerText(), /Denise/);
		await page.locator('[data-k=back]', { hasText: 'Autre personne' }).click();
		await signIn('Basile');
	});

	test('it comes up while the daemon is away, and opens when it is back', async () => {
		await open();
		await signIn('Basile');
		await weight('9,25');
		await daemon.down();
		await page.clock.runFor(112000);
		await person('Basile').waitFor();
		await strip('off').waitFor();
		await daemon.up();
		await page.clock.runFor(4000);
		await strip('off').waitFor({ state: 'hidden' });
		await signIn('Basile');
		assert.match(await digits(), /9,25/);
	});

	test('nobody is signed in: no live stream', async () => {
		await open();
		let streams = 0;
		page.on('request', (request) => { streams += request.url().includes('/events'); });
		await signIn('Basile');
		await page.waitForRequest((request) => request.url().includes('/events'), { timeout: 5000 }).catch(() => {});
		assert.ok(streams > 0);
		await change();
		streams = 0;
		await page.clock.runFor(30000);
		assert.equal(streams, 0);
	});
});

// A scanner types physical keys of its layout; the computer makes characters of them with its own.
const AZERTY = (() => {
	const plain = '&é"\'(-è_çà', map = new Map();
	const put = (code, low, high) => map.set(`${code} false`, low).set(`${code} true`, high);
	for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
		const at = { A: 'Q', Q: 'A', Z: 'W', W: 'Z' }[c] ?? c; // where a US keyboard has it
		if (c !== 'M')
			put(`Key${at}`, c.toLowerCase(), c);
	}
	[['Semicolon', 'm', 'M'], ['KeyM', ',', '?'], ['Comma', ';', '.'], ['Period', ':', '/'], ['Slash', '!', '§'], ['Minus', ')', '°']]
		.forEach((key) => put(...key));
	[...'1234567890'].forEach((d, i) => put(`Digit${d}`, plain[i], d));
	return map;
})();
const QWERTY = (() => {
	const map = new Map();
	for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
		map.set(`Key${c} true`, c).set(`Key${c} false`, c.toLowerCase());
	[...'1234567890'].forEach((d, i) => map.set(`Digit${d} false`, d).set(`Digit${d} true`, '!@#$%^&*()'[i]));
	[['Semicolon', ';', ':'], ['Comma', ',', '<'], ['Period', '.', '>'], ['Slash', '/', '?'], ['Minus', '-', '_']]
		.forEach(([code, low, high]) => map.set(`${code} false`, low).set(`${code} true`, high));
	return map;
})();
const strokes = (text, scanner, computer) => [...text].map((char) => {
	const [at] = [...scanner].find(([, made]) => made === char) ?? assert.fail(`no key for ${char}`);
	const [code, shift] = at.split(' ');
	return { code, shiftKey: shift === 'true', key: computer.get(at) ?? 'Unidentified' };
});
const scan = (keys) => page.evaluate((all) => {
	const target = document.activeElement ?? document.body;
	for (const key of [...all, { key: 'Enter', code: 'Enter' }])
		target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key }));
}, keys);

about('badges', () => {
	const LAYOUTS = { 'US scanner, US computer': [QWERTY, QWERTY], 'US scanner, French computer': [QWERTY, AZERTY], 'French scanner, French computer': [AZERTY, AZERTY] };
	for (const [what, [scanner, computer]] of Object.entries(LAYOUTS))
		test(`${what}: in without a touch`, async () => {
			await open();
			const keys = strokes(badge, scanner, computer);
			if (scanner !== computer)
				assert.notEqual(keys.map((k) => k.key).join(''), badge);
			await scan(keys);
			await inside();
			assert.match(await page.locator('.person-tile').innerText(), /Basile/);
		});

	test('a badge changes the person in the middle of another’s work, which is kept', async () => {
		await open();
		await signIn('Denise');
		await weight('2,75');
		await scan(strokes(badge, QWERTY, AZERTY));
		await page.locator('.person-tile', { hasText: 'Basile' }).waitFor();
		await page.locator('.home-tile').first().waitFor(); // hers is gone
		await toWeighing(page);
		assert.match(await digits(), /0,00/);
		await change();
		await signIn('Denise');
		assert.match(await digits(), /2,75/);
	});

	test('a badge that nobody has is refused in words, from anywhere', async () => {
		await open();
		await scan(strokes(badge.slice(0, -2) + (badge.endsWith('00') ? '11' : '00'), QWERTY, QWERTY));
		await strip('error').waitFor();
		await scan(strokes(badge.replace(/\/\/[^/]+/, '//ELSEWHERE.ORG'), QWERTY, QWERTY));
		await strip('todo').waitFor();
		assert.equal(await page.locator('.who .dot-on').count(), 0);
	});

	test('what leaked into a field is taken out; a person’s own words stay', async () => {
		await open();
		await signIn('Basile');
		await weight('3,33');
		await page.locator('.tile', { hasText: 'Vaisselle' }).click();
		await page.locator('.line:not(.line-pending)', { hasText: '3,33' }).first().getByRole('button', { name: 'Étiqueter' }).click();
		const field = page.locator('.sheet input[name=title]');
		await field.fill('Assiettes ');
		await field.press('End');
		await page.keyboard.type(`https://exam`); // by quick fingers, without an end
		await page.clock.runFor(400);
		assert.equal(await field.inputValue(), 'Assiettes https://exam');
		await page.keyboard.type('ple');
		assert.equal(await field.inputValue(), 'Assiettes https://example');
		await page.clock.runFor(400);
		const seen = page.waitForRequest((request) => request.url().endsWith('/sign-in/badge'));
		await page.keyboard.type(badge);
		await page.keyboard.press('Enter');
		await seen;
		assert.equal(await field.inputValue(), 'Assiettes https://example');
		assert.equal(await page.locator('.sheet').count(), 1); // Enter was the scanner's, not hers
	});

	test('the parts of the decoder: check symbols, US keys, hosts', async () => {
		await open();
		const found = await page.evaluate(async () => {
			const at = document.querySelector('script[type=module]').src.replace('glane.js', 'scan.js');
			const { checks, parse, usKey } = await import(at);
			const hosts = ['LAPAGAILLE.ORG', 'OLD.LAPAGAILLE.ORG'];
			const read = (...readings) => parse(readings, hosts)?.code ?? null;
			return {
				right: ['7K2PW93MDR4T8', '0123456789ABV', 'ZZZZZZZZZZZZR', '0000000000012', '7K2PW9F'].map(checks),
				wrong: ['7K2PW93MDR4T9', 'K72PW93MDR4T8', '0000000000000', '7K2PW93MDRIT8'].map(checks),
				keys: [usKey('Semicolon', true), usKey('KeyQ', false), usKey('Digit1', true), usKey('Numpad7', false), usKey('Slash', false), usKey('F5', false)],
				read: [
					read('https://lapagaille.org/O/7k2pw93mdr4t8'), read('HTTPSM!!LQPQGQILLE:ORG!O!', 'HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8'),
					read('HTTPS://OLD.LAPAGAILLE.ORG/O/7K2PW93MDR4T8'), read('HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T9'),
					read('HTTPS://EVIL.ORG/O/7K2PW93MDR4T8'), read('XHTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8'), read('7K2PW93MDR4T8'),
				],
			};
		});
		assert.deepEqual(found, {
			right: [true, true, true, true, true], wrong: [false, false, false, false], keys: [':', 'Q', '!', '7', '/', ''],
			read: ['7K2PW93MDR4T8', '7K2PW93MDR4T8', '7K2PW93MDR4T8', null, null, null, null],
		});
	});
});

about('a screen that is not enrolled any more', () => {
	test('says so in one sentence and shows the two ways in', async () => {
		await open({ purpose: 'workshop' });
		const { devices } = await daemon.run(['device', 'list']);
		await daemon.run(['device', 'revoke', String(Math.max(...devices.map((d) => d.id)))]);
		await page.clock.runFor(70000); // longer than until the idle screen
		await page.locator('.who-door a[href="/enrol"]').waitFor();
		assert.ok(await page.locator('.who-door a[href^="/sign-in"]').count() > 0);
		assert.equal(await page.locator('.person').count(), 0);
		await axe(page, 'door');
		await page.locator('.who-door a[href="/enrol"]').click();
		await page.waitForURL('**/enrol');
	});
});

about('what can be seen and touched', () => {
	const NAMES = 'Adèle Ahmed Amina Béatrice Chantal Claude Dominique Fabrice Fatou Gérard Hélène Inès Jean-Christophe Joséphine Karim Léa Lucie Mohamed Nadia Odile Zoé'.split(' ');
	const crowd = () => page.route('**/session', async (route) => {
		const value = await (await route.fetch()).json();
		value.people = NAMES.map((name, i) => ({ id: 100 + i, name, picture: 'fox', asks_pin: true, wait_s: i === 1 ? 25 : 0, locked: i === 4, today: i < 3 }));
		await route.fulfill({ json: value });
	});

	for (const [width, height] of SIZES)
		for (const size of ['1', '1.5'])
			test(`${width} x ${height}, text ${size}: everything fits and keys are 16 mm`, async () => {
				await visit({ viewport: { width, height }, kept: { 'glane.size': size } });
				await crowd();
				await page.goto(daemon.url);
				await page.locator('.person').first().waitFor();
				assert.deepEqual(await misfits(page, 'dialog.who'), { small: [], outside: [], scroll: false });
				await page.locator('.person').first().click();
				await page.locator('.pin-pad').waitFor();
				assert.deepEqual(await misfits(page, 'dialog.who'), { small: [], outside: [], scroll: false });
				const least = await page.evaluate(() => Math.min(...[...document.querySelectorAll('.pin-pad button')].flatMap((e) => [e.clientWidth, e.clientHeight]))
					/ parseFloat(getComputedStyle(document.querySelector('.pin-pad button')).minHeight));
				assert.ok(least > 0.97, 'keys of 20 mm');
			});

	test('more than twelve people: pages and groups of letters reach everybody once', async () => {
		await visit();
		await crowd();
		await page.goto(daemon.url);
		await page.locator('.person').first().waitFor();
		const names = () => page.locator('.person').evaluateAll((all) => all.map((e) => e.dataset.name));
		const paged = await names();
		for (let n = 0; n < 9 && await page.locator('[data-k=page1]:enabled').count(); n++) {
			await page.locator('[data-k=page1]').click();
			paged.push(...await names());
		}
		assert.deepEqual(paged.sort(), [...NAMES].sort());
		const chips = await page.locator('.who-filter .chip').count();
		assert.ok(chips >= 3 && chips <= 7, `${chips} groups`);
		const grouped = [];
		for (let i = 1; i < chips; i++) {
			await page.locator('.who-filter .chip').nth(i).click();
			grouped.push(...await names());
		}
		assert.deepEqual(grouped.sort(), [...NAMES].sort());
	});

	test('accessible', async () => {
		await open();
		await axe(page, 'tiles');
		await tapTile('Basile');
		await axe(page, 'PIN');
		await page.keyboard.type('99');
		await page.keyboard.type('99');
		await page.keyboard.press('Enter');
		await strip('error').waitFor();
		await axe(page, 'wrong PIN');
		await page.waitForFunction(() => !document.querySelector('.dot-on'));
		await tapPin('1234');
		await inside();
		await toWeighing(page);
		await axe(page, 'inside');
		await page.clock.runFor(91000);
		await page.locator('.person-tile[data-warn=true]').waitFor();
		await axe(page, 'warning');
		await page.locator('.person-tile').click();
		await page.locator('.sheet').waitFor();
		await axe(page, 'menu');
		assert.deepEqual(complaints, []);
	});

	test('French and English, and no word is missing', async () => {
		await open();
		await page.locator('.who [data-k=lang]').click();
		await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
		await tapTile('Basile');
		const shown = await page.evaluate(() => document.querySelector('.who').innerText + [...document.querySelectorAll('.who [aria-label]')].map((e) => e.ariaLabel).join('\n'));
		assert.doesNotMatch(shown, /\b(who|pin|door)_[a-z_]+/);
		await tapPin('1234');
		await inside();
		assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
	});
});
