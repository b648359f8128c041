/* SPDX-License-Identifier: MPL-2.0 */
/* One call: its life, and the one door through which plugin code is entered. */
#include <stdlib.h>

#include "host/internal.h"

const struct glane_host glane_host_table = {
	.size = sizeof(struct glane_host),
	.abi_major = GLANE_ABI_MAJOR,
	.abi_minor = GLANE_ABI_MINOR,
	.call = &call_api,
	.value = &value_api,
	.reply = &reply_api,
	.db = &db_api,
	.inventory = &inventory_api,
	.job = &job_api,
	.label = &label_api,
	.live = &live_api,
	.metric = &metric_api,
};

struct glane_call *call_of(const struct glane_call *c)
{
	REQUIRE(c && c->magic == CALL_MAGIC); /* a plugin kept a call longer than its callback */
	return (struct glane_call *)c;
}

void call_init(struct glane_call *c, struct host *h, struct plugin *p, struct arena *a, enum lane mode, struct conn *conn)
{
	*c = (struct glane_call){ .magic = CALL_MAGIC, .host = h, .plugin = p, .arena = a, .mode = mode, .conn = conn };
	error_init(&c->error, a);
	c->now_ms = mode == LANE_POOL || mode == LANE_HASH ? 0 : clock_now_ms();
	c->caller = (struct caller){ .owner = true, .lang = "fr" };
	if (mode == LANE_POOL || mode == LANE_HASH) /* for all that it does within() */
		c->key = uuid7(clock_now_ms());
	c->after_tail = &c->after;
	buf_init(&c->file, REPLY_MAX);
}

void call_fini(struct glane_call *c)
{
	rows_close_all(c);
	buf_fini(&c->file);
	c->magic = 0;
}

/* The first thing that went wrong decides: what the callback returned, a refusal that it did not pass on, a failed
 * changing service that it ignored, memory. */
int call_check(struct glane_call *c, int rc)
{
	if (c->arena->failed)
		return error_fail(&c->error, GLANE_ENOMEM, "%s used up the memory of its call", c->plugin->name);
	if (rc >= 0 && c->status < 0)
		rc = c->status;
	if (rc >= 0 && c->inventory_ready && c->inventory.status < 0)
		rc = c->inventory.status;
	if (rc >= 0 && c->error.status < 0)
		rc = c->error.status;
	if (rc >= 0)
		return 0;
	if (c->error.status == 0)
		error_fail(&c->error, rc, "%s returned %s without a word", c->plugin->name, status_name(rc));
	return rc;
}

int call_enter(struct glane_call *c, struct plugin *p, int (*fn)(struct glane_call *, void *), void *arg)
{
	struct plugin *plugin_before = c->plugin;
	const struct principal *before = c->conn ? conn_principal(c->conn) : NULL;
	const char *owner_before = c->error.owner;
	c->plugin = p;
	c->error.owner = p->name;
	if (c->conn)
		conn_set_principal(c->conn, p->principal);
	const struct glane_rows *rows_before = c->rows;
	struct plugin *crash_before = crash_enter(p);
	int rc = fn(c, arg);
	crash_leave(crash_before);
	rows_close_until(c, rows_before);
	rc = call_check(c, rc);
	if (c->conn)
		conn_set_principal(c->conn, before);
	c->plugin = plugin_before;
	if (c->error.status == 0)
		c->error.owner = owner_before;
	return rc;
}

void call_cookie(struct glane_call *c, const char *name, struct glane_str value, int64_t max_age_s)
{
	uint32_t i = 0;
	while (i < c->cookie_count && strcmp(c->cookies[i].name, name) != 0)
		i++;
	REQUIRE(i < COUNT_OF(c->cookies));
	c->cookies[i].name = name;
	c->cookies[i].value = value;
	c->cookies[i].max_age_s = max_age_s;
	if (i == c->cookie_count)
		c->cookie_count++;
}

struct inventory *call_inventory(struct glane_call *c)
{
	if (!c->inventory_ready) {
		static const struct uuid none;
		if (c->mode == LANE_WRITE && memcmp(&c->key, &none, sizeof(none)) == 0) /* nobody gave one */
			c->key = uuid7(c->now_ms);
		c->inventory = (struct inventory){
			.conn = c->conn,
			.arena = c->arena,
			.error = &c->error,
			.now_ms = c->now_ms,
			.zone = c->host->zone,
			.person = c->caller.person,
			.device = c->caller.device,
			.request = c->key,
			.before = call_before,
			.before_ctx = c,
		};
		c->inventory_ready = true;
	}
	c->inventory.plugin = c->plugin->name;
	return &c->inventory;
}

void after_commit_add(struct glane_call *c, const struct after_commit *what)
{
	struct after_commit *a = arena_new(c->arena, struct after_commit);
	if (!a)
		return; /* the call ends ENOMEM */
	*a = *what;
	a->next = NULL;
	*c->after_tail = a;
	c->after_tail = &a->next;
}

/* What waited for the commit happens now. */
void after_commit_run(struct glane_call *c)
{
	for (struct after_commit *a = c->after; a; a = a->next) {
		if (a->what == AFTER_PUBLISH && c->host->config.publish)
			c->host->config.publish(c->host->config.publish_ctx, a->topic, a->json);
		else if (a->what == AFTER_WAKE && a->service)
			service_wake(a->service);
		else if (a->what == AFTER_SETTING)
			settings_put(c->host->settings, a->topic, a->json);
	}
	c->after = NULL;
	c->after_tail = &c->after;
}
