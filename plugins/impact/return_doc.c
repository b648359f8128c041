/* SPDX-License-Identifier: MPL-2.0 */
/* The return of a quarter as a document: what to copy into the organisation's form, and the movements behind it. */
#include <stdio.h>
#include <string.h>

#include "impact/return.h"

enum { EVIDENCE_MOST = 1500 /* rows on paper: some forty pages; files for spreadsheets have all */ };

struct writer {
	struct report r; /* for report_word() */
	const struct asked_return *a;
	const struct return_lines *lines;
};

static struct glane_str named(const struct writer *w, const char *key)
{
	return w->r.s->host->call->tr(w->r.c, key, NULL);
}

/* Classes by figures `from` to `to`, and their sum where there are several. */
static void table(const struct writer *w, const char *id, enum return_figure from, enum return_figure to)
{
	const struct doc *d = &w->r.d;
	char key[40];
	snprintf(key, sizeof(key), "return.%s", id);
	struct glane_value *s = doc_section(d, id, named(w, key), report_word(&w->r, "return.note", id));
	doc_column(d, s, named(w, "return.class"), DOC_TEXT, -1);
	for (int f = from; f <= (int)to; f++)
		doc_column(d, s, report_word(&w->r, "return.figure", return_figure_names[f]), DOC_GRAMS, -1);
	doc_column(d, s, named(w, "report.total"), DOC_GRAMS, -1);
	doc_column(d, s, named(w, "return.estimated"), DOC_GRAMS, -1);
	for (uint32_t i = 0; i < w->lines->count; i++) {
		const struct return_class *k = &w->lines->list[i];
		struct glane_value *row = doc_row(d, s);
		int64_t all = 0, estimated = 0;
		doc_cell_text(d, row, return_class_name(w->r.s, w->r.c, k->name, w->lines->count > 1));
		for (int f = from; f <= (int)to; f++) {
			doc_cell(d, row, DOC_GRAMS, k->grams[f]);
			all += k->grams[f];
			estimated += k->estimated[f];
		}
		doc_cell(d, row, DOC_GRAMS, all);
		doc_cell(d, row, DOC_GRAMS, estimated);
	}
	if (w->lines->count)
		doc_total(d, s, named(w, "report.total"));
}

static int64_t sum(const struct return_lines *l, enum return_figure from, enum return_figure to)
{
	int64_t all = 0;
	for (uint32_t i = 0; i < l->count; i++)
		for (int f = from; f <= (int)to; f++)
			all += l->list[i].grams[f];
	return all;
}

/* Grams by which two sets of lines differ, each class and figure by itself. */
static int64_t difference(const struct return_lines *a, const struct return_lines *b, int both)
{
	int64_t all = 0;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct return_class *same = NULL;
		for (uint32_t k = 0; k < b->count; k++)
			if (strcmp(a->list[i].name, b->list[k].name) == 0)
				same = &b->list[k];
		for (int f = 0; f < RETURN_FIGURES && (both || !same); f++) {
			int64_t gap = a->list[i].grams[f] - (same ? same->grams[f] : 0);
			all += gap < 0 ? -gap : gap;
		}
	}
	return all;
}

struct first { /* rows of evidence, until there are too many */
	const struct doc *d;
	struct glane_value *section;
	int count;
};

static int take_first(void *arg, const struct glane_value *row)
{
	struct first *f = arg;
	if (f->count++ == EVIDENCE_MOST)
		return 1;
	doc_row_copy(f->d, f->section, row);
	return GLANE_OK;
}

static int evidence(const struct writer *w, enum return_evidence how, const struct return_lines *live, struct evidence *ret)
{
	const struct doc *d = &w->r.d;
	struct first f = { d, evidence_section(w->r.s, w->r.c, d), 0 };
	int rc = evidence_begin(w->r.s, w->r.c, w->a, live, ret);
	while (rc == GLANE_OK && how == EVIDENCE_FIRST && !ret->end)
		rc = evidence_next(w->r.s, w->r.c, ret, take_first, &f);
	if (rc == GLANE_OK) {
		doc_total(d, f.section, named(w, "report.total"));
	} else if (rc > 0) {
		struct glane_value *args = d->v->make(w->r.c);
		d->v->integer(args, "n", EVIDENCE_MOST);
		d->v->quantity(args, "grams", sum(live, RETURN_IN1, RETURN_RESIDUAL), GLANE_U_GRAMS);
		doc_footnote(d, w->r.s->host->call->tr(w->r.c, "return.evidence_cut", args));
	}
	return rc < 0 ? rc : GLANE_OK;
}

static int stream_name(const struct writer *w, char *out, size_t size)
{
	struct glane_val args[] = { glane_text(glane_cstr(w->a->stream)), glane_int(is_english(w->r.s, w->r.c)), glane_int(w->a->quarter.to) };
	struct glane_rows *rows;
	int rc = w->r.s->host->db->query(w->r.c, SQL_STREAM_NAME, args, 3, &rows);
	if (rc < 0)
		return rc;
	rc = w->r.s->host->db->next(rows);
	snprintf(out, size, "%s", rc == 1 ? w->r.s->host->db->col(rows, 0).u.s.p : w->a->stream);
	w->r.s->host->db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

int return_document(struct glane_self *s, struct glane_call *c, const struct asked_return *a, enum return_evidence how, struct evidence *ret,
                    struct glane_value *into)
{
	const struct glane_call_api *call = s->host->call;
	struct writer *w = call->alloc(c, sizeof(*w));
	struct return_lines *live = call->alloc(c, sizeof(*live)), *frozen = call->alloc(c, sizeof(*frozen));
	struct return_state state;
	char stream[200];
	if (!w || !live || !frozen)
		return GLANE_ENOMEM;
	w->r.s = s;
	w->r.c = c;
	w->a = a;
	int rc = return_state_of(s, c, a, &state);
	if (rc >= 0)
		rc = return_live(s, c, a, live);
	if (rc >= 0)
		rc = return_frozen(s, c, a, frozen);
	if (rc >= 0)
		rc = stream_name(w, stream, sizeof(stream));
	if (rc < 0)
		return rc;
	int sent = strcmp(state.status, "submitted") == 0 || strcmp(state.status, "accepted") == 0;
	w->lines = sent ? frozen : live;
	struct doc_head h = {
		.title = named(w, "return.title"), .subtitle = call->setting(c, "site.name"), .place = glane_cstr(stream),
		.period = period_label(s, c, &a->quarter), .from = a->quarter.from, .to = a->quarter.to, .made_ms = call->now_ms(c), .draft = !sent,
	};
	w->r.d = doc_begin(s->host->value, into, &h);
	const struct doc *d = &w->r.d;
	doc_fact(d, named(w, "number.entries"), DOC_GRAMS, sum(w->lines, RETURN_IN1, RETURN_IN4), named(w, "means.entries"));
	doc_fact(d, named(w, "return.reuse"), DOC_GRAMS, sum(w->lines, RETURN_SALE, RETURN_OTHER_REUSE), named(w, "return.note.reuse"));
	doc_fact(d, named(w, "return.deadline"), DOC_DATE, return_deadline(&a->quarter),
	         report_word(&w->r, "return.status", state.status));
	table(w, "entries", RETURN_IN1, RETURN_IN4);
	table(w, "reuse", RETURN_SALE, RETURN_OTHER_REUSE);
	table(w, "waste", RETURN_RECYCLE, RETURN_RESIDUAL);
	if (how != EVIDENCE_NONE)
		rc = evidence(w, how, live, ret);
	doc_footnote(d, report_word(&w->r, "return.how", state.how));
	if (sent && difference(live, frozen, 1) + difference(frozen, live, 0)) {
		struct glane_value *args = s->host->value->make(c);
		s->host->value->quantity(args, "grams", difference(live, frozen, 1) + difference(frozen, live, 0), GLANE_U_GRAMS);
		doc_footnote(d, call->tr(c, "return.changed", args));
	}
	return rc < 0 ? rc : GLANE_OK;
}
