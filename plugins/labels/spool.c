/* SPDX-License-Identifier: MPL-2.0 */
/* The spool: who wants which label, and what became of it.
 *
 *   queued ──> printing ──> printed
 *     ^  │        │  └────> failed    nothing came out: asking again prints the same copy
 *     │  │        └───────> unknown   the program ended meanwhile: a person looks and says it
 *     │  └> cancelled                 the object was undone first
 *     └── failed, unknown
 *
 * A label is wanted by a record (items.created with `label`), in the transaction in which its cursor moves, so exactly
 * once; or by a person.  The record never waits for a printer. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

enum { STALE_MS = 24 * 60 * 60 * 1000 }; /* what was wanted before nobody waits for any more */

static const struct glane_val *one(struct glane_val *v, int64_t id)
{
	*v = glane_int(id);
	return v;
}

/* The first row of a statement; 0: none. */
static int first(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_rows **ret)
{
	int rc = labels_host->db->query(c, sql, args, n, ret);
	return rc < 0 ? rc : labels_host->db->next(*ret);
}

static int first_id(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	struct glane_rows *rows;
	int rc = first(c, sql, args, n, &rows);
	*ret = rc == 1 ? labels_host->db->col(rows, 0).u.i : 0;
	if (rc >= 0)
		labels_host->db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static struct glane_str words_of(struct glane_call *c, struct glane_str state, struct glane_str fault)
{
	char key[32];
	snprintf(key, sizeof(key), "state.%.*s%s", (int)state.n, state.p, strcmp(fault.p, "full") == 0 ? "_full" : "");
	return labels_host->call->tr(c, key, NULL);
}

/* The columns of SQL_SPOOL_ONE, _RECENT and _DAY, which begin alike. */
void spool_fill(struct glane_call *c, struct glane_value *into, struct glane_rows *row)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	v->integer(into, "job", db->col(row, 0).u.i);
	v->text(into, "code", db->col(row, 1).u.s);
	v->text(into, "state", db->col(row, 2).u.s);
	v->integer(into, "copy", db->col(row, 4).u.i);
	v->integer(into, "ahead", db->col(row, 5).u.i);
	v->text(into, "fault", db->col(row, 3).u.s);
	v->text(into, "words", words_of(c, db->col(row, 2).u.s, db->col(row, 3).u.s));
}

static int fill_one(struct glane_call *c, int64_t id, struct glane_value *into)
{
	struct glane_val v;
	struct glane_rows *row;
	int rc = first(c, SQL_SPOOL_ONE, one(&v, id), 1, &row);
	if (rc == 1)
		spool_fill(c, into, row);
	if (rc >= 0)
		labels_host->db->close(row);
	return rc < 0 ? rc : GLANE_OK;
}

/* To the screens, after the commit. */
static int tell(struct glane_call *c, int64_t id)
{
	struct glane_value *v = labels_host->value->make(c);
	int rc = fill_one(c, id, v);
	if (rc == GLANE_OK)
		labels_host->live->publish(c, TOPIC_JOB, v);
	return rc;
}

int spool_state(struct glane_call *c, int64_t id, const char *state, const char *fault)
{
	struct glane_val args[] = { glane_int(id), glane_text(glane_cstr(state)), glane_text(glane_cstr(fault)) };
	int rc = labels_host->db->exec(c, SQL_SPOOL_STATE, args, 3, NULL);
	return rc ? rc : tell(c, id);
}

/* Each of the rows that `sql` finds, which are not found again afterwards. */
static int state_of_all(struct glane_call *c, uint32_t sql, struct glane_str code, const char *state)
{
	int64_t id;
	int rc = first_id(c, sql, (struct glane_val[]){ glane_text(code) }, code.n ? 1 : 0, &id);
	while (rc == GLANE_OK && id) {
		rc = spool_state(c, id, state, "");
		if (rc == GLANE_OK)
			rc = first_id(c, sql, (struct glane_val[]){ glane_text(code) }, code.n ? 1 : 0, &id);
	}
	return rc;
}

int spool_interrupted(struct glane_call *c)
{
	return state_of_all(c, SQL_SPOOL_INTERRUPTED, glane_cstr(""), "unknown");
}

/* --- wishes ----------------------------------------------------------------------------------- */
static int next_copy(struct glane_call *c, struct glane_str code, int64_t *ret)
{
	return first_id(c, SQL_SPOOL_COPY, (struct glane_val[]){ glane_text(code) }, 1, ret);
}

static int go(struct glane_call *c, int64_t id)
{
	int rc = tell(c, id);
	return rc ? rc : labels_host->job->enqueue(c, JOB_PRINT, NULL, "spool", 0);
}

static void file_of(char out[64], struct glane_str code, int64_t copy)
{
	snprintf(out, 64, SPOOL_FOLDER "/%.*s-%lld.png", (int)code.n, code.p, (long long)copy);
}

static int again(struct glane_call *c, int64_t id, struct glane_str code)
{
	int64_t copy;
	char file[64];
	int rc = next_copy(c, code, &copy);
	if (rc)
		return rc;
	file_of(file, code, copy);
	struct glane_val args[] = { glane_int(id), glane_int(copy), glane_text(glane_cstr(file)) };
	rc = labels_host->db->exec(c, SQL_SPOOL_AGAIN, args, 3, NULL);
	return rc ? rc : go(c, id);
}

static int add(struct glane_call *c, struct glane_str code, const char *media, int64_t person, int64_t *ret_id)
{
	int64_t copy;
	char file[64];
	int rc = next_copy(c, code, &copy);
	if (rc)
		return rc;
	file_of(file, code, copy);
	struct glane_val args[] = { glane_text(code), glane_text(glane_cstr(media)), glane_int(copy), glane_text(glane_cstr(file)),
		                    glane_int(person), glane_int(labels_host->call->now_ms(c)) };
	rc = labels_host->db->exec(c, SQL_SPOOL_ADD, args, sizeof(args) / sizeof(args[0]), NULL);
	*ret_id = labels_host->db->last_id(c);
	return rc ? rc : go(c, *ret_id);
}

/* AFTER items.created: also of years before this plugin was there, and of what was undone again. */
int spool_created(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	struct glane_str code = v->as_text(v->get(r->body, "code"));
	int64_t id;
	if (!code.n)
		return GLANE_OK;
	if (r->reversed)
		return state_of_all(c, SQL_SPOOL_WAITING, code, "cancelled");
	if (!v->as_integer(v->get(r->body, "label"), 0) || r->at_ms < labels_host->call->now_ms(c) - STALE_MS)
		return GLANE_OK;
	struct media m;
	media_default(c, &m);
	return add(c, code, m.id, r->person, &id);
}

/* Who wanted another one is on record; that it came out is a record of its own. */
static int record_wish(struct glane_call *c, const struct glane_value *job)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *body = v->make(c);
	int64_t seq;
	v->put(body, "job", v->get(job, "job"));
	v->put(body, "code", v->get(job, "code"));
	v->put(body, "copy", v->get(job, "copy"));
	struct glane_entry entry = { .size = sizeof(entry), .kind = "wanted", .body = body };
	return labels_host->inventory->append(c, &entry, &seq);
}

/* POST /print.  While a label of this code waits, it is that one; one that failed is tried again. */
int spool_print(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *root = labels_host->reply->root(c);
	struct label_text text;
	struct label_layout l;
	struct media m;
	struct glane_rows *row;
	int rc = picture_media(c, &m);
	if (rc == GLANE_OK)
		rc = label_text_find(c, v->as_text(v->get(labels_host->call->inputs(c), "code")), &text);
	if (rc == GLANE_OK)
		rc = picture_refuse(c, label_plan(&m, PRINTER_DPI, glane_cstr(text.url), &l));
	if (rc)
		return rc;
	struct glane_str code = glane_cstr(text.code);
	rc = first(c, SQL_SPOOL_NEWEST, (struct glane_val[]){ glane_text(code), glane_text(glane_cstr(m.id)) }, 2, &row);
	if (rc < 0)
		return rc;
	int64_t id = rc ? db->col(row, 0).u.i : 0;
	int failed = rc && strcmp(db->col(row, 1).u.s.p, "failed") == 0;
	db->close(row);
	rc = failed ? again(c, id, code) : id ? GLANE_OK : add(c, code, m.id, labels_host->call->person(c), &id);
	if (rc == GLANE_OK)
		rc = fill_one(c, id, root);
	if (rc == GLANE_OK)
		rc = record_wish(c, root);
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr("/p/labels/"));
	return rc;
}

int spool_printed(struct glane_call *c, int64_t id, struct glane_str code, struct glane_str media, int64_t copy)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *body = v->make(c);
	int64_t seq;
	v->integer(body, "job", id);
	v->text(body, "code", code);
	v->text(body, "media", media);
	v->integer(body, "copy", copy);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "printed", .body = body };
	int rc = spool_state(c, id, "printed", "");
	return rc ? rc : labels_host->inventory->append(c, &entry, &seq);
}

/* POST /answer: a person looked whether an unknown one came out.  If not, it may still have left the printer spoilt: what
 * is printed now is another copy. */
int spool_answer(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	const struct glane_value *in = labels_host->call->inputs(c);
	int64_t id = v->as_integer(v->get(in, "job"), 0);
	struct glane_val arg;
	struct glane_rows *row;
	int rc = first(c, SQL_SPOOL_UNKNOWN, one(&arg, id), 1, &row);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return labels_host->call->refuse(c, GLANE_ECONFLICT, "answered", NULL);
	char code[16], media[16];
	snprintf(code, sizeof(code), "%s", db->col(row, 0).u.s.p);
	snprintf(media, sizeof(media), "%s", db->col(row, 1).u.s.p);
	int64_t copy = db->col(row, 2).u.i;
	db->close(row);
	rc = v->as_integer(v->get(in, "out"), 0) ? spool_printed(c, id, glane_cstr(code), glane_cstr(media), copy) : again(c, id, glane_cstr(code));
	labels_host->reply->see_other(c, glane_cstr("/p/labels/"));
	return rc ? rc : fill_one(c, id, labels_host->reply->root(c));
}

/* GET /jobs: the newest of each code, of today or still open. */
int spool_jobs(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = labels_host->value->array(labels_host->reply->root(c), "jobs");
	int64_t now = labels_host->call->now_ms(c), today = labels_host->call->day(c, now);
	struct glane_val since;
	struct glane_rows *row;
	int rc = db->query(c, SQL_SPOOL_DAY, one(&since, now - 26 * 60 * 60 * 1000), 1, &row); /* the longest day has 25 hours */
	while (rc >= 0 && (rc = db->next(row)) == 1)
		if (db->col(row, 7).u.i || labels_host->call->day(c, db->col(row, 6).u.i) == today)
			spool_fill(c, labels_host->value->object(list, NULL), row);
	return rc;
}

int spool_start(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = spool_interrupted(c);
	return rc ? rc : labels_host->job->enqueue(c, JOB_PRINT, NULL, "spool", 0); /* also when it had been given up */
}
