/* SPDX-License-Identifier: MPL-2.0 */
/* area.h: what the tiny plugins of this folder share: one plugin per area of the contract, each route one behaviour. */
#ifndef TESTS_PLUGIN_AREA_H
#define TESTS_PLUGIN_AREA_H

#include <stdlib.h>
#include <string.h>

#include "glane/plugin.h"

static const struct glane_host *h;

static inline int keep_host(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	(void)ret;
	h = host;
	return GLANE_OK;
}

static inline int64_t in_int(struct glane_call *c, const char *name)
{
	return h->value->as_integer(h->value->get(h->call->inputs(c), name), 0);
}

static inline struct glane_str in_text(struct glane_call *c, const char *name)
{
	return h->value->as_text(h->value->get(h->call->inputs(c), name));
}

#define VALS(...) (const struct glane_val[]){ __VA_ARGS__ }, sizeof((const struct glane_val[]){ __VA_ARGS__ }) / sizeof(struct glane_val)
#define FILE_OF(name, type, text) { name, type, text, sizeof(text) - 1 }
#define GETS .method = GLANE_GET, .mode = GLANE_READ, .summary = "Test"
#define POSTS .method = GLANE_POST, .mode = GLANE_WRITE, .summary = "Test"

#endif
