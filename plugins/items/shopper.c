/* SPDX-License-Identifier: MPL-2.0 */
/* The page behind the QR code, for whoever scans it: only what a shopper may know. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items/internal.h"

static int put_similar(struct glane_self *s, struct glane_call *c, const struct glane_value *full, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	const struct glane_value *category = val->get(full, "category");
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "similar");
	struct glane_val args[] = { glane_int(val->as_integer(val->get(category, "id"), 0)),
		                    glane_int(val->as_integer(val->get(full, "item"), 0)) };
	int rc = s->host->db->query(c, SQL_SIMILAR, args, 2, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct glane_value *one = val->object(list, NULL);
		struct glane_str title = text_col(s, r, 1);
		int64_t price = int_col(s, r, 2, -1);
		val->text(one, "code", text_col(s, r, 0));
		val->text(one, "name", title.n ? title : val->as_text(val->get(category, "name")));
		if (price >= 0)
			val->quantity(one, "price", price, GLANE_U_CENTS);
		else
			val->null(one, "price"); /* else the template would find the price of the page's item */
	}
	s->host->db->close(r);
	val->boolean(root, "others", val->count(list) > 0);
	return rc;
}

static void put_public(struct glane_self *s, const struct glane_value *full, uint32_t state, struct glane_value *root)
{
	static const char *const shown[] = { "code", "name", "category", "grams", "price", "state", "state_name", "pieces", "condition",
		                             "condition_name", "story" };
	const struct glane_value_api *val = s->host->value;
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (val->get(full, shown[i]))
			val->put(root, shown[i], val->get(full, shown[i]));
	val->put(root, "title", val->get(full, "name"));
	val->boolean(root, "for_sale", state == GLANE_STATE_ON_SALE);
	val->boolean(root, "left", state == GLANE_STATE_SOLD || state == GLANE_STATE_GIVEN);
}

/* What there is to say about getting it; nothing while it is on sale.  A reservation whose day has gone by says no day. */
static void put_said(struct glane_self *s, struct glane_call *c, const struct glane_value *full, uint32_t state, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	int64_t until = val->as_integer(val->get(full, "until"), 0), today = s->host->call->day(c, s->host->call->now_ms(c));
	const char *key = state == GLANE_STATE_RESERVED ? (until == today ? "shop.reserved_today" : until > today ? "shop.reserved_until" : "shop.reserved")
	                : state == GLANE_STATE_SOLD || state == GLANE_STATE_GIVEN ? "shop.left"
	                : state < GLANE_STATE_ON_SALE ? "shop.waiting" : NULL;
	if (key)
		val->text(root, "said", s->host->call->tr(c, key, full));
}

/* When it was tested, what the centre guarantees of such things, and how to look after what is of this kind. */
static int put_care(struct glane_self *s, struct glane_call *c, const struct glane_value *full, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_val item = glane_int(val->as_integer(val->get(full, "item"), 0));
	struct glane_val category = glane_int(val->as_integer(val->get(val->get(full, "category"), "id"), 0));
	struct glane_rows *r;
	char key[80] = "";
	int64_t tested;
	int rc = one_int(s, c, SQL_TESTED, &item, 1, &tested);
	if (rc == GLANE_OK)
		rc = s->host->db->query(c, SQL_ROOT_CODE, &category, 1, &r);
	if (rc < 0)
		return rc;
	if (tested) {
		int64_t days = strtoll(s->host->call->setting(c, "guarantee_days").p, NULL, 10);
		val->quantity(root, "tested", s->host->call->day(c, tested), GLANE_U_DAY);
		if (days > 0)
			val->integer(val->object(root, "guarantee"), "n", days);
	}
	rc = s->host->db->next(r);
	if (rc == 1)
		snprintf(key, sizeof(key), "care.%.60s", text_col(s, r, 0).p);
	s->host->db->close(r);
	struct glane_str words = s->host->call->tr(c, key, NULL);
	if (rc == 1 && strcmp(words.p, key) != 0) /* most kinds need no advice */
		val->text(root, "care", words);
	return rc < 0 ? rc : GLANE_OK;
}

/* Blank, misread and never drawn are the same to a shopper; what is cancelled or withdrawn says so, because they hold it. */
int show_shopper(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_value *full = h->value->make(c), *root = h->reply->root(c);
	struct glane_str code;
	int64_t item;
	int rc = h->inventory->code_find(c, in_text(s, c, "code"), &code, &item);
	if (rc == GLANE_EGONE)
		return h->call->refuse(c, GLANE_EGONE, "gone", NULL);
	if (rc == GLANE_EINVAL) /* looks for one as well, so that it takes as long as a code that was never drawn */
		rc = h->inventory->code_find(c, glane_cstr("0000000000012"), &code, &item);
	if (rc == GLANE_OK && item == 0 && h->call->may(c, "items.edit"))
		return blank_offer(s, c, code);
	if (rc == GLANE_EINVAL || rc == GLANE_ENOENT || (rc == GLANE_OK && item == 0))
		return h->call->refuse(c, GLANE_ENOENT, "code.unknown", NULL);
	if (rc == GLANE_OK)
		rc = item_put(s, c, item, full);
	if (rc < 0)
		return rc;
	uint32_t state = state_from_word(h->value->as_text(h->value->get(full, "state")));
	if (state == GLANE_STATE_RECYCLED || state == GLANE_STATE_SCRAPPED)
		return h->call->refuse(c, GLANE_EGONE, "withdrawn", NULL);
	put_public(s, full, state, root);
	put_said(s, c, full, state, root);
	rc = put_care(s, c, full, root);
	return rc < 0 ? rc : put_similar(s, c, full, root);
}
