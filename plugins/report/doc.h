/* SPDX-License-Identifier: MPL-2.0 */
/* doc.h: a report before it is a page, a PDF or a spreadsheet: one value tree, the same for all forms.
 *
 *   { title, subtitle, place,                        texts; place "": the whole centre
 *     period: { from, to, label },                   days; what people call it: "3e trimestre 2026"
 *     made_ms,                                       when the figures were taken
 *     draft,                                         true: the period is not closed, figures may still change
 *     facts:    [{ label, value, type, note }],      the few figures on top; value is a typed leaf or null
 *     sections: [{ id, title, note,                  id: [a-z0-9-], unique in the document
 *                  chart: { kind, summary, labels, styles }, may be missing; drawn from the table (chart.h)
 *                  table: { columns: [{ title, type, style }], rows: [[leaf ...] ...], total: [leaf ...],
 *                           links: [[text ...] ...], total_links: [text ...] } }],
 *     definitions: [{ term, text, source }],
 *     footnotes:   [text ...] }
 *
 * A leaf is null (not known), or what its column's type says: a text; grams, cents, CO2 and days as quantities; a percentage
 * as an integer of hundredths (4539 is 45.39 %); a count as an integer.  total is missing where there is nothing to sum:
 * its columns of grams, cents and counts are the sums of the rows, others are null.  style: 1 + how a chart draws the
 * column (chart.h), 0: not in the chart.
 *
 * Where what is behind a figure can be seen: the document's member `links` (an address that ends with ?; missing: nowhere, as
 * in a file that is sent) and behind it the text at the same place of `links`; "" or missing: nothing.
 *
 * Builders never fail by themselves: like all building of values they are sticky (plugin.h).  Texts are copied. */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include <stddef.h>
#include <stdint.h>

#include "glane/plugin.h"

/* DOC_PRICE: cents of one thing, which are not added up; DOC_CO2: grams of CO2e, written with two significant digits. */
enum doc_type { DOC_TEXT, DOC_GRAMS, DOC_CENTS, DOC_PERCENT, DOC_COUNT, DOC_DATE, DOC_PRICE, DOC_CO2, DOC_TYPES };
extern const char *const doc_type_names[DOC_TYPES]; /* "grams", as in the tree */

struct doc { /* what the builders need; value is what is built, in any call's memory */
	const struct glane_value_api *v;
	struct glane_value *root;
};

struct doc_head {
	struct glane_str title, subtitle, place, period;
	int64_t from, to; /* days */
	int64_t made_ms;
	int draft;
};
/* Fills the empty object `root`. */
struct doc doc_begin(const struct glane_value_api *v, struct glane_value *root, const struct doc_head *head);

/* A fact: `n` is grams, cents, hundredths of a percent, a count or a day. */
void doc_fact(const struct doc *d, struct glane_str label, enum doc_type type, int64_t n, struct glane_str note);
void doc_fact_unknown(const struct doc *d, struct glane_str label, enum doc_type type, struct glane_str note);

struct glane_value *doc_section(const struct doc *d, const char *id, struct glane_str title, struct glane_str note);
/* kind: "bars", "line", "sankey".  summary: what it shows, in a sentence, for those who do not see it. */
void doc_chart(const struct doc *d, struct glane_value *section, const char *kind, struct glane_str summary);
/* How the chart shows a row, in the order of the rows.  bars, line: a shorter text than the first column's, "janv.";
 * sankey: the style of its band. */
void doc_chart_row(const struct doc *d, struct glane_value *section, struct glane_str label, int style);
/* Columns first, then rows.  style: enum chart_style of chart.h, -1: not in the chart. */
void doc_column(const struct doc *d, struct glane_value *section, struct glane_str title, enum doc_type type, int style);
struct glane_value *doc_row(const struct doc *d, struct glane_value *section);
void doc_row_copy(const struct doc *d, struct glane_value *section, const struct glane_value *row); /* made elsewhere */
void doc_cell(const struct doc *d, struct glane_value *row, enum doc_type type, int64_t n);
void doc_cell_text(const struct doc *d, struct glane_value *row, struct glane_str text);
void doc_cell_unknown(const struct doc *d, struct glane_value *row);
/* The list of links beside the last row, or beside the total once there is one: a text for each cell. */
struct glane_value *doc_links(const struct doc *d, struct glane_value *section);
/* Adds the sums of all rows; `label` goes into the first column, which is a text.  Sums saturate at INT64_MAX. */
void doc_total(const struct doc *d, struct glane_value *section, struct glane_str label);

void doc_definition(const struct doc *d, struct glane_str term, struct glane_str text, struct glane_str source);
void doc_footnote(const struct doc *d, struct glane_str text);

/* --- reading, for forms and charts -------------------------------------------------------------------------------- */
struct doc_table { /* a section's table; all borrowed from the tree */
	const struct glane_value_api *v;
	const struct glane_value *columns, *rows, *total, *links, *total_links; /* total NULL: none */
	uint32_t column_count, row_count;
};
struct doc_table doc_table(const struct glane_value_api *v, const struct glane_value *section);
enum doc_type doc_type_of(const struct glane_value_api *v, const struct glane_value *column_or_fact);
struct glane_str doc_title(const struct glane_value_api *v, const struct glane_value *of); /* its member "title" */
const struct glane_value *doc_at(const struct doc_table *t, uint32_t row, uint32_t column); /* row == row_count: the total */
/* Behind the cell; "": none. */
struct glane_str doc_link_at(const struct doc_table *t, uint32_t row, uint32_t column);
int doc_is_known(const struct glane_value_api *v, const struct glane_value *leaf);

/* --- leaves as words, for pages and charts ------------------------------------------------------------------------ */
enum { DOC_WORDS = 64 }; /* bytes that any figure fits into, with its 0 */
struct doc_words { /* how figures are written: "fr" 1 234,5 with narrow no-break spaces, else 1,234.5 */
	int english;
};
/* A figure of a table without its unit, which stands in the column's head: kilograms with all three places, so that a
 * column adds up; CO2 in kilograms with two digits; euros with two, percent with two, days as 31/12/2026 or 2026-12-31.  Returns bytes, < DOC_WORDS. */
size_t doc_figure(struct doc_words w, enum doc_type type, int64_t n, char *out);
/* The same with its unit, as it stands alone: rounded: "12,345 t" from a tonne on, "345,6 kg" from ten kilograms on, "45,39 %", "1 234 €";
 * CO2 in tonnes from 0.1 t on: "0,21 t". */
size_t doc_figure_alone(struct doc_words w, enum doc_type type, int64_t n, char *out);
const char *doc_unit(enum doc_type type); /* "kg", "€", "%", "" */
/* A leaf of any type: figures by doc_figure(), texts as they are, unknown as "–".  `out` has DOC_WORDS bytes. */
struct glane_str doc_leaf(const struct glane_value_api *v, struct doc_words w, enum doc_type type, const struct glane_value *leaf, char *out);

#endif
