/* SPDX-License-Identifier: MPL-2.0 */
#include "self/self.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

int self_init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *s = calloc(1, sizeof(*s));
	if (!s)
		return GLANE_ENOMEM;
	s->host = host;
	*ret = s;
	return GLANE_OK;
}

void self_fini(struct glane_self *s)
{
	free(s);
}

int64_t in_int(struct glane_self *s, struct glane_call *c, const char *name, int64_t missing)
{
	return s->host->value->as_integer(s->host->value->get(s->host->call->inputs(c), name), missing);
}

struct glane_str in_text(struct glane_self *s, struct glane_call *c, const char *name)
{
	return s->host->value->as_text(s->host->value->get(s->host->call->inputs(c), name));
}

struct glane_str copied(struct glane_self *s, struct glane_call *c, struct glane_str text)
{
	char *p = s->host->call->alloc(c, text.n + 1);
	if (p && text.n)
		memcpy(p, text.p, text.n);
	return p ? (struct glane_str){ p, text.n } : glane_cstr("");
}

int is_english(struct glane_self *s, struct glane_call *c)
{
	return text_is(s->host->call->lang(c), "en");
}

int first_row(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_val *ret,
              uint32_t columns)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, args, n, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	for (uint32_t i = 0; rc == 1 && i < columns; i++) {
		ret[i] = db->col(rows, i);
		if (ret[i].type == GLANE_TEXT)
			ret[i].u.s = copied(s, c, ret[i].u.s);
	}
	db->close(rows);
	return rc;
}

struct glane_str word(struct glane_self *s, struct glane_call *c, const char *prefix, struct glane_str name)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "%s%.*s", prefix, (int)name.n, name.p);
	return n > 0 && (size_t)n < sizeof(key) ? s->host->call->tr(c, key, NULL) : name;
}

struct glane_str typed(struct glane_self *s, struct glane_call *c, const char *field)
{
	const struct glane_value_api *v = s->host->value;
	return v->as_text(v->get(v->get(s->host->reply->root(c), "input"), field));
}

int64_t typed_number(struct glane_self *s, struct glane_call *c, const char *field)
{
	int64_t n = 0;
	return text_decimal(typed(s, c, field), 0, &n) == 0 ? n : 0;
}
