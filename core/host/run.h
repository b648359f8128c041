/* SPDX-License-Identifier: MPL-2.0 */
/* run.h: one request on its way through an endpoint; shared by dispatch, answer, repeat and cache. */
#ifndef HOST_RUN_H
#define HOST_RUN_H

#include "host/internal.h"

struct run {
	struct writer_task wt; /* first */
	struct host *host;
	struct request *request;
	struct endpoint *endpoint;
	struct arena arena;
	struct glane_call call;
	struct reply *reply;
	bool html;
	bool read_by_person; /* also where the answer is a file: what is refused is said on a page */
	bool stream_whole;
	bool counted; /* by its limit */
	/* a refused form that is shown again */
	bool form_again, again;
	int http_status;
	struct glane_value *again_raw, *again_errors;
	/* repeats */
	bool has_key, running, digested;
	struct uuid key;
	struct sha256 digest;
	struct run *next_running;
	/* cache */
	bool cacheable, compress; /* compress: asked for again, so that it pays */
	uint64_t commits;
};

/* answer.c */
/* An error in words, as page or JSON, in memory of its own: the call's may be used up. */
struct glane_str run_path(const struct run *run); /* for the log: without a secret */
struct reply *reply_worded(struct host *h, const struct request *r, const struct error *e, int http_status);
void reply_build(struct run *run, int rc); /* sets run->reply, unless the call streams */

/* repeat.c: idempotency (decisions.md 12).  repeat_check sets run->reply when it is a repeat, or fails. */
void repeat_digest(struct run *run); /* of small inputs, on the loop: the writer has the more to do */
int repeat_check(struct run *run, struct conn *conn);
int repeat_store(struct run *run, struct conn *conn);
int repeat_check_pool(struct run *run);
void repeat_store_pool(struct run *run);
int repeat_forget(struct conn *conn, int64_t now_ms, struct error *e); /* answers older than 30 days; in a transaction */
struct running_keys *running_new(void);
void running_free(struct running_keys *r);
bool running_begin(struct run *run); /* false: the same key runs now */
void running_end(struct run *run);

/* cache.c: loop thread only */
struct reply_cache *cache_new(void);
void cache_free(struct reply_cache *c);
/* A new reference, or NULL; then *ret_known says that the same was asked before. */
struct reply *cache_get(struct host *h, const struct request *r, const struct endpoint *e, bool *ret_known);
void cache_put(struct run *run);

/* events.c */
bool events_asked(const struct endpoint *e);
struct reply *events_reply(struct run *run);

/* rescue.c */
struct reply *rescue_reply(struct host *h, const struct request *r);

#endif
