/* SPDX-License-Identifier: MPL-2.0 */
/* request.h: one parsed request and the reply that it waits for.  Lives from its first byte to its reply's last.
 *
 *   reading -> (refused: reply and close) -> complete -> handled by server.handle -> replied -> freed
 *
 * Thread: the loop's; a worker may read a request that it handles, and write its reply_stream.  A request whose peer has
 * gone stays valid until it is replied to; the reply is then dropped.  After request_reply() it is gone. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/router.h"

enum http_method { HTTP_GET = 1, HTTP_POST, HTTP_HEAD, HTTP_OPTIONS, HTTP_OTHER };
struct http_field {
	struct glane_str name, value;
};
enum { REQUEST_PARAMS_MAX = 4 };

struct request;
struct server;

struct request {
	uint32_t magic;
	struct arena arena; /* everything of this request */
	enum http_method method; /* HEAD is routed as GET; the connection drops the body */
	bool is_head;
	struct glane_str target;      /* as sent */
	struct glane_str path, query; /* path: percent-decoded, checked (no NUL, no bad UTF-8, no "." or ".." segment) */
	struct http_field *fields;    /* names in lower case */
	uint32_t field_count;
	struct glane_str body;
	struct route_match route;
	/* who */
	bool local_socket; /* came over DIR/socket: the owner of the data directory */
	bool loopback;     /* TCP from 127.0.0.0/8 or ::1 */
	bool forwarded;    /* carries a forwarding header: then loopback proves nothing (decisions.md 26) */
	char peer[48];     /* address, for limits and the log */
	_Atomic int gone;  /* the peer closed, or will send no more: nobody may be waiting for the reply */
	/* the other side */
	struct server *server; /* NULL: in-process caller */
	void *conn;            /* http/connection's; NULL in process */
	void (*on_reply)(struct request *, struct reply *); /* in-process callers; called once, takes the reply */
	void *user; /* in-process callers */
	struct buf body_memory; /* of a body that came in pieces */
	struct request *prev, *next; /* the server's list of requests */
	bool replied;
};

/* Value of the first field of that lower-case name; "" when there is none (.p == NULL). */
struct glane_str request_field(const struct request *r, const char *name);
/* In process (commands, tests): makes a request that on_reply answers.  The caller frees it with request_free(). */
struct request *request_new(size_t arena_budget);
void request_free(struct request *r);
/* Percent-decodes and checks; used by connection, request_new callers and the URL fuzz target.  An encoded slash stays
 * "%2F", so that it makes no segment.  Fails: GLANE_EINVAL; GLANE_ETOOBIG a path over 2 KiB; GLANE_ENOMEM. */
int request_set_target(struct request *r, struct glane_str target) NODISCARD;

/* Answers, once, on the loop thread (inline: any).  Takes the reply's reference. */
void request_reply(struct request *r, struct reply *reply);

/* Is this request allowed to change something: same origin by Origin or Sec-Fetch-Site, Host on the list, no forwarding. */
enum request_origin { ORIGIN_SAME, ORIGIN_NONE, ORIGIN_FOREIGN }; /* NONE: no browser (no Origin, no Sec-Fetch-Site) */
enum request_origin request_origin(const struct request *r);
/* Does the client prefer HTML to JSON?  (Accept; a form post without Accept is HTML.) */
bool request_wants_html(const struct request *r);
bool request_accepts_gzip(const struct request *r);
/* First of the NULL-ended `offered` that ?l= or Accept-Language wants; offered[0] otherwise. */
const char *request_language(const struct request *r, const char *const *offered);

#endif
