/* SPDX-License-Identifier: MPL-2.0 */
/* subs: records of the journal and what follows them: BEFORE, AFTER, jobs, calls within calls, label fields. */
#include "area.h"

enum { KIND_DONE, KIND_OTHER };
enum { JOB_ONCE, JOB_PERIODIC, JOB_DAILY, JOB_FAILS, JOB_POOL };
enum { SQL_NOTE, SQL_FAIL_AT, SQL_SET_FAIL, SQL_FIRST_ITEM };
static const char *const statements[] = {
	[SQL_NOTE] = "INSERT INTO subs_note (who, record, what) VALUES (?1, ?2, ?3)",
	[SQL_FAIL_AT] = "SELECT n FROM subs_fail WHERE who = ?1",
	[SQL_SET_FAIL] = "INSERT INTO subs_fail (who, n) VALUES (?1, ?2) ON CONFLICT (who) DO UPDATE SET n = ?2",
	[SQL_FIRST_ITEM] = "SELECT id, code FROM core_v1_item ORDER BY id LIMIT 1",
};
static const struct glane_view views[] = { { "core_v1_item" } };
static const char schema[] = "CREATE TABLE subs_note (id INTEGER PRIMARY KEY, who TEXT NOT NULL, record INTEGER NOT NULL, what INTEGER NOT NULL) STRICT;"
			     "CREATE TABLE subs_fail (who TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_notes.sql", "application/sql", schema) };

static int note(struct glane_call *c, const char *who, int64_t record, int64_t what)
{
	return h->db->exec(c, SQL_NOTE, VALS(glane_text(glane_cstr(who)), glane_int(record), glane_int(what)), NULL);
}

/* Is `who` to fail at `what`? */
static int to_fail(struct glane_call *c, const char *who, int64_t what, int *ret)
{
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_FAIL_AT, VALS(glane_text(glane_cstr(who))), &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1 && h->db->col(rows, 0).u.i == what)
		*ret = 1;
	return rc < 0 ? rc : GLANE_OK; /* left open on purpose: closed with the callback, not with the outer call */
}

static int64_t body_n(const struct glane_record *r)
{
	return h->value->as_integer(h->value->get(r->body, "n"), -1);
}

static int append(struct glane_call *c, const char *kind, int64_t n, int64_t *ret_seq)
{
	struct glane_value *body = h->value->make(c);
	h->value->integer(body, "n", n);
	struct glane_entry entry = { .size = sizeof(entry), .kind = kind, .body = body };
	return h->inventory->append(c, &entry, ret_seq);
}

/* --- routes ---------------------------------------------------------------------------------- */
static int do_it(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t seq = 0;
	int rc = append(c, "done", in_int(c, "n"), &seq);
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "record", seq);
	return note(c, "route", seq, in_int(c, "n"));
}

static int do_twice(struct glane_self *self, struct glane_call *c)
{
	int rc = do_it(self, c);
	return rc < 0 ? rc : do_it(self, c);
}

static int do_ignoring(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t seq = 0;
	int rc = note(c, "route", 0, 0);
	(void)!append(c, "done", in_int(c, "n"), &seq); /* looks away */
	return rc;
}

static int do_unknown(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t seq = 0;
	return append(c, "undeclared", 1, &seq);
}

static int do_misshapen(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *body = h->value->make(c);
	h->value->text(body, "n", glane_cstr("not a number"));
	struct glane_entry entry = { .size = sizeof(entry), .kind = "done", .body = body };
	int64_t seq = 0;
	return h->inventory->append(c, &entry, &seq);
}

static int take_back(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = 0;
	int rc = h->inventory->undo(c, in_int(c, "n"), &n);
	h->value->integer(h->reply->root(c), "n", n);
	return rc;
}

/* What somebody typed may be a code or something else: not to know a code is an answer. */
static int find(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str code;
	int64_t item;
	int rc = h->inventory->code_find(c, in_text(c, "text"), &code, &item);
	if (in_int(c, "n") == 1)
		return rc;
	if (in_int(c, "n") == 2 && rc < 0)
		return h->call->refuse(c, GLANE_ECONFLICT, "own_words", NULL);
	h->value->integer(h->reply->root(c), "status", rc);
	return GLANE_OK;
}

static int set_fail(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return h->db->exec(c, SQL_SET_FAIL, VALS(glane_text(in_text(c, "text")), glane_int(in_int(c, "n"))), NULL);
}

static int enqueue(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *args = h->value->make(c);
	h->value->integer(args, "n", in_int(c, "n"));
	struct glane_str key = in_text(c, "text");
	return h->job->enqueue(c, (uint32_t)in_int(c, "job"), args, key.n ? key.p : NULL, in_int(c, "at"));
}

/* --- subscriptions ---------------------------------------------------------------------------- */
static int before_done(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	(void)self;
	int64_t n = body_n(r), seq;
	int fail = 0, rc = to_fail(c, "before", n, &fail);
	if (rc < 0)
		return rc;
	if (n == 13)
		return h->call->refuse(c, GLANE_ECONFLICT, "unlucky", NULL);
	if (n == 14)
		return append(c, "other", n, &seq); /* not here */
	if (fail)
		return GLANE_EIO;
	return note(c, r->reversed ? "before reversed" : "before", r->seq, n);
}

static int after_done(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	(void)self;
	int fail = 0, rc = to_fail(c, "after", body_n(r), &fail);
	if (rc == GLANE_OK)
		rc = note(c, r->reversed ? "after reversed" : "after", r->seq, body_n(r));
	return rc < 0 ? rc : fail ? h->call->fail(c, GLANE_EIO, "stuck at %d", (int)body_n(r)) : GLANE_OK;
}

static int after_all(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	(void)self;
	return note(c, "all", r->seq, body_n(r));
}

struct booking {
	const char *who;
	int64_t record, what;
};
static int book(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	const struct booking *b = arg;
	return note(c, b->who, b->record, b->what);
}

static int after_pool(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	(void)self;
	struct booking b = { "pool", r->seq, body_n(r) };
	return h->call->within(c, GLANE_WRITE, book, &b);
}

static const struct glane_sub subs[] = {
	{ "subs.done", GLANE_WRITE, GLANE_BEFORE, before_done },
	{ "subs.done", GLANE_WRITE, GLANE_AFTER, after_done },
	{ "subs.*", GLANE_WRITE, GLANE_AFTER, after_all },
	{ "subs.done", GLANE_POOL, GLANE_AFTER, after_pool },
};

/* --- jobs ------------------------------------------------------------------------------------------ */
static int job(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	return note(c, "job", 0, h->value->as_integer(h->value->get(args, "n"), 0));
}
static int job_hourly(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	(void)args;
	return note(c, "hourly", 0, 0);
}
static int job_daily(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	(void)args;
	return note(c, "daily", 0, 0);
}
static int job_fails(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	int fail = 0, rc = to_fail(c, "job", h->value->as_integer(h->value->get(args, "n"), 0), &fail);
	if (rc == GLANE_OK)
		rc = note(c, "fails", 0, fail);
	return rc < 0 ? rc : fail ? h->call->fail(c, GLANE_EIO, "no paper") : GLANE_OK;
}
static int job_pool(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	struct booking b = { "pool job", 0, h->value->as_integer(h->value->get(args, "n"), 0) };
	return h->call->within(c, GLANE_WRITE, book, &b);
}
static const struct glane_job jobs[] = {
	[JOB_ONCE] = { .name = "once", .mode = GLANE_WRITE, .at_minute = -1, .run = job },
	[JOB_PERIODIC] = { .name = "hourly", .mode = GLANE_WRITE, .at_minute = -1, .every_ms = 3600000, .run = job_hourly },
	[JOB_DAILY] = { .name = "daily", .mode = GLANE_WRITE, .at_minute = 180, .run = job_daily },
	[JOB_FAILS] = { .name = "fails", .mode = GLANE_WRITE, .at_minute = -1, .attempts = 3, .run = job_fails },
	[JOB_POOL] = { .name = "pool", .mode = GLANE_POOL, .at_minute = -1, .run = job_pool },
};

/* --- within ------------------------------------------------------------------------------------------- */
static int inner_add(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	int64_t *n = arg, seq;
	int rc = append(c, "done", *n, &seq);
	return rc < 0 ? rc : *n == 99 ? h->call->refuse(c, GLANE_EGONE, "unlucky", NULL) : GLANE_OK;
}
static int inner_nested(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return h->call->within(c, GLANE_READ, inner_add, arg);
}
static int background(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = in_int(c, "n");
	struct glane_rows *rows;
	if (n == 100)
		return h->db->query(c, SQL_FIRST_ITEM, NULL, 0, &rows); /* no database here */
	if (n == 101)
		return h->call->within(c, GLANE_POOL, inner_add, &n);
	if (n == 102)
		return h->call->within(c, GLANE_WRITE, inner_nested, &n);
	int rc = h->call->within(c, GLANE_WRITE, inner_add, &n);
	h->value->integer(h->reply->root(c), "rc", rc);
	return rc;
}
static int within_write(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = 1;
	return h->call->within(c, GLANE_WRITE, inner_add, &n);
}

/* --- label fields ----------------------------------------------------------------------------------------- */
static int field_good(struct glane_self *self, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	(void)self;
	(void)c;
	if (subject.n != 6 || memcmp(subject.p, "subs:1", 6) != 0)
		return GLANE_ENOENT;
	*ret = glane_cstr("good");
	return GLANE_OK;
}
static int field_bad(struct glane_self *self, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	(void)self;
	(void)subject;
	(void)ret;
	return h->call->fail(c, GLANE_EIO, "unreadable");
}
static int collect(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str subject = in_text(c, "text");
	return h->label->collect(c, subject, h->value->object(h->reply->root(c), "label"));
}
static const struct glane_label_field fields[] = {
	{ "good", "may", "good", field_good },
	{ "bad", "may", "bad", field_bad },
};

static const struct glane_input inputs[] = {
	{ .name = "n", .type = GLANE_F_INT },
	{ .name = "text", .type = GLANE_F_TEXT, .max = 60 },
	{ .name = "job", .type = GLANE_F_INT },
	{ .name = "at", .type = GLANE_F_INT },
};
#define USE "subs.use"
#define IN .inputs = GLANE_LIST(inputs), .permission = USE
static const struct glane_route routes[] = {
	{ POSTS, .path = "/do", .run = do_it, IN },
	{ POSTS, .path = "/twice", .run = do_twice, IN },
	{ POSTS, .path = "/ignoring", .run = do_ignoring, IN },
	{ POSTS, .path = "/unknown", .run = do_unknown, IN },
	{ POSTS, .path = "/misshapen", .run = do_misshapen, IN },
	{ POSTS, .path = "/undo", .run = take_back, IN },
	{ POSTS, .path = "/fail", .run = set_fail, IN },
	{ POSTS, .path = "/enqueue", .run = enqueue, IN },
	{ POSTS, .path = "/within", .run = within_write, IN },
	{ GETS, .path = "/find", .run = find, IN },
	{ GETS, .path = "/label", .run = collect, IN },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .summary = "Test", .path = "/background", .run = background, IN },
};
static const struct glane_permission permissions[] = { { USE, "may", "staff" } };
static const struct glane_input n_field[] = { { .name = "n", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	[KIND_DONE] = { .name = "done", .summary = "Done", .fields = GLANE_LIST(n_field) },
	[KIND_OTHER] = { .name = "other", .summary = "Other", .fields = GLANE_LIST(n_field) },
};
static const char fr[] = "{\"unlucky\":\"Ce nombre porte malheur.\",\"own_words\":\"Pas un code.\",\"may\":\"champ\"}";
static const struct glane_file catalogues[] = { FILE_OF("fr.json", "application/json", fr) };

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "subs",
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.views = GLANE_LIST(views),
	.migrations = GLANE_LIST(migrations),
	.statements = GLANE_LIST(statements),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.jobs = GLANE_LIST(jobs),
	.kinds = GLANE_LIST(kinds),
	.label_fields = GLANE_LIST(fields),
	.permissions = GLANE_LIST(permissions),
	.catalogues = GLANE_LIST(catalogues),
};
