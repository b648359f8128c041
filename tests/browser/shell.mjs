// SPDX-License-Identifier: MPL-2.0
// The kiosk's frame: home, Retour, the host object, parts of plugins in every tier, safe mode, help, touches. A plugin that
// does not exist, "fake", is put between the daemon and the page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { about, axe, launch, misfits, scan as burst, signIn, SIZES, test, toWeighing, visitor } from './browser.mjs';
import { Daemon } from './daemon.mjs';

const source = await readFile(new URL('../../kiosk/scan.js', import.meta.url), 'utf8');
const { checks } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const withCheck = (data) => [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].map((c) => data + c).find(checks);
const KB = 1000;
const SCREENS = 45 * KB; // plugins and all
const CODE = withCheck('7K2PW93MDR4T');

let daemon, browser, page, complaints;
before(async () => {
	[daemon, browser] = await Promise.all([Daemon.start(), launch()]);
});
after(async () => {
	await browser?.close();
	await daemon?.end();
});

const panel = (name, more = {}) => ({ plugin: 'fake', slot: 'screen', kind: 'element', title: name, tag: `glane-x-fake-${name}`, module: `/p/fake/ui/0/${name}.js`, order: 5, ...more });
const element = (name, body = '', plugin = 'fake') => `customElements.define('glane-x-${plugin}-${name}', class extends HTMLElement {
	connectedCallback() { window.host = this.host; (window.hosts ??= {}).${name} = this.host; if (!this.firstChild) this.build?.(); }
	${body || 'build() { this.append("here is ' + name + '"); }'}
});`;

// `panels`: added to those of the daemon; `files`: what /p/<plugin>/… of ours answers; `change`: of all panels.
async function open({ panels = [], files = {}, change = (list) => list, kept = {}, path = '/', ...options } = {}) {
	({ page, complaints } = await visitor(browser, { ...options, kept }));
	await page.route('**/ui/panels.json', async (route) => {
		const value = await (await route.fetch()).json();
		value.plugins.push('fake');
		value.panels = change([...value.panels, ...panels]);
		await route.fulfill({ json: value });
	});
	for (const [file, answer] of Object.entries(files))
		await page.route(`**${file}*`, (route) => (typeof answer === 'function' ? answer(route)
			: route.fulfill(typeof answer === 'string' ? { contentType: file.endsWith('.js') ? 'text/javascript' : 'text/html', body: answer } : { json: answer })));
	await page.goto(daemon.url + path);
	await page.waitForFunction(() => 'ready' in document.documentElement.dataset && performance.getEntriesByName('first-screen').length);
	return page;
}
const one = panel('one'), two = panel('two', { order: 6 });
const BOTH = { panels: [one, two], files: { '/p/fake/ui/0/one.js': element('one'), '/p/fake/ui/0/two.js': element('two') } };
const home = () => page.locator('.home').waitFor();
const tile = (name) => page.locator(`.home-tile[data-k=glane-x-fake-${name}]`);
const back = () => page.locator('.bottom .back').click();
const strip = (kind) => page.locator(`.bottom .strip[data-kind=${kind}]`);
const scan = (text) => burst(page, text);
const address = (letter, code) => `HTTPS://${new URL(daemon.url).host.toUpperCase()}/${letter}/${code}`;

about('home', () => {
	test('a tile for each screen, in their order; Retour comes back to it', async () => {
		await open(BOTH);
		await home();
		const { panels } = await daemon.get('/ui/panels.json');
		const screens = panels.filter((p) => p.slot === 'screen' && p.kind === 'element' && p.order < 50).map((p) => p.title);
		assert.deepEqual(await page.locator('.home-tile strong').allInnerTexts(), ['one', 'two', ...screens].slice(0, 4));
		assert.equal(await page.locator('.back').isDisabled(), true);
		await tile('one').click();
		await page.getByText('here is one').waitFor();
		await back();
		await home();
		assert.deepEqual(complaints, []);
	});

	test('a tile says in eight words what is behind it; what has a tile is no link as well', async () => {
		await open();
		await home();
		const hints = await page.locator('.home-tile small').allInnerTexts();
		assert.ok(hints.length >= 3, hints.join());
		assert.deepEqual(hints.filter((text) => !text.trim() || text.split(/\s+/).length > 8), []);
		assert.deepEqual(await page.getByText('Retrouver un objet', { exact: true }).evaluateAll((all) => all.map((el) => el.closest('button, a').className)), ['home-tile']);
	});

	test('who has one screen only begins with it', async () => {
		await open({ ...BOTH, change: (list) => list.filter((p) => p.slot !== 'screen' || p === one) });
		await page.getByText('here is one').waitFor();
		await back(); // there are pages of the office
		await home();
		assert.equal(await page.locator('.home-tile').count(), 1);
	});

	test('with nothing else on it there is no way to it', async () => {
		await open({ ...BOTH, change: (list) => list.filter((p) => p === one) });
		await page.getByText('here is one').waitFor();
		assert.equal(await page.locator('.back').isDisabled(), true);
	});

	test('a screen steps back inside itself first', async () => {
		await open({ panels: [one, two], files: {
			'/p/fake/ui/0/one.js': element('one', 'build() { this.append("inner"); } back() { const inner = this.textContent === "inner"; this.textContent = "outer"; return inner; }'),
			'/p/fake/ui/0/two.js': element('two'),
		} });
		await tile('one').click();
		await page.getByText('inner').waitFor();
		await back();
		await page.getByText('outer').waitFor();
		await back();
		await home();
	});

	test('a screen is found again as it was left; with a context it is a new one', async () => {
		await open({ panels: [one, two], files: {
			'/p/fake/ui/0/one.js': element('one', 'build() { this.append(document.createElement("input")); }'),
			'/p/fake/ui/0/two.js': element('two'),
		} });
		await tile('one').click();
		await page.locator('main input').fill('half');
		await back();
		await tile('two').click();
		await page.getByText('here is two').waitFor();
		await page.evaluate(() => window.host.go('glane-x-fake-one'));
		assert.equal(await page.locator('main input').inputValue(), 'half');
		await page.evaluate(() => window.host.go('glane-x-fake-one', { code: 'X' }));
		await page.waitForFunction(() => window.host.context.code === 'X');
		assert.equal(await page.locator('main input').inputValue(), '');
	});

	test('a plugin that is not there any more leaves no dead tile', async () => {
		await open({ ...BOTH, change: (list) => list.filter((p) => p.plugin !== 'items' && p !== two) });
		await home();
		assert.equal(await page.locator('[data-k^=glane-x-items]').count() + await tile('two').count(), 0);
		assert.equal(await page.locator('a[href^="/p/items/"]').count(), 0);
	});

	test('keys alone reach a tile, and it opens', async () => {
		await open(BOTH);
		await home();
		for (let i = 0; i < 20 && !await tile('one').evaluate((el) => el === document.activeElement); i++)
			await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByText('here is one').waitFor();
	});
});

about('the host object', () => {
	const inside = async (more = {}) => {
		await open({ ...BOTH, ...more });
		await tile('one').click();
		await page.waitForFunction(() => window.host);
	};

	test('has what version 1 promises', async () => {
		await inside();
		const kinds = await page.evaluate(() => Object.fromEntries(['api', 'lang', 'theme', 'user', 'context', 't', 'fetch', 'link', 'on', 'say', 'undoable', 'go', 'slot',
			'sheet', 'h', 'fill', 'icon', 'kilos', 'money', 'clock', 'typed', 'breakable', 'uuid', 'send', 'jobs', 'drop', 'print', 'store', 'ask', 'sound']
			.map((name) => [name, typeof window.host[name]])));
		const { api, lang, theme, user, context: about, store, ...functions } = kinds;
		assert.deepEqual([api, lang, theme, user, about, store], ['number', 'string', 'string', 'object', 'object', 'object']);
		assert.deepEqual([...new Set(Object.values(functions))], ['function'], JSON.stringify(functions));
		assert.deepEqual(await page.evaluate(() => [window.host.user.may('core.manage'), window.host.link('nobody', '/'), window.host.link('intake', '/')]), [true, null, '/p/intake/']);
		assert.match(await page.evaluate(() => window.host.fetch('/manage/people').catch((error) => error.message)), /not of a plugin/);
	});

	test('keeps 64 kB for each plugin, over a reload', async () => {
		await inside();
		await page.evaluate(() => window.host.store.set('draft', { n: 1 }));
		assert.equal(await page.evaluate(() => {
			try {
				window.host.store.set('big', 'é'.repeat(32768));
				return 'kept';
			} catch (error) {
				return error.message;
			}
		}), 'fake : plus de place sur cet écran.');
		await page.reload();
		await page.getByText('here is one').waitFor(); // where one was
		assert.deepEqual(await page.evaluate(() => [window.host.store.get('draft'), window.host.store.get('big')]), [{ n: 1 }, undefined]);
	});

	test('asks in the strip, with keys; an answer takes the question away', async () => {
		await inside();
		await page.evaluate(() => { window.host.ask('184 kg ?', { text: '1,84', run: () => { window.answer = '1,84'; } }, { text: '184' }); });
		await strip('todo').filter({ hasText: '184 kg ?' }).waitFor();
		assert.equal(await strip('todo').locator('.key').count(), 2);
		await strip('todo').getByRole('button', { name: '1,84' }).click();
		assert.equal(await page.evaluate(() => window.answer), '1,84');
		assert.equal(await strip('todo').count(), 0);
		await page.evaluate(() => window.host.ask('gone?', { text: 'no' })());
		assert.equal(await strip('todo').count(), 0);
	});

	test('hears the scale', async () => {
		await inside();
		await page.evaluate(() => window.host.on('weight', (w) => { (window.weights ??= []).push(w); }));
		await page.waitForFunction(() => window.weights?.some((w) => w === null || w.state));
		await daemon.post('/manage/settings', { key: 'scale.simulated', value: '1' });
		await daemon.post('/p/scale/simulate', { grams: '1,84', stable: true });
		await page.waitForFunction(() => window.weights.some((w) => w?.grams === 1840 && w.stable && w.state === 'ok'));
	});

	test('tells of another language while it is shown', async () => {
		await inside();
		await page.evaluate(() => window.host.on('lang', (lang) => { window.told = lang; }));
		await page.getByRole('button', { name: 'English' }).click();
		await page.waitForFunction(() => window.told === 'en');
		assert.equal(await page.evaluate(() => window.host.lang), 'en');
		await page.getByText('here is one').waitFor();
		assert.equal(await page.locator('.back').innerText(), 'Back');
	});

	test('says when printing is not there', async () => {
		await open({ ...BOTH, files: { ...BOTH.files } });
		await page.route('**/ui/panels.json', async (route) => {
			const value = await (await route.fetch()).json();
			await route.fulfill({ json: { ...value, plugins: ['fake'], panels: [one] } });
		});
		await page.reload();
		await page.waitForFunction(() => window.host);
		await page.evaluate(() => window.host.print('X'));
		await strip('todo').filter({ hasText: 'impression' }).waitFor();
	});
});

about('scans', () => {
	const find = { plugin: 'items', slot: 'screen', kind: 'element', title: 'find', tag: 'glane-x-items-find', module: '/p/items/ui/0/fakefind.js', order: 7 };
	const more = { panels: [one, two, find], change: (list) => list.filter((p) => p.tag !== find.tag || p === find),
		files: { ...BOTH.files, '/p/items/ui/0/fakefind.js': element('find', '', 'items') } };

	test('a label that no screen wants opens its object', async () => {
		await open(more);
		await home();
		await scan(address('O', CODE));
		await page.waitForFunction((code) => window.hosts?.find?.context.code === code, CODE);
	});

	test('what was said of a scan goes with the next one', async () => {
		await open(more);
		await home();
		const misread = address('O', `${CODE.slice(0, -1)}${CODE.endsWith('0') ? 1 : 0}`);
		await scan(misread);
		await strip('todo').filter({ hasText: 'mal lue' }).waitFor();
		await scan(address('O', CODE));
		await page.waitForFunction((code) => window.hosts?.find?.context.code === code, CODE);
		await strip('todo').waitFor({ state: 'detached' });
	});

	test('a screen that wants it keeps it', async () => {
		await open(more);
		await tile('one').click();
		await page.waitForFunction(() => window.host);
		await page.evaluate(() => window.host.on('scan', (s) => { window.got = s.code; return true; }));
		await scan(address('O', CODE));
		await page.waitForFunction((code) => window.got === code, CODE);
		await page.getByText('here is one').waitFor();
	});

	test('without a screen for objects it says so', async () => {
		await open({ ...BOTH, change: (list) => list.filter((p) => p.tag !== find.tag) });
		await home();
		await scan(address('O', CODE));
		await strip('todo').filter({ hasText: 'ne montre pas' }).waitFor();
	});

	test('the card « annuler » does what the key does', async () => {
		await open(BOTH);
		await tile('one').click();
		await page.waitForFunction(() => window.host);
		await page.evaluate(() => { window.host.undoable('la chaise', () => { window.undone = true; }); });
		await scan(address('A', withCheck('BK0000000000')));
		await page.waitForFunction(() => window.undone);
		await strip('ok').filter({ hasText: 'la chaise' }).waitFor();
	});
});

about('parts of plugins', () => {
	const slot = (name, more) => panel(name, { slot: 'home.tile', ...more });
	const part = (kind, source, more) => ({ plugin: 'fake', slot: 'home.tile', kind, title: `a ${kind}`, source: `/p/fake/${source}`, order: 1, ...more });

	test('two plugins in one slot: one that breaks does not take the other along', async () => {
		await open({ panels: [one, two, slot('bad'), slot('good')], files: { ...BOTH.files, '/p/fake/ui/0/bad.js': 'throw new Error("broken");', '/p/fake/ui/0/good.js': element('good') } });
		await page.getByText('here is good').waitFor();
		await page.locator('.card-fault', { hasText: 'bad ne marche pas' }).waitFor();
		await tile('one').click();
		await page.getByText('here is one').waitFor();
	});

	test('« Désactiver » on its card: it does not start again, and that is undone', async () => {
		const starts = async () => (await daemon.get('/manage/plugins')).plugins.find((p) => p.name === 'template').starts;
		await open(BOTH);
		await page.route('**/p/template/ui/*/notes.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken");' }));
		await page.locator('.home-more [data-k=glane-x-template-notes]').click();
		await page.locator('.card-fault').getByRole('button', { name: 'Désactiver' }).click();
		await strip('todo').filter({ hasText: 'prochain lancement' }).waitFor();
		assert.equal(await starts(), false);
		await page.locator('.undo:enabled').click();
		await strip('ok').waitFor();
		assert.equal(await starts(), true);
	});

	test('a tag that is taken already is used by its own plugin only', async () => {
		await open({ panels: [one, two, slot('good'), slot('again', { tag: 'glane-x-fake-good' })],
			files: { ...BOTH.files, '/p/fake/ui/0/good.js': element('good'), '/p/fake/ui/0/again.js': async (route) => { // whoever comes first has it
				await page.getByText('here is good').waitFor();
				await route.fulfill({ contentType: 'text/javascript', body: element('good') });
			} } });
		await page.locator('.card-fault', { hasText: 'again' }).waitFor();
		await page.getByText('here is good').waitFor();
	});

	test('a table, a gauge, a notice', async () => {
		await open({ panels: [one, two, part('table', 'table'), part('gauge', 'gauge'), part('notice', 'notice')], files: { ...BOTH.files,
			'/p/fake/table': { title: 'Jours', columns: ['Jour', 'Poids', 'Reçu'], units: ['day', 'g', 'cents'], rows: [{ cells: [20785, 1840, 1250] }] },
			'/p/fake/gauge': { title: 'Frigo', value: 4, unit: '°C' }, '/p/fake/notice': { text: '<b>Fermé lundi</b>' } } });
		await page.locator('.part-table td').first().waitFor();
		assert.deepEqual((await page.locator('.part-table td').allInnerTexts()).map((text) => text.replaceAll('\u202f', ' ')), ['sam. 28 nov.', '1,84 kg', '12,50 €']);
		assert.equal((await page.locator('.part-gauge').innerText()).replaceAll('\u202f', ' '), 'Frigo 4 °C');
		assert.equal(await page.locator('.part-notice').innerText(), '<b>Fermé lundi</b>');
		await axe(page, 'tier 0');
	});

	test('a form is refused in words and keeps what was typed; then it is recorded once', async () => {
		const seen = [];
		await open({ panels: [one, two, part('form', 'form')], files: { ...BOTH.files,
			'/p/fake/form': { post: '/p/fake/note', submit: 'Noter', fields: [{ name: 'temp', label: 'Température', unit: '°C', value: '' }] },
			'/p/fake/note': (route) => {
				seen.push(route.request());
				return seen.length > 1 ? route.fulfill({ json: { record: 1 } })
					: route.fulfill({ status: 400, json: { error: { status: 'EINPUT', message: 'Trop chaud.', fields: { temp: 'au plus 40' } } } });
			} } });
		await page.getByLabel('Température').fill('400');
		await page.getByRole('button', { name: 'Noter' }).click();
		await page.locator('.part-form .strip', { hasText: 'Trop chaud. au plus 40' }).waitFor();
		assert.equal(await page.getByLabel('Température').inputValue(), '400');
		await page.getByLabel('Température').fill('4');
		await page.getByRole('button', { name: 'Noter' }).click();
		await strip('ok').waitFor();
		assert.deepEqual(seen.map((r) => r.postDataJSON()), [{ temp: '400' }, { temp: '4' }]);
		await page.waitForFunction(() => document.querySelector('.part-form label input')?.value === ''); // asked for anew
	});

	test('around the weighing: above the tiles, below the lines; what has nothing to show is no fault', async () => {
		const nothing = '/p/fake/nothing';
		await open({ panels: [part('notice', 'before', { slot: 'intake.before' }), slot('good', { slot: 'intake.after' }), part('page', 'nothing', { slot: 'intake.before' })],
			files: { '/p/fake/ui/0/good.js': element('good'), '/p/fake/before': { text: 'Plus de textile ce matin' }, [nothing]: (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<p>rien</p>' }) } });
		const answered = page.waitForResponse(`**${nothing}*`);
		await toWeighing(page);
		const box = async (what) => {
			await page.locator(what).first().waitFor();
			return page.locator(what).first().boundingBox();
		};
		const [before, tiles, lines, after] = [await box('.weigh-right .part-notice'), await box('.tiles'), await box('.lines'), await box('glane-x-fake-good')];
		assert.ok(before.y + before.height <= tiles.y + 2 && lines.y + lines.height <= after.y + 2, JSON.stringify([before, tiles, lines, after]));
		assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false });
		await (await answered).finished();
		await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
		assert.equal(await page.locator('.card-fault').count(), 0);
		assert.deepEqual(complaints, []);
	});

	test('a form for another plugin’s address is not shown', async () => {
		await open({ panels: [one, two, part('form', 'form')], files: { ...BOTH.files, '/p/fake/form': { post: '/manage/people', submit: 'x', fields: [] } } });
		await page.locator('.card-fault', { hasText: 'not its own' }).waitFor();
	});

	test('the address of a page is filled from what it is about; a plugin with an element there shows that', async () => {
		const tools = part('page', '{code}/tools', { slot: 'fake.part' });
		const files = { ...BOTH.files, '/p/fake/A%20B/tools?n=1': '<p>the page</p>', '/p/fake/ui/0/good.js': element('good'),
			'/p/fake/ui/0/one.js': element('one', 'build() { this.append(this.host.slot("fake.part", { code: "A B", n: 1 })); }') };
		await open({ panels: [one, two, tools], files });
		await tile('one').click();
		await page.getByText('the page').waitFor();
		await open({ panels: [one, two, tools, slot('good', { slot: 'fake.part' })], files });
		await tile('one').click();
		await page.getByText('here is good').waitFor();
		assert.equal(await page.locator('main .slot-panel .slot-panel').count(), 1);
	});

	test('of a page only what is harmless is shown', async () => {
		await open({ panels: [one, two, part('page', 'page')], files: { ...BOTH.files, '/p/fake/page': `<main><h2 onclick="x()" style="color:red" title="ok">Frigo</h2>
			<script>window.ran = 1</script><img src="https://elsewhere.org/x.png" alt="far"><img src="/favicon.ico" alt="near"><iframe src="/"></iframe>
			<a href="javascript:alert(1)">bad</a><a href="//elsewhere.org/">worse</a><a href="/p/intake/">good</a><form action="https://elsewhere.org" method="post"><input name="a"></form>
			<svg onload="x()"><script>1</script></svg></main>` } });
		const shown = page.locator('.part-page');
		await shown.getByText('Frigo').waitFor();
		assert.equal(await shown.locator('script, iframe, svg, [onclick], [style]').count(), 0);
		assert.deepEqual(await shown.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href'))), [null, null, '/p/intake/']);
		assert.deepEqual(await shown.locator('img').evaluateAll((all) => all.map((i) => i.getAttribute('src'))), [null, '/favicon.ico']);
		assert.equal(await shown.locator('form').getAttribute('action'), null);
		assert.equal(await page.evaluate(() => window.ran), undefined);
	});

	test('the template shows all three tiers, and what it writes can be taken back', async () => {
		await open(BOTH);
		await page.locator('.home-more [data-k=glane-x-template-notes]').click();
		await page.locator('.part-table caption').waitFor();
		await page.locator('.part-page', { hasText: 'Dernière note' }).waitFor();
		await page.getByRole('textbox', { name: 'Note' }).fill('balance en panne');
		await page.getByRole('button', { name: 'Ajouter' }).click();
		await page.locator('.part-page', { hasText: 'balance en panne' }).waitFor();
		await page.locator('.undo:enabled').click();
		await strip('ok').waitFor();
		const { n } = await daemon.get('/p/template/notes');
		assert.equal(n, 0);
		await axe(page, 'template');
	});
});

about('safe mode', () => {
	const more = { ...BOTH, panels: [one, two, panel('part', { slot: 'home.tile' })], files: { ...BOTH.files, '/p/fake/ui/0/part.js': element('part') } };

	test('keeps screens, stops parts, and can be left', async () => {
		await open({ ...more, path: '/?safe=1' });
		await home();
		await strip('todo').filter({ hasText: 'Mode sûr' }).waitFor();
		assert.equal(await page.getByText('here is part').count(), 0);
		await strip('todo').getByRole('button').click();
		await page.getByText('here is part').waitFor();
	});

	test('comes by itself when the page did not come up twice', async () => {
		await open({ ...more, kept: { 'glane.starts': '2' } });
		await page.waitForURL('**/?safe=1');
		await home();
		assert.equal(await page.getByText('here is part').count(), 0);
	});

	test('not when the page was left in good order', async () => {
		await open(more);
		for (let i = 0; i < 3; i++) {
			await page.reload();
			await page.getByText('here is part').waitFor();
		}
		assert.equal(new URL(page.url()).search, '');
	});
});

about('help', () => {
	test('three pictures for each task, at most eight words each, in every language', async () => {
		for (const lang of ['fr', 'en']) {
			await open({ ...BOTH, kept: { 'glane.lang': lang } });
			await page.locator('.top [data-k=help]').click();
			await page.locator('.help-task li').first().waitFor();
			const steps = await page.locator('.help-task li').allInnerTexts();
			assert.equal(steps.length, 9);
			assert.deepEqual(steps.filter((text) => text.split(/\s+/).length > 8), []);
			assert.equal(await page.locator('.help-task li svg').count(), 9);
			assert.equal(await page.locator('.help-task use[href="#box"]').count(), 0);
		}
	});

	test('a call rings on the other screen; who comes says so, and the first one hears it', async () => {
		const asking = await open(BOTH);
		const other = await open(BOTH);
		for (const screen of [asking, other])
			await screen.locator('body[data-live=true]').waitFor(); // it hears what is told
		await asking.locator('.top [data-k=help]').click();
		await asking.locator('[data-k=call]').click();
		await asking.locator('.sheet .strip[data-kind=ok]').waitFor();
		await asking.keyboard.press('Escape');
		await other.getByRole('button', { name: 'J’arrive' }).click();
		await asking.locator('.bottom .strip[data-kind=ok]', { hasText: 'arrive' }).waitFor();
		assert.equal(await asking.getByRole('button', { name: 'J’arrive' }).count(), 0);
	});
});

about('what does not load', () => {
	test('a part of the shell that does not come is told, and comes when asked again', async () => {
		await open(BOTH);
		await page.route('**/preferences.js', (route) => route.abort());
		const display = page.locator('.top [data-k=display]');
		await display.click();
		await strip('error').filter({ hasText: 'n’a pas pu être chargée' }).waitFor();
		await page.unroute('**/preferences.js');
		await display.click();
		await page.locator('.sheet').waitFor();
	});

	test('what the daemon refuses and no screen catches is said in the strip', async () => {
		await open({ ...BOTH, files: { ...BOTH.files, '/p/fake/no': (route) => route.fulfill({ status: 400, json: { error: { status: 'EINPUT', message: 'Trop chaud.', fields: {} } } }) } });
		await tile('one').click();
		await page.waitForFunction(() => window.host);
		await page.evaluate(() => { window.host.fetch('/p/fake/no', { body: {} }); });
		await strip('error').filter({ hasText: 'Trop chaud.' }).waitFor();
		assert.deepEqual(complaints, []);
	});
});

about('touches', () => {
	// As a glass tells of fingers: down, then a click with the same pointer.
	const fingers = (list) => page.evaluate(async (all) => {
		const key = document.querySelector('.count');
		for (const { wait = 0, id = 1, click = true, ...more } of all) {
			const until = performance.now() + wait;
			while (performance.now() < until)
				await new Promise(requestAnimationFrame);
			const how = { bubbles: true, cancelable: true, pointerType: 'touch', pointerId: id, isPrimary: true, width: 20, height: 20, ...more };
			key.dispatchEvent(new PointerEvent('pointerdown', how));
			if (click)
				key.dispatchEvent(new PointerEvent('click', how));
		}
		return window.clicks;
	}, list);
	const counter = async () => {
		await open({ ...BOTH, files: { ...BOTH.files, '/p/fake/ui/0/one.js': element('one', `build() { window.clicks = 0; const b = document.createElement('button');
			b.className = 'key count'; b.textContent = 'count'; b.onclick = () => { window.clicks++; }; this.append(b); }`) } });
		await tile('one').click();
		await page.locator('.count').waitFor();
	};

	test('two of a hand within 120 ms count once, slower ones each', async () => {
		await counter();
		assert.equal(await fingers([{ wait: 200 }, {}, {}]), 1);
		assert.equal(await fingers([{ wait: 200 }, { wait: 200 }]), 3);
	});

	test('a second finger and a palm do nothing', async () => {
		await counter();
		const mm = await page.evaluate(() => document.querySelector('.mm').getBoundingClientRect().width);
		assert.equal(await fingers([{ wait: 200, isPrimary: false, id: 2 }, { wait: 200, width: mm * 40, height: mm * 25 }]), 0);
		assert.equal(await fingers([{ wait: 200, width: mm * 14, height: mm * 14 }]), 1);
	});

	test('a mouse may be quick', async () => {
		await counter();
		await page.locator('.count').dblclick();
		assert.equal(await page.evaluate(() => window.clicks), 2);
	});

	test('what comes up under a mouse was not aimed at; a key that is held presses once', async () => {
		await counter();
		await page.evaluate(() => {
			const key = document.querySelector('.count'), next = key.cloneNode(true);
			next.onclick = () => { window.second = true; };
			key.onclick = () => { // the first of two clicks
				key.replaceWith(next);
				window.clicks++;
			};
		});
		await page.locator('.count').dblclick();
		assert.deepEqual(await page.evaluate(() => [window.clicks, window.second]), [1, undefined]);
		await page.locator('.count').focus();
		await page.evaluate(() => { window.second = 0; document.querySelector('.count').onclick = () => { window.second++; }; });
		await page.keyboard.down('Enter');
		await page.keyboard.down('Enter'); // held: it repeats
		await page.keyboard.up('Enter');
		assert.equal(await page.evaluate(() => window.second), 1);
	});
});

about('what can be seen', () => {
	const four = { panels: [one, two, panel('three', { order: 7, title: 'Retrouver un objet' }), panel('four', { order: 8 })], files: BOTH.files };
	for (const [width, height] of SIZES)
		test(`home at ${width} x ${height}: everything fits and keys are 16 mm, larger text too`, async () => {
			await open({ ...four, viewport: { width, height } });
			await home();
			assert.equal(await page.locator('.home-tile').count(), 4);
			assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false });
			await open({ ...four, viewport: { width, height }, kept: { 'glane.size': '1.5' } });
			await home();
			const { outside, scroll } = await misfits(page);
			assert.deepEqual({ outside, scroll }, { outside: [], scroll: false });
		});

	test('right to left: the first key is on the right, nothing sticks out', async () => {
		await open({ ...four, kept: { 'glane.lang': 'ar' } });
		await home();
		assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
		const [before, after] = await Promise.all(['.back', '.undo'].map((what) => page.locator(what).boundingBox()));
		assert.ok(before.x > after.x);
		assert.deepEqual(await misfits(page), { small: [], outside: [], scroll: false });
		assert.match(await page.locator('.home h2').innerText(), /\p{Script=Arabic}/u);
		assert.doesNotMatch(await page.locator('body').innerText(), /\b[a-z]+_[a-z_]+\b/); // what is missing is French
	});

	test('left-handed: the bottom bar is mirrored', async () => {
		await open(four);
		await home();
		await page.evaluate(() => { document.documentElement.dataset.hand = 'left'; });
		const [before, after] = await Promise.all(['.back', '.undo'].map((what) => page.locator(what).boundingBox()));
		assert.ok(before.x > after.x);
	});

	test('hours without sounds are chosen in the preferences, and obeyed', async () => {
		await open(BOTH);
		await home();
		await page.getByRole('button', { name: 'Affichage' }).click();
		const kept = () => page.evaluate(() => localStorage.getItem('glane.quiet'));
		const hours = page.getByRole('group', { name: 'Heures sans sons' });
		assert.equal(await hours.locator('output').first().isVisible(), false);
		await hours.getByText('Chaque jour').click();
		assert.deepEqual([await kept(), ...await hours.locator('output').allInnerTexts()], ['20:00-08:00', 'de 20:00', 'à 08:00']);
		await hours.getByRole('button', { name: 'Commencer une heure plus tôt' }).click();
		await hours.getByRole('button', { name: 'Finir une heure plus tard' }).click();
		assert.deepEqual([await kept(), ...await hours.locator('output').allInnerTexts()], ['19:00-09:00', 'de 19:00', 'à 09:00']);
		const { small, ...more } = await misfits(page, '.sheet');
		assert.deepEqual({ small: small.filter(Boolean), ...more }, { small: [], outside: [], scroll: false }); // radios are as large as their words
		await axe(page, 'hours without sounds');
		await page.keyboard.press('Escape');
		await page.locator('.sheet').waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'Affichage' }).click();
		assert.deepEqual(await hours.locator('output').allInnerTexts(), ['de 19:00', 'à 09:00']);
		await hours.getByText('Aucune').click();
		assert.equal(await kept(), '');
		assert.deepEqual(complaints, []);
	});

	test('home, a question, help, preferences: accessible', async () => {
		await open({ ...four, path: '/?safe=1' });
		await home();
		await strip('todo').waitFor();
		await axe(page, 'home');
		await page.locator('.top [data-k=help]').click();
		await page.locator('.help-task').first().waitFor();
		assert.deepEqual(await misfits(page, '.sheet'), { small: [], outside: [], scroll: false });
		await axe(page, 'help');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Affichage' }).click();
		await page.locator('.sheet').waitFor();
		await axe(page, 'preferences');
		assert.deepEqual(complaints, []);
	});
});

about('rights', () => {
	const begin = async (work) => {
		const own = await Daemon.start({ open: false });
		try {
			await own.found('Amina', '246810');
			await own.addPerson('Basile', 'volunteer', '1234', 'owl');
			({ page } = await visitor(browser));
			await own.enrol(page, 'Accueil', 'intake');
			await page.goto(own.url);
			await page.locator('.person', { hasText: 'Basile' }).waitFor();
			await work(own);
		} finally {
			await own.end();
		}
	};

	test('a role without a right gets neither the panel nor its page', () => begin(async () => {
		await signIn(page, 'Basile', '1234');
		const ask = (path) => page.evaluate(async (what) => {
			const answer = await fetch(what, { headers: { Accept: 'application/json' } });
			return { status: answer.status, value: await answer.json() };
		}, path);
		const { value } = await ask('/ui/panels.json');
		assert.ok(value.panels.some((p) => p.tag === 'glane-x-intake-weigh'));
		assert.equal(value.panels.some((p) => p.source === '/p/intake/pace'), false);
		assert.equal((await ask('/p/intake/pace')).status, 403);
		assert.equal(await page.locator('a[href="/p/intake/pace"]').count(), 0);
	}));

	test('« Qui êtes-vous ? » needs at most 12 kB of script and 8 kB of styles', (t) => begin(() => weigh(t)));

	// From the door to an object that is weighed, labelled, found again and looked at; the rest is loaded when asked for.
	test('the screens of a day need at most 45 kB of script', (t) => begin(async (own) => {
		await signIn(page, 'Basile', '1234');
		await page.locator('[data-k=glane-x-intake-weigh]').click();
		await page.locator('.pad').getByRole('button', { name: '2', exact: true }).click();
		await page.locator('.tile').first().click();
		await page.locator('.weigh-right .line:not(.line-pending)').first().waitFor();
		await back();
		await page.locator('[data-k=glane-x-items-label]').click();
		await page.locator('.pad').getByRole('button', { name: '3', exact: true }).click();
		await page.locator('.tile').first().click();
		await page.locator('.label-beside').waitFor();
		await page.locator('.tile').first().click();
		const short = await page.locator('.tag-short').first().innerText();
		await back();
		await page.locator('[data-k=glane-x-items-find]').click();
		await page.locator('.find-ask input').fill(short);
		await page.locator('.find-item').first().click();
		await page.locator('.item h2').waitFor();
		await page.locator('.top [data-k=help]').click();
		await page.locator('.help-task').first().waitFor();
		const urls = await page.evaluate(() => [...new Set(performance.getEntriesByType('resource').map((e) => e.name).filter((name) => name.endsWith('.js')))]);
		let sum = 0;
		for (const url of urls) {
			const size = gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length;
			t.diagnostic(`${size} ${new URL(url).pathname}`);
			sum += size;
		}
		t.diagnostic(`${sum} bytes in ${urls.length} files`);
		assert.ok(urls.some((url) => url.endsWith('/find.js')) && sum <= SCREENS, `${sum} bytes`);
		await own.down();
	}));
});

// What had arrived when the first screen was painted.
async function weigh(t) {
	const loaded = await page.evaluate(() => {
		const [{ startTime }] = performance.getEntriesByName('first-screen');
		return performance.getEntriesByType('resource').filter((e) => e.responseEnd <= startTime).map((e) => e.name);
	});
	for (const [ending, most] of [['.js', 12], ['.css', 8]]) {
		let sum = 0;
		const urls = loaded.filter((u) => u.endsWith(ending));
		for (const url of urls)
			sum += gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length;
		t.diagnostic(`${ending} of the first screen: ${sum} bytes in ${urls.length} files`);
		assert.ok(urls.length > 1 && sum <= most * KB, `${sum} bytes: ${urls.join(' ')}`);
	}
}

about('weight on the wire', () => {
	test('home needs at most 12 kB of script and 8 kB of styles', async (t) => {
		await open(BOTH);
		await home();
		await weigh(t);
	});
});
