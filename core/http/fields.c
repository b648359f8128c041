/* SPDX-License-Identifier: MPL-2.0 */
#include "http/fields.h"

#include <string.h>

#include "base/str.h"

struct field *fields_find(const struct fields *f, struct glane_str name)
{
	for (uint32_t i = 0; i < f->count; i++)
		if (str_eq(f->items[i].name, name))
			return &f->items[i];
	return NULL;
}

int fields_add(struct fields *f, const struct field *field, const char **ret_why)
{
	struct glane_str name = field->name;
	if (name.n == 0 || name.n > FIELD_NAME_MAX || !utf8_valid(name) || !utf8_printable(name, false)) {
		*ret_why = "a field has no proper name";
		return GLANE_EINVAL;
	}
	struct field *before = fields_find(f, name);
	if (before) {
		before->twice = true;
		return 0;
	}
	if (f->count == FIELDS_MAX) {
		*ret_why = "too many fields";
		return GLANE_ETOOBIG;
	}
	if (f->count == f->cap) {
		uint32_t cap = f->cap ? f->cap * 2 : 16;
		struct field *items = arena_alloc(f->arena, cap * sizeof(*items));
		if (!items) {
			*ret_why = "the fields need more memory than a call has";
			return GLANE_ENOMEM;
		}
		if (f->count)
			memcpy(items, f->items, f->count * sizeof(*items));
		f->items = items;
		f->cap = cap;
	}
	struct field *added = &f->items[f->count++];
	*added = *field;
	added->source = (uint8_t)f->source;
	return 0;
}
