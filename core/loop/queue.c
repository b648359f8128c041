/* SPDX-License-Identifier: MPL-2.0 */
#include "base/clock.h"
#include "loop/executor.h"
#include "loop/queue.h"
#include "loop/thread.h"

void queue_init(struct task_queue *q, unsigned limit, _Atomic uint32_t *counter)
{
	*q = (struct task_queue){ .limit = limit, .counter = counter };
	REQUIRE(pthread_mutex_init(&q->lock, NULL) == 0);
	thread_cond_init(&q->moved);
	q->tail = &q->head;
}

void queue_fini(struct task_queue *q)
{
	REQUIRE(q->head == NULL);
	pthread_cond_destroy(&q->moved);
	pthread_mutex_destroy(&q->lock);
}

static void set_count(struct task_queue *q, unsigned count)
{
	q->count = count;
	atomic_store_explicit(q->counter, count, memory_order_relaxed);
}

void queue_close(struct task_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->moved);
	pthread_mutex_unlock(&q->lock);
}

void queue_nudge(struct task_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->nudged = true;
	pthread_cond_signal(&q->moved);
	pthread_mutex_unlock(&q->lock);
}

bool queue_push(struct task_queue *q, struct task *t)
{
	t->next = NULL;
	pthread_mutex_lock(&q->lock);
	bool accepted = !q->closed && q->count < q->limit;
	if (accepted) {
		*q->tail = t;
		q->tail = &t->next;
		set_count(q, q->count + 1);
		pthread_cond_signal(&q->moved);
	}
	pthread_mutex_unlock(&q->lock);
	return accepted;
}

struct task *queue_pop(struct task_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (!q->head && !q->closed)
		pthread_cond_wait(&q->moved, &q->lock);
	struct task *t = q->head;
	if (t) {
		q->head = t->next;
		if (!q->head)
			q->tail = &q->head;
		set_count(q, q->count - 1);
	}
	pthread_mutex_unlock(&q->lock);
	return t;
}

struct queue_taken queue_take(struct task_queue *q, int64_t until_monotonic_ms)
{
	struct queue_taken taken = { 0 };

	pthread_mutex_lock(&q->lock);
	while (!q->head && !q->closed && !q->nudged) {
		if (until_monotonic_ms >= 0 && clock_monotonic_ms() >= until_monotonic_ms)
			break;
		taken.waited = true;
		if (until_monotonic_ms < 0)
			pthread_cond_wait(&q->moved, &q->lock);
		else
			thread_cond_wait_until(&q->moved, &q->lock, until_monotonic_ms);
	}
	taken.batch = q->head;
	taken.closed = q->closed;
	taken.nudged = q->nudged;
	q->head = NULL;
	q->tail = &q->head;
	q->nudged = false;
	set_count(q, 0);
	pthread_mutex_unlock(&q->lock);
	return taken;
}
