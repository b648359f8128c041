/* SPDX-License-Identifier: MPL-2.0 */
/* Objects that are there, and what Oressource recorded. */
#include "import/tests/files.h"

static int both(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/import.so", PLUGINS "/items.so", NULL);
	return 0;
}

static int items(const char *lines)
{
	char file[3000];
	snprintf(file, sizeof(file), "categorie;poids_kg;titre;prix;quantite;etat;code;notes\n%s", lines);
	return command("import items", text(file), NULL, NULL);
}

static int64_t balance(const char *account)
{
	return one("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = '%s'", account);
}

static void test_items(void **state)
{
	(void)state;
	char lines[600], code[20], other[20];
	assert_int_equal(glane_test_post(t, "/p/items/blanks", "{\"n\":2}"), 201);
	snprintf(code, sizeof(code), "%s", glane_test_text(t, "codes.0"));
	snprintf(other, sizeof(other), "%s", glane_test_text(t, "codes.1"));
	assert_int_equal(strlen(code), 13);
	snprintf(lines, sizeof(lines), "tabouret;3,5;Tabouret rouge;12,50;;;%s;pied à recoller\ntabouret;3;;;2;à tester;;\ntabouret;3;;5;;cassé;;\n"
		"tabouret;3;;5;;;%s;\ntabouret;3;;5;;;0000000000000;\n", code, code);
	assert_int_equal(items(lines), 200);
	/* The same label twice, a label that nobody drew, a state that is none: they wait. */
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 2);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 3);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE reason = 'state' AND line = 4"), 1);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE reason = 'code' AND line IN (5, 6)"), 2);
	assert_int_equal(one("SELECT count(*) FROM core_item WHERE code = '%s' AND title = 'Tabouret rouge' AND price_cents = 1250 AND grams = 3500"
		" AND state = 4 AND account = 'stock:shop'", code), 1);
	assert_int_equal(one("SELECT count(*) FROM core_item WHERE price_cents IS NULL AND pieces = 2 AND state = 2"), 1); /* a missing price is no 0 */
	assert_int_equal(balance("stock:shop"), 6500);
	assert_int_equal(balance("adjust:opening"), -6500);
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	is_clean();
	assert_int_equal(items(lines), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", -1), 0);
	assert_int_equal(glane_test_int(t, "already.lines", 0), 2);

	/* Taken back: what has been used since stays, and is said. */
	char body[120];
	snprintf(body, sizeof(body), "{\"price\":999}");
	char target[80];
	snprintf(target, sizeof(target), "/p/items/items/%s/edit", code);
	assert_int_equal(glane_test_post(t, target, body), 200);
	char file[3000];
	snprintf(file, sizeof(file), "categorie;poids_kg;titre;prix;quantite;etat;code;notes\n%s", lines);
	assert_int_equal(command("import reverse", text(file), NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 1);
	assert_int_equal(glane_test_int(t, "kept", 0), 1);
	assert_int_equal(balance("stock:shop"), 3500);
	assert_int_equal(one("SELECT count(*) FROM import_file WHERE state = 'done'"), 1);
	is_clean();
	assert_int_equal(command("import reverse", text("nothing"), NULL, NULL), 404);
}

static void test_oressource(void **state)
{
	(void)state;
	static const char file[] =
		"timestamp;classe;type_dechet;objet;quantite;masse;prix_total;remboursement;moyen_paiement;type_collecte;commentaire\n"
		"2016-03-01 10:15:00;collectes;textile;;;12.500;;;;Collecte à domicile;\n"
		"2016-03-01 10:20:00;collectes;vaisselle;;;0.75;;;;tournée spéciale;\n"
		"2016-03-02 11:00:00;ventes;tabouret;Tabouret;2;;15.00;0.00;espèces;;\n"     /* no weight: 2 usual ones */
		"2016-03-02 11:01:00;ventes;vaisselle;;3;0.9;6.00;0;chèque;;\n"
		"2016-03-02 11:02:00;ventes;vaisselle;;1;;0.00;4.00;espèces;;\n"             /* a refund */
		"2016-03-02 11:03:00;ventes;vaisselle;;1;;2;0;;;\n"                           /* no weight, none usual */
		"2016-03-03 09:00:00;sorties;textile;;;1;;;;;\n"
		"2016-03-03 09:00:00;sortiesc;textile;;;2;;;;;\n"
		"2016-03-03 09:00:00;sortiesr;textile;;;3;;;;;\n"
		"2016-03-03 09:00:00;sortiesd;mobilier;;;4;;;;;\n"
		"2016-03-03 09:00:00;sortiesp;mobilier;;;5;;;;;\n"
		"2016-03-03 09:00:00;prêts;mobilier;;;5;;;;;\n";
	assert_int_equal(command("import oressource-csv", text(file), NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "file.lines", 0), 12);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 9);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 3);
	assert_string_equal(glane_test_text(t, "refused_lines.0.reason"), "refund");
	assert_string_equal(glane_test_text(t, "refused_lines.1.reason"), "no_weight");
	assert_string_equal(glane_test_text(t, "refused_lines.2.reason"), "destination");
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	assert_int_equal(glane_test_int(t, "estimated.lines", 0), 1);
	int64_t usual = one("SELECT default_grams FROM core_category WHERE code = 'MOB-TABOURET'");
	assert_true(usual > 0);
	assert_int_equal(glane_test_int(t, "estimated.grams", 0), 2 * usual);
	assert_int_equal(one("SELECT sum(grams) FROM core_movement WHERE measured = 0 AND to_account = 'out:sale'"), 2 * usual);
	assert_int_equal(one("SELECT grams FROM core_movement WHERE from_account = 'source:home_collection'"), 12500);
	assert_int_equal(one("SELECT grams FROM core_movement WHERE from_account = 'source:drop_off'"), 750); /* an unknown word: as the import says */
	static const char *const exits[] = { "gift", "partner", "recycle", "civic", "residual" };
	for (int i = 0; i < 5; i++)
		assert_int_equal(one("SELECT sum(grams) FROM core_movement WHERE to_account = 'out:%s'", exits[i]), 1000 * (i + 1));
	assert_int_equal(one("SELECT count(*) FROM core_journal WHERE kind = 'import.exit'"), 5);
	assert_int_equal(one("SELECT sum(price_cents) FROM import_v1_sale WHERE payment IN ('espèces', 'chèque')"), 2100);
	assert_int_equal(one("SELECT pieces FROM core_movement WHERE grams = 900"), 3);
	is_clean();
	assert_int_equal(command("import reverse", text(file), NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 9);
	assert_int_equal(balance("out:gift"), 0);
	is_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items), cmocka_unit_test(test_oressource),
	};
	return cmocka_run_group_tests_name("import/kinds", tests, both, end);
}
