/* SPDX-License-Identifier: MPL-2.0 */
/* The life of a request: who asks, may they, is it a repeat, run it on its lane, word the answer.
 *
 *   host_handle (loop) -> permission, origin, cache, inputs -> executor -> run_* (worker) -> reply -> done (loop)
 *
 * A refused form is shown again: the GET route that it names runs with what was typed and the errors in its value. */
#include <stdio.h>
#include <stdlib.h>

#include "base/code.h"
#include "base/secret.h"
#include "host/internal.h"
#include "host/own.h"
#include "host/run.h"
#include "http/inputs.h"

static struct reply *host_refused_open(struct host *h, int http_status, const struct request *r);

/* --- answers that need no call ------------------------------------------------------------- */
static void answer_error(struct host *h, struct request *r, int status, const char *key)
{
	struct error e;
	error_init(&e, &r->arena);
	if (key)
		error_refuse(&e, status, key, NULL);
	else
		e.status = status;
	struct reply *reply = reply_worded(h, r, &e, status_http(status));
	if (status == GLANE_EBUSY)
		reply_field(reply, "Retry-After", STR("1"));
	request_reply(r, reply);
}

static int refuse_wait(struct error *e, struct arena *a, const char *key, int64_t wait_s)
{
	struct glane_value *args = value_object(a);
	value_add_int(args, "seconds", wait_s);
	return error_refuse(e, GLANE_ELIMIT, key, args);
}

static void answer_wait(struct host *h, struct request *r, enum limit_kind kind, int64_t wait_s)
{
	struct error e;
	error_init(&e, &r->arena);
	refuse_wait(&e, &r->arena, kind == LIMIT_CALL ? "call.wait" : "sign_in.wait", wait_s);
	struct reply *reply = reply_worded(h, r, &e, 429);
	reply_field(reply, "Retry-After", arena_printf(&r->arena, "%lld", (long long)wait_s));
	request_reply(r, reply);
}

struct reply *host_refused(void *ctx, int http_status, const struct request *r)
{
	struct arena a;
	struct error e;
	char key[32];
	arena_init(&a, 1u << 20);
	error_init(&e, &a);
	snprintf(key, sizeof(key), "http.%d", http_status);
	error_refuse(&e, http_status == 404   ? GLANE_ENOENT
	                 : http_status == 408 ? GLANE_ETIME
	                 : http_status == 413 ? GLANE_ETOOBIG
	                 : http_status == 503 ? GLANE_EBUSY
	                                      : GLANE_EINVAL,
	             key, NULL);
	struct reply *reply = reply_worded(ctx, r, &e, http_status);
	reply->close = true;
	arena_fini(&a);
	return reply;
}

/* --- running ------------------------------------------------------------------------------- */
static int enter_endpoint(struct glane_call *c, void *arg)
{
	struct run *run = arg;
	return run->endpoint->run(c->plugin->self, c);
}

static int invoke(struct run *run)
{
	return call_enter(&run->call, run->endpoint->plugin, enter_endpoint, run);
}

/* There before the handler runs, so that it can mark what was chosen: what was typed, what is wrong as a list, and by the
 * name of the field for a sentence next to it. */
static struct glane_value *again_root(struct run *run)
{
	struct glane_value *root = value_object(&run->arena);
	value_add_copy(root, "input", run->again_raw);
	value_add_copy(root, "errors", run->again_errors);
	struct glane_value *fault = value_add_object(root, "fault");
	for (uint32_t i = 0; i < value_count(run->again_errors); i++) {
		const struct glane_value *e = value_at(run->again_errors, i);
		if (value_get_text(e, "field").n)
			value_add_text(fault, value_get_text(e, "field").p, value_get_text(e, "message"));
	}
	return root;
}

static void start_call(struct run *run, struct conn *conn)
{
	struct endpoint *e = run->endpoint;
	struct glane_value *inputs = (struct glane_value *)run->call.inputs, *raw = (struct glane_value *)run->call.raw;
	struct error parsed = run->call.error;
	struct caller caller = run->call.caller;
	call_init(&run->call, run->host, e->plugin, &run->arena, (enum lane)e->mode, conn);
	run->call.request = run->request;
	run->call.route = e->route;
	run->call.inputs = inputs;
	run->call.raw = raw;
	run->call.caller = caller;
	if (run->again) {
		run->call.raw = run->again_raw;
		run->call.error = parsed;
		run->call.root = again_root(run);
	}
	run->call.keyed = run->has_key;
	if (run->has_key)
		run->call.key = run->key;
	static const int limits[] = { 0, READ_MS, WRITE_MS, POOL_MS, POOL_MS };
	run->call.deadline_ms = e->timeout_ms ? clock_monotonic_ms() + (int64_t)e->timeout_ms : host_deadline(run->host, limits[e->mode]);
}

static void run_read(struct task *t, void *thread)
{
	struct run *run = CONTAINER_OF(t, struct run, wt.task);
	struct conn *conn = thread;
	run->commits = store_commits(run->host->store); /* before the snapshot: never newer than what it sees */
	start_call(run, conn);
	int rc = conn_begin_read(conn, &run->call.error);
	conn_deadline(conn, run->call.deadline_ms, &run->request->gone);
	if (rc == 0)
		rc = invoke(run);
	reply_build(run, rc);
	rows_close_all(&run->call);
	conn_deadline(conn, 0, NULL);
	conn_rollback(conn);
	after_commit_run(&run->call);
}

static void run_pool(struct task *t, void *thread)
{
	(void)thread;
	struct run *run = CONTAINER_OF(t, struct run, wt.task);
	start_call(run, NULL);
	int rc = run->has_key ? repeat_check_pool(run) : 0;
	if (run->reply)
		return;
	if (rc == 0)
		rc = invoke(run);
	reply_build(run, rc);
	if (rc == 0 && run->has_key)
		repeat_store_pool(run);
	after_commit_run(&run->call);
}

static int write_body(struct writer_task *wt, struct conn *conn)
{
	struct run *run = CONTAINER_OF(wt, struct run, wt);
	start_call(run, conn);
	int rc = run->has_key ? repeat_check(run, conn) : 0;
	if (run->reply)
		return 0;
	if (rc == 0)
		rc = invoke(run);
	rows_close_all(&run->call);
	reply_build(run, rc);
	if (rc == 0 && run->reply->status >= 400) /* the handler said so itself, or the page could not be made: nothing happened */
		rc = GLANE_ECONFLICT;
	if (rc == 0 && run->has_key)
		rc = repeat_store(run, conn);
	if (rc < 0 && run->reply && run->reply->status < 400) {
		reply_unref(run->reply);
		run->reply = NULL;
		reply_build(run, rc);
	}
	return rc;
}

static void write_lost(struct writer_task *wt, int status)
{
	struct run *run = CONTAINER_OF(wt, struct run, wt);
	reply_unref(run->reply);
	error_init(&run->call.error, &run->arena);
	run->call.error.status = status;
	run->call.after = NULL;
	run->form_again = false;
	run->reply = reply_worded(run->host, run->request, &run->call.error, status_http(status));
	if (status == GLANE_EBUSY)
		reply_field(run->reply, "Retry-After", STR("1"));
}

/* Whoever guesses is counted: a device by its number, anybody else by address. */
static enum limit_kind counted_as(const struct run *run, uint8_t who[16])
{
	const struct caller *caller = &run->call.caller;
	enum limit_kind kind = run->endpoint->limit;
	if ((kind == LIMIT_NONE ? run->endpoint->by_code : kind == LIMIT_OPEN && run->endpoint->secret) && !caller_is_team(caller))
		kind = LIMIT_MISS;
	else if (kind == LIMIT_OPEN && caller_is_team(caller))
		kind = LIMIT_NONE;
	else if (kind == LIMIT_PIN && !caller->device)
		kind = LIMIT_SIGN_IN;
	memset(who, 0, 16);
	if (kind == LIMIT_PIN || (kind == LIMIT_CALL && caller->device))
		memcpy(who, &caller->device, sizeof(caller->device));
	else
		request_address(run->request, who);
	return caller->owner ? LIMIT_NONE : kind;
}

/* Before it is answered, which may be its request's end.  What was no guess is given back: a code that exists, a call that
 * was refused, and what the lane had no room for. */
static void count_end(struct run *run)
{
	uint8_t who[16];
	enum limit_kind kind = counted_as(run, who);
	if (!run->counted)
		return;
	limit_end(run->host->limits, kind, who);
	int status = run->reply ? run->reply->status : 0;
	if (!status || (kind == LIMIT_MISS && status != 404) || (kind == LIMIT_CALL && status != 200))
		limit_give(run->host->limits, kind, who);
	run->counted = false;
}

static void run_free(struct run *run)
{
	running_end(run);
	reply_unref(run->reply);
	if (run->call.magic)
		call_fini(&run->call);
	arena_fini(&run->arena);
	free(run);
}

static bool show_form_again(struct run *run);
static bool within_limit(struct host *h, struct run *run, int64_t *ret_wait_s);

static void run_done(struct task *t)
{
	struct run *run = CONTAINER_OF(t, struct run, wt.task);
	if (run->endpoint->mode == GLANE_WRITE && run->wt.status >= 0 && run->call.after)
		after_commit_run(&run->call);
	count_end(run);
	if (run->form_again && show_form_again(run))
		return;
	if (run->call.stream) {
		reply_stream_close(run->call.stream, run->stream_whole);
	} else {
		if (run->cacheable)
			cache_put(run);
		request_reply(run->request, reply_ref(run->reply));
	}
	run_free(run);
}

static void submit(struct run *run)
{
	struct host *h = run->host;
	struct task *t = &run->wt.task;
	t->lane = (enum lane)run->endpoint->mode;
	t->done = run_done;
	t->run = t->lane == LANE_READ ? run_read : t->lane == LANE_WRITE ? writer_task_run : run_pool;
	run->wt.body = write_body;
	run->wt.lost = write_lost;
	if (executor_submit(h->executor, t) == 0)
		return;
	struct request *r = run->request;
	count_end(run);
	run_free(run);
	answer_error(h, r, GLANE_EBUSY, NULL);
}

static struct run *run_new(struct host *h, struct request *r, struct endpoint *e)
{
	struct run *run = xcalloc(1, sizeof(*run));
	run->host = h;
	run->request = r;
	run->endpoint = e;
	/* A command comes from the owner and may report on each line of the file that it was given. */
	arena_init(&run->arena, CALL_ARENA + (e->command ? 16 : 2) * r->body.n);
	run->call.arena = &run->arena;
	error_init(&run->call.error, &run->arena);
	run->call.caller = access_caller(h, r);
	run->read_by_person = !e->command && request_wants_html(r);
	run->html = run->read_by_person && e->template_name;
	return run;
}

/* The GET route named by the refused POST runs with `input` and `errors` in its value, on a new run of the same request. */
static bool show_form_again(struct run *run)
{
	struct host *h = run->host;
	struct endpoint *form = NULL;
	for (uint32_t i = 0; i < h->endpoint_count && !form; i++) {
		struct endpoint *e = h->endpoints[i];
		if (e->plugin == run->endpoint->plugin && e->route && !e->letter && e->route->method == GLANE_GET &&
		    strcmp(e->route->path, run->endpoint->route->form) == 0)
			form = e;
	}
	if (!form || form->mode != GLANE_READ || !form->template_name)
		return false;
	struct run *again = run_new(h, run->request, form);
	again->again = true;
	again->html = again->read_by_person = true;
	again->http_status = run->reply->status;
	struct input_source path = { .query = STR_NONE, .content_type = STR_NONE, .body = STR_NONE, .params = run->request->route.params,
		                     .param_count = run->request->route.param_count };
	struct glane_value *inputs = NULL, *raw = NULL;
	if (inputs_read(&again->arena, form->inputs, &path, &inputs, &raw, &again->call.error) < 0) {
		run_free(again);
		return false;
	}
	again->call.inputs = inputs;
	again->again_raw = run->call.raw ? value_copy(&again->arena, run->call.raw) : value_object(&again->arena);
	again->again_errors = value_array(&again->arena);
	struct glane_value *worded_error = value_object(&run->arena);
	render_error(&run->call, worded_error);
	const struct glane_value *fields = value_get(worded_error, "fields");
	for (uint32_t i = 0; i < value_count(fields); i++) {
		struct glane_value *one = value_add_object(again->again_errors, NULL);
		value_add_text(one, "field", value_key_at(fields, i));
		value_add_text(one, "message", value_text(value_at(fields, i)));
	}
	if (value_count(fields) == 0)
		value_add_text(value_add_object(again->again_errors, NULL), "message", value_get_text(worded_error, "message"));
	struct request *r = run->request;
	int64_t wait_s = 0;
	run_free(run);
	if (!form->secret || within_limit(h, again, &wait_s)) { /* or whoever sends it wrong would guess for nothing */
		submit(again);
	} else {
		run_free(again);
		answer_wait(h, r, LIMIT_MISS, wait_s);
	}
	return true;
}

/* --- the door ------------------------------------------------------------------------------- */
/* What is no secret is looked for like one that nobody has: it gets the same answer, as late. */
static int check_secret(struct run *run)
{
	struct route_match *m = &run->request->route;
	for (uint32_t i = 0; i < m->param_count; i++) {
		char code[SECRET_CODE_SYMBOLS + 1];
		if (!str_is(m->params[i].name, "code"))
			continue;
		if (secret_code_fold(m->params[i].value, code, SECRET_CODE_SYMBOLS) < 0)
			snprintf(code, sizeof(code), "%026d", 0);
		m->params[i].value = arena_str(&run->request->arena, str_c(code));
	}
	return 0;
}

/* Codes are checked once, here: the plugin's route sees 13 good symbols, or 26. */
static int check_code(struct run *run)
{
	struct route_match *m = &run->request->route;
	char code[CODE_SYMBOLS + 1];
	if (run->endpoint->secret)
		return check_secret(run);
	if (!run->endpoint->letter)
		return 0;
	if (m->param_count != 1 || code_parse(m->params[0].value, code) < 0)
		return error_refuse(&run->call.error, GLANE_ENOENT, caller_is_team(&run->call.caller) ? "code.misread" : "code.unknown", NULL);
	m->params[0].value = arena_str(&run->request->arena, str_c(code));
	return 0;
}

static int read_key(struct run *run)
{
	struct glane_str given = request_field(run->request, "idempotency-key");
	if (!given.p || given.n == 0)
		given = value_get_text(run->call.raw, "_request");
	if (given.n == 0)
		return 0;
	if (given.n > 2 && given.p[0] == '"') /* the draft standard's quoted form */
		given = arena_str(&run->arena, (struct glane_str){ given.p + 1, given.n - 2 });
	if (uuid_parse(given, &run->key) < 0)
		return error_refuse(&run->call.error, GLANE_EINVAL, "error.bad_key", NULL);
	run->has_key = true;
	return 0;
}

static int read_inputs(struct run *run)
{
	struct request *r = run->request;
	struct endpoint *e = run->endpoint;
	struct glane_value *inputs = NULL, *raw = NULL;
	if (events_asked(e)) { /* its topic may be repeated: read from the query itself */
		run->call.inputs = value_object(&run->arena);
		return 0;
	}
	bool bytes = e->http.content_types != NULL;
	struct input_source source = {
		.query = r->query,
		.content_type = bytes ? STR_NONE : request_field(r, "content-type"),
		.body = bytes ? STR_NONE : r->body,
		.params = r->route.params,
		.param_count = r->route.param_count,
	};
	if (!source.content_type.p)
		source.content_type = STR_NONE;
	int rc = inputs_read(&run->arena, e->inputs, &source, &inputs, &raw, &run->call.error);
	run->call.inputs = inputs;
	run->call.raw = raw;
	return rc;
}

static bool allowed(struct run *run, int *ret_status)
{
	struct endpoint *e = run->endpoint;
	struct request *r = run->request;
	if (e->command && !r->local_socket) {
		*ret_status = GLANE_ENOENT; /* the command line comes over the owner's socket only */
		return false;
	}
	if (!caller_may(&run->call.caller, e->permission)) {
		*ret_status = caller_is_team(&run->call.caller) ? GLANE_EDENIED : GLANE_EAUTH;
		return false;
	}
	/* What a screen kept for later is this person's: another window of the browser may have let somebody else in. */
	struct glane_str whose = request_field(r, "glane-person");
	int64_t person;
	if (whose.p && (str_int(whose, &person) < 0 || person != run->call.caller.person)) {
		*ret_status = GLANE_EAUTH;
		return false;
	}
	return true;
}

/* A page that wants somebody to be there leads to where people say who they are, and back. */
static struct reply *to_sign_in(const struct request *r)
{
	struct buf b;
	buf_init(&b, 8192);
	buf_c(&b, "/sign-in?next=");
	for (size_t i = 0; i < r->target.n; i++) {
		unsigned char ch = (unsigned char)r->target.p[i];
		if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || strchr("/-._~", ch))
			buf_char(&b, (char)ch);
		else
			buf_printf(&b, "%%%02X", ch);
	}
	struct reply *reply = reply_new(303);
	reply_field(reply, "Location", b.failed ? STR("/sign-in") : buf_get(&b));
	buf_fini(&b);
	return reply;
}

/* A stranger's POST. */
static bool is_open(const struct run *run)
{
	return run->endpoint->limit == LIMIT_OPEN && !caller_is_team(&run->call.caller);
}

static bool within_limit(struct host *h, struct run *run, int64_t *ret_wait_s)
{
	uint8_t who[16];
	enum limit_kind kind = counted_as(run, who);
	if (run->request->local_socket || kind == LIMIT_NONE)
		return true;
	run->counted = limit_take(h->limits, kind, who, ret_wait_s); /* at once, or many together would all find one left */
	return run->counted;
}

/* Before somebody may administer there is nothing but the page where that person founds the centre. */
static bool served_before(const struct endpoint *e)
{
	return e->command || (e->route && (e->route->run == own_first_run_page || e->route->run == own_first_run || e->route->run == own_health));
}

/* Origin and Sec-Fetch-Site keep other sites' pages out; a browser that tells neither must bring what only our pages have:
 * a header that a form cannot send, or the hidden field that carries a MAC of this very session.  What everybody may send
 * needs the key that its page was made with, and so is done once. */
static bool from_our_page(struct run *run)
{
	const struct caller *who = &run->call.caller;
	const struct endpoint *e = run->endpoint;
	struct uuid token;
	if (is_open(run))
		return run->has_key && form_token_open(who, e->plugin->name, e->route->form, &run->key);
	if (!who->session || request_field(run->request, "idempotency-key").p)
		return true;
	return uuid_parse(value_get_text(run->call.raw, "_request"), &token) == 0 && form_token_valid(who, &token);
}

void host_handle(void *ctx, struct request *r)
{
	struct host *h = ctx;
	if (!r->route.route) {
		struct reply *asset = r->method == HTTP_GET ? assets_find(h->assets, r->path) : NULL;
		if (asset)
			request_reply(r, asset);
		else if (h->rescue)
			request_reply(r, rescue_reply(h, r));
		else
			request_reply(r, host_refused_open(h, r->route.path_known ? 405 : 404, r));
		return;
	}
	struct endpoint *e = r->route.route->user;
	if (e->plugin->state != PLUGIN_RUNNING) {
		answer_error(h, r, GLANE_EBUSY, NULL);
		return;
	}
	if (!served_before(e) && access_first_run(h->access) && !access_caller(h, r).owner) {
		if (request_wants_html(r)) {
			struct reply *reply = reply_new(303);
			reply_field(reply, "Location", STR("/first-run"));
			request_reply(r, reply);
		} else {
			answer_error(h, r, GLANE_EAUTH, "first_run.first");
		}
		return;
	}
	if (e->http.method == GLANE_POST && !r->local_socket && request_origin(r) == ORIGIN_FOREIGN) {
		answer_error(h, r, GLANE_EDENIED, "http.403");
		return;
	}
	bool known = false;
	struct reply *cached = e->cache_s ? cache_get(h, r, e, &known) : NULL;
	if (cached) {
		request_reply(r, cached);
		return;
	}
	struct run *run = run_new(h, r, e);
	run->compress = known && request_accepts_gzip(r);
	int rc;
	int64_t wait_s = 0;
	if (!allowed(run, &rc)) {
		run_free(run);
		if (rc == GLANE_EAUTH && e->http.method == GLANE_GET && request_wants_html(r))
			request_reply(r, to_sign_in(r));
		else
			answer_error(h, r, rc, NULL);
		return;
	}
	bool within = within_limit(h, run, &wait_s);
	if (!within && (!is_open(run) || e->secret)) { /* the form again would tell whether the secret is one */
		run_free(run);
		answer_wait(h, r, e->limit, wait_s);
		return;
	}
	rc = check_code(run);
	if (rc == 0)
		rc = read_inputs(run);
	if (rc == 0 && e->http.method == GLANE_POST && (e->limit == LIMIT_NONE || e->limit == LIMIT_OPEN))
		rc = read_key(run);
	if (rc == 0 && e->http.method == GLANE_POST && !from_our_page(run))
		rc = error_refuse(&run->call.error, GLANE_EDENIED, is_open(run) ? "error.stale_form" : "error.old_form", NULL);
	if (!within) { /* what was typed is shown again, with the sentence */
		error_init(&run->call.error, &run->arena);
		rc = refuse_wait(&run->call.error, &run->arena, "error.open_wait", wait_s);
	}
	if (rc == 0 && run->has_key)
		repeat_digest(run);
	if (rc == 0 && run->has_key && (e->mode == GLANE_POOL || e->mode == LANE_HASH) && !running_begin(run))
		rc = error_refuse(&run->call.error, GLANE_ECONFLICT, "error.still_running", NULL);
	if (rc == 0) {
		submit(run);
		return;
	}
	/* Refused before it ran: worded here, on the loop, without the database; a form is shown again. */
	run->call.magic = CALL_MAGIC;
	run->call.host = h;
	run->call.plugin = e->plugin;
	run->call.raw = run->call.raw ? run->call.raw : value_object(&run->arena);
	run->reply = reply_worded(h, r, &run->call.error, status_http(rc));
	if (!within)
		reply_field(run->reply, "Retry-After", arena_printf(&run->arena, "%lld", (long long)wait_s));
	count_end(run);
	if (!(run->html && e->route && e->route->form && e->http.method == GLANE_POST && show_form_again(run))) {
		request_reply(r, reply_ref(run->reply));
		run_free(run);
	}
}

/* 404 and 405: the connection stays open. */
static struct reply *host_refused_open(struct host *h, int http_status, const struct request *r)
{
	struct reply *reply = host_refused(h, http_status, r);
	reply->close = false;
	if (http_status == 405) {
		bool get = r->route.methods & (1u << GLANE_GET), post = r->route.methods & (1u << GLANE_POST);
		reply_field(reply, "Allow", str_c(get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST"));
	}
	return reply;
}
