// SPDX-License-Identifier: MPL-2.0
// live.js: what the scales say now, on pages of scales; without it a page says what they said when it was loaded.
const OLD_MS = 1500;
const kilograms = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
const words = (state) => document.querySelector(`#states [data-state=${state}]`)?.textContent ?? '';

function show({ scale, grams, state, stable, age_ms: age, why }) {
	const card = document.querySelector(`[data-scale="${Number(scale)}"]`);
	if (!card)
		return;
	const old = age !== null && age > OLD_MS;
	card.querySelector('.reading').textContent = grams === null ? '' : `${kilograms.format(grams / 1000)} kg`;
	card.querySelector('.reading').classList.toggle('off', old);
	card.querySelector('.words').textContent = words(state === 'ok' ? (grams === null ? 'quiet' : old ? 'old' : stable ? 'steady' : 'moving') : why || state);
}

const stream = new EventSource('/events?topic=scale.reading');
stream.addEventListener('scale.reading', (event) => show(JSON.parse(event.data)));

// How far the search for a protocol is: looked at again by itself, unless somebody is filling in the form.
const stop = document.querySelector('#probe [name=stop]');
let touched = false;
addEventListener('input', () => { touched = true; });
if (stop)
	setTimeout(() => touched || location.replace(`/p/scale/device?id=${stop.form.elements.id.value}&l=${document.documentElement.lang}`), 2000);
