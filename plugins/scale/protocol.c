/* SPDX-License-Identifier: MPL-2.0 */
#include "scale/protocol.h"

#include <string.h>

#include "scale/protocols.h"

#define LINE(b, p, n) { .baud = (b), .parity = (p), .bits = (n), .stop = 1 }
#define ASK(text) .ask = (text), .ask_n = sizeof(text) - 1

const struct protocol protocol_table[] = {
	{ "hid", "USB (DYMO, Stamps.com)", .kind = PORT_HID, .read = hid_read },
	/* Kern KCP wants 100 ms at least between two questions. */
	{ "mt-sics", "Mettler-Toledo MT-SICS, Kern KCP", ASK("SI\r\n"), .ask_ms = 200, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = sics_read },
	{ "kern", "Kern (s, w, t)", ASK("w"), .ask_ms = 300, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = kern_read },
	{ "toledo-8217", "Mettler-Toledo 8217, Ariva, Viva", ASK("W"), .ask_ms = 300, .line = LINE(9600, 'E', 7), .kind = PORT_SERIAL, .read = toledo_read },
	{ "st-gs", "CAS, Excell, T-Scale, Gram, Baxtran", .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = stgs_read },
	{ "a-and-d", "A&D", ASK("Q\r\n"), .ask_ms = 300, .line = LINE(2400, 'E', 7), .kind = PORT_SERIAL, .read = stgs_read },
	{ "dini", "Dini Argeo", ASK("READ\r\n"), .ask_ms = 300, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = stgs_read },
	{ "cas-ecr", "CAS ECR (AP-1, PD-II)", ASK("\x05"), .then = "\x11", .then_n = 1, .ask_ms = 300, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = cas_read },
	{ "ohaus", "Ohaus", ASK("IP\r\n"), .ask_ms = 300, .tail = 1, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = ohaus_read },
	{ "nci", "Avery Weigh-Tronix, Brecknell, Salter, NCI", ASK("W\r"), .ask_ms = 300, .line = LINE(9600, 'E', 7), .kind = PORT_SERIAL, .read = nci_read },
	{ "sma", "SMA SCP-0499", ASK("\nW\r"), .ask_ms = 300, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = sma_read },
	/* It beeps at each question. */
	{ "adam", "Adam AZextra, CBD, Highland", ASK("P\r\n"), .ask_ms = 5000, .tail = 1, .once = 1, .line = LINE(4800, 'N', 8), .kind = PORT_SERIAL, .read = adam_read },
	{ "cpwplus", "Adam CPWplus", ASK("G\r\n"), .ask_ms = 400, .tail = 1, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = adam_read },
	{ "kern-ew", "Kern EW, Vibra", ASK("O8\r\n"), .ask_ms = 500, .line = { .baud = 1200, .parity = 'N', .bits = 8, .stop = 2 }, .kind = PORT_SERIAL, .read = kern_ew_read },
	{ "own", "", .tail = 1, .line = LINE(9600, 'N', 8), .kind = PORT_SERIAL, .read = own_read },
};
const uint32_t protocol_count = sizeof protocol_table / sizeof *protocol_table;

const struct protocol *protocol_find(const char *name)
{
	for (uint32_t i = 0; i < protocol_count; i++)
		if (!strcmp(protocol_table[i].name, name))
			return &protocol_table[i];
	return NULL;
}
