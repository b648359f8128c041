/* SPDX-License-Identifier: MPL-2.0 */
/* executor.h: the threads that calls run on: one writer, N readers, two for the background, one for hashes of PINs and
 * passwords, and one per service.
 *
 * It knows no store and no plugin: the owner (core/host) gives it hooks.  The writer takes *all* queued tasks at once,
 * never lingers: batch_begin, each task's run, batch_end, then the done of each.  Queues are bounded: GLANE_EBUSY.
 *
 *   submit -> [queue of the lane] -> run (lane's thread) -> [writer: batch_end] -> done (loop thread, or as asked)
 *
 * Completion never runs inside submit(), except in an inline executor (tests, commands without a daemon), where submit
 * runs batch_begin, run, batch_end, done on the caller's thread before it returns.
 *
 * Hashes run one after the other, however many people sign in: that bounds their memory and keeps the other core free,
 * and they neither wait behind a long export nor make one wait. */
#ifndef LOOP_EXECUTOR_H
#define LOOP_EXECUTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "loop/loop.h"

enum lane {
	LANE_READ = 1, LANE_WRITE = 2, LANE_POOL = 3, /* = GLANE_READ, GLANE_WRITE, GLANE_POOL */
	LANE_HASH = 4,                                /* core's own */
};
enum { LANE_COUNT = 5 };

struct task {
	struct loop_message message; /* must be first; the executor's */
	enum lane lane;
	bool done_here; /* run done() on the lane's thread, after batch_end, instead of on the loop */
	void (*run)(struct task *, void *thread);  /* thread: what thread_open returned */
	void (*done)(struct task *);               /* may free the task */
	struct task *next;
};

struct executor_hooks {
	void *ctx;
	/* A lane's thread opens what it needs (a connection); NULL: the executor does not start.  `index` from 0. */
	void *(*thread_open)(void *ctx, enum lane lane, unsigned index);
	void (*thread_close)(void *ctx, enum lane lane, void *thread);
	/* Writer only.  batch_begin may fail: then `run` still runs and must see for itself that there is no transaction. */
	void (*batch_begin)(void *ctx, void *thread);
	void (*batch_end)(void *ctx, void *thread); /* after it the tasks' done are called */
	/* Writer, when its queue is empty, and at least 20 ms in every 200 ms when it never is: subscriptions, checkpoints.
	 * Works for about budget_ms, returns ms until it wants to be called again without a new task (0: at once, -1: only
	 * after the next batch or executor_nudge()).  Not called before the first of these, so nudge once after the start. */
	int (*idle)(void *ctx, void *thread, int budget_ms);
};
struct executor_config {
	unsigned readers, background;              /* 0: inline executor, no threads at all */
	unsigned read_queue, write_queue, pool_queue; /* entries */
	unsigned hash_queue;                          /* 0: 32, less than two seconds of hashing */
	uint32_t service_stop_ms;                     /* patience with services in executor_stop(); 0: 10 s */
};
struct executor_stats {
	_Atomic uint64_t submitted[LANE_COUNT], refused[LANE_COUNT], batches;
	_Atomic uint32_t queued[LANE_COUNT];
};

struct executor;
/* `loop` may be NULL for an inline executor.  Fails: GLANE_EIO when a thread_open failed (all is undone). */
int executor_new(struct loop *loop, const struct executor_config *, const struct executor_hooks *, struct executor **ret) NODISCARD;
/* Refuses new tasks, drains what is queued, joins the threads (services: asks, then waits up to 10 s each).  Our own
 * threads may submit while they end.  Then no task runs any more; the last done messages wait in the loop's inbox. */
void executor_stop(struct executor *x);
void executor_free(struct executor *x);
int executor_submit(struct executor *x, struct task *t) NODISCARD; /* any thread; 0 or GLANE_EBUSY */
/* Runs a task on its lane (a WRITE: until it is committed) and waits for it, on a thread that is not the loop's and not
 * the lane's own.  t->done is not called: the task is the caller's again on return. */
int executor_run_and_wait(struct executor *x, struct task *t) NODISCARD;
void executor_nudge(struct executor *x); /* any thread: the writer calls idle soon */
bool executor_is_inline(const struct executor *x);
const struct executor_stats *executor_stats(const struct executor *x);

/* A service: a thread of its own that runs fn again after restart_ms when it returns, until the executor stops.  `ret`
 * is valid until executor_free().  Fails: GLANE_EINVAL (inline executor), GLANE_EBUSY (stopping), GLANE_EIO. */
struct service;
int executor_service(struct executor *x, const char *name, uint32_t restart_ms, void (*fn)(void *arg, struct service *), void *arg,
                     struct service **ret) NODISCARD;
int service_wake_fd(struct service *s);  /* an eventfd: readable after service_wake() or stop */
void service_wake(struct service *s);    /* any thread */
bool service_cancelled(struct service *s); /* also empties the eventfd */

#endif
