/* SPDX-License-Identifier: MPL-2.0 */
/* The roll-up, kept by a durable cursor on the journal.  The cursor says that there is something new; all that is new is
 * then added at once, so that a centre with a million movements has its figures after seconds.  How far it came is kept in
 * the same transaction, so every movement counts exactly once.  `impact rebuild` does the same from the beginning. */
#include "impact/internal.h"

enum {
	BATCH = 500,        /* records in one transaction: others wait for it, and a slow machine has a second too */
	BATCH_MOST = 1000,
	STEP_MS = 150,      /* as long as a step takes less, the next one is larger */
	SLICES = 10,
	BEHIND_MOST = 2000, /* records that somebody who closes a period waits for */
	RUN_MS = 40000,     /* a background call has 60 s; what is left is done by the next one */
};

int one_int(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, args, n, &r);
	if (rc < 0)
		return rc;
	*ret = 0;
	if ((rc = s->host->db->next(r)) == 1)
		*ret = s->host->db->col(r, 0).u.i;
	s->host->db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

/* Records of the batch that tell of a day which was closed when they were written count on the day when they were. */
static int find_late(struct glane_self *s, struct glane_call *c, int64_t after, int64_t upto)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_LATE_FIND, (struct glane_val[]){ glane_int(after), glane_int(upto) }, 2, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct glane_val args[] = { s->host->db->col(r, 0), glane_int(s->host->call->day(c, s->host->db->col(r, 1).u.i)) };
		rc = s->host->db->exec(c, SQL_LATE_ADD, args, 2, NULL);
		if (rc < 0)
			break;
	}
	s->host->db->close(r);
	return rc;
}

/* What screens show of today, once all is added up: while it catches up they keep what they have. */
static int tell_today(struct glane_self *s, struct glane_call *c)
{
	int64_t behind;
	struct glane_value *today = s->host->value->make(c);
	int rc = one_int(s, c, SQL_BEHIND, NULL, 0, &behind);
	if (rc < 0 || behind)
		return rc;
	rc = today_say(s, c, today);
	if (rc >= 0)
		s->host->live->publish(c, TOPIC_TODAY, today);
	return rc;
}

/* So many records into "total" or "fresh"; *ret_more 0: it has come to the end of the journal. */
static int advance(struct glane_self *s, struct glane_call *c, const char *name, int64_t batch, int64_t *ret_more)
{
	int64_t after, upto;
	const int total = name[0] == 't';
	struct glane_val which = glane_text(glane_cstr(name));
	int rc = one_int(s, c, SQL_REACHED, &which, 1, &after);
	if (rc == GLANE_OK)
		rc = one_int(s, c, SQL_BATCH_END, (struct glane_val[]){ glane_int(after), glane_int(batch) }, 2, &upto);
	if (rc < 0)
		return rc;
	*ret_more = upto > after;
	if (!*ret_more)
		return GLANE_OK;
	struct glane_val range[] = { glane_int(after), glane_int(upto) };
	rc = find_late(s, c, after, upto);
	if (rc >= 0)
		rc = repair_find(s, c, after, upto);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_PRICES, range, 2, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_PRICES_BACK, range, 2, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, total ? SQL_ADD_TOTAL : SQL_ADD_FRESH, range, 2, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_REACH, (struct glane_val[]){ which, glane_int(upto) }, 2, NULL);
	return rc < 0 || !total ? rc : tell_today(s, c);
}

struct steps {
	const char *name;
	int64_t batch, more;
};

static int one_step(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct steps *a = arg;
	return advance(s, c, a->name, a->batch, &a->more);
}

/* To the end of the journal.  `in_steps`: from a background call, each step a transaction as large as the machine does in
 * STEP_MS, until the time is up; else in this WRITE call, whose clock stands still.  *ret_more 1: the time was up. */
static int to_end(struct glane_self *s, struct glane_call *c, const char *name, int in_steps, int64_t most_ms, int64_t *ret_more)
{
	struct steps a = { name, BATCH, 1 };
	int64_t begin = s->host->call->now_ms(c), from = begin;
	int rc = GLANE_OK;
	while (rc >= 0 && a.more && from - begin <= most_ms) {
		rc = in_steps ? s->host->call->within(c, GLANE_WRITE, one_step, &a) : one_step(s, c, &a);
		int64_t now = s->host->call->now_ms(c);
		if (now - from > STEP_MS)
			a.batch = a.batch > BATCH / 4 ? a.batch / 2 : a.batch;
		else if (a.batch < BATCH_MOST)
			a.batch *= 2;
		from = now;
	}
	*ret_more = a.more;
	return rc;
}

int on_record(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	int64_t reached, more;
	struct glane_val which = glane_text(glane_cstr("total"));
	int rc = one_int(s, c, SQL_REACHED, &which, 1, &reached);
	return rc < 0 || reached >= r->seq ? rc : advance(s, c, "total", BATCH, &more);
}

int rollup_catch_up(struct glane_self *s, struct glane_call *c)
{
	int64_t behind, more;
	int rc = one_int(s, c, SQL_BEHIND, NULL, 0, &behind);
	if (rc >= 0 && behind > BEHIND_MOST)
		return s->host->call->refuse(c, GLANE_EBUSY, "rebuild.behind", NULL);
	return rc < 0 ? rc : to_end(s, c, "total", 0, 0, &more);
}

/* A new version that adds up anew does not wait for the next record. */
int rollup_start(struct glane_self *s, struct glane_call *c)
{
	int64_t behind;
	int rc = one_int(s, c, SQL_BEHIND, NULL, 0, &behind);
	return rc < 0 || behind == 0 ? rc : s->host->job->enqueue(c, JOB_CATCH_UP, NULL, "catch_up", 0);
}

static int go_on(struct glane_self *s, struct glane_call *c, void *arg)
{
	(void)arg;
	return rollup_start(s, c);
}

int rollup_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args)
{
	(void)args;
	int64_t more;
	int rc = to_end(s, c, "total", 1, RUN_MS, &more);
	return rc < 0 || !more ? rc : s->host->call->within(c, GLANE_WRITE, go_on, NULL);
}

/* --- from the beginning ---------------------------------------------------------------------------------- */
struct rebuild {
	int64_t more, differs, movements;
	int64_t level, start; /* the last slice that was compared: a level's day, month or year */
};

static int rebuild_begin(struct glane_self *s, struct glane_call *c, void *arg)
{
	(void)arg;
	int rc = s->host->db->exec(c, SQL_FRESH_CLEAR, NULL, 0, NULL);
	if (rc < 0)
		return rc;
	return s->host->db->exec(c, SQL_REACH, (struct glane_val[]){ glane_text(glane_cstr("fresh")), glane_int(0) }, 2, NULL);
}

/* The next slice that either of the two has; 0: there is none. */
static int next_slice(struct glane_self *s, struct glane_call *c, struct rebuild *b)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_SLICE, (struct glane_val[]){ glane_int(b->level), glane_int(b->start) }, 2, &r);
	if (rc < 0)
		return rc;
	if ((rc = s->host->db->next(r)) == 1) {
		b->level = s->host->db->col(r, 0).u.i;
		b->start = s->host->db->col(r, 1).u.i;
	}
	s->host->db->close(r);
	return rc;
}

/* What was kept is replaced where it differs; what was compared is not needed any more. */
static int compare_slice(struct glane_self *s, struct glane_call *c, struct rebuild *b)
{
	struct glane_val args[] = { glane_int(b->level), glane_int(b->start) };
	int64_t differs;
	int rc = one_int(s, c, SQL_SLICE_DIFFERS, args, 2, &differs);
	if (rc >= 0 && differs)
		rc = s->host->db->exec(c, SQL_SLICE_CLEAR, args, 2, NULL);
	if (rc >= 0 && differs)
		rc = s->host->db->exec(c, SQL_SLICE_TAKE, args, 2, NULL);
	b->differs += differs;
	return rc < 0 ? rc : s->host->db->exec(c, SQL_SLICE_DONE, args, 2, NULL);
}

/* Some slices; both have seen the same records, also those that came since the step before. */
static int rebuild_compare(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct rebuild *b = arg;
	int64_t more;
	int slice = 1, rc = to_end(s, c, "fresh", 0, 0, &more);
	if (rc >= 0)
		rc = to_end(s, c, "total", 0, 0, &more);
	for (int i = 0; rc >= 0 && i < SLICES && slice; i++)
		if ((rc = slice = next_slice(s, c, b)) == 1)
			rc = compare_slice(s, c, b);
	b->more = slice;
	return rc;
}

static int rebuild_end(struct glane_self *s, struct glane_call *c, void *arg)
{
	int rc = one_int(s, c, SQL_TOTAL_MOVEMENTS, NULL, 0, &((struct rebuild *)arg)->movements);
	return rc < 0 ? rc : s->host->db->exec(c, SQL_FRESH_CLEAR, NULL, 0, NULL);
}

int rebuild_command(struct glane_self *s, struct glane_call *c)
{
	struct rebuild b = { .level = -1 };
	int rc = s->host->call->within(c, GLANE_WRITE, rebuild_begin, &b);
	if (rc >= 0)
		rc = to_end(s, c, "fresh", 1, INT64_MAX, &b.more);
	for (b.more = 1; rc >= 0 && b.more;)
		rc = s->host->call->within(c, GLANE_WRITE, rebuild_compare, &b);
	if (rc >= 0)
		rc = s->host->call->within(c, GLANE_WRITE, rebuild_end, &b);
	if (rc < 0)
		return rc;
	struct glane_value *root = s->host->reply->root(c);
	s->host->value->integer(root, "movements", b.movements);
	s->host->value->integer(root, "differing", b.differs);
	s->host->value->boolean(root, "ok", 1);
	s->host->value->text(root, "text", s->host->call->tr(c, b.differs ? "rebuild.replaced" : "rebuild.same", root));
	return GLANE_OK;
}
