// SPDX-License-Identifier: MPL-2.0
// help.js: K10: three pictures for each task, somebody to call, and the tools of this screen.
import { call, fill, h, icon, sheet } from './kit.js';

const TASKS = { // a picture and at most eight words for each step
	weigh: ['in', 'intake-weigh', 'TEXTILES'],
	label: ['intake-weigh', 'FURNITURE', 'printer'],
	find: ['scanner', 'search', 'items-find'],
};

export function help(frame) {
	const { t } = frame;
	const note = h('p.strip', { role: 'status' });
	const task = (name) => h('section.help-task', {}, h('h3', {}, t(`help_${name}`)),
		h('ol', {}, TASKS[name].map((picture, i) => h('li', { 'data-c': picture }, icon(picture), h('span', {}, t(`help_${name}_${i + 1}`))))));
	const tool = (name, sign, run) => h('button.key', {
		'data-k': name, onclick: () => {
			box.close();
			run();
		},
	}, icon(sign), t(name));
	const ring = h('button.key.key-main', {
		'data-k': 'call', onclick: async () => {
			ring.disabled = true;
			let kind = 'ok', text = t('called');
			frame.calling = true; // this screen does not ring
			try {
				await call('/ui/call', { body: {} });
			} catch (error) {
				frame.calling = false;
				[kind, text] = ['error', error.message];
			}
			note.dataset.kind = kind;
			fill(note, icon(kind === 'ok' ? 'bell' : 'alert'), h('span', {}, text));
			ring.disabled = false;
		},
	}, icon('bell'), t('call'));
	const box = sheet(t('help'),
		h('div.help-tasks', {}, Object.keys(TASKS).map(task)),
		frame.inside && h('div.choices', {}, ring,
			tool('try_scanner', 'scanner', async () => (await import('./try.js')).tryScanner(frame)),
			tool('calibrate', 'ruler', async () => (await import('./calibrate.js')).calibrate(frame)),
			tool('volume', 'sound', () => frame.preferences(frame.setLanguage))),
		note);
	box.classList.add('sheet-wide');
}
