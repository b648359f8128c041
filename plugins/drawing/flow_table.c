/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/flow_parts.h"

#define PAD 4.5   /* between columns, on each side */
#define DOWN 2.6  /* over and under the words of a row */
enum { CELL_LINES = 6, ROOM = 64, HEAD_ROOMY = 105, CELL_MOST = 260, WORD_MOST = 110 /* points */ };

struct widths {
	double size; /* of letters */
	double w[FLOW_COLUMNS_MAX], x[FLOW_COLUMNS_MAX];
};

static double natural(struct flow *f, double size, int bold, struct glane_str words)
{
	int w, h;
	flow_set(f, &(struct flow_set){ .size = size, .bold = bold }, words);
	f->pango_layout_get_size(f->layout, &w, &h);
	return (double)w / PANGO_SCALE;
}

/* The longest word: where there is room at all, no word is broken. */
static double widest_word(struct flow *f, double size, int bold, struct glane_str words)
{
	double most = 0;
	for (size_t i = 0, from = 0; i <= words.n; i++)
		if (i == words.n || words.p[i] == ' ') {
			double w = natural(f, size, bold, (struct glane_str){ words.p + from, i - from });
			most = w > most ? w : most;
			from = i + 1;
		}
	return most;
}

/* The head of a column: on one line, on two, or as narrow as its longest word. */
static double head_width(struct flow *f, double size, int roomy, struct glane_str words)
{
	double word = widest_word(f, size, 1, words), line = roomy ? natural(f, size, 1, words) : 0;
	double w = line <= HEAD_ROOMY ? line : line / 2 + 12 < HEAD_ROOMY ? line / 2 + 12 : HEAD_ROOMY;
	return w > word ? w : word;
}

/* What a column cannot do without, and what it would like. */
static void wants(struct flow *f, const struct flow_table *t, double size, int roomy, uint32_t k, double *ret_least, double *ret_most)
{
	int figure = t->columns[k].figure;
	double least = head_width(f, size - 0.5, roomy, t->columns[k].title), most = least;
	char room[ROOM];
	for (uint32_t r = 0; r < t->row_count; r++) {
		int bold = t->total && r == t->row_count - 1;
		struct glane_str words = t->cell(t->arg, r, k, room);
		double w = natural(f, size, bold, words), word = figure ? w : widest_word(f, size, bold, words);
		most = w > most ? w : most;
		least = word > least ? word : least;
	}
	if (!figure) { /* longer texts are wrapped, and longer words broken */
		most = most > CELL_MOST ? CELL_MOST : most;
		least = least > WORD_MOST ? WORD_MOST : least;
	}
	*ret_least = least + 2 * PAD;
	*ret_most = (most > least ? most : least) + 2 * PAD;
}

/* Figures get what they need, words share what is left.  roomy: heads on one or two lines. */
static int fits(struct flow *f, const struct flow_table *t, double size, int roomy, struct widths *ret)
{
	double least[FLOW_COLUMNS_MAX], most[FLOW_COLUMNS_MAX], all_least = 0, all_most = 0, words = 0, x = FLOW_LEFT;
	ret->size = size;
	for (uint32_t k = 0; k < t->column_count; k++) {
		wants(f, t, size, roomy, k, &least[k], &most[k]);
		if (t->columns[k].figure)
			least[k] = most[k];
		else
			words += most[k];
		all_least += least[k];
		all_most += most[k];
	}
	for (uint32_t k = 0; k < t->column_count; k++) {
		double w = least[k];
		if (all_least > FLOW_WIDTH) /* too many columns for this size: all are narrowed alike */
			w = least[k] * FLOW_WIDTH / all_least;
		else if (all_most > FLOW_WIDTH)
			w = least[k] + (most[k] - least[k]) * (FLOW_WIDTH - all_least) / (all_most - all_least);
		else if (!t->columns[k].figure)
			w = most[k] + most[k] * (FLOW_WIDTH - all_most) / words;
		ret->w[k] = w;
		ret->x[k] = x;
		x += w;
	}
	return all_least <= FLOW_WIDTH;
}

static double row_height(struct flow *f, const struct flow_table *t, const struct widths *w, uint32_t row, int bold)
{
	double most = 0;
	char room[ROOM];
	for (uint32_t k = 0; k < t->column_count; k++) {
		double h = flow_set(f, &(struct flow_set){ .size = w->size, .bold = bold, .width = w->w[k] - 2 * PAD, .lines = CELL_LINES },
		                    t->cell(t->arg, row, k, room));
		most = h > most ? h : most;
	}
	return most + 2 * DOWN;
}

static void head(struct flow *f, const struct flow_table *t, const struct widths *w)
{
	double most = 0, heights[FLOW_COLUMNS_MAX];
	for (uint32_t k = 0; k < t->column_count; k++) {
		heights[k] = flow_set(f, &(struct flow_set){ .size = w->size - 0.5, .bold = 1, .width = w->w[k] - 2 * PAD, .lines = CELL_LINES }, t->columns[k].title);
		most = heights[k] > most ? heights[k] : most;
	}
	flow_tag(f, "TR");
	for (uint32_t k = 0; k < t->column_count; k++) {
		flow_tag(f, "TH");
		flow_set(f, &(struct flow_set){ .size = w->size - 0.5, .bold = 1, .width = w->w[k] - 2 * PAD, .right = t->columns[k].figure, .lines = CELL_LINES },
		         t->columns[k].title);
		flow_colour(f, GREY);
		flow_show(f, w->x[k] + PAD, f->y + DOWN + most - heights[k]);
		flow_tag(f, "/TH");
	}
	flow_tag(f, "/TR");
	f->y += most + 2 * DOWN;
	flow_rule(f, FLOW_LEFT, f->y, FLOW_WIDTH, 1.0, MAIN);
	f->y += 1.0;
}

static void row(struct flow *f, const struct flow_table *t, const struct widths *w, uint32_t r, double h, int bold)
{
	char room[ROOM];
	if (bold)
		flow_rule(f, FLOW_LEFT, f->y - 0.5, FLOW_WIDTH, 1.0, GREY);
	flow_tag(f, "TR");
	for (uint32_t k = 0; k < t->column_count; k++) {
		struct glane_str words = t->cell(t->arg, r, k, room);
		flow_tag(f, k ? "TD" : "TH");
		if (flow_set(f, &(struct flow_set){ .size = w->size, .bold = bold, .width = w->w[k] - 2 * PAD, .right = t->columns[k].figure, .lines = CELL_LINES }, words) > 0) {
			flow_colour(f, INK);
			flow_show(f, w->x[k] + PAD, f->y + DOWN);
		}
		flow_tag(f, k ? "/TD" : "/TH");
	}
	flow_tag(f, "/TR");
	f->y += h;
	if (!bold)
		flow_rule(f, FLOW_LEFT, f->y - 0.4, FLOW_WIDTH, 0.4, RULE);
}

void flow_table(struct flow *f, const struct flow_table *table)
{
	struct widths w;
	struct flow_table t = *table;
	if (t.column_count > FLOW_COLUMNS_MAX)
		t.column_count = FLOW_COLUMNS_MAX;
	double size = 8.5;
	if (!fits(f, &t, size, 1, &w))
		while (!fits(f, &t, size, 0, &w) && size > 5.6)
			size -= 0.5;
	flow_need(f, 700); /* the head and two rows */
	flow_tag(f, "Table");
	head(f, &t, &w);
	for (uint32_t r = 0; r < t.row_count; r++) {
		int bold = t.total && r == t.row_count - 1;
		double h = row_height(f, &t, &w, r, bold);
		/* The last row of the table takes the one before it along: a sum does not stand alone. */
		double ahead = r + 2 == t.row_count ? h + row_height(f, &t, &w, r + 1, t.total) : h;
		if (f->y + ahead > FLOW_BOTTOM) {
			flow_tag(f, "/Table"); /* a table of its own on each page, with its head */
			flow_new_page(f);
			flow_tag(f, "Table");
			head(f, &t, &w);
		}
		row(f, &t, &w, r, h, bold);
	}
	flow_tag(f, "/Table");
	f->y += 8;
}
