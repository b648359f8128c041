/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"

#define URL "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"

static struct pdf *document(void)
{
	struct pdf *d = pdf_new(glane_cstr("Étiquettes 🍋 <é>"), glane_cstr("fr"));
	assert_non_null(d);
	return d;
}

static const char *finish(struct pdf *d)
{
	struct bytes out = { 0 };
	assert_int_equal(pdf_finish(d, &out), 0);
	pdf_free(d);
	const char *path = decode_file("page.pdf", &out);
	bytes_fini(&out);
	return path;
}

static void needs_a_page(void **state)
{
	(void)state;
	struct pdf *d = document();
	struct bytes out = { 0 };
	assert_int_equal(pdf_finish(d, &out), GLANE_EINVAL);
	assert_int_equal(out.n, 0);
	pdf_free(d);
	pdf_free(NULL);
}

static void poppler_has_nothing_to_say(void **state)
{
	(void)state;
	if (!decode_has("pdfinfo"))
		skip();
	struct pdf *d = document();
	pdf_page(d, 62000, 29000);
	pdf_rect(d, 1000, 1000, 5000, 5000);
	pdf_page(d, 210000, 297000);
	const char *path = finish(d);
	char *info = decode_run("pdfinfo -l 2 %s", path), *said = decode_run("pdftoppm -r 72 -mono %s >/dev/null", path);
	assert_non_null(strstr(info, "Title:           Étiquettes 🍋 <é>\n"));
	assert_non_null(strstr(info, "Page    1 size:  175.748 x 82.205 pts\n"));
	assert_non_null(strstr(info, "Page    2 size:  595.276 x 841.89 pts (A4)\n"));
	assert_null(strstr(info, "rror"));
	assert_null(strstr(info, "arning"));
	free(info);
	assert_string_equal(said, "");
	free(said);
}

/* Rendered with five pixels a dot, the middle one of every dot is what it was: renderers may differ by one at the edges. */
static void dots_stay_dots(void **state)
{
	(void)state;
	if (!decode_has("pdftoppm"))
		skip();
	struct bitmap b;
	assert_int_equal(bitmap_init(&b, 75, 50), 0);
	srand(3);
	for (int i = 0; i < 900; i++)
		bitmap_fill(&b, rand() % 75, rand() % 50, 1, 1);
	struct pdf *d = document();
	pdf_page(d, 25400, 25400);
	/* 100 dots an inch: (20, 30) dots from the corner; of the picture all but its first byte and row */
	pdf_bitmap(d, &b, 8, 1, 67, 49, 100, 254 * 20, 254 * 30);
	const char *path = finish(d);
	free(decode_run("cd \"$(dirname %s)\" && pdftoppm -r 500 -mono -singlefile page.pdf page", path));
	char pbm[200];
	snprintf(pbm, sizeof(pbm), "%.*s.pbm", (int)(strlen(path) - 4), path);
	struct bitmap page = decode_pbm(pbm);
	assert_int_equal(page.w, 500);
	assert_int_equal(page.h, 500);
	for (int32_t y = 0; y < 100; y++)
		for (int32_t x = 0; x < 100; x++)
			assert_int_equal(bitmap_get(&page, 5 * x + 2, 5 * y + 2),
			                 x >= 20 && x < 87 && y >= 30 && y < 79 ? bitmap_get(&b, x - 20 + 8, y - 30 + 1) : 0);
	bitmap_fini(&page);
	bitmap_fini(&b);
}

static void symbols_are_read_and_not_mirrored(void **state)
{
	(void)state;
	if (!decode_has("pdftoppm") || !decode_has("zbarimg") || !decode_has("ZXingReader"))
		skip();
	struct qr q;
	assert_int_equal(qr_make(glane_cstr(URL), 2, QR_M, &q), 0);
	struct pdf *d = document();
	pdf_page(d, 40000, 30000);
	pdf_qr(d, &q, 2000, 3000, 500);
	const char *path = finish(d);
	free(decode_run("cd \"$(dirname %s)\" && pdftoppm -r 300 -png -singlefile page.pdf page", path));
	char png[200];
	snprintf(png, sizeof(png), "%.*s.png", (int)(strlen(path) - 4), path);
	char *zbar = decode_zbar(png), *zxing = decode_zxing(png);
	assert_string_equal(zbar, URL "\n");
	assert_string_equal(zxing, "Text:\"" URL "\"\nIsMirrored:false\nEC Level:M\n");
	free(zbar);
	free(zxing);
}

static int begin(void **state)
{
	(void)state;
	decode_begin();
	return 0;
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_a_page),
		cmocka_unit_test(poppler_has_nothing_to_say),
		cmocka_unit_test(dots_stay_dots),
		cmocka_unit_test(symbols_are_read_and_not_mirrored),
	};
	return cmocka_run_group_tests_name("drawing/pdf", tests, begin, end);
}
