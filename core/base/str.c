/* SPDX-License-Identifier: MPL-2.0 */
#include "base/str.h"

#include "base/attr.h"

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

bool str_eq_nocase(struct glane_str a, struct glane_str b)
{
	return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

bool str_starts(struct glane_str s, struct glane_str prefix)
{
	return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

bool str_starts_nocase(struct glane_str s, struct glane_str prefix)
{
	return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

bool str_ends(struct glane_str s, struct glane_str suffix)
{
	return s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

ptrdiff_t str_find(struct glane_str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? at - s.p : -1;
}

struct glane_str str_trim(struct glane_str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.n--;
	}
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool str_split(struct glane_str *rest, char sep, struct glane_str *ret)
{
	if (!rest->n)
		return false;
	ptrdiff_t at = str_find(*rest, sep);
	size_t n = at < 0 ? rest->n : (size_t)at;
	size_t past = at < 0 ? n : n + 1;
	*ret = (struct glane_str){ rest->p, n };
	rest->p += past;
	rest->n -= past;
	return true;
}

int str_int(struct glane_str s, int64_t *ret)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;
	if (s.n <= (size_t)minus)
		return GLANE_EINVAL;
	/* Summed below zero: there is one number more on that side. */
	for (size_t i = minus; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return GLANE_EINVAL;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return GLANE_EINVAL;
	}
	if (!minus && v == INT64_MIN)
		return GLANE_EINVAL;
	*ret = minus ? v : -v;
	return 0;
}

/* Length of the well-formed character at p (1..4) and what it is; 0: malformed. */
static size_t utf8_next(const char *p, size_t n, uint32_t *ret)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t length;
	uint32_t c, least;
	if (u[0] < 0x80) {
		*ret = u[0];
		return 1;
	} else if (u[0] >= 0xc2 && u[0] <= 0xdf) {
		length = 2, c = u[0] & 0x1f, least = 0x80;
	} else if ((u[0] & 0xf0) == 0xe0) {
		length = 3, c = u[0] & 0x0f, least = 0x800;
	} else if (u[0] >= 0xf0 && u[0] <= 0xf4) {
		length = 4, c = u[0] & 0x07, least = 0x10000;
	} else {
		return 0;
	}
	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return length;
}

size_t utf8_char(struct glane_str s)
{
	uint32_t c;
	return s.n ? utf8_next(s.p, s.n, &c) : 0;
}

bool utf8_valid(struct glane_str s)
{
	for (size_t i = 0, n; i < s.n; i += n) {
		uint32_t c;
		n = utf8_next(s.p + i, s.n - i, &c);
		if (!n)
			return false;
	}
	return true;
}

/* What is open of bidirectional embeddings (bit 0) and isolates (bit 1), innermost in the lowest place. */
struct bidi {
	uint64_t isolates;
	unsigned depth;
};

static bool bidi_step(struct bidi *b, uint32_t c)
{
	switch (c) {
	case 0x202a: /* embeddings and overrides */
	case 0x202b:
	case 0x202d:
	case 0x202e:
	case 0x2066: /* isolates */
	case 0x2067:
	case 0x2068:
		if (b->depth == 64)
			return false;
		b->isolates = b->isolates << 1 | (c >= 0x2066);
		b->depth++;
		return true;
	case 0x202c: /* ends an embedding, but not across an isolate */
		if (b->depth && !(b->isolates & 1)) {
			b->isolates >>= 1;
			b->depth--;
		}
		return true;
	case 0x2069: /* ends an isolate and the embeddings left open in it; alone it means nothing */
		if (!b->isolates)
			return true;
		for (bool found = false; !found; b->isolates >>= 1, b->depth--)
			found = b->isolates & 1;
		return true;
	default:
		return true;
	}
}

bool utf8_printable(struct glane_str s, bool lines)
{
	struct bidi bidi = { 0 };
	for (size_t i = 0, n; i < s.n; i += n) {
		uint32_t c;
		n = utf8_next(s.p + i, s.n - i, &c);
		if (!n || !bidi_step(&bidi, c))
			return false;
		if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
			if (!lines)
				return false;
		} else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			return false;
		}
	}
	return bidi.depth == 0;
}

/* U+00C0 to U+017F; "" stays as it is (the signs of multiplication and division). */
static const char folded[][3] = {
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",     /* 00C0 */
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",     /* 00D0 */
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",     /* 00E0 */
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",      /* 00F0 */
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",      /* 0100 */
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",      /* 0110 */
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",      /* 0120 */
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",    /* 0130 */
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",      /* 0140 */
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",    /* 0150 */
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",      /* 0160 */
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",      /* 0170 */
};
_Static_assert(COUNT_OF(folded) == 0x180 - 0xc0, "one entry per letter");

/* How a character is compared; NULL: as it is.  "" drops it. */
static const char *fold_of(uint32_t c)
{
	static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
	if (c >= 0xc0 && c < 0x180)
		return folded[c - 0xc0][0] ? folded[c - 0xc0] : NULL;
	if (c >= 0x300 && c < 0x370) /* accents that come as characters of their own, as macOS sends them */
		return "";
	if (c >= 0xfb00 && c <= 0xfb06)
		return ligatures[c - 0xfb00];
	if (c == 0xa0 || c == 0x2009 || c == 0x202f) /* spaces that do not break */
		return " ";
	if (c == 0x2019) /* the apostrophe of word processors */
		return "'";
	return NULL;
}

size_t utf8_fold(struct glane_str s, char *out, size_t cap)
{
	size_t used = 0;
	for (size_t i = 0, n; i < s.n; i += n) {
		uint32_t c = 0;
		const char *from = s.p + i;
		char small;
		n = utf8_next(from, s.n - i, &c);
		size_t length = n ? n : 1; /* a stray byte stays */
		if (n == 1) {
			small = (char)lower(*from);
			from = &small;
		} else if (n && fold_of(c)) {
			from = fold_of(c);
			length = strlen(from);
		}
		if (length > cap - used)
			break;
		memcpy(out + used, from, length);
		used += length;
		n = n ? n : 1;
	}
	return used;
}
