/* SPDX-License-Identifier: MPL-2.0 */
/* wire.h: the other end of a printer's wire, in a thread, and the spool's side of device_print, for tests. */
#ifndef LABELS_TESTS_WIRE_H
#define LABELS_TESTS_WIRE_H

#include <pthread.h>
#include <stdatomic.h>

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
	atomic_int saw_end; /* of some */
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

struct text {
	const char *p;
	size_t n;
};
#define TEXT(literal) { literal, sizeof(literal) - 1 }
#define LINES_END { .heard = 0 }
/* What is said to what is heard: the first time the first, then the next, and the last for ever. */
struct line {
	struct text hear, say[6];
	int heard;
};
/* A printer by its lines, of which the last one hears nothing: `run` for peer->arg. */
void peer_script(struct peer *k);

/* A usblp: records of one side of a pair of sockets are its transfers.  What is 0 does nothing. */
struct usb {
	struct port port;
	int other;              /* the printer's side */
	size_t taken, gone_at;  /* bytes; from gone_at - 1 on the device is no longer there */
	size_t blocked_at;      /* from blocked_at - 1 on it takes nothing, */
	int unblocked;          /* until this is set */
	size_t piece;           /* takes at most that much at once */
	int storm, storms;      /* this many EAGAIN before each write; how many there were */
	int bits, lines_count;  /* of LPGETSTATUS, 0: 0x18 */
	int64_t lines_ms, lines_gap_ms; /* when last, and the shortest time between two */
	int failures, reads;    /* EIO so often */
	size_t largest;         /* write */
	int undrained;          /* so often "not yet" */
};
void usb_init(struct usb *u);
void usb_fini(struct usb *u);

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
