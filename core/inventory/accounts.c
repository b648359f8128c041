/* SPDX-License-Identifier: MPL-2.0 */
#include "inventory/accounts.h"

#include "glane/plugin.h"

#define WORD(identifier, code, fr, en) { #identifier, code, fr, en },
static const struct account_word channels[] = { CHANNEL_MAP(WORD){ 0 } };
static const struct account_word classes[] = { EXIT_CLASS_MAP(WORD){ 0 } };
static const struct account_word adjusts[] = { ADJUST_MAP(WORD){ 0 } };
static const struct account_word mades[] = { MADE_MAP(WORD){ 0 } };
#undef WORD

static const struct {
	const char *prefix;
	size_t n;
	enum account_side side;
} sides[] = {
	{ "source:", 7, ACCOUNT_SOURCE }, { "stock:", 6, ACCOUNT_STOCK }, { "out:", 4, ACCOUNT_OUT },
	{ "adjust:", 7, ACCOUNT_ADJUST }, { "made:", 5, ACCOUNT_MADE },
};

const struct account_word *account_words(enum account_side side)
{
	switch (side) {
	case ACCOUNT_SOURCE:
		return channels;
	case ACCOUNT_OUT:
		return classes;
	case ACCOUNT_ADJUST:
		return adjusts;
	case ACCOUNT_MADE:
		return mades;
	case ACCOUNT_STOCK:
		break;
	}
	return NULL;
}

int account_parse(struct glane_str account, enum account_side *ret_side, struct glane_str *ret_rest)
{
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		if (account.n <= sides[i].n || memcmp(account.p, sides[i].prefix, sides[i].n) != 0)
			continue;
		struct glane_str rest = { account.p + sides[i].n, account.n - sides[i].n };
		const struct account_word *w = account_words(sides[i].side);
		while (w && w->identifier && !str_is(rest, w->identifier))
			w++;
		if (w && !w->identifier)
			return GLANE_EINVAL;
		*ret_side = sides[i].side;
		*ret_rest = rest;
		return GLANE_OK;
	}
	return GLANE_EINVAL;
}

bool account_move_allowed(enum account_side from, enum account_side to, struct glane_str from_rest, struct glane_str to_rest)
{
	switch (from) {
	case ACCOUNT_SOURCE: /* to the stock, or recycled at the door */
	case ACCOUNT_MADE:
		return to == ACCOUNT_STOCK || to == ACCOUNT_OUT;
	case ACCOUNT_STOCK:
		return to == ACCOUNT_STOCK || to == ACCOUNT_OUT || to == ACCOUNT_ADJUST;
	case ACCOUNT_OUT: /* brought back; a civic site that says what became of it; recategorised */
		return to == ACCOUNT_STOCK || to == ACCOUNT_OUT || (to == ACCOUNT_ADJUST && str_is(to_rest, "category"));
	case ACCOUNT_ADJUST:
		return to == ACCOUNT_STOCK || (to == ACCOUNT_OUT && str_is(from_rest, "category"));
	}
	return false;
}
