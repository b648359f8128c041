/* SPDX-License-Identifier: MPL-2.0 */
/* Small tools, and what forms offer to choose from. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"

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

int64_t number(struct glane_str text)
{
	int64_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || n > ID_MAX)
			return 0;
		n = n * 10 + (text.p[i] - '0');
	}
	return n;
}

void back(struct glane_self *s, struct glane_call *c, const char *path, const char *more)
{
	char to[200];
	int n = snprintf(to, sizeof(to), "%s?l=%s%s", path, is_english(s, c) ? "en" : "fr", more);
	s->host->reply->see_other(c, (struct glane_str){ to, n > 0 && (size_t)n < sizeof(to) ? (size_t)n : 0 });
}

/* --- lists to choose from ------------------------------------------------------------------------------ */
void say_words(struct glane_self *s, struct glane_call *c, const char *name, const char *prefix, const char *const *ids, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), name);
	for (; *ids; ids++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(*ids));
		v->text(o, "name", word(s, c, prefix, glane_cstr(*ids)));
		v->boolean(o, "chosen", text_is(chosen, *ids));
	}
}

/* Families with their types below. */
int say_categories(struct glane_self *s, struct glane_call *c, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CATEGORIES, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *families = v->array(s->host->reply->root(c), "categories"), *types = NULL;
	while ((rc = db->next(rows)) == 1) {
		int64_t id = db->col(rows, 0).u.i, parent = db->col(rows, 1).u.i;
		if (parent && !types)
			continue;
		struct glane_value *o = v->object(parent ? types : families, NULL);
		v->integer(o, "id", id);
		v->text(o, "code", db->col(rows, 2).u.s);
		v->text(o, "name", db->col(rows, 3).u.s);
		v->boolean(o, "chosen", id == chosen);
		if (!parent)
			types = v->array(o, "children");
	}
	db->close(rows);
	return rc;
}

int say_containers(struct glane_self *s, struct glane_call *c, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CONTAINERS, (struct glane_val[]){ glane_int(chosen < 0) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "containers");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->quantity(o, "tare_grams", db->col(rows, 2).u.i, GLANE_U_GRAMS);
		v->boolean(o, "active", db->col(rows, 3).u.i != 0);
		v->boolean(o, "chosen", db->col(rows, 0).u.i == chosen);
	}
	db->close(rows);
	return rc;
}

int say_scales(struct glane_self *s, struct glane_call *c, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "scales");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_SCALES, (struct glane_val[]){ glane_int(s->host->call->day(c, s->host->call->now_ms(c))) }, 1, &rows);
	if (rc < 0)
		return rc == GLANE_EGONE ? GLANE_OK : rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->boolean(o, "chosen", db->col(rows, 0).u.i == chosen);
		v->boolean(s->host->reply->root(c), "by_weight", 1);
	}
	db->close(rows);
	return rc;
}

int say_places(struct glane_self *s, struct glane_call *c, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_PLACES, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "places");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		struct glane_str id = db->col(rows, 0).u.s;
		v->text(o, "id", id);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->boolean(o, "chosen", text_is(chosen, id.p));
	}
	db->close(rows);
	return rc;
}

static void say_limit(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val day)
{
	if (day.type == GLANE_INT)
		s->host->value->quantity(into, key, day.u.i, GLANE_U_DAY);
	else
		s->host->value->null(into, key);
}

int say_outlets(struct glane_self *s, struct glane_call *c, struct glane_value *into, const char *class, int64_t chosen, int closed)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	int rc = db->query(c, SQL_OUTLETS, (struct glane_val[]){ glane_text(glane_cstr(class)), glane_int(closed) }, 2, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(into, "outlets");
	int some = strcmp(class, "partner") == 0; /* without any, the form says what is missing */
	for (; (rc = db->next(rows)) == 1; some = 1) {
		struct glane_value *o = v->object(list, NULL);
		struct glane_val from = db->col(rows, 4), to = db->col(rows, 5);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->text(o, "class", db->col(rows, 2).u.s);
		v->text(o, "class_name", word(s, c, "class.", db->col(rows, 2).u.s));
		v->boolean(o, "active", db->col(rows, 3).u.i != 0);
		say_limit(s, o, "from", from);
		say_limit(s, o, "to", to);
		v->boolean(o, "over", (to.type == GLANE_INT && to.u.i < today) || (from.type == GLANE_INT && from.u.i > today));
		v->boolean(o, "chosen", db->col(rows, 0).u.i == chosen);
	}
	db->close(rows);
	v->boolean(into, "some_outlets", some);
	return rc;
}
