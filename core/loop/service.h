/* SPDX-License-Identifier: MPL-2.0 */
/* service.h: the threads of services, as the executor keeps them; others see the calls in executor.h. */
#ifndef LOOP_SERVICE_H
#define LOOP_SERVICE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct service_config {
	const char *name; /* copied */
	uint32_t restart_ms;
	void (*fn)(void *arg, struct service *);
	void *arg;
	/* Called when the service's memory goes: by its thread if that was left behind and ends last, else by the executor. */
	void (*released)(void *);
	void *released_arg;
};
struct service {
	struct service *next; /* the executor's list */
	struct service_config config;
	pthread_t thread;
	int wake_fd;
	_Atomic bool cancelled;
	_Atomic unsigned references; /* the executor's and the thread's */
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool finished; /* guarded by lock */
};

int service_start(const struct service_config *config, struct service **ret) NODISCARD;
void service_cancel(struct service *s);
/* Waits for the end of a cancelled service.  Still running at that moment: logged and left behind. */
void service_join(struct service *s, int64_t until_monotonic_ms);
void service_unref(struct service *s);

#endif
