/* SPDX-License-Identifier: MPL-2.0 */
/* host.h: the plugins' house: loads them, grants them their rights, runs their callbacks and answers requests.
 *
 *   host_open -> (core's own declaration, own.c, and the plugins: probed, ordered, migrated, granted, init, start) -> host_run
 *   -> host_handle for each request -> host_close
 *
 * A plugin that fails anywhere on the way is kept with its reason and the rest goes on without it. */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>

#include "base/error.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/router.h"
#include "loop/loop.h"

struct host;
struct store;

struct host_config {
	const char *dir;                 /* data directory */
	bool create;                     /* make it when it is not there */
	struct loop *loop;               /* NULL: inline, no threads (commands without a daemon, tests) */
	const char *const *shipped;      /* folders of plugins that came with the program: always trusted; NULL-ended */
	const char *const *extra;        /* --plugins: trusted because somebody named them; NULL-ended */
	const char *const *only;         /* NULL: all that is found; else names to load, NULL-ended (tests) */
	struct glane_list kiosk;         /* struct glane_file: served at /ui/<digest>/ */
	/* A live event, on the loop's thread (inline: any); NULL: dropped. */
	void (*publish)(void *ctx, struct glane_str topic, struct glane_str json);
	void *publish_ctx;
	/* The disk refused a sync, or the database was found damaged: stop and start anew.  Any thread, once; NULL: nobody to tell. */
	void (*broken)(void *ctx);
	void *broken_ctx;
	bool open;                       /* a demonstration: whoever sits at this machine may everything */
	/* Sessions or rights changed: streams are to be asked anew.  Any thread; NULL: there are none. */
	void (*rights_changed)(void *ctx);
	void *rights_changed_ctx;
	int lock_wait_ms;                /* how long to wait for another process to leave the directory */
	const char *listening;           /* "127.0.0.1:8080": what links use until site.host is set */
};

/* Fails with a sentence for a person in `error`; GLANE_EIO with key "rescue.*": the caller may serve the rescue page. */
int host_open(const struct host_config *, struct host **ret, struct error *) NODISCARD;
/* When host_open() failed: a house with words only.  Every request but the assets gets `reason`, 503. */
int host_open_rescue(const struct host_config *, const char *reason, struct host **ret, struct error *) NODISCARD;
/* Stops plugins and threads, closes the store.  NULL is fine. */
void host_close(struct host *h);

const struct router *host_router(const struct host *h);
struct store *host_store(struct host *h);
/* server_config's callbacks. */
void host_handle(void *host, struct request *r);
struct reply *host_refused(void *host, int http_status, const struct request *r);
bool host_may_listen(void *host, uint64_t owner);
/* Nobody may administer yet: until somebody founds the centre nothing else is served. */
bool host_first_run(const struct host *h);
/* Makes the code of the first run, now and whenever it was guessed at too often, and says it: for whoever can read the
 * daemon's terminal.  Any thread. */
void host_say_first_run(struct host *h, void (*say)(void *ctx, const char *code), void *ctx);
/* A setting, copied into the arena: "site.host". */
struct glane_str host_setting(struct host *h, const char *key, struct arena *a);
/* What the command line offers, from the declarations alone, without touching a data directory:
 * {"commands":[{"words","summary","plugin","inputs":[{"name","type","required","choices"}]}]}. */
int host_commands(const struct host_config *, struct arena *a, struct glane_value **ret) NODISCARD;
/* Subscriptions, jobs and search until nothing is left to do.  Inline hosts only. */
void host_settle(struct host *h);

#endif
