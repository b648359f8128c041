/* SPDX-License-Identifier: MPL-2.0 */
#include "fixture.h"

#include <poll.h>

struct work {
	struct world *w;
	struct count runs, wakes, may_end;
	char name[16];
	int rc;
};
#define WORK(world) { .w = (world), .runs = COUNT_ZERO, .wakes = COUNT_ZERO, .may_end = COUNT_ZERO, .rc = GLANE_EBUG }

/* As a service is meant to be written: waits for its descriptor, asks whether it is over. */
static void wait_for_wakes(void *arg, struct service *s)
{
	struct work *k = arg;
	pthread_getname_np(pthread_self(), k->name, sizeof(k->name));
	count_add(&k->runs, 1);
	struct pollfd p = { .fd = service_wake_fd(s), .events = POLLIN };
	for (;;) {
		poll(&p, 1, -1);
		if (service_cancelled(s))
			return;
		count_add(&k->wakes, 1);
	}
}

static void it_waits_for_wakes_and_ends_when_asked(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct work k = WORK(&w);
	struct service *s = NULL;
	assert_int_equal(world_start(&w, &usual), 0);
	assert_int_equal(executor_service(w.x, "scale", 0, wait_for_wakes, &k, &s), 0);
	for (int i = 1; i <= 3; i++) {
		service_wake(s);
		count_wait(&k.wakes, i);
	}
	executor_stop(w.x);
	assert_int_equal(k.runs.value, 1);
	assert_int_equal(k.wakes.value, 3); /* each one emptied the descriptor */
	assert_string_equal(k.name, "glane-svc-scale");
	service_wake(s); /* from a write that commits last: harmless */
	assert_int_equal(executor_service(w.x, "late", 0, wait_for_wakes, &k, &s), GLANE_EBUSY);
	world_end_all(&w);
}

static void return_at_once(void *arg, struct service *s)
{
	struct work *k = arg;
	(void)s;
	count_add(&k->runs, 1);
}

static void it_starts_again_when_it_returns(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct work k = WORK(&w);
	struct service *s;
	assert_int_equal(world_start(&w, &usual), 0);
	assert_int_equal(executor_service(w.x, "printer", 1, return_at_once, &k, &s), 0);
	count_wait(&k.runs, 3);
	world_end_all(&w);
}

static void stop_does_not_wait_for_the_restart(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct work k = WORK(&w);
	struct service *s;
	assert_int_equal(world_start(&w, &usual), 0);
	assert_int_equal(executor_service(w.x, "printer", 3600 * 1000, return_at_once, &k, &s), 0);
	count_wait(&k.runs, 1);
	world_end_all(&w);
	assert_int_equal(k.runs.value, 1);
}

static void save_at_the_end(void *arg, struct service *s)
{
	struct work *k = arg;
	struct pollfd p = { .fd = service_wake_fd(s), .events = POLLIN };
	count_add(&k->runs, 1);
	do
		poll(&p, 1, -1);
	while (!service_cancelled(s));
	struct letter a = letter(k->w, LANE_WRITE, 'a');
	k->rc = executor_run_and_wait(k->w->x, &a.task);
}

static void it_may_still_write_when_asked_to_end(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct work k = WORK(&w);
	struct service *s;
	assert_int_equal(world_start(&w, &usual), 0);
	assert_int_equal(executor_service(w.x, "meter", 0, save_at_the_end, &k, &s), 0);
	count_wait(&k.runs, 1);
	executor_stop(w.x);
	assert_int_equal(k.rc, 0);
	assert_string_equal(w.events, "[a]");
	world_end_all(&w);
}

static void hear_nothing(void *arg, struct service *s)
{
	struct work *k = arg;
	(void)s;
	count_add(&k->runs, 1);
	count_wait(&k->may_end, 1);
	struct letter a = letter(k->w, LANE_WRITE, 'a');
	k->rc = executor_run_and_wait(k->w->x, &a.task);
	count_add(&k->runs, 1);
}

static void one_that_does_not_end_is_left_behind(void **state)
{
	(void)state;
	/* Who is left behind still looks at these when the test is over: on a busy machine that may be the kind one too. */
	static struct world w = WORLD;
	static struct work k = WORK(&w);
	static struct work kind = WORK(&w);
	struct service *s;
	struct executor_config hurried = usual;
	hurried.service_stop_ms = 1;
	assert_int_equal(world_start(&w, &hurried), 0);
	assert_int_equal(executor_service(w.x, "stuck", 0, hear_nothing, &k, &s), 0);
	assert_int_equal(executor_service(w.x, "kind", 0, wait_for_wakes, &kind, &s), 0);
	count_wait(&k.runs, 1);
	world_end_all(&w); /* comes back */
	assert_int_equal(w.closed.value, 6);
	count_add(&k.may_end, 1);
	count_wait(&k.runs, 2);
	assert_int_equal(k.rc, GLANE_EBUSY); /* what it still asks for is refused, not a crash */
}

static void an_inline_executor_has_none(void **state)
{
	(void)state;
	struct world w = WORLD;
	struct work k = WORK(&w);
	struct service *s = NULL;
	assert_int_equal(world_start(&w, &(struct executor_config){ 0 }), 0);
	assert_int_equal(executor_service(w.x, "scale", 0, wait_for_wakes, &k, &s), GLANE_EINVAL);
	assert_null(s);
	world_end_all(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_for_wakes_and_ends_when_asked),
		cmocka_unit_test(it_starts_again_when_it_returns),
		cmocka_unit_test(stop_does_not_wait_for_the_restart),
		cmocka_unit_test(it_may_still_write_when_asked_to_end),
		cmocka_unit_test(one_that_does_not_end_is_left_behind),
		cmocka_unit_test(an_inline_executor_has_none),
	};
	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
