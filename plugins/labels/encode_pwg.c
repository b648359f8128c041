/* SPDX-License-Identifier: MPL-2.0 */
/* PWG raster, which any IPP Everywhere printer takes: one page, black_1.
 *
 * Source: PWG 5102.4-2012, "PWG Raster Format"; names of sizes: PWG 5101.1. */
#include <stdio.h>
#include <string.h>

#include "labels/encode.h"

enum { HEAD = 1796, BLACK = 3, LINE_MOST = 128 };

static void put_u32(unsigned char *head, size_t at, uint32_t v)
{
	const unsigned char octets[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v };
	memcpy(head + at, octets, 4);
}

static uint32_t points(uint32_t dmm)
{
	return (dmm * 720 + 1270) / 2540;
}

static void fill_head(unsigned char *head, const struct bitmap *b, const struct media *m, uint32_t dpi)
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
	put_u32(head, 384, 1); /* bits of a colour */
	put_u32(head, 388, 1); /* bits of a dot */
	put_u32(head, 392, b->stride);
	put_u32(head, 400, BLACK);
	put_u32(head, 420, 1); /* colours */
	put_u32(head, 452, 1); /* pages */
	put_u32(head, 456, 1); /* not turned over */
	put_u32(head, 460, 1);
	put_u32(head, 472, b->w); /* the box that has ink: all of it */
	put_u32(head, 476, b->h);
	char name[64];
	int n = snprintf(name, sizeof(name), "custom_label_%gx%gmm", m->w_dmm / 10.0, m->h_dmm / 10.0);
	memcpy(head + 1732, name, (size_t)n);
}

/* n bytes alike: n - 1; n bytes of their own: 257 - n.  A single one that differs counts as "alike". */
static void put_line(struct bytes *out, const unsigned char *row, uint32_t n)
{
	for (uint32_t i = 0, to; i < n; i = to) {
		for (to = i + 1; to < n && to - i < LINE_MOST && row[to] == row[i]; to++)
			;
		if (to - i > 1 || to == n || (to + 1 < n && row[to] == row[to + 1])) {
			bytes_add(out, (unsigned char[]){ (unsigned char)(to - i - 1), row[i] }, 2);
			continue;
		}
		for (; to < n && to - i < LINE_MOST && !(to + 1 < n && row[to] == row[to + 1]); to++)
			;
		bytes_add(out, &(unsigned char){ (unsigned char)(257 - (to - i)) }, 1);
		bytes_add(out, row + i, to - i);
	}
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
	if (rc)
		return rc;
	for (uint32_t y = 0; y < b->h; y++)
		memcpy(page.bits + (size_t)y * page.stride, encode_row(b, y), b->stride);
	PUT(out, "RaS2");
	unsigned char *head = bytes_reserve(out, HEAD);
	if (head) {
		fill_head(head, &page, m, o->dpi);
		out->n += HEAD;
	}
	for (uint32_t y = 0, to; y < page.h; y = to) {
		const unsigned char *row = encode_row(&page, y);
		for (to = y + 1; to < page.h && to - y < REPEAT_MOST && memcmp(row, encode_row(&page, to), page.stride) == 0; to++)
			;
		bytes_add(out, &(unsigned char){ (unsigned char)(to - y - 1) }, 1);
		put_line(out, row, page.stride);
	}
	bitmap_fini(&page);
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
