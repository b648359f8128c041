/* SPDX-License-Identifier: MPL-2.0 */
/* ipp_job.h: one job of an IPP printer: made, sent its document, asked about, cancelled.  Requests and answers; what they mean for a label is ipp.c's.
 *
 * All of them: 0, or what ipp_do() returns; -ENOENT: the printer does not know the job. */
#ifndef LABELS_IPP_JOB_H
#define LABELS_IPP_JOB_H

#include "labels/ipp_line.h"

enum { IPP_CANCEL_MS = 3000 };
struct ipp_job {
	struct ipp_line l;
	struct device_result *ret;
	struct ipp_printer printer; /* as it was last asked */
	char name[40];              /* nobody else's: the tag of the attempt and a number by chance */
	const char *format;
	const void *doc;
	size_t n;
	int32_t id;      /* 0: not known */
	int state;       /* ipp_jstate_t, 0: not known */
	int sheets;
	int began;       /* 1: it has printed or begun to; 0: it says that it has not; -1: it does not say */
	int errors;      /* it is "completed", "with errors" */
	int incoming;    /* it still waits for its document */
	int whole;       /* the printer has said that it has all of the document */
	int64_t start_s; /* of the printer, by our clock */
};
static inline int ipp_job_ended(const struct ipp_job *j)
{
	return j->state >= IPP_JSTATE_CANCELED;
}
/* Without progress, until a printer is given up: for a document, and for a question. */
int64_t ipp_limit(const struct device_profile *p), ipp_answer_limit(const struct device_profile *p);
/* Create-Job, or Print-Job with the document; fills j->id, and j->ret->accepted. */
int ipp_job_begin(struct ipp_job *j, ipp_op_t op);
int ipp_job_send(struct ipp_job *j); /* Send-Document */
int ipp_job_ask(struct ipp_job *j);  /* fills state, sheets, began, errors, incoming */
/* Looks for our name among all jobs that the printer knows; fills j->id. */
int ipp_job_find(struct ipp_job *j);
void ipp_job_cancel(struct ipp_job *j);

#endif
