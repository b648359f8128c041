/* SPDX-License-Identifier: MPL-2.0 */
/* Who may what, and what the real routes make of what should not be sent.
 *
 *   doors GLANE [SEED] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/value.h"
#include "daemon.h"
#include "tap.h"

static struct daemon d;
static int64_t category;
static uint64_t random_state;
#define FORWARDED "X-Forwarded-For: 192.0.2.7\r\n"
#define FOREIGN "Origin: https://example.org\r\n"
#define CROSS "Sec-Fetch-Site: cross-site\r\n"

static const char *fresh_key(void)
{
	static char key[37];
	uint64_t a = random_next(&random_state), b = random_next(&random_state);
	uuid_make(a, b, key);
	return key;
}

/* Exactly these bytes on a connection of their own; `all`: and no more will come.  The status, 0: no answer. */
static int raw_end(const char *bytes, size_t n, bool all, char *out, size_t cap)
{
	struct client c;
	struct client_reply r;
	int status = 0;
	if (client_open(&c, d.port) != 0)
		return 0;
	(void)client_send(&c, bytes, n); /* a refusal may come before all of it is taken */
	if (all)
		client_end(&c);
	if (client_reply(&c, "GET", &r) == 0) {
		status = r.status;
		if (out)
			snprintf(out, cap, "%s", r.body);
		client_reply_free(&r);
	}
	client_close(&c);
	return status;
}

static int raw(const char *bytes, size_t n, char *out, size_t cap)
{
	return raw_end(bytes, n, false, out, cap);
}

static int status_of(const char *method, const char *path, const char *json, const char *extra, char *out, size_t cap)
{
	struct client_reply r;
	if (ask(&d, method, path, strcmp(method, "POST") == 0 ? fresh_key() : NULL, json, extra, &r) != 0)
		return 0;
	int status = r.status;
	if (out)
		snprintf(out, cap, "%s", r.body);
	client_reply_free(&r);
	return status;
}

static bool has_sentence(const char *body)
{
	const char *at = strstr(body, "\"message\":\"");
	return at && strlen(at) > 25;
}

/* A picture that is none, to a route that takes nothing else. */
static int status_of_picture(const char *path, const char *type, const char *extra, char *out, size_t cap)
{
	char text[1500];
	int n = snprintf(text, sizeof text,
	                 "POST %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nIdempotency-Key: %s\r\nContent-Type: %s\r\n%sContent-Length: 2\r\n\r\n{}",
	                 path, fresh_key(), type, extra);
	return raw(text, (size_t)n, out, cap);
}

/* --- rights -------------------------------------------------------------------------------- */

static struct glane_value *document(struct arena *a)
{
	struct client_reply r;
	struct glane_value *v;
	const char *why;
	if (ask(&d, "GET", "/api/openapi.json", NULL, NULL, NULL, &r) != 0 || value_parse_json(a, str_c(r.body), &v, &why) < 0)
		bail("/api/openapi.json cannot be read");
	client_reply_free(&r);
	return v;
}

/* "/items/{code}" with something in place of each name */
static void fill(const char *template, char *out, size_t cap)
{
	size_t n = 0;
	for (const char *t = template; *t && n + 20 < cap; t++) {
		if (*t == '{') {
			n += (size_t)snprintf(out + n, cap - n, "%s", strncmp(t, "{lang}", 6) == 0 ? "fr" : "7K2PW93MDR4T8");
			t += strcspn(t, "}");
		} else {
			out[n++] = *t;
		}
	}
	out[n] = 0;
}

static void every_route(void)
{
	static const char *const others[] = { FORWARDED, "Forwarded: for=192.0.2.7\r\n", "X-Real-IP: 192.0.2.7\r\n", "Via: 1.1 proxy\r\n",
		                              FOREIGN, CROSS, "Sec-Fetch-Site: same-site\r\n", "Origin: null\r\n" };
	struct arena a;
	int guarded = 0, open = 0, wrong = 0;
	char path[300], body[3000];
	arena_init(&a, 16u << 20);
	const struct glane_value *paths = value_get(document(&a), "paths");
	for (uint32_t i = 0; i < value_count(paths); i++) {
		const struct glane_value *methods = value_at(paths, i);
		fill(value_key_at(paths, i).p, path, sizeof path);
		for (uint32_t k = 0; k < value_count(methods); k++) {
			bool post = str_is(value_key_at(methods, k), "post");
			bool needs_staff = value_get_text(value_at(methods, k), "x-permission").n > 0;
			const struct glane_value *takes = value_get(value_get(value_at(methods, k), "requestBody"), "content");
			const char *raw_type = takes && value_count(takes) && !value_get(takes, "application/json") ? value_key_at(takes, 0).p : NULL;
			guarded += needs_staff;
			open += !needs_staff;
			for (size_t h = 0; h < sizeof others / sizeof others[0]; h++) {
				int status = post && raw_type ? status_of_picture(path, raw_type, others[h], body, sizeof body)
				                              : status_of(post ? "POST" : "GET", path, post ? "{}" : NULL, others[h], body, sizeof body);
				/* A page of another site posts nothing; who has not signed in is asked to.  What is for everybody
				 * answers, if only that it lacks something: signing in, the first run that is over. */
				bool foreign = h >= 4;
				bool good = post && foreign ? status == 403 && has_sentence(body)
				            : needs_staff   ? (status == 401 || status == 404) && has_sentence(body)
				                            : status < 500 && (status / 100 == 2 || has_sentence(body));
				if (!good)
					note("%s %s with %s: %d %.300s", post ? "POST" : "GET", path, others[h], status, body);
				wrong += !good;
			}
		}
	}
	arena_fini(&a);
	ok(guarded > 15 && open > 3, "%d routes of the team, %d for everybody", guarded, open);
	ok(wrong == 0, "the team's routes are closed to everybody else");
	ok(status_of("POST", "/cli/verify", "{}", NULL, body, sizeof body) == 404, "the command line is not on the network");
	ok(status_of("GET", "/", NULL, FORWARDED, body, sizeof body) == 200 && !strstr(body, "/ui/panels"), "a stranger gets the welcome page");
}

static void hosts(void)
{
	static const char *const good[] = { "127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:9", "[::1]:80" };
	static const char *const bad[] = { "example.org", "evil.localhost.example", "127.0.0.1.example.org", "192.0.2.7:80", "localhost.", "" };
	char text[300], body[3000];
	int wrong = 0;
	for (size_t i = 0; i < 5 + 6; i++) {
		const char *host = i < 5 ? good[i] : bad[i - 5];
		snprintf(text, sizeof text, "GET /manage/categories HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n\r\n", host);
		int status = raw(text, strlen(text), body, sizeof body);
		if (status != (i < 5 ? 200 : *host ? 421 : 400) && !(i >= 5 && status == 421))
			wrong++, note("Host: %s: %d %.100s", host, status, body);
	}
	ok(wrong == 0, "a Host that is not ours: 421");
}

/* --- bodies ---------------------------------------------------------------------------------- */

static const char *const write_paths[] = { "/p/items/items", "/p/intake/weighings", "/manage/categories", "/manage/settings", "/p/items/undo",
	                                   "/p/intake/refusals", "/p/intake/donations", "/p/items/blanks", "/manage/containers" };
static int paths_n;

static void find_paths(void)
{
	paths_n = has_intake(&d) ? 9 : 5;
}

/* A POST with any head lines and body; must be refused with a sentence, never 5xx. */
static int refused(const char *what, const char *type, const char *body, size_t n)
{
	char answer[4000];
	int wrong = 0;
	char *text = malloc(n + 1000);
	for (int i = 0; i < paths_n; i++) {
		int head = snprintf(text, 1000, "POST %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nIdempotency-Key: %s\r\n%s%s%sContent-Length: %zu\r\n\r\n",
		                    write_paths[i], fresh_key(), type ? "Content-Type: " : "", type ? type : "", type ? "\r\n" : "", n);
		memcpy(text + head, body, n);
		answer[0] = 0;
		int status = raw(text, (size_t)head + n, answer, sizeof answer);
		if (status / 100 != 4 || !has_sentence(answer)) {
			wrong++;
			note("%s to %s: %d %.300s", what, write_paths[i], status, answer);
		}
	}
	free(text);
	return wrong;
}

static void bad_bodies(void)
{
	static const struct {
		const char *what, *type, *body;
	} cases[] = {
		{ "an unknown field", "application/json", "{\"surprise\":1}" },
		{ "a key that comes twice", "application/json", "{\"category\":1,\"category\":2}" },
		{ "no object", "application/json", "[1,2]" },
		{ "a number", "application/json", "7" },
		{ "nothing", "application/json", "" },
		{ "half of it", "application/json", "{\"category\":1,\"gra" },
		{ "more after the end", "application/json", "{} {}" },
		{ "a comment", "application/json", "{/* */}" },
		{ "NaN", "application/json", "{\"grams\":NaN}" },
		{ "a number over 2^53", "application/json", "{\"category\":9007199254740993}" },
		{ "a huge exponent", "application/json", "{\"grams\":1e999}" },
		{ "a NUL in a text", "application/json", "{\"title\":\"a\\u0000b\"}" },
		{ "half a surrogate", "application/json", "{\"title\":\"\\ud800\"}" },
		{ "bytes that are not UTF-8", "application/json", "{\"title\":\"\xff\xfe\"}" },
		{ "Latin-1", "application/json", "{\"title\":\"\xe9t\xe9\"}" },
		{ "another charset", "application/json; charset=iso-8859-1", "{}" },
		{ "XML", "application/xml", "<a/>" },
		{ "no type at all", NULL, "{\"category\":1}" },
		{ "a type that is none", "///", "{}" },
		{ "a form that is not one", "application/x-www-form-urlencoded", "%zz=%" },
		{ "a form with a NUL", "application/x-www-form-urlencoded", "title=a%00b" },
		{ "multipart without a boundary", "multipart/form-data", "--x\r\n" },
		{ "multipart that does not end", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb" },
		{ "objects where numbers belong", "application/json", "{\"category\":{\"a\":1},\"grams\":[1],\"gross\":true}" },
		{ "SQL", "application/json", "{\"category\":\"1 OR 1=1\",\"grams\":\"1; DROP TABLE core_item\",\"id\":\"' OR ''='\"}" },
	};
	int wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		wrong += refused(cases[i].what, cases[i].type, cases[i].body, strlen(cases[i].body));
	char deep[400];
	memset(deep, '[', 200);
	memset(deep + 200, ']', 200);
	wrong += refused("200 brackets", "application/json", deep, sizeof deep);
	size_t n = 0;
	char *many = malloc(16384);
	n += (size_t)sprintf(many, "{");
	for (int i = 0; i < 1000; i++)
		n += (size_t)sprintf(many + n, "%s\"f%d\":1", i ? "," : "", i);
	n += (size_t)sprintf(many + n, "}");
	wrong += refused("1000 fields", "application/json", many, n);
	free(many);
	ok(wrong == 0, "%zu bodies to %d routes: each refused in a sentence, none is a fault of ours", sizeof cases / sizeof cases[0] + 2, paths_n);

	char answer[4000], head[400];
	snprintf(head, sizeof head, "POST /p/items/items HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n{");
	int status = raw(head, strlen(head), answer, sizeof answer);
	ok(status == 413 && has_sentence(answer), "over 64 KiB: %d %s", status, answer);
	snprintf(head, sizeof head, "POST /p/items/items HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"cat");
	struct output o;
	raw_end(head, strlen(head), true, answer, sizeof answer);
	glane_run(&o, d.data, "verify", "--json", NULL);
	ok(o.status == 0 && json_int(o.out, "items") == 0, "nothing of all this was done: %s", o.out);
	output_free(&o);
}

/* --- texts -------------------------------------------------------------------------------------- */

static void escape_json(const char *s, char *out, size_t cap)
{
	size_t n = 0;
	for (; *s && n + 8 < cap; s++) {
		if (*s == '"' || *s == '\\')
			out[n++] = '\\', out[n++] = *s;
		else if ((unsigned char)*s < ' ')
			n += (size_t)snprintf(out + n, cap - n, "\\u%04x", (unsigned char)*s);
		else
			out[n++] = *s;
	}
	out[n] = 0;
}

static bool page_escapes(const char *path, const char *text)
{
	struct client c;
	struct client_reply r;
	char request[500];
	if (client_open(&c, d.port) != 0)
		return false;
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n", path);
	bool good = client_ask(&c, request, &r) == 0 && r.status == 200;
	if (good && strpbrk(text, "<>\"&") && strstr(r.body, text))
		good = false;
	if (good && (strstr(r.body, "<script>alert") || strstr(r.body, "<img src=x") || strstr(r.body, "\" onmouseover=")))
		good = false;
	if (!good)
		note("GET %s: %d", path, r.status);
	client_reply_free(&r);
	client_close(&c);
	return good;
}

static void texts(void)
{
	char long_ascii[301], long_emoji[1201] = "";
	memset(long_ascii, 'w', 300);
	long_ascii[300] = 0;
	for (int i = 0; i < 300; i++)
		strcat(long_emoji, "🫖");
	const char *const good[] = { "Bouilloire", "Œuf à la coque · l’été", "🫖🪑👩🏽‍🔧", "כיסא שבור", "كرسي مكسور", "<script>alert(1)</script>",
		                     "\"><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' OR 1=1 --", "a&amp;b <b>&", "{{t.title}} {{{slots.x}}}",
		                     "%s%n%x", "javascript:alert(1)", "*", "NEAR(a b)", "\"quoted phrase\"", "AND OR NOT", "-", "^", "title:x", "1,84 kg", long_ascii, long_emoji };
	int wrong = 0;
	char json[3000], escaped[2600], answer[8000], path[3000];
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		escape_json(good[i], escaped, sizeof escaped);
		snprintf(json, sizeof json, "{\"category\":%" PRId64 ",\"grams\":900,\"title\":\"%s\"}", category, escaped);
		int status = status_of("POST", "/p/items/items", json, NULL, answer, sizeof answer);
		if (status != 201) {
			wrong++;
			note("title %s: %d %.200s", good[i], status, answer);
			continue;
		}
		struct arena a;
		struct glane_value *v;
		const char *why;
		arena_init(&a, 1u << 20);
		if (value_parse_json(&a, str_c(answer), &v, &why) < 0 || !str_is(value_get_text(v, "title"), good[i]))
			wrong++, note("came back as %.200s", answer);
		const char *code = value_get_text(v, "code").p;
		snprintf(path, sizeof path, "/O/%s", code);
		wrong += !page_escapes(path, good[i]);
		snprintf(path, sizeof path, "/p/items/items/%s", code);
		wrong += !page_escapes(path, good[i]);
		/* The same as a search, which has a grammar of its own. */
		size_t n = (size_t)snprintf(path, sizeof path, "/p/items/search?q=");
		for (const unsigned char *t = (const unsigned char *)good[i]; *t && n < 400; t++)
			n += (size_t)snprintf(path + n, sizeof path - n, "%%%02X", *t);
		status = status_of("GET", path, NULL, NULL, answer, sizeof answer);
		if (status / 100 != 2 && status / 100 != 4)
			wrong++, note("search %s: %d %.200s", good[i], status, answer);
		if (n < 200)
			wrong += !page_escapes(path, good[i]);
		arena_fini(&a);
	}
	wrong += !page_escapes("/p/items/search?q=", "<script>");
	ok(wrong == 0, "%zu titles: kept as they are, escaped on every page", sizeof good / sizeof good[0]);

	const char *const bad[] = { "a\tb\x01", "\x7f", "a\nb\rc", "\xc2\x85", "" };
	wrong = 0;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		escape_json(bad[i], escaped, sizeof escaped);
		snprintf(json, sizeof json, "{\"category\":%" PRId64 ",\"grams\":900,\"title\":\"%s\"}", category, escaped);
		int status = status_of("POST", "/p/items/items", json, NULL, answer, sizeof answer);
		if (status != 201 && !(status == 400 && has_sentence(answer)))
			wrong++, note("control %zu: %d %.200s", i, status, answer);
	}
	char *too_long = malloc(2000);
	memset(too_long, 'x', 301);
	too_long[301] = 0;
	snprintf(json, sizeof json, "{\"category\":%" PRId64 ",\"grams\":900,\"title\":\"%s\"}", category, too_long);
	free(too_long);
	int status = status_of("POST", "/p/items/items", json, NULL, answer, sizeof answer);
	ok(wrong == 0 && status == 400 && has_sentence(answer), "control characters and 301 characters never break anything (%d)", status);
}

/* Random bytes in places where a person's browser puts words. */
static void paths_and_queries(void)
{
	static const char *const bases[] = { "/O/", "/p/items/items/", "/p/items/search?q=", "/p/items/day?day=", "/p/labels/label.png?code=", "/ui/text/", "/events?topic=", "/p/", "/ui/" };
	int wrong = 0, count = 0;
	char text[700], answer[4000];
	for (int i = 0; i < 600; i++) {
		const char *base = bases[random_next(&random_state) % 9];
		if (strncmp(base, "/events", 7) == 0) /* would stay open */
			continue;
		size_t n = (size_t)snprintf(text, sizeof text, "GET %s", base), from = n;
		size_t most = 1 + random_next(&random_state) % 60;
		while (n - from < most)
			n += (size_t)snprintf(text + n, sizeof text - n, "%%%02x", (unsigned)(random_next(&random_state) % 256));
		n += (size_t)snprintf(text + n, sizeof text - n, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		int status = raw(text, n, answer, sizeof answer);
		count++;
		if (status / 100 == 5 || status == 0)
			wrong++, note("%.*s: %d %.200s", (int)n - 30, text, status, answer);
	}
	ok(wrong == 0, "%d addresses of random bytes: none is a fault of ours", count);
}

int main(int argc, char **argv)
{
	char dir[200], data[220];
	if (argc < 2)
		bail("usage: doors GLANE [SEED]");
	program_glane = argv[1];
	random_state = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)getpid() * 1000003u;
	note("seed %" PRIu64, random_state);
	temp_dir("doors", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	if (daemon_start(&d, data, NULL) != 0)
		bail("the daemon does not start: status %d, see %s", d.status, d.log);
	category = any_category(&d);
	find_paths();
	every_route();
	hosts();
	bad_bodies();
	texts();
	paths_and_queries();
	ok(daemon_stop(&d) == 0, "it ends in peace");
	char *log = daemon_log(&d);
	ok(!strstr(log, " error "), "no error was logged: %.400s", strstr(log, " error ") ? strstr(log, " error ") : "");
	free(log);
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	ok(o.status == 0, "verify finds no difference: %s%s", o.out, o.err);
	output_free(&o);
	remove_dir(dir);
	return tap_end();
}
