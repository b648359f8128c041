/* SPDX-License-Identifier: MPL-2.0 */
#include <string.h>

#include "report/form.h"
#include "text/number.h"

struct csv {
	const struct glane_value_api *v;
	enum form_separator separator;
	struct bytes *out;
	int cells; /* of the line so far */
	const struct doc_table *table;
	int64_t sums[FORM_COLUMNS]; /* of the rows that are not in the tree */
};

static void cell(struct csv *c, struct glane_str words)
{
	if (c->cells++)
		bytes_add(c->out, (char[]){ (char)c->separator }, 1);
	int quoted = words.n && (words.p[0] == ' ' || words.p[words.n - 1] == ' ');
	for (size_t i = 0; i < words.n; i++)
		quoted |= words.p[i] == '"' || words.p[i] == ';' || words.p[i] == ',' || (unsigned char)words.p[i] < ' ';
	if (quoted)
		bytes_text(c->out, "\"");
	for (size_t i = 0; i < words.n; i++) {
		unsigned char ch = (unsigned char)words.p[i];
		if (ch == '"')
			bytes_text(c->out, "\"\"");
		else
			bytes_add(c->out, ch < ' ' || ch == 0x7f ? " " : words.p + i, 1);
	}
	if (quoted)
		bytes_text(c->out, "\"");
}

/* Words of people: nothing that a spreadsheet would take for a formula. */
static void text(struct csv *c, struct glane_str words)
{
	char safe[2] = "'";
	if (!words.n || !strchr("=+-@\t\r\n", words.p[0])) {
		cell(c, words);
		return;
	}
	struct bytes b = { 0 };
	bytes_text(&b, safe);
	bytes_add(&b, words.p, words.n);
	if (b.failed)
		c->out->failed = 1;
	else
		cell(c, (struct glane_str){ (const char *)b.p, b.n });
	bytes_fini(&b);
}

static void line(struct csv *c)
{
	bytes_text(c->out, "\r\n");
	c->cells = 0;
}

static void figure(struct csv *c, enum doc_type type, int64_t n)
{
	static const unsigned places[DOC_TYPES] = { [DOC_GRAMS] = 3, [DOC_CENTS] = 2, [DOC_PERCENT] = 2, [DOC_PRICE] = 2, [DOC_CO2] = 3 };
	char digits[32], *p = digits + sizeof(digits);
	n = type == DOC_CO2 ? two_digits(n) : n;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	for (unsigned k = 0; u || k <= places[type]; k++, u /= 10) {
		if (k && k == places[type])
			*--p = c->separator == FORM_SEMICOLON ? ',' : '.';
		*--p = (char)('0' + u % 10);
	}
	if (n < 0)
		*--p = '-';
	if (c->cells++)
		bytes_add(c->out, (char[]){ (char)c->separator }, 1);
	/* With a comma as separator the mark is a point: a figure never needs quotes. */
	bytes_add(c->out, p, (size_t)(digits + sizeof(digits) - p));
}

static void leaf(struct csv *c, enum doc_type type, const struct glane_value *v)
{
	char iso[DOC_WORDS];
	if (!doc_is_known(c->v, v))
		cell(c, glane_cstr(""));
	else if (c->v->type(v) == GLANE_V_TEXT)
		text(c, c->v->as_text(v));
	else if (type == DOC_DATE)
		cell(c, (struct glane_str){ iso, doc_figure((struct doc_words){ 1 }, DOC_DATE, c->v->as_integer(v, 0), iso) });
	else
		figure(c, type, c->v->as_integer(v, 0));
}

/* The head of a column, with its unit: "Vente (kg)". */
static void head(struct csv *c, const struct glane_value *column)
{
	struct glane_str title = doc_title(c->v, column);
	const char *unit = doc_unit(doc_type_of(c->v, column));
	struct bytes b = { 0 };
	bytes_add(&b, title.p, title.n);
	if (*unit)
		bytes_text(&b, " (");
	bytes_text(&b, unit);
	if (*unit)
		bytes_text(&b, ")");
	if (b.failed)
		c->out->failed = 1;
	else
		text(c, (struct glane_str){ b.p ? (const char *)b.p : "", b.n });
	bytes_fini(&b);
}

static void take(void *form, const struct glane_value *row)
{
	struct csv *c = form;
	for (uint32_t k = 0; k < c->table->column_count; k++) {
		const struct glane_value *v = c->v->at(row, k);
		leaf(c, doc_type_of(c->v, c->v->at(c->table->columns, k)), v);
		c->sums[k] += c->v->as_integer(v, 0);
	}
	line(c);
}

static void total(struct csv *c, const struct doc_table *t)
{
	for (uint32_t k = 0; k < t->column_count; k++) {
		enum doc_type type = doc_type_of(c->v, c->v->at(t->columns, k));
		const struct glane_value *v = doc_at(t, t->row_count, k);
		if (k < FORM_COLUMNS && c->sums[k] && k && doc_is_known(c->v, v))
			figure(c, type, c->v->as_integer(v, 0) + c->sums[k]);
		else
			leaf(c, type, v);
	}
	line(c);
}

static int table(struct csv *c, const struct glane_value *section, const struct form_rows *rows)
{
	struct doc_table t = doc_table(c->v, section);
	int rc = GLANE_OK;
	c->table = &t;
	memset(c->sums, 0, sizeof(c->sums));
	line(c);
	text(c, doc_title(c->v, section));
	line(c);
	for (uint32_t k = 0; k < t.column_count; k++)
		head(c, c->v->at(t.columns, k));
	line(c);
	for (uint32_t r = 0; r < t.row_count; r++) {
		for (uint32_t k = 0; k < t.column_count; k++)
			leaf(c, doc_type_of(c->v, c->v->at(t.columns, k)), doc_at(&t, r, k));
		line(c);
	}
	if (rows && t.column_count <= FORM_COLUMNS && strcmp(c->v->as_text(c->v->get(section, "id")).p, rows->section) == 0)
		rc = rows->each(rows->arg, take, c);
	if (rc >= 0 && t.total)
		total(c, &t);
	return rc;
}

int form_csv(const struct glane_value_api *v, enum form_separator separator, const struct glane_value *doc, const struct form_rows *rows, struct bytes *out)
{
	struct csv c = { .v = v, .separator = separator, .out = out };
	int rc = GLANE_OK;
	bytes_text(out, "\xef\xbb\xbf");
	static const char *const heads[] = { "title", "subtitle", "place" };
	for (unsigned i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct glane_str words = v->as_text(v->get(doc, heads[i]));
		if (!words.n)
			continue;
		text(&c, words);
		line(&c);
	}
	const struct glane_value *period = v->get(doc, "period"), *facts = v->get(doc, "facts"), *sections = v->get(doc, "sections");
	text(&c, v->as_text(v->get(period, "label")));
	leaf(&c, DOC_DATE, v->get(period, "from"));
	leaf(&c, DOC_DATE, v->get(period, "to"));
	line(&c);
	if (v->count(facts))
		line(&c);
	for (uint32_t i = 0; i < v->count(facts); i++) {
		const struct glane_value *f = v->at(facts, i);
		text(&c, v->as_text(v->get(f, "label")));
		leaf(&c, doc_type_of(v, f), v->get(f, "value"));
		text(&c, glane_cstr(doc_unit(doc_type_of(v, f))));
		text(&c, v->as_text(v->get(f, "note")));
		line(&c);
	}
	for (uint32_t i = 0; rc >= 0 && i < v->count(sections); i++)
		rc = table(&c, v->at(sections, i), rows);
	static const char *const parts[] = { "term", "text", "source" };
	const struct glane_value *terms = v->get(doc, "definitions"), *notes = v->get(doc, "footnotes");
	if (v->count(terms))
		line(&c);
	for (uint32_t i = 0; i < v->count(terms); i++) {
		for (unsigned k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			text(&c, v->as_text(v->get(v->at(terms, i), parts[k])));
		line(&c);
	}
	if (v->count(notes))
		line(&c);
	for (uint32_t i = 0; i < v->count(notes); i++) {
		text(&c, v->as_text(v->at(notes, i)));
		line(&c);
	}
	return rc < 0 ? rc : GLANE_OK;
}
