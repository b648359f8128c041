/* SPDX-License-Identifier: MPL-2.0 */
/* logo.h: the centre's own sign as dots, made once from a picture that somebody sends, drawn in whole dots. */
#ifndef LABELS_LOGO_H
#define LABELS_LOGO_H

#include "drawing/bitmap.h"
#include "drawing/text.h"

enum { LOGO_W_MAX = 384, LOGO_H_MAX = 192 }; /* dots: 32 x 16 mm at 300 dpi */

/* `logo` into the box, each of its dots as n x n dots, or the majority of n x n as one: as large as it fits.  across, down: as
 * in text.h.  0: there is no room, or no logo, and nothing was drawn. */
int logo_draw(const struct bitmap *logo, struct bitmap *b, struct text_box box, int across, int down);

#endif
