// SPDX-License-Identifier: MPL-2.0
// design.js: the editor of labels shows at once what a change does, at the size that it will have; a logo is seen as dots before
// it is kept. Without it the forms do the same, a step at a time.
const SOON_MS = 250;
const form = document.getElementById('design');
let timer, asked = 0;

// px of this glass: the calibration of the kiosk, else a millimetre as CSS has it.
const mm = parseFloat(localStorage.getItem('glane.mm')) || 96 / 25.4;

function realSize() {
	const label = document.getElementById('label');
	if (!label)
		return;
	label.style.width = `${parseFloat(label.dataset.w) * mm}px`;
	label.style.height = 'auto';
}

// What stands in the form, as the same page without scripts would show it.
function look() {
	const request = new XMLHttpRequest();
	const mine = ++asked;
	const values = new FormData(form);
	values.delete('_request');
	request.open('GET', `/p/labels/designs/edit?${new URLSearchParams(values)}`);
	request.setRequestHeader('Accept', 'text/html');
	request.responseType = 'document';
	const said = () => document.getElementById('said');
	said().setAttribute('aria-busy', 'true'); // what it says is of a moment ago
	request.onloadend = () => {
		const fresh = request.status === 200 && request.responseXML?.getElementById('said');
		if (mine !== asked)
			return;
		said().removeAttribute('aria-busy');
		if (!fresh)
			return;
		said().replaceWith(document.adoptNode(fresh));
		realSize();
	};
	request.send();
}

function soon() {
	clearTimeout(timer);
	timer = setTimeout(look, SOON_MS);
}

const values = (row) => [...row.querySelectorAll('select, input')];

// The inputs keep their names, their values change places.
function move(row, other) {
	const there = values(other);
	values(row).forEach((input, i) => {
		[input.value, there[i].value] = [there[i].value, input.value];
	});
}

// One row more than there are: the others wait.
function fewer() {
	const rows = [...form.querySelectorAll('.part')];
	const last = rows.findLastIndex((row) => row.querySelector('select').value);
	rows.forEach((row, i) => {
		row.hidden = i > last + 1;
		row.classList.toggle('free', !row.querySelector('select').value);
	});
}

if (form) {
	realSize();
	fewer();
	form.addEventListener('input', () => {
		fewer();
		soon();
	});
	document.getElementById('see').hidden = true;
	form.querySelectorAll('.moves').forEach((moves) => {
		moves.hidden = false;
	});
	form.addEventListener('click', (event) => {
		const key = event.target.closest('[data-move]');
		const row = key?.closest('.part');
		const other = row && (key.dataset.move < 0 ? row.previousElementSibling : row.nextElementSibling);
		if (!other)
			return;
		move(row, other);
		fewer();
		other.querySelector(`[data-move="${key.dataset.move}"]`).focus();
		soon();
	});
}

function uuid() { // crypto.randomUUID() is not there where the page came without TLS
	const [...b] = crypto.getRandomValues(new Uint8Array(16));
	b[6] = (b[6] & 15) | 64;
	b[8] = (b[8] & 63) | 128;
	return b.map((n) => n.toString(16).padStart(2, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const logo = document.getElementById('logo-form');
let shown;
async function tryLogo() {
	const box = document.getElementById('logo-shown');
	if (!logo.elements.file.files.length)
		return;
	const body = new FormData(logo);
	body.delete('_request'); // which is for keeping it, once
	const answer = await fetch('/p/labels/logo/try', { method: 'POST', body, headers: { Accept: 'application/json', 'Idempotency-Key': uuid() } });
	const said = document.getElementById('logo-said');
	URL.revokeObjectURL(shown);
	box.hidden = !answer.ok;
	said.hidden = answer.ok;
	if (!answer.ok) {
		const { error } = await answer.json();
		said.textContent = Object.values(error.fields)[0] || error.message;
		return;
	}
	shown = URL.createObjectURL(await answer.blob());
	const img = box.querySelector('img');
	img.src = shown;
	img.onload = () => {
		img.style.width = `${img.naturalWidth * 25.4 / 300 * mm}px`;
	};
}
logo?.addEventListener('change', tryLogo);
