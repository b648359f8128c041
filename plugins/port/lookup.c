/* SPDX-License-Identifier: MPL-2.0 */
/* Names of hosts.  A resolver may be silent for half a minute, and nothing can cut it short: it is asked in a thread of its
 * own, which nobody has to wait for. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "port/internal.h"

struct lookup { /* belongs to the thread and to who asks; the last one frees it */
	atomic_int owners;
	int done_fd, rc;
	struct addrinfo want, *found;
	char host[PORT_TEXT_MAX], service[8];
};

static void leave(struct lookup *k)
{
	if (atomic_fetch_sub(&k->owners, 1) > 1)
		return;
	if (k->found)
		freeaddrinfo(k->found);
	if (k->done_fd >= 0)
		close(k->done_fd);
	free(k);
}

static void *look_up(void *arg)
{
	struct lookup *k = arg;
	uint64_t one = 1;
	k->rc = getaddrinfo(k->host, k->service, &k->want, &k->found);
	while (write(k->done_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
	leave(k);
	return NULL;
}

static int wait_done(struct lookup *k, int wake_fd, int64_t until)
{
	for (;;) {
		int64_t left = until - port_now_ms();
		struct pollfd f[2] = { { .fd = k->done_fd, .events = POLLIN }, { .fd = wake_fd, .events = POLLIN } };
		int n = poll(f, 2, left > 0 ? (int)left : 0);
		uint64_t count;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && f[0].revents) /* read, so that what the thread wrote before is seen */
			return read(k->done_fd, &count, sizeof(count)) < 0 ? -errno : 0;
		if (n > 0)
			return -EINTR;
		if (n == 0 && left <= 0)
			return -ETIMEDOUT;
	}
}

int port_lookup(const char *host, uint16_t number, int type, int wake_fd, int64_t ms, struct addrinfo **ret)
{
	struct lookup *k = calloc(1, sizeof(*k));
	pthread_attr_t detached;
	pthread_t thread;
	if (!k)
		return -ENOMEM;
	atomic_init(&k->owners, 1);
	k->want = (struct addrinfo){ .ai_socktype = type, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	k->done_fd = -1;
	snprintf(k->host, sizeof(k->host), "%s", host);
	snprintf(k->service, sizeof(k->service), "%u", number);
	int rc = getaddrinfo(k->host, k->service, &k->want, &k->found);
	if (rc == EAI_NONAME) {
		k->want.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
		k->done_fd = eventfd(0, EFD_CLOEXEC);
		rc = k->done_fd < 0 ? -errno : 0;
		pthread_attr_init(&detached);
		pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
		atomic_fetch_add(&k->owners, 1);
		if (rc == 0 && pthread_create(&thread, &detached, look_up, k) == 0) {
			rc = wait_done(k, wake_fd, port_now_ms() + ms);
			rc = rc ? rc : k->rc ? -EHOSTUNREACH : 0;
		} else {
			rc = rc ? rc : -EAGAIN;
			leave(k);
		}
		pthread_attr_destroy(&detached);
	} else if (rc) {
		rc = -EHOSTUNREACH;
	}
	if (rc == 0) {
		*ret = k->found;
		k->found = NULL;
	}
	leave(k);
	return rc;
}
