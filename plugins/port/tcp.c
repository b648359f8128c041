/* SPDX-License-Identifier: MPL-2.0 */
/* A printer on the network.
 *
 * Bytes that it sent and nobody read turn close() into a reset that destroys what it has not yet taken: who prints reads on
 * until the printer ends, after end(). */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "port/internal.h"

enum { CONNECT_MS = 5000 };

static long take(struct port *port, void *p, size_t n)
{
	ssize_t got;
	do
		got = recv(port->fd, p, n, 0);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static long give(struct port *port, const void *p, size_t n)
{
	ssize_t put;
	do
		put = send(port->fd, p, n < PORT_WRITE_MOST ? n : PORT_WRITE_MOST, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	return put < 0 ? -errno : put;
}

static int drained(struct port *port) /* acknowledged by the other side */
{
	int n;
	return ioctl(port->fd, SIOCOUTQ, &n) < 0 ? -errno : n == 0;
}

static void half_close(struct port *port)
{
	shutdown(port->fd, SHUT_WR);
}

static const struct port_ops ops = { take, give, port_no_lines, drained, half_close, port_fd_close };

/* 0 once it is connected. */
static int wait_connected(int fd, int wake_fd, int64_t until)
{
	for (;;) {
		int64_t left = until - port_now_ms();
		struct pollfd f[2] = { { .fd = fd, .events = POLLOUT }, { .fd = wake_fd, .events = POLLIN } };
		int n = poll(f, 2, left > 0 ? (int)left : 0);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && f[0].revents) {
			int fault = 0;
			socklen_t size = sizeof(fault);
			return getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size) < 0 ? -errno : -fault;
		}
		if (n > 0)
			return -EINTR;
		if (n == 0 && left <= 0)
			return -ETIMEDOUT;
	}
}

static int connect_one(const struct addrinfo *i, int wake_fd, int64_t until, int *ret_fd)
{
	int fd = socket(i->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1, idle = 30;
	if (fd < 0)
		return -errno;
	int rc = connect(fd, i->ai_addr, i->ai_addrlen) < 0 ? -errno : 0;
	if (rc == -EINPROGRESS)
		rc = wait_connected(fd, wake_fd, until);
	if (rc) {
		close(fd);
		return rc;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)); /* questions are short and are waited for */
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)); /* one that lost its current while it printed is noticed */
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	*ret_fd = fd;
	return 0;
}

int port_open_tcp(const struct port_address *a, int wake_fd, struct port *ret)
{
	struct addrinfo *found;
	int64_t until = port_now_ms() + CONNECT_MS;
	int fd = -1, rc = port_lookup(a->at, a->number, SOCK_STREAM, wake_fd, CONNECT_MS, &found);
	if (rc)
		return rc == -ETIMEDOUT ? -EHOSTUNREACH : rc;
	rc = -EHOSTUNREACH;
	for (const struct addrinfo *i = found; i && rc && rc != -EINTR && rc != -ETIMEDOUT; i = i->ai_next)
		rc = connect_one(i, wake_fd, until, &fd);
	freeaddrinfo(found);
	if (rc == 0)
		*ret = (struct port){ .ops = &ops, .fd = fd, .kind = PORT_TCP };
	return rc;
}
