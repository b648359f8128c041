/* SPDX-License-Identifier: MPL-2.0 */
/* Who may do what: every route of /api/openapi.json for every role, a device without a person, and nobody.
 *
 *   matrix GLANE roles.txt
 *
 * roles.txt says which role holds which permission; it is read by people, so it is written by hand.  A route without a
 * permission has to stand in `everybody` below: a new one fails here until somebody has thought about it.  What is sent is
 * harmless: a field that no route knows, and a code that nobody drew. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/value.h"
#include "site.h"
#include "tap.h"

static const char *const everybody[] = {
	"GET /", "GET /api/openapi.json", "GET /healthz", "GET /sw.js", "GET /session", "GET /sign-in", "POST /sign-in/pin", "POST /sign-in/badge",
	"GET /p/camera/items/{code}", "GET /p/camera/items/{code}/show", "GET /p/camera/photo/{address}", "GET /p/challenge/household/{code}/score",
	"GET /F/{code}", "GET /p/challenge/household/{code}", "GET /p/challenge/household/{code}/badges", "GET /p/challenge/household/{code}/stop",
	"GET /p/challenge/household/{code}/data.csv",
	"GET /p/challenge/household/{code}/data.json", "GET /p/challenge/household/{code}/weighing/{weighing}", "GET /p/challenge/gone", "GET /p/challenge/wall",
	"GET /p/challenge/slide", "POST /p/challenge/household/{code}/answer", "POST /p/challenge/household/{code}/choices", "POST /p/challenge/household/{code}/forget",
	"POST /p/challenge/household/{code}/gesture", "POST /p/challenge/household/{code}/nothing", "POST /p/challenge/household/{code}/presence",
	"POST /p/challenge/household/{code}/weigh", "POST /p/challenge/household/{code}/weighing/{weighing}",
	"POST /sign-in/password", "POST /sign-out", "GET /enrol", "POST /enrol", "GET /first-run", "POST /first-run",
	"GET /p/hello", "GET /p/impact/items/{code}/co2", "GET /p/intake/today", "GET /p/items/o/{code}", "GET /O/{code}", "GET /p/items/report/{code}", "POST /p/items/report/{code}", "GET /p/labels/card/{code}", "GET /A/{code}", NULL,
};
enum { ROUTES_MAX = 400, PERMISSIONS_MAX = 100, CALLERS = ROLES + 2, DEVICE = ROLES, NOBODY };
static const char *const caller_names[CALLERS] = { "day", "volunteer", "staff", "cashier", "manager", "administrator", "reader", "a device", "nobody" };

struct golden {
	char permission[80];
	bool may[ROLES];
};
static struct route routes[ROUTES_MAX];
static struct golden golden[PERMISSIONS_MAX];
static int route_n, golden_n, mismatches;
static struct site s;

static void mismatch(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void mismatch(const char *fmt, ...)
{
	char text[500];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	note("%s", text);
	mismatches++;
}

/* --- what is declared, and what was agreed ----------------------------------------------------------- */

static void read_golden(const char *path)
{
	char *text = read_file(path, NULL), *rest = text, *line;
	if (!text)
		bail("%s: not there", path);
	while ((line = strsep(&rest, "\n"))) {
		char *word = strtok(line, " \t");
		if (!word || word[0] == '#')
			continue;
		if (golden_n == PERMISSIONS_MAX)
			bail("more than %d permissions", PERMISSIONS_MAX);
		struct golden *g = &golden[golden_n++];
		snprintf(g->permission, sizeof g->permission, "%s", word);
		for (int i = 0; i < ROLES; i++) {
			char *mark = strtok(NULL, " \t");
			if (!mark || (strcmp(mark, "yes") != 0 && strcmp(mark, "-") != 0))
				bail("%s: %s: seven times \"yes\" or \"-\" is wanted", path, g->permission);
			g->may[i] = mark[0] == 'y';
		}
	}
	free(text);
}

static const struct golden *golden_of(const char *permission)
{
	for (int i = 0; i < golden_n; i++)
		if (strcmp(golden[i].permission, permission) == 0)
			return &golden[i];
	return NULL;
}

static void every_route_is_known(void)
{
	int before = mismatches;
	for (int i = 0; i < route_n; i++) {
		const char *line = routes[i].name;
		bool open = false;
		for (int k = 0; everybody[k]; k++)
			open = open || strcmp(everybody[k], line) == 0;
		if (routes[i].permission[0] && !golden_of(routes[i].permission))
			mismatch("%s: its permission %s is not in roles.txt", line, routes[i].permission);
		if (routes[i].secret_in_address)
			mismatch("%s: takes a secret in its address", line);
		if (!routes[i].permission[0] && !open)
			mismatch("%s: declares no permission, and nobody agreed that everybody may", line);
		if (routes[i].permission[0] && open)
			mismatch("%s: wants %s, and stands among what everybody may", line, routes[i].permission);
	}
	for (int k = 0; everybody[k]; k++) {
		bool there = false;
		for (int i = 0; i < route_n && !there; i++)
			there = strcmp(routes[i].name, everybody[k]) == 0;
		if (!there)
			mismatch("%s: is agreed to be for everybody, and is not there", everybody[k]);
	}
	ok(mismatches == before, "each of %d routes has a permission of roles.txt, or was agreed to be for everybody; none takes a secret in its address", route_n);
}

/* --- the walk ------------------------------------------------------------------------------------------ */

static bool may(int caller, const struct route *r)
{
	const struct golden *g = golden_of(r->permission);
	return !r->permission[0] || (caller < ROLES && g && g->may[caller]);
}

/* What was answered to whoever asked for it as a program, and as a browser. */
static bool as_agreed(const struct route *r, int caller, bool html, int status, const struct client_reply *reply)
{
	bool person = caller < ROLES, get = r->method[0] == 'G';
	char where[400] = "";
	client_field(reply, "Location", where, sizeof where);
	bool to_door = status == 303 && strncmp(where, "/sign-in?next=", 14) == 0;
	if (status == 0 || status / 100 == 5 || status == 429)
		return false;
	if (may(caller, r))
		return status != 401 && status != 403 && !to_door;
	if (person)
		return status == 403;
	return html && get ? to_door : status == 401;
}

static void walk(int caller, struct visitor *v)
{
	int before = mismatches, asked = 0;
	for (int i = 0; i < route_n; i++) {
		for (int html = 0; html < 2; html++) {
			char path[300];
			struct client_reply reply;
			struct visitor here = from_next(&s); /* whoever guesses is counted by address */
			snprintf(here.device, sizeof here.device, "%s", v->device);
			snprintf(here.session, sizeof here.session, "%s", v->session);
			here.html = html == 1;
			here.type = routes[i].raw;
			route_address(&routes[i], path, sizeof path);
			int status = visit(&s, &here, routes[i].method, path, routes[i].method[0] == 'P' ? "{\"unheard_of\":1}" : NULL, &reply);
			if (!as_agreed(&routes[i], caller, html == 1, status, &reply))
				mismatch("%s %s (%s) for %s: %d %.100s", routes[i].method, path, routes[i].permission[0] ? routes[i].permission : "everybody",
				         caller_names[caller], status, reply.body);
			asked++;
			client_reply_free(&reply);
		}
	}
	ok(mismatches == before, "%s: %d requests are answered as agreed", caller_names[caller], asked);
}

/* What the screens are told that this person may. */
static void compare_may(int role, struct visitor *v)
{
	struct client_reply r;
	struct arena a;
	struct glane_value *root;
	const char *why;
	bool told[PERMISSIONS_MAX] = { false };
	int before = mismatches;
	arena_init(&a, 1u << 20);
	if (visit(&s, v, "GET", "/session", NULL, &r) != 200 || value_parse_json(&a, str_c(r.body), &root, &why) < 0)
		bail("/session: %d %s", r.status, r.body);
	const struct glane_value *list = value_get(root, "may");
	for (uint32_t i = 0; i < value_count(list); i++) {
		const struct golden *g = golden_of(value_text(value_at(list, i)).p);
		if (g)
			told[g - golden] = true;
		else
			mismatch("%s: %s is not in roles.txt", role_codes[role], value_text(value_at(list, i)).p);
	}
	for (int i = 0; i < golden_n; i++)
		if (told[i] != golden[i].may[role])
			mismatch("%s %s %s, roles.txt says otherwise", role_codes[role], told[i] ? "may" : "may not", golden[i].permission);
	ok(mismatches == before, "%s: holds what roles.txt says", role_codes[role]);
	client_reply_free(&r);
	arena_fini(&a);
}

/* --- commands --------------------------------------------------------------------------------------------- */

static void commands(struct visitor *boss)
{
	struct output o;
	struct arena a;
	struct glane_value *root;
	const char *why;
	int wrong = 0, n = 0;
	arena_init(&a, 8u << 20);
	glane_run(&o, s.data, "help", "commands", "--json", NULL);
	if (o.status != 0 || value_parse_json(&a, str_c(o.out), &root, &why) < 0)
		bail("help commands: %s%s", o.out, o.err);
	const struct glane_value *list = value_get(root, "commands");
	for (uint32_t i = 0; i < value_count(list); i++) {
		char path[200];
		snprintf(path, sizeof path, "/cli/%s", value_get_text(value_at(list, i), "words").p);
		for (char *c = path; *c; c++)
			*c = *c == ' ' ? '/' : *c;
		int status = visit(&s, boss, "POST", path, "{}", NULL);
		wrong += status != 404;
		n++;
		if (status != 404)
			note("POST %s: %d", path, status);
	}
	ok(n > 20 && wrong == 0, "%d commands are not there for an administrator who comes over the network", n);
	output_free(&o);
	arena_fini(&a);
}

int main(int argc, char **argv)
{
	struct visitor boss;
	if (argc < 3)
		bail("usage: matrix GLANE roles.txt");
	program_glane = argv[1];
	read_golden(argv[2]);
	site_start(&s, "matrix", true);
	site_found(&s, &boss);
	route_n = site_routes(&s, routes, ROUTES_MAX);
	every_route_is_known();
	struct visitor v = from("192.0.2.2"), nobody = from("192.0.2.3");
	enrol(&s, &v, "intake");
	walk(NOBODY, &nobody);
	walk(DEVICE, &v);
	for (int role = 0; role < ROLES; role++) {
		enter(&s, &v, role);
		compare_may(role, &v);
		walk(role, &v);
		if (!here(&s, &v))
			mismatch("%s: is not signed in any more after the walk", role_codes[role]);
	}
	commands(&boss);
	ok(mismatches == 0, "%d routes x %d callers, %d mismatches", route_n, CALLERS, mismatches);
	char *log = daemon_log(&s.d);
	ok(!strstr(log, " error "), "no error was logged: %.300s", strstr(log, " error ") ? strstr(log, " error ") : "");
	free(log);
	site_end(&s);
	return tap_end();
}
