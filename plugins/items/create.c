/* SPDX-License-Identifier: MPL-2.0 */
/* Making items: the mass leaves sorting and stands in a place, under a code. */
#include <stdio.h>
#include <string.h>

#include "items/internal.h"

struct glane_str input_text(struct glane_self *s, struct glane_call *c, const char *name)
{
	return s->host->value->as_text(s->host->value->get(s->host->call->inputs(c), name));
}

int64_t input_int(struct glane_self *s, struct glane_call *c, const char *name, int64_t missing)
{
	return s->host->value->as_integer(s->host->value->get(s->host->call->inputs(c), name), missing);
}

/* One row with (id, ..., active in `active`): the id, 0 when it is not there or no longer used. */
static int one(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val arg, uint32_t active, int64_t *ret)
{
	struct glane_rows *rows;
	int rc = s->host->db->query(c, sql, &arg, 1, &rows);
	if (rc < 0)
		return rc;
	*ret = 0;
	rc = s->host->db->next(rows);
	if (rc == 1 && s->host->db->col(rows, active).u.i)
		*ret = s->host->db->col(rows, 0).u.i;
	s->host->db->close(rows);
	return rc < 0 ? rc : 0;
}

static int check_place(struct glane_self *s, struct glane_call *c, struct glane_str place)
{
	int64_t id;
	int rc = one(s, c, SQL_PLACE, glane_text(place), 1, &id);
	if (rc < 0)
		return rc;
	if (!id)
		return s->host->call->refuse_input(c, "place", "bad.place", NULL);
	if (strcmp(place.p, "sorting") == 0) /* what has a label has been sorted */
		return s->host->call->refuse_input(c, "place", "bad.sorting", NULL);
	return 0;
}

static int make(struct glane_self *s, struct glane_call *c, int64_t category, int64_t grams)
{
	const struct glane_host *h = s->host;
	struct glane_str place = input_text(s, c, "place"), code;
	int64_t item, seq, source = input_int(s, c, "source", 0), pieces = input_int(s, c, "pieces", 0);
	char to[48];
	if (place.n == 0)
		place = glane_cstr("shop");
	int rc = check_place(s, c, place);
	if (rc == 0)
		rc = h->inventory->item_draw(c, input_text(s, c, "blank"), &item, &code);
	if (rc < 0)
		return rc;
	snprintf(to, sizeof(to), "stock:%s", place.p);
	struct glane_value *body = h->value->make(c);
	h->value->text(body, "code", code);
	if (source)
		h->value->integer(body, "source", source);
	struct glane_movement move = {
		.category = category, .item = item, .grams = grams, .pieces = pieces, .from = "stock:sorting", .to = to,
		.measured = source ? GLANE_MEASURED : GLANE_ESTIMATED,
	};
	struct glane_change change = {
		.item = item,
		.set = GLANE_SET_TITLE | GLANE_SET_CATEGORY | GLANE_SET_GRAMS | GLANE_SET_PIECES | GLANE_SET_PRICE | GLANE_SET_STATE,
		.state = GLANE_STATE_ON_SALE,
		.category = category,
		.grams = grams,
		.pieces = pieces,
		.price_cents = input_int(s, c, "price", -1),
		.title = input_text(s, c, "title"),
	};
	struct glane_entry e = {
		.size = sizeof(e), .kind = "created", .body = body, .item = item,
		.moves = { &move, 1, sizeof(move) }, .changes = { &change, 1, sizeof(change) },
	};
	rc = h->inventory->append(c, &e, &seq);
	int64_t now = h->call->now_ms(c);
	if (rc == 0)
		rc = h->db->exec(c, SQL_ADD,
		                 (struct glane_val[]){ glane_int(item), source ? glane_int(source) : glane_null(), glane_int(seq),
		                                       glane_int(h->call->day(c, now)), glane_int(now) },
		                 5, NULL);
	if (rc == 0)
		rc = item_put(s, c, item, h->reply->root(c));
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "record", seq);
	h->reply->status(c, 201);
	char path[64];
	snprintf(path, sizeof(path), "/p/items/items/%s", code.p);
	h->reply->see_other(c, glane_cstr(path));
	say_changed(s, c, item, code);
	return 0;
}

int create_item(struct glane_self *s, struct glane_call *c)
{
	int64_t category;
	int rc = one(s, c, SQL_CATEGORY, glane_int(input_int(s, c, "category", 0)), 3, &category);
	if (rc == 0 && !category)
		rc = s->host->call->refuse_input(c, "category", "bad.category", NULL);
	return rc < 0 ? rc : make(s, c, category, input_int(s, c, "grams", 0));
}

int create_command(struct glane_self *s, struct glane_call *c)
{
	int64_t category;
	int rc = one(s, c, SQL_CATEGORY_BY_CODE, glane_text(input_text(s, c, "category")), 3, &category);
	if (rc == 0 && !category)
		rc = s->host->call->refuse_input(c, "category", "bad.category", NULL);
	return rc < 0 ? rc : make(s, c, category, input_int(s, c, "weight", 0));
}

int create_blanks(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t n = input_int(s, c, "n", 1), seq;
	struct glane_value *codes = h->value->array(h->reply->root(c), "codes");
	int rc = h->inventory->codes_draw(c, (uint32_t)n, codes);
	struct glane_value *body = h->value->make(c);
	h->value->integer(body, "n", n);
	struct glane_entry e = { .size = sizeof(e), .kind = "blanks_drawn", .body = body };
	if (rc == 0)
		rc = h->inventory->append(c, &e, &seq);
	if (rc == 0)
		h->reply->status(c, 201);
	return rc;
}
