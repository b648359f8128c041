/* SPDX-License-Identifier: MPL-2.0 */
/* Commands of core: verify, backup, plugins. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/internal.h"
#include "host/own.h"
#include "host/run.h"
#include "store/migrate.h"

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

static void say(struct glane_call *c, struct glane_str text)
{
	value_add_text(root_of(c), "text", text);
}

/* --- verify ------------------------------------------------------------------------------------- */
/* A plugin's checks must return no row; the first row's first column names the difference. */
static int run_checks(struct glane_call *c, struct conn *conn, int64_t *ret_checks, struct glane_str *ret_difference)
{
	struct host *h = c->host;
	int rc = 0;
	for (uint32_t i = 1; rc == 0 && i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; rc == 0 && p->state == PLUGIN_RUNNING && k < p->decl.check_count; k++) {
			struct stmt *s;
			conn_set_principal(conn, p->principal);
			rc = conn_prepare(conn, p->decl.checks[k].sql, &s, &c->error);
			if (rc == 0) {
				rc = stmt_step(s, &c->error);
				if (rc == 1 && ret_difference->n == 0) {
					struct glane_val v = stmt_columns(s) ? stmt_col(s, 0) : glane_null();
					if (v.type == GLANE_INT)
						*ret_difference = arena_printf(c->arena, "%s: check \"%s\" fails for %lld", p->name,
						                               p->decl.checks[k].name, (long long)v.u.i);
					else
						*ret_difference = arena_printf(c->arena, "%s: check \"%s\" fails for %s", p->name,
						                               p->decl.checks[k].name, v.type == GLANE_TEXT ? v.u.s.p : "a row");
				}
				rc = rc < 0 ? rc : 0;
				stmt_reset(s);
			}
			conn_set_principal(conn, NULL);
			++*ret_checks;
		}
	}
	return rc;
}

int own_verify(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct conn *conn;
	int rc = conn_open(c->host->store, CONN_READER, &conn, &c->error);
	if (rc < 0)
		return rc;
	struct verify_result r = { 0 };
	struct inventory inv = { .conn = conn, .arena = c->arena, .error = &c->error, .now_ms = clock_now_ms(), .zone = c->host->zone, .plugin = "core" };
	struct glane_str difference = STR_NONE;
	int64_t checks = 0;
	rc = conn_integrity(conn, true, c->arena, &difference, &c->error);
	bool readable = rc == 0 && difference.n == 0;
	if (readable)
		store_checked(c->host->store);
	if (rc == 0)
		rc = conn_begin_read(conn, &c->error);
	if (readable && rc == 0)
		rc = inventory_verify(&inv, &r);
	if (rc == 0 && r.difference.n)
		difference = r.difference;
	if (readable && rc == 0)
		rc = run_checks(c, conn, &checks, &difference);
	conn_rollback(conn);
	conn_close(conn);
	if (rc < 0)
		return rc;
	char head[65];
	hex_of(r.head.b, sizeof(r.head.b), head);
	struct glane_value *root = root_of(c);
	value_add_bool(root, "ok", difference.n == 0);
	value_add_int(root, "records", r.records);
	value_add_int(root, "moves", r.moves);
	value_add_int(root, "items", r.items);
	value_add_int(root, "codes", r.codes);
	value_add_int(root, "redacted", r.redacted);
	value_add_int(root, "checks", checks);
	value_add_text(root, "head", str_c(head));
	if (difference.n) {
		value_add_text(root, "difference", difference);
		say(c, arena_printf(c->arena, "difference: %s", difference.p));
		return 0;
	}
	say(c, arena_printf(c->arena, "ok: %lld records, %lld movements, %lld items, %lld codes, %lld erased texts, %lld checks\nlast hash %s",
	                    (long long)r.records, (long long)r.moves, (long long)r.items, (long long)r.codes, (long long)r.redacted,
	                    (long long)checks, head));
	return 0;
}

/* --- backup --------------------------------------------------------------------------------------- */
int own_backup(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str path = value_get_text(c->inputs, "path");
	if (path.n == 0 || path.p[0] != '/')
		return error_refuse(&c->error, GLANE_EINVAL, "backup.absolute_path", NULL);
	int rc = store_backup(c->host->store, path.p, value_get_int(c->inputs, "replace", 0) != 0, &c->error);
	if (rc == 0) {
		value_add_text(root_of(c), "file", path);
		say(c, arena_printf(c->arena, "%s", path.p));
	}
	return rc;
}

/* --- plugins --------------------------------------------------------------------------------------- */
static struct plugin *named(struct glane_call *c)
{
	struct glane_str name = value_get_text(c->inputs, "name");
	for (uint32_t i = 1; i < c->host->plugin_count; i++)
		if (str_is(name, c->host->plugins[i]->name))
			return c->host->plugins[i];
	struct glane_value *args = value_object(c->arena);
	value_add_text(args, "name", name);
	error_refuse(&c->error, GLANE_ENOENT, "plugin.unknown", args);
	return NULL;
}

static void describe(struct glane_value *root, const struct plugin *p)
{
	const struct decl *d = &p->decl;
	value_add_text(root, "name", str_c(p->name));
	value_add_text(root, "version", str_c(p->version));
	value_add_text(root, "license", str_c(p->top.license));
	value_add_text(root, "reason", str_c(p->reason));
	struct glane_value *l = value_add_array(root, "routes");
	for (uint32_t i = 0; i < d->route_count; i++) {
		struct glane_value *v = value_add_object(l, NULL);
		char path[300];
		snprintf(path, sizeof(path), "/p/%s%s", p->name, d->routes[i].path);
		value_add_text(v, "method", str_c(d->routes[i].method == GLANE_GET ? "GET" : "POST"));
		value_add_text(v, "path", str_c(path));
		value_add_text(v, "permission", str_c(d->routes[i].permission ? d->routes[i].permission : ""));
		value_add_text(v, "summary", str_c(d->routes[i].summary));
	}
#define NAMES(list, count, member)                                            \
	l = value_add_array(root, #list);                                     \
	for (uint32_t i = 0; i < d->count; i++)                               \
		value_add_text(l, NULL, str_c(d->list[i].member))
	NAMES(kinds, kind_count, name);
	NAMES(subs, sub_count, kind);
	NAMES(jobs, job_count, name);
	NAMES(services, service_count, name);
	NAMES(topics, topic_count, name);
	NAMES(permissions, permission_count, name);
	NAMES(settings, setting_count, key);
	NAMES(views, view_count, name);
	NAMES(commands, command_count, words);
	NAMES(label_fields, label_field_count, name);
	NAMES(checks, check_count, name);
}

int own_plugin_describe(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct plugin *p = named(c);
	if (!p)
		return GLANE_ENOENT;
	describe(root_of(c), p);
	return 0;
}

static int set_enabled(struct glane_call *c, bool enabled)
{
	struct plugin *p = named(c);
	if (!p)
		return GLANE_ENOENT;
	char digest[65];
	hex_of(p->digest.b, sizeof(p->digest.b), digest);
	int rc = conn_run(c->conn,
	                  "INSERT INTO core_plugin(name,sha256,enabled,error) VALUES(?1,?2,?3,?4)"
	                  " ON CONFLICT(name) DO UPDATE SET sha256=?2, enabled=?3, error=?4, crashes=0, crashed_at_ms=0",
	                  VALS(glane_text(str_c(p->name)), glane_text(str_c(digest)), glane_int(enabled),
	                       enabled ? glane_null() : glane_text(STR("disabled by hand"))),
	                  &c->error);
	value_add_text(root_of(c), "name", str_c(p->name));
	value_add_bool(root_of(c), "enabled", enabled);
	struct glane_value *args = value_object(c->arena);
	value_add_text(args, "name", str_c(p->name));
	say(c, call_api.tr(c, enabled ? "plugin.enabled" : "plugin.disabled", args));
	return rc;
}

int own_plugin_enable(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return set_enabled(c, true);
}

int own_plugin_disable(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return set_enabled(c, false);
}

/* From a screen: whether a plugin that runs now starts again.  No other one: a touch would trust its file. */
int own_plugin_again(struct glane_self *self, struct glane_call *c)
{
	struct plugin *p = named(c);
	if (!p)
		return GLANE_ENOENT;
	if (p->state != PLUGIN_RUNNING) {
		struct glane_value *args = value_object(c->arena);
		value_add_text(args, "name", str_c(p->name));
		return error_refuse(&c->error, GLANE_EDENIED, "plugin.runs_not", args);
	}
	int rc = set_enabled(c, value_get_int(c->inputs, "again", 0));
	return rc < 0 ? rc : own_plugins(self, c);
}

/* What a plugin's author wants after changing a migration; never on a centre's own data. */
int own_plugin_reset(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct plugin *p = named(c);
	if (!p)
		return GLANE_ENOENT;
	struct glane_str marker = arena_printf(c->arena, "%s/demo", c->host->config.dir);
	if (access(marker.p, F_OK) != 0)
		return error_refuse(&c->error, GLANE_EDENIED, "plugin.reset_demo_only", NULL);
	int rc = migrate_reset(c->conn, p->name, &c->error);
	if (rc == 0)
		rc = conn_run(c->conn, "DELETE FROM core_cursor WHERE plugin = ?1", VALS(glane_text(str_c(p->name))), &c->error);
	if (rc == 0)
		rc = conn_run(c->conn, "DELETE FROM core_job WHERE plugin = ?1", VALS(glane_text(str_c(p->name))), &c->error);
	struct glane_value *args = value_object(c->arena);
	value_add_text(args, "name", str_c(p->name));
	value_add_text(root_of(c), "name", str_c(p->name));
	say(c, call_api.tr(c, "plugin.was_reset", args));
	return rc;
}

/* Opening a shared object runs its constructors: checking a file means trusting it that far, and the help says so. */
int own_plugin_check(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct plugin *p = NULL;
	struct glane_str path = value_get_text(c->inputs, "path");
	int rc = probe_file(c->host, path.p, true, &p);
	if (rc == 0)
		rc = plugin_load(p);
	struct glane_value *root = root_of(c);
	if (rc < 0) {
		struct glane_value *args = value_object(c->arena);
		value_add_text(args, "reason", str_c(p->reason));
		value_add_text(args, "path", path);
		rc = error_refuse(&c->error, GLANE_EINVAL, "plugin.check_failed", args);
	} else {
		describe(root, p);
		say(c, arena_printf(c->arena, "ok: %s %s, contract %d.%d", p->name, p->version, p->declared->abi_major, p->declared->abi_minor));
	}
	plugin_free(p);
	return rc;
}

/* --- at night ---------------------------------------------------------------------------------------- */
int own_forget(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	(void)args;
	return repeat_forget(c->conn, c->now_ms, &c->error);
}

/* --- help ------------------------------------------------------------------------------------------- */
static void add_inputs(struct glane_value *v, struct glane_list inputs)
{
	struct glane_value *l = value_add_array(v, "inputs");
	const struct glane_input *in = inputs.items;
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_value *one = value_add_object(l, NULL);
		value_add_text(one, "name", str_c(in[i].name));
		value_add_int(one, "type", in[i].type);
		value_add_bool(one, "required", in[i].required != 0);
		struct glane_value *choices = value_add_array(one, "choices");
		for (const char *const *ch = in[i].choices; ch && *ch; ch++)
			value_add_text(choices, NULL, str_c(*ch));
	}
}

void own_describe_command(struct glane_value *list, const struct plugin *p, const struct glane_command *command)
{
	struct glane_value *v = value_add_object(list, NULL);
	value_add_text(v, "words", str_c(command->words));
	value_add_text(v, "summary", str_c(command->summary));
	value_add_text(v, "plugin", str_c(p->name));
	add_inputs(v, command->inputs);
}

int own_commands(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *l = value_add_array(root_of(c), "commands");
	for (uint32_t i = 0; i < c->host->endpoint_count; i++) {
		const struct endpoint *e = c->host->endpoints[i];
		if (e->command)
			own_describe_command(l, e->plugin, e->command);
	}
	return 0;
}
