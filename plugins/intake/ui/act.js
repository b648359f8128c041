// SPDX-License-Identifier: MPL-2.0
// act.js: what the weighing screen does with a touch, a key of a keyboard, a card that is scanned, a draft.

const HOLD_MS = 3000; // so long a touch waits for the scale to settle

const KEYS = { '.': ',', Decimal: ',', Backspace: 'erase', Delete: 'clear', Escape: 'clear' };

export function press(screen, name) {
	const { mode, facts, host } = screen;
	screen.settle();
	let digits = mode.fresh ? '' : screen.digits;
	const comma = digits.indexOf(',');
	mode.fresh = false;
	if (name === 'clear')
		digits = '';
	else if (name === 'erase')
		digits = digits.slice(0, -1);
	else if (name === ',')
		digits += comma >= 0 ? '' : digits ? ',' : '0,';
	else if (comma < 0 ? digits.length < 6 : digits.length - comma <= 3)
		digits = digits === '0' ? name : digits + name;
	screen.digits = digits;
	if (screen.gross > facts.max_grams)
		host.say(screen.fault(), 'todo');
	screen.paintWeight();
}

// Keys of a number pad work wherever the focus is, except in a field or a sheet.
export function key(screen, event) {
	const { target } = event;
	if (event.ctrlKey || event.altKey || event.metaKey || target.closest?.('input, textarea, select, dialog'))
		return;
	const name = KEYS[event.key] ?? event.key;
	const tiles = [...screen.tiles.children];
	if (event.key === 'Escape' && screen.back())
		event.preventDefault();
	else if (/^([\d,]|erase|clear)$/.test(name) && !screen.mode.weight) {
		if (!screen.byHand)
			screen.type(true);
		press(screen, name);
	} else if (name === '*')
		screen.more('times');
	else if (name === '+')
		again(screen);
	else if (name === 'Enter' && !target.closest('button, a'))
		tiles[0].focus();
	else if (name.startsWith('Arrow') && tiles.includes(target)) {
		const row = screen.columns();
		const side = getComputedStyle(screen).direction === 'rtl' ? -1 : 1;
		tiles[tiles.indexOf(target) + { Left: -side, Right: side, Up: -row, Down: row }[name.slice(5)]]?.focus();
	} else
		return;
	event.preventDefault();
}

// An action card does what the key or the tile does.
export function action(screen, { kind, n }) {
	const category = kind === 'category' && screen.facts.all.find((c) => c.id === n);
	if (kind === 'times')
		setCopies(screen, n);
	else if (kind === 'again')
		again(screen);
	else if (category)
		screen.chosen(category);
	else
		return false;
	return true;
}

// The next weighing is of so many.
export function setCopies(screen, n) {
	screen.copies = Math.min(Math.max(n, 1), 100);
	screen.paintWeight();
	screen.paintBar();
}

// The same category, kind and container once more; the weight is read again.
export function again(screen) {
	const { last, host } = screen;
	if (!last)
		return host.say(host.t('ui.nothing_again'), 'todo');
	return capture(screen, 'again', (weight) => {
		screen.container = last.container;
		weigh(screen, last.category, weight, { again: true });
	});
}

export function draft({ digits, container, copies, typing, mode: { id, weight } }) {
	return { digits, container: container?.id, copies, typing, id, weight };
}

export function resume(screen) {
	const { unfinished, facts } = screen;
	if (!unfinished)
		return;
	screen.unfinished = null;
	const { digits, container, copies, typing, id, weight } = unfinished;
	Object.assign(screen, { digits, copies, typing, container: facts.containers.find((c) => c.id === container) ?? null });
	const category = weight && facts.categories.find((c) => c.id === id);
	if (category)
		screen.more('kinds', category, weight);
	else
		screen.go();
}

// --- recording -----------------------------------------------------------------------------------
// The weight as it is when a tile is touched. While it moves, the touch is kept until it rests; what lies there since the
// last one is taken a second time only when the tile is touched a second time.
export function capture(screen, key, then, sure) {
	const { host, gross, mode, byHand, asked } = screen;
	const [state, word] = mode.weight ? [] : screen.look();
	if (asked?.stays)
		return asked.again();
	screen.release();
	if (state === 'moving')
		return hold(screen, key, then);
	if (state === 'taken' && !sure && screen.same !== key) {
		screen.same = key;
		return screen.more('same', () => capture(screen, key, then, true));
	}
	const fault = state === 'wrong' ? word : screen.fault();
	return fault ? host.say(fault, 'todo') : then(mode.weight ?? { gross, manual: byHand });
}

// The scale moves: the touch is kept, visibly.
function hold(screen, key, then) {
	const { host, tiles } = screen;
	screen.held = {
		key, then: () => capture(screen, key, then), timer: setTimeout(() => {
			screen.release();
			host.say(host.t('ui.not_steady'), 'todo');
			screen.paintWeight();
		}, HOLD_MS),
	};
	tiles.querySelector(`[data-k="${key}"]`)?.setAttribute('data-held', '');
	screen.paintWeight();
}

// An unlikely weight is asked about first; nothing is lost while the question stands.
export function weigh(screen, category, weight, { sure, again: repeat } = {}) {
	const { context, own, copies, container, tare, asked } = screen;
	const { gross, manual } = weight;
	const { id, name, parent } = category;
	const net = gross - tare;
	const usual = (category.usual_grams ?? 0) * copies;
	if (asked?.stays)
		return asked.again();
	if (!sure && usual && (net * 5 < usual || net > usual * 5))
		return screen.more('doubt', category, weight, net, usual, repeat);
	const top = parent ?? category;
	const pieces = copies > 1 ? copies : undefined;
	const line = { category: top, kind: parent ? category : null, net, pieces, copies, manual, again: repeat, sure };
	screen.last = { category, container };
	if (!manual && screen.lies(gross))
		screen.taken = gross;
	const body = { category: id, gross, container: container?.id, pieces, happened_ms: '$now' };
	return send(screen, { category: { id, code: top.code, name }, gross, net, manual, copies, container: container?.id, ...context.show?.(line) }, context.record?.(body) ?? [{
		path: '/p/intake/weighings', undo: '/p/intake/undo', body: { ...body, manual, channel: own.channel?.id, origin: own.origin },
	}, ...context.then?.(line) ?? []], line);
}

// Kept on this screen first, so that nothing that follows can lose it.
export function send(screen, show, steps, line) {
	const { host, list } = screen;
	const what = [show.category.name, show.reason?.name ?? host.kilos(show.net)].join(' ');
	try {
		const job = host.send({ steps, what, show, done: ([answer]) => list.done(job.id, answer, what, line) });
	} catch (error) {
		return host.say(error.message, 'error');
	}
	Object.assign(screen, { digits: '', copies: 1, typing: false, same: null });
	screen.go();
	if (line)
		screen.dispatchEvent(new CustomEvent('recorded', { detail: line }));
	return screen.paintDay();
}
