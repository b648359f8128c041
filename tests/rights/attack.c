/* SPDX-License-Identifier: MPL-2.0 */
/* What strangers try: guesses in parallel, codes by the thousand, other sites' requests, forged addresses; and what every
 * answer has to carry.  Prints what was counted.  Other sites' pages in a real browser: tests/browser/attack.mjs.
 *
 *   attack GLANE SKIP.so */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "site.h"
#include "tap.h"

enum { ROUTES_MAX = 400, GUESSES = 1000, SCREENS = 5, AT_ONCE = 100, CODES = 1000 };
/* A try or a few come back while a slow machine counts: so much more may be let through than at once. */
static struct site s;
static struct visitor boss;
static struct route routes[ROUTES_MAX];
static int route_n;

struct counts { /* of statuses */
	int n[600];
};

static const char *counted(const struct counts *c)
{
	static char text[300];
	size_t n = 0;
	text[0] = 0;
	for (int i = 0; i < 600 && n + 20 < sizeof text; i++)
		if (c->n[i])
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%d x %d", n ? ", " : "", i, c->n[i]);
	return text;
}

static int other_than(const struct counts *c, int a, int b, int d)
{
	int n = 0;
	for (int i = 0; i < 600; i++)
		n += i == a || i == b || i == d ? 0 : c->n[i];
	return n;
}

static bool alike(const struct client_reply *a, const struct client_reply *b)
{
	const char *rest_a = strstr(a->head, "\r\nDate: "), *rest_b = strstr(b->head, "\r\nDate: ");
	return a->status == b->status && a->body_n == b->body_n && memcmp(a->body, b->body, a->body_n) == 0 && rest_a && rest_b &&
	       strcmp(rest_a + 37, rest_b + 37) == 0;
}

static int post(struct visitor *v, struct client_reply *r, const char *path, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static int post(struct visitor *v, struct client_reply *r, const char *path, const char *fmt, ...)
{
	char body[1000];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(body, sizeof body, fmt, ap);
	va_end(ap);
	return visit(&s, v, "POST", path, body, r);
}

/* --- many at once ------------------------------------------------------------------------------------------- */

/* Sends `n` requests on as many connections, does `meanwhile`, and only then reads an answer. */
static void all_at_once(const char *const *requests, int n, struct counts *ret, void (*meanwhile)(void))
{
	struct client c[AT_ONCE];
	for (int i = 0; i < n; i++)
		if (client_open(&c[i], s.d.port) != 0)
			bail("no connection %d", i);
	for (int i = 0; i < n; i++)
		client_puts(&c[i], requests[i]);
	if (meanwhile)
		meanwhile();
	for (int i = 0; i < n; i++) {
		struct client_reply r = { .status = 0 };
		ret->n[client_reply(&c[i], "POST", &r) == 0 ? r.status : 0]++;
		client_reply_free(&r);
		client_close(&c[i]);
	}
}

static struct visitor colleague;
static int colleague_in, colleague_busy;

/* She touches her tile again while the screen says that it is busy. */
static void colleague_signs_in(void)
{
	int status;
	while ((status = sign_in(&s, &colleague, s.people[ROLE_CASHIER], pin_of(ROLE_CASHIER))) == 503 && colleague_busy < 100000)
		colleague_busy++;
	colleague_in += status == 200;
}

static void guess_pins(void)
{
	struct visitor screens[SCREENS];
	struct counts counts = { { 0 } };
	char text[AT_ONCE][600];
	const char *requests[AT_ONCE];
	int64_t victim = s.people[ROLE_VOLUNTEER];
	int rounds = 0;
	colleague = from_next(&s);
	for (int i = 0; i < SCREENS; i++) {
		screens[i] = from_next(&s);
		enrol(&s, &screens[i], "intake");
	}
	enrol(&s, &colleague, "till");
	for (int sent = 0; sent < GUESSES; sent += AT_ONCE, rounds++) {
		for (int i = 0; i < AT_ONCE; i++) {
			char body[80];
			int n = snprintf(body, sizeof body, "{\"person\":%" PRId64 ",\"pin\":\"%04d\"}", victim, sent + i);
			snprintf(text[i], sizeof text[i], "POST /sign-in/pin HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nX-Forwarded-For: 10.200.0.%d\r\n"
			         "X-Forwarded-Proto: https\r\nCookie: __Host-glane_device=%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			         i, screens[i % SCREENS].device, n, body);
			requests[i] = text[i];
		}
		all_at_once(requests, AT_ONCE, &counts, colleague_signs_in);
		site_pass(&s, 31000); /* as patient as it pays to be */
	}
	int64_t failures = site_sql_int(&s, "SELECT max(failures) FROM core_person");
	int answered = counts.n[401];
	ok(answered <= 10 && failures <= 10 && counts.n[200] == 0 && other_than(&counts, 401, 403, 429) == counts.n[503],
	   "%d guesses of a PIN, %d at once, on %d screens, over %d waits: %d were tried (%s)", GUESSES, AT_ONCE, SCREENS, rounds, answered, counted(&counts));
	ok(colleague_in == rounds, "a colleague signed in %d times meanwhile, and was told %d times to try again", colleague_in, colleague_busy);
	ok(sign_in(&s, &screens[0], victim, pin_of(ROLE_VOLUNTEER)) == 403, "the right one needs a responsible person now");
	post(&boss, NULL, "/manage/people/unlock", "{\"id\":%" PRId64 "}", victim);
}

/* --- passwords, and addresses ------------------------------------------------------------------------------- */

static void passwords(void)
{
	struct visitor v = from_next(&s), w = from_next(&s), x = from_next(&s), in = from_next(&s);
	struct client_reply a, b, c;
	post(&v, &a, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"un vieux tiroir\"}");
	post(&w, &b, "/sign-in/password", "{\"login\":\"personne\",\"password\":\"un vieux tiroir\"}");
	post(&x, &c, "/sign-in/password", "{\"login\":\"' OR 1=1 --\",\"password\":\"' OR 1=1 --\"}");
	ok(a.status == 401 && alike(&a, &b) && alike(&a, &c), "a wrong password and a login that never existed: the same answer");
	client_reply_free(&a);
	client_reply_free(&b);
	client_reply_free(&c);

	struct counts one = { { 0 } }, forged = { { 0 } };
	struct visitor far = from_next(&s);
	for (int i = 0; i < 30; i++)
		one.n[post(&far, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"essai %d\"}", i)]++;
	ok(one.n[401] >= 10 && one.n[401] <= 13 && one.n[401] + one.n[429] == 30, "30 passwords from one address: %s", counted(&one));
	ok(post(&far, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}") == 429, "from there even the right one waits");
	ok(post(&in, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}") == 200, "from elsewhere it opens: nobody is locked out from far away");
	site_pass(&s, 6001);
	ok(post(&far, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}") == 200, "six seconds later it opens there too");
	struct visitor liar = from("10.210.0.1");
	for (int i = 0; i < 30; i++) {
		snprintf(liar.address, sizeof liar.address, "172.16.0.%d, 10.210.0.1", i);
		forged.n[post(&liar, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"essai %d\"}", i)]++;
	}
	struct visitor honest = from("10.210.0.1, 10.210.0.2");
	ok(forged.n[401] >= 10 && forged.n[401] <= 13 && forged.n[401] + forged.n[429] == 30 && post(&honest, NULL, "/sign-in/password", "{\"login\":\"a\",\"password\":\"b\"}") == 401,
	   "behind a trusted proxy only the last address counts, forged ones change nothing: %s", counted(&forged));
	struct counts codes = { { 0 } };
	struct visitor guesser = from_next(&s);
	for (int i = 0; i < 100; i++)
		codes.n[post(&guesser, NULL, "/enrol", "{\"code\":\"%04d-0000\"}", i)]++;
	ok(codes.n[401] >= 10 && codes.n[401] <= 13 && codes.n[401] + codes.n[429] == 100, "100 codes of devices from one address: %s", counted(&codes));
}

/* Six digits are guessed no faster by whoever sits at an open session. */
static void six_digits(void)
{
	struct counts counts = { { 0 } };
	struct visitor v = from_next(&s);
	post(&v, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}");
	for (int i = 0; i < 100; i++)
		counts.n[post(&v, NULL, "/me/totp/off", "{\"digits\":\"%06d\"}", i)]++;
	ok(counts.n[400] >= 9 && counts.n[400] <= 12 && counts.n[400] + counts.n[429] == 100, "100 times six digits at an open session: %s", counted(&counts));
}

static void no_tls(void)
{
	struct visitor v = from_next(&s), w;
	struct client_reply r;
	char cookie[300];
	v.plain = true;
	int status = post(&v, &r, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}");
	ok(status == 403 && client_field(&r, "Set-Cookie", cookie, sizeof cookie) == 0, "without TLS nobody signs in from elsewhere");
	client_reply_free(&r);
	w = boss;
	w.plain = true;
	ok(here(&s, &boss) && !here(&s, &w), "nor are cookies believed that came without");
}

/* A daemon without a proxy in front: the machine itself, and whoever claims to be another. */
static void on_the_machine(void)
{
	static const char *const attributes[] = { "; Path=/", "; HttpOnly", "; SameSite=Strict" };
	struct site near;
	struct visitor chief, forger;
	struct client_reply r;
	char cookie[300];
	site_start(&near, "near", false);
	site_found(&near, &chief);
	int status = sign_in(&near, &chief, near.people[ROLE_ADMINISTRATOR], pin_of(ROLE_ADMINISTRATOR));
	forger = chief;
	snprintf(forger.extra, sizeof forger.extra, "X-Forwarded-For: 192.0.2.77\r\n");
	ok(status == 200 && here(&near, &chief) && !here(&near, &forger), "a forwarded request is nobody's where no proxy is trusted");
	snprintf(forger.extra, sizeof forger.extra, "X-Forwarded-Proto: https\r\n");
	visit(&near, &forger, "GET", "/session", NULL, &r);
	ok(!strstr(r.head, "Strict-Transport"), "nor is it made secure by saying so");
	client_reply_free(&r);
	struct counts counts = { { 0 } };
	int n = 30;
	for (int i = 0; i < n; i++) {
		struct visitor v = from("");
		snprintf(v.extra, sizeof v.extra, "X-Forwarded-For: 192.0.2.%d\r\nForwarded: for=192.0.2.%d\r\nX-Real-IP: 192.0.2.%d\r\n", i, i, i);
		counts.n[visit(&near, &v, "POST", "/enrol", "{\"code\":\"0000-0000\"}", NULL)]++;
	}
	ok(counts.n[429] >= n - 13 && counts.n[429] < n, "%d tries with %d forged addresses count as one: %s", n, n, counted(&counts));
	struct visitor out = chief;
	bool good = true;
	visit(&near, &out, "POST", "/sign-in/pin", "{\"person\":1,\"pin\":\"500000\"}", &r);
	int lines = client_field(&r, "Set-Cookie", cookie, sizeof cookie);
	for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
		good = good && strstr(cookie, attributes[i]);
	ok(r.status == 200 && lines == 2 && good && !strstr(r.head, "; Secure") && !strstr(r.head, "Domain="), "cookies on plain loopback: %s", cookie);
	client_reply_free(&r);
	site_end(&near);
}

static void cookies(void)
{
	static const char *const attributes[] = { "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure" };
	struct visitor v = from_next(&s);
	struct client_reply r;
	int wrong = 0, n = 0;
	enrol(&s, &v, "intake");
	post(&v, &r, "/sign-in/pin", "{\"person\":%" PRId64 ",\"pin\":\"%s\"}", s.people[ROLE_STAFF], pin_of(ROLE_STAFF));
	for (const char *at = r.head; (at = strstr(at, "\r\nSet-Cookie: ")); n++) {
		char line[300];
		at += 14;
		snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\r"), at);
		for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
			wrong += !strstr(line, attributes[i]);
		wrong += strncmp(line, "__Host-", 7) != 0 || strstr(line, "Domain") != NULL;
		wrong += strstr(line, "session") && strstr(line, "Max-Age"); /* ends with the browser */
	}
	ok(n == 2 && wrong == 0, "%d cookies behind TLS: __Host-, Path=/, HttpOnly, SameSite=Strict, Secure, no Domain", n);
	client_reply_free(&r);
}

/* --- codes on labels ------------------------------------------------------------------------------------------- */

static void draw(char out[CODE_SYMBOLS + 1], bool well_formed)
{
	for (int i = 0; i < CODE_SYMBOLS; i++)
		out[i] = code_alphabet[random_next(&s.random) % 32];
	out[CODE_SYMBOLS] = 0;
	char check = code_check(out, CODE_SYMBOLS - 1);
	out[CODE_SYMBOLS - 1] = well_formed ? check : check == '7' ? '8' : '7';
}

static void make_item(struct visitor *kiosk, int64_t category, char path[60])
{
	struct client_reply r;
	post(kiosk, &r, "/p/items/items", "{\"category\":%" PRId64 ",\"grams\":900,\"title\":\"Bouilloire\"}", category);
	const char *code = strstr(r.body, "\"code\":\"");
	if (!code)
		bail("no item: %d %s", r.status, r.body);
	snprintf(path, 60, "/O/%.13s", code + 8);
	client_reply_free(&r);
}

static void enumerate(void)
{
	struct client_reply r;
	struct visitor kiosk = from_next(&s), shopper = from_next(&s), team;
	char shown[60], path[60]; /* of the other one nobody has asked yet, so it is in no cache */
	enrol(&s, &kiosk, "intake");
	enter(&s, &kiosk, ROLE_VOLUNTEER);
	visit(&s, &kiosk, "GET", "/p/intake/", NULL, &r);
	int64_t category = json_int(strstr(r.body, "\"categories\"") ? strstr(r.body, "\"categories\"") : "", "id");
	client_reply_free(&r);
	make_item(&kiosk, category, shown);
	make_item(&kiosk, category, path);
	ok(visit(&s, &shopper, "GET", shown, NULL, NULL) == 200, "an item that is there is shown");

	struct visitor v = from_next(&s), w = from_next(&s);
	struct client_reply first;
	char guess[CODE_SYMBOLS + 1], at[60];
	draw(guess, true);
	snprintf(at, sizeof at, "/O/%s", guess);
	visit(&s, &v, "GET", at, NULL, &first);
	draw(guess, false);
	snprintf(at, sizeof at, "/O/%s", guess);
	visit(&s, &w, "GET", at, NULL, &r);
	bool same = first.status == 404 && alike(&first, &r);
	if (!same)
		note("%s%s\n%s%s", first.head, first.body, r.head, r.body);
	client_reply_free(&r);
	for (int door = 0; door < 2; door++) {
		static const char *const doors[] = { "/O/", "/p/items/o/" };
		struct counts counts = { { 0 } };
		struct visitor robot = from_next(&s);
		for (int i = 0; i < CODES; i++) {
			draw(guess, i % 2 == 0);
			snprintf(at, sizeof at, "%s%s", doors[door], guess);
			int status = visit(&s, &robot, "GET", at, NULL, &r);
			counts.n[status]++;
			same = same && (status != 404 || alike(&first, &r));
			client_reply_free(&r);
		}
		ok(counts.n[404] >= 20 && counts.n[404] <= 24 && counts.n[404] + counts.n[429] == CODES, "%d random codes at %s: %s", CODES, doors[door], counted(&counts));
		int there = visit(&s, &robot, "GET", path, NULL, NULL);
		ok(there == 429, "after that even a code that is there tells nothing there (%d)", there);
	}
	ok(same, "misread, unknown, never drawn: the same answer, byte for byte");
	client_reply_free(&first);

	struct counts burst = { { 0 } };
	char text[AT_ONCE][300];
	const char *requests[AT_ONCE];
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < AT_ONCE; i++) {
			draw(guess, true);
			snprintf(text[i], sizeof text[i], "GET /O/%s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nX-Forwarded-For: 10.220.0.1\r\n\r\n", guess);
			requests[i] = text[i];
		}
		all_at_once(requests, AT_ONCE, &burst, NULL);
	}
	ok(burst.n[404] <= 24 && other_than(&burst, 404, 429, 404) == 0, "%d codes, %d at once: %s", 10 * AT_ONCE, AT_ONCE, counted(&burst));

	int known = 0;
	team = kiosk;
	for (int i = 0; i < 60; i++) {
		draw(guess, true);
		snprintf(at, sizeof at, "/O/%s", guess);
		known += visit(&s, &team, "GET", at, NULL, NULL) == 404;
	}
	int hits = 0;
	for (int i = 0; i < 200; i++) {
		make_item(&kiosk, category, at);
		hits += visit(&s, &shopper, "GET", at, NULL, NULL) == 200;
	}
	ok(hits == 200, "nor is a shopper who looks at %d things that are there", hits);
	ok(known == 60, "the team's own misses are not counted");
}

/* --- other sites' requests ------------------------------------------------------------------------------------ */

static void other_sites(void)
{
	static const struct {
		const char *what, *extra;
		bool bare;
	} ways[] = {
		{ "another origin", "Origin: https://evil.example\r\n", false },
		{ "no origin that counts", "Origin: null\r\n", false },
		{ "our host without TLS", "Origin: http://localhost\r\n", false },
		{ "another port", "Origin: https://localhost:8443\r\n", false },
		{ "another site", "Sec-Fetch-Site: cross-site\r\n", false },
		{ "a neighbour", "Sec-Fetch-Site: same-site\r\n", false },
		{ "an origin of ours from another site", "Origin: https://localhost\r\nSec-Fetch-Site: cross-site\r\n", false },
		{ "a form without its field", "", true },
	};
	char before[65], after[65];
	int sent = 0, let_in = 0, posts = 0;
	head_of(&s, before);
	for (int i = 0; i < route_n; i++) {
		if (routes[i].method[0] != 'P')
			continue;
		posts++;
		for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
			char path[300];
			struct visitor v = from_next(&s);
			memcpy(v.device, boss.device, sizeof v.device);
			memcpy(v.session, boss.session, sizeof v.session);
			snprintf(v.extra, sizeof v.extra, "%s", ways[k].extra);
			v.bare = ways[k].bare;
			v.type = routes[i].raw;
			route_address(&routes[i], path, sizeof path);
			int status = visit(&s, &v, "POST", path, ways[k].bare ? "_request=00000000-0000-8000-8000-000000000000&id=1&code=x" : "{}", NULL);
			sent++;
			if (status != 403 && !(ways[k].bare && (status == 400 || status == 415)))
				let_in++, note("%s from %s: %d", routes[i].name, ways[k].what, status);
		}
	}
	head_of(&s, after);
	ok(let_in == 0 && strcmp(before, after) == 0 && here(&s, &boss), "%d routes that change something x %zu kinds of strangers: %d of %d requests had an effect", posts,
	   sizeof ways / sizeof ways[0], let_in, sent);

	/* The field of a page that was made for somebody else. */
	struct client_reply r;
	struct visitor mine = boss, other = from_next(&s), none = boss;
	char token[40] = "";
	enrol(&s, &other, "manager");
	enter(&s, &other, ROLE_MANAGER);
	other.html = true;
	visit(&s, &other, "GET", "/manage/places", NULL, &r);
	const char *at = strstr(r.body, "name=\"_request\" value=\"");
	if (at)
		snprintf(token, sizeof token, "%.36s", at + 23);
	client_reply_free(&r);
	mine.bare = none.bare = other.bare = true;
	int stolen = post(&mine, NULL, "/manage/containers", "_request=%s&name=Bac&tare=1&active=1", token);
	int missing = post(&none, NULL, "/manage/containers", "name=Bac&tare=1&active=1");
	int own = post(&other, NULL, "/manage/containers", "_request=%s&name=Bac&tare=1&active=1", token);
	ok(token[0] && stolen == 403 && missing == 403 && (own == 303 || own == 200), "a form's field is worth nothing in another session, and all in its own (%d, %d, %d)", stolen, missing, own);
}

static void get_changes_nothing(void)
{
	static const char sums[] = "SELECT (SELECT count(*) FROM core_request) * 1000 + (SELECT count(*) FROM core_session) * 100 + (SELECT count(*) FROM core_device) * 10 +"
	                           " (SELECT count(*) FROM core_enrolment) + (SELECT count(*) FROM core_setting) + (SELECT max(seq) FROM core_journal)";
	char before[65], after[65];
	int n = 0, faults = 0;
	head_of(&s, before);
	int64_t sum = site_sql_int(&s, sums);
	for (int i = 0; i < route_n; i++) {
		char path[300];
		if (routes[i].method[0] == 'P')
			continue;
		route_address(&routes[i], path, sizeof path);
		int status = visit(&s, &boss, "GET", path, NULL, NULL);
		faults += status == 0 || status >= 500;
		n++;
	}
	head_of(&s, after);
	ok(faults == 0 && strcmp(before, after) == 0 && sum == site_sql_int(&s, sums), "%d GET routes: nothing is changed", n);
}

/* --- what every answer carries ---------------------------------------------------------------------------------- */

static int missing(const struct client_reply *r, const char *what, bool mine, bool asset)
{
	char v[1000];
	int n = 0;
	bool page = client_field(r, "Content-Type", v, sizeof v) == 1 && strncmp(v, "text/html", 9) == 0;
#define LACKS(condition, word)                                                                     \
	do {                                                                                       \
		if (condition) {                                                                   \
			note("%s: %d %s: %s", what, r->status, word, v);                           \
			n++;                                                                       \
		}                                                                                  \
	} while (0)
	LACKS(client_field(r, "Content-Security-Policy", v, sizeof v) != 1 || !strstr(v, "default-src 'none'") || !strstr(v, "frame-ancestors 'none'") ||
	              strstr(v, "unsafe") || strstr(v, "*"), "policy");
	if (page)
		LACKS(!strstr(v, "require-trusted-types-for 'script'") || !strstr(v, "script-src 'self'") || !strstr(v, "base-uri 'none'") || !strstr(v, "form-action 'self'"), "policy of a page");
	if (r->body_n)
		LACKS(client_field(r, "Content-Type", v, sizeof v) != 1 || !strchr(v, '/') || (strncmp(v, "text/", 5) == 0 && !strstr(v, "charset=utf-8")), "type");
	LACKS(client_field(r, "X-Content-Type-Options", v, sizeof v) != 1 || strcmp(v, "nosniff") != 0, "nosniff");
	LACKS(client_field(r, "Referrer-Policy", v, sizeof v) != 1 || strcmp(v, "same-origin") != 0, "referrer");
	LACKS(client_field(r, "Cross-Origin-Resource-Policy", v, sizeof v) != 1 || strcmp(v, "same-origin") != 0, "resource policy");
	LACKS(client_field(r, "Strict-Transport-Security", v, sizeof v) != 1 || !strstr(v, "max-age=31536000"), "HSTS");
	LACKS(client_field(r, "Access-Control-Allow-Origin", v, sizeof v) != 0, "CORS");
	LACKS(client_field(r, "Server", v, sizeof v) != 0 || client_field(r, "X-Powered-By", v, sizeof v) != 0, "says what it is");
	if (mine && !asset)
		LACKS(client_field(r, "Cache-Control", v, sizeof v) != 1 || !strstr(v, "no-store"), "no-store");
	if (client_field(r, "Set-Cookie", v, sizeof v))
		LACKS(client_field(r, "Cache-Control", v, sizeof v) != 1 || !strstr(v, "no-store"), "no-store with a cookie");
	return n;
#undef LACKS
}

static void headers(void)
{
	static const struct {
		const char *method, *path, *extra;
	} more[] = {
		{ "GET", "/nowhere", "" }, { "GET", "/p/nowhere/x", "" }, { "POST", "/healthz", "" }, { "GET", "/%2e%2e/x", "" }, { "GET", "/", "Range: bytes=0-1\r\n" },
		{ "GET", "/kiosk/glane.js", "" }, { "GET", "/glane.css", "" }, { "GET", "/", "Accept-Encoding: gzip\r\n" }, { "HEAD", "/", "" },
	};
	int lacks = 0, n = 0;
	for (int i = 0; i < route_n; i++)
		for (int kind = 0; kind < 4; kind++) {
			char path[300];
			struct client_reply r;
			struct visitor v = from_next(&s);
			if (kind & 1) {
				memcpy(v.device, boss.device, sizeof v.device);
				memcpy(v.session, boss.session, sizeof v.session);
			}
			v.html = kind & 2;
			v.type = routes[i].raw;
			route_address(&routes[i], path, sizeof path);
			visit(&s, &v, routes[i].method, path, routes[i].method[0] == 'P' ? "{\"unheard_of\":1}" : NULL, &r);
			lacks += missing(&r, routes[i].name, kind & 1, false);
			n++;
			client_reply_free(&r);
		}
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		struct client_reply r;
		struct visitor v = from_next(&s);
		snprintf(v.extra, sizeof v.extra, "%s", more[i].extra);
		visit(&s, &v, more[i].method, more[i].path, more[i].method[0] == 'P' ? "{}" : NULL, &r);
		lacks += missing(&r, more[i].path, false, true);
		n++;
		client_reply_free(&r);
	}
	ok(lacks == 0, "%d answers, %d headers missing", n, lacks);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		bail("usage: attack GLANE SKIP.so");
	if (getenv("SANITIZED")) {
		printf("1..0 # SKIP the preloaded clock would come before the sanitizer's library\n");
		return 0;
	}
	program_glane = argv[1];
	site_skip = argv[2];
	site_start(&s, "attack", true);
	site_found(&s, &boss);
	post(&boss, NULL, "/manage/settings", "{\"key\":\"site.lock_manager\",\"value\":\"36000\"}"); /* hours pass here */
	route_n = site_routes(&s, routes, ROUTES_MAX);
	guess_pins();
	passwords();
	six_digits();
	no_tls();
	on_the_machine();
	cookies();
	enumerate();
	other_sites();
	get_changes_nothing();
	headers();
	char *log = daemon_log(&s.d);
	ok(!strstr(log, " error "), "no error was logged: %.300s", strstr(log, " error ") ? strstr(log, " error ") : "");
	free(log);
	site_end(&s);
	return tap_end();
}
