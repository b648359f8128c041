/* SPDX-License-Identifier: MPL-2.0 */
/* What was paid, and what a rate of money is over. */
#include "impact/tests/house.h"

#include "impact/rates.h"

/* W1: a lot of two chairs at 15 EUR, 22 kg together: 681.82 EUR/t and 7.50 EUR a chair. */
static void a_tonne_and_a_piece(void **state)
{
	struct house *h = *state;
	sell(h, "stock:shop", h->chair, 22000, 2, 1500, "2025-03-02");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.cents"), 1500);
	assert_int_equal(number(h, "sales.n"), 1);
	assert_int_equal(number(h, "sales.per_tonne"), 68182);
	assert_int_equal(number(h, "sales.per_piece"), 750);
	assert_int_equal(number(h, "sales.per_sale"), 1500);
	/* What was given is reuse too: over all of it, half as much. */
	move(h, "stock:shop", "out:gift", h->chair, 22000, 2, "2025-03-03");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.per_tonne_reuse"), 34091);
	assert_int_equal(number(h, "sales.reuse"), 44000);
	assert_int_equal(number(h, "sales.per_tonne"), 68182);
	assert_true(glane_test_contains(h->t, "par tonne r\xc3\xa9" "employ\xc3\xa9" "e (44\xe2\x80\xafkg)"));
}

/* A price that nobody wrote is none: neither its grams nor its pieces are under any money. */
static void what_has_no_price(void **state)
{
	struct house *h = *state;
	sell(h, "stock:shop", h->chair, 10000, 1, 1000, "2025-03-02");
	sell(h, "stock:shop", h->chair, 30000, 5, 0, "2025-03-02");
	sell(h, "stock:shop", h->shirt, 5000, 0, 500, "2025-03-02"); /* nobody counted them */
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.cents"), 1500);
	assert_int_equal(number(h, "sales.n"), 2);
	assert_int_equal(number(h, "sales.grams"), 15000);
	assert_int_equal(number(h, "sales.pieces"), 1);
	assert_int_equal(number(h, "sales.per_piece"), 1000);
	assert_int_equal(number(h, "sales.unpriced"), 1);
	assert_int_equal(number(h, "sales.unpriced_grams"), 30000);
	get(h, "/p/impact/report?period=2025-03");
	assert_int_equal(cell(h, "sales", "total", 2), 1500);
	assert_int_equal(cell(h, "sales", "rows.0", 2), 1000); /* the largest first */
	assert_int_equal(cell(h, "sales", "rows.0", 4), 1000);
	assert_int_equal(cell(h, "sales", "rows.0", 5), 10000);
	assert_int_equal(cell(h, "sales", "rows.0", 6), 100000);
	assert_int_equal(cell(h, "sales", "rows.0", 7), 1);
	assert_int_equal(cell(h, "sales", "rows.1", 2), 500);
	assert_true(glane_test_contains(h->t, "Ventes sans prix : 1"));
}

/* Each place has its own; a sale that is taken back is none, and one of a closed period counts when that is written. */
static void by_place_and_in_time(void **state)
{
	struct house *h = *state;
	int64_t first = sell(h, "stock:shop", h->chair, 10000, 1, 1000, "2025-03-02");
	sell(h, "stock:storage", h->chair, 20000, 2, 4000, "2025-03-31");
	int64_t wrong = sell(h, "stock:shop", h->chair, 20000, 2, 4000, "2025-04-01");
	take_back(h, wrong);
	glane_test_settle(h->t);
	static const struct {
		const char *period, *place;
		int64_t cents;
	} all[] = { { "2025-03", "", 5000 }, { "2025-03", "shop", 1000 }, { "2025-03", "storage", 4000 }, { "2025-03", "workshop", 0 }, { "2025-T1", "", 5000 },
		    { "2025-T2", "", 0 }, { "2025-03-01..2025-03-30", "", 1000 }, { "2025-03-31", "", 4000 }, { "2025", "shop", 1000 } };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		get(h, "/p/impact/?period=%s&place=%s", all[i].period, all[i].place);
		assert_int_equal(number(h, "sales.cents"), all[i].cents);
	}
	get(h, "/p/impact/report?period=2025-03&place=storage");
	assert_int_equal(cell(h, "sales", "total", 2), 4000);
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2025-03'}"), 201);
	take_back(h, first);
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.cents"), 5000);
	get(h, "/p/impact/?period=2026-01");
	assert_int_equal(number(h, "sales.cents"), -1000);
}

/* What upcycling made brings money, and no new mass. */
static void made_things(void **state)
{
	struct house *h = *state;
	move(h, "stock:workshop", "out:transform", h->chair, 10000, 1, "2025-03-01");
	assert_int_equal(post(h, "/p/ledger/record", "{'draw':true,'from':'made:transform','to':'stock:shop','category':%lld,'grams':9000,'from_ms':%lld}",
	                      (long long)h->chair, (long long)day_ms("2025-03-02")), 200);
	int64_t item = number(h, "item");
	assert_int_equal(post(h, "/p/ledger/record", "{'item':%lld,'from':'stock:shop','to':'out:sale','category':%lld,'grams':9000,'cents':4500,'from_ms':%lld}",
	                      (long long)item, (long long)h->chair, (long long)day_ms("2025-03-03")), 200);
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.cents"), 4500);
	assert_int_equal(number(h, "sales.pieces"), 1); /* an object is one, counted or not */
	assert_int_equal(number(h, "sales.reuse"), 10000);
	assert_int_equal(number(h, "sales.per_tonne_reuse"), 450000);
}

/* When the words of a record are erased, what it was paid stays. */
static void erased_words(void **state)
{
	struct house *h = *state;
	int64_t record = sell(h, "stock:shop", h->chair, 10000, 1, 1000, "2025-03-02");
	glane_test_settle(h->t);
	glane_test_exec(h->t, "CREATE TABLE kept AS SELECT * FROM core_journal_text");
	glane_test_exec(h->t, "DROP TRIGGER core_journal_text_delete");
	char text[100];
	snprintf(text, sizeof(text), "DELETE FROM core_journal_text WHERE seq = %lld", (long long)record);
	glane_test_exec(h->t, text);
	assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
	assert_int_equal(number(h, "differing"), 0);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(number(h, "sales.cents"), 1000);
	snprintf(text, sizeof(text), "INSERT INTO core_journal_text SELECT * FROM kept WHERE seq = %lld", (long long)record); /* for verify */
	glane_test_exec(h->t, text);
	glane_test_exec(h->t, "DROP TABLE kept");
}

int main(void)
{
#define IN_HOUSE(name) cmocka_unit_test_setup_teardown(name, house_begin, house_end)
	const struct CMUnitTest tests[] = {
		IN_HOUSE(a_tonne_and_a_piece), IN_HOUSE(what_has_no_price), IN_HOUSE(by_place_and_in_time), IN_HOUSE(made_things), IN_HOUSE(erased_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
