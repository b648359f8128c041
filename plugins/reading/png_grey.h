/* SPDX-License-Identifier: MPL-2.0 */
/* png_grey.h: PNG in, as grey.  Bytes of strangers: dimensions are looked at before anything is decoded, memory is limited, what is
 * damaged or cut short is refused as a whole. */
#ifndef READING_PNG_GREY_H
#define READING_PNG_GREY_H

#include "reading/pixels.h"

enum { PNG_SIDE_MAX = 4000, PNG_PIXELS_MAX = 8 * 1000 * 1000 };

/* One channel; what is transparent is white.  Returns a picture_result. */
int png_read_grey(const void *bytes, size_t n, struct pixels *ret);

#endif
