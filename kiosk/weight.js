// SPDX-License-Identifier: MPL-2.0
// weight.js: what the scale says, for screens: { grams, stable, state: 'ok' | 'over' | 'under' | 'off', name }.

const SILENT_MS = 5000; // a scale that is there says something every 2 s

let last, timer, listening;

// Whoever begins to listen hears the last reading at once; null: no scale was ever heard.
export function weigh(frame, fn) {
	fn(last ?? null);
	listening ??= frame.shell.on('live:scale.reading', (reading) => reading && tell(frame, reading));
}

function tell(frame, { grams, stable, state, name }) {
	clearTimeout(timer);
	if (state !== 'off')
		timer = setTimeout(tell, SILENT_MS, frame, { grams: 0, stable: false, state: 'off', name });
	last = { grams, stable, state, name };
	frame.emit('weight', last);
}
