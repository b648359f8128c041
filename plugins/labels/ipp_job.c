/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/ipp_job.h"

#include <errno.h>
#include <string.h>

enum {
	ANSWER_MS = 10000, /* for a question without a document */
	LIMIT_MS = 900000
};

int64_t ipp_limit(const struct device_profile *p)
{
	return p->limit_ms ? p->limit_ms : LIMIT_MS;
}

int64_t ipp_answer_limit(const struct device_profile *p)
{
	return ipp_limit(p) < ANSWER_MS ? ipp_limit(p) : ANSWER_MS;
}

static void read_job(struct ipp_job *j, ipp_t *answer)
{
	const struct ipp_lib *lib = j->l.lib;
	ipp_attribute_t *state = lib->ippFindAttribute(answer, "job-state", IPP_TAG_ENUM);
	ipp_attribute_t *at = lib->ippFindAttribute(answer, "time-at-processing", IPP_TAG_ZERO);
	ipp_attribute_t *sheets = lib->ippFindAttribute(answer, "job-impressions-completed", IPP_TAG_INTEGER);
	j->state = state ? lib->ippGetInteger(state, 0) : 0;
	j->sheets = sheets ? lib->ippGetInteger(sheets, 0) : 0;
	j->began = !at ? -1 : lib->ippGetValueTag(at) == IPP_TAG_INTEGER || j->sheets > 0;
	j->errors = ipp_offers(lib, answer, "job-state-reasons", "job-completed-with-errors") == 1;
	j->incoming = ipp_offers(lib, answer, "job-state-reasons", "job-incoming") == 1 || ipp_offers(lib, answer, "job-state-reasons", "job-data-insufficient") == 1;
}

int ipp_job_ask(struct ipp_job *j)
{
	static const char *const wanted[] = { "job-id", "job-state", "job-state-reasons", "job-impressions-completed", "time-at-processing" };
	ipp_t *answer, *r = ipp_request(&j->l, IPP_OP_GET_JOB_ATTRIBUTES);
	if (r) {
		j->l.lib->ippAddInteger(r, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", j->id);
		j->l.lib->ippAddStrings(r, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)(sizeof(wanted) / sizeof(wanted[0])), NULL, wanted);
	}
	int rc = ipp_do(&j->l, r, NULL, 0, ipp_answer_limit(j->l.p), NULL, &answer);
	if (rc)
		return rc;
	read_job(j, answer);
	j->l.lib->ippDelete(answer);
	return 0;
}

/* The number of the job with our name in an answer; 0: not there. */
static int32_t number_in(const struct ipp_job *j, ipp_t *answer)
{
	const struct ipp_lib *lib = j->l.lib;
	int32_t id = 0;
	for (ipp_attribute_t *a = lib->ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER); a; a = lib->ippNextAttribute(answer)) {
		const char *name = lib->ippGetName(a);
		if (name && strcmp(name, "job-id") == 0)
			id = lib->ippGetInteger(a, 0);
		else if (name && strcmp(name, "job-name") == 0 && lib->ippGetCount(a) && strcmp(lib->ippGetString(a, 0, NULL), j->name) == 0)
			return id;
	}
	return 0;
}

int ipp_job_find(struct ipp_job *j)
{
	static const char *const wanted[] = { "job-name", "job-id" }, *const which[] = { "not-completed", "completed" };
	for (int i = 0; i < 2 && !j->id; i++) {
		ipp_t *answer, *r = ipp_request(&j->l, IPP_OP_GET_JOBS);
		if (r) {
			j->l.lib->ippAddStrings(r, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 2, NULL, wanted);
			j->l.lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which[i]);
			j->l.lib->ippAddBoolean(r, IPP_TAG_OPERATION, "my-jobs", 1);
		}
		int rc = ipp_do(&j->l, r, NULL, 0, ipp_answer_limit(j->l.p), NULL, &answer);
		if (rc)
			return rc;
		j->id = number_in(j, answer);
		j->l.lib->ippDelete(answer);
	}
	return j->id ? 0 : -ENOENT;
}

void ipp_job_cancel(struct ipp_job *j)
{
	ipp_t *answer, *r = ipp_request(&j->l, IPP_OP_CANCEL_JOB);
	if (r)
		j->l.lib->ippAddInteger(r, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", j->id);
	if (ipp_do(&j->l, r, NULL, 0, IPP_CANCEL_MS, NULL, &answer) == 0)
		j->l.lib->ippDelete(answer);
}

static void add_media(struct ipp_job *j, ipp_t *r)
{
	const struct ipp_lib *lib = j->l.lib;
	const struct device_profile *p = j->l.p;
	ipp_t *size, *col;
	if (j->printer.scales)
		lib->ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
	if (!j->printer.col || !p->media_w_mm || !p->media_h_mm)
		return;
	size = lib->ippNew();
	col = lib->ippNew();
	lib->ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", p->media_w_mm * 100);
	lib->ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", p->media_h_mm * 100);
	lib->ippAddCollection(col, IPP_TAG_ZERO, "media-size", size);
	lib->ippAddCollection(r, IPP_TAG_JOB, "media-col", col);
	lib->ippDelete(size);
	lib->ippDelete(col);
}

int ipp_job_begin(struct ipp_job *j, ipp_op_t op)
{
	const struct ipp_lib *lib = j->l.lib;
	int whole = op == IPP_OP_PRINT_JOB;
	ipp_t *answer, *r = ipp_request(&j->l, op);
	if (r) {
		lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, j->name);
		if (whole)
			lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, j->format);
		add_media(j, r);
	}
	int rc = ipp_do(&j->l, r, whole ? j->doc : NULL, whole ? j->n : 0, whole ? ipp_limit(j->l.p) : ipp_answer_limit(j->l.p), &j->ret->accepted, &answer);
	if (rc)
		return rc;
	ipp_attribute_t *id = lib->ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER);
	j->id = id ? lib->ippGetInteger(id, 0) : 0;
	lib->ippDelete(answer);
	return j->id > 0 ? 0 : ipp_job_find(j);
}

int ipp_job_send(struct ipp_job *j)
{
	const struct ipp_lib *lib = j->l.lib;
	ipp_t *answer, *r = ipp_request(&j->l, IPP_OP_SEND_DOCUMENT);
	if (r) {
		lib->ippAddInteger(r, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", j->id);
		lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, j->format);
		lib->ippAddBoolean(r, IPP_TAG_OPERATION, "last-document", 1);
	}
	int rc = ipp_do(&j->l, r, j->doc, j->n, ipp_limit(j->l.p), &j->ret->accepted, &answer);
	if (rc == 0)
		lib->ippDelete(answer);
	return rc;
}
