/* SPDX-License-Identifier: MPL-2.0 */
/* So many movements on one day that no page holds them: the day's figures, all that is behind them, and its report. */
#include "impact/tests/house.h"

enum { MANY = 20000, RARE = 7 };
#define DAY "2025-06-15"

static int begin(void **state)
{
	int rc = house_begin(state);
	struct house *h = *state;
	move_often(h, "source:drop_off", "stock:shop", h->chair, 1000, DAY, MANY);
	move_often(h, "source:drop_off", "stock:shop", h->kettle, 10, DAY, RARE);
	move_often(h, "stock:shop", "out:sale", h->kettle, 3, DAY, RARE);
	move(h, "source:drop_off", "stock:shop", h->chair, 5, 1, "2025-06-14");
	move(h, "source:drop_off", "stock:shop", h->chair, 5, 1, "2025-06-16");
	glane_test_settle(h->t);
	return rc;
}

static void the_day_has_its_figures(void **state)
{
	struct house *h = *state;
	get(h, "/p/impact/?period=" DAY);
	assert_int_equal(number(h, "numbers.0.value"), 1000 * MANY + 10 * RARE);
	get(h, "/p/impact/streams?period=" DAY);
	assert_int_equal(number(h, "sum.total"), 1000 * MANY + 10 * RARE);
}

/* All pages of a list: how many movements, and their grams, which the page states as the total. */
static void walk(struct house *h, const char *what, int64_t movements, int64_t grams)
{
	char next[120] = "", path[60];
	int64_t n = 0, sum = 0;
	do {
		get(h, "/p/impact/movements?period=" DAY "&%s&before=%s", what, next);
		assert_int_equal(number(h, "total"), grams);
		int64_t here = glane_test_count(h->t, "movements");
		for (int64_t i = 0; i < here; i++) {
			snprintf(path, sizeof(path), "movements.%lld.grams", (long long)i);
			sum += number(h, path);
		}
		n += here;
		snprintf(next, sizeof(next), "%s", glane_test_text(h->t, "next"));
	} while (*next);
	assert_int_equal(n, movements);
	assert_int_equal(sum, grams);
}

static void every_movement_is_on_a_page(void **state)
{
	struct house *h = *state;
	char category[80];
	walk(h, "figure=entries", MANY + RARE, 1000 * MANY + 10 * RARE);
	walk(h, "figure=sale", RARE, 3 * RARE); /* few among many */
	snprintf(category, sizeof(category), "figure=entries&category=%lld", (long long)h->kettle);
	walk(h, category, RARE, 10 * RARE);
	walk(h, "figure=entries&stream=EA", MANY, 1000 * MANY);
}

static void the_report_is_made(void **state)
{
	struct house *h = *state;
	get(h, "/p/impact/report?period=" DAY);
	assert_int_equal(number(h, "facts.0.value"), 1000 * MANY + 10 * RARE);
	static const char *const forms[] = { "csv", "xlsx", "pdf", "json" };
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		get(h, "/p/impact/report?period=" DAY "&form=%s", forms[i]);
	get(h, "/p/impact/return?stream=EA&quarter=2025-T2&form=csv");
	assert_true(glane_test_contains(h->t, "Total;;;;;20000,010;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_day_has_its_figures),
		cmocka_unit_test(every_movement_is_on_a_page),
		cmocka_unit_test(the_report_is_made),
	};
	return cmocka_run_group_tests(tests, begin, house_end);
}
