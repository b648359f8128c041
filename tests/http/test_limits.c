/* SPDX-License-Identifier: MPL-2.0 */
/* Sizes and times: each limit from both sides, with times shortened by the configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include "base/attr.h"
#include "fixture.h"

#define H "Host: localhost\r\n"

enum { SHORT_MS = 200 };

static struct fixture f;

static int start(void **state)
{
	(void)state;
	fixture_start(&f, &(struct server_config){ .head_ms = SHORT_MS, .body_grace_ms = SHORT_MS, .write_ms = SHORT_MS, .idle_ms = 3 * SHORT_MS });
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

/* The status of what `n` bytes are answered with; the connection must end then unless it is 200 or 404. */
static int status_of(const char *p, size_t n)
{
	struct client c = connected();
	struct client_reply r;
	(void)client_send(&c, p, n); /* it may be refused before all is sent */
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	int status = r.status;
	client_reply_free(&r);
	if (status != 200 && status != 404)
		assert_true(client_closed(&c));
	client_close(&c);
	return status;
}

static char *repeated(char *p, char c, size_t n)
{
	memset(p, c, n);
	return p + n;
}

static int with_line(size_t line)
{
	static char all[32 << 10];
	char *p = all + sprintf(all, "GET /O/x?");
	p = repeated(p, 'y', line - 9 - 9);
	p += sprintf(p, " HTTP/1.1\r\n" H "\r\n");
	return status_of(all, (size_t)(p - all));
}

static void request_line(void **state)
{
	(void)state;
	assert_int_equal(with_line(8192), 200);
	assert_int_equal(with_line(8193), 414);
	assert_int_equal(with_line(20000), 414);
	/* An endless line is refused before its end. */
	static char all[32 << 10];
	char *p = repeated(all + sprintf(all, "GET /"), 'x', sizeof all - 10);
	assert_int_equal(status_of(all, (size_t)(p - all)), 414);
	/* A path has a limit of its own. */
	p = repeated(all + sprintf(all, "GET /O/"), 'x', 2048 - 3);
	assert_int_equal(status_of(all, (size_t)(p - all) + (size_t)sprintf(p, " HTTP/1.1\r\n" H "\r\n")), 200);
	p = repeated(all + sprintf(all, "GET /O/"), 'x', 2048 - 2);
	assert_int_equal(status_of(all, (size_t)(p - all) + (size_t)sprintf(p, " HTTP/1.1\r\n" H "\r\n")), 414);
}

static int with_head(size_t head)
{
	static char all[32 << 10];
	char *p = all + sprintf(all, "GET /hello HTTP/1.1\r\n" H "X: ");
	p = repeated(p, 'y', head - (size_t)(p - all) - 4);
	p += sprintf(p, "\r\n\r\n");
	return status_of(all, (size_t)(p - all));
}

static int with_fields(int fields)
{
	static char all[32 << 10];
	char *p = all + sprintf(all, "GET /hello HTTP/1.1\r\n" H);
	for (int i = 1; i < fields; i++)
		p += sprintf(p, "X%d: 1\r\n", i);
	p += sprintf(p, "\r\n");
	return status_of(all, (size_t)(p - all));
}

static void head(void **state)
{
	static char endless[32 << 10];
	(void)state;
	assert_int_equal(with_head(16384), 200);
	assert_int_equal(with_head(16385), 431);
	assert_int_equal(with_head(30000), 431);
	assert_int_equal(with_fields(100), 200);
	assert_int_equal(with_fields(101), 431);
	char *p = endless + sprintf(endless, "GET /hello HTTP/1.1\r\n" H "X: ");
	repeated(p, 'y', sizeof endless - (size_t)(p - endless));
	assert_int_equal(status_of(endless, sizeof endless), 431);
}

static int with_body(const char *path, const char *type, size_t n)
{
	char *all = xmalloc(n + 300);
	int head = sprintf(all, "POST %s HTTP/1.1\r\n" H "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", path, type, n);
	memset(all + head, 'b', n);
	int status = status_of(all, (size_t)head + n);
	free(all);
	return status;
}

static void body(void **state)
{
	(void)state;
	assert_int_equal(with_body("/echo", "text/plain", 65536), 200);
	assert_int_equal(with_body("/echo", "text/plain", 65537), 413);
	assert_int_equal(with_body("/photo", "image/jpeg", (8 << 20) + 1), 413);
	assert_int_equal(with_body("/nothing", "x/y", 65536), 404);
	assert_int_equal(with_body("/nothing", "x/y", 65537), 413);
	/* Refused by its head alone: not one byte of it was sent. */
	static const char HEAD[] = "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 999999999999\r\n\r\n";
	assert_int_equal(status_of(HEAD, sizeof HEAD - 1), 413);
}

/* Who is refused may finish sending: a reset could overtake the reply that says why. */
static void refused_may_finish(void **state)
{
	enum { REST = 4 << 20 };
	struct client c = connected();
	struct client_reply r;
	char *rest = xcalloc(1, REST);
	(void)state;
	assert_int_equal(client_ask(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 5000000\r\n\r\n", &r), 0);
	assert_int_equal(r.status, 413);
	client_reply_free(&r);
	assert_int_equal(client_send(&c, rest, REST), 0);
	client_end(&c);
	assert_true(client_closed(&c));
	assert_false(c.reset);
	client_close(&c);
	/* ... but not for ever. */
	c = connected();
	assert_int_equal(client_ask(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 5000000\r\n\r\n", &r), 0);
	client_reply_free(&r);
	while (client_send(&c, rest, 1000) == 0)
		(void)client_quiet(&c, 20);
	client_close(&c);
	free(rest);
}

#define CHUNKED "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"

static void chunks(void **state)
{
	static char all[300 << 10];
	(void)state;
	/* 65,536 bytes in chunks of one, and one more */
	for (int extra = 0; extra < 2; extra++) {
		char *p = all + sprintf(all, CHUNKED "fffe\r\n");
		p = repeated(p, 'x', 65534);
		p += sprintf(p, "\r\n1\r\nx\r\n1\r\nx\r\n%s0\r\n\r\n", extra ? "1\r\nx\r\n" : "");
		assert_int_equal(status_of(all, (size_t)(p - all)), extra ? 413 : 200);
	}
	/* A chunk that would be too long is refused before it comes. */
	assert_int_equal(status_of(CHUNKED "10001\r\n", sizeof(CHUNKED "10001\r\n") - 1), 413);
	/* Extensions and trailers are read past, but not for ever. */
	char *p = repeated(all + sprintf(all, CHUNKED "1;"), 'e', 255);
	p += sprintf(p, "\r\nx\r\n0\r\n\r\n");
	assert_int_equal(status_of(all, (size_t)(p - all)), 200);
	p = repeated(all + sprintf(all, CHUNKED "1;"), 'e', 256);
	assert_int_equal(status_of(all, (size_t)(p - all)), 400);
	p = repeated(all + sprintf(all, CHUNKED "0\r\nX: "), 't', 4092); /* with name, colon, space and two CR */
	p += sprintf(p, "\r\n\r\n");
	assert_int_equal(status_of(all, (size_t)(p - all)), 431);
	p = repeated(all + sprintf(all, CHUNKED "0\r\nX: "), 't', 4091);
	p += sprintf(p, "\r\n\r\n");
	assert_int_equal(status_of(all, (size_t)(p - all)), 200);
}

/* --- times ---------------------------------------------------------------- */

static void slow_head(void **state)
{
	struct client c = connected();
	struct client_reply r;
	(void)state;
	/* A byte now and then does not help: the head has one deadline in all. */
	static const char HEAD[] = "GET /hello HTTP/1.1\r\n" H "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy";
	size_t at = 0;
	while (client_quiet(&c, 20)) {
		if (at < sizeof HEAD - 1)
			(void)client_send(&c, HEAD + at++, 1);
	}
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_int_equal(r.status, 408);
	client_reply_free(&r);
	assert_true(client_closed(&c));
	client_close(&c);
}

static void slow_body(void **state)
{
	struct client c = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_puts(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 60000\r\n\r\n"), 0);
	while (client_quiet(&c, 20)) /* 50 B/s */
		(void)client_send(&c, "b", 1);
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_int_equal(r.status, 408);
	client_reply_free(&r);
	assert_true(client_closed(&c));
	client_close(&c);
}

/* Fast enough for much longer than the grace. */
static void patient_body(void **state)
{
	struct client c = connected();
	struct client_reply r;
	char part[400];
	(void)state;
	memset(part, 'b', sizeof part);
	assert_int_equal(client_puts(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: 20000\r\n\r\n"), 0);
	for (int i = 0; i < 49; i++) {
		assert_int_equal(client_send(&c, part, sizeof part), 0);
		assert_true(client_quiet(&c, 10));
	}
	assert_int_equal(client_send(&c, part, sizeof part), 0);
	assert_int_equal(client_reply(&c, "POST", &r), 0);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.body_n, 20000);
	client_reply_free(&r);
	client_close(&c);
}

static void slow_reader(void **state)
{
	struct client c = connected();
	int small = 4096;
	struct server_stats before = fixture_stats(&f);
	(void)state;
	setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_int_equal(client_puts(&c, "GET /big HTTP/1.1\r\n" H "\r\n"), 0);
	struct client_reply r;
	/* Read nothing until the server has given up. */
	struct timespec moment = { .tv_nsec = 1000 * 1000 };
	for (int i = 0; i < CLIENT_WAIT_MS && fixture_stats(&f).dropped == before.dropped; i++)
		nanosleep(&moment, NULL);
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_false(r.whole);
	assert_true(r.body_n < BIG_BYTES / 2);
	client_reply_free(&r);
	assert_true(c.ended);
	client_close(&c);
}

static void idle_ends(void **state)
{
	struct client fresh = connected(), used = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_ask(&used, "GET /hello HTTP/1.1\r\n" H "\r\n", &r), 0);
	client_reply_free(&r);
	assert_true(client_closed(&fresh));
	assert_true(client_closed(&used));
	assert_false(used.reset);
	client_close(&fresh);
	client_close(&used);
}

/* A request that is being handled has no deadline here: its call has one. */
static void handling_is_not_idle(void **state)
{
	struct client c = connected(), other = connected();
	struct client_reply r;
	(void)state;
	assert_int_equal(client_puts(&c, "GET /held HTTP/1.1\r\n" H "\r\n"), 0);
	assert_true(fixture_wait(&f.held_count, 1));
	assert_true(client_closed(&other)); /* all the idle time has gone by */
	client_close(&other);
	assert_true(client_quiet(&c, 1));
	fixture_release(&f);
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_string_equal(r.body, "released gone=0");
	client_reply_free(&r);
	client_close(&c);
}

/* Stopping lets a reply under way out, with word that the connection ends, and takes nobody new. */
static void stop_lets_replies_out(void **state)
{
	struct fixture g;
	struct client c, idle, late;
	struct client_reply r;
	char value[32];
	(void)state;
	fixture_start(&g, NULL);
	assert_int_equal(client_open(&c, g.port), 0);
	assert_int_equal(client_open(&idle, g.port), 0);
	assert_int_equal(client_ask(&idle, "GET /hello HTTP/1.1\r\n" H "\r\n", &r), 0);
	client_reply_free(&r);
	assert_int_equal(client_puts(&c, "GET /held HTTP/1.1\r\n" H "\r\n"), 0);
	assert_true(fixture_wait(&g.held_count, 1));
	fixture_begin_stop(&g);
	assert_true(client_closed(&idle));
	assert_int_equal(client_open(&late, g.port), -1);
	fixture_release(&g);
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_string_equal(r.body, "released gone=0");
	assert_int_equal(client_field(&r, "Connection", value, sizeof value), 1);
	client_reply_free(&r);
	assert_true(client_closed(&c));
	client_close(&c);
	client_close(&idle);
	fixture_stop(&g);
}

/* Who is still waiting when the grace is over is cut off; the request itself stays valid for who works on it. */
static void stop_does_not_wait_for_ever(void **state)
{
	struct fixture g;
	struct client c;
	(void)state;
	fixture_start(&g, NULL);
	g.grace_ms = 50;
	assert_int_equal(client_open(&c, g.port), 0);
	assert_int_equal(client_puts(&c, "GET /held HTTP/1.1\r\n" H "\r\n"), 0);
	assert_true(fixture_wait(&g.held_count, 1));
	fixture_stop(&g);
	assert_true(client_closed(&c));
	client_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_line),
		cmocka_unit_test(head),
		cmocka_unit_test(body),
		cmocka_unit_test(refused_may_finish),
		cmocka_unit_test(chunks),
		cmocka_unit_test(slow_head),
		cmocka_unit_test(slow_body),
		cmocka_unit_test(patient_body),
		cmocka_unit_test(slow_reader),
		cmocka_unit_test(idle_ends),
		cmocka_unit_test(handling_is_not_idle),
		cmocka_unit_test(stop_lets_replies_out),
		cmocka_unit_test(stop_does_not_wait_for_ever),
	};
	return cmocka_run_group_tests_name("limits", tests, start, stop);
}
