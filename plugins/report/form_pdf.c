/* SPDX-License-Identifier: MPL-2.0 */
/* A report on A4 paper. */
#include <string.h>

#include "drawing/flow.h"
#include "report/chart.h"
#include "report/form.h"

struct paper {
	const struct glane_value_api *v;
	const struct form_words *w;
	const struct glane_value *doc;
	struct flow *f;
};

/* The light theme of ui/report.css, and its patterns in chart_fills.html. */
static const struct flow_ink inks[CHART_ALL] = {
	[CHART_SALE] = { 0x0b5648, 0x0b5648, FLOW_PLAIN, 0 },       [CHART_GIFT] = { 0x4ea38c, 0xffffff, FLOW_RISING, 0 },
	[CHART_PARTNER] = { 0x8ccdb9, 0x0b5648, FLOW_DOTS, 0 },     [CHART_INTERNAL] = { 0xc9e8de, 0x2f7d69, FLOW_LEVEL, 0 },
	[CHART_TRANSFORM] = { 0xe4f3ee, 0x2f7d69, FLOW_UPRIGHT, 0 }, [CHART_RECYCLE] = { 0x2f62b0, 0xbcd2f4, FLOW_FALLING, 0 },
	[CHART_CIVIC] = { 0xefe9d8, 0x857647, FLOW_GRID, 0 },       [CHART_ENERGY] = { 0xf0a63c, 0x7a4500, FLOW_CROSSED, 0 },
	[CHART_RESIDUAL] = { 0x8e2a2a, 0xffffff, FLOW_SPARSE, 0 },  [CHART_ENTRIES] = { 0x56616c, 0x56616c, FLOW_PLAIN, 0 },
	[CHART_STOCK] = { 0xa9b2ba, 0xa9b2ba, FLOW_PLAIN, 0 },      [CHART_GRID] = { 0xd4d6d2, 0, FLOW_PLAIN, 0 },
	[CHART_AXIS] = { 0x7a837d, 0, FLOW_PLAIN, 0 },              [CHART_LABEL] = { 0x434e49, 0, FLOW_PLAIN, 0 },
	[CHART_STRONG] = { 0x17211d, 0, FLOW_PLAIN, 1 },
};

/* --- charts: the pen onto paper ---------------------------------------------------------------------------------- */
static struct flow_point point(struct chart_point at)
{
	return (struct flow_point){ at.x, at.y };
}

static void draw_rect(void *ctx, struct chart_point at, int32_t w, int32_t h, enum chart_style style)
{
	flow_rect(((struct paper *)ctx)->f, point(at), w, h, &inks[style]);
}

static void draw_line(void *ctx, const struct chart_point *points, uint32_t n, enum chart_style style)
{
	struct paper *p = ctx;
	int32_t width = style == CHART_GRID ? 6 : style == CHART_AXIS ? 10 : 36;
	for (uint32_t i = 1; i < n; i++)
		flow_line(p->f, (struct flow_point[]){ point(points[i - 1]), point(points[i]) }, 2, width, &inks[style]);
}

static void draw_dot(void *ctx, struct chart_point at, enum chart_style style)
{
	flow_dot(((struct paper *)ctx)->f, point(at), 45, &inks[style]);
}

static void draw_band(void *ctx, struct chart_point a, struct chart_point b, int32_t h, enum chart_style style)
{
	flow_band(((struct paper *)ctx)->f, point(a), point(b), h, &inks[style]);
}

static void draw_words(void *ctx, struct chart_point at, enum chart_anchor anchor, enum chart_style style, struct glane_str words)
{
	static const enum flow_anchor anchors[] = { FLOW_START, FLOW_MIDDLE, FLOW_END };
	flow_label(((struct paper *)ctx)->f, point(at), anchors[anchor], CHART_TEXT, &inks[style], words);
}

static void chart(struct paper *p, const struct glane_value *section)
{
	int32_t h = chart_height(p->v, section);
	if (!h)
		return;
	flow_chart(p->f, CHART_W, h);
	chart_draw(p->v, p->w->figures, section, &(struct chart_pen){ p, draw_rect, draw_line, draw_dot, draw_band, draw_words });
	flow_chart_end(p->f);
	flow_words(p->f, FLOW_QUIET, p->v->as_text(p->v->get(p->v->get(section, "chart"), "summary")));
}

/* --- tables ------------------------------------------------------------------------------------------------------ */
struct sheet {
	struct paper *p;
	struct doc_table t;
};

static struct glane_str cell(void *arg, uint32_t row, uint32_t column, char *room)
{
	const struct sheet *s = arg;
	const struct glane_value *leaf = doc_at(&s->t, row, column);
	if (row == s->t.row_count && !doc_is_known(s->p->v, leaf))
		return glane_cstr(""); /* no sum: not "unknown" */
	return doc_leaf(s->p->v, s->p->w->figures, doc_type_of(s->p->v, s->p->v->at(s->t.columns, column)), leaf, room);
}

static void table(struct paper *p, const struct glane_value *section)
{
	struct sheet s = { p, doc_table(p->v, section) };
	struct flow_column columns[FLOW_COLUMNS_MAX];
	struct bytes heads[FLOW_COLUMNS_MAX] = { { 0 } };
	uint32_t n = s.t.column_count < FLOW_COLUMNS_MAX ? s.t.column_count : FLOW_COLUMNS_MAX;
	for (uint32_t k = 0; k < n; k++) {
		const struct glane_value *c = p->v->at(s.t.columns, k);
		enum doc_type type = doc_type_of(p->v, c);
		struct glane_str title = doc_title(p->v, c);
		bytes_add(&heads[k], title.p, title.n);
		bytes_text(&heads[k], *doc_unit(type) ? " (" : "");
		bytes_text(&heads[k], doc_unit(type));
		bytes_text(&heads[k], *doc_unit(type) ? ")" : "");
		columns[k].figure = type != DOC_TEXT && type != DOC_DATE;
		columns[k].title = heads[k].failed ? title : (struct glane_str){ heads[k].p ? (const char *)heads[k].p : "", heads[k].n };
	}
	flow_table(p->f, &(struct flow_table){ columns, n, s.t.row_count + (s.t.total != NULL), s.t.total != NULL, cell, &s });
	for (uint32_t k = 0; k < n; k++)
		bytes_fini(&heads[k]);
}

/* --- the document ------------------------------------------------------------------------------------------------ */
enum { CARDS_MAX = 12 };

static void facts(struct paper *p)
{
	const struct glane_value *list = p->v->get(p->doc, "facts");
	struct flow_card cards[CARDS_MAX];
	char room[CARDS_MAX][DOC_WORDS];
	uint32_t n = 0;
	for (; n < p->v->count(list) && n < CARDS_MAX; n++) {
		const struct glane_value *f = p->v->at(list, n), *value = p->v->get(f, "value");
		cards[n] = (struct flow_card){ p->v->as_text(p->v->get(f, "label")), glane_cstr("–"), p->v->as_text(p->v->get(f, "note")) };
		if (doc_is_known(p->v, value))
			cards[n].value = (struct glane_str){ room[n], doc_figure_alone(p->w->figures, doc_type_of(p->v, f), p->v->as_integer(value, 0), room[n]) };
	}
	flow_cards(p->f, cards, n);
}

static void head(struct paper *p)
{
	struct bytes b = { 0 };
	struct glane_str place = p->v->as_text(p->v->get(p->doc, "place")), period = p->v->as_text(p->v->get(p->v->get(p->doc, "period"), "label"));
	flow_words(p->f, FLOW_QUIET, p->v->as_text(p->v->get(p->doc, "subtitle")));
	bytes_text(&b, doc_title(p->v, p->doc).p);
	bytes_text(&b, " – ");
	bytes_add(&b, period.p, period.n);
	if (!b.failed)
		flow_words(p->f, FLOW_TITLE, (struct glane_str){ (const char *)b.p, b.n });
	b.n = 0;
	bytes_add(&b, place.p, place.n);
	bytes_text(&b, place.n ? " · " : "");
	bytes_add(&b, p->w->made.p, p->w->made.n);
	if (!b.failed)
		flow_words(p->f, FLOW_QUIET, (struct glane_str){ (const char *)b.p, b.n });
	bytes_fini(&b);
	flow_space(p->f, 60);
}

static int same(struct glane_str a, struct glane_str b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static void fill(struct flow *f, void *arg)
{
	struct paper *p = arg;
	const struct glane_value_api *v = p->v;
	const struct glane_value *sections = v->get(p->doc, "sections"), *terms = v->get(p->doc, "definitions"), *notes = v->get(p->doc, "footnotes");
	p->f = f;
	head(p);
	facts(p);
	for (uint32_t i = 0; i < v->count(sections); i++) {
		const struct glane_value *s = v->at(sections, i);
		int32_t h = chart_height(v, s);
		if (h) /* heading, note and picture stay together */
			flow_need(f, 800 + (int32_t)((int64_t)h * FLOW_W / CHART_W));
		flow_words(f, FLOW_HEADING, doc_title(v, s));
		flow_words(f, FLOW_QUIET, v->as_text(v->get(s, "note")));
		chart(p, s);
		table(p, s);
	}
	if (v->count(terms))
		flow_words(f, FLOW_HEADING, p->w->definitions);
	for (uint32_t i = 0; i < v->count(terms); i++) {
		const struct glane_value *d = v->at(terms, i);
		struct glane_str source = v->as_text(v->get(d, "source"));
		flow_term(f, v->as_text(v->get(d, "term")), v->as_text(v->get(d, "text")));
		if (!same(source, v->as_text(v->get(v->at(terms, i + 1), "source")))) /* neighbours usually share it */
			flow_words(f, FLOW_QUIET, source);
	}
	if (v->count(notes))
		flow_words(f, FLOW_HEADING, p->w->notes);
	for (uint32_t i = 0; i < v->count(notes); i++)
		flow_words(f, FLOW_BODY, v->as_text(v->at(notes, i)));
}

int form_pdf(const struct glane_value_api *v, const struct form_words *w, const struct glane_value *doc, struct bytes *out)
{
	struct paper p = { v, w, doc, NULL };
	struct bytes foot = { 0 };
	struct glane_str period = v->as_text(v->get(v->get(doc, "period"), "label"));
	bytes_add(&foot, w->site.p, w->site.n);
	bytes_text(&foot, w->site.n ? " · " : "");
	bytes_text(&foot, doc_title(v, doc).p);
	bytes_text(&foot, " – ");
	bytes_add(&foot, period.p, period.n);
	if (foot.failed)
		return GLANE_ENOMEM;
	struct flow_about about = {
		.title = { (const char *)foot.p, foot.n }, .author = w->site, .lang = w->lang, .foot = { (const char *)foot.p, foot.n },
		.stamp = v->as_integer(v->get(doc, "draft"), 0) ? w->draft : (struct glane_str){ "", 0 }, .made_ms = v->as_integer(v->get(doc, "made_ms"), 0),
	};
	int rc = flow_pdf(&about, fill, &p, out);
	bytes_fini(&foot);
	return rc;
}
