/* SPDX-License-Identifier: MPL-2.0 */
/* Workshops: who came is noted by number, all or none; badges follow, scores do not change. */
#include "challenge/tests/town.h"

static struct town *town(void)
{
	struct town *w = town_open(4, 12, 1, 775, 3);
	for (int i = 0; i < 4; i++)
		(void)town_join(w, 2, 0, 1);
	town_flush(w);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/c/1/workshops", "{\"name\":\"Produits maison\",\"day\":\"2026-02-01\"}") / 100, 2);
	return w;
}

static int came(struct town *w, const char *numbers)
{
	char body[200];
	snprintf(body, sizeof(body), "{\"numbers\":\"%s\"}", numbers);
	return glane_test_post(w->t, "/p/challenge/workshop/1", body) / 100;
}

static int64_t attended(struct town *w)
{
	return town_sql(w, "SELECT count(*) FROM challenge_attended");
}

static void who_came_is_noted_by_number(void **state)
{
	(void)state;
	struct town *w = town();
	assert_int_equal(came(w, "1, 3  4"), 2);
	assert_int_equal(came(w, "3"), 2); /* once */
	assert_int_equal(attended(w), 3);
	town_get(w, "/p/challenge/workshop/1");
	assert_int_equal(glane_test_count(w->t, "came"), 3);
	assert_int_equal(glane_test_int(w->t, "came.1.number", 0), 3);
	town_get(w, "/p/challenge/c/1/workshops");
	assert_int_equal(glane_test_int(w->t, "workshops.0.n", 0), 3);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/workshop/1/not", "{\"household\":3}") / 100, 2);
	assert_int_equal(attended(w), 2);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/workshop/1"), 200);
	assert_true(glane_test_contains(w->t, "Produits maison"));
	town_close(w);
}

static void a_slip_notes_nobody(void **state)
{
	(void)state;
	struct town *w = town();
	static const char *const bad[] = { "1 3 9", "1, deux", "1 3x", "", " , ", "-1", "99999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(came(w, bad[i]), 4);
		assert_int_equal(attended(w), 0);
	}
	assert_int_equal(came(w, "1 9"), 4);
	assert_true(glane_test_contains(w->t, "« 9 » n’est le numéro d’aucun foyer"));
	assert_int_equal(glane_test_post(w->t, "/p/challenge/workshop/7", "{\"numbers\":\"1\"}"), 404);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/c/1/workshops", "{\"name\":\" \"}"), 400);
	town_close(w);
}

static void only_one_that_nobody_came_to_goes(void **state)
{
	(void)state;
	struct town *w = town();
	assert_int_equal(came(w, "2"), 2);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/workshop/1/drop", "{}"), 409);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/workshop/1/not", "{\"household\":2}") / 100, 2);
	assert_int_equal(glane_test_post(w->t, "/p/challenge/workshop/1/drop", "{}") / 100, 2);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_workshop"), 0);
	town_close(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_came_is_noted_by_number),
		cmocka_unit_test(a_slip_notes_nobody),
		cmocka_unit_test(only_one_that_nobody_came_to_goes),
	};
	return cmocka_run_group_tests_name("workshop", tests, NULL, NULL);
}
