/* SPDX-License-Identifier: MPL-2.0 */
/* What printers say of themselves, and labels that try a printer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "labels/known.h"
#include "labels/trial.h"

/* --- which language ------------------------------------------------------------------------------- */
static struct port_found said(const char *device_id)
{
	struct port_found f = { 0 };
	port_device_id(device_id, strlen(device_id), &f);
	return f;
}

static void a_device_id_names_language_and_model(void **state)
{
	(void)state;
	static const struct {
		const char *id, *language, *model;
		uint32_t dpi;
	} cases[] = {
		{ "MFG:Brother;CMD:PT-CBP;MDL:QL-700;", "brother-ql", "QL-700", 300 },
		{ "MFG:Brother;CMD:PT-CBP;MDL:QL-820NWBc;CLS:PRINTER;", "brother-ql", "QL-820NWB", 300 },
		{ "MFG:Brother;CMD:PT-CBP;MDL:QL-1115NWB;", "brother-ql", "QL-1110NWB", 300 },
		{ "MFG:DYMO;CMD: ;MDL:LabelWriter 450;CLASS:PRINTER;SERN:01010112345600;", "dymo", "LW-450", 300 },
		{ "MFG:DYMO;MDL:LabelWriter 4XL;", "dymo", "LW-4XL", 300 },
		{ "MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL;MODEL:ZTC ZT220-200dpi ZPL;CLASS:PRINTER;OPTIONS:XML;", "zpl", "ZPL-4", 203 },
		{ "MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL;MODEL:ZTC ZT411-300dpi ZPL;", "zpl", "ZPL-4", 300 },
		{ "MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL;MODEL:ZTC ZD410-203dpi ZPL;", "zpl", "ZPL-2", 203 },
		{ "MFG:Munbyn;CMD:TSPL;MDL:RW403B;CMT:Label Printer;", "tspl", "TSPL-4", 203 },
		{ "MFG:Xprinter;CMD:TSPL,ESC/POS;MDL:XP-350B;", "tspl", "TSPL-4", 203 },
		{ "MFG:MARKLIFE ;CMD:XPP,XL;MDL:X4;CLS:PRINTER;DES:LABEL PRINTER;", "tspl", "TSPL-4", 203 },
		{ "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;", "escpos", "TM-T20", 203 },
		{ "MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;", "escpos", "TM-T88", 180 },
		{ "MFG:POS;CMD:ESC/POS;MDL:POS-58;", "escpos", "ESCPOS-58", 203 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct port_found f = said(cases[i].id);
		struct known k = known_find(&f);
		assert_non_null(k.language);
		assert_string_equal(k.language, cases[i].language);
		assert_non_null(k.model);
		assert_string_equal(k.model->name, cases[i].model);
		assert_int_equal(k.dpi, cases[i].dpi);
		assert_int_equal(k.no, KNOWN_USABLE);
	}
}

static void what_cannot_print_labels_says_why(void **state)
{
	(void)state;
	struct port_found tape = said("MFG:Brother;CMD:PT-CBP;MDL:PT-E550W;"), office = said("MFG:HP;CMD:PJL,PCL,PostScript;MDL:LaserJet;");
	struct port_found chip = said("MFG:DYMO;CMD: ;MDL:LabelWriter 550;CLASS:PRINTER;");
	assert_int_equal(known_find(&chip).no, KNOWN_NO_CHIP);
	assert_null(known_find(&chip).language);
	assert_int_equal(known_find(&tape).no, KNOWN_NO_TAPE);
	assert_int_equal(known_find(&office).no, KNOWN_NO_OFFICE);
	struct port_found strange = said("MFG:Acme;MDL:Lamp;"), nothing = said("");
	assert_null(known_find(&strange).language);
	assert_null(known_find(&nothing).language);
	struct port_found later = said("MFG:Brother;CMD:PT-CBP;MDL:QL-9999;"); /* the language is sure, the model a person's choice */
	assert_string_equal(known_find(&later).language, "brother-ql");
	assert_null(known_find(&later).model);
}

static void usb_numbers_are_enough(void **state)
{
	(void)state;
	struct port_found f = { .vendor = 0x04f9, .product = 0x209d };
	assert_string_equal(known_find(&f).model->name, "QL-820NWB");
	f.product = 0x1234; /* one of its many others */
	assert_null(known_find(&f).language);
}

/* --- labels that try a printer ----------------------------------------------------------------------- */
static struct label_area area_of(const char *language, const char *model, const char *media, struct media *m)
{
	struct encode_options o = { .model = model_find(language, glane_cstr(model)) };
	struct label_area a;
	o.dpi = o.model->at[0].dpi;
	assert_int_equal(media_find(glane_cstr(media), m), GLANE_OK);
	assert_int_equal(encoder_find(glane_cstr(language))->area(m, &o, &a), GLANE_OK);
	return a;
}

/* Black dots of a column of the head among the first `rows`. */
static int column(const struct bitmap *b, int32_t x, int32_t rows)
{
	int n = 0;
	for (int32_t y = 0; y < rows; y++)
		n += bitmap_get(b, x, y);
	return n;
}

static void a_printer_of_the_network_prints_what_it_offers(void **state)
{
	struct port_found pages = { .address = { .kind = PORT_IPP }, .maker = "Zebra", .model = "ZD220", .commands = "image/urf,image/pwg-raster" };
	struct port_found other = { .address = { .kind = PORT_IPP }, .maker = "Zebra", .model = "ZD220", .commands = "application/vnd.zebra-zpl" };
	(void)state;
	struct port_found pdf = { .address = { .kind = PORT_IPP }, .model = "Laser", .commands = "application/pdf,image/urf" };
	assert_string_equal(known_find(&pages).language, "ipp"); /* what it is said in is asked when it is added */
	assert_string_equal(known_find(&pdf).language, "ipp");
	assert_null(known_find(&other).language);
	assert_int_equal(known_find(&other).no, KNOWN_NO_OFFICE);
}

static void each_dot_of_the_head_burns_a_dash_of_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *language, *model, *media;
	} cases[] = { { "brother-ql", "QL-700", "62x29" }, { "zpl", "ZPL-2", "50x30" }, { "dymo", "LW-450", "54x25" }, { "escpos", "ESCPOS-58", "58c50" }, { "zpl", "ZPL-2", "40x12" } };
	struct painter *p = painter_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct media m;
		struct label_area a = area_of(cases[i].language, cases[i].model, cases[i].media, &m);
		struct bitmap b, head;
		assert_int_equal(trial_head(p, &a, m.turned, &b), GLANE_OK);
		assert_int_equal(b.w, a.w);
		assert_int_equal(b.h, a.h);
		head = b;
		if (m.turned) /* as the encoder does */
			assert_int_equal(bitmap_turn(&b, &head), GLANE_OK);
		int32_t left = (int32_t)(m.turned ? a.margin_y : a.margin_x), top = (int32_t)(m.turned ? a.margin_x : a.margin_y), dash = 0;
		for (int32_t y = top; bitmap_get(&head, left, y); y++)
			dash++;
		assert_true(dash >= 2);
		for (int32_t x = left; x < (int32_t)head.w - left; x++) {
			assert_int_equal(column(&head, x, top + 8 * dash), dash);
			int32_t from = top + (x - left) % 8 * dash;
			assert_true(bitmap_get(&head, x, from) && bitmap_get(&head, x, from + dash - 1));
			assert_false(bitmap_get(&head, x + 1, from) && (x - left) % 8 != 7 && x + 1 < (int32_t)head.w - left);
		}
		assert_int_equal(column(&head, left - 1, (int32_t)head.h), 0); /* nothing beside it */
		if (m.turned)
			bitmap_fini(&head);
		bitmap_fini(&b);
	}
	painter_free(p);
}

static void the_frame_is_as_far_out_as_the_printer_reaches(void **state)
{
	(void)state;
	struct painter *p = painter_new();
	struct media m;
	struct label_area a = area_of("zpl", "ZPL-2", "50x30", &m);
	struct bitmap b;
	assert_int_equal(trial_frame(p, &a, &b), GLANE_OK);
	int32_t x = (int32_t)a.margin_x, y = (int32_t)a.margin_y, right = (int32_t)a.w - x - 1, bottom = (int32_t)a.h - y - 1;
	for (int32_t i = x; i <= right; i++)
		assert_true(bitmap_get(&b, i, y) && bitmap_get(&b, i, bottom));
	for (int32_t i = y; i <= bottom; i++)
		assert_true(bitmap_get(&b, x, i) && bitmap_get(&b, right, i));
	assert_int_equal(column(&b, x - 1, (int32_t)a.h), 0);
	assert_int_equal(column(&b, right + 1, (int32_t)a.h), 0);
	/* Ten millimetres along the top are eighty dots. */
	assert_true(bitmap_get(&b, x + 80, y + 20));
	assert_false(bitmap_get(&b, x + 81, y + 20));
	bitmap_fini(&b);
	painter_free(p);
}

static void strips_of_white_become_dots(void **state)
{
	(void)state;
	assert_int_equal(trial_shift(150, 150, 300), 0);
	assert_int_equal(trial_shift(100, 200, 203), 4);  /* half a millimetre to the right */
	assert_int_equal(trial_shift(200, 100, 203), -4);
	assert_int_equal(trial_shift(0, 254, 300), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_id_names_language_and_model),
		cmocka_unit_test(what_cannot_print_labels_says_why),
		cmocka_unit_test(usb_numbers_are_enough),
		cmocka_unit_test(a_printer_of_the_network_prints_what_it_offers),
		cmocka_unit_test(each_dot_of_the_head_burns_a_dash_of_its_own),
		cmocka_unit_test(the_frame_is_as_far_out_as_the_printer_reaches),
		cmocka_unit_test(strips_of_white_become_dots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
