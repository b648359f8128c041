/* SPDX-License-Identifier: MPL-2.0 */
/* sync.h: a number that threads raise and wait for, and children that are expected to die. */
#ifndef TESTS_LOOP_SYNC_H
#define TESTS_LOOP_SYNC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"

struct count {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int value;
};
#define COUNT_ZERO { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 }

static inline int count_add(struct count *c, int n)
{
	pthread_mutex_lock(&c->lock);
	int value = c->value += n;
	pthread_cond_broadcast(&c->moved);
	pthread_mutex_unlock(&c->lock);
	return value;
}

static inline int count_get(struct count *c)
{
	return count_add(c, 0);
}

static inline void count_wait(struct count *c, int at_least)
{
	pthread_mutex_lock(&c->lock);
	while (c->value < at_least)
		pthread_cond_wait(&c->moved, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

/* Runs fn in a child process; the signal that ended it, 0 when it came back. */
static inline int UNUSED child_signal(void (*fn)(void))
{
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit none = { 0, 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL); /* not cmocka's */
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		fn();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

#endif
