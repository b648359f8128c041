// SPDX-License-Identifier: MPL-2.0
// challenge.js: K9: the card, the bin on the scale, one touch on what is in it; then the household's own curve beside the group's.

const KEPT_MS = 30000, WARN_MS = 10000;
const SVG = 'http://www.w3.org/2000/svg';

const styles = document.createElement('link');
styles.rel = 'stylesheet';
styles.href = new URL('challenge.css', import.meta.url).pathname;
document.head.append(styles);

const shape = (name, attributes, words) => {
	const el = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes))
		el.setAttribute(key, value);
	if (words !== undefined)
		el.textContent = words;
	return el;
};

// As pages/curve.html draws it.
function curve(k, title) {
	const svg = shape('svg', { class: 'curve', viewBox: `0 0 ${k.w} ${k.h}`, role: 'img', 'aria-label': `${title}. ${k.summary}` });
	const across = (y, name) => shape('path', { class: name, d: `M${k.left} ${y}H${k.right}` });
	for (const [name, span] of [['start', k.start], ['neutral', k.neutral]])
		if (span)
			svg.append(shape('rect', { class: name, x: span.x, y: k.top, width: span.w, height: k.height }));
	for (const { at, value } of k.levels)
		svg.append(across(at, 'grid'), shape('text', { x: k.left - 10, y: at + 8, 'text-anchor': 'end' }, value));
	for (const { at, value } of k.times)
		svg.append(shape('text', { x: at, y: k.bottom + 34, 'text-anchor': 'middle' }, value));
	if (k.reference_y !== undefined)
		svg.append(across(k.reference_y, 'reference'));
	for (const name of ['group', 'own'])
		if (k[name])
			svg.append(shape('path', { class: name, d: k[name] }));
	for (const { x, y, hollow } of k.points)
		svg.append(shape('circle', { class: hollow ? 'hollow' : 'full', cx: x, cy: y, r: 6 }));
	return svg;
}

class Challenge extends HTMLElement {
	household = null; // what the daemon says of it
	code = '';
	weight = null;
	held = null; // a touch that waits for the scale to settle
	done = null; // the last one that was noted
	digits = '';

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('scan', ({ letter, code }) => letter === 'F' && (this.open(code), true)),
			host.on('weight', (weight) => this.read(weight)),
			host.on('lang', () => this.clear()),
		];
		this.onpointerdown = this.onkeydown = () => this.stay();
		this.clear();
	}

	disconnectedCallback() {
		for (const off of this.offs)
			off();
		clearTimeout(this.timer);
		clearTimeout(this.late);
		this.household = this.held = this.done = null; // nobody finds somebody else's here
	}

	back() {
		if (!this.household)
			return false;
		this.clear();
		return true;
	}

	// --- who --------------------------------------------------------------------------------------
	clear() {
		clearTimeout(this.timer);
		Object.assign(this, { household: null, code: '', held: null, done: null, digits: '' });
		this.paint();
	}

	// Nothing of a household is on the screen after half a minute without a touch.
	stay() {
		clearTimeout(this.timer);
		const { host } = this;
		if (this.household)
			this.timer = setTimeout(() => {
				host.say(host.t('kiosk.leaving'), 'todo');
				this.timer = setTimeout(() => this.clear(), WARN_MS);
			}, KEPT_MS - WARN_MS);
	}

	async open(code) {
		const { host } = this;
		try {
			const household = await host.fetch(`/p/challenge/kiosk?code=${encodeURIComponent(code)}`);
			Object.assign(this, { household, code, done: null, held: null, digits: '' });
			this.stay();
			this.paint();
		} catch (error) {
			host.say(Object.values(error.fields ?? {})[0] ?? error.message, 'error');
		}
	}

	async type() {
		const { host } = this;
		const { h, t } = host;
		const field = h('input', { autocomplete: 'off', autocapitalize: 'characters', maxlength: 40 });
		const box = await host.sheet(t('kiosk.code'), h('form', {
			onsubmit: (event) => {
				event.preventDefault();
				box.close();
				if (field.value.trim())
					this.open(field.value.trim());
			},
		}, h('label.field', {}, h('span.unseen', {}, t('kiosk.code')), field), h('button.key.key-main', {}, host.icon('check'), t('kiosk.ok'))));
		field.focus();
	}

	// --- how much ---------------------------------------------------------------------------------
	get byHand() {
		return !this.weight || this.weight.lost;
	}

	get grams() {
		return this.byHand ? this.host.typed(this.digits, 3) ?? 0 : this.weight.state === 'ok' ? Math.max(0, this.weight.grams) : 0;
	}

	// What the scale wants: 'empty', 'moving', 'over', 'under', 'level', 'unit', 'fault', 'ready'.
	get look() {
		const { weight } = this;
		return this.byHand ? (this.grams ? 'ready' : 'empty')
			: weight.state === 'moving' || weight.old ? 'moving' : weight.state !== 'ok' ? weight.state
				: !weight.grams || weight.grams < 10 ? 'empty' : weight.stable ? 'ready' : 'moving';
	}

	read(weight) {
		const before = this.byHand;
		this.weight = weight;
		if (this.household && before !== this.byHand)
			this.paint();
		else
			this.show();
		if (this.done && this.look === 'empty')
			this.done.lifted = true;
		if (this.held && this.look === 'ready')
			this.note(this.held);
	}

	show() {
		const { host: { kilos, t } } = this;
		if (!this.number)
			return;
		this.number.textContent = (this.byHand ? this.digits && `${this.digits} kg` : this.weight.grams !== null && kilos(this.grams)) || '– kg';
		this.word.textContent = this.done && !this.done.lifted ? t('kiosk.lift') : t(`kiosk.${this.byHand ? 'hand' : this.held ? 'held' : this.look}`);
		this.box.dataset.state = this.look;
	}

	// --- what -------------------------------------------------------------------------------------
	touch(fraction) {
		const { host } = this;
		clearTimeout(this.late);
		if (this.done && !this.done.lifted && !this.byHand)
			return host.say(host.t('kiosk.lift'), 'todo');
		if (this.look === 'ready')
			return this.note(fraction);
		this.held = this.look === 'moving' ? fraction : null;
		if (!this.held)
			return host.say(host.t(`kiosk.${this.byHand ? 'hand' : this.look}`), 'todo');
		this.late = setTimeout(() => {
			this.held = null;
			host.say(host.t('kiosk.restless'), 'todo');
			this.show();
		}, 3000);
		return this.show();
	}

	async note(fraction, again) {
		const { host, code, grams } = this;
		const { t, kilos } = host;
		const body = { code, fraction: fraction.id, grams, again };
		clearTimeout(this.late);
		this.held = null;
		const wish = JSON.stringify(body); // keeps its key while nobody knows whether it was done
		this.keys ??= new Map();
		this.keys.set(wish, this.keys.get(wish) ?? host.uuid());
		try {
			const { weighing } = await host.fetch('/p/challenge/kiosk', { method: 'POST', body, key: this.keys.get(wish) });
			this.keys.delete(wish); // the same once more is another one
			host.say(t('kiosk.noted', { grams: kilos(grams), fraction: fraction.short }), 'ok');
			host.undoable(`${fraction.short}, ${kilos(grams)}`, async () => {
				await host.fetch('/p/challenge/kiosk/undo', { method: 'POST', body: { code, weighing } });
				if (this.code === code)
					this.open(code);
			});
			if (this.code !== code)
				return;
			this.household = await host.fetch(`/p/challenge/kiosk?code=${encodeURIComponent(code)}`);
			this.done = { weighing, lifted: this.byHand || this.look === 'empty' };
			this.digits = '';
			this.stay();
			this.paint();
		} catch (error) {
			if (!error.offline)
				this.keys.delete(wish);
			if (error.fields?.again)
				host.ask(error.fields.again, { text: t('kiosk.again'), run: () => this.note(fraction, true) }, { text: t('kiosk.once'), run: () => {} });
			else
				host.say(Object.values(error.fields ?? {})[0] ?? error.message, 'error');
			this.show();
		}
	}

	// --- what is shown ----------------------------------------------------------------------------
	paint() {
		const { host, household } = this;
		const { h, fill, icon, t, kilos } = host;
		this.number = null;
		if (!household)
			return fill(this, h('section.challenge-card', {}, icon('challenge-weigh'), h('h2', {}, t('kiosk.card')), h('p', {}, t('kiosk.what')),
				h('div.choices', {}, h('button.key', { 'data-k': 'code', onclick: () => this.type() }, icon('pad'), t('kiosk.type')),
					h('button.key', { 'data-k': 'camera', 'aria-label': t('kiosk.camera'), onclick: () => host.camera?.() }, icon('camera')))));
		this.number = this.byHand
			? h('input.scale-digits', { inputmode: 'decimal', autocomplete: 'off', 'aria-label': t('kiosk.hand'), value: this.digits, oninput: (event) => {
				this.digits = event.target.value;
				this.box.dataset.state = this.look;
			} })
			: h('p.scale-digits', {});
		this.word = h('p.challenge-word', { role: 'status' });
		this.box = h('div.challenge-scale', {}, this.number, this.word);
		fill(this, h('div.challenge-now', {},
			h('section', {}, h('h2', {}, t('kiosk.household', { n: household.household })), this.box,
				h('div.challenge-bins', {}, household.fractions.map((f) => h('button.key', { 'data-k': `bin-${f.id}`, 'data-f': f.id, onclick: () => this.touch(f) },
					icon(`bin-${f.id}`), h('span', {}, f.short), h('small', {}, f.noted ? kilos(f.grams) : '–')))),
				h('button.key', { 'data-k': 'finish', onclick: () => this.clear() }, icon('check'), t('kiosk.finish'))),
			household.curve && h('figure', {}, curve(household.curve, t('curve.title')), h('figcaption', {}, h('span.own', {}, t('curve.own')),
				h('span.reference', {}, t('curve.reference', household.curve)), household.curve.grouped && h('span.group', {}, t('curve.group'))))));
		if (!this.byHand)
			this.show();
		else
			this.word.textContent = t('kiosk.hand');
		return undefined;
	}
}

customElements.define('glane-x-challenge-weigh', Challenge);
