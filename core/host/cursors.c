/* SPDX-License-Identifier: MPL-2.0 */
/* Subscriptions: BEFORE inside the transaction of the record, AFTER from a durable cursor, in order.
 *
 * AFTER with WRITE: the callback and its cursor move in one transaction, so the effect happens exactly once.  AFTER with
 * POOL: the callback runs in the background, then the cursor moves: at least once.  One that keeps failing stops its own
 * cursor (core_cursor.failures, .error) and is tried again with back-off; the others go on. */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"

enum { BACKOFF_FIRST_MS = 1000, BACKOFF_MOST_MS = 10 * 60 * 1000, SEARCH_BUDGET_MS = 10, BATCH = 32 /* records in one transaction */ };

struct cursor {
	struct host *host;
	struct plugin *plugin;
	const struct glane_sub *sub;
	int64_t seq, failures, not_before_ms; /* monotonic */
	int64_t alone_upto;                   /* WRITE: up to here one record a transaction: one of them fails */
	_Atomic bool in_flight;               /* POOL */
	char name[96];
};
struct cursors {
	struct host *host;
	struct cursor **items;
	size_t count;
};

struct cursors *cursors_new(struct host *h)
{
	struct cursors *c = xcalloc(1, sizeof(*c));
	c->host = h;
	return c;
}

void cursors_free(struct cursors *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		free(c->items[i]);
	free(c->items);
	free(c);
}

static bool matches(const char *pattern, struct glane_str kind)
{
	size_t n = strlen(pattern);
	if (n && pattern[n - 1] == '*')
		return kind.n >= n - 1 && memcmp(kind.p, pattern, n - 1) == 0;
	return str_is(kind, pattern);
}

/* By kind, not by place: another subscription put before this one must not start it anew. */
static void name_cursor(struct cursor *cur, const struct plugin *p, uint32_t k)
{
	unsigned same = 1;
	for (uint32_t i = 0; i < k; i++)
		same += p->decl.subs[i].when == GLANE_AFTER && strcmp(p->decl.subs[i].kind, p->decl.subs[k].kind) == 0;
	if (same > 1)
		snprintf(cur->name, sizeof(cur->name), "%.80s#%u", p->decl.subs[k].kind, same);
	else
		snprintf(cur->name, sizeof(cur->name), "%.80s", p->decl.subs[k].kind);
}

int cursors_load(struct cursors *c, struct conn *w, struct error *e)
{
	struct host *h = c->host;
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.sub_count; k++) {
			if (p->decl.subs[k].when != GLANE_AFTER)
				continue;
			struct cursor *cur = xcalloc(1, sizeof(*cur));
			*cur = (struct cursor){ .host = h, .plugin = p, .sub = &p->decl.subs[k] };
			name_cursor(cur, p, k);
			c->items = xrealloc(c->items, (c->count + 1) * sizeof(struct cursor *));
			c->items[c->count++] = cur;
			int rc = conn_run(w, "INSERT INTO core_cursor(plugin,name,seq) VALUES(?,?,0) ON CONFLICT DO NOTHING",
			                  VALS(glane_text(str_c(p->name)), glane_text(str_c(cur->name))), e);
			if (rc == 0)
				rc = conn_int(w, "SELECT seq FROM core_cursor WHERE plugin=? AND name=?",
				              VALS(glane_text(str_c(p->name)), glane_text(str_c(cur->name))), &cur->seq, e);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

struct delivery {
	struct cursor *cursor;
	struct glane_record record;
};

static int enter_after(struct glane_call *c, void *arg)
{
	struct delivery *d = arg;
	return d->cursor->sub->run(c->plugin->self, c, &d->record);
}

static int load(struct cursor *cur, struct glane_call *c, int64_t seq, struct glane_record *ret)
{
	struct inventory *inv = call_inventory(c);
	const struct principal *before = conn_principal(c->conn);
	conn_set_principal(c->conn, NULL);
	int rc = inventory_record(inv, seq, ret);
	conn_set_principal(c->conn, before);
	(void)cur;
	return rc;
}

static int save(struct cursor *cur, struct conn *w, int64_t seq, struct error *e)
{
	return conn_run(w, "UPDATE core_cursor SET seq=?, failures=0, error=NULL WHERE plugin=? AND name=?",
	                VALS(glane_int(seq), glane_text(str_c(cur->plugin->name)), glane_text(str_c(cur->name))), e);
}

static void failed(struct cursor *cur, struct conn *w, const char *why)
{
	struct error e;
	error_init(&e, NULL);
	int64_t wait = BACKOFF_FIRST_MS << (cur->failures < 10 ? cur->failures : 10);
	cur->failures++;
	cur->not_before_ms = clock_monotonic_ms() + (wait < BACKOFF_MOST_MS ? wait : BACKOFF_MOST_MS);
	log_warning("subscription %s of %s stopped at record %lld: %s", cur->sub->kind, cur->plugin->name, (long long)cur->seq + 1, why);
	if (conn_run(w, "UPDATE core_cursor SET failures=?, error=? WHERE plugin=? AND name=?",
	             VALS(glane_int(cur->failures), glane_text(str_c(why)), glane_text(str_c(cur->plugin->name)),
	                  glane_text(str_c(cur->name))), &e) < 0)
		log_error("its state could not be kept: %s", e.text);
}

/* The next record that it wants, from after its cursor; *ret_seq 0: none up to *ret_head. */
static int next_match(struct cursor *cur, struct conn *w, int64_t *ret_seq, int64_t *ret_head, struct error *e)
{
	struct stmt *s;
	int rc = conn_prepare(w, "SELECT seq, kind FROM core_journal WHERE seq > ? ORDER BY seq LIMIT 256", &s, e);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(cur->seq));
	*ret_seq = 0;
	*ret_head = cur->seq;
	while (*ret_seq == 0 && (rc = stmt_step(s, e)) == 1) {
		*ret_head = stmt_int(s, 0);
		if (matches(cur->sub->kind, stmt_text(s, 1)))
			*ret_seq = *ret_head;
	}
	stmt_reset(s);
	return rc < 0 ? rc : 0;
}

/* One record in the transaction that is open; *ret_call lives until after_commit_run(). */
static int deliver_one(struct cursor *cur, struct conn *w, int64_t seq, struct arena *a, struct glane_call *c)
{
	struct delivery d = { .cursor = cur };
	arena_init(a, CALL_ARENA);
	call_init(c, cur->host, cur->plugin, a, LANE_WRITE, w);
	c->deadline_ms = clock_monotonic_ms() + WRITE_MS;
	int rc = load(cur, c, seq, &d.record);
	if (rc == 0)
		rc = call_enter(c, cur->plugin, enter_after, &d);
	rows_close_all(c);
	return rc;
}

/* Several records in one transaction: a commit each would cost more than what most subscriptions do.  When one of them
 * fails, all are taken back and come again one by one, up to the one that failed.  1: there may be more; 0: none now. */
static int deliver_write(struct cursor *cur, struct conn *w, int64_t until)
{
	struct delivered {
		struct arena arena;
		struct glane_call call;
	} *done = NULL;
	struct error e;
	const int most = cur->seq < cur->alone_upto ? 1 : BATCH;
	const int64_t first = cur->seq;
	int count = 0;
	error_init(&e, NULL);
	int64_t seq = 0, head = first;
	int rc = next_match(cur, w, &seq, &head, &e);
	if (rc == 0 && seq == 0) { /* nothing it wants: remember how far we looked, cheaply, with the next record that it wants */
		cur->seq = head;
		return head != first;
	}
	if (rc == 0)
		rc = conn_begin_write(w, &e);
	if (rc == 0)
		done = xcalloc((size_t)most, sizeof(*done));
	while (rc == 0 && seq != 0) {
		rc = deliver_one(cur, w, seq, &done[count].arena, &done[count].call);
		if (rc < 0)
			snprintf(e.text, sizeof(e.text), "%s", done[count].call.error.text[0] ? done[count].call.error.text : done[count].call.error.key.p);
		count++;
		if (rc < 0)
			break;
		cur->seq = seq;
		if (count == most || clock_monotonic_ms() >= until)
			break;
		rc = next_match(cur, w, &seq, &head, &e);
	}
	if (rc == 0)
		rc = save(cur, w, cur->seq, &e);
	if (rc == 0)
		rc = conn_commit(w, &e);
	if (rc < 0) {
		conn_rollback(w);
		cur->seq = first;
		if (count > 1)
			cur->alone_upto = seq;
		else
			failed(cur, w, e.text);
	} else {
		cur->failures = 0;
	}
	for (int i = 0; i < count; i++) {
		if (rc == 0)
			after_commit_run(&done[i].call);
		call_fini(&done[i].call);
		arena_fini(&done[i].arena);
	}
	free(done);
	return rc == 0 || count > 1;
}

/* --- POOL ------------------------------------------------------------------------------ */
struct pool_delivery {
	struct task task; /* first */
	struct cursor *cursor;
	int64_t seq;
	int status;
	char why[256];
};

static int pool_load(struct conn *conn, void *arg)
{
	struct glane_call *c = ((void **)arg)[0];
	struct delivery *d = ((void **)arg)[1];
	int64_t seq = *(int64_t *)((void **)arg)[2];
	struct inventory inv = { .conn = conn, .arena = c->arena, .error = &c->error, .zone = c->host->zone, .plugin = "core" };
	return inventory_record(&inv, seq, &d->record);
}

static int pool_done(struct conn *w, void *arg)
{
	struct pool_delivery *p = arg;
	struct error e;
	error_init(&e, NULL);
	if (p->status == 0) {
		int rc = save(p->cursor, w, p->seq, &e);
		if (rc == 0) {
			p->cursor->seq = p->seq;
			p->cursor->failures = 0;
		}
		return rc;
	}
	failed(p->cursor, w, p->why);
	return 0;
}

static void pool_run(struct task *t, void *thread)
{
	(void)thread;
	struct pool_delivery *p = CONTAINER_OF(t, struct pool_delivery, task);
	struct cursor *cur = p->cursor;
	struct arena a;
	struct glane_call c;
	struct delivery d = { .cursor = cur };
	arena_init(&a, CALL_ARENA);
	call_init(&c, cur->host, cur->plugin, &a, LANE_POOL, NULL);
	c.deadline_ms = clock_monotonic_ms() + POOL_MS;
	void *args[] = { &c, &d, &p->seq };
	p->status = host_call_and_wait(cur->host, LANE_READ, pool_load, args);
	if (p->status == 0)
		p->status = call_enter(&c, cur->plugin, enter_after, &d);
	if (p->status == 0)
		after_commit_run(&c);
	snprintf(p->why, sizeof(p->why), "%s", c.error.text[0] ? c.error.text : c.error.key.p ? c.error.key.p : "failed");
	if (host_call_and_wait(cur->host, LANE_WRITE, pool_done, p) < 0)
		cur->not_before_ms = clock_monotonic_ms() + BACKOFF_FIRST_MS;
	call_fini(&c);
	arena_fini(&a);
}

static void pool_finished(struct task *t)
{
	struct pool_delivery *p = CONTAINER_OF(t, struct pool_delivery, task);
	struct host *h = p->cursor->host;
	atomic_store(&p->cursor->in_flight, false);
	free(p);
	executor_nudge(h->executor);
}

static int deliver_pool(struct cursor *cur, int64_t seq)
{
	struct pool_delivery *p = xcalloc(1, sizeof(*p));
	p->task.lane = LANE_POOL;
	p->task.run = pool_run;
	p->task.done = pool_finished;
	p->task.done_here = true;
	p->cursor = cur;
	p->seq = seq;
	atomic_store(&cur->in_flight, true);
	int rc = executor_submit(cur->host->executor, &p->task);
	if (rc < 0) {
		atomic_store(&cur->in_flight, false);
		cur->not_before_ms = clock_monotonic_ms() + BACKOFF_FIRST_MS;
		free(p);
	}
	return rc;
}

/* Moves one cursor as far as the time allows; 1: there is more to do now. */
static int step_one(struct cursor *cur, struct conn *w, int64_t until)
{
	while (clock_monotonic_ms() < until) {
		if (cur->sub->mode == GLANE_WRITE) {
			if (!deliver_write(cur, w, until))
				return 0;
			continue;
		}
		if (atomic_load(&cur->in_flight))
			return 0;
		struct error e;
		error_init(&e, NULL);
		int64_t seq, head;
		if (next_match(cur, w, &seq, &head, &e) < 0) {
			failed(cur, w, e.text);
			return 0;
		}
		if (seq != 0) {
			deliver_pool(cur, seq);
			return 0;
		}
		if (head == cur->seq)
			return 0;
		cur->seq = head;
	}
	return 1;
}

int cursors_step(struct cursors *c, struct conn *w, int budget_ms)
{
	int64_t now = clock_monotonic_ms(), until = now + budget_ms;
	int wait = -1;
	struct arena a;
	struct error e;
	arena_init(&a, CALL_ARENA);
	error_init(&e, &a);
	struct inventory inv = { .conn = w, .arena = &a, .error = &e, .now_ms = clock_now_ms(), .zone = c->host->zone, .plugin = "core" };
	int more = conn_begin_write(w, &e);
	if (more == 0)
		more = inventory_search_catch_up(&inv, budget_ms < SEARCH_BUDGET_MS ? budget_ms : SEARCH_BUDGET_MS);
	if (more < 0 || conn_commit(w, &e) < 0) {
		log_error("the search index: %s", e.text);
		conn_rollback(w);
		wait = BACKOFF_FIRST_MS;
	} else if (more > 0) {
		wait = 0;
	}
	arena_fini(&a);
	for (size_t i = 0; i < c->count; i++) {
		struct cursor *cur = c->items[i];
		if (cur->not_before_ms > now) {
			int ms = (int)(cur->not_before_ms - now);
			if (wait < 0 || ms < wait)
				wait = ms;
		} else if (step_one(cur, w, until) > 0) {
			wait = 0;
		} else if (cur->not_before_ms > now && (wait < 0 || cur->not_before_ms - now < wait)) {
			wait = (int)(cur->not_before_ms - now);
		}
	}
	return wait;
}

/* --- BEFORE ---------------------------------------------------------------------------- */
struct before {
	const struct glane_sub *sub;
	const struct glane_record *record;
};

static int enter_before(struct glane_call *c, void *arg)
{
	struct before *b = arg;
	return b->sub->run(c->plugin->self, c, b->record);
}

int call_before(void *arg, const struct glane_record *r)
{
	struct glane_call *c = call_of(arg);
	struct host *h = c->host;
	struct conn *conn = c->conn;
	const struct principal *principal = conn_principal(conn);
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.sub_count; k++) {
			const struct glane_sub *s = &p->decl.subs[k];
			if (s->when != GLANE_BEFORE || !matches(s->kind, r->kind))
				continue;
			struct before b = { s, r };
			int64_t start = clock_monotonic_ms();
			c->before_depth++;
			int rc = call_enter(c, p, enter_before, &b);
			c->before_depth--;
			conn_set_principal(conn, principal);
			int64_t took = clock_monotonic_ms() - start;
			if (took > BEFORE_WARN_MS)
				log_warning("%s held the writer for %lld ms before %.*s", p->name, (long long)took, STR_ARG(r->kind));
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}
