/* SPDX-License-Identifier: MPL-2.0 */
/* What a household may do with the code of its card, without being anybody of the house: its page, the forms on it, its data. */
#include "challenge/tests/home.h"

static char code[27];

static void take_code(struct home *b, int64_t household)
{
	for (int i = 0; i < 26; i++)
		code[i] = (char)sql(b, "SELECT unicode(substr(code, %d, 1)) FROM challenge_household WHERE id = %lld", i + 1, (long long)household);
	code[26] = 0;
}

static int begin(void **state)
{
	int rc = home_begin(state);
	struct home *b = *state;
	take_code(b, b->h);
	glane_test_public(b->t, 1);
	return rc;
}

static int end(void **state)
{
	glane_test_public(((struct home *)*state)->t, 0);
	return home_end(state);
}

static int page(struct home *b, const char *more)
{
	char target[120];
	snprintf(target, sizeof(target), "/F/%s%s", code, more);
	return glane_test_page(b->t, target);
}

static void fetch_key(struct home *b, char out[37])
{
	assert_int_equal(page(b, ""), 200);
	const char *at = strstr(glane_test_body(b->t, NULL), "name=\"_request\" value=\"");
	assert_non_null(at);
	snprintf(out, 37, "%s", at + 23);
}

/* A form of the page, as a telephone sends it. */
static int send_key(struct home *b, const char *key, const char *act, const char *fields)
{
	char target[120], body[400];
	snprintf(target, sizeof(target), "/p/challenge/household/%s/%s", code, act);
	snprintf(body, sizeof(body), "_request=%s&%s", key, fields);
	return glane_test_form(b->t, target, body);
}

static int send(struct home *b, const char *act, const char *fields)
{
	char key[37];
	fetch_key(b, key);
	return send_key(b, key, act, fields);
}

static int64_t live(struct home *b, const char *what)
{
	return sql(b, "SELECT %s FROM challenge_weighing WHERE ended_ms IS NULL", what);
}

static void a_household_notes_what_it_weighs(void **state)
{
	struct home *b = *state;
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "Les Hérissons"));
	assert_true(glane_test_contains(b->t, "Ma semaine 14"));
	assert_false(glane_test_contains(b->t, "<script"));
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=3%2C2&day=2026-01-09"), 303);
	assert_int_equal(live(b, "grams"), 3200);
	assert_int_equal(live(b, "person IS NULL AND source = 'page'"), 1);
	assert_int_equal(page(b, "?ok=1"), 200);
	assert_true(glane_test_contains(b->t, "C’est noté, merci"));
	assert_true(glane_test_contains(b->t, "3,2"));
	/* one touch says the rest of the week */
	assert_int_equal(send(b, "nothing", "week=13"), 303);
	assert_int_equal(live(b, "count(*)"), 4);
	assert_int_equal(live(b, "sum(grams)"), 3200);
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "Votre semaine est complète"));
	assert_true(glane_test_contains(b->t, "<svg class=\"curve\""));
	assert_true(glane_test_contains(b->t, "badges.svg#first_week"));
}

static void a_unit_that_nobody_can_know_is_asked_about(void **state)
{
	struct home *b = *state;
	assert_int_equal(send(b, "weigh", "fraction=tri&grams=3200&day=2026-01-08"), 400);
	assert_int_equal(live(b, "count(*)"), 0);
	assert_true(glane_test_contains(b->t, "<button name=\"grams\" value=\"3200 g\">"));
	assert_true(glane_test_contains(b->t, "<button name=\"grams\" value=\"3200000 g\">"));
	assert_true(glane_test_contains(b->t, "name=\"fraction\" value=\"tri\""));
	assert_true(glane_test_contains(b->t, "name=\"day\" value=\"2026-01-08\""));
	assert_false(glane_test_contains(b->t, "class=\"errors"));
	assert_int_equal(send(b, "weigh", "fraction=tri&grams=3200+g&asked=3200&day=2026-01-08"), 303);
	assert_int_equal(live(b, "grams = 3200 AND typed = '3200'"), 1);
	/* what is wrong is said, and what was typed stays */
	assert_int_equal(send(b, "weigh", "fraction=tri&grams=trois&day=2026-01-08"), 400);
	assert_true(glane_test_contains(b->t, "pas un poids"));
	assert_true(glane_test_contains(b->t, "value=\"trois\""));
}

static void two_telephones_at_once(void **state)
{
	struct home *b = *state;
	char key[37];
	fetch_key(b, key);
	assert_int_equal(send_key(b, key, "weigh", "fraction=omr&grams=2%2C5&day=2026-01-09"), 303);
	assert_int_equal(send_key(b, key, "weigh", "fraction=omr&grams=2%2C5&day=2026-01-09"), 303); /* the same touch twice */
	assert_int_equal(live(b, "count(*)"), 1);
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=2%2C5&day=2026-01-09"), 400); /* another telephone */
	assert_true(glane_test_contains(b->t, "En est-ce une autre ?"));
	assert_true(glane_test_contains(b->t, "<button name=\"again\" value=\"1\">"));
	assert_int_equal(live(b, "count(*)"), 1);
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=2%2C5&day=2026-01-09&again=1"), 303);
	assert_int_equal(live(b, "count(*)"), 2);
}

static void who_was_there(void **state)
{
	struct home *b = *state;
	assert_int_equal(send(b, "presence", "week=13&away=2&away_days=3&guests=1&guest_days=2"), 303);
	assert_int_equal(sql(b, "SELECT heads FROM challenge_presence WHERE week = 13 AND ended_ms IS NULL"), 4 * 7 - 2 * 3 + 1 * 2);
	assert_int_equal(send(b, "presence", "week=13&away=5"), 400);
	assert_true(glane_test_contains(b->t, "plus d’absents que de personnes"));
	assert_int_equal(send(b, "presence", "week=13"), 303); /* all were there after all */
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_presence WHERE week = 13 AND ended_ms IS NULL"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_presence WHERE week = 13"), 1); /* what was said before is kept */
}

static void a_correction_shows_the_original(void **state)
{
	struct home *b = *state;
	char act[40];
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=23%2C1&day=2026-01-09"), 303);
	assert_true(page(b, "") == 200 && glane_test_contains(b->t, "C’est juste")); /* 23.1 kg is asked about */
	snprintf(act, sizeof(act), "weighing/%lld", (long long)live(b, "id"));
	char target[120];
	snprintf(target, sizeof(target), "/p/challenge/household/%s/%s", code, act);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "value=\"23,1\""));
	const char *at = strstr(glane_test_body(b->t, NULL), "name=\"_request\" value=\"");
	char key[37];
	snprintf(key, sizeof(key), "%s", at + 23);
	assert_int_equal(send_key(b, key, act, "fraction=omr&grams=2%2C31&day=2026-01-09"), 303);
	assert_int_equal(live(b, "grams"), 2310);
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "23,1"));
	assert_true(glane_test_contains(b->t, "class=\"undone\""));
	assert_true(glane_test_contains(b->t, "faute de frappe"));
	/* of another household: not there */
	glane_test_public(b->t, 0);
	int64_t other = join(b, "Les Loutres", 2, ",'start_week':1");
	assert_int_equal(weigh(b, other, "2026-01-09", "omr", "1"), 201);
	glane_test_public(b->t, 1);
	snprintf(target, sizeof(target), "/p/challenge/household/%s/weighing/%lld", code, (long long)sql(b, "SELECT max(id) FROM challenge_weighing"));
	assert_int_equal(glane_test_page(b->t, target), 404);
	assert_int_equal(glane_test_page(b->t, "/F/00000000000000000000000000"), 404);
	assert_false(glane_test_contains(b->t, "Loutres"));
}

static void a_gesture_is_ticked_and_unticked(void **state)
{
	struct home *b = *state;
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "Le prochain petit pas"));
	assert_int_equal(send(b, "gesture", "gesture=bulk"), 303);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_done"), 1);
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "badges.svg#bulk"));
	assert_false(glane_test_contains(b->t, "Le prochain petit pas")); /* it was the only one */
	assert_int_equal(send(b, "gesture", "gesture=repair"), 303); /* this challenge does not offer it */
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_done"), 1);
	assert_int_equal(send(b, "gesture", "gesture=bulk&done=0"), 303);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_done"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 0); /* never kilograms */
}

static void the_old_card_is_dead(void **state)
{
	struct home *b = *state;
	glane_test_public(b->t, 0);
	assert_int_equal(on(b, b->h, "card", "%s", ""), 200);
	glane_test_public(b->t, 1);
	assert_int_equal(page(b, ""), 404);
	char first[4000];
	snprintf(first, sizeof(first), "%s", glane_test_body(b->t, NULL));
	assert_int_equal(glane_test_page(b->t, "/F/0123"), 404);
	assert_string_equal(glane_test_body(b->t, NULL), first);
	static const char *const others[] = { "/score", "/badges", "/data.json", "/data.csv", "/weighing/1" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char target[120];
		snprintf(target, sizeof(target), "/p/challenge/household/%s%s", code, others[i]);
		assert_int_equal(glane_test_get(b->t, target), 404);
	}
	take_code(b, b->h);
	assert_int_equal(page(b, ""), 200);
}

static void guesses_end_after_twenty(void **state)
{
	struct home *b = *state;
	int missed = 0;
	for (int i = 0; i < 30; i++) {
		char target[60];
		snprintf(target, sizeof(target), "/F/0123456789ABCDEFGHJKMNP%03d", i);
		int status = glane_test_page(b->t, target);
		assert_true(status == 404 || status == 429);
		missed += status == 404;
	}
	assert_true(missed >= 20 && missed <= 21);
	assert_int_equal(page(b, ""), 429);
}

static void its_data_go_along(void **state)
{
	struct home *b = *state;
	char target[120];
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=3%2C2&day=2026-01-09"), 303);
	assert_int_equal(send(b, "gesture", "gesture=bulk"), 303);
	snprintf(target, sizeof(target), "/p/challenge/household/%s/data.json", code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_string_equal(glane_test_text(b->t, "household.0.pseudonym"), "Les Hérissons");
	assert_int_equal(glane_test_int(b->t, "weighings.0.grams", 0), 3200);
	assert_string_equal(glane_test_text(b->t, "weighings.0.day"), "2026-01-09");
	assert_string_equal(glane_test_text(b->t, "gestures.0.gesture"), "bulk");
	assert_false(glane_test_contains(b->t, code));
	glane_test_exec(b->t, "UPDATE challenge_household SET commune = '=1+1\"'");
	snprintf(target, sizeof(target), "/p/challenge/household/%s/data.csv", code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "\"2026-01-09\";\"13\";\"omr\";\"3200\""));
	assert_true(glane_test_contains(b->t, "\"'=1+1\"\"\"")); /* no formula */
}

static void what_it_chooses(void **state)
{
	struct home *b = *state;
	glane_test_exec(b->t, "UPDATE challenge_household SET email = 'a@example.org'");
	assert_int_equal(sql(b, "SELECT wall FROM challenge_household"), 0); /* nobody stands there who did not ask */
	assert_int_equal(send(b, "choices", "wall=1"), 303);
	assert_int_equal(sql(b, "SELECT wall = 1 AND mail_stop = 0 FROM challenge_household"), 1);
	assert_int_equal(send(b, "choices", "mail_stop=1"), 303);
	assert_int_equal(sql(b, "SELECT wall = 1 AND mail_stop = 1 FROM challenge_household"), 1);
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "Vous ne recevez plus de rappels"));
}

static void no_household_notes_for_ever(void **state)
{
	struct home *b = *state;
	glane_test_exec(b->t, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO challenge_answer (household, doubt, week,"
	                      " weighing, value, answer, at_ms) SELECT 1, 'heavy', 1, 1, i, 'kept', 1768035600000 FROM n");
	assert_int_equal(send(b, "weigh", "fraction=omr&grams=3%2C2&day=2026-01-09"), 429);
	assert_true(glane_test_contains(b->t, "Revenez demain"));
	assert_int_equal(live(b, "count(*)"), 0);
}

static void in_three_languages(void **state)
{
	struct home *b = *state;
	assert_int_equal(page(b, "?l=en"), 200);
	assert_true(glane_test_contains(b->t, "My week 14"));
	assert_int_equal(page(b, "?l=ar"), 200);
	assert_true(glane_test_contains(b->t, "dir=\"rtl\""));
	assert_true(glane_test_contains(b->t, "أسبوعي"));
}

static void after_the_end_it_still_has_its_page(void **state)
{
	struct home *b = *state;
	glane_test_exec(b->t, "UPDATE challenge_challenge SET state = 'closed'");
	assert_int_equal(page(b, ""), 200);
	assert_true(glane_test_contains(b->t, "Le défi est terminé"));
	assert_false(glane_test_contains(b->t, "/weigh\""));
	assert_true(glane_test_contains(b->t, "Effacer mon foyer"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_household_notes_what_it_weighs), TEST(a_unit_that_nobody_can_know_is_asked_about), TEST(two_telephones_at_once), TEST(who_was_there),
		TEST(a_correction_shows_the_original), TEST(a_gesture_is_ticked_and_unticked), TEST(the_old_card_is_dead), TEST(guesses_end_after_twenty),
		TEST(its_data_go_along), TEST(what_it_chooses), TEST(no_household_notes_for_ever), TEST(in_three_languages), TEST(after_the_end_it_still_has_its_page),
	};
	return cmocka_run_group_tests_name("the household's page", tests, NULL, NULL);
}
