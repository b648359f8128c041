/* SPDX-License-Identifier: MPL-2.0 */
/* Rules of what may be shown about several households, each against all small cases or against plain counting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/anonymous.h"

static void changes_are_counted(void **state)
{
	(void)state;
	static const struct member old[] = { { 1, 10 }, { 2, 20 }, { 3, 30 }, { 7, 70 } }, erased[] = { { 0, 0 }, { 1, 10 }, { 2, 20 }, { 7, 70 } };
	static const struct member same[] = { { 1, 10 }, { 2, 20 }, { 7, 70 } }, next[] = { { 1, 11 }, { 3, 30 }, { 8, 80 } };
	assert_int_equal(anonymous_changed(old, 4, old, 4), 0);
	assert_int_equal(anonymous_changed(old, 4, same, 3), 1);
	assert_int_equal(anonymous_changed(same, 3, old, 4), 1);
	assert_int_equal(anonymous_changed(old, 4, next, 3), 4); /* 1 changed, 2 and 7 went, 8 came */
	assert_int_equal(anonymous_changed(erased, 4, same, 3), 1); /* who was erased stays one that changed */
	assert_int_equal(anonymous_changed(NULL, 0, next, 3), 3);
	assert_true(anonymous_may_follow(old, 4, old, 4));
	assert_false(anonymous_may_follow(old, 4, same, 3));
	assert_false(anonymous_may_follow(erased, 4, same, 3));
	assert_true(anonymous_may_follow(old, 4, next, 3));
	assert_false(digest_of((int64_t[]){ 1, 2 }, 2) == digest_of((int64_t[]){ 2, 1 }, 2));
	assert_false(digest_of((int64_t[]){ 0 }, 1) == digest_of((int64_t[]){ 0, 0 }, 2));
}

/* All counts of five bands up to 4 households: no group of one or two, whole neighbours, and none joined without need. */
static void bands_of_one_or_two_are_joined(void **state)
{
	(void)state;
	for (int code = 0; code < 5 * 5 * 5 * 5 * 5; code++) {
		size_t counts[5], total = 0, sum = 0;
		int group[5], rest = code, small = 0;
		for (int i = 0; i < 5; i++, rest /= 5) {
			counts[i] = (size_t)(rest % 5);
			total += counts[i];
			small += counts[i] == 1 || counts[i] == 2;
		}
		anonymous_bands(counts, 5, group);
		for (int i = 0; i < 5; i++) {
			assert_true(group[i] == i || (i && group[i] == group[i - 1]));
			sum = group[i] == i ? counts[i] : sum + counts[i];
			if ((i == 4 || group[i + 1] == i + 1) && (sum == 1 || sum == 2))
				assert_true(total < 3); /* then all of them are one group, and nothing is shown at all */
		}
		if (!small)
			for (int i = 0; i < 5; i++)
				assert_int_equal(group[i], i);
	}
	int group[5];
	anonymous_bands((size_t[]){ 2, 5, 6, 4, 1 }, 5, group); /* towards the middle */
	assert_memory_equal(group, ((int[]){ 0, 0, 2, 3, 3 }), sizeof(group));
	anonymous_bands((size_t[]){ 5, 3, 1, 4, 6 }, 5, group); /* from the middle to the smaller one */
	assert_memory_equal(group, ((int[]){ 0, 1, 1, 3, 4 }), sizeof(group));
}

/* All sizes of four teams up to 6 and of those in none: never one or two outside of what is shown. */
static void nobody_is_left_over(void **state)
{
	(void)state;
	for (int code = 0; code < 7 * 7 * 7 * 7 * 7; code++) {
		size_t members[4], rest, all = 0;
		uint8_t shown[4], before[4];
		int left = code, hidden = 0;
		for (int i = 0; i < 4; i++, left /= 7) {
			members[i] = (size_t)(left % 7);
			before[i] = shown[i] = members[i] >= ANONYMOUS_LEAST;
		}
		rest = (size_t)left;
		anonymous_teams(members, 4, rest, shown);
		all = rest;
		for (int i = 0; i < 4; i++) {
			assert_true(shown[i] <= before[i]);
			hidden += before[i] && !shown[i];
			all += shown[i] ? 0 : members[i];
		}
		int any = shown[0] | shown[1] | shown[2] | shown[3];
		assert_true(all == 0 || all >= ANONYMOUS_LEAST || !any);
		assert_true(hidden <= 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_counted),
		cmocka_unit_test(bands_of_one_or_two_are_joined),
		cmocka_unit_test(nobody_is_left_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
