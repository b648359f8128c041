/* SPDX-License-Identifier: MPL-2.0 */
/* jpeg.h: JPEG in and out.  The only file that knows libjpeg, and the only one that jumps.
 *
 * Bytes of strangers: dimensions are looked at before anything is decoded, memory and the number of scans are limited,
 * what is damaged or cut short is refused as a whole, and of all segments only the orientation is read. */
#ifndef CAMERA_JPEG_H
#define CAMERA_JPEG_H

#include <stddef.h>
#include <stdint.h>

enum {
	JPEG_SIDE_MAX = 16000,              /* pixels; the largest panorama of a phone */
	JPEG_PIXELS_MAX = 50 * 1000 * 1000, /* in all */
	JPEG_MEMORY_MAX = 96 << 20,         /* bytes: a progressive photo of 16 megapixels keeps all its coefficients */
	JPEG_SCANS_MAX = 64                 /* cameras make 1, progressive ones about 10 */
};
enum jpeg_result { JPEG_GOOD, JPEG_NONE /* something else */, JPEG_DAMAGED, JPEG_TOO_LARGE, JPEG_NO_MEMORY };

struct pixels {
	uint32_t w, h, channels; /* 1: grey, 3: red green blue */
	unsigned char *p;        /* rows without gaps; owned, see pixels_fini() */
};
int pixels_init(struct pixels *px, uint32_t w, uint32_t h, uint32_t channels); /* JPEG_GOOD or JPEG_NO_MEMORY */
void pixels_fini(struct pixels *px);                                           /* zeroed is fine */

/* Decodes at the largest eighth whose longer side is at most `most` (at an eighth when none is).  Returns a jpeg_result. */
int jpeg_read(const void *bytes, size_t n, uint32_t channels, uint32_t most, struct pixels *ret, int *ret_orientation);

/* Writes at most `cap` bytes; JPEG_TOO_LARGE when that is not enough. */
int jpeg_write(const struct pixels *px, int quality, unsigned char *to, size_t cap, size_t *ret_n);

#endif
