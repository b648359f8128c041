/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/str.h"

static void compares(void **state)
{
	(void)state;
	assert_true(str_eq(STR("abc"), str_c("abc")));
	assert_false(str_eq(STR("abc"), STR("abcd")));
	assert_false(str_eq(STR("abc"), STR("abd")));
	assert_true(str_eq(str_c(NULL), STR_NONE));
	assert_true(str_is(STR("x"), "x"));
	assert_true(str_eq_nocase(STR("Content-Type"), STR("content-TYPE")));
	assert_false(str_eq_nocase(STR("a["), STR("a{"))); /* 32 apart, but no letters */
	assert_false(str_eq_nocase(STR("É"), STR("é")));
	assert_true(str_starts(STR("/p/items"), STR("/p/")));
	assert_false(str_starts(STR("/p"), STR("/p/")));
	assert_true(str_starts_nocase(STR("/O/X"), STR("/o/")));
	assert_false(str_starts_nocase(STR("/P/X"), STR("/o/")));
	assert_true(str_ends(STR("a.html"), STR(".html")));
	assert_false(str_ends(STR("html"), STR(".html")));
	assert_true(str_ends(STR("a"), STR_NONE));
}

static void finds_trims_splits(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("abc"), 'c'), 2);
	assert_int_equal(str_find(STR("abc"), 'd'), -1);
	assert_int_equal(str_find(STR_NONE, 0), -1);
	assert_true(str_is(str_trim(STR("abc")), "abc"));
	assert_true(str_eq(str_trim(STR(" \t a b \t")), STR("a b")));
	assert_int_equal(str_trim(STR(" \t ")).n, 0);

	struct glane_str rest = STR("a,,b"), piece;
	assert_true(str_split(&rest, ',', &piece) && str_eq(piece, STR("a")));
	assert_true(str_split(&rest, ',', &piece) && piece.n == 0);
	assert_true(str_split(&rest, ',', &piece) && str_eq(piece, STR("b")));
	assert_false(str_split(&rest, ',', &piece));
	rest = STR_NONE;
	assert_false(str_split(&rest, ',', &piece));
	rest = STR("a,");
	assert_true(str_split(&rest, ',', &piece) && str_eq(piece, STR("a")));
	assert_false(str_split(&rest, ',', &piece));
}

static void reads_integers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t v;
	} good[] = {
		{ "0", 0 }, { "-0", 0 }, { "007", 7 }, { "-12", -12 },
		{ "9223372036854775807", INT64_MAX }, { "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "--1", "1-", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999999",
	};
	int64_t v;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		v = 42;
		assert_int_equal(str_int(str_c(good[i].text), &v), 0);
		assert_true(v == good[i].v);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		v = 42;
		assert_int_equal(str_int(str_c(bad[i]), &v), GLANE_EINVAL);
		assert_true(v == 42);
	}
	assert_int_equal(str_int((struct glane_str){ "1\0", 2 }, &v), GLANE_EINVAL);
}

/* Independent of the code under test: encode every code point, and damage it. */
static size_t encode(uint32_t c, unsigned char *u)
{
	if (c < 0x80) {
		u[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		u[0] = (unsigned char)(0xc0 | c >> 6);
		u[1] = (unsigned char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		u[0] = (unsigned char)(0xe0 | c >> 12);
		u[1] = (unsigned char)(0x80 | (c >> 6 & 63));
		u[2] = (unsigned char)(0x80 | (c & 63));
		return 3;
	}
	u[0] = (unsigned char)(0xf0 | c >> 18);
	u[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	u[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	u[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

static bool valid(const void *p, size_t n)
{
	/* A copy of exact size, so that the sanitizer sees a look past the end. */
	char *copy = malloc(n + 1);
	memcpy(copy, p, n);
	copy[n] = (char)0x80; /* would complete a cut character, were it read */
	bool ok = utf8_valid((struct glane_str){ copy, n });
	free(copy);
	return ok;
}

static void utf8_every_code_point(void **state)
{
	(void)state;
	unsigned char u[4];
	for (uint32_t c = 0; c < 0x140000; c++) {
		size_t n = encode(c, u);
		bool want = c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
		if (utf8_valid((struct glane_str){ (char *)u, n }) != want)
			fail_msg("U+%04X", c);
		if (utf8_char((struct glane_str){ (char *)u, n }) != (want ? n : 0))
			fail_msg("length of U+%04X", c);
	}
}

static void utf8_malformed(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff",
		"\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2(\xa1", "\xe2\x82(", "a\xc3", "\xc3\xa9\xa9",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (valid(bad[i], strlen(bad[i])))
			fail_msg("row %zu", i);
	assert_true(valid("", 0));
	assert_true(valid("\0a", 2));
	assert_true(valid("Œuvre d’art 😀", strlen("Œuvre d’art 😀")));
	assert_int_equal(utf8_char(STR_NONE), 0);
}

static void utf8_printing(void **state)
{
	(void)state;
	assert_true(utf8_printable(STR("Électroménager « d’occasion »"), false));
	assert_true(utf8_printable(STR_NONE, false));
	assert_false(utf8_printable(STR("a\nb"), false));
	assert_false(utf8_printable(STR("a\tb"), false));
	assert_true(utf8_printable(STR("a\r\n\tb"), true));
	assert_false(utf8_printable(STR("a\x1b[2J"), true));
	assert_false(utf8_printable((struct glane_str){ "a\0b", 3 }, true));
	assert_false(utf8_printable(STR("\x7f"), true));
	assert_false(utf8_printable(STR("\xc2\x85"), true)); /* C1: next line */
	assert_false(utf8_printable(STR("\xc2\x9b"), true)); /* C1: CSI */
	assert_true(utf8_printable(STR("\xc2\xa0"), false));
	assert_false(utf8_printable(STR("\xe2\x80\xa8"), false)); /* line separator */
	assert_false(utf8_printable(STR("\xff"), true));

#define RLO "\xe2\x80\xae"
#define LRE "\xe2\x80\xaa"
#define PDF "\xe2\x80\xac"
#define RLI "\xe2\x81\xa7"
#define PDI "\xe2\x81\xa9"
	assert_false(utf8_printable(STR("a" RLO "b"), true));
	assert_true(utf8_printable(STR("a" RLO "b" PDF), true));
	assert_false(utf8_printable(STR(RLI "x"), true));
	assert_true(utf8_printable(STR(RLI "x" PDI), true));
	assert_true(utf8_printable(STR(RLI RLO "x" PDI), true));   /* the isolate ends what is open in it */
	assert_false(utf8_printable(STR(RLO RLI "x" PDF PDI), true)); /* PDF does not reach out of the isolate */
	assert_false(utf8_printable(STR(RLO RLI "x" PDF PDF), true));
	assert_false(utf8_printable(STR(LRE LRE "x" PDF), true));
	assert_true(utf8_printable(STR(PDF PDI "x"), true)); /* ends nothing */

	char deep[3 * 200 + 1] = "";
	for (size_t i = 0; i < 100; i++)
		memcpy(deep + 3 * i, LRE, 3);
	for (size_t i = 100; i < 200; i++)
		memcpy(deep + 3 * i, PDF, 3);
	assert_false(utf8_printable((struct glane_str){ deep, 600 }, true)); /* deeper than any text */
	for (size_t i = 0; i < 64; i++)
		memcpy(deep + 3 * i, LRE, 3);
	for (size_t i = 64; i < 128; i++)
		memcpy(deep + 3 * i, PDF, 3);
	assert_true(utf8_printable((struct glane_str){ deep, 3 * 128 }, true));
	for (size_t i = 0; i < 63; i++)
		memcpy(deep + 3 * i, LRE, 3);
	memcpy(deep + 3 * 63, RLI, 3);
	memcpy(deep + 3 * 64, PDI, 3);
	assert_false(utf8_printable((struct glane_str){ deep, 3 * 65 }, true)); /* the 63 are still open */
}

static void folds_to(const char *text, const char *want)
{
	char out[256];
	size_t n = utf8_fold(str_c(text), out, sizeof(out) - 1);
	out[n] = 0;
	assert_string_equal(out, want);
}

static void utf8_folding(void **state)
{
	(void)state;
	folds_to("Électroménager", "electromenager");
	folds_to("E\xcc\x81lectrome\xcc\x81nager", "electromenager"); /* accents as characters of their own */
	folds_to("ŒUVRE Œ œ Æ æ", "oeuvre oe oe ae ae");
	folds_to("ÀÂÄÇÈÊËÎÏÔÖÙÛÜŸ àâäçèêëîïôöùûüÿ", "aaaceeeiioouuuy aaaceeeiioouuuy");
	folds_to("Straße ĳ Łódź Čapek ĞIŞ Đ Ħ Ŋ þ ſ", "strasse ij lodz capek gis d h n th s");
	folds_to("ÀÐÑÕØÝÞ Ā Ĩ Ĵ Ķ Ŕ Ŝ Ţ Ũ Ŵ Ŷ Ź", "adnooyth a i j k r s t u w y z");
	folds_to("d’occasion l'eau", "d'occasion l'eau");
	folds_to("1\xe2\x80\xaf" "000\xc2\xa0" "ﬁn", "1 000 fin");
	folds_to("3 × 4 ÷ 2 Ω 日本", "3 × 4 ÷ 2 Ω 日本");
	folds_to("a\xff" "B", "a\xff" "b");
	char out[4];
	assert_int_equal(utf8_fold(STR("ab日"), out, 4), 2); /* never a part of a character */
	assert_int_equal(utf8_fold(STR("abcœ"), out, 4), 3);
	assert_int_equal(utf8_fold(STR("abœ"), out, 4), 4);
	assert_int_equal(utf8_fold(STR("ab"), out, 0), 0);
}

/* Folding what is folded changes nothing, for every character: an index of folded words can be asked with one. */
static void utf8_folding_is_stable(void **state)
{
	(void)state;
	char once[16], twice[16];
	unsigned char u[4];
	for (uint32_t c = 1; c < 0x10000; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		size_t n = utf8_fold((struct glane_str){ (char *)u, encode(c, u) }, once, sizeof(once));
		size_t m = utf8_fold((struct glane_str){ once, n }, twice, sizeof(twice));
		if (n != m || memcmp(once, twice, n) != 0)
			fail_msg("U+%04X", c);
		if (c >= 0xc0 && c < 0x180 && c != 0xd7 && c != 0xf7)
			for (size_t i = 0; i < n; i++)
				if (once[i] < 'a' || once[i] > 'z')
					fail_msg("U+%04X has no plain letter", c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares), cmocka_unit_test(finds_trims_splits), cmocka_unit_test(reads_integers),
		cmocka_unit_test(utf8_every_code_point), cmocka_unit_test(utf8_malformed), cmocka_unit_test(utf8_printing),
		cmocka_unit_test(utf8_folding), cmocka_unit_test(utf8_folding_is_stable),
	};
	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
