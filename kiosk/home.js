// SPDX-License-Identifier: MPL-2.0
// home.js: K2: what do you do? One large tile for each screen; below, what plugins add and the pages of the office.
import { breakable, h, icon } from './kit.js';

const LARGE = 4;

export function home(frame, screens) {
	const { t, panels, shell, user } = frame;
	const name = ({ tag }) => tag.slice('glane-x-'.length);
	const sign = (panel) => icon(name(panel), panel.plugin);
	const tile = (panel) => h('button.home-tile', { 'data-k': panel.tag, 'data-s': name(panel), onclick: () => shell.go(panel.tag) },
		sign(panel), h('strong', {}, breakable(panel.title)));
	const quiet = (panel) => h('button.key', { 'data-k': panel.tag, onclick: () => shell.go(panel.tag) }, sign(panel), panel.title);
	const links = panels.of('nav').filter((p) => p.kind === 'link');
	return h('div.home', {},
		h('h2', { tabindex: '-1', 'data-k': 'home' }, user?.name ? t('hello', { name: user.name }) : t('what_now')),
		screens.length ? h('div.home-tiles', {}, screens.slice(0, LARGE).map(tile)) : h('p.loading', {}, t('no_screen')),
		h('div.home-more', {}, panels.slot('home.tile'),
			h('nav', { 'aria-label': t('pages') }, screens.slice(LARGE).map(quiet), links.map((p) => h('a.key.key-flat', { href: p.source }, p.title)))));
}
