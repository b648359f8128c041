/* SPDX-License-Identifier: MPL-2.0 */
/* Finding items, and what a shopper's telephone shows. */
#include "items/tests/bench.h"

static int64_t found(struct bench *b, const char *q)
{
	assert_int_equal(get(b, "/p/items/search?q=%s", q), 200);
	return glane_test_count(b->t, "items");
}

static void words_find_items(void **state)
{
	struct bench *b = *state;
	make(b, b->kettle, ",'title':'Théière en étain, cœur bleu'");
	struct made chair = make(b, b->chair, ",'title':'Chaise de l’école — n° 12'");
	struct made plain = make(b, b->chair, "");
	make(b, b->kettle, ",'title':'Стул 椅子 كرسي 🪑'");
	glane_test_settle(b->t);
	static const struct {
		const char *q;
		int64_t n;
	} cases[] = {
		{ "theiere", 1 },  { "Th%C3%A9i%C3%A8re", 1 }, { "THEI", 1 }, { "The%CC%81ie%CC%80re", 1 }, { "th%C3%A9+%C3%A9tain", 1 }, { "etain+thei", 1 },
		{ "coeur", 1 },    { "c%C5%93ur", 1 },   { "C%C5%92UR", 1 },     { "bleu+rouge", 0 }, { "chaise", 2 }, { "cha+bois", 2 },
		{ "l%E2%80%99%C3%A9cole", 1 }, { "l%27ecole", 1 }, { "12", 1 }, { "n%C2%B0+12", 1 }, { "furniture", 2 }, { "kettle", 2 },
		{ "%D0%A1%D0%A2%D0%A3%D0%9B", 1 }, { "%E6%A4%85%E5%AD%90", 1 }, { "%D9%83%D8%B1%D8%B3%D9%8A", 1 },
		/* one letter behind a word is not asked for yet, a sign that is a word is */
		{ "chaise+q", 2 }, { "chaise+qu", 0 }, { "chaise+%E6%A4%85", 0 },
		/* what is no word asks for nothing, and nobody writes a query */
		{ "%F0%9F%AA%91", 0 }, { "%22", 0 }, { "*", 0 }, { "-", 0 }, { "chaise+NOT+bois", 0 }, { "%22chaise%22+OR+x", 0 }, { "query%3Achaise", 0 },
		{ "chaise%22%29", 2 }, { "TV%2Fradio", 0 }, { "%3Cscript%3E", 0 }, { "", 0 }, { "%D9%83%D9%90%D8%B1", 0 },
		/* 13 signs with digits among them, but words */
		{ "chaise+ecole+12", 1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t n = found(b, cases[i].q);
		if (n != cases[i].n)
			fail_msg("%s: %lld instead of %lld", cases[i].q, (long long)n, (long long)cases[i].n);
	}
	/* The newest first; an undone one is not found, neither before nor after the index knows. */
	assert_int_equal(found(b, "chaise"), 2);
	assert_int_equal(glane_test_int(b->t, "items.0.item", 0), plain.item);
	assert_int_equal(glane_test_int(b->t, "items.1.item", 0), chair.item);
	assert_int_equal(undo(b, plain.record), 200);
	assert_int_equal(found(b, "chaise"), 1);
	glane_test_settle(b->t);
	assert_int_equal(found(b, "chaise"), 1);
	assert_int_equal(post_item(b, &chair, "edit", "{'title':'Fauteuil'}"), 200);
	glane_test_settle(b->t);
	assert_int_equal(found(b, "ecole"), 0);
	assert_int_equal(found(b, "fauteuil"), 1);
}

static void the_newest_twenty_are_shown(void **state)
{
	struct bench *b = *state;
	struct made last = { 0 };
	for (int i = 0; i < 22; i++)
		last = make(b, b->chair, "");
	glane_test_settle(b->t);
	assert_int_equal(found(b, "chaise"), 20);
	assert_int_equal(glane_test_int(b->t, "items.0.item", 0), last.item);
}

static void labels_find_their_item(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ""), gone = make(b, b->kettle, "");
	assert_int_equal(undo(b, gone.record), 200);
	char typed[80];
	static const char *const before[] = { "", "HTTPS://LAPAGAILLE.ORG/O/", "http%3A%2F%2F127.0.0.1%3A8080%2Fo%2F" };
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		snprintf(typed, sizeof(typed), "%s%s%s", before[i], m.code, i == 2 ? "%3Fl%3Den" : "");
		assert_int_equal(found(b, typed), 1);
		assert_int_equal(glane_test_int(b->t, "items.0.item", 0), m.item);
	}
	snprintf(typed, sizeof(typed), "%.4s+%.4s+%s", m.code, m.code + 4, m.code + 8);
	assert_int_equal(found(b, typed), 1);
	assert_int_equal(found(b, m.shop), 1);
	snprintf(typed, sizeof(typed), "%.3s+%s", m.shop, m.shop + 3);
	assert_int_equal(found(b, typed), 1);
	/* What is wrong with a label is said, on a page that still has the field. */
	snprintf(typed, sizeof(typed), "%s", m.code);
	typed[3] = typed[3] == 'A' ? 'B' : 'A';
	REFUSED(get(b, "/p/items/search?q=%s", typed), 400, "Code mal lu : vérifiez les 13 signes de l’étiquette.");
	assert_string_equal(glane_test_text(b->t, "error.status"), "EINVAL");
	assert_int_equal(page(b, "/p/items/search?q=%s", typed), 400);
	assert_true(glane_test_contains(b->t, "Code mal lu"));
	assert_true(glane_test_contains(b->t, "name=\"q\""));
	assert_int_equal(get(b, "/p/items/search?q=7K2PW93MDR4T8"), 404);
	assert_int_equal(get(b, "/p/items/search?q=HTTPS://X/O/nonsense"), 400);
	assert_int_equal(get(b, "/p/items/search?q=%s", gone.code), 410);
	assert_non_null(strstr(glane_test_text(b->t, "error.message"), "annulée"));
	assert_int_equal(get(b, "/p/items/search?q=%s", gone.shop), 410);
	snprintf(typed, sizeof(typed), "%s", m.shop);
	typed[5] = typed[5] == '0' ? '1' : '0';
	assert_int_equal(get(b, "/p/items/search?q=%s", typed), 400);
}

/* --- shoppers ------------------------------------------------------------------------------------------------- */

static void shoppers_see_what_is_public(void **state)
{
	struct bench *b = *state;
	static const char *const members[] = { "code", "name", "title", "category", "grams", "price", "state", "state_name", "pieces", "for_sale",
		                               "left", "similar", "others", "condition", "story", "care" };
	int64_t source = weigh(b, b->kettle, 1250);
	char more[100];
	make(b, b->kettle, "");
	make(b, b->kettle, ",'title':'Autre','price':200");
	make(b, b->chair, "");
	snprintf(more, sizeof(more), ",'source':%lld,'title':'Seb','price':450,'pieces':2", (long long)source);
	struct made m = make(b, b->kettle, more);
	glane_test_public(b->t, 1);
	assert_int_equal(get(b, "/O/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, ""), sizeof(members) / sizeof(members[0]));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char wanted[20];
		snprintf(wanted, sizeof(wanted), "\"%s\":", members[i]);
		if (!glane_test_contains(b->t, wanted))
			fail_msg("%s is missing", wanted);
	}
	assert_int_equal(glane_test_count(b->t, "similar"), 2);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	size_t n;
	const char *body = glane_test_body(b->t, &n);
	assert_in_range(n, 500, 8192);
	assert_true(glane_test_contains(b->t, "<h1 dir=\"auto\">Seb</h1>"));
	/* Of the two others only one has a price: not the one of this page. */
	int prices = 0;
	for (const char *p = body; (p = strstr(p, "4,50")); p++)
		prices++;
	assert_int_equal(prices, 1);
	assert_true(glane_test_contains(b->t, "Dans la même catégorie"));
	assert_true(glane_test_contains(b->t, "Autre</a> 2,00"));
	assert_false(glane_test_contains(b->t, "<script"));
	assert_false(glane_test_contains(b->t, "/manage/"));
	assert_false(glane_test_contains(b->t, "/p/items/items/"));
	assert_string_equal(glane_test_field(b->t, "Set-Cookie"), "");
	/* Only this page; the team's are closed. */
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 401);
	assert_int_equal(get(b, "/p/items/search?q=%s", m.code), 401);
	assert_int_equal(get(b, "/p/items/new"), 401);
	assert_int_equal(get(b, "/p/items/blanks"), 401);
	assert_int_equal(get(b, "/p/items/day"), 401);
	assert_int_equal(post_item(b, &m, "edit", "{'price':1}"), 401);
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved'}"), 401);
	assert_int_equal(post_item(b, &m, "place", "{'place':'workshop'}"), 401);
	assert_int_equal(undo(b, m.record), 401);
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 401);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1}", (long long)b->kettle), 401);
}

static void the_kept_page_is_kept_apart(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':450");
	/* Each twice: made, then served from what was kept. */
	for (int i = 0; i < 4; i++) {
		glane_test_public(b->t, i % 2);
		for (int k = 0; k < 2; k++) {
			glane_test_lang(b->t, k ? "en" : "fr");
			assert_int_equal(page(b, "/O/%s", m.code), 200);
			assert_int_equal(glane_test_contains(b->t, "/p/items/items/"), !(i % 2));
			assert_int_equal(glane_test_contains(b->t, "/manage/"), !(i % 2));
			assert_int_equal(glane_test_contains(b->t, "kettle"), k);
			assert_int_equal(get(b, "/O/%s", m.code), 200);
			assert_string_equal(glane_test_text(b->t, "name"), k ? "kettle" : "bouilloire");
		}
	}
	glane_test_public(b->t, 0);
	glane_test_lang(b->t, "fr");
	assert_int_equal(post_item(b, &m, "edit", "{'price':990}"), 200);
	assert_int_equal(get(b, "/O/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "price", 0), 990); /* not what was kept before the change */
}

static void unknown_codes_look_alike_to_shoppers(void **state)
{
	struct bench *b = *state;
	char blank[16], first[4000];
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	snprintf(blank, sizeof(blank), "%s", glane_test_text(b->t, "codes.0"));
	static const char *const targets[] = { "/O/7K2PW93MDR4T8", "/O/7K2PW93MDR4T9", "/O/%s", "/O/hello", "/p/items/o/7K2PW93MDR4T8", "/p/items/o/7K2PW93MDR4T9" };
	glane_test_public(b->t, 1);
	for (int html = 0; html < 2; html++)
		for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
			char target[60];
			if (i == 2)
				snprintf(target, sizeof(target), "/O/%s", blank);
			else
				snprintf(target, sizeof(target), "%s", targets[i]);
			assert_int_equal(html ? glane_test_page(b->t, target) : glane_test_get(b->t, target), 404);
			if (i == 0)
				snprintf(first, sizeof(first), "%s", glane_test_body(b->t, NULL));
			assert_string_equal(glane_test_body(b->t, NULL), first);
		}
	glane_test_public(b->t, 0);
	REFUSED(get(b, "/O/7K2PW93MDR4T9"), 404, "Code mal lu : vérifiez les 13 signes de l’étiquette."); /* the team learns more */
}

static void shoppers_learn_what_became_of_it(void **state)
{
	struct bench *b = *state;
	static const struct {
		int state;
		const char *account;
		int status;
		const char *words;
	} cases[] = {
		{ 6, "out:sale", 200, "Cet objet a trouvé une nouvelle maison. Il a évité 1,25 kg de déchets." },
		{ 7, "out:gift", 200, "Cet objet a trouvé une nouvelle maison." },
		{ 8, "out:recycle", 410, "Cet objet n’est plus proposé. Demandez à l’équipe." },
		{ 9, "out:residual", 410, "Cet objet n’est plus proposé. Demandez à l’équipe." },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made m = make(b, b->kettle, ",'price':450");
		leave(b, &m, cases[i].state, cases[i].account);
		glane_test_public(b->t, 1);
		assert_int_equal(page(b, "/O/%s", m.code), cases[i].status);
		assert_true(glane_test_contains(b->t, cases[i].words));
		assert_int_equal(get(b, "/O/%s", m.code), cases[i].status);
		glane_test_public(b->t, 0);
	}
	struct made m = make(b, b->kettle, "");
	static const char *const words[][2] = { { "reserved", "Cet objet est réservé." }, { "to_test", "Cet objet n’est pas encore en vente." } };
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Demandez le prix à la caisse"));
	assert_false(glane_test_contains(b->t, "Dans la même catégorie")); /* there is no other */
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(post_item(b, &m, "state", "{'state':'%s'}", words[i][0]), 200);
		assert_int_equal(page(b, "/O/%s", m.code), 200);
		assert_true(glane_test_contains(b->t, words[i][1]));
		assert_false(glane_test_contains(b->t, "Demandez le prix à la caisse"));
	}
	assert_int_equal(undo(b, glane_test_sql(b->t, "SELECT max(seq) FROM core_journal")), 200);
	m = make(b, b->kettle, "");
	assert_int_equal(undo(b, m.record), 200);
	glane_test_public(b->t, 1);
	glane_test_lang(b->t, "en");
	assert_int_equal(page(b, "/O/%s", m.code), 410);
	assert_true(glane_test_contains(b->t, "This label was cancelled. Please ask the team."));
}

static void a_shopper_reads_arabic_from_the_right(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':450,'condition':1");
	glane_test_public(b->t, 1);
	glane_test_lang(b->t, "ar");
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "dir=\"rtl\""));
	assert_true(glane_test_contains(b->t, "للبيع"));
	assert_true(glane_test_contains(b->t, "حالة جيدة"));
	assert_true(glane_test_contains(b->t, "الإبلاغ عن مشكلة"));
	assert_int_equal(page(b, "/p/items/report/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "ما المشكلة؟"));
}

static void screens_ask_what_a_code_stands_for(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ""), gone = make(b, b->kettle, "");
	char blank[16];
	assert_int_equal(undo(b, gone.record), 200);
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	snprintf(blank, sizeof(blank), "%s", glane_test_text(b->t, "codes.0"));
	const struct {
		const char *typed, *kind;
	} cases[] = {
		{ m.code, "item" }, { m.shop, "item" }, { gone.code, "void" }, { blank, "blank" }, { "7K2PW93MDR4T8", "unknown" }, { "7K2PW93MDR4T9", "misread" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(get(b, "/p/items/what?code=%s", cases[i].typed), 200);
		assert_string_equal(glane_test_text(b->t, "kind"), cases[i].kind);
		assert_int_equal(strlen(glane_test_text(b->t, "words")) > 10, strcmp(cases[i].kind, "item") != 0);
	}
	assert_int_equal(get(b, "/p/items/what?code=%s", m.shop), 200);
	assert_string_equal(glane_test_text(b->t, "code"), m.code);
	glane_test_public(b->t, 1);
	assert_int_equal(get(b, "/p/items/what?code=%s", m.code), 401);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		TEST(words_find_items),
		TEST(the_newest_twenty_are_shown),
		TEST(labels_find_their_item),
		TEST(shoppers_see_what_is_public),
		TEST(the_kept_page_is_kept_apart),
		TEST(unknown_codes_look_alike_to_shoppers),
		TEST(shoppers_learn_what_became_of_it),
		TEST(a_shopper_reads_arabic_from_the_right),
		TEST(screens_ask_what_a_code_stands_for),
	};
	return cmocka_run_group_tests_name("items/find", tests, NULL, NULL);
}
