/* SPDX-License-Identifier: MPL-2.0 */
/* A kill in the middle of an import, and of taking it back: asked again, each goes on where it stopped, and no line is booked
 * or taken back twice.
 *
 *   import GLANE [KILLS [SEED]] */
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { LINES = 12000, GRAMS = 1500 };

static char data[220], csv[240];
static const char *verb; /* "reception" or "reverse" */
static sqlite3 *db;      /* looks on, while the daemon writes */

static void write_notebook(void)
{
	size_t cap = 100 + LINES * 40, n;
	char *p = malloc(cap);
	n = (size_t)snprintf(p, cap, "date,categorie,poids_kg,destination\n");
	for (int i = 0; i < LINES; i++)
		n += (size_t)snprintf(p + n, cap - n, "2016-%02d-%02d,textile,1.5,boutique\n", 1 + i * 12 / LINES, 1 + i % 28);
	write_file(csv, p, n);
	free(p);
}

static void start(struct daemon *d)
{
	if (daemon_start(d, data, NULL) != 0)
		bail("the daemon does not start: status %d, see %s", d->status, d->log);
}

static int64_t count(const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t n = -1;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static int64_t booked(void)
{
	return count("SELECT count(record) FROM import_line");
}

/* The command; its end is the daemon's, or its own. */
static void *command(void *ret)
{
	glane_run(ret, data, "import", verb, csv, "--json", NULL);
	return NULL;
}

/* Runs it, kills the daemon once `done` of its lines are.  True: it was killed in the middle. */
static bool killed_at(struct daemon *d, int64_t done)
{
	pthread_t thread;
	struct output o = { 0 };
	bool back = strcmp(verb, "reverse") == 0;
	if (pthread_create(&thread, NULL, command, &o) != 0)
		bail("no thread");
	int64_t n, limit = now_ms() + 60000;
	do {
		n = booked();
		n = back ? LINES - n : n;
	} while (n < done && now_ms() < limit);
	daemon_kill(d);
	pthread_join(thread, NULL);
	output_free(&o);
	n = booked();
	return n > 0 && n < LINES;
}

static bool again(const char *wanted, int64_t value)
{
	struct output o;
	command(&o);
	bool good = o.status == 0 && json_int(o.out, wanted) == value;
	if (!good)
		note("status %d, %s wanted %" PRId64 ": %.300s %s", o.status, wanted, value, o.out, o.err);
	output_free(&o);
	return good;
}

static bool verified(void)
{
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	bool good = o.status == 0 && strstr(o.out, "\"ok\":true");
	if (!good)
		note("verify: %s%s", o.out, o.err);
	output_free(&o);
	return good;
}

/* Two people press the same button. */
static void two_at_once(int64_t records)
{
	pthread_t threads[2];
	struct output o[2];
	verb = "reception";
	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, command, &o[i]) != 0)
			bail("no thread");
	bool good = true;
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		good = good && o[i].status == 0;
		output_free(&o[i]);
	}
	ok(good && booked() == LINES && count("SELECT count(*) FROM core_journal WHERE kind = 'import.reception' AND reverses IS NULL") == records,
	   "two imports of one file at once: each line once");
}

int main(int argc, char **argv)
{
	int kills = argc > 2 ? atoi(argv[2]) : 2;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)getpid() * 1000003u + (uint64_t)time(NULL), random = seed;
	char dir[200], path[280];
	struct daemon d;
	if (argc < 2 || kills < 1)
		bail("usage: import GLANE [KILLS [SEED]]");
	program_glane = argv[1];
	note("seed %" PRIu64, seed);
	temp_dir("import", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	snprintf(csv, sizeof csv, "%s/notebook.csv", dir);
	write_notebook();
	start(&d);
	snprintf(path, sizeof path, "%s/glane.db", data);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		bail("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 5000);

	for (int k = 0; k < kills; k++) {
		int64_t at = 1 + (int64_t)(random_next(&random) % (LINES / 2));
		verb = "reception";
		ok(killed_at(&d, at), "killed in the middle of an import, after line %" PRId64 " at the earliest", at);
		start(&d);
		int64_t in = booked();
		ok(in > 0 && count("SELECT sum(grams) FROM core_balance WHERE account = 'stock:sorting'") == in * GRAMS, "what is in is whole: %" PRId64 " lines", in);
		again("unread", 0);
		ok(booked() == LINES && count("SELECT sum(grams) FROM core_balance WHERE account = 'stock:sorting'") == (int64_t)LINES * GRAMS,
		   "asked again, the rest comes in, each line once");
		ok(again("unread", 0) && count("SELECT count(*) FROM core_journal WHERE kind = 'import.reception' AND reverses IS NULL") == (int64_t)LINES * (k + 1),
		   "a third time imports nothing");
		verb = "reverse";
		ok(killed_at(&d, at), "killed in the middle of taking it back");
		start(&d);
		ok(again("kept", 0) && booked() == 0 && count("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = 'stock:sorting'") == 0,
		   "asked again, all of it is taken back");
		ok(count("SELECT count(*) FROM core_journal WHERE kind = 'import.reception' AND reverses IS NOT NULL") == (int64_t)LINES * (k + 1),
		   "no line twice");
	}
	two_at_once((int64_t)LINES * (kills + 1));
	sqlite3_close(db);
	ok(daemon_stop(&d) == 0, "it ends in peace");
	if (ok(verified(), "verify finds no difference"))
		remove_dir(dir);
	else
		note("kept: %s", dir);
	return tap_end();
}
