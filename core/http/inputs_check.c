/* SPDX-License-Identifier: MPL-2.0 */
#include "http/inputs.h"

#include "base/str.h"
#include "http/input_value.h"

struct checker {
	struct arena *arena;
	struct error *err;
};

static int wrong(const struct checker *c, struct glane_str path, const char *why)
{
	return error_fail(c->err, GLANE_EINVAL, "\"%.*s\" %s", STR_ARG(path), why);
}

static int members_check(const struct checker *c, struct glane_list inputs, const struct glane_value *v, struct glane_str prefix);

static int integer_check(const struct checker *c, const struct glane_input *in, struct glane_str path,
                         const struct glane_value *v)
{
	int64_t i = value_int(v, 0), min, max;
	if (value_type(v) != GLANE_V_INTEGER && value_type(v) != GLANE_V_QUANTITY)
		return wrong(c, path, "is not an integer");
	if ((input_min(in, &min) && i < min) || (input_max(in, &max) && i > max))
		return wrong(c, path, "is out of bounds");
	return 0;
}

static int text_check(const struct checker *c, const struct glane_input *in, struct glane_str path,
                      const struct glane_value *v)
{
	struct glane_str s = value_text(v);
	if (value_type(v) != GLANE_V_TEXT || !utf8_valid(s))
		return wrong(c, path, "is not a text");
	if (in->type == GLANE_F_CHOICE) {
		for (const char *const *choice = in->choices; choice && *choice; choice++)
			if (str_is(s, *choice))
				return 0;
		return wrong(c, path, "is none of the choices");
	}
	if (!utf8_printable(s, in->type == GLANE_F_LINES))
		return wrong(c, path, "has control characters");
	if (s.n > (uint64_t)input_length_max(in) || (in->min > 0 && s.n < (uint64_t)in->min))
		return wrong(c, path, "is out of bounds");
	return 0;
}

static int list_check(const struct checker *c, const struct glane_input *in, struct glane_str path,
                      const struct glane_value *v)
{
	uint32_t count = value_count(v);
	if (value_type(v) != GLANE_V_ARRAY)
		return wrong(c, path, "is not a list");
	if (count < in->min || count > input_length_max(in))
		return wrong(c, path, "has too few or too many entries");
	for (uint32_t i = 0; i < count; i++) {
		int rc = members_check(c, in->inner, value_at(v, i), arena_printf(c->arena, "%.*s[%u]", STR_ARG(path), i));
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int value_check(const struct checker *c, const struct glane_input *in, struct glane_str path,
                       const struct glane_value *v)
{
	if (value_type(v) == GLANE_V_NULL)
		return in->required ? wrong(c, path, "is missing") : 0;
	switch (in->type) {
	case GLANE_F_INT:
	case GLANE_F_GRAMS:
	case GLANE_F_CENTS:
	case GLANE_F_DATE:
		return integer_check(c, in, path, v);
	case GLANE_F_TEXT:
	case GLANE_F_LINES:
	case GLANE_F_SECRET:
	case GLANE_F_CODE:
	case GLANE_F_CHOICE:
		return text_check(c, in, path, v);
	case GLANE_F_BOOL:
		return value_type(v) == GLANE_V_BOOL ? 0 : wrong(c, path, "is neither true nor false");
	case GLANE_F_LIST:
		return list_check(c, in, path, v);
	default:
		return wrong(c, path, "is of a type that a record cannot have");
	}
}

static int members_check(const struct checker *c, struct glane_list inputs, const struct glane_value *v, struct glane_str prefix)
{
	uint32_t known = 0;
	if (value_type(v) != GLANE_V_OBJECT)
		return wrong(c, prefix, "is not an object");
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		const struct glane_value *member = value_get(v, in.name);
		known += member != NULL;
		int rc = value_check(c, &in, input_path(c->arena, prefix, str_c(in.name)), member);
		if (rc < 0)
			return rc;
	}
	return known == value_count(v) ? 0 : wrong(c, prefix, "has a member that is not declared");
}

int inputs_check(struct arena *a, struct glane_list inputs, const struct glane_value *v, struct error *err)
{
	struct checker c = { a, err };
	return members_check(&c, inputs, v, STR_NONE);
}
