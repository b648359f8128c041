/* SPDX-License-Identifier: MPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/executor.h"
#include "loop/service.h"
#include "loop/thread.h"

/* --- the thread ----------------------------------------------------------- */

/* A service that fails at once (a printer that is off) must not spin: the next try waits.  False: cancelled. */
static bool wait_for_restart(struct service *s)
{
	int64_t until = clock_monotonic_ms() + s->config.restart_ms;
	pthread_mutex_lock(&s->lock);
	while (!atomic_load(&s->cancelled) && thread_cond_wait_until(&s->moved, &s->lock, until))
		;
	pthread_mutex_unlock(&s->lock);
	return !atomic_load(&s->cancelled);
}

static void *service_main(void *arg)
{
	struct service *s = arg;
	char name[32];
	snprintf(name, sizeof(name), "glane-svc-%.16s", s->config.name);
	thread_set_name(name);

	while (!atomic_load(&s->cancelled)) {
		s->config.fn(s->config.arg, s);
		if (!wait_for_restart(s))
			break;
		log_debug("service %s starts again", s->config.name);
	}

	pthread_mutex_lock(&s->lock);
	s->finished = true;
	pthread_cond_broadcast(&s->moved);
	pthread_mutex_unlock(&s->lock);
	service_unref(s);
	return NULL;
}

/* --- the executor's side -------------------------------------------------- */

int service_start(const struct service_config *config, struct service **ret)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return GLANE_EIO;

	struct service *s = xcalloc(1, sizeof(*s));
	s->config = *config;
	s->config.name = xstrdup(config->name);
	s->wake_fd = fd;
	atomic_init(&s->references, 2);
	REQUIRE(pthread_mutex_init(&s->lock, NULL) == 0);
	thread_cond_init(&s->moved);
	int rc = thread_start(&s->thread, THREAD_STACK_POOL, service_main, s);
	if (rc) {
		s->config.released = NULL; /* the caller still has what it gave */
		atomic_store(&s->references, 1);
		service_unref(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void service_cancel(struct service *s)
{
	pthread_mutex_lock(&s->lock);
	atomic_store(&s->cancelled, true);
	pthread_cond_broadcast(&s->moved);
	pthread_mutex_unlock(&s->lock);
	service_wake(s);
}

void service_join(struct service *s, int64_t until_monotonic_ms)
{
	pthread_mutex_lock(&s->lock);
	while (!s->finished && thread_cond_wait_until(&s->moved, &s->lock, until_monotonic_ms))
		;
	bool finished = s->finished;
	pthread_mutex_unlock(&s->lock);
	if (finished) {
		pthread_join(s->thread, NULL);
	} else {
		log_error("service %s does not stop: left behind", s->config.name);
		pthread_detach(s->thread);
	}
}

void service_unref(struct service *s)
{
	if (atomic_fetch_sub(&s->references, 1) != 1)
		return;
	close(s->wake_fd);
	pthread_cond_destroy(&s->moved);
	pthread_mutex_destroy(&s->lock);
	if (s->config.released)
		s->config.released(s->config.released_arg);
	free((char *)s->config.name);
	free(s);
}

/* --- what a service calls ------------------------------------------------- */

int service_wake_fd(struct service *s)
{
	return s->wake_fd;
}

void service_wake(struct service *s)
{
	uint64_t one = 1;
	ssize_t n;
	do
		n = write(s->wake_fd, &one, sizeof(one));
	while (n < 0 && errno == EINTR);
	REQUIRE(n == sizeof(one) || errno == EAGAIN); /* EAGAIN: the counter is full, so it is readable anyway */
}

bool service_cancelled(struct service *s)
{
	uint64_t count;
	/* Emptied first, asked second: who cancels writes in the other order, so it is never missed. */
	while (read(s->wake_fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	return atomic_load(&s->cancelled);
}
