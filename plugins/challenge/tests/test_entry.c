/* SPDX-License-Identifier: MPL-2.0 */
/* Weigh-ins line by line: what is refused, what is asked, what is kept. */
#include "challenge/tests/home.h"

static int64_t live(struct home *b, const char *what)
{
	return sql(b, "SELECT %s FROM challenge_weighing WHERE ended_ms IS NULL", what);
}

static void what_cannot_be_is_refused_in_words(void **state)
{
	struct home *b = *state;
	REFUSED(b, weigh(b, b->h, "2026-01-11", "omr", "3"), 400, "day", "Ce jour n’est pas encore venu. Vérifiez la date.");
	REFUSED(b, weigh(b, b->h, "2025-10-05", "omr", "3"), 400, "day", "Le défi commence le 06/10/2025. Une pesée d’avant ne peut pas être notée.");
	REFUSED(b, weigh(b, b->h, "2025-10-07", "omr", "900 kg"), 400, "grams",
	        "900 kg en une pesée, c’est plus que la limite de 100 kg. Vérifiez l’unité, ou notez en plusieurs pesées.");
	REFUSED(b, weigh(b, b->h, "2025-10-07", "omr", "-3"), 400, "grams", "Un poids n’est pas négatif. Pour enlever une pesée, corrigez-la.");
	REFUSED(b, weigh(b, b->h, "2025-10-07", "textile", "3"), 400, "fraction",
	        "Cela ne se pèse pas dans ce défi. On pèse : ordures ménagères, tri (emballages et papiers), verre, biodéchets.");
	REFUSED(b, weigh(b, b->h, "2025-10-07", "omr", "trois"), 400, "grams", "Ce n’est pas un poids. Écrivez des kilos, par exemple 3,2.");
	assert_int_equal(weigh(b, b->h, "2025-10-07", "plastic", "3"), 400);
	assert_int_equal(weigh(b, 99, "2025-10-07", "omr", "3"), 404);
	/* after its end */
	glane_test_clock(b->t, INT64_C(1769760000000)); /* 2026-01-30 */
	REFUSED(b, weigh(b, b->h, "2026-01-26", "omr", "3"), 400, "day", "Le défi finit le 25/01/2026. Une pesée d’après ne compte plus.");
	assert_int_equal(weigh(b, b->h, "2026-01-25", "omr", "3"), 201);
	assert_int_equal(weigh(b, b->h, "2025-10-06", "omr", "100"), 400); /* 100 g or 100 kg? */
	assert_int_equal(weigh(b, b->h, "2025-10-06", "omr", "100 kg"), 201);
	REFUSED(b, weigh(b, b->h, "2025-10-06", "omr", "100,001 kg"), 400, "grams",
	        "100,001 kg en une pesée, c’est plus que la limite de 100 kg. Vérifiez l’unité, ou notez en plusieurs pesées.");
}

static void grams_where_kilograms_are_meant_are_asked_about(void **state)
{
	struct home *b = *state;
	char target[60];
	REFUSED(b, weigh(b, b->h, "2025-10-07", "omr", "3200"), 400, "grams", "« 3200 » : 3,2 kg ou 3 200 kg ?");
	/* the page has two buttons, and keeps the day and the fraction */
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/weigh", (long long)b->h);
	assert_int_equal(glane_test_form(b->t, target, "day=2025-10-07&fraction=tri&grams=3200"), 400);
	assert_true(glane_test_contains(b->t, "<button name=\"grams\" value=\"3200 g\">"));
	assert_true(glane_test_contains(b->t, "<button name=\"grams\" value=\"3200000 g\">"));
	assert_true(glane_test_contains(b->t, "name=\"asked\" value=\"3200\""));
	assert_true(glane_test_contains(b->t, "value=\"2025-10-07\""));
	assert_true(glane_test_contains(b->t, "<option value=\"tri\" selected>"));
	/* the answer is kept, with what was typed */
	assert_int_equal(glane_test_form(b->t, target, "day=2025-10-07&fraction=tri&grams=3200+g&asked=3200"), 303);
	assert_int_equal(live(b, "grams"), 3200);
	assert_int_equal(live(b, "typed = '3200'"), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_answer WHERE doubt = 'unit' AND answer = 'corrected' AND value = 3200"), 1);
	/* it was kilograms: then it is too heavy, and said so */
	assert_int_equal(glane_test_form(b->t, target, "day=2025-10-07&fraction=tri&grams=3200000+g&asked=3200"), 400);
	assert_true(glane_test_contains(b->t, "plus que la limite de"));
	/* the other way round, where grams are written */
	glane_test_exec(b->t, "UPDATE challenge_challenge SET unit = 'g'");
	REFUSED(b, weigh(b, b->h, "2025-10-08", "omr", "3,2"), 400, "grams", "« 3,2 » : 3 g ou 3,2 kg ?");
	assert_int_equal(weigh(b, b->h, "2025-10-08", "omr", "3200"), 201);
}

static void the_same_once_more_is_asked_about(void **state)
{
	struct home *b = *state;
	char target[60];
	assert_int_equal(weigh(b, b->h, "2026-01-09", "omr", "3,2"), 201);
	REFUSED(b, weigh(b, b->h, "2026-01-09", "omr", "3,2"), 400, "again",
	        "3,2 kg viennent d’être notés pour ce jour-là (ordures ménagères). Est-ce une autre pesée ? Sinon, il n’y a rien à faire.");
	assert_int_equal(weigh(b, b->h, "2026-01-09", "tri", "3,2"), 201); /* another fraction */
	assert_int_equal(weigh(b, b->h, "2026-01-08", "omr", "3,2"), 201); /* another day */
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/weigh", (long long)b->h);
	assert_int_equal(glane_test_form(b->t, target, "day=2026-01-09&fraction=omr&grams=3%2C2"), 400);
	assert_true(glane_test_contains(b->t, "<button name=\"again\" value=\"1\">"));
	assert_int_equal(glane_test_form(b->t, target, "day=2026-01-09&fraction=omr&grams=3%2C2&again=1"), 303);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_answer WHERE doubt = 'twice' AND answer = 'kept'"), 1);
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 13"), 9600);
	glane_test_advance(b->t, 600001);
	assert_int_equal(weigh(b, b->h, "2026-01-09", "omr", "3,2"), 201); /* much later it is another bin */
	/* one sending that arrives twice is one */
	int64_t before = live(b, "count(*)");
	assert_int_equal(glane_test_post_key(b->t, target, "{\"day\":\"2026-01-07\",\"fraction\":\"omr\",\"grams\":\"1\"}", "9c0c2d1e-7c52-4a53-9c55-0d7f9f0f7a11"), 201);
	assert_int_equal(glane_test_post_key(b->t, target, "{\"day\":\"2026-01-07\",\"fraction\":\"omr\",\"grams\":\"1\"}", "9c0c2d1e-7c52-4a53-9c55-0d7f9f0f7a11"), 201);
	assert_int_equal(live(b, "count(*)"), before + 1);
}

static void a_day_is_a_day_also_at_two_in_the_night(void **state)
{
	struct home *b = *state;
	/* 2025-10-26: the hour between two and three comes twice; 00:30 UTC and 01:30 UTC are both 02:30 in Paris */
	for (int i = 0; i < 2; i++) {
		glane_test_clock(b->t, INT64_C(1761438600000) + i * 3600000);
		assert_int_equal(weigh(b, b->h, "2025-10-26", "omr", i ? "2,5" : "2"), 201);
	}
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 2"), 4500); /* Sunday is still week 3 */
	glane_test_clock(b->t, INT64_C(1761519600000)); /* 2025-10-26 23:00 UTC, Monday 00:00 in Paris */
	assert_int_equal(weigh(b, b->h, "2025-10-27", "omr", "1"), 201);
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 3"), 1000);
	glane_test_clock(b->t, INT64_C(1761519600000) - 1);
	REFUSED(b, weigh(b, b->h, "2025-10-27", "tri", "1"), 400, "day", "Ce jour n’est pas encore venu. Vérifiez la date.");
}

static void nothing_to_report_is_zero_and_missing_is_missing(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "3,2"), 201);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 0"), 0); /* nothing is known of the yellow bin */
	assert_int_equal(on(b, b->h, "nothing", "'week':1"), 200);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 0"), 1);
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 0"), 3200);
	assert_int_equal(live(b, "count(*)"), 4); /* omr, and zeros for tri, verre, bio */
	assert_int_equal(on(b, b->h, "nothing", "'week':1"), 200);
	assert_int_equal(live(b, "count(*)"), 4);
	REFUSED(b, on(b, b->h, "nothing", "'week':15"), 400, "week", "Ce jour n’est pas encore venu. Vérifiez la date.");
	/* nobody was there: that week counts for nothing, and it is shown */
	assert_int_equal(on(b, b->h, "presence", "'week':1,'heads':0"), 200);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 0"), 0);
	assert_int_equal(sql(b, "SELECT declared FROM challenge_week WHERE week = 0"), 1);
	assert_int_equal(on(b, b->h, "presence", "'week':1"), 200); /* all were there after all */
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE week = 0"), 28);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_presence"), 1); /* what was said before is kept */
	/* glass is not asked for each week */
	assert_int_equal(weigh(b, b->h, "2025-10-14", "omr", "0"), 201);
	assert_int_equal(weigh(b, b->h, "2025-10-14", "tri", "0"), 201);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 1"), 1);
}

static void a_correction_keeps_the_original(void **state)
{
	struct home *b = *state;
	char target[60];
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "32"), 201);
	long long id = glane_test_int(b->t, "weighing", 0);
	snprintf(target, sizeof(target), "/p/challenge/w/%lld", id);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "value=\"32\""));
	assert_int_equal(post(b, target, "{'day':'2025-10-14','fraction':'tri','grams':'3,2','why':'typing'}"), 200);
	assert_int_equal(sql(b, "SELECT grams FROM challenge_weighing WHERE id = %lld AND ended_why = 'typing' AND ended_ms IS NOT NULL", id), 32000);
	assert_int_equal(live(b, "grams"), 3200);
	assert_int_equal(live(b, "replaces"), id);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_week"), 1); /* the week that it was in has nothing any more */
	assert_int_equal(sql(b, "SELECT tri FROM challenge_week WHERE week = 1"), 3200);
	REFUSED(b, post(b, target, "{'day':'2025-10-14','fraction':'tri','grams':'3','why':'typing'}"), 409, "",
	        "Cette pesée a déjà été corrigée. Corrigez la plus récente.");
	snprintf(target, sizeof(target), "/p/challenge/w/%lld", (long long)live(b, "id"));
	REFUSED(b, post(b, target, "{'day':'2026-02-14','fraction':'tri','grams':'3','why':'typing'}"), 400, "day", "Ce jour n’est pas encore venu. Vérifiez la date.");
	assert_int_equal(post(b, target, "{'drop':true,'why':'twice'}"), 200);
	assert_int_equal(live(b, "count(*)"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 2);
	snprintf(target, sizeof(target), "/p/challenge/h/%lld", (long long)b->h);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "notée deux fois"));
}

/* --- what looks wrong is asked about, and kept ---------------------------------------------------------------- */
static const char *question(struct home *b, int64_t n)
{
	char target[60], path[40];
	snprintf(target, sizeof(target), "/p/challenge/h/%lld", (long long)b->h);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_count(b->t, "doubts"), n);
	snprintf(path, sizeof(path), "doubts.%lld.question", (long long)n - 1);
	return n ? plain(glane_test_text(b->t, path)) : "";
}

static int keep(struct home *b)
{
	char members[200];
	snprintf(members, sizeof(members), "'doubt':'%s','week':%lld,'weighing':%lld,'asked':%lld", glane_test_text(b->t, "doubts.0.doubt"),
		(long long)glane_test_int(b->t, "doubts.0.week", -1), (long long)glane_test_int(b->t, "doubts.0.weighing", -1),
		(long long)glane_test_int(b->t, "doubts.0.asked", -1));
	return on(b, b->h, "answer", "%s", members);
}

static void a_heavy_one_is_asked_about_once(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "verre", "15"), 201);
	question(b, 0);
	assert_int_equal(weigh(b, b->h, "2025-10-07", "verre", "15,001"), 201);
	assert_int_equal(glane_test_count(b->t, "doubts"), 1); /* said at once to whoever typed it */
	assert_string_equal(question(b, 1), "Semaine 1, verre : 15,001 kg en une seule fois, est-ce bien ça ?");
	assert_int_equal(sql(b, "SELECT verre FROM challenge_week"), 30001); /* it counts meanwhile: nobody changes it but somebody */
	assert_int_equal(keep(b), 200);
	question(b, 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_answer WHERE doubt = 'heavy' AND value = 15001"), 1);
	REFUSED(b, on(b, b->h, "answer", "'doubt':'heavy','week':0,'weighing':2,'asked':15001"), 409, "", "Il n’y a plus de question à ce sujet. Rechargez la page.");
}

static void week_of(struct home *b, int week, const char *omr, const char *glass)
{
	int64_t day = 20367 + 7 * week;
	char text[11];
	snprintf(text, sizeof(text), "2025-%02d-%02d", day < 20393 ? 10 : day < 20423 ? 11 : 12, (int)(day < 20393 ? day - 20361 : day < 20423 ? day - 20392 : day - 20422));
	assert_int_equal(weigh(b, b->h, text, "omr", omr), 201);
	assert_int_equal(weigh(b, b->h, text, "tri", "0"), 201);
	if (*glass)
		assert_int_equal(weigh(b, b->h, text, "verre", glass), 201);
}

static void a_week_far_from_the_usual_is_asked_about(void **state)
{
	struct home *b = *state;
	week_of(b, 6, "8,001", ""); /* first in, last in: the order does not matter */
	for (int w = 0; w < 6; w++)
		week_of(b, w, "2", "");
	assert_string_equal(question(b, 1), "Semaine 7 : 8,001 kg, plus de 4 fois la semaine habituelle du foyer (2 kg). Est-ce bien ça ?");
	assert_int_equal(keep(b), 200);
	question(b, 0);
	assert_int_equal(weigh(b, b->h, "2025-11-18", "omr", "1"), 201); /* another weight of that week is another question */
	assert_string_equal(question(b, 1), "Semaine 7 : 9,001 kg, plus de 4 fois la semaine habituelle du foyer (2 kg). Est-ce bien ça ?");
}

/* Glass is carried away now and then: it is looked at over four weeks, or each party would be asked about. */
static void glass_is_judged_over_four_weeks(void **state)
{
	struct home *b = *state;
	for (int w = 0; w < 11; w++)
		week_of(b, w, "2", w % 4 == 0 ? "4" : "");
	question(b, 0);
	assert_int_equal(weigh(b, b->h, "2025-12-15", "verre", "13"), 201); /* week 11: 17 kg in four weeks, of 4 */
	assert_string_equal(question(b, 1), "Semaine 11 : 17 kg de verre en quatre semaines, plus de 4 fois l’habitude du foyer (4 kg). Est-ce bien ça ?");
	assert_int_equal(keep(b), 200);
	question(b, 0);
}

static void more_guests_than_can_be_are_asked_about(void **state)
{
	struct home *b = *state;
	assert_int_equal(on(b, b->h, "presence", "'week':1,'heads':84"), 200);
	question(b, 0);
	assert_int_equal(on(b, b->h, "presence", "'week':1,'heads':85"), 200);
	assert_string_equal(question(b, 1), "Semaine 1 : 85 jours de présence, plus de trois fois le foyer (28). Est-ce bien ça ?");
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week"), 85);
	assert_int_equal(keep(b), 200);
	question(b, 0);
	assert_int_equal(on(b, b->h, "presence", "'week':1,'heads':631"), 400);
	REFUSED(b, on(b, b->h, "presence", "'week':15,'heads':20"), 400, "week", "Ce jour n’est pas encore venu. Vérifiez la date.");
}

/* --- verify ------------------------------------------------------------------------------------------------ */
static void verify_finds_a_week_that_is_not_what_its_rows_say(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "3,2"), 201);
	assert_string_equal(glane_test_verify(b->t), "");
	glane_test_exec(b->t, "UPDATE challenge_week SET omr = 3201");
	assert_non_null(strstr(glane_test_verify(b->t), "a week that is not what its weigh-ins"));
	glane_test_exec(b->t, "DELETE FROM challenge_week");
	assert_non_null(strstr(glane_test_verify(b->t), "a week that is not what its weigh-ins"));
	assert_int_equal(weigh(b, b->h, "2025-10-07", "tri", "1"), 201); /* and the next change puts it right */
	assert_string_equal(glane_test_verify(b->t), "");
	glane_test_exec(b->t, "UPDATE challenge_weighing SET day = day + 7");
	assert_non_null(strstr(glane_test_verify(b->t), "another week than that of its day"));
	glane_test_exec(b->t, "UPDATE challenge_weighing SET day = day - 7");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_begin, home_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_cannot_be_is_refused_in_words),
		TEST(grams_where_kilograms_are_meant_are_asked_about),
		TEST(the_same_once_more_is_asked_about),
		TEST(a_day_is_a_day_also_at_two_in_the_night),
		TEST(nothing_to_report_is_zero_and_missing_is_missing),
		TEST(a_correction_keeps_the_original),
		TEST(a_heavy_one_is_asked_about_once),
		TEST(a_week_far_from_the_usual_is_asked_about),
		TEST(glass_is_judged_over_four_weeks),
		TEST(more_guests_than_can_be_are_asked_about),
		TEST(verify_finds_a_week_that_is_not_what_its_rows_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
