/* SPDX-License-Identifier: MPL-2.0 */
/* wire.h: the other end of a printer's wire, in a thread, and the spool's side of device_print, for tests. */
#ifndef LABELS_TESTS_WIRE_H
#define LABELS_TESTS_WIRE_H

#include <pthread.h>

#include "labels/device.h"

enum { PEER_MOST = 1 << 18 };
struct peer {
	int listener, fd;   /* fd: of the connection, of this side */
	uint16_t number;    /* of TCP */
	unsigned char *got; /* all that it was sent */
	size_t n;
	void (*run)(struct peer *);
	void *arg;
	pthread_t thread;
	uint8_t wanted; /* labels so far */
};

/* TCP on loopback; `run` is called with each connection, in the peer's thread. */
void peer_listen(struct peer *k, void (*run)(struct peer *));
/* On one side of a pair of sockets, or of a pty; `run` is called once. */
void peer_on(struct peer *k, int fd, void (*run)(struct peer *));
void peer_say(struct peer *k, const void *p, size_t n);
/* Waits for bytes; how many came, 0: the other side has ended. */
size_t peer_hear(struct peer *k);
/* The same, until that much came in all; 0: it ended before. */
int peer_hear_until(struct peer *k, size_t n);
void peer_end(struct peer *k); /* waits for its thread */
void peer_fini(struct peer *k);

struct watch { /* what the spool would have been told */
	int imminent, sent, refuses, stop_fd;
	int told;                          /* how many troubles */
	enum device_trouble troubles[64];
	void (*on_trouble)(struct watch *, enum device_trouble); /* may be NULL */
	int (*stop)(struct watch *);       /* may be NULL */
	void *arg;
	struct device_watch side;
};
const struct device_watch *watch_of(struct watch *w);

#endif
