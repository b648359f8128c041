/* SPDX-License-Identifier: MPL-2.0 */
/* What people do with a label that is under way, on the real daemon: they cancel it, or they say what became of it before the
 * printer does.  Whatever they do, what came out is known or asked for, and nothing comes out twice without a mark.
 *
 *   people GLANE
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "house.h"
#include "tap.h"

enum { WAIT_MS = 60000 };

static struct house h;
static struct live *printer;

static void told(const char *line)
{
	if (live_do(printer, line) != 0)
		bail("the printer does not know: %s", line);
}

static bool is(int64_t job, const char *state)
{
	char sql[120];
	snprintf(sql, sizeof(sql), "SELECT state = '%s' FROM labels_spool WHERE id = %" PRId64, state, job);
	return house_until(&h, sql, 1, WAIT_MS);
}

/* The job of a label that somebody wants now. */
static int64_t wanted(void)
{
	int64_t before = house_sql(&h, "SELECT coalesce(max(id), 0) FROM labels_spool");
	if (house_item(&h, NULL) != 201 || !house_until(&h, "SELECT coalesce(max(id), 0) FROM labels_spool", before + 1, WAIT_MS))
		bail("no label is wanted");
	return before + 1;
}

static int post(const char *path, int64_t job, const char *more)
{
	char json[100];
	snprintf(json, sizeof(json), "{\"job\":%" PRId64 "%s}", job, more);
	return house_post(&h, path, json, NULL, 0);
}

/* Until this stands in the answer of GET /printers. */
static bool shown(const char *words)
{
	static char reply[100000];
	for (int64_t until = now_ms() + WAIT_MS; now_ms() < until;) {
		if (house_get(&h, "/p/labels/printers", reply, sizeof(reply)) == 200 && strstr(reply, words))
			return true;
		house_until(&h, "SELECT 0", 1, 50);
	}
	note("%s", reply);
	return false;
}

static bool came_out(int64_t job)
{
	for (int64_t until = now_ms() + WAIT_MS; !house_came_out(&h, job) && now_ms() < until;)
		house_until(&h, "SELECT 0", 1, 10);
	return house_came_out(&h, job) == 1;
}

static void with(const char *dir, const char *name, const struct live_setup *setup, const char *cells)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	mkdir(path, 0700);
	house_open(&h, path, 1);
	printer = house_printer(&h, setup, cells, NULL);
	house_start(&h, NULL);
}

/* Long labels, sent dot by dot, so that one can be met half-way. */
static void cancelled(void)
{
	told("deaf until told"); /* it is asked how it is, and that may last */
	int64_t job = wanted();
	ok(is(job, "claimed"), "a printer has a label, and is asked how it is");
	ok(post("/p/labels/cancel", job, "") == 200 && is(job, "cancelled"), "it is cancelled: it is that, and nothing else");
	live_mend(printer);
	int64_t next = wanted();
	ok(is(next, "confirmed") && is(job, "cancelled") && house_came_out(&h, job) == 0, "the next one comes out, the cancelled one never does");

	told("label 2 byte 20000 deaf until told");
	job = wanted();
	ok(is(job, "sending"), "a label is half-way");
	ok(post("/p/labels/cancel", job, "") == 200 && is(job, "unknown"), "it is cancelled: nobody knows what the printer makes of it");
	ok(shown("\"questions\":[{\"job\""), "so somebody is asked for it");
	ok(post("/p/labels/cancel", job, "") == 409, "that is no longer to be cancelled, but to be answered");
	live_mend(printer);
	ok(house_look(&h) == 1 && is(job, "confirmed"), "it did not come out: another one does");
	ok(house_sql(&h, "SELECT copy FROM labels_spool ORDER BY id DESC LIMIT 1") == 2 && house_came_out(&h, job) == 1, "once, with the mark of a copy");

	told("print 10000");
	job = wanted();
	ok(is(job, "sent"), "a label is sent, and about to come out");
	ok(post("/p/labels/cancel", job, "") == 200 && is(job, "unknown"), "it is cancelled too late: nobody knows");
	told("print 20");
	ok(came_out(job), "it comes out all the same");
	ok(house_look(&h) == 1 && is(job, "confirmed") && house_came_out(&h, job) == 1, "somebody says so, and nothing more is printed");
	ok(is(wanted(), "confirmed"), "the next one comes out");
	ok(house_adds_up(&h), "none is lost, none doubled");
}

/* Small ones, that fit into the network's buffers as a whole. */
/* Printing takes a while, and then the printer says nothing any more. */
static int64_t stuck(void)
{
	told("print 10000");
	int64_t job = wanted();
	if (!is(job, "sent"))
		bail("a label is not sent");
	told("deaf until told");
	told("print 20");
	return job;
}

static void silent(void)
{
	ok(is(wanted(), "confirmed"), "a printer that answers");
	told("label 2 byte 100 deaf until told");
	int64_t job = wanted();
	ok(is(job, "sent"), "one takes the next label and reads no further");
	ok(shown("\"trouble\":\"slow\""), "that it stands still is shown while the label is under way");
	ok(house_sql(&h, "SELECT state IN ('sent', 'sending') FROM labels_spool ORDER BY id DESC LIMIT 1") == 1 && shown("\"questions\":[{\"job\""),
	   "and somebody may say at once what became of it");
	int64_t waits = wanted();
	ok(post("/p/labels/answer", waits, ",\"out\":true") == 409, "of one that only waits nobody can say so");
	ok(post("/p/labels/answer", job, ",\"out\":false") == 200 && is(job, "queued"), "it did not come out: it waits again");
	ok(house_sql(&h, "SELECT copy FROM labels_spool WHERE state = 'queued' ORDER BY id LIMIT 1") == 2, "as another copy");
	/* A printer that has answered is not taken for a mute one: the labels stay here. */
	ok(shown("\"trouble\":\"slow\"") && is(waits, "queued"), "a printer that says nothing gets no more labels");
	ok(house_sql(&h, "SELECT count(*) FROM labels_spool WHERE state = 'unknown'") == 0, "and none of them becomes unknown");
	live_mend(printer);
	ok(is(job, "confirmed") && is(waits, "confirmed"), "when it goes on, both come out");

	job = stuck();
	ok(shown("\"questions\":[{\"job\""), "once more");
	live_mend(printer);
	ok(is(job, "confirmed") && shown("\"questions\":[]"), "it goes on by itself before anybody answers: nothing is asked any more");
	ok(post("/p/labels/answer", job, ",\"out\":false") == 409 && is(job, "confirmed"), "an answer that comes too late changes nothing");

	job = stuck();
	ok(shown("\"questions\":[{\"job\""), "and once more");
	ok(post("/p/labels/answer", job, ",\"scanned\":true") == 200 && is(job, "confirmed"), "its code is scanned: that proves that it is out");
	ok(house_sql(&h, "SELECT count(*) FROM labels_event WHERE what = 'scanned'") == 1, "which is kept");
	live_mend(printer);
	ok(is(wanted(), "confirmed") && is(job, "confirmed"), "the next one comes out");
}

int main(int argc, char **argv)
{
	char dir[120];
	if (argc < 2)
		bail("people GLANE");
	program_glane = argv[1];
	temp_dir("people", dir, sizeof(dir));
	with(dir, "tspl", &(struct live_setup){ .language = VPRINTER_TSPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 100, .media_h_mm = 100 },
	     "'tspl','TSPL-4',203,'100x100',1");
	cancelled();
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
	with(dir, "zpl", &(struct live_setup){ .language = VPRINTER_ZPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 50, .media_h_mm = 30 },
	     "'zpl','ZPL-4',203,'50x30',1");
	silent();
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
	remove_dir(dir);
	return tap_end();
}
