/* SPDX-License-Identifier: MPL-2.0 */
/* An import is taken back as a whole: each record is reversed, in chunks between which others write.  Stopped in the
 * middle, it is gone on with by asking again; what was taken back is not taken back twice. */
#include "import/internal.h"

enum { CHUNK_LINES = 100 };

struct reversal {
	int64_t file, reversed, kept; /* kept: objects that have been used since */
	int64_t after;                /* lines up to this one are done with */
	int64_t last, chunk;          /* line and number of records of the present chunk */
};

static int set_state(struct glane_self *s, struct glane_call *c, int64_t file, const char *state)
{
	return s->host->db->exec(c, SQL_FILE_STATE, (struct glane_val[]){ glane_int(file), glane_text(glane_cstr(state)) }, 2, NULL);
}

static int begin(struct glane_self *s, struct glane_call *c, void *arg)
{
	return set_state(s, c, ((struct reversal *)arg)->file, "leaving");
}

static int chunk(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct reversal *r = arg;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int64_t records[CHUNK_LINES];
	uint32_t n = 0;
	int rc = db->query(c, SQL_TO_REVERSE, (struct glane_val[]){ glane_int(r->file), glane_int(r->after), glane_int(CHUNK_LINES) }, 3, &rows);
	if (rc < 0)
		return rc;
	int64_t after = r->after;
	while ((rc = db->next(rows)) == 1) {
		records[n++] = db->col(rows, 0).u.i;
		after = db->col(rows, 1).u.i;
	}
	db->close(rows);
	for (uint32_t i = 0; rc == 0 && i < n; i++) /* the rows follow in on_own */
		rc = s->host->inventory->reverse(c, records[i], "import.reversed", NULL);
	r->chunk = n;
	r->last = after;
	return rc;
}

static int end(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct reversal *r = arg;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_KEPT, (struct glane_val[]){ glane_int(r->file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		r->kept = db->col(rows, 0).u.i;
	db->close(rows);
	if (rc >= 0)
		rc = db->exec(c, SQL_LINES_LEAVE, (struct glane_val[]){ glane_int(r->file) }, 1, NULL);
	return rc < 0 ? rc : set_state(s, c, r->file, r->kept ? "done" : "left");
}

static int reverse_file(struct glane_self *s, struct glane_call *c, struct reversal *r)
{
	const struct glane_call_api *call = s->host->call;
	int rc = call->within(c, GLANE_WRITE, begin, r);
	do {
		if (rc == 0)
			rc = call->within(c, GLANE_WRITE, chunk, r);
		r->reversed += rc == 0 ? r->chunk : 0; /* only now is it done: a chunk may run twice */
		r->after = r->last;
	} while (rc == 0 && r->chunk);
	return rc == 0 ? call->within(c, GLANE_WRITE, end, r) : rc;
}

static void say(struct glane_self *s, struct glane_call *c, const struct reversal *r)
{
	struct glane_value *root = s->host->reply->root(c);
	s->host->value->integer(root, "reversed", r->reversed);
	s->host->value->integer(s->host->value->object(root, "done"), "n", r->reversed); /* chooses the plural of the sentence */
	s->host->value->integer(root, "kept", r->kept);
	s->host->value->boolean(root, "has_kept", r->kept != 0);
}

/* --- by the page ------------------------------------------------------------------------------------------- */
static int file_is_there(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct glane_rows *rows;
	int rc = s->host->db->query(c, SQL_FILE, (struct glane_val[]){ glane_int(((struct reversal *)arg)->file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(rows);
	s->host->db->close(rows);
	return rc == 0 ? s->host->call->refuse(c, GLANE_ENOENT, "bad.file", NULL) : rc < 0 ? rc : 0;
}

int post_file_reverse(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct reversal r = { .file = v->as_integer(v->get(s->host->call->inputs(c), "id"), 0) };
	int rc = s->host->call->within(c, GLANE_READ, file_is_there, &r);
	if (rc == 0)
		rc = reverse_file(s, c, &r);
	if (rc < 0)
		return rc;
	say(s, c, &r);
	file_see(s, c, r.file);
	return 0;
}

/* --- by the command line: the same file names what is to be taken back ------------------------------------------- */
struct found {
	struct glane_str sha256;
	int64_t files[FORMAT_COUNT];
	uint32_t count;
};

static int find(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct found *f = arg;
	const struct glane_db_api *db = s->host->db;
	for (int format = 0; format < FORMAT_COUNT; format++) {
		struct glane_rows *rows;
		struct glane_val key[] = { glane_text(f->sha256), glane_text(glane_cstr(format_names[format])) };
		int rc = db->query(c, SQL_FILE_BY_DIGEST, key, 2, &rows);
		if (rc < 0)
			return rc;
		rc = db->next(rows);
		if (rc == 1)
			f->files[f->count++] = db->col(rows, 0).u.i;
		db->close(rows);
		if (rc < 0)
			return rc;
	}
	return f->count ? 0 : s->host->call->refuse(c, GLANE_ENOENT, "bad.never_imported", NULL);
}

int command_reverse(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct found f = { .sha256 = v->as_text(v->get(v->get(s->host->call->inputs(c), "file"), "sha256")) };
	struct reversal all = { 0 };
	int rc = s->host->call->within(c, GLANE_READ, find, &f);
	for (uint32_t i = 0; rc == 0 && i < f.count; i++) {
		struct reversal r = { .file = f.files[i] };
		rc = reverse_file(s, c, &r);
		all.reversed += r.reversed;
		all.kept += r.kept;
	}
	if (rc == 0)
		say(s, c, &all);
	return rc;
}

/* Whoever takes back one of our records, here or elsewhere: the row follows in the same transaction. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	if (!r->reversed)
		return 0;
	return s->host->db->exec(c, SQL_LINE_UNDONE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL);
}
