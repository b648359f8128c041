/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/tests/home.h"

#include <stdlib.h>

static const char usual[] =
	"'form':'ademe','name':'Défi 2025','commune':'Ivry','first_day':'2025-10-06','baseline_weeks':4,'challenge_weeks':12,'child_percent':100,'unit':'kg',"
	"'weigh_omr':true,'weigh_tri':true,'weigh_verre':true,'weigh_bio':true,'score_omr':true,'score_tri':true,'score_verre':true,"
	"'reference':'households','teams':'Rue des Lilas','consent':'Nous acceptons.','gesture_bulk':true";

int home_begin(void **state)
{
	struct home *b = calloc(1, sizeof(*b));
	b->t = glane_test_open(PLUGINS "/challenge.so", NULL);
	*state = b;
	assert_int_equal(set(b, ""), 200);
	b->challenge = glane_test_int(b->t, "id", 0);
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/c/%lld/state", (long long)b->challenge);
	assert_int_equal(post(b, target, "{'act':'open'}"), 200);
	b->h = join(b, "Les Hérissons", 4, ",'children':2,'start_week':1");
	return 0;
}

int home_end(void **state)
{
	struct home *b = *state;
	glane_test_settle(b->t);
	const char *difference = glane_test_verify(b->t);
	if (*difference)
		fprintf(stderr, "verify: %s\n", difference);
	int rc = *difference != 0;
	glane_test_close(b->t);
	free(b);
	return rc;
}

__attribute__((format(printf, 4, 0)))
static int send(struct home *b, const char *target, int members, const char *format, va_list ap)
{
	char body[8192];
	size_t n = members ? (size_t)snprintf(body, sizeof(body), "{") : 0;
	n += (size_t)vsnprintf(body + n, sizeof(body) - n, format, ap);
	if (members)
		n += (size_t)snprintf(body + n, sizeof(body) - n, "}");
	assert_true(n < sizeof(body));
	for (char *p = body; *p; p++)
		if (*p == '\'')
			*p = '"';
	return glane_test_post(b->t, target, body);
}

int post(struct home *b, const char *target, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int status = send(b, target, 0, format, ap);
	va_end(ap);
	return status;
}

int on(struct home *b, int64_t household, const char *act, const char *format, ...)
{
	char target[80];
	va_list ap;
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/%s", (long long)household, act);
	va_start(ap, format);
	int status = send(b, target, 1, format, ap);
	va_end(ap);
	return status;
}

int weigh(struct home *b, int64_t household, const char *day, const char *fraction, const char *grams)
{
	return on(b, household, "weigh", "'day':'%s','fraction':'%s','grams':'%s'", day, fraction, grams);
}

int64_t join(struct home *b, const char *pseudonym, int persons, const char *more)
{
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/c/%lld/households", (long long)b->challenge);
	int status = post(b, target, "{'pseudonym':'%s','persons':%d,'agreed':true%s}", pseudonym, persons, more);
	if (status != 201)
		fail_msg("%d: %s", status, glane_test_body(b->t, NULL));
	return glane_test_int(b->t, "id", 0);
}

int set(struct home *b, const char *more)
{
	char body[4000] = "";
	size_t n = 0;
	for (const char *one = usual, *end; *one; one = *end ? end + 1 : end) { /* members without a comma in their values */
		char name[60];
		end = one + strcspn(one, ",");
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(one, ":") + 1, one);
		if (!strstr(more, name))
			n += (size_t)snprintf(body + n, sizeof(body) - n, "%s%.*s", n ? "," : "", (int)(end - one), one);
	}
	return post(b, "/p/challenge/set", "{%s%s}", body, more);
}

int64_t sql(struct home *b, const char *format, ...)
{
	char query[1000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(query, sizeof(query), format, ap);
	va_end(ap);
	return glane_test_sql(b->t, query);
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

void refused(struct home *b, int status, int expected, const char *field, const char *words)
{
	char path[60] = "error.message";
	if (*field)
		snprintf(path, sizeof(path), "error.fields.%s", field);
	if (status != expected || strcmp(plain(glane_test_text(b->t, path)), plain(words)) != 0)
		fail_msg("%d, %s: \"%s\" (%s)", status, field, glane_test_text(b->t, path), glane_test_body(b->t, NULL));
}

int64_t rows(struct home *b)
{
	return sql(b, "SELECT (SELECT count(*) FROM core_journal) + (SELECT count(*) FROM challenge_challenge) + (SELECT count(*) FROM challenge_household)"
	              " + (SELECT count(*) + count(ended_ms) FROM challenge_weighing) + (SELECT count(*) + count(ended_ms) FROM challenge_presence)"
	              " + (SELECT count(*) FROM challenge_answer) + (SELECT count(*) FROM challenge_size)");
}
