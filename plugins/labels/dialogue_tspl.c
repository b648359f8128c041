/* SPDX-License-Identifier: MPL-2.0 */
/* TSPL: one byte for ESC ! ?, or eight for ESC ! S of newer printers.
 *
 * Sources: TSC's TSPL/TSPL2 programming manual; Gprinter's GP-2120T. */
#include <string.h>

#include "labels/dialogue.h"

enum { NOISE = 4 }; /* a status comes alone; who says more at once says something else */

static void one(unsigned char b, struct device_status *s)
{
	s->trouble = DEVICE_NONE;
	dialogue_trouble(s, b & 0x41, DEVICE_COVER);
	dialogue_trouble(s, b & 0x04, DEVICE_PAPER);
	dialogue_trouble(s, b & 0x02, DEVICE_JAM);
	dialogue_trouble(s, b & 0x08, DEVICE_RIBBON);
	dialogue_trouble(s, b & 0x10, DEVICE_PAUSED);
	dialogue_trouble(s, b & 0x80, DEVICE_FAULT);
	s->printing = (b & 0x20) != 0;
}

/* 02 b1 b2 b3 b4 03 0D 0A: what it does, warnings, two sets of errors. */
static void many(const unsigned char *p, struct device_status *s)
{
	s->trouble = DEVICE_NONE;
	dialogue_trouble(s, p[3] & 0x01 && p[3] & 0x40, DEVICE_PAPER);
	dialogue_trouble(s, p[3] & 0x02 && p[3] & 0x40, DEVICE_JAM);
	dialogue_trouble(s, p[3] & 0x04 && p[3] & 0x40, DEVICE_RIBBON);
	dialogue_trouble(s, p[2] & 0x08 && p[2] & 0x40, DEVICE_CUTTER);
	dialogue_trouble(s, p[2] & 0x03 && p[2] & 0x40, DEVICE_HOT);
	dialogue_trouble(s, p[0] == '`' || p[0] == 'K', DEVICE_PAUSED);
	dialogue_trouble(s, p[0] == 'E' || (p[2] & 0x3f) || (p[3] & 0x3f), DEVICE_FAULT);
	s->printing = strchr("BCFLPW", p[0]) != NULL;
}

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	if (!n)
		return 0;
	size_t used = 1;
	if (n > 1 && p[0] == 0x02 && p[1] && strchr("@`BCEFKLPW", p[1])) {
		if (n < 8)
			return 0;
		if (memcmp(p + 5, "\x03\r\n", 3))
			return 2;
		many(p + 1, s);
		used = 8;
	} else if (n > NOISE) {
		return n;
	} else {
		one(p[0], s);
	}
	s->answered = s->parts = 1;
	s->ready = !s->printing && s->trouble == DEVICE_NONE;
	return used;
}

/* Empty lines end a bitmap of which bytes are missing (CLS of the next label wipes it); ESC ! . drops what waits. */
#define RESYNC "\r\n\x1b!.\r\n"
const struct dialogue dialogue_tspl = { "tspl", "\x1b!?", 3, RESYNC, sizeof(RESYNC) - 1, 1, "\r\n", 2, read_status };
