/* SPDX-License-Identifier: MPL-2.0 */
/* The data of ^GF and ~DG: hexadecimal, run lengths ("alternative data compression scheme"), :B64: and :Z64:, from
 * Zebra's programming guide. */
#include <string.h>
#include <zlib.h>

#include "vprinter/parts.h"

static int hex(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int is_space(int c)
{
	return c == '\r' || c == '\n' || c == ' ';
}

/* Half bytes, high one first, into rows of 2 * stride. */
struct nibbles {
	struct bytes *to;
	uint32_t stride, in_row;
};

static void nibble(struct nibbles *k, int value)
{
	if (k->in_row % 2 == 0)
		bytes_add(k->to, &(unsigned char){ (unsigned char)(value << 4) }, 1);
	else if (!k->to->failed)
		k->to->p[k->to->n - 1] |= (unsigned char)value;
	k->in_row = (k->in_row + 1) % (2 * k->stride);
}

static int run_lengths(struct vp *v, const unsigned char *p, size_t n, uint32_t total, uint32_t stride, struct bytes *ret)
{
	struct nibbles k = { ret, stride, 0 };
	uint32_t count = 0;
	for (size_t i = 0; i < n; i++) {
		int c = p[i], value = hex(c);
		if (is_space(c))
			continue;
		if (ret->n > total) {
			vp_error(v, "a picture of more than %u bytes", total);
			return 0;
		}
		/* Capitals from G on and small letters from g on are counts, so hexadecimal letters are the others. */
		if (c >= 'G' && c <= 'Y') {
			count += (uint32_t)(c - 'G' + 1);
		} else if (c >= 'g' && c <= 'z') {
			count += (uint32_t)(c - 'g' + 1) * 20;
		} else if (value >= 0) {
			for (count = count ? count : 1; count; count--)
				nibble(&k, value);
		} else if (c == ',' || c == '!') {
			do
				nibble(&k, c == '!' ? 15 : 0);
			while (k.in_row);
		} else if (c == ':') {
			if (k.in_row || ret->n < stride) {
				vp_error(v, "':' without a row before it");
				return 0;
			}
			unsigned char *to = bytes_reserve(ret, stride);
			if (to)
				memcpy(to, ret->p + ret->n - stride, stride);
			ret->n += to ? stride : 0;
		} else {
			vp_error(v, "'%c' within a picture", c);
			return 0;
		}
	}
	return 1;
}

/* Polynomial x^16 + x^12 + x^5 + 1, begins with 0, most significant bit first; over the text, colons not among it. */
static unsigned crc_of(const unsigned char *p, size_t n)
{
	unsigned crc = 0;
	while (n--) {
		unsigned octet = *p++;
		for (unsigned mask = 0x80; mask; mask >>= 1) {
			unsigned top = (crc >> 15 & 1) ^ ((octet & mask) != 0);
			crc = (crc << 1 & 0xffff) ^ (top ? 0x1021u : 0);
		}
	}
	return crc;
}

static int letter(int c)
{
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(all, c) : NULL;
	return at ? (int)(at - all) : -1;
}

static int base64(struct vp *v, const unsigned char *p, size_t n, struct bytes *ret)
{
	uint32_t bits = 0, held = 0;
	size_t pad = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '=') {
			pad++;
			continue;
		}
		int value = letter(p[i]);
		if (value < 0 || pad) {
			vp_error(v, "%02x within base64", p[i]);
			return 0;
		}
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes_add(ret, &(unsigned char){ (unsigned char)(bits >> held) }, 1);
		}
	}
	if (n % 4 || pad > 2) {
		vp_error(v, "base64 of %zu letters", n);
		return 0;
	}
	return 1;
}

static int inflated(struct vp *v, const struct bytes *packed, uint32_t total, struct bytes *ret)
{
	unsigned char *to = bytes_reserve(ret, (size_t)total + 1);
	uLongf n = (uLongf)total + 1; /* one more would fit, so that too much is seen */
	if (!to || uncompress(to, &n, packed->p, (uLong)packed->n) != Z_OK) {
		vp_error(v, "no zlib stream");
		return 0;
	}
	ret->n += n;
	return 1;
}

/* ":Z64:<base64>:<crc>"; the printer throws the picture away when the check does not agree. */
static int encoded(struct vp *v, const unsigned char *p, size_t n, uint32_t total, struct bytes *ret)
{
	struct bytes raw = { 0 };
	int packed = p[1] == 'Z', good = 0;
	unsigned told = 0;
	size_t digits = 0, end = n;
	while (end > 5 && p[end - 1] != ':')
		end--;
	for (size_t i = end; i < n; i++, digits++) {
		int value = p[i] >= 'A' && p[i] <= 'F' ? -1 : hex(p[i]); /* the published ones are in small letters */
		if (value < 0)
			digits = 99;
		told = told << 4 | (unsigned)(value & 15);
	}
	if (end <= 5 || digits != 4)
		vp_error(v, "a check of other than four small digits");
	else if (told != crc_of(p + 5, end - 6))
		vp_error(v, "CRC %04x, but %04x is right", told, crc_of(p + 5, end - 6));
	else if (base64(v, p + 5, end - 6, &raw))
		good = packed ? inflated(v, &raw, total, ret) : (bytes_add(ret, raw.p, raw.n), 1);
	bytes_fini(&raw);
	return good;
}

int vp_zpl_picture(struct vp *v, const unsigned char *p, size_t n, uint32_t total, uint32_t stride, struct bytes *ret)
{
	if (!stride || stride > BITMAP_SIDE_MAX / 8 || !total || total % stride || total / stride > BITMAP_SIDE_MAX) {
		vp_error(v, "a picture of %u bytes in rows of %u", total, stride);
		return 0;
	}
	while (n && is_space(p[n - 1]))
		n--;
	int good = n > 5 && (memcmp(p, ":Z64:", 5) == 0 || memcmp(p, ":B64:", 5) == 0) ? encoded(v, p, n, total, ret) : run_lengths(v, p, n, total, stride, ret);
	if (good && ret->n != total) {
		vp_error(v, "a picture of %zu bytes, %u were told", ret->n, total);
		good = 0;
	}
	return good && !ret->failed;
}
