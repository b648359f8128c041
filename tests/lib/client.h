/* SPDX-License-Identifier: MPL-2.0 */
/* client.h: one raw connection of a test: sends exactly these bytes, reads replies with a parser of its own.
 *
 * Everything waits at most CLIENT_WAIT_MS for the other side; what did not come by then is a failure of the test. */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

enum { CLIENT_WAIT_MS = 60000 };

struct client {
	int fd;
	char *p; /* received, not yet taken; within `memory` */
	size_t n, cap;
	char *memory;
	bool ended; /* the other side closed */
	bool reset; /* ... with a reset */
};
struct client_reply {
	int status;
	char *head; /* status line and fields, each ending with CR LF; ends with 0 */
	char *body; /* chunks put together; ends with 0 */
	size_t body_n;
	bool whole; /* as long as it said, or with its last chunk */
};

/* 0, or -1 with errno. */
int client_open(struct client *c, int port); /* 127.0.0.1 */
int client_open_socket(struct client *c, const char *path);
void client_close(struct client *c);
/* All of it, or -1 when the other side does not take it. */
int client_send(struct client *c, const void *p, size_t n);
int client_puts(struct client *c, const char *text);
void client_end(struct client *c); /* sends no more, still reads */

/* The next reply, to `method` ("HEAD" has no body).  0, or -1: closed or nothing came. */
int client_reply(struct client *c, const char *method, struct client_reply *ret);
void client_reply_free(struct client_reply *r);
/* Sends and reads one; the usual case. */
int client_ask(struct client *c, const char *request, struct client_reply *ret);
/* A field's value, copied to `out`; returns how often the field is there. */
int client_field(const struct client_reply *r, const char *name, char *out, size_t cap);
bool client_closed(struct client *c);            /* waits until the other side closes; drops what comes before */
bool client_until(struct client *c, const char *text); /* waits until `text` was received; takes all up to its end */
/* Has the other side sent or closed within a moment?  For what must not come. */
bool client_quiet(struct client *c, int ms);

#endif
