/* SPDX-License-Identifier: MPL-2.0 */
/* raw.h: the least that a durable intake can be: SQLite alone, the rows of one weighing, a group commit of what waits.
 *
 * Same file system, same tables with their indexes and triggers, WAL, synchronous=FULL, a savepoint per weighing, the
 * checkpoint by hand from 4,000 frames on.  No HTTP, no rights, no hash, no JSON. */
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

#include <stdint.h>

struct raw;
struct raw *raw_open(const char *store, int64_t category, const char *line, const char *answer); /* bytes of the real ones */
void raw_close(struct raw *r);
/* One client: one weighing per commit, for ms.  Latencies sorted; the caller frees. */
void raw_alone(struct raw *r, unsigned ms, int64_t **ret_ns, uint64_t *ret_n);
/* So many clients that each wait for the commit before they come again; returns weighings per second. */
int64_t raw_group(struct raw *r, unsigned clients, unsigned ms);

#endif
