/* SPDX-License-Identifier: MPL-2.0 */
/* A sign from a file to dots and onto a label; what label is read, and which would not be. */
#include "labels/logo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labels/verdict.h"
#include "reading/jpeg.h"

#define URL "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"

/* A picture of ours as the file that somebody sends: 64 x 40 dots of white around a bar of 24 x 10 with a hole. */
static struct bytes file(int black)
{
	struct bitmap b;
	struct bytes png = { 0 };
	assert_int_equal(bitmap_init(&b, 64, 40), 0);
	if (black)
		bitmap_fill(&b, 20, 15, 24, 10);
	if (black)
		bitmap_invert(&b, 22, 17, 4, 6);
	assert_int_equal(bitmap_png(&b, 300, 1, &png), 0);
	bitmap_fini(&b);
	return png;
}

static void a_sign_loses_its_border_and_keeps_its_dots(void **state)
{
	(void)state;
	struct bytes png = file(1);
	struct bitmap b;
	assert_int_equal(logo_make(png.p, png.n, 200, LOGO_THRESHOLD, 50, &b), PICTURE_GOOD);
	assert_int_equal(b.w, 24);
	assert_int_equal(b.h, 10);
	for (int32_t y = 0; y < 10; y++)
		for (int32_t x = 0; x < 24; x++)
			assert_int_equal(bitmap_get(&b, x, y), !(x >= 2 && x < 6 && y >= 2 && y < 8));
	bitmap_fini(&b);
	bytes_fini(&png);
}

static void what_is_no_sign_is_refused(void **state)
{
	(void)state;
	struct bytes white = file(0), png = file(1);
	struct bitmap b = { 0 };
	assert_int_equal(logo_make(white.p, white.n, 200, LOGO_THRESHOLD, 50, &b), LOGO_EMPTY);
	assert_int_equal(logo_make("", 0, 200, LOGO_THRESHOLD, 50, &b), PICTURE_NONE);
	assert_int_equal(logo_make("GIF89a..........", 16, 200, LOGO_THRESHOLD, 50, &b), PICTURE_NONE);
	for (size_t n = 8; n < png.n; n += 3) /* cut short anywhere */
		assert_int_equal(logo_make(png.p, n, 200, LOGO_DITHER, 50, &b), PICTURE_DAMAGED);
	for (size_t i = 8; i < png.n - 12; i++) { /* any octet damaged */
		png.p[i] ^= 0x41;
		assert_int_not_equal(logo_make(png.p, png.n, 200, LOGO_THRESHOLD, 50, &b), PICTURE_GOOD);
		png.p[i] ^= 0x41;
	}
	assert_null(b.bits);
	bytes_fini(&white);
	bytes_fini(&png);
}

static uint32_t ink(const struct bitmap *b)
{
	uint32_t n = 0;
	for (uint32_t y = 0; y < b->h; y++)
		for (uint32_t x = 0; x < b->w; x++)
			n += (uint32_t)bitmap_get(b, (int32_t)x, (int32_t)y);
	return n;
}

/* The head of a PNG says how large it is: what is too large is not called damaged. */
static void a_picture_that_is_too_large_is_told_so(void **state)
{
	(void)state;
	struct bitmap wide = { 0 }, b = { 0 };
	struct bytes png = { 0 };
	assert_int_equal(bitmap_init(&wide, 5000, 40), 0);
	bitmap_fill(&wide, 100, 10, 4000, 20);
	assert_int_equal(bitmap_png(&wide, 300, 3, &png), 0);
	assert_int_equal(logo_make(png.p, png.n, 236, LOGO_THRESHOLD, 50, &b), PICTURE_TOO_LARGE);
	assert_null(b.bits);
	bitmap_fini(&wide);
	bytes_fini(&png);
}

/* A JPEG of shades: half of the dots of middle grey are black, more of them when it is wanted darker. */
static void shades_become_a_pattern(void **state)
{
	(void)state;
	struct pixels px;
	unsigned char jpeg[4000];
	size_t n;
	assert_int_equal(pixels_init(&px, 64, 64, 1), PICTURE_GOOD);
	memset(px.p, 128, 64 * 64);
	assert_int_equal(jpeg_write(&px, 80, jpeg, sizeof(jpeg), &n), PICTURE_GOOD);
	uint32_t dots[3];
	for (int i = 0; i < 3; i++) {
		struct bitmap b;
		assert_int_equal(logo_make(jpeg, n, 64, LOGO_DITHER, (uint32_t)(30 + 20 * i), &b), PICTURE_GOOD);
		dots[i] = ink(&b);
		bitmap_fini(&b);
	}
	assert_in_range(dots[1], 64 * 64 * 7 / 16, 64 * 64 * 9 / 16);
	assert_true(dots[0] < dots[1] && dots[1] < dots[2]);
	pixels_fini(&px);
}

/* Twice as large: each dot is four; half as large: the majority. */
static void it_is_drawn_in_whole_dots(void **state)
{
	(void)state;
	struct bitmap logo, b;
	assert_int_equal(bitmap_init(&logo, 40, 20), 0);
	for (int32_t x = 0; x < 40; x += 4)
		bitmap_fill(&logo, x, 0, 2, 20);
	assert_int_equal(bitmap_init(&b, 100, 100), 0);
	assert_int_equal(logo_draw(&logo, &b, (struct text_box){ 5, 5, 90, 90 }, TEXT_START, TEXT_TOP), 1);
	assert_int_equal(ink(&b), 40 * 20 / 2 * 4);
	for (int32_t x = 0; x < 100; x++)
		assert_int_equal(bitmap_get(&b, x, 10), x >= 5 && x < 85 && (x - 5) % 8 < 4);
	bitmap_fini(&b);
	assert_int_equal(bitmap_init(&b, 100, 100), 0);
	assert_int_equal(logo_draw(&logo, &b, (struct text_box){ 0, 0, 30, 30 }, TEXT_END, TEXT_BOTTOM), 1);
	for (int32_t x = 0; x < 100; x++)
		assert_int_equal(bitmap_get(&b, x, 25), x >= 10 && x < 30 && x % 2 == 0);
	bitmap_fini(&b);
	assert_int_equal(bitmap_init(&b, 100, 100), 0);
	assert_int_equal(logo_draw(&logo, &b, (struct text_box){ 0, 0, 12, 12 }, TEXT_START, TEXT_TOP), 0);
	assert_int_equal(ink(&b), 0);
	bitmap_fini(&b);
	bitmap_fini(&logo);
}

/* --- will it be read? --------------------------------------------------------------------------------------------------------- */
static struct bitmap label(struct painter *p, const char *id, uint32_t dpi, struct label_layout *l)
{
	struct media m;
	struct bitmap b;
	struct label_fields f = { .url = glane_cstr(URL), .code = glane_cstr("7K2PW93MDR4T8"), .price = glane_cstr("4,50 €") };
	assert_int_equal(media_find(glane_cstr(id), &m), 0);
	assert_int_equal(label_plan(&m, dpi, &f, l), 0);
	assert_int_equal(label_bitmap(p, &m, dpi, &f, &b), 0);
	return b;
}

static void good_labels_are_read_in_every_way(void **state)
{
	static const char *const ids[] = { "62x29", "38x90", "54x25", "40x30", "17x54", "62x100" };
	struct code_reader *r = code_reader_new();
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct label_layout l;
		struct verdict v = { 0 };
		struct bitmap b = label(*state, ids[i], i == 2 ? 203 : 300, &l);
		assert_int_equal(verdict_of(r, &b, &l, glane_cstr(URL), &v), 0);
		assert_int_equal(v.read, (1 << VERDICT_WAYS) - 1);
		assert_true(v.module_um >= 330 && v.far_mm >= 150);
		bitmap_fini(&b);
	}
	code_reader_free(r);
}

/* Broken on purpose: each of these has to be found out. */
static void bad_labels_are_found_out(void **state)
{
	struct code_reader *r = code_reader_new();
	struct label_layout l;
	struct verdict v = { .read = 99 };
	struct bitmap b = label(*state, "62x29", 300, &l);
	assert_int_equal(verdict_of(r, &b, &l, glane_cstr("HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T9"), &v), 0);
	assert_int_equal(v.read, 0); /* says something else */
	bitmap_invert(&b, 0, 0, (int32_t)b.w, (int32_t)b.h);
	assert_int_equal(verdict_of(r, &b, &l, glane_cstr(URL), &v), 0);
	assert_int_equal(v.read & 1u << VERDICT_PLAIN, 0); /* black and white swapped */
	bitmap_invert(&b, 0, 0, (int32_t)b.w, (int32_t)b.h);
	bitmap_fill(&b, (int32_t)l.qr_x, (int32_t)(l.qr_y + l.qr_side / 3), (int32_t)l.qr_side, (int32_t)l.qr_side / 3);
	assert_int_equal(verdict_of(r, &b, &l, glane_cstr(URL), &v), 0);
	assert_int_equal(v.read, 0); /* a bar across */
	bitmap_fini(&b);
	/* Modules of two dots: read as they are, gone when the head is worn. */
	struct qr q;
	assert_int_equal(qr_make(glane_cstr(URL), 3, QR_Q, &q), 0);
	assert_int_equal(bitmap_init(&b, 200, 200), 0);
	qr_draw(&q, &b, 10, 10, 2);
	l.module = 2;
	assert_int_equal(verdict_of(r, &b, &l, glane_cstr(URL), &v), 0);
	assert_int_equal(v.read & 1u << VERDICT_THIN, 0);
	bitmap_fini(&b);
	code_reader_free(r);
}

/* The table of README.md: 0.339 and 0.375 mm at 20 cm, 0.5 mm at 30 cm. */
static void larger_modules_are_read_from_further_away(void **state)
{
	(void)state;
	assert_int_equal(verdict_far_mm(339), 200);
	assert_int_equal(verdict_far_mm(375), 200);
	assert_int_equal(verdict_far_mm(423), 250);
	assert_int_equal(verdict_far_mm(500), 300);
	assert_int_equal(verdict_far_mm(677), 400);
}

static int begin(void **state)
{
	*state = painter_new();
	return *state ? 0 : -1;
}

static int end(void **state)
{
	painter_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sign_loses_its_border_and_keeps_its_dots),
		cmocka_unit_test(what_is_no_sign_is_refused),
		cmocka_unit_test(a_picture_that_is_too_large_is_told_so),
		cmocka_unit_test(shades_become_a_pattern),
		cmocka_unit_test(it_is_drawn_in_whole_dots),
		cmocka_unit_test(good_labels_are_read_in_every_way),
		cmocka_unit_test(bad_labels_are_found_out),
		cmocka_unit_test(larger_modules_are_read_from_further_away),
	};
	return cmocka_run_group_tests_name("labels/logo", tests, begin, end);
}
