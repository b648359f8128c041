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
	bool loopback;     /* TCP from 127.0.0.0/8 or ::1, and not `proxied` */
	bool forwarded;    /* carries a forwarding header: then loopback proves nothing (decisions.md 26) */
	bool proxied;      /* forwarded by one of server_config.proxies: `peer` and `secure` are what that proxy says */
	bool secure;       /* ... and it was asked by TLS; never true otherwise */
	char peer[48];     /* address, for limits and the log: the socket's, unless proxied; "" in process and over DIR/socket */
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
/* Value of the cookie of exactly that name, over all Cookie fields; it does not end with 0.  .p == NULL: not there, not a
 * cookie's characters, or there twice with different values: then somebody planted one, and none can be believed. */
struct glane_str request_cookie(const struct request *r, const char *name);
/* Whom to count tries against: r->peer, IPv4 as mapped IPv6, of IPv6 the /64.  Zeros: in process or over DIR/socket. */
void request_address(const struct request *r, uint8_t ret[16]);
/* In process (commands, tests): makes a request that on_reply answers.  The caller frees it with request_free(). */
struct request *request_new(size_t arena_budget);
void request_free(struct request *r);
/* Percent-decodes and checks; used by connection, request_new callers and the URL fuzz target.  An encoded slash stays
 * "%2F", so that it makes no segment.  Fails: GLANE_EINVAL; GLANE_ETOOBIG a path over 2 KiB; GLANE_ENOMEM. */
int request_set_target(struct request *r, struct glane_str target) NODISCARD;

/* The request came from a trusted proxy and carries forwarding fields: believes them.  Of X-Forwarded-For only the last
 * address, which is the one that this proxy saw; what stands before it the client may have made up.  Without the field
 * the peer stays the proxy.  Fails: GLANE_EINVAL, that last entry is no address. */
int request_believe_proxy(struct request *r) NODISCARD;

/* Answers, once, on the loop thread (inline: any).  Takes the reply's reference. */
void request_reply(struct request *r, struct reply *reply);

/* Did a page of ours make this request, by Origin and Sec-Fetch-Site?  A page without TLS is not ours when `secure`. */
enum request_origin { ORIGIN_SAME, ORIGIN_NONE, ORIGIN_FOREIGN }; /* NONE: no browser (no Origin, no Sec-Fetch-Site) */
enum request_origin request_origin(const struct request *r);
/* Does the client prefer HTML to JSON?  (Accept; a form post without Accept is HTML.) */
bool request_wants_html(const struct request *r);
bool request_accepts_gzip(const struct request *r);
/* First of the NULL-ended `offered` that ?l= or Accept-Language wants; offered[0] otherwise. */
const char *request_language(const struct request *r, const char *const *offered);

#endif
