/* SPDX-License-Identifier: MPL-2.0 */
/* The states of a label.  Each arrow is a WRITE call that is on disk before anything follows from it.
 *
 *   queued ──> claimed ──> sending ──> sent ──> confirmed
 *    ^  │  ^      │           │  │       │  └──> unknown
 *    │  │  └──────┴───────────┘  └───────┴─────> unknown
 *    │  └> cancelled
 *    └── unknown (a person: it did not come out; another copy)       unknown ──> confirmed (a person: it did)
 *
 * Back to queued from claimed and sending only while the printer has not accepted one byte. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

int spool_first(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_rows **ret)
{
	int rc = labels_host->db->query(c, sql, args, n, ret);
	return rc < 0 ? rc : labels_host->db->next(*ret);
}

int spool_first_id(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	*ret = 0;
	int rc = host_first_int(labels_host, c, sql, args, n, ret);
	return rc < 0 ? rc : GLANE_OK;
}

int spool_get(struct glane_call *c, int64_t id, struct spool_row *ret)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int rc = spool_first(c, SQL_SPOOL_GET, (struct glane_val[]){ glane_int(id) }, 1, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		*ret = (struct spool_row){ .id = db->col(row, 0).u.i, .copy = db->col(row, 1).u.i, .after_ms = db->col(row, 2).u.i,
			                   .wanted = db->col(row, 3).u.i, .printer = db->col(row, 4).u.i, .attempt = db->col(row, 5).u.i };
		column_text(ret->code, sizeof(ret->code), row, 6);
		column_text(ret->media, sizeof(ret->media), row, 7);
		column_text(ret->roll, sizeof(ret->roll), row, 8);
		column_text(ret->state, sizeof(ret->state), row, 9);
		column_text(ret->fault, sizeof(ret->fault), row, 10);
	}
	db->close(row);
	return rc;
}

int spool_under_way(const struct spool_row *r)
{
	return strcmp(r->state, "claimed") == 0 || strcmp(r->state, "sending") == 0 || strcmp(r->state, "sent") == 0;
}

/* --- how people and screens hear of it -------------------------------------------------------------------------------- */
static struct glane_str words_of(struct glane_call *c, struct glane_str state, struct glane_str fault)
{
	char key[32];
	if (fault.n && strcmp(state.p, "queued") == 0)
		return trouble_words(c, fault);
	snprintf(key, sizeof(key), "state.%.*s", (int)state.n, state.p);
	return labels_host->call->tr(c, key, NULL);
}

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
	v->text(into, "printer", db->col(row, 6).u.s);
}

int spool_fill_one(struct glane_call *c, int64_t id, struct glane_value *into)
{
	struct glane_rows *row;
	int rc = spool_first(c, SQL_SPOOL_ONE, (struct glane_val[]){ glane_int(id) }, 1, &row);
	if (rc == 1)
		spool_fill(c, into, row);
	if (rc >= 0)
		labels_host->db->close(row);
	return rc < 0 ? rc : GLANE_OK;
}

int spool_tell(struct glane_call *c, int64_t id)
{
	struct glane_value *v = labels_host->value->make(c);
	int rc = spool_fill_one(c, id, v);
	if (rc == GLANE_OK)
		labels_host->live->publish(c, TOPIC_JOB, v);
	return rc;
}

/* --- arrows ----------------------------------------------------------------------------------------------------------- */
int spool_note(struct glane_call *c, const struct spool_row *r, const char *what)
{
	struct glane_val event[] = { glane_int(r->id), glane_int(labels_host->call->now_ms(c)), glane_text(glane_cstr(what)), glane_int(r->copy),
		                     glane_int(r->printer), glane_text(glane_cstr(r->fault)), glane_int(labels_host->call->person(c)) };
	return labels_host->db->exec(c, SQL_EVENT_ADD, event, sizeof(event) / sizeof(event[0]), NULL);
}

int spool_move(struct glane_call *c, struct spool_row *r, const char *state, enum device_trouble why)
{
	snprintf(r->state, sizeof(r->state), "%s", state);
	snprintf(r->fault, sizeof(r->fault), "%s", device_trouble_names[why]);
	struct glane_val row[] = { glane_int(r->id),       glane_text(glane_cstr(r->state)), glane_text(glane_cstr(r->fault)), glane_int(r->after_ms),
		                   glane_int(r->printer),  glane_int(r->attempt),            glane_text(glane_cstr(r->roll)),  glane_int(r->copy) };
	int rc = labels_host->db->exec(c, SQL_SPOOL_STATE, row, sizeof(row) / sizeof(row[0]), NULL);
	if (rc == GLANE_OK)
		rc = spool_note(c, r, r->state);
	return rc ? rc : spool_tell(c, r->id);
}

int spool_confirm(struct glane_call *c, struct spool_row *r)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *body = v->make(c);
	struct media m;
	int64_t seq;
	int rc = spool_move(c, r, "confirmed", DEVICE_NONE);
	if (rc || !r->code[0])
		return rc;
	media_default(c, &m);
	v->integer(body, "job", r->id);
	v->text(body, "code", glane_cstr(r->code));
	v->text(body, "media", glane_cstr(r->roll[0] ? r->roll : r->media[0] ? r->media : m.id));
	v->integer(body, "copy", r->copy);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "printed", .body = body };
	return labels_host->inventory->append(c, &entry, &seq);
}

int spool_again(struct glane_self *self, struct glane_call *c, struct spool_row *r)
{
	int rc = spool_first_id(c, SQL_SPOOL_COPY, (struct glane_val[]){ glane_text(glane_cstr(r->code)) }, 1, &r->copy);
	r->after_ms = 0;
	r->roll[0] = 0; /* it is drawn anew: with the number of the copy */
	if (rc == GLANE_OK)
		rc = spool_move(c, r, "queued", DEVICE_NONE);
	return rc ? rc : spool_wake(self, c, r->wanted, glane_cstr(r->media));
}

int spool_recover(struct glane_call *c, int64_t printer)
{
	for (;;) {
		struct spool_row r;
		int64_t id;
		int rc = spool_first_id(c, SQL_SPOOL_INTERRUPTED, (struct glane_val[]){ glane_int(printer) }, 1, &id);
		if (rc || !id)
			return rc;
		rc = spool_get(c, id, &r);
		if (rc == 1)
			rc = strcmp(r.state, "claimed") == 0 ? spool_move(c, &r, "queued", DEVICE_NONE) : spool_move(c, &r, "unknown", DEVICE_STOPPED);
		if (rc < 0)
			return rc;
	}
}

/* --- who looks -------------------------------------------------------------------------------------------------------- */
static int wake_folders(struct glane_call *c)
{
	return labels_host->job->enqueue(c, JOB_FOLDER, NULL, "spool", 0);
}

int spool_wake(struct glane_self *self, struct glane_call *c, int64_t wanted, struct glane_str media)
{
	struct printers all;
	int rc = printers_all(c, &all);
	const struct printer *p = rc ? NULL : printers_choose(self, &all, wanted, media);
	if (p && printer_is_folder(p))
		return wake_folders(c);
	if (p)
		labels_host->call->wake(c, p->slot - 1);
	return rc;
}

int spool_go_on(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS; slot++)
		labels_host->call->wake(c, slot - 1);
	return wake_folders(c);
}

int spool_start(struct glane_self *self, struct glane_call *c)
{
	int rc = spool_recover(c, 0);
	return rc ? rc : spool_go_on(self, c);
}
