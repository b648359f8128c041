/* SPDX-License-Identifier: MPL-2.0 */
/* What people do with labels that wait: copies, a key that sticks, cancelling, looking; and which printer a label waits for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

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

static const char *make(struct glane_test *t, char code[16])
{
	assert_int_equal(glane_test_post(t, "/p/items/item", "{}"), 201);
	snprintf(code, 16, "%s", glane_test_text(t, "code"));
	return code;
}

static int print(struct glane_test *t, const char *code, const char *more)
{
	char body[120];
	snprintf(body, sizeof(body), "{\"code\":\"%s\"%s}", code, more);
	return glane_test_post(t, "/p/labels/print", body);
}

static int64_t rows(struct glane_test *t, const char *where)
{
	char sql[160];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM labels_spool WHERE %s", where);
	return glane_test_sql(t, sql);
}

/* A real one, which no thread serves here: what goes to it waits. */
static void printer(struct glane_test *t, int id, const char *media, int rank)
{
	char sql[300];
	snprintf(sql, sizeof(sql), "INSERT INTO labels_printer (id, slot, name, port, language, model, dpi, media, rank, added_ms)"
	                           " VALUES (%d, %d, 'p%d', 'tcp:127.0.0.1:%d', 'zpl', 'ZPL-4', 203, '%s', %d, 0)", id, id, id, 1000 + id, media, rank);
	glane_test_exec(t, sql);
}

static int64_t waiting_for(struct glane_test *t, const char *name)
{
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	for (int i = 0; i < glane_test_count(t, "printers"); i++) {
		char path[40];
		snprintf(path, sizeof(path), "printers.%d.name", i);
		if (strcmp(glane_test_text(t, path), name))
			continue;
		snprintf(path, sizeof(path), "printers.%d.waiting", i);
		return glane_test_int(t, path, -1);
	}
	return -1;
}

static void several_of_one_wish_are_numbered(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	assert_int_equal(print(t, make(t, code), ",\"copies\":21"), 400);
	assert_int_equal(print(t, code, ",\"copies\":20"), 201);
	assert_int_equal(glane_test_int(t, "copy", 0), 1);
	glane_test_settle(t);
	assert_int_equal(rows(t, "state = 'confirmed'"), 20);
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT copy) FROM labels_spool"), 20);
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT sha256) FROM labels_payload"), 20); /* the number is on it */
	assert_int_equal(print(t, code, ""), 201); /* twenty were one wish */
}

static void a_key_that_sticks_does_not_empty_the_roll(void **state)
{
	struct glane_test *t = *state;
	char code[16], other[16];
	make(t, code);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(print(t, code, ""), 201);
		glane_test_settle(t);
	}
	assert_int_equal(print(t, code, ""), 429);
	assert_true(glane_test_contains(t, "coincée"));
	assert_int_equal(print(t, make(t, other), ""), 201);
	glane_test_advance(t, MINUTE_MS + 1000);
	assert_int_equal(print(t, code, ""), 201);
	glane_test_settle(t);
	assert_int_equal(rows(t, "state = 'confirmed'"), 7);
}

static void what_waits_is_cancelled_and_what_came_out_is_not(void **state)
{
	struct glane_test *t = *state;
	char code[16], body[60];
	printer(t, 2, "50x30", 1);
	assert_int_equal(print(t, make(t, code), ""), 201);
	snprintf(body, sizeof(body), "{\"job\":%lld}", (long long)glane_test_int(t, "job", 0));
	assert_int_equal(glane_test_post(t, "/p/labels/cancel", body), 200);
	assert_string_equal(glane_test_text(t, "state"), "cancelled");
	assert_int_equal(glane_test_post(t, "/p/labels/cancel", body), 409);
	assert_int_equal(glane_test_post(t, "/p/labels/cancel", "{\"job\":999}"), 404);
	assert_int_equal(glane_test_get(t, "/p/labels/queue"), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 0);
	assert_int_equal(print(t, code, ""), 201);
	assert_int_equal(glane_test_int(t, "copy", 0), 1); /* the first one never was */
	assert_int_equal(glane_test_command(t, "printer queue", "{}"), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 1);
	snprintf(body, sizeof(body), "{\"cancel\":%lld}", (long long)glane_test_int(t, "jobs.0.job", 0));
	assert_int_equal(glane_test_command(t, "printer queue", body), 200);
	assert_int_equal(glane_test_count(t, "jobs"), 0);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown' WHERE id = 1");
	assert_int_equal(glane_test_post(t, "/p/labels/cancel", "{\"job\":1}"), 409);
	assert_true(glane_test_contains(t, "dites d’abord"));
}

static void a_label_waits_for_the_printer_that_it_goes_to(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	printer(t, 2, "50x30", 2);
	printer(t, 3, "62x29", 3);
	assert_int_equal(print(t, make(t, code), ""), 201);
	assert_int_equal(waiting_for(t, "p2"), 1); /* the lowest rank; the folder stands in for nothing */
	assert_int_equal(print(t, make(t, code), ",\"media\":\"62x29\""), 201);
	assert_int_equal(waiting_for(t, "p3"), 1);
	assert_int_equal(print(t, make(t, code), ",\"printer\":3"), 201);
	assert_int_equal(waiting_for(t, "p3"), 2);
	assert_int_equal(print(t, make(t, code), ",\"media\":\"40x30\""), 400);
	assert_true(glane_test_contains(t, "n’a ce rouleau"));
	assert_int_equal(print(t, make(t, code), ",\"printer\":3,\"media\":\"50x30\""), 400);
	glane_test_settle(t);
	assert_int_equal(rows(t, "state = 'queued'"), 3);
	assert_int_equal(glane_test_post(t, "/p/labels/pause", "{\"printer\":2,\"paused\":true}"), 200);
	assert_int_equal(waiting_for(t, "p2"), 0); /* the next one with this roll stands in */
	assert_int_equal(waiting_for(t, "p3"), 3);
	assert_int_equal(glane_test_command(t, "printer pause", "{\"printer\":\"3\"}"), 200);
	assert_int_equal(waiting_for(t, "p2"), 1); /* all rest: it waits for the best one */
	assert_int_equal(glane_test_command(t, "printer resume", "{\"printer\":\"2\"}"), 200);
	assert_int_equal(waiting_for(t, "p2"), 1);
	assert_int_equal(glane_test_post(t, "/p/labels/pause", "{\"printer\":9,\"paused\":true}"), 404);
	assert_true(glane_test_events(t, "labels.printer") >= 3);
}

static void to_a_folder_when_it_is_asked_for(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	printer(t, 2, "50x30", 1);
	assert_int_equal(print(t, make(t, code), ",\"printer\":1,\"media\":\"40x30\""), 201); /* a folder has any roll */
	glane_test_settle(t);
	assert_int_equal(rows(t, "state = 'confirmed' AND roll = '40x30'"), 1);
}

static void without_a_printer_it_is_said(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	glane_test_exec(t, "UPDATE labels_printer SET slot = NULL");
	assert_int_equal(print(t, make(t, code), ""), 409);
	assert_true(glane_test_contains(t, "pas encore d’imprimante"));
}

static void how_it_looks_and_for_how_long(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	size_t n;
	assert_int_equal(print(t, make(t, code), ""), 201);
	assert_int_equal(glane_test_get(t, "/p/labels/job/9/picture.png"), 404);
	glane_test_settle(t);
	assert_int_equal(glane_test_get(t, "/p/labels/job/1/picture.png"), 200);
	assert_string_equal(glane_test_type(t), "image/png");
	assert_memory_equal(glane_test_body(t, &n), "\x89PNG", 4);
	assert_int_equal(print(t, code, ""), 201);
	glane_test_settle(t);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown' WHERE id = 2");
	glane_test_advance(t, 8 * (int64_t)DAY_MS);
	glane_test_settle(t);
	assert_int_equal(glane_test_get(t, "/p/labels/job/1/picture.png"), 404);
	assert_int_equal(glane_test_get(t, "/p/labels/job/2/picture.png"), 200); /* somebody still has to look at this one */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_payload WHERE bytes IS NULL AND length(sha256) = 64"), 1);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'confirmed' WHERE id = 2");
}

static void each_step_is_kept(void **state)
{
	struct glane_test *t = *state;
	char code[16];
	assert_int_equal(print(t, make(t, code), ""), 201);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT group_concat(what, ' ') = 'queued claimed sending confirmed' FROM labels_event"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT min(printer = 1) FROM labels_event WHERE what <> 'queued'"), 1);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(several_of_one_wish_are_numbered),
		TEST(a_key_that_sticks_does_not_empty_the_roll),
		TEST(what_waits_is_cancelled_and_what_came_out_is_not),
		TEST(a_label_waits_for_the_printer_that_it_goes_to),
		TEST(to_a_folder_when_it_is_asked_for),
		TEST(without_a_printer_it_is_said),
		TEST(how_it_looks_and_for_how_long),
		TEST(each_step_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
