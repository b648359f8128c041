/* SPDX-License-Identifier: MPL-2.0 */
/* Changing items that are there, taking things back, and keeping our table in step with both. */
#include <stdio.h>
#include <string.h>

#include "items/internal.h"

struct standing { /* an item that is in stock, as a change needs to know it */
	int64_t item, category, grams, pieces, price, condition, until;
	uint32_t state;
	struct glane_str code, title, story;
	char account[48]; /* "stock:shop" */
};

static int standing_read(struct glane_self *s, struct glane_call *c, struct standing *st)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_ITEM, (struct glane_val[]){ glane_int(st->item) }, 1, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	if (rc == 1) {
		struct glane_str place = text_col(s, r, COL_PLACE);
		st->category = int_col(s, r, COL_CATEGORY, 0);
		st->grams = int_col(s, r, COL_GRAMS, 0);
		st->pieces = int_col(s, r, COL_PIECES, 0);
		st->price = int_col(s, r, COL_PRICE, -1);
		st->state = (uint32_t)int_col(s, r, COL_STATE, 0);
		if (place.n)
			snprintf(st->account, sizeof(st->account), "stock:%s", place.p);
		st->condition = int_col(s, r, COL_CONDITION, 0);
		st->until = int_col(s, r, COL_UNTIL, 0);
		st->title = copied(s, c, text_col(s, r, COL_TITLE));
		st->story = copied(s, c, text_col(s, r, COL_STORY));
	}
	s->host->db->close(r);
	return rc < 0 ? rc : rc == 1 ? GLANE_OK : GLANE_ENOENT;
}

/* The item of the input `code`; refused when it has left. */
static int standing_find(struct glane_self *s, struct glane_call *c, struct standing *ret)
{
	struct standing st = { 0 };
	int rc = item_find(s, c, in_text(s, c, "code"), &st.code, &st.item);
	if (rc == GLANE_OK)
		rc = standing_read(s, c, &st);
	if (rc < 0)
		return rc;
	if (!st.account[0] || st.state >= GLANE_STATE_SOLD)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.gone", NULL);
	*ret = st;
	return GLANE_OK;
}

/* Records the entry, answers with the item as it is now. */
static int record(struct glane_self *s, struct glane_call *c, struct glane_entry *e, struct glane_str code)
{
	const struct glane_host *h = s->host;
	int64_t seq;
	char path[64];
	e->size = sizeof(*e);
	int rc = h->inventory->append(c, e, &seq);
	if (rc == GLANE_OK)
		rc = item_put(s, c, e->item, h->reply->root(c));
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "record", seq);
	snprintf(path, sizeof(path), "/p/items/items/%s", code.p);
	h->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

int change_state(struct glane_self *s, struct glane_call *c)
{
	struct standing st;
	uint32_t state = state_from_word(in_text(s, c, "state"));
	int64_t until = state == GLANE_STATE_RESERVED ? in_int(s, c, "until", 0) : 0;
	int rc = standing_find(s, c, &st);
	if (rc < 0)
		return rc;
	if (until && until < s->host->call->day(c, s->host->call->now_ms(c)))
		return s->host->call->refuse_input(c, "until", "bad.until", NULL);
	if (state == st.state && until == st.until)
		return s->host->call->refuse_input(c, "state", "bad.same_state", NULL);
	struct glane_value *body = s->host->value->make(c);
	if (until != st.until) {
		s->host->value->integer(body, "until", until);
		s->host->value->integer(body, "was_until", st.until);
	}
	struct glane_change change = { .item = st.item, .set = GLANE_SET_STATE, .state = state };
	struct glane_entry e = { .kind = "state_set", .item = st.item, .body = body, .changes = { &change, 1, sizeof(change) } };
	return record(s, c, &e, st.code);
}

int change_place(struct glane_self *s, struct glane_call *c)
{
	struct standing st;
	struct glane_str place = in_text(s, c, "place");
	char to[48];
	int rc = standing_find(s, c, &st);
	if (rc == GLANE_OK)
		rc = place_check(s, c, place);
	if (rc < 0)
		return rc;
	snprintf(to, sizeof(to), "stock:%s", place.p);
	if (strcmp(to, st.account) == 0)
		return s->host->call->refuse_input(c, "place", "bad.same_place", NULL);
	struct glane_movement move = {
		.category = st.category, .item = st.item, .grams = st.grams, .pieces = st.pieces, .from = st.account, .to = to, .measured = GLANE_FROM_ITEM,
	};
	struct glane_entry e = { .kind = "moved", .item = st.item, .moves = { &move, 1, sizeof(move) } };
	return record(s, c, &e, st.code);
}

/* --- title, price, category, condition, story -------------------------------------------------------------- */

/* Our own facts go into the body, with what was there before.  1: something differs. */
static int detail_differences(struct glane_self *s, struct glane_call *c, const struct standing *st, int whole, struct glane_value *body)
{
	const struct glane_value_api *val = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	int64_t condition = in_int(s, c, "condition", 0);
	struct glane_str story = in_text(s, c, "story");
	int differs = 0;
	if ((whole || val->get(in, "condition")) && condition != st->condition) {
		val->integer(body, "condition", condition);
		val->integer(body, "was_condition", st->condition);
		differs = 1;
	}
	if ((whole || val->get(in, "story")) && (story.n != st->story.n || memcmp(story.p, st->story.p, story.n) != 0)) {
		val->text(body, "story", story);
		val->text(body, "was_story", st->story);
		differs = 1;
	}
	return differs;
}

/* What differs from now.  `whole`: the caller sent all there is, so what is empty is taken away. */
static int differences(struct glane_self *s, struct glane_call *c, const struct standing *st, struct glane_value *body, struct glane_change *ret)
{
	const struct glane_host *h = s->host;
	const struct glane_value *in = h->call->inputs(c);
	int whole = in_int(s, c, "whole", 0) != 0;
	struct glane_change change = { .item = st->item, .price_cents = in_int(s, c, "price", -1), .title = in_text(s, c, "title"),
		                       .category = in_int(s, c, "category", st->category) };
	int64_t active = 1;
	if ((whole || h->value->get(in, "title")) && (change.title.n != st->title.n || memcmp(change.title.p, st->title.p, st->title.n) != 0))
		change.set |= GLANE_SET_TITLE;
	if ((whole || h->value->get(in, "price")) && change.price_cents != st->price)
		change.set |= GLANE_SET_PRICE;
	if (change.category != st->category)
		change.set |= GLANE_SET_CATEGORY;
	int rc = length_check(s, c, "title", TITLE_MAX);
	if (rc == GLANE_OK)
		rc = length_check(s, c, "story", STORY_MAX);
	if (rc == GLANE_OK && change.set & GLANE_SET_CATEGORY)
		rc = one_int(s, c, SQL_CATEGORY, (struct glane_val[]){ glane_int(change.category) }, 1, &active);
	if (rc < 0)
		return rc;
	if (!active)
		return h->call->refuse_input(c, "category", "bad.category", NULL);
	if (!detail_differences(s, c, st, whole, body) && !change.set)
		return h->call->refuse(c, GLANE_EINVAL, "bad.nothing", NULL);
	*ret = change;
	return GLANE_OK;
}

int change_edit(struct glane_self *s, struct glane_call *c)
{
	struct standing st;
	struct glane_change change;
	struct glane_value *body = s->host->value->make(c);
	int rc = standing_find(s, c, &st);
	if (rc == GLANE_OK)
		rc = differences(s, c, &st, body, &change);
	if (rc < 0)
		return rc;
	/* Another category moves the mass too: through adjust:category, so that no gram changes its name unseen. */
	struct glane_movement away = {
		.category = st.category, .item = st.item, .grams = st.grams, .pieces = st.pieces, .from = st.account, .to = "adjust:category",
		.measured = GLANE_FROM_ITEM,
	};
	struct glane_movement back = away;
	back.category = change.category;
	back.from = away.to;
	back.to = away.from;
	const struct glane_movement moves[] = { away, back };
	struct glane_entry e = { .kind = "edited", .item = st.item, .body = body };
	if (change.set)
		e.changes = (struct glane_list){ &change, 1, sizeof(change) };
	if (change.set & GLANE_SET_CATEGORY)
		e.moves = (struct glane_list)GLANE_LIST(moves);
	return record(s, c, &e, st.code);
}

/* --- taking back -------------------------------------------------------------------------------------------- */

/* Only what this plugin recorded: a sale or a weighing has an undo of its own, with a permission of its own. */
int change_undo(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_val record = glane_int(in_int(s, c, "record", 0));
	struct glane_value *root = h->reply->root(c);
	struct glane_rows *r;
	int64_t item = 0, n;
	char path[64];
	int rc = h->db->query(c, SQL_RECORD, &record, 1, &r);
	if (rc < 0)
		return rc;
	rc = h->db->next(r);
	if (rc == 1)
		item = int_col(s, r, 0, 0);
	h->db->close(r);
	if (rc == 0)
		return h->call->refuse(c, GLANE_ENOENT, "record.unknown", NULL);
	rc = rc < 0 ? rc : h->inventory->undo(c, record.u.i, &n);
	struct glane_value *after = h->value->make(c);
	if (rc == GLANE_OK && item)
		rc = item_put(s, c, item, after);
	if (rc < 0)
		return rc;
	h->value->integer(root, "records", n);
	struct glane_str state = h->value->as_text(h->value->get(after, "state"));
	if (item && state_from_word(state) != GLANE_STATE_VOID) { /* it lives: its page is the better answer */
		snprintf(path, sizeof(path), "/p/items/items/%s", h->value->as_text(h->value->get(after, "code")).p);
		h->reply->see_other(c, glane_cstr(path));
	}
	return GLANE_OK;
}

static void say_changed(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_str code)
{
	struct glane_value *v = s->host->value->make(c);
	s->host->value->integer(v, "item", item);
	s->host->value->text(v, "code", code);
	s->host->live->publish(c, TOPIC_CHANGED, v);
}

/* A number of the body into our table: as it is said now, or as it was before what is taken back.  0: none. */
static int detail_number(struct glane_self *s, struct glane_call *c, const struct glane_record *r, uint32_t sql, const char *now, const char *was)
{
	const struct glane_value *said = s->host->value->get(r->body, r->reversed ? was : now);
	if (!s->host->value->get(r->body, now))
		return GLANE_OK;
	int64_t n = s->host->value->as_integer(said, 0);
	return s->host->db->exec(c, sql, (struct glane_val[]){ glane_int(r->item), n ? glane_int(n) : glane_null() }, 2, NULL);
}

static int detail_follow(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *val = s->host->value;
	int rc = detail_number(s, c, r, SQL_SET_CONDITION, "condition", "was_condition");
	if (rc == GLANE_OK)
		rc = detail_number(s, c, r, SQL_SET_UNTIL, "until", "was_until");
	if (rc == GLANE_OK && val->get(r->body, "story")) {
		struct glane_val args[] = { glane_int(r->item), glane_text(val->as_text(val->get(r->body, r->reversed ? "was_story" : "story"))) };
		rc = s->host->db->exec(c, SQL_SET_STORY, args, 2, NULL);
	}
	return rc;
}

/* All our records come by here, made or taken back by whomever: screens hear of it, and an undone label is no longer ours. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val item = glane_int(r->item);
	struct glane_rows *rows;
	if (!r->item)
		return GLANE_OK;
	int rc = db->query(c, SQL_CODE, &item, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		say_changed(s, c, r->item, text_col(s, rows, 0));
	db->close(rows);
	if (rc >= 0)
		rc = detail_follow(s, c, r);
	if (rc >= 0 && r->reversed && strcmp(r->kind.p, "items.created") == 0)
		rc = db->exec(c, SQL_FORGET, &item, 1, NULL);
	return rc < 0 ? rc : GLANE_OK;
}

/* A weighing that objects came out of is not taken back before them. */
int on_weighing(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_host *h = s->host;
	struct glane_rows *rows;
	if (!r->reversed)
		return GLANE_OK;
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
