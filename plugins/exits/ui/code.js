// SPDX-License-Identifier: MPL-2.0
// code.js: the styles of these screens, and the code of a label that nobody can scan.

const styles = document.createElement('link');
styles.rel = 'stylesheet';
styles.href = new URL('exits.css', import.meta.url).pathname;
await new Promise((done) => {
	styles.onload = styles.onerror = done;
	document.head.append(styles);
});

export async function typeCode(host, then) {
	const { h, t } = host;
	const field = h('input', { autocomplete: 'off', autocapitalize: 'characters', maxlength: 160 });
	const box = await host.sheet(t('ui.code'), h('form', {
		onsubmit: (event) => {
			event.preventDefault();
			box.close();
			if (field.value.trim())
				then(field.value.trim());
		},
	}, h('label.field', {}, h('span.unseen', {}, t('ui.code')), field), h('button.key.key-main', {}, host.icon('check'), t('ui.ok'))));
	field.focus();
}
