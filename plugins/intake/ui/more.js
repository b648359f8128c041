// SPDX-License-Identifier: MPL-2.0
// more.js: what the weighing screen asks now and then: the whole day, where things come from, all containers, the kind
// of an object, a refusal. Each gets the screen.

import { Day } from './day.js';

export async function journal(screen) {
	const { h, t, sheet } = screen.host;
	const { lines } = screen.day;
	const day = new Day(screen);
	const box = await sheet(t('ui.today'), lines.length ? h('ol.lines', {}, lines.map((line) => day.line(line))) : h('p', {}, t('ui.nothing_yet')));
	box.classList.add('sheet-wide');
	box.addEventListener('click', (event) => { // an undone line is not up to date any more
		if (event.target.closest('[data-k^=undo]'))
			box.close();
	});
}

export async function origin(screen) {
	const { h, t, sheet } = screen.host;
	const { channels } = screen.facts;
	const now = screen.channel ?? channels[0];
	const box = await sheet(t('ui.origin'), h('div.choices', {}, channels.map((c) => h('button.chip', {
		'aria-pressed': String(c.id === now.id), onclick: () => {
			screen.channel = c;
			box.close();
			screen.paintBar();
		},
	}, c.name))));
}

export async function tares(screen) {
	const { h, t, sheet } = screen.host;
	const box = await sheet(t('ui.container'), h('div.choices', { onclick: () => box.close() },
		[null, ...screen.facts.containers].map((c) => screen.tareChip(c))));
}

const leave = (screen) => ({ id: 'back', code: 'back', name: screen.host.t('ui.back'), quiet: true, run: () => screen.go() });

// The second touch of a weighing that asks for the kind of object.
export function kinds(screen, category) {
	const tile = (c, name) => ({ id: c.id, code: category.code, name, run: () => screen.weigh(c) });
	screen.go({
		question: 'ui.which_kind',
		choices: () => [leave(screen), tile(category, screen.host.t('ui.all_of', { name: category.name })),
			...category.children.map((c) => tile({ ...c, parent: category }, c.name))],
	});
}

// First why, then what; a refusal has no weight.
export function refuse(screen) {
	const pick = (reason) => screen.go({
		refusal: true,
		question: 'ui.which_category',
		choices: () => [leave(screen), ...(screen.facts.refused ?? []).map((c) => ({ ...screen.tile(c), code: 'REFUSED' })), ...screen.facts.categories.map((c) => screen.tile(c))],
		pick: (category) => screen.record({ category, path: '/p/intake/refusals', body: { category: category.id, reason: reason.id } }),
	});
	screen.go({
		refusal: true,
		question: 'ui.which_reason',
		choices: () => [leave(screen), ...screen.facts.reasons.map(({ id, name }) => ({ id, name, code: 'REFUSED', run: () => pick({ id }) }))],
	});
}
