// SPDX-License-Identifier: MPL-2.0
// home.js: K2: what do you do? A large tile for each of the first screens; below, the other screens, what plugins add, pages.
import { breakable, h, icon, translate } from './kit.js';

const LARGE = 4, QUIET = 50; // screens from this order on never get a large tile

export function home(frame, screens) {
	const { t, panels, shell, user } = frame;
	const name = ({ tag }) => tag.slice('glane-x-'.length);
	const sign = (panel) => icon(name(panel), panel.plugin);
	const hint = ({ plugin, tag }) => { // hint.weigh of plugin intake says in eight words what is behind glane-x-intake-weigh
		const key = `hint.${tag.slice(`glane-x-${plugin}-`.length)}`, word = translate(plugin, key);
		return word !== key && h('small', {}, word);
	};
	const tile = (panel) => h('button.home-tile', { 'data-k': panel.tag, 'data-s': name(panel), onclick: () => shell.go(panel.tag) },
		sign(panel), h('span', {}, h('strong', {}, breakable(panel.title)), hint(panel)));
	const quiet = (panel) => h('button.key', { 'data-k': panel.tag, onclick: () => shell.go(panel.tag) }, sign(panel), panel.title);
	const large = screens.filter((p) => p.order < QUIET).slice(0, LARGE);
	const links = panels.of('nav').filter((p) => p.kind === 'link' && !screens.some(({ plugin, title }) => plugin === p.plugin && title === p.title)); // it has a tile
	return h('div.home', {},
		h('h2', { tabindex: '-1', 'data-k': 'home' }, user?.name ? t('hello', { name: user.name }) : t('what_now')),
		screens.length ? h('div.home-tiles', {}, large.map(tile)) : h('p.loading', {}, t('no_screen')),
		h('div.home-more', {}, panels.slot('home.tile'),
			h('nav', { 'aria-label': t('pages') }, screens.filter((p) => !large.includes(p)).map(quiet), links.map((p) => h('a.key.key-flat', { href: p.source }, p.title)))));
}
