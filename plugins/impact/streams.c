/* SPDX-License-Identifier: MPL-2.0 */
/* Filières by month: one figure, a row for each stream, each cell opens its movements. */
#include <stdio.h>
#include <string.h>

#include "impact/internal.h"

enum { MONTHS_MOST = 24, STREAMS_MOST = 40, CODE_MOST = 32 };
struct row {
	char code[CODE_MOST]; /* "": no stream */
	int64_t grams[MONTHS_MOST], total;
};
struct grid {
	enum figure figure;
	const char *place;
	struct period period;
	int64_t first; /* months since year 0 */
	int months, count;
	struct row rows[STREAMS_MOST];
};

static int64_t month_index(int64_t day)
{
	struct date d = date_of_day(day);
	return (int64_t)d.year * 12 + d.month - 1;
}

static struct period month_at(int64_t index)
{
	return period_of(PERIOD_MONTH, day_of_date((struct date){ (int)(index / 12), (int)(index % 12) + 1, 1 }));
}

static void add(void *arg, int64_t start, struct glane_str stream, const struct flow *f)
{
	struct grid *g = arg;
	int64_t grams = figure_weight(g->figure, f->from, f->to, f->made, g->place) * f->grams, month = month_index(start) - g->first;
	int i = 0;
	if (grams == 0 || month < 0 || month >= g->months)
		return;
	while (i < g->count && strncmp(g->rows[i].code, stream.p, CODE_MOST - 1) != 0)
		i++;
	if (i == STREAMS_MOST)
		return;
	if (i == g->count)
		snprintf(g->rows[g->count++].code, CODE_MOST, "%s", stream.p);
	g->rows[i].grams[month] += grams;
	g->rows[i].total += grams;
}

static int name_of(struct glane_self *s, struct glane_call *c, const char *code, int64_t day, struct glane_value *into)
{
	struct glane_val args[] = { glane_text(glane_cstr(code)), glane_int(is_english(s, c)), glane_int(day) };
	struct glane_rows *r;
	s->host->value->text(into, "code", glane_cstr(code));
	s->host->value->text(into, "name", *code ? glane_cstr(code) : s->host->call->tr(c, "report.no_stream", NULL));
	int rc = s->host->db->query(c, SQL_STREAM_NAME, args, 3, &r);
	if (rc < 0)
		return rc;
	if ((rc = s->host->db->next(r)) == 1)
		s->host->value->text(into, "name", s->host->db->col(r, 0).u.s);
	s->host->db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

static void put_cells(struct glane_self *s, const struct grid *g, const struct row *row, struct glane_value *list)
{
	for (int m = 0; m < g->months; m++) {
		struct period month = month_at(g->first + m);
		month = period_within(&month, &g->period);
		struct glane_value *cell = s->host->value->object(list, NULL);
		char text[PERIOD_TEXT];
		s->host->value->text(cell, "month", glane_cstr(period_text(&month, text)));
		if (row->grams[m])
			s->host->value->quantity(cell, "grams", row->grams[m], GLANE_U_GRAMS);
		else
			s->host->value->null(cell, "grams");
	}
}

static int put_grid(struct glane_self *s, struct glane_call *c, const struct grid *g, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(root, "months");
	struct row sum = { .total = 0 };
	int rc = GLANE_OK, one_year = date_of_day(g->period.from).year == date_of_day(g->period.to).year; /* which is in the title */
	for (int m = 0; m < g->months; m++) {
		struct period month = month_at(g->first + m);
		char key[20];
		snprintf(key, sizeof(key), "month.short.%d", date_of_day(month.from).month);
		v->text(list, NULL, one_year ? s->host->call->tr(c, key, NULL) : period_label(s, c, &month));
	}
	list = v->array(root, "rows");
	for (int i = 0; rc >= 0 && i < g->count; i++) {
		struct glane_value *o = v->object(list, NULL);
		rc = name_of(s, c, g->rows[i].code, month_at(g->first + g->months - 1).to, o);
		put_cells(s, g, &g->rows[i], v->array(o, "cells"));
		v->quantity(o, "total", g->rows[i].total, GLANE_U_GRAMS);
		for (int m = 0; m < g->months; m++)
			sum.grams[m] += g->rows[i].grams[m];
		sum.total += g->rows[i].total;
	}
	struct glane_value *o = v->object(root, "sum");
	put_cells(s, g, &sum, v->array(o, "cells"));
	v->quantity(o, "total", sum.total, GLANE_U_GRAMS);
	return rc;
}

int get_streams(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	static const enum figure figures[] = { FIGURE_ENTRIES, FIGURE_REUSE, FIGURE_RECYCLE, FIGURE_EXITS };
	struct glane_value *root = s->host->reply->root(c);
	struct grid *g = s->host->call->alloc(c, sizeof(*g));
	struct glane_str place, figure = v->as_text(v->get(s->host->call->inputs(c), "figure"));
	struct period p;
	char text[PERIOD_TEXT], key[40];
	int rc = g ? ask_period(s, c, &p) : GLANE_ENOMEM;
	if (rc >= 0)
		rc = ask_place(s, c, &place);
	if (rc < 0)
		return rc;
	g->figure = figure.n ? figure_from_name(figure.p) : FIGURE_ENTRIES;
	g->place = place.p;
	g->period = p;
	g->first = month_index(p.from);
	if (month_index(p.to) - g->first >= MONTHS_MOST)
		return s->host->call->refuse_input(c, "period", "bad.streams_long", NULL);
	g->months = (int)(month_index(p.to) - g->first) + 1;
	rc = figures_streams(s, c, &p, 0, UNIT_MONTH, add, g);
	if (rc >= 0)
		rc = put_grid(s, c, g, root);
	struct glane_value *list = v->array(root, "figures");
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		struct glane_value *o = v->object(list, NULL);
		snprintf(key, sizeof(key), "figure.%s", figure_names[figures[i]]);
		v->text(o, "name", glane_cstr(figure_names[figures[i]]));
		v->text(o, "label", s->host->call->tr(c, key, NULL));
		v->boolean(o, "here", figures[i] == g->figure);
	}
	v->text(root, "title", s->host->call->tr(c, "streams.title", NULL));
	v->text(root, "figure", glane_cstr(figure_names[g->figure]));
	v->text(root, "period", glane_cstr(period_text(&p, text)));
	v->text(root, "period_label", period_label(s, c, &p));
	v->text(root, "place", place);
	return rc;
}
