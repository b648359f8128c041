/* SPDX-License-Identifier: MPL-2.0 */
/* What is read from files of the past, in the dialects of spreadsheets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/said.h"

static struct glane_str str(const char *p, size_t n)
{
	return (struct glane_str){ p, n };
}

static void reads(const char *text, size_t n, struct lines *r)
{
	struct table_fault f;
	int rc = lines_read(r, FORMAT_RECEPTION, str(text, n), 500000, &f);
	if (rc < 0)
		print_message("%s line %d %s\n", f.key ? f.key : "?", (int)f.line, f.what);
	assert_int_equal(rc, 0);
}
#define READS(text, r) reads("" text, sizeof(text) - 1, r)

static void fails(const char *text, size_t n, const char *key, int64_t line, const char *what)
{
	struct lines r;
	struct table_fault f;
	assert_int_equal(lines_read(&r, FORMAT_RECEPTION, str(text, n), 500000, &f), GLANE_EINVAL);
	lines_fini(&r);
	assert_non_null(f.key);
	assert_string_equal(f.key, key);
	assert_int_equal(f.line, line);
	assert_string_equal(f.what, what);
}
#define FAILS(text, key, line, what) fails("" text, sizeof(text) - 1, key, line, what)
#define HEADER "date,categorie,poids_kg,destination,notes,controle\n"

static void is_line(const struct lines *r, uint32_t i, int64_t line, const char *label, int64_t grams, enum reason reason)
{
	assert_true(i < r->count);
	assert_int_equal(r->items[i].line, line);
	assert_string_equal(r->items[i].label.p, label);
	assert_int_equal(r->items[i].grams, grams);
	assert_int_equal(r->items[i].reason, reason);
}

static void test_dialects(void **state)
{
	(void)state;
	struct lines r;
	READS(HEADER "2025-10-01,Livres,9.0,boutique,,\n2025-10-02,DEEE,2.7,recyclage,a note,a doubt\n", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 0, 2, "Livres", 9000, TAKEN);
	is_line(&r, 1, 3, "DEEE", 2700, TAKEN);
	assert_int_equal(r.items[0].flow, FLOW_IN);
	assert_int_equal(r.items[1].flow, FLOW_DOOR);
	assert_string_equal(r.items[1].note.p, "a note");
	assert_string_equal(r.items[1].remark.p, "a doubt");
	assert_int_equal(r.items[1].day - r.items[0].day, 1);
	assert_int_equal(r.grams, 11700);
	assert_int_equal(r.shape.delimiter, ',');
	assert_false(r.shape.bom);
	lines_fini(&r);
	/* As a French spreadsheet writes it: mark, semicolons, CR LF, comma, other order and capitals, no last line end. */
	READS("\xef\xbb\xbf" "Poids_kg;Catégorie;DESTINATION;Date\r\n1,5;\"Pots; \"\"bleus\"\"\";Boutique;2025-10-01\r\n\r\n0,25;CD;RECYCLAGE;2025-10-01", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 0, 2, "Pots; \"bleus\"", 1500, TAKEN);
	is_line(&r, 1, 4, "CD", 250, TAKEN); /* the empty line counts as a line */
	assert_int_equal(r.shape.delimiter, ';');
	assert_true(r.shape.bom);
	lines_fini(&r);
	/* Numbers are those of a text editor, also behind a note of several lines and with old line ends. */
	READS(HEADER "2025-10-01,A,1,boutique,\"two\nlines\",\n2025-10-01,B,1,boutique,,\n,,,,,\n2025-10-01,C,1,boutique,,\n", &r);
	assert_int_equal(r.count, 3);
	is_line(&r, 0, 2, "A", 1000, TAKEN);
	is_line(&r, 1, 4, "B", 1000, TAKEN);
	is_line(&r, 2, 6, "C", 1000, TAKEN);
	assert_string_equal(r.items[0].note.p, "two\nlines");
	lines_fini(&r);
	READS("date,categorie,poids_kg,destination\r2025-10-01,A,1,boutique\r\r2025-10-01,B,1,boutique\r", &r);
	assert_int_equal(r.count, 2);
	is_line(&r, 1, 4, "B", 1000, TAKEN);
	lines_fini(&r);
	READS(HEADER, &r);
	assert_int_equal(r.count, 0);
	lines_fini(&r);
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
	FAILS(HEADER "2025-10-01,D\x81" "co,1,boutique,,\n", "file.no_text", 2, "");
	FAILS("\xff\xfe" "d\0a\0", "file.no_table", 1, "");
	FAILS(HEADER "2025-10-01,a\0b,1,boutique,,\n", "file.no_table", 2, "");
	FAILS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file.no_table", 3, "");
	FAILS(HEADER "2025-10-01,\"A,1,boutique,,\n", "file.quote", 2, "");
	FAILS(HEADER "2025-10-01,A,1,boutique,,\n2025-10-01,\"A\"b,1,boutique,,\n", "file.quote", 3, "");
	FAILS(HEADER "2025-10-01,TV 19\" plate,1,boutique,,\n", "file.quote", 2, "");
}

static void test_bad_lines(void **state)
{
	(void)state;
	struct lines r;
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
	static const enum reason wanted[] = {
		REASON_CELLS, REASON_CELLS, REASON_DATE, REASON_DATE, REASON_DATE, TAKEN /* the import asks what it usually weighs */, REASON_WEIGHT, REASON_ZERO,
		REASON_NEGATIVE, REASON_HEAVY, REASON_DESTINATION, REASON_DESTINATION, REASON_NO_LABEL, REASON_TEXT, REASON_WEIGHT, TAKEN
	};
	assert_int_equal(r.count, 16);
	for (uint32_t i = 0; i < 16; i++) {
		assert_int_equal(r.items[i].line, i + 2);
		assert_int_equal(r.items[i].reason, wanted[i]);
	}
	assert_int_equal(r.unread, 5);
	/* Lines 4, 5, 6, 12, 13, 14, 15 weigh 1 kg each, 10 minus one. */
	assert_int_equal(r.grams, 7000 - 1000 + 500001 + 500000);
	lines_fini(&r);
}

static void test_limits(void **state)
{
	(void)state;
	static const char line[] = "2025-10-01,A,1,boutique,,\n";
	size_t header = sizeof(HEADER) - 1, each = sizeof(line) - 1, most = header + (LINES_MAX + 1) * each;
	char *text = malloc(most);
	struct lines r;
	assert_non_null(text);
	memcpy(text, HEADER, header);
	for (size_t i = 0; i <= LINES_MAX; i++)
		memcpy(text + header + i * each, line, each);
	reads(text, most - each, &r);
	assert_int_equal(r.count, LINES_MAX);
	lines_fini(&r);
	fails(text, most, "file.too_long", LINES_MAX, "");
	free(text);
	char wide[sizeof(HEADER) + 40 + LABEL_MAX], label[LABEL_MAX + 2];
	memset(label, 'A', sizeof(label) - 1);
	label[sizeof(label) - 1] = 0;
	snprintf(wide, sizeof(wide), HEADER "2025-10-01,%s,1,boutique,,\n", label);
	reads(wide, strlen(wide), &r);
	assert_int_equal(r.items[0].reason, REASON_TEXT);
	assert_int_equal(r.items[0].label.n, LABEL_MAX);
	lines_fini(&r);
	snprintf(wide, sizeof(wide), HEADER "2025-10-01,%s,1,lune,,\n", label); /* two faults: nothing too long is kept all the same */
	reads(wide, strlen(wide), &r);
	assert_int_equal(r.items[0].reason, REASON_TEXT);
	assert_int_equal(r.items[0].label.n, LABEL_MAX);
	lines_fini(&r);
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
		cmocka_unit_test(test_dialects),  cmocka_unit_test(test_bad_files), cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_limits),    cmocka_unit_test(test_map),
	};
	return cmocka_run_group_tests_name("import/lines", tests, NULL, NULL);
}
