/* SPDX-License-Identifier: MPL-2.0 */
#include "reading/exif.h"

#include <stdint.h>
#include <string.h>

enum { EXIF_HEAD = 6, TIFF_HEAD = 8, ENTRY = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };

struct tiff {
	const unsigned char *p;
	size_t n;
	int big; /* byte order: Motorola's */
};

/* The caller has looked that the bytes are there. */
static uint32_t u16(const struct tiff *t, size_t at)
{
	return t->big ? (uint32_t)t->p[at] << 8 | t->p[at + 1] : (uint32_t)t->p[at + 1] << 8 | t->p[at];
}

static uint32_t u32(const struct tiff *t, size_t at)
{
	return t->big ? u16(t, at) << 16 | u16(t, at + 2) : u16(t, at + 2) << 16 | u16(t, at);
}

static int open_tiff(const unsigned char *p, size_t n, struct tiff *ret)
{
	if (n < EXIF_HEAD + TIFF_HEAD || memcmp(p, "Exif\0\0", EXIF_HEAD) != 0)
		return 0;
	*ret = (struct tiff){ p + EXIF_HEAD, n - EXIF_HEAD, p[EXIF_HEAD] == 'M' };
	return (memcmp(ret->p, "MM", 2) == 0 || memcmp(ret->p, "II", 2) == 0) && u16(ret, 2) == 42;
}

int exif_orientation(const unsigned char *p, size_t n)
{
	struct tiff t;
	if (!open_tiff(p, n, &t))
		return 1;
	size_t at = u32(&t, 4);
	if (at > t.n - 2)
		return 1;
	uint32_t entries = u16(&t, at);
	for (at += 2; entries > 0 && t.n - at >= ENTRY; entries--, at += ENTRY) {
		if (u16(&t, at) != TAG_ORIENTATION)
			continue;
		uint32_t value = u16(&t, at + 8);
		return u16(&t, at + 2) == TYPE_SHORT && u32(&t, at + 4) == 1 && value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}
