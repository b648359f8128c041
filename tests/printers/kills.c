/* SPDX-License-Identifier: MPL-2.0 */
/* The daemon is killed while a label is in each of its states, and at random moments: nothing is lost, and nothing comes out
 * twice without a mark.
 *
 *   kills GLANE [ROUNDS [SEED]]
 *
 * What the printer did is known from the printer; a person says it truthfully when asked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "house.h"
#include "tap.h"

enum { WAIT_MS = 60000, LABELS_A_ROUND = 3, LONGEST_MS = 400 };

static struct house h;
static struct live *printer;

static int64_t newest(void)
{
	return house_sql(&h, "SELECT max(id) FROM labels_spool");
}

static bool is(int64_t job, const char *state, unsigned ms)
{
	char sql[120];
	snprintf(sql, sizeof(sql), "SELECT state = '%s' FROM labels_spool WHERE id = %" PRId64, state, job);
	return house_until(&h, sql, 1, ms);
}

static int64_t wanted(void)
{
	int64_t before = newest();
	if (house_item(&h, NULL) != 201 || !house_until(&h, "SELECT count(*) FROM labels_spool", (before > 0 ? before : 0) + 1, WAIT_MS))
		bail("no label is wanted");
	return newest();
}

/* A label is wanted, and the daemon is killed when it is in this state, which it still has afterwards.  Its job. */
static int64_t die(const char *state)
{
	int64_t job = wanted();
	bool there = is(job, state, WAIT_MS);
	house_kill(&h);
	bool still = is(job, state, 0);
	ok(there && still, "killed while a label is %s", state);
	return job;
}

static void came(int64_t job, int times, const char *words)
{
	int n = house_came_out(&h, job);
	ok(n == times && house_adds_up(&h), "%s (%d came out)", words, n);
}

static void told(const char *line)
{
	if (live_do(printer, line) != 0)
		bail("the printer does not know: %s", line);
}

static void each_state(void)
{
	house_start(&h, NULL);
	told("gone until told");
	int64_t job = die("queued");
	house_start(&h, NULL);
	live_mend(printer);
	ok(is(job, "confirmed", WAIT_MS), "queued: it is printed by the next start");
	came(job, 1, "once");

	told("deaf until told");
	job = die("claimed");
	house_start(&h, NULL);
	live_mend(printer);
	ok(is(job, "confirmed", WAIT_MS), "claimed: it is printed by the next start");
	came(job, 1, "once");

	told("label 3 byte 20000 deaf until 4000 ms"); /* the third, and once more when it comes again */
	job = die("sending");
	house_start(&h, NULL);
	ok(is(job, "unknown", WAIT_MS), "sending: nobody knows, and somebody is asked");
	ok(house_sql(&h, "SELECT count(*) FROM labels_spool WHERE state = 'queued'") == 0, "it is not sent again by itself");
	ok(house_look(&h) == 1 && is(job, "confirmed", WAIT_MS), "somebody says that it did not come out: another one is printed");
	ok(house_sql(&h, "SELECT copy FROM labels_spool ORDER BY id DESC LIMIT 1") == 2, "with the mark of a copy");
	came(job, 1, "once");

	told("print 3000");
	job = die("sent");
	house_start(&h, NULL);
	ok(is(job, "unknown", WAIT_MS), "sent: nobody knows");
	house_kill(&h);
	house_start(&h, NULL);
	ok(is(job, "unknown", 0), "and it stays so through another kill");
	told("print 20");
	for (int64_t until = now_ms() + WAIT_MS; !house_came_out(&h, job) && now_ms() < until;)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	ok(house_look(&h) == 1 && is(job, "confirmed", 0), "somebody says that it came out");
	came(job, 1, "once");

	job = die("confirmed");
	house_start(&h, NULL);
	told("gone until told");
	int64_t cancelled = wanted();
	char json[60];
	snprintf(json, sizeof(json), "{\"job\":%" PRId64 "}", cancelled);
	ok(house_post(&h, "/p/labels/cancel", json, NULL, 0) == 200 && is(cancelled, "cancelled", WAIT_MS), "one that waits is cancelled");
	house_kill(&h);
	house_start(&h, NULL);
	live_mend(printer);
	ok(is(wanted(), "confirmed", WAIT_MS) && is(cancelled, "cancelled", 0), "cancelled stays cancelled; the next one is printed");
	came(job, 1, "confirmed: nothing more is printed");
}

static int64_t open_ones(void)
{
	return house_sql(&h, "SELECT count(*) FROM labels_spool WHERE state NOT IN ('confirmed', 'cancelled')");
}

static void at_random(int rounds)
{
	int64_t want = 0, asked = 0;
	told("print 5");
	for (int i = 0; i < rounds; i++) {
		for (int k = 0; k < LABELS_A_ROUND; k++)
			want += house_item(&h, NULL) == 201;
		uint64_t us = random_next(&h.random) % (LONGEST_MS * 1000);
		nanosleep(&(struct timespec){ .tv_nsec = (long)us * 1000 }, NULL); /* the moment of the kill, not a wait for anything */
		house_kill(&h);
		house_start(&h, NULL);
		asked += house_look(&h);
	}
	for (int64_t until = now_ms() + WAIT_MS; now_ms() < until && (open_ones() || newest() < want);) {
		asked += house_look(&h);
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	ok(newest() == want && open_ones() == 0, "%d kills at random moments: all of the %" PRId64 " labels came out, %" PRId64 " were asked about", rounds,
	   newest(), asked);
	ok(house_adds_up(&h), "none is lost, none doubled");
	ok(house_sql(&h, "SELECT count(*) FROM (SELECT 1 FROM labels_spool GROUP BY code HAVING count(*) > 1)") == 0, "each was wanted once");
}

/* A house with one printer. */
static void with(const char *dir, const char *name, uint64_t seed, const struct live_setup *setup, const char *cells)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	mkdir(path, 0700);
	house_open(&h, path, seed);
	printer = house_printer(&h, setup, cells, NULL);
}

int main(int argc, char **argv)
{
	char dir[120];
	if (argc < 2)
		bail("kills GLANE [ROUNDS [SEED]]");
	program_glane = argv[1];
	int rounds = argc > 2 ? atoi(argv[2]) : 20;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	temp_dir("kills", dir, sizeof(dir));
	/* Its labels are sent dot by dot and are long enough to be caught half-way. */
	with(dir, "tspl", seed, &(struct live_setup){ .language = VPRINTER_TSPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 100, .media_h_mm = 100 },
	     "'tspl','TSPL-4',203,'100x100',1");
	each_state();
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
	with(dir, "zpl", seed, &(struct live_setup){ .language = VPRINTER_ZPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 50, .media_h_mm = 30 },
	     "'zpl','ZPL-4',203,'50x30',1");
	house_start(&h, NULL);
	at_random(rounds);
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
	remove_dir(dir);
	return tap_end();
}
