/* SPDX-License-Identifier: MPL-2.0 */
#include "base/error.h"

#include <stdio.h>

#include "base/str.h"
#include "base/value.h"

void error_init(struct error *e, struct arena *arena)
{
	*e = (struct error){ .arena = arena, .key = STR_NONE };
}

static const struct glane_value *keep(struct error *e, const struct glane_value *args)
{
	return !args || args->arena == e->arena ? args : value_copy(e->arena, args);
}

int error_refuse(struct error *e, int status, const char *key, const struct glane_value *args)
{
	if (!e->status)
		e->status = status;
	if (!e->arena) {
		if (!e->text[0])
			snprintf(e->text, sizeof(e->text), "%s", key);
	} else if (!e->key.n) {
		e->key = arena_str(e->arena, str_c(key));
		e->args = keep(e, args);
	}
	return status;
}

int error_fail(struct error *e, int status, const char *fmt, ...)
{
	if (!e->status)
		e->status = status;
	if (!e->text[0]) {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(e->text, sizeof(e->text), fmt, ap);
		va_end(ap);
	}
	return status;
}

int error_input(struct error *e, struct glane_str path, const char *key, const struct glane_value *args)
{
	if (!e->status)
		e->status = GLANE_EINVAL;
	if (!e->arena) {
		if (!e->text[0])
			snprintf(e->text, sizeof(e->text), "%.*s: %s", STR_ARG(path), key);
		return GLANE_EINVAL;
	}
	struct error_input *in = arena_new(e->arena, struct error_input), **last = &e->inputs;
	if (!in)
		return GLANE_EINVAL;
	in->path = arena_str(e->arena, path);
	in->key = arena_str(e->arena, str_c(key));
	in->args = keep(e, args);
	while (*last)
		last = &(*last)->next;
	*last = in;
	return GLANE_EINVAL;
}

static const struct {
	int status, http;
	const char *name, *text;
} statuses[] = {
#define ROW(name, value, http, text) { value, http, #name, text },
	GLANE_STATUS_MAP(ROW)
#undef ROW
};

/* Row of a status; unknown ones are a bug of the one who made them up. */
static size_t row_of(int status)
{
	for (size_t i = 0; i < COUNT_OF(statuses); i++)
		if (statuses[i].status == status)
			return i;
	return row_of(GLANE_EBUG);
}

int status_http(int status)
{
	return statuses[row_of(status)].http;
}

const char *status_text(int status)
{
	return statuses[row_of(status)].text;
}

const char *status_name(int status)
{
	return statuses[row_of(status)].name;
}
