/* SPDX-License-Identifier: MPL-2.0 */
/* Balance, rates and CO2 against tests/data/reference_vectors.json, and what other programs compute wrong. */
#include "impact/tests/house.h"

#include "impact/co2.h"
#include "impact/period.h"
#include "impact/rates.h"

/* --- the reference: read by SQLite, the only reader of JSON at hand ---------------------------------------- */
static char reference[20000]; /* with its quotes doubled */

static void load_reference(void)
{
	FILE *f = fopen(DATA "/reference_vectors.json", "r");
	assert_non_null(f);
	size_t n = 0;
	for (int ch; (ch = fgetc(f)) != EOF && n < sizeof(reference) - 2;) {
		if (ch == '\'')
			reference[n++] = '\'';
		reference[n++] = (char)ch;
	}
	fclose(f);
	assert_true(n > 5000);
}

static int64_t vector(struct house *h, const char *path)
{
	char *text = malloc(sizeof(reference) + 200);
	assert_non_null(text);
	snprintf(text, sizeof(reference) + 200, "SELECT json_extract('%s', '$.%s')", reference, path);
	int64_t v = glane_test_sql(h->t, text);
	free(text);
	if (v == INT64_MIN)
		fail_msg("no %s in the reference", path);
	return v;
}

#define MB "mass_balance[0]."
static void the_reference_balance(void **state)
{
	struct house *h = *state;
	static const struct {
		const char *class, *account;
	} exits[] = { { "SALE", "out:sale" }, { "GIFT", "out:gift" }, { "PARTNER", "out:partner" }, { "RECYCLE", "out:recycle" }, { "ENERGY", "out:energy" },
		{ "RESIDUAL", "out:residual" } };
	char path[120];
	load_reference();
	move(h, "adjust:opening", "stock:shop", h->chair, vector(h, MB "inputs.opening_stock_g"), 0, "2024-12-20");
	move(h, "source:drop_off", "stock:shop", h->chair, vector(h, MB "inputs.entries_g"), 0, "2025-02-01");
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
		snprintf(path, sizeof(path), MB "inputs.exits_g.%s", exits[i].class);
		move(h, "stock:shop", exits[i].account, h->chair, vector(h, path), 0, i % 2 ? "2025-12-31" : "2025-06-15");
	}
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025");
	assert_int_equal(number(h, "balance.opening"), vector(h, MB "inputs.opening_stock_g"));
	assert_int_equal(number(h, "balance.expected"), vector(h, MB "expected.closing_stock_expected_g"));
	assert_int_equal(number(h, "balance.residual"), vector(h, MB "expected.residual_if_counted_equals_expected_g"));
	assert_int_equal(number(h, "numbers.0.value"), vector(h, MB "inputs.entries_g"));
	assert_int_equal(entry(h, "sums", "name", "s_out", "grams"), vector(h, MB "expected.s_out_g"));
	assert_int_equal(entry(h, "sums", "name", "reuse", "grams"), vector(h, MB "expected.reuse_g"));
	assert_int_equal(entry(h, "sums", "name", "diverted", "grams"), vector(h, MB "expected.tonnage_detourne_strict_g"));
	assert_int_equal(entry(h, "sums", "name", "not_residual", "grams"), vector(h, MB "expected.tonnage_non_ultime_g"));
	static const char *const rates[][2] = { { "reuse", "taux_reemploi_sorties" }, { "reuse_entries", "taux_reemploi_entrees" },
		{ "material", "taux_valorisation_matiere" }, { "total", "taux_valorisation_totale" } };
	static const char *const parts[][2] = { { "part", "numerator_g" }, { "whole", "denominator_g" }, { "basis_points", "basis_points" } };
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 3; k++) {
			snprintf(path, sizeof(path), MB "expected.%s.%s", rates[i][1], parts[k][1]);
			assert_int_equal(entry(h, "rates", "name", rates[i][0], parts[k][0]), vector(h, path));
		}
	/* The year after begins with what this one left; the other figures start anew. */
	get(h, "/p/impact/?period=2026");
	assert_int_equal(number(h, "balance.opening"), vector(h, MB "expected.closing_stock_expected_g"));
	assert_int_equal(number(h, "numbers.0.value"), 0);
	assert_int_equal(number(h, "numbers.0.before"), vector(h, MB "inputs.entries_g"));
}

/* W7 of what other programs get wrong: a rate of 5.5 % kept as a whole number is 6. */
static void a_rate_keeps_its_half_percent(void **state)
{
	struct house *h = *state;
	move(h, "source:drop_off", "stock:shop", h->sofa, 100000, 1, "2025-03-01");
	move(h, "stock:shop", "out:sale", h->sofa, 5500, 1, "2025-03-02");
	move(h, "stock:shop", "out:recycle", h->sofa, 94500, 1, "2025-03-02");
	get(h, "/p/impact/?period=2025");
	assert_int_equal(entry(h, "rates", "name", "reuse", "basis_points"), 550);
	assert_int_equal(glane_test_page(h->t, "/p/impact/?period=2025"), 200);
	assert_true(glane_test_contains(h->t, "5,5\u202f%"));
}

#define CO "co2_avoided[0]."
static void the_reference_co2(void **state)
{
	struct house *h = *state;
	const int64_t ids[] = { h->kettle, h->sofa, h->shirt, h->laptop };
	static const char *const names[] = { "low", "central", "high" };
	char path[120];
	load_reference();
	for (int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), CO "inputs.items[%d].count", i);
		int64_t count = vector(h, path), grams = sql(h, "SELECT default_grams FROM core_category WHERE id = %lld", (long long)ids[i]);
		move(h, "source:drop_off", "stock:shop", ids[i], 5 * count * grams, 5 * count, "2025-03-01"); /* does not count */
		move(h, "stock:shop", i % 2 ? "out:gift" : "out:sale", ids[i], count * grams, count, i < 2 ? "2025-03-02" : "2025-05-17");
		move(h, "stock:shop", "out:recycle", ids[i], count * grams, count, "2025-03-02"); /* nor does this */
	}
	glane_test_settle(h->t);
	static const char *const periods[] = { "2025", "2025-03-02..2025-06-17" }; /* months, and days beside months */
	for (int k = 0; k < 2; k++) {
		get(h, "/p/impact/co2?period=%s", periods[k]);
		assert_int_equal(number(h, "co2.new"), vector(h, CO "expected.sum_factors_g"));
		for (int i = 0; i < 3; i++) {
			char ours[40];
			snprintf(path, sizeof(path), CO "expected.%s.avoided_g", names[i]);
			snprintf(ours, sizeof(ours), "co2.%s", names[i]);
			assert_int_equal(number(h, ours), vector(h, path));
			snprintf(path, sizeof(path), CO "expected.%s.display_kg_2sig", names[i]);
			assert_int_equal(two_digits(number(h, ours)), 1000 * vector(h, path));
		}
		assert_string_equal(glane_test_text(h->t, "co2.words"), "≈ 0,21 t CO2e (0,12 – 0,28 t)");
		assert_int_equal(number(h, "co2.estimated"), vector(h, CO "expected.cross_check.mass_reused_g_with_default_weights"));
		assert_int_equal(number(h, "co2.intensity"), vector(h, CO "expected.cross_check.central_intensity_g_per_kg"));
		assert_int_equal(number(h, "co2.doubtful"), vector(h, CO "expected.cross_check.warns"));
		assert_true(strncmp(glane_test_text(h->t, "co2.doubt"), "4,4 kg de CO2e par kilo", 23) == 0);
	}
	/* What emits as much: one at a time, two digits, with its source. */
	get(h, "/p/impact/co2?period=2025");
	assert_string_equal(glane_test_text(h->t, "equivalent.code"), "car_km");
	assert_int_equal(number(h, "equivalent.low"), 530); /* 120.1256 kg over 0.227607 */
	assert_int_equal(number(h, "equivalent.central"), 940);
	assert_int_equal(number(h, "equivalent.high"), 1200);
	get(h, "/p/impact/?period=2025&equivalent=train_km");
	assert_int_equal(number(h, "equivalent.central"), 73000);
	assert_int_equal(glane_test_page(h->t, "/p/impact/?period=2025"), 200);
	assert_true(glane_test_contains(h->t, "Autant que 940 km en voiture thermique (530 \xe2\x80\x93 1\xe2\x80\xaf" "200 km)."));
	assert_true(glane_test_contains(h->t, "ADEME Impact CO2, voiture thermique") && glane_test_contains(h->t, "equivalent=train_km#co2"));
	assert_false(glane_test_contains(h->t, "en TGV pour"));
	get(h, "/p/impact/?period=2024"); /* nothing was avoided: nothing is as much */
	assert_false(glane_test_contains(h->t, "car_km"));
	assert_int_equal(glane_test_get(h->t, "/p/impact/?equivalent=plane_km"), 400);
}

/* Each pitfall of over-claiming (domain.md 10.4) that a program can fall into. */
static void no_more_is_claimed(void **state)
{
	struct house *h = *state;
	int64_t jewel = sql(h, "SELECT id FROM core_category WHERE code = 'BIJ-FANTAISIE'");
	move(h, "source:drop_off", "stock:shop", h->wardrobe, 400000, 10, "2025-03-01");
	move(h, "stock:shop", "out:sale", h->wardrobe, 40000, 1, "2025-03-02"); /* 40 kg at 906.88 / 307 kg, not 906.88 */
	move(h, "stock:shop", "out:sale", h->laptop, 20000, 0, "2025-03-02");   /* uncounted: 182 kg per 1.8 kg is never by mass */
	move(h, "stock:shop", "out:sale", jewel, 600, 10, "2025-03-02");        /* no factor: the published one is for gold */
	int64_t back = move(h, "stock:shop", "out:sale", h->sofa, 43000, 1, "2025-03-02");
	take_back(h, back);
	move(h, "stock:shop", "out:sale", h->sofa, 43000, 1, "2025-03-02");
	move(h, "out:sale", "stock:shop", h->sofa, 43000, 1, "2025-03-20"); /* brought back */
	glane_test_settle(h->t);
	get(h, "/p/impact/co2?period=2025");
	assert_int_equal(number(h, "co2.new"), (40000 * INT64_C(906880) + 307000 / 2) / 307000);
	assert_int_equal(number(h, "co2.estimated"), 40000);
	assert_int_equal(number(h, "co2.missed"), 20600);
	assert_int_equal(glane_test_count(h->t, "missed"), 2);
	assert_int_equal(entry(h, "missed", "code", "BIJ-FANTAISIE", "grams"), 600);
	assert_string_equal(glane_test_text(h->t, "co2.factors"), "2026.1");
	assert_true(number(h, "co2.low") < number(h, "co2.central") && number(h, "co2.central") < number(h, "co2.new")); /* D is not 1 */
	/* Counted and uncounted goods of one category stay apart. */
	move(h, "stock:shop", "out:gift", h->kettle, 1000, 1, "2025-03-02");
	move(h, "stock:shop", "out:gift", h->kettle, 3000, 0, "2025-03-02");
	glane_test_settle(h->t);
	get(h, "/p/impact/co2?period=2025-03");
	int64_t usual = sql(h, "SELECT item_grams FROM impact_factor WHERE code = 'PEM-BOUILLOIRE'");
	assert_int_equal(entry(h, "lines", "code", "PEM-BOUILLOIRE", "new"), (9910000 + (3000 * INT64_C(9910000) + usual / 2) / usual + 500) / 1000);
}

/* --- W1, W2, W10 and their family (peers.md 3) ---------------------------------------------------------------- */
static void masses_are_not_multiplied(void **state)
{
	struct house *h = *state;
	move(h, "source:drop_off", "stock:shop", h->chair, 22000, 2, "2025-03-01");
	move(h, "stock:shop", "out:sale", h->chair, 22000, 2, "2025-03-02"); /* W1: two chairs, weighed together */
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-03");
	assert_int_equal(entry(h, "destinations", "name", "sale", "grams"), 22000);
	assert_int_equal(cents_per_tonne(1500, 22000), 68182); /* 681.82 EUR/t */
	/* W2: six cups, three weighed 0.9 kg together, three estimated */
	post(h, "/p/ledger/record", "{'from':'stock:shop','to':'out:sale','category':%lld,'grams':900,'pieces':3,'measured':1,'from_ms':%lld}",
	     (long long)h->kettle, (long long)day_ms("2025-04-02"));
	post(h, "/p/ledger/record", "{'from':'stock:shop','to':'out:sale','category':%lld,'grams':900,'pieces':3,'measured':0,'from_ms':%lld}",
	     (long long)h->kettle, (long long)day_ms("2025-04-02"));
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-04");
	assert_int_equal(entry(h, "destinations", "name", "sale", "grams"), 1800);
	assert_int_equal(entry(h, "destinations", "name", "sale", "estimated"), 900); /* half of it, and every sum says so */
	assert_int_equal(entry(h, "sums", "name", "diverted", "estimated"), 900);
	assert_int_equal(number(h, "quality.1.estimated.grams"), 900);
	assert_int_equal(number(h, "quality.1.estimated.percent"), 500);
	/* W3, W4: each line has its own mass, none vanishes */
	get(h, "/p/impact/movements?figure=sale&period=2025-03-01..2025-04-30");
	assert_int_equal(glane_test_count(h->t, "movements"), 3);
	assert_int_equal(number(h, "movements.2.grams"), 22000);
	assert_int_equal(number(h, "movements.0.grams"), 900);
	assert_int_equal(number(h, "total"), 23800);
	/* W10: days of 0.75, 0.75 and 1.75 kg */
	move(h, "stock:shop", "out:gift", h->kettle, 750, 1, "2025-05-01");
	move(h, "stock:shop", "out:gift", h->kettle, 750, 1, "2025-05-02");
	move(h, "stock:shop", "out:gift", h->kettle, 1750, 1, "2025-05-03");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-05");
	assert_int_equal(entry(h, "destinations", "name", "gift", "grams"), 3250);
	/* W11: what is given back subtracts once, whatever its pieces */
	move(h, "out:gift", "stock:shop", h->kettle, 750, 3, "2025-05-04");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-05");
	assert_int_equal(entry(h, "destinations", "name", "gift", "grams"), 2500);
	/* "In" and "out" are of the same days: what came in earlier is no entry of this period. */
	get(h, "/p/impact/?period=2025-05-02");
	assert_int_equal(number(h, "numbers.0.value"), 0);
	assert_int_equal(entry(h, "destinations", "name", "gift", "grams"), 750);
}

/* --- upcycling, losses, stock-takes, civic sites ------------------------------------------------------------------ */
static void made_things_count_once(void **state)
{
	struct house *h = *state;
	move(h, "source:drop_off", "stock:workshop", h->chair, 10000, 4, "2025-03-01");
	move(h, "stock:workshop", "out:transform", h->chair, 10000, 4, "2025-03-02");
	assert_int_equal(post(h, "/p/ledger/record", "{'from':'made:transform','to':'stock:shop','category':%lld,'grams':8000,'pieces':1,'draw':true,"
	                      "'from_ms':%lld}", (long long)h->sofa, (long long)day_ms("2025-03-03")), 200);
	int64_t item = number(h, "item");
	assert_int_equal(post(h, "/p/ledger/record", "{'from':'stock:shop','to':'out:sale','category':%lld,'grams':8000,'pieces':1,'item':%lld,"
	                      "'from_ms':%lld}", (long long)h->sofa, (long long)item, (long long)day_ms("2025-03-04")), 200);
	int64_t sold = number(h, "record");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025");
	assert_int_equal(entry(h, "sums", "name", "reuse", "grams"), 10000); /* the matter, once */
	assert_int_equal(entry(h, "destinations", "name", "sale", "grams"), 0);
	assert_int_equal(entry(h, "destinations", "name", "made_out", "grams"), 8000);
	assert_int_equal(number(h, "balance.expected"), 0);
	take_back(h, sold);
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025");
	assert_int_equal(number(h, "balance.expected"), 8000);
	/* What is lost or sent to a civic site is in no rate, but is gone. */
	move(h, "source:drop_off", "stock:shop", h->chair, 5000, 1, "2025-04-01");
	move(h, "stock:shop", "adjust:loss", h->chair, 1000, 1, "2025-04-02");
	move(h, "stock:shop", "out:civic", h->chair, 2000, 1, "2025-04-02");
	move(h, "stock:shop", "adjust:count", h->chair, 500, 0, "2025-04-30");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-04");
	assert_int_equal(entry(h, "sums", "name", "s_out", "grams"), 0);
	assert_int_equal(entry(h, "rates", "name", "reuse", "basis_points"), -1); /* over nothing there is no rate */
	assert_int_equal(number(h, "balance.expected"), 8000 + 5000 - 1000 - 2000);
	assert_int_equal(number(h, "balance.counted"), 9500);
	assert_int_equal(number(h, "balance.residual"), 500);
	assert_int_equal(number(h, "balance.is_counted"), 1);
	assert_int_equal(number(h, "balance.share"), 100); /* of entries; above 5 % it warns */
	assert_int_equal(number(h, "balance.amber"), 1);
}

/* --- a new version of the factors ------------------------------------------------------------------------------------- */
static int import(struct house *h, const char *name, const char *from, const char *to, const char *csv)
{
	char body[2000];
	int n = snprintf(body, sizeof(body),
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n"
		"--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\n%s\r\n"
		"--b\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nessai\r\n%s%s%s--b--\r\n", csv, name, from,
		*to ? "--b\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n" : "", to, *to ? "\r\n" : "");
	return glane_test_command_body(h->t, "impact factors", "multipart/form-data; boundary=b", body, (size_t)n);
}

#define HEADER "code,co2_kg_per_item,avg_weight_kg,per,co2_source\n"
static void factors_come_in_versions(void **state)
{
	struct house *h = *state;
	static const struct {
		const char *csv, *said;
	} bad[] = {
		{ "", "" }, { "code\nPEM-BOUILLOIRE\n", "co2_kg_per_item" }, { HEADER, "aucun facteur" }, { HEADER "PEM-BOUILLOIRE,-3,,,x\n", "négatif" },
		{ HEADER "PEM-BOUILLOIRE,9910,1.2,,x\n", "pas croyable" }, { HEADER "PEM-BOUILLOIRE,0,1.2,,x\n", "pas croyable" },
		{ HEADER "PEM-BOUILLOIRE,dix,,,x\n", "pas un nombre" }, { HEADER "PEM-THEIERE,9.9,,,x\n", "PEM-THEIERE" },
		{ HEADER "PEM-BOUILLOIRE,9.9,1,,x\nPEM-BOUILLOIRE,9.9,1,,x\n", "ligne 3" }, { HEADER "PEM-BOUILLOIRE,9.9,1,kg,x\n", "either" },
		{ HEADER "PEM-BOUILLOIRE,9.9,,mass,x\n", "manque" }, { HEADER "PEM-BOUILLOIRE,9.9\n", "cases" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(import(h, "2027.1", "2025-06-01", "", bad[i].csv), 400);
		if (!glane_test_contains(h->t, bad[i].said))
			fail_msg("%s: %s", bad[i].csv, glane_test_body(h->t, NULL));
		assert_int_equal(sql(h, "SELECT count(*) FROM impact_factor_set WHERE valid_to IS NULL"), 1); /* nothing stays of it */
	}
	assert_int_equal(import(h, "2026.1", "2025-06-01", "", HEADER "PEM-BOUILLOIRE,20,1,,x\n"), 400); /* the name is taken */
	assert_int_equal(import(h, "2027.1", "1970-01-01", "", HEADER "PEM-BOUILLOIRE,20,1,,x\n"), 400); /* overlaps */
	assert_int_equal(import(h, "2027.1", "2025-06-01", "2025-05-01", HEADER "PEM-BOUILLOIRE,20,1,,x\n"), 400);
	assert_int_equal(import(h, "2027.1", "2025-06-01", "2025-12-31", HEADER "PEM-BOUILLOIRE,\"20,5\",1,,x\nMOB-CANAPE-TEX,,,,\n"), 200);
	int64_t record = number(h, "record");
	assert_int_equal(number(h, "n"), 1);
	assert_true(strncmp(glane_test_text(h->t, "text"), "1 facteur a ", 12) == 0);
	assert_int_equal(import(h, "2028.1", "2026-02-01", "", HEADER "PEM-BOUILLOIRE,20,1,,x\n"), 400);
	assert_true(glane_test_contains(h->t, "sans trou"));
	assert_int_equal(import(h, "2028.1", "2025-12-31", "", HEADER "PEM-BOUILLOIRE,20,1,,x\n"), 400);
	move(h, "source:drop_off", "stock:shop", h->kettle, 9000, 3, "2025-03-01");
	move(h, "stock:shop", "out:sale", h->kettle, 1000, 1, "2025-03-02");
	move(h, "stock:shop", "out:sale", h->kettle, 1000, 1, "2025-07-02");
	glane_test_settle(h->t);
	get(h, "/p/impact/co2?period=2025-03");
	assert_int_equal(number(h, "co2.new"), 9910);
	get(h, "/p/impact/co2?period=2025-07");
	assert_int_equal(number(h, "co2.new"), 20500);
	assert_int_equal(number(h, "co2.since"), sql(h, "SELECT max(valid_from) FROM impact_factor_set"));
	assert_true(glane_test_contains(h->t, "en vigueur depuis le"));
	take_back(h, record);
	get(h, "/p/impact/co2?period=2025-07");
	assert_int_equal(number(h, "co2.new"), 9910);
	assert_int_equal(sql(h, "SELECT count(*) FROM impact_factor_set WHERE valid_to IS NULL"), 1);
}

/* --- one object ----------------------------------------------------------------------------------------------------- */
static void an_object_says_what_it_avoids(void **state)
{
	struct house *h = *state;
	assert_int_equal(post(h, "/p/ledger/record", "{'from':'source:drop_off','to':'stock:shop','category':%lld,'grams':1500,'pieces':1,'draw':true}",
	                      (long long)h->kettle), 200);
	int64_t item = number(h, "item");
	char code[20] = "", target[80];
	for (int i = 0; i < 13; i++)
		code[i] = (char)sql(h, "SELECT unicode(substr(code, %d, 1)) FROM core_item WHERE id = %lld", i + 1, (long long)item);
	snprintf(target, sizeof(target), "/p/impact/items/%s/co2", code);
	glane_test_exec(h->t, "UPDATE core_item SET category = (SELECT id FROM core_category WHERE code = 'PEM-BOUILLOIRE')");
	glane_test_public(h->t, 1);
	assert_int_equal(glane_test_get(h->t, target), 404); /* it is not offered yet */
	glane_test_exec(h->t, "UPDATE core_item SET state = 4");
	assert_int_equal(glane_test_get(h->t, target), 200);
	assert_string_equal(glane_test_text(h->t, "words"), "≈ 5,0 kg CO2e (2,8 – 6,4 kg)"); /* half of 9.91 kg: no more than two digits */
	assert_int_equal(glane_test_page(h->t, target), 200);
	assert_true(glane_test_contains(h->t, "2026.1"));
	glane_test_exec(h->t, "UPDATE core_item SET category = (SELECT id FROM core_category WHERE code = 'BIJ-FANTAISIE')");
	assert_int_equal(glane_test_get(h->t, target), 404);
	assert_int_equal(glane_test_get(h->t, "/p/impact/items/0000000000012/co2"), 404);
	glane_test_public(h->t, 0);
	glane_test_exec(h->t, "UPDATE core_item SET category = NULL, state = 1");
}

/* --- filières ---------------------------------------------------------------------------------------------------------- */
/* A category that changes its stream in the middle of a month: each day counts where the category was that day. */
static void streams_change_in_a_month(void **state)
{
	struct house *h = *state;
	move(h, "source:drop_off", "stock:shop", h->chair, 1000, 1, "2025-03-03");
	move(h, "source:drop_off", "stock:shop", h->chair, 200, 1, "2025-03-20");
	move(h, "source:drop_off", "stock:shop", h->chair, 30, 1, "2025-05-02");
	move(h, "source:drop_off", "stock:shop", h->kettle, 4, 1, "2025-03-20");
	glane_test_exec(h->t, "INSERT INTO core_category_stream SELECT id, unixepoch('2025-03-15') / 86400, 'JOUETS' FROM core_category WHERE code = 'MOB-CHAISE-BOIS'");
	glane_test_settle(h->t);
	static const struct {
		const char *period;
		int64_t ea, toys, deee;
	} cases[] = { { "2025", 1000, 230, 4 }, { "2025-03", 1000, 200, 4 }, { "2025-03-02..2025-03-25", 1000, 200, 4 }, { "2025-03-20..2025-05-31", 0, 230, 4 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static const char *const codes[] = { "EA", "JOUETS", "DEEE" };
		const int64_t want[] = { cases[i].ea, cases[i].toys, cases[i].deee };
		for (int k = 0; k < 3; k++) {
			if (want[k]) {
				get(h, "/p/impact/streams?period=%s", cases[i].period);
				assert_int_equal(entry(h, "rows", "code", codes[k], "total"), want[k]);
			}
			get(h, "/p/impact/movements?figure=entries&period=%s&stream=%s", cases[i].period, codes[k]);
			assert_int_equal(number(h, "total"), want[k]);
			int64_t sum = 0, n = glane_test_count(h->t, "movements");
			for (int64_t m = 0; m < n; m++) {
				char path[40];
				snprintf(path, sizeof(path), "movements.%lld.grams", (long long)m);
				sum += number(h, path);
			}
			assert_int_equal(sum, want[k]);
		}
	}
	get(h, "/p/impact/streams?period=2025");
	assert_int_equal(number(h, "sum.total"), 1234);
	assert_int_equal(glane_test_get(h->t, "/p/impact/streams?period=2020..2025"), 400);
	glane_test_exec(h->t, "DELETE FROM core_category_stream WHERE stream = 'JOUETS' AND category = (SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS')");
}

/* --- closed periods ------------------------------------------------------------------------------------------------- */
static void closed_periods_stay(void **state)
{
	struct house *h = *state; /* the clock stands at 2026-01-10 */
	move(h, "source:drop_off", "stock:shop", h->chair, 90000, 9, "2025-11-03");
	int64_t sold = move(h, "stock:shop", "out:sale", h->chair, 20000, 2, "2025-11-20");
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2026'}"), 400); /* it is not over */
	assert_true(glane_test_contains(h->t, "pas finie"));
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2025-12..2025-11'}"), 400);
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2025'}"), 201); /* what is not added up yet is in it */
	int64_t lock = number(h, "record");
	assert_int_equal(post(h, "/p/impact/locks", "{'period':'2025'}"), 400);
	get(h, "/p/impact/locks");
	assert_int_equal(number(h, "locks.0.entries"), 90000);
	assert_int_equal(number(h, "locks.0.reuse"), 20000);
	assert_string_equal(glane_test_text(h->t, "locks.0.factors"), "2026.1");
	take_back(h, sold);
	move(h, "source:drop_off", "stock:shop", h->chair, 7000, 1, "2025-11-04");
	glane_test_settle(h->t);
	for (int again = 0; again < 2; again++) { /* a second count finds the same */
		get(h, "/p/impact/?period=2025");
		assert_int_equal(number(h, "numbers.0.value"), 90000);
		assert_int_equal(entry(h, "destinations", "name", "sale", "grams"), 20000);
		assert_int_equal(number(h, "is_closed"), 1);
		get(h, "/p/impact/?period=2026-01");
		assert_int_equal(number(h, "numbers.0.value"), 7000);
		assert_int_equal(entry(h, "destinations", "name", "sale", "grams"), -20000);
		assert_int_equal(number(h, "has_late"), 1);
		get(h, "/p/impact/movements?figure=sale&period=2026-01");
		assert_int_equal(glane_test_count(h->t, "movements"), 1);
		assert_int_equal(number(h, "movements.0.grams"), -20000);
		assert_int_equal(number(h, "movements.0.late"), 1);
		get(h, "/p/impact/movements?figure=entries&period=2025");
		assert_int_equal(glane_test_count(h->t, "movements"), 1);
		assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
		assert_int_equal(number(h, "differing"), 0);
	}
	/* A newer set of factors changes neither the closed period nor what it says. */
	get(h, "/p/impact/co2?period=2025");
	int64_t was = number(h, "co2.central");
	assert_true(was > 0);
	glane_test_exec(h->t, "UPDATE impact_factor_set SET valid_to = 20000 WHERE id = 1");
	glane_test_exec(h->t, "INSERT INTO impact_factor_set SELECT 2, '2027.1', 20001, NULL, 'essai', 280, 500, 650, displacement_source, NULL FROM impact_factor_set");
	glane_test_exec(h->t, "INSERT INTO impact_factor SELECT 2, code, 3 * co2_grams, item_grams, per, 1000, 'essai' FROM impact_factor");
	get(h, "/p/impact/co2?period=2025&factors=2027.1");
	assert_int_equal(number(h, "co2.central"), was);
	assert_string_equal(glane_test_text(h->t, "co2.factors"), "2026.1");
	assert_int_equal(number(h, "again.central"), 3 * was);
	assert_int_equal(glane_test_page(h->t, "/p/impact/co2?period=2025&factors=2027.1"), 200); /* a column of its own */
	assert_true(glane_test_contains(h->t, "<th scope=\"col\" class=\"n\">2026.1</th><th scope=\"col\" class=\"n\">2027.1</th>"));
	get(h, "/p/impact/co2?period=2025-11"); /* was not closed itself */
	assert_string_equal(glane_test_text(h->t, "co2.factors"), "2027.1");
	/* The closing itself may be taken back: from then on corrections count where they belong. */
	assert_int_equal(post(h, "/p/impact/locks/undo", "{'record':%lld}", (long long)lock), 200);
	move(h, "source:drop_off", "stock:shop", h->chair, 500, 1, "2025-11-05");
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025");
	assert_int_equal(number(h, "numbers.0.value"), 90500);
	assert_int_equal(glane_test_command(h->t, "impact rebuild", "{}"), 200);
	assert_int_equal(number(h, "differing"), 0);
}

/* --- periods ------------------------------------------------------------------------------------------------------------ */
static void periods_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum period_fault fault;
		const char *back; /* as it is written; NULL: the same */
	} cases[] = {
		{ "2026", PERIOD_OK, NULL }, { "2026-T3", PERIOD_OK, NULL }, { "2026-Q3", PERIOD_OK, "2026-T3" }, { "2026-10", PERIOD_OK, NULL },
		{ "2026-10-15", PERIOD_OK, "2026-10-15..2026-10-15" }, { "2026-10-01..2026-10-15", PERIOD_OK, NULL },
		{ "2026-01-01..2026-12-31", PERIOD_OK, "2026" }, { "2026-01..2026-03", PERIOD_OK, "2026-T1" }, { "2024-02-01..2024-02-29", PERIOD_OK, "2024-02" },
		{ "2026-01-01..2027-12-31", PERIOD_OK, NULL }, { "2026-02-01..2026-04-30", PERIOD_OK, NULL },
		{ "2025-T4..2026-02", PERIOD_OK, "2025-10-01..2026-02-28" }, { "2024-02-29", PERIOD_OK, "2024-02-29..2024-02-29" },
		{ "2026-02-29", PERIOD_NO_SUCH_DAY, NULL }, { "2026-13", PERIOD_NO_SUCH_DAY, NULL }, { "2026-T5", PERIOD_NO_SUCH_DAY, NULL },
		{ "2026-10-15..2026-10-01", PERIOD_BACKWARDS, NULL }, { "1970..2999", PERIOD_TOO_LONG, NULL }, { "", PERIOD_UNREADABLE, NULL },
		{ "octobre", PERIOD_UNREADABLE, NULL }, { "2026-", PERIOD_UNREADABLE, NULL }, { "2026-10-01..", PERIOD_UNREADABLE, NULL },
		{ "2026x", PERIOD_UNREADABLE, NULL }, { "26", PERIOD_UNREADABLE, NULL }, { "2026-10-01...2026-10-15", PERIOD_UNREADABLE, NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct period p;
		char text[PERIOD_TEXT];
		assert_int_equal(period_parse(cases[i].text, strlen(cases[i].text), &p), cases[i].fault);
		if (cases[i].fault == PERIOD_OK)
			assert_string_equal(period_text(&p, text), cases[i].back ? cases[i].back : cases[i].text);
	}
	struct period leap = { PERIOD_DAYS, day_of_date((struct date){ 2024, 2, 1 }), day_of_date((struct date){ 2024, 2, 29 }) };
	struct period before = period_year_before(&leap);
	assert_int_equal(date_of_day(before.to).day, 28);
	assert_int_equal(date_of_day(before.to).year, 2023);
	/* Every day of 60 years is in exactly one stretch, and comes back from its date. */
	for (int64_t day = 0; day < 22000; day++)
		assert_int_equal(day_of_date(date_of_day(day)), day);
	for (int64_t from = 20000; from < 20400; from += 7)
		for (int64_t to = from; to < from + 1200; to += 1 + to % 3) {
			struct stretch s[STRETCHES];
			int64_t next = from;
			int k = 0, n = period_stretches(from, to, UNIT_YEAR, s);
			for (; k < n; next = unit_next(s[k].unit, s[k].to), k++) {
				assert_int_equal(s[k].from, next);
				assert_int_equal(s[k].from, unit_start(s[k].unit, s[k].from));
			}
			assert_int_equal(next, to + 1);
		}
	struct stretch two_years[STRETCHES]; /* whole ones are not taken apart */
	assert_int_equal(period_stretches(day_of_date((struct date){ 2023, 1, 1 }), day_of_date((struct date){ 2024, 12, 31 }), UNIT_YEAR, two_years), 1);
}

/* The hour that exists twice: 2025-10-26 02:30 in Paris, before and after the clock went back. */
static void the_hour_that_exists_twice(void **state)
{
	struct house *h = *state;
	static const int64_t at[] = { INT64_C(1761438600000), INT64_C(1761442200000), INT64_C(1761519540000), INT64_C(1761519600000) };
	for (size_t i = 0; i < 4; i++) /* 00:30 UTC, 01:30 UTC, 22:59 UTC = 23:59 there, 23:00 UTC = the next day there */
		assert_int_equal(post(h, "/p/ledger/record", "{'from':'source:drop_off','to':'stock:shop','category':%lld,'grams':%d,'from_ms':%lld}",
		                      (long long)h->chair, 1 << i, (long long)at[i]), 200);
	glane_test_settle(h->t);
	get(h, "/p/impact/?period=2025-10-26");
	assert_int_equal(number(h, "numbers.0.value"), 7);
	get(h, "/p/impact/?period=2025-10-27");
	assert_int_equal(number(h, "numbers.0.value"), 8);
}

int main(void)
{
#define IN_HOUSE(name) cmocka_unit_test_setup_teardown(name, house_begin, house_end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_are_read), IN_HOUSE(the_hour_that_exists_twice), IN_HOUSE(the_reference_balance), IN_HOUSE(a_rate_keeps_its_half_percent), IN_HOUSE(the_reference_co2),
		IN_HOUSE(no_more_is_claimed), IN_HOUSE(masses_are_not_multiplied), IN_HOUSE(made_things_count_once), IN_HOUSE(factors_come_in_versions), IN_HOUSE(an_object_says_what_it_avoids), IN_HOUSE(streams_change_in_a_month), IN_HOUSE(closed_periods_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
