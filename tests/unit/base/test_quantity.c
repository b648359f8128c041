/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/quantity.h"

#define S "\xe2\x80\xaf" /* narrow no-break space */

static void decimals_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t decimals;
		int64_t v;
	} good[] = {
		{ "1,84", 2, 184 }, { "1.84", 2, 184 }, { " 1,84 ", 2, 184 }, { S "1,84\xc2\xa0\t", 2, 184 }, { "1", 2, 100 },
		{ "0", 3, 0 }, { "-0", 3, 0 }, { "-1,5", 3, -1500 }, { "-0,5", 3, -500 }, { "007", 0, 7 }, { "1,8400", 2, 184 },
		{ "1,000", 0, 1 }, { "0,001", 3, 1 }, { "9223372036854775807", 0, INT64_MAX },
		{ "-9223372036854775808", 0, INT64_MIN }, { "9223372036854775,807", 3, INT64_MAX },
		{ "0,000000000000000001", 18, 1 }, { "9,223372036854775807", 18, INT64_MAX },
	};
	static const struct {
		const char *text;
		uint32_t decimals;
	} bad[] = {
		{ "", 2 }, { " ", 2 }, { "-", 2 }, { "+1", 2 }, { "1e3", 2 }, { "1,8,4", 2 }, { "1.8,4", 2 }, { "1,,8", 2 },
		{ ",5", 2 }, { "5,", 2 }, { ",", 2 }, { "-,5", 2 }, { "- 1", 2 }, { "--1", 2 }, { "1 840", 2 }, { "1" S "840", 2 },
		{ "1,845", 2 }, { "0,0005", 3 }, { "1,8401", 2 }, { "1,5", 0 }, { "9223372036854775808", 0 },
		{ "9223372036854775,808", 3 }, { "92233720368547759", 3 }, { "-9223372036854775809", 0 },
		{ "99999999999999999999999999", 3 }, { "1,84 kg", 3 }, { "1,84€", 2 }, { "0x10", 2 }, { "NaN", 2 },
		{ "\xd9\xa1", 2 }, { "1\n", 2 },
	};
	int64_t v;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		v = 42;
		if (decimal_parse(str_c(good[i].text), good[i].decimals, &v) || v != good[i].v)
			fail_msg("'%s' is %lld", good[i].text, (long long)v);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		v = 42;
		if (decimal_parse(str_c(bad[i].text), bad[i].decimals, &v) != GLANE_EINVAL || v != 42)
			fail_msg("'%s' is taken", bad[i].text);
	}
	assert_int_equal(decimal_parse((struct glane_str){ "1\0", 2 }, 2, &v), GLANE_EINVAL);
	assert_int_equal(grams_parse(STR("1,84"), &v), 0);
	assert_int_equal(v, 1840);
	assert_int_equal(grams_parse(STR("0,0005"), &v), GLANE_EINVAL);
	assert_int_equal(cents_parse(STR("4.5"), &v), 0);
	assert_int_equal(v, 450);
}

static void shown(const struct glane_value *v, const char *fr, const char *en)
{
	struct buf b;
	const struct zone *paris = zone_get("Europe/Paris");
	buf_init(&b, 1000);
	quantity_text(v, "fr", paris, &b);
	assert_string_equal(buf_get(&b).p, fr);
	buf_clear(&b);
	quantity_text(v, "en", paris, &b);
	assert_string_equal(buf_get(&b).p, en);
	buf_fini(&b);
}

static void quantities_are_shown(void **state)
{
	(void)state;
	static const struct {
		uint32_t unit;
		int64_t v;
		const char *fr, *en;
	} rows[] = {
		{ GLANE_U_NONE, 1234567, "1234567", "1234567" },
		{ GLANE_U_GRAMS, 0, "0" S "g", "0" S "g" },
		{ GLANE_U_GRAMS, 840, "840" S "g", "840" S "g" },
		{ GLANE_U_GRAMS, 999, "999" S "g", "999" S "g" },
		{ GLANE_U_GRAMS, 1000, "1" S "kg", "1" S "kg" },
		{ GLANE_U_GRAMS, 1840, "1,84" S "kg", "1.84" S "kg" },
		{ GLANE_U_GRAMS, 1845, "1,845" S "kg", "1.845" S "kg" },
		{ GLANE_U_GRAMS, 1005, "1,005" S "kg", "1.005" S "kg" },
		{ GLANE_U_GRAMS, -1500, "-1,5" S "kg", "-1.5" S "kg" },
		{ GLANE_U_GRAMS, 999999, "999,999" S "kg", "999.999" S "kg" },
		{ GLANE_U_GRAMS, 12500500, "12" S "500,5" S "kg", "12,500.5" S "kg" },
		{ GLANE_U_GRAMS, 1000005000000, "1" S "000" S "005" S "000" S "kg", "1,000,005,000" S "kg" },
		{ GLANE_U_GRAMS, INT64_MIN, "-9" S "223" S "372" S "036" S "854" S "775,808" S "kg",
		  "-9,223,372,036,854,775.808" S "kg" },
		{ GLANE_U_CENTS, 450, "4,50" S "€", "€4.50" },
		{ GLANE_U_CENTS, 5, "0,05" S "€", "€0.05" },
		{ GLANE_U_CENTS, -5, "-0,05" S "€", "-€0.05" },
		{ GLANE_U_CENTS, 123456700, "1" S "234" S "567,00" S "€", "€1,234,567.00" },
		{ GLANE_U_PER_MILLE, 454, "45,4" S "%", "45.4%" },
		{ GLANE_U_PER_MILLE, 1000, "100,0" S "%", "100.0%" },
		{ GLANE_U_PER_MILLE, -3, "-0,3" S "%", "-0.3%" },
		{ GLANE_U_DAY, 20780, "23/11/2026", "2026-11-23" },
		{ GLANE_U_TIME_MS, 1795413900000, "23/11/2026 07:05", "2026-11-23 07:05" },
		{ GLANE_U_TIME_MS, 1782907199999, "01/07/2026 13:59", "2026-07-01 13:59" },
		/* Two significant digits: 429.02 kg at the three displacement rates. */
		{ GLANE_U_CO2_GRAMS, 214510, "0,21" S "t", "0.21" S "t" },
		{ GLANE_U_CO2_GRAMS, 120125, "0,12" S "t", "0.12" S "t" },
		{ GLANE_U_CO2_GRAMS, 278863, "0,28" S "t", "0.28" S "t" },
		{ GLANE_U_CO2_GRAMS, 0, "0" S "kg", "0" S "kg" },
		{ GLANE_U_CO2_GRAMS, 7, "0,007" S "kg", "0.007" S "kg" },
		{ GLANE_U_CO2_GRAMS, 845, "0,85" S "kg", "0.85" S "kg" },
		{ GLANE_U_CO2_GRAMS, 844, "0,84" S "kg", "0.84" S "kg" },
		{ GLANE_U_CO2_GRAMS, 995, "1,0" S "kg", "1.0" S "kg" },
		{ GLANE_U_CO2_GRAMS, 4449, "4,4" S "kg", "4.4" S "kg" },
		{ GLANE_U_CO2_GRAMS, 49030, "49" S "kg", "49" S "kg" },
		{ GLANE_U_CO2_GRAMS, 99499, "99" S "kg", "99" S "kg" },
		{ GLANE_U_CO2_GRAMS, 99500, "0,10" S "t", "0.10" S "t" },
		{ GLANE_U_CO2_GRAMS, 994999, "0,99" S "t", "0.99" S "t" },
		{ GLANE_U_CO2_GRAMS, 995000, "1,0" S "t", "1.0" S "t" },
		{ GLANE_U_CO2_GRAMS, 12345678, "12" S "t", "12" S "t" },
		{ GLANE_U_CO2_GRAMS, 1250000000, "1" S "300" S "t", "1,300" S "t" },
		{ GLANE_U_CO2_GRAMS, -53000, "-53" S "kg", "-53" S "kg" },
	};
	struct arena a;
	arena_init(&a, 1 << 16);
	struct glane_value *v = value_array(&a);
	for (uint32_t i = 0; i < COUNT_OF(rows); i++) {
		value_add_quantity(v, NULL, rows[i].v, rows[i].unit);
		shown(value_at(v, i), rows[i].fr, rows[i].en);
	}
	arena_fini(&a);
}

static void other_leaves_are_shown(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 1 << 16);
	struct glane_value *v = value_array(&a);
	value_add_text(v, NULL, STR("<é>"));
	value_add_int(v, NULL, -2026);
	value_add_decimal(v, NULL, 12345670, 3);
	value_add_decimal(v, NULL, -5, 2);
	value_add_bool(v, NULL, true);
	value_add_null(v, NULL);
	value_add_object(v, NULL);
	shown(value_at(v, 0), "<é>", "<é>");
	shown(value_at(v, 1), "-2026", "-2026");
	shown(value_at(v, 2), "12345,670", "12345.670");
	shown(value_at(v, 3), "-0,05", "-0.05");
	shown(value_at(v, 4), "true", "true");
	shown(value_at(v, 5), "", "");
	shown(value_at(v, 6), "", "");
	shown(NULL, "", "");
	arena_fini(&a);
}

/* What is shown can be typed back, to the gram. */
static void no_gram_is_hidden(void **state)
{
	(void)state;
	struct buf b;
	struct arena a;
	buf_init(&b, 100);
	arena_init(&a, 1 << 12);
	for (int64_t grams = 1000; grams < 40000; grams += 1) {
		int64_t back;
		struct glane_value *v = value_array(&a);
		value_add_quantity(v, NULL, grams, GLANE_U_GRAMS);
		buf_clear(&b);
		quantity_text(value_at(v, 0), "fr", NULL, &b);
		struct glane_str s = buf_get(&b);
		s.n -= sizeof(S "kg") - 1;
		assert_int_equal(grams_parse(s, &back), 0);
		assert_true(back == grams);
		arena_reset(&a);
	}
	buf_fini(&b);
	arena_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_read), cmocka_unit_test(quantities_are_shown),
		cmocka_unit_test(other_leaves_are_shown), cmocka_unit_test(no_gram_is_hidden),
	};
	return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
