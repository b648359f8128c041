// SPDX-License-Identifier: MPL-2.0
// printing.js: what labels wait for, over the screen: printers that need a hand, with a picture of what to do; labels of which a
// person says whether they came out; what is in the line.
import { picture } from './bar.js';

const SOON_MS = 200;

export async function open(host) {
	const { h, fill, t, clock } = host;
	const body = h('div.printing');
	const box = host.sheet(t('ui.printing'), body);
	let timer, gone = false;

	const answer = (job, word, how) => h(word === 'out' ? 'button.key.key-main' : 'button.key', {
		'data-k': `${word}${job}`, onclick: async () => {
			await host.fetch('/p/labels/answer', { body: { job, ...how } });
			await load();
		},
	}, t(`ui.${word}`));

	const question = ({ job, picture: src, code, printer, why }) => h('section.printing-ask', {},
		h('img', { src, alt: code }),
		h('div', {}, h('h3', {}, t('ui.unknown')), h('p', {}, `${printer} – ${why}`), h('div.choices', {},
			answer(job, 'out', { out: true }), answer(job, code ? 'not_out' : 'no', { out: false }), code && answer(job, 'spoilt', { spoilt: true }))));

	const trouble = ({ trouble: name, name: printer, words, waiting }) => h('section.printing-trouble', { 'data-trouble': name },
		picture(name), h('div', {}, h('h3', {}, printer), h('p', {}, words), waiting > 0 && h('small', {}, t('ui.waiting', { n: waiting }))));

	const waits = ({ job, code, words, at_ms: at, cancel }) => h('li.queue-line', {},
		h('span', {}, h('strong', {}, code || t('printers.trial')), h('small', {}, `${clock(at)} – ${words}`)),
		cancel && h('button.key', { 'data-k': `cancel${job}`, onclick: async () => {
			await host.fetch('/p/labels/cancel', { body: { job } });
			await load();
		} }, t('ui.cancel')));

	async function load() {
		const { printers, questions, queue } = await host.fetch('/p/labels/printers');
		if (gone)
			return;
		const troubles = printers.filter((p) => p.trouble && !p.paused), paused = printers.filter((p) => p.paused);
		fill(body, troubles.map(trouble), questions.map(question),
			!troubles.length && !questions.length && h('p', {}, t('ui.all_well')),
			paused.map(({ name, waiting }) => h('p', {}, t('ui.paused', { name }), waiting > 0 && ` – ${t('ui.waiting', { n: waiting })}`)),
			queue.length > 0 && [h('h3', {}, t('ui.line')), h('ul.queue-list', {}, queue.map(waits))],
			h('p', {}, h('a.key', { href: '/p/labels/printers' }, t('ui.printers'))));
	}

	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(load, SOON_MS);
	};
	const offs = ['live:labels.printer', 'live:labels.job'].map((topic) => host.on(topic, soon));
	box.addEventListener('close', () => {
		gone = true;
		clearTimeout(timer);
		offs.forEach((off) => off());
	});
	await load();
}
