/* SPDX-License-Identifier: MPL-2.0 */
/* Frames out of manuals and drivers, to the milligram; what is damaged is no weight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scale/mass.h"
#include "scale/protocol.h"

struct vector {
	const char *protocol, *frame;
	size_t n;
	enum weight_state state;
	int64_t mg;
	int stable, net, zero;
	uint32_t interval_mg;
};
#define F(protocol, text) (protocol), (text), sizeof(text) - 1
#define STABLE .stable = 1

/* Sources: the field's hardware notes, section 9, and the manuals that the files of the protocols name.  "Recorded" frames came out of
 * scales of others, who published them: node-hid issue 286, eamars/OpenTrickler-RP2040-Controller issue 15,
 * chumpon-asaneerat/NSerialCommTools (Documents/LuckyTex Devices). */
static const struct vector VECTORS[] = {
	{ F("hid", "\x03\x04\x02\x00\x90\x00"), WEIGHT_OK, 144000, STABLE, .interval_mg = 1000 },
	{ F("hid", "\x03\x04\x0b\xff\x34\x19"), WEIGHT_OK, 18291112, STABLE, .interval_mg = 2835 }, /* 645.2 oz */
	{ F("hid", "\x03\x02\x0b\xff\x00\x00"), WEIGHT_OK, 0, STABLE, .zero = 1, .interval_mg = 2835 },
	{ F("hid", "\x04\x02\x00\x90\x00"), WEIGHT_OK, 144000, STABLE, .interval_mg = 1000 }, /* without the report's number */
	{ F("hid", "\x03\x03\x03\xfe\xb8\x00"), WEIGHT_OK, 1840000, .interval_mg = 10000 },
	{ F("hid", "\x03\x03\x03\x02\x05\x00"), WEIGHT_OK, 500000000, .interval_mg = 100000000 }, /* 5 times 100 kg */
	{ F("hid", "\x03\x05\x02\x00\x0c\x00"), WEIGHT_OK, -12000, .interval_mg = 1000 },
	{ F("hid", "\x03\x04\x0c\xff\x01\x00"), WEIGHT_OK, 45359, STABLE, .interval_mg = 45359 }, /* 0.1 lb */
	{ F("hid", "\x03\x04\x04\x00\x03\x00"), WEIGHT_OK, 600, STABLE, .interval_mg = 200 }, /* 3 carats */
	{ F("hid", "\x03\x06\x02\x00\xff\xff"), WEIGHT_OVER },
	{ F("hid", "\x03\x01\x02\x00\x90\x00"), WEIGHT_FAULT },
	{ F("hid", "\x03\x07\x02\x00\x90\x00"), WEIGHT_ZERO_NEEDED },
	{ F("hid", "\x03\x08\x02\x00\x90\x00"), WEIGHT_ZERO_NEEDED },
	{ F("hid", "\x03\x04\x05\x00\x90\x00"), WEIGHT_UNIT, STABLE }, /* tael */
	{ F("hid", "\x03\x04\x63\x00\x90\x00"), WEIGHT_UNIT, STABLE },
	{ F("hid", "\x03\x04\x08\x7f\xff\xff"), WEIGHT_FAULT, STABLE }, /* 10^127 tonnes */
	{ F("hid", "\x03\x02\x02\x00\x90\x00"), WEIGHT_FAULT }, /* empty, and 144 g */
	{ F("hid", "\x03\x00\x02\x00\x90\x00"), WEIGHT_NONE },
	{ F("hid", "\x03\x09\x02\x00\x90\x00"), WEIGHT_NONE },
	{ F("hid", "\x04\x04\x02\x00\x90\x00"), WEIGHT_NONE }, /* another report */
	{ F("hid", "\x03\x04\x02\x00\x90\x00\x00"), WEIGHT_OK, 144000, STABLE, .interval_mg = 1000 }, /* filled up */
	{ F("hid", "\x03\x04\x02\x00\x90\x00\x01"), WEIGHT_NONE },
	{ F("hid", "\x03\x04\x02\x00\x90\x00\x00\x00\x00"), WEIGHT_NONE },
	{ F("hid", "\x03\x04\x0b\xff\x6f\x04"), WEIGHT_OK, 3217671, STABLE, .interval_mg = 2835 }, /* recorded: Stamps.com 70 lb, 113.5 oz */
	{ F("hid", "\x03\x04\x0c\xfe\x11\x03"), WEIGHT_OK, 3560700, STABLE, .interval_mg = 4536 }, /* recorded: Fairbanks, 7.85 lb */

	{ F("mt-sics", "S S     100.00 kg\r\n"), WEIGHT_OK, 100000000, STABLE, .interval_mg = 10000 },
	{ F("mt-sics", "S D      12.34 g\r\n"), WEIGHT_OK, 12340, .interval_mg = 10 },
	{ F("mt-sics", "S S      -0.35 kg\r\n"), WEIGHT_OK, -350000, STABLE, .interval_mg = 10000 },
	{ F("mt-sics", "S S       1,84 kg\r\n"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 10000 },
	{ F("mt-sics", "S S     0.0005 g\r"), WEIGHT_OK, 1, STABLE, .interval_mg = 0 }, /* half a milligram, up */
	{ F("mt-sics", "S S          3 PCS\r\n"), WEIGHT_UNIT, STABLE },
	{ F("mt-sics", "S S     100.00\r\n"), WEIGHT_UNIT, STABLE },
	{ F("mt-sics", "S +\r\n"), WEIGHT_OVER },
	{ F("mt-sics", "S -\r\n"), WEIGHT_UNDER },
	{ F("mt-sics", "S I\r\n"), WEIGHT_REFUSED },
	{ F("mt-sics", "ES\r\n"), WEIGHT_REFUSED },
	{ F("mt-sics", "ET\r\n"), WEIGHT_REFUSED },
	{ F("mt-sics", "EL\r\n"), WEIGHT_REFUSED },
	{ F("mt-sics", "I4 A \"B123456789\"\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "T S     100.00 kg\r\n"), WEIGHT_NONE }, /* the tare */
	{ F("mt-sics", "S S 1 00.00 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S 1.00.00 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S 100. kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S 0x10 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S nan kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S 1e3 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S 12345678901 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S     100.00 k g\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "100.00 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "xS S     100.00 kg\r\n"), WEIGHT_NONE },
	{ F("mt-sics", "S S     100.00 kg\xa0\r\n"), WEIGHT_NONE },

	{ F("kern", "      12.34 g  \r\n"), WEIGHT_NONE }, /* one short */
	{ F("kern", "       12.34 g  \r\n"), WEIGHT_OK, 12340, STABLE, .interval_mg = 10 },
	{ F("kern", " *     1.840 kg \r\n"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("kern", " -     1.840 kg \r\n"), WEIGHT_OK, -1840000, STABLE, .interval_mg = 1000 },
	{ F("kern", " -    -1.840 kg \r\n"), WEIGHT_NONE },
	{ F("kern", "       12.34    \r\n"), WEIGHT_MOTION },
	{ F("kern", "       0.665 g  \r\n"), WEIGHT_OK, 665, STABLE, .interval_mg = 1 }, /* recorded: Kern 572, and the next two */
	{ F("kern", "     -29.186 g  \r\n"), WEIGHT_OK, -29186, STABLE, .interval_mg = 1 },
	{ F("kern", "     -450.45 gn \r\n"), WEIGHT_UNIT, STABLE }, /* grains */
	{ F("kern", "          12 Pcs\r\n"), WEIGHT_UNIT, STABLE },
	{ F("kern", "           Error\r\n"), WEIGHT_FAULT },

	{ F("kern-ew", "+  1.840KG S\r\n"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("kern-ew", "+01.8400KG S\r\n"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 100 },
	{ F("kern-ew", "-0012.34 G U\r\n"), WEIGHT_OK, -12340, .interval_mg = 10 },
	{ F("kern-ew", "+00012.34 GLS\r\n"), WEIGHT_OK, 12340, STABLE, .interval_mg = 10 },
	{ F("kern-ew", "+     12PC S\r\n"), WEIGHT_UNIT, STABLE },
	{ F("kern-ew", "+ 9999.9 G E\r\n"), WEIGHT_FAULT },
	{ F("kern-ew", "E01\r\n"), WEIGHT_REFUSED },
	{ F("kern-ew", "A00\r\n"), WEIGHT_NONE },
	{ F("kern-ew", "+  1.840KGXS\r\n"), WEIGHT_NONE },
	{ F("kern-ew", "+  1.840KG X\r\n"), WEIGHT_NONE },
	{ F("kern-ew", "+  .840KG S\r\n"), WEIGHT_NONE }, /* a character is missing */

	{ F("toledo-8217", "\x02" "01.840\r"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("toledo-8217", "\x02" "01.840N\r"), WEIGHT_OK, 1840000, STABLE, .net = 1, .interval_mg = 1000 },
	{ F("toledo-8217", "\x02 1.840\r"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("toledo-8217", "\x02" "04.06\r"), WEIGHT_UNIT }, /* pounds, it seems */
	{ F("toledo-8217", "\x02?D\r"), WEIGHT_UNDER }, /* Odoo's sample: 44 */
	{ F("toledo-8217", "\x02?A\r"), WEIGHT_MOTION },
	{ F("toledo-8217", "\x02?b\r"), WEIGHT_OVER },
	{ F("toledo-8217", "\x02?H\r"), WEIGHT_ZERO_NEEDED },
	{ F("toledo-8217", "\x02?\r\r"), WEIGHT_UNDER }, /* status 0D: under zero, moves */
	{ F("toledo-8217", "\x02?@\r"), WEIGHT_REFUSED },
	{ F("toledo-8217", "\x02" "018.40\r"), WEIGHT_UNIT },

	{ F("st-gs", "ST,+00123.45  kg\r\n"), WEIGHT_OK, 123450000, STABLE, .interval_mg = 10000 },
	{ F("st-gs", "US,-00000.05  kg\r\n"), WEIGHT_OK, -50000, .interval_mg = 10000 },
	{ F("st-gs", "OL,+9999999E+19\r\n"), WEIGHT_OVER, .stable = 0 },
	{ F("st-gs", "OL,-9999999E+19\r\n"), WEIGHT_UNDER, .stable = 0 },
	{ F("st-gs", "QT,+0000012   PC\r\n"), WEIGHT_UNIT, .stable = 0 },
	{ F("st-gs", "[01]ST,GS,     0.0,kg\r\n"), WEIGHT_OK, 0, STABLE, .interval_mg = 100000 },
	{ F("st-gs", "01ST,NT,     1,5,kg\r\n"), WEIGHT_OK, 1500000, STABLE, .net = 1, .interval_mg = 100000 },
	{ F("st-gs", "TL,GS,     0.0,kg\r\n"), WEIGHT_ZERO_NEEDED, .stable = 0 },
	{ F("st-gs", "UL,GS,     0.0,kg\r\n"), WEIGHT_UNDER, .stable = 0 },
	{ F("st-gs", "ST,GS,+  4.876kg\r\n"), WEIGHT_OK, 4876000, STABLE, .interval_mg = 1000 },
	{ F("st-gs", "\x02ST,GS,+  4.876kg\r\n"), WEIGHT_OK, 4876000, STABLE, .interval_mg = 1000 },
	{ F("st-gs", "ST,GS    20.7g  \r\n"), WEIGHT_OK, 20700, STABLE, .interval_mg = 100 },
	{ F("st-gs", "ST,GS 1.000KG\r\n"), WEIGHT_OK, 1000000, STABLE, .interval_mg = 1000 },
	{ F("st-gs", "ST,GS,   245.6 g\r\n"), WEIGHT_OK, 245600, STABLE, .interval_mg = 100 }, /* recorded: T-Scale QHW; NHB above */
	{ F("st-gs", "ST,TR,   245.6 g\r\n"), WEIGHT_NONE }, /* the tare */
	{ F("st-gs", "US,GS 1.000KG\r\n"), WEIGHT_OK, 1000000, .interval_mg = 1000 },
	{ F("st-gs", "ST,GS,\x01\xcd,   4.876 kg\r\n"), WEIGHT_OK, 4876000, STABLE, .interval_mg = 1000 },
	{ F("st-gs", "ST,GS,\r\x4d,   4.876 kg\r\n"), WEIGHT_OK, 4876000, STABLE, .interval_mg = 1000 },
	{ F("st-gs", "ST,GS,\x01\x8d,   4.876 kg\r\n"), WEIGHT_OK, 4876000, .interval_mg = 1000 }, /* its lamp disagrees */
	{ F("st-gs", "ST,GS,10,00001234 kg\r\n"), WEIGHT_OK, 1234000000, .interval_mg = 1000000 }, /* scale 1, lamps 30; not 10.00001234 kg */
	{ F("st-gs", "OL,GS,1L,           \r\n"), WEIGHT_OVER },
	{ F("st-gs", "ST,GS,12,5 kg\r\n"), WEIGHT_OK, 12500000, STABLE, .interval_mg = 100000 },
	{ F("st-gs", "ST,GS,+  4.8\x00""6kg\r\n"), WEIGHT_NONE },
	{ F("st-gs", "OL,+999\xff""999E+19\r\n"), WEIGHT_NONE },
	{ F("st-gs", "T,GS,+  4.876kg\r\n"), WEIGHT_NONE },
	{ F("st-gs", "noiseST,GS,+  4.876kg\r\n"), WEIGHT_NONE },
	{ F("st-gs", "ST,GS,+  4.876ST,GS,+  4.876kg\r\n"), WEIGHT_NONE },
	{ F("st-gs", "ST,GS\r\n"), WEIGHT_NONE },
	{ F("st-gs", "ST,GS,      kg\r\n"), WEIGHT_NONE },
	{ F("st-gs", "XX,GS,+  4.876kg\r\n"), WEIGHT_NONE },

	{ F("cas-ecr", "\x06"), WEIGHT_READY },
	{ F("cas-ecr", "\x15"), WEIGHT_REFUSED },
	{ F("cas-ecr", "\x01\x02S 01.840kg\x65\x03\x04"), WEIGHT_NONE }, /* wrong sum */
	{ F("cas-ecr", "\x01\x02S 01.840kg\x6c\x03\x04"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("cas-ecr", "\x01\x02U-01.840kg\x67\x03\x04"), WEIGHT_OK, -1840000, .interval_mg = 1000 },

	{ F("ohaus", "    1.840 kg   \r\n"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("ohaus", "-   1.840 kg ? N\r\n"), WEIGHT_OK, -1840000, .net = 1, .interval_mg = 1000 },
	{ F("ohaus", "       12.73 g    ?     \r\n"), WEIGHT_OK, 12730, .interval_mg = 10 },
	{ F("ohaus", "      0.4500 oz    \r\n"), WEIGHT_OK, 12757, STABLE, .interval_mg = 3 },
	{ F("ohaus", "           3 PCS   \r\n"), WEIGHT_UNIT, STABLE },
	{ F("ohaus", "   0.360 kg    G\r\n"), WEIGHT_OK, 360000, STABLE, .interval_mg = 1000 }, /* recorded: Defender 3000, and the next */
	{ F("ohaus", "   0.360 kg   ?G\r\n"), WEIGHT_OK, 360000, .interval_mg = 1000 },
	{ F("ohaus", "   0.360 kg   ?T\r\n"), WEIGHT_NONE },
	{ F("ohaus", "    1.840 kg   T\r\n"), WEIGHT_NONE },
	{ F("ohaus", "    1.840 kg ? ?\r\n"), WEIGHT_NONE },
	{ F("ohaus", "-  -1.840 kg\r\n"), WEIGHT_NONE },
	{ F("ohaus", "12345.67890 kg\r\n"), WEIGHT_NONE },
	{ F("ohaus", "ES\r\n"), WEIGHT_REFUSED },
	{ F("ohaus", "Err 8.3\r\n"), WEIGHT_OVER },
	{ F("ohaus", "Err8.4\r\n"), WEIGHT_UNDER },
	{ F("ohaus", "Err 3.0\r\n"), WEIGHT_FAULT },
	{ F("ohaus", "  ^^^^^^\r\n"), WEIGHT_OVER },

	{ F("nci", "\n   1.840kg\r\n00\r\x03"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("nci", "\n   1.840kg\r\n10\r\x03"), WEIGHT_OK, 1840000, .interval_mg = 1000 },
	{ F("nci", "\n   0.000kg\r\n20\r\x03"), WEIGHT_OK, 0, STABLE, .zero = 1, .interval_mg = 1000 },
	{ F("nci", "\n   4.06lb\r\n0p4\r\x03"), WEIGHT_OK, 1841585, STABLE, .net = 1, .interval_mg = 4536 },
	{ F("nci", "\n   1.840kg\r\nS00\r\x03"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 }, /* SCP-02 */
	{ F("nci", "\n^^^^^^^^^kg\r\n00\r\x03"), WEIGHT_OVER, STABLE },
	{ F("nci", "\n^^^^^^^^^\r\n00\r\x03"), WEIGHT_OVER, STABLE },
	{ F("nci", "\n^^^^^^^^^kg\r\n02\r\x03"), WEIGHT_OVER, STABLE },
	{ F("nci", "\n_________\r\n01\r\x03"), WEIGHT_UNDER, STABLE },
	{ F("nci", "\n---------\r\n00\r\x03"), WEIGHT_ZERO_NEEDED, STABLE },
	{ F("nci", "\n   1.840kg\r\n40\r\x03"), WEIGHT_FAULT, STABLE }, /* RAM */
	{ F("nci", "\n   1.840kg\r\n08\r\x03"), WEIGHT_ZERO_NEEDED, STABLE },
	{ F("nci", "\n^^^^^^kg\r\n002\r\x03"), WEIGHT_NONE }, /* three bytes, of which none says that it follows */
	{ F("nci", "\n^^^^^^kg\r\n0B0\r\x03"), WEIGHT_NONE },
	{ F("nci", "\n^^^^^^kg\r\n0r0\r\x03"), WEIGHT_OVER, STABLE },
	{ F("nci", "\n1LB 02.30OZ\r\nS00\r\x03"), WEIGHT_UNIT, STABLE }, /* Mettler DIVA, page 41 */
	{ F("nci", "\n10\r\x03"), WEIGHT_MOTION },
	{ F("nci", "\n00\r\x03"), WEIGHT_REFUSED, STABLE },
	{ F("nci", "\n?\r\x03"), WEIGHT_REFUSED },
	{ F("nci", "\n   1.840kg\r\n0\r\x03"), WEIGHT_NONE },
	{ F("nci", "\n   1.840kg\r\n!!\r\x03"), WEIGHT_NONE }, /* no status has these bits */
	{ F("nci", "\n   1.840kg\r\n0p\r\x03"), WEIGHT_NONE }, /* says that a third byte follows */
	{ F("nci", "\n   1.840kg\r\n\x80""0\r\x03"), WEIGHT_NONE },

	{ F("sma", "\n 1G       1.840kg \r"), WEIGHT_OK, 1840000, STABLE, .interval_mg = 1000 },
	{ F("sma", "\n 1NM      1.840 kg \r"), WEIGHT_OK, 1840000, .net = 1, .interval_mg = 1000 },
	{ F("sma", "\nZ1G       0.000kg \r"), WEIGHT_OK, 0, STABLE, .zero = 1, .interval_mg = 1000 },
	{ F("sma", "\nO1G  ------.---kg \r"), WEIGHT_OVER, STABLE },
	{ F("sma", "\nU1G  ------.---kg \r"), WEIGHT_UNDER, STABLE },
	{ F("sma", "\nE1G  ------.---kg \r"), WEIGHT_ZERO_NEEDED, STABLE },
	{ F("sma", "\n?\r"), WEIGHT_REFUSED },
	{ F("sma", "\n 1T       1.840kg \r"), WEIGHT_NONE }, /* the tare */
	{ F("sma", "\n 1G      1.840kg \r"), WEIGHT_NONE },

	{ F("adam", "G/W    1.234kg\r\n"), WEIGHT_OK, 1234000, .interval_mg = 1000 },
	{ F("adam", "   1.234kg\r\n"), WEIGHT_OK, 1234000, .interval_mg = 1000 },
	{ F("adam", "N/W: + 1.234 kg\r\n"), WEIGHT_OK, 1234000, .net = 1, .interval_mg = 1000 },
	{ F("adam", "G       +  2.00 kg\r\n"), WEIGHT_OK, 2000000, .interval_mg = 10000 },
	{ F("adam", "N       +  1.00 kg\r\n"), WEIGHT_OK, 1000000, .net = 1, .interval_mg = 10000 },
	{ F("cpwplus", "G/W + 1.75 kg\r\n"), WEIGHT_OK, 1750000, .interval_mg = 10000 },
	{ F("cpwplus", "N/W -     0.25 lb\r\n"), WEIGHT_OK, -113398, .net = 1, .interval_mg = 4536 },
	{ F("adam", "Gross Wt 1.234 Kg\r\n"), WEIGHT_OK, 1234000, .interval_mg = 1000 },
	{ F("adam", "-      123.45 g \r\n"), WEIGHT_OK, -123450, .interval_mg = 10 },
	{ F("adam", "Unit Wt. 123 g\r\n"), WEIGHT_NONE },
	{ F("adam", "PCS 10 pcs\r\n"), WEIGHT_NONE },
	{ F("adam", "T/W    1.234kg\r\n"), WEIGHT_NONE },
	{ F("adam", "1.234kg 2.345kg\r\n"), WEIGHT_NONE },
};

/* The first thing in it that is not rubbish, as if it came `step` bytes at a time. */
static struct weight first_in(const struct protocol *p, const unsigned char *frame, size_t n, size_t step)
{
	struct weight w = { .state = WEIGHT_NONE };
	size_t at = 0;
	for (size_t have = step < n ? step : n;; have = have + step < n ? have + step : n) {
		size_t k;
		while (at < have && (k = p->read(NULL, frame + at, have - at, &w))) {
			at += k;
			if (w.state != WEIGHT_NONE)
				return w;
		}
		if (have == n)
			return (struct weight){ .state = WEIGHT_NONE };
	}
}

static void check(const struct vector *v, struct weight w, const char *how)
{
	int same = w.state == v->state;
	if (v->state == WEIGHT_OK)
		same = same && w.mg == v->mg && w.stable == v->stable && w.net == v->net && w.zero == v->zero && w.interval_mg == v->interval_mg;
	else
		same = same && (!w.stable || v->state == WEIGHT_UNIT || v->state == WEIGHT_NONE || w.stable == v->stable);
	if (!same)
		fail_msg("%s %s %s: state %d, %lld mg, stable %d net %d zero %d, step %u", v->protocol, w.raw, how, w.state, (long long)w.mg, w.stable, w.net, w.zero,
		         w.interval_mg);
}

static void frames_of_manuals_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
		const struct vector *v = &VECTORS[i];
		const struct protocol *p = protocol_find(v->protocol);
		assert_non_null(p);
		check(v, first_in(p, (const unsigned char *)v->frame, v->n, v->n), "whole");
		for (size_t step = 1; step < v->n && p->kind != PORT_HID; step++)
			check(v, first_in(p, (const unsigned char *)v->frame, v->n, step), "in pieces");
	}
}

/* A frame that has not ended is no frame yet, wherever it is cut. */
static void a_frame_without_its_end_says_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
		const struct vector *v = &VECTORS[i];
		const struct protocol *p = protocol_find(v->protocol);
		size_t n = v->n - (v->n > 1 && v->frame[v->n - 1] == '\n' && v->frame[v->n - 2] == '\r');
		if (v->state != WEIGHT_OK || p->kind == PORT_HID)
			continue;
		for (size_t cut = 1; cut < n; cut++)
			assert_int_equal(first_in(p, (const unsigned char *)v->frame, cut, cut).state, WEIGHT_NONE);
	}
}

/* Nor is one that somebody began to hear in its middle, except where the table says so. */
static void the_tail_of_a_frame_says_no_weight(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
		const struct vector *v = &VECTORS[i];
		const struct protocol *p = protocol_find(v->protocol);
		struct weight w;
		if (v->state != WEIGHT_OK || p->kind == PORT_HID || p->tail)
			continue;
		for (size_t from = 1; from < v->n; from++) {
			w = first_in(p, (const unsigned char *)v->frame + from, v->n - from, v->n);
			if (w.state == WEIGHT_OK && (w.mg != v->mg || w.stable != v->stable))
				fail_msg("%s from byte %zu: %s is %lld mg", v->protocol, from, w.raw, (long long)w.mg);
		}
	}
}

static void the_next_frame_is_found_behind_rubbish(void **state)
{
	static const char *const RUBBISH[] = { "\xff\xfe\x80garbage", "\x02\x02\x02", "\n\n\x03", "ST,GS,", "\x01\x02S 0", "S S  12", "\r\n\r\n" };
	(void)state;
	for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
		const struct vector *v = &VECTORS[i];
		const struct protocol *p = protocol_find(v->protocol);
		if (v->state != WEIGHT_OK || p->kind == PORT_HID)
			continue;
		for (size_t k = 0; k < sizeof RUBBISH / sizeof *RUBBISH; k++) {
			/* Lines need their end to be told apart: the frame comes twice. */
			unsigned char all[256];
			size_t n = strlen(RUBBISH[k]), at = 0, used;
			struct weight w = { 0 };
			int found = 0;
			memcpy(all, RUBBISH[k], n);
			for (int twice = 0; twice < 2; twice++) {
				memcpy(all + n, v->frame, v->n);
				n += v->n;
			}
			while (at < n && (used = p->read(NULL, all + at, n - at, &w))) {
				at += used;
				assert_true(at <= n);
				if (w.state != WEIGHT_OK)
					continue;
				check(v, w, "behind rubbish");
				found = 1;
			}
			if (!found)
				fail_msg("%s %s behind %s", v->protocol, v->frame, RUBBISH[k]);
		}
	}
}

static void masses_are_exact(void **state)
{
	static const struct { const char *digits, *unit; int64_t mg; } M[] = {
		{ "1", "oz", 28350 }, { "1000000", "oz", 28349523125 }, { "1", "lb", 453592 }, { "100", "lbs", 45359237 }, { "0.1", "LB", 45359 },
		{ "16", "oz", 453592 }, { "-645.2", "oz", -18291112 }, { "1,840", "kg", 1840000 }, { "+ 0.5", "t", 500000000 }, { "5", "ct", 1000 },
		{ "0.0005", "g", 1 }, { "-0.0005", "g", -1 }, { "0.0004", "g", 0 }, { ".5", "g", 500 }, { "999999999", "t", 999999999000000000 },
		{ "000000000000000012", "g", 12000 },
	};
	static const char *const BAD[] = { "", "+", "-", ".", "1.", "1..2", "1.2.3", "1 2", "1e3", "--1", "1-", "1234567890", "0000000000000000000", "\xb2", " 1" };
	int64_t digits, mg;
	int exp10;
	uint32_t step;
	(void)state;
	for (size_t i = 0; i < sizeof M / sizeof *M; i++) {
		assert_int_equal(mass_digits(M[i].digits, strlen(M[i].digits), &digits, &exp10), 0);
		assert_int_equal(mass_of(digits, exp10, mass_unit_find(M[i].unit, strlen(M[i].unit)), &mg, &step), 0);
		assert_int_equal(mg, M[i].mg);
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_int_equal(mass_digits(BAD[i], strlen(BAD[i]), &digits, &exp10), -1);
	assert_null(mass_unit_find("pcs", 3));
	assert_null(mass_unit_find("k", 1));
	assert_null(mass_unit_find("", 0));
	assert_int_equal(mass_of(999999999, 10, mass_unit_find("t", 1), &mg, &step), -1);
	assert_int_equal(mass_of(1, -128, mass_unit_find("g", 1), &mg, &step), -1);
	assert_int_equal(mass_of(1, 127, mass_unit_find("mg", 2), &mg, &step), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_manuals_are_read),
		cmocka_unit_test(a_frame_without_its_end_says_nothing),
		cmocka_unit_test(the_tail_of_a_frame_says_no_weight),
		cmocka_unit_test(the_next_frame_is_found_behind_rubbish),
		cmocka_unit_test(masses_are_exact),
	};
	return cmocka_run_group_tests_name("scale/protocol", tests, NULL, NULL);
}
