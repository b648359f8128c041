// SPDX-License-Identifier: MPL-2.0
// scan.js: a scanner that types. Its layout and the computer's may differ, so each burst is read twice: as the characters
// that arrive, and as physical keys of a US keyboard; the reading that is an address of ours counts.

const GAP_MS = 100; // between two keys of a scanner
const LEAST = 8; // characters of a burst
const SURE = /^https/i; // a burst that begins so is not shown to anybody else any more
const ADDRESS = /^HTTPS:\/\/([^/]+)\/([A-Z])\/([0-9A-Z]+)$/;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECKED = 13; // codes of this length carry a check symbol
const MUTE = /^(Shift|Control|Alt|AltGraph|CapsLock|NumLock|Meta|Fn|Compose|Unidentified)/;

const US = {
	Minus: '-_', Equal: '=+', BracketLeft: '[{', BracketRight: ']}', Backslash: '\\|', Semicolon: ';:', Quote: '\'"',
	Backquote: '`~', Comma: ',<', Period: '.>', Slash: '/?', Space: '  ', NumpadDecimal: '..', NumpadDivide: '//',
	NumpadSubtract: '--', NumpadAdd: '++', NumpadMultiply: '**',
};

// What a US keyboard types with this key; '' for a key without a character.
export function usKey(code, shift) {
	const [, letter, digit, pad] = /^(?:Key([A-Z])|Digit(\d)|Numpad(\d))$/.exec(code) ?? [];
	return letter ?? pad ?? (digit ? (shift ? ')!@#$%^&*('[digit] : digit) : (US[code] ?? '')[shift ? 1 : 0]) ?? '';
}

// GF(32), x^5 + x^2 + 1: the check symbol finds every single error and every exchange of two symbols.
export function checks(code) {
	const symbols = [...code].map((c) => ALPHABET.indexOf(c));
	const twice = (n) => ((n << 1) ^ (n & 16 ? 37 : 0)) & 31;
	return !symbols.includes(-1) && symbols.some((n) => n) && twice(symbols.slice(0, -1).reduce((r, n) => twice(r) ^ n, 0)) === symbols.at(-1);
}

// { letter, code, text } when a reading is an address of one of the hosts, with a check symbol that agrees.
export function parse(readings, hosts) {
	for (const reading of readings) {
		const text = reading.toUpperCase();
		const [, host, letter, code] = ADDRESS.exec(text) ?? [];
		if (host && hosts.includes(host) && (code.length !== CHECKED || checks(code)))
			return { letter, code, text };
	}
	return null;
}

// Where the burst began to type: what leaked into it is taken out again.
class Field {
	constructor(el) {
		this.el = el?.matches?.('input, textarea') && 'value' in el && !el.readOnly ? el : null;
		if (this.el)
			Object.assign(this, { value: el.value, start: el.selectionStart, end: el.selectionEnd });
	}

	set(value, at) {
		const { el } = this;
		if (!el || el.value === value)
			return;
		el.value = value;
		if (at !== null)
			el.setSelectionRange(at, at);
		el.dispatchEvent(new Event('input', { bubbles: true }));
	}

	restore() {
		this.set(this.value, this.start);
	}

	// It was a person after all: what was held back comes in.
	give(text) {
		if (text && this.el === document.activeElement) {
			const { start, end, value } = this;
			this.set(value.slice(0, start ?? value.length) + text + value.slice(end ?? value.length), start === null ? null : start + text.length);
		}
	}
}

let listening = false;

// Tells `scan` with { letter, code, text }; letter and code are null when nothing of ours was read, text is the raw text.
export function listen(frame) {
	if (listening)
		return;
	listening = true;
	const hosts = () => [frame.site.host, ...(frame.site.hosts ?? []), location.host].filter(Boolean).map((host) => host.toUpperCase());
	let burst = null, timer;

	function begin() {
		burst = { key: '', code: '', count: 0, last: -Infinity, sure: false, field: new Field(document.activeElement) };
	}

	function drop() {
		clearTimeout(timer);
		if (burst?.sure)
			burst.field.give(burst.key);
		burst = null;
	}

	function finish() {
		clearTimeout(timer);
		const { key, code, field } = burst;
		burst = null;
		field.restore();
		const found = parse([key, code], hosts());
		frame.emit('scan', found ?? { letter: null, code: null, text: key });
		if (!found)
			frame.shell.say(frame.t('scan_unknown', { text: key.slice(0, 40) }), 'todo');
	}

	const hide = (event) => {
		event.preventDefault();
		event.stopImmediatePropagation();
	};

	addEventListener('keydown', (event) => {
		const { key, code, timeStamp } = event;
		if (MUTE.test(key))
			return;
		if (burst && (event.repeat || timeStamp - burst.last > GAP_MS))
			drop();
		if (event.repeat)
			return;
		if (key === 'Enter' || key === 'Tab') {
			if (burst?.sure || (burst?.count >= LEAST && !burst.field.el)) { // quick fingers in a field are let be
				hide(event);
				finish();
			} else {
				drop();
			}
			return;
		}
		if (key.length > 1 && key !== 'Dead')
			return drop();
		if (!burst)
			begin();
		burst.key += key === 'Dead' ? '\ufffd' : key;
		burst.code += usKey(code, event.shiftKey);
		burst.count++;
		burst.last = timeStamp;
		burst.sure ||= SURE.test(burst.key) || SURE.test(burst.code);
		if (burst.sure) {
			hide(event);
			clearTimeout(timer);
			timer = setTimeout(drop, 3 * GAP_MS);
		}
	}, true);
}
