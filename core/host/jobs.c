/* SPDX-License-Identifier: MPL-2.0 */
/* Jobs: rows of core_job that are due.  WRITE jobs run in the writer's idle time, their row leaves in the same
 * transaction; POOL jobs run in the background, their row leaves afterwards.  A failing one is tried again with
 * back-off up to its `attempts`, then kept with its error.  Periodic jobs have one row with the unique key "@". */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"

enum { PAUSE_MS = 5000, RETRY_FIRST_MS = 5000, DAY_MS = 24 * 3600 * 1000 };

struct jobs {
	struct host *host;
	_Atomic int in_flight;
	_Atomic int64_t paused_until_ms; /* monotonic */
	_Atomic int64_t running[2]; /* ids of background jobs under way: one per background thread */
};

struct jobs *jobs_new(struct host *h)
{
	struct jobs *j = xcalloc(1, sizeof(*j));
	j->host = h;
	return j;
}

void jobs_free(struct jobs *j)
{
	free(j);
}

static int64_t next_time(const struct host *h, const struct glane_job *job, int64_t now)
{
	if (job->every_ms)
		return now + job->every_ms;
	int64_t day = zone_day(h->zone, now);
	int64_t at = zone_start_of_day_ms(h->zone, day) + (int64_t)job->at_minute * 60000;
	return at > now ? at : zone_start_of_day_ms(h->zone, day + 1) + (int64_t)job->at_minute * 60000;
}

static bool periodic(const struct glane_job *job)
{
	return job->every_ms || job->at_minute >= 0;
}

int jobs_load(struct jobs *j, struct conn *w, struct error *e)
{
	struct host *h = j->host;
	int64_t now = clock_now_ms();
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.job_count; k++) {
			const struct glane_job *job = &p->decl.jobs[k];
			if (!periodic(job))
				continue;
			int rc = conn_run(w, "INSERT INTO core_job(plugin,name,args,unique_key,not_before_ms) VALUES(?,?,'{}','@',?) ON CONFLICT DO NOTHING",
			                  VALS(glane_text(str_c(p->name)), glane_text(str_c(job->name)), glane_int(next_time(h, job, now))), e);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

struct due {
	int64_t id, attempts, generation;
	struct plugin *plugin;
	const struct glane_job *job;
	struct glane_str args, key;
};

static struct plugin *plugin_named(struct host *h, struct glane_str name)
{
	for (uint32_t i = 0; i < h->plugin_count; i++)
		if (h->plugins[i]->state == PLUGIN_RUNNING && str_is(name, h->plugins[i]->name))
			return h->plugins[i];
	return NULL;
}

static const struct glane_job *job_named(const struct plugin *p, struct glane_str name)
{
	for (uint32_t i = 0; p && i < p->decl.job_count; i++)
		if (str_is(name, p->decl.jobs[i].name))
			return &p->decl.jobs[i];
	return NULL;
}

/* The first due job that can run now; rows of plugins that are not here wait for them. */
static int find_due(struct jobs *j, struct conn *w, struct arena *a, struct due *ret, int64_t *ret_next, struct error *e)
{
	struct stmt *s;
	int64_t now = clock_now_ms();
	*ret_next = -1;
	ret->job = NULL;
	int rc = conn_prepare(w, "SELECT id, plugin, name, args, coalesce(unique_key,''), attempts, not_before_ms, generation FROM core_job"
	                         " WHERE failed = 0 ORDER BY not_before_ms", &s, e);
	if (rc < 0)
		return rc;
	while (!ret->job && (rc = stmt_step(s, e)) == 1) {
		int64_t id = stmt_int(s, 0), at = stmt_int(s, 6);
		struct plugin *p = plugin_named(j->host, stmt_text(s, 1));
		const struct glane_job *job = job_named(p, stmt_text(s, 2));
		if (!job || id == atomic_load(&j->running[0]) || id == atomic_load(&j->running[1]))
			continue;
		if (at > now) {
			*ret_next = at - now;
			break;
		}
		if (job->mode != GLANE_WRITE && atomic_load(&j->in_flight) >= 2)
			continue;
		*ret = (struct due){ id, stmt_int(s, 5), stmt_int(s, 7), p, job, arena_str(a, stmt_text(s, 3)), arena_str(a, stmt_text(s, 4)) };
	}
	stmt_reset(s);
	return rc < 0 ? rc : 0;
}

struct job_call {
	const struct glane_job *job;
	const struct glane_value *args;
};

static int enter_job(struct glane_call *c, void *arg)
{
	struct job_call *jc = arg;
	return jc->job->run(c->plugin->self, c, jc->args);
}

static const struct glane_value *parse_args(struct arena *a, struct glane_str text)
{
	struct glane_value *v = NULL;
	const char *why;
	return value_parse_json(a, text, &v, &why) == 0 ? v : value_object(a);
}

/* Its row goes, or is set to the next time. */
static int finish(struct host *h, struct conn *w, const struct due *d, struct error *e)
{
	if (str_is(d->key, "@"))
		return conn_run(w, "UPDATE core_job SET not_before_ms=?, attempts=0, error=NULL WHERE id=?",
		                VALS(glane_int(next_time(h, d->job, clock_now_ms())), glane_int(d->id)), e);
	/* Enqueued again while it ran: it runs again. */
	int rc = conn_run(w, "DELETE FROM core_job WHERE id=? AND generation=?", VALS(glane_int(d->id), glane_int(d->generation)), e);
	if (rc == 0)
		rc = conn_run(w, "UPDATE core_job SET attempts=0, error=NULL WHERE id=?", VALS(glane_int(d->id)), e);
	return rc;
}

static void fail(struct host *h, struct conn *w, const struct due *d, const char *why)
{
	struct error e;
	error_init(&e, NULL);
	int64_t attempts = d->attempts + 1, most = d->job->attempts ? d->job->attempts : 5;
	int64_t wait = (int64_t)RETRY_FIRST_MS << (attempts < 10 ? attempts : 10);
	bool over = attempts >= most && !str_is(d->key, "@");
	if (attempts >= most && str_is(d->key, "@"))
		wait = next_time(h, d->job, clock_now_ms()) - clock_now_ms();
	log_warning("job %s of %s failed (%lld of %lld): %s", d->job->name, d->plugin->name, (long long)attempts, (long long)most, why);
	if (conn_run(w, "UPDATE core_job SET attempts=?, not_before_ms=?, error=?, failed=? WHERE id=?",
	             VALS(glane_int(attempts), glane_int(clock_now_ms() + wait), glane_text(str_c(why)), glane_int(over), glane_int(d->id)),
	             &e) < 0) {
		log_error("its state could not be kept: %s", e.text);
		atomic_store(&h->jobs->paused_until_ms, clock_monotonic_ms() + PAUSE_MS); /* a full disk: no busy loop */
	}
}

static void run_write(struct host *h, struct conn *w, struct due *d)
{
	struct arena a;
	struct glane_call c;
	arena_init(&a, CALL_ARENA);
	call_init(&c, h, d->plugin, &a, LANE_WRITE, w);
	c.deadline_ms = clock_monotonic_ms() + WRITE_MS;
	struct job_call jc = { d->job, parse_args(&a, d->args) };
	int rc = conn_begin_write(w, &c.error);
	if (rc == 0)
		rc = call_enter(&c, d->plugin, enter_job, &jc);
	rows_close_all(&c);
	if (rc == 0)
		rc = finish(h, w, d, &c.error);
	if (rc == 0)
		rc = conn_commit(w, &c.error);
	if (rc == 0) {
		after_commit_run(&c);
	} else {
		conn_rollback(w);
		fail(h, w, d, c.error.text[0] ? c.error.text : c.error.key.p);
	}
	call_fini(&c);
	arena_fini(&a);
}

/* --- in the background --------------------------------------------------------------------- */
struct job_task {
	struct task task; /* first */
	struct jobs *jobs;
	struct due due;
	struct arena arena;
	int status;
	char why[256];
	int slot;
};

static int booked(struct conn *w, void *arg)
{
	struct job_task *t = arg;
	struct error e;
	error_init(&e, NULL);
	if (t->status == 0)
		return finish(t->jobs->host, w, &t->due, &e);
	fail(t->jobs->host, w, &t->due, t->why);
	return 0;
}

static void job_run(struct task *task, void *thread)
{
	(void)thread;
	struct job_task *t = CONTAINER_OF(task, struct job_task, task);
	struct glane_call c;
	call_init(&c, t->jobs->host, t->due.plugin, &t->arena, LANE_POOL, NULL);
	c.deadline_ms = clock_monotonic_ms() + POOL_MS;
	struct job_call jc = { t->due.job, parse_args(&t->arena, t->due.args) };
	t->status = call_enter(&c, t->due.plugin, enter_job, &jc);
	if (t->status == 0)
		after_commit_run(&c);
	snprintf(t->why, sizeof(t->why), "%s", c.error.text[0] ? c.error.text : c.error.key.p ? c.error.key.p : "failed");
	call_fini(&c);
	if (host_call_and_wait(t->jobs->host, LANE_WRITE, booked, t) < 0)
		log_error("job %s of %s ran but could not be booked: it will run again", t->due.job->name, t->due.plugin->name);
}

static void job_done(struct task *task)
{
	struct job_task *t = CONTAINER_OF(task, struct job_task, task);
	struct jobs *j = t->jobs;
	atomic_store(&j->running[t->slot], 0);
	atomic_fetch_sub(&j->in_flight, 1);
	arena_fini(&t->arena);
	free(t);
	executor_nudge(j->host->executor);
}

static void run_pool(struct jobs *j, const struct due *d)
{
	struct job_task *t = xcalloc(1, sizeof(*t));
	arena_init(&t->arena, CALL_ARENA);
	t->jobs = j;
	t->due = *d;
	t->due.args = arena_str(&t->arena, d->args);
	t->due.key = arena_str(&t->arena, d->key);
	t->task.lane = LANE_POOL;
	t->task.run = job_run;
	t->task.done = job_done;
	t->task.done_here = true;
	t->slot = atomic_load(&j->running[0]) == 0 ? 0 : 1;
	atomic_store(&j->running[t->slot], d->id);
	atomic_fetch_add(&j->in_flight, 1);
	if (executor_submit(j->host->executor, &t->task) < 0)
		job_done(&t->task); /* the queue is full: its row is still due */
}

int jobs_step(struct jobs *j, struct conn *w, int budget_ms)
{
	int64_t now = clock_monotonic_ms(), until = now + budget_ms, paused = atomic_load(&j->paused_until_ms) - now;
	if (paused > 0)
		return (int)paused;
	for (;;) {
		struct arena a;
		struct error e;
		struct due d;
		int64_t next;
		arena_init(&a, CALL_ARENA);
		error_init(&e, &a);
		int rc = find_due(j, w, &a, &d, &next, &e);
		if (rc < 0)
			log_error("jobs: %s", e.text);
		else if (d.job && d.job->mode == GLANE_WRITE)
			run_write(j->host, w, &d);
		else if (d.job)
			run_pool(j, &d);
		bool none = rc < 0 || !d.job || atomic_load(&j->paused_until_ms) > until;
		arena_fini(&a);
		if (none)
			return next > 60000 ? 60000 : (int)next;
		if (clock_monotonic_ms() >= until)
			return 0;
	}
}
