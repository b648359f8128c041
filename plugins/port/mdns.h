/* SPDX-License-Identifier: MPL-2.0 */
/* mdns.h: what printers say of themselves on the network, read off the answers to one question (DNS-SD over multicast DNS). */
#ifndef PORT_MDNS_H
#define PORT_MDNS_H

#include <netinet/in.h>

#include "port/port.h"

enum { MDNS_SERVICES = 48, MDNS_NAME = 256, MDNS_QUESTION = MDNS_NAME + 32 };
struct mdns_service {
	char name[MDNS_NAME], host[MDNS_NAME]; /* as in the answer, "." between labels */
	uint16_t port;                         /* 0: not known yet */
	uint8_t type;                          /* of mdns_types */
	uint8_t described;                     /* its TXT has come */
	struct in_addr from, at;               /* who answered; the address of the host, 0: not said */
	char path[64], model[64], maker[64], formats[64]; /* of TXT: rp, usb_MDL or ty, usb_MFG, pdl */
};
struct mdns {
	size_t n;
	struct mdns_service at[MDNS_SERVICES];
};
extern const char *const mdns_types[3];

/* Writes a question for a name into `out`, of MDNS_QUESTION bytes; `skip`: so many bytes of it are one label, which may have dots, 0: none.
 * Returns its size. */
size_t mdns_write(const char *name, unsigned type, size_t skip, unsigned char *out);
/* Adds what a packet says; any bytes are fine. */
void mdns_read(struct mdns *m, const unsigned char *p, size_t n, struct in_addr from);
/* What is complete, as printers.  Returns how many, at most cap. */
size_t mdns_collect(const struct mdns *m, struct port_found *out, size_t cap);

#endif
