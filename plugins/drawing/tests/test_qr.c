/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"

static struct glane_str filler(char *to, size_t n, char c)
{
	memset(to, c, n);
	to[n] = 0;
	return (struct glane_str){ to, n };
}

/* Characters that versions hold at levels L, M, Q, H: the published table. */
static void capacities_are_the_published_ones(void **state)
{
	(void)state;
	static const struct {
		uint32_t version;
		size_t alphanumeric[4], bytes[4];
	} table[] = {
		{ 2, { 47, 38, 29, 20 }, { 32, 26, 20, 14 } },   { 3, { 77, 61, 47, 35 }, { 53, 42, 32, 24 } },
		{ 4, { 114, 90, 67, 50 }, { 78, 62, 46, 34 } },  { 5, { 154, 122, 87, 64 }, { 106, 84, 60, 44 } },
		{ 6, { 195, 154, 108, 84 }, { 134, 106, 74, 58 } },
	};
	char text[256];
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (uint32_t level = QR_L; level <= QR_H; level++) {
			size_t a = table[i].alphanumeric[level], b = table[i].bytes[level];
			assert_int_equal(qr_version(filler(text, a, 'A'), level), table[i].version);
			assert_int_equal(qr_version(filler(text, a + 1, 'A'), level), table[i].version + 1);
			assert_int_equal(qr_version(filler(text, b, 'a'), level), table[i].version);
			assert_int_equal(qr_version(filler(text, b + 1, 'a'), level), table[i].version + 1);
		}
	}
}

/* libqrencode must agree at every limit: else it raises the version silently and the layout no longer fits. */
static void symbols_have_the_version_asked_for(void **state)
{
	(void)state;
	char text[400];
	for (uint32_t level = QR_L; level <= QR_H; level++) {
		for (size_t n = 1; n < 300; n++) {
			struct glane_str s = filler(text, n, n % 2 ? 'A' : 'a');
			uint32_t v = qr_version(s, level);
			if (!v)
				continue;
			struct qr q;
			assert_int_equal(qr_make(s, v, level, &q), 0);
			assert_int_equal(q.side, 17 + 4 * v);
			assert_true(q.level >= level);
		}
	}
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	char text[80];
	struct qr q;
	assert_int_equal(qr_make(filler(text, 39, 'A'), 2, QR_M, &q), GLANE_EINVAL);
	assert_int_equal(qr_make(filler(text, 0, 'A'), 2, QR_M, &q), GLANE_EINVAL);
	assert_int_equal(qr_make(filler(text, 5, 'A'), 1, QR_M, &q), GLANE_EINVAL);
	assert_int_equal(qr_make(filler(text, 5, 'A'), QR_VERSION_MAX + 1, QR_M, &q), GLANE_EINVAL);
	assert_int_equal(qr_version(filler(text, 79, 'A'), QR_M), 4);
}

/* A higher level that costs no version is taken. */
static void spare_room_goes_to_correction(void **state)
{
	(void)state;
	struct qr q;
	assert_int_equal(qr_make(glane_cstr("HTTPS://RECY.FR/7K2QX9M"), 2, QR_M, &q), 0);
	assert_int_equal(q.level, QR_Q);
	assert_int_equal(qr_make(glane_cstr("HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"), 2, QR_M, &q), 0);
	assert_int_equal(q.level, QR_M);
}

static void every_module_is_whole_dots(void **state)
{
	(void)state;
	struct qr q;
	assert_int_equal(qr_make(glane_cstr("HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"), 2, QR_M, &q), 0);
	for (uint32_t dots = 1; dots <= 9; dots += 2) {
		struct bitmap b;
		uint32_t side = qr_extent(2) * dots;
		assert_int_equal(bitmap_init(&b, side + 10, side + 4), 0);
		qr_draw(&q, &b, 3, 4, dots);
		for (uint32_t y = 0; y < b.h; y++) {
			for (uint32_t x = 0; x < b.w; x++) {
				uint32_t left = 3 + QR_QUIET * dots, top = 4 + QR_QUIET * dots;
				int in = x >= left && y >= top && x < left + q.side * dots && y < top + q.side * dots;
				int black = in && q.cells[(y - top) / dots * q.side + (x - left) / dots];
				assert_int_equal(bitmap_get(&b, (int32_t)x, (int32_t)y), black);
			}
		}
		bitmap_fini(&b);
	}
}

static void others_read_it(void **state)
{
	(void)state;
	if (!decode_has("zbarimg") || !decode_has("ZXingReader"))
		skip();
	static const struct {
		const char *text, *level;
		uint32_t version, ask;
	} cases[] = {
		{ "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8", "M", 2, QR_M },
		{ "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8", "Q", 3, QR_Q },
		{ "HTTPS://RESSOURCERIE-DU-CANAL-EST.EXAMPLE.FR/O/7K2PW93MDR4T8", "M", 3, QR_M },
		{ "https://example.fr/o/7k2pw93mdr4t8", "M", 3, QR_M },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct qr q;
		struct bitmap b;
		struct bytes png = { 0 };
		char expected[200];
		assert_int_equal(qr_make(glane_cstr(cases[i].text), cases[i].version, cases[i].ask, &q), 0);
		assert_int_equal(bitmap_init(&b, qr_extent(q.version) * 4, qr_extent(q.version) * 4), 0);
		qr_draw(&q, &b, 0, 0, 4);
		assert_int_equal(bitmap_png(&b, 203, 6, &png), 0);
		const char *path = decode_file("qr.png", &png);
		char *zbar = decode_zbar(path), *zxing = decode_zxing(path);
		snprintf(expected, sizeof(expected), "%s\n", cases[i].text);
		assert_string_equal(zbar, expected);
		snprintf(expected, sizeof(expected), "Text:\"%s\"\nIsMirrored:false\nEC Level:%s\n", cases[i].text, cases[i].level);
		assert_string_equal(zxing, expected);
		free(zbar);
		free(zxing);
		bytes_fini(&png);
		bitmap_fini(&b);
	}
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
		cmocka_unit_test(capacities_are_the_published_ones),
		cmocka_unit_test(symbols_have_the_version_asked_for),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(spare_room_goes_to_correction),
		cmocka_unit_test(every_module_is_whole_dots),
		cmocka_unit_test(others_read_it),
	};
	return cmocka_run_group_tests_name("drawing/qr", tests, begin, end);
}
