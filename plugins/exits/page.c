/* SPDX-License-Identifier: MPL-2.0 */
/* The page of exits, without script too: first the class, then what it needs; and what left on a day. */
#include <stdio.h>

#include "exits/internal.h"

/* --- the day ------------------------------------------------------------------------------------------ */
enum {
	D_RECORD, D_CLASS, D_CATEGORY, D_ITEM, D_WHOLE, D_GROSS, D_CONTAINER, D_TARE, D_NET, D_PIECES, D_MEASURED, D_USUAL, D_ACCOUNT, D_OUTLET,
	D_ULTIME, D_PRICE, D_PAYMENT, D_AT_MS, D_DAY, D_CORRECTS, D_REPLACED_BY, D_UNDONE, D_CODE, D_NAME, D_CONTAINER_NAME, D_OUTLET_NAME,
	D_ITEM_CODE, D_TITLE, D_NOTE, D_COLUMNS
};

static void say_text(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val v)
{
	if (v.type == GLANE_TEXT && v.u.s.n)
		s->host->value->text(into, key, v.u.s);
	else
		s->host->value->null(into, key);
}

static void say_id(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val id)
{
	if (id.type == GLANE_INT && id.u.i)
		s->host->value->integer(into, key, id.u.i);
	else
		s->host->value->null(into, key);
}

static struct glane_value *say_named(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val id, struct glane_val name)
{
	if (id.type != GLANE_INT) {
		s->host->value->null(into, key);
		return NULL;
	}
	struct glane_value *o = s->host->value->object(into, key);
	s->host->value->integer(o, "id", id.u.i);
	say_text(s, o, "name", name);
	return o;
}

/* "don, bénévole": the class and who took it, for a line of a screen. */
static void say_way(struct glane_self *s, struct glane_call *c, struct glane_value *line, const struct glane_val *d)
{
	char text[300];
	struct glane_str class = word(s, c, "class.", d[D_CLASS].u.s);
	int outlet = d[D_OUTLET_NAME].type == GLANE_TEXT;
	snprintf(text, sizeof(text), "%s%s%s", class.p, outlet ? ", " : "", outlet ? d[D_OUTLET_NAME].u.s.p : "");
	s->host->value->text(line, "way", glane_cstr(text));
}

static void say_line(struct glane_self *s, struct glane_call *c, struct glane_rows *rows, struct glane_value *list)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_val d[D_COLUMNS];
	for (uint32_t i = 0; i < D_COLUMNS; i++)
		d[i] = s->host->db->col(rows, i);
	struct glane_value *l = v->object(list, NULL), *o;
	int undone = d[D_UNDONE].u.i != 0, fresh = s->host->call->now_ms(c) - d[D_AT_MS].u.i <= UNDO_MS;
	v->integer(l, "record", d[D_RECORD].u.i);
	v->text(l, "kind", glane_cstr(d[D_PRICE].type == GLANE_INT ? "sale" : "out"));
	v->quantity(l, "at_ms", d[D_AT_MS].u.i, GLANE_U_TIME_MS);
	o = v->object(l, "class");
	v->text(o, "id", d[D_CLASS].u.s);
	v->text(o, "name", word(s, c, "class.", d[D_CLASS].u.s));
	say_way(s, c, l, d);
	o = say_named(s, l, "category", d[D_CATEGORY], d[D_NAME]);
	say_text(s, o, "code", d[D_CODE]);
	v->quantity(l, "gross", d[D_GROSS].u.i, GLANE_U_GRAMS);
	v->quantity(l, "tare", d[D_TARE].u.i, GLANE_U_GRAMS);
	v->quantity(l, "net", d[D_NET].u.i, GLANE_U_GRAMS);
	v->integer(l, "measured", d[D_MEASURED].u.i);
	v->boolean(l, "estimated", d[D_MEASURED].u.i == GLANE_ESTIMATED);
	say_named(s, l, "container", d[D_CONTAINER], d[D_CONTAINER_NAME]);
	say_named(s, l, "outlet", d[D_OUTLET], d[D_OUTLET_NAME]);
	say_id(s, l, "pieces", d[D_PIECES]);
	say_id(s, l, "item", d[D_ITEM]);
	say_text(s, l, "item_code", d[D_ITEM_CODE]);
	say_text(s, l, "title", d[D_TITLE]);
	v->text(l, "account", d[D_ACCOUNT].u.s);
	v->boolean(l, "ultime", d[D_ULTIME].u.i != 0);
	if (d[D_PRICE].type == GLANE_INT)
		v->quantity(l, "price", d[D_PRICE].u.i, GLANE_U_CENTS);
	else
		v->null(l, "price");
	v->boolean(l, "undone", undone);
	v->boolean(l, "corrected", d[D_REPLACED_BY].type == GLANE_INT);
	say_id(s, l, "corrects", d[D_CORRECTS]);
	v->boolean(l, "correctable", !undone && d[D_ITEM].type != GLANE_INT);
	v->boolean(l, "undoable", !undone && fresh);
	v->boolean(l, "reversible", !undone && !fresh && s->host->call->may(c, CORRECT));
	say_text(s, l, "note", d[D_NOTE]);
}

static int say_day(struct glane_self *s, struct glane_call *c, struct glane_value *into, int64_t day)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_val total[4];
	struct glane_rows *rows;
	int rc = db->query(c, SQL_DAY, (struct glane_val[]){ glane_int(day), glane_int(is_english(s, c)) }, 2, &rows);
	if (rc < 0)
		return rc;
	v->quantity(into, "on", day, GLANE_U_DAY);
	struct glane_value *list = v->array(into, "lines");
	while ((rc = db->next(rows)) == 1)
		say_line(s, c, rows, list);
	db->close(rows);
	if (rc == 0)
		rc = first_row(s, c, SQL_DAY_TOTAL, (struct glane_val[]){ glane_int(day) }, 1, total, 4);
	if (rc != 1)
		return rc;
	v->integer(into, "count", total[0].u.i);
	v->integer(into, "n", total[0].u.i); /* chooses the plural of the sentence */
	v->quantity(into, "total_grams", total[1].u.i, GLANE_U_GRAMS);
	if (total[2].u.i) /* shown in every total */
		v->quantity(v->object(into, "estimated"), "grams", total[2].u.i, GLANE_U_GRAMS);
	else
		v->null(into, "estimated");
	if (total[3].u.i)
		v->quantity(v->object(into, "sold"), "cents", total[3].u.i, GLANE_U_CENTS);
	else
		v->null(into, "sold");
	return GLANE_OK;
}

int get_day(struct glane_self *s, struct glane_call *c)
{
	return say_day(s, c, s->host->reply->root(c), in_int(s, c, "day", s->host->call->day(c, s->host->call->now_ms(c))));
}

/* --- what can be chosen ------------------------------------------------------------------------------------ */

/* All classes with who takes them: a screen needs no second question. */
static int say_classes(struct glane_self *s, struct glane_call *c, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), "classes");
	int rc = GLANE_OK;
	for (const struct exit_class *k = classes; k->id && rc == GLANE_OK; k++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(k->id));
		v->text(o, "name", word(s, c, "class.", glane_cstr(k->id)));
		v->text(o, "what", word(s, c, "what.", glane_cstr(k->id)));
		v->boolean(o, "chosen", text_is(chosen, k->id));
		v->boolean(o, "waste", k->waste);
		rc = say_outlets(s, c, o, k->id, 0, 0);
	}
	return rc;
}

/* What more left than came in, as it was noted. */
static int say_negative(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_SHORT, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "negative");
	int n = 0;
	for (; (rc = db->next(rows)) == 1; n++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "place", db->col(rows, 0).u.s);
		v->text(o, "place_name", db->col(rows, 1).u.s);
		v->integer(o, "category", db->col(rows, 2).u.i);
		v->text(o, "category_name", db->col(rows, 3).u.s);
		v->quantity(o, "grams", db->col(rows, 4).u.i, GLANE_U_GRAMS);
	}
	db->close(rows);
	v->boolean(s->host->reply->root(c), "some_negative", n > 0);
	return rc;
}

int get_exits(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str id = in_text(s, c, "class");
	if (!id.n)
		id = copied(s, c, typed(s, c, "class"));
	const struct exit_class *class = class_find(id);
	int rc = say_classes(s, c, id);
	if (rc == GLANE_OK && class) {
		struct glane_str place = typed(s, c, "place");
		v->text(root, "class", id);
		v->text(root, "class_name", word(s, c, "class.", id));
		v->text(root, "class_what", word(s, c, "what.", id));
		v->boolean(root, "sale", text_is(id, "sale"));
		v->boolean(root, "waste", class->waste);
		v->boolean(root, "ultime", v->get(root, "input") ? typed(s, c, "ultime").n > 0 : text_is(id, "residual"));
		rc = say_outlets(s, c, root, class->id, number(typed(s, c, "outlet")), 0);
		if (rc == GLANE_OK)
			rc = say_categories(s, c, number(typed(s, c, "category")));
		if (rc == GLANE_OK)
			rc = say_containers(s, c, number(typed(s, c, "container")));
		if (rc == GLANE_OK)
			rc = say_places(s, c, typed(s, c, "channel").n ? glane_cstr("") : place.n ? place : glane_cstr(BULK_PLACE));
		if (rc == GLANE_OK)
			rc = say_scales(s, c, number(typed(s, c, "scale")));
		say_words(s, c, "channels", "channel.", channels, typed(s, c, "channel"));
		say_words(s, c, "payments", "payment.", payments, typed(s, c, "payment"));
	}
	if (rc == GLANE_OK)
		rc = say_negative(s, c);
	if (rc == GLANE_OK)
		rc = say_day(s, c, v->object(root, "day"), s->host->call->day(c, s->host->call->now_ms(c)));
	v->boolean(root, "recorded", in_int(s, c, "recorded", 0) != 0);
	v->boolean(root, "may_count", s->host->call->may(c, CORRECT));
	v->boolean(root, "civic", text_is(id, "civic") && s->host->call->may(c, CORRECT));
	v->boolean(root, "may_set", s->host->call->may(c, SETTINGS));
	return rc;
}
