/* SPDX-License-Identifier: MPL-2.0 */
/* What the figures say of imported notebooks: their sales are sales, and what is to be confirmed is said beside them. */
#include "import/tests/files.h"

static int begin_both(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/import.so", PLUGINS "/impact.so", NULL);
	return 0;
}

static void look(const char *target)
{
	glane_test_settle(t);
	assert_int_equal(glane_test_get(t, target), 200);
}

static void is_number(const char *path, int64_t want)
{
	if (glane_test_int(t, path, INT64_MIN) != want)
		fail_msg("%s: %lld, not %lld", path, (long long)glane_test_int(t, path, INT64_MIN), (long long)want);
}

#define COMMON "2025-10-01..2025-10-04"
#define DAYS "day <= 20365 AND day_to >= 20362"
#define WAITS "answer = '' AND (record IS NULL OR doubts <> 0)"

static void la_clique(void **state)
{
	(void)state;
	struct file till = load(DATA "/till.csv"), map = load(DATA "/map.csv"), reception = load(DATA "/reception.csv");
	assert_int_equal(command("import till", till, &map, NULL), 200);
	assert_int_equal(command("import reception", reception, &map, NULL), 200);
	look("/p/impact/?period=" COMMON);
	/* 349,32 EUR were taken in on 76 lines: 342,32 for goods, 7,00 a membership; 12 lines have no price. */
	is_number("sales.cents", 34932 - 700);
	is_number("sales.n", 76 - 12 - 1);
	is_number("sales.unpriced", 12);
	is_number("sales.grams", one("SELECT sum(grams) FROM import_v1_sale WHERE day BETWEEN 20362 AND 20365 AND price_cents IS NOT NULL"));
	is_number("numbers.0.value", 473250);
	is_number("destinations.0.grams", 93606 - 50);
	/* What is doubtful is counted, and said. */
	is_number("quality.0.to_confirm.lines", one("SELECT count(*) FROM import_line WHERE " DAYS " AND " WAITS " AND flow IN (0, 1) AND record IS NOT NULL"));
	is_number("quality.1.to_confirm.lines", one("SELECT count(*) FROM import_line WHERE " DAYS " AND " WAITS " AND flow IN (1, 2, 3) AND record IS NOT NULL"));
	is_number("quality.1.to_confirm.grams", one("SELECT sum(booked) FROM import_line WHERE " DAYS " AND " WAITS " AND flow IN (1, 2, 3) AND record IS NOT NULL"));
	assert_true(glane_test_int(t, "quality.1.to_confirm.percent", 0) > 0);
	look("/p/impact/?period=2025-09");
	is_number("quality.1.kept.lines", 1); /* "Vorbures?" */
	is_number("quality.1.kept.grams", 445);
	look("/p/impact/report?period=2025-09");
	assert_true(glane_test_contains(t, "Sorties non compt"));
	look("/p/impact/?period=2025-08");
	is_number("some_waiting", 0);
	is_number("sales.n", 0);
	/* Once it is confirmed, it waits no more. */
	assert_int_equal(glane_test_post(t, "/p/import/lines/1/1", "{\"answer\":\"confirmed\"}") / 100, 4); /* the header is no line */
	int64_t line = one("SELECT line FROM import_line WHERE file = 1 AND " DAYS " AND " WAITS " AND record IS NOT NULL AND flow = 2 LIMIT 1");
	int64_t lines = one("SELECT count(*) FROM import_v1_waiting WHERE way = 'sale'");
	char target[80];
	snprintf(target, sizeof(target), "/p/import/lines/1/%lld", (long long)line);
	assert_int_equal(glane_test_post(t, target, "{\"answer\":\"confirmed\"}") / 100, 2);
	assert_int_equal(one("SELECT count(*) FROM import_v1_waiting WHERE way = 'sale'"), lines - 1);
	/* Taken back as a whole: no money, nothing that waits. */
	assert_int_equal(command("import reverse", till, NULL, NULL), 200);
	look("/p/impact/?period=" COMMON);
	is_number("sales.cents", 0);
	is_number("quality.1.to_confirm.lines", one("SELECT count(*) FROM import_line WHERE " DAYS " AND " WAITS " AND flow = 1 AND record IS NOT NULL"));
	assert_int_equal(glane_test_command(t, "impact rebuild", "{}"), 200);
	is_number("differing", 0);
	is_clean();
	free(till.p);
	free(map.p);
	free(reception.p);
}

/* Between two days, on no day at all, without a weight: each where it may belong, and in no sum. */
static void what_nobody_can_read(void **state)
{
	(void)state;
	struct file lines = text("date,categorie,poids_kg,destination\n2025-06-30,Textile,2,boutique\n2025-06-30..2025-07-02,Chose,3,boutique\n"
	                         "hier,Textile,4,boutique\n2025-06-30,Textile,?,recyclage\n");
	assert_int_equal(command("import reception", lines, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 3);
	static const struct {
		const char *period;
		int64_t all, kept, grams, blank, out;
	} periods[] = { { "2025-06", 2000, 2, 3000, 1, 1 }, { "2025-07", 0, 1, 3000, 0, 0 }, { "2025-08", 0, 0, 0, 0, 0 } };
	for (size_t i = 0; i < 3; i++) {
		char target[80];
		snprintf(target, sizeof(target), "/p/impact/?period=%s", periods[i].period);
		look(target);
		is_number("quality.0.all", periods[i].all);
		is_number("quality.0.kept.lines", periods[i].kept);
		is_number("quality.0.kept.grams", periods[i].grams);
		is_number("quality.0.kept.blank", periods[i].blank);
		is_number("quality.0.kept.undatable", 1);
		is_number("quality.1.kept.lines", periods[i].out); /* recycled at the door: in and out */
	}
	assert_int_equal(glane_test_page(t, "/p/impact/?period=2025-06"), 200);
	assert_true(glane_test_contains(t, "2 lignes non compt"));
	assert_true(glane_test_contains(t, "/p/import/waiting"));
}

static int begin_exits(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/import.so", PLUGINS "/impact.so", PLUGINS "/intake.so", PLUGINS "/exits.so", NULL);
	return 0;
}

/* Goods of the past went to a civic amenity site: once it is declared what became of them they are in the rates of their month. */
static void what_went_to_a_civic_site(void **state)
{
	(void)state;
	struct file lines = text("timestamp,classe,type_dechet,objet,quantite,masse,prix_total,remboursement,moyen_paiement,type_collecte,commentaire\n"
	                         "2025-06-10 10:00:00,sortiesd,Textile,,,12.5,,,,,\n2025-06-11 10:00:00,sortiesr,Textile,,,2.5,,,,,\n");
	assert_int_equal(command("import oressource-csv", lines, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 2);
	look("/p/impact/?period=2025-06");
	is_number("destinations.5.grams", 2500);
	is_number("destinations.6.grams", 12500);
	assert_int_equal(glane_test_post(t, "/p/exits/civic", "{\"class\":\"recycle\",\"said_by\":\"Mairie\",\"receipt\":\"12\"}"), 201);
	look("/p/impact/?period=2025-06");
	is_number("destinations.5.grams", 15000);
	is_number("destinations.6.grams", 0);
	is_number("quality.1.all", 15000); /* it left once */
	is_number("balance.expected", -15000);
	assert_int_equal(command("import reverse", lines, NULL, NULL), 409); /* it was declared: that first */
	assert_true(glane_test_contains(t, "12"));
	is_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(la_clique, begin_both, end), cmocka_unit_test_setup_teardown(what_nobody_can_read, begin_both, end),
		cmocka_unit_test_setup_teardown(what_went_to_a_civic_site, begin_exits, end),
	};
	return cmocka_run_group_tests_name("import/figures", tests, NULL, NULL);
}
