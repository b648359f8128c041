/* SPDX-License-Identifier: MPL-2.0 */
/* Figures of a period, out of the roll-up. */
#include <string.h>

#include "impact/internal.h"

enum { LEVEL_DAY, LEVEL_MONTH, LEVEL_MONTH_ALL };

static int col_int(struct glane_self *s, struct glane_rows *r, uint32_t k)
{
	return (int)s->host->db->col(r, k).u.i;
}

int figures_flows(struct glane_self *s, struct glane_call *c, int64_t from, int64_t to, flow_fn *fn, void *arg)
{
	struct stretch part[3];
	int parts = period_stretches(from, to, part), rc = GLANE_OK;
	for (int i = 0; rc >= 0 && i < parts; i++) {
		struct glane_val args[] = { glane_int(part[i].months ? LEVEL_MONTH_ALL : LEVEL_DAY), glane_int(part[i].from), glane_int(part[i].to) };
		struct glane_rows *r;
		rc = s->host->db->query(c, SQL_FLOWS, args, 3, &r);
		if (rc < 0)
			return rc;
		while ((rc = s->host->db->next(r)) == 1) {
			struct flow f = {
				.from = s->host->db->col(r, 1).u.s.p, .to = s->host->db->col(r, 2).u.s.p, .measured = col_int(s, r, 3),
				.undated = col_int(s, r, 4), .late = col_int(s, r, 5), .made = col_int(s, r, 6), .grams = s->host->db->col(r, 7).u.i,
				.movements = s->host->db->col(r, 8).u.i,
			};
			fn(arg, s->host->db->col(r, 0).u.i, &f);
		}
		s->host->db->close(r);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int figures_before(struct glane_self *s, struct glane_call *c, int64_t day, struct glane_str place, int64_t *ret)
{
	/* Whole months, then the days of the month that it is in. */
	const int64_t month = month_start(day);
	const struct glane_val ranges[2][3] = {
		{ glane_int(LEVEL_MONTH_ALL), glane_int(INT64_MIN), glane_int(month - 1) },
		{ glane_int(LEVEL_DAY), glane_int(month), glane_int(day - 1) },
	};
	int rc = GLANE_OK;
	*ret = 0;
	for (int i = 0; rc >= 0 && i < 2; i++) {
		struct glane_rows *r;
		rc = s->host->db->query(c, SQL_FLOWS_BEFORE, ranges[i], 3, &r);
		if (rc < 0)
			return rc;
		while ((rc = s->host->db->next(r)) == 1)
			*ret += stock_weight(s->host->db->col(r, 0).u.s.p, s->host->db->col(r, 1).u.s.p, place.p) * s->host->db->col(r, 2).u.i;
		s->host->db->close(r);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int figures_streams(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t category, stream_fn *fn, void *arg)
{
	struct stretch part[3];
	int parts = period_stretches(p->from, p->to, part), rc = GLANE_OK;
	/* Months in which a category changed its stream are read day by day. */
	for (int i = 0; rc >= 0 && i < parts; i++)
		for (int split = 0; rc >= 0 && split <= part[i].months; split++) {
			int64_t last = part[i].months && split ? month_next(part[i].to) - 1 : part[i].to;
			struct glane_val args[] = { glane_int(part[i].months && !split ? LEVEL_MONTH : LEVEL_DAY), glane_int(part[i].from), glane_int(last),
				                    part[i].months ? glane_int(split) : glane_null(), glane_int(category) };
			struct glane_rows *r;
			rc = s->host->db->query(c, SQL_STREAM_FLOWS, args, 5, &r);
			if (rc < 0)
				return rc;
			while ((rc = s->host->db->next(r)) == 1) {
				struct flow f = { .from = s->host->db->col(r, 2).u.s.p, .to = s->host->db->col(r, 3).u.s.p, .made = col_int(s, r, 4),
					          .grams = s->host->db->col(r, 5).u.i, .movements = s->host->db->col(r, 6).u.i };
				fn(arg, s->host->db->col(r, 0).u.i, s->host->db->col(r, 1).u.s, &f);
			}
			s->host->db->close(r);
		}
	return rc < 0 ? rc : GLANE_OK;
}

struct adding {
	struct balance *balance;
	const char *place;
};

static void add_flow(void *arg, int64_t start, const struct flow *f)
{
	const struct adding *a = arg;
	(void)start;
	balance_add(a->balance, f, a->place);
}

int figures_balance(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, struct balance *ret)
{
	struct adding a = { ret, place.p };
	memset(ret, 0, sizeof(*ret));
	int rc = figures_before(s, c, p->from, place, &ret->before);
	return rc < 0 ? rc : figures_flows(s, c, p->from, p->to, add_flow, &a);
}
