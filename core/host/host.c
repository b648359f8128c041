/* SPDX-License-Identifier: MPL-2.0 */
/* The house from foundation to roof, and back. */
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/own.h"
#include "host/run.h"
#include "store/migrate.h"

const struct router *host_router(const struct host *h)
{
	return h->router;
}

bool host_may_listen(void *host, uint64_t owner)
{
	struct host *h = host;
	return access_listens(h->access, owner);
}

bool host_first_run(const struct host *h)
{
	return h->access && access_first_run(h->access);
}

void host_say_first_run(struct host *h, void (*say)(void *ctx, const char *code), void *ctx)
{
	h->first.say = say;
	h->first.say_ctx = ctx;
	first_run_code(h);
}

struct store *host_store(struct host *h)
{
	return h->store;
}

/* ~/.local/share may not be there yet; the last part is the store's to make. */
static void make_parents(const char *dir)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s", dir) >= (int)sizeof(path))
		return;
	for (char *at = path + 1; (at = strchr(at, '/')); *at++ = '/') {
		*at = 0;
		(void)mkdir(path, 0755); /* what fails here fails again below, with words */
	}
}

static int open_store(struct host *h, struct error *e)
{
	struct conn *w = NULL;
	unsigned flags = (h->config.create ? STORE_CREATE : 0) | (h->config.lock_wait_ms > 0 ? STORE_WAIT : 0);
	if (h->config.create)
		make_parents(h->config.dir);
	int rc = store_open(h->config.dir, flags, &h->store, e);
	if (rc == 0)
		rc = conn_open(h->store, CONN_WRITER, &w, e);
	if (rc == 0)
		rc = writer_new(h, w);
	return rc < 0 ? rc : check_open(h, w, e);
}

/* A copy of the database is made before the first pending migration of a database that holds something. */
static int backup_before(struct host *h, struct error *e)
{
	char path[4096];
	if (h->fresh || h->copied)
		return 0;
	h->copied = true;
	snprintf(path, sizeof(path), "%s/before-upgrade-%lld.db", h->config.dir, (long long)(clock_now_ms() / 1000));
	log_info("the schema changes: a copy is kept at %s", path);
	return store_backup(h->store, path, true, e);
}

static int backup_before_core(struct host *h, struct conn *w, struct error *e)
{
	bool pending = false;
	int64_t n = 0;
	int rc = conn_int(w, "SELECT count(*) FROM sqlite_schema WHERE name = 'core_journal'", NULL, 0, &n, e);
	h->fresh = rc < 0 || n == 0;
	if (rc == 0)
		rc = migrate_pending(w, "core", inventory_migrations, &pending, e);
	return rc == 0 && pending ? backup_before(h, e) : rc;
}

static int backup_before_plugins(struct host *h, struct conn *w, struct error *e)
{
	int rc = 0;
	for (uint32_t i = 1; rc == 0 && i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		struct error own; /* it is refused later, with this reason */
		bool pending = false;
		error_init(&own, NULL);
		if (p->state == PLUGIN_FOUND && migrate_pending(w, p->name, p->top.migrations, &pending, &own) == 0 && pending)
			rc = backup_before(h, e);
	}
	return rc;
}

static struct glane_str seed_file(const char *name)
{
	for (uint32_t i = 0; i < inventory_data.count; i++) {
		const struct glane_file *f = (const struct glane_file *)inventory_data.items + i;
		if (strcmp(f->name, name) == 0)
			return (struct glane_str){ f->p, f->n };
	}
	return STR_NONE;
}

static int seed(struct host *h, struct conn *w, struct error *e)
{
	struct arena a;
	arena_init(&a, 32u << 20);
	struct inventory inv = { .conn = w, .arena = &a, .error = e, .now_ms = clock_now_ms(), .zone = h->zone, .plugin = "core" };
	inv.request = uuid7(inv.now_ms);
	struct arena *before = e->arena;
	if (!before)
		e->arena = &a;
	int rc = conn_begin_write(w, e);
	if (rc == 0)
		rc = inventory_seed(&inv, seed_file("object_types.csv"), seed_file("filieres.csv"));
	if (rc == 0)
		rc = conn_commit(w, e);
	else
		conn_rollback(w);
	e->arena = before;
	arena_fini(&a);
	return rc;
}

static int prepare_core(struct host *h, struct error *e)
{
	struct conn *w = writer_conn(h);
	int rc = backup_before_core(h, w, e);
	if (rc == 0)
		rc = migrate(w, "core", inventory_migrations, NULL, clock_now_ms(), e);
	if (rc == 0)
		rc = crash_open(h, w);
	if (rc == 0)
		rc = settings_load(h->settings, w, e);
	if (rc < 0)
		return rc;
	struct arena a;
	arena_init(&a, 4096);
	h->zone = zone_get(settings_get(h->settings, "site", "site.zone", &a).p);
	arena_fini(&a);
	return seed(h, w, e);
}

void own_add(struct host *h)
{
	struct plugin *p = xcalloc(1, sizeof(*p));
	p->host = h;
	p->trusted = true;
	arena_init(&p->arena, 8u << 20);
	h->plugins = xcalloc(1, sizeof(*h->plugins));
	h->plugins[h->plugin_count++] = p;
	snprintf(p->name, sizeof(p->name), "core");
	int rc = plugin_adopt(p, &own_plugin);
	if (rc < 0)
		fprintf(stderr, "core: %s\n", p->reason);
	REQUIRE(rc >= 0);
}

/* The kiosk's shell page lives with the kiosk; it is one of core's pages. */
static int add_kiosk_page(struct host *h, struct error *e)
{
	const struct glane_list *l = &h->config.kiosk;
	struct plugin *own = h->plugins[0];
	for (uint32_t i = 0; i < l->count; i++) {
		const struct glane_file *f = (const struct glane_file *)l->items + i;
		if (strcmp(f->name, "index.html") != 0)
			continue;
		struct named_template *t = &own->templates[own->template_count];
		t->name = STR("kiosk");
		int rc = template_compile(t->name, (struct glane_str){ f->p, f->n }, TEMPLATE_TRUSTED, &t->template, e);
		if (rc == 0)
			own->template_count++;
		return rc;
	}
	return 0;
}

static void admit_plugins(struct host *h)
{
	for (uint32_t i = 1; i < h->plugin_count; i++)
		if (h->plugins[i]->state == PLUGIN_FOUND)
			(void)admit_plugin(h->plugins[i], writer_conn(h)); /* it keeps its reason */
}

/* What a plugin needs was placed before it, and may have failed since. */
static bool dependencies_run(struct host *h, struct plugin *p)
{
	for (uint32_t i = 0; i < p->decl.depend_count; i++) {
		const struct glane_dep *d = &p->decl.depends[i];
		for (uint32_t k = 0; k < h->plugin_count && !d->optional; k++)
			if (strcmp(h->plugins[k]->name, d->plugin) == 0 && h->plugins[k]->state != PLUGIN_RUNNING)
				plugin_fail(p, "needs the plugin \"%s\", which does not run", d->plugin);
	}
	return p->state == PLUGIN_FOUND;
}

static int start_plugins(struct host *h, struct error *e)
{
	struct conn *w = writer_conn(h);
	struct plugin *own = h->plugins[0];
	assets_add(h->assets, "/ui", h->config.kiosk);
	if (grant_plugin(h, own, w) < 0 || start_plugin(h, own, w) < 0)
		return error_fail(e, GLANE_EBUG, "core: %s", own->reason);
	own->templates = xrealloc(own->templates, (own->template_count + 1) * sizeof(*own->templates));
	int rc = add_kiosk_page(h, e);
	if (rc < 0)
		return rc;
	for (uint32_t i = 1; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		if (p->state == PLUGIN_FOUND && dependencies_run(h, p) && grant_plugin(h, p, w) == 0 && start_plugin(h, p, w) == 0)
			assets_add(h->assets, p->asset_prefix, p->top.assets);
		if (p->state == PLUGIN_FAILED)
			log_error("plugin %s %s", p->name, p->reason);
		else if (p->state != PLUGIN_RUNNING)
			log_info("plugin %s is not started: %s", p->name, p->reason);
	}
	return 0;
}

/* --- services ------------------------------------------------------------------------------------ */
struct service_run {
	struct host *host;
	struct plugin *plugin;
	const struct glane_service *service;
};

static int enter_service(struct glane_call *c, void *arg)
{
	struct service_run *s = arg;
	return s->service->run(c->plugin->self, c);
}

static void run_service(void *arg, struct service *service)
{
	struct service_run *s = arg;
	struct arena a;
	struct glane_call c;
	arena_init(&a, CALL_ARENA);
	call_init(&c, s->host, s->plugin, &a, LANE_POOL, NULL);
	c.service = service;
	int rc = call_enter(&c, s->plugin, enter_service, s);
	if (rc < 0)
		log_warning("service %s of %s: %s", s->service->name, s->plugin->name, c.error.text);
	call_fini(&c);
	arena_fini(&a);
}

static int start_services(struct host *h, struct error *e)
{
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.service_count; k++) {
			struct service_run *s = arena_new(&h->arena, struct service_run);
			char name[40];
			REQUIRE(s);
			*s = (struct service_run){ h, p, &p->decl.services[k] };
			snprintf(name, sizeof(name), "%s.%s", p->name, s->service->name);
			int rc = executor_service(h->executor, arena_str(&h->arena, str_c(name)).p,
			                          s->service->restart_ms ? s->service->restart_ms : 1000, run_service, s, &p->services[k]);
			if (rc < 0)
				return error_fail(e, rc, "the service %s could not be started", name);
		}
	}
	return 0;
}

static int start_threads(struct host *h, struct error *e)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct executor_config config = { .read_queue = 1024, .write_queue = 1024, .pool_queue = 64 };
	h->inline_calls = h->config.loop == NULL;
	if (!h->inline_calls) {
		config.readers = cores > 4 ? 4 : cores < 1 ? 1 : (unsigned)cores;
		config.background = 2;
	}
	struct executor_hooks hooks = host_hooks(h);
	int rc = executor_new(h->config.loop, &config, &hooks, &h->executor);
	if (rc < 0)
		return error_fail(e, rc, "the threads could not be started");
	return h->inline_calls ? 0 : start_services(h, e);
}

struct glane_str host_setting(struct host *h, const char *key, struct arena *a)
{
	return settings_get(h->settings, "site", key, a);
}

int host_commands(const struct host_config *config, struct arena *a, struct glane_value **ret)
{
	struct host *h = xcalloc(1, sizeof(*h));
	h->config = *config;
	arena_init(&h->arena, 1u << 20);
	own_add(h);
	probe_all(h);
	for (uint32_t i = 1; i < h->plugin_count; i++)
		if (h->plugins[i]->state == PLUGIN_FOUND && h->plugins[i]->trusted) /* of others only the database knows */
			(void)plugin_load(h->plugins[i]);
	*ret = value_object(a);
	struct glane_value *list = value_add_array(*ret, "commands");
	for (uint32_t i = 0; i < h->plugin_count; i++)
		for (uint32_t k = 0; h->plugins[i]->state != PLUGIN_FAILED && k < h->plugins[i]->decl.command_count; k++)
			own_describe_command(list, h->plugins[i], &h->plugins[i]->decl.commands[k]);
	for (uint32_t i = 0; i < h->plugin_count; i++)
		plugin_free(h->plugins[i]);
	free(h->plugins);
	arena_fini(&h->arena);
	free(h);
	return a->failed ? GLANE_ENOMEM : 0;
}

int host_open(const struct host_config *config, struct host **ret, struct error *e)
{
	struct host *h = xcalloc(1, sizeof(*h));
	h->config = *config;
	h->config.dir = xstrdup(config->dir);
	arena_init(&h->arena, 16u << 20);
	h->settings = settings_new(h);
	h->catalogue = catalogue_new();
	h->assets = assets_new();
	h->router = router_new();
	h->cache = cache_new();
	h->running = running_new();
	h->access = access_new(h);
	h->limits = limits_new();
	h->cursors = cursors_new(h);
	h->jobs = jobs_new(h);
	pthread_mutex_init(&h->first.lock, NULL);
	h->zone = zone_get("UTC");
	own_add(h);
	int rc = open_store(h, e);
	if (rc == 0) {
		probe_all(h);
		rc = prepare_core(h, e);
	}
	if (rc == 0) {
		admit_plugins(h);
		order_plugins(h);
		rc = backup_before_plugins(h, writer_conn(h), e);
	}
	if (rc == 0)
		rc = start_plugins(h, e);
	if (rc == 0)
		rc = privacy_replay(h, writer_conn(h), e);
	if (rc == 0)
		rc = access_permissions(h->access, e);
	if (rc == 0)
		rc = access_open_key(h->access, writer_conn(h), e);
	if (rc == 0)
		rc = access_load(h->access, writer_conn(h), e);
	if (rc == 0)
		rc = routes_build(h, e);
	if (rc == 0)
		rc = cursors_load(h->cursors, writer_conn(h), e);
	if (rc == 0)
		rc = jobs_load(h->jobs, writer_conn(h), e);
	if (rc == 0)
		rc = start_threads(h, e);
	if (rc < 0) {
		host_close(h);
		return rc;
	}
	check_start(h);
	if (!h->inline_calls)
		executor_nudge(h->executor); /* what the last run left to subscriptions and jobs */
	*ret = h;
	return 0;
}

void host_close(struct host *h)
{
	if (!h)
		return;
	atomic_store(&h->leaving, 1);
	if (h->executor)
		executor_stop(h->executor);
	if (h->executor && h->config.loop)
		loop_drain(h->config.loop); /* the last calls' done: they still know the house */
	for (uint32_t i = h->plugin_count; i-- > 0;)
		stop_plugin(h->plugins[i]);
	executor_free(h->executor);
	writer_free(h);
	for (uint32_t i = 0; i < h->endpoint_count; i++)
		free(h->endpoints[i]);
	free(h->endpoints);
	jobs_free(h->jobs);
	cursors_free(h->cursors);
	running_free(h->running);
	cache_free(h->cache);
	router_free(h->router);
	assets_free(h->assets);
	catalogue_free(h->catalogue);
	settings_free(h->settings);
	access_free(h->access);
	limits_free(h->limits);
	for (uint32_t i = 0; i < h->plugin_count; i++)
		plugin_free(h->plugins[i]);
	free(h->plugins);
	store_close(h->store);
	crash_close();
	arena_fini(&h->arena);
	free((char *)h->config.dir);
	free(h->rescue);
	free(h);
}

void host_settle(struct host *h)
{
	REQUIRE(h->inline_calls);
	for (int i = 0; i < 1000; i++) {
		int wait = cursors_step(h->cursors, writer_conn(h), 1000);
		int jobs = jobs_step(h->jobs, writer_conn(h), 1000);
		privacy_wipe(h, writer_conn(h));
		if (wait != 0 && jobs != 0)
			return;
	}
}
