/* SPDX-License-Identifier: MPL-2.0 */
#include "text/table.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

enum { CELLS_MAX = 64 }; /* kept of a record; more are counted */

struct reader {
	const struct table_column *columns;
	uint32_t count;
	table_row_fn *row;
	void *ctx;
	struct table_fault *fault;
	/* the record that is being read */
	char *bytes;
	size_t n, cap, ends[CELLS_MAX];
	uint32_t cells;
	int64_t line; /* where it began */
	int ended;    /* a record ended in the present line */
	/* from the header */
	int have_header;
	uint32_t width;
	int place[TABLE_COLUMNS_MAX]; /* of a column among the cells, -1: not there */
	int status;
};

static int file_fault(struct table_fault *f, const char *key, int64_t line, struct glane_str what)
{
	f->key = key;
	f->line = line;
	size_t n = text_cut(what, TABLE_WHAT_MAX);
	for (size_t i = 0; i < n; i++)
		f->what[i] = (char)((unsigned char)what.p[i] < 0x20 || what.p[i] == 0x7f ? '?' : what.p[i]);
	f->what[n] = 0;
	return GLANE_EINVAL;
}

static const struct glane_str nothing = { "", 0 };

/* --- records --------------------------------------------------------------------------------------- */
static struct glane_str cell_at(const struct reader *r, uint32_t i)
{
	if (i >= r->cells || i >= CELLS_MAX)
		return nothing;
	size_t from = i ? r->ends[i - 1] + 1 : 0;
	return (struct glane_str){ r->bytes + from, r->ends[i] - from };
}

/* "Poids (kg)" stays unknown, "Poids_kg" and "POIDS KG" are the column poids_kg. */
static int is_column(struct glane_str cell, const char *name)
{
	char folded[TABLE_WHAT_MAX + 1], wanted[TABLE_WHAT_MAX + 1];
	if (cell.n > TABLE_WHAT_MAX)
		return 0;
	size_t n = text_fold(cell, folded);
	for (size_t i = 0; i < n; i++)
		folded[i] = folded[i] == '_' ? ' ' : folded[i];
	size_t k = 0;
	for (; name[k]; k++)
		wanted[k] = name[k] == '_' ? ' ' : name[k];
	wanted[k] = 0;
	char again[TABLE_WHAT_MAX + 1]; /* both lose the plural's s */
	size_t m = text_fold((struct glane_str){ wanted, k }, again);
	return n == m && memcmp(folded, again, n) == 0;
}

static int take_header(struct reader *r)
{
	for (uint32_t k = 0; k < r->count; k++)
		r->place[k] = -1;
	for (uint32_t i = 0; i < r->cells; i++) {
		struct glane_str cell = cell_at(r, i);
		uint32_t k = 0;
		while (k < r->count && !is_column(cell, r->columns[k].name))
			k++;
		if (k == r->count)
			return file_fault(r->fault, "file.column_unknown", r->line, cell);
		if (r->place[k] >= 0)
			return file_fault(r->fault, "file.column_twice", r->line, cell);
		r->place[k] = (int)i;
	}
	for (uint32_t k = 0; k < r->count; k++)
		if (r->columns[k].required && r->place[k] < 0)
			return file_fault(r->fault, "file.column_missing", r->line, glane_cstr(r->columns[k].name));
	r->width = r->cells;
	r->have_header = 1;
	return 0;
}

/* Spreadsheets leave rows of nothing but delimiters behind. */
static int is_empty(const struct reader *r)
{
	for (uint32_t i = 0; i < r->cells; i++)
		if (text_trim(cell_at(r, i)).n)
			return 0;
	return r->cells <= CELLS_MAX;
}

static int take_record(struct reader *r)
{
	struct glane_str cells[TABLE_COLUMNS_MAX];
	if (is_empty(r))
		return 0;
	if (!r->have_header)
		return take_header(r);
	for (uint32_t k = 0; k < r->count; k++)
		cells[k] = r->place[k] < 0 ? nothing : text_trim(cell_at(r, (uint32_t)r->place[k]));
	return r->row(r->ctx, r->line, cells, r->cells == r->width);
}

/* --- libcsv's callbacks ------------------------------------------------------------------------------ */
static void on_cell(void *p, size_t n, void *ctx)
{
	struct reader *r = ctx;
	if (r->status)
		return;
	if (r->n + n + 1 > r->cap) {
		size_t cap = 2 * (r->n + n + 1) + 256;
		char *grown = realloc(r->bytes, cap);
		if (!grown) {
			r->status = GLANE_ENOMEM;
			return;
		}
		r->bytes = grown;
		r->cap = cap;
	}
	if (r->cells < CELLS_MAX) {
		memcpy(r->bytes + r->n, p ? p : "", n);
		r->n += n;
		r->bytes[r->n] = 0;
		r->ends[r->cells] = r->n++;
	}
	r->cells++;
}

static void on_record(int end, void *ctx)
{
	(void)end;
	struct reader *r = ctx;
	if (r->status == 0)
		r->status = take_record(r);
	r->n = 0;
	r->cells = 0;
	r->ended = 1;
}

/* --- the file ------------------------------------------------------------------------------------------ */
/* One line with its end, so that the number of a record's first line is known; libcsv does not say it. */
static struct glane_str next_line(struct glane_str *rest)
{
	size_t n = 0;
	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	if (n < rest->n)
		n += rest->p[n] == '\r' && n + 1 < rest->n && rest->p[n + 1] == '\n' ? 2 : 1;
	struct glane_str line = { rest->p, n };
	rest->p += n;
	rest->n -= n;
	return line;
}

static int is_blank(struct glane_str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strchr(" \t\r\n", line.p[i]) || line.p[i] == 0)
			return 0;
	return 1;
}

static int is_blank_but_tab(unsigned char c)
{
	return c == ' ';
}

static int read_lines(struct reader *r, struct csv_parser *csv, struct glane_str rest)
{
	int64_t number = 0;
	int open = 0; /* a quoted cell goes on over the end of the line */
	while (rest.n) {
		struct glane_str line = next_line(&rest);
		number++;
		if (!open && is_blank(line))
			continue;
		if (!open)
			r->line = number;
		r->ended = 0;
		if (csv_parse(csv, line.p, line.n, on_cell, on_record, r) != line.n) {
			if (csv_error(csv) == CSV_EPARSE)
				return file_fault(r->fault, "file.quote", r->line, nothing);
			return GLANE_ENOMEM;
		}
		if (r->status)
			return r->status;
		open = !r->ended;
	}
	if (csv_fini(csv, on_cell, on_record, r) != 0)
		return csv_error(csv) == CSV_EPARSE ? file_fault(r->fault, "file.quote", r->line, nothing) : GLANE_ENOMEM;
	return r->status;
}

/* Whichever the header has most of, outside quotes. */
static char delimiter_of(struct glane_str text)
{
	static const char delimiters[] = ",;\t";
	int counts[3] = { 0, 0, 0 }, quoted = 0, best = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		quoted ^= c == '"';
		if (!quoted && (c == '\n' || c == '\r') && counts[0] + counts[1] + counts[2])
			break;
		for (int k = 0; !quoted && k < 3; k++)
			counts[k] += c == delimiters[k];
	}
	for (int k = 1; k < 3; k++)
		best = counts[k] > counts[best] ? k : best;
	return delimiters[best];
}

static int64_t line_of(struct glane_str text, int64_t at)
{
	int64_t line = 1;
	for (int64_t i = 0; i < at; i++)
		line += text.p[i] == '\n' || (text.p[i] == '\r' && text.p[i + 1] != '\n');
	return line;
}

/* What a French spreadsheet saves when nobody asks for UTF-8.  Bytes that mean nothing there are no text. */
static int to_utf8(struct glane_str *text, char **ret_buffer)
{
	char *p = malloc(3 * text->n + 1);
	if (!p)
		return GLANE_ENOMEM;
	*ret_buffer = p;
	int64_t n = text_from_windows(*text, p);
	if (n < 0)
		return GLANE_EINVAL;
	*text = (struct glane_str){ p, (size_t)n };
	return 0;
}

static int read_text(struct glane_str text, struct reader *r, struct table_shape *ret_shape)
{
	struct csv_parser csv;
	ret_shape->bom = text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0;
	if (ret_shape->bom)
		text = (struct glane_str){ text.p + 3, text.n - 3 };
	ret_shape->delimiter = delimiter_of(text);
	if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return GLANE_ENOMEM;
	csv_set_delim(&csv, (unsigned char)ret_shape->delimiter);
	csv_set_space_func(&csv, ret_shape->delimiter == '\t' ? is_blank_but_tab : NULL);
	int rc = read_lines(r, &csv, text);
	csv_free(&csv);
	free(r->bytes);
	if (rc == 0 && !r->have_header)
		rc = file_fault(r->fault, "file.empty", 1, nothing);
	return rc;
}

int table_read(struct glane_str text, const struct table_column *columns, uint32_t count, table_row_fn *row, void *ctx,
               struct table_shape *ret_shape, struct table_fault *ret_fault)
{
	struct reader r = { .columns = columns, .count = count, .row = row, .ctx = ctx, .fault = ret_fault };
	char *buffer = NULL;
	ret_fault->key = NULL;
	if (count > TABLE_COLUMNS_MAX)
		return GLANE_EINVAL;
	const char *nul = text.n ? memchr(text.p, 0, text.n) : NULL;
	if (nul) /* a workbook, a picture, UTF-16 */
		return file_fault(ret_fault, "file.no_table", line_of(text, nul - text.p), nothing);
	int64_t bad = text_utf8(text);
	ret_shape->windows = bad >= 0;
	int rc = bad >= 0 ? to_utf8(&text, &buffer) : 0;
	if (rc == GLANE_EINVAL)
		rc = file_fault(ret_fault, "file.no_text", line_of(text, bad), nothing);
	if (rc == 0)
		rc = read_text(text, &r, ret_shape);
	free(buffer);
	return rc;
}

size_t table_quote(struct glane_str s, char *out)
{
	return csv_write(out, 2 * s.n + 2, s.p, s.n);
}
