/* SPDX-License-Identifier: MPL-2.0 */
#include "http/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/connection.h"

enum {
	SERVER_MAGIC = 0x73657276,
	BACKLOG = 1024,
	HEAD_MS = 10 * 1000,
	BODY_GRACE_MS = 10 * 1000,
	IDLE_MS = 60 * 1000,
	WRITE_MS = 30 * 1000,
	HEARTBEAT_MS = 15 * 1000,
	PER_ADDRESS = 64,
	SWEEP_MS = 1000,
	SWEEP_MIN_MS = 10,
};

static void set_default(unsigned *value, unsigned fallback)
{
	if (*value == 0)
		*value = fallback;
}

static unsigned smallest(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int read_proxies(struct server *s, struct error *e)
{
	const char *const *texts = s->config.proxies;
	uint32_t n = 0;
	while (texts && texts[n])
		n++;
	s->proxies = n ? xcalloc(n, sizeof *s->proxies) : NULL;
	for (; s->proxy_count < n; s->proxy_count++)
		if (!address_range_parse(str_c(texts[s->proxy_count]), &s->proxies[s->proxy_count]))
			return error_fail(e, GLANE_EINVAL, "%s is no proxy's address: write 127.0.0.1, ::1 or 10.0.0.0/24", texts[s->proxy_count]);
	s->config.proxies = NULL; /* the caller's */
	return 0;
}

int server_new(struct loop *l, const struct server_config *config, struct server **ret, struct error *e)
{
	struct server *s = xcalloc(1, sizeof *s);
	s->magic = SERVER_MAGIC;
	s->loop = l;
	s->uv = (uv_loop_t *)loop_uv(l);
	s->config = *config;
	struct server_config *c = &s->config;
	c->max_connections = limits_connections(c->max_connections);
	set_default(&c->max_per_address, PER_ADDRESS);
	set_default(&c->head_ms, HEAD_MS);
	set_default(&c->idle_ms, IDLE_MS);
	set_default(&c->write_ms, WRITE_MS);
	set_default(&c->body_grace_ms, BODY_GRACE_MS);
	set_default(&c->heartbeat_ms, HEARTBEAT_MS);
	unsigned shortest = smallest(smallest(c->head_ms, c->idle_ms), smallest(c->write_ms, smallest(c->body_grace_ms, c->heartbeat_ms)));
	s->sweep_ms = shortest / 4 > SWEEP_MS ? SWEEP_MS : shortest / 4 < SWEEP_MIN_MS ? SWEEP_MIN_MS : shortest / 4;
	int r = read_proxies(s, e);
	if (r < 0)
		goto fail;
	r = uv_timer_init(s->uv, &s->sweep);
	if (r < 0) {
		r = error_fail(e, GLANE_EIO, "server timer: %s", uv_strerror(r));
		goto fail;
	}
	s->sweep.data = s;
	s->handles = 1;
	*ret = s;
	return 0;
fail:
	free(s->proxies);
	free(s);
	return r;
}

/* --- the end -------------------------------------------------------------- */

static void server_destroy(struct server *s)
{
	for (struct request *r = s->requests, *next; r; r = next) { /* still with a worker */
		next = r->next;
		r->server = NULL;
	}
	for (struct request *r = s->spare, *next; r; r = next) {
		next = r->next;
		request_free(r);
	}
	s->magic = 0;
	free(s->proxies);
	free(s);
}

static void on_sweep_closed(uv_handle_t *h)
{
	struct server *s = h->data;
	s->handles--;
	if (s->done)
		s->done(s->done_arg);
	if (s->free_when_done)
		server_destroy(s);
}

/* The timer goes last. */
static void end_if_empty(struct server *s)
{
	if (s->stopping && s->handles == 1 && !uv_is_closing((uv_handle_t *)&s->sweep))
		uv_close((uv_handle_t *)&s->sweep, on_sweep_closed);
}

void server_handle_closed(struct server *s)
{
	REQUIRE(s->handles > 1);
	s->handles--;
	end_if_empty(s);
}

static void on_listener_closed(uv_handle_t *h)
{
	struct listener *l = h->data;
	struct server *s = l->server;
	free(l->path);
	free(l);
	server_handle_closed(s);
}

static void close_listeners(struct server *s)
{
	for (struct listener *l = s->listeners, *next; l; l = next) {
		next = l->next;
		if (l->path)
			unlink(l->path);
		uv_close(&l->uv.handle, on_listener_closed);
	}
	s->listeners = NULL;
}

static void start_sweep(struct server *s)
{
	if (s->sweeping)
		return;
	s->sweeping = true;
	uv_timer_start(&s->sweep, limits_sweep, s->sweep_ms, s->sweep_ms);
}

static void close_all(struct server *s, enum peer_state state)
{
	struct peer *c;
	while ((c = s->lists[state].first))
		peer_close(c, GLANE_EBUSY);
}

void server_stop(struct server *s, int grace_ms, void (*done)(void *), void *arg)
{
	REQUIRE(!s->stopping);
	s->stopping = true;
	s->done = done;
	s->done_arg = arg;
	uv_update_time(s->uv);
	s->stop_at = uv_now(s->uv) + (grace_ms > 0 ? (uint64_t)grace_ms : 0);
	close_listeners(s);
	close_all(s, PEER_IDLE);
	close_all(s, PEER_EVENTS);
	if (grace_ms <= 0)
		for (int state = 0; state < PEER_CLOSING; state++)
			close_all(s, (enum peer_state)state);
	start_sweep(s);
	end_if_empty(s);
}

void server_free(struct server *s)
{
	if (!s)
		return;
	REQUIRE(s->magic == SERVER_MAGIC && !s->free_when_done);
	if (s->stopping && s->handles == 0) {
		server_destroy(s);
		return;
	}
	s->free_when_done = true;
	if (!s->stopping)
		server_stop(s, 0, NULL, NULL);
}

/* --- newcomers ------------------------------------------------------------ */

/* No room: said in a word, whoever it is. */
static void turn_away(struct peer *c)
{
	static const char BUSY[] = "HTTP/1.1 503 Service Unavailable\r\n" DATA_SECURITY
	                           "Cache-Control: no-store\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	uv_buf_t buf = { .base = (char *)BUSY, .len = sizeof BUSY - 1 };
	c->server->stats.dropped++;
	(void)uv_try_write(&c->uv.stream, &buf, 1);
	peer_close(c, GLANE_EBUSY);
}

static void on_connection(uv_stream_t *stream, int status)
{
	struct listener *l = stream->data;
	struct server *s = l->server;
	if (status < 0 || s->stopping)
		return;
	struct peer *c = peer_new(s);
	c->local_socket = l->path != NULL;
	int r = l->path ? uv_pipe_init(s->uv, &c->uv.pipe, 0) : uv_tcp_init(s->uv, &c->uv.tcp);
	REQUIRE(r == 0);
	c->uv.handle.data = c;
	s->handles++;
	s->live++;
	s->stats.open++;
	start_sweep(s);
	if (uv_accept(stream, &c->uv.stream) != 0) {
		peer_close(c, GLANE_EIO);
		return;
	}
	s->stats.accepted++;
	struct sockaddr_storage peer = { .ss_family = AF_UNIX };
	int n = sizeof peer;
	if (!l->path && uv_tcp_getpeername(&c->uv.tcp, (struct sockaddr *)&peer, &n) != 0) {
		peer_close(c, GLANE_EIO); /* gone before it was greeted */
		return;
	}
	if (!l->path) {
		uint8_t address[16];
		address_of((struct sockaddr *)&peer, address);
		address_text(address, c->peer);
	}
	if (limits_admit(s, c, (struct sockaddr *)&peer))
		peer_start(c);
	else
		turn_away(c);
}

/* --- listeners ------------------------------------------------------------ */

static struct listener *listener_add(struct server *s, const char *path)
{
	struct listener *l = xcalloc(1, sizeof *l);
	l->server = s;
	l->path = path ? xstrdup(path) : NULL;
	int r = path ? uv_pipe_init(s->uv, &l->uv.pipe, 0) : uv_tcp_init(s->uv, &l->uv.tcp);
	REQUIRE(r == 0);
	l->uv.handle.data = l;
	l->next = s->listeners;
	s->listeners = l;
	s->handles++;
	return l;
}

/* The newest one failed. */
static void listener_drop(struct server *s)
{
	struct listener *l = s->listeners;
	s->listeners = l->next;
	uv_close(&l->uv.handle, on_listener_closed);
}

/* "127.0.0.1:8080", "[::1]:0" */
static int parse_address(const char *text, struct sockaddr_storage *ret)
{
	char host[64];
	const char *colon = strrchr(text, ':');
	int64_t port;
	if (!colon || str_int(str_c(colon + 1), &port) != 0 || port < 0 || port > 65535)
		return GLANE_EINVAL;
	bool six = text[0] == '[';
	size_t n = (size_t)(colon - text) - (six ? 2 : 0);
	if ((six && (colon - text < 3 || colon[-1] != ']')) || n == 0 || n >= sizeof host)
		return GLANE_EINVAL;
	memcpy(host, text + (six ? 1 : 0), n);
	host[n] = 0;
	int r = six ? uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)(void *)ret)
	            : uv_ip4_addr(host, (int)port, (struct sockaddr_in *)(void *)ret);
	return r == 0 ? 0 : GLANE_EINVAL;
}

static int port_of(const uv_tcp_t *tcp)
{
	struct sockaddr_storage a;
	int n = sizeof a;
	if (uv_tcp_getsockname(tcp, (struct sockaddr *)&a, &n) != 0)
		return 0;
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&a)->sin6_port : ((struct sockaddr_in *)(void *)&a)->sin_port);
}

int server_listen_tcp(struct server *s, const char *address, int *ret_port, struct error *e)
{
	struct sockaddr_storage a;
	if (parse_address(address, &a) != 0)
		return error_fail(e, GLANE_EINVAL, "%s is no address to listen on: write 127.0.0.1:8080 or [::1]:8080", address);
	struct listener *l = listener_add(s, NULL);
	int r = uv_tcp_bind(&l->uv.tcp, (const struct sockaddr *)&a, 0);
	if (r == 0)
		r = uv_tcp_nodelay(&l->uv.tcp, 1); /* accepted sockets inherit it */
	if (r == 0)
		r = uv_listen(&l->uv.stream, BACKLOG, on_connection);
	if (r < 0) {
		listener_drop(s);
		return error_fail(e, r == UV_EADDRINUSE ? GLANE_ECONFLICT : GLANE_EIO, "cannot listen on %s: %s", address, uv_strerror(r));
	}
	if (ret_port)
		*ret_port = port_of(&l->uv.tcp);
	return 0;
}

int server_listen_socket(struct server *s, const char *path, struct error *e)
{
	struct stat st;
	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return error_fail(e, GLANE_ECONFLICT, "%s is there and is no socket", path);
	if (unlink(path) != 0 && errno != ENOENT)
		return error_fail(e, GLANE_EIO, "cannot replace %s: %s", path, strerror(errno));
	struct listener *l = listener_add(s, path);
	mode_t before = umask(0177); /* from its first moment only the owner's */
	int r = uv_pipe_bind(&l->uv.pipe, path);
	umask(before);
	if (r == 0)
		r = uv_listen(&l->uv.stream, BACKLOG, on_connection);
	if (r < 0) {
		listener_drop(s);
		return error_fail(e, GLANE_EIO, "cannot listen on %s: %s", path, uv_strerror(r));
	}
	return 0;
}

void server_stats(const struct server *s, struct server_stats *ret)
{
	*ret = s->stats;
	ret->event_streams = s->lists[PEER_EVENTS].count;
}
