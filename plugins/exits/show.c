/* SPDX-License-Identifier: MPL-2.0 */
/* Small tools, and what forms offer to choose from. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"

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
