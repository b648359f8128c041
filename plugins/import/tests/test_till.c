/* SPDX-License-Identifier: MPL-2.0 */
/* glane import till: a real till's notebook, and the balance of the days that both notebooks hold. */
#include "import/tests/files.h"

#define HEADER "date,categorie,quantite,poids_kg,prix_total,methode_paiement,controle\n"

static int import(const char *lines)
{
	char file[2000];
	snprintf(file, sizeof(file), HEADER "%s", lines);
	return command("import till", text(file), NULL, NULL);
}

/* A number of the last sale's body, -1: it is not there. */
static int64_t said(const char *member)
{
	return one("SELECT coalesce(json_extract(line, '$.body.%s'), -1) FROM core_journal_text ORDER BY seq DESC LIMIT 1", member);
}

static void sale(const char *line, int64_t price, int64_t donation, int64_t fee, int64_t doubts)
{
	assert_int_equal(import(line), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 1);
	if (said("price_cents") != price || said("donation_cents") != donation || said("fee_cents") != fee)
		fail_msg("%s: %d, %d, %d", line, (int)said("price_cents"), (int)said("donation_cents"), (int)said("fee_cents"));
	assert_int_equal(one("SELECT doubts FROM import_line WHERE record = (SELECT max(seq) FROM core_journal)"), doubts);
}

enum { REMARK = 1, TINY = 32, NO_PRICE = 64, PRICE = 128, MONEY = 256, PAYMENT = 512 };

static void test_notebook(void **state)
{
	(void)state;
	struct file notebook = load(DATA "/till.csv"), map = load(DATA "/map.csv"), reception = load(DATA "/reception.csv");
	const char *const dry[] = { "dry_run", "1", NULL };
	int64_t records = one("SELECT count(*) FROM core_journal");

	/* Looked at first: nothing is written, and all of it is said. */
	assert_int_equal(command("import till", notebook, NULL, dry), 200);
	assert_int_equal(glane_test_int(t, "dry", 0), 1);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 56);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 53);
	assert_int_equal(one("SELECT count(*) FROM core_journal"), records);
	assert_int_equal(one("SELECT count(*) FROM import_file"), 0);
	assert_true(glane_test_contains(t, "rien n’est écrit"));

	/* First run, with the map, once more. */
	assert_int_equal(command("import till", notebook, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 56);
	assert_int_equal(command("import till", notebook, &map, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 52);
	assert_int_equal(glane_test_int(t, "already.lines", 0), 56);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 1); /* "Vorbures?" cannot be read: it waits */
	assert_int_equal(glane_test_int(t, "refused.grams", 0), 445);
	records = one("SELECT count(*) FROM core_journal");
	assert_int_equal(command("import till", notebook, &map, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", -1), 0);
	assert_int_equal(one("SELECT count(*) FROM core_journal"), records);

	/* As the file says. */
	assert_int_equal(glane_test_int(t, "sum.lines", 0), 109);
	assert_int_equal(glane_test_int(t, "sum.grams", 0), 127765);
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	assert_int_equal(glane_test_int(t, "money.total", 0), 47412);
	assert_int_equal(glane_test_int(t, "money.price", 0), 47412 - 700);
	assert_int_equal(glane_test_int(t, "money.fee", 0), 700);
	assert_int_equal(glane_test_int(t, "money.donation", -1), 0);
	assert_int_equal(glane_test_int(t, "money.on_top", 0), 300); /* +1, +2 */
	assert_int_equal(glane_test_int(t, "money.unpriced", 0), 23);
	assert_int_equal(glane_test_int(t, "money.no_payment", 0), 105);
	static const int64_t days[][4] = { { 33, 34159, 12480, 11 }, { 7, 5366, 3500, 0 }, { 14, 13846, 11600, 3 }, { 16, 27765, 6632, 6 }, { 39, 46629, 13200, 3 } };
	static const char *const members[] = { "lines", "grams", "money.total", "money.unpriced" };
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 4; k++) {
			char path[60];
			snprintf(path, sizeof(path), "days.%d.%s", i, members[k]);
			assert_int_equal(glane_test_int(t, path, -1), days[i][k]);
		}

	/* In the journal: a missing price is no 0, a missing payment no word, a quantity of 1 no count. */
	assert_int_equal(one("SELECT count(*) FROM core_journal WHERE kind = 'import.sale'"), 107);
	assert_int_equal(one("SELECT count(*) FROM core_journal WHERE kind = 'import.payment'"), 1);
	assert_int_equal(one("SELECT count(*) FROM core_journal_text WHERE json_extract(line, '$.body.label') <> '' AND json_extract(line, '$.body.price_cents') IS NULL"), 22 + 1);
	assert_int_equal(one("SELECT count(*) FROM core_journal_text WHERE json_extract(line, '$.body.price_cents') = 0"), 0);
	assert_int_equal(one("SELECT count(*) FROM core_journal_text WHERE json_extract(line, '$.body.payment') = 'card'"), 2);
	assert_int_equal(one("SELECT count(*) FROM core_movement WHERE pieces > 0"), 2); /* "6 verres", "3 bacs métal" */
	assert_int_equal(one("SELECT sum(grams) FROM core_movement WHERE to_account = 'out:sale'"), 127765 - 445 - 50);
	assert_int_equal(one("SELECT sum(price_cents) FROM import_v1_sale"), 47412 - 700);

	/* The four days that both notebooks hold. */
	assert_int_equal(command("import reception", reception, &map, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 153);
	static const char common[] = "day BETWEEN 20362 AND 20365";
	assert_int_equal(one("SELECT sum(grams) FROM core_movement WHERE %s AND from_account LIKE 'source:%%'", common), 473250);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE %s AND flow IN (2, 5) AND record IS NOT NULL", common), 76);
	assert_int_equal(one("SELECT sum(grams) FROM import_line WHERE %s AND flow IN (2, 5)", common), 93606);
	assert_int_equal(one("SELECT sum(total) FROM import_line WHERE %s AND flow IN (2, 5)", common), 34932);
	assert_int_equal(one("SELECT sum(grams) FROM core_movement WHERE %s AND to_account = 'out:sale'", common), 93606 - 50); /* a membership is no object */
	assert_int_equal(one("SELECT sum(price_cents) + sum(fee_cents) FROM (SELECT coalesce(price_cents, 0) AS price_cents, coalesce(fee_cents, 0) AS fee_cents FROM import_v1_sale WHERE %s)", common), 34932);
	assert_int_equal(one("SELECT count(*) FROM import_v1_sale WHERE %s AND price_cents IS NULL AND fee_cents IS NULL", common), 12);
	is_clean();

	/* Back as a whole: what stood before stands again. */
	assert_int_equal(command("import reverse", notebook, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 108);
	assert_int_equal(one("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = 'out:sale'"), 0);
	assert_int_equal(one("SELECT count(*) FROM import_v1_sale"), 0);
	assert_int_equal(one("SELECT sum(booked) FROM import_line WHERE flow IN (2, 5)"), 0); /* nor does the page of files say that it weighs anything */
	assert_int_equal(command("import reverse", notebook, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", -1), 0);
	is_clean();
	assert_int_equal(command("import till", notebook, &map, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 108);
	is_clean();
	free(notebook.p);
	free(map.p);
	free(reception.p);
}

static void test_money(void **state)
{
	(void)state;
	sale("2025-10-04,Textile,1,1.63,8.0,,mention '+2€ don' à droite\n", 800, 200, -1, REMARK);
	sale("2025-10-04,Vaisselle,1,1.35,1.0,,+1€ don\n", 100, 100, -1, REMARK);
	sale("2025-10-03,Vaisselle,1,2.2,15.0,,note '5€+9€ dons' à droite\n", 1500, -1, -1, REMARK | MONEY); /* 14 is not 15 */
	sale("2025-10-03,Vaisselle,1,2.2,14.0,,note '5€+9€ dons'\n", 500, 900, -1, REMARK);                 /* in the price */
	sale("2025-10-03,Vaisselle,1,2.2,5,,5 € + 9 € don\n", 500, 900, -1, REMARK);                         /* on top of it */
	sale("2025-10-02,Textile,1,1.0,,boite a don?,5€ noté\n", -1, -1, -1, REMARK | NO_PRICE | MONEY | PAYMENT);
	sale("2025-10-04,1 adhesion,1,0.05,7.0,,\n", -1, -1, 700, 0);
	sale("2025-10-04,Textile,1,1.98,4.0,CHQ,\n", 400, -1, -1, 0);
	sale("2025-10-04,Dons,1,0.05,3.0,,\n", -1, 300, -1, 0);
	sale("2025-10-04,Textile,1,1.98,\"4,5 €\",Espèces,cordonnier\n", 450, -1, -1, REMARK); /* no word "don" in it */
	assert_int_equal(one("SELECT json_extract(line, '$.body.payment') = 'cash' FROM core_journal_text ORDER BY seq DESC LIMIT 1"), 1);
	sale("2025-10-04,Textile,1,1,0,,\n", 0, -1, -1, PRICE); /* given away?  somebody should look */
	sale("2025-10-04,Textile,1,9.5,0.32,,\n", 32, -1, -1, PRICE);
	sale("2025-10-04,Textile,1,0.011,3,,\n", 300, -1, -1, TINY);
	assert_int_equal(import("2025-10-04,Textile,1,1,gratuit,,\n2025-10-04,Textile,1,1,-2,,\n2025-10-04,Textile,deux,1,2,,\n"), 200);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 3);
	assert_string_equal(glane_test_text(t, "refused_lines.0.reason"), "price");
	assert_string_equal(glane_test_text(t, "refused_lines.1.reason"), "price");
	assert_string_equal(glane_test_text(t, "refused_lines.2.reason"), "pieces");
	is_clean();
}

/* Unknown days lie between the known ones; a column of ones counts nothing. */
static void test_days_and_pieces(void **state)
{
	(void)state;
	assert_int_equal(import("2025-09-27,Textile,1,1,2,,a\n,Textile,1,1,2,,b\n?,Textile,1,1,2,,c\n04/10/2025,6 textiles,1,1,2,,d\n"), 200);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE remark IN ('b', 'c') AND day = 20358 AND day_to = 20365 AND doubts & 4"), 2);
	assert_int_equal(one("SELECT happened_to - happened_from FROM core_journal WHERE seq = (SELECT record FROM import_line WHERE remark = 'b')"), 8 * 86400000);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE remark IN ('a', 'b', 'c') AND pieces = 0"), 3);
	assert_int_equal(import("2025-09,Textile,3,1,2,,e\n\"entre le 1/9/2025 et le 15/9/2025\",Textile,1,1,2,,f\n2025-09-01..2025-09-02,Textile,,1,2,,g\n"), 200);
	assert_int_equal(one("SELECT day_to - day FROM import_line WHERE remark = 'e'"), 29);
	assert_int_equal(one("SELECT day_to - day FROM import_line WHERE remark = 'f'"), 14);
	assert_int_equal(one("SELECT day_to - day FROM import_line WHERE remark = 'g'"), 1);
	assert_int_equal(one("SELECT pieces FROM import_line WHERE remark = 'e'"), 3);
	assert_int_equal(one("SELECT pieces FROM import_line WHERE remark = 'f'"), 1); /* this column counts */
	assert_int_equal(one("SELECT pieces FROM import_line WHERE remark = 'g'"), 0);
	/* Nothing says when, or what is written is no day: nobody guesses. */
	assert_int_equal(import(",Textile,1,1,2,,\n2025-02-30,Textile,1,1,2,,\nhier,Textile,1,1,2,,\n2025-10-02..2025-10-01,Textile,1,1,2,,\n"), 200);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 4);
	assert_string_equal(glane_test_text(t, "refused_lines.0.reason"), "date");
	/* Behind the last known day there is today. */
	assert_int_equal(import("2026-01-09,Textile,1,1,2,,h\n,Textile,1,1,2,,i\n"), 200);
	assert_int_equal(one("SELECT day_to - day FROM import_line WHERE remark = 'i'"), 1);
	is_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notebook), cmocka_unit_test(test_money), cmocka_unit_test(test_days_and_pieces),
	};
	return cmocka_run_group_tests_name("import/till", tests, begin, end);
}
