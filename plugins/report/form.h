/* SPDX-License-Identifier: MPL-2.0 */
/* form.h: a report document (doc.h) as what people open: a page, a table for spreadsheets, a workbook, JSON, a PDF.
 *
 * All take the document only; what it says and what its words are was decided before.  Any thread. */
#ifndef REPORT_FORM_H
#define REPORT_FORM_H

#include "drawing/bytes.h"
#include "report/doc.h"

/* Rows of one section that are too many for a tree.  They stand where the section's own rows stand, behind them, and are
 * in its total.  each() hands them over one by one; a row, an array of leaves as in doc.h, is borrowed by take(). */
enum { FORM_COLUMNS = 26 }; /* of such a section */
struct form_rows {
	const char *section; /* its id */
	int (*each)(void *arg, void (*take)(void *form, const struct glane_value *row), void *form); /* a status */
	void *arg;
};

/* What the templates report.html and chart.html want, into `page`: figures as words, charts as shapes. */
void form_page(const struct glane_value_api *v, struct doc_words w, const struct glane_value *doc, struct glane_value *page);

enum form_separator { FORM_SEMICOLON = ';', FORM_COMMA = ',' };
/* UTF-8 with a byte order mark, so that spreadsheets read the accents; lines end with CR LF (RFC 4180).  With a semicolon
 * the decimal mark is a comma, as French spreadsheets expect; with a comma it is a point.  Figures are kilograms, euros
 * and percent without grouping; days are 2026-12-31.  Texts that a spreadsheet would run (they begin with = + - @, a tab
 * or a line end) get an apostrophe in front; other control characters become spaces.  `rows` may be NULL; what is in `out`
 * may be taken out while they come.  Returns what they return. */
int form_csv(const struct glane_value_api *v, enum form_separator separator, const struct glane_value *doc, const struct form_rows *rows,
             struct bytes *out) GLANE_CHECKED;

/* The tree as it is, with line ends: what programs read and people can look at. */
void form_json(const struct glane_value_api *v, const struct glane_value *doc, struct bytes *out);

struct form_words { /* of the forms themselves, in the reader's language */
	struct doc_words figures;
	struct glane_str lang; /* "fr" */
	struct glane_str site; /* who reports: at the foot of each page */
	struct glane_str facts, definitions, notes, draft; /* headings; the word for a draft */
	struct glane_str made; /* "Établi le 03/01/2027" */
	struct glane_str term, meaning, source, figure, value, unit, note; /* heads of columns */
};
/* A workbook: a sheet of figures, one for each table with typed cells and formulas for its totals, one of definitions.
 * `rows` may be NULL.  Fails: GLANE_EIO when libxlsxwriter is not installed or the file cannot be made, GLANE_ENOMEM,
 * GLANE_ETOOBIG when there are more rows than a sheet has (1,048,576), what `rows` return. */
int form_xlsx(const struct glane_value_api *v, const struct form_words *w, const struct glane_value *doc, const struct form_rows *rows,
              struct bytes *out) GLANE_CHECKED;

/* A4 pages with charts.  Fails: GLANE_EIO when pango is not installed, GLANE_ENOMEM. */
int form_pdf(const struct glane_value_api *v, const struct form_words *w, const struct glane_value *doc, struct bytes *out) GLANE_CHECKED;

#endif
