/* SPDX-License-Identifier: MPL-2.0 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

#include "base/log.h"
#include "glane/plugin.h"
#include "loop/loop.h"

struct loop {
	uv_loop_t uv;
	uv_async_t wake;
	uv_signal_t signals[2]; /* SIGINT, SIGTERM */
	bool has_signals;
	void (*on_signal)(void *, int signal);
	void *on_signal_arg;
	_Atomic pthread_t thread; /* who runs the loop; who made it until then */
	atomic_bool stop;

	pthread_mutex_t lock; /* guards the inbox, and the wake handle against posters that come late */
	struct loop_message *head, **tail;
};

/* --- inbox ---------------------------------------------------------------- */

static struct loop_message *inbox_take(struct loop *l)
{
	pthread_mutex_lock(&l->lock);
	struct loop_message *first = l->head;
	l->head = NULL;
	l->tail = &l->head;
	pthread_mutex_unlock(&l->lock);
	return first;
}

/* Runs what was there when it started: messages that these post wait for the next turn, so that sockets get theirs. */
static bool inbox_run(struct loop *l)
{
	struct loop_message *m = inbox_take(l);
	bool any = m != NULL;
	while (m) {
		struct loop_message *next = m->next; /* fn may free the message */
		m->fn(m);
		m = next;
	}
	return any;
}

static void on_wake(uv_async_t *wake)
{
	struct loop *l = wake->data;
	inbox_run(l);
	if (atomic_load(&l->stop))
		uv_stop(&l->uv);
}

void loop_post(struct loop *l, struct loop_message *m)
{
	m->next = NULL;
	pthread_mutex_lock(&l->lock);
	bool was_empty = l->head == NULL;
	*l->tail = m;
	l->tail = &m->next;
	/* Under the lock: the loop cannot run m, and close the handle because of it, before the handle was used. */
	if (was_empty)
		uv_async_send(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

/* --- life ----------------------------------------------------------------- */

struct loop *loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));
	l->tail = &l->head;
	atomic_init(&l->thread, pthread_self());
	REQUIRE(pthread_mutex_init(&l->lock, NULL) == 0);
	REQUIRE(uv_loop_init(&l->uv) == 0);
	REQUIRE(uv_async_init(&l->uv, &l->wake, on_wake) == 0);
	l->uv.data = l;
	l->wake.data = l;
	return l;
}

int loop_run(struct loop *l)
{
	atomic_store(&l->thread, pthread_self());
	/* The handle of the inbox keeps uv_run() busy, so it ends only by uv_stop(). */
	while (!atomic_load(&l->stop))
		uv_run(&l->uv, UV_RUN_DEFAULT);
	atomic_store(&l->stop, false);
	return 0;
}

void loop_drain(struct loop *l)
{
	atomic_store(&l->thread, pthread_self());
	while (inbox_run(l))
		;
}

void loop_stop(struct loop *l)
{
	atomic_store(&l->stop, true);
	pthread_mutex_lock(&l->lock);
	uv_async_send(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

static void count_closing(uv_handle_t *h, void *arg)
{
	size_t *n = arg;
	*n += uv_is_closing(h) != 0;
}

static void name_open_handle(uv_handle_t *h, void *arg)
{
	(void)arg;
	if (!uv_is_closing(h))
		log_error("loop_free: a handle is still open: %s", uv_handle_type_name(uv_handle_get_type(h)));
}

/* One turn at a time while something is closing, because a close callback may close more.  A handle that nobody closes
 * must not keep us here for ever: it is named, and the REQUIRE in loop_free() fails. */
static void finish_closing(struct loop *l)
{
	for (;;) {
		size_t closing = 0;
		uv_walk(&l->uv, count_closing, &closing);
		if (closing == 0)
			break;
		uv_run(&l->uv, UV_RUN_NOWAIT);
	}
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	atomic_store(&l->thread, pthread_self());
	do /* what was posted still runs: it owns memory, and may close handles */
		finish_closing(l);
	while (inbox_run(l));

	if (l->has_signals)
		for (size_t i = 0; i < COUNT_OF(l->signals); i++)
			uv_close((uv_handle_t *)&l->signals[i], NULL);
	uv_close((uv_handle_t *)&l->wake, NULL);
	finish_closing(l);

	uv_walk(&l->uv, name_open_handle, NULL);
	REQUIRE(uv_loop_close(&l->uv) == 0);
	REQUIRE(l->head == NULL);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

bool loop_is_current(const struct loop *l)
{
	return pthread_equal(atomic_load(&l->thread), pthread_self());
}

struct uv_loop_s *loop_uv(struct loop *l)
{
	return &l->uv;
}

/* --- timers --------------------------------------------------------------- */

struct loop_timer {
	uv_timer_t uv;
	void (*fn)(void *);
	void *arg;
};

static void on_timer(uv_timer_t *uv)
{
	struct loop_timer *t = uv->data;
	t->fn(t->arg);
}

static void on_timer_closed(uv_handle_t *h)
{
	free(h->data);
}

struct loop_timer *loop_timer_new(struct loop *l, void (*fn)(void *), void *arg)
{
	struct loop_timer *t = xcalloc(1, sizeof(*t));
	t->fn = fn;
	t->arg = arg;
	t->uv.data = t;
	REQUIRE(uv_timer_init(&l->uv, &t->uv) == 0);
	return t;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms, uint64_t repeat_ms)
{
	uv_update_time(t->uv.loop); /* the loop's clock stands still during a turn: a long one would make us early */
	REQUIRE(uv_timer_start(&t->uv, on_timer, after_ms, repeat_ms) == 0);
}

void loop_timer_stop(struct loop_timer *t)
{
	uv_timer_stop(&t->uv);
}

void loop_timer_free(struct loop_timer *t)
{
	if (!t)
		return;
	REQUIRE(!uv_is_closing((uv_handle_t *)&t->uv));
	uv_close((uv_handle_t *)&t->uv, on_timer_closed);
}

/* --- signals -------------------------------------------------------------- */

static void on_signal(uv_signal_t *h, int signal)
{
	struct loop *l = h->data;
	for (size_t i = 0; i < COUNT_OF(l->signals); i++)
		uv_signal_stop(&l->signals[i]); /* gives the default back: the next one ends the process */
	l->on_signal(l->on_signal_arg, signal);
}

int loop_on_signal(struct loop *l, void (*fn)(void *, int signal), void *arg)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	REQUIRE(!l->has_signals);
	signal(SIGPIPE, SIG_IGN);
	l->on_signal = fn;
	l->on_signal_arg = arg;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		REQUIRE(uv_signal_init(&l->uv, &l->signals[i]) == 0);
		l->signals[i].data = l;
	}
	l->has_signals = true;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		/* One shot: the default is back as soon as the signal came, even when the loop never gets round to us. */
		if (uv_signal_start_oneshot(&l->signals[i], on_signal, numbers[i]))
			return GLANE_EIO;
	}
	return 0;
}
