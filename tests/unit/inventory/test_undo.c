/* SPDX-License-Identifier: MPL-2.0 */
/* Taking back: reverse, undo of a call, and random histories after each of which the books agree. */
#include <stdio.h>

#include "fixture.h"

static int64_t chair(struct fixture *f)
{
	return sql_int(f, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
}

static int sell(struct fixture *f, int64_t item, int64_t *ret_seq)
{
	struct glane_movement m = { .category = chair(f), .item = item, .grams = 9600, .pieces = 1, .from = "stock:shop", .to = "out:sale" };
	struct glane_change c = { .item = item, .set = GLANE_SET_STATE, .state = GLANE_STATE_SOLD };
	return append_one(f, "sold", &m, &c, ret_seq);
}

struct seen {
	struct glane_record last;
	char kind[40], plugin[20]; /* what `last` points at is only there during the call */
	int64_t grams;
	uint32_t state;
};

static int before(void *ctx, const struct glane_record *r)
{
	struct seen *s = ctx;
	s->last = *r;
	snprintf(s->kind, sizeof(s->kind), "%s", r->kind.p);
	snprintf(s->plugin, sizeof(s->plugin), "%s", r->plugin.p);
	s->last.kind = str_c(s->kind);
	s->last.plugin = str_c(s->plugin);
	s->grams = r->moves.count ? ((const struct glane_movement *)r->moves.items)->grams : -1;
	s->state = r->changes.count ? ((const struct glane_change *)r->changes.items)->state : 0;
	return 0;
}

static void test_reverse(void **state)
{
	struct fixture *f = *state;
	int64_t sold, back;
	struct seen s = { .grams = 0 };
	begin(f);
	int64_t item = make_chair(f, "c", NULL);
	commit(f);
	f->inv.now_ms += 3 * DAY_MS;
	begin(f);
	assert_int_equal(sell(f, item, &sold), 0);
	commit(f);
	f->inv.now_ms += 2 * DAY_MS;
	begin(f);
	f->inv.before = before;
	f->inv.before_ctx = &s;
	f->inv.plugin = "till"; /* whoever takes it back, the owner of the kind hears of it */
	assert_int_equal(inventory_reverse(&f->inv, sold, "till.refund", &back), 0);
	assert_true(s.last.reversed && s.last.reverses == sold && s.last.seq == back && str_is(s.last.kind, "items.sold") && str_is(s.last.plugin, "items"));
	assert_int_equal(s.grams, 9600);
	assert_int_equal(s.state, GLANE_STATE_SOLD); /* what was undone, not its opposite */
	commit(f);
	f->inv.before = NULL;
	assert_string_equal(sql_text(f, "SELECT state || account FROM core_v1_item").p, "4stock:shop");
	assert_int_equal(sql_int(f, "SELECT grams FROM core_balance WHERE account = 'out:sale'"), 0);
	/* By the day on which it happened, the sale never was. */
	assert_int_equal(sql_int(f, "SELECT count(DISTINCT day) FROM core_movement WHERE 'out:sale' IN (from_account, to_account)"), 1);
	assert_int_equal(sql_int(f, "SELECT reversed_by FROM core_v1_record WHERE kind = 'items.sold' AND reverses IS NULL"), back);
	struct glane_record r;
	fixture_call(f);
	assert_int_equal(inventory_record(&f->inv, back, &r), 0);
	assert_true(r.reversed && r.reverses == sold && r.changes.count == 1 && ((const struct glane_change *)r.changes.items)->state == GLANE_STATE_SOLD);
	assert_agrees(f);
	begin(f);
	assert_key(f, inventory_reverse(&f->inv, sold, NULL, NULL), GLANE_ECONFLICT, "undo.already");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_reverse(&f->inv, back, NULL, NULL), GLANE_ECONFLICT, "undo.is_reversal");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_reverse(&f->inv, 1, NULL, NULL), GLANE_ECONFLICT, "undo.reference");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_reverse(&f->inv, back + 1, NULL, NULL), GLANE_ENOENT, "record.unknown");
	conn_rollback(f->conn);
	begin(f); /* and it can be sold again */
	assert_int_equal(sell(f, item, NULL), 0);
	commit(f);
	assert_agrees(f);
}

static void test_item_used(void **state)
{
	struct fixture *f = *state;
	int64_t created, sold;
	begin(f);
	int64_t item = make_chair(f, "c", &created);
	commit(f);
	begin(f);
	assert_int_equal(sell(f, item, &sold), 0);
	commit(f);
	begin(f);
	assert_key(f, inventory_undo(&f->inv, created, 0, NULL), GLANE_ECONFLICT, "undo.item_used");
	conn_rollback(f->conn);
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, sold, NULL, NULL), 0);
	commit(f);
	int64_t count = 0;
	begin(f); /* what was taken back does not stand on it any more */
	assert_int_equal(inventory_undo(&f->inv, created, 0, &count), 0);
	commit(f);
	assert_int_equal(count, 2); /* created and drawn */
	assert_string_equal(sql_text(f, "SELECT state || '/' || account || '/' || title || '/' || coalesce(price_cents, '-') || '/' || changed_seq FROM core_v1_item").p, "10///-/0");
	assert_int_equal(sql_int(f, "SELECT void FROM core_v1_code"), 1);
	assert_int_equal(sql_int(f, "SELECT coalesce(sum(abs(grams)), 0) FROM core_balance"), 0);
	assert_agrees(f);
	begin(f);
	assert_key(f, sell(f, item, NULL), GLANE_EGONE, "item.void");
	conn_rollback(f->conn);
}

static void test_stock_used_is_fine(void **state)
{
	struct fixture *f = *state;
	int64_t in;
	begin(f);
	struct glane_movement m = { .category = chair(f), .grams = 1000, .from = "source:event", .to = "stock:shop" };
	assert_int_equal(append_one(f, "weighed", &m, NULL, &in), 0);
	commit(f);
	begin(f);
	struct glane_movement out = { .category = chair(f), .grams = 400, .from = "stock:shop", .to = "out:gift" };
	assert_int_equal(append_one(f, "given", &out, NULL, NULL), 0);
	commit(f);
	begin(f);
	assert_int_equal(inventory_undo(&f->inv, in, 600000, NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT grams FROM core_balance WHERE account = 'stock:shop'"), -400);
	assert_agrees(f);
}

static void test_window_and_call(void **state)
{
	struct fixture *f = *state;
	int64_t first, second, other, count = 0;
	begin(f);
	make_chair(f, "a", &first);
	make_chair(f, "b", &second);
	commit(f);
	begin(f);
	make_chair(f, "c", &other);
	commit(f);
	f->inv.now_ms += 600001;
	begin(f);
	assert_key(f, inventory_undo(&f->inv, first, 600000, NULL), GLANE_ECONFLICT, "undo.too_late");
	assert_int_equal(value_get_int(f->error.args, "minutes", 0), 10);
	conn_rollback(f->conn);
	f->inv.now_ms -= 1;
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, second, NULL, NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT state FROM core_v1_item WHERE id = 2"), GLANE_STATE_VOID);
	begin(f);
	assert_key(f, inventory_undo(&f->inv, second, 600000, NULL), GLANE_ECONFLICT, "undo.already");
	conn_rollback(f->conn);
	begin(f); /* the rest of the call, from any of its records */
	assert_int_equal(inventory_undo(&f->inv, first, 600000, &count), 0);
	commit(f);
	assert_int_equal(count, 3);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_item WHERE state = 10"), 2);
	assert_int_equal(sql_int(f, "SELECT state FROM core_v1_item WHERE id = 3"), GLANE_STATE_ON_SALE);
	assert_int_equal(sql_int(f, "SELECT sum(grams) FROM core_balance WHERE account = 'stock:shop'"), 9600);
	assert_agrees(f);
	begin(f);
	assert_key(f, inventory_undo(&f->inv, inventory_head(&f->inv), 0, NULL), GLANE_ECONFLICT, "undo.is_reversal");
	conn_rollback(f->conn);
}

/* Changing one item several times in a record comes back to where it was. */
static void test_several_changes(void **state)
{
	struct fixture *f = *state;
	int64_t seq;
	begin(f);
	int64_t item = make_chair(f, "before", NULL);
	commit(f);
	begin(f);
	struct glane_change c[] = {
		{ .item = item, .set = GLANE_SET_TITLE | GLANE_SET_PRICE, .title = STR("one"), .price_cents = 1 },
		{ .item = item, .set = GLANE_SET_TITLE | GLANE_SET_STATE, .title = STR("two"), .state = GLANE_STATE_RESERVED },
		{ .item = item, .set = GLANE_SET_STATE, .state = GLANE_STATE_ON_SALE },
	};
	struct glane_entry e = { .size = sizeof(e), .kind = "changed", .changes = GLANE_LIST(c) };
	assert_int_equal(inventory_append(&f->inv, &e, &seq), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT title || price_cents || state FROM core_v1_item").p, "two14");
	assert_agrees(f);
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, seq, NULL, NULL), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT title || price_cents || state FROM core_v1_item").p, "before12004");
	assert_agrees(f);
}

/* --- random histories ------------------------------------------------------------- */

static uint32_t next_random(uint32_t *x)
{
	*x = *x * 1664525u + 1013904223u;
	return *x >> 8;
}

static int random_step(struct fixture *f, uint32_t *x)
{
	static const char *const accounts[] = { "source:drop_off", "source:event", "stock:sorting", "stock:shop", "stock:workshop", "out:sale", "out:recycle",
		"out:civic", "adjust:loss", "adjust:count", "adjust:category", "made:transform" };
	int64_t item = sql_int(f, "SELECT coalesce(max(id), 0) FROM core_item");
	struct glane_value *roll;
	switch (next_random(x) % 8) {
	case 0:
		make_chair(f, next_random(x) % 2 ? "Chaise" : "Tabouret", NULL);
		return f->inv.status;
	case 1:
		roll = value_array(&f->arena);
		return inventory_codes_draw(&f->inv, 1 + next_random(x) % 3, roll);
	case 2:
		return inventory_undo(&f->inv, 1 + next_random(x) % inventory_head(&f->inv), 0, NULL);
	case 3:
	case 4:
		return inventory_reverse(&f->inv, inventory_head(&f->inv) - next_random(x) % 6, NULL, NULL);
	case 5:
		if (item) {
			struct glane_change c = { .item = 1 + next_random(x) % (uint32_t)item, .set = 1 + next_random(x) % 63, .state = next_random(x) % 12,
				.category = 1 + next_random(x) % 230, .grams = next_random(x) % 5000, .pieces = next_random(x) % 3,
				.price_cents = (int64_t)(next_random(x) % 900) - 1, .title = next_random(x) % 2 ? STR("neuf") : STR("l'autre \"un\"") };
			return append_one(f, "changed", NULL, &c, NULL);
		}
		__attribute__((fallthrough));
	default: {
		struct glane_movement m[2];
		for (int i = 0; i < 2; i++)
			m[i] = (struct glane_movement){ .category = 1 + next_random(x) % 230, .grams = next_random(x) % 100000, .pieces = next_random(x) % 3,
				.item = item && next_random(x) % 2 ? 1 + next_random(x) % (uint32_t)item : 0, .from = accounts[next_random(x) % COUNT_OF(accounts)],
				.to = accounts[next_random(x) % COUNT_OF(accounts)], .measured = next_random(x) % 3 };
		struct glane_entry e = { .size = sizeof(e), .kind = "moved", .moves = { m, 1 + next_random(x) % 2, sizeof(m[0]) },
			.happened_from_ms = NOW - next_random(x) % 100 * DAY_MS };
		return inventory_append(&f->inv, &e, NULL);
	}
	}
}

static void test_random_histories(void **state)
{
	struct fixture *f = *state;
	for (uint32_t seed = 1; seed <= 6; seed++) {
		uint32_t x = seed * 7919;
		int kept = 0;
		for (int call = 0; call < 40; call++) {
			f->inv.now_ms += next_random(&x) % 3600000;
			begin(f);
			int rc = 0;
			for (uint32_t i = 0; rc >= 0 && i < 1 + next_random(&x) % 3; i++)
				rc = random_step(f, &x);
			assert_int_equal(f->inv.status, rc < 0 ? rc : 0);
			if (rc == GLANE_EIO || rc == GLANE_EBUG || rc == GLANE_ENOMEM)
				fail_msg("seed %u call %d: %s", seed, call, f->error.text);
			if (rc < 0)
				conn_rollback(f->conn);
			else
				commit(f);
			kept += rc >= 0;
			if (call % 8 == 7)
				assert_agrees(f);
		}
		assert_agrees(f);
		assert_true(kept > 5); /* or it tests nothing */
	}
	assert_true(sql_int(f, "SELECT count(*) FROM core_journal WHERE reverses IS NOT NULL") > 20);
	assert_true(sql_int(f, "SELECT count(*) FROM core_v1_item WHERE state = 10") > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reverse, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_item_used, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_stock_used_is_fine, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_window_and_call, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_several_changes, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_random_histories, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
