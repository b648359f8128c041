/* SPDX-License-Identifier: MPL-2.0 */
/* Opening a data directory: what is made, what is refused, and in which words. */
#include "fixture.h"

#include <sys/wait.h>

static void fresh_directory(void **state)
{
	struct fixture *f = *state;
	char below[128];

	snprintf(below, sizeof below, "%s/data", f->dir);
	assert_ok(store_open(below, STORE_CREATE, &f->store, &f->e));
	assert_true(store_clean(f->store));
	assert_string_equal(store_dir(f->store), below);
	assert_true(exists(f, "data/glane.db"));
	assert_true(exists(f, "data/created"));
	assert_false(exists(f, "data/clean"));
	struct stat st;
	assert_int_equal(stat(store_path(f->store), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(below, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_ok(conn_open(f->store, CONN_WRITER, &f->writer, &f->e));
	assert_ok(conn_script(f->writer, "CREATE TABLE core_t(x INTEGER) STRICT; INSERT INTO core_t VALUES (7)", &f->e));
	assert_int_equal(stat(in_dir(f, "data/glane.db-wal"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fixture_close(f);
	assert_true(exists(f, "data/clean"));

	assert_ok(store_open(below, 0, &f->store, &f->e));
	assert_true(store_clean(f->store));
	assert_false(exists(f, "data/clean"));
	assert_ok(conn_open(f->store, CONN_WRITER, &f->writer, &f->e));
	assert_int_equal(number(f, f->writer, "SELECT x FROM core_t"), 7);
	fixture_close(f);
	remove_tree(below);
}

static void nothing_there(void **state)
{
	struct fixture *f = *state;

	assert_fails(store_open(f->dir, 0, &f->store, &f->e), GLANE_ENOENT, "there is no");
	assert_fails(store_open(f->dir, STORE_READONLY, &f->store, &f->e), GLANE_ENOENT, "there is no");
	assert_fails(store_open(f->dir, STORE_READONLY | STORE_CREATE, &f->store, &f->e), GLANE_ENOENT, "there is no");
	assert_false(exists(f, "glane.db"));
	assert_fails(store_open("/nonexistent/glane/data", STORE_CREATE, &f->store, &f->e), GLANE_ENOENT, "cannot make");
}

static void connection_settings(void **state)
{
	struct fixture *f = *state;

	fixture_open(f);
	fixture_reader(f);
	struct conn *both[] = { f->writer, f->reader };
	for (int i = 0; i < 2; i++) {
		assert_int_equal(number(f, both[i], "PRAGMA foreign_keys"), 1);
		assert_int_equal(number(f, both[i], "PRAGMA wal_autocheckpoint"), 0);
		assert_int_equal(number(f, both[i], "PRAGMA cell_size_check"), 1);
		assert_fails(conn_check(both[i], "SELECT \"nothing\"", false, &f->e), GLANE_EBUG, "no such column");
		assert_fails(conn_run(both[i], "SELECT load_extension('x')", NULL, 0, &f->e), GLANE_EBUG, "not authorized");
	}
	assert_int_equal(number(f, f->writer, "PRAGMA synchronous"), 2);
	assert_int_equal(number(f, f->writer, "PRAGMA secure_delete"), 1);
	struct stmt *s;
	assert_ok(conn_prepare(f->writer, "PRAGMA journal_mode", &s, &f->e));
	assert_int_equal(stmt_step(s, &f->e), 1);
	assert_string_equal(stmt_text(s, 0).p, "wal");
	stmt_reset(s);
	/* DEFENSIVE: even the core cannot write the schema or a search index by hand */
	assert_ok(conn_script(f->writer, "CREATE VIRTUAL TABLE core_s USING fts5(t)", &f->e));
	assert_fails(conn_script(f->writer, "DELETE FROM core_s_data", &f->e), GLANE_EBUG, "may not be modified");
	assert_fails(conn_script(f->writer, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", &f->e), GLANE_EBUG,
	             "may not be modified");
}

static void unclean_stop_is_seen(void **state)
{
	struct fixture *f = *state;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) { /* stops without closing anything */
		struct store *s;
		struct conn *c;
		if (store_open(f->dir, STORE_CREATE, &s, &f->e) < 0 || conn_open(s, CONN_WRITER, &c, &f->e) < 0 ||
		    conn_script(c, "CREATE TABLE core_t(x INTEGER) STRICT; INSERT INTO core_t VALUES (1)", &f->e) < 0)
			_exit(1);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_ok(store_open(f->dir, 0, &f->store, &f->e));
	assert_false(store_clean(f->store));
	assert_ok(conn_open(f->store, CONN_WRITER, &f->writer, &f->e));
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_t"), 1);
	fixture_close(f);
	assert_ok(store_open(f->dir, 0, &f->store, &f->e));
	assert_false(store_clean(f->store)); /* nobody has looked */
	store_checked(f->store);
	fixture_close(f);
	assert_ok(store_open(f->dir, 0, &f->store, &f->e));
	assert_true(store_clean(f->store));
}

static void lock_is_held(void **state)
{
	struct fixture *f = *state;
	int ready[2], done[2], status, fd = -1;
	char byte, words[64];

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(done), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *s;
		close(done[1]);
		int rc = store_open(f->dir, STORE_CREATE, &s, &f->e);
		if (write(ready[1], rc == 0 ? "y" : "n", 1) != 1 || read(done[0], &byte, 1) < 0)
			_exit(2);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	snprintf(words, sizeof words, "another glane, process %ld,", (long)child);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EBUSY, words);
	assert_fails(store_open(f->dir, STORE_READONLY, &f->store, &f->e), GLANE_EBUSY, words);
	assert_fails(store_lock_wait(f->dir, 50, &fd, &f->e), GLANE_EBUSY, words);
	assert_int_equal(fd, -1);
	close(done[1]); /* the child ends and the lock with it */
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_ok(store_lock_wait(f->dir, 0, &fd, &f->e));
	snprintf(words, sizeof words, "process %ld,", (long)getpid());
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EBUSY, words);
	close(fd);
	assert_ok(store_open(f->dir, STORE_CREATE, &f->store, &f->e));
	close(ready[0]);
	close(ready[1]);
	close(done[0]);
}

/* A waiting process gets the lock as soon as the other one lets go. */
static void lock_is_waited_for(void **state)
{
	struct fixture *f = *state;
	int waiting[2], fd, status;
	char byte;

	assert_ok(store_lock_wait(f->dir, 0, &fd, &f->e));
	assert_int_equal(pipe(waiting), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *s;
		close(fd); /* the lock belongs to both copies of the descriptor */
		if (store_open(f->dir, STORE_CREATE, &s, &f->e) != GLANE_EBUSY || write(waiting[1], "w", 1) != 1)
			_exit(1);
		error_init(&f->e, NULL);
		_exit(store_open(f->dir, STORE_CREATE | STORE_WAIT, &s, &f->e) == 0 ? 0 : 2);
	}
	assert_int_equal(read(waiting[0], &byte, 1), 1);
	close(fd);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	close(waiting[0]);
	close(waiting[1]);
}

static void make_and_close(struct fixture *f)
{
	fixture_open(f);
	assert_ok(conn_script(f->writer, "CREATE TABLE core_t(x INTEGER) STRICT", &f->e));
	fixture_close(f);
}

static void missing_database(void **state)
{
	struct fixture *f = *state;

	make_and_close(f);
	assert_int_equal(unlink(in_dir(f, "glane.db")), 0);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "is missing, but");
	assert_fails(store_open(f->dir, STORE_READONLY, &f->store, &f->e), GLANE_EIO, "is missing, but");
	assert_false(exists(f, "glane.db"));
}

static void empty_database(void **state)
{
	struct fixture *f = *state;

	make_and_close(f);
	file_put(in_dir(f, "glane.db"), "", 0);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "is empty");
	assert_fails(store_open(f->dir, 0, &f->store, &f->e), GLANE_EIO, "is empty");
	assert_int_equal(file_size(in_dir(f, "glane.db")), 0);
	/* a first start that was cut off before its first page */
	assert_int_equal(unlink(in_dir(f, "created")), 0);
	assert_fails(store_open(f->dir, 0, &f->store, &f->e), GLANE_EIO, "is empty");
	assert_ok(store_open(f->dir, STORE_CREATE, &f->store, &f->e));
	assert_true(exists(f, "created"));
}

static void not_a_database(void **state)
{
	struct fixture *f = *state;
	char text[4096];

	make_and_close(f);
	memset(text, 'x', sizeof text);
	file_put(in_dir(f, "glane.db"), text, sizeof text);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "is not a database");
	file_put(in_dir(f, "glane.db"), text, 40);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "too short");
	assert_int_equal(file_size(in_dir(f, "glane.db")), 40); /* left as it was */
	assert_int_equal(unlink(in_dir(f, "glane.db")), 0);
	assert_int_equal(mkdir(in_dir(f, "glane.db"), 0700), 0);
	assert_fails(store_open(f->dir, STORE_READONLY, &f->store, &f->e), GLANE_EIO, "not a regular file");
}

static void damaged_header(void **state)
{
	struct fixture *f = *state;
	static const struct {
		long at;
		size_t n;
		const char *words;
	} cases[] = {
		{ 0, 1, "is not a database" },     { 16, 1, "page size" },          { 18, 1, "format version" },
		{ 21, 1, "payload fractions" },    { 56, 1, "text encoding" },      { 100, 8, "malformed" },
		{ 68, 4, "of another program" },
	};

	make_and_close(f);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		file_flip(in_dir(f, "glane.db"), cases[i].at, cases[i].n);
		assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, cases[i].words);
		assert_fails(store_open(f->dir, STORE_READONLY, &f->store, &f->e), GLANE_EIO, cases[i].words);
		file_flip(in_dir(f, "glane.db"), cases[i].at, cases[i].n);
	}
	assert_ok(store_open(f->dir, 0, &f->store, &f->e)); /* each flip was undone */
}

static void truncated(void **state)
{
	struct fixture *f = *state;

	make_and_close(f);
	assert_int_equal(truncate(in_dir(f, "glane.db"), 4096), 0); /* of two pages */
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "malformed");
	assert_int_equal(truncate(in_dir(f, "glane.db"), 1000), 0);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "cut off");
}

static void path_below_a_file(void **state)
{
	struct fixture *f = *state;
	char below[128];

	file_put(in_dir(f, "file"), "x", 1);
	snprintf(below, sizeof below, "%s/file/data", f->dir);
	assert_fails(store_open(below, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "Not a directory");
	assert_fails(store_open(below, 0, &f->store, &f->e), GLANE_EIO, "Not a directory");
}

static void readonly_store(void **state)
{
	struct fixture *f = *state;

	make_and_close(f);
	assert_int_equal(unlink(in_dir(f, "clean")), 0);
	assert_ok(store_open(f->dir, STORE_READONLY, &f->store, &f->e));
	assert_false(store_clean(f->store));
	assert_fails(conn_open(f->store, CONN_WRITER, &f->writer, &f->e), GLANE_EDENIED, "reading only");
	fixture_reader(f);
	assert_int_equal(number(f, f->reader, "SELECT count(*) FROM core_t"), 0);
	fixture_close(f);
	assert_false(exists(f, "clean")); /* looking changes nothing */
}

/* As another user than root: the permissions of the directory and of the file count. */
static void not_writable(void **state)
{
	struct fixture *f = *state;
	int status;

	make_and_close(f);
	assert_int_equal(chmod(in_dir(f, "glane.db"), 0444), 0);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(chmod(f->dir, round ? 0555 : 0777), 0);
		assert_int_equal(chmod(in_dir(f, "lock"), 0666), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct store *s;
			if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
				_exit(3);
			if (store_open(f->dir, STORE_CREATE, &s, &f->e) != GLANE_EDENIED)
				_exit(1);
			_exit(strstr(f->e.text, "glane.db: Permission denied") ? 0 : 2);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	assert_int_equal(chmod(f->dir, 0700), 0);
}

int main(void)
{
#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, fixture_dir, fixture_teardown)
	const struct CMUnitTest tests[] = {
		IN_DIR(fresh_directory),  IN_DIR(nothing_there),  IN_DIR(connection_settings), IN_DIR(unclean_stop_is_seen),
		IN_DIR(lock_is_held),     IN_DIR(lock_is_waited_for), IN_DIR(missing_database), IN_DIR(empty_database),
		IN_DIR(not_a_database),   IN_DIR(damaged_header), IN_DIR(truncated),           IN_DIR(path_below_a_file),
		IN_DIR(readonly_store),   IN_DIR(not_writable),
	};
	return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
