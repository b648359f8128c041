/* SPDX-License-Identifier: MPL-2.0 */
/* A thread for each printer, which sleeps, prints what waits, and asks a printer in trouble how it is.  Folders wait for nothing
 * and need no thread: a job serves all of them, by the same steps. */
#include <errno.h>
#include <poll.h>

#include "labels/serve.h"

enum {
	FOLDER_AT_ONCE = 25,   /* labels in a run of the job; then others have the thread */
	LOOK_AGAIN_MS = 1000,  /* the database had no time */
	ASK_LEAST_MS = 1000,   /* some firmwares mind being asked more often */
	KEPT_MS = 7 * 24 * SPOOL_HOUR_MS, /* bytes of closed labels */
};
static const int ask_again_ms[] = { 1000, 2000, 5000, 10000 }; /* a printer that is away or in trouble */

static int recover(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	(void)self;
	int rc = serve_look_at_printer(s, c);
	return rc || !s->printer.id ? rc : spool_recover(c, s->printer.id);
}

/* --- a printer's service ----------------------------------------------------------------------------------------------- */
/* Somebody may have put its address or its roll right meanwhile, or let it rest. */
static int as_it_is_now(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	(void)self;
	int rc = serve_look_at_printer(s, c);
	return rc || !s->printer.id ? rc : printer_setup(c, &s->printer, glane_cstr(""), &s->setup);
}

/* Asks a printer that was in trouble how it is now. */
static void ask(struct serving *s)
{
	struct device_status status;
	if (serve_within(s, GLANE_READ, as_it_is_now) || !s->printer.id || s->printer.paused)
		return;
	struct device_watch w = { .arg = s, .wake_fd = labels_host->call->wake_fd(s->call), .stopped = serve_stopped };
	serve_recall(s);
	int rc = device_ask(&s->setup.profile, NULL, &w, &status);
	serve_learn(s, &status);
	if (rc < 0 && !status.trouble)
		status.trouble = rc == -EBUSY ? DEVICE_BUSY : rc == -EACCES ? DEVICE_DENIED : DEVICE_ABSENT;
	if (status.trouble == DEVICE_BUSY && s->last_end == DEVICE_UNKNOWN) /* with what is left of a label that was cut: the next one begins by clearing it */
		status.trouble = DEVICE_NONE;
	s->tries++; /* until a label comes out */
	serve_show(s, &status, 0);
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
		int64_t left = until_ms - port_now_ms();
		if (left <= 0 || poll(&woken, 1, left > 60000 ? 60000 : (int)left) < 0 || !woken.revents)
			return;
		if (labels_host->call->cancelled(s->call) || soonest_ms <= port_now_ms()) /* empties it */
			return;
		until_ms = soonest_ms < until_ms ? soonest_ms : until_ms;
	}
}

static int read_sample(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct serving *s = arg;
	(void)self;
	label_text_sample(c, &s->text);
	s->unfit = printer_setup(c, &s->printer, glane_cstr(""), &s->setup);
	return GLANE_OK;
}

/* The first label loads the libraries that draw: not while somebody waits for it. */
static void warm(struct serving *s)
{
	if (serve_within(s, GLANE_READ, read_sample) == GLANE_OK && !s->unfit)
		serve_draw(s);
	payload_fini(&s->payload);
	s->payload = (struct payload){ 0 };
}

static int serve(struct glane_self *self, struct glane_call *c, uint32_t slot)
{
	enum { STEPS = sizeof(ask_again_ms) / sizeof(ask_again_ms[0]) };
	struct serving s = { .self = self, .call = c, .slot = slot, .last_end = DEVICE_UNKNOWN };
	int rc = serve_within(&s, GLANE_WRITE, recover), said = 0;
	if (rc == GLANE_OK && s.printer.id)
		warm(&s);
	while (rc == GLANE_OK && !labels_host->call->cancelled(c)) { /* empties wake_fd */
		int did = in_trouble(&s) ? 0 : serve_one(&s);
		int64_t now = port_now_ms();
		if (did < 0 && did != said)
			labels_host->call->log(self, GLANE_LOG_WARNING, "printer %s: the next label waits, its state could not be kept: %d", s.printer.name, did);
		said = did < 0 ? did : 0;
		if (in_trouble(&s)) {
			rest(&s, now + ask_again_ms[s.tries < STEPS ? s.tries : STEPS - 1], now + ASK_LEAST_MS);
			if (!labels_host->call->cancelled(c))
				ask(&s);
		} else if (did != 1) {
			rest(&s, did < 0 ? now + LOOK_AGAIN_MS : now + SPOOL_HOUR_MS, 0);
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
	int rc = serve_within(s, GLANE_WRITE, recover), did = 1;
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

int serve_stop(struct glane_self *self, struct glane_call *c, int64_t job)
{
	int found = 0;
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS; slot++) {
		pthread_mutex_lock(&self->lock);
		int here = self->live[slot].job == job;
		if (here)
			self->stop[slot] = job;
		pthread_mutex_unlock(&self->lock);
		if (here)
			labels_host->call->wake(c, slot - 1);
		found |= here;
	}
	return found;
}
