/* SPDX-License-Identifier: MPL-2.0 */
/* Who has not weighed, who weighs seldom, who left; the table for a mailing. */
#include "challenge/tests/town.h"

enum { HOMES = 8, WEEKS_OVER = 10 };

/* Eight households of 4; number 2 stopped at week 6, number 3 notes no yellow bin in the last week, number 4 was away in it. */
static struct town *town(void)
{
	struct town *w = town_open(4, 12, 1, 775, 9);
	for (int i = 1; i <= HOMES; i++) {
		int id = town_join(w, 4, 0, 1);
		for (int week = 0; week < (i == 2 ? 6 : WEEKS_OVER - (i == 3 || i == 4)); week++)
			town_note(w, id, week, 28, 9000, 4000, 0);
	}
	town_week(w, WEEKS_OVER);
	town_flush(w);
	town_publish(w);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/4/presence", "{\"week\":10,\"heads\":0}") / 100, 2);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/3/weigh", "{\"day\":\"2026-03-10\",\"fraction\":\"omr\",\"grams\":\"6,5\"}") / 100, 2);
	return w;
}

static void those_who_have_not_weighed_are_listed(void **state)
{
	(void)state;
	struct town *w = town();
	town_get(w, "/p/challenge/c/1/follow");
	assert_int_equal(glane_test_int(w->t, "week.number", 0), WEEKS_OVER);
	assert_int_equal(glane_test_int(w->t, "waiting_count.n", 0), 2);
	assert_int_equal(glane_test_int(w->t, "waiting.0.number", 0), 2);
	assert_int_equal(glane_test_int(w->t, "waiting.0.last.last_number", 0), 6);
	assert_int_equal(glane_test_int(w->t, "waiting.1.number", 0), 3);
	assert_string_equal(glane_test_text(w->t, "waiting.1.missing"), "tri (emballages et papiers)");
	/* Two of six weeks since the beginning. */
	assert_int_equal(glane_test_int(w->t, "seldom_count.n", 0), 1);
	assert_int_equal(glane_test_int(w->t, "seldom.0.covered", 0), 2);
	assert_int_equal(glane_test_int(w->t, "seldom.0.due", 0), 6);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/2/leave", "{\"week\":7,\"reason\":\"silent\"}") / 100, 2);
	town_get(w, "/p/challenge/c/1/follow");
	assert_int_equal(glane_test_int(w->t, "waiting_count.n", 0), 1);
	assert_int_equal(glane_test_count(w->t, "left"), 1);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/follow"), 200);
	assert_true(glane_test_contains(w->t, "plus de nouvelles"));
	assert_false(glane_test_contains(w->t, "Tous les foyers ont noté"));
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/3/leave", "{\"week\":7,\"reason\":\"silent\"}") / 100, 2);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/follow"), 200);
	assert_true(glane_test_contains(w->t, "Tous les foyers ont noté"));
	assert_false(glane_test_contains(w->t, "mailing.csv"));
	town_close(w);
}

static void a_weighing_that_surprises_is_asked_about(void **state)
{
	(void)state;
	struct town *w = town();
	town_get(w, "/p/challenge/c/1/follow");
	assert_int_equal(glane_test_int(w->t, "questions_count.n", -1), 0);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/5/weigh", "{\"day\":\"2026-03-10\",\"fraction\":\"omr\",\"grams\":\"16\"}") / 100, 2);
	town_get(w, "/p/challenge/c/1/follow");
	assert_int_equal(glane_test_int(w->t, "questions_count.n", 0), 1);
	assert_int_equal(glane_test_int(w->t, "questions.0.number", 0), 5);
	town_close(w);
}

/* The private link goes with those who are to be written to, and an address only where mails are wanted. */
static void a_mailing_has_their_links(void **state)
{
	(void)state;
	struct town *w = town();
	glane_test_exec(w->t, "UPDATE challenge_household SET email = 'deux@example.org', pseudonym = '=2+2' WHERE number = 2;"
	                      "UPDATE challenge_household SET email = 'trois@example.org', mail_stop = 1 WHERE number = 3");
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/mailing.csv"), 200);
	assert_true(glane_test_contains(w->t, "deux@example.org"));
	assert_true(glane_test_contains(w->t, "\"'=2+2\""));
	assert_true(glane_test_contains(w->t, "/F/"));
	assert_false(glane_test_contains(w->t, "trois@example.org"));
	int lines = 0;
	for (const char *p = glane_test_body(w->t, NULL); (p = strstr(p, "\r\n")); p += 2)
		lines++;
	assert_int_equal(lines, 3);
	town_close(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_who_have_not_weighed_are_listed),
		cmocka_unit_test(a_weighing_that_surprises_is_asked_about),
		cmocka_unit_test(a_mailing_has_their_links),
	};
	return cmocka_run_group_tests_name("follow", tests, NULL, NULL);
}
