/* SPDX-License-Identifier: MPL-2.0 */
/* Random histories of exits with reversals, corrections, declarations and second sales: balances are the sums of movements,
 * views the sums of both, and taking back everything leaves nothing behind.  The seed is another each time and is said; as the
 * argument it plays the same again. */
#include <stdlib.h>
#include <time.h>

#include "exits/tests/bench.h"

enum { HISTORIES = 3, STEPS = 250, KEEP = 64, MINUTE = 60 * 1000 };

static uint64_t seed;
static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

struct history {
	struct bench *b;
	long long standing[STEPS * 2], box;
	int n;
	struct made items[KEEP];
	int item_n;
};

static const char *const bulk[] = { "gift", "internal", "transform", "recycle", "civic", "energy", "residual" };

static void keep(struct history *h, int status)
{
	if (status == 201)
		h->standing[h->n++] = glane_test_int(h->b->t, "record", 0);
	else if (status != 409 && status != 400)
		fail_msg("%d: %s", status, glane_test_body(h->b->t, NULL));
}

static void step(struct history *h)
{
	struct bench *b = h->b;
	long long category = dice(2) ? b->kettle : b->chair;
	unsigned what = dice(12);
	if (what < 2) {
		weigh(b, category, 1 + dice(30000), dice(4));
	} else if (what < 4) {
		keep(h, out(b, "'class':'%s','category':%lld,'gross':%u%s", bulk[dice(7)], category, 1 + dice(20000), dice(3) ? "" : ",'channel':'event'"));
	} else if (what == 4) {
		char more[40] = "";
		if (dice(2))
			snprintf(more, sizeof(more), ",'container':%lld", h->box);
		keep(h, out(b, "'class':'sale','category':%lld,'gross':%u,'price':%u,'payment':'cash'%s", category, 1 + dice(9000), dice(3000), more));
	} else if (what == 5 && h->item_n < KEEP) {
		char more[60];
		snprintf(more, sizeof(more), ",'pieces':%u,'price':%u", 1 + dice(6), dice(2000));
		h->items[h->item_n++] = make(b, category, more);
	} else if (what < 8 && h->item_n) {
		const struct made *m = &h->items[dice((unsigned)h->item_n)];
		keep(h, dice(2) ? leave(b, m, "'class':'sale','payment':'card','pieces':%u", 1 + dice(4)) : leave(b, m, "'class':'%s'", bulk[dice(7)]));
	} else if (what == 10) {
		char more[30] = "";
		if (dice(2))
			snprintf(more, sizeof(more), ",'grams':%u", 1 + dice(9000));
		int status = post(b, "/p/exits/civic", "{'class':'%s','said_by':'x','receipt':'1'%s}", dice(2) ? "recycle" : "gift", more);
		assert_true(status == 201 || status == 409 || status == 400);
		if (status == 201 && dice(3) == 0)
			assert_int_equal(post(b, "/p/exits/civic/reverse", "{'record':%lld}", (long long)glane_test_int(b->t, "record", 0)), 200);
	} else if (what == 11 && h->item_n) {
		keep(h, leave(b, &h->items[dice((unsigned)h->item_n)], "'class':'sale','payment':'cash','again':true,'price':%u", dice(2000)));
	} else if (h->n) {
		int at = (int)dice((unsigned)h->n);
		int status = dice(2) ? post(b, "/p/exits/reverse", "{'record':%lld}", h->standing[at])
		                     : post(b, "/p/exits/correct", "{'record':%lld,'gross':%u}", h->standing[at], 1 + dice(9000));
		if (status == 200)
			h->standing[at] = h->standing[--h->n];
		else if (status == 201)
			h->standing[at] = glane_test_int(b->t, "record", 0);
	}
	glane_test_advance(b->t, (int64_t)dice(5) * MINUTE);
}

static void sums_agree(struct bench *b)
{
	assert_int_equal(sql(b, "SELECT count(*) FROM (SELECT account, sum(g) AS g FROM (SELECT to_account AS account, grams AS g FROM core_movement"
		" UNION ALL SELECT from_account, -grams FROM core_movement) GROUP BY account) s"
		" LEFT JOIN (SELECT account, sum(grams) AS g FROM core_balance GROUP BY account) k ON k.account = s.account WHERE k.g IS NOT s.g"), 0);
	/* What left, what was declared, less what came back or was declared in another class. */
	assert_int_equal(sql(b, "SELECT count(*) FROM (SELECT class, sum(grams) AS g FROM (SELECT class, grams FROM exits_v1_exit WHERE NOT reversed"
		" UNION ALL SELECT class, grams FROM exits_v1_declared WHERE NOT reversed UNION ALL SELECT substr(m.from_account, 5), -m.grams"
		" FROM core_movement m JOIN core_journal j ON j.seq = m.seq WHERE m.from_account LIKE 'out:%%' AND j.reverses IS NULL"
		" AND NOT EXISTS (SELECT 1 FROM core_journal r WHERE r.reverses = j.seq)) GROUP BY class) x"
		" LEFT JOIN (SELECT substr(account, 5) AS class, sum(grams) AS g FROM core_balance WHERE account LIKE 'out:%%' GROUP BY 1) k"
		" ON k.class = x.class WHERE k.g IS NOT x.g"), 0);
	assert_string_equal(glane_test_verify(b->t), "");
}

static void a_random_history_balances(void **state)
{
	printf("# seed %llu\n", (unsigned long long)seed);
	fflush(stdout);
	struct history h = { .b = *state, .box = container(*state, 1500) };
	for (int i = 0; i < STEPS; i++) {
		step(&h);
		if (i % 100 == 0)
			sums_agree(h.b);
	}
	sums_agree(h.b);
	assert_true(h.n > 5);
	/* Newest first, all of it. */
	for (int64_t record; (record = sql(h.b, "SELECT max(record) FROM (SELECT record FROM exits_exit WHERE NOT undone"
		" UNION ALL SELECT record FROM exits_declared WHERE NOT undone)")) > 0;)
		assert_int_equal(post(h.b, "/p/exits/reverse", "{'record':%lld}", (long long)record), 200);
	assert_int_equal(sql(h.b, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account LIKE 'out:%%'"), 0);
	assert_int_equal(sql(h.b, "SELECT count(*) FROM core_item WHERE account NOT LIKE 'stock:%%'"), 0);
	sums_agree(h.b);
}

int main(int argc, char **argv)
{
	seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
	struct CMUnitTest tests[HISTORIES];
	for (int i = 0; i < HISTORIES; i++) /* the seed goes on */
		tests[i] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(a_random_history_balances, bench_begin, bench_end);
	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
