/* SPDX-License-Identifier: MPL-2.0 */
/* An adversary who reads all that is published, week after week, keeps every number that a figure ever had, knows who took part
 * in it, and subtracts.  Whatever two numbers of one thing leave must be the shares of nobody, or of three households at least.
 *
 * What a number is over is taken from the test's own model at the moment when the number appeared, and the number is computed
 * anew from it: a wrong idea of the set would show there. */
#include "challenge/tests/town.h"

enum { VERSIONS = 80, KINDS = TOWN_WEEKS + 2 + TOWN_TEAMS, BANDS = TOWN_WEEKS, FINAL, TEAM };
struct share {
	int in;
	int64_t of[4];
};
struct number { /* one value of a figure, with who is in it */
	int64_t published;
	int until, n;
	struct share shares[TOWN_MOST];
};
struct adversary {
	struct town *w;
	struct number *of[KINDS];
	int n[KINDS], shown[KINDS];
};

/* --- what the model says a figure is over --------------------------------------------------------------- */
static struct share share_of(const struct town *w, int kind, int household)
{
	const struct home *h = &w->homes[household];
	struct share s = { 0 };
	if (!h->exists)
		return s;
	if (kind < TOWN_WEEKS) {
		const struct cell *c = &h->weeks[kind];
		s.in = h->start == 0 && c->noted && c->days > 0;
		s.of[0] = c->grams[0] + c->grams[1] + c->grams[2];
		s.of[1] = c->days;
		return s;
	}
	struct score r = town_score(w, household);
	s.in = r.state == SCORED && (kind < TEAM || h->team == kind - TEAM);
	if (kind == BANDS)
		s.of[0] = r.band;
	else if (kind == FINAL)
		memcpy(s.of, ((int64_t[]){ r.baseline.grams, r.baseline.days, r.run.grams, r.run.days }), sizeof(s.of));
	else
		memcpy(s.of, ((int64_t[]){ r.run.days, r.ppm, 0, 0 }), sizeof(s.of));
	return s;
}

static int differ(const struct number *a, const struct number *b)
{
	int n = 0;
	for (int i = 0; i < TOWN_MOST; i++)
		n += a->shares[i].in != b->shares[i].in || (a->shares[i].in && memcmp(a->shares[i].of, b->shares[i].of, sizeof(a->shares[i].of)) != 0);
	return n;
}

/* --- what is seen ---------------------------------------------------------------------------------------------- */
static int64_t row_of(struct town *w, int kind)
{
	char name[24];
	if (kind < TOWN_WEEKS)
		snprintf(name, sizeof(name), "week:%d", kind);
	else if (kind >= TEAM)
		snprintf(name, sizeof(name), "team:%d", kind - TEAM);
	else
		snprintf(name, sizeof(name), "%s", kind == BANDS ? "bands" : "final");
	return town_sql(w, "SELECT coalesce((SELECT iif(value = '', 0, id) FROM challenge_published WHERE figure = '%s' ORDER BY id DESC LIMIT 1), 0)", name);
}

static void is_that(struct adversary *a, int kind, const struct number *v)
{
	struct town *w = a->w;
	char path[60];
	int64_t sum[4] = { 0 }, bands[5] = { 0 };
	struct mean mean = { 0 };
	__extension__ __int128 expected = 0;
	for (int i = 0; i < TOWN_MOST; i++)
		if (v->shares[i].in) {
			const int64_t *of = v->shares[i].of;
			for (int k = 0; k < 4; k++)
				sum[k] += of[k];
			if (kind == BANDS)
				bands[of[0]]++;
			if (kind >= TEAM)
				mean_add(&mean, of[0], of[1]);
			if (kind == FINAL)
				expected += ratio_scaled(ratio_of(of[0], of[1]), 1000 * of[3]);
		}
	if (kind < TOWN_WEEKS) {
		snprintf(path, sizeof(path), "weeks.%d.n", kind);
		assert_int_equal(glane_test_int(w->t, path, -1), v->n);
		assert_int_equal(town_sql(w, "SELECT value = '[%lld,%lld,%d]' FROM challenge_published WHERE id = %lld", (long long)sum[0], (long long)sum[1], v->n,
		                          (long long)v->published), 1);
	} else if (kind == BANDS) {
		int64_t all = 0;
		for (int g = 0; g < glane_test_count(w->t, "bands"); g++) {
			int64_t here = 0, shown;
			snprintf(path, sizeof(path), "bands.%d.n", g);
			shown = glane_test_int(w->t, path, -1);
			snprintf(path, sizeof(path), "bands.%d.first", g);
			int64_t first = glane_test_int(w->t, path, -1);
			snprintf(path, sizeof(path), "bands.%d.last", g);
			for (int64_t b = first; b <= glane_test_int(w->t, path, -1); b++)
				here += bands[b];
			assert_int_equal(shown, here);
			if (shown && shown < 3)
				fail_msg("a band of %lld", (long long)shown);
			all += shown;
		}
		assert_int_equal(all, v->n);
	} else if (kind == FINAL)
		assert_int_equal(glane_test_int(w->t, "final.change", 0), -ratio_scaled(ratio_of(ratio_scaled(ratio_reduction((int64_t)expected, 1, 1000 * sum[2], 1),
		                                                                                              1000000), 1000), 1));
	else
		assert_int_equal(town_sql(w, "SELECT value = '[%lld,%d]' FROM challenge_published WHERE id = %lld", (long long)mean_ppm(&mean), v->n,
		                          (long long)v->published), 1);
}

static void subtract(struct adversary *a, int kind, struct number *v)
{
	int least = kind >= TEAM ? 3 : 4;
	if (v->n < least)
		fail_msg("figure %d is over %d households", kind, v->n);
	for (int i = 0; i < a->n[kind]; i++) {
		int left = differ(&a->of[kind][i], v);
		if (left == 1 || left == 2)
			fail_msg("figure %d: values %d and %d, published with %d and %d weeks, differ by %d households", kind, i, a->n[kind], a->of[kind][i].until,
			         v->until, left);
	}
}

/* What is said besides of all weeks together follows from those that are shown. */
static void add_up(struct adversary *a)
{
	int64_t grams = 0;
	for (int week = a->w->baseline; week < TOWN_WEEKS; week++)
		if (a->shown[week])
			for (int i = 0; i < TOWN_MOST; i++)
				grams += a->of[week][a->n[week] - 1].shares[i].in ? a->of[week][a->n[week] - 1].shares[i].of[0] : 0;
	if (glane_test_count(a->w->t, "running") > 0)
		assert_int_equal(glane_test_int(a->w->t, "running.grams", -1), grams);
}

/* The wall in the shop shows the same, and no more. */
static void look_at_the_wall(struct adversary *a)
{
	static const char *const same[] = { "running.grams", "running.change", "running.avoided", "final.change", "final.n", "bands.0.n", "bands.1.n", "weeks.3.n" };
	int64_t here[sizeof(same) / sizeof(same[0])];
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		here[i] = glane_test_int(a->w->t, same[i], -77);
	glane_test_public(a->w->t, 1);
	town_get(a->w, "/p/challenge/wall");
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_int_equal(glane_test_int(a->w->t, same[i], -77), here[i]);
	assert_true(glane_test_count(a->w->t, "named") <= 0); /* nobody wanted to stand there */
	glane_test_public(a->w->t, 0);
}

/* What is scored and in no team that is shown. */
static void look_beside_the_teams(struct adversary *a)
{
	int rest = 0, any = 0;
	for (int i = 1; i < TOWN_MOST; i++) {
		int in = share_of(a->w, BANDS, i).in, team = a->w->homes[i].team;
		rest += in && !(team && a->shown[TEAM + team]);
	}
	for (int k = 1; k < TOWN_TEAMS; k++)
		any |= a->shown[TEAM + k];
	if (any && (rest == 1 || rest == 2))
		fail_msg("%d households are left beside the teams", rest);
}

static void look(struct adversary *a)
{
	struct town *w = a->w;
	glane_test_role(w->t, "reader");
	town_get(w, "/p/challenge/c/1/group");
	for (int kind = 0; kind < KINDS; kind++) {
		int64_t row = row_of(w, kind);
		a->shown[kind] = row > 0;
		if (!row || (a->n[kind] && a->of[kind][a->n[kind] - 1].published == row))
			continue;
		assert_true(a->n[kind] < VERSIONS);
		struct number *v = &a->of[kind][a->n[kind]];
		*v = (struct number){ .published = row, .until = w->until };
		for (int i = 1; i < TOWN_MOST; i++) {
			v->shares[i] = share_of(w, kind, i);
			v->n += v->shares[i].in;
		}
		is_that(a, kind, v);
		subtract(a, kind, v);
		a->n[kind]++;
	}
	add_up(a);
	look_at_the_wall(a);
	look_beside_the_teams(a);
	glane_test_role(w->t, NULL);
}

/* --- a challenge with everything that happens ------------------------------------------------------------------------ */
static void note(struct town *w, int i, int week)
{
	const struct home *h = &w->homes[i];
	int days = town_any(w, 0, 7) ? 7 * h->persons : (int)town_any(w, 0, 7 * h->persons);
	int64_t g = days * town_any(w, 250, 700) * (week < w->baseline ? 100 : 55 + 45 * (i % 3) / 2) / 100;
	town_note(w, i, week, days, g / 2, g / 3, week % 3 ? 0 : g / 4);
}

/* A few things that concern one or two households only, which is what makes publishing dangerous. */
static void trouble(struct town *w)
{
	int i = (int)town_any(w, 1, w->n), week = (int)town_any(w, 0, w->until - 1);
	if (!w->homes[i].exists)
		return;
	switch (town_any(w, 0, 5)) {
	case 0: /* a correction */
		if (w->homes[i].weeks[week].noted)
			note(w, i, week);
		break;
	case 1: /* a booklet comes late */
	case 2:
		if (!w->homes[i].weeks[week].noted && week >= w->homes[i].start)
			note(w, i, week);
		break;
	case 3:
		if (town_any(w, 0, 3) == 0)
			town_erase(w, i);
		break;
	case 4: /* joins late */
		if (w->n < TOWN_MOST - 2 && w->until + w->baseline + 5 < w->weeks)
			town_join(w, (int)town_any(w, 1, 4), w->until, 1 + i % w->teams);
		break;
	default:
		break;
	}
}

static int values(const struct adversary *a, int from, int end)
{
	int n = 0;
	for (int k = from; k < end; k++)
		n += a->n[k];
	return n;
}

static int run(uint64_t seed, int households, int ret_values[4])
{
	struct adversary a = { .w = town_open(4, 16, 4, 500, seed) };
	struct town *w = a.w;
	int held = 0;
	for (int k = 0; k < KINDS; k++) {
		a.of[k] = calloc(VERSIONS, sizeof(*a.of[k]));
		assert_non_null(a.of[k]);
	}
	for (int i = 1; i <= households; i++)
		town_join(w, 1 + i % 5, 0, i % 9 ? 1 + i % w->teams : 0);
	for (int week = 0; week < w->weeks; week++) {
		for (int i = 1; i <= w->n; i++)
			if (w->homes[i].exists && week >= w->homes[i].start && town_any(w, 0, 8) && !(i % 11 == 0 && week > 9))
				note(w, i, week);
		town_week(w, week + 1);
		town_publish(w);
		look(&a);
		for (int again = 0; again < 2; again++) { /* the button, once more after one or two changes */
			int64_t before = town_sql(w, "SELECT max(id) FROM challenge_published");
			for (int64_t k = town_any(w, 1, 3); k > 0; k--)
				trouble(w);
			town_publish(w);
			held += before == town_sql(w, "SELECT max(id) FROM challenge_published");
			look(&a);
		}
	}
	town_finish(w);
	look(&a);
	ret_values[0] += values(&a, 0, TOWN_WEEKS);
	ret_values[1] += values(&a, BANDS, BANDS + 1);
	ret_values[2] += values(&a, FINAL, TEAM);
	ret_values[3] += values(&a, TEAM, KINDS);
	for (int k = 0; k < KINDS; k++)
		free(a.of[k]);
	town_close(w);
	return held;
}

static void no_one_and_no_two_are_isolated(void **state)
{
	(void)state;
	static const int sizes[] = { 4, 5, 6, 8, 11, 15, 24, 40 };
	int seen[4] = { 0 }, held = 0;
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
		held += run(k + 1, sizes[k], seen);
	print_message("# %d values of weeks, %d of bands, %d final, %d of teams; %d times nothing could change\n", seen[0], seen[1], seen[2], seen[3], held);
	assert_true(seen[0] > 100 && seen[1] > 20 && seen[2] > 3 && seen[3] > 20 && held > 20); /* it is no empty page that is safe */
}

/* --- single cases -------------------------------------------------------------------------------------------------------- */
static void who_is_erased_leaves_sums_only(void **state)
{
	(void)state;
	struct town *w = town_open(4, 12, 1, 500, 77);
	for (int i = 1; i <= 6; i++) {
		town_join(w, 2, 0, 1);
		for (int week = 0; week < 8; week++)
			town_note(w, i, week, 14, 5000 + 100 * i, 1000, 500);
	}
	town_week(w, 8);
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_int(w->t, "weeks.3.n", 0), 6);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_member WHERE household = 2") > 8, 1);
	town_erase(w, 2);
	town_publish(w);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_member WHERE household = 2"), 0);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_result WHERE household = 2"), 0);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_int(w->t, "weeks.3.n", 0), 6); /* or the difference would be hers */
	int again = town_join(w, 2, 0, 1); /* a row may have the number of one that went */
	assert_true(again == 7);
	town_erase(w, 3);
	town_erase(w, 7);
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_int(w->t, "weeks.3.n", 0), 6);
	town_erase(w, 4); /* now three have gone, and three are too few */
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_int(w->t, "weeks.3.shown", 9), 0);
	town_close(w);
}

static void a_team_below_three_is_hidden(void **state)
{
	(void)state;
	struct town *w = town_open(4, 12, 2, 500, 78);
	for (int i = 1; i <= 9; i++) {
		town_join(w, 2, 0, i <= 2 ? 1 : 2);
		for (int week = 0; week < 12; week++)
			town_note(w, i, week, 14, week < 4 ? 6000 : 4500, 1000, 500);
	}
	town_week(w, 10);
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_count(w->t, "teams"), 0); /* the other one would leave two beside it */
	town_join(w, 2, 0, 1);
	for (int week = 0; week < 12; week++)
		town_note(w, 10, week, 14, week < 4 ? 6000 : 4500, 1000, 500);
	town_week(w, 11);
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	assert_int_equal(glane_test_count(w->t, "teams"), 2);
	assert_int_equal(glane_test_int(w->t, "teams.0.n", 0), 3);
	town_get(w, "/p/challenge/c/1/scores");
	assert_int_equal(glane_test_int(w->t, "teams.0.members", 0), 3);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/scores"), 200);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/group"), 200);
	assert_false(glane_test_contains(w->t, "Foyer 1")); /* nobody by name */
	town_close(w);
}

/* Nobody pressed the button: a night after the end of a week does it, other nights do not. */
static void weeks_come_out_by_themselves(void **state)
{
	(void)state;
	struct town *w = town_open(4, 12, 1, 500, 79);
	for (int i = 1; i <= 5; i++) {
		town_join(w, 2, 0, 1);
		for (int week = 0; week < 6; week++)
			town_note(w, i, week, 14, 5000, 1000, 500);
	}
	town_flush(w);
	town_week(w, 5);
	glane_test_settle(w->t);
	glane_test_advance(w->t, 24 * 3600000);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_published WHERE figure LIKE 'week:%%'"), 5);
	int64_t rows = town_sql(w, "SELECT count(*) FROM challenge_published");
	glane_test_advance(w->t, 24 * 3600000);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_published"), rows);
	town_week(w, 6);
	glane_test_advance(w->t, 24 * 3600000);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_published WHERE figure LIKE 'week:%%'"), 6);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_result WHERE until = 6"), 5);
	town_close(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_one_and_no_two_are_isolated), cmocka_unit_test(who_is_erased_leaves_sums_only),
		cmocka_unit_test(a_team_below_three_is_hidden), cmocka_unit_test(weeks_come_out_by_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
