/* SPDX-License-Identifier: MPL-2.0 */
/* door.h: how a command reaches the house: over DIR/socket while a daemon serves it, else by opening it in process.
 *
 * Both ways run the same route /cli/<words> with the same multipart body. */
#ifndef APP_DOOR_H
#define APP_DOOR_H

#include "app/places.h"
#include "base/buf.h"

struct door;
int door_open(const struct options *o, struct door **ret, struct error *) NODISCARD;
int door_daemon(const struct options *o, struct door **ret) NODISCARD; /* only to a daemon: GLANE_ENOENT, none serves it */
void door_close(struct door *d);

struct door_answer {
	int status;        /* HTTP */
	char type[100];    /* content type */
	struct buf body;   /* buf_fini() it */
};
/* `method`: GLANE_GET or GLANE_POST; `path`: "/cli/verify".  Fails: GLANE_EIO the daemon went away. */
int door_call(struct door *d, int method, const char *path, const char *content_type, struct glane_str body, struct door_answer *ret,
              struct error *) NODISCARD;

#endif
