/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/logo.h"

#include <string.h>

#include "reading/jpeg.h"
#include "reading/png_grey.h"

enum { READ_SIDE = 1600, PAPER = 245 /* and lighter: belongs to the border */ };
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
	if (!logo->w || box.w < LEAST || box.h < LEAST)
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

/* --- from a file ------------------------------------------------------------------------------------------------------------ */
static int row_is_paper(const struct pixels *px, uint32_t y)
{
	for (uint32_t x = 0; x < px->w; x++)
		if (px->p[(size_t)y * px->w + x] < PAPER)
			return 0;
	return 1;
}

static int column_is_paper(const struct pixels *px, uint32_t x, uint32_t top, uint32_t bottom)
{
	for (uint32_t y = top; y < bottom; y++)
		if (px->p[(size_t)y * px->w + x] < PAPER)
			return 0;
	return 1;
}

/* Takes the white border off, in place; an empty picture keeps its size. */
static void trim(struct pixels *px)
{
	uint32_t top = 0, bottom = px->h, left = 0, right = px->w;
	while (top < bottom && row_is_paper(px, top))
		top++;
	if (top == bottom)
		return;
	while (row_is_paper(px, bottom - 1))
		bottom--;
	while (column_is_paper(px, left, top, bottom))
		left++;
	while (column_is_paper(px, right - 1, top, bottom))
		right--;
	for (uint32_t y = top; y < bottom; y++)
		memmove(px->p + (size_t)(y - top) * (right - left), px->p + (size_t)y * px->w + left, right - left);
	px->w = right - left;
	px->h = bottom - top;
}

static int is_ink(const struct pixels *px, uint32_t x, uint32_t y, enum logo_way way, uint32_t level)
{
	static const unsigned char pattern[16] = { 0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5 }; /* Bayer's */
	uint32_t grey = px->p[(size_t)y * px->w + x];
	if (way == LOGO_THRESHOLD)
		return grey * 100 < 255 * (100 - level);
	uint32_t lighter = grey * 2 * (100 - level) / 100; /* at 50 as it is */
	return lighter * 16 < 255u * (pattern[y % 4 * 4 + x % 4] + 1u) && grey < PAPER;
}

int logo_make(const void *bytes, size_t n, uint32_t w_most, enum logo_way way, uint32_t level, struct bitmap *ret)
{
	struct pixels px = { 0 }, small = { 0 };
	struct bitmap b = { 0 };
	int orientation = 1, rc = png_read_grey(bytes, n, &px);
	if (rc == PICTURE_NONE)
		rc = jpeg_read(bytes, n, 1, READ_SIDE, &px, &orientation);
	if (rc == PICTURE_GOOD)
		rc = pixels_upright(&px, orientation);
	if (rc == PICTURE_GOOD) {
		trim(&px);
		w_most = w_most < LEAST ? LEAST : w_most < LOGO_W_MAX ? w_most : LOGO_W_MAX;
		uint64_t by_height = (uint64_t)px.w * LOGO_H_MAX / px.h, w = by_height < w_most ? by_height : w_most;
		rc = pixels_shrink(&px, (uint32_t)(px.w >= px.h ? w : w * px.h / px.w), &small);
	}
	pixels_fini(&px);
	if (rc == PICTURE_GOOD && (small.w > LOGO_W_MAX || small.h > LOGO_H_MAX))
		rc = PICTURE_TOO_LARGE; /* a line that is no sign: 1 dot high stays 1 dot high */
	if (rc == PICTURE_GOOD && bitmap_init(&b, small.w, small.h))
		rc = PICTURE_NO_MEMORY;
	uint32_t black = 0;
	for (uint32_t y = 0; rc == PICTURE_GOOD && y < b.h; y++) {
		for (uint32_t x = 0; x < b.w; x++) {
			int ink = is_ink(&small, x, y, way, level);
			black += (uint32_t)ink;
			if (ink)
				bitmap_fill(&b, (int32_t)x, (int32_t)y, 1, 1);
		}
	}
	if (rc == PICTURE_GOOD && (!black || black == b.w * b.h))
		rc = LOGO_EMPTY;
	pixels_fini(&small);
	if (rc == PICTURE_GOOD)
		*ret = b;
	else
		bitmap_fini(&b);
	return rc;
}
