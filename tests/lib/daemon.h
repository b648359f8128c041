/* SPDX-License-Identifier: MPL-2.0 */
/* daemon.h: the real program as a child process, its command line, and requests to it.
 *
 * A daemon that a test leaves running dies with the test (PR_SET_PDEATHSIG). */
#ifndef TESTS_DAEMON_H
#define TESTS_DAEMON_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "client.h"

extern const char *program_glane; /* set it first */

struct output { /* of a program that ended */
	int status; /* exit status; 128 + signal */
	char *out, *err;
};
enum { RUN_ARGS_MAX = 24 };
/* Runs argv[0] (looked up in PATH) with `env` ("NAME=value", may be NULL) added, waits for its end. */
void run(struct output *ret, const char *const *argv, const char *const *env);
/* The program with --data `data` (may be NULL) in front: glane_run(&o, data, "verify", "--json", NULL). */
void glane_run(struct output *ret, const char *data, ...) __attribute__((sentinel));
void output_free(struct output *o);

struct daemon_options {
	const char *const *wrap; /* words before the program: "strace", ... */
	const char *const *env;
	int uid;                 /* 0: as the test */
	const char *const *more; /* arguments after the program's own */
	bool closed;             /* people sign in; else --open, for tests of other things */
};
struct daemon {
	pid_t pid; /* 0: not running */
	int port, out;
	int status; /* after its end */
	char data[200], log[220]; /* log: where its standard error goes */
	char said[8192];          /* what was read of its standard output */
	size_t said_n;
};
/* Starts it and waits until it listens.  -1: it ended instead, `status` says how.  `options` may be NULL. */
int daemon_start(struct daemon *d, const char *data, const struct daemon_options *options);
/* What follows the last `text` of its standard output, as far as it has come; waits for a line.  NULL: it does not come. */
const char *daemon_says(struct daemon *d, const char *text);
int daemon_wait(struct daemon *d); /* for its end; the status */
int daemon_stop(struct daemon *d); /* asks it to, waits; the status */
void daemon_kill(struct daemon *d); /* -9 */
char *daemon_log(const struct daemon *d); /* all of it; free() */

/* One request on a connection of its own; `key` and `json` may be NULL (GET without json).  More header lines in `extra`,
 * each with its CR LF.  -1: no answer. */
int ask(const struct daemon *d, const char *method, const char *path, const char *key, const char *json, const char *extra,
        struct client_reply *ret);
/* The same on an open connection: sends only. */
int ask_send(struct client *c, const char *method, const char *path, const char *key, const char *json, const char *extra);
int64_t json_int(const char *json, const char *name); /* the first "name":N; -1: none */
int64_t any_category(const struct daemon *d);           /* a category that may be weighed */
bool has_intake(const struct daemon *d);

void uuid_make(uint64_t a, uint64_t b, char out[37]);
uint64_t random_next(uint64_t *state);
int64_t now_ms(void); /* monotonic */
void temp_dir(const char *name, char *out, size_t cap);
void remove_dir(const char *path);
char *read_file(const char *path, size_t *ret_n); /* NULL: not there */
void write_file(const char *path, const void *p, size_t n);
bool have_program(const char *name);

#endif
