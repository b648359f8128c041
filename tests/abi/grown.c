/* SPDX-License-Identifier: MPL-2.0 */
/* One plugin for each way in which a core and a plugin can be of different ages; NAME and the rest come from meson.build.
 *
 * NEXT       of an artificial contract 1.4: a list more in the declaration, two members more in a route
 * USED_TOP   the new list is used; USED_ROUTE: a new member of a route is used
 * SIZE, STRIDE, MINOR, MAJOR, SYMBOL   said instead of the truth */
#include <glane/plugin.h>

#define STRING_(x) #x
#define STRING(x) STRING_(x)

#ifdef NEXT
struct route {
	struct glane_route v1_3;
	const char *since_1_4;
	uint64_t also_since_1_4;
};
struct plugin {
	struct glane_plugin v1_3;
	struct glane_list since_1_4;
};
#else
struct route {
	struct glane_route v1_3;
};
struct plugin {
	struct glane_plugin v1_3;
};
#endif
#ifndef SIZE
#define SIZE sizeof(struct plugin)
#endif
#ifndef STRIDE
#define STRIDE sizeof(struct route)
#endif
#ifndef MINOR
#define MINOR GLANE_ABI_MINOR
#endif
#ifndef MAJOR
#define MAJOR GLANE_ABI_MAJOR
#endif
#ifndef SYMBOL
#define SYMBOL GLANE_PLUGIN_SYMBOL
#endif

static const struct glane_host *host;

static int init(const struct glane_host *h, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	(void)ret;
	host = h;
	return GLANE_OK;
}

static int which(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = host->reply->root(c);
	host->value->text(root, "name", glane_cstr(STRING(NAME)));
	host->value->integer(root, "core_minor", host->abi_minor);
	/* A table that ends before a member of ours, as that of an older core does: the plugin asks before it calls. */
	struct glane_call_api older = *host->call;
	older.size = offsetof(struct glane_call_api, render);
	host->value->boolean(root, "has", GLANE_HAS(struct glane_call_api, host->call, render) != 0);
	const struct glane_call_api *table = &older;
	host->value->boolean(root, "older_has", GLANE_HAS(struct glane_call_api, table, render) != 0);
	return GLANE_OK;
}

#define ROUTE(p) .v1_3 = { .method = GLANE_GET, .mode = GLANE_READ, .path = p, .summary = "Which one?", .run = which }
static const struct route routes[] = {
	{ ROUTE("/first") },
	{ ROUTE("/second"),
#ifdef USED_ROUTE
	  .since_1_4 = "used"
#endif
	},
};

extern GLANE_EXPORT const struct plugin SYMBOL;
const struct plugin SYMBOL = {
	.v1_3 = {
		.size = (uint32_t)(SIZE),
		.abi_major = MAJOR,
		.abi_minor = MINOR,
		.name = STRING(NAME),
		.version = "1.0.0",
		.license = "MPL-2.0",
		.init = init,
		.routes = { routes, 2, (uint32_t)(STRIDE) },
	},
#ifdef USED_TOP
	.since_1_4 = GLANE_LIST(routes),
#endif
};
