/* SPDX-License-Identifier: MPL-2.0 */
/* Where the mass of a year came from and went to, as bands as high as their mass. */
#include <string.h>

#include "report/chart.h"
#include "report/chart_parts.h"

enum { NODES_MAX = 2 * CHART_LINKS_MAX, LAYERS = 3, NODE_W = 130, LINES_H = 300 /* a node's two lines */, MASS_H = 2200, MARGIN = 60, NAME_W = 1750 };

struct node {
	struct glane_str name;
	int64_t in, out;
	int layer; /* 0: only gives; 1: takes and gives; 2: only takes */
	int32_t y, h, used_in, used_out;
	enum chart_style style;
};
struct link {
	struct glane_str from, to;
	int64_t grams;
	enum chart_style style;
	uint32_t a, z; /* nodes */
};
struct sankey {
	struct link links[CHART_LINKS_MAX];
	struct node nodes[NODES_MAX];
	uint32_t link_count, node_count;
	int32_t layer_h[LAYERS];
	int64_t most; /* grams of the fullest layer */
	int32_t h;
};

static struct link link_of(const struct doc_table *t, const struct glane_value *styles, uint32_t row)
{
	struct link l = { .from = t->v->as_text(doc_at(t, row, 0)), .to = t->v->as_text(doc_at(t, row, 1)), .style = CHART_STOCK };
	for (uint32_t k = 2; k < t->column_count && !l.grams; k++)
		if (doc_type_of(t->v, t->v->at(t->columns, k)) == DOC_GRAMS)
			l.grams = t->v->as_integer(doc_at(t, row, k), 0);
	int64_t style = t->v->as_integer(t->v->at(styles, row), 0) - 1;
	if (style >= 0 && style < CHART_STYLES)
		l.style = (enum chart_style)style;
	return l;
}

static uint32_t node_of(struct sankey *s, struct glane_str name, int target)
{
	for (uint32_t i = 0; i < s->node_count; i++)
		if (s->nodes[i].name.n == name.n && memcmp(s->nodes[i].name.p, name.p, name.n) == 0)
			return i;
	s->nodes[s->node_count] = (struct node){ .name = name, .layer = target ? 2 : 0, .style = CHART_STOCK };
	return s->node_count++;
}

static int32_t slot_of(const struct node *n) /* its mass, or its words where they are higher, and a gap */
{
	return (n->h > LINES_H ? n->h : LINES_H) + LINES_H / 3;
}

static int plan(const struct glane_value_api *v, const struct glane_value *section, struct sankey *s)
{
	struct doc_table t = doc_table(v, section);
	const struct glane_value *styles = v->get(v->get(section, "chart"), "styles");
	*s = (struct sankey){ 0 };
	for (uint32_t r = 0; r < t.row_count; r++) {
		struct link l = link_of(&t, styles, r);
		if (l.grams <= 0 || l.grams > INT64_MAX / NODES_MAX)
			continue;
		if (s->link_count == CHART_LINKS_MAX)
			return 0;
		s->links[s->link_count++] = l;
	}
	for (uint32_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		l->a = node_of(s, l->from, 0);
		l->z = node_of(s, l->to, 1);
		s->nodes[l->a].out += l->grams;
		s->nodes[l->z].in += l->grams;
	}
	int64_t mass[LAYERS] = { 0 };
	for (uint32_t i = 0; i < s->node_count; i++) {
		struct node *n = &s->nodes[i];
		n->layer = n->in && n->out ? 1 : n->in ? 2 : 0;
		mass[n->layer] += n->in > n->out ? n->in : n->out;
	}
	int32_t highest = 0;
	for (int k = 0; k < LAYERS; k++)
		s->most = mass[k] > s->most ? mass[k] : s->most;
	for (uint32_t i = 0; i < s->node_count; i++) {
		struct node *n = &s->nodes[i];
		n->h = chart_share(n->in > n->out ? n->in : n->out, s->most, MASS_H);
		n->h = n->h < 8 ? 8 : n->h;
		s->layer_h[n->layer] += slot_of(n);
		highest = s->layer_h[n->layer] > highest ? s->layer_h[n->layer] : highest;
	}
	s->h = highest + 2 * MARGIN + LINES_H;
	return s->link_count > 0;
}

/* The layers are centred below the name in the middle. */
static void place(struct sankey *s)
{
	int32_t top = MARGIN + LINES_H, y[LAYERS];
	for (int k = 0; k < LAYERS; k++)
		y[k] = top + (s->h - MARGIN - top - s->layer_h[k]) / 2;
	for (uint32_t i = 0; i < s->node_count; i++) {
		struct node *n = &s->nodes[i];
		n->y = y[n->layer] + (slot_of(n) - n->h) / 2;
		y[n->layer] += slot_of(n);
	}
}

static int32_t x_of(const struct sankey *s, int layer)
{
	int32_t left = NAME_W, right = CHART_W - NAME_W - NODE_W;
	(void)s;
	return layer == 0 ? left : layer == 2 ? right : (left + right) / 2;
}

static void name(const struct sankey *s, const struct node *n, struct doc_words w, const struct chart_pen *pen)
{
	char words[DOC_WORDS];
	int64_t grams = n->in > n->out ? n->in : n->out;
	struct glane_str mass = { words, doc_figure_alone(w, DOC_GRAMS, grams, words) };
	int32_t x = x_of(s, n->layer), middle = n->y + n->h / 2;
	enum chart_anchor anchor = n->layer == 0 ? CHART_END : n->layer == 2 ? CHART_START : CHART_MIDDLE;
	if (n->layer == 1) { /* above all, where no band is */
		chart_words(pen, (struct chart_point){ x + NODE_W / 2, MARGIN + CHART_TEXT }, anchor, CHART_STRONG, n->name, 2 * NAME_W);
		pen->words(pen->ctx, (struct chart_point){ x + NODE_W / 2, MARGIN + 2 * CHART_TEXT + 25 }, anchor, CHART_LABEL, mass);
		return;
	}
	x += n->layer == 0 ? -80 : NODE_W + 80;
	chart_words(pen, (struct chart_point){ x, middle - 25 }, anchor, CHART_STRONG, n->name, NAME_W - 80);
	pen->words(pen->ctx, (struct chart_point){ x, middle + CHART_TEXT }, anchor, CHART_LABEL, mass);
}

int32_t sankey_height(const struct glane_value_api *v, const struct glane_value *section)
{
	struct sankey s;
	return plan(v, section, &s) ? s.h : 0;
}

void sankey_draw(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, const struct chart_pen *pen)
{
	struct sankey s;
	plan(v, section, &s);
	place(&s);
	for (uint32_t i = 0; i < s.link_count; i++) {
		struct link *l = &s.links[i];
		struct node *a = &s.nodes[l->a], *z = &s.nodes[l->z];
		int32_t h = chart_share(l->grams, s.most, MASS_H);
		h = h < 4 ? 4 : h;
		struct chart_point from = { x_of(&s, a->layer) + NODE_W, a->y + a->used_out }, to = { x_of(&s, z->layer), z->y + z->used_in };
		pen->band(pen->ctx, from, to, h, l->style);
		a->used_out += h;
		z->used_in += h;
		if (z->layer == 2)
			z->style = l->style;
		if (a->layer == 0)
			a->style = l->style;
	}
	for (uint32_t i = 0; i < s.node_count; i++) {
		const struct node *n = &s.nodes[i];
		pen->rect(pen->ctx, (struct chart_point){ x_of(&s, n->layer), n->y }, NODE_W, n->h, n->style);
		name(&s, n, w, pen);
	}
}
