/* SPDX-License-Identifier: MPL-2.0 */
/* What is wrong with the line to a printer: a gate in front of it, one connection at a time. */
#include "ipp_test.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap.h"

static struct {
	pthread_t thread;
	int listener;
	_Atomic enum gate_fault fault;
	_Atomic size_t at; /* GATE_DOCUMENT: so many bytes of it pass */
	_Atomic int hard; /* the printer sees an error, not an end */
	_Atomic int cuts;
} gate;

static void reset(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
}

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PRINTER), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int pass(int to, const char *p, size_t n)
{
	return send(to, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* How much of what was heard, `heard` bytes of which `fresh` are new, may go on; less than fresh: and then the line is cut. */
static size_t allowed(const char *p, size_t heard, size_t fresh)
{
	const char *document = memmem(p, heard, "RaS2", 4), *name = memmem(p, heard, "glane-", 6);
	size_t passed = heard - fresh;
	if (gate.fault == GATE_JOB && name)
		return 0;
	if (gate.fault == GATE_DOCUMENT && document) {
		size_t most = (size_t)(document - p) + gate.at;
		return most <= passed ? 0 : most - passed < fresh ? most - passed : fresh;
	}
	return fresh;
}

/* 0: the line is cut, or has ended. */
static int forward(int guest, int host, char *heard, size_t *n)
{
	struct pollfd f[2] = { { .fd = guest, .events = POLLIN }, { .fd = host, .events = POLLIN } };
	char back[4096];
	poll(f, 2, -1);
	if (f[0].revents) {
		ssize_t got = recv(guest, heard + *n, gate.fault == GATE_SLOW ? 29 : 4096, 0);
		if (got <= 0)
			return 0;
		*n += (size_t)got;
		size_t part = allowed(heard, *n, (size_t)got);
		if (gate.fault == GATE_SLOW)
			poll(NULL, 0, 1);
		if (!pass(host, heard + *n - got, part) || part < (size_t)got) {
			gate.cuts++;
			return 0;
		}
	}
	if (f[1].revents) {
		ssize_t got = recv(host, back, sizeof(back), 0);
		if (got <= 0)
			return 0;
		if (gate.fault == GATE_ANSWER && memmem(heard, *n, "RaS2", 4)) {
			gate.cuts++;
			return 0;
		}
		if (gate.fault == GATE_NOISE)
			for (ssize_t i = 0; i < got; i++)
				back[i] = (char)random();
		return pass(guest, back, (size_t)got);
	}
	return 1;
}

static void *run_gate(void *arg)
{
	static char heard[1 << 20];
	(void)arg;
	for (;;) {
		int guest = accept4(gate.listener, NULL, NULL, SOCK_CLOEXEC), host;
		size_t n = 0;
		if (guest < 0)
			return NULL;
		if (gate.fault == GATE_DEAF) { /* until the guest goes */
			while (recv(guest, heard, sizeof(heard), 0) > 0)
				;
			close(guest);
			continue;
		}
		host = gate.fault == GATE_SHUT ? -1 : dial();
		while (host >= 0 && n < sizeof(heard) - 4096 && forward(guest, host, heard, &n))
			;
		if (host < 0 || gate.cuts) {
			reset(guest);
			if (gate.cuts)
				gate.fault = GATE_FINE;
		}
		if (host >= 0) {
			if (gate.hard)
				reset(host);
			close(host);
		}
		close(guest);
	}
}

void gate_start(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(GATE), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	gate.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(gate.listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(gate.listener, (struct sockaddr *)&at, sizeof(at)) || listen(gate.listener, 8) || pthread_create(&gate.thread, NULL, run_gate, NULL))
		bail("no gate");
}

void gate_set(enum gate_fault fault, size_t at, int hard)
{
	gate.cuts = 0;
	gate.hard = hard;
	gate.at = at;
	gate.fault = fault;
}

int gate_cuts(void)
{
	return gate.cuts;
}

void gate_end(void)
{
	shutdown(gate.listener, SHUT_RDWR);
	pthread_join(gate.thread, NULL);
}
