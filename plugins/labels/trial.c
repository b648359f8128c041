/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/trial.h"

#include <stdio.h>

enum { STEPS = 8, COUNT_EVERY = 50 };

static int32_t dots(uint32_t dpi, uint32_t tenths_mm)
{
	int32_t n = (int32_t)((tenths_mm * dpi + 127) / 254);
	return n ? n : 1;
}

static int number(struct painter *p, struct bitmap *b, struct text_box box, uint32_t n)
{
	char text[16];
	snprintf(text, sizeof(text), "%u", n);
	struct text_style style = { .size = (uint32_t)box.h, .lines = 1, .whole = 1, .ink = 1, .across = TEXT_CENTRE };
	return painter_text(p, b, box, &style, glane_cstr(text), NULL);
}

/* What stands across the head, each dot in a column of its own. */
static int draw_head(struct painter *p, const struct label_area *a, struct bitmap *b)
{
	int32_t x0 = (int32_t)a->margin_x, w = (int32_t)b->w - 2 * x0, room = (int32_t)(b->h - 2 * a->margin_y);
	int32_t figures = dots(a->dpi, 20), tick = dots(a->dpi, 10), bar = dots(a->dpi, 25), gap = dots(a->dpi, 7);
	int32_t dash = (room - figures - tick - bar - 3 * gap) / STEPS, most = dots(a->dpi, 10);
	dash = dash > most ? most : dash < 2 ? 2 : dash;
	int32_t y = (int32_t)a->margin_y;
	for (int32_t x = 0; x < w; x++)
		bitmap_fill(b, x0 + x, y + x % STEPS * dash, 1, dash);
	y += STEPS * dash + gap;
	int rc = GLANE_OK;
	for (int32_t x = 0; x < w; x += COUNT_EVERY) {
		int large = x % (2 * COUNT_EVERY) == 0;
		bitmap_fill(b, x0 + x, y, 1, large ? tick : tick / 2);
		if (large && x && rc == GLANE_OK && x + COUNT_EVERY < w)
			rc = number(p, b, (struct text_box){ x0 + x - COUNT_EVERY, y + tick + gap / 2, 2 * COUNT_EVERY - 10, figures }, (uint32_t)x);
	}
	bitmap_fill(b, x0, y + tick + gap + figures + gap / 2, w, bar);
	return rc;
}

int trial_head(struct painter *p, const struct label_area *a, int turned, struct bitmap *ret)
{
	struct label_area across = *a;
	struct bitmap b;
	if (turned)
		across = (struct label_area){ a->dpi, a->h, a->w, a->margin_y, a->margin_x };
	int rc = bitmap_init(&b, across.w, across.h);
	if (rc)
		return rc;
	rc = draw_head(p, &across, &b);
	for (int i = 0; i < 3 && turned && rc == GLANE_OK; i++) { /* the encoder turns it once more */
		struct bitmap next;
		rc = bitmap_turn(&b, &next);
		if (rc == GLANE_OK) {
			bitmap_fini(&b);
			b = next;
		}
	}
	if (rc == GLANE_OK)
		*ret = b;
	else
		bitmap_fini(&b);
	return rc;
}

static void draw_arrow(struct bitmap *b, int32_t x, int32_t y, int32_t size)
{
	for (int32_t i = 0; i < size; i++)
		bitmap_fill(b, x - i / 2, y + i, i | 1, 1);
	bitmap_fill(b, x - size / 8, y + size, size / 4 | 1, size);
}

/* Ticks each millimetre from (x, y), inwards; figures each ten. */
static int draw_ruler(struct painter *p, struct bitmap *b, const struct label_area *a, int32_t length, int down)
{
	int32_t x0 = (int32_t)a->margin_x, y0 = (int32_t)a->margin_y, figures = dots(a->dpi, 20);
	int rc = GLANE_OK;
	for (uint32_t mm = 1; rc == GLANE_OK; mm++) {
		int32_t at = dots(a->dpi, mm * 10), tick = dots(a->dpi, mm % 10 == 0 ? 30 : mm % 5 == 0 ? 22 : 12);
		if (at >= length - dots(a->dpi, 10))
			break;
		bitmap_fill(b, x0 + (down ? 0 : at), y0 + (down ? at : 0), down ? tick : 1, down ? 1 : tick);
		if (mm % 10)
			continue;
		struct text_box box = down ? (struct text_box){ x0 + tick + figures / 3, y0 + at - figures / 2, figures * 2, figures }
		                           : (struct text_box){ x0 + at - figures, y0 + tick + figures / 3, figures * 2, figures };
		rc = number(p, b, box, mm);
	}
	return rc;
}

int trial_frame(struct painter *p, const struct label_area *a, struct bitmap *ret)
{
	struct bitmap b;
	int rc = bitmap_init(&b, a->w, a->h);
	if (rc)
		return rc;
	int32_t x = (int32_t)a->margin_x, y = (int32_t)a->margin_y, w = (int32_t)a->w - 2 * x, h = (int32_t)a->h - 2 * y, line = dots(a->dpi, 2);
	bitmap_fill(&b, x, y, w, line);
	bitmap_fill(&b, x, y + h - line, w, line);
	bitmap_fill(&b, x, y, line, h);
	bitmap_fill(&b, x + w - line, y, line, h);
	draw_arrow(&b, x + w / 2, y + h / 2 - dots(a->dpi, 20), dots(a->dpi, 40));
	rc = draw_ruler(p, &b, a, w, 0);
	if (rc == GLANE_OK)
		rc = draw_ruler(p, &b, a, h, 1);
	if (rc == GLANE_OK)
		*ret = b;
	else
		bitmap_fini(&b);
	return rc;
}

int32_t trial_shift(int64_t before, int64_t after, uint32_t dpi)
{
	int64_t twice = (after - before) * dpi, half = twice < 0 ? -2540 : 2540; /* of 2 * 2540 */
	return (int32_t)((twice + half) / 5080);
}
