/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this folder share; nobody else includes it. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <sqlite3.h>

#include "base/attr.h"
#include "store/store.h"

struct store {
	char *dir, *path;
	int lock_fd;
	bool clean, readonly;
	atomic_bool suspect; /* not to be called clean: its pages were not looked through, or a sync failed */
	_Atomic uint64_t commits;
	atomic_int conns;
};

enum { STMT_BUCKETS = 256 };

struct conn {
	struct store *store;
	sqlite3 *db;
	enum conn_kind kind;

	const struct principal *principal; /* who prepares */
	const struct principal *asking;    /* whom the authorizer judges now: the statement's own principal while it steps */
	struct principal *recording;       /* a view is being recorded for this one */
	bool keep_txn;                     /* a migration runs: its text neither begins nor ends a transaction */
	bool own_write;                    /* the statement at hand writes a table of its principal */
	char denied[160];                  /* the first thing that the authorizer refused, in words */

	int64_t deadline_ms;
	const _Atomic int *cancelled;
	bool interruptible; /* a read-only statement is stepping */

	bool batch;       /* a write transaction was begun, and neither committed nor rolled back */
	bool sync_failed; /* what is on disk is unknown: no further commit by this connection */
	int frames, copied; /* in the WAL; of these already in the database file */

	struct stmt *buckets[STMT_BUCKETS];
	struct stmt *newest, *oldest; /* the idle ones, for eviction */
	unsigned cached, cache_max;
};

/* Status and words for what SQLite said last on `db`; `what` may be NULL. */
int db_status(sqlite3 *db, int rc);
int db_fail(sqlite3 *db, int rc, const char *what, struct error *e);
int conn_fail(struct conn *c, int rc, const char *what, struct error *e);
/* Applies the limits and switches that every connection shares. */
int db_harden(sqlite3 *db);
int db_exec(sqlite3 *db, const char *sql, struct error *e) NODISCARD;
/* Runs every statement of `sql` as `p`, with the line number in the error. */
int script_run(struct conn *c, const struct principal *p, const char *name, const char *sql, struct error *e) NODISCARD;
void stmt_cache_clear(struct conn *c);

/* The authorizer and the look at the text; rights.c says what each of the two can see. */
int rights_authorize(void *arg, int action, const char *a, const char *b, const char *db, const char *context);
int rights_check_text(const struct principal *p, sqlite3 *db, const char *sql, struct error *e) NODISCARD;
const char *sql_skip_space(const char *at); /* and comments */
bool principal_has_ref(const struct principal *p, const char *table, const char *column); /* column NULL: any */

int errno_fail(int err, struct error *e, const char *what, const char *path) NODISCARD;
int dir_sync(const char *dir); /* 0 or an errno */
/* Everything of `src` into the new file `path`, complete, checked and on disk, as a file that needs no -wal beside it. */
int db_copy(sqlite3 *src, const char *path, struct error *e) NODISCARD;
int db_integrity(sqlite3 *db, bool full, char *out, size_t cap); /* "" or the first complaint; an SQLite code */
/* "" or what is wrong with the first bytes of a database file; errno style. */
const char *header_complaint(const unsigned char *head, size_t n, uint64_t file_size);

enum { DB_BUSY_MS = 2000 }; /* only recovery after a crash makes anyone wait: there is one writer */
enum { APPLICATION_ID = 0x676c616e }; /* "glan" */

#endif
