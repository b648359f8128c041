/* SPDX-License-Identifier: MPL-2.0 */
/* table.h: a CSV file with a header as spreadsheets write it: comma, semicolon or tab, LF, CR LF or CR, with or without a
 * byte order mark, UTF-8 or Windows-1252, columns in any order.  Pure functions, no host. */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "glane/plugin.h"

enum { TABLE_COLUMNS_MAX = 16, TABLE_WHAT_MAX = 60 };
struct table_column {
	const char *name; /* folded (text.h): a header cell may have capitals, accents, spaces for underscores */
	int required;
};
struct table_fault { /* why the file as a whole cannot be read */
	const char *key; /* in the catalogue; NULL: it can */
	int64_t line;
	char what[TABLE_WHAT_MAX + 1]; /* a column */
};
struct table_shape {
	char delimiter;
	int bom;
	int windows; /* it was no UTF-8, and read as Windows-1252 */
};
/* `line`: where the record begins, the header being on line 1; `cells`: one a column, "" where the file has none, borrowed;
 * `whole`: as many cells as the header.  Anything but 0 stops the reading and is returned. */
typedef int table_row_fn(void *ctx, int64_t line, const struct glane_str *cells, int whole);
/* Fails: GLANE_EINVAL with `ret_fault`, GLANE_ENOMEM, what `row` returned. */
int table_read(struct glane_str text, const struct table_column *columns, uint32_t count, table_row_fn *row, void *ctx,
               struct table_shape *ret_shape, struct table_fault *ret_fault) GLANE_CHECKED;

/* A cell as it has to be written between delimiters: in quotation marks, those inside doubled.  `out` holds 2 * s.n + 2
 * bytes.  Returns how many it takes. */
size_t table_quote(struct glane_str s, char *out);

#endif
