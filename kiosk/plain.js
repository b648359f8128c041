// SPDX-License-Identifier: MPL-2.0
// plain.js: tier 0: a form, table, gauge or notice from what a route says; and forms, of pages too. A page of the server shows
// the same with core/pages.
import { call, clock, fill, h, kilos, language, money, uuid } from './kit.js';

// Sends a form to its own plugin: the words of a refusal stand beside the fields, what was typed stays.
export function sends(form, { shell, t }, path, again) {
	let key = uuid();
	const note = h('p.strip', { role: 'alert', hidden: true });
	form.append(note);
	form.addEventListener('input', () => { key = uuid(); });
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		try {
			const { message } = await call(path, { body: Object.fromEntries(new FormData(form)), key });
			shell.say(message ?? t('recorded'));
			again();
		} catch (error) {
			note.hidden = false;
			note.dataset.kind = 'error';
			fill(note, h('span', {}, [error.message, ...Object.values(error.fields)].join(' ')));
		}
	});
}

// A route's value is a plain number; `unit` says what it is.
const UNITS = {
	g: kilos, cents: money, ms: clock,
	day: (n) => new Date(n * 86400000).toLocaleDateString(language(), { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }),
};
const worded = (value, unit) => (unit in UNITS ? UNITS[unit](value) : `${value}${unit ? `\u202f${unit}` : ''}`);

export const TIER0 = {
	form: ({ post, submit, fields = [] }, frame, title, again) => {
		const form = h('form', {}, h('h3', {}, title), fields.map(({ name, label, value, unit, type }) => h('label.field', {},
			h('span', {}, label, unit && h('small', {}, unit)), h('input', { name, value: value ?? '', type: type ?? 'text', autocomplete: 'off' }))),
		h('button.key.key-main', {}, submit));
		sends(form, frame, post, again);
		return form;
	},
	table: ({ title, columns = [], units = [], rows = [] }) => h('table', {}, h('caption', {}, title),
		h('thead', {}, h('tr', {}, columns.map((word) => h('th', { scope: 'col' }, word)))),
		h('tbody', {}, rows.map(({ cells }) => h('tr', {}, cells.map((cell, i) => h('td', {}, worded(cell, units[i]))))))),
	gauge: ({ title, value, unit }) => h('p.gauge', {}, h('span', {}, title), ' ', h('strong', {}, worded(value, unit))),
	notice: ({ text }) => h('p', {}, text),
};
