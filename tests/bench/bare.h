/* SPDX-License-Identifier: MPL-2.0 */
/* bare.h: the least that a server on libuv and llhttp can be: parses each request, answers the same bytes. */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <stddef.h>
#include <sys/types.h>

struct bare {
	pid_t pid;
	int port;
};
void bare_start(struct bare *b, const void *answer, size_t n); /* in a process of its own */
void bare_stop(struct bare *b);

#endif
