/* SPDX-License-Identifier: MPL-2.0 */
/* hello: the smallest plugin: GET /p/hello says hello.  Copy `template` instead: glane plugin new NAME */
#include "glane/plugin.h"

static const struct glane_host *host;

static int init(const struct glane_host *h, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	(void)ret; /* it keeps nothing: its self stays NULL */
	host = h;
	return GLANE_OK;
}

static int hello(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	host->value->text(host->reply->root(c), "text", glane_cstr("Hello, world"));
	return GLANE_OK;
}

static const struct glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "", .summary = "Say hello", .run = hello },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "hello",
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = init,
	.routes = GLANE_LIST(routes),
};
