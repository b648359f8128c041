/* SPDX-License-Identifier: MPL-2.0 */
/* Many connections: what an idle one costs, and who is still served when there are more than descriptors.
 *
 * The clients live in a forked child with descriptors of their own; it does one task for each line it is sent. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

enum { IDLE_GOAL = 10000, IDLE_BYTES = 4096, FLOOD = 600, FLOOD_DESCRIPTORS = 256 };

#define REQUEST "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"

/* --- the child ------------------------------------------------------------ */

struct child {
	pid_t pid;
	FILE *to, *from;
};

static struct client *crowd; /* the child's */
static int crowd_count;

/* Opens `n` connections; each sends `text` and, if `reply`, reads what comes. */
static int gather(int port, int n, const char *text, bool reply)
{
	crowd = realloc(crowd, sizeof *crowd * (size_t)(crowd_count + n));
	int open = 0;
	for (int i = 0; i < n; i++) {
		struct client *c = &crowd[crowd_count];
		struct client_reply r;
		if (client_open(c, port) != 0)
			break;
		crowd_count++;
		(void)client_puts(c, text); /* it may have been turned away */
		if (reply && client_reply(c, "GET", &r) == 0) {
			open += r.status == 200;
			client_reply_free(&r);
		}
		free(c->memory); /* there are many */
		c->memory = c->p = NULL;
		c->n = c->cap = 0;
	}
	return reply ? open : crowd_count;
}

/* Status of one request on a connection of its own; 0: none. */
static int one_request(int port)
{
	struct client c;
	struct client_reply r;
	int status = 0;
	if (client_open(&c, port) == 0 && client_ask(&c, REQUEST, &r) == 0) {
		status = r.status;
		client_reply_free(&r);
	}
	client_close(&c);
	return status;
}

static void child_run(FILE *in, FILE *out)
{
	char line[64], what[16];
	int port, n;
	while (fgets(line, sizeof line, in) && sscanf(line, "%15s %d %d", what, &port, &n) == 3) {
		int result = 0;
		if (strcmp(what, "idle") == 0)
			result = gather(port, n, REQUEST, true);
		else if (strcmp(what, "silent") == 0)
			result = gather(port, n, "", false);
		else if (strcmp(what, "half") == 0)
			result = gather(port, n, "GET /hello HTTP/1.1\r\nHost: loc", false);
		else if (strcmp(what, "ask") == 0)
			result = one_request(port);
		fprintf(out, "%d\n", result);
		fflush(out);
	}
}

static int child_do(struct child *c, const char *what, int port, int n)
{
	int result = -1;
	fprintf(c->to, "%s %d %d\n", what, port, n);
	fflush(c->to);
	assert_int_equal(fscanf(c->from, "%d", &result), 1);
	return result;
}

static struct child child_start(void)
{
	int to[2], from[2];
	struct child c;
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		close(to[1]);
		close(from[0]);
		signal(SIGPIPE, SIG_IGN);
		child_run(fdopen(to[0], "r"), fdopen(from[1], "w"));
		_exit(0);
	}
	close(to[0]);
	close(from[1]);
	c.to = fdopen(to[1], "w");
	c.from = fdopen(from[0], "r");
	return c;
}

static void child_stop(struct child *c)
{
	int status;
	fclose(c->to);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_int_equal(status, 0);
	fclose(c->from);
}

/* --- measures ------------------------------------------------------------- */

static rlim_t allow_descriptors(rlim_t wanted)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	return limit.rlim_cur;
}

static long resident_bytes(void)
{
	long pages = 0;
	FILE *statm = fopen("/proc/self/statm", "re");
	assert_non_null(statm);
	assert_int_equal(fscanf(statm, "%*d %ld", &pages), 1);
	fclose(statm);
	return pages * sysconf(_SC_PAGESIZE);
}

static double cpu_seconds(void)
{
	struct rusage u;
	assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static bool sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return true;
#elif defined(__has_feature)
	return __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
	return false;
#endif
}

/* --- tests ---------------------------------------------------------------- */

static void idle_connections_cost_little(void **state)
{
	static struct fixture f;
	(void)state;
	/* From 90 % of the connections on, the oldest idle one goes. */
	rlim_t allowed = allow_descriptors(IDLE_GOAL * 6 / 5);
	int n = allowed < IDLE_GOAL * 6 / 5 ? (int)allowed * 8 / 10 : IDLE_GOAL;
	if (n < IDLE_GOAL)
		print_message("# only %d connections: the descriptor limit is %lu\n", n, (unsigned long)allowed);
	struct child child = child_start();
	fixture_start(&f, NULL);
	assert_int_equal(child_do(&child, "idle", f.port, 100), 100); /* what is made once is there now */
	long before = resident_bytes();
	assert_int_equal(child_do(&child, "idle", f.port, n - 100), n - 100); /* each was served, and stays */
	long each = (resident_bytes() - before) / (n - 100);
	print_message("# %d idle connections, %ld bytes each\n", n, each);
	assert_int_equal(fixture_stats(&f).open, n);
	if (!sanitized())
		assert_true(each > 0 && each <= IDLE_BYTES);
	assert_int_equal(child_do(&child, "ask", f.port, 0), 200);
	child_stop(&child);
	fixture_stop(&f);
}

static int open_descriptors(void)
{
	int n = 0;
	for (int fd = 0; fd < FLOOD_DESCRIPTORS; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void flood_leaves_room(const char *kind)
{
	struct fixture f;
	allow_descriptors(4096); /* the child's */
	struct child child = child_start();
	allow_descriptors(FLOOD_DESCRIPTORS);
	fixture_start(&f, NULL);
	assert_true(child_do(&child, kind, f.port, FLOOD) > 0);
	assert_int_equal(child_do(&child, "ask", f.port, 0), 200); /* the kiosk on this machine */
	struct server_stats stats = fixture_stats(&f);
	assert_true(stats.open <= FLOOD_DESCRIPTORS - 64);
	assert_true(stats.dropped > 0);
	assert_true(open_descriptors() <= FLOOD_DESCRIPTORS - 64 + 20); /* files can still be opened */
	/* The crowd stays connected and costs nothing while it is silent. */
	double before = cpu_seconds();
	struct client quiet;
	assert_int_equal(client_open(&quiet, f.port), 0);
	assert_true(client_quiet(&quiet, 400));
	assert_true(cpu_seconds() - before < 0.2);
	client_close(&quiet);
	assert_int_equal(child_do(&child, "ask", f.port, 0), 200);
	child_stop(&child);
	fixture_stop(&f);
}

static void flood_of_idle(void **state)
{
	(void)state;
	flood_leaves_room("idle");
}

static void flood_of_silent(void **state)
{
	(void)state;
	flood_leaves_room("silent");
}

static void flood_of_half_heads(void **state)
{
	(void)state;
	flood_leaves_room("half");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle_connections_cost_little),
		cmocka_unit_test(flood_of_idle),
		cmocka_unit_test(flood_of_silent),
		cmocka_unit_test(flood_of_half_heads),
	};
	return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
