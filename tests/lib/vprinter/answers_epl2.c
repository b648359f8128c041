/* SPDX-License-Identifier: MPL-2.0 */
/* How a printer of EPL2 answers ^ee: two digits.  Source: Zebra's EPL2 programmer's manual, ^ee and its table of errors. */
#include "vprinter/live_parts.h"

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	(void)q;
	(void)n;
	live_say(l, live_has(l, FAULT_PAPER) ? "07\r\n" : live_has(l, FAULT_PAUSE) ? "12\r\n" : live_stopped(l) ? "11\r\n" : "00\r\n", 4);
}

static void event(struct live *l, enum event e)
{
	if (e == EVENT_TALK)
		asked(l, NULL, 0);
}

const struct answers answers_epl2 = { asked, event };
