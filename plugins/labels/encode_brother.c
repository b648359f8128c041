/* SPDX-License-Identifier: MPL-2.0 */
/* Brother QL raster.
 *
 * Sources: "Raster Command Reference QL-800/810W/820NWB" (Brother); models, rolls and offsets: pklaus/brother_ql, models.py
 * and labels.py; where a source and another disagree: michaelrsweet/lprint, and what Debian's rastertoptch 1.6 sends.  The
 * number of lines is that of rows, and bit 6 of ESC i K is the one for 600 dpi, which is never set here. */
#include <string.h>

#include "labels/encode.h"

struct roll { /* millimetres; dots of 300 dpi */
	uint16_t w_mm, h_mm; /* h 0: endless */
	uint16_t w, h;       /* what can be printed on; h 0: what is asked for */
	uint16_t offset;     /* pins between the edge of the head and the label */
	uint16_t feed;       /* rows that go by before and after */
	uint16_t wide;       /* only on heads of 1,296 pins */
};
static const struct roll rolls[] = {
	{ 62, 0, 696, 0, 12, 35, 0 },  { 29, 0, 306, 0, 6, 35, 0 },    { 38, 0, 413, 0, 12, 35, 0 },     { 50, 0, 554, 0, 12, 35, 0 },
	{ 54, 0, 590, 0, 0, 35, 0 },   { 12, 0, 106, 0, 29, 35, 0 },   { 102, 0, 1164, 0, 12, 35, 1 },   { 17, 54, 165, 566, 0, 0, 0 },
	{ 17, 87, 165, 956, 0, 0, 0 }, { 23, 23, 202, 202, 42, 0, 0 }, { 29, 42, 306, 425, 6, 0, 0 },    { 29, 90, 306, 991, 6, 0, 0 },
	{ 38, 90, 413, 991, 12, 0, 0 }, { 39, 48, 425, 495, 6, 0, 0 }, { 52, 29, 578, 271, 0, 0, 0 },    { 62, 29, 696, 271, 12, 0, 0 },
	{ 62, 100, 696, 1109, 12, 0, 0 }, { 102, 51, 1164, 526, 12, 0, 1 }, { 102, 152, 1164, 1660, 12, 0, 1 },
};
enum { WIDE_HEAD = 1296, WIDE_OFFSET = 44, ROWS_MOST = 11811, INVALIDATE = 200, CONTINUOUS = 0x0a, DIE_CUT = 0x0b };

static const struct roll *find(const struct media *m, uint32_t head)
{
	uint32_t h_mm = m->kind == MEDIA_LABELS ? m->h_dmm / 10 : 0;
	for (size_t i = 0; i < sizeof(rolls) / sizeof(rolls[0]); i++)
		if (rolls[i].w_mm == m->w_dmm / 10 && rolls[i].h_mm == h_mm && (!rolls[i].wide || head == WIDE_HEAD))
			return &rolls[i];
	return NULL;
}

/* A piece of an endless roll is as long as its rows and the feed before and after them. */
int area_brother(const struct media *m, const struct encode_options *o, struct label_area *ret)
{
	uint32_t head = encode_head(o, "brother-ql");
	if (!head)
		return GLANE_EINVAL;
	const struct roll *r = find(m, head);
	if (!r || (m->kind == MEDIA_RED && !(o->model->flags & MODEL_RED)))
		return GLANE_ENOENT;
	uint32_t rows = r->h;
	if (!rows) {
		uint32_t whole = label_area(m, o->dpi).h;
		if (whole <= 2u * r->feed || whole > ROWS_MOST)
			return GLANE_ETOOBIG;
		rows = whole - 2u * r->feed;
	}
	*ret = (struct label_area){ .dpi = o->dpi, .w = r->w, .h = rows };
	return GLANE_OK;
}

/* A row for the head: column x burns at pin offset + (width of the label - 1 - x), and pin 0 is bit 7 of the first byte.
 * `not`: dots that are left out. */
static void place(const unsigned char *row, const unsigned char *not, uint32_t w, uint32_t last, unsigned char *pins, uint32_t bytes)
{
	memset(pins, 0, bytes);
	for (uint32_t x = 0; x < w; x++) {
		unsigned char mask = (unsigned char)(0x80 >> x % 8);
		if (row[x / 8] & mask && !(not && not[x / 8] & mask))
			pins[(last - x) / 8] |= (unsigned char)(0x80 >> (last - x) % 8);
	}
}

/* PackBits: a header of 0..127 copies that many bytes and one more, 257 - n repeats the next byte n times. */
static size_t pack(const unsigned char *p, size_t n, unsigned char *to)
{
	size_t made = 0, i = 0;
	while (i < n) {
		size_t run = 1;
		while (i + run < n && run < 128 && p[i + run] == p[i])
			run++;
		if (run > 1) {
			to[made++] = (unsigned char)(257 - run);
			to[made++] = p[i];
			i += run;
			continue;
		}
		size_t from = i;
		while (i < n && i - from < 128 && !(i + 1 < n && p[i + 1] == p[i]))
			i++;
		to[made++] = (unsigned char)(i - from - 1);
		memcpy(to + made, p + from, i - from);
		made += i - from;
	}
	return made;
}

enum plane { MONO, BLACK, RED };

static void put_row(struct bytes *out, enum plane plane, int packed, const unsigned char *pins, uint32_t bytes)
{
	static const char heads[][2] = { { 'g', 0 }, { 'w', 1 }, { 'w', 2 } };
	unsigned char small[2 * WIDE_HEAD / 8];
	if (packed && plane == MONO && encode_is_white(pins, bytes)) {
		PUT(out, "Z");
		return;
	}
	size_t n = bytes;
	if (packed && (n = pack(pins, bytes, small)) > bytes) { /* the length stands in one byte: as literals it is at most 164 */
		n = 0;
		for (uint32_t i = 0, part; i < bytes; i += part) {
			part = bytes - i < 128 ? bytes - i : 128;
			small[n++] = (unsigned char)(part - 1);
			memcpy(small + n, pins + i, part);
			n += part;
		}
	}
	bytes_add(out, heads[plane], 2);
	bytes_add(out, &(unsigned char){ (unsigned char)n }, 1);
	bytes_add(out, packed ? small : pins, n);
}

static void put_head(struct bytes *out, const struct roll *r, const struct model *model, const struct media *m, uint32_t rows)
{
	int red = m->kind == MEDIA_RED, cut = model->flags & MODEL_CUTTER;
	unsigned char *zeros = bytes_reserve(out, INVALIDATE);
	if (zeros) {
		memset(zeros, 0, INVALIDATE);
		out->n += INVALIDATE;
	}
	PUT(out, "\x1b@");
	if (model->flags & MODEL_SWITCH)
		PUT(out, "\x1bia\x01");
	PUT(out, "\x1bi!\x00"); /* tells by itself when a label is done */
	/* Kind, width, length and recovery are valid; quality before speed not with two colours. */
	const unsigned char info[] = { 0x1b, 'i', 'z', red ? 0x8e : 0xce, r->h_mm ? DIE_CUT : CONTINUOUS, (unsigned char)r->w_mm,
		                       (unsigned char)r->h_mm, rows & 0xff, rows >> 8 & 0xff, rows >> 16 & 0xff, (unsigned char)(rows >> 24), 0, 0 };
	bytes_add(out, info, sizeof(info));
	if (cut)
		PUT(out, "\x1biM\x40\x1biA\x01");
	if (cut || red)
		bytes_add(out, (unsigned char[]){ 0x1b, 'i', 'K', (unsigned char)((cut ? 0x08 : 0) | (red ? 0x01 : 0)) }, 4);
	bytes_add(out, (unsigned char[]){ 0x1b, 'i', 'd', (unsigned char)r->feed, 0 }, 5);
	if (model->flags & MODEL_PACKBITS)
		PUT(out, "M\x02");
}

int encode_brother(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	int rc = encode_check(b, m, o, area_brother, &a);
	if (rc)
		return rc;
	uint32_t head = encode_head(o, "brother-ql"), bytes = head / 8;
	const struct roll *r = find(m, head);
	uint32_t last = r->offset + (head == WIDE_HEAD ? WIDE_OFFSET : 0u) + r->w - 1u, rows = a.h;
	int packed = o->model->flags & MODEL_PACKBITS;
	unsigned char pins[WIDE_HEAD / 8];
	static const unsigned char white[BITMAP_SIDE_MAX / 8];
	if (!r->h && rows < o->model->least_rows)
		rows = o->model->least_rows;
	put_head(out, r, o->model, m, rows);
	for (uint32_t y = 0; y < rows; y++) {
		const unsigned char *row = y < b->h ? encode_row(b, y) : white;
		place(row, NULL, b->w, last, pins, bytes);
		put_row(out, m->kind == MEDIA_RED ? BLACK : MONO, packed, pins, bytes);
		if (m->kind == MEDIA_RED) { /* both planes of every line */
			place(o->red && y < b->h ? encode_row(o->red, y) : white, row, b->w, last, pins, bytes);
			put_row(out, RED, packed, pins, bytes);
		}
	}
	PUT(out, "\x1a");
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
