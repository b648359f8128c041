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
