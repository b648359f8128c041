/* SPDX-License-Identifier: MPL-2.0 */
/* glane import reception: each line exactly once, sums to the gram, nothing guessed. */
#include "import/tests/files.h"

static int import(struct file file, const struct file *map, const char *channel)
{
	return command("import reception", file, map, channel ? (const char *[]){ "channel", channel, NULL } : NULL);
}

static void counts(int64_t imported, int64_t imported_grams, int64_t already, int64_t already_grams, int64_t refused, int64_t refused_grams)
{
	assert_int_equal(glane_test_int(t, "imported.lines", -1), imported);
	assert_int_equal(glane_test_int(t, "imported.grams", -1), imported_grams);
	assert_int_equal(glane_test_int(t, "already.lines", -1), already);
	assert_int_equal(glane_test_int(t, "already.grams", -1), already_grams);
	assert_int_equal(glane_test_int(t, "refused.lines", -1), refused);
	assert_int_equal(glane_test_int(t, "refused.grams", -1), refused_grams);
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	assert_int_equal(glane_test_int(t, "ok", 0), 1);
	assert_int_equal(glane_test_int(t, "sum.lines", -1), imported + already + refused);
	assert_int_equal(glane_test_int(t, "sum.grams", -1), imported_grams + already_grams + refused_grams);
	assert_int_equal(glane_test_int(t, "file.lines", -1), imported + already + refused);
	assert_int_equal(glane_test_int(t, "file.grams", -1), imported_grams + already_grams + refused_grams);
}

static int64_t moved(const char *where)
{
	static const char query[] = "SELECT coalesce(sum(m.grams), 0) FROM core_movement m JOIN core_journal j ON j.seq = m.seq"
		" JOIN core_category k ON k.id = m.category WHERE j.kind = 'import.reception' AND ";
	char sql[400];
	snprintf(sql, sizeof(sql), "%s%s", query, where);
	return glane_test_sql(t, sql);
}

/* --- the real notebook ---------------------------------------------------------------------------------------- */
/* Its label on each line, its code in the map: read here on their own, to compare with what was booked. */
static int64_t mapped_grams(const struct file *notebook, const struct file *map, const char *code)
{
	int64_t sum = 0;
	for (const char *line = strchr(notebook->p, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		const char *label = line + 11, *weight = strchr(label, ',') + 1;
		size_t n = (size_t)(weight - 1 - label), decimals = 0;
		int64_t grams = 0;
		int point = 0;
		for (const char *c = weight; *c != ','; c++) {
			if (*c == '.') {
				point = 1;
				continue;
			}
			grams = grams * 10 + (*c - '0');
			decimals += point ? 1 : 0;
		}
		for (; decimals < 3; decimals++)
			grams *= 10;
		const char *entry = strchr(map->p, '\n');
		while (entry && !(strncmp(entry + 1, label, n) == 0 && entry[1 + n] == ','))
			entry = strchr(entry + 1, '\n');
		assert_non_null(entry);
		size_t k = strlen(code);
		if (strncmp(entry + n + 2, code, k) == 0 && entry[n + 2 + k] == '\n')
			sum += grams;
	}
	return sum;
}

static void test_notebook(void **state)
{
	(void)state;
	struct file notebook = load(DATA "/reception.csv"), map = load(DATA "/map.csv");
	/* Known labels first: nothing is guessed, so most lines wait for a person. */
	assert_int_equal(import(notebook, NULL, NULL), 200);
	counts(70, 233440, 0, 0, 83, 239810);
	assert_int_equal(glane_test_int(t, "file.lines", 0), 153);
	assert_int_equal(glane_test_int(t, "file.grams", 0), 473250);
	assert_int_equal(glane_test_count(t, "refused_lines"), 83);
	assert_int_equal(glane_test_int(t, "refused_lines.0.line", 0), 2);
	assert_string_equal(glane_test_text(t, "refused_lines.0.label"), "ASL");
	assert_string_equal(glane_test_text(t, "refused_lines.0.reason"), "no_category");
	assert_int_equal(glane_test_count(t, "reasons"), 1);
	assert_string_equal(glane_test_text(t, "destinations.0.destination"), "boutique");
	assert_int_equal(glane_test_int(t, "destinations.0.grams", 0), 449200);
	assert_int_equal(glane_test_int(t, "destinations.1.lines", 0), 8);
	assert_int_equal(glane_test_int(t, "destinations.1.grams", 0), 24050);
	assert_int_equal(glane_test_count(t, "matches"), 11);
	assert_string_equal(glane_test_text(t, "matches.0.label"), "Livres");
	assert_string_equal(glane_test_text(t, "matches.0.category.code"), "LIV-LIVRE");
	assert_string_equal(glane_test_text(t, "matches.0.how"), "name");
	const char *proposal = glane_test_text(t, "proposal");
	assert_int_equal(strncmp(proposal, "label,category,lines,grams,suggestion\n", 38), 0);
	assert_non_null(strstr(proposal, "\n\"Lampe\",,4,9300,")); /* "Lampe" and "Lampes" */
	assert_non_null(strstr(proposal, "LUM-LAMPE"));
	assert_true(glane_test_contains(t, "473,25")); /* the words of the command line */
	assert_true(glane_test_contains(t, "La somme est juste"));
	assert_true(glane_test_contains(t, "ligne 154: Sapin métal, 500"));
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM import_line WHERE record IS NULL AND reason = 'no_category'"), 83);
	is_clean();

	/* With the map: exactly those. */
	assert_int_equal(import(notebook, &map, NULL), 200);
	counts(83, 239810, 70, 233440, 0, 0);
	assert_string_equal(glane_test_text(t, "proposal"), "");
	assert_int_equal(glane_test_count(t, "refused_lines"), 0);
	is_clean();

	/* Once more, with the map and without: nothing. */
	int64_t records = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	assert_int_equal(import(notebook, &map, NULL), 200);
	counts(0, 0, 153, 473250, 0, 0);
	assert_int_equal(import(notebook, NULL, NULL), 200);
	counts(0, 0, 153, 473250, 0, 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), records);

	assert_int_equal(moved("true"), 473250);
	assert_int_equal(moved("m.to_account = 'stock:sorting'"), 449200);
	assert_int_equal(moved("m.to_account = 'out:recycle'"), 24050);
	assert_int_equal(moved("m.from_account = 'source:drop_off'"), 473250);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_movement WHERE measured = 1"), 153);
	static const struct {
		const char *day;
		int64_t lines, grams;
	} days[] = { { "2025-10-01", 52, 124370 }, { "2025-10-02", 18, 91230 }, { "2025-10-03", 46, 137120 }, { "2025-10-04", 37, 120530 } };
	for (size_t i = 0; i < 4; i++) {
		char path[40], sql[200];
		snprintf(path, sizeof(path), "days.%zu.lines", i);
		assert_int_equal(glane_test_int(t, path, 0), days[i].lines);
		snprintf(path, sizeof(path), "days.%zu.grams", i);
		assert_int_equal(glane_test_int(t, path, 0), days[i].grams);
		snprintf(sql, sizeof(sql), "SELECT sum(grams) FROM core_movement WHERE day = CAST(julianday('%s') - 2440587.5 AS INTEGER)", days[i].day);
		assert_int_equal(glane_test_sql(t, sql), days[i].grams);
	}
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal WHERE kind = 'import.reception' AND happened_to - happened_from = 86400000"), 153);

	/* Category by category, as the file and the map say. */
	char where[100];
	for (const char *entry = strchr(map.p, '\n'); entry && entry[1]; entry = strchr(entry + 1, '\n')) {
		char code[40];
		snprintf(code, sizeof(code), "%.*s", (int)strcspn(strchr(entry + 1, ',') + 1, "\n"), strchr(entry + 1, ',') + 1);
		snprintf(where, sizeof(where), "k.code = '%s'", code);
		assert_int_equal(moved(where), mapped_grams(&notebook, &map, code));
	}
	assert_true(glane_test_sql(t, "SELECT count(DISTINCT category) FROM import_line") > 25);
	free(notebook.p);
	free(map.p);
}

/* --- names ------------------------------------------------------------------------------------------------------ */
#define HEADER "date,categorie,poids_kg,destination,notes,controle\n"

static void knows(const char *label, const char *code, const char *how)
{
	char file[300];
	snprintf(file, sizeof(file), HEADER "2025-10-05,%s,1,boutique,,\n", label);
	assert_int_equal(import(text(file), NULL, NULL), 200);
	if (code) {
		assert_string_equal(glane_test_text(t, "matches.0.category.code"), code);
		assert_string_equal(glane_test_text(t, "matches.0.how"), how);
		assert_int_equal(glane_test_int(t, "imported.lines", 0), 1);
	} else {
		assert_int_equal(glane_test_int(t, "refused.lines", 0), 1);
		assert_string_equal(glane_test_text(t, "refused_lines.0.reason"), how);
	}
}

static void test_names(void **state)
{
	(void)state;
	knows("VAISSELLES", "TABLEWARE", "name");
	knows("Household  linens", "HOUSE-LINEN", "name");
	knows("Bibelots", "DEC-BIBELOT", "name");
	knows("mob-chaise-bois", "MOB-CHAISE-BOIS", "code");
	knows("Chaise bois", NULL, "no_category");
	knows("3 chaises en bois", NULL, "no_category");
	knows("Siège auto (refus)", NULL, "no_category"); /* nobody would have written this; and it is not offered */
	knows("Lampe", NULL, "no_category");
	knows("piles", NULL, "no_category");
	/* Two categories of one name: a person has to say which. */
	glane_test_exec(t, "UPDATE core_category SET name_fr = 'Bibelots' WHERE code = 'DEC-VASE'");
	knows("bibelot ", NULL, "ambiguous");
	assert_non_null(strstr(glane_test_text(t, "proposal"), "DEC-VASE"));
	assert_non_null(strstr(glane_test_text(t, "proposal"), "DEC-BIBELOT"));
	glane_test_exec(t, "UPDATE core_category SET name_fr = 'vase' WHERE code = 'DEC-VASE'");
	/* A category that is no longer offered is not matched by its name. */
	glane_test_exec(t, "UPDATE core_category SET active = 0 WHERE code = 'DEC-VASE'");
	knows("Vases", NULL, "no_category");
	glane_test_exec(t, "UPDATE core_category SET active = 1 WHERE code = 'DEC-VASE'");
	is_clean();
}

/* Identical lines are legitimate; the same lines in another file are other lines. */
static void test_identical(void **state)
{
	(void)state;
	struct file same = text(HEADER "2025-10-06,Livres,3,boutique,,\n2025-10-06,Livres,3,boutique,,\n2025-10-06,Livres,3,boutique,,\n");
	assert_int_equal(import(same, NULL, NULL), 200);
	counts(3, 9000, 0, 0, 0, 0);
	assert_int_equal(import(same, NULL, NULL), 200);
	counts(0, 0, 3, 9000, 0, 0);
	assert_int_equal(import(text(HEADER "2025-10-06,Livres,3,boutique,,\n2025-10-06,Livres,3,boutique,,\n"), NULL, NULL), 200);
	counts(2, 6000, 0, 0, 0, 0);
	is_clean();
}

/* Every reason, each line with its number, and the sum is still the file's. */
static void test_reasons(void **state)
{
	(void)state;
	struct file file = text("\xef\xbb\xbf" "Date;Catégorie;Poids_kg;Destination;Notes;Contrôle\r\n"
		"2025-10-07;Livres;1,5;boutique;<b>;\r\n"       /* 2: good */
		"2025-10-07;Livres;lourd;boutique;;\r\n"        /* 3 */
		"2026-02-01;Livres;1;boutique;;\r\n"            /* 4: in the future */
		"2025-10-07;Livres;0;boutique;;\r\n"            /* 5 */
		"2025-10-07;Livres;-2;boutique;;\r\n"           /* 6 */
		"2025-10-07;Livres;501;boutique;;\r\n"          /* 7 */
		"2025-10-07;Livres;1;poubelle;;\r\n"            /* 8 */
		"2025-10-07;;1;boutique;;\r\n"                  /* 9 */
		"2025-10-07;Machins;1;boutique;;\r\n"           /* 10 */
		"2025-10-07;Livres;1;boutique;;;\r\n"           /* 11 */
		"31/02/2025;Livres;1;boutique;;\r\n");          /* 12 */
	assert_int_equal(import(file, NULL, NULL), 200);
	counts(1, 1500, 0, 0, 10, 1000 - 2000 + 501000 + 1000 + 1000 + 1000 + 1000);
	assert_int_equal(glane_test_int(t, "file.unread", 0), 2);
	static const char *const wanted[] = { "weight", "future", "zero", "negative", "heavy", "destination", "no_label", "no_category", "cells", "date" };
	for (int i = 0; i < 10; i++) {
		char path[40];
		snprintf(path, sizeof(path), "refused_lines.%d.reason", i);
		assert_string_equal(glane_test_text(t, path), wanted[i]);
		snprintf(path, sizeof(path), "refused_lines.%d.line", i);
		assert_int_equal(glane_test_int(t, path, 0), i + 3);
		snprintf(path, sizeof(path), "refused_lines.%d.words", i);
		assert_true(strlen(glane_test_text(t, path)) > 10);
	}
	/* The proposal is in the dialect of the file, and has only what a map can help. */
	static const char wanted_start[] = "\xef\xbb\xbf" "label;category;lines;grams;suggestion\n\"Machins\";;1;1000;";
	assert_int_equal(strncmp(glane_test_text(t, "proposal"), wanted_start, sizeof(wanted_start) - 1), 0);
	assert_null(strstr(glane_test_text(t, "proposal"), "Livres"));
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM import_line WHERE reason = 'date' AND day IS NULL"), 1);
	/* Its words: the note is in the record, not in the table. */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal_text WHERE json_extract(line, '$.body.note') = '<b>'"), 1);
	glane_test_lang(t, "en");
	assert_int_equal(import(file, NULL, NULL), 200);
	assert_string_equal(glane_test_text(t, "refused_lines.2.words"), "the weight is zero");
	assert_true(glane_test_contains(t, "The sum is right"));
	glane_test_lang(t, "fr");
	/* What the future was comes true: the next run takes it in. */
	glane_test_advance(t, INT64_C(30) * 86400000);
	assert_int_equal(import(file, NULL, "business"), 200);
	counts(1, 1000, 1, 1500, 9, 1000 - 2000 + 501000 + 1000 + 1000 + 1000);
	assert_int_equal(moved("m.from_account = 'source:business'"), 1000);
	is_clean();
}

/* --- the map ------------------------------------------------------------------------------------------------------ */
static void map_fails(const char *map, const char *sentence)
{
	struct file file = text(HEADER "2025-10-08,Trucs,1,boutique,,\n"), m = text(map);
	int64_t records = glane_test_sql(t, "SELECT count(*) FROM core_journal"), lines = glane_test_sql(t, "SELECT count(*) FROM import_line");
	assert_int_equal(import(file, &m, NULL), 400);
	if (!strstr(glane_test_text(t, "error.fields.map"), sentence))
		fail_msg("\"%s\" instead of \"%s\"", glane_test_text(t, "error.fields.map"), sentence);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), records);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM import_line"), lines);
}

static void test_bad_maps(void **state)
{
	(void)state;
	map_fails("label,category\nTrucs,TOYS\nAutres,NOPE\nX,NADA\n", "ligne 3, NOPE ; ligne 4, NADA");
	map_fails("label,category\nTrucs,TOYS\ntruc,BOOKS-MEDIA\n", "ligne 3, truc");
	map_fails("label\nTrucs\n", "« category » manque");
	map_fails("label,category,price\nTrucs,TOYS,1\n", "« price » n’est pas connue");
	map_fails("label,category\nTrucs,TOYS,1\n", "La ligne 2");
	map_fails("", "est vide");
	map_fails("label,category\nTr\x81" "cs,TOYS\n", "UTF-8");
	/* What is not filled in stays refused; the filled proposal is the map, columns and all. */
	struct file file = text(HEADER "2025-10-08,Trucs,1,boutique,,\n2025-10-08,Bidules,2,boutique,,\n");
	struct file m = text("label,category,lines,grams,suggestion\nTRUC,toys,1,1000,x\nBidules,,1,2000,x\n");
	assert_int_equal(import(file, &m, NULL), 200);
	counts(1, 1000, 0, 0, 1, 2000);
	assert_string_equal(glane_test_text(t, "matches.0.how"), "map");
	/* A map goes before a name, and may name what is turned away today: it did come in. */
	file = text(HEADER "2025-10-08,Livres,1,boutique,,\n2025-10-08,Casque,2,recyclage,,\n");
	m = text("label,category\nlivre,BOOKS-MEDIA\nCasque,SPO-CASQUE\n");
	assert_int_equal(import(file, &m, NULL), 200);
	counts(2, 3000, 0, 0, 0, 0);
	assert_int_equal(moved("k.code = 'BOOKS-MEDIA'"), 1000);
	assert_int_equal(moved("k.code = 'SPO-CASQUE' AND m.to_account = 'out:recycle'"), 2000);
	is_clean();
}

static void file_fails(const char *p, size_t n, const char *sentence)
{
	int64_t records = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	assert_int_equal(import((struct file){ (char *)p, n }, NULL, NULL), 400);
	if (!strstr(glane_test_text(t, "error.message"), sentence))
		fail_msg("\"%s\" instead of \"%s\"", glane_test_text(t, "error.message"), sentence);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), records);
}
#define FILE_FAILS(p, sentence) file_fails("" p, sizeof(p) - 1, sentence)

static void test_bad_files(void **state)
{
	(void)state;
	FILE_FAILS("date,categorie,poids_kg,destination,prix\n", "« prix » n’est pas connue");
	FILE_FAILS("date,poids_kg,destination\n", "« categorie » manque");
	FILE_FAILS(HEADER "2025-10-01,D\x81" "co,1,boutique,,\n", "lisible (ligne 2)");
	FILE_FAILS(HEADER "2025-10-01,Déco,1,boutique,,\n2025-10-01,\"Déco,1,boutique,,\n", "ligne 3");
	FILE_FAILS("\xff\xfe" "d\0a\0t\0e\0", "n’est pas un tableau CSV");
	assert_int_equal(import(text(HEADER), NULL, "moon"), 400);
	assert_int_equal(import(text(HEADER), NULL, NULL), 200); /* nothing in it is not wrong */
	counts(0, 0, 0, 0, 0, 0);
}

/* --- taking back -------------------------------------------------------------------------------------------------------- */
static void test_undo(void **state)
{
	(void)state;
	struct file file = text(HEADER "2025-10-09,Livres,1,boutique,,\n2025-10-09,Jouets,2,boutique,,\n2025-10-09,Machins,4,boutique,,\n");
	int64_t before = moved("m.to_account = 'stock:sorting'"), stock = glane_test_sql(t, "SELECT sum(grams) FROM core_balance WHERE account = 'stock:sorting'");
	assert_int_equal(import(file, NULL, NULL), 200);
	counts(2, 3000, 0, 0, 1, 4000);
	assert_int_equal(moved("m.to_account = 'stock:sorting'") - before, 3000);
	assert_int_equal(command("import reverse", file, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 2); /* all of the file, whichever run took it in */
	assert_int_equal(glane_test_sql(t, "SELECT sum(grams) FROM core_balance WHERE account = 'stock:sorting'"), stock);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM import_line WHERE reason = 'undone' AND record IS NULL"), 3);
	is_clean();
	/* Done again, with a better map. */
	struct file m = text("label,category\nMachins,DECORATION\nLivres,BOOKS-MEDIA\n");
	assert_int_equal(import(file, &m, NULL), 200);
	counts(3, 7000, 0, 0, 0, 0);
	is_clean();
	/* Lines and records that do not agree are found. */
	glane_test_exec(t, "UPDATE import_line SET booked = booked + 1 WHERE label = 'Machins' AND record IS NOT NULL");
	assert_non_null(strstr(glane_test_verify(t), "an imported line"));
	assert_int_equal(import(file, &m, NULL), 200);
	glane_test_exec(t, "UPDATE import_line SET booked = booked - 1 WHERE label = 'Machins' AND record IS NOT NULL");
	is_clean();
}

/* A sum that does not add up is said, and makes the program end with 1. */
static void test_wrong_sum(void **state)
{
	(void)state;
	struct file file = text(HEADER "2025-10-09,Poterie,7,boutique,,\n2025-10-09,Livres,7,boutique,,\n");
	assert_int_equal(import(file, NULL, NULL), 200);
	counts(1, 7000, 0, 0, 1, 7000);
	glane_test_exec(t, "INSERT INTO import_line (file, line, reason, doubts, flow, label, place, note, remark, title, code, payment, grams, pieces, booked, measured)"
		" SELECT file, 99, reason, doubts, flow, label, place, note, remark, title, code, payment, 1, 0, 0, 1 FROM import_line WHERE label = 'Poterie'");
	assert_int_equal(import(file, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "ok", 1), 0);
	assert_int_equal(glane_test_int(t, "sum.agrees", 1), 0);
	assert_true(glane_test_contains(t, "LA SOMME EST FAUSSE"));
	glane_test_exec(t, "DELETE FROM import_line WHERE line = 99 AND label = 'Poterie'");
}

/* More than one transaction. */
static void test_batches(void **state)
{
	(void)state;
	enum { LINES = 450 };
	size_t cap = 100 + LINES * 60, n = sizeof(HEADER) - 1;
	char *p = malloc(cap);
	assert_non_null(p);
	memcpy(p, HEADER, n);
	for (int i = 0; i < LINES; i++)
		n += (size_t)snprintf(p + n, cap - n, "2025-10-10,%s,1,boutique,,\n", i % 2 ? "Livres" : "Bazar");
	assert_int_equal(import((struct file){ p, n }, NULL, NULL), 200);
	counts(LINES / 2, LINES / 2 * 1000, 0, 0, LINES / 2, LINES / 2 * 1000);
	assert_int_equal(import((struct file){ p, n }, NULL, NULL), 200);
	counts(0, 0, LINES / 2, LINES / 2 * 1000, LINES / 2, LINES / 2 * 1000);
	free(p);
	is_clean();
}

/* Only the owner's command line may do this. */
static void test_no_route(void **state)
{
	(void)state;
	assert_int_equal(glane_test_post(t, "/cli/import/reception", "{}"), 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notebook),  cmocka_unit_test(test_names),     cmocka_unit_test(test_identical),
		cmocka_unit_test(test_reasons),   cmocka_unit_test(test_bad_maps),  cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_undo),      cmocka_unit_test(test_wrong_sum), cmocka_unit_test(test_batches),
		cmocka_unit_test(test_no_route),
	};
	return cmocka_run_group_tests_name("import/reception", tests, begin, end);
}
