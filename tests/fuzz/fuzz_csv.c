/* SPDX-License-Identifier: MPL-2.0 */
/* CSV in: what is read can be written quoted and read again, the same. */
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/str.h"
#include "fuzz.h"

enum { MOST = 8 };

static void write_quoted(struct buf *out, const struct glane_str *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_c(out, i ? ",\"" : "\"");
		for (size_t k = 0; k < fields[i].n; k++) {
			if (fields[i].p[k] == '"')
				buf_char(out, '"');
			buf_char(out, fields[i].p[k]);
		}
		buf_char(out, '"');
	}
	buf_c(out, "\r\n");
}

static void read_again(struct arena *a, const struct buf *written, const struct glane_str *fields, size_t n)
{
	struct csv c;
	struct glane_str again[MOST];
	size_t m;
	const char *why;
	csv_init(&c, (struct glane_str){ written->p, written->n });
	REQUIRE(csv_next(&c, a, again, MOST, &m, &why) == 1 && m == n);
	for (size_t i = 0; i < n; i++)
		REQUIRE(str_eq(fields[i], again[i]));
	REQUIRE(csv_next(&c, a, again, MOST, &m, &why) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct csv c;
	struct arena a;
	struct buf out;
	struct glane_str fields[MOST];
	size_t count, at = 0;
	const char *why = NULL;
	int rc;
	arena_init(&a, 16u << 20);
	buf_init(&out, 16u << 20);
	csv_init(&c, (struct glane_str){ (const char *)data, n });
	while ((rc = csv_next(&c, &a, fields, MOST, &count, &why)) > 0) {
		REQUIRE(c.at > at && c.at <= n && count > 0 && count <= MOST);
		at = c.at;
		buf_clear(&out);
		write_quoted(&out, fields, count);
		read_again(&a, &out, fields, count);
		arena_reset(&a);
	}
	REQUIRE(rc == 0 || rc == GLANE_ENOMEM || (rc == GLANE_EINVAL && why));
	buf_fini(&out);
	arena_fini(&a);
	return 0;
}
