/* SPDX-License-Identifier: MPL-2.0 */
/* What callbacks do with their call, on the real store and router: areas in calls.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

static int begin(void **state)
{
	*state = glane_test_open(AREAS "/calls.so", NULL);
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static int64_t rows(struct glane_test *t)
{
	return glane_test_sql(t, "SELECT count(*) FROM calls_row");
}

static void a_row_is_written_and_counted(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":7,\"text\":\"seven\"}"), 201);
	assert_int_equal(glane_test_int(t, "changes", 0), 1);
	assert_int_equal(glane_test_int(t, "id", 0), 7);
	assert_int_equal(rows(t), 1);
	assert_int_equal(glane_test_get(t, "/p/calls/types"), 200);
	for (int i = 0; i < 6; i++) {
		static const int types[] = { 1, 3, 0, 2, 4, 0 }; /* INT, TEXT, NULL, REAL, BLOB; no such column */
		char path[16];
		snprintf(path, sizeof(path), "types.%d", i);
		assert_int_equal(glane_test_int(t, path, -1), types[i]);
	}
}

static void what_is_refused_leaves_nothing(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/add_then_fail", "{}"), 409);
	assert_string_equal(glane_test_text(t, "error.message"), "Non merci.");
	assert_int_equal(glane_test_post(t, "/p/calls/refuse_and_forget", "{}"), 403);
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":1,\"text\":\"refused\"}"), 409);
	assert_int_equal(rows(t), 0);
}

static void a_constraint_may_be_dealt_with(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/add_or_next", "{\"n\":5}"), 200);
	assert_int_equal(glane_test_post(t, "/p/calls/add_or_next", "{\"n\":5}"), 200);
	assert_int_equal(glane_test_int(t, "n", 0), 6);
	assert_int_equal(rows(t), 2);
	assert_int_equal(glane_test_post(t, "/p/calls/add_or_next", "{\"n\":5}"), 409); /* the second one too */
	assert_int_equal(rows(t), 2);
}

static void cursors_end_with_their_call(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":7,\"text\":\"seven\"}"), 201);
	for (int i = 0; i < 300; i++) /* more than statements are kept */
		assert_int_equal(glane_test_get(t, "/p/calls/leak_many"), 200);
	assert_int_equal(glane_test_get(t, "/p/calls/after_close"), 200);
	assert_int_equal(glane_test_int(t, "next", -1), 0);
}

static void misuse_of_the_database_is_an_error(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":7,\"text\":\"seven\"}"), 201);
	assert_int_equal(glane_test_get(t, "/p/calls/nested"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/write_in_read"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/wrong_args"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/wrong_index"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/types"), 200); /* and the statement is free again */
	assert_int_equal(rows(t), 1);
}

static void a_call_has_so_much_time(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/slow"), 504);
	assert_int_equal(glane_test_post(t, "/p/calls/slow_write", "{}"), 504);
	assert_int_equal(rows(t), 0);
}

static void a_call_has_so_much_memory(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/hungry", "{}"), 500);
	assert_string_equal(glane_test_text(t, "error.status"), "ENOMEM");
	assert_int_equal(rows(t), 0);
	assert_int_equal(glane_test_get(t, "/p/calls/zeroed"), 200);
	assert_int_equal(glane_test_int(t, "zero", 0), 1);
}

static void each_status_has_its_answer(void **state)
{
	struct glane_test *t = *state;
	static const int http[] = { 400, 403, 404, 409, 410, 413, 503, 504, 500, 500, 507, 500, 401, 422, 429, 500 };
	for (int i = 0; i < 16; i++) { /* -16 is none of ours */
		char target[64];
		snprintf(target, sizeof(target), "/p/calls/fails?status=%d", -i - 1);
		assert_int_equal(glane_test_get(t, target), http[i]);
		assert_string_not_equal(glane_test_text(t, "error.message"), "");
		assert_false(glane_test_contains(t, "because of")); /* words for the log stay in the log */
	}
	assert_int_equal(glane_test_get(t, "/p/calls/wordless"), 500);
}

static void faults_of_fields_are_worded_each(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/fields", "{}"), 400);
	assert_string_equal(glane_test_text(t, "error.fields.text"), "Ce texte ne va pas.");
	assert_string_equal(glane_test_text(t, "error.fields.n"), "3, c'est trop.");
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_post(t, "/p/calls/fields", "{}"), 400);
	assert_string_equal(glane_test_text(t, "error.fields.n"), "3 is too many.");
}

static void the_tree_is_what_was_built(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/tree"), 200);
	assert_int_equal(glane_test_int(t, "again", 0), 2);
	assert_int_equal(glane_test_int(t, "weight", 0), 1840);
	assert_int_equal(glane_test_int(t, "yes", 0), 1);
	assert_true(glane_test_contains(t, "\"decimal\":-123.45"));
	assert_true(glane_test_contains(t, "\"null\":null"));
	assert_string_equal(glane_test_text(t, "text"), "<é\"\n");
	assert_string_equal(glane_test_text(t, "copy.in"), "side");
	assert_string_equal(glane_test_text(t, "list.1.in"), "changed");
	assert_string_equal(glane_test_text(t, "key"), "again");
	assert_int_equal(glane_test_int(t, "count", 0), 2);
	assert_int_equal(glane_test_int(t, "missing", 0), -1);
	assert_int_equal(glane_test_int(t, "beyond", 0), 1);
}

static void files_are_bytes_with_a_name(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/file"), 200);
	assert_string_equal(glane_test_body(t, NULL), "a;b\n1;2\n");
	assert_string_equal(glane_test_type(t), "text/csv; charset=utf-8");
	assert_string_equal(glane_test_field(t, "Content-Disposition"), "inline; filename=\"list.csv\"");
	assert_int_equal(glane_test_get(t, "/p/calls/file_with_bad_name"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/write_without_file"), 500);
	assert_int_equal(glane_test_get(t, "/p/calls/file_then_fail"), 500);
	assert_false(glane_test_contains(t, "a;b"));
}

static void a_redirection_stays_in_the_house(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/elsewhere"), 500);
}

static void raw_bodies_are_of_the_declared_types(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_bytes(t, "/p/calls/raw?name=ana", "image/png", "\x89PNG\0\1", 6), 200);
	assert_int_equal(glane_test_int(t, "bytes", 0), 6);
	assert_int_equal(glane_test_int(t, "name", 0), 3);
}

static void a_page_is_kept_until_the_next_commit(void **state)
{
	struct glane_test *t = *state;
	glane_test_settle(t); /* the first pause has something to write of its own */
	assert_int_equal(glane_test_get(t, "/p/calls/cached"), 200);
	int64_t first = glane_test_int(t, "times", 0);
	assert_int_equal(glane_test_get(t, "/p/calls/cached"), 200);
	assert_int_equal(glane_test_int(t, "times", 0), first);
	assert_int_equal(glane_test_post(t, "/p/calls/fields", "{}"), 400); /* nothing was written */
	assert_int_equal(glane_test_get(t, "/p/calls/cached"), 200);
	assert_int_equal(glane_test_int(t, "times", 0), first);
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}"), 201);
	assert_int_equal(glane_test_get(t, "/p/calls/cached"), 200);
	assert_int_equal(glane_test_int(t, "times", 0), first + 1);
}

static const char key[] = "01890a5d-ac96-774b-bcce-b302099a8057";

static void a_repeat_is_answered_and_not_done(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}", key), 201);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"text\":\"one\",\"n\":1}", key), 201);
	assert_int_equal(glane_test_int(t, "id", 0), 1);
	assert_int_equal(rows(t), 1);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":2,\"text\":\"two\"}", key), 422);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add_or_next", "{\"n\":1}", key), 422);
	glane_test_reopen(t);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}", key), 201);
	assert_int_equal(rows(t), 1);
}

static void an_old_answer_is_forgotten_its_key_is_not(void **state)
{
	struct glane_test *t = *state;
	const int64_t day = INT64_C(24) * 3600 * 1000;
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}", key), 201);
	glane_test_advance(t, 29 * day);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_request WHERE body IS NOT NULL"), 1);
	glane_test_advance(t, 2 * day);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_request WHERE body IS NULL"), 1);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}", key), 200);
	assert_int_equal(glane_test_int(t, "already_done", 0), 1);
	assert_int_equal(rows(t), 1);
}

static void a_refusal_may_be_tried_again(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"refused\"}", key), 409);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":1,\"text\":\"good\"}", key), 201);
	assert_int_equal(rows(t), 1);
	assert_int_equal(glane_test_post_key(t, "/p/calls/add", "{\"n\":3,\"text\":\"x\"}", "no uuid"), 400);
}

static void a_form_comes_back_with_what_was_typed(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_form(t, "/p/calls/add", "n=nine&text=%3Cb%3E"), 400);
	assert_true(glane_test_contains(t, "value=\"&lt;b&gt;\""));
	assert_true(glane_test_contains(t, "value=\"nine\""));
	assert_true(glane_test_contains(t, "<b>n: "));
	assert_true(glane_test_contains(t, "rows 0"));
	assert_int_equal(glane_test_form(t, "/p/calls/add", "n=9&text=refused"), 409); /* by the callback, the same */
	assert_true(glane_test_contains(t, "value=\"refused\""));
	char body[128];
	snprintf(body, sizeof(body), "n=9&text=nine&_request=%s", key);
	assert_int_equal(glane_test_form(t, "/p/calls/add", body), 303);
	assert_string_equal(glane_test_field(t, "Location"), "/p/calls/form");
	assert_int_equal(glane_test_form(t, "/p/calls/add", body), 303); /* a double click */
	assert_string_equal(glane_test_field(t, "Location"), "/p/calls/form");
	assert_int_equal(rows(t), 1);
}

static void words_are_of_the_language_and_the_number(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/words?n=0"), 200);
	assert_string_equal(glane_test_text(t, "boxes"), "0 carton");
	assert_string_equal(glane_test_text(t, "hello"), "Bonjour <Ana>");
	assert_string_equal(glane_test_text(t, "lang"), "fr");
	assert_int_equal(glane_test_get(t, "/p/calls/words?n=2"), 200);
	assert_string_equal(glane_test_text(t, "boxes"), "2 cartons");
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_get(t, "/p/calls/words?n=0"), 200);
	assert_string_equal(glane_test_text(t, "boxes"), "0 boxes");
	assert_int_equal(glane_test_get(t, "/p/calls/words?n=1"), 200);
	assert_string_equal(glane_test_text(t, "boxes"), "1 box");
	assert_string_not_equal(glane_test_text(t, "unknown"), "");
	assert_string_equal(glane_test_text(t, "core"), "What you are looking for is not here. Check the code or the address.");
}

static void a_language_may_be_partial(void **state)
{
	struct glane_test *t = *state;
	glane_test_lang(t, "ar-MA, fr;q=0.5");
	assert_int_equal(glane_test_get(t, "/p/calls/words?n=2"), 200);
	assert_string_equal(glane_test_text(t, "lang"), "ar");
	assert_string_equal(glane_test_text(t, "boxes"), "2 cartons"); /* this plugin has none in Arabic */
	assert_string_equal(glane_test_text(t, "core"), "ما تبحثون عنه ليس هنا. تحققوا من الرمز أو العنوان.");
	assert_int_equal(glane_test_page(t, "/nowhere"), 404);
	assert_true(glane_test_contains(t, "<html lang=\"ar\" dir=\"rtl\">"));
	assert_true(glane_test_contains(t, "هذه الصفحة غير موجودة"));
	assert_int_equal(glane_test_get(t, "/ui/text/ar"), 200);
	assert_string_equal(glane_test_text(t, "calls.no"), "Non merci.");
	assert_true(glane_test_contains(t, "\"error.egone\":\"لم يعد هذا موجودًا.\""));
	assert_true(glane_test_contains(t, "\"page.roles\":\"Rôles\""));
	assert_int_equal(glane_test_get(t, "/ui/text/de"), 400);
	glane_test_lang(t, "de");
	assert_int_equal(glane_test_page(t, "/nowhere?l=en"), 404);
	assert_true(glane_test_contains(t, "<html lang=\"en\" dir=\"ltr\">"));
}

static void settings_metrics_and_the_clock(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/around"), 200);
	assert_string_equal(glane_test_text(t, "tone"), "grave");
	assert_string_equal(glane_test_text(t, "site"), "Ma ressourcerie");
	assert_string_equal(glane_test_text(t, "foreign"), "");
	assert_int_equal(glane_test_int(t, "now", 0), 1768035600000);
	assert_int_equal(glane_test_int(t, "day", 0), 20463);
	assert_int_equal(glane_test_int(t, "may", 0), 1);
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"calls.tone\",\"value\":\"aigu\"}"), 200);
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"calls.other\",\"value\":\"x\"}"), 404);
	glane_test_reopen(t);
	glane_test_public(t, 1);
	glane_test_advance(t, 86400000);
	assert_int_equal(glane_test_get(t, "/p/calls/around"), 200);
	assert_string_equal(glane_test_text(t, "tone"), "aigu");
	assert_int_equal(glane_test_int(t, "day", 0), 20464);
	assert_int_equal(glane_test_int(t, "may", -1), 0);
	glane_test_public(t, 0);
	assert_int_equal(glane_test_get(t, "/metrics"), 200);
	assert_true(glane_test_contains(t, "glane_calls_seen 2\n"));
	assert_true(glane_test_contains(t, "glane_calls_level 7\n"));
}

static void a_template_may_be_rendered_aside(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/calls/rendered"), 200);
	assert_string_equal(glane_test_text(t, "mail"), "Subject: a < b"); /* .txt: nothing is escaped */
	assert_int_equal(glane_test_get(t, "/p/calls/rendered?n=1"), 500);
}

static void events_wait_for_the_commit(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/calls/say", "{\"n\":1}"), 200);
	assert_int_equal(glane_test_events(t, "calls.said"), 1);
	assert_int_equal(glane_test_post(t, "/p/calls/say", "{\"n\":-1}"), 409);
	assert_int_equal(glane_test_events(t, "calls.said"), 1);
}

static void a_panel_cannot_hurt_its_page(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_page(t, "/p/calls/form"), 200);
	assert_string_equal(glane_test_type(t), "text/html; charset=utf-8");
	assert_true(glane_test_contains(t, "rows 0"));
	assert_true(glane_test_contains(t, "good &lt;panel&gt;"));
	const char *at = glane_test_body(t, NULL);
	int cards = 0;
	while ((at = strstr(at, "card error")) != NULL && ++cards)
		at++;
	assert_int_equal(cards, 3); /* hungry, slow, wordless */
	assert_int_equal(glane_test_get(t, "/p/calls/types"), 200);
}

static void permissions_are_asked_first(void **state)
{
	struct glane_test *t = *state;
	glane_test_public(t, 1);
	assert_int_equal(glane_test_get(t, "/p/calls/staff"), 401);
	assert_int_equal(glane_test_post(t, "/p/calls/add", "{\"n\":1,\"text\":\"one\"}"), 401);
	assert_int_equal(glane_test_page(t, "/p/calls/form"), 200);
	assert_null(strstr(strstr(glane_test_body(t, NULL), "<nav>"), "good"));
	glane_test_public(t, 0);
	assert_int_equal(glane_test_page(t, "/p/calls/form"), 200);
	assert_non_null(strstr(strstr(glane_test_body(t, NULL), "<nav>"), "good"));
	assert_int_equal(rows(t), 0);
}

static void a_screen_that_waits_shows_what_everybody_may_see(void **state)
{
	struct glane_test *t = *state;
	static const char *const good[] = { "19:00", "00:00", "23:59", "" }, *const bad[] = { "24:00", "19:60", "7:00", "19h00", "-1:00" };
	char json[100];
	for (int public = 0; public < 2; public++) {
		glane_test_public(t, public);
		assert_int_equal(glane_test_get(t, "/session"), 200);
		assert_int_equal(glane_test_count(t, "slides"), 2);
		assert_string_equal(glane_test_text(t, "slides.0.source"), "/p/calls/panel_good");
		assert_string_equal(glane_test_text(t, "slides.0.title"), "Non merci.");
		assert_string_equal(glane_test_text(t, "slides.0.kind"), "notice");
		assert_string_equal(glane_test_text(t, "slides.1.source"), "/p/calls/panel_rude");
	}
	glane_test_public(t, 0);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(json, sizeof(json), "{\"key\":\"site.closes\",\"value\":\"%s\"}", good[i]);
		assert_int_equal(glane_test_post(t, "/manage/settings", json), 200);
		assert_int_equal(glane_test_get(t, "/session"), 200);
		assert_string_equal(glane_test_text(t, "closes"), good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(json, sizeof(json), "{\"key\":\"site.closes\",\"value\":\"%s\"}", bad[i]);
		assert_int_equal(glane_test_post(t, "/manage/settings", json), 400);
	}
	assert_int_equal(glane_test_post(t, "/manage/settings", "{\"key\":\"site.notice\",\"value\":\"Atelier samedi\"}"), 200);
	assert_int_equal(glane_test_get(t, "/session"), 200);
	assert_string_equal(glane_test_text(t, "notice"), "Atelier samedi");
}

static void a_panel_needs_the_right_to_its_source(void **state)
{
	struct glane_test *t = *state;
	static const char *const roles[] = { "reader", "staff" };
	for (int i = 0; i < 2; i++) {
		glane_test_role(t, roles[i]);
		assert_int_equal(glane_test_get(t, "/ui/panels.json"), 200);
		assert_true(glane_test_contains(t, "/p/calls/panel_good"));
		assert_int_equal(glane_test_contains(t, "/p/calls/panel_staff"), i);
	}
}

static void somebody_is_called_once_in_a_while(void **state)
{
	struct glane_test *t = *state;
	glane_test_public(t, 1);
	assert_int_equal(glane_test_post(t, "/ui/call", "{}"), 401);
	glane_test_public(t, 0);
	glane_test_role(t, "volunteer");
	assert_int_equal(glane_test_post(t, "/ui/call", "{\"unheard_of\":1}"), 400); /* was none */
	assert_int_equal(glane_test_post(t, "/ui/call", "{}"), 200);
	assert_int_equal(glane_test_events(t, "core.called"), 1);
	assert_int_equal(glane_test_post(t, "/ui/call", "{\"answer\":true}"), 429);
	assert_true(glane_test_contains(t, "Vous venez d’appeler"));
	assert_int_equal(glane_test_events(t, "core.called"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_row_is_written_and_counted),
		TEST(what_is_refused_leaves_nothing),
		TEST(a_constraint_may_be_dealt_with),
		TEST(cursors_end_with_their_call),
		TEST(misuse_of_the_database_is_an_error),
		TEST(a_call_has_so_much_time),
		TEST(a_call_has_so_much_memory),
		TEST(each_status_has_its_answer),
		TEST(faults_of_fields_are_worded_each),
		TEST(the_tree_is_what_was_built),
		TEST(files_are_bytes_with_a_name),
		TEST(a_redirection_stays_in_the_house),
		TEST(raw_bodies_are_of_the_declared_types),
		TEST(a_page_is_kept_until_the_next_commit),
		TEST(a_repeat_is_answered_and_not_done),
		TEST(an_old_answer_is_forgotten_its_key_is_not),
		TEST(a_refusal_may_be_tried_again),
		TEST(a_form_comes_back_with_what_was_typed),
		TEST(words_are_of_the_language_and_the_number),
		TEST(a_language_may_be_partial),
		TEST(settings_metrics_and_the_clock),
		TEST(a_template_may_be_rendered_aside),
		TEST(events_wait_for_the_commit),
		TEST(a_panel_cannot_hurt_its_page),
		TEST(permissions_are_asked_first),
		TEST(a_screen_that_waits_shows_what_everybody_may_see),
		TEST(a_panel_needs_the_right_to_its_source),
		TEST(somebody_is_called_once_in_a_while),
	};
	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
