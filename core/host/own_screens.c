/* SPDX-License-Identifier: MPL-2.0 */
/* What the kiosk and machines ask core for: panels, words, the routes as a document, counters. */
#include <stdio.h>

#include "host/internal.h"
#include "host/openapi.h"
#include "host/own.h"

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

int own_home(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = root_of(c);
	value_add_text(root, "title", settings_get(c->host->settings, "site", "site.name", c->arena));
	if (c->caller.device || caller_is_team(&c->caller))
		c->template_name = "kiosk"; /* the team's screens get the kiosk's shell in place of the welcome page */
	return 0;
}

static void add_site(struct glane_call *c, struct glane_value *root)
{
	struct glane_value *site = value_add_object(root, "site");
	value_add_text(site, "name", settings_get(c->host->settings, "site", "site.name", c->arena));
	value_add_text(site, "host", settings_get(c->host->settings, "site", "site.host", c->arena));
}

struct ordered {
	const struct plugin *plugin;
	const struct glane_panel *panel;
};

static void add_panel(struct glane_call *c, struct glane_value *list, const struct ordered *o)
{
	struct host *h = c->host;
	const struct plugin *p = o->plugin;
	struct glane_value *v = value_add_object(list, NULL);
	struct buf title;
	buf_init(&title, 1000);
	value_add_text(v, "plugin", str_c(p->name));
	value_add_text(v, "slot", str_c(o->panel->slot));
	value_add_text(v, "kind", str_c(o->panel->kind));
	if (o->panel->title_key)
		catalogue_text(h->catalogue, p->name, c->caller.lang, str_c(o->panel->title_key), NULL, h->zone, &title);
	value_add_text(v, "title", buf_get(&title));
	buf_fini(&title);
	if (o->panel->source)
		value_add_text(v, "source", arena_printf(c->arena, "/p/%s%s", p->name, o->panel->source));
	if (o->panel->tag)
		value_add_text(v, "tag", str_c(o->panel->tag));
	if (o->panel->module)
		value_add_text(v, "module", arena_printf(c->arena, "%s%s", assets_base(h->assets, p->asset_prefix).p, o->panel->module));
	value_add_int(v, "order", o->panel->order);
}

static const struct glane_route *route_of(const struct plugin *p, const char *path, uint32_t method)
{
	for (uint32_t i = 0; path && i < p->decl.route_count; i++)
		if (p->decl.routes[i].method == method && strcmp(p->decl.routes[i].path, path) == 0)
			return &p->decl.routes[i];
	return NULL;
}

/* Does this person get the panel, and what it shows?  A badge's source is a POST. */
static bool panel_may(struct glane_call *c, const struct plugin *p, const struct glane_panel *panel)
{
	const struct glane_route *source = route_of(p, panel->source, strcmp(panel->slot, "badge") == 0 ? GLANE_POST : GLANE_GET);
	return caller_may(&c->caller, panel->permission) && (!source || caller_may(&c->caller, source->permission));
}

/* Adds to the list those of one slot (NULL: all) that this person gets, by order; equal ones stay as declared. */
static void add_panels(struct glane_call *c, struct glane_value *list, const char *slot)
{
	struct host *h = c->host;
	struct ordered all[256];
	size_t n = 0;
	for (uint32_t i = 1; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.panel_count && n < COUNT_OF(all); k++) {
			const struct glane_panel *panel = &p->decl.panels[k];
			if ((!slot || strcmp(panel->slot, slot) == 0) && panel_may(c, p, panel))
				all[n++] = (struct ordered){ p, panel };
		}
	}
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && all[k].panel->order < all[k - 1].panel->order; k--) {
			struct ordered o = all[k];
			all[k] = all[k - 1];
			all[k - 1] = o;
		}
	for (size_t i = 0; i < n; i++)
		add_panel(c, list, &all[i]);
}

int own_panels(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct host *h = c->host;
	struct glane_value *root = root_of(c);
	value_add_text(root, "lang", str_c(c->caller.lang));
	value_add_bool(root, "open", h->config.open);
	add_site(c, root);
	struct glane_value *names = value_add_array(root, "plugins");
	for (uint32_t i = 1; i < h->plugin_count; i++)
		if (h->plugins[i]->state == PLUGIN_RUNNING)
			value_add_text(names, NULL, str_c(h->plugins[i]->name));
	value_add_text(root, "base", assets_base(h->assets, "/ui"));
	add_panels(c, value_add_array(root, "panels"), NULL);
	return 0;
}

/* What a screen shows when nobody is there: it asks as nobody, so only what everybody may see. */
void own_add_idle(struct glane_call *c, struct glane_value *root)
{
	struct caller asks = c->caller;
	c->caller = (struct caller){ .lang = asks.lang };
	add_panels(c, value_add_array(root, "slides"), "idle.slide");
	c->caller = asks;
	value_add_text(root, "notice", settings_get(c->host->settings, "site", "site.notice", c->arena));
	value_add_text(root, "closes", settings_get(c->host->settings, "site", "site.closes", c->arena));
}

/* Somebody is wanted, or somebody comes: every screen hears it, nothing keeps it. */
int own_call(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *event = value_object(c->arena);
	struct device d;
	struct person p;
	struct glane_str from = settings_get(c->host->settings, "site", "site.name", c->arena);
	if (access_device(c->host->access, c->caller.device, &d)) {
		from = arena_str(c->arena, str_c(d.name));
		value_add_int(event, "device", d.id);
	}
	if (access_person(c->host->access, c->caller.person, &p))
		from = arena_printf(c->arena, "%s (%s)", p.name, from.p);
	value_add_text(event, "from", from);
	value_add_bool(event, "answer", value_get_int(c->inputs, "answer", 0) != 0);
	live_api.publish(c, OWN_TOPIC_CALLED, event);
	return 0;
}

struct glane_str own_version(struct glane_call *c)
{
	char digest[ASSETS_VERSION_HEX + 1];
	assets_version(c->host->assets, digest);
	return arena_printf(c->arena, "%s-%s", GLANE_VERSION, digest);
}

static struct glane_str kiosk_file(const struct host *h, const char *name)
{
	const struct glane_list *l = &h->config.kiosk;
	for (uint32_t i = 0; i < l->count; i++) {
		const struct glane_file *f = (const void *)((const char *)l->items + (size_t)i * l->stride);
		if (strcmp(f->name, name) == 0)
			return (struct glane_str){ f->p, f->n };
	}
	return STR_NONE;
}

/* At the root, where a worker is responsible for the whole site; its text differs when any file does, so that browsers see
 * that it changed. */
int own_worker(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = reply_api.file(c, "text/javascript; charset=utf-8", "");
	struct glane_value *files = value_array(c->arena);
	struct buf b;
	buf_init(&b, 1u << 20);
	assets_paths(c->host->assets, files);
	buf_printf(&b, "const VERSION = '%s';\nconst FILES = ", own_version(c).p);
	value_json(files, &b);
	buf_c(&b, ";\n");
	buf_str(&b, kiosk_file(c->host, "sw.js"));
	if (rc == 0)
		rc = reply_api.write(c, b.p, b.n);
	buf_fini(&b);
	c->is_worker = true;
	return rc;
}

/* Adds the words of one language, in place of those that are there. */
static void add_words(struct glane_call *c, const struct plugin *p, struct glane_str lang, struct glane_value *into)
{
	const struct glane_list *l = &p->top.catalogues;
	for (uint32_t k = 0; k < l->count; k++) {
		const struct glane_file *f = (const void *)((const char *)l->items + (size_t)k * l->stride);
		struct glane_value *words = NULL;
		const char *why;
		if (strncmp(f->name, lang.p, lang.n) != 0 || f->name[lang.n] != '.' ||
		    value_parse_json(c->arena, (struct glane_str){ f->p, f->n }, &words, &why) < 0)
			continue;
		for (uint32_t i = 0; i < value_count(words); i++)
			value_add_copy(into, value_key_at(words, i).p, value_at(words, i));
	}
}

/* The catalogues are JSON already: parsed again here, once per start of a kiosk.  What a language lacks is French. */
int own_words(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct host *h = c->host;
	struct glane_str lang = value_get_text(c->inputs, "lang"), first = str_c(catalogue_fallbacks[0]);
	struct glane_value *root = root_of(c);
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		if (p->state != PLUGIN_RUNNING || p->top.catalogues.count == 0)
			continue;
		struct glane_value *words = value_add_object(root, p->name);
		if (!str_eq(lang, first))
			add_words(c, p, first, words);
		add_words(c, p, lang, words);
	}
	return 0;
}

int own_openapi(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct host *h = c->host;
	struct openapi_route *routes = arena_alloc(c->arena, h->endpoint_count * sizeof(*routes));
	if (!routes)
		return GLANE_ENOMEM;
	size_t n = 0;
	for (uint32_t i = 0; i < h->endpoint_count; i++) {
		struct endpoint *e = h->endpoints[i];
		if (e->route && e->plugin->state == PLUGIN_RUNNING)
			routes[n++] = (struct openapi_route){ e->plugin->name, e->http.path, e->route };
	}
	openapi_build(root_of(c), GLANE_VERSION, routes, n);
	return 0;
}

int own_metrics(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct host *h = c->host;
	int rc = reply_api.file(c, "text/plain; version=0.0.4; charset=utf-8", "");
	struct buf b;
	buf_init(&b, 1u << 20);
	const struct executor_stats *s = executor_stats(h->executor);
	static const char *const lanes[] = { "", "read", "write", "pool", "hash" };
	buf_c(&b, "# HELP glane_calls_total Calls submitted, by lane.\n# TYPE glane_calls_total counter\n");
	for (int i = LANE_READ; i < LANE_COUNT; i++)
		buf_printf(&b, "glane_calls_total{lane=\"%s\"} %llu\n", lanes[i], (unsigned long long)atomic_load(&s->submitted[i]));
	buf_c(&b, "# HELP glane_refused_total Calls refused because the queue was full.\n# TYPE glane_refused_total counter\n");
	for (int i = LANE_READ; i < LANE_COUNT; i++)
		buf_printf(&b, "glane_refused_total{lane=\"%s\"} %llu\n", lanes[i], (unsigned long long)atomic_load(&s->refused[i]));
	buf_printf(&b, "# HELP glane_commits_total Commits that changed something.\n# TYPE glane_commits_total counter\nglane_commits_total %llu\n",
	           (unsigned long long)store_commits(h->store));
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.metric_count; k++) {
			const struct glane_metric *m = &p->decl.metrics[k];
			buf_printf(&b, "# HELP glane_%s_%s %s\n# TYPE glane_%s_%s %s\nglane_%s_%s %.17g\n", p->name, m->name, m->help,
			           p->name, m->name, m->kind, p->name, m->name, atomic_load(&p->metrics[k]));
		}
	}
	if (rc == 0)
		rc = reply_api.write(c, b.p, b.n);
	buf_fini(&b);
	return rc;
}

int own_health(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	value_add_bool(root_of(c), "ok", true);
	value_add_text(root_of(c), "version", str_c(GLANE_VERSION));
	if (c->request && c->request->local_socket) /* for `glane kiosk` */
		value_add_text(root_of(c), "listening", str_c(c->host->config.listening));
	return 0;
}

int own_events(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	value_add_int(root_of(c), "seq", inventory_head(call_inventory(c)));
	return 0;
}
