/* SPDX-License-Identifier: MPL-2.0 */
/* Whether a printer can begin a label, and whether one came out: by language, with what each of them can say.
 *
 *   brother-ql, USB   printing, completed, receiving again: it tells by itself
 *   brother-ql, TCP   SNMP says how it is, never that a label is out
 *   zpl               no error, nothing held, and one label more on its count where it has one
 *   tspl              printing was seen and then ready; or ready for two seconds
 *   dymo              ready: it answers when the label before the question is done
 *   escpos            the echo of four bytes; without it, no fault before and after
 *   epl2              nothing */
#include <errno.h>
#include <string.h>

#include "labels/dialogue.h"
#include "labels/snmp.h"
#include "labels/talk.h"

enum {
	BUSY_MS = 10000,   /* another label, of somebody else */
	AGAIN_MS = 200,    /* between two questions */
	HEALTH_MS = 1000,  /* the same by SNMP */
	PROOF_MS = 20000,
	MUTE_MS = 5000,    /* the same for one that has never answered */
	DIGEST_MS = 50,    /* a byte, at the slowest, of those that a network printer took and did not yet read */
	DIGEST_MOST_MS = 5 * 60 * 1000,
	PATIENCE_MS = 5000, /* it answers when it comes to the question */
	QUIET_MS = 10000,   /* who has answered before and says nothing for so long is told to stand still, while its proof is waited for */
	SEEN_READY_MS = 2000,
	ECHO_MS = 5000,
	ASK_LIMIT_MS = 5000,
	SNMP_MS = 1500,
	FILL_LIMIT_MS = 30000
};

static int is_language(const struct talk *t, const char *language)
{
	return t->d && strcmp(t->d->language, language) == 0;
}

/* 1: it answered. */
static int health(struct talk *t)
{
	struct device_status s = DEVICE_STATUS_INIT;
	if (snmp_ask(t->p, t->w->stopped ? t->w->wake_fd : -1, SNMP_MS, &s))
		return talk_pause(t, 0);
	t->s = s;
	t->answers = 1;
	return 1;
}

static enum device_trouble wrong_roll(const struct talk *t)
{
	const struct device_profile *p = t->p;
	const struct device_status *s = &t->s;
	if (!s->media_known || !p->media_w_mm)
		return DEVICE_NONE;
	/* A roll of two colours is refused with a job of one, and the other way round. */
	int same = s->media_w_mm == p->media_w_mm && s->media_h_mm == p->media_h_mm && s->media_red == p->media_red;
	return same ? DEVICE_NONE : DEVICE_ROLL;
}

int proof_ready(struct talk *t)
{
	int rc = 0;
	for (int64_t until = port_now_ms() + BUSY_MS;;) {
		rc = t->snmp ? health(t) : t->d ? talk_ask(t, TALK_SILENCE_MS) : 0;
		if (rc == -ETIMEDOUT) /* it does not even take a question */
			return (int)talk_why(t);
		if (rc < 0)
			return rc;
		if (rc == 0 || t->s.trouble != DEVICE_NONE || (!t->s.printing && !t->s.queued))
			break;
		if (port_now_ms() >= until)
			return DEVICE_BUSY;
		rc = talk_pause(t, AGAIN_MS);
		if (rc < 0)
			return rc;
	}
	if (rc == 0) { /* cheap boards answer 0 at all times: what they say of paper alone is believed */
		int bits = t->port->ops->lines(t->port);
		t->lines_ms = port_now_ms() + 1000;
		if (bits >= 0 && bits & 0x20)
			return DEVICE_PAPER;
		if (bits < 0 && bits != -ENOTSUP)
			return bits;
		return t->p->answers && (t->d || t->snmp) ? DEVICE_SLOW : DEVICE_NONE; /* "~HS" is silent with an empty roll or an open head */
	}
	return t->s.trouble != DEVICE_NONE ? (int)t->s.trouble : (int)wrong_roll(t);
}

int proof_resync(struct talk *t, size_t n)
{
	const struct dialogue *d = dialogue_find(t->p->language); /* also one that is never asked */
	char white[4096];
	int rc = 0;
	if (!d)
		return DEVICE_NONE;
	for (size_t i = 0; d->fill && i < sizeof(white); i++)
		white[i] = d->fill[i % d->fill_n];
	for (size_t part; d->fill && n && rc == 0; n -= part) {
		part = n < sizeof(white) ? n : sizeof(white);
		rc = talk_send(t, white, part, 0, FILL_LIMIT_MS, NULL);
	}
	if (rc == 0)
		rc = talk_send(t, d->resync, d->resync_n, 1, FILL_LIMIT_MS, NULL);
	/* Half a format may still be in it: as long as it says so, it would swallow the beginning of the next. */
	int64_t until = port_now_ms() + (t->p->proof_ms ? t->p->proof_ms : PROOF_MS);
	while (rc == 0 && is_language(t, "zpl")) {
		rc = talk_ask(t, TALK_SILENCE_MS);
		if (rc <= 0 || t->s.trouble != DEVICE_NONE || !t->s.queued)
			break;
		if (port_now_ms() >= until)
			return DEVICE_SLOW;
		rc = talk_pause(t, AGAIN_MS);
	}
	return rc == -ETIMEDOUT ? DEVICE_SLOW : rc < 0 ? rc : DEVICE_NONE;
}

/* --- what each language says afterwards: 1 it is out, 0 not yet, -ENODATA: it will never say it ---------------------- */
struct wait {
	const struct device_status *before;
	uint32_t echo;
	int64_t ready_ms, echo_ms; /* since when it is ready; until when an echo is waited for */
	uint8_t seen;              /* it was printing */
};

static int step_brother(struct talk *t, struct wait *k, int64_t until)
{
	(void)k;
	int rc = t->steps == 3 ? 0 : talk_turn(t, 0, until); /* while the last bytes left it may have been done */
	return rc < 0 ? rc : t->steps == 3;
}

static int step_health(struct talk *t, struct wait *k, int64_t until)
{
	(void)k;
	int rc = health(t);
	if (rc > 0 && (t->s.trouble != DEVICE_NONE || t->s.printing))
		return talk_pause(t, earlier(HEALTH_MS, until - port_now_ms()));
	return rc < 0 ? rc : -ENODATA;
}

static int step_zpl(struct talk *t, struct wait *k, int64_t until)
{
	int rc = talk_ask(t, PATIENCE_MS);
	if (rc > 0 && t->s.ready && (t->s.parts & t->d->whole) == t->d->whole &&
	    (k->before->printed < 0 || t->s.printed == k->before->printed + 1))
		return 1;
	return rc < 0 ? rc : talk_pause(t, earlier(AGAIN_MS, until - port_now_ms()));
}

static int step_tspl(struct talk *t, struct wait *k, int64_t until)
{
	int rc = talk_ask(t, PATIENCE_MS);
	if (rc < 0)
		return rc;
	int64_t now = port_now_ms();
	if (rc > 0 && t->s.printing)
		k->seen = 1;
	if (rc == 0 || !t->s.ready)
		k->ready_ms = 0;
	else if (!k->ready_ms)
		k->ready_ms = now;
	if (k->ready_ms && (k->seen || now - k->ready_ms >= SEEN_READY_MS))
		return 1;
	return talk_pause(t, earlier(AGAIN_MS / 4, until - now));
}

static int step_dymo(struct talk *t, struct wait *k, int64_t until)
{
	(void)k;
	int rc = talk_ask(t, PATIENCE_MS);
	if (rc > 0 && t->s.ready)
		return 1;
	return rc < 0 ? rc : talk_pause(t, earlier(AGAIN_MS, until - port_now_ms()));
}

/* GS ( H is done when all before it is; clones do not know it. */
static int step_escpos(struct talk *t, struct wait *k, int64_t until)
{
	int rc = 0;
	int64_t now = port_now_ms();
	if (!k->echo_ms) {
		const unsigned char ask[] = { 0x1d, '(', 'H', 6, 0, '0', '0', (unsigned char)(k->echo >> 24), (unsigned char)(k->echo >> 16),
			                      (unsigned char)(k->echo >> 8), (unsigned char)k->echo };
		rc = talk_send(t, ask, sizeof(ask), 0, ASK_LIMIT_MS, NULL);
		k->echo_ms = now + ECHO_MS;
	}
	if (rc >= 0)
		rc = talk_turn(t, 0, earlier(until, t->s.trouble == DEVICE_NONE ? k->echo_ms : now + HEALTH_MS));
	if (rc < 0 || t->s.echo == k->echo)
		return rc < 0 ? rc : 1;
	if (t->s.trouble == DEVICE_NONE && port_now_ms() < k->echo_ms)
		return 0;
	rc = talk_ask(t, PATIENCE_MS);
	if (rc < 0 || t->s.echo == k->echo)
		return rc < 0 ? rc : 1;
	if (rc > 0 && t->s.trouble != DEVICE_NONE) { /* what it was doing then goes on afterwards, and the echo comes */
		k->echo_ms = port_now_ms() + ECHO_MS;
		return 0;
	}
	if (port_now_ms() < k->echo_ms || (rc == 0 && t->answers)) /* it answered before: it will come to it */
		return 0;
	return rc > 0 && t->s.ready && k->before->ready ? 1 : -ENODATA;
}

static int step_none(struct talk *t, struct wait *k, int64_t until)
{
	(void)k;
	int rc = talk_ask(t, PATIENCE_MS);
	if (rc > 0 && t->s.trouble != DEVICE_NONE)
		return talk_pause(t, earlier(HEALTH_MS, until - port_now_ms()));
	return rc < 0 ? rc : -ENODATA;
}

static const struct {
	const char *language;
	int (*step)(struct talk *, struct wait *, int64_t);
} steps[] = {
	{ "brother-ql", step_brother }, { "zpl", step_zpl },       { "tspl", step_tspl },
	{ "dymo", step_dymo },          { "escpos", step_escpos }, { "epl2", step_none },
};

/* From the last byte, or from the last trouble. */
static int64_t most_of(const struct talk *t, size_t n)
{
	int64_t most = t->p->proof_ms ? t->p->proof_ms : PROOF_MS;
	if (!t->answers)
		return earlier(most, MUTE_MS);
	if (t->port->kind == PORT_TCP && t->d && !t->p->proof_ms)
		most += earlier((int64_t)n * DIGEST_MS, DIGEST_MOST_MS);
	return most;
}

/* A printer that was switched off in the middle says no less than one that is busy: people are told before anything is known. */
static enum device_trouble stands_still(struct talk *t, int64_t quiet_ms)
{
	t->quiet = t->s.trouble == DEVICE_NONE && t->answers && port_now_ms() - t->heard_ms >= quiet_ms;
	return t->quiet ? DEVICE_SLOW : t->s.trouble;
}

int proof_wait(struct talk *t, const struct device_status *before, uint32_t tag, size_t n)
{
	struct wait k = { .before = before, .echo = dialogue_echo(tag) };
	int (*step)(struct talk *, struct wait *, int64_t) = t->snmp ? step_health : NULL;
	int64_t most = most_of(t, n), until = port_now_ms() + most, trouble_ms = 0;
	int64_t quiet_ms = t->p->idle_ms ? earlier(t->p->idle_ms, QUIET_MS) : QUIET_MS;
	for (size_t i = 0; t->d && i < sizeof(steps) / sizeof(steps[0]); i++)
		if (strcmp(steps[i].language, t->d->language) == 0)
			step = steps[i].step;
	t->s.echo = 0;
	t->heard_ms = port_now_ms();
	while (step) {
		int64_t look = t->heard_ms + quiet_ms, soonest = port_now_ms() + AGAIN_MS; /* when it is to be seen that it says nothing */
		int rc = step(t, &k, t->quiet || !t->answers ? until : earlier(until, look > soonest ? look : soonest));
		if (rc == 1 || (rc < 0 && rc != -ENODATA && rc != -ETIMEDOUT))
			return rc;
		talk_tell(t, stands_still(t, quiet_ms));
		if (rc)
			break;
		int64_t now = port_now_ms();
		if (t->s.trouble == DEVICE_NONE)
			trouble_ms = 0;
		else if (!trouble_ms)
			trouble_ms = now;
		if (trouble_ms) /* a roll is being changed: the clock of the proof begins anew afterwards */
			until = now + most;
		if (now >= until || (trouble_ms && now - trouble_ms >= talk_limit(t)) || t->ended)
			break;
	}
	return 0;
}
