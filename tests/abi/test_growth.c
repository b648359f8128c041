/* SPDX-License-Identifier: MPL-2.0 */
/* Plugins and cores of different ages: what loads, and with which words the others are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

static void loads(const char *name)
{
	char so[400], path[64];
	snprintf(so, sizeof(so), GROWN "/%s.so", name);
	struct glane_test *t = glane_test_try(so, NULL);
	assert_string_equal(glane_test_reason(t, name), "");
	for (int i = 0; i < 2; i++) { /* both entries: the stride is the plugin's */
		snprintf(path, sizeof(path), "/p/%s/%s", name, i ? "second" : "first");
		assert_int_equal(glane_test_get(t, path), 200);
		assert_string_equal(glane_test_text(t, "name"), name);
	}
	assert_int_equal(glane_test_int(t, "core_minor", -1), 3);
	assert_int_equal(glane_test_int(t, "has", -1), 1);
	assert_int_equal(glane_test_int(t, "older_has", -1), 0);
	glane_test_close(t);
}

static void refused(const char *name, const char *words)
{
	char so[400], path[64];
	snprintf(so, sizeof(so), GROWN "/%s.so", name);
	struct glane_test *t = glane_test_try(so, NULL);
	if (!strstr(glane_test_reason(t, name), words))
		fail_msg("%s: \"%s\" does not say \"%s\"", name, glane_test_reason(t, name), words);
	snprintf(path, sizeof(path), "/p/%s/first", name);
	assert_int_equal(glane_test_get(t, path), 404);
	glane_test_close(t);
}

static void the_same_age_loads(void **state)
{
	(void)state;
	loads("same");
}

static void an_older_plugin_loads(void **state)
{
	(void)state;
	loads("older");
}

static void a_newer_plugin_that_uses_nothing_new_loads(void **state)
{
	(void)state;
	loads("newer");
	loads("minor");
}

static void a_newer_plugin_that_needs_more_is_refused(void **state)
{
	(void)state;
	refused("newtop", "needs core >= 1.4");
	refused("newroute", "needs core >= 1.4 (its routes)");
}

static void another_major_is_refused(void **state)
{
	(void)state;
	refused("symbol", "was built for plugin contract 2, this glane speaks 1");
	refused("major", "was built for plugin contract 2, this glane speaks 1");
}

static void shorter_than_1_0_is_refused(void **state)
{
	(void)state;
	refused("shorter", "impossible size");
	refused("stride", "list of routes is damaged");
	refused("nostride", "list of routes is damaged");
	refused("huge", "impossible size");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_age_loads),
		cmocka_unit_test(an_older_plugin_loads),
		cmocka_unit_test(a_newer_plugin_that_uses_nothing_new_loads),
		cmocka_unit_test(a_newer_plugin_that_needs_more_is_refused),
		cmocka_unit_test(another_major_is_refused),
		cmocka_unit_test(shorter_than_1_0_is_refused),
	};
	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
