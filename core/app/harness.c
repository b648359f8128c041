/* SPDX-License-Identifier: MPL-2.0 */
/* glane/test.h: an inline host on a temporary directory. */
#include "glane/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/places.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/value.h"
#include "host/host.h"
#include "host/internal.h"
#include "http/request.h"

enum { FILES_MAX = 16, TOPICS_MAX = 32 };
static const int64_t first_ms = 1768035600000; /* 2026-01-10 09:00 UTC */

struct glane_test {
	char dir[64];
	char *files[FILES_MAX + 1];
	unsigned file_count;
	struct host *host;
	int64_t now_ms;
	uint64_t keys;
	char lang[8];
	bool as_public;
	/* last reply */
	int status;
	struct buf body, head;
	char type[128];
	struct arena arena;
	struct glane_value *json;
	char **sql; /* texts of glane_test_sql(): the cache knows them by address, so they live as long as the host */
	unsigned sql_count;
	struct {
		char topic[64];
		int64_t count;
	} topics[TOPICS_MAX];
};

static void published(void *ctx, struct glane_str topic, struct glane_str json)
{
	struct glane_test *t = ctx;
	(void)json;
	for (unsigned i = 0; i < TOPICS_MAX; i++) {
		if (t->topics[i].topic[0] == 0)
			snprintf(t->topics[i].topic, sizeof(t->topics[i].topic), "%s", topic.p);
		if (str_is(topic, t->topics[i].topic)) {
			t->topics[i].count++;
			return;
		}
	}
}

static void start(struct glane_test *t)
{
	struct options o = { .data = t->dir };
	struct host_config config;
	struct error e;
	struct arena words;
	static const char *none[] = { NULL };
	arena_init(&words, 1u << 20);
	error_init(&e, &words);
	places_config(&o, &config);
	config.create = true;
	config.open = true;
	config.shipped = none;
	config.extra = (const char *const *)t->files;
	config.listening = "127.0.0.1:8080";
	config.publish = published;
	config.publish_ctx = t;
	if (host_open(&config, &t->host, &e) < 0) {
		fprintf(stderr, "glane_test: %s %s\n", e.text, e.key.p);
		exit(1);
	}
	arena_fini(&words);
}

static struct glane_test *open_list(const char *so, va_list ap)
{
	struct glane_test *t = xcalloc(1, sizeof(*t));
	const char *tmp = getenv("TMPDIR");
	snprintf(t->dir, sizeof(t->dir), "%.40s/glane-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(t->dir)) {
		perror(t->dir);
		exit(1);
	}
	for (const char *f = so; f && t->file_count < FILES_MAX; f = va_arg(ap, const char *))
		t->files[t->file_count++] = xstrdup(f);
	buf_init(&t->body, 256u << 20);
	buf_init(&t->head, 1u << 20);
	arena_init(&t->arena, 256u << 20);
	snprintf(t->lang, sizeof(t->lang), "fr");
	log_level_set(GLANE_LOG_ERROR);
	random_seed_for_tests(1);
	t->now_ms = first_ms;
	clock_fake(t->now_ms);
	start(t);
	return t;
}

struct glane_test *glane_test_try(const char *so, ...)
{
	va_list ap;
	va_start(ap, so);
	struct glane_test *t = open_list(so, ap);
	va_end(ap);
	return t;
}

struct glane_test *glane_test_open(const char *so, ...)
{
	va_list ap;
	va_start(ap, so);
	struct glane_test *t = open_list(so, ap);
	va_end(ap);
	for (uint32_t i = 0; i < t->host->plugin_count; i++) {
		struct plugin *p = t->host->plugins[i];
		if (p->state != PLUGIN_RUNNING) {
			fprintf(stderr, "glane_test: plugin %s: %s\n", p->name, p->reason);
			exit(1);
		}
	}
	return t;
}

const char *glane_test_reason(struct glane_test *t, const char *plugin)
{
	for (uint32_t i = 0; i < t->host->plugin_count; i++)
		if (strcmp(t->host->plugins[i]->name, plugin) == 0)
			return t->host->plugins[i]->state == PLUGIN_RUNNING ? "" : t->host->plugins[i]->reason;
	return "not found";
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void glane_test_close(struct glane_test *t)
{
	if (!t)
		return;
	host_close(t->host);
	nftw(t->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	for (unsigned i = 0; i < t->file_count; i++)
		free(t->files[i]);
	for (unsigned i = 0; i < t->sql_count; i++)
		free(t->sql[i]);
	free(t->sql);
	buf_fini(&t->body);
	buf_fini(&t->head);
	arena_fini(&t->arena);
	clock_fake(0);
	free(t);
}

void glane_test_reopen(struct glane_test *t)
{
	host_close(t->host);
	t->host = NULL;
	start(t);
}

const char *glane_test_dir(struct glane_test *t)
{
	return t->dir;
}

void glane_test_clock(struct glane_test *t, int64_t now_ms)
{
	t->now_ms = now_ms;
	clock_fake(now_ms);
}

void glane_test_advance(struct glane_test *t, int64_t ms)
{
	glane_test_clock(t, t->now_ms + ms);
}

void glane_test_lang(struct glane_test *t, const char *lang)
{
	snprintf(t->lang, sizeof(t->lang), "%s", lang);
}

void glane_test_role(struct glane_test *t, const char *role)
{
	t->host->as_role = role;
}

void glane_test_public(struct glane_test *t, int on)
{
	t->as_public = on != 0;
}

/* --- requests ----------------------------------------------------------------------------------- */
static void on_reply(struct request *r, struct reply *reply)
{
	*(struct reply **)r->user = reply;
}

struct asked {
	int method;
	const char *target, *accept, *content_type, *key;
	struct glane_str body;
	bool socket;
};

static void keep(struct glane_test *t, const struct reply *reply)
{
	t->status = reply->status;
	buf_clear(&t->body);
	buf_clear(&t->head);
	if (reply->body_n)
		buf_add(&t->body, reply->body, reply->body_n);
	if (reply->head_n)
		buf_add(&t->head, reply->head, reply->head_n);
	snprintf(t->type, sizeof(t->type), "%s", reply->content_type ? reply->content_type : "");
	arena_reset(&t->arena);
	t->json = NULL;
	const char *why;
	if (strncmp(t->type, "application/json", 16) == 0 && value_parse_json(&t->arena, buf_get(&t->body), &t->json, &why) < 0)
		fprintf(stderr, "glane_test: the reply is not JSON: %s\n", why);
}

static int ask(struct glane_test *t, const struct asked *a)
{
	struct reply *reply = NULL;
	struct request *r = request_new(a->body.n + (1u << 20));
	struct http_field fields[5] = { { STR("accept"), str_c(a->accept) }, { STR("accept-language"), str_c(t->lang) } };
	r->field_count = 2;
	if (a->content_type)
		fields[r->field_count++] = (struct http_field){ STR("content-type"), str_c(a->content_type) };
	if (a->key)
		fields[r->field_count++] = (struct http_field){ STR("idempotency-key"), str_c(a->key) };
	r->method = a->method == GLANE_GET ? HTTP_GET : HTTP_POST;
	r->fields = fields;
	r->body = a->body;
	r->local_socket = a->socket;
	r->loopback = !t->as_public;
	r->on_reply = on_reply;
	r->user = &reply;
	if (request_set_target(r, str_c(a->target)) < 0) {
		fprintf(stderr, "glane_test: bad target %s\n", a->target);
		exit(1);
	}
	router_match(host_router(t->host), a->method, r->path, &r->route);
	host_handle(t->host, r);
	if (!reply) {
		fprintf(stderr, "glane_test: %s was not answered\n", a->target);
		exit(1);
	}
	keep(t, reply);
	reply_unref(reply);
	request_free(r);
	return t->status;
}

static const char json_type[] = "application/json", html_type[] = "text/html";

int glane_test_get(struct glane_test *t, const char *target)
{
	return ask(t, &(struct asked){ .method = GLANE_GET, .target = target, .accept = json_type });
}

int glane_test_page(struct glane_test *t, const char *target)
{
	return ask(t, &(struct asked){ .method = GLANE_GET, .target = target, .accept = html_type });
}

int glane_test_post_key(struct glane_test *t, const char *target, const char *json, const char *uuid)
{
	return ask(t, &(struct asked){ .method = GLANE_POST, .target = target, .accept = json_type, .content_type = json_type, .key = uuid, .body = str_c(json) });
}

int glane_test_post(struct glane_test *t, const char *target, const char *json)
{
	struct uuid u = uuid7(t->now_ms);
	char key[37];
	uuid_text(&u, key);
	return glane_test_post_key(t, target, json, key);
}

int glane_test_form(struct glane_test *t, const char *target, const char *urlencoded)
{
	return ask(t, &(struct asked){ .method = GLANE_POST, .target = target, .accept = html_type, .content_type = "application/x-www-form-urlencoded", .body = str_c(urlencoded) });
}

int glane_test_bytes(struct glane_test *t, const char *target, const char *content_type, const void *p, size_t n)
{
	return ask(t, &(struct asked){ .method = GLANE_POST, .target = target, .accept = json_type, .content_type = content_type, .body = { p, n } });
}

int glane_test_command_body(struct glane_test *t, const char *words, const char *content_type, const void *p, size_t n)
{
	char path[128];
	snprintf(path, sizeof(path), "/cli/%s", words);
	for (char *c = path; *c; c++)
		if (*c == ' ')
			*c = '/';
	ask(t, &(struct asked){ .method = GLANE_POST, .target = path, .accept = json_type, .content_type = content_type, .body = { p, n }, .socket = true });
	if (t->json && value_get(t->json, "value"))
		t->json = (struct glane_value *)value_get(t->json, "value");
	return t->status;
}

int glane_test_command(struct glane_test *t, const char *words, const char *json)
{
	return glane_test_command_body(t, words, json_type, json, strlen(json));
}

/* --- the last reply ------------------------------------------------------------------------------- */
const char *glane_test_body(struct glane_test *t, size_t *ret_n)
{
	if (ret_n)
		*ret_n = t->body.n;
	return buf_get(&t->body).p;
}

const char *glane_test_type(struct glane_test *t)
{
	return t->type;
}

const char *glane_test_field(struct glane_test *t, const char *name)
{
	struct glane_str rest = buf_get(&t->head), line;
	size_t n = strlen(name);
	while (str_split(&rest, '\n', &line))
		if (line.n > n + 2 && str_starts_nocase(line, str_c(name)) && line.p[n] == ':')
			return arena_str(&t->arena, str_trim((struct glane_str){ line.p + n + 1, line.n - n - 1 - (line.p[line.n - 1] == '\r') })).p;
	return "";
}

static const struct glane_value *at(struct glane_test *t, const char *path)
{
	const struct glane_value *v = t->json;
	struct glane_str rest = str_c(path), part;
	while (v && rest.n && str_split(&rest, '.', &part)) {
		int64_t i;
		struct glane_str key = arena_str(&t->arena, part);
		v = value_type(v) == GLANE_V_ARRAY ? (str_int(key, &i) == 0 && i >= 0 ? value_at(v, (uint32_t)i) : NULL) : value_get(v, key.p);
	}
	return v;
}

int64_t glane_test_int(struct glane_test *t, const char *path, int64_t missing)
{
	return value_int(at(t, path), missing);
}

const char *glane_test_text(struct glane_test *t, const char *path)
{
	return value_text(at(t, path)).p;
}

int64_t glane_test_count(struct glane_test *t, const char *path)
{
	const struct glane_value *v = at(t, path);
	return value_type(v) == GLANE_V_ARRAY || value_type(v) == GLANE_V_OBJECT ? (int64_t)value_count(v) : -1;
}

int glane_test_contains(struct glane_test *t, const char *text)
{
	return memmem(t->body.p ? t->body.p : "", t->body.n, text, strlen(text)) != NULL;
}

/* --- behind the scenes ------------------------------------------------------------------------------ */
int64_t glane_test_sql(struct glane_test *t, const char *sql)
{
	struct error e;
	struct stmt *s;
	int64_t v = INT64_MIN;
	error_init(&e, NULL);
	char *kept = xstrdup(sql);
	t->sql = xrealloc(t->sql, (t->sql_count + 1) * sizeof(*t->sql));
	t->sql[t->sql_count++] = kept;
	if (conn_prepare(writer_conn(t->host), kept, &s, &e) < 0 || stmt_step(s, &e) < 0) {
		fprintf(stderr, "glane_test: %s: %s\n", sql, e.text);
		exit(1);
	}
	if (stmt_columns(s) && !stmt_is_null(s, 0))
		v = stmt_int(s, 0);
	stmt_reset(s);
	return v;
}

void glane_test_exec(struct glane_test *t, const char *sql)
{
	struct error e;
	error_init(&e, NULL);
	if (conn_script(writer_conn(t->host), sql, &e) < 0) {
		fprintf(stderr, "glane_test: %s: %s\n", sql, e.text);
		exit(1);
	}
}

void glane_test_settle(struct glane_test *t)
{
	host_settle(t->host);
}

int64_t glane_test_events(struct glane_test *t, const char *topic)
{
	for (unsigned i = 0; i < TOPICS_MAX; i++)
		if (strcmp(t->topics[i].topic, topic) == 0)
			return t->topics[i].count;
	return 0;
}

const char *glane_test_verify(struct glane_test *t)
{
	if (glane_test_command(t, "verify", "{}") != 200)
		return "verify failed";
	return glane_test_text(t, "difference");
}
