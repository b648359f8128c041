/* SPDX-License-Identifier: MPL-2.0 */
/* What must hold for the score of any household, whatever its habits. */
#include "challenge/tests/made.h"

static uint64_t seed;
static int64_t any(int64_t low, int64_t high)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return low + (int64_t)((seed >> 33) % (uint64_t)(high - low + 1));
}

static struct made anybody(void)
{
	int baseline = (int)any(3, 6), weeks = baseline + (int)any(4, 26), persons = (int)any(1, 7);
	struct made m = four_persons(baseline, weeks);
	int64_t a_day = any(0, 20) ? any(50, 1500) : 0, goal = any(30, 130);
	m.s.mu = any(300, 1000);
	m.p.until = any(0, 3) ? weeks : (int)any(0, weeks);
	m.p.scored = any(0, 3) ? ALL_SCORED : 1 << OMR | 1 << TRI;
	m.p.start_week = any(0, 5) ? 0 : (int)any(1, 5);
	if (!any(0, 2)) {
		m.p.neutral_first = (int)any(0, weeks);
		m.p.neutral_last = m.p.neutral_first + (int)any(0, 3);
	}
	for (int w = 0; w < weeks; w++) {
		int full = persons * 7, days = any(0, 5) ? full : (int)any(0, full);
		int64_t grams = days * a_day * (w < baseline ? 100 : goal) / 100 * any(40, 160) / 100;
		if (!any(0, 9))
			continue;
		put(&m, w, days, grams * 2 / 3, grams / 3, any(0, 3) ? 0 : grams / 2);
		m.weeks[m.n - 1].full_days = full;
		m.weeks[m.n - 1].weighed = any(0, 9) ? ALL_SCORED : 1 << OMR | 1 << TRI;
	}
	return m;
}

enum { HOUSEHOLDS = 20000 };

static void shuffle(struct made *m)
{
	for (size_t i = m->n; i > 1; i--) {
		size_t j = (size_t)any(0, (int64_t)i - 1);
		struct week w = m->weeks[i - 1];
		m->weeks[i - 1] = m->weeks[j];
		m->weeks[j] = w;
	}
}

static void order_never_matters(void **state)
{
	(void)state;
	int states[SCORE_STATES] = { 0 };
	seed = 1;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		struct made m = anybody();
		struct score a = score(&m);
		shuffle(&m);
		struct score b = score(&m);
		assert_memory_equal(&a, &b, sizeof(a));
		struct score kept = a; /* what is kept of a result gives all the rest */
		kept.b = kept.c = kept.raw = kept.reduction = (struct ratio){ 0, 0 };
		kept.ppm = kept.band = 7;
		score_rates(&m.s, &kept);
		assert_memory_equal(&a, &kept, sizeof(a));
		states[a.state]++;
	}
	for (int k = 0; k < SCORE_STATES; k++)
		if (!states[k])
			fail_msg("no household was %s", score_state_names[k]);
}

/* What a missing week adds when it comes is that week, in one part, and nothing to any other. */
static void a_missing_week_changes_itself_only(void **state)
{
	(void)state;
	seed = 2;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		struct made m = anybody();
		struct score before = score(&m);
		int w = (int)any(0, m.p.weeks - 1);
		for (size_t k = 0; k < m.n; k++)
			if (m.weeks[k].week == w)
				w = -1;
		if (w < 0)
			continue;
		put(&m, w, (int)any(1, 40), any(0, 40000), any(0, 9000), any(0, 9000));
		const struct week *put_in = &m.weeks[m.n - 1];
		struct score after = score(&m);
		int run = w >= m.p.start_week + m.p.baseline_weeks;
		int counts = w > m.p.start_week && w < m.p.until && !week_is_neutral(&m.p, w);
		struct part *part = run ? &before.run : &before.baseline;
		part->covered += counts;
		part->grams += counts ? week_grams(&m.p, put_in) : 0;
		part->days += counts ? put_in->person_days : 0;
		part->full += counts ? put_in->full_days : 0;
		assert_memory_equal(&before.run, &after.run, sizeof(before.run));
		assert_memory_equal(&before.baseline, &after.baseline, sizeof(before.baseline));
		assert_int_equal(before.first_due, after.first_due);
		if (!counts)
			assert_int_equal(before.ppm, after.ppm);
	}
}

/* Weeks that are left out take their person-days with them and are seen; on the whole nothing is to be had. */
static void weighing_less_often_gains_nothing(void **state)
{
	(void)state;
	int64_t gained = 0, less = 0, times = 0, ranked = 0;
	seed = 3;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		struct made m = anybody();
		struct score full = score(&m);
		if (full.state != SCORED || m.n < 2)
			continue;
		shuffle(&m);
		int leave_out = (int)any(1, 4);
		for (int k = 0; k < leave_out && m.n > 1; k++)
			m.n--;
		struct score fewer = score(&m);
		int64_t left_out = full.run.days - fewer.run.days;
		assert_true(left_out >= 0 && fewer.run.grams <= full.run.grams);
		if (fewer.band > full.band || (fewer.state == SCORED && fewer.ppm > full.ppm)) { /* luck, or skill: either is shown */
			assert_true(fewer.run.covered < full.run.covered || fewer.baseline.covered < full.baseline.covered);
			assert_true(fewer.run.covered * 100 >= fewer.run.due * m.s.coverage_pct);
		}
		if (fewer.state == SCORED) {
			gained += fewer.band - full.band;
			less += fewer.ppm - full.ppm;
			ranked++;
		} else
			assert_int_equal(fewer.band, -1);
		times++;
	}
	assert_true(times > 3000 && ranked > 1000);
	assert_in_range(less / ranked + 3000, 0, 6000); /* ppm: less than 0.3 points on average */
	assert_in_range(gained * 100 / ranked + 4, 0, 8);
	/* One weigh-in for a whole week, or seven: the week has the same sum.  Leaving glass out is not a way. */
	struct made m = steady(4, 16, 20000, 15000);
	for (size_t k = 4; k < 16; k++)
		m.weeks[k].weighed &= (uint8_t)~(1 << VERRE);
	assert_int_equal(score(&m).state, SCORE_GLASS);
}

static void an_inflated_baseline_is_flagged(void **state)
{
	(void)state;
	int better = 0;
	seed = 4;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		struct made m = anybody(), big = m;
		struct score honest = score(&m);
		int64_t times = any(2, 9);
		for (size_t k = 0; k < big.n; k++)
			if (big.weeks[k].week < big.p.start_week + big.p.baseline_weeks)
				for (int f = 0; f < FRACTIONS; f++)
					big.weeks[k].grams[f] *= times;
		struct score r = score(&big);
		int beyond = r.baseline.days && r.baseline.grams * 100 > r.baseline.days * m.s.mu * m.s.inflation_pct;
		assert_int_equal(r.inflated, beyond);
		better += r.band > honest.band && beyond;
	}
	assert_true(better > 100); /* it would have paid, and is shown */
}

static void absences_are_shown(void **state)
{
	(void)state;
	int better = 0;
	seed = 5;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		struct made m = anybody(), away = m;
		struct score honest = score(&m);
		for (size_t k = 0; k < away.n; k++)
			if (away.weeks[k].week < away.p.start_week + away.p.baseline_weeks)
				away.weeks[k].person_days = (int32_t)any(1, away.weeks[k].person_days > 1 ? away.weeks[k].person_days : 1);
		struct score r = score(&away);
		if (r.ppm <= honest.ppm)
			continue;
		better++; /* persons present, of all who live there, became fewer */
		assert_true(r.baseline.days * honest.baseline.full < honest.baseline.days * r.baseline.full || r.baseline.covered < honest.baseline.covered ||
			r.baseline.full > honest.baseline.full);
	}
	assert_true(better > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_never_matters), cmocka_unit_test(a_missing_week_changes_itself_only), cmocka_unit_test(weighing_less_often_gains_nothing),
		cmocka_unit_test(an_inflated_baseline_is_flagged), cmocka_unit_test(absences_are_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
