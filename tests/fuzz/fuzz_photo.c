/* SPDX-License-Identifier: MPL-2.0 */
/* Photos from strangers: whatever comes becomes two pictures within their limits that hold nothing else, or is refused. */
#include <assert.h>
#include <string.h>

#include "camera/photo.h"
#include "fuzz.h"
#include "reading/codes.h"
#include "reading/exif.h"
#include "reading/jpeg.h"

/* What is served decodes again as it is, and has no segment of an application but JFIF's. */
static void check(const struct picture *p, uint32_t side, size_t max)
{
	struct pixels px;
	int orientation;
	assert(p->n > 4 && p->n <= max && p->w >= 1 && p->h >= 1 && p->w <= side && p->h <= side);
	assert(jpeg_read(p->p, p->n, 3, side, &px, &orientation) == PICTURE_GOOD);
	assert(px.w == p->w && px.h == p->h && orientation == 1);
	pixels_fini(&px);
	for (size_t i = 2; i + 4 <= p->n && p->p[i] == 0xff && p->p[i + 1] != 0xda; i += 2 + (size_t)(p->p[i + 2] << 8 | p->p[i + 3]))
		assert(p->p[i + 1] < 0xe1 || p->p[i + 1] > 0xfe);
}

static void search(struct pixels *grey)
{
	static struct code_reader *reader;
	struct codes codes;
	if (!reader)
		reader = code_reader_new();
	if (codes_read(reader, grey, &codes) < 0)
		return;
	assert(codes.count <= CODES_MAX);
	for (uint32_t i = 0; i < codes.count; i++)
		assert(codes.found[i].n == strlen(codes.found[i].text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct photo photo;
	struct pixels grey;
	int orientation = exif_orientation(data, n), result = photo_make(data, n, &photo);
	assert(orientation >= 1 && orientation <= 8 && result >= PICTURE_GOOD && result <= PHOTO_TINY);
	if (result == PICTURE_GOOD) {
		check(&photo.sizes[PHOTO_LARGE], PHOTO_LARGE_SIDE, PHOTO_LARGE_MAX);
		check(&photo.sizes[PHOTO_THUMB], PHOTO_THUMB_SIDE, PHOTO_THUMB_MAX);
		photo_fini(&photo);
	}
	if (jpeg_read(data, n, 1, 400, &grey, &orientation) == PICTURE_GOOD) {
		search(&grey);
		pixels_fini(&grey);
	}
	return 0;
}
