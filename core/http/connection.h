/* SPDX-License-Identifier: MPL-2.0 */
/* connection.h: what the files of this folder share about servers and connections; nobody else includes it.
 *
 *   server.c      listeners, start and stop            limits.c   who gets in, deadlines, who is evicted
 *   connection.c  bytes in -> requests -> handle       output.c   replies -> bytes out
 *   stream.c      bodies written by a worker           events.c   server-sent events
 *   request.c     what a request says of itself        cookie.c   read and set;  address.c  whose it is
 *
 *            .----------------- keep-alive -----------------.
 *            v                                              |
 *   IDLE -> HEAD -> BODY -> HANDLED ----------> WRITING ----+-> LINGER -> CLOSING
 *                             |-> STREAM ----------'        (close)
 *                             `-> EVENTS (until the listener goes)
 *
 * A connection is in the server's list of its state, ordered by the time it got there, so that the oldest is first and
 * one timer per server finds all that are late.  IDLE holds no buffer: reading is into one buffer of the server, and only
 * what is left over is kept.  One request at a time; what follows waits in `in`, with reading paused over a limit.
 * Thread: the loop's. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <netinet/in.h>
#include <uv.h>

#include "http/address.h"
#include "http/chunked.h"
#include "http/head.h"
#include "http/server.h"

enum {
	READ_SIZE = 64 << 10,    /* the server's read buffer */
	PENDING_MAX = 16 << 10,  /* bytes that may wait behind a request that is being handled */
	CORK_SIZE = 64 << 10,    /* heads and small bodies of pipelined replies, sent together */
	CORK_BODY = 4 << 10,     /* bodies up to this are copied there; others are sent from where they are */
	BODY_DEFAULT = 64 << 10, /* of routes that do not say, and of requests without a route */
	STREAM_MAX = 256 << 10,  /* unsent bytes at which a worker waits */
	EVENTS_MAX = 64 << 10,   /* unsent bytes at which a listener is dropped */
	MIN_RATE = 500,          /* bytes per second, up and down */
	LINGER_MS = 2000,        /* how long a refused peer may finish sending, so that it gets to read why */
	SPARE_REQUESTS = 64,
	ADDRESS_BUCKETS = 256,
};

enum peer_state {
	PEER_IDLE, PEER_HEAD, PEER_BODY, PEER_HANDLED, PEER_WRITING, PEER_STREAM, PEER_EVENTS, PEER_LINGER, PEER_CLOSING,
	PEER_STATES
};

struct peer {
	uint32_t magic;
	enum peer_state state;
	struct server *server;
	struct peer *prev, *next;
	uint64_t since_ms; /* when it got into its state (loop time) */
	/* in */
	char *in; /* what was read and not yet used; NULL: nothing */
	size_t in_cap;
	const char *p; /* the same, or the server's read buffer during a read */
	size_t n;
	struct head_scan scan;
	struct request *request; /* being read, handled or streamed */
	struct chunked chunked;
	uint64_t body_left, body_got;
	uint64_t body_ms; /* when its first byte could have come */
	size_t body_max;
	/* out */
	uint32_t writes; /* in the kernel's queue or libuv's */
	uint64_t write_ms, progress_ms; /* when they began, when some of them last went */
	uint64_t queued;                /* bytes since write_ms */
	size_t queue_seen;
	struct reply_stream *stream;
	struct glane_str topics; /* EVENTS; owned */
	uint64_t owner;          /* EVENTS; 0: nobody's */
	/* who */
	struct address *address; /* NULL: not counted */
	char peer[ADDRESS_TEXT];
	bool local_socket, loopback;
	bool from_proxy; /* one of server_config.proxies */
	bool busy;     /* peer_process() is running */
	bool reading;
	bool eof;      /* the peer sends no more */
	bool close;    /* after the current reply */
	bool unread;   /* ... and it may still be sending */
	bool minor_1, is_head, wants_gzip, chunked_body, secure; /* of the current request */
	int gone_status; /* what a worker that writes is told */
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
};

struct peer_list {
	struct peer *first, *last;
	uint32_t count;
};

struct address { /* how many connections one peer has (IPv6: one /64) */
	struct address *next;
	uint8_t key[16];
	uint32_t count;
};

struct listener {
	struct listener *next;
	struct server *server;
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	char *path; /* of a UNIX socket; NULL */
};

struct server {
	uint32_t magic;
	struct server_config config;
	struct loop *loop;
	uv_loop_t *uv;
	struct address_range *proxies;
	uint32_t proxy_count;
	struct listener *listeners;
	struct peer_list lists[PEER_STATES];
	struct address *addresses[ADDRESS_BUCKETS];
	struct request *requests; /* all that were given out */
	struct request *spare;    /* kept with their first arena block */
	uint32_t spare_count;
	struct server_stats stats;
	uint32_t live;    /* connections that are not CLOSING */
	uint32_t handles; /* of libuv, until their close was called back */
	uv_timer_t sweep;
	uint64_t sweep_ms;
	uint64_t heartbeat_at; /* loop time of the last one */
	bool sweeping, stopping, free_when_done;
	uint64_t stop_at; /* loop time at which what is left is cut; 0: not yet stopping */
	void (*done)(void *);
	void *done_arg;
	int64_t date_s;
	char date[64]; /* "Date: ...\r\n" */
	/* replies of one connection, not yet written; empty when nothing is being processed */
	struct peer *cork_owner;
	size_t cork_n;
	char cork[CORK_SIZE];
	char read_buffer[READ_SIZE];
};

/* connection.c */
struct peer *peer_of(uv_handle_t *h);
struct peer *peer_new(struct server *s);
void peer_start(struct peer *c);
void peer_set_state(struct peer *c, enum peer_state state);
void peer_process(struct peer *c);             /* goes on with what is buffered; flushes */
void peer_refuse(struct peer *c, int http_status); /* replies, then closes */
void peer_close(struct peer *c, int status);   /* now; a worker that streams to it is told `status` */
void peer_reset(struct peer *c, int status);   /* the same, so that the peer notices */
void request_release(struct request *r);       /* a server's, after its reply */
void request_init(struct request *r);          /* request.c: a zeroed one */

/* What every reply has that is not a page: it is never run, framed, sniffed or taken by another site. */
#define OTHER_SECURITY                                                                                                         \
	"X-Content-Type-Options: nosniff\r\n"                                                                                  \
	"Referrer-Policy: same-origin\r\n"                                                                                     \
	"Cross-Origin-Resource-Policy: same-origin\r\n"
#define DATA_SECURITY "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" OTHER_SECURITY

/* output.c */
void output_reply(struct peer *c, struct reply *reply);       /* takes it */
void output_head(struct peer *c, const struct reply *reply);  /* of a stream or events; into the cork */
void output_raw(struct peer *c, const char *p, size_t n);     /* into the cork; at most 1 KiB */
void output_flush(struct peer *c);
/* Writes p, then calls done(arg, status) once, not before it returns.  False: the connection is closed, no call. */
bool output_async(struct peer *c, const char *p, size_t n, void (*done)(void *arg, int status), void *arg) NODISCARD;
void output_finish(struct peer *c);                           /* all is written and close is set: ends the connection */

/* limits.c */
unsigned limits_connections(unsigned wanted);
bool limits_admit(struct server *s, struct peer *c, const struct sockaddr *peer) NODISCARD;
void limits_leave(struct server *s, struct peer *c);
void limits_sweep(uv_timer_t *t);

/* server.c */
void server_handle_closed(struct server *s); /* a handle's close was called back */

/* stream.c */
void stream_peer_gone(struct reply_stream *s, int status);

/* events.c */
void events_begin(struct peer *c, struct reply *reply);
void events_end(struct peer *c);
void events_heartbeat(struct server *s);

#endif
