/* SPDX-License-Identifier: MPL-2.0 */
/* The shopper's page of an item, served again from memory and made anew, against a server that sends the same bytes. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "bench.h"
#include "load.h"

enum { CLIENTS = 64, CODES = 50000 };

/* As a phone asks, so that the page is HTML and a head has its usual length. */
#define HEADERS                                                                                                                \
	"Host: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (Linux; Android 13) Gecko/120.0 Firefox/120.0\r\n"                         \
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: fr,en;q=0.5\r\n"                          \
	"Accept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n\r\n"

struct codes {
	char (*code)[16];
	size_t n;
	uint64_t turn;
};

static size_t request_one(void *arg, uint64_t n, char *out, size_t cap)
{
	struct codes *c = arg;
	(void)n;
	return (size_t)snprintf(out, cap, "GET /O/%s HTTP/1.1\r\n" HEADERS, c->code[0]);
}

/* Another item each time: by the time that it comes round again, its place in the cache is taken. */
static size_t request_many(void *arg, uint64_t n, char *out, size_t cap)
{
	struct codes *c = arg;
	return (size_t)snprintf(out, cap, "GET /O/%s HTTP/1.1\r\n" HEADERS, c->code[n % c->n]);
}

static void read_codes(const char *store, struct codes *ret)
{
	char path[700];
	sqlite3 *db;
	sqlite3_stmt *q;
	snprintf(path, sizeof(path), "%s/glane.db", store);
	ret->code = calloc(CODES, sizeof(*ret->code));
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT code FROM core_item WHERE state = 4 ORDER BY id * 7919 % 1000003 LIMIT ?1", -1, &q, NULL) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_bind_int(q, 1, CODES);
	while (sqlite3_step(q) == SQLITE_ROW)
		snprintf(ret->code[ret->n++], sizeof(ret->code[0]), "%s", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	sqlite3_close(db);
	if (ret->n < 2000)
		die("pages wants at least 2000 items: fewer all fit into the cache");
}

struct figures {
	struct series rate, cpu_ns; /* CPU of the server per request */
};

static void measure(const struct bench *b, int port, pid_t pid, size_t (*request)(void *, uint64_t, char *, size_t), struct codes *codes,
                    struct figures *ret)
{
	struct load l = { .port = port, .clients = CLIENTS, .ms = b->round_ms, .request = request, .arg = codes, .from = codes->turn };
	int64_t cpu = process_cpu_ns(pid);
	load_run(&l);
	cpu = process_cpu_ns(pid) - cpu;
	if (l.refused)
		die("%llu of %llu answers were not pages", (unsigned long long)l.refused, (unsigned long long)l.done);
	series_add(&ret->rate, load_rate(&l));
	series_add(&ret->cpu_ns, cpu / (int64_t)l.done);
	codes->turn = l.from;
	load_free(&l);
}

int bench_pages(struct bench *b)
{
	struct codes codes = { .n = 0 };
	struct figures bare = { .rate.n = 0 }, cached = { .rate.n = 0 }, uncached = { .rate.n = 0 };
	struct daemon d;
	struct bare other;
	struct answer page;
	char request[1024];
	const char *store = filled_store(b);
	read_codes(store, &codes);
	daemon_start(&d, b, store);
	request_one(&codes, 0, request, sizeof(request));
	for (int i = 0; i < 3; i++) { /* compressed from the second time on */
		if (i)
			answer_free(&page);
		ask(d.port, request, &page);
	}
	if (page.status != 200)
		die("the page answers %d", page.status);
	bare_start(&other, page.p, page.n);
	note("%lld items; page of %zu bytes with a head of %zu; %d connections", (long long)b->items, page.body_n, page.n - page.body_n, CLIENTS);
	for (unsigned i = 0; i < b->rounds; i++) {
		measure(b, other.port, other.pid, request_one, &codes, &bare);
		measure(b, d.port, d.pid, request_one, &codes, &cached);
		measure(b, d.port, d.pid, request_many, &codes, &uncached);
	}
	report_ratio("item page, cached", &cached.rate, "req/s", "bare", &bare.rate, ">= 0.85");
	report_ratio("item page, cached, CPU", &cached.cpu_ns, "ns/req", "bare", &bare.cpu_ns, "none");
	report_ratio("item page, uncached", &uncached.rate, "req/s", "bare", &bare.rate, "none");
	report_ratio("item page, uncached, CPU", &uncached.cpu_ns, "ns/req", "bare", &bare.cpu_ns, "<= 3.00");
	bare_stop(&other);
	daemon_stop(&d);
	answer_free(&page);
	free(codes.code);
	return 0;
}
