/* SPDX-License-Identifier: MPL-2.0 */
/* The score: tests/data/reference_vectors.json, and the cases named in the rules. */
#include "challenge/tests/made.h"

/* --- the reference vector: strings after a key, numbers too ------------------------------------------------- */
static char file[20000];
static const char *vector; /* the part about the score */

static int load(void **state)
{
	(void)state;
	FILE *f = fopen(DATA "/reference_vectors.json", "r");
	size_t n = f ? fread(file, 1, sizeof(file) - 1, f) : 0;
	file[n] = 0;
	if (f)
		fclose(f);
	vector = strstr(file, "\"challenge_score\"");
	return vector ? 0 : -1;
}

/* The value behind the keys, one inside the other: "raw_reduction", "num". */
static const char *at(const char *outer, const char *inner)
{
	char key[80];
	snprintf(key, sizeof(key), "\"%s\":", outer);
	const char *p = strstr(vector, key);
	if (!p)
		fail_msg("no %s in the reference", outer);
	return inner ? (snprintf(key, sizeof(key), "\"%s\":", inner), strstr(p, key) + strlen(key)) : p + strlen(key);
}

static int64_t number(const char *outer, const char *inner)
{
	return strtoll(at(outer, inner), NULL, 10);
}

static void is_ratio(struct ratio r, const char *name)
{
	assert_int_equal(r.num, number(name, "num"));
	assert_int_equal(r.den, number(name, "den"));
}

static void is_text(const char *value, const char *text)
{
	value += strspn(value, " \"");
	if (strncmp(value, text, strlen(text)) != 0 || value[strlen(text)] != '"')
		fail_msg("%s where the reference has %.12s", text, value);
}

static void tenths(char ret[32], int64_t v)
{
	snprintf(ret, 32, "%s%lld.%lld", v < 0 ? "-" : "", (long long)(llabs(v) / 10), (long long)(llabs(v) % 10));
}

static void the_reference_vector(void **state)
{
	(void)state;
	struct made m = four_persons(5, 13); /* a week that is left out, 28 days, then 56 */
	int64_t before = number("baseline", "mass_g"), after = number("challenge", "mass_g"), absent = number("challenge", "absent_person_days");
	char text[32];
	m.s.k = number("inputs", "shrink_k_person_days");
	m.s.mu = number("inputs", "shrink_mu_g_per_person_day");
	put(&m, 0, 28, 99999, 0, 0);
	for (int w = 1; w < 5; w++)
		put(&m, w, 28, before / 4 - (w == 1 ? 4000 : 1000), 1000, w == 1 ? 3000 : 0);
	for (int w = 5; w < 13; w++)
		put(&m, w, w == 12 ? 28 - (int)(absent - 21) : w > 9 ? 28 - (w == 10 ? 10 : 11) : 28, after / 8, 0, 0);
	struct score r = score(&m);
	assert_int_equal(r.baseline.days, number("baseline", "person_days"));
	assert_int_equal(r.baseline.grams, before);
	assert_int_equal(r.run.days, number("challenge", "person_days"));
	assert_int_equal(r.run.grams, after);
	is_ratio(r.b, "b");
	is_ratio(r.c, "c");
	is_ratio(r.raw, "raw_reduction");
	is_ratio(r.b_shrunk, "b_shrunk");
	is_ratio(r.c_shrunk, "c_shrunk");
	is_ratio(r.reduction, "reduction");
	assert_int_equal(r.raw_ppm, 338807);
	assert_int_equal(r.raw_ppm, number("raw_reduction", "reduction_ppm"));
	assert_int_equal(r.ppm, 314270);
	assert_int_equal(r.ppm, number("reduction", "reduction_ppm"));
	tenths(text, -ratio_scaled(r.raw, 1000));
	is_text(at("raw_reduction", "display_percent"), text);
	tenths(text, -ratio_scaled(r.reduction, 1000));
	is_text(at("reduction", "display_percent"), text);
	assert_string_equal(text, "-31.4");
	tenths(text, ratio_scaled(r.b, 10));
	is_text(at("b", "g_per_person_day"), text);
	tenths(text, ratio_scaled(r.c_shrunk, 10));
	is_text(at("c_shrunk", "g_per_person_day"), text);
	assert_int_equal(r.state, SCORED);
	assert_int_equal(r.band, 3); /* 30-40 */
	is_text(at("expected", "band"), "30-40");
	assert_false(r.clamped || r.sober || r.inflated);
	assert_int_equal(r.run.full - r.run.days, absent);
}

/* --- the cases of the rules -------------------------------------------------------------------------------------- */
static void bounds_of_bands_are_inclusive(void **state)
{
	(void)state;
	struct made m = steady(4, 12, 28 * 1000, 28 * 700);
	m.s.k = 0; /* nothing leans */
	assert_int_equal(score(&m).band, 3); /* exactly 30 % */
	m.weeks[4].grams[OMR]++;
	assert_int_equal(score(&m).band, 2);
	assert_int_equal(score(&m).ppm, 299996); /* 1 g more of 224,000 */
	m.weeks[4].grams[OMR]--;
	for (int b = 0; b < 4; b++) {
		struct ratio bound = { m.s.bands[b], 100 }, below = { m.s.bands[b] * 1000000 - 1, 100000000 };
		assert_int_equal(score_band(&m.s, bound), b + 1);
		assert_int_equal(score_band(&m.s, below), b);
	}
	struct made other = steady(4, 12, 28 * 500, 28 * 350); /* a tie: the same share of less */
	other.s.k = 0;
	assert_int_equal(score(&other).ppm, score(&m).ppm);
	assert_int_equal(score(&other).band, score(&m).band);
}

static void reductions_are_clamped(void **state)
{
	(void)state;
	struct made much = steady(4, 12, 30000, 0), more = steady(4, 12, 10000, 90000);
	struct score r = score(&much);
	assert_int_equal(r.ppm, 600000);
	assert_int_equal(r.raw_ppm, 1000000);
	assert_true(r.clamped && r.band == 4);
	r = score(&more);
	assert_int_equal(r.ppm, -200000);
	assert_int_equal(r.raw_ppm, -8000000);
	assert_true(r.clamped && r.band == 0);
	struct made edge = steady(4, 12, 10000, 12000);
	edge.s.k = 0;
	r = score(&edge);
	assert_int_equal(r.ppm, -200000);
	assert_false(r.clamped);
}

static void what_gives_no_score(void **state)
{
	(void)state;
	struct made m = steady(4, 12, 20000, 15000);
	assert_int_equal(score(&m).state, SCORED);
	m.p.until = 4; /* its baseline is over, and nothing else */
	assert_int_equal(score(&m).state, SCORE_BEGINNING);
	m.p.until = 12;
	m.p.baseline_weeks = 1;
	assert_int_equal(score(&m).state, SCORE_BASELINE_SHORT);
	assert_int_equal(score(&m).band, -1);
	m.p.baseline_weeks = 2;
	assert_int_equal(score(&m).state, SCORE_BASELINE_SHORT);
	m.p.baseline_weeks = 4;
	drop(&m, 0); /* the first week is never counted */
	assert_int_equal(score(&m).state, SCORED);
	drop(&m, 2); /* 2 of 3 weeks are less than 70 % */
	assert_int_equal(score(&m).state, SCORE_BASELINE_GAPS);
	struct made five = steady(5, 13, 20000, 15000);
	drop(&five, 2); /* 3 of 4 are more */
	assert_int_equal(score(&five).state, SCORED);

	struct made zero = steady(4, 12, 0, 0);
	struct score r = score(&zero);
	assert_int_equal(r.state, SCORE_BASELINE_ZERO); /* shrinking alone would give it 56 % */
	assert_int_equal(r.raw.den, 0);
	assert_true(r.sober); /* it has the badge */

	struct made gone = steady(4, 16, 20000, 15000);
	for (int w = 13; w < 16; w++)
		drop(&gone, w);
	assert_int_equal(score(&gone).state, SCORE_HALF); /* who gives up is not ranked by what was: 9 of 12 weeks, but 3 of 6 */
}

static void halves_are_covered_too(void **state)
{
	(void)state;
	struct made m = steady(4, 24, 20000, 15000); /* 20 weeks, two halves of 10 */
	for (int w = 4; w < 8; w++)
		drop(&m, w);
	assert_int_equal(score(&m).state, SCORED); /* 16 of 20, 6 of 10 */
	drop(&m, 8);
	struct score r = score(&m);
	assert_int_equal(r.state, SCORE_HALF); /* 15 of 20, 5 of 10 */
	assert_int_equal(r.first_covered, 5);
	assert_int_equal(r.first_due, 10);
	drop(&m, 20);
	assert_int_equal(score(&m).state, SCORE_COVERAGE);
	m = steady(4, 11, 20000, 15000); /* 7 weeks: the first half has four */
	assert_int_equal(score(&m).first_due, 4);
	m.p.until = 5;
	assert_int_equal(score(&m).state, SCORED); /* after one week */
	assert_int_equal(score(&m).first_due, 1);
}

static void late_joiners_have_their_own_beginning(void **state)
{
	(void)state;
	struct made m = four_persons(4, 16);
	m.p.start_week = 6;
	put(&m, 6, 28, 77777, 0, 0); /* not counted */
	for (int w = 7; w < 10; w++)
		put(&m, w, 28, 20000, 0, 0);
	for (int w = 10; w < 16; w++)
		put(&m, w, 28, 10000, 0, 0);
	struct score r = score(&m);
	assert_int_equal(r.state, SCORED);
	assert_int_equal(r.baseline.grams, 60000);
	assert_int_equal(r.baseline.due, 3);
	assert_int_equal(r.run.due, 6);
	m.p.start_week = 9; /* 3 weeks remain */
	assert_int_equal(score(&m).state, SCORE_LATE);
	struct made brief = steady(4, 7, 20000, 15000); /* the organiser wanted it that short */
	assert_int_equal(score(&brief).state, SCORED);
}

static void december_counts_for_nobody(void **state)
{
	(void)state;
	struct made m = steady(4, 14, 20000, 15000), without = steady(4, 14, 20000, 15000);
	m.weeks[9].grams[VERRE] = 40000;
	m.weeks[10].grams[VERRE] = 30000;
	assert_true(score(&m).ppm < score(&without).ppm);
	m.p.neutral_first = 9;
	m.p.neutral_last = 10;
	struct score r = score(&m);
	assert_int_equal(r.raw_ppm, 250000);
	assert_int_equal(r.run.due, 8);
	assert_int_equal(r.run.covered, 8);
	drop(&m, 9); /* nobody is asked for it either */
	assert_int_equal(score(&m).run.covered, 8);
	assert_int_equal(score(&m).ppm, r.ppm);
	struct made begin = steady(3, 12, 20000, 15000);
	begin.p.neutral_first = begin.p.neutral_last = 1;
	assert_int_equal(score(&begin).state, SCORE_BASELINE_SHORT);
}

static void glass_is_asked_for_now_and_then(void **state)
{
	(void)state;
	struct made m = steady(4, 16, 20000, 15000);
	for (size_t i = 4; i < 16; i++)
		if (i != 6 && i != 11 && i != 12) /* once in each four weeks is enough: 4-7, 8-11, 12-15 */
			m.weeks[i].weighed &= (uint8_t)~(1 << VERRE);
	assert_int_equal(score(&m).state, SCORED);
	assert_int_equal(score(&m).glass_due, 3);
	m.weeks[6].weighed &= (uint8_t)~(1 << VERRE);
	assert_int_equal(score(&m).glass_seen, 2);
	assert_int_equal(score(&m).state, SCORE_GLASS);
	m.p.scored = 1 << OMR | 1 << TRI;
	assert_int_equal(score(&m).state, SCORED);
	assert_int_equal(score(&m).glass_due, 0);
}

static void sober_and_inflated(void **state)
{
	(void)state;
	struct made m = steady(4, 12, 28 * 1390, 28 * 200); /* 2.5 times 556 */
	assert_false(score(&m).inflated);
	assert_true(score(&m).sober);
	m.weeks[1].grams[OMR]++;
	assert_true(score(&m).inflated);
	m = steady(4, 12, 28 * 300, 28 * 268); /* c' = (224 x 268 + 14 x 556) / 238 = 284.9 */
	assert_false(score(&m).sober);
	m = steady(4, 12, 28 * 300, 28 * 260); /* 277.4 */
	assert_true(score(&m).sober);
	m = steady(2, 12, 28 * 300, 28 * 260); /* no score, and the badge */
	assert_true(score(&m).state == SCORE_BASELINE_SHORT && score(&m).sober);
	for (int w = 6; w < 11; w++)
		drop(&m, w);
	assert_false(score(&m).sober);
}

static void teams_weigh_person_days(void **state)
{
	(void)state;
	struct mean m = { 0 };
	mean_add(&m, 100, 300000);
	mean_add(&m, 300, 100000);
	assert_int_equal(mean_ppm(&m), 150000);
	mean_add(&m, 1, -200000);
	assert_int_equal(mean_ppm(&m), 149127); /* 59800000 / 401 */
	assert_int_equal(mean_ppm(&(struct mean){ 0 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reference_vector), cmocka_unit_test(bounds_of_bands_are_inclusive), cmocka_unit_test(reductions_are_clamped),
		cmocka_unit_test(what_gives_no_score), cmocka_unit_test(halves_are_covered_too), cmocka_unit_test(late_joiners_have_their_own_beginning),
		cmocka_unit_test(december_counts_for_nobody), cmocka_unit_test(glass_is_asked_for_now_and_then), cmocka_unit_test(sober_and_inflated),
		cmocka_unit_test(teams_weigh_person_days),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
