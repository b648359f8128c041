// SPDX-License-Identifier: MPL-2.0
// scan.js: a scanner that types. Its layout and the computer's may differ, so each burst is read by character and by physical
// key of a US and of a French keyboard; the reading that is an address of ours counts.

const GAPS_MS = ['100', '150']; // at most between two keys of a scanner; which: glane.gap
const LEAST = 8; // characters of a burst
const MOST = 300;
const HASTY = 16, HASTE_MS = 60; // so many characters, each so soon, are not typed by a person
const SURE = /http[s:]$/i; // what begins so is not shown to anybody else any more
const ADDRESS = /^HTTPS:\/\/([0-9A-Z.:-]+)\/([A-Z])\/([0-9A-Z]+)$/;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECKED = 13, SECRET = 26; // symbols of a code: with a check symbol, or too long to need one
const CARDS = { XN: 'times', BK: 'undo', AG: 'again', PA: 'place', CA: 'category' };
const MUTE = /^(Shift|Control|Alt|AltGraph|CapsLock|NumLock|Meta|Fn|Compose|Unidentified)/;

// What a key types without and with shift, as far as addresses need it.
function layout(digits, keys) {
	for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
		keys[`Key${c}`] ??= c;
	digits.forEach((both, n) => Object.assign(keys, { [`Digit${n}`]: both, [`Numpad${n}`]: `${n}` }));
	Object.assign(keys, { NumpadDecimal: '.', NumpadDivide: '/', NumpadSubtract: '-' });
	return (code, shift) => (keys[code] ?? '').at(shift ? -1 : 0) ?? '';
}
export const usKey = layout([...')!@#$%^&*('].map((c, n) => n + c), { Minus: '-_', Semicolon: ';:', Comma: ',<', Period: '.>', Slash: '/?' });
export const frKey = layout([...'à&é"\'(-è_ç'].map((c, n) => c + n), {
	KeyA: 'Q', KeyQ: 'A', KeyZ: 'W', KeyW: 'Z', Semicolon: 'M', KeyM: ',?', Comma: ';.', Period: ':/', Slash: '!§',
	Equal: '-+', // as in Belgium: the French = is in no address
});

// The readings of one key. Caps Lock turns the digits of some French computers over.
export const stroke = ({ key, code, shiftKey: shift }, caps) => [
	key.length > 1 ? '' : key, usKey(code, shift), frKey(code, shift), frKey(code, shift !== caps),
].map((char) => char || '\ufffd');

// GF(32), x^5 + x^2 + 1: the check symbol finds every single error and every exchange of two symbols.
export function checks(code) {
	const symbols = [...code].map((c) => ALPHABET.indexOf(c));
	const twice = (n) => ((n << 1) ^ (n & 16 ? 37 : 0)) & 31;
	return !symbols.includes(-1) && symbols.some((n) => n) && twice(symbols.slice(0, -1).reduce((r, n) => twice(r) ^ n, 0)) === symbols.at(-1);
}

// { letter, code, text } when a reading is a whole address of one of the hosts; of a card for doing something also `action`.
// Otherwise letter is null and `why` names the sentence; `foreign` is the host of somebody else's label.
export function parse(readings, hosts) {
	let foreign, why = 'scan_else';
	for (const reading of readings) {
		const text = reading.toUpperCase();
		const [, host, letter, code = ''] = ADDRESS.exec(text) ?? [];
		const whole = code.length === SECRET || (code.length === CHECKED && checks(code));
		if (whole && hosts.includes(host)) {
			const found = { letter, code, text }, kind = CARDS[code.slice(0, 2)];
			if (letter !== 'A')
				return found;
			if (kind)
				return { ...found, action: { kind, n: [...code.slice(2, 12)].reduce((n, c) => n * 32 + ALPHABET.indexOf(c), 0) } };
		} else if (whole) {
			foreign = { text, host: host.toLowerCase() };
		}
		if (hosts.some((h) => text.includes(h) || `HTTPS://${h}`.startsWith(text)))
			why = 'scan_misread';
	}
	return { letter: null, code: null, text: foreign?.text ?? readings[0], foreign: foreign?.host, why: foreign ? 'scan_foreign' : why };
}

const read = ({ site }, readings) => parse(readings, [site.host, ...(site.hosts ?? []), location.host].filter(Boolean).map((host) => host.toUpperCase()));

// What a scanner or a camera read, for everybody.
export function tell(frame, readings) {
	const scan = read(frame, readings);
	if (!frame.emit('scan', scan) && !scan.letter)
		frame.shell.say(frame.t(scan.why, { host: scan.foreign }), 'todo');
	return scan;
}

// A field before a key types into it.
class Field {
	constructor(el) {
		this.el = el?.matches?.('input, textarea') && 'value' in el && !el.readOnly && el;
		Object.assign(this, { value: el?.value, start: el?.selectionStart, end: el?.selectionEnd });
	}

	// What leaked is taken out; of a person it was what was held back that comes in: `text`.
	put(text = '') {
		const { el, value, start, end } = this;
		if (!el || (text && el !== document.activeElement))
			return;
		const next = text ? value.slice(0, start ?? value.length) + text + value.slice(end ?? value.length) : value;
		if (el.value === next)
			return;
		el.value = next;
		if (start !== null)
			el.setSelectionRange(start + text.length, start + text.length);
		el.dispatchEvent(new Event('input', { bubbles: true }));
	}
}

let listening = false, watcher = null;

// Each burst goes to `fn` only: { readings, gaps, end, scan }; null: to everybody again.
export function watch(fn) {
	watcher = fn;
}

// Tells `scan` with what parse() makes of a burst.
export function listen(frame) {
	if (listening)
		return;
	listening = true;
	let strokes = [], sure = false, timer, gap;
	const readings = () => strokes[0].chars.map((_, i) => strokes.map(({ chars }) => chars[i]).join(''));

	function drop() {
		if (sure)
			strokes[0].field.put(readings()[0]);
		clear();
	}

	function clear() {
		clearTimeout(timer);
		strokes = [];
		sure = false;
	}

	function finish(end) {
		const all = readings(), gaps = strokes.slice(1).map(({ at }, i) => Math.round(at - strokes[i].at));
		strokes[0].field.put();
		clear();
		if (watcher)
			watcher({ readings: all, gaps, end, scan: read(frame, all) });
		else
			tell(frame, all);
	}

	// Nothing follows: a scanner that sends no end, a label half read, or a person.
	function silence() {
		const { length } = strokes, { letter, foreign } = read(frame, readings());
		const hasty = length >= (watcher ? LEAST : HASTY) && (strokes.at(-1).at - strokes[0].at) / length < HASTE_MS;
		if (letter || foreign || hasty)
			finish('');
		else
			drop();
	}

	const hide = (event) => {
		event.preventDefault();
		event.stopImmediatePropagation();
	};

	addEventListener('keydown', (event) => {
		const { key, code, repeat, timeStamp: at } = event;
		if (MUTE.test(key))
			return;
		if (repeat || strokes.length > MOST || at - strokes.at(-1)?.at > gap)
			drop();
		if (repeat)
			return;
		const ends = key === 'Enter' || key === 'Tab';
		// quick fingers in a field are let be
		if (ends && (sure || (strokes.length >= LEAST && (!strokes[0].field.el || readings().some((text) => text.includes('://')))))) {
			hide(event);
			return finish(key);
		}
		if (ends || (key.length > 1 && key !== 'Dead' && !code.startsWith('Numpad')))
			return drop();
		if (!strokes.length)
			gap = GAPS_MS[localStorage.getItem('glane.gap') === GAPS_MS[1] ? 1 : 0];
		strokes.push({ at, chars: stroke(event, event.getModifierState('CapsLock')), field: new Field(document.activeElement) });
		if (!sure && readings().some((text) => SURE.test(text))) {
			sure = true;
			strokes = strokes.slice(-5); // what came before was a person
		}
		if (sure)
			hide(event);
		clearTimeout(timer);
		if (sure || watcher)
			timer = setTimeout(silence, 3 * gap);
	}, true);
}
