/* SPDX-License-Identifier: MPL-2.0 */
/* Printers beside other things that go wrong: a full disk, a disk that does not keep, another house on the same printer; and a slow
 * printer, an open one, a scale that never stops talking and a job of another plugin, all at once.
 *
 *   together GLANE */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "house.h"
#include "tap.h"

enum { WAIT_MS = 60000, FLOOD_NS = 50000000 };

static struct house h;
static const char zpl[] = "'zpl','ZPL-4',203,'50x30',1";
static const struct live_setup zebra = { .language = VPRINTER_ZPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 50, .media_h_mm = 30 };

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

static struct live *open_house(struct house *in, const char *dir, const char *name)
{
	char path[220];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	mkdir(path, 0700);
	house_open(in, path, 1);
	return house_printer(in, &zebra, zpl, NULL);
}

static bool all_are(struct house *in, const char *state, int64_t n)
{
	char sql[120];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM labels_spool WHERE state = '%s'", state);
	return house_until(in, sql, n, WAIT_MS);
}

/* A label waits because its printer is not there. */
static void let_one_wait(struct live *printer)
{
	live_do(printer, "gone until told");
	house_item(&h, NULL);
	ok(all_are(&h, "queued", 1) && house_until(&h, "SELECT count(*) FROM labels_spool", 1, WAIT_MS), "a label waits for a printer that is away");
}

static int count_in_log(const char *what)
{
	char *text = daemon_log(&h.d);
	int n = 0;
	for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
		n++;
	free(text);
	return n;
}

static bool log_says(const char *what, int times)
{
	for (int64_t until = now_ms() + WAIT_MS; count_in_log(what) < times && now_ms() < until;)
		pause_ms(10);
	return count_in_log(what) >= times;
}

static void nothing_was_sent(struct live *printer, const char *why)
{
	struct live_counts c = live_counts(printer);
	ok(c.out == 0 && c.torn == 0 && c.spoiled == 0 && house_sql(&h, "SELECT count(*) FROM labels_event WHERE what = 'sending'") == 0, "nothing is sent %s",
	   why);
}

static void and_then_once(void)
{
	ok(all_are(&h, "confirmed", 1), "with a disk that keeps, it comes out");
	ok(house_out(&h) == 1 && house_adds_up(&h), "once");
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
}

/* --- a full disk (F14) -------------------------------------------------------------------------------------------------- */
static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static bool small_disk(const char *dir)
{
	char map[40];
	int uid = (int)getuid(), gid = (int)getgid();
	mkdir(dir, 0700);
	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			return false;
		write_text("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %d 1", uid);
		write_text("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %d 1", gid);
		write_text("/proc/self/gid_map", map);
	}
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("tmpfs", dir, "tmpfs", 0, "size=12m") == 0;
}

static void to_the_brim(const char *path)
{
	char block[512] = "";
	FILE *f = fopen(path, "wb");
	while (f && fwrite(block, 1, sizeof(block), f) == sizeof(block) && fflush(f) == 0)
		;
	if (f)
		fclose(f);
}

static void full(const char *dir)
{
	char disk[160], filler[200], log[200];
	snprintf(disk, sizeof(disk), "%s/disk", dir);
	snprintf(filler, sizeof(filler), "%s/filler", disk);
	if (!small_disk(disk)) {
		skip("a full disk", "no file system can be mounted here");
		return;
	}
	struct live *printer = open_house(&h, disk, "full");
	snprintf(log, sizeof(log), "%s/full.log", dir);
	unlink(h.d.log);
	if (symlink(log, h.d.log)) /* on another disk, so that it can be read what went wrong on this one */
		bail("%s", strerror(errno));
	house_start(&h, NULL);
	let_one_wait(printer);
	to_the_brim(filler);
	live_mend(printer);
	/* What the database has room for already may still be written: that it is claimed, never that it is on its way. */
	ok(log_says("could not be kept", 1), "its printer is back, and what has to be written first cannot be");
	nothing_was_sent(printer, "while the disk is full");
	ok(house_sql(&h, "SELECT count(*) FROM labels_spool WHERE state IN ('queued', 'claimed')") == 1, "the label waits");
	unlink(filler);
	and_then_once();
}

/* --- a disk that does not keep ------------------------------------------------------------------------------------------- */
static void unkept(const char *dir)
{
	struct live *printer = open_house(&h, dir, "unkept");
	char trace[200];
	snprintf(trace, sizeof(trace), "%s/trace", dir);
	house_start(&h, NULL);
	let_one_wait(printer);
	daemon_stop(&h.d);
	const char *wrap[] = { "strace", "-D", "-f", "-qq", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=2+", "-o", trace, NULL };
	const char *env[] = { "ASAN_OPTIONS=detect_leaks=0", NULL };
	if (have_program("strace")) {
		live_mend(printer);
		house_start(&h, &(struct daemon_options){ .wrap = wrap, .env = env });
		ok(log_says("refused to keep", 1), "a sync fails on the way to the printer");
		nothing_was_sent(printer, "when what was written may not have been kept");
		daemon_kill(&h.d);
		house_start(&h, NULL);
	} else {
		skip("a sync that fails", "there is no strace");
		house_start(&h, NULL);
		live_mend(printer);
	}
	and_then_once();
}

/* --- two houses (F15) ---------------------------------------------------------------------------------------------------- */
static void two_houses(const char *dir)
{
	enum { EACH = 4 };
	struct house other;
	char path[220];
	struct live *printer = open_house(&h, dir, "one");
	snprintf(path, sizeof(path), "%s/two", dir);
	mkdir(path, 0700);
	house_open(&other, path, 2);
	house_row(&other, live_number(printer), zpl, NULL);
	house_start(&h, NULL);
	house_start(&other, NULL);
	for (int i = 0; i < EACH; i++) {
		house_item(&h, NULL);
		house_item(&other, NULL);
	}
	bool both = all_are(&h, "confirmed", EACH) && all_are(&other, "confirmed", EACH);
	struct live_counts c = live_counts(printer);
	ok(both, "two houses on one printer: all labels of both are confirmed");
	ok(c.out == 2 * EACH && c.spoiled == 0 && c.torn == 0, "one after the other, none within another (%" PRIu64 " came out, %" PRIu64 " spoilt)", c.out, c.spoiled);
	bool ended = house_close(&other);
	h.count = 0; /* what came out was not of this house alone */
	ok(house_close(&h) && ended, "both end in peace, and verify finds nothing");
	live_stop(printer);
}

/* --- all at once (F5, F12, S16) ------------------------------------------------------------------------------------------- */
static atomic_bool quiet;

/* A scale that says what it weighs, twenty times a second. */
static void *flood(void *arg)
{
	static const char line[] = "ST,GS,+  1.840kg\r\n";
	int fd = *(int *)arg;
	char heard[256];
	while (!atomic_load(&quiet)) {
		while (read(fd, heard, sizeof(heard)) > 0)
			;
		if (write(fd, line, sizeof(line) - 1) < 0 && errno != EAGAIN && errno != EIO)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = FLOOD_NS }, NULL);
	}
	return NULL;
}

static bool scale_says(const char *what)
{
	char reply[4000] = "";
	for (int64_t until = now_ms() + WAIT_MS; now_ms() < until; pause_ms(20))
		if (house_get(&h, "/p/scale/state", reply, sizeof(reply)) == 200 && strstr(reply, what))
			return true;
	note("the scale: %s", reply);
	return false;
}

static void all_at_once(const char *dir)
{
	char code[16], json[300];
	pthread_t thread;
	open_house(&h, dir, "all");
	house_printer(&h, &zebra, "'zpl','ZPL-4',203,'40x30',2", NULL);
	int scale = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (scale < 0 || grantpt(scale) || unlockpt(scale))
		bail("no terminal");
	/* The first start may have been ended before it had done this one: then it is there already. */
	house_change(&h, "INSERT INTO core_job (plugin, name, args, unique_key, not_before_ms) VALUES ('impact', 'catch_up', '{}', 'catch_up', 0)"
	                 " ON CONFLICT DO UPDATE SET not_before_ms = 0");
	live_do(h.printers[0], "slow 15 50");              /* 300 bytes a second */
	live_do(h.printers[1], "label 1 byte 800 cover until told");
	if (pthread_create(&thread, NULL, flood, &scale) != 0)
		bail("no thread");
	house_start(&h, NULL);
	snprintf(json, sizeof(json), "{\"name\":\"flood\",\"other\":\"serial:%s\",\"protocol\":\"st-gs\",\"interval\":5,\"least\":20,\"most\":15000,"
	                             "\"purpose\":\"statistics\"}", ptsname(scale));
	char reply[500] = "";
	int status = house_post(&h, "/p/scale/device", json, reply, sizeof(reply));
	if (status / 100 > 3)
		bail("no scale is added: %d %s", status, reply);
	house_item(&h, code);
	snprintf(json, sizeof(json), "{\"code\":\"%s\",\"media\":\"40x30\"}", code); /* the roll of the other printer */
	house_post(&h, "/p/labels/print", json, NULL, 0);
	ok(house_until(&h, "SELECT count(*) FROM labels_spool WHERE state IN ('sending', 'sent')", 2, WAIT_MS), "a slow printer and one that is open are at work");
	ok(house_until(&h, "SELECT count(*) FROM core_job WHERE plugin = 'impact' AND name = 'catch_up'", 0, WAIT_MS) &&
	       house_sql(&h, "SELECT count(*) FROM labels_spool WHERE state = 'confirmed'") == 0,
	   "a job of another plugin ends meanwhile");
	ok(scale_says("1840"), "the scale is read meanwhile");
	live_mend(h.printers[1]);
	ok(all_are(&h, "confirmed", 2), "and both labels come out");
	atomic_store(&quiet, true);
	pthread_join(thread, NULL);
	close(scale);
	ok(house_adds_up(&h), "each once");
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
}

int main(int argc, char **argv)
{
	char dir[120];
	if (argc < 2)
		bail("together GLANE");
	program_glane = argv[1];
	temp_dir("together", dir, sizeof(dir));
	full(dir);
	unkept(dir);
	two_houses(dir);
	all_at_once(dir);
	remove_dir(dir);
	return tap_end();
}
