/* SPDX-License-Identifier: MPL-2.0 */
/* Categories of the shared inventory as intake offers them. */
#include <stdlib.h>
#include <string.h>

#include "intake/internal.h"
#include "text/site.h"
#include "text/text.h"

int category_is_refused(const struct category *k)
{
	return site_turns_away(k->code);
}

static struct glane_str folded(struct glane_self *s, struct glane_call *keep, struct glane_str text)
{
	char *p = s->host->call->alloc(keep, text.n + 1);
	return p ? (struct glane_str){ p, text_fold(text, p) } : glane_cstr("");
}

/* id, parent, code, name_fr, name_en, stream, usual, active, uses, own */
static void take(struct glane_self *s, struct glane_call *keep, struct glane_rows *rows, int english, struct category *k)
{
	const struct glane_db_api *db = s->host->db;
	*k = (struct category){
		.id = db->col(rows, 0).u.i,
		.parent = db->col(rows, 1).u.i,
		.code = copied(s, keep, db->col(rows, 2).u.s),
		.name_fr = copied(s, keep, db->col(rows, 3).u.s),
		.name_en = copied(s, keep, db->col(rows, 4).u.s),
		.stream = copied(s, keep, db->col(rows, 5).u.s),
		.usual = db->col(rows, 6).u.i,
		.active = db->col(rows, 7).u.i != 0,
		.uses = db->col(rows, 8).u.i,
		.own = db->col(rows, 9).u.i,
	};
	k->name = english ? k->name_en : k->name_fr;
	k->fold = folded(s, keep, k->name);
}

int category_load(struct glane_self *s, struct glane_call *c, struct glane_call *keep, struct category_list *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	struct category_list l = { NULL, 0 };
	uint32_t cap = 0;
	int english = is_english(s, c);
	int64_t since = s->host->call->day(c, s->host->call->now_ms(c)) - FREQUENT_DAYS;
	int rc = db->query(c, SQL_CATEGORIES, (struct glane_val[]){ glane_int(since), glane_int(s->host->call->person(c)) }, 2, &rows);
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
		take(s, keep, rows, english, &l.items[l.count++]);
	}
	db->close(rows);
	if (rc == 0)
		*ret = l;
	return rc;
}

int category_find(struct glane_self *s, struct glane_call *c, int64_t id, struct category *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CATEGORY, (struct glane_val[]){ glane_int(id) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		take(s, c, rows, is_english(s, c), ret);
	db->close(rows);
	return rc < 0 ? rc : rc == 1 ? 0 : GLANE_ENOENT;
}

static int compare(const void *pa, const void *pb)
{
	const struct category *a = pa, *b = pb;
	if (a->own != b->own)
		return a->own < b->own ? 1 : -1;
	if (a->uses != b->uses)
		return a->uses < b->uses ? 1 : -1;
	int order = strcmp(a->fold.p, b->fold.p);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

/* Using a type is using its category. */
void category_sort(struct category_list *l)
{
	for (uint32_t i = 0; i < l->count; i++)
		for (uint32_t k = 0; l->items[i].parent && k < l->count; k++)
			if (l->items[k].id == l->items[i].parent) {
				l->items[k].uses += l->items[i].uses;
				l->items[k].own += l->items[i].own;
			}
	if (l->count)
		qsort(l->items, l->count, sizeof(*l->items), compare);
}

void category_say(struct glane_self *s, struct glane_value *into, const char *key, const struct category *k)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->object(into, key);
	v->integer(o, "id", k->id);
	v->text(o, "code", k->code);
	v->text(o, "name", k->name);
}
