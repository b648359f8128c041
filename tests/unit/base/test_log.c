/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* Standard error as a socket that keeps each write(2) apart. */
static int mine, theirs, kept;

static int set_up(void **state)
{
	(void)state;
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds))
		return -1;
	mine = fds[0];
	theirs = fds[1];
	kept = dup(STDERR_FILENO);
	clock_fake(1795413900042);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_fake(0);
	close(mine);
	close(theirs);
	close(kept);
	return 0;
}

static char line[20000];

static const char *next_line(void)
{
	ssize_t n = recv(mine, line, sizeof(line) - 1, MSG_DONTWAIT);
	line[n < 0 ? 0 : n] = 0;
	return line;
}

#define LOGGED(call)                           \
	do {                                   \
		dup2(theirs, STDERR_FILENO);   \
		call;                          \
		dup2(kept, STDERR_FILENO);     \
	} while (0)

static void one_line_per_event(void **state)
{
	(void)state;
	LOGGED(log_warning("%s is %d", "x", 5));
	assert_string_equal(next_line(), "2026-11-23T06:05:00.042Z warning core: x is 5\n");
	LOGGED(log_write(GLANE_LOG_ERROR, "items", "no"));
	assert_string_equal(next_line(), "2026-11-23T06:05:00.042Z error items: no\n");
	assert_string_equal(next_line(), "");
}

static void levels(void **state)
{
	(void)state;
	LOGGED(log_debug("quiet"));
	assert_string_equal(next_line(), "");
	log_level_set(GLANE_LOG_DEBUG);
	LOGGED(log_debug("loud"));
	assert_non_null(strstr(next_line(), " debug core: loud\n"));
	log_level_set(GLANE_LOG_ERROR);
	LOGGED(log_warning("quiet"));
	assert_string_equal(next_line(), "");
	log_level_set(GLANE_LOG_INFO);
	LOGGED(log_info("again"));
	assert_non_null(strstr(next_line(), " info core: again\n"));
}

static void nobody_forges_a_line(void **state)
{
	(void)state;
	LOGGED(log_info("a\nb\r\x1b[2J\x7f\xc2\x9b|\xff|é\t"));
	assert_non_null(strstr(next_line(), ": a\\nb\\x0d\\x1b[2J\\x7f\\xc2\\x9b|\\xff|é\\x09\n"));
	assert_string_equal(next_line(), "");
}

static void long_words_are_cut(void **state)
{
	(void)state;
	static char words[5000];
	memset(words, '\n', sizeof(words) - 1); /* the worst: every byte grows */
	LOGGED(log_info("%s", words));
	size_t n = strlen(next_line());
	assert_in_range(n, 4000, 9000);
	assert_string_equal(line + n - 6, "\\n...\n");
	memset(words, '\x01', sizeof(words) - 1);
	LOGGED(log_info("%s", words));
	n = strlen(next_line());
	assert_in_range(n, 8000, 9000);
}

static void errno_is_kept(void **state)
{
	(void)state;
	close(STDERR_FILENO); /* write(2) fails */
	errno = ENOTDIR;
	log_info("lost");
	int after = errno;
	dup2(kept, STDERR_FILENO);
	assert_int_equal(after, ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_per_event), cmocka_unit_test(levels), cmocka_unit_test(nobody_forges_a_line),
		cmocka_unit_test(long_words_are_cut), cmocka_unit_test(errno_is_kept),
	};
	return cmocka_run_group_tests_name("log", tests, set_up, tear_down);
}
