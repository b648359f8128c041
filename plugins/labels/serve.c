/* SPDX-License-Identifier: MPL-2.0 */
/* One label:
 *
 * look (READ) ──> drawn, without database ──> claim (WRITE, with the bytes) ──> device_print ──> finish (WRITE)
 *                                                                                 └ sending, sent: a WRITE each, from its watch */
#include "labels/serve.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

enum {
	FOLDER_AGAIN_MS = 60000, /* after a full disk and the like */
	STORE_AGAIN_MS = 1000,   /* the outcome could not be written: it is kept until it can */
};

int serve_within(struct serving *s, uint32_t mode, int (*fn)(struct glane_self *, struct glane_call *, void *))
{
	return labels_host->call->within(s->call, mode, fn, s);
}

/* --- which label ------------------------------------------------------------------------------------------------------ */
/* The oldest that goes to this printer now; 0: none. */
static int next_id(struct serving *s, struct glane_call *c, int64_t *ret)
{
	const struct printer *p = &s->printer;
	struct printers all;
	int rc = printers_all(c, &all);
	if (rc)
		return rc;
	const struct printer *any = printers_choose(s->self, &all, 0, glane_cstr("")), *roll = any;
	if (p->media[0])
		roll = printers_choose(s->self, &all, 0, glane_cstr(p->media));
	/* Only folders put a label off; others ask the printer how it is. */
	struct glane_val args[] = { glane_int(p->id), glane_int(s->folders ? labels_host->call->now_ms(c) : SPOOL_HELD - 1), glane_text(glane_cstr(p->media)),
		                    glane_int(any && any->id == p->id), glane_int(roll && roll->id == p->id) };
	return spool_first_id(c, SQL_SPOOL_NEXT, args, sizeof(args) / sizeof(args[0]), ret);
}

static int is_gone(struct glane_call *c, const char *code, int *ret)
{
	struct glane_str folded;
	int64_t item;
	int rc = code[0] ? labels_host->inventory->code_find(c, glane_cstr(code), &folded, &item) : GLANE_OK;
	*ret = rc == GLANE_EGONE || rc == GLANE_ENOENT;
	return *ret ? GLANE_OK : rc;
}

int serve_look_at_printer(struct serving *s, struct glane_call *c)
{
	int rc = printers_in_slot(c, s->slot, &s->printer);
	if (rc != 1 || printer_is_folder(&s->printer) != s->folders)
		s->printer.id = 0;
	return rc < 0 ? rc : GLANE_OK;
}

static int look(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	char drawn_for[300];
	int64_t id = 0;
	(void)self;
	s->row.id = 0;
	s->gone = s->unfit = s->drawn = 0;
	int rc = serve_look_at_printer(s, c);
	if (rc == GLANE_OK && s->printer.id && !s->printer.paused)
		rc = next_id(s, c, &id);
	if (rc || !id)
		return rc;
	rc = spool_get(c, id, &s->row);
	if (rc == 1)
		rc = is_gone(c, s->row.code, &s->gone);
	if (rc || s->gone)
		return rc;
	s->unfit = printer_setup(c, &s->printer, glane_cstr(s->row.media), &s->setup);
	if (s->unfit)
		return GLANE_OK;
	struct glane_str dir = labels_host->call->setting(c, "site.data_dir");
	snprintf(s->dir, sizeof(s->dir), "%.*s", (int)dir.n, dir.p);
	printer_drawn_for(&s->printer, &s->setup, drawn_for);
	if (s->row.roll[0] || !s->row.code[0])
		s->drawn = payload_kept(c, s->row.id, s->row.attempt, drawn_for, &s->payload);
	if (s->drawn)
		return s->drawn < 0 ? s->drawn : GLANE_OK;
	rc = s->row.code[0] ? label_text_find(c, glane_cstr(s->row.code), &s->text) : GLANE_OK;
	if (rc == GLANE_OK && s->row.code[0])
		rc = label_text_dress(c, &s->text, s->setup.media.id, glane_cstr(""));
	s->unfit = rc == GLANE_EINVAL ? rc : 0; /* a sentence that says why; all else passes */
	return rc;
}

void serve_draw(struct serving *s)
{
	struct label_fields f = label_text_fields(&s->text);
	f.copy = (uint32_t)s->row.copy;
	s->unfit = payload_draw(s->self->painter, &s->printer, &s->setup, &f, &s->payload);
	if (s->unfit)
		labels_host->call->log(s->self, GLANE_LOG_WARNING, "the label of %s could not be drawn for %s: %d", s->row.code, s->printer.name, s->unfit);
}

/* Still as it was when it was drawn: the row, the printer, and that it goes there. */
static int is_same(struct serving *s, struct glane_call *c, int *ret)
{
	struct printer_setup setup;
	char drawn_for[300];
	int64_t id = 0;
	*ret = 0;
	int rc = serve_look_at_printer(s, c);
	if (rc == GLANE_OK && s->printer.id && !s->printer.paused)
		rc = next_id(s, c, &id);
	if (rc || id != s->row.id || s->gone)
		return rc;
	if (printer_setup(c, &s->printer, glane_cstr(s->row.media), &setup)) {
		*ret = s->unfit != 0;
		return GLANE_OK;
	}
	printer_drawn_for(&s->printer, &setup, drawn_for);
	*ret = s->unfit || strcmp(drawn_for, s->payload.drawn_for) == 0;
	return GLANE_OK;
}

/* From here on it can be given up. */
static void announce(struct serving *s)
{
	pthread_mutex_lock(&s->self->lock);
	s->self->live[s->slot].job = s->row.id;
	s->self->stop[s->slot] = 0;
	pthread_mutex_unlock(&s->self->lock);
}

static int claim(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	struct spool_row r = s->row; /* the call may be run again */
	int same, gone;
	(void)self;
	int rc = is_gone(c, r.code, &gone);
	if (rc == GLANE_OK)
		rc = is_same(s, c, &same);
	if (rc)
		return rc;
	s->gone = gone || (!s->row.code[0] && !s->drawn); /* a trial of a printer that is another one now */
	if (s->gone)
		return spool_move(c, &r, "cancelled", DEVICE_NONE);
	if (!same) {
		s->row.id = 0;
		return GLANE_OK;
	}
	r.printer = s->printer.id;
	if (s->unfit) {
		r.after_ms = SPOOL_HELD;
		return spool_move(c, &r, "queued", DEVICE_BROKEN);
	}
	memcpy(r.roll, s->setup.media.id, sizeof(r.roll));
	if (!s->drawn) {
		r.attempt++;
		rc = payload_keep(c, r.id, r.attempt, &s->payload);
	}
	s->attempt = r.attempt;
	return rc ? rc : spool_move(c, &r, "claimed", DEVICE_NONE);
}

/* --- the printer's side of it, called by device_print() ---------------------------------------------------------------- */
/* Somebody cancelled this label, or said what became of it. */
static int given_up(const struct serving *s)
{
	pthread_mutex_lock(&s->self->lock);
	int stop = s->self->stop[s->slot] == s->row.id;
	pthread_mutex_unlock(&s->self->lock);
	return stop;
}

int serve_stopped(void *arg)
{
	struct serving *s = arg;
	return labels_host->call->cancelled(s->call) || given_up(s);
}

/* The row as it is now.  1: still under way with this printer; 0: a person has said meanwhile what became of it. */
static int is_ours(struct glane_call *c, const struct serving *s, struct spool_row *ret)
{
	int rc = spool_get(c, s->row.id, ret);
	return rc == 1 ? spool_under_way(ret) && ret->printer == s->printer.id && ret->attempt == s->attempt : rc < 0 ? rc : GLANE_EBUG;
}

static int step_sending(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct spool_row r;
	(void)self;
	int rc = is_ours(c, arg, &r);
	return rc == 1 ? spool_move(c, &r, "sending", DEVICE_NONE) : rc < 0 ? rc : GLANE_EBUSY;
}

static int step_sent(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct spool_row r;
	(void)self;
	int rc = is_ours(c, arg, &r);
	return rc == 1 ? spool_move(c, &r, "sent", DEVICE_NONE) : rc;
}

static int imminent(void *arg)
{
	return serve_within(arg, GLANE_WRITE, step_sending);
}

static void sent(void *arg)
{
	(void)serve_within(arg, GLANE_WRITE, step_sent); /* else it stays "sending", which says less and nothing wrong */
}

static int tell_printer(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	return printers_tell(self, c, s->slot);
}

void serve_show(struct serving *s, const struct device_status *status, int64_t job)
{
	struct printer_live live = { .status = *status, .job = job, .known_ms = labels_host->call->now_ms(s->call) }, before;
	/* These say something about one label, not about the next one; a printer that went away for good is missed then.  One that
	 * stood still meanwhile is not well by that: it is asked. */
	if (status->trouble == DEVICE_SILENT || status->trouble == DEVICE_STOPPED || status->trouble == DEVICE_CUT || status->trouble == DEVICE_BROKEN) {
		printer_live(s->self, s->slot, &before);
		live.status.trouble = before.status.trouble;
	}
	if (s->folders || !printer_live_set(s->self, s->slot, &live))
		return;
	(void)serve_within(s, GLANE_READ, tell_printer);
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS; slot++)
		if (slot != s->slot)
			labels_host->call->wake(s->call, slot - 1);
}

static void trouble(void *arg, const struct device_status *status)
{
	struct serving *s = arg;
	serve_show(s, status, s->row.id);
}

static void who(const struct serving *s, char out[PORT_TEXT_MAX + 20])
{
	snprintf(out, PORT_TEXT_MAX + 20, "%s %s", s->printer.language, s->printer.port);
}

void serve_recall(struct serving *s)
{
	char name[PORT_TEXT_MAX + 20];
	who(s, name);
	s->setup.profile.answers = s->setup.profile.asks && strcmp(name, s->answers) == 0;
}

void serve_learn(struct serving *s, const struct device_status *status)
{
	if (status->answered)
		who(s, s->answers);
}

static void send(struct serving *s)
{
	char file[40];
	struct device_watch w = { .arg = s, .wake_fd = labels_host->call->wake_fd(s->call), .stopped = serve_stopped, .imminent = imminent,
		                  .trouble = trouble, .sent = sent };
	snprintf(file, sizeof(file), "%s-%lld.%s", s->row.code[0] ? s->row.code : "trial", (long long)(s->row.code[0] ? s->row.copy : s->row.id),
	         s->setup.encoder->name);
	s->setup.profile.below = s->dir;
	s->setup.profile.file = file;
	if (s->printer.id != s->last_printer)
		s->last_end = DEVICE_UNKNOWN;
	serve_recall(s);
	device_print(&s->setup.profile, NULL, s->last_end, (uint32_t)s->row.id, s->payload.bytes.p, s->payload.bytes.n, &w, &s->result);
	if (s->result.end != DEVICE_WAITS)
		s->last_end = s->result.end;
	s->last_printer = s->printer.id;
	serve_learn(s, &s->result.status);
	s->tries = s->result.end == DEVICE_WAITS ? s->tries : 0;
}

static int finish(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	(void)self;
	enum device_trouble why = s->result.status.trouble;
	struct spool_row r;
	int rc = is_ours(c, s, &r);
	if (rc != 1)
		return rc;
	if (s->result.end == DEVICE_CONFIRMED)
		return spool_confirm(c, &r);
	if (s->result.end == DEVICE_UNKNOWN)
		return spool_move(c, &r, "unknown", why);
	if (given_up(s))
		return spool_move(c, &r, "cancelled", DEVICE_NONE);
	if (s->folders && why != DEVICE_STOPPED)
		r.after_ms = labels_host->call->now_ms(c) + FOLDER_AGAIN_MS;
	return spool_move(c, &r, "queued", why == DEVICE_STOPPED ? DEVICE_NONE : why);
}

/* Until it is on disk: who stops here leaves a label under way, which the next start asks about. */
static int finish_surely(struct serving *s)
{
	for (int said = 0;; said = 1) {
		int rc = serve_within(s, GLANE_WRITE, finish);
		if (rc == GLANE_OK || s->folders || labels_host->call->cancelled(s->call))
			return rc;
		if (!said)
			labels_host->call->log(s->self, GLANE_LOG_WARNING, "printer %s: what became of a label could not be kept: %d", s->printer.name, rc);
		struct pollfd woken = { .fd = labels_host->call->wake_fd(s->call), .events = POLLIN };
		poll(&woken, 1, STORE_AGAIN_MS);
	}
}

int serve_one(struct serving *s)
{
	int rc = serve_within(s, GLANE_READ, look);
	if ((rc && !s->unfit) || !s->row.id)
		return rc;
	if (!s->gone && !s->unfit && !s->drawn && s->row.code[0])
		serve_draw(s);
	announce(s);
	rc = s->unfit == GLANE_ENOMEM ? s->unfit : serve_within(s, GLANE_WRITE, claim);
	if (rc == GLANE_OK && s->row.id && !s->gone && !s->unfit) {
		send(s);
		serve_show(s, &s->result.status, 0);
		rc = finish_surely(s);
		if (rc == GLANE_OK && s->result.end == DEVICE_WAITS && s->result.status.trouble == DEVICE_STOPPED && !given_up(s))
			rc = GLANE_EBUSY; /* "imminent" could not be written */
	}
	payload_fini(&s->payload);
	s->payload = (struct payload){ 0 };
	return rc ? rc : 1;
}
