/* SPDX-License-Identifier: MPL-2.0 */
/* A file of past records becomes a list of lines: what all formats have in common. */
#include "import/line.h"

#include <stdlib.h>
#include <string.h>

#include "import/said.h"
#include "text/text.h"

enum { CHUNK = 65536 };
#define WEIGHT_MAX INT64_C(1000000000000) /* more than any scale shows is no weight that a sum could use */
#define MONEY_MAX INT64_C(1000000000)     /* likewise */

const char *const format_names[FORMAT_COUNT + 1] = {
	[FORMAT_RECEPTION] = "reception", [FORMAT_TILL] = "till", [FORMAT_ITEMS] = "items", [FORMAT_ORESSOURCE] = "oressource-csv", NULL
};
const char *const reason_names[REASON_COUNT] = {
	[TAKEN] = "",
	[REASON_CELLS] = "cells",
	[REASON_TEXT] = "text",
	[REASON_DATE] = "date",
	[REASON_FUTURE] = "future",
	[REASON_WEIGHT] = "weight",
	[REASON_NO_WEIGHT] = "no_weight",
	[REASON_ZERO] = "zero",
	[REASON_NEGATIVE] = "negative",
	[REASON_HEAVY] = "heavy",
	[REASON_PRICE] = "price",
	[REASON_REFUND] = "refund",
	[REASON_PIECES] = "pieces",
	[REASON_DESTINATION] = "destination",
	[REASON_STATE] = "state",
	[REASON_CODE] = "code",
	[REASON_NO_LABEL] = "no_label",
	[REASON_NO_CATEGORY] = "no_category",
	[REASON_AMBIGUOUS] = "ambiguous",
	[REASON_UNDONE] = "undone",
	[REASON_REFUSED] = "refused",
};
const char *const doubt_names[DOUBT_COUNT] = {
	[DOUBT_REMARK] = "remark", [DOUBT_LABEL] = "label", [DOUBT_DATE] = "date", [DOUBT_LIGHT] = "light", [DOUBT_HEAVY] = "heavy",
	[DOUBT_TINY] = "tiny", [DOUBT_NO_PRICE] = "no_price", [DOUBT_PRICE] = "price", [DOUBT_MONEY] = "money", [DOUBT_PAYMENT] = "payment",
};
static const struct format_spec *const specs[FORMAT_COUNT] = {
	[FORMAT_RECEPTION] = &format_reception, [FORMAT_TILL] = &format_till, [FORMAT_ITEMS] = &format_items,
	[FORMAT_ORESSOURCE] = &format_oressource,
};

/* --- texts that outlive the reading ------------------------------------------------------------------ */
struct chunk {
	struct chunk *next;
	size_t n, cap;
	char bytes[];
};

void chunks_free(struct chunk *c)
{
	for (struct chunk *next; c; c = next) {
		next = c->next;
		free(c);
	}
}

int chunk_keep(struct chunk **chunks, struct glane_str *s)
{
	struct chunk *c = *chunks;
	if (s->n == 0) {
		*s = (struct glane_str){ "", 0 };
		return 0;
	}
	if (!c || c->cap - c->n < s->n + 1) {
		size_t cap = s->n + 1 > CHUNK ? s->n + 1 : CHUNK;
		c = malloc(sizeof(*c) + cap);
		if (!c)
			return GLANE_ENOMEM;
		*c = (struct chunk){ .next = *chunks, .cap = cap };
		*chunks = c;
	}
	char *at = c->bytes + c->n;
	memcpy(at, s->p, s->n);
	at[s->n] = 0;
	c->n += s->n + 1;
	s->p = at;
	return 0;
}

static int grow(void **items, uint32_t count, uint32_t *cap, size_t size)
{
	if (count < *cap)
		return 0;
	uint32_t more = *cap ? 2 * *cap : 64;
	void *grown = realloc(*items, more * size);
	if (!grown)
		return GLANE_ENOMEM;
	*items = grown;
	*cap = more;
	return 0;
}

/* --- one line ------------------------------------------------------------------------------------------ */
static int is_text(struct glane_str s, size_t most, int lines)
{
	return s.n <= most && text_is_printable(s, lines);
}

static int texts_are_good(const struct line *l)
{
	return is_text(l->label, LABEL_MAX, 0) && is_text(l->note, NOTE_MAX, 1) && is_text(l->remark, NOTE_MAX, 1) &&
	       is_text(l->place, LABEL_MAX, 0) && is_text(l->payment, LABEL_MAX, 0) && is_text(l->title, LABEL_MAX, 0) &&
	       is_text(l->code, LABEL_MAX, 0);
}

static void fault(struct line *l, enum reason reason) /* the first one is said */
{
	if (l->reason == TAKEN)
		l->reason = reason;
}

static void read_date(struct line *l, struct glane_str cell)
{
	if (said_days(cell, &l->day, &l->day_to) < 0)
		fault(l, REASON_DATE);
}

/* 1: there is a number, good or bad. */
static int read_weight(struct line *l, struct glane_str cell, int64_t max_grams)
{
	l->unweighed = cell.n == 0;
	if (l->unweighed)
		return 0;
	if (text_grams(cell, &l->grams) < 0 || l->grams > WEIGHT_MAX || l->grams < -WEIGHT_MAX) {
		l->grams = 0;
		fault(l, REASON_WEIGHT);
		return 0;
	}
	if (l->grams <= 0)
		fault(l, l->grams ? REASON_NEGATIVE : REASON_ZERO);
	else if (l->grams > max_grams)
		fault(l, REASON_HEAVY);
	return 1;
}

static void read_price(struct line *l, struct glane_str cell)
{
	if (cell.n == 0)
		return;
	if (text_cents(cell, &l->total) < 0 || l->total < 0 || l->total > MONEY_MAX) {
		l->total = MISSING;
		fault(l, REASON_PRICE);
	}
	l->price = l->total;
}

/* What is shown of a text that is refused for being too long or unreadable. */
static struct glane_str shown(struct glane_str s)
{
	if (!text_is_printable(s, 0))
		return (struct glane_str){ "?", 1 };
	return (struct glane_str){ s.p, text_cut(s, LABEL_MAX) };
}

/* 1: its weight is a number. */
static int read_row(const struct reading *in, struct line *l, const struct glane_str *cells, int whole)
{
	const struct format_spec *spec = specs[in->lines->format];
	int weight_read = 0;
	l->label = cells[spec->label];
	if (!whole) {
		fault(l, REASON_CELLS);
	} else {
		spec->row(l, cells);
		if (!texts_are_good(l))
			l->reason = REASON_TEXT; /* before all else: nothing longer is kept */
		read_date(l, cells[spec->date]);
		weight_read = read_weight(l, cells[spec->weight], in->max_grams);
		if (spec->price >= 0)
			read_price(l, cells[spec->price]);
		if (l->label.n == 0)
			fault(l, REASON_NO_LABEL);
	}
	if (l->reason == REASON_CELLS || l->reason == REASON_TEXT) {
		l->label = shown(l->label);
		l->place = shown(l->place);
		l->note = l->remark = l->payment = l->title = l->code = (struct glane_str){ "", 0 };
	}
	return weight_read;
}

static int on_row(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	struct reading *in = ctx;
	struct lines *all = in->lines;
	if (all->count == LINES_MAX) {
		*in->fault = (struct table_fault){ .key = "file.too_long", .line = LINES_MAX };
		return GLANE_EINVAL;
	}
	void *items = all->items;
	if (grow(&items, all->count, &all->cap, sizeof(*all->items)) < 0)
		return GLANE_ENOMEM;
	all->items = items;
	static const struct glane_str none = { "", 0 };
	struct line *l = &all->items[all->count];
	*l = (struct line){ .line = line, .total = MISSING, .price = MISSING, .donation = MISSING, .fee = MISSING, .label = none,
		.note = none, .remark = none, .place = none, .payment = none, .title = none, .code = none };
	all->unread += !read_row(in, l, cells, whole);
	all->grams += l->grams;
	all->unpriced += l->total == MISSING;
	all->cents += l->total == MISSING ? 0 : l->total;
	struct glane_str *texts[] = { &l->label, &l->note, &l->remark, &l->place, &l->payment, &l->title, &l->code };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (chunk_keep(&all->texts, texts[i]) < 0)
			return GLANE_ENOMEM;
	all->count++;
	return 0;
}

/* --- what only the whole file says ------------------------------------------------------------------------ */
/* Lines without a day lie between the days written before and behind them, in a notebook that was kept day by day; else
 * between the first day and the last.  After the last day there is no end: the import sets it. */
static void place_undated(struct lines *all)
{
	int64_t first = 0, last = 0, before = 0, after = 0;
	int in_order = 1;
	if (all->format == FORMAT_ITEMS)
		return; /* what is there now needs no day */
	for (uint32_t i = 0; i < all->count; i++) {
		const struct line *l = &all->items[i];
		if (!l->day)
			continue;
		in_order &= l->day >= before;
		before = l->day;
		first = !first || l->day < first ? l->day : first;
		last = l->day_to > last ? l->day_to : last;
	}
	before = 0;
	for (uint32_t i = 0; i < all->count; i++) { /* forward: what came before */
		struct line *l = &all->items[i];
		before = l->day ? l->day : before;
		if (l->day || l->reason == REASON_DATE)
			continue;
		l->day = -(in_order ? before : first); /* below zero: not written, 0: not known either */
		l->day_to = in_order ? DAY_OPEN : last;
	}
	for (uint32_t i = all->count; i-- > 0;) { /* backward: what comes behind, and what is not known */
		struct line *l = &all->items[i];
		if (l->day > 0) {
			after = l->day_to;
			continue;
		}
		if (l->reason == REASON_DATE)
			continue;
		if (l->day == 0) {
			l->day_to = 0;
			fault(l, REASON_DATE);
			continue;
		}
		l->day = -l->day;
		if (in_order && after)
			l->day_to = after > l->day ? after : l->day;
	}
}

/* A column in which nothing but 1 stands counts nothing: "6 verres" has a 1 too.  What the label says is a count. */
static void count_pieces(struct lines *all)
{
	int counts = all->format == FORMAT_ORESSOURCE;
	for (uint32_t i = 0; i < all->count && !counts; i++)
		counts = all->items[i].pieces > 1;
	for (uint32_t i = 0; i < all->count; i++) {
		struct line *l = &all->items[i];
		int64_t said = said_count(l->label);
		l->pieces = counts ? l->pieces : 0;
		if (l->pieces <= 1 && said > 1)
			l->pieces = said;
	}
}

static void doubt_texts(struct lines *all, int priced)
{
	for (uint32_t i = 0; i < all->count; i++) {
		struct line *l = &all->items[i];
		l->doubts |= (l->remark.n ? 1u << DOUBT_REMARK : 0) | (memchr(l->label.p, '?', l->label.n) ? 1u << DOUBT_LABEL : 0);
		if (priced && l->flow == FLOW_SALE)
			said_money(l);
	}
}

int lines_read(struct lines *l, enum format format, struct glane_str text, int64_t max_grams, struct table_fault *ret_fault)
{
	*l = (struct lines){ .format = format };
	struct reading in = { l, max_grams, ret_fault };
	int rc = table_read(text, specs[format]->columns, specs[format]->count, on_row, &in, &l->shape, ret_fault);
	if (rc < 0)
		return rc;
	place_undated(l);
	count_pieces(l);
	doubt_texts(l, specs[format]->priced);
	return 0;
}

void lines_fini(struct lines *l)
{
	free(l->items);
	chunks_free(l->texts);
	*l = (struct lines){ 0 };
}

void lines_columns(enum format format, char *out)
{
	size_t n = 0;
	for (uint32_t i = 0; i < specs[format]->count; i++) {
		const char *name = specs[format]->columns[i].name;
		size_t k = strlen(name);
		if (n + k + 3 > 300)
			break;
		if (n)
			memcpy(out + n, ", ", 2);
		n += n ? 2 : 0;
		memcpy(out + n, name, k);
		n += k;
	}
	out[n] = 0;
}

/* --- the map ------------------------------------------------------------------------------------------------ */
enum { MAP_LABEL, MAP_CODE, MAP_LINES, MAP_GRAMS, MAP_SUGGESTION, MAP_COUNT };
static const struct table_column map_columns[MAP_COUNT] = { /* the last three come with the proposal and say nothing here */
	[MAP_LABEL] = { "label", 1 },
	[MAP_CODE] = { "category", 1 },
	[MAP_LINES] = { "lines", 0 },
	[MAP_GRAMS] = { "grams", 0 },
	[MAP_SUGGESTION] = { "suggestion", 0 },
};

struct map_reading {
	struct label_map *m;
	struct table_fault *fault;
};

static int on_map_line(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	struct map_reading *in = ctx;
	struct label_map *m = in->m;
	if (!whole || !is_text(cells[MAP_LABEL], LABEL_MAX, 0) || !is_text(cells[MAP_CODE], LABEL_MAX, 0) || m->count == LINES_MAX) {
		*in->fault = (struct table_fault){ .key = "map.line", .line = line };
		return GLANE_EINVAL;
	}
	if (cells[MAP_LABEL].n == 0 || cells[MAP_CODE].n == 0)
		return 0;
	void *items = m->lines;
	if (grow(&items, m->count, &m->cap, sizeof(*m->lines)) < 0)
		return GLANE_ENOMEM;
	m->lines = items;
	struct map_line *l = &m->lines[m->count];
	*l = (struct map_line){ line, cells[MAP_LABEL], cells[MAP_CODE] };
	if (chunk_keep(&m->texts, &l->label) < 0 || chunk_keep(&m->texts, &l->code) < 0)
		return GLANE_ENOMEM;
	m->count++;
	return 0;
}

int label_map_read(struct label_map *m, struct glane_str text, struct table_fault *ret_fault)
{
	struct table_shape shape;
	*m = (struct label_map){ 0 };
	struct map_reading in = { m, ret_fault };
	return table_read(text, map_columns, MAP_COUNT, on_map_line, &in, &shape, ret_fault);
}

void label_map_fini(struct label_map *m)
{
	free(m->lines);
	chunks_free(m->texts);
	*m = (struct label_map){ 0 };
}
