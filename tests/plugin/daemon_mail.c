/* SPDX-License-Identifier: MPL-2.0 */
/* Reminders of a challenge through a mail server of the test's: what goes out, to whom, how often; a server that refuses,
 * one that is not there, and a line that breaks while the text is on its way.
 *
 *   daemon_mail GLANE */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

/* --- a mail server with one customer at a time ----------------------------------------------------------- */
enum mood { TAKES, REFUSES_TO /* the addressee */, BREAKS /* after the text, before its answer */ };
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int fd, port, mood, taken, visits;
	char last[20000]; /* the text of the last mail */
} server = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static void say(int fd, const char *line)
{
	if (write(fd, line, strlen(line)) < 0)
		note("the customer is gone");
}

/* One line without its CR LF; -1: the end. */
static int hear(int fd, char *line, size_t cap)
{
	size_t n = 0;
	char c;
	while (read(fd, &c, 1) == 1) {
		if (c == '\n') {
			line[n && line[n - 1] == '\r' ? n - 1 : n] = 0;
			return 0;
		}
		if (n + 1 < cap)
			line[n++] = c;
	}
	return -1;
}

static int mood(void)
{
	pthread_mutex_lock(&server.lock);
	int m = server.mood;
	pthread_mutex_unlock(&server.lock);
	return m;
}

static void text_of(int fd)
{
	char line[2000];
	char all[sizeof server.last] = "";
	while (hear(fd, line, sizeof line) == 0 && strcmp(line, ".") != 0)
		if (strlen(all) + strlen(line) + 2 < sizeof all)
			strcat(strcat(all, line), "\n");
	pthread_mutex_lock(&server.lock);
	server.taken++;
	strcpy(server.last, all);
	pthread_cond_broadcast(&server.changed);
	pthread_mutex_unlock(&server.lock);
}

static void serve_one(int fd)
{
	char line[2000];
	say(fd, "220 test\r\n");
	while (hear(fd, line, sizeof line) == 0) {
		if (strncmp(line, "EHLO", 4) == 0) {
			say(fd, "250-test\r\n250 8BITMIME\r\n");
		} else if (strncmp(line, "RCPT", 4) == 0 && mood() == REFUSES_TO) {
			say(fd, "550 no such person\r\n");
		} else if (strcmp(line, "DATA") == 0) {
			say(fd, "354 go on\r\n");
			text_of(fd);
			if (mood() == BREAKS)
				return;
			say(fd, "250 taken\r\n");
		} else if (strcmp(line, "QUIT") == 0) {
			say(fd, "221 bye\r\n");
			return;
		} else {
			say(fd, "250 fine\r\n");
		}
	}
}

static void *serve(void *arg)
{
	(void)arg;
	for (int fd; (fd = accept(server.fd, NULL, NULL)) >= 0;) {
		serve_one(fd);
		close(fd);
		pthread_mutex_lock(&server.lock);
		server.visits++;
		pthread_cond_broadcast(&server.changed);
		pthread_mutex_unlock(&server.lock);
	}
	return NULL;
}

static void open_server(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	pthread_t t;
	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server.fd, (struct sockaddr *)&a, n) != 0 || listen(server.fd, 8) != 0 || getsockname(server.fd, (struct sockaddr *)&a, &n) != 0 ||
	    pthread_create(&t, NULL, serve, NULL) != 0)
		bail("no mail server");
	server.port = ntohs(a.sin_port);
}

static void set_mood(int m)
{
	pthread_mutex_lock(&server.lock);
	server.mood = m;
	pthread_mutex_unlock(&server.lock);
}

/* Waits until so many mails were taken, or so many customers were served. */
static void wait_for(const int *count, int n)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 90;
	pthread_mutex_lock(&server.lock);
	while (*count < n)
		if (pthread_cond_timedwait(&server.changed, &server.lock, &until) != 0)
			bail("nothing came to the mail server");
	pthread_mutex_unlock(&server.lock);
}

static int taken(void)
{
	pthread_mutex_lock(&server.lock);
	int n = server.taken;
	pthread_mutex_unlock(&server.lock);
	return n;
}

/* --- the house -------------------------------------------------------------------------------------------------- */
static struct daemon d;

static bool post(const char *path, const char *json, int status, struct client_reply *ret)
{
	struct client_reply own, *r = ret ? ret : &own;
	static unsigned n;
	char key[37];
	uuid_make(7, ++n, key);
	if (ask(&d, "POST", path, key, json, NULL, r) < 0)
		return false;
	bool good = r->status == status || (status == 200 && r->status == 201);
	if (!good)
		note("%s: %d %.300s", path, r->status, r->body);
	if (!ret)
		client_reply_free(r);
	return good;
}

static int64_t count(const char *name)
{
	struct client_reply r;
	char key[40];
	if (ask(&d, "GET", "/p/challenge/c/1/follow", NULL, NULL, NULL, &r) < 0)
		bail("no answer");
	snprintf(key, sizeof key, "\"%s\":{\"n\":", name);
	const char *at = strstr(r.body, key);
	int64_t n = at ? strtoll(at + strlen(key), NULL, 10) : 0;
	client_reply_free(&r);
	return n;
}

static void until(const char *name, int64_t n)
{
	int64_t end = now_ms() + 60000;
	while (count(name) != n) {
		if (now_ms() > end)
			bail("%s does not become %lld", name, (long long)n);
		poll(NULL, 0, 20);
	}
}

static void household(int i, const char *email)
{
	char json[300];
	snprintf(json, sizeof json, "{\"pseudonym\":\"Foyer %d\",\"persons\":3,\"agreed\":true,\"start_week\":1%s%s%s}", i, email ? ",\"email\":\"" : "", email ? email : "", email ? "\"" : "");
	if (!post("/p/challenge/c/1/households", json, 200, NULL))
		bail("no household");
}

/* A challenge of three months that began two weeks ago, with four households: two with an address. */
static void challenge(void)
{
	char json[900], day[40];
	time_t t = time(NULL) - 15 * 86400;
	struct tm tm;
	gmtime_r(&t, &tm);
	strftime(day, sizeof day, "%Y-%m-%d", &tm);
	snprintf(json, sizeof json, "{\"form\":\"ademe\",\"name\":\"Défi\",\"first_day\":\"%s\",\"baseline_weeks\":4,\"challenge_weeks\":9,\"weigh_omr\":true,\"weigh_tri\":true,"
	         "\"score_omr\":true,\"score_tri\":true,\"reference\":\"own\",\"own_kg\":250000,\"own_source\":\"commune\"}", day);
	if (!post("/p/challenge/set", json, 200, NULL))
		bail("no challenge");
	household(1, NULL);
	household(2, "deux@example.org");
	household(3, "trois@example.org");
	household(4, "quatre@example.org");
	if (!post("/p/challenge/c/1/state", "{\"act\":\"open\"}", 200, NULL))
		bail("it does not open");
	if (!post("/p/challenge/h/4/nothing", "{\"week\":2}", 200, NULL))
		bail("nothing cannot be noted");
}

int main(int argc, char **argv)
{
	char dir[200], data[260], json[300];
	struct client_reply r;
	struct output o;
	if (argc < 2)
		bail("usage: daemon_mail GLANE");
	program_glane = argv[1];
	open_server();
	temp_dir("mail", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	if (daemon_start(&d, data, NULL) < 0)
		bail("the daemon ended with %d", d.status);
	challenge();
	ok(post("/p/challenge/c/1/remind", "{}", 409, NULL), "without a mail server nobody is reminded");
	ok(post("/p/challenge/mail", "{\"url\":\"http://x\",\"sender\":\"defi@example.org\"}", 400, NULL), "a server is smtp:// or smtps://");
	snprintf(json, sizeof json, "{\"url\":\"smtp://127.0.0.1:%d\",\"sender\":\"defi@example.org\",\"password\":\"hush-hush-secret\"}", server.port);
	ok(post("/p/challenge/mail", json, 200, NULL), "a mail server is set");
	ok(ask(&d, "GET", "/p/challenge/mail", NULL, NULL, NULL, &r) == 0 && !strstr(r.body, "hush-hush") && strstr(r.body, "\"has_password\":true"), "its password is shown to nobody");
	client_reply_free(&r);
	ok(post("/p/challenge/c/1/remind", "{}", 409, NULL), "without an address of the house links would not open");
	glane_run(&o, d.data, "setting", "set", "site.host", "glane.example.org", NULL);
	ok(o.status == 0, "the house has one: %s", o.err);
	output_free(&o);

	ok(post("/p/challenge/mail/test", "{\"to\":\"moi@example.org\"}", 200, NULL) && taken() == 1, "a first mail goes out");
	ok(strstr(server.last, "To: <moi@example.org>") && strstr(server.last, "Content-Transfer-Encoding: base64"), "to whom it was meant");

	set_mood(REFUSES_TO);
	ok(post("/p/challenge/mail/test", "{\"to\":\"moi@example.org\"}", 409, &r) && strstr(r.body, "550"), "a refusal is told: %.200s", r.body);
	client_reply_free(&r);

	set_mood(TAKES);
	ok(post("/p/challenge/c/1/remind", "{}", 200, NULL), "those who have not weighed are reminded");
	wait_for(&server.taken, 3);
	until("sent", 2);
	ok(taken() == 3, "the two that have an address and noted nothing");
	ok(strstr(server.last, "List-Unsubscribe: <https://glane.example.org/p/challenge/household/") && strstr(server.last, "/stop>"), "with the page that ends them");
	ok(post("/p/challenge/c/1/remind", "{}", 200, &r) && json_int(r.body, "queued") == 0, "once a week");
	client_reply_free(&r);

	/* The line breaks: nobody knows, so it is not sent again, not after a restart either. */
	household(5, "cinq@example.org");
	set_mood(BREAKS);
	ok(post("/p/challenge/c/1/remind", "{}", 200, NULL), "one more");
	wait_for(&server.taken, 4);
	until("failed", 1);
	set_mood(TAKES);
	ok(daemon_stop(&d) == 0 && daemon_start(&d, data, NULL) == 0, "a restart");
	household(6, "six@example.org");
	ok(post("/p/challenge/c/1/remind", "{}", 200, NULL), "another one");
	wait_for(&server.taken, 5);
	until("sent", 3);
	ok(taken() == 5 && strstr(server.last, "six@example.org") && count("failed") == 1, "what nobody knows about is not sent again");

	char *log = daemon_log(&d);
	ok(!strstr(log, "@example.org") && !strstr(log, "hush-hush"), "no address stands in the log");
	free(log);
	glane_run(&o, d.data, "verify", NULL);
	ok(o.status == 0, "the journal agrees: %s", o.out);
	output_free(&o);
	ok(daemon_stop(&d) == 0, "the service ends with the daemon");
	remove_dir(dir);
	return tap_end();
}
