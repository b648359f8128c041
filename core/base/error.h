/* SPDX-License-Identifier: MPL-2.0 */
/* error.h: why something was refused or failed, said once where it is detected, carried to the one who answers.
 *
 * Two kinds of words (decisions.md 21): `refuse` names a catalogue key with arguments, for a person; `fail` is an
 * English sentence for the log.  Functions return the status they were given, so `return error_refuse(...)`. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/arena.h"
#include "glane/plugin.h"

struct error_input { /* one field that a person has to correct */
	struct error_input *next;
	struct glane_str path; /* "lines[2].weight" */
	struct glane_str key;
	const struct glane_value *args;
};
struct error {
	struct arena *arena; /* holds the words; may be NULL: then only log words in `text` are kept */
	int status;          /* 0: nothing wrong yet */
	struct glane_str key; /* catalogue key; "": none, use the one of the status */
	const struct glane_value *args;
	const char *owner; /* plugin whose catalogue is asked first; NULL: core */
	struct error_input *inputs;
	char text[256]; /* for the log */
};

void error_init(struct error *e, struct arena *arena);
/* The first status stays: a later call only adds words where there are none. */
int error_refuse(struct error *e, int status, const char *key, const struct glane_value *args);
int error_fail(struct error *e, int status, const char *fmt, ...) PRINTF(3, 4);
int error_input(struct error *e, struct glane_str path, const char *key, const struct glane_value *args); /* GLANE_EINVAL */

int status_http(int status);          /* the table of plugin.h; unknown ones are 500 */
const char *status_text(int status);  /* English */
const char *status_name(int status);  /* "ENOENT"; its lower case form "error.enoent" is the catalogue key */

#endif
