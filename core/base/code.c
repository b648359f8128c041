/* SPDX-License-Identifier: MPL-2.0 */
#include "base/code.h"

#include <string.h>

#include "base/attr.h"
#include "base/clock.h"

const char code_alphabet[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Value of an upper-case symbol, -1: none. */
static int symbol(char c)
{
	const char *at = c ? strchr(code_alphabet, c) : NULL;
	return at ? (int)(at - code_alphabet) : -1;
}

static unsigned times_a(unsigned r)
{
	r <<= 1;
	return r & 32 ? r ^ 0x25 : r; /* x^5 = x^2 + 1 */
}

char code_check(const char *data, size_t n)
{
	unsigned r = 0;
	REQUIRE(n >= 1 && n <= 30); /* the weights differ for 31 symbols, no more */
	for (size_t i = 0; i < n; i++) {
		int d = symbol(data[i]);
		REQUIRE(d >= 0);
		r = times_a(r) ^ (unsigned)d;
	}
	return code_alphabet[times_a(r)];
}

void code_random(char out[CODE_SYMBOLS + 1])
{
	uint64_t bits;
	do {
		random_bytes(&bits, sizeof(bits));
		bits >>= 4; /* 12 symbols of 5 bits */
	} while (!bits);
	for (size_t i = 0; i < CODE_SYMBOLS - 1; i++, bits >>= 5)
		out[i] = code_alphabet[bits & 31];
	out[CODE_SYMBOLS - 1] = code_check(out, CODE_SYMBOLS - 1);
	out[CODE_SYMBOLS] = 0;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Of "HTTPS://HOST/O/CODE?x" the CODE; of all else everything. */
static struct glane_str after_letter(struct glane_str s)
{
	for (size_t i = s.n; i >= 3; i--) {
		if (s.p[i - 1] != '/' || s.p[i - 3] != '/' || !is_letter(s.p[i - 2]))
			continue;
		struct glane_str code = { s.p + i, s.n - i };
		for (size_t k = 0; k < code.n; k++)
			if (code.p[k] == '?' || code.p[k] == '#')
				code.n = k;
		return code;
	}
	return s;
}

/* Bytes of a separator that people put between groups: spaces of any kind, the line end of a scanner, '-'. */
static size_t separator(struct glane_str s, size_t i)
{
	if (strchr(" \t\r\n-", s.p[i]) && s.p[i])
		return 1;
	if (s.n - i >= 2 && memcmp(s.p + i, "\xc2\xa0", 2) == 0)
		return 2;
	return s.n - i >= 3 && memcmp(s.p + i, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

static char fold(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 32);
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

/* `out` may be NULL: only looks whether all is good. */
static int fold_into(struct glane_str typed, char *out, size_t n)
{
	size_t found = 0;
	for (size_t i = 0, skip; i < typed.n; i += skip) {
		skip = separator(typed, i);
		if (skip)
			continue;
		skip = 1;
		char c = fold(typed.p[i]);
		if (found == n || symbol(c) < 0)
			return GLANE_EINVAL;
		if (out)
			out[found] = c;
		found++;
	}
	if (found != n)
		return GLANE_EINVAL;
	if (out)
		out[found] = 0;
	return 0;
}

int code_fold(struct glane_str typed, char *out, size_t n)
{
	typed = after_letter(typed);
	int rc = fold_into(typed, NULL, n); /* `out` stays as it is when something is wrong further on */
	return rc ? rc : fold_into(typed, out, n);
}

int code_parse(struct glane_str typed, char out[CODE_SYMBOLS + 1])
{
	char folded[CODE_SYMBOLS + 1];
	int rc = code_fold(typed, folded, CODE_SYMBOLS);
	if (rc)
		return rc;
	if (code_check(folded, CODE_SYMBOLS - 1) != folded[CODE_SYMBOLS - 1])
		return GLANE_EINVAL;
	memcpy(out, folded, sizeof(folded));
	return 0;
}

/* H. M. Damm's quasigroup of order 10, totally anti-symmetric: catches every wrong digit and every swap of neighbours. */
static const uint8_t damm[10][10] = {
	{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 },
	{ 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
	{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
	{ 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
	{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
	{ 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
	{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 },
	{ 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
	{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
	{ 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

char damm_digit(const char *digits, size_t n)
{
	unsigned r = 0;
	for (size_t i = 0; i < n; i++) {
		REQUIRE(digits[i] >= '0' && digits[i] <= '9');
		r = damm[r][digits[i] - '0'];
	}
	return (char)('0' + r);
}

void short_text(int64_t number, char out[SHORT_DIGITS + 1])
{
	REQUIRE(number >= 0 && number <= 99999);
	for (size_t i = SHORT_DIGITS - 1; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
	out[SHORT_DIGITS - 1] = damm_digit(out, SHORT_DIGITS - 1);
	out[SHORT_DIGITS] = 0;
}

int short_parse(struct glane_str typed, int64_t *ret_number)
{
	char digits[SHORT_DIGITS];
	int64_t number = 0;
	size_t n = 0;
	for (size_t i = 0, skip; i < typed.n; i += skip) {
		skip = separator(typed, i);
		if (skip)
			continue;
		skip = 1;
		if (n == SHORT_DIGITS || typed.p[i] < '0' || typed.p[i] > '9')
			return GLANE_EINVAL;
		digits[n++] = typed.p[i];
	}
	if (n != SHORT_DIGITS || damm_digit(digits, n) != '0')
		return GLANE_EINVAL;
	for (size_t i = 0; i < SHORT_DIGITS - 1; i++)
		number = number * 10 + (digits[i] - '0');
	*ret_number = number;
	return 0;
}
