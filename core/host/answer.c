/* SPDX-License-Identifier: MPL-2.0 */
/* From a finished call to its reply: a page, JSON, text for the command line, a file, a redirection, an error in words. */
#include <stdio.h>
#include <stdlib.h>

#include "host/run.h"

enum { YEAR_S = 31536000 };

struct glane_str run_path(const struct run *run)
{
	return run->endpoint->secret ? str_c(run->endpoint->http.path) : run->request->path;
}

static void take(struct reply *r, const char *content_type, struct buf *b)
{
	size_t n;
	char *p = buf_take(b, &n);
	reply_body_take(r, content_type, p, n);
}

static void json(struct run *run, int http_status, const struct glane_value *v)
{
	struct buf b;
	buf_init(&b, REPLY_MAX);
	value_json(v, &b);
	run->reply = reply_new(http_status);
	take(run->reply, "application/json", &b);
	buf_fini(&b);
}

struct reply *reply_worded(struct host *h, const struct request *r, const struct error *e, int http_status)
{
	struct arena a;
	struct glane_call c;
	struct buf out;
	arena_init(&a, 1u << 20);
	buf_init(&out, 1u << 20);
	call_init(&c, h, h->plugins[0], &a, LANE_POOL, NULL);
	c.error = *e;
	c.caller = access_caller(h, r);
	struct glane_value *root = value_object(&a);
	struct reply *reply = reply_new(http_status);
	value_add_int(root, "status", http_status);
	value_add_text(root, "message", error_sentence(&c));
	value_add_text(root, "title", error_sentence(&c));
	if (request_wants_html(r) && render_page(&c, "error", root, &out) == 0) {
		reply->html = true;
		reply_body_copy(reply, "text/html; charset=utf-8", buf_get(&out));
	} else {
		struct glane_value *json_root = value_object(&a);
		render_error(&c, value_add_object(json_root, "error"));
		buf_clear(&out);
		value_json(json_root, &out);
		reply_body_copy(reply, "application/json", buf_get(&out));
	}
	buf_fini(&out);
	call_fini(&c);
	arena_fini(&a);
	return reply;
}

static void retry_after(struct run *run, int rc)
{
	if (rc == GLANE_EBUSY || rc == GLANE_ELIMIT)
		reply_field(run->reply, "Retry-After", arena_printf(run->call.arena, "%lld", (long long)(run->call.retry_s ? run->call.retry_s : 1)));
}

static void set_cookies(struct run *run)
{
	struct glane_call *c = &run->call;
	bool secure;
	if (c->cookie_count == 0 || !access_cookies_allowed(run->request, &secure))
		return;
	for (uint32_t i = 0; i < c->cookie_count; i++) {
		char name[40];
		snprintf(name, sizeof(name), "%sglane_%s", secure ? "__Host-" : "", c->cookies[i].name);
		reply_cookie(run->reply, name, c->cookies[i].value, secure, c->cookies[i].max_age_s);
	}
}

static void error_reply(struct run *run, int rc)
{
	struct glane_call *c = &run->call;
	int http_status = status_http(rc);
	bool left = rc == GLANE_ETIME && atomic_load(&run->request->gone); /* nobody waits any more: stopped on purpose */
	if (http_status >= 500 && rc != GLANE_EBUSY && rc != GLANE_EFULL && !left)
		log_error("%s %.*s: %s: %s", run->endpoint->plugin->name, STR_ARG(run_path(run)), status_name(rc), c->error.text);
	bool guessed = run->endpoint->secret && rc == GLANE_ENOENT; /* its form is not there either, and would count once more */
	if (run->html && run->endpoint->route && run->endpoint->route->form && run->endpoint->http.method == GLANE_POST && !guessed)
		run->form_again = true; /* the page below is only sent when that fails */
	if (c->arena->failed) {
		struct error plain;
		error_init(&plain, NULL);
		plain.status = rc;
		run->form_again = false;
		run->reply = reply_worded(run->host, run->request, &plain, http_status);
		return;
	}
	if (run->read_by_person) {
		struct glane_value *root = value_object(c->arena);
		struct plugin *before = c->plugin;
		struct buf b;
		buf_init(&b, REPLY_MAX);
		value_add_int(root, "status", http_status);
		value_add_text(root, "message", error_sentence(c));
		value_add_text(root, "title", error_sentence(c));
		c->plugin = c->host->plugins[0];
		int rendered = render_page(c, "error", root, &b);
		c->plugin = before;
		if (rendered == 0) {
			run->reply = reply_new(http_status);
			run->reply->html = true;
			take(run->reply, "text/html; charset=utf-8", &b);
			buf_fini(&b);
			retry_after(run, rc);
			return;
		}
		buf_fini(&b);
	}
	struct glane_value *root = value_object(c->arena);
	render_error(c, value_add_object(root, "error"));
	json(run, http_status, root);
	retry_after(run, rc);
}

static void file_reply(struct run *run)
{
	struct glane_call *c = &run->call;
	run->reply = reply_new(c->http_status ? c->http_status : 200);
	take(run->reply, c->file_type.p, &c->file);
	run->reply->html = c->is_worker;
	if (c->file_name.n)
		reply_field(run->reply, "Content-Disposition", arena_printf(c->arena, "inline; filename=\"%s\"", c->file_name.p));
}

static int page_reply(struct run *run)
{
	struct glane_call *c = &run->call;
	struct buf b;
	buf_init(&b, REPLY_MAX);
	buf_add(&b, "", 0);
	if (!c->root)
		c->root = value_object(c->arena);
	struct plugin *before = c->plugin;
	c->plugin = run->endpoint->plugin;
	int rc = render_page(c, c->template_name ? c->template_name : run->endpoint->template_name, c->root, &b);
	c->plugin = before;
	if (rc == 0) {
		run->reply = reply_new(run->again ? run->http_status : c->http_status ? c->http_status : 200);
		run->reply->html = true;
		take(run->reply, "text/html; charset=utf-8", &b);
	}
	buf_fini(&b);
	return rc;
}

/* The command line gets both: the value, and with a template its words.  Written out as it is: a report may be long. */
static void command_reply(struct run *run)
{
	struct glane_call *c = &run->call;
	struct glane_value *root = c->root ? c->root : value_object(c->arena), *words = value_array(c->arena);
	struct buf out;
	buf_init(&out, REPLY_MAX);
	buf_c(&out, "{\"value\":");
	value_json(root, &out);
	if (run->endpoint->template_name) {
		struct buf b;
		buf_init(&b, REPLY_MAX);
		struct plugin *before = c->plugin;
		c->plugin = run->endpoint->plugin;
		if (render_page(c, run->endpoint->template_name, root, &b) == 0)
			value_add_text(words, NULL, buf_get(&b));
		c->plugin = before;
		buf_fini(&b);
	} else if (value_get(root, "text")) {
		value_add_text(words, NULL, value_get_text(root, "text"));
	}
	if (value_count(words)) {
		buf_c(&out, ",\"text\":");
		value_json(value_at(words, 0), &out);
	}
	buf_char(&out, '}');
	run->reply = reply_new(c->http_status ? c->http_status : 200);
	take(run->reply, "application/json", &out);
	buf_fini(&out);
}

void reply_build(struct run *run, int rc)
{
	struct glane_call *c = &run->call;
	if (rc == 0 && events_asked(run->endpoint)) {
		run->reply = events_reply(run);
		return;
	}
	if (c->stream) {
		run->stream_whole = rc == 0;
		return;
	}
	if (rc == 0 && c->is_file) {
		file_reply(run);
	} else if (rc == 0 && run->endpoint->command) {
		command_reply(run);
	} else if (rc == 0 && c->see_other.n && run->html) {
		run->reply = reply_new(303);
		reply_field(run->reply, "Location", c->see_other);
	} else if (rc == 0 && run->html) {
		rc = page_reply(run);
	} else if (rc == 0) {
		json(run, c->http_status ? c->http_status : 200, c->root ? c->root : value_object(c->arena));
	}
	if (rc == 0 && c->arena->failed)
		rc = error_fail(&c->error, GLANE_ENOMEM, "%s used up the memory of its call", run->endpoint->plugin->name);
	if (rc < 0) {
		reply_unref(run->reply);
		run->reply = NULL;
		error_reply(run, rc);
		return;
	}
	set_cookies(run);
	if (run->endpoint->cache_s && run->reply->status == 200 && !run->again && !c->unshared) {
		run->cacheable = true;
		reply_etag(run->reply);
		if (run->endpoint->cache_s >= YEAR_S)
			run->reply->cache_control = "private, max-age=31536000, immutable"; /* whoever asked may see it, others perhaps not */
		if (run->compress)
			reply_compress(run->reply);
	}
}
