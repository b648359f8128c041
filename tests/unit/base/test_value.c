/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

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

static void builds_and_reads(void **state)
{
	(void)state;
	struct glane_value *v = value_object(&arena);
	char key[] = "title", text[] = "Vélo";
	value_add_text(v, key, str_c(text));
	key[0] = text[0] = 'X'; /* both were copied */
	value_add_int(v, "n", -3);
	value_add_quantity(v, "mass", 1840, GLANE_U_GRAMS);
	value_add_decimal(v, "price", 123456, 3);
	value_add_bool(v, "yes", true);
	value_add_null(v, "none");
	struct glane_value *list = value_add_array(v, "list");
	value_add_int(list, NULL, 1);
	value_add_text(value_add_object(list, NULL), "a", STR("b"));
	assert_string_equal(json(v), "{\"title\":\"Vélo\",\"n\":-3,\"mass\":1840,\"price\":123.456,\"yes\":true,\"none\":null,"
	                             "\"list\":[1,{\"a\":\"b\"}]}");
	assert_int_equal(value_count(v), 7);
	assert_int_equal(value_get_int(v, "n", 9), -3);
	assert_int_equal(value_get_int(v, "mass", 9), 1840);
	assert_int_equal(value_get(v, "mass")->unit, GLANE_U_GRAMS);
	assert_int_equal(value_get_int(v, "yes", 9), 1);
	assert_int_equal(value_get_int(v, "price", 9), 9); /* no silent factor of 1000 */
	assert_int_equal(value_get_int(v, "title", 9), 9);
	assert_int_equal(value_get_int(v, "missing", 9), 9);
	assert_true(str_is(value_get_text(v, "title"), "Vélo"));
	assert_true(str_is(value_get_text(v, "n"), ""));
	assert_true(str_is(value_key_at(v, 1), "n"));
	assert_true(str_is(value_key_at(v, 7), ""));
	assert_int_equal(value_type(value_get(v, "none")), GLANE_V_NULL);
	assert_int_equal(value_int(value_at(value_get(v, "list"), 0), 0), 1);
	assert_null(value_at(value_get(v, "list"), 2));
	assert_null(value_get(value_get(v, "list"), "a"));
}

static void nothing_in_nothing_out(void **state)
{
	(void)state;
	assert_null(value_add_object(NULL, "a"));
	assert_null(value_add_array(NULL, NULL));
	value_add_int(NULL, "a", 1);
	value_add_text(NULL, "a", STR("x"));
	value_add_copy(NULL, "a", NULL);
	assert_null(value_get(NULL, "a"));
	assert_null(value_at(NULL, 0));
	assert_int_equal(value_count(NULL), 0);
	assert_int_equal(value_type(NULL), GLANE_V_NULL);
	assert_int_equal(value_int(NULL, 5), 5);
	assert_int_equal(value_text(NULL).n, 0);
	assert_false(value_truthy(NULL));
	assert_string_equal(json(NULL), "null");
}

static void same_key_replaces(void **state)
{
	(void)state;
	struct glane_value *v = value_object(&arena);
	value_add_int(v, "a", 1);
	value_add_int(v, "b", 2);
	value_add_text(v, "a", STR("x"));
	assert_string_equal(json(v), "{\"a\":\"x\",\"b\":2}");
}

/* Beyond 32 members an index answers, so that building takes no quadratic time: the same rules. */
static void large_objects(void **state)
{
	(void)state;
	struct arena big;
	arena_init(&big, 64 << 20);
	struct glane_value *v = value_object(&big);
	char key[16];
	enum { MANY = 60000 };
	for (int i = 0; i < MANY; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		value_add_int(v, key, i);
	}
	assert_non_null(v->u.index);
	for (int i = 0; i < MANY; i += 2) {
		snprintf(key, sizeof(key), "k%d", i);
		value_add_int(v, key, -i);
	}
	assert_false(big.failed);
	assert_int_equal(value_count(v), MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		assert_int_equal(value_get_int(v, key, 1), i % 2 ? i : -i);
		assert_true(str_is(value_key_at(v, (uint32_t)i), key));
	}
	assert_null(value_get(v, "k60000"));
	assert_null(value_get(v, ""));
	struct glane_value *copy = value_copy(&big, v);
	assert_int_equal(value_get_int(copy, "k59999", 0), 59999);
	arena_fini(&big);
}

static void copies_are_deep(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 1 << 16);
	struct glane_value *v = value_object(&a), *inner = value_add_object(v, "in");
	value_add_quantity(inner, "g", 5, GLANE_U_GRAMS);
	value_add_decimal(inner, "d", 15, 1);
	value_add_text(value_add_array(inner, "l"), NULL, STR("é"));
	value_add_array(v, "empty");
	struct glane_value *copy = value_copy(&arena, v), *root = value_object(&arena);
	value_add_copy(root, "x", v);
	value_add_copy(root, "leaf", value_get(inner, "g"));
	value_add_copy(root, "null", NULL);
	value_add_copy(root, "self", root); /* as it was */
	const struct glane_value *x = value_get(root, "x");
	value_add_int((struct glane_value *)value_get(x, "empty"), NULL, 7);
	assert_string_equal(json(v), "{\"in\":{\"g\":5,\"d\":1.5,\"l\":[\"é\"]},\"empty\":[]}");
	arena_fini(&a);
	assert_string_equal(json(copy), "{\"in\":{\"g\":5,\"d\":1.5,\"l\":[\"é\"]},\"empty\":[]}");
	assert_int_equal(value_get(value_get(copy, "in"), "g")->unit, GLANE_U_GRAMS);
	assert_string_equal(json(x), "{\"in\":{\"g\":5,\"d\":1.5,\"l\":[\"é\"]},\"empty\":[7]}");
	assert_int_equal(value_get(root, "leaf")->unit, GLANE_U_GRAMS);
	assert_string_equal(json(value_get(root, "null")), "null");
	assert_int_equal(value_count(value_get(root, "self")), 3);
}

static void used_up_arena_is_sticky(void **state)
{
	(void)state;
	for (size_t budget = 0; budget < 4000; budget += 16) {
		struct arena a;
		arena_init(&a, budget);
		struct glane_value *v = value_object(&a);
		for (int i = 0; i < 40; i++) {
			char key[16];
			snprintf(key, sizeof(key), "%d", i);
			value_add_int(value_add_array(v, key), NULL, i);
		}
		assert_true(a.failed);
		value_add_text(v, "t", STR("x"));
		value_json(v, &out); /* what there is can be walked */
		buf_clear(&out);
		assert_null(value_copy(&a, v));
		arena_fini(&a);
	}
}

static void truth_of_mustache(void **state)
{
	(void)state;
	struct glane_value *v = value_object(&arena);
	value_add_int(v, "zero", 0);
	value_add_bool(v, "false", false);
	value_add_bool(v, "true", true);
	value_add_text(v, "empty", STR_NONE);
	value_add_text(v, "text", STR("x"));
	value_add_null(v, "null");
	value_add_quantity(v, "grams", 0, GLANE_U_GRAMS);
	struct glane_value *list = value_add_array(v, "list");
	assert_true(value_truthy(value_get(v, "zero")));
	assert_true(value_truthy(value_get(v, "grams")));
	assert_true(value_truthy(value_get(v, "true")));
	assert_true(value_truthy(value_get(v, "text")));
	assert_true(value_truthy(v));
	assert_false(value_truthy(value_get(v, "false")));
	assert_false(value_truthy(value_get(v, "empty")));
	assert_false(value_truthy(value_get(v, "null")));
	assert_false(value_truthy(list));
	value_add_null(list, NULL);
	assert_true(value_truthy(list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_and_reads), cmocka_unit_test(nothing_in_nothing_out),
		cmocka_unit_test(same_key_replaces), cmocka_unit_test(large_objects), cmocka_unit_test(copies_are_deep),
		cmocka_unit_test(used_up_arena_is_sticky), cmocka_unit_test(truth_of_mustache),
	};
	return cmocka_run_group_tests_name("value", tests, set_up, tear_down);
}
