/* SPDX-License-Identifier: MPL-2.0 */
/* fields.h: what a request carries by name, decoded but not yet judged: from its path, query and body. */
#ifndef HTTP_FIELDS_H
#define HTTP_FIELDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/value.h"

enum { FIELDS_MAX = 256, FIELD_NAME_MAX = 100 };
enum field_kind { FIELD_TEXT, FIELD_FILE, FIELD_JSON };
enum field_source { FIELD_PATH, FIELD_QUERY, FIELD_BODY };

struct field {
	struct glane_str name;
	struct glane_str text;      /* TEXT: any bytes; FILE: its content */
	struct glane_str file_name; /* FILE: as sent */
	const struct glane_value *json;
	uint8_t kind, source;
	bool twice; /* the name came again */
	bool used;  /* an input took it */
};
struct fields {
	struct arena *arena;
	struct field *items;
	uint32_t count, cap;
	enum field_source source; /* of the next ones */
};

/* Texts are borrowed for the life of the arena.  Fails, with a sentence for the log in *ret_why: GLANE_EINVAL a name that
 * no input can have, GLANE_ETOOBIG more than FIELDS_MAX, GLANE_ENOMEM. */
int fields_add(struct fields *f, const struct field *field, const char **ret_why) NODISCARD;
struct field *fields_find(const struct fields *f, struct glane_str name);

#endif
