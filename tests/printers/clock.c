/* SPDX-License-Identifier: MPL-2.0 */
/* The clock of the wall, for this program and the libraries that it loads. */
#include "clock.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int jumps;

void clock_jumps(int on)
{
	atomic_store(&jumps, on);
}

int clock_is_jumping(void)
{
	time_t first = time(NULL), later = first;
	for (int i = 0; i < 1000 && later - first < 3000 && first - later < 3000; i++) /* others ask it too */
		later = time(NULL);
	return later != first;
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
	static atomic_uint times;
	long rc = syscall(SYS_clock_gettime, id, ret);
	if (rc == 0 && id == CLOCK_REALTIME && atomic_load(&jumps))
		ret->tv_sec += atomic_fetch_add(&times, 1) % 2 ? 86400 : -3600; /* a day ahead, an hour back */
	return (int)rc;
}

int gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
	struct timespec now;
	(void)zone;
	int rc = clock_gettime(CLOCK_REALTIME, &now);
	*ret = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return rc;
}

time_t time(time_t *ret)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (ret)
		*ret = now.tv_sec;
	return now.tv_sec;
}
