/* SPDX-License-Identifier: MPL-2.0 */
/* loop.h: the event loop: one thread, an inbox that other threads post to, timers, signals.
 *
 * Only this folder and core/http include uv.h; everyone else sees these few calls. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct loop;
struct uv_loop_s;

/* Embedded in what is posted; the poster owns it until fn ran. */
struct loop_message {
	struct loop_message *next;
	void (*fn)(struct loop_message *);
};

struct loop *loop_new(void);
void loop_free(struct loop *l);  /* runs until every handle is closed; REQUIREs uv_loop_close() == 0 */
int loop_run(struct loop *l);    /* until loop_stop(); 0 */
void loop_drain(struct loop *l); /* loop's thread, after loop_run(): the messages that were posted since */
void loop_stop(struct loop *l);  /* any thread */
void loop_post(struct loop *l, struct loop_message *m); /* any thread; messages run on the loop in order of posting */
bool loop_is_current(const struct loop *l);
struct uv_loop_s *loop_uv(struct loop *l); /* for core/http */

struct loop_timer;
/* Loop thread.  repeat_ms 0: once.  The timer lives until loop_timer_free(). */
struct loop_timer *loop_timer_new(struct loop *l, void (*fn)(void *), void *arg);
void loop_timer_start(struct loop_timer *t, uint64_t after_ms, uint64_t repeat_ms);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t); /* NULL is fine */

/* Calls fn on the loop for SIGINT and SIGTERM (the second one ends the process at once), and ignores SIGPIPE. */
int loop_on_signal(struct loop *l, void (*fn)(void *, int signal), void *arg) NODISCARD;

#endif
