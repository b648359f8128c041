/* SPDX-License-Identifier: MPL-2.0 */
/* Objects made by upcycling: they come back as made:transform, so that what went in is counted once, as it left. */
#include <stdio.h>

#include "exits/internal.h"

int check_made_from(struct glane_self *s, struct glane_call *c, int64_t record)
{
	struct glane_val code;
	int rc = first_row(s, c, SQL_MADE_FROM, (struct glane_val[]){ glane_int(record) }, 1, &code, 1);
	if (rc <= 0)
		return rc;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->text(args, "code", code.u.s);
	return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.made_from", args);
}

int on_made(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	return r->reversed ? s->host->db->exec(c, SQL_MADE_UNDONE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL) : GLANE_OK;
}

/* What went into it: its grams, and those that came out before. */
static int read_source(struct glane_self *s, struct glane_call *c, int64_t source, struct glane_val *ret)
{
	ret[0] = ret[1] = glane_int(0);
	if (!source)
		return GLANE_OK;
	int rc = first_row(s, c, SQL_MADE_SOURCE, (struct glane_val[]){ glane_int(source) }, 1, ret, 2);
	return rc < 0 ? rc : rc == 0 ? fault(s, c, "source", "bad.source", NULL) : GLANE_OK;
}

static int made_append(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t source, int64_t price, int64_t *ret_record,
                       struct glane_str *ret_code)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *body = v->make(c);
	struct glane_change change = { .set = GLANE_SET_CATEGORY | GLANE_SET_GRAMS | GLANE_SET_STATE, .state = GLANE_STATE_ON_SALE,
		                       .category = l->category.id, .grams = l->net, .price_cents = price, .title = in_text(s, c, "title") };
	struct glane_movement move = {
		.category = l->category.id, .grams = l->net, .from = "made:transform", .to = l->from, .measured = GLANE_MEASURED,
	};
	struct glane_entry entry = { .size = sizeof(entry), .kind = "made", .body = body, .moves = { &move, 1, sizeof(move) },
		                     .changes = { &change, 1, sizeof(change) } };
	int64_t item;
	int rc = s->host->inventory->item_draw(c, in_text(s, c, "blank"), &item, ret_code);
	if (rc < 0)
		return rc;
	entry.item = change.item = move.item = item;
	if (change.title.n)
		change.set |= GLANE_SET_TITLE;
	if (price >= 0)
		change.set |= GLANE_SET_PRICE;
	v->integer(body, "category", l->category.id);
	v->quantity(body, "net", l->net, GLANE_U_GRAMS);
	if (source)
		v->integer(body, "source", source);
	rc = s->host->inventory->append(c, &entry, ret_record);
	if (rc < 0)
		return rc;
	return s->host->db->exec(c, SQL_MADE_ADD,
		(struct glane_val[]){ glane_int(*ret_record), glane_int(item), source ? glane_int(source) : glane_null(), glane_int(l->net), glane_int(l->day) },
		5, NULL);
}

int post_made(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str place = in_text(s, c, "place"), code;
	struct leaving l = { .gross = in_int(s, c, "grams", 0), .day = s->host->call->day(c, s->host->call->now_ms(c)) };
	int64_t source = in_int(s, c, "source", 0), record;
	struct glane_val went[2], one;
	int rc = read_category(s, c, in_int(s, c, "category", 0), &l), more = read_source(s, c, source, went);
	rc = rc < 0 ? rc : more;
	more = read_weight(s, c, &l);
	rc = rc < 0 ? rc : more;
	if (!place.n)
		place = glane_cstr("shop");
	more = first_row(s, c, SQL_PLACE, (struct glane_val[]){ glane_text(place) }, 1, &one, 1);
	if (more == 0)
		more = fault(s, c, "place", "bad.place", NULL);
	rc = rc < 0 ? rc : more;
	if (rc < 0)
		return rc;
	snprintf(l.from, sizeof(l.from), "stock:%s", place.p);
	rc = made_append(s, c, &l, source, in_int(s, c, "price", -1), &record, &code);
	if (rc < 0)
		return rc;
	v->integer(root, "record", record);
	v->text(root, "code", code);
	v->quantity(root, "net", l.net, GLANE_U_GRAMS);
	v->null(root, "warning");
	if (source && went[1].u.i + l.net > went[0].u.i) { /* paint and screws weigh too: told, not refused */
		struct glane_value *args = v->make(c);
		v->quantity(args, "made", went[1].u.i + l.net, GLANE_U_GRAMS);
		v->quantity(args, "went", went[0].u.i, GLANE_U_GRAMS);
		v->text(root, "warning", s->host->call->tr(c, "warning.made_more", args));
	}
	s->host->reply->status(c, 201);
	char path[64];
	snprintf(path, sizeof(path), "/p/items/items/%s", code.p);
	back(s, c, path, "");
	return GLANE_OK;
}

int get_made(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str place = typed(s, c, "place");
	int64_t chosen = number(typed(s, c, "source"));
	struct glane_rows *rows;
	int rc = db->query(c, SQL_MADE_SOURCES, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(root, "sources");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		struct glane_str title = db->col(rows, 3).u.s;
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->quantity(o, "day", db->col(rows, 1).u.i, GLANE_U_DAY);
		v->quantity(o, "net", db->col(rows, 2).u.i, GLANE_U_GRAMS);
		v->text(o, "name", title.n ? title : db->col(rows, 4).u.s);
		v->boolean(o, "chosen", db->col(rows, 0).u.i == chosen);
	}
	db->close(rows);
	if (rc == 0)
		rc = say_categories(s, c, number(typed(s, c, "category")));
	return rc < 0 ? rc : say_places(s, c, place.n ? place : glane_cstr("shop"));
}
