/* SPDX-License-Identifier: MPL-2.0 */
/* What taking one object in the place of a new one avoids: a line on its page, for shoppers too. */
#include "impact/internal.h"

/* Only what is offered or found a taker; of all else a shopper learns nothing. */
static int is_shown(int64_t state)
{
	return state == GLANE_STATE_ON_SALE || state == GLANE_STATE_RESERVED || state == GLANE_STATE_SOLD || state == GLANE_STATE_GIVEN;
}

int get_item(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t today = h->call->day(c, h->call->now_ms(c)), item;
	struct period p = { PERIOD_DAYS, today, today };
	struct co2_figures f = { .intensity = 0 };
	struct glane_rows *r;
	struct glane_str code;
	int rc = h->inventory->code_find(c, h->value->as_text(h->value->get(h->call->inputs(c), "code")), &code, &item);
	if (rc == GLANE_OK)
		rc = factors_of(s, c, &p, 0, &f.factors);
	if (rc == GLANE_OK)
		rc = h->db->query(c, SQL_ITEM_FACTOR, (struct glane_val[]){ glane_int(item), glane_int(f.factors.id) }, 2, &r);
	if (rc < 0)
		return h->call->refuse(c, GLANE_ENOENT, "item.none", NULL);
	rc = h->db->next(r);
	int shown = rc == 1 && is_shown(h->db->col(r, 0).u.i);
	if (shown) {
		struct co2_goods goods = { .grams = h->db->col(r, 1).u.i, .pieces = h->db->col(r, 2).u.i > 0 ? h->db->col(r, 2).u.i : 1 };
		struct co2_factor factor = { h->db->col(r, 3).u.i, h->db->col(r, 4).u.i, h->db->col(r, 5).u.i, per_of(h->db->col(r, 6).u.s) };
		f.sum.new_mg = co2_of(&factor, &goods, &f.sum.missed);
		f.sum.estimated = goods.grams - f.sum.missed;
	}
	h->db->close(r);
	if (rc < 0)
		return rc;
	if (!shown || f.sum.new_mg <= 0)
		return h->call->refuse(c, GLANE_ENOENT, "item.none", NULL); /* nothing to show here */
	for (int k = 0; k < 3; k++)
		f.avoided[k] = co2_avoided(&f.sum, f.factors.permille[k]);
	co2_say(s, c, &f, h->reply->root(c));
	return GLANE_OK;
}
