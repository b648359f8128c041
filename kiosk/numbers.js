// SPDX-License-Identifier: MPL-2.0
// numbers.js: numbers as people write them; integers only.
import { language } from './kit.js';

// Thousandths or hundredths as people read them.
function decimal(n, scale, least) {
	const digits = String(Math.abs(n)).padStart(scale + 1, '0');
	const whole = digits.slice(0, -scale).replace(/\B(?=(\d{3})+$)/g, language() !== 'en' ? '\u202f' : ',');
	const rest = digits.slice(-scale).replace(/0+$/, '').padEnd(least, '0');
	return (n < 0 ? '\u2212' : '') + whole + (rest && (language() !== 'en' ? ',' : '.') + rest);
}
export const kilos = (grams) => (Math.abs(grams) < 1000 ? `${grams}\u202fg` : `${decimal(grams, 3, 0)}\u202fkg`);
export const money = (cents) => (language() !== 'en' ? `${decimal(cents, 2, 2)}\u202f€` : `€${decimal(cents, 2, 2)}`);

// What was typed on a pad ("12,4") in the smallest unit, or null.
export function typed(text, scale) {
	const [, whole, rest = ''] = /^(\d*)[,.]?(\d*)$/.exec(text.trim()) ?? [];
	if (whole === undefined || (!whole && !rest) || rest.length > scale || whole.length > 9)
		return null;
	return Number(whole + rest.padEnd(scale, '0'));
}
