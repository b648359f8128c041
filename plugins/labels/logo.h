/* SPDX-License-Identifier: MPL-2.0 */
/* logo.h: the centre's own sign as dots, made once from a picture that somebody sends, drawn in whole dots. */
#ifndef LABELS_LOGO_H
#define LABELS_LOGO_H

#include "drawing/bitmap.h"
#include "drawing/text.h"
#include "reading/pixels.h"

enum { LOGO_W_MAX = 384, LOGO_H_MAX = 192 }; /* dots: 32 x 16 mm at 300 dpi */

enum logo_way { LOGO_THRESHOLD /* drawn signs */, LOGO_DITHER /* photos and shades, as a pattern of 4 x 4 */, LOGO_WAYS };
enum { LOGO_EMPTY = PICTURE_NO_MEMORY + 1 }; /* one more picture_result: not one black dot, or nothing but black */

/* A PNG or JPEG file as dots: its white border taken off, then as large as fits into w_most x LOGO_H_MAX.  level: 1 to 99,
 * how dark a dot has to be in percent (LOGO_THRESHOLD), or how dark all of it comes out.  Any thread; bounded in memory.
 * Returns a picture_result or LOGO_EMPTY. */
int logo_make(const void *bytes, size_t n, uint32_t w_most, enum logo_way way, uint32_t level, struct bitmap *ret);

/* `logo` into the box, each of its dots as n x n dots, or the majority of n x n as one: as large as it fits.  across, down: as
 * in text.h.  0: there is no room, or no logo, and nothing was drawn. */
int logo_draw(const struct bitmap *logo, struct bitmap *b, struct text_box box, int across, int down);

#endif
