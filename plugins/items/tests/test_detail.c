/* SPDX-License-Identifier: MPL-2.0 */
/* Several objects out of one weighing, usual prices, condition, story, reservations. */
#include "items/tests/bench.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static int64_t one(struct bench *b, const char *sql)
{
	return glane_test_sql(b->t, sql);
}

/* --- copies ------------------------------------------------------------------------------------------------ */

static void one_weighing_is_shared_to_the_gram(void **state)
{
	struct bench *b = *state;
	static const struct {
		int64_t grams, copies;
	} cases[] = { { 1250, 6 }, { 1000, 7 }, { 3, 3 }, { 100, 100 }, { 99999, 100 }, { 5, 1 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t source = weigh(b, b->chair, cases[i].grams), sum = 0, most = 0, least = INT64_MAX;
		assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':%lld,'source':%lld,'copies':%lld,'price':500}", (long long)b->chair,
		                      (long long)cases[i].grams, (long long)source, (long long)cases[i].copies), 201);
		assert_int_equal(glane_test_count(b->t, "items"), cases[i].copies);
		assert_string_equal(glane_test_text(b->t, "code"), glane_test_text(b->t, "items.0.code"));
		assert_true(glane_test_int(b->t, "record", 0) > 0);
		for (int64_t k = 0; k < cases[i].copies; k++) {
			char path[40];
			snprintf(path, sizeof(path), "items.%lld.grams", (long long)k);
			int64_t grams = glane_test_int(b->t, path, 0);
			sum += grams;
			most = grams > most ? grams : most;
			least = grams < least ? grams : least;
		}
		assert_int_equal(sum, cases[i].grams);
		assert_in_range(most - least, 0, 1);
		assert_true(least > 0);
		assert_int_equal(one(b, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = 'stock:sorting'"), 0);
	}
	int64_t made = 6 + 7 + 3 + 100 + 100 + 1;
	assert_int_equal(one(b, "SELECT count(DISTINCT code) FROM core_item"), made);
	assert_int_equal(one(b, "SELECT count(DISTINCT short) FROM core_item"), made);
}

static void copies_are_undone_together(void **state)
{
	struct bench *b = *state;
	int64_t source = weigh(b, b->chair, 1000);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1000,'source':%lld,'copies':3}", (long long)b->chair, (long long)source), 201);
	char second[16];
	snprintf(second, sizeof(second), "%s", glane_test_text(b->t, "items.1.code"));
	int64_t record = glane_test_int(b->t, "items.1.record", 0);
	assert_int_equal(post(b, "/p/intake/undo", "{'record':%lld}", (long long)source), 409); /* objects came out of it */
	assert_int_equal(undo(b, record), 200);
	assert_int_equal(one(b, "SELECT count(*) FROM core_item WHERE state = 10"), 3);
	assert_int_equal(one(b, "SELECT count(*) FROM items_item"), 0);
	assert_int_equal(one(b, "SELECT grams FROM core_balance WHERE account = 'stock:sorting'"), 1000);
	assert_int_equal(get(b, "/O/%s", second), 410);
	assert_int_equal(post(b, "/p/intake/undo", "{'record':%lld}", (long long)source), 200);
	/* When somebody has worked on one of them, none goes. */
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1000,'copies':3}", (long long)b->chair), 201);
	record = glane_test_int(b->t, "record", 0);
	snprintf(second, sizeof(second), "%s", glane_test_text(b->t, "items.1.code"));
	struct made m = { .record = 0 };
	snprintf(m.code, sizeof(m.code), "%s", second);
	glane_test_advance(b->t, 1000);
	assert_int_equal(post_item(b, &m, "edit", "{'price':700}"), 200);
	assert_int_equal(undo(b, record), 409);
	assert_int_equal(one(b, "SELECT count(*) FROM items_item"), 3);
}

static void copies_that_cannot_be_are_refused_in_words(void **state)
{
	struct bench *b = *state;
	static const char *const bad[] = { "0", "-1", "101", "'six'", "1.5" };
	char blank[16];
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1000,'copies':%s}", (long long)b->chair, bad[i]), 400);
		assert_true(strlen(glane_test_text(b->t, "error.fields.copies")) > 10);
	}
	REFUSED(post(b, "/p/items/items", "{'category':%lld,'grams':2,'copies':3}", (long long)b->chair), 400,
	        "Il y a plus d’objets que de grammes. Vérifiez le nombre.");
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	snprintf(blank, sizeof(blank), "%s", glane_test_text(b->t, "codes.0"));
	REFUSED(post(b, "/p/items/items", "{'category':%lld,'grams':900,'copies':3,'blank':'%s'}", (long long)b->chair, blank), 400,
	        "Une étiquette déjà collée est pour un seul objet.");
	assert_int_equal(one(b, "SELECT count(*) FROM core_item"), 0);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':900,'copies':1,'blank':'%s'}", (long long)b->chair, blank), 201);
}

static void a_wanted_label_is_in_the_record(void **state)
{
	struct bench *b = *state;
	static const char wanted[] = "SELECT count(*) FROM core_v1_record WHERE kind = 'items.created' AND json_extract(line, '$.body.label')";
	make(b, b->kettle, "");
	make(b, b->kettle, ",'label':false");
	assert_int_equal(one(b, wanted), 0);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1000,'copies':4,'label':true}", (long long)b->chair), 201);
	assert_int_equal(one(b, wanted), 4);
}

/* --- usual prices ------------------------------------------------------------------------------------------------ */

/* The place of a category in the answer. */
static int usual(struct bench *b, int64_t category)
{
	assert_int_equal(get(b, "/p/items/usual"), 200);
	for (int i = 0; i < glane_test_count(b->t, "categories"); i++) {
		char path[40];
		snprintf(path, sizeof(path), "categories.%d.category", i);
		if (glane_test_int(b->t, path, 0) == category)
			return i;
	}
	fail_msg("no usual prices of %lld", (long long)category);
	return 0;
}

static int64_t price_of(struct bench *b, int at, int nth)
{
	char path[40];
	snprintf(path, sizeof(path), "categories.%d.prices.%d", at, nth);
	return glane_test_int(b->t, path, -1);
}

static int64_t usual_price(struct bench *b, int at)
{
	char path[40];
	snprintf(path, sizeof(path), "categories.%d.price", at);
	return glane_test_int(b->t, path, -1);
}

static void labels(struct bench *b, int64_t category, int n, int price)
{
	char more[40];
	snprintf(more, sizeof(more), ",'price':%d", price);
	for (int i = 0; i < n; i++)
		make(b, category, more);
}

static void prices_come_from_the_places_own_labels(void **state)
{
	struct bench *b = *state;
	int64_t stool = one(b, "SELECT id FROM core_category WHERE code = 'MOB-TABOURET'");
	int64_t furniture = one(b, "SELECT id FROM core_category WHERE code = 'FURNITURE'");
	int at = usual(b, b->chair); /* nobody labelled anything: the ladder of furniture */
	static const int64_t ladder[] = { 500, 1000, 1200, 2000, 3000, 5000 };
	for (int i = 0; i < 6; i++)
		assert_int_equal(price_of(b, at, i), ladder[i]);
	assert_int_equal(price_of(b, at, 6), -1);
	assert_int_equal(usual_price(b, at), -1);
	labels(b, b->chair, 4, 700);
	labels(b, b->chair, 2, 1000);
	labels(b, b->chair, 1, 800);
	make(b, b->chair, ""); /* without a price it says nothing */
	at = usual(b, b->chair);
	static const int64_t chairs[] = { 700, 1000, 800, 500, 1200, 2000 };
	for (int i = 0; i < 6; i++)
		assert_int_equal(price_of(b, at, i), chairs[i]);
	assert_int_equal(usual_price(b, at), -1); /* four labels are not enough */
	labels(b, b->chair, 1, 700);
	assert_int_equal(usual_price(b, usual(b, b->chair)), 700);
	/* What is above, and a sister that nobody labelled, go by the sum of all. */
	at = usual(b, furniture);
	assert_int_equal(price_of(b, at, 0), 700);
	assert_int_equal(usual_price(b, at), 700);
	at = usual(b, stool);
	assert_int_equal(price_of(b, at, 0), 700);
	assert_int_equal(usual_price(b, at), -1); /* of stools nobody knows yet */
	/* No majority, no price that chooses itself. */
	labels(b, b->chair, 3, 1000);
	assert_int_equal(usual_price(b, usual(b, b->chair)), -1);
	/* A label that was taken back does not count. */
	struct made m = make(b, stool, ",'price':900");
	assert_int_equal(price_of(b, usual(b, stool), 0), 900);
	assert_int_equal(undo(b, m.record), 200);
	assert_int_equal(price_of(b, usual(b, stool), 0), 700);
	glane_test_role(b->t, "day");
	assert_int_equal(get(b, "/p/items/usual"), 403);
	glane_test_role(b->t, NULL);
}

/* --- condition, story, reservation ---------------------------------------------------------------------------------- */

static void condition_and_story_are_changed_and_come_back(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'condition':2");
	assert_int_equal(get(b, "/p/items/day"), 200);
	assert_int_equal(glane_test_int(b->t, "items.0.condition", 0), 2);
	assert_int_equal(post_item(b, &m, "edit", "{'condition':1,'story':'Apportée par une voisine. Joint changé à l’atelier.'}"), 200);
	int64_t first = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_int(b->t, "condition", 0), 1);
	assert_string_equal(glane_test_text(b->t, "condition_name"), "bon état");
	assert_int_equal(post_item(b, &m, "edit", "{'condition':1}"), 400); /* nothing new */
	assert_int_equal(post_item(b, &m, "edit", "{'price':450}"), 200);  /* leaves both alone */
	assert_string_equal(glane_test_text(b->t, "story"), "Apportée par une voisine. Joint changé à l’atelier.");
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Joint changé à l’atelier."));
	assert_true(glane_test_contains(b->t, "bon état"));
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_string_equal(glane_test_text(b->t, "history.1.text"), "Modifié : bon état, Histoire");
	/* Everything that the form did not say any more is taken away; undone, all is back. */
	assert_int_equal(post_item(b, &m, "edit", "{'whole':true,'title':'Seb'}"), 200);
	assert_string_equal(glane_test_text(b->t, "story"), "");
	assert_int_equal(glane_test_int(b->t, "condition", 0), 0);
	assert_int_equal(undo(b, glane_test_int(b->t, "record", 0)), 200);
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "condition", 0), 1);
	assert_int_equal(glane_test_int(b->t, "price", 0), 450);
	assert_string_equal(glane_test_text(b->t, "story"), "Apportée par une voisine. Joint changé à l’atelier.");
	assert_int_equal(undo(b, one(b, "SELECT changed_seq FROM core_item")), 200); /* the price */
	assert_int_equal(undo(b, first), 200);
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "condition", 0), 2);
	assert_string_equal(glane_test_text(b->t, "story"), "");
}

static void stories_have_500_characters(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	char story[1200] = "";
	for (int i = 0; i < 500; i++)
		memcpy(story + 2 * i, "é", 3);
	assert_int_equal(post_item(b, &m, "edit", "{'story':'%s'}", story), 200);
	assert_string_equal(glane_test_text(b->t, "story"), story);
	assert_int_equal(post_item(b, &m, "edit", "{'story':'%sx'}", story), 400);
	assert_non_null(strstr(glane_test_text(b->t, "error.fields.story"), "500"));
	assert_int_equal(post_item(b, &m, "edit", "{'condition':4}"), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.condition")) > 10);
	/* A line break is a story's too; markup stays text. */
	assert_int_equal(post_item(b, &m, "edit", "{'story':'un\\ndeux <b>trois</b>'}"), 200);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "deux &lt;b&gt;trois&lt;/b&gt;"));
}

static void a_reservation_says_until_when(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':450"); /* it is 2026-01-10 */
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved','until':'2026-01-09'}"), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.until")) > 10);
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved','until':'2026-01-10'}"), 200);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Réservé jusqu’à ce soir."));
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved','until':'2026-01-12'}"), 200); /* longer */
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Réservé jusqu’au 12/01/2026."));
	assert_int_equal(undo(b, one(b, "SELECT changed_seq FROM core_item")), 200);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Réservé jusqu’à ce soir."));
	glane_test_advance(b->t, DAY_MS); /* nothing is promised any more, and it is still reserved */
	make(b, b->chair, "");           /* what was kept of the page goes with the next commit */
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Cet objet est réservé."));
	assert_int_equal(post_item(b, &m, "state", "{'state':'on_sale'}"), 200);
	assert_int_equal(one(b, "SELECT count(*) FROM items_detail WHERE until IS NOT NULL"), 0);
}

static void a_test_that_was_passed_is_shown(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post_item(b, &m, "state", "{'state':'to_test'}"), 200);
	assert_int_equal(get(b, "/O/%s", m.code), 200);
	assert_false(glane_test_contains(b->t, "\"tested\""));
	glane_test_advance(b->t, DAY_MS);
	assert_int_equal(post_item(b, &m, "state", "{'state':'on_sale'}"), 200);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "<dt>Testé le</dt><dd><bdi>11/01/2026</bdi></dd>"));
	assert_true(glane_test_contains(b->t, "Débranchez avant de nettoyer."));
	assert_false(glane_test_contains(b->t, "Garantie"));
	assert_int_equal(glane_test_command(b->t, "setting set", "{\"key\":\"items.guarantee_days\",\"value\":\"60\"}"), 200);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "<dt>Garantie</dt><dd>60 jours</dd>"));
	assert_int_equal(undo(b, one(b, "SELECT changed_seq FROM core_item")), 200);
	assert_int_equal(get(b, "/O/%s", m.code), 200);
	assert_false(glane_test_contains(b->t, "\"tested\"")); /* and nothing is promised */
	assert_false(glane_test_contains(b->t, "\"guarantee\""));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		TEST(one_weighing_is_shared_to_the_gram),
		TEST(copies_are_undone_together),
		TEST(copies_that_cannot_be_are_refused_in_words),
		TEST(a_wanted_label_is_in_the_record),
		TEST(prices_come_from_the_places_own_labels),
		TEST(condition_and_story_are_changed_and_come_back),
		TEST(stories_have_500_characters),
		TEST(a_reservation_says_until_when),
		TEST(a_test_that_was_passed_is_shown),
	};
	return cmocka_run_group_tests_name("items/detail", tests, NULL, NULL);
}
