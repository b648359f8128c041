/* SPDX-License-Identifier: MPL-2.0 */
/* Schema changes: applied once, all or nothing, refused when they do not fit the database. */
#include "fixture.h"

#include "store/migrate.h"

#define SQL(name, text) { name, "application/sql", text, sizeof(text) - 1 }
static const char applied[] = "SELECT count(*) FROM core_migration";
#define FIRST \
	SQL("0001_first.sql", \
	    "CREATE TABLE core_item(id INTEGER PRIMARY KEY, title TEXT, secret TEXT) STRICT;\n" \
	    "CREATE TABLE core_tag(id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES core_item(id) ON DELETE CASCADE) STRICT;\n" \
	    "CREATE VIEW core_v1_item AS SELECT id, title FROM core_item;\n" \
	    "INSERT INTO core_item(id, title) VALUES (1, 'chaise'), (2, 'lampe'); INSERT INTO core_tag(item) VALUES (1);")
#define SECOND SQL("0002_more.sql", "ALTER TABLE core_item ADD COLUMN grams INTEGER NOT NULL DEFAULT 0;\n-- end\n")
static const struct glane_file core_files[] = { FIRST, SECOND };

static struct glane_list list(const struct glane_file *files, uint32_t n)
{
	return (struct glane_list){ files, n, sizeof *files };
}
#define LIST(files) list(files, sizeof(files) / sizeof(files)[0])

static int run(struct fixture *f, const char *owner, struct glane_list files, struct principal *p)
{
	return migrate(f->writer, owner, files, p, 1700000000000, &f->e);
}

static int setup(void **state)
{
	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *f = *state;
	assert_ok(run(f, "core", LIST(core_files), NULL));
	return 0;
}

static void applied_once(void **state)
{
	struct fixture *f = *state;
	bool pending = true;
	uint64_t commits;
	struct stmt *s;

	assert_int_equal(number(f, f->writer, applied), 2);
	assert_int_equal(number(f, f->writer, "SELECT sum(grams) FROM core_item"), 0);
	assert_ok(conn_prepare(f->writer, "SELECT owner, number, name, sha256, at_ms FROM core_migration ORDER BY number", &s, &f->e));
	assert_int_equal(stmt_step(s, &f->e), 1);
	assert_string_equal(stmt_text(s, 0).p, "core");
	assert_int_equal(stmt_int(s, 1), 1);
	assert_string_equal(stmt_text(s, 2).p, "0001_first.sql");
	assert_int_equal(stmt_text(s, 3).n, 64);
	assert_int_equal(stmt_int(s, 4), 1700000000000);
	stmt_reset(s);
	commits = store_commits(f->store);
	assert_ok(run(f, "core", LIST(core_files), NULL));
	assert_int_equal(store_commits(f->store), commits);
	assert_ok(migrate_pending(f->writer, "core", LIST(core_files), &pending, &f->e));
	assert_false(pending);
	assert_ok(migrate_pending(f->writer, "hello", LIST(core_files), &pending, &f->e));
	assert_true(pending);
	assert_int_equal(number(f, f->writer, "PRAGMA foreign_keys"), 1);
}

static void pending_on_an_empty_database(void **state)
{
	struct fixture *f = *state;
	bool pending = false;

	assert_ok(migrate_pending(f->writer, "core", LIST(core_files), &pending, &f->e));
	assert_true(pending);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema"), 0); /* asking changes nothing */
	assert_ok(run(f, "core", list(core_files, 1), NULL));
	assert_ok(migrate_pending(f->writer, "core", LIST(core_files), &pending, &f->e));
	assert_true(pending);
	assert_ok(run(f, "core", LIST(core_files), NULL));
	assert_int_equal(number(f, f->writer, applied), 2);
}

static void changed_file(void **state)
{
	struct fixture *f = *state;
	struct glane_file files[] = { core_files[0], core_files[1] };
	bool pending;

	files[0] = (struct glane_file)SQL("0001_first.sql", "CREATE TABLE core_item(id INTEGER PRIMARY KEY) STRICT;");
	assert_fails(run(f, "core", LIST(files), NULL), GLANE_ECONFLICT, "0001_first.sql was applied to this database with other contents");
	assert_fails(migrate_pending(f->writer, "core", LIST(files), &pending, &f->e), GLANE_ECONFLICT, "other contents");
	/* the name may be put better, the contents count */
	files[0] = core_files[0];
	files[0].name = "0001_start.sql";
	assert_ok(run(f, "core", LIST(files), NULL));
}

static void newer_database(void **state)
{
	struct fixture *f = *state;

	assert_fails(run(f, "core", list(core_files, 1), NULL), GLANE_ECONFLICT, "core: the database is at version 2, this program knows 1");
	assert_int_equal(number(f, f->writer, applied), 2);
}

static void names(void **state)
{
	struct fixture *f = *state;
	struct glane_file files[] = { SQL("0001_a.sql", "SELECT 1;"), SQL("0003_b.sql", "SELECT 1;") };
	static const char *const bad[] = { "0003_b.sql", "0001_b.sql", "2_b.sql", "0002b.sql_", "0002_b.txt", "0002.sql", "000x_b.sql" };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		files[1].name = bad[i];
		assert_fails(run(f, "hello", LIST(files), NULL), GLANE_EINVAL, "not \"0002_<what>.sql\"");
	}
	files[1] = (struct glane_file){ "0002_b.sql", "application/sql", "SELECT 1;\0 SELECT 2;", 19 };
	assert_fails(run(f, "hello", LIST(files), NULL), GLANE_EINVAL, "0 byte");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_migration WHERE owner = 'hello'"), 0);
}

static void all_or_nothing(void **state)
{
	struct fixture *f = *state;
	static const struct glane_file files[] = {
		FIRST,
		SECOND,
		SQL("0003_good.sql", "CREATE TABLE core_good(x INTEGER) STRICT; INSERT INTO core_good VALUES (1);"),
		SQL("0004_bad.sql", "CREATE TABLE core_bad(x INTEGER) STRICT;\n\nINSERT INTO core_nowhere VALUES (1);\n"),
	};
	int64_t before = number(f, f->writer, "SELECT count(*) FROM sqlite_schema");

	assert_fails(run(f, "core", LIST(files), NULL), GLANE_EBUG, "core/0004_bad.sql, statement at line 3: no such table: core_nowhere");
	assert_false(conn_in_txn(f->writer));
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema"), before);
	assert_int_equal(number(f, f->writer, applied), 2);
	assert_int_equal(number(f, f->writer, "PRAGMA foreign_keys"), 1);
	assert_ok(run(f, "core", list(files, 3), NULL));
	assert_int_equal(number(f, f->writer, applied), 3);
	/* also when the failure is a full disk */
	static const struct glane_file big[] = { SQL("0001_big.sql", "CREATE TABLE big_t(b BLOB) STRICT; INSERT INTO big_t VALUES (zeroblob(400000));") };
	assert_ok(conn_script(f->writer, "PRAGMA max_page_count = 30", &f->e));
	assert_fails(run(f, "big", LIST(big), NULL), GLANE_EFULL, "full");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema WHERE name = 'big_t'"), 0);
}

static void cannot_end_its_transaction(void **state)
{
	struct fixture *f = *state;
	static const struct glane_file commit[] = { SQL("0001_a.sql", "CREATE TABLE x_t(a INTEGER) STRICT; COMMIT; CREATE TABLE x_u(a INTEGER) STRICT") };
	static const struct glane_file back[] = { SQL("0001_a.sql", "CREATE TABLE x_t(a INTEGER) STRICT; ROLLBACK") };

	assert_fails(run(f, "x", LIST(commit), NULL), GLANE_EDENIED, "may not in a migration COMMIT");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'x%'"), 0);
	assert_fails(run(f, "x", LIST(back), NULL), GLANE_EDENIED, "may not in a migration ROLLBACK");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'x%'"), 0);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_migration WHERE owner = 'x'"), 0);
}

/* The recipe for changes that ALTER TABLE cannot do: its DROP must not delete the children. */
static void rebuilt_parent_keeps_children(void **state)
{
	struct fixture *f = *state;
	static const struct glane_file files[] = {
		FIRST,
		SECOND,
		SQL("0003_rebuild.sql",
	            "CREATE TABLE core_item_new(id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;"
	            "INSERT INTO core_item_new SELECT id, title FROM core_item;"
	            "DROP VIEW core_v1_item; DROP TABLE core_item; ALTER TABLE core_item_new RENAME TO core_item;"
	            "CREATE VIEW core_v1_item AS SELECT id, title FROM core_item;"),
		SQL("0004_orphan.sql", "DELETE FROM core_item WHERE id = 1;"),
	};

	assert_ok(run(f, "core", list(files, 3), NULL));
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_tag"), 1);
	assert_fails(run(f, "core", LIST(files), NULL), GLANE_ECONFLICT, "row 1 of core_tag points at nothing in core_item");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_item"), 2);
}

/* --- under a plugin's rights ---------------------------------------------------------- */

static int run_one(struct fixture *f, struct principal *p, const char *sql)
{
	struct glane_file file = { "0001_a.sql", "application/sql", sql, strlen(sql) };

	return run(f, "hello", list(&file, 1), p);
}

static void plugin_defines_its_own(void **state)
{
	struct fixture *f = *state;
	struct principal *p = principal_new("hello");

	assert_ok(principal_grant_view(p, f->writer, "core_v1_item", &f->e));
	assert_ok(principal_grant_ref(p, "core_item", "id", &f->e));
	assert_ok(run_one(f, p,
	                  "CREATE TABLE hello_note(id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER REFERENCES core_item(id), k TEXT UNIQUE,"
	                  " parent INTEGER REFERENCES hello_note(id)) STRICT;\n"
	                  "CREATE INDEX hello_note_item ON hello_note(item);\n"
	                  "CREATE TABLE hello_log(n INTEGER) STRICT;\n"
	                  "CREATE TRIGGER hello_note_log AFTER INSERT ON hello_note BEGIN\n"
	                  "  INSERT INTO hello_log VALUES (new.id); UPDATE hello_log SET n = n + 1;\nEND;\n"
	                  "CREATE VIEW hello_v1_note AS SELECT n.id, i.title FROM hello_note n JOIN core_v1_item i ON i.id = n.item;\n"
	                  "CREATE VIRTUAL TABLE hello_words USING fts5(w);\n"
	                  "INSERT INTO hello_note(item, k) SELECT id, title FROM core_v1_item;\n"
	                  "INSERT INTO hello_words(w) VALUES ('bonjour');\n"
	                  "ALTER TABLE hello_note ADD COLUMN at INTEGER;\n"
	                  "ALTER TABLE hello_note RENAME COLUMN k TO key;\n"
	                  "ALTER TABLE hello_log RENAME TO hello_journal;\n"
	                  "CREATE TABLE hello_gone(x INTEGER) STRICT; DROP TABLE hello_gone;\n"
	                  "CREATE VIRTUAL TABLE hello_gone USING fts5(x); DROP TABLE hello_gone;\n"
	                  "DROP INDEX hello_note_item; CREATE TABLE IF NOT EXISTS hello_note(x);\n"));
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM hello_note"), 2);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM hello_journal"), 2);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_migration WHERE owner = 'hello'"), 1);
	/* and afterwards it may not any more */
	conn_set_principal(f->writer, p);
	assert_fails(conn_check(f->writer, "CREATE TABLE hello_x(a INTEGER) STRICT", true, &f->e), GLANE_EDENIED, "begins with CREATE");
	conn_set_principal(f->writer, NULL);
	conn_close(f->writer);
	f->writer = NULL;
	principal_free(p);
}

static void plugin_defines_nothing_else(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql, *words;
	} q[] = {
		{ "CREATE TABLE core_mine(x INTEGER) STRICT", "may not define or change core_mine" },
		{ "CREATE TABLE mine(x INTEGER) STRICT", "may not define or change mine" },
		{ "CREATE TABLE hellox(x INTEGER) STRICT", "hellox" },
		{ "CREATE TABLE hello_(x INTEGER) STRICT", "hello_" },
		{ "CREATE TEMP TABLE hello_t(x INTEGER)", "hello_t" },
		{ "CREATE TABLE hello_t AS SELECT * FROM core_item", "core_item" },
		{ "CREATE TABLE hello_t(i INTEGER REFERENCES core_tag(id)) STRICT", "which hello does not declare in refs" },
		{ "CREATE TABLE hello_t(i INTEGER REFERENCES core_item(title)) STRICT", "which hello does not declare in refs" },
		{ "CREATE TABLE hello_t(i INTEGER) STRICT; CREATE INDEX core_i ON hello_t(i)", "core_i" },
		{ "CREATE INDEX hello_i ON core_item(title)", "core_item" },
		{ "CREATE VIEW core_v1_more AS SELECT 1", "core_v1_more" },
		{ "CREATE VIEW hello_peek AS SELECT secret FROM core_item", "core_item" },
		{ "CREATE TRIGGER hello_spy AFTER INSERT ON core_item BEGIN SELECT 1; END", "core_item" },
		{ "CREATE TABLE hello_t(i INTEGER) STRICT; CREATE TRIGGER spy AFTER INSERT ON hello_t BEGIN SELECT 1; END", "spy" },
		{ "CREATE TABLE hello_t(i INTEGER) STRICT; CREATE TRIGGER hello_spy AFTER INSERT ON hello_t BEGIN SELECT 1; DELETE FROM core_item; END",
		  "core_item" },
		{ "CREATE VIRTUAL TABLE hello_r USING rtree(id, a, b)", "hello_r" },
		{ "CREATE TABLE hello_t(i INTEGER) STRICT; ALTER TABLE hello_t RENAME TO core_x", "a name that does not begin with hello_" },
		{ "ALTER TABLE core_item ADD COLUMN x INTEGER", "core_item" },
		{ "DROP TABLE core_item", "core_item" },
		{ "DROP VIEW core_v1_item", "core_v1_item" },
		{ "INSERT INTO core_item(title) VALUES ('x')", "core_item" },
		{ "DELETE FROM core_migration", "core_migration" },
		{ "PRAGMA writable_schema = ON", "begins with PRAGMA" },
		{ "PRAGMA quick_check(core_item)", "begins with PRAGMA" },
		{ "SELECT quick_check FROM pragma_quick_check", "quick_check" },
		{ "SELECT quick_check FROM pragma_quick_check('core_' || 'item')", "quick_check" },
		{ "ATTACH ':memory:' AS b", "begins with ATTACH" },
		{ "SELECT 1; COMMIT", "begins with COMMIT" },
		{ "UPDATE sqlite_schema SET sql = ''", "sqlite_schema" },
	};
	int64_t before = number(f, f->writer, "SELECT count(*) FROM sqlite_schema");

	for (size_t i = 0; i < sizeof q / sizeof q[0]; i++) {
		struct principal *p = principal_new("hello");
		assert_ok(principal_grant_view(p, f->writer, "core_v1_item", &f->e));
		assert_ok(principal_grant_ref(p, "core_item", "id", &f->e));
		assert_fails(run_one(f, p, q[i].sql), GLANE_EDENIED, q[i].words);
		assert_int_equal(number(f, f->writer, "SELECT count(*) FROM sqlite_schema"), before);
		assert_int_equal(number(f, f->writer, applied), 2);
		principal_free(p);
	}
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_item"), 2);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(applied_once),
		cmocka_unit_test_setup_teardown(pending_on_an_empty_database, fixture_setup, fixture_teardown),
		TEST(changed_file),
		TEST(newer_database),
		TEST(names),
		TEST(all_or_nothing),
		TEST(cannot_end_its_transaction),
		TEST(rebuilt_parent_keeps_children),
		TEST(plugin_defines_its_own),
		TEST(plugin_defines_nothing_else),
	};
	return cmocka_run_group_tests_name("store/migrate", tests, NULL, NULL);
}
