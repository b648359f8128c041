/* SPDX-License-Identifier: MPL-2.0 */
/* What is read from files: words, kilograms, days, CSV in the dialects of spreadsheets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/reception.h"
#include "intake/text.h"

/* --- text ------------------------------------------------------------------------------------------------- */
static void folds_to(const char *text, const char *wanted)
{
	char out[200];
	size_t n = text_fold(glane_cstr(text), out);
	assert_int_equal(n, strlen(wanted));
	assert_string_equal(out, wanted);
}

static void test_fold(void **state)
{
	(void)state;
	folds_to("Électroménager", "electromenager");
	folds_to("  LIVRES  ", "livre");
	folds_to("jeux", "jeu");
	folds_to("Table  à\xc2\xa0repasser", "table a repasser");
	folds_to("chaises bois", "chaise boi");
	folds_to("Cœur, Æther", "coeur, aether");
	folds_to("l\xe2\x80\x99" "été", "l'ete");
	folds_to("E\xcc\x81" "te\xcc\x81", "ete"); /* accents behind their letters */
	folds_to("bas", "bas");                    /* three letters are too few for a plural */
	folds_to("2 couverts", "2 couvert");
	folds_to("", "");
	folds_to("s", "s");
	folds_to("×÷ þ", "×÷ þ");
}

static void weighs(const char *text, int64_t grams)
{
	int64_t v = -1;
	assert_int_equal(text_grams(glane_cstr(text), &v), 0);
	assert_int_equal(v, grams);
}

static void test_grams(void **state)
{
	(void)state;
	weighs("1,84", 1840);
	weighs("1.84", 1840);
	weighs("20", 20000);
	weighs("0.03", 30);
	weighs(",5", 500);
	weighs("5,", 5000);
	weighs("1.2340", 1234);
	weighs(" 7\xc2\xa0", 7000);
	weighs("-2.5", -2500);
	static const char *const bad[] = { "", "-", ",", "1.2345", "1,2.3", "1e3", "+1", "1 000", "2kg", "0x10", "99999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t v = 77;
		assert_int_equal(text_grams(glane_cstr(bad[i]), &v), GLANE_EINVAL);
		assert_int_equal(v, 77);
	}
}

static void test_day(void **state)
{
	(void)state;
	int64_t day;
	char back[11];
	assert_int_equal(text_day(glane_cstr("1970-01-01"), &day), 0);
	assert_int_equal(day, 0);
	assert_int_equal(text_day(glane_cstr("2025-10-01"), &day), 0);
	assert_int_equal(day, 20362);
	assert_int_equal(text_day(glane_cstr("2024-02-29"), &day), 0);
	assert_int_equal(day, 19782);
	static const char *const bad[] = { "", "2025-10-1", "01/10/2025", "2025-13-01", "2025-02-29", "2025-00-10", "2025-04-31", "0000-01-01", "2025-10-0a" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(text_day(glane_cstr(bad[i]), &day), GLANE_EINVAL);
	int64_t last = -1;
	for (int64_t d = 0; d < 40000; d++) { /* each day comes back as itself, one after the other */
		text_from_day(d, back);
		assert_int_equal(text_day(glane_cstr(back), &day), 0);
		assert_int_equal(day, d);
		assert_true(day > last);
		last = day;
	}
	text_from_day(20362, back);
	assert_string_equal(back, "2025-10-01");
}

static void test_utf8(void **state)
{
	(void)state;
	assert_int_equal(text_utf8(glane_cstr("é€😀")), -1);
	assert_int_equal(text_utf8(glane_cstr("ab\xe9" "c")), 2);       /* Windows-1252 */
	assert_int_equal(text_utf8(glane_cstr("\xc0\xaf")), 0);         /* overlong */
	assert_int_equal(text_utf8(glane_cstr("\xed\xa0\x80")), 0);     /* a surrogate */
	assert_int_equal(text_utf8(glane_cstr("\xf4\x90\x80\x80")), 0); /* beyond the last */
	assert_int_equal(text_utf8(glane_cstr("x\xe2\x82")), 1);        /* cut off */
	assert_true(text_is_printable(glane_cstr("été"), 0));
	assert_false(text_is_printable(glane_cstr("a\nb"), 0));
	assert_true(text_is_printable(glane_cstr("a\nb"), 1));
	assert_false(text_is_printable(glane_cstr("a\x1b[31m"), 1));
	assert_false(text_is_printable(glane_cstr("a\xe2\x80\xae" "b"), 1));
	assert_int_equal(text_cut(glane_cstr("aéb"), 2), 1);
	assert_int_equal(text_cut(glane_cstr("aéb"), 3), 3);
}

/* --- files ------------------------------------------------------------------------------------------------- */
static struct glane_str str(const char *p, size_t n)
{
	return (struct glane_str){ p, n };
}

static void reads(const char *text, size_t n, struct reception *r)
{
	struct table_fault f;
	int rc = reception_read(r, str(text, n), 500000, &f);
	if (rc < 0)
		print_message("%s line %d %s\n", f.key ? f.key : "?", (int)f.line, f.what);
	assert_int_equal(rc, 0);
}
#define READS(text, r) reads("" text, sizeof(text) - 1, r)

static void fails(const char *text, size_t n, const char *key, int64_t line, const char *what)
{
	struct reception r;
	struct table_fault f;
	assert_int_equal(reception_read(&r, str(text, n), 500000, &f), GLANE_EINVAL);
	reception_fini(&r);
	assert_non_null(f.key);
	assert_string_equal(f.key, key);
	assert_int_equal(f.line, line);
	assert_string_equal(f.what, what);
}
#define FAILS(text, key, line, what) fails("" text, sizeof(text) - 1, key, line, what)
#define HEADER "date,categorie,poids_kg,destination,notes,controle\n"

static void is_line(const struct reception *r, uint32_t i, int64_t line, const char *label, int64_t grams, enum reception_reason reason)
{
	assert_true(i < r->count);
	assert_int_equal(r->lines[i].line, line);
	assert_string_equal(r->lines[i].label.p, label);
	assert_int_equal(r->lines[i].grams, grams);
	assert_int_equal(r->lines[i].reason, reason);
}

static void test_dialects(void **state)
{
	(void)state;
	struct reception r;
	READS(HEADER "2025-10-01,Livres,9.0,boutique,,\n2025-10-02,DEEE,2.7,recyclage,a note,a doubt\n", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 0, 2, "Livres", 9000, TAKEN);
	is_line(&r, 1, 3, "DEEE", 2700, TAKEN);
	assert_int_equal(r.lines[0].destination, DESTINATION_SHOP);
	assert_int_equal(r.lines[1].destination, DESTINATION_RECYCLE);
	assert_string_equal(r.lines[1].note.p, "a note");
	assert_string_equal(r.lines[1].doubt.p, "a doubt");
	assert_int_equal(r.lines[1].day - r.lines[0].day, 1);
	assert_int_equal(r.grams, 11700);
	assert_int_equal(r.shape.delimiter, ',');
	assert_false(r.shape.bom);
	reception_fini(&r);
	/* As a French spreadsheet writes it: mark, semicolons, CR LF, comma, other order and capitals, no last line end. */
	READS("\xef\xbb\xbf" "Poids_kg;Catégorie;DESTINATION;Date\r\n1,5;\"Pots; \"\"bleus\"\"\";Boutique;2025-10-01\r\n\r\n0,25;CD;RECYCLAGE;2025-10-01", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 0, 2, "Pots; \"bleus\"", 1500, TAKEN);
	is_line(&r, 1, 4, "CD", 250, TAKEN); /* the empty line counts as a line */
	assert_int_equal(r.shape.delimiter, ';');
	assert_true(r.shape.bom);
	reception_fini(&r);
	/* Numbers are those of a text editor, also behind a note of several lines and with old line ends. */
	READS(HEADER "2025-10-01,A,1,boutique,\"two\nlines\",\n2025-10-01,B,1,boutique,,\n,,,,,\n2025-10-01,C,1,boutique,,\n", &r);
	assert_int_equal(r.count, 3);
	is_line(&r, 0, 2, "A", 1000, TAKEN);
	is_line(&r, 1, 4, "B", 1000, TAKEN);
	is_line(&r, 2, 6, "C", 1000, TAKEN);
	assert_string_equal(r.lines[0].note.p, "two\nlines");
	reception_fini(&r);
	READS("date,categorie,poids_kg,destination\r2025-10-01,A,1,boutique\r\r2025-10-01,B,1,boutique\r", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 1, 4, "B", 1000, TAKEN);
	reception_fini(&r);
	READS(HEADER, &r);
	assert_int_equal(r.count, 0);
	reception_fini(&r);
}

static void test_bad_files(void **state)
{
	(void)state;
	FAILS("", "file.empty", 1, "");
	FAILS("\xef\xbb\xbf\r\n \n", "file.empty", 1, "");
	FAILS("date,categorie,poids_kg,destination,prix\n", "file.column_unknown", 1, "prix");
	FAILS("\ndate,categorie,poids_kg,destination,\x1b[2J\n", "file.column_unknown", 2, "?[2J");
	FAILS("date,categorie,poids_kg\n", "file.column_missing", 1, "destination");
	FAILS("date,categorie,Date,poids_kg,destination\n", "file.column_twice", 1, "Date");
	FAILS("2025-10-01,Livres,9.0,boutique,,\n", "file.column_unknown", 1, "2025-10-01"); /* no header at all */
	FAILS(HEADER "2025-10-01,D\xe9" "co,1,boutique,,\n", "file.not_utf8", 2, "");
	FAILS("\xff\xfe" "d\0a\0", "file.not_utf8", 1, "");
	FAILS(HEADER "2025-10-01,a\0b,1,boutique,,\n", "file.not_utf8", 2, "");
	FAILS(HEADER "2025-10-01,\"A,1,boutique,,\n", "file.quote", 2, "");
	FAILS(HEADER "2025-10-01,A,1,boutique,,\n2025-10-01,\"A\"b,1,boutique,,\n", "file.quote", 3, "");
	FAILS(HEADER "2025-10-01,TV 19\" plate,1,boutique,,\n", "file.quote", 2, "");
}

static void test_bad_lines(void **state)
{
	(void)state;
	struct reception r;
	READS(HEADER
		"2025-10-01,A,1,boutique\n"              /* 2: cells are missing */
		"2025-10-01,A,1,boutique,,,\n"           /* 3: one too many */
		",A,1,boutique,,\n"                      /* 4 */
		"inconnue,A,1,boutique,,\n"              /* 5 */
		"0202-10-01,A,1,boutique,,\n"            /* 6 */
		"2025-10-01,A,,boutique,,\n"             /* 7 */
		"2025-10-01,A,1 kg,boutique,,\n"         /* 8 */
		"2025-10-01,A,0,boutique,,\n"            /* 9 */
		"2025-10-01,A,-1,boutique,,\n"           /* 10 */
		"2025-10-01,A,500.001,boutique,,\n"      /* 11 */
		"2025-10-01,A,1,poubelle,,\n"            /* 12 */
		"2025-10-01,A,1,,,\n"                    /* 13 */
		"2025-10-01,,1,boutique,,\n"             /* 14 */
		"2025-10-01,a\tb,1,boutique,,\n"         /* 15 */
		"2025-10-01,A,9999999999999,boutique,,\n" /* 16: no weight at all */
		"2025-10-01,A,500,boutique,,\n", &r);    /* 17: good */
	static const enum reception_reason wanted[] = {
		REASON_CELLS, REASON_CELLS, REASON_DATE, REASON_DATE, REASON_DATE, REASON_WEIGHT, REASON_WEIGHT, REASON_ZERO,
		REASON_NEGATIVE, REASON_HEAVY, REASON_DESTINATION, REASON_DESTINATION, REASON_NO_LABEL, REASON_TEXT, REASON_WEIGHT, TAKEN
	};
	assert_int_equal(r.count, 16);
	for (uint32_t i = 0; i < 16; i++) {
		assert_int_equal(r.lines[i].line, i + 2);
		assert_int_equal(r.lines[i].reason, wanted[i]);
	}
	assert_int_equal(r.unread, 5);
	/* Lines 4, 5, 6, 12, 13, 14, 15 weigh 1 kg each, 10 minus one. */
	assert_int_equal(r.grams, 7000 - 1000 + 500001 + 500000);
	reception_fini(&r);
}

static void test_limits(void **state)
{
	(void)state;
	static const char line[] = "2025-10-01,A,1,boutique,,\n";
	size_t header = sizeof(HEADER) - 1, each = sizeof(line) - 1, most = header + (RECEPTION_LINES_MAX + 1) * each;
	char *text = malloc(most);
	struct reception r;
	assert_non_null(text);
	memcpy(text, HEADER, header);
	for (size_t i = 0; i <= RECEPTION_LINES_MAX; i++)
		memcpy(text + header + i * each, line, each);
	reads(text, most - each, &r);
	assert_int_equal(r.count, RECEPTION_LINES_MAX);
	reception_fini(&r);
	fails(text, most, "file.too_long", RECEPTION_LINES_MAX, "");
	free(text);
	char wide[sizeof(HEADER) + 40 + RECEPTION_LABEL_MAX], label[RECEPTION_LABEL_MAX + 2];
	memset(label, 'A', sizeof(label) - 1);
	label[sizeof(label) - 1] = 0;
	snprintf(wide, sizeof(wide), HEADER "2025-10-01,%s,1,boutique,,\n", label);
	reads(wide, strlen(wide), &r);
	assert_int_equal(r.lines[0].reason, REASON_TEXT);
	assert_int_equal(r.lines[0].label.n, RECEPTION_LABEL_MAX);
	reception_fini(&r);
}

static void test_map(void **state)
{
	(void)state;
	struct label_map m;
	struct table_fault f;
	assert_int_equal(label_map_read(&m, glane_cstr("label;category;lines;grams;suggestion\r\nCD;MED-CD;1;800;peut-être\r\nDéco;;2;3;\r\nDVD;MED-CD;;;\r\n"), &f), 0);
	assert_int_equal(m.count, 2); /* a line that nobody filled in says nothing */
	assert_string_equal(m.lines[1].label.p, "DVD");
	assert_string_equal(m.lines[1].code.p, "MED-CD");
	assert_int_equal(m.lines[1].line, 4);
	label_map_fini(&m);
	assert_int_equal(label_map_read(&m, glane_cstr("label,category\nCD,MED-CD,9\n"), &f), GLANE_EINVAL);
	assert_string_equal(f.key, "map.line");
	assert_int_equal(f.line, 2);
	label_map_fini(&m);
	assert_int_equal(label_map_read(&m, glane_cstr("libellé,category\n"), &f), GLANE_EINVAL);
	assert_string_equal(f.key, "file.column_unknown");
	label_map_fini(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),      cmocka_unit_test(test_grams),     cmocka_unit_test(test_day),    cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_dialects),  cmocka_unit_test(test_bad_files), cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_limits),    cmocka_unit_test(test_map),
	};
	return cmocka_run_group_tests_name("intake/files", tests, NULL, NULL);
}
