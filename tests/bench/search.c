/* SPDX-License-Identifier: MPL-2.0 */
/* Search as you type: every word typed letter by letter, as JSON, one client. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "load.h"

enum { TYPED_MAX = 256 };

struct typed {
	char url[TYPED_MAX][64];  /* percent-encoded */
	char match[TYPED_MAX][64]; /* as FTS5 is asked */
	size_t n;
};

/* Words of the filled store's titles and categories, beginnings from two letters on. */
static void type_words(struct typed *t)
{
	static const char *const words[] = { "bouilloire", "chaise bois", "lampe", "manteau rouge", "comme neuf", "mobilier", "textile", "vaisselle", "poupee" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t n = 2; n <= strlen(words[i]) && t->n < TYPED_MAX; n++) {
			char *url = t->url[t->n], *match = t->match[t->n];
			if (words[i][n - 1] == ' ')
				continue;
			size_t m = 0;
			for (size_t k = 0; k < n; k++) {
				url[k] = words[i][k] == ' ' ? '+' : words[i][k];
				if (k == 0 || words[i][k - 1] == ' ')
					match[m++] = '"';
				if (words[i][k] == ' ') {
					match[m++] = '"';
					match[m++] = '*';
				}
				match[m++] = words[i][k];
			}
			snprintf(match + m, 64 - m, "\"*");
			url[n] = 0;
			t->n++;
		}
}

static size_t request(void *arg, uint64_t n, char *out, size_t cap)
{
	const struct typed *t = arg;
	return (size_t)snprintf(out, cap, "GET /p/items/search?q=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n", t->url[n % t->n]);
}

/* The same question to SQLite alone, rowids only. */
static void raw_search(const struct bench *b, sqlite3 *db, const struct typed *t, struct series *p50, struct series *p99)
{
	enum { MOST = 1 << 18 };
	int64_t *ns = malloc(MOST * sizeof(*ns)), begin = now_ns();
	size_t n = 0;
	sqlite3_stmt *q;
	if (!ns || sqlite3_prepare_v2(db, "SELECT rowid FROM core_item_search WHERE core_item_search MATCH ?1 ORDER BY rowid DESC LIMIT 20", -1, &q, NULL))
		die("SQLite: %s", sqlite3_errmsg(db));
	while (now_ns() - begin < (int64_t)b->round_ms * 1000000 && n < MOST) {
		int64_t from = now_ns();
		sqlite3_bind_text(q, 1, t->match[n % t->n], -1, SQLITE_STATIC);
		while (sqlite3_step(q) == SQLITE_ROW)
			;
		if (sqlite3_reset(q) != SQLITE_OK)
			die("SQLite: %s", sqlite3_errmsg(db));
		ns[n++] = now_ns() - from;
	}
	sqlite3_finalize(q);
	sort_ns(ns, n);
	series_add(p50, percentile(ns, n, 500) / 1000);
	series_add(p99, percentile(ns, n, 990) / 1000);
	free(ns);
}

int bench_search(struct bench *b)
{
	struct typed t = { .n = 0 };
	struct series p50 = { .n = 0 }, p99 = p50, raw50 = p50, raw99 = p50;
	struct daemon d;
	struct answer a;
	sqlite3 *db;
	char path[700], first[512];
	const char *store = filled_store(b);
	type_words(&t);
	daemon_start(&d, b, store);
	snprintf(path, sizeof(path), "%s/glane.db", store);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(db));
	first[request(&t, 0, first, sizeof(first) - 1)] = 0;
	ask(d.port, first, &a);
	if (a.status != 200 || !strstr(a.body, "\"code\""))
		die("the search finds nothing: %.300s", a.p);
	note("%lld items; %zu beginnings of words; the answer to \"%s\" has %zu bytes", (long long)b->items, t.n, t.url[0], a.body_n);
	answer_free(&a);
	for (unsigned i = 0; i < b->rounds; i++) {
		struct load l = { .port = d.port, .clients = 1, .ms = b->round_ms, .request = request, .arg = &t };
		raw_search(b, db, &t, &raw50, &raw99);
		load_run(&l);
		if (l.refused)
			die("%llu searches were refused", (unsigned long long)l.refused);
		series_add(&p50, percentile(l.latency_ns, l.latency_n, 500) / 1000);
		series_add(&p99, percentile(l.latency_ns, l.latency_n, 990) / 1000);
		load_free(&l);
	}
	report_ratio("search, p50", &p50, "us", "FTS5 alone", &raw50, "none");
	report_ratio("search, p99", &p99, "us", "FTS5 alone", &raw99, "<= 5,000 us");
	sqlite3_close(db);
	daemon_stop(&d);
	return 0;
}
