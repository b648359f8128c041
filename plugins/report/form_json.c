/* SPDX-License-Identifier: MPL-2.0 */
#include "report/form.h"

struct json {
	const struct glane_value_api *v;
	struct bytes *out;
};

static void text(const struct json *j, struct glane_str s)
{
	bytes_text(j->out, "\"");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\')
			bytes_add(j->out, (char[]){ '\\', (char)c }, 2);
		else if (c < ' ' || c == 0x7f)
			bytes_format(j->out, "\\u%04x", c);
		else
			bytes_add(j->out, s.p + i, 1);
	}
	bytes_text(j->out, "\"");
}

static void new_line(const struct json *j, unsigned depth)
{
	bytes_text(j->out, "\n");
	for (unsigned i = 0; i < depth; i++)
		bytes_text(j->out, "\t");
}

static int is_container(uint32_t type)
{
	return type == GLANE_V_OBJECT || type == GLANE_V_ARRAY;
}

static void value(const struct json *j, const struct glane_value *n, unsigned depth)
{
	const struct glane_value_api *v = j->v;
	uint32_t type = v->type(n), count = v->count(n);
	int flat = type == GLANE_V_ARRAY; /* a row of a table stays on its line */
	if (type == GLANE_V_TEXT) {
		text(j, v->as_text(n));
	} else if (type == GLANE_V_NULL) {
		bytes_text(j->out, "null");
	} else if (type == GLANE_V_BOOL) {
		bytes_text(j->out, v->as_integer(n, 0) ? "true" : "false");
	} else if (!is_container(type)) {
		bytes_format(j->out, "%lld", (long long)v->as_integer(n, 0));
	} else {
		for (uint32_t i = 0; i < count; i++)
			flat &= !is_container(v->type(v->at(n, i)));
		bytes_text(j->out, type == GLANE_V_OBJECT ? "{" : "[");
		for (uint32_t i = 0; i < count; i++) {
			if (i)
				bytes_text(j->out, flat ? ", " : ",");
			if (!flat)
				new_line(j, depth + 1);
			if (type == GLANE_V_OBJECT) {
				text(j, v->key_at(n, i));
				bytes_text(j->out, ": ");
			}
			value(j, type == GLANE_V_OBJECT ? v->get(n, v->key_at(n, i).p) : v->at(n, i), depth + 1);
		}
		if (!flat && count)
			new_line(j, depth);
		bytes_text(j->out, type == GLANE_V_OBJECT ? "}" : "]");
	}
}

void form_json(const struct glane_value_api *v, const struct glane_value *doc, struct bytes *out)
{
	struct json j = { v, out };
	value(&j, doc, 0);
	bytes_text(out, "\n");
}
