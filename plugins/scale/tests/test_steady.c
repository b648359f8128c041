/* SPDX-License-Identifier: MPL-2.0 */
/* When a weight may be taken: the rules of the field, sample by sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scale/protocol.h"

static const struct steady_rule E10 = { .interval_mg = 10000, .least_mg = 200000 }; /* e = 10 g, from 200 g */

static struct weight flagged(int64_t mg, int stable)
{
	return (struct weight){ .state = WEIGHT_OK, .mg = mg, .tells = 1, .stable = stable != 0, .interval_mg = 1000 };
}

static struct weight plain(int64_t mg)
{
	return (struct weight){ .state = WEIGHT_OK, .mg = mg, .interval_mg = 1000 };
}

static int feed(struct steady *s, const struct steady_rule *r, struct weight w, int64_t now_ms)
{
	steady_feed(s, r, &w, now_ms);
	return steady_offers(s, r, now_ms);
}

static void two_stable_frames_250_ms_apart(void **state)
{
	struct steady s = { 0 };
	(void)state;
	assert_false(feed(&s, &E10, flagged(1840000, 1), 1000));
	assert_false(feed(&s, &E10, flagged(1840000, 1), 1249));
	assert_true(feed(&s, &E10, flagged(1840000, 1), 1250));
	assert_false(feed(&s, &E10, flagged(1841000, 1), 1300)); /* another value begins anew, be it within e */
	assert_false(feed(&s, &E10, flagged(1841000, 1), 1500));
	assert_true(feed(&s, &E10, flagged(1841000, 1), 1550));
	assert_false(feed(&s, &E10, flagged(1841000, 0), 1600)); /* it moves */
	assert_false(feed(&s, &E10, flagged(1841000, 1), 1700));
	assert_true(feed(&s, &E10, flagged(1841000, 1), 1950));
}

static void one_frame_is_never_enough(void **state)
{
	struct steady s = { 0 };
	(void)state;
	assert_false(feed(&s, &E10, flagged(1840000, 1), 1000));
	assert_false(steady_offers(&s, &E10, 2400));
	assert_false(feed(&s, &E10, flagged(1840000, 1), 2501)); /* too far apart to be neighbours */
	assert_true(feed(&s, &E10, flagged(1840000, 1), 2751));
}

static void without_a_flag_five_samples_in_900_ms_within_one_interval(void **state)
{
	struct steady s = { 0 };
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_false(feed(&s, &E10, plain(1840000 + 5000 * (i % 3)), 1000 + 300 * i)); /* 900 ms, four samples */
	assert_true(feed(&s, &E10, plain(1840000), 2000));
	s = (struct steady){ 0 };
	for (int i = 0; i < 9; i++)
		assert_false(feed(&s, &E10, plain(1840000), 1000 + 100 * i)); /* 800 ms */
	assert_true(feed(&s, &E10, plain(1850000), 1900)); /* one e apart */
	assert_false(feed(&s, &E10, plain(1839000), 2000)); /* more */
	s = (struct steady){ 0 };
	for (int i = 0; i < 20; i++)
		assert_false(feed(&s, &E10, plain(1840000), 1000 + 700 * i)); /* the last one is always too old */
}

static void what_is_old_is_not_offered(void **state)
{
	struct steady s = { 0 };
	(void)state;
	feed(&s, &E10, flagged(1840000, 1), 1000);
	assert_true(feed(&s, &E10, flagged(1840000, 1), 1300));
	assert_true(steady_offers(&s, &E10, 2800));
	assert_false(steady_offers(&s, &E10, 2801));
	assert_false(steady_offers(&s, &E10, 1200)); /* nor at a moment before it */
	s = (struct steady){ 0 };
	for (int i = 0; i < 10; i++)
		feed(&s, &E10, plain(1840000), 1000 + 100 * i);
	assert_true(steady_offers(&s, &E10, 2500));
	assert_false(steady_offers(&s, &E10, 2501));
}

static void faults_and_too_little_are_not_offered(void **state)
{
	static const enum weight_state BAD[] = { WEIGHT_NONE, WEIGHT_OVER, WEIGHT_UNDER, WEIGHT_MOTION, WEIGHT_ZERO_NEEDED, WEIGHT_UNIT, WEIGHT_REFUSED, WEIGHT_FAULT };
	static const int64_t LITTLE[] = { 0, -1840000, 199000 };
	struct steady s;
	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		s = (struct steady){ 0 };
		feed(&s, &E10, flagged(1840000, 1), 1000);
		feed(&s, &E10, (struct weight){ .state = BAD[i], .tells = 1, .stable = 1 }, 1200);
		assert_false(feed(&s, &E10, flagged(1840000, 1), 1400)); /* not a neighbour of the one before */
	}
	for (size_t i = 0; i < sizeof LITTLE / sizeof *LITTLE; i++) {
		s = (struct steady){ 0 };
		feed(&s, &E10, flagged(LITTLE[i], 1), 1000);
		assert_false(feed(&s, &E10, flagged(LITTLE[i], 1), 1500));
	}
	s = (struct steady){ 0 };
	feed(&s, &(struct steady_rule){ 0 }, flagged(0, 1), 1000);
	assert_false(feed(&s, &(struct steady_rule){ 0 }, flagged(0, 1), 1500)); /* nothing is no weight, also without a least */
}

static int stands(struct steady *s, int64_t mg, int64_t *now)
{
	feed(s, &E10, flagged(mg, 1), *now += 300);
	return feed(s, &E10, flagged(mg, 1), *now += 300);
}

static void the_same_object_is_not_weighed_twice(void **state)
{
	struct steady s = { 0 };
	int64_t now = 0;
	(void)state;
	assert_true(stands(&s, 1840000, &now));
	steady_taken(&s);
	assert_false(steady_offers(&s, &E10, now));
	assert_false(stands(&s, 1840000, &now));
	assert_false(stands(&s, 1890000, &now)); /* five intervals more: somebody leans on it */
	feed(&s, &E10, flagged(2400000, 0), now += 300); /* a push in between */
	assert_false(stands(&s, 1840000, &now));
	assert_true(stands(&s, 1891000, &now)); /* something was added */
	steady_taken(&s);
	feed(&s, &E10, flagged(50000, 0), now += 300); /* five intervals still lie there */
	assert_false(stands(&s, 1891000, &now));
	feed(&s, &E10, flagged(49000, 0), now += 300); /* it was taken away */
	assert_true(stands(&s, 1891000, &now));
}

static void a_cable_that_was_out_does_not_forget_what_was_taken(void **state)
{
	struct steady s = { 0 };
	int64_t now = 0;
	(void)state;
	assert_true(stands(&s, 1840000, &now));
	steady_taken(&s);
	steady_cut(&s);
	assert_false(stands(&s, 1840000, &now));
}

static void light_things_are_guarded_too(void **state)
{
	const struct steady_rule all = { .interval_mg = 10000 };
	struct steady s = { 0 };
	(void)state;
	feed(&s, &all, flagged(30000, 1), 1000);
	assert_true(feed(&s, &all, flagged(30000, 1), 1300)); /* three intervals: less than the five that count as empty */
	steady_taken(&s);
	feed(&s, &all, flagged(30000, 1), 1600);
	assert_false(feed(&s, &all, flagged(30000, 1), 1900));
	feed(&s, &all, flagged(10000, 1), 2200);
	feed(&s, &all, flagged(30000, 1), 2500);
	assert_true(feed(&s, &all, flagged(30000, 1), 2800));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_stable_frames_250_ms_apart),
		cmocka_unit_test(one_frame_is_never_enough),
		cmocka_unit_test(without_a_flag_five_samples_in_900_ms_within_one_interval),
		cmocka_unit_test(what_is_old_is_not_offered),
		cmocka_unit_test(faults_and_too_little_are_not_offered),
		cmocka_unit_test(the_same_object_is_not_weighed_twice),
		cmocka_unit_test(a_cable_that_was_out_does_not_forget_what_was_taken),
		cmocka_unit_test(light_things_are_guarded_too),
	};
	return cmocka_run_group_tests_name("scale/steady", tests, NULL, NULL);
}
