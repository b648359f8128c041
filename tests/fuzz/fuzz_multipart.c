/* SPDX-License-Identifier: MPL-2.0 */
/* multipart/form-data: a line with the boundary, then the body. */
#include <string.h>

#include "base/str.h"
#include "fuzz.h"
#include "http/content_type.h"
#include "http/multipart.h"

enum { BUDGET = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a;
	struct content_type type;
	const char *why = NULL;
	arena_init(&a, BUDGET);
	struct glane_str rest = arena_str(&a, (struct glane_str){ (const char *)data, n }), line = STR_NONE;
	if (!a.failed && str_split(&rest, '\n', &line)) {
		struct fields f = { .arena = &a, .source = FIELD_BODY };
		struct glane_str boundary = arena_str(&a, line);
		if (content_type_parse(&a, boundary, &type) == 0)
			REQUIRE(type.type.n && type.count <= CONTENT_PARAMS_MAX);
		int rc = multipart_read(&f, rest, boundary, &why);
		REQUIRE(rc == 0 || (rc < 0 && why && *why));
		REQUIRE(f.count <= MULTIPART_PARTS_MAX);
		for (uint32_t i = 0; i < f.count; i++) {
			const struct field *field = &f.items[i];
			REQUIRE(field->name.n && field->name.p[field->name.n] == 0 && utf8_valid(field->name));
			REQUIRE(field->text.p[field->text.n] == 0);
			REQUIRE(field->text.n == 0 || memmem(rest.p, rest.n, field->text.p, field->text.n));
			REQUIRE(fields_find(&f, field->name) == field);
		}
	}
	arena_fini(&a);
	return 0;
}
