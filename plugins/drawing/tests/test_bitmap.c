/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/bitmap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int inside(int32_t x, int32_t y, int32_t left, int32_t top, int32_t w, int32_t h)
{
	return x >= left && x < left + w && y >= top && y < top + h;
}

/* Every rectangle of a small bitmap, over its edges too, against the definition. */
static void rectangles_are_exact(void **state)
{
	(void)state;
	for (int32_t left = -3; left < 22; left++) {
		for (int32_t w = 0; w < 26; w++) {
			struct bitmap b;
			assert_int_equal(bitmap_init(&b, 21, 3), 0);
			bitmap_fill(&b, left, 1, w, 5);
			bitmap_invert(&b, 4, 0, 9, 2);
			for (int32_t y = 0; y < 3; y++)
				for (int32_t x = 0; x < 21; x++)
					assert_int_equal(bitmap_get(&b, x, y), inside(x, y, left, 1, w, 5) ^ inside(x, y, 4, 0, 9, 2));
			for (int32_t y = 0; y < 3; y++) /* what pads a row stays white */
				assert_int_equal(b.bits[(uint32_t)y * b.stride + 2] & 7, 0);
			bitmap_fini(&b);
		}
	}
}

static void stamps_cut_at_one_half(void **state)
{
	(void)state;
	unsigned char cover[4][24];
	srand(7);
	for (int32_t x = -5; x < 30; x++) {
		for (int32_t w = 1; w <= 20; w++) {
			struct bitmap b;
			assert_int_equal(bitmap_init(&b, 27, 6), 0);
			for (size_t i = 0; i < sizeof(cover); i++)
				cover[i / 24][i % 24] = (unsigned char)rand();
			cover[0][0] = 127;
			cover[0][1] = 128;
			bitmap_stamp(&b, x, 3, cover[0], 24, w, 4);
			for (int32_t row = 0; row < 6; row++)
				for (int32_t i = 0; i < 27; i++)
					assert_int_equal(bitmap_get(&b, i, row),
					                 inside(i, row, x, 3, w, 3) && cover[row - 3][i - x] >= 128);
			for (uint32_t row = 0; row < 6; row++)
				assert_int_equal(b.bits[row * b.stride + 3] & 0x1f, 0);
			bitmap_fini(&b);
		}
	}
}

static void first_dot_is_the_highest_bit(void **state)
{
	(void)state;
	struct bitmap b;
	assert_int_equal(bitmap_init(&b, 9, 1), 0);
	assert_int_equal(b.stride, 2);
	bitmap_fill(&b, 0, 0, 1, 1);
	bitmap_fill(&b, 8, 0, 1, 1);
	assert_int_equal(b.bits[0], 0x80);
	assert_int_equal(b.bits[1], 0x80);
	bitmap_fini(&b);
}

static void sizes_are_bounded(void **state)
{
	(void)state;
	struct bitmap b;
	assert_int_equal(bitmap_init(&b, 0, 5), GLANE_EINVAL);
	assert_int_equal(bitmap_init(&b, 5, BITMAP_SIDE_MAX + 1), GLANE_ETOOBIG);
}

static void a_quarter_to_the_right(void **state)
{
	(void)state;
	struct bitmap b, t, back[3];
	assert_int_equal(bitmap_init(&b, 13, 29), 0);
	srand(5);
	for (int i = 0; i < 120; i++)
		bitmap_fill(&b, rand() % 13, rand() % 29, 1, 1);
	assert_int_equal(bitmap_turn(&b, &t), 0);
	assert_int_equal(t.w, 29);
	assert_int_equal(t.h, 13);
	for (int32_t y = 0; y < 29; y++)
		for (int32_t x = 0; x < 13; x++)
			assert_int_equal(bitmap_get(&t, 28 - y, x), bitmap_get(&b, x, y));
	assert_int_equal(bitmap_turn(&t, &back[0]), 0);
	assert_int_equal(bitmap_turn(&back[0], &back[1]), 0);
	assert_int_equal(bitmap_turn(&back[1], &back[2]), 0);
	assert_memory_equal(back[2].bits, b.bits, (size_t)b.stride * b.h); /* padding too */
	for (int i = 0; i < 3; i++)
		bitmap_fini(&back[i]);
	bitmap_fini(&t);
	bitmap_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangles_are_exact),
		cmocka_unit_test(stamps_cut_at_one_half),
		cmocka_unit_test(first_dot_is_the_highest_bit),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(a_quarter_to_the_right),
	};
	return cmocka_run_group_tests_name("drawing/bitmap", tests, NULL, NULL);
}
