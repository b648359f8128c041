/* SPDX-License-Identifier: MPL-2.0 */
/* bench.h: what the measurements share: options, the daemon under test, clocks, medians, the lines that are printed.
 *
 * A figure and its baseline are measured in turns within one run, so that what else the machine does meets both. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct bench {
	const char *glane; /* the program */
	const char *store; /* a directory that `bench fill` made, shared by several measurements; NULL: make one */
	int64_t items;
	int64_t movements; /* of the largest store of `impact`; 0: none larger than ten times the items */
	unsigned rounds;   /* turns of figure and baseline */
	unsigned round_ms;
	char dir[512];     /* temporary, removed at the end */
};

/* One per file. */
int bench_fill(struct bench *b);
int bench_pages(struct bench *b);
int bench_intake(struct bench *b);
int bench_search(struct bench *b);
int bench_memory(struct bench *b);
int bench_start(struct bench *b);
int bench_readers(struct bench *b);
int bench_hash(struct bench *b);
int bench_impact(struct bench *b);
int bench_challenge(struct bench *b);
int bench_printing(struct bench *b);

/* --- the daemon ------------------------------------------------------------- */
struct daemon {
	pid_t pid;
	int port;
	int out;          /* its standard output; kept open, or it would die of it */
	int64_t ready_ns; /* from fork to the line that says where it listens */
};
void daemon_start(struct daemon *d, const struct bench *b, const char *data);
void daemon_stop(struct daemon *d);
/* fill.c.  The filled store: b->store, or one made now in b->dir, for all measurements of this run. */
const char *filled_store(struct bench *b);
void path_in(const struct bench *b, const char *name, char out[600]);

/* --- what the system counts -------------------------------------------------- */
int64_t now_ns(void);
int64_t process_cpu_ns(pid_t pid); /* of the threads that are alive */
int64_t process_pss_kib(pid_t pid);
int64_t process_rss_kib(pid_t pid);
int64_t process_peak_kib(pid_t pid); /* of the resident set, since the start or process_peak_reset() */
void process_peak_reset(pid_t pid);

/* --- one request, when speed does not matter ---------------------------------- */
struct answer {
	int status;
	char *p; /* head and body as received; ends with 0 */
	size_t n;
	const char *body;
	size_t body_n;
};
void ask(int port, const char *request, struct answer *ret); /* ends the program when it fails */
void answer_free(struct answer *a);
/* The text after "name": in JSON up to , } or ", copied; ends the program when it is not there. */
void json_member(const char *json, const char *name, char *out, size_t cap);

/* --- figures ------------------------------------------------------------------- */
enum { ROUNDS_MAX = 64 };
struct series {
	int64_t v[ROUNDS_MAX];
	unsigned n;
};
void series_add(struct series *s, int64_t v);
int64_t series_median(const struct series *s);
int64_t percentile(int64_t *sorted, size_t n, unsigned per_mille);
void sort_ns(int64_t *v, size_t n);

/* "name   182,000 req/s   bare 205,000   0.89 (0.86 to 0.91 in 7 rounds; goal >= 0.85)"; figure i belongs to baseline i. */
void report_ratio(const char *name, const struct series *figure, const char *unit, const char *base_name,
                  const struct series *base, const char *goal);
/* Without a baseline of its own. `decimals` of the figure are behind the point. */
void report(const char *name, int64_t figure, unsigned decimals, const char *unit, const char *goal);
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
