/* SPDX-License-Identifier: MPL-2.0 */
/* bench.h: what the tests of this plugin share: one house for all tests of a program, and requests with a printed body. */
#ifndef INTAKE_TEST_BENCH_H
#define INTAKE_TEST_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

static struct glane_test *t;

static int begin(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/intake.so", NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	glane_test_close(t);
	return 0;
}

/* The first integer of a query in which @ stands for a value. */
static int64_t ask(const char *query, const char *value)
{
	char sql[300];
	const char *at = strchr(query, '@');
	snprintf(sql, sizeof(sql), "%.*s%s%s", (int)(at - query), query, value, at + 1);
	return glane_test_sql(t, sql);
}

static int64_t category(const char *code)
{
	return ask("SELECT id FROM core_category WHERE code = '@'", code);
}

/* A POST with a printed body. */
__attribute__((format(printf, 2, 3))) static int post(const char *target, const char *format, ...)
{
	char body[1500];
	va_list ap;
	va_start(ap, format);
	vsnprintf(body, sizeof(body), format, ap);
	va_end(ap);
	return glane_test_post(t, target, body);
}

static void is_clean(void)
{
	assert_string_equal(glane_test_verify(t), "");
}

static int64_t balance(const char *account)
{
	return ask("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = '@'", account);
}

/* Refused in both languages, next to the field, and nothing was written. */
static void refused(const char *target, const char *body, const char *field, const char *fr, const char *en)
{
	char path[60], sentence[400];
	int64_t before = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	snprintf(path, sizeof(path), "fields.%s", field);
	for (int english = 0; english < 2; english++) {
		const char *wanted = english ? en : fr;
		glane_test_lang(t, english ? "en" : "fr");
		int status = glane_test_post(t, target, body);
		snprintf(sentence, sizeof(sentence), "%s", glane_test_text(t, "error.message"));
		snprintf(path, sizeof(path), "error.fields.%s", field);
		if (status != 400 || strncmp(glane_test_text(t, path), wanted, strlen(wanted)) != 0)
			fail_msg("%s: %d, %s: \"%s\" instead of \"%s\" (%s)", body, status, field, glane_test_text(t, path), wanted, sentence);
	}
	glane_test_lang(t, "fr");
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), before);
}

#endif
