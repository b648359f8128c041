/* SPDX-License-Identifier: MPL-2.0 */
#include "intake/reception.h"

#include <stdlib.h>
#include <string.h>

#include "intake/text.h"

enum { CHUNK = 65536 };
#define FIRST_DAY 10957 /* 2000-01-01: an earlier year is a slip of the pen */

const char *const reception_reason_names[REASON_COUNT] = {
	[TAKEN] = "",
	[REASON_CELLS] = "cells",
	[REASON_TEXT] = "text",
	[REASON_DATE] = "date",
	[REASON_FUTURE] = "future",
	[REASON_WEIGHT] = "weight",
	[REASON_ZERO] = "zero",
	[REASON_NEGATIVE] = "negative",
	[REASON_HEAVY] = "heavy",
	[REASON_DESTINATION] = "destination",
	[REASON_NO_LABEL] = "no_label",
	[REASON_NO_CATEGORY] = "no_category",
	[REASON_AMBIGUOUS] = "ambiguous",
};

/* --- texts that outlive the reading ------------------------------------------------------------------ */
struct chunk {
	struct chunk *next;
	size_t n, cap;
	char bytes[];
};

static void chunks_free(struct chunk *c)
{
	for (struct chunk *next; c; c = next) {
		next = c->next;
		free(c);
	}
}

static int keep(struct chunk **chunks, struct glane_str *s)
{
	struct chunk *c = *chunks;
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

/* --- the notebook ---------------------------------------------------------------------------------------- */
enum { COLUMN_DATE, COLUMN_LABEL, COLUMN_WEIGHT, COLUMN_DESTINATION, COLUMN_NOTE, COLUMN_DOUBT, COLUMN_COUNT };
static const struct table_column columns[COLUMN_COUNT] = {
	[COLUMN_DATE] = { "date", 1 },
	[COLUMN_LABEL] = { "categorie", 1 },
	[COLUMN_WEIGHT] = { "poids_kg", 1 },
	[COLUMN_DESTINATION] = { "destination", 1 },
	[COLUMN_NOTE] = { "notes", 0 },
	[COLUMN_DOUBT] = { "controle", 0 },
};

struct reading {
	struct reception *r;
	int64_t max_grams;
	struct table_fault *fault;
};

static enum destination destination_of(struct glane_str s)
{
	char folded[RECEPTION_LABEL_MAX + 1];
	if (s.n > RECEPTION_LABEL_MAX)
		return DESTINATION_NONE;
	text_fold(s, folded);
	return strcmp(folded, "boutique") == 0 ? DESTINATION_SHOP : strcmp(folded, "recyclage") == 0 ? DESTINATION_RECYCLE : DESTINATION_NONE;
}

static int is_text(struct glane_str s, size_t most, int lines)
{
	return s.n <= most && text_is_printable(s, lines);
}

/* The first thing that is wrong; what the category is, is asked later. */
static enum reception_reason judge(const struct reception_line *l, struct glane_str date, int whole, int weight_read, int64_t max_grams)
{
	if (!whole)
		return REASON_CELLS;
	if (!is_text(l->label, RECEPTION_LABEL_MAX, 0) || !is_text(l->note, RECEPTION_NOTE_MAX, 1) ||
	    !is_text(l->doubt, RECEPTION_NOTE_MAX, 1) || !is_text(l->place, RECEPTION_LABEL_MAX, 0))
		return REASON_TEXT;
	int64_t day;
	if (text_day(date, &day) < 0 || day < FIRST_DAY)
		return REASON_DATE;
	if (!weight_read)
		return REASON_WEIGHT;
	if (l->grams <= 0)
		return l->grams ? REASON_NEGATIVE : REASON_ZERO;
	if (l->grams > max_grams)
		return REASON_HEAVY;
	if (l->destination == DESTINATION_NONE)
		return REASON_DESTINATION;
	return l->label.n ? TAKEN : REASON_NO_LABEL;
}

/* What is shown of a text that is refused for being too long or unreadable. */
static struct glane_str shown(struct glane_str s)
{
	if (!text_is_printable(s, 0))
		return (struct glane_str){ "?", 1 };
	return (struct glane_str){ s.p, text_cut(s, RECEPTION_LABEL_MAX) };
}

static int on_line(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	struct reading *in = ctx;
	struct reception *r = in->r;
	if (r->count == RECEPTION_LINES_MAX) {
		*in->fault = (struct table_fault){ .key = "file.too_long", .line = RECEPTION_LINES_MAX };
		return GLANE_EINVAL;
	}
	void *items = r->lines;
	if (grow(&items, r->count, &r->cap, sizeof(*r->lines)) < 0)
		return GLANE_ENOMEM;
	r->lines = items;
	struct reception_line *l = &r->lines[r->count];
	*l = (struct reception_line){
		.line = line, .label = cells[COLUMN_LABEL], .note = cells[COLUMN_NOTE], .doubt = cells[COLUMN_DOUBT],
		.place = cells[COLUMN_DESTINATION], .destination = destination_of(cells[COLUMN_DESTINATION]),
	};
	if (text_day(cells[COLUMN_DATE], &l->day) < 0)
		l->day = 0;
	int weight_read = whole && text_grams(cells[COLUMN_WEIGHT], &l->grams) == 0;
	/* More than any scale shows is no weight that a sum could use. */
	if (weight_read && (l->grams > INT64_C(1000000000000) || l->grams < -INT64_C(1000000000000))) {
		l->grams = 0;
		weight_read = 0;
	}
	l->reason = judge(l, cells[COLUMN_DATE], whole, weight_read, in->max_grams);
	if (l->reason) {
		l->label = shown(l->label);
		l->place = shown(l->place);
		l->note = l->doubt = (struct glane_str){ "", 0 };
	}
	r->unread += !weight_read;
	r->grams += l->grams;
	if (keep(&r->texts, &l->label) < 0 || keep(&r->texts, &l->note) < 0 || keep(&r->texts, &l->doubt) < 0 ||
	    keep(&r->texts, &l->place) < 0)
		return GLANE_ENOMEM;
	r->count++;
	return 0;
}

int reception_read(struct reception *r, struct glane_str text, int64_t max_grams, struct table_fault *ret_fault)
{
	*r = (struct reception){ 0 };
	struct reading in = { r, max_grams, ret_fault };
	return table_read(text, columns, COLUMN_COUNT, on_line, &in, &r->shape, ret_fault);
}

void reception_fini(struct reception *r)
{
	free(r->lines);
	chunks_free(r->texts);
	*r = (struct reception){ 0 };
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
	if (!whole || !is_text(cells[MAP_LABEL], RECEPTION_LABEL_MAX, 0) || !is_text(cells[MAP_CODE], RECEPTION_LABEL_MAX, 0) ||
	    m->count == RECEPTION_LINES_MAX) {
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
	if (keep(&m->texts, &l->label) < 0 || keep(&m->texts, &l->code) < 0)
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
