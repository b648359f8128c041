// SPDX-License-Identifier: MPL-2.0
// crowd.js: what the tiles of people need when there are many, or a keyboard: groups of first letters, pages, keys.
import { fill, h, icon } from './kit.js';

const GROUPS = 6;
const initial = ({ name }) => name.trim().normalize('NFD').charAt(0).toUpperCase();

// First letters in at most six groups of about the same size.
function groups(people) {
	const letters = [...new Set(people.map(initial))].sort();
	const size = Math.max(people.length / GROUPS, 1);
	const all = [];
	let filled = Infinity;
	for (const letter of letters) {
		const n = people.filter((p) => initial(p) === letter).length;
		if (filled + n / 2 > size && all.length < GROUPS) {
			all.push([]);
			filled = 0;
		}
		all.at(-1).push(letter);
		filled += n;
	}
	return all;
}

function paintFilter(who) {
	const chip = (letters, word) => h('button.chip', {
		'data-k': `letters${word}`, 'aria-pressed': String((who.group ?? '') === (letters?.join('') ?? '')), onclick: () => {
			Object.assign(who, { group: letters?.join('') ?? null, page: 0 });
			who.paintTiles();
		},
	}, word);
	fill(who.filter, chip(null, who.t('who_all')), groups(who.people).map((g) => chip(g, g.length > 1 ? `${g[0]}–${g.at(-1)}` : g[0])));
}

// How many fit without scrolling; on a phone the page scrolls.
function room({ tiles }) {
	const style = getComputedStyle(tiles);
	if (style.overflowY === 'visible')
		return Infinity;
	const probe = h('button.person');
	tiles.append(probe);
	const gap = parseFloat(style.rowGap);
	const rows = Math.floor((tiles.clientHeight + gap) / (probe.getBoundingClientRect().height + gap));
	probe.remove();
	return Math.max(1, rows) * style.gridTemplateColumns.split(' ').length;
}

// The people whose tiles are shown; paints what turns the page.
export function shown(who) {
	const { t } = who;
	const all = who.people.filter((p) => !who.group || who.group.includes(initial(p)));
	const fit = room(who);
	const count = Math.max(1, Math.ceil(all.length / fit));
	who.page = Math.min(who.page, count - 1);
	if (who.filter)
		paintFilter(who);
	const turn = (by, sign, word) => h('button.key.key-round', {
		'data-k': `page${by}`, 'aria-label': t(word), disabled: !(who.page + by in Array(count).fill(0)), onclick: () => {
			who.page += by;
			who.paintTiles();
		},
	}, icon(sign));
	fill(who.pages, count > 1 && [turn(-1, 'left', 'who_before'), h('span', {}, `${who.page + 1} / ${count}`), turn(1, 'right', 'who_after')]);
	return count > 1 ? all.slice(who.page * fit, (who.page + 1) * fit) : all;
}

// Letters go to the next tile that begins so; arrows go along the tiles.
export function key(who, event) {
	const { target, key: name } = event;
	const tiles = [...who.box.querySelectorAll('.person')];
	const here = tiles.indexOf(target);
	if (!tiles.length)
		return;
	if (name.startsWith('Arrow')) {
		const row = getComputedStyle(who.tiles).gridTemplateColumns.split(' ').length;
		tiles[here < 0 ? 0 : here + { Left: -1, Right: 1, Up: -row, Down: row }[name.slice(5)]]?.focus();
	} else if (/^\p{L}$/u.test(name)) {
		const named = (p) => initial({ name: p.dataset.name }) === initial({ name });
		(tiles.slice(here + 1).find(named) ?? tiles.find(named))?.focus();
	} else {
		return;
	}
	event.preventDefault();
}
