/* SPDX-License-Identifier: MPL-2.0 */
/* ZPL II: the picture as ^GFA, compressed by zlib (Z64), or in the older run lengths where a clone does not know that.
 *
 * Sources: Zebra's programming guide, ^GF and "alternative data compression scheme"; michaelrsweet/lprint, lprint-zpl.c. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "labels/encode.h"

/* CRC-16, polynomial 1021, begins with 0, not reflected ("XMODEM"), over the base64 as text. */
static uint32_t crc16(const unsigned char *p, size_t n)
{
	uint32_t crc = 0;
	for (size_t i = 0; i < n; i++) {
		crc ^= (uint32_t)p[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
		crc &= 0xffff;
	}
	return crc;
}

static void put_base64(struct bytes *out, const unsigned char *p, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
		char four[4] = { letters[v >> 18], letters[v >> 12 & 63], i + 1 < n ? letters[v >> 6 & 63] : '=', i + 2 < n ? letters[v & 63] : '=' };
		bytes_add(out, four, 4);
	}
}

/* ":Z64:<base64 of a zlib stream>:<crc>". */
static int put_z64(struct bytes *data, const struct bitmap *b)
{
	uLong raw = (uLong)b->stride * b->h;
	uLongf n = compressBound(raw);
	unsigned char *packed = malloc(n);
	if (!packed || compress2(packed, &n, b->bits, raw, Z_DEFAULT_COMPRESSION) != Z_OK) {
		free(packed);
		return GLANE_ENOMEM;
	}
	PUT(data, ":Z64:");
	size_t from = data->n;
	put_base64(data, packed, n);
	free(packed);
	if (!data->failed)
		bytes_format(data, ":%04x", crc16(data->p + from, data->n - from));
	return data->failed ? GLANE_ENOMEM : GLANE_OK;
}

/* `count` times a digit: G..Y is 1..19, g..z 20..400 in steps of 20, and they add up. */
static void put_run(struct bytes *data, char digit, uint32_t count)
{
	while (count) {
		uint32_t part = count > 419 ? 419 : count;
		if (part >= 20)
			bytes_add(data, &(char){ (char)('g' + part / 20 - 1) }, 1);
		if (part % 20 && part > 1)
			bytes_add(data, &(char){ (char)('G' + part % 20 - 1) }, 1);
		bytes_add(data, &digit, 1);
		count -= part;
	}
}

static char digit_at(const unsigned char *row, uint32_t i)
{
	return "0123456789ABCDEF"[i % 2 ? row[i / 2] & 15 : row[i / 2] >> 4];
}

/* Run lengths; "," and "!" end a row in white and black, ":" is the row before. */
static void put_runs(struct bytes *data, const struct bitmap *b)
{
	for (uint32_t y = 0; y < b->h; y++) {
		const unsigned char *row = encode_row(b, y);
		uint32_t digits = 2 * b->stride;
		if (y && memcmp(row, encode_row(b, y - 1), b->stride) == 0) {
			PUT(data, ":");
			continue;
		}
		for (uint32_t from = 0, to; from < digits; from = to) {
			char digit = digit_at(row, from);
			for (to = from + 1; to < digits && digit_at(row, to) == digit; to++)
				;
			if (to == digits && (digit == '0' || digit == 'F'))
				bytes_text(data, digit == '0' ? "," : "!");
			else
				put_run(data, digit, to - from);
		}
	}
}

int encode_zpl(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	struct bytes data = { 0 };
	if (!encode_head(o, "zpl"))
		return GLANE_EINVAL;
	int rc = encode_check(b, m, o, area_whole, &a);
	if (rc)
		return rc;
	if (o->plain)
		put_runs(&data, b);
	else
		rc = put_z64(&data, b);
	uint32_t total = b->stride * b->h;
	if (o->darkness)
		bytes_format(out, "~SD%02u\n", encode_darkness(o, 3, 30));
	bytes_format(out, "^XA\n^PW%u\n^LL%u\n^LH0,0\n^MN%s\n", a.w, a.h, m->kind == MEDIA_LABELS ? "Y" : "N");
	/* Of compressed data their length is told, of run lengths that of the dots: as the makers' own programs do it. */
	bytes_format(out, "^FO0,0^GFA,%u,%u,%u,", o->plain ? total : (uint32_t)data.n, total, b->stride);
	bytes_add(out, data.p, data.n);
	PUT(out, "^FS\n^PQ1,0,0,N\n^XZ\n");
	rc = rc ? rc : data.failed || out->failed ? GLANE_ENOMEM : GLANE_OK;
	bytes_fini(&data);
	return rc;
}
