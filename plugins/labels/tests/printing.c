/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/tests/printing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Sizes and places from the makers' tables, written down here a second time on purpose. */
const struct print_case print_cases[] = {
	{ "brother-ql", "QL-820NWB", "62x29", 300, VPRINTER_BROTHER, 720, 696, 271, 720 - 696 - 12, 720, 0 },
	{ "brother-ql", "QL-820NWB", "29x90", 300, VPRINTER_BROTHER, 720, 306, 991, 720 - 306 - 6, 720, 0 },
	{ "brother-ql", "QL-700", "29x90", 300, VPRINTER_BROTHER, 720, 306, 991, 720 - 306 - 6, 720, 0 },
	{ "brother-ql", "QL-500", "17x54", 300, VPRINTER_BROTHER, 720, 165, 566, 720 - 165, 720, 0 },
	{ "brother-ql", "QL-800", "62c40", 300, VPRINTER_BROTHER, 720, 696, 402, 720 - 696 - 12, 720, 0 },
	{ "brother-ql", "QL-820NWB", "29c60", 300, VPRINTER_BROTHER, 720, 306, 639, 720 - 306 - 6, 720, 0 },
	{ "brother-ql", "QL-820NWB", "62r40", 300, VPRINTER_BROTHER, 720, 696, 402, 720 - 696 - 12, 720, 0 },
	{ "brother-ql", "QL-1100", "29x90", 300, VPRINTER_BROTHER, 1296, 306, 991, 1296 - 306 - 6 - 44, 1296, 0 },
	{ "brother-ql", "QL-1060N", "102x51", 300, VPRINTER_BROTHER, 1296, 1164, 526, 1296 - 1164 - 12 - 44, 1296, 0 },
	{ "zpl", "ZPL-4", "62x29", 203, VPRINTER_ZPL, 832, 496, 232, 0, 0, 0 },
	{ "zpl", "ZPL-4", "50x30", 300, VPRINTER_ZPL, 1227, 591, 354, 0, 0, 0 },
	{ "zpl", "ZPL-2", "40c70", 203, VPRINTER_ZPL, 448, 320, 559, 0, 0, 0 },
	{ "escpos", "TM-T20", "80c60", 203, VPRINTER_ESCPOS, 576, 576, 480, 0, 576, 0 },
	{ "escpos", "TM-T88", "80c60", 180, VPRINTER_ESCPOS, 512, 512, 425, 0, 512, 0 },
	{ "escpos", "ESCPOS-58", "58c50", 203, VPRINTER_ESCPOS, 384, 384, 400, 0, 384, 0 },
	{ "tspl", "TSPL-4", "50x30", 203, VPRINTER_TSPL, 832, 400, 240, 0, 0, 0 },
	{ "tspl", "TSPL-4", "100x51", 300, VPRINTER_TSPL, 1227, 1181, 602, 0, 0, 0 },
	{ "dymo", "LW-450", "54x25", 300, VPRINTER_DYMO, 672, 638, 295, 0, 672, 1 },
	{ "dymo", "LW-450", "57x32", 300, VPRINTER_DYMO, 672, 672, 378, 0, 672, 0 },
	{ "dymo", "LW-450", "25x54", 300, VPRINTER_DYMO, 672, 295, 638, 0, 672, 0 },
	{ "dymo", "LW-4XL", "102c60", 300, VPRINTER_DYMO, 1248, 1205, 709, 0, 1248, 0 },
	{ "epl2", "EPL-4", "50x30", 203, VPRINTER_EPL2, 832, 400, 240, 0, 0, 0 },
	{ "epl2", "EPL-4", "62c29", 300, VPRINTER_EPL2, 1227, 732, 343, 0, 0, 0 },
	{ "pwg", NULL, "62x29", 300, VPRINTER_PWG, 0, 732, 343, 0, 0, 0 },
	{ "pwg", NULL, "50x30", 203, VPRINTER_PWG, 0, 400, 240, 0, 0, 0 },
	{ "pwg", "sgray_8", "50x30", 300, VPRINTER_PWG, 0, 591, 354, 0, 0, 0 },
	{ "pwg", "srgb_8", "50x30", 600, VPRINTER_PWG, 0, 1181, 709, 0, 0, 0 },
};
const uint32_t print_case_count = sizeof(print_cases) / sizeof(print_cases[0]);

struct media print_media(const struct print_case *k)
{
	struct media m;
	assert_int_equal(media_find(glane_cstr(k->media), &m), 0);
	return m;
}

struct encode_options print_options(const struct print_case *k)
{
	struct encode_options o = { .dpi = k->dpi };
	if (k->model) {
		o.model = model_find(k->encoder, glane_cstr(k->model));
		assert_non_null(o.model);
		assert_string_equal(o.model->name, k->model);
	}
	return o;
}

struct bitmap print_picture(const struct print_case *k, unsigned seed)
{
	struct bitmap b;
	assert_int_equal(bitmap_init(&b, k->w, k->h), 0);
	srand(seed);
	for (int i = 0; i < 60; i++)
		bitmap_fill(&b, 8 + rand() % (int)k->w, rand() % (int)k->h, 1 + rand() % 90, 1 + rand() % 40);
	for (int i = 0; i < 40; i++)
		bitmap_invert(&b, 8 + rand() % (int)k->w, rand() % (int)k->h, 1 + rand() % 50, 1 + rand() % 30);
	bitmap_invert(&b, 8, 0, 20, 3); /* a corner of its own */
	bitmap_invert(&b, (int32_t)k->w - 8, 0, 8, (int32_t)k->h);
	for (uint32_t y = 0; y < k->h; y++) /* as all labels, white at the edges */
		for (int32_t x = (int32_t)k->w - 8; x < (int32_t)k->w; x++)
			if (bitmap_get(&b, x, (int32_t)y))
				bitmap_invert(&b, x, (int32_t)y, 1, 1);
	return b;
}

struct bytes print_encoded(const struct print_case *k, const struct bitmap *b)
{
	const struct encoder *e = encoder_find(glane_cstr(k->encoder));
	struct media m = print_media(k);
	struct encode_options o = print_options(k);
	struct bytes out = { 0 };
	assert_non_null(e);
	assert_int_equal(e->run(b, &m, &o, &out), 0);
	assert_false(out.failed);
	return out;
}

struct vprinter_job print_decoded(const struct print_case *k, const struct bytes *stream)
{
	struct vprinter_setup setup = { .dpi = k->dpi, .head = k->head };
	struct vprinter_job j;
	(void)vprinter_decode(k->language, &setup, stream->p, stream->n, &j);
	return j;
}

int print_is_at(const struct bitmap *page, const struct bitmap *b, uint32_t x, uint32_t y)
{
	for (int32_t row = 0; row < (int32_t)page->h; row++)
		for (int32_t col = 0; col < (int32_t)page->w; col++)
			if (bitmap_get(page, col, row) != bitmap_get(b, col - (int32_t)x, row - (int32_t)y))
				return 0;
	return x + b->w <= page->w + 7 && y + b->h <= page->h;
}

int print_same(const struct print_case *k, const struct bitmap *b, const struct bytes *stream)
{
	struct vprinter_job j = print_decoded(k, stream);
	struct bitmap turned = { 0 };
	int same = j.count == 1 && !*vprinter_errors(&j) && j.labels[0].x_dpi == k->dpi && j.labels[0].y_dpi == k->dpi;
	if (k->turned)
		assert_int_equal(bitmap_turn(b, &turned), 0);
	const struct bitmap *out = k->turned ? &turned : b;
	if (same) {
		const struct bitmap *page = &j.labels[0].black;
		same = page->w == (k->page_w ? k->page_w : b->w) && page->h >= out->h && print_is_at(page, out, k->x, 0);
	}
	bitmap_fini(&turned);
	vprinter_fini(&j);
	return same;
}

/* --- wrong on purpose: what reading the code alone does not notice, all but the last ---------------------------------- */
struct bitmap print_mirrored(const struct bitmap *b)
{
	struct bitmap m;
	assert_int_equal(bitmap_init(&m, b->w, b->h), 0);
	for (int32_t y = 0; y < (int32_t)b->h; y++)
		for (int32_t x = 0; x < (int32_t)b->w; x++)
			if (bitmap_get(b, x, y))
				bitmap_fill(&m, (int32_t)b->w - 1 - x, y, 1, 1);
	return m;
}

struct bitmap print_negative(const struct bitmap *b)
{
	struct bitmap n;
	assert_int_equal(bitmap_init(&n, b->w, b->h), 0);
	memcpy(n.bits, b->bits, (size_t)b->stride * b->h);
	bitmap_invert(&n, 8, 0, (int32_t)n.w - 16, (int32_t)n.h);
	return n;
}

struct bitmap print_stretched(const struct bitmap *b)
{
	struct bitmap s;
	assert_int_equal(bitmap_init(&s, b->w, b->h), 0);
	for (uint32_t y = 0; y < b->h; y++)
		memcpy(s.bits + (size_t)y * s.stride, b->bits + (size_t)(y / 2) * b->stride, b->stride);
	return s;
}
