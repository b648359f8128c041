/* SPDX-License-Identifier: MPL-2.0 */
#include "reading/pixels.h"

#include <stdlib.h>
#include <string.h>

int pixels_init(struct pixels *px, uint32_t w, uint32_t h, uint32_t channels)
{
	*px = (struct pixels){ w, h, channels, calloc(h, (size_t)w * channels) };
	return px->p ? PICTURE_GOOD : PICTURE_NO_MEMORY;
}

void pixels_fini(struct pixels *px)
{
	free(px->p);
	*px = (struct pixels){ 0 };
}

/* --- which way up ------------------------------------------------------------------------------------------ */

/* Where the pixel (x, y) of the upright picture stands in one of w x h that was held as the orientation says. */
static size_t held_at(int orientation, uint32_t w, uint32_t h, uint32_t x, uint32_t y)
{
	uint32_t sx = orientation >= 5 ? y : x, sy = orientation >= 5 ? x : y;
	if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
		sx = w - 1 - sx;
	if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
		sy = h - 1 - sy;
	return (size_t)sy * w + sx;
}

int pixels_upright(struct pixels *px, int orientation)
{
	struct pixels up;
	if (orientation < 2 || orientation > 8)
		return PICTURE_GOOD;
	int rc = pixels_init(&up, orientation >= 5 ? px->h : px->w, orientation >= 5 ? px->w : px->h, px->channels);
	if (rc != PICTURE_GOOD)
		return rc;
	unsigned char *to = up.p;
	for (uint32_t y = 0; y < up.h; y++)
		for (uint32_t x = 0; x < up.w; x++, to += up.channels)
			memcpy(to, px->p + held_at(orientation, px->w, px->h, x, y) * px->channels, px->channels);
	pixels_fini(px);
	*px = up;
	return PICTURE_GOOD;
}

/* --- smaller ------------------------------------------------------------------------------------------------- */

struct line { /* n samples, `step` bytes apart */
	unsigned char *p;
	uint32_t n;
	size_t step;
};

/* A sample of `to` covers from.n / to.n samples of `from`: measured in parts of which one of `from` has to.n. */
static void shrink_line(struct line from, struct line to)
{
	for (uint32_t x = 0; x < to.n; x++) {
		uint64_t begin = (uint64_t)x * from.n, end = begin + from.n, sum = 0;
		for (uint64_t i = begin / to.n; i * to.n < end; i++) {
			uint64_t a = i * to.n, b = a + to.n;
			sum += ((b < end ? b : end) - (a > begin ? a : begin)) * from.p[i * from.step];
		}
		to.p[x * to.step] = (unsigned char)((sum + from.n / 2) / from.n);
	}
}

static uint32_t scaled(uint32_t n, uint32_t side, uint32_t longest)
{
	uint64_t to = ((uint64_t)n * side + longest / 2) / longest;
	return to ? (uint32_t)to : 1;
}

int pixels_shrink(const struct pixels *px, uint32_t side, struct pixels *ret)
{
	uint32_t longest = px->w > px->h ? px->w : px->h, n = px->channels;
	uint32_t w = side < longest ? scaled(px->w, side, longest) : px->w, h = side < longest ? scaled(px->h, side, longest) : px->h;
	struct pixels wide, out; /* narrower first, then lower */
	int rc = pixels_init(&wide, w, px->h, n);
	if (rc != PICTURE_GOOD)
		return rc;
	rc = pixels_init(&out, w, h, n);
	for (uint32_t c = 0; c < n && rc == PICTURE_GOOD; c++) {
		for (uint32_t y = 0; y < px->h; y++)
			shrink_line((struct line){ px->p + (size_t)y * px->w * n + c, px->w, n }, (struct line){ wide.p + (size_t)y * w * n + c, w, n });
		for (uint32_t x = 0; x < w; x++)
			shrink_line((struct line){ wide.p + (size_t)x * n + c, px->h, (size_t)w * n }, (struct line){ out.p + (size_t)x * n + c, h, (size_t)w * n });
	}
	pixels_fini(&wide);
	if (rc == PICTURE_GOOD)
		*ret = out;
	return rc;
}
