/* SPDX-License-Identifier: MPL-2.0 */
#include "http/connection.h"

#include <stdlib.h>
#include <string.h>

enum { PEER_MAGIC = 0x636f6e6e, REQUEST_ARENA = 4 << 20 };

struct peer *peer_of(uv_handle_t *h)
{
	struct peer *c = h->data;
	REQUIRE(c && c->magic == PEER_MAGIC);
	return c;
}

/* --- states --------------------------------------------------------------- */

static void list_remove(struct peer_list *l, struct peer *c)
{
	*(c->prev ? &c->prev->next : &l->first) = c->next;
	*(c->next ? &c->next->prev : &l->last) = c->prev;
	l->count--;
}

static void list_append(struct peer_list *l, struct peer *c)
{
	c->prev = l->last;
	c->next = NULL;
	*(l->last ? &l->last->next : &l->first) = c;
	l->last = c;
	l->count++;
}

void peer_set_state(struct peer *c, enum peer_state state)
{
	struct server *s = c->server;
	list_remove(&s->lists[c->state], c);
	c->state = state;
	c->since_ms = uv_now(s->uv);
	list_append(&s->lists[state], c);
}

struct peer *peer_new(struct server *s)
{
	struct peer *c = xcalloc(1, sizeof *c);
	c->magic = PEER_MAGIC;
	c->server = s;
	c->since_ms = uv_now(s->uv);
	c->gone_status = GLANE_EIO;
	list_append(&s->lists[PEER_IDLE], c);
	return c;
}

/* --- requests ------------------------------------------------------------- */

static struct request *request_take(struct server *s)
{
	struct request *r = s->spare;
	if (r) {
		s->spare = r->next;
		s->spare_count--;
	} else {
		r = request_new(REQUEST_ARENA);
	}
	r->server = s;
	r->prev = NULL;
	r->next = s->requests;
	if (r->next)
		r->next->prev = r;
	s->requests = r;
	return r;
}

void request_release(struct request *r)
{
	struct server *s = r->server;
	if (!s) { /* the server went first */
		request_free(r);
		return;
	}
	*(r->prev ? &r->prev->next : &s->requests) = r->next;
	if (r->next)
		r->next->prev = r->prev;
	if (s->spare_count == SPARE_REQUESTS) {
		request_free(r);
		return;
	}
	struct arena arena = r->arena;
	buf_fini(&r->body_memory);
	arena_reset(&arena);
	memset(r, 0, sizeof *r);
	request_init(r);
	r->arena = arena;
	r->next = s->spare;
	s->spare = r;
	s->spare_count++;
}

static void request_begin(struct peer *c)
{
	struct request *r = request_take(c->server);
	r->conn = c;
	r->local_socket = c->local_socket;
	r->loopback = c->loopback;
	memcpy(r->peer, c->peer, sizeof r->peer);
	c->request = r;
	c->is_head = c->wants_gzip = c->chunked_body = c->secure = false;
	c->minor_1 = true;
}

/* The reply is out, or will be without the request. */
static void request_end(struct peer *c)
{
	struct request *r = c->request;
	c->request = NULL;
	r->conn = NULL;
	request_release(r);
}

/* --- refusals ------------------------------------------------------------- */

void peer_refuse(struct peer *c, int http_status)
{
	struct server *s = c->server;
	if (!c->request)
		request_begin(c);
	struct reply *reply = s->config.refused ? s->config.refused(s->config.ctx, http_status, c->request) : NULL;
	if (!reply)
		reply = reply_new(http_status);
	s->stats.refused++;
	c->close = c->unread = true;
	c->request->replied = true;
	output_reply(c, reply);
	if (c->state == PEER_CLOSING)
		return;
	request_end(c);
	c->n = 0; /* what else came has no meaning any more */
	peer_set_state(c, PEER_WRITING);
	if (!c->busy)
		peer_process(c);
}

/* --- heads ---------------------------------------------------------------- */

static bool known_host(const struct server *s, struct glane_str host)
{
	struct glane_str name;
	if (!host.p || !head_host_name(host, &name))
		return !host.p; /* HTTP/1.0 without one: no browser */
	if (str_eq_nocase(name, STR("localhost")) || str_eq(name, STR("127.0.0.1")) || str_eq(name, STR("[::1]")))
		return true;
	for (const char *const *h = s->config.hosts; h && *h; h++)
		if (str_eq_nocase(name, str_c(*h)))
			return true;
	return false;
}

static bool known_type(const struct request *r)
{
	struct glane_str type = request_field(r, "content-type"), part;
	const char *allowed = r->route.route ? r->route.route->content_types : NULL;
	struct glane_str list = str_c(allowed ? allowed : "application/json application/x-www-form-urlencoded multipart/form-data");
	ptrdiff_t end = type.p ? str_find(type, ';') : -1;
	if (end >= 0)
		type.n = (size_t)end;
	if (type.p)
		type = str_trim(type);
	while (type.n && str_split(&list, ' ', &part))
		if (str_eq_nocase(part, type))
			return true;
	return false;
}

/* 0, or minus the HTTP status to refuse with before the body is read. */
static int check_request(struct peer *c, const struct head *h)
{
	struct request *r = c->request;
	struct server *s = c->server;
	if (!r->local_socket && !known_host(s, h->host))
		return -421;
	int e = request_set_target(r, h->target);
	if (e < 0)
		return e == GLANE_ETOOBIG ? -414 : -400;
	router_match(s->config.router, (int)(r->is_head ? HTTP_GET : r->method), r->path, &r->route);
	for (uint32_t i = 0; i < r->route.param_count; i++) /* pieces of the path, which do not end with 0 */
		r->route.params[i].value = arena_str(&r->arena, r->route.params[i].value);
	bool reads = r->method == HTTP_GET || r->is_head;
	c->body_max = reads ? 0 : r->route.route && r->route.route->max_body ? r->route.route->max_body : BODY_DEFAULT;
	if (h->length > 0 && (uint64_t)h->length > c->body_max)
		return -413;
	if (h->chunked && reads)
		return -413;
	if ((h->length > 0 || h->chunked) && r->route.route && !known_type(r))
		return -415;
	return 0;
}

static void dispatch(struct peer *c)
{
	struct server *s = c->server;
	peer_set_state(c, PEER_HANDLED);
	s->stats.requests++;
	s->config.handle(s->config.ctx, c->request); /* may have replied when it returns */
}

static int take_head(struct peer *c, const char *p, size_t n)
{
	struct request *r = c->request;
	char *copy = arena_alloc(&r->arena, n + 1);
	struct head h;
	r->fields = arena_alloc(&r->arena, (c->scan.fields + 1) * sizeof *r->fields);
	if (!copy || !r->fields)
		return -503;
	memcpy(copy, p, n);
	int e = head_parse(copy, n, r->fields, c->scan.fields, &h);
	if (e < 0)
		return e;
	r->field_count = h.field_count;
	r->method = h.method;
	r->target = h.target;
	r->forwarded = h.forwarded;
	c->is_head = r->is_head = h.is_head;
	c->minor_1 = h.minor_1;
	c->close = h.close;
	c->wants_gzip = request_accepts_gzip(r);
	if (c->from_proxy && r->forwarded && request_believe_proxy(r) < 0)
		return -400;
	c->secure = r->secure;
	e = check_request(c, &h);
	if (e < 0)
		return e;
	c->chunked_body = h.chunked;
	c->chunked = (struct chunked){ 0 };
	c->body_left = h.length > 0 ? (uint64_t)h.length : 0;
	c->body_got = 0;
	c->body_ms = uv_now(c->server->uv);
	buf_init(&r->body_memory, c->body_max + 1);
	if ((c->body_left || h.chunked) && h.expect_continue && c->n == 0)
		output_raw(c, "HTTP/1.1 100 Continue\r\n\r\n", 25);
	return 0;
}

/* True: there may be more to do. */
static bool read_head(struct peer *c)
{
	size_t end = 0;
	int found = head_scan(&c->scan, c->p, c->n, &end);
	if (found == 0)
		return false;
	if (found < 0) {
		peer_refuse(c, -found);
		return false;
	}
	const char *head = c->p + c->scan.start;
	size_t n = end - c->scan.start;
	c->p += end;
	c->n -= end;
	request_begin(c);
	int e = take_head(c, head, n);
	c->scan = (struct head_scan){ 0 };
	if (e < 0)
		peer_refuse(c, -e);
	else if (c->body_left || c->chunked_body)
		peer_set_state(c, PEER_BODY);
	else
		dispatch(c);
	return true;
}

/* --- bodies --------------------------------------------------------------- */

static int add_body(struct peer *c, const char *p, size_t n)
{
	struct request *r = c->request;
	c->body_got += n;
	if (c->body_got > c->body_max)
		return -413;
	buf_add(&r->body_memory, p, n);
	return r->body_memory.failed ? -503 : 0;
}

/* 1: whole. */
static int read_sized(struct peer *c)
{
	struct request *r = c->request;
	size_t take = c->n < c->body_left ? c->n : (size_t)c->body_left;
	bool at_once = c->body_got == 0 && take == c->body_left;
	if (at_once) {
		r->body = arena_str(&r->arena, (struct glane_str){ c->p, take });
		if (r->arena.failed)
			return -503;
	} else {
		int e = add_body(c, c->p, take);
		if (e < 0)
			return e;
	}
	c->p += take;
	c->n -= take;
	c->body_left -= take;
	if (c->body_left)
		return 0;
	if (!at_once)
		r->body = buf_get(&r->body_memory);
	return 1;
}

static int read_chunked(struct peer *c)
{
	for (;;) {
		size_t used;
		struct glane_str data;
		int what = chunked_read(&c->chunked, c->p, c->n, &used, &data);
		if (what < 0)
			return what;
		c->p += used;
		c->n -= used;
		if (c->chunked.left > c->body_max) /* said, not yet sent */
			return -413;
		int e = what == CHUNKED_DATA ? add_body(c, data.p, data.n) : 0;
		if (e < 0)
			return e;
		if (what == CHUNKED_END) {
			c->request->body = buf_get(&c->request->body_memory);
			return 1;
		}
		if (what == CHUNKED_MORE)
			return 0;
	}
}

static bool read_body(struct peer *c)
{
	int r = c->chunked_body ? read_chunked(c) : read_sized(c);
	if (r < 0)
		peer_refuse(c, -r);
	else if (r > 0)
		dispatch(c);
	return r > 0;
}

/* --- processing ----------------------------------------------------------- */

static bool between_requests(const struct peer *c)
{
	return c->state <= PEER_HEAD || (c->state == PEER_WRITING && !c->request);
}

static bool step(struct peer *c)
{
	if (c->state == PEER_BODY)
		return c->n > 0 && read_body(c);
	if (between_requests(c))
		return !c->close && c->writes == 0 && c->n > 0 && read_head(c);
	return false;
}

/* What is not used yet moves out of the read buffer, which is everybody's. */
static void keep_rest(struct peer *c)
{
	bool own = c->in && c->p >= c->in && c->p <= c->in + c->in_cap;
	if (c->n == 0) {
		free(c->in);
		c->in = NULL;
		c->in_cap = 0;
	} else if (own) {
		if (c->p != c->in)
			memmove(c->in, c->p, c->n);
	} else {
		REQUIRE(!c->in);
		c->in_cap = c->n < 512 ? 512 : c->n;
		c->in = xmalloc(c->in_cap);
		memcpy(c->in, c->p, c->n);
	}
	c->p = c->in;
}

static void alloc_buffer(uv_handle_t *h, size_t suggested, uv_buf_t *ret)
{
	struct peer *c = peer_of(h);
	(void)suggested;
	size_t n = READ_SIZE;
	if (c->state == PEER_HANDLED || c->state == PEER_WRITING || c->state == PEER_STREAM)
		n = c->n < PENDING_MAX ? PENDING_MAX - c->n : 1;
	*ret = uv_buf_init(c->server->read_buffer, (unsigned)n);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

static void set_reading(struct peer *c)
{
	bool waits = c->state == PEER_HANDLED || c->state == PEER_WRITING || c->state == PEER_STREAM;
	bool want = !c->eof && (!waits || c->n < PENDING_MAX);
	if (want == c->reading)
		return;
	c->reading = want;
	if (!want)
		uv_read_stop(&c->uv.stream);
	else if (uv_read_start(&c->uv.stream, alloc_buffer, on_read) != 0)
		peer_close(c, GLANE_EIO);
}

/* After everything that could be done: which state is it between requests, and is it over? */
static void settle(struct peer *c)
{
	if (c->state == PEER_CLOSING)
		return;
	keep_rest(c);
	if (between_requests(c)) {
		enum peer_state now = c->writes ? PEER_WRITING : c->n ? PEER_HEAD : PEER_IDLE;
		if (c->close && c->writes == 0) {
			c->unread |= c->n > 0;
			output_finish(c);
			if (c->state == PEER_CLOSING)
				return;
		} else if (c->writes == 0 && (c->eof || (c->server->stopping && now == PEER_IDLE))) {
			peer_close(c, GLANE_EIO);
			return;
		} else if (now != c->state) {
			peer_set_state(c, now);
		}
	} else if (c->eof && c->state == PEER_BODY) {
		peer_close(c, GLANE_EIO);
		return;
	}
	set_reading(c);
}

void peer_process(struct peer *c)
{
	REQUIRE(!c->busy);
	c->busy = true;
	while (step(c))
		;
	output_flush(c);
	c->busy = false;
	settle(c);
}

/* --- the socket ----------------------------------------------------------- */

static void on_eof(struct peer *c, bool broken)
{
	c->eof = true;
	c->reading = false;
	if (broken || c->state == PEER_EVENTS || c->state == PEER_LINGER) {
		peer_close(c, GLANE_EIO);
		return;
	}
	/* It may only have closed its side: the reply is sent, but whoever works for it may stop. */
	if (c->request)
		atomic_store(&c->request->gone, 1);
	peer_process(c);
}

static void append(struct peer *c, const char *p, size_t n)
{
	size_t need = c->n + n;
	if (need > c->in_cap) {
		c->in_cap = need < 2 * c->in_cap ? 2 * c->in_cap : need;
		c->in = xrealloc(c->in, c->in_cap);
	}
	memcpy(c->in + c->n, p, n);
	c->p = c->in;
	c->n = need;
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct peer *c = peer_of((uv_handle_t *)stream);
	if (n < 0)
		on_eof(c, n != UV_EOF);
	if (n <= 0 || c->state == PEER_EVENTS || c->state == PEER_LINGER)
		return;
	if (c->n) {
		append(c, buf->base, (size_t)n);
	} else {
		c->p = buf->base;
		c->n = (size_t)n;
	}
	peer_process(c);
}

void peer_start(struct peer *c)
{
	set_reading(c);
}

static void on_closed(uv_handle_t *h)
{
	struct peer *c = peer_of(h);
	struct server *s = c->server;
	list_remove(&s->lists[PEER_CLOSING], c);
	free(c->in);
	free(c);
	s->stats.open--;
	server_handle_closed(s);
}

static void let_go(struct peer *c, int status)
{
	struct server *s = c->server;
	struct request *r = c->request;
	/* A request that was handed out comes back with its reply. */
	bool handed_out = c->state == PEER_HANDLED && r && !r->replied;
	if (c->state == PEER_EVENTS)
		events_end(c);
	peer_set_state(c, PEER_CLOSING);
	c->reading = false;
	c->n = 0;
	s->live--;
	limits_leave(s, c);
	if (c->stream)
		stream_peer_gone(c->stream, status);
	c->stream = NULL;
	c->request = NULL;
	if (!r)
		return;
	r->conn = NULL;
	atomic_store(&r->gone, 1);
	if (!handed_out)
		request_release(r);
}

void peer_close(struct peer *c, int status)
{
	if (c->state == PEER_CLOSING)
		return;
	let_go(c, status);
	uv_close(&c->uv.handle, on_closed);
}

void peer_reset(struct peer *c, int status)
{
	if (c->state == PEER_CLOSING)
		return;
	bool tcp = !c->local_socket;
	let_go(c, status);
	if (!tcp || uv_tcp_close_reset(&c->uv.tcp, on_closed) != 0)
		uv_close(&c->uv.handle, on_closed);
}

/* --- the answer ----------------------------------------------------------- */

void request_reply(struct request *r, struct reply *reply)
{
	REQUIRE(reply && !r->replied);
	r->replied = true;
	if (r->on_reply) {
		r->on_reply(r, reply);
		return;
	}
	struct peer *c = r->conn;
	if (!c) {
		reply_unref(reply);
		request_release(r);
		return;
	}
	REQUIRE(loop_is_current(c->server->loop) && c->state == PEER_HANDLED);
	if (reply->events)
		events_begin(c, reply);
	else
		output_reply(c, reply);
	if (c->state == PEER_CLOSING)
		return;
	request_end(c);
	if (c->state == PEER_HANDLED)
		peer_set_state(c, PEER_WRITING);
	if (!c->busy)
		peer_process(c);
}
