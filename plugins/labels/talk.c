/* SPDX-License-Identifier: MPL-2.0 */
/* Sources: poll(2); Linux drivers/usb/class/usblp.c. */
#include "labels/talk.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "labels/rows.h"
#include "labels/snmp.h"

enum {
	NAP_MS = 10,         /* where poll would return at once */
	READS_A_TURN = 64,   /* then it is the others' turn */
	FAILURES_MOST = 20,  /* usblp: EIO is one lost transfer, the next one is under way already */
	LINES_MS = 1000,     /* buggy firmware takes more questions for data */
	IDLE_MS = 15000,
	REST_MS = 500,       /* until the rest of an answer is given up */
	STEP_MS = 50,
	ASK_LIMIT_MS = 5000, /* for a question to get out */
	SNMP_MS = 1500
};

void talk_begin(struct talk *t, const struct device_profile *p, struct port *port, const struct device_watch *w)
{
	*t = (struct talk){ .p = p, .w = w, .port = port, .s = DEVICE_STATUS_INIT, .began_ms = port_now_ms() };
	if (!p->asks || port->kind == PORT_FILE)
		return;
	t->snmp = port->kind == PORT_TCP && strcmp(p->language, "brother-ql") == 0; /* it never says anything on that socket */
	if (!t->snmp && !port->one_way)
		t->d = dialogue_find(p->language);
}

void talk_tell(struct talk *t, enum device_trouble trouble)
{
	if (trouble == t->told || t->asking)
		return;
	t->told = trouble;
	struct device_status s = t->s;
	s.trouble = trouble;
	if (t->w->trouble)
		t->w->trouble(t->w->arg, &s);
}

/* A step of a label that the printer tells by itself. */
static void heard(struct talk *t)
{
	if (t->steps == 0 && t->s.printing)
		t->steps = 1;
	else if (t->steps == 1 && t->s.done)
		t->steps = 2;
	else if (t->steps == 2 && !t->s.done && !t->s.printing)
		t->steps = 3;
	t->answers = 1;
	t->heard_ms = port_now_ms();
	talk_tell(t, t->s.trouble);
}

static void understand(struct talk *t)
{
	while (t->d && t->rx_n) {
		struct device_status s = t->s;
		s.answered = 0;
		size_t used = t->d->read(t->rx, t->rx_n, &s);
		if (used == 0 && t->rx_n < sizeof(t->rx))
			return;
		if (used == 0) /* no answer is that long */
			used = t->rx_n;
		t->rx_n -= used;
		memmove(t->rx, t->rx + used, t->rx_n);
		if (s.answered) {
			t->s = s;
			heard(t);
		}
	}
	t->rx_n = 0;
}

/* All that there is.  1: poll would return at once, with nothing. */
static int hear(struct talk *t)
{
	for (int i = 0; i < READS_A_TURN; i++) {
		long n = t->port->ops->read(t->port, t->rx + t->rx_n, sizeof(t->rx) - t->rx_n);
		if (n > 0) {
			t->failures = 0;
			t->rx_n += (size_t)n;
			understand(t);
			continue;
		}
		if (n == -EAGAIN)
			return 0;
		if (n == 0 && t->port->kind == PORT_USB) /* a transfer of no bytes, not an end */
			return 1;
		if (n == 0) {
			t->ended = 1;
			return t->port->kind == PORT_TCP ? 0 : -EIO;
		}
		if (n == -EINVAL && t->port->kind == PORT_USB) {
			t->port->one_way = 1;
			return 0;
		}
		if (n == -EIO && t->port->kind == PORT_USB && ++t->failures < FAILURES_MOST)
			return 1;
		return (int)n;
	}
	return 0;
}

/* -ECANCELED when the spool gives up; looks only if it was woken. */
static int wait_for(struct talk *t, struct pollfd *f, int64_t until)
{
	struct pollfd both[2] = { *f, { .fd = t->w->stopped ? t->w->wake_fd : -1, .events = POLLIN } };
	int64_t left = until - port_now_ms();
	int n = poll(both, 2, left > 0 ? (int)(left < 60000 ? left : 60000) : 0);
	f->revents = n > 0 ? both[0].revents : 0;
	if (n < 0 && errno != EINTR)
		return -errno;
	return n > 0 && both[1].revents && t->w->stopped(t->w->arg) ? -ECANCELED : 0;
}

int talk_pause(struct talk *t, int64_t ms)
{
	struct pollfd none = { .fd = -1 };
	int rc = 0;
	for (int64_t until = port_now_ms() + ms; rc == 0 && port_now_ms() < until;)
		rc = wait_for(t, &none, until);
	return rc;
}

int talk_turn(struct talk *t, int out, int64_t until)
{
	int deaf = t->port->one_way || t->ended;
	struct pollfd f = { .fd = t->port->fd, .events = (short)((deaf ? 0 : POLLIN) | (out ? POLLOUT : 0)) };
	if (deaf && !out && t->port->kind == PORT_TCP) /* ended on both sides, POLLHUP would not let us sleep */
		f.fd = -1;
	int rc = wait_for(t, &f, until);
	if (rc)
		return rc;
	int spins = 0;
	if (!deaf && f.revents & (POLLIN | POLLHUP | POLLERR)) { /* the last words first */
		spins = hear(t);
		if (spins < 0)
			return spins;
	}
	if (f.revents & (POLLERR | POLLNVAL) || (f.revents & POLLHUP && t->port->kind != PORT_TCP))
		return t->port->kind == PORT_TCP ? -ECONNRESET : -ENODEV;
	if (f.revents & POLLHUP && out) /* nobody takes bytes any more */
		return -EPIPE;
	if (f.revents & POLLOUT)
		return 1;
	return spins ? talk_pause(t, NAP_MS) : 0;
}

enum device_trouble talk_why(struct talk *t)
{
	if (t->s.trouble != DEVICE_NONE)
		return t->s.trouble;
	if (t->snmp) {
		struct device_status s = DEVICE_STATUS_INIT;
		if (snmp_ask(t->p, t->w->wake_fd, SNMP_MS, &s) == 0 && s.trouble != DEVICE_NONE)
			return s.trouble;
	}
	int64_t now = port_now_ms();
	if (now >= t->lines_ms && !t->mid_row) {
		int bits = t->port->ops->lines(t->port);
		t->lines_ms = now + LINES_MS;
		if (bits >= 0 && !(bits & 0x08))
			return bits & 0x20 ? DEVICE_PAPER : !(bits & 0x10) ? DEVICE_PAUSED : DEVICE_FAULT;
		if (bits >= 0 && bits & 0x20)
			return DEVICE_PAPER;
	}
	return t->told != DEVICE_NONE ? t->told : DEVICE_SLOW;
}

struct edge { /* the end of the last whole row that was taken */
	struct rows rows;
	size_t at;
};

/* The last that is not behind `most`. */
static struct edge edge_upto(const struct talk *t, struct edge e, const unsigned char *p, size_t n, size_t most)
{
	struct edge next = e;
	while (t->label && e.at < n) {
		next.at += rows_next(&next.rows, t->label, p + e.at, n - e.at);
		if (next.at > most)
			break;
		e = next;
	}
	return e;
}

/* How much is written next: whole rows, if one is not longer than a write. */
static size_t next_part(const struct talk *t, struct edge e, const unsigned char *p, size_t n, size_t off)
{
	size_t most = n - off < PORT_WRITE_MOST ? n - off : PORT_WRITE_MOST, to = edge_upto(t, e, p, n, off + most).at;
	return to > off ? to - off : most;
}

struct moving { /* when something moved last, and when is to be asked why not */
	int64_t moved, ask, limit;
};

static int64_t idle_of(const struct talk *t)
{
	return t->p->idle_ms ? t->p->idle_ms : IDLE_MS;
}

static void has_moved(struct talk *t, struct moving *m)
{
	m->moved = port_now_ms();
	m->ask = m->moved + idle_of(t);
	talk_tell(t, t->s.trouble);
}

static int check_moving(struct talk *t, struct moving *m)
{
	int64_t now = port_now_ms();
	int mute = !t->d && !t->snmp && t->port->kind != PORT_USB; /* nobody can tell paper that is out from a dead printer */
	if (now - m->moved >= m->limit || (mute && now - t->began_ms >= talk_limit(t)))
		return -ETIMEDOUT;
	if (now >= m->ask) {
		talk_tell(t, talk_why(t));
		m->ask = now + (idle_of(t) < LINES_MS ? idle_of(t) : LINES_MS); /* then it is seen soon when somebody put paper in */
	}
	return 0;
}

int talk_send(struct talk *t, const void *p, size_t n, int leave, int64_t limit, size_t *ret_accepted)
{
	struct moving m = { .limit = limit };
	struct edge e = { .at = 0 };
	size_t off = 0;
	int refused = 0, rc = 0;
	int64_t step = 1;
	t->mid_row = 0;
	has_moved(t, &m);
	while (off < n || leave) {
		if (off == n) {
			int left = t->port->ops->drained(t->port);
			if (left > 0) /* that it stood still is over, and no reason to doubt the label */
				has_moved(t, &m);
			if (left)
				return left < 0 ? left : 0;
			step = step < STEP_MS ? 2 * step : STEP_MS;
		}
		int64_t until = earlier(m.ask, m.moved + limit);
		rc = talk_turn(t, off < n, off < n ? until : earlier(until, port_now_ms() + step));
		if (rc < 0)
			return rc;
		if (rc) {
			size_t part = next_part(t, e, p, n, off);
			long put = t->port->ops->write(t->port, (const char *)p + off, part);
			rc = 0;
			/* usblp says ENOSPC for no paper: it is not the end of anything */
			if (put == -EAGAIN || (put == -ENOSPC && t->port->kind == PORT_USB)) {
				rc = refused++ ? talk_pause(t, NAP_MS) : 0;
			} else if (put < 0) {
				return (int)put;
			} else if (put > 0) {
				refused = 0;
				off += (size_t)put;
				e = edge_upto(t, e, p, n, off);
				t->mid_row = t->label && off != e.at;
				if (ret_accepted)
					*ret_accepted = off;
				has_moved(t, &m);
			}
			if (rc)
				return rc;
		}
		rc = check_moving(t, &m);
		if (rc)
			return rc;
	}
	return 0;
}

static int ask(struct talk *t, int64_t ms)
{
	int rc = talk_turn(t, 0, 0); /* what is there is no answer to this question */
	t->rx_n = 0;
	t->s.trouble = DEVICE_NONE;
	t->s.parts = t->s.ready = t->s.done = t->s.printing = 0;
	t->s.queued = 0;
	if (rc >= 0)
		rc = talk_send(t, t->d->ask, t->d->ask_n, 0, ASK_LIMIT_MS, NULL);
	int64_t until = port_now_ms() + ms;
	uint8_t parts = 0;
	while (rc >= 0 && (t->s.parts & t->d->whole) != t->d->whole && port_now_ms() < until && !t->ended) {
		rc = talk_turn(t, 0, until);
		if (t->s.parts != parts)
			until = port_now_ms() + REST_MS;
		parts = t->s.parts;
	}
	return rc < 0 ? rc : parts != 0;
}

int talk_ask(struct talk *t, int64_t ms)
{
	if (t->port->one_way)
		return 0;
	t->asking = 1;
	int rc = ask(t, ms);
	t->asking = 0;
	return rc;
}

int talk_end(struct talk *t, int64_t ms)
{
	int64_t until = port_now_ms() + ms;
	int rc = 0;
	t->port->ops->end(t->port);
	if (t->port->kind != PORT_TCP)
		return 1;
	while (rc == 0 && !t->ended && port_now_ms() < until)
		rc = talk_turn(t, 0, until);
	return rc < 0 ? rc : t->ended;
}
