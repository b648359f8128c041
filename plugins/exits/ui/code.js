// SPDX-License-Identifier: MPL-2.0
// code.js: the code of a label that nobody can scan.

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
