/* SPDX-License-Identifier: MPL-2.0 */
/* glane label CODE: the label as a picture, a page, or the bytes that a printer gets. */
#include <stdio.h>
#include <string.h>

#include "labels/encode.h"
#include "labels/internal.h"

static int ends_with(struct glane_str s, const char *ending)
{
	size_t n = strlen(ending);
	if (s.n <= n || s.p[s.n - n - 1] != '.')
		return 0;
	for (size_t i = 0; i < n; i++)
		if ((s.p[s.n - n + i] | 0x20) != (ending[i] | 0x20))
			return 0;
	return 1;
}

/* What was asked for by name, else what the file's ending says; NULL: neither. */
static const char *format_of(struct glane_call *c)
{
	struct glane_str name = in_text(c, "format"), out = in_text(c, "out");
	const struct encoder *e = encoder_find(name);
	if (e)
		return e->name;
	for (uint32_t i = 0; i < encoder_count; i++)
		if (ends_with(out, encoder_table[i].name))
			return encoder_table[i].name;
	return NULL;
}

static int options_of(struct glane_call *c, const struct encoder *e, struct encode_options *ret)
{
	struct glane_str name = in_text(c, "model");
	const struct model *model = model_find(e->name, name);
	if (name.n && !model)
		return labels_host->call->refuse_input(c, "model", "model_unknown", NULL);
	*ret = (struct encode_options){ .model = model, .dpi = (uint32_t)in_int(c, "dpi", model_dpi(model)),
		                        .darkness = (uint8_t)in_int(c, "darkness", 0), .inverted = (uint8_t)in_int(c, "inverted", 0),
		                        .plain = (uint8_t)in_int(c, "plain", 0) };
	return GLANE_OK;
}

static int reply_encoded(struct glane_self *self, struct glane_call *c, const struct encoder *e, const struct media *m, const struct label_text *t)
{
	struct encode_options o;
	struct label_area area;
	struct bitmap b = { 0 };
	struct bytes out = { 0 };
	struct label_fields f = label_text_fields(t);
	char name[48];
	int rc = options_of(c, e, &o);
	if (rc == GLANE_OK)
		rc = picture_refuse_area(c, e->area(m, &o, &area));
	if (rc)
		return rc;
	rc = label_bitmap_area(self->painter, &area, &f, &b);
	if (rc == GLANE_OK)
		rc = e->run(&b, m, &o, &out);
	rc = picture_refuse(c, rc);
	snprintf(name, sizeof(name), "%s.%s", t->code, e->name);
	if (rc == GLANE_OK)
		rc = picture_reply(c, e->type, name, &out);
	bytes_fini(&out);
	bitmap_fini(&b);
	return rc;
}

static int look_sheet(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	int rc = sheet_look(c, in_text(c, "media"), arg);
	return rc < 0 ? rc : GLANE_OK;
}

int command_label(struct glane_self *self, struct glane_call *c)
{
	const char *format = format_of(c);
	if (!format)
		return labels_host->call->refuse_input(c, "out", "out_ending", NULL);
	const struct encoder *e = encoder_find(glane_cstr(format));
	struct sheet_kept kept = { 0 }; /* a page of stickers, of which one is used */
	int rc = strcmp(format, "pdf") ? GLANE_OK : labels_host->call->within(c, GLANE_READ, look_sheet, &kept);
	int sheet = kept.sheet.id != NULL;
	struct media m;
	struct label_text t;
	if (rc == GLANE_OK && !sheet)
		rc = picture_media(c, &m);
	if (rc == GLANE_OK)
		rc = picture_found(c, sheet ? kept.sheet.id : m.id, &t);
	if (rc)
		return rc;
	return sheet ? picture_reply_sheet(self, c, &kept.sheet, in_int(c, "start", 1), &t, 1) : reply_encoded(self, c, e, &m, &t);
}
