/* SPDX-License-Identifier: MPL-2.0 */
/* Sheets of stickers: drawn as PDF, to be downloaded or sent to a printer of pages. */
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/payload.h"

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

static int refuse_code(struct glane_call *c, const char *typed)
{
	struct glane_value *args = labels_host->value->make(c);
	labels_host->value->text(args, "code", glane_cstr(typed));
	return labels_host->call->refuse_input(c, "codes", "codes_unknown", args);
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
			if (rc == GLANE_EINVAL || rc == GLANE_ENOENT)
				return refuse_code(c, typed);
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
		int rc = label_onto_page(self->painter, &m, DPI_USUAL, &f, d, x_um, y_um);
		if (rc)
			return rc;
	}
	return GLANE_OK;
}

static int draw(struct glane_self *self, struct glane_call *c, const struct sheet *s, int64_t start, const struct label_text *labels, uint32_t count,
                struct bytes *out)
{
	if (start > (int64_t)s->columns * s->rows)
		return labels_host->call->refuse_input(c, "start", "start_beyond", NULL);
	struct pdf *d = pdf_new(glane_cstr(s->name), labels_host->call->lang(c));
	if (!d)
		return GLANE_ENOMEM;
	int rc = draw_sheets(self, c, s, (uint32_t)start, labels, count, d);
	if (rc == GLANE_OK)
		rc = pdf_finish(d, out);
	pdf_free(d);
	return picture_refuse(c, rc);
}

int picture_reply_sheet(struct glane_self *self, struct glane_call *c, const struct sheet *s, int64_t start, const struct label_text *labels,
                        uint32_t count)
{
	struct bytes out = { 0 };
	int rc = draw(self, c, s, start, labels, count, &out);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", "etiquettes.pdf", &out);
	bytes_fini(&out);
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

/* --- to a printer of pages ---------------------------------------------------------------------- */
struct sending {
	struct batch b;
	struct printer printer;
	struct printer_setup setup;
	struct payload drawn;
	int64_t job;
	int waits; /* this very sheet, already */
};

static int prepare(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct sending *s = arg;
	int rc = printers_find(c, in_int(c, "printer", 0), &s->printer);
	if (rc >= 0 && (rc == 0 || !s->printer.slot || !printer_is_office(&s->printer)))
		return labels_host->call->refuse_input(c, "printer", "sheet_printer", NULL);
	if (rc == 1)
		rc = picture_refuse_area(c, printer_setup(c, &s->printer, glane_cstr(""), &s->setup));
	if (rc == GLANE_OK)
		rc = find_all(self, c, &s->b);
	const struct sheet *sheet = &s->b.kept.sheet;
	if (rc == GLANE_OK && (sheet->page_w != s->setup.media.w_dmm * 10 || sheet->page_h != s->setup.media.h_dmm * 10))
		rc = labels_host->call->refuse_input(c, "sheet", "sheet_paper", NULL);
	return rc;
}

/* The first page, for the question whether it came out. */
static int draw_picture(struct glane_self *self, struct sending *s, int64_t start, struct bytes *out)
{
	enum { PNG_LEVEL = 1 };
	const struct sheet *sheet = &s->b.kept.sheet;
	struct media m = sheet_media(sheet);
	struct bitmap page, b;
	uint32_t place = (uint32_t)start - 1;
	int rc = bitmap_init(&page, sheet->page_w * DPI_USUAL / 2540, sheet->page_h * DPI_USUAL / 2540);
	for (uint32_t i = 0; rc == GLANE_OK && i < s->b.count && place < sheet->columns * sheet->rows; i++, place++) {
		struct label_fields f = label_text_fields(&s->b.labels[i]);
		int32_t x = (int32_t)((sheet->left + place % sheet->columns * sheet->pitch_x) * DPI_USUAL / 2540);
		int32_t y = (int32_t)((sheet->top + place / sheet->columns * sheet->pitch_y) * DPI_USUAL / 2540);
		rc = label_bitmap(self->painter, &m, DPI_USUAL, &f, &b);
		for (int32_t row = 0; rc == GLANE_OK && row < (int32_t)b.h; row++)
			for (int32_t col = 0; col < (int32_t)b.w; col++)
				if (bitmap_get(&b, col, row))
					bitmap_fill(&page, x + col, y + row, 1, 1);
		if (rc == GLANE_OK)
			bitmap_fini(&b);
	}
	if (rc == GLANE_OK)
		rc = bitmap_png(&page, DPI_USUAL, PNG_LEVEL, out);
	bitmap_fini(&page);
	return rc;
}

static int keep(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct sending *s = arg;
	int rc = spool_first_id(c, SQL_SPOOL_SAME, (struct glane_val[]){ glane_int(s->printer.id), glane_text(glane_cstr(s->drawn.sha256)) }, 2, &s->job);
	s->waits = rc == GLANE_OK && s->job;
	return rc || s->waits ? rc : spool_add_drawn(self, c, s->printer.id, &s->drawn, &s->job);
}

static int send(struct glane_self *self, struct glane_call *c, struct sending *s)
{
	int64_t start = in_int(c, "start", 1);
	int rc = labels_host->call->within(c, GLANE_READ, prepare, s);
	if (rc == GLANE_OK)
		rc = draw(self, c, &s->b.kept.sheet, start, s->b.labels, s->b.count, &s->drawn.bytes);
	if (rc)
		return rc;
	rc = draw_picture(self, s, start, &s->drawn.picture);
	if (rc == GLANE_OK)
		rc = payload_seal(&s->printer, &s->setup, &s->drawn);
	if (rc == GLANE_ETOOBIG)
		return labels_host->call->refuse_input(c, "codes", "sheet_big", NULL);
	rc = picture_refuse(c, rc);
	return rc ? rc : labels_host->call->within(c, GLANE_WRITE, keep, s);
}

/* POST /sheet: as a label that is drawn already; the same sheet that still waits is that one. */
int sheet_print(struct glane_self *self, struct glane_call *c)
{
	struct glane_value *root = labels_host->reply->root(c);
	struct sending *s = labels_host->call->alloc(c, sizeof(*s));
	struct label_text *labels = calloc(SHEET_CODES_MAX, sizeof(*labels));
	int rc = s && labels ? GLANE_OK : GLANE_ENOMEM;
	if (rc == GLANE_OK) {
		*s = (struct sending){ .b = { .labels = labels } };
		rc = send(self, c, s);
		payload_fini(&s->drawn);
	}
	free(labels);
	if (rc)
		return rc;
	labels_host->value->integer(root, "job", s->job);
	labels_host->value->boolean(root, "exists", s->waits);
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr("/p/labels/printers"));
	return GLANE_OK;
}
