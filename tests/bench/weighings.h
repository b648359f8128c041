/* SPDX-License-Identifier: MPL-2.0 */
/* weighings.h: requests that record weighings, each with a key of its own. */
#ifndef BENCH_WEIGHINGS_H
#define BENCH_WEIGHINGS_H

#include <stddef.h>
#include <stdint.h>

struct weighings {
	int64_t category;
	uint64_t next;
	char answer[1024]; /* of the first, which weighings_init() makes */
};
void weighings_init(struct weighings *w, int port);
size_t weighings_request(void *arg, uint64_t n, char *out, size_t cap);

#endif
