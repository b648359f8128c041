/* SPDX-License-Identifier: MPL-2.0 */
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/bitmap.h"

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const unsigned char *chunk(const struct bytes *b, const char *name)
{
	for (size_t i = 8; i + 12 <= b->n; i += 12 + u32(b->p + i))
		if (memcmp(b->p + i + 4, name, 4) == 0)
			return b->p + i + 8;
	return NULL;
}

static void one_bit_grey_of_the_right_size(void **state)
{
	(void)state;
	struct bitmap b;
	struct bytes out = { 0 };
	assert_int_equal(bitmap_init(&b, 173, 41), 0);
	assert_int_equal(bitmap_png(&b, 300, 6, &out), 0);
	const unsigned char *head = chunk(&out, "IHDR");
	assert_non_null(head);
	assert_int_equal(u32(head), 173);
	assert_int_equal(u32(head + 4), 41);
	assert_int_equal(head[8], 1); /* bits */
	assert_int_equal(head[9], 0); /* grey */
	assert_int_equal(head[12], 0); /* not interlaced */
	bytes_fini(&out);
	bitmap_fini(&b);
}

static void resolution_is_told_in_dots_a_metre(void **state)
{
	(void)state;
	static const uint32_t table[][2] = { { 180, 7087 }, { 203, 7992 }, { 300, 11811 }, { 600, 23622 } };
	for (size_t i = 0; i < 4; i++) {
		struct bitmap b;
		struct bytes out = { 0 };
		assert_int_equal(bitmap_init(&b, 8, 8), 0);
		assert_int_equal(bitmap_png(&b, table[i][0], 1, &out), 0);
		const unsigned char *phys = chunk(&out, "pHYs");
		assert_non_null(phys);
		assert_int_equal(u32(phys), table[i][1]);
		assert_int_equal(u32(phys + 4), table[i][1]);
		assert_int_equal(phys[8], 1); /* the unit is the metre */
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

/* Read back by libpng's simple reader: every dot, black is 0. */
static void every_dot_comes_back(void **state)
{
	(void)state;
	for (int level = 1; level <= 6; level++) {
		struct bitmap b;
		struct bytes out = { 0 };
		assert_int_equal(bitmap_init(&b, 61, 37), 0);
		srand((unsigned)level);
		for (int i = 0; i < 700; i++)
			bitmap_fill(&b, rand() % 61, rand() % 37, 1, 1);
		assert_int_equal(bitmap_png(&b, 203, level, &out), 0);
		png_image image = { .version = PNG_IMAGE_VERSION };
		unsigned char grey[61 * 37];
		assert_true(png_image_begin_read_from_memory(&image, out.p, out.n));
		image.format = PNG_FORMAT_GRAY;
		assert_true(png_image_finish_read(&image, NULL, grey, 61, NULL));
		for (int32_t y = 0; y < 37; y++)
			for (int32_t x = 0; x < 61; x++)
				assert_int_equal(grey[y * 61 + x], bitmap_get(&b, x, y) ? 0 : 255);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_bit_grey_of_the_right_size),
		cmocka_unit_test(resolution_is_told_in_dots_a_metre),
		cmocka_unit_test(every_dot_comes_back),
	};
	return cmocka_run_group_tests_name("drawing/png", tests, NULL, NULL);
}
