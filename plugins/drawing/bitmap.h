/* SPDX-License-Identifier: MPL-2.0 */
/* bitmap.h: one bit a dot, 1 is black, rows padded to bytes, the leftmost dot in bit 7: the order in which printers and
 * PNG want it. */
#ifndef DRAWING_BITMAP_H
#define DRAWING_BITMAP_H

#include <stdint.h>

#include "drawing/bytes.h"
#include "glane/plugin.h"

enum { BITMAP_SIDE_MAX = 8192 }; /* dots: 690 mm at 300 dpi */

struct bitmap {
	uint32_t w, h;
	uint32_t stride; /* bytes a row */
	unsigned char *bits; /* padding bits are 0 */
};

/* White.  Fails: GLANE_ETOOBIG over BITMAP_SIDE_MAX, GLANE_EINVAL for an empty side, GLANE_ENOMEM. */
int bitmap_init(struct bitmap *b, uint32_t w, uint32_t h) GLANE_CHECKED;
void bitmap_fini(struct bitmap *b); /* zeroed is fine */

/* All of these clip at the edges. */
void bitmap_fill(struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h); /* black */
void bitmap_invert(struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h);
int bitmap_get(const struct bitmap *b, int32_t x, int32_t y); /* 0 outside */
/* Dots whose cover (0..255) is at least 128 become black; the others stay as they are. */
void bitmap_stamp(struct bitmap *b, int32_t x, int32_t y, const unsigned char *cover, uint32_t cover_stride, int32_t w,
                  int32_t h);

/* A quarter to the right: what was the left edge is on top.  Fails: GLANE_ENOMEM. */
int bitmap_turn(const struct bitmap *b, struct bitmap *ret) GLANE_CHECKED;

/* As PNG, 1-bit grey, with the resolution in pHYs.  level: of zlib, 1 (fast) to 6 (small).  Any thread.
 * Fails: GLANE_ENOMEM. */
int bitmap_png(const struct bitmap *b, uint32_t dpi, int level, struct bytes *out) GLANE_CHECKED;

#endif
