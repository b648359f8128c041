// SPDX-License-Identifier: MPL-2.0
// eye.js: reads a label with the camera of a tablet or phone: by the browser where it can, else the daemon reads a photo.
import { call, h, sheet } from './kit.js';
import { tell } from './scan.js';

const MOST_PX = 1600; // of a photo's longer edge
const EVERY_MS = 150;

async function reduced(file) {
	const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
	const scale = Math.min(1, MOST_PX / Math.max(image.width, image.height));
	const canvas = Object.assign(document.createElement('canvas'), { width: image.width * scale, height: image.height * scale });
	canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
}

export async function read(frame) {
	const { t } = frame;
	const note = h('p.strip', { role: 'status' });
	const file = h('input', { type: 'file', accept: 'image/*', capture: 'environment', hidden: true, onchange: sent });
	const video = h('video.label-image', { autoplay: true, playsinline: true, hidden: true });
	const box = sheet(t('eye_title'), video, note, file,
		h('div.choices', {},
			h('button.key.key-main', { onclick: () => file.click() }, t('eye_photo')),
			h('button.key', { onclick: type }, t('eye_type'))));

	function type() {
		box.close();
		frame.shell.go('glane-x-items-find');
	}

	function say(kind, text) {
		note.dataset.kind = kind;
		note.textContent = text;
	}

	function found(codes) {
		if (!codes.length)
			return say('todo', t('eye_none'));
		box.close();
		return tell(frame, codes); // the first that is ours
	}

	async function sent() {
		say('', t('eye_sending'));
		try {
			const body = await reduced(file.files[0]);
			found((await call('/p/camera/read', { body })).codes);
		} catch (error) {
			say('error', error.fields ? error.message : t('eye_no_picture'));
		}
		file.value = '';
	}

	if (!window.BarcodeDetector || !navigator.mediaDevices) {
		file.click();
		return;
	}
	try {
		const detector = new BarcodeDetector({ formats: ['qr_code'] });
		video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
		video.hidden = false;
		while (box.open) {
			const codes = await detector.detect(video).catch(() => []); // no picture yet
			if (codes.length && box.open)
				found(codes.map(({ rawValue }) => rawValue));
			await new Promise((done) => setTimeout(done, EVERY_MS));
		}
	} catch {
		// no camera here, or not allowed: a photo is left
	}
	video.srcObject?.getTracks().forEach((track) => track.stop());
}
