/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static void is(struct buf *b, const char *want)
{
	struct glane_str s = buf_get(b);
	assert_string_equal(s.p, want);
	assert_int_equal(s.n, strlen(want));
}

static void writes(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 20);
	is(&b, "");
	assert_null(b.p);
	buf_c(&b, "a");
	buf_char(&b, 'b');
	buf_str(&b, STR("cd"));
	buf_add(&b, "efgh", 2);
	buf_add(&b, NULL, 0);
	buf_printf(&b, "-%d-%s", 7, "x");
	is(&b, "abcdef-7-x");
	buf_consume(&b, 7);
	is(&b, "7-x");
	buf_consume(&b, 0);
	buf_consume(&b, 3);
	is(&b, "");
	buf_clear(&b);
	buf_html(&b, STR("<a href=\"x\">'&'</a> é"));
	is(&b, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; é");
	buf_clear(&b);
	buf_html(&b, STR_NONE);
	is(&b, "");
	buf_printf(&b, "%*s", 3000, "y");
	assert_int_equal(b.n, 3000);
	assert_string_equal(buf_get(&b).p + 2999, "y");
	buf_fini(&b);
	buf_fini(&b);
	buf_fini(NULL);
}

static void integers(void **state)
{
	(void)state;
	static const struct {
		int64_t v;
		const char *text;
	} rows[] = {
		{ 0, "0" }, { 9, "9" }, { 10, "10" }, { -1, "-1" }, { -120, "-120" },
		{ INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" },
	};
	struct buf b;
	buf_init(&b, 64);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		buf_clear(&b);
		buf_int(&b, rows[i].v);
		is(&b, rows[i].text);
	}
	buf_fini(&b);
}

static void limit_is_exact_and_sticky(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 10);
	buf_c(&b, "0123456789");
	assert_false(b.failed);
	is(&b, "0123456789");
	buf_char(&b, 'x');
	assert_true(b.failed);
	buf_consume(&b, 5);
	buf_char(&b, 'x'); /* nothing more, even if it would fit */
	is(&b, "56789");
	buf_clear(&b);
	assert_false(b.failed);
	buf_printf(&b, "%s", "12345678901");
	assert_true(b.failed);
	assert_int_equal(b.n, 0); /* all or nothing */
	buf_fini(&b);

	buf_init(&b, 0);
	buf_add(&b, "", 0);
	assert_false(b.failed);
	buf_char(&b, 'x');
	assert_true(b.failed);
	buf_fini(&b);

	buf_init(&b, SIZE_MAX);
	buf_char(&b, 'a');
	buf_add(&b, "", SIZE_MAX - 1); /* the sum of sizes must not wrap */
	assert_true(b.failed);
	is(&b, "a");
	buf_fini(&b);
}

static void memory_is_handed_over(void **state)
{
	(void)state;
	struct buf b;
	size_t n = 42;
	buf_init(&b, 1000);
	assert_null(buf_take(&b, &n));
	assert_int_equal(n, 0);
	for (int i = 0; i < 100; i++)
		buf_c(&b, "0123456789");
	assert_false(b.failed);
	char *p = buf_take(&b, &n);
	assert_int_equal(n, 1000);
	assert_int_equal(strlen(p), 1000);
	free(p);
	is(&b, "");
	buf_c(&b, "again");
	buf_clear(&b);
	assert_null(buf_take(&b, NULL));
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes),
		cmocka_unit_test(integers),
		cmocka_unit_test(limit_is_exact_and_sticky),
		cmocka_unit_test(memory_is_handed_over),
	};
	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
