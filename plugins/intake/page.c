/* SPDX-License-Identifier: MPL-2.0 */
/* What the weighing screen and the pages without script show. */
#include <string.h>

#include "intake/internal.h"
#include "text/site.h"
#include "text/text.h"

/* --- the day's list ------------------------------------------------------------------------------------- */
enum {
	D_RECORD, D_REFUSAL, D_AT_MS, D_CATEGORY, D_CODE, D_NAME_FR, D_NAME_EN, D_GROSS, D_TARE, D_NET, D_CONTAINER, D_CONTAINER_NAME,
	D_PIECES, D_MANUAL, D_UNDONE, D_REASON, D_USUAL, D_IMPORTED, D_CORRECTS, D_REPLACED_BY, D_NOTE
};

static void say_text(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val v)
{
	if (v.type == GLANE_TEXT && v.u.s.n)
		s->host->value->text(into, key, v.u.s);
	else
		s->host->value->null(into, key);
}

static void say_line(struct glane_self *s, struct glane_call *c, struct glane_rows *rows, struct glane_value *list)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_val d[D_NOTE + 1];
	for (uint32_t i = 0; i <= D_NOTE; i++)
		d[i] = s->host->db->col(rows, i);
	struct glane_value *l = v->object(list, NULL), *k;
	int refusal = d[D_REFUSAL].u.i != 0, undone = d[D_UNDONE].u.i != 0;
	int64_t age = s->host->call->now_ms(c) - d[D_AT_MS].u.i;
	v->integer(l, "record", d[D_RECORD].u.i);
	v->text(l, "kind", glane_cstr(refusal ? "refusal" : "weighing"));
	v->boolean(l, "refusal", refusal);
	v->quantity(l, "at_ms", d[D_AT_MS].u.i, GLANE_U_TIME_MS);
	k = v->object(l, "category");
	v->integer(k, "id", d[D_CATEGORY].u.i);
	say_text(s, k, "code", d[D_CODE]);
	say_text(s, k, "name", d[is_english(s, c) ? D_NAME_EN : D_NAME_FR]);
	v->quantity(l, "gross", d[D_GROSS].u.i, GLANE_U_GRAMS);
	v->quantity(l, "tare", d[D_TARE].u.i, GLANE_U_GRAMS);
	v->quantity(l, "net", d[D_NET].u.i, GLANE_U_GRAMS);
	if (d[D_CONTAINER].type == GLANE_INT) {
		k = v->object(l, "container");
		v->integer(k, "id", d[D_CONTAINER].u.i);
		say_text(s, k, "name", d[D_CONTAINER_NAME]);
	} else {
		v->null(l, "container");
	}
	if (d[D_PIECES].u.i)
		v->integer(l, "pieces", d[D_PIECES].u.i);
	else
		v->null(l, "pieces");
	v->boolean(l, "manual", d[D_MANUAL].u.i != 0);
	v->boolean(l, "imported", d[D_IMPORTED].u.i != 0);
	v->boolean(l, "undone", undone);
	/* Taken back because another line came in its place. */
	v->boolean(l, "corrected", d[D_REPLACED_BY].type == GLANE_INT);
	if (d[D_CORRECTS].type == GLANE_INT)
		v->integer(l, "corrects", d[D_CORRECTS].u.i);
	else
		v->null(l, "corrects");
	v->boolean(l, "correctable", !refusal && !undone && !d[D_IMPORTED].u.i);
	/* A line of an import is taken back with all of it: not from here. */
	v->boolean(l, "undoable", !undone && !d[D_IMPORTED].u.i && age <= UNDO_MS);
	if (refusal) {
		k = v->object(l, "reason");
		v->text(k, "id", d[D_REASON].u.s);
		v->text(k, "name", word(s, c, "refusal.", d[D_REASON].u.s));
	} else {
		v->null(l, "reason");
	}
	struct glane_str warning = plausible_warning(s, c, d[D_NET].u.i, d[D_PIECES].u.i, d[D_USUAL].u.i);
	if (warning.n && !undone)
		v->text(l, "warning", warning);
	else
		v->null(l, "warning");
	say_text(s, l, "note", d[D_NOTE]);
}

static int say_day(struct glane_self *s, struct glane_call *c, struct glane_value *into, int64_t day)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_int(day) };
	struct glane_rows *rows;
	int rc = db->query(c, SQL_DAY, args, 1, &rows);
	if (rc < 0)
		return rc;
	char iso[11];
	text_from_day(day, iso);
	v->text(into, "day", glane_cstr(iso));
	v->quantity(into, "on", day, GLANE_U_DAY);
	struct glane_value *list = v->array(into, "lines");
	while ((rc = db->next(rows)) == 1)
		say_line(s, c, rows, list);
	db->close(rows);
	if (rc == 0)
		rc = db->query(c, SQL_DAY_TOTAL, args, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		v->integer(into, "count", db->col(rows, 0).u.i);
		v->integer(into, "n", db->col(rows, 0).u.i); /* chooses the plural of the sentence */
		v->quantity(into, "total_grams", db->col(rows, 1).u.i, GLANE_U_GRAMS);
	}
	db->close(rows);
	return rc < 0 ? rc : 0;
}

int get_day(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	return say_day(s, c, s->host->reply->root(c), v->as_integer(v->get(s->host->call->inputs(c), "day"), today));
}

/* --- what can be chosen ------------------------------------------------------------------------------------- */
static int64_t number(struct glane_str text)
{
	int64_t v = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || v > INT64_MAX / 100)
			return 0;
		v = v * 10 + (text.p[i] - '0');
	}
	return v;
}

static void say_category(struct glane_self *s, struct glane_value *into, const struct category *k, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	v->integer(into, "id", k->id);
	v->text(into, "code", k->code);
	v->text(into, "name", k->name);
	if (k->usual)
		v->quantity(into, "usual_grams", k->usual, GLANE_U_GRAMS);
	else
		v->null(into, "usual_grams");
	if (number(chosen) == k->id)
		v->boolean(into, "chosen", 1);
}

static void say_categories(struct glane_self *s, struct glane_call *c, const struct category_list *l)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "categories"), *refused;
	struct glane_str chosen = typed(s, c, "category");
	for (uint32_t i = 0; i < l->count; i++) {
		const struct category *k = &l->items[i];
		if (k->parent || !k->active || category_is_refused(k))
			continue;
		struct glane_value *o = v->object(list, NULL);
		say_category(s, o, k, chosen);
		v->text(o, "stream", k->stream);
		struct glane_value *children = v->array(o, "children");
		for (uint32_t n = 0; n < l->count; n++)
			if (l->items[n].parent == k->id && l->items[n].active && !category_is_refused(&l->items[n]))
				say_category(s, v->object(children, NULL), &l->items[n], chosen);
	}
	refused = v->array(root, "refused");
	for (uint32_t i = 0; i < l->count; i++)
		if (l->items[i].parent && category_is_refused(&l->items[i]))
			say_category(s, v->object(refused, NULL), &l->items[i], chosen);
}

static void say_words(struct glane_self *s, struct glane_call *c, const char *name, const char *prefix, const char *const *ids,
                      struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), name);
	for (const char *const *id = ids; *id; id++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(*id));
		v->text(o, "name", word(s, c, prefix, glane_cstr(*id)));
		if (text_is(chosen, *id))
			v->boolean(o, "chosen", 1);
	}
}

static int say_containers(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	struct glane_str chosen = typed(s, c, "container");
	int rc = db->query(c, SQL_CONTAINERS, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "containers");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->quantity(o, "tare_grams", db->col(rows, 2).u.i, GLANE_U_GRAMS);
		if (number(chosen) == db->col(rows, 0).u.i)
			v->boolean(o, "chosen", 1);
	}
	db->close(rows);
	return rc;
}

/* Both pages: what there is to choose from, the day, and what was recorded just now. */
static int say_all(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct category_list l;
	int rc = category_load(s, c, c, &l);
	if (rc < 0)
		return rc;
	category_sort(&l);
	say_categories(s, c, &l);
	say_words(s, c, "reasons", "refusal.", reasons, typed(s, c, "reason"));
	rc = say_day(s, c, v->object(root, "day"), s->host->call->day(c, s->host->call->now_ms(c)));
	if (rc == 0 && v->as_integer(v->get(s->host->call->inputs(c), "recorded"), 0))
		v->boolean(root, "recorded", 1);
	return rc;
}

int get_refusals(struct glane_self *s, struct glane_call *c)
{
	return say_all(s, c);
}

int say_choices(struct glane_self *s, struct glane_call *c)
{
	struct category_list l;
	int rc = category_load(s, c, c, &l);
	if (rc < 0)
		return rc;
	category_sort(&l);
	say_categories(s, c, &l);
	return say_containers(s, c);
}

/* Communes, sorting centres and partners of the setting, as they were written between commas. */
static void say_origins(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), "origins");
	struct glane_str all = s->host->call->setting(c, "origins");
	for (size_t at = 0; at < all.n;) {
		size_t n = 0;
		while (at + n < all.n && !strchr(",;", all.p[at + n]))
			n++;
		struct glane_str one = text_trim((struct glane_str){ all.p + at, n });
		if (one.n)
			v->text(list, NULL, copied(s, c, (struct glane_str){ one.p, text_cut(one, ORIGIN_MAX) }));
		at += n + 1;
	}
}

/* What was weighed today, for whoever looks at the screen. */
int get_today(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_rows *rows;
	int rc = db->query(c, SQL_DAY_MEASURED, (struct glane_val[]){ glane_int(s->host->call->day(c, s->host->call->now_ms(c))) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		v->text(root, "title", s->host->call->tr(c, "today.title", NULL));
		v->integer(root, "count", db->col(rows, 0).u.i);
		v->quantity(root, "value", db->col(rows, 1).u.i, GLANE_U_GRAMS);
	}
	db->close(rows);
	return rc < 0 ? rc : 0;
}

int get_intake(struct glane_self *s, struct glane_call *c)
{
	int rc = say_all(s, c);
	if (rc == 0)
		rc = say_containers(s, c);
	if (rc < 0)
		return rc;
	say_origins(s, c);
	s->host->value->integer(s->host->reply->root(c), "now_ms", s->host->call->now_ms(c));
	say_words(s, c, "channels", "channel.", channels, typed(s, c, "channel"));
	s->host->value->quantity(s->host->reply->root(c), "max_grams", site_max_grams(s->host->call, c), GLANE_U_GRAMS);
	return 0;
}
