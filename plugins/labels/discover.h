/* SPDX-License-Identifier: MPL-2.0 */
/* discover.h: label printers on the network, asked when a person wants it and never else.
 *
 * An address that takes a connection on the port of printers is asked, in this order and only until it has answered: by SNMP
 * whether it is one of Brother's, and what it is; DLE EOT 1 (ESC/POS); ~HI (ZPL).  What SNMP says to be something else than a
 * label printer gets no ~HI, because an office printer would put the letters on a page.  All of it is over within
 * DISCOVER_MS, whatever the network does. */
#ifndef LABELS_DISCOVER_H
#define LABELS_DISCOVER_H

#include <netinet/in.h>

#include "port/port.h"

enum { DISCOVER_MS = 9000, DISCOVER_HOSTS = 254, DISCOVER_AT_ONCE = 64, DISCOVER_PORT = 9100, DISCOVER_SNMP = 161 };

struct discover_watch { /* may be NULL */
	int (*stopped)(void *arg); /* 1: give up */
	void *arg;
};
/* Asks `n` addresses, at most DISCOVER_HOSTS, on these ports.  What took a connection goes to `out`, in the order of `hosts`, with maker,
 * model and commands as far as it said them.  Returns how many, at most cap. */
size_t discover_hosts(const struct in_addr *hosts, size_t n, uint16_t port, uint16_t snmp, const struct discover_watch *w, struct port_found *out,
                      size_t cap);
/* The addresses beside this computer's own, at most 254 (a larger network: the 254 around its own), without its own.  Returns
 * how many, 0: it is on no network.  `name`: "192.168.1.0/24", for people. */
size_t discover_neighbours(struct in_addr hosts[DISCOVER_HOSTS], char name[32]);
/* The address of a name or of numbers.  0, or -ENOENT: nobody knows the name. */
int discover_lookup(const char *host, struct in_addr *ret);

#endif
