/* SPDX-License-Identifier: MPL-2.0 */
/* A paper booklet typed in: weeks x fractions, and who was there, a quarter of a year at once.  A cell holds what is noted; another
 * number takes its place and the one before stays, as ended.  All of it is kept or, when one cell is wrong, none. */
#include <stdio.h>
#include <string.h>

#include "challenge/internal.h"

struct cell { /* what is noted of one fraction in one week */
	int64_t grams, last;   /* last: a weigh-in of it, 0: none */
	int n;
};
struct grid {
	struct challenge ch;
	struct household h;
	int from, end;         /* weeks */
	struct cell cells[GRID_WEEKS][FRACTIONS];
	int heads[GRID_WEEKS]; /* -1: all were there */
	int64_t seen;          /* grows with each change in these weeks */
};

static int load_cells(struct glane_self *s, struct glane_call *c, struct grid *g)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_int(g->h.id), glane_int(g->from), glane_int(g->end - 1) }, seen;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CELLS, args, 3, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int row = (int)db->col(rows, 0).u.i - g->from;
		g->cells[row][db->col(rows, 1).u.i] = (struct cell){ db->col(rows, 2).u.i, db->col(rows, 4).u.i, (int)db->col(rows, 3).u.i };
	}
	for (int i = 0; i < GRID_WEEKS; i++)
		g->heads[i] = -1;
	if (rc >= 0)
		rc = db->query(c, SQL_HEADS, args, 3, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1)
		g->heads[db->col(rows, 0).u.i - g->from] = (int)db->col(rows, 1).u.i;
	if (rc >= 0)
		rc = first_row(s, c, SQL_SEEN, args, 3, &seen, 1);
	g->seen = rc == 1 ? seen.u.i : 0;
	return rc < 0 ? rc : GLANE_OK;
}

static int load(struct glane_self *s, struct glane_call *c, int64_t from, struct grid *g)
{
	int rc = find_both(s, c, in_int(s, c, "id", 0), &g->ch, &g->h);
	if (rc < 0)
		return rc;
	g->from = from >= 0 && from < g->ch.weeks ? (int)from : 0;
	g->end = g->from + GRID_WEEKS < g->ch.weeks ? g->from + GRID_WEEKS : g->ch.weeks;
	return load_cells(s, c, g);
}

static void cell_name(char ret[24], int fraction, int row)
{
	snprintf(ret, 24, "%s_%d", fraction_ids[fraction], row);
}

/* --- the page ------------------------------------------------------------------------------------------- */
static void in_unit(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t grams, char ret[32])
{
	if (ch->in_grams)
		text_from_number(grams, ret);
	else
		text_from_kilos(grams, is_english(s, c) ? '.' : ',', ret);
}

static void say_fault(struct glane_self *s, struct glane_value *root, struct glane_value *o, const char *key, const char *name)
{
	struct glane_str fault = s->host->value->as_text(s->host->value->get(s->host->value->get(root, "fault"), name));
	if (fault.n)
		s->host->value->text(o, key, fault);
}

static void say_cell(struct glane_self *s, struct glane_call *c, const struct grid *g, struct glane_value *o, int row, int f)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	const struct cell *cell = &g->cells[row][f];
	char name[24], now[32] = "";
	cell_name(name, f, row);
	if (cell->n)
		in_unit(s, c, &g->ch, cell->grams, now);
	struct glane_str is = v->get(root, "input") ? typed(s, c, name) : glane_cstr(now);
	v->text(o, "field", glane_cstr(name));
	v->text(o, "value", is);
	v->text(o, "fraction", word(s, c, "short.", glane_cstr(fraction_ids[f])));
	if (cell->n > 1)
		v->integer(o, "several", cell->n);
	if (cell->n && !text_is(is, now))
		v->quantity(o, "now", cell->grams, GLANE_U_GRAMS);
	v->integer(o, "number", g->from + row + 1);
	say_fault(s, root, o, "wrong", name);
}

static void say_row(struct glane_self *s, struct glane_call *c, const struct grid *g, struct glane_value *o, int row)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *cells = v->array(o, "cells");
	int week = g->from + row, again = v->get(root, "input") != NULL;
	char name[24], heads[24] = "";
	v->integer(o, "number", week + 1);
	v->quantity(o, "day", week_day(&g->ch, week), GLANE_U_DAY);
	v->boolean(o, "baseline", week < g->h.start_week + g->ch.baseline_weeks);
	v->boolean(o, "closed", week < g->h.start_week || week >= g->h.left_week || week_day(&g->ch, week) > today(s, c));
	for (int f = 0; f < FRACTIONS; f++)
		if (g->ch.weighed >> f & 1)
			say_cell(s, c, g, v->object(cells, NULL), row, f);
	if (g->heads[row] >= 0)
		text_from_number(g->heads[row], heads);
	snprintf(name, sizeof(name), "heads_%d", row);
	v->text(o, "heads_field", glane_cstr(name));
	v->text(o, "heads", again ? typed(s, c, name) : glane_cstr(heads));
	say_fault(s, root, o, "heads_wrong", name);
	snprintf(name, sizeof(name), "rest_%d", row);
	v->text(o, "rest_field", glane_cstr(name));
	v->boolean(o, "rest", typed(s, c, name).n > 0);
}

int get_grid(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *columns = v->array(root, "columns"), *rows = v->array(root, "rows");
	struct grid g = { .from = 0 };
	struct glane_val near[2];
	int rc = load(s, c, v->get(root, "input") ? typed_number(s, c, "from") : in_int(s, c, "from", 0), &g);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_NEXT_HOUSEHOLD, (struct glane_val[]){ glane_int(g.ch.id), glane_int(g.h.number) }, 2, near, 2);
	if (rc < 0)
		return rc;
	v->integer(root, "id", g.h.id);
	v->integer(root, "number", g.h.number);
	v->text(root, "pseudonym", g.h.pseudonym);
	v->integer(root, "persons_days", DAYS_A_WEEK * (int64_t)g.h.persons);
	v->integer(root, "from", g.from);
	v->integer(root, "seen", g.seen);
	v->text(root, "unit", glane_cstr(g.ch.in_grams ? "g" : "kg"));
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	v->boolean(root, "may_write", text_is(g.ch.state, "open") || text_is(g.ch.state, "closed"));
	say_challenge(s, c, v->object(root, "challenge"), &g.ch);
	if (g.from > 0)
		v->integer(v->object(root, "before"), "from", g.from > GRID_WEEKS ? g.from - GRID_WEEKS : 0);
	if (g.end < g.ch.weeks)
		v->integer(v->object(root, "after"), "from", g.end);
	if (near[0].type == GLANE_INT) {
		struct glane_value *o = v->object(root, "next");
		v->integer(o, "id", near[0].u.i);
		v->text(o, "pseudonym", near[1].u.s);
	}
	for (int f = 0; f < FRACTIONS; f++)
		if (g.ch.weighed >> f & 1)
			v->text(v->object(columns, NULL), "name", word(s, c, "short.", glane_cstr(fraction_ids[f])));
	for (int i = 0; g.from + i < g.end; i++)
		say_row(s, c, &g, v->object(rows, NULL), i);
	return doubts_say(s, c, &g.ch, g.h.id, root);
}

/* --- what was typed ------------------------------------------------------------------------------------- */
static int read_cell(struct glane_self *s, struct glane_call *c, const struct grid *g, int row, int f, struct weigh_in *w, int *ret_changed)
{
	char name[24];
	const struct cell *cell = &g->cells[row][f];
	cell_name(name, f, row);
	struct glane_str text = text_trim(in_text(s, c, name));
	*w = (struct weigh_in){ .day = week_day(&g->ch, g->from + row), .fraction = (enum fraction)f, .source = "grid", .grams = -1, .typed = text, .counted = 1 };
	*ret_changed = text.n ? 1 : cell->n > 0;
	if (!text.n)
		return GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	const char *wrong = weight_wrong(s, &g->ch, text, glane_cstr(""), w, args);
	if (wrong) /* no place for two buttons in a cell: the unit is written */
		return fault(s, c, name, strcmp(wrong, "ask.unit") == 0 ? "ask.unit_write" : wrong, args);
	*ret_changed = !cell->n || cell->grams != w->grams;
	return !*ret_changed ? GLANE_OK : weigh_in_check(s, c, &g->ch, &g->h, w, name, name);
}

static int put_cell(struct glane_self *s, struct glane_call *c, const struct grid *g, int row, int f, const struct weigh_in *w)
{
	const struct cell *cell = &g->cells[row][f];
	struct glane_val args[] = { glane_int(g->h.id), glane_int(g->from + row), glane_int(f), glane_int(s->host->call->now_ms(c)), by_person(s, c) };
	int64_t id;
	int rc = cell->n ? s->host->db->exec(c, SQL_CELL_END, args, 5, NULL) : GLANE_OK;
	return rc < 0 || w->grams < 0 ? rc : weighing_put(s, c, &g->ch, &g->h, w, cell->last, &id);
}

static int put_row(struct glane_self *s, struct glane_call *c, const struct grid *g, int row)
{
	char name[24];
	int week = g->from + row, rc = GLANE_OK;
	for (int f = 0; rc == GLANE_OK && f < FRACTIONS; f++) {
		struct weigh_in w;
		int changed = 0;
		if (!(g->ch.weighed >> f & 1))
			continue;
		rc = read_cell(s, c, g, row, f, &w, &changed);
		if (rc == GLANE_OK && changed)
			rc = put_cell(s, c, g, row, f, &w);
	}
	snprintf(name, sizeof(name), "heads_%d", row);
	int heads = (int)in_int(s, c, name, -1);
	if (rc == GLANE_OK && heads != g->heads[row])
		rc = presence_set(s, c, &g->ch, &g->h, week, heads, "grid");
	snprintf(name, sizeof(name), "rest_%d", row);
	if (rc == GLANE_OK && in_int(s, c, name, 0))
		rc = weighing_nothing(s, c, &g->ch, &g->h, week, "grid");
	return rc < 0 ? rc : week_refresh(s, c, g->h.id, week, week);
}

int post_grid(struct glane_self *s, struct glane_call *c)
{
	struct grid g = { .from = 0 };
	int rc = load(s, c, in_int(s, c, "from", 0), &g), wrong = 0;
	if (rc < 0)
		return rc;
	if (in_int(s, c, "seen", g.seen) != g.seen)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.meanwhile", NULL);
	for (int row = 0; g.from + row < g.end; row++) /* all of what is wrong is said at once */
		for (int f = 0; f < FRACTIONS; f++) {
			struct weigh_in w;
			int changed;
			wrong |= g.ch.weighed >> f & 1 && read_cell(s, c, &g, row, f, &w, &changed) < 0;
		}
	if (wrong)
		return GLANE_EINVAL;
	for (int row = 0; rc == GLANE_OK && g.from + row < g.end; row++)
		rc = put_row(s, c, &g, row);
	if (rc < 0)
		return rc;
	char path[60], more[40];
	snprintf(path, sizeof(path), "/p/challenge/h/%lld/grid", (long long)g.h.id);
	snprintf(more, sizeof(more), "&saved=1&from=%d", g.from);
	back(s, c, path, more);
	return GLANE_OK;
}
