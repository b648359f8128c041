// SPDX-License-Identifier: MPL-2.0
// door.js: who is there at the start: the tiles of people at once, and what follows a touch on one right behind.
import { fill, loadPictograms } from './kit.js';
import { Who } from './who.js';

export async function guard(frame, first) {
	let session;
	const seated = async () => session ??= import('./session.js').then(({ Session }) => new Session(frame, who, first));
	const who = new Who(frame, {
		signIn: async (path, body) => (await seated()).signIn(path, body),
		speak: async (lang) => (await seated()).speak(lang),
	});
	await loadPictograms(`${frame.BASE}animals.svg`);
	Object.assign(frame.site, first.site);
	fill(frame.main);
	who.take(first);
	if (first.person)
		await (await seated()).enter(first);
	else
		who.show();
	frame.ready = Promise.all([seated(), who.more()]);
}
