/* SPDX-License-Identifier: MPL-2.0 */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"

/* --- routes --------------------------------------------------------------- */

static const struct http_route ROUTES[] = {
	{ .method = HTTP_GET, .path = "/hello" },
	{ .method = HTTP_POST, .path = "/hello" },
	{ .method = HTTP_GET, .path = "/page" },
	{ .method = HTTP_GET, .path = "/big" },
	{ .method = HTTP_GET, .path = "/held" },
	{ .method = HTTP_GET, .path = "/stream" },
	{ .method = HTTP_GET, .path = "/cut" },
	{ .method = HTTP_GET, .path = "/events" },
	{ .method = HTTP_GET, .path = "/mine" },
	{ .method = HTTP_GET, .path = "/who" },
	{ .method = HTTP_GET, .path = "/caller" },
	{ .method = HTTP_GET, .path = "/cookie" },
	{ .method = HTTP_GET, .path = "/signed-in" },
	{ .method = HTTP_GET, .path = "/o/{code}" },
	{ .method = HTTP_POST, .path = "/echo", .content_types = "text/plain" },
	{ .method = HTTP_POST, .path = "/photo", .content_types = "image/jpeg image/png", .max_body = 8 << 20 },
};

char stream_byte(size_t at)
{
	return (char)('a' + at * 7 / 3 % 26);
}

static struct reply *text(int status, const char *format, ...) PRINTF(2, 3);
static struct reply *text(int status, const char *format, ...)
{
	char line[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	struct reply *r = reply_new(status);
	reply_body_copy(r, "text/plain; charset=utf-8", str_c(line));
	return r;
}

static size_t query_number(const struct request *r)
{
	return r->query.n > 2 ? strtoul(r->query.p + 2, NULL, 10) : 0;
}

struct stream_job {
	struct fixture *f;
	struct reply_stream *stream;
	size_t n;
	bool whole;
};

static void *stream_worker(void *arg)
{
	struct stream_job *j = arg;
	char part[10007]; /* not a divisor of anything */
	int status = 0;
	atomic_store(&j->f->stream_written, 0);
	for (size_t at = 0; at < j->n && status == 0;) {
		size_t take = j->n - at < sizeof part ? j->n - at : sizeof part;
		for (size_t i = 0; i < take; i++)
			part[i] = stream_byte(at + i);
		status = reply_stream_write(j->stream, part, take);
		at += take;
		if (status == 0)
			atomic_store(&j->f->stream_written, at);
	}
	reply_stream_close(j->stream, status == 0 && j->whole);
	atomic_store(&j->f->stream_status, status);
	atomic_fetch_add(&j->f->stream_ends, 1);
	free(j);
	return NULL;
}

static void start_stream(struct fixture *f, struct request *r, bool whole)
{
	struct stream_job *j = xcalloc(1, sizeof *j);
	struct reply *head = reply_new(200);
	head->content_type = "text/csv";
	*j = (struct stream_job){ .f = f, .n = query_number(r), .whole = whole };
	j->stream = reply_stream_open(r, head);
	REQUIRE(f->stream_count < STREAM_THREADS);
	REQUIRE(pthread_create(&f->streams[f->stream_count++], NULL, stream_worker, j) == 0);
}

static const char *const ORIGINS[] = { "same", "none", "foreign" };

static struct reply *who(const struct request *r)
{
	static const char *const LANGUAGES[] = { "fr", "en", NULL };
	return text(200, "local=%d loopback=%d forwarded=%d peer=%s origin=%s html=%d lang=%s", r->local_socket, r->loopback, r->forwarded,
	            r->peer, ORIGINS[request_origin(r)], request_wants_html(r), request_language(r, LANGUAGES));
}

static struct reply *caller(const struct request *r)
{
	return text(200, "proxied=%d secure=%d loopback=%d forwarded=%d peer=%s origin=%s", r->proxied, r->secure, r->loopback, r->forwarded,
	            r->peer, ORIGINS[request_origin(r)]);
}

static struct reply *cookie(const struct request *r)
{
	struct glane_str value = request_cookie(r, "glane");
	return value.p ? text(200, "%.*s", STR_ARG(value)) : text(404, "none");
}

static struct reply *signed_in(void)
{
	struct reply *r = text(200, "hello");
	r->cache_control = "public, max-age=31536000";
	reply_etag(r);
	reply_cookie(r, "glane", STR("first"), false, 60);
	reply_cookie(r, "__Host-glane", STR("second"), true, -1);
	return r;
}

static struct reply *mine(const struct request *r)
{
	struct reply *reply = reply_new(200);
	reply_topics(reply, STR("mine"));
	reply->owner = strtoull(r->query.p + strlen("owner="), NULL, 10);
	return reply;
}

static bool may_listen(void *ctx, uint64_t owner)
{
	struct fixture *f = ctx;
	REQUIRE(owner != 0 && loop_is_current(f->loop));
	atomic_fetch_add(&f->asked, 1);
	return owner != (uint64_t)atomic_load(&f->barred);
}

static struct reply *without_route(const struct request *r)
{
	struct reply *reply = text(r->route.path_known ? 405 : 404, "no");
	if (r->route.path_known)
		reply_field(reply, "Allow", r->route.methods & 1u << HTTP_POST ? STR("GET, HEAD, POST") : STR("GET, HEAD"));
	return reply;
}

static struct reply *events(const struct request *r)
{
	struct reply *reply = reply_new(200);
	reply_topics(reply, (struct glane_str){ r->query.p + 6, r->query.n > 6 ? r->query.n - 6 : 0 });
	reply_body_static(reply, NULL, "event: head\ndata: 7\n\n", 21);
	return reply;
}

/* NULL: it is answered in another way. */
static struct reply *answer(struct fixture *f, struct request *r)
{
	const char *path = r->route.route ? r->route.route->path : "";
	if (!r->route.route)
		return without_route(r);
	if (strcmp(path, "/page") == 0)
		return reply_ref(f->page);
	if (strcmp(path, "/big") == 0)
		return reply_ref(f->big);
	if (strcmp(path, "/who") == 0)
		return who(r);
	if (strcmp(path, "/caller") == 0)
		return caller(r);
	if (strcmp(path, "/cookie") == 0)
		return cookie(r);
	if (strcmp(path, "/signed-in") == 0)
		return signed_in();
	if (strcmp(path, "/mine") == 0)
		return mine(r);
	if (strcmp(path, "/events") == 0)
		return events(r);
	if (strcmp(path, "/o/{code}") == 0)
		return text(200, "%.*s=%s", STR_ARG(r->route.params[0].name), r->route.params[0].value.p);
	if (strcmp(path, "/photo") == 0)
		return text(200, "%zu", r->body.n);
	if (strcmp(path, "/echo") == 0) {
		struct reply *reply = reply_new(200);
		reply_body_copy(reply, "text/plain", r->body);
		return reply;
	}
	if (strcmp(path, "/held") == 0) {
		REQUIRE(!f->held);
		f->held = r;
		atomic_fetch_add(&f->held_count, 1);
		return NULL;
	}
	if (strcmp(path, "/stream") == 0 || strcmp(path, "/cut") == 0) {
		start_stream(f, r, path[1] == 's');
		return NULL;
	}
	return reply_ref(f->hello);
}

static void handle(void *ctx, struct request *r)
{
	struct reply *reply = answer(ctx, r);
	if (reply)
		request_reply(r, reply);
}

static struct reply *refused(void *ctx, int status, const struct request *r)
{
	(void)ctx;
	return text(status, "refused %d %.*s", status, STR_ARG(r->path));
}

/* --- life ----------------------------------------------------------------- */

static void make_replies(struct fixture *f)
{
	f->hello = text(200, "hello");
	f->page = reply_new(200);
	char *page = xmalloc(20000);
	for (size_t i = 0; i < 20000; i++)
		page[i] = "<p>Bonjour</p>\n"[i % 15];
	reply_body_take(f->page, "text/html; charset=utf-8", page, 20000);
	f->page->html = true;
	f->page->cache_control = "no-cache";
	reply_etag(f->page);
	reply_compress(f->page);
	REQUIRE(f->page->gzip);
	char *big = xmalloc(BIG_BYTES);
	for (size_t i = 0; i < BIG_BYTES; i++)
		big[i] = stream_byte(i);
	f->big = reply_new(200);
	reply_body_take(f->big, "application/octet-stream", big, BIG_BYTES);
}

static void *run(void *arg)
{
	struct fixture *f = arg;
	loop_run(f->loop);
	return NULL;
}

void fixture_start(struct fixture *f, const struct server_config *over)
{
	struct error e;
	struct server_config config = over ? *over : (struct server_config){ 0 };
	signal(SIGPIPE, SIG_IGN); /* the daemon's loop_on_signal() does it */
	*f = (struct fixture){ .loop = loop_new(), .router = router_new(), .grace_ms = 2000 };
	make_replies(f);
	for (size_t i = 0; i < COUNT_OF(ROUTES); i++)
		REQUIRE(router_add(f->router, &ROUTES[i]) == 0);
	config.router = f->router;
	config.ctx = f;
	config.handle = handle;
	config.refused = refused;
	config.may_listen = may_listen;
	error_init(&e, NULL);
	REQUIRE(server_new(f->loop, &config, &f->server, &e) == 0);
	if (server_listen_tcp(f->server, "127.0.0.1:0", &f->port, &e) != 0) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	REQUIRE(pthread_create(&f->thread, NULL, run, f) == 0);
}

struct call {
	struct loop_message message; /* must be first */
	struct fixture *f;
	void (*fn)(struct fixture *, void *);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool ran;
};

static void run_call(struct loop_message *m)
{
	struct call *c = CONTAINER_OF(m, struct call, message);
	c->fn(c->f, c->arg);
	pthread_mutex_lock(&c->lock);
	c->ran = true;
	pthread_cond_signal(&c->done);
	pthread_mutex_unlock(&c->lock);
}

void fixture_call(struct fixture *f, void (*fn)(struct fixture *, void *), void *arg)
{
	struct call c = { .message.fn = run_call, .f = f, .fn = fn, .arg = arg };
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.done, NULL);
	loop_post(f->loop, &c.message);
	pthread_mutex_lock(&c.lock);
	while (!c.ran)
		pthread_cond_wait(&c.done, &c.lock);
	pthread_mutex_unlock(&c.lock);
	pthread_mutex_destroy(&c.lock);
	pthread_cond_destroy(&c.done);
}

static void release(struct fixture *f, void *arg)
{
	(void)arg;
	REQUIRE(f->held);
	struct request *r = f->held;
	f->held = NULL;
	atomic_fetch_sub(&f->held_count, 1);
	request_reply(r, text(200, "released gone=%d", atomic_load(&r->gone)));
}

void fixture_release(struct fixture *f)
{
	fixture_call(f, release, NULL);
}

static void read_stats(struct fixture *f, void *arg)
{
	server_stats(f->server, arg);
}

struct server_stats fixture_stats(struct fixture *f)
{
	struct server_stats s;
	fixture_call(f, read_stats, &s);
	return s;
}

static void listen_socket(struct fixture *f, void *arg)
{
	struct error e;
	error_init(&e, NULL);
	REQUIRE(server_listen_socket(f->server, arg, &e) == 0);
}

void fixture_listen(struct fixture *f, const char *path)
{
	fixture_call(f, listen_socket, (void *)path);
}

static void stopped(void *arg)
{
	struct fixture *f = arg;
	loop_stop(f->loop);
}

static void begin_stop(struct fixture *f, void *arg)
{
	(void)arg;
	server_stop(f->server, f->grace_ms, stopped, f);
}

void fixture_begin_stop(struct fixture *f)
{
	f->stopping = true;
	fixture_call(f, begin_stop, NULL);
}

void fixture_stop(struct fixture *f)
{
	if (!f->stopping)
		fixture_begin_stop(f);
	pthread_join(f->thread, NULL);
	for (int i = 0; i < f->stream_count; i++)
		pthread_join(f->streams[i], NULL);
	struct request *held = f->held;
	server_free(f->server);
	loop_free(f->loop);
	if (held) /* its peer and its server are gone */
		request_reply(held, reply_new(200));
	router_free(f->router);
	reply_unref(f->hello);
	reply_unref(f->page);
	reply_unref(f->big);
}

bool fixture_wait(_Atomic int *value, int want)
{
	struct timespec moment = { .tv_nsec = 1000 * 1000 };
	for (int i = 0; i < CLIENT_WAIT_MS; i++) {
		if (atomic_load(value) == want)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}
