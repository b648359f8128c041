/* SPDX-License-Identifier: MPL-2.0 */
/* The roll-up against histories of chance: what it says, what a second count says, what the lists behind figures say. */
#include <stdlib.h>

#include "impact/tests/house.h"

#include "impact/period.h"
#include "impact/rates.h"

enum { CATEGORIES = 5, WAYS = 24, DAYS = 3000 };
static int histories = 2000; /* or the first argument; half a day each */
static const char *const places[] = { "", "shop", "storage", "workshop" };

struct model { /* what the ledger said that it did */
	int64_t grams[DAYS][CATEGORIES][WAYS], n[DAYS][CATEGORIES][WAYS], cents[DAYS][CATEGORIES];
};

static void play(struct house *h, struct model *m, int64_t seed)
{
	char path[60];
	assert_int_equal(post(h, "/p/ledger/random", "{'seed':%lld,'categories':%d}", (long long)seed, CATEGORIES), 200);
	int64_t count = glane_test_count(h->t, "effects");
	for (int64_t i = 0; i < count; i++) {
		int64_t v[6];
		static const char *const names[] = { "day", "category", "way", "grams", "n", "cents" };
		for (int k = 0; k < 6; k++) {
			snprintf(path, sizeof(path), "effects.%lld.%s", (long long)i, names[k]);
			v[k] = number(h, path);
		}
		v[0] -= 20000;
		assert_in_range(v[0], 0, DAYS - 1);
		m->grams[v[0]][v[1] - 1][v[2]] += v[3];
		m->n[v[0]][v[1] - 1][v[2]] += v[4];
		m->cents[v[0]][v[1] - 1] += v[5];
	}
}

static const char *const ways[WAYS][2] = { /* as in ledger.c */
	{ "source:drop_off", "stock:shop" },  { "source:business", "stock:storage" }, { "source:drop_off", "out:recycle" },
	{ "stock:shop", "out:sale" },         { "stock:shop", "out:gift" },          { "stock:storage", "out:partner" },
	{ "stock:storage", "out:internal" },  { "stock:workshop", "out:transform" }, { "stock:shop", "out:recycle" },
	{ "stock:shop", "out:civic" },        { "stock:storage", "out:energy" },     { "stock:storage", "out:residual" },
	{ "stock:storage", "stock:shop" },    { "stock:shop", "stock:workshop" },    { "stock:shop", "adjust:loss" },
	{ "stock:shop", "adjust:count" },     { "adjust:count", "stock:shop" },      { "adjust:opening", "stock:storage" },
	{ "stock:shop", "adjust:category" },  { "adjust:category", "stock:shop" },   { "out:sale", "stock:shop" },
	{ "out:civic", "out:recycle" },       { "made:transform", "stock:shop" },    { "made:transform", "out:gift" },
};

/* Every sum that the ledger knows of is in the roll-up, and nothing else is. */
static void agrees(struct house *h, const struct model *m)
{
	int64_t rows = 0;
	for (int d = 0; d < DAYS; d++)
		for (int c = 0; c < CATEGORIES; c++)
			for (int w = 0; w < WAYS; w++) {
				if (m->grams[d][c][w] == 0 && m->n[d][c][w] == 0)
					continue;
				rows++;
				int64_t grams = sql(h, "SELECT sum(grams) FROM impact_total WHERE level = 0 AND start = %d AND category = %d AND from_account = '%s'"
				                       " AND to_account = '%s' HAVING sum(n) = %lld", 20000 + d, c + 1, ways[w][0], ways[w][1], (long long)m->n[d][c][w]);
				assert_int_equal(grams, m->grams[d][c][w]);
			}
	for (int d = 0; d < DAYS; d++)
		for (int c = 0; c < CATEGORIES; c++)
			if (m->cents[d][c])
				assert_int_equal(sql(h, "SELECT sum(cents) FROM impact_total WHERE level = 0 AND start = %d AND category = %d", 20000 + d, c + 1), m->cents[d][c]);
	assert_true(rows > histories / 2); /* most were taken back */
	assert_int_equal(sql(h, "SELECT count(*) FROM (SELECT 1 FROM impact_total WHERE level = 0 GROUP BY start, category, from_account, to_account"
	                        " HAVING sum(grams) <> 0 OR sum(n) <> 0)"), rows);
}

/* Each level is the days added up: by category or all together, to days, months and years. */
static void levels_agree(struct house *h)
{
	static const char *const units[] = { "start of day", "start of month", "start of year" };
	static const char sums[] = "from_account, to_account, made, sum(grams), sum(n), sum(pieces), sum(uncounted), sum(cents), sum(priced)";
	for (int level = 1; level < 6; level++) {
		assert_int_equal(sql(h, "SELECT count(*) FROM (SELECT unixepoch(start * 86400, 'unixepoch', '%s') / 86400 AS s, %s AS k, %s FROM impact_total"
		                        " WHERE level = 0 GROUP BY 1, 2, 3, 4, 5 EXCEPT SELECT start, category, %s FROM impact_total WHERE level = %d"
		                        " GROUP BY 1, 2, 3, 4, 5)", units[level / 2], level % 2 ? "0" : "category", sums, sums, level), 0);
		assert_int_equal(sql(h, "SELECT sum(n) - (SELECT sum(n) FROM impact_total WHERE level = 0) FROM impact_total WHERE level = %d", level), 0);
	}
}

/* Grams of a figure in a stretch of days by the ledger's own account. */
static int64_t expected(const struct model *m, enum figure figure, int64_t from, int64_t to, const char *place)
{
	int64_t sum = 0;
	for (int64_t d = from - 20000; d <= to - 20000; d++)
		for (int c = 0; d >= 0 && d < DAYS && c < CATEGORIES; c++)
			for (int w = 0; w < WAYS; w++)
				sum += figure_weight(figure, ways[w][0], ways[w][1], 0, place) * m->grams[d][c][w];
	return sum;
}

static void figures_agree(struct house *h, const struct model *m, int64_t first, int64_t last)
{
	uint64_t state = 42;
	int64_t paid;
	char year[PERIOD_TEXT], behind[160];
	struct period middle = period_of(PERIOD_YEAR, (first + last) / 2);
	snprintf(behind, sizeof(behind), "figure=sold&period=%s", period_text(&middle, year));
	(void)listed(h, behind, &paid);
	assert_true(paid > 0); /* something was sold at all */
	for (int k = 0; k < 150; k++) {
		char text[PERIOD_TEXT];
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
		int64_t day = first + (int64_t)((state >> 33) % (uint64_t)(last - first));
		struct period p = period_of((enum period_kind)(PERIOD_YEAR + k % 4), day);
		if (p.kind == PERIOD_DAYS)
			p.to += k;
		const char *place = places[(state >> 20) % 4];
		enum figure figure = (enum figure)(k % FIGURES);
		int64_t category = k % 5 == 4 ? 1 + k % CATEGORIES : 0, cents;
		snprintf(behind, sizeof(behind), "figure=%s&period=%s&place=%s&category=%lld", figure_names[figure], period_text(&p, text), place, (long long)category);
		int64_t list = listed(h, behind, &cents);
		if (figure == FIGURE_SOLD && !category)
			assert_int_equal(number(h, "paid.cents"), cents);
		assert_int_equal(number(h, "total"), list);
		if (!category)
			assert_int_equal(list, expected(m, figure, p.from, p.to, place));
	}
}

static void every_history(void **state)
{
	struct house *h = *state;
	struct model *m = calloc(1, sizeof(*m));
	const int64_t start = INT64_C(20550) * DAY_MS + DAY_MS / 2;
	for (int k = 0; k < histories; k++) {
		glane_test_clock(h->t, start + k * (DAY_MS / 2));
		play(h, m, k);
		if (k % 7 == 0)
			glane_test_settle(h->t); /* else several histories are added up at once */
	}
	glane_test_settle(h->t);
	agrees(h, m);
	levels_agree(h);
	glane_test_exec(h->t, "CREATE TABLE kept AS SELECT * FROM impact_total");
	assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
	assert_int_equal(number(h, "differing"), 0);
	assert_int_equal(sql(h, "SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM impact_total)"), 0);
	assert_int_equal(sql(h, "SELECT (SELECT count(*) FROM kept) = (SELECT count(*) FROM impact_total)"), 1);
	assert_string_equal(glane_test_verify(h->t), "");
	/* What was broken is seen, and put right. */
	glane_test_exec(h->t, "UPDATE impact_total SET grams = grams + 1 WHERE (level, start) = (SELECT level, start FROM impact_total LIMIT 1)");
	assert_string_not_equal(glane_test_verify(h->t), "");
	assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
	assert_true(number(h, "differing") > 0);
	assert_int_equal(sql(h, "SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM impact_total)"), 0);
	glane_test_exec(h->t, "DROP TABLE kept");
	figures_agree(h, m, 20500, 20550 + histories / 2);
	free(m);
}

/* More records than are added up in one step: screens are told of today when it is all there, not at each step. */
static void today_is_told_at_the_end(void **state)
{
	struct house *h = *state;
	for (int i = 0; i < 700; i++)
		assert_int_equal(post(h, "/p/ledger/record", "{'from':'source:drop_off','to':'stock:shop','category':%lld,'grams':1000}", (long long)h->chair), 200);
	glane_test_settle(h->t);
	glane_test_exec(h->t, "DELETE FROM impact_total");
	glane_test_exec(h->t, "UPDATE impact_reached SET seq = 0"); /* as a new version does that adds up anew */
	glane_test_reopen(h->t);
	int64_t told = glane_test_events(h->t, "impact.today");
	glane_test_settle(h->t);
	assert_int_equal(glane_test_events(h->t, "impact.today"), told + 1);
	get(h, "/p/impact/today");
	assert_int_equal(number(h, "entries"), 700000);
}

/* --- the balance closes: what counts in its lines is what the stock gains -------------------------------------- */
static void every_way_closes(void **state)
{
	(void)state;
	for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++)
		for (int w = 0; w < WAYS; w++)
			for (int made = 0; made < 2; made++) {
				struct balance b = { 0 };
				struct flow f = { .from = ways[w][0], .to = ways[w][1], .grams = 1000, .movements = 1, .measured = w % 3, .made = made };
				balance_add(&b, &f, places[p]);
				assert_int_equal(balance_counted(&b), 1000 * stock_weight(f.from, f.to, places[p]));
				assert_int_equal(b.out.all, b.out.weighed + b.out.item + b.out.estimated);
				assert_int_equal(figure_of(&b, FIGURE_EXITS), figure_of(&b, FIGURE_S_OUT) + figure_of(&b, FIGURE_CIVIC) + figure_of(&b, FIGURE_MADE_OUT));
			}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		histories = (int)strtol(argv[1], NULL, 10);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_closes),
		cmocka_unit_test_setup_teardown(today_is_told_at_the_end, house_begin, house_end),
		cmocka_unit_test_setup_teardown(every_history, house_begin, house_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
