/* SPDX-License-Identifier: MPL-2.0 */
/* A page to hold against a sheet of stickers: the frame of each sticker where the program believes it, with the shift of the settings, and two
 * rulers that show whether the printer keeps to sizes. */
#include "labels/internal.h"

enum { LINE_UM = 200, RULER_MM = 100, TICK_UM = 3000, WORDS_DPI = 300 };

static void frame(struct pdf *d, int64_t x, int64_t y, int64_t w, int64_t h)
{
	pdf_rect(d, x, y, w, LINE_UM);
	pdf_rect(d, x, y + h - LINE_UM, w, LINE_UM);
	pdf_rect(d, x, y, LINE_UM, h);
	pdf_rect(d, x + w - LINE_UM, y, LINE_UM, h);
}

/* 100 mm from (x, y) to the right and down, a tick each centimetre, a long one at both ends. */
static void rulers(struct pdf *d, int64_t x, int64_t y)
{
	pdf_rect(d, x, y, RULER_MM * 1000 + LINE_UM, LINE_UM);
	pdf_rect(d, x, y, LINE_UM, RULER_MM * 1000 + LINE_UM);
	for (int64_t mm = 0; mm <= RULER_MM; mm += 10) {
		int64_t tick = mm % RULER_MM ? TICK_UM : 2 * TICK_UM;
		pdf_rect(d, x + mm * 1000, y - tick / 2, LINE_UM, tick);
		pdf_rect(d, x - tick / 2, y + mm * 1000, tick, LINE_UM);
	}
}

/* Words in the first sticker, as large as they fit: a character takes 0.55 by 1.25 of its size. */
static int words(struct glane_self *self, struct pdf *d, const struct sheet *s, const struct sheet_shift *at, struct glane_str text)
{
	struct bitmap b;
	struct text_box box = { 0, 0, (int32_t)((s->w - 400) * WORDS_DPI / 2540), (int32_t)((s->h - 400) * WORDS_DPI / 2540) };
	struct text_style style = { .size = 42, .lines = 20 };
	while (style.size > 12 && (uint64_t)style.size * style.size * text.n * 11 / 16 > (uint64_t)box.w * (uint64_t)box.h)
		style.size--;
	int rc = bitmap_init(&b, (uint32_t)box.w, (uint32_t)box.h);
	if (rc)
		return rc;
	rc = painter_text(self->painter, &b, box, &style, text, NULL);
	pdf_bitmap(d, &b, 0, 0, b.w, b.h, WORDS_DPI, (int64_t)s->left * 10 + 2000 + at->x_um, (int64_t)s->top * 10 + 2000 + at->y_um);
	bitmap_fini(&b);
	return rc;
}

int calibration_pdf(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_str id = v->as_text(v->get(labels_host->call->inputs(c), "sheet"));
	const struct sheet *s = sheet_find(id.n ? id : glane_cstr(SHEET_DEFAULT));
	struct bytes out = { 0 };
	if (!s)
		return labels_host->call->refuse_input(c, "sheet", "sheet_unknown", NULL);
	struct pdf *d = pdf_new(glane_cstr(s->name), labels_host->call->lang(c));
	if (!d)
		return GLANE_ENOMEM;
	struct sheet_shift shift = sheet_shift(c);
	pdf_page(d, s->page_w * 10, s->page_h * 10);
	for (uint32_t row = 0; row < s->rows; row++)
		for (uint32_t column = 0; column < s->columns; column++)
			frame(d, (int64_t)(s->left + column * s->pitch_x) * 10 + shift.x_um, (int64_t)(s->top + row * s->pitch_y) * 10 + shift.y_um, s->w * 10,
			      s->h * 10);
	rulers(d, (int64_t)s->page_w * 5 - 50000, (int64_t)s->page_h * 5 - 50000);
	int rc = words(self, d, s, &shift, labels_host->call->tr(c, "calibration", NULL));
	if (rc == GLANE_OK)
		rc = pdf_finish(d, &out);
	pdf_free(d);
	rc = picture_refuse(c, rc);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", "reglage.pdf", &out);
	bytes_fini(&out);
	return rc;
}
