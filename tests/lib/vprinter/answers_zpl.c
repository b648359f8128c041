/* SPDX-License-Identifier: MPL-2.0 */
/* How a printer of ZPL answers ~HI, ~HQES, ~HS and the question for its count of labels.  Without paper, with its head open and the like
 * ~HS has no answer at all.
 *
 * Sources: Zebra's ZPL II programming guide; the idle answers are those that lprint 1.1.0 takes for good. */
#include <stdio.h>
#include <string.h>

#include "vprinter/live_parts.h"

static void say(struct live *l, const char *text)
{
	live_say(l, text, strlen(text));
}

static void errors(struct live *l)
{
	char text[200];
	unsigned e = (live_has(l, FAULT_PAPER) ? 0x1u : 0) | (live_has(l, FAULT_RIBBON) ? 0x2u : 0) | (live_has(l, FAULT_COVER) ? 0x4u : 0) |
	             (live_has(l, FAULT_CUTTER) ? 0x8u : 0) | (live_has(l, FAULT_HOT) ? 0x10u : 0) | (live_has(l, FAULT_JAM) ? 0x1000u : 0) |
	             (live_has(l, FAULT_PAUSE) ? 0x10000u : 0) | (live_has(l, FAULT_ERROR) ? 0x80000u : 0);
	snprintf(text, sizeof(text), "\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         %d 00000000 %08x\r\n  WARNINGS:       0 00000000 00000000\r\n\x03\r\n", e != 0, e);
	say(l, text);
}

static void host_status(struct live *l)
{
	char text[200];
	if (live_has(l, FAULT_PAPER) || live_has(l, FAULT_RIBBON) || live_has(l, FAULT_COVER) || live_has(l, FAULT_HOT))
		return;
	/* What it holds, the one that is being printed too; whether one has begun to arrive. */
	snprintf(text, sizeof(text), "\x02" "030,0,%d,0711,%03u,0,0,%d,000,0,0,0\x03\r\n", live_has(l, FAULT_PAUSE), l->queued, l->scan.open);
	say(l, text);
	snprintf(text, sizeof(text), "\x02" "000,0,0,0,0,2,4,0,%08u,1,000\x03\r\n", l->queued);
	say(l, text);
	say(l, "\x02" "1234,0\x03\r\n");
}

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	char text[100];
	if (memcmp(q, "~HI", 3) == 0) {
		snprintf(text, sizeof(text), "\x02%s,V84.20.21Z,%d,65536KB\x03\r\n", l->setup.model ? l->setup.model : "ZD220-203dpi", l->setup.device.dpi > 250 ? 12 : 8);
		say(l, text);
	} else if (memcmp(q, "~HQ", 3) == 0) {
		errors(l);
	} else if (memcmp(q, "~HS", 3) == 0) {
		host_status(l);
	} else if (!l->faults.no_count && n < sizeof(l->scan.have) && memmem(q, n, "odometer.total_label_count", 26)) {
		snprintf(text, sizeof(text), "\"%llu\"", 4000ull + l->counts.out + l->counts.spoiled);
		say(l, text);
	}
}

static void event(struct live *l, enum event e)
{
	if (e == EVENT_TALK)
		host_status(l);
}

const struct answers answers_zpl = { asked, event };
