/* SPDX-License-Identifier: MPL-2.0 */
/* A weight as people write it, and what new challenges begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/forms.h"
#include "challenge/weight.h"
#include "text/text.h"

static void reads(const char *typed, int in_grams, int64_t grams, int64_t other)
{
	struct weight w = { -7, -7 };
	if (weight_read(glane_cstr(typed), in_grams, &w) != 0 || w.grams != grams || w.other != other)
		fail_msg("\"%s\": %lld or %lld", typed, (long long)w.grams, (long long)w.other);
}

static void reads_none(const char *typed)
{
	struct weight w;
	if (weight_read(glane_cstr(typed), 0, &w) == 0)
		fail_msg("\"%s\" is no weight, and was read as %lld", typed, (long long)w.grams);
}

static void what_is_sure_is_read(void **state)
{
	(void)state;
	reads("3,2", 0, 3200, -1);
	reads(" 3.2 ", 0, 3200, -1);
	reads("0", 0, 0, -1);
	reads("0", 1, 0, -1);
	reads("12", 0, 12000, -1);
	reads("3200", 1, 3200, -1);
	reads("-1", 0, -1000, -1);
	/* with its unit, whatever the unit of the challenge */
	reads("3200 g", 0, 3200, -1);
	reads("3200g", 0, 3200, -1);
	reads("3 200 g", 0, 3200, -1);
	reads("3\u202f200\u00a0g", 0, 3200, -1);
	reads("3,2 kg", 1, 3200, -1);
	reads("3,2 Kg", 1, 3200, -1);
	reads("900 kg", 0, 900000, -1);
	reads("2 kilos", 1, 2000, -1);
	reads("3,5 g", 1, 4, -1); /* to the gram, half up */
}

static void what_may_be_two_things_is_never_guessed(void **state)
{
	(void)state;
	reads("3200", 0, 3200000, 3200);
	reads("900", 0, 900000, 900);
	reads("50", 0, 50000, 50);
	reads("49", 0, 49000, -1);
	reads("50,5", 0, 50500, -1); /* decimals say kilograms, as long as it can be a bin */
	reads("100,5", 0, 100500, 101);
	reads("3,2", 1, 3, 3200);
	reads("3", 1, 3, 3000);
	reads("49", 1, 49, 49000);
	reads("50", 1, 50, -1);
}

static void what_is_no_weight_is_refused(void **state)
{
	(void)state;
	const char *const none[] = { "", " ", "kg", "abc", "3 pommes", "3,2,1", "--3", "3-2", "1e3", "3,2345", "1234567890123456789", "3 kg g", "+3" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		reads_none(none[i]);
}

static void a_reference_is_a_day_of_a_published_year(void **state)
{
	(void)state;
	assert_int_equal(reference_grams(203000), 556);
	assert_int_equal(reference_grams(254000), 696);
	assert_int_equal(reference_grams(335000), 918);
	assert_int_equal(reference_grams(283000), 775);
	for (const struct form *f = forms; f->id; f++) {
		const struct reference *r = reference_find(f->reference);
		assert_non_null(r);
		assert_int_equal(r->covers, f->scored); /* or the page would refuse its own proposal */
		assert_true(f->baseline_weeks >= 3 && f->weeks - f->baseline_weeks >= 4);
		assert_int_equal(f->scored & ~f->weighed, 0);
	}
}

static void a_new_challenge_begins_on_a_monday_ahead(void **state)
{
	(void)state;
	for (int64_t today = 19000; today < 19000 + 3000; today++)
		for (const struct form *f = forms; f->id; f++) {
			int64_t first = form_first_day(f, today);
			int64_t from, to;
			char text[11];
			assert_false(form_feasts(first, first + 7 * f->baseline_weeks, &from, &to)); /* nobody begins around Christmas */
			assert_int_equal(first % 7, 4); /* 1970-01-05, day 4, was a Monday */
			assert_true(first > today && first <= today + 366 + 35);
			text_from_day(first + 7 * f->baseline_weeks, text);
			if (f->in_november)
				assert_true(strcmp(text + 5, "10-29") >= 0 && strcmp(text + 5, "11-04") <= 0);
		}
}

static void feasts_are_from_christmas_eve_to_new_year(void **state)
{
	(void)state;
	char text[11];
	for (int64_t day = 19000; day < 19000 + 3000; day++) {
		int64_t from, to;
		text_from_day(day, text);
		int in = strcmp(text + 5, "12-24") >= 0 || strcmp(text + 5, "01-01") == 0;
		assert_int_equal(form_feasts(day, day + 1, &from, &to), in);
		text_from_day(from, text);
		assert_string_equal(text + 5, "12-24");
		text_from_day(to, text);
		assert_string_equal(text + 5, "01-01");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sure_is_read),
		cmocka_unit_test(what_may_be_two_things_is_never_guessed),
		cmocka_unit_test(what_is_no_weight_is_refused),
		cmocka_unit_test(a_reference_is_a_day_of_a_published_year),
		cmocka_unit_test(a_new_challenge_begins_on_a_monday_ahead),
		cmocka_unit_test(feasts_are_from_christmas_eve_to_new_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
