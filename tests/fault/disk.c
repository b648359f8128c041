/* SPDX-License-Identifier: MPL-2.0 */
/* Disks that are full, that refuse to sync, that fail now and then: nothing is acknowledged and then lost.
 *
 *   disk GLANE [SEED] */
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { KEYS_MAX = 4000, BALLAST = 3 << 20 };

static struct {
	char key[37];
	char *answer; /* of a 2xx */
} keys[KEYS_MAX];
static int key_count;
static uint64_t random_state;
static char body[500];

static void forget(void)
{
	while (key_count > 0)
		free(keys[--key_count].answer);
}

static void make_body(const struct daemon *d)
{
	char title[301];
	memset(title, 't', sizeof title - 1);
	title[sizeof title - 1] = 0;
	snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":1840,\"title\":\"%s\"}", any_category(d), title);
}

/* The status of a write with key k; 0: no answer.  Its sentence goes to `words`. */
static int post(const struct daemon *d, int k, char *words, size_t cap)
{
	struct client_reply r;
	if (ask(d, "POST", "/p/items/items", keys[k].key, body, NULL, &r) != 0)
		return 0;
	int status = r.status;
	if (words)
		snprintf(words, cap, "%s", r.body);
	if (status / 100 == 2 && keys[k].answer && strcmp(keys[k].answer, r.body) != 0)
		status = -1; /* done a second time */
	else if (status / 100 == 2 && !keys[k].answer)
		keys[k].answer = strdup(r.body);
	client_reply_free(&r);
	return status;
}

static int post_new(const struct daemon *d, char *words, size_t cap)
{
	if (key_count == KEYS_MAX)
		bail("%d writes and no refusal", KEYS_MAX);
	uint64_t a = random_next(&random_state), b = random_next(&random_state);
	uuid_make(a, b, keys[key_count].key);
	keys[key_count].answer = NULL;
	return post(d, key_count++, words, cap);
}

static bool french(const char *json)
{
	return strstr(json, "\"message\":\"") && (strstr(json, "é") || strstr(json, "à") || strstr(json, "’"));
}

/* All keys once more: acknowledged ones with their first answer, the others are done now. */
static bool all_again(const struct daemon *d)
{
	int bad = 0;
	for (int k = 0; k < key_count; k++)
		if (post(d, k, NULL, 0) / 100 != 2)
			bad++;
	if (bad)
		note("%d of %d keys were not answered again as before", bad, key_count);
	return bad == 0;
}

/* It has exactly one item for each key. */
static bool verified(const char *data)
{
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	bool good = o.status == 0 && json_int(o.out, "items") == key_count;
	if (!good)
		note("%d keys; verify: %d %s%s", key_count, o.status, o.out, o.err);
	output_free(&o);
	return good;
}

static void start(struct daemon *d, const char *data, const struct daemon_options *o)
{
	if (daemon_start(d, data, o) != 0)
		bail("the daemon does not start: status %d, see %s", d->status, d->log);
}

static int acknowledged(void)
{
	int n = 0;
	for (int k = 0; k < key_count; k++)
		n += keys[k].answer != NULL;
	return n;
}

/* --- full -------------------------------------------------------------------------- */

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

/* A file system of our own on `dir`, gone with the process. */
static bool small_disk(const char *dir, const char *options)
{
	char map[40];
	int uid = (int)getuid(), gid = (int)getgid();
	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			return false;
		write_text("/proc/self/setgroups", "deny");
		snprintf(map, sizeof map, "0 %d 1", uid);
		write_text("/proc/self/uid_map", map);
		snprintf(map, sizeof map, "0 %d 1", gid);
		write_text("/proc/self/gid_map", map);
	}
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return false;
	return mount("tmpfs", dir, "tmpfs", 0, options) == 0;
}

static bool reads(const struct daemon *d)
{
	static const char *const paths[] = { "/p/items/search?q=t", "/manage/categories", "/healthz", "/" };
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct client_reply r;
		int rc = ask(d, "GET", paths[i], NULL, NULL, NULL, &r);
		bool good = rc == 0 && r.status == 200;
		if (!good)
			note("GET %s: %d", paths[i], r.status);
		client_reply_free(&r);
		if (!good)
			return false;
	}
	return true;
}

/* What others leave on a disk: not a byte. */
static void to_the_brim(const char *disk)
{
	char path[260], block[512] = "";
	snprintf(path, sizeof path, "%s/filler", disk);
	FILE *f = fopen(path, "wb");
	while (f && fwrite(block, 1, sizeof block, f) == sizeof block && fflush(f) == 0)
		;
	if (f)
		fclose(f);
}

static void full(const char *dir)
{
	char disk[220], data[240], ballast[240], words[2000] = "";
	struct daemon d;
	snprintf(disk, sizeof disk, "%s/disk", dir);
	mkdir(disk, 0700);
	if (!small_disk(disk, "size=5m")) {
		skip("a full disk", "no file system can be mounted here");
		return;
	}
	forget();
	snprintf(data, sizeof data, "%s/data", disk);
	snprintf(ballast, sizeof ballast, "%s/ballast", disk);
	char *zeros = calloc(1, BALLAST);
	write_file(ballast, zeros, BALLAST);
	free(zeros);
	start(&d, data, NULL);
	make_body(&d);
	int status;
	while ((status = post_new(&d, words, sizeof words)) / 100 == 2)
		;
	ok(status == 507 && french(words), "a full disk: 507 with a sentence, after %d writes (%d %s)", key_count - 1, status, words);
	for (int i = 0; i < 20 && status == 507; i++)
		status = post_new(&d, NULL, 0);
	ok(status == 507, "and again 507 (%d)", status);
	ok(reads(&d), "reading goes on");
	int before = acknowledged();
	daemon_kill(&d);
	to_the_brim(disk);
	struct client_reply r = { .status = 0 };
	bool answers = daemon_start(&d, data, NULL) == 0 && ask(&d, "GET", "/p/items/search?q=", NULL, NULL, NULL, &r) == 0;
	bool opened = r.status == 200;
	ok(answers && (opened || (r.status == 503 && french(r.body))), "killed and started anew on the full disk, it answers (%d, %.200s)",
	   r.status, r.body ? r.body : "");
	client_reply_free(&r);
	unlink(ballast);
	if (!opened) { /* what could not be opened is opened by the next one */
		daemon_stop(&d);
		start(&d, data, NULL);
	}
	status = post(&d, key_count - 1, words, sizeof words);
	ok(status == 201, "with space again writing goes on by itself (%d %.60s)", status, words);
	ok(all_again(&d) && before > 0, "the %d acknowledged writes are there, the refused ones can be sent again", before);
	ok(daemon_stop(&d) == 0, "it ends in peace");
	ok(verified(data), "verify: one item for each key");
}

/* --- syncs that fail -------------------------------------------------------------------- */

static int count_in(const char *path, const char *what)
{
	char *text = read_file(path, NULL);
	int n = 0;
	for (const char *at = text; at && (at = strstr(at, what)); at += strlen(what))
		n++;
	free(text);
	return n;
}

/* strace counts each thread's calls for itself: what is meant is the writer's n-th, and all that follow. */
/* The nth sync fails, and all after it.  Was a request told so?  Else it was a sync of what follows records, and the daemon
 * had ended before the next request came. */
static bool sync_fails(const char *dir, int nth)
{
	char data[220], trace[220], inject[100], words[2000] = "";
	struct daemon d;
	snprintf(data, sizeof data, "%s/sync-%d", dir, nth);
	snprintf(trace, sizeof trace, "%s/sync-%d.trace", dir, nth);
	snprintf(inject, sizeof inject, "inject=fdatasync:error=EIO:when=%d+", nth);
	forget();
	start(&d, data, NULL); /* made without faults */
	make_body(&d);
	daemon_stop(&d);
	const char *wrap[] = { "strace", "-D", "-f", "-qq", "-e", "trace=fdatasync", "-e", inject, "-o", trace, NULL };
	const char *env[] = { "ASAN_OPTIONS=detect_leaks=0", NULL }; /* which would want to trace, too */
	struct daemon_options o = { .wrap = wrap, .env = env };
	if (daemon_start(&d, data, &o) != 0) {
		if (count_in(trace, "INJECTED") == 0) {
			skip("a sync that fails", "strace cannot trace here");
			return true;
		}
		bail("the daemon does not start under strace: status %d", d.status);
	}
	int status;
	while ((status = post_new(&d, words, sizeof words)) / 100 == 2)
		;
	ok(count_in(trace, "INJECTED") > 0, "sync %d of the writer fails", nth);
	bool told = status == 503;
	ok(told ? french(words) : status == 0, "its write is not acknowledged (%d %s)", status, words);
	int later = 0;
	for (int i = 0; i < 5; i++) {
		status = post_new(&d, NULL, 0);
		later += status != 0 && status / 100 != 5;
	}
	ok(later == 0, "nor is any later one");
	status = daemon_wait(&d);
	ok(status == 1 && count_in(d.log, "refused to keep") == 1, "the daemon ends and says why, status %d", status);
	int before = acknowledged();
	start(&d, data, NULL);
	ok(all_again(&d), "after a new start the %d acknowledged writes are there, the others are done once", before);
	daemon_stop(&d);
	ok(verified(data), "verify: one item for each key");
	return told;
}

/* --- writes that fail now and then --------------------------------------------------------- */

/* What fiu-run would set; it is a shell script that stays in front of the program. */
static bool fiu_preload(char preload[1000])
{
	struct output o;
	const char *argv[] = { "fiu-run", "-x", "env", NULL };
	run(&o, argv, NULL);
	const char *at = strstr(o.out, "LD_PRELOAD=");
	if (at)
		snprintf(preload, 1000, "%.*s", (int)strcspn(at, "\n"), at);
	output_free(&o);
	return at != NULL;
}

static bool in_rescue(const struct daemon *d)
{
	struct client_reply r;
	int rc = ask(d, "GET", "/healthz", NULL, NULL, NULL, &r);
	bool well = rc == 0 && r.status == 200;
	if (rc == 0)
		client_reply_free(&r);
	return !well;
}

static void writes_fail(const char *dir)
{
	char data[220], preload[1000], words[2000];
	struct daemon d;
	if (getenv("SANITIZED")) { /* its preloaded library would come before the sanitizer's */
		skip("writes that fail now and then", "this is a sanitizer's build");
		return;
	}
	if (!have_program("fiu-run") || !fiu_preload(preload)) {
		skip("writes that fail now and then", "there is no fiu-run");
		return;
	}
	snprintf(data, sizeof data, "%s/writes", dir);
	forget();
	start(&d, data, NULL);
	make_body(&d);
	daemon_stop(&d);
	const char *env[] = { preload, "FIU_ENABLE=enable_random name=posix/io/rw/pwrite,probability=0.01", NULL };
	struct daemon_options o = { .env = env };
	int tries = 0, faults = 0, wordless = 0;
	/* A write that fails while it opens the database makes a rescue of the start: words only, rightly. */
	while (daemon_start(&d, data, &o) != 0 || in_rescue(&d)) {
		if (d.pid)
			daemon_stop(&d);
		if (++tries == 50)
			bail("the daemon never starts when one write in a hundred fails");
	}
	for (int i = 0; i < 600; i++) {
		int status = post_new(&d, words, sizeof words);
		if (status == 0)
			break;
		faults += status / 100 == 5;
		wordless += status / 100 != 2 && !french(words);
	}
	note("%d failed starts, %d writes refused of %d", tries, faults, key_count);
	ok(faults > 0, "at least one fault was delivered");
	ok(wordless == 0, "each refusal has its sentence");
	ok(acknowledged() > faults, "writing goes on after a fault");
	if (d.pid)
		kill(d.pid, SIGKILL); /* and no clean end on top */
	daemon_wait(&d);
	start(&d, data, NULL);
	ok(all_again(&d), "all acknowledged writes are there, the others are done once");
	daemon_stop(&d);
	ok(verified(data), "verify: one item for each key");
}

int main(int argc, char **argv)
{
	char dir[200];
	if (argc < 2)
		bail("usage: disk GLANE [SEED]");
	program_glane = argv[1];
	random_state = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)getpid() * 1000003u;
	note("seed %" PRIu64, random_state);
	temp_dir("disk", dir, sizeof dir);
	writes_fail(dir);
	if (have_program("strace")) {
		bool told = false;
		for (int nth = 1; nth <= 12 && !told; nth++)
			told = sync_fails(dir, nth);
		ok(told, "a request whose own sync failed was told so");
		sync_fails(dir, 20);
	} else {
		skip("a sync that fails", "there is no strace");
	}
	full(dir); /* last: its disk stays until the process ends */
	remove_dir(dir);
	return tap_end();
}
