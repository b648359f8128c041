/* SPDX-License-Identifier: MPL-2.0 */
#include "fixture.h"

#include <stdatomic.h>

static void it_is_called_after_a_batch(void **state)
{
	(void)state;
	struct world w = WORLD;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a');
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	count_wait(&w.idles, 1);
	executor_stop(w.x); /* -1: and never again */
	assert_int_equal(w.idles.value, 1);
	world_end_all(&w);
}

static void it_is_called_after_a_nudge(void **state)
{
	(void)state;
	struct world w = WORLD;
	assert_int_equal(world_start(&w, &usual), 0);
	for (int i = 1; i <= 3; i++) {
		executor_nudge(w.x);
		count_wait(&w.idles, i);
	}
	assert_string_equal(w.events, ""); /* no empty transactions */
	world_end_all(&w);
}

static int three_times(struct world *w, int budget_ms)
{
	assert_true(budget_ms > 0);
	int calls = count_get(&w->idles);
	return calls == 0 ? 0 : calls < 3 ? 1 : -1;
}

static void its_answer_is_when_it_wants_to_be_called_again(void **state)
{
	(void)state;
	struct world w = WORLD;
	w.idle = three_times;
	assert_int_equal(world_start(&w, &usual), 0);
	executor_nudge(w.x);
	count_wait(&w.idles, 4);
	executor_stop(w.x);
	assert_int_equal(w.idles.value, 4);
	world_end_all(&w);
}

/* A write that is always followed by another: the writer's queue is never found empty. */
struct treadmill {
	struct task task;
	struct world *w;
	atomic_bool enough;
	struct count stopped;
};

static void tread(struct task *t, void *thread)
{
	(void)t;
	(void)thread;
}

static void tread_on(struct task *t)
{
	struct treadmill *m = CONTAINER_OF(t, struct treadmill, task);
	if (m->enough || executor_submit(m->w->x, t))
		count_add(&m->stopped, 1);
}

static void it_is_called_even_when_the_queue_is_never_empty(void **state)
{
	(void)state;
	struct world w = WORLD;
	assert_int_equal(world_start(&w, &usual), 0);
	struct treadmill m = {
		.task = { .lane = LANE_WRITE, .done_here = true, .run = tread, .done = tread_on }, .w = &w, .stopped = COUNT_ZERO,
	};
	assert_int_equal(executor_submit(w.x, &m.task), 0);
	count_wait(&w.idles, 2);
	assert_int_equal(count_get(&m.stopped), 0);
	m.enough = true;
	count_wait(&m.stopped, 1);
	world_end_all(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_called_after_a_batch),
		cmocka_unit_test(it_is_called_after_a_nudge),
		cmocka_unit_test(its_answer_is_when_it_wants_to_be_called_again),
		cmocka_unit_test(it_is_called_even_when_the_queue_is_never_empty),
	};
	return cmocka_run_group_tests_name("idle", tests, NULL, NULL);
}
