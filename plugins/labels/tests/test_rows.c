/* SPDX-License-Identifier: MPL-2.0 */
/* Of each printer's labels: every row is found, and the last one ends where the label ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labels/rows.h"
#include "labels/tests/printing.h"

static uint32_t black_rows(const struct bitmap *b)
{
	uint32_t n = 0;
	for (uint32_t y = 0; y < b->h; y++)
		n += !encode_is_white(encode_row(b, y), b->stride);
	return n;
}

static void every_row_of_every_language(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		const struct print_case *k = &print_cases[i];
		struct bitmap b = print_picture(k, 3);
		struct bitmap turned;
		struct bytes out = print_encoded(k, &b);
		assert_int_equal(bitmap_turn(&b, &turned), 0);
		struct rows r = { 0 };
		uint32_t rows = 0, planes = strncmp(k->media, "62r", 3) == 0 ? 2 : 1;
		for (size_t at = 0, size; at < out.n; at += size) {
			int inside = r.left > 0;
			size = rows_next(&r, k->encoder, out.p + at, out.n - at);
			assert_in_range(size, 1, out.n - at);
			if (strcmp(k->encoder, "brother-ql") == 0)
				rows += out.p[at] == 'g' || out.p[at] == 'w' || out.p[at] == 'Z';
			else if (strcmp(k->encoder, "dymo") == 0)
				rows += out.p[at] == 0x16 || out.p[at] == 0x17;
			else
				rows += inside;
		}
		assert_int_equal(r.left, 0);
		if (strcmp(k->encoder, "brother-ql") == 0)
			assert_int_equal(rows, planes * b.h);
		else if (strcmp(k->encoder, "tspl") == 0 || strcmp(k->encoder, "escpos") == 0)
			assert_int_equal(rows, b.h);
		else if (strcmp(k->encoder, "epl2") == 0)
			assert_int_equal(rows, black_rows(&b));
		else if (strcmp(k->encoder, "dymo") == 0)
			assert_int_equal(rows, black_rows(k->turned ? &turned : &b));
		bytes_fini(&out);
		bitmap_fini(&turned);
		bitmap_fini(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_row_of_every_language) };
	return cmocka_run_group_tests_name("labels: rows", tests, NULL, NULL);
}
