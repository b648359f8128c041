/* SPDX-License-Identifier: MPL-2.0 */
/* The report of a challenge: what it says is what was published, in each form; it singles out nobody. */
#include "challenge/tests/town.h"

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
	town_erase(w, 2);
	report(w);
	assert_int_equal(glane_test_int(w->t, "facts.0.value", 0), HOMES);
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
		cmocka_unit_test(each_form_is_a_file),
	};
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
