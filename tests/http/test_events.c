/* SPDX-License-Identifier: MPL-2.0 */
/* Server-sent events: who listens to a topic gets it, who does not keep up is dropped, heartbeats keep the rest alive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include "fixture.h"

#define H "Host: localhost\r\n"

static struct fixture f;

static int start(void **state)
{
	(void)state;
	fixture_start(&f, &(struct server_config){ .heartbeat_ms = 100, .max_connections = 20 });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	fixture_stop(&f);
	return 0;
}

struct event {
	const char *topic;
	struct glane_str json;
};

static void publish(struct fixture *fixture, void *arg)
{
	const struct event *e = arg;
	server_publish(fixture->server, str_c(e->topic), e->json);
}

static void say(const char *topic, const char *json)
{
	fixture_call(&f, publish, &(struct event){ topic, str_c(json) });
}

static struct client listener(const char *topics)
{
	struct client c;
	char request[200];
	assert_int_equal(client_open(&c, f.port), 0);
	snprintf(request, sizeof request, "GET /events?topic=%s HTTP/1.1\r\n" H "Accept-Encoding: gzip\r\n\r\n", topics);
	assert_int_equal(client_puts(&c, request), 0);
	return c;
}

static bool wait_streams(uint32_t want)
{
	struct timespec moment = { .tv_nsec = 1000 * 1000 };
	for (int i = 0; i < CLIENT_WAIT_MS; i++) {
		if (fixture_stats(&f).event_streams == want)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static void reaches_who_listens(void **state)
{
	struct client items = listener("items.changed,till.sold"), other = listener("other");
	(void)state;
	assert_true(client_until(&items, "Content-Type: text/event-stream\r\n"));
	assert_true(client_until(&items, "\r\n\r\nevent: head\ndata: 7\n\n")); /* its reply's body comes first */
	assert_true(client_until(&other, "event: head\ndata: 7\n\n"));
	say("items.changed", "{\"item\":1}");
	say("till.sold", "{\n}");
	say("other", "{}");
	assert_true(client_until(&items, "event: items.changed\ndata: {\"item\":1}\n\n"));
	assert_true(client_until(&items, "event: till.sold\ndata: {\ndata: }\n\n"));
	assert_true(client_until(&other, "event: other\ndata: {}\n\n"));
	assert_null(other.n ? memmem(other.p, other.n, "items", 5) : NULL);
	assert_int_equal(fixture_stats(&f).event_streams, 2);
	client_close(&items);
	client_close(&other);
	assert_true(wait_streams(0)); /* leaving is noticed without an event */
}

static void beats(void **state)
{
	struct client c = listener("x");
	(void)state;
	assert_true(client_until(&c, "data: 7\n\n"));
	assert_true(client_until(&c, ":\n\n"));
	assert_true(client_until(&c, ":\n\n"));
	client_close(&c);
	assert_true(wait_streams(0));
}

static void drops_who_does_not_keep_up(void **state)
{
	struct client quick = listener("x"), slow;
	char *json = malloc(32 << 10);
	int small = 2048;
	(void)state;
	assert_int_equal(client_open(&slow, f.port), 0);
	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_int_equal(client_puts(&slow, "GET /events?topic=x HTTP/1.1\r\n" H "\r\n"), 0);
	assert_true(wait_streams(2));
	memset(json, '1', (32 << 10) - 1);
	json[(32 << 10) - 1] = 0;
	for (int i = 0; i < 2000 && fixture_stats(&f).event_streams == 2; i++) {
		say("x", json);
		assert_true(client_until(&quick, "event: x\n"));
	}
	assert_int_equal(fixture_stats(&f).event_streams, 1);
	say("x", "last");
	assert_true(client_until(&quick, "data: last\n\n"));
	assert_true(client_closed(&slow));
	client_close(&quick);
	client_close(&slow);
	assert_true(wait_streams(0));
	free(json);
}

static void head_is_only_a_head(void **state)
{
	struct client c;
	struct client_reply r;
	(void)state;
	assert_int_equal(client_open(&c, f.port), 0);
	assert_int_equal(client_ask(&c, "HEAD /events?topic=x HTTP/1.1\r\n" H "\r\n", &r), 0);
	assert_int_equal(r.status, 200);
	client_reply_free(&r);
	assert_true(client_closed(&c));
	client_close(&c);
}

/* Half of the connections stay free for requests. */
static void leaves_room_for_requests(void **state)
{
	struct client c[12];
	struct client_reply r;
	(void)state;
	for (int i = 0; i < 10; i++) {
		c[i] = listener("x");
		assert_true(client_until(&c[i], "data: 7\n\n"));
	}
	c[10] = listener("x");
	assert_int_equal(client_reply(&c[10], "GET", &r), 0);
	assert_int_equal(r.status, 503);
	client_reply_free(&r);
	assert_int_equal(client_open(&c[11], f.port), 0);
	assert_int_equal(client_ask(&c[11], "GET /hello HTTP/1.1\r\n" H "\r\n", &r), 0);
	assert_int_equal(r.status, 200);
	client_reply_free(&r);
	for (int i = 0; i < 12; i++)
		client_close(&c[i]);
}

static struct client owners(int owner)
{
	struct client c;
	char request[100];
	snprintf(request, sizeof request, "GET /mine?owner=%d HTTP/1.1\r\n" H "\r\n", owner);
	assert_int_equal(client_open(&c, f.port), 0);
	assert_int_equal(client_puts(&c, request), 0);
	return c;
}

/* In one turn of the loop, so that no heartbeat comes between. */
static void recheck(struct fixture *fixture, void *arg)
{
	atomic_store(&fixture->asked, 0);
	atomic_store(&fixture->barred, 7);
	server_recheck_streams(fixture->server);
	server_stats(fixture->server, arg);
}

static void ends_what_its_owner_may_not_hear(void **state)
{
	struct client c[] = { owners(7), owners(8), owners(7), owners(0) };
	struct client_reply r;
	struct server_stats stats;
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(client_until(&c[i], "\r\n\r\n"));
	fixture_call(&f, recheck, &stats);
	assert_int_equal(stats.event_streams, 2);
	assert_int_equal(atomic_load(&f.asked), 3); /* about nobody's stream nobody is asked */
	say("mine", "1");
	for (int i = 0; i < 4; i += 2) {
		assert_true(client_closed(&c[i]));
		client_close(&c[i]);
		assert_true(client_until(&c[i + 1], "data: 1\n\n"));
	}
	c[0] = owners(7); /* signed out while its reply was made */
	assert_int_equal(client_reply(&c[0], "GET", &r), 0);
	assert_int_equal(r.status, 401);
	client_reply_free(&r);
	atomic_store(&f.barred, 8); /* without a word to the server: the heartbeat notices */
	assert_true(client_closed(&c[1]));
	assert_true(wait_streams(1));
	atomic_store(&f.barred, 0);
	assert_true(client_until(&c[3], ":\n\n"));
	for (int i = 0; i < 4; i++)
		if (i != 2)
			client_close(&c[i]);
	assert_true(wait_streams(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reaches_who_listens),
		cmocka_unit_test(beats),
		cmocka_unit_test(ends_what_its_owner_may_not_hear),
		cmocka_unit_test(drops_who_does_not_keep_up),
		cmocka_unit_test(head_is_only_a_head),
		cmocka_unit_test(leaves_room_for_requests),
	};
	return cmocka_run_group_tests_name("events", tests, start, stop);
}
