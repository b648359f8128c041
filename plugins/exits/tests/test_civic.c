/* SPDX-License-Identifier: MPL-2.0 */
/* What went to a civic amenity site, and is declared later: counted once, whoever takes back what. */
#include "exits/tests/bench.h"

static int declare(struct bench *b, const char *class, const char *more)
{
	return post(b, "/p/exits/civic", "{'class':'%s','said_by':'D\xc3\xa9" "ch\xc3\xa8terie d\xe2\x80\x99Ivry','receipt':'R-2026-17'%s}", class, more);
}

static int64_t left(struct bench *b)
{
	return balance(b, "out:civic") + balance(b, "out:recycle") + balance(b, "out:energy") + balance(b, "out:residual") + balance(b, "out:gift");
}

static void all_of_it_once(void **state)
{
	struct bench *b = *state;
	weigh(b, b->toys, 50000, 0);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':9000,'happened':'2025-12-20'", b->toys), 201);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':3000", b->kettle), 201);
	assert_int_equal(out(b, "'class':'recycle','category':%lld,'gross':500", b->toys), 201);
	assert_int_equal(glane_test_get(b->t, "/p/exits/civic"), 200);
	assert_int_equal(glane_test_int(b->t, "grams", 0), 12000);
	assert_int_equal(glane_test_count(b->t, "waiting"), 2);
	assert_int_equal(declare(b, "recycle", ""), 201);
	int64_t batch = glane_test_int(b->t, "record", 0);
	assert_int_equal(balance(b, "out:civic"), 0);
	assert_int_equal(balance(b, "out:recycle"), 12500);
	assert_int_equal(left(b), 12500);
	/* On the day when they had left, measured as they were. */
	assert_int_equal(sql(b, "SELECT count(*) FROM core_movement a JOIN core_movement z ON z.to_account = 'out:civic' AND z.category = a.category AND z.day = a.day"
	                        " AND z.measured = a.measured WHERE a.from_account = 'out:civic'"), 2);
	assert_int_equal(sql(b, "SELECT count(DISTINCT json_extract(line, '$.body.receipt')) FROM core_journal_text WHERE json_extract(line, '$.body.receipt') = 'R-2026-17'"), 1);
	REFUSED(b, declare(b, "energy", ""), 409, "", "Aucune sortie vers une déchèterie n’attend de déclaration dans ce choix. Vérifiez les dates, la catégorie et la déchèterie.");
	/* Taken back as a whole, it is open again. */
	assert_int_equal(post(b, "/p/exits/civic/reverse", "{'record':%lld}", (long long)batch), 200);
	assert_int_equal(glane_test_int(b->t, "reversed", 0), 2);
	assert_int_equal(balance(b, "out:civic"), 12000);
	assert_int_equal(balance(b, "out:recycle"), 500);
	assert_int_equal(glane_test_get(b->t, "/p/exits/civic"), 200);
	assert_int_equal(glane_test_int(b->t, "grams", 0), 12000);
	assert_int_equal(glane_test_int(b->t, "declared.0.undone", 0), 1);
	REFUSED(b, post(b, "/p/exits/civic/reverse", "{'record':%lld}", (long long)batch), 404, "", "Cette sortie n’existe pas.");
}

static void a_part_by_mass(void **state)
{
	struct bench *b = *state;
	weigh(b, b->toys, 50000, 0);
	static const int grams[] = { 7001, 1999, 1000 };
	for (int i = 0; i < 3; i++)
		assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':%d", b->toys, grams[i]), 201);
	assert_int_equal(declare(b, "recycle", ",'grams':3333"), 201);
	assert_int_equal(balance(b, "out:recycle"), 3333);
	assert_int_equal(sql(b, "SELECT max(abs(d.grams * 10000 - 3333 * m.grams)) < 10000 FROM exits_declared d JOIN core_movement m ON m.seq = d.source"), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_movement WHERE from_account = 'out:civic' AND measured <> 0"), 0); /* how it is shared is an estimate */
	assert_int_equal(glane_test_page(b->t, "/p/exits/civic"), 200);
	assert_true(glane_test_contains(b->t, "sur 1\u202fkg"));
	assert_int_equal(declare(b, "energy", ",'grams':6666"), 201);
	REFUSED(b, declare(b, "residual", ",'grams':2"), 400, "grams", "C’est plus que ce qui attend une déclaration dans ce choix (1 g). Vérifiez la masse, ou élargissez les dates.");
	assert_int_equal(declare(b, "residual", ""), 201);
	assert_int_equal(balance(b, "out:civic"), 0);
	assert_int_equal(left(b), 10000);
	assert_int_equal(sql(b, "SELECT count(*) FROM (SELECT source, sum(grams) AS g FROM exits_declared GROUP BY source) d JOIN core_movement m ON m.seq = d.source AND m.grams = d.g"), 3);
}

static void only_what_is_chosen(void **state)
{
	struct bench *b = *state;
	long long ivry = outlet(b, "D\xc3\xa9" "ch\xc3\xa8terie d\xe2\x80\x99Ivry", "civic", "");
	weigh(b, b->toys, 50000, 0);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':1000,'happened':'2025-12-20'", b->toys), 201);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':2000,'happened':'2025-12-21','outlet':%lld", b->toys, ivry), 201);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':4000", b->kettle), 201);
	char more[80];
	snprintf(more, sizeof(more), ",'outlet':%lld", ivry);
	assert_int_equal(declare(b, "recycle", more), 201);
	assert_int_equal(balance(b, "out:recycle"), 2000);
	assert_int_equal(declare(b, "recycle", ",'from':'2025-12-01','to':'2025-12-31'"), 201);
	assert_int_equal(balance(b, "out:recycle"), 3000);
	snprintf(more, sizeof(more), ",'category':%lld", (long long)b->toys);
	assert_int_equal(declare(b, "recycle", more), 409);
	snprintf(more, sizeof(more), ",'category':%lld", (long long)sql(b, "SELECT parent FROM core_category WHERE id = %lld", b->kettle)); /* and what is below */
	assert_int_equal(declare(b, "recycle", more), 201);
	assert_int_equal(balance(b, "out:recycle"), 7000);
	REFUSED(b, declare(b, "recycle", ",'from':'2026-01-02','to':'2026-01-01'"), 400, "to", "La fin est avant le début : corrigez l’une des deux dates.");
	REFUSED(b, declare(b, "recycle", ",'said_on':'2027-01-01'"), 400, "said_on", "Ce jour n’est pas encore venu. Vérifiez la date.");
	assert_int_equal(declare(b, "sale", ""), 400);
	assert_int_equal(post(b, "/p/exits/civic", "{'class':'recycle','said_by':'x'}"), 400); /* no evidence */
	glane_test_role(b->t, "volunteer");
	assert_int_equal(declare(b, "recycle", ""), 403);
	glane_test_role(b->t, NULL);
	assert_int_equal(glane_test_page(b->t, "/p/exits/civic"), 200);
	assert_true(glane_test_contains(b->t, "R-2026-17"));
	assert_true(glane_test_contains(b->t, "Tout ce qui est parti en d"));
	assert_int_equal(glane_test_page(b->t, "/p/exits/civic?l=en"), 200);
	assert_true(glane_test_contains(b->t, "what became of it"));
}

/* An object goes with its mass; its exit cannot be taken back under the declaration. */
static void an_object_and_the_order_of_things(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	weigh(b, b->toys, 5000, 0);
	assert_int_equal(leave(b, &m, "'class':'civic'"), 201);
	int64_t exit = glane_test_int(b->t, "record", 0);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':1000", b->toys), 201);
	int64_t bulk = glane_test_int(b->t, "record", 0);
	assert_int_equal(declare(b, "energy", ""), 201);
	int64_t batch = glane_test_int(b->t, "record", 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_item WHERE id = %lld AND account = 'out:energy'", (long long)m.item), 1);
	REFUSED(b, post(b, "/p/exits/reverse", "{'record':%lld}", (long long)bulk), 409, "", "Cette sortie a été déclarée (récépissé R-2026-17). Annulez d’abord la déclaration.");
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", (long long)exit), 409);
	assert_int_equal(post(b, "/p/exits/correct", "{'record':%lld,'gross':2000}", (long long)bulk), 409);
	assert_int_equal(post(b, "/p/exits/civic/reverse", "{'record':%lld}", (long long)batch), 200);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", (long long)exit), 200);
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", (long long)bulk), 200);
	assert_int_equal(left(b), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_item WHERE id = %lld AND account = 'stock:shop'", (long long)m.item), 1);
}

int main(void)
{
#define ON_BENCH(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		ON_BENCH(all_of_it_once), ON_BENCH(a_part_by_mass), ON_BENCH(only_what_is_chosen), ON_BENCH(an_object_and_the_order_of_things),
	};
	return cmocka_run_group_tests_name("exits/civic", tests, NULL, NULL);
}
