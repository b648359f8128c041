/* SPDX-License-Identifier: MPL-2.0 */
/* What was taken out of a small table is not in the files any more. */
#include "fixture.h"

enum { ROUNDS = 12, PEOPLE = 300, CHANGES = 3 };
static const char *const tables[] = { "w_person", NULL };

static void sql(struct fixture *f, const char *text)
{
	assert_ok(conn_script(f->writer, text, &f->e));
}

static int hits(const char *path)
{
	FILE *in = fopen(path, "rb");
	int n = 0;
	if (!in)
		return 0;
	fseek(in, 0, SEEK_END);
	size_t size = (size_t)ftell(in);
	rewind(in);
	char *p = malloc(size + 1);
	assert_int_equal(fread(p, 1, size, in), size);
	fclose(in);
	for (const char *at = p; (at = memmem(at, size - (size_t)(at - p), "Erased", 6)); at++)
		n++;
	free(p);
	return n;
}

static int left(struct fixture *f)
{
	return hits(in_dir(f, "glane.db")) + hits(in_dir(f, "glane.db-wal"));
}

/* Names are given, rows grow and shrink, pages split: their copies stay in the slack. */
static void crowd(struct fixture *f, uint32_t dice)
{
	char text[300];
	assert_ok(conn_begin_write(f->writer, &f->e));
	sql(f, "CREATE TABLE w_person (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, login TEXT NOT NULL DEFAULT '',"
	       " pin TEXT NOT NULL DEFAULT '', password TEXT NOT NULL DEFAULT '', badge BLOB UNIQUE) STRICT;"
	       "CREATE UNIQUE INDEX w_login ON w_person (login) WHERE login <> '';"
	       "CREATE TABLE w_child (person INTEGER NOT NULL REFERENCES w_person (id) ON DELETE CASCADE) STRICT;");
	for (int i = 1; i <= PEOPLE; i++) {
		snprintf(text, sizeof text, "INSERT INTO w_person (name) VALUES ('%s first name %d'); INSERT INTO w_child VALUES (%d)", i % 6 ? "Stays" : "Erased", i, i);
		sql(f, text);
		for (int k = 0; k < CHANGES; k++) {
			dice = dice * 1664525u + 1013904223u;
			static const char *const sets[] = { "pin = printf('%.97c', 'x')", "password = printf('%.97c', 'y')", "pin = ''", "password = ''",
				                            "badge = randomblob(32)", "login = replace(name, ' ', '.') || id" };
			snprintf(text, sizeof text, "UPDATE w_person SET %s WHERE id = %d", sets[(dice >> 24) % 6], 1 + (int)((dice >> 8) % 65521u % (uint32_t)i));
			sql(f, text);
		}
	}
	sql(f, "UPDATE w_person SET name = '', login = '', pin = '', password = '', badge = NULL WHERE id % 6 = 0");
	assert_ok(conn_commit(f->writer, &f->e));
}

static void test_nothing_stays_in_the_slack(void **state)
{
	struct fixture *f = *state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		crowd(f, round * 2654435761u);
		int64_t sum = number(f, f->writer, "SELECT sum(id * length(name || login || pin)) FROM w_person");
		assert_ok(conn_wipe(f->writer, tables, &f->e));
		assert_int_equal(conn_truncate_wal(f->writer), 0);
		assert_int_equal(left(f), 0);
		assert_int_equal(number(f, f->writer, "SELECT sum(id * length(name || login || pin)) FROM w_person"), sum);
		assert_int_equal(number(f, f->writer, "SELECT count(*) FROM w_person"), PEOPLE);
		assert_int_equal(number(f, f->writer, "SELECT count(*) FROM w_child"), PEOPLE); /* nothing cascaded */
		assert_int_equal(number(f, f->writer, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
		assert_int_equal(number(f, f->writer, "SELECT foreign_keys FROM pragma_foreign_keys"), 1);
		sql(f, "DROP TABLE w_child; DROP TABLE w_person");
	}
}

static void test_numbers_are_not_given_twice(void **state)
{
	struct fixture *f = *state;
	crowd(f, 1);
	sql(f, "DELETE FROM w_person WHERE id = (SELECT max(id) FROM w_person)");
	assert_ok(conn_wipe(f->writer, tables, &f->e));
	sql(f, "INSERT INTO w_person (name) VALUES ('next')");
	assert_int_equal(conn_last_id(f->writer), PEOPLE + 1);
}

static void test_a_failure_changes_nothing(void **state)
{
	struct fixture *f = *state;
	static const char *const missing[] = { "w_person", "w_nothing", NULL };
	crowd(f, 1);
	assert_fails(conn_wipe(f->writer, missing, &f->e), GLANE_EBUG, "w_nothing");
	assert_false(conn_in_txn(f->writer));
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM w_person"), PEOPLE);
	assert_int_equal(number(f, f->writer, "SELECT foreign_keys FROM pragma_foreign_keys"), 1);
	assert_ok(conn_wipe(f->writer, tables, &f->e)); /* no copy is in the way */
}

static void test_a_reader_keeps_the_wal(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	crowd(f, 1);
	fixture_reader(f);
	assert_ok(conn_begin_read(f->reader, &f->e));
	assert_ok(conn_wipe(f->writer, tables, &f->e));
	assert_int_equal(conn_truncate_wal(f->writer), 1);
	assert_int_equal(stat(in_dir(f, "glane.db-wal"), &st), 0);
	assert_true(st.st_size > 0);
	conn_rollback(f->reader);
	assert_int_equal(conn_truncate_wal(f->writer), 0);
	assert_int_equal(stat(in_dir(f, "glane.db-wal"), &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(left(f), 0);
	sql(f, "INSERT INTO w_person (name) VALUES ('afterwards')"); /* and it goes on */
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM w_person"), PEOPLE + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_stays_in_the_slack, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_numbers_are_not_given_twice, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_a_failure_changes_nothing, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_a_reader_keeps_the_wal, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
