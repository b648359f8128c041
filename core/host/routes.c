/* SPDX-License-Identifier: MPL-2.0 */
/* From declarations to endpoints: routes below /p/<plugin> (core's at the root), letters, commands below /cli. */
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"
#include "host/internal.h"
#include "host/own.h"

enum { BODY_DEFAULT = 64 << 10, BODY_OPEN = 4 << 10, BODY_COMMAND = 64 << 20 };

static const struct glane_input code_input = { .name = "code", .type = GLANE_F_TEXT, .required = 1, .max = 200 };

static struct endpoint *add(struct host *h, struct plugin *p)
{
	h->endpoints = xrealloc(h->endpoints, (h->endpoint_count + 1) * sizeof(struct endpoint *));
	struct endpoint *e = xcalloc(1, sizeof(*e));
	h->endpoints[h->endpoint_count++] = e;
	e->plugin = p;
	e->http.user = e;
	return e;
}

static int publish(struct host *h, struct endpoint *e, struct error *err)
{
	if (router_add(h->router, &e->http) == 0)
		return 0;
	return error_fail(err, GLANE_ECONFLICT, "the path %s is there already", e->http.path);
}

/* The input {code} is a TEXT of 26 symbols. */
static bool takes_secret(const struct glane_route *r)
{
	const struct glane_input *in = r->inputs.items;
	for (uint32_t i = 0; i < r->inputs.count; i++)
		if (strcmp(in[i].name, "code") == 0)
			return in[i].type == GLANE_F_TEXT && in[i].min == SECRET_CODE_SYMBOLS && in[i].max == SECRET_CODE_SYMBOLS;
	return false;
}

static void route(struct endpoint *e, const struct glane_route *r, const char *path)
{
	e->route = r;
	e->http.method = (int)r->method;
	e->http.path = path;
	e->http.max_body = r->open_post ? BODY_OPEN : r->max_body ? r->max_body : BODY_DEFAULT;
	e->http.content_types = r->content_types;
	e->mode = r->mode;
	e->timeout_ms = r->timeout_ms;
	e->cache_s = r->cache_s;
	e->inputs = r->inputs;
	e->permission = r->permission;
	e->template_name = r->template_name;
	e->run = r->run;
	e->secret = strstr(path, "{code}") && takes_secret(r);
	e->limit = r->open_post ? LIMIT_OPEN : own_limit(r->run);
}

static int letters(struct host *h, struct plugin *p, struct error *err)
{
	for (uint32_t i = 0; i < p->decl.letter_count; i++) {
		const struct glane_letter *l = &p->decl.letters[i];
		const struct glane_route *r = NULL;
		for (uint32_t k = 0; k < p->decl.route_count && !r; k++)
			if (p->decl.routes[k].method == GLANE_GET && strcmp(p->decl.routes[k].path, l->route) == 0)
				r = &p->decl.routes[k];
		if (!r)
			return error_fail(err, GLANE_EINVAL, "the letter %c names the route \"%s\", which is not there", (char)l->letter, l->route);
		struct endpoint *e = add(h, p);
		route(e, r, arena_printf(&h->arena, "/%c/{code}", (char)l->letter).p);
		e->letter = l;
		e->by_code = true;
		if (e->inputs.count == 0)
			e->inputs = (struct glane_list){ &code_input, 1, sizeof(code_input) };
		int rc = publish(h, e, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int commands(struct host *h, struct plugin *p, struct error *err)
{
	for (uint32_t i = 0; i < p->decl.command_count; i++) {
		const struct glane_command *c = &p->decl.commands[i];
		struct endpoint *e = add(h, p);
		char *path = (char *)arena_printf(&h->arena, "/cli/%s", c->words).p;
		for (char *at = path; *at; at++)
			if (*at == ' ')
				*at = '/';
		e->command = c;
		e->http.method = GLANE_POST;
		e->http.path = path;
		e->http.max_body = BODY_COMMAND;
		e->mode = c->mode;
		e->timeout_ms = c->timeout_ms;
		e->inputs = c->inputs;
		e->permission = c->permission;
		e->template_name = c->template_name;
		e->run = c->run;
		int rc = publish(h, e, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int routes(struct host *h, struct plugin *p, struct error *err)
{
	for (uint32_t i = 0; i < p->decl.route_count; i++) {
		const struct glane_route *r = &p->decl.routes[i];
		struct endpoint *e = add(h, p);
		const char *path = p->principal ? arena_printf(&h->arena, "/p/%s%s", p->name, r->path).p : r->path;
		route(e, r, path);
		e->by_code = r->method == GLANE_GET && !r->permission && strstr(r->path, "{code}");
		int rc = publish(h, e, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int routes_build(struct host *h, struct error *err)
{
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		if (p->state != PLUGIN_RUNNING)
			continue;
		struct error e;
		error_init(&e, NULL);
		int rc = routes(h, p, &e);
		if (rc == 0)
			rc = letters(h, p, &e);
		if (rc == 0)
			rc = commands(h, p, &e);
		if (rc < 0 && !p->principal)
			return error_fail(err, rc, "core: %s", e.text);
		if (rc < 0)
			plugin_fail(p, "routes: %s", e.text); /* what was published answers 503 while its plugin does not run */
		if (rc < 0)
			log_error("plugin %s %s", p->name, p->reason);
	}
	return 0;
}
