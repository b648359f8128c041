/* SPDX-License-Identifier: MPL-2.0 */
/* chart.h: a section's table as a picture: stacked bars, lines, a Sankey diagram.
 *
 * A chart is a few dozen shapes, given one by one to a pen: chart_put() makes values of them, which the template chart.html
 * writes as SVG; form_pdf.c draws them onto paper.  Coordinates are tenths of a point in a box of CHART_W by chart_height(),
 * whole numbers, so the same table gives the same picture to the byte.
 *
 * Whatever differs by colour differs by pattern too (CHART_PATTERN_*), has its name beside it, and its number in the table
 * below: the picture is legible in black and white and can be left out. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "report/doc.h"

enum { CHART_W = 7200, CHART_TEXT = 130 /* size of its words */, CHART_LINKS_MAX = 12 };

/* How a column is drawn.  The order is that of destinations, from the best to the worst; colours and patterns are in
 * ui/report.css and chart.html for screens, in form_pdf.c for paper. */
enum chart_style {
	CHART_SALE, CHART_GIFT, CHART_PARTNER, CHART_INTERNAL, CHART_TRANSFORM, CHART_RECYCLE, CHART_CIVIC, CHART_ENERGY, CHART_RESIDUAL,
	CHART_ENTRIES, CHART_STOCK,
	CHART_STYLES,
	CHART_GRID = CHART_STYLES, CHART_AXIS, CHART_LABEL, CHART_STRONG /* words that matter */,
	CHART_ALL
};
extern const char *const chart_style_names[CHART_ALL]; /* "sale": class of the shape in SVG */

enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };
struct chart_point {
	int32_t x, y;
};
struct chart_pen { /* any member may be called any number of times, in the order of painting */
	void *ctx;
	void (*rect)(void *ctx, struct chart_point at, int32_t w, int32_t h, enum chart_style style);
	void (*line)(void *ctx, const struct chart_point *points, uint32_t n, enum chart_style style); /* open, not filled */
	void (*dot)(void *ctx, struct chart_point at, enum chart_style style); /* marks a value on a line */
	/* A band that goes from a vertical edge of height h at `a` to one at `b`, bending. */
	void (*band)(void *ctx, struct chart_point a, struct chart_point b, int32_t h, enum chart_style style);
	/* On the base line `at`. */
	void (*words)(void *ctx, struct chart_point at, enum chart_anchor anchor, enum chart_style style, struct glane_str words);
};

/* Tenths of a point that the section's chart needs; 0: it has none, or its table has nothing to draw. */
int32_t chart_height(const struct glane_value_api *v, const struct glane_value *section);
/* bars: the first column names the bars, each column with a style is a part of them.  line: the same as lines.
 * sankey: rows are links: two texts (from, to) and grams; over CHART_LINKS_MAX there is no chart.
 * Negative figures are drawn as nothing. */
void chart_draw(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, const struct chart_pen *pen);
/* Into `into`: { w, h, id, title, summary, shapes: [...] } for the template chart.html; nothing when there is none. */
void chart_put(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, struct glane_value *into);

#endif
