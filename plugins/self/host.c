/* SPDX-License-Identifier: MPL-2.0 */
#include "self/host.h"

#include <stdio.h>
#include <string.h>

int64_t host_int(const struct glane_host *h, struct glane_call *c, const char *name, int64_t missing)
{
	return h->value->as_integer(h->value->get(h->call->inputs(c), name), missing);
}

struct glane_str host_text(const struct glane_host *h, struct glane_call *c, const char *name)
{
	return h->value->as_text(h->value->get(h->call->inputs(c), name));
}

struct glane_str host_copied(const struct glane_host *h, struct glane_call *c, struct glane_str text)
{
	char *p = h->call->alloc(c, text.n + 1);
	if (p && text.n)
		memcpy(p, text.p, text.n);
	return p ? (struct glane_str){ p, text.n } : glane_cstr("");
}

struct glane_str host_word(const struct glane_host *h, struct glane_call *c, const char *prefix, struct glane_str name)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "%s%.*s", prefix, (int)name.n, name.p);
	return n > 0 && (size_t)n < sizeof(key) ? h->call->tr(c, key, NULL) : name;
}

int host_first_row(const struct glane_host *h, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n,
                   struct glane_val *ret, uint32_t columns)
{
	const struct glane_db_api *db = h->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, args, n, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	for (uint32_t i = 0; rc == 1 && i < columns; i++) {
		ret[i] = db->col(rows, i);
		if (ret[i].type == GLANE_TEXT)
			ret[i].u.s = host_copied(h, c, ret[i].u.s);
	}
	db->close(rows);
	return rc;
}

int host_first_int(const struct glane_host *h, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	struct glane_val v;
	int rc = host_first_row(h, c, sql, args, n, &v, 1);
	if (rc != 1)
		return rc;
	if (v.type == GLANE_INT)
		*ret = v.u.i;
	return v.type == GLANE_INT;
}
