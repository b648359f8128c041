/* SPDX-License-Identifier: MPL-2.0 */
/* The manager's page: four numbers with last year's beside them, the balance with what is missing, where it all went. */
#include <stdio.h>
#include <string.h>

#include "impact/internal.h"

enum { AMBER_PER_MILLE = 50 }; /* of entries: from so much missing on, the page warns */

struct view { /* one page */
	struct glane_self *s;
	struct glane_call *c;
	const struct glane_value_api *v;
	struct glane_value *root;
	struct period period, past;
	struct glane_str place;
	struct balance now, before; /* of the period; of the same a year earlier */
};

static struct glane_str word(const struct view *w, const char *prefix, const char *name)
{
	char key[60];
	snprintf(key, sizeof(key), "%s.%s", prefix, name);
	return w->s->host->call->tr(w->c, key, NULL);
}

static void put_percent(const struct view *w, struct glane_value *into, const char *key, int64_t part, int64_t whole)
{
	if (whole > 0)
		w->v->quantity(into, key, scaled(part, 1000, whole), GLANE_U_PER_MILLE);
	else
		w->v->null(into, key); /* a rate over nothing is none */
}

/* Where the movements behind a figure are listed. */
static void put_link(const struct view *w, struct glane_value *into, enum figure figure)
{
	char path[160], period[PERIOD_TEXT];
	snprintf(path, sizeof(path), "/p/impact/movements?figure=%s&period=%s&place=%.30s", figure_names[figure], period_text(&w->period, period), w->place.p);
	w->v->text(into, "link", glane_cstr(path));
}

/* { name, label, means, grams, before, link } */
static struct glane_value *put_figure(const struct view *w, struct glane_value *list, enum figure figure)
{
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(figure_names[figure]));
	w->v->text(o, "label", word(w, "figure", figure_names[figure]));
	w->v->quantity(o, "grams", figure_of(&w->now, figure), GLANE_U_GRAMS);
	w->v->quantity(o, "before", figure_of(&w->before, figure), GLANE_U_GRAMS);
	put_link(w, o, figure);
	return o;
}

/* { name, label, means, part, whole, over, percent, basis_points, before } */
static struct glane_value *put_rate(const struct view *w, struct glane_value *list, enum rate rate)
{
	struct fraction now = rate_of(&w->now, rate), past = rate_of(&w->before, rate);
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(rate_names[rate]));
	w->v->text(o, "label", word(w, "rate", rate_names[rate]));
	w->v->text(o, "means", word(w, "means", rate_names[rate]));
	w->v->quantity(o, "part", now.part, GLANE_U_GRAMS);
	w->v->quantity(o, "whole", now.whole, GLANE_U_GRAMS);
	w->v->text(o, "over", word(w, "over", figure_names[now.over]));
	w->v->integer(o, "basis_points", basis_points(now.part, now.whole));
	put_percent(w, o, "percent", now.part, now.whole);
	put_percent(w, o, "before", past.part, past.whole);
	return o;
}

/* --- sections ---------------------------------------------------------------------------------- */
static void put_numbers(const struct view *w)
{
	static const struct {
		enum rate rate;
		enum figure figure;
	} shares[] = { { RATE_REUSE, FIGURE_REUSE }, { RATE_RECYCLE, FIGURE_RECYCLE }, { RATE_RESIDUAL, FIGURE_RESIDUAL } };
	struct glane_value *list = w->v->array(w->root, "numbers");
	struct glane_value *o = put_figure(w, list, FIGURE_ENTRIES);
	w->v->put(o, "value", w->v->get(o, "grams"));
	w->v->text(o, "label", word(w, "number", "entries"));
	w->v->text(o, "means", word(w, "means", "entries"));
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		o = put_rate(w, list, shares[i].rate);
		w->v->put(o, "value", w->v->get(o, "percent"));
		w->v->text(o, "label", word(w, "number", rate_names[shares[i].rate]));
		put_link(w, o, shares[i].figure);
	}
	list = w->v->array(w->root, "rates");
	for (int k = 0; k < RATES; k++)
		put_rate(w, list, (enum rate)k);
}

static struct glane_value *put_line(const struct view *w, struct glane_value *list, const char *name, int64_t grams)
{
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(name));
	w->v->text(o, "label", word(w, "balance", name));
	w->v->quantity(o, "grams", grams, GLANE_U_GRAMS);
	return o;
}

static void put_balance(const struct view *w)
{
	static const enum figure lines[] = { FIGURE_ENTRIES, FIGURE_RETURNS, FIGURE_TRANSFERS, FIGURE_LOSS, FIGURE_RECATEGORISED, FIGURE_EXITS };
	const struct balance *b = &w->now;
	struct glane_value *o = w->v->object(w->root, "balance"), *list = w->v->array(o, "lines");
	put_line(w, list, "opening", balance_opening(b));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int64_t grams = figure_of(b, lines[i]);
		int usual = lines[i] == FIGURE_ENTRIES || lines[i] == FIGURE_EXITS || lines[i] == FIGURE_LOSS;
		if (grams || usual)
			put_link(w, put_line(w, list, figure_names[lines[i]], lines[i] == FIGURE_EXITS ? -grams : grams), lines[i]);
	}
	w->v->boolean(put_line(w, list, "expected", balance_expected(b)), "strong", 1);
	int64_t residual = balance_expected(b) - balance_counted(b), size = residual < 0 ? -residual : residual;
	w->v->boolean(o, "is_counted", b->counts > 0);
	if (b->counts > 0) {
		put_line(w, list, "counted", balance_counted(b));
		struct glane_value *line = put_line(w, list, "residual", residual);
		w->v->boolean(line, "strong", 1);
		put_link(w, line, FIGURE_COUNTED);
		put_percent(w, o, "share", residual, figure_of(b, FIGURE_ENTRIES));
		w->v->boolean(o, "amber", size * 1000 > AMBER_PER_MILLE * figure_of(b, FIGURE_ENTRIES));
	}
	w->v->quantity(o, "opening", balance_opening(b), GLANE_U_GRAMS);
	w->v->quantity(o, "expected", balance_expected(b), GLANE_U_GRAMS);
	w->v->quantity(o, "counted", balance_counted(b), GLANE_U_GRAMS);
	w->v->quantity(o, "residual", residual, GLANE_U_GRAMS);
}

static void put_destinations(const struct view *w)
{
	static const enum figure sums[] = { FIGURE_REUSE, FIGURE_DIVERTED, FIGURE_NOT_RESIDUAL, FIGURE_S_OUT };
	struct glane_value *list = w->v->array(w->root, "destinations");
	int64_t all = figure_of(&w->now, FIGURE_S_OUT);
	for (int k = FIGURE_SALE; k <= FIGURE_RESIDUAL; k++) {
		struct glane_value *o = put_figure(w, list, (enum figure)k);
		if (k != FIGURE_CIVIC)
			put_percent(w, o, "percent", figure_of(&w->now, (enum figure)k), all);
		else
			w->v->null(o, "percent");
	}
	if (figure_of(&w->now, FIGURE_MADE_OUT) || figure_of(&w->before, FIGURE_MADE_OUT))
		w->v->null(put_figure(w, list, FIGURE_MADE_OUT), "percent");
	list = w->v->array(w->root, "sums");
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		struct glane_value *o = put_figure(w, list, sums[i]);
		put_percent(w, o, "percent", figure_of(&w->now, sums[i]), all);
		w->v->text(o, "means", word(w, "means.sum", figure_names[sums[i]]));
	}
}

static void put_quality(const struct view *w)
{
	const struct quality *both[] = { &w->now.in, &w->now.out };
	static const char *const names[] = { "in", "out" };
	struct glane_value *list = w->v->array(w->root, "quality");
	for (size_t i = 0; i < 2; i++) {
		const struct quality *q = both[i];
		const struct {
			const char *key;
			int64_t grams;
		} parts[] = { { "weighed", q->weighed }, { "item", q->item }, { "estimated", q->estimated }, { "undated", q->undated }, { "late", q->late } };
		struct glane_value *o = w->v->object(list, NULL);
		w->v->text(o, "name", glane_cstr(names[i]));
		w->v->text(o, "label", word(w, "quality", names[i]));
		w->v->quantity(o, "all", q->all, GLANE_U_GRAMS);
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
			struct glane_value *part = w->v->object(o, parts[k].key);
			w->v->quantity(part, "grams", parts[k].grams, GLANE_U_GRAMS);
			put_percent(w, part, "percent", parts[k].grams, q->all);
		}
	}
	w->v->boolean(w->root, "has_late", w->now.in.late || w->now.out.late);
	w->v->quantity(w->root, "late", w->now.in.late - w->now.out.late, GLANE_U_GRAMS);
}

static int put_co2(const struct view *w)
{
	struct co2_figures co2;
	int closed, rc = figures_co2(w->s, w->c, &w->period, w->place, 0, &co2, NULL);
	if (rc >= 0)
		rc = lock_say(w->s, w->c, &w->period, w->v->object(w->root, "closed"), &closed);
	if (rc < 0)
		return rc;
	w->v->boolean(w->root, "is_closed", closed);
	co2_say(w->s, w->c, &co2, w->v->object(w->root, "co2"));
	return GLANE_OK;
}

/* --- by month ------------------------------------------------------------------------------------ */
enum { MONTHS_MOST = 60, COLUMNS = 8 };
static const struct { /* destinations as the bars show them */
	const char *name;
	enum figure parts[2];
} columns[COLUMNS] = {
	{ "entries", { FIGURE_ENTRIES, FIGURES } },      { "sale", { FIGURE_SALE, FIGURES } },       { "gift", { FIGURE_GIFT, FIGURE_PARTNER } },
	{ "internal", { FIGURE_INTERNAL, FIGURE_TRANSFORM } }, { "recycle", { FIGURE_RECYCLE, FIGURES } }, { "energy", { FIGURE_ENERGY, FIGURES } },
	{ "residual", { FIGURE_RESIDUAL, FIGURES } },    { "civic", { FIGURE_CIVIC, FIGURES } },
};
struct months {
	int64_t first; /* months since year 0 */
	int count;
	const char *place;
	int64_t grams[MONTHS_MOST][COLUMNS];
};

static int64_t month_index(int64_t day)
{
	struct date d = date_of_day(day);
	return (int64_t)d.year * 12 + d.month - 1;
}

static void add_month(void *arg, int64_t start, const struct flow *f)
{
	struct months *m = arg;
	int64_t k = month_index(start) - m->first;
	if (k < 0 || k >= m->count)
		return;
	for (int i = 0; i < COLUMNS; i++)
		for (int p = 0; p < 2 && columns[i].parts[p] != FIGURES; p++)
			m->grams[k][i] += figure_weight(columns[i].parts[p], f->from, f->to, f->made, m->place) * f->grams;
}

static int put_months(const struct view *w)
{
	struct months *m = w->s->host->call->alloc(w->c, sizeof(*m));
	if (!m)
		return GLANE_ENOMEM;
	int64_t last = month_index(w->period.to);
	m->first = month_index(w->period.from);
	m->place = w->place.p;
	if (last - m->first >= MONTHS_MOST || last == m->first)
		return GLANE_OK; /* one month is what the other tables show; sixty make no picture */
	m->count = (int)(last - m->first) + 1;
	int rc = figures_flows(w->s, w->c, w->period.from, w->period.to, add_month, m);
	if (rc < 0)
		return rc;
	struct glane_value *o = w->v->object(w->root, "months"), *list = w->v->array(o, "columns");
	for (int i = 0; i < COLUMNS; i++)
		w->v->text(list, NULL, word(w, "column", columns[i].name));
	list = w->v->array(o, "rows");
	for (int k = 0; k < m->count; k++) {
		int64_t index = m->first + k;
		struct period month = period_of(PERIOD_MONTH, day_of_date((struct date){ (int)(index / 12), (int)(index % 12) + 1, 1 }));
		struct glane_value *row = w->v->object(list, NULL), *cells = w->v->array(row, "cells");
		char text[PERIOD_TEXT];
		w->v->text(row, "label", period_label(w->s, w->c, &month));
		w->v->text(row, "period", glane_cstr(period_text(&month, text)));
		for (int i = 0; i < COLUMNS; i++)
			w->v->quantity(cells, NULL, m->grams[k][i], GLANE_U_GRAMS);
	}
	return GLANE_OK;
}

/* --- the page -------------------------------------------------------------------------------------- */
static int put_places(const struct view *w)
{
	struct glane_rows *r;
	struct glane_val lang = glane_int(english(w->s, w->c));
	struct glane_value *list = w->v->array(w->root, "places");
	int rc = w->s->host->db->query(w->c, SQL_PLACES, &lang, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = w->s->host->db->next(r)) == 1) {
		struct glane_value *o = w->v->object(list, NULL);
		struct glane_str code = w->s->host->db->col(r, 0).u.s;
		int here = code.n == w->place.n && memcmp(code.p, w->place.p, code.n) == 0;
		w->v->text(o, "code", code);
		w->v->text(o, "label", w->s->host->db->col(r, 1).u.s);
		w->v->boolean(o, "here", here);
		if (here)
			w->v->text(w->root, "place_name", w->s->host->db->col(r, 1).u.s);
	}
	w->s->host->db->close(r);
	return rc;
}

/* Periods that are a click away: those around this one, and the usual ones. */
static void put_ways(const struct view *w)
{
	int64_t today = w->s->host->call->day(w->c, w->s->host->call->now_ms(w->c));
	struct period ways[5];
	int n = 0;
	if (w->period.kind != PERIOD_DAYS)
		ways[n++] = period_of(w->period.kind, w->period.from - 1);
	if (w->period.kind != PERIOD_DAYS && w->period.to < today)
		ways[n++] = period_of(w->period.kind, w->period.to + 1);
	for (int kind = PERIOD_YEAR; kind <= PERIOD_MONTH; kind++)
		ways[n++] = period_of((enum period_kind)kind, today);
	struct glane_value *list = w->v->array(w->root, "ways");
	for (int i = 0; i < n; i++) {
		char text[PERIOD_TEXT];
		struct glane_value *o = w->v->object(list, NULL);
		w->v->text(o, "period", glane_cstr(period_text(&ways[i], text)));
		w->v->text(o, "label", period_label(w->s, w->c, &ways[i]));
		w->v->boolean(o, "here", ways[i].from == w->period.from && ways[i].to == w->period.to);
	}
}

int get_dashboard(struct glane_self *s, struct glane_call *c)
{
	struct view w = { .s = s, .c = c, .v = s->host->value, .root = s->host->reply->root(c) };
	char text[PERIOD_TEXT];
	int rc = ask_period(s, c, &w.period);
	if (rc >= 0)
		rc = ask_place(s, c, &w.place);
	if (rc < 0)
		return rc;
	w.past = period_year_before(&w.period);
	rc = figures_balance(s, c, &w.period, w.place, &w.now);
	if (rc >= 0)
		rc = figures_balance(s, c, &w.past, w.place, &w.before);
	if (rc >= 0)
		rc = put_places(&w);
	if (rc < 0)
		return rc;
	w.v->text(w.root, "title", s->host->call->tr(c, "title", NULL));
	w.v->text(w.root, "period", glane_cstr(period_text(&w.period, text)));
	w.v->text(w.root, "period_label", period_label(s, c, &w.period));
	w.v->text(w.root, "past_label", period_label(s, c, &w.past));
	w.v->text(w.root, "place", w.place);
	w.v->boolean(w.root, "empty", w.now.movements == 0);
	put_ways(&w);
	put_numbers(&w);
	put_balance(&w);
	put_destinations(&w);
	put_quality(&w);
	rc = put_co2(&w);
	return rc < 0 ? rc : put_months(&w);
}
