/* SPDX-License-Identifier: MPL-2.0 */
/* reader.h: from a port to the weight that is shown: opens it again and again, asks, takes frames off what comes, says how old it is.
 *
 * Never waits and knows no clock: whoever owns it sleeps in poll(2) on reader_fd() with reader_events(), no longer than
 * reader_wait_ms(), and calls reader_step().  Moments are monotonic milliseconds.  One thread at a time.
 *
 *   while (!cancelled) {
 *           struct pollfd p[2] = { { .fd = wake_fd, .events = POLLIN }, { .fd = reader_fd(&r), .events = reader_events(&r) } };
 *           poll(p, 2, (int)reader_wait_ms(&r, now()));       // a descriptor of -1 is passed over by poll
 *           reader_step(&r, wake_fd, now());
 *           reader_look(&r, now(), &view);
 *   } */
#ifndef SCALE_READER_H
#define SCALE_READER_H

#include "scale/protocol.h"

enum {
	READER_FRESH_MS = 1500,  /* an older weight is shown in grey */
	READER_SILENT_MS = 3000, /* and then no more */
	READER_RETRY_MS = 1000,  /* between two attempts to open */
	READER_REFUSED_MS = 10000, /* answered for so long that it cannot: the question is not one of its own */
	READER_QUIET_MS = 600000, /* so long that is believed of a scale that told a weight before */
	READER_WAIT_MS = 500,    /* a step at least so often */
	READER_STALL_MS = 1000,  /* after a longer pause nobody knows how old the bytes are that wait: they are thrown away */
	READER_BUFFER = 512
};

enum reader_state {
	READER_CLOSED,  /* not there, or not allowed: `why` */
	READER_LISTENS, /* just opened, nothing heard yet */
	READER_SILENT,  /* open, and says nothing: switched off, another cable, another protocol */
	READER_QUIET,   /* it tells changes alone, and told none for a while: nothing lies there, or what was weighed already */
	READER_GARBLED, /* says something that is no frame, or refuses all questions: other serial settings, another protocol */
	READER_TALKS    /* `weight` is what it said last */
};
struct reader_view {
	enum reader_state state;
	int why;              /* READER_CLOSED: negative errno of opening or reading; -ENODEV: it was unplugged; 0: not tried yet */
	struct weight weight; /* READER_TALKS; else of state WEIGHT_NONE */
	int64_t age_ms;       /* of `weight`; -1: there is none; 0 while a scale that tells changes alone told no other */
	uint8_t fresh;        /* not older than READER_FRESH_MS */
	uint8_t offers;       /* fresh, stood still, and not taken already: a person may take it */
	uint32_t frames;      /* understood since the start; another number: something new to show */
};

struct reader_setup {
	struct port_address address;   /* line.baud 0: the protocol's own settings */
	const struct protocol *protocol;
	const struct pattern *own;     /* of the protocol "own", no other looks at it; outlives the reader */
	struct steady_rule rule;
	/* port_open(), or a test's. */
	int (*open)(const struct port_address *a, int wake_fd, struct port *ret);
};
struct reader {
	struct reader_setup setup;
	struct port port;
	uint8_t opened, lost, said; /* lost: not known where a frame begins; said: there is a weight */
	int why;
	unsigned char buffer[READER_BUFFER];
	size_t n;
	const char *out; /* what is left of a question */
	size_t out_n;
	int64_t stepped_ms, try_ms, opened_ms, byte_ms, asked_ms, frame_ms, refused_ms; /* frame_ms: of `weight`; refused_ms: the first one of a row */
	uint8_t waits;   /* asked, no answer yet */
	uint8_t silent;  /* the last question got no answer */
	uint8_t heard, talks; /* frames since the last question, 2 at most; talks: by itself, more than it is asked */
	uint32_t rubbish; /* bytes since the last frame */
	uint32_t frames;
	struct weight weight;
	struct steady steady;
};

void reader_init(struct reader *r, const struct reader_setup *s);
void reader_fini(struct reader *r); /* closes; takes one of zeros */
int reader_fd(const struct reader *r); /* -1: not open */
short reader_events(const struct reader *r);
/* How long nothing has to be done unless bytes come; at most READER_WAIT_MS. */
int64_t reader_wait_ms(const struct reader *r, int64_t now_ms);
/* Opens when it is time, reads all there is, asks when it is time.  wake_fd: as of port_open. */
void reader_step(struct reader *r, int wake_fd, int64_t now_ms);
void reader_look(const struct reader *r, int64_t now_ms, struct reader_view *ret);
/* A person took the weight that was offered. */
void reader_taken(struct reader *r);

#endif
