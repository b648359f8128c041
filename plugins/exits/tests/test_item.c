/* SPDX-License-Identifier: MPL-2.0 */
/* Exits of objects with a label: sold, given, recycled; some pieces of a lot; what is out already; weights. */
#include "exits/tests/bench.h"

enum { MINUTE = 60 * 1000 };

static void a_sale_is_a_movement_and_a_price(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'card'"), 201);
	long long record = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_int(b->t, "price", 0), 450);
	assert_int_equal(glane_test_int(b->t, "net", 0), 1250);
	assert_int_equal(glane_test_int(b->t, "measured", -1), 2);
	assert_int_equal(balance(b, "out:sale"), 1250);
	assert_int_equal(balance(b, "stock:shop"), 0);
	assert_int_equal(sql(b, "SELECT state = 6 AND account = 'out:sale' FROM core_item WHERE id = %lld", (long long)m.item), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM exits_v1_sale WHERE seq = %lld AND item = %lld AND category = %lld AND grams = 1250 AND price_cents = 450"
		" AND payment = 'card' AND reversed = 0", record, (long long)m.item, b->kettle), 1);
	assert_int_equal(sql(b, "SELECT kind = 'exits.sale' FROM core_journal WHERE seq = %lld", record), 1);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", record), 200);
	assert_int_equal(sql(b, "SELECT state = 4 AND account = 'stock:shop' FROM core_item WHERE id = %lld", (long long)m.item), 1);
	assert_int_equal(sql(b, "SELECT reversed FROM exits_v1_sale WHERE seq = %lld", record), 1);
}

static void each_class_says_what_became_of_it(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *class;
		int state;
	} to[] = { { "gift", 7 }, { "internal", 7 }, { "transform", 8 }, { "recycle", 8 }, { "civic", 9 }, { "energy", 9 }, { "residual", 9 } };
	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++) {
		struct made m = make(b, b->kettle, "");
		assert_int_equal(leave(b, &m, "'class':'%s'", to[i].class), 201);
		assert_int_equal(sql(b, "SELECT state FROM core_item WHERE id = %lld", (long long)m.item), to[i].state);
	}
}

static void what_is_out_is_out_and_how_is_said(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	char target[100];
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash'"), 201);
	long long record = glane_test_int(b->t, "record", 0);
	REFUSED(b, leave(b, &m, "'class':'sale','payment':'cash'"), 409, "",
	        "Seb : vendu le 10/01/2026 10:00 (–). Si c’est une erreur, reprenez cette sortie.");
	snprintf(target, sizeof(target), "/p/exits/item?code=%s", m.code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_int(b->t, "reverse", 0), record);
	assert_int_equal(glane_test_int(b->t, "may_leave", -1), 0);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "action=\"/p/exits/reverse"));
	glane_test_role(b->t, "volunteer");
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_false(glane_test_contains(b->t, "action=\"/p/exits/reverse"));
	glane_test_role(b->t, NULL);
	glane_test_advance(b->t, 20 * MINUTE);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", record), 200);
	assert_int_equal(leave(b, &m, "'class':'gift'"), 201);
	assert_int_equal(balance(b, "out:sale"), 0);
	assert_int_equal(balance(b, "out:gift"), 1250);
	/* What followed comes first. */
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", record), 409);
}

/* A manager sells it all the same: it comes back first, and both sales stand. */
static void what_is_here_is_sold_all_the_same(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450"), gone = make(b, b->kettle, "");
	char target[100];
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash'"), 201);
	long long first = glane_test_int(b->t, "record", 0);
	glane_test_role(b->t, "cashier");
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash','again':true"), 409);
	glane_test_role(b->t, NULL);
	assert_int_equal(leave(b, &m, "'class':'gift','again':true"), 409);
	snprintf(target, sizeof(target), "/p/exits/item?code=%s", m.code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_int(b->t, "may_again", -1), 1);
	snprintf(target, sizeof(target), "/p/exits/item?code=%s&class=sale&again=1", m.code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "name=\"again\" value=\"1\""));
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash','price':'3','again':true"), 201);
	long long second = glane_test_int(b->t, "record", 0);
	assert_int_equal(balance(b, "out:sale"), 1250);
	assert_int_equal(balance(b, "stock:shop"), 1250); /* the other one */
	assert_int_equal(sql(b, "SELECT sum(price_cents) FROM exits_v1_sale WHERE NOT reversed"), 750);
	assert_int_equal(sql(b, "SELECT state FROM core_item WHERE id = %lld", (long long)m.item), 6);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", first), 409); /* the later one first */
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", second), 200);
	assert_int_equal(balance(b, "out:sale"), 1250);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", first), 200);
	assert_int_equal(balance(b, "stock:shop"), 2500);
	/* What was recycled does not come back. */
	assert_int_equal(leave(b, &gone, "'class':'recycle'"), 201);
	assert_int_equal(leave(b, &gone, "'class':'sale','payment':'cash','price':'3','again':true"), 409);
}

static void a_lot_leaves_piece_by_piece_to_the_gram_and_cent(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'pieces':3,'price':1000");
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash','pieces':1"), 201);
	assert_int_equal(glane_test_int(b->t, "price", 0), 333);
	assert_int_equal(glane_test_int(b->t, "net", 0), 417);
	assert_int_equal(glane_test_int(b->t, "left", 0), 2);
	long long first = glane_test_int(b->t, "record", 0);
	assert_int_equal(sql(b, "SELECT state = 4 AND grams = 833 AND pieces = 2 AND price_cents = 667 FROM core_item WHERE id = %lld", (long long)m.item), 1);
	REFUSED(b, leave(b, &m, "'class':'gift','pieces':3"), 400, "pieces", "Il n’y a que 2 pièces dans ce lot.");
	REFUSED(b, leave(b, &m, "'class':'gift','pieces':1,'gross':900"), 400, "gross",
	        "Ces pièces pèseraient autant que tout le lot (833 g). Vérifiez le poids, ou faites sortir le lot entier.");
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash','pieces':1,'price':'2,50'"), 201);
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash'"), 201);
	assert_int_equal(glane_test_int(b->t, "whole", -1), 1);
	assert_int_equal(balance(b, "out:sale"), 1250);
	assert_int_equal(balance(b, "stock:shop"), 0);
	assert_int_equal(sql(b, "SELECT sum(pieces) FROM exits_v1_sale"), 3);
	assert_int_equal(sql(b, "SELECT sum(price_cents) FROM exits_v1_sale"), 333 + 250 + 333);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", first), 409); /* two others followed */
}

static void an_object_is_weighed_estimated_or_refused(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	long long box = container(b, 500);
	assert_int_equal(leave(b, &m, "'class':'gift','gross':2000,'container':%lld", box), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 1500);
	assert_int_equal(glane_test_int(b->t, "measured", -1), 1);
	m = make(b, b->kettle, "");
	char query[100];
	snprintf(query, sizeof(query), "UPDATE core_item SET grams = 0 WHERE id = %lld", (long long)m.item);
	glane_test_exec(b->t, query);
	assert_int_equal(leave(b, &m, "'class':'gift'"), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), sql(b, "SELECT default_grams FROM core_category WHERE id = %lld", b->kettle));
	assert_int_equal(glane_test_int(b->t, "measured", -1), 0);
	snprintf(query, sizeof(query), "UPDATE core_item SET grams = 1250 WHERE id = %lld", (long long)m.item);
	glane_test_exec(b->t, query); /* as it was, for the check at the end */
	REFUSED(b, leave(b, &(struct made){ .code = "AAAAA" }, "'class':'gift'"), 400, "", "Code mal lu : vérifiez les 13 signes de l’étiquette.");
}

static void a_label_on_nothing_and_what_waits_for_a_test(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb'");
	char target[80];
	REFUSED(b, leave(b, &m, "'class':'sale','payment':'cash'"), 400, "price", "Donnez le prix de la vente.");
	snprintf(target, sizeof(target), "/p/items/items/%s/state", m.code);
	assert_int_equal(post(b, target, "{'state':'to_test'}"), 200);
	assert_int_equal(leave(b, &m, "'class':'gift'"), 409);
	assert_true(glane_test_contains(b->t, "à tester"));
	snprintf(target, sizeof(target), "/p/exits/item?code=%s", m.code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_false(glane_test_contains(b->t, "\"id\":\"sale\"")); /* what core would refuse is not offered */
	assert_true(glane_test_contains(b->t, "\"id\":\"recycle\""));
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	struct made blank = { 0 };
	snprintf(blank.code, sizeof(blank.code), "%s", glane_test_text(b->t, "codes.0"));
	if (!blank.code[0])
		snprintf(blank.code, sizeof(blank.code), "%s", glane_test_text(b->t, "codes.0.code"));
	REFUSED(b, leave(b, &blank, "'class':'gift'"), 404, "", "Cette étiquette n’est encore sur aucun objet. Étiquetez d’abord l’objet.");
}

static void the_form_of_an_object_keeps_what_was_typed(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	char form[200];
	snprintf(form, sizeof(form), "code=%s&class=sale&price=0&payment=cash&gross=&container=&pieces=&outlet=", m.code);
	assert_int_equal(glane_test_form(b->t, "/p/exits/item", form), 400);
	assert_true(glane_test_contains(b->t, "Une vente n’est pas à 0 €"));
	assert_true(glane_test_contains(b->t, "<h1 dir=\"auto\">Seb</h1>"));
	assert_true(glane_test_contains(b->t, "value=\"cash\" selected"));
	snprintf(form, sizeof(form), "code=%s&class=sale&price=4%%2C50&payment=cash&gross=&container=&pieces=&outlet=", m.code);
	assert_int_equal(glane_test_form(b->t, "/p/exits/item", form), 303);
	assert_int_equal(sql(b, "SELECT sum(price_cents) FROM exits_v1_sale"), 450);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sale_is_a_movement_and_a_price),
		TEST(each_class_says_what_became_of_it),
		TEST(what_is_out_is_out_and_how_is_said), TEST(what_is_here_is_sold_all_the_same),
		TEST(a_lot_leaves_piece_by_piece_to_the_gram_and_cent),
		TEST(an_object_is_weighed_estimated_or_refused),
		TEST(a_label_on_nothing_and_what_waits_for_a_test),
		TEST(the_form_of_an_object_keeps_what_was_typed),
	};
	return cmocka_run_group_tests_name("items", tests, NULL, NULL);
}
