/* SPDX-License-Identifier: MPL-2.0 */
/* What is undone at once, corrected later, typed by hand, sold without a label read: out of the journal. */
#include "impact/tests/house.h"

static int begin(void **state)
{
	struct house *h = calloc(1, sizeof(*h));
	h->t = glane_test_open(PLUGINS "/impact.so", PLUGINS "/intake.so", PLUGINS "/items.so", PLUGINS "/exits.so", PLUGINS "/labels.so", NULL);
	h->chair = sql(h, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	*state = h;
	return 0;
}

static int64_t done(struct house *h, int status)
{
	if (status != 201)
		fail_msg("%d %s", status, glane_test_body(h->t, NULL));
	return glane_test_int(h->t, "record", 0);
}

static void screens_are_judged(void **state)
{
	struct house *h = *state;
	int64_t weighings[20], out[4];
	get(h, "/p/impact/screens");
	assert_int_equal(glane_test_count(h->t, "screens"), 0);
	assert_int_equal(glane_test_page(h->t, "/p/impact/screens"), 200);
	assert_true(glane_test_contains(h->t, "Personne n\xe2\x80\x99" "a encore rien fait"));
	for (int i = 0; i < 20; i++)
		weighings[i] = done(h, post(h, "/p/intake/weighings", "{'category':%lld,'gross':5000,'manual':%s}", (long long)h->chair, i < 3 ? "true" : "false"));
	for (int i = 0; i < 2; i++)
		assert_int_equal(post(h, "/p/intake/undo", "{'record':%lld}", (long long)weighings[i]), 200);
	for (int i = 0; i < 4; i++)
		out[i] = done(h, post(h, "/p/exits/out", "{'class':'gift','category':%lld,'gross':1000}", (long long)h->chair));
	done(h, post(h, "/p/exits/out", "{'class':'sale','category':%lld,'gross':1000,'price':300,'payment':'cash'}", (long long)h->chair));
	assert_int_equal(post(h, "/p/items/items", "{'category':%lld,'grams':1250}", (long long)h->chair), 201);
	char code[20];
	snprintf(code, sizeof(code), "%s", glane_test_text(h->t, "code"));
	done(h, post(h, "/p/exits/item", "{'code':'%s','class':'sale','price':500,'payment':'cash'}", code));
	glane_test_advance(h->t, 11 * 60000);
	assert_int_equal(post(h, "/p/exits/reverse", "{'record':%lld}", (long long)out[0]), 200);
	get(h, "/p/impact/screens");
	assert_int_equal(entry(h, "screens", "kind", "intake.weighed", "n"), 20);
	assert_int_equal(entry(h, "screens", "kind", "intake.weighed", "undone.n"), 2);
	assert_int_equal(entry(h, "screens", "kind", "intake.weighed", "undone.percent"), 100);
	assert_int_equal(entry(h, "screens", "kind", "intake.weighed", "redesign"), 1);
	assert_int_equal(entry(h, "screens", "kind", "exits.out", "undone.n"), 0); /* later is no undoing */
	assert_int_equal(entry(h, "screens", "kind", "exits.out", "corrected.n"), 1);
	assert_int_equal(entry(h, "screens", "kind", "exits.out", "redesign"), 0);
	assert_int_equal(number(h, "by_hand.n"), 3);
	assert_int_equal(number(h, "by_hand.of"), 20);
	assert_int_equal(number(h, "unread.n"), 1);
	assert_int_equal(number(h, "unread.of"), 2);
	assert_int_equal(glane_test_page(h->t, "/p/impact/screens"), 200);
	assert_true(glane_test_contains(h->t, "cran \xc3\xa0 revoir"));
	assert_false(glane_test_contains(h->t, "screens."));
	glane_test_advance(h->t, INT64_C(604800000) * 13);
	get(h, "/p/impact/screens"); /* that was long ago */
	assert_int_equal(glane_test_count(h->t, "screens"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(screens_are_judged, begin, house_end) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
