/* SPDX-License-Identifier: MPL-2.0 */
/* fixture.h: a server on a thread of the test program, with routes that show what the layer does.
 *
 *   GET  /hello            "hello", shared by all            POST /echo        the body
 *   GET  /page             HTML with an ETag, compressed     POST /photo       image/jpeg up to 8 MiB: its length
 *   GET  /big              BIG_BYTES bytes, shared           GET  /held        replied to by fixture_release()
 *   GET  /stream?n=N       N bytes by a worker               GET  /cut?n=N     the same, then not whole
 *   GET  /events?topic=T   events                            GET  /who         what is known about the caller
 *   GET  /mine?owner=N     events "mine" that N listens to    GET  /caller      the same, as a proxy changes it
 *   GET  /cookie           the cookie "glane"                GET  /signed-in   sets two cookies on a page to be kept
 *   GET  /o/{code}         the code                          anything else     404, 405 with Allow */
#ifndef TESTS_HTTP_FIXTURE_H
#define TESTS_HTTP_FIXTURE_H

#include <pthread.h>
#include <stdatomic.h>

#include "client.h"
#include "http/server.h"

enum { BIG_BYTES = 16 << 20, STREAM_THREADS = 8 };

struct fixture {
	struct loop *loop;
	struct server *server;
	struct router *router;
	struct reply *hello, *page, *big;
	struct request *held;
	pthread_t thread, streams[STREAM_THREADS];
	int stream_count;
	int port;
	int grace_ms; /* of the stop; 2 s */
	bool stopping;
	_Atomic int barred;       /* this owner may not listen to events */
	_Atomic int asked;        /* how often that was asked, of anybody */
	_Atomic int held_count;   /* requests at /held now */
	_Atomic int stream_ends;  /* streams whose worker is done */
	_Atomic int stream_status; /* of the last worker's last write */
	_Atomic size_t stream_written; /* bytes that the last worker got rid of */
};

/* Starts it; `over` may set limits and hosts. */
void fixture_start(struct fixture *f, const struct server_config *over);
void fixture_listen(struct fixture *f, const char *path); /* on a UNIX socket, too */
void fixture_begin_stop(struct fixture *f); /* server_stop(), on the loop */
void fixture_stop(struct fixture *f);       /* begins it if nobody has, waits and frees all */
/* Runs fn on the loop's thread and waits for it. */
void fixture_call(struct fixture *f, void (*fn)(struct fixture *, void *), void *arg);
void fixture_release(struct fixture *f);
struct server_stats fixture_stats(struct fixture *f);
/* Waits until *value == want. */
bool fixture_wait(_Atomic int *value, int want);
/* Pattern of the streams' bytes. */
char stream_byte(size_t at);

#endif
