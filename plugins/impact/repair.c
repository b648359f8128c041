/* SPDX-License-Identifier: MPL-2.0 */
/* Objects that somebody repaired: a change of state which moves nothing, counted once, on the day when it was done. */
#include "impact/internal.h"

struct repair {
	int64_t seq, at_ms, happened_ms, items;
	int64_t day; /* of the record that is taken back; else -1 */
};

static int keep(struct glane_self *s, struct glane_call *c, const struct repair *r)
{
	int64_t day = r->day < 0 ? s->host->call->day(c, r->happened_ms) : r->day, closed;
	int rc = one_int(s, c, SQL_WAS_CLOSED, (struct glane_val[]){ glane_int(day), glane_int(r->seq) }, 2, &closed);
	if (rc >= 0 && closed)
		day = s->host->call->day(c, r->at_ms);
	return rc < 0 ? rc : s->host->db->exec(c, SQL_REPAIR_ADD, (struct glane_val[]){ glane_int(r->seq), glane_int(day), glane_int(r->items) }, 3, NULL);
}

static int take(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val range[2])
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, range, 2, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) { /* record, written, happened, how many, day */
		struct repair r = { db->col(rows, 0).u.i, db->col(rows, 1).u.i, db->col(rows, 2).u.i, db->col(rows, 3).u.i,
			            db->col(rows, 4).type == GLANE_INT ? db->col(rows, 4).u.i : -1 };
		if (r.items && (rc = keep(s, c, &r)) < 0)
			break;
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

int repair_find(struct glane_self *s, struct glane_call *c, int64_t after, int64_t upto)
{
	struct glane_val range[] = { glane_int(after), glane_int(upto) };
	int rc = take(s, c, SQL_REPAIRS, range);
	return rc < 0 ? rc : take(s, c, SQL_REPAIRS_BACK, range);
}

int figures_repaired(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t *ret)
{
	return one_int(s, c, SQL_REPAIRED, (struct glane_val[]){ glane_int(p->from), glane_int(p->to) }, 2, ret);
}
