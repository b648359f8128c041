/* SPDX-License-Identifier: MPL-2.0 */
#include <stdio.h>

#include "report/chart.h"
#include "report/form.h"

struct page {
	const struct glane_value_api *v;
	struct doc_words w;
	struct glane_str links; /* "": nothing can be followed */
};

static int is_figure(enum doc_type type)
{
	return type != DOC_TEXT && type != DOC_DATE;
}

static void put_row(const struct page *p, const struct doc_table *t, uint32_t row, struct glane_value *into)
{
	struct glane_value *cells = p->v->array(into, "cells");
	char words[DOC_WORDS];
	for (uint32_t k = 0; k < t->column_count; k++) {
		enum doc_type type = doc_type_of(p->v, p->v->at(t->columns, k));
		struct glane_value *c = p->v->object(cells, NULL);
		const struct glane_value *leaf = doc_at(t, row, k);
		int blank = row == t->row_count && !doc_is_known(p->v, leaf); /* no sum: not "unknown" */
		p->v->text(c, "text", blank ? glane_cstr("") : doc_leaf(p->v, p->w, type, leaf, words));
		p->v->boolean(c, "first", k == 0);
		p->v->boolean(c, "n", is_figure(type));
		struct glane_str behind = doc_link_at(t, row, k);
		if (p->links.n && behind.n) {
			char path[300];
			snprintf(path, sizeof(path), "%s%s", p->links.p, behind.p);
			p->v->text(c, "link", glane_cstr(path));
		}
	}
}

static void put_section(const struct page *p, const struct glane_value *section, struct glane_value *into)
{
	const struct glane_value_api *v = p->v;
	struct doc_table t = doc_table(v, section);
	v->put(into, "id", v->get(section, "id"));
	v->put(into, "title", v->get(section, "title"));
	v->put(into, "note", v->get(section, "note"));
	if (chart_height(v, section))
		chart_put(v, p->w, section, v->object(into, "chart"));
	struct glane_value *columns = v->array(into, "columns"), *rows = v->array(into, "rows");
	for (uint32_t k = 0; k < t.column_count; k++) {
		const struct glane_value *column = v->at(t.columns, k);
		enum doc_type type = doc_type_of(v, column);
		struct glane_value *c = v->object(columns, NULL);
		v->text(c, "title", doc_title(v, column));
		v->text(c, "unit", glane_cstr(doc_unit(type)));
		v->boolean(c, "n", is_figure(type));
	}
	for (uint32_t r = 0; r < t.row_count; r++)
		put_row(p, &t, r, v->object(rows, NULL));
	v->boolean(into, "empty", t.row_count == 0);
	if (t.total)
		put_row(p, &t, t.row_count, v->object(into, "total"));
}

void form_page(const struct glane_value_api *v, struct doc_words w, const struct glane_value *doc, struct glane_value *page)
{
	struct page p = { v, w, v->as_text(v->get(doc, "links")) };
	static const char *const same[] = { "title", "subtitle", "place", "made_ms", "draft", "definitions", "footnotes" };
	for (unsigned i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		v->put(page, same[i], v->get(doc, same[i]));
	v->put(page, "period", v->get(v->get(doc, "period"), "label"));
	const struct glane_value *facts = v->get(doc, "facts"), *sections = v->get(doc, "sections");
	struct glane_value *list = v->array(page, "facts");
	for (uint32_t i = 0; i < v->count(facts); i++) {
		const struct glane_value *f = v->at(facts, i), *value = v->get(f, "value");
		struct glane_value *one = v->object(list, NULL);
		char words[DOC_WORDS];
		v->put(one, "label", v->get(f, "label"));
		v->put(one, "note", v->get(f, "note"));
		if (!doc_is_known(v, value))
			v->text(one, "value", glane_cstr("–"));
		else
			v->text(one, "value", (struct glane_str){ words, doc_figure_alone(w, doc_type_of(v, f), v->as_integer(value, 0), words) });
	}
	list = v->array(page, "sections");
	for (uint32_t i = 0; i < v->count(sections); i++)
		put_section(&p, v->at(sections, i), v->object(list, NULL));
	v->boolean(page, "defined", v->count(v->get(doc, "definitions")) > 0);
	v->boolean(page, "noted", v->count(v->get(doc, "footnotes")) > 0);
}
