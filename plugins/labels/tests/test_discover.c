/* SPDX-License-Identifier: MPL-2.0 */
/* Printers on a network that is this computer: 127.0.0.2 and its neighbours. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "labels/discover.h"
#include "labels/known.h"

enum who { ZPL, ESCPOS, SILENT, OFFICE, BROTHER, CHATTER, WHO };
enum { FIRST = 2 /* 127.0.0.2 */, HEARD = 64 };

struct room {
	uint16_t port, snmp;
	int listening[WHO], talking[WHO], datagrams[WHO];
	size_t heard_n[WHO];
	char heard[WHO][HEARD];
	atomic_int end;
	pthread_t thread;
};

static int bound(int type, int who, uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(0x7f000000u + FIRST + (unsigned)who) };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) || (type == SOCK_STREAM && listen(fd, 8)) || getsockname(fd, (struct sockaddr *)&at, &n)) {
		close(fd);
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

/* The same port at each address; the kernel chose it for the first one. */
static void bind_all(int type, int *fds, uint16_t *port)
{
	for (int turn = 0; turn < 50; turn++) {
		int who = 0;
		*port = 0;
		for (; who < WHO; who++)
			if ((fds[who] = bound(type, who, port)) < 0)
				break;
		if (who == WHO)
			return;
		while (who--)
			close(fds[who]);
	}
	fail_msg("no port that is free everywhere");
}

static void reply(struct room *r, int who)
{
	const char *heard = r->heard[who];
	if (who == ZPL && strstr(heard, "~HI"))
		send(r->talking[who], "\x02ZD220-300dpi,V84.20.21Z,12,65536KB\x03\r\n", 38, MSG_NOSIGNAL);
	if (who == ESCPOS && strstr(heard, "\x10\x04\x01"))
		send(r->talking[who], "\x16", 1, MSG_NOSIGNAL);
	if (who == CHATTER)
		for (int i = 0; i < 30; i++)
			send(r->talking[who], "\x01\x00 nonsense", 11, MSG_NOSIGNAL);
}

static void hear(struct room *r, int who)
{
	ssize_t n = recv(r->talking[who], r->heard[who] + r->heard_n[who], HEARD - 1 - r->heard_n[who], 0);
	if (n > 0) {
		r->heard_n[who] += (size_t)n;
		reply(r, who);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(r->talking[who]);
		r->talking[who] = -1;
	}
}

/* SNMP: the answers of an office printer and of a QL-820NWB; the number and the object are those of the question. */
static void answer(struct room *r, int who)
{
	unsigned char in[200], out[200];
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(r->datagrams[who], in, sizeof(in), 0, (struct sockaddr *)&from, &len);
	int brother_asks = n > 33 && in[32] == 14;
	unsigned char status[32] = { 0x80, 0x20, 0x42, 0x34, 0x41, 0x30, [10] = 62, [11] = 0x0a };
	const unsigned char *value = status;
	size_t value_n = sizeof(status);
	if (who == OFFICE && !brother_asks) {
		value = (const unsigned char *)"Laser printer of the office";
		value_n = 27;
	} else if (who != BROTHER || !brother_asks) {
		return;
	}
	/* The question ends with NULL, 05 00: what is in its place, and six lengths around it. */
	assert_true(n > 2 && (size_t)n - 2 + 2 + value_n < sizeof(out));
	memcpy(out, in, (size_t)n - 2);
	out[n - 2] = 0x04;
	out[n - 1] = (unsigned char)value_n;
	memcpy(out + n, value, value_n);
	out[1] = (unsigned char)(out[1] + value_n); /* the message; the community has 6 bytes */
	out[13] = 0xa2;
	out[14] = (unsigned char)(out[14] + value_n);
	out[28] = (unsigned char)(out[28] + value_n);
	out[30] = (unsigned char)(out[30] + value_n);
	sendto(r->datagrams[who], out, (size_t)n + value_n, MSG_NOSIGNAL, (struct sockaddr *)&from, len);
}

static void *live(void *arg)
{
	struct room *r = arg;
	while (!atomic_load(&r->end)) {
		struct pollfd p[3 * WHO];
		for (int i = 0; i < WHO; i++) {
			p[3 * i] = (struct pollfd){ .fd = r->listening[i], .events = POLLIN };
			p[3 * i + 1] = (struct pollfd){ .fd = r->talking[i], .events = POLLIN };
			p[3 * i + 2] = (struct pollfd){ .fd = r->datagrams[i], .events = POLLIN };
		}
		if (poll(p, 3 * WHO, 20) <= 0)
			continue;
		for (int i = 0; i < WHO; i++) {
			if (p[3 * i + 1].revents)
				hear(r, i);
			if (p[3 * i].revents && r->talking[i] < 0)
				r->talking[i] = accept4(r->listening[i], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
			if (p[3 * i + 2].revents)
				answer(r, i);
		}
	}
	return NULL;
}

static int begin(void **state)
{
	static struct room r;
	memset(&r, 0, sizeof(r));
	bind_all(SOCK_STREAM, r.listening, &r.port);
	bind_all(SOCK_DGRAM, r.datagrams, &r.snmp);
	for (int i = 0; i < WHO; i++)
		r.talking[i] = -1;
	*state = &r;
	return pthread_create(&r.thread, NULL, live, &r);
}

static int end(void **state)
{
	struct room *r = *state;
	atomic_store(&r->end, 1);
	pthread_join(r->thread, NULL);
	for (int i = 0; i < WHO; i++) {
		close(r->listening[i]);
		close(r->datagrams[i]);
		if (r->talking[i] >= 0)
			close(r->talking[i]);
	}
	return 0;
}

static void each_says_what_it_is(void **state)
{
	struct room *r = *state;
	struct in_addr hosts[DISCOVER_HOSTS];
	struct port_found found[WHO + 1];
	for (uint32_t i = 0; i < DISCOVER_HOSTS; i++)
		hosts[i].s_addr = htonl(0x7f000001u + i); /* 127.0.0.1 has nobody on this port, most others neither */
	size_t n = discover_hosts(hosts, DISCOVER_HOSTS, r->port, r->snmp, NULL, found, WHO + 1);
	assert_int_equal(n, WHO);
	for (int i = 0; i < WHO; i++) { /* in the order of the addresses */
		char at[20];
		snprintf(at, sizeof(at), "127.0.0.%d", FIRST + i);
		assert_string_equal(found[i].address.at, at);
		assert_int_equal(found[i].address.number, r->port);
	}
	assert_string_equal(found[ZPL].model, "ZD220-300dpi");
	assert_string_equal(known_find(&found[ZPL]).language, "zpl");
	assert_int_equal(known_find(&found[ZPL]).dpi, 300);
	assert_string_equal(known_find(&found[ESCPOS]).language, "escpos");
	assert_null(strstr(r->heard[ESCPOS], "~HI")); /* it would print it */
	assert_null(known_find(&found[SILENT]).language);
	assert_string_equal(found[OFFICE].model, "Laser printer of the office");
	assert_null(strstr(r->heard[OFFICE], "~HI"));
	assert_string_equal(found[BROTHER].model, "QL-820NWB");
	assert_string_equal(known_find(&found[BROTHER]).language, "brother-ql");
	assert_int_equal(r->heard_n[BROTHER], 0);
	assert_null(known_find(&found[CHATTER]).language);
}

static int at_once(void *arg)
{
	(void)arg;
	return 1;
}

static void who_stops_it_gets_no_answer(void **state)
{
	struct room *r = *state;
	struct in_addr host = { htonl(0x7f000000u + FIRST) };
	struct port_found found[1];
	assert_int_equal(discover_hosts(&host, 1, r->port, r->snmp, &(struct discover_watch){ at_once, NULL }, found, 1), 0);
	assert_int_equal(discover_hosts(&host, 1, r->port, r->snmp, NULL, found, 0), 0); /* no room for it */
}

static void names_are_looked_up(void **state)
{
	(void)state;
	struct in_addr a;
	assert_int_equal(discover_lookup("127.0.0.9", &a), 0);
	assert_int_equal(ntohl(a.s_addr), 0x7f000009);
	assert_int_equal(discover_lookup("no-such-printer.invalid", &a), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_says_what_it_is, begin, end),
		cmocka_unit_test_setup_teardown(who_stops_it_gets_no_answer, begin, end),
		cmocka_unit_test(names_are_looked_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
