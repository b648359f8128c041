/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/design.h"

#include <string.h>

const char *const design_fields[] = { "title", "price", "category", "short", "code", "weight", "place", "date", FIELD_LOGO, FIELD_CUT, NULL };
const char *const design_fault_names[] = { "", "empty", "field", "twice", "size", "lines", "cut", "alone", "rests", "module", "nameless" };

#define LINE(field, size, lines, look) { field, size, lines, look, PLACE_LINE, ACROSS_START }
#define BESIDE(field, size) { field, size, 1, LOOK_PLAIN, PLACE_BESIDE, ACROSS_END }
#define REST(field, size, across) { field, size, 1, LOOK_BOLD, PLACE_REST, across }
#define FOOT LINE("short", 160, 1, LOOK_BOLD), BESIDE("weight", 65), BESIDE("code", 65)

const struct design design_table[] = {
	{ "shelf", "", SYMBOL_START, 6, 0,
	  { LINE("category", 90, 2, LOOK_PLATE), LINE("title", 105, 2, LOOK_PLAIN), REST("price", 400, ACROSS_START), FOOT } },
	/* Seen from three metres; the end is torn off and goes to the till. */
	{ "furniture", "", SYMBOL_START, 8, 600,
	  { LINE("title", 110, 2, LOOK_BOLD), REST("price", 800, ACROSS_CENTRE), LINE("short", 160, 1, LOOK_BOLD), BESIDE("place", 65), BESIDE("date", 65),
	    { FIELD_CUT, 24, 1, LOOK_PLAIN, PLACE_LINE, ACROSS_START }, LINE("short", 160, 1, LOOK_BOLD), REST("price", 300, ACROSS_START) } },
	/* On a narrow strip: no sentence. */
	{ "textile", "", SYMBOL_START, 4, 0,
	  { LINE("category", 80, 2, LOOK_BOLD), REST("price", 500, ACROSS_CENTRE), LINE("short", 150, 1, LOOK_BOLD), BESIDE("date", 65) } },
	/* What stands on stickers that are too low for a symbol. */
	{ "tiny", "", SYMBOL_START, 2, 0, { REST("price", 300, ACROSS_START), LINE("short", 160, 1, LOOK_BOLD) } },
	{ "action", "", SYMBOL_END, 4, 1000,
	  { { "short", 700, 2, LOOK_PLATE, PLACE_REST, ACROSS_CENTRE }, LINE("title", 130, 2, LOOK_BOLD), LINE("category", 100, 2, LOOK_PLAIN),
	    LINE("place", 75, 1, LOOK_PLAIN) } },
	{ "household", "", SYMBOL_END, 4, 1000,
	  { { "short", 700, 1, LOOK_PLATE, PLACE_REST, ACROSS_CENTRE }, LINE("title", 130, 2, LOOK_BOLD), LINE("category", 100, 2, LOOK_PLAIN),
	    LINE("code", 110, 1, LOOK_BOLD) } },
};
const uint32_t design_count = sizeof(design_table) / sizeof(design_table[0]);

const struct design *design_builtin(struct glane_str key)
{
	for (uint32_t i = 0; i < design_count; i++)
		if (strlen(design_table[i].key) == key.n && memcmp(design_table[i].key, key.p, key.n) == 0)
			return &design_table[i];
	return NULL;
}

int field_is(const struct design_part *p, const char *field)
{
	return strcmp(p->field, field) == 0;
}

int field_is_whole(const struct design_part *p)
{
	static const char *const whole[] = { "price", "category", "short", "code", "weight", "place", "date" };
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (field_is(p, whole[i]))
			return 1;
	return 0;
}

/* As plugins name their label fields. */
static int is_field_name(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || s[i] == '_' || (i && s[i] >= '0' && s[i] <= '9')))
			return 0;
	return n > 0 && strcmp(s, "url") != 0; /* the symbol's */
}

static enum design_fault check_part(const struct design_part *p)
{
	if (!is_field_name(p->field))
		return DESIGN_FIELD;
	if (field_is(p, FIELD_CUT))
		return p->size < DESIGN_CUT_MIN || p->size > DESIGN_CUT_MAX ? DESIGN_SIZE : DESIGN_GOOD;
	if (p->size < DESIGN_SIZE_MIN || p->size > DESIGN_SIZE_MAX)
		return DESIGN_SIZE;
	return p->lines < 1 || p->lines > DESIGN_LINES_MAX ? DESIGN_LINES : DESIGN_GOOD;
}

struct side { /* of the cut */
	uint32_t from, rests;
};

/* A part among those before it on its side of the cut. */
static enum design_fault check_among(const struct design *d, uint32_t i, struct side *s)
{
	for (uint32_t k = s->from; k < i; k++)
		if (field_is(&d->parts[k], d->parts[i].field))
			return DESIGN_TWICE;
	s->rests += d->parts[i].place == PLACE_REST;
	if (s->rests > 1)
		return DESIGN_RESTS;
	/* A picture, and what gets the rest, have no room beside them. */
	if (d->parts[i].place == PLACE_BESIDE && (i == s->from || field_is(&d->parts[i], FIELD_LOGO)))
		return DESIGN_ALONE;
	return DESIGN_GOOD;
}

enum design_fault design_check(const struct design *d, uint32_t *ret_part)
{
	struct side side = { 0 };
	uint32_t cuts = 0, named = d->symbol != SYMBOL_NONE;
	if (!d->count)
		return DESIGN_EMPTY;
	for (uint32_t i = 0; i < d->count; i++) {
		const struct design_part *p = &d->parts[i];
		enum design_fault fault = check_part(p);
		if (!fault && field_is(p, FIELD_CUT)) {
			fault = cuts++ || i == 0 || i + 1 == d->count ? DESIGN_CUT : DESIGN_GOOD;
			side = (struct side){ .from = i + 1 };
		} else if (!fault) {
			fault = check_among(d, i, &side);
		}
		if (fault) {
			*ret_part = i;
			return fault;
		}
		named |= field_is(p, "code") || field_is(p, "short");
	}
	if (d->module_um && (d->module_um < MODULE_MIN_UM || d->module_um > MODULE_MAX_UM))
		return DESIGN_MODULE;
	return named ? DESIGN_GOOD : DESIGN_NAMELESS;
}
