/* SPDX-License-Identifier: MPL-2.0 */
#include "fixture.h"

static const struct executor_config none = { 0 };

static void submit_returns_when_all_is_done(void **state)
{
	(void)state;
	struct world w = WORLD;
	assert_int_equal(world_start(&w, &none), 0);
	assert_true(executor_is_inline(w.x));
	struct letter a = letter(&w, LANE_WRITE, 'a'), b = letter(&w, LANE_READ, 'b'), c = letter(&w, LANE_POOL, 'c');
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	assert_string_equal(w.events, "[a]A");
	assert_int_equal(w.idles.value, 1);
	assert_int_equal(executor_submit(w.x, &b.task), 0);
	assert_int_equal(executor_run_and_wait(w.x, &c.task), 0);
	assert_string_equal(w.events, "[a]AbBc");
	struct letter d = letter(&w, LANE_HASH, 'd');
	assert_int_equal(executor_submit(w.x, &d.task), 0);
	assert_string_equal(w.events, "[a]AbBcdD");
	assert_int_equal(w.idles.value, 1);
	executor_stop(w.x);
	assert_string_equal(w.closed_lanes, "3412");
	assert_int_equal(executor_submit(w.x, &a.task), GLANE_EBUSY);
	executor_free(w.x);
}

/* A task that submits another one from inside its run or its done. */
struct outer {
	struct task task;
	struct world *w;
	struct task *in_run, *in_done;
};

static void outer_run(struct task *t, void *thread)
{
	struct outer *o = CONTAINER_OF(t, struct outer, task);
	(void)thread;
	world_event(o->w, 'o');
	if (o->in_run)
		assert_int_equal(executor_submit(o->w->x, o->in_run), 0);
}

static void outer_done(struct task *t)
{
	struct outer *o = CONTAINER_OF(t, struct outer, task);
	if (o->in_done)
		assert_int_equal(executor_submit(o->w->x, o->in_done), 0);
	world_event(o->w, 'O');
}

static void tasks_nest(void **state)
{
	(void)state;
	struct world w = WORLD;
	assert_int_equal(world_start(&w, &none), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a'), b = letter(&w, LANE_READ, 'b');
	struct outer o = { .task = { .lane = LANE_POOL, .run = outer_run, .done = outer_done }, .w = &w, .in_run = &a.task };
	assert_int_equal(executor_submit(w.x, &o.task), 0); /* a background call writes */
	world_event(&w, ' ');
	o.task.lane = LANE_WRITE;
	o.in_run = &b.task;
	o.in_done = &a.task;
	assert_int_equal(executor_submit(w.x, &o.task), 0); /* reads in a write, writes when it is over */
	assert_string_equal(w.events, "o[a]AO [obB][a]AO");
	world_end_all(&w);
}

static void write_in_a_write(void)
{
	struct world w = WORLD;
	if (world_start(&w, &none) == 0) {
		struct letter a = letter(&w, LANE_WRITE, 'a');
		struct outer o = { .task = { .lane = LANE_WRITE, .run = outer_run, .done = outer_done }, .w = &w, .in_run = &a.task };
		(void)!executor_submit(w.x, &o.task);
	}
}

static void a_write_in_a_write_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(child_signal(write_in_a_write), SIGABRT);
}

static int five_times(struct world *w, int budget_ms)
{
	(void)budget_ms;
	return count_get(&w->idles) < 4 ? 0 : 1;
}

static void the_idle_hook_runs_until_it_has_nothing_at_once(void **state)
{
	(void)state;
	struct world w = WORLD;
	w.idle = five_times;
	assert_int_equal(world_start(&w, &none), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a');
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	assert_int_equal(w.idles.value, 5);
	executor_nudge(w.x);
	assert_int_equal(w.idles.value, 6);
	world_end_all(&w);
}

static struct task *written_by_idle;

static int write_once(struct world *w, int budget_ms)
{
	(void)budget_ms;
	struct task *t = written_by_idle;
	written_by_idle = NULL;
	if (t)
		assert_int_equal(executor_submit(w->x, t), 0);
	return -1;
}

static void the_idle_hook_may_write_and_is_called_again_for_it(void **state)
{
	(void)state;
	struct world w = WORLD;
	w.idle = write_once;
	assert_int_equal(world_start(&w, &none), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a'), b = letter(&w, LANE_WRITE, 'b');
	written_by_idle = &b.task;
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	assert_string_equal(w.events, "[a]A[b]B");
	assert_int_equal(w.idles.value, 2);
	world_end_all(&w);
}

static void a_lane_that_cannot_open_undoes_the_start(void **state)
{
	(void)state;
	for (int at = 1; at <= 4; at++) {
		struct world w = WORLD;
		w.fail_open_at = at;
		assert_int_equal(world_start(&w, &none), GLANE_EIO);
		assert_null(w.x);
		assert_int_equal(w.closed.value, at - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(submit_returns_when_all_is_done),
		cmocka_unit_test(tasks_nest),
		cmocka_unit_test(a_write_in_a_write_ends_the_process),
		cmocka_unit_test(the_idle_hook_runs_until_it_has_nothing_at_once),
		cmocka_unit_test(the_idle_hook_may_write_and_is_called_again_for_it),
		cmocka_unit_test(a_lane_that_cannot_open_undoes_the_start),
	};
	return cmocka_run_group_tests_name("inline", tests, NULL, NULL);
}
