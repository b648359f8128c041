/* SPDX-License-Identifier: MPL-2.0 */
/* Changing items that are there, taking things back, and keeping our table in step with both. */
#include <stdio.h>

#include "items/internal.h"

void say_changed(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_str code)
{
	struct glane_value *v = s->host->value->make(c);
	s->host->value->integer(v, "item", item);
	s->host->value->text(v, "code", code);
	s->host->live->publish(c, TOPIC_CHANGED, v);
}

int item_find(struct glane_self *s, struct glane_call *c, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	int rc = s->host->inventory->code_find(c, typed, ret_code, ret_item);
	if (rc == 0 && *ret_item == 0)
		rc = s->host->call->refuse(c, GLANE_ENOENT, "bad.blank", NULL);
	return rc;
}

/* Records the entry, answers with the item as it is now. */
static int record(struct glane_self *s, struct glane_call *c, struct glane_entry *e, struct glane_str code)
{
	const struct glane_host *h = s->host;
	int64_t seq;
	e->size = sizeof(*e);
	int rc = h->inventory->append(c, e, &seq);
	if (rc == 0)
		rc = item_put(s, c, e->item, h->reply->root(c));
	if (rc < 0)
		return rc;
	char path[64];
	h->value->integer(h->reply->root(c), "record", seq);
	snprintf(path, sizeof(path), "/p/items/items/%s", code.p);
	h->reply->see_other(c, glane_cstr(path));
	say_changed(s, c, e->item, code);
	return 0;
}

int change_state(struct glane_self *s, struct glane_call *c)
{
	struct glane_str code;
	struct glane_change change = { .set = GLANE_SET_STATE, .state = state_from_word(input_text(s, c, "state")) };
	int rc = item_find(s, c, input_text(s, c, "code"), &code, &change.item);
	struct glane_entry e = { .kind = "state_set", .item = change.item, .changes = { &change, 1, sizeof(change) } };
	return rc < 0 ? rc : record(s, c, &e, code);
}

int change_place(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_str code, place = input_text(s, c, "place");
	struct glane_rows *rows;
	int64_t item;
	char from[48], to[48];
	int rc = item_find(s, c, input_text(s, c, "code"), &code, &item);
	if (rc == 0)
		rc = h->db->query(c, SQL_PLACE, (struct glane_val[]){ glane_text(place) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = h->db->next(rows);
	int known = rc == 1 && h->db->col(rows, 1).u.i;
	h->db->close(rows);
	if (rc < 0)
		return rc;
	if (!known)
		return h->call->refuse_input(c, "place", "bad.place", NULL);
	rc = h->db->query(c, SQL_ITEM, (struct glane_val[]){ glane_int(item) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = h->db->next(rows);
	if (rc != 1)
		return rc < 0 ? rc : GLANE_ENOENT;
	struct glane_val here = h->db->col(rows, COL_PLACE);
	if (here.type != GLANE_TEXT) {
		h->db->close(rows);
		return h->call->refuse(c, GLANE_ECONFLICT, "bad.gone", NULL);
	}
	snprintf(from, sizeof(from), "stock:%.*s", (int)here.u.s.n, here.u.s.p);
	snprintf(to, sizeof(to), "stock:%s", place.p);
	struct glane_movement move = {
		.category = h->db->col(rows, COL_CATEGORY).u.i, .item = item, .grams = h->db->col(rows, COL_GRAMS).u.i,
		.pieces = h->db->col(rows, COL_PIECES).u.i, .from = from, .to = to, .measured = GLANE_FROM_ITEM,
	};
	h->db->close(rows);
	struct glane_entry e = { .kind = "moved", .item = item, .moves = { &move, 1, sizeof(move) } };
	return record(s, c, &e, code);
}

/* Another category moves the mass too: through adjust:category, so that no gram changes its name unseen. */
static void recategorise(const struct glane_movement *now, int64_t category, struct glane_movement out[2])
{
	out[0] = *now;
	out[0].to = "adjust:category";
	out[1] = *now;
	out[1].category = category;
	out[1].from = "adjust:category";
	out[1].to = now->from;
}

int change_edit(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	const struct glane_value *in = h->call->inputs(c);
	struct glane_change change = { .price_cents = -1 };
	struct glane_str code;
	struct glane_rows *rows;
	int rc = item_find(s, c, input_text(s, c, "code"), &code, &change.item);
	if (rc == 0)
		rc = h->db->query(c, SQL_ITEM, (struct glane_val[]){ glane_int(change.item) }, 1, &rows);
	if (rc < 0)
		return rc;
	if ((rc = h->db->next(rows)) != 1)
		return rc < 0 ? rc : GLANE_ENOENT;
	char from[48];
	struct glane_val place = h->db->col(rows, COL_PLACE);
	snprintf(from, sizeof(from), "stock:%.*s", place.type == GLANE_TEXT ? (int)place.u.s.n : 0, place.type == GLANE_TEXT ? place.u.s.p : "");
	struct glane_movement now = {
		.category = h->db->col(rows, COL_CATEGORY).u.i, .item = change.item, .grams = h->db->col(rows, COL_GRAMS).u.i,
		.pieces = h->db->col(rows, COL_PIECES).u.i, .from = from, .measured = GLANE_FROM_ITEM,
	};
	int in_stock = place.type == GLANE_TEXT;
	h->db->close(rows);
	if (h->value->get(in, "title")) {
		change.set |= GLANE_SET_TITLE;
		change.title = input_text(s, c, "title");
	}
	if (h->value->get(in, "price")) {
		change.set |= GLANE_SET_PRICE;
		change.price_cents = input_int(s, c, "price", -1);
	}
	struct glane_movement moves[2];
	struct glane_list list = { 0, 0, 0 };
	int64_t category = input_int(s, c, "category", 0);
	if (category && category != now.category) {
		if (!in_stock)
			return h->call->refuse(c, GLANE_ECONFLICT, "bad.gone", NULL);
		change.set |= GLANE_SET_CATEGORY;
		change.category = category;
		recategorise(&now, category, moves);
		list = (struct glane_list){ moves, 2, sizeof(moves[0]) };
	}
	if (!change.set)
		return h->call->refuse(c, GLANE_EINVAL, "bad.nothing", NULL);
	struct glane_entry e = { .kind = "edited", .item = change.item, .moves = list, .changes = { &change, 1, sizeof(change) } };
	return record(s, c, &e, code);
}

int change_undo(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t n;
	int rc = h->inventory->undo(c, input_int(s, c, "record", 0), &n);
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "records", n);
	return 0;
}

/* An undone label: the item is void in core, and no longer one of ours. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	if (!r->reversed || r->kind.n != sizeof("items.created") - 1)
		return 0;
	return s->host->db->exec(c, SQL_FORGET, (struct glane_val[]){ glane_int(r->item) }, 1, NULL);
}

/* A weighing that objects came out of is not taken back before them. */
int on_weighing(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_host *h = s->host;
	if (!r->reversed)
		return 0;
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_FROM_SOURCE, (struct glane_val[]){ glane_int(r->reverses) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = h->db->next(rows);
	if (rc == 1) {
		struct glane_value *args = h->value->make(c);
		struct glane_val v = h->db->col(rows, 0);
		h->value->text(args, "short", v.type == GLANE_TEXT ? v.u.s : glane_cstr("–"));
		rc = h->call->refuse(c, GLANE_ECONFLICT, "bad.labelled", args);
	}
	h->db->close(rows);
	return rc;
}
