// SPDX-License-Identifier: MPL-2.0
// sound.js: what a screen says to ears: made, not recorded. Each sound has its twin on the screen.

const NOTES = { // [Hz, from, for] in ms
	ok: [[1320, 0, 90]],
	todo: [[880, 0, 110], [660, 140, 160]],
	error: [[150, 0, 80], [150, 130, 80], [150, 260, 80]],
	closed: [[523, 0, 600], [659, 0, 600], [784, 0, 600]],
};
const GAIN = [0, 0.12, 0.4]; // by localStorage glane.volume
const EDGE_S = 0.008; // a sound that begins at once clicks
const LATE_MS = 500; // a browser waits for a touch before it lets anybody be loud; by then nobody knows what it was about
let context;

// "20:00-08:00", local time
export function silent(hours, now) {
	const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(hours) ?? [];
	const at = now.toTimeString().slice(0, 5);
	return !!from && (from <= to ? from <= at && at < to : from <= at || at < to);
}

export async function play(kind) {
	const gain = GAIN[localStorage.getItem('glane.volume') ?? 1];
	if (!gain || !NOTES[kind] || silent(localStorage.getItem('glane.quiet'), new Date()))
		return;
	const asked = performance.now();
	try {
		context ??= new AudioContext();
		await context.resume();
	} catch {
		return; // no loudspeaker
	}
	if (performance.now() - asked > LATE_MS)
		return;
	for (const [hz, from, ms] of NOTES[kind]) {
		const start = context.currentTime + from / 1000, end = start + ms / 1000;
		const tone = new OscillatorNode(context, { frequency: hz, type: kind === 'error' ? 'square' : 'sine' });
		const level = new GainNode(context, { gain: 0 }), loud = gain / NOTES[kind].length ** 0.5;
		level.gain.setValueAtTime(0, start).linearRampToValueAtTime(loud, start + EDGE_S)
			.setValueAtTime(loud, end - EDGE_S).linearRampToValueAtTime(0, end);
		tone.connect(level).connect(context.destination);
		tone.start(start);
		tone.stop(end);
	}
}
