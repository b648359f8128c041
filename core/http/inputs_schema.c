/* SPDX-License-Identifier: MPL-2.0 */
#include "http/inputs.h"

#include "base/str.h"
#include "http/input_value.h"

enum { DEPTH_MAX = 8 }; /* of lists in lists */

static void schema_fill(struct glane_list inputs, struct glane_value *ret_object, unsigned depth);

static void bounds_add(const struct glane_input *in, struct glane_value *s)
{
	int64_t v;
	if (input_min(in, &v))
		value_add_int(s, "minimum", v);
	if (input_max(in, &v))
		value_add_int(s, "maximum", v);
}

/* Lengths are declared in bytes; JSON Schema counts characters, which are never more. */
static void lengths_add(const struct glane_input *in, struct glane_value *s)
{
	value_add_text(s, "type", STR("string"));
	if (in->required)
		value_add_int(s, "minLength", 1);
	value_add_int(s, "maxLength", input_length_max(in));
}

/* An integer, or the text that a person types. */
static void amount_add(const struct glane_input *in, struct glane_value *s, const char *description, const char *pattern)
{
	struct glane_value *any = value_add_array(s, "anyOf");
	struct glane_value *number = value_add_object(any, NULL), *text = value_add_object(any, NULL);
	value_add_text(s, "description", str_c(description));
	value_add_text(number, "type", STR("integer"));
	bounds_add(in, number);
	value_add_text(text, "type", STR("string"));
	value_add_text(text, "pattern", str_c(pattern));
}

static void choices_add(const struct glane_input *in, struct glane_value *s)
{
	struct glane_value *values = value_add_array(s, "enum");
	value_add_text(s, "type", STR("string"));
	for (const char *const *choice = in->choices; choice && *choice; choice++)
		value_add_text(values, NULL, str_c(*choice));
}

static void list_add(const struct glane_input *in, struct glane_value *s, unsigned depth)
{
	value_add_text(s, "type", STR("array"));
	if (in->min > 0)
		value_add_int(s, "minItems", in->min);
	value_add_int(s, "maxItems", input_length_max(in));
	if (depth < DEPTH_MAX)
		schema_fill(in->inner, value_add_object(s, "items"), depth + 1);
}

static void input_schema(const struct glane_input *in, struct glane_value *s, unsigned depth)
{
	switch (in->type) {
	case GLANE_F_INT:
		value_add_text(s, "type", STR("integer"));
		bounds_add(in, s);
		break;
	case GLANE_F_BOOL:
		value_add_text(s, "type", STR("boolean"));
		break;
	case GLANE_F_CODE:
		value_add_text(s, "type", STR("string"));
		value_add_text(s, "description", STR("An item code: 13 symbols, the last one checks the others."));
		break;
	case GLANE_F_DATE:
		value_add_text(s, "type", STR("string"));
		value_add_text(s, "format", STR("date"));
		break;
	case GLANE_F_CHOICE:
		choices_add(in, s);
		break;
	case GLANE_F_GRAMS:
		amount_add(in, s, "Grams as an integer, or kilograms as a text like \"1.84\".",
		           "^ *-?[0-9]+([.,][0-9]{1,3}0*)? *$");
		break;
	case GLANE_F_CENTS:
		amount_add(in, s, "Cents as an integer, or euros as a text like \"4.50\".", "^ *-?[0-9]+([.,][0-9]{1,2}0*)? *$");
		break;
	case GLANE_F_FILE:
		value_add_text(s, "type", STR("string"));
		value_add_text(s, "contentMediaType", STR("application/octet-stream"));
		if (in->max > 0)
			value_add_int(s, "maxLength", in->max);
		break;
	case GLANE_F_LIST:
		list_add(in, s, depth);
		break;
	case GLANE_F_SECRET:
		lengths_add(in, s);
		value_add_text(s, "format", STR("password"));
		break;
	default:
		lengths_add(in, s);
	}
}

static void schema_fill(struct glane_list inputs, struct glane_value *ret_object, unsigned depth)
{
	value_add_text(ret_object, "type", STR("object"));
	struct glane_value *properties = value_add_object(ret_object, "properties"), *required = NULL;
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		input_schema(&in, value_add_object(properties, in.name), depth);
		if (!in.required)
			continue;
		if (!required)
			required = value_add_array(ret_object, "required");
		value_add_text(required, NULL, str_c(in.name));
	}
	value_add_bool(ret_object, "additionalProperties", false);
}

void inputs_schema(struct glane_list inputs, struct glane_value *ret_object)
{
	schema_fill(inputs, ret_object, 1);
}
