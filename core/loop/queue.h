/* SPDX-License-Identifier: MPL-2.0 */
/* queue.h: the bounded queue of a lane: many submit, threads take one task each or the writer takes all of them. */
#ifndef LOOP_QUEUE_H
#define LOOP_QUEUE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct task;
struct task_queue {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	struct task *head, **tail;
	unsigned count, limit;
	_Atomic uint32_t *counter; /* count, for those who only look */
	bool closed;               /* nothing more comes in; what is there is still run */
	bool nudged;
};

void queue_init(struct task_queue *q, unsigned limit, _Atomic uint32_t *counter);
void queue_fini(struct task_queue *q); /* drained */
void queue_close(struct task_queue *q);
void queue_nudge(struct task_queue *q); /* wakes queue_take() */
bool queue_push(struct task_queue *q, struct task *t) NODISCARD; /* false: full or closed */

/* One task; waits for it.  NULL: closed and drained. */
struct task *queue_pop(struct task_queue *q);

struct queue_taken {
	struct task *batch; /* all that was queued, in order; NULL: nothing */
	bool closed, nudged;
	bool waited; /* there was a moment without work */
};
/* Takes everything.  Waits while there is nothing, no nudge, not closed, and the moment `until` (-1: never) is to come. */
struct queue_taken queue_take(struct task_queue *q, int64_t until_monotonic_ms);

#endif
