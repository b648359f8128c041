/* SPDX-License-Identifier: MPL-2.0 */
/* A weighing from the request to the answer after its commit, against SQLite writing the same rows. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "load.h"
#include "raw.h"
#include "weighings.h"

enum { GROUP = 64 };

/* The text of the last record, so that the raw writer writes as many bytes. */
static void last_line(const char *store, char *out, size_t cap)
{
	char path[700];
	sqlite3 *db;
	sqlite3_stmt *q;
	snprintf(path, sizeof(path), "%s/glane.db", store);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT line FROM core_journal_text ORDER BY seq DESC LIMIT 1", -1, &q, NULL) != SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_ROW)
		die("%s: %s", path, sqlite3_errmsg(db));
	snprintf(out, cap, "%s", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	sqlite3_close(db);
}

struct figures {
	struct series rate, p50_us, p99_us, cpu_ns;
};

static void over_http(const struct bench *b, const struct daemon *d, struct weighings *w, unsigned clients, struct figures *ret)
{
	struct load l = { .port = d->port, .clients = clients, .ms = b->round_ms, .request = weighings_request, .arg = w, .from = w->next };
	int64_t cpu = process_cpu_ns(d->pid);
	load_run(&l);
	cpu = process_cpu_ns(d->pid) - cpu;
	if (l.refused)
		die("%llu of %llu weighings were refused", (unsigned long long)l.refused, (unsigned long long)l.done);
	w->next = l.from;
	series_add(&ret->rate, load_rate(&l));
	series_add(&ret->cpu_ns, cpu / (int64_t)l.done);
	series_add(&ret->p50_us, percentile(l.latency_ns, l.latency_n, 500) / 1000);
	series_add(&ret->p99_us, percentile(l.latency_ns, l.latency_n, 990) / 1000);
	load_free(&l);
}

static void alone(const struct bench *b, struct raw *r, struct figures *ret)
{
	int64_t *ns;
	uint64_t n;
	raw_alone(r, b->round_ms, &ns, &n);
	series_add(&ret->rate, (int64_t)n * 1000 / b->round_ms);
	series_add(&ret->p50_us, percentile(ns, n, 500) / 1000);
	free(ns);
}

int bench_intake(struct bench *b)
{
	struct figures one = { .rate.n = 0 }, many = one, raw_one = one, raw_many = one;
	struct weighings w;
	struct daemon d;
	char ours[600], theirs[600], line[4096];
	path_in(b, "intake", ours);
	path_in(b, "raw", theirs);
	daemon_start(&d, b, theirs); /* makes the tables */
	daemon_stop(&d);
	daemon_start(&d, b, ours);
	weighings_init(&w, d.port);
	last_line(ours, line, sizeof(line));
	struct raw *r = raw_open(theirs, w.category, line, w.answer);
	note("answer of %zu bytes, text of the record of %zu; %u turns of %u ms", strlen(w.answer), strlen(line), b->rounds, b->round_ms);
	for (unsigned i = 0; i < b->rounds; i++) {
		alone(b, r, &raw_one);
		over_http(b, &d, &w, 1, &one);
		series_add(&raw_many.rate, raw_group(r, GROUP, b->round_ms));
		over_http(b, &d, &w, GROUP, &many);
	}
	report_ratio("durable intake, 64 clients", &many.rate, "/s", "raw writer", &raw_many.rate, ">= 0.75");
	report_ratio("durable intake, 1 client", &one.rate, "/s", "raw writer", &raw_one.rate, "none");
	report_ratio("durable intake, 1 client, p50", &one.p50_us, "us", "raw commit", &raw_one.p50_us, "<= 1.50");
	report("durable intake, 64 clients, CPU", series_median(&many.cpu_ns), 0, "ns each", NULL);
	report("durable intake, 64 clients, p99", series_median(&many.p99_us), 0, "us", NULL);
	report("durable intake, 1 client, p99", series_median(&one.p99_us), 0, "us", NULL);
	raw_close(r);
	daemon_stop(&d);
	return 0;
}
