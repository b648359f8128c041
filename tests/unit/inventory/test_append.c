/* SPDX-License-Identifier: MPL-2.0 */
/* What append writes and what it refuses. */
#include <stdio.h>

#include "fixture.h"

#define CHAIR "(SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS')"

static int64_t chair(struct fixture *f)
{
	return sql_int(f, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
}

static struct glane_movement intake(struct fixture *f, int64_t grams)
{
	return (struct glane_movement){ .category = chair(f), .grams = grams, .pieces = 2, .from = "source:drop_off", .to = "stock:sorting", .measured = GLANE_MEASURED };
}

static void test_bulk(void **state)
{
	struct fixture *f = *state;
	int64_t seq, head = inventory_head(&f->inv);
	begin(f);
	struct glane_movement m = intake(f, 19200);
	struct glane_value *body = value_object(&f->arena);
	value_add_text(body, "z", STR("deux \"chaises\" <b>"));
	value_add_int(body, "a", -5);
	struct glane_entry e = { .size = sizeof(e), .kind = "weighed", .body = body, .moves = { &m, 1, sizeof(m) },
		.happened_from_ms = NOW - 2 * DAY_MS, .happened_to_ms = NOW - DAY_MS };
	assert_int_equal(inventory_append(&f->inv, &e, &seq), 0);
	commit(f);
	assert_int_equal(seq, head + 1);
	assert_int_equal(sql_int(f, "SELECT grams FROM core_balance WHERE account = 'stock:sorting' AND category = " CHAIR), 19200);
	assert_int_equal(sql_int(f, "SELECT pieces FROM core_balance WHERE account = 'source:drop_off' AND category = " CHAIR), -2);
	assert_int_equal(sql_int(f, "SELECT day FROM core_v1_movement ORDER BY seq DESC LIMIT 1"), zone_day(f->inv.zone, NOW - 2 * DAY_MS));
	assert_string_equal(sql_text(f, "SELECT channel || ' ' || place || ' ' || measured FROM core_v1_movement ORDER BY seq DESC LIMIT 1").p, "drop_off sorting 1");
	assert_string_equal(sql_text(f, "SELECT kind || person || device || plugin FROM core_v1_record ORDER BY seq DESC LIMIT 1").p, "items.weighed34items");
	struct glane_str line = sql_text(f, "SELECT line FROM core_v1_record ORDER BY seq DESC LIMIT 1");
	char want[400];
	snprintf(want, sizeof(want), "{\"body\":{\"a\":-5,\"z\":\"deux \\\"chaises\\\" <b>\"},\"day\":%lld,\"moves\":[{\"category\":%lld,\"from\":\"source:drop_off\","
		"\"grams\":19200,\"measured\":1,\"pieces\":2,\"to\":\"stock:sorting\"}]}", (long long)zone_day(f->inv.zone, NOW - 2 * DAY_MS), (long long)chair(f));
	assert_string_equal(line.p, want);
	struct glane_record r;
	fixture_call(f);
	assert_int_equal(inventory_record(&f->inv, seq, &r), 0);
	assert_true(str_is(r.kind, "items.weighed") && r.seq == seq && r.moves.count == 1 && r.reversed == 0 && r.happened_to_ms == NOW - DAY_MS);
	assert_string_equal(((const struct glane_movement *)r.moves.items)->to, "stock:sorting");
	assert_string_equal(value_get_text(r.body, "z").p, "deux \"chaises\" <b>");
	assert_key(f, inventory_record(&f->inv, seq + 1, &r), GLANE_ENOENT, "record.unknown");
	assert_agrees(f);
}

/* The stock may owe: a sale is not stopped by a weighing that was forgotten, and nothing is lost. */
static void test_below_zero(void **state)
{
	struct fixture *f = *state;
	begin(f);
	struct glane_movement m = intake(f, 5000);
	m.from = "stock:shop";
	m.to = "out:sale";
	assert_int_equal(append_one(f, "sold", &m, NULL, NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT grams FROM core_balance WHERE account = 'stock:shop'"), -5000);
	assert_agrees(f);
}

static void test_item(void **state)
{
	struct fixture *f = *state;
	int64_t seq;
	begin(f);
	int64_t item = make_chair(f, "Chaise en hêtre", &seq);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT title || '/' || grams || '/' || pieces || '/' || price_cents || '/' || state || '/' || place || '/' || made FROM core_v1_item").p,
		"Chaise en hêtre/9600/1/1200/4/shop/0");
	assert_int_equal(sql_int(f, "SELECT changed_seq FROM core_v1_item"), seq);
	begin(f);
	struct glane_movement m = { .category = chair(f), .item = item, .grams = 9600, .pieces = 1, .from = "stock:shop", .to = "out:sale" };
	struct glane_change c = { .item = item, .set = GLANE_SET_STATE | GLANE_SET_PRICE, .state = GLANE_STATE_SOLD, .price_cents = -1 };
	assert_int_equal(append_one(f, "sold", &m, &c, NULL), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT account || state || coalesce(price_cents, 'none') || coalesce(place, 'nowhere') FROM core_v1_item").p, "out:sale6nonenowhere");
	assert_non_null(strstr(sql_text(f, "SELECT line FROM core_v1_record ORDER BY seq DESC LIMIT 1").p,
		"\"changes\":[{\"item\":1,\"set\":{\"price\":-1,\"state\":\"sold\"},\"was\":{\"price\":1200,\"state\":\"on_sale\"}}]"));
	assert_agrees(f);
	/* Twice is once too often, and the words say who, when, where. */
	begin(f);
	assert_key(f, append_one(f, "sold", NULL, &c, NULL), GLANE_ECONFLICT, "item.state_refused");
	assert_string_equal(value_get_text(f->error.args, "state").p, "sold");
	assert_string_equal(value_get_text(f->error.args, "to_state").p, "sold");
	assert_string_equal(value_get_text(f->error.args, "where").p, "out:sale");
	assert_string_equal(value_get_text(f->error.args, "who").p, "–");
	assert_int_equal(value_get_int(f->error.args, "when", 0), NOW);
	conn_rollback(f->conn);
	begin(f);
	assert_int_equal(conn_run(f->conn, "INSERT INTO core_person (id, name, created_ms) VALUES (3, 'Awa', 0)", NULL, 0, &f->error), 0);
	assert_key(f, append_one(f, "moved", &m, NULL, NULL), GLANE_ECONFLICT, "item.elsewhere");
	assert_string_equal(value_get_text(f->error.args, "who").p, "Awa");
	conn_rollback(f->conn);
}

static void test_made_and_recategorised(void **state)
{
	struct fixture *f = *state;
	int64_t item, lamp = sql_int(f, "SELECT min(id) FROM core_category WHERE code LIKE 'LUM-%'");
	struct glane_str code;
	begin(f);
	assert_int_equal(inventory_item_draw(&f->inv, STR_NONE, &item, &code), 0);
	struct glane_movement made = { .category = chair(f), .item = item, .grams = 3000, .from = "made:transform", .to = "stock:workshop" };
	assert_int_equal(append_one(f, "made", &made, NULL, NULL), 0);
	struct glane_movement moves[] = {
		{ .category = chair(f), .item = item, .grams = 3000, .from = "stock:workshop", .to = "adjust:category" },
		{ .category = lamp, .item = item, .grams = 3000, .from = "adjust:category", .to = "stock:workshop" },
	};
	struct glane_change c = { .item = item, .set = GLANE_SET_CATEGORY, .category = lamp };
	struct glane_entry e = { .size = sizeof(e), .kind = "recategorised", .item = item, .moves = GLANE_LIST(moves), .changes = { &c, 1, sizeof(c) } };
	assert_int_equal(inventory_append(&f->inv, &e, NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT made FROM core_v1_item"), 1);
	assert_int_equal(sql_int(f, "SELECT category FROM core_v1_item"), lamp);
	assert_int_equal(sql_int(f, "SELECT sum(grams) FROM core_balance WHERE account = 'adjust:category'"), 0);
	assert_int_equal(sql_int(f, "SELECT sum(grams) FROM core_balance WHERE account = 'stock:workshop'"), 3000);
	assert_agrees(f);
}

struct move_case {
	const char *key;
	int status;
	struct glane_movement m;
};

static void test_move_refusals(void **state)
{
	struct fixture *f = *state;
	int64_t c = chair(f), max = INT64_C(1000000000000);
	begin(f);
	int64_t item = make_chair(f, "x", NULL);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .code = STR("old"), .name_fr = STR("x"), .name_en = STR("x") }, NULL), 0);
	commit(f);
	const struct move_case cases[] = {
		{ "move.account", GLANE_EINVAL, { .category = c, .grams = 1, .from = "source:moon", .to = "stock:shop" } },
		{ "move.account", GLANE_EINVAL, { .category = c, .grams = 1, .from = "source:event", .to = NULL } },
		{ "place.unknown", GLANE_EINVAL, { .category = c, .grams = 1, .from = "source:event", .to = "stock:cellar" } },
		{ "place.closed", GLANE_ECONFLICT, { .category = c, .grams = 1, .from = "source:event", .to = "stock:old" } },
		{ "move.same", GLANE_EINVAL, { .category = c, .grams = 1, .from = "stock:shop", .to = "stock:shop" } },
		{ "move.way", GLANE_EINVAL, { .category = c, .grams = 1, .from = "stock:shop", .to = "source:event" } },
		{ "move.grams", GLANE_EINVAL, { .category = c, .grams = -1, .from = "source:event", .to = "stock:shop" } },
		{ "move.grams", GLANE_EINVAL, { .category = c, .grams = max + 1, .from = "source:event", .to = "stock:shop" } },
		{ "move.grams", GLANE_EINVAL, { .category = c, .grams = INT64_MAX, .from = "source:event", .to = "stock:shop" } },
		{ "move.pieces", GLANE_EINVAL, { .category = c, .grams = 1, .pieces = -1, .from = "source:event", .to = "stock:shop" } },
		{ "move.empty", GLANE_EINVAL, { .category = c, .from = "source:event", .to = "stock:shop" } },
		{ "move.measured", GLANE_EINVAL, { .category = c, .grams = 1, .measured = 3, .from = "source:event", .to = "stock:shop" } },
		{ "category.unknown", GLANE_EINVAL, { .category = 0, .grams = 1, .from = "source:event", .to = "stock:shop" } },
		{ "category.unknown", GLANE_EINVAL, { .category = 99999, .grams = 1, .from = "source:event", .to = "stock:shop" } },
		{ "outlet.unknown", GLANE_EINVAL, { .category = c, .grams = 1, .outlet = 7, .from = "stock:shop", .to = "out:recycle" } },
		{ "item.unknown", GLANE_ENOENT, { .category = c, .grams = 1, .item = 77, .from = "stock:shop", .to = "out:sale" } },
		{ "item.elsewhere", GLANE_ECONFLICT, { .category = c, .grams = 1, .item = item, .from = "stock:sorting", .to = "out:sale" } },
	};
	int64_t head = inventory_head(&f->inv);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct glane_movement m = cases[i].m;
		begin(f);
		assert_key(f, append_one(f, "moved", &m, NULL, NULL), cases[i].status, cases[i].key);
		assert_int_equal(f->inv.status, cases[i].status);
		conn_rollback(f->conn);
	}
	assert_int_equal(inventory_head(&f->inv), head);
	begin(f); /* the limit itself is fine */
	struct glane_movement m = { .category = c, .grams = max, .from = "source:event", .to = "stock:shop" };
	assert_int_equal(append_one(f, "weighed", &m, NULL, NULL), 0);
	commit(f);
	assert_agrees(f);
}

static void test_change_refusals(void **state)
{
	struct fixture *f = *state;
	begin(f);
	int64_t item = make_chair(f, "x", NULL);
	commit(f);
	char long_title[1202];
	memset(long_title, 'x', sizeof(long_title) - 1);
	long_title[sizeof(long_title) - 1] = 0;
	const struct {
		const char *key;
		int status;
		struct glane_change c;
	} cases[] = {
		{ "item.unknown", GLANE_ENOENT, { .item = 99, .set = GLANE_SET_GRAMS } },
		{ "item.unknown", GLANE_ENOENT, { .item = 0, .set = GLANE_SET_GRAMS } },
		{ "item.change_empty", GLANE_EINVAL, { .item = item } },
		{ "item.change_empty", GLANE_EINVAL, { .item = item, .set = 64 } },
		{ "item.title", GLANE_EINVAL, { .item = item, .set = GLANE_SET_TITLE, .title = STR("a\nb") } },
		{ "item.title", GLANE_EINVAL, { .item = item, .set = GLANE_SET_TITLE, .title = STR("\xff") } },
		{ "item.title", GLANE_EINVAL, { .item = item, .set = GLANE_SET_TITLE, .title = { long_title, sizeof(long_title) - 1 } } },
		{ "item.grams", GLANE_EINVAL, { .item = item, .set = GLANE_SET_GRAMS, .grams = -1 } },
		{ "item.pieces", GLANE_EINVAL, { .item = item, .set = GLANE_SET_PIECES, .pieces = INT64_MIN } },
		{ "item.price", GLANE_EINVAL, { .item = item, .set = GLANE_SET_PRICE, .price_cents = -2 } },
		{ "item.price", GLANE_EINVAL, { .item = item, .set = GLANE_SET_PRICE, .price_cents = INT64_C(9007199254740993) } },
		{ "category.unknown", GLANE_EINVAL, { .item = item, .set = GLANE_SET_CATEGORY, .category = 0 } },
		{ "item.state_refused", GLANE_ECONFLICT, { .item = item, .set = GLANE_SET_STATE, .state = 0 } },
		{ "item.state_refused", GLANE_ECONFLICT, { .item = item, .set = GLANE_SET_STATE, .state = 11 } },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct glane_change c = cases[i].c;
		begin(f);
		assert_key(f, append_one(f, "changed", NULL, &c, NULL), cases[i].status, cases[i].key);
		conn_rollback(f->conn);
	}
	assert_agrees(f);
}

static void refuse_entry(struct fixture *f, struct glane_entry e, int status, const char *key)
{
	int64_t seq = -5;
	assert_key(f, inventory_append(&f->inv, &e, &seq), status, key);
	assert_int_equal(seq, -5); /* outputs are untouched on failure */
	conn_rollback(f->conn);
	begin(f);
}

static void test_record_refusals(void **state)
{
	struct fixture *f = *state;
	begin(f);
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .happened_from_ms = NOW, .happened_to_ms = NOW - 1 }, GLANE_EINVAL, "record.period");
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .happened_from_ms = -1 }, GLANE_EINVAL, "record.period");
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .happened_from_ms = NOW + 2 * DAY_MS }, GLANE_EINVAL, "record.future");
	struct glane_value *body = value_object(&f->arena);
	value_add_int(body, "n", INT64_C(9007199254740993)); /* 2^53 + 1 */
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .body = body }, GLANE_EINVAL, "record.number");
	body = value_object(&f->arena);
	value_add_decimal(body, "n", 15, 1);
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .body = body }, GLANE_EINVAL, "record.number");
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .item = 12 }, GLANE_ENOENT, "item.unknown");
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .moves = { &body, 2001, 8 } }, GLANE_ETOOBIG, "record.too_big");
	refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = "x", .body = value_array(&f->arena) }, GLANE_EBUG, "");
	static const char *const kinds[] = { "core.seeded", "", "items.", "Bad", "a b", "item.x", "itemss.x", NULL };
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		refuse_entry(f, (struct glane_entry){ .size = sizeof(struct glane_entry), .kind = kinds[i] }, GLANE_EBUG, "");
	conn_rollback(f->conn);
	assert_agrees(f);
}

/* An older plugin's shorter entry and movement: what it does not know is zero. */
static void test_shorter_structs(void **state)
{
	struct fixture *f = *state;
	begin(f);
	struct glane_movement m = intake(f, 700);
	struct {
		struct glane_movement known;
		int64_t newer;
	} longer[2] = { { intake(f, 300), 7 }, { intake(f, 400), 8 } };
	struct glane_entry e = { .size = offsetof(struct glane_entry, moves), .kind = "noted", .moves = { &m, 1, sizeof(m) } };
	assert_int_equal(inventory_append(&f->inv, &e, NULL), 0);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_movement"), 0);
	e = (struct glane_entry){ .size = sizeof(e), .kind = "items.noted", .moves = { longer, 2, sizeof(longer[0]) } };
	assert_int_equal(inventory_append(&f->inv, &e, NULL), 0);
	assert_int_equal(sql_int(f, "SELECT sum(grams) FROM core_movement"), 700);
	commit(f);
	assert_agrees(f);
}

struct seen {
	int calls, answer;
	struct glane_record last;
	char kind[40], plugin[20]; /* what `last` points at is only there during the call */
	int64_t balance;
	struct fixture *f;
};

static int before(void *ctx, const struct glane_record *r)
{
	struct seen *s = ctx;
	s->calls++;
	s->last = *r;
	snprintf(s->kind, sizeof(s->kind), "%s", r->kind.p);
	snprintf(s->plugin, sizeof(s->plugin), "%s", r->plugin.p);
	s->last.kind = str_c(s->kind);
	s->last.plugin = str_c(s->plugin);
	s->balance = sql_int(s->f, "SELECT grams FROM core_balance WHERE account = 'stock:sorting' AND category = " CHAIR);
	if (s->answer < 0)
		return error_refuse(s->f->inv.error, s->answer, "recall.listed", NULL);
	return 0;
}

static void test_before(void **state)
{
	struct fixture *f = *state;
	struct seen s = { .f = f };
	int64_t head = inventory_head(&f->inv);
	begin(f);
	f->inv.before = before;
	f->inv.before_ctx = &s;
	struct glane_movement m = intake(f, 100);
	assert_int_equal(append_one(f, "weighed", &m, NULL, NULL), 0);
	commit(f);
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.balance, 100); /* it sees what the record did */
	assert_true(str_is(s.last.kind, "items.weighed") && s.last.seq == head + 1 && s.last.moves.count == 1 && !s.last.reversed);
	begin(f);
	s.answer = GLANE_ECONFLICT;
	assert_key(f, append_one(f, "weighed", &m, NULL, NULL), GLANE_ECONFLICT, "recall.listed");
	assert_int_equal(f->inv.status, GLANE_ECONFLICT);
	s.answer = 0;
	assert_int_equal(append_one(f, "weighed", &m, NULL, NULL), GLANE_ECONFLICT); /* sticky */
	assert_int_equal(s.calls, 2);
	conn_rollback(f->conn);
	assert_agrees(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bulk, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_below_zero, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_item, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_made_and_recategorised, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_move_refusals, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_change_refusals, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_record_refusals, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_shorter_structs, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_before, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
