/* SPDX-License-Identifier: MPL-2.0 */
/* From a value to a page: the template, core's partials, words, asset addresses, slots; and errors in words. */
#include <stdio.h>

#include "host/internal.h"
#include "host/markup.h"
#include "host/own.h"

struct page {
	struct glane_call *call;
	const struct glane_value *root;
	int depth; /* of slots: a page in a slot has no slots */
};

static const struct template *partial(void *ctx, struct glane_str name)
{
	struct page *page = ctx;
	if (str_starts(name, STR("core."))) {
		struct glane_str rest = { name.p + 5, name.n - 5 };
		return plugin_template(page->call->host->plugins[0], rest);
	}
	return plugin_template(page->call->plugin, name);
}

/* --- slots ------------------------------------------------------------------------------ */
static struct endpoint *source_endpoint(struct host *h, const struct plugin *p, const char *source)
{
	for (uint32_t i = 0; source && i < h->endpoint_count; i++) {
		struct endpoint *e = h->endpoints[i];
		if (e->plugin == p && e->route && !e->letter && e->route->method == GLANE_GET && strcmp(e->route->path, source) == 0)
			return e;
	}
	return NULL;
}

static int enter_route(struct glane_call *c, void *arg)
{
	struct endpoint *e = arg;
	return e->run(c->plugin->self, c);
}

enum { PANEL_ARENA = 1 << 20 };
static int render_with(struct glane_call *c, const struct template *t, struct glane_value *root, struct buf *out);

static void render_card(struct glane_call *c, const struct plugin *p, struct buf *out)
{
	const struct template *card = plugin_template(c->host->plugins[0], STR("panel_error"));
	struct glane_value *v = value_object(c->arena);
	value_add_text(v, "plugin", str_c(p->name));
	if (card)
		(void)render_with(c, card, v, out);
}

/* One panel: its source route runs in the same snapshot, 20 ms at most; failing it becomes a card that names it.  Of what
 * it does to the call nothing is left to the page around it: memory, errors, status, redirections, events. */
static void render_panel(struct glane_call *c, struct plugin *p, const struct glane_panel *panel, struct buf *out)
{
	struct endpoint *e = source_endpoint(c->host, p, panel->source);
	if (!e || e->mode != GLANE_READ || c->mode != LANE_READ || !caller_may(&c->caller, panel->permission) ||
	    !caller_may(&c->caller, e->permission))
		return;
	struct glane_call kept = *c;
	struct arena own;
	struct buf html;
	char name[40];
	arena_init(&own, PANEL_ARENA);
	buf_init(&html, PANEL_ARENA);
	buf_init(&c->file, PANEL_ARENA);
	c->arena = &own;
	c->root = value_object(&own);
	c->request = NULL; /* it does not stream */
	c->route = e->route;
	c->inventory_ready = false;
	c->status = 0;
	c->deadline_ms = clock_monotonic_ms() + SLOT_MS;
	error_init(&c->error, &own);
	conn_deadline(c->conn, c->deadline_ms, NULL);
	int rc = call_enter(c, p, enter_route, e);
	conn_deadline(c->conn, kept.deadline_ms, kept.request ? &kept.request->gone : NULL);
	snprintf(name, sizeof(name), "panel_%s", panel->kind);
	const struct template *t = strcmp(panel->kind, "page") == 0 ? plugin_template(p, str_c(e->template_name ? e->template_name : ""))
	                                                             : plugin_template(c->host->plugins[0], str_c(name));
	c->plugin = p;
	if (rc == 0 && t)
		rc = render_with(c, t, c->root, &html);
	char unfit[80];
	if (rc == 0 && t && strcmp(panel->kind, "page") == 0 && !caller_is_team(&c->caller) && markup_unfit(buf_get(&html), unfit, sizeof(unfit)))
		rc = error_fail(&c->error, GLANE_EINVAL, "it shows %s to shoppers", unfit);
	if (rc == 0 && t)
		buf_str(out, buf_get(&html));
	else if (rc < 0 && rc != GLANE_ENOENT)
		log_warning("panel %s of %s failed: %s", panel->slot, p->name, c->error.text);
	buf_fini(&c->file);
	kept.unshared |= c->unshared;
	*c = kept;
	*c->after_tail = NULL;
	if (rc < 0 && rc != GLANE_ENOENT)
		render_card(c, p, out);
	buf_fini(&html);
	arena_fini(&own);
}

static void render_slot(struct glane_call *c, struct glane_str slot, struct buf *out)
{
	struct host *h = c->host;
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.panel_count; k++)
			if (str_is(slot, p->decl.panels[k].slot) && strcmp(p->decl.panels[k].kind, "element") != 0)
				render_panel(c, p, &p->decl.panels[k], out);
	}
}

static bool lookup(void *ctx, struct glane_str name, const struct glane_value *top, struct buf *out, bool *ret_html)
{
	struct page *page = ctx;
	struct glane_call *c = page->call;
	if (str_starts(name, STR("t."))) {
		struct glane_str key = { name.p + 2, name.n - 2 };
		catalogue_text(c->host->catalogue, c->plugin->name, c->caller.lang, key, top, c->host->zone, out);
		return true;
	}
	if (str_starts(name, STR("slots."))) {
		*ret_html = true;
		if (page->depth == 0)
			render_slot(c, (struct glane_str){ name.p + 6, name.n - 6 }, out);
		return true;
	}
	if (str_is(name, "request")) { /* the hidden field _request of a form; few pages have one, and randomness is a system call */
		struct uuid u = form_token(&c->caller, c->plugin->name, c->route ? c->route->path : NULL);
		char text[37];
		uuid_text(&u, text);
		buf_c(out, text);
		c->unshared = true;
		return true;
	}
	return false;
}

/* Links of the team's bar: panels of the slot "nav". */
static void add_nav(struct glane_call *c, struct glane_value *root)
{
	struct host *h = c->host;
	struct glane_value *nav = value_add_array(root, "nav");
	for (uint32_t i = 1; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.panel_count; k++) {
			const struct glane_panel *panel = &p->decl.panels[k];
			if (!panel->slot || strcmp(panel->slot, "nav") != 0 || !caller_may(&c->caller, panel->permission))
				continue;
			struct glane_value *v = value_add_object(nav, NULL);
			struct buf title;
			buf_init(&title, 1000);
			catalogue_text(h->catalogue, p->name, c->caller.lang, str_c(panel->title_key), NULL, h->zone, &title);
			value_add_text(v, "title", buf_get(&title));
			struct glane_str path = arena_printf(c->arena, "/p/%s%s", p->name, panel->source ? panel->source : "");
			value_add_text(v, "path", path);
			value_add_bool(v, "here", c->request && str_eq(path, c->request->path));
			buf_fini(&title);
		}
	}
}

/* Core's own pages that this person may open; the one she is on gives the window its title. */
static void add_menu(struct glane_call *c, struct glane_value *root)
{
	static const struct {
		const char *path, *title, *permission;
	} pages[] = {
		{ "/manage/people", "page.people", "core.unlock" },       { "/manage/devices", "page.devices", "core.people" },
		{ "/manage/roles", "page.roles", "core.roles" },          { "/manage/log", "page.log", "core.log" },
		{ "/manage/privacy", "page.privacy", "core.privacy" },    { "/manage/categories", "page.categories", "core.manage" },
		{ "/manage/streams", "page.streams", "core.manage" },     { "/manage/places", "page.places", "core.manage" },
		{ "/manage/settings", "page.settings", "core.manage" },   { "/manage/plugins", "page.plugins", "core.manage" },
	};
	struct glane_value *menu = value_add_array(root, "menu");
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct buf title;
		if (!caller_may(&c->caller, pages[i].permission))
			continue;
		bool here = c->request && str_is(c->request->path, pages[i].path);
		struct glane_value *v = value_add_object(menu, NULL);
		buf_init(&title, 1000);
		catalogue_text(c->host->catalogue, "core", c->caller.lang, str_c(pages[i].title), NULL, c->host->zone, &title);
		value_add_text(v, "path", str_c(pages[i].path));
		value_add_text(v, "title", buf_get(&title));
		value_add_bool(v, "here", here);
		if (here && !value_get(root, "title"))
			value_add_text(root, "title", buf_get(&title));
		buf_fini(&title);
	}
}

/* What every page knows besides its own value. */
static void add_surroundings(struct glane_call *c, struct glane_value *root)
{
	struct host *h = c->host;
	if (!value_get(root, "lang"))
		value_add_text(root, "lang", str_c(c->caller.lang));
	if (!value_get(root, "dir"))
		value_add_text(root, "dir", strcmp(c->caller.lang, "ar") == 0 ? STR("rtl") : STR("ltr"));
	if (!value_get(root, "staff"))
		value_add_bool(root, "staff", caller_is_team(&c->caller));
	if (h->config.open)
		value_add_bool(root, "open", true);
	if (caller_is_team(&c->caller) && !value_get(root, "nav"))
		add_nav(c, root);
	struct person p;
	if (c->caller.person && !value_get(root, "who") && access_person(h->access, c->caller.person, &p)) {
		struct glane_value *who = value_add_object(root, "who");
		value_add_text(who, "name", str_c(p.name));
		value_add_text(who, "picture", str_c(p.picture));
	}
	if (caller_is_team(&c->caller) && !value_get(root, "menu"))
		add_menu(c, root);
	if (!value_get(root, "site")) {
		struct glane_value *site = value_add_object(root, "site");
		value_add_text(site, "name", settings_get(h->settings, "site", "site.name", c->arena));
		value_add_text(site, "host", settings_get(h->settings, "site", "site.host", c->arena));
	}
	if (!value_get(root, "asset")) {
		struct glane_value *asset = value_add_object(root, "asset");
		value_add_text(asset, "kiosk", assets_base(h->assets, "/ui"));
		value_add_text(asset, "own", assets_base(h->assets, c->plugin->asset_prefix));
		value_add_text(asset, "version", own_version(c));
	}
	if (!value_get(root, "path") && c->request)
		value_add_text(root, "path", c->request->path);
}

/* Inside a slot: a page there has no slots of its own. */
static int render_with(struct glane_call *c, const struct template *t, struct glane_value *root, struct buf *out)
{
	struct page page = { c, root, 1 };
	struct error e;
	error_init(&e, c->arena);
	add_surroundings(c, root);
	struct template_env env = { partial, lookup, &page, c->caller.lang, c->host->zone };
	int rc = template_render(t, root, &env, out, &e);
	return rc < 0 ? error_fail(&c->error, rc, "%s", e.text) : 0;
}

int render_page(struct glane_call *c, const char *name, const struct glane_value *root, struct buf *out)
{
	const struct template *t = plugin_template(c->plugin, str_c(name));
	if (!t)
		return error_fail(&c->error, GLANE_EBUG, "%s: there is no template \"%s\"", c->plugin->name, name);
	struct glane_value *own = (struct glane_value *)root;
	if (!own || own->type != GLANE_V_OBJECT)
		own = value_object(c->arena);
	struct error e;
	error_init(&e, c->arena);
	struct page page = { c, own, 0 };
	add_surroundings(c, own);
	struct template_env env = { partial, lookup, &page, c->caller.lang, c->host->zone };
	int rc = template_render(t, own, &env, out, &e);
	if (rc < 0)
		return error_fail(&c->error, rc, "%s: page %s: %s", c->plugin->name, name, e.text);
	return out->failed ? error_fail(&c->error, GLANE_ETOOBIG, "%s: page %s is too long", c->plugin->name, name) : 0;
}

/* --- errors in words ----------------------------------------------------------------------- */
static struct glane_str words(struct glane_call *c, const char *owner, struct glane_str key, const struct glane_value *args)
{
	struct buf b;
	buf_init(&b, 1u << 16);
	catalogue_text(c->host->catalogue, owner ? owner : "core", c->caller.lang, key, args, c->host->zone, &b);
	struct glane_str s = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return s;
}

struct glane_str error_sentence(struct glane_call *c)
{
	struct error *e = &c->error;
	if (e->key.n)
		return words(c, e->owner, e->key, e->args);
	if (e->inputs && e->inputs->next)
		return words(c, "core", STR("error.fields"), NULL);
	if (e->inputs)
		return words(c, e->owner, e->inputs->key, e->inputs->args);
	char key[32] = "error.";
	size_t n = strlen(key);
	for (const char *s = status_name(e->status); *s && n < sizeof(key) - 1; s++)
		key[n++] = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
	key[n] = 0;
	return words(c, "core", str_c(key), NULL);
}

void render_error(struct glane_call *c, struct glane_value *into)
{
	struct error *e = &c->error;
	value_add_text(into, "status", str_c(status_name(e->status)));
	value_add_text(into, "message", error_sentence(c));
	struct glane_value *fields = value_add_object(into, "fields");
	for (const struct error_input *i = e->inputs; i; i = i->next)
		value_add_text(fields, arena_str(c->arena, i->path).p, words(c, e->owner, i->key, i->args));
}
