// SPDX-License-Identifier: MPL-2.0
// A plugin in C++20: designated initialisers, lambdas as callbacks.
#include <glane/plugin.h>

namespace {
const glane_host *host;

const glane_input inputs[] = {
	{ .name = "text", .type = GLANE_F_TEXT, .required = 1, .min = 0, .max = 20, .choices = nullptr, .inner = {} },
};
const glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "", .permission = nullptr, .template_name = nullptr, .summary = "Echo",
	  .form = nullptr, .content_types = nullptr,
	  .run = [](glane_self *, glane_call *c) -> int {
		  host->value->put(host->reply->root(c), "given", host->call->inputs(c));
		  return GLANE_OK;
	  },
	  .inputs = GLANE_LIST(inputs), .max_body = 0, .timeout_ms = 0, .cache_s = 0, .open_post = 0 },
};

int init(const glane_host *h, glane_call *, glane_self **)
{
	host = h;
	return GLANE_HAS(glane_host, h, metric) ? GLANE_OK : GLANE_EINVAL;
}

constexpr glane_plugin declare()
{
	glane_plugin p = {};
	p.size = sizeof(p);
	p.abi_major = GLANE_ABI_MAJOR;
	p.abi_minor = GLANE_ABI_MINOR;
	p.name = "echo";
	p.version = "1.0.0";
	p.license = "MPL-2.0";
	p.init = init;
	p.routes = GLANE_LIST(routes);
	return p;
}
} // namespace

extern "C" {
GLANE_PLUGIN_DEFINE = declare();
}
