/* SPDX-License-Identifier: MPL-2.0 */
/* flow.h: a document as A4 pages: headings, paragraphs, tables whose head is repeated, charts; with its page numbers,
 * title, language and structure (PDF 1.5, tagged), so that it can be read aloud and searched.
 *
 * Lengths are tenths of a point.  Words are in any script, by pango; what no font has is left out.  The libraries are
 * loaded at the first document (README.md).  A flow is used by one thread. */
#ifndef DRAWING_FLOW_H
#define DRAWING_FLOW_H

#include <stdint.h>

#include "drawing/bytes.h"
#include "glane/plugin.h"

struct flow;

struct flow_about {
	struct glane_str title, author;
	struct glane_str lang;  /* "fr" */
	struct glane_str foot;  /* at the foot of each page, with "2 / 5" */
	struct glane_str stamp; /* across each page, pale: "Provisoire"; "": none */
	int64_t made_ms;        /* the document's date: the same document gives the same bytes */
};
typedef void flow_fill_fn(struct flow *f, void *arg);
/* Runs `fill` twice, to count the pages and to write them, and appends the file to `out`.
 * Fails: GLANE_EIO when pango is not installed, GLANE_ENOMEM. */
int flow_pdf(const struct flow_about *about, flow_fill_fn *fill, void *arg, struct bytes *out) GLANE_CHECKED;

enum { FLOW_W = 5103 /* of the text */, FLOW_H = 7400 };
/* Goes to a new page unless so much is left on this one. */
void flow_need(struct flow *f, int32_t height);
void flow_space(struct flow *f, int32_t height);
int32_t flow_left(const struct flow *f); /* on this page */

enum flow_text { FLOW_TITLE, FLOW_HEADING, FLOW_BODY, FLOW_QUIET /* smaller, grey */, FLOW_TEXTS };
void flow_words(struct flow *f, enum flow_text kind, struct glane_str words);
/* "term: text", the term bold. */
void flow_term(struct flow *f, struct glane_str term, struct glane_str words);

struct flow_card { /* a figure on top of a report */
	struct glane_str label, value, note;
};
void flow_cards(struct flow *f, const struct flow_card *cards, uint32_t n); /* three in a row */

struct flow_column {
	struct glane_str title;
	int figure; /* stands at the right */
};
struct flow_table {
	const struct flow_column *columns;
	uint32_t column_count, row_count;
	int total; /* the last row is a sum */
	/* `room` has 64 bytes for words that are made. */
	struct glane_str (*cell)(void *arg, uint32_t row, uint32_t column, char *room);
	void *arg;
};
enum { FLOW_COLUMNS_MAX = 24 };
/* Columns of figures are as wide as they need; where that is too much, all is set smaller.  No row is split. */
void flow_table(struct flow *f, const struct flow_table *t);

/* --- charts ---------------------------------------------------------------------------------------------------------
 * Between flow_chart() and flow_chart_end() the functions below draw into a box of `w` by `h` units, scaled to the width of
 * the text.  What is drawn is one figure to those who listen; its words stand in the text beside it. */
void flow_chart(struct flow *f, int32_t w, int32_t h);
void flow_chart_end(struct flow *f);
enum flow_pattern { FLOW_PLAIN, FLOW_RISING, FLOW_DOTS, FLOW_LEVEL, FLOW_UPRIGHT, FLOW_FALLING, FLOW_GRID, FLOW_CROSSED, FLOW_SPARSE };
struct flow_ink {
	uint32_t colour, over; /* 0xrrggbb; over: of the pattern */
	enum flow_pattern pattern;
	uint8_t bold; /* of words; of lines: thicker */
};
struct flow_point {
	int32_t x, y;
};
void flow_rect(struct flow *f, struct flow_point at, int32_t w, int32_t h, const struct flow_ink *ink);
void flow_line(struct flow *f, const struct flow_point *points, uint32_t n, int32_t width, const struct flow_ink *ink);
void flow_dot(struct flow *f, struct flow_point at, int32_t radius, const struct flow_ink *ink);
void flow_band(struct flow *f, struct flow_point a, struct flow_point b, int32_t h, const struct flow_ink *ink); /* half as dark */
enum flow_anchor { FLOW_START, FLOW_MIDDLE, FLOW_END };
void flow_label(struct flow *f, struct flow_point at, enum flow_anchor anchor, int32_t size, const struct flow_ink *ink, struct glane_str words);

#endif
