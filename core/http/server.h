/* SPDX-License-Identifier: MPL-2.0 */
/* server.h: listeners, connections and their limits; hands complete requests to `handle`.  Loop thread only.
 *
 * Limits (design.md 7): request line 8 KiB (414), head 16 KiB or 100 fields (431), body by route (413 before it is read),
 * head within 10 s in all, body at least 500 B/s after 10 s, stalled write 30 s, idle 60 s, connections per address and in
 * all below the descriptor limit with a reserve for loopback. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdint.h>

#include "base/error.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/router.h"
#include "loop/loop.h"

struct server_config {
	const struct router *router;
	void *ctx;
	/* Called once per complete request with a known route, or with route.route == NULL (404, 405: the app words it). */
	void (*handle)(void *ctx, struct request *r);
	/* A refusal found while parsing (400, 408, 413, 414, 415, 417, 421, 431, 503): the app words it; the connection
	 * closes after it.  `r` holds what is known so far: peer and what was parsed.  NULL, or a NULL reply: status only. */
	struct reply *(*refused)(void *ctx, int http_status, const struct request *r);
	/* Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, NULL-ended: "127.0.0.1", "::1",
	 * "10.0.0.0/24"; server_new() refuses what is no address.  They must set both fields and take no client's word for
	 * them.  Forwarding fields from anybody else only take rights away: request.forwarded.  Connections are counted by
	 * the socket's address all the same, and a proxy that is not on loopback has max_per_address of them. */
	const char *const *proxies;
	/* May `owner` (reply.owner, not 0) still listen to events?  Asked on the loop thread when a stream begins, at every
	 * heartbeat and by server_recheck_streams(); must not touch the server.  NULL: yes. */
	bool (*may_listen)(void *ctx, uint64_t owner);
	const char *const *hosts; /* Host allow-list besides loopback names, NULL-ended: other hosts get 421 */
	unsigned max_connections;  /* 0: from RLIMIT_NOFILE */
	unsigned max_per_address;  /* 0: 64; loopback is exempt */
	/* tests shorten these; 0: the default */
	unsigned head_ms, idle_ms, write_ms, body_grace_ms, heartbeat_ms;
};
struct server;
int server_new(struct loop *l, const struct server_config *, struct server **ret, struct error *) NODISCARD;
/* "127.0.0.1:8080", "[::1]:0"; ret_port: the one that the kernel chose. */
int server_listen_tcp(struct server *s, const char *address, int *ret_port, struct error *) NODISCARD;
int server_listen_socket(struct server *s, const char *path, struct error *) NODISCARD; /* mode 0600; an old file is replaced */
/* Stops listening, lets replies under way finish for up to grace_ms, closes all, then calls done. */
void server_stop(struct server *s, int grace_ms, void (*done)(void *), void *arg);
void server_free(struct server *s);

/* Server-sent events: what publish() sends to every connection whose reply said events with this topic.  `topics` of the
 * reply are separated by commas; its body, if any, is the first thing that the listener gets. */
void server_publish(struct server *s, struct glane_str topic, struct glane_str json); /* loop thread */
/* Ends every stream whose owner may not listen any more: after rights, sessions or devices changed.  Loop thread. */
void server_recheck_streams(struct server *s);

struct server_stats {
	uint64_t accepted, requests, refused, dropped;
	uint32_t open, event_streams;
};
void server_stats(const struct server *s, struct server_stats *ret);

#endif
