/* SPDX-License-Identifier: MPL-2.0 */
/* Who gets in from where: addresses that a loopback test cannot have, and the end of a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "http/connection.h"

struct world {
	struct loop *loop;
	struct router *router;
	struct server *server;
};

static void handle(void *ctx, struct request *r)
{
	(void)ctx;
	request_reply(r, reply_new(204));
}

static const char *const PROXIES[] = { "192.0.2.1", "10.0.0.0/24", "::/1", NULL };

static int start(void **state)
{
	static struct world w;
	struct error e;
	w = (struct world){ .loop = loop_new(), .router = router_new() };
	struct server_config config = { .router = w.router, .handle = handle, .max_connections = 20, .max_per_address = 3, .proxies = PROXIES };
	error_init(&e, NULL);
	assert_int_equal(server_new(w.loop, &config, &w.server, &e), 0);
	*state = &w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;
	server_free(w->server); /* closes what is open while the loop ends */
	loop_free(w->loop);
	router_free(w->router);
	return 0;
}

/* A connection as on_connection() makes it, without a peer. */
static struct peer *newcomer(struct server *s)
{
	struct peer *c = peer_new(s);
	assert_int_equal(uv_tcp_init(s->uv, &c->uv.tcp), 0);
	c->uv.handle.data = c;
	s->handles++;
	s->live++;
	s->stats.open++;
	return c;
}

static bool admit(struct server *s, const char *address)
{
	struct sockaddr_storage a;
	struct peer *c = newcomer(s);
	if (strchr(address, ':'))
		assert_int_equal(uv_ip6_addr(address, 1, (struct sockaddr_in6 *)(void *)&a), 0);
	else
		assert_int_equal(uv_ip4_addr(address, 1, (struct sockaddr_in *)(void *)&a), 0);
	if (limits_admit(s, c, (struct sockaddr *)&a))
		return true;
	peer_close(c, GLANE_EBUSY);
	return false;
}

static void counts_addresses(void **state)
{
	struct server *s = ((struct world *)*state)->server;
	for (int i = 0; i < 3; i++) {
		assert_true(admit(s, "192.0.2.1"));
		assert_true(admit(s, "2001:db8::1"));
	}
	assert_false(admit(s, "192.0.2.1"));
	assert_false(admit(s, "::ffff:192.0.2.1")); /* the same, seen through IPv6 */
	assert_false(admit(s, "2001:db8::ffff"));   /* the same network */
	assert_true(admit(s, "192.0.2.2"));
	assert_true(admit(s, "2001:db8:0:1::1"));
	for (int i = 0; i < 3; i++) { /* loopback in all its forms is exempt */
		assert_true(admit(s, "127.0.0.1"));
		assert_true(admit(s, "127.9.9.9"));
		assert_true(admit(s, "::1"));
		assert_true(admit(s, "::ffff:127.0.0.1"));
	}
	while (s->lists[PEER_IDLE].first) /* leaving makes room */
		peer_close(s->lists[PEER_IDLE].first, GLANE_EIO);
	assert_true(admit(s, "192.0.2.1"));
}

static void knows_its_proxies(void **state)
{
	static const struct {
		const char *address;
		bool expected;
	} CASES[] = {
		{ "192.0.2.1", true }, { "::ffff:192.0.2.1", true }, { "192.0.2.2", false }, { "10.0.0.0", true }, { "10.0.0.255", true },
		{ "10.0.1.0", false }, { "127.0.0.1", false }, { "2001:db8::1", true }, { "fd00::1", false },
	};
	struct server *s = ((struct world *)*state)->server;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		assert_true(admit(s, CASES[i].address));
		if (s->lists[PEER_IDLE].last->from_proxy != CASES[i].expected)
			fail_msg("%s", CASES[i].address);
	}
	struct peer *owner = newcomer(s);
	owner->local_socket = true;
	assert_true(limits_admit(s, owner, &(struct sockaddr){ .sa_family = AF_UNIX }));
	assert_false(owner->from_proxy);
}

/* A slip of the pen must not leave a server that trusts nobody, or everybody. */
static void refuses_what_is_no_proxy(void **state)
{
	static const char *const WRONG[] = { "", "localhost", "127.0.0.1:80", "10.0.0.0/33", "0.0.0.0/0", "::/129" };
	struct world *w = *state;
	for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
		const char *const list[] = { "127.0.0.1", WRONG[i], NULL };
		struct server_config config = { .router = w->router, .handle = handle, .proxies = list };
		struct server *s = NULL;
		struct error e;
		error_init(&e, NULL);
		assert_int_equal(server_new(w->loop, &config, &s, &e), GLANE_EINVAL);
		assert_null(s);
		assert_non_null(strstr(e.text, "is no proxy's address"));
	}
}

static void loopback_has_a_reserve(void **state)
{
	struct server *s = ((struct world *)*state)->server;
	char address[32];
	for (int i = 0; i < 18; i++) { /* 90 % of 20, each sending its head */
		snprintf(address, sizeof address, "192.0.2.%d", i);
		assert_true(admit(s, address));
		peer_set_state(s->lists[PEER_IDLE].last, PEER_HEAD);
	}
	struct peer *oldest = s->lists[PEER_HEAD].first;
	assert_false(admit(s, "198.51.100.1"));
	assert_true(admit(s, "127.0.0.1"));
	peer_set_state(s->lists[PEER_IDLE].last, PEER_HANDLED);
	assert_true(admit(s, "127.0.0.1"));
	peer_set_state(s->lists[PEER_IDLE].last, PEER_HANDLED);
	assert_int_equal(s->live, 20);
	assert_int_equal(oldest->state, PEER_HEAD);
	assert_true(admit(s, "127.0.0.1")); /* at the price of who has been sending longest */
	assert_int_equal(oldest->state, PEER_CLOSING);
	assert_int_equal(s->live, 20);
}

static void oldest_idle_goes(void **state)
{
	struct server *s = ((struct world *)*state)->server;
	char address[32];
	for (int i = 0; i < 18; i++) {
		snprintf(address, sizeof address, "192.0.2.%d", i);
		assert_true(admit(s, address));
	}
	struct peer *oldest = s->lists[PEER_IDLE].first, *second = oldest->next;
	assert_true(admit(s, "198.51.100.1"));
	assert_int_equal(oldest->state, PEER_CLOSING);
	assert_int_equal(second->state, PEER_IDLE);
	assert_int_equal(s->live, 18);
}

static void leaves_descriptors(void **state)
{
	struct rlimit before, limit;
	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	limit.rlim_cur = 256;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(limits_connections(0), 192);
	assert_int_equal(limits_connections(100), 100);
	assert_int_equal(limits_connections(1000), 192);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void addresses_to_listen_on(void **state)
{
	struct world *w = *state;
	static const char *const BAD[] = { "", "127.0.0.1", "127.0.0.1:", ":80", "localhost:80", "127.0.0.1:65536", "127.0.0.1:-1", "[::1]", "[]:80", "::1:80", "[::1:80", "127.0.0.1:8x" };
	struct error e;
	int port = 0;
	for (size_t i = 0; i < COUNT_OF(BAD); i++) {
		error_init(&e, NULL);
		assert_int_equal(server_listen_tcp(w->server, BAD[i], &port, &e), GLANE_EINVAL);
	}
	error_init(&e, NULL);
	assert_int_equal(server_listen_tcp(w->server, "127.0.0.1:0", &port, &e), 0);
	assert_true(port > 0);
	char taken[32];
	snprintf(taken, sizeof taken, "127.0.0.1:%d", port);
	assert_int_equal(server_listen_tcp(w->server, taken, &port, &e), GLANE_ECONFLICT);
	error_init(&e, NULL);
	assert_int_equal(server_listen_socket(w->server, "/", &e), GLANE_ECONFLICT); /* never removes what is no socket */
}

/* A worker may hold a request when its server goes. */
static void requests_outlive_their_server(void **state)
{
	struct world *w = *state;
	struct peer *c = newcomer(w->server);
	struct request *r = request_new(1 << 12);
	r->server = w->server;
	r->conn = c;
	w->server->requests = r;
	c->request = r;
	peer_set_state(c, PEER_HANDLED);
	server_free(w->server);
	w->server = NULL;
	loop_free(w->loop);
	w->loop = loop_new();
	assert_int_equal(atomic_load(&r->gone), 1);
	request_reply(r, reply_new(204));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(counts_addresses, start, stop),
		cmocka_unit_test_setup_teardown(knows_its_proxies, start, stop),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_proxy, start, stop),
		cmocka_unit_test_setup_teardown(loopback_has_a_reserve, start, stop),
		cmocka_unit_test_setup_teardown(oldest_idle_goes, start, stop),
		cmocka_unit_test(leaves_descriptors),
		cmocka_unit_test_setup_teardown(addresses_to_listen_on, start, stop),
		cmocka_unit_test_setup_teardown(requests_outlive_their_server, start, stop),
	};
	return cmocka_run_group_tests_name("admission", tests, NULL, NULL);
}
