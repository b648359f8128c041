/* SPDX-License-Identifier: MPL-2.0 */
/* What shoppers report: who may write what, how much, and what the team sees of it. */
#include "items/tests/bench.h"

#define YEAR_MS (INT64_C(365) * 24 * 3600 * 1000)

/* The page of an item's report; its key. */
static const char *form_key(struct bench *b, const char *code)
{
	static char key[64];
	assert_int_equal(page(b, "/p/items/report/%s", code), 200);
	const char *at = strstr(glane_test_body(b->t, NULL), "name=\"_request\" value=\"");
	assert_non_null(at);
	snprintf(key, sizeof(key), "%.36s", at + strlen("name=\"_request\" value=\""));
	return key;
}

static int report(struct bench *b, const char *code, const char *text)
{
	char body[1000], path[60];
	snprintf(path, sizeof(path), "/p/items/report/%s", code);
	snprintf(body, sizeof(body), "text=%s&_request=%s", text, form_key(b, code));
	int status = glane_test_form(b->t, path, body);
	glane_test_advance(b->t, 3600 * 1000); /* few per address and hour */
	return status;
}

static void a_shopper_reports_and_the_team_deals_with_it(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb'");
	char path[80];
	glane_test_public(b->t, 1);
	assert_int_equal(page(b, "/O/%s", m.code), 200);
	snprintf(path, sizeof(path), "/p/items/report/%s", m.code);
	assert_true(glane_test_contains(b->t, path));
	assert_int_equal(report(b, m.code, "Le+couvercle+%3Cb%3Ene+ferme%3C%2Fb%3E+plus."), 303);
	snprintf(path, sizeof(path), "%s", glane_test_field(b->t, "Location"));
	assert_int_equal(page(b, "%s", path), 200);
	assert_true(glane_test_contains(b->t, "Merci"));
	assert_int_equal(glane_test_events(b->t, "items.reported"), 1);
	assert_int_equal(get(b, "/p/items/reports"), 401);
	assert_int_equal(post(b, "/p/items/reports/1", "{'done':true}"), 401);
	glane_test_public(b->t, 0);
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, "reports"), 1);
	assert_string_equal(glane_test_text(b->t, "reports.0.text"), "Le couvercle <b>ne ferme</b> plus.");
	assert_int_equal(page(b, "/p/items/reports"), 200);
	assert_true(glane_test_contains(b->t, "Le couvercle &lt;b&gt;ne ferme&lt;/b&gt; plus."));
	assert_int_equal(glane_test_form(b->t, "/p/items/reports/1", "done=1"), 303);
	assert_int_equal(get(b, "/p/items/reports"), 200);
	assert_int_equal(glane_test_int(b->t, "reports.0.done", 0), 1);
	assert_int_equal(post(b, "/p/items/reports/1", "{'done':false}"), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_report WHERE done_ms IS NULL"), 1);
	assert_int_equal(post(b, "/p/items/reports/9", "{'done':true}"), 404);
	glane_test_role(b->t, "volunteer");
	assert_int_equal(get(b, "/p/items/reports"), 403);
	glane_test_role(b->t, NULL);
}

static void what_is_no_report_is_refused(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ""), gone = make(b, b->kettle, "");
	char path[60], text[502] = "";
	assert_int_equal(undo(b, gone.record), 200);
	glane_test_public(b->t, 1);
	/* Not of this shop, burnt, misread: all the same. */
	assert_int_equal(page(b, "/p/items/report/7K2PW93MDR4T8"), 404);
	assert_int_equal(page(b, "/p/items/report/%s", gone.code), 404);
	assert_int_equal(page(b, "/p/items/report/hello"), 404);
	/* Nothing without the key of the page. */
	snprintf(path, sizeof(path), "/p/items/report/%s", m.code);
	assert_in_range(glane_test_form(b->t, path, "text=x"), 400, 499);
	assert_int_equal(report(b, m.code, ""), 400);
	memset(text, 'x', 500);
	assert_int_equal(report(b, m.code, text), 303); /* 500 characters */
	text[500] = 'y';
	assert_int_equal(report(b, m.code, text), 400);
	assert_true(glane_test_contains(b->t, text)); /* nothing typed is lost */
	assert_true(glane_test_contains(b->t, "500"));
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_report"), 1);
}

static void an_item_has_so_many_open_reports_at_most(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	glane_test_public(b->t, 1);
	for (int i = 0; i < 20; i++) /* from as many telephones */
		glane_test_exec(b->t, "INSERT INTO items_report (item, text, at_ms) SELECT id, 'x', 1 FROM core_item");
	assert_int_equal(report(b, m.code, "encore"), 429);
	assert_true(glane_test_contains(b->t, "déjà prévenue"));
	glane_test_exec(b->t, "UPDATE items_report SET done_ms = 1 WHERE id = 1");
	assert_int_equal(report(b, m.code, "encore"), 303);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_report"), 21);
}

static void reports_go_after_a_year(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	glane_test_public(b->t, 1);
	assert_int_equal(report(b, m.code, "premier"), 303);
	glane_test_advance(b->t, YEAR_MS / 2);
	assert_int_equal(report(b, m.code, "second"), 303);
	glane_test_advance(b->t, YEAR_MS / 2);
	glane_test_settle(b->t);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_report"), 1);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_report WHERE text = 'second'"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		TEST(a_shopper_reports_and_the_team_deals_with_it),
		TEST(what_is_no_report_is_refused),
		TEST(an_item_has_so_many_open_reports_at_most),
		TEST(reports_go_after_a_year),
	};
	return cmocka_run_group_tests_name("items/report", tests, NULL, NULL);
}
