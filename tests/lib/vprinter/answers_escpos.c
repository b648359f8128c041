/* SPDX-License-Identifier: MPL-2.0 */
/* How a printer of ESC/POS answers: DLE EOT at once, whatever it does; GS ( H when all before it is printed; ASB when something changes,
 * once it is asked for.  Source: Epson's ESC/POS command reference. */
#include <string.h>

#include "vprinter/live_parts.h"

static unsigned char eot(const struct live *l, unsigned which)
{
	int paper = live_has(l, FAULT_PAPER), cover = live_has(l, FAULT_COVER);
	int cutter = live_has(l, FAULT_CUTTER), fault = live_has(l, FAULT_JAM) || live_has(l, FAULT_ERROR), hot = live_has(l, FAULT_HOT);
	unsigned b = 0x12;
	switch (which) {
	case 1: b |= live_stopped(l) ? 0x08 : 0; break;
	case 2: b |= (cover ? 0x04u : 0) | (paper ? 0x20u : 0) | (cutter || fault || hot ? 0x40u : 0); break;
	case 3: b |= (fault ? 0x20u : 0) | (cutter ? 0x08u : 0) | (hot ? 0x40u : 0); break;
	case 4: b |= paper ? 0x6c : 0; break;
	}
	return (unsigned char)b;
}

static void say_asb(struct live *l)
{
	unsigned char b[4] = { 0x10, 0, 0, 0 };
	b[0] |= (unsigned char)((live_stopped(l) ? 0x08 : 0) | (live_has(l, FAULT_COVER) ? 0x20 : 0));
	b[1] |= (unsigned char)((live_has(l, FAULT_CUTTER) ? 0x08 : 0) | (live_has(l, FAULT_JAM) || live_has(l, FAULT_ERROR) ? 0x20 : 0) | (live_has(l, FAULT_HOT) ? 0x40 : 0));
	b[2] |= live_has(l, FAULT_PAPER) ? 0x0f : 0;
	live_say(l, b, 4);
}

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	unsigned char b;
	if (n == 3 && q[0] == 0x10) {
		b = eot(l, q[2]);
		live_say(l, &b, 1);
	} else if (n == 2 || (q[1] == 'r' && q[2] == 1)) { /* ESC v, GS r 1: the paper */
		b = live_has(l, FAULT_PAPER) ? 0x0c : 0;
		live_say(l, &b, 1);
	} else if (q[1] == 'a') {
		l->asb = q[2] != 0;
		if (l->asb)
			say_asb(l);
	} else if (q[1] == '(' && !l->faults.no_echo && l->echo_count < ECHOES_MOST) {
		memcpy(l->echoes[l->echo_count++], q + 7, 4);
	}
}

static void event(struct live *l, enum event e)
{
	if (e == EVENT_TALK || (l->asb && (e == EVENT_TROUBLE || e == EVENT_MENDED)))
		say_asb(l);
}

const struct answers answers_escpos = { asked, event };
