/* SPDX-License-Identifier: MPL-2.0 */
/* Who a request comes from, through a proxy that is trusted and through one that is not; what only TLS and cookies get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "fixture.h"

#define H "Host: localhost\r\n"

static struct fixture f;

static int begin(const char *proxy)
{
	const char *const proxies[] = { "2001:db8::1", proxy, NULL };
	fixture_start(&f, &(struct server_config){ .proxies = proxies, .heartbeat_ms = 100 });
	return 0;
}

static int trusting(void **state)
{
	(void)state;
	return begin("127.0.0.0/8");
}

static int wary(void **state)
{
	(void)state;
	return begin("192.0.2.1");
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&f);
	return 0;
}

static struct client_reply ask(const char *path, const char *fields)
{
	char request[2000];
	struct client c;
	struct client_reply r;
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" H "%s\r\n", path, fields);
	assert_int_equal(client_open(&c, f.port), 0);
	if (client_ask(&c, request, &r) != 0)
		fail_msg("no reply to: %s", request);
	client_close(&c);
	return r;
}

struct caller_case {
	const char *fields, *expected; /* NULL: 400 */
};

static void expect_callers(const struct caller_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct client_reply r = ask("/caller", cases[i].fields);
		const char *expected = cases[i].expected ? cases[i].expected : "refused 400 ";
		if (r.status != (cases[i].expected ? 200 : 400) || strcmp(r.body, expected) != 0)
			fail_msg("%s-> %d %s instead of %s", cases[i].fields, r.status, r.body, expected);
		client_reply_free(&r);
	}
}

static void believes_its_proxy(void **state)
{
	static const struct caller_case CASES[] = {
		{ "", "proxied=0 secure=0 loopback=1 forwarded=0 peer=127.0.0.1 origin=none" }, /* the machine's own browser */
		{ "X-Forwarded-For: 192.0.2.7\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=192.0.2.7 origin=none" },
		{ "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n", "proxied=1 secure=1 loopback=0 forwarded=1 peer=192.0.2.7 origin=none" },
		{ "X-Forwarded-For: evil, 127.0.0.1, 192.0.2.7\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=192.0.2.7 origin=none" },
		{ "X-Forwarded-For: evil\r\nX-FORWARDED-FOR: 2001:DB8::7\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=2001:db8::7 origin=none" },
		{ "X-Forwarded-For: 127.0.0.1\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=127.0.0.1 origin=none" },
		{ "Via: 1.1 x\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=127.0.0.1 origin=none" },
		{ "X-Forwarded-Proto: HTTPS\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=127.0.0.1 origin=none" },
		{ "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=127.0.0.1 origin=none" },
		{ "X-Forwarded-Proto: https\r\nOrigin: https://localhost\r\n", "proxied=1 secure=1 loopback=0 forwarded=1 peer=127.0.0.1 origin=same" },
		{ "X-Forwarded-Proto: https\r\nOrigin: http://localhost\r\n", "proxied=1 secure=1 loopback=0 forwarded=1 peer=127.0.0.1 origin=foreign" },
		{ "X-Forwarded-Proto: http\r\nOrigin: http://localhost\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=127.0.0.1 origin=same" },
		{ "X-Forwarded-For: 192.0.2.7, evil\r\n", NULL },
		{ "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For:\r\n", NULL },
		{ "X-Forwarded-For: 192.0.2.7:1234\r\n", NULL },
	};
	(void)state;
	expect_callers(CASES, COUNT_OF(CASES));
}

static void believes_nobody_else(void **state)
{
	static const struct caller_case CASES[] = {
		{ "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "proxied=0 secure=0 loopback=1 forwarded=1 peer=127.0.0.1 origin=none" },
		{ "X-Forwarded-For: evil\r\n", "proxied=0 secure=0 loopback=1 forwarded=1 peer=127.0.0.1 origin=none" },
	};
	char value[100];
	(void)state;
	expect_callers(CASES, COUNT_OF(CASES));
	struct client_reply r = ask("/hello", "X-Forwarded-Proto: https\r\n");
	assert_int_equal(client_field(&r, "Strict-Transport-Security", value, sizeof value), 0);
	client_reply_free(&r);
}

/* Each request of a connection stands for itself: a proxy sends many people's through one. */
static void one_connection_many_people(void **state)
{
	static const struct caller_case CASES[] = {
		{ "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n", "proxied=1 secure=1 loopback=0 forwarded=1 peer=192.0.2.7 origin=none" },
		{ "X-Forwarded-For: 192.0.2.8\r\n", "proxied=1 secure=0 loopback=0 forwarded=1 peer=192.0.2.8 origin=none" },
		{ "", "proxied=0 secure=0 loopback=1 forwarded=0 peer=127.0.0.1 origin=none" },
	};
	struct client c;
	char request[400], value[100];
	(void)state;
	assert_int_equal(client_open(&c, f.port), 0);
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		struct client_reply r;
		snprintf(request, sizeof request, "GET /caller HTTP/1.1\r\n" H "%s\r\n", CASES[i].fields);
		assert_int_equal(client_ask(&c, request, &r), 0);
		assert_string_equal(r.body, CASES[i].expected);
		assert_int_equal(client_field(&r, "Strict-Transport-Security", value, sizeof value), i == 0);
		client_reply_free(&r);
	}
	client_close(&c);
}

static void secure_replies_say_so(void **state)
{
	static const char *const PATHS[] = { "/hello", "/page", "/stream?n=5", "/nothing", "/events?topic=x", "/%00" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
		char request[200];
		struct client c;
		snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" H "X-Forwarded-Proto: https\r\n\r\n", PATHS[i]);
		assert_int_equal(client_open(&c, f.port), 0);
		assert_int_equal(client_puts(&c, request), 0);
		if (!client_until(&c, "\r\nStrict-Transport-Security: max-age=31536000\r\n"))
			fail_msg("%s", PATHS[i]);
		client_close(&c);
	}
	assert_true(fixture_wait(&f.stream_ends, 1));
}

static void cookies(void **state)
{
	static const char *const REQUESTS[][2] = {
		{ "Cookie: a=1; glane=2\r\n", "2" }, { "Cookie: a=1\r\nCookie: glane=2\r\n", "2" }, { "", "none" },
		{ "Cookie: glane=1\r\nCookie: glane=2\r\n", "none" }, { "Cookie: Glane=1\r\n", "none" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
		struct client_reply r = ask("/cookie", REQUESTS[i][0]);
		assert_string_equal(r.body, REQUESTS[i][1]);
		client_reply_free(&r);
	}
}

/* Nobody keeps a reply that sets a cookie, whatever its maker said. */
static void cookies_are_for_one(void **state)
{
	char value[200];
	(void)state;
	struct client_reply r = ask("/signed-in", "If-None-Match: *\r\n");
	assert_int_equal(r.status, 200);
	assert_int_equal(client_field(&r, "Set-Cookie", value, sizeof value), 2);
	assert_non_null(strstr(r.head, "\r\nSet-Cookie: glane=first; Path=/; Max-Age=60; HttpOnly; SameSite=Strict\r\n"));
	assert_non_null(strstr(r.head, "\r\nSet-Cookie: __Host-glane=second; Path=/; HttpOnly; SameSite=Strict; Secure\r\n"));
	assert_int_equal(client_field(&r, "Cache-Control", value, sizeof value), 1);
	assert_string_equal(value, "no-store");
	assert_int_equal(client_field(&r, "ETag", value, sizeof value), 0);
	client_reply_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(believes_its_proxy, trusting, stop),
		cmocka_unit_test_setup_teardown(believes_nobody_else, wary, stop),
		cmocka_unit_test_setup_teardown(one_connection_many_people, trusting, stop),
		cmocka_unit_test_setup_teardown(secure_replies_say_so, trusting, stop),
		cmocka_unit_test_setup_teardown(cookies, wary, stop),
		cmocka_unit_test_setup_teardown(cookies_are_for_one, wary, stop),
	};
	return cmocka_run_group_tests_name("proxies", tests, NULL, NULL);
}
