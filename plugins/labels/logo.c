/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/logo.h"

enum { LEAST = 16 }; /* dots a side: less is a blot */

/* Black where more than half of n x n dots are. */
static int is_black(const struct bitmap *b, int32_t x, int32_t y, int32_t n)
{
	int32_t black = 0;
	for (int32_t i = 0; i < n * n; i++)
		black += bitmap_get(b, x * n + i % n, y * n + i / n);
	return 2 * black > n * n;
}

int logo_draw(const struct bitmap *logo, struct bitmap *b, struct text_box box, int across, int down)
{
	if (!logo || box.w < LEAST || box.h < LEAST)
		return 0;
	int32_t lw = (int32_t)logo->w, lh = (int32_t)logo->h, up = 1, n = 1;
	while (lw * (up + 1) <= box.w && lh * (up + 1) <= box.h)
		up++;
	while ((lw + n - 1) / n > box.w || (lh + n - 1) / n > box.h)
		n++;
	int32_t w = (lw + n - 1) / n * up, h = (lh + n - 1) / n * up;
	if (w < LEAST && h < LEAST)
		return 0;
	int32_t x = box.x + (across == TEXT_CENTRE ? (box.w - w) / 2 : across == TEXT_END ? box.w - w : 0);
	int32_t y = box.y + (down == TEXT_MIDDLE ? (box.h - h) / 2 : down == TEXT_BOTTOM ? box.h - h : 0);
	for (int32_t row = 0; row < h / up; row++)
		for (int32_t col = 0; col < w / up; col++)
			if (is_black(logo, col, row, n))
				bitmap_fill(b, x + col * up, y + row * up, up, up);
	return 1;
}
