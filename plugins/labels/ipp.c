/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/ipp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "labels/ipp_job.h"
#include "port/port.h"

enum {
	LOST_MS = 20000,    /* a printer that went away is looked for so long */
	SOON_MS = 100,      /* a label takes a second */
	AGAIN_MS = 1000,
	STEPS_SOON = 20,
	BOOT_S = 5          /* its clock of seconds and ours */
};

/* --- the printer ----------------------------------------------------------------------------------------------------- */
static const char *format_of(const char *language)
{
	return strcmp(language, "pwg") == 0 ? "image/pwg-raster" : strcmp(language, "pdf") == 0 ? "application/pdf" : NULL;
}

/* 1: it may have forgotten what it printed. */
static int restarted(const struct ipp_job *j)
{
	return j->printer.up_s && port_now_ms() / 1000 - j->printer.up_s > j->start_s + BOOT_S;
}

/* Its state alone. */
static int refresh(struct ipp_job *j)
{
	ipp_t *answer;
	int rc = ipp_ask_printer(&j->l, ipp_answer_limit(j->l.p), &answer);
	if (rc)
		return rc;
	ipp_read_printer(j->l.lib, answer, &j->printer);
	j->l.lib->ippDelete(answer);
	return 0;
}

/* DEVICE_NONE: it could begin now; or why not, or negative. */
static int ready(struct ipp_job *j)
{
	const struct device_profile *p = j->l.p;
	ipp_t *answer;
	int rc = ipp_ask_printer(&j->l, ipp_answer_limit(j->l.p), &answer);
	if (rc)
		return rc;
	ipp_read_printer(j->l.lib, answer, &j->printer);
	j->ret->status = j->printer.s;
	j->start_s = port_now_ms() / 1000 - j->printer.up_s;
	if (j->printer.s.trouble)
		rc = (int)j->printer.s.trouble;
	else if (!j->format || ipp_offers(j->l.lib, answer, "document-format-supported", j->format) == 0)
		rc = -EPROTO;
	else if (p->media_w_mm && ipp_has_roll(j->l.lib, answer, p->media_w_mm, p->media_h_mm) == 0)
		rc = DEVICE_ROLL;
	j->l.lib->ippDelete(answer);
	return rc;
}

/* --- what became of it ----------------------------------------------------------------------------------------------- */
/* One more look at the job and at why it does not go on.  The job first: when it has ended the printer does not matter. */
static int look(struct ipp_job *j)
{
	int rc = j->id ? 0 : ipp_job_find(j);
	if (rc == 0)
		rc = ipp_job_ask(j);
	return rc || ipp_job_ended(j) ? rc : refresh(j);
}

static enum device_trouble why(const struct ipp_job *j)
{
	if (j->printer.s.trouble)
		return j->printer.s.trouble;
	return j->state != IPP_JSTATE_STOPPED ? DEVICE_NONE : j->printer.hint ? j->printer.hint : DEVICE_FAULT;
}

/* The printer was not reached, or did not answer; nothing is known of what it did. */
static int is_away(int rc)
{
	return rc < 0 && rc != -ECANCELED && rc != -ENOENT && rc != -EACCES && rc != -EPROTO && rc != -EBUSY && rc != -EKEYREJECTED && rc != -ENOMEM;
}

struct pace {
	int64_t moved, lost; /* something changed last; since when it is away, 0: it is there */
	int state, sheets, steps;
	enum device_trouble trouble;
};

static int64_t lost_of(const struct ipp_job *j)
{
	return j->l.p->proof_ms ? j->l.p->proof_ms : LOST_MS;
}

/* 0: look again. */
static int judge_look(struct ipp_job *j, struct pace *m, int rc)
{
	int64_t now = port_now_ms();
	if (is_away(rc) || rc == -EBUSY) {
		m->lost = m->lost ? m->lost : now;
		ipp_tell(&j->l, NULL, DEVICE_ABSENT);
		return now - m->lost >= lost_of(j) ? rc : 0;
	}
	m->lost = 0;
	if (rc || ipp_job_ended(j))
		return rc;
	enum device_trouble t = why(j);
	int64_t idle = j->l.p->idle_ms ? j->l.p->idle_ms : 15000;
	if (j->state != m->state || j->sheets != m->sheets || t != m->trouble)
		m->moved = now;
	m->state = j->state;
	m->sheets = j->sheets;
	m->trouble = t;
	if (t == DEVICE_NONE && now - m->moved >= idle) /* nothing but a warning, if there is one, says why */
		t = j->printer.hint ? j->printer.hint : DEVICE_SLOW;
	ipp_tell(&j->l, &j->printer.s, t);
	if (j->incoming && now - m->moved >= lost_of(j)) /* the document went astray */
		return -ECONNRESET;
	return now - m->moved >= ipp_limit(j->l.p) ? -ETIMEDOUT : 0;
}

/* Until the job has ended: 0; or why it is followed no longer. */
static int follow(struct ipp_job *j)
{
	struct pace m = { .moved = port_now_ms() };
	for (;;) {
		int rc = judge_look(j, &m, look(j));
		if (rc || ipp_job_ended(j))
			return rc;
		rc = ipp_pause(&j->l, m.steps++ < STEPS_SOON ? SOON_MS : AGAIN_MS);
		if (rc)
			return rc;
	}
}

/* Once: the job is cancelled, if it can be, and what is known of it then. */
static int cancel(struct ipp_job *j)
{
	int rc = j->id ? 0 : ipp_job_find(j);
	if (rc)
		return rc;
	ipp_job_cancel(j);
	for (int64_t until = port_now_ms() + IPP_CANCEL_MS;;) {
		rc = ipp_job_ask(j);
		if (rc || ipp_job_ended(j) || port_now_ms() >= until || ipp_pause(&j->l, SOON_MS))
			return rc;
	}
}

/* The spool has given up, or we have: the job is taken back; tried again while the printer is away. */
static int take_back(struct ipp_job *j)
{
	int64_t until = port_now_ms() + (j->l.stopped ? IPP_CANCEL_MS : lost_of(j));
	int rc;
	if (!j->id && !j->ret->accepted) /* an empty job at most */
		return -ENOENT;
	for (;;) {
		j->l.deaf = j->l.stopped; /* it is known */
		rc = cancel(j);
		if (!is_away(rc) || port_now_ms() >= until)
			return rc;
		ipp_tell(&j->l, NULL, DEVICE_ABSENT);
		if (ipp_pause(&j->l, AGAIN_MS) && until > port_now_ms() + IPP_CANCEL_MS)
			until = port_now_ms() + IPP_CANCEL_MS;
	}
}

static enum device_trouble trouble_of(const struct ipp_job *j, int rc)
{
	enum device_trouble t = rc > 0 ? (enum device_trouble)rc : ipp_trouble_of(rc);
	if (t == DEVICE_SLOW && j->l.told) /* it said why */
		return j->l.told;
	if (t == DEVICE_BUSY && j->printer.hint)
		return j->printer.hint;
	if (t == DEVICE_NONE)
		return j->state == IPP_JSTATE_CANCELED ? DEVICE_STOPPED : DEVICE_FAULT;
	return t;
}

/* 1: what was given back to us has not been printed, by what the printer says. */
static int is_nothing(struct ipp_job *j, int rc, int ours)
{
	if (rc == -ENOENT && !j->id) /* it never had it; or has forgotten all */
		return refresh(j) == 0 && !restarted(j);
	return (ours || !j->whole) && ipp_job_ended(j) && j->state != IPP_JSTATE_COMPLETED && j->began == 0;
}

static void finish(struct ipp_job *j, int rc)
{
	int ours = rc < 0 && rc != -ENOENT && !ipp_job_ended(j) && (j->id || j->ret->accepted);
	enum device_trouble trouble = trouble_of(j, rc);
	if (ours)
		rc = take_back(j);
	if (j->ret->accepted && is_nothing(j, rc, ours))
		j->ret->accepted = 0;
	if (trouble == DEVICE_ABSENT && j->ret->accepted)
		trouble = DEVICE_CUT;
	/* Some take what a cut line left for all of it, print that and are content. */
	int out = j->state == IPP_JSTATE_COMPLETED && !j->errors && j->whole;
	j->ret->end = out ? DEVICE_CONFIRMED : j->ret->accepted ? DEVICE_UNKNOWN : DEVICE_WAITS;
	j->ret->status = j->printer.s;
	j->ret->status.trouble = out ? DEVICE_NONE : trouble;
	if (out)
		ipp_tell(&j->l, &j->printer.s, DEVICE_NONE);
}

/* From the first request to the end of the job. */
static int run(struct ipp_job *j)
{
	int rc = ready(j);
	if (rc)
		return rc;
	if (j->l.w->imminent(j->l.w->arg))
		return DEVICE_STOPPED;
	ipp_op_t op = j->printer.creates ? IPP_OP_CREATE_JOB : IPP_OP_PRINT_JOB;
	rc = ipp_job_begin(j, op);
	if (rc == -EPROTO && (j->printer.col || j->printer.scales)) { /* some refuse a size that they do not list: the document says it too */
		j->printer.col = j->printer.scales = 0;
		rc = ipp_job_begin(j, op);
	}
	if (rc == 0 && j->printer.creates)
		rc = ipp_job_send(j);
	if (is_away(rc) && j->ret->accepted == j->n) { /* all of it has left, only the answer has not come */
		int seen = follow(j);
		return seen ? seen : rc;
	}
	if (rc)
		return rc;
	j->whole = 1;
	if (j->l.w->sent)
		j->l.w->sent(j->l.w->arg);
	return follow(j);
}

void ipp_print(const struct device_profile *p, uint32_t tag, const void *bytes, size_t n, const struct device_watch *w, struct device_result *ret)
{
	uint32_t chance = 0;
	struct ipp_job j = { .ret = ret, .format = format_of(p->language), .doc = bytes, .n = n, .printer = { .s = DEVICE_STATUS_INIT } };
	*ret = (struct device_result){ .end = DEVICE_WAITS, .status = DEVICE_STATUS_INIT };
	if (getrandom(&chance, sizeof(chance), 0) != (ssize_t)sizeof(chance))
		chance = (uint32_t)port_now_ms();
	snprintf(j.name, sizeof(j.name), "glane-%u-%08x", tag, chance);
	int rc = ipp_line_begin(&j.l, p, w);
	if (rc == 0)
		rc = run(&j);
	finish(&j, rc);
	ipp_line_close(&j.l);
}

int ipp_ask(const struct device_profile *p, const struct device_watch *w, struct device_status *ret)
{
	struct ipp_line l;
	struct ipp_printer printer;
	ipp_t *answer;
	*ret = DEVICE_STATUS_INIT;
	int rc = ipp_line_begin(&l, p, w);
	if (rc == 0)
		rc = ipp_ask_printer(&l, ipp_answer_limit(p), &answer);
	if (rc == 0) {
		ipp_read_printer(l.lib, answer, &printer);
		*ret = printer.s;
		if (!ret->trouble && p->media_w_mm && ipp_has_roll(l.lib, answer, p->media_w_mm, p->media_h_mm) == 0)
			ret->trouble = DEVICE_ROLL;
		l.lib->ippDelete(answer);
	} else {
		ret->trouble = ipp_trouble_of(rc);
	}
	ipp_line_close(&l);
	return rc;
}
