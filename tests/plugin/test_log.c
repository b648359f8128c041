/* SPDX-License-Identifier: MPL-2.0 */
/* Who did what: what /manage/log shows, and what it finds by person, device, item, day and kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

/* 2026-01-10 00:00 in Paris is 23:00 UTC the day before. */
#define MIDNIGHT_MS INT64_C(1767999600000)
#define DAY_MS INT64_C(86400000)

static int begin(void **state)
{
	*state = glane_test_open(PLUGINS "/intake.so", PLUGINS "/items.so", NULL);
	glane_test_exec(*state, "INSERT INTO core_person (id, name, picture, role, created_ms) VALUES (101, 'Nadia', 'owl', 'staff', 1)");
	glane_test_exec(*state, "INSERT INTO core_person (id, name, picture, role, created_ms, erased_ms, active)"
	                        " VALUES (102, '', '', 'volunteer', 1, 2, 0)");
	glane_test_exec(*state, "INSERT INTO core_device (id, name, purpose, token, created_ms) VALUES (7, 'Quai', 'intake', x'00', 1)");
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

/* A record as somebody's session would have made it; its words were erased since. */
static int64_t record_without_words(struct glane_test *t, int64_t at_ms, const char *person, const char *device, const char *plugin, const char *kind)
{
	char sql[700];
	snprintf(sql, sizeof sql,
	         "INSERT INTO core_journal SELECT max(seq) + 1, randomblob(16), %lld, 1, %lld, %lld, %s, %s, '%s', '%s', NULL, NULL,"
	         " '00112233445566778899aabbccddeeff', randomblob(32), randomblob(32) FROM core_journal",
	         (long long)at_ms, (long long)at_ms, (long long)at_ms, person, device, plugin, kind);
	glane_test_exec(t, sql);
	return glane_test_sql(t, "SELECT max(seq) FROM core_journal");
}

static int64_t record(struct glane_test *t, int64_t at_ms, const char *person, const char *device, const char *plugin, const char *kind)
{
	int64_t seq = record_without_words(t, at_ms, person, device, plugin, kind);
	glane_test_exec(t, "INSERT INTO core_journal_text SELECT max(seq), '{}' FROM core_journal");
	return seq;
}

static int64_t weigh(struct glane_test *t, int grams)
{
	char body[100];
	snprintf(body, sizeof body, "{\"category\":1,\"gross\":%d}", grams);
	assert_int_equal(201, glane_test_post(t, "/p/intake/weighings", body));
	return glane_test_int(t, "record", 0);
}

static void get(struct glane_test *t, const char *query)
{
	char target[300];
	snprintf(target, sizeof target, "/manage/log%s%s", *query ? "?" : "", query);
	assert_int_equal(200, glane_test_get(t, target));
}

static void the_latest_come_first_and_older_ones_on_the_next_page(void **state)
{
	struct glane_test *t = *state;
	int64_t last = 0;
	for (int i = 0; i < 60; i++)
		last = weigh(t, 1000 + i);
	get(t, "kind=intake.");
	assert_int_equal(50, glane_test_count(t, "records"));
	assert_int_equal(last, glane_test_int(t, "records.0.record", 0));
	int64_t before = glane_test_int(t, "before", 0);
	assert_int_equal(before, glane_test_int(t, "records.49.record", -1));

	char next[60];
	snprintf(next, sizeof next, "kind=intake.&before=%lld", (long long)before);
	get(t, next);
	assert_int_equal(10, glane_test_count(t, "records"));
	assert_true(glane_test_int(t, "records.0.record", INT64_MAX) < before);
	assert_int_equal(-1, glane_test_int(t, "before", -1));
}

static void a_line_says_what_where_and_how_much(void **state)
{
	struct glane_test *t = *state;
	glane_test_lang(t, "fr");
	weigh(t, 2500);
	get(t, "");
	assert_string_equal("intake.weighed", glane_test_text(t, "records.0.kind"));
	assert_non_null(strstr(glane_test_text(t, "records.0.detail"), "2,5"));
	assert_non_null(strstr(glane_test_text(t, "records.0.detail"), "mobilier"));
	assert_non_null(strstr(glane_test_text(t, "records.0.detail"), "tri"));
	assert_int_equal(200, glane_test_page(t, "/manage/log"));
	assert_true(glane_test_contains(t, "mobilier · 2,5"));
}

static void each_record_names_who_it_was(void **state)
{
	struct glane_test *t = *state;
	glane_test_lang(t, "fr");
	record(t, MIDNIGHT_MS, "101", "7", "core", "core.setting_set");
	get(t, "");
	assert_string_equal("Nadia", glane_test_text(t, "records.0.who.name"));
	assert_string_equal("owl", glane_test_text(t, "records.0.who.picture"));
	assert_string_equal("Quai", glane_test_text(t, "records.0.device.name"));
	assert_string_equal("Réglage changé", glane_test_text(t, "records.0.what"));
	record_without_words(t, MIDNIGHT_MS, "102", "7", "core", "core.setting_set");
	get(t, "");
	assert_string_equal("effacé", glane_test_text(t, "records.0.who.name"));
	assert_string_equal("mots effacés", glane_test_text(t, "records.0.detail"));
	record(t, MIDNIGHT_MS, "NULL", "NULL", "core", "core.setting_set");
	get(t, "");
	assert_string_equal("ligne de commande", glane_test_text(t, "records.0.who.name"));
	assert_int_equal(-1, glane_test_count(t, "records.0.device"));
	record(t, MIDNIGHT_MS, "NULL", "7", "core", "core.device_set");
	get(t, "");
	assert_string_equal("personne", glane_test_text(t, "records.0.who.name"));
}

static void a_kind_without_words_is_named_as_it_is(void **state)
{
	struct glane_test *t = *state;
	record(t, MIDNIGHT_MS, "101", "7", "gone", "gone.something");
	get(t, "kind=gone.");
	assert_string_equal("gone.something", glane_test_text(t, "records.0.what"));
	assert_int_equal(200, glane_test_page(t, "/manage/log?kind=gone."));
	assert_true(glane_test_contains(t, "gone.something"));
}

static void it_is_found_by_person_and_by_device(void **state)
{
	struct glane_test *t = *state;
	int64_t hers = record(t, MIDNIGHT_MS, "101", "NULL", "core", "core.setting_set");
	int64_t there = record(t, MIDNIGHT_MS, "102", "7", "core", "core.setting_set");
	weigh(t, 1000);
	get(t, "person=101");
	assert_int_equal(1, glane_test_count(t, "records"));
	assert_int_equal(hers, glane_test_int(t, "records.0.record", 0));
	get(t, "device=7");
	assert_int_equal(1, glane_test_count(t, "records"));
	assert_int_equal(there, glane_test_int(t, "records.0.record", 0));
	get(t, "person=101&device=7");
	assert_int_equal(0, glane_test_count(t, "records"));
	get(t, "person=102&device=7");
	assert_int_equal(1, glane_test_count(t, "records"));
}

static void a_day_is_the_local_one(void **state)
{
	struct glane_test *t = *state;
	record(t, MIDNIGHT_MS - 1, "101", "NULL", "core", "core.setting_set");
	int64_t first = record(t, MIDNIGHT_MS, "101", "NULL", "core", "core.setting_set");
	int64_t last = record(t, MIDNIGHT_MS + DAY_MS - 1, "102", "NULL", "core", "core.setting_set");
	record(t, MIDNIGHT_MS + DAY_MS, "101", "NULL", "core", "core.setting_set");
	get(t, "day=2026-01-10&kind=core.setting_set");
	assert_int_equal(2, glane_test_count(t, "records"));
	assert_int_equal(last, glane_test_int(t, "records.0.record", 0));
	assert_int_equal(first, glane_test_int(t, "records.1.record", 0));
	get(t, "day=2026-01-10&kind=core.setting_set&person=101");
	assert_int_equal(1, glane_test_count(t, "records"));
	assert_int_equal(first, glane_test_int(t, "records.0.record", 0));
	assert_int_equal(400, glane_test_get(t, "/manage/log?day=yesterday"));
}

static void a_kind_is_a_beginning(void **state)
{
	struct glane_test *t = *state;
	record(t, MIDNIGHT_MS, "101", "NULL", "intakes", "intakes.weighed");
	int64_t weighed = weigh(t, 1000);
	get(t, "kind=intake.");
	assert_int_equal(1, glane_test_count(t, "records"));
	assert_int_equal(weighed, glane_test_int(t, "records.0.record", 0));
	get(t, "kind=intake.weighed");
	assert_int_equal(1, glane_test_count(t, "records"));
	get(t, "kind=%25");
	assert_int_equal(0, glane_test_count(t, "records"));
}

static void an_item_is_found_by_code_and_by_number(void **state)
{
	struct glane_test *t = *state;
	char code[20], number[20], query[60];
	weigh(t, 1000);
	assert_int_equal(201, glane_test_post(t, "/p/items/items", "{\"category\":1,\"grams\":1000,\"title\":\"Chaise\"}"));
	snprintf(code, sizeof code, "%s", glane_test_text(t, "code"));
	snprintf(number, sizeof number, "%s", glane_test_text(t, "short"));
	snprintf(query, sizeof query, "item=%s", code);
	get(t, query);
	int64_t n = glane_test_count(t, "records");
	assert_true(n > 0);
	for (int64_t i = 0; i < n; i++) {
		char path[40];
		snprintf(path, sizeof path, "records.%d.item.code", (int)i);
		assert_string_equal(code, glane_test_text(t, path));
	}
	snprintf(query, sizeof query, "item=%s", number);
	get(t, query);
	assert_int_equal(n, glane_test_count(t, "records"));
	assert_int_equal(200, glane_test_page(t, "/manage/log"));
	assert_true(glane_test_contains(t, "/p/items/items/"));

	get(t, "item=nothing");
	assert_int_equal(0, glane_test_count(t, "records"));
	assert_true(glane_test_contains(t, "\"no_item\":true"));
}

static void what_was_taken_back_says_so(void **state)
{
	struct glane_test *t = *state;
	char body[60];
	int64_t weighed = weigh(t, 1000);
	snprintf(body, sizeof body, "{\"record\":%lld}", (long long)weighed);
	assert_true(glane_test_post(t, "/p/intake/undo", body) < 300);
	get(t, "kind=intake.");
	assert_int_equal(weighed, glane_test_int(t, "records.0.takes_back", 0));
	assert_int_equal(glane_test_int(t, "records.0.record", 0), glane_test_int(t, "records.1.undone", -1));
	assert_int_equal(200, glane_test_page(t, "/manage/log"));
	assert_true(glane_test_contains(t, "annulé"));
}

static void who_may_not_read_it_does_not(void **state)
{
	struct glane_test *t = *state;
	static const char *const denied[] = { "day", "volunteer", "staff", "cashier", "reader" }, *const granted[] = { "manager", "administrator" };
	for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++) {
		glane_test_role(t, denied[i]);
		assert_int_equal(403, glane_test_get(t, "/manage/log"));
	}
	for (size_t i = 0; i < sizeof granted / sizeof granted[0]; i++) {
		glane_test_role(t, granted[i]);
		assert_int_equal(200, glane_test_get(t, "/manage/log"));
	}
}

int main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		EACH(the_latest_come_first_and_older_ones_on_the_next_page),
		EACH(a_line_says_what_where_and_how_much),
		EACH(each_record_names_who_it_was),
		EACH(a_kind_without_words_is_named_as_it_is),
		EACH(it_is_found_by_person_and_by_device),
		EACH(a_day_is_the_local_one),
		EACH(a_kind_is_a_beginning),
		EACH(an_item_is_found_by_code_and_by_number),
		EACH(what_was_taken_back_says_so),
		EACH(who_may_not_read_it_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
