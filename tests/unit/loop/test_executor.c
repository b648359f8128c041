/* SPDX-License-Identifier: MPL-2.0 */
#include "fixture.h"

#include <sched.h>

/* done() of the last task: ends loop_run(). */
static void stop_loop(struct task *t)
{
	struct letter *l = CONTAINER_OF(t, struct letter, task);
	letter_done(t);
	loop_stop(l->world->loop);
}

/* --- the writer ----------------------------------------------------------- */

static void what_queued_meanwhile_is_one_batch(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count release = COUNT_ZERO, began = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter first = letter(&w, LANE_WRITE, 'a');
	first.wait = &release;
	first.began = &began;
	struct letter rest[] = { letter(&w, LANE_WRITE, 'b'), letter(&w, LANE_WRITE, 'c'), letter(&w, LANE_WRITE, 'd') };
	rest[2].task.done = stop_loop;

	assert_int_equal(executor_submit(w.x, &first.task), 0);
	count_wait(&began, 1); /* its batch is taken */
	for (size_t i = 0; i < COUNT_OF(rest); i++)
		assert_int_equal(executor_submit(w.x, &rest[i].task), 0);
	assert_int_equal(executor_stats(w.x)->queued[LANE_WRITE], 3);
	count_add(&release, 1);
	loop_run(w.loop);

	/* A may come anywhere behind its batch: the loop and the writer run side by side. */
	char others[sizeof(w.events)] = "";
	for (size_t i = 0, n = 0; i < w.events_n; i++)
		if (w.events[i] != 'A')
			others[n++] = w.events[i];
	assert_string_equal(others, "[a][bcd]BCD");
	assert_true(rest[1].done_on_loop);
	assert_int_equal(executor_stats(w.x)->batches, 2);
	assert_int_equal(executor_stats(w.x)->submitted[LANE_WRITE], 4);
	world_end_all(&w);
}

static void done_here_runs_on_the_writer_after_the_batch(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count ended = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a');
	a.task.done_here = true;
	a.ended = &ended;
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	count_wait(&ended, 1); /* the loop does not run */
	assert_string_equal(w.events, "[a]A");
	assert_false(a.done_on_loop);
	world_end_all(&w);
}

static void a_full_queue_refuses(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count release = COUNT_ZERO, began = COUNT_ZERO;
	struct executor_config small = usual;
	small.write_queue = 2;
	assert_int_equal(world_start(&w, &small), 0);
	struct letter busy = letter(&w, LANE_WRITE, 'a');
	busy.wait = &release;
	busy.began = &began;
	struct letter b = letter(&w, LANE_WRITE, 'b'), c = letter(&w, LANE_WRITE, 'c'), d = letter(&w, LANE_WRITE, 'd');
	assert_int_equal(executor_submit(w.x, &busy.task), 0);
	count_wait(&began, 1);
	assert_int_equal(executor_submit(w.x, &b.task), 0);
	assert_int_equal(executor_submit(w.x, &c.task), 0);
	assert_int_equal(executor_submit(w.x, &d.task), GLANE_EBUSY);
	assert_int_equal(executor_stats(w.x)->refused[LANE_WRITE], 1);

	/* The other lanes have queues of their own. */
	struct letter read = letter(&w, LANE_READ, 'r');
	read.task.done = stop_loop;
	assert_int_equal(executor_submit(w.x, &read.task), 0);
	loop_run(w.loop);
	assert_string_equal(w.events, "[rR");
	count_add(&release, 1);
	world_end_all(&w);
	assert_null(strchr(w.events, 'd'));
}

/* --- readers and background ----------------------------------------------- */

struct meeting {
	struct task task;
	struct count *arrived, *left;
	int party;
	char name[16];
	sigset_t blocked;
};

static void meet(struct task *t, void *thread)
{
	struct meeting *m = CONTAINER_OF(t, struct meeting, task);
	(void)thread;
	pthread_getname_np(pthread_self(), m->name, sizeof(m->name));
	pthread_sigmask(SIG_BLOCK, NULL, &m->blocked);
	count_add(m->arrived, 1);
	count_wait(m->arrived, m->party);
}

static void leave(struct task *t)
{
	count_add(CONTAINER_OF(t, struct meeting, task)->left, 1);
}

static void two_run_at_a_time(enum lane lane, const char *name_0, const char *name_1)
{
	struct world w = WORLD;
	struct count arrived = COUNT_ZERO, left = COUNT_ZERO;
	struct meeting m[2];
	assert_int_equal(world_start(&w, &usual), 0);
	for (size_t i = 0; i < COUNT_OF(m); i++) {
		m[i] = (struct meeting){
			.task = { .lane = lane, .done_here = true, .run = meet, .done = leave },
			.arrived = &arrived, .left = &left, .party = 2,
		};
		assert_int_equal(executor_submit(w.x, &m[i].task), 0);
	}
	count_wait(&left, 2);
	bool in_order = strcmp(m[0].name, name_0) == 0;
	assert_string_equal(m[in_order ? 0 : 1].name, name_0);
	assert_string_equal(m[in_order ? 1 : 0].name, name_1);
	assert_true(sigismember(&m[0].blocked, SIGTERM));
	assert_false(sigismember(&m[0].blocked, SIGSEGV)); /* the crash note needs it */
	assert_string_equal(w.events, "");                 /* no transaction */
	world_end_all(&w);
}

static void readers_run_side_by_side(void **state)
{
	(void)state;
	two_run_at_a_time(LANE_READ, "glane-read-0", "glane-read-1");
}

static void background_runs_side_by_side(void **state)
{
	(void)state;
	two_run_at_a_time(LANE_POOL, "glane-pool-0", "glane-pool-1");
}

static void the_writer_is_one_thread_with_a_name(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count arrived = COUNT_ZERO, left = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct meeting m = {
		.task = { .lane = LANE_WRITE, .done_here = true, .run = meet, .done = leave },
		.arrived = &arrived, .left = &left, .party = 1,
	};
	assert_int_equal(executor_submit(w.x, &m.task), 0);
	count_wait(&left, 1);
	assert_string_equal(m.name, "glane-writer");
	world_end_all(&w);
}

/* --- hashes --------------------------------------------------------------- */

static void hashes_run_one_after_the_other(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count release = COUNT_ZERO, began = COUNT_ZERO, second = COUNT_ZERO, ended = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter a = letter(&w, LANE_HASH, 'a'), b = letter(&w, LANE_HASH, 'b');
	a.wait = &release;
	a.began = &began;
	a.task.done_here = true;
	b.began = &second;
	b.ended = &ended;
	b.task.done_here = true;
	assert_int_equal(executor_submit(w.x, &a.task), 0);
	assert_int_equal(executor_submit(w.x, &b.task), 0);
	count_wait(&began, 1);

	/* Nobody else waits for them. */
	static const enum lane others[] = { LANE_READ, LANE_POOL, LANE_WRITE };
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct letter other = letter(&w, others[i], (char)('r' + (int)i));
		struct count over = COUNT_ZERO;
		other.task.done_here = true;
		other.ended = &over;
		assert_int_equal(executor_submit(w.x, &other.task), 0);
		count_wait(&over, 1);
	}
	assert_string_equal(w.events, "rRsS[t]T");
	assert_int_equal(count_get(&second), 0);
	assert_int_equal(executor_stats(w.x)->queued[LANE_HASH], 1);
	count_add(&release, 1);
	count_wait(&ended, 1);
	assert_string_equal(w.events, "rRsS[t]TaAbB");
	assert_int_equal(executor_stats(w.x)->submitted[LANE_HASH], 2);
	world_end_all(&w);
}

static void a_hash_does_not_wait_for_a_long_export(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count release = COUNT_ZERO, began = COUNT_ZERO, arrived = COUNT_ZERO, left = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter long_ones[] = { letter(&w, LANE_POOL, 'a'), letter(&w, LANE_POOL, 'b'), letter(&w, LANE_POOL, 'c') };
	for (size_t i = 0; i < COUNT_OF(long_ones); i++) {
		long_ones[i].wait = &release;
		long_ones[i].began = &began;
		assert_int_equal(executor_submit(w.x, &long_ones[i].task), 0);
	}
	count_wait(&began, 2); /* both threads, and one waits */
	struct meeting m = {
		.task = { .lane = LANE_HASH, .done_here = true, .run = meet, .done = leave },
		.arrived = &arrived, .left = &left, .party = 1,
	};
	assert_int_equal(executor_submit(w.x, &m.task), 0);
	count_wait(&left, 1);
	assert_string_equal(m.name, "glane-hash");
	assert_string_equal(w.events, "");
	count_add(&release, 1);
	world_end_all(&w);
}

static void the_queue_of_hashes_ends_at(unsigned configured, size_t places)
{
	struct world w = WORLD;
	struct count release = COUNT_ZERO, began = COUNT_ZERO;
	struct executor_config config = usual;
	config.hash_queue = configured;
	assert_int_equal(world_start(&w, &config), 0);
	struct letter busy = letter(&w, LANE_HASH, 'a'), tasks[40];
	busy.wait = &release;
	busy.began = &began;
	assert_int_equal(executor_submit(w.x, &busy.task), 0);
	count_wait(&began, 1);
	for (size_t i = 0; i <= places; i++) {
		tasks[i] = letter(&w, LANE_HASH, 'b');
		assert_int_equal(executor_submit(w.x, &tasks[i].task), i < places ? 0 : GLANE_EBUSY);
	}
	assert_int_equal(executor_stats(w.x)->refused[LANE_HASH], 1);
	assert_int_equal(executor_stats(w.x)->queued[LANE_HASH], places);
	count_add(&release, 1);
	executor_stop(w.x);
	assert_int_equal(w.events_n, 1 + places); /* those that were taken ran; their done waits in the loop */
	world_end_all(&w);
}

static void the_queue_of_hashes_is_bounded(void **state)
{
	(void)state;
	the_queue_of_hashes_ends_at(2, 2);
	the_queue_of_hashes_ends_at(0, 32);
}

/* --- waiting for a task --------------------------------------------------- */

struct nested {
	struct task task;
	struct letter *inner;
	bool committed; /* the inner task's batch had ended when we went on */
	int rc;
	struct count *ended;
};

static void wait_for_inner(struct task *t, void *thread)
{
	struct nested *n = CONTAINER_OF(t, struct nested, task);
	struct world *w = thread;
	n->rc = executor_run_and_wait(w->x, &n->inner->task);
	pthread_mutex_lock(&w->lock);
	n->committed = strcmp(w->events, "[a]") == 0;
	pthread_mutex_unlock(&w->lock);
}

static void count_nested(struct task *t)
{
	count_add(CONTAINER_OF(t, struct nested, task)->ended, 1);
}

static void writes_and_waits_for_the_commit(enum lane lane)
{
	struct world w = WORLD;
	struct count ended = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter a = letter(&w, LANE_WRITE, 'a');
	struct nested n = {
		.task = { .lane = lane, .done_here = true, .run = wait_for_inner, .done = count_nested },
		.inner = &a, .ended = &ended,
	};
	assert_int_equal(executor_submit(w.x, &n.task), 0);
	count_wait(&ended, 1);
	assert_int_equal(n.rc, 0);
	assert_true(n.committed);
	assert_string_equal(w.events, "[a]"); /* a's done is not called */
	world_end_all(&w);
}

static void a_background_task_writes_and_waits_for_the_commit(void **state)
{
	(void)state;
	writes_and_waits_for_the_commit(LANE_POOL);
}

static void a_hash_writes_and_waits_for_the_commit(void **state)
{
	(void)state;
	writes_and_waits_for_the_commit(LANE_HASH);
}

static void wait_on_the_loop(void)
{
	struct world w = WORLD;
	if (world_start(&w, &usual) == 0) {
		struct letter a = letter(&w, LANE_WRITE, 'a');
		(void)!executor_run_and_wait(w.x, &a.task);
	}
}

static void waiting_on_the_loop_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(child_signal(wait_on_the_loop), SIGABRT);
}

/* --- start and stop ------------------------------------------------------- */

static void a_thread_that_cannot_open_undoes_the_start(void **state)
{
	(void)state;
	for (int at = 1; at <= 6; at++) { /* writer, 2 readers, 2 background, hashes */
		struct world w = WORLD;
		w.fail_open_at = at;
		assert_int_equal(world_start(&w, &usual), GLANE_EIO);
		assert_null(w.x);
		assert_int_equal(w.opened.value, at);
		assert_int_equal(w.closed.value, at - 1);
		loop_free(w.loop);
	}
}

static void stop_drains_and_then_refuses(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct count release = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter tasks[12];
	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		tasks[i] = letter(&w, (enum lane)(LANE_READ + i % 4), (char)('a' + (int)i));
		tasks[i].wait = &release;
		assert_int_equal(executor_submit(w.x, &tasks[i].task), 0);
	}
	count_add(&release, 1);
	executor_stop(w.x);
	/* Who may wait for another lane ends before it: background, hashes, readers, the writer. */
	assert_string_equal(w.closed_lanes, "334112");
	for (int c = 'a'; c < 'a' + (int)COUNT_OF(tasks); c++)
		assert_non_null(strchr(w.events, c));

	struct letter late = letter(&w, LANE_READ, 'z');
	assert_int_equal(executor_submit(w.x, &late.task), GLANE_EBUSY);
	executor_free(w.x);
	loop_free(w.loop); /* the done messages were waiting there */
	for (int c = 'A'; c < 'A' + (int)COUNT_OF(tasks); c++)
		assert_non_null(strchr(w.events, c));
	assert_null(strchr(w.events, 'z'));
	executor_free(NULL);
}

struct stopper {
	struct world *w;
	struct count *release;
};

/* Lets the background task go on once the executor refuses us: executor_stop() has begun. */
static void *release_when_refused(void *arg)
{
	struct stopper *s = arg;
	struct letter probe = letter(s->w, LANE_READ, 0); /* who knows how often */
	struct count ended = COUNT_ZERO;
	probe.task.done_here = true;
	probe.ended = &ended;
	for (int n = 1; executor_submit(s->w->x, &probe.task) == 0; n++)
		count_wait(&ended, n);
	count_add(s->release, 1);
	return NULL;
}

struct late_writer {
	struct nested nested;
	struct count *release;
};

static void write_late(struct task *t, void *thread)
{
	struct late_writer *l = CONTAINER_OF(t, struct late_writer, nested.task);
	count_wait(l->release, 1);
	struct world *w = thread;
	l->nested.rc = executor_run_and_wait(w->x, &l->nested.inner->task);
}

static void waits_for_another_lane_while_we_stop(enum lane lane, enum lane inner, const char *events)
{
	struct world w = WORLD;
	struct count release = COUNT_ZERO, ended = COUNT_ZERO;
	assert_int_equal(world_start(&w, &usual), 0);
	struct letter a = letter(&w, inner, 'a');
	struct late_writer late = {
		.nested = {
			.task = { .lane = lane, .done_here = true, .run = write_late, .done = count_nested },
			.inner = &a, .rc = GLANE_EBUG, .ended = &ended,
		},
		.release = &release,
	};
	struct stopper stopper = { &w, &release };
	pthread_t thread;
	assert_int_equal(executor_submit(w.x, &late.nested.task), 0);
	assert_int_equal(pthread_create(&thread, NULL, release_when_refused, &stopper), 0);
	executor_stop(w.x);
	pthread_join(thread, NULL);
	assert_int_equal(late.nested.rc, 0);
	assert_non_null(strstr(w.events, events));
	world_end_all(&w);
}

static void a_background_task_saves_its_work_while_we_stop(void **state)
{
	(void)state;
	waits_for_another_lane_while_we_stop(LANE_POOL, LANE_WRITE, "[a]");
	waits_for_another_lane_while_we_stop(LANE_POOL, LANE_HASH, "a");
}

static void a_hash_saves_its_work_while_we_stop(void **state)
{
	(void)state;
	waits_for_another_lane_while_we_stop(LANE_HASH, LANE_WRITE, "[a]");
	waits_for_another_lane_while_we_stop(LANE_HASH, LANE_READ, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_queued_meanwhile_is_one_batch),
		cmocka_unit_test(done_here_runs_on_the_writer_after_the_batch),
		cmocka_unit_test(a_full_queue_refuses),
		cmocka_unit_test(readers_run_side_by_side),
		cmocka_unit_test(background_runs_side_by_side),
		cmocka_unit_test(the_writer_is_one_thread_with_a_name),
		cmocka_unit_test(hashes_run_one_after_the_other),
		cmocka_unit_test(a_hash_does_not_wait_for_a_long_export),
		cmocka_unit_test(the_queue_of_hashes_is_bounded),
		cmocka_unit_test(a_background_task_writes_and_waits_for_the_commit),
		cmocka_unit_test(a_hash_writes_and_waits_for_the_commit),
		cmocka_unit_test(waiting_on_the_loop_ends_the_process),
		cmocka_unit_test(a_thread_that_cannot_open_undoes_the_start),
		cmocka_unit_test(stop_drains_and_then_refuses),
		cmocka_unit_test(a_background_task_saves_its_work_while_we_stop),
		cmocka_unit_test(a_hash_saves_its_work_while_we_stop),
	};
	return cmocka_run_group_tests_name("executor", tests, NULL, NULL);
}
