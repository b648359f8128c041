/* SPDX-License-Identifier: MPL-2.0 */
#include "http/input_value.h"

#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "base/id.h"
#include "base/quantity.h"
#include "base/str.h"

enum { FILE_NAME_MAX = 255, OUTPUT_MAX = 4096 };
#define NUMBER_MAX ((int64_t)1 << 53) /* what JSON and the journal keep exactly */

struct glane_input input_at(struct glane_list inputs, uint32_t i)
{
	struct glane_input in = { .name = NULL };
	size_t n = inputs.stride < sizeof(in) ? inputs.stride : sizeof(in);
	memcpy(&in, (const char *)inputs.items + (size_t)i * inputs.stride, n);
	return in;
}

static bool is_amount(const struct glane_input *in)
{
	return in->type == GLANE_F_GRAMS || in->type == GLANE_F_CENTS;
}

bool input_min(const struct glane_input *in, int64_t *ret)
{
	bool declared = in->min != 0 || in->max != 0;
	*ret = declared ? in->min : 0;
	return declared || is_amount(in);
}

bool input_max(const struct glane_input *in, int64_t *ret)
{
	*ret = in->max;
	return (in->min != 0 || in->max != 0) && in->max >= in->min; /* a minimum of 1 and no maximum */
}

int64_t input_length_max(const struct glane_input *in)
{
	if (in->max > 0)
		return in->max;
	switch (in->type) {
	case GLANE_F_LIST:
		return INPUT_ENTRIES_MAX;
	case GLANE_F_FILE:
		return 0;
	case GLANE_F_OUTPUT:
		return OUTPUT_MAX;
	default:
		return INPUT_TEXT_MAX;
	}
}

/* --- faults ------------------------------------------------------------------ */

void input_fault(struct input_reader *r, struct glane_str path, const char *key, const struct glane_value *args)
{
	if (r->faults++ < INPUT_FAULTS_MAX)
		error_input(r->err, path, key, args);
}

static void fault_number(struct input_reader *r, struct glane_str path, const char *key, const char *arg, int64_t v,
                         uint32_t unit)
{
	struct glane_value *args = value_object(r->arena);
	if (unit == GLANE_U_NONE)
		value_add_int(args, arg, v);
	else
		value_add_quantity(args, arg, v, unit);
	input_fault(r, path, key, args);
}

struct glane_str input_path(struct arena *a, struct glane_str prefix, struct glane_str name)
{
	return prefix.n ? arena_printf(a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name)) : arena_str(a, name);
}

/* --- numbers and dates --------------------------------------------------------- */

static uint32_t unit_of(const struct glane_input *in)
{
	switch (in->type) {
	case GLANE_F_GRAMS: return GLANE_U_GRAMS;
	case GLANE_F_CENTS: return GLANE_U_CENTS;
	case GLANE_F_DATE: return GLANE_U_DAY;
	default: return GLANE_U_NONE;
	}
}

static void number_add(struct input_reader *r, const struct glane_input *in, struct glane_str path, int64_t v,
                       struct glane_value *into)
{
	bool date = in->type == GLANE_F_DATE;
	uint32_t unit = unit_of(in);
	int64_t min, max;
	if (!input_min(in, &min))
		min = -NUMBER_MAX;
	if (!input_max(in, &max))
		max = NUMBER_MAX;
	if (v < min)
		fault_number(r, path, date ? "input.too_early" : "input.too_small", "min", min, unit);
	else if (v > max)
		fault_number(r, path, date ? "input.too_late" : "input.too_big", "max", max, unit);
	else if (unit == GLANE_U_NONE)
		value_add_int(into, in->name, v);
	else
		value_add_quantity(into, in->name, v, unit);
}

static void number_text_read(struct input_reader *r, const struct glane_input *in, struct glane_str path,
                             struct glane_str text, struct glane_value *into)
{
	uint32_t decimals = in->type == GLANE_F_GRAMS ? 3 : in->type == GLANE_F_CENTS ? 2 : 0;
	int64_t v;
	if (decimal_parse(text, decimals, &v) == 0)
		number_add(r, in, path, v, into);
	else if (decimal_parse(text, 9, &v) < 0)
		input_fault(r, path, "input.not_a_number", NULL);
	else if (decimals == 0)
		input_fault(r, path, "input.not_whole", NULL);
	else
		fault_number(r, path, "input.too_many_decimals", "decimals", decimals, GLANE_U_NONE);
}

/* JSON: an integer is grams or cents; a text is what a person would type. */
static void number_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                        struct glane_value *into)
{
	uint32_t type = g->kind == GIVEN_JSON ? value_type(g->json) : GLANE_V_TEXT;
	if (g->kind == GIVEN_TEXT)
		number_text_read(r, in, path, g->text, into);
	else if (g->kind == GIVEN_JSON && type == GLANE_V_INTEGER)
		number_add(r, in, path, value_int(g->json, 0), into);
	else if (g->kind == GIVEN_JSON && type == GLANE_V_TEXT && is_amount(in))
		number_text_read(r, in, path, value_text(g->json), into);
	else
		input_fault(r, path, type == GLANE_V_DECIMAL ? "input.not_whole" : "input.not_a_number", NULL);
}

/* --- texts --------------------------------------------------------------------- */

/* Of a form or of JSON; false: something else was given. */
static bool text_of(const struct given *g, struct glane_str *ret)
{
	if (g->kind == GIVEN_FILE || (g->kind == GIVEN_JSON && value_type(g->json) != GLANE_V_TEXT))
		return false;
	*ret = g->kind == GIVEN_JSON ? value_text(g->json) : g->text;
	return true;
}

static struct glane_str trim_lines(struct glane_str s)
{
	while (s.n && strchr(" \t\r\n", s.p[0]) && s.p[0]) {
		s.p++;
		s.n--;
	}
	while (s.n && strchr(" \t\r\n", s.p[s.n - 1]) && s.p[s.n - 1])
		s.n--;
	return s;
}

/* Browsers send CR LF; one kind of line end is kept. */
static struct glane_str unify_lines(struct arena *a, struct glane_str s)
{
	char *out = memchr(s.p, '\r', s.n) ? arena_alloc(a, s.n + 1) : NULL;
	size_t n = 0;
	if (!out)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r')
			out[n++] = s.p[i];
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			out[n++] = '\n';
	}
	return (struct glane_str){ out, n };
}

static void text_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	bool lines = in->type == GLANE_F_LINES;
	int64_t max = input_length_max(in);
	struct glane_str s;
	if (!text_of(g, &s) || !utf8_valid(s)) {
		input_fault(r, path, "input.not_text", NULL);
		return;
	}
	s = lines ? trim_lines(unify_lines(r->arena, s)) : str_trim(s);
	if (s.n == 0 && in->required)
		input_fault(r, path, "input.required", NULL);
	else if (!utf8_printable(s, lines))
		input_fault(r, path, "input.not_printable", NULL);
	else if (s.n > (uint64_t)max)
		fault_number(r, path, "input.too_long", "max", max, GLANE_U_NONE);
	else if (s.n && in->min > 0 && s.n < (uint64_t)in->min)
		fault_number(r, path, "input.too_short", "min", in->min, GLANE_U_NONE);
	else
		value_add_text(into, in->name, s);
}

static void choice_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, struct glane_str s,
                        struct glane_value *into)
{
	for (const char *const *choice = in->choices; choice && *choice; choice++)
		if (str_is(s, *choice)) {
			value_add_text(into, in->name, s);
			return;
		}
	input_fault(r, path, "input.not_a_choice", NULL);
}

static void code_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, struct glane_str s,
                      struct glane_value *into)
{
	char code[CODE_SYMBOLS + 1];
	if (code_parse(s, code) < 0)
		input_fault(r, path, "input.bad_code", NULL);
	else
		value_add_text(into, in->name, str_c(code));
}

static void date_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, struct glane_str s,
                      struct glane_value *into)
{
	int64_t day;
	if (day_parse(s.p, s.n, &day) < 0)
		input_fault(r, path, "input.not_a_date", NULL);
	else
		number_add(r, in, path, day, into);
}

/* Types that are a short word in a form and in JSON alike. */
static void word_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	struct glane_str s;
	if (!text_of(g, &s)) {
		input_fault(r, path, in->type == GLANE_F_DATE ? "input.not_a_date" : "input.not_text", NULL);
		return;
	}
	s = arena_str(r->arena, str_trim(s));
	if (in->type == GLANE_F_CHOICE)
		choice_read(r, in, path, s, into);
	else if (in->type == GLANE_F_CODE)
		code_read(r, in, path, s, into);
	else
		date_read(r, in, path, s, into);
}

static void bool_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	if (g->kind == GIVEN_JSON && value_type(g->json) == GLANE_V_BOOL) {
		value_add_bool(into, in->name, value_int(g->json, 0) != 0);
		return;
	}
	struct glane_str s = g->kind == GIVEN_TEXT ? str_trim(g->text) : STR("?");
	if (str_is(s, "1") || str_is(s, "true") || str_is(s, "on"))
		value_add_bool(into, in->name, true);
	else if (str_is(s, "0") || str_is(s, "false") || str_is(s, ""))
		value_add_bool(into, in->name, false);
	else
		input_fault(r, path, "input.not_yes_no", NULL);
}

/* --- files and lists -------------------------------------------------------------- */

/* The last part of a path; "" when it is nothing to show. */
static struct glane_str file_name(struct glane_str s)
{
	for (size_t i = s.n; i-- > 0;)
		if (s.p[i] == '/' || s.p[i] == '\\') {
			s = (struct glane_str){ s.p + i + 1, s.n - i - 1 };
			break;
		}
	return s.n <= FILE_NAME_MAX && utf8_valid(s) && utf8_printable(s, false) ? s : STR_NONE;
}

static void file_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	struct glane_str name = g->file_name, content = g->text;
	int64_t max = input_length_max(in);
	if (g->kind == GIVEN_JSON && r->local && value_type(g->json) == GLANE_V_OBJECT) {
		name = value_get_text(g->json, "name");
		content = value_get_text(g->json, "content");
	} else if (g->kind != GIVEN_FILE) {
		input_fault(r, path, "input.not_a_file", NULL);
		return;
	}
	if (max > 0 && content.n > (uint64_t)max) {
		fault_number(r, path, "input.file_too_big", "max", max / 1024, GLANE_U_NONE);
		return;
	}
	char hex[65];
	struct sha256 digest = sha256_of(content.p, content.n);
	hex_of(digest.b, sizeof(digest.b), hex);
	struct glane_value *file = value_add_object(into, in->name);
	value_add_text(file, "name", file_name(name));
	value_add_text(file, "content", content);
	value_add_text(file, "sha256", str_c(hex));
}

static void list_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	if (g->kind != GIVEN_JSON || value_type(g->json) != GLANE_V_ARRAY) {
		input_fault(r, path, "input.not_a_list", NULL);
		return;
	}
	uint32_t count = value_count(g->json);
	int64_t max = input_length_max(in);
	if (count < in->min) {
		fault_number(r, path, "input.too_few", "min", in->min, GLANE_U_NONE);
		return;
	}
	if (count > max) {
		fault_number(r, path, "input.too_many", "max", max, GLANE_U_NONE);
		return;
	}
	struct glane_value *list = value_add_array(into, in->name);
	for (uint32_t i = 0; i < count && r->faults < INPUT_FAULTS_MAX; i++) {
		struct glane_str at = arena_printf(r->arena, "%.*s[%u]", STR_ARG(path), i);
		const struct glane_value *entry = value_at(g->json, i);
		if (value_type(entry) != GLANE_V_OBJECT)
			input_fault(r, at, "input.not_an_object", NULL);
		else
			input_members_read(r, in->inner, entry, at, value_add_object(list, NULL));
	}
}

/* --- all ----------------------------------------------------------------------------- */

/* Left empty: in forms every field is sent. */
static bool is_absent(const struct glane_input *in, const struct given *g)
{
	if (!g)
		return true;
	switch (g->kind) {
	case GIVEN_JSON:
		return value_type(g->json) == GLANE_V_NULL;
	case GIVEN_FILE:
		return g->text.n == 0 && g->file_name.n == 0;
	default:
		return in->type != GLANE_F_BOOL && trim_lines(g->text).n == 0;
	}
}

void input_value_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into)
{
	if (is_absent(in, g)) {
		if (in->required)
			input_fault(r, path, "input.required", NULL);
		return;
	}
	switch (in->type) {
	case GLANE_F_INT:
	case GLANE_F_GRAMS:
	case GLANE_F_CENTS:
		number_read(r, in, path, g, into);
		break;
	case GLANE_F_TEXT:
	case GLANE_F_LINES:
	case GLANE_F_OUTPUT:
	case GLANE_F_SECRET:
		text_read(r, in, path, g, into);
		break;
	case GLANE_F_BOOL:
		bool_read(r, in, path, g, into);
		break;
	case GLANE_F_CHOICE:
	case GLANE_F_CODE:
	case GLANE_F_DATE:
		word_read(r, in, path, g, into);
		break;
	case GLANE_F_FILE:
		file_read(r, in, path, g, into);
		break;
	case GLANE_F_LIST:
		list_read(r, in, path, g, into);
		break;
	default: /* declared by a plugin for a later core */
		input_fault(r, path, "input.unknown", NULL);
	}
}

static bool is_declared(struct glane_list inputs, struct glane_str name)
{
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		if (str_is(name, in.name))
			return true;
	}
	return false;
}

void input_members_read(struct input_reader *r, struct glane_list inputs, const struct glane_value *object,
                        struct glane_str prefix, struct glane_value *into)
{
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		const struct glane_value *v = value_get(object, in.name);
		bool typed = r->local && value_type(v) == GLANE_V_TEXT && !prefix.n; /* words of a command line */
		struct given g = { .kind = typed ? GIVEN_TEXT : GIVEN_JSON, .text = value_text(v), .json = v };
		input_value_read(r, &in, input_path(r->arena, prefix, str_c(in.name)), v ? &g : NULL, into);
	}
	for (uint32_t i = 0; i < value_count(object) && r->faults < INPUT_FAULTS_MAX; i++)
		if (!is_declared(inputs, value_key_at(object, i)))
			input_fault(r, input_path(r->arena, prefix, value_key_at(object, i)), "input.unknown", NULL);
}
