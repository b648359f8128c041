/* SPDX-License-Identifier: MPL-2.0 */
/* The plugin on the real store and router, without a socket.  The clock stands still at 2026-01-10 09:00 UTC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "glane/test.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static int begin(void **state)
{
	*state = glane_test_open(PLUGINS "/template.so", NULL);
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static void a_note_is_a_row_a_record_and_an_event(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/template/notes", "{\"text\":\"bonjour\"}"), 201);
	assert_int_equal(glane_test_int(t, "id", 0), 1);
	assert_int_equal(glane_test_get(t, "/p/template/notes"), 200);
	assert_int_equal(glane_test_count(t, "notes"), 1);
	assert_string_equal(glane_test_text(t, "notes.0.text"), "bonjour");
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_v1_record WHERE kind = 'template.noted'"), 1);
	assert_int_equal(glane_test_events(t, "template.noted"), 1);
	assert_string_equal(glane_test_verify(t), "");
}

static void the_form_works_without_a_script(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_page(t, "/p/template/notes"), 200);
	assert_true(glane_test_contains(t, "Aucune note") || glane_test_contains(t, "0 note"));
	assert_int_equal(glane_test_form(t, "/p/template/notes", "text=balance+en+panne"), 303);
	assert_string_equal(glane_test_field(t, "Location"), "/p/template/notes");
	assert_int_equal(glane_test_page(t, "/p/template/notes"), 200);
	assert_true(glane_test_contains(t, "balance en panne"));
	assert_true(glane_test_contains(t, "1 note<"));
}

static void each_tier_is_declared_and_answers(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_page(t, "/p/template/last"), 200);
	assert_true(glane_test_contains(t, "Aucune note"));
	assert_int_equal(glane_test_post(t, "/p/template/notes", "{\"text\":\"<bonjour\"}"), 400);
	assert_int_equal(glane_test_post(t, "/p/template/notes", "{\"text\":\"bonjour & merci\"}"), 201);
	assert_int_equal(glane_test_page(t, "/p/template/last"), 200);
	assert_true(glane_test_contains(t, "bonjour &amp; merci"));
	assert_int_equal(glane_test_get(t, "/p/template/days"), 200);
	assert_string_equal(glane_test_text(t, "units.0"), "day");
	assert_int_equal(glane_test_page(t, "/p/template/notes"), 200); /* the slot has both */
	assert_true(glane_test_contains(t, "<caption>"));
	assert_true(glane_test_contains(t, "<h2>Dernière note</h2>"));
}

static void what_was_typed_is_shown_again(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_form(t, "/p/template/notes", "text=a+%3C+b"), 400);
	assert_true(glane_test_contains(t, "value=\"a &lt; b\""));
	assert_true(glane_test_contains(t, "sans le signe"));
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_form(t, "/p/template/notes", "text="), 400);
	assert_true(glane_test_contains(t, "Please fill in this field."));
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM template_note"), 0);
}

static void undoing_takes_the_note_away(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/template/notes", "{\"text\":\"oups\"}"), 201);
	int64_t record = glane_test_int(t, "record", 0);
	char body[64];
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)record);
	assert_int_equal(glane_test_post(t, "/p/template/undo", body), 200);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM template_note"), 0);
	assert_int_equal(glane_test_post(t, "/p/template/undo", body), 409);
	assert_string_equal(glane_test_verify(t), "");
}

static void old_notes_are_swept_at_night(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/template/notes", "{\"text\":\"vieille\"}"), 201);
	glane_test_advance(t, 29LL * DAY_MS);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM template_note"), 1);
	glane_test_advance(t, 2LL * DAY_MS);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM template_note"), 0);
}

static void the_check_finds_what_is_broken(void **state)
{
	struct glane_test *t = *state;
	glane_test_exec(t, "INSERT INTO template_note (text, record, at_ms) VALUES ('x', 99999, 0)");
	assert_true(glane_test_verify(t)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_note_is_a_row_a_record_and_an_event, begin, end),
		cmocka_unit_test_setup_teardown(the_form_works_without_a_script, begin, end),
		cmocka_unit_test_setup_teardown(each_tier_is_declared_and_answers, begin, end),
		cmocka_unit_test_setup_teardown(what_was_typed_is_shown_again, begin, end),
		cmocka_unit_test_setup_teardown(undoing_takes_the_note_away, begin, end),
		cmocka_unit_test_setup_teardown(old_notes_are_swept_at_night, begin, end),
		cmocka_unit_test_setup_teardown(the_check_finds_what_is_broken, begin, end),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
