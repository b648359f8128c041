/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/str.h"

/* Records as "a|b/c|d/", or "line N: why". */
static void assert_csv(struct glane_str text, const char *want)
{
	struct arena a;
	struct csv c;
	struct glane_str f[4];
	char got[300] = "";
	size_t n, at = 0;
	const char *why = NULL;
	int rc;
	arena_init(&a, 1 << 20);
	csv_init(&c, text);
	while ((rc = csv_next(&c, &a, f, 4, &n, &why)) > 0) {
		for (size_t i = 0; i < n; i++)
			at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%.*s", i ? "|" : "", STR_ARG(f[i]));
		at += (size_t)snprintf(got + at, sizeof(got) - at, "/");
	}
	if (rc < 0)
		snprintf(got + at, sizeof(got) - at, "line %d: %s", (int)c.line, why);
	assert_string_equal(got, want);
	arena_fini(&a);
}

static void test_records(void **state)
{
	(void)state;
	assert_csv(STR(""), "");
	assert_csv(STR("a,b\nc,d\n"), "a|b/c|d/");
	assert_csv(STR("a,b\r\nc,d"), "a|b/c|d/");
	assert_csv(STR("\xef\xbb\xbf" "a\n"), "a/");
	assert_csv(STR("a,\n,b\n"), "a|/|b/");
	assert_csv(STR("a\n\nb\n"), "a//b/");
	assert_csv(STR("\"a,b\",\"c\"\"d\",\"\"\n"), "a,b|c\"d|/");
	assert_csv(STR("\"a\r\nb\",c\nd"), "a\r\nb|c/d/");
	assert_csv(STR("\"\"\"\"\n"), "\"/");
	assert_csv(STR(" a , b \n"), " a | b /");
}

static void test_refusals(void **state)
{
	(void)state;
	assert_csv(STR("ok\na\"b\n"), "ok/line 2: a quote stands inside a field that is not quoted");
	assert_csv(STR("\"a\"b\n"), "line 1: text stands behind a closing quote");
	assert_csv(STR("\"a\nb\"\n\"c"), "a\nb/line 3: a quote is left open");
	assert_csv(STR("\"a\"\""), "line 1: a quote is left open");
	assert_csv(STR("a\rb\n"), "line 1: a carriage return stands alone");
	assert_csv(STR("a\r"), "line 1: a carriage return stands alone");
	assert_csv(STR("a\0b\n"), "line 1: there is a NUL byte");
	assert_csv(STR("\"a\0b\"\n"), "line 1: there is a NUL byte");
	assert_csv(STR("1,2,3,4\n1,2,3,4,5\n"), "1|2|3|4/line 2: there are too many fields");
}

static void test_budget(void **state)
{
	(void)state;
	struct arena a;
	struct csv c;
	struct glane_str f[2];
	size_t n;
	const char *why;
	arena_init(&a, 16);
	csv_init(&c, STR("\"a field that is longer than the arena allows, by far, so that it fails\"\n"));
	assert_int_equal(csv_next(&c, &a, f, 2, &n, &why), GLANE_ENOMEM);
	arena_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
