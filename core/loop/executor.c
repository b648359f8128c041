/* SPDX-License-Identifier: MPL-2.0 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/executor.h"
#include "loop/queue.h"
#include "loop/service.h"
#include "loop/thread.h"

enum {
	IDLE_MS = 20,          /* what the idle hook gets at a time */
	IDLE_EVERY_MS = 200,   /* ... and at least how often, however much is queued */
	SERVICE_STOP_MS = 10000,
	HASH_QUEUE = 32,

	LANE_NONE = 0,     /* of a thread: a service's */
	LANE_FOREIGN = -1, /* none of this executor's */
};

struct lane_thread {
	struct executor *x;
	pthread_t id;
	enum lane lane;
	unsigned index;
	void *state; /* what thread_open returned */
};
struct executor {
	_Atomic unsigned references; /* ours, and one for each service: one that is left behind keeps the memory */
	struct loop *loop;
	struct executor_config config;
	struct executor_hooks hooks;
	struct executor_stats stats;
	atomic_bool stopping;
	bool stopped;

	struct task_queue queues[LANE_COUNT];
	struct lane_thread *threads; /* the writer first */
	unsigned thread_count;       /* of those that run */

	pthread_mutex_t gate; /* start: each thread says how thread_open went, then waits until all are there */
	pthread_cond_t gate_moved;
	enum { GATE_WAIT, GATE_OPENED, GATE_FAILED } gate_answer;
	bool gate_open;

	pthread_mutex_t services_lock;
	struct service *services;

	/* The inline executor: one caller, no threads, no queues. */
	bool is_inline, in_batch, in_idle, idle_wanted;
	void *inline_states[LANE_COUNT];
};

/* --- hooks ---------------------------------------------------------------- */

static bool lane_open(struct executor *x, enum lane lane, unsigned index, void **ret_state)
{
	if (!x->hooks.thread_open) /* an owner without state: tests of the lanes alone */
		return true;
	void *state = x->hooks.thread_open(x->hooks.ctx, lane, index);
	if (state)
		*ret_state = state;
	return state != NULL;
}

static void lane_close(struct executor *x, enum lane lane, void *state)
{
	if (x->hooks.thread_close)
		x->hooks.thread_close(x->hooks.ctx, lane, state);
}

static void batch_begin(struct executor *x, void *state)
{
	if (x->hooks.batch_begin)
		x->hooks.batch_begin(x->hooks.ctx, state);
}

static void batch_end(struct executor *x, void *state)
{
	if (x->hooks.batch_end)
		x->hooks.batch_end(x->hooks.ctx, state);
	atomic_fetch_add_explicit(&x->stats.batches, 1, memory_order_relaxed);
}

static int idle(struct executor *x, void *state)
{
	return x->hooks.idle ? x->hooks.idle(x->hooks.ctx, state, IDLE_MS) : -1;
}

/* --- completion ----------------------------------------------------------- */

static void on_done(struct loop_message *m)
{
	struct task *t = CONTAINER_OF(m, struct task, message);
	if (t->done)
		t->done(t);
}

static void finish(struct executor *x, struct task *t)
{
	t->message.fn = on_done;
	if (t->done_here)
		on_done(&t->message);
	else
		loop_post(x->loop, &t->message);
}

/* --- lanes ---------------------------------------------------------------- */

static void run_batch(struct lane_thread *me, struct task *batch)
{
	batch_begin(me->x, me->state);
	for (struct task *t = batch; t; t = t->next)
		t->run(t, me->state);
	batch_end(me->x, me->state);
	for (struct task *t = batch, *next; t; t = next) {
		next = t->next; /* done may free the task */
		finish(me->x, t);
	}
}

static void writer_loop(struct lane_thread *me)
{
	int64_t idle_at = -1;    /* when the hook wants to be called again */
	int64_t busy_since = 0;  /* last moment without work, or end of the hook */

	for (;;) {
		struct queue_taken taken = queue_take(&me->x->queues[LANE_WRITE], idle_at);
		int64_t now = clock_monotonic_ms();
		if (taken.waited)
			busy_since = now;
		if (!taken.batch && taken.closed)
			return;
		if (taken.nudged)
			idle_at = now;
		if (taken.batch) {
			run_batch(me, taken.batch);
			idle_at = now = clock_monotonic_ms();
			/* More may be waiting: then the hook waits too, but not for ever. */
			if (now - busy_since < IDLE_EVERY_MS - IDLE_MS)
				continue;
		}
		if (idle_at >= 0 && idle_at <= now) {
			int again_ms = idle(me->x, me->state);
			busy_since = clock_monotonic_ms();
			idle_at = again_ms < 0 ? -1 : busy_since + again_ms;
		}
	}
}

static void lane_loop(struct lane_thread *me)
{
	struct task *t;
	while ((t = queue_pop(&me->x->queues[me->lane]))) {
		t->run(t, me->state);
		finish(me->x, t);
	}
}

static void *lane_main(void *arg)
{
	struct lane_thread *me = arg;
	struct executor *x = me->x;
	static const char *const names[LANE_COUNT] = {
		[LANE_READ] = "glane-read-", [LANE_WRITE] = "glane-writer", [LANE_POOL] = "glane-pool-", [LANE_HASH] = "glane-hash",
	};
	char name[32];

	if (me->lane == LANE_WRITE || me->lane == LANE_HASH) /* there is one */
		thread_set_name(names[me->lane]);
	else {
		snprintf(name, sizeof(name), "%s%u", names[me->lane], me->index);
		thread_set_name(name);
	}
	bool opened = lane_open(x, me->lane, me->index, &me->state);

	pthread_mutex_lock(&x->gate);
	x->gate_answer = opened ? GATE_OPENED : GATE_FAILED;
	pthread_cond_broadcast(&x->gate_moved);
	while (opened && !x->gate_open)
		pthread_cond_wait(&x->gate_moved, &x->gate);
	pthread_mutex_unlock(&x->gate);
	if (!opened)
		return NULL;

	if (me->lane == LANE_WRITE)
		writer_loop(me);
	else
		lane_loop(me);
	lane_close(x, me->lane, me->state);
	return NULL;
}

/* --- start ---------------------------------------------------------------- */

/* One after the other: the writer's connection may have to make what the readers open. */
static int start_thread(struct executor *x, enum lane lane, unsigned index)
{
	struct lane_thread *thread = &x->threads[x->thread_count];
	*thread = (struct lane_thread){ .x = x, .lane = lane, .index = index };
	x->gate_answer = GATE_WAIT; /* no thread is before its answer now */
	size_t stack = lane == LANE_POOL || lane == LANE_HASH ? THREAD_STACK_POOL : THREAD_STACK;
	int rc = thread_start(&thread->id, stack, lane_main, thread);
	if (rc)
		return rc;

	pthread_mutex_lock(&x->gate);
	while (x->gate_answer == GATE_WAIT)
		pthread_cond_wait(&x->gate_moved, &x->gate);
	bool opened = x->gate_answer == GATE_OPENED;
	pthread_mutex_unlock(&x->gate);
	if (!opened) {
		pthread_join(thread->id, NULL);
		return GLANE_EIO;
	}
	x->thread_count++;
	return 0;
}

static void open_gate(struct executor *x)
{
	pthread_mutex_lock(&x->gate);
	x->gate_open = true;
	pthread_cond_broadcast(&x->gate_moved);
	pthread_mutex_unlock(&x->gate);
}

static int start_threads(struct executor *x)
{
	x->threads = xcalloc(2 + x->config.readers + x->config.background, sizeof(*x->threads));
	int rc = start_thread(x, LANE_WRITE, 0);
	for (unsigned i = 0; rc == 0 && i < x->config.readers; i++)
		rc = start_thread(x, LANE_READ, i);
	for (unsigned i = 0; rc == 0 && i < x->config.background; i++)
		rc = start_thread(x, LANE_POOL, i);
	if (rc == 0)
		rc = start_thread(x, LANE_HASH, 0);
	return rc;
}

static int start_inline(struct executor *x)
{
	static const enum lane order[] = { LANE_WRITE, LANE_READ, LANE_POOL, LANE_HASH };
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		if (lane_open(x, order[i], 0, &x->inline_states[order[i]]))
			continue;
		while (i-- > 0)
			lane_close(x, order[i], x->inline_states[order[i]]);
		return GLANE_EIO;
	}
	return 0;
}

static void executor_unref(void *arg)
{
	struct executor *x = arg;
	if (atomic_fetch_sub(&x->references, 1) != 1)
		return;
	for (int lane = LANE_READ; lane < LANE_COUNT; lane++)
		queue_fini(&x->queues[lane]);
	pthread_mutex_destroy(&x->services_lock);
	pthread_cond_destroy(&x->gate_moved);
	pthread_mutex_destroy(&x->gate);
	free(x->threads);
	free(x);
}

int executor_new(struct loop *loop, const struct executor_config *config, const struct executor_hooks *hooks, struct executor **ret)
{
	struct executor *x = xcalloc(1, sizeof(*x));
	atomic_init(&x->references, 1);
	x->loop = loop;
	x->config = *config;
	x->hooks = *hooks;
	x->is_inline = config->readers == 0 && config->background == 0;
	REQUIRE(x->is_inline || (loop && config->readers && config->background));
	REQUIRE(x->is_inline || (config->read_queue && config->write_queue && config->pool_queue));
	queue_init(&x->queues[LANE_READ], config->read_queue, &x->stats.queued[LANE_READ]);
	queue_init(&x->queues[LANE_WRITE], config->write_queue, &x->stats.queued[LANE_WRITE]);
	queue_init(&x->queues[LANE_POOL], config->pool_queue, &x->stats.queued[LANE_POOL]);
	queue_init(&x->queues[LANE_HASH], config->hash_queue ? config->hash_queue : HASH_QUEUE, &x->stats.queued[LANE_HASH]);
	REQUIRE(pthread_mutex_init(&x->gate, NULL) == 0);
	REQUIRE(pthread_cond_init(&x->gate_moved, NULL) == 0);
	REQUIRE(pthread_mutex_init(&x->services_lock, NULL) == 0);

	int rc = x->is_inline ? start_inline(x) : start_threads(x);
	if (rc) {
		if (x->is_inline)
			x->stopped = true; /* nothing is open */
		executor_free(x);
		return rc;
	}
	*ret = x;
	open_gate(x);
	return 0;
}

/* --- stop ----------------------------------------------------------------- */

static void stop_services(struct executor *x)
{
	pthread_mutex_lock(&x->services_lock);
	struct service *list = x->services; /* nothing is added any more, and it stays until executor_free() */
	pthread_mutex_unlock(&x->services_lock);

	uint32_t wait_ms = x->config.service_stop_ms ? x->config.service_stop_ms : SERVICE_STOP_MS;
	for (struct service *s = list; s; s = s->next)
		service_cancel(s);
	int64_t until = clock_monotonic_ms() + wait_ms; /* all were asked at the same time */
	for (struct service *s = list; s; s = s->next)
		service_join(s, until);
}

static void stop_lane(struct executor *x, enum lane lane)
{
	queue_close(&x->queues[lane]);
	for (unsigned i = 0; i < x->thread_count; i++)
		if (x->threads[i].lane == lane)
			pthread_join(x->threads[i].id, NULL);
}

/* Those that use the writer go first: what they still want to save is taken until they have ended. */
void executor_stop(struct executor *x)
{
	if (x->stopped)
		return;
	x->stopped = true;
	pthread_mutex_lock(&x->services_lock);
	atomic_store(&x->stopping, true);
	pthread_mutex_unlock(&x->services_lock);
	open_gate(x); /* closed only when the start failed half-way */

	static const enum lane order[] = { LANE_POOL, LANE_HASH, LANE_READ, LANE_WRITE };
	stop_services(x);
	for (size_t i = 0; i < COUNT_OF(order); i++)
		if (x->is_inline)
			lane_close(x, order[i], x->inline_states[order[i]]);
		else
			stop_lane(x, order[i]);
}

void executor_free(struct executor *x)
{
	if (!x)
		return;
	executor_stop(x);
	pthread_mutex_lock(&x->services_lock);
	struct service *list = x->services;
	x->services = NULL; /* one that was left behind must not meet the others' memory in own_lane() */
	pthread_mutex_unlock(&x->services_lock);
	for (struct service *s = list, *next; s; s = next) {
		next = s->next;
		service_unref(s);
	}
	executor_unref(x);
}

/* --- the calling thread --------------------------------------------------- */

static int own_lane(struct executor *x)
{
	for (unsigned i = 0; i < x->thread_count; i++)
		if (pthread_equal(x->threads[i].id, pthread_self()))
			return x->threads[i].lane;
	int lane = LANE_FOREIGN;
	pthread_mutex_lock(&x->services_lock);
	for (struct service *s = x->services; s && lane == LANE_FOREIGN; s = s->next)
		if (pthread_equal(s->thread, pthread_self()))
			lane = LANE_NONE;
	pthread_mutex_unlock(&x->services_lock);
	return lane;
}

/* --- inline --------------------------------------------------------------- */

static void inline_idle(struct executor *x)
{
	x->idle_wanted = true;
	if (x->in_batch || x->in_idle) /* comes later, from further up the stack */
		return;
	x->in_idle = true;
	while (x->idle_wanted) {
		x->idle_wanted = false;
		while (idle(x, x->inline_states[LANE_WRITE]) == 0)
			;
	}
	x->in_idle = false;
}

static void inline_run(struct executor *x, struct task *t)
{
	bool writes = t->lane == LANE_WRITE;
	void *state = x->inline_states[t->lane];

	REQUIRE(!(writes && x->in_batch)); /* a transaction in a transaction */
	if (writes) {
		x->in_batch = true;
		batch_begin(x, state);
	}
	t->run(t, state);
	if (writes) {
		batch_end(x, state);
		x->in_batch = false;
	}
	if (t->done)
		t->done(t); /* may free the task */
	if (writes)
		inline_idle(x);
}

/* --- submitting ----------------------------------------------------------- */

int executor_submit(struct executor *x, struct task *t)
{
	enum lane lane = t->lane;

	REQUIRE(lane >= LANE_READ && lane <= LANE_HASH && t->run);
	bool accepted = !atomic_load(&x->stopping) || own_lane(x) != LANE_FOREIGN;
	if (accepted && x->is_inline) {
		atomic_fetch_add_explicit(&x->stats.submitted[lane], 1, memory_order_relaxed);
		inline_run(x, t);
		return 0;
	}
	accepted = accepted && queue_push(&x->queues[lane], t);
	atomic_fetch_add_explicit(accepted ? &x->stats.submitted[lane] : &x->stats.refused[lane], 1, memory_order_relaxed);
	return accepted ? 0 : GLANE_EBUSY;
}

struct waited_task {
	struct task task;
	struct task *inner;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool finished;
};

static void run_inner(struct task *t, void *thread)
{
	struct task *inner = CONTAINER_OF(t, struct waited_task, task)->inner;
	inner->run(inner, thread);
}

static void end_waiting(struct task *t)
{
	struct waited_task *w = CONTAINER_OF(t, struct waited_task, task);
	pthread_mutex_lock(&w->lock);
	w->finished = true;
	pthread_cond_signal(&w->moved);
	pthread_mutex_unlock(&w->lock);
}

int executor_run_and_wait(struct executor *x, struct task *t)
{
	struct waited_task w = {
		.task = { .lane = t->lane, .done_here = true, .run = run_inner, .done = end_waiting },
		.inner = t,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
	};

	if (!x->is_inline && !atomic_load(&x->stopping)) /* would wait for itself */
		REQUIRE(!loop_is_current(x->loop) && own_lane(x) != (int)t->lane);
	int rc = executor_submit(x, &w.task);
	if (rc)
		return rc;
	pthread_mutex_lock(&w.lock);
	while (!w.finished)
		pthread_cond_wait(&w.moved, &w.lock);
	pthread_mutex_unlock(&w.lock);
	pthread_cond_destroy(&w.moved);
	pthread_mutex_destroy(&w.lock);
	return 0;
}

void executor_nudge(struct executor *x)
{
	if (x->is_inline) {
		inline_idle(x);
		return;
	}
	queue_nudge(&x->queues[LANE_WRITE]);
}

bool executor_is_inline(const struct executor *x)
{
	return x->is_inline;
}

const struct executor_stats *executor_stats(const struct executor *x)
{
	return &x->stats;
}

int executor_service(struct executor *x, const char *name, uint32_t restart_ms, void (*fn)(void *arg, struct service *), void *arg,
                     struct service **ret)
{
	struct service_config config = {
		.name = name, .restart_ms = restart_ms, .fn = fn, .arg = arg, .released = executor_unref, .released_arg = x,
	};
	struct service *s = NULL;
	int rc = GLANE_EINVAL;

	if (x->is_inline)
		return rc;
	pthread_mutex_lock(&x->services_lock); /* the thread finds itself in the list, see own_lane() */
	rc = atomic_load(&x->stopping) ? GLANE_EBUSY : service_start(&config, &s);
	if (rc == 0) {
		atomic_fetch_add(&x->references, 1);
		s->next = x->services;
		x->services = s;
		*ret = s;
	}
	pthread_mutex_unlock(&x->services_lock);
	return rc;
}
