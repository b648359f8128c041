/* SPDX-License-Identifier: MPL-2.0 */
/* PWG raster, which any IPP Everywhere printer takes: one page, a bit a dot (black_1), or a byte or three for those that take
 * greys or colours only (sgray_8, srgb_8); black and white all the same.
 *
 * Source: PWG 5102.4-2012, "PWG Raster Format"; names of sizes: PWG 5101.1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/encode.h"

enum { HEAD = 1796, LINE_MOST = 128 };
static const struct type { /* of raster, as IPP's pwg-raster-document-type-supported names them */
	const char *name;
	uint32_t bits, space, colours; /* bits: of a colour */
} types[] = { { "black_1", 1, 3, 1 }, { "sgray_8", 8, 18, 1 }, { "srgb_8", 8, 19, 3 } };

static const struct type *type_of(const struct encode_options *o)
{
	size_t i = sizeof(types) / sizeof(types[0]) - 1;
	while (i && (!o->model || strcmp(o->model->name, types[i].name)))
		i--;
	return &types[i];
}

static void put_u32(unsigned char *head, size_t at, uint32_t v)
{
	const unsigned char octets[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v };
	memcpy(head + at, octets, 4);
}

static uint32_t points(uint32_t dmm)
{
	return (dmm * 720 + 1270) / 2540;
}

static void fill_head(unsigned char *head, const struct bitmap *b, const struct media *m, uint32_t dpi, const struct type *t, uint32_t row)
{
	memset(head, 0, HEAD);
	memcpy(head, "PwgRaster", 10);
	memcpy(head + 128, m->kind == MEDIA_LABELS ? "labels" : "continuous", m->kind == MEDIA_LABELS ? 6 : 10);
	put_u32(head, 276, dpi);
	put_u32(head, 280, dpi);
	put_u32(head, 340, 1); /* copies */
	put_u32(head, 352, points(m->w_dmm));
	put_u32(head, 356, points(m->h_dmm));
	put_u32(head, 372, b->w);
	put_u32(head, 376, b->h);
	put_u32(head, 384, t->bits);
	put_u32(head, 388, t->bits * t->colours); /* of a dot */
	put_u32(head, 392, row);
	put_u32(head, 400, t->space);
	put_u32(head, 420, t->colours);
	put_u32(head, 452, 1); /* pages */
	put_u32(head, 456, 1); /* not turned over */
	put_u32(head, 460, 1);
	put_u32(head, 472, b->w); /* the box that has ink: all of it */
	put_u32(head, 476, b->h);
	char name[64];
	int n = snprintf(name, sizeof(name), "custom_label_%gx%gmm", m->w_dmm / 10.0, m->h_dmm / 10.0);
	memcpy(head + 1732, name, (size_t)n);
}

/* Of n dots of `size` bytes.  n dots alike: n - 1; n dots of their own: 257 - n.  A single one that differs counts as "alike". */
static void put_line(struct bytes *out, const unsigned char *row, uint32_t n, uint32_t size)
{
#define SAME(i, k) (memcmp(row + (size_t)(i) * size, row + (size_t)(k) * size, size) == 0)
	for (uint32_t i = 0, to; i < n; i = to) {
		for (to = i + 1; to < n && to - i < LINE_MOST && SAME(to, i); to++)
			;
		if (to - i > 1 || to == n || (to + 1 < n && SAME(to, to + 1))) {
			bytes_add(out, &(unsigned char){ (unsigned char)(to - i - 1) }, 1);
			bytes_add(out, row + (size_t)i * size, size);
			continue;
		}
		for (; to < n && to - i < LINE_MOST && !(to + 1 < n && SAME(to, to + 1)); to++)
			;
		bytes_add(out, &(unsigned char){ (unsigned char)(257 - (to - i)) }, 1);
		bytes_add(out, row + (size_t)i * size, (size_t)(to - i) * size);
	}
#undef SAME
}

/* A row of dots as the type has it: in light, black is 0. */
static void put_row(struct bytes *out, const struct bitmap *page, uint32_t y, const struct type *t, unsigned char *light)
{
	if (t->bits == 1) {
		put_line(out, encode_row(page, y), page->stride, 1);
		return;
	}
	for (uint32_t x = 0; x < page->w; x++)
		memset(light + (size_t)x * t->colours, bitmap_get(page, (int32_t)x, (int32_t)y) ? 0 : 255, t->colours);
	put_line(out, light, page->w, t->colours);
}

int encode_pwg(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	enum { REPEAT_MOST = 256 };
	struct label_area a;
	int rc = encode_check(b, m, o, area_whole, &a);
	if (rc)
		return rc;
	struct bitmap page; /* the size of a page is told once: a smaller picture is filled up */
	rc = bitmap_init(&page, a.w, a.h);
	const struct type *t = type_of(o);
	uint32_t row_n = t->bits == 1 ? page.stride : a.w * t->colours;
	unsigned char *light = rc ? NULL : malloc(row_n);
	if (rc == GLANE_OK && !light)
		bitmap_fini(&page);
	if (!light)
		return rc ? rc : GLANE_ENOMEM;
	for (uint32_t y = 0; y < b->h; y++)
		memcpy(page.bits + (size_t)y * page.stride, encode_row(b, y), b->stride);
	PUT(out, "RaS2");
	unsigned char *head = bytes_reserve(out, HEAD);
	if (head) {
		fill_head(head, &page, m, o->dpi, t, row_n);
		out->n += HEAD;
	}
	for (uint32_t y = 0, to; y < page.h; y = to) {
		const unsigned char *row = encode_row(&page, y);
		for (to = y + 1; to < page.h && to - y < REPEAT_MOST && memcmp(row, encode_row(&page, to), page.stride) == 0; to++)
			;
		bytes_add(out, &(unsigned char){ (unsigned char)(to - y - 1) }, 1);
		put_row(out, &page, y, t, light);
	}
	free(light);
	bitmap_fini(&page);
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
