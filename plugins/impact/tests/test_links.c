/* SPDX-License-Identifier: MPL-2.0 */
/* Every figure of a report that can be followed leads to movements which add up to it, after histories of chance. */
#include "impact/tests/house.h"

enum { HISTORIES = 60, CELLS = 2000 };

struct followed { /* a cell with what is behind it */
	char section[24], link[160];
	int64_t grams;
};

static size_t cells_of(struct house *h, struct followed *all)
{
	char path[120];
	size_t n = 0;
	for (int64_t s = 0, sections = glane_test_count(h->t, "sections"); s < sections; s++) {
		snprintf(path, sizeof(path), "sections.%lld.table.rows", (long long)s);
		int64_t rows = glane_test_count(h->t, path);
		for (int64_t r = 0; r <= rows; r++) {
			char row[40], links[40];
			snprintf(row, sizeof(row), r < rows ? "rows.%lld" : "total", (long long)r);
			snprintf(links, sizeof(links), r < rows ? "links.%lld" : "total_links", (long long)r);
			snprintf(path, sizeof(path), "sections.%lld.table.%s", (long long)s, links);
			for (int64_t k = 0, columns = glane_test_count(h->t, path); k < columns; k++) {
				struct followed *f = &all[n];
				snprintf(path, sizeof(path), "sections.%lld.table.%s.%lld", (long long)s, links, (long long)k);
				snprintf(f->link, sizeof(f->link), "%s", glane_test_text(h->t, path));
				if (!*f->link)
					continue;
				snprintf(path, sizeof(path), "sections.%lld.table.%s.%lld", (long long)s, row, (long long)k);
				f->grams = number(h, path);
				snprintf(path, sizeof(path), "sections.%lld.id", (long long)s);
				snprintf(f->section, sizeof(f->section), "%s", glane_test_text(h->t, path));
				assert_true(++n < CELLS);
			}
		}
	}
	return n;
}

/* Sections that are followed are each in one of these. */
static void every_figure_opens(void **state)
{
	struct house *h = *state;
	static const char *const asked[] = { "period=2026", "period=2026&place=shop", "period=2026-04-10..2026-06-03", "period=2026-04" };
	static const char *const sections[] = { "months", "destinations", "rates", "balance", "streams", "categories" };
	struct followed *all = calloc(CELLS, sizeof(*all));
	int seen[6] = { 0 }, moved = 0;
	for (int k = 0; k < HISTORIES; k++) {
		glane_test_clock(h->t, day_ms("2026-04-02") + k * DAY_MS);
		assert_int_equal(post(h, "/p/ledger/random", "{'seed':%d,'categories':60}", 1000 + k), 200);
	}
	glane_test_settle(h->t);
	for (size_t a = 0; a < sizeof(asked) / sizeof(asked[0]); a++) {
		get(h, "/p/impact/report?%s", asked[a]);
		for (size_t i = 0, n = cells_of(h, all); i < n; i++) {
			int64_t cents, sum = listed(h, all[i].link, &cents);
			assert_int_equal(sum, number(h, "total"));
			int shown_negative = strcmp(all[i].section, "balance") == 0; /* what left, what is missing */
			if (sum != all[i].grams && !(shown_negative && sum == -all[i].grams))
				fail_msg("%s, %s: %lld listed, %lld shown", asked[a], all[i].link, (long long)sum, (long long)all[i].grams);
			for (int s = 0; s < 6; s++)
				seen[s] |= strcmp(all[i].section, sections[s]) == 0;
			moved += sum != 0;
		}
	}
	for (int s = 0; s < 6; s++)
		assert_true(seen[s]);
	assert_true(moved > 100);
	/* On a page they can be followed; a file that is sent away leads nowhere. */
	assert_int_equal(glane_test_page(h->t, "/p/impact/?period=2026"), 200);
	assert_true(glane_test_contains(h->t, "<a href=\"/p/impact/movements?figure=sale&amp;period=2026-04&amp;place=\">"));
	assert_true(glane_test_contains(h->t, "<svg class=\"chart\"") && glane_test_contains(h->t, "flows-summary"));
	assert_int_equal(glane_test_page(h->t, "/p/impact/report?period=2026"), 200);
	assert_true(glane_test_contains(h->t, "/p/impact/movements?figure=sale"));
	assert_int_equal(glane_test_command(h->t, "impact report", "{\"period\":\"2026\",\"out\":\"year.html\"}"), 200);
	assert_false(glane_test_contains(h->t, "/p/impact/movements"));
	free(all);
}

/* A stock-take: what is missing, in grams and as a share of what came in. */
static void the_residual_has_its_share(void **state)
{
	struct house *h = *state;
	move(h, "source:drop_off", "stock:shop", h->chair, 40000, 0, "2025-02-01");
	move(h, "stock:shop", "adjust:count", h->chair, 500, 0, "2025-02-10");
	glane_test_settle(h->t);
	get(h, "/p/impact/report?period=2025-02");
	assert_int_equal(cell(h, "balance", "rows.6", 1), 500);
	assert_int_equal(cell(h, "balance", "rows.6", 2), 125); /* 1.25 % */
}

int main(void)
{
#define IN_HOUSE(name) cmocka_unit_test_setup_teardown(name, house_begin, house_end)
	const struct CMUnitTest tests[] = { IN_HOUSE(every_figure_opens), IN_HOUSE(the_residual_has_its_share) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
