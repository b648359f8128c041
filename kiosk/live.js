// SPDX-License-Identifier: MPL-2.0
// live.js: what happens elsewhere, as it happens; the first weighing does not need it.

// One stream for all topics. A stream that (re)opens may have missed events, so every listener is first called with
// null: fetch the state. `onState(true|false)` says whether the daemon answers.
export function live(onState) {
	const topics = new Map();
	let source, timer, failures = 0, paused = false;

	const tell = (topic, data) => topics.get(topic)?.forEach((fn) => fn(data));
	function open() {
		source?.close();
		clearTimeout(timer);
		if (paused || !topics.size)
			return;
		const query = [...topics.keys()].map((t) => `topic=${encodeURIComponent(t)}`).join('&');
		const mine = source = new EventSource(`/events?${query}`);
		mine.addEventListener('head', () => {
			failures = 0;
			onState(true);
			for (const topic of topics.keys())
				tell(topic, null);
		});
		for (const topic of topics.keys())
			mine.addEventListener(topic, (event) => tell(topic, JSON.parse(event.data)));
		mine.onerror = () => {
			mine.close();
			if (mine !== source)
				return;
			if (failures++) // a restart of the daemon takes less than a second: say nothing about the first failure
				onState(false);
			timer = setTimeout(open, Math.min(5000, 250 * 2 ** failures));
		};
	}
	addEventListener('online', () => failures && open());
	return {
		on(topic, fn) {
			const fns = topics.get(topic) ?? new Set();
			if (!topics.has(topic)) {
				topics.set(topic, fns);
				clearTimeout(timer);
				timer = setTimeout(open);
			}
			fns.add(fn);
			return () => {
				fns.delete(fn);
				if (!fns.size && topics.get(topic) === fns)
					topics.delete(topic);
			};
		},
		retry: open,
		pause(wanted) {
			paused = wanted;
			open();
		},
	};
}
