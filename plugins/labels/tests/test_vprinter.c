/* SPDX-License-Identifier: MPL-2.0 */
/* vprinter tells: published streams come out as their makers say, and what a wrong encoder would send does not pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"
#include "labels/tests/printing.h"

#define SAMPLE "HTTPS://R.EXAMPLE.FR/I/7K2QX9M" /* of the published label graphic */

static struct vprinter_job decoded(enum vprinter_language l, uint32_t head, const void *p, size_t n)
{
	struct vprinter_setup setup = { .dpi = l == VPRINTER_BROTHER || l == VPRINTER_DYMO ? 300 : 203, .head = head };
	struct vprinter_job j;
	(void)vprinter_decode(l, &setup, p, n, &j);
	return j;
}

static struct vprinter_job zpl(const char *picture, unsigned w, unsigned h)
{
	struct bytes out = { 0 };
	bytes_format(&out, "^XA^PW%u^LL%u^FO0,0", w, h);
	bytes_text(&out, picture);
	bytes_text(&out, "^FS^XZ");
	struct vprinter_job j = decoded(VPRINTER_ZPL, 0, out.p, out.n);
	bytes_fini(&out);
	return j;
}

/* Zebra's own two: the same 80 bytes, by zlib and bare. */
static void published_graphics_reproduce(void **state)
{
	(void)state;
	static const char *const pictures[] = {
		"^GFA,50,80,10,:Z64:eNr7/x8GGhj+/2cAYUZsLCjNAFKJjQUDAOLDM1I=:8f39",
		"^GFA,80,80,10,:B64://///////////4AA//8AAP//AAGAAP//AAD//wABgAD//wAA//8AAf//AAD//wAA/////wAA//8AAP////8AAP//AAD///////////////8=:e4b3",
	};
	static const char hex[] = "ffffffffffffffffffff8000ffff0000ffff00018000ffff0000ffff00018000ffff0000ffff0001"
	                          "ffff0000ffff0000ffffffff0000ffff0000ffffffff0000ffff0000ffffffffffffffffffffffff";
	for (size_t i = 0; i < 2; i++) {
		struct vprinter_job j = zpl(pictures[i], 80, 8);
		char got[161] = "";
		assert_string_equal(vprinter_errors(&j), "");
		assert_int_equal(j.count, 1);
		for (size_t k = 0; k < 80; k++)
			snprintf(got + 2 * k, 3, "%02x", j.labels[0].black.bits[k]);
		assert_string_equal(got, hex);
		vprinter_fini(&j);
	}
}

#define Z64_LABEL                                                                                                                    \
	"eNrtlMENxTAIQ70B+2/pDfiYVPnpEedaFKnoHdwYCMAX78hMIhEr8QB1MshOTJBk6a3kBgRK9RIovwFiZQ6n2yFQbTvOqg/BgmXu3fARkLNgtEMX1LCgvcX+xRgkpBb14bqcASIyKq92P6IO" \
	"gNrUQ2cDlaVE26ALampljIld9TlQdcqaDNIFSa0C9OyZYAknuCs0B5r5fsfk/wENAZ+7bVEH5H6CcQO6RXkuRwOoRTW7Nugl3aueMEEvpdVu0gRfnPEDA8n7tw=="

/* A whole label graphic; the symbol that we make of the same words is that one, dot for dot, and our stream carries it too. */
static void a_published_label_reproduces(void **state)
{
	(void)state;
	struct vprinter_job j = zpl("^GFA,278,2244,17,:Z64:" Z64_LABEL ":8fa4", 136, 132);
	struct bitmap ours;
	struct qr q;
	assert_string_equal(vprinter_errors(&j), "");
	assert_int_equal(qr_make(glane_cstr(SAMPLE), 2, QR_M, &q), 0);
	assert_int_equal(bitmap_init(&ours, 136, 132), 0);
	qr_draw(&q, &ours, 0, 0, 4);
	assert_true(print_is_at(&j.labels[0].black, &ours, 0, 0));
	struct bytes rows = { 0 };
	bytes_add(&rows, ours.bits, (size_t)ours.stride * ours.h);
	char *sum = decode_run("sha256sum < %s", decode_file("rows", &rows));
	assert_memory_equal(sum, "37013591e77684245b7e83c3a1da8cd27b039795b4f4324d6c5383ce0ef79231", 64);
	free(sum);
	bytes_fini(&rows);
	bitmap_fini(&ours);
	vprinter_fini(&j);
}

/* Two rows that Debian's rastertoptch 1.6 packed. */
static void published_packed_rows_reproduce(void **state)
{
	(void)state;
	static const unsigned char one[] = { 0xDF, 0x00, 0x00, 0x7F, 0xFC, 0xFF, 0x09, 0xC0, 0x00, 0xFE, 0x00, 0x00, 0x0F, 0xFF, 0xC0, 0x00, 0x01, 0xFB, 0xFF, 0xDF, 0x00 };
	static const unsigned char two[] = { 0xC1, 0x00, 0x00, 0x3F, 0xFD, 0xFF, 0x02, 0xF0, 0x00, 0xFC, 0xFF, 0x00, 0x03, 0xFF, 0xF0, 0x00,
		                             0x03, 0xFC, 0xFF, 0xFA, 0x00 };
	static const char head[] = "\x1b@\x1biz\xce\x0b\x3e\x1d\x02\x00\x00\x00\x00\x00M\x02";
	struct bytes out = { 0 };
	bytes_add(&out, head, sizeof(head) - 1);
	bytes_add(&out, (unsigned char[]){ 'g', 0, sizeof(one) }, 3);
	bytes_add(&out, one, sizeof(one));
	bytes_add(&out, (unsigned char[]){ 'G', sizeof(two), 0 }, 3);
	bytes_add(&out, two, sizeof(two));
	bytes_add(&out, "\x1a", 1);
	struct vprinter_job j = decoded(VPRINTER_BROTHER, 720, out.p, out.n);
	assert_string_equal(vprinter_errors(&j), "");
	static const unsigned char middle[2][22] = {
		{ 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xC0, 0, 0xFE, 0, 0, 0x0F, 0xFF, 0xC0, 0, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF },
		{ 0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0xF0, 0, 0xFC, 0, 0, 0xFF, 0xF0, 0, 0x03, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0 },
	};
	for (int row = 0; row < 2; row++) {
		unsigned char pins[90] = { 0 };
		memcpy(pins + (row ? 64 : 34), middle[row], 22);
		for (int32_t pin = 0; pin < 720; pin++) /* pin 0 is the rightmost dot of what is read */
			assert_int_equal(bitmap_get(&j.labels[0].black, 719 - pin, row), pins[pin / 8] >> (7 - pin % 8) & 1);
	}
	vprinter_fini(&j);
	bytes_fini(&out);
}

static struct bitmap symbol(uint32_t side)
{
	struct bitmap b;
	struct qr q;
	assert_int_equal(qr_make(glane_cstr(SAMPLE), 2, QR_M, &q), 0);
	assert_int_equal(bitmap_init(&b, side, 132), 0);
	qr_draw(&q, &b, 0, 0, 4);
	return b;
}

/* Other ways to the same picture, which our encoders do not take. */
static void other_forms_are_read_as_well(void **state)
{
	(void)state;
	struct bitmap b = symbol(136);
	struct bytes out = { 0 };
	static const char in_dots[] = "\x1d(L\xce\x08"
	                              "0p0\x01\x01"
	                              "1\x88\x00\x84\x00";
	bytes_add(&out, in_dots, sizeof(in_dots) - 1);
	bytes_add(&out, b.bits, 2244);
	bytes_add(&out, "\x1d(L\x02\x00"
	                "02\x1dVB\x03", 11);
	bytes_add(&out, "\x1b\x33\x18", 3);
	for (uint32_t y = 0; y < 132; y += 24) { /* strips of columns */
		bytes_add(&out, "\x1b*\x21\x88\x00", 5);
		for (uint32_t x = 0; x < 136; x++) {
			unsigned char column[3] = { 0 };
			for (uint32_t i = 0; i < 24; i++)
				if (bitmap_get(&b, (int32_t)x, (int32_t)(y + i)))
					column[i / 8] |= (unsigned char)(0x80 >> i % 8);
			bytes_add(&out, column, 3);
		}
		bytes_text(&out, "\n");
	}
	struct vprinter_job j = decoded(VPRINTER_ESCPOS, 576, out.p, out.n);
	assert_string_equal(vprinter_errors(&j), "");
	assert_int_equal(j.count, 2);
	assert_true(print_is_at(&j.labels[0].black, &b, 0, 0));
	assert_true(print_is_at(&j.labels[1].black, &b, 0, 0));
	vprinter_fini(&j);
	out.n = 0;
	bytes_text(&out, "\r\nSIZE 58 mm,30 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1\r\nDENSITY 8\r\nCLS\r\nBITMAP 20,20,17,132,0,");
	for (size_t i = 0; i < 2244; i++)
		bytes_add(&out, &(unsigned char){ (unsigned char)~b.bits[i] }, 1);
	bytes_text(&out, "\r\nPRINT 1,2\r\n");
	j = decoded(VPRINTER_TSPL, 832, out.p, out.n);
	assert_string_equal(vprinter_errors(&j), "");
	assert_int_equal(j.count, 2);
	assert_int_equal(j.labels[1].black.w, 464);
	assert_true(print_is_at(&j.labels[1].black, &b, 20, 20));
	vprinter_fini(&j);
	bytes_fini(&out);
	bitmap_fini(&b);
	/* Run lengths of the manual: 43 times 5 is "hI5". */
	j = zpl("^GFA,5,44,22,hI5,:", 176, 2);
	assert_string_equal(vprinter_errors(&j), "");
	assert_int_equal(j.labels[0].black.bits[21], 0x50);
	assert_int_equal(j.labels[0].black.bits[43], 0x50);
	vprinter_fini(&j);
}

/* --- wrong on purpose ------------------------------------------------------------------------------------------------ */

static void wrong_pictures_do_not_pass(void **state)
{
	(void)state;
	struct bitmap (*const wrong[])(const struct bitmap *) = { print_mirrored, print_negative, print_stretched };
	for (uint32_t i = 0; i < print_case_count; i++) {
		for (size_t k = 0; k < 3; k++) {
			struct bitmap b = print_picture(&print_cases[i], 7), w = wrong[k](&b);
			struct bytes good = print_encoded(&print_cases[i], &b), bad = print_encoded(&print_cases[i], &w);
			assert_true(print_same(&print_cases[i], &b, &good));
			assert_false(print_same(&print_cases[i], &b, &bad));
			bytes_fini(&good);
			bytes_fini(&bad);
			bitmap_fini(&b);
			bitmap_fini(&w);
		}
	}
}

/* Why reading the code is not enough: both decoders read a mirrored symbol, and one that is twice as high. */
static void decoders_of_symbols_do_not_notice(void **state)
{
	(void)state;
	if (!decode_has("zbarimg"))
		skip();
	struct bitmap b = symbol(132), m = print_mirrored(&b);
	struct bytes png = { 0 };
	assert_int_equal(bitmap_png(&m, 203, 1, &png), 0);
	char *zbar = decode_zbar(decode_file("mirrored.png", &png));
	assert_string_equal(zbar, SAMPLE "\n");
	free(zbar);
	bytes_fini(&png);
	bitmap_fini(&m);
	bitmap_fini(&b);
}

/* Where `octets` stand; n when they do not. */
static size_t place_of(const struct bytes *in, const void *octets, size_t n)
{
	for (size_t i = 0; i + n <= in->n; i++)
		if (memcmp(in->p + i, octets, n) == 0)
			return i;
	fail_msg("the stream has no such bytes");
	return in->n;
}

struct change {
	enum vprinter_language language;
	const char *before; /* what stands before the byte that is changed */
	size_t n, skip;
	unsigned char flip;
	const char *told; /* what vprinter says */
};
#define AFTER(literal) literal, sizeof(literal) - 1

static void wrong_bytes_are_told(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{ VPRINTER_BROTHER, AFTER("\x1biK"), 0, 0x40, "" }, /* 600 dpi: rows half as high, which print_same looks at */
		{ VPRINTER_BROTHER, AFTER("\x1biK"), 0, 0x10, "bits that mean nothing" },
		{ VPRINTER_BROTHER, AFTER("\x1biK"), 0, 0x01, "two colours" },
		{ VPRINTER_BROTHER, AFTER("\x1biM"), 0, 0x80, "mirrors" },
		{ VPRINTER_BROTHER, AFTER("\x1biz"), 1, 0x01, "a length of 29" },
		{ VPRINTER_BROTHER, AFTER("\x1biz"), 4, 0x01, "lines" },
		{ VPRINTER_BROTHER, AFTER("\x1bia"), 0, 0x01, "not the raster mode" },
		{ VPRINTER_ZPL, AFTER(":Z64:"), 20, 0x01, "is right" },
		{ VPRINTER_ZPL, AFTER("^PW"), 0, 0x07, "beside the label" }, /* "4" becomes "3" and so on: narrower */
		{ VPRINTER_ZPL, AFTER("^GF"), 0, 0x03, "only ^GFA" },
		{ VPRINTER_TSPL, AFTER("\r\nCL"), 0, 0x01, "no command" },
		{ VPRINTER_EPL2, AFTER("\nq"), 0, 0x01, "" },
		{ VPRINTER_DYMO, AFTER("\x1b" "D"), 0, 0x03, "" },
		{ VPRINTER_DYMO, AFTER("\x1bh"), -1ul, 0x01, "" }, /* "h" becomes "i": 600 dpi along */
		{ VPRINTER_PWG, AFTER("PwgRaster"), 391, 0x10, "ColorSpace" },
		{ VPRINTER_PWG, AFTER("PwgRaster"), 383, 0x01, "rows of" },
		{ VPRINTER_PWG, AFTER("PwgRaster"), 270, 0x01, "dpi" },
	};
	for (size_t c = 0; c < sizeof(changes) / sizeof(changes[0]); c++) {
		const struct change *k = &changes[c];
		uint32_t i = 0;
		while (print_cases[i].language != k->language)
			i++;
		struct bitmap b = print_picture(&print_cases[i], 11);
		struct bytes out = print_encoded(&print_cases[i], &b);
		assert_true(print_same(&print_cases[i], &b, &out));
		out.p[place_of(&out, k->before, k->n) + k->n + k->skip] ^= k->flip;
		assert_false(print_same(&print_cases[i], &b, &out));
		struct vprinter_job j = print_decoded(&print_cases[i], &out);
		if (!strstr(vprinter_errors(&j), k->told))
			fail_msg("change %zu: vprinter says '%s'", c, vprinter_errors(&j));
		vprinter_fini(&j);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
	/* A check that is right but not as published: longer, or in capitals. */
	struct vprinter_job j = zpl("^GFA,50,80,10,:Z64:eNr7/x8GGhj+/2cAYUZsLCjNAFKJjQUDAOLDM1I=:8F39", 80, 8);
	assert_non_null(strstr(vprinter_errors(&j), "four small digits"));
	vprinter_fini(&j);
}

/* A job that is cut off prints nothing, or says so; nothing is read beyond its end. */
static void cut_streams_are_told(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < print_case_count; i++) {
		struct bitmap b = print_picture(&print_cases[i], 13);
		struct bytes out = print_encoded(&print_cases[i], &b);
		for (size_t n = 0; n < out.n; n += 1 + n / 16 * (n < out.n - 40)) {
			unsigned char *exact = malloc(n ? n : 1); /* so that a sanitizer sees a byte too many */
			struct bytes cut = { .p = exact, .n = n };
			memcpy(exact, out.p, n);
			int told = !print_same(&print_cases[i], &b, &cut);
			/* What comes after the picture may be missing: a line end, a cutter. */
			if (!told && out.n - n > 16)
				fail_msg("%s: %zu of %zu bytes pass", print_cases[i].encoder, n, out.n);
			free(exact);
		}
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

static void garbage_does_no_harm(void **state)
{
	(void)state;
	srand(17);
	for (int round = 0; round < 4000; round++) {
		const struct print_case *k = &print_cases[(unsigned)rand() % print_case_count];
		struct bitmap b;
		assert_int_equal(bitmap_init(&b, 40, 30), 0);
		for (int i = 0; i < 20; i++)
			bitmap_fill(&b, rand() % 40, rand() % 30, 3, 3);
		struct bytes out = print_encoded(k, &b);
		for (int flips = 1 + rand() % 5; flips; flips--) {
			unsigned char *p = out.p + (size_t)rand() % out.n;
			*p = (unsigned char)(rand() % 3 ? *p ^ 1 << rand() % 8 : rand());
		}
		struct vprinter_job j = print_decoded(k, &out);
		for (uint32_t i = 0; i < j.count; i++)
			assert_true(j.labels[i].black.w && j.labels[i].black.h);
		vprinter_fini(&j);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

/* --- ESC/POS: orders within a picture -------------------------------------------------------------------------------- */

static struct bytes ticket(const struct bitmap *b)
{
	struct media m;
	struct bytes out = { 0 };
	struct encode_options o = { .model = model_find("escpos", glane_cstr("")), .dpi = 203 };
	assert_int_equal(media_find(glane_cstr("80c60"), &m), 0);
	assert_int_equal(encode_escpos(b, &m, &o, &out), 0);
	return out;
}

static void a_printer_gets_no_orders_out_of_a_picture(void **state)
{
	(void)state;
	struct bitmap b;
	assert_int_equal(bitmap_init(&b, 560, 300), 0);
	for (size_t y = 0; y < 299; y++) { /* DLE DC4 in the middle of a row, DLE EOT across two of them */
		memcpy(b.bits + y * b.stride + 20, "\x10\x14", 2);
		b.bits[y * b.stride + 30] = 0x10;
		b.bits[y * b.stride + 31] = 0x05;
	}
	struct bytes out = ticket(&b);
	struct vprinter_job j = decoded(VPRINTER_ESCPOS, 576, out.p, out.n);
	assert_string_equal(vprinter_errors(&j), "");
	int shifted = 0;
	for (uint32_t shift = 1; shift < 8; shift++)
		shifted |= print_is_at(&j.labels[0].black, &b, shift, 0) || print_is_at(&j.labels[0].black, &b, 0 - shift, 0);
	assert_true(shifted); /* whole, a little aside */
	vprinter_fini(&j);
	bytes_fini(&out);
	/* Sent as it is, the printer would have obeyed. */
	bytes_add(&out, "\x1dv0\x00\x46\x00\x01\x00", 8);
	bytes_add(&out, b.bits, b.stride);
	j = decoded(VPRINTER_ESCPOS, 576, out.p, out.n);
	assert_non_null(strstr(vprinter_errors(&j), "obeys 10 14"));
	vprinter_fini(&j);
	bytes_fini(&out);
	bitmap_fini(&b);
	/* As wide as the head, so nothing can be shifted: one dot a pair is missing, and a pair across rows parts the bands. */
	assert_int_equal(bitmap_init(&b, 576, 100), 0);
	for (size_t y = 0; y < 100; y++) {
		b.bits[y * 72] = 0x80 | 0x04;
		b.bits[y * 72 + 71] = 0x11;
		memcpy(b.bits + y * 72 + 30, "\x10\x04", 2);
	}
	for (size_t y = 0; y < 99; y++) {
		b.bits[y * 72 + 71] = 0x10;
		b.bits[(y + 1) * 72] = 0x04;
	}
	bitmap_fill(&b, 0, 0, 1, 1);
	bitmap_fill(&b, 575, 99, 1, 1);
	out = ticket(&b);
	j = decoded(VPRINTER_ESCPOS, 576, out.p, out.n);
	assert_string_equal(vprinter_errors(&j), "");
	for (size_t y = 0; y < 100; y++)
		b.bits[y * 72 + 30] = 0;
	assert_true(print_is_at(&j.labels[0].black, &b, 0, 0));
	assert_true(vprinter_saw(&j, "GS v 0") >= 99);
	vprinter_fini(&j);
	bytes_fini(&out);
	bitmap_fini(&b);
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
		cmocka_unit_test(published_graphics_reproduce),
		cmocka_unit_test(a_published_label_reproduces),
		cmocka_unit_test(published_packed_rows_reproduce),
		cmocka_unit_test(other_forms_are_read_as_well),
		cmocka_unit_test(wrong_pictures_do_not_pass),
		cmocka_unit_test(decoders_of_symbols_do_not_notice),
		cmocka_unit_test(wrong_bytes_are_told),
		cmocka_unit_test(cut_streams_are_told),
		cmocka_unit_test(garbage_does_no_harm),
		cmocka_unit_test(a_printer_gets_no_orders_out_of_a_picture),
	};
	return cmocka_run_group_tests_name("labels/vprinter", tests, begin, end);
}
