/* SPDX-License-Identifier: MPL-2.0 */
/* router.h: method and path to a route.  Literal segments win over {parameters}; letters fold case (/o/ is /O/). */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct reply;

/* What the connection needs to know before the body is read; the rest hangs on `user` (core/host's). */
struct http_route {
	int method;         /* GLANE_GET, GLANE_POST */
	const char *path;   /* "/p/items/items/{code}"; a trailing "/{rest*}" takes all that follows */
	size_t max_body;    /* bytes */
	const char *content_types; /* NULL: application/json, urlencoded, multipart */
	void *user;
};
struct route_param {
	struct glane_str name, value;
};
struct route_match {
	const struct http_route *route; /* NULL: none */
	struct route_param params[4];
	uint32_t param_count;
	bool path_known; /* there is a route for this path with another method: 405 */
	unsigned methods; /* bits 1 << method of that path, for Allow */
};
struct router;
struct router *router_new(void);
void router_free(struct router *r);
/* The route is borrowed for the router's life.  Fails: GLANE_ECONFLICT the same method and shape of path is there. */
int router_add(struct router *r, const struct http_route *route) NODISCARD;
void router_match(const struct router *r, int method, struct glane_str path, struct route_match *ret);
/* All routes, for OpenAPI and the rights matrix. */
size_t router_count(const struct router *r);
const struct http_route *router_at(const struct router *r, size_t i);

#endif
