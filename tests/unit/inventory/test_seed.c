/* SPDX-License-Identifier: MPL-2.0 */
/* Reference data: the seed, edits with their records, refusals, the views' columns. */
#include "fixture.h"

static void test_seed(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_category WHERE level = 1"), 22);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_category WHERE level = 2"), 215);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_stream"), 18);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_container"), 9);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_place WHERE account IN ('stock:sorting', 'stock:shop', 'stock:workshop', 'stock:storage')"), 4);
	assert_int_equal(sql_int(f, "SELECT default_grams FROM core_v1_category WHERE code = 'MOB-CHAISE-BOIS'"), 9600);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_category WHERE level = 2 AND default_grams IS NULL"), 68);
	assert_int_equal(sql_int(f, "SELECT sum(default_grams) FROM core_v1_category WHERE code IN ('MOB-CHAISE-ENF', 'MOB-MOYEN')"), 1200 + 29810);
	assert_string_equal(sql_text(f, "SELECT p.name_en FROM core_v1_category c JOIN core_v1_category p ON p.id = c.parent WHERE c.code = 'LIT-1P'").p, "bedding");
	assert_string_equal(sql_text(f, "SELECT stream FROM core_v1_category WHERE code = 'DEC-CADRE'").p, "AUCUNE");
	assert_int_equal(sql_int(f, "SELECT support_reuse_cents FROM core_v1_stream WHERE code = 'EA'"), 13000);
	assert_int_equal(sql_int(f, "SELECT valid_to FROM core_v1_stream WHERE code = 'EA'"), day_of_civil((struct civil){ 2029, 12, 31 }));
	assert_int_equal(sql_int(f, "SELECT valid_from FROM core_v1_stream WHERE code = 'PMCB'"), day_of_civil((struct civil){ 2023, 1, 1 }));
	assert_int_equal(sql_int(f, "SELECT tare_grams FROM core_v1_container WHERE name = 'petite caisse'"), 1500);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_category WHERE active = 0"), 7); /* refused goods are not tiles */
	assert_agrees(f);
}

static void test_seed_twice(void **state)
{
	struct fixture *f = *state;
	int64_t head = inventory_head(&f->inv);
	begin(f);
	assert_int_equal(inventory_seed(&f->inv, data_file("object_types.csv"), data_file("filieres.csv")), 0);
	commit(f);
	assert_true(head > 200);
	assert_int_equal(inventory_head(&f->inv), head);
}

static void test_seed_bad_file(void **state)
{
	struct fixture *f = *state;
	begin(f);
	assert_int_equal(inventory_seed(&f->inv, STR("code,name\nA,b\n"), data_file("filieres.csv")), GLANE_EINVAL);
	assert_string_equal(f->error.text, "object_types.csv, line 1: the header is not the known one");
	assert_int_equal(f->inv.status, GLANE_EINVAL);
	conn_rollback(f->conn);
}

static void test_category_stream_is_dated(void **state)
{
	struct fixture *f = *state;
	int64_t id = sql_int(f, "SELECT id FROM core_category WHERE code = 'DEC-CADRE'"), today = zone_day(f->inv.zone, NOW);
	struct category_edit e = { .id = id, .parent = sql_int(f, "SELECT parent FROM core_category WHERE code = 'DEC-CADRE'"),
		.code = STR("DEC-CADRE"), .name_fr = STR("cadre"), .name_en = STR("frame <b>"), .stream = STR("EA"), .active = 1 };
	begin(f);
	assert_int_equal(inventory_category_set(&f->inv, &e, NULL), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT stream FROM core_v1_category WHERE code = 'DEC-CADRE'").p, "EA");
	assert_int_equal(sql_int(f, "SELECT valid_to FROM core_v1_category_stream WHERE stream = 'AUCUNE' AND category = "
		"(SELECT id FROM core_category WHERE code = 'DEC-CADRE')"), today - 1);
	assert_int_equal(sql_int(f, "SELECT valid_from FROM core_v1_category_stream WHERE valid_to IS NULL AND category = "
		"(SELECT id FROM core_category WHERE code = 'DEC-CADRE')"), today);
	assert_agrees(f);
}

static void refuse_category(struct fixture *f, struct category_edit e, const char *path, const char *key)
{
	begin(f);
	assert_int_equal(inventory_category_set(&f->inv, &e, NULL), GLANE_EINVAL);
	assert_non_null(f->error.inputs);
	assert_string_equal(f->error.inputs->path.p, path);
	assert_string_equal(f->error.inputs->key.p, key);
	conn_rollback(f->conn);
}

static void test_category_refusals(void **state)
{
	struct fixture *f = *state;
	const struct category_edit good = { .code = STR("NEW"), .name_fr = STR("neuf"), .name_en = STR("new"), .active = 1 };
	struct category_edit e = good;
	e.code = STR("a b");
	refuse_category(f, e, "code", "reference.code");
	e = good;
	e.name_fr = STR("");
	refuse_category(f, e, "name_fr", "reference.name");
	e = good;
	e.name_en = STR("a\nb");
	refuse_category(f, e, "name_en", "reference.name");
	e = good;
	e.stream = STR("NOPE");
	refuse_category(f, e, "stream", "stream.unknown");
	e = good;
	e.parent = sql_int(f, "SELECT id FROM core_category WHERE code = 'LIT-1P'"); /* two levels only */
	refuse_category(f, e, "parent", "category.parent");
	e = good;
	e.default_grams = -1;
	refuse_category(f, e, "default_grams", "move.grams");
	e = good;
	e.code = STR("LIT-1P");
	begin(f);
	assert_key(f, inventory_category_set(&f->inv, &e, NULL), GLANE_ECONFLICT, "reference.code_taken");
	conn_rollback(f->conn);
	e = good;
	e.id = 99999;
	begin(f);
	assert_key(f, inventory_category_set(&f->inv, &e, NULL), GLANE_ENOENT, "reference.unknown");
	/* The first failure stays: nothing more is written in this call. */
	int64_t head = inventory_head(&f->inv);
	assert_int_equal(inventory_category_set(&f->inv, &good, NULL), GLANE_ENOENT);
	assert_int_equal(inventory_head(&f->inv), head);
	conn_rollback(f->conn);
}

static void test_places_containers_outlets(void **state)
{
	struct fixture *f = *state;
	int64_t id;
	begin(f);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .code = STR("annex_2"), .name_fr = STR("annexe"), .name_en = STR("annex"), .active = 1 }, &id), 0);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .id = id, .code = STR("annex_2"), .name_fr = STR("annexe sud"), .name_en = STR("annex"), .active = 0 }, NULL), 0);
	assert_int_equal(inventory_container_set(&f->inv, &(struct container_edit){ .name = STR("bac"), .tare_grams = 2000, .active = 1 }, &id), 0);
	assert_int_equal(inventory_outlet_set(&f->inv, &(struct outlet_edit){ .name = STR("Le Relais"), .exit_class = STR("recycle"), .active = 1 }, &id), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT name_fr || active FROM core_v1_place WHERE account = 'stock:annex_2'").p, "annexe sud0");
	assert_string_equal(sql_text(f, "SELECT name || class FROM core_v1_outlet").p, "Le Relaisrecycle");
	assert_agrees(f);
	begin(f);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .id = 1, .code = STR("other"), .name_fr = STR("x"), .name_en = STR("x") }, NULL), GLANE_EINVAL);
	assert_string_equal(f->error.inputs->key.p, "place.code_fixed");
	conn_rollback(f->conn);
	begin(f);
	assert_int_equal(inventory_outlet_set(&f->inv, &(struct outlet_edit){ .name = STR("x"), .exit_class = STR("loss") }, NULL), GLANE_EINVAL);
	assert_string_equal(f->error.inputs->key.p, "outlet.class");
	conn_rollback(f->conn);
	begin(f);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .code = STR("Shop"), .name_fr = STR("x"), .name_en = STR("x") }, NULL), GLANE_EINVAL);
	conn_rollback(f->conn);
}

/* Plugins are written against these: a column that is here stays here. */
static void test_view_columns(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql, *columns;
	} views[] = {
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_category')", "id,parent,level,code,name_fr,name_en,stream,default_grams,active" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_category_stream')", "category,stream,valid_from,valid_to" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_stream')",
			"id,code,valid_from,valid_to,name_fr,name_en,scope_fr,organisations,declaration,support_in_cents,support_reuse_cents,"
			"support_waste_cents,support_note,source" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_place')", "id,code,account,name_fr,name_en,active" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_outlet')", "id,name,class,active" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_container')", "id,name,tare_grams,active" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_item')",
			"id,code,short,title,category,grams,pieces,price_cents,state,account,place,made,created_seq,changed_seq" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_item_search')", "item,query" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_code')", "code,item,void,drawn_seq" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_record')",
			"seq,at_ms,clock,happened_from,happened_to,person,device,plugin,kind,item,reverses,reversed_by,line" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_movement')",
			"seq,n,category,item,grams,pieces,from_account,to_account,outlet,channel,place,measured,day" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_balance')", "account,category,grams,pieces" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_person')", "id,name,picture,role,active" },
		{ "SELECT group_concat(name) FROM pragma_table_info('core_v1_device')", "id,name,purpose,place,active" },
	};
	assert_int_equal(sql_int(f, "SELECT count(*) FROM sqlite_schema WHERE type = 'view' AND name GLOB 'core_v*'"), sizeof(views) / sizeof(views[0]));
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		assert_string_equal(sql_text(f, views[i].sql).p, views[i].columns);
}

/* A view that SQLite cannot look into is copied whole by each LEFT JOIN: the journal, for one line of a list. */
static void test_views_are_looked_into(void **state)
{
	struct fixture *f = *state;
	static const char *const joins[] = {
		"EXPLAIN QUERY PLAN SELECT p.code, v.kind, v.line, v.reversed_by FROM core_place p LEFT JOIN core_v1_record v ON v.seq = p.id",
		"EXPLAIN QUERY PLAN SELECT p.code, v.title, v.place FROM core_place p LEFT JOIN core_v1_item v ON v.id = p.id",
		"EXPLAIN QUERY PLAN SELECT p.code, v.stream FROM core_place p LEFT JOIN core_v1_category v ON v.id = p.id",
		"EXPLAIN QUERY PLAN SELECT p.code, v.item FROM core_place p LEFT JOIN core_v1_code v ON v.code = p.code",
		"EXPLAIN QUERY PLAN SELECT p.code, v.grams FROM core_place p LEFT JOIN core_v1_movement v ON v.seq = p.id",
	};
	for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++) {
		struct stmt *s;
		int rc;
		assert_int_equal(conn_prepare(f->conn, joins[i], &s, &f->error), 0);
		while ((rc = stmt_step(s, &f->error)) > 0)
			if (str_starts(stmt_text(s, 3), STR("MATERIALIZE")) || strstr(stmt_text(s, 3).p, "AUTOMATIC"))
				fail_msg("%.*s in: %s", STR_ARG(stmt_text(s, 3)), joins[i]);
		assert_int_equal(rc, 0);
		stmt_reset(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_seed, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_seed_twice, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_seed_bad_file, fixture_setup_empty, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_category_stream_is_dated, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_category_refusals, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_places_containers_outlets, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_view_columns, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_views_are_looked_into, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
