/* SPDX-License-Identifier: MPL-2.0 */
/* verify: what it refuses to let happen, what it finds when it happened all the same, and words that are erased by law. */
#include "fixture.h"

static int64_t chair(struct fixture *f)
{
	return sql_int(f, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
}

/* Two chairs, one sold; a roll of labels; an outlet.  Record numbers count from the head of the seed. */
static int64_t history(struct fixture *f)
{
	int64_t head = inventory_head(&f->inv);
	begin(f);
	int64_t item = make_chair(f, "Chaise de Madame Unetelle", NULL); /* +1, +2 */
	make_chair(f, "Chaise", NULL);                                    /* +3, +4 */
	struct glane_movement m = { .category = chair(f), .item = item, .grams = 9600, .from = "stock:shop", .to = "out:sale" };
	struct glane_change c = { .item = item, .set = GLANE_SET_STATE, .state = GLANE_STATE_SOLD };
	assert_int_equal(append_one(f, "sold", &m, &c, NULL), 0); /* +5 */
	assert_int_equal(inventory_codes_draw(&f->inv, 3, value_array(&f->arena)), 0);
	assert_int_equal(inventory_outlet_set(&f->inv, &(struct outlet_edit){ .name = STR("Relais"), .exit_class = STR("recycle") }, NULL), 0);
	commit(f);
	assert_agrees(f);
	return head;
}

static void test_triggers(void **state)
{
	struct fixture *f = *state;
	history(f);
	static const char *const attempts[] = {
		"UPDATE core_journal SET at_ms = 0 WHERE seq = 5",
		"DELETE FROM core_journal WHERE seq = (SELECT max(seq) FROM core_journal)",
		"INSERT OR REPLACE INTO core_journal SELECT * FROM core_journal WHERE seq = 5",
		"INSERT INTO core_journal SELECT seq + 900, request, at_ms, clock, happened_from, happened_to, person, device, plugin, kind, item, NULL, salt, "
		"body_hash, hash FROM core_journal WHERE seq = 5",
		"UPDATE core_journal_text SET line = '{}' WHERE seq = 5",
		"DELETE FROM core_journal_text WHERE seq = 5",
		"INSERT OR REPLACE INTO core_journal_text (seq, line) VALUES (5, '{}')",
		"INSERT OR REPLACE INTO core_journal_text (seq, line) VALUES ((SELECT max(seq) FROM core_journal), '{}')",
		"UPDATE core_movement SET grams = 1",
		"DELETE FROM core_movement",
		"INSERT OR REPLACE INTO core_movement SELECT seq, n, category, item, 1, pieces, from_account, to_account, outlet, channel, place, measured, day "
		"FROM core_movement LIMIT 1",
		"INSERT INTO core_redaction (target, seq) VALUES (5, (SELECT max(seq) FROM core_journal))",
	};
	for (size_t i = 0; i < COUNT_OF(attempts); i++) {
		struct error e;
		error_init(&e, &f->arena);
		assert_int_equal(conn_begin_write(f->conn, &e), 0);
		if (conn_script(f->conn, attempts[i], &e) >= 0)
			fail_msg("went through: %s", attempts[i]);
		conn_rollback(f->conn);
	}
	assert_agrees(f);
}

/* Each edit is made behind our back in a copy of nothing: a savepoint that is rolled back after verify has seen it. */
static void test_tampering_is_found(void **state)
{
	struct fixture *f = *state;
	history(f);
	static const struct {
		const char *edit, *named;
	} cases[] = {
		{ "UPDATE core_journal SET person = 9 WHERE seq = 5", "record 5: core_journal does not agree" },
		{ "UPDATE core_journal SET kind = 'items.bought' WHERE kind = 'items.sold'", "core_journal does not agree" },
		{ "UPDATE core_journal SET hash = zeroblob(32) WHERE seq = 7", "record 7: core_journal does not agree" },
		{ "UPDATE core_journal SET hash = x'00' WHERE seq = 7", "record 7: a hash" },
		{ "UPDATE core_journal_text SET line = replace(line, '9600', '9601')", "core_journal_text does not agree" },
		{ "DELETE FROM core_journal_text WHERE seq = 9", "record 9: its text is missing" },
		{ "DELETE FROM core_journal WHERE seq = 9", "record 9: it is missing" },
		{ "UPDATE core_movement SET grams = grams - 1 WHERE to_account = 'out:sale'", "core_movement does not agree" },
		{ "UPDATE core_movement SET day = day + 1 WHERE to_account = 'out:sale'", "core_movement does not agree" },
		{ "UPDATE core_movement SET place = 'storage' WHERE to_account = 'out:sale'", "core_movement does not agree" },
		{ "DELETE FROM core_movement WHERE to_account = 'out:sale'", "core_movement does not agree" },
		{ "INSERT INTO core_movement SELECT seq, 1, category, item, 1, pieces, from_account, to_account, outlet, channel, place, measured, day "
		  "FROM core_movement LIMIT 1", "core_movement does not agree" },
		{ "UPDATE core_movement SET seq = 99999 WHERE to_account = 'out:sale'", "core_movement does not agree" },
		{ "INSERT INTO core_movement SELECT 99999, 1, category, item, 1, pieces, from_account, to_account, outlet, channel, place, measured, day "
		  "FROM core_movement LIMIT 1", "core_movement, record 99999" },
		{ "UPDATE core_balance SET grams = grams + 1 WHERE account = 'stock:shop'", "core_balance, stock:shop" },
		{ "DELETE FROM core_balance WHERE account = 'out:sale'", "core_balance, out:sale" },
		{ "INSERT INTO core_balance VALUES ('out:gift', 1, 0, 0)", "core_balance, out:gift" },
		{ "UPDATE core_item SET price_cents = 1 WHERE id = 2", "core_item, item 2" },
		{ "UPDATE core_item SET title = 'x' WHERE id = 2", "core_item, item 2" },
		{ "UPDATE core_item SET state = 4 WHERE id = 1", "core_item, item 1" },
		{ "UPDATE core_item SET account = 'stock:shop' WHERE id = 1", "core_item, item 1" },
		{ "DELETE FROM core_item WHERE id = 2", "core_item, item 2 (missing)" },
		{ "INSERT INTO core_item SELECT 3, code, NULL, title, category, grams, pieces, price_cents, state, account, made, created_seq, changed_seq "
		  "FROM core_item WHERE id = 2", "core_item, item 3" },
		{ "UPDATE core_code SET void = 1 WHERE item = 2", "core_code" },
		{ "DELETE FROM core_code WHERE item IS NULL", "(missing)" },
		{ "UPDATE core_number SET item = 1 WHERE number = 2", "core_number, number 2" },
		{ "UPDATE core_number SET left_ms = NULL", "core_number, number 1" },
		{ "UPDATE core_category SET name_fr = 'x' WHERE id = 30", "core_category, category 30" },
		{ "UPDATE core_category SET default_grams = 1 WHERE id = 30", "core_category, category 30" },
		{ "UPDATE core_category_stream SET stream = 'DDS' WHERE category = 30", "core_category_stream, category 30" },
		{ "DELETE FROM core_category_stream WHERE category = 30", "core_category_stream, category 30 (missing)" },
		{ "UPDATE core_stream SET support_in_cents = 1 WHERE code = 'EA'", "core_stream, stream 1" },
		{ "UPDATE core_place SET active = 0 WHERE id = 2", "core_place, place 2" },
		{ "UPDATE core_container SET tare_grams = tare_grams + 1 WHERE id = 4", "core_container, container 4" },
		{ "DELETE FROM core_container WHERE id = 4", "core.container_set 4 (missing)" },
		{ "UPDATE core_outlet SET class = 'energy'", "core_outlet, outlet 1" },
		{ "INSERT INTO core_cursor (plugin, name, seq) VALUES ('intake', 'x', 99999)", "core_cursor, intake.x" },
		{ "INSERT INTO core_redaction VALUES (9, 10)", "record 9: core_redaction says" },
	};
	static const char drop[] =
		"DROP TRIGGER core_journal_next; DROP TRIGGER core_journal_update; DROP TRIGGER core_journal_delete; DROP TRIGGER core_journal_text_next;"
		"DROP TRIGGER core_journal_text_update; DROP TRIGGER core_journal_text_delete; DROP TRIGGER core_redaction_next;"
		"DROP TRIGGER core_redaction_update; DROP TRIGGER core_redaction_delete; DROP TRIGGER core_movement_next; DROP TRIGGER core_movement_update;"
		"DROP TRIGGER core_movement_delete; PRAGMA foreign_keys = OFF";
	if (conn_script(f->conn, drop, &f->error) < 0)
		fail_msg("%s", f->error.text);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct verify_result r;
		begin(f);
		if (conn_script(f->conn, cases[i].edit, &f->error) < 0)
			fail_msg("%s: %s", cases[i].edit, f->error.text);
		if (inventory_verify(&f->inv, &r) < 0)
			fail_msg("verify: %s", f->error.text);
		if (!strstr(r.difference.p, cases[i].named))
			fail_msg("%s: verify says \"%s\"", cases[i].edit, r.difference.p);
		conn_rollback(f->conn);
	}
	assert_agrees(f);
}

/* A forger who also recomputes the hash of the record he changed is betrayed by the next one. */
static void test_chain_binds_the_next(void **state)
{
	struct fixture *f = *state;
	int64_t head = history(f);
	struct verify_result good = verified(f), r;
	assert_int_equal(good.records, inventory_head(&f->inv));
	assert_int_equal(good.items, 2);
	assert_int_equal(good.codes, 5);
	assert_int_equal(good.moves, 3);
	assert_int_equal(good.redacted, 0);
	char header[400];
	snprintf(header, sizeof(header), "SELECT (SELECT hash FROM core_journal_header WHERE seq = %lld) || char(10) || replace(line, '|3|4|', '|8|4|') "
		"FROM core_journal_header WHERE seq = %lld", (long long)head + 1, (long long)head + 2);
	assert_int_equal(conn_begin_write(f->conn, &f->error), 0);
	struct glane_str text = sql_text(f, arena_printf(&f->arena, "%s", header).p);
	struct sha256 forged = sha256_of(text.p, text.n);
	assert_int_equal(conn_script(f->conn, "DROP TRIGGER core_journal_update", &f->error), 0);
	assert_int_equal(conn_run(f->conn, "UPDATE core_journal SET person = 8, hash = ?2 WHERE seq = ?1",
		VALS(glane_int(head + 2), glane_blob((struct glane_str){ (const char *)forged.b, 32 })), &f->error), 0);
	assert_true(inventory_verify(&f->inv, &r) >= 0);
	char want[80];
	snprintf(want, sizeof(want), "record %lld: core_journal does not agree with its hash", (long long)head + 3);
	assert_string_equal(r.difference.p, want);
	conn_rollback(f->conn);
	assert_agrees(f);
}

static void test_reader_can_verify(void **state)
{
	struct fixture *f = *state;
	struct verify_result r;
	struct conn *reader;
	history(f);
	assert_int_equal(conn_open(f->store, CONN_READER, &reader, &f->error), 0);
	f->inv.conn = reader;
	assert_int_equal(conn_begin_read(reader, &f->error), 0);
	for (int i = 0; i < 2; i++) {
		if (inventory_verify(&f->inv, &r) < 0)
			fail_msg("%s", f->error.text);
		assert_string_equal(r.difference.p, "");
		assert_int_equal(r.items, 2);
	}
	assert_true(conn_script(reader, "UPDATE core_item SET title = 'x'", &f->error) < 0); /* it is a reader again */
	conn_close(reader);
	f->inv.conn = f->conn;
}

static void test_redaction(void **state)
{
	struct fixture *f = *state;
	int64_t head = history(f), item = 1;
	begin(f); /* the next record quotes the former title, the one after takes it back and so says it again */
	struct glane_change c = { .item = item, .set = GLANE_SET_TITLE, .title = STR("Chaise cannée") };
	int64_t renamed;
	assert_int_equal(append_one(f, "renamed", NULL, &c, &renamed), 0);
	assert_int_equal(inventory_reverse(&f->inv, renamed, NULL, NULL), 0);
	while (inventory_search_catch_up(&f->inv, 1000) > 0)
		continue;
	commit(f);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_journal_text WHERE line LIKE '%Unetelle%'"), 3);
	struct verify_result old = verified(f);
	begin(f);
	assert_int_equal(inventory_redact(&f->inv, head + 2), 0);
	while (inventory_search_catch_up(&f->inv, 1000) > 0)
		continue;
	commit(f);
	struct verify_result r = verified(f);
	assert_string_equal(r.difference.p, "");
	assert_int_equal(r.redacted, 3);
	assert_int_equal(r.records, old.records + 3);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_journal_text WHERE line LIKE '%Unetelle%'"), 0);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_item WHERE title LIKE '%Unetelle%'"), 0);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_item_text WHERE words LIKE '%unetelle%'"), 0);
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_v1_item_search WHERE query MATCH 'unetelle'"), 0);
	assert_string_equal(sql_text(f, "SELECT grams || '/' || state || '/' || account FROM core_item WHERE id = 1").p, "9600/6/out:sale"); /* numbers stay */
	assert_string_equal(sql_text(f, "SELECT title FROM core_item WHERE id = 2").p, "Chaise"); /* a title that only resembles */
	assert_agrees(f);
	begin(f);
	assert_key(f, inventory_redact(&f->inv, head + 2), GLANE_ECONFLICT, "redact.already");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_redact(&f->inv, 3), GLANE_ECONFLICT, "redact.core");
	conn_rollback(f->conn);
	begin(f);
	assert_key(f, inventory_redact(&f->inv, 99999), GLANE_ENOENT, "record.unknown");
	conn_rollback(f->conn);
	/* Work goes on: even what was erased can be taken back, without its words. */
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, head + 5, NULL, NULL), 0);
	assert_int_equal(inventory_reverse(&f->inv, head + 2, NULL, NULL), 0);
	commit(f);
	assert_int_equal(sql_int(f, "SELECT state FROM core_item WHERE id = 1"), GLANE_STATE_VOID);
	assert_agrees(f);
}

/* The item has another title by now: that one stays, though the record that gave it quotes the erased one and goes too. */
static void test_redaction_keeps_newer_title(void **state)
{
	struct fixture *f = *state;
	int64_t head = history(f);
	begin(f);
	struct glane_change c = { .item = 1, .set = GLANE_SET_TITLE, .title = STR("Chaise cannée") };
	assert_int_equal(append_one(f, "renamed", NULL, &c, NULL), 0);
	assert_int_equal(inventory_redact(&f->inv, head + 2), 0);
	commit(f);
	assert_string_equal(sql_text(f, "SELECT title FROM core_item WHERE id = 1").p, "Chaise cannée");
	assert_int_equal(sql_int(f, "SELECT count(*) FROM core_journal_text WHERE line LIKE '%Unetelle%'"), 0);
	assert_int_equal(verified(f).redacted, 2);
	assert_agrees(f);
}

static void test_empty(void **state)
{
	struct fixture *f = *state;
	struct verify_result r = verified(f);
	assert_string_equal(r.difference.p, "");
	assert_int_equal(r.records, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_triggers, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_tampering_is_found, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_chain_binds_the_next, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_reader_can_verify, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_redaction, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_redaction_keeps_newer_title, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_empty, fixture_setup_empty, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
