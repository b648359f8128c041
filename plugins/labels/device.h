/* SPDX-License-Identifier: MPL-2.0 */
/* device.h: one label to one printer: from the open to the proof that it came out, or to the question whether it did.
 *
 * Runs in the printer's own service and sleeps in poll(2) only.  Knows no host and no database; the spool gives it bytes and
 * is told what became of them.  A label is an outcome of three: */
#ifndef LABELS_DEVICE_H
#define LABELS_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "port/port.h"

enum device_end {
	DEVICE_WAITS,     /* not one byte was accepted: the label stays queued, trying again doubles nothing */
	DEVICE_CONFIRMED, /* the printer said that it came out, or the profile trusts the transport */
	DEVICE_UNKNOWN    /* some bytes were accepted and no proof came: a person looks */
};
#define DEVICE_TROUBLES(X) /* what is in the way, as pictures and words name it */                                                                \
	X(NONE, "")                                                                                                                               \
	X(ABSENT, "absent")     /* not plugged in, off, no answer from the network */                                                             \
	X(BUSY, "busy")         /* somebody else has it */                                                                                        \
	X(DENIED, "denied")     /* this computer does not let us */                                                                               \
	X(PAPER, "paper")       /* the roll is empty */                                                                                           \
	X(COVER, "cover")       /* cover or head is open */                                                                                       \
	X(PAUSED, "paused")     /* its own pause button */                                                                                        \
	X(ROLL, "roll")         /* another roll than the profile's */                                                                             \
	X(JAM, "jam")                                                                                                                             \
	X(CUTTER, "cutter")                                                                                                                       \
	X(RIBBON, "ribbon")                                                                                                                       \
	X(HOT, "hot")                                                                                                                             \
	X(FAULT, "fault")       /* it says error and no more */                                                                                   \
	X(SLOW, "slow")         /* takes no bytes and does not say why */                                                                         \
	X(SILENT, "silent")     /* took all of it and proved nothing */                                                                           \
	X(CUT, "cut")           /* went away in the middle */                                                                                     \
	X(STOPPED, "stopped")   /* given up by us: cancelled, shut down, or waited for too long */                                                \
	X(FULL, "full")         /* file: no space */                                                                                              \
	X(CHANGED, "changed")   /* its certificate is another one than when it was added */                                                      \
	X(BROKEN, "broken")     /* the picture could not be made; see the log */
enum device_trouble {
#define X(name, word) DEVICE_##name,
	DEVICE_TROUBLES(X)
#undef X
	DEVICE_TROUBLE_COUNT
};
extern const char *const device_trouble_names[]; /* "paper"; "" for none */

/* What a printer says of itself; the parsers fill it, unknown is 0. */
struct device_status {
	enum device_trouble trouble;
	uint8_t answered;  /* it said anything that is a status; of a result: at any time */
	uint8_t printing;
	uint8_t low;       /* the roll is nearly empty */
	uint16_t media_w_mm, media_h_mm; /* of the loaded roll; media_h_mm 0: endless */
	uint8_t media_known, media_red;
	int64_t printed;   /* labels in its life; -1: does not count */
	char model[64];
	/* For the engine. */
	uint8_t parts;   /* which answers of the language have come since the question: bits of dialogue.whole */
	uint8_t ready;   /* it says that it could begin a label now */
	uint8_t done;    /* it says, unasked, that a label has come out */
	uint32_t queued; /* what it holds and has not printed */
	uint32_t echo;   /* the four bytes that it was asked to send back, 0: none */
};
/* Nothing is known yet. */
#define DEVICE_STATUS_INIT ((struct device_status){ .printed = -1 })

struct device_profile { /* of one printer */
	struct port_address port;
	const char *language; /* of encoder_table */
	uint16_t media_w_mm, media_h_mm; /* what the label was drawn for; 0, 0: nothing to compare */
	uint8_t media_red;
	uint8_t asks;  /* 0: this printer never answers, so it is not asked */
	uint8_t answers; /* it has answered before: when it is silent now, it gets no label */
	uint8_t trust; /* trust_transport: a transfer that ended cleanly is taken for a label */
	/* In ms, 0: the usual one.  idle (15 s): no progress until the printer is asked why; limit (15 min): without progress or
	 * in trouble until a transfer is given up, and the whole of it for a printer that says nothing; proof (20 s, on a
	 * network also 50 ms a byte): from the last byte, or the last trouble, to the proof; drain (30 s): until a network
	 * printer has to end the connection. */
	uint32_t idle_ms, limit_ms, proof_ms, drain_ms;
	const char *certificate; /* ipps: SHA-256 of the only one that is taken, in hexadecimal; NULL or "": any */
	uint16_t snmp;          /* UDP port of a network printer that says how it is that way; 0: 161 */
	const char *below;      /* PORT_FILE: the data directory, in which the port's folder stands */
	const char *file;       /* PORT_FILE: the name of this label's file */
};

struct device_watch { /* the spool's side; all of it is called in the thread of device_print() */
	void *arg;
	int wake_fd;                /* -1: none; readable: look at stopped() */
	int (*stopped)(void *arg);  /* 1: give up: cancelled, shutting down; empties wake_fd.  May be NULL */
	/* Once, before the first byte is written and after the printer was found ready: "the first byte is imminent" has to be on
	 * disk when it returns 0; anything else and nothing is sent. */
	int (*imminent)(void *arg);
	/* The trouble has changed, also back to none; the transfer goes on.  May be NULL */
	void (*trouble)(void *arg, const struct device_status *);
	void (*sent)(void *arg); /* the last byte has left this computer.  May be NULL */
};

struct device_result {
	enum device_end end;
	struct device_status status; /* .trouble: why not confirmed */
	size_t accepted;             /* bytes that the kernel took */
};
/* Prints `n` bytes, one label.  `last_end`: how the one before it ended; DEVICE_UNKNOWN also when nobody knows, at the start
 * of the program, and it stays that through labels that ended DEVICE_WAITS: the printer is first brought back to where a
 * label begins (resync of its language).  `tag`: of this attempt, for printers that keep names (IPP) or echo four bytes
 * (ESC/POS).  `port`: an open one, which stays open; or NULL: device_print opens and closes it.
 *
 * A label into a file is CONFIRMED when the file and its name are on disk, else WAITS: there is no half of it. */
void device_print(const struct device_profile *p, struct port *port, enum device_end last_end, uint32_t tag, const void *bytes, size_t n,
                  const struct device_watch *w, struct device_result *ret);
/* Asks a printer how it is, and what it is.  Prints nothing.  0, or -errno of the open. */
int device_ask(const struct device_profile *p, struct port *port, const struct device_watch *w, struct device_status *ret);

/* --- the languages' dialogues: pure, for the engine, the fuzzer and tests -------------------------------------------- */
struct dialogue {
	const char *language;
	const char *ask;       /* bytes of a question that may be put at any time between labels; NULL: none */
	size_t ask_n;
	const char *resync;    /* after a cut label */
	size_t resync_n;
	uint8_t whole;         /* the parts that answer the question in full */
	/* Goes before resync, as often as a label has bytes: ends a picture of which bytes are missing, and means nothing where
	 * none is missing.  NULL: not needed. */
	const char *fill;
	size_t fill_n;
	/* Reads what has come, at most one status; returns how many bytes of it are done with (0: more is needed; never more than
	 * n).  Garbage is skipped and leaves *s unanswered.  The engine clears `answered` before each call, and trouble, parts and
	 * what else an answer may leave out before each question. */
	size_t (*read)(const unsigned char *p, size_t n, struct device_status *s);
};
const struct dialogue *dialogue_find(const char *language); /* NULL: a language without answers */

#endif
