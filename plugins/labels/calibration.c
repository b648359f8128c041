/* SPDX-License-Identifier: MPL-2.0 */
/* A page to hold against a sheet of stickers, from which the settings are read off: the frame of each sticker where the program
 * believes it, two rulers with the scale to be set where they are 100 mm, two scales with the shift to be set where a sticker's
 * edge is.
 *
 * A printer that puts x at r * x + e is right when the settings are 1000 / r and -e.  On a ruler that is printed without them,
 * 100 mm of a real one are at 100 / r; the edge of a sticker is at its own place - e. */
#include <stdio.h>
#include <stdlib.h>

#include "labels/internal.h"

enum {
	LINE_UM = 200, RULER_MM = 100, TICK_UM = 3000, WORDS_DPI = 300, AROUND = 3 /* mm on both sides */,
	NUMBER_W = 56, NUMBER_H = 22, NUMBER_DOTS = 24 /* dots at WORDS_DPI */
};

struct page {
	struct glane_self *self;
	struct pdf *d;
	struct sheet_kept kept;
	struct sheet_shift shift;
	int rc;
};

static void frame(struct pdf *d, int64_t x, int64_t y, int64_t w, int64_t h)
{
	pdf_rect(d, x, y, w, LINE_UM);
	pdf_rect(d, x, y + h - LINE_UM, w, LINE_UM);
	pdf_rect(d, x, y, LINE_UM, h);
	pdf_rect(d, x + w - LINE_UM, y, LINE_UM, h);
}

/* A number in a box of its own size at (x, y). */
static void number(struct page *p, int64_t x, int64_t y, int64_t value, uint8_t across, uint8_t down)
{
	char digits[24];
	struct bitmap b;
	struct text_style style = { .size = NUMBER_DOTS, .lines = 1, .across = across, .down = down, .ink = 1, .whole = 1 };
	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	if (p->rc == GLANE_OK)
		p->rc = bitmap_init(&b, NUMBER_W, NUMBER_H);
	if (p->rc)
		return;
	p->rc = painter_text(p->self->painter, &b, (struct text_box){ 0, 0, NUMBER_W, NUMBER_H }, &style, glane_cstr(digits), NULL);
	pdf_bitmap(p->d, &b, 0, 0, b.w, b.h, WORDS_DPI, x, y);
	bitmap_fini(&b);
}

/* Ticks around `at`, a millimetre apart, each with its number: first, first + step ...  The one in the middle is the longest, so
 * that no tick runs through a number. */
static void scale(struct page *p, int64_t x, int64_t y, int upright, int64_t first, int64_t step)
{
	const int64_t w = (int64_t)NUMBER_W * 25400 / WORDS_DPI, h = (int64_t)NUMBER_H * 25400 / WORDS_DPI, gap = 300;
	for (int64_t i = -AROUND; i <= AROUND; i++) {
		int64_t length = TICK_UM + (AROUND - llabs(i)) * (upright ? h + gap : w + gap), value = first + (i + AROUND) * step, at = i * 1000;
		if (upright)
			pdf_rect(p->d, x + at, y, LINE_UM / 2, length);
		else
			pdf_rect(p->d, x, y + at, length, LINE_UM / 2);
		if (upright && i == 0)
			number(p, x - w / 2, y + length + gap, value, TEXT_CENTRE, TEXT_TOP);
		else if (upright)
			number(p, i < 0 ? x + at - gap - w : x + at + gap, y + length - h, value, i < 0 ? TEXT_END : TEXT_START, TEXT_BOTTOM);
		else if (i == 0)
			number(p, x + length + gap, y - h / 2, value, TEXT_START, TEXT_MIDDLE);
		else
			number(p, x + length - w, i < 0 ? y + at - gap - h : y + at + gap, value, TEXT_END, i < 0 ? TEXT_BOTTOM : TEXT_TOP);
	}
}

/* 100 mm from (x, y) to the right and down, as the printer makes them; a tick each centimetre. */
static void rulers(struct page *p, int64_t x, int64_t y)
{
	pdf_rect(p->d, x, y, (RULER_MM + AROUND) * 1000 + LINE_UM, LINE_UM);
	pdf_rect(p->d, x, y, LINE_UM, (RULER_MM + AROUND) * 1000 + LINE_UM);
	for (int64_t mm = 0; mm <= RULER_MM; mm += 10) {
		int64_t tick = mm % RULER_MM ? TICK_UM : 2 * TICK_UM;
		pdf_rect(p->d, x + mm * 1000, y - tick / 2, LINE_UM, tick);
		pdf_rect(p->d, x - tick / 2, y + mm * 1000, tick, LINE_UM);
	}
	scale(p, x + RULER_MM * 1000, y, 1, SCALE_LEAST, 10);
	scale(p, x, y + RULER_MM * 1000, 0, SCALE_LEAST, 10);
}

/* Across the left and the top edge of a sticker that is not at the edge of the page. */
static void edges(struct page *p)
{
	const struct sheet *s = &p->kept.sheet;
	int64_t column = s->columns > 1, row = s->rows > 1;
	int64_t x = (int64_t)(s->left + column * s->pitch_x) * 10, y = (int64_t)(s->top + row * s->pitch_y) * 10;
	scale(p, x * p->shift.x_scale / 1000, y * p->shift.y_scale / 1000 + (AROUND + 1) * 1000, 1, -AROUND * 10, 10);
	scale(p, x * p->shift.x_scale / 1000 + s->w * 5, y * p->shift.y_scale / 1000, 0, -AROUND * 10, 10);
}

/* Words in the first sticker, as large as they fit. */
static void words(struct page *p, struct glane_str text)
{
	const struct sheet *s = &p->kept.sheet;
	struct bitmap b;
	struct text_box box = { 0, 0, (int32_t)((s->w - 400) * WORDS_DPI / 2540), (int32_t)((s->h - 400) * WORDS_DPI / 2540) };
	const struct text_style style = { .size = 42, .lines = 20, .whole = 1 };
	if (p->rc == GLANE_OK)
		p->rc = bitmap_init(&b, (uint32_t)box.w, (uint32_t)box.h);
	if (p->rc)
		return;
	p->rc = painter_text(p->self->painter, &b, box, &style, text, NULL);
	pdf_bitmap(p->d, &b, 0, 0, b.w, b.h, WORDS_DPI, shifted_x(&p->shift, (int64_t)s->left * 10) + 2000, shifted_y(&p->shift, (int64_t)s->top * 10) + 2000);
	bitmap_fini(&b);
}

static int look(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct page *p = arg;
	return sheet_get(c, in_text(c, "sheet"), &p->kept);
}

int calibration_pdf(struct glane_self *self, struct glane_call *c)
{
	struct page p = { .self = self, .shift = sheet_shift(c) };
	const struct sheet *s = &p.kept.sheet;
	struct bytes out = { 0 };
	int rc = labels_host->call->within(c, GLANE_READ, look, &p);
	if (rc)
		return rc;
	p.d = pdf_new(glane_cstr(s->name), labels_host->call->lang(c));
	if (!p.d)
		return GLANE_ENOMEM;
	pdf_page(p.d, s->page_w * 10, s->page_h * 10);
	for (uint32_t row = 0; row < s->rows; row++)
		for (uint32_t column = 0; column < s->columns; column++)
			frame(p.d, shifted_x(&p.shift, (int64_t)(s->left + column * s->pitch_x) * 10),
			      shifted_y(&p.shift, (int64_t)(s->top + row * s->pitch_y) * 10), s->w * 10, s->h * 10);
	rulers(&p, (int64_t)s->page_w * 5 - 50000, (int64_t)s->page_h * 5 - 50000);
	edges(&p);
	words(&p, labels_host->call->tr(c, "calibration", NULL));
	if (p.rc == GLANE_OK)
		p.rc = pdf_finish(p.d, &out);
	pdf_free(p.d);
	rc = picture_refuse(c, p.rc);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", "reglage.pdf", &out);
	bytes_fini(&out);
	return rc;
}
