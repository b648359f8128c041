/* SPDX-License-Identifier: MPL-2.0 */
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int open_to(struct client *c, int family, const struct sockaddr *a, socklen_t n)
{
	*c = (struct client){ .fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	if (c->fd < 0)
		return -1;
	if (connect(c->fd, a, n) == 0)
		return 0;
	client_close(c);
	return -1;
}

int client_open(struct client *c, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int r = open_to(c, AF_INET, (const struct sockaddr *)&a, sizeof a);
	if (r == 0) /* each send is a segment of its own */
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return r;
}

int client_open_socket(struct client *c, const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	return open_to(c, AF_UNIX, (const struct sockaddr *)&a, sizeof a);
}

void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->memory);
	*c = (struct client){ .fd = -1 };
}

int client_send(struct client *c, const void *p, size_t n)
{
	const char *at = p;
	while (n > 0) {
		struct pollfd poll_fd = { .fd = c->fd, .events = POLLOUT };
		if (poll(&poll_fd, 1, CLIENT_WAIT_MS) != 1)
			return -1;
		ssize_t sent = send(c->fd, at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno == EAGAIN)
			continue;
		if (sent < 0)
			return -1;
		at += sent;
		n -= (size_t)sent;
	}
	return 0;
}

int client_puts(struct client *c, const char *text)
{
	return client_send(c, text, strlen(text));
}

void client_end(struct client *c)
{
	shutdown(c->fd, SHUT_WR);
}

/* More bytes; false: the other side closed, or nothing came in time. */
static bool receive(struct client *c, int wait_ms)
{
	struct pollfd poll_fd = { .fd = c->fd, .events = POLLIN };
	if (c->ended || poll(&poll_fd, 1, wait_ms) != 1)
		return false;
	size_t room = c->cap - c->n - (size_t)(c->p - c->memory);
	if (room < 65536) {
		if (c->n)
			memmove(c->memory, c->p, c->n);
		if (c->cap - c->n < 65536)
			c->cap = 2 * c->cap + 65536;
		c->memory = realloc(c->memory, c->cap);
		if (!c->memory)
			abort();
		c->p = c->memory;
		room = c->cap - c->n;
	}
	ssize_t n = recv(c->fd, c->p + c->n, room - 1, 0);
	if (n > 0)
		c->n += (size_t)n;
	c->p[c->n] = 0; /* numbers are read with strtol */
	if (n <= 0) {
		c->ended = true;
		c->reset = n < 0;
	}
	return n > 0;
}

static void take(struct client *c, size_t n)
{
	c->p += n;
	c->n -= n;
}

/* Offset behind `text` in what is there, from `from` on; waits for it.  0: it does not come. */
static size_t find(struct client *c, size_t from, const char *text)
{
	size_t n = strlen(text);
	for (;;) {
		char *at = c->n >= from + n ? memmem(c->p + from, c->n - from, text, n) : NULL;
		if (at)
			return (size_t)(at - c->p) + n;
		if (!receive(c, CLIENT_WAIT_MS))
			return 0;
	}
}

bool client_until(struct client *c, const char *text)
{
	size_t end = find(c, 0, text);
	if (end)
		take(c, end);
	return end != 0;
}

bool client_closed(struct client *c)
{
	do
		c->n = 0;
	while (receive(c, CLIENT_WAIT_MS));
	return c->ended;
}

bool client_quiet(struct client *c, int ms)
{
	return c->n == 0 && !receive(c, ms) && !c->ended;
}

static bool wait_for(struct client *c, size_t n)
{
	while (c->n < n)
		if (!receive(c, CLIENT_WAIT_MS))
			return false;
	return true;
}

static void add_body(struct client_reply *r, const char *p, size_t n)
{
	r->body = realloc(r->body, r->body_n + n + 1);
	if (!r->body)
		abort();
	memcpy(r->body + r->body_n, p, n);
	r->body_n += n;
	r->body[r->body_n] = 0;
}

static bool read_chunks(struct client *c, struct client_reply *r)
{
	for (;;) {
		size_t line = find(c, 0, "\r\n");
		if (!line)
			return false;
		size_t n = strtoul(c->p, NULL, 16);
		if (!wait_for(c, line + n + 2) || memcmp(c->p + line + n, "\r\n", 2) != 0)
			return false;
		add_body(r, c->p + line, n);
		take(c, line + n + 2);
		if (n == 0)
			return true;
	}
}

static bool read_body(struct client *c, const char *method, struct client_reply *r)
{
	char value[64];
	if (strcmp(method, "HEAD") == 0 || r->status == 304 || r->status == 204)
		return true;
	if (client_field(r, "Transfer-Encoding", value, sizeof value))
		return read_chunks(c, r);
	if (client_field(r, "Content-Length", value, sizeof value)) {
		size_t n = strtoul(value, NULL, 10);
		bool whole = wait_for(c, n);
		size_t there = c->n < n ? c->n : n;
		add_body(r, c->p, there);
		take(c, there);
		return whole;
	}
	while (receive(c, CLIENT_WAIT_MS))
		;
	add_body(r, c->p, c->n);
	c->n = 0;
	return c->ended && !c->reset;
}

int client_reply(struct client *c, const char *method, struct client_reply *ret)
{
	*ret = (struct client_reply){ .status = 0 };
	size_t end = find(c, 0, "\r\n\r\n");
	if (!end)
		return -1;
	if (end < 15 || memcmp(c->p, "HTTP/1.1 ", 9) != 0) {
		errno = EPROTO;
		return -1;
	}
	ret->status = (int)strtol(c->p + 9, NULL, 10);
	ret->head = strndup(c->p, end - 2);
	take(c, end);
	add_body(ret, "", 0);
	ret->whole = read_body(c, method, ret);
	return 0;
}

void client_reply_free(struct client_reply *r)
{
	free(r->head);
	free(r->body);
	*r = (struct client_reply){ .status = 0 };
}

int client_ask(struct client *c, const char *request, struct client_reply *ret)
{
	if (client_puts(c, request) != 0)
		return -1;
	return client_reply(c, strncmp(request, "HEAD ", 5) == 0 ? "HEAD" : "GET", ret);
}

int client_field(const struct client_reply *r, const char *name, char *out, size_t cap)
{
	size_t n = strlen(name);
	int count = 0;
	for (const char *line = strstr(r->head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, name, n) != 0 || line[2 + n] != ':')
			continue;
		const char *value = line + 2 + n + 1 + strspn(line + 2 + n + 1, " ");
		snprintf(out, cap, "%.*s", (int)strcspn(value, "\r"), value);
		count++;
	}
	return count;
}
