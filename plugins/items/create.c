/* SPDX-License-Identifier: MPL-2.0 */
/* Making items: the mass leaves sorting and stands in a place, under a code.  And codes for labels that wait for one. */
#include <stdio.h>

#include "items/internal.h"

static int check_source(struct glane_self *s, struct glane_call *c, int64_t source)
{
	int64_t known = 1;
	int rc = source ? one_int(s, c, SQL_SOURCE, (struct glane_val[]){ glane_int(source) }, 1, &known) : GLANE_OK;
	if (rc < 0)
		return rc;
	return known ? GLANE_OK : s->host->call->refuse_input(c, "source", "bad.source", NULL);
}

/* Core's record and our row of it. */
static int enter(struct glane_self *s, struct glane_call *c, struct glane_entry *e, int64_t source, int64_t *ret_seq)
{
	const struct glane_host *h = s->host;
	int64_t now = h->call->now_ms(c);
	e->size = sizeof(*e);
	int rc = h->inventory->append(c, e, ret_seq);
	if (rc < 0)
		return rc;
	struct glane_val row[] = { glane_int(e->item), source ? glane_int(source) : glane_null(), glane_int(*ret_seq),
		                   glane_int(h->call->day(c, now)), glane_int(now) };
	return h->db->exec(c, SQL_ADD, row, 5, NULL);
}

struct making { /* what all objects of a request have in common */
	int64_t category, source;
	const char *to; /* account */
};

/* Draws the code, or claims the blank one, and records the item under it. */
static int make(struct glane_self *s, struct glane_call *c, const struct making *m, int64_t grams, int64_t *ret_item)
{
	const struct glane_host *h = s->host;
	int64_t item, seq, pieces = in_int(s, c, "pieces", 0), condition = in_int(s, c, "condition", 0);
	struct glane_str code;
	int rc = h->inventory->item_draw(c, in_text(s, c, "blank"), &item, &code);
	if (rc < 0)
		return rc;
	struct glane_value *body = h->value->make(c);
	h->value->text(body, "code", code);
	if (m->source)
		h->value->integer(body, "source", m->source);
	if (condition)
		h->value->integer(body, "condition", condition);
	if (in_int(s, c, "label", 0))
		h->value->boolean(body, "label", 1);
	struct glane_movement move = {
		.category = m->category, .item = item, .grams = grams, .pieces = pieces, .from = "stock:sorting", .to = m->to,
		.measured = m->source ? GLANE_MEASURED : GLANE_ESTIMATED,
	};
	struct glane_change change = {
		.item = item,
		.set = GLANE_SET_TITLE | GLANE_SET_CATEGORY | GLANE_SET_GRAMS | GLANE_SET_PIECES | GLANE_SET_PRICE | GLANE_SET_STATE,
		.state = GLANE_STATE_ON_SALE,
		.category = m->category,
		.grams = grams,
		.pieces = pieces,
		.price_cents = in_int(s, c, "price", -1),
		.title = in_text(s, c, "title"),
	};
	struct glane_entry e = { .kind = "created", .body = body, .item = item, .moves = { &move, 1, sizeof(move) },
		                 .changes = { &change, 1, sizeof(change) } };
	rc = enter(s, c, &e, m->source, &seq);
	if (rc == GLANE_OK)
		*ret_item = item;
	return rc;
}

/* So many objects out of one weight, to the gram: the first ones weigh the gram that does not divide.  The reply is the
 * first one, and `items` has all of them. */
static int make_all(struct glane_self *s, struct glane_call *c, const struct making *m, int64_t grams, int64_t copies)
{
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *list = NULL;
	char path[64];
	for (int64_t i = 0; i < copies; i++) {
		int64_t item = 0;
		int rc = make(s, c, m, grams / copies + (i < grams % copies), &item);
		if (rc == GLANE_OK && i == 0)
			rc = item_put(s, c, item, root);
		if (rc < 0)
			return rc;
		if (i == 0)
			list = h->value->array(root, "items");
		rc = item_put(s, c, item, h->value->object(list, NULL));
		if (rc < 0)
			return rc;
	}
	snprintf(path, sizeof(path), "/p/items/items/%s", h->value->as_text(h->value->get(root, "code")).p);
	h->reply->status(c, 201);
	h->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

static int check_copies(struct glane_self *s, struct glane_call *c, int64_t grams, int64_t copies)
{
	if (copies > 1 && in_text(s, c, "blank").n)
		return s->host->call->refuse_input(c, "copies", "bad.copies_blank", NULL);
	return copies > grams ? s->host->call->refuse_input(c, "copies", "bad.copies", NULL) : GLANE_OK;
}

static int create(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val category, int64_t grams)
{
	struct making m = { .source = in_int(s, c, "source", 0) };
	struct glane_str place = in_text(s, c, "place");
	int64_t copies = in_int(s, c, "copies", 1);
	char to[48];
	if (place.n == 0)
		place = glane_cstr("shop");
	int rc = one_int(s, c, sql, &category, 1, &m.category);
	if (rc == GLANE_OK && !m.category)
		rc = s->host->call->refuse_input(c, "category", "bad.category", NULL);
	if (rc == GLANE_OK)
		rc = place_check(s, c, place);
	if (rc == GLANE_OK)
		rc = length_check(s, c, "title", TITLE_MAX);
	if (rc == GLANE_OK)
		rc = check_source(s, c, m.source);
	if (rc == GLANE_OK)
		rc = check_copies(s, c, grams, copies);
	snprintf(to, sizeof(to), "stock:%s", place.p);
	m.to = to;
	return rc < 0 ? rc : make_all(s, c, &m, grams, copies);
}

int create_item(struct glane_self *s, struct glane_call *c)
{
	return create(s, c, SQL_CATEGORY, glane_int(in_int(s, c, "category", 0)), in_int(s, c, "grams", 0));
}

int create_command(struct glane_self *s, struct glane_call *c)
{
	return create(s, c, SQL_CATEGORY_BY_CODE, glane_text(in_text(s, c, "category")), in_int(s, c, "weight", 0));
}

/* --- the form without script -------------------------------------------------------------------------------- */

/* Object types under their category: [{"name", "types": [{"id", "name"}]}] */
static int put_categories(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *groups = val->array(root, "groups"), *types = NULL;
	struct glane_val in_english = glane_int(is_english(s, c));
	struct glane_rows *r;
	int64_t group = 0;
	int rc = s->host->db->query(c, SQL_CATEGORIES, &in_english, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		if (!types || int_col(s, r, 2, 0) != group) {
			struct glane_value *one = val->object(groups, NULL);
			group = int_col(s, r, 2, 0);
			val->text(one, "name", text_col(s, r, 3));
			types = val->array(one, "types");
		}
		struct glane_value *one = val->object(types, NULL);
		val->integer(one, "id", int_col(s, r, 0, 0));
		val->text(one, "name", text_col(s, r, 1));
	}
	s->host->db->close(r);
	return rc;
}

int create_form(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	s->host->value->text(root, "blank", in_text(s, c, "blank"));
	s->host->value->text(root, "title", s->host->call->tr(c, "new.title", NULL));
	int rc = put_categories(s, c, root);
	return rc < 0 ? rc : places_put(s, c, root);
}

/* --- blank labels --------------------------------------------------------------------------------------------- */
int blanks_form(struct glane_self *s, struct glane_call *c)
{
	s->host->value->text(s->host->reply->root(c), "title", s->host->call->tr(c, "blanks.title", NULL));
	return GLANE_OK;
}

int create_blanks(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *body = h->value->make(c);
	int64_t n = in_int(s, c, "n", 1), seq;
	int rc = h->inventory->codes_draw(c, (uint32_t)n, h->value->array(root, "codes"));
	if (rc < 0)
		return rc;
	h->value->integer(body, "n", n);
	struct glane_entry e = { .size = sizeof(e), .kind = "blanks_drawn", .body = body };
	rc = h->inventory->append(c, &e, &seq);
	if (rc < 0)
		return rc;
	h->value->integer(root, "record", seq);
	h->reply->status(c, 201);
	return GLANE_OK;
}
