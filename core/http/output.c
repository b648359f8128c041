/* SPDX-License-Identifier: MPL-2.0 */
/* Replies to bytes.  Heads are put together by copying prepared pieces into the server's cork, together with small
 * bodies while more requests wait in the same read; then one uv_try_write() with the body from where it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "http/connection.h"

#define PAGE_SECURITY                                                                                                          \
	"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "             \
	"connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "                 \
	"require-trusted-types-for 'script'; trusted-types glane\r\n"                                                          \
	"Cross-Origin-Opener-Policy: same-origin\r\n"                                                                          \
	"Permissions-Policy: camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=()\r\n" OTHER_SECURITY
#define TLS_SECURITY "Strict-Transport-Security: max-age=31536000\r\n"

static const char *reason(int status)
{
	switch (status) {
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 408: return "Request Timeout";
	case 409: return "Conflict";
	case 410: return "Gone";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 415: return "Unsupported Media Type";
	case 417: return "Expectation Failed";
	case 421: return "Misdirected Request";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 431: return "Request Header Fields Too Large";
	case 500: return "Internal Server Error";
	case 503: return "Service Unavailable";
	case 504: return "Gateway Timeout";
	case 507: return "Insufficient Storage";
	default: return "";
	}
}

/* --- writing -------------------------------------------------------------- */

struct write {
	uv_write_t request; /* must be first */
	struct peer *conn;
	struct reply *reply; /* owns the bytes that were not copied; NULL */
	void (*done)(void *arg, int status);
	void *arg;
	char copy[];
};

static void on_written(uv_write_t *request, int status)
{
	struct write *w = CONTAINER_OF(request, struct write, request);
	struct peer *c = w->conn;
	c->writes--;
	c->progress_ms = uv_now(c->server->uv);
	reply_unref(w->reply);
	if (w->done)
		w->done(w->arg, status);
	free(w);
	if (c->state == PEER_CLOSING)
		return;
	if (status < 0)
		peer_close(c, GLANE_EIO);
	else if (c->writes == 0)
		peer_process(c);
}

/* Gives `n` bufs to libuv.  On failure the connection is closed and `w` freed without a call of done. */
static bool enqueue(struct peer *c, struct write *w, uv_buf_t *bufs, unsigned count)
{
	size_t total = 0;
	for (unsigned i = 0; i < count; i++)
		total += bufs[i].len;
	w->conn = c;
	if (uv_write(&w->request, &c->uv.stream, bufs, count, on_written) != 0) {
		reply_unref(w->reply);
		free(w);
		peer_close(c, GLANE_EIO);
		return false;
	}
	uint64_t now = uv_now(c->server->uv);
	if (c->writes++ == 0) {
		c->write_ms = c->progress_ms = now;
		c->queued = 0;
		c->queue_seen = SIZE_MAX;
	}
	c->queued += total;
	return true;
}

bool output_async(struct peer *c, const char *p, size_t n, void (*done)(void *arg, int status), void *arg)
{
	struct write *w = xcalloc(1, sizeof *w);
	w->done = done;
	w->arg = arg;
	uv_buf_t buf = { .base = (char *)p, .len = n };
	return enqueue(c, w, &buf, 1);
}

/* What of head and body could not be written at once: the head is copied, the body stays with its reply. */
static void enqueue_rest(struct peer *c, size_t sent, struct reply *reply, const char *body, size_t body_n)
{
	struct server *s = c->server;
	size_t head_n = sent < s->cork_n ? s->cork_n - sent : 0;
	size_t body_sent = sent > s->cork_n ? sent - s->cork_n : 0;
	struct write *w = xcalloc(1, sizeof *w + head_n);
	memcpy(w->copy, s->cork + s->cork_n - head_n, head_n);
	uv_buf_t bufs[2] = { { .base = w->copy, .len = head_n }, { .base = (char *)body + body_sent, .len = body_n - body_sent } };
	if (body_n > body_sent)
		w->reply = reply_ref(reply);
	(void)enqueue(c, w, bufs, body_n > body_sent ? 2 : 1);
}

/* `c` owns the cork, or it is empty. */
static void flush_with(struct peer *c, struct reply *reply, const char *body, size_t body_n)
{
	struct server *s = c->server;
	uv_buf_t bufs[2] = { { .base = s->cork, .len = s->cork_n }, { .base = (char *)body, .len = body_n } };
	if (s->cork_n + body_n == 0)
		return;
	if (c->state != PEER_CLOSING) {
		int r = uv_try_write(&c->uv.stream, bufs + (s->cork_n ? 0 : 1), (s->cork_n ? 1 : 0) + (body_n ? 1 : 0));
		if (r < 0 && r != UV_EAGAIN)
			peer_close(c, GLANE_EIO);
		else if (r < 0 || (size_t)r < s->cork_n + body_n)
			enqueue_rest(c, r < 0 ? 0 : (size_t)r, reply, body, body_n);
	}
	s->cork_n = 0;
}

void output_flush(struct peer *c)
{
	if (c->server->cork_owner == c)
		flush_with(c, NULL, NULL, 0);
}

/* Makes room for n bytes of this connection in the cork. */
static void claim(struct peer *c, size_t n)
{
	struct server *s = c->server;
	REQUIRE(n <= sizeof s->cork);
	if (s->cork_n && (s->cork_owner != c || s->cork_n + n > sizeof s->cork))
		flush_with(s->cork_owner, NULL, NULL, 0);
	s->cork_owner = c;
}

/* Nothing is left behind for a connection that went while it was written to. */
static void drop_if_closed(struct peer *c)
{
	if (c->state == PEER_CLOSING)
		c->server->cork_n = 0;
}

/* --- heads ---------------------------------------------------------------- */

static void put(struct server *s, const char *p, size_t n)
{
	memcpy(s->cork + s->cork_n, p, n);
	s->cork_n += n;
}
#define PUT(s, literal) put((s), "" literal, sizeof(literal) - 1)

static void put_c(struct server *s, const char *c)
{
	put(s, c, strlen(c));
}

static void put_number(struct server *s, size_t n)
{
	char digits[24];
	char *p = digits + sizeof digits;
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	put(s, p, (size_t)(digits + sizeof digits - p));
}

static void put_line(struct server *s, const char *name, const char *value)
{
	put_c(s, name);
	put_c(s, value);
	PUT(s, "\r\n");
}

static void put_date(struct server *s)
{
	static const char DAYS[] = "ThuFriSatSunMonTueWed", MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t now_s = clock_now_ms() / 1000;
	if (now_s != s->date_s || !s->date[0]) {
		int64_t day = now_s / 86400, second = now_s % 86400;
		struct civil c = civil_of_day(day);
		snprintf(s->date, sizeof s->date, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", DAYS + 3 * (day % 7), c.day % 100,
		         MONTHS + 3 * ((c.month - 1) % 12), c.year % 10000, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
		s->date_s = now_s;
	}
	put_c(s, s->date);
}

static void put_status(struct server *s, int status)
{
	if (status == 200) {
		PUT(s, "HTTP/1.1 200 OK\r\n");
		return;
	}
	PUT(s, "HTTP/1.1 ");
	put_number(s, (size_t)status);
	PUT(s, " ");
	put_c(s, reason(status));
	PUT(s, "\r\n");
}

/* Everything but what describes the body's length and coding.  At most reply->head_n and 2 KiB. */
static void put_common(struct peer *c, const struct reply *reply, int status, bool weak)
{
	struct server *s = c->server;
	claim(c, reply->head_n + 2048);
	put_status(s, status);
	put_date(s);
	if (reply->html)
		PUT(s, PAGE_SECURITY);
	else
		PUT(s, DATA_SECURITY);
	if (c->secure)
		PUT(s, TLS_SECURITY);
	put_line(s, "Cache-Control: ", reply->cache_control && !reply->cookies ? reply->cache_control : "no-store");
	put_line(s, "Vary: ", reply->vary ? reply->vary : "Accept, Accept-Language, Accept-Encoding");
	if (reply->etag[0] && !reply->cookies)
		put_line(s, weak ? "ETag: W/" : "ETag: ", reply->etag);
	if (reply->head_n)
		put(s, reply->head, reply->head_n);
	if (c->close)
		PUT(s, "Connection: close\r\n");
}

void output_raw(struct peer *c, const char *p, size_t n)
{
	claim(c, n);
	put(c->server, p, n);
	drop_if_closed(c);
}

void output_head(struct peer *c, const struct reply *reply)
{
	struct server *s = c->server;
	put_common(c, reply, reply->status, false);
	if (reply->events) /* a reverse proxy would keep events back */
		PUT(s, "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n");
	else if (reply->content_type)
		put_line(s, "Content-Type: ", reply->content_type);
	if (reply->stream && !c->close)
		PUT(s, "Transfer-Encoding: chunked\r\n");
	PUT(s, "\r\n");
	drop_if_closed(c);
}

/* --- replies -------------------------------------------------------------- */

/* If-None-Match by weak comparison (RFC 9110, 13.1.2): the compressed form has the same tag, marked weak. */
static bool same_tag(const struct request *r, const char *etag)
{
	struct glane_str list = request_field(r, "if-none-match"), part;
	if (!list.p)
		return false;
	if (str_is(str_trim(list), "*"))
		return true;
	while (str_split(&list, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR("W/")))
			part = (struct glane_str){ part.p + 2, part.n - 2 };
		if (str_is(part, etag))
			return true;
	}
	return false;
}

static void put_reply(struct peer *c, struct reply *reply)
{
	struct server *s = c->server;
	const struct request *r = c->request;
	bool gzip = reply->gzip && c->wants_gzip;
	bool reads = r && (r->method == HTTP_GET || r->method == HTTP_HEAD);
	int status = reply->status == 200 && reads && reply->etag[0] && !reply->cookies && same_tag(r, reply->etag) ? 304 : reply->status;
	bool bodyless = status == 304 || status == 204;
	const char *body = gzip ? reply->gzip : reply->body;
	size_t body_n = gzip ? reply->gzip_n : reply->body_n;
	put_common(c, reply, status, gzip);
	if (!bodyless) {
		if (reply->content_type)
			put_line(s, "Content-Type: ", reply->content_type);
		if (gzip)
			PUT(s, "Content-Encoding: gzip\r\n");
		PUT(s, "Content-Length: ");
		put_number(s, body_n);
		PUT(s, "\r\n");
	}
	PUT(s, "\r\n");
	if (bodyless || c->is_head || body_n == 0)
		return;
	/* A small body goes along with its head; and when more requests wait, so that many replies are one write. */
	if (body_n <= (c->n > 0 ? CORK_BODY : CORK_BODY / 4) && s->cork_n + body_n <= sizeof s->cork)
		put(s, body, body_n);
	else
		flush_with(c, reply, body, body_n);
}

void output_reply(struct peer *c, struct reply *reply)
{
	c->close |= reply->close || c->server->stopping;
	put_reply(c, reply);
	drop_if_closed(c);
	reply_unref(reply);
}

/* --- the end -------------------------------------------------------------- */

static void on_shutdown(uv_shutdown_t *request, int status)
{
	(void)status; /* the connection is closed by the peer or by its deadline */
	free(request);
}

void output_finish(struct peer *c)
{
	if (!c->unread || c->eof) {
		peer_close(c, GLANE_EIO);
		return;
	}
	/* Closing with bytes unread would send a reset, which may overtake the reply. */
	uv_shutdown_t *request = xmalloc(sizeof *request);
	peer_set_state(c, PEER_LINGER);
	if (uv_shutdown(request, &c->uv.stream, on_shutdown) != 0) {
		free(request);
		peer_close(c, GLANE_EIO);
	}
}
