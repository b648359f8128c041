/* SPDX-License-Identifier: MPL-2.0 */
#include "report/doc.h"

#include <string.h>

#include "text/number.h"
#include "text/text.h"

const char *const doc_type_names[DOC_TYPES] = { "text", "grams", "cents", "percent", "count", "date", "price", "co2" };
static const uint32_t units[DOC_TYPES] = { [DOC_GRAMS] = GLANE_U_GRAMS, [DOC_CENTS] = GLANE_U_CENTS, [DOC_DATE] = GLANE_U_DAY,
	[DOC_PRICE] = GLANE_U_CENTS, [DOC_CO2] = GLANE_U_CO2_GRAMS };

struct doc doc_begin(const struct glane_value_api *v, struct glane_value *root, const struct doc_head *h)
{
	struct doc d = { v, root };
	v->text(root, "title", h->title);
	v->text(root, "subtitle", h->subtitle);
	v->text(root, "place", h->place);
	struct glane_value *period = v->object(root, "period");
	v->quantity(period, "from", h->from, GLANE_U_DAY);
	v->quantity(period, "to", h->to, GLANE_U_DAY);
	v->text(period, "label", h->period);
	v->quantity(root, "made_ms", h->made_ms, GLANE_U_TIME_MS);
	v->boolean(root, "draft", h->draft);
	v->array(root, "facts");
	v->array(root, "sections");
	v->array(root, "definitions");
	v->array(root, "footnotes");
	return d;
}

/* A member that the builders made themselves: theirs to change. */
static struct glane_value *own(const struct glane_value_api *v, struct glane_value *of, const char *key)
{
	return (struct glane_value *)(uintptr_t)v->get(of, key);
}

static void put(const struct glane_value_api *v, struct glane_value *into, const char *key, enum doc_type type, int64_t n)
{
	if (type == DOC_PERCENT || type == DOC_COUNT)
		v->integer(into, key, n);
	else
		v->quantity(into, key, n, units[type]);
}

static struct glane_value *fact(const struct doc *d, struct glane_str label, enum doc_type type, struct glane_str note)
{
	struct glane_value *f = d->v->object(own(d->v, d->root, "facts"), NULL);
	d->v->text(f, "label", label);
	d->v->text(f, "type", glane_cstr(doc_type_names[type]));
	d->v->text(f, "note", note);
	return f;
}

void doc_fact(const struct doc *d, struct glane_str label, enum doc_type type, int64_t n, struct glane_str note)
{
	put(d->v, fact(d, label, type, note), "value", type, n);
}

void doc_fact_unknown(const struct doc *d, struct glane_str label, enum doc_type type, struct glane_str note)
{
	d->v->null(fact(d, label, type, note), "value");
}

struct glane_value *doc_section(const struct doc *d, const char *id, struct glane_str title, struct glane_str note)
{
	struct glane_value *s = d->v->object(own(d->v, d->root, "sections"), NULL);
	d->v->text(s, "id", glane_cstr(id));
	d->v->text(s, "title", title);
	d->v->text(s, "note", note);
	struct glane_value *t = d->v->object(s, "table");
	d->v->array(t, "columns");
	d->v->array(t, "rows");
	return s;
}

void doc_chart(const struct doc *d, struct glane_value *section, const char *kind, struct glane_str summary)
{
	struct glane_value *c = d->v->object(section, "chart");
	d->v->text(c, "kind", glane_cstr(kind));
	d->v->text(c, "summary", summary);
	d->v->array(c, "labels");
	d->v->array(c, "styles");
}

void doc_chart_row(const struct doc *d, struct glane_value *section, struct glane_str label, int style)
{
	struct glane_value *chart = own(d->v, section, "chart");
	d->v->text(own(d->v, chart, "labels"), NULL, label);
	d->v->integer(own(d->v, chart, "styles"), NULL, style + 1);
}

void doc_column(const struct doc *d, struct glane_value *section, struct glane_str title, enum doc_type type, int style)
{
	struct glane_value *c = d->v->object(own(d->v, own(d->v, section, "table"), "columns"), NULL);
	d->v->text(c, "title", title);
	d->v->text(c, "type", glane_cstr(doc_type_names[type]));
	d->v->integer(c, "style", style + 1);
}

struct glane_value *doc_row(const struct doc *d, struct glane_value *section)
{
	return d->v->array(own(d->v, own(d->v, section, "table"), "rows"), NULL);
}

void doc_row_copy(const struct doc *d, struct glane_value *section, const struct glane_value *row)
{
	d->v->put(own(d->v, own(d->v, section, "table"), "rows"), NULL, row);
}

void doc_cell(const struct doc *d, struct glane_value *row, enum doc_type type, int64_t n)
{
	put(d->v, row, NULL, type, n);
}

void doc_cell_text(const struct doc *d, struct glane_value *row, struct glane_str text)
{
	d->v->text(row, NULL, text);
}

void doc_cell_unknown(const struct doc *d, struct glane_value *row)
{
	d->v->null(row, NULL);
}

static int64_t sum(const struct doc_table *t, uint32_t column)
{
	int64_t all = 0;
	for (uint32_t r = 0; r < t->row_count; r++)
		if (__builtin_add_overflow(all, t->v->as_integer(doc_at(t, r, column), 0), &all))
			return INT64_MAX;
	return all;
}

void doc_total(const struct doc *d, struct glane_value *section, struct glane_str label)
{
	struct doc_table t = doc_table(d->v, section);
	struct glane_value *total = d->v->array(own(d->v, section, "table"), "total");
	for (uint32_t k = 0; k < t.column_count; k++) {
		enum doc_type type = doc_type_of(d->v, d->v->at(t.columns, k));
		if (k == 0)
			doc_cell_text(d, total, label);
		else if (type == DOC_GRAMS || type == DOC_CENTS || type == DOC_COUNT)
			doc_cell(d, total, type, sum(&t, k));
		else
			doc_cell_unknown(d, total);
	}
}

struct glane_value *doc_links(const struct doc *d, struct glane_value *section)
{
	struct glane_value *t = own(d->v, section, "table");
	if (d->v->get(t, "total"))
		return d->v->array(t, "total_links");
	if (!d->v->get(t, "links"))
		d->v->array(t, "links");
	return d->v->array(own(d->v, t, "links"), NULL);
}

void doc_definition(const struct doc *d, struct glane_str term, struct glane_str text, struct glane_str source)
{
	struct glane_value *one = d->v->object(own(d->v, d->root, "definitions"), NULL);
	d->v->text(one, "term", term);
	d->v->text(one, "text", text);
	d->v->text(one, "source", source);
}

void doc_footnote(const struct doc *d, struct glane_str text)
{
	d->v->text(own(d->v, d->root, "footnotes"), NULL, text);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */
struct doc_table doc_table(const struct glane_value_api *v, const struct glane_value *section)
{
	const struct glane_value *t = v->get(section, "table");
	struct doc_table r = { v, v->get(t, "columns"), v->get(t, "rows"), v->get(t, "total"), v->get(t, "links"), v->get(t, "total_links"), 0, 0 };
	r.column_count = v->count(r.columns);
	r.row_count = v->count(r.rows);
	return r;
}

enum doc_type doc_type_of(const struct glane_value_api *v, const struct glane_value *of)
{
	struct glane_str name = v->as_text(v->get(of, "type"));
	for (unsigned i = 0; i < DOC_TYPES; i++)
		if (strcmp(name.p, doc_type_names[i]) == 0)
			return (enum doc_type)i;
	return DOC_TEXT;
}

struct glane_str doc_title(const struct glane_value_api *v, const struct glane_value *of)
{
	return v->as_text(v->get(of, "title"));
}

const struct glane_value *doc_at(const struct doc_table *t, uint32_t row, uint32_t column)
{
	return t->v->at(row < t->row_count ? t->v->at(t->rows, row) : t->total, column);
}

struct glane_str doc_link_at(const struct doc_table *t, uint32_t row, uint32_t column)
{
	const struct glane_value *of_row = row < t->row_count ? t->links ? t->v->at(t->links, row) : NULL : t->total_links;
	return of_row ? t->v->as_text(t->v->at(of_row, column)) : glane_cstr("");
}

int doc_is_known(const struct glane_value_api *v, const struct glane_value *leaf)
{
	return v->type(leaf) != GLANE_V_NULL;
}

/* --- figures as words --------------------------------------------------------------------------------------------- */
#define NARROW_SPACE "\xe2\x80\xaf"

static size_t add(char *out, size_t n, const char *words)
{
	size_t len = strlen(words);
	memcpy(out + n, words, len + 1);
	return n + len;
}

/* n / 10^places, its whole part in groups of three. */
static size_t fixed(struct doc_words w, int64_t n, unsigned places, char *out)
{
	char digits[24];
	size_t len = 0, at = 0;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	for (; u || len <= places; u /= 10)
		digits[len++] = (char)('0' + u % 10);
	if (n < 0)
		at = add(out, at, "\xe2\x88\x92"); /* minus, as wide as a digit */
	while (len) {
		out[at++] = digits[--len];
		if (len == places && places)
			at = add(out, at, w.english ? "." : ",");
		else if (len > places && (len - places) % 3 == 0)
			at = add(out, at, w.english ? "," : NARROW_SPACE);
	}
	out[at] = 0;
	return at;
}

static size_t date(struct doc_words w, int64_t day, char *out)
{
	char iso[11];
	text_from_day(day, iso);
	if (w.english)
		return add(out, 0, iso);
	iso[4] = iso[7] = 0;
	size_t n = add(out, add(out, add(out, 0, iso + 8), "/"), iso + 5);
	return add(out, add(out, n, "/"), iso);
}

/* Two digits of so many grams, in units of 10^places grams; as core's templates write it. */
static size_t co2(struct doc_words w, int64_t grams, unsigned places, char *out)
{
	int64_t n = two_digits(grams);
	for (; places && (n >= 100 || n <= -100); places--)
		n /= 10;
	return fixed(w, n, places, out);
}

size_t doc_figure(struct doc_words w, enum doc_type type, int64_t n, char *out)
{
	static const unsigned places[DOC_TYPES] = { [DOC_GRAMS] = 3, [DOC_CENTS] = 2, [DOC_PERCENT] = 2, [DOC_PRICE] = 2 };
	if (type == DOC_CO2)
		return co2(w, n, 3, out);
	return type == DOC_DATE ? date(w, n, out) : fixed(w, n, places[type], out);
}

const char *doc_unit(enum doc_type type)
{
	static const char *const names[DOC_TYPES] = { "", "kg", "€", "%", "", "", "€", "kg" };
	return names[type];
}

size_t doc_figure_alone(struct doc_words w, enum doc_type type, int64_t n, char *out)
{
	const char *unit = doc_unit(type);
	size_t at;
	if (type == DOC_CO2 && (two_digits(n) >= 100000 || two_digits(n) <= -100000)) {
		unit = "t";
		at = co2(w, n, 6, out);
	} else if (type == DOC_GRAMS && (n >= 1000000 || n <= -1000000)) {
		unit = "t";
		at = fixed(w, scaled(n, 1, 1000), 3, out); /* whole kilograms, as returns want them */
	} else if (type == DOC_GRAMS && (n >= 10000 || n <= -10000)) {
		int64_t tenths = scaled(n, 1, 100);
		at = tenths % 10 ? fixed(w, tenths, 1, out) : fixed(w, tenths / 10, 0, out);
	} else if (type == DOC_GRAMS) {
		at = n % 1000 ? fixed(w, n, 3, out) : fixed(w, n / 1000, 0, out);
	} else {
		at = doc_figure(w, type, n, out);
	}
	return *unit ? add(out, add(out, at, NARROW_SPACE), unit) : at;
}

struct glane_str doc_leaf(const struct glane_value_api *v, struct doc_words w, enum doc_type type, const struct glane_value *leaf, char *out)
{
	if (!doc_is_known(v, leaf))
		return glane_cstr("–");
	if (v->type(leaf) == GLANE_V_TEXT)
		return v->as_text(leaf);
	size_t n = doc_figure(w, type, v->as_integer(leaf, 0), out);
	return (struct glane_str){ out, n };
}
