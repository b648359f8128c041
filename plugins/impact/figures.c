/* SPDX-License-Identifier: MPL-2.0 */
/* Figures of a period, out of the roll-up. */
#include <string.h>

#include "impact/internal.h"

static int col_int(struct glane_self *s, struct glane_rows *r, uint32_t k)
{
	return (int)s->host->db->col(r, k).u.i;
}

int figures_flows(struct glane_self *s, struct glane_call *c, int64_t from, int64_t to, flow_fn *fn, void *arg)
{
	struct stretch part[3];
	int parts = period_stretches(from, to, part), rc = GLANE_OK;
	for (int i = 0; rc >= 0 && i < parts; i++) {
		struct glane_val args[] = { glane_int(part[i].months ? LEVEL_MONTH_ALL : LEVEL_DAY_ALL), glane_int(part[i].from), glane_int(part[i].to) };
		struct glane_rows *r;
		rc = s->host->db->query(c, SQL_FLOWS, args, 3, &r);
		if (rc < 0)
			return rc;
		while ((rc = s->host->db->next(r)) == 1) {
			struct flow f = {
				.from = s->host->db->col(r, 1).u.s.p, .to = s->host->db->col(r, 2).u.s.p, .measured = col_int(s, r, 3),
				.undated = col_int(s, r, 4), .late = col_int(s, r, 5), .made = col_int(s, r, 6), .grams = s->host->db->col(r, 7).u.i,
				.movements = s->host->db->col(r, 8).u.i,
				.sales = { s->host->db->col(r, 9).u.i, s->host->db->col(r, 10).u.i, s->host->db->col(r, 11).u.i, s->host->db->col(r, 12).u.i,
				           s->host->db->col(r, 13).u.i },
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
		{ glane_int(LEVEL_DAY_ALL), glane_int(month), glane_int(day - 1) },
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

/* --- by stream ---------------------------------------------------------------------------------------- */
struct spell { /* of a category in a stream */
	int64_t category, from, to;
	struct glane_str stream;
};
struct spells {
	struct spell *items;
	uint32_t count;
};

static int load_spells(struct glane_self *s, struct glane_call *c, struct spells *ret)
{
	struct glane_rows *r;
	uint32_t cap = 0;
	int rc = s->host->db->query(c, SQL_SPELLS, NULL, 0, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		if (ret->count == cap) {
			struct spell *grown = s->host->call->alloc(c, (cap ? 2 * cap : 512) * sizeof(*grown));
			if (!grown)
				break;
			if (cap)
				memcpy(grown, ret->items, cap * sizeof(*grown));
			ret->items = grown;
			cap = cap ? 2 * cap : 512;
		}
		struct glane_str stream = s->host->db->col(r, 1).u.s;
		char *kept = s->host->call->alloc(c, stream.n + 1);
		if (!kept)
			break;
		ret->items[ret->count++] = (struct spell){ s->host->db->col(r, 0).u.i, s->host->db->col(r, 2).u.i, s->host->db->col(r, 3).u.i,
			                                   { memcpy(kept, stream.p, stream.n), stream.n } };
	}
	s->host->db->close(r);
	return rc == 1 ? GLANE_ENOMEM : rc;
}

/* The stream of a category all through these days; NULL: it changes in them.  Rows of one category are neighbours. */
static const struct glane_str *stream_in(const struct spells *l, uint32_t *hint, int64_t category, int64_t from, int64_t to)
{
	static const struct glane_str none = { "", 0 };
	if (*hint >= l->count || l->items[*hint].category > category)
		*hint = 0;
	while (*hint < l->count && l->items[*hint].category < category)
		++*hint;
	for (uint32_t i = *hint; i < l->count && l->items[i].category == category && l->items[i].from <= to; i++) {
		if (l->items[i].from <= from && l->items[i].to >= to)
			return &l->items[i].stream;
		if (l->items[i].to >= from)
			return NULL;
	}
	return &none;
}

struct streams {
	struct glane_self *s;
	struct glane_call *c;
	struct spells spells;
	stream_fn *fn;
	void *arg;
};

/* Sums of a level; those of a month in which the category changed its stream are left to the days, *ret_split. */
static int add_streams(const struct streams *st, int level, int64_t from, int64_t to, int64_t category, int days_of_split, int *ret_split)
{
	const struct glane_db_api *db = st->s->host->db;
	struct glane_val args[] = { glane_int(level), glane_int(from), glane_int(to), glane_int(category) };
	struct glane_rows *r;
	uint32_t hint = 0;
	int rc = db->query(st->c, SQL_STREAM_FLOWS, args, 4, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		int64_t id = db->col(r, 0).u.i, start = db->col(r, 1).u.i, month = month_start(start), end = month_next(start) - 1;
		const struct glane_str *stream = stream_in(&st->spells, &hint, id, level == LEVEL_MONTH ? start : days_of_split ? month : start,
		                                           level == LEVEL_MONTH || days_of_split ? end : start);
		if (level == LEVEL_MONTH && !stream)
			*ret_split = 1;
		if (!stream != !!days_of_split) /* whole months want one stream, the days of others want those that have several */
			continue;
		if (days_of_split)
			stream = stream_in(&st->spells, &hint, id, start, start);
		struct flow f = { .from = db->col(r, 2).u.s.p, .to = db->col(r, 3).u.s.p, .made = col_int(st->s, r, 4), .grams = db->col(r, 5).u.i,
			          .movements = db->col(r, 6).u.i };
		st->fn(st->arg, start, *stream, &f);
	}
	db->close(r);
	return rc;
}

int figures_streams(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t category, stream_fn *fn, void *arg)
{
	struct streams st = { .s = s, .c = c, .fn = fn, .arg = arg };
	struct stretch part[3];
	int parts = period_stretches(p->from, p->to, part), rc = load_spells(s, c, &st.spells);
	for (int i = 0; rc >= 0 && i < parts; i++) {
		int split = 0;
		rc = add_streams(&st, part[i].months ? LEVEL_MONTH : LEVEL_DAY, part[i].from, part[i].to, category, 0, &split);
		if (rc >= 0 && split)
			rc = add_streams(&st, LEVEL_DAY, part[i].from, month_next(part[i].to) - 1, category, 1, &split);
	}
	return rc < 0 ? rc : GLANE_OK;
}

/* --- the balance -------------------------------------------------------------------------------------------- */
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
