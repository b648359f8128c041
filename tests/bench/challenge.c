/* SPDX-License-Identifier: MPL-2.0 */
/* A challenge of 10,000 households over a year: the group's page, and all of them scored anew.  The baseline is one aggregate
 * over all their weeks, SQLite alone: what a page without published figures, or a score in SQL, would have to make. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "load.h"

enum { HOUSEHOLDS = 10000, WEEKS = 52, BASELINE_WEEKS = 4, TEAMS = 100 };
static const char filled[] =
	"PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN;"
	"INSERT INTO challenge_challenge (id, name, form, state, first_day, baseline_weeks, weeks, unit, child_milli, commune, place, invitation, consent,"
	" created_ms) VALUES (1, 'Mesure', 'six_months', 'open', unixepoch() / 86400 - 364, 4, 52, 'kg', 1000, '', '', '', '', 0);"
	"INSERT INTO challenge_fraction VALUES (1, 0, 1), (1, 1, 1), (1, 2, 1);"
	"INSERT INTO challenge_scoring (challenge, version, k, mu, mu_label, mu_source, mu_reference, mu_year_g, clamp_low, clamp_high, bands, baseline_weeks_min,"
	" baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct, inflation_pct, glass_weeks, heavy_g, week_times, team_min, created_ms, person,"
	" why) VALUES (1, 1, 14, 775, '', '', 'own', 0, -20, 60, '10,20,30,40', 3, 70, 75, 60, 50, 250, 4, 15000, 4, 3, 0, 0, '');"
	"WITH RECURSIVE t(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM t WHERE i < 100) INSERT INTO challenge_team SELECT i, 1, 'Team ' || i FROM t;"
	"WITH RECURSIVE t(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM t WHERE i < 10000) INSERT INTO challenge_household (id, challenge, number, pseudonym,"
	" commune, team, consent, code, created_ms) SELECT i, 1, i, 'Household ' || i, '', 1 + i % 100, '', printf('%026d', i), 0 FROM t;"
	"INSERT INTO challenge_size SELECT id, 0, 1 + id % 5, 0 FROM challenge_household;"
	"WITH RECURSIVE t(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM t WHERE i < 51) INSERT INTO challenge_week SELECT h.id, t.i, 7 * (1 + h.id % 5),"
	" 7 * (1 + h.id % 5), 0, 2000 * (1 + h.id % 5) + (h.id * 37 + t.i * 911) % 3000 - 40 * min(t.i, 20), 1500 + (h.id + t.i * 7) % 900,"
	" iif(t.i % 3, 0, 2000), 0, 0, 7, (h.id + t.i) % 13 <> 0 FROM challenge_household h, t WHERE (h.id + t.i) % 13 <> 0 ORDER BY 1, 2;"
	"COMMIT; PRAGMA wal_checkpoint(TRUNCATE)";
static const char raw_weeks[] = "SELECT w.week, sum(w.omr + w.tri + w.verre), sum(w.person_days), count(*) FROM challenge_household h JOIN challenge_week w"
                                " ON w.household = h.id WHERE h.challenge = 1 AND w.covered GROUP BY w.week";
static const char raw_households[] = "SELECT w.household, sum(iif(w.week BETWEEN 1 AND 3, w.omr + w.tri + w.verre, 0)), sum(iif(w.week BETWEEN 1 AND 3, w.person_days, 0)),"
                                     " sum(iif(w.week > 3, w.omr + w.tri + w.verre, 0)), sum(iif(w.week > 3, w.person_days, 0)), count(*) FROM challenge_household h"
                                     " JOIN challenge_week w ON w.household = h.id WHERE h.challenge = 1 AND w.covered GROUP BY w.household";

static void must(sqlite3 *db, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		die("SQLite: %s", sqlite3_errmsg(db));
}

static int64_t one(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q;
	must(db, sqlite3_prepare_v2(db, sql, -1, &q, NULL));
	int rc = sqlite3_step(q);
	int64_t v = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : -1;
	must(db, rc);
	sqlite3_finalize(q);
	return v;
}

static int64_t raw_us(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q;
	must(db, sqlite3_prepare_v2(db, sql, -1, &q, NULL));
	int64_t from = now_ns();
	while (sqlite3_step(q) == SQLITE_ROW)
		;
	int64_t us = (now_ns() - from) / 1000;
	sqlite3_finalize(q);
	return us;
}

static size_t page(void *arg, uint64_t n, char *out, size_t cap)
{
	(void)arg, (void)n;
	return (size_t)snprintf(out, cap, "GET /p/challenge/c/1/group HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n");
}

static void post(int port, const char *path, const char *json)
{
	char text[600];
	struct answer a;
	snprintf(text, sizeof(text), "POST /p/challenge/c/1/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
	                             "Content-Length: %zu\r\nIdempotency-Key: %08llx-0000-4000-8000-%012llx\r\n\r\n%s", path, strlen(json),
	         (unsigned long long)(now_ns() & 0xffffffff), (unsigned long long)(now_ns() & 0xffffffffffff), json);
	ask(port, text, &a);
	if (a.status != 200)
		die("%s: %.400s", path, a.p);
	answer_free(&a);
}

static void wait_for(sqlite3 *db, const char *sql, int64_t want)
{
	int64_t begin = now_ns();
	while (one(db, sql) != want)
		if (now_ns() - begin > INT64_C(300) * 1000000000)
			die("it never came: %s", sql);
		else
			nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

/* A next version of the constants: from the first of its results to the last. */
static int64_t rescored_us(const struct daemon *d, sqlite3 *db, unsigned round, int64_t *ret_cpu_us)
{
	char json[100], all[120];
	int64_t scoring = one(db, "SELECT max(id) FROM challenge_scoring") + 1;
	snprintf(json, sizeof(json), "{\"k\":%u,\"why\":\"mesure\"}", 15 + round);
	snprintf(all, sizeof(all), "SELECT count(*) FROM challenge_result WHERE scoring = %lld", (long long)scoring);
	int64_t begin = now_ns(), cpu = process_cpu_ns(d->pid);
	post(d->port, "scoring", json);
	wait_for(db, all, HOUSEHOLDS);
	int64_t us = (now_ns() - begin) / 1000;
	*ret_cpu_us = (process_cpu_ns(d->pid) - cpu) / 1000;
	wait_for(db, "SELECT count(*) FROM core_job WHERE plugin = 'challenge' AND name = 'publish'", 0);
	return us;
}

int bench_challenge(struct bench *b)
{
	struct series ours = { .n = 0 }, base = { .n = 0 }, half = { .n = 0 }, anew = { .n = 0 }, cpu = { .n = 0 }, sums = { .n = 0 };
	struct daemon d;
	struct answer a;
	sqlite3 *db;
	char dir[600], path[700], text[600];
	path_in(b, "challenge", dir);
	daemon_start(&d, b, dir); /* makes the tables */
	daemon_stop(&d);
	snprintf(path, sizeof(path), "%s/glane.db", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 10000);
	must(db, sqlite3_exec(db, filled, NULL, NULL, NULL));
	daemon_start(&d, b, dir);
	int64_t begin = now_ns();
	post(d.port, "publish", "{}");
	wait_for(db, "SELECT count(*) FROM challenge_published WHERE figure LIKE 'team:%'", TEAMS);
	note("%d households, %lld weeks; scored and published for the first time in %lld ms", HOUSEHOLDS, (long long)one(db, "SELECT count(*) FROM challenge_week"),
	     (long long)((now_ns() - begin) / 1000000));
	text[page(NULL, 0, text, sizeof(text) - 1)] = 0;
	ask(d.port, text, &a);
	if (a.status != 200 || !strstr(a.body, "Team 100") || !strstr(a.body, "<svg"))
		die("the page shows nothing: %.300s", a.p);
	note("a page of %zu bytes", a.body_n);
	answer_free(&a);
	for (unsigned i = 0; i < b->rounds; i++) {
		struct load l = { .port = d.port, .clients = 1, .ms = b->round_ms, .request = page };
		series_add(&base, raw_us(db, raw_weeks));
		load_run(&l);
		if (l.refused)
			die("%llu pages were refused", (unsigned long long)l.refused);
		series_add(&ours, percentile(l.latency_ns, l.latency_n, 990) / 1000);
		series_add(&half, percentile(l.latency_ns, l.latency_n, 500) / 1000);
		load_free(&l);
		int64_t cpu_us;
		series_add(&sums, raw_us(db, raw_households));
		series_add(&anew, rescored_us(&d, db, i, &cpu_us));
		series_add(&cpu, cpu_us);
	}
	report_ratio("group page, 10,000 households, p50", &half, "us", "raw sums by week", &base, "none");
	report_ratio("group page, 10,000 households, p99", &ours, "us", "raw sums by week", &base, "none; <= 20,000 us");
	report_ratio("all scored anew, in steps, with commits", &anew, "us", "raw sums by household", &sums, "none; <= 1,000,000 us");
	report_ratio("the same, CPU of the daemon", &cpu, "us", "raw sums by household", &sums, "none");
	sqlite3_close(db);
	daemon_stop(&d);
	return 0;
}
