/* SPDX-License-Identifier: MPL-2.0 */
#include "inventory/states.h"

#include "base/attr.h"
#include "base/str.h"

#define BIT(state) (1u << GLANE_STATE_##state)
#define IN_STOCK (BIT(PENDING) | BIT(TO_TEST) | BIT(REPAIRED) | BIT(ON_SALE) | BIT(RESERVED))
/* Where each state may go.  A state in stock may be said again (a new price on sale); one that is final may not: an item
 * is not sold twice.  What waits for a test is neither sold nor given before it passed.  Goods sold or given may be brought
 * back.  Void is for ever. */
static const struct {
	struct state_word word;
	uint32_t to;
} states[] = {
	[0] = { { NULL, NULL, NULL }, BIT(PENDING) | BIT(TO_TEST) | BIT(ON_SALE) },
	[GLANE_STATE_PENDING] = { { "pending", "en attente", "pending" },
		IN_STOCK | BIT(SOLD) | BIT(GIVEN) | BIT(RECYCLED) | BIT(SCRAPPED) | BIT(VOID) },
	[GLANE_STATE_TO_TEST] = { { "to_test", "à tester", "to be tested" },
		BIT(TO_TEST) | BIT(PENDING) | BIT(REPAIRED) | BIT(ON_SALE) | BIT(RECYCLED) | BIT(SCRAPPED) | BIT(VOID) },
	[GLANE_STATE_REPAIRED] = { { "repaired", "réparé", "repaired" },
		IN_STOCK | BIT(SOLD) | BIT(GIVEN) | BIT(RECYCLED) | BIT(SCRAPPED) | BIT(VOID) },
	[GLANE_STATE_ON_SALE] = { { "on_sale", "en vente", "on sale" },
		IN_STOCK | BIT(SOLD) | BIT(GIVEN) | BIT(RECYCLED) | BIT(SCRAPPED) | BIT(VOID) },
	[GLANE_STATE_RESERVED] = { { "reserved", "réservé", "reserved" },
		BIT(RESERVED) | BIT(ON_SALE) | BIT(TO_TEST) | BIT(SOLD) | BIT(GIVEN) | BIT(RECYCLED) | BIT(SCRAPPED) | BIT(VOID) },
	[GLANE_STATE_SOLD] = { { "sold", "vendu", "sold" }, BIT(PENDING) | BIT(TO_TEST) | BIT(ON_SALE) },
	[GLANE_STATE_GIVEN] = { { "given", "donné", "given away" }, BIT(PENDING) | BIT(TO_TEST) | BIT(ON_SALE) },
	[GLANE_STATE_RECYCLED] = { { "recycled", "parti au recyclage", "recycled" }, 0 },
	[GLANE_STATE_SCRAPPED] = { { "scrapped", "mis au rebut", "scrapped" }, 0 },
	[GLANE_STATE_VOID] = { { "void", "annulé", "void" }, 0 },
};

const struct state_word *state_word(uint32_t state)
{
	return state > 0 && state < COUNT_OF(states) ? &states[state].word : NULL;
}

const char *state_name(uint32_t state)
{
	const struct state_word *w = state_word(state);
	return w ? w->identifier : NULL;
}

uint32_t state_of(struct glane_str name)
{
	for (uint32_t i = 1; i < COUNT_OF(states); i++)
		if (str_is(name, states[i].word.identifier))
			return i;
	return 0;
}

bool state_allowed(uint32_t from, uint32_t to)
{
	return from < COUNT_OF(states) && to > 0 && to < COUNT_OF(states) && (states[from].to & 1u << to);
}

bool state_is_final(uint32_t state)
{
	return state >= GLANE_STATE_SOLD && state <= GLANE_STATE_VOID;
}
