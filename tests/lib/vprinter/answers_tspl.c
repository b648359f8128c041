/* SPDX-License-Identifier: MPL-2.0 */
/* How a printer of TSPL answers ESC ! ? (one byte) and ESC ! S (eight).  Source: TSC's TSPL/TSPL2 programming manual. */
#include "vprinter/live_parts.h"

static unsigned char bits(const struct live *l)
{
	return (unsigned char)((live_has(l, FAULT_COVER) ? 0x01 : 0) | (live_has(l, FAULT_JAM) || live_has(l, FAULT_CUTTER) ? 0x02 : 0) |
	                       (live_has(l, FAULT_PAPER) ? 0x04 : 0) | (live_has(l, FAULT_RIBBON) ? 0x08 : 0) | (live_has(l, FAULT_PAUSE) ? 0x10 : 0) |
	                       (l->queued && !live_stopped(l) ? 0x20 : 0) | (live_has(l, FAULT_HOT) || live_has(l, FAULT_ERROR) ? 0x80 : 0));
}

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	unsigned char b = bits(l);
	if (n == 3 && q[2] == '?') {
		live_say(l, &b, 1);
	} else if (n == 3 && q[2] == 'S') {
		unsigned char mistakes = (unsigned char)(0x40 | (b & 0x04 ? 0x01 : 0) | (b & 0x02 ? 0x02 : 0) | (b & 0x08 ? 0x04 : 0));
		unsigned char state = b & 0x10 ? '`' : b & 0x20 ? 'P' : b & 0x8f ? 'E' : '@';
		live_say(l, (unsigned char[]){ 2, state, '@', b & 0x80 ? 'A' : '@', mistakes, 3, '\r', '\n' }, 8);
	}
}

static void event(struct live *l, enum event e)
{
	unsigned char b = bits(l);
	if (e == EVENT_TALK)
		live_say(l, &b, 1);
}

const struct answers answers_tspl = { asked, event };
