/* SPDX-License-Identifier: MPL-2.0 */
/* reply.h: what is sent back: status, fields and a body that is shared, or a stream that a worker writes.
 *
 * A reply is counted by references so that a cached one can be sent to many connections at once; it is immutable once it
 * has been given to request_reply(). */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

struct request;
struct reply_stream;
struct reply {
	_Atomic int refs;
	int status;
	const char *content_type;  /* static, or a copy in `type`; NULL: none */
	char type[96];
	char *head;                /* further fields, each "Name: value\r\n"; owned; NULL: none */
	size_t head_n;
	char *body;                /* owned (free) unless body_static */
	size_t body_n;
	bool body_static;
	bool html;                 /* gets the pages' Content-Security-Policy */
	bool close;                /* close the connection afterwards */
	char *gzip;                /* the body compressed, once it was asked for and is worth it; owned */
	size_t gzip_n;
	char etag[36];             /* with its quotes; "": none */
	const char *cache_control; /* static; NULL: "no-store", as always with a cookie */
	const char *vary;          /* static; NULL: Accept, Accept-Language, Accept-Encoding */
	struct reply_stream *stream; /* instead of a body; NULL */
	bool events;               /* the connection becomes a server-sent event stream of `topics` */
	struct glane_str topics;   /* see reply_topics() */
	uint64_t owner;            /* of the event stream, see server_config.may_listen; 0: nobody's, never asked */
	bool cookies;              /* sets some: for one client only, never to be kept or shared */
	char *topics_owned;
};

struct reply *reply_new(int status);
struct reply *reply_ref(struct reply *r);
void reply_unref(struct reply *r); /* NULL is fine */
void reply_body_copy(struct reply *r, const char *content_type, struct glane_str body);
void reply_body_take(struct reply *r, const char *content_type, char *body, size_t n); /* free()d with the reply */
void reply_body_static(struct reply *r, const char *content_type, const void *p, size_t n);
/* REQUIREs that it holds no CR, LF, NUL, that all fields are below 16 KiB, and that the name is none of those that the
 * connection writes itself: Date, Content-Type, Content-Length, Transfer-Encoding, Content-Encoding, Connection, ETag, Vary,
 * Cache-Control, Set-Cookie and the security fields. */
void reply_field(struct reply *r, const char *name, struct glane_str value);
/* Sets a cookie for the whole site that no script and no other site's page can use; several per reply are fine.  `secure`:
 * TLS only, a must for names with "__Host-".  max_age_s: -1 until the browser ends, 0 forget it now.  REQUIREs that name
 * and value are of a cookie's characters. */
void reply_cookie(struct reply *r, const char *name, struct glane_str value, bool secure, int64_t max_age_s);
void reply_etag(struct reply *r);      /* from a digest of the body */
void reply_topics(struct reply *r, struct glane_str topics); /* makes it an event stream; see server_publish() */
void reply_compress(struct reply *r);  /* makes `gzip` when it pays (text, >= 512 bytes, smaller); any thread, before it is shared */

/* A body of unknown length: chunked, written by a worker that waits while more than 256 KiB are unsent.  Inline callers
 * collect it in a buffer instead.  Opening answers the request: takes the reply, and there is no request_reply() afterwards;
 * the request may be read until reply_stream_close(). */
struct reply_stream *reply_stream_open(struct request *r, struct reply *head); /* any thread; sends the head */
int reply_stream_write(struct reply_stream *s, const void *p, size_t n) NODISCARD; /* GLANE_EIO: the peer has gone; GLANE_ETIME */
void reply_stream_close(struct reply_stream *s, bool whole); /* not whole: the connection is cut, so that nobody takes it for complete */

#endif
