/* SPDX-License-Identifier: MPL-2.0 */
/* The return of a quarter: lines by class and channel, the movements behind them, and its way from draft to accepted. */
#include "impact/tests/house.h"

#include "impact/period.h"

#define RETURN "/p/impact/return?stream=EA&quarter=2025-T4"

static int64_t rows(struct house *h, const char *id)
{
	char path[80];
	snprintf(path, sizeof(path), "sections.%lld.table.rows", (long long)section(h, id));
	return glane_test_count(h->t, path);
}

static const char *name(struct house *h, const char *id, int row)
{
	char path[80];
	snprintf(path, sizeof(path), "sections.%lld.table.rows.%d.0", (long long)section(h, id), row);
	return glane_test_text(h->t, path);
}

static int begin(void **state)
{
	int rc = house_begin(state);
	struct house *h = *state;
	move(h, "source:drop_off", "stock:shop", h->sofa, 40000, 1, "2025-10-02");
	move(h, "source:event", "stock:shop", h->chair, 6000, 2, "2025-10-03");
	move(h, "source:reuse_area", "stock:storage", h->chair, 3000, 1, "2025-11-20");
	move(h, "source:business", "stock:storage", h->sofa, 35000, 1, "2025-12-31");
	move(h, "source:kerbside_round", "out:recycle", h->chair, 2500, 1, "2025-12-01");
	move(h, "stock:shop", "out:sale", h->chair, 3100, 1, "2025-11-30");
	move(h, "stock:shop", "out:gift", h->chair, 2900, 1, "2025-10-20");
	move(h, "stock:shop", "out:residual", h->sofa, 500, 0, "2025-10-20");
	move(h, "source:drop_off", "stock:shop", h->kettle, 777, 1, "2025-10-02");  /* of another filière */
	move(h, "source:drop_off", "stock:shop", h->sofa, 888000, 9, "2026-01-01"); /* of the next quarter */
	take_back(h, move(h, "source:drop_off", "stock:shop", h->sofa, 99000, 1, "2025-10-05"));
	glane_test_settle(h->t);
	return rc;
}

static void lines_are_by_channel_and_use(void **state)
{
	struct house *h = *state;
	get(h, RETURN);
	assert_int_equal(number(h, "facts.0.value"), 86500);
	assert_int_equal(number(h, "facts.1.value"), 6000);
	assert_int_equal(rows(h, "entries"), 1);
	assert_string_equal(name(h, "entries", 0), "Toute la filière");
	const int64_t in[] = { 46000, 3000, 35000, 2500, 86500 }, reuse[] = { 3100, 2900, 0, 6000 }, waste[] = { 2500, 0, 500, 3000 };
	for (int k = 0; k < 5; k++)
		assert_int_equal(cell(h, "entries", "rows.0", k + 1), in[k]);
	for (int k = 0; k < 4; k++) {
		assert_int_equal(cell(h, "reuse", "rows.0", k + 1), reuse[k]);
		assert_int_equal(cell(h, "waste", "rows.0", k + 1), waste[k]);
	}
}

static void every_line_has_its_movements(void **state)
{
	struct house *h = *state;
	char path[80];
	get(h, RETURN "&form=json");
	int64_t all = cell(h, "entries", "total", 5) + cell(h, "reuse", "total", 4) + cell(h, "waste", "total", 4), sum = 0;
	assert_int_equal(all, 86500 + 6000 + 3000);
	assert_int_equal(cell(h, "evidence", "total", 5), all);
	assert_int_equal(rows(h, "evidence"), 11); /* one counts twice, and one came and was taken back */
	for (int64_t r = 0; r < 11; r++) {
		snprintf(path, sizeof(path), "rows.%lld", (long long)r);
		sum += cell(h, "evidence", path, 5);
	}
	assert_int_equal(sum, all);
	static const char *const forms[] = { "csv", "pdf", "xlsx", "html" };
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), RETURN "&form=%s", forms[i]);
		assert_int_equal(glane_test_get(h->t, path), 200);
	}
	assert_int_equal(glane_test_command(h->t, "return show", "{\"stream\":\"EA\",\"quarter\":\"2025-T4\",\"format\":\"csv\"}"), 200);
	assert_true(glane_test_contains(h->t, "2025-12-31"));
}

static int64_t times_in_body(struct house *h, const char *what)
{
	int64_t n = 0;
	for (const char *at = glane_test_body(h->t, NULL); (at = strstr(at, what)); at++)
		n++;
	return n;
}

/* More than one reading takes, more than a paper holds: files for spreadsheets have them all, the others say where they are. */
static void many_movements_are_all_there(void **state)
{
	enum { MANY = 4600 };
	struct house *h = *state;
	move_often(h, "source:drop_off", "stock:shop", h->chair, 1000, "2025-05-10", MANY);
	move_often(h, "source:drop_off", "stock:shop", h->kettle, 1000, "2025-05-10", 10); /* of another filière */
	move(h, "source:drop_off", "out:recycle", h->sofa, 7250, 1, "2025-06-30");
	glane_test_settle(h->t);
	get(h, "/p/impact/return?stream=EA&quarter=2025-T2&form=csv");
	assert_int_equal(times_in_body(h, ";2025-05-10;"), MANY);
	assert_int_equal(times_in_body(h, ";2025-06-30;"), 2);
	assert_true(glane_test_contains(h->t, "Total;;;;;4614,500;")); /* the sofa counts as an entry and as recycling */
	get(h, "/p/impact/return?stream=EA&quarter=2025-T2&form=xlsx");
	char *sheet = said(h, UNZIP, "-p", "xl/worksheets/sheet5.xml");
	if (sheet)
		assert_non_null(strstr(sheet, "<f>SUM(F4:F4605)</f><v>4614.5</v>"));
	free(sheet);
	get(h, "/p/impact/return?stream=EA&quarter=2025-T2&form=json");
	assert_int_equal(rows(h, "evidence"), 1500);
	assert_true(glane_test_contains(h->t, "1500"));
	assert_true(glane_test_contains(h->t, "CSV"));
	get(h, "/p/impact/return?stream=EA&quarter=2025-T2&form=pdf");
}

static void deadlines_are_days_of_the_calendar(void **state)
{
	struct house *h = *state;
	static const char *const days[][2] = { { "2025-T1", "2025-05-15" }, { "2025-T2", "2025-08-15" }, { "2025-T3", "2025-11-15" }, { "2025-T4", "2026-02-15" } };
	for (size_t i = 0; i < 4; i++) {
		get(h, "/p/impact/return?stream=EA&quarter=%s", days[i][0]);
		assert_int_equal(number(h, "facts.2.value"), day_ms(days[i][1]) / DAY_MS);
	}
}

static void classes_are_dated(void **state)
{
	struct house *h = *state;
	assert_int_equal(post(h, "/p/impact/classes", "{'category':%lld,'class':'Assises','from':'2025-11-01'}", (long long)h->chair), 201);
	assert_int_equal(post(h, "/p/impact/classes", "{'category':%lld,'class':'Tables','from':'2025-11-01'}", (long long)h->chair), 400);
	assert_true(glane_test_contains(h->t, "autre jour"));
	assert_int_equal(post(h, "/p/impact/classes", "{'category':999999,'class':'Tables','from':'2025-11-01'}"), 400);
	/* The class of the category above is for those below that have none of their own. */
	int64_t above = sql(h, "SELECT parent FROM core_category WHERE id = %lld", (long long)h->sofa);
	assert_int_equal(post(h, "/p/impact/classes", "{'category':%lld,'class':'Rembourr\xc3\xa9s','from':'2025-12-01'}", (long long)above), 201);
	get(h, RETURN);
	assert_int_equal(rows(h, "entries"), 3);
	assert_string_equal(name(h, "entries", 0), "Sans classe");
	assert_string_equal(name(h, "entries", 1), "Assises");
	assert_int_equal(cell(h, "entries", "rows.0", 5), 46000);
	assert_int_equal(cell(h, "entries", "rows.1", 5), 5500);
	assert_int_equal(cell(h, "entries", "rows.2", 5), 35000);
	assert_int_equal(cell(h, "entries", "total", 5), 86500);
	assert_int_equal(glane_test_page(h->t, "/p/impact/classes"), 200);
	assert_true(glane_test_contains(h->t, "Assises"));
}

static int step(struct house *h, const char *quarter, const char *status)
{
	return post(h, "/p/impact/return", "{'stream':'EA','quarter':'%s','status':'%s','how':'counted','note':''}", quarter, status);
}

static void what_was_sent_stays(void **state)
{
	struct house *h = *state;
	assert_int_equal(step(h, "2026-T1", "submitted"), 400); /* is not over */
	assert_int_equal(step(h, "2025-T4", "accepted"), 409);
	assert_int_equal(step(h, "2025-T4", "draft"), 201);
	assert_int_equal(step(h, "2025-T4", "submitted"), 201);
	int64_t sent = glane_test_int(h->t, "record", 0);
	assert_int_equal(step(h, "2025-T4", "submitted"), 409);
	get(h, RETURN);
	assert_int_equal(number(h, "facts.0.value"), 86500);
	int64_t notes = glane_test_count(h->t, "footnotes");
	move(h, "source:drop_off", "stock:shop", h->sofa, 12000, 1, "2025-12-30");
	glane_test_settle(h->t);
	get(h, RETURN);
	assert_int_equal(number(h, "facts.0.value"), 86500);
	assert_int_equal(glane_test_count(h->t, "footnotes"), notes + 1);
	assert_true(glane_test_contains(h->t, "12"));
	assert_int_equal(glane_test_page(h->t, "/p/impact/returns"), 200);
	assert_true(glane_test_contains(h->t, "Envoy"));
	assert_int_equal(step(h, "2025-T4", "refused"), 201);
	get(h, RETURN); /* open again: what the movements say now */
	assert_int_equal(number(h, "facts.0.value"), 98500);
	assert_int_equal(step(h, "2025-T4", "submitted"), 201);
	assert_int_equal(step(h, "2025-T4", "accepted"), 201);
	int64_t accepted = glane_test_int(h->t, "record", 0);
	assert_int_equal(step(h, "2025-T4", "draft"), 409);
	take_back(h, accepted);
	get(h, RETURN);
	assert_int_equal(number(h, "facts.0.value"), 98500);
	assert_int_equal(step(h, "2025-T4", "accepted"), 201);
	assert_true(sent < accepted);
}

static void who_may_not_send_may_look(void **state)
{
	struct house *h = *state;
	glane_test_role(h->t, "reader");
	assert_int_equal(glane_test_page(h->t, RETURN), 200);
	assert_false(glane_test_contains(h->t, "name=\"status\""));
	assert_int_equal(step(h, "2025-T3", "draft"), 403);
	glane_test_role(h->t, NULL);
	assert_int_equal(glane_test_get(h->t, "/p/impact/return?stream=XX&quarter=2025-T4"), 400);
	assert_int_equal(glane_test_get(h->t, "/p/impact/return?stream=EA&quarter=2025"), 400);
	assert_true(glane_test_contains(h->t, "2026-T1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_by_channel_and_use),
		cmocka_unit_test(every_line_has_its_movements),
		cmocka_unit_test(many_movements_are_all_there),
		cmocka_unit_test(deadlines_are_days_of_the_calendar),
		cmocka_unit_test(classes_are_dated),
		cmocka_unit_test(what_was_sent_stays),
		cmocka_unit_test(who_may_not_send_may_look),
	};
	return cmocka_run_group_tests(tests, begin, house_end);
}
