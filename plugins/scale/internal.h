/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef SCALE_INTERNAL_H
#define SCALE_INTERNAL_H

#include <pthread.h>

#include "glane/plugin.h"
#include "scale/reading.h"

extern const struct glane_host *scale_host;

struct glane_self {
	pthread_mutex_t lock; /* for all below: routes put something there, the service and routes look */
	struct simulated simulated;
};

/* scale.c */
int scale_is_simulated(struct glane_call *c); /* the setting */
struct reading scale_read(struct glane_self *self, int64_t now_ms);
void scale_wake(struct glane_call *c); /* its service: something has changed */

/* page.c: the page of the scale for exercise, and what its keys do */
int page_show(struct glane_self *self, struct glane_call *c);
int page_put(struct glane_self *self, struct glane_call *c);

#endif
