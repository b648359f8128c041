/* SPDX-License-Identifier: MPL-2.0 */
/* The record of an exit and its row, and exits in bulk: of a page, of a screen, of the command line. */
#include <stdio.h>

#include "exits/internal.h"

static struct glane_val or_null(int64_t v)
{
	return v ? glane_int(v) : glane_null();
}

static int is_sale(const struct leaving *l)
{
	return text_is(glane_cstr(l->class->id), "sale");
}

void day_changed(struct glane_self *s, struct glane_call *c, int64_t record)
{
	struct glane_value *event = s->host->value->make(c);
	s->host->value->integer(event, "record", record);
	s->host->live->publish(c, TOPIC_DAY, event);
}

static const struct glane_value *body_of(struct glane_self *s, struct glane_call *c, const struct leaving *l)
{
	static const char *const how[] = { [GLANE_ESTIMATED] = "estimated", [GLANE_MEASURED] = "measured", [GLANE_FROM_ITEM] = "item" };
	const struct glane_value_api *v = s->host->value;
	struct glane_value *b = v->make(c);
	if (!is_sale(l))
		v->text(b, "class", glane_cstr(l->class->id));
	v->integer(b, "category", l->category.id);
	v->quantity(b, "gross", l->gross, GLANE_U_GRAMS);
	v->quantity(b, "tare", l->tare, GLANE_U_GRAMS);
	v->quantity(b, "net", l->net, GLANE_U_GRAMS);
	v->text(b, "weight", glane_cstr(how[l->measured]));
	v->text(b, "from", glane_cstr(l->from));
	v->boolean(b, "ultime", l->ultime != 0);
	if (is_sale(l)) {
		v->quantity(b, "price_cents", l->price, GLANE_U_CENTS);
		v->text(b, "payment", l->payment);
	}
	if (l->per_kilo)
		v->quantity(b, "per_kilo", l->per_kilo, GLANE_U_CENTS);
	if (l->scale && l->measured == GLANE_MEASURED) {
		v->integer(b, "scale", l->scale);
		v->text(b, "raw", l->raw);
	}
	if (l->container)
		v->integer(b, "container", l->container);
	if (l->pieces)
		v->integer(b, "pieces", l->pieces);
	if (l->outlet)
		v->integer(b, "outlet", l->outlet);
	if (l->note.n)
		v->text(b, "note", l->note);
	if (l->corrects)
		v->integer(b, "corrects", l->corrects);
	if (l->clock)
		v->integer(b, "clock", l->clock);
	return b;
}

/* One movement out; a lost item, or one that had left, comes back first, in the same record. */
static int record_append(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t *ret_record)
{
	char to[24];
	snprintf(to, sizeof(to), "out:%s", l->class->id);
	struct glane_movement moves[2] = { l->found, {
		.category = l->category.id, .item = l->whole ? l->item : 0, .outlet = l->outlet, .grams = l->net, .pieces = l->pieces,
		.from = l->from, .to = to, .measured = l->measured,
	} };
	int found = l->found.from != NULL;
	struct glane_change changes[2] = { { .item = l->item, .set = GLANE_SET_STATE, .state = GLANE_STATE_ON_SALE }, { .item = l->item } }, *change = changes + 1;
	if (l->whole) {
		change->set = GLANE_SET_STATE;
		change->state = l->class->state;
	} else if (l->item) {
		change->set = GLANE_SET_PIECES | (l->left_grams ? GLANE_SET_GRAMS : 0u) | (l->left_price >= 0 ? GLANE_SET_PRICE : 0u);
		change->pieces = l->left_pieces;
		change->grams = l->left_grams;
		change->price_cents = l->left_price;
	}
	struct glane_entry entry = {
		.size = sizeof(entry), .kind = is_sale(l) ? "sale" : "out", .body = body_of(s, c, l), .item = l->item,
		.happened_from_ms = l->from_ms, .happened_to_ms = l->to_ms,
		.moves = { found ? moves : moves + 1, found ? 2 : 1, sizeof(moves[0]) },
	};
	if (l->item)
		entry.changes = (struct glane_list){ l->again ? changes : change, l->again ? 2 : 1, sizeof(*change) };
	return s->host->inventory->append(c, &entry, ret_record);
}

int exit_append(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t *ret_record)
{
	int64_t record;
	int rc = record_append(s, c, l, &record);
	if (rc < 0)
		return rc;
	rc = s->host->db->exec(c, SQL_ADD,
		(struct glane_val[]){ glane_int(record), glane_text(glane_cstr(l->class->id)), glane_int(l->category.id), or_null(l->item),
			glane_int(l->whole), glane_int(l->gross), or_null(l->container), glane_int(l->tare), glane_int(l->net), glane_int(l->pieces),
			glane_int(l->measured), glane_int(l->category.usual), glane_text(glane_cstr(l->from)), or_null(l->outlet),
			glane_int(l->ultime), l->price >= 0 ? glane_int(l->price) : glane_null(), glane_text(l->payment),
			glane_int(s->host->call->now_ms(c)), glane_int(l->day), or_null(l->corrects) },
		20, NULL);
	if (rc < 0)
		return rc;
	*ret_record = record;
	day_changed(s, c, record);
	return GLANE_OK;
}

/* More left than was ever noted: said at once, and kept among what is to be looked at. */
static int say_short(struct glane_self *s, struct glane_call *c, const struct leaving *l)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *args = v->make(c);
	struct category family = l->category;
	struct glane_val held;
	int rc = first_row(s, c, SQL_FAMILY, (struct glane_val[]){ glane_text(glane_cstr(l->from)), glane_int(family.parent ? family.parent : family.id) }, 2, &held, 1);
	if (rc == 1 && family.parent)
		rc = category_find(s, c, family.parent, &family) == GLANE_OK;
	if (rc < 0)
		return rc;
	if (l->from[1] != 't' /* no stock: it never entered */ || held.u.i >= 0) {
		v->null(root, "short");
		return GLANE_OK;
	}
	v->quantity(args, "grams", -held.u.i, GLANE_U_GRAMS);
	v->text(args, "category", family.name);
	v->text(root, "short", s->host->call->tr(c, "warning.short", args));
	return GLANE_OK;
}

int exit_say(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t record)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *o;
	struct glane_str warning = unlikely(s, c, l);
	v->integer(root, "record", record);
	o = v->object(root, "class");
	v->text(o, "id", glane_cstr(l->class->id));
	v->text(o, "name", word(s, c, "class.", glane_cstr(l->class->id)));
	o = v->object(root, "category");
	v->integer(o, "id", l->category.id);
	v->text(o, "code", l->category.code);
	v->text(o, "name", l->category.name);
	v->quantity(root, "gross", l->gross, GLANE_U_GRAMS);
	v->quantity(root, "tare", l->tare, GLANE_U_GRAMS);
	v->quantity(root, "net", l->net, GLANE_U_GRAMS);
	v->integer(root, "measured", l->measured);
	v->boolean(root, "estimated", l->measured == GLANE_ESTIMATED);
	if (l->pieces)
		v->integer(root, "pieces", l->pieces);
	if (l->outlet)
		v->integer(root, "outlet", l->outlet);
	if (l->price >= 0)
		v->quantity(root, "price", l->price, GLANE_U_CENTS);
	if (warning.n)
		v->text(root, "warning", warning);
	else
		v->null(root, "warning");
	s->host->reply->status(c, 201);
	return say_short(s, c, l);
}

/* Everything that is wrong is said at once; what needs the class waits until there is one. */
static int read_bulk(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	int (*const readers[])(struct glane_self *, struct glane_call *, struct leaving *) = {
		read_container, read_weight, read_from, read_day, read_outlet, read_ultime,
	};
	int rc = read_category(s, c, l->category.id, l);
	if (rc < 0)
		l->category.id = 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		int more = readers[i](s, c, l);
		rc = rc < 0 ? rc : more;
	}
	int more = read_price(s, c, -1, l);
	return rc < 0 ? rc : more;
}

static int record_bulk(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	int64_t record;
	int rc = read_bulk(s, c, l);
	if (rc == GLANE_OK)
		rc = exit_append(s, c, l, &record);
	return rc < 0 ? rc : exit_say(s, c, l, record);
}

int post_out(struct glane_self *s, struct glane_call *c)
{
	struct leaving l = {
		.class = class_find(in_text(s, c, "class")), .category.id = in_int(s, c, "category", 0), .outlet = in_int(s, c, "outlet", 0),
		.gross = in_int(s, c, "gross", 0), .container = in_int(s, c, "container", 0), .pieces = in_int(s, c, "pieces", 0),
		.note = in_text(s, c, "note"), .left_price = -1, .per_kilo = in_int(s, c, "per_kilo", 0), .scale = in_int(s, c, "scale", 0),
		.raw = in_text(s, c, "raw"),
	};
	char more[80];
	int rc = record_bulk(s, c, &l);
	snprintf(more, sizeof(more), "&class=%s&recorded=1", l.class->id);
	back(s, c, "/p/exits/", more);
	return rc;
}

/* glane exit add: codes and names in the place of numbers. */
int add_command(struct glane_self *s, struct glane_call *c)
{
	struct leaving l = {
		.class = class_find(in_text(s, c, "class")), .gross = in_int(s, c, "grams", 0), .pieces = in_int(s, c, "pieces", 0),
		.note = in_text(s, c, "note"), .left_price = -1,
	};
	struct glane_val id;
	int rc = first_row(s, c, SQL_CATEGORY_BY_CODE, (struct glane_val[]){ glane_text(in_text(s, c, "category")) }, 1, &id, 1);
	if (rc == 0)
		return fault(s, c, "category", "bad.category_code", NULL);
	l.category.id = rc == 1 ? id.u.i : 0;
	struct glane_str outlet = in_text(s, c, "outlet");
	if (rc == 1 && outlet.n) {
		rc = first_row(s, c, SQL_OUTLET_BY_NAME, (struct glane_val[]){ glane_text(glane_cstr(l.class->id)), glane_text(outlet) }, 2, &id, 1);
		if (rc == 0)
			return fault(s, c, "outlet", "bad.outlet", NULL);
		l.outlet = rc == 1 ? id.u.i : 0;
	}
	return rc < 0 ? rc : record_bulk(s, c, &l);
}

/* Whoever takes back one of our records, here or elsewhere: the table follows in the same transaction. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	int rc = r->reversed ? check_made_from(s, c, r->reverses) : GLANE_OK;
	if (rc == GLANE_OK && r->reversed)
		rc = check_declared(s, c, r->reverses);
	if (rc == GLANE_OK && r->reversed)
		rc = s->host->db->exec(c, SQL_UNDONE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL);
	if (rc == GLANE_OK && r->reversed)
		day_changed(s, c, r->reverses);
	return rc;
}
