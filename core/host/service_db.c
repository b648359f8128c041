/* SPDX-License-Identifier: MPL-2.0 */
/* host->db: a plugin's own statements, on the connection of its call, under its rights. */
#include "host/internal.h"

enum { ROWS_MAGIC = 0x676c726f };
struct glane_rows {
	uint32_t magic;
	struct glane_call *call;
	struct stmt *stmt;
	struct glane_rows *next;
	bool has_row;
};

static bool late(const struct glane_call *c)
{
	return c->mode == LANE_WRITE && c->deadline_ms && clock_monotonic_ms() > c->deadline_ms;
}

static int prepare(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct stmt **ret)
{
	call_of(c);
	if (!c->conn)
		return error_fail(&c->error, GLANE_EBUG, "%s: no database here, use within()", c->plugin->name);
	if (sql >= c->plugin->decl.statement_count)
		return error_fail(&c->error, GLANE_EBUG, "%s: there is no statement %u", c->plugin->name, sql);
	if (c->plugin->decl.absent && c->plugin->decl.absent[sql])
		return GLANE_EGONE; /* an answer, no fault: of a plugin that need not be there */
	if (late(c))
		return error_fail(&c->error, GLANE_ETIME, "%s: the call took too long", c->plugin->name);
	if (conn_in_use(c->conn, c->plugin->decl.statements[sql]))
		return error_fail(&c->error, GLANE_EBUG, "%s: statement %u is still open, close its rows first", c->plugin->name, sql);
	struct stmt *s;
	int rc = conn_prepare(c->conn, c->plugin->decl.statements[sql], &s, &c->error);
	if (rc < 0)
		return rc;
	if ((size_t)stmt_parameters(s) != n) {
		stmt_reset(s);
		return error_fail(&c->error, GLANE_EBUG, "%s: statement %u takes %d arguments, not %zu", c->plugin->name, sql,
		                  stmt_parameters(s), n);
	}
	if (c->mode == LANE_READ && !stmt_readonly(s)) {
		stmt_reset(s);
		return error_fail(&c->error, GLANE_EBUG, "%s: statement %u writes in a READ call", c->plugin->name, sql);
	}
	stmt_bind_all(s, args, n);
	*ret = s;
	return 0;
}

static int db_query(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_rows **ret)
{
	struct stmt *s;
	int rc = prepare(c, sql, args, n, &s);
	if (rc < 0)
		return rc;
	struct glane_rows *r = arena_new(c->arena, struct glane_rows);
	if (!r) {
		stmt_reset(s);
		return GLANE_ENOMEM;
	}
	*r = (struct glane_rows){ .magic = ROWS_MAGIC, .call = c, .stmt = s, .next = c->rows };
	c->rows = r;
	*ret = r;
	return 0;
}

static int db_next(struct glane_rows *r)
{
	REQUIRE(r && r->magic == ROWS_MAGIC);
	if (!r->stmt)
		return 0;
	/* A BEFORE callback may have left another principal behind: it never does, and this is the check. */
	REQUIRE(conn_principal(r->call->conn) == r->call->plugin->principal);
	int rc = stmt_step(r->stmt, &r->call->error);
	r->has_row = rc == 1;
	if (rc <= 0) {
		stmt_reset(r->stmt);
		r->stmt = NULL;
	}
	if (rc < 0 && r->call->mode == LANE_WRITE)
		r->call->status = rc;
	return rc;
}

static struct glane_val db_col(struct glane_rows *r, uint32_t column)
{
	REQUIRE(r && r->magic == ROWS_MAGIC);
	if (!r->stmt || !r->has_row || column >= (uint32_t)stmt_columns(r->stmt))
		return glane_null();
	return stmt_col(r->stmt, (int)column);
}

static void db_close(struct glane_rows *r)
{
	if (!r)
		return;
	REQUIRE(r->magic == ROWS_MAGIC);
	if (r->stmt)
		stmt_reset(r->stmt);
	r->stmt = NULL;
	for (struct glane_rows **at = &r->call->rows; *at; at = &(*at)->next) {
		if (*at == r) {
			*at = r->next;
			break;
		}
	}
}

void rows_close_until(struct glane_call *c, const struct glane_rows *last)
{
	while (c->rows && c->rows != last)
		db_close(c->rows);
}

void rows_close_all(struct glane_call *c)
{
	rows_close_until(c, NULL);
}

static int db_exec(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret_changes)
{
	struct stmt *s;
	int rc = prepare(c, sql, args, n, &s);
	if (rc < 0)
		return rc;
	if (c->mode != LANE_WRITE && !stmt_readonly(s)) {
		stmt_reset(s);
		return error_fail(&c->error, GLANE_EBUG, "%s: exec() belongs to WRITE calls", c->plugin->name);
	}
	int before = c->error.status;
	do
		rc = stmt_step(s, &c->error);
	while (rc == 1);
	stmt_reset(s);
	if (rc == 0 && ret_changes)
		*ret_changes = conn_changes(c->conn);
	if (rc == GLANE_ECONFLICT)
		c->error.status = before; /* a constraint is an answer, which the plugin may deal with */
	else if (rc < 0)
		c->status = rc; /* fatal for the call even when it is ignored */
	return rc;
}

static int64_t db_last_id(struct glane_call *c)
{
	return call_of(c)->conn ? conn_last_id(c->conn) : 0;
}

const struct glane_db_api db_api = {
	.size = sizeof(struct glane_db_api),
	.query = db_query,
	.next = db_next,
	.col = db_col,
	.close = db_close,
	.exec = db_exec,
	.last_id = db_last_id,
};
