/* SPDX-License-Identifier: MPL-2.0 */
/* How a Brother QL answers: 32 bytes when it is asked, and at each step of a label; on TCP never, there SNMP has them.
 *
 * Sources: "Raster Command Reference QL-800/810W/820NWB", status; two real replies in pklaus/brother_ql, issues 17 and 46; SNMP: OID
 * 1.3.6.1.4.1.2435.3.3.9.1.6.1.0, as philpem/printer-driver-ptouch, issue 14, reads it. */
#include <string.h>

#include "vprinter/live_parts.h"

enum { FRAME = 32, REPLY = 0, COMPLETED = 1, FAULT = 2, NOTIFICATION = 5, PHASE = 6 };

static void frame(const struct live *l, unsigned char f[FRAME], unsigned char type, int printing)
{
	static const struct {
		const char *model;
		unsigned char series, code;
	} models[] = { { "QL-500", 0x30, 0x4f }, { "QL-570", 0x30, 0x32 }, { "QL-700", 0x34, 0x35 }, { "QL-800", 0x34, 0x38 }, { "QL-1100", 0x34, 0x43 } };
	memset(f, 0, FRAME);
	memcpy(f, "\x80\x20\x42\x34\x41\x30", 6); /* a QL-820NWB */
	for (size_t i = 0; l->setup.model && i < sizeof(models) / sizeof(models[0]); i++) {
		if (strcmp(l->setup.model, models[i].model) == 0) {
			f[3] = models[i].series;
			f[4] = models[i].code;
		}
	}
	int empty = live_has(l, FAULT_PAPER);
	f[8] = (unsigned char)((empty ? 0x02 : 0) | (live_has(l, FAULT_CUTTER) ? 0x04 : 0) | (live_has(l, FAULT_PAUSE) ? 0x10 : 0) | (live_has(l, FAULT_HOT) ? 0x80 : 0));
	f[9] = (unsigned char)((l->wrong_roll ? 0x01 : 0) | (live_has(l, FAULT_COVER) ? 0x10 : 0) | (live_has(l, FAULT_JAM) ? 0x40 : 0) |
	                       (live_has(l, FAULT_ERROR) || live_has(l, FAULT_RIBBON) ? 0x80 : 0));
	f[10] = empty ? 0 : (unsigned char)l->w_mm;
	f[11] = empty ? 0 : l->h_mm ? 0x0b : 0x0a;
	f[14] = 0x3f;
	f[17] = empty ? 0 : (unsigned char)l->h_mm;
	f[18] = type;
	f[19] = (unsigned char)printing;
	f[25] = l->red ? 0x80 : 0;
}

void brother_status(const struct live *l, unsigned char f[FRAME])
{
	frame(l, f, REPLY, l->printed_ms != 0);
}

static void say(struct live *l, unsigned char type, int printing)
{
	unsigned char f[FRAME];
	frame(l, f, type, printing);
	if (l->setup.on != LIVE_TCP)
		live_say(l, f, FRAME);
}

static void asked(struct live *l, const unsigned char *q, size_t n)
{
	(void)q;
	(void)n;
	say(l, REPLY, l->printed_ms != 0);
}

static void event(struct live *l, enum event e)
{
	switch (e) {
	case EVENT_TROUBLE: say(l, FAULT, 0); break;
	case EVENT_MENDED: say(l, PHASE, l->queued > 0); break;
	case EVENT_PRINTING: say(l, PHASE, 1); break;
	case EVENT_DONE:
		say(l, COMPLETED, 1);
		say(l, PHASE, 0);
		break;
	case EVENT_TALK: { /* on TCP too: who must not be surprised is the sender */
		unsigned char f[FRAME];
		brother_status(l, f);
		live_say(l, f, FRAME);
		break;
	}
	}
}

/* A GET of version 1: the question comes back as an answer with the value in place of NULL, so all lengths around it grow by 32. */
size_t snmp_answer(const struct live *l, const unsigned char *q, size_t n, unsigned char *out, size_t cap)
{
	static const unsigned char oid[] = { 0x06, 0x0e, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x93, 0x03, 0x03, 0x03, 0x09, 0x01, 0x06, 0x01, 0x00 };
	if (n < 49 || n > 120 || cap < n + FRAME || q[0] != 0x30 || q[1] != n - 2)
		return 0;
	size_t pdu = 5; /* 30 len 02 01 00 04 len community, then A0 len */
	pdu += q[pdu] == 0x04 ? 2u + q[pdu + 1] : 2;
	if (pdu + 2 > n || q[pdu] != 0xa0 || q[pdu + 1] != n - pdu - 2)
		return 0;
	size_t at = pdu + 2;
	for (int i = 0; i < 3 && at + 2 < n; i++) /* its number, error, which one */
		at += 2u + q[at + 1];
	if (at + 4 + sizeof(oid) + 2 != n || q[at] != 0x30 || q[at + 2] != 0x30 || memcmp(q + at + 4, oid, sizeof(oid)) != 0 || q[n - 2] != 0x05 || q[n - 1] != 0)
		return 0;
	memcpy(out, q, n);
	out[1] += FRAME;
	out[pdu] = 0xa2;
	out[pdu + 1] += FRAME;
	out[at + 1] += FRAME;
	out[at + 3] += FRAME;
	out[n - 2] = 0x04;
	out[n - 1] = FRAME;
	brother_status(l, out + n);
	return n + FRAME;
}

const struct answers answers_brother = { asked, event };
