/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/bitmap.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

int bitmap_init(struct bitmap *b, uint32_t w, uint32_t h)
{
	if (!w || !h)
		return GLANE_EINVAL;
	if (w > BITMAP_SIDE_MAX || h > BITMAP_SIDE_MAX)
		return GLANE_ETOOBIG;
	uint32_t stride = (w + 7) / 8;
	unsigned char *bits = calloc(h, stride);
	if (!bits)
		return GLANE_ENOMEM;
	*b = (struct bitmap){ .w = w, .h = h, .stride = stride, .bits = bits };
	return GLANE_OK;
}

void bitmap_fini(struct bitmap *b)
{
	free(b->bits);
	*b = (struct bitmap){ 0 };
}

/* Cuts the run [*at, *at + *n) to [0, limit); how much fell off in front. */
static int32_t clip(int32_t *at, int32_t *n, uint32_t limit)
{
	int32_t off = 0;
	if (*at < 0) {
		off = -*at;
		*n -= off;
		*at = 0;
	}
	if (*n > (int32_t)limit - *at)
		*n = (int32_t)limit - *at;
	return off;
}

enum mode { BLACK, INVERT };

static void change(unsigned char *p, unsigned char mask, enum mode mode)
{
	*p = (unsigned char)(mode == BLACK ? *p | mask : *p ^ mask);
}

static void change_rect(struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h, enum mode mode)
{
	clip(&x, &w, b->w);
	clip(&y, &h, b->h);
	if (w <= 0 || h <= 0)
		return;
	uint32_t first = (uint32_t)x / 8, last = (uint32_t)(x + w - 1) / 8;
	unsigned char left = (unsigned char)(0xff >> (x % 8)), right = (unsigned char)(0xff << (7 - (x + w - 1) % 8));
	if (first == last)
		left &= right;
	for (int32_t row = y; row < y + h; row++) {
		unsigned char *p = b->bits + (size_t)row * b->stride;
		change(p + first, left, mode);
		for (uint32_t i = first + 1; i < last; i++)
			change(p + i, 0xff, mode);
		if (last > first)
			change(p + last, right, mode);
	}
}

void bitmap_fill(struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
	change_rect(b, x, y, w, h, BLACK);
}

void bitmap_invert(struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
	change_rect(b, x, y, w, h, INVERT);
}

int bitmap_get(const struct bitmap *b, int32_t x, int32_t y)
{
	if (x < 0 || y < 0 || x >= (int32_t)b->w || y >= (int32_t)b->h)
		return 0;
	return b->bits[(size_t)y * b->stride + (uint32_t)x / 8] >> (7 - x % 8) & 1;
}

/* The top bits of eight grey levels, the first in bit 7: the multiplication brings bit 8k to bit 63 - k, and no two of
 * its terms meet, so nothing is carried. */
static unsigned gather(const unsigned char *cover)
{
	uint64_t v;
	memcpy(&v, cover, sizeof(v));
	v = le64toh(v);
	return (unsigned)((v >> 7 & 0x0101010101010101) * 0x8040201008040201 >> 56);
}

void bitmap_stamp(struct bitmap *b, int32_t x, int32_t y, const unsigned char *cover, uint32_t cover_stride, int32_t w,
                  int32_t h)
{
	cover += clip(&x, &w, b->w);
	cover += (size_t)clip(&y, &h, b->h) * cover_stride;
	if (w <= 0 || h <= 0)
		return;
	unsigned shift = (unsigned)x % 8;
	for (int32_t row = 0; row < h; row++, cover += cover_stride) {
		unsigned char *p = b->bits + (size_t)(y + row) * b->stride + x / 8;
		int32_t i = 0;
		for (; i + 8 <= w; i += 8, p++) {
			unsigned v = gather(cover + i);
			if (!v)
				continue;
			p[0] |= (unsigned char)(v >> shift);
			if (shift)
				p[1] |= (unsigned char)(v << (8 - shift));
		}
		for (; i < w; i++)
			if (cover[i] & 0x80)
				b->bits[(size_t)(y + row) * b->stride + (size_t)(x + i) / 8] |= (unsigned char)(0x80 >> (x + i) % 8);
	}
}

int bitmap_turn(const struct bitmap *b, struct bitmap *ret)
{
	struct bitmap t;
	int rc = bitmap_init(&t, b->h, b->w);
	if (rc)
		return rc;
	for (uint32_t y = 0; y < b->h; y++) {
		const unsigned char *row = b->bits + (size_t)y * b->stride;
		uint32_t to = b->h - 1 - y; /* the column that this row becomes */
		unsigned char bit = (unsigned char)(0x80 >> to % 8);
		for (uint32_t x = 0; x < b->w; x++)
			if (row[x / 8] >> (7 - x % 8) & 1)
				t.bits[(size_t)x * t.stride + to / 8] |= bit;
	}
	*ret = t;
	return GLANE_OK;
}
