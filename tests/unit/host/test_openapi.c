/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/openapi.h"

static const char *const colours[] = { "red", "blue", NULL };
static const struct glane_input code_input[] = { { .name = "code", .type = GLANE_F_CODE, .required = 1 } };
static const struct glane_input search_inputs[] = {
	{ .name = "q", .type = GLANE_F_TEXT, .required = 1, .max = 100 },
	{ .name = "colour", .type = GLANE_F_CHOICE, .choices = colours },
};
static const struct glane_input edit_inputs[] = {
	{ .name = "code", .type = GLANE_F_CODE, .required = 1 },
	{ .name = "title", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "weight", .type = GLANE_F_GRAMS },
};
static const struct glane_input line_inputs[] = { { .name = "weight", .type = GLANE_F_GRAMS, .required = 1 } };
static const struct glane_input list_inputs[] = { { .name = "lines", .type = GLANE_F_LIST, .inner = GLANE_LIST(line_inputs) } };
static const struct glane_input file_inputs[] = { { .name = "photo", .type = GLANE_F_FILE, .required = 1 } };

static const struct glane_route show = { .method = GLANE_GET, .mode = GLANE_READ, .template_name = "item", .summary = "One item",
	                                 .inputs = GLANE_LIST(code_input) };
static const struct glane_route edit = { .method = GLANE_POST, .mode = GLANE_WRITE, .summary = "Change it",
	                                 .permission = "items.edit", .inputs = GLANE_LIST(edit_inputs) };
static const struct glane_route search = { .method = GLANE_GET, .mode = GLANE_READ, .summary = "Search",
	                                   .inputs = GLANE_LIST(search_inputs) };
static const struct glane_route weigh = { .method = GLANE_POST, .mode = GLANE_WRITE, .summary = "Weigh",
	                                  .inputs = GLANE_LIST(list_inputs) };
static const struct glane_route upload = { .method = GLANE_POST, .mode = GLANE_POOL, .summary = "Upload",
	                                   .inputs = GLANE_LIST(file_inputs) };
static const struct glane_route raw = { .method = GLANE_POST, .mode = GLANE_POOL, .summary = "Raw", .inputs = GLANE_LIST(search_inputs),
	                                .content_types = "image/jpeg image/png" };
static const struct openapi_route routes[] = {
	{ "items", "/p/items/items/{code}", &show },   { "items", "/p/items/search", &search },
	{ "items", "/p/items/items/{code}", &edit },   { "intake", "/p/intake/weigh", &weigh },
	{ "items", "/p/items/photos", &upload },       { "items", "/p/items/raw/{rest*}", &raw },
};

static struct arena arena;
static struct glane_value *root;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 4 << 20);
	root = value_object(&arena);
	openapi_build(root, "1.2.3", routes, COUNT_OF(routes));
	assert_false(arena.failed);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

static const struct glane_value *operation(const char *path, const char *method)
{
	const struct glane_value *o = value_get(value_get(value_get(root, "paths"), path), method);
	assert_non_null(o);
	return o;
}

static const struct glane_value *parameter(const struct glane_value *o, const char *name)
{
	const struct glane_value *all = value_get(o, "parameters");
	for (uint32_t i = 0; i < value_count(all); i++)
		if (str_is(value_get_text(value_at(all, i), "name"), name))
			return value_at(all, i);
	return NULL;
}

static const struct glane_value *body_schema(const struct glane_value *o, const char *type)
{
	return value_get(value_get(value_get(value_get(o, "requestBody"), "content"), type), "schema");
}

static void it_is_openapi(void **state)
{
	(void)state;
	struct buf b;
	struct glane_value *again = NULL;
	const char *why = "";
	assert_string_equal(value_get_text(root, "openapi").p, "3.1.0");
	assert_string_equal(value_get_text(value_get(root, "info"), "version").p, "1.2.3");
	assert_int_equal(value_count(value_get(root, "paths")), 5);
	buf_init(&b, 1 << 20);
	value_json(root, &b);
	assert_int_equal(value_parse_json(&arena, buf_get(&b), &again, &why), 0);
	assert_int_equal(value_count(again), value_count(root));
	buf_fini(&b);
}

static void methods_of_a_path_stand_together(void **state)
{
	(void)state;
	const struct glane_value *get = operation("/p/items/items/{code}", "get"), *post = operation("/p/items/items/{code}", "post");
	assert_string_equal(value_get_text(get, "summary").p, "One item");
	assert_string_equal(value_get_text(get, "operationId").p, "get_p_items_items_code");
	assert_string_equal(value_get_text(post, "operationId").p, "post_p_items_items_code");
	assert_string_equal(value_get_text(post, "x-permission").p, "items.edit");
	assert_string_equal(value_text(value_at(value_get(get, "tags"), 0)).p, "items");
	assert_non_null(value_get(value_get(value_get(value_get(get, "responses"), "200"), "content"), "text/html"));
	assert_null(value_get(value_get(value_get(value_get(post, "responses"), "200"), "content"), "text/html"));
}

static void inputs_have_their_place(void **state)
{
	(void)state;
	const struct glane_value *post = operation("/p/items/items/{code}", "post"), *get = operation("/p/items/search", "get");
	assert_string_equal(value_get_text(parameter(post, "code"), "in").p, "path");
	assert_int_equal(value_get_int(parameter(post, "code"), "required", 0), 1);
	assert_null(parameter(post, "title"));
	assert_string_equal(value_get_text(parameter(post, "Idempotency-Key"), "in").p, "header");
	assert_string_equal(value_get_text(parameter(get, "q"), "in").p, "query");
	assert_int_equal(value_get_int(value_get(parameter(get, "q"), "schema"), "maxLength", 0), 100);
	assert_int_equal(value_get_int(parameter(get, "colour"), "required", 0), 0);
	assert_null(parameter(get, "Idempotency-Key"));
	assert_null(value_get(get, "requestBody"));
	const struct glane_value *schema = body_schema(post, "application/json");
	assert_int_equal(value_count(value_get(schema, "properties")), 2);
	assert_non_null(value_get(value_get(schema, "properties"), "weight"));
	assert_non_null(body_schema(post, "application/x-www-form-urlencoded"));
	assert_non_null(body_schema(post, "multipart/form-data"));
}

static void bodies_come_in_the_types_that_can_hold_them(void **state)
{
	(void)state;
	const struct glane_value *list = operation("/p/intake/weigh", "post"), *file = operation("/p/items/photos", "post");
	assert_non_null(body_schema(list, "application/json"));
	assert_null(body_schema(list, "application/x-www-form-urlencoded"));
	assert_null(body_schema(list, "multipart/form-data"));
	assert_null(body_schema(file, "application/json"));
	assert_null(body_schema(file, "application/x-www-form-urlencoded"));
	assert_non_null(body_schema(file, "multipart/form-data"));
	const struct glane_value *bytes = operation("/p/items/raw/{rest}", "post");
	const struct glane_value *content = value_get(value_get(bytes, "requestBody"), "content");
	assert_int_equal(value_count(content), 2);
	assert_non_null(value_get(content, "image/png"));
	assert_string_equal(value_get_text(parameter(bytes, "q"), "in").p, "query");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(it_is_openapi),
		TEST(methods_of_a_path_stand_together),
		TEST(inputs_have_their_place),
		TEST(bodies_come_in_the_types_that_can_hold_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
