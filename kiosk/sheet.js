// SPDX-License-Identifier: MPL-2.0
// sheet.js: a sheet over the screen. Escape or the cross closes it, and the focus goes back to where it was.
import { h, icon } from './kit.js';

// A module's own styles, there before it shows anything.
export const styles = (name, base) => new Promise((done) => {
	document.head.append(h('link', { rel: 'stylesheet', href: new URL(name, base).pathname, onload: done, onerror: done }));
});

export function sheet(title, closeWord, ...content) {
	const heading = h('h2', {}, title);
	const box = h('dialog.sheet', { 'aria-label': title, onclose: () => box.remove() },
		h('header', {}, heading, h('button.key.key-round', { 'aria-label': closeWord, onclick: () => box.close() }, icon('close'))),
		h('div.sheet-body', {}, content));
	document.body.append(box);
	box.showModal();
	return box;
}
