/* SPDX-License-Identifier: MPL-2.0 */
/* From a camera's file to two small pictures, and codes in pictures: no host, no database. */
#include "camera/photo.h"
#include "camera/tests/pictures.h"
#include "reading/codes.h"
#include "reading/exif.h"
#include "reading/jpeg.h"

static struct pixels decode(const struct picture *p)
{
	struct pixels px;
	int orientation;
	assert_int_equal(jpeg_read(p->p, p->n, 3, 4000, &px, &orientation), PICTURE_GOOD);
	assert_int_equal(orientation, 1);
	return px;
}

static int made(struct file f, struct photo *ret)
{
	int rc = photo_make(f.p, f.n, ret);
	file_free(&f);
	return rc;
}

static void reads_as(const struct picture *p, const char *corners)
{
	struct pixels px = decode(p);
	char seen[5] = { colour_at(&px, .25, .25), colour_at(&px, .75, .25), colour_at(&px, .25, .75), colour_at(&px, .75, .75), 0 };
	assert_int_equal(px.w, p->w);
	assert_int_equal(px.h, p->h);
	pixels_fini(&px);
	assert_string_equal(seen, corners);
}

static void a_photo_of_twelve_megapixels_becomes_two_small_ones(void **state)
{
	(void)state;
	for (int kind = BASELINE; kind <= PROGRESSIVE; kind++) {
		struct photo photo;
		struct pixels px = quarters(4000, 3000);
		assert_int_equal(made(jpeg_file(&px, 90, kind), &photo), PICTURE_GOOD);
		assert_int_equal(photo.sizes[PHOTO_LARGE].w, 480);
		assert_int_equal(photo.sizes[PHOTO_LARGE].h, 360);
		assert_int_equal(photo.sizes[PHOTO_THUMB].w, 160);
		assert_int_equal(photo.sizes[PHOTO_THUMB].h, 120);
		reads_as(&photo.sizes[PHOTO_LARGE], "rgbw");
		reads_as(&photo.sizes[PHOTO_THUMB], "rgbw");
		photo_fini(&photo);
	}
}

static void every_orientation_ends_upright_and_nothing_of_exif_is_left(void **state)
{
	static const char *const corners[] = { "", "rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb" };
	(void)state;
	for (int o = 1; o <= 8; o++) {
		struct photo photo;
		struct pixels px = quarters(640, 400);
		struct file f = with_exif(jpeg_file(&px, 90, BASELINE), o, o % 2);
		assert_true(has_segment(f.p, f.n, 0xe1));
		assert_non_null(memmem(f.p, f.n, "IVRY", 4));
		assert_int_equal(made(f, &photo), PICTURE_GOOD);
		assert_int_equal(photo.sizes[PHOTO_LARGE].w, o < 5 ? 480 : 300);
		assert_int_equal(photo.sizes[PHOTO_LARGE].h, o < 5 ? 300 : 480);
		for (int i = 0; i < PHOTO_SIZES; i++) {
			const struct picture *p = &photo.sizes[i];
			reads_as(p, corners[o]);
			for (unsigned char marker = 0xe1; marker <= 0xef; marker++)
				assert_false(has_segment(p->p, p->n, marker));
			assert_false(has_segment(p->p, p->n, 0xfe)); /* a comment */
			assert_null(memmem(p->p, p->n, "Exif", 4));
			assert_null(memmem(p->p, p->n, "IVRY", 4));
		}
		photo_fini(&photo);
	}
}

static void what_hardly_compresses_keeps_the_budget(void **state)
{
	(void)state;
	struct photo photo;
	struct pixels px = noise(1600, 1600);
	assert_int_equal(made(jpeg_file(&px, 50, BASELINE), &photo), PICTURE_GOOD);
	assert_in_range(photo.sizes[PHOTO_LARGE].n, 1000, PHOTO_LARGE_MAX);
	assert_in_range(photo.sizes[PHOTO_THUMB].n, 500, PHOTO_THUMB_MAX);
	assert_true(photo.sizes[PHOTO_LARGE].w >= 160);
	photo_fini(&photo);
}

static void a_small_photo_is_not_enlarged_and_a_tiny_one_is_refused(void **state)
{
	(void)state;
	struct photo photo;
	struct pixels px = quarters(200, 100);
	assert_int_equal(made(jpeg_file(&px, 90, BASELINE), &photo), PICTURE_GOOD);
	assert_int_equal(photo.sizes[PHOTO_LARGE].w, 200);
	assert_int_equal(photo.sizes[PHOTO_LARGE].h, 100);
	photo_fini(&photo);
	px = quarters(63, 63);
	assert_int_equal(made(jpeg_file(&px, 90, BASELINE), &photo), PHOTO_TINY);
	px = quarters(8000, 2); /* a line has two sides all the same */
	assert_int_equal(made(jpeg_file(&px, 90, BASELINE), &photo), PICTURE_GOOD);
	assert_int_equal(photo.sizes[PHOTO_THUMB].h, 1);
	photo_fini(&photo);
}

static void a_file_that_ends_early_is_refused_wherever_it_ends(void **state)
{
	(void)state;
	for (int kind = BASELINE; kind <= PROGRESSIVE; kind++) {
		struct pixels px = noise(300, 200);
		struct file f = jpeg_file(&px, 60, kind);
		for (size_t n = 0; n < f.n - 2; n += f.n / 40 + 1) {
			struct photo photo;
			unsigned char *exact = malloc(n + 1); /* so that a sanitizer sees a byte too far */
			memcpy(exact, f.p, n);
			int rc = photo_make(exact, n, &photo);
			assert_int_equal(rc, n < 3 ? PICTURE_NONE : PICTURE_DAMAGED);
			free(exact);
		}
		file_free(&f);
	}
}

static void other_files_are_no_jpeg(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", words[] = "GIF89a", zeros[64];
	struct photo photo;
	(void)state;
	assert_int_equal(photo_make(png, sizeof(png), &photo), PICTURE_NONE);
	assert_int_equal(photo_make(words, sizeof(words), &photo), PICTURE_NONE);
	assert_int_equal(photo_make(zeros, sizeof(zeros), &photo), PICTURE_NONE);
	assert_int_equal(photo_make("", 0, &photo), PICTURE_NONE);
}

/* Small files that would become large. */
static void a_bomb_is_refused_by_its_head(void **state)
{
	static const struct {
		uint32_t w, h;
		int kind;
	} bombs[] = {
		{ 65500, 65500, BASELINE }, { 65500, 10, BASELINE }, { 8000, 7000, BASELINE }, /* over 50 megapixels */
		{ 7000, 7000, PROGRESSIVE }, /* 49, but all of its coefficients in memory are 147 MB */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		struct photo photo;
		struct pixels px = quarters(64, 64);
		struct file f = jpeg_file(&px, 90, bombs[i].kind);
		claim_size(&f, bombs[i].w, bombs[i].h);
		assert_int_equal(made(f, &photo), PICTURE_TOO_LARGE);
	}
}

/* Each scan costs a pass over the whole picture. */
static void a_file_of_many_scans_is_refused(void **state)
{
	(void)state;
	struct photo photo;
	struct pixels px = quarters(512, 512);
	assert_int_equal(made(jpeg_file(&px, 90, MANY_SCANS), &photo), PICTURE_TOO_LARGE);
}

static void exif_that_lies_is_upright(void **state)
{
	static const struct {
		const char *p;
		size_t n;
	} liars[] = {
		{ "", 0 },
		{ "Exif\0\0MM\0\x2a", 10 },
		{ "Exif\0\0MM\0\x2a\xff\xff\xff\xff", 14 },                                                             /* directory far away */
		{ "Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff", 16 },                                                           /* entries that are not there */
		{ "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0", 28 },                           /* 9 */
		{ "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\x06\0\0", 28 },                           /* another type */
		{ "Exif\0\0MM\0\x2b\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 28 },                           /* no TIFF */
		{ "http://ns.adobe.com/xap/1.0/\0<x/>", 33 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(liars) / sizeof(liars[0]); i++) {
		unsigned char *exact = malloc(liars[i].n + 1);
		memcpy(exact, liars[i].p, liars[i].n);
		assert_int_equal(exif_orientation(exact, liars[i].n), 1);
		free(exact);
	}
	assert_int_equal(exif_orientation((const unsigned char *)"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 28), 6);
}

/* --- codes --------------------------------------------------------------------------------------------------- */

#define TEXT "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"

static struct codes codes_in(struct pixels px)
{
	struct file f = jpeg_file(&px, 85, BASELINE);
	struct code_reader *r = code_reader_new();
	struct pixels grey;
	struct codes codes;
	int orientation;
	assert_int_equal(jpeg_read(f.p, f.n, 1, CODES_SIDE, &grey, &orientation), PICTURE_GOOD);
	assert_int_equal(codes_read(r, &grey, &codes), 0);
	pixels_fini(&grey);
	code_reader_free(r);
	file_free(&f);
	return codes;
}

static void a_code_is_read_large_small_turned_and_pale(void **state)
{
	static const struct {
		double dots, turn;
		unsigned char black, white;
	} shots[] = {
		{ 12, 0, 0, 255 }, { 12, 90, 0, 255 }, { 12, 33, 0, 255 }, { 9, 45, 0, 255 }, { 3, 0, 0, 255 }, { 3.4, 12, 20, 230 }, { 10, 0, 110, 150 }, { 40, 200, 0, 255 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(shots) / sizeof(shots[0]); i++) {
		struct codes codes = codes_in(symbol(TEXT, shots[i].dots, shots[i].black, shots[i].white, shots[i].turn));
		if (codes.count != 1)
			fail_msg("shot %zu: %u codes", i, codes.count);
		assert_string_equal(codes.found[0].text, TEXT);
	}
}

static void a_picture_without_a_code_has_none(void **state)
{
	(void)state;
	assert_int_equal(codes_in(quarters(800, 600)).count, 0);
	assert_int_equal(codes_in(noise(400, 300)).count, 0);
}

static void what_is_no_ascii_in_a_code_is_marked(void **state)
{
	(void)state;
	struct codes codes = codes_in(symbol("h\xc3\xa9 toi", 10, 0, 255, 0));
	assert_int_equal(codes.count, 1);
	for (size_t i = 0; i < codes.found[0].n; i++)
		assert_in_range(codes.found[0].text[i], ' ', '~');
	assert_int_equal(codes.found[0].text[0], 'h');
	assert_non_null(strchr(codes.found[0].text, '?'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_photo_of_twelve_megapixels_becomes_two_small_ones),
		cmocka_unit_test(every_orientation_ends_upright_and_nothing_of_exif_is_left),
		cmocka_unit_test(what_hardly_compresses_keeps_the_budget),
		cmocka_unit_test(a_small_photo_is_not_enlarged_and_a_tiny_one_is_refused),
		cmocka_unit_test(a_file_that_ends_early_is_refused_wherever_it_ends),
		cmocka_unit_test(other_files_are_no_jpeg),
		cmocka_unit_test(a_bomb_is_refused_by_its_head),
		cmocka_unit_test(a_file_of_many_scans_is_refused),
		cmocka_unit_test(exif_that_lies_is_upright),
		cmocka_unit_test(a_code_is_read_large_small_turned_and_pale),
		cmocka_unit_test(a_picture_without_a_code_has_none),
		cmocka_unit_test(what_is_no_ascii_in_a_code_is_marked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
