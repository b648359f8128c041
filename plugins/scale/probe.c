/* SPDX-License-Identifier: MPL-2.0 */
/* How does this scale talk?  Over each usual setting of a serial line: first only listen, because some talk by themselves,
 * then ask in the words of each protocol and see which of them understands what comes back.
 *
 * Only of a port that a person has just declared as a scale's: the bytes could print on something else.  It ends by itself
 * within a minute, and at once when its service is woken. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "scale/internal.h"

enum {
	LISTEN_FIRST_MS = 2000, /* a scale that talks by itself does so within that */
	LISTEN_MS = 1000,
	ANSWER_MS = 500,
	BUFFER = 600,
	CERTAIN = 2, /* frames: one could be chance */
};

static const struct port_line lines[] = { /* in the order in which scales are set, by the field's notes */
	{ .baud = 9600, .parity = 'N', .bits = 8, .stop = 1 }, { .baud = 9600, .parity = 'E', .bits = 7, .stop = 1 },
	{ .baud = 4800, .parity = 'N', .bits = 8, .stop = 1 }, { .baud = 2400, .parity = 'E', .bits = 7, .stop = 1 },
	{ .baud = 19200, .parity = 'N', .bits = 8, .stop = 1 }, { .baud = 1200, .parity = 'N', .bits = 8, .stop = 2 },
};
enum { LINES = sizeof(lines) / sizeof(lines[0]) };

struct search {
	struct glane_self *self;
	const struct device *device;
	int wake_fd;
	struct port_address address;
	struct port port;
	struct probe probe;
	unsigned char heard[BUFFER];
	size_t n;
	const struct protocol *other; /* understood an answer to somebody else's question; NULL: none did */
};

/* Printable, the rest as \xNN; as much as fits. */
static size_t show(const unsigned char *p, size_t n, char *out, size_t cap)
{
	size_t to = 0;
	for (size_t i = 0; i < n && to + 5 < cap; i++) {
		int plain = p[i] >= ' ' && p[i] < 0x7f && p[i] != '\\';
		to += (size_t)snprintf(out + to, cap - to, plain ? "%c" : p[i] == '\r' ? "\\r" : p[i] == '\n' ? "\\n" : "\\x%02X", p[i]);
	}
	out[to] = 0;
	return to;
}

static void step(struct search *s, const struct port_line *l, const char *ask, size_t ask_n)
{
	char asked[24];
	show((const unsigned char *)ask, ask_n, asked, sizeof(asked));
	snprintf(s->probe.now, sizeof(s->probe.now), "%u,%u%c%u %s", l->baud, l->bits, l->parity, l->stop, asked);
	s->probe.step++;
	live_probe(s->self, s->device, &s->probe);
}

/* What came back, for whoever watches; the same is told once. */
static void note(struct search *s)
{
	char text[HEARD_TEXT];
	if (!s->n || s->probe.heard_n == HEARD_MOST)
		return;
	int n = snprintf(text, sizeof(text), "%s → ", s->probe.now);
	show(s->heard, s->n, text + n, sizeof(text) - (size_t)n);
	if (s->probe.heard_n && strcmp(s->probe.heard[s->probe.heard_n - 1], text) == 0)
		return;
	memcpy(s->probe.heard[s->probe.heard_n++], text, sizeof(text));
	live_probe(s->self, s->device, &s->probe);
}

/* Reads for so long.  0, or a negative errno: -EINTR when the service was woken. */
static int listen_for(struct search *s, int64_t ms)
{
	int64_t until = port_now_ms() + ms, left;
	while ((left = until - port_now_ms()) > 0 && s->n < sizeof(s->heard)) {
		struct pollfd p[2] = { { .fd = s->wake_fd, .events = POLLIN }, { .fd = s->port.fd, .events = POLLIN } };
		poll(p, 2, (int)left);
		if (p[0].revents)
			return -EINTR;
		if (!p[1].revents)
			continue;
		long got = s->port.ops->read(&s->port, s->heard + s->n, sizeof(s->heard) - s->n);
		if (got > 0)
			s->n += (size_t)got;
		else if (got != -EAGAIN && got != -EINTR)
			return got < 0 ? (int)got : -ENODEV;
	}
	return 0;
}

static int is_said(enum weight_state state)
{
	return state == WEIGHT_OK || state == WEIGHT_OVER || state == WEIGHT_UNDER || state == WEIGHT_MOTION || state == WEIGHT_ZERO_NEEDED;
}

/* How many frames of this protocol are in what was heard, when most of it is frames; *ret_ready: it waits for the rest of the question. */
static int frames_of(const struct search *s, const struct protocol *p, int *ret_ready)
{
	size_t at = 0, good = 0;
	int n = 0;
	*ret_ready = 0;
	while (at < s->n) {
		struct weight w = { 0 };
		size_t took = p->read(NULL, s->heard + at, s->n - at, &w);
		if (!took)
			break;
		*ret_ready = *ret_ready || w.state == WEIGHT_READY;
		if (is_said(w.state)) {
			n++;
			good += took;
		}
		at += took;
	}
	return 2 * good > at ? n : 0;
}

static int usable(const struct protocol *p)
{
	return p->kind == PORT_SERIAL && strcmp(p->name, "own") != 0;
}

/* Some answer a question that is not quite theirs, and then not their own, because nothing has changed. */
static void note_other(struct search *s)
{
	int ready;
	for (uint32_t i = 0; !s->other && i < protocol_count; i++)
		if (usable(&protocol_table[i]) && frames_of(s, &protocol_table[i], &ready) > 0)
			s->other = &protocol_table[i];
}

/* Puts one question.  1: its protocol understands the answer. */
static int ask(struct search *s, const struct protocol *p)
{
	int ready, rc;
	s->n = 0;
	for (int turn = 0; turn < 2; turn++) { /* `then` belongs to the question */
		const char *out = turn ? p->then : p->ask;
		size_t n = turn ? p->then_n : p->ask_n;
		if (s->port.ops->write(&s->port, out, n) != (long)n) /* a few bytes: a line that takes none is not one */
			return -EIO;
		rc = listen_for(s, ANSWER_MS);
		if (rc < 0)
			return rc;
		note(s);
		if (frames_of(s, p, &ready) > 0)
			return 1;
		note_other(s);
		if (!ready || !p->then)
			return 0;
	}
	return 0;
}

/* One setting: listens, then asks.  1: *ret talks like that. */
static int try_line(struct search *s, int first, const struct protocol **ret)
{
	const struct port_line *l = &s->address.line;
	int ready, rc;
	s->n = 0;
	step(s, l, "", 0);
	rc = listen_for(s, first ? LISTEN_FIRST_MS : LISTEN_MS);
	if (rc < 0)
		return rc;
	note(s);
	for (uint32_t i = 0; i < protocol_count; i++)
		if (usable(&protocol_table[i]) && frames_of(s, &protocol_table[i], &ready) >= CERTAIN) {
			*ret = &protocol_table[i];
			return 1;
		}
	for (uint32_t i = 0; i < protocol_count; i++) {
		const struct protocol *p = &protocol_table[i];
		if (!usable(p) || !p->ask_n)
			continue;
		step(s, l, p->ask, p->ask_n);
		rc = ask(s, p);
		if (rc) {
			*ret = p;
			return rc;
		}
	}
	*ret = s->other;
	return s->other != NULL;
}

static int search_lines(struct search *s, const struct protocol **ret)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < LINES; i++) {
		s->address.line = lines[i];
		rc = port_open(&s->address, s->wake_fd, &s->port);
		if (rc < 0)
			return rc;
		rc = try_line(s, i == 0, ret);
		s->port.ops->close(&s->port);
	}
	return rc;
}

int probe_run(struct glane_self *self, const struct device *d, int wake_fd, const char **ret_protocol, char ret_port[PORT_TEXT_MAX])
{
	struct search s = { .self = self, .device = d, .wake_fd = wake_fd };
	const struct protocol *p = NULL;
	if (port_parse(d->port, &s.address) < 0 || s.address.kind != PORT_SERIAL)
		return -EINVAL;
	s.probe.running = 1;
	for (uint32_t i = 0; i < protocol_count; i++)
		s.probe.steps += usable(&protocol_table[i]) && protocol_table[i].ask_n;
	s.probe.steps = (s.probe.steps + 1) * LINES;
	int rc = search_lines(&s, &p);
	s.probe.running = 0;
	s.probe.fault = rc < 0 ? -rc : 0;
	live_probe(self, d, &s.probe);
	if (rc == 1) {
		*ret_protocol = p->name;
		port_write_text(&s.address, ret_port, PORT_TEXT_MAX);
	}
	return rc;
}
