/* SPDX-License-Identifier: MPL-2.0 */
/* Stock-takes and what is made by upcycling. */
#include "exits/tests/bench.h"

static long long begin(struct bench *b, const char *place)
{
	int status = post(b, "/p/exits/counts", "{'place':'%s'}", place);
	assert_true(status == 200 || status == 201);
	return glane_test_int(b->t, "id", 0);
}

static void see(struct bench *b, long long count, const struct made *m)
{
	assert_int_equal(post(b, "/p/exits/count/seen", "{'id':%lld,'code':'%s'}", count, m->code), 200);
}

static int confirm(struct bench *b, long long count)
{
	return post(b, "/p/exits/count/confirm", "{'id':%lld}", count);
}

static int64_t at(struct bench *b, const struct made *m, const char *account)
{
	return sql(b, "SELECT account = '%s' FROM core_item WHERE id = %lld", account, (long long)m->item);
}

static void what_is_missing_is_lost_and_comes_back(void **state)
{
	struct bench *b = *state;
	struct made here = make(b, b->kettle, ""), gone = make(b, b->kettle, ",'title':'Seb','price':450"), later;
	long long id = begin(b, "shop");
	assert_int_equal(begin(b, "shop"), id); /* it goes on */
	later = make(b, b->kettle, "");
	see(b, id, &here);
	assert_int_equal(post(b, "/p/exits/count/seen", "{'id':%lld,'code':'%s'}", id, here.code), 200);
	assert_int_equal(glane_test_int(b->t, "again", 0), 1);
	assert_int_equal(glane_test_int(b->t, "seen", 0), 1);
	char target[60];
	snprintf(target, sizeof(target), "/p/exits/count?id=%lld", id);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_count(b->t, "differences"), 1);
	assert_string_equal(glane_test_text(b->t, "differences.0.code"), gone.code);
	assert_string_equal(glane_test_text(b->t, "differences.0.what"), "missing");
	assert_int_equal(balance(b, "adjust:loss"), 0); /* nothing before somebody confirms */
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "<td>manque</td>"));
	assert_int_equal(confirm(b, id), 200);
	long long record = glane_test_int(b->t, "record", 0);
	assert_int_equal(balance(b, "adjust:loss"), 1250);
	assert_int_equal(at(b, &gone, "adjust:loss"), 1);
	assert_int_equal(at(b, &later, "stock:shop"), 1); /* what came while people counted is not missed */
	REFUSED(b, confirm(b, id), 409, "", "Cet inventaire est terminé. Commencez-en un autre.");
	/* At the till it turns up: found and sold in one record. */
	assert_int_equal(leave(b, &gone, "'class':'sale','payment':'cash'"), 201);
	assert_int_equal(balance(b, "adjust:loss"), 0);
	assert_int_equal(balance(b, "out:sale"), 1250);
	long long sale = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", sale), 200);
	assert_int_equal(at(b, &gone, "adjust:loss"), 1);
	/* Scanned in the next count it is found. */
	id = begin(b, "shop");
	see(b, id, &here);
	see(b, id, &later);
	see(b, id, &gone);
	assert_int_equal(confirm(b, id), 200);
	assert_int_equal(at(b, &gone, "stock:shop"), 1);
	assert_int_equal(balance(b, "adjust:loss"), 0);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", record), 409);
}

static void what_stands_elsewhere_is_put_here_and_what_left_is_only_shown(void **state)
{
	struct bench *b = *state;
	struct made moved = make(b, b->kettle, ",'place':'workshop'"), sold = make(b, b->kettle, ",'price':450");
	assert_int_equal(leave(b, &sold, "'class':'sale','payment':'cash'"), 201);
	long long id = begin(b, "shop");
	see(b, id, &moved);
	assert_int_equal(glane_test_int(b->t, "left", -1), 0);
	see(b, id, &sold);
	assert_int_equal(glane_test_int(b->t, "left", -1), 1);
	char target[60];
	snprintf(target, sizeof(target), "/p/exits/count?id=%lld", id);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_count(b->t, "differences"), 2);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "noté ailleurs (atelier)"));
	assert_true(glane_test_contains(b->t, "noté sorti : à voir"));
	assert_int_equal(confirm(b, id), 200);
	long long record = glane_test_int(b->t, "record", 0);
	assert_int_equal(at(b, &moved, "stock:shop"), 1);
	assert_int_equal(at(b, &sold, "out:sale"), 1);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", record), 200);
	assert_int_equal(at(b, &moved, "stock:workshop"), 1);
	assert_int_equal(sql(b, "SELECT undone FROM exits_count WHERE id = %lld", id), 1);
}

static void bulk_is_weighed_beside_the_labels(void **state)
{
	struct bench *b = *state;
	weigh(b, b->toys, 20000, 0);
	long long box = container(b, 1500), id = begin(b, "sorting");
	assert_int_equal(post(b, "/p/exits/count/bulk", "{'id':%lld,'category':%lld,'gross':10000,'container':%lld}", id, b->toys, box), 200);
	assert_int_equal(post(b, "/p/exits/count/bulk", "{'id':%lld,'category':%lld,'gross':9000}", id, b->toys), 200);
	char target[60];
	snprintf(target, sizeof(target), "/p/exits/count?id=%lld", id);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_int(b->t, "bulk.0.grams", 0), 17500);
	assert_int_equal(glane_test_int(b->t, "bulk.0.books", 0), 20000);
	assert_int_equal(glane_test_int(b->t, "bulk.0.difference", 0), -2500);
	REFUSED(b, post(b, "/p/exits/count/bulk", "{'id':%lld,'category':%lld,'gross':9000}", id, b->chair), 400, "category", "En vrac, on compte par grande catégorie.");
	assert_int_equal(confirm(b, id), 200);
	assert_int_equal(balance(b, "adjust:count"), 2500);
	assert_int_equal(balance(b, "stock:sorting"), 17500);
	/* More than the books: the other way. */
	id = begin(b, "sorting");
	assert_int_equal(post(b, "/p/exits/count/bulk", "{'id':%lld,'category':%lld,'gross':18000}", id, b->toys), 200);
	assert_int_equal(confirm(b, id), 200);
	assert_int_equal(balance(b, "adjust:count"), 2000);
	assert_int_equal(sql(b, "SELECT min(grams) FROM core_balance WHERE account = 'stock:sorting'"), 18000);
}

static void giving_up_changes_nothing(void **state)
{
	struct bench *b = *state;
	make(b, b->kettle, "");
	long long id = begin(b, "shop");
	int64_t before = records(b);
	assert_int_equal(post(b, "/p/exits/count/give-up", "{'id':%lld}", id), 200);
	assert_int_equal(records(b), before);
	REFUSED(b, confirm(b, id), 409, "", "Cet inventaire est terminé. Commencez-en un autre.");
	REFUSED(b, post(b, "/p/exits/counts", "{'place':'lune'}"), 400, "place", "Ce lieu n’existe pas. Choisissez-en un dans la liste.");
	REFUSED(b, confirm(b, 999), 404, "", "Cet inventaire n’existe pas.");
	glane_test_role(b->t, "volunteer");
	assert_int_equal(post(b, "/p/exits/counts", "{'place':'shop'}"), 403);
	glane_test_role(b->t, NULL);
}

static void upcycling_counts_what_went_in_once(void **state)
{
	struct bench *b = *state;
	weigh(b, b->chair, 9000, 0);
	assert_int_equal(out(b, "'class':'transform','category':%lld,'gross':9000", b->chair), 201);
	long long source = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/made", "{'source':%lld,'category':%lld,'grams':6000,'title':'étagère','price':2500}", source, b->chair), 201);
	long long record = glane_test_int(b->t, "record", 0);
	struct made shelf = { .item = sql(b, "SELECT max(id) FROM core_item") };
	snprintf(shelf.code, sizeof(shelf.code), "%s", glane_test_text(b->t, "code"));
	assert_true(glane_test_contains(b->t, "\"warning\":null"));
	assert_int_equal(balance(b, "made:transform"), -6000);
	assert_int_equal(balance(b, "stock:shop"), 6000);
	assert_int_equal(balance(b, "out:transform"), 9000);
	assert_int_equal(sql(b, "SELECT made = 1 AND state = 4 AND price_cents = 2500 FROM core_item WHERE id = %lld", (long long)shelf.item), 1);
	assert_int_equal(post(b, "/p/exits/made", "{'source':%lld,'category':%lld,'grams':4000}", source, b->chair), 201);
	long long second = glane_test_int(b->t, "record", 0);
	assert_string_equal(plain(glane_test_text(b->t, "warning")), "10 kg ont été faits avec 9 kg. C’est noté : vérifiez les poids, si rien n’a été ajouté.");
	assert_int_equal(leave(b, &shelf, "'class':'sale','payment':'cash'"), 201); /* as any object; its `made` keeps it out of the rates */
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", source), 409); /* objects came out of it */
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", second), 200);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", record), 409); /* it was sold */
	REFUSED(b, post(b, "/p/exits/made", "{'source':%lld,'category':%lld,'grams':4000}", record, b->chair), 400, "source",
	        "Cette sortie n’est pas un surcyclage, ou elle a été annulée. Choisissez-en une dans la liste.");
	assert_int_equal(glane_test_page(b->t, "/p/exits/made"), 200);
	assert_true(glane_test_contains(b->t, "chaise en bois, 9"));
}

static void its_input_is_not_taken_back_before_it(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'transform','category':%lld,'gross':9000", b->chair), 201);
	long long source = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/made", "{'source':%lld,'category':%lld,'grams':6000}", source, b->chair), 201);
	long long made = glane_test_int(b->t, "record", 0);
	char words[120];
	snprintf(words, sizeof(words), "Un objet en a été fait (%s). Annulez d’abord cet objet.", glane_test_text(b->t, "code"));
	REFUSED(b, post(b, "/p/exits/undo", "{'record':%lld}", source), 409, "", words);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", made), 200);
	assert_int_equal(sql(b, "SELECT state FROM core_item"), 10);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", source), 200);
	assert_int_equal(sql(b, "SELECT coalesce(sum(abs(grams)), 0) FROM core_balance"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_missing_is_lost_and_comes_back),
		TEST(what_stands_elsewhere_is_put_here_and_what_left_is_only_shown),
		TEST(bulk_is_weighed_beside_the_labels),
		TEST(giving_up_changes_nothing),
		TEST(upcycling_counts_what_went_in_once),
		TEST(its_input_is_not_taken_back_before_it),
	};
	return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
