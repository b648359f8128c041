/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"

static struct arena arena;
static struct buf out;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena, 4 << 20);
	buf_init(&out, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_fini(&arena);
	buf_fini(&out);
	return 0;
}

static const char *json(const struct glane_value *v)
{
	buf_clear(&out);
	value_json(v, &out);
	return buf_get(&out).p;
}

static const char *canonical(const struct glane_value *v)
{
	buf_clear(&out);
	return value_json_canonical(v, &out) ? NULL : buf_get(&out).p;
}

static struct glane_value *parse(struct glane_str text)
{
	struct glane_value *v = NULL;
	const char *why = NULL;
	int r = value_parse_json(&arena, text, &v, &why);
	if (r) {
		assert_int_equal(r, GLANE_EINVAL);
		assert_non_null(why);
		assert_true(strlen(why) > 5);
		assert_null(v);
	}
	return v;
}

static void texts_are_escaped(void **state)
{
	(void)state;
	struct glane_value *v = value_array(&arena);
	value_add_text(v, NULL, STR("\"\\/\b\f\n\r\t\x01\x1f\x7f é€😀"));
	value_add_text(v, NULL, STR("</script><!--"));
	value_add_text(v, NULL, (struct glane_str){ "a\0b", 3 });
	value_add_text(v, NULL, STR("a\xff\xc3"
	                            "b\xe2\x82"));
	assert_string_equal(json(v), "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f é€😀\",\"\\u003c/script>\\u003c!--\","
	                             "\"a\\u0000b\",\"a\\ufffd\\ufffdb\\ufffd\\ufffd\"]");
}

static void numbers_are_written(void **state)
{
	(void)state;
	struct glane_value *v = value_array(&arena);
	value_add_int(v, NULL, INT64_MIN);
	value_add_int(v, NULL, INT64_MAX);
	value_add_decimal(v, NULL, 0, 2);
	value_add_decimal(v, NULL, -5, 2);
	value_add_decimal(v, NULL, -5, 0);
	value_add_decimal(v, NULL, 100, 2);
	value_add_decimal(v, NULL, INT64_MIN, 18);
	assert_string_equal(json(v), "[-9223372036854775808,9223372036854775807,0.00,-0.05,-5,1.00,-9.223372036854775808]");
}

static void canonical_form(void **state)
{
	(void)state;
	struct glane_value *v = value_object(&arena);
	value_add_int(v, "b", 2);
	value_add_quantity(v, "aa", 1840, GLANE_U_GRAMS);
	value_add_text(v, "é", STR("</é\n\x02"));
	value_add_bool(value_add_object(v, "a"), "z", true);
	value_add_null(v, "B");
	value_add_array(v, "");
	assert_string_equal(canonical(v), "{\"\":[],\"B\":null,\"a\":{\"z\":true},\"aa\":1840,\"b\":2,\"é\":\"</é\\n\\u0002\"}");
	value_add_int(v, "b", (int64_t)1 << 53);
	assert_non_null(canonical(v));
	value_add_int(v, "b", ((int64_t)1 << 53) + 1);
	assert_null(canonical(v));
	value_add_int(v, "b", -((int64_t)1 << 53) - 1);
	assert_null(canonical(v));
	value_add_decimal(v, "b", 1, 0);
	assert_null(canonical(v));
	value_add_text(v, "b", STR("\xff"));
	assert_null(canonical(v));
	value_add_text(v, "b", (struct glane_str){ "a\0b", 3 });
	assert_null(canonical(v));

	struct buf small;
	buf_init(&small, 5);
	value_add_null(v, "b");
	assert_int_equal(value_json_canonical(v, &small), GLANE_ETOOBIG);
	buf_fini(&small);
}

/* The order does not depend on the order of building, also with an index and a sort on the heap. */
static void canonical_order_of_many(void **state)
{
	(void)state;
	struct glane_value *up = value_object(&arena), *down = value_object(&arena);
	char key[16];
	for (int i = 0; i < 200; i++) {
		snprintf(key, sizeof(key), "%d", i);
		value_add_int(up, key, i);
		snprintf(key, sizeof(key), "%d", 199 - i);
		value_add_int(down, key, 199 - i);
	}
	char *first = strdup(canonical(up));
	assert_string_equal(first, canonical(down));
	assert_memory_equal(first, "{\"0\":0,\"1\":1,\"10\":10,\"100\":100,", 31);
	free(first);
}

static void reads_strictly(void **state)
{
	(void)state;
	static const char *const good[] = {
		"{}", "[]", "null", "true", "0", "-1", "\"\"", " [ 1 , 2 ] ", "{\"a\":{\"a\":1}}", "9007199254740992",
		"-9007199254740992", "\"\\u00e9\\ud83d\\ude00\"", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
	};
	static const char *const bad[] = {
		"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[01]", "[+1]", "[.5]", "[1.]", "[1e]", "[NaN]",
		"[Infinity]", "nul", "{} {}", "[1] x", "[1 2]", "// c\n[]", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
		"{\"x\":{\"b\":1,\"b\":1}}", "9007199254740993", "-9007199254740993", "9223372036854775808", "1e400", "1e30",
		"[1e16]", "0.1234567891", "\"\\u0000\"", "{\"\\u0000\":1}", "\"a\nb\"", "\"\x01\"", "\"\\x\"", "\"\\ud800\"",
		"\"\\udc00\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\xef\xbb\xbf[]", "12345678.123456789",
	};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!parse(str_c(good[i])))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (parse(str_c(bad[i])))
			fail_msg("taken: %s", bad[i]);
	assert_null(parse((struct glane_str){ "\"a\0b\"", 5 }));
	assert_null(parse((struct glane_str){ "[]\0", 3 }));
	assert_string_equal(json(parse(STR("\"\\u00e9\\ud83d\\ude00\""))), "\"é😀\"");
}

static void reals_become_exact_decimals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t v;
		unsigned decimals;
		const char *again;
	} rows[] = {
		{ "1.84", 184, 2, "1.84" }, { "0.1", 1, 1, "0.1" }, { "-0.05", -5, 2, "-0.05" }, { "0.0", 0, 0, "0" },
		{ "-0.0", 0, 0, "0" }, { "1.50", 15, 1, "1.5" }, { "100.0", 100, 0, "100" }, { "1e3", 1000, 0, "1000" },
		{ "1.5E2", 150, 0, "150" }, { "25e-4", 25, 4, "0.0025" }, { "0.123456789", 123456789, 9, "0.123456789" },
		{ "123456.123456789", 123456123456789, 9, "123456.123456789" }, { "48.8566139", 488566139, 7, "48.8566139" },
		{ "9e15", 9000000000000000, 0, "9000000000000000" }, { "2.675", 2675, 3, "2.675" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct glane_value *v = parse(str_c(rows[i].text));
		assert_non_null(v);
		assert_int_equal(v->type, GLANE_V_DECIMAL);
		assert_true(v->u.i == rows[i].v);
		assert_int_equal(v->unit, rows[i].decimals);
		assert_string_equal(json(v), rows[i].again);
	}
	/* Every price and weight up to 20 comes back to the last digit. */
	for (int64_t n = 1; n <= 20000; n++) {
		char text[32];
		snprintf(text, sizeof(text), "%d.%03d", (int)(n / 1000), (int)(n % 1000));
		struct arena a;
		arena_init(&a, 4096);
		struct glane_value *v;
		const char *why;
		int64_t milli;
		assert_int_equal(value_parse_json(&a, str_c(text), &v, &why), 0);
		milli = v->u.i;
		for (unsigned d = v->unit; d < 3; d++)
			milli *= 10;
		assert_true(milli == n);
		arena_fini(&a);
	}
}

static void depth_is_limited(void **state)
{
	(void)state;
	char text[200];
	for (int deep = 31; deep <= 34; deep++) {
		memset(text, '[', (size_t)deep);
		memset(text + deep, ']', (size_t)deep);
		struct glane_value *v = parse((struct glane_str){ text, 2 * (size_t)deep });
		assert_int_equal(v != NULL, deep <= 32);
		if (v)
			assert_non_null(canonical(v)); /* what is read can be recorded */
	}
	struct glane_value *root = value_array(&arena), *v = root;
	for (int i = 1; i < 33; i++)
		v = value_add_array(v, NULL);
	assert_null(canonical(root));
	v = root = value_object(&arena);
	for (int i = 1; i < 32; i++)
		v = value_add_object(v, "a");
	assert_non_null(canonical(root));
	value_add_object(v, "a");
	assert_null(canonical(root));
	static char deepest[100000];
	memset(deepest, '[', sizeof(deepest));
	assert_null(parse((struct glane_str){ deepest, sizeof(deepest) }));
}

static void budget_of_the_reader(void **state)
{
	(void)state;
	for (size_t budget = 0; budget < 2000; budget += 16) {
		struct arena a;
		struct glane_value *v = NULL;
		const char *why = NULL;
		arena_init(&a, budget);
		int r = value_parse_json(&a, STR("{\"a\":[1,2,{\"b\":\"a text\"}],\"c\":null,\"d\":1.5}"), &v, &why);
		if (r) {
			assert_int_equal(r, GLANE_ENOMEM);
			assert_non_null(why);
			assert_null(v);
			assert_true(a.failed);
		} else {
			assert_true(budget > 500);
			assert_string_equal(json(v), "{\"a\":[1,2,{\"b\":\"a text\"}],\"c\":null,\"d\":1.5}");
		}
		r = value_parse_json(&a, STR("{"), &v, &why); /* the reason has no room either */
		assert_int_equal(r, GLANE_EINVAL);
		assert_non_null(why);
		arena_fini(&a);
	}
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	static const char text[] = "{\"z\":[1,-2.5,\"\\u003ca\\\"\\\\\\n\\u0001é😀\",{}],\"a\":{\"b\":[[]],\"c\":false}}";
	assert_string_equal(json(parse(str_c(text))), text);
	struct glane_value *many = value_object(&arena);
	for (int i = 0; i < 100; i++) {
		char key[16];
		snprintf(key, sizeof(key), "k%d", i);
		value_add_int(many, key, i);
	}
	char *first = strdup(json(many));
	struct glane_value *again = parse(str_c(first));
	assert_string_equal(json(again), first);
	assert_int_equal(value_get_int(again, "k77", 0), 77);
	free(first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_escaped), cmocka_unit_test(numbers_are_written), cmocka_unit_test(canonical_form),
		cmocka_unit_test(canonical_order_of_many), cmocka_unit_test(reads_strictly),
		cmocka_unit_test(reals_become_exact_decimals), cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(budget_of_the_reader), cmocka_unit_test(what_is_written_is_read),
	};
	return cmocka_run_group_tests_name("json", tests, set_up, tear_down);
}
