// SPDX-License-Identifier: MPL-2.0
// words.js: the catalogues, and how numbers are written in each language.

let lang = 'fr';
let words = {};

export const language = () => lang;

export async function loadWords(wanted, base, get) {
	const [own, plugins] = await Promise.all([get(`${base}words/${wanted}.json`), get(`/ui/text/${wanted}`)]);
	words = { ...plugins, kiosk: own };
	lang = wanted;
	document.documentElement.lang = wanted;
}

// The word of `owner` (a plugin, or "kiosk"); args.n chooses between _one and _other; a missing key is shown as it is.
export function translate(owner, key, args = {}) {
	const catalogue = words[owner] ?? {};
	const single = lang === 'fr' ? Math.abs(args.n) < 2 : Math.abs(args.n) === 1;
	const text = catalogue[key] ?? catalogue[key + (single ? '_one' : '_other')] ?? key;
	return text.replace(/\{(\w+)\}/g, (all, name) => args[name] ?? all);
}

// Thousandths or hundredths as people read them; integers only.
function decimal(n, scale, least) {
	const digits = String(Math.abs(n)).padStart(scale + 1, '0');
	const whole = digits.slice(0, -scale).replace(/\B(?=(\d{3})+$)/g, lang === 'fr' ? '\u202f' : ',');
	const rest = digits.slice(-scale).replace(/0+$/, '').padEnd(least, '0');
	return (n < 0 ? '\u2212' : '') + whole + (rest && (lang === 'fr' ? ',' : '.') + rest);
}
export const kilos = (grams) => (Math.abs(grams) < 1000 ? `${grams}\u202fg` : `${decimal(grams, 3, 0)}\u202fkg`);
export const money = (cents) => (lang === 'fr' ? `${decimal(cents, 2, 2)}\u202f€` : `€${decimal(cents, 2, 2)}`);
export const clock = (ms) => new Date(ms).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', hour12: false });

// What was typed on a pad ("12,4") in the smallest unit, or null.
export function typed(text, scale) {
	const [, whole, rest = ''] = /^(\d*)[,.]?(\d*)$/.exec(text.trim()) ?? [];
	if (whole === undefined || (!whole && !rest) || rest.length > scale || whole.length > 9)
		return null;
	return Number(whole + rest.padEnd(scale, '0'));
}

// A soft hyphen in long words, between a vowel and a syllable, as near the middle as can be.
export function breakable(text) {
	return text.replace(/[\p{L}]{12,}/gu, (word) => {
		let best = 0;
		for (const m of word.matchAll(/[aeiouyéèêàâîôû](?=[bcdfghjklmnpqrstvwxz][aeiouyéèêàâîôû])/g))
			if (Math.abs(m.index + 1 - word.length / 2) < Math.abs(best - word.length / 2))
				best = m.index + 1;
		return best > 2 ? `${word.slice(0, best)}\u00ad${word.slice(best)}` : word;
	});
}
