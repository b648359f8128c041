/* SPDX-License-Identifier: MPL-2.0 */
#include "items/tests/bench.h"

#include <stdlib.h>

/* fontconfig, which draws labels, keeps some memory for good. */
GLANE_TEST_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so";
}

int bench_begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	b->t = glane_test_open(PLUGINS "/items.so", PLUGINS "/intake.so", PLUGINS "/labels.so", PLUGINS "/items/tests/till.so", NULL);
	b->kettle = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'PEM-BOUILLOIRE'");
	b->chair = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	assert_true(b->kettle > 0 && b->chair > 0);
	*state = b;
	return 0;
}

int bench_end(void **state)
{
	struct bench *b = *state;
	glane_test_public(b->t, 0);
	glane_test_settle(b->t);
	const char *difference = glane_test_verify(b->t);
	if (*difference)
		fprintf(stderr, "verify: %s\n", difference);
	int rc = *difference != 0;
	/* The mass is never created or lost. */
	rc |= glane_test_sql(b->t, "SELECT coalesce(sum(grams), 0) FROM core_balance") != 0;
	glane_test_close(b->t);
	free(b);
	return rc;
}

static void quote(char *p)
{
	for (; *p; p++)
		if (*p == '\'')
			*p = '"';
}

__attribute__((format(printf, 3, 0)))
static int post_va(struct bench *b, const char *target, const char *format, va_list ap)
{
	char body[4096];
	assert_in_range(vsnprintf(body, sizeof(body), format, ap), 0, sizeof(body) - 1);
	quote(body);
	return glane_test_post(b->t, target, body);
}

int post(struct bench *b, const char *target, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int status = post_va(b, target, format, ap);
	va_end(ap);
	return status;
}

int post_item(struct bench *b, const struct made *m, const char *action, const char *format, ...)
{
	char target[80];
	va_list ap;
	snprintf(target, sizeof(target), "/p/items/items/%s/%s", m->code, action);
	va_start(ap, format);
	int status = post_va(b, target, format, ap);
	va_end(ap);
	return status;
}

int get(struct bench *b, const char *format, ...)
{
	char target[600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(target, sizeof(target), format, ap);
	va_end(ap);
	return glane_test_get(b->t, target);
}

int page(struct bench *b, const char *format, ...)
{
	char target[600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(target, sizeof(target), format, ap);
	va_end(ap);
	return glane_test_page(b->t, target);
}

struct made make(struct bench *b, int64_t category, const char *more)
{
	struct made m = { 0 };
	int status = post(b, "/p/items/items", "{'category':%lld,'grams':1250%s}", (long long)category, more);
	if (status != 201)
		fail_msg("%d: %s", status, glane_test_body(b->t, NULL));
	m.item = glane_test_int(b->t, "item", 0);
	m.record = glane_test_int(b->t, "record", 0);
	snprintf(m.code, sizeof(m.code), "%s", glane_test_text(b->t, "code"));
	snprintf(m.shop, sizeof(m.shop), "%s", glane_test_text(b->t, "short"));
	return m;
}

int64_t weigh(struct bench *b, int64_t category, int64_t grams)
{
	assert_int_equal(post(b, "/p/intake/weighings", "{'category':%lld,'gross':%lld}", (long long)category, (long long)grams), 201);
	return glane_test_int(b->t, "record", 0);
}

void leave(struct bench *b, const struct made *m, int state, const char *account)
{
	long long category = glane_test_sql(b->t, "SELECT category FROM core_item ORDER BY id DESC LIMIT 1");
	assert_int_equal(post(b, "/p/till/leave", "{'item':%lld,'category':%lld,'grams':1250,'state':%d,'account':'%s'}", (long long)m->item, category,
	                      state, account), 200);
}

int undo(struct bench *b, int64_t record)
{
	return post(b, "/p/items/undo", "{'record':%lld}", (long long)record);
}
