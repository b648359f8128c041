/* SPDX-License-Identifier: MPL-2.0 */
/* snmp.h: how a Brother is that hangs on the network: the same 32 bytes that others send over USB, by SNMP. */
#ifndef LABELS_SNMP_H
#define LABELS_SNMP_H

#include <stddef.h>

#include "labels/device.h"

enum { SNMP_GET = 49 };
/* The question: SNMP version 1, community "public", GET 1.3.6.1.4.1.2435.3.3.9.1.6.1.0.  Pure. */
void snmp_write(uint32_t id, unsigned char out[SNMP_GET]);
/* The answer to `id`.  0, or -1: it is none, or says that there is nothing.  Pure; any bytes are fine. */
int snmp_read(const unsigned char *p, size_t n, uint32_t id, struct device_status *ret);

/* The same for another object, `name` in BER without its tag, at most 14 bytes: the question, whose bytes are returned; a text
 * that answers it, borrowed from `p`. */
size_t snmp_write_get(const unsigned char *name, size_t n, uint32_t id, unsigned char out[SNMP_GET]);
int snmp_read_text(const unsigned char *p, size_t n, const unsigned char *name, size_t name_n, uint32_t id, const unsigned char **ret, size_t *ret_n);

/* Asks the host of the profile's port; twice, because datagrams get lost.  0; -ETIMEDOUT; -EINTR: wake_fd; another errno.
 * Sleeps in poll only, `ms` at most. */
int snmp_ask(const struct device_profile *p, int wake_fd, int64_t ms, struct device_status *ret);

#endif
