/* SPDX-License-Identifier: MPL-2.0 */
/* The movements behind a return, all of them, some thousands at a time: day, record, category, class, figure, grams, how known. */
#include <stdio.h>

#include "impact/return.h"

enum { LOOK_AT = 4000 /* movements of a quarter in one go: their rows fit into a call's memory, and its time, with room to spare */ };

int evidence_begin(struct glane_self *s, struct glane_call *c, const struct asked_return *a, const struct return_lines *live, struct evidence *ret)
{
	struct glane_val which = glane_text(glane_cstr("total"));
	*ret = (struct evidence){ .a = a, .several = live->count > 1, .day = a->quarter.from };
	return one_int(s, c, SQL_REACHED, &which, 1, &ret->upto);
}

struct glane_value *evidence_section(struct glane_self *s, struct glane_call *c, const struct doc *d)
{
	static const struct {
		const char *word;
		enum doc_type type;
	} columns[] = {
		{ "return.record", DOC_TEXT },     { "return.day", DOC_DATE },   { "category", DOC_TEXT },    { "return.class", DOC_TEXT },
		{ "return.counted_in", DOC_TEXT }, { "report.mass", DOC_GRAMS }, { "return.known", DOC_TEXT },
	};
	const struct glane_call_api *call = s->host->call;
	struct glane_value *section = doc_section(d, EVIDENCE_ID, call->tr(c, "return.evidence", NULL), call->tr(c, "return.note.evidence", NULL));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		doc_column(d, section, call->tr(c, columns[i].word, NULL), columns[i].type, -1);
	return section;
}

struct glane_str return_class_name(struct glane_self *s, struct glane_call *c, const char *name, int several)
{
	return *name ? glane_cstr(name) : s->host->call->tr(c, several ? "return.no_class" : "return.whole_stream", NULL);
}

/* A movement of the stream: a row for each figure that it counts in. */
static int hand_over(struct glane_self *s, struct glane_call *c, const struct evidence *e, struct glane_rows *r, evidence_fn *take, void *arg)
{
	static const char *const known[] = { "quality.estimated", "quality.weighed", "quality.item" };
	const struct glane_db_api *db = s->host->db;
	const struct glane_value_api *v = s->host->value;
	const struct doc d = { v, NULL };
	for (int exit = 0, rc; exit < 2; exit++) {
		enum return_figure f;
		int64_t measured = db->col(r, 8).u.i,
		        grams = return_weight(db->col(r, 5).u.s.p, db->col(r, 6).u.s.p, (int)db->col(r, 9).u.i, exit, &f) * db->col(r, 7).u.i;
		if (!grams)
			continue;
		struct glane_value *row = v->array(v->make(c), "row");
		char text[40];
		snprintf(text, sizeof(text), "%lld", (long long)e->seq);
		doc_cell_text(&d, row, glane_cstr(text));
		doc_cell(&d, row, DOC_DATE, e->day);
		doc_cell_text(&d, row, db->col(r, 4).u.s);
		doc_cell_text(&d, row, return_class_name(s, c, db->col(r, 3).u.s.p, e->several));
		snprintf(text, sizeof(text), "return.figure.%s", return_figure_names[f]);
		doc_cell_text(&d, row, s->host->call->tr(c, text, NULL));
		doc_cell(&d, row, DOC_GRAMS, grams);
		doc_cell_text(&d, row, s->host->call->tr(c, known[measured >= 0 && measured <= 2 ? measured : 0], NULL));
		if ((rc = take(arg, row)) != GLANE_OK)
			return rc;
	}
	return GLANE_OK;
}

int evidence_next(struct glane_self *s, struct glane_call *c, struct evidence *e, evidence_fn *take, void *arg)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_int(e->a->quarter.to), glane_text(glane_cstr(e->a->stream)), glane_int(is_english(s, c)),
		                    glane_int(e->upto), glane_int(e->day), glane_int(e->seq), glane_int(e->n), glane_int(LOOK_AT) };
	struct glane_rows *r; /* day, record, movement, class or NULL: of another stream, category, from, to, grams, measured, made */
	int looked = 0, rc = db->query(c, e->late ? SQL_RETURN_EVIDENCE_LATE : SQL_RETURN_EVIDENCE, args, 8, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		looked++;
		e->day = db->col(r, 0).u.i;
		e->seq = db->col(r, 1).u.i;
		e->n = db->col(r, 2).u.i;
		if (db->col(r, 3).type != GLANE_NULL && (rc = hand_over(s, c, e, r, take, arg)) != GLANE_OK)
			break;
	}
	db->close(r);
	if (rc != GLANE_OK || looked == LOOK_AT)
		return rc;
	e->end = e->late; /* first those on their own day, then those that correct a closed period */
	e->late = 1;
	e->day = e->a->quarter.from;
	e->seq = e->n = 0;
	return GLANE_OK;
}
