// SPDX-License-Identifier: MPL-2.0
// keyboards.mjs: what a scanner that types does to a computer: physical keys of its layout, characters of the computer's.
// Each layout says what a key types: [plain, with shift]; "dead" keys type nothing yet.
import assert from 'node:assert/strict';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function layout(letters, digits, rest) {
	const map = new Map(Object.entries(rest));
	for (const c of LETTERS)
		if (!(letters[c] === null))
			map.set(letters[c] ?? `Key${c}`, [c.toLowerCase(), c]);
	digits.forEach((both, n) => map.set(`Digit${n}`, [...both]));
	return map;
}
const french = { A: 'KeyQ', Q: 'KeyA', Z: 'KeyW', W: 'KeyZ', M: 'Semicolon' };

export const QWERTY = layout({}, ['0)', '1!', '2@', '3#', '4$', '5%', '6^', '7&', '8*', '9('], {
	Minus: ['-', '_'], Semicolon: [';', ':'], Comma: [',', '<'], Period: ['.', '>'], Slash: ['/', '?'], BracketLeft: ['[', '{'], Equal: ['=', '+'],
});
export const AZERTY = layout(french, ['à0', '&1', 'é2', '"3', '\'4', '(5', '-6', 'è7', '_8', 'ç9'], {
	Minus: [')', '°'], KeyM: [',', '?'], Comma: [';', '.'], Period: [':', '/'], Slash: ['!', '§'], BracketLeft: ['Dead', 'Dead'], Equal: ['=', '+'],
});
export const BELGIAN = layout(french, ['à0', '&1', 'é2', '"3', '\'4', '(5', '§6', 'è7', '!8', 'ç9'], {
	Minus: [')', '°'], KeyM: [',', '?'], Comma: [';', '.'], Period: [':', '/'], Slash: ['=', '+'], BracketLeft: ['Dead', 'Dead'], Equal: ['-', '_'],
});

// Caps Lock of a computer: of letters only, or (French, Windows) of the row of digits and the signs too.
export const caps = (map, { letters } = {}) => new Map([...map].map(([code, [low, high]]) =>
	[code, letters && low.toUpperCase() === low ? [low, high] : [high, low]]));

// A scanner whose digits and dash come from the numeric pad.
export const pad = (map) => new Map([
	...[...map].filter(([code]) => !code.startsWith('Digit')), ...[...'0123456789'].map((n) => [`Numpad${n}`, [n, n]]), ['NumpadSubtract', ['-', '-']],
]);
const PAD = pad(new Map());

// The keys that a scanner presses for a text, and what the computer says they are.
export const strokes = (text, scanner, computer) => [...text].map((char) => {
	const [code, both] = [...scanner].find(([, made]) => made.includes(char)) ?? assert.fail(`no key for ${char}`);
	const shiftKey = both[1] === char && both[0] !== char;
	const key = (PAD.get(code) ?? computer.get(code))?.[shiftKey ? 1 : 0] ?? 'Unidentified';
	return { code, shiftKey, key };
});
