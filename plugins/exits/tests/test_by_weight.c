/* SPDX-License-Identifier: MPL-2.0 */
/* A price that a weight makes: only on a scale that may be used for it.  The clock stands at 2026-01-10. */
#include <stdlib.h>

#include "exits/tests/bench.h"

static int begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	b->t = glane_test_open(PLUGINS "/exits.so", PLUGINS "/intake.so", PLUGINS "/scale.so", NULL);
	b->toys = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'TOYS'");
	b->chair = glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	*state = b;
	weigh(b, b->toys, 50000, 0);
	return 0;
}

static int64_t scale(struct bench *b, const char *name, const char *more)
{
	static int n;
	assert_int_equal(post(b, "/p/scale/device", "{'name':'%s','other':'serial:/dev/ttyS%d','protocol':'nci','interval':5,'least':100,'most':15000%s}", name, ++n, more), 200);
	return glane_test_int(b->t, "id", 0);
}

#define SALE "'class':'sale','category':%lld,'gross':2345,'payment':'cash'"

static void a_checked_scale_makes_a_price(void **state)
{
	struct bench *b = *state;
	int64_t id = scale(b, "Vente", ",'purpose':'sale','class':'III','check_day':'2026-01-10'");
	assert_int_equal(post(b, "/p/exits/out", "{" SALE ",'per_kilo':250,'scale':%lld,'raw':'ST,GS,+   2.345kg'}", b->toys, (long long)id), 201);
	assert_int_equal(glane_test_int(b->t, "price", 0), 586); /* 2.345 kg at 2.50: 5.8625 */
	int64_t record = glane_test_int(b->t, "record", 0);
	assert_int_equal(sql(b, "SELECT json_extract(line, '$.body.scale') = %lld AND json_extract(line, '$.body.per_kilo') = 250 AND json_extract(line, '$.body.price_cents') = 586"
	                        " AND line LIKE '%%2.345kg%%' FROM core_journal_text WHERE seq = %lld", (long long)id, (long long)record), 1);
	/* Half a cent is a cent; the container is not paid. */
	long long box = container(b, 345);
	assert_int_equal(post(b, "/p/exits/out", "{" SALE ",'container':%lld,'per_kilo':25,'scale':%lld}", b->toys, box, (long long)id), 201);
	assert_int_equal(glane_test_int(b->t, "price", 0), 50);
	/* What was paid stays when the weight is corrected by hand; no scale said the new one. */
	assert_int_equal(post(b, "/p/exits/correct", "{'record':%lld,'gross':2400}", (long long)record), 201);
	record = glane_test_int(b->t, "record", 0);
	assert_int_equal(sql(b, "SELECT json_extract(line, '$.body.price_cents') = 586 AND json_extract(line, '$.body.scale') IS NULL AND json_extract(line, '$.body.per_kilo') IS NULL"
	                        " FROM core_journal_text WHERE seq = %lld", (long long)record), 1);
	assert_int_equal(glane_test_page(b->t, "/p/exits/?class=sale"), 200);
	assert_true(glane_test_contains(b->t, "name=\"per_kilo\""));
}

static void others_do_not(void **state)
{
	struct bench *b = *state;
	int64_t statistics = scale(b, "Quai", ",'purpose':'statistics','class':'III','check_day':'2030-01-01'");
	int64_t unchecked = scale(b, "Neuve", ",'purpose':'sale','class':'III'");
	int64_t late = scale(b, "Vieille", ",'purpose':'sale','class':'III','check_day':'2026-01-09'");
	int64_t good = scale(b, "Vente", ",'purpose':'sale','class':'III','check_day':'2026-02-01'");
#define TRY(more, ...) post(b, "/p/exits/out", "{" SALE ",'per_kilo':250" more "}", b->toys, ##__VA_ARGS__)
	REFUSED(b, TRY(",'scale':%lld", (long long)statistics), 400, "scale", "« Quai » sert aux statistiques : elle ne peut pas faire un prix. Pesez avec une balance de vente, ou donnez un prix total.");
	REFUSED(b, TRY(",'scale':%lld", (long long)unchecked), 400, "scale", "La date du prochain contrôle de « Neuve » manque : elle ne peut pas faire un prix. Donnez un prix total.");
	REFUSED(b, TRY(",'scale':%lld", (long long)late), 400, "scale", "Le contrôle de « Vieille » est dépassé depuis le 09/01/2026 : elle ne peut plus faire un prix. Donnez un prix total.");
	REFUSED(b, TRY(""), 400, "scale", "Dites avec quelle balance c’est pesé : le prix vient du poids.");
	REFUSED(b, TRY(",'scale':99"), 400, "scale", "Cette balance n’est pas là.");
	REFUSED(b, TRY(",'scale':%lld,'price':500", (long long)good), 400, "per_kilo", "Donnez un prix total ou un prix au kilo, pas les deux.");
	REFUSED(b, post(b, "/p/exits/out", "{'class':'gift','category':%lld,'gross':2345,'per_kilo':250}", b->toys), 400, "per_kilo", "Seule une vente a un prix. Laissez le prix vide, ou choisissez « Vente ».");
	REFUSED(b, post(b, "/p/exits/out", "{'class':'sale','category':%lld,'pieces':3,'payment':'cash','per_kilo':250,'scale':%lld}", b->chair, (long long)good), 400, "gross",
		"Un prix au kilo demande un poids : pesez, puis écrivez le poids.");
	assert_int_equal(TRY(",'scale':%lld", (long long)good), 201);
	glane_test_advance(b->t, INT64_C(40) * 86400000); /* its check runs out */
	REFUSED(b, TRY(",'scale':%lld", (long long)good), 400, "scale", "Le contrôle de « Vente » est dépassé depuis le 01/02/2026 : elle ne peut plus faire un prix. Donnez un prix total.");
	assert_int_equal(post(b, "/p/exits/out", "{" SALE ",'price':500,'scale':%lld}", b->toys, (long long)late), 201); /* a price that a person says is no price by weight */
	assert_int_equal(post(b, "/p/scale/device/remove", "{'id':%lld}", (long long)good), 200);
	REFUSED(b, TRY(",'scale':%lld", (long long)good), 400, "scale", "Cette balance n’est pas là.");
	assert_int_equal(glane_test_page(b->t, "/p/exits/?class=sale"), 200);
	assert_false(glane_test_contains(b->t, "name=\"per_kilo\""));
	assert_true(glane_test_contains(b->t, "balance de vente, contrôlée"));
}

static void without_the_plugin_there_is_none(void **state)
{
	struct bench *b = *state;
	REFUSED(b, post(b, "/p/exits/out", "{" SALE ",'per_kilo':250,'scale':1}", b->toys), 400, "scale", "Cette balance n’est pas là.");
	assert_int_equal(glane_test_page(b->t, "/p/exits/?class=sale"), 200);
	assert_true(glane_test_contains(b->t, "balance de vente, contrôlée"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_checked_scale_makes_a_price, begin, bench_end),
		cmocka_unit_test_setup_teardown(others_do_not, begin, bench_end),
		cmocka_unit_test_setup_teardown(without_the_plugin_there_is_none, bench_begin, bench_end),
	};
	return cmocka_run_group_tests_name("exits/by_weight", tests, NULL, NULL);
}
