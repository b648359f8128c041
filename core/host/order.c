/* SPDX-License-Identifier: MPL-2.0 */
/* The order in which plugins start: what a plugin depends on comes before it. */
#include <stdlib.h>

#include "host/internal.h"

static struct plugin *find(struct plugin **list, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(list[i]->name, name) == 0)
			return list[i];
	return NULL;
}

/* May p come now, given what has been placed?  A missing dependency fails it. */
static bool ready(struct host *h, struct plugin *p, struct plugin **placed, uint32_t n)
{
	for (uint32_t i = 0; i < p->decl.depend_count; i++) {
		const struct glane_dep *d = &p->decl.depends[i];
		struct plugin *other = find(h->plugins, h->plugin_count, d->plugin ? d->plugin : "");
		if (!other || other->state != PLUGIN_FOUND) {
			if (!d->optional)
				plugin_fail(p, "needs the plugin \"%s\", which is not there", d->plugin ? d->plugin : "");
			continue;
		}
		if (other->top.migrations.count < d->min_schema) {
			plugin_fail(p, "needs the plugin \"%s\" with schema %u, and that one has %u", d->plugin, d->min_schema,
			            other->top.migrations.count);
			continue;
		}
		if (!find(placed, n, d->plugin))
			return false;
	}
	return true;
}

void order_plugins(struct host *h)
{
	struct plugin **placed = xcalloc(h->plugin_count + 1, sizeof(*placed));
	uint32_t n = 0;
	for (bool moved = true; moved;) {
		moved = false;
		for (uint32_t i = 0; i < h->plugin_count; i++) {
			struct plugin *p = h->plugins[i];
			if (find(placed, n, p->name) || (p->state == PLUGIN_FOUND && !ready(h, p, placed, n)))
				continue;
			placed[n++] = p;
			moved = true;
		}
	}
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		if (find(placed, n, p->name))
			continue;
		plugin_fail(p, "depends on itself in a circle");
		placed[n++] = p;
	}
	free(h->plugins);
	h->plugins = placed;
}
