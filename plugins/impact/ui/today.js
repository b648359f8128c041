// SPDX-License-Identifier: MPL-2.0
// today.js: the line about today follows what happens; without it the page says what was true when it was loaded.
const line = document.getElementById('today');
const kilograms = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

function show({ entries, exits, reuse }) {
	const words = { entries, exits, reuse };
	line.textContent = line.dataset.words.replace(/\[(\w+)\]/g, (all, name) => name in words ? `${kilograms.format(words[name] / 1000)} kg` : all);
}

// A stream that (re)opens may have missed events: it begins with `head`, then the state is fetched.
const stream = new EventSource('/events?topic=impact.today');
stream.addEventListener('head', async () => {
	const reply = await fetch('/p/impact/today', { headers: { Accept: 'application/json' } });
	if (reply.ok)
		show(await reply.json());
});
stream.addEventListener('impact.today', (event) => show(JSON.parse(event.data)));
