/* SPDX-License-Identifier: MPL-2.0 */
/* Statements and transactions: values, errors, savepoints, deadlines, snapshots, checkpoints. */
#include "fixture.h"

#include "base/clock.h"

static int setup(void **state)
{
	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *f = *state;
	assert_ok(conn_script(f->writer,
	                      "CREATE TABLE core_t(id INTEGER PRIMARY KEY, k TEXT UNIQUE, n INTEGER CHECK (n < 1000), b BLOB) STRICT;"
	                      "CREATE TABLE core_child(t INTEGER NOT NULL REFERENCES core_t(id) DEFERRABLE INITIALLY DEFERRED) STRICT",
	                      &f->e));
	fixture_reader(f);
	return 0;
}

static const char add[] = "INSERT INTO core_t(k, n) VALUES (?, ?)";
static const char count[] = "SELECT count(*) FROM core_t";
/* never ends by itself within a test's patience */
static const char endless[] = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t";

static int insert(struct fixture *f, const char *k, int64_t n)
{
	return conn_run(f->writer, add, VALS(glane_text(str_c(k)), glane_int(n)), &f->e);
}

static void values(void **state)
{
	struct fixture *f = *state;
	static const char blob[] = { 'a', 0, 'b', 0 };
	struct glane_val real = { .type = GLANE_REAL, .u.r = 0.5 };
	struct stmt *s;

	assert_ok(conn_prepare(f->reader, "SELECT ?, ?, ?, ?, ?, ?, ?, x'00ff'", &s, &f->e));
	assert_int_equal(stmt_parameters(s), 7);
	assert_int_equal(stmt_columns(s), 8);
	assert_true(stmt_readonly(s));
	struct glane_val args[] = { glane_int(INT64_MIN), real, glane_text(STR("\xc3\xa9t\xc3\xa9")), glane_blob((struct glane_str){ blob, 3 }),
		                    glane_null(), glane_text((struct glane_str){ NULL, 0 }), glane_blob((struct glane_str){ NULL, 0 }) };
	stmt_bind_all(s, args, 7);
	assert_int_equal(stmt_step(s, &f->e), 1);
	assert_int_equal(stmt_col(s, 0).u.i, INT64_MIN);
	assert_int_equal(stmt_int(s, 0), INT64_MIN);
	assert_string_equal(stmt_text(s, 0).p, "-9223372036854775808");
	assert_int_equal(stmt_col(s, 0).type, GLANE_INT); /* also after it was asked for as text */
	assert_int_equal(stmt_col(s, 1).type, GLANE_REAL);
	assert_true(stmt_col(s, 1).u.r == 0.5);
	assert_int_equal(stmt_col(s, 2).type, GLANE_TEXT);
	assert_true(str_eq(stmt_text(s, 2), STR("\xc3\xa9t\xc3\xa9")));
	for (int again = 0; again < 2; again++) {
		struct glane_val v = stmt_col(s, 3);
		assert_int_equal(v.type, GLANE_BLOB);
		assert_int_equal(v.u.s.n, 3);
		assert_memory_equal(v.u.s.p, "a\0b\0", 4); /* with the 0 behind */
	}
	assert_int_equal(stmt_col(s, 4).type, GLANE_NULL);
	assert_true(stmt_is_null(s, 4));
	assert_int_equal(stmt_int(s, 4), 0);
	assert_string_equal(stmt_text(s, 4).p, "");
	assert_int_equal(stmt_col(s, 5).type, GLANE_TEXT);
	assert_int_equal(stmt_col(s, 5).u.s.n, 0);
	assert_int_equal(stmt_col(s, 6).type, GLANE_BLOB);
	assert_int_equal(stmt_col(s, 6).u.s.n, 0);
	assert_int_equal(stmt_col(s, 7).u.s.n, 2);
	assert_memory_equal(stmt_text(s, 7).p, "\0\xff\0", 3);
	assert_int_equal(stmt_step(s, &f->e), 0);
	stmt_reset(s);
	stmt_reset(NULL);

	/* what was bound is forgotten by the reset */
	assert_ok(conn_prepare(f->reader, "SELECT ?, ?, ?, ?, ?, ?, ?, x'00ff'", &s, &f->e));
	stmt_reset(s);
	static const char two[] = "SELECT ?1, ?2";
	assert_ok(conn_prepare(f->reader, two, &s, &f->e));
	stmt_bind(s, 1, glane_int(4));
	stmt_bind(s, 2, glane_int(5));
	assert_int_equal(stmt_step(s, &f->e), 1);
	stmt_reset(s);
	assert_ok(conn_prepare(f->reader, two, &s, &f->e));
	stmt_bind(s, 2, glane_int(6));
	assert_int_equal(stmt_step(s, &f->e), 1);
	assert_true(stmt_is_null(s, 0));
	assert_int_equal(stmt_int(s, 1), 6);
	stmt_reset(s);
	/* too many, or of no known type: said by the step */
	assert_ok(conn_prepare(f->reader, two, &s, &f->e));
	stmt_bind(s, 3, glane_int(6));
	assert_fails(stmt_step(s, &f->e), GLANE_EBUG, "parameters do not fit");
	stmt_reset(s);
	assert_ok(conn_prepare(f->reader, two, &s, &f->e));
	stmt_bind(s, 1, (struct glane_val){ .type = 77 });
	assert_fails(stmt_step(s, &f->e), GLANE_EBUG, "parameters do not fit");
	stmt_reset(s);
}

static void statuses(void **state)
{
	struct fixture *f = *state;
	int64_t n = 5;

	assert_ok(insert(f, "a", 1));
	assert_int_equal(conn_last_id(f->writer), 1);
	assert_int_equal(conn_changes(f->writer), 1);
	assert_fails(insert(f, "a", 1), GLANE_ECONFLICT, "UNIQUE constraint failed: core_t.k");
	assert_fails(insert(f, "b", 1000), GLANE_ECONFLICT, "CHECK constraint failed");
	assert_fails(conn_run(f->writer, add, VALS(glane_int(1), glane_text(STR("x"))), &f->e), GLANE_ECONFLICT, "cannot store TEXT");
	assert_fails(conn_run(f->writer, "SELECT missing", NULL, 0, &f->e), GLANE_EBUG, "no such column: missing");
	assert_fails(conn_run(f->writer, "SELECT 1; SELECT 2", NULL, 0, &f->e), GLANE_EBUG, "more than one statement");
	assert_fails(conn_int(f->writer, "SELECT id FROM core_t WHERE k = 'z'", NULL, 0, &n, &f->e), GLANE_ENOENT, "no row");
	assert_int_equal(n, 5);
	assert_fails(conn_run(f->writer, "SELECT zeroblob(2000000000)", NULL, 0, &f->e), GLANE_ETOOBIG, "too big");
	assert_fails(conn_script(f->writer, "SELECT 1;\n\nSELECT 2; -- x\n  SELEC 3;\n", &f->e), GLANE_EBUG, "statement at line 4");
	assert_ok(conn_script(f->writer, "-- nothing but words\n /* and more */ ;;\n", &f->e));
	assert_int_equal(number(f, f->writer, count), 1);
}

static void full_disk(void **state)
{
	struct fixture *f = *state;

	assert_ok(conn_script(f->writer, "PRAGMA max_page_count = 20", &f->e));
	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(insert(f, "before", 1));
	assert_ok(conn_savepoint(f->writer, &f->e));
	static const char big[] = "INSERT INTO core_t(k, b) VALUES ('big', zeroblob(200000))";
	assert_fails(conn_run(f->writer, big, NULL, 0, &f->e), GLANE_EFULL, "full");
	/* the whole transaction went, not only the savepoint */
	assert_false(conn_in_txn(f->writer));
	assert_fails(insert(f, "alone", 1), GLANE_EBUSY, "already ended");
	assert_fails(conn_int(f->writer, count, NULL, 0, &(int64_t){ 0 }, &f->e), GLANE_EBUSY, "already ended");
	conn_rollback_to(f->writer);
	assert_fails(conn_release(f->writer, &f->e), GLANE_EBUSY, "already ended");
	assert_fails(conn_savepoint(f->writer, &f->e), GLANE_EBUSY, "no transaction");
	assert_fails(conn_commit(f->writer, &f->e), GLANE_EBUSY, "already ended");
	conn_rollback(f->writer);
	assert_int_equal(number(f, f->writer, count), 0);
	/* and it goes on */
	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(insert(f, "after", 1));
	assert_ok(conn_commit(f->writer, &f->e));
	assert_int_equal(number(f, f->reader, count), 1);
}

static void batch_of_savepoints(void **state)
{
	struct fixture *f = *state;
	struct conn *w = f->writer;

	assert_ok(conn_begin_write(w, &f->e));
	assert_true(conn_in_txn(w));
	assert_ok(conn_savepoint(w, &f->e));
	assert_ok(insert(f, "one", 1));
	assert_ok(conn_release(w, &f->e));
	assert_ok(conn_savepoint(w, &f->e));
	assert_ok(insert(f, "two", 2));
	assert_fails(insert(f, "one", 3), GLANE_ECONFLICT, "UNIQUE"); /* a constraint ends only the statement */
	assert_true(conn_in_txn(w));
	conn_rollback_to(w);
	assert_true(conn_in_txn(w));
	assert_ok(conn_savepoint(w, &f->e));
	assert_ok(insert(f, "three", 3));
	assert_ok(conn_savepoint(w, &f->e)); /* they nest */
	assert_ok(insert(f, "four", 4));
	conn_rollback_to(w);
	assert_ok(conn_release(w, &f->e));
	assert_int_equal(number(f, f->reader, count), 0);
	assert_ok(conn_commit(w, &f->e));
	assert_false(conn_in_txn(w));
	assert_int_equal(number(f, f->reader, count), 2);
	assert_int_equal(number(f, f->reader, "SELECT sum(n) FROM core_t"), 4);
	conn_rollback(w); /* fine without a transaction */
	conn_rollback_to(w);
	assert_fails(conn_savepoint(w, &f->e), GLANE_EBUSY, "no transaction");
	/* a commit that is refused leaves nothing open */
	assert_ok(conn_begin_write(w, &f->e));
	assert_ok(insert(f, "five", 5));
	assert_ok(conn_run(w, "INSERT INTO core_child VALUES (99)", NULL, 0, &f->e));
	assert_fails(conn_commit(w, &f->e), GLANE_ECONFLICT, "FOREIGN KEY");
	assert_false(conn_in_txn(w));
	assert_int_equal(number(f, w, count), 2);
}

static void commits_are_counted(void **state)
{
	struct fixture *f = *state;
	uint64_t before = store_commits(f->store);

	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(insert(f, "a", 1));
	assert_ok(insert(f, "b", 1));
	assert_int_equal(store_commits(f->store), before);
	assert_ok(conn_commit(f->writer, &f->e));
	assert_int_equal(store_commits(f->store), before + 1);
	/* not: a commit without a change, a roll-back, a read */
	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(conn_run(f->writer, "DELETE FROM core_t WHERE id = 77", NULL, 0, &f->e));
	assert_ok(conn_commit(f->writer, &f->e));
	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(insert(f, "c", 1));
	conn_rollback(f->writer);
	assert_ok(conn_begin_read(f->reader, &f->e));
	assert_int_equal(number(f, f->reader, count), 2);
	assert_ok(conn_commit(f->reader, &f->e));
	assert_int_equal(store_commits(f->store), before + 1);
	assert_ok(conn_run(f->writer, "CREATE TABLE core_more(x INTEGER) STRICT", NULL, 0, &f->e));
	assert_int_equal(store_commits(f->store), before + 2);
}

static void statements_are_kept(void **state)
{
	struct fixture *f = *state;
	static char texts[400][32];
	struct stmt *one, *two, *held;

	assert_ok(conn_prepare(f->reader, count, &one, &f->e));
	assert_true(conn_in_use(f->reader, count));
	assert_false(conn_in_use(f->writer, count));
	stmt_reset(one);
	stmt_reset(one); /* twice is fine */
	assert_false(conn_in_use(f->reader, count));
	assert_ok(conn_prepare(f->reader, count, &two, &f->e));
	assert_ptr_equal(one, two);
	stmt_reset(two);
	/* the key is the address, not the letters */
	char copy[sizeof count];
	memcpy(copy, count, sizeof copy);
	assert_ok(conn_prepare(f->reader, copy, &two, &f->e));
	assert_ptr_not_equal(one, two);
	stmt_reset(two);
	/* one that is in use is never evicted, the least recently used others are */
	static const char rows[] = "SELECT value FROM json_each('[1,2,3]')";
	assert_ok(conn_prepare(f->reader, rows, &held, &f->e));
	assert_int_equal(stmt_step(held, &f->e), 1);
	for (int i = 0; i < 400; i++) {
		snprintf(texts[i], sizeof texts[i], "SELECT %d", i);
		assert_int_equal(number(f, f->reader, texts[i]), i);
		assert_int_equal(number(f, f->reader, count), 0); /* stays young */
	}
	assert_int_equal(stmt_step(held, &f->e), 1);
	assert_int_equal(stmt_int(held, 0), 2);
	stmt_reset(held);
	assert_ok(conn_prepare(f->reader, count, &two, &f->e));
	assert_ptr_equal(one, two);
	stmt_reset(two);
	for (int i = 0; i < 400; i++)
		assert_int_equal(number(f, f->reader, texts[i]), i);
}

static void deadlines(void **state)
{
	struct fixture *f = *state;
	_Atomic int cancelled = 0;
	int64_t n;

	conn_deadline(f->reader, clock_monotonic_ms() + 20, NULL);
	assert_fails(conn_int(f->reader, endless, NULL, 0, &n, &f->e), GLANE_ETIME, "interrupted");
	conn_deadline(f->reader, 0, &cancelled);
	assert_int_equal(number(f, f->reader, count), 0);
	atomic_store(&cancelled, 1);
	assert_fails(conn_int(f->reader, endless, NULL, 0, &n, &f->e), GLANE_ETIME, "interrupted");
	conn_deadline(f->reader, 0, NULL);
	assert_int_equal(number(f, f->reader, count), 0);
	/* a snapshot survives its interrupted statement */
	assert_ok(conn_begin_read(f->reader, &f->e));
	conn_deadline(f->reader, 1, NULL);
	assert_fails(conn_int(f->reader, endless, NULL, 0, &n, &f->e), GLANE_ETIME, "interrupted");
	assert_true(conn_in_txn(f->reader));
	conn_rollback(f->reader);
	/* in the writer: reading is interrupted and the transaction lives, writing is left alone */
	assert_ok(conn_begin_write(f->writer, &f->e));
	assert_ok(insert(f, "a", 1));
	conn_deadline(f->writer, 1, NULL);
	assert_fails(conn_int(f->writer, endless, NULL, 0, &n, &f->e), GLANE_ETIME, "interrupted");
	assert_true(conn_in_txn(f->writer));
	assert_ok(conn_run(f->writer,
	                   "INSERT INTO core_t(n) WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5000)"
	                   " SELECT 1 FROM t",
	                   NULL, 0, &f->e));
	assert_ok(conn_commit(f->writer, &f->e));
	conn_deadline(f->writer, 0, NULL);
	assert_int_equal(number(f, f->reader, count), 5001);
}

static void readers(void **state)
{
	struct fixture *f = *state;
	int64_t n = 0;

	assert_ok(insert(f, "a", 1));
	assert_fails(conn_run(f->reader, "DELETE FROM core_t", NULL, 0, &f->e), GLANE_EDENIED, "readonly");
	assert_ok(conn_run(f->reader, "PRAGMA query_only = OFF", NULL, 0, &f->e)); /* the file itself is open for reading */
	assert_fails(conn_run(f->reader, "DELETE FROM core_t", NULL, 0, &f->e), GLANE_EDENIED, "readonly");
	assert_fails(conn_begin_write(f->reader, &f->e), GLANE_EDENIED, "does not write");
	/* a snapshot begins with begin, not with the first question */
	assert_ok(conn_begin_read(f->reader, &f->e));
	assert_ok(insert(f, "b", 1));
	assert_int_equal(number(f, f->reader, count), 1);
	assert_ok(insert(f, "c", 1));
	assert_int_equal(number(f, f->reader, count), 1);
	assert_int_equal(number(f, f->writer, count), 3);
	conn_rollback(f->reader);
	assert_ok(conn_int(f->reader, count, NULL, 0, &n, &f->e));
	assert_int_equal(n, 3);
}

static void checkpoints(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(conn_checkpoint(f->writer, 0), 0);
	for (int i = 0; i < 50; i++)
		assert_ok(conn_run(f->writer, "INSERT INTO core_t(b) VALUES (zeroblob(9000))", NULL, 0, &f->e));
	int frames = conn_checkpoint(f->writer, 1 << 20); /* not yet enough: only says how many */
	assert_true(frames >= 100);
	assert_true(file_size(in_dir(f, "glane.db")) < 100 * 4096);
	/* a reader's snapshot keeps later frames back, and nothing waits for it */
	assert_ok(conn_begin_read(f->reader, &f->e));
	assert_ok(conn_run(f->writer, "INSERT INTO core_t(b) VALUES (zeroblob(9000))", NULL, 0, &f->e));
	int left = conn_checkpoint(f->writer, 100);
	assert_in_range(left, 1, 20);
	assert_int_equal(number(f, f->reader, count), 50);
	conn_rollback(f->reader);
	assert_int_equal(conn_checkpoint(f->writer, 1), 0);
	assert_true(file_size(in_dir(f, "glane.db")) >= 100 * 4096);
	/* what comes next begins the WAL anew */
	long size = file_size(in_dir(f, "glane.db-wal"));
	assert_ok(insert(f, "a", 1));
	assert_in_range(conn_checkpoint(f->writer, 1000), 1, 10);
	assert_int_equal(file_size(in_dir(f, "glane.db-wal")), size);
	assert_int_equal(number(f, f->reader, count), 52);
	/* a reader that goes last leaves nothing behind that the writer did not copy */
	conn_close(f->writer);
	f->writer = NULL;
	assert_int_equal(file_size(in_dir(f, "glane.db-wal")), 0);
	assert_int_equal(number(f, f->reader, count), 52);
}

/* Frames that a killed process left are counted at the start. */
static void frames_of_before(void **state)
{
	struct fixture *f = *state;
	static char wal[1 << 20];
	size_t n;

	for (int i = 0; i < 20; i++)
		assert_ok(conn_run(f->writer, "INSERT INTO core_t(b) VALUES (zeroblob(9000))", NULL, 0, &f->e));
	FILE *in = fopen(in_dir(f, "glane.db-wal"), "rb");
	assert_non_null(in);
	n = fread(wal, 1, sizeof wal, in);
	fclose(in);
	fixture_close(f);
	file_put(in_dir(f, "glane.db-wal"), wal, n);
	fixture_open(f);
	assert_in_range(conn_checkpoint(f->writer, 1 << 20), 60, 120);
	assert_int_equal(conn_checkpoint(f->writer, 60), 0);
	assert_int_equal(number(f, f->writer, count), 20);
}

static void damage_is_reported(void **state)
{
	struct fixture *f = *state;
	struct glane_str words = STR("?");

	for (int i = 0; i < 30; i++)
		assert_ok(conn_run(f->writer, "INSERT INTO core_t(k, b) VALUES (hex(randomblob(8)), randomblob(3000))", NULL, 0, &f->e));
	assert_ok(conn_integrity(f->reader, true, &f->arena, &words, &f->e));
	assert_string_equal(words.p, "");
	long pages = number(f, f->writer, "PRAGMA page_count");
	int found = 0;
	fixture_close(f);
	for (long page = 2; page <= pages; page++) {
		file_flip(in_dir(f, "glane.db"), (page - 1) * 4096, 12); /* the head of one page */
		fixture_open(f);
		for (int full = 0; full < 2; full++) {
			assert_ok(conn_integrity(f->writer, full, &f->arena, &words, &f->e));
			found += words.n > 0;
		}
		fixture_close(f);
		file_flip(in_dir(f, "glane.db"), (page - 1) * 4096, 12);
		arena_reset(&f->arena);
	}
	assert_int_equal(found, 2 * (pages - 1));
	/* the quick check skips what only the whole one sees: a child without its parent */
	fixture_open(f);
	assert_ok(conn_script(f->writer, "PRAGMA foreign_keys = OFF; INSERT INTO core_child VALUES (99); PRAGMA foreign_keys = ON", &f->e));
	assert_ok(conn_integrity(f->writer, false, &f->arena, &words, &f->e));
	assert_string_equal(words.p, "");
	assert_ok(conn_integrity(f->writer, true, &f->arena, &words, &f->e));
	assert_non_null(strstr(words.p, "core_child points at nothing in core_t"));
}

/* Reading a damaged page fails, in words, and the connection goes on. */
static void damage_met_while_reading(void **state)
{
	struct fixture *f = *state;
	int64_t n;

	for (int i = 0; i < 30; i++)
		assert_ok(conn_run(f->writer, "INSERT INTO core_t(b) VALUES (zeroblob(3000))", NULL, 0, &f->e));
	long root = number(f, f->writer, "SELECT rootpage FROM sqlite_schema WHERE name = 'core_t'");
	fixture_close(f);
	file_flip(in_dir(f, "glane.db"), (root - 1) * 4096, 8);
	fixture_open(f);
	assert_fails(conn_int(f->writer, "SELECT sum(length(b)) FROM core_t", NULL, 0, &n, &f->e), GLANE_EIO, "malformed");
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_child"), 0);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(values),        TEST(statuses),           TEST(full_disk),        TEST(batch_of_savepoints),
		TEST(commits_are_counted), TEST(statements_are_kept), TEST(deadlines), TEST(readers),
		TEST(checkpoints),   TEST(frames_of_before),   TEST(damage_is_reported), TEST(damage_met_while_reading),
	};
	return cmocka_run_group_tests_name("store/conn", tests, NULL, NULL);
}
