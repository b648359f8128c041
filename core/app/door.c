/* SPDX-License-Identifier: MPL-2.0 */
#include "app/door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/request.h"
#include "http/router.h"

enum { LOCK_WAIT_MS = 5000, ANSWER_MAX = 1 << 30 };

struct door {
	struct host *host;
	char socket[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

static int connect_socket(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int door_daemon(const struct options *o, struct door **ret)
{
	struct door *d = xcalloc(1, sizeof(*d));
	int n = snprintf(d->socket, sizeof(d->socket), "%s/socket", o->data ? o->data : places_data());
	int fd = n < (int)sizeof(d->socket) ? connect_socket(d->socket) : -1;
	if (fd < 0) {
		free(d);
		return GLANE_ENOENT;
	}
	close(fd);
	*ret = d;
	return 0;
}

int door_open(const struct options *o, struct door **ret, struct error *e)
{
	if (door_daemon(o, ret) == 0)
		return 0;
	struct door *d = xcalloc(1, sizeof(*d));
	struct host_config config;
	places_config(o, &config);
	config.create = true;
	config.lock_wait_ms = LOCK_WAIT_MS;
	config.listening = "127.0.0.1:8080";
	int rc = host_open(&config, &d->host, e);
	if (rc < 0) {
		free(d);
		return rc;
	}
	*ret = d;
	return 0;
}

void door_close(struct door *d)
{
	if (!d)
		return;
	host_close(d->host);
	free(d);
}

/* The terminal's language; French where it names none of ours. */
static const char *language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *v = getenv(names[i]);
		if (v && *v)
			return strncmp(v, "en", 2) == 0 ? "en" : "fr";
	}
	return "fr";
}

/* --- in process ---------------------------------------------------------------------------------- */
static void on_reply(struct request *r, struct reply *reply)
{
	*(struct reply **)r->user = reply;
}

static int call_host(struct door *d, int method, const char *path, const char *content_type, struct glane_str body,
                     struct door_answer *ret, struct error *e)
{
	struct reply *reply = NULL;
	struct request *r = request_new(body.n + (1u << 16));
	struct http_field fields[3] = { { STR("content-type"), str_c(content_type) }, { STR("accept"), STR("application/json") }, { STR("accept-language"), str_c(language()) } };
	r->method = method == GLANE_GET ? HTTP_GET : HTTP_POST;
	r->fields = fields;
	r->field_count = 3;
	r->body = body;
	r->local_socket = true;
	r->on_reply = on_reply;
	r->user = &reply;
	int rc = request_set_target(r, str_c(path));
	if (rc == 0) {
		router_match(host_router(d->host), method, r->path, &r->route);
		host_handle(d->host, r);
	}
	if (!reply) {
		request_free(r);
		return error_fail(e, GLANE_EBUG, "%s was not answered", path);
	}
	ret->status = reply->status;
	snprintf(ret->type, sizeof(ret->type), "%s", reply->content_type ? reply->content_type : "");
	buf_add(&ret->body, reply->body, reply->body_n);
	reply_unref(reply);
	request_free(r);
	host_settle(d->host);
	return 0;
}

/* --- over the socket ------------------------------------------------------------------------------- */
static int send_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return GLANE_EIO;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

static int dechunk(struct glane_str in, struct buf *out)
{
	for (;;) {
		ptrdiff_t eol = str_find(in, '\r');
		if (eol < 0)
			return GLANE_EIO;
		size_t n = strtoul(in.p, NULL, 16);
		size_t at = (size_t)eol + 2;
		if (n == 0)
			return 0;
		if (at + n + 2 > in.n)
			return GLANE_EIO;
		buf_add(out, in.p + at, n);
		in = (struct glane_str){ in.p + at + n + 2, in.n - at - n - 2 };
	}
}

static int parse_answer(struct glane_str all, struct door_answer *ret)
{
	const char *end = memmem(all.p, all.n, "\r\n\r\n", 4);
	if (!end || sscanf(all.p, "HTTP/1.%*d %d", &ret->status) != 1)
		return GLANE_EIO;
	struct glane_str head = { all.p, (size_t)(end - all.p) }, line;
	struct glane_str body = { end + 4, all.n - head.n - 4 };
	bool chunked = false;
	size_t length = body.n;
	while (str_split(&head, '\n', &line)) {
		if (str_starts_nocase(line, STR("content-type: ")))
			snprintf(ret->type, sizeof(ret->type), "%.*s", (int)strcspn(line.p + 14, "\r\n"), line.p + 14);
		else if (str_starts_nocase(line, STR("transfer-encoding: chunked")))
			chunked = true;
		else if (str_starts_nocase(line, STR("content-length: ")))
			length = strtoul(line.p + 16, NULL, 10);
	}
	if (chunked)
		return dechunk(body, &ret->body);
	if (length > body.n)
		return GLANE_EIO;
	buf_add(&ret->body, body.p, length);
	return 0;
}

static int call_socket(struct door *d, int method, const char *path, const char *content_type, struct glane_str body,
                       struct door_answer *ret, struct error *e)
{
	int fd = connect_socket(d->socket);
	if (fd < 0)
		return error_fail(e, GLANE_EIO, "the daemon does not answer on %s", d->socket);
	struct buf head, all;
	buf_init(&head, 4096);
	buf_init(&all, ANSWER_MAX);
	buf_printf(&head,
	           "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAccept-Language: %s\r\nContent-Type: %s\r\n"
	           "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	           method == GLANE_GET ? "GET" : "POST", path, language(), content_type, body.n);
	int rc = send_all(fd, head.p, head.n);
	if (rc == 0)
		rc = send_all(fd, body.p, body.n);
	char block[65536];
	for (ssize_t n; (n = recv(fd, block, sizeof(block), 0)) != 0;) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		buf_add(&all, block, (size_t)n);
	}
	close(fd);
	if (all.n) /* a refusal may come before all was sent */
		rc = parse_answer(buf_get(&all), ret);
	else if (rc == 0)
		rc = GLANE_EIO;
	buf_fini(&head);
	buf_fini(&all);
	return rc < 0 ? error_fail(e, rc, "the daemon went away before it had answered; ask again") : 0;
}

int door_call(struct door *d, int method, const char *path, const char *content_type, struct glane_str body, struct door_answer *ret,
              struct error *e)
{
	*ret = (struct door_answer){ 0 };
	buf_init(&ret->body, ANSWER_MAX);
	return d->host ? call_host(d, method, path, content_type, body, ret, e) : call_socket(d, method, path, content_type, body, ret, e);
}
