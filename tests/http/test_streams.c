/* SPDX-License-Identifier: MPL-2.0 */
/* Bodies that a worker writes: whole or visibly cut, never more than a little ahead of the reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "fixture.h"

#define H "Host: localhost\r\n"

enum { WRITE_MS = 300, LONG = 64 << 20 }; /* more than kernel and server hold together */

static struct fixture f;

static int start(void **state)
{
	(void)state;
	fixture_start(&f, &(struct server_config){ .write_ms = WRITE_MS });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&f);
	return 0;
}

static struct client asked(const char *request)
{
	struct client c;
	assert_int_equal(client_open(&c, f.port), 0);
	assert_int_equal(client_puts(&c, request), 0);
	return c;
}

static void expect_bytes(const struct client_reply *r, size_t n)
{
	assert_int_equal(r->status, 200);
	assert_int_equal(r->body_n, n);
	for (size_t i = 0; i < n; i++)
		if (r->body[i] != stream_byte(i))
			fail_msg("byte %zu", i);
}

static void arrives_whole(void **state)
{
	struct client c = asked("GET /stream?n=3000000 HTTP/1.1\r\n" H "\r\nGET /hello HTTP/1.1\r\n" H "\r\n");
	struct client_reply r;
	char value[32];
	(void)state;
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_true(r.whole);
	expect_bytes(&r, 3000000);
	assert_int_equal(client_field(&r, "Transfer-Encoding", value, sizeof value), 1);
	assert_int_equal(client_field(&r, "Content-Length", value, sizeof value), 0);
	client_reply_free(&r);
	assert_int_equal(client_reply(&c, "GET", &r), 0); /* the connection goes on */
	assert_string_equal(r.body, "hello");
	client_reply_free(&r);
	client_close(&c);
	assert_true(fixture_wait(&f.stream_ends, 1));
	assert_int_equal(atomic_load(&f.stream_status), 0);
}

static void empty_and_head(void **state)
{
	struct client c = asked("GET /stream?n=0 HTTP/1.1\r\n" H "\r\nHEAD /stream?n=5 HTTP/1.1\r\n" H "\r\nGET /hello HTTP/1.1\r\n" H "\r\n");
	struct client_reply r;
	(void)state;
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_true(r.whole);
	assert_int_equal(r.body_n, 0);
	client_reply_free(&r);
	assert_int_equal(client_reply(&c, "HEAD", &r), 0);
	assert_int_equal(r.status, 200);
	client_reply_free(&r);
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_string_equal(r.body, "hello");
	client_reply_free(&r);
	client_close(&c);
	assert_true(fixture_wait(&f.stream_ends, 3));
}

/* 1.0 knows no chunks: the end of the connection is the end of the body. */
static void older_clients(void **state)
{
	struct client c = asked("GET /stream?n=300000 HTTP/1.0\r\n\r\n");
	struct client_reply r;
	char value[32];
	(void)state;
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	assert_true(r.whole);
	expect_bytes(&r, 300000);
	assert_int_equal(client_field(&r, "Transfer-Encoding", value, sizeof value), 0);
	client_reply_free(&r);
	client_close(&c);
	assert_true(fixture_wait(&f.stream_ends, 4));
}

static void cut_is_seen(void **state)
{
	static const char *const REQUESTS[] = { "GET /cut?n=100000 HTTP/1.1\r\n" H "\r\n", "GET /cut?n=100000 HTTP/1.0\r\n\r\n" };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct client c = asked(REQUESTS[i]);
		struct client_reply r;
		if (client_reply(&c, "GET", &r) == 0) { /* a reset may even overtake the head */
			assert_false(r.whole);
			client_reply_free(&r);
		}
		assert_true(c.ended);
		client_close(&c);
		assert_true(fixture_wait(&f.stream_ends, 5 + i));
	}
}

static struct client slow_reader(void)
{
	struct client c;
	int small = 4096;
	assert_int_equal(client_open(&c, f.port), 0);
	setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_int_equal(client_puts(&c, "GET /stream?n=67108864 HTTP/1.1\r\n" H "\r\n"), 0);
	return c;
}

/* Who does not read is closed after write_ms, and the worker is told; meanwhile it has not run ahead. */
static void who_does_not_read_is_closed(void **state)
{
	struct client c = slow_reader();
	(void)state;
	assert_true(fixture_wait(&f.stream_ends, 7));
	assert_int_equal(atomic_load(&f.stream_status), GLANE_ETIME);
	assert_true(atomic_load(&f.stream_written) < LONG / 2);
	assert_true(client_closed(&c));
	client_close(&c);
}

static void worker_learns_that_the_reader_left(void **state)
{
	struct client c = slow_reader();
	(void)state;
	assert_true(client_until(&c, "\r\n\r\n")); /* it has begun */
	client_close(&c);
	assert_true(fixture_wait(&f.stream_ends, 8));
	assert_int_equal(atomic_load(&f.stream_status), GLANE_EIO);
	c = asked("GET /hello HTTP/1.1\r\n" H "\r\n");
	struct client_reply r;
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	client_reply_free(&r);
	client_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrives_whole),
		cmocka_unit_test(empty_and_head),
		cmocka_unit_test(older_clients),
		cmocka_unit_test(cut_is_seen),
		cmocka_unit_test(who_does_not_read_is_closed),
		cmocka_unit_test(worker_learns_that_the_reader_left),
	};
	return cmocka_run_group_tests_name("streams", tests, start, stop);
}
