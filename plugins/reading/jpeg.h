/* SPDX-License-Identifier: MPL-2.0 */
/* jpeg.h: JPEG in and out.  The only file that knows libjpeg, and the only one that jumps.
 *
 * Bytes of strangers: dimensions are looked at before anything is decoded, memory and the number of scans are limited,
 * what is damaged or cut short is refused as a whole, and of all segments only the orientation is read. */
#ifndef READING_JPEG_H
#define READING_JPEG_H

#include "reading/pixels.h"

enum {
	JPEG_SIDE_MAX = 16000,              /* pixels; the largest panorama of a phone */
	JPEG_PIXELS_MAX = 50 * 1000 * 1000, /* in all */
	JPEG_MEMORY_MAX = 96 << 20,         /* bytes: a progressive photo of 16 megapixels keeps all its coefficients */
	JPEG_SCANS_MAX = 64                 /* cameras make 1, progressive ones about 10 */
};
/* Decodes at the largest eighth whose longer side is at most `most` (at an eighth when none is).  Returns a picture_result. */
int jpeg_read(const void *bytes, size_t n, uint32_t channels, uint32_t most, struct pixels *ret, int *ret_orientation);

/* Writes at most `cap` bytes; PICTURE_TOO_LARGE when that is not enough. */
int jpeg_write(const struct pixels *px, int quality, unsigned char *to, size_t cap, size_t *ret_n);

#endif
