/* SPDX-License-Identifier: MPL-2.0 */
/* Categories of the shared inventory, as labels are compared with them and forms offer them. */
#include <string.h>

#include "import/internal.h"
#include "text/site.h"

int category_load(struct glane_self *s, struct glane_call *c, struct glane_call *keep, struct category_list *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	struct category_list l = { NULL, 0 };
	uint32_t cap = 0;
	int english = is_english(s, c);
	int rc = db->query(c, SQL_CATEGORIES, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		if (l.count == cap) {
			uint32_t more = cap ? 2 * cap : 256;
			struct category *grown = s->host->call->alloc(keep, more * sizeof(*grown));
			if (!grown) {
				rc = GLANE_ENOMEM;
				break;
			}
			if (cap)
				memcpy(grown, l.items, cap * sizeof(*grown));
			l.items = grown;
			cap = more;
		}
		struct category *k = &l.items[l.count++];
		*k = (struct category){
			.id = db->col(rows, 0).u.i, .parent = db->col(rows, 1).u.i, .usual = db->col(rows, 2).u.i, .active = db->col(rows, 3).u.i != 0,
			.code = copied(s, keep, db->col(rows, 4).u.s), .name_fr = copied(s, keep, db->col(rows, 5).u.s),
			.name_en = copied(s, keep, db->col(rows, 6).u.s),
		};
		k->name = english ? k->name_en : k->name_fr;
	}
	db->close(rows);
	if (rc == 0)
		*ret = l;
	return rc;
}

const struct category *category_by_id(const struct category_list *l, int64_t id)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (l->items[i].id == id)
			return &l->items[i];
	return NULL;
}

void category_say(struct glane_self *s, struct glane_value *into, const char *key, const struct category *k)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->object(into, key);
	v->integer(o, "id", k->id);
	v->text(o, "code", k->code);
	v->text(o, "name", k->name);
}

static void say_choice(struct glane_self *s, struct glane_value *list, const struct category *k, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->object(list, NULL);
	v->integer(o, "id", k->id);
	v->text(o, "name", k->name);
	v->boolean(o, "chosen", k->id == chosen);
}

void category_groups(struct glane_self *s, struct glane_value *into, const char *key, const struct category_list *l, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *groups = v->array(into, key);
	for (uint32_t i = 0; i < l->count; i++) {
		const struct category *above = &l->items[i];
		if (above->parent)
			continue;
		struct glane_value *group = v->object(groups, NULL);
		v->text(group, "name", above->name);
		struct glane_value *types = v->array(group, "types");
		say_choice(s, types, above, chosen);
		for (uint32_t k = 0; k < l->count; k++)
			if (l->items[k].parent == above->id)
				say_choice(s, types, &l->items[k], chosen);
	}
}
