/* SPDX-License-Identifier: MPL-2.0 */
/* What is known of when something happened, and of what it was called then. */
#include "impact/tests/house.h"

#include "glane/plugin.h"

/* Of a notebook that only says between when: undated.  A whole day is a date, also the one of 25 hours. */
static void what_is_only_known_to_lie_between(void **state)
{
	struct house *h = *state;
	const int64_t noon = day_ms("2025-10-20"), day = INT64_C(86400000);
	static const struct {
		int64_t days, hours, grams;
	} all[] = { { 0, 0, 1 }, { 1, 0, 2 }, { 1, 1, 4 }, { 2, 0, 8 }, { 6, 0, 16 } };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(post(h, "/p/ledger/record", "{'from':'source:drop_off','to':'stock:shop','category':%lld,'grams':%lld,'from_ms':%lld,'to_ms':%lld}",
		                      (long long)h->chair, (long long)all[i].grams, (long long)noon, (long long)(noon + all[i].days * day + all[i].hours * day / 24 - (all[i].days > 0))), 200);
		assert_int_equal(post(h, "/p/ledger/record", "{'from':'stock:shop','to':'out:gift','category':%lld,'grams':%lld,'from_ms':%lld,'to_ms':%lld}",
		                      (long long)h->chair, 100 * (long long)all[i].grams, (long long)noon, (long long)(noon + all[i].days * day + all[i].hours * day / 24 - (all[i].days > 0))), 200);
	}
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-10");
	assert_int_equal(number(h, "quality.0.all"), 31);
	assert_int_equal(number(h, "quality.0.undated.grams"), 24);
	assert_int_equal(number(h, "quality.1.undated.grams"), 2400);
	assert_int_equal(number(h, "quality.1.undated.percent"), 774);
	get(h, "/p/impact/report?period=2025-10");
	assert_int_equal(cell(h, "quality", "rows.0", 4), 7742);
}

/* Renamed, moved to another family and closed in the middle of a year: the masses stay, and the report says both. */
static void categories_change_in_a_year(void **state)
{
	struct house *h = *state;
	int64_t toys = sql(h, "SELECT id FROM core_category WHERE code = 'TOYS'"), family = sql(h, "SELECT parent FROM core_category WHERE id = %lld", (long long)h->chair);
	move(h, "source:drop_off", "stock:shop", h->chair, 7000, 1, "2026-01-05");
	glane_test_settle(h->t);
	get(h, "/p/impact/report?period=2026");
	assert_false(glane_test_contains(h->t, "Cat\xc3\xa9gories qui ont chang"));
	static const char set[] = "{'id':%lld,'parent':%lld,'code':'MOB-CHAISE-BOIS','name_fr':'%s','name_en':'wooden seat','default_grams':5000,'active':%s}";
	assert_int_equal(post(h, "/manage/categories", set, (long long)h->chair, (long long)family, "si\xc3\xa8ge de bois", "true") / 100, 2);
	glane_test_settle(h->t);
	get(h, "/p/impact/report?period=2026");
	assert_int_equal(cell(h, "changes", "rows.0", 2), sql(h, "SELECT day FROM impact_category_change"));
	assert_int_equal(post(h, "/manage/categories", set, (long long)h->chair, (long long)family, "si\xc3\xa8ge de bois", "true") / 100, 2); /* nothing new */
	assert_int_equal(post(h, "/manage/categories", set, (long long)h->chair, (long long)toys, "si\xc3\xa8ge de bois", "false") / 100, 2);
	move(h, "stock:shop", "out:sale", h->chair, 2000, 1, "2026-01-08");
	glane_test_settle(h->t);
	assert_int_equal(sql(h, "SELECT count(*) FROM impact_category_change"), 2);
	assert_int_equal(glane_test_page(h->t, "/p/impact/report?period=2026"), 200);
	assert_true(glane_test_contains(h->t, "chaise en bois (mobilier)"));
	assert_true(glane_test_contains(h->t, "si\xc3\xa8ge de bois (jouets), ferm"));
	get(h, "/p/impact/movements?figure=entries&period=2026&category=%lld", (long long)h->chair);
	assert_int_equal(number(h, "total"), 7000); /* one category, before and after */
	get(h, "/p/impact/movements?figure=sale&period=2026&category=%lld", (long long)h->chair);
	assert_int_equal(number(h, "total"), 2000);
	glane_test_reopen(h->t); /* what was seen is not taken for a change when it is read again */
	glane_test_settle(h->t);
	assert_int_equal(sql(h, "SELECT count(*) FROM impact_category_change"), 2);
	get(h, "/p/impact/report?period=2025");
	assert_false(glane_test_contains(h->t, "Cat\xc3\xa9gories qui ont chang"));
}

static int64_t set_state(struct house *h, int64_t item, int state, const char *day)
{
	assert_int_equal(post(h, "/p/ledger/state", "{'item':%lld,'state':%d,'from_ms':%lld}", (long long)item, state, (long long)day_ms(day)), 200);
	return number(h, "record");
}

static int64_t repaired(struct house *h, int year)
{
	glane_test_settle(h->t);
	get(h, "/p/impact/report?period=%d", year);
	return glane_test_contains(h->t, "Objets r\xc3\xa9par\xc3\xa9s") ? cell(h, "activity", "rows.0", 1) : 0;
}

/* Once each, on the day when it was done; undone, or told too late of a year that was closed. */
static void repaired_objects_are_counted(void **state)
{
	struct house *h = *state; /* the clock stands at 2026-01-10 */
	int64_t items[3];
	for (int i = 0; i < 3; i++) {
		assert_int_equal(post(h, "/p/ledger/record", "{'from':'source:drop_off','to':'stock:workshop','category':%lld,'grams':3000,'draw':true,'from_ms':%lld}",
		                      (long long)h->chair, (long long)day_ms("2025-12-01")), 200);
		items[i] = number(h, "item");
		set_state(h, items[i], GLANE_STATE_PENDING, "2025-12-01");
	}
	assert_int_equal(repaired(h, 2025), 0);
	set_state(h, items[0], GLANE_STATE_REPAIRED, "2025-12-03");
	set_state(h, items[0], GLANE_STATE_ON_SALE, "2025-12-04"); /* that is no other repair */
	int64_t second = set_state(h, items[1], GLANE_STATE_REPAIRED, "2025-12-05");
	assert_int_equal(repaired(h, 2025), 2);
	assert_int_equal(repaired(h, 2026), 0);
	take_back(h, second);
	assert_int_equal(repaired(h, 2025), 1);
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2025'}"), 201);
	set_state(h, items[2], GLANE_STATE_REPAIRED, "2025-12-06");
	assert_int_equal(repaired(h, 2025), 1); /* what was told stays */
	assert_int_equal(repaired(h, 2026), 1);
	assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
	assert_int_equal(repaired(h, 2026), 1); /* and nothing twice */
	assert_int_equal(post(h, "/p/impact/year", "{'year':2025,'hours':3120,'insertion_hours':9100}"), 201);
	get(h, "/p/impact/report?period=2025");
	assert_int_equal(cell(h, "activity", "rows.0", 1), 3120);
	assert_int_equal(cell(h, "activity", "rows.1", 1), 9100);
	assert_int_equal(cell(h, "activity", "rows.2", 1), 1);
}

int main(void)
{
#define IN_HOUSE(name) cmocka_unit_test_setup_teardown(name, house_begin, house_end)
	const struct CMUnitTest tests[] = { IN_HOUSE(what_is_only_known_to_lie_between), IN_HOUSE(categories_change_in_a_year), IN_HOUSE(repaired_objects_are_counted) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
