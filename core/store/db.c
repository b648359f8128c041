/* SPDX-License-Identifier: MPL-2.0 */
/* What holds for every SQLite handle of ours, also those of backups: switches, status, words. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "store/internal.h"


int db_status(sqlite3 *db, int rc)
{
	int err = db ? sqlite3_system_errno(db) : 0;

	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return GLANE_EFULL;
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_NOMEM)
			return GLANE_ENOMEM;
		return err == ENOSPC || err == EDQUOT ? GLANE_EFULL : GLANE_EIO; /* the -shm file did not get its space */
	case SQLITE_CONSTRAINT:
		return GLANE_ECONFLICT;
	case SQLITE_INTERRUPT:
		return GLANE_ETIME;
	case SQLITE_AUTH:
		return GLANE_EDENIED;
	case SQLITE_READONLY:
		return rc == SQLITE_READONLY ? GLANE_EDENIED : GLANE_EIO; /* a reader that writes; or the file was moved */
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
	case SQLITE_SCHEMA:
	case SQLITE_ABORT: /* its transaction was rolled back under it */
		return GLANE_EBUSY;
	case SQLITE_NOMEM:
		return GLANE_ENOMEM;
	case SQLITE_TOOBIG:
		return GLANE_ETOOBIG;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CANTOPEN:
		return GLANE_EIO;
	default:
		return GLANE_EBUG;
	}
}

int db_fail(sqlite3 *db, int rc, const char *what, struct error *e)
{
	const char *words = db && (sqlite3_errcode(db) & 0xff) == (rc & 0xff) ? sqlite3_errmsg(db) : sqlite3_errstr(rc);

	return error_fail(e, db_status(db, rc), what ? "%s (%d) in: %.120s" : "%s (%d)%s", words, rc, what ? what : "");
}

int db_exec(sqlite3 *db, const char *sql, struct error *e)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(db, rc, sql, e);
}

/* Some versions of SQLite (3.40 is one) do not call FTS5 innocuous: with trusted_schema off a view over it fails.  There it stays on:
 * we register no function or module of our own, and the dangerous built-in ones are barred from views either way. */
static pthread_once_t probe_once = PTHREAD_ONCE_INIT;
static int schema_trust;

static void probe(void)
{
	sqlite3 *db = NULL;

	schema_trust = 1;
	if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_MEMORY, NULL) == SQLITE_OK) {
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		if (sqlite3_exec(db,
		                 "CREATE VIRTUAL TABLE f USING fts5(t); CREATE VIEW v AS SELECT rowid FROM f; SELECT * FROM v",
		                 NULL, NULL, NULL) == SQLITE_OK)
			schema_trust = 0;
	}
	sqlite3_close(db);
}

int db_harden(sqlite3 *db)
{
	static const struct {
		int option, value;
	} config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 }, /* "x" is a name, never a text */
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
	};
	int rc = SQLITE_OK;

	pthread_once(&probe_once, probe);
	sqlite3_extended_result_codes(db, 1);
	for (size_t i = 0; i < COUNT_OF(config) && rc == SQLITE_OK; i++)
		rc = sqlite3_db_config(db, config[i].option, config[i].value, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, schema_trust, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_wal_autocheckpoint(db, 0);
	sqlite3_busy_timeout(db, DB_BUSY_MS);
	return rc;
}

static int first_text(sqlite3 *db, const char *sql, char *out, size_t cap)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	out[0] = 0;
	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		const unsigned char *t = sqlite3_column_text(q, 0);
		snprintf(out, cap, "%s", t ? (const char *)t : "");
		for (char *c = out; *c; c++) /* one sentence */
			if (*c == '\n')
				*c = ' ';
	}
	sqlite3_finalize(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int db_integrity(sqlite3 *db, bool full, char *out, size_t cap)
{
	int rc = first_text(db, full ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)", out, cap);

	if (rc == SQLITE_OK && strcmp(out, "ok") == 0) {
		out[0] = 0;
		if (full)
			rc = first_text(db,
			                "SELECT format('row %s of %s points at nothing in %s', rowid, \"table\", parent)"
			                " FROM pragma_foreign_key_check LIMIT 1",
			                out, cap);
	}
	if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB) { /* so bad that the check itself fails */
		snprintf(out, cap, "%s", sqlite3_errmsg(db));
		rc = SQLITE_OK;
	}
	return rc;
}
