/* SPDX-License-Identifier: MPL-2.0 */
/* Scales on serial lines that are there, read by the real daemon: found out, unplugged and plugged in again, two at once, two on one
 * line, one that tells changes alone, one that never stops talking.  What screens hear at /events is what is looked at.
 *
 *   daemon_scales GLANE VSCALE */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

static struct daemon d;
static const char *program_vscale;
static char dir[200];

/* --- a scale: the program vscale, which takes orders -------------------------------------------------------------------- */
struct scale {
	pid_t pid;
	int64_t id;
	FILE *orders, *answers;
	char link[260];
};

static void scale_start(struct scale *s, const char *language, const char *name)
{
	int in[2], out[2];
	snprintf(s->link, sizeof s->link, "%s/%s", dir, name);
	if (pipe(in) || pipe(out))
		bail("no pipe");
	s->pid = fork();
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(program_vscale, program_vscale, language, s->link, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->orders = fdopen(in[1], "w");
	s->answers = fdopen(out[0], "r");
	char line[300];
	if (!s->orders || !s->answers || !fgets(line, sizeof line, s->answers))
		bail("vscale %s does not start", language);
}

static bool order(struct scale *s, const char *what)
{
	char line[80] = "";
	fprintf(s->orders, "%s\n", what);
	fflush(s->orders);
	return fgets(line, sizeof line, s->answers) && strcmp(line, "ok\n") == 0;
}

static void scale_end(struct scale *s)
{
	fclose(s->orders);
	fclose(s->answers);
	waitpid(s->pid, NULL, 0);
}

/* --- the daemon ----------------------------------------------------------------------------------------------------------- */
static int post(const char *path, const char *json, int64_t *ret_id)
{
	struct client_reply r;
	if (ask(&d, "POST", path, NULL, json, NULL, &r) < 0)
		return 0;
	int status = r.status;
	if (ret_id)
		*ret_id = json_int(r.body, "id");
	if (status >= 400)
		note("%d %.300s", status, r.body);
	client_reply_free(&r);
	return status;
}

/* `protocol` "": to be found out. */
static bool declare(struct scale *s, const char *name, const char *protocol)
{
	char json[600];
	snprintf(json, sizeof json, "{\"name\":\"%s\",\"other\":\"serial:%s\",\"protocol\":\"%s\",\"interval\":5,\"least\":20,\"most\":15000,"
	         "\"purpose\":\"statistics\"}", name, s->link, protocol);
	return post("/p/scale/device", json, &s->id) == 200 && s->id > 0;
}

static bool command(const char *what, const char *arg, const char *scale, int status, const char *says)
{
	struct output o;
	if (scale)
		glane_run(&o, d.data, "scale", what, "--json", "--scale", scale, arg, NULL);
	else
		glane_run(&o, d.data, "scale", what, "--json", NULL);
	bool good = o.status == status && strstr(o.out, says);
	if (!good)
		note("scale %s: %d %s%s", what, o.status, o.out, o.err);
	output_free(&o);
	return good;
}

static bool listen_to(struct client *c)
{
	return client_open(c, d.port) == 0 && client_puts(c, "GET /events?topic=scale.reading HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 0 &&
	       client_until(c, "event: head") && client_until(c, "\n\n");
}

/* The next reading of a scale (NULL: of any), as JSON; what was taken still lies in front of c->p.  false: none comes. */
static bool next(struct client *c, const struct scale *s, char *out, size_t cap)
{
	char name[40] = "{\"scale\":";
	if (s)
		snprintf(name, sizeof name, "{\"scale\":\"%" PRId64 "\"", s->id);
	do {
		if (!client_until(c, "event: scale.reading\ndata: ") || !client_until(c, "\n\n"))
			return false;
		const char *p = c->p - 2, *end = p;
		while (strncmp(p, "{\"scale\":", 9) != 0)
			p--;
		snprintf(out, cap, "%.*s", (int)(end - p), p);
	} while (strncmp(out, name, strlen(name)) != 0);
	return true;
}

/* Until this scale says so; none of what it says before may hold `never` (NULL: anything may). */
static bool until(struct client *c, const struct scale *s, const char *says, const char *never)
{
	char json[700] = "";
	for (int i = 0; i < 200; i++) {
		if (!next(c, s, json, sizeof json))
			break;
		if (never && strstr(json, never))
			break;
		if (strstr(json, says))
			return true;
	}
	note("waited for %s, heard %s", says, json);
	return false;
}

static bool taken(const struct scale *s)
{
	char json[40];
	snprintf(json, sizeof json, "{\"scale\":%" PRId64 "}", s->id);
	return post("/p/scale/taken", json, NULL) == 200;
}

/* --- one scale ------------------------------------------------------------------------------------------------------------ */
#define READY "\"takeable\":true,\"taken\":false,\"light\":false,\"raw\":\"S S"

static void test_found_out(struct client *c, struct scale *s)
{
	scale_start(s, "mt-sics", "one");
	order(s, "put 1840");
	ok(declare(s, "Grande", ""), "a scale is declared by its port alone");
	ok(until(c, s, "\"grams\":1840,\"stable\":true,\"state\":\"ok\"}", NULL), "how it talks is found out, and it is read");
	ok(command("list", NULL, NULL, 0, "\"protocol\":\"mt-sics\""), "what was found is kept");
	ok(command("test", "1,84", "Grande", 0, "\"deviation_mg\":0"), "against a known mass it is right");
	ok(command("test", "1,8", "Grande", 1, "\"deviation_mg\":40000"), "against another one it is not");
}

static void test_taken_once(struct client *c, struct scale *s)
{
	ok(until(c, s, READY, NULL), "what stands still may be taken");
	ok(taken(s) && until(c, s, "\"takeable\":false,\"taken\":true", NULL), "what was taken is not offered again");
	order(s, "put 0");
	ok(until(c, s, "\"taken\":false", "\"takeable\":true"), "until it is taken off");
	order(s, "put 1840");
	ok(until(c, s, READY, NULL), "the next one of the same weight is another one");
	order(s, "put 15");
	ok(until(c, s, "\"light\":true", NULL), "what is below its Min is said to be");
	order(s, "over");
	ok(until(c, s, "\"grams\":null,\"stable\":false,\"state\":\"over\"}", NULL), "too much has no weight");
	order(s, "well");
	order(s, "put 1840");
	ok(until(c, s, READY, "\"grams\":0,"), "and comes back without a 0 that nobody said");
}

static void test_unplugged(struct client *c, struct scale *s)
{
	order(s, "unplug");
	ok(until(c, s, "\"grams\":null,\"stable\":false,\"state\":\"off\"}", NULL), "unplugged it is said to be");
	ok(command("read", NULL, "Grande", 0, "\"state\":\"off\""), "the command says so too");
	order(s, "plug");
	ok(until(c, s, "\"grams\":1840,\"stable\":true,\"state\":\"ok\"}", NULL), "plugged in again it is read, by the name that stayed");
	taken(s);
	ok(until(c, s, "\"taken\":true", NULL), "a weight is taken");
	order(s, "unplug");
	until(c, s, "\"state\":\"off\"}", NULL);
	order(s, "plug");
	ok(until(c, s, "\"grams\":1840,\"stable\":true", NULL) && until(c, s, "\"taken\":true", "\"takeable\":true"), "a pulled plug does not make another thing of it");
	order(s, "silent");
	ok(until(c, s, "\"state\":\"silent\"}", NULL), "switched off it is silent, not 0");
	order(s, "talk");
	ok(until(c, s, "\"grams\":1840", NULL), "and speaks up again");
}

/* --- one that never stops -------------------------------------------------------------------------------------------------- */
/* How often threads of scales went to sleep and were woken, in the daemon. */
static int64_t wakeups(void)
{
	char path[300], line[200];
	int64_t sum = 0;
	snprintf(path, sizeof path, "/proc/%d/task", (int)d.pid);
	DIR *tasks = opendir(path);
	for (struct dirent *e; tasks && (e = readdir(tasks));) {
		bool ours = false;
		long long n;
		snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", (int)d.pid, e->d_name);
		FILE *f = fopen(path, "r");
		while (f && fgets(line, sizeof line, f)) {
			ours = ours || strncmp(line, "Name:\tglane-svc-scal", 20) == 0;
			if (ours && sscanf(line, "voluntary_ctxt_switches: %lld", &n) == 1)
				sum += n;
		}
		if (f)
			fclose(f);
	}
	if (tasks)
		closedir(tasks);
	return sum;
}

static int64_t frames(struct scale *s)
{
	struct client_reply r;
	int64_t n = -1;
	char path[80];
	snprintf(path, sizeof path, "/p/scale/device?id=%" PRId64, s->id);
	if (ask(&d, "GET", path, NULL, NULL, NULL, &r) == 0) {
		n = json_int(r.body, "frames");
		client_reply_free(&r);
	}
	return n;
}

static void test_flood(struct client *c, struct scale *first)
{
	struct scale s;
	char json[700];
	scale_start(&s, "excell", "two");
	order(&s, "every 50");
	order(&s, "put 5000");
	int line = open(s.link, O_RDONLY | O_NOCTTY | O_NONBLOCK), waiting = 0;
	for (int64_t end = now_ms() + CLIENT_WAIT_MS; line >= 0 && waiting < 600 && now_ms() < end; poll(NULL, 0, 10))
		ioctl(line, FIONREAD, &waiting); /* more than a second's frames, which nobody reads */
	ok(waiting >= 600, "a second one never stops talking, and nobody listens");
	order(&s, "put 3000");
	ok(declare(&s, "Petite", "st-gs"), "it is declared");
	ok(until(c, &s, "\"grams\":3000,\"stable\":true,\"state\":\"ok\"}", "\"grams\":5000"), "what had waited in the line is not read");
	close(line);
	int64_t f = frames(&s), w = wakeups(), events = 0;
	while (frames(&s) < f + 60 && next(c, &s, json, sizeof json))
		events++;
	f = frames(&s) - f;
	w = wakeups() - w;
	note("%" PRId64 " frames, %" PRId64 " readings told, %" PRId64 " wakeups", f, events, w);
	ok(f >= 60 && events <= f / 4 + 2, "60 frames of the same weight are few readings");
	ok(w <= 5 * f, "and wake its thread no more often than they come");
	ok(until(c, first, "\"grams\":1840", NULL), "the first one is heard beside it");
	order(&s, "unplug");
	ok(until(c, &s, "\"state\":\"off\"}", NULL), "one is unplugged");
	ok(until(c, first, "\"grams\":1840,\"stable\":true", "\"state\":\"off\""), "the other one goes on");
	order(&s, "plug");
	ok(until(c, &s, "\"grams\":3000", NULL), "and it comes back");
	scale_end(&s);
}

/* --- one that tells changes alone ------------------------------------------------------------------------------------------ */
static void test_changes_alone(struct client *c)
{
	struct scale s;
	scale_start(&s, "adam", "changes");
	ok(declare(&s, "Muette", "adam"), "a scale that tells changes alone is declared");
	ok(until(c, &s, "\"why\":\"untold\"", "\"grams\":0"), "with nothing on it it says nothing, and that is told");
	order(&s, "put 2000");
	ok(until(c, &s, "\"takeable\":true,\"taken\":false", NULL), "its weight may be taken, though it is said once");
	ok(taken(&s) && until(c, &s, "\"taken\":true", NULL), "and is");
	ok(until(c, &s, "\"grams\":null,\"stable\":true,\"state\":\"ok\"}", "\"takeable\":true"), "then there is nothing new");
	order(&s, "put 2500");
	ok(until(c, &s, "\"takeable\":true,\"taken\":false", NULL), "the next one is another one");
	scale_end(&s);
}

/* --- two on one line ------------------------------------------------------------------------------------------------------- */
/* The same line under its other name, which no table can compare. */
static void test_two_on_one_line(struct client *c, struct scale *first)
{
	struct scale s = *first;
	char port[280];
	struct output o;
	bool told = false;
	char *node = realpath(first->link, NULL);
	if (!node)
		bail("no node behind %s", first->link);
	snprintf(s.link, sizeof s.link, "%s", node);
	free(node);
	ok(declare(&s, "Double", "mt-sics"), "the line of a scale is given to another one by another name");
	ok(until(c, &s, "\"why\":\"busy\"", "\"grams\":1840"), "which is told that it is taken");
	ok(until(c, first, "\"grams\":1840,\"stable\":true", "\"state\":\"off\""), "the first one goes on");
	ok(command("read", NULL, "Double", 0, "\"why\":\"busy\""), "the command says so too");
	snprintf(port, sizeof port, "serial:%s", s.link);
	glane_run(&o, d.data, "printer", "add", "Tickets", port, "escpos/TM-T20/203", "--media", "72c40", NULL);
	ok(o.status == 0, "a printer is added on the same line");
	output_free(&o);
	glane_run(&o, d.data, "printer", "test", "Tickets", NULL);
	output_free(&o);
	for (int64_t end = now_ms() + CLIENT_WAIT_MS; !told && now_ms() < end; poll(NULL, 0, 100)) {
		glane_run(&o, d.data, "printer", "status", NULL);
		told = strstr(o.err, "Tickets\tbusy\t") != NULL; /* somebody has to go and look: an error */
		output_free(&o);
	}
	ok(told, "which is told to be busy once it has something to print");
	ok(until(c, first, "\"grams\":1840,\"stable\":true", "\"state\":\"off\""), "and puts nothing on it: the scale goes on");
	snprintf(port, sizeof port, "{\"id\":%" PRId64 "}", s.id);
	ok(post("/p/scale/device/remove", port, NULL) == 200, "the second one is taken away");
}

int main(int argc, char **argv)
{
	struct client c;
	struct scale s;
	char data[260], body[60];
	if (argc < 3)
		bail("usage: daemon_scales GLANE VSCALE");
	program_glane = argv[1];
	program_vscale = argv[2];
	temp_dir("scales", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	if (daemon_start(&d, data, NULL) < 0)
		bail("the daemon ended with %d", d.status);
	ok(listen_to(&c), "a screen listens");
	test_found_out(&c, &s);
	test_taken_once(&c, &s);
	test_unplugged(&c, &s);
	test_two_on_one_line(&c, &s);
	test_changes_alone(&c);
	test_flood(&c, &s);
	client_close(&c);

	ok(daemon_stop(&d) == 0, "its services end with the daemon");
	if (daemon_start(&d, data, NULL) < 0)
		bail("the daemon ended with %d", d.status);
	ok(listen_to(&c) && until(&c, &s, "\"grams\":1840,\"stable\":true,\"state\":\"ok\"}", NULL), "after a restart it is read as before");
	snprintf(body, sizeof body, "{\"id\":%" PRId64 "}", s.id);
	ok(post("/p/scale/device/remove", body, NULL) == 200, "it is taken away");
	ok(command("read", NULL, "Grande", 1, "ENOENT"), "and read no more");
	client_close(&c);
	ok(daemon_stop(&d) == 0, "the daemon ends");
	struct output o;
	glane_run(&o, data, "verify", NULL);
	ok(o.status == 0, "what is on disk is whole");
	output_free(&o);
	scale_end(&s);
	remove_dir(dir);
	return tap_end();
}
