/* SPDX-License-Identifier: MPL-2.0 */
/* What must be refused is refused, with the right status, and the connection ends there: nothing behind it is a request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "fixture.h"

struct malformed {
	const char *name;
	int status;
	const char *bytes;
	size_t n; /* 0: strlen */
};

#define H "Host: localhost\r\n"
#define NEXT "GET /hello HTTP/1.1\r\n" H "\r\n" /* smuggled, if it were answered */
#define WITH_ZERO(literal) literal, sizeof(literal) - 1

static const struct malformed CASES[] = {
	{ "space before the colon", 400, "GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n" NEXT, 0 },
	{ "tab before the colon", 400, "GET /hello HTTP/1.1\r\n" H "X\t: 1\r\n\r\n", 0 },
	{ "space before the colon of a length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length : 5\r\n\r\nhello", 0 },
	{ "space within a name", 400, "GET /hello HTTP/1.1\r\n" H "X Y: 1\r\n\r\n", 0 },
	{ "no name", 400, "GET /hello HTTP/1.1\r\n" H ": 1\r\n\r\n", 0 },
	{ "no colon", 400, "GET /hello HTTP/1.1\r\n" H "X\r\n\r\n", 0 },
	{ "letter beyond ASCII in a name", 400, "GET /hello HTTP/1.1\r\n" H "\xc3\xa9: 1\r\n\r\n", 0 },
	{ "zero in a value", 400, WITH_ZERO("GET /hello HTTP/1.1\r\n" H "X: a\0b\r\n\r\n") },
	{ "control character in a value", 400, "GET /hello HTTP/1.1\r\n" H "X: a\x01" "b\r\n\r\n", 0 },
	{ "bare CR as line end", 400, "GET /hello HTTP/1.1\r" H "\r\n", 0 },
	{ "bare CR after a field", 400, "GET /hello HTTP/1.1\r\n" H "X: 1\rY: 2\r\n\r\n", 0 },
	{ "bare LF as line end", 400, "GET /hello HTTP/1.1\n" H "\r\n", 0 },
	{ "bare LF after a field", 400, "GET /hello HTTP/1.1\r\n" H "X: 1\nY: 2\r\n\r\n", 0 },
	{ "bare LF at the end of the head", 400, "GET /hello HTTP/1.1\r\n" H "\n", 0 },
	{ "folded line", 400, "GET /hello HTTP/1.1\r\n" H "X: 1\r\n 2\r\n\r\n", 0 },
	{ "folded line with a tab", 400, "GET /hello HTTP/1.1\r\n" H "X: 1\r\n\t2\r\n\r\n", 0 },
	{ "folded length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length:\r\n 5\r\n\r\nhello", 0 },
	{ "space before the first field", 400, "GET /hello HTTP/1.1\r\n " H "\r\n", 0 },
	{ "two empty lines first", 400, "\r\n\r\nGET /hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "no Host", 400, "GET /hello HTTP/1.1\r\nX: 1\r\n\r\n", 0 },
	{ "empty Host", 400, "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 0 },
	{ "two Hosts", 400, "GET /hello HTTP/1.1\r\n" H "Host: example.org\r\n\r\n", 0 },
	{ "two equal Hosts", 400, "GET /hello HTTP/1.1\r\n" H H "\r\n", 0 },
	{ "Host with a path", 400, "GET /hello HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 0 },
	{ "Host with a person", 400, "GET /hello HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 0 },
	{ "Host with a bad port", 400, "GET /hello HTTP/1.1\r\nHost: localhost:8x\r\n\r\n", 0 },
	{ "two hosts in one field", 400, "GET /hello HTTP/1.1\r\nHost: localhost, example.org\r\n\r\n", 0 },
	{ "length and chunks", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, 0 },
	{ "chunks and length", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 0 },
	{ "two lengths", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 0 },
	{ "two equal lengths", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 0 },
	{ "a list of lengths", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5, 5\r\n\r\nhello", 0 },
	{ "negative length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: -5\r\n\r\nhello", 0 },
	{ "signed length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\nhello", 0 },
	{ "hexadecimal length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 0x5\r\n\r\nhello", 0 },
	{ "length with a space", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5 0\r\n\r\nhello", 0 },
	{ "empty length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length:\r\n\r\nhello", 0 },
	{ "length over 64 bits", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 18446744073709551621\r\n\r\nhello", 0 },
	{ "coding identity", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n", 0 },
	{ "coding gzip, chunked", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "coding chunked, chunked", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "coding twice", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "coding xchunked", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 0 },
	{ "coding with a control character", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "empty coding", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n0\r\n\r\n", 0 },
	{ "chunks in 1.0", 400, "POST /echo HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "absolute form", 400, "GET http://localhost/hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "authority form", 400, "GET localhost:80 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "CONNECT", 400, "CONNECT localhost:80 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "asterisk with GET", 400, "GET * HTTP/1.1\r\n" H "\r\n", 0 },
	{ "no target", 400, "GET HTTP/1.1\r\n" H "\r\n", 0 },
	{ "two spaces before the target", 400, "GET  /hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "two spaces before the version", 400, "GET /hello  HTTP/1.1\r\n" H "\r\n", 0 },
	{ "tab for a space", 400, "GET\t/hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "space at the end of the line", 400, "GET /hello HTTP/1.1 \r\n" H "\r\n", 0 },
	{ "space before the method", 400, " GET /hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "fragment", 400, "GET /hello#x HTTP/1.1\r\n" H "\r\n", 0 },
	{ "letter beyond ASCII in the target", 400, "GET /h\xc3\xa9 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "no version", 400, "GET /hello\r\n" H "\r\n", 0 },
	{ "version 0.9", 400, "GET /hello HTTP/0.9\r\n" H "\r\n", 0 },
	{ "version 1.2", 400, "GET /hello HTTP/1.2\r\n" H "\r\n", 0 },
	{ "version 2.0", 400, "GET /hello HTTP/2.0\r\n" H "\r\n", 0 },
	{ "version in lower case", 400, "GET /hello http/1.1\r\n" H "\r\n", 0 },
	{ "another protocol", 400, "DESCRIBE /hello RTSP/1.0\r\n" H "\r\n", 0 },
	{ "the HTTP/2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0 },
	{ "a TLS greeting", 400, WITH_ZERO("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\r\n") },
	{ "method in lower case", 400, "get /hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "unknown method", 400, "BREW /hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "zero encoded", 400, "GET /hello%00 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "line end encoded", 400, "GET /hello%0d%0aX:%201 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "cut escape", 400, "GET /hello%2 HTTP/1.1\r\n" H "\r\n", 0 },
	{ "escape of no digits", 400, "GET /hello%zz HTTP/1.1\r\n" H "\r\n", 0 },
	{ "overlong UTF-8 encoded", 400, "GET /%c0%ae%c0%ae/x HTTP/1.1\r\n" H "\r\n", 0 },
	{ "dots", 400, "GET /o/../hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "dots encoded", 400, "GET /o/%2e%2E/hello HTTP/1.1\r\n" H "\r\n", 0 },
	{ "dot at the end", 400, "GET /o/. HTTP/1.1\r\n" H "\r\n", 0 },
	{ "chunk size with a space", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n", 0 },
	{ "chunk size 0x5", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", 0 },
	{ "no chunk size", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n", 0 },
	{ "negative chunk size", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", 0 },
	{ "chunk longer than its size", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n", 0 },
	{ "bare LF after a chunk size", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n", 0 },
	{ "any byte for the LF after a chunk size", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\rXhello\r\n0\r\n\r\n", 0 },
	{ "bare LF after a chunk", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n", 0 },
	{ "bare LF in an extension", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nhello\r\n0\r\n\r\n", 0 },
	{ "bare LF after the last chunk", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\n", 0 },
	{ "chunk size over 64 bits", 413, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n", 0 },
	{ "trailer without a colon", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx\r\n\r\n", 0 },
	{ "trailer with a space before the colon", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx : y\r\n\r\n", 0 },
	{ "folded trailer", 400, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: y\r\n z: 1\r\n\r\n", 0 },
	{ "body with GET", 413, "GET /hello HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello", 0 },
	{ "chunks with GET", 413, "GET /hello HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0 },
	{ "unknown expectation", 417, "POST /echo HTTP/1.1\r\n" H "Expect: miracle\r\nContent-Length: 5\r\n\r\nhello", 0 },
	{ "type that the route does not take", 415, "POST /echo HTTP/1.1\r\n" H "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 0 },
	{ "body without a type", 415, "POST /echo HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\n{}", 0 },
	{ "another host", 421, "GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n", 0 },
	{ "a host that begins like ours", 421, "GET /hello HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 0 },
	{ "another address", 421, "GET /hello HTTP/1.1\r\nHost: 127.0.0.2\r\n\r\n", 0 },
};

static struct fixture f;

static int start(void **state)
{
	(void)state;
	fixture_start(&f, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&f);
	return 0;
}

/* Sends in two parts, cut at `at` (0: at once), and returns the status; the connection must end after one reply. */
static int status_of(const struct malformed *m, size_t at)
{
	struct client c;
	struct client_reply r;
	size_t n = m->n ? m->n : strlen(m->bytes);
	assert_int_equal(client_open(&c, f.port), 0);
	assert_int_equal(client_send(&c, m->bytes, at), 0);
	(void)client_send(&c, m->bytes + at, n - at); /* the first part may have been enough */
	assert_int_equal(client_reply(&c, "GET", &r), 0);
	int status = r.status;
	char value[64];
	if (client_field(&r, "Connection", value, sizeof value) != 1 || strcmp(value, "close") != 0)
		status = -1;
	client_reply_free(&r);
	if (client_reply(&c, "GET", &r) == 0) {
		status = -2; /* what came behind was taken for a request */
		client_reply_free(&r);
	}
	if (!c.ended || c.reset)
		status = -3;
	client_close(&c);
	return status;
}

static void refused_at_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		int status = status_of(&CASES[i], 0);
		if (status != CASES[i].status)
			fail_msg("%s: %d instead of %d", CASES[i].name, status, CASES[i].status);
	}
	assert_int_equal(fixture_stats(&f).requests, 0);
	assert_int_equal(fixture_stats(&f).refused, COUNT_OF(CASES));
}

/* The same whatever the segments: only a prefix of the line may decide. */
static void refused_in_parts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		size_t n = CASES[i].n ? CASES[i].n : strlen(CASES[i].bytes);
		for (size_t at = 1; at < n; at += 1 + n / 40) {
			int status = status_of(&CASES[i], at);
			if (status != CASES[i].status)
				fail_msg("%s, cut at %zu: %d instead of %d", CASES[i].name, at, status, CASES[i].status);
		}
	}
	assert_int_equal(fixture_stats(&f).requests, 0);
}

static void said_why(void **state)
{
	struct client c;
	struct client_reply r;
	(void)state;
	assert_int_equal(client_open(&c, f.port), 0);
	assert_int_equal(client_ask(&c, "POST /echo HTTP/1.1\r\n" H "Content-Type: text/html\r\nContent-Length: 1\r\n\r\nx", &r), 0);
	assert_string_equal(r.body, "refused 415 /echo"); /* worded by the application, with what is known */
	client_reply_free(&r);
	client_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_at_once),
		cmocka_unit_test(refused_in_parts),
		cmocka_unit_test(said_why),
	};
	return cmocka_run_group_tests_name("malformed", tests, start, stop);
}
