/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"

#define URL "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8" /* 38 characters: the last that version 2-M holds */

static struct media media(const char *id)
{
	struct media m;
	assert_int_equal(media_find(glane_cstr(id), &m), 0);
	return m;
}

static struct label_fields full(void)
{
	return (struct label_fields){ .url = glane_cstr(URL), .code = glane_cstr("7K2PW93MDR4T8"), .short_no = glane_cstr("123457"),
		                      .title = glane_cstr("Grille-pain, 2 fentes"), .price = glane_cstr("4,50 €"),
		                      .category = glane_cstr("Petit électroménager"), .weight = glane_cstr("1,84 kg") };
}

static int plan(const struct media *m, uint32_t dpi, const char *url, struct label_layout *ret)
{
	struct label_fields f = { .url = glane_cstr(url) };
	return label_plan(m, dpi, &f, ret);
}

static int ink_in(const struct bitmap *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
	int n = 0;
	for (int32_t row = y; row < y + h; row++)
		for (int32_t col = x; col < x + w; col++)
			n += bitmap_get(b, col, row);
	return n;
}

static void media_are_named_by_millimetres(void **state)
{
	(void)state;
	struct media m = media("62x29");
	assert_int_equal(m.w_dmm, 620);
	assert_int_equal(m.h_dmm, 290);
	assert_int_equal(media("70x37").w_dmm, 700);
	static const char *const wrong[] = { "", "62", "62x", "x29", "62x29x", "9x29", "62x301", "0062x29", "-62x29", "62X29", "62x2900" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(media_find(glane_cstr(wrong[i]), &m), GLANE_ENOENT);
}

/* No sticker leaves its page or overlaps the next. */
static void sheets_fit_their_page(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < sheet_count; i++) {
		const struct sheet *s = &sheet_table[i];
		assert_ptr_equal(sheet_find(glane_cstr(s->id)), s);
		assert_true(s->pitch_x >= s->w && s->pitch_y >= s->h);
		assert_true(s->left + (s->columns - 1) * s->pitch_x + s->w <= s->page_w);
		assert_true(s->top + (s->rows - 1) * s->pitch_y + s->h <= s->page_h);
		struct media m = sheet_media(s);
		struct label_layout l;
		assert_int_equal(plan(&m, 300, URL, &l), 0);
	}
	assert_null(sheet_find(glane_cstr("L1")));
}

/* Those of the house are sound, and each of them either stands on a medium or is refused. */
static void designs_stand_on_media_or_are_refused(void **state)
{
	static const char *const ids[] = { "62x29", "62x100", "38x90", "29x90", "54x25", "40x30", "80c60", "17x54", "12x12", "25x10" };
	for (uint32_t k = 0; k < design_count; k++) {
		const struct design *d = &design_table[k];
		uint32_t part;
		assert_int_equal(design_check(d, &part), DESIGN_GOOD);
		assert_ptr_equal(design_builtin(glane_cstr(d->key)), d);
		for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
			struct label_fields f = full();
			struct media m = media(ids[i]);
			struct bitmap b;
			f.design = d;
			int rc = label_bitmap(*state, &m, 300, &f, &b);
			assert_true(rc == 0 || (rc == GLANE_ETOOBIG && (i > 7 || k == 1)));
			if (rc)
				continue;
			int32_t mx = (int32_t)(m.margin_x_dmm * 300 / 254), my = (int32_t)(m.margin_y_dmm * 300 / 254), w = (int32_t)b.w, h = (int32_t)b.h;
			int cut = k == 1; /* its dashed line goes from edge to edge */
			assert_int_equal(cut ? 0 : ink_in(&b, 0, 0, w, my) + ink_in(&b, 0, h - my, w, my), 0);
			assert_int_equal(cut ? 0 : ink_in(&b, 0, 0, mx, h) + ink_in(&b, w - mx, 0, mx, h), 0);
			bitmap_fini(&b);
		}
	}
}

static void modules_are_as_large_as_phones_need(void **state)
{
	(void)state;
	static const uint32_t dpis[] = { 203, 300, 600 };
	for (uint32_t w = 10; w <= 110; w += 3) {
		for (uint32_t h = 10; h <= 110; h += 3) {
			for (size_t i = 0; i < 3; i++) {
				char id[16];
				struct label_layout l;
				snprintf(id, sizeof(id), "%ux%u", w, h);
				struct media m = media(id);
				int rc = plan(&m, dpis[i], URL, &l);
				if (rc) {
					assert_int_equal(rc, GLANE_ETOOBIG);
					continue;
				}
				assert_true(l.module * 25400 >= 330 * l.dpi);
				assert_int_equal(l.qr_side, l.module * qr_extent(l.version));
				if (l.level == QR_Q && l.version > 2)
					assert_true(l.module * 25400 >= 420 * l.dpi);
				/* symbol and words are on the label and apart */
				assert_true(l.qr_x * 254 + 254 > m.margin_x_dmm * l.dpi && l.qr_y * 254 + 254 > m.margin_y_dmm * l.dpi);
				assert_true(l.qr_x + l.qr_side <= l.w && l.qr_y + l.qr_side <= l.h);
				assert_true(l.words.x >= (int32_t)(l.qr_x + l.qr_side) || l.words.y >= (int32_t)(l.qr_y + l.qr_side));
				assert_true(l.words.x + l.words.w <= (int32_t)l.w && l.words.y + l.words.h <= (int32_t)l.h);
			}
		}
	}
}

static void too_small_media_are_refused(void **state)
{
	(void)state;
	static const char *const small[] = { "12x12", "25x10", "17x17", "23x23", "10x300" };
	struct label_layout l = { .dpi = 7 };
	for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
		struct media m = media(small[i]);
		assert_int_equal(plan(&m, 300, URL, &l), GLANE_ETOOBIG);
	}
	assert_int_equal(l.dpi, 7); /* untouched */
	struct media m = media("62x29");
	assert_int_equal(plan(&m, 300, "", &l), GLANE_EINVAL);
}

static void long_hosts_get_coarser_correction_before_finer_modules(void **state)
{
	(void)state;
	struct label_layout l;
	struct media m = media("62x29");
	assert_int_equal(plan(&m, 300, URL, &l), 0);
	assert_int_equal(l.version, 3);
	assert_int_equal(l.level, QR_Q);
	assert_int_equal(l.module, 7); /* 0.59 mm: the published figure for this label */
	m = media("17x54");
	assert_int_equal(plan(&m, 300, URL, &l), 0);
	assert_int_equal(l.version, 2);
	assert_int_equal(l.level, QR_M);
	assert_int_equal(l.module, 5);
}

/* What stands on the label, next to what the plan says: the symbol is exactly there and its quiet zone is white. */
static void the_symbol_is_drawn_dot_by_dot(void **state)
{
	static const char *const ids[] = { "62x29", "38x90", "40x30", "54x25", "62x100" };
	static const uint32_t dpis[] = { 203, 300 };
	for (size_t i = 0; i < 10; i++) {
		struct media m = media(ids[i / 2]);
		uint32_t dpi = dpis[i % 2];
		struct label_fields f = full();
		struct label_layout l;
		struct bitmap b;
		struct qr q;
		assert_int_equal(label_plan(&m, dpi, &f, &l), 0);
		assert_int_equal(label_bitmap(*state, &m, dpi, &f, &b), 0);
		assert_int_equal(b.w, (m.w_dmm * dpi + 127) / 254);
		assert_int_equal(qr_make(f.url, l.version, l.level, &q), 0);
		for (uint32_t y = 0; y < l.qr_side; y++) {
			for (uint32_t x = 0; x < l.qr_side; x++) {
				uint32_t col = x / l.module, row = y / l.module;
				int in = col >= QR_QUIET && row >= QR_QUIET && col < QR_QUIET + q.side && row < QR_QUIET + q.side;
				int black = in && q.cells[(row - QR_QUIET) * q.side + col - QR_QUIET];
				assert_int_equal(bitmap_get(&b, (int32_t)(l.qr_x + x), (int32_t)(l.qr_y + y)), black);
			}
		}
		bitmap_fini(&b);
	}
}

static void every_field_leaves_ink_and_none_leaves_the_label(void **state)
{
	struct media m = media("62x29");
	struct label_fields f = full();
	struct bitmap all;
	struct label_layout l;
	assert_int_equal(label_plan(&m, 300, &f, &l), 0);
	assert_int_equal(label_bitmap(*state, &m, 300, &f, &all), 0);
	int32_t mx = 18, my = 35; /* what the printer does not reach */
	assert_int_equal(ink_in(&all, 0, 0, (int32_t)all.w, my), 0);
	assert_int_equal(ink_in(&all, 0, (int32_t)all.h - my, (int32_t)all.w, my), 0);
	assert_int_equal(ink_in(&all, 0, 0, mx, (int32_t)all.h), 0);
	assert_int_equal(ink_in(&all, (int32_t)all.w - mx, 0, mx, (int32_t)all.h), 0);
	struct glane_str *fields[] = { &f.code, &f.short_no, &f.title, &f.price, &f.category, &f.weight };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct glane_str kept = *fields[i];
		struct bitmap without;
		*fields[i] = glane_cstr("");
		assert_int_equal(label_bitmap(*state, &m, 300, &f, &without), 0);
		assert_memory_not_equal(without.bits, all.bits, (size_t)all.stride * all.h);
		*fields[i] = kept;
		bitmap_fini(&without);
	}
	f.copy = 2;
	struct bitmap second;
	assert_int_equal(label_bitmap(*state, &m, 300, &f, &second), 0);
	assert_memory_not_equal(second.bits, all.bits, (size_t)all.stride * all.h);
	bitmap_fini(&second);
	bitmap_fini(&all);
}

static void the_price_is_the_largest_text(void **state)
{
	static const char *const ids[] = { "62x29", "54x25", "50x30", "40x30", "38x90", "57x32", "89x36" };
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct media m = media(ids[i]);
		struct label_fields f = full();
		struct label_layout l;
		assert_int_equal(label_plan(&m, 300, &f, &l), 0);
		int32_t heights[2];
		for (int k = 0; k < 2; k++) { /* the price alone in its place, then the number alone in its */
			struct bitmap with, without;
			assert_int_equal(label_bitmap(*state, &m, 300, &f, &with), 0);
			*(k ? &f.short_no : &f.price) = glane_cstr(" ");
			assert_int_equal(label_bitmap(*state, &m, 300, &f, &without), 0);
			int32_t first = -1, last = -1;
			for (int32_t y = l.words.y; y < l.words.y + l.words.h; y++) {
				for (int32_t x = l.words.x; x < l.words.x + l.words.w; x++) {
					if (bitmap_get(&with, x, y) && !bitmap_get(&without, x, y)) {
						first = first < 0 ? y : first;
						last = y;
					}
				}
			}
			heights[k] = last - first + 1;
			bitmap_fini(&with);
			bitmap_fini(&without);
		}
		assert_true(heights[0] > heights[1]);
	}
}

static void awkward_words_do_no_harm(void **state)
{
	static const char *const words[] = {
		"", " ", "W", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
		"محمصة خبز بحالة جيدة جدا مع جميع القطع الأصلية", "🍋🍋🍋", "\xff\xfe", "^XZ\x1b@\"<script>", "ａ　ｂ", "日本語",
	};
	static const char *const ids[] = { "62x29", "40x30", "38x90", "17x54" };
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct media m = media(ids[i]);
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
			struct glane_str s = glane_cstr(words[k]);
			struct label_fields f = { .url = glane_cstr(URL), .code = s, .short_no = s, .title = s, .price = s, .category = s, .weight = s, .copy = 3 };
			struct label_layout l;
			struct bitmap b;
			assert_int_equal(label_plan(&m, 203, &f, &l), 0);
			assert_int_equal(label_bitmap(*state, &m, 203, &f, &b), 0);
			/* whatever is written, the symbol is not touched */
			assert_int_equal(ink_in(&b, (int32_t)l.qr_x, (int32_t)l.qr_y, (int32_t)l.qr_side, (int32_t)(QR_QUIET * l.module)), 0);
			bitmap_fini(&b);
		}
	}
}

static void labels_are_read_by_others(void **state)
{
	if (!decode_has("zbarimg") || !decode_has("ZXingReader"))
		skip();
	static const char *const ids[] = { "62x29", "40x30", "38x90", "17x54" };
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct media m = media(ids[i]);
		struct label_fields f = full();
		struct bitmap b;
		struct bytes png = { 0 };
		assert_int_equal(label_bitmap(*state, &m, 300, &f, &b), 0);
		assert_int_equal(bitmap_png(&b, 300, 3, &png), 0);
		const char *path = decode_file("label.png", &png);
		char *zbar = decode_zbar(path), *zxing = decode_zxing(path);
		assert_string_equal(zbar, URL "\n");
		assert_non_null(strstr(zxing, "Text:\"" URL "\"\nIsMirrored:false\n"));
		free(zbar);
		free(zxing);
		bytes_fini(&png);
		bitmap_fini(&b);
	}
}

/* A full A4 sheet of different codes: all are read, and no ink is outside a sticker. */
static void sheets_are_read_and_stay_in_their_stickers(void **state)
{
	if (!decode_has("pdftoppm") || !decode_has("zbarimg"))
		skip();
	const struct sheet *s = sheet_find(glane_cstr("L7160"));
	struct media m = sheet_media(s);
	struct pdf *d = pdf_new(glane_cstr("A4"), glane_cstr("fr"));
	struct bytes out = { 0 };
	char expected[21 * 48] = "";
	pdf_page(d, s->page_w * 10, s->page_h * 10);
	for (uint32_t i = 0; i < 21; i++) {
		char url[64];
		struct label_fields f = full();
		snprintf(url, sizeof(url), "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4%02u", i);
		snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "%s\n", url);
		f.url = glane_cstr(url);
		assert_int_equal(label_onto_page(*state, &m, 300, &f, d, (s->left + i % 3 * s->pitch_x) * 10, (s->top + i / 3 * s->pitch_y) * 10), 0);
	}
	assert_int_equal(pdf_finish(d, &out), 0);
	pdf_free(d);
	const char *pdf = decode_file("sheet.pdf", &out);
	char *said = decode_run("cd \"$(dirname %s)\" && pdftoppm -r 300 -mono -singlefile sheet.pdf sheet", pdf);
	assert_string_equal(said, "");
	free(said);
	char pbm[200];
	snprintf(pbm, sizeof(pbm), "%.*s.pbm", (int)(strlen(pdf) - 4), pdf);
	char *zbar = decode_zbar(pbm);
	assert_string_equal(zbar, expected);
	free(zbar);
	struct bitmap page = decode_pbm(pbm);
	int64_t inside = 0, total = ink_in(&page, 0, 0, (int32_t)page.w, (int32_t)page.h);
	for (uint32_t i = 0; i < 21; i++)
		inside += ink_in(&page, (int32_t)((s->left + i % 3 * s->pitch_x) * 300 / 2540), (int32_t)((s->top + i / 3 * s->pitch_y) * 300 / 2540),
		                 (int32_t)(s->w * 300 / 2540), (int32_t)(s->h * 300 / 2540));
	assert_true(total > 21 * 10000);
	assert_int_equal(inside, total);
	bitmap_fini(&page);
	bytes_fini(&out);
}

static int begin(void **state)
{
	decode_begin();
	*state = painter_new();
	return *state ? 0 : -1;
}

static int end(void **state)
{
	painter_free(*state);
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(media_are_named_by_millimetres),
		cmocka_unit_test(sheets_fit_their_page),
		cmocka_unit_test(designs_stand_on_media_or_are_refused),
		cmocka_unit_test(modules_are_as_large_as_phones_need),
		cmocka_unit_test(too_small_media_are_refused),
		cmocka_unit_test(long_hosts_get_coarser_correction_before_finer_modules),
		cmocka_unit_test(the_symbol_is_drawn_dot_by_dot),
		cmocka_unit_test(every_field_leaves_ink_and_none_leaves_the_label),
		cmocka_unit_test(the_price_is_the_largest_text),
		cmocka_unit_test(awkward_words_do_no_harm),
		cmocka_unit_test(labels_are_read_by_others),
		cmocka_unit_test(sheets_are_read_and_stay_in_their_stickers),
	};
	return cmocka_run_group_tests_name("labels/layout", tests, begin, end);
}
