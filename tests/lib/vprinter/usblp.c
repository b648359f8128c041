/* SPDX-License-Identifier: MPL-2.0 */
/* What stands for the kernel's usblp: a socket pair that keeps the borders of messages.
 *
 * As drivers/usb/class/usblp.c does: one opener; a write takes at most 8192 bytes, returns at once and is under way until the printer has
 * taken all of it, and until then the next one is EAGAIN and poll does not say POLLOUT; close() kills what is under way; a read may
 * return 0, which means nothing; after the node has vanished all is ENODEV.
 *
 * A write is a message of always the same size with its length in front: the socket then has room for one, so that POLLOUT says the
 * truth without our help. */
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vprinter/live_parts.h"

enum { MESSAGE = 2 + PORT_WRITE_MOST, ROOM = 10000, PAPER_EMPTY = 0x20, SELECTED = 0x10, NOT_ERROR = 0x08 };
struct usb {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct live *live;
	int fd;        /* the printer's end; -1: nobody has it open */
	int shown;     /* there is a node */
	unsigned open; /* which opening it is */
	int killed;    /* the sender has closed */
};
struct opening {
	struct usb *usb;
	unsigned number;
};

static struct usb *of(const struct port *port)
{
	return ((struct opening *)port->arg)->usb;
}

/* Whether the node of this opening is still there; with the lock held. */
static int there(const struct port *port)
{
	const struct opening *o = port->arg;
	return o->usb->fd >= 0 && o->usb->open == o->number;
}

static long take(struct port *port, void *p, size_t n)
{
	ssize_t got = recv(port->fd, p, n, MSG_DONTWAIT);
	if (got > 0 || (got < 0 && errno == EAGAIN))
		return got < 0 ? -EAGAIN : got;
	struct usb *u = of(port);
	pthread_mutex_lock(&u->lock);
	int is = there(port);
	pthread_mutex_unlock(&u->lock);
	return is && got == 0 ? 0 : -ENODEV;
}

static int pending(int fd)
{
	int n = 0;
	return ioctl(fd, SIOCOUTQ, &n) == 0 && n > 0;
}

static long give(struct port *port, const void *p, size_t n)
{
	unsigned char message[MESSAGE] = { 0 };
	struct usb *u = of(port);
	if (n > PORT_WRITE_MOST)
		n = PORT_WRITE_MOST;
	message[0] = (unsigned char)n;
	message[1] = (unsigned char)(n >> 8);
	memcpy(message + 2, p, n);
	pthread_mutex_lock(&u->lock);
	long rc = !there(port) ? -ENODEV : pending(port->fd) ? -EAGAIN : (long)n;
	if (rc > 0 && send(port->fd, message, sizeof(message), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		rc = errno == EAGAIN ? -EAGAIN : -ENODEV;
	pthread_mutex_unlock(&u->lock);
	return rc;
}

static int lines(struct port *port)
{
	struct usb *u = of(port);
	struct live *l = u->live;
	pthread_mutex_lock(&l->lock);
	pthread_mutex_lock(&u->lock);
	int bits = -ENODEV;
	if (there(port)) {
		bits = SELECTED | NOT_ERROR;
		if (live_has(l, FAULT_PAPER))
			bits = (bits | PAPER_EMPTY) & ~NOT_ERROR;
		else if (live_stopped(l))
			bits &= live_has(l, FAULT_PAUSE) ? ~SELECTED : ~NOT_ERROR;
	}
	pthread_mutex_unlock(&u->lock);
	if (bits >= 0)
		live_asked(l);
	pthread_mutex_unlock(&l->lock);
	return bits;
}

static int drained(struct port *port)
{
	struct usb *u = of(port);
	pthread_mutex_lock(&u->lock);
	int rc = !there(port) ? -ENODEV : !pending(port->fd);
	pthread_mutex_unlock(&u->lock);
	return rc;
}

static void no_end(struct port *port)
{
	(void)port;
}

static void close_it(struct port *port)
{
	struct usb *u = of(port);
	if (port->fd < 0)
		return;
	pthread_mutex_lock(&u->lock);
	if (there(port))
		u->killed = 1;
	close(port->fd);
	pthread_mutex_unlock(&u->lock);
	live_kick(u->live);
	port->fd = -1;
	free(port->arg);
	port->arg = NULL;
}

static const struct port_ops ops = { take, give, lines, drained, no_end, close_it };

int live_open(struct live *l, struct port *ret)
{
	struct usb *u = l->usb;
	int pair[2], room = ROOM, rc = 0;
	struct opening *o = calloc(1, sizeof(*o));
	if (!o)
		return -ENOMEM;
	pthread_mutex_lock(&u->lock);
	while (u->fd >= 0 && u->killed) /* closed, and the printer is about to see it */
		pthread_cond_wait(&u->freed, &u->lock);
	if (!u->shown)
		rc = -ENOENT;
	else if (u->fd >= 0)
		rc = -EBUSY;
	else if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0)
		rc = -errno;
	if (rc == 0) {
		setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
		u->fd = pair[1];
		u->killed = 0;
		*o = (struct opening){ u, ++u->open };
		*ret = (struct port){ .ops = &ops, .fd = pair[0], .kind = PORT_USB, .arg = o };
	}
	pthread_mutex_unlock(&u->lock);
	if (rc)
		free(o);
	else
		live_kick(l);
	return rc;
}

int usb_open(struct live *l)
{
	l->usb = calloc(1, sizeof(*l->usb));
	if (!l->usb)
		return -ENOMEM;
	*l->usb = (struct usb){ .live = l, .fd = -1, .shown = 1 };
	pthread_mutex_init(&l->usb->lock, NULL);
	pthread_cond_init(&l->usb->freed, NULL);
	return 0;
}

void usb_cut(struct live *l)
{
	pthread_mutex_lock(&l->usb->lock);
	if (l->usb->fd >= 0)
		close(l->usb->fd);
	l->usb->fd = -1;
	l->usb->killed = 0;
	pthread_cond_broadcast(&l->usb->freed);
	pthread_mutex_unlock(&l->usb->lock);
	l->rx_n = l->rx_at = 0;
}

void usb_close(struct live *l)
{
	if (!l->usb)
		return;
	usb_cut(l);
	pthread_cond_destroy(&l->usb->freed);
	pthread_mutex_destroy(&l->usb->lock);
	free(l->usb);
	l->usb = NULL;
}

void usb_show(struct live *l, int is)
{
	pthread_mutex_lock(&l->usb->lock);
	l->usb->shown = is;
	pthread_mutex_unlock(&l->usb->lock);
}

int usb_fd(const struct live *l)
{
	if (!l->usb)
		return -1;
	pthread_mutex_lock(&l->usb->lock);
	int fd = l->usb->fd;
	pthread_mutex_unlock(&l->usb->lock);
	return fd;
}

/* He has closed: what is under way is dropped. */
int usb_ended(struct live *l)
{
	pthread_mutex_lock(&l->usb->lock);
	int killed = l->usb->fd >= 0 && l->usb->killed;
	if (killed)
		l->counts.resets += l->rx_n || recv(l->usb->fd, &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
	pthread_mutex_unlock(&l->usb->lock);
	if (killed)
		line_ended(l);
	return killed;
}

void usb_read(struct live *l)
{
	unsigned char message[MESSAGE];
	struct usb *u = l->usb;
	if (usb_ended(l) || l->rx_n)
		return;
	pthread_mutex_lock(&u->lock);
	if (u->fd >= 0 && recv(u->fd, message, sizeof(message), MSG_PEEK | MSG_DONTWAIT) == MESSAGE) {
		l->rx_n = message[0] | (size_t)message[1] << 8;
		memcpy(l->rx, message + 2, l->rx_n);
	}
	pthread_mutex_unlock(&u->lock);
}

void usb_taken(struct live *l)
{
	unsigned char message[MESSAGE];
	pthread_mutex_lock(&l->usb->lock);
	if (l->usb->fd >= 0 && recv(l->usb->fd, message, sizeof(message), MSG_DONTWAIT) < 0 && errno != EAGAIN)
		l->usb->killed = 1;
	pthread_mutex_unlock(&l->usb->lock);
}

void usb_say(struct live *l, const void *p, size_t n)
{
	pthread_mutex_lock(&l->usb->lock);
	if (l->usb->fd >= 0 && send(l->usb->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		l->counts.unread++; /* nobody reads: real ones drop it too */
	pthread_mutex_unlock(&l->usb->lock);
}
