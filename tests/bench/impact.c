/* SPDX-License-Identifier: MPL-2.0 */
/* The manager's page of a year, by how many movements there are; how fast the roll-up catches up; the report of the year; all of
 * them on one day.  The baseline is the plain sum over the movements of that year, which a page without a roll-up would have
 * to make.
 *
 * Movements are put into core's tables by SQL, each with its record, and the balances are theirs; records have no text and no
 * hash, so `glane verify` refuses such a store, while `glane impact rebuild` agrees with it (checked with the small one). */
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
	int64_t first, days;         /* on which the movements are */
	int year;
	const char *what;            /* of request(): path and query but the period */
	const char *period;          /* NULL: the year */
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

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };
struct sums { /* of what was put in, for the balances */
	int64_t grams[WAYS][CATEGORIES], pieces[WAYS][CATEGORIES];
};

static void put_balances(const struct site *s, const struct sums *sums)
{
	sqlite3_stmt *q;
	must(s, sqlite3_prepare_v2(s->db, "INSERT INTO core_balance VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET grams = grams + excluded.grams,"
	                                  " pieces = pieces + excluded.pieces", -1, &q, NULL));
	for (int w = 0; w < WAYS; w++)
		for (int c = 0; c < CATEGORIES; c++)
			for (int end = 0; end < 2; end++) {
				sqlite3_bind_text(q, 1, ways[w][end], -1, SQLITE_STATIC);
				sqlite3_bind_int64(q, 2, CATEGORIES_FROM + c);
				sqlite3_bind_int64(q, 3, end ? sums->grams[w][c] : -sums->grams[w][c]);
				sqlite3_bind_int64(q, 4, end ? sums->pieces[w][c] : -sums->pieces[w][c]);
				must(s, sqlite3_step(q));
				sqlite3_reset(q);
			}
	sqlite3_finalize(q);
}

/* Movements of those days, evenly. */
static void fill(struct site *s)
{
	static struct sums sums;
	memset(&sums, 0, sizeof(sums));
	sqlite3_stmt *journal, *move;
	int64_t seq = one(s, "SELECT max(seq) FROM core_journal"), begin = now_ns();
	must(s, sqlite3_exec(s->db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 20000; BEGIN IMMEDIATE", NULL, NULL, NULL));
	must(s, sqlite3_prepare_v2(s->db, "INSERT INTO core_journal VALUES (?1, randomblob(16), ?2, 1, ?2, ?2, NULL, NULL, 'intake', 'intake.weighed', NULL,"
	                                  " NULL, '00000000000000000000000000000000', zeroblob(32), zeroblob(32))", -1, &journal, NULL));
	must(s, sqlite3_prepare_v2(s->db, "INSERT INTO core_movement VALUES (?1, 0, ?2, NULL, ?3, 1, ?4, ?5, NULL, NULL, NULL, ?6, ?7)", -1, &move, NULL));
	for (int64_t i = 0; i < s->movements; i++) {
		int64_t w = i * 7 % WAYS, category = i * 31 % CATEGORIES, grams = 50 + i * 37 % 9000;
		const char *const *way = ways[w];
		sums.grams[w][category] += grams;
		sums.pieces[w][category]++;
		int64_t day = s->first + i * s->days / s->movements;
		sqlite3_bind_int64(journal, 1, ++seq);
		sqlite3_bind_int64(journal, 2, day * 86400000 + 43200000);
		must(s, sqlite3_step(journal));
		sqlite3_reset(journal);
		sqlite3_bind_int64(move, 1, seq);
		sqlite3_bind_int64(move, 2, CATEGORIES_FROM + category);
		sqlite3_bind_int64(move, 3, grams);
		sqlite3_bind_text(move, 4, way[0], -1, SQLITE_STATIC);
		sqlite3_bind_text(move, 5, way[1], -1, SQLITE_STATIC);
		sqlite3_bind_int64(move, 6, i % 3);
		sqlite3_bind_int64(move, 7, day);
		must(s, sqlite3_step(move));
		sqlite3_reset(move);
		if (i % 200000 == 199999)
			must(s, sqlite3_exec(s->db, "COMMIT; BEGIN IMMEDIATE", NULL, NULL, NULL));
	}
	sqlite3_finalize(journal);
	sqlite3_finalize(move);
	put_balances(s, &sums);
	must(s, sqlite3_exec(s->db, "UPDATE core_cursor SET seq = (SELECT max(seq) FROM core_journal); COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL));
	note("%lld movements put into the tables in %lld s", (long long)s->movements, (long long)((now_ns() - begin) / 1000000000));
}

static size_t request(void *arg, uint64_t n, char *out, size_t cap)
{
	const struct site *s = arg;
	char year[8];
	snprintf(year, sizeof(year), "%d", s->year);
	return (size_t)snprintf(out, cap, "GET /p/impact/%speriod=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nX-N: %llu\r\n\r\n",
	                        s->what ? s->what : "?", s->period ? s->period : year, (unsigned long long)n);
}

static int64_t cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Answers of one kind, one client: median, 99th percentile and CPU of one, in microseconds. */
struct times {
	struct series p50, p99, cpu;
};

static void raw(const struct bench *b, const struct site *s, struct times *t)
{
	enum { MOST = 1 << 16 };
	int64_t *ns = malloc(MOST * sizeof(*ns)), begin = now_ns(), cpu = cpu_ns();
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
	series_add(&t->cpu, (cpu_ns() - cpu) / (int64_t)n / 1000);
	sqlite3_finalize(q);
	sort_ns(ns, n);
	series_add(&t->p99, percentile(ns, n, 990) / 1000);
	free(ns);
}

/* From the start of the daemon until the roll-up has seen everything. */
static void catch_up(const struct site *s)
{
	int64_t begin = now_ns();
	while (one(s, "SELECT (SELECT max(seq) FROM core_journal) > seq FROM impact_reached WHERE name = 'total'"))
		if (now_ns() - begin > INT64_C(7200) * 1000000000)
			die("the roll-up does not catch up");
		else
			nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	int64_t ms = (now_ns() - begin) / 1000000;
	char name[80];
	snprintf(name, sizeof(name), "roll-up of %lld movements", (long long)s->movements);
	report(name, s->movements * 1000 / (ms ? ms : 1), 0, "movements/s", "none");
}

static void open_site(struct bench *b, const char *name, struct site *s, char dir[600])
{
	char path[700], text[100];
	struct daemon d;
	time_t now = time(NULL);
	struct tm tm;
	path_in(b, name, dir);
	daemon_start(&d, b, dir); /* makes the tables and the reference data */
	daemon_stop(&d);
	snprintf(path, sizeof(path), "%s/glane.db", dir);
	if (sqlite3_open(path, &s->db) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(s->db));
	gmtime_r(&now, &tm);
	s->year = tm.tm_year + 1900 - 1;
	snprintf(text, sizeof(text), "SELECT unixepoch('%d-01-01') / 86400", s->year);
	s->from = one(s, text);
	snprintf(text, sizeof(text), "SELECT unixepoch('%d-12-31') / 86400", s->year);
	s->to = one(s, text);
	if (s->days > 1)
		s->first = now / 86400 - s->days;
	else
		s->first = s->from + 165; /* the 15th of June, or the day before */
	fill(s);
}

/* What `glane impact rebuild` says: the sums are those of the movements. */
static void rebuild(const struct bench *b, const char *dir)
{
	char command[1300], line[400];
	snprintf(command, sizeof(command), "'%s' impact rebuild --json --data '%s'", b->glane, dir);
	FILE *p = popen(command, "r");
	size_t n = p ? fread(line, 1, sizeof(line) - 1, p) : 0;
	line[n] = 0;
	if (!p || pclose(p) != 0 || !strstr(line, "\"differing\":0"))
		die("impact rebuild: %s", line);
}

static void visit(const struct bench *b, const struct daemon *d, const struct site *s, struct times *t)
{
	struct site asked = *s;
	struct load l = { .port = d->port, .clients = 1, .ms = b->round_ms, .request = request, .arg = &asked };
	int64_t cpu = process_cpu_ns(d->pid);
	load_run(&l);
	series_add(&t->cpu, (process_cpu_ns(d->pid) - cpu) / (int64_t)(l.done ? l.done : 1) / 1000);
	if (l.refused)
		die("%llu answers to %s were refused", (unsigned long long)l.refused, s->what ? s->what : "the page");
	series_add(&t->p50, percentile(l.latency_ns, l.latency_n, 500) / 1000);
	series_add(&t->p99, percentile(l.latency_ns, l.latency_n, 990) / 1000);
	load_free(&l);
}

/* The report of the period as a file, some times; and what the daemon needs at most for it, beyond what it had. */
static void file(const struct bench *b, const struct daemon *d, const struct site *s, const char *form)
{
	struct site asked = *s;
	struct series ms = { .n = 0 };
	char what[40], text[600], name[120];
	size_t bytes = 0;
	snprintf(what, sizeof(what), "report?form=%.8s&", form);
	asked.what = what;
	process_peak_reset(d->pid);
	int64_t before = process_rss_kib(d->pid);
	for (unsigned i = 0; i < b->rounds; i++) {
		struct answer a;
		int64_t begin = now_ns();
		text[request(&asked, i, text, sizeof(text) - 1)] = 0;
		ask(d->port, text, &a);
		if (a.status != 200 || a.body_n < 1000)
			die("no report as %s: %.300s", form, a.p);
		bytes = a.body_n;
		series_add(&ms, (now_ns() - begin) / 1000);
		answer_free(&a);
	}
	snprintf(name, sizeof(name), "report as %s, %lld movements", form, (long long)s->movements);
	report(name, series_median(&ms), 3, "ms", "none");
	note("  %zu bytes; %lld KiB at most in memory beyond the %lld before", bytes, (long long)(process_peak_kib(d->pid) - before), (long long)before);
}

static struct times year(struct bench *b, const char *name, struct site *s, bool files)
{
	struct times page = { .p50 = { .n = 0 } }, base = page;
	struct daemon d;
	struct answer a;
	char dir[600], text[600];
	s->days = YEARS * 365;
	open_site(b, name, s, dir);
	daemon_start(&d, b, dir);
	catch_up(s);
	text[request(s, 0, text, sizeof(text) - 1)] = 0;
	ask(d.port, text, &a);
	if (a.status != 200 || !strstr(a.body, "out") || strstr(a.body, "class=\"notice\""))
		die("the page shows nothing: %.300s", a.p);
	note("%lld movements, %lld sums; a page of %zu bytes", (long long)s->movements, (long long)one(s, "SELECT count(*) FROM impact_total"), a.body_n);
	answer_free(&a);
	for (unsigned i = 0; i < b->rounds; i++) {
		raw(b, s, &base);
		visit(b, &d, s, &page);
	}
	snprintf(text, sizeof(text), "dashboard of a year, %lld movements, p50", (long long)s->movements);
	report_ratio(text, &page.p50, "us", "raw sum", &base.p99, "none");
	snprintf(text, sizeof(text), "dashboard of a year, %lld movements, p99", (long long)s->movements);
	report_ratio(text, &page.p99, "us", "raw sum", &base.p99, "<= 5,000 us");
	snprintf(text, sizeof(text), "dashboard of a year, %lld movements, CPU", (long long)s->movements);
	report_ratio(text, &page.cpu, "us", "raw sum", &base.cpu, "none");
	if (files) {
		file(b, &d, s, "pdf");
		file(b, &d, s, "xlsx");
	}
	sqlite3_close(s->db);
	daemon_stop(&d);
	if (s->movements == SMALL)
		rebuild(b, dir);
	return page;
}

/* All on one day: its page, the list behind a figure, behind a category of it, and its report. */
static void one_day(struct bench *b, int64_t movements)
{
	static const char *const asked[][2] = {
		{ "?", "dashboard" }, { "movements?figure=entries&", "movements behind the entries" },
		{ "movements?figure=energy&category=30&", "movements behind a rare figure of a category" }, { "movements?figure=reuse&stream=EA&", "movements behind a stream" },
	};
	struct site s = { .movements = movements, .days = 1 };
	struct daemon d;
	char dir[600], period[80], name[160], text[100];
	open_site(b, "impact_day", &s, dir);
	snprintf(text, sizeof(text), "SELECT strftime('%%Y%%m%%d', %lld * 86400, 'unixepoch')", (long long)s.first);
	int64_t day = one(&s, text);
	snprintf(period, sizeof(period), "%lld-%02lld-%02lld", (long long)(day / 10000), (long long)(day / 100 % 100), (long long)(day % 100));
	s.period = period;
	daemon_start(&d, b, dir);
	catch_up(&s);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct times t = { .p50 = { .n = 0 } };
		s.what = asked[i][0];
		for (unsigned k = 0; k < b->rounds; k++)
			visit(b, &d, &s, &t);
		snprintf(name, sizeof(name), "one day with %lld movements, %s, p99", (long long)movements, asked[i][1]);
		report(name, series_median(&t.p99), 3, "ms", "<= 2,000 ms");
	}
	file(b, &d, &s, "pdf");
	file(b, &d, &s, "csv");
	sqlite3_close(s.db);
	daemon_stop(&d);
}

int bench_impact(struct bench *b)
{
	const int64_t sizes[] = { SMALL, 10 * b->items, b->movements };
	struct times first = { .p50 = { .n = 0 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]) && sizes[i]; i++) {
		struct site s = { .movements = sizes[i] };
		char name[100], dir[40];
		snprintf(dir, sizeof(dir), "impact_%lld", (long long)sizes[i]);
		struct times t = year(b, dir, &s, i == 1);
		if (i == 0)
			first = t;
		const struct {
			const char *what, *goal;
			int64_t few, many;
		} grown[] = {
			{ "p50", "none", series_median(&first.p50), series_median(&t.p50) },
			{ "p99", "<= 1.5", series_median(&first.p99), series_median(&t.p99) },
			{ "CPU", "none", series_median(&first.cpu), series_median(&t.cpu) },
		};
		for (size_t k = 0; i && k < sizeof(grown) / sizeof(grown[0]); k++) {
			snprintf(name, sizeof(name), "dashboard, %s, %lld beside %d movements", grown[k].what, (long long)sizes[i], SMALL);
			report(name, 100 * grown[k].many / (grown[k].few ? grown[k].few : 1), 2, "times", grown[k].goal);
		}
	}
	one_day(b, 10 * b->items);
	return 0;
}
