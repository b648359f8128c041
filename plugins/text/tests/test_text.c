/* SPDX-License-Identifier: MPL-2.0 */
/* Words, kilograms, euros, days as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/text.h"

/* --- text ------------------------------------------------------------------------------------------------- */
static void folds_to(const char *text, const char *wanted)
{
	char out[200];
	size_t n = text_fold(glane_cstr(text), out);
	assert_int_equal(n, strlen(wanted));
	assert_string_equal(out, wanted);
}

static void test_fold(void **state)
{
	(void)state;
	folds_to("Électroménager", "electromenager");
	folds_to("  LIVRES  ", "livre");
	folds_to("jeux", "jeu");
	folds_to("Table  à\xc2\xa0repasser", "table a repasser");
	folds_to("chaises bois", "chaise boi");
	folds_to("Cœur, Æther", "coeur, aether");
	folds_to("l\xe2\x80\x99" "été", "l'ete");
	folds_to("E\xcc\x81" "te\xcc\x81", "ete"); /* accents behind their letters */
	folds_to("bas", "bas");                    /* three letters are too few for a plural */
	folds_to("2 couverts", "2 couvert");
	folds_to("", "");
	folds_to("s", "s");
	folds_to("×÷ þ", "×÷ þ");
}

static void weighs(const char *text, int64_t grams)
{
	int64_t v = -1;
	assert_int_equal(text_grams(glane_cstr(text), &v), 0);
	assert_int_equal(v, grams);
}

static void test_grams(void **state)
{
	(void)state;
	weighs("1,84", 1840);
	weighs("1.84", 1840);
	weighs("20", 20000);
	weighs("0.03", 30);
	weighs(",5", 500);
	weighs("5,", 5000);
	weighs("1.2340", 1234);
	weighs(" 7\xc2\xa0", 7000);
	weighs("-2.5", -2500);
	static const char *const bad[] = { "", "-", ",", "1.2345", "1,2.3", "1e3", "+1", "1 000", "2kg", "0x10", "99999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t v = 77;
		assert_int_equal(text_grams(glane_cstr(bad[i]), &v), GLANE_EINVAL);
		assert_int_equal(v, 77);
	}
}

static void test_day(void **state)
{
	(void)state;
	int64_t day;
	char back[11];
	assert_int_equal(text_day(glane_cstr("1970-01-01"), &day), 0);
	assert_int_equal(day, 0);
	assert_int_equal(text_day(glane_cstr("2025-10-01"), &day), 0);
	assert_int_equal(day, 20362);
	assert_int_equal(text_day(glane_cstr("2024-02-29"), &day), 0);
	assert_int_equal(day, 19782);
	static const char *const bad[] = { "", "2025-10-1", "01/10/2025", "2025-13-01", "2025-02-29", "2025-00-10", "2025-04-31", "0000-01-01", "2025-10-0a" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(text_day(glane_cstr(bad[i]), &day), GLANE_EINVAL);
	int64_t last = -1;
	for (int64_t d = 0; d < 40000; d++) { /* each day comes back as itself, one after the other */
		text_from_day(d, back);
		assert_int_equal(text_day(glane_cstr(back), &day), 0);
		assert_int_equal(day, d);
		assert_true(day > last);
		last = day;
	}
	text_from_day(20362, back);
	assert_string_equal(back, "2025-10-01");
}

static void test_utf8(void **state)
{
	(void)state;
	assert_int_equal(text_utf8(glane_cstr("é€😀")), -1);
	assert_int_equal(text_utf8(glane_cstr("ab\xe9" "c")), 2);       /* Windows-1252 */
	assert_int_equal(text_utf8(glane_cstr("\xc0\xaf")), 0);         /* overlong */
	assert_int_equal(text_utf8(glane_cstr("\xed\xa0\x80")), 0);     /* a surrogate */
	assert_int_equal(text_utf8(glane_cstr("\xf4\x90\x80\x80")), 0); /* beyond the last */
	assert_int_equal(text_utf8(glane_cstr("x\xe2\x82")), 1);        /* cut off */
	assert_true(text_is_printable(glane_cstr("été"), 0));
	assert_false(text_is_printable(glane_cstr("a\nb"), 0));
	assert_true(text_is_printable(glane_cstr("a\nb"), 1));
	assert_false(text_is_printable(glane_cstr("a\x1b[31m"), 1));
	assert_false(text_is_printable(glane_cstr("a\xe2\x80\xae" "b"), 1));
	assert_int_equal(text_cut(glane_cstr("aéb"), 2), 1);
	assert_int_equal(text_cut(glane_cstr("aéb"), 3), 3);
}

static void test_cents(void **state)
{
	(void)state;
	int64_t v = 0;
	assert_int_equal(text_cents(glane_cstr("6.0"), &v), 0);
	assert_int_equal(v, 600);
	assert_int_equal(text_cents(glane_cstr(" 0,32 \xe2\x82\xac"), &v), 0);
	assert_int_equal(v, 32);
	assert_int_equal(text_cents(glane_cstr("\xe2\x82\xac" "4"), &v), 0);
	assert_int_equal(v, 400);
	assert_int_equal(text_cents(glane_cstr("1,005"), &v), GLANE_EINVAL);
	assert_int_equal(text_cents(glane_cstr("\xe2\x82\xac"), &v), GLANE_EINVAL);
	assert_int_equal(text_decimal(glane_cstr("12"), 0, &v), 0);
	assert_int_equal(v, 12);
	assert_int_equal(text_decimal(glane_cstr("12,5"), 0, &v), GLANE_EINVAL);
}

static void test_windows(void **state)
{
	(void)state;
	char out[40];
	assert_int_equal(text_from_windows(glane_cstr("D\xe9" "co \x80 \x9c"), out), 12);
	assert_string_equal(out, "D\xc3\xa9" "co \xe2\x82\xac \xc5\x93");
	assert_int_equal(text_from_windows(glane_cstr("a\x81"), out), -1); /* no character */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),  cmocka_unit_test(test_grams), cmocka_unit_test(test_cents),
		cmocka_unit_test(test_day),   cmocka_unit_test(test_utf8),  cmocka_unit_test(test_windows),
	};
	return cmocka_run_group_tests_name("text/text", tests, NULL, NULL);
}
