/* SPDX-License-Identifier: MPL-2.0 */
/* What printers answer, byte for byte as the references show it, and what is none of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labels/device.h"
#include "labels/snmp.h"

/* All of it, as the engine reads it; ret_left: what it still waits with. */
static struct device_status hear(const char *language, const void *p, size_t n, size_t *ret_left)
{
	struct device_status s = DEVICE_STATUS_INIT;
	const struct dialogue *d = dialogue_find(language);
	const unsigned char *at = p;
	size_t used;
	assert_non_null(d);
	while (n && (used = d->read(at, n, &s)) != 0) {
		assert_true(used <= n);
		at += used;
		n -= used;
	}
	if (ret_left)
		*ret_left = n;
	return s;
}
#define HEAR(language, literal) hear(language, literal, sizeof(literal) - 1, NULL)

static void the_languages_that_answer(void **state)
{
	(void)state;
	static const char *const names[] = { "brother-ql", "zpl", "escpos", "tspl", "dymo", "epl2" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct dialogue *d = dialogue_find(names[i]);
		assert_non_null(d);
		assert_true(d->ask && d->ask_n && d->resync_n && d->whole);
		struct device_status s = DEVICE_STATUS_INIT;
		assert_int_equal(d->read((const unsigned char *)"", 0, &s), 0);
	}
	assert_null(dialogue_find("png"));
	assert_null(dialogue_find("pwg"));
	assert_string_equal(device_trouble_names[DEVICE_PAPER], "paper");
	assert_string_equal(device_trouble_names[DEVICE_NONE], "");
}

/* --- Brother --------------------------------------------------------------------------------------------------------- */
#define QL500 "\x80\x20\x42\x30\x4f\x30\x00\x00\x00\x00\x18\x0b\x00\x00\x12\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define QL700 "\x80\x20\x42\x34\x35\x30\x00\x00\x00\x00\x3e\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

static void brother_says_which_roll_it_has(void **state)
{
	(void)state;
	struct device_status s = HEAR("brother-ql", QL500);
	assert_true(s.answered && s.ready && s.media_known);
	assert_int_equal(s.media_w_mm, 24);
	assert_int_equal(s.media_h_mm, 24);
	assert_string_equal(s.model, "QL-500/550");
	s = HEAR("brother-ql", QL700);
	assert_int_equal(s.media_w_mm, 62);
	assert_int_equal(s.media_h_mm, 0);
	assert_string_equal(s.model, "QL-700");
	assert_int_equal(s.media_red, 0);
	assert_int_equal(s.printed, -1);
}

static void brother_troubles(void **state)
{
	(void)state;
	static const struct {
		int at;
		unsigned char bits;
		enum device_trouble trouble;
	} cases[] = {
		{ 8, 0x01, DEVICE_PAPER },  { 8, 0x02, DEVICE_PAPER }, { 8, 0x04, DEVICE_CUTTER }, { 8, 0x10, DEVICE_BUSY }, { 8, 0x20, DEVICE_ABSENT },
		{ 8, 0x40, DEVICE_FAULT },  { 8, 0x80, DEVICE_FAULT }, { 9, 0x01, DEVICE_ROLL },   { 9, 0x04, DEVICE_FAULT }, { 9, 0x10, DEVICE_COVER },
		{ 9, 0x40, DEVICE_PAPER },  { 9, 0x80, DEVICE_FAULT }, { 11, 0x00, DEVICE_PAPER }, { 11, 0xff, DEVICE_ROLL }, { 18, 0x02, DEVICE_FAULT },
		{ 18, 0x04, DEVICE_ABSENT }, { 11, 0x4a, DEVICE_NONE }, { 11, 0x4b, DEVICE_NONE },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char frame[] = QL700;
		frame[cases[i].at] = (char)cases[i].bits;
		struct device_status s = hear("brother-ql", frame, 32, NULL);
		assert_true(s.answered);
		assert_int_equal(s.trouble, cases[i].trouble);
		assert_int_equal(s.ready, cases[i].trouble == DEVICE_NONE);
	}
	char note[] = QL700;
	note[18] = 5;
	static const enum device_trouble notes[] = { DEVICE_NONE, DEVICE_COVER, DEVICE_NONE, DEVICE_HOT, DEVICE_NONE };
	for (char i = 1; i < 5; i++) {
		note[22] = i;
		assert_int_equal(hear("brother-ql", note, 32, NULL).trouble, notes[(size_t)i]);
	}
}

static void brother_garbage_is_no_status(void **state)
{
	(void)state;
	size_t left;
	/* One that lost its end and a whole one; twice the same; bytes in front. */
	struct device_status s = hear("brother-ql", QL500 QL700, 64, &left);
	assert_int_equal(s.media_w_mm, 62);
	assert_int_equal(left, 0);
	char cut[31 + 32];
	memcpy(cut, QL500, 31);
	memcpy(cut + 31, QL700, 32);
	s = hear("brother-ql", cut, sizeof(cut), &left);
	assert_int_equal(s.media_w_mm, 62);
	assert_int_equal(left, 0);
	s = hear("brother-ql", cut, 31, &left);
	assert_int_equal(s.answered, 0);
	assert_int_equal(left, 31);
	s = hear("brother-ql", cut, 32, &left); /* the first byte of the next */
	assert_int_equal(s.answered, 0);
	s = HEAR("brother-ql", "\x12\x80\x20\x80" QL700);
	assert_int_equal(s.media_w_mm, 62);
	s = HEAR("brother-ql", "\x02" "030,0,0,0711,000,0,0,0,000,0,0,0\x03\r\n");
	assert_int_equal(s.answered, 0);
}

/* --- SNMP ------------------------------------------------------------------------------------------------------------ */
static const unsigned char get[] = {
	0x30, 0x2f, 0x02, 0x01, 0x00, 0x04, 0x06, 0x70, 0x75, 0x62, 0x6c, 0x69, 0x63, 0xa0, 0x22, 0x02, 0x04, 0x00, 0x00, 0x00, 0x01, 0x02, 0x01, 0x00, 0x02,
	0x01, 0x00, 0x30, 0x14, 0x30, 0x12, 0x06, 0x0e, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x93, 0x03, 0x03, 0x03, 0x09, 0x01, 0x06, 0x01, 0x00, 0x05, 0x00,
};
#define ANSWER \
	"\x30\x4e\x02\x01\x00\x04\x06public\xa2\x41\x02\x03\x01\x02\x03\x02\x01\x00\x02\x01\x00\x30\x34\x30\x32\x06\x0e" \
	"\x2b\x06\x01\x04\x01\x93\x03\x03\x03\x09\x01\x06\x01\x00\x04\x20" QL700

static void snmp_asks_as_others_do_and_reads_the_answer(void **state)
{
	(void)state;
	unsigned char out[SNMP_GET];
	struct device_status s;
	assert_int_equal(sizeof(get), SNMP_GET);
	snmp_write(1, out);
	assert_memory_equal(out, get, sizeof(get));
	static const char answer[] = ANSWER;
	assert_int_equal(snmp_read((const unsigned char *)answer, sizeof(answer) - 1, 0x010203, &s), 0);
	assert_true(s.answered);
	assert_int_equal(s.media_w_mm, 62);
	assert_int_equal(snmp_read((const unsigned char *)answer, sizeof(answer) - 1, 0x010204, &s), -1); /* of another question */
	for (size_t n = 0; n < sizeof(answer) - 1; n++)
		assert_int_equal(snmp_read((const unsigned char *)answer, n, 0x010203, &s), -1);
	/* No byte of its frame may be another one but the 32 of the status, the name of the community and lengths that are too large. */
	for (size_t i = 0; i < sizeof(answer) - 33; i++) {
		char wrong[sizeof(answer)];
		memcpy(wrong, answer, sizeof(answer));
		wrong[i] = (char)(wrong[i] ^ 0x40);
		if ((i >= 7 && i < 13) || i == 25) /* community; the index of an error that is none */
			continue;
		assert_int_equal(snmp_read((const unsigned char *)wrong, sizeof(answer) - 1, 0x010203, &s), -1);
	}
	assert_int_equal(snmp_read(get, sizeof(get), 1, &s), -1);
}

/* --- ZPL ------------------------------------------------------------------------------------------------------------- */
#define HS "\x02" "030,0,0,0711,000,0,0,0,000,0,0,0\x03\r\n\x02" "000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x02" "1234,0\x03\r\n"
#define HI "\x02ZD220-203dpi,V84.20.21Z,8,65536KB\x03\r\n"
#define HQES(errors, warnings) "\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         " errors "\r\n  WARNINGS:       " warnings "\r\n\x03\r\n"
#define NONE "0 00000000 00000000"

static void zpl_tells_what_it_is_and_holds(void **state)
{
	(void)state;
	size_t left;
	static const char all[] = HI "\"123\"\r\n" HQES(NONE, NONE) HS;
	struct device_status s = hear("zpl", all, sizeof(all) - 1, &left);
	assert_true(s.answered && s.ready);
	assert_int_equal(s.trouble, DEVICE_NONE);
	assert_string_equal(s.model, "ZD220-203dpi");
	assert_int_equal(s.printed, 123);
	assert_int_equal(s.parts & dialogue_find("zpl")->whole, dialogue_find("zpl")->whole);
	assert_int_equal(left, 0);
	/* It comes in any pieces. */
	for (size_t cut = 0; cut < sizeof(all) - 1; cut++) {
		struct device_status a = hear("zpl", all, cut, &left);
		(void)a;
		assert_true(left <= cut);
		s = hear("zpl", all + cut - left, sizeof(all) - 1 - cut + left, &left);
		assert_int_equal(left, 0);
	}
	s = HEAR("zpl", HQES(NONE, NONE) "\x02" "030,0,0,0711,002,0,0,1,000,0,0,0\x03\r\n\x02" "000,0,0,0,0,2,4,0,00000003,1,000\x03\r\n");
	assert_int_equal(s.queued, 6);
	assert_true(!s.ready && s.printing);
}

static void zpl_troubles(void **state)
{
	(void)state;
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00000001", NONE)).trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00000002", NONE)).trouble, DEVICE_RIBBON);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00000005", NONE)).trouble, DEVICE_COVER);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00000008", NONE)).trouble, DEVICE_CUTTER);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00001000", NONE)).trouble, DEVICE_JAM);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00010000", NONE)).trouble, DEVICE_PAUSED);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00080000", NONE)).trouble, DEVICE_FAULT);
	assert_int_equal(HEAR("zpl", HQES("1 00000000 00000000", NONE)).trouble, DEVICE_FAULT);
	struct device_status s = HEAR("zpl", HQES(NONE, "1 00000000 00000008"));
	assert_int_equal(s.trouble, DEVICE_NONE);
	assert_int_equal(s.low, 1);
	assert_int_equal(HEAR("zpl", "\x02" "030,1,0,0711,000,0,0,0,000,0,0,0\x03\r\n").trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("zpl", "\x02" "030,0,1,0711,000,0,0,0,000,0,0,0\x03\r\n").trouble, DEVICE_PAUSED);
	assert_int_equal(HEAR("zpl", "\x02" "000,0,1,0,0,2,4,0,00000000,1,000\x03\r\n").trouble, DEVICE_COVER);
	assert_int_equal(HEAR("zpl", "\x02" "000,0,0,1,0,2,4,0,00000000,1,000\x03\r\n").trouble, DEVICE_RIBBON);
}

static void zpl_garbage_is_no_status(void **state)
{
	(void)state;
	assert_int_equal(HEAR("zpl", "030,0,0,0711,000,0,0,0,000,0,0,0\x03\r\n").answered, 0);
	assert_int_equal(HEAR("zpl", "\x02" "030,0,0,x,000,0,0,0,000,0,0,0\x03\r\n").answered, 0);
	assert_int_equal(HEAR("zpl", "\x02" "030,0,0,0711,000,0,0,0,000,0,0\x03\r\n\x02\x03\x02,,,,\x03").answered, 0);
	assert_int_equal(HEAR("zpl", QL700).answered, 0);
	assert_int_equal(HEAR("zpl", "\"?\"\r\n").printed, -1);
	assert_int_equal(HEAR("zpl", "\"99999999999999999999\"").printed, -1);
	/* One that lost its end is dropped, the next is read. */
	assert_int_equal(HEAR("zpl", "\x02" "030,0,0,07" HQES("1 00000000 00000001", NONE)).trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("zpl", "\"12" HQES("1 00000000 00000001", NONE)).trouble, DEVICE_PAPER);
	char endless[1000];
	size_t left;
	memset(endless, 'x', sizeof(endless));
	endless[0] = 2;
	hear("zpl", endless, sizeof(endless), &left);
	assert_int_equal(left, 0); /* does not wait for ever */
}

/* --- the others ------------------------------------------------------------------------------------------------------ */
static void escpos_tells_by_bits_of_its_own(void **state)
{
	(void)state;
	size_t left;
	struct device_status s = HEAR("escpos", "\x12\x12\x12");
	assert_true(s.answered && s.ready);
	s = HEAR("escpos", "\x1a\x32\x7e"); /* out of paper: hardless */
	assert_int_equal(s.trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("escpos", "\x1a\x16\x12").trouble, DEVICE_COVER);
	assert_int_equal(HEAR("escpos", "\x1a\x52\x12").trouble, DEVICE_FAULT);
	assert_int_equal(HEAR("escpos", "\x1a\x12\x12").trouble, DEVICE_PAUSED);
	assert_int_equal(HEAR("escpos", "\x12\x12\x1e").low, 1);
	assert_int_equal(HEAR("escpos", "\x12\x12\x12\x18\x00\x0c\x0f").trouble, DEVICE_PAPER); /* ASB */
	assert_int_equal(HEAR("escpos", "\x12\x12\x12\x38\x00\x00\x0f").trouble, DEVICE_COVER);
	assert_int_equal(HEAR("escpos", "\x12\x12\x12\x18\x08\x00\x0f").trouble, DEVICE_CUTTER);
	assert_int_equal(HEAR("escpos", "\x12\x12\x12\x10\x00\x03\x0f").low, 1);
	assert_int_equal(HEAR("escpos", "\x38\x00\x00\x0f").answered, 0);
	s = HEAR("escpos", "\x37\x22" "abcd\x00");
	assert_int_equal(s.echo, 0x61626364);
	assert_int_equal(HEAR("escpos", "\x37\x23" "abcd\x00").echo, 0x61626364);
	assert_int_equal(HEAR("escpos", "\x37\x22" "abcd\x01").echo, 0);
	assert_int_equal(hear("escpos", "\x12\x12", 2, &left).answered, 0);
	assert_int_equal(left, 2);
	assert_int_equal(HEAR("escpos", "\x00\x00\x00\x00").answered, 0); /* base 00 in place of 12 */
	assert_int_equal(HEAR("escpos", "\x12\x12\x92").answered, 0);
	assert_int_equal(HEAR("escpos", QL700).answered, 0);
}

static void tspl_in_one_byte_or_eight(void **state)
{
	(void)state;
	static const struct {
		char byte;
		enum device_trouble trouble;
	} cases[] = { { 0x00, DEVICE_NONE },   { 0x01, DEVICE_COVER },  { 0x02, DEVICE_JAM },   { 0x04, DEVICE_PAPER }, { 0x05, DEVICE_COVER },
		      { 0x08, DEVICE_RIBBON }, { 0x10, DEVICE_PAUSED }, { 0x20, DEVICE_NONE }, { 0x40, DEVICE_COVER }, { (char)0x80, DEVICE_FAULT } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct device_status s = hear("tspl", &cases[i].byte, 1, NULL);
		assert_true(s.answered);
		assert_int_equal(s.trouble, cases[i].trouble);
		assert_int_equal(s.printing, cases[i].byte == 0x20);
		assert_int_equal(s.ready, cases[i].byte == 0);
	}
	assert_true(HEAR("tspl", "\x02@@@@\x03\r\n").ready);
	assert_true(HEAR("tspl", "\x02P@@@\x03\r\n").printing);
	assert_int_equal(HEAR("tspl", "\x02" "E@@A\x03\r\n").trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("tspl", "\x02" "E@@D\x03\r\n").trouble, DEVICE_RIBBON);
	assert_int_equal(HEAR("tspl", "\x02" "E@H@\x03\r\n").trouble, DEVICE_CUTTER);
	assert_int_equal(HEAR("tspl", "\x02" "E@A@\x03\r\n").trouble, DEVICE_HOT);
	assert_int_equal(HEAR("tspl", "\x02" "E@P@\x03\r\n").trouble, DEVICE_FAULT);
	assert_int_equal(HEAR("tspl", "\x02`@@@\x03\r\n").trouble, DEVICE_PAUSED);
	assert_int_equal(HEAR("tspl", QL700).answered, 0);
}

static void dymo_in_one_byte(void **state)
{
	(void)state;
	assert_true(HEAR("dymo", "\x03").ready);
	assert_true(HEAR("dymo", "\x02").printing);
	assert_int_equal(HEAR("dymo", "\x22").trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("dymo", "\x42").trouble, DEVICE_JAM);
	assert_int_equal(HEAR("dymo", "\x83").trouble, DEVICE_FAULT);
	assert_int_equal(HEAR("dymo", "\x83").ready, 0);
	assert_int_equal(HEAR("dymo", "\x1b").answered, 0);
	assert_int_equal(HEAR("dymo", "\x03\x03\x03\x03\x03").answered, 0); /* noise */
}

static void epl2_in_two_digits(void **state)
{
	(void)state;
	size_t left;
	assert_true(HEAR("epl2", "00\r\n").ready);
	assert_true(HEAR("epl2", "$00\r\n").ready);
	assert_int_equal(HEAR("epl2", "$11\r\n").trouble, DEVICE_COVER);
	assert_int_equal(HEAR("epl2", "07\r\n").trouble, DEVICE_PAPER);
	assert_int_equal(HEAR("epl2", "12\r\n").trouble, DEVICE_PAUSED);
	assert_true(HEAR("epl2", "01\r\n").ready);
	assert_int_equal(HEAR("epl2", "x\x11\x13\r\n$11\r\n").trouble, DEVICE_COVER);
	assert_int_equal(hear("epl2", "1", 1, &left).answered, 0);
	assert_int_equal(left, 1);
	assert_int_equal(HEAR("epl2", QL700).answered, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_languages_that_answer),
		cmocka_unit_test(brother_says_which_roll_it_has),
		cmocka_unit_test(brother_troubles),
		cmocka_unit_test(brother_garbage_is_no_status),
		cmocka_unit_test(snmp_asks_as_others_do_and_reads_the_answer),
		cmocka_unit_test(zpl_tells_what_it_is_and_holds),
		cmocka_unit_test(zpl_troubles),
		cmocka_unit_test(zpl_garbage_is_no_status),
		cmocka_unit_test(escpos_tells_by_bits_of_its_own),
		cmocka_unit_test(tspl_in_one_byte_or_eight),
		cmocka_unit_test(dymo_in_one_byte),
		cmocka_unit_test(epl2_in_two_digits),
	};
	return cmocka_run_group_tests_name("labels: dialogue", tests, NULL, NULL);
}
