/* SPDX-License-Identifier: MPL-2.0 */
/* The two closed tables: states with their transitions, accounts with the ways between them. */
#include "fixture.h"

/* Rows: from (0: a new item), columns: to; written by hand from the field's words, not from the code. */
static void test_transitions(void **state)
{
	(void)state;
	static const char *const table[] = {
		/*              pend test rep sale resv sold givn recy scra void */
		/* new */      "x    x    .   x    .    .    .    .    .    .",
		/* pending */  "x    x    x   x    x    x    x    x    x    x",
		/* to_test */  "x    x    x   x    .    .    .    x    x    x",
		/* repaired */ "x    x    x   x    x    x    x    x    x    x",
		/* on_sale */  "x    x    x   x    x    x    x    x    x    x",
		/* reserved */ ".    x    .   x    x    x    x    x    x    x",
		/* sold */     "x    x    .   x    .    .    .    .    .    .",
		/* given */    "x    x    .   x    .    .    .    .    .    .",
		/* recycled */ ".    .    .   .    .    .    .    .    .    .",
		/* scrapped */ ".    .    .   .    .    .    .    .    .    .",
		/* void */     ".    .    .   .    .    .    .    .    .    .",
	};
	for (uint32_t from = 0; from <= GLANE_STATE_VOID; from++) {
		const char *p = table[from];
		for (uint32_t to = 1; to <= GLANE_STATE_VOID; to++) {
			while (*p == ' ')
				p++;
			if (state_allowed(from, to) != (*p == 'x'))
				fail_msg("%u -> %u", from, to);
			p++;
		}
	}
	assert_false(state_allowed(GLANE_STATE_PENDING, 0));
	assert_false(state_allowed(GLANE_STATE_PENDING, 11));
	assert_false(state_allowed(11, GLANE_STATE_PENDING));
}

static void test_names(void **state)
{
	(void)state;
	for (uint32_t s = 1; s <= GLANE_STATE_VOID; s++) {
		assert_int_equal(state_of(str_c(state_name(s))), s);
		assert_true(strlen(state_word(s)->fr) > 0 && strlen(state_word(s)->en) > 0);
	}
	assert_string_equal(state_name(GLANE_STATE_ON_SALE), "on_sale");
	assert_null(state_name(0));
	assert_null(state_name(11));
	assert_int_equal(state_of(STR("nonsense")), 0);
	assert_false(state_is_final(GLANE_STATE_RESERVED));
	assert_true(state_is_final(GLANE_STATE_SOLD) && state_is_final(GLANE_STATE_VOID));
	assert_false(state_is_final(0));
}

static void test_accounts(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "stock", "stock:", "source:", "source:nowhere", "out:loss", "adjust:sale", "made:x", "Stock:shop", " out:sale" };
	enum account_side side;
	struct glane_str rest;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(account_parse(str_c(bad[i]), &side, &rest), GLANE_EINVAL);
	assert_int_equal(account_parse(STR("out:sale"), &side, &rest), 0);
	assert_true(side == ACCOUNT_OUT && str_is(rest, "sale"));
	assert_int_equal(account_parse(STR("stock:any_where"), &side, &rest), 0);
	assert_true(side == ACCOUNT_STOCK && str_is(rest, "any_where"));
	assert_null(account_words(ACCOUNT_STOCK));
	static const struct {
		enum account_side side;
		size_t n;
	} counts[] = { { ACCOUNT_SOURCE, 6 }, { ACCOUNT_OUT, 9 }, { ACCOUNT_ADJUST, 4 }, { ACCOUNT_MADE, 1 } };
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		const struct account_word *w = account_words(counts[i].side);
		size_t n = 0;
		while (w[n].identifier)
			n++;
		assert_int_equal(n, counts[i].n);
	}
}

static void test_ways(void **state)
{
	(void)state;
	static const char *const allowed[] = {
		"source:drop_off stock:sorting", "source:business out:recycle", "stock:a stock:b", "stock:a out:sale", "stock:a adjust:loss",
		"stock:a adjust:category", "adjust:category stock:a", "adjust:count stock:a", "made:transform stock:a", "made:transform out:sale",
		"out:sale stock:a", "out:civic out:recycle", "out:recycle adjust:category", "adjust:category out:recycle",
	};
	static const char *const refused[] = {
		"source:drop_off source:event", "source:drop_off adjust:loss", "stock:a source:drop_off", "stock:a made:transform", "out:sale source:drop_off",
		"out:sale adjust:loss", "out:sale made:transform", "adjust:count adjust:loss", "adjust:loss out:sale", "made:transform adjust:loss",
		"adjust:opening source:event",
	};
	for (size_t i = 0; i < COUNT_OF(allowed) + COUNT_OF(refused); i++) {
		bool want = i < COUNT_OF(allowed);
		struct glane_str rest = str_c(want ? allowed[i] : refused[i - COUNT_OF(allowed)]), from = STR_NONE, to = STR_NONE, from_rest, to_rest;
		enum account_side from_side, to_side;
		assert_true(str_split(&rest, ' ', &from) && str_split(&rest, ' ', &to));
		assert_int_equal(account_parse(from, &from_side, &from_rest), 0);
		assert_int_equal(account_parse(to, &to_side, &to_rest), 0);
		if (account_move_allowed(from_side, to_side, from_rest, to_rest) != want)
			fail_msg("%.*s -> %.*s", STR_ARG(from), STR_ARG(to));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_transitions),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
