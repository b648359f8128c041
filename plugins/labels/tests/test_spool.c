/* SPDX-License-Identifier: MPL-2.0 */
/* The spool: labels that records and people want, in their order, and what becomes of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "glane/test.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static int begin(void **state)
{
	*state = glane_test_open(PLUGINS "/labels.so", PLUGINS "/labels/tests/items.so", NULL);
	return 0;
}

static int end(void **state)
{
	assert_string_equal(glane_test_verify(*state), "");
	glane_test_close(*state);
	return 0;
}

struct made {
	char code[16];
	int64_t record;
};

static struct made make(struct glane_test *t, int label)
{
	struct made m;
	assert_int_equal(glane_test_post(t, "/p/items/item", label ? "{\"label\":true}" : "{}"), 201);
	snprintf(m.code, sizeof(m.code), "%s", glane_test_text(t, "code"));
	m.record = glane_test_int(t, "record", 0);
	return m;
}

static void undo(struct glane_test *t, const struct made *m)
{
	char body[64];
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)m->record);
	assert_int_equal(glane_test_post(t, "/p/items/undo", body), 200);
}

static int print(struct glane_test *t, const char *code)
{
	char body[100];
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
	return glane_test_post(t, "/p/labels/print", body);
}

static int64_t rows(struct glane_test *t, const char *state)
{
	char sql[100];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM labels_spool WHERE state = '%s'", state);
	return glane_test_sql(t, sql);
}

static int64_t printed_records(struct glane_test *t)
{
	return glane_test_sql(t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'");
}

/* Width in dots of the picture of a code; 0: there is none. */
static uint32_t picture(struct glane_test *t, const char *code, int copy)
{
	char path[400];
	unsigned char head[24];
	snprintf(path, sizeof(path), "%s/labels/%s-%d.png", glane_test_dir(t), code, copy);
	FILE *f = fopen(path, "rb");
	if (!f)
		return 0;
	assert_int_equal(fread(head, 1, sizeof(head), f), sizeof(head));
	fclose(f);
	return (uint32_t)head[18] << 8 | head[19];
}

/* The bench does at once what runs when nobody asks; a row that is put there waits until the printer's job runs for another. */
static int64_t put(struct glane_test *t, const char *code, const char *state)
{
	char sql[300];
	snprintf(sql, sizeof(sql), "INSERT INTO labels_spool(code, media, copy, state, person, at_ms)"
	                           " VALUES('%s', '', 1, '%s', 0, 1768035600000)", code, state);
	glane_test_exec(t, sql);
	return glane_test_sql(t, "SELECT max(id) FROM labels_spool");
}

/* --- what a record wants ------------------------------------------------------------------------ */
static void a_record_that_wants_a_label_gets_one(void **state)
{
	struct glane_test *t = *state;
	struct made without = make(t, 0), with = make(t, 1);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), 1);
	assert_int_equal(picture(t, with.code, 1), 732); /* 62 mm at 300 dpi */
	assert_int_equal(picture(t, without.code, 1), 0);
	assert_int_equal(printed_records(t), 1);
	assert_int_equal(glane_test_events(t, "labels.job"), 4); /* queued, claimed, sending, confirmed */
	assert_int_equal(glane_test_get(t, "/p/labels/jobs"), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 1);
	assert_string_equal(glane_test_text(t, "jobs.0.code"), with.code);
	assert_string_equal(glane_test_text(t, "jobs.0.state"), "confirmed");
	assert_string_equal(glane_test_text(t, "jobs.0.words"), "imprimée");
	assert_int_equal(glane_test_int(t, "jobs.0.copy", 0), 1);
	glane_test_reopen(t);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), 1); /* once is once */
}

static void many_come_in_the_order_of_the_records(void **state)
{
	struct glane_test *t = *state;
	enum { MANY = 60 }; /* more than a run of the printer takes */
	for (int i = 0; i < MANY; i++)
		make(t, 1);
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), MANY);
	assert_int_equal(printed_records(t), MANY);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool a, labels_spool b WHERE b.id = a.id + 1 AND"
	                                   " (SELECT created_seq FROM core_v1_item WHERE code = a.code) >"
	                                   " (SELECT created_seq FROM core_v1_item WHERE code = b.code)"), 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM (SELECT json_extract(line, '$.body.job') AS job, lag(json_extract(line, '$.body.job'))"
	                                   " OVER (ORDER BY seq) AS before FROM core_v1_record WHERE kind = 'labels.printed') WHERE before > job"), 0);
}

static void what_is_undone_first_is_not_printed(void **state)
{
	struct glane_test *t = *state;
	struct made kept = make(t, 0), gone = make(t, 0), void_one = make(t, 0);
	put(t, kept.code, "queued");
	put(t, gone.code, "queued");
	undo(t, &gone);
	glane_test_settle(t);
	assert_int_equal(rows(t, "cancelled"), 1);
	undo(t, &void_one); /* and the printer looks once more before it draws */
	put(t, void_one.code, "queued");
	make(t, 1);
	glane_test_settle(t);
	assert_int_equal(rows(t, "cancelled"), 2);
	assert_int_equal(rows(t, "confirmed"), 2);
	assert_int_equal(picture(t, gone.code, 1), 0);
	assert_int_equal(picture(t, void_one.code, 1), 0);
	assert_int_equal(picture(t, kept.code, 1), 732);
	undo(t, &kept); /* it has come out: that stays so */
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), 2);
}

static void what_nobody_waits_for_any_more_is_not_printed(void **state)
{
	struct glane_test *t = *state;
	make(t, 1);
	for (int days = 0; days <= 2; days += 2) { /* the journal is read from its begin, as by a plugin that is new */
		glane_test_exec(t, "DELETE FROM labels_event; DELETE FROM labels_payload; DELETE FROM labels_spool");
		glane_test_exec(t, "DELETE FROM core_cursor WHERE plugin = 'labels'");
		glane_test_advance(t, days * (int64_t)DAY_MS);
		glane_test_reopen(t);
		glane_test_settle(t);
		assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), days ? 0 : 1);
	}
}

static void the_roll_is_a_setting(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"labels.media\",\"value\":\"50x30\"}"), 200);
	struct made m = make(t, 1);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 1), 591);
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"labels.media\",\"value\":\"nonsense\"}"), 200);
	m = make(t, 1);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 1), 732);
}

/* --- what a person wants ------------------------------------------------------------------------- */
static void another_copy_says_so_and_is_on_record(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 1);
	glane_test_settle(t);
	assert_int_equal(print(t, m.code), 201);
	assert_string_equal(glane_test_text(t, "state"), "queued");
	assert_int_equal(glane_test_int(t, "copy", 0), 2);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 2), 732);
	assert_int_equal(picture(t, m.code, 3), 0);
	assert_int_equal(printed_records(t), 2);
	assert_true(glane_test_sql(t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.wanted'") >= 1);
	assert_int_equal(print(t, m.code), 201);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 3), 732);
	assert_int_equal(glane_test_get(t, "/p/labels/jobs"), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 1); /* the newest of each code */
	assert_int_equal(glane_test_int(t, "jobs.0.copy", 0), 3);
}

static void the_same_request_prints_once(void **state)
{
	struct glane_test *t = *state;
	static const char key[] = "0190163d-8694-739b-aea5-966c26f8ad91";
	struct made m = make(t, 0);
	char body[64];
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", m.code);
	assert_int_equal(glane_test_post_key(t, "/p/labels/print", body, key), 201);
	glane_test_settle(t);
	assert_int_equal(glane_test_post_key(t, "/p/labels/print", body, key), 201);
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), 1);
}

static void a_second_touch_while_it_waits_is_the_same_wish(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0);
	int64_t job = put(t, m.code, "queued");
	assert_int_equal(print(t, m.code), 201);
	assert_int_equal(glane_test_int(t, "job", 0), job);
	assert_string_equal(glane_test_text(t, "state"), "queued");
	make(t, 1);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), 2);
}

static void how_many_are_ahead_is_told(void **state)
{
	struct glane_test *t = *state;
	struct made m[3];
	for (int i = 0; i < 3; i++)
		m[i] = make(t, 0);
	put(t, m[0].code, "queued");
	put(t, m[1].code, "queued");
	assert_int_equal(print(t, m[2].code), 201);
	assert_int_equal(glane_test_int(t, "ahead", -1), 2);
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), 3);
}

static void a_refused_print_leaves_nothing(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0), gone = make(t, 0);
	char body[80];
	undo(t, &gone);
	assert_int_equal(print(t, gone.code), 410);
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"media\":\"15x15\"}", m.code);
	assert_int_equal(glane_test_post(t, "/p/labels/print", body), 400);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), 0);
}

static void jobs_are_of_today_or_open(void **state)
{
	struct glane_test *t = *state;
	make(t, 1);
	glane_test_settle(t);
	put(t, "0000000000012", "sending");
	glane_test_advance(t, DAY_MS);
	glane_test_reopen(t);
	assert_int_equal(glane_test_get(t, "/p/labels/jobs"), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 1);
	assert_string_equal(glane_test_text(t, "jobs.0.state"), "unknown");
}

/* --- what goes wrong ------------------------------------------------------------------------------- */
static void no_room(struct glane_test *t, int none)
{
	char command[700];
	const char *dir = glane_test_dir(t);
	/* A full disk for this one folder, without rights that a test may lack: /dev/full in the place of the next picture. */
	snprintf(command, sizeof(command), none ? "rm -rf %s/labels && mkdir %s/labels && for c in $CODES; do ln -s /dev/full %s/labels/$c.png.part; done" : "rm -rf %s/labels",
	         dir, dir, dir);
	assert_int_equal(system(command), 0);
}

static void a_full_disk_is_told_and_tried_again(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0);
	char files[60];
	snprintf(files, sizeof(files), "%s-1", m.code);
	assert_int_equal(setenv("CODES", files, 1), 0);
	no_room(t, 1);
	assert_int_equal(print(t, m.code), 201); /* the wish is kept; the printing comes later */
	glane_test_settle(t);
	assert_int_equal(rows(t, "queued"), 1);
	assert_int_equal(printed_records(t), 0);
	assert_int_equal(glane_test_get(t, "/p/labels/jobs"), 200);
	assert_string_equal(glane_test_text(t, "jobs.0.fault"), "full");
	assert_non_null(strstr(glane_test_text(t, "jobs.0.words"), "Plus de place"));
	int64_t job = glane_test_int(t, "jobs.0.job", 0);
	assert_int_equal(glane_test_page(t, "/p/labels/"), 200);
	assert_true(glane_test_contains(t, "Réessayer"));
	no_room(t, 0);
	assert_int_equal(print(t, m.code), 201);
	assert_int_equal(glane_test_int(t, "job", 0), job); /* it never came out: the same copy */
	assert_int_equal(glane_test_int(t, "copy", 0), 1);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 1), 732);
	assert_int_equal(printed_records(t), 1);
}

static void one_that_fails_does_not_stop_the_others(void **state)
{
	struct glane_test *t = *state;
	struct made m[3];
	char files[60];
	for (int i = 0; i < 3; i++)
		m[i] = make(t, 0);
	snprintf(files, sizeof(files), "%s-1", m[1].code);
	assert_int_equal(setenv("CODES", files, 1), 0);
	no_room(t, 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(print(t, m[i].code), 201);
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), 2);
	assert_int_equal(rows(t, "queued"), 1);
	undo(t, &m[1]); /* nobody needs it any more */
	glane_test_settle(t);
	assert_int_equal(rows(t, "queued"), 0);
	no_room(t, 0);
}

static void a_folder_that_cannot_be_made(void **state)
{
	struct glane_test *t = *state;
	char path[300];
	snprintf(path, sizeof(path), "%s/labels", glane_test_dir(t));
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fclose(f);
	make(t, 1);
	glane_test_settle(t);
	assert_int_equal(rows(t, "queued"), 1);
	assert_int_equal(glane_test_get(t, "/p/labels/jobs"), 200);
	assert_string_equal(glane_test_text(t, "jobs.0.fault"), "denied");
	assert_int_equal(unlink(path), 0);
	glane_test_advance(t, 61000); /* without anybody */
	glane_test_settle(t);
	assert_int_equal(rows(t, "confirmed"), 1);
}

static int64_t interrupted(struct glane_test *t, const struct made *m)
{
	int64_t job = put(t, m->code, "sending");
	glane_test_reopen(t);
	assert_int_equal(rows(t, "unknown"), 1);
	assert_int_equal(glane_test_page(t, "/p/labels/"), 200);
	assert_true(glane_test_contains(t, "Elle est sortie"));
	return job;
}

static void answer(struct glane_test *t, int64_t job, const char *out, int status)
{
	char body[60];
	snprintf(body, sizeof(body), "{\"job\":%lld,\"out\":%s}", (long long)job, out);
	assert_int_equal(glane_test_post(t, "/p/labels/answer", body), status);
}

static void after_a_restart_a_person_says_that_it_came_out(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0);
	int64_t job = interrupted(t, &m);
	glane_test_settle(t);
	assert_int_equal(rows(t, "unknown"), 1); /* nobody guesses */
	answer(t, job, "true", 200);
	assert_string_equal(glane_test_text(t, "state"), "confirmed");
	assert_int_equal(printed_records(t), 1);
	answer(t, job, "true", 409);
	answer(t, job + 1, "true", 409);
	assert_int_equal(printed_records(t), 1);
}

static void or_that_it_did_not(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0);
	int64_t job = interrupted(t, &m);
	answer(t, job, "false", 200);
	assert_string_equal(glane_test_text(t, "state"), "queued");
	assert_int_equal(glane_test_int(t, "copy", 0), 2); /* a spoilt first one may lie about */
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 2), 732);
	assert_int_equal(rows(t, "confirmed"), 1);
	assert_int_equal(printed_records(t), 1);
}

static void another_may_be_printed_while_it_is_unknown(void **state)
{
	struct glane_test *t = *state;
	struct made m = make(t, 0);
	int64_t job = interrupted(t, &m);
	assert_int_equal(print(t, m.code), 201);
	assert_int_equal(glane_test_int(t, "copy", 0), 2);
	glane_test_settle(t);
	answer(t, job, "false", 200);
	assert_int_equal(glane_test_int(t, "copy", 0), 3);
	glane_test_settle(t);
	assert_int_equal(picture(t, m.code, 3), 732);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_record_that_wants_a_label_gets_one),
		TEST(many_come_in_the_order_of_the_records),
		TEST(what_is_undone_first_is_not_printed),
		TEST(what_nobody_waits_for_any_more_is_not_printed),
		TEST(the_roll_is_a_setting),
		TEST(another_copy_says_so_and_is_on_record),
		TEST(the_same_request_prints_once),
		TEST(a_second_touch_while_it_waits_is_the_same_wish),
		TEST(how_many_are_ahead_is_told),
		TEST(a_refused_print_leaves_nothing),
		TEST(jobs_are_of_today_or_open),
		TEST(a_full_disk_is_told_and_tried_again),
		TEST(one_that_fails_does_not_stop_the_others),
		TEST(a_folder_that_cannot_be_made),
		TEST(after_a_restart_a_person_says_that_it_came_out),
		TEST(or_that_it_did_not),
		TEST(another_may_be_printed_while_it_is_unknown),
	};
	return cmocka_run_group_tests_name("labels/spool", tests, NULL, NULL);
}
