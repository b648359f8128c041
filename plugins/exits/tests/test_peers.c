/* SPDX-License-Identifier: MPL-2.0 */
/* What other programs for reuse centres get wrong about exits, and what is right: W1 to W6 and W8 to W11 of our list of them.
 * W7, a rate of 5.5 % that becomes 6, is in impact/figures. */
#include "exits/tests/bench.h"

static int sale(struct bench *b, long long category, const char *rest)
{
	return out(b, "'class':'sale','payment':'cash','category':%lld,%s", category, rest);
}

static int64_t sold(struct bench *b, const char *what)
{
	return sql(b, "SELECT %s FROM exits_v1_sale WHERE NOT reversed", what);
}

/* One lot of two chairs, weighed together: 22 kg and 681.82 EUR/t, not twice the mass. */
static void w1_a_lot_weighed_together_weighs_once(void **state)
{
	struct bench *b = *state;
	assert_int_equal(sale(b, b->chair, "'pieces':2,'gross':22000,'price':1500"), 201);
	assert_int_equal(balance(b, "out:sale"), 22000);
	assert_int_equal(sold(b, "(2 * sum(price_cents) * 1000000 + sum(grams)) / (2 * sum(grams))"), 68182);
}

/* Six cups, three of them weighed together 0.9 kg: 1.8 kg, half of it estimated. */
static void w2_what_is_not_weighed_is_estimated_and_says_so(void **state)
{
	struct bench *b = *state;
	for (int i = 0; i < 20; i++)
		weigh(b, b->kettle, 300, 1);
	assert_int_equal(sale(b, b->kettle, "'pieces':3,'gross':900,'price':150"), 201);
	assert_int_equal(sale(b, b->kettle, "'pieces':3,'price':150"), 201);
	assert_int_equal(balance(b, "out:sale"), 1800);
	assert_int_equal(sql(b, "SELECT sum(grams) FROM core_movement WHERE to_account = 'out:sale' AND measured = 0"), 900);
}

/* Each line keeps its own mass, and a line without an object of the list is a line. */
static void w3_w4_two_lines_are_two_lines(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':200");
	assert_int_equal(leave(b, &m, "'class':'sale','payment':'cash','gross':900"), 201);
	assert_int_equal(sale(b, b->chair, "'gross':22000,'price':1500"), 201);
	assert_int_equal(sold(b, "count(*)"), 2);
	assert_int_equal(sold(b, "min(grams)"), 900);
	assert_int_equal(sold(b, "max(grams)"), 22000);
	assert_int_equal(sold(b, "count(*) - count(item)"), 1);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200);
	assert_int_equal(glane_test_int(b->t, "lines.0.net", 0), 22000);
	assert_int_equal(glane_test_int(b->t, "lines.1.net", 0), 900);
}

static void w5_cents_are_not_rounded_to_euros(void **state)
{
	struct bench *b = *state;
	assert_int_equal(sale(b, b->kettle, "'gross':100,'price':'0,50'"), 201);
	assert_int_equal(sale(b, b->kettle, "'gross':100,'price':'0.10'"), 201);
	assert_int_equal(sold(b, "max(price_cents)"), 50);
	assert_int_equal(sold(b, "min(price_cents)"), 10);
}

static void w6_tares_are_not_rounded_to_kilos(void **state)
{
	struct bench *b = *state;
	assert_int_equal(post(b, "/p/exits/container", "{'name':'bac','tare':'8,4','active':true}"), 200);
	long long box = glane_test_int(b->t, "id", 0);
	assert_int_equal(post(b, "/p/exits/container", "{'name':'poubelle','tare':'12,5','active':true}"), 200);
	long long bin = glane_test_int(b->t, "id", 0);
	assert_int_equal(out(b, "'class':'recycle','category':%lld,'gross':'10','container':%lld", b->toys, box), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 1600);
	assert_int_equal(out(b, "'class':'residual','category':%lld,'gross':'20','container':%lld", b->toys, bin), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 7500);
}

static void w8_the_limit_is_the_servers(void **state)
{
	struct bench *b = *state;
	REFUSED(b, out(b, "'class':'residual','category':%lld,'gross':'99999'", b->toys), 400, "gross",
	        "C’est plus que 500 kg, le maximum d’une pesée. Vérifiez la virgule, ou pesez en plusieurs fois.");
}

/* There is no switch: nothing is sold without a mass. */
static void w9_no_sale_without_a_mass(void **state)
{
	struct bench *b = *state;
	REFUSED(b, sale(b, b->kettle, "'price':150"), 400, "gross", "Pesez, ou comptez les pièces : l’un des deux est nécessaire.");
	REFUSED(b, sale(b, b->toys, "'price':150,'pieces':2"), 400, "gross", "Le poids habituel de cette catégorie n’est pas connu : il faut peser.");
}

static void w10_sums_are_exact(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':'0,75','happened':'2026-01-07'", b->toys), 201);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':'0,75','happened':'2026-01-08'", b->toys), 201);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':'1,75','happened':'2026-01-09'", b->toys), 201);
	assert_int_equal(sql(b, "SELECT sum(grams) FROM exits_v1_exit"), 3250);
	assert_int_equal(balance(b, "out:gift"), 3250);
}

/* A price is of the whole line, on every screen; its refund is that line. */
static void w11_a_refund_is_the_line_that_was_sold(void **state)
{
	struct bench *b = *state;
	assert_int_equal(sale(b, b->chair, "'pieces':4,'gross':20000,'price':1000"), 201);
	long long record = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200);
	assert_int_equal(glane_test_int(b->t, "sold.cents", 0), 1000);
	assert_int_equal(sold(b, "sum(price_cents)"), 1000);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", record), 200);
	assert_int_equal(sold(b, "coalesce(sum(price_cents), 0)"), 0);
	assert_int_equal(balance(b, "out:sale"), 0);
	assert_int_equal(sql(b, "SELECT price_cents FROM exits_v1_sale WHERE reversed"), 1000);
	assert_int_equal(sale(b, b->chair, "'gross':2500,'price':300"), 201);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200); /* both are listed, one counts */
	assert_int_equal(glane_test_count(b->t, "lines"), 2);
	assert_int_equal(glane_test_int(b->t, "sold.cents", 0), 300);
	assert_int_equal(glane_test_int(b->t, "total_grams", 0), 2500);
	assert_int_equal(glane_test_int(b->t, "count", 0), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(w1_a_lot_weighed_together_weighs_once),
		TEST(w2_what_is_not_weighed_is_estimated_and_says_so),
		TEST(w3_w4_two_lines_are_two_lines),
		TEST(w5_cents_are_not_rounded_to_euros),
		TEST(w6_tares_are_not_rounded_to_kilos),
		TEST(w8_the_limit_is_the_servers),
		TEST(w9_no_sale_without_a_mass),
		TEST(w10_sums_are_exact),
		TEST(w11_a_refund_is_the_line_that_was_sold),
	};
	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
