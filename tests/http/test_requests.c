/* SPDX-License-Identifier: MPL-2.0 */
/* What a well-behaved client gets: order, framing, conditional and compressed replies, and who it is taken for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/attr.h"
#include "fixture.h"
#include "http/connection.h"

#define H "Host: localhost\r\n"
#define GET(path, fields) "GET " path " HTTP/1.1\r\n" H fields "\r\n"

static struct fixture f;

static int start(void **state)
{
	static const char *const HOSTS[] = { "shop.example", NULL };
	(void)state;
	fixture_start(&f, &(struct server_config){ .hosts = HOSTS });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&f);
	return 0;
}

static struct client connected(void)
{
	struct client c;
	assert_int_equal(client_open(&c, f.port), 0);
	return c;
}

static struct client_reply ask(struct client *c, const char *request)
{
	struct client_reply r;
	if (client_ask(c, request, &r) != 0)
		fail_msg("no reply to: %s", request);
	assert_true(r.whole);
	return r;
}

static void expect(struct client *c, const char *request, int status, const char *body)
{
	struct client_reply r = ask(c, request);
	if (r.status != status || (body && strcmp(r.body, body) != 0))
		fail_msg("%s-> %d %s instead of %d %s", request, r.status, r.body, status, body ? body : "");
	client_reply_free(&r);
}

/* Everything sent so far has been read by the server. */
static void nothing(struct fixture *fixture, void *arg)
{
	(void)fixture;
	(void)arg;
}

static void settled(void)
{
	fixture_call(&f, nothing, NULL); /* the socket may come after this in one turn of the loop, */
	fixture_call(&f, nothing, NULL); /* but not after the next */
}

/* --- the connection ------------------------------------------------------- */

static void stays_open(void **state)
{
	struct client c = connected();
	(void)state;
	for (int i = 0; i < 3; i++)
		expect(&c, GET("/hello", ""), 200, "hello");
	expect(&c, "\r\n" GET("/hello", ""), 200, "hello"); /* one empty line is forgiven */
	expect(&c, GET("/nothing", ""), 404, "no");
	expect(&c, GET("/hello", "Connection: Keep-Alive, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"), 200, "hello");
	expect(&c, GET("/hello", ""), 200, "hello");
	client_close(&c);
}

static void closes_when_asked(void **state)
{
	static const char *const ASKED[] = {
		GET("/hello", "Connection: close\r\n"),
		GET("/hello", "Connection: x, CLOSE\r\n"),
		"GET /hello HTTP/1.0\r\n" H "\r\n",
		"GET /hello HTTP/1.0\r\n\r\n",
		"GET /hello HTTP/1.0\r\n" H "Connection: keep-alive\r\n\r\n",
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ASKED); i++) {
		struct client c = connected();
		struct client_reply r;
		char value[32];
		assert_int_equal(client_puts(&c, ASKED[i]), 0);
		(void)client_puts(&c, GET("/hello", ""));
		assert_int_equal(client_reply(&c, "GET", &r), 0);
		assert_int_equal(r.status, 200);
		assert_int_equal(client_field(&r, "Connection", value, sizeof value), 1);
		assert_string_equal(value, "close");
		client_reply_free(&r);
		assert_int_equal(client_reply(&c, "GET", &r), -1);
		assert_true(c.ended);
		client_close(&c);
	}
}

static void pipelines_in_order(void **state)
{
	struct client c = connected();
	struct client_reply r;
	char text[160], all[20000] = "";
	size_t n = 0;
	(void)state;
	for (int i = 0; i < 50; i++) {
		if (i == 25) /* nothing may overtake it */
			n += (size_t)snprintf(all + n, sizeof all - n, GET("/held", ""));
		else if (i % 10 == 3)
			n += (size_t)snprintf(all + n, sizeof all - n,
			                      "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n%02d", i);
		else if (i % 10 == 7)
			n += (size_t)snprintf(all + n, sizeof all - n, GET("/page", ""));
		else
			n += (size_t)snprintf(all + n, sizeof all - n, "GET /O/%d HTTP/1.1\r\n" H "\r\n", i);
	}
	assert_int_equal(client_send(&c, all, n), 0);
	assert_true(fixture_wait(&f.held_count, 1));
	fixture_release(&f);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(client_reply(&c, "GET", &r), 0);
		snprintf(text, sizeof text, i == 25 ? "released gone=0" : i % 10 == 3 ? "%02d" : "code=%d", i);
		if (i % 10 == 7)
			assert_int_equal(r.body_n, 20000);
		else
			assert_string_equal(r.body, text);
		client_reply_free(&r);
	}
	assert_true(client_quiet(&c, 0));
	client_close(&c);
}

/* The one looked into: that reading stopped cannot be seen from outside. */
static void check_paused(struct fixture *fixture, void *arg)
{
	const struct peer *c = fixture->server->lists[PEER_HANDLED].first;
	(void)arg;
	REQUIRE(c && !c->reading && c->n >= PENDING_MAX && c->n < PENDING_MAX + READ_SIZE);
}

/* While one request is handled, bytes are taken up to a limit only; all of them are answered afterwards. */
static void waits_with_the_rest(void **state)
{
	enum { REQUESTS = 4000 };
	struct client c = connected();
	struct client_reply r;
	static char all[REQUESTS * 64];
	size_t n = 0;
	(void)state;
	assert_int_equal(client_puts(&c, GET("/held", "")), 0);
	assert_true(fixture_wait(&f.held_count, 1));
	for (int i = 0; i < REQUESTS; i++)
		n += (size_t)snprintf(all + n, sizeof all - n, "GET /O/%d HTTP/1.1\r\n" H "\r\n", i);
	assert_int_equal(client_send(&c, all, n), 0); /* the kernel holds what the server does not take */
	settled();
	fixture_call(&f, check_paused, NULL);
	fixture_release(&f);
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	client_reply_free(&r);
	for (int i = 0; i < REQUESTS; i++) {
		char text[32];
		snprintf(text, sizeof text, "code=%d", i);
		assert_int_equal(client_reply(&c, "GET", &r), 0);
		assert_string_equal(r.body, text);
		client_reply_free(&r);
	}
	client_close(&c);
}

static void answers_who_stops_sending(void **state)
{
	struct client c = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_puts(&c, GET("/hello", "") GET("/held", "") GET("/hello", "")), 0);
	client_end(&c);
	assert_true(fixture_wait(&f.held_count, 1));
	settled();
	fixture_release(&f);
	static const char *const BODIES[] = { "hello", "released gone=1", "hello" };
	for (size_t i = 0; i < COUNT_OF(BODIES); i++) {
		assert_int_equal(client_reply(&c, "GET", &r), 0);
		assert_string_equal(r.body, BODIES[i]);
		client_reply_free(&r);
	}
	assert_true(client_closed(&c));
	client_close(&c);
}

static void forgets_who_left(void **state)
{
	struct client c = connected();
	(void)state;
	assert_int_equal(client_puts(&c, GET("/held", "")), 0);
	assert_true(fixture_wait(&f.held_count, 1));
	client_close(&c);
	settled();
	fixture_release(&f); /* the reply is dropped, the server goes on */
	c = connected();
	expect(&c, GET("/hello", ""), 200, "hello");
	client_close(&c);
}

/* --- bodies --------------------------------------------------------------- */

/* The same reply wherever the bytes are cut. */
static void expect_cut(struct client *c, const char *bytes, size_t n, size_t at)
{
	struct client_reply r;
	assert_int_equal(client_send(c, bytes, at), 0);
	settled();
	assert_int_equal(client_send(c, bytes + at, n - at), 0);
	assert_int_equal(client_reply(c, "POST", &r), 0);
	assert_int_equal(r.status, 200);
	client_reply_free(&r);
}

static void takes_bodies_in_any_segments(void **state)
{
	static const char RIGHT[] = "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
	                            "5\r\nhello\r\n0B;name=\"value\"\r\n, wonderful\r\n00000001\r\n!\r\n0\r\nChecksum: none\r\nX: y\r\n\r\n";
	struct client c = connected();
	struct client_reply r;
	(void)state;
	for (size_t at = 0; at < sizeof RIGHT - 1; at++)
		expect_cut(&c, RIGHT, sizeof RIGHT - 1, at);
	for (size_t i = 0; i < sizeof RIGHT - 1; i++) { /* and each byte alone */
		assert_int_equal(client_send(&c, RIGHT + i, 1), 0);
		settled();
	}
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.body, "hello, wonderful!");
	client_reply_free(&r);
	client_close(&c);
}

static void takes_sized_bodies_in_parts(void **state)
{
	static const char POST[] = "POST /echo HTTP/1.1\r\n" H "Content-Type: TEXT/plain\r\nContent-Length: 12\r\n\r\nabcdefghijkl";
	struct client c = connected();
	struct client_reply r;
	(void)state;
	for (size_t at = 0; at < sizeof POST - 1; at++)
		expect_cut(&c, POST, sizeof POST - 1, at);
	for (size_t i = 0; i < sizeof POST - 1; i++) {
		assert_int_equal(client_send(&c, POST + i, 1), 0);
		settled();
	}
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_string_equal(r.body, "abcdefghijkl");
	client_reply_free(&r);
	expect(&c, "POST /hello HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", 200, "hello");
	expect(&c, "POST /hello HTTP/1.1\r\n" H "\r\n", 200, "hello");
	client_close(&c);
}

static void takes_a_photo(void **state)
{
	enum { BYTES = 8 << 20 };
	struct client c = connected();
	struct client_reply r;
	char head[200], *photo = xcalloc(1, BYTES);
	(void)state;
	snprintf(head, sizeof head, "POST /photo HTTP/1.1\r\n" H "Content-Type: image/png\r\nContent-Length: %d\r\n\r\n", (int)BYTES);
	assert_int_equal(client_puts(&c, head), 0);
	assert_int_equal(client_send(&c, photo, BYTES), 0);
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_string_equal(r.body, "8388608");
	client_reply_free(&r);
	client_close(&c);
	free(photo);
}

static void says_continue(void **state)
{
	struct client c = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_puts(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"), 0);
	assert_true(client_until(&c, "HTTP/1.1 100 Continue\r\n\r\n"));
	assert_int_equal(client_puts(&c, "ok"), 0);
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_string_equal(r.body, "ok");
	client_reply_free(&r);
	/* A body that is not wanted is refused instead. */
	assert_int_equal(client_puts(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n"), 0);
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_int_equal(r.status, 413);
	client_reply_free(&r);
	client_close(&c);
}

/* --- replies -------------------------------------------------------------- */

static void head_has_no_body(void **state)
{
	struct client c = connected();
	char length[32];
	(void)state;
	struct client_reply r = ask(&c, "HEAD /page HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(r.status, 200);
	assert_int_equal(client_field(&r, "Content-Length", length, sizeof length), 1);
	assert_string_equal(length, "20000");
	client_reply_free(&r);
	r = ask(&c, "HEAD /nothing HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(r.status, 404);
	client_reply_free(&r);
	expect(&c, GET("/hello", ""), 200, "hello"); /* framing still holds */
	client_close(&c);
}

static void not_modified(void **state)
{
	static const char *const SAME[] = { "%s", "W/%s", "\"x\", %s", "\"x\",W/%s ,\"y\"", "*" };
	struct client c = connected();
	char tag[64], value[64], request[400], list[160];
	(void)state;
	struct client_reply r = ask(&c, GET("/page", ""));
	assert_int_equal(client_field(&r, "ETag", tag, sizeof tag), 1);
	client_reply_free(&r);
	for (size_t i = 0; i < COUNT_OF(SAME); i++) {
		const char *at = strstr(SAME[i], "%s");
		snprintf(list, sizeof list, "%.*s%s%s", at ? (int)(at - SAME[i]) : 1, SAME[i], at ? tag : "", at ? at + 2 : "");
		snprintf(request, sizeof request, "GET /page HTTP/1.1\r\n" H "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n\r\n", list);
		r = ask(&c, request);
		if (r.status != 304 || r.body_n != 0)
			fail_msg("%s: %d", list, r.status);
		assert_int_equal(client_field(&r, "ETag", value, sizeof value), 1);
		assert_int_equal(client_field(&r, "Content-Length", value, sizeof value), 0);
		client_reply_free(&r);
	}
	expect(&c, GET("/page", "If-None-Match: \"x\", \"y\"\r\n"), 200, NULL);
	expect(&c, GET("/hello", "If-None-Match: *\r\n"), 200, "hello"); /* it has no tag */
	client_close(&c);
}

static void compresses_when_accepted(void **state)
{
	static const char *const YES[] = { "gzip", "GZIP", "br, gzip;q=0.5", "*", "deflate, gzip ; q=1.0" };
	static const char *const NO[] = { "br", "gzip;q=0", "identity", "*;q=0", "gzip;q=0, *", "xgzip", "gzip;q=0.000" };
	struct client c = connected();
	char request[300], value[64];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(YES); i++) {
		snprintf(request, sizeof request, "GET /page HTTP/1.1\r\n" H "Accept-Encoding: %s\r\n\r\n", YES[i]);
		struct client_reply r = ask(&c, request);
		if (client_field(&r, "Content-Encoding", value, sizeof value) != 1 || strcmp(value, "gzip") != 0)
			fail_msg("%s: not compressed", YES[i]);
		assert_true(r.body_n < 2000);
		assert_int_equal(client_field(&r, "ETag", value, sizeof value), 1);
		assert_int_equal(strncmp(value, "W/\"", 3), 0);
		char plain[20001];
		z_stream z = { .next_in = (Bytef *)r.body, .avail_in = (uInt)r.body_n, .next_out = (Bytef *)plain, .avail_out = sizeof plain };
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, 20000);
		assert_memory_equal(plain, f.page->body, 20000);
		inflateEnd(&z);
		client_reply_free(&r);
	}
	for (size_t i = 0; i < COUNT_OF(NO); i++) {
		snprintf(request, sizeof request, "GET /page HTTP/1.1\r\n" H "Accept-Encoding: %s\r\n\r\n", NO[i]);
		struct client_reply r = ask(&c, request);
		if (client_field(&r, "Content-Encoding", value, sizeof value) != 0 || r.body_n != 20000)
			fail_msg("%s: compressed", NO[i]);
		client_reply_free(&r);
	}
	client_close(&c);
}

static void security_fields_once(void **state)
{
	static const char *const REQUESTS[] = {
		GET("/hello", ""), GET("/page", ""), GET("/page", "If-None-Match: *\r\n"), GET("/nothing", ""),
		"POST /page HTTP/1.1\r\n" H "\r\n", GET("/hello", "X : 1\r\n"), GET("/stream?n=5", ""), "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n",
	};
	static const char PAGE_POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
	                                  "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	                                  "require-trusted-types-for 'script'; trusted-types glane";
	static const struct {
		const char *name, *value; /* NULL: any */
	} FIELDS[] = {
		{ "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "same-origin" }, { "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Vary", "Accept, Accept-Language, Accept-Encoding" }, { "Cache-Control", NULL }, { "Date", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
		struct client c = connected();
		char value[600];
		struct client_reply r = ask(&c, REQUESTS[i]);
		assert_int_equal(client_field(&r, "Content-Security-Policy", value, sizeof value), 1);
		assert_string_equal(value, i == 1 || i == 2 ? PAGE_POLICY : "default-src 'none'; frame-ancestors 'none'");
		for (size_t k = 0; k < COUNT_OF(FIELDS); k++) {
			if (client_field(&r, FIELDS[k].name, value, sizeof value) != 1)
				fail_msg("%s of %s", FIELDS[k].name, REQUESTS[i]);
			if (FIELDS[k].value)
				assert_string_equal(value, FIELDS[k].value);
		}
		int page = i == 1 || i == 2;
		assert_int_equal(client_field(&r, "Cross-Origin-Opener-Policy", value, sizeof value), page);
		assert_string_equal(page ? value : "same-origin", "same-origin");
		assert_int_equal(client_field(&r, "Permissions-Policy", value, sizeof value), page);
		if (page)
			assert_non_null(strstr(value, "camera=(self), microphone=(), geolocation=()"));
		assert_int_equal(client_field(&r, "Strict-Transport-Security", value, sizeof value), 0);
		assert_int_equal(client_field(&r, "Server", value, sizeof value), 0);
		client_reply_free(&r);
		client_close(&c);
	}
	assert_true(fixture_wait(&f.stream_ends, 1));
}

static void date_is_now(void **state)
{
	struct client c = connected();
	char date[64];
	struct tm tm = { 0 };
	time_t before = time(NULL);
	(void)state;
	struct client_reply r = ask(&c, GET("/hello", ""));
	time_t after = time(NULL);
	assert_int_equal(client_field(&r, "Date", date, sizeof date), 1);
	const char *end = strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	assert_true(end && !*end && strlen(date) == 29);
	time_t said = timegm(&tm);
	assert_true(said >= before && said <= after);
	client_reply_free(&r);
	client_close(&c);
}

/* More than the kernel buffers: the rest follows as the reader takes it, and what was asked behind it comes after. */
static void sends_big_replies_whole(void **state)
{
	struct client c = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_puts(&c, GET("/hello", "") GET("/big", "") GET("/hello", "") GET("/big", "") GET("/hello", "")), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(client_reply(&c, "GET", &r), 0);
		assert_true(r.whole);
		if (i % 2) {
			assert_int_equal(r.body_n, BIG_BYTES);
			assert_memory_equal(r.body, f.big->body, BIG_BYTES);
		} else {
			assert_string_equal(r.body, "hello");
		}
		client_reply_free(&r);
	}
	client_close(&c);
}

/* --- routes and callers --------------------------------------------------- */

static void routes(void **state)
{
	struct client c = connected();
	char allow[64];
	(void)state;
	expect(&c, GET("/o/AB12", ""), 200, "code=AB12");
	expect(&c, GET("/O/AB12?x=y", ""), 200, "code=AB12");
	expect(&c, GET("/O/a%2fb%5cc%20d%C3%A9", ""), 200, "code=a%2Fb\\c d\xc3\xa9");
	expect(&c, GET("/O/AB12/", ""), 404, NULL);
	expect(&c, GET("/O//", ""), 404, NULL);
	expect(&c, GET("//hello", ""), 404, NULL);
	expect(&c, "OPTIONS * HTTP/1.1\r\n" H "\r\n", 404, NULL);
	struct client_reply r = ask(&c, "DELETE /hello HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(r.status, 405);
	assert_int_equal(client_field(&r, "Allow", allow, sizeof allow), 1);
	assert_string_equal(allow, "GET, HEAD, POST");
	client_reply_free(&r);
	client_close(&c);
}

static void hosts(void **state)
{
	static const char *const OURS[] = { "localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]", "[::1]:65535", "shop.example", "SHOP.Example:443", "localhost:" };
	static const char *const OTHERS[] = { "example", "shop.example.evil", "xshop.example", "127.0.0.1.nip.io", "[::2]", "0.0.0.0", "localhost." };
	char request[200];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(OURS) + COUNT_OF(OTHERS); i++) {
		struct client c = connected();
		bool ours = i < COUNT_OF(OURS);
		snprintf(request, sizeof request, "GET /hello HTTP/1.1\r\nHost: %s\r\n\r\n", ours ? OURS[i] : OTHERS[i - COUNT_OF(OURS)]);
		expect(&c, request, ours ? 200 : 421, NULL);
		client_close(&c);
	}
}

static void callers(void **state)
{
	static const struct {
		const char *fields, *expected;
	} CASES[] = {
		{ "", "forwarded=0 peer=127.0.0.1 origin=none html=0 lang=fr" },
		{ "Forwarded: for=1.2.3.4\r\n", "forwarded=1" },
		{ "X-Forwarded-For: 1.2.3.4\r\n", "forwarded=1" },
		{ "X-FORWARDED-ANYTHING: x\r\n", "forwarded=1" },
		{ "X-Real-IP: 1.2.3.4\r\n", "forwarded=1" },
		{ "Via: 1.1 proxy\r\n", "forwarded=1" },
		{ "X-Forwarder: x\r\n", "forwarded=0" },
		{ "Sec-Fetch-Site: same-origin\r\n", "origin=same" },
		{ "Sec-Fetch-Site: none\r\n", "origin=same" },
		{ "Sec-Fetch-Site: same-site\r\n", "origin=foreign" },
		{ "Sec-Fetch-Site: cross-site\r\n", "origin=foreign" },
		{ "Origin: http://localhost\r\n", "origin=same" },
		{ "Origin: https://LOCALHOST\r\n", "origin=same" },
		{ "Origin: http://localhost:81\r\n", "origin=foreign" },
		{ "Origin: http://localhost.evil.example\r\n", "origin=foreign" },
		{ "Origin: null\r\n", "origin=foreign" },
		{ "Origin:\r\n", "origin=foreign" },
		{ "Origin: http://\r\n", "origin=foreign" },
		{ "Origin: http://localhost\r\nX-Forwarded-Proto: https\r\n", "origin=same" }, /* nobody's word for it */
		{ "Origin: http://localhost\r\nSec-Fetch-Site: cross-site\r\n", "origin=foreign" },
		{ "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n", "origin=foreign" },
		{ "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n", "html=1" },
		{ "Accept: application/json\r\n", "html=0" },
		{ "Accept: */*\r\n", "html=0" },
		{ "Accept: application/json;q=0.5, text/*\r\n", "html=1" },
		{ "Accept: application/json, text/html\r\n", "html=0" },
		{ "Accept: text/html, application/json\r\n", "html=1" },
		{ "Accept: text/html;q=0\r\n", "html=0" },
		{ "Content-Type: application/x-www-form-urlencoded\r\n", "html=1" },
		{ "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n", "html=0" },
		{ "Accept-Language: en-GB,en;q=0.9,fr;q=0.8\r\n", "lang=en" },
		{ "Accept-Language: de, en;q=0.1, fr;q=0.2\r\n", "lang=fr" },
		{ "Accept-Language: de\r\n", "lang=fr" },
		{ "Accept-Language: en;q=0\r\n", "lang=fr" },
	};
	struct client c = connected();
	char request[400];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		snprintf(request, sizeof request, "GET /who HTTP/1.1\r\n" H "%s\r\n", CASES[i].fields);
		struct client_reply r = ask(&c, request);
		if (!strstr(r.body, CASES[i].expected) || !strstr(r.body, "local=0 loopback=1"))
			fail_msg("%s-> %s instead of %s", CASES[i].fields, r.body, CASES[i].expected);
		client_reply_free(&r);
	}
	expect(&c, GET("/who?l=en", "Accept-Language: fr\r\n"), 200, "local=0 loopback=1 forwarded=0 peer=127.0.0.1 origin=none html=0 lang=en");
	expect(&c, GET("/who?a=b&l=xx", "Accept-Language: en\r\n"), 200, "local=0 loopback=1 forwarded=0 peer=127.0.0.1 origin=none html=0 lang=en");
	client_close(&c);
}

static void owner_by_socket(void **state)
{
	char folder[] = "/tmp/glane-http-XXXXXX", path[64];
	struct client c;
	struct stat st;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/socket", folder);
	fixture_listen(&f, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fixture_listen(&f, path); /* an old file is replaced */
	assert_int_equal(client_open_socket(&c, path), 0);
	expect(&c, GET("/who", ""), 200, "local=1 loopback=0 forwarded=0 peer= origin=none html=0 lang=fr");
	expect(&c, "GET /who HTTP/1.1\r\nHost: anything\r\n\r\n", 200, NULL); /* no browser comes this way */
	client_close(&c);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_open),
		cmocka_unit_test(closes_when_asked),
		cmocka_unit_test(pipelines_in_order),
		cmocka_unit_test(waits_with_the_rest),
		cmocka_unit_test(answers_who_stops_sending),
		cmocka_unit_test(forgets_who_left),
		cmocka_unit_test(takes_bodies_in_any_segments),
		cmocka_unit_test(takes_sized_bodies_in_parts),
		cmocka_unit_test(takes_a_photo),
		cmocka_unit_test(says_continue),
		cmocka_unit_test(head_has_no_body),
		cmocka_unit_test(not_modified),
		cmocka_unit_test(compresses_when_accepted),
		cmocka_unit_test(security_fields_once),
		cmocka_unit_test(date_is_now),
		cmocka_unit_test(sends_big_replies_whole),
		cmocka_unit_test(routes),
		cmocka_unit_test(hosts),
		cmocka_unit_test(callers),
		cmocka_unit_test(owner_by_socket),
	};
	return cmocka_run_group_tests_name("requests", tests, start, stop);
}
