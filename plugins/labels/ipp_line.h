/* SPDX-License-Identifier: MPL-2.0 */
/* ipp_line.h: requests to an IPP printer over one connection, and what it says of itself. */
#ifndef LABELS_IPP_LINE_H
#define LABELS_IPP_LINE_H

#include <cups/cups.h>

#include "labels/device.h"

/* What is called of libcups: addresses from dlsym, types from the header. */
#define IPP_CALLS(X)                                                                                                                              \
	X(cupsArrayFirst) X(cupsHashData) X(httpAssembleURI) X(httpCheck) X(httpClearFields) X(httpClose) X(httpConnect2) X(httpCopyCredentials) X(httpEncryption) X(httpFlush) X(httpFlushWrite) X(httpFreeCredentials)          \
	X(httpGetFd) X(httpGetKeepAlive) X(httpPost) X(httpSeparateURI) X(httpSetField) X(httpSetLength) X(httpSetTimeout) X(httpUpdate)          \
	X(httpWrite2) X(ippAddBoolean) X(ippAddCollection) X(ippAddInteger) X(ippAddString) X(ippAddStrings) X(ippContainsInteger)                \
	X(ippContainsString) X(ippDelete) X(ippFindAttribute) X(ippFindNextAttribute) X(ippGetBoolean) X(ippGetCollection) X(ippGetCount)         \
	X(ippGetGroupTag) X(ippGetInteger) X(ippGetName) X(ippGetRange) X(ippGetResolution) X(ippGetStatusCode) X(ippGetString) X(ippGetValueTag) X(ippLength)        \
	X(ippNew) X(ippNextAttribute) X(ippRead) X(ippSetOperation) X(ippSetRequestId) X(ippSetState) X(ippSetVersion) X(ippWrite) X(pwgMediaForPWG)
struct ipp_lib {
#define X(f) __typeof__(f) *f;
	IPP_CALLS(X)
#undef X
};
const struct ipp_lib *ipp_lib(void); /* NULL: not installed */

struct ipp_line {
	const struct ipp_lib *lib;
	const struct device_profile *p;
	const struct device_watch *w;
	http_t *http;  /* NULL: not connected */
	char uri[PORT_TEXT_MAX + 32], host[PORT_TEXT_MAX], path[PORT_TEXT_MAX];
	char certificate[65]; /* of the printer that answers; "" where nothing is encrypted */
	int number, secure;
	int32_t requests;
	uint8_t deaf;    /* the spool's stop is known already */
	uint8_t stopped; /* the spool gave up */
	enum device_trouble told;
	int64_t moved, idle, until; /* bytes moved last; when it is called slow; when an answer is given up */
};
/* Nothing is connected yet.  0, -EINVAL: no address; -ENOTSUP: no libcups. */
int ipp_line_begin(struct ipp_line *l, const struct device_profile *p, const struct device_watch *w);
void ipp_line_close(struct ipp_line *l);
/* A request with who and where in it.  NULL: no memory. */
ipp_t *ipp_request(struct ipp_line *l, ipp_op_t op);
/* Sends `request`, which is used up, with a document of n bytes behind it or none, and waits for the answer, `limit` ms since the last byte
 * moved.  *accepted, may be NULL: how many of the document left.  0 and *ret, of the caller; -ENOENT: the printer knows no such queue or
 * job; -EACCES; -EKEYREJECTED: another certificate than the profile's; -EBUSY; -EPROTO: it refused; -ECANCELED: the spool gave up; -ETIMEDOUT; -ECONNRESET and what port_open() says. */
int ipp_do(struct ipp_line *l, ipp_t *request, const void *doc, size_t n, int64_t limit, size_t *accepted, ipp_t **ret);
/* Sleeps; -ECANCELED when the spool gives up. */
int ipp_pause(struct ipp_line *l, int64_t ms);
/* To the spool, if it is another one than before. */
void ipp_tell(struct ipp_line *l, const struct device_status *s, enum device_trouble trouble);
enum device_trouble ipp_trouble_of(int rc);

/* --- what a printer says of itself ----------------------------------------------------------------------------------- */
struct ipp_printer {
	struct device_status s;   /* trouble: it does not print */
	enum device_trouble hint; /* it prints on, and warns: it may be this when a job does not go on */
	uint8_t idle, creates, scales, col;
	int32_t up_s; /* since when it runs; 0: does not say */
};
/* As ipp_do() says; *ret is the caller's. */
int ipp_ask_printer(struct ipp_line *l, int64_t limit, ipp_t **ret);
void ipp_read_printer(const struct ipp_lib *lib, ipp_t *answer, struct ipp_printer *ret);
/* 1: `word` is among the values of the attribute; -1: there is no such attribute. */
int ipp_offers(const struct ipp_lib *lib, ipp_t *answer, const char *attribute, const char *word);
/* 1: one of its rolls or trays is this, to 2 mm; 0: none is; -1: it does not say.  h_mm 0: an endless roll. */
int ipp_has_roll(const struct ipp_lib *lib, ipp_t *answer, uint16_t w_mm, uint16_t h_mm);

#endif
