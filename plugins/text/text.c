/* SPDX-License-Identifier: MPL-2.0 */
#include "text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int text_is(struct glane_str s, const char *c)
{
	size_t n = strlen(c);
	return s.n == n && memcmp(s.p, c, n) == 0;
}

/* Bytes of the white space that p starts with; U+00A0 and U+202F come out of spreadsheets. */
static size_t space_at(const char *p, size_t n)
{
	if (n && (*p == ' ' || *p == '\t'))
		return 1;
	if (n >= 2 && memcmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	return n >= 3 && memcmp(p, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

struct glane_str text_trim(struct glane_str s)
{
	for (size_t k; (k = space_at(s.p, s.n)) > 0; s.p += k)
		s.n -= k;
	for (size_t k = 1; k <= 3 && k <= s.n;) {
		if (space_at(s.p + s.n - k, k) == k) {
			s.n -= k;
			k = 1;
		} else {
			k++;
		}
	}
	return s;
}

/* Bytes of the well-formed character at p, 0: malformed (RFC 3629). */
static size_t char_at(const unsigned char *p, size_t n, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (n == 0)
		return 0;
	size_t k = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc0 ? 2 : 0;
	if (k == 0 || k > n || p[0] > 0xf4)
		return 0;
	uint32_t u = k == 1 ? p[0] : p[0] & (0x7fu >> k);
	for (size_t i = 1; i < k; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		u = u << 6 | (p[i] & 0x3f);
	}
	if (u < least[k] || u > 0x10ffff || (u >= 0xd800 && u < 0xe000))
		return 0;
	*ret = u;
	return k;
}

int64_t text_utf8(struct glane_str s)
{
	uint32_t u;
	for (size_t i = 0, k; i < s.n; i += k) {
		k = char_at((const unsigned char *)s.p + i, s.n - i, &u);
		if (k == 0)
			return (int64_t)i;
	}
	return -1;
}

int64_t text_from_windows(struct glane_str s, char *out)
{
	/* 0x80 to 0x9f; 0: no character.  https://encoding.spec.whatwg.org/index-windows-1252.txt, without its controls */
	static const uint16_t high[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
		0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
		0x0153, 0, 0x017e, 0x0178 };
	char *p = out;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		uint32_t u = c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c;
		if (c >= 0x80 && u == 0)
			return -1;
		if (u < 0x80) {
			*p++ = (char)u;
		} else if (u < 0x800) {
			*p++ = (char)(0xc0 | u >> 6);
			*p++ = (char)(0x80 | (u & 0x3f));
		} else {
			*p++ = (char)(0xe0 | u >> 12);
			*p++ = (char)(0x80 | (u >> 6 & 0x3f));
			*p++ = (char)(0x80 | (u & 0x3f));
		}
	}
	*p = 0;
	return p - out;
}

/* Also what turns the direction of writing round: it could make a line look like another. */
int text_is_printable(struct glane_str s, int lines)
{
	uint32_t u = 0;
	for (size_t i = 0, k; i < s.n; i += k) {
		k = char_at((const unsigned char *)s.p + i, s.n - i, &u);
		if (k == 0)
			return 0;
		int end = u == '\n' || u == '\r' || u == '\t';
		if ((u < 0x20 && !(end && lines)) || (u >= 0x7f && u < 0xa0) || (u >= 0x202a && u <= 0x202e) ||
		    (u >= 0x2066 && u <= 0x2069) || u == 0x2028 || u == 0x2029)
			return 0;
	}
	return 1;
}

/* Base letters of U+00C0 to U+00FF; '.': not a letter with an accent. */
static const char bases[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";

static size_t fold_char(uint32_t u, const char *p, size_t k, char *out)
{
	if (u < 0x80) {
		out[0] = (char)(u >= 'A' && u <= 'Z' ? u + 32 : u);
		return 1;
	}
	if (u >= 0x300 && u < 0x370) /* accents that come behind their letter */
		return 0;
	if (u == 0x2019) { /* the printed apostrophe */
		out[0] = '\'';
		return 1;
	}
	const char *two = u == 0xe6 || u == 0xc6 ? "ae" : u == 0x152 || u == 0x153 ? "oe" : u == 0xdf ? "ss" : NULL;
	if (two) {
		memcpy(out, two, 2);
		return 2;
	}
	if (u >= 0xc0 && u <= 0xff && bases[u - 0xc0] != '.') {
		out[0] = bases[u - 0xc0];
		return 1;
	}
	if (u == 0x178) {
		out[0] = 'y';
		return 1;
	}
	memcpy(out, p, k);
	return k;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

static size_t without_plural(const char *out, size_t word, size_t n)
{
	return n - word >= 4 && (out[n - 1] == 's' || out[n - 1] == 'x') ? n - 1 : n;
}

size_t text_fold(struct glane_str s, char *out)
{
	size_t n = 0, word = 0; /* where the present word begins */
	uint32_t u = 0;
	s = text_trim(s);
	for (size_t i = 0, k; i < s.n; i += k) {
		char folded[4];
		size_t f;
		if ((k = space_at(s.p + i, s.n - i)) > 0) {
			folded[0] = ' ';
			f = 1;
		} else {
			k = char_at((const unsigned char *)s.p + i, s.n - i, &u);
			f = k ? fold_char(u, s.p + i, k, folded) : 0;
			k = k ? k : 1;
		}
		if (f == 1 && !is_letter(folded[0])) {
			n = without_plural(out, word, n);
			if (folded[0] == ' ' && n && out[n - 1] == ' ')
				continue;
			out[n++] = folded[0];
			word = n;
		} else {
			memcpy(out + n, folded, f);
			n += f;
		}
	}
	n = without_plural(out, word, n);
	out[n] = 0;
	return n;
}

int text_same_code(struct glane_str a, struct glane_str b)
{
	if (a.n != b.n)
		return 0;
	for (size_t i = 0; i < a.n; i++) {
		char x = a.p[i], y = b.p[i];
		x = (char)(x >= 'a' && x <= 'z' ? x - 32 : x);
		y = (char)(y >= 'a' && y <= 'z' ? y - 32 : y);
		if (x != y)
			return 0;
	}
	return 1;
}

int text_decimal(struct glane_str s, int decimals, int64_t *ret)
{
	int64_t v = 0;
	int seen = -1, digits = 0;
	s = text_trim(s);
	int minus = s.n && s.p[0] == '-';
	for (size_t i = (size_t)minus; i < s.n; i++) {
		char c = s.p[i];
		if (c == ',' || c == '.') {
			if (seen >= 0)
				return GLANE_EINVAL;
			seen = 0;
			continue;
		}
		if (c < '0' || c > '9')
			return GLANE_EINVAL;
		digits++;
		if (seen == decimals) {
			if (c != '0')
				return GLANE_EINVAL;
			continue;
		}
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, c - '0', &v))
			return GLANE_EINVAL;
		seen += seen >= 0;
	}
	if (digits == 0)
		return GLANE_EINVAL;
	for (int i = seen < 0 ? 0 : seen; i < decimals; i++)
		if (__builtin_mul_overflow(v, 10, &v))
			return GLANE_EINVAL;
	*ret = minus ? -v : v;
	return 0;
}

int text_grams(struct glane_str s, int64_t *ret)
{
	return text_decimal(s, 3, ret);
}

int text_cents(struct glane_str s, int64_t *ret)
{
	static const char euro[] = "\xe2\x82\xac";
	s = text_trim(s);
	if (s.n > 3 && memcmp(s.p + s.n - 3, euro, 3) == 0)
		s.n -= 3;
	else if (s.n > 3 && memcmp(s.p, euro, 3) == 0)
		s = (struct glane_str){ s.p + 3, s.n - 3 };
	return text_decimal(s, 2, ret);
}

/* Days from 1970-01-01 to the first of March of a year that is counted from March on. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	m += m <= 2 ? 9 : -3;
	int64_t era = y / 400, in_era = y % 400;
	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + (153 * m + 2) / 5 + d - 1 - 719468;
}

int text_day(struct glane_str s, int64_t *ret)
{
	static const char month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t n[3] = { 0, 0, 0 };
	s = text_trim(s);
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return GLANE_EINVAL;
	for (size_t i = 0; i < 10; i++) {
		if (i == 4 || i == 7)
			continue;
		if (s.p[i] < '0' || s.p[i] > '9')
			return GLANE_EINVAL;
		int64_t *part = &n[i < 4 ? 0 : i < 7 ? 1 : 2];
		*part = *part * 10 + (s.p[i] - '0');
	}
	int leap = (n[0] % 4 == 0 && n[0] % 100 != 0) || n[0] % 400 == 0;
	if (n[0] < 1 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > month_days[n[1] - 1] + (leap && n[1] == 2))
		return GLANE_EINVAL;
	*ret = days_of(n[0], n[1], n[2]);
	return 0;
}

void text_from_day(int64_t day, char ret[11])
{
	int64_t from_march = day + 719468, era = from_march / 146097, in_era = from_march % 146097;
	int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100), m = (5 * in_year + 2) / 153;
	int64_t parts[] = { y + era * 400 + (m >= 10), m < 10 ? m + 3 : m - 9, in_year - (153 * m + 2) / 5 + 1 };
	char *p = ret;
	for (int i = 0; i < 3; i++) {
		for (int64_t scale = i ? 10 : 1000; scale; scale /= 10)
			*p++ = (char)('0' + parts[i] / scale % 10);
		*p++ = i < 2 ? '-' : 0;
	}
}

void text_from_number(int64_t v, char ret[24])
{
	snprintf(ret, 24, "%" PRId64, v);
}

void text_from_kilos(int64_t grams, char separator, char ret[32])
{
	int n = snprintf(ret, 32, "%" PRId64 "%c%03d", grams / 1000, separator, (int)(grams % 1000));
	while (ret[n - 1] == '0')
		ret[--n] = 0;
	if (ret[n - 1] == separator)
		ret[n - 1] = 0;
}

size_t text_cut(struct glane_str s, size_t most)
{
	if (s.n <= most)
		return s.n;
	while (most && ((unsigned char)s.p[most] & 0xc0) == 0x80)
		most--;
	return most;
}
