/* SPDX-License-Identifier: MPL-2.0 */
/* Statements: prepared once per connection, kept under the address of their text and their principal. */
#include <stdlib.h>

#include "store/internal.h"

struct stmt {
	struct stmt *bucket_next;
	struct stmt *newer, *older; /* while idle: towards and away from conn->newest */
	struct conn *conn;
	const char *sql;
	const struct principal *principal;
	sqlite3_stmt *q;
	uint64_t blobs; /* columns of the row at hand that are known to be BLOBs */
	int bind_rc;
	bool busy, readonly, row_failed;
};

/* --- the cache ------------------------------------------------------------------- */

static unsigned bucket_of(const char *sql, const struct principal *p)
{
	uint64_t h = ((uint64_t)(uintptr_t)sql ^ (uint64_t)(uintptr_t)p << 17) * 0x9e3779b97f4a7c15u;

	return (unsigned)(h >> 56) & (STMT_BUCKETS - 1);
}

static void idle_remove(struct conn *c, struct stmt *s)
{
	*(s->newer ? &s->newer->older : &c->newest) = s->older;
	*(s->older ? &s->older->newer : &c->oldest) = s->newer;
	s->newer = s->older = NULL;
}

static void idle_add(struct conn *c, struct stmt *s)
{
	s->older = c->newest;
	s->newer = NULL;
	*(c->newest ? &c->newest->newer : &c->oldest) = s;
	c->newest = s;
}

static struct stmt *cache_find(const struct conn *c, const char *sql, const struct principal *p)
{
	struct stmt *s = c->buckets[bucket_of(sql, p)];

	while (s && (s->sql != sql || s->principal != p))
		s = s->bucket_next;
	return s;
}

static void cache_drop(struct conn *c, struct stmt *s)
{
	struct stmt **at = &c->buckets[bucket_of(s->sql, s->principal)];

	while (*at != s)
		at = &(*at)->bucket_next;
	*at = s->bucket_next;
	idle_remove(c, s);
	sqlite3_finalize(s->q);
	free(s);
	c->cached--;
}

static void cache_add(struct conn *c, struct stmt *s)
{
	struct stmt **bucket = &c->buckets[bucket_of(s->sql, s->principal)];

	while (c->cached >= c->cache_max && c->oldest)
		cache_drop(c, c->oldest);
	s->bucket_next = *bucket;
	*bucket = s;
	c->cached++;
}

void stmt_cache_clear(struct conn *c)
{
	while (c->oldest)
		cache_drop(c, c->oldest);
}

/* --- preparing ------------------------------------------------------------------- */

static bool blank(const char *tail)
{
	while (*(tail = sql_skip_space(tail)) == ';')
		tail++;
	return *tail == 0;
}

static int prepare(struct conn *c, const struct principal *p, const char *sql, unsigned flags, sqlite3_stmt **ret,
                   const char **ret_tail, struct error *e)
{
	const struct principal *before = c->asking;
	int rc = p ? rights_check_text(p, c->db, sql, e) : 0;

	if (rc < 0)
		return rc;
	c->asking = p;
	c->own_write = false;
	c->denied[0] = 0;
	rc = sqlite3_prepare_v3(c->db, sql, -1, flags, ret, ret_tail);
	c->asking = before;
	return rc == SQLITE_OK ? 0 : conn_fail(c, rc, sql, e);
}

static int prepare_one(struct conn *c, const char *sql, unsigned flags, sqlite3_stmt **ret, struct error *e)
{
	const char *tail = "";
	sqlite3_stmt *q = NULL;
	int rc = prepare(c, c->principal, sql, flags, &q, &tail, e);

	if (rc == 0 && (!q || !blank(tail)))
		rc = error_fail(e, GLANE_EBUG, "%s in: %.120s", q ? "more than one statement" : "no statement", sql);
	if (rc < 0)
		sqlite3_finalize(q);
	else
		*ret = q;
	return rc;
}

int conn_prepare(struct conn *c, const char *sql, struct stmt **ret, struct error *e)
{
	struct stmt *s = cache_find(c, sql, c->principal);
	sqlite3_stmt *q = NULL;
	int rc;

	if (s) {
		REQUIRE(!s->busy);
		idle_remove(c, s);
	} else {
		rc = prepare_one(c, sql, SQLITE_PREPARE_PERSISTENT, &q, e);
		if (rc < 0)
			return rc;
		s = xcalloc(1, sizeof *s);
		s->conn = c;
		s->sql = sql;
		s->principal = c->principal;
		s->q = q;
		s->readonly = sqlite3_stmt_readonly(q);
		cache_add(c, s);
	}
	s->busy = true;
	s->bind_rc = SQLITE_OK;
	*ret = s;
	return 0;
}

bool conn_in_use(const struct conn *c, const char *sql)
{
	const struct stmt *s = cache_find(c, sql, c->principal);

	return s && s->busy;
}

int conn_check(struct conn *c, const char *sql, bool allow_write, struct error *e)
{
	sqlite3_stmt *q = NULL;
	int rc = prepare_one(c, sql, 0, &q, e);

	if (rc == 0 && !allow_write && !sqlite3_stmt_readonly(q))
		rc = error_fail(e, GLANE_EDENIED, "a statement that writes, where only reading is allowed: %.120s", sql);
	sqlite3_finalize(q);
	return rc;
}

void stmt_reset(struct stmt *s)
{
	if (!s || !s->busy)
		return;
	sqlite3_reset(s->q); /* repeats the error of the last step */
	sqlite3_clear_bindings(s->q); /* they were borrowed */
	s->busy = false;
	s->row_failed = false;
	idle_add(s->conn, s);
}

/* --- parameters, rows -------------------------------------------------------------- */

void stmt_bind(struct stmt *s, int index, struct glane_val v)
{
	const char *p = v.u.s.p ? v.u.s.p : "";
	int rc;

	switch (v.type) {
	case GLANE_INT:
		rc = sqlite3_bind_int64(s->q, index, v.u.i);
		break;
	case GLANE_REAL:
		rc = sqlite3_bind_double(s->q, index, v.u.r);
		break;
	case GLANE_TEXT:
		rc = sqlite3_bind_text64(s->q, index, p, v.u.s.n, SQLITE_STATIC, SQLITE_UTF8);
		break;
	case GLANE_BLOB:
		rc = sqlite3_bind_blob64(s->q, index, p, v.u.s.n, SQLITE_STATIC);
		break;
	case GLANE_NULL:
		rc = sqlite3_bind_null(s->q, index);
		break;
	default:
		rc = SQLITE_MISUSE;
	}
	if (rc != SQLITE_OK && s->bind_rc == SQLITE_OK)
		s->bind_rc = rc; /* said by the first step */
}

void stmt_bind_all(struct stmt *s, const struct glane_val *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		stmt_bind(s, (int)i + 1, args[i]);
}

int stmt_parameters(const struct stmt *s)
{
	return sqlite3_bind_parameter_count(s->q);
}

bool stmt_readonly(const struct stmt *s)
{
	return s->readonly;
}

int stmt_step(struct stmt *s, struct error *e)
{
	struct conn *c = s->conn;
	int rc = s->bind_rc;

	REQUIRE(s->busy);
	if (rc == SQLITE_OK && s->row_failed)
		rc = SQLITE_NOMEM;
	if (rc != SQLITE_OK)
		return error_fail(e, db_status(NULL, rc), "parameters do not fit (%s) in: %.120s", sqlite3_errstr(rc), s->sql);
	/* Outside the lost transaction each of the caller's next writes would be committed alone. */
	if (c->batch && sqlite3_get_autocommit(c->db))
		return error_fail(e, GLANE_EBUSY, "the transaction had already ended by an error");
	/* SQLite asks again when it prepares anew, and FTS5 prepares while it steps; calls may nest. */
	const struct principal *before = c->asking;
	bool interruptible = c->interruptible;
	c->asking = s->principal;
	c->interruptible = s->readonly;
	c->own_write = false;
	c->denied[0] = 0;
	s->blobs = 0;
	rc = sqlite3_step(s->q);
	c->asking = before;
	c->interruptible = interruptible;
	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : conn_fail(c, rc, s->sql, e);
}

int stmt_columns(const struct stmt *s)
{
	return sqlite3_column_count(s->q);
}

const char *stmt_column_name(const struct stmt *s, int column)
{
	const char *name = sqlite3_column_name(s->q, column);
	return name ? name : "";
}

/* Text and blobs alike: asked for as text, the bytes stay and get a 0 behind them. */
static struct glane_str bytes(struct stmt *s, int column)
{
	const unsigned char *p = sqlite3_column_text(s->q, column);
	int n = sqlite3_column_bytes(s->q, column);

	if (!p && (sqlite3_errcode(s->conn->db) & 0xff) == SQLITE_NOMEM)
		s->row_failed = true;
	return p ? (struct glane_str){ (const char *)p, (size_t)n } : STR_NONE;
}

struct glane_val stmt_col(struct stmt *s, int column)
{
	uint64_t bit = column >= 0 && column < 64 ? (uint64_t)1 << column : 0;

	switch (s->blobs & bit ? SQLITE_BLOB : sqlite3_column_type(s->q, column)) {
	case SQLITE_INTEGER:
		return glane_int(sqlite3_column_int64(s->q, column));
	case SQLITE_FLOAT: {
		struct glane_val v = glane_null();
		v.type = GLANE_REAL;
		v.u.r = sqlite3_column_double(s->q, column);
		return v;
	}
	case SQLITE_TEXT:
		return glane_text(bytes(s, column));
	case SQLITE_BLOB:
		s->blobs |= bit; /* after bytes() SQLite says TEXT */
		return glane_blob(bytes(s, column));
	default:
		return glane_null();
	}
}

int64_t stmt_int(struct stmt *s, int column)
{
	return sqlite3_column_int64(s->q, column);
}

struct glane_str stmt_text(struct stmt *s, int column)
{
	struct glane_val v = stmt_col(s, column);

	if (v.type == GLANE_TEXT || v.type == GLANE_BLOB)
		return v.u.s;
	return v.type == GLANE_NULL ? STR_NONE : bytes(s, column);
}

bool stmt_is_null(struct stmt *s, int column)
{
	return sqlite3_column_type(s->q, column) == SQLITE_NULL;
}

/* --- in one call --------------------------------------------------------------------- */

int conn_run(struct conn *c, const char *sql, const struct glane_val *args, size_t n, struct error *e)
{
	struct stmt *s = NULL;
	int rc = conn_prepare(c, sql, &s, e);

	if (rc < 0)
		return rc;
	stmt_bind_all(s, args, n);
	do
		rc = stmt_step(s, e);
	while (rc > 0);
	stmt_reset(s);
	return rc;
}

int conn_int(struct conn *c, const char *sql, const struct glane_val *args, size_t n, int64_t *ret, struct error *e)
{
	struct stmt *s = NULL;
	int rc = conn_prepare(c, sql, &s, e);

	if (rc < 0)
		return rc;
	stmt_bind_all(s, args, n);
	rc = stmt_step(s, e);
	if (rc > 0)
		*ret = stmt_int(s, 0);
	else if (rc == 0)
		rc = error_fail(e, GLANE_ENOENT, "no row in: %.120s", sql);
	stmt_reset(s);
	return rc < 0 ? rc : 0;
}

/* --- scripts -------------------------------------------------------------------------- */

static int line_of(const char *from, const char *at)
{
	int line = 1;

	for (; from < at; from++)
		line += *from == '\n';
	return line;
}

int script_run(struct conn *c, const struct principal *p, const char *name, const char *sql, struct error *e)
{
	for (const char *at = sql; *at;) {
		const struct principal *before = c->asking;
		const char *tail = "";
		sqlite3_stmt *q = NULL;
		struct error why;
		int rc;

		if (blank(at))
			return 0;
		error_init(&why, NULL);
		rc = prepare(c, p, at, 0, &q, &tail, &why);
		if (rc == 0 && q) {
			c->asking = p;
			do
				rc = sqlite3_step(q);
			while (rc == SQLITE_ROW);
			c->asking = before;
			rc = rc == SQLITE_DONE ? 0 : conn_fail(c, rc, NULL, &why);
		}
		sqlite3_finalize(q);
		if (rc < 0) {
			return error_fail(e, rc, "%s, statement at line %d: %s", name, line_of(sql, sql_skip_space(at)), why.text);
		}
		at = tail;
	}
	return 0;
}

int conn_script(struct conn *c, const char *sql, struct error *e)
{
	if (c->principal)
		return error_fail(e, GLANE_EDENIED, "scripts are for the core");
	return script_run(c, NULL, "script", sql, e);
}
