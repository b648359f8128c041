/* SPDX-License-Identifier: MPL-2.0 */
/* Figures of a period, out of the roll-up. */
#include <string.h>

#include "impact/internal.h"

static int col_int(struct glane_self *s, struct glane_rows *r, uint32_t k)
{
	return (int)s->host->db->col(r, k).u.i;
}

/* Sums of one level, all categories together. */
static int flows(struct glane_self *s, struct glane_call *c, const struct stretch *part, flow_fn *fn, void *arg)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *r;
	int rc = db->query(c, SQL_FLOWS, (struct glane_val[]){ glane_int(level_of(part->unit, 1)), glane_int(part->from), glane_int(part->to) }, 3, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		struct flow f = {
			.from = db->col(r, 1).u.s.p, .to = db->col(r, 2).u.s.p, .measured = col_int(s, r, 3), .undated = col_int(s, r, 4),
			.late = col_int(s, r, 5), .made = col_int(s, r, 6), .grams = db->col(r, 7).u.i, .movements = db->col(r, 8).u.i,
			.sales = { .count = db->col(r, 9).u.i },
		};
		if (f.sales.count)
			f.sales = (struct sales){ .count = f.sales.count, .cents = db->col(r, 10).u.i, .grams = db->col(r, 11).u.i,
				                  .pieces = db->col(r, 12).u.i, .pieces_cents = db->col(r, 13).u.i };
		fn(arg, db->col(r, 0).u.i, &f);
	}
	db->close(r);
	return rc;
}

int figures_flows(struct glane_self *s, struct glane_call *c, int64_t from, int64_t to, enum unit largest, flow_fn *fn, void *arg)
{
	struct stretch part[STRETCHES];
	int parts = period_stretches(from, to, largest, part), rc = GLANE_OK;
	for (int i = 0; rc >= 0 && i < parts; i++)
		rc = flows(s, c, &part[i], fn, arg);
	return rc < 0 ? rc : GLANE_OK;
}

struct stock {
	const char *place;
	int64_t grams;
};

static void add_stock(void *arg, int64_t start, const struct flow *f)
{
	struct stock *k = arg;
	(void)start;
	k->grams += stock_weight(f->from, f->to, k->place) * f->grams;
}

int figures_before(struct glane_self *s, struct glane_call *c, int64_t day, struct glane_str place, int64_t *ret)
{
	/* Whole years, then months, then the days of the month that it is in. */
	const int64_t year = unit_start(UNIT_YEAR, day), month = unit_start(UNIT_MONTH, day);
	const struct stretch part[] = { { UNIT_YEAR, INT64_MIN, year - 1 }, { UNIT_MONTH, year, month - 1 }, { UNIT_DAY, month, day - 1 } };
	struct stock k = { place.p, 0 };
	int rc = GLANE_OK;
	for (int i = 0; rc >= 0 && i < 3; i++)
		if (part[i].from <= part[i].to)
			rc = flows(s, c, &part[i], add_stock, &k);
	*ret = k.grams;
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

/* Sums of a level.  A category that changes its stream within the unit is left to a smaller one; `counted`: what is of a
 * single stream in that unit has been added there.  UNIT_DAY: nothing has. */
static int add_streams(const struct streams *st, const struct stretch *part, int64_t category, enum unit counted)
{
	const struct glane_db_api *db = st->s->host->db;
	struct glane_val args[] = { glane_int(level_of(part->unit, 0)), glane_int(part->from), glane_int(part->to), glane_int(category) };
	struct glane_rows *r;
	uint32_t hint = 0;
	int split = 0, rc = db->query(st->c, SQL_STREAM_FLOWS, args, 4, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		int64_t id = db->col(r, 0).u.i, start = db->col(r, 1).u.i;
		if (counted > part->unit && stream_in(&st->spells, &hint, id, unit_start(counted, start), unit_next(counted, start) - 1))
			continue;
		const struct glane_str *stream = stream_in(&st->spells, &hint, id, start, unit_next(part->unit, start) - 1);
		if (!stream) {
			split = 1;
			continue;
		}
		struct flow f = { .from = db->col(r, 2).u.s.p, .to = db->col(r, 3).u.s.p, .made = col_int(st->s, r, 4), .grams = db->col(r, 5).u.i,
			          .movements = db->col(r, 6).u.i };
		st->fn(st->arg, start, *stream, &f);
	}
	db->close(r);
	if (rc < 0 || !split)
		return rc;
	struct stretch days = { part->unit - 1, part->from, unit_next(part->unit, part->to) - 1 };
	return add_streams(st, &days, category, part->unit);
}

int figures_streams(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t category, enum unit largest, stream_fn *fn, void *arg)
{
	struct streams st = { .s = s, .c = c, .fn = fn, .arg = arg };
	struct stretch part[STRETCHES];
	int parts = period_stretches(p->from, p->to, largest, part), rc = load_spells(s, c, &st.spells);
	for (int i = 0; rc >= 0 && i < parts; i++)
		rc = add_streams(&st, &part[i], category, UNIT_DAY);
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
	return rc < 0 ? rc : figures_flows(s, c, p->from, p->to, UNIT_YEAR, add_flow, &a);
}
