/* SPDX-License-Identifier: MPL-2.0 */
/* A service for each slot: its thread sleeps in poll(2) on the scale and on its wake, reads what comes, and tells screens what
 * has changed.  Whatever wakes it has changed a row: it looks at its own again. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "scale/internal.h"

enum {             /* how often a screen is told */
	CHANGED_MS = 150,  /* at most, while the weight changes */
	TALKING_MS = 500,  /* at least, with a weight: what is older than 1.5 s is shown in grey */
	SILENT_MS = 1500,  /* at least, without: a screen that comes later has to know that there is a scale */
	ASKED_MS = 120000, /* so long ago a person may have asked to find out how it talks */
};

struct slot {
	int n; /* 0 to SLOTS - 1 */
	int found;
	struct device device;
	struct reader reader;
	struct pattern *own;
	int reads; /* `reader` is set up for `device` */
	struct live told; /* to screens, at told_ms */
	int64_t told_ms;
	const char *protocol; /* what a probe found, "": nothing */
	char port[PORT_TEXT_MAX];
};

/* --- calls of its own -------------------------------------------------------------------------------------------------- */
static int look(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct slot *s = arg;
	(void)self;
	s->found = device_in_slot(c, s->n + 1, &s->device);
	return s->found < 0 ? s->found : GLANE_OK;
}

static int tell(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct slot *s = arg;
	struct glane_value *v = scale_host->value->make(c);
	(void)self;
	live_say(v, &s->device, &s->told, port_now_ms());
	scale_host->live->publish(c, TOPIC_READING, v);
	return GLANE_OK;
}

static int found(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct slot *s = arg;
	(void)self;
	return device_found(c, &s->device, s->protocol, s->port);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */
static void end_reading(struct slot *s)
{
	if (s->reads)
		reader_fini(&s->reader);
	pattern_free(s->own);
	s->own = NULL;
	s->reads = 0;
}

/* Sets up a reader for the row; without one when the row cannot be read. */
static void begin_reading(struct slot *s)
{
	const struct device *d = &s->device;
	const struct protocol *p = protocol_find(d->protocol);
	const struct pattern_setup own = { d->regex, d->unit, d->ask, d->ends, (uint32_t)d->ask_ms };
	const char *why;
	struct reader_setup setup = {
		.protocol = p, .open = port_open, .rule = { .interval_mg = (uint32_t)(d->interval_grams * 1000), .least_mg = d->least_grams * 1000 },
	};
	end_reading(s);
	if (!p || port_parse(d->port, &setup.address) < 0)
		return;
	if (d->regex[0])
		setup.own = s->own = pattern_new(&own, &why);
	if (d->regex[0] && !s->own)
		return;
	reader_init(&s->reader, &setup);
	s->reads = 1;
}

static int worth_telling(const struct live *was, const struct live *l)
{
	return was->reading.state != l->reading.state || was->reading.grams != l->reading.grams || was->reading.stable != l->reading.stable ||
	       was->reading.quiet != l->reading.quiet || was->view.offers != l->view.offers || was->taken != l->taken;
}

/* Tells what there is to tell; returns when there is the next, in ms from now. */
static int tell_news(struct glane_self *self, struct glane_call *c, struct slot *s, int64_t now_ms, int64_t *ret_wait_ms)
{
	struct live l = live_of(self, &s->device);
	int lost = l.reading.state != s->told.reading.state; /* at once, however often: it was unplugged, or came back */
	int64_t every = l.view.state == READER_TALKS ? TALKING_MS : SILENT_MS;
	int64_t due = lost ? now_ms : s->told_ms + (worth_telling(&s->told, &l) ? CHANGED_MS : every);
	*ret_wait_ms = due - now_ms;
	if (due > now_ms && s->told.device == s->device.id)
		return GLANE_OK;
	s->told = l;
	s->told_ms = now_ms;
	*ret_wait_ms = every;
	return scale_host->call->within(c, GLANE_READ, tell, s);
}

/* Until something wakes it. */
static int read_on(struct glane_self *self, struct glane_call *c, struct slot *s, int wake_fd)
{
	struct pollfd p[2] = { { .fd = wake_fd, .events = POLLIN } };
	int rc = GLANE_OK;
	int64_t wait = 0, own;
	while (rc == GLANE_OK) {
		int64_t now = port_now_ms();
		own = reader_wait_ms(&s->reader, now);
		p[1] = (struct pollfd){ .fd = reader_fd(&s->reader), .events = reader_events(&s->reader) };
		poll(p, 2, (int)(own < wait ? own : wait));
		if (p[0].revents)
			return GLANE_OK;
		now = port_now_ms();
		if (live_take(self, &s->device))
			reader_taken(&s->reader);
		reader_step(&s->reader, wake_fd, now);
		live_put(self, &s->device, &s->reader, now);
		rc = tell_news(self, c, s, now, &wait);
	}
	return rc;
}

/* How does it talk?  Only of a port that a person has just declared as a scale's. */
static int find_out(struct glane_self *self, struct glane_call *c, struct slot *s, int wake_fd)
{
	int64_t asked = scale_host->call->now_ms(c) - s->device.asked_ms;
	int rc = 0;
	s->protocol = "";
	s->port[0] = 0;
	end_reading(s);
	if (asked >= 0 && asked < ASKED_MS)
		rc = probe_run(self, &s->device, wake_fd, &s->protocol, s->port);
	return rc == -EINTR ? GLANE_OK : scale_host->call->within(c, GLANE_WRITE, found, s);
}

int serve_slot(struct glane_self *self, struct glane_call *c, int n)
{
	struct slot s = { .n = n };
	struct pollfd woken = { .fd = scale_host->call->wake_fd(c), .events = POLLIN };
	int rc = GLANE_OK;
	pthread_mutex_lock(&self->lock);
	self->running[n] = 1;
	pthread_mutex_unlock(&self->lock);
	while (rc == GLANE_OK && !scale_host->call->cancelled(c)) { /* empties wake_fd */
		struct device was = s.device;
		rc = scale_host->call->within(c, GLANE_READ, look, &s);
		if (rc != GLANE_OK)
			break;
		if (s.found && s.device.asked_ms) {
			rc = find_out(self, c, &s, woken.fd);
			memset(&s.device, 0, sizeof(s.device));
			continue;
		}
		if (s.found && (!s.reads || memcmp(&was, &s.device, sizeof(was)) != 0))
			begin_reading(&s);
		if (!s.found)
			end_reading(&s);
		if (s.reads)
			rc = read_on(self, c, &s, woken.fd);
		else
			poll(&woken, 1, -1); /* nobody is there, or nobody knows how it talks */
	}
	end_reading(&s);
	return rc;
}
