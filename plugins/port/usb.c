/* SPDX-License-Identifier: MPL-2.0 */
/* USB: printers of the kernel's usblp, scales of its hidraw.
 *
 * Linux drivers/usb/class/usblp.c: a write takes at most 8192 bytes and returns before they are there; POLLOUT comes back
 * when they have gone.  close() kills what is still under way.  A printer of protocol 1 cannot be read: EINVAL. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "port/internal.h"

enum { LPGETSTATUS = 0x060b }; /* linux/lp.h is not for programs; the number is that of usblp.c */

static int lines(struct port *port)
{
	int bits = 0;
	return ioctl(port->fd, LPGETSTATUS, &bits) < 0 ? -errno : bits & 0xff;
}

static int drained(struct port *port)
{
	struct pollfd f = { .fd = port->fd, .events = POLLOUT };
	int n = poll(&f, 1, 0);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (f.revents & (POLLHUP | POLLERR | POLLNVAL))
		return -ENODEV;
	return f.revents & POLLOUT ? 1 : 0;
}

static long nothing(struct port *port, const void *p, size_t n)
{
	(void)port;
	(void)p;
	(void)n;
	return -ENOTSUP;
}

static const struct port_ops usb_ops = { port_fd_read, port_fd_write, lines, drained, port_no_end, port_fd_close };
static const struct port_ops hid_ops = { port_fd_read, nothing, port_no_lines, port_is_drained, port_no_end, port_fd_close };

int port_open_usb(const struct port_address *a, struct port *ret)
{
	char node[PORT_TEXT_MAX];
	const char *path = a->at;
	if (!path[0]) {
		int rc = port_find_usb("", a->serial, node, sizeof(node));
		if (rc)
			return rc;
		path = node;
	}
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENXIO || errno == ENODEV ? -ENOENT : -errno;
	*ret = (struct port){ .ops = &usb_ops, .fd = fd, .kind = PORT_USB };
	char none;
	ret->one_way = read(fd, &none, 0) < 0 && errno == EINVAL; /* reads nothing, but says whether it could */
	return 0;
}

int port_open_hid(const struct port_address *a, struct port *ret)
{
	char node[PORT_TEXT_MAX];
	const char *path = a->at;
	if (!path[0]) {
		int rc = port_find_hid("", a, node, sizeof(node));
		if (rc)
			return rc;
		path = node;
	}
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENXIO || errno == ENODEV ? -ENOENT : -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) { /* the kernel lets everybody in */
		int rc = errno == EWOULDBLOCK ? -EBUSY : -errno;
		close(fd);
		return rc;
	}
	*ret = (struct port){ .ops = &hid_ops, .fd = fd, .kind = PORT_HID };
	return 0;
}
