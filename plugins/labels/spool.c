/* SPDX-License-Identifier: MPL-2.0 */
/* The spool: who wants which label, and what people say of one.  Its states are in spool_state.c, printing is in serve.c.
 *
 * A label is wanted by a record (items.created with `label`), in the transaction in which its cursor moves, so exactly
 * once; or by a person.  The record never waits for a printer. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

enum {
	STALE_MS = 24 * SPOOL_HOUR_MS, /* what was wanted before nobody waits for any more */
	OFTEN_MS = 60 * 1000,          /* so many wishes for labels of one object in so long a time are a key that sticks */
	OFTEN = 5,
	GIVE_UP_TRIES = 250,
	GIVE_UP_MS = 20,
};

/* --- wishes ----------------------------------------------------------------------------------- */
struct wish {
	struct glane_str code, media;
	int64_t wanted, person, nth;
};

static int add(struct glane_call *c, const struct wish *w, int64_t *ret_id)
{
	const struct glane_db_api *db = labels_host->db;
	struct spool_row r = { .wanted = w->wanted };
	int rc = spool_first_id(c, SQL_SPOOL_COPY, (struct glane_val[]){ glane_text(w->code) }, 1, &r.copy);
	struct glane_val args[] = { glane_text(w->code),   glane_text(w->media), glane_int(r.copy), glane_int(w->nth),
		                    glane_int(w->wanted), glane_int(w->person), glane_int(labels_host->call->now_ms(c)) };
	if (rc == GLANE_OK)
		rc = db->exec(c, SQL_SPOOL_ADD, args, sizeof(args) / sizeof(args[0]), NULL);
	r.id = *ret_id = db->last_id(c);
	return rc ? rc : spool_move(c, &r, "queued", DEVICE_NONE);
}

int spool_add_drawn(struct glane_self *self, struct glane_call *c, int64_t printer, const struct payload *p, int64_t *ret_id)
{
	struct wish w = { .code = glane_cstr(""), .media = glane_cstr(""), .wanted = printer, .person = labels_host->call->person(c), .nth = 1 };
	int rc = add(c, &w, ret_id);
	if (rc == GLANE_OK)
		rc = payload_keep(c, *ret_id, 0, p);
	return rc ? rc : spool_wake(self, c, printer, w.media);
}

int spool_cancel_all(struct glane_call *c, uint32_t sql, struct glane_val of)
{
	for (;;) {
		struct spool_row r;
		int64_t id;
		int rc = spool_first_id(c, sql, &of, 1, &id);
		if (rc || !id)
			return rc;
		rc = spool_get(c, id, &r);
		if (rc == 1)
			rc = spool_move(c, &r, "cancelled", DEVICE_NONE);
		if (rc < 0)
			return rc;
	}
}

/* AFTER items.created: also of years before this plugin was there, and of what was undone again. */
int spool_created(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *v = labels_host->value;
	struct wish w = { .code = v->as_text(v->get(r->body, "code")), .media = glane_cstr(""), .person = r->person, .nth = 1 };
	int64_t id;
	if (!w.code.n)
		return GLANE_OK;
	if (r->reversed)
		return spool_cancel_all(c, SQL_SPOOL_WAITING, glane_text(w.code));
	if (!v->as_integer(v->get(r->body, "label"), 0) || r->at_ms < labels_host->call->now_ms(c) - STALE_MS)
		return GLANE_OK;
	int rc = add(c, &w, &id);
	return rc ? rc : spool_wake(self, c, 0, w.media);
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

/* There is a printer for it, and the label can be drawn for that one. */
static int check_printable(struct glane_self *self, struct glane_call *c, const struct wish *w, struct label_text *text)
{
	const struct glane_call_api *call = labels_host->call;
	struct printers all;
	struct printer_setup s;
	struct label_layout l;
	int rc = printers_all(c, &all);
	const struct printer *p = rc ? NULL : printers_choose(self, &all, w->wanted, w->media);
	if (rc)
		return rc;
	if (p && printer_is_office(p))
		return call->refuse_input(c, "printer", "printer_office", NULL);
	if (!p && w->wanted)
		return call->refuse_input(c, "printer", "printer_gone", NULL);
	if (!p && w->media.n && all.count)
		return call->refuse_input(c, "media", "printer_no_roll", NULL);
	if (!p)
		return call->refuse(c, GLANE_ECONFLICT, "printer_none", NULL);
	rc = picture_refuse_area(c, printer_setup(c, p, w->media, &s));
	if (rc == GLANE_OK)
		rc = label_text_dress(c, text, s.media.id, glane_cstr(""));
	struct label_fields f = label_text_fields(text);
	return rc ? rc : picture_refuse(c, label_plan_area(&s.area, &f, &l));
}

static int check_often(struct glane_call *c, struct glane_str code)
{
	int64_t n, since = labels_host->call->now_ms(c) - OFTEN_MS;
	int rc = spool_first_id(c, SQL_SPOOL_MANY, (struct glane_val[]){ glane_text(code), glane_int(since) }, 2, &n);
	return rc ? rc : n >= OFTEN ? labels_host->call->refuse(c, GLANE_ELIMIT, "print_often", NULL) : GLANE_OK;
}

int spool_retry(struct glane_self *self, struct glane_call *c, struct spool_row *r)
{
	r->after_ms = 0;
	int rc = spool_move(c, r, "queued", DEVICE_NONE);
	return rc ? rc : spool_wake(self, c, r->wanted, glane_cstr(r->media));
}

/* The one that waits already, which is tried again at once. */
static int same_wish(struct glane_self *self, struct glane_call *c, const struct wish *w, int64_t *ret_id)
{
	struct spool_row r;
	int rc = spool_first_id(c, SQL_SPOOL_NEWEST, (struct glane_val[]){ glane_text(w->code), glane_text(w->media), glane_int(w->wanted) }, 3, ret_id);
	if (rc || !*ret_id)
		return rc;
	rc = spool_get(c, *ret_id, &r);
	return rc < 0 ? rc : rc && r.after_ms ? spool_retry(self, c, &r) : GLANE_OK;
}

static int add_copies(struct glane_self *self, struct glane_call *c, struct wish *w, int64_t copies, int64_t *ret_id)
{
	int rc = check_often(c, w->code);
	int64_t id;
	for (w->nth = 1; rc == GLANE_OK && w->nth <= copies; w->nth++) {
		rc = add(c, w, &id);
		if (w->nth == 1)
			*ret_id = id;
	}
	return rc ? rc : spool_wake(self, c, w->wanted, w->media);
}

/* POST /print.  While a label of this code waits, it is that one. */
int spool_print(struct glane_self *self, struct glane_call *c)
{
	struct glane_value *root = labels_host->reply->root(c);
	struct wish w = { .media = in_text(c, "media"), .wanted = in_int(c, "printer", 0), .person = labels_host->call->person(c) };
	struct label_text text;
	struct media m;
	int64_t id = 0;
	int rc = picture_media(c, &m); /* refuses what is no size at all */
	if (rc == GLANE_OK)
		rc = label_text_find(c, in_text(c, "code"), &text);
	if (rc)
		return rc;
	w.code = glane_cstr(text.code);
	rc = check_printable(self, c, &w, &text);
	if (rc == GLANE_OK)
		rc = same_wish(self, c, &w, &id);
	if (rc == GLANE_OK && !id)
		rc = add_copies(self, c, &w, in_int(c, "copies", 1), &id);
	if (rc == GLANE_OK)
		rc = spool_fill_one(c, id, root);
	if (rc == GLANE_OK)
		rc = record_wish(c, root);
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr("/p/labels/"));
	return rc;
}

/* --- what people say --------------------------------------------------------------------------- */
/* To the page that the form was on. */
static void back(struct glane_call *c, int64_t trial_of)
{
	char path[60];
	snprintf(path, sizeof(path), trial_of ? "/p/labels/printers/%lld" : in_text(c, "to").n ? "/p/labels/printers" : "/p/labels/", (long long)trial_of);
	labels_host->reply->see_other(c, glane_cstr(path));
}

/* The label that somebody is asked about: nobody knows; or it is under way and its printer stands still, who waits for it knows
 * sooner than we do. */
static int asked_about(struct glane_self *self, struct glane_call *c, struct spool_row *r)
{
	int rc = spool_get(c, in_int(c, "job", 0), r);
	if (rc < 0)
		return rc;
	int waits = rc == 1 && strcmp(r->state, "claimed") != 0 && spool_under_way(r) && printer_live_still(self, r->id);
	if (rc == 0 || (!waits && strcmp(r->state, "unknown") != 0))
		return labels_host->call->refuse(c, GLANE_ECONFLICT, "answered", NULL);
	if (waits) /* were the answer lost with its commit, the label would be unknown and asked about: nothing wrong */
		serve_stop(self, c, r->id);
	return GLANE_OK;
}

/* POST /answer: a person looked whether an unknown one came out.  If not, or if it is spoilt, what is printed now is another
 * copy: a bad one may lie about.  A scan is proof of the first one only: of what was printed again, any copy may be read. */
int spool_answer(struct glane_self *self, struct glane_call *c)
{
	struct spool_row r;
	int spoilt = in_int(c, "spoilt", 0) != 0, scanned = in_int(c, "scanned", 0) != 0, out = scanned ? 1 : (int)in_int(c, "out", -1), rc;
	if (out < 0 && !spoilt)
		return labels_host->call->refuse_input(c, "out", "answer_missing", NULL);
	rc = asked_about(self, c, &r);
	if (rc == GLANE_OK && scanned && r.copy > 1)
		rc = labels_host->call->refuse(c, GLANE_ECONFLICT, "answer_copy", NULL);
	if (rc == GLANE_OK && (spoilt || scanned))
		rc = spool_note(c, &r, spoilt ? "spoilt" : "scanned");
	if (rc)
		return rc;
	rc = out > 0 && !spoilt ? spool_confirm(c, &r) : r.code[0] ? spool_again(self, c, &r) : spool_move(c, &r, "cancelled", DEVICE_NONE);
	back(c, r.code[0] ? 0 : r.wanted);
	return rc ? rc : spool_fill_one(c, r.id, labels_host->reply->root(c));
}

static int cancel_row(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct spool_row *r = arg;
	(void)self;
	int rc = spool_get(c, r->id, r);
	if (rc == 0)
		return labels_host->call->refuse(c, GLANE_ENOENT, "job_gone", NULL);
	if (rc == 1 && strcmp(r->state, "queued") == 0)
		return spool_move(c, r, "cancelled", DEVICE_NONE);
	if (rc == 1 && (strcmp(r->state, "confirmed") == 0 || strcmp(r->state, "cancelled") == 0 || strcmp(r->state, "unknown") == 0))
		return labels_host->call->refuse(c, GLANE_ECONFLICT, r->state[0] == 'u' ? "cancel_unknown" : "cancel_late", NULL);
	return rc < 0 ? rc : GLANE_OK;
}

int spool_give_up(struct glane_self *self, struct glane_call *c, struct spool_row *r)
{
	int rc = labels_host->call->within(c, GLANE_WRITE, cancel_row, r);
	/* A printer that is done with it just now does not hear of this any more, and is about to say where the label stands. */
	for (int i = 0; i < GIVE_UP_TRIES && rc == GLANE_OK && spool_under_way(r) && !serve_stop(self, c, r->id); i++) {
		poll(NULL, 0, GIVE_UP_MS);
		rc = labels_host->call->within(c, GLANE_WRITE, cancel_row, r);
	}
	return rc;
}

/* POST /cancel */
int spool_cancel(struct glane_self *self, struct glane_call *c)
{
	struct spool_row r = { .id = in_int(c, "job", 0) };
	int rc = spool_give_up(self, c, &r);
	labels_host->value->integer(labels_host->reply->root(c), "job", r.id);
	labels_host->value->text(labels_host->reply->root(c), "state", glane_cstr(r.state));
	back(c, 0);
	return rc;
}
