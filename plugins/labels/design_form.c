/* SPDX-License-Identifier: MPL-2.0 */
/* A design as a form: a row of inputs for each part, "field_1", "size_1", ...; what a row shows, and the sentences for what is
 * refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/designs.h"

static const char *const looks[] = { "plain", "bold", "plate", NULL };
static const char *const places[] = { "line", "beside", "rest", NULL };
static const char *const acrosses[] = { "start", "centre", "end", NULL };
static const char *const symbols[] = { "start", "end", "none", NULL };

/* A row is left out by leaving its field empty. */
#define ROW(n)                                                                                                              \
	{ .name = "field_" n, .type = GLANE_F_TEXT, .max = DESIGN_FIELD_MAX - 1 }, { .name = "size_" n, .type = GLANE_F_INT, .min = 1, .max = 9999 },  \
	{ .name = "lines_" n, .type = GLANE_F_INT, .min = 1, .max = 99 }, { .name = "look_" n, .type = GLANE_F_CHOICE, .choices = looks },             \
	{ .name = "place_" n, .type = GLANE_F_CHOICE, .choices = places }, { .name = "across_" n, .type = GLANE_F_CHOICE, .choices = acrosses }
const struct glane_input design_form_inputs[DESIGN_FORM_INPUTS] = {
	{ .name = "design", .type = GLANE_F_TEXT, .max = DESIGN_KEY_MAX - 1 },
	{ .name = "name", .type = GLANE_F_TEXT, .max = DESIGN_NAME_MAX - 1 },
	{ .name = "code", .type = GLANE_F_TEXT, .max = 160 },
	{ .name = "media", .type = GLANE_F_TEXT, .max = 16 },
	{ .name = "form", .type = GLANE_F_BOOL },
	{ .name = "symbol", .type = GLANE_F_CHOICE, .choices = symbols },
	{ .name = "module", .type = GLANE_F_INT, .min = 0, .max = 9999 }, /* hundredths of a millimetre; 0: as large as helps */
	ROW("1"), ROW("2"), ROW("3"), ROW("4"), ROW("5"), ROW("6"), ROW("7"), ROW("8"), ROW("9"), ROW("10"), ROW("11"), ROW("12"),
};

struct glane_str text_in(const struct glane_value *in, const char *name)
{
	return labels_host->value->as_text(labels_host->value->get(in, name));
}

static const struct glane_value *get(const struct glane_value *in, const char *what, uint32_t n)
{
	char name[24];
	snprintf(name, sizeof(name), n ? "%s_%u" : "%s", what, n);
	return labels_host->value->get(in, name);
}

static uint16_t number(const struct glane_value *v)
{
	int64_t n = labels_host->value->type(v) == GLANE_V_TEXT ? strtoll(labels_host->value->as_text(v).p, NULL, 10) : labels_host->value->as_integer(v, 0);
	return n < 0 || n > 9999 ? 0 : (uint16_t)n;
}

static uint8_t choice(const struct glane_value *v, const char *const *names)
{
	struct glane_str s = labels_host->value->as_text(v);
	for (uint8_t i = 0; names[i]; i++)
		if (strcmp(names[i], s.p) == 0)
			return i;
	return 0;
}

void design_from(const struct glane_value *in, struct design *ret)
{
	const struct glane_value_api *v = labels_host->value;
	uint32_t module_um = number(get(in, "module", 0)) * 10u;
	struct design d = { .symbol = choice(get(in, "symbol", 0), symbols), .module_um = (uint16_t)(module_um < 60000 ? module_um : 60000) };
	text_keep(d.key, sizeof(d.key), v->as_text(get(in, "design", 0)));
	text_keep(d.name, sizeof(d.name), v->as_text(get(in, "name", 0)));
	for (uint32_t i = 1; i <= DESIGN_PARTS; i++) {
		struct design_part *p = &d.parts[d.count];
		text_keep(p->field, sizeof(p->field), v->as_text(get(in, "field", i)));
		if (!p->field[0])
			continue;
		uint16_t lines = number(get(in, "lines", i));
		p->size = number(get(in, "size", i));
		p->lines = lines > 255 ? 255 : (uint8_t)lines;
		p->look = choice(get(in, "look", i), looks);
		p->place = choice(get(in, "place", i), places);
		p->across = choice(get(in, "across", i), acrosses);
		d.count++;
	}
	*ret = d;
}

/* Choices with their words, the one that is chosen marked. */
static void fill_choices(struct glane_call *c, struct glane_value *row, const char *what, const char *const *names, uint32_t chosen)
{
	const struct glane_value_api *v = labels_host->value;
	char list[24], key[48];
	snprintf(list, sizeof(list), "%ss", what);
	struct glane_value *all = v->array(row, list);
	for (uint32_t i = 0; names[i]; i++) {
		struct glane_value *one = v->object(all, NULL);
		snprintf(key, sizeof(key), "design.%s.%s", what, names[i]);
		v->text(one, "id", glane_cstr(names[i]));
		v->text(one, "words", labels_host->call->tr(c, key, NULL));
		v->boolean(one, "chosen", i == chosen);
	}
}

struct glane_str field_title(struct glane_call *c, const char *field)
{
	char key[48];
	for (uint32_t i = 0; design_fields[i]; i++)
		if (strcmp(design_fields[i], field) == 0) {
			snprintf(key, sizeof(key), "design.field.%s", field);
			return labels_host->call->tr(c, key, NULL);
		}
	return glane_cstr(field);
}

static void fill_fields(struct glane_call *c, struct glane_value *row, const char *chosen, const struct glane_value *others)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *all = v->array(row, "fields");
	int found = !chosen[0];
	for (uint32_t i = 0; design_fields[i]; i++) {
		struct glane_value *one = v->object(all, NULL);
		int is = strcmp(design_fields[i], chosen) == 0;
		v->text(one, "id", glane_cstr(design_fields[i]));
		v->text(one, "words", field_title(c, design_fields[i]));
		v->boolean(one, "chosen", is);
		found |= is;
	}
	for (uint32_t i = 0; i < v->count(others); i++) {
		struct glane_value *one = v->object(all, NULL);
		struct glane_str name = v->as_text(v->at(others, i));
		int is = strcmp(name.p, chosen) == 0;
		v->text(one, "id", name);
		v->text(one, "words", name);
		v->boolean(one, "chosen", is);
		found |= is;
	}
	if (!found) { /* of a plugin that is not there now */
		struct glane_value *one = v->object(all, NULL);
		v->text(one, "id", glane_cstr(chosen));
		v->text(one, "words", glane_cstr(chosen));
		v->boolean(one, "chosen", 1);
	}
}

void design_fill(struct glane_call *c, const struct design *d, struct glane_value *into)
{
	const struct glane_value_api *v = labels_host->value;
	static const struct design_part none = { .size = 100, .lines = 1 };
	struct glane_value *rows = v->array(into, "rows");
	v->text(into, "name", design_title(c, d));
	v->integer(into, "module", d->module_um / 10);
	fill_choices(c, into, "symbol", symbols, d->symbol);
	for (uint32_t i = 0; i < DESIGN_PARTS; i++) {
		const struct design_part *p = i < d->count ? &d->parts[i] : &none;
		struct glane_value *row = v->object(rows, NULL);
		v->integer(row, "n", i + 1);
		v->boolean(row, "free", i >= d->count);
		v->integer(row, "size", p->size);
		v->integer(row, "lines", p->lines);
		fill_fields(c, row, p->field, v->get(into, "others"));
		fill_choices(c, row, "look", looks, p->look);
		fill_choices(c, row, "place", places, p->place);
		fill_choices(c, row, "across", acrosses, p->across);
	}
}

void design_query(const struct design *d, struct bytes *out)
{
	bytes_format(out, "&form=1&symbol=%s&module=%u", symbols[d->symbol], d->module_um / 10u);
	for (uint32_t i = 0; i < d->count; i++) {
		const struct design_part *p = &d->parts[i];
		bytes_format(out, "&field_%u=%s&size_%u=%u&lines_%u=%u&look_%u=%s&place_%u=%s&across_%u=%s", i + 1, p->field, i + 1, p->size, i + 1, p->lines,
		             i + 1, looks[p->look], i + 1, places[p->place], i + 1, acrosses[p->across]);
	}
}

struct glane_str design_words(struct glane_call *c, const struct design *d, enum design_fault fault, uint32_t part)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *args = v->make(c);
	char key[48];
	snprintf(key, sizeof(key), "design.bad.%s", design_fault_names[fault]);
	v->text(args, "field", part < d->count ? field_title(c, d->parts[part].field) : glane_cstr(""));
	v->integer(args, "row", part + 1);
	return labels_host->call->tr(c, key, args);
}

int design_refuse(struct glane_call *c, const struct design *d)
{
	static const char *const inputs[] = { [DESIGN_EMPTY] = "field", [DESIGN_FIELD] = "field", [DESIGN_TWICE] = "field", [DESIGN_SIZE] = "size",
		                              [DESIGN_LINES] = "lines", [DESIGN_CUT] = "field", [DESIGN_ALONE] = "place", [DESIGN_RESTS] = "place",
		                              [DESIGN_MODULE] = "module", [DESIGN_NAMELESS] = "field" };
	uint32_t part = 0;
	enum design_fault fault = design_check(d, &part);
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *args = v->make(c);
	char input[24], key[48];
	if (!fault)
		return GLANE_OK;
	snprintf(key, sizeof(key), "design.bad.%s", design_fault_names[fault]);
	if (fault == DESIGN_MODULE)
		snprintf(input, sizeof(input), "module");
	else
		snprintf(input, sizeof(input), "%s_%u", inputs[fault], part + 1);
	v->text(args, "field", part < d->count ? field_title(c, d->parts[part].field) : glane_cstr(""));
	v->integer(args, "row", part + 1);
	return labels_host->call->refuse_input(c, input, key, args);
}
