/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/tests/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void *serve(void *arg)
{
	struct peer *k = arg;
	if (k->listener < 0) {
		k->run(k);
		return NULL;
	}
	while ((k->fd = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		k->run(k);
		if (k->fd >= 0)
			close(k->fd);
		k->fd = -1;
	}
	return NULL;
}

static void start(struct peer *k, void (*run)(struct peer *))
{
	k->run = run;
	k->got = malloc(PEER_MOST);
	assert_non_null(k->got);
	assert_int_equal(pthread_create(&k->thread, NULL, serve, k), 0);
}

void peer_listen(struct peer *k, void (*run)(struct peer *))
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	*k = (struct peer){ .fd = -1, .arg = k->arg };
	k->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(k->listener, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(k->listener, 1), 0);
	assert_int_equal(getsockname(k->listener, (struct sockaddr *)&a, &size), 0);
	k->number = ntohs(a.sin_port);
	start(k, run);
}

void peer_on(struct peer *k, int fd, void (*run)(struct peer *))
{
	*k = (struct peer){ .listener = -1, .fd = fd, .arg = k->arg };
	start(k, run);
}

void peer_say(struct peer *k, const void *p, size_t n)
{
	if (send(k->fd, p, n, MSG_NOSIGNAL) < 0 && errno == ENOTSOCK && write(k->fd, p, n) < 0)
		return; /* the other side has gone: so be it */
}

size_t peer_hear(struct peer *k)
{
	ssize_t n;
	do
		n = read(k->fd, k->got + k->n, PEER_MOST - k->n);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		k->n += (size_t)n;
	return n > 0 ? (size_t)n : 0;
}

int peer_hear_until(struct peer *k, size_t n)
{
	while (k->n < n)
		if (!peer_hear(k))
			return 0;
	return 1;
}

void peer_end(struct peer *k)
{
	if (k->listener >= 0)
		shutdown(k->listener, SHUT_RDWR); /* accept() returns */
	pthread_join(k->thread, NULL);
	if (k->listener >= 0)
		close(k->listener);
}

void peer_fini(struct peer *k)
{
	free(k->got);
	k->got = NULL;
}

void peer_script(struct peer *k)
{
	struct line *lines = k->arg;
	size_t from = k->n; /* of what was heard and not yet answered */
	while (peer_hear(k)) {
		while (from < k->n) {
			struct line *l = lines;
			while (l->hear.n && (l->hear.n > k->n - from || memcmp(k->got + from, l->hear.p, l->hear.n)))
				l++;
			if (l->hear.n) {
				int i = l->heard++;
				while (i > 0 && (i >= 6 || !l->say[i].p))
					i--;
				if (l->say[i].n)
					peer_say(k, l->say[i].p, l->say[i].n);
				from += l->hear.n;
				continue;
			}
			int partly = 0;
			for (l = lines; l->hear.n; l++)
				partly |= l->hear.n > k->n - from && memcmp(k->got + from, l->hear.p, k->n - from) == 0;
			if (partly)
				break;
			from++;
		}
	}
}

/* --- usblp ----------------------------------------------------------------------------------------------------------- */
static int is_gone(const struct usb *u)
{
	return u->gone_at && u->taken >= u->gone_at - 1;
}

static long usb_read(struct port *port, void *p, size_t n)
{
	struct usb *u = port->arg;
	u->reads++;
	if (port->one_way)
		return -EINVAL;
	if (is_gone(u))
		return -ENODEV;
	if (u->failures > 0) {
		u->failures--;
		return -EIO;
	}
	ssize_t got = recv(port->fd, p, n < 1024 ? n : 1024, MSG_DONTWAIT);
	return got < 0 ? -errno : got;
}

static long usb_write(struct port *port, const void *p, size_t n)
{
	struct usb *u = port->arg;
	if (is_gone(u))
		return -ENODEV;
	if (u->storms < u->storm) {
		u->storms++;
		return -EAGAIN;
	}
	u->storms = 0;
	if (u->blocked_at && !u->unblocked && u->taken >= u->blocked_at - 1)
		return -EAGAIN;
	if (u->largest < n)
		u->largest = n;
	size_t most = u->piece ? u->piece : PORT_WRITE_MOST;
	if (u->gone_at && most > u->gone_at - 1 - u->taken)
		most = u->gone_at - 1 - u->taken;
	if (u->blocked_at && !u->unblocked && most > u->blocked_at - 1 - u->taken)
		most = u->blocked_at - 1 - u->taken;
	ssize_t put = send(port->fd, p, n < most ? n : most, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (put > 0)
		u->taken += (size_t)put;
	return put < 0 ? -errno : put;
}

static int usb_lines(struct port *port)
{
	struct usb *u = port->arg;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	int64_t now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (u->lines_count++ && (u->lines_gap_ms == 0 || now - u->lines_ms < u->lines_gap_ms))
		u->lines_gap_ms = now - u->lines_ms;
	u->lines_ms = now;
	return is_gone(u) ? -ENODEV : u->bits ? u->bits : 0x18;
}

static int usb_drained(struct port *port)
{
	struct usb *u = port->arg;
	if (is_gone(u))
		return -ENODEV;
	return u->undrained-- <= 0 ? 1 : 0;
}

static void usb_nothing(struct port *port)
{
	(void)port;
}

void usb_init(struct usb *u)
{
	static const struct port_ops ops = { usb_read, usb_write, usb_lines, usb_drained, usb_nothing, usb_nothing };
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	*u = (struct usb){ .other = pair[1], .port = { .ops = &ops, .fd = pair[0], .kind = PORT_USB, .arg = u } };
}

void usb_fini(struct usb *u)
{
	if (u->port.fd >= 0)
		close(u->port.fd);
	u->port.fd = -1;
}

/* --- the spool ------------------------------------------------------------------------------------------------------- */
static int is_stopped(void *arg)
{
	struct watch *w = arg;
	return w->stop ? w->stop(w) : 0;
}

static int is_imminent(void *arg)
{
	struct watch *w = arg;
	w->imminent++;
	return w->refuses;
}

static void has_trouble(void *arg, const struct device_status *s)
{
	struct watch *w = arg;
	if (w->told < (int)(sizeof(w->troubles) / sizeof(w->troubles[0])))
		w->troubles[w->told] = s->trouble;
	w->told++;
	if (w->on_trouble)
		w->on_trouble(w, s->trouble);
}

static void is_sent(void *arg)
{
	((struct watch *)arg)->sent++;
}

const struct device_watch *watch_of(struct watch *w)
{
	w->side = (struct device_watch){ .arg = w, .wake_fd = w->stop ? w->stop_fd : -1, .stopped = is_stopped, .imminent = is_imminent,
		                         .trouble = has_trouble, .sent = is_sent };
	return &w->side;
}
