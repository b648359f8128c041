/* SPDX-License-Identifier: MPL-2.0 */
/* Each language by vprinter: exact dots; what a wrong encoder would do is told; the makers' own examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"
#include "labels/tests/printing.h"

#define URL "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8"

static void each_printer_says_what_it_wants(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		const struct print_case *k = &print_cases[i];
		struct media m = print_media(k);
		struct encode_options o = print_options(k);
		struct label_area a;
		assert_int_equal(encoder_find(glane_cstr(k->encoder))->area(&m, &o, &a), 0);
		assert_int_equal(a.dpi, k->dpi);
		assert_int_equal(a.w, k->w);
		assert_int_equal(a.h, k->h);
	}
}

static void what_is_printed_is_what_was_drawn(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		for (unsigned seed = 1; seed < 4; seed++) {
			struct bitmap b = print_picture(&print_cases[i], seed);
			struct bytes out = print_encoded(&print_cases[i], &b);
			if (!print_same(&print_cases[i], &b, &out)) {
				struct vprinter_job j = print_decoded(&print_cases[i], &out);
				fail_msg("%s, %s on %s: %u labels of %u x %u. %s", print_cases[i].encoder, print_cases[i].media, print_cases[i].model, j.count,
				         j.labels[0].black.w, j.labels[0].black.h, vprinter_errors(&j));
			}
			bytes_fini(&out);
			bitmap_fini(&b);
		}
	}
}

/* Real labels, and what others read on the printed side of them. */
static void printed_labels_are_read_by_others(void **state)
{
	if (!decode_has("zbarimg") || !decode_has("ZXingReader"))
		skip();
	const struct label_fields f = { .url = glane_cstr(URL), .code = glane_cstr("7K2PW93MDR4T8"), .short_no = glane_cstr("12345-7"),
		                        .title = glane_cstr("Grille-pain ^XZ \x1b@ \"PRINT 1,1"), .price = glane_cstr("4,50 €"),
		                        .category = glane_cstr("Petit électroménager"), .weight = glane_cstr("1,84 kg") };
	for (uint32_t i = 0; i < print_case_count; i++) {
		const struct print_case *k = &print_cases[i];
		struct label_area a;
		struct bitmap b;
		struct media m = print_media(k);
		struct encode_options o = print_options(k);
		struct bytes png = { 0 };
		assert_int_equal(encoder_find(glane_cstr(k->encoder))->area(&m, &o, &a), 0);
		assert_int_equal(label_bitmap_area(*state, &a, &f, &b), 0);
		struct bytes out = print_encoded(k, &b);
		assert_true(print_same(k, &b, &out));
		struct vprinter_job j = print_decoded(k, &out);
		assert_int_equal(bitmap_png(&j.labels[0].black, 300, 1, &png), 0);
		const char *path = decode_file("printed.png", &png);
		char *zbar = decode_zbar(path), *zxing = decode_zxing(path);
		assert_string_equal(zbar, URL "\n");
		assert_non_null(strstr(zxing, "Text:\"" URL "\"\nIsMirrored:false\n"));
		free(zbar);
		free(zxing);
		vprinter_fini(&j);
		bytes_fini(&png);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

static int find(const struct bytes *in, const char *octets, size_t n)
{
	for (size_t i = 0; i + n <= in->n; i++)
		if (memcmp(in->p + i, octets, n) == 0)
			return 1;
	return 0;
}
#define HAS(stream, literal) assert_true(find(stream, literal, sizeof(literal) - 1))
#define HAS_NOT(stream, literal) assert_false(find(stream, literal, sizeof(literal) - 1))

static struct bytes encoded(const char *encoder, const char *model, const char *media, const struct encode_options *more)
{
	const struct encoder *e = encoder_find(glane_cstr(encoder));
	struct encode_options o = more ? *more : (struct encode_options){ 0 };
	struct label_area a;
	struct media m;
	struct bitmap b;
	struct bytes out = { 0 };
	o.model = model_find(encoder, glane_cstr(model));
	o.dpi = o.model->at[0].dpi;
	assert_int_equal(media_find(glane_cstr(media), &m), 0);
	assert_int_equal(e->area(&m, &o, &a), 0);
	assert_int_equal(bitmap_init(&b, a.w, a.h), 0);
	bitmap_fill(&b, 20, 20, 50, 30);
	assert_int_equal(e->run(&b, &m, &o, &out), 0);
	bitmap_fini(&b);
	return out;
}

/* Byte for byte what the references show, and what a model does not know is not sent to it. */
static void streams_are_as_published(void **state)
{
	(void)state;
	struct bytes out = encoded("brother-ql", "QL-820NWB", "62x29", NULL);
	HAS(&out, "\x1b\x40\x1b\x69\x61\x01\x1b\x69\x21\x00");
	HAS(&out, "\x1b\x69\x7a\xce\x0b\x3e\x1d\x0f\x01\x00\x00\x00\x00");
	bytes_fini(&out);
	out = encoded("brother-ql", "QL-820NWB", "62c29", NULL); /* 273 lines where the published one has 271 */
	HAS(&out, "\x1b\x69\x7a\xce\x0a\x3e\x00\x11\x01\x00\x00\x00\x00\x1b\x69\x4d\x40\x1b\x69\x41\x01\x1b\x69\x4b\x08\x1b\x69\x64\x23\x00\x4d\x02");
	bytes_fini(&out);
	out = encoded("brother-ql", "QL-500", "62c29", NULL);
	HAS_NOT(&out, "\x1b\x69\x61");
	HAS_NOT(&out, "\x1b\x69\x4d");
	HAS_NOT(&out, "\x1b\x69\x41");
	HAS_NOT(&out, "\x1b\x69\x4b");
	HAS_NOT(&out, "\x4d\x02");
	HAS(&out, "\x1b\x69\x7a\xce\x0a\x3e\x00\x27\x01\x00\x00\x00\x00"); /* 295 lines: it cuts no shorter */
	bytes_fini(&out);
	out = encoded("brother-ql", "QL-800", "62r40", NULL);
	HAS(&out, "\x1b\x69\x7a\x8e\x0a\x3e\x00");
	HAS(&out, "\x1b\x69\x4b\x09");
	HAS_NOT(&out, "\x4d\x02");
	bytes_fini(&out);
	out = encoded("tspl", "TSPL-4", "58x30", NULL);
	HAS(&out, "\r\nSIZE 58 mm,30 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1\r\n");
	HAS(&out, "CLS\r\nBITMAP 0,0,58,240,0,\xff\xff");
	bytes_fini(&out);
	out = encoded("escpos", "TM-T20", "80c60", NULL);
	HAS(&out, "\x1d\x76\x30\x00\x48\x00\x80\x00");
	HAS(&out, "\x1d\x56\x42\x18");
	bytes_fini(&out);
	out = encoded("dymo", "LW-450", "89x36", &(struct encode_options){ .darkness = 10 });
	HAS(&out, "\x1b\x1b\x1b@\x1b\x42\x00\x1b\x68\x1bg\x1b\x4c\x04\x1b\x1b\x44\x36");
	bytes_fini(&out);
	out = encoded("zpl", "ZPL-4", "40c70", &(struct encode_options){ .darkness = 10, .plain = 1 });
	HAS(&out, "~SD30\n^XA\n^PW320\n^LL559\n^LH0,0\n^MNN\n^FO0,0^GFA,22360,22360,40,,:::");
	bytes_fini(&out);
	out = encoded("epl2", "EPL-4", "50x30", NULL);
	HAS(&out, "\nN\nq400\nQ240,16\nGW0,20,50,1,\xff\xff\xf0");
	bytes_fini(&out);
}

static void two_colours_come_apart(void **state)
{
	(void)state;
	const struct print_case *k = NULL;
	for (uint32_t i = 0; i < print_case_count; i++)
		if (strcmp(print_cases[i].media, "62r40") == 0)
			k = &print_cases[i];
	struct media m = print_media(k);
	struct encode_options o = print_options(k);
	struct bitmap black = print_picture(k, 1), red = print_picture(k, 2);
	struct bytes out = { 0 };
	o.red = &red;
	assert_int_equal(encode_brother(&black, &m, &o, &out), 0);
	struct vprinter_job j = print_decoded(k, &out);
	assert_string_equal(vprinter_errors(&j), "");
	assert_int_equal(j.count, 1);
	assert_true(print_is_at(&j.labels[0].black, &black, k->x, 0));
	for (size_t i = 0; i < (size_t)red.stride * red.h; i++)
		red.bits[i] &= (unsigned char)~black.bits[i]; /* a dot is burnt once */
	assert_true(print_is_at(&j.labels[0].red, &red, k->x, 0));
	vprinter_fini(&j);
	bytes_fini(&out);
	bitmap_fini(&black);
	bitmap_fini(&red);
	o.model = model_find("brother-ql", glane_cstr("QL-700"));
	struct label_area a;
	assert_int_equal(area_brother(&m, &o, &a), GLANE_ENOENT);
}

static void a_clone_may_take_1_for_black_and_know_no_zlib(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		const struct print_case *k = &print_cases[i];
		if (k->language != VPRINTER_TSPL && k->language != VPRINTER_ZPL)
			continue;
		struct media m = print_media(k);
		struct encode_options o = print_options(k);
		struct bitmap b = print_picture(k, 3);
		struct bytes out = { 0 };
		o.inverted = o.plain = 1;
		assert_int_equal(encoder_find(glane_cstr(k->encoder))->run(&b, &m, &o, &out), 0);
		struct vprinter_setup setup = { .dpi = k->dpi, .head = k->head, .inverted = 1 };
		struct vprinter_job j;
		assert_int_equal(vprinter_decode(k->language, &setup, out.p, out.n, &j), 0);
		assert_true(print_is_at(&j.labels[0].black, &b, 0, 0));
		if (k->language == VPRINTER_ZPL)
			HAS_NOT(&out, ":Z64:");
		vprinter_fini(&j);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

/* 1 dot, 0 rows, the widest, one too wide: for every printer that there is. */
static void odd_sizes_are_printed_or_refused(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		struct print_case k = print_cases[i];
		const struct encoder *e = encoder_find(glane_cstr(k.encoder));
		struct media m = print_media(&k);
		struct encode_options o = print_options(&k);
		struct bytes none = { 0 };
		const uint32_t sizes[][2] = { { 1, 1 }, { 1, k.h }, { k.w, 1 }, { k.w, k.h }, { 7, 3 }, { 9, k.h - 1 }, { k.w - 1, 2 } };
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			struct bitmap b;
			assert_int_equal(bitmap_init(&b, sizes[s][0], sizes[s][1]), 0);
			bitmap_fill(&b, 0, 0, 1, (int32_t)b.h);
			bitmap_fill(&b, (int32_t)b.w - 1, 0, 1, 1);
			struct bytes out = print_encoded(&k, &b);
			struct vprinter_job j = print_decoded(&k, &out);
			assert_string_equal(vprinter_errors(&j), "");
			assert_int_equal(j.count, 1);
			/* The picture is in the label's top left corner; of a mirrored or turned one that is another. */
			struct bitmap turned = { 0 };
			if (k.turned)
				assert_int_equal(bitmap_turn(&b, &turned), 0);
			assert_true(print_is_at(&j.labels[0].black, k.turned ? &turned : &b, k.x, 0));
			bitmap_fini(&turned);
			vprinter_fini(&j);
			bytes_fini(&out);
			bitmap_fini(&b);
		}
		unsigned char bits[2000] = { 0 };
		struct bitmap empty = { .w = 8, .stride = 1, .bits = bits }, thin = { .h = 8, .bits = bits }, wide = { .w = k.w + 1, .h = 1, .stride = (k.w + 8) / 8, .bits = bits };
		struct bitmap tall = { .w = 1, .h = k.h + 1, .stride = 1, .bits = bits };
		assert_int_equal(e->run(&empty, &m, &o, &none), GLANE_EINVAL);
		assert_int_equal(e->run(&thin, &m, &o, &none), GLANE_EINVAL);
		assert_int_equal(e->run(&wide, &m, &o, &none), GLANE_ETOOBIG);
		assert_int_equal(e->run(&tall, &m, &o, &none), GLANE_ETOOBIG);
		if (k.model && o.model->at[0].dpi) { /* another resolution, another language's printer */
			o.dpi = 250;
			assert_int_equal(e->run(&thin, &m, &o, &none), GLANE_EINVAL);
			struct label_area a;
			assert_int_equal(e->area(&m, &o, &a), GLANE_EINVAL);
		}
		assert_int_equal(none.n, 0);
	}
	struct media m;
	struct label_area a;
	struct encode_options o = { .model = model_find("brother-ql", glane_cstr("")), .dpi = 300 };
	assert_int_equal(media_find(glane_cstr("61x29"), &m), 0);
	assert_int_equal(area_brother(&m, &o, &a), GLANE_ENOENT);
	assert_int_equal(media_find(glane_cstr("102x51"), &m), 0);
	assert_int_equal(area_brother(&m, &o, &a), GLANE_ENOENT); /* a wide roll, not a wide printer */
	o = (struct encode_options){ .model = model_find("zpl", glane_cstr("zpl-2")), .dpi = 203 };
	assert_non_null(o.model);
	assert_int_equal(area_whole(&m, &o, &a), GLANE_ETOOBIG);
	assert_null(model_find("zpl", glane_cstr("QL-700")));
	assert_null(encoder_find(glane_cstr("pcl")));
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
		cmocka_unit_test(each_printer_says_what_it_wants),
		cmocka_unit_test(what_is_printed_is_what_was_drawn),
		cmocka_unit_test(printed_labels_are_read_by_others),
		cmocka_unit_test(streams_are_as_published),
		cmocka_unit_test(two_colours_come_apart),
		cmocka_unit_test(a_clone_may_take_1_for_black_and_know_no_zlib),
		cmocka_unit_test(odd_sizes_are_printed_or_refused),
	};
	return cmocka_run_group_tests_name("labels/encode", tests, begin, end);
}
