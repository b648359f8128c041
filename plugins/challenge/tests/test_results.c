/* SPDX-License-Identifier: MPL-2.0 */
/* Scores as they are kept: by version, beside the model; the pages that explain them; the command; verify. */
#include "challenge/tests/town.h"

static void fill(struct town *w, int households)
{
	for (int i = 1; i <= households; i++) {
		int persons = (int)town_any(w, 1, 5), start = i % 9 ? 0 : 3, id = town_join(w, persons, start, i % 4);
		int64_t rate = town_any(w, 200, 900), less = town_any(w, 50, 110);
		for (int week = start; week < w->weeks; week++) {
			int days = town_any(w, 0, 5) ? 7 * persons : (int)town_any(w, 0, 7 * persons);
			int64_t g = days * rate * (week < start + w->baseline ? 100 : less) / 100 * town_any(w, 60, 140) / 100;
			if (town_any(w, 0, 12))
				town_note(w, id, week, days, g / 2, g / 3, week % 3 ? 0 : g / 2);
		}
	}
	town_flush(w);
}

static void kept_scores_are_those_of_the_model(void **state)
{
	(void)state;
	int seen[SCORE_STATES] = { 0 };
	struct town *w = town_open(4, 20, 3, 700, 1);
	town_neutral(w, 12, 13);
	fill(w, 60);
	for (int until = 3; until <= 20; until += 4) {
		town_week(w, until);
		town_publish(w);
		for (int i = 1; i <= w->n; i++) {
			struct score r = town_score(w, i);
			seen[r.state]++;
			assert_int_equal(town_sql(w, "SELECT state = '%s' AND grams = %lld AND days = %lld AND covered = %d AND due = %d AND baseline_grams = %lld"
			                          " AND first_covered = %d AND glass_seen = %d AND band IS %s FROM challenge_result WHERE household = %d",
			                          score_state_names[r.state], (long long)r.run.grams, (long long)r.run.days, r.run.covered, r.run.due,
			                          (long long)r.baseline.grams, r.first_covered, r.glass_seen,
			                          r.band < 0 ? "NULL" : (char[]){ (char)('0' + r.band), 0 }, i), 1);
			if (r.raw.den)
				assert_int_equal(town_sql(w, "SELECT ppm FROM challenge_result WHERE household = %d", i), r.ppm);
		}
	}
	assert_true(seen[SCORED] > 50 && seen[SCORE_BEGINNING] > 10 && seen[SCORE_COVERAGE] + seen[SCORE_HALF] > 5);
	town_close(w);
}

static void one_household(struct town *w, int id, int64_t before, int64_t after)
{
	for (int week = 0; week < w->weeks; week++)
		town_note(w, id, week, 28, week < w->baseline ? before : after, 0, 0);
}

/* The reference vector, through tables and pages. */
static void a_score_explains_itself(void **state)
{
	(void)state;
	struct town *w = town_open(5, 13, 1, 556, 2);
	int id = town_join(w, 4, 0, 1);
	one_household(w, id, 19575, 0);
	for (int week = 5; week < 13; week++)
		town_note(w, id, week, week == 12 ? 0 : 28, 11325, 0, 0);
	town_note(w, id, 12, 0, 0, 0, 0);
	town_note(w, id, 11, 28, 11325 * 2, 0, 0); /* 7 weeks of 28 person-days: 196, 90,600 g */
	town_week(w, 13);
	town_publish(w);
	town_get(w, "/p/challenge/h/1/score");
	assert_int_equal(glane_test_int(w->t, "raw_ppm", 0), 338807);
	assert_int_equal(glane_test_int(w->t, "ppm", 0), 314270);
	assert_int_equal(glane_test_int(w->t, "raw", 0), -339);
	assert_int_equal(glane_test_int(w->t, "change", 0), -314);
	assert_int_equal(glane_test_int(w->t, "run.days", 0), 196);
	assert_int_equal(glane_test_count(w->t, "baseline_weeks.rows"), 5);
	assert_int_equal(glane_test_count(w->t, "run_weeks.rows"), 8);
	assert_string_equal(glane_test_text(w->t, "baseline_weeks.rows.0.fate"), "first");
	assert_string_equal(glane_test_text(w->t, "run_weeks.rows.7.fate"), "absent");
	assert_int_equal(glane_test_page(w->t, "/p/challenge/h/1/score"), 200);
	assert_true(glane_test_contains(w->t, "Ménages. MODECOM, 2017"));
	static const char *const shown[] = { "78,3", "699,1", "90,6", "462,2", "33,9", "683,2", "468,5", "31,4", "de 30 à 40", "556", "112", "196" };
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (!glane_test_contains(w->t, shown[i]))
			fail_msg("the page lacks %s: %s", shown[i], glane_test_body(w->t, NULL));
	/* The household sees the same behind its code, nobody else does. */
	glane_test_public(w->t, 1);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/household/00000000000000000000000001/score"), 200);
	assert_true(glane_test_contains(w->t, "31,4"));
	assert_int_equal(glane_test_page(w->t, "/p/challenge/household/00000000000000000000000002/score"), 404);
	assert_int_not_equal(glane_test_page(w->t, "/p/challenge/h/1/score"), 200);
	assert_int_not_equal(glane_test_get(w->t, "/p/challenge/c/1/scores"), 200);
	glane_test_public(w->t, 0);
	glane_test_role(w->t, "reader");
	assert_int_equal(glane_test_get(w->t, "/p/challenge/h/1/score"), 403);
	assert_int_equal(glane_test_get(w->t, "/p/challenge/c/1/scores"), 403);
	assert_int_equal(glane_test_get(w->t, "/p/challenge/c/1/group"), 200);
	glane_test_role(w->t, NULL);
	town_close(w);
}

static int make_version(struct town *w, const char *json)
{
	char body[300];
	snprintf(body, sizeof(body), "%s", json);
	for (char *p = body; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	int status = glane_test_post(w->t, "/p/challenge/c/1/scoring", body);
	glane_test_settle(w->t);
	return status;
}

static void a_changed_constant_is_a_new_version(void **state)
{
	(void)state;
	struct town *w = town_open(5, 13, 1, 556, 3);
	for (int i = 0; i < 5; i++)
		one_household(w, town_join(w, 4, 0, 1), 19575, 12000 + 100 * i);
	town_week(w, 13);
	town_publish(w);
	int64_t ppm = town_sql(w, "SELECT ppm FROM challenge_result WHERE household = 1 AND scoring = 1");
	assert_int_equal(make_version(w, "{'k':20}"), 400); /* why? */
	assert_int_equal(make_version(w, "{'k':20,'bands':'30,20','why':'essai'}"), 400);
	assert_int_equal(make_version(w, "{'mu':800,'why':'essai'}"), 400); /* from whom? */
	assert_int_equal(make_version(w, "{'team_min':2,'why':'essai'}"), 400);
	assert_int_equal(make_version(w, "{'clamp_low':0,'clamp_high':0,'why':'essai'}"), 400);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_scoring"), 1);
	assert_int_equal(make_version(w, "{'k':0,'bands':'10, 25,50','why':'Rien à emprunter'}"), 200);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM core_v1_record WHERE kind = 'challenge.scored'"), 1);
	assert_int_equal(town_sql(w, "SELECT ppm FROM challenge_result WHERE household = 1 AND scoring = 1"), ppm);
	assert_int_equal(town_sql(w, "SELECT ppm = raw_ppm AND band = 2 FROM challenge_result WHERE household = 1 AND scoring <> 1"), 1);
	assert_int_equal(town_sql(w, "SELECT mu = 556 AND mu_reference = 'own' AND team_min = 3 FROM challenge_scoring WHERE version = 2"), 1);
	town_note(w, 1, 8, 28, 30000, 0, 0); /* what is corrected now changes the version in force */
	town_publish(w);
	assert_int_equal(town_sql(w, "SELECT ppm FROM challenge_result WHERE household = 1 AND scoring = 1"), ppm);
	assert_int_equal(town_sql(w, "SELECT ppm < %lld FROM challenge_result WHERE household = 1 AND scoring <> 1", (long long)ppm), 1);
	town_get(w, "/p/challenge/c/1/scores?scoring=1");
	assert_int_equal(glane_test_int(w->t, "kept", -1), 1);
	assert_int_equal(glane_test_int(w->t, "households.0.ppm", 0), ppm);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/scoring"), 200);
	assert_true(glane_test_contains(w->t, "Rien à emprunter"));
	assert_int_equal(make_version(w, "{'mu':800,'mu_label':'Commune','mu_source':'Rapport 2025','why':'chiffre local'}"), 200);
	assert_int_equal(town_sql(w, "SELECT mu = 800 AND mu_year_g = 292000 FROM challenge_scoring WHERE version = 3"), 1);
	town_finish(w);
	assert_int_equal(make_version(w, "{'k':14,'why':'trop tard'}"), 409);
	town_week(w, 20); /* what was over when it was closed stays what was over */
	town_publish(w);
	assert_int_equal(town_sql(w, "SELECT min(until) = 13 AND max(due) = 8 FROM challenge_result WHERE scoring <> 1"), 1);
	town_close(w);
}

static void the_command_lists_them(void **state)
{
	(void)state;
	struct town *w = town_open(4, 12, 1, 700, 4);
	for (int i = 0; i < 4; i++)
		one_household(w, town_join(w, 4, 0, 1), 20000, 13000 - 3000 * i);
	town_week(w, 12);
	town_publish(w);
	assert_int_equal(glane_test_command(w->t, "challenge score", "{\"id\":1}"), 200);
	assert_int_equal(glane_test_count(w->t, "households"), 4);
	assert_int_equal(glane_test_int(w->t, "households.3.ppm", 0), 600000);
	assert_int_equal(glane_test_int(w->t, "bands.4.n", 0), 3);
	assert_int_equal(glane_test_int(w->t, "teams.0.enough", 0), 1);
	assert_int_equal(glane_test_command(w->t, "challenge score", "{\"id\":9}"), 404);
	town_close(w);
}

static void verify_sees_a_wrong_score(void **state)
{
	(void)state;
	static const struct {
		const char *break_it, *mend;
	} all[] = {
		{ "UPDATE challenge_result SET ppm = ppm + 1 WHERE household = 2", "UPDATE challenge_result SET ppm = ppm - 1 WHERE household = 2" },
		{ "UPDATE challenge_result SET grams = grams + 1 WHERE household = 3", "UPDATE challenge_result SET grams = grams - 1 WHERE household = 3" },
		{ "UPDATE challenge_result SET covered = covered - 1 WHERE household = 1", "UPDATE challenge_result SET covered = covered + 1 WHERE household = 1" },
		{ "DELETE FROM challenge_member WHERE household = 4", "DELETE FROM challenge_published" },
	};
	struct town *w = town_open(4, 12, 1, 700, 5);
	for (int i = 0; i < 4; i++)
		one_household(w, town_join(w, 4, 0, 1), 20000, 13000 + 300 * i);
	town_week(w, 12);
	town_publish(w);
	assert_string_equal(glane_test_verify(w->t), "");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		glane_test_exec(w->t, all[i].break_it);
		if (!*glane_test_verify(w->t))
			fail_msg("nobody saw: %s", all[i].break_it);
		glane_test_exec(w->t, all[i].mend);
		assert_string_equal(glane_test_verify(w->t), "");
	}
	town_close(w);
}

/* A weigh-in by the organiser's page: its household is scored in the same transaction. */
static void scores_follow_each_weigh_in(void **state)
{
	(void)state;
	struct town *w = town_open(4, 12, 1, 700, 6);
	one_household(w, town_join(w, 4, 0, 1), 20000, 13000);
	town_week(w, 12);
	town_publish(w);
	int64_t ppm = town_sql(w, "SELECT ppm FROM challenge_result");
	int status = glane_test_post(w->t, "/p/challenge/h/1/weigh", "{\"day\":\"2026-03-20\",\"fraction\":\"omr\",\"grams\":\"4,5\"}");
	if (status != 201)
		fail_msg("weigh: %d %s", status, glane_test_body(w->t, NULL));
	assert_true(town_sql(w, "SELECT ppm FROM challenge_result") < ppm);
	assert_string_equal(glane_test_verify(w->t), "");
	/* A longer challenge: so many more weeks are asked for. */
	town_week(w, 14);
	assert_int_equal(town_sql(w, "SELECT due FROM challenge_result"), 8);
	status = glane_test_post(w->t, "/p/challenge/set", "{\"id\":1,\"name\":\"Défi\",\"challenge_weeks\":10,\"teams\":\"Équipe 1\"}");
	if (status != 200)
		fail_msg("set: %d %s", status, glane_test_body(w->t, NULL));
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT due FROM challenge_result"), 10);
	town_close(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_scores_are_those_of_the_model), cmocka_unit_test(a_score_explains_itself),
		cmocka_unit_test(a_changed_constant_is_a_new_version), cmocka_unit_test(the_command_lists_them),
		cmocka_unit_test(verify_sees_a_wrong_score), cmocka_unit_test(scores_follow_each_weigh_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
