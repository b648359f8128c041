/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "base/value.h"

static void first_status_stays(void **state)
{
	(void)state;
	struct arena a, other;
	struct error e;
	arena_init(&a, 1 << 16);
	arena_init(&other, 1 << 16);
	error_init(&e, &a);
	assert_int_equal(e.status, 0);
	assert_int_equal(e.key.n, 0);

	assert_int_equal(error_fail(&e, GLANE_EIO, "disk %d", 3), GLANE_EIO);
	assert_string_equal(e.text, "disk 3");
	struct glane_value *args = value_object(&other);
	value_add_int(args, "n", 5);
	assert_int_equal(error_refuse(&e, GLANE_EDENIED, "items.closed", args), GLANE_EDENIED);
	assert_int_equal(e.status, GLANE_EIO);
	assert_true(str_is(e.key, "items.closed")); /* words where there were none */
	arena_fini(&other);
	assert_int_equal(value_get_int(e.args, "n", 0), 5); /* a copy */
	error_refuse(&e, GLANE_EDENIED, "other", NULL);
	error_fail(&e, GLANE_EBUG, "other");
	assert_true(str_is(e.key, "items.closed"));
	assert_string_equal(e.text, "disk 3");

	error_init(&e, &a);
	struct glane_value *own = value_object(&a);
	error_refuse(&e, GLANE_ENOENT, "x", own);
	assert_ptr_equal(e.args, own);
	assert_int_equal(e.status, GLANE_ENOENT);
	arena_fini(&a);
}

static void inputs_in_order(void **state)
{
	(void)state;
	struct arena a;
	struct error e;
	arena_init(&a, 1 << 16);
	error_init(&e, &a);
	char path[] = "weight";
	assert_int_equal(error_input(&e, str_c(path), "input.too_small", NULL), GLANE_EINVAL);
	path[0] = 'X'; /* it was copied */
	error_input(&e, STR("lines[2].count"), "input.required", NULL);
	assert_int_equal(e.status, GLANE_EINVAL);
	assert_true(str_is(e.inputs->path, "weight"));
	assert_true(str_is(e.inputs->key, "input.too_small"));
	assert_true(str_is(e.inputs->next->path, "lines[2].count"));
	assert_null(e.inputs->next->next);
	arena_fini(&a);
}

static void without_arena_the_log_words_stay(void **state)
{
	(void)state;
	struct error e;
	error_init(&e, NULL);
	error_refuse(&e, GLANE_EDENIED, "auth.denied", NULL);
	assert_int_equal(e.status, GLANE_EDENIED);
	assert_string_equal(e.text, "auth.denied");
	assert_int_equal(e.key.n, 0);
	error_init(&e, NULL);
	error_input(&e, STR("a"), "input.required", NULL);
	assert_string_equal(e.text, "a: input.required");
	assert_null(e.inputs);
	char longer[600];
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	error_init(&e, NULL);
	error_fail(&e, GLANE_EIO, "%s", longer);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void used_up_arena(void **state)
{
	(void)state;
	struct arena a;
	struct error e;
	arena_init(&a, 16);
	arena_alloc(&a, 16);
	error_init(&e, &a);
	assert_int_equal(error_input(&e, STR("a"), "b", NULL), GLANE_EINVAL);
	assert_int_equal(error_refuse(&e, GLANE_EGONE, "k", NULL), GLANE_EGONE);
	assert_int_equal(e.status, GLANE_EINVAL);
	assert_int_equal(e.key.n, 0);
	arena_fini(&a);
}

static void one_table_of_statuses(void **state)
{
	(void)state;
	assert_int_equal(status_http(GLANE_OK), 200);
	assert_int_equal(status_http(GLANE_ELIMIT), 429);
	assert_int_equal(status_http(GLANE_EFULL), 507);
	assert_int_equal(status_http(-999), 500);
	assert_int_equal(status_http(7), 500);
	assert_string_equal(status_name(GLANE_ENOENT), "ENOENT");
	assert_string_equal(status_text(GLANE_ENOENT), "not found");
	assert_string_equal(status_name(-999), "EBUG");
}

static void broken_invariant_ends_the_process(void **state)
{
	(void)state;
	int fds[2], status;
	char text[512] = "";
	assert_int_equal(pipe(fds), 0);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		int two = 2;
		REQUIRE(two == 3);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_true(read(fds[0], text, sizeof(text) - 1) > 0);
	assert_non_null(strstr(text, "two == 3"));
	assert_non_null(strstr(text, "test_error.c"));
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_status_stays), cmocka_unit_test(inputs_in_order),
		cmocka_unit_test(without_arena_the_log_words_stay), cmocka_unit_test(used_up_arena),
		cmocka_unit_test(one_table_of_statuses), cmocka_unit_test(broken_invariant_ends_the_process),
	};
	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
