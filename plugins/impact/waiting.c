/* SPDX-License-Identifier: MPL-2.0 */
/* Lines of imported notebooks that somebody has to confirm: those that count all the same, and those that count nowhere. */
#include <string.h>

#include "impact/report.h"

static void add(struct waiting *w, int counted, int64_t lines, int64_t grams, int64_t blank)
{
	if (counted) {
		w->lines += lines;
		w->grams += grams;
		return;
	}
	w->kept += lines;
	w->kept_grams += grams;
	w->kept_blank += blank;
}

int figures_waiting(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, struct waiting ret[2])
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_int(p->from), glane_int(p->to), glane_text(place) };
	struct glane_rows *r;
	memset(ret, 0, 2 * sizeof(*ret));
	int rc = db->query(c, SQL_WAITING, args, 3, &r);
	if (rc == GLANE_EGONE)
		return GLANE_OK; /* nobody imports anything here */
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) { /* way, counted, undatable, lines, grams, without grams */
		const char *way = db->col(r, 0).u.s.p;
		int door = strcmp(way, "door") == 0, in = door || strcmp(way, "reception") == 0;
		int out = door || strcmp(way, "sale") == 0 || strcmp(way, "exit") == 0;
		for (int side = 0; side < 2; side++) {
			if (!(side ? out : in))
				continue;
			if (db->col(r, 2).u.i)
				ret[side].undatable += db->col(r, 3).u.i;
			else
				add(&ret[side], (int)db->col(r, 1).u.i, db->col(r, 3).u.i, db->col(r, 4).u.i, db->col(r, 5).u.i);
		}
	}
	db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

int waiting_any(const struct waiting w[2])
{
	return w[0].lines || w[1].lines || w[0].kept || w[1].kept || w[0].undatable || w[1].undatable;
}

static void sentence(struct glane_self *s, struct glane_call *c, struct glane_value *list, struct glane_str label, const char *key, int64_t n, int64_t grams,
                     int64_t blank)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	if (!n)
		return;
	v->text(args, "label", label);
	v->integer(args, "n", n);
	v->quantity(args, "grams", grams, GLANE_U_GRAMS);
	v->integer(args, "blank", blank);
	v->text(v->object(list, NULL), "text", s->host->call->tr(c, key, args));
}

void waiting_say(struct glane_self *s, struct glane_call *c, const struct waiting *w, struct glane_str label, struct glane_value *list)
{
	sentence(s, c, list, label, "waiting.counted", w->lines, w->grams, 0);
	sentence(s, c, list, label, "waiting.kept", w->kept, w->kept_grams, w->kept_blank);
	sentence(s, c, list, label, "waiting.undatable", w->undatable, 0, 0);
}

static void row(const struct report *r, struct glane_value *section, const char *name, int64_t lines, int64_t grams, int64_t blank, int64_t all)
{
	const struct doc *d = &r->d;
	if (!lines)
		return;
	struct glane_value *cells = doc_row(d, section);
	int64_t points = all < 0 ? -1 : basis_points(grams, all);
	doc_cell_text(d, cells, report_word(r, "waiting", name));
	doc_cell(d, cells, DOC_COUNT, lines);
	if (strstr(name, "undatable"))
		doc_cell_unknown(d, cells);
	else
		doc_cell(d, cells, DOC_GRAMS, grams);
	if (points < 0)
		doc_cell_unknown(d, cells);
	else
		doc_cell(d, cells, DOC_PERCENT, points);
	doc_cell(d, cells, DOC_COUNT, blank);
}

void report_waiting(const struct report *r)
{
	const struct doc *d = &r->d;
	static const char *const names[2][3] = { { "in", "in_kept", "in_undatable" }, { "out", "out_kept", "out_undatable" } };
	const int64_t all[] = { r->now.in.all, r->now.out.all };
	if (!waiting_any(r->waiting))
		return;
	struct glane_value *s = doc_section(d, "waiting", report_word(r, "waiting", "title"), report_word(r, "waiting", "what"));
	doc_column(d, s, report_word(r, "waiting", "of"), DOC_TEXT, -1);
	doc_column(d, s, report_word(r, "waiting", "lines"), DOC_COUNT, -1);
	doc_column(d, s, report_word(r, "report", "mass"), DOC_GRAMS, -1);
	doc_column(d, s, report_word(r, "waiting", "share"), DOC_PERCENT, -1);
	doc_column(d, s, report_word(r, "waiting", "blank"), DOC_COUNT, -1);
	for (int i = 0; i < 2; i++) {
		const struct waiting *w = &r->waiting[i];
		row(r, s, names[i][0], w->lines, w->grams, 0, all[i]);
		row(r, s, names[i][1], w->kept, w->kept_grams, w->kept_blank, -1);
		row(r, s, names[i][2], w->undatable, 0, 0, -1);
	}
}
