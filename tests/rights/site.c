/* SPDX-License-Identifier: MPL-2.0 */
#include "site.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/value.h"
#include "tap.h"

const char *const role_codes[ROLES] = { "day", "volunteer", "staff", "cashier", "manager", "administrator", "reader" };
static const char *const names[ROLES] = { "", "Basile", "Denise", "Céline", "Mona", "Amina", "Rémi" };
static const char *const pins[ROLES] = { "", "100000", "200000", "300000", "400000", "500000", "600000" };

const char *pin_of(int role)
{
	return pins[role];
}

/* --- the centre ------------------------------------------------------------------------------------ */

const char *site_skip;

static void set_clocks(struct site *s)
{
	const int64_t ahead[2] = { s->boot_ms, s->wall_ms };
	int fd = open(s->clock, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, ahead, sizeof ahead) != (ssize_t)sizeof ahead) /* in place: it is mapped */
		bail("%s cannot be written", s->clock);
	close(fd);
}

void site_pass(struct site *s, int64_t ms)
{
	s->boot_ms += ms;
	s->wall_ms += ms;
	set_clocks(s);
}

void site_wall(struct site *s, int64_t ms)
{
	s->wall_ms += ms;
	set_clocks(s);
}

static void start(struct site *s)
{
	static const char *const proxy[] = { "--proxy", "127.0.0.1", NULL };
	char preload[260], file[260];
	const char *const env[] = { preload, file, NULL };
	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", site_skip ? site_skip : "");
	snprintf(file, sizeof file, "SKIP_FILE=%s", s->clock);
	set_clocks(s);
	s->options = (struct daemon_options){ .closed = true, .more = s->proxied ? proxy : NULL, .env = site_skip ? env : NULL };
	if (daemon_start(&s->d, s->data, &s->options) != 0)
		bail("the daemon does not start: status %d, see %s", s->d.status, s->d.log);
}

void site_start(struct site *s, const char *name, bool proxied)
{
	*s = (struct site){ .proxied = proxied, .random = 11 };
	temp_dir(name, s->dir, sizeof s->dir);
	snprintf(s->data, sizeof s->data, "%s/data", s->dir);
	snprintf(s->clock, sizeof s->clock, "%s/clock", s->dir);
	start(s);
}

void site_again(struct site *s)
{
	if (daemon_stop(&s->d) != 0)
		bail("the daemon does not end in peace: status %d, see %s", s->d.status, s->d.log);
	start(s);
}

void site_end(struct site *s)
{
	ok(daemon_stop(&s->d) == 0, "the daemon ends in peace");
	remove_dir(s->dir);
}

void site_code(struct site *s, char out[9])
{
	const char *at = daemon_says(&s->d, "type this code\n\n    ");
	if (!at || strlen(at) < 9 || at[4] != '-')
		bail("no code for the first run was printed: %s", at ? at : "");
	snprintf(out, 9, "%.4s%.4s", at, at + 5);
}

int64_t site_command(struct site *s, const char *typed, ...)
{
	const char *argv[RUN_ARGS_MAX] = { "sh", "-c", "typed=$1; shift; printf '%s\\n' \"$typed\" | \"$@\"", "sh", typed, program_glane };
	int n = 6;
	va_list ap;
	va_start(ap, typed);
	for (const char *a; (a = va_arg(ap, const char *)) && n < RUN_ARGS_MAX - 4;)
		argv[n++] = a;
	va_end(ap);
	argv[n++] = "--json";
	argv[n++] = "--data";
	argv[n++] = s->data;
	struct output o;
	run(&o, argv, NULL);
	int64_t id = json_int(o.out, "id");
	if (o.status != 0)
		id = -1;
	else if (id < 0)
		id = 0;
	output_free(&o);
	return id;
}

void site_found(struct site *s, struct visitor *boss)
{
	char code[9], json[500];
	struct client_reply r;
	site_code(s, code);
	*boss = from("192.0.2.1");
	snprintf(json, sizeof json, "{\"code\":\"%s\",\"site_name\":\"La Clique\",\"name\":\"%s\",\"picture\":\"fox\",\"pin\":\"%s\",\"login\":\"" SITE_LOGIN
	         "\",\"password\":\"" SITE_PASSWORD "\",\"device_name\":\"Bureau\",\"purpose\":\"manager\"}",
	         code, names[ROLE_ADMINISTRATOR], pins[ROLE_ADMINISTRATOR]);
	if (visit(s, boss, "POST", "/first-run", json, &r) != 200 || !boss->session[0] || !boss->device[0])
		bail("the centre is not founded: %d %s", r.status, r.body);
	s->people[ROLE_ADMINISTRATOR] = json_int(r.body, "person");
	client_reply_free(&r);
	for (int i = ROLE_VOLUNTEER; i < ROLES; i++)
		if (i != ROLE_ADMINISTRATOR && (s->people[i] = site_command(s, pins[i], "person", "add", names[i], role_codes[i], NULL)) < 1)
			bail("no %s could be added", role_codes[i]);
	s->people[ROLE_DAY] = site_sql_int(s, "SELECT id FROM core_person WHERE role = 'day'");
	if (s->people[ROLE_DAY] < 1)
		bail("there is no volunteer of the day");
}

static int first_column(void *arg, int n, char **values, char **columns)
{
	(void)columns;
	*(int64_t *)arg = n > 0 && values[0] ? strtoll(values[0], NULL, 10) : 0;
	return 0;
}

static void execute(struct site *s, const char *sql, int flags, int64_t *ret)
{
	char path[260], *why = NULL;
	sqlite3 *db;
	snprintf(path, sizeof path, "%s/glane.db", s->data);
	if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK || sqlite3_exec(db, sql, ret ? first_column : NULL, ret, &why) != SQLITE_OK)
		bail("%s: %s", sql, why ? why : sqlite3_errmsg(db));
	sqlite3_close(db);
}

int64_t site_sql_int(struct site *s, const char *sql)
{
	int64_t n = -1;
	execute(s, sql, SQLITE_OPEN_READONLY, &n);
	return n;
}

void site_sql(struct site *s, const char *sql)
{
	execute(s, sql, SQLITE_OPEN_READWRITE, NULL);
}

void head_of(struct site *s, char out[65])
{
	struct output o;
	glane_run(&o, s->data, "verify", "--json", NULL);
	const char *at = strstr(o.out, "\"head\":\"");
	if (o.status != 0 || !at)
		bail("verify: %s%s", o.out, o.err);
	snprintf(out, 65, "%.64s", at + 8);
	output_free(&o);
}

/* --- routes ------------------------------------------------------------------------------------------ */

static struct route route_of(const char *method, const char *path, const char *permission)
{
	struct route r = { .path = "" };
	snprintf(r.method, sizeof r.method, "%s", strcmp(method, "post") == 0 ? "POST" : "GET");
	snprintf(r.path, sizeof r.path, "%s", path);
	snprintf(r.permission, sizeof r.permission, "%s", permission ? permission : "");
	snprintf(r.name, sizeof r.name, "%s %.199s", r.method, path);
	return r;
}

/* A PIN, password or code that would stand in an address. */
static bool has_secret(const struct glane_value *parameters)
{
	for (uint32_t i = 0; i < value_count(parameters); i++)
		if (str_is(value_get_text(value_get(value_at(parameters, i), "schema"), "format"), "password"))
			return true;
	return false;
}

int site_routes(struct site *s, struct route *out, int most)
{
	struct visitor v = from("192.0.2.9");
	struct client_reply r;
	struct arena a;
	struct glane_value *root;
	const char *why;
	int n = 0;
	arena_init(&a, 8u << 20);
	if (visit(s, &v, "GET", "/api/openapi.json", NULL, &r) != 200 || value_parse_json(&a, str_c(r.body), &root, &why) < 0)
		bail("no list of routes: %d", r.status);
	const struct glane_value *paths = value_get(root, "paths");
	for (uint32_t i = 0; i < value_count(paths); i++) {
		const struct glane_value *methods = value_at(paths, i);
		for (uint32_t k = 0; k < value_count(methods) && n < most - 1; k++) {
			out[n] = route_of(value_key_at(methods, k).p, value_key_at(paths, i).p, value_get_text(value_at(methods, k), "x-permission").p);
			out[n].secret_in_address = has_secret(value_get(value_at(methods, k), "parameters"));
			struct glane_str type = value_key_at(value_get(value_get(value_at(methods, k), "requestBody"), "content"), 0);
			snprintf(out[n].raw, sizeof out[n].raw, "%s", str_starts(type, STR("image/")) ? type.p : "");
			n++;
		}
	}
	out[n++] = route_of("get", "/O/{code}", NULL); /* the short address on labels */
	if (n == most)
		bail("more than %d routes", most - 1);
	client_reply_free(&r);
	arena_fini(&a);
	return n;
}

void route_address(const struct route *r, char *out, size_t cap)
{
	size_t n = 0;
	for (const char *p = r->path; *p && n + 30 < cap;) {
		if (*p != '{') {
			out[n++] = *p++;
			continue;
		}
		n += (size_t)snprintf(out + n, cap - n, "%s", strncmp(p, "{lang}", 6) == 0 ? "fr" : "0000000000000");
		p = strchr(p, '}') + 1;
	}
	out[n] = 0;
}

/* --- visitors --------------------------------------------------------------------------------------- */

struct visitor from(const char *address)
{
	struct visitor v = { .html = false };
	snprintf(v.address, sizeof v.address, "%s", address);
	return v;
}

struct visitor from_next(struct site *s)
{
	static unsigned n;
	char address[46];
	(void)s;
	n++;
	snprintf(address, sizeof address, "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255, n & 255);
	return from(address);
}

static void keep_cookies(struct visitor *v, const struct client_reply *r)
{
	for (const char *line = strstr(r->head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, "Set-Cookie: ", 12) != 0)
			continue;
		const char *name = line + 14 + (strncmp(line + 14, "__Host-", 7) == 0 ? 7 : 0), *is = strchr(name, '=');
		char *kept = strncmp(name, "glane_device=", 13) == 0 ? v->device : strncmp(name, "glane_session=", 14) == 0 ? v->session : NULL;
		if (kept)
			snprintf(kept, 80, "%.*s", (int)strcspn(is + 1, ";\r"), is + 1);
	}
}

int visit(struct site *s, struct visitor *v, const char *method, const char *path, const char *json, struct client_reply *ret)
{
	char text[3000], key[37];
	const char *host = s->proxied ? "__Host-" : "";
	struct client_reply r = { .status = 0 };
	struct client c;
	int n = snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\n%s", method, path,
	                 v->html ? "text/html" : "application/json", v->extra);
	if (v->device[0])
		n += snprintf(text + n, sizeof text - (size_t)n, "Cookie: %sglane_device=%s\r\n", host, v->device);
	if (v->session[0])
		n += snprintf(text + n, sizeof text - (size_t)n, "Cookie: %sglane_session=%s\r\n", host, v->session);
	if (s->proxied)
		n += snprintf(text + n, sizeof text - (size_t)n, "%sX-Forwarded-For: %s\r\n", v->plain ? "" : "X-Forwarded-Proto: https\r\n", v->address);
	if (json && !v->bare) {
		uint64_t a = random_next(&s->random), b = random_next(&s->random);
		uuid_make(a, b, key);
		n += snprintf(text + n, sizeof text - (size_t)n, "Idempotency-Key: %s\r\n", key);
	}
	if (json)
		n += snprintf(text + n, sizeof text - (size_t)n, "Content-Type: %s\r\nContent-Length: %zu\r\n",
		              v->type && v->type[0] ? v->type : json[0] == '{' ? "application/json" : "application/x-www-form-urlencoded", strlen(json));
	n += snprintf(text + n, sizeof text - (size_t)n, "\r\n");
	if ((size_t)n >= sizeof text)
		bail("a request is too long: %s", path);
	/* The head of an event stream is its whole answer here. */
	const char *read_as = strncmp(path, "/events", 7) == 0 ? "HEAD" : method;
	int status = 0;
	if (client_open(&c, s->d.port) == 0) {
		if (client_send(&c, text, (size_t)n) == 0 && (!json || client_send(&c, json, strlen(json)) == 0) && client_reply(&c, read_as, &r) == 0)
			status = r.status;
		client_close(&c);
	}
	if (status)
		keep_cookies(v, &r);
	if (ret) {
		if (!r.head)
			r.head = strdup("\r\n");
		if (!r.body)
			r.body = strdup("");
		*ret = r;
	} else {
		client_reply_free(&r);
	}
	return status;
}

void enrol(struct site *s, struct visitor *v, const char *purpose)
{
	char json[100];
	struct output o;
	glane_run(&o, s->data, "device", "enrol", "Essai", purpose, "--json", NULL);
	const char *at = strstr(o.out, "\"code\":\"");
	if (o.status != 0 || !at)
		bail("device enrol: %s%s", o.out, o.err);
	snprintf(json, sizeof json, "{\"code\":\"%.9s\"}", at + 8);
	output_free(&o);
	v->device[0] = v->session[0] = 0;
	int status = visit(s, v, "POST", "/enrol", json, NULL);
	if (status / 100 > 3 || !v->device[0])
		bail("a device could not be enrolled: %d", status);
}

int sign_in(struct site *s, struct visitor *v, int64_t person, const char *pin)
{
	char json[200];
	if (pin)
		snprintf(json, sizeof json, "{\"person\":%" PRId64 ",\"pin\":\"%s\"}", person, pin);
	else
		snprintf(json, sizeof json, "{\"person\":%" PRId64 "}", person);
	return visit(s, v, "POST", "/sign-in/pin", json, NULL);
}

void enter(struct site *s, struct visitor *v, int role)
{
	int status = sign_in(s, v, s->people[role], role == ROLE_DAY ? NULL : pins[role]);
	if (status != 200 || !v->session[0])
		bail("the %s cannot sign in: %d", role_codes[role], status);
}

bool here(struct site *s, struct visitor *v)
{
	struct client_reply r;
	bool in = visit(s, v, "GET", "/session", NULL, &r) == 200 && strstr(r.body, "\"person\":{");
	client_reply_free(&r);
	return in;
}
