/* SPDX-License-Identifier: MPL-2.0 */
/* From the queue to the printer: one label after the other, in a thread of each printer's own.
 *
 * look (READ) ──> drawn, without database ──> claim (WRITE, with the bytes) ──> device_print ──> finish (WRITE)
 *                                                                                 └ sending, sent: a WRITE each, from its watch
 *
 * Folders wait for nothing and need no thread: a job serves all of them, by the same steps. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "labels/internal.h"

enum {
	FOLDER_AT_ONCE = 25,       /* labels in a run of the job; then others have the thread */
	FOLDER_AGAIN_MS = 60000,   /* after a full disk and the like */
	STORE_AGAIN_MS = 1000,     /* the outcome could not be written: it is kept until it can */
	ASK_LEAST_MS = 1000,       /* some firmwares mind being asked more often */
	KEPT_MS = 7 * 24 * SPOOL_HOUR_MS, /* bytes of closed labels */
};
static const int ask_again_ms[] = { 1000, 2000, 5000, 10000 }; /* a printer that is away or in trouble */

struct serving {
	struct glane_self *self;
	struct glane_call *call; /* the service's or the job's */
	uint32_t slot;
	int folders;             /* 1: the job */
	struct printer printer;  /* id 0: none to serve */
	struct printer_setup setup;
	struct spool_row row;    /* id 0: none that waits */
	struct label_text text;
	struct payload payload;
	int drawn;               /* the payload is in the database */
	int gone;                /* its code is void */
	int unfit;               /* why it cannot be drawn: a status, 0: it can */
	struct device_result result;
	enum device_end last_end; /* of last_printer */
	int64_t last_printer;
	uint32_t tries; /* in vain, one after the other */
	char dir[2048];
};

static int64_t monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int within(struct serving *s, uint32_t mode, int (*fn)(struct glane_self *, struct glane_call *, void *))
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

/* The printer of this slot as it is in the table, when this thread serves it. */
static int look_at_printer(struct serving *s, struct glane_call *c)
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
	int rc = look_at_printer(s, c);
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
	s->drawn = payload_kept(c, s->row.id, s->row.attempt, drawn_for, &s->payload);
	if (s->drawn)
		return s->drawn < 0 ? s->drawn : GLANE_OK;
	rc = s->row.code[0] ? label_text_find(c, glane_cstr(s->row.code), &s->text) : GLANE_OK;
	s->unfit = rc == GLANE_EINVAL ? rc : 0; /* a sentence that says why; all else passes */
	return rc;
}

static void draw(struct serving *s)
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
	int rc = look_at_printer(s, c);
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
	return rc ? rc : spool_move(c, &r, "claimed", DEVICE_NONE);
}

/* --- the printer's side of it, called by device_print() ---------------------------------------------------------------- */
static int stopped(void *arg)
{
	struct serving *s = arg;
	if (labels_host->call->cancelled(s->call))
		return 1;
	pthread_mutex_lock(&s->self->lock);
	int stop = s->self->stop[s->slot] == s->row.id;
	pthread_mutex_unlock(&s->self->lock);
	return stop;
}

/* From one state under way to the next. */
static int step(struct glane_call *c, struct serving *s, const char *state)
{
	struct spool_row r;
	int rc = spool_get(c, s->row.id, &r);
	return rc == 1 ? spool_move(c, &r, state, DEVICE_NONE) : rc < 0 ? rc : GLANE_EBUG;
}

static int step_sending(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return step(c, arg, "sending");
}

static int step_sent(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return step(c, arg, "sent");
}

static int imminent(void *arg)
{
	return within(arg, GLANE_WRITE, step_sending);
}

static void sent(void *arg)
{
	(void)within(arg, GLANE_WRITE, step_sent); /* else it stays "sending", which says less and nothing wrong */
}

static int tell_printer(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	return printers_tell(self, c, s->slot);
}

/* What people see of this printer; the others look whether they have to stand in. */
static void show(struct serving *s, const struct device_status *status, int64_t job)
{
	struct printer_live live = { .status = *status, .job = job, .known_ms = labels_host->call->now_ms(s->call) };
	/* These say something about one label, not about the next one. */
	if (status->trouble == DEVICE_SILENT || status->trouble == DEVICE_STOPPED || status->trouble == DEVICE_BROKEN)
		live.status.trouble = DEVICE_NONE;
	if (s->folders || !printer_live_set(s->self, s->slot, &live))
		return;
	(void)within(s, GLANE_READ, tell_printer);
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS; slot++)
		if (slot != s->slot)
			labels_host->call->wake(s->call, slot - 1);
}

static void trouble(void *arg, const struct device_status *status)
{
	struct serving *s = arg;
	show(s, status, s->row.id);
}

static void send(struct serving *s)
{
	char file[40];
	struct device_watch w = { .arg = s, .wake_fd = labels_host->call->wake_fd(s->call), .stopped = stopped, .imminent = imminent,
		                  .trouble = trouble, .sent = sent };
	snprintf(file, sizeof(file), "%s-%lld.%s", s->row.code[0] ? s->row.code : "trial", (long long)(s->row.code[0] ? s->row.copy : s->row.id),
	         s->setup.encoder->name);
	s->setup.profile.below = s->dir;
	s->setup.profile.file = file;
	if (s->printer.id != s->last_printer)
		s->last_end = DEVICE_UNKNOWN;
	device_print(&s->setup.profile, NULL, s->last_end, (uint32_t)s->row.id, s->payload.bytes.p, s->payload.bytes.n, &w, &s->result);
	if (s->result.end != DEVICE_WAITS)
		s->last_end = s->result.end;
	s->last_printer = s->printer.id;
	s->tries = s->result.end == DEVICE_WAITS ? s->tries : 0;
}

static int finish(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	enum device_trouble why = s->result.status.trouble;
	struct spool_row r;
	int rc = spool_get(c, s->row.id, &r);
	if (rc != 1)
		return rc < 0 ? rc : GLANE_EBUG;
	if (s->result.end == DEVICE_CONFIRMED)
		return spool_confirm(c, &r);
	if (s->result.end == DEVICE_UNKNOWN)
		return spool_move(c, &r, "unknown", why);
	pthread_mutex_lock(&self->lock);
	int stop = self->stop[s->slot] == r.id;
	pthread_mutex_unlock(&self->lock);
	if (stop)
		return spool_move(c, &r, "cancelled", DEVICE_NONE);
	if (s->folders && why != DEVICE_STOPPED)
		r.after_ms = labels_host->call->now_ms(c) + FOLDER_AGAIN_MS;
	return spool_move(c, &r, "queued", why == DEVICE_STOPPED ? DEVICE_NONE : why);
}

/* Until it is on disk: who stops here leaves a label under way, which the next start asks about. */
static int finish_surely(struct serving *s)
{
	for (;;) {
		int rc = within(s, GLANE_WRITE, finish);
		if (rc == GLANE_OK || s->folders || labels_host->call->cancelled(s->call))
			return rc;
		struct pollfd woken = { .fd = labels_host->call->wake_fd(s->call), .events = POLLIN };
		poll(&woken, 1, STORE_AGAIN_MS);
	}
}

/* 1: a label went a step on, look again; 0: none waits; negative: not now. */
static int serve_one(struct serving *s)
{
	int rc = within(s, GLANE_READ, look);
	if ((rc && !s->unfit) || !s->row.id)
		return rc;
	if (!s->gone && !s->unfit && !s->drawn && s->row.code[0])
		draw(s);
	announce(s);
	rc = s->unfit == GLANE_ENOMEM ? s->unfit : within(s, GLANE_WRITE, claim);
	if (rc == GLANE_OK && s->row.id && !s->gone && !s->unfit) {
		send(s);
		show(s, &s->result.status, 0);
		rc = finish_surely(s);
		if (rc == GLANE_OK && s->result.end == DEVICE_WAITS && s->result.status.trouble == DEVICE_STOPPED)
			rc = GLANE_EBUSY; /* "imminent" could not be written */
	}
	payload_fini(&s->payload);
	s->payload = (struct payload){ 0 };
	return rc ? rc : 1;
}

static int recover(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	(void)self;
	int rc = look_at_printer(s, c);
	return rc || !s->printer.id ? rc : spool_recover(c, s->printer.id);
}

/* --- a printer's service ----------------------------------------------------------------------------------------------- */
/* Asks a printer that was in trouble how it is now. */
static void ask(struct serving *s)
{
	struct device_status status;
	struct device_watch w = { .arg = s, .wake_fd = labels_host->call->wake_fd(s->call), .stopped = stopped };
	int rc = device_ask(&s->setup.profile, NULL, &w, &status);
	if (rc < 0 && !status.trouble)
		status.trouble = rc == -EBUSY ? DEVICE_BUSY : rc == -EACCES ? DEVICE_DENIED : DEVICE_ABSENT;
	s->tries++; /* until a label comes out */
	show(s, &status, 0);
}

static int in_trouble(struct serving *s)
{
	struct printer_live live;
	printer_live(s->self, s->slot, &live);
	return s->printer.id && !s->printer.paused && s->printer.id == s->last_printer && live.status.trouble;
}

/* Sleeps until that moment, or is woken; but not before `soonest_ms`. */
static void rest(struct serving *s, int64_t until_ms, int64_t soonest_ms)
{
	struct pollfd woken = { .fd = labels_host->call->wake_fd(s->call), .events = POLLIN };
	for (;;) {
		int64_t left = until_ms - monotonic_ms();
		if (left <= 0 || poll(&woken, 1, left > 60000 ? 60000 : (int)left) < 0 || !woken.revents)
			return;
		if (labels_host->call->cancelled(s->call) || soonest_ms <= monotonic_ms()) /* empties it */
			return;
		until_ms = soonest_ms < until_ms ? soonest_ms : until_ms;
	}
}

static int serve(struct glane_self *self, struct glane_call *c, uint32_t slot)
{
	enum { STEPS = sizeof(ask_again_ms) / sizeof(ask_again_ms[0]) };
	struct serving s = { .self = self, .call = c, .slot = slot, .last_end = DEVICE_UNKNOWN };
	int rc = within(&s, GLANE_WRITE, recover);
	while (rc == GLANE_OK && !labels_host->call->cancelled(c)) { /* empties wake_fd */
		int did = in_trouble(&s) ? 0 : serve_one(&s);
		int64_t now = monotonic_ms();
		if (in_trouble(&s)) {
			rest(&s, now + ask_again_ms[s.tries < STEPS ? s.tries : STEPS - 1], now + ASK_LEAST_MS);
			if (!labels_host->call->cancelled(c))
				ask(&s);
		} else if (did != 1) {
			rest(&s, did < 0 ? now + STORE_AGAIN_MS : now + SPOOL_HOUR_MS, 0);
		}
	}
	return rc;
}

#define SERVE(n) static int serve_##n(struct glane_self *self, struct glane_call *c) { return serve(self, c, n); }
SERVE(1)
SERVE(2)
SERVE(3)
SERVE(4)
SERVE(5)
SERVE(6)
const struct glane_service serve_services[PRINTER_SLOTS] = {
	{ "printer1", 1000, 0, serve_1 }, { "printer2", 1000, 0, serve_2 }, { "printer3", 1000, 0, serve_3 },
	{ "printer4", 1000, 0, serve_4 }, { "printer5", 1000, 0, serve_5 }, { "printer6", 1000, 0, serve_6 },
};

/* --- folders ------------------------------------------------------------------------------------------------------------ */
static int more(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	(void)arg;
	return labels_host->job->enqueue(c, JOB_FOLDER, NULL, "spool", 0);
}

/* Those that were put off have a run of their own. */
static int later(struct glane_self *self, struct glane_call *c, void *arg)
{
	int64_t at;
	(void)self;
	(void)arg;
	int rc = spool_first_id(c, SQL_SPOOL_LATER, (struct glane_val[]){ glane_int(labels_host->call->now_ms(c)), glane_int(SPOOL_HELD) }, 2, &at);
	return rc || !at ? rc : labels_host->job->enqueue(c, JOB_FOLDER, NULL, "spool-later", at);
}

static int serve_folder(struct serving *s, int *left)
{
	int rc = within(s, GLANE_WRITE, recover), did = 1;
	while (rc == GLANE_OK && s->printer.id && did == 1 && *left && !labels_host->call->cancelled(s->call)) {
		did = serve_one(s);
		*left -= did == 1;
		rc = did < 0 ? did : GLANE_OK;
	}
	return rc;
}

int serve_folders(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	int rc = GLANE_OK, left = FOLDER_AT_ONCE;
	(void)args;
	pthread_mutex_lock(&self->folder);
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS && rc == GLANE_OK; slot++) {
		struct serving s = { .self = self, .call = c, .slot = slot, .folders = 1 };
		rc = serve_folder(&s, &left);
	}
	pthread_mutex_unlock(&self->folder);
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, left ? later : more, NULL);
	return rc;
}

static int drop(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct glane_val before = glane_int(labels_host->call->now_ms(c) - KEPT_MS);
	(void)self;
	return labels_host->db->exec(c, SQL_PAYLOAD_DROP, &before, 1, arg);
}

int serve_forget(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	int64_t dropped = 1;
	int rc = GLANE_OK;
	(void)self;
	(void)args;
	while (rc == GLANE_OK && dropped && !labels_host->call->cancelled(c)) /* some at a time: others write too */
		rc = labels_host->call->within(c, GLANE_WRITE, drop, &dropped);
	return rc;
}

void serve_stop(struct glane_self *self, struct glane_call *c, int64_t job)
{
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS; slot++) {
		pthread_mutex_lock(&self->lock);
		int here = self->live[slot].job == job;
		if (here)
			self->stop[slot] = job;
		pthread_mutex_unlock(&self->lock);
		if (here)
			labels_host->call->wake(c, slot - 1);
	}
}
