/* SPDX-License-Identifier: MPL-2.0 */
/* Taking over a declaration: every entry is copied to this core's size and every name is checked, so that nothing later
 * has to ask how old the plugin is. */
#include <stdio.h>

#include "host/internal.h"
#include "host/markup.h"

enum { LIST_MAX = 4096, MODULE_MAX = 256 << 10 };

static bool zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

/* Copies a list to entries of `size` bytes; what our entry has more stays zero, what the plugin's has more must be zero. */
static const void *copy_list(struct plugin *p, const char *what, struct glane_list list, size_t size, size_t least, uint32_t *ret_n)
{
	*ret_n = 0;
	if (list.count == 0)
		return "";
	if (list.count > LIST_MAX || !list.items || list.stride < least || list.stride > 4096) {
		plugin_fail(p, "its list of %s is damaged", what);
		return NULL;
	}
	char *copy = arena_alloc(&p->arena, (size_t)list.count * size);
	if (!copy) {
		plugin_fail(p, "it declares too much");
		return NULL;
	}
	for (uint32_t i = 0; i < list.count; i++) {
		const char *from = (const char *)list.items + (size_t)i * list.stride;
		memcpy(copy + i * size, from, list.stride < size ? list.stride : size);
		if (list.stride > size && !zero(from + size, list.stride - size)) {
			plugin_fail(p, "uses a newer contract: needs core >= %d.%d (its %s)", GLANE_ABI_MAJOR,
			            p->declared->abi_minor, what);
			return NULL;
		}
	}
	*ret_n = list.count;
	return copy;
}

/* Inputs nest: LIST holds inputs of its own. */
static bool copy_inputs(struct plugin *p, struct glane_list *list, int depth)
{
	uint32_t n;
	struct glane_input *inputs = (void *)copy_list(p, "inputs", *list, sizeof(struct glane_input), 56, &n);
	if (!inputs)
		return false;
	*list = (struct glane_list){ n ? inputs : NULL, n, sizeof(struct glane_input) };
	for (uint32_t i = 0; i < n; i++) {
		if (!inputs[i].name || !inputs[i].name[0] || inputs[i].type < GLANE_F_INT || inputs[i].type > GLANE_F_SECRET) {
			plugin_fail(p, "an input without name, or of no known type (\"%s\")", inputs[i].name ? inputs[i].name : "");
			return false;
		}
		if (inputs[i].type == GLANE_F_CHOICE && !inputs[i].choices) {
			plugin_fail(p, "the input \"%s\" has no choices", inputs[i].name);
			return false;
		}
		if (depth > 4 || !copy_inputs(p, &inputs[i].inner, depth + 1)) {
			plugin_fail(p, "its inputs are nested too deeply");
			return false;
		}
	}
	return true;
}

static bool good_name(const char *s, size_t most, const char *more)
{
	if (!s || s[0] < 'a' || s[0] > 'z')
		return false;
	size_t n = 0;
	for (; s[n]; n++)
		if (!((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') || strchr(more, s[n])))
			return false;
	return n >= 2 && n <= most;
}

/* Where everybody gets the key of a form that everybody may send. */
static bool public_page(const struct plugin *p, const char *path)
{
	for (uint32_t i = 0; path && i < p->decl.route_count; i++) {
		const struct glane_route *r = &p->decl.routes[i];
		if (r->method == GLANE_GET && r->path && strcmp(r->path, path) == 0)
			return r->mode == GLANE_READ && !r->permission && r->template_name;
	}
	return false;
}

static bool check_route(struct plugin *p, const struct glane_route *r)
{
	const char *path = r->path;
	if (!path || (path[0] && path[0] != '/') || strstr(path, "//") || strstr(path, "..")) {
		plugin_fail(p, "a route's path is \"%s\"", path ? path : "");
	} else if (r->method != GLANE_GET && r->method != GLANE_POST) {
		plugin_fail(p, "the route \"%s\" has no known method", path);
	} else if (r->mode < GLANE_READ || r->mode > (p->file[0] ? (uint32_t)GLANE_POOL : (uint32_t)LANE_HASH) || (r->mode == GLANE_WRITE && r->method == GLANE_GET)) {
		plugin_fail(p, "the route \"%s\" has a mode that its method does not allow", path);
	} else if (!r->run) {
		plugin_fail(p, "the route \"%s\" has no callback", path);
	} else if (r->method == GLANE_POST && !r->permission && p->file[0] && !r->open_post) {
		plugin_fail(p, "the route \"%s\" changes something and declares no permission", path);
	} else if (r->open_post && (r->open_post != 1 || r->method != GLANE_POST || r->mode != GLANE_WRITE || r->permission || r->content_types)) {
		plugin_fail(p, "the route \"%s\" is open and not a WRITE POST with inputs and without permission", path);
	} else if (r->open_post && !public_page(p, r->form)) {
		plugin_fail(p, "the route \"%s\" is open, and its form is not a public page", path);
	}
	return p->state != PLUGIN_FAILED;
}

/* "items.edit" of items */
static bool own_word(const struct plugin *p, const char *word)
{
	size_t n = strlen(p->name);
	return word && strncmp(word, p->name, n) == 0 && word[n] == '.' && word[n + 1];
}

static bool check_permission(struct plugin *p, const char *permission, const char *where)
{
	if (!permission)
		return true;
	if (own_word(p, permission))
		for (uint32_t i = 0; i < p->decl.permission_count; i++)
			if (strcmp(p->decl.permissions[i].name, permission) == 0)
				return true;
	plugin_fail(p, "%s asks for the permission \"%s\", which is not declared", where, permission);
	return false;
}

static void check_panel(struct plugin *p, const struct glane_panel *panel)
{
	static const char *const kinds[] = { "form", "table", "gauge", "notice", "page", "element", "link" };
	bool known = false;
	for (size_t i = 0; panel->kind && i < COUNT_OF(kinds); i++)
		known = known || strcmp(panel->kind, kinds[i]) == 0;
	if (!panel->slot || !known)
		plugin_fail(p, "a panel of the slot \"%s\" is of no known kind", panel->slot ? panel->slot : "");
	else if (strcmp(panel->kind, "element") == 0 && (!panel->tag || !panel->module))
		plugin_fail(p, "the element for the slot \"%s\" has no tag or no module", panel->slot);
	check_permission(p, panel->permission, "a panel");
	bool there = !panel->source;
	uint32_t method = panel->slot && strcmp(panel->slot, "badge") == 0 ? GLANE_POST : GLANE_GET;
	for (uint32_t i = 0; i < p->decl.route_count && !there; i++)
		there = p->decl.routes[i].method == method && strcmp(p->decl.routes[i].path, panel->source) == 0;
	if (p->state != PLUGIN_FAILED && !there)
		plugin_fail(p, "the panel for the slot \"%s\" names the route \"%s\", which is not there", panel->slot, panel->source);
}

/* Words without which the rest of the house would follow a null pointer. */
static void check_words(struct plugin *p)
{
	const struct decl *d = &p->decl;
	for (uint32_t i = 0; i < d->depend_count; i++)
		if (!d->depends[i].plugin)
			plugin_fail(p, "a dependency has no name");
	for (uint32_t i = 0; i < d->check_count; i++)
		if (!d->checks[i].name || !d->checks[i].sql)
			plugin_fail(p, "a check is incomplete");
	for (uint32_t i = 0; i < d->metric_count; i++)
		if (!good_name(d->metrics[i].name, 60, "_") || !d->metrics[i].kind || !d->metrics[i].help)
			plugin_fail(p, "a metric is incomplete");
}

static void check_all(struct plugin *p)
{
	const struct decl *d = &p->decl;
	for (uint32_t i = 0; i < d->permission_count; i++)
		if (!own_word(p, d->permissions[i].name))
			plugin_fail(p, "the permission \"%s\" does not begin with its name", d->permissions[i].name ? d->permissions[i].name : "");
	if (p->state == PLUGIN_FAILED)
		return;
	for (uint32_t i = 0; i < d->route_count && check_route(p, &d->routes[i]); i++)
		check_permission(p, d->routes[i].permission, d->routes[i].path);
	for (uint32_t i = 0; i < d->command_count; i++) {
		const struct glane_command *c = &d->commands[i];
		if (!c->words || !good_name(c->words, 40, " -") || !c->run || c->mode < GLANE_READ || c->mode > (p->file[0] ? (uint32_t)GLANE_POOL : (uint32_t)LANE_HASH))
			plugin_fail(p, "the command \"%s\" is incomplete", c->words ? c->words : "");
		check_permission(p, c->permission, "a command");
	}
	for (uint32_t i = 0; i < d->statement_count; i++)
		if (!d->statements[i])
			plugin_fail(p, "statement %u is missing", i);
	for (uint32_t i = 0; i < d->sub_count; i++) {
		const struct glane_sub *s = &d->subs[i];
		bool mode = s->mode == GLANE_WRITE || (s->mode == GLANE_POOL && s->when == GLANE_AFTER);
		if (!s->kind || (!strchr(s->kind, '.') && strcmp(s->kind, "*") != 0) || !s->run || s->when > GLANE_BEFORE || !mode)
			plugin_fail(p, "the subscription \"%s\" is incomplete", s->kind ? s->kind : "");
	}
	for (uint32_t i = 0; i < d->kind_count; i++)
		if (!good_name(d->kinds[i].name, 30, "_"))
			plugin_fail(p, "the kind \"%s\" is not a name", d->kinds[i].name ? d->kinds[i].name : "");
	for (uint32_t i = 0; i < d->job_count; i++)
		if (!good_name(d->jobs[i].name, 30, "_") || !d->jobs[i].run || d->jobs[i].at_minute >= 24 * 60 ||
		    (d->jobs[i].mode != GLANE_WRITE && d->jobs[i].mode != GLANE_POOL))
			plugin_fail(p, "the job \"%s\" is incomplete", d->jobs[i].name ? d->jobs[i].name : "");
	for (uint32_t i = 0; i < d->service_count; i++)
		if (!good_name(d->services[i].name, 15, "_") || !d->services[i].run)
			plugin_fail(p, "a service is incomplete");
	for (uint32_t i = 0; i < d->letter_count; i++)
		if (d->letters[i].letter < 'A' || d->letters[i].letter > 'Z' || !d->letters[i].route)
			plugin_fail(p, "a code letter is not a capital letter");
	for (uint32_t i = 0; i < d->label_field_count; i++)
		if (!d->label_fields[i].name || !d->label_fields[i].run)
			plugin_fail(p, "a label field is incomplete");
	for (uint32_t i = 0; i < d->setting_count; i++)
		if (!d->settings[i].key)
			plugin_fail(p, "a setting has no key");
	for (uint32_t i = 0; i < d->topic_count; i++)
		check_permission(p, d->topics[i].permission, "a live topic");
	for (uint32_t i = 0; i < d->topic_count; i++)
		if (!own_word(p, d->topics[i].name))
			plugin_fail(p, "the live topic \"%s\" does not begin with its name", d->topics[i].name ? d->topics[i].name : "");
	for (uint32_t i = 0; i < d->panel_count; i++)
		check_panel(p, &d->panels[i]);
	check_words(p);
}

#define TAKE(member, count, type, least)                                                                      \
	(d->member = copy_list(p, #member, p->top.member, sizeof(type), (least), &d->count), p->state != PLUGIN_FAILED)

static bool copy_all(struct plugin *p)
{
	struct decl *d = &p->decl;
	/* The smallest entry is that of contract 1.0: frozen by the static asserts in tests/abi. */
	return TAKE(depends, depend_count, struct glane_dep, 16) && TAKE(views, view_count, struct glane_view, 8) &&
	       TAKE(refs, ref_count, struct glane_ref, 16) && TAKE(statements, statement_count, const char *, 8) &&
	       TAKE(checks, check_count, struct glane_check, 16) && TAKE(personal, personal_count, struct glane_personal, 40) &&
	       TAKE(routes, route_count, struct glane_route, 96) && TAKE(letters, letter_count, struct glane_letter, 16) &&
	       TAKE(subs, sub_count, struct glane_sub, 24) && TAKE(kinds, kind_count, struct glane_kind, 32) &&
	       TAKE(jobs, job_count, struct glane_job, 32) && TAKE(services, service_count, struct glane_service, 24) &&
	       TAKE(topics, topic_count, struct glane_topic, 16) &&
	       TAKE(permissions, permission_count, struct glane_permission, 24) &&
	       TAKE(settings, setting_count, struct glane_setting, 32) && TAKE(panels, panel_count, struct glane_panel, 64) &&
	       TAKE(label_fields, label_field_count, struct glane_label_field, 32) &&
	       TAKE(metrics, metric_count, struct glane_metric, 24) && TAKE(commands, command_count, struct glane_command, 64);
}

/* A screen waits for its modules before it shows anything. */
static bool check_modules(struct plugin *p)
{
	for (uint32_t i = 0; i < p->top.assets.count; i++) {
		const struct glane_file *f = (const struct glane_file *)p->top.assets.items + i;
		if (f->type && strstr(f->type, "javascript") && f->n > MODULE_MAX) {
			plugin_fail(p, "its module \"%s\" has %llu bytes: %d are allowed", f->name, (unsigned long long)f->n, MODULE_MAX);
			return false;
		}
	}
	return true;
}

static const struct glane_file *page_file(const struct plugin *p, struct glane_str name)
{
	for (uint32_t i = 0; i < p->top.templates.count; i++) {
		const struct glane_file *f = (const struct glane_file *)p->top.templates.items + i;
		if (strncmp(f->name, name.p, name.n) == 0 && strcmp(f->name + name.n, ".html") == 0)
			return f;
	}
	return NULL;
}

/* The template that a shopper's page takes into itself, with its own partials. */
static void check_shown(struct plugin *p, struct glane_str name, int depth)
{
	const struct glane_file *f = page_file(p, name);
	char found[80];
	if (!f || depth > 8)
		return; /* grant.c says that it is not there */
	struct glane_str rest = { f->p, f->n };
	if (markup_unfit(rest, found, sizeof(found)))
		plugin_fail(p, "the template \"%s\" is shown to shoppers and has %s", f->name, found);
	for (const char *tag; (tag = memmem(rest.p, rest.n, "{{>", 3));) {
		rest = (struct glane_str){ tag + 3, rest.n - (size_t)(tag - rest.p) - 3 };
		ptrdiff_t end = str_find(rest, '}');
		if (end >= 0)
			check_shown(p, str_trim((struct glane_str){ rest.p, (size_t)end }), depth + 1);
	}
}

static void check_public_panels(struct plugin *p)
{
	for (uint32_t i = 0; i < p->decl.panel_count; i++) {
		const struct glane_panel *panel = &p->decl.panels[i];
		if (panel->permission || strcmp(panel->kind, "page") != 0)
			continue;
		for (uint32_t k = 0; k < p->decl.route_count; k++) {
			const struct glane_route *r = &p->decl.routes[k];
			if (r->method == GLANE_GET && panel->source && strcmp(r->path, panel->source) == 0 && r->template_name)
				check_shown(p, str_c(r->template_name), 0);
		}
	}
}

/* The lists of files stay in `top`. */
static bool copy_files(struct plugin *p, const char *what, struct glane_list *list)
{
	uint32_t n;
	struct glane_file *files = (void *)copy_list(p, what, *list, sizeof(struct glane_file), 32, &n);
	if (!files)
		return false;
	*list = (struct glane_list){ n ? files : NULL, n, sizeof(struct glane_file) };
	for (uint32_t i = 0; i < n; i++) {
		if (!files[i].name || !files[i].p) {
			plugin_fail(p, "one of its %s has no name or no content", what);
			return false;
		}
	}
	return true;
}

static bool copy_nested(struct plugin *p)
{
	struct decl *d = &p->decl;
	struct glane_plugin *t = &p->top;
	if (!copy_files(p, "migrations", &t->migrations) || !copy_files(p, "templates", &t->templates) ||
	    !copy_files(p, "assets", &t->assets) || !copy_files(p, "catalogues", &t->catalogues))
		return false;
	for (uint32_t i = 0; i < d->route_count; i++)
		if (!copy_inputs(p, &((struct glane_route *)d->routes)[i].inputs, 0))
			return false;
	for (uint32_t i = 0; i < d->kind_count; i++)
		if (!copy_inputs(p, &((struct glane_kind *)d->kinds)[i].fields, 0))
			return false;
	for (uint32_t i = 0; i < d->command_count; i++)
		if (!copy_inputs(p, &((struct glane_command *)d->commands)[i].inputs, 0))
			return false;
	return true;
}

int plugin_adopt(struct plugin *p, const struct glane_plugin *from)
{
	p->declared = from;
	size_t least = offsetof(struct glane_plugin, catalogues) + sizeof(from->catalogues); /* all of contract 1.0 */
	if (from->abi_major != GLANE_ABI_MAJOR) {
		plugin_fail(p, "was built for plugin contract %d, this glane speaks %d", from->abi_major, GLANE_ABI_MAJOR);
		return GLANE_EINVAL;
	}
	if (from->size < least || from->size > 16384) {
		plugin_fail(p, "its declaration has an impossible size (%u bytes)", from->size);
		return GLANE_EINVAL;
	}
	size_t mine = sizeof(p->top);
	memcpy(&p->top, from, from->size < mine ? from->size : mine);
	if (from->size > mine && !zero((const char *)from + mine, from->size - mine)) {
		plugin_fail(p, "uses a newer contract: needs core >= %d.%d", GLANE_ABI_MAJOR, from->abi_minor);
		return GLANE_EINVAL;
	}
	if (!good_name(from->name, 16, "")) {
		plugin_fail(p, "its name is not [a-z][a-z0-9]{1,15}");
		return GLANE_EINVAL;
	}
	if (p->file[0] && strcmp(from->name, p->name) != 0) {
		plugin_fail(p, "calls itself \"%s\": the file must have the same name", from->name);
		return GLANE_EINVAL;
	}
	if (p->file[0] && (strcmp(from->name, "core") == 0 || strcmp(from->name, "site") == 0)) {
		plugin_fail(p, "the name \"%s\" is the core's own", from->name);
		return GLANE_EINVAL;
	}
	snprintf(p->name, sizeof(p->name), "%s", from->name);
	snprintf(p->version, sizeof(p->version), "%s", from->version ? from->version : "");
	snprintf(p->asset_prefix, sizeof(p->asset_prefix), "/p/%s/ui", p->name);
	if (!copy_all(p) || !copy_nested(p))
		return GLANE_EINVAL;
	check_all(p);
	if (p->state != PLUGIN_FAILED && check_modules(p))
		check_public_panels(p);
	if (p->state == PLUGIN_FAILED)
		return GLANE_EINVAL;
	p->metrics = xcalloc(p->decl.metric_count + 1, sizeof(*p->metrics));
	p->templates = xcalloc(p->top.templates.count + 1, sizeof(*p->templates));
	p->services = xcalloc(p->decl.service_count + 1, sizeof(*p->services));
	return 0;
}
