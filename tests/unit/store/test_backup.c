/* SPDX-License-Identifier: MPL-2.0 */
/* Backups: whole, checked, never over anything by accident; and putting one back. */
#include "fixture.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdatomic.h>

static int setup(void **state)
{
	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *f = *state;
	assert_ok(conn_script(f->writer,
	                      "CREATE TABLE core_pair(a INTEGER, b INTEGER, pad BLOB) STRICT;"
	                      "INSERT INTO core_pair VALUES (1, 1, zeroblob(5000)), (2, 2, zeroblob(5000))",
	                      &f->e));
	return 0;
}

/* The answer of any database file, asked without the store. */
static int64_t ask(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

/* Names in the directory that begin with `prefix`. */
static int names(struct fixture *f, const char *prefix, char *ret_last, size_t cap)
{
	DIR *d = opendir(f->dir);
	struct dirent *entry;
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)))
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
			n++;
			if (ret_last && !strstr(entry->d_name, "-wal"))
				snprintf(ret_last, cap, "%s", entry->d_name);
		}
	closedir(d);
	return n;
}

static void whole_and_alone(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_ok(store_backup(f->store, in_dir(f, "copy"), false, &f->e));
	assert_int_equal(ask(in_dir(f, "copy"), "SELECT count(*) FROM core_pair"), 2);
	assert_int_equal(names(f, "copy", NULL, 0), 1); /* no -wal, nothing left of the making */
	assert_int_equal(stat(in_dir(f, "copy"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(ask(in_dir(f, "copy"), "SELECT journal_mode = 'delete' FROM pragma_journal_mode"), 1);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_pair"), 2);
}

static void never_over_another_file(void **state)
{
	struct fixture *f = *state;

	file_put(in_dir(f, "copy"), "precious", 8);
	assert_fails(store_backup(f->store, in_dir(f, "copy"), false, &f->e), GLANE_ECONFLICT, "is already there");
	assert_int_equal(file_size(in_dir(f, "copy")), 8);
	assert_ok(store_backup(f->store, in_dir(f, "copy"), true, &f->e));
	assert_int_equal(ask(in_dir(f, "copy"), "SELECT count(*) FROM core_pair"), 2);
	assert_fails(store_backup(f->store, store_path(f->store), true, &f->e), GLANE_EINVAL, "is the database itself");
	assert_int_equal(symlink(store_path(f->store), in_dir(f, "link")), 0);
	assert_fails(store_backup(f->store, in_dir(f, "link"), true, &f->e), GLANE_EINVAL, "is the database itself");
	assert_fails(store_backup(f->store, in_dir(f, "no/such/folder"), false, &f->e), GLANE_ENOENT, "cannot make");
	file_put(in_dir(f, "file"), "x", 1);
	assert_fails(store_backup(f->store, in_dir(f, "file/copy"), false, &f->e), GLANE_EIO, "Not a directory");
}

struct writing {
	struct fixture *f;
	atomic_int stop, rounds, rc;
};

static void *write_on(void *arg)
{
	struct writing *w = arg;
	struct error e;

	error_init(&e, NULL);
	while (!atomic_load(&w->stop) && w->rc == 0) {
		w->rc = conn_begin_write(w->f->writer, &e);
		for (int i = 0; i < 5 && w->rc == 0; i++)
			w->rc = conn_run(w->f->writer, "INSERT INTO core_pair SELECT max(a) + 1, max(b) + 1, zeroblob(3000) FROM core_pair", NULL, 0, &e);
		if (w->rc == 0)
			w->rc = conn_commit(w->f->writer, &e);
		if (atomic_fetch_add(&w->rounds, 1) % 8 == 0)
			conn_checkpoint(w->f->writer, 20);
	}
	return NULL;
}

/* Each copy is one moment: five rows per transaction, and sums that fit. */
static void while_writing(void **state)
{
	struct fixture *f = *state;
	struct writing w = { .f = f };
	pthread_t thread;
	char name[32];

	assert_int_equal(pthread_create(&thread, NULL, write_on, &w), 0);
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "copy%d", i);
		int rc = store_backup(f->store, in_dir(f, name), false, &f->e);
		if (rc < 0) {
			atomic_store(&w.stop, 1);
			pthread_join(thread, NULL);
			fail_msg("%s", f->e.text);
		}
		/* The writer goes on between two copies; what it did before this one was made does not count, nor what it
		 * committed by then and counts now. */
		int seen = atomic_load(&w.rounds);
		while (atomic_load(&w.rounds) < seen + 2 && w.rc == 0)
			sched_yield();
	}
	atomic_store(&w.stop, 1);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(w.rc, 0);
	int64_t last = 0;
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "copy%d", i);
		int64_t n = ask(in_dir(f, name), "SELECT count(*) FROM core_pair");
		assert_int_equal((n - 2) % 5, 0);
		assert_int_equal(ask(in_dir(f, name), "SELECT max(a) = count(*) AND sum(a) = sum(b) FROM core_pair"), 1);
		assert_true(n > last);
		last = n;
	}
}

static void damaged_database_gives_no_backup(void **state)
{
	struct fixture *f = *state;
	long root;

	root = number(f, f->writer, "SELECT rootpage FROM sqlite_schema WHERE name = 'core_pair'");
	fixture_close(f);
	file_flip(in_dir(f, "glane.db"), (root - 1) * 4096, 8);
	fixture_open(f);
	assert_fails(store_backup(f->store, in_dir(f, "copy"), false, &f->e), GLANE_EIO, "damaged");
	assert_int_equal(names(f, "copy", NULL, 0), 0);
}

static void restored(void **state)
{
	struct fixture *f = *state;
	char old[300];
	int fd;

	assert_ok(store_backup(f->store, in_dir(f, "copy"), false, &f->e));
	assert_ok(conn_run(f->writer, "INSERT INTO core_pair VALUES (3, 3, NULL)", NULL, 0, &f->e));
	fixture_close(f);
	assert_ok(store_lock_wait(f->dir, 0, &fd, &f->e));
	assert_ok(store_restore(f->dir, in_dir(f, "copy"), &f->e));
	assert_int_equal(names(f, "glane.db.before-", old, sizeof old), 1);
	assert_ok(store_restore(f->dir, in_dir(f, "copy"), &f->e)); /* also twice within a second */
	assert_int_equal(names(f, "glane.db.before-", NULL, 0), 2);
	assert_int_equal(names(f, "glane.db.restoring", NULL, 0), 0);
	close(fd);
	assert_int_equal(ask(in_dir(f, old), "SELECT count(*) FROM core_pair"), 3); /* the old one is kept */
	fixture_open(f);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_pair"), 2);
	assert_ok(conn_run(f->writer, "INSERT INTO core_pair VALUES (4, 4, NULL)", NULL, 0, &f->e));
	assert_int_equal(ask(in_dir(f, "copy"), "SELECT count(*) FROM core_pair"), 2);
}

/* After a crash the newest rows are in the WAL only: they are kept together, and the new database does not get them. */
static void restored_after_a_crash(void **state)
{
	struct fixture *f = *state;
	static char db[1 << 20], wal[1 << 20];
	char old[300];
	size_t db_n, wal_n;
	FILE *in;

	assert_ok(store_backup(f->store, in_dir(f, "copy"), false, &f->e));
	assert_int_equal(conn_checkpoint(f->writer, 0), 0);
	assert_ok(conn_run(f->writer, "INSERT INTO core_pair VALUES (3, 3, NULL)", NULL, 0, &f->e));
	in = fopen(in_dir(f, "glane.db"), "rb");
	db_n = fread(db, 1, sizeof db, in);
	fclose(in);
	in = fopen(in_dir(f, "glane.db-wal"), "rb");
	wal_n = fread(wal, 1, sizeof wal, in);
	fclose(in);
	fixture_close(f);
	file_put(in_dir(f, "glane.db"), db, db_n);
	file_put(in_dir(f, "glane.db-wal"), wal, wal_n);
	assert_ok(store_restore(f->dir, in_dir(f, "copy"), &f->e));
	assert_int_equal(names(f, "glane.db.before-", old, sizeof old), 2);
	assert_int_equal(ask(in_dir(f, old), "SELECT count(*) FROM core_pair"), 3);
	fixture_open(f);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_pair"), 2);
}

static void bad_backups_change_nothing(void **state)
{
	struct fixture *f = *state;
	static char junk[8192];
	sqlite3 *db;

	assert_ok(store_backup(f->store, in_dir(f, "copy"), false, &f->e));
	fixture_close(f);
	assert_fails(store_restore(f->dir, in_dir(f, "nothing"), &f->e), GLANE_ENOENT, "cannot read");
	memset(junk, 'j', sizeof junk);
	file_put(in_dir(f, "junk"), junk, sizeof junk);
	assert_fails(store_restore(f->dir, in_dir(f, "junk"), &f->e), GLANE_EIO, "not a database");
	file_put(in_dir(f, "empty"), "", 0);
	assert_fails(store_restore(f->dir, in_dir(f, "empty"), &f->e), GLANE_EIO, "not a backup of glane");
	assert_int_equal(sqlite3_open(in_dir(f, "other"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_fails(store_restore(f->dir, in_dir(f, "other"), &f->e), GLANE_EIO, "not a backup of glane");
	assert_fails(store_restore(f->dir, in_dir(f, "glane.db"), &f->e), GLANE_EINVAL, "the database itself");
	assert_true(file_size(in_dir(f, "copy")) > 4096);
	file_flip(in_dir(f, "copy"), 4096, 8);
	assert_fails(store_restore(f->dir, in_dir(f, "copy"), &f->e), GLANE_EIO, "damaged");
	assert_int_equal(names(f, "glane.db.", NULL, 0), 0);
	fixture_open(f);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_pair"), 2);
}

/* What a restore leaves when it is cut off between the two moves is refused, and a second try ends it. */
static void cut_off_between(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_backup(f->store, in_dir(f, "copy"), false, &f->e));
	fixture_close(f);
	assert_int_equal(rename(in_dir(f, "glane.db"), in_dir(f, "glane.db.before-x")), 0);
	assert_fails(store_open(f->dir, STORE_CREATE, &f->store, &f->e), GLANE_EIO, "is missing");
	assert_ok(store_restore(f->dir, in_dir(f, "copy"), &f->e));
	fixture_open(f);
	assert_int_equal(number(f, f->writer, "SELECT count(*) FROM core_pair"), 2);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(whole_and_alone), TEST(never_over_another_file), TEST(while_writing), TEST(damaged_database_gives_no_backup),
		TEST(restored),        TEST(restored_after_a_crash),  TEST(bad_backups_change_nothing), TEST(cut_off_between),
	};
	return cmocka_run_group_tests_name("store/backup", tests, NULL, NULL);
}
