/* SPDX-License-Identifier: MPL-2.0 */
/* What the printer hangs on: TCP with one sender at a time, the others wait; a terminal, whose node keeps its name when it is plugged in
 * again; or the stand-in for usblp. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "vprinter/live_parts.h"

enum { WINDOW = 4096, TX_MOST = 65536 };

static int bound(int kind, uint16_t port, uint16_t *ret)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1, window = WINDOW;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window)); /* small, as printers have it: connections inherit it */
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || getsockname(fd, (struct sockaddr *)&a, &size) < 0) {
		close(fd);
		return -1;
	}
	*ret = ntohs(a.sin_port);
	return fd;
}

/* Where `l->held` is bound: that one never listens, and keeps the number from everybody else while the printer is not there. */
static int listening(struct live *l)
{
	int fd = bound(SOCK_STREAM, l->number, &l->number);
	if (fd >= 0 && listen(fd, 8) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int tty_open(struct live *l)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios t;
	char node[64];
	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 || ptsname_r(fd, node, sizeof(node)) != 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (tcgetattr(fd, &t) == 0) { /* nothing is echoed while nobody has set it up */
		cfmakeraw(&t);
		tcsetattr(fd, TCSANOW, &t);
	}
	unlink(l->node);
	if (symlink(node, l->node) < 0) {
		close(fd);
		return -1;
	}
	l->conn = fd;
	return 0;
}

int line_open(struct live *l)
{
	l->held = l->listener = l->conn = l->snmp = -1;
	if (l->setup.on == LIVE_USB)
		return usb_open(l);
	if (l->setup.on == LIVE_TTY) {
		snprintf(l->folder, sizeof(l->folder), "%s", "/tmp/vprinter-XXXXXX");
		if (!mkdtemp(l->folder))
			return -1;
		snprintf(l->node, sizeof(l->node), "%s/tty", l->folder);
		return tty_open(l);
	}
	l->held = bound(SOCK_STREAM, l->setup.port, &l->number);
	l->listener = l->held < 0 ? -1 : listening(l);
	if (l->setup.language == VPRINTER_BROTHER)
		l->snmp = bound(SOCK_DGRAM, 0, &l->snmp_number);
	return l->listener < 0 || (l->setup.language == VPRINTER_BROTHER && l->snmp < 0) ? -1 : 0;
}

static void drop(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void line_close(struct live *l)
{
	usb_close(l);
	drop(&l->conn);
	drop(&l->listener);
	drop(&l->held);
	drop(&l->snmp);
	if (l->folder[0]) {
		unlink(l->node);
		rmdir(l->folder);
	}
	bytes_fini(&l->tx);
}

int line_is_up(const struct live *l)
{
	return l->setup.on == LIVE_USB ? usb_fd(l) >= 0 : l->setup.on == LIVE_TTY ? l->tty_up : l->conn >= 0;
}

void line_cut(struct live *l)
{
	struct linger at_once = { .l_onoff = 1 };
	l->rx_n = l->rx_at = l->tx.n = 0;
	l->saw_end = l->tty_up = l->was_up = 0;
	if (l->setup.on == LIVE_USB) {
		usb_cut(l);
	} else if (l->setup.on == LIVE_TCP && l->conn >= 0) {
		setsockopt(l->conn, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)); /* RST */
		drop(&l->conn);
	} else if (l->setup.on == LIVE_TTY) {
		drop(&l->conn);
		if (!live_has(l, FAULT_GONE) && tty_open(l) < 0)
			fprintf(stderr, "vprinter: no new terminal\n");
	}
}

void line_show(struct live *l, int there)
{
	if (l->setup.on == LIVE_USB) {
		usb_show(l, there);
	} else if (l->setup.on == LIVE_TTY) {
		if (there)
			tty_open(l);
		else
			unlink(l->node);
	} else if (there) {
		l->listener = listening(l);
		if (l->listener < 0)
			fprintf(stderr, "vprinter: port %u is no longer free\n", l->number);
	} else {
		drop(&l->listener);
	}
}

void line_accept(struct live *l)
{
	int one = 1;
	if (l->listener < 0 || l->conn >= 0)
		return;
	l->conn = accept4(l->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (l->conn < 0)
		return;
	setsockopt(l->conn, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

void line_read(struct live *l, size_t most)
{
	if (l->setup.on == LIVE_USB) {
		usb_read(l);
		return;
	}
	if (l->conn < 0 || l->saw_end)
		return;
	ssize_t n = read(l->conn, l->rx, most < RX_MOST ? most : RX_MOST);
	if (n > 0) {
		l->rx_n = (size_t)n;
		l->tty_up = l->setup.on == LIVE_TTY;
	} else if (l->setup.on == LIVE_TTY) {
		if (n == 0 || errno == EIO) { /* nobody has it open */
			l->tty_hung = 1;
			if (l->tty_up)
				line_ended(l);
		}
	} else if (n == 0) {
		l->saw_end = 1;
	} else if (errno != EAGAIN && errno != EINTR) {
		l->counts.resets++;
		line_ended(l);
	}
}

void line_ended(struct live *l)
{
	live_finish(l);
	l->counts.ended++;
	l->rx_n = l->rx_at = l->tx.n = 0;
	l->saw_end = l->tty_up = l->was_up = 0;
	if (l->setup.on == LIVE_USB)
		usb_cut(l);
	else if (l->setup.on == LIVE_TCP)
		drop(&l->conn);
}

void line_write(struct live *l)
{
	while (l->tx.n && l->conn >= 0) {
		ssize_t n = l->setup.on == LIVE_TCP ? send(l->conn, l->tx.p, l->tx.n, MSG_NOSIGNAL) : write(l->conn, l->tx.p, l->tx.n);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) { /* nobody hears it; reading tells the rest */
			l->counts.unread++;
			l->tx.n = 0;
			return;
		}
		memmove(l->tx.p, l->tx.p + n, l->tx.n - (size_t)n);
		l->tx.n -= (size_t)n;
	}
}

void line_say(struct live *l, const void *p, size_t n)
{
	if (l->setup.on == LIVE_USB) {
		usb_say(l, p, n);
		return;
	}
	if (!line_is_up(l) || l->tx.n + n > TX_MOST) {
		l->counts.unread += line_is_up(l);
		return;
	}
	bytes_add(&l->tx, p, n);
	line_write(l);
}
