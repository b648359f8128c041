/* SPDX-License-Identifier: MPL-2.0 */
/* The report of a challenge: what it says is what was published, in each form; it singles out nobody. */
#include "challenge/tests/town.h"
#include "drawing/tests/decode.h"

enum { HOMES = 24 };

/* 24 households of 4, four weeks of beginning, eight of challenge; each at `percent` of its beginning. */
static struct town *town(int homes, int percent)
{
	struct town *w = town_open(4, 12, 2, 775, 5);
	for (int i = 0; i < homes; i++) {
		int id = town_join(w, 4, 0, 1 + i % 2);
		for (int week = 0; week < 12; week++) {
			int64_t g = 28 * (500 + 10 * i) * (week < 4 ? 100 : percent) / 100;
			town_note(w, id, week, 28, g, 0, 0);
		}
	}
	town_week(w, 12);
	town_flush(w);
	return w;
}

static void report(struct town *w)
{
	town_get(w, "/p/challenge/c/1/report?form=json");
}

static void it_says_what_was_published(void **state)
{
	(void)state;
	struct town *w = town(HOMES, 70);
	town_finish(w);
	town_publish(w);
	town_get(w, "/p/challenge/c/1/group");
	int64_t change = glane_test_int(w->t, "final.change", 0), less = glane_test_int(w->t, "running.avoided", 0);
	assert_true(change <= -299 && change >= -301 && less > 0);
	report(w);
	assert_int_equal(glane_test_int(w->t, "facts.0.value", 0), HOMES);
	assert_int_equal(glane_test_int(w->t, "facts.2.value", 0), HOMES);
	assert_int_equal(glane_test_int(w->t, "facts.3.value", 0), change * 10);
	assert_int_equal(glane_test_int(w->t, "facts.4.value", 0), less);
	assert_int_equal(glane_test_int(w->t, "facts.5.value", 0), 10000);
	assert_string_equal(glane_test_text(w->t, "sections.0.id"), "weeks");
	assert_int_equal(glane_test_count(w->t, "sections.0.table.rows"), 12);
	/* The mean of 500, 510, ... 730 grams a person and day. */
	assert_int_equal(glane_test_int(w->t, "sections.0.table.rows.1.3", 0), 615);
	assert_int_equal(glane_test_int(w->t, "sections.0.table.rows.1.2", 0), HOMES);
	assert_string_equal(glane_test_text(w->t, "sections.1.id"), "bands");
	assert_int_equal(glane_test_int(w->t, "sections.1.table.total.1", 0), HOMES);
	assert_false(glane_test_int(w->t, "draft", 1));
	assert_true(glane_test_contains(w->t, "volontaires"));
	town_close(w);
}

static void a_small_group_is_not_shown(void **state)
{
	(void)state;
	struct town *w = town(3, 70);
	town_finish(w);
	town_publish(w);
	report(w);
	assert_int_equal(glane_test_int(w->t, "facts.3.value", -1), -1);
	assert_true(glane_test_contains(w->t, "au moins quatre foyers"));
	for (int i = 0; i < 12; i++) {
		char path[60];
		snprintf(path, sizeof(path), "sections.0.table.rows.%d.3", i);
		assert_int_equal(glane_test_int(w->t, path, -1), -1);
	}
	assert_false(glane_test_contains(w->t, "\"bands\""));
	town_close(w);
}

/* One left for her family, three had no time: the first reason is told by nothing. */
static void a_reason_that_one_had_is_not_told(void **state)
{
	(void)state;
	struct town *w = town(HOMES, 70);
	static const char *const reasons[] = { "time", "family", "time", "time", "move", "move", "move" };
	for (int i = 0; i < 7; i++) {
		char path[60], body[60];
		snprintf(path, sizeof(path), "/p/challenge/h/%d/leave", 2 + i);
		snprintf(body, sizeof(body), "{\"week\":12,\"reason\":\"%s\"}", reasons[i]);
		assert_int_equal(glane_test_post(w->t, path, body), 200);
	}
	report(w);
	assert_int_equal(glane_test_int(w->t, "facts.1.value", 0), 7);
	assert_false(glane_test_contains(w->t, "événement familial"));
	/* With two reasons told, the difference to the total would be one: only one is. */
	assert_true(glane_test_contains(w->t, "manque de temps") != glane_test_contains(w->t, "déménagement"));
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/3/forget", "{\"number\":3}"), 200);
	report(w);
	assert_int_equal(glane_test_int(w->t, "facts.0.value", 0), HOMES);
	assert_int_equal(glane_test_int(w->t, "facts.1.value", 0), 7);
	town_close(w);
}

/* Nobody closed it.  Six months after its end the households go; the report says what it said, also when somebody publishes anew. */
static void it_outlives_the_households(void **state)
{
	(void)state;
	struct town *w = town(HOMES, 70);
	for (int i = 1; i <= 4; i++) {
		char path[60];
		snprintf(path, sizeof(path), "/p/challenge/h/%d/leave", i);
		assert_int_equal(glane_test_post(w->t, path, i < 4 ? "{\"week\":12,\"reason\":\"time\"}" : "{\"week\":12,\"reason\":\"family\"}"), 200);
	}
	assert_int_equal(glane_test_post(w->t, "/p/challenge/h/9/forget", "{\"number\":9}"), 200);
	town_week(w, 12 + 7);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT state = 'open' FROM challenge_challenge"), 1); /* booklets may still come */
	town_week(w, 12 + 9);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT state = 'closed' FROM challenge_challenge"), 1);
	report(w);
	assert_true(glane_test_contains(w->t, "Rapport final"));
	assert_int_equal(glane_test_int(w->t, "facts.2.value", 0), HOMES - 1);
	assert_int_equal(glane_test_int(w->t, "facts.3.value", 0), -3000);
	char *before = strdup(strstr(glane_test_body(w->t, NULL), "\"facts\""));
	town_week(w, 12 + 30);
	glane_test_settle(w->t);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_household"), 0);
	assert_int_equal(town_sql(w, "SELECT count(*) FROM challenge_tally WHERE kind = 'left'"), 1); /* what one household said is not kept */
	town_publish(w);
	report(w);
	assert_string_equal(strstr(glane_test_body(w->t, NULL), "\"facts\""), before);
	free(before);
	town_close(w);
}

/* Method, limits and where the reference comes from are in the forms that people open. */
static void each_form_says_its_method_and_sources(void **state)
{
	(void)state;
	struct town *w = town(HOMES, 70);
	town_publish(w);
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/report?form=csv"), 200);
	assert_true(glane_test_contains(w->t, "\r\nRéférence;Ménages;\"MODECOM, 2017\"\r\n"));
	assert_true(glane_test_contains(w->t, "rien n’est estimé"));
	assert_int_equal(glane_test_page(w->t, "/p/challenge/c/1/report?form=pdf"), 200);
	struct bytes pdf = { 0 };
	size_t n;
	const char *body = glane_test_body(w->t, &n);
	bytes_add(&pdf, body, n);
	decode_begin();
	if (decode_has("pdftotext")) {
		char *text = decode_run("pdftotext -layout %s -", decode_file("report.pdf", &pdf));
		assert_non_null(strstr(text, "MODECOM, 2017"));
		assert_non_null(strstr(text, "règles de calcul de ce logiciel"));
		assert_non_null(strstr(text, "rien n’est estimé"));
		free(text);
	}
	decode_end();
	bytes_fini(&pdf);
	town_close(w);
}

static void each_form_is_a_file(void **state)
{
	(void)state;
	static const struct {
		const char *form, *begins;
	} forms[] = { { "pdf", "%PDF-" }, { "xlsx", "PK" }, { "csv", "\xef\xbb\xbf" }, { "json", "{" } };
	struct town *w = town(HOMES, 90);
	town_publish(w);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t n;
		char path[80], body[60];
		snprintf(path, sizeof(path), "/p/challenge/c/1/report?form=%s", forms[i].form);
		assert_int_equal(glane_test_page(w->t, path), 200);
		assert_memory_equal(glane_test_body(w->t, &n), forms[i].begins, strlen(forms[i].begins));
		assert_true(n > 1000);
		snprintf(body, sizeof(body), "{\"id\":1,\"format\":\"%s\"}", forms[i].form);
		assert_int_equal(glane_test_command(w->t, "challenge report", body), 200);
		assert_memory_equal(glane_test_body(w->t, &n), forms[i].begins, strlen(forms[i].begins));
	}
	assert_int_equal(glane_test_command(w->t, "challenge report", "{\"id\":1,\"format\":\"docx\"}"), 400);
	assert_int_equal(glane_test_command(w->t, "challenge report", "{\"id\":9}"), 404);
	town_close(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_was_published),
		cmocka_unit_test(a_small_group_is_not_shown),
		cmocka_unit_test(a_reason_that_one_had_is_not_told),
		cmocka_unit_test(it_outlives_the_households),
		cmocka_unit_test(each_form_is_a_file),
		cmocka_unit_test(each_form_says_its_method_and_sources),
	};
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
