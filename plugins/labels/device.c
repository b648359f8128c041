/* SPDX-License-Identifier: MPL-2.0 */
/* One label, in the order in which it happens:
 *
 *   open ─> resync, if the one before was cut ─> ready? ─> "imminent" is on disk ─> bytes ─> they have left ─> proof ─> end
 *     └──────────────┴──────────────────────────────┴──────────┘                   └────────────┴──────────────┘
 *                            WAITS                                                    CONFIRMED or UNKNOWN
 *
 * While bytes go out: WAITS as long as the kernel has taken none of them, then UNKNOWN. */
#include "labels/device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "labels/ipp.h"
#include "labels/talk.h"

enum { DRAIN_MS = 30000, SHORT_DRAIN_MS = 1000 };

static enum device_trouble trouble_of(int rc)
{
	switch (-rc) {
	case EBUSY: return DEVICE_BUSY;
	case EACCES:
	case EPERM:
	case EROFS: return DEVICE_DENIED;
	case ECANCELED:
	case EINTR: return DEVICE_STOPPED;
	case ENOSPC:
	case EDQUOT: return DEVICE_FULL;
	case ETIMEDOUT: return DEVICE_SLOW;
	case EINVAL:
	case ENOTSUP:
	case ENOMEM:
	case ENAMETOOLONG:
	case EMFILE:
	case ENFILE: return DEVICE_FAULT;
	default: return DEVICE_ABSENT;
	}
}

/* A folder is never unplugged, and nothing is mended by switching it off: somebody has to see to it. */
static enum device_trouble trouble_of_file(int rc)
{
	enum device_trouble t = trouble_of(rc);
	return t == DEVICE_FULL || t == DEVICE_STOPPED ? t : DEVICE_DENIED;
}

static int open_port(const struct device_profile *p, uint32_t tag, const struct device_watch *w, struct port *ret)
{
	char file[32];
	if (p->port.kind == PORT_FILE) {
		snprintf(file, sizeof(file), "%u", tag);
		return port_open_file(p->below ? p->below : ".", p->port.at, p->file ? p->file : file, ret);
	}
	int rc;
	do
		rc = port_open(&p->port, w->stopped ? w->wake_fd : -1, ret);
	while (rc == -EINTR && !w->stopped(w->arg));
	return rc == -ETIMEDOUT ? -EHOSTUNREACH : rc;
}

/* Up to the first byte.  DEVICE_NONE: go; or why not, or negative. */
static int prepare(struct talk *t, enum device_end last_end, size_t n)
{
	int rc = last_end == DEVICE_UNKNOWN ? proof_resync(t, n) : 0;
	if (rc == 0)
		rc = proof_ready(t);
	if (rc == 0 && t->w->imminent(t->w->arg))
		rc = DEVICE_STOPPED;
	return rc;
}

/* After the last byte.  1: the label is out. */
static int prove(struct talk *t, const struct device_status *before, uint32_t tag, size_t n)
{
	/* Who was silent when it was asked before the label, is not waited for when its transport is trusted. */
	int rc = t->p->trust && !t->answers ? 0 : proof_wait(t, before, tag, n);
	if (rc < 0)
		return rc;
	int64_t drain = t->p->drain_ms ? t->p->drain_ms : DRAIN_MS;
	int ended = talk_end(t, rc ? SHORT_DRAIN_MS : drain);
	if (rc)
		return 1;
	return ended < 0 ? ended : t->p->trust && (t->told == DEVICE_NONE || t->quiet);
}

static void finish(const struct talk *t, int rc, size_t n, struct device_result *ret)
{
	ret->status = t->s;
	ret->status.answered = t->answers;
	if (t->port->kind == PORT_FILE) {
		ret->end = rc == 0 ? DEVICE_CONFIRMED : DEVICE_WAITS;
		ret->accepted = rc == 0 ? n : 0;
		ret->status.trouble = rc < 0 ? trouble_of_file(rc) : (enum device_trouble)rc;
		return;
	}
	ret->end = rc == 0 ? DEVICE_CONFIRMED : ret->accepted ? DEVICE_UNKNOWN : DEVICE_WAITS;
	enum device_trouble why = rc < 0 ? trouble_of(rc) : (enum device_trouble)rc;
	if (why == DEVICE_SLOW && t->told != DEVICE_NONE) /* it said why */
		why = t->told;
	if (why == DEVICE_ABSENT && ret->accepted)
		why = DEVICE_CUT;
	ret->status.trouble = why;
}

static void print(struct talk *t, enum device_end last_end, uint32_t tag, const void *bytes, size_t n, struct device_result *ret)
{
	int rc = prepare(t, last_end, n);
	struct device_status before = t->s;
	t->steps = 0;
	t->label = t->port->kind == PORT_USB ? t->p->language : NULL; /* elsewhere nobody asks in between */
	if (rc == 0)
		rc = talk_send(t, bytes, n, 1, talk_limit(t), &ret->accepted);
	t->label = NULL;
	if (rc == 0 && t->port->kind != PORT_FILE) {
		if (t->w->sent)
			t->w->sent(t->w->arg);
		rc = prove(t, &before, tag, n);
		rc = rc == 1 ? 0 : rc < 0 ? rc : t->told != DEVICE_NONE && !t->quiet ? (int)t->told : (int)DEVICE_SILENT;
	}
	finish(t, rc, n, ret);
	if (ret->end == DEVICE_CONFIRMED)
		talk_tell(t, DEVICE_NONE);
}

void device_print(const struct device_profile *p, struct port *port, enum device_end last_end, uint32_t tag, const void *bytes, size_t n,
                  const struct device_watch *w, struct device_result *ret)
{
	struct port own;
	struct talk t;
	if (p->port.kind == PORT_IPP) {
		ipp_print(p, tag, bytes, n, w, ret);
		return;
	}
	*ret = (struct device_result){ .end = DEVICE_WAITS, .status = DEVICE_STATUS_INIT };
	int rc = port ? 0 : open_port(p, tag, w, &own);
	if (rc) {
		ret->status.trouble = p->port.kind == PORT_FILE ? trouble_of_file(rc) : trouble_of(rc);
		return;
	}
	talk_begin(&t, p, port ? port : &own, w);
	print(&t, last_end, tag, bytes, n, ret);
	if (!port)
		own.ops->close(&own);
}

int device_ask(const struct device_profile *p, struct port *port, const struct device_watch *w, struct device_status *ret)
{
	struct port own;
	struct talk t;
	*ret = DEVICE_STATUS_INIT;
	if (p->port.kind == PORT_FILE) /* nothing to ask */
		return 0;
	if (p->port.kind == PORT_IPP)
		return ipp_ask(p, w, ret);
	int rc = port ? 0 : open_port(p, 0, w, &own);
	if (rc)
		return rc;
	talk_begin(&t, p, port ? port : &own, w);
	rc = proof_ready(&t);
	*ret = t.s;
	ret->answered = t.answers;
	ret->trouble = rc < 0 ? trouble_of(rc) : (enum device_trouble)rc;
	if (!port) {
		talk_end(&t, SHORT_DRAIN_MS);
		own.ops->close(&own);
	}
	return 0;
}
