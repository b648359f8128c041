/* SPDX-License-Identifier: MPL-2.0 */
/* CO2 avoided in a period: goods by category out of the roll-up, times the factors of one set. */
#include <stdlib.h>
#include <string.h>

#include "impact/internal.h"

struct line { /* goods of one category */
	int64_t category, new_mg, missed;
	struct co2_goods goods;
	struct co2_factor factor; /* co2_grams 0: there is none */
	struct glane_str code, name, source;
};
struct lines {
	struct line *items;
	uint32_t count, cap;
};

static struct glane_str kept(struct glane_self *s, struct glane_call *c, struct glane_str text)
{
	char *p = s->host->call->alloc(c, text.n + 1);
	return p ? (struct glane_str){ memcpy(p, text.p, text.n), text.n } : glane_cstr("");
}

enum co2_per per_of(struct glane_str word)
{
	return word.n == 5 ? CO2_PIECE : word.n == 4 ? CO2_MASS : CO2_EITHER; /* piece, mass, either */
}

/* Every category with its factor, in the order of their ids; `named`: with its words too. */
static int load_factors(struct glane_self *s, struct glane_call *c, int64_t set, int named, struct lines *l)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *r;
	int rc = db->query(c, SQL_CATEGORY_FACTORS, (struct glane_val[]){ glane_int(set), glane_int(is_english(s, c)) }, 2, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		if (l->count == l->cap) {
			uint32_t cap = l->cap ? 2 * l->cap : 256;
			struct line *grown = s->host->call->alloc(c, cap * sizeof(*grown));
			if (!grown)
				break;
			if (l->count)
				memcpy(grown, l->items, l->count * sizeof(*grown));
			l->items = grown;
			l->cap = cap;
		}
		struct line *line = &l->items[l->count++];
		line->category = db->col(r, 0).u.i;
		line->factor = (struct co2_factor){ db->col(r, 1).u.i, db->col(r, 2).u.i, db->col(r, 3).u.i, per_of(db->col(r, 4).u.s) };
		if (named) {
			line->code = kept(s, c, db->col(r, 5).u.s);
			line->name = kept(s, c, db->col(r, 6).u.s);
			line->source = kept(s, c, db->col(r, 7).u.s);
		}
	}
	db->close(r);
	return rc == 1 ? GLANE_ENOMEM : rc;
}

/* Goods of one level: their rows come by start, then by category. */
static int load_goods(struct glane_self *s, struct glane_call *c, const struct stretch *part, struct glane_str place, struct lines *l)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *r; /* category, from, to, made, grams, pieces, uncounted */
	uint32_t at = 0;
	int rc = db->query(c, SQL_GOODS, (struct glane_val[]){ glane_int(level_of(part->unit, 0)), glane_int(part->from), glane_int(part->to) }, 3, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		int64_t category = db->col(r, 0).u.i;
		int weight = figure_weight(FIGURE_SOLD_OR_GIVEN, db->col(r, 1).u.s.p, db->col(r, 2).u.s.p, (int)db->col(r, 3).u.i, place.p);
		if (at == l->count || l->items[at].category > category)
			at = 0;
		while (at < l->count && l->items[at].category < category)
			at++;
		if (!weight || at == l->count || l->items[at].category != category)
			continue;
		struct co2_goods *goods = &l->items[at].goods;
		goods->grams += weight * db->col(r, 4).u.i;
		goods->pieces += weight * db->col(r, 5).u.i;
		goods->uncounted += weight * db->col(r, 6).u.i;
	}
	db->close(r);
	return rc;
}

static int by_most(const void *pa, const void *pb)
{
	const struct line *a = pa, *b = pb;
	if (a->new_mg != b->new_mg)
		return a->new_mg < b->new_mg ? 1 : -1;
	return a->goods.grams < b->goods.grams ? 1 : a->goods.grams > b->goods.grams ? -1 : (a->category > b->category) - (a->category < b->category);
}

static void say(struct glane_self *s, struct glane_call *c, const struct lines *l, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	static const char *const per[] = { "co2.per.either", "co2.per.piece", "co2.per.mass" };
	struct glane_value *known = v->array(into, "lines"), *missed = v->array(into, "missed");
	for (uint32_t i = 0; i < l->count; i++) {
		const struct line *line = &l->items[i];
		struct glane_value *o;
		if (line->goods.grams > line->missed || line->new_mg) {
			o = v->object(known, NULL);
			v->text(o, "code", line->code);
			v->text(o, "name", line->name);
			v->quantity(o, "grams", line->goods.grams - line->missed, GLANE_U_GRAMS);
			v->integer(o, "pieces", line->goods.pieces);
			v->quantity(o, "new", scaled(line->new_mg, 1, 1000), GLANE_U_CO2_GRAMS);
			v->decimal(o, "factor", scaled(line->factor.co2_grams, 1, 10), 2); /* kg */
			v->text(o, "per", s->host->call->tr(c, per[line->factor.per], NULL));
			v->text(o, "source", line->source);
		}
		if (line->missed) {
			o = v->object(missed, NULL);
			v->text(o, "code", line->code);
			v->text(o, "name", line->name);
			v->quantity(o, "grams", line->missed, GLANE_U_GRAMS);
			v->text(o, "why", s->host->call->tr(c, line->factor.co2_grams ? "co2.missed.pieces" : "co2.missed.factor", NULL));
		}
	}
}

int figures_co2(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, int64_t set, struct co2_figures *ret,
                struct glane_value *into)
{
	struct lines l = { NULL, 0, 0 };
	struct stretch part[STRETCHES];
	int parts = period_stretches(p->from, p->to, UNIT_YEAR, part);
	memset(ret, 0, sizeof(*ret));
	int rc = factors_of(s, c, p, set, &ret->factors);
	if (rc >= 0)
		rc = load_factors(s, c, ret->factors.id, into != NULL, &l);
	for (int i = 0; rc >= 0 && i < parts; i++)
		rc = load_goods(s, c, &part[i], place, &l);
	if (rc < 0)
		return rc;
	for (uint32_t i = 0; i < l.count; i++) {
		struct line *line = &l.items[i];
		line->missed = line->goods.grams;
		if (line->factor.co2_grams)
			line->new_mg = co2_of(&line->factor, &line->goods, &line->missed);
		ret->sum.new_mg += line->new_mg;
		ret->sum.missed += line->missed;
		ret->sum.estimated += line->goods.grams - line->missed;
	}
	for (int k = 0; k < 3; k++)
		ret->avoided[k] = co2_avoided(&ret->sum, ret->factors.permille[k]);
	ret->intensity = co2_intensity(ret->avoided[1], ret->sum.estimated);
	if (into) {
		qsort(l.items, l.count, sizeof(*l.items), by_most);
		say(s, c, &l, into);
	}
	return GLANE_OK;
}

int factors_of(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t set, struct factors *ret)
{
	struct glane_rows *r;
	struct glane_val args[] = { glane_int(set), glane_int(p->from), glane_int(p->to) };
	int rc = s->host->db->query(c, SQL_FACTORS, args, 3, &r);
	if (rc < 0)
		return rc;
	if ((rc = s->host->db->next(r)) == 1) {
		*ret = (struct factors){ .id = s->host->db->col(r, 0).u.i, .name = kept(s, c, s->host->db->col(r, 1).u.s),
			                 .source = kept(s, c, s->host->db->col(r, 2).u.s), .displacement_source = kept(s, c, s->host->db->col(r, 6).u.s),
			                 .since = s->host->db->col(r, 7).u.i };
		for (uint32_t k = 0; k < 3; k++)
			ret->permille[k] = s->host->db->col(r, 3 + k).u.i;
	}
	s->host->db->close(r);
	return rc < 0 ? rc : rc == 1 ? GLANE_OK : GLANE_ENOENT;
}

/* --- words ------------------------------------------------------------------------------------------------ */
/* Grams with two significant digits, in units of 10^`decimals` grams: 210000, 6 -> "0.21". */
static void put_amount(struct glane_self *s, struct glane_value *into, const char *key, int64_t grams, uint32_t decimals)
{
	int64_t v = two_digits(grams);
	for (; decimals > 0 && (v >= 100 || v <= -100); decimals--)
		v /= 10;
	s->host->value->decimal(into, key, v, decimals);
}

void co2_say(struct glane_self *s, struct glane_call *c, const struct co2_figures *f, struct glane_value *into)
{
	static const char *const names[] = { "low", "central", "high" };
	enum { TONNES_FROM = 100000 }; /* grams: below, in kilograms */
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c), *shares = v->object(into, "displacement");
	int tonnes = two_digits(scaled(f->avoided[1], 1, 1000)) >= TONNES_FROM; /* the unit of the central value, for all three */
	for (int k = 0; k < 3; k++) {
		int64_t grams = scaled(f->avoided[k], 1, 1000);
		put_amount(s, args, names[k], grams, tonnes ? 6 : 3);
		v->quantity(into, names[k], grams, GLANE_U_CO2_GRAMS);
		v->quantity(shares, names[k], f->factors.permille[k], GLANE_U_PER_MILLE);
	}
	v->text(into, "words", s->host->call->tr(c, tonnes ? "co2.range_t" : "co2.range_kg", args));
	v->quantity(into, "new", scaled(f->sum.new_mg, 1, 1000), GLANE_U_CO2_GRAMS);
	v->quantity(into, "estimated", f->sum.estimated, GLANE_U_GRAMS);
	v->quantity(into, "missed", f->sum.missed, GLANE_U_GRAMS);
	v->integer(into, "intensity", f->intensity);
	v->boolean(into, "doubtful", f->intensity > CO2_DOUBTFUL);
	put_amount(s, args, "intensity", f->intensity, 3); /* as many tonnes a tonne */
	v->text(into, "doubt", s->host->call->tr(c, "co2.doubtful", args));
	v->boolean(into, "any", f->sum.estimated != 0);
	v->boolean(into, "has_missed", f->sum.missed != 0);
	v->text(into, "factors", f->factors.name);
	v->text(into, "source", f->factors.source);
	v->text(into, "displacement_source", f->factors.displacement_source);
	if (f->factors.since) /* else it was always in force */
		v->quantity(into, "since", f->factors.since, GLANE_U_DAY);
	else
		v->null(into, "since");
	v->text(into, "basis", s->host->call->tr(c, f->factors.since ? "co2.basis_since" : "co2.basis", into));
}
