/* SPDX-License-Identifier: MPL-2.0 */
/* The manager's page of a year, by how many movements there are; how fast the roll-up catches up.  The baseline is the
 * plain sum over the movements of that year, which a page without a roll-up would have to make. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "load.h"

enum { CATEGORIES_FROM = 23, CATEGORIES = 200, YEARS = 3, SMALL = 10000 };
static const char *const ways[][2] = { /* three in five come in */
	{ "source:drop_off", "stock:sorting" }, { "source:drop_off", "stock:sorting" }, { "source:home_collection", "stock:sorting" },
	{ "source:reuse_area", "stock:sorting" }, { "source:business", "stock:sorting" }, { "source:drop_off", "stock:sorting" },
	{ "stock:sorting", "stock:shop" }, { "stock:sorting", "stock:shop" }, { "stock:shop", "out:sale" }, { "stock:shop", "out:sale" },
	{ "stock:shop", "out:sale" }, { "stock:shop", "out:gift" }, { "stock:sorting", "out:recycle" }, { "stock:sorting", "out:recycle" },
	{ "stock:sorting", "out:energy" }, { "stock:sorting", "out:residual" }, { "stock:shop", "out:partner" },
};
static const char raw_sql[] = "SELECT from_account, to_account, measured, sum(grams), count(*) FROM core_movement WHERE day BETWEEN ?1 AND ?2 GROUP BY 1, 2, 3";

struct site {
	sqlite3 *db;
	int64_t movements, from, to; /* days of the year that is asked for */
	int year;
};

static void must(const struct site *s, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		die("SQLite: %s", sqlite3_errmsg(s->db));
}

static int64_t one(const struct site *s, const char *sql)
{
	sqlite3_stmt *q;
	must(s, sqlite3_prepare_v2(s->db, sql, -1, &q, NULL));
	must(s, sqlite3_step(q));
	int64_t v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return v;
}

/* Movements of the last years, evenly; without the hashes of their records. */
static void fill(struct site *s, int64_t today)
{
	sqlite3_stmt *journal, *move;
	int64_t seq = one(s, "SELECT max(seq) FROM core_journal");
	must(s, sqlite3_exec(s->db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 20000; BEGIN IMMEDIATE", NULL, NULL, NULL));
	must(s, sqlite3_prepare_v2(s->db, "INSERT INTO core_journal VALUES (?1, randomblob(16), ?2, 1, ?2, ?2, NULL, NULL, 'intake', 'intake.weighed', NULL,"
	                                  " NULL, '00000000000000000000000000000000', zeroblob(32), zeroblob(32))", -1, &journal, NULL));
	must(s, sqlite3_prepare_v2(s->db, "INSERT INTO core_movement VALUES (?1, 0, ?2, NULL, ?3, 1, ?4, ?5, NULL, NULL, NULL, ?6, ?7)", -1, &move, NULL));
	for (int64_t i = 0; i < s->movements; i++) {
		const char *const *way = ways[i * 7 % (int64_t)(sizeof(ways) / sizeof(ways[0]))];
		int64_t day = today - YEARS * 365 + i * YEARS * 365 / s->movements;
		sqlite3_bind_int64(journal, 1, ++seq);
		sqlite3_bind_int64(journal, 2, day * 86400000 + 43200000);
		must(s, sqlite3_step(journal));
		sqlite3_reset(journal);
		sqlite3_bind_int64(move, 1, seq);
		sqlite3_bind_int64(move, 2, CATEGORIES_FROM + i * 31 % CATEGORIES);
		sqlite3_bind_int64(move, 3, 50 + i * 37 % 9000);
		sqlite3_bind_text(move, 4, way[0], -1, SQLITE_STATIC);
		sqlite3_bind_text(move, 5, way[1], -1, SQLITE_STATIC);
		sqlite3_bind_int64(move, 6, i % 3);
		sqlite3_bind_int64(move, 7, day);
		must(s, sqlite3_step(move));
		sqlite3_reset(move);
	}
	sqlite3_finalize(journal);
	sqlite3_finalize(move);
	must(s, sqlite3_exec(s->db, "UPDATE core_cursor SET seq = (SELECT max(seq) FROM core_journal); COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL));
}

static size_t request(void *arg, uint64_t n, char *out, size_t cap)
{
	const struct site *s = arg;
	return (size_t)snprintf(out, cap, "GET /p/impact/?period=%d HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nX-N: %llu\r\n\r\n", s->year,
	                        (unsigned long long)n);
}

static void raw(const struct bench *b, const struct site *s, struct series *p99)
{
	enum { MOST = 1 << 16 };
	int64_t *ns = malloc(MOST * sizeof(*ns)), begin = now_ns();
	size_t n = 0;
	sqlite3_stmt *q;
	if (!ns)
		die("no memory");
	must(s, sqlite3_prepare_v2(s->db, raw_sql, -1, &q, NULL));
	do {
		int64_t from = now_ns();
		sqlite3_bind_int64(q, 1, s->from);
		sqlite3_bind_int64(q, 2, s->to);
		while (sqlite3_step(q) == SQLITE_ROW)
			;
		must(s, sqlite3_reset(q));
		ns[n++] = now_ns() - from;
	} while (now_ns() - begin < (int64_t)b->round_ms * 1000000 && n < MOST);
	sqlite3_finalize(q);
	sort_ns(ns, n);
	series_add(p99, percentile(ns, n, 990) / 1000);
	free(ns);
}

/* From the start of the daemon until the roll-up has seen everything. */
static void catch_up(const struct site *s)
{
	int64_t begin = now_ns();
	while (one(s, "SELECT (SELECT max(seq) FROM core_journal) > seq FROM impact_reached WHERE name = 'total'"))
		if (now_ns() - begin > INT64_C(300) * 1000000000)
			die("the roll-up does not catch up");
		else
			nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	int64_t ms = (now_ns() - begin) / 1000000;
	char name[80];
	snprintf(name, sizeof(name), "roll-up of %lld movements", (long long)s->movements);
	report(name, s->movements * 1000 / (ms ? ms : 1), 0, "movements/s", "none");
}

static int64_t measure(struct bench *b, const char *name, struct site *s)
{
	struct series ours = { .n = 0 }, half = { .n = 0 }, base = { .n = 0 };
	struct daemon d;
	struct answer a;
	char dir[600], path[700], text[600];
	time_t now = time(NULL);
	struct tm tm;
	path_in(b, name, dir);
	daemon_start(&d, b, dir); /* makes the tables and the reference data */
	daemon_stop(&d);
	snprintf(path, sizeof(path), "%s/glane.db", dir);
	if (sqlite3_open(path, &s->db) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(s->db));
	fill(s, now / 86400);
	gmtime_r(&now, &tm);
	s->year = tm.tm_year + 1900 - 1;
	snprintf(text, sizeof(text), "SELECT unixepoch('%d-01-01') / 86400", s->year);
	s->from = one(s, text);
	snprintf(text, sizeof(text), "SELECT unixepoch('%d-12-31') / 86400", s->year);
	s->to = one(s, text);
	daemon_start(&d, b, dir);
	catch_up(s);
	text[request(s, 0, text, sizeof(text) - 1)] = 0;
	ask(d.port, text, &a);
	if (a.status != 200 || !strstr(a.body, "out") || strstr(a.body, "class=\"notice\""))
		die("the page shows nothing: %.300s", a.p);
	note("%lld movements, %lld sums; a page of %zu bytes", (long long)s->movements, (long long)one(s, "SELECT count(*) FROM impact_total"), a.body_n);
	answer_free(&a);
	for (unsigned i = 0; i < b->rounds; i++) {
		struct load l = { .port = d.port, .clients = 1, .ms = b->round_ms, .request = request, .arg = s };
		raw(b, s, &base);
		load_run(&l);
		if (l.refused)
			die("%llu pages were refused", (unsigned long long)l.refused);
		series_add(&ours, percentile(l.latency_ns, l.latency_n, 990) / 1000);
		series_add(&half, percentile(l.latency_ns, l.latency_n, 500) / 1000);
		load_free(&l);
	}
	snprintf(text, sizeof(text), "dashboard of a year, %lld movements, p50", (long long)s->movements);
	report_ratio(text, &half, "us", "raw sum", &base, "none");
	snprintf(text, sizeof(text), "dashboard of a year, %lld movements, p99", (long long)s->movements);
	report_ratio(text, &ours, "us", "raw sum", &base, "<= 5,000 us");
	sqlite3_close(s->db);
	daemon_stop(&d);
	return series_median(&half);
}

int bench_impact(struct bench *b)
{
	struct site few = { .movements = SMALL }, many = { .movements = 10 * b->items };
	int64_t small = measure(b, "impact_few", &few), large = measure(b, "impact_many", &many);
	char name[80];
	snprintf(name, sizeof(name), "dashboard, p50, %lld beside %d movements", (long long)many.movements, SMALL);
	report(name, 100 * large / (small ? small : 1), 2, "times", "<= 1.5");
	return 0;
}
