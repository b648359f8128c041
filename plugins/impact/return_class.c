/* SPDX-License-Identifier: MPL-2.0 */
/* Which official class a category is in, from which day on. */

#include "impact/return.h"

int get_classes(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "classes"), *all = v->array(root, "categories");
	struct glane_val lang = glane_int(is_english(s, c));
	struct glane_rows *rows;
	v->text(root, "title", s->host->call->tr(c, "classes.title", NULL));
	int rc = db->query(c, SQL_CLASSES, &lang, 1, &rows); /* category's name, class, day */
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "category", db->col(rows, 0).u.s);
		v->text(o, "class", db->col(rows, 1).u.s);
		if (db->col(rows, 2).u.i)
			v->quantity(o, "from", db->col(rows, 2).u.i, GLANE_U_DAY);
	}
	db->close(rows);
	v->boolean(root, "any", v->count(list) > 0);
	if (rc >= 0)
		rc = db->query(c, SQL_CATEGORIES, &lang, 1, &rows); /* id, name, code */
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(all, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

int post_class(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_value *body = v->make(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "class", .body = body };
	int64_t category = v->as_integer(v->get(in, "category"), 0), from = v->as_integer(v->get(in, "from"), 0), known, record;
	struct glane_str class = v->as_text(v->get(in, "class"));
	struct glane_val args[] = { glane_int(category), glane_int(from) };
	int rc = one_int(s, c, SQL_CATEGORY_KNOWN, args, 1, &known);
	if (rc >= 0 && !known)
		return s->host->call->refuse_input(c, "category", "classes.bad_category", NULL);
	if (rc >= 0)
		rc = one_int(s, c, SQL_CLASS_OTHER, args, 2, &known);
	if (rc >= 0 && known)
		return s->host->call->refuse_input(c, "from", "classes.two", NULL);
	if (rc < 0)
		return rc;
	v->integer(body, "category", category);
	v->integer(body, "from_day", from);
	v->text(body, "class", class);
	rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	v->integer(s->host->reply->root(c), "record", record);
	s->host->reply->status(c, 201);
	s->host->reply->see_other(c, glane_cstr("/p/impact/classes"));
	return GLANE_OK;
}

int on_class(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_val args[] = { glane_int(v->as_integer(v->get(r->body, "category"), 0)), glane_int(v->as_integer(v->get(r->body, "from_day"), 0)),
		                    glane_text(v->as_text(v->get(r->body, "class"))) };
	return r->reversed ? s->host->db->exec(c, SQL_CLASS_REMOVE, args, 2, NULL) : s->host->db->exec(c, SQL_CLASS_ADD, args, 3, NULL);
}
