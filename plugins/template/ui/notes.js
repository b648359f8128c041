// SPDX-License-Identifier: MPL-2.0
// notes.js: a screen of the kiosk: a note is written, kept on this screen's disk until it is sent, and can be taken back.

class Notes extends HTMLElement {
	connectedCallback() { // once more after another person worked here
		this.off = this.host.on('live:template.noted', () => this.paint());
		if (!this.firstChild)
			this.paint();
	}

	disconnectedCallback() {
		this.off();
	}

	paint() {
		const { fill, h, slot, t } = this.host;
		const text = this.querySelector('input')?.value;
		fill(this, h('div.sheet-body', {}, h('form.choices', { onsubmit: (event) => this.add(event) },
			h('label.field', {}, h('span', {}, t('text')), h('input', { name: 'text', value: text, maxlength: 200, required: true, autocomplete: 'off' })),
			h('button.key.key-main', {}, t('add'))), slot('template')));
	}

	add(event) {
		const { send, t } = this.host;
		const text = event.target.text.value;
		event.preventDefault();
		event.target.reset();
		send({ what: t('ui.noted', { text }), steps: [{ path: '/p/template/notes', body: { text }, undo: '/p/template/undo' }] });
	}
}

customElements.define('glane-x-template-notes', Notes);
