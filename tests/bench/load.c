/* SPDX-License-Identifier: MPL-2.0 */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { REQUEST_MAX = 4096, EVENTS = 256, LATENCIES = 1 << 22 };

struct client {
	int fd;
	int64_t since_ns;
	char *p; /* of the answer */
	size_t n, cap, whole; /* whole: its length, 0: not yet known */
};

static int open_client(int port, int flags)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	if (fd < 0 || (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS))
		die("connect: %s", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

void idle_connections(int port, unsigned n, int *fds)
{
	for (unsigned i = 0; i < n; i++)
		fds[i] = open_client(port, 0);
}

static void ask_next(struct load *l, struct client *c, uint64_t *next)
{
	char out[REQUEST_MAX];
	size_t n = l->request(l->arg, (*next)++, out, sizeof(out));
	c->n = c->whole = 0;
	c->since_ns = now_ns();
	if (send(c->fd, out, n, MSG_NOSIGNAL) != (ssize_t)n)
		die("send: %s", strerror(errno));
}

/* Length of the answer whose head is there. */
static size_t length_of(const struct client *c)
{
	const char *end = memmem(c->p, c->n, "\r\n\r\n", 4);
	if (!end)
		return 0;
	size_t head = (size_t)(end - c->p) + 4;
	const char *length = memmem(c->p, head, "Content-Length: ", 16);
	if (!length)
		die("an answer without length: %.200s", c->p);
	return head + (size_t)strtoul(length + 16, NULL, 10);
}

/* True: the answer is whole. */
static int take(struct load *l, struct client *c)
{
	for (;;) {
		if (c->n + 1 >= c->cap) {
			c->cap = c->cap ? 2 * c->cap : 8192;
			c->p = realloc(c->p, c->cap);
			if (!c->p)
				die("no memory");
		}
		ssize_t r = recv(c->fd, c->p + c->n, c->cap - 1 - c->n, MSG_DONTWAIT);
		if (r < 0 && errno == EAGAIN)
			return 0;
		if (r <= 0)
			die("the server closed a connection after %llu answers", (unsigned long long)l->done);
		c->n += (size_t)r;
		c->p[c->n] = 0;
		if (!c->whole)
			c->whole = length_of(c);
		if (c->whole && c->n >= c->whole)
			return 1;
	}
}

static void count(struct load *l, const struct client *c, int64_t now)
{
	if (c->n < 12 || c->p[9] != '2')
		l->refused++;
	l->done++;
	if (l->latency_n < LATENCIES)
		l->latency_ns[l->latency_n++] = now - c->since_ns;
}

void load_run(struct load *l)
{
	struct client *clients = calloc(l->clients, sizeof(*clients));
	struct epoll_event events[EVENTS];
	int poll = epoll_create1(EPOLL_CLOEXEC);
	uint64_t next = l->from;
	l->latency_ns = malloc(LATENCIES * sizeof(*l->latency_ns));
	if (!clients || !l->latency_ns || poll < 0)
		die("no memory");
	l->done = l->refused = 0;
	l->latency_n = 0;
	for (unsigned i = 0; i < l->clients; i++) {
		clients[i].fd = open_client(l->port, 0);
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };
		epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].fd, &e);
	}
	int64_t begin = now_ns(), until = l->ms ? begin + (int64_t)l->ms * 1000000 : INT64_MAX, now = begin;
	unsigned waiting = 0;
	for (unsigned i = 0; i < l->clients; i++, waiting++)
		ask_next(l, &clients[i], &next);
	while (waiting) {
		int n = epoll_wait(poll, events, EVENTS, 10000);
		if (n == 0)
			die("no answer in 10 s");
		for (int i = 0; i < n; i++) {
			struct client *c = &clients[events[i].data.u32];
			if (!take(l, c))
				continue;
			now = now_ns();
			count(l, c, now);
			if (now < until && (l->ms || next - l->from < l->count) && !(l->stop && *l->stop))
				ask_next(l, c, &next);
			else
				waiting--;
		}
	}
	l->took_ns = now - begin;
	l->from = next;
	for (unsigned i = 0; i < l->clients; i++) {
		close(clients[i].fd);
		free(clients[i].p);
	}
	close(poll);
	free(clients);
	sort_ns(l->latency_ns, l->latency_n);
}

void load_free(struct load *l)
{
	free(l->latency_ns);
	l->latency_ns = NULL;
	l->latency_n = 0;
}

int64_t load_rate(const struct load *l)
{
	return l->took_ns > 0 ? (int64_t)l->done * 1000000000 / l->took_ns : 0;
}
