/* SPDX-License-Identifier: MPL-2.0 */
/* Plugins in the real daemon: who may run, who crashed, services, streams, events.
 *
 *   daemon_plugins GLANE AREAS */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

static char areas[300], dir[200], data[260], own[300], mark[300], mark_env[320], calls[400], good[400], open_so[400];
static const char *env[] = { mark_env, NULL };
static const char *more[] = { "--plugins", calls, "--plugins", good, "--plugins", open_so, NULL };
static struct daemon d;

static void start(void)
{
	struct daemon_options o = { .env = env, .more = more };
	if (daemon_start(&d, data, &o) < 0)
		bail("the daemon ended with %d", d.status);
}

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool answers(const char *method, const char *path, const char *json, int status, const char *words)
{
	struct client_reply r;
	if (ask(&d, method, path, NULL, json, NULL, &r) < 0)
		return false;
	bool good_one = r.status == status && (!words || strstr(r.body, words));
	if (!good_one)
		note("%s %s: %d %.200s", method, path, r.status, r.body);
	client_reply_free(&r);
	return good_one;
}

static bool lists(const char *words)
{
	struct output o;
	glane_run(&o, data, "plugin", "list", NULL);
	bool found = strstr(o.out, words) != NULL;
	if (!found)
		note("plugin list: %s%s", o.out, o.err);
	output_free(&o);
	return found;
}

static bool command(const char *a, const char *b, const char *c, int status, const char *words)
{
	struct output o;
	glane_run(&o, data, a, b, c, NULL);
	bool found = o.status == status && (strstr(o.out, words) || strstr(o.err, words));
	if (!found)
		note("%s %s: %d %s%s", a, b, o.status, o.out, o.err);
	output_free(&o);
	return found;
}

static void put(const char *more_bytes)
{
	char from[400];
	size_t n;
	snprintf(from, sizeof from, "%s/risky.so", areas);
	char *p = read_file(from, &n);
	if (!p)
		bail("%s is not there", from);
	p = realloc(p, n + strlen(more_bytes));
	memcpy(p + n, more_bytes, strlen(more_bytes));
	unlink(own);
	write_file(own, p, n + strlen(more_bytes));
	free(p);
}

/* Until the daemon is gone; what its note says. */
static bool crashes(const char *path, const char *json)
{
	struct client c;
	if (client_open(&c, d.port) < 0)
		return false;
	ask_send(&c, "POST", path, NULL, json, NULL);
	int status = daemon_wait(&d);
	client_close(&c);
	char note_path[300];
	snprintf(note_path, sizeof note_path, "%s/crash", data);
	char *said = read_file(note_path, NULL), *log = daemon_log(&d);
	bool named = said && strcmp(said, "risky\n") == 0 && log && strstr(log, "glane: crashed in risky");
	if (status != 128 + SIGSEGV || !named)
		note("status %d, note %s", status, said ? said : "none");
	free(said);
	free(log);
	return status == 128 + SIGSEGV && named;
}

static bool sum_becomes(int wanted)
{
	for (int64_t until = now_ms() + 60000; now_ms() < until;) {
		struct client_reply r;
		if (ask(&d, "GET", "/p/risky/sum", NULL, NULL, NULL, &r) < 0)
			return false;
		int64_t sum = json_int(r.body, "sum");
		client_reply_free(&r);
		if (sum == wanted)
			return true;
	}
	return false;
}

static void who_may_run(void)
{
	put("");
	start();
	ok(lists("risky  new"), "a plugin that was put there is new");
	ok(!there(mark), "and none of its code ran, not even to look at it");
	ok(answers("GET", "/p/risky/sum", NULL, 404, NULL), "its routes are not there");
	ok(command("plugin", "enable", "risky", 0, "risky"), "somebody enables it");
	daemon_stop(&d);
	start();
	ok(lists("risky 1.0.0 running") && there(mark), "then it runs");
	ok(answers("GET", "/p/risky/sum", NULL, 200, "\"sum\":0"), "with its routes");
	ok(command("risky", "sum", NULL, 0, "0"), "and its commands");
	daemon_stop(&d);
	ok(command("risky", "sum", NULL, 0, "0"), "also without a daemon");

	unlink(mark);
	put("x");
	start();
	ok(lists("its file has changed since it was enabled") && !there(mark), "a changed file is not loaded");
	ok(command("plugin", "enable", "risky", 0, "risky"), "until it is enabled again");
	daemon_stop(&d);
	start();
	ok(answers("GET", "/p/risky/sum", NULL, 200, NULL), "then it runs");
	ok(command("plugin", "disable", "risky", 0, "risky"), "somebody disables it");
	daemon_stop(&d);
	unlink(mark);
	start();
	ok(lists("disabled by hand") && !there(mark), "a disabled one is not loaded");
	ok(command("plugin", "enable", "risky", 0, "risky"), "and enabled again");
	daemon_stop(&d);
}

static void who_crashed(void)
{
	start();
	ok(crashes("/p/risky/crash", "{}"), "a crash names the plugin");
	start();
	ok(lists("risky 1.0.0 running"), "once is forgiven");
	ok(crashes("/p/risky/wake", "{\"n\":-1}"), "a crash of its service names it too");
	start();
	ok(lists("it crashed twice within five minutes"), "twice and it stays out");
	ok(answers("GET", "/p/risky/sum", NULL, 404, NULL), "with its routes");
	ok(answers("GET", "/p/good/there", NULL, 200, NULL), "the others go on");
	ok(answers("GET", "/healthz", NULL, 200, "true"), "and the house");
	ok(command("plugin", "enable", "risky", 0, "risky"), "until somebody enables it");
	daemon_stop(&d);
	start();
	ok(answers("GET", "/p/risky/sum", NULL, 200, NULL), "then it runs again");
	ok(crashes("/p/risky/deep", "{}"), "a stack that is used up is a crash with a name");
	ok(command("plugin", "enable", "risky", 0, "risky"), "the count begins anew");
}

static void service(void)
{
	start();
	ok(answers("POST", "/p/risky/wake", "{\"n\":5}", 200, NULL) && sum_becomes(5), "a service is woken after the commit");
	ok(answers("POST", "/p/risky/wake", "{\"n\":-2}", 200, NULL), "it fails");
	ok(answers("POST", "/p/risky/wake", "{\"n\":7}", 200, NULL) && sum_becomes(12), "and is started again");
	ok(daemon_stop(&d) == 0, "a service that waits ends with the daemon");
}

static void streams_and_events(void)
{
	struct client_reply r;
	struct client c;
	start();
	ok(ask(&d, "GET", "/p/calls/stream", NULL, NULL, NULL, &r) == 0 && r.status == 200 && r.whole && r.body_n == 1000000 &&
	       r.body[0] == 'a' && r.body[999999] == 'a' + 999 % 26,
	   "a long reply is streamed to its last byte");
	client_reply_free(&r);
	ok(client_open(&c, d.port) == 0 && client_puts(&c, "GET /events?topic=calls.said HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 0 &&
	       client_until(&c, "event: head"),
	   "a screen listens");
	ok(answers("POST", "/p/calls/say", "{\"n\":41}", 200, NULL) && client_until(&c, "{\"n\":41}"), "and hears what was committed");
	client_close(&c);
	ok(daemon_stop(&d) == 0, "a clean end");
}

/* --- what everybody may send, over the socket: a forwarded request is nobody's -------------------------- */
static int as_stranger(const char *method, const char *type, const char *more_fields, const char *body, struct client_reply *r)
{
	char text[9000];
	struct client c;
	int n = snprintf(text, sizeof text, "%s /p/open/note/A1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nX-Forwarded-For: 192.0.2.1\r\n%s", method, more_fields);
	if (body)
		n += snprintf(text + n, sizeof text - (size_t)n, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, strlen(body));
	snprintf(text + n, sizeof text - (size_t)n, "\r\n%s", body ? body : "");
	*r = (struct client_reply){ .status = 0 };
	if (client_open(&c, d.port) < 0)
		return 0;
	int status = client_puts(&c, text) == 0 && client_reply(&c, method, r) == 0 ? r->status : 0;
	client_close(&c);
	return status;
}

/* Between `before` and `after` stands the key of a page that was fetched for it. */
static int sends(const char *type, const char *more_fields, const char *before, const char *after)
{
	struct client_reply r;
	char body[6000];
	as_stranger("GET", NULL, "", NULL, &r);
	const char *at = r.body ? strstr(r.body, "name=\"_request\" value=\"") : NULL;
	snprintf(body, sizeof body, "%s%.36s%s", before, at ? at + 23 : "", after);
	client_reply_free(&r);
	int status = as_stranger("POST", type, more_fields, body, &r);
	client_reply_free(&r);
	return status;
}

static void strangers(void)
{
	static const char form[] = "application/x-www-form-urlencoded", key[] = "text=broken&_request=";
	char large[5010] = "&text=";
	memset(large + 6, 'x', 5000);
	start();
	int site = sends(form, "Sec-Fetch-Site: cross-site\r\n", key, ""), origin = sends(form, "Origin: https://evil.example\r\n", key, "");
	ok(origin == 403 && site == 403, "what everybody may send is not taken from another site's page (%d, %d)", origin, site);
	int too_large = sends(form, "", "_request=", large), text = sends("text/plain", "", key, "");
	ok(too_large == 413 && text == 415, "nor more than 4 KiB, nor another kind of content (%d, %d)", too_large, text);
	int plain = sends(form, "", key, ""), json = sends("application/json", "", "{\"text\":\"broken\",\"_request\":\"", "\"}");
	ok(plain == 303 && json == 303, "a form is, and a program's JSON (%d, %d)", plain, json);
	int taken = 0, waits = 0;
	for (int i = 0; i < 20; i++) {
		int status = sends(form, "", key, "");
		taken += status == 303;
		waits += status == 429;
	}
	ok(taken >= 3 && taken <= 5 && taken + waits == 20, "of 20 more from one address %d are taken at once, %d wait", taken, waits);
	ok(daemon_stop(&d) == 0, "a clean end");
}

int main(int argc, char **argv)
{
	if (argc < 3)
		bail("usage: daemon_plugins GLANE AREAS");
	program_glane = argv[1];
	snprintf(areas, sizeof areas, "%s", argv[2]);
	temp_dir("plugins", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	snprintf(own, sizeof own, "%s/plugins", data);
	mkdir(data, 0700);
	mkdir(own, 0700);
	snprintf(own, sizeof own, "%s/plugins/risky.so", data);
	snprintf(mark, sizeof mark, "%s/mark", dir);
	snprintf(mark_env, sizeof mark_env, "RISKY_MARK=%s", mark);
	snprintf(calls, sizeof calls, "%s/calls.so", areas);
	snprintf(good, sizeof good, "%s/good.so", areas);
	snprintf(open_so, sizeof open_so, "%s/open.so", areas);
	setenv("RISKY_MARK", mark, 1); /* for the commands too */
	who_may_run();
	who_crashed();
	service();
	streams_and_events();
	strangers();
	remove_dir(dir);
	return tap_end();
}
