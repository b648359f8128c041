/* SPDX-License-Identifier: MPL-2.0 */
/* Labels as files: a picture for a label printer, a page of the label's size, A4 sheets of stickers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"

enum { DPI_DEFAULT = 300, PNG_LEVEL = 2 };

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
	int rc = picture_refuse(c, picture_png_of(self, m, (uint32_t)in_int(c, "dpi", DPI_DEFAULT), &f, &out));
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
	int rc = label_onto_page(self->painter, m, (uint32_t)in_int(c, "dpi", DPI_DEFAULT), &f, d, 0, 0);
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

/* --- sheets ----------------------------------------------------------------------- */
struct batch {
	struct sheet_kept kept;
	struct label_text *labels;
	uint32_t count;
};

/* A setting within its limits. */
static int64_t setting_int(struct glane_call *c, const char *key, long missing, long least, long most)
{
	struct glane_str s = labels_host->call->setting(c, key);
	long v = s.n && s.n < 8 ? strtol(s.p, NULL, 10) : missing;
	return v > most ? most : v < least ? least : v;
}

struct sheet_shift sheet_shift(struct glane_call *c)
{
	return (struct sheet_shift){ setting_int(c, "shift_x", 0, -50, 50) * 100, setting_int(c, "shift_y", 0, -50, 50) * 100,
		                     setting_int(c, "scale_x", 1000, SCALE_LEAST, SCALE_MOST), setting_int(c, "scale_y", 1000, SCALE_LEAST, SCALE_MOST) };
}

static int is_separator(char ch)
{
	return ch == ',' || ch == ';' || ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
}

static int find_all(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct batch *b = arg;
	struct glane_str codes = in_text(c, "codes");
	int rc = sheet_get(c, in_text(c, "sheet"), &b->kept);
	b->count = 0; /* the call may be run again */
	if (rc)
		return rc;
	for (size_t i = 0; i < codes.n;) {
		size_t from = i;
		while (i < codes.n && !is_separator(codes.p[i]))
			i++;
		char typed[200];
		if (i > from && i - from < sizeof(typed)) {
			if (b->count == SHEET_CODES_MAX)
				return labels_host->call->refuse_input(c, "codes", "codes_many", NULL);
			memcpy(typed, codes.p + from, i - from);
			typed[i - from] = 0;
			rc = label_text_find(c, glane_cstr(typed), &b->labels[b->count]);
			if (rc == GLANE_OK)
				rc = label_text_dress(c, &b->labels[b->count], b->kept.sheet.id, in_text(c, "design"));
			if (rc)
				return rc;
			b->count++;
		} else if (i > from) {
			return labels_host->call->refuse_input(c, "codes", "codes_bad", NULL);
		}
		while (i < codes.n && is_separator(codes.p[i]))
			i++;
	}
	return b->count ? GLANE_OK : labels_host->call->refuse_input(c, "codes", "codes_none", NULL);
}

static int draw_sheets(struct glane_self *self, struct glane_call *c, const struct sheet *s, uint32_t start, const struct label_text *labels,
                       uint32_t count, struct pdf *d)
{
	struct media m = sheet_media(s);
	uint32_t per_page = s->columns * s->rows, place = start - 1;
	struct sheet_shift shift = sheet_shift(c);
	for (uint32_t i = 0; i < count; i++, place++) {
		uint32_t at = place % per_page;
		if (i == 0 || at == 0)
			pdf_page(d, s->page_w * 10, s->page_h * 10);
		int64_t x_um = shifted_x(&shift, ((int64_t)s->left + (int64_t)(at % s->columns) * s->pitch_x) * 10);
		int64_t y_um = shifted_y(&shift, ((int64_t)s->top + (int64_t)(at / s->columns) * s->pitch_y) * 10);
		struct label_fields f = label_text_fields(&labels[i]);
		int rc = label_onto_page(self->painter, &m, DPI_DEFAULT, &f, d, x_um, y_um);
		if (rc)
			return rc;
	}
	return GLANE_OK;
}

int picture_reply_sheet(struct glane_self *self, struct glane_call *c, const struct sheet *s, int64_t start, const struct label_text *labels,
                        uint32_t count)
{
	if (start > (int64_t)s->columns * s->rows)
		return labels_host->call->refuse_input(c, "start", "start_beyond", NULL);
	struct pdf *d = pdf_new(glane_cstr(s->name), labels_host->call->lang(c));
	struct bytes out = { 0 };
	if (!d)
		return GLANE_ENOMEM;
	int rc = draw_sheets(self, c, s, (uint32_t)start, labels, count, d);
	if (rc == GLANE_OK)
		rc = pdf_finish(d, &out);
	rc = picture_refuse(c, rc);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", "etiquettes.pdf", &out);
	bytes_fini(&out);
	pdf_free(d);
	return rc;
}

int picture_sheet(struct glane_self *self, struct glane_call *c)
{
	struct batch b = { .labels = calloc(SHEET_CODES_MAX, sizeof(*b.labels)) };
	int rc = b.labels ? labels_host->call->within(c, GLANE_READ, find_all, &b) : GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = picture_reply_sheet(self, c, &b.kept.sheet, in_int(c, "start", 1), b.labels, b.count);
	free(b.labels);
	return rc;
}
