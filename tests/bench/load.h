/* SPDX-License-Identifier: MPL-2.0 */
/* load.h: clients that each wait for their answer before they ask again, on one thread, over kept connections. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

struct load {
	int port;
	unsigned clients;
	unsigned ms;          /* how long; 0: until `count` answers */
	uint64_t count;
	/* Writes request number n (from 0, over all clients) to out; returns its length. */
	size_t (*request)(void *arg, uint64_t n, char *out, size_t cap);
	void *arg;
	uint64_t from;        /* number of the first request */
	const _Atomic int *stop; /* ends early when it becomes 1; NULL */
	/* what came of it */
	uint64_t done, refused; /* refused: any status but 200 and 201 */
	int64_t took_ns;
	int64_t *latency_ns;  /* of each answer; sorted by load_run() */
	size_t latency_n;
};
void load_run(struct load *l);
void load_free(struct load *l);
int64_t load_rate(const struct load *l); /* answers per second */

/* Connections that say nothing; their descriptors in fds. */
void idle_connections(int port, unsigned n, int *fds);

#endif
