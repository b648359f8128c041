/* SPDX-License-Identifier: MPL-2.0 */
/* Targets: decoding, and what the router makes of the path. */
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "http/request.h"

static const struct http_route ROUTES[] = {
	{ .method = HTTP_GET, .path = "/" },
	{ .method = HTTP_GET, .path = "/O/{code}" },
	{ .method = HTTP_GET, .path = "/p/items" },
	{ .method = HTTP_GET, .path = "/p/items/items/{code}" },
	{ .method = HTTP_POST, .path = "/p/items/items/new" },
	{ .method = HTTP_GET, .path = "/p/items/{a}/{b}/{c}" },
	{ .method = HTTP_GET, .path = "/p/items/ui/{rest*}" },
};

static void check_path(struct glane_str path)
{
	struct glane_str rest = path, segment;
	REQUIRE(path.n > 0 && path.p[path.n] == 0 && strlen(path.p) == path.n && utf8_valid(path));
	REQUIRE(path.p[0] == '/' || str_is(path, "*"));
	while (str_split(&rest, '/', &segment))
		REQUIRE(!str_is(segment, ".") && !str_is(segment, ".."));
}

static void check_match(const struct router *router, struct glane_str path)
{
	struct route_match m;
	router_match(router, HTTP_GET, path, &m);
	REQUIRE(!m.route || m.path_known);
	REQUIRE(m.path_known == (m.methods != 0));
	for (uint32_t i = 0; i < m.param_count; i++) {
		struct glane_str v = m.params[i].value;
		REQUIRE(v.p >= path.p && v.p + v.n <= path.p + path.n);
		REQUIRE(str_is(m.params[i].name, "rest") || (v.n && !memchr(v.p, '/', v.n)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct router *router = router_new();
	struct request *r = request_new(1 << 20);
	char *target = arena_alloc(&r->arena, n + 1);
	if (!target) /* no head is so long */
		goto out;
	for (size_t i = 0; i < COUNT_OF(ROUTES); i++)
		REQUIRE(router_add(router, &ROUTES[i]) == 0);
	if (n)
		memcpy(target, data, n);
	if (request_set_target(r, (struct glane_str){ target, n }) == 0) {
		check_path(r->path);
		check_match(router, r->path);
	}
out:
	request_free(r);
	router_free(router);
	return 0;
}
