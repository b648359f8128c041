// SPDX-License-Identifier: MPL-2.0
// pin.js: the PIN of the person whose tile was touched. Digits are never shown, keys are never shuffled.
import { fill, h, icon } from './kit.js';
import { picture } from './who.js';

const LEAST = 4, MOST = 6; // digits of a PIN
const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'erase', '0', 'ok'];

export function press(who, key) {
	if (who.sending)
		return;
	if (key === 'ok')
		who.digits.length >= LEAST && who.send({ person: who.at.id, pin: who.digits });
	else if (key === 'erase')
		who.digits = who.digits.slice(0, -1);
	else if (who.digits.length < MOST)
		who.digits += key;
	if (key !== 'ok' && who.strip.dataset.kind !== 'off')
		who.say('');
	paintDots(who);
	if (who.digits.length === who.at?.pin_length && key !== 'erase' && key !== 'ok')
		press(who, 'ok');
}

export function pin(who) {
	const { t, at } = who;
	const words = { erase: t('erase'), ok: t('ok') };
	who.dots = h('output.dots', { 'data-k': 'dots', tabindex: '-1', 'aria-label': t('pin') });
	who.pad = h('div.pin-pad', { role: 'group', 'aria-label': t('pin') }, PAD.map((key) => h(key === 'ok' ? 'button.key.key-main' : 'button.key', {
		'data-k': `pin${key}`, 'aria-label': words[key], onclick: () => press(who, key),
		onmousedown: (event) => event.preventDefault(), // the focus stays where it is
	}, key === 'erase' ? icon('erase') : key === 'ok' ? [icon('check'), words.ok] : key)));
	return h('div.who-pin', { 'data-hand': at.left_handed && 'left' },
		h('div.pin-who', {}, picture(at.picture), h('h2', { id: 'who-title', 'data-k': 'who', tabindex: '-1' }, t('pin_of', { name: at.name })), who.dots),
		who.pad,
		h('footer.who-foot', {}, h('button.key', { 'data-k': 'back', onclick: () => who.back() },
			icon(who.owner ? 'people' : 'back'), t(who.owner ? 'other_person' : 'back')), who.strip));
}

export function paintDots(who) {
	if (!who.at || !who.dots)
		return;
	const n = who.digits.length;
	who.dots.dataset.sending = !!who.sending;
	fill(who.dots, Array.from({ length: Math.max(LEAST, n) }, (_, i) => h(i < n ? 'i.dot.dot-on' : 'i.dot')),
		h('span.unseen', {}, who.t('pin_digits', { n })));
	for (const el of who.pad.children)
		el.disabled = !!who.sending || (el.dataset.k === 'pinok' && n < LEAST) || (el.dataset.k === 'pinerase' && !n);
}
