/* SPDX-License-Identifier: MPL-2.0 */
/* Nothing is done twice (decisions.md 12): the key is looked up before the handler and kept with the effects, in the same
 * transaction, with a digest of method, path and validated inputs.  Only 2xx and 3xx are kept: a refusal may be retried. */
#include <stdlib.h>

#include "host/run.h"

static const int64_t ANSWERS_KEPT_MS = INT64_C(30) * 24 * 3600 * 1000;
enum { DIGEST_AT_ONCE = 4096 }; /* bytes of a body; more would keep the loop from its sockets */
enum { ANSWER_MAX = 1 << 20 }; /* bytes; a longer one is not kept, its key is */

static struct sha256 digest_of(struct run *run)
{
	struct buf b;
	buf_init(&b, REPLY_MAX);
	buf_printf(&b, "%d ", run->endpoint->http.method);
	buf_str(&b, run->request->path);
	buf_char(&b, '\n');
	const struct glane_input *in = run->endpoint->inputs.items;
	struct glane_value *inputs = value_object(&run->arena);
	for (uint32_t i = 0; run->call.inputs && i < run->endpoint->inputs.count; i++) {
		const struct glane_value *given = value_get(run->call.inputs, in[i].name);
		if (given && in[i].type == GLANE_F_FILE) /* has its digest already, and may be as long as the call's memory */
			value_add_text(inputs, in[i].name, value_get_text(given, "sha256"));
		else if (given && in[i].type != GLANE_F_SECRET) /* a digest of four digits is no secret */
			value_add_copy(inputs, in[i].name, given);
	}
	value_json(inputs, &b);
	if (run->endpoint->http.content_types) /* a raw body is no input */
		buf_str(&b, run->request->body);
	REQUIRE(!b.failed); /* a body is never as long as the limit */
	struct sha256 d = sha256_of(b.p, b.n);
	buf_fini(&b);
	return d;
}

void repeat_digest(struct run *run)
{
	if (run->request->body.n > DIGEST_AT_ONCE)
		return;
	run->digest = digest_of(run);
	run->digested = true;
}

static struct glane_str key_str(struct run *run)
{
	return (struct glane_str){ (const char *)run->key.b, sizeof(run->key.b) };
}

/* The page of the form that was sent, with the same parameters in its address. */
static struct glane_str form_path(struct run *run)
{
	const struct route_match *m = &run->request->route;
	struct glane_str rest = arena_printf(&run->arena, "/p/%s%s", run->endpoint->plugin->name, run->endpoint->route->form), part;
	struct buf b;
	buf_init(&b, 8192);
	while (str_split(&rest, '/', &part)) {
		for (uint32_t i = 0; i < m->param_count; i++)
			if (part.n == m->params[i].name.n + 2 && part.p[0] == '{' && memcmp(part.p + 1, m->params[i].name.p, part.n - 2) == 0)
				part = m->params[i].value;
		buf_str(&b, part);
		if (rest.n)
			buf_char(&b, '/');
	}
	struct glane_str path = arena_str(&run->arena, buf_get(&b));
	buf_fini(&b);
	return path;
}

static void answer_again(struct run *run, struct stmt *s)
{
	int status = (int)stmt_int(s, 1);
	if (stmt_is_null(s, 2) && run->endpoint->secret && run->html) {
		run->reply = reply_new(303);
		reply_field(run->reply, "Location", form_path(run));
		return;
	}
	if (stmt_is_null(s, 2)) { /* answers are kept 30 days, keys for ever */
		struct glane_value *root = value_object(&run->arena);
		value_add_bool(root, "already_done", true);
		value_add_int(root, "record", stmt_int(s, 4));
		struct buf b;
		buf_init(&b, 4096);
		value_json(root, &b);
		run->reply = reply_new(200);
		reply_body_copy(run->reply, "application/json", buf_get(&b));
		buf_fini(&b);
		return;
	}
	run->reply = reply_new(status);
	if (status == 303) {
		reply_field(run->reply, "Location", stmt_text(s, 2));
		return;
	}
	struct glane_str type = stmt_text(s, 3);
	reply_body_copy(run->reply, type.p, stmt_text(s, 2));
	run->reply->html = str_starts(type, STR("text/html"));
}

int repeat_check(struct run *run, struct conn *conn)
{
	struct stmt *s;
	struct error *e = &run->call.error;
	if (!run->digested)
		run->digest = digest_of(run);
	int rc = conn_prepare(conn, "SELECT digest, status, body, content_type, seq FROM core_request WHERE person=? AND key=?", &s, e);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(run->call.caller.person));
	stmt_bind(s, 2, glane_blob(key_str(run)));
	rc = stmt_step(s, e);
	if (rc == 1) {
		struct glane_val d = stmt_col(s, 0);
		bool same = d.u.s.n == sizeof(run->digest.b) && memcmp(d.u.s.p, run->digest.b, d.u.s.n) == 0;
		if (same) {
			answer_again(run, s);
			rc = 0;
		} else {
			rc = error_refuse(e, GLANE_EREUSED, "error.ereused", NULL);
		}
	}
	stmt_reset(s);
	return rc;
}

/* Answers about people name them; a repeat is told that it is done already.  Where a secret leads on to holds it. */
static bool names_people(const struct endpoint *e, int status)
{
	if (e->secret || status == 303)
		return e->secret;
	return e->permission && (strcmp(e->permission, "core.people") == 0 || strcmp(e->permission, "core.unlock") == 0);
}

int repeat_store(struct run *run, struct conn *conn)
{
	struct reply *r = run->reply;
	if (!r || r->status >= 400)
		return 0;
	struct glane_str body = { r->body ? r->body : "", r->body_n }, type = STR("application/json");
	if (r->status == 303)
		body = run->call.see_other;
	else if (r->html)
		type = STR("text/html; charset=utf-8");
	else if (run->call.is_file)
		type = run->call.file_type;
	const struct glane_input *in = run->endpoint->inputs.items;
	bool kept = !run->call.unkept && body.n <= ANSWER_MAX;
	for (uint32_t i = 0; i < run->endpoint->inputs.count && run->call.is_file; i++) /* a file may show what it was given */
		kept = kept && in[i].type != GLANE_F_SECRET;
	const struct principal *before = conn_principal(conn);
	conn_set_principal(conn, NULL);
	int rc = conn_run(conn,
	                  "INSERT INTO core_request(person,key,digest,seq,status,content_type,body,at_ms)"
	                  " VALUES(?,?,?,coalesce((SELECT max(seq) FROM core_journal),0),?,?,?,?)",
	                  VALS(glane_int(run->call.caller.person), glane_blob(key_str(run)),
	                       glane_blob((struct glane_str){ (const char *)run->digest.b, sizeof(run->digest.b) }),
	                       glane_int(r->status), glane_text(type), body.n > ANSWER_MAX || names_people(run->endpoint, r->status) ? glane_null() : glane_blob(body),
	                       glane_int(clock_now_ms())),
	                  &run->call.error);
	conn_set_principal(conn, before);
	return rc;
}

int repeat_forget(struct conn *conn, int64_t now_ms, struct error *e)
{
	return conn_run(conn, "UPDATE core_request SET body = NULL WHERE body IS NOT NULL AND at_ms < ?",
	                VALS(glane_int(now_ms - ANSWERS_KEPT_MS)), e);
}

/* --- background calls: the effects are in their within() calls, the key in one of ours -------- */
static int check_in(struct conn *conn, void *arg)
{
	return repeat_check(arg, conn);
}

int repeat_check_pool(struct run *run)
{
	return host_call_and_wait(run->host, LANE_READ, check_in, run);
}

static int store_in(struct conn *conn, void *arg)
{
	return repeat_store(arg, conn);
}

void repeat_store_pool(struct run *run)
{
	int rc = host_call_and_wait(run->host, LANE_WRITE, store_in, run);
	if (rc < 0)
		log_error("the answer of %.*s could not be kept for a repeat: %s", STR_ARG(run_path(run)), status_text(rc));
}

/* --- keys under way: loop thread ------------------------------------------------------------- */
struct running_keys {
	struct run *first;
};

struct running_keys *running_new(void)
{
	return xcalloc(1, sizeof(struct running_keys));
}

void running_free(struct running_keys *r)
{
	free(r);
}

bool running_begin(struct run *run)
{
	for (struct run *o = run->host->running->first; o; o = o->next_running)
		if (memcmp(o->key.b, run->key.b, sizeof(run->key.b)) == 0 && o->call.caller.person == run->call.caller.person)
			return false;
	run->next_running = run->host->running->first;
	run->host->running->first = run;
	run->running = true;
	return true;
}

void running_end(struct run *run)
{
	if (!run->running)
		return;
	for (struct run **at = &run->host->running->first; *at; at = &(*at)->next_running) {
		if (*at == run) {
			*at = run->next_running;
			break;
		}
	}
	run->running = false;
}
