/* SPDX-License-Identifier: MPL-2.0 */
/* DYMO LabelWriter 4xx.
 *
 * Sources: DYMO's technical reference of the LabelWriter 400 and 450 series, as thermal-label/labelwriter quotes it;
 * michaelrsweet/lprint, lprint-dymo.c; what Debian's raster2dymolw 1.4.0 sends. */
#include <string.h>

#include "labels/encode.h"

enum { RESYNC = 157, ENDLESS = 0xffff, SKIP_MOST = 255 }; /* RESYNC: one more than the longest row, which the 4XL has */

int area_dymo(const struct media *m, const struct encode_options *o, struct label_area *ret)
{
	uint32_t head = encode_head(o, "dymo");
	if (!head)
		return GLANE_EINVAL;
	struct label_area a = label_area(m, o->dpi);
	uint32_t *across = m->turned ? &a.h : &a.w, white = m->turned ? a.margin_y : a.margin_x;
	if (*across > head + white) /* 57 mm is one dot more than the head has */
		return GLANE_ETOOBIG;
	*across = *across < head ? *across : head;
	*ret = a;
	return GLANE_OK;
}

static void put_skip(struct bytes *out, uint32_t rows)
{
	for (uint32_t part; rows; rows -= part) {
		part = rows < SKIP_MOST ? rows : SKIP_MOST;
		bytes_add(out, (unsigned char[]){ 0x1b, 'f', 1, (unsigned char)part }, 4);
	}
}

/* Runs of up to 128 dots, bit 7 is black; 0 when they would be longer than the row itself. */
static size_t runs(const unsigned char *row, uint32_t stride, unsigned char *to)
{
	size_t made = 0;
	uint32_t dots = 8 * stride;
	for (uint32_t from = 0, x; from < dots; from = x) {
		unsigned black = row[from / 8] >> (7 - from % 8) & 1u;
		for (x = from + 1; x < dots && x - from < 128 && (row[x / 8] >> (7 - x % 8) & 1u) == black; x++)
			;
		if (made == stride)
			return 0;
		to[made++] = (unsigned char)(black << 7 | (x - from - 1));
	}
	return made;
}

static void put_rows(struct bytes *out, const struct bitmap *b)
{
	unsigned char small[BITMAP_SIDE_MAX / 8];
	uint32_t white = 0;
	for (uint32_t y = 0; y < b->h; y++) {
		const unsigned char *row = encode_row(b, y);
		if (encode_is_white(row, b->stride)) {
			white++;
			continue;
		}
		put_skip(out, white);
		white = 0;
		size_t n = runs(row, b->stride, small);
		bytes_add(out, n ? "\x17" : "\x16", 1);
		bytes_add(out, n ? small : row, n ? n : b->stride);
	}
	put_skip(out, white);
}

int encode_dymo(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	struct bitmap turned = { 0 };
	int rc = encode_check(b, m, o, area_dymo, &a);
	if (rc == GLANE_OK && m->turned)
		rc = bitmap_turn(b, &turned);
	if (rc)
		return rc;
	const struct bitmap *rows = m->turned ? &turned : b;
	uint32_t length = m->kind == MEDIA_LABELS ? m->turned ? a.w : a.h : ENDLESS;
	unsigned char *resync = bytes_reserve(out, RESYNC);
	if (resync) {
		memset(resync, 0x1b, RESYNC);
		out->n += RESYNC;
	}
	PUT(out, "\x1b@\x1b"
	         "B\x00\x1bh");
	if (o->darkness)
		bytes_add(out, (char[]){ 0x1b, "cdeg"[encode_darkness(o, 0, 3)] }, 2);
	bytes_add(out, (unsigned char[]){ 0x1b, 'L', (unsigned char)(length >> 8), (unsigned char)length, 0x1b, 'D', (unsigned char)rows->stride }, 7);
	put_rows(out, rows);
	PUT(out, "\x1b"
	         "E");
	bitmap_fini(&turned);
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
