/* SPDX-License-Identifier: MPL-2.0 */
/* Subscriptions: BEFORE inside the transaction of the record, AFTER from a durable cursor, in order.
 *
 * AFTER with WRITE: the callback and its cursor move in one transaction, so the effect happens exactly once.  All that wait,
 * and the search index, share one, each in a savepoint: somebody waits for what comes of the last of them, and a commit is
 * most of what they cost.  AFTER with POOL: the callback runs in the background, then the cursor moves: at least once.  One
 * that keeps failing stops its own cursor (core_cursor.failures, .error) and is tried again with back-off; the others go on. */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"

enum { BACKOFF_FIRST_MS = 1000, BACKOFF_MOST_MS = 10 * 60 * 1000, SEARCH_BUDGET_MS = 10, BATCH = 32 /* records in one savepoint */, ROUND = 4 * BATCH /* in one transaction */ };

struct cursor {
	struct host *host;
	struct plugin *plugin;
	const struct glane_sub *sub;
	int64_t seq, failures, not_before_ms; /* monotonic */
	int64_t kept;                         /* `seq` as it is on disk, or was looked at when the transaction began */
	int64_t alone_upto;                   /* WRITE: up to here one record a savepoint: one of them fails */
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

/* What one transaction delivers; its events and wake-ups go out after the commit. */
struct delivered {
	struct arena arena;
	struct glane_call call;
	struct delivered *next;
};
struct round {
	struct cursors *cursors;
	struct conn *w;
	int64_t until;
	struct delivered *first, **last;
	int count;
};

static void forget(struct delivered *d)
{
	for (struct delivered *next; d; d = next) {
		next = d->next;
		call_fini(&d->call);
		arena_fini(&d->arena);
		free(d);
	}
}

static int round_begin(struct round *r, struct error *e)
{
	for (size_t i = 0; i < r->cursors->count; i++)
		r->cursors->items[i]->kept = r->cursors->items[i]->seq;
	r->first = NULL;
	r->last = &r->first;
	r->count = 0;
	return conn_begin_write(r->w, e);
}

/* Nothing of it happened: what was seen of records that are not there any more is forgotten, too. */
static void round_lost(struct round *r)
{
	conn_rollback(r->w);
	for (size_t i = 0; i < r->cursors->count; i++)
		r->cursors->items[i]->seq = r->cursors->items[i]->kept;
	forget(r->first);
	r->first = NULL;
	r->last = &r->first;
}

static int round_end(struct round *r, struct error *e)
{
	int rc = conn_commit(r->w, e);
	if (rc < 0) {
		round_lost(r);
		return rc;
	}
	for (struct delivered *d = r->first; d; d = d->next)
		after_commit_run(&d->call);
	forget(r->first);
	return 0;
}

static int deliver_one(struct cursor *cur, struct conn *w, int64_t seq, struct delivered *ret)
{
	struct delivery d = { .cursor = cur };
	struct glane_call *c = &ret->call;
	arena_init(&ret->arena, CALL_ARENA);
	call_init(c, cur->host, cur->plugin, &ret->arena, LANE_WRITE, w);
	c->deadline_ms = clock_monotonic_ms() + WRITE_MS;
	int rc = load(cur, c, seq, &d.record);
	if (rc == 0)
		rc = call_enter(c, cur->plugin, enter_after, &d);
	rows_close_all(c);
	return rc;
}

/* Up to BATCH records in a savepoint.  When one of them fails, all are taken back and come again one by one, up to the one
 * that failed.  1: there may be more; 0: none now; negative: the whole transaction was lost. */
static int deliver_write(struct cursor *cur, struct round *r)
{
	struct delivered *done = NULL, **last = &done;
	struct error e;
	const int most = cur->seq < cur->alone_upto ? 1 : BATCH;
	const int64_t first = cur->seq;
	int count = 0;
	error_init(&e, NULL);
	int64_t seq = 0, head = first;
	int rc = next_match(cur, r->w, &seq, &head, &e);
	if (rc == 0 && seq == 0) { /* nothing it wants: remember how far we looked, cheaply, with the next record that it wants */
		cur->seq = head;
		return head != first;
	}
	if (rc == 0)
		rc = conn_savepoint(r->w, &e);
	while (rc == 0 && seq != 0) {
		struct delivered *d = *last = xcalloc(1, sizeof(*d));
		rc = deliver_one(cur, r->w, seq, d);
		if (rc < 0)
			snprintf(e.text, sizeof(e.text), "%s", d->call.error.text[0] ? d->call.error.text : d->call.error.key.p);
		last = &d->next;
		count++;
		if (rc < 0)
			break;
		cur->seq = seq;
		if (count == most || clock_monotonic_ms() >= r->until)
			break;
		rc = next_match(cur, r->w, &seq, &head, &e);
	}
	if (rc == 0)
		rc = save(cur, r->w, cur->seq, &e);
	if (rc == 0)
		rc = conn_release(r->w, &e);
	if (rc == 0) {
		cur->failures = 0;
		*r->last = done;
		r->last = last;
		r->count += count;
		return 1;
	}
	forget(done);
	conn_rollback_to(r->w);
	cur->seq = first;
	bool lost = !conn_in_txn(r->w);
	if (lost)
		round_lost(r);
	if (count > 1)
		cur->alone_upto = seq;
	else
		failed(cur, r->w, e.text);
	return lost ? -1 : count > 1;
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

/* Moves one cursor as far as the time allows; 1: there is more to do now; negative: the transaction was lost. */
static int step_write(struct cursor *cur, struct round *r)
{
	while (clock_monotonic_ms() < r->until && r->count < ROUND) {
		int rc = deliver_write(cur, r);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int step_pool(struct cursor *cur, struct conn *w, int64_t until)
{
	while (clock_monotonic_ms() < until) {
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

static int sooner(int wait, int64_t ms)
{
	return wait < 0 || ms < wait ? (int)ms : wait;
}

/* Those of one mode; lost: the transaction is gone. */
static int step_all(struct round *r, uint32_t mode, int wait, bool *lost)
{
	int64_t now = clock_monotonic_ms();
	for (size_t i = 0; i < r->cursors->count && !*lost; i++) {
		struct cursor *cur = r->cursors->items[i];
		if (cur->sub->mode != mode)
			continue;
		int more = cur->not_before_ms > now ? 0 : mode == GLANE_WRITE ? step_write(cur, r) : step_pool(cur, r->w, r->until);
		*lost = more < 0;
		if (more > 0)
			wait = 0;
		else if (cur->not_before_ms > now)
			wait = sooner(wait, cur->not_before_ms - now);
	}
	return wait;
}

static int search(struct round *r, int budget_ms, struct error *e)
{
	struct arena a;
	arena_init(&a, CALL_ARENA);
	struct inventory inv = { .conn = r->w, .arena = &a, .error = e, .now_ms = clock_now_ms(), .zone = r->cursors->host->zone, .plugin = "core" };
	int more = conn_savepoint(r->w, e);
	if (more == 0)
		more = inventory_search_catch_up(&inv, budget_ms < SEARCH_BUDGET_MS ? budget_ms : SEARCH_BUDGET_MS);
	int rc = more < 0 ? more : conn_release(r->w, e);
	if (rc < 0) {
		log_error("the search index: %s", e->text);
		conn_rollback_to(r->w);
	}
	arena_fini(&a);
	return rc < 0 ? rc : more;
}

int cursors_step(struct cursors *c, struct conn *w, int budget_ms)
{
	struct round r = { .cursors = c, .w = w, .until = clock_monotonic_ms() + budget_ms };
	struct error e;
	int wait = -1;
	error_init(&e, NULL);
	if (round_begin(&r, &e) < 0) {
		log_error("what follows records: %s", e.text);
		return BACKOFF_FIRST_MS;
	}
	bool lost = false;
	wait = step_all(&r, GLANE_WRITE, wait, &lost);
	int more = lost ? 1 : search(&r, budget_ms, &e); /* the one that lost it waits; the others come again */
	if (more > 0)
		wait = 0;
	else if (more < 0)
		wait = sooner(wait, BACKOFF_FIRST_MS);
	if (!lost && round_end(&r, &e) < 0) {
		log_error("what follows records: %s", e.text);
		wait = BACKOFF_FIRST_MS;
	}
	lost = false; /* these need none */
	return step_all(&r, GLANE_POOL, wait, &lost);
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
