/* SPDX-License-Identifier: MPL-2.0 */
/* Labels as files: a picture for a label printer, a page of the label's size, A4 sheets of stickers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"

enum { PNG_LEVEL = 2 };

void media_default(struct glane_call *c, struct media *ret)
{
	if (media_find(labels_host->call->setting(c, "media"), ret))
		*ret = media_table[0].media;
}

int picture_media(struct glane_call *c, struct media *ret)
{
	struct glane_str id = in_text(c, "media");
	if (!id.n)
		media_default(c, ret);
	if (!id.n || media_find(id, ret) == GLANE_OK)
		return GLANE_OK;
	const struct sheet *s = sheet_find(id);
	if (s) {
		*ret = sheet_media(s);
		return GLANE_OK;
	}
	return labels_host->call->refuse_input(c, "media", "media_unknown", NULL);
}

int picture_refuse(struct glane_call *c, int rc)
{
	if (rc == GLANE_ETOOBIG)
		return labels_host->call->refuse(c, GLANE_EINVAL, "too_small", NULL);
	if (rc == GLANE_EINVAL)
		return labels_host->call->refuse(c, GLANE_EINVAL, "host_too_long", NULL);
	if (rc == GLANE_EIO)
		return labels_host->call->fail(c, GLANE_EIO, "the library libpangocairo-1.0.so.0 cannot be loaded");
	return rc ? labels_host->call->fail(c, rc, "a label could not be drawn") : GLANE_OK;
}

int picture_refuse_area(struct glane_call *c, int rc)
{
	if (rc == GLANE_EINVAL)
		return labels_host->call->refuse_input(c, "dpi", "dpi_unknown", NULL);
	return rc ? labels_host->call->refuse_input(c, "media", rc == GLANE_ETOOBIG ? "roll_wide" : "roll_refused", NULL) : GLANE_OK;
}

int picture_png_of(struct glane_self *self, const struct media *m, uint32_t dpi, const struct label_fields *f, struct bytes *out)
{
	struct bitmap b;
	int rc = label_bitmap(self->painter, m, dpi, f, &b);
	if (rc == GLANE_OK) {
		rc = bitmap_png(&b, dpi, PNG_LEVEL, out);
		bitmap_fini(&b);
	}
	return rc;
}

int picture_reply(struct glane_call *c, const char *type, const char *name, const struct bytes *b)
{
	int rc = labels_host->reply->file(c, type, name);
	return rc ? rc : labels_host->reply->write(c, b->p, b->n);
}

static int reply_png(struct glane_self *self, struct glane_call *c, const struct media *m, const struct label_text *t)
{
	struct bytes out = { 0 };
	struct label_fields f = label_text_fields(t);
	char name[48];
	int rc = picture_refuse(c, picture_png_of(self, m, (uint32_t)in_int(c, "dpi", DPI_USUAL), &f, &out));
	snprintf(name, sizeof(name), "%s.png", t->code);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "image/png", name, &out);
	bytes_fini(&out);
	return rc;
}

int picture_reply_pdf(struct glane_self *self, struct glane_call *c, const struct media *m, const struct label_text *t)
{
	struct bytes out = { 0 };
	struct label_fields f = label_text_fields(t);
	struct pdf *d = pdf_new(f.code, labels_host->call->lang(c));
	if (!d)
		return GLANE_ENOMEM;
	pdf_page(d, m->w_dmm * 100, m->h_dmm * 100);
	int rc = label_onto_page(self->painter, m, (uint32_t)in_int(c, "dpi", DPI_USUAL), &f, d, 0, 0);
	if (rc == GLANE_OK)
		rc = pdf_finish(d, &out);
	pdf_free(d);
	rc = picture_refuse(c, rc);
	char name[48];
	snprintf(name, sizeof(name), "%s.pdf", t->code);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", name, &out);
	bytes_fini(&out);
	return rc;
}

/* --- one label ------------------------------------------------------------------ */
struct finding {
	struct label_text *text;
	const char *media;
};

static int find_one(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct finding *f = arg;
	struct glane_str code = in_text(c, "code");
	int rc = GLANE_OK;
	if (code.n)
		rc = label_text_find(c, code, f->text);
	else
		label_text_sample(c, f->text);
	return rc ? rc : label_text_dress(c, f->text, f->media, in_text(c, "design"));
}

int picture_found(struct glane_call *c, const char *media, struct label_text *ret)
{
	struct finding f = { ret, media };
	memset(ret, 0, sizeof(*ret));
	return labels_host->call->within(c, GLANE_READ, find_one, &f);
}

int picture_png(struct glane_self *self, struct glane_call *c)
{
	struct label_text t;
	struct media m;
	int rc = picture_media(c, &m);
	if (rc == GLANE_OK)
		rc = picture_found(c, m.id, &t);
	return rc ? rc : reply_png(self, c, &m, &t);
}

int picture_pdf(struct glane_self *self, struct glane_call *c)
{
	struct label_text t;
	struct media m;
	int rc = picture_media(c, &m);
	if (rc == GLANE_OK)
		rc = picture_found(c, m.id, &t);
	return rc ? rc : picture_reply_pdf(self, c, &m, &t);
}
