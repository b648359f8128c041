/* SPDX-License-Identifier: MPL-2.0 */
/* Records and what follows them: areas in subs.c. */
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
	*state = glane_test_open(AREAS "/subs.so", NULL);
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static int64_t notes(struct glane_test *t, const char *who)
{
	char sql[120];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM subs_note WHERE who = '%s'", who);
	return glane_test_sql(t, sql);
}

static int64_t records(struct glane_test *t)
{
	return glane_test_sql(t, "SELECT count(*) FROM core_v1_record WHERE kind LIKE 'subs.%'");
}

static int with_n(struct glane_test *t, const char *path, int64_t n)
{
	char body[64];
	snprintf(body, sizeof(body), "{\"n\":%lld}", (long long)n);
	return glane_test_post(t, path, body);
}

static void fail_at(struct glane_test *t, const char *who, int64_t n)
{
	char body[100];
	snprintf(body, sizeof(body), "{\"text\":\"%s\",\"n\":%lld}", who, (long long)n);
	assert_int_equal(glane_test_post(t, "/p/subs/fail", body), 200);
}

static void before_stands_and_falls_with_the_record(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(with_n(t, "/p/subs/do", 1), 200);
	assert_int_equal(notes(t, "before"), 1);
	assert_int_equal(with_n(t, "/p/subs/do", 13), 409);
	assert_string_equal(glane_test_text(t, "error.message"), "Ce nombre porte malheur.");
	assert_int_equal(records(t), 1);
	assert_int_equal(notes(t, "route"), 1);
	assert_string_equal(glane_test_verify(t), "");
}

static void cursors_of_a_subscription_end_with_it(void **state)
{
	struct glane_test *t = *state;
	fail_at(t, "before", -5); /* a row, at which its cursor stays */
	assert_int_equal(with_n(t, "/p/subs/twice", 1), 200); /* the second BEFORE runs the statement that the first left open */
	assert_int_equal(notes(t, "before"), 2);
}

static void before_does_not_append(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(with_n(t, "/p/subs/do", 14), 500);
	assert_int_equal(records(t), 0);
	fail_at(t, "before", 3);
	assert_int_equal(with_n(t, "/p/subs/do", 3), 500);
	assert_int_equal(records(t), 0);
	assert_int_equal(with_n(t, "/p/subs/do", 4), 200);
}

static void an_append_that_failed_fails_its_call(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(with_n(t, "/p/subs/ignoring", 13), 409);
	assert_int_equal(notes(t, "route"), 0);
	assert_int_equal(with_n(t, "/p/subs/unknown", 1), 500);
	assert_int_equal(with_n(t, "/p/subs/misshapen", 1), 400);
	assert_int_equal(records(t), 0);
	assert_int_equal(with_n(t, "/p/subs/ignoring", 1), 200);
	assert_int_equal(notes(t, "route"), 1);
}

static void after_sees_each_record_once(void **state)
{
	struct glane_test *t = *state;
	for (int i = 1; i <= 10; i++)
		assert_int_equal(with_n(t, "/p/subs/do", i), 200);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 10);
	assert_int_equal(notes(t, "all"), 10);
	assert_int_equal(notes(t, "pool"), 10);
	glane_test_settle(t);
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 10);
	assert_int_equal(notes(t, "all"), 10);
	assert_int_equal(notes(t, "pool"), 10);
	/* in order */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM subs_note a JOIN subs_note b ON b.who = a.who AND b.id > a.id AND b.record < a.record"
	                                   " WHERE a.who = 'after'"), 0);
}

static void what_happened_before_a_restart_is_seen_after_it(void **state)
{
	struct glane_test *t = *state;
	glane_test_settle(t);
	assert_int_equal(with_n(t, "/p/subs/do", 1), 200);
	int64_t seen = notes(t, "after");
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_true(seen <= 1);
	assert_int_equal(notes(t, "after"), 1);
}

static void one_that_fails_stops_itself_alone(void **state)
{
	struct glane_test *t = *state;
	fail_at(t, "after", 2);
	for (int i = 1; i <= 3; i++)
		assert_int_equal(with_n(t, "/p/subs/do", i), 200);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 1); /* what it wrote at record 2 is gone, record 3 waits */
	assert_int_equal(notes(t, "all"), 3);
	assert_true(glane_test_sql(t, "SELECT max(failures) FROM core_cursor WHERE plugin = 'subs'") >= 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_cursor WHERE plugin = 'subs' AND error LIKE 'stuck at 2%'"), 1);
	fail_at(t, "after", -1);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 1); /* not before its pause is over */
	glane_test_advance(t, 11 * 60000);
	glane_test_reopen(t); /* or a new start */
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 3);
	assert_int_equal(glane_test_sql(t, "SELECT sum(failures) FROM core_cursor WHERE plugin = 'subs'"), 0);
}

/* Records are delivered several in one transaction; one that fails takes none of the others with it. */
static void those_before_the_one_that_fails_are_seen_once(void **state)
{
	struct glane_test *t = *state;
	fail_at(t, "after", 7);
	for (int i = 1; i <= 10; i++)
		assert_int_equal(with_n(t, "/p/subs/do", i), 200);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 6);
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT what) FROM subs_note WHERE who = 'after' AND what < 7"), 6);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_cursor WHERE plugin = 'subs' AND error LIKE 'stuck at 7%'"), 1);
	fail_at(t, "after", -1);
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 10);
}

static void undo_tells_the_owner(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(with_n(t, "/p/subs/do", 5), 200);
	int64_t record = glane_test_int(t, "record", 0);
	assert_int_equal(with_n(t, "/p/subs/undo", record), 200);
	assert_int_equal(notes(t, "before reversed"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT what FROM subs_note WHERE who = 'before reversed'"), 5); /* the undone body */
	glane_test_settle(t);
	assert_int_equal(notes(t, "after"), 1);
	assert_int_equal(notes(t, "after reversed"), 1);
	assert_int_equal(with_n(t, "/p/subs/undo", record), 409);
	assert_int_equal(with_n(t, "/p/subs/undo", 999999), 404);
	assert_string_equal(glane_test_verify(t), "");
}

static int enqueue(struct glane_test *t, int job, int64_t n, const char *key, int64_t at)
{
	char body[160];
	snprintf(body, sizeof(body), "{\"job\":%d,\"n\":%lld,\"text\":\"%s\",\"at\":%lld}", job, (long long)n, key, (long long)at);
	return glane_test_post(t, "/p/subs/enqueue", body);
}

static void jobs_run_once_and_when_due(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(enqueue(t, 0, 1, "same", 1768035600000 + 60000), 200);
	assert_int_equal(enqueue(t, 0, 2, "same", 0), 200); /* is there already */
	assert_int_equal(enqueue(t, 0, 3, "other", 0), 200);
	assert_int_equal(enqueue(t, 4, 4, "", 0), 200);
	assert_int_equal(enqueue(t, 9, 1, "", 0), 500);
	assert_int_equal(enqueue(t, 0, 1, "@", 0), 500);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT sum(what) FROM subs_note WHERE who = 'job'"), 3);
	assert_int_equal(notes(t, "pool job"), 1);
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_int_equal(notes(t, "job"), 1);
	glane_test_advance(t, 60001);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT sum(what) FROM subs_note WHERE who = 'job'"), 4);
	assert_int_equal(notes(t, "job"), 2);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_job WHERE plugin = 'subs' AND unique_key IS NOT '@'"), 0);
}

static void periodic_jobs_come_again(void **state)
{
	struct glane_test *t = *state;
	glane_test_settle(t);
	assert_int_equal(notes(t, "hourly"), 0);
	for (int hour = 1; hour <= 24; hour++) {
		glane_test_advance(t, 3600001);
		glane_test_settle(t);
		assert_int_equal(notes(t, "hourly"), hour);
	}
	assert_int_equal(notes(t, "daily"), 1); /* 03:00 in Paris was among them */
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_int_equal(notes(t, "hourly"), 24);
}

static void a_job_that_fails_is_tried_again_so_often(void **state)
{
	struct glane_test *t = *state;
	fail_at(t, "job", 1);
	assert_int_equal(enqueue(t, 3, 1, "key", 0), 200);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT attempts FROM core_job WHERE name = 'fails'"), 1);
	assert_int_equal(notes(t, "fails"), 0); /* its effects are gone with it */
	for (int i = 0; i < 5; i++) {
		glane_test_advance(t, 600000);
		glane_test_settle(t);
	}
	assert_int_equal(glane_test_sql(t, "SELECT attempts FROM core_job WHERE name = 'fails' AND failed = 1 AND error = 'no paper'"), 3);
	fail_at(t, "job", -1);
	glane_test_advance(t, 600000);
	glane_test_settle(t);
	assert_int_equal(notes(t, "fails"), 0); /* given up */
	assert_int_equal(enqueue(t, 3, 1, "key", 0), 200);
	glane_test_settle(t);
	assert_int_equal(notes(t, "fails"), 1); /* and begun anew */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_job WHERE name = 'fails'"), 0);
}

static void jobs_of_who_is_not_here_wait_alone(void **state)
{
	struct glane_test *t = *state;
	glane_test_exec(t, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200)"
	                   " INSERT INTO core_job (plugin, name, not_before_ms) SELECT 'absent', 'job', n FROM c");
	assert_int_equal(enqueue(t, 0, 1, "", 0), 200);
	glane_test_settle(t);
	assert_int_equal(notes(t, "job"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_job WHERE plugin = 'absent'"), 200);
}

static void background_calls_write_within(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(with_n(t, "/p/subs/background", 1), 200);
	assert_int_equal(records(t), 1);
	assert_int_equal(with_n(t, "/p/subs/background", 99), 410); /* with the inner call's words */
	assert_string_equal(glane_test_text(t, "error.message"), "Ce nombre porte malheur.");
	assert_int_equal(with_n(t, "/p/subs/background", 13), 409);
	assert_int_equal(with_n(t, "/p/subs/background", 100), 500);
	assert_int_equal(with_n(t, "/p/subs/background", 101), 500);
	assert_int_equal(with_n(t, "/p/subs/background", 102), 500);
	assert_int_equal(with_n(t, "/p/subs/within", 1), 500);
	assert_int_equal(records(t), 1);
}

static void a_repeated_background_call_is_answered_again(void **state)
{
	struct glane_test *t = *state;
	static const char key[] = "01890a5d-ac96-774b-bcce-b302099a8057";
	assert_int_equal(glane_test_post_key(t, "/p/subs/background", "{\"n\":1}", key), 200);
	assert_int_equal(glane_test_post_key(t, "/p/subs/background", "{\"n\":1}", key), 200);
	assert_int_equal(records(t), 1);
	assert_int_equal(glane_test_post_key(t, "/p/subs/background", "{\"n\":2}", key), 422);
}

static void not_to_know_a_code_is_an_answer(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/subs/find?text=bouilloire"), 200);
	assert_int_equal(glane_test_int(t, "status", 0), -1);
	assert_int_equal(glane_test_get(t, "/p/subs/find?text=bouilloire&n=1"), 400); /* returned, with core's words */
	assert_string_equal(glane_test_text(t, "error.message"), "Code mal lu : vérifiez les 13 signes de l’étiquette.");
	assert_int_equal(glane_test_get(t, "/p/subs/find?text=bouilloire&n=2"), 409); /* or with the plugin's own */
	assert_string_equal(glane_test_text(t, "error.message"), "Pas un code.");
}

static void label_fields_are_those_of_the_subject(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/subs/label?text=subs:1"), 200);
	assert_string_equal(glane_test_text(t, "label.good"), "good");
	assert_int_equal(glane_test_count(t, "label"), 1); /* the one that fails is left out */
	assert_int_equal(glane_test_get(t, "/p/subs/label?text=item:1"), 200);
	assert_int_equal(glane_test_count(t, "label"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(before_stands_and_falls_with_the_record),
		TEST(cursors_of_a_subscription_end_with_it),
		TEST(before_does_not_append),
		TEST(an_append_that_failed_fails_its_call),
		TEST(after_sees_each_record_once),
		TEST(what_happened_before_a_restart_is_seen_after_it),
		TEST(one_that_fails_stops_itself_alone), TEST(those_before_the_one_that_fails_are_seen_once),
		TEST(undo_tells_the_owner),
		TEST(jobs_run_once_and_when_due),
		TEST(periodic_jobs_come_again),
		TEST(a_job_that_fails_is_tried_again_so_often),
		TEST(jobs_of_who_is_not_here_wait_alone),
		TEST(background_calls_write_within),
		TEST(a_repeated_background_call_is_answered_again),
		TEST(not_to_know_a_code_is_an_answer),
		TEST(label_fields_are_those_of_the_subject),
	};
	return cmocka_run_group_tests_name("subs", tests, NULL, NULL);
}
