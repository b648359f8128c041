/* SPDX-License-Identifier: MPL-2.0 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "glane/plugin.h"
#include "loop/thread.h"

int thread_start(pthread_t *thread, size_t stack, void *(*fn)(void *), void *arg)
{
	pthread_attr_t attr;
	sigset_t blocked, before;

	/* Signals are the loop's.  Faults stay open: blocked ones would kill us without the note that names the plugin. */
	sigfillset(&blocked);
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		sigdelset(&blocked, faults[i]);

	REQUIRE(pthread_attr_init(&attr) == 0);
	REQUIRE(pthread_attr_setstacksize(&attr, stack) == 0);
	pthread_sigmask(SIG_SETMASK, &blocked, &before); /* inherited: no moment without it */
	int error = pthread_create(thread, &attr, fn, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (error) {
		log_debug("a thread did not start: %s", strerror(error));
		return GLANE_EIO;
	}
	return 0;
}

void thread_set_name(const char *name)
{
	char cut[16] = ""; /* what the kernel keeps */
	memcpy(cut, name, strnlen(name, sizeof(cut) - 1));
	pthread_setname_np(pthread_self(), cut); /* for ps and gdb: that it failed would harm nobody */
}

void thread_cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;
	REQUIRE(pthread_condattr_init(&attr) == 0);
	REQUIRE(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	REQUIRE(pthread_cond_init(c, &attr) == 0);
	pthread_condattr_destroy(&attr);
}

bool thread_cond_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, int64_t monotonic_ms)
{
	struct timespec at = { .tv_sec = monotonic_ms / 1000, .tv_nsec = monotonic_ms % 1000 * 1000000 };
	return pthread_cond_timedwait(c, lock, &at) != ETIMEDOUT;
}
