/* SPDX-License-Identifier: MPL-2.0 */
#include "store/migrate.h"

#include <stdio.h>

#include "base/id.h"
#include "store/internal.h"

static const char sql_table[] =
	"CREATE TABLE IF NOT EXISTS core_migration("
	"owner TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms INTEGER NOT NULL,"
	" PRIMARY KEY(owner, number)) STRICT, WITHOUT ROWID";
static const char sql_has_table[] = "SELECT count(*) FROM sqlite_schema WHERE name = 'core_migration'";
static const char sql_count[] = "SELECT count(*) FROM core_migration WHERE owner = ?";
static const char sql_applied[] = "SELECT name, sha256 FROM core_migration WHERE owner = ? AND number = ?";
static const char sql_add[] = "INSERT INTO core_migration(owner, number, name, sha256, at_ms) VALUES (?, ?, ?, ?, ?)";

static const struct glane_file *file_at(struct glane_list files, uint32_t i)
{
	return (const struct glane_file *)(const void *)((const char *)files.items + (size_t)i * files.stride);
}

static void digest(const struct glane_file *f, char out[65])
{
	struct sha256 h = sha256_of(f->p, f->n);

	hex_of(h.b, sizeof h.b, out);
}

/* "0001_what.sql", in order and without gaps */
static int check_names(const char *owner, struct glane_list files, struct error *e)
{
	for (uint32_t i = 0; i < files.count; i++) {
		const struct glane_file *f = file_at(files, i);
		struct glane_str name = str_c(f->name);
		int64_t number = 0;
		if (name.n < 10 || name.p[4] != '_' || !str_ends(name, STR(".sql")) ||
		    str_int((struct glane_str){ name.p, 4 }, &number) < 0 || number != (int64_t)i + 1)
			return error_fail(e, GLANE_EINVAL, "%s: migration %u is called \"%.60s\", not \"%04u_<what>.sql\"", owner, i + 1,
			                  name.p, i + 1);
		if (!f->p || strlen(f->p) != f->n)
			return error_fail(e, GLANE_EINVAL, "%s: migration %s holds a 0 byte", owner, f->name);
	}
	return 0;
}

static int check_applied(struct conn *c, const char *owner, uint32_t number, const struct glane_file *f, struct error *e)
{
	struct stmt *s = NULL;
	char hex[65];
	int rc = conn_prepare(c, sql_applied, &s, e);

	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_text(str_c(owner)));
	stmt_bind(s, 2, glane_int(number));
	rc = stmt_step(s, e);
	digest(f, hex);
	if (rc == 0)
		rc = error_fail(e, GLANE_ECONFLICT, "%s: the database lacks migration %u of those it counts", owner, number);
	else if (rc > 0 && !str_is(stmt_text(s, 1), hex))
		rc = error_fail(e, GLANE_ECONFLICT,
		                "%s: migration %s was applied to this database with other contents (%.12s, now %.12s)", owner,
		                f->name, stmt_text(s, 1).p, hex);
	stmt_reset(s);
	return rc < 0 ? rc : 0;
}

/* How many of `files` are in; refuses what does not fit together. */
static int applied(struct conn *c, const char *owner, struct glane_list files, uint32_t *ret, struct error *e)
{
	int64_t n = 0;
	int rc = check_names(owner, files, e);

	if (rc == 0)
		rc = conn_int(c, sql_has_table, NULL, 0, &n, e);
	if (rc == 0 && n)
		rc = conn_int(c, sql_count, VALS(glane_text(str_c(owner))), &n, e);
	if (rc < 0)
		return rc;
	if (n > files.count)
		return error_fail(e, GLANE_ECONFLICT,
		                  "%s: the database is at version %lld, this program knows %u: use the newer program, or put the "
		                  "backup from before the upgrade back",
		                  owner, (long long)n, files.count);
	for (uint32_t i = 0; i < n && rc == 0; i++)
		rc = check_applied(c, owner, i + 1, file_at(files, i), e);
	if (rc == 0)
		*ret = (uint32_t)n;
	return rc;
}

int migrate_pending(struct conn *c, const char *owner, struct glane_list files, bool *ret, struct error *e)
{
	const struct principal *before = conn_principal(c);
	uint32_t n = 0;
	int rc;

	conn_set_principal(c, NULL);
	rc = applied(c, owner, files, &n, e);
	conn_set_principal(c, before);
	if (rc == 0)
		*ret = n < files.count;
	return rc;
}

/* --- what the authorizer is not asked about ------------------------------------------- */

static const char sql_foreign_objects[] =
	"SELECT count(*) FROM sqlite_schema WHERE substr(name, 1, ?1) <> ?2 AND substr(tbl_name, 1, ?1) <> ?2"
	" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
static const char sql_parents[] =
	"SELECT m.name, f.\"table\", f.\"to\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f"
	" WHERE m.type = 'table' AND substr(m.name, 1, ?1) = ?2 AND substr(f.\"table\", 1, ?1) <> ?2";
static const char sql_dangling[] =
	"SELECT format('row %s of %s points at nothing in %s', rowid, \"table\", parent) FROM pragma_foreign_key_check LIMIT 1";

/* RENAME TO does not ask for the new name. */
static int foreign_objects(struct conn *c, const char *prefix, int64_t *ret, struct error *e)
{
	return conn_int(c, sql_foreign_objects, VALS(glane_int((int64_t)strlen(prefix)), glane_text(str_c(prefix))), ret, e);
}

static int check_parents(struct conn *c, const char *prefix, const struct principal *p, struct error *e)
{
	struct stmt *s = NULL;
	int rc = conn_prepare(c, sql_parents, &s, e);

	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int((int64_t)strlen(prefix)));
	stmt_bind(s, 2, glane_text(str_c(prefix)));
	while ((rc = stmt_step(s, e)) > 0) {
		struct glane_str table = stmt_text(s, 0), parent = stmt_text(s, 1), column = stmt_text(s, 2);
		if (principal_has_ref(p, parent.p, column.n ? column.p : NULL))
			continue;
		rc = error_fail(e, GLANE_EDENIED, "table %s points at %s(%s), which %s does not declare in refs", table.p, parent.p,
		                column.p, principal_owner(p));
		break;
	}
	stmt_reset(s);
	return rc;
}

static int check_dangling(struct conn *c, struct error *e)
{
	struct stmt *s = NULL;
	int rc = conn_prepare(c, sql_dangling, &s, e);

	if (rc < 0)
		return rc;
	rc = stmt_step(s, e);
	if (rc > 0)
		rc = error_fail(e, GLANE_ECONFLICT, "%s", stmt_text(s, 0).p);
	stmt_reset(s);
	return rc;
}

/* --- applying ---------------------------------------------------------------------------- */

static int apply_one(struct conn *c, const char *owner, uint32_t number, const struct glane_file *f, struct principal *p,
                     int64_t now_ms, struct error *e)
{
	char name[128], hex[65];
	int rc;

	snprintf(name, sizeof name, "%s/%s", owner, f->name);
	if (p)
		principal_allow_ddl(p, true);
	c->keep_txn = true;
	rc = script_run(c, p, name, f->p, e);
	c->keep_txn = false;
	if (p)
		principal_allow_ddl(p, false);
	if (rc < 0)
		return rc;
	digest(f, hex);
	return conn_run(c, sql_add,
	                VALS(glane_text(str_c(owner)), glane_int(number), glane_text(str_c(f->name)), glane_text(str_c(hex)),
	                     glane_int(now_ms)),
	                e);
}

static int apply(struct conn *c, const char *owner, struct glane_list files, uint32_t from, struct principal *p,
                 int64_t now_ms, struct error *e)
{
	char prefix[64];
	int64_t others = 0, others_after = 0;
	int rc = conn_begin_write(c, e);

	if (rc < 0)
		return rc;
	snprintf(prefix, sizeof prefix, "%s_", owner);
	rc = conn_run(c, sql_table, NULL, 0, e);
	if (rc == 0 && p)
		rc = foreign_objects(c, prefix, &others, e);
	for (uint32_t i = from; i < files.count && rc == 0; i++)
		rc = apply_one(c, owner, i + 1, file_at(files, i), p, now_ms, e);
	if (rc == 0 && p)
		rc = foreign_objects(c, prefix, &others_after, e);
	if (rc == 0 && others != others_after)
		rc = error_fail(e, GLANE_EDENIED, "%s: a migration gave a table a name that does not begin with %s", owner, prefix);
	if (rc == 0 && p)
		rc = check_parents(c, prefix, p, e);
	if (rc == 0)
		rc = check_dangling(c, e);
	if (rc == 0)
		return conn_commit(c, e);
	conn_rollback(c);
	return rc;
}

int migrate(struct conn *c, const char *owner, struct glane_list files, struct principal *p, int64_t now_ms, struct error *e)
{
	const struct principal *before = conn_principal(c);
	uint32_t n = 0;
	int rc;

	conn_set_principal(c, NULL);
	rc = applied(c, owner, files, &n, e);
	if (rc == 0 && n < files.count) {
		/* A rebuilt parent would delete its children while it is dropped; check_dangling() looks at the end instead. */
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
		rc = apply(c, owner, files, n, p, now_ms, e);
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	}
	conn_set_principal(c, before);
	return rc;
}

/* --- taking an owner's schema away ----------------------------------------------------- */

/* Names come from the schema itself and begin with the owner's, so they need no more than quotes. */
static int drop_all(struct conn *c, const char *owner, const char *type, struct error *e)
{
	for (;;) {
		char sql[256];
		struct stmt *s;
		int rc = conn_prepare(c, "SELECT 'DROP ' || ?1 || ' \"' || name || '\"' FROM sqlite_schema WHERE type = ?1 AND"
		                         " name GLOB ?2 || '_*' AND name NOT GLOB '*_search_*' ORDER BY rowid DESC LIMIT 1", &s, e);
		if (rc < 0)
			return rc;
		stmt_bind(s, 1, glane_text(str_c(type)));
		stmt_bind(s, 2, glane_text(str_c(owner)));
		rc = stmt_step(s, e);
		snprintf(sql, sizeof(sql), "%s", rc == 1 ? stmt_text(s, 0).p : "");
		stmt_reset(s);
		if (rc <= 0)
			return rc;
		rc = conn_script(c, sql, e);
		if (rc < 0)
			return rc;
	}
}

int migrate_reset(struct conn *c, const char *owner, struct error *e)
{
	int rc = drop_all(c, owner, "view", e);
	if (rc == 0)
		rc = drop_all(c, owner, "table", e);
	if (rc == 0)
		rc = conn_run(c, "DELETE FROM core_migration WHERE owner = ?1", VALS(glane_text(str_c(owner))), e);
	return rc;
}
