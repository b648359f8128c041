/* SPDX-License-Identifier: MPL-2.0 */
/* The two plugins that authors read first, beside the real ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "glane/test.h"

static void hello_says_hello(void **state)
{
	(void)state;
	struct glane_test *t = glane_test_open(PLUGINS "/hello.so", NULL);
	glane_test_public(t, 1);
	assert_int_equal(glane_test_get(t, "/p/hello"), 200);
	assert_string_equal(glane_test_text(t, "text"), "Hello, world");
	glane_test_close(t);
}

static int64_t items_today(struct glane_test *t)
{
	glane_test_settle(t);
	assert_int_equal(glane_test_get(t, "/p/template/days"), 200);
	return glane_test_int(t, "rows.0.cells.1", 0);
}

static void template_counts_the_items_of_another_plugin(void **state)
{
	(void)state;
	char body[200];
	struct glane_test *t = glane_test_open(PLUGINS "/items.so", PLUGINS "/template.so", NULL);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"grams\":1200,\"title\":\"Bouilloire\"}",
	         (long long)glane_test_sql(t, "SELECT min(id) FROM core_v1_category WHERE parent IS NOT NULL AND active = 1"));
	assert_int_equal(glane_test_post(t, "/p/items/items", body), 201);
	int64_t record = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_post(t, "/p/items/items", body), 201);
	assert_int_equal(items_today(t), 2);
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)record);
	assert_int_equal(glane_test_post(t, "/p/items/undo", body), 200);
	assert_int_equal(items_today(t), 1);
	glane_test_reopen(t);
	assert_int_equal(items_today(t), 1);
	assert_int_equal(glane_test_page(t, "/p/template/notes"), 200);
	assert_true(glane_test_contains(t, "<caption>Objets étiquetés par jour</caption>"));
	assert_string_equal(glane_test_verify(t), "");
	glane_test_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_says_hello),
		cmocka_unit_test(template_counts_the_items_of_another_plugin),
	};
	return cmocka_run_group_tests_name("examples", tests, NULL, NULL);
}
