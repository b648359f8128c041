/* SPDX-License-Identifier: MPL-2.0 */
#include "impact/tests/house.h"

#include <unistd.h>

#include "impact/period.h"

/* fontconfig keeps its caches until the process ends. */
GLANE_TEST_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\n";
}

int house_begin(void **state)
{
	struct house *h = calloc(1, sizeof(*h));
	h->t = glane_test_open(PLUGINS "/impact.so", PLUGINS "/impact/tests/ledger.so", NULL);
	h->kettle = sql(h, "SELECT id FROM core_category WHERE code = 'PEM-BOUILLOIRE'");
	h->sofa = sql(h, "SELECT id FROM core_category WHERE code = 'MOB-CANAPE-TEX'");
	h->shirt = sql(h, "SELECT id FROM core_category WHERE code = 'TEX-TSHIRT'");
	h->laptop = sql(h, "SELECT id FROM core_category WHERE code = 'INF-PORTABLE'");
	h->chair = sql(h, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	h->wardrobe = sql(h, "SELECT id FROM core_category WHERE code = 'MOB-ARMOIRE'");
	*state = h;
	return 0;
}

int house_end(void **state)
{
	struct house *h = *state;
	glane_test_settle(h->t);
	const char *difference = glane_test_verify(h->t);
	if (*difference)
		fprintf(stderr, "verify: %s\n", difference);
	int rc = *difference != 0;
	glane_test_close(h->t);
	free(h);
	return rc;
}

int post(struct house *h, const char *target, const char *format, ...)
{
	char body[2000];
	va_list ap;
	va_start(ap, format);
	assert_in_range(vsnprintf(body, sizeof(body), format, ap), 0, sizeof(body) - 1);
	va_end(ap);
	for (char *p = body; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	return glane_test_post(h->t, target, body);
}

int64_t day_ms(const char *day)
{
	struct period p;
	assert_int_equal(period_parse(day, strlen(day), &p), PERIOD_OK);
	return p.from * DAY_MS + DAY_MS / 2;
}

int64_t move(struct house *h, const char *from, const char *to, int64_t category, int64_t grams, int64_t pieces, const char *day)
{
	int status = post(h, "/p/ledger/record", "{'from':'%s','to':'%s','category':%lld,'grams':%lld,'pieces':%lld,'from_ms':%lld}", from, to,
	                  (long long)category, (long long)grams, (long long)pieces, (long long)day_ms(day));
	if (status != 200)
		fail_msg("%s -> %s: %d %s", from, to, status, glane_test_body(h->t, NULL));
	return glane_test_int(h->t, "record", 0);
}

int64_t sell(struct house *h, const char *from, int64_t category, int64_t grams, int64_t pieces, int64_t cents, const char *day)
{
	assert_int_equal(post(h, "/p/ledger/record", "{'from':'%s','to':'out:sale','category':%lld,'grams':%lld,'pieces':%lld,'cents':%lld,'from_ms':%lld}", from,
	                      (long long)category, (long long)grams, (long long)pieces, (long long)cents, (long long)day_ms(day)), 200);
	return glane_test_int(h->t, "record", 0);
}

void move_often(struct house *h, const char *from, const char *to, int64_t category, int64_t grams, const char *day, int times)
{
	enum { AT_ONCE = 500 };
	for (int done = 0; done < times; done += AT_ONCE)
		assert_int_equal(post(h, "/p/ledger/many", "{'from':'%s','to':'%s','category':%lld,'grams':%lld,'from_ms':%lld,'times':%d}", from, to,
		                      (long long)category, (long long)grams, (long long)day_ms(day), times - done < AT_ONCE ? times - done : AT_ONCE), 200);
}

void take_back(struct house *h, int64_t record)
{
	assert_int_equal(post(h, "/p/ledger/reverse", "{'record':%lld}", (long long)record), 200);
}

void get(struct house *h, const char *format, ...)
{
	char target[300];
	va_list ap;
	va_start(ap, format);
	vsnprintf(target, sizeof(target), format, ap);
	va_end(ap);
	int status = glane_test_get(h->t, target);
	if (status != 200)
		fail_msg("%s: %d %s", target, status, glane_test_body(h->t, NULL));
}

int64_t number(struct house *h, const char *path)
{
	int64_t v = glane_test_int(h->t, path, INT64_MIN);
	if (v == INT64_MIN)
		fail_msg("no number %s in %s", path, glane_test_body(h->t, NULL));
	return v;
}

int64_t entry(struct house *h, const char *list, const char *key, const char *value, const char *want)
{
	char path[120];
	int64_t n = glane_test_count(h->t, list);
	for (int64_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s.%lld.%s", list, (long long)i, key);
		if (strcmp(glane_test_text(h->t, path), value) != 0)
			continue;
		snprintf(path, sizeof(path), "%s.%lld.%s", list, (long long)i, want);
		return number(h, path);
	}
	fail_msg("no %s %s in %s", key, value, list);
	return 0;
}

int64_t sql(struct house *h, const char *format, ...)
{
	char text[9000];
	va_list ap;
	va_start(ap, format);
	assert_in_range(vsnprintf(text, sizeof(text), format, ap), 0, sizeof(text) - 1);
	va_end(ap);
	return glane_test_sql(h->t, text);
}

int64_t section(struct house *h, const char *id)
{
	char path[60];
	for (int64_t i = 0; i < glane_test_count(h->t, "sections"); i++) {
		snprintf(path, sizeof(path), "sections.%lld.id", (long long)i);
		if (strcmp(glane_test_text(h->t, path), id) == 0)
			return i;
	}
	fail_msg("no section %s", id);
	return 0;
}

int64_t cell(struct house *h, const char *id, const char *row, int64_t column)
{
	char path[140];
	snprintf(path, sizeof(path), "sections.%lld.table.%.60s.%lld", (long long)section(h, id), row, (long long)column);
	return number(h, path);
}

int64_t listed(struct house *h, const char *query, int64_t *ret_cents)
{
	char next[120] = "", path[60];
	int64_t sum = *ret_cents = 0;
	do {
		get(h, "/p/impact/movements?%s&before=%s", query, next);
		int64_t n = glane_test_count(h->t, "movements");
		for (int64_t i = 0; i < n; i++) {
			snprintf(path, sizeof(path), "movements.%lld.grams", (long long)i);
			sum += number(h, path);
			snprintf(path, sizeof(path), "movements.%lld.cents", (long long)i);
			*ret_cents += glane_test_int(h->t, path, 0);
		}
		snprintf(next, sizeof(next), "%s", glane_test_text(h->t, "next"));
	} while (*next);
	return sum;
}

char *said(struct house *h, const char *program, const char *before, const char *after)
{
	char path[300], command[900];
	size_t n, cap = 16u << 20;
	const char *body = glane_test_body(h->t, &n);
	if (!*program)
		return NULL;
	snprintf(path, sizeof(path), "%s/report", glane_test_dir(h->t));
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(body, 1, n, f), n);
	fclose(f);
	snprintf(command, sizeof(command), "%s %s %s %s", program, before, path, after);
	char *out = calloc(1, cap);
	f = popen(command, "r");
	assert_non_null(f);
	assert_true(fread(out, 1, cap - 1, f) > 0);
	assert_int_equal(pclose(f), 0);
	unlink(path);
	return out;
}
