/* SPDX-License-Identifier: MPL-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "store/internal.h"

enum {
	PROGRESS_OPS = 1000,       /* some 10 us between two looks at the deadline */
	WRITER_CACHE_KIB = 4096,
	READER_CACHE_KIB = 1024,
	WRITER_STATEMENTS = 256,
	READER_STATEMENTS = 128,
	WAL_KEEP_BYTES = 64 << 20, /* after a burst the file shrinks back to this */
	WAL_HEADER = 32,
	WAL_FRAME = 24 + 4096,
};

static int on_progress(void *arg)
{
	const struct conn *c = arg;

	/* Never within a write: that would end everybody's transaction (not only the savepoint). */
	if (!c->interruptible)
		return 0;
	if (c->cancelled && atomic_load_explicit(c->cancelled, memory_order_relaxed))
		return 1;
	return c->deadline_ms && clock_monotonic_ms() >= c->deadline_ms;
}

/* Called after a commit that wrote frames, and only then. */
static int on_commit(void *arg, sqlite3 *db UNUSED, const char *name UNUSED, int frames)
{
	struct conn *c = arg;

	if (frames < c->frames) /* the WAL began anew */
		c->copied = 0;
	c->frames = frames;
	atomic_fetch_add_explicit(&c->store->commits, 1, memory_order_release);
	return SQLITE_OK;
}

static int frames_at_start(const char *db_path)
{
	char path[4096];
	struct stat st;

	if (snprintf(path, sizeof path, "%s-wal", db_path) >= (int)sizeof path || stat(path, &st) < 0 || st.st_size < WAL_HEADER)
		return 0;
	return (int)((st.st_size - WAL_HEADER) / WAL_FRAME);
}

static int conn_configure(struct conn *c, struct error *e)
{
	bool writer = c->kind == CONN_WRITER;
	char sql[256];
	int rc = db_harden(c->db);

	if (rc != SQLITE_OK)
		return conn_fail(c, rc, NULL, e);
	if (writer && sqlite3_db_readonly(c->db, "main") != 0)
		return error_fail(e, GLANE_EDENIED, "%s cannot be written", c->store->path);
	snprintf(sql, sizeof sql, "PRAGMA cache_size = -%d; PRAGMA cell_size_check = ON; PRAGMA query_only = %s",
	         writer ? WRITER_CACHE_KIB : READER_CACHE_KIB, writer ? "OFF" : "ON");
	rc = db_exec(c->db, sql, e);
	if (rc == 0 && writer) {
		snprintf(sql, sizeof sql, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = %d",
		         WAL_KEEP_BYTES);
		rc = db_exec(c->db, sql, e);
	}
	if (rc < 0)
		return rc;
	/* A reader that closes last must leave the WAL to the writer. */
	if (!writer && (rc = sqlite3_db_config(c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL)) != SQLITE_OK)
		return conn_fail(c, rc, NULL, e);
	sqlite3_progress_handler(c->db, PROGRESS_OPS, on_progress, c);
	sqlite3_wal_hook(c->db, on_commit, c);
	rc = sqlite3_set_authorizer(c->db, rights_authorize, c);
	return rc == SQLITE_OK ? 0 : conn_fail(c, rc, NULL, e);
}

int conn_open(struct store *s, enum conn_kind kind, struct conn **ret, struct error *e)
{
	struct conn *c = xcalloc(1, sizeof *c);
	int flags = (kind == CONN_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
	int rc;

	if (kind == CONN_WRITER && s->readonly) {
		free(c);
		return error_fail(e, GLANE_EDENIED, "%s is open for reading only", s->path);
	}
	c->store = s;
	c->kind = kind;
	c->cache_max = kind == CONN_WRITER ? WRITER_STATEMENTS : READER_STATEMENTS;
	c->frames = kind == CONN_WRITER ? frames_at_start(s->path) : 0;
	atomic_fetch_add(&s->conns, 1);
	rc = sqlite3_open_v2(s->path, &c->db, flags, NULL);
	rc = rc == SQLITE_OK ? conn_configure(c, e) : conn_fail(c, rc, s->path, e);
	if (rc < 0) {
		conn_close(c);
		return rc;
	}
	*ret = c;
	return 0;
}

void conn_close(struct conn *c)
{
	if (!c)
		return;
	conn_rollback(c);
	stmt_cache_clear(c);
	/* Readers that are still open would keep SQLite from doing this itself. */
	if (c->kind == CONN_WRITER && c->db && !c->sync_failed)
		sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (c->sync_failed) /* what is there is left to the next process, as it is */
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	REQUIRE(sqlite3_close(c->db) == SQLITE_OK); /* or a statement is still in use */
	atomic_fetch_sub(&c->store->conns, 1);
	free(c);
}

static void look_for_failed_sync(struct conn *c, int rc)
{
	if (rc != SQLITE_IOERR_FSYNC && rc != SQLITE_IOERR_DIR_FSYNC)
		return;
	c->sync_failed = true;
	atomic_store(&c->store->suspect, true);
}

int conn_fail(struct conn *c, int rc, const char *what, struct error *e)
{
	look_for_failed_sync(c, rc);
	if ((rc == SQLITE_AUTH || rc == SQLITE_ERROR) && c->denied[0]) /* ERROR: of a function */
		return error_fail(e, GLANE_EDENIED, "%s: %.100s", c->denied, what ? what : "");
	return db_fail(c->db, rc, what, e);
}

const struct principal *conn_principal(const struct conn *c)
{
	return c->principal;
}

void conn_set_principal(struct conn *c, const struct principal *p)
{
	c->principal = p;
}

bool conn_broken(const struct conn *c)
{
	return c->sync_failed;
}

void conn_deadline(struct conn *c, int64_t monotonic_ms, const _Atomic int *cancelled)
{
	c->deadline_ms = monotonic_ms;
	c->cancelled = cancelled;
}

int64_t conn_last_id(const struct conn *c)
{
	return sqlite3_last_insert_rowid(c->db);
}

int64_t conn_changes(const struct conn *c)
{
	return sqlite3_changes64(c->db);
}

/* --- transactions -------------------------------------------------------------- */

/* The core's own words, whoever the principal is. */
static int core_run(struct conn *c, const char *sql, struct error *e)
{
	const struct principal *before = c->principal;
	struct stmt *s = NULL;
	int rc;

	c->principal = NULL;
	rc = conn_prepare(c, sql, &s, e);
	if (rc == 0)
		rc = stmt_step(s, e);
	stmt_reset(s);
	c->principal = before;
	return rc < 0 ? rc : 0;
}

static const char sql_begin_write[] = "BEGIN IMMEDIATE";
static const char sql_begin_read[] = "BEGIN";
static const char sql_first_read[] = "SELECT 1 FROM sqlite_schema LIMIT 1";
static const char sql_commit[] = "COMMIT";
static const char sql_rollback[] = "ROLLBACK";
static const char sql_savepoint[] = "SAVEPOINT call";
static const char sql_release[] = "RELEASE call";
static const char sql_rollback_to[] = "ROLLBACK TO call";

static int sync_failed(struct error *e)
{
	return error_fail(e, GLANE_EIO, "the disk refused an earlier sync: nothing is written until the next start");
}

int conn_begin_write(struct conn *c, struct error *e)
{
	int rc;

	if (c->sync_failed)
		return sync_failed(e);
	if (c->kind != CONN_WRITER) /* SQLite itself would only notice at the first write */
		return error_fail(e, GLANE_EDENIED, "a reader does not write");
	REQUIRE(sqlite3_get_autocommit(c->db));
	c->batch = false;
	rc = core_run(c, sql_begin_write, e);
	c->batch = rc == 0;
	return rc;
}

int conn_begin_read(struct conn *c, struct error *e)
{
	int rc = core_run(c, sql_begin_read, e);

	if (rc == 0) /* BEGIN takes no snapshot, the first read does */
		rc = core_run(c, sql_first_read, e);
	if (rc < 0)
		conn_rollback(c);
	return rc;
}

int conn_commit(struct conn *c, struct error *e)
{
	int rc;

	if (sqlite3_get_autocommit(c->db)) {
		c->batch = false;
		return error_fail(e, GLANE_EBUSY, "the transaction had already ended by an error");
	}
	rc = c->sync_failed ? sync_failed(e) : core_run(c, sql_commit, e);
	if (rc < 0)
		conn_rollback(c); /* nothing stays half open */
	c->batch = false;
	return rc;
}

void conn_rollback(struct conn *c)
{
	struct error e;

	error_init(&e, NULL);
	c->batch = false;
	if (c->db && !sqlite3_get_autocommit(c->db) && core_run(c, sql_rollback, &e) < 0)
		REQUIRE(sqlite3_get_autocommit(c->db)); /* an I/O error on the way still ends it */
}

bool conn_in_txn(const struct conn *c)
{
	return !sqlite3_get_autocommit(c->db);
}

int conn_savepoint(struct conn *c, struct error *e)
{
	if (!conn_in_txn(c)) /* a savepoint alone would open a transaction of its own */
		return error_fail(e, GLANE_EBUSY, "no transaction for a savepoint");
	return core_run(c, sql_savepoint, e);
}

int conn_release(struct conn *c, struct error *e)
{
	if (!conn_in_txn(c))
		return error_fail(e, GLANE_EBUSY, "the transaction had already ended by an error");
	return core_run(c, sql_release, e);
}

void conn_rollback_to(struct conn *c)
{
	struct error e;

	error_init(&e, NULL);
	if (!conn_in_txn(c))
		return;
	/* What cannot be undone alone must not be committed with the rest. */
	if (core_run(c, sql_rollback_to, &e) < 0 || core_run(c, sql_release, &e) < 0) {
		bool batch = c->batch;
		conn_rollback(c);
		c->batch = batch;
	}
}

/* --- upkeep ---------------------------------------------------------------------- */

int conn_checkpoint(struct conn *c, int min_frames)
{
	int total = 0, copied = 0, rc;

	REQUIRE(c->kind == CONN_WRITER);
	if (c->frames - c->copied < min_frames || c->sync_failed)
		return c->frames - c->copied;
	rc = sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_PASSIVE, &total, &copied);
	look_for_failed_sync(c, rc);
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		return db_status(c->db, rc);
	if (total >= 0) { /* -1: it did not get as far as to count */
		c->frames = total;
		c->copied = copied;
	}
	return c->frames - c->copied;
}

int conn_integrity(struct conn *c, bool full, struct arena *a, struct glane_str *ret, struct error *e)
{
	char words[512] = "";
	int rc;

	c->interruptible = true;
	rc = db_integrity(c->db, full, words, sizeof words);
	c->interruptible = false;
	if (rc != SQLITE_OK)
		return conn_fail(c, rc, NULL, e);
	*ret = arena_str(a, str_c(words));
	return words[0] && !ret->n ? error_fail(e, GLANE_ENOMEM, "no room for: %.100s", words) : 0;
}
