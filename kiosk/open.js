// SPDX-License-Identifier: MPL-2.0
// open.js: a daemon that asks nobody who they are (glane serve --open) says so on every screen.
import { h, language, loadWords } from './kit.js';

export async function guard(frame) {
	const banner = h('aside.demo');
	const paint = () => { banner.textContent = frame.t('open_to_all'); };
	Object.assign(frame, { inside: true, user: { id: 0, name: '', role: 'administrator', may: () => true } });
	frame.shell.on('lang', paint);
	paint();
	document.body.prepend(banner);
	await loadWords(language(), frame.BASE, true);
	await frame.start();
	await frame.showScreen();
}
