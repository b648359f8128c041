/* SPDX-License-Identifier: MPL-2.0 */
/* ESC/POS: the label as a ticket, in bands of GS v 0.
 *
 * A printer of Epson's obeys DLE EOT, DLE ENQ and DLE DC4 (10 04, 10 05, 10 14) wherever they come, within a picture too:
 * the last one opens a drawer.  Those pairs are avoided: the picture is shifted by up to seven dots into its white margin;
 * a pair across two rows is parted by a new band.  Where no shift helps, of each pair one dot is left out.
 *
 * Sources: Epson's ESC/POS command reference, "real-time commands"; manuals of TM-T20, TM-T88; python-escpos. */
#include <string.h>

#include "labels/encode.h"

enum { BAND_ROWS = 128, FEED = 24 };

/* Rolls are a little wider than the head; the picture is as wide as what both have. */
int area_escpos(const struct media *m, const struct encode_options *o, struct label_area *ret)
{
	enum { SHIFT_ROOM = 8 }; /* kept white at the sides */
	uint32_t head = encode_head(o, "escpos");
	if (!head)
		return GLANE_EINVAL;
	struct label_area a = label_area(m, o->dpi);
	if (a.w > head) {
		if (a.w > head + head / 4) /* a ticket of 80 mm on paper of 100: another printer */
			return GLANE_ETOOBIG;
		a.w = head;
		a.margin_x = SHIFT_ROOM;
	}
	*ret = a;
	return GLANE_OK;
}

static int is_order(unsigned char a, unsigned char b)
{
	return a == 0x10 && (b == 0x04 || b == 0x05 || b == 0x14);
}

/* The row, `shift` dots further to the right (negative: left), in `bytes` bytes. */
static void shifted(const struct bitmap *b, uint32_t y, int32_t shift, unsigned char *to, uint32_t bytes)
{
	const unsigned char *row = encode_row(b, y);
	memset(to, 0, bytes);
	for (uint32_t i = 0; i < b->stride; i++) {
		if (shift >= 0) {
			to[i] |= (unsigned char)(row[i] >> shift);
			if (shift && i + 1 < bytes)
				to[i + 1] |= (unsigned char)(row[i] << (8 - shift));
		} else {
			to[i] |= (unsigned char)(row[i] << -shift);
			if (i)
				to[i - 1] |= (unsigned char)(row[i] >> (8 + shift));
		}
	}
}

/* Pairs within rows after a shift; -1: dots would fall off. */
static int32_t orders(const struct bitmap *b, int32_t shift, uint32_t w, uint32_t bytes)
{
	unsigned char row[BITMAP_SIDE_MAX / 8];
	int32_t found = 0;
	for (uint32_t y = 0; y < b->h; y++) {
		for (int32_t x = 0; x < -shift; x++)
			if (bitmap_get(b, x, (int32_t)y))
				return -1;
		for (int32_t x = (int32_t)w - shift; x < (int32_t)b->w; x++)
			if (bitmap_get(b, x, (int32_t)y))
				return -1;
		shifted(b, y, shift, row, bytes);
		for (uint32_t i = 0; i + 1 < bytes; i++)
			found += is_order(row[i], row[i + 1]);
	}
	return found;
}

static int32_t best_shift(const struct bitmap *b, uint32_t w, uint32_t bytes)
{
	int32_t best = 0, fewest = orders(b, 0, w, bytes);
	for (int32_t i = 1; i < 8 && fewest; i++) {
		for (int32_t shift = -i; shift <= i; shift += 2 * i) {
			int32_t found = orders(b, shift, w, bytes);
			if (found >= 0 && found < fewest) {
				fewest = found;
				best = shift;
			}
		}
	}
	return best;
}

struct band {
	struct bytes *out;
	size_t head; /* where its head stands */
	uint32_t rows, bytes;
};

static void band_end(struct band *k)
{
	if (k->rows && !k->out->failed)
		k->out->p[k->head + 6] = (unsigned char)k->rows;
	k->rows = 0;
}

static void band_row(struct band *k, const unsigned char *row)
{
	/* A row may follow in the same band unless its first byte and the last one before make an order; nor may the number of
	 * rows, 10 hex before a 0, be one: it never is. */
	if (k->rows == BAND_ROWS || (k->rows && !k->out->failed && is_order(k->out->p[k->out->n - 1], row[0])))
		band_end(k);
	if (!k->rows) {
		k->head = k->out->n;
		bytes_add(k->out, (unsigned char[]){ 0x1d, 'v', '0', 0, (unsigned char)k->bytes, (unsigned char)(k->bytes >> 8), 0, 0 }, 8);
	}
	bytes_add(k->out, row, k->bytes);
	k->rows++;
}

int encode_escpos(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	int rc = encode_check(b, m, o, area_escpos, &a);
	if (rc)
		return rc;
	struct band k = { .out = out, .bytes = (a.w + 7) / 8 };
	unsigned char row[BITMAP_SIDE_MAX / 8];
	int32_t shift = best_shift(b, a.w, k.bytes);
	PUT(out, "\x1b@");
	if (o->darkness)
		bytes_add(out, (unsigned char[]){ 0x1d, '|', (unsigned char)encode_darkness(o, 0, 8) }, 3);
	for (uint32_t y = 0; y < b->h; y++) {
		shifted(b, y, shift, row, k.bytes);
		for (uint32_t i = 0; i + 1 < k.bytes; i++)
			if (is_order(row[i], row[i + 1]))
				row[i] = 0; /* 10 is one dot */
		band_row(&k, row);
	}
	band_end(&k);
	for (uint32_t y = b->h, part; y < a.h; y += part) {
		part = a.h - y < 255 ? a.h - y : 255;
		bytes_add(out, (unsigned char[]){ 0x1b, 'J', (unsigned char)part }, 3);
	}
	if (o->model->flags & MODEL_CUTTER)
		bytes_add(out, (unsigned char[]){ 0x1d, 'V', 'B', FEED }, 4);
	else
		bytes_add(out, (unsigned char[]){ 0x1b, 'J', FEED }, 3);
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
