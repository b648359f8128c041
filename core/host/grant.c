/* SPDX-License-Identifier: MPL-2.0 */
/* From a checked declaration to a running plugin: enabled? migrated, granted, every statement prepared under its rights,
 * templates and words compiled, init, start.  What can fail fails here, with the reason kept. */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"
#include "store/migrate.h"

/* Shipped and named plugins run at once; one that was put into the data directory waits for a person, and one whose file
 * has changed since is never loaded. */
static bool allowed(struct plugin *p, struct conn *w, struct error *e)
{
	struct stmt *s;
	char digest[65], known[65] = "";
	hex_of(p->digest.b, sizeof(p->digest.b), digest);
	int64_t enabled = 1;
	bool row = false;
	if (conn_prepare(w, "SELECT sha256, enabled, error FROM core_plugin WHERE name = ?", &s, e) < 0)
		return false;
	stmt_bind(s, 1, glane_text(str_c(p->name)));
	if (stmt_step(s, e) == 1) {
		row = true;
		enabled = stmt_int(s, 1);
		snprintf(known, sizeof(known), "%.*s", STR_ARG(stmt_text(s, 0)));
		if (!enabled)
			snprintf(p->reason, sizeof(p->reason), "%.*s", STR_ARG(stmt_text(s, 2)));
	}
	stmt_reset(s);
	if (row && !enabled) {
		p->state = PLUGIN_DISABLED;
		return false;
	}
	if (!p->trusted && (!row || !known[0])) {
		p->state = PLUGIN_NEW;
		snprintf(p->reason, sizeof(p->reason), "nobody has enabled it yet: glane plugin enable %s", p->name);
		return false;
	}
	if (!p->trusted && strcmp(known, digest) != 0) {
		plugin_fail(p, "its file has changed since it was enabled; check it, then: glane plugin enable %s", p->name);
		return false;
	}
	return true;
}

int admit_plugin(struct plugin *p, struct conn *w)
{
	struct error e;
	error_init(&e, NULL);
	if (allowed(p, w, &e))
		return plugin_load(p);
	if (p->state == PLUGIN_FOUND)
		plugin_fail(p, "%s", e.text);
	return GLANE_EDENIED;
}

static int remember(struct plugin *p, struct conn *w, struct error *e)
{
	char digest[65];
	hex_of(p->digest.b, sizeof(p->digest.b), digest);
	return conn_run(w,
	                "INSERT INTO core_plugin(name,sha256,enabled,schema) VALUES(?1,?2,1,?3)"
	                " ON CONFLICT(name) DO UPDATE SET sha256 = ?2, schema = ?3",
	                VALS(glane_text(str_c(p->name)), glane_text(str_c(digest)), glane_int(p->top.migrations.count)), e);
}

/* A view of a plugin that need not be there. */
static bool is_optional(const struct decl *d, const char *view)
{
	for (uint32_t i = 0; i < d->depend_count; i++) {
		size_t n = strlen(d->depends[i].plugin ? d->depends[i].plugin : "");
		if (n && d->depends[i].optional && strncmp(view, d->depends[i].plugin, n) == 0 && view[n] == '_')
			return true;
	}
	return false;
}

static int rights(struct plugin *p, struct conn *w, struct error *e)
{
	const struct decl *d = &p->decl;
	int rc = 0;
	for (uint32_t i = 0; rc == 0 && i < d->view_count; i++) {
		const char *view = d->views[i].name ? d->views[i].name : "";
		struct error missing;
		error_init(&missing, NULL);
		rc = principal_grant_view(p->principal, w, view, is_optional(d, view) ? &missing : e);
		if (rc == GLANE_ENOENT && is_optional(d, view)) {
			log_info("plugin %s goes without %s", p->name, view);
			rc = 0;
		} else if (rc < 0 && is_optional(d, view)) {
			rc = error_fail(e, rc, "%s", missing.text);
		}
	}
	for (uint32_t i = 0; rc == 0 && i < d->ref_count; i++)
		rc = principal_grant_ref(p->principal, d->refs[i].table, d->refs[i].column, e);
	return rc;
}

/* It names a view that was not granted: then it is not there either. */
static bool does_without(const struct plugin *p, const char *sql)
{
	const struct decl *d = &p->decl;
	for (uint32_t i = 0; i < d->view_count; i++) {
		const char *view = d->views[i].name ? d->views[i].name : "";
		if (is_optional(d, view) && !principal_has_view(p->principal, view) && strstr(sql, view))
			return true;
	}
	return false;
}

static int statements(struct plugin *p, struct conn *w, struct error *e)
{
	struct decl *d = &p->decl;
	d->absent = arena_alloc(&p->arena, d->statement_count + 1);
	if (!d->absent)
		return error_fail(e, GLANE_ENOMEM, "it declares too much");
	conn_set_principal(w, p->principal);
	int rc = 0;
	for (uint32_t i = 0; rc == 0 && i < d->statement_count; i++) {
		d->absent[i] = does_without(p, d->statements[i]);
		if (d->absent[i])
			continue;
		rc = conn_check(w, d->statements[i], true, e);
		if (rc < 0)
			plugin_fail(p, "statement %u: %s", i, e->text);
	}
	for (uint32_t i = 0; rc == 0 && i < d->check_count; i++) {
		rc = conn_check(w, d->checks[i].sql, false, e);
		if (rc < 0)
			plugin_fail(p, "check \"%s\": %s", d->checks[i].name, e->text);
	}
	for (uint32_t i = 0; rc == 0 && i < d->personal_count; i++) {
		const struct glane_personal *x = &d->personal[i];
		rc = x->export_sql ? conn_check(w, x->export_sql, false, e) : 0;
		if (rc == 0 && x->erase_sql)
			rc = conn_check(w, x->erase_sql, true, e);
		if (rc == 0 && x->expire_sql)
			rc = conn_check(w, x->expire_sql, true, e);
		if (rc == 0 && x->forget_sql)
			rc = conn_check(w, x->forget_sql, true, e);
		if (rc < 0)
			plugin_fail(p, "personal data of \"%s\": %s", x->table ? x->table : "", e->text);
	}
	conn_set_principal(w, NULL);
	return rc;
}

static struct glane_str without_ending(const char *name)
{
	struct glane_str s = str_c(name);
	const char *dot = strrchr(name, '.');
	if (dot)
		s.n = (size_t)(dot - name);
	return s;
}

static int templates(struct plugin *p, struct error *e)
{
	const struct glane_list *l = &p->top.templates;
	for (uint32_t i = 0; i < l->count; i++) {
		const struct glane_file *f = (const void *)((const char *)l->items + (size_t)i * l->stride);
		struct named_template *t = &p->templates[p->template_count];
		t->name = arena_str(&p->arena, without_ending(f->name));
		unsigned flags = p->principal ? 0 : TEMPLATE_TRUSTED;
		if (str_ends(str_c(f->name), STR(".txt")))
			flags |= TEMPLATE_TEXT;
		int rc = template_compile(str_c(f->name), (struct glane_str){ f->p, f->n }, flags, &t->template, e);
		if (rc < 0) {
			plugin_fail(p, "template %s: %s", f->name, e->text);
			return rc;
		}
		p->template_count++;
	}
	return 0;
}

const struct template *plugin_template(const struct plugin *p, struct glane_str name)
{
	for (uint32_t i = 0; i < p->template_count; i++)
		if (str_eq(p->templates[i].name, name))
			return p->templates[i].template;
	return NULL;
}

static int check_template_names(struct plugin *p)
{
	for (uint32_t i = 0; i < p->decl.route_count; i++) {
		const char *name = p->decl.routes[i].template_name;
		if (name && !plugin_template(p, str_c(name))) {
			plugin_fail(p, "the route \"%s\" names the template \"%s\", which is not there", p->decl.routes[i].path, name);
			return GLANE_EINVAL;
		}
		if (name && template_is_text(plugin_template(p, str_c(name)))) {
			plugin_fail(p, "the route \"%s\" names the template \"%s\", which is plain text and no page", p->decl.routes[i].path, name);
			return GLANE_EINVAL;
		}
	}
	return 0;
}

static int words(struct plugin *p, struct error *e)
{
	const struct glane_list *l = &p->top.catalogues;
	for (uint32_t i = 0; i < l->count; i++) {
		const struct glane_file *f = (const void *)((const char *)l->items + (size_t)i * l->stride);
		char lang[8];
		snprintf(lang, sizeof(lang), "%.*s", STR_ARG(without_ending(f->name)));
		int rc = catalogue_add(p->host->catalogue, p->name, lang, (struct glane_str){ f->p, f->n }, e);
		if (rc < 0) {
			plugin_fail(p, "words %s: %s", f->name, e->text);
			return rc;
		}
	}
	return 0;
}

static int enter_init(struct glane_call *c, void *arg)
{
	struct plugin *p = arg;
	return p->top.init ? p->top.init(&glane_host_table, c, &p->self) : 0;
}

static int enter_start(struct glane_call *c, void *arg)
{
	struct plugin *p = arg;
	return p->top.start ? p->top.start(p->self, c) : 0;
}

static int run_init(struct host *h, struct plugin *p)
{
	struct arena a;
	struct glane_call c;
	arena_init(&a, CALL_ARENA);
	call_init(&c, h, p, &a, LANE_POOL, NULL);
	c.outer = &c; /* no within() yet */
	int rc = call_enter(&c, p, enter_init, p);
	if (rc < 0)
		plugin_fail(p, "init: %s", c.error.text[0] ? c.error.text : c.error.key.p);
	p->initialised = rc == 0;
	call_fini(&c);
	arena_fini(&a);
	return rc;
}

int grant_plugin(struct host *h, struct plugin *p, struct conn *w)
{
	struct error e;
	struct arena a;
	arena_init(&a, 1u << 20);
	error_init(&e, &a);
	int rc = 0;
	if (p->file[0]) {
		p->principal = principal_new(p->name);
		rc = rights(p, w, &e); /* before the migrations: they check the foreign keys against it */
		if (rc < 0)
			plugin_fail(p, "rights: %s", e.text);
		if (rc == 0 && (rc = migrate(w, p->name, p->top.migrations, p->principal, clock_now_ms(), &e)) < 0)
			plugin_fail(p, "migration: %s", e.text);
		if (rc == 0)
			rc = statements(p, w, &e);
	}
	if (rc == 0)
		rc = templates(p, &e);
	if (rc == 0)
		rc = check_template_names(p);
	if (rc == 0)
		rc = words(p, &e);
	if (rc == 0 && p->file[0])
		rc = remember(p, w, &e);
	if (rc == 0)
		rc = run_init(h, p);
	if (rc < 0 && p->state == PLUGIN_FOUND)
		plugin_fail(p, "%s", e.text);
	arena_fini(&a);
	return rc;
}

int start_plugin(struct host *h, struct plugin *p, struct conn *w)
{
	struct arena a;
	struct glane_call c;
	arena_init(&a, CALL_ARENA);
	call_init(&c, h, p, &a, LANE_WRITE, w);
	int rc = conn_begin_write(w, &c.error);
	if (rc == 0)
		rc = call_enter(&c, p, enter_start, p);
	call_fini(&c);
	if (rc == 0)
		rc = conn_commit(w, &c.error);
	if (rc < 0) {
		conn_rollback(w);
		plugin_fail(p, "start: %s", c.error.text[0] ? c.error.text : c.error.key.p);
	} else {
		p->started = true;
		p->state = PLUGIN_RUNNING;
		after_commit_run(&c);
	}
	arena_fini(&a);
	return rc;
}

void stop_plugin(struct plugin *p)
{
	struct plugin *before = crash_enter(p);
	if (p->started && p->top.stop)
		p->top.stop(p->self);
	if (p->initialised && p->top.fini)
		p->top.fini(p->self);
	crash_leave(before);
	p->started = p->initialised = false;
	p->self = NULL;
}
