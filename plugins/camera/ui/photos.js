// SPDX-License-Identifier: MPL-2.0
// photos.js: one to four photos of an item, on its sheet.

const BASE = '/p/camera/';

// Upright and small; the daemon makes its own of it anyway.
async function reduced(file) {
	const image = await createImageBitmap(file, { imageOrientation: 'from-image', resizeWidth: 480, resizeQuality: 'high' });
	const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
	canvas.getContext('2d').drawImage(image, 0, 0);
	return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
}

class Photos extends HTMLElement {
	static styles = 'photos.css';

	connectedCallback() {
		const { h, context: { code }, on } = this.host;
		this.path = `items/${code}`;
		this.file = h('input', { type: 'file', accept: 'image/*', capture: 'environment', hidden: true, onchange: () => this.take() });
		this.stop = on('live:camera.changed', (what) => (!what || what.code === code) && this.load());
		this.load();
	}

	disconnectedCallback() {
		this.stop();
	}

	async load() {
		try {
			this.now = await this.host.fetch(BASE + this.path);
		} catch ({ message }) {
			this.note = message;
		}
		this.paint();
	}

	paint() {
		const { fill, h, icon, t, sheet } = this.host;
		const { photos = [], may, room } = this.now ?? {};
		fill(this, this.file, photos.map(({ n, id, thumb, large }) => {
			const alt = t('alt', { n });
			const picture = ({ path: src, w: width, h: height }) => h('img', { src, width, height, alt });
			return h('span.photo', {},
				h('button', { onclick: () => sheet(alt, picture(large)) }, picture(thumb)),
				may && h('button.key.key-round', { 'data-k': id, 'aria-label': t('remove_n', { n }), onclick: () => this.post('ui.removed', `photos/${id}/remove`) }, icon('close')));
		}),
		may && room && h('button.key', { 'data-k': 'photo', disabled: this.busy, onclick: () => (this.unsent ? this.post(...this.unsent) : this.file.click()) },
			icon('camera'), t(this.unsent ? 'ui.again' : 'ui.photo')),
		h('small', { role: 'status' }, this.note ?? (may && t('nobody'))));
	}

	async take() {
		try {
			this.unsent = ['ui.of', `${this.path}/photos`, await reduced(this.file.files[0]), this.host.uuid()];
			this.file.value = '';
			await this.post(...this.unsent);
		} catch {
			this.note = this.host.t('ui.not_picture');
			this.paint();
		}
	}

	async post(what, path, body, key) {
		const { fetch, t, undoable } = this.host;
		let fault = {};
		this.busy = true;
		this.note = t('ui.sending');
		this.paint();
		try {
			const { record } = await fetch(BASE + path, { body: body ?? {}, key });
			undoable(t(what), () => fetch(BASE + 'undo', { body: { record } }));
		} catch (error) {
			fault = error;
		}
		this.busy = false;
		this.note = fault.message;
		if (body && !fault.offline)
			this.unsent = null;
		return this.load();
	}
}

customElements.define('glane-x-camera-photos', Photos);
