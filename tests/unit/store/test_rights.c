/* SPDX-License-Identifier: MPL-2.0 */
/* What a plugin may and may not touch, on a small core with a view, a search index and a second plugin. */
#include "fixture.h"

static const char schema[] =
	"CREATE TABLE core_item(id INTEGER PRIMARY KEY, title TEXT NOT NULL, secret TEXT, hidden INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE core_person(id INTEGER PRIMARY KEY, name TEXT) STRICT;"
	"CREATE VIEW core_v1_item AS SELECT id, title FROM core_item WHERE hidden = 0;"
	"CREATE VIEW core_v1_person AS SELECT id, name FROM core_person;"
	"CREATE VIEW core_v1_twice AS WITH inner_part AS (SELECT id FROM core_v1_item) SELECT id * 2 AS twice FROM inner_part;"
	"CREATE VIEW core_all AS SELECT * FROM core_item;"
	"CREATE VIRTUAL TABLE core_item_search USING fts5(title, content='', detail=none, prefix='2 3');"
	"CREATE VIEW core_v1_item_search AS SELECT rowid AS item, core_item_search AS query FROM core_item_search;"
	"INSERT INTO core_item(id, title, secret, hidden) VALUES (1, 'chaise', 's', 0), (2, 'lampe', 't', 0), (3, 'bijou', 'u', 1);"
	"INSERT INTO core_item_search(rowid, title) VALUES (1, 'chaise en bois'), (2, 'lampe');"
	"CREATE TABLE hello_note(id INTEGER PRIMARY KEY, item INTEGER REFERENCES core_item(id), text TEXT) STRICT;"
	"CREATE TABLE hello_child(id INTEGER PRIMARY KEY, note INTEGER REFERENCES hello_note(id) ON DELETE CASCADE) STRICT;"
	"CREATE TABLE hello_log(n INTEGER, t TEXT) STRICT;"
	"CREATE TRIGGER hello_count AFTER INSERT ON hello_note BEGIN INSERT INTO hello_log(n) VALUES (new.id); END;"
	"CREATE VIEW hello_v1_note AS SELECT n.id, n.text, i.title FROM hello_note n JOIN core_v1_item i ON i.id = n.item;"
	"CREATE VIEW hello_v1_leak AS SELECT secret FROM core_item;"
	"CREATE VIEW hello_peek AS SELECT secret FROM core_item;"
	"CREATE VIRTUAL TABLE hello_words USING fts5(w);"
	"CREATE TABLE other_note(id INTEGER PRIMARY KEY, note INTEGER REFERENCES hello_note(id) ON DELETE CASCADE, x TEXT) STRICT;"
	"CREATE TABLE other_keep(id INTEGER PRIMARY KEY, note INTEGER REFERENCES hello_note(id) ON DELETE SET NULL) STRICT;"
	"INSERT INTO hello_note(id, item, text) VALUES (1, 1, 'a'), (2, 2, 'b');"
	"INSERT INTO other_note(id, note) VALUES (1, 1); INSERT INTO other_keep(id, note) VALUES (1, 1);";

static struct principal *hello;

static int setup(void **state)
{
	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *f = *state;
	assert_ok(conn_script(f->writer, schema, &f->e));
	hello = principal_new("hello");
	assert_ok(principal_grant_view(hello, f->writer, "core_v1_item", &f->e));
	assert_ok(principal_grant_view(hello, f->writer, "core_v1_twice", &f->e));
	assert_ok(principal_grant_view(hello, f->writer, "core_v1_item_search", &f->e));
	assert_ok(principal_grant_ref(hello, "core_item", "id", &f->e));
	fixture_reader(f);
	conn_set_principal(f->writer, hello);
	conn_set_principal(f->reader, hello);
	return 0;
}

static int teardown(void **state)
{
	int rc = fixture_teardown(state);

	principal_free(hello);
	return rc;
}

struct question {
	const char *sql;
	const char *words; /* of the refusal */
};

static void refused(struct fixture *f, const struct question *q, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_fails(conn_check(f->writer, q[i].sql, true, &f->e), GLANE_EDENIED, q[i].words);
		assert_fails(conn_run(f->reader, q[i].sql, NULL, 0, &f->e), GLANE_EDENIED, q[i].words);
		/* and it is no refusal because of a mistake in the SQL */
		conn_set_principal(f->writer, NULL);
		assert_ok(conn_check(f->writer, q[i].sql, true, &f->e));
		conn_set_principal(f->writer, hello);
	}
}
#define REFUSED(questions) refused(f, questions, sizeof(questions) / sizeof(questions)[0])

static void reads_what_it_may(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql;
		int64_t answer;
	} q[] = {
		{ "SELECT count(*) FROM hello_note", 2 },
		{ "SELECT id FROM core_v1_item WHERE title = 'lampe'", 2 },
		{ "SELECT count(*) FROM core_v1_item", 2 },
		{ "SELECT 5 FROM core_v1_item LIMIT 1", 5 },
		{ "SELECT count(*) FROM hello_note n JOIN core_v1_item i ON i.id = n.item", 2 },
		{ "SELECT n.id FROM hello_note n LEFT JOIN core_v1_item AS i ON i.id = n.item ORDER BY 1 DESC", 2 },
		{ "SELECT max(twice) FROM core_v1_twice", 4 },
		{ "SELECT item FROM core_v1_item_search WHERE query MATCH 'cha*'", 1 },
		{ "SELECT count(*) FROM core_v1_item_search WHERE query MATCH 'bois OR lampe'", 2 },
		{ "SELECT i.id FROM core_v1_item_search s JOIN core_v1_item i ON i.id = s.item WHERE s.query MATCH 'lampe'", 2 },
		{ "SELECT sum(value) FROM json_each('[1,2,4]')", 7 },
		{ "SELECT count(*) FROM json_tree('{\"a\":[1]}')", 3 },
		{ "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT count(*) FROM t", 9 },
		{ "WITH mine AS (SELECT id FROM core_v1_item) SELECT count(*) FROM mine", 2 },
		{ "WITH my_rows AS (SELECT id FROM core_v1_item LIMIT 1) SELECT count(*) FROM my_rows", 1 },
		{ "SELECT count(*) FROM (SELECT DISTINCT title FROM core_v1_item)", 2 },
		{ "SELECT count(*) FROM hello_v1_note", 2 },
		{ "SELECT count(*) FROM hello_words WHERE hello_words MATCH 'x'", 0 },
		{ "-- a comment ; 'with' quotes\n SELECT /* core_person */ 1 ; -- and one behind", 1 },
		{ "SELECT \"id\" FROM [core_v1_item] WHERE `title` = 'lampe'", 2 },
	};

	for (size_t i = 0; i < sizeof q / sizeof q[0]; i++) {
		assert_ok(conn_check(f->writer, q[i].sql, false, &f->e));
		assert_int_equal(number(f, f->reader, q[i].sql), q[i].answer);
		assert_int_equal(number(f, f->reader, q[i].sql), q[i].answer); /* the first use of a module is special */
	}
}

static void reads_nothing_else(void **state)
{
	struct fixture *f = *state;
	static const struct question q[] = {
		{ "SELECT secret FROM core_item", "core_item, which is not its own" },
		{ "SELECT id, title FROM core_item", "core_item" },
		{ "SELECT count(*) FROM core_item", "core_item" },
		{ "SELECT 1 FROM core_item", "core_item" },
		{ "SELECT secret FROM main.core_item", "core_item" },
		{ "SELECT secret FROM \"core_item\"", "core_item" },
		{ "SELECT secret FROM [CORE_Item]", "CORE_Item" },
		{ "SELECT secret FROM 'core_item'", "core_item" },
		{ "SELECT secret FROM core_item AS core_v1_item", "core_item" },
		{ "SELECT * FROM (SELECT secret FROM core_item) AS core_v1_item", "core_item" },
		{ "SELECT (SELECT secret FROM core_item) FROM core_v1_item", "core_item" },
		{ "SELECT id FROM core_v1_item WHERE EXISTS (SELECT 1 FROM core_item WHERE secret = 's')", "core_item" },
		{ "SELECT id FROM hello_note WHERE item IN (SELECT id FROM core_person)", "core_person" },
		{ "SELECT count(*) FROM core_v1_person", "may not read core_person" },
		{ "SELECT 1 FROM core_v1_person", "may not read core_person" },
		{ "SELECT name FROM core_v1_person", "may not read core_person" },
		{ "SELECT id FROM core_all", "may not read core_item" },
		{ "SELECT secret FROM hello_peek", "may not read core_item.secret" },
		{ "SELECT x FROM other_note", "other_note" },
		{ "SELECT rowid FROM core_item_search WHERE core_item_search MATCH 'lampe'", "core_item_search" },
		{ "SELECT count(*) FROM core_item_search_docsize", "core_item_search_docsize" },
		{ "SELECT block FROM core_item_search_data", "core_item_search_data" },
		{ "SELECT name FROM sqlite_schema", "sqlite_schema" },
		{ "SELECT name FROM main.sqlite_master", "sqlite_master" },
		{ "SELECT name FROM pragma_table_info('core_item')", "core_item" },
		{ "SELECT name FROM pragma_table_list", "may not read pragma_table_list" },
		{ "SELECT sum(pgsize) FROM dbstat", "may not read dbstat" },
		{ "SELECT load_extension('x')", "may not call load_extension" },
		{ "SELECT fts3_tokenizer('simple')", "may not call fts3_tokenizer" },
	};

	REFUSED(q);
}

/* A WITH table named like a view would be taken for the view by the authorizer. */
static void spoofed_views(void **state)
{
	struct fixture *f = *state;
	static const struct question q[] = {
		{ "WITH core_v1_item AS (SELECT 1 AS id) SELECT * FROM core_v1_item", "WITH table core_v1_item" },
		{ "WITH core_v1_item(id, title) AS (VALUES (1, 'x')) SELECT * FROM core_v1_item", "WITH table" },
		{ "WITH a AS (SELECT 1), CORE_V1_ITEM AS MATERIALIZED (SELECT 1 AS id) SELECT * FROM a", "WITH table" },
		{ "WITH \"core_v1_item\" AS NOT MATERIALIZED (SELECT 1 AS id) SELECT * FROM core_v1_item", "WITH table" },
		{ "WITH 'core_v1_item' /* */ AS -- x\n (SELECT 1 AS id) SELECT * FROM core_v1_item", "WITH table" },
		{ "SELECT * FROM (WITH core_v1_item AS (SELECT 1 AS id) SELECT * FROM core_v1_item)", "WITH table" },
		{ "WITH inner_part AS (SELECT 1 AS id) SELECT * FROM inner_part", "WITH table inner_part" },
		{ "WITH core_v1_item AS (SELECT id, title FROM core_item) SELECT * FROM core_v1_item", "" },
		{ "WITH core_v1_item AS (SELECT secret FROM core_all) SELECT * FROM core_v1_item", "" },
	};

	REFUSED(q);
}

/* What the text cannot show, the recorded pairs still refuse: here the text of a view of its own. */
static void recorded_pairs_are_exact(void **state)
{
	struct fixture *f = *state;

	conn_set_principal(f->writer, NULL);
	assert_ok(conn_script(f->writer,
	                      "CREATE VIEW hello_a AS WITH core_v1_item AS (SELECT secret FROM core_item) SELECT * FROM core_v1_item;"
	                      "CREATE VIEW hello_b AS WITH core_v1_item AS (SELECT id FROM core_item) SELECT * FROM core_v1_item",
	                      &f->e));
	conn_set_principal(f->writer, hello);
	assert_fails(conn_check(f->writer, "SELECT * FROM hello_a", false, &f->e), GLANE_EDENIED, "may not read core_item.secret");
	assert_ok(conn_check(f->writer, "SELECT * FROM hello_b", false, &f->e)); /* nothing that the view does not show */
}

static void writes_its_own(void **state)
{
	struct fixture *f = *state;
	struct conn *w = f->writer;

	assert_ok(conn_run(w, "INSERT INTO hello_note(item, text) VALUES (1, 'c')", NULL, 0, &f->e));
	assert_int_equal(number(f, w, "SELECT max(n) FROM hello_log"), 3); /* by its trigger */
	assert_ok(conn_run(w, "INSERT INTO hello_note(id, text) VALUES (3, 'd') ON CONFLICT(id) DO UPDATE SET text = excluded.text", NULL,
	                   0, &f->e));
	assert_int_equal(number(f, w, "INSERT INTO hello_note(item) SELECT id FROM core_v1_item WHERE id = 2 RETURNING id"), 4);
	assert_ok(conn_run(w, "UPDATE hello_note SET item = 2 WHERE id = 3", NULL, 0, &f->e));
	assert_ok(conn_run(w, "INSERT INTO hello_words(w) VALUES ('bonjour')", NULL, 0, &f->e));
	assert_int_equal(number(f, w, "SELECT count(*) FROM hello_words WHERE hello_words MATCH 'bonjour'"), 1);
	assert_fails(conn_run(w, "INSERT INTO hello_note(item) VALUES (99)", NULL, 0, &f->e), GLANE_ECONFLICT, "FOREIGN KEY");
	/* foreign keys of others that point here do what they declare */
	assert_ok(conn_run(w, "DELETE FROM hello_note WHERE id = 1", NULL, 0, &f->e));
	conn_set_principal(w, NULL);
	assert_int_equal(number(f, w, "SELECT count(*) FROM other_note"), 0);
	assert_int_equal(number(f, w, "SELECT note IS NULL FROM other_keep"), 1);
}

static void writes_nothing_else(void **state)
{
	struct fixture *f = *state;
	static const struct question q[] = {
		{ "INSERT INTO core_item(title) VALUES ('x')", "core_item" },
		{ "UPDATE core_item SET title = 'x'", "core_item" },
		{ "DELETE FROM core_item", "core_item" },
		{ "REPLACE INTO core_person(id) VALUES (1)", "core_person" },
		{ "INSERT INTO other_note(x) VALUES ('x')", "other_note" },
		{ "DELETE FROM other_note", "other_note" },
		{ "INSERT INTO hello_log(n) SELECT id FROM core_person", "core_person" },
		{ "UPDATE hello_note SET text = (SELECT secret FROM core_item LIMIT 1)", "core_item" },
		{ "UPDATE hello_note SET text = secret FROM core_item WHERE core_item.id = item", "core_item" },
		{ "DELETE FROM hello_note WHERE EXISTS (SELECT 1 FROM core_person)", "core_person" },
		{ "INSERT INTO hello_log(t) SELECT secret FROM hello_peek", "core_item.secret" },
		{ "INSERT INTO core_item_search(core_item_search) VALUES ('delete-all')", "core_item_search" },
	};

	REFUSED(q);
}

static void no_other_statements(void **state)
{
	struct fixture *f = *state;
	static const struct question q[] = {
		{ "ATTACH ':memory:' AS b", "begins with ATTACH" },
		{ "DETACH b", "begins with DETACH" },
		{ "PRAGMA user_version", "begins with PRAGMA" },
		{ "PRAGMA data_version", "begins with PRAGMA" },
		{ "BEGIN", "begins with BEGIN" },
		{ "COMMIT", "begins with COMMIT" },
		{ "ROLLBACK", "begins with ROLLBACK" },
		{ "SAVEPOINT call", "begins with SAVEPOINT" },
		{ "RELEASE call", "begins with RELEASE" },
		{ "VACUUM", "begins with VACUUM" },
		{ "VACUUM INTO '/tmp/copy'", "begins with VACUUM" },
		{ "ANALYZE", "begins with ANALYZE" },
		{ "REINDEX", "begins with REINDEX" },
		{ "EXPLAIN SELECT 1", "begins with EXPLAIN" },
		{ "CREATE TABLE hello_more(x)", "begins with CREATE" },
		{ "CREATE TEMP TABLE x(y)", "begins with CREATE" },
		{ "DROP TABLE hello_log", "begins with DROP" },
		{ "ALTER TABLE hello_log RENAME TO hello_x", "begins with ALTER" },
		{ " ; /* */ PRAGMA user_version", "begins with PRAGMA" },
	};

	REFUSED(q);
	assert_fails(conn_check(f->writer, "SELECT 1; DELETE FROM hello_note", true, &f->e), GLANE_EBUG, "more than one statement");
	assert_fails(conn_check(f->writer, " ", true, &f->e), GLANE_EBUG, "no statement");
	assert_fails(conn_check(f->writer, "SELEC 1", true, &f->e), GLANE_EDENIED, "begins with SELEC");
	assert_fails(conn_check(f->writer, "DELETE FROM hello_note", false, &f->e), GLANE_EDENIED, "only reading");
	assert_fails(conn_script(f->writer, "SELECT 1", &f->e), GLANE_EDENIED, "for the core");
}

static void parents_must_be_declared(void **state)
{
	struct fixture *f = *state;
	struct principal *stranger = principal_new("hello");

	conn_set_principal(f->writer, stranger);
	assert_fails(conn_run(f->writer, "INSERT INTO hello_note(item) VALUES (1)", NULL, 0, &f->e), GLANE_EDENIED,
	             "may not read core_item.id");
	assert_ok(conn_run(f->writer, "INSERT INTO hello_log(n) VALUES (1)", NULL, 0, &f->e));
	conn_set_principal(f->writer, hello);
	assert_ok(conn_run(f->writer, "INSERT INTO hello_note(item) VALUES (1)", NULL, 0, &f->e));
	/* a declared parent is a parent, not a table to read */
	assert_fails(conn_check(f->writer, "SELECT id FROM core_item", false, &f->e), GLANE_EDENIED, "core_item");
	assert_fails(principal_grant_ref(hello, "core_item", "", &f->e), GLANE_EINVAL, "names");
	conn_close(f->writer);
	f->writer = NULL;
	principal_free(stranger);
}

static void grants(void **state)
{
	struct fixture *f = *state;
	struct principal *p = principal_new("other");

	assert_fails(principal_grant_view(p, f->writer, "core_item", &f->e), GLANE_ENOENT, "no exported view core_item");
	assert_fails(principal_grant_view(p, f->writer, "core_all", &f->e), GLANE_ENOENT, "no exported view");
	assert_fails(principal_grant_view(p, f->writer, "core_v1_gone", &f->e), GLANE_ENOENT, "core_v1_gone");
	assert_fails(principal_grant_view(p, f->writer, "core_v1_x\" --", &f->e), GLANE_ENOENT, "no exported view");
	assert_fails(principal_grant_view(p, f->writer, "hello_v1_leak", &f->e), GLANE_EDENIED, "core_item.secret, which is not its owner's");
	assert_ok(principal_grant_view(p, f->writer, "hello_v1_note", &f->e));
	conn_set_principal(f->writer, p);
	assert_ok(conn_check(f->writer, "SELECT title FROM hello_v1_note", false, &f->e));
	assert_fails(conn_check(f->writer, "SELECT title FROM core_v1_item", false, &f->e), GLANE_EDENIED, "other may not read");
	assert_string_equal(principal_owner(p), "other");
	assert_string_equal(principal_owner(NULL), "core");
	conn_set_principal(f->writer, NULL);
	principal_free(p);
}

/* A name that only begins alike is somebody else's. */
static void prefixes_are_whole_words(void **state)
{
	struct fixture *f = *state;

	conn_set_principal(f->writer, NULL);
	assert_ok(conn_script(f->writer, "CREATE TABLE hello2_t(x TEXT) STRICT; CREATE TABLE hell_t(x TEXT) STRICT", &f->e));
	conn_set_principal(f->writer, hello);
	assert_fails(conn_check(f->writer, "SELECT x FROM hello2_t", false, &f->e), GLANE_EDENIED, "hello2_t");
	assert_fails(conn_check(f->writer, "DELETE FROM hell_t", true, &f->e), GLANE_EDENIED, "hell_t");
}

/* The same text under two principals is two statements, and each steps under its own, whoever is current. */
static void principals_do_not_share_statements(void **state)
{
	struct fixture *f = *state;
	static const char sql[] = "SELECT count(*) FROM core_item";
	struct stmt *s;

	conn_set_principal(f->reader, NULL);
	assert_int_equal(number(f, f->reader, sql), 3);
	conn_set_principal(f->reader, hello);
	assert_fails(conn_prepare(f->reader, sql, &s, &f->e), GLANE_EDENIED, "core_item");
	conn_set_principal(f->reader, NULL);
	assert_int_equal(number(f, f->reader, sql), 3);

	assert_ok(conn_prepare(f->reader, sql, &s, &f->e)); /* as core */
	conn_set_principal(f->reader, hello);
	conn_set_principal(f->writer, NULL); /* a changed schema makes SQLite prepare it again while it steps */
	assert_ok(conn_script(f->writer, "CREATE TABLE core_new(x INTEGER) STRICT", &f->e));
	assert_int_equal(stmt_step(s, &f->e), 1);
	assert_int_equal(stmt_int(s, 0), 3);
	stmt_reset(s);

	static const char mine[] = "SELECT secret FROM hello_peek2";
	assert_ok(conn_script(f->writer, "CREATE VIEW hello_peek2 AS SELECT title AS secret FROM core_v1_item", &f->e));
	assert_ok(conn_prepare(f->reader, mine, &s, &f->e)); /* as hello */
	conn_set_principal(f->reader, NULL);
	assert_ok(conn_script(f->writer, "DROP VIEW hello_peek2; CREATE VIEW hello_peek2 AS SELECT secret FROM core_item", &f->e));
	assert_fails(stmt_step(s, &f->e), GLANE_EDENIED, "hello may not read core_item.secret");
	stmt_reset(s);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(reads_what_it_may),   TEST(reads_nothing_else),       TEST(spoofed_views),
		TEST(recorded_pairs_are_exact), TEST(writes_its_own),      TEST(writes_nothing_else),
		TEST(no_other_statements), TEST(parents_must_be_declared), TEST(grants),
		TEST(prefixes_are_whole_words), TEST(principals_do_not_share_statements),
	};
	return cmocka_run_group_tests_name("store/rights", tests, NULL, NULL);
}
