// SPDX-License-Identifier: MPL-2.0
// printers.js: what a page of printers shows follows what happens; without it the page says what was true when it was loaded.
const SOON_MS = 150; // several events are one change
const place = () => document.getElementById('live');
let timer;

// The same page again, of which only what is live is taken; not from under who is choosing or typing in it.
function renew() {
	const request = new XMLHttpRequest();
	request.open('GET', location.href);
	request.setRequestHeader('Accept', 'text/html');
	request.responseType = 'document';
	request.onload = () => {
		const fresh = request.status === 200 && request.responseXML?.getElementById('live');
		if (!fresh)
			return;
		const key = document.activeElement?.dataset.k;
		place().replaceWith(document.adoptNode(fresh));
		if (key)
			place().querySelector(`[data-k="${key}"]`)?.focus();
	};
	request.send();
}

function soon() {
	clearTimeout(timer);
	timer = setTimeout(renew, SOON_MS);
}

// A stream that opens may have missed events: it begins with `head`.
const topics = place().dataset.topics.split(' ');
const stream = new EventSource(`/events?${topics.map((topic) => `topic=${topic}`).join('&')}`);
['head', ...topics].forEach((topic) => stream.addEventListener(topic, soon));
