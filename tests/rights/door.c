/* SPDX-License-Identifier: MPL-2.0 */
/* The door: codes for once, devices, sessions, PINs, guesses, escalation.  Time passes by skip.c.
 *
 *   door GLANE SKIP.so */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "site.h"
#include "tap.h"

static struct site s;
static struct visitor boss, manager, kiosk; /* two offices, one intake screen */

#define MINUTE 60000

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

static int get(struct visitor *v, const char *path)
{
	return visit(&s, v, "GET", path, NULL, NULL);
}

/* Bodies of two answers are the same, byte for byte, and so are their heads but for the date. */
static bool alike(const struct client_reply *a, const struct client_reply *b)
{
	const char *rest_a = strstr(a->head, "\r\nDate: "), *rest_b = strstr(b->head, "\r\nDate: ");
	return a->status == b->status && a->body_n == b->body_n && memcmp(a->body, b->body, a->body_n) == 0 && rest_a && rest_b &&
	       strcmp(rest_a + 37, rest_b + 37) == 0;
}

/* --- before anybody has founded the centre ------------------------------------------------------------- */

static int found(struct visitor *v, const char *code)
{
	return post(v, NULL, "/first-run", "{\"code\":\"%s\",\"site_name\":\"X\",\"name\":\"Intrus\",\"pin\":\"1234\",\"device_name\":\"X\",\"purpose\":\"manager\"}", code);
}

static void before_the_first_run(void)
{
	static const char *const paths[] = { "/", "/session", "/sign-in", "/enrol", "/me", "/metrics", "/events", "/api/openapi.json", "/manage/people",
		                             "/manage/settings", "/p/intake/", "/p/items/search?q=a", "/O/0000000000000", "/p/hello", "/ui/panels.json" };
	static const char *const posts[] = { "/sign-in/pin", "/sign-in/password", "/sign-out", "/enrol", "/manage/people", "/p/intake/weighings" };
	int served = 0;
	size_t n = sizeof paths / sizeof paths[0], m = sizeof posts / sizeof posts[0];
	for (size_t i = 0; i < n; i++) {
		struct visitor v = from_next(&s), w = from_next(&s);
		char where[100] = "";
		struct client_reply r;
		w.html = true;
		int status = get(&v, paths[i]), page = visit(&s, &w, "GET", paths[i], NULL, &r);
		client_field(&r, "Location", where, sizeof where);
		client_reply_free(&r);
		if (status != 401 || page != 303 || strcmp(where, "/first-run") != 0)
			served++, note("%s: %d, as a page %d %s", paths[i], status, page, where);
	}
	for (size_t i = 0; i < m; i++) {
		struct visitor v = from_next(&s);
		int status = post(&v, NULL, posts[i], "{}");
		if (status != 401)
			served++, note("POST %s: %d", posts[i], status);
	}
	struct visitor v = from_next(&s);
	ok(served == 0, "before the first run none of %zu routes is served", n + m);
	ok(get(&v, "/healthz") == 200 && get(&v, "/first-run") == 200, "but health and the page of the first run");

	char code[9], next[9];
	site_code(&s, code);
	int refused = 0;
	for (int i = 0; i < 10; i++) {
		char guess[9] = "00000000";
		guess[7] = (char)('0' + i);
		struct visitor w = from_next(&s);
		refused += found(&w, guess) == 400;
	}
	site_code(&s, next);
	for (int64_t until = now_ms() + 60000; strcmp(code, next) == 0 && now_ms() < until;)
		site_code(&s, next);
	ok(refused == 10 && strcmp(code, next) != 0, "ten wrong codes of the first run: the daemon prints a new one");
	struct visitor w = from_next(&s);
	ok(found(&w, code) == 400 && !w.session[0] && !w.device[0], "the old one opens nothing");
}

static void after_the_first_run(void)
{
	struct visitor v = from_next(&s);
	char code[9];
	site_code(&s, code);
	ok(found(&v, code) == 410 && !v.session[0], "the code of the first run serves once");
	ok(site_sql_int(&s, "SELECT count(*) FROM core_person WHERE role = 'administrator'") == 1, "there is one administrator");
}

/* --- codes for once -------------------------------------------------------------------------------------- */

static void make_code(char out[10])
{
	struct client_reply r;
	int status = post(&boss, &r, "/manage/devices/code", "{\"name\":\"Essai\",\"purpose\":\"intake\"}");
	const char *at = strstr(r.body, "\"code\":\"");
	if (status != 200 || !at)
		bail("no code: %d %s", status, r.body);
	snprintf(out, 10, "%.9s", at + 8);
	client_reply_free(&r);
}

static void codes(void)
{
	char good[10], old[10], early[10], used[10];
	struct visitor v[9];
	struct client_reply r[7];
	for (int i = 0; i < 9; i++)
		v[i] = from_next(&s);
	make_code(used);
	int first = post(&v[0], NULL, "/enrol", "{\"code\":\"%s\"}", used);
	ok(first == 200 && v[0].device[0], "a code makes a device");
	make_code(old);
	site_pass(&s, 10 * MINUTE + 1000);
	make_code(early);
	site_wall(&s, -2 * MINUTE);
	post(&v[1], &r[0], "/enrol", "{\"code\":\"0000-0000\"}"); /* wrong */
	post(&v[2], &r[1], "/enrol", "{\"code\":\"pas un code\"}");
	post(&v[3], &r[2], "/enrol", "{\"code\":\"%s\"}", used);
	post(&v[4], &r[3], "/enrol", "{\"code\":\"%s\"}", old);
	post(&v[5], &r[4], "/enrol", "{\"code\":\"%s\"}", early); /* of a time that is still to come */
	site_wall(&s, 2 * MINUTE);
	struct client_reply badge;
	post(&boss, &badge, "/manage/people/badge", "{\"id\":%" PRId64 "}", s.people[ROLE_VOLUNTEER]);
	const char *symbols = strstr(badge.body, "\"code\":\"");
	post(&v[6], &r[5], "/enrol", "{\"code\":\"%.26s\"}", symbols ? symbols + 8 : ""); /* of something else */
	post(&v[7], &r[6], "/enrol", "{\"code\":\"%.8s\"}", symbols ? symbols + 8 : "");
	bool same = true, none = true;
	for (int i = 0; i < 7; i++) {
		same = same && r[i].status == 401 && alike(&r[0], &r[i]);
		none = none && !v[i + 1].device[0];
		if (!same)
			note("%d: %d %s%s", i, r[i].status, r[i].head, r[i].body);
	}
	for (int i = 0; i < 7; i++)
		client_reply_free(&r[i]);
	ok(symbols && same && none, "wrong, misshapen, used, expired, early and foreign codes: the same answer, and no device");
	make_code(good);
	ok(post(&v[8], NULL, "/enrol", "{\"code\":\"%s\"}", good) == 200, "a fresh one still works");
	client_reply_free(&badge);
}

/* --- devices and sessions ----------------------------------------------------------------------------------- */

static int64_t device_of(struct visitor *v)
{
	struct client_reply r;
	visit(&s, v, "GET", "/session", NULL, &r);
	const char *at = strstr(r.body, "\"device\":{");
	int64_t id = at ? json_int(at, "id") : 0;
	client_reply_free(&r);
	return id;
}

static void devices(void)
{
	struct visitor lost = from_next(&s), other = from_next(&s), thief, bare;
	enrol(&s, &lost, "intake");
	enrol(&s, &other, "intake");
	enter(&s, &lost, ROLE_VOLUNTEER);
	thief = other;
	memcpy(thief.session, lost.session, sizeof thief.session);
	bare = lost;
	bare.device[0] = 0;
	ok(here(&s, &lost) && !here(&s, &thief) && !here(&s, &bare), "a session that is taken to another device, or to none, is nobody's");
	thief = lost;
	thief.device[3] = thief.device[3] == 'a' ? 'b' : 'a';
	ok(!here(&s, &thief), "nor is one with half a device");
	int64_t id = device_of(&lost);
	struct client stream;
	char request[600];
	snprintf(request, sizeof request, "GET /events HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.9.8.7\r\nX-Forwarded-Proto: https\r\n"
	         "Cookie: __Host-glane_device=%s; __Host-glane_session=%s\r\n\r\n", lost.device, lost.session);
	client_open(&stream, s.d.port);
	client_puts(&stream, request);
	bool listened = client_until(&stream, "\r\n\r\n");
	ok(id > 0 && post(&boss, NULL, "/manage/devices/revoke", "{\"id\":%" PRId64 "}", id) == 200, "a device is revoked");
	ok(listened && client_closed(&stream), "its event stream ends");
	client_close(&stream);
	ok(!here(&s, &lost) && device_of(&lost) == 0, "its session is over, its cookie is nothing");
	ok(sign_in(&s, &lost, s.people[ROLE_VOLUNTEER], pin_of(ROLE_VOLUNTEER)) == 401, "no PIN opens anything there");
	ok(post(&boss, NULL, "/manage/devices/revoke", "{\"id\":%" PRId64 "}", id) == 404, "it is revoked once");
}

static bool is_session(const char *id)
{
	return strlen(id) == 32 && strspn(id, "0123456789abcdef") == 32;
}

static void sessions(void)
{
	struct visitor v = from_next(&s), old, planted;
	enrol(&s, &v, "workshop");
	planted = v;
	snprintf(planted.session, sizeof planted.session, "%s", "00112233445566778899aabbccddeeff");
	snprintf(v.session, sizeof v.session, "%s", planted.session);
	enter(&s, &v, ROLE_VOLUNTEER);
	ok(strcmp(v.session, planted.session) != 0 && is_session(v.session) && !here(&s, &planted) && here(&s, &v),
	   "a session id that was there before sign-in is not taken over; it has 128 bits");
	old = v;
	enter(&s, &v, ROLE_VOLUNTEER);
	ok(strcmp(v.session, old.session) != 0 && !here(&s, &old) && here(&s, &v), "signing in again: a new id, the old one is dead");
	old = v;
	enter(&s, &v, ROLE_STAFF);
	ok(strcmp(v.session, old.session) != 0 && !here(&s, &old) && here(&s, &v), "another person: a new id, the old one is dead");
	int answers[3];
	const int64_t whose[3] = { s.people[ROLE_STAFF], s.people[ROLE_VOLUNTEER], 0 };
	for (int i = 0; i < 3; i++) {
		snprintf(v.extra, sizeof v.extra, "Glane-Person: %" PRId64 "\r\n", whose[i]);
		answers[i] = get(&v, "/p/items/search?q=a");
	}
	snprintf(v.extra, sizeof v.extra, "Glane-Person: x\r\n");
	ok(answers[0] == 200 && answers[1] == 401 && answers[2] == 401 && get(&v, "/session") == 401,
	   "what a screen kept for one person is not done in another's name");
	v.extra[0] = 0;
	old = v;
	ok(post(&v, NULL, "/sign-out", "{}") == 200 && !v.session[0] && !here(&s, &old), "signing out: it is dead");
	enter(&s, &v, ROLE_READER);
	old = v;
	int status = post(&boss, NULL, "/manage/people", "{\"id\":%" PRId64 ",\"name\":\"Rémi\",\"role\":\"cashier\"}", s.people[ROLE_READER]);
	ok(status == 200 && !here(&s, &old), "a changed role ends the session");
	post(&boss, NULL, "/manage/people", "{\"id\":%" PRId64 ",\"name\":\"Rémi\",\"role\":\"reader\"}", s.people[ROLE_READER]);

	struct visitor away = from_next(&s);
	status = post(&away, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}");
	old = away;
	int again = post(&away, NULL, "/sign-in/password", "{\"login\":\"" SITE_LOGIN "\",\"password\":\"" SITE_PASSWORD "\"}");
	ok(status == 200 && again == 200 && strcmp(old.session, away.session) != 0 && !here(&s, &old) && here(&s, &away),
	   "from elsewhere too: a new id at sign-in, the old one is dead");
	char made[10];
	make_code(made);
	old = away;
	ok(post(&away, NULL, "/enrol", "{\"code\":\"%s\"}", made) == 200 && !here(&s, &old), "who makes her browser a device begins anew");
}

static void disabled(void)
{
	struct visitor v = from_next(&s);
	struct client stream;
	char request[600];
	enrol(&s, &v, "workshop");
	enter(&s, &v, ROLE_CASHIER);
	snprintf(request, sizeof request, "GET /events HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.9.8.6\r\nX-Forwarded-Proto: https\r\n"
	         "Cookie: __Host-glane_device=%s; __Host-glane_session=%s\r\n\r\n", v.device, v.session);
	client_open(&stream, s.d.port);
	client_puts(&stream, request);
	bool listened = client_until(&stream, "\r\n\r\n");
	int64_t from_ms = now_ms();
	int status = post(&boss, NULL, "/manage/people/disable", "{\"id\":%" PRId64 "}", s.people[ROLE_CASHIER]);
	bool ended = client_closed(&stream);
	note("the stream ended within %" PRId64 " ms", now_ms() - from_ms);
	client_close(&stream);
	ok(listened && status == 200 && ended, "a person is disabled: her event stream ends");
	ok(!here(&s, &v) && get(&v, "/p/items/search?q=a") == 401, "her open tab may nothing any more");
	ok(sign_in(&s, &v, s.people[ROLE_CASHIER], pin_of(ROLE_CASHIER)) == 401, "her PIN opens nothing");
	post(&boss, NULL, "/manage/people/enable", "{\"id\":%" PRId64 "}", s.people[ROLE_CASHIER]);
	ok(!here(&s, &v), "enabled again, she signs in anew");
	enter(&s, &v, ROLE_CASHIER);
}

/* --- PINs ------------------------------------------------------------------------------------------------------ */

static void pins(void)
{
	static const char *const shapes[] = { "123", "1234567", "12a4", "", "٤٧١١", "-123", "12 34" };
	int wrong = 0;
	int64_t volunteer = s.people[ROLE_VOLUNTEER];
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		wrong += sign_in(&s, &kiosk, volunteer, shapes[i]) != 400;
		wrong += post(&boss, NULL, "/manage/people", "{\"name\":\"Fautive\",\"role\":\"volunteer\",\"pin\":\"%s\"}", shapes[i]) != 400;
	}
	wrong += site_command(&s, "123", "person", "add", "Fautive", "volunteer", NULL) >= 0;
	wrong += site_command(&s, "1234567", "person", "add", "Fautive", "volunteer", NULL) >= 0;
	ok(wrong == 0 && site_sql_int(&s, "SELECT count(*) FROM core_person WHERE name = 'Fautive'") == 0, "a PIN of 3 or 7 digits, letters, nothing: refused wherever it is typed");
	ok(site_sql_int(&s, "SELECT sum(failures) FROM core_person") == 0, "what is no PIN is no guess");

	static const struct {
		const char *password;
		int status;
	} lengths[] = { { "bleue 7", 400 }, { "bleue, 8", 200 }, { "été à la mer", 200 }, { "correcte cheval pile agrafe, correcte cheval pile agrafe, correcte cheval", 200 } };
	wrong = 0;
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		struct visitor away = from_next(&s);
		int status = post(&boss, NULL, "/manage/people", "{\"name\":\"Loin %zu\",\"role\":\"reader\",\"login\":\"loin%zu\",\"password\":\"%s\"}", i, i, lengths[i].password);
		int in = post(&away, NULL, "/sign-in/password", "{\"login\":\"loin%zu\",\"password\":\"%s\"}", i, lengths[i].password);
		wrong += status != lengths[i].status || in != (status == 200 ? 200 : 401);
	}
	ok(wrong == 0, "a password has 8 characters at least, of any kind, and may be a sentence");

	int64_t twin = site_command(&s, pin_of(ROLE_VOLUNTEER), "person", "add", "Jumelle", "volunteer", NULL);
	struct client_reply r;
	bool one = false, two = false;
	if (twin > 0 && sign_in(&s, &kiosk, twin, pin_of(ROLE_VOLUNTEER)) == 200) {
		visit(&s, &kiosk, "GET", "/session", NULL, &r);
		one = strstr(r.body, "\"name\":\"Jumelle\"") && json_int(strstr(r.body, "\"person\":{"), "id") == twin;
		client_reply_free(&r);
	}
	if (sign_in(&s, &kiosk, volunteer, pin_of(ROLE_VOLUNTEER)) == 200) {
		visit(&s, &kiosk, "GET", "/session", NULL, &r);
		two = json_int(strstr(r.body, "\"person\":{"), "id") == volunteer;
		client_reply_free(&r);
	}
	ok(one && two, "two people with the same PIN: the tile says who it is");

	int64_t day = s.people[ROLE_DAY];
	struct visitor office = manager;
	ok(sign_in(&s, &kiosk, day, NULL) == 200 && sign_in(&s, &office, day, NULL) == 403, "the volunteer of the day: no PIN on an intake screen, nothing elsewhere");
	ok(post(&kiosk, NULL, "/me/pin", "{\"pin\":\"1234\"}") == 403 && sign_in(&s, &kiosk, day, NULL) == 200, "and nobody gives that tile a PIN of her own");
	struct visitor stranger = from_next(&s);
	ok(sign_in(&s, &stranger, volunteer, pin_of(ROLE_VOLUNTEER)) == 401, "off an enrolled device a PIN is nothing");
	enter(&s, &manager, ROLE_MANAGER);
}

static void badge_of(int64_t person, char out[27])
{
	struct client_reply r;
	post(&boss, &r, "/manage/people/badge", "{\"id\":%" PRId64 "}", person);
	const char *at = strstr(r.body, "\"code\":\"");
	if (!at)
		bail("no badge: %d %s", r.status, r.body);
	snprintf(out, 27, "%s", at + 8);
	client_reply_free(&r);
}

static void badges(void)
{
	char old[27], badge[27];
	struct client_reply a, b;
	struct visitor stranger = from_next(&s);
	int64_t staff = s.people[ROLE_STAFF];
	badge_of(staff, old);
	int first = post(&kiosk, NULL, "/sign-in/badge", "{\"badge\":\"HTTPS://EXAMPLE.ORG/B/%s\"}", old);
	badge_of(staff, badge);
	post(&kiosk, &a, "/sign-in/badge", "{\"badge\":\"%s\"}", old);
	post(&kiosk, &b, "/sign-in/badge", "{\"badge\":\"00000000000000000000000000\"}");
	ok(first == 200 && a.status == 401 && alike(&a, &b), "a badge opens until another is made; then it is as if it never existed");
	client_reply_free(&a);
	client_reply_free(&b);
	int away = post(&stranger, NULL, "/sign-in/badge", "{\"badge\":\"%s\"}", badge);
	post(&boss, NULL, "/manage/people/disable", "{\"id\":%" PRId64 "}", staff);
	int gone = post(&kiosk, NULL, "/sign-in/badge", "{\"badge\":\"%s\"}", badge);
	post(&boss, NULL, "/manage/people/enable", "{\"id\":%" PRId64 "}", staff);
	int back = post(&kiosk, NULL, "/sign-in/badge", "{\"badge\":\"%s\"}", badge);
	ok(away == 401 && gone == 401 && back == 200, "it is nothing off an enrolled device, nor for somebody who is disabled (%d, %d, %d)", away, gone, back);
}

/* Nothing that was shown once, typed or sent as a cookie can be read in what is kept. */
static void secrets_at_rest(void)
{
	char path[260], badge[27], code[10];
	int found = 0;
	badge_of(s.people[ROLE_STAFF], badge);
	make_code(code);
	enter(&s, &kiosk, ROLE_VOLUNTEER);
	snprintf(path, sizeof path, "%.4s%.4s", code, code + 5);
	const char *const secrets[] = { badge, code, path, kiosk.session, kiosk.device, boss.session, boss.device, SITE_PASSWORD };
	static const char *const files[] = { "glane.db", "glane.db-wal" };
	char *log = daemon_log(&s.d);
	for (size_t k = 0; k < sizeof secrets / sizeof secrets[0]; k++) {
		found += strstr(log, secrets[k]) != NULL;
		for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
			char file[300];
			size_t n = 0;
			snprintf(file, sizeof file, "%s/%s", s.data, files[i]);
			char *bytes = read_file(file, &n);
			if (bytes && memmem(bytes, n, secrets[k], strlen(secrets[k])))
				found++, note("%s holds secret %zu", files[i], k);
			free(bytes);
		}
	}
	free(log);
	ok(found == 0, "badges, codes, cookies and passwords: the database keeps digests only, the log nothing");
}

static void wait_and_lock(void)
{
	int64_t volunteer = s.people[ROLE_VOLUNTEER];
	int wrong = 0;
	for (int i = 0; i < 5; i++)
		wrong += sign_in(&s, &kiosk, volunteer, "0000") != 401;
	struct client_reply r;
	char after[20] = "";
	post(&kiosk, &r, "/sign-in/pin", "{\"person\":%" PRId64 ",\"pin\":\"%s\"}", volunteer, pin_of(ROLE_VOLUNTEER));
	client_field(&r, "Retry-After", after, sizeof after);
	ok(wrong == 0 && r.status == 429 && atoi(after) > 20 && atoi(after) <= 30, "five wrong PINs: even the right one waits %s s", after);
	client_reply_free(&r);
	ok(sign_in(&s, &kiosk, s.people[ROLE_STAFF], pin_of(ROLE_STAFF)) == 200, "somebody else signs in on the same screen meanwhile");
	site_wall(&s, 10 * MINUTE);
	ok(sign_in(&s, &kiosk, volunteer, "0000") == 429, "a clock that jumps shortens nothing");
	site_wall(&s, -10 * MINUTE);
	struct visitor other = from_next(&s);
	enrol(&s, &other, "workshop");
	ok(sign_in(&s, &other, volunteer, "0000") == 429, "nor does another screen");
	for (int i = 5; i < 10; i++) {
		site_pass(&s, 30001);
		wrong += sign_in(&s, &kiosk, volunteer, "0000") != 401;
	}
	site_pass(&s, 60 * MINUTE);
	ok(wrong == 0 && sign_in(&s, &kiosk, volunteer, pin_of(ROLE_VOLUNTEER)) == 403, "ten wrong ones: the right one needs somebody");
	site_again(&s);
	ok(sign_in(&s, &kiosk, volunteer, pin_of(ROLE_VOLUNTEER)) == 403, "a new start of the daemon forgets nothing");
	enter(&s, &boss, ROLE_ADMINISTRATOR);
	enter(&s, &manager, ROLE_MANAGER);
	int status = post(&manager, NULL, "/manage/people/unlock", "{\"id\":%" PRId64 "}", volunteer);
	ok(status == 200 && sign_in(&s, &kiosk, volunteer, pin_of(ROLE_VOLUNTEER)) == 200, "a manager unlocks, the right PIN opens");
	ok(site_sql_int(&s, "SELECT sum(failures) FROM core_person") == 0, "and counts begin anew");
}

/* --- idle --------------------------------------------------------------------------------------------------- */

static void idle(void)
{
	struct visitor screen = from_next(&s);
	struct client_reply r;
	enrol(&s, &screen, "intake");
	int status = post(&boss, NULL, "/manage/settings", "{\"key\":\"site.lock_intake\",\"value\":\"20\"}");
	enter(&s, &screen, ROLE_VOLUNTEER);
	visit(&s, &screen, "GET", "/session", NULL, &r);
	ok(status == 200 && json_int(r.body, "after_s") == 20, "a lock time is set");
	client_reply_free(&r);
	for (int i = 0; i < 5; i++) {
		site_pass(&s, 45000);
		if (!here(&s, &screen))
			status = 0;
	}
	ok(status == 200, "whoever works stays signed in");
	site_wall(&s, 24 * 60 * MINUTE);
	bool ahead = here(&s, &screen);
	site_wall(&s, -48 * 60 * MINUTE);
	bool back = here(&s, &screen);
	site_wall(&s, 24 * 60 * MINUTE);
	ok(ahead && back, "a clock that jumps by a day locks nobody out");
	site_wall(&s, -60 * MINUTE);
	site_pass(&s, 20000 + 30001); /* its slack is 30 s */
	ok(!here(&s, &screen), "nor keeps anybody in: the lock time passes while the clock goes back");
	site_wall(&s, 60 * MINUTE);
	ok(get(&screen, "/p/intake/day") == 401, "the screen may nothing any more");
	struct visitor busy = from_next(&s);
	enrol(&s, &busy, "till");
	enter(&s, &busy, ROLE_CASHIER);
	site_again(&s);
	bool works = here(&s, &busy);
	site_pass(&s, 30001);
	ok(works && here(&s, &busy) && !here(&s, &screen), "over a new start of the daemon whoever works stays, whoever was asleep sleeps on after half a minute");
	enter(&s, &boss, ROLE_ADMINISTRATOR);
	enter(&s, &manager, ROLE_MANAGER);
	post(&boss, NULL, "/manage/settings", "{\"key\":\"site.lock_intake\",\"value\":\"90\"}");
}

/* --- who may give what ---------------------------------------------------------------------------------------- */

static void administrators(void)
{
	int64_t one = s.people[ROLE_ADMINISTRATOR];
	int a = post(&boss, NULL, "/manage/people/disable", "{\"id\":%" PRId64 "}", one);
	int b = post(&boss, NULL, "/manage/people", "{\"id\":%" PRId64 ",\"name\":\"Amina\",\"role\":\"manager\"}", one);
	int64_t c = site_command(&s, "", "person", "disable", "Amina", NULL);
	ok(a == 409 && b == 409 && c < 0 && here(&s, &boss), "the last administrator cannot be disabled, nor change her role (%d, %d)", a, b);
	a = post(&boss, NULL, "/manage/roles/permission", "{\"role\":\"administrator\",\"permission\":\"core.people\",\"grant\":\"no\"}");
	b = post(&boss, NULL, "/manage/roles", "{\"code\":\"administrator\",\"name\":\"X\",\"active\":false}");
	ok(a == 409 && b == 409, "her role cannot be emptied");
	int64_t two = site_command(&s, "7777", "person", "add", "Zoé", "administrator", NULL);
	a = post(&boss, NULL, "/manage/people/disable", "{\"id\":%" PRId64 "}", two);
	ok(two > 0 && a == 200, "one of two can go");
}

static void escalation(void)
{
	int64_t one = s.people[ROLE_ADMINISTRATOR], self = s.people[ROLE_MANAGER];
	const struct {
		const char *what, *path;
		char body[200];
	} tries[] = {
		{ "makes an administrator", "/manage/people", "{\"name\":\"Intrus\",\"role\":\"administrator\",\"pin\":\"1234\"}" },
		{ "makes herself one", "/manage/people", "{\"id\":SELF,\"name\":\"Mona\",\"role\":\"administrator\"}" },
		{ "gives one another PIN", "/manage/people", "{\"id\":ONE,\"name\":\"Amina\",\"role\":\"administrator\",\"pin\":\"1234\"}" },
		{ "gives one a password", "/manage/people", "{\"id\":ONE,\"name\":\"Amina\",\"role\":\"administrator\",\"login\":\"x2\",\"password\":\"aussi longue que bleue\"}" },
		{ "takes one's role", "/manage/people", "{\"id\":ONE,\"name\":\"Amina\",\"role\":\"reader\"}" },
		{ "disables one", "/manage/people/disable", "{\"id\":ONE}" },
		{ "makes one's badge", "/manage/people/badge", "{\"id\":ONE}" },
		{ "gives her role more", "/manage/roles/permission", "{\"role\":\"manager\",\"permission\":\"core.roles\",\"grant\":\"yes\"}" },
		{ "makes a role", "/manage/roles", "{\"code\":\"roi\",\"name\":\"Roi\",\"active\":true}" },
		{ "erases one", "/manage/privacy/erase", "{\"id\":ONE,\"confirm\":\"Amina\"}" },
	};
	int done = 0;
	char before[65], after[65];
	head_of(&s, before);
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		char body[260] = "", *out = body;
		for (const char *p = tries[i].body; *p;) {
			bool is_one = strncmp(p, "ONE", 3) == 0, is_self = strncmp(p, "SELF", 4) == 0;
			if (is_one || is_self)
				out += sprintf(out, "%" PRId64, is_one ? one : self);
			else
				*out++ = *p;
			p += is_one ? 3 : is_self ? 4 : 1;
		}
		int status = visit(&s, &manager, "POST", tries[i].path, body, NULL);
		if (status != 403 && !(status == 404 && strstr(tries[i].path, "privacy")))
			done++, note("a manager %s: %d", tries[i].what, status);
	}
	head_of(&s, after);
	ok(done == 0 && strcmp(before, after) == 0, "a manager: %zu ways up, all closed, and nothing is in the journal", sizeof tries / sizeof tries[0]);

	/* Somebody who may change roles and little else gives nobody more than she has. */
	post(&boss, NULL, "/manage/roles", "{\"code\":\"adjoint\",\"name\":\"Adjoint\",\"pin\":true,\"active\":true}");
	post(&boss, NULL, "/manage/roles/permission", "{\"role\":\"adjoint\",\"permission\":\"core.roles\",\"grant\":\"yes\"}");
	post(&boss, NULL, "/manage/roles/permission", "{\"role\":\"adjoint\",\"permission\":\"core.see\",\"grant\":\"yes\"}");
	int64_t deputy = site_command(&s, "8888", "person", "add", "Adj", "adjoint", NULL);
	struct visitor v = from_next(&s);
	enrol(&s, &v, "manager");
	int in = sign_in(&s, &v, deputy, "8888");
	int up = post(&v, NULL, "/manage/roles/permission", "{\"role\":\"adjoint\",\"permission\":\"core.people\",\"grant\":\"yes\"}");
	int sideways = post(&v, NULL, "/manage/roles/permission", "{\"role\":\"manager\",\"permission\":\"core.see\",\"grant\":\"no\"}");
	int own = post(&v, NULL, "/manage/roles/permission", "{\"role\":\"reader\",\"permission\":\"core.see\",\"grant\":\"default\"}");
	ok(in == 200 && up == 403 && sideways == 403, "whoever may change roles grants what she has, to roles within her reach (%d, %d)", up, sideways);
	(void)own;
}

static void forged_person(void)
{
	struct client_reply r;
	enter(&s, &kiosk, ROLE_VOLUNTEER);
	visit(&s, &kiosk, "GET", "/p/intake/", NULL, &r);
	int64_t category = json_int(strstr(r.body, "\"categories\"") ? strstr(r.body, "\"categories\"") : "", "id");
	client_reply_free(&r);
	int a = post(&kiosk, NULL, "/p/intake/weighings", "{\"category\":%" PRId64 ",\"gross\":500,\"person\":%" PRId64 "}", category, s.people[ROLE_ADMINISTRATOR]);
	int b = post(&kiosk, NULL, "/p/intake/weighings", "{\"category\":%" PRId64 ",\"gross\":500,\"device\":1}", category);
	int c = post(&kiosk, NULL, "/p/intake/weighings?person=1", "{\"category\":%" PRId64 ",\"gross\":500}", category);
	int d = post(&kiosk, NULL, "/p/intake/weighings", "{\"category\":%" PRId64 ",\"gross\":500}", category);
	ok(a == 400 && b == 400 && c != 200 && c != 201 && d / 100 == 2, "a person in a body is a field that nobody knows (%d, %d, %d)", a, b, c);
	int64_t person = site_sql_int(&s, "SELECT person FROM core_journal ORDER BY seq DESC LIMIT 1");
	int64_t device = site_sql_int(&s, "SELECT device FROM core_journal ORDER BY seq DESC LIMIT 1");
	ok(person == s.people[ROLE_VOLUNTEER] && device == device_of(&kiosk), "the record names who was signed in, and the screen");
}

static void leads_nowhere(void)
{
	static const char *const away[] = { "%2F%2Fevil.example", "%2F%5Cevil.example", "http%3A%2F%2Fevil.example", "https:evil.example", "javascript:alert(1)", "%2F%09%2Fevil.example",
		                            "%2F%0d%0aX: y", "evil", "%5C%5Cevil.example", "%20//evil.example", "///evil.example", "%2F%5C/evil.example", "%2F%2e%2e//evil.example" };
	int out = 0;
	char where[300];
	struct client_reply r;
	struct visitor v = from_next(&s);
	enrol(&s, &v, "workshop");
	for (size_t i = 0; i < sizeof away / sizeof away[0]; i++) {
		v.html = true;
		int status = post(&v, &r, "/sign-in/pin", "person=%" PRId64 "&pin=%s&next=%s", s.people[ROLE_STAFF], pin_of(ROLE_STAFF), away[i]);
		where[0] = 0;
		client_field(&r, "Location", where, sizeof where);
		bool stays = status == 400 || (status == 303 && where[0] == '/' && where[1] != '/' && where[1] != '\\' && !strpbrk(where, "\t\r\n"));
		if (!stays)
			out++, note("next=%s: %d %s", away[i], status, where);
		client_reply_free(&r);
	}
	ok(out == 0, "%zu addresses to go to after sign-in: none leads out of this site", sizeof away / sizeof away[0]);
	int status = post(&v, &r, "/sign-in/pin", "person=%" PRId64 "&pin=%s&next=%%2Fp%%2Fitems%%2Fsearch%%3Fq%%3Da", s.people[ROLE_STAFF], pin_of(ROLE_STAFF));
	where[0] = 0;
	client_field(&r, "Location", where, sizeof where);
	ok(status == 303 && strcmp(where, "/p/items/search?q=a") == 0, "a page of this site is where it leads: %s", where);
	client_reply_free(&r);
	struct visitor page = from_next(&s);
	page.html = true;
	visit(&s, &page, "GET", "/sign-in?next=//evil.example", NULL, &r);
	ok(r.status == 200 && !strstr(r.body, "evil"), "nor does the page of the door carry it on");
	client_reply_free(&r);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		bail("usage: door GLANE SKIP.so");
	if (getenv("SANITIZED")) {
		printf("1..0 # SKIP the preloaded clock would come before the sanitizer's library\n");
		return 0;
	}
	program_glane = argv[1];
	site_skip = argv[2];
	site_start(&s, "door", true);
	before_the_first_run();
	site_found(&s, &boss);
	after_the_first_run();
	manager = from("192.0.2.7");
	kiosk = from("192.0.2.8");
	post(&boss, NULL, "/manage/settings", "{\"key\":\"site.lock_manager\",\"value\":\"36000\"}"); /* hours pass here */
	enrol(&s, &manager, "manager");
	enter(&s, &manager, ROLE_MANAGER);
	enrol(&s, &kiosk, "intake");
	codes();
	devices();
	sessions();
	disabled();
	pins();
	badges();
	secrets_at_rest();
	wait_and_lock();
	idle();
	administrators();
	escalation();
	forged_person();
	leads_nowhere();
	char *log = daemon_log(&s.d);
	ok(!strstr(log, " error "), "no error was logged: %.300s", strstr(log, " error ") ? strstr(log, " error ") : "");
	free(log);
	struct output o;
	glane_run(&o, s.data, "verify", "--json", NULL);
	ok(o.status == 0, "verify finds no difference: %s%s", o.out, o.err);
	output_free(&o);
	site_end(&s);
	return tap_end();
}
