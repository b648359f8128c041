/* SPDX-License-Identifier: MPL-2.0 */
#include "exits/tests/bench.h"

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
	b->t = glane_test_open(PLUGINS "/exits.so", PLUGINS "/intake.so", PLUGINS "/items.so", PLUGINS "/labels.so", NULL);
	b->kettle = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'PEM-BOUILLOIRE'");
	b->chair = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	b->toys = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'TOYS'");
	assert_true(b->kettle > 0 && b->chair > 0 && b->toys > 0);
	*state = b;
	return 0;
}

int bench_end(void **state)
{
	struct bench *b = *state;
	glane_test_settle(b->t);
	const char *difference = glane_test_verify(b->t);
	if (*difference)
		fprintf(stderr, "verify: %s\n", difference);
	int rc = *difference != 0;
	rc |= sql(b, "SELECT coalesce(sum(grams), 0) FROM core_balance") != 0;
	glane_test_close(b->t);
	free(b);
	return rc;
}

__attribute__((format(printf, 4, 0)))
static int send(struct bench *b, const char *target, const char *before, const char *format, va_list ap)
{
	char body[4096];
	size_t n = (size_t)snprintf(body, sizeof(body), "%s", before);
	n += (size_t)vsnprintf(body + n, sizeof(body) - n, format, ap);
	if (*before)
		n += (size_t)snprintf(body + n, sizeof(body) - n, "}");
	assert_true(n < sizeof(body));
	for (char *p = body; *p; p++)
		if (*p == '\'')
			*p = '"';
	return glane_test_post(b->t, target, body);
}

int post(struct bench *b, const char *target, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int status = send(b, target, "", format, ap);
	va_end(ap);
	return status;
}

int out(struct bench *b, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int status = send(b, "/p/exits/out", "{", format, ap);
	va_end(ap);
	return status;
}

int leave(struct bench *b, const struct made *m, const char *format, ...)
{
	char before[64];
	va_list ap;
	snprintf(before, sizeof(before), "{'code':'%s',", m->code);
	va_start(ap, format);
	int status = send(b, "/p/exits/item", before, format, ap);
	va_end(ap);
	return status;
}

int64_t sql(struct bench *b, const char *format, ...)
{
	char query[1600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(query, sizeof(query), format, ap);
	va_end(ap);
	return glane_test_sql(b->t, query);
}

int64_t balance(struct bench *b, const char *account)
{
	return sql(b, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = '%s'", account);
}

int64_t records(struct bench *b)
{
	return sql(b, "SELECT count(*) FROM core_journal");
}

static int64_t done(struct bench *b, int status, const char *member)
{
	if (status != 200 && status != 201)
		fail_msg("%d: %s", status, glane_test_body(b->t, NULL));
	return glane_test_int(b->t, member, 0);
}

int64_t weigh(struct bench *b, long long category, long long grams, long long pieces)
{
	char more[40] = "";
	if (pieces)
		snprintf(more, sizeof(more), ",'pieces':%lld", pieces);
	return done(b, post(b, "/p/intake/weighings", "{'category':%lld,'gross':%lld%s}", category, grams, more), "record");
}

struct made make(struct bench *b, long long category, const char *more)
{
	struct made m = { .item = done(b, post(b, "/p/items/items", "{'category':%lld,'grams':1250%s}", category, more), "item") };
	snprintf(m.code, sizeof(m.code), "%s", glane_test_text(b->t, "code"));
	return m;
}

int64_t outlet(struct bench *b, const char *name, const char *class, const char *more)
{
	return done(b, post(b, "/p/exits/outlet", "{'name':'%s','class':'%s','active':true%s}", name, class, more), "id");
}

int64_t container(struct bench *b, long long tare)
{
	return done(b, post(b, "/p/exits/container", "{'name':'bac %lld','tare':%lld,'active':true}", tare, tare), "id");
}

const char *plain(const char *text)
{
	static char out[2][1000];
	static int turn;
	char *p = out[turn = !turn];
	for (size_t n = 0; *text && n < sizeof(out[0]) - 1; n++) {
		size_t space = strncmp(text, "\u202f", 3) == 0 ? 3 : strncmp(text, "\u00a0", 2) == 0 ? 2 : 0;
		*p++ = space ? ' ' : *text;
		text += space ? space : 1;
	}
	*p = 0;
	return out[turn];
}

void refused(struct bench *b, int status, int expected, const char *field, const char *words)
{
	char path[60] = "error.message";
	if (*field)
		snprintf(path, sizeof(path), "error.fields.%s", field);
	if (status != expected || strcmp(plain(glane_test_text(b->t, path)), plain(words)) != 0)
		fail_msg("%d, %s: \"%s\" (%s)", status, field, glane_test_text(b->t, path), glane_test_body(b->t, NULL));
}
