/* SPDX-License-Identifier: MPL-2.0 */
/* libxlsxwriter, loaded when the first workbook is asked for: few centres want one, and never in the first hour.  It writes
 * rows as they come (constant memory) into a file that exists in memory only. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "report/form.h"
#include "text/number.h"

/* What is called.  The addresses come from dlsym, the types from the header. */
#define CALLS(X)                                                                                                         \
	X(workbook_new_opt) X(workbook_close) X(workbook_add_worksheet) X(workbook_add_format) X(workbook_set_properties) \
	X(worksheet_write_string) X(worksheet_write_number) X(worksheet_write_formula_num) X(worksheet_write_blank)       \
	X(worksheet_set_column) X(worksheet_freeze_panes) X(worksheet_set_landscape) X(worksheet_set_paper)               \
	X(worksheet_fit_to_pages) X(worksheet_repeat_rows) X(worksheet_set_footer) X(format_set_num_format)               \
	X(format_set_bold) X(format_set_text_wrap) X(format_set_bg_color) X(format_set_top) X(format_set_bottom)          \
	X(format_set_align) X(format_set_font_size) X(format_set_font_color)

struct library {
#define MEMBER(f) __typeof__(f) *f;
	CALLS(MEMBER)
#undef MEMBER
};
struct book {
	struct library lib;
	const struct glane_value_api *v;
	const struct form_words *w;
	lxw_workbook *book;
	lxw_format *cell[DOC_TYPES], *total[DOC_TYPES], *head, *head_figure, *title, *quiet, *wrapped;
	lxw_error bad; /* the first error */
	const struct form_rows *rows;
	int rc;        /* of the rows */
};

static int load(struct library *lib)
{
	void *so = dlopen("libxlsxwriter.so.4", RTLD_NOW | RTLD_LOCAL); /* stays: the next workbook needs it again */
	if (!so)
		return GLANE_EIO;
#define ADDRESS(f)                                                            \
	*(void **)&lib->f = dlsym(so, #f);                                    \
	if (!lib->f)                                                          \
		return GLANE_EIO;
	CALLS(ADDRESS)
#undef ADDRESS
	return GLANE_OK;
}

static void keep(struct book *b, lxw_error e)
{
	if (e && !b->bad)
		b->bad = e;
}

/* --- texts ------------------------------------------------------------------------------------------------------- */
enum { CELL_BYTES = 8000 }; /* Excel takes 32,767 characters; whoever writes more has lost the table */

/* XML knows no control characters but three; libxlsxwriter escapes < > & only. */
static void text(struct book *b, lxw_worksheet *sheet, uint32_t row, uint32_t column, struct glane_str s, lxw_format *f)
{
	char clean[CELL_BYTES + 1];
	size_t n = s.n < CELL_BYTES ? s.n : CELL_BYTES;
	while (n && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++)
		clean[i] = (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i];
	clean[n] = 0;
	keep(b, n ? b->lib.worksheet_write_string(sheet, row, (lxw_col_t)column, clean, f)
	          : b->lib.worksheet_write_blank(sheet, row, (lxw_col_t)column, f));
}

/* Workbooks hold binary floating point: here, at the border, the integers become kilograms, euros and fractions. */
static double number(enum doc_type type, int64_t n)
{
	static const double parts[DOC_TYPES] = { 1, 1000, 100, 10000, 1, 1, 100, 1000 };
	return type == DOC_DATE ? (double)(n + 25569) /* 1970-01-01 in days since 1899-12-30 */ : (double)(type == DOC_CO2 ? two_digits(n) : n) / parts[type];
}

static void leaf(struct book *b, lxw_worksheet *sheet, uint32_t row, uint32_t column, enum doc_type type, const struct glane_value *v, lxw_format *f)
{
	if (!doc_is_known(b->v, v))
		keep(b, b->lib.worksheet_write_blank(sheet, row, (lxw_col_t)column, f));
	else if (b->v->type(v) == GLANE_V_TEXT)
		text(b, sheet, row, column, b->v->as_text(v), f);
	else
		keep(b, b->lib.worksheet_write_number(sheet, row, (lxw_col_t)column, number(type, b->v->as_integer(v, 0)), f));
}

/* --- sheets ------------------------------------------------------------------------------------------------------ */
/* A name that Excel takes: at most 31 letters, none of []:*?/\, no apostrophe at an end; with its number, so unique. */
static lxw_worksheet *sheet_new(struct book *b, unsigned number, struct glane_str title)
{
	char name[150];
	size_t n = (size_t)snprintf(name, sizeof(name), "%u ", number);
	unsigned letters = (unsigned)n;
	for (size_t i = 0; i < title.n && n < sizeof(name) - 5; i++) {
		unsigned char c = (unsigned char)title.p[i];
		if ((c & 0xc0) != 0x80 && ++letters > 31)
			break;
		letters += c >= 0xf0; /* counts as two */
		name[n++] = c < ' ' || strchr("[]:*?/\\'", c) ? ' ' : (char)c;
	}
	name[n] = 0;
	lxw_worksheet *sheet = b->lib.workbook_add_worksheet(b->book, name);
	if (!sheet) {
		keep(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return NULL;
	}
	b->lib.worksheet_set_paper(sheet, 9 /* A4 */);
	b->lib.worksheet_set_landscape(sheet);
	b->lib.worksheet_fit_to_pages(sheet, 1, 0);
	keep(b, b->lib.worksheet_set_footer(sheet, "&L&A&R&P / &N"));
	return sheet;
}

enum { HEAD_ROW = 2, FIRST_ROW = 3 };

static void column_head(struct book *b, lxw_worksheet *sheet, uint32_t column, struct glane_str title, const char *unit, enum doc_type type)
{
	char words[400];
	int n = snprintf(words, sizeof(words), *unit ? "%.300s (%s)" : "%.300s", title.p, unit);
	text(b, sheet, HEAD_ROW, column, (struct glane_str){ words, (size_t)n }, type == DOC_TEXT ? b->head : b->head_figure);
}

static char column_letter(uint32_t column)
{
	return (char)('A' + column);
}

struct sheet { /* rows that are not in the tree */
	struct book *b;
	lxw_worksheet *sheet;
	const struct doc_table *t;
	uint32_t row;
	int64_t sums[FORM_COLUMNS];
};

static void take(void *form, const struct glane_value *values)
{
	struct sheet *s = form;
	if (s->row >= LXW_ROW_MAX - 1) { /* the last one is for the total */
		s->b->rc = GLANE_ETOOBIG;
		return;
	}
	for (uint32_t k = 0; k < s->t->column_count; k++) {
		enum doc_type type = doc_type_of(s->b->v, s->b->v->at(s->t->columns, k));
		const struct glane_value *v = s->b->v->at(values, k);
		leaf(s->b, s->sheet, s->row, k, type, v, s->b->cell[type]);
		s->sums[k] += s->b->v->as_integer(v, 0);
	}
	s->row++;
}

static void total(struct book *b, lxw_worksheet *sheet, const struct doc_table *t, const struct sheet *more)
{
	uint32_t row = more->row;
	for (uint32_t k = 0; k < t->column_count; k++) {
		enum doc_type type = doc_type_of(b->v, b->v->at(t->columns, k));
		const struct glane_value *sum = doc_at(t, t->row_count, k);
		char formula[60];
		if (type == DOC_TEXT || !doc_is_known(b->v, sum) || row == FIRST_ROW || k >= FORM_COLUMNS) {
			leaf(b, sheet, row, k, type, sum, b->total[type]);
			continue;
		}
		snprintf(formula, sizeof(formula), "=SUM(%c%u:%c%u)", column_letter(k), FIRST_ROW + 1, column_letter(k), row);
		keep(b, b->lib.worksheet_write_formula_num(sheet, row, (lxw_col_t)k, formula, b->total[type], number(type, b->v->as_integer(sum, 0) + more->sums[k])));
	}
}

static void table(struct book *b, unsigned number_of, const struct glane_value *section)
{
	struct doc_table t = doc_table(b->v, section);
	lxw_worksheet *sheet = sheet_new(b, number_of, doc_title(b->v, section));
	if (!sheet)
		return;
	for (uint32_t k = 0; k < t.column_count; k++)
		keep(b, b->lib.worksheet_set_column(sheet, (lxw_col_t)k, (lxw_col_t)k, k ? 16 : 34, NULL));
	text(b, sheet, 0, 0, doc_title(b->v, section), b->title);
	text(b, sheet, 1, 0, b->v->as_text(b->v->get(section, "note")), b->quiet);
	for (uint32_t k = 0; k < t.column_count; k++) {
		const struct glane_value *c = b->v->at(t.columns, k);
		column_head(b, sheet, k, doc_title(b->v, c), doc_unit(doc_type_of(b->v, c)), doc_type_of(b->v, c));
	}
	for (uint32_t r = 0; r < t.row_count; r++)
		for (uint32_t k = 0; k < t.column_count; k++) {
			enum doc_type type = doc_type_of(b->v, b->v->at(t.columns, k));
			leaf(b, sheet, FIRST_ROW + r, k, type, doc_at(&t, r, k), b->cell[type]);
		}
	struct sheet more = { .b = b, .sheet = sheet, .t = &t, .row = FIRST_ROW + t.row_count };
	if (b->rows && t.column_count <= FORM_COLUMNS && strcmp(b->v->as_text(b->v->get(section, "id")).p, b->rows->section) == 0) {
		int rc = b->rows->each(b->rows->arg, take, &more);
		b->rc = b->rc < 0 ? b->rc : rc;
	}
	if (t.total)
		total(b, sheet, &t, &more);
	b->lib.worksheet_freeze_panes(sheet, FIRST_ROW, 1);
	keep(b, b->lib.worksheet_repeat_rows(sheet, HEAD_ROW, HEAD_ROW));
}

/* The figures, and what the document is about. */
static void cover(struct book *b, const struct glane_value *doc)
{
	const struct glane_value_api *v = b->v;
	const struct glane_value *facts = v->get(doc, "facts"), *notes = v->get(doc, "footnotes");
	lxw_worksheet *sheet = sheet_new(b, 1, b->w->facts);
	if (!sheet)
		return;
	static const int widths[] = { 42, 16, 8, 90 };
	for (unsigned k = 0; k < 4; k++)
		keep(b, b->lib.worksheet_set_column(sheet, (lxw_col_t)k, (lxw_col_t)k, widths[k], NULL));
	char words[600];
	struct glane_str place = v->as_text(v->get(doc, "place"));
	int n = snprintf(words, sizeof(words), "%.200s – %.100s%s%.200s", doc_title(v, doc).p, v->as_text(v->get(v->get(doc, "period"), "label")).p,
	                 place.n ? " – " : "", place.p);
	text(b, sheet, 0, 0, (struct glane_str){ words, (size_t)n }, b->title);
	n = snprintf(words, sizeof(words), "%.200s · %.100s%s%.60s", v->as_text(v->get(doc, "subtitle")).p, b->w->made.p,
	             v->as_integer(v->get(doc, "draft"), 0) ? " · " : "", v->as_integer(v->get(doc, "draft"), 0) ? b->w->draft.p : "");
	text(b, sheet, 1, 0, (struct glane_str){ words, (size_t)n }, b->quiet);
	const struct glane_str heads[] = { b->w->figure, b->w->value, b->w->unit, b->w->note };
	for (unsigned k = 0; k < 4; k++)
		column_head(b, sheet, k, heads[k], "", k == 1 ? DOC_COUNT : DOC_TEXT);
	uint32_t row = FIRST_ROW;
	for (uint32_t i = 0; i < v->count(facts); i++, row++) {
		const struct glane_value *f = v->at(facts, i);
		enum doc_type type = doc_type_of(v, f);
		text(b, sheet, row, 0, v->as_text(v->get(f, "label")), b->cell[DOC_TEXT]);
		leaf(b, sheet, row, 1, type, v->get(f, "value"), b->cell[type]);
		text(b, sheet, row, 2, glane_cstr(type == DOC_PERCENT ? "" : doc_unit(type)), b->cell[DOC_TEXT]);
		text(b, sheet, row, 3, v->as_text(v->get(f, "note")), b->wrapped);
	}
	row++;
	for (uint32_t i = 0; i < v->count(notes); i++)
		text(b, sheet, row++, 0, v->as_text(v->at(notes, i)), b->quiet);
}

static void definitions(struct book *b, unsigned number_of, const struct glane_value *list)
{
	const struct glane_value_api *v = b->v;
	lxw_worksheet *sheet = v->count(list) ? sheet_new(b, number_of, b->w->definitions) : NULL;
	if (!sheet)
		return;
	static const int widths[] = { 34, 80, 50 };
	for (unsigned k = 0; k < 3; k++)
		keep(b, b->lib.worksheet_set_column(sheet, (lxw_col_t)k, (lxw_col_t)k, widths[k], NULL));
	text(b, sheet, 0, 0, b->w->definitions, b->title);
	const struct glane_str heads[] = { b->w->term, b->w->meaning, b->w->source };
	for (unsigned k = 0; k < 3; k++)
		column_head(b, sheet, k, heads[k], "", DOC_TEXT);
	static const char *const members[] = { "term", "text", "source" };
	for (uint32_t i = 0; i < v->count(list); i++)
		for (unsigned k = 0; k < 3; k++)
			text(b, sheet, FIRST_ROW + i, k, v->as_text(v->get(v->at(list, i), members[k])), b->wrapped);
}

/* --- the book ---------------------------------------------------------------------------------------------------- */
static lxw_format *format(struct book *b, const char *figures, int bold)
{
	lxw_format *f = b->lib.workbook_add_format(b->book);
	if (!f)
		return NULL; /* the library writes a cell without one */
	if (figures)
		b->lib.format_set_num_format(f, figures);
	if (bold)
		b->lib.format_set_bold(f);
	return f;
}

/* Number formats are written as in English; each spreadsheet shows them as its user is used to: 1 234,500. */
static void formats(struct book *b)
{
	static const char *const figures[DOC_TYPES] = { NULL, "#,##0.000", "#,##0.00", "0.00%", "#,##0", "dd/mm/yyyy", "#,##0.00", "#,##0.###" };
	for (unsigned i = 0; i < DOC_TYPES; i++) {
		b->cell[i] = format(b, figures[i], 0);
		b->total[i] = format(b, figures[i], 1);
		if (b->total[i])
			b->lib.format_set_top(b->total[i], LXW_BORDER_THIN);
	}
	b->head = format(b, NULL, 1);
	b->head_figure = format(b, NULL, 1);
	b->title = format(b, NULL, 1);
	b->quiet = format(b, NULL, 0);
	b->wrapped = format(b, NULL, 0);
	lxw_format *heads[] = { b->head, b->head_figure };
	for (unsigned i = 0; i < 2; i++) {
		if (!heads[i])
			continue;
		b->lib.format_set_text_wrap(heads[i]);
		b->lib.format_set_bg_color(heads[i], 0xe4f3ee);
		b->lib.format_set_bottom(heads[i], LXW_BORDER_THIN);
		b->lib.format_set_align(heads[i], LXW_ALIGN_VERTICAL_CENTER);
	}
	if (b->head_figure)
		b->lib.format_set_align(b->head_figure, LXW_ALIGN_RIGHT);
	if (b->title)
		b->lib.format_set_font_size(b->title, 14);
	if (b->quiet)
		b->lib.format_set_font_color(b->quiet, 0x434e49);
	if (b->wrapped)
		b->lib.format_set_text_wrap(b->wrapped);
}

static void fill(struct book *b, const struct glane_value *doc)
{
	const struct glane_value_api *v = b->v;
	const struct glane_value *sections = v->get(doc, "sections");
	char title[200], site[200];
	snprintf(title, sizeof(title), "%.190s", doc_title(v, doc).p);
	snprintf(site, sizeof(site), "%.190s", b->w->site.p);
	lxw_doc_properties about = { .title = title, .author = site, .created = (time_t)(v->as_integer(v->get(doc, "made_ms"), 0) / 1000) };
	keep(b, b->lib.workbook_set_properties(b->book, &about));
	formats(b);
	cover(b, doc);
	unsigned n = 2;
	for (uint32_t i = 0; i < v->count(sections); i++)
		table(b, n++, v->at(sections, i));
	definitions(b, n, v->get(doc, "definitions"));
}

static int read_back(int fd, struct bytes *out)
{
	off_t size = lseek(fd, 0, SEEK_END);
	if (size <= 0 || lseek(fd, 0, SEEK_SET) != 0)
		return GLANE_EIO;
	unsigned char *p = bytes_reserve(out, (size_t)size);
	if (!p)
		return GLANE_ENOMEM;
	for (off_t n = 0; n < size;) {
		ssize_t got = read(fd, p + n, (size_t)(size - n));
		if (got <= 0)
			return GLANE_EIO;
		n += got;
	}
	out->n += (size_t)size;
	return GLANE_OK;
}

int form_xlsx(const struct glane_value_api *v, const struct form_words *w, const struct glane_value *doc, const struct form_rows *rows,
              struct bytes *out)
{
	struct book b = { .v = v, .w = w, .rows = rows };
	int rc = load(&b.lib);
	if (rc < 0)
		return rc;
	int fd = memfd_create("report.xlsx", MFD_CLOEXEC);
	if (fd < 0)
		return GLANE_EIO;
	char path[40];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	b.book = b.lib.workbook_new_opt(path, &options);
	if (b.book) {
		fill(&b, doc);
		keep(&b, b.lib.workbook_close(b.book)); /* frees it, whatever it says */
	}
	rc = b.rc < 0 ? b.rc : !b.book || b.bad == LXW_ERROR_MEMORY_MALLOC_FAILED ? GLANE_ENOMEM : b.bad ? GLANE_EIO : read_back(fd, out);
	close(fd);
	return rc;
}
