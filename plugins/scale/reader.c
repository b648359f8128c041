/* SPDX-License-Identifier: MPL-2.0 */
#include "scale/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

enum {
	CHUNK = 256, STEP_MOST = 65536,
	PART_MS = 500,          /* a frame does not stop in its middle for longer: what comes after such a pause begins one */
	ANSWER_MS = 1000,       /* a question without an answer is asked again; sooner, the answers would queue up */
	CHANGED_MS = 400,       /* a scale that tells changes alone is asked again so soon, until it has no other to tell */
	RUBBISH_LEAST = 16      /* bytes that are no frame, before it is called another language */
};

void reader_init(struct reader *r, const struct reader_setup *s)
{
	*r = (struct reader){ .setup = *s, .port.fd = -1 };
	if (strcmp(s->protocol->name, "own") != 0)
		r->setup.own = NULL;
	if (s->address.kind == PORT_SERIAL && !s->address.line.baud)
		r->setup.address.line = s->protocol->line;
}

static void forget(struct reader *r)
{
	r->n = r->out_n = 0;
	r->lost = 1;
	r->waits = 0;
	steady_cut(&r->steady);
}

static void shut(struct reader *r, int why, int64_t now_ms)
{
	r->port.ops->close(&r->port);
	r->port.fd = -1;
	r->opened = r->said = 0;
	r->why = why;
	r->try_ms = now_ms + READER_RETRY_MS;
	forget(r);
}

void reader_fini(struct reader *r)
{
	if (r->opened)
		shut(r, 0, 0);
}

int reader_fd(const struct reader *r)
{
	return r->opened ? r->port.fd : -1;
}

short reader_events(const struct reader *r)
{
	return (short)(POLLIN | (r->out_n ? POLLOUT : 0));
}

/* The question, and how often; NULL: it talks by itself. */
static const char *question(const struct reader *r, size_t *ret_n, uint32_t *ret_ms)
{
	if (r->setup.own)
		return pattern_ask(r->setup.own, ret_n, ret_ms);
	*ret_n = r->setup.protocol->ask_n;
	*ret_ms = r->setup.protocol->ask_ms;
	return r->setup.protocol->ask;
}

static int64_t ask_at(const struct reader *r, uint32_t ms)
{
	if (r->talks && r->setup.protocol->once) /* it beeps at questions, and needs none */
		return (r->frame_ms > r->asked_ms ? r->frame_ms : r->asked_ms) + ms;
	if (r->said && r->weight.once && !r->waits && !r->silent && !r->steady.stood)
		return r->frame_ms + CHANGED_MS;
	return r->asked_ms + (r->waits && ms < ANSWER_MS ? ANSWER_MS : ms);
}

int64_t reader_wait_ms(const struct reader *r, int64_t now_ms)
{
	size_t n;
	uint32_t ms;
	int64_t verdict = r->waits && r->setup.protocol->once ? r->asked_ms + ANSWER_MS : INT64_MAX;
	int64_t at = r->opened && !question(r, &n, &ms) ? now_ms + READER_WAIT_MS : r->opened ? ask_at(r, ms) : r->try_ms;
	at = at < verdict ? at : verdict;
	return at <= now_ms ? 0 : at - now_ms < READER_WAIT_MS ? at - now_ms : READER_WAIT_MS;
}

/* Nobody knows what came before. */
static void listen_from(struct reader *r, int64_t now_ms)
{
	size_t n;
	uint32_t ms = 0;
	forget(r);
	question(r, &n, &ms);
	r->byte_ms = now_ms;
	r->asked_ms = now_ms - ms + (r->setup.protocol->tail ? PART_MS : 0); /* the pause first, so that the answer is not thrown away */
}

static void open_now(struct reader *r, int wake_fd, int64_t now_ms)
{
	int status;
	if (r->try_ms > now_ms && r->try_ms - now_ms <= READER_RETRY_MS)
		return;
	status = r->setup.open(&r->setup.address, wake_fd, &r->port);
	if (status) {
		r->port.fd = -1;
		r->why = status;
		r->try_ms = now_ms + READER_RETRY_MS;
		return;
	}
	r->opened = 1;
	r->why = 0;
	r->opened_ms = r->stepped_ms = now_ms;
	r->rubbish = 0;
	r->silent = r->heard = r->talks = 0;
	listen_from(r, now_ms);
}

static void send(struct reader *r, const char *p, size_t n, int64_t now_ms)
{
	r->out = p;
	r->out_n = n;
	r->asked_ms = now_ms;
	r->waits = 1;
	r->heard = r->talks = 0;
}

/* One frame of `n` bytes, or rubbish. */
static void took(struct reader *r, const struct weight *w, const unsigned char *p, size_t n, int64_t now_ms)
{
	const struct protocol *protocol = r->setup.protocol;
	int dropped = r->lost && protocol->tail;
	if (n > 1 && n <= PROTOCOL_FRAME_MOST)
		r->lost = 0;
	if (w->state == WEIGHT_NONE) {
		r->rubbish += n > 1 || (p[0] != '\r' && p[0] != '\n') ? (uint32_t)n : 0;
		return;
	}
	if (w->state == WEIGHT_READY) {
		if (r->waits && protocol->then)
			send(r, protocol->then, protocol->then_n, now_ms);
		return;
	}
	r->waits = 0;
	if (r->heard++ && protocol->once) {
		r->talks = 1;
		r->heard = 1;
	}
	if (w->state != WEIGHT_REFUSED) /* noise has a byte of it now and then */
		r->rubbish = 0;
	if (dropped)
		return;
	if (w->state == WEIGHT_REFUSED && (!r->said || r->weight.state != WEIGHT_REFUSED))
		r->refused_ms = now_ms;
	r->weight = *w;
	r->weight.once = protocol->once && !r->talks;
	if (r->weight.once && r->silent)
		steady_renewed(&r->steady);
	r->silent = 0;
	r->said = 1;
	r->frame_ms = now_ms;
	r->frames++;
	steady_feed(&r->steady, &r->setup.rule, &r->weight, now_ms);
}

/* A question without an answer, not even half of one, says something where a scale tells changes alone. */
static void hear_silence(struct reader *r, int64_t now_ms)
{
	if (!r->setup.protocol->once || !r->waits || now_ms - r->asked_ms < ANSWER_MS || r->byte_ms > r->asked_ms)
		return;
	r->waits = 0;
	r->silent = 1;
	if (r->said)
		steady_unchanged(&r->steady);
}

/* `quiet`: a step that found nothing proves that the pause before these bytes was one. */
static void take(struct reader *r, const unsigned char *p, size_t n, int quiet, int64_t now_ms)
{
	struct weight w;
	size_t at = 0, k;
	if (r->setup.protocol->kind == PORT_HID) { /* one read is one report */
		k = r->setup.protocol->read(r->setup.own, p, n, &w);
		took(r, &w, p, k ? k : n, now_ms);
		return;
	}
	if (quiet || (r->n && now_ms - r->byte_ms > PART_MS)) {
		r->n = 0;
		r->lost = !quiet;
	}
	r->byte_ms = now_ms;
	memcpy(r->buffer + r->n, p, n); /* at most PROTOCOL_FRAME_MOST are left of before */
	r->n += n;
	while (at < r->n && (k = r->setup.protocol->read(r->setup.own, r->buffer + at, r->n - at, &w))) {
		took(r, &w, r->buffer + at, k, now_ms);
		at += k;
	}
	memmove(r->buffer, r->buffer + at, r->n - at);
	r->n -= at;
}
_Static_assert((int)READER_BUFFER >= (int)PROTOCOL_FRAME_MOST + (int)CHUNK, "what is left of a frame and what comes");

/* All there is.  0, or negative when the line is gone. */
static int receive(struct reader *r, int64_t now_ms)
{
	unsigned char chunk[CHUNK];
	int stale = now_ms < r->stepped_ms || now_ms - r->stepped_ms > READER_STALL_MS; /* nobody knows since when it waits */
	int quiet = r->stepped_ms - r->byte_ms >= PART_MS;
	r->stepped_ms = now_ms;
	if (stale)
		listen_from(r, now_ms);
	for (size_t all = 0; all < STEP_MOST;) {
		long n = r->port.ops->read(&r->port, chunk, sizeof chunk);
		if (n == -EINTR)
			continue;
		if (n == -EAGAIN)
			return 0;
		if (n <= 0)
			return n ? (int)n : -ENODEV;
		all += (size_t)n;
		if (stale)
			r->byte_ms = now_ms;
		else
			take(r, chunk, (size_t)n, quiet, now_ms);
		quiet = 0;
	}
	return 0;
}

static int transmit(struct reader *r)
{
	while (r->out_n) {
		long n = r->port.ops->write(&r->port, r->out, r->out_n);
		if (n == -EINTR)
			continue;
		if (n == -EAGAIN)
			return 0;
		if (n <= 0)
			return n ? (int)n : -EIO;
		r->out += n;
		r->out_n -= (size_t)n;
	}
	return 0;
}

void reader_step(struct reader *r, int wake_fd, int64_t now_ms)
{
	size_t n;
	uint32_t ms;
	const char *ask;
	int status;
	if (!r->opened)
		open_now(r, wake_fd, now_ms);
	if (!r->opened)
		return;
	if (r->frame_ms > now_ms) /* the clock jumped: nobody knows how old that is */
		r->said = 0;
	status = receive(r, now_ms);
	hear_silence(r, now_ms);
	ask = question(r, &n, &ms);
	if (!status && ask && !r->out_n && (ask_at(r, ms) <= now_ms || r->asked_ms > now_ms))
		send(r, ask, n, now_ms);
	if (!status)
		status = transmit(r);
	if (status)
		shut(r, status, now_ms);
}

void reader_look(const struct reader *r, int64_t now_ms, struct reader_view *ret)
{
	size_t n;
	uint32_t ms = 0;
	int64_t age;
	*ret = (struct reader_view){ .why = r->why, .weight.state = WEIGHT_NONE, .age_ms = -1, .frames = r->frames };
	if (!r->opened) {
		ret->state = READER_CLOSED;
		return;
	}
	question(r, &n, &ms);
	age = now_ms - r->frame_ms;
	if (r->said && r->weight.state == WEIGHT_REFUSED && now_ms - r->refused_ms > READER_REFUSED_MS) {
		ret->state = READER_GARBLED;
	} else if (r->said && age >= 0 && age <= (r->weight.once ? STEADY_HOLDS_MS : READER_SILENT_MS + (int64_t)ms)) {
		ret->state = READER_TALKS;
		ret->weight = r->weight;
		ret->age_ms = r->weight.once ? 0 : age;
		ret->fresh = ret->age_ms <= READER_FRESH_MS;
		ret->offers = ret->fresh && r->weight.state == WEIGHT_OK && steady_offers(&r->steady, &r->setup.rule, now_ms);
	} else if (r->said && r->weight.once && r->rubbish < RUBBISH_LEAST && age >= 0 && age <= READER_QUIET_MS) {
		ret->state = READER_QUIET;
	} else if (now_ms - r->opened_ms <= READER_SILENT_MS + (int64_t)ms) {
		ret->state = READER_LISTENS;
	} else {
		ret->state = r->rubbish >= RUBBISH_LEAST ? READER_GARBLED : READER_SILENT;
	}
}

void reader_taken(struct reader *r)
{
	steady_taken(&r->steady);
}
