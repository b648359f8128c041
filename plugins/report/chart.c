/* SPDX-License-Identifier: MPL-2.0 */
#include "report/chart.h"

#include <string.h>

#include "report/chart_parts.h"

enum { LEFT = 720, RIGHT = 40, PLOT_H = 2600, ABOVE = 220 /* the unit and the sum over a bar */, BELOW = 260, LEGEND_LINE = 200, SWATCH = 130 };
enum { SERIES_MAX = 12, TICKS = 5 };

const char *const chart_style_names[CHART_ALL] = {
	"sale", "gift", "partner", "internal", "transform", "recycle", "civic", "energy", "residual", "entries", "stock", "grid", "axis", "label", "strong",
};

/* --- words and shares --------------------------------------------------------------------------------------------- */
int32_t chart_share(int64_t n, int64_t whole, int32_t size)
{
	while (whole > INT64_MAX / 10000) {
		whole /= 2;
		n /= 2;
	}
	return n <= 0 || whole <= 0 ? 0 : n >= whole ? size : (int32_t)(n * size / whole);
}

static uint32_t letters(struct glane_str s, uint32_t most, size_t *ret_bytes)
{
	uint32_t count = 0;
	size_t i = 0;
	for (; i < s.n && count < most; count++)
		do
			i++;
		while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80);
	*ret_bytes = i;
	return count;
}

enum { LETTER_W = CHART_TEXT * 58 / 100 }; /* of DejaVu Sans on average, the widest of the fonts that pages ask for */

int32_t chart_width(struct glane_str words)
{
	size_t bytes;
	return (int32_t)letters(words, 1000, &bytes) * LETTER_W;
}

void chart_words(const struct chart_pen *pen, struct chart_point at, enum chart_anchor anchor, enum chart_style style, struct glane_str words,
                 int32_t width)
{
	char cut[256];
	size_t bytes;
	uint32_t most = width > LETTER_W ? (uint32_t)(width / LETTER_W) : 1;
	letters(words, most, &bytes);
	if (bytes < words.n) {
		letters(words, most - 1, &bytes);
		if (bytes > sizeof(cut) - 4)
			letters(words, (sizeof(cut) - 4) / 4, &bytes); /* four bytes a letter at most */
		memcpy(cut, words.p, bytes);
		memcpy(cut + bytes, "…", 4);
		words = glane_cstr(cut);
	}
	pen->words(pen->ctx, at, anchor, style, words);
}

/* --- series ------------------------------------------------------------------------------------------------------- */
struct series { /* a column that is drawn */
	uint32_t column;
	enum chart_style style;
	struct glane_str name;
};
struct plot {
	struct doc_table t;
	struct doc_words w;
	const struct glane_value *labels;
	enum doc_type type; /* of all series: that of the first */
	struct series series[SERIES_MAX];
	uint32_t count;
	int stacked;
	int32_t legend_lines;
	int64_t step, top; /* of the axis */
};

static int64_t figure(const struct plot *p, uint32_t row, uint32_t column)
{
	int64_t n = p->t.v->as_integer(doc_at(&p->t, row, column), 0);
	return n > 0 ? n : 0;
}

static int64_t height_of(const struct plot *p, uint32_t row) /* of what stands over a row */
{
	int64_t all = 0;
	for (uint32_t k = 0; k < p->count; k++) {
		int64_t n = figure(p, row, p->series[k].column);
		if (p->stacked ? __builtin_add_overflow(all, n, &all) : (all = n > all ? n : all, 0))
			return INT64_MAX / 4;
	}
	return all;
}

/* The smallest of 1, 2, 5, 10, 20 ... that reaches the top in TICKS steps, in whole kilograms, euros or percent. */
static void scale(struct plot *p)
{
	static const int64_t least[DOC_TYPES] = { [DOC_GRAMS] = 1000, [DOC_CENTS] = 100, [DOC_PERCENT] = 100, [DOC_COUNT] = 1 };
	static const int64_t next[] = { 1, 2, 5 };
	int64_t most = 0, unit = least[p->type];
	for (uint32_t r = 0; r < p->t.row_count; r++)
		most = height_of(p, r) > most ? height_of(p, r) : most;
	for (unsigned k = 0;; k++) {
		p->step = unit * next[k % 3];
		if (p->step >= most / TICKS + (most % TICKS != 0) || p->step > INT64_MAX / 40)
			break;
		if (k % 3 == 2)
			unit *= 10;
	}
	int64_t steps = most / p->step + (most % p->step != 0);
	p->top = p->step * (steps ? steps : 1);
}

static void legend_lines(struct plot *p)
{
	int32_t x = 0;
	p->legend_lines = 1;
	for (uint32_t k = 0; k < p->count; k++) {
		int32_t w = chart_width(p->series[k].name) + 2 * SWATCH + 60;
		if (x && x + w > CHART_W - LEFT) {
			x = 0;
			p->legend_lines++;
		}
		x += w;
	}
}

/* False: nothing to draw. */
static int plan(const struct glane_value_api *v, const struct glane_value *section, struct doc_words w, struct plot *p)
{
	*p = (struct plot){ .t = doc_table(v, section), .w = w };
	const struct glane_value *chart = v->get(section, "chart");
	p->labels = v->get(chart, "labels");
	p->stacked = strcmp(v->as_text(v->get(chart, "kind")).p, "line") != 0;
	for (uint32_t k = 1; k < p->t.column_count && p->count < SERIES_MAX; k++) {
		const struct glane_value *c = v->at(p->t.columns, k);
		enum doc_type type = doc_type_of(v, c);
		int64_t style = v->as_integer(v->get(c, "style"), 0) - 1, any = 0;
		if (style < 0 || style >= CHART_STYLES || type == DOC_TEXT || type == DOC_DATE || (p->count && type != p->type))
			continue;
		for (uint32_t r = 0; r < p->t.row_count; r++)
			any |= figure(p, r, k);
		if (!any)
			continue; /* an empty destination needs no place in the legend: it is in the table */
		p->type = type;
		p->series[p->count++] = (struct series){ k, (enum chart_style)style, doc_title(v, c) };
	}
	if (!p->count)
		return 0;
	scale(p);
	legend_lines(p);
	return 1;
}

/* --- the frame: legend, axis, names ------------------------------------------------------------------------------- */
static int tonnes(const struct plot *p)
{
	return p->type == DOC_GRAMS && p->step % 1000000 == 0;
}

static void legend(const struct plot *p, const struct chart_pen *pen)
{
	int32_t x = LEFT, y = 0;
	for (uint32_t k = 0; k < p->count; k++) {
		struct glane_str name = p->series[k].name;
		int32_t w = chart_width(name) + 2 * SWATCH + 60;
		if (x > LEFT && x + w > CHART_W) {
			x = LEFT;
			y += LEGEND_LINE;
		}
		if (p->stacked) {
			pen->rect(pen->ctx, (struct chart_point){ x, y + 10 }, SWATCH, SWATCH, p->series[k].style);
		} else {
			struct chart_point ends[] = { { x - 20, y + 75 }, { x + SWATCH + 20, y + 75 } };
			pen->line(pen->ctx, ends, 2, p->series[k].style);
			pen->dot(pen->ctx, (struct chart_point){ x + SWATCH / 2, y + 75 }, p->series[k].style);
		}
		chart_words(pen, (struct chart_point){ x + SWATCH + 60, y + SWATCH - 10 }, CHART_START, CHART_LABEL, name, CHART_W - x - SWATCH - 60);
		x += w;
	}
}

/* A figure in the unit of the axis, which is written once. */
static struct glane_str short_figure(const struct plot *p, int64_t n, char *out)
{
	static const int64_t units[DOC_TYPES] = { [DOC_GRAMS] = 1000, [DOC_CENTS] = 100, [DOC_PERCENT] = 100, [DOC_COUNT] = 1 };
	int64_t unit = tonnes(p) ? 1000000 : units[p->type];
	size_t len;
	if (tonnes(p) && n % unit) { /* one place: grams of ten tonnes are kilograms with three places */
		int64_t tenths = (n + unit / 20) / (unit / 10);
		len = doc_figure(p->w, DOC_GRAMS, tenths * 100, out) - 2;
		out[len] = 0;
	} else {
		len = doc_figure(p->w, DOC_COUNT, (n + unit / 2) / unit, out);
	}
	return (struct glane_str){ out, len };
}

static void axis(const struct plot *p, int32_t base, const struct chart_pen *pen)
{
	char words[DOC_WORDS];
	const char *unit = tonnes(p) ? "t" : doc_unit(p->type);
	for (int64_t n = 0; n <= p->top; n += p->step) {
		int32_t y = base - chart_share(n, p->top, PLOT_H);
		struct chart_point ends[] = { { LEFT, y }, { CHART_W - RIGHT, y } };
		pen->line(pen->ctx, ends, 2, n ? CHART_GRID : CHART_AXIS);
		chart_words(pen, (struct chart_point){ LEFT - 80, y + CHART_TEXT / 3 }, CHART_END, CHART_LABEL, short_figure(p, n, words), LEFT);
	}
	if (*unit)
		pen->words(pen->ctx, (struct chart_point){ LEFT - 80, base - PLOT_H - ABOVE / 2 - 20 }, CHART_END, CHART_LABEL, glane_cstr(unit));
}

static void names(const struct plot *p, int32_t base, int32_t slot, const struct chart_pen *pen)
{
	uint32_t every = (uint32_t)(3 * LETTER_W / slot) + 1; /* days of a month: not all have room */
	for (uint32_t r = 0; r < p->t.row_count; r += every) {
		const struct glane_value *label = p->t.v->at(p->labels, r);
		struct glane_str words = p->t.v->as_text(label);
		if (!words.n)
			words = p->t.v->as_text(doc_at(&p->t, r, 0));
		int32_t middle = LEFT + slot * (int32_t)r + slot / 2;
		chart_words(pen, (struct chart_point){ middle, base + 190 }, CHART_MIDDLE, CHART_LABEL, words, slot * (int32_t)every);
	}
}

/* --- bars and lines ----------------------------------------------------------------------------------------------- */
static void bars(const struct plot *p, int32_t base, int32_t slot, const struct chart_pen *pen)
{
	int32_t wide = slot * 62 / 100;
	char words[DOC_WORDS];
	for (uint32_t r = 0; r < p->t.row_count; r++) {
		int32_t x = LEFT + slot * (int32_t)r + (slot - wide) / 2, y = base;
		int64_t all = height_of(p, r), upto = 0;
		for (uint32_t k = 0; k < p->count; k++) {
			upto += figure(p, r, p->series[k].column); /* edges are rounded, not heights: the sum stays where it belongs */
			int32_t edge = base - chart_share(upto, p->top, PLOT_H);
			if (edge < y)
				pen->rect(pen->ctx, (struct chart_point){ x, edge }, wide, y - edge, p->series[k].style);
			y = edge;
		}
		struct glane_str sum = short_figure(p, all, words);
		if (all && chart_width(sum) <= slot + slot / 4)
			pen->words(pen->ctx, (struct chart_point){ x + wide / 2, y - 50 }, CHART_MIDDLE, CHART_STRONG, sum);
	}
}

enum { POINTS_MAX = 400 };

static void lines(const struct plot *p, int32_t base, int32_t slot, const struct chart_pen *pen)
{
	struct chart_point points[POINTS_MAX];
	for (uint32_t k = 0; k < p->count; k++) {
		uint32_t n = 0;
		for (uint32_t r = 0; r <= p->t.row_count; r++) {
			int known = r < p->t.row_count && doc_is_known(p->t.v, doc_at(&p->t, r, p->series[k].column));
			if (known && n < POINTS_MAX) {
				points[n].x = LEFT + slot * (int32_t)r + slot / 2;
				points[n++].y = base - chart_share(figure(p, r, p->series[k].column), p->top, PLOT_H);
			} else if (n) { /* what is not known leaves a gap */
				if (n > 1)
					pen->line(pen->ctx, points, n, p->series[k].style);
				for (uint32_t i = 0; i < n; i++)
					pen->dot(pen->ctx, points[i], p->series[k].style);
				n = 0;
			}
		}
	}
}

static int is_sankey(const struct glane_value_api *v, const struct glane_value *section)
{
	return strcmp(v->as_text(v->get(v->get(section, "chart"), "kind")).p, "sankey") == 0;
}

int32_t chart_height(const struct glane_value_api *v, const struct glane_value *section)
{
	struct plot p;
	if (!v->get(section, "chart"))
		return 0;
	if (is_sankey(v, section))
		return sankey_height(v, section);
	return plan(v, section, (struct doc_words){ 0 }, &p) ? p.legend_lines * LEGEND_LINE + ABOVE + PLOT_H + BELOW : 0;
}

void chart_draw(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, const struct chart_pen *pen)
{
	struct plot p;
	if (!chart_height(v, section))
		return;
	if (is_sankey(v, section)) {
		sankey_draw(v, w, section, pen);
		return;
	}
	plan(v, section, w, &p);
	int32_t base = p.legend_lines * LEGEND_LINE + ABOVE + PLOT_H, slot = (CHART_W - LEFT - RIGHT) / (int32_t)p.t.row_count;
	legend(&p, pen);
	axis(&p, base, pen);
	(p.stacked ? bars : lines)(&p, base, slot > 0 ? slot : 1, pen);
	names(&p, base, slot > 0 ? slot : 1, pen);
}
