/* SPDX-License-Identifier: MPL-2.0 */
/* What everybody may send: only with the key of the page that was made for it, once, and a few times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "glane/test.h"

static int begin(void **state)
{
	struct glane_test *t = glane_test_open(AREAS "/open.so", NULL);
	glane_test_public(t, 1);
	*state = t;
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static int64_t notes(struct glane_test *t)
{
	return glane_test_sql(t, "SELECT count(*) FROM open_note");
}

/* The key in the form of the last page. */
static void key_of(struct glane_test *t, char out[37])
{
	const char *at = strstr(glane_test_body(t, NULL), "name=\"_request\" value=\"");
	assert_non_null(at);
	snprintf(out, 37, "%s", at + 23);
	assert_int_equal(strlen(out), 36);
}

static void fetch_key(struct glane_test *t, const char *path, char out[37])
{
	assert_int_equal(glane_test_page(t, path), 200);
	key_of(t, out);
}

static int send_note(struct glane_test *t, const char *key, const char *text)
{
	char body[200];
	snprintf(body, sizeof(body), "text=%s&_request=%s", text, key);
	return glane_test_form(t, "/p/open/note/A1", body);
}

static void its_own_page_may_send(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/p/open/note/A1", key);
	assert_int_equal(send_note(t, key, "broken"), 303);
	assert_string_equal(glane_test_field(t, "Location"), "/p/open/thanks");
	assert_int_equal(notes(t), 1);
	assert_int_equal(glane_test_sql(t, "SELECT person FROM open_note"), 0);
}

static void twice_is_once(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/p/open/note/A1", key);
	assert_int_equal(send_note(t, key, "broken"), 303);
	assert_int_equal(send_note(t, key, "broken"), 303);
	assert_int_equal(notes(t), 1);
	glane_test_reopen(t);
	assert_int_equal(send_note(t, key, "broken"), 303); /* also after a restart */
	assert_int_equal(notes(t), 1);
	assert_int_equal(send_note(t, key, "another"), 422); /* one page, one note */
	assert_int_equal(notes(t), 1);
	assert_int_equal(glane_test_post_key(t, "/p/open/note/A1", "{\"text\":\"broken\"}", key), 303); /* the same as a header */
	assert_int_equal(notes(t), 1);
}

static void without_a_key_nothing_is_taken(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_form(t, "/p/open/note/A1", "text=broken"), 403);
	assert_true(glane_test_contains(t, "trop ancienne"));
	assert_true(glane_test_contains(t, "<i>broken</i>"));
	assert_int_equal(send_note(t, "0195e2a0-0000-7000-8000-000000000000", "broken"), 403);
	assert_int_equal(glane_test_post(t, "/p/open/note/A1", "{\"text\":\"broken\"}"), 403); /* any UUID will not do */
	assert_int_equal(notes(t), 0);
	char key[37];
	assert_int_equal(glane_test_form(t, "/p/open/note/A1", "text=broken"), 403);
	key_of(t, key); /* the page that comes back has a good one */
	assert_int_equal(send_note(t, key, "broken"), 303);
	assert_int_equal(notes(t), 1);
}

static void a_key_of_another_page_is_none(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/p/open/other", key);
	assert_int_equal(send_note(t, key, "broken"), 403);
	fetch_key(t, "/p/open/around", key); /* a panel's form is of the panel's route */
	assert_int_equal(send_note(t, key, "broken"), 403);
	char body[100];
	snprintf(body, sizeof(body), "code=A1&text=broken&_request=%s", key);
	assert_int_equal(glane_test_form(t, "/p/open/other", body), 303);
	assert_int_equal(notes(t), 1);
}

static void an_old_key_is_none(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/p/open/note/A1", key);
	glane_test_advance(t, INT64_C(4) * 3600 * 1000);
	assert_int_equal(send_note(t, key, "broken"), 303);
	fetch_key(t, "/p/open/note/A1", key);
	glane_test_advance(t, INT64_C(5) * 3600 * 1000);
	assert_int_equal(send_note(t, key, "again"), 403);
	fetch_key(t, "/p/open/note/A1", key);
	glane_test_advance(t, INT64_C(-2) * 3600 * 1000); /* made later than now */
	assert_int_equal(send_note(t, key, "again"), 403);
	assert_int_equal(notes(t), 1);
}

static void what_is_wrong_is_shown_with_what_was_typed(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/p/open/note/A1", key);
	assert_int_equal(send_note(t, key, "!no"), 400);
	assert_true(glane_test_contains(t, "exclamation"));
	assert_true(glane_test_contains(t, "<i>!no</i>"));
	key_of(t, key);
	assert_int_equal(send_note(t, key, "yes"), 303);
	assert_int_equal(notes(t), 1);
}

static void the_sixth_at_once_waits(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	for (int i = 0; i < 5; i++) {
		fetch_key(t, "/p/open/note/A1", key);
		assert_int_equal(send_note(t, key, "broken"), 303);
	}
	fetch_key(t, "/p/open/note/A1", key);
	assert_int_equal(send_note(t, key, "sixth"), 429);
	assert_true(glane_test_contains(t, "Trop d’envois"));
	assert_true(glane_test_contains(t, "<i>sixth</i>"));
	char json[100];
	snprintf(json, sizeof(json), "{\"text\":\"sixth\",\"_request\":\"%s\"}", key);
	assert_int_equal(glane_test_post(t, "/p/open/note/A1", json), 429);
	assert_string_not_equal(glane_test_field(t, "Retry-After"), "");
	assert_int_equal(notes(t), 5);
	glane_test_public(t, 0); /* the team's own are not counted */
	assert_int_equal(glane_test_post(t, "/p/open/note/A1", "{\"text\":\"sixth\"}"), 200);
	assert_int_equal(notes(t), 6);
}

static void a_page_with_a_key_is_nobody_elses(void **state)
{
	struct glane_test *t = *state;
	static const char *const pages[] = { "/p/open/note/A1", "/p/open/around" };
	char first[37], second[37];
	for (int i = 0; i < 2; i++) {
		fetch_key(t, pages[i], first);
		assert_string_equal(glane_test_field(t, "Set-Cookie"), "");
		fetch_key(t, pages[i], second);
		assert_string_not_equal(first, second);
	}
}

#define SECRET "0123456789ABCDEFGHJKMNPQRS"
static int send_secret(struct glane_test *t, const char *code, const char *key, const char *text)
{
	char path[80], body[200];
	snprintf(path, sizeof(path), "/p/open/secret/%s", code);
	snprintf(body, sizeof(body), "text=%s&_request=%s", text, key);
	return glane_test_form(t, path, body);
}

static void a_secret_is_folded_and_whatever_is_none_looks_the_same(void **state)
{
	struct glane_test *t = *state;
	static const char *const none[] = { "0123456789ABCDEFGHJKMNPQRT", "abc", "0123456789ABCDEFGHJKMNPQRSX", "00000000000000000000000000" };
	char first[4000];
	assert_int_equal(glane_test_page(t, "/S/" SECRET), 200);
	assert_int_equal(glane_test_page(t, "/s/o123456789abcdefghjkmnpqrs"), 200);
	for (int i = 0; i < 4; i++) {
		char path[80];
		snprintf(path, sizeof(path), "/S/%s", none[i]);
		assert_int_equal(glane_test_page(t, path), 404);
		assert_true(glane_test_contains(t, "Personne ici."));
		if (i == 0)
			snprintf(first, sizeof(first), "%s", glane_test_body(t, NULL));
		assert_string_equal(glane_test_body(t, NULL), first);
	}
}

static void who_has_the_secret_is_no_stranger(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	for (int i = 0; i < 30; i++) {
		fetch_key(t, "/S/" SECRET, key);
		assert_int_equal(send_secret(t, SECRET, key, "note"), 303);
	}
	assert_int_equal(notes(t), 30);
	assert_int_equal(send_secret(t, SECRET, key, "!no"), 422); /* the last key is used up */
	fetch_key(t, "/S/" SECRET, key);
	assert_int_equal(send_secret(t, SECRET, key, "!no"), 400);
	assert_true(glane_test_contains(t, "<i>!no</i>"));
}

/* Read, sent, sent with a key that is none: each miss counts, and whoever has none left learns nothing, not even of a right one. */
static void guesses_are_counted_whichever_way(void **state)
{
	struct glane_test *t = *state;
	char key[37], code[27];
	fetch_key(t, "/S/" SECRET, key);
	int missed = 0;
	for (int i = 0, status; i < 40; i++) {
		snprintf(code, sizeof(code), "0123456789ABCDEFGHJKMNP%03d", i);
		char path[40];
		snprintf(path, sizeof(path), "/S/%s", code);
		status = i % 3 == 0 ? glane_test_page(t, path) : send_secret(t, code, i % 3 == 1 ? key : "0195e2a0-0000-7000-8000-000000000000", "x");
		assert_true(status == 404 || status == 429);
		missed += status == 404;
	}
	assert_true(missed >= 20 && missed <= 22); /* one comes back every three seconds */
	assert_int_equal(send_secret(t, SECRET, key, "x"), 429);
	assert_false(glane_test_contains(t, "<form"));
	assert_int_equal(send_secret(t, SECRET, "none", "x"), 429);
	assert_false(glane_test_contains(t, "<form"));
	assert_int_equal(notes(t), 0);
}

static void a_secret_is_neither_kept_nor_logged(void **state)
{
	struct glane_test *t = *state;
	char key[37];
	fetch_key(t, "/S/" SECRET, key);
	assert_int_equal(send_secret(t, SECRET, key, "note"), 303);
	assert_string_equal(glane_test_field(t, "Location"), "/p/open/secret/" SECRET "?done=1");
	assert_int_equal(send_secret(t, SECRET, key, "note"), 303); /* again: to the page it was sent from */
	assert_string_equal(glane_test_field(t, "Location"), "/p/open/secret/" SECRET);
	assert_int_equal(notes(t), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_request WHERE body IS NOT NULL"), 0);
	fetch_key(t, "/S/" SECRET, key);
	FILE *log = tmpfile();
	int before = dup(2);
	assert_true(log && before >= 0 && dup2(fileno(log), 2) == 2);
	int status = send_secret(t, SECRET, key, "?");
	assert_int_equal(dup2(before, 2), 2);
	close(before);
	char said[4000];
	rewind(log);
	said[fread(said, 1, sizeof(said) - 1, log)] = 0;
	fclose(log);
	assert_int_equal(status, 500);
	assert_non_null(strstr(said, "it fell over"));
	assert_non_null(strstr(said, "/p/open/secret/{code}"));
	assert_null(strstr(said, SECRET));
}

static void programs_learn_that_it_is_open(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/api/openapi.json"), 200);
	assert_true(glane_test_contains(t, "\"x-open-post\":true"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(its_own_page_may_send),
		TEST(twice_is_once),
		TEST(without_a_key_nothing_is_taken),
		TEST(a_key_of_another_page_is_none),
		TEST(an_old_key_is_none),
		TEST(what_is_wrong_is_shown_with_what_was_typed),
		TEST(the_sixth_at_once_waits),
		TEST(a_page_with_a_key_is_nobody_elses),
		TEST(a_secret_is_folded_and_whatever_is_none_looks_the_same),
		TEST(who_has_the_secret_is_no_stranger),
		TEST(guesses_are_counted_whichever_way),
		TEST(a_secret_is_neither_kept_nor_logged),
		TEST(programs_learn_that_it_is_open),
	};
	return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
