/* SPDX-License-Identifier: MPL-2.0 */
/* The scale's service in the real daemon: what screens hear at /events.
 *
 *   daemon_scale GLANE */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

static struct daemon d;

static bool put(const char *json)
{
	struct client_reply r;
	if (ask(&d, "POST", "/p/scale/simulate", NULL, json, NULL, &r) < 0)
		return false;
	bool good = r.status == 200;
	if (!good)
		note("%d %.200s", r.status, r.body);
	client_reply_free(&r);
	return good;
}

static bool setting(const char *value)
{
	struct output o;
	glane_run(&o, d.data, "setting", "set", "scale.simulated", value, NULL);
	bool good = o.status == 0;
	if (!good)
		note("setting set: %s%s", o.out, o.err);
	output_free(&o);
	return good;
}

static bool listen_to(struct client *c)
{
	return client_open(c, d.port) == 0 && client_puts(c, "GET /events?topic=scale.reading HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 0 &&
	       client_until(c, "event: head") && client_until(c, "\n\n");
}

/* Longer than the service needs to see its setting, and than it may be silent; the stream's own heartbeat does not count. */
static bool hears_nothing(struct client *c)
{
	int64_t until = now_ms() + 2500;
	while (now_ms() < until) {
		struct pollfd p = { .fd = c->fd, .events = POLLIN };
		char some[4096];
		ssize_t n = c->n ? (ssize_t)c->n : poll(&p, 1, (int)(until - now_ms())) > 0 ? read(c->fd, some, sizeof some) : 0;
		if (n < 0 || memmem(c->n ? c->p : some, (size_t)n, "scale.reading", 13))
			return false;
		c->n = 0;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct client c;
	char dir[200], data[260];
	if (argc < 2)
		bail("usage: daemon_scale GLANE");
	program_glane = argv[1];
	temp_dir("scale", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	if (daemon_start(&d, data, NULL) < 0)
		bail("the daemon ended with %d", d.status);

	ok(listen_to(&c), "a screen listens");
	ok(hears_nothing(&c), "without a scale nothing is said");
	ok(setting("1") && client_until(&c, "\"grams\":0,\"stable\":true,\"state\":\"ok\"}"), "the scale for exercise speaks up by itself");
	ok(put("{\"grams\":1840}") && client_until(&c, "\"stable\":false,\"state\":\"ok\"}"), "what is put there moves");
	ok(client_until(&c, "\"grams\":1840,\"stable\":true,\"state\":\"ok\"}"), "and settles");
	int64_t start = now_ms();
	for (int i = 0; i < 3; i++)
		ok(client_until(&c, "\"grams\":1840,\"stable\":true"), "it goes on saying so");
	note("three times in %lld ms; at least every 2 s is wanted", (long long)(now_ms() - start));
	start = now_ms(); /* before the first one is said: what waits to be read was said later than that */
	ok(put("{\"stable\":false}") && client_until(&c, "\"stable\":false"), "somebody pushes it");
	for (int i = 0; i < 10; i++)
		if (!client_until(&c, "\"stable\":false"))
			bail("it fell silent");
	ok(now_ms() - start > 10 * 190, "at most five times a second");
	ok(put("{\"state\":\"off\"}") && client_until(&c, "\"grams\":null,\"stable\":false,\"state\":\"off\"}"), "an unplugged one has no weight");
	ok(put("{\"grams\":0}") && client_until(&c, "\"grams\":0,\"stable\":true,\"state\":\"ok\"}"), "it comes back");
	ok(setting("0"), "it is put out of use");
	bool silent = false;
	for (int i = 0; i < 5 && !silent; i++)
		silent = hears_nothing(&c);
	ok(silent, "and falls silent");
	client_close(&c);
	ok(daemon_stop(&d) == 0, "its service ends with the daemon");
	remove_dir(dir);
	return tap_end();
}
