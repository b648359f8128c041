/* SPDX-License-Identifier: MPL-2.0 */
/* Opening, and what is the same for all descriptors. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "port/internal.h"

int64_t port_now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

long port_fd_read(struct port *port, void *p, size_t n)
{
	ssize_t got;
	do
		got = read(port->fd, p, n);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

long port_fd_write(struct port *port, const void *p, size_t n)
{
	ssize_t put;
	do
		put = write(port->fd, p, n < PORT_WRITE_MOST ? n : PORT_WRITE_MOST);
	while (put < 0 && errno == EINTR);
	return put < 0 ? -errno : put;
}

void port_fd_close(struct port *port)
{
	if (port->fd >= 0)
		close(port->fd);
	port->fd = -1;
}

int port_no_lines(struct port *port)
{
	(void)port;
	return -ENOTSUP;
}

int port_is_drained(struct port *port)
{
	(void)port;
	return 1;
}

void port_no_end(struct port *port)
{
	(void)port;
}

int port_open(const struct port_address *a, int wake_fd, struct port *ret)
{
	switch (a->kind) {
	case PORT_USB: return port_open_usb(a, ret);
	case PORT_TCP: return port_open_tcp(a, wake_fd, ret);
	case PORT_SERIAL: return port_open_serial(a, ret);
	case PORT_HID: return port_open_hid(a, ret);
	case PORT_FILE:
	case PORT_IPP: break;
	}
	return -ENOTSUP;
}
