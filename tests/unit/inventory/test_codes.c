/* SPDX-License-Identifier: MPL-2.0 */
/* Codes, blank labels, shop numbers, and the search that finds items by words. */
#include "base/code.h"
#include "fixture.h"

static void test_draw_and_find(void **state)
{
	struct fixture *f = *state;
	int64_t item, found = -1;
	struct glane_str code, same;
	begin(f);
	assert_int_equal(inventory_item_draw(&f->inv, STR_NONE, &item, &code), 0);
	assert_int_equal(code.n, CODE_SYMBOLS);
	char url[100], slow[40];
	snprintf(url, sizeof(url), "https://lapagaille.org/o/%s", code.p);
	snprintf(slow, sizeof(slow), "%.4s-%.4s %s", code.p, code.p + 4, code.p + 8);
	const char *const ways[] = { code.p, url, slow };
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		found = -1;
		assert_int_equal(inventory_code_find(&f->inv, str_c(ways[i]), &same, &found), 0);
		assert_int_equal(found, item);
		assert_true(str_eq(same, code));
	}
	struct glane_str shop = sql_text(f, "SELECT short FROM core_v1_item");
	assert_int_equal(shop.n, SHORT_DIGITS);
	assert_int_equal(inventory_code_find(&f->inv, shop, &same, &found), 0);
	assert_true(found == item && str_eq(same, code));
	commit(f);
	assert_agrees(f);
}

static void test_find_refusals(void **state)
{
	struct fixture *f = *state;
	int64_t item, found = -5;
	struct glane_str code, same = STR("untouched");
	char wrong[CODE_SYMBOLS + 1], digits[SHORT_DIGITS + 1];
	begin(f);
	assert_int_equal(inventory_item_draw(&f->inv, STR_NONE, &item, &code), 0);
	commit(f);
	memcpy(wrong, code.p, sizeof(wrong));
	wrong[3] = wrong[3] == '7' ? '8' : '7'; /* one symbol misread */
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, str_c(wrong), &same, &found), GLANE_EINVAL, "code.misread");
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, STR(""), &same, &found), GLANE_EINVAL, "code.misread");
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, STR("7K2PW93MDR4T8"), &same, &found), GLANE_ENOENT, "code.unknown");
	short_text(4242, digits);
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, str_c(digits), &same, &found), GLANE_ENOENT, "code.unknown");
	digits[5] = digits[5] == '9' ? '0' : (char)(digits[5] + 1);
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, str_c(digits), &same, &found), GLANE_EINVAL, "code.misread");
	assert_int_equal(f->inv.status, 0); /* looking changes nothing, so it spoils nothing */
	assert_int_equal(found, -5);
	assert_string_equal(same.p, "untouched");
}

static void test_blank_labels(void **state)
{
	struct fixture *f = *state;
	int64_t item, found = -1;
	struct glane_str code, same;
	begin(f);
	struct glane_value *roll = value_array(&f->arena);
	assert_int_equal(inventory_codes_draw(&f->inv, 24, roll), 0);
	assert_int_equal(value_count(roll), 24);
	struct glane_str blank = value_text(value_at(roll, 5));
	assert_int_equal(inventory_code_find(&f->inv, blank, &same, &found), 0);
	assert_int_equal(found, 0);
	char typed[40];
	snprintf(typed, sizeof(typed), " %s ", blank.p);
	assert_int_equal(inventory_item_draw(&f->inv, str_c(typed), &item, &code), 0);
	assert_true(str_eq(code, blank));
	assert_int_equal(inventory_code_find(&f->inv, blank, &same, &found), 0);
	assert_int_equal(found, item);
	assert_key(f, inventory_item_draw(&f->inv, blank, &item, &code), GLANE_ECONFLICT, "code.claimed");
	f->inv.status = 0; /* the refused claim wrote nothing */
	commit(f);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_code WHERE item IS NULL AND NOT void"), 23);
	assert_agrees(f);
	begin(f);
	assert_key(f, inventory_item_draw(&f->inv, STR("7K2PW93MDR4T8"), &item, &code), GLANE_ENOENT, "code.unknown");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_item_draw(&f->inv, STR("7K2PW93MDR4T9"), &item, &code), GLANE_EINVAL, "code.misread");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_codes_draw(&f->inv, 0, roll), GLANE_EINVAL, "codes.count");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_codes_draw(&f->inv, 2001, roll), GLANE_EINVAL, "codes.count");
	conn_rollback(f->conn);
}

static void test_undone_roll_is_void(void **state)
{
	struct fixture *f = *state;
	int64_t item, found;
	struct glane_str code;
	begin(f);
	struct glane_value *roll = value_array(&f->arena);
	assert_int_equal(inventory_codes_draw(&f->inv, 3, roll), 0);
	char first[CODE_SYMBOLS + 1];
	memcpy(first, value_text(value_at(roll, 0)).p, sizeof(first));
	int64_t seq = inventory_head(&f->inv);
	commit(f);
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, seq, "undo.by_hand", NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT sum(void) FROM core_v1_code"), 3);
	fixture_call(f);
	assert_key(f, inventory_code_find(&f->inv, str_c(first), &code, &found), GLANE_EGONE, "code.void");
	begin(f);
	assert_key(f, inventory_item_draw(&f->inv, str_c(first), &item, &code), GLANE_EGONE, "code.void");
	conn_rollback(f->conn);
	assert_agrees(f);
	/* A roll of which a label is in use stays. */
	begin(f);
	roll = value_array(&f->arena);
	assert_int_equal(inventory_codes_draw(&f->inv, 2, roll), 0);
	seq = inventory_head(&f->inv);
	assert_int_equal(inventory_item_draw(&f->inv, value_text(value_at(roll, 1)), &item, &code), 0);
	commit(f);
	begin(f);
	assert_key(f, inventory_reverse(&f->inv, seq, NULL, NULL), GLANE_ECONFLICT, "undo.code_used");
	conn_rollback(f->conn);
}

static int64_t number_of(struct fixture *f, int64_t item)
{
	int64_t n;
	struct stmt *s;
	assert_int_equal(conn_prepare(f->conn, "SELECT coalesce(short, '') FROM core_v1_item WHERE id = ?1", &s, &f->error), 0);
	stmt_bind(s, 1, glane_int(item));
	assert_int_equal(stmt_step(s, &f->error), 1);
	struct glane_str text = arena_str(&f->arena, stmt_text(s, 0));
	stmt_reset(s);
	if (text.n == 0)
		return 0;
	assert_int_equal(short_parse(text, &n), 0);
	return n;
}

static void sell(struct fixture *f, int64_t item)
{
	struct glane_movement m = { .category = 5, .item = item, .grams = 9600, .from = "stock:shop", .to = "out:sale" };
	struct glane_change c = { .item = item, .set = GLANE_SET_STATE, .state = GLANE_STATE_SOLD };
	assert_int_equal(append_one(f, "sold", &m, &c, NULL), 0);
}

static void test_shop_numbers(void **state)
{
	struct fixture *f = *state;
	int64_t items[5], found;
	struct glane_str code;
	begin(f);
	for (int i = 0; i < 4; i++) {
		items[i] = make_chair(f, "c", NULL);
		assert_int_equal(number_of(f, items[i]), i + 1);
	}
	sell(f, items[2]);
	sell(f, items[1]);
	commit(f);
	f->inv.now_ms += 89 * DAY_MS; /* too early */
	begin(f);
	assert_int_equal(number_of(f, items[4] = make_chair(f, "c", NULL)), 5);
	commit(f);
	assert_int_equal(number_of(f, items[1]), 2); /* still answers for the one that left */
	f->inv.now_ms += 1 * DAY_MS;
	begin(f);
	int64_t heir = make_chair(f, "c", NULL);
	assert_int_equal(number_of(f, heir), 2); /* the smallest */
	assert_int_equal(number_of(f, items[1]), 0);
	char digits[SHORT_DIGITS + 1];
	short_text(2, digits);
	assert_int_equal(inventory_code_find(&f->inv, str_c(digits), &code, &found), 0);
	assert_int_equal(found, heir);
	assert_int_equal(number_of(f, make_chair(f, "c", NULL)), 3);
	assert_int_equal(number_of(f, make_chair(f, "c", NULL)), 6);
	commit(f);
	assert_agrees(f);
}

/* A sale that is taken back: the item lives again, so its number is not free. */
static void test_number_of_returned_item(void **state)
{
	struct fixture *f = *state;
	begin(f);
	int64_t item = make_chair(f, "c", NULL);
	commit(f);
	begin(f);
	sell(f, item);
	int64_t seq = inventory_head(&f->inv);
	commit(f);
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, seq, NULL, NULL), 0);
	commit(f);
	f->inv.now_ms += 200 * DAY_MS;
	begin(f);
	assert_int_equal(number_of(f, make_chair(f, "c", NULL)), 2);
	assert_int_equal(number_of(f, item), 1);
	commit(f);
	assert_agrees(f);
}

static int64_t hits(struct fixture *f, const char *query)
{
	int64_t n;
	assert_int_equal(conn_int(f->conn, "SELECT count(*) FROM core_v1_item_search WHERE query MATCH ?1", VALS(glane_text(str_c(query))), &n, &f->error), 0);
	return n;
}

static void catch_up(struct fixture *f)
{
	begin(f);
	int rc;
	while ((rc = inventory_search_catch_up(&f->inv, 0)) > 0)
		continue;
	assert_int_equal(rc, 0);
	commit(f);
}

static void test_search(void **state)
{
	struct fixture *f = *state;
	int64_t seq;
	begin(f);
	int64_t item = make_chair(f, "Électrophone Teppaz", &seq);
	make_chair(f, "Tabouret", NULL);
	commit(f);
	assert_int_equal(hits(f, "electro*"), 0);
	catch_up(f);
	assert_int_equal(sql_int(f, "SELECT seq FROM core_cursor WHERE plugin = 'core' AND name = 'search'"), inventory_head(&f->inv));
	assert_int_equal(hits(f, "electro*"), 1);
	assert_int_equal(hits(f, "teppaz"), 1);
	assert_int_equal(hits(f, "chaise*"), 2); /* by the name of the category */
	assert_int_equal(hits(f, "mobilier"), 2);
	begin(f);
	struct glane_change c = { .item = item, .set = GLANE_SET_TITLE, .title = STR("Tourne-disque") };
	assert_int_equal(append_one(f, "renamed", NULL, &c, &seq), 0);
	commit(f);
	catch_up(f);
	assert_int_equal(hits(f, "electro*"), 0);
	assert_int_equal(hits(f, "disque"), 1);
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, seq, NULL, NULL), 0);
	commit(f);
	catch_up(f);
	assert_int_equal(hits(f, "electro*"), 1);
	assert_int_equal(hits(f, "disque"), 0);
	begin(f);
	int64_t count;
	assert_int_equal(inventory_undo(&f->inv, sql_int(f, "SELECT created_seq FROM core_v1_item WHERE id = 2"), 0, &count), 0);
	commit(f);
	catch_up(f); /* both were made in one call: void items are not found */
	assert_int_equal(hits(f, "chaise*"), 0);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_item_text"), 0);
	assert_agrees(f);
}

/* What changed stands, though its words were erased before the index came by. */
static void test_search_follows_erased_records(void **state)
{
	struct fixture *f = *state;
	int64_t seq;
	begin(f);
	int64_t item = make_chair(f, "Lot", NULL);
	commit(f);
	catch_up(f);
	assert_int_equal(hits(f, "vaisselle"), 0);
	begin(f);
	struct glane_change c = { .item = item, .set = GLANE_SET_CATEGORY };
	c.category = sql_int(f, "SELECT id FROM core_category WHERE name_fr = 'vaisselle'");
	assert_int_equal(append_one(f, "sorted", NULL, &c, &seq), 0);
	assert_int_equal(inventory_redact(&f->inv, seq), 0);
	commit(f);
	catch_up(f);
	assert_int_equal(hits(f, "vaisselle"), 1);
	assert_int_equal(hits(f, "chaise*"), 0);
	assert_agrees(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_draw_and_find, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_find_refusals, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_blank_labels, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_undone_roll_is_void, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_shop_numbers, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_number_of_returned_item, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_search, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_search_follows_erased_records, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
