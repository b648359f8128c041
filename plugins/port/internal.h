/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of the library share. */
#ifndef PORT_INTERNAL_H
#define PORT_INTERNAL_H

#include "port/port.h"

/* The node of a USB printer by its serial number, or of a scale by vendor, product and, unless "", serial number, off /sys
 * below `root`.  Returns 0, or -ENOENT. */
int port_find_usb(const char *root, const char *serial, char *node, size_t cap);
int port_find_hid(const char *root, const struct port_address *a, char *node, size_t cap);

int port_open_usb(const struct port_address *a, struct port *ret);
int port_open_hid(const struct port_address *a, struct port *ret);
int port_open_serial(const struct port_address *a, struct port *ret);
int port_open_tcp(const struct port_address *a, int wake_fd, struct port *ret);

/* read(2) and close(2) as ops. */
long port_fd_read(struct port *, void *p, size_t n);
long port_fd_write(struct port *, const void *p, size_t n);
void port_fd_close(struct port *);
int port_no_lines(struct port *); /* -ENOTSUP */
int port_is_drained(struct port *); /* 1: nothing to wait for */
void port_no_end(struct port *);

#endif
