// SPDX-License-Identifier: MPL-2.0
// count.js: stock-take: a place is chosen, everything in it is scanned, what differs is looked at and confirmed. What has
// no label is weighed on the page of the count.
import { typeCode } from './code.js';

const SHOWN = 40;

class Count extends HTMLElement {
	static styles = 'exits.css';
	id = null; // of the count that goes on
	last = null; // what was scanned

	connectedCallback() {
		const { host } = this;
		this.offs = [
			host.on('scan', ({ letter, code }) => letter === 'O' && !!this.id && !!this.see(code)),
			host.on('lang', () => this.load()),
		];
		this.load();
	}

	disconnectedCallback() {
		this.offs.forEach((off) => off());
	}

	get draft() {
		return { id: this.id };
	}

	set draft({ id }) {
		this.id = id;
		this.load();
	}

	back() {
		if (!this.id)
			return false;
		this.id = this.last = null; // it goes on when its place is touched again
		this.load();
		return true;
	}

	async load() {
		try {
			const facts = await this.host.fetch(this.id ? `/p/exits/count?id=${this.id}` : '/p/exits/counts');
			if (this.id && !facts.open)
				return this.back();
			this.facts = facts;
			this.paint();
		} catch (error) {
			this.host.say(error.message, 'error');
		}
		return null;
	}

	async post(path, body) {
		try {
			return await this.host.fetch(`/p/exits/${path}`, { body });
		} catch (error) {
			this.host.say(error.message, 'error');
			return null;
		}
	}

	async begin(place) {
		const answer = await this.post('counts', { place });
		if (answer) {
			this.id = answer.id;
			await this.load();
		}
	}

	// One after the other, as they were scanned.
	see(code) {
		const { host, id } = this;
		this.turn = (this.turn ?? Promise.resolve()).then(async () => {
			const answer = await this.post('count/seen', { id, code });
			if (!answer || this.id !== id)
				return;
			this.last = { ...answer, code };
			host.say(host.t(answer.again ? 'ui.again' : answer.here ? 'ui.is_here' : answer.left ? 'ui.had_left' : 'ui.was_elsewhere', { name: answer.name }), answer.again || !answer.here ? 'todo' : 'ok');
			await this.load();
		});
		return this.turn;
	}

	async not() {
		const { id, last } = this;
		if (last && await this.post('count/seen', { id, code: last.code, take: true })) {
			this.last = null;
			await this.load();
		}
	}

	async end(how) {
		const { host } = this;
		const answer = await this.post(`count/${how}`, { id: this.id });
		if (!answer)
			return;
		if (answer.record)
			host.undoable(host.t('count.title'), () => host.fetch('/p/exits/undo', { body: { record: answer.record } }));
		host.say(host.t(how === 'confirm' ? 'ui.count_done' : 'ui.count_given_up', { n: answer.differences ?? 0 }));
		this.back();
	}

	paint() {
		const { host, id, facts } = this;
		const { h, icon, fill, t, kilos } = host;
		if (!id)
			return fill(this, h('section.exits-ask', {}, h('h2', { tabindex: '-1' }, t('ui.which_place')), h('p', {}, t('count.what')),
				h('div.exits-tiles', {}, facts.places.map((p) => h('button.key', { 'data-k': `place-${p.id}`, onclick: () => this.begin(p.id) }, icon('place'), h('span', {}, p.name))))));
		const { differences, missing, seen, place_name: place, bulk } = facts;
		const key = (name, sign, words, run, main) => h(main ? 'button.key.key-main' : 'button.key', { 'data-k': name, onclick: run }, icon(sign), words);
		return fill(this, h('section.exits-ask', {}, h('h2', { tabindex: '-1' }, `${t('count.title')} – ${place}`),
			h('p.exits-price', { 'data-k': 'seen' }, t('ui.seen', { n: seen })),
			h('div.choices', {}, this.last && key('not', 'undo', t('ui.not_this', { name: this.last.name }), () => this.not()),
				key('code', 'pad', t('ui.type_code'), () => typeCode(host, (code) => this.see(code)))),
			h('div.exits-scroll', { tabindex: '0', role: 'region', 'aria-label': t('count.differences') }, h('h3', {}, t('count.differences')), !differences.length && h('p', {}, t('count.none')), missing > 0 && h('p', {}, t('ui.missing', { n: missing })),
			h('ul.exits-list', {}, differences.slice(0, SHOWN).map((d) => h('li', {}, h('span', {}, h('strong', {}, d.name), h('small', {}, ` ${d.short}`)), h('span', {}, [d.what_name, d.place_name].filter(Boolean).join(', ')), h('b', {}, kilos(d.grams))))),
			differences.length > SHOWN && h('p', {}, t('ui.more_lines', { n: differences.length - SHOWN })),
			bulk.length > 0 && h('ul.exits-list', {}, bulk.map((b) => h('li', {}, h('strong', {}, b.name), h('span', {}, t('count.difference')), h('b', {}, kilos(b.difference))))),
				h('p', {}, t('count.confirm_what'))),
			h('div.choices', {}, key('confirm', 'check', t('count.confirm'), () => this.end('confirm'), true), key('give-up', 'close', t('count.give_up'), () => this.end('give-up')),
				h('a.key.key-flat', { href: `/p/exits/count?id=${id}` }, t('ui.weigh_bulk')))));
	}
}

customElements.define('glane-x-exits-count', Count);
