/* SPDX-License-Identifier: MPL-2.0 */
/* host->call: memory, inputs, refusals, who asks, words, settings, calls within calls. */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"

static void *call_alloc(struct glane_call *c, size_t n)
{
	return arena_alloc(call_of(c)->arena, n);
}

static const struct glane_value *call_inputs(struct glane_call *c)
{
	return call_of(c)->inputs;
}

static struct glane_str call_body(struct glane_call *c)
{
	return call_of(c)->request ? c->request->body : STR_NONE;
}

/* Words of an answer that was dealt with (a constraint, an unknown code) make room for those of the fault. */
static void fault_begin(struct glane_call *c)
{
	if (call_of(c)->error.status == 0)
		error_init(&c->error, c->arena);
	c->error.owner = c->plugin->name;
}

PRINTF(3, 4)
static int call_fail(struct glane_call *c, int status, const char *fmt, ...)
{
	char text[256];
	fault_begin(c);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return error_fail(&c->error, status, "%s", text);
}

static int call_refuse(struct glane_call *c, int status, const char *key, const struct glane_value *args)
{
	fault_begin(c);
	return error_refuse(&c->error, status, key, args);
}

static int call_refuse_input(struct glane_call *c, const char *path, const char *key, const struct glane_value *args)
{
	fault_begin(c);
	return error_input(&c->error, str_c(path), key, args);
}

PRINTF(3, 4)
static void call_log(struct glane_self *self, int level, const char *fmt, ...)
{
	(void)self;
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	const struct plugin *who = crash_plugin();
	log_write(level, who ? who->name : "plugin", "%s", text);
}

static int call_cancelled(const struct glane_call *c)
{
	call_of(c);
	if (c->service)
		return service_cancelled(c->service);
	if (atomic_load(&c->host->leaving))
		return 1;
	if (c->deadline_ms && clock_monotonic_ms() > c->deadline_ms)
		return 1;
	return c->request ? atomic_load(&c->request->gone) : 0;
}

static int64_t call_now_ms(const struct glane_call *c)
{
	return call_of(c)->now_ms ? c->now_ms : clock_now_ms();
}

static int64_t call_day(const struct glane_call *c, int64_t ms)
{
	return zone_day(call_of(c)->host->zone, ms);
}

static int64_t call_person(const struct glane_call *c)
{
	return call_of(c)->caller.person;
}

static int64_t call_device(const struct glane_call *c)
{
	return call_of(c)->caller.device;
}

static int call_may(const struct glane_call *c, const char *permission)
{
	return caller_may(&call_of(c)->caller, permission);
}

static struct glane_str call_lang(const struct glane_call *c)
{
	return str_c(call_of(c)->caller.lang);
}

static struct glane_str call_tr(struct glane_call *c, const char *key, const struct glane_value *args)
{
	struct buf b;
	buf_init(&b, 1u << 16);
	catalogue_text(call_of(c)->host->catalogue, c->plugin->name, c->caller.lang, str_c(key), args, c->host->zone, &b);
	struct glane_str s = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return s;
}

static struct glane_str call_setting(struct glane_call *c, const char *key)
{
	return settings_get(call_of(c)->host->settings, c->plugin->name, key, c->arena);
}

static void call_random(struct glane_call *c, void *p, size_t n)
{
	(void)call_of(c);
	random_bytes(p, n);
}

/* --- calls within calls ------------------------------------------------------------- */
struct within {
	struct glane_call *outer;
	uint32_t mode;
	int (*fn)(struct glane_self *, struct glane_call *, void *);
	void *arg;
	struct arena arena;
	struct glane_call call;
	bool ran;
};

static int within_enter(struct glane_call *c, void *arg)
{
	struct within *w = arg;
	return w->fn(c->plugin->self, c, w->arg);
}

/* The words of the inner call outlive its arena. */
static void copy_error(struct error *to, const struct error *from)
{
	if (from->status == 0 || to->status != 0)
		return;
	to->owner = from->owner;
	to->status = from->status;
	memcpy(to->text, from->text, sizeof(to->text));
	to->key = arena_str(to->arena, from->key);
	to->args = from->args ? value_copy(to->arena, from->args) : NULL;
	for (const struct error_input *i = from->inputs; i; i = i->next)
		error_input(to, i->path, arena_str(to->arena, i->key).p, i->args ? value_copy(to->arena, i->args) : NULL);
}

static int within_run(struct conn *conn, void *arg)
{
	struct within *w = arg;
	if (w->ran) { /* the batch was lost and is run again: all anew */
		call_fini(&w->call);
		arena_reset(&w->arena);
	}
	w->ran = true;
	call_init(&w->call, w->outer->host, w->outer->plugin, &w->arena, (enum lane)w->mode, conn);
	w->call.outer = w->outer;
	w->call.caller = w->outer->caller;
	w->call.key = w->outer->key;
	w->call.inputs = w->outer->inputs;
	int limit = w->outer->service ? SERVICE_WITHIN_MS : w->mode == GLANE_READ ? READ_MS : WRITE_MS;
	w->call.deadline_ms = host_deadline(w->outer->host, limit);
	if (w->mode == GLANE_READ)
		conn_deadline(conn, w->call.deadline_ms, NULL);
	int rc = call_enter(&w->call, w->outer->plugin, within_enter, w);
	if (w->mode == GLANE_READ)
		conn_deadline(conn, 0, NULL);
	return rc;
}

static int call_within(struct glane_call *c, uint32_t mode, int (*fn)(struct glane_self *, struct glane_call *, void *),
                       void *arg)
{
	call_of(c);
	if ((c->mode != LANE_POOL && c->mode != LANE_HASH) || c->outer)
		return error_fail(&c->error, GLANE_EBUG, "%s: within() belongs to background calls and services", c->plugin->name);
	if (mode == GLANE_WRITE && c->request && c->request->method != HTTP_POST)
		return error_fail(&c->error, GLANE_EBUG, "%s: a GET changes nothing", c->plugin->name);
	if (mode != GLANE_READ && mode != GLANE_WRITE)
		return error_fail(&c->error, GLANE_EBUG, "%s: within() is READ or WRITE", c->plugin->name);
	struct within w = { .outer = c, .mode = mode, .fn = fn, .arg = arg };
	arena_init(&w.arena, CALL_ARENA);
	int rc = host_call_and_wait(c->host, (enum lane)mode, within_run, &w);
	if (w.ran) {
		if (rc == 0)
			after_commit_run(&w.call);
		copy_error(&c->error, &w.call.error);
		call_fini(&w.call);
	} else if (rc < 0) {
		error_fail(&c->error, rc, "%s: the call could not be queued", c->plugin->name);
	}
	arena_fini(&w.arena);
	return rc;
}

static int call_wake_fd(struct glane_call *c)
{
	return call_of(c)->service ? service_wake_fd(c->service) : -1;
}

static void call_wake(struct glane_call *c, uint32_t index)
{
	call_of(c);
	if (index >= c->plugin->decl.service_count || !c->plugin->services[index])
		return;
	if (c->mode != LANE_WRITE) {
		service_wake(c->plugin->services[index]);
		return;
	}
	after_commit_add(c, &(struct after_commit){ .what = AFTER_WAKE, .service = c->plugin->services[index] });
}

static int call_render(struct glane_call *c, const char *name, const struct glane_value *root, struct glane_str *ret)
{
	struct buf b;
	buf_init(&b, REPLY_MAX);
	int rc = render_page(call_of(c), name, root, &b);
	if (rc == 0)
		*ret = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return rc;
}

static int call_forget(struct glane_call *c, const void *uid)
{
	return privacy_forget(call_of(c), uid);
}

const struct glane_call_api call_api = {
	.size = sizeof(struct glane_call_api),
	.alloc = call_alloc,
	.inputs = call_inputs,
	.body = call_body,
	.fail = call_fail,
	.refuse = call_refuse,
	.refuse_input = call_refuse_input,
	.log = call_log,
	.cancelled = call_cancelled,
	.now_ms = call_now_ms,
	.day = call_day,
	.person = call_person,
	.device = call_device,
	.may = call_may,
	.lang = call_lang,
	.tr = call_tr,
	.setting = call_setting,
	.random = call_random,
	.within = call_within,
	.wake_fd = call_wake_fd,
	.wake = call_wake,
	.render = call_render,
	.forget = call_forget,
};
