/* SPDX-License-Identifier: MPL-2.0 */
/* store.h: one SQLite file: opening and locking the data directory, connections, statements, transactions.
 *
 * The only folder that includes sqlite3.h.  WAL, synchronous=FULL, foreign keys on, DEFENSIVE, trusted_schema off where
 * FTS5 works without it (db.c).  The writer connection alone writes and checkpoints; readers are opened read-only.  No
 * function here is for the loop thread.
 *
 *   store (file, lock) -- conn (one per thread) -- stmt (cached by the address of its SQL text, per principal) */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/rights.h"

struct store;
struct conn;
struct stmt;

enum { STORE_CREATE = 1, STORE_READONLY = 2, STORE_WAIT = 4 }; /* READONLY: rescue mode and checks; WAIT: for the lock */
enum { STORE_WAIT_MS = 5000 };
/* Locks DIR/lock (flock; GLANE_EBUSY when another process holds it, which the error names), makes DIR when STORE_CREATE,
 * opens DIR/glane.db.  A missing database in a directory whose marker DIR/created says there was one is GLANE_EIO, never
 * a fresh file.  A file that is not a database, or whose header is damaged, is GLANE_EIO. */
int store_open(const char *dir, unsigned flags, struct store **ret, struct error *) NODISCARD;
void store_close(struct store *s);
const char *store_dir(const struct store *s);
const char *store_path(const struct store *s); /* of the database file */
bool store_clean(const struct store *s); /* the last process closed it properly */
void store_checked(struct store *s); /* its pages are good; else what was not clean stays so until somebody looks.  Any thread. */
/* Waits up to wait_ms for the directory lock without opening; used by commands. */
int store_lock_wait(const char *dir, int wait_ms, int *ret_fd, struct error *) NODISCARD;

enum conn_kind { CONN_WRITER, CONN_READER };
int conn_open(struct store *s, enum conn_kind kind, struct conn **ret, struct error *) NODISCARD;
void conn_close(struct conn *c); /* NULL is fine */
/* Grows by one with every commit that changed something: the cache's clock (decisions.md 25).  Any thread. */
uint64_t store_commits(const struct store *s);

/* Statements run as the current principal; NULL is core, which may everything. */
const struct principal *conn_principal(const struct conn *c);
void conn_set_principal(struct conn *c, const struct principal *p);

/* `sql` has static storage: its address is the cache's key.  The statement is reset by stmt_reset(); at most one user of
 * one text at a time (REQUIREd).  Fails: GLANE_EDENIED by rights, GLANE_EBUG for bad SQL, with SQLite's words in the error. */
int conn_prepare(struct conn *c, const char *sql, struct stmt **ret, struct error *) NODISCARD;
bool conn_in_use(const struct conn *c, const char *sql); /* prepared by the current principal and not yet reset */
/* Prepares and throws away: does this text run under this principal?  Used when a plugin is granted. */
int conn_check(struct conn *c, const char *sql, bool allow_write, struct error *) NODISCARD;
void stmt_bind(struct stmt *s, int index, struct glane_val v); /* from 1; borrowed until reset */
void stmt_bind_all(struct stmt *s, const struct glane_val *args, size_t n);
int stmt_parameters(const struct stmt *s);
bool stmt_readonly(const struct stmt *s);
int stmt_step(struct stmt *s, struct error *) NODISCARD; /* 1 a row, 0 the end, <0: GLANE_EIO, EFULL, ECONFLICT (constraint), ETIME, EDENIED */
int stmt_columns(const struct stmt *s);
const char *stmt_column_name(const struct stmt *s, int column); /* from 0 */
struct glane_val stmt_col(struct stmt *s, int column); /* from 0; borrowed until the next step */
int64_t stmt_int(struct stmt *s, int column);          /* NULL is 0 */
struct glane_str stmt_text(struct stmt *s, int column); /* NULL is "" */
bool stmt_is_null(struct stmt *s, int column);
void stmt_reset(struct stmt *s); /* NULL is fine */

/* The common cases in one call. */
int conn_run(struct conn *c, const char *sql, const struct glane_val *args, size_t n, struct error *) NODISCARD;
int conn_int(struct conn *c, const char *sql, const struct glane_val *args, size_t n, int64_t *ret, struct error *) NODISCARD; /* GLANE_ENOENT: no row */
int conn_script(struct conn *c, const char *sql, struct error *) NODISCARD; /* several statements; core only */
#define VALS(...) (const struct glane_val[]){ __VA_ARGS__ }, sizeof((const struct glane_val[]){ __VA_ARGS__ }) / sizeof(struct glane_val)
int64_t conn_last_id(const struct conn *c);
int64_t conn_changes(const struct conn *c);

/* Transactions.  A failed write may have ended the whole transaction (decisions.md 10): ask conn_in_txn(). */
int conn_begin_write(struct conn *c, struct error *) NODISCARD; /* BEGIN IMMEDIATE */
int conn_begin_read(struct conn *c, struct error *) NODISCARD;  /* a snapshot from here on */
int conn_commit(struct conn *c, struct error *) NODISCARD;
void conn_rollback(struct conn *c); /* fine without a transaction */
bool conn_in_txn(const struct conn *c);
int conn_savepoint(struct conn *c, struct error *) NODISCARD;
int conn_release(struct conn *c, struct error *) NODISCARD;
void conn_rollback_to(struct conn *c); /* undoes and releases the savepoint; fine when the transaction is gone */
/* READ statements end with GLANE_ETIME after it (monotonic ms; 0: none), or when *cancelled is not 0. */
void conn_deadline(struct conn *c, int64_t monotonic_ms, const _Atomic int *cancelled);

/* After a failed sync nobody knows what is on disk: begin and commit fail with GLANE_EIO until the process starts anew. */
bool conn_broken(const struct conn *c);

/* Writer: copies frames back when there are at least min_frames; returns what is left in the WAL, or GLANE_EIO, EFULL. */
int conn_checkpoint(struct conn *c, int min_frames);
/* Writer, outside a transaction: nothing that was deleted or changed in these small tables stays readable in the database
 * file.  Then the WAL: 0 it is empty, 1 a reader still needs it (try again later), negative: GLANE_EIO, EFULL. */
int conn_wipe(struct conn *c, const char *const *tables, struct error *) NODISCARD;
int conn_truncate_wal(struct conn *c) NODISCARD;
/* "" or the first complaint.  Quick: seconds for gigabytes; full: every page. */
int conn_integrity(struct conn *c, bool full, struct arena *a, struct glane_str *ret, struct error *) NODISCARD;
/* A consistent copy to `path` (made aside, fsynced, checked, renamed; never over an existing file unless `replace`). */
int store_backup(struct store *s, const char *path, bool replace, struct error *) NODISCARD;
/* Puts a checked backup in place of the database of a locked directory; the old files are kept as glane.db.before-<time>. */
int store_restore(const char *dir, const char *backup, struct error *) NODISCARD;

#endif
