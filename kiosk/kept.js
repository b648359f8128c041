// SPDX-License-Identifier: MPL-2.0
// kept.js: what the daemon said last: what a start needs, of one person; and what time it is there.
const KEPT = 'glane.kept.';
const CLOCK = 'glane.clock';
const DAY_MS = 86400000;

export const known = (path) => JSON.parse(localStorage.getItem(KEPT + path));

export function forget() {
	for (const key of Object.keys(localStorage))
		if (key.startsWith(KEPT))
			localStorage.removeItem(key);
}

// `begun`: when it was asked.
export function remember(path, value, begun) {
	if (value.now_ms)
		heard(value.now_ms, (performance.now() - begun) / 2);
	if (path === '/session' && known(path)?.person?.id !== value.person?.id)
		forget();
	try {
		localStorage.setItem(KEPT + path, JSON.stringify({ ...value, kept: true }));
	} catch {
		// no room: the next start needs the daemon
	}
}

// This screen's own clock may be wrong by a year, and be put right while the daemon is away.
const [ahead, seen] = (localStorage.getItem(CLOCK) ?? '0,0').split(',').map(Number);
let skew = ahead;
let started = Math.max(Date.now() + ahead, seen) - performance.now(); // in the daemon's time, which does not go back

function heard(now, ago) {
	skew = Math.round(now + ago - Date.now());
	started = now + ago - performance.now();
	localStorage.setItem(CLOCK, `${skew},${now}`);
}

// Sleep stops the one clock, a correction moves the other.
export function serverNow() {
	const wall = Date.now() + skew, run = started + performance.now();
	return Math.round(Math.abs(wall - run) < DAY_MS ? wall : run);
}
