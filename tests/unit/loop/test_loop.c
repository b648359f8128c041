/* SPDX-License-Identifier: MPL-2.0 */
#include "sync.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "loop/loop.h"

/* --- inbox ---------------------------------------------------------------- */

enum { POSTERS = 4, POSTS = 5000 };

struct number {
	struct loop_message message;
	struct posters *all;
	int poster, value;
};
struct posters {
	struct loop *loop;
	int last[POSTERS], ran, out_of_order, elsewhere;
};
struct poster {
	struct posters *all;
	int index;
	pthread_t thread;
};

static void number_arrives(struct loop_message *m)
{
	struct number *n = CONTAINER_OF(m, struct number, message);
	struct posters *all = n->all;
	all->out_of_order += n->value != all->last[n->poster] + 1;
	all->last[n->poster] = n->value;
	all->elsewhere += !loop_is_current(all->loop);
	free(n);
	if (++all->ran == POSTERS * POSTS)
		loop_stop(all->loop);
}

static void *post_numbers(void *arg)
{
	struct poster *me = arg;
	for (int i = 1; i <= POSTS; i++) {
		struct number *n = xcalloc(1, sizeof(*n));
		*n = (struct number){ .message = { .fn = number_arrives }, .all = me->all, .poster = me->index, .value = i };
		loop_post(me->all->loop, &n->message);
	}
	return loop_is_current(me->all->loop) ? me : NULL;
}

static void messages_of_many_threads_run_on_the_loop_in_order(void **state)
{
	(void)state;
	struct posters all = { .loop = loop_new() };
	struct poster posters[POSTERS];
	for (int i = 0; i < POSTERS; i++) {
		posters[i] = (struct poster){ .all = &all, .index = i };
		assert_int_equal(pthread_create(&posters[i].thread, NULL, post_numbers, &posters[i]), 0);
	}
	assert_int_equal(loop_run(all.loop), 0);
	for (int i = 0; i < POSTERS; i++) {
		void *was_current;
		pthread_join(posters[i].thread, &was_current);
		assert_null(was_current);
	}
	assert_int_equal(all.ran, POSTERS * POSTS);
	assert_int_equal(all.out_of_order, 0);
	assert_int_equal(all.elsewhere, 0);
	loop_free(all.loop);
}

struct echo {
	struct loop_message message;
	struct loop *loop;
	int left; /* -1: for ever, until told */
	bool told;
	int ran;
};

static void echo_again(struct loop_message *m)
{
	struct echo *e = CONTAINER_OF(m, struct echo, message);
	e->ran++;
	if (!e->told && (e->left < 0 || e->left-- > 0))
		loop_post(e->loop, &e->message);
}

static void tell_echo(void *arg)
{
	struct echo *e = arg;
	e->told = true;
	loop_stop(e->loop);
}

static void messages_that_post_messages_leave_the_loop_its_turn(void **state)
{
	(void)state;
	struct echo e = { .message = { .fn = echo_again }, .loop = loop_new(), .left = -1 };
	struct loop_timer *t = loop_timer_new(e.loop, tell_echo, &e);
	loop_timer_start(t, 1, 0);
	loop_post(e.loop, &e.message);
	loop_run(e.loop); /* comes back only if the timer ran */
	assert_true(e.ran > 0);
	loop_timer_free(t);
	loop_free(e.loop);
}

static void messages_left_behind_run_when_the_loop_is_freed(void **state)
{
	(void)state;
	struct echo e = { .message = { .fn = echo_again }, .loop = loop_new(), .left = 3 };
	loop_post(e.loop, &e.message);
	loop_free(e.loop);
	assert_int_equal(e.ran, 4);
}

/* --- run and stop --------------------------------------------------------- */

static void *stop_from_elsewhere(void *arg)
{
	loop_stop(arg);
	return NULL;
}

static void another_thread_stops_it_and_it_runs_again(void **state)
{
	(void)state;
	struct loop *l = loop_new();
	for (int i = 0; i < 3; i++) {
		pthread_t thread;
		assert_int_equal(pthread_create(&thread, NULL, stop_from_elsewhere, l), 0);
		assert_int_equal(loop_run(l), 0);
		pthread_join(thread, NULL);
	}
	loop_free(l);
	loop_free(NULL);
}

static void free_with_an_open_timer(void)
{
	struct loop *l = loop_new();
	loop_timer_new(l, tell_echo, NULL);
	loop_free(l);
}

static void a_handle_that_nobody_closed_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(child_signal(free_with_an_open_timer), SIGABRT);
}

/* --- timers --------------------------------------------------------------- */

struct ticks {
	struct loop *loop;
	struct loop_timer *timer;
	int n, until;
	bool free_inside;
};

static void tick(void *arg)
{
	struct ticks *t = arg;
	if (++t->n < t->until)
		return;
	if (t->free_inside)
		loop_timer_free(t->timer);
	else
		loop_timer_stop(t->timer);
	loop_stop(t->loop);
}

static void timers_repeat_until_they_are_stopped(void **state)
{
	(void)state;
	struct loop *l = loop_new();
	struct ticks repeats = { .loop = l, .until = 3, .free_inside = true }, once = { .loop = l, .until = 9 };
	struct ticks stopped = { .loop = l, .until = 9 };
	repeats.timer = loop_timer_new(l, tick, &repeats);
	once.timer = loop_timer_new(l, tick, &once);
	stopped.timer = loop_timer_new(l, tick, &stopped);
	loop_timer_start(stopped.timer, 0, 1);
	loop_timer_start(once.timer, 0, 0);
	loop_timer_start(repeats.timer, 1, 1);
	loop_timer_stop(stopped.timer);
	loop_run(l);
	assert_int_equal(repeats.n, 3);
	assert_int_equal(once.n, 1);
	assert_int_equal(stopped.n, 0);
	loop_timer_free(once.timer);
	loop_timer_free(stopped.timer);
	loop_timer_free(NULL);
	loop_free(l);
}

/* --- signals -------------------------------------------------------------- */

static int seen_signal;

static void see_signal(void *arg, int signal)
{
	seen_signal = signal;
	loop_stop(arg);
}

static void raise_term(void *arg)
{
	(void)arg;
	kill(getpid(), SIGTERM);
}

static void see_a_signal_and_a_broken_pipe(void)
{
	struct loop *l = loop_new();
	struct loop_timer *t = loop_timer_new(l, raise_term, NULL);
	if (loop_on_signal(l, see_signal, l))
		abort();
	loop_timer_start(t, 0, 0);
	loop_run(l);
	loop_timer_free(t);
	loop_free(l);
	int ends[2];
	if (seen_signal != SIGTERM || pipe(ends) || close(ends[0]) || write(ends[1], "x", 1) != -1 || errno != EPIPE)
		abort();
}

static void a_signal_is_a_call_on_the_loop(void **state)
{
	(void)state;
	assert_int_equal(child_signal(see_a_signal_and_a_broken_pipe), 0);
}

static void raise_int(void *arg, int signal)
{
	(void)arg;
	if (signal == SIGINT)
		_exit(0); /* it was only another call */
	kill(getpid(), SIGINT);
}

static void signal_twice(void)
{
	struct loop *l = loop_new();
	struct loop_timer *t = loop_timer_new(l, raise_term, NULL);
	if (loop_on_signal(l, raise_int, l) == 0) {
		loop_timer_start(t, 0, 0);
		loop_run(l);
	}
}

static void the_second_signal_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(child_signal(signal_twice), SIGINT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_of_many_threads_run_on_the_loop_in_order),
		cmocka_unit_test(messages_that_post_messages_leave_the_loop_its_turn),
		cmocka_unit_test(messages_left_behind_run_when_the_loop_is_freed),
		cmocka_unit_test(another_thread_stops_it_and_it_runs_again),
		cmocka_unit_test(a_handle_that_nobody_closed_ends_the_process),
		cmocka_unit_test(timers_repeat_until_they_are_stopped),
		cmocka_unit_test(a_signal_is_a_call_on_the_loop),
		cmocka_unit_test(the_second_signal_ends_the_process),
	};
	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
