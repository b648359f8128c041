/* SPDX-License-Identifier: MPL-2.0 */
/* JSON from the network: what is read and written again is read as the same. */
#include <stdlib.h>
#include <string.h>

#include "base/value.h"
#include "fuzz.h"

enum { BUDGET = 1 << 20 };

static void check(struct arena *a, const struct glane_value *v)
{
	struct arena other;
	struct buf first, second, canonical;
	struct glane_value *again = NULL;
	const char *why = NULL;
	arena_init(&other, BUDGET);
	buf_init(&first, BUDGET);
	buf_init(&second, BUDGET);
	buf_init(&canonical, BUDGET);
	value_json(v, &first);
	struct glane_str text = buf_get(&first);
	REQUIRE(utf8_valid(text) && !memchr(text.p, '<', text.n));
	if (!first.failed) {
		REQUIRE(value_parse_json(&other, text, &again, &why) == 0);
		value_json(again, &second);
		REQUIRE(str_eq(text, buf_get(&second)));
	}
	if (value_json_canonical(v, &canonical) == 0) {
		REQUIRE(value_parse_json(&other, buf_get(&canonical), &again, &why) == 0);
		buf_clear(&second);
		REQUIRE(value_json_canonical(again, &second) == 0);
		REQUIRE(str_eq(buf_get(&canonical), buf_get(&second)));
	}
	struct glane_value *copy = value_copy(a, v);
	if (copy) {
		buf_clear(&second);
		value_json(copy, &second);
		REQUIRE(str_eq(text, buf_get(&second)));
	}
	buf_fini(&first);
	buf_fini(&second);
	buf_fini(&canonical);
	arena_fini(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a;
	struct glane_value *v = NULL;
	const char *why = NULL;
	struct glane_str s = { (const char *)data, n };
	char *folded = malloc(n + 1);
	if (folded) {
		REQUIRE(utf8_fold(s, folded, n + 1) <= n); /* no character grows */
		utf8_printable(s, true);
		free(folded);
	}
	arena_init(&a, BUDGET / 4);
	if (value_parse_json(&a, s, &v, &why) == 0)
		check(&a, v);
	else
		REQUIRE(why && *why);
	arena_fini(&a);
	return 0;
}
