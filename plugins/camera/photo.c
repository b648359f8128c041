/* SPDX-License-Identifier: MPL-2.0 */
#include "camera/photo.h"

#include <stdlib.h>
#include <string.h>

#include "reading/jpeg.h"

enum { DECODE_SIDE = 1200, QUALITY_BEST = 82, QUALITY_LEAST = 25 };

void photo_fini(struct photo *p)
{
	for (int i = 0; i < PHOTO_SIZES; i++)
		free(p->sizes[i].p);
	*p = (struct photo){ 0 };
}

/* --- so many bytes ------------------------------------------------------------------------------------------- */

/* The best quality that fits; PICTURE_TOO_LARGE when not even the least does. */
static int write_best(const struct pixels *px, size_t max, struct picture *to)
{
	int least = QUALITY_LEAST, best = QUALITY_BEST, quality = best, rc, found = PICTURE_TOO_LARGE;
	unsigned char *scratch = malloc(max);
	if (!scratch)
		return PICTURE_NO_MEMORY;
	do {
		size_t n;
		rc = jpeg_write(px, quality, scratch, max, &n);
		if (rc == PICTURE_GOOD) {
			memcpy(to->p, scratch, n);
			to->n = n;
			found = rc;
			least = quality + 1;
		} else {
			best = quality - 1;
		}
		quality = (least + best) / 2;
	} while (least <= best && (rc == PICTURE_GOOD || rc == PICTURE_TOO_LARGE));
	free(scratch);
	return rc == PICTURE_GOOD || rc == PICTURE_TOO_LARGE ? found : rc;
}

/* Sand and foliage do not fit at any quality that one wants to look at: those become smaller. */
static int fit(const struct pixels *px, uint32_t side, size_t max, struct picture *to)
{
	int rc = PICTURE_TOO_LARGE;
	to->p = malloc(max);
	if (!to->p)
		return PICTURE_NO_MEMORY;
	for (; rc == PICTURE_TOO_LARGE && side >= 16; side = side * 5 / 6) {
		struct pixels small;
		rc = pixels_shrink(px, side, &small);
		if (rc != PICTURE_GOOD)
			break;
		to->w = small.w;
		to->h = small.h;
		rc = write_best(&small, max, to);
		pixels_fini(&small);
	}
	return rc;
}

int photo_make(const void *bytes, size_t n, struct photo *ret)
{
	static const struct {
		uint32_t side;
		size_t max;
	} wanted[PHOTO_SIZES] = { [PHOTO_LARGE] = { PHOTO_LARGE_SIDE, PHOTO_LARGE_MAX }, [PHOTO_THUMB] = { PHOTO_THUMB_SIDE, PHOTO_THUMB_MAX } };
	struct pixels px = { 0 };
	struct photo made = { 0 };
	int orientation, rc = jpeg_read(bytes, n, 3, DECODE_SIDE, &px, &orientation);
	if (rc == PICTURE_GOOD && px.w < PHOTO_LEAST_SIDE && px.h < PHOTO_LEAST_SIDE)
		rc = PHOTO_TINY;
	if (rc == PICTURE_GOOD)
		rc = pixels_upright(&px, orientation);
	for (int i = 0; i < PHOTO_SIZES && rc == PICTURE_GOOD; i++)
		rc = fit(&px, wanted[i].side, wanted[i].max, &made.sizes[i]);
	pixels_fini(&px);
	if (rc == PICTURE_GOOD)
		*ret = made;
	else
		photo_fini(&made);
	return rc;
}
