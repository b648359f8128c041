/* SPDX-License-Identifier: MPL-2.0 */
/* content_type.h: "type/subtype; name=value" as in Content-Type and Content-Disposition (RFC 9110, RFC 7578). */
#ifndef HTTP_CONTENT_TYPE_H
#define HTTP_CONTENT_TYPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"

enum { CONTENT_PARAMS_MAX = 4 };
struct content_param {
	struct glane_str name, value; /* the value without its quotes */
};
struct content_type {
	struct glane_str type; /* "multipart/form-data"; compare without case */
	struct content_param params[CONTENT_PARAMS_MAX];
	uint32_t count;
};

/* Fails: GLANE_EINVAL not of that form, a parameter twice, too many; GLANE_ENOMEM. */
int content_type_parse(struct arena *a, struct glane_str text, struct content_type *ret) NODISCARD;
const struct glane_str *content_type_param(const struct content_type *t, const char *name); /* NULL: not there */
bool content_type_utf8(const struct content_type *t); /* no charset, or UTF-8 */

#endif
