/* SPDX-License-Identifier: MPL-2.0 */
/* browser.h: one run of Chromium as a child process, and its page by the DevTools protocol over two pipes.
 *
 *   browser_start -> poll(b->out): browser_read; now and then browser_ask -> browser_end
 *
 * Messages are JSON and end with NUL.  What cannot be read, or is longer than MESSAGE_MAX, is passed over. */
#ifndef APP_BROWSER_H
#define APP_BROWSER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct browser {
	pid_t pid;      /* also of its process group; 0: none runs */
	int in, out;    /* what it reads, what it writes */
	struct buf got; /* the message that comes */
	bool too_long;
	int64_t asked;       /* number of the last question */
	char session[64];    /* of the page; "": not attached yet */
	int64_t heard_ms;    /* monotonic: when the page answered last, or was attached */
	char where[300];     /* its address, as it said */
};

/* argv: the program and all its arguments, NULL-ended.  0, or -1 with errno. */
int browser_start(struct browser *b, char *const *argv);
void browser_read(struct browser *b, int64_t now_ms); /* all that is there */
void browser_ask(struct browser *b);                  /* the page its address; before that: which page */
void browser_go(struct browser *b, const char *url);  /* loads it in the page; once attached */
/* Asks it to end, then makes it; waits for it. */
void browser_end(struct browser *b);
/* After SIGCHLD: has it ended?  Then *ret_status is its wait status. */
bool browser_ended(struct browser *b, int *ret_status);

#endif
