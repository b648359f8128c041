/* SPDX-License-Identifier: MPL-2.0 */
/* What was erased is gone from the files too.
 *
 * secure_delete writes zeros over what is deleted, but not over the copies that stay in the slack of a page when a full
 * one is split: tried, one name in some hundreds survives.  VACUUM would rewrite gigabytes for a dozen names.  So the few
 * small tables that hold names are emptied as a whole, which clears each of their pages, and filled again. */
#include <stdio.h>

#include "store/internal.h"

static int refill(struct conn *c, const char *table, struct error *e)
{
	char sql[512];
	snprintf(sql, sizeof sql,
	         "CREATE TEMP TABLE wiped AS SELECT * FROM main.%s; DELETE FROM main.%s;"
	         " INSERT INTO main.%s SELECT * FROM temp.wiped; DROP TABLE temp.wiped",
	         table, table, table);
	return db_exec(c->db, sql, e);
}

static int foreign_keys(struct conn *c, bool on, struct error *e)
{
	int rc = sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, on, NULL);
	return rc == SQLITE_OK ? 0 : conn_fail(c, rc, NULL, e);
}

int conn_wipe(struct conn *c, const char *const *tables, struct error *e)
{
	const struct principal *before = c->principal;

	REQUIRE(c->kind == CONN_WRITER && !conn_in_txn(c));
	c->principal = NULL;
	/* No row changes: nothing of other tables may follow a row that goes and comes back.  The copy stays in memory. */
	int rc = db_exec(c->db, "PRAGMA temp_store = MEMORY", e);
	if (rc == 0)
		rc = foreign_keys(c, false, e);
	if (rc == 0)
		rc = conn_begin_write(c, e);
	for (; rc == 0 && *tables; tables++)
		rc = refill(c, *tables, e);
	if (rc == 0)
		rc = conn_commit(c, e);
	conn_rollback(c);
	struct error ignored;
	error_init(&ignored, NULL);
	if (foreign_keys(c, true, rc == 0 ? e : &ignored) < 0 || db_exec(c->db, "PRAGMA temp_store = DEFAULT", &ignored) < 0)
		rc = rc < 0 ? rc : GLANE_EIO;
	c->principal = before;
	return rc;
}

int conn_truncate_wal(struct conn *c)
{
	int total = 0, copied = 0;

	REQUIRE(c->kind == CONN_WRITER);
	if (c->sync_failed)
		return GLANE_EIO;
	/* Nobody waits for whoever reads for long: it is tried again later. */
	sqlite3_busy_timeout(c->db, 0);
	int rc = sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_TRUNCATE, &total, &copied);
	sqlite3_busy_timeout(c->db, DB_BUSY_MS);
	if (rc == SQLITE_OK)
		c->frames = c->copied = 0;
	if (rc == SQLITE_OK)
		return 0;
	return (rc & 0xff) == SQLITE_BUSY ? 1 : conn_fail(c, rc, NULL, &(struct error){ 0 });
}
