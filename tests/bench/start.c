/* SPDX-License-Identifier: MPL-2.0 */
/* From the start of the process to the first answer. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "weighings.h"

static int64_t first_answer_us(const struct bench *b, const char *store, struct daemon *d)
{
	struct answer a;
	int64_t begin = now_ns();
	daemon_start(d, b, store);
	ask(d->port, "GET /ui/panels.json HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n", &a);
	int64_t us = (now_ns() - begin) / 1000;
	if (a.status != 200)
		die("the first answer is %d", a.status);
	answer_free(&a);
	return us;
}

/* A program that only starts and opens the same libraries' worth of nothing: what the machine takes for a process. */
static int64_t process_us(const struct bench *b)
{
	int64_t begin = now_ns();
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		execl(b->glane, b->glane, "version", (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		die("%s version", b->glane);
	return (now_ns() - begin) / 1000;
}

static void killed(const struct bench *b, const char *store, struct series *ret)
{
	struct daemon d;
	struct weighings w;
	daemon_start(&d, b, store);
	weighings_init(&w, d.port); /* leaves something in the WAL */
	kill(d.pid, SIGKILL);
	waitpid(d.pid, NULL, 0);
	close(d.out);
	series_add(ret, first_answer_us(b, store, &d));
	daemon_stop(&d);
}

int bench_start(struct bench *b)
{
	struct series process = { .n = 0 }, fresh = process, empty = process, filled = process, after_kill = process;
	struct daemon d;
	const char *store = filled_store(b);
	for (unsigned i = 0; i < b->rounds; i++) {
		char dir[600], name[32];
		snprintf(name, sizeof(name), "start-%u", i);
		path_in(b, name, dir);
		series_add(&process, process_us(b));
		series_add(&fresh, first_answer_us(b, dir, &d));
		daemon_stop(&d);
		series_add(&empty, first_answer_us(b, dir, &d));
		daemon_stop(&d);
		series_add(&filled, first_answer_us(b, store, &d));
		daemon_stop(&d);
		killed(b, store, &after_kill);
	}
	report_ratio("start, new directory", &fresh, "us", "glane version", &process, "none");
	report_ratio("start, empty", &empty, "us", "glane version", &process, "none");
	note("%lld items:", (long long)b->items);
	report_ratio("start, items in the store", &filled, "us", "glane version", &process, "<= 100,000 us");
	report_ratio("start after kill -9, items in the store", &after_kill, "us", "glane version", &process, "<= 500,000 us");
	return 0;
}
