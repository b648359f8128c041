/* SPDX-License-Identifier: MPL-2.0 */
/* pixels.h: a picture that was read: turned upright, made smaller. */
#ifndef READING_PIXELS_H
#define READING_PIXELS_H

#include <stddef.h>
#include <stdint.h>

enum picture_result { PICTURE_GOOD, PICTURE_NONE /* something else */, PICTURE_DAMAGED, PICTURE_TOO_LARGE, PICTURE_NO_MEMORY };

struct pixels {
	uint32_t w, h, channels; /* 1: grey, 3: red green blue */
	unsigned char *p;        /* rows without gaps; owned, see pixels_fini() */
};
int pixels_init(struct pixels *px, uint32_t w, uint32_t h, uint32_t channels); /* PICTURE_GOOD or PICTURE_NO_MEMORY */
void pixels_fini(struct pixels *px);                                           /* zeroed is fine */

/* `px` turned so that it stands upright, in its place.  PICTURE_GOOD or PICTURE_NO_MEMORY. */
int pixels_upright(struct pixels *px, int orientation);
/* Each pixel is the mean of the area that it covers. */
int pixels_shrink(const struct pixels *px, uint32_t side, struct pixels *ret);

#endif
