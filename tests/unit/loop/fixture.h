/* SPDX-License-Identifier: MPL-2.0 */
/* fixture.h: an executor whose owner writes down what happens, one letter per event. */
#ifndef TESTS_LOOP_FIXTURE_H
#define TESTS_LOOP_FIXTURE_H

#include "sync.h"

#include <stdlib.h>
#include <string.h>

#include "glane/plugin.h"
#include "loop/executor.h"

struct world {
	struct loop *loop;
	struct executor *x;
	struct count opened, closed, idles;
	int fail_open_at; /* this thread_open (from 1) fails */
	int (*idle)(struct world *, int budget_ms);
	pthread_mutex_t lock;
	char events[256]; /* "[": batch_begin, "]": batch_end, what tasks write */
	size_t events_n;
	char closed_lanes[16]; /* a digit for each, in the order of closing */
};
#define WORLD { .opened = COUNT_ZERO, .closed = COUNT_ZERO, .idles = COUNT_ZERO, .lock = PTHREAD_MUTEX_INITIALIZER }

static inline void world_event(struct world *w, char c)
{
	if (!c)
		return;
	pthread_mutex_lock(&w->lock);
	if (w->events_n < sizeof(w->events) - 1) /* who looks at them keeps them few */
		w->events[w->events_n++] = c;
	pthread_mutex_unlock(&w->lock);
}

static void *world_open(void *ctx, enum lane lane, unsigned index)
{
	struct world *w = ctx;
	(void)lane;
	(void)index;
	return count_add(&w->opened, 1) == w->fail_open_at ? NULL : w;
}

static void world_close(void *ctx, enum lane lane, void *thread)
{
	struct world *w = ctx;
	assert_ptr_equal(thread, w);
	int n = count_add(&w->closed, 1);
	w->closed_lanes[n - 1] = (char)('0' + lane);
}

static void world_begin(void *ctx, void *thread)
{
	(void)thread;
	world_event(ctx, '[');
}

static void world_end(void *ctx, void *thread)
{
	(void)thread;
	world_event(ctx, ']');
}

static int world_idle(void *ctx, void *thread, int budget_ms)
{
	struct world *w = ctx;
	(void)thread;
	int again = w->idle ? w->idle(w, budget_ms) : -1;
	count_add(&w->idles, 1);
	return again;
}

static int world_start(struct world *w, const struct executor_config *config)
{
	struct executor_hooks hooks = {
		.ctx = w, .thread_open = world_open, .thread_close = world_close,
		.batch_begin = world_begin, .batch_end = world_end, .idle = world_idle,
	};
	if (config->readers)
		w->loop = loop_new();
	return executor_new(w->loop, config, &hooks, &w->x);
}

static inline void world_end_all(struct world *w)
{
	executor_free(w->x);
	loop_free(w->loop);
}

static const struct executor_config UNUSED usual = { .readers = 2, .background = 2, .read_queue = 64, .write_queue = 64, .pool_queue = 64 };

/* A task that writes its letter when it runs and the capital when it is done. */
struct letter {
	struct task task;
	struct world *world;
	char c; /* 0: it writes none */
	struct count *wait; /* runs until this is 1 */
	struct count *began;
	struct count *ended; /* raised after done */
	bool done_on_loop;
};

static inline void letter_run(struct task *t, void *thread)
{
	struct letter *l = CONTAINER_OF(t, struct letter, task);
	assert_ptr_equal(thread, l->world);
	if (l->began)
		count_add(l->began, 1);
	if (l->wait)
		count_wait(l->wait, 1);
	world_event(l->world, l->c);
}

static inline void letter_done(struct task *t)
{
	struct letter *l = CONTAINER_OF(t, struct letter, task);
	l->done_on_loop = l->world->loop && loop_is_current(l->world->loop);
	world_event(l->world, (char)(l->c ? l->c - 'a' + 'A' : 0));
	if (l->ended)
		count_add(l->ended, 1);
}

static inline struct letter letter(struct world *w, enum lane lane, char c)
{
	return (struct letter){ .task = { .lane = lane, .run = letter_run, .done = letter_done }, .world = w, .c = c };
}

#endif
