/* SPDX-License-Identifier: MPL-2.0 */
/* How a DYMO LabelWriter 4xx answers ESC A (one byte) and ESC V (its version).  Source: DYMO's technical reference, as
 * thermal-label/labelwriter quotes it. */
#include "vprinter/live_parts.h"

static unsigned char bits(const struct live *l)
{
	unsigned char stopped = (unsigned char)((live_has(l, FAULT_PAPER) ? 0x20 : 0) | (live_has(l, FAULT_JAM) ? 0x40 : 0));
	if (!stopped && live_stopped(l))
		stopped = 0x80;
	return stopped ? stopped : l->queued || l->scan.drawn ? 0x00 : 0x03;
}

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	unsigned char b = bits(l);
	if (n == 2 && q[1] == 'A')
		live_say(l, &b, 1);
	else
		live_say(l, "93089v0K\r\n", 10);
}

static void event(struct live *l, enum event e)
{
	unsigned char b = bits(l);
	if (e == EVENT_TALK)
		live_say(l, &b, 1);
}

const struct answers answers_dymo = { asked, event };
