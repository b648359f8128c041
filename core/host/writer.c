/* SPDX-License-Identifier: MPL-2.0 */
/* The executor's hooks: connections for its threads, and the writer's batch.
 *
 *   BEGIN IMMEDIATE, then for each task SAVEPOINT, body, RELEASE or ROLLBACK TO; one COMMIT; then the answers.
 *
 * A failed write may take the whole transaction with it (decisions.md 10).  Then every task that had already succeeded in
 * this batch is told that it is lost, and the rest goes on in a new transaction. */
#include <stdlib.h>
#include <unistd.h>

#include "host/internal.h"

enum { PAUSE_MS = 2, LONGEST_MS = 200, WIPE_AGAIN_MS = 100 };

struct writer {
	struct conn *conn;
	struct host *host;
	struct writer_task *first, **last; /* of the batch; succeeded so far */
	int64_t batch_ms, idle_ms;         /* monotonic: when the last batch ended, when subscriptions last ran */
};

static void *thread_open(void *ctx, enum lane lane, unsigned index)
{
	(void)index;
	struct host *h = ctx;
	/* Two people who pull long lists keep two cores busy; who weighs must not wait for their turn to end.  On Linux each
	 * thread has a niceness of its own. */
	if (lane != LANE_WRITE && !h->inline_calls && nice(10) == -1)
		log_debug("this thread stays as urgent as the writer");
	if (lane == LANE_POOL || lane == LANE_HASH)
		return h; /* no database, but not NULL */
	if (lane == LANE_WRITE)
		return h->writer;
	struct error e;
	struct conn *c = NULL;
	error_init(&e, NULL);
	if (conn_open(h->store, CONN_READER, &c, &e) < 0)
		log_error("a reader could not be opened: %s", e.text);
	return c;
}

static void thread_close(void *ctx, enum lane lane, void *thread)
{
	(void)ctx;
	if (lane == LANE_READ)
		conn_close(thread); /* the writer's connection is the host's */
}

static void batch_begin(void *ctx, void *thread)
{
	(void)ctx;
	struct writer *w = thread;
	w->first = NULL;
	w->last = &w->first;
}

/* Nothing of it is kept, whatever it has worded already: a full disk says so, anything else may be tried again. */
static void lose_one(struct writer_task *t, int status)
{
	t->status = status == GLANE_EFULL ? GLANE_EFULL : GLANE_EBUSY;
	if (t->lost)
		t->lost(t, t->status);
}

static void lose(struct writer *w, int status)
{
	for (struct writer_task *t = w->first, *next; t; t = next) {
		next = t->next_in_batch;
		lose_one(t, status);
	}
	w->first = NULL;
	w->last = &w->first;
}

/* After a failed sync nobody knows what is on the disk; only a new process can read it anew. */
static void look_broken(struct writer *w)
{
	struct host *h = w->host;
	if (!conn_broken(w->conn) || atomic_load(&h->broken))
		return;
	log_error("the disk refused to keep what was written: nothing more is accepted, the next start looks at what is there");
	host_broken(h);
}

static void in_savepoint(struct writer *w, struct writer_task *t)
{
	struct error e;
	error_init(&e, NULL);
	int rc = conn_in_txn(w->conn) ? 0 : conn_begin_write(w->conn, &e);
	if (rc == 0)
		rc = conn_savepoint(w->conn, &e);
	if (rc < 0) { /* its body, which would have worded an answer, does not run */
		log_error("no transaction: %s", e.text);
		lose_one(t, rc);
		return;
	}
	t->status = t->body(t, w->conn);
	if (t->status < 0) {
		conn_rollback_to(w->conn);
	} else if ((rc = conn_release(w->conn, &e)) < 0) {
		log_error("not kept: %s", e.text);
		conn_rollback_to(w->conn);
		lose_one(t, rc);
	}
}

void writer_task_run(struct task *task, void *thread)
{
	struct writer *w = thread;
	struct writer_task *t = CONTAINER_OF(task, struct writer_task, task);
	t->next_in_batch = NULL;
	in_savepoint(w, t);
	if (!conn_in_txn(w->conn)) { /* the statement that failed ended everybody's transaction */
		lose(w, t->status);
	} else if (t->status >= 0) {
		*w->last = t;
		w->last = &t->next_in_batch;
	}
}

static void batch_end(void *ctx, void *thread)
{
	(void)ctx;
	struct writer *w = thread;
	w->batch_ms = clock_monotonic_ms();
	struct error e;
	error_init(&e, NULL);
	int rc = conn_in_txn(w->conn) ? conn_commit(w->conn, &e) : 0;
	if (rc < 0) {
		log_error("commit failed: %s", e.text);
		conn_rollback(w->conn);
		lose(w, rc);
	}
	if (access_take_changed(w->host->access)) {
		if (access_load(w->host->access, w->conn, &e) < 0)
			log_error("who may what could not be read: %s", e.text);
		else if (w->host->config.rights_changed)
			w->host->config.rights_changed(w->host->config.rights_changed_ctx);
	}
	privacy_wipe(w->host, w->conn);
	look_broken(w);
}

static int idle(void *ctx, void *thread, int budget_ms)
{
	struct host *h = ctx;
	struct writer *w = thread;
	int64_t now = clock_monotonic_ms(), until = now + budget_ms;
	/* A commit of ours makes the next call wait: not in the short pauses of somebody who is working, but not never. */
	if (!h->inline_calls && now - w->batch_ms < PAUSE_MS && now - w->idle_ms < LONGEST_MS)
		return PAUSE_MS;
	w->idle_ms = now;
	int wait = cursors_step(h->cursors, w->conn, budget_ms);
	int left = (int)(until - clock_monotonic_ms());
	if (left > 0) {
		int jobs = jobs_step(h->jobs, w->conn, left);
		if (jobs >= 0 && (wait < 0 || jobs < wait))
			wait = jobs;
	} else {
		wait = 0;
	}
	conn_checkpoint(w->conn, 4000);
	privacy_wipe(h, w->conn);
	look_broken(w);
	if (atomic_load(&h->wipe) == WIPE_WAL && (wait < 0 || wait > WIPE_AGAIN_MS))
		wait = WIPE_AGAIN_MS;
	return wait;
}

struct executor_hooks host_hooks(struct host *h)
{
	return (struct executor_hooks){ h, thread_open, thread_close, batch_begin, batch_end, idle };
}

int writer_new(struct host *h, struct conn *conn)
{
	h->writer = xcalloc(1, sizeof(*h->writer));
	h->writer->conn = conn;
	h->writer->host = h;
	h->writer->last = &h->writer->first;
	return 0;
}

struct conn *writer_conn(struct host *h)
{
	return h->writer ? h->writer->conn : NULL;
}

void writer_free(struct host *h)
{
	if (!h->writer)
		return;
	conn_close(h->writer->conn);
	free(h->writer);
	h->writer = NULL;
}

/* --- a call of its own, waited for ---------------------------------------------------- */
struct waited {
	struct writer_task wt; /* first */
	int (*fn)(struct conn *, void *);
	void *arg;
};

static int waited_body(struct writer_task *wt, struct conn *c)
{
	struct waited *w = CONTAINER_OF(wt, struct waited, wt);
	return w->fn(c, w->arg);
}

static void waited_read(struct task *t, void *thread)
{
	struct waited *w = CONTAINER_OF(t, struct waited, wt.task);
	struct error e;
	error_init(&e, NULL);
	w->wt.status = conn_begin_read(thread, &e);
	if (w->wt.status == 0)
		w->wt.status = w->fn(thread, w->arg);
	conn_rollback(thread);
}

int host_call_and_wait(struct host *h, enum lane mode, int (*fn)(struct conn *, void *), void *arg)
{
	struct waited w = { .fn = fn, .arg = arg };
	w.wt.task.lane = mode;
	w.wt.task.run = mode == LANE_WRITE ? writer_task_run : waited_read;
	w.wt.body = waited_body;
	int rc = executor_run_and_wait(h->executor, &w.wt.task);
	return rc < 0 ? rc : w.wt.status;
}
