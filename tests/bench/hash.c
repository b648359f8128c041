/* SPDX-License-Identifier: MPL-2.0 */
/* People sign in while others work: a loop and its executor, as the daemon has them, with hashes waiting in their lane. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"
#include "bench.h"
#include "loop/executor.h"

enum { QUEUED = 32, PAUSE_NS = 1000000, SAMPLES_MAX = 100000 };

static struct {
	struct loop *loop;
	struct executor *executor;
	struct bench *bench;
	char hash[SECRET_HASH_MAX];
} house;

/* --- hashes that never run out ------------------------------------------------- */

struct sign_in {
	struct task task;
	sem_t *over;
};
static atomic_bool hashing;
static _Atomic uint64_t hashed;

static void sign_in_run(struct task *t, void *thread)
{
	(void)t;
	(void)thread;
	if (!atomic_load(&hashing))
		return;
	if (secret_check(house.hash, STR("0000")))
		die("a wrong PIN is right");
	atomic_fetch_add(&hashed, 1);
}

static void sign_in_done(struct task *t)
{
	if (!atomic_load(&hashing))
		sem_post(CONTAINER_OF(t, struct sign_in, task)->over);
	else if (executor_submit(house.executor, t) != 0)
		die("the queue of hashes is full");
}

/* --- what somebody else asks meanwhile ------------------------------------------- */

/* The way of a GET without its socket: a message to the loop, a reader, back on the loop. */
struct question {
	struct loop_message message;
	struct task task;
	sem_t answered;
};

static void question_read(struct task *t, void *thread)
{
	(void)t;
	(void)thread;
}

static void question_done(struct task *t)
{
	sem_post(&CONTAINER_OF(t, struct question, task)->answered);
}

static void question_arrives(struct loop_message *m)
{
	struct question *q = CONTAINER_OF(m, struct question, message);
	if (executor_submit(house.executor, &q->task) != 0)
		die("the readers' queue is full");
}

static void loop_answers(struct loop_message *m)
{
	sem_post(&CONTAINER_OF(m, struct question, message)->answered);
}

struct figures {
	struct series p50, p99, worst;
};

static void measure(void (*fn)(struct loop_message *), struct figures *f)
{
	static int64_t took[SAMPLES_MAX];
	struct question q = { .message.fn = fn, .task = { .lane = LANE_READ, .run = question_read, .done = question_done } };
	int64_t until = now_ns() + (int64_t)house.bench->round_ms * 1000000;
	size_t n = 0;
	sem_init(&q.answered, 0, 0);
	while (n < SAMPLES_MAX && now_ns() < until) {
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL); /* people come when they like */
		int64_t begin = now_ns();
		loop_post(house.loop, &q.message);
		while (sem_wait(&q.answered) != 0)
			;
		took[n++] = now_ns() - begin;
	}
	sem_destroy(&q.answered);
	sort_ns(took, n);
	series_add(&f->p50, percentile(took, n, 500) / 1000);
	series_add(&f->p99, percentile(took, n, 990) / 1000);
	series_add(&f->worst, took[n - 1] / 1000);
}

static void measure_both(struct figures *alone, struct figures *call)
{
	measure(loop_answers, alone);
	measure(question_arrives, call);
}

static void measure_beside_hashes(struct figures *alone, struct figures *call)
{
	struct sign_in people[QUEUED + 1]; /* one runs */
	sem_t over;
	sem_init(&over, 0, 0);
	atomic_store(&hashing, true);
	for (size_t i = 0; i < COUNT_OF(people); i++) {
		people[i] = (struct sign_in){ .task = { .lane = LANE_HASH, .done_here = true, .run = sign_in_run, .done = sign_in_done }, .over = &over };
		if (executor_submit(house.executor, &people[i].task) != 0)
			die("the queue of hashes is full");
	}
	measure_both(alone, call);
	if (atomic_load(&executor_stats(house.executor)->queued[LANE_HASH]) < QUEUED - 1) /* one may be between two */
		die("there were fewer hashes than said");
	atomic_store(&hashing, false);
	for (size_t i = 0; i < COUNT_OF(people); i++)
		while (sem_wait(&over) != 0)
			;
	sem_destroy(&over);
}

/* --- one hash alone ---------------------------------------------------------------- */

static int64_t check_us(const char *hash)
{
	int64_t begin = now_ns();
	if (secret_check(hash, STR("0000")))
		die("a wrong PIN is right");
	return (now_ns() - begin) / 1000;
}

static void measure_hashes(void)
{
	struct series wrong = { .n = 0 }, nobody = wrong;
	for (unsigned i = 0; i < ROUNDS_MAX; i++) {
		series_add(&wrong, check_us(house.hash));
		series_add(&nobody, check_us(""));
	}
	report_ratio("PIN of nobody", &nobody, "us", "wrong PIN", &wrong, "1.00");
}

/* --- all of it ------------------------------------------------------------------------- */

static void *ask_all(void *arg)
{
	static struct figures loop_quiet, loop_busy, call_quiet, call_busy;
	struct bench *b = arg;
	measure_hashes();
	struct figures warm = { .p50 = { .n = 0 } };
	measure(question_arrives, &warm);
	int64_t busy_ns = 0;
	for (unsigned i = 0; i < b->rounds; i++) {
		measure_both(&loop_quiet, &call_quiet);
		int64_t begin = now_ns();
		measure_beside_hashes(&loop_busy, &call_busy);
		busy_ns += now_ns() - begin;
	}
	note("%d hashes wait; each took %lld us; a question each ms", QUEUED, (long long)(busy_ns / 1000 / (int64_t)(hashed ? hashed : 1)));
	report_ratio("the loop answers beside hashes, p50", &loop_busy.p50, "us", "without hashes", &loop_quiet.p50, "none");
	report_ratio("the loop answers beside hashes, p99", &loop_busy.p99, "us", "without hashes", &loop_quiet.p99, "<= 20,000 us");
	report_ratio("the loop answers beside hashes, worst", &loop_busy.worst, "us", "without hashes", &loop_quiet.worst, "none");
	report_ratio("a reading call beside hashes, p50", &call_busy.p50, "us", "without hashes", &call_quiet.p50, "none");
	report_ratio("a reading call beside hashes, p99", &call_busy.p99, "us", "without hashes", &call_quiet.p99, "<= 20,000 us");
	report_ratio("a reading call beside hashes, worst", &call_busy.worst, "us", "without hashes", &call_quiet.worst, "none");
	loop_stop(house.loop);
	return NULL;
}

/* As core/host/writer.c does. */
static void *thread_open(void *ctx, enum lane lane, unsigned index)
{
	(void)index;
	if (lane != LANE_WRITE && nice(10) == -1)
		note("this thread stays as urgent as the writer");
	return ctx;
}

int bench_hash(struct bench *b)
{
	/* What core/host starts with, and room for the hash that comes back while all others wait. */
	struct executor_config config = { .readers = 2, .background = 2, .read_queue = 1024, .write_queue = 1024, .pool_queue = 64, .hash_queue = QUEUED + 1 };
	struct executor_hooks hooks = { .ctx = &house, .thread_open = thread_open };
	pthread_t thread;
	house.bench = b;
	house.loop = loop_new();
	if (secret_hash(STR("4711"), house.hash) != 0 || executor_new(house.loop, &config, &hooks, &house.executor) != 0)
		die("no executor");
	if (pthread_create(&thread, NULL, ask_all, b) != 0)
		die("no thread");
	loop_run(house.loop);
	pthread_join(thread, NULL);
	executor_free(house.executor);
	loop_free(house.loop);
	return 0;
}
