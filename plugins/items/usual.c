/* SPDX-License-Identifier: MPL-2.0 */
/* Usual prices: six keys for each category, from the place's own labels; where there are none, from those of what is above,
 * then from a ladder of what reuse centres of the region ask (domain.md 6). */
#include <stdlib.h>
#include <string.h>

#include "items/internal.h"

enum { KEYS = 6, CLEAR = 5 /* labels that make a price the usual one, if they are most of all */ };

static const struct ladder {
	const char *code; /* of a category of level 1 */
	int16_t cents[KEYS];
} ladders[] = {
	{ "FURNITURE", { 500, 1000, 1200, 2000, 3000, 5000 } },       { "BEDDING", { 300, 500, 1000, 2000, 3000, 5000 } },
	{ "DECORATION", { 100, 200, 300, 500, 800, 1500 } },          { "LIGHTING", { 300, 500, 800, 1000, 1500, 2000 } },
	{ "TABLEWARE", { 50, 100, 200, 300, 500, 800 } },             { "HOUSE-LINEN", { 100, 200, 300, 500, 800, 1000 } },
	{ "TEXTILES", { 100, 150, 200, 300, 500, 800 } },             { "SHOES", { 200, 300, 500, 800, 1000, 1500 } },
	{ "LEATHER-GOODS", { 200, 300, 500, 800, 1000, 1500 } },      { "JEWELLERY", { 100, 200, 300, 500, 800, 1000 } },
	{ "LARGE-APPLIANCES", { 3000, 5000, 6000, 8000, 10000, 12000 } }, { "SMALL-APPLIANCES", { 300, 500, 800, 1000, 1500, 2000 } },
	{ "IMAGE-SOUND", { 300, 500, 1000, 2000, 3000, 5000 } },      { "COMPUTING", { 500, 1000, 2000, 3000, 5000, 10000 } },
	{ "BOOKS-MEDIA", { 50, 100, 200, 300, 500, 800 } },           { "TOYS", { 100, 200, 300, 500, 800, 1000 } },
	{ "CHILDCARE", { 300, 500, 1000, 1500, 2000, 3000 } },        { "SPORT-LEISURE", { 300, 500, 1000, 1500, 2000, 3000 } },
	{ "DIY", { 100, 200, 300, 500, 800, 1000 } },                 { "GARDEN", { 200, 300, 500, 1000, 1500, 2000 } },
	{ "BUILDING", { 200, 500, 1000, 1500, 2000, 3000 } },
};
static const struct ladder plain = { "", { 100, 200, 300, 500, 1000, 2000 } };

struct usual {
	int64_t id, parent, cents[KEYS];
	int64_t labels, most; /* all that have a price; those with the first one */
	const struct ladder *ladder;
	int n;
};
struct usuals { /* by id */
	struct usual *list;
	size_t n;
};

static const struct ladder *ladder_of(const char *code)
{
	for (size_t i = 0; i < sizeof(ladders) / sizeof(ladders[0]); i++)
		if (strcmp(ladders[i].code, code) == 0)
			return &ladders[i];
	return &plain;
}

static int by_id(const void *key, const void *entry)
{
	int64_t id = *(const int64_t *)key, other = ((const struct usual *)entry)->id;
	return id < other ? -1 : id > other;
}

static struct usual *usual_of(const struct usuals *all, int64_t id)
{
	return all->n ? bsearch(&id, all->list, all->n, sizeof(*all->list), by_id) : NULL;
}

static void add(struct usual *u, int64_t cents)
{
	for (int i = 0; i < u->n; i++)
		if (u->cents[i] == cents)
			return;
	if (u->n < KEYS)
		u->cents[u->n++] = cents;
}

static int read_categories(struct glane_self *s, struct glane_call *c, struct usuals *ret)
{
	enum { MOST = 4000 };
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_USUAL_CATEGORIES, NULL, 0, &r);
	if (rc < 0)
		return rc;
	ret->list = s->host->call->alloc(c, MOST * sizeof(*ret->list));
	while (ret->list && ret->n < MOST && (rc = s->host->db->next(r)) == 1)
		ret->list[ret->n++] = (struct usual){ .id = int_col(s, r, 0, 0), .parent = int_col(s, r, 1, 0), .ladder = ladder_of(text_col(s, r, 2).p) };
	s->host->db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

/* Rows of category, price, how many, the most usual price of each category first. */
static int read_prices(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct usuals *all)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, NULL, 0, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct usual *u = usual_of(all, int_col(s, r, 0, 0));
		if (!u)
			continue;
		if (u->labels == 0)
			u->most = int_col(s, r, 2, 0);
		u->labels += int_col(s, r, 2, 0);
		add(u, int_col(s, r, 1, 0));
	}
	s->host->db->close(r);
	return rc;
}

static void fill_up(struct usual *u, const struct usual *above)
{
	const struct ladder *ladder = above ? above->ladder : u->ladder;
	for (int i = 0; above && i < above->n; i++)
		add(u, above->cents[i]);
	for (int i = 0; i < KEYS; i++)
		add(u, ladder->cents[i]);
}

int show_usual(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *list = val->array(s->host->reply->root(c), "categories");
	struct usuals all = { NULL, 0 };
	int rc = read_categories(s, c, &all);
	if (rc == GLANE_OK)
		rc = read_prices(s, c, SQL_USUAL_PRICES, &all);
	if (rc == GLANE_OK)
		rc = read_prices(s, c, SQL_USUAL_ABOVE, &all);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < all.n; i++) /* those above first: what is below looks there */
		if (!all.list[i].parent)
			fill_up(&all.list[i], NULL);
	for (size_t i = 0; i < all.n; i++) {
		struct usual *u = &all.list[i];
		struct glane_value *one = val->object(list, NULL), *prices;
		if (u->parent)
			fill_up(u, usual_of(&all, u->parent));
		val->integer(one, "category", u->id);
		prices = val->array(one, "prices");
		for (int k = 0; k < u->n; k++)
			val->quantity(prices, NULL, u->cents[k], GLANE_U_CENTS);
		if (u->most >= CLEAR && u->most * 2 > u->labels)
			val->quantity(one, "price", u->cents[0], GLANE_U_CENTS);
		else
			val->null(one, "price");
	}
	return GLANE_OK;
}
