/* SPDX-License-Identifier: MPL-2.0 */
/* A table is taken in line by line; what is wrong is said, all else is in, and twice is once. */
#include "challenge/tests/home.h"

#include <stdlib.h>

#define HEAD "Type;Foyer;Personnes;Enfants;Commune;Courriel;Équipe;Accord;Semaine;Jour;Fraction;Poids;Présence\n"

static int take(struct home *b, const char *csv, const char *more)
{
	size_t n = strlen(csv) + strlen(more) + 600;
	char *body = malloc(n);
	assert_non_null(body);
	int len = snprintf(body, n, "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"defi.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n%s--xx--\r\n", csv, more);
	int status = glane_test_command_body(b->t, "challenge import", "multipart/form-data; boundary=xx", body, (size_t)len);
	free(body);
	return status;
}

static void says(struct home *b, int at, int64_t line, const char *why)
{
	char path[40];
	snprintf(path, sizeof(path), "refused.%d.line", at);
	assert_int_equal(glane_test_int(b->t, path, -1), line);
	snprintf(path, sizeof(path), "refused.%d.why", at);
	assert_string_equal(plain(glane_test_text(b->t, path)), plain(why));
}

static const char good[] = HEAD
	"foyer;Les Loutres;3;1;Vitry;loutres@example.org;Rue bleue;oui;;;;;\n"
	"Présence;Les Loutres;;;;;;;2;;;;18\n"
	"pesée;Les Loutres;;;;;;;1;;OMR;3,2;\n"
	"pesée;Les Loutres;;;;;;;;2025-10-08;tri;1,5 kg;\n"
	"pesée;Les Loutres;;;;;;;;2025-10-08;tri;1,5 kg;\n"
	"pesée;1;;;;;;;;2025-10-08;Verre;900 g;\n";

static void a_table_goes_in_once(void **state)
{
	struct home *b = *state;
	assert_int_equal(take(b, good, ""), 200);
	assert_int_equal(glane_test_int(b->t, "ok", -1), 1);
	assert_int_equal(glane_test_int(b->t, "households", -1), 1);
	assert_int_equal(glane_test_int(b->t, "presences", -1), 1);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 4); /* two alike are two bins */
	assert_int_equal(sql(b, "SELECT persons * 10 + children FROM challenge_size WHERE household = 2"), 31);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household h JOIN challenge_team t ON t.id = h.team WHERE t.name = 'Rue bleue' AND h.consent_ms > 0"), 1);
	assert_int_equal(sql(b, "SELECT omr + tri FROM challenge_week WHERE household = 2 AND week = 0"), 6200);
	assert_int_equal(sql(b, "SELECT verre FROM challenge_week WHERE household = 1 AND week = 0"), 900); /* a household by its number */
	int64_t before = rows(b);
	assert_int_equal(take(b, good, ""), 200);
	assert_int_equal(glane_test_int(b->t, "already", -1), 6);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 0);
	assert_int_equal(rows(b), before);
}

/* What was corrected since is not put back by the same table. */
static void a_correction_holds_against_the_same_table(void **state)
{
	struct home *b = *state;
	assert_int_equal(take(b, good, ""), 200);
	assert_int_equal(post(b, "/p/challenge/w/1", "{'day':'2025-10-07','fraction':'omr','grams':'3','why':'typing'}"), 200);
	assert_int_equal(on(b, 2, "presence", "'week':2,'heads':20"), 200);
	int64_t before = rows(b);
	assert_int_equal(take(b, good, ""), 200);
	assert_int_equal(rows(b), before);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE household = 2 AND week = 1"), 20);
}

static void what_is_wrong_is_said_of_its_line_and_all_else_goes_in(void **state)
{
	struct home *b = *state;
	assert_int_equal(take(b, HEAD
		"foyer;Zéro;0;;;;;;;;;;\n"                                   /* 2 */
		"foyer;Les Hérissons;7;;;;;;;;;;\n"                          /* 3 */
		"foyer;Bon;2;;;;;;;;;;\n"                                    /* 4, in */
		"chien;Bon;2;;;;;;;;;;\n"                                    /* 5 */
		"pesée;Inconnu;;;;;;;1;;omr;3;\n"                            /* 6 */
		"pesée;Bon;;;;;;;;2026-01-11;omr;3;\n"                       /* 7 */
		"pesée;Bon;;;;;;;;2025-10-05;omr;3;\n"                       /* 8 */
		"pesée;Bon;;;;;;;1;;omr;3200;\n"                             /* 9 */
		"pesée;Bon;;;;;;;1;;omr;900 kg;\n"                           /* 10 */
		"pesée;Bon;;;;;;;1;;omr;-2;\n"                               /* 11 */
		"pesée;Bon;;;;;;;1;;textile;2;\n"                            /* 12 */
		"pesée;Bon;;;;;;;;07/10/2025;omr;2;\n"                       /* 13 */
		"pesée;Bon;;;;;;;;;omr;2;\n"                                 /* 14 */
		"présence;Bon;;;;;;;1;;;;700\n"                              /* 15 */
		"pesée;Bon\n"                                                /* 16 */
		"pesée;Bon;;;;;;;1;;omr;2;\n", ""), 200);                    /* 17, in */
	assert_int_equal(glane_test_int(b->t, "ok", -1), 0);
	assert_int_equal(glane_test_int(b->t, "wrong", -1), 14);
	assert_int_equal(glane_test_int(b->t, "households", -1), 1);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 1);
	says(b, 0, 2, "Zéro personne ne fait pas un foyer. Écrivez combien y vivent, enfants compris.");
	says(b, 1, 3, "Le foyer « Les Hérissons » est déjà inscrit, avec 4 personnes. Un changement se note sur sa page, à partir d’une semaine.");
	says(b, 2, 5, "Le type n’est pas connu. Écrivez « foyer », « présence » ou « pesée ».");
	says(b, 3, 6, "Le foyer « Inconnu » n’est pas inscrit. Ajoutez une ligne « foyer » avant celle-ci, ou corrigez le nom.");
	says(b, 4, 7, "Ce jour n’est pas encore venu. Vérifiez la date.");
	says(b, 5, 8, "Le défi commence le 06/10/2025. Une pesée d’avant ne peut pas être notée.");
	says(b, 6, 9, "« 3200 » : 3,2 kg ou 3 200 kg ? Écrivez l’unité : « 3200 g » ou « 3200000 g ».");
	says(b, 7, 10, "900 kg en une pesée, c’est plus que la limite de 100 kg. Vérifiez l’unité, ou notez en plusieurs pesées.");
	says(b, 8, 11, "Un poids n’est pas négatif. Pour enlever une pesée, corrigez-la.");
	says(b, 9, 12, "Cela ne se pèse pas dans ce défi. On pèse : ordures ménagères, tri (emballages et papiers), verre, biodéchets.");
	says(b, 10, 13, "Le jour n’est pas lisible. Écrivez-le comme 2026-03-31.");
	says(b, 11, 14, "Il manque le jour, ou le numéro de la semaine.");
	says(b, 12, 15, "Écrivez un nombre de jours de présence, de 0 à 630 : un par personne et par jour.");
	says(b, 13, 16, "Cette ligne n’a pas autant de cases que la première. Vérifiez les points-virgules.");
}

static void lines_in_a_row_that_lack_the_same_are_told_once(void **state)
{
	struct home *b = *state;
	assert_int_equal(take(b, HEAD "chien;Bon;2;;;;;;;;;;\nchien;Bon;2;;;;;;;;;;\nchien;Bon;2;;;;;;;;;;\nfoyer;Bon;2;;;;;;;;;;\nchien;Bon;2;;;;;;;;;;\n", ""), 200);
	assert_int_equal(glane_test_int(b->t, "wrong", -1), 4);
	assert_int_equal(glane_test_count(b->t, "refused"), 2);
	assert_int_equal(glane_test_int(b->t, "refused.0.line", -1), 2);
	assert_int_equal(glane_test_int(b->t, "refused.0.to", -1), 4);
	assert_int_equal(glane_test_int(b->t, "refused.1.line", -1), 6);
	assert_int_equal(glane_test_int(b->t, "refused.1.to", -1), -1);
}

static void a_file_that_is_none_is_refused_whole(void **state)
{
	struct home *b = *state;
	REFUSED(b, take(b, "Type;Chien\nfoyer;x\n", ""), 400, "file",
	        "La colonne « Chien » n’est pas connue (ligne 1). Rien n’a été importé. Les colonnes sont : type, foyer, personnes, enfants, commune, courriel, équipe,"
	        " accord, semaine, jour, fraction, poids, présence.");
	REFUSED(b, take(b, "Type;Poids\npesée;3\n", ""), 400, "file",
	        "La colonne « foyer » manque (ligne 1). Rien n’a été importé. Les colonnes sont : type, foyer, personnes, enfants, commune, courriel, équipe,"
	        " accord, semaine, jour, fraction, poids, présence.");
	assert_int_equal(set(b, ",'name':'Un autre'"), 200);
	REFUSED(b, take(b, good, ""), 400, "",
	        "Plusieurs défis sont en préparation ou en cours, ou aucun. Dites lequel avec --challenge et son numéro.");
	assert_int_equal(take(b, good, "--xx\r\nContent-Disposition: form-data; name=\"challenge\"\r\n\r\n1\r\n"), 200);
	assert_int_equal(glane_test_int(b->t, "wrong", -1), 0);
}

/* Several batches; the second such line of a file is the second such weigh-in. */
static void a_long_table_is_the_same_the_second_time(void **state)
{
	struct home *b = *state;
	char *csv = malloc(400000);
	size_t n = (size_t)snprintf(csv, 400000, "%s", HEAD);
	for (int i = 0; i < 1500; i++)
		n += (size_t)snprintf(csv + n, 400000 - n, "pesée;Les Hérissons;;;;;;;%d;;%s;%d g;\n", 1 + i % 14, i % 2 ? "omr" : "tri", 1000 + i % 37);
	assert_int_equal(take(b, csv, ""), 200);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 1500);
	assert_int_equal(glane_test_int(b->t, "already", -1), 0);
	assert_int_equal(take(b, csv, ""), 200);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 0);
	assert_int_equal(glane_test_int(b->t, "already", -1), 1500);
	n += (size_t)snprintf(csv + n, 400000 - n, "pesée;Les Hérissons;;;;;;;1;;tri;1000 g;\n"); /* one more of a kind that is there */
	assert_int_equal(take(b, csv, ""), 200);
	assert_int_equal(glane_test_int(b->t, "weighings", -1), 1);
	free(csv);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_begin, home_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_table_goes_in_once),
		TEST(a_correction_holds_against_the_same_table),
		TEST(what_is_wrong_is_said_of_its_line_and_all_else_goes_in),
		TEST(lines_in_a_row_that_lack_the_same_are_told_once),
		TEST(a_file_that_is_none_is_refused_whole),
		TEST(a_long_table_is_the_same_the_second_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
