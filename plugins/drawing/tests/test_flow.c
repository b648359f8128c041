/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"

struct sample {
	uint32_t rows;
	struct glane_str word; /* in each first cell */
};

static struct glane_str cell(void *arg, uint32_t row, uint32_t column, char *room)
{
	const struct sample *s = arg;
	if (column == 0)
		return row == s->rows ? glane_cstr("Total") : s->word;
	return (struct glane_str){ room, (size_t)snprintf(room, 64, "%u,%03u", row * 7, column) };
}

static void fill(struct flow *f, void *arg)
{
	struct sample *s = arg;
	static const struct flow_column columns[] = { { { "Objet", 5 }, 0 }, { { "Masse (kg)", 10 }, 1 }, { { "Part (%)", 8 }, 1 } };
	static const struct flow_ink ink = { 0x2f62b0, 0xbcd2f4, FLOW_FALLING, 0 };
	flow_words(f, FLOW_TITLE, glane_cstr("Rapport d’activité"));
	flow_cards(f, (struct flow_card[]){ { { "Entrées", 8 }, { "18 t", 4 }, { "tout", 4 } } }, 1);
	flow_words(f, FLOW_HEADING, glane_cstr("Un tableau"));
	flow_chart(f, 7200, 2000);
	flow_rect(f, (struct flow_point){ 100, 100 }, 900, 1500, &ink);
	flow_band(f, (struct flow_point){ 1000, 100 }, (struct flow_point){ 3000, 900 }, 400, &ink);
	flow_line(f, (struct flow_point[]){ { 0, 1900 }, { 7000, 1900 } }, 2, 10, &ink);
	flow_dot(f, (struct flow_point){ 4000, 400 }, 50, &ink);
	flow_label(f, (struct flow_point){ 7000, 1000 }, FLOW_END, 130, &ink, glane_cstr("Recyclage"));
	flow_chart_end(f);
	flow_table(f, &(struct flow_table){ columns, 3, s->rows + 1, 1, cell, s });
	flow_term(f, glane_cstr("Réemploi"), glane_cstr("l’objet garde son usage"));
}

static const struct flow_about about = {
	.title = { "Bilan – 2025", 14 }, .author = { "La Pagaille", 11 }, .lang = { "fr", 2 }, .foot = { "La Pagaille", 11 },
	.stamp = { "Provisoire", 10 }, .made_ms = INT64_C(1767225600000),
};

static void write_file(struct sample *s, struct bytes *out)
{
	int rc = flow_pdf(&about, fill, s, out);
	if (rc == GLANE_EIO)
		skip(); /* no pango here */
	assert_int_equal(rc, GLANE_OK);
}

static int begin(void **state)
{
	(void)state;
	return decode_begin() ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

static void pages_are_numbered_and_heads_repeated(void **state)
{
	(void)state;
	struct sample s = { 90, { "Bouilloire", 10 } };
	struct bytes out = { 0 };
	write_file(&s, &out);
	if (decode_has("pdftotext")) {
		char *text = decode_run("pdftotext -layout %s -", decode_file("flow.pdf", &out));
		assert_int_equal(count(text, "Bouilloire"), 90);
		assert_int_equal(count(text, "Objet"), 3);
		for (int page = 1; page <= 3; page++) { /* how wide a space is, is poppler's to say */
			char a[16], b[16];
			snprintf(a, sizeof(a), "%d / 3", page);
			snprintf(b, sizeof(b), "%d/3", page);
			assert_int_equal(count(text, a) + count(text, b), 1);
		}
		assert_int_equal(count(text, "Recyclage"), 1);
		free(text);
	}
	bytes_fini(&out);
}

static void it_can_be_read_aloud(void **state)
{
	(void)state;
	struct sample s = { 3, { "Bouilloire", 10 } };
	struct bytes out = { 0 };
	write_file(&s, &out);
	assert_non_null(memmem(out.p, out.n, "/Lang (fr)", 10));
	assert_non_null(memmem(out.p, out.n, "/DisplayDocTitle true", 21));
	const char *path = decode_file("flow.pdf", &out);
	if (decode_has("pdfinfo")) {
		char *info = decode_run("pdfinfo %s 2>&1", path);
		assert_non_null(strstr(info, "Bilan – 2025"));
		assert_non_null(strstr(info, "Tagged:          yes"));
		assert_null(strstr(info, "Error"));
		assert_null(strstr(info, "Warning"));
		free(info);
		info = decode_run("pdfinfo -struct %s 2>&1", path);
		assert_non_null(strstr(info, "H1"));
		assert_int_equal(count(info, "Table"), 1);
		assert_int_equal(count(info, "TR"), 5);
		assert_int_equal(count(info, "TH"), 3 + 4); /* of columns, and of rows */
		assert_int_equal(count(info, "Figure"), 1);
		free(info);
	}
	bytes_fini(&out);
}

static void same_document_same_bytes(void **state)
{
	(void)state;
	struct sample s = { 40, { "Bouilloire", 10 } };
	struct bytes a = { 0 }, b = { 0 };
	write_file(&s, &a);
	write_file(&s, &b);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
	bytes_fini(&a);
	bytes_fini(&b);
}

/* 300 letters without a space, another direction, what no font has, broken UTF-8, controls. */
static void hostile_words_stay_in_their_cells(void **state)
{
	(void)state;
	char words[400];
	memset(words, 'w', 300);
	snprintf(words + 300, sizeof(words) - 300, " ملابس \xff\xc3 👩‍👧 \x01\x1b<&>(\\");
	struct sample s = { 60, { words, strlen(words) } };
	struct bytes out = { 0 };
	write_file(&s, &out);
	if (decode_has("pdftotext")) {
		char *text = decode_run("pdftotext -layout %s -", decode_file("flow.pdf", &out));
		assert_non_null(strstr(text, "Total"));
		assert_null(strchr(text, 0x1b));
		assert_non_null(strstr(text, "413,001")); /* the last figure, of row 59 */
		free(text);
	}
	bytes_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_numbered_and_heads_repeated),
		cmocka_unit_test(it_can_be_read_aloud),
		cmocka_unit_test(same_document_same_bytes),
		cmocka_unit_test(hostile_words_stay_in_their_cells),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
