/* SPDX-License-Identifier: MPL-2.0 */
/* talk.h: an open printer while a label is sent to it: bytes go out, what comes back is read all the while. */
#ifndef LABELS_TALK_H
#define LABELS_TALK_H

#include "labels/device.h"

static inline int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct talk {
	const struct device_profile *p;
	const struct device_watch *w;
	const struct dialogue *d; /* NULL: it does not answer on this port */
	struct port *port;
	struct device_status s;   /* the newest that it said */
	unsigned char rx[512];    /* read and not yet understood */
	size_t rx_n;
	int64_t heard_ms;         /* when it said something last */
	uint8_t quiet;            /* `told` says only that it says nothing any more */
	int64_t began_ms, lines_ms;  /* lines_ms: not before this may the lines of usblp be asked for again */
	enum device_trouble told; /* what the spool knows */
	const char *label;        /* the language of what is being sent; NULL: no label */
	uint8_t mid_row;          /* what it has taken ends within a row */
	uint8_t snmp;             /* it says how it is by SNMP alone */
	uint8_t ended;            /* network: no more will come */
	uint8_t asking;           /* answers come in parts: nothing is told before the last */
	uint8_t answers;          /* it has answered once */
	uint8_t failures;         /* of reading, in a row */
	uint8_t steps;            /* Brother: printing, completed, receiving: 1, 2, 3 */
};

enum { TALK_SILENCE_MS = 1500 }; /* until a question between labels is taken for unanswered */

void talk_begin(struct talk *t, const struct device_profile *p, struct port *port, const struct device_watch *w);

/* Waits until something happens or until `until`; reads what there is.  `out`: also for room to write, 1 is returned then, 0
 * for all else.  -ECANCELED: given up by the spool; else an errno: the printer is gone. */
int talk_turn(struct talk *t, int out, int64_t until);
/* Waits. */
int talk_pause(struct talk *t, int64_t ms);
/* Writes all of it, and with `leave` waits until it has left this computer.  While it does not move, the spool is told why.
 * `limit`: ms without progress until -ETIMEDOUT; as talk_turn otherwise. */
int talk_send(struct talk *t, const void *p, size_t n, int leave, int64_t limit, size_t *ret_accepted);
/* Asks how it is; 1: it answered, all that it had to say is in t->s; 0: silence for `ms`. */
int talk_ask(struct talk *t, int64_t ms);
/* Tells the spool, if that is new and no answer is half told. */
void talk_tell(struct talk *t, enum device_trouble trouble);
/* Why it takes nothing. */
enum device_trouble talk_why(struct talk *t);
/* Half-close, and reading on until the printer ends: 1 it did, 0 it did not within `ms`. */
int talk_end(struct talk *t, int64_t ms);

static inline int64_t talk_limit(const struct talk *t)
{
	return t->p->limit_ms ? t->p->limit_ms : 15 * 60 * 1000;
}

/* proof.c: before the label, and after it. */
/* DEVICE_NONE when a label may be sent, or why not; negative as talk_turn. */
int proof_ready(struct talk *t);
/* Brings the printer back to where a label begins.  `n`: bytes of a label.  As proof_ready. */
int proof_resync(struct talk *t, size_t n);
/* 1: it says that the label is out; 0: it does not; negative as talk_turn.  `before`: t->s of before the label of `n` bytes. */
int proof_wait(struct talk *t, const struct device_status *before, uint32_t tag, size_t n);

#endif
