/* SPDX-License-Identifier: MPL-2.0 */
/* One volunteer weighs while four people pull the longest page. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "load.h"
#include "weighings.h"

enum { READERS = 4 };

struct page {
	const char *path;
	size_t n;
	int64_t took_us;
};

static size_t request_page(void *arg, uint64_t n, char *out, size_t cap)
{
	const struct page *p = arg;
	(void)n;
	return (size_t)snprintf(out, cap, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n", p->path);
}

static void look(int port, struct page *p)
{
	char request[512];
	struct answer a;
	request[request_page(p, 0, request, sizeof(request) - 1)] = 0;
	for (int i = 0; i < 5; i++) { /* the fastest is the page's own time */
		int64_t begin = now_ns();
		ask(port, request, &a);
		int64_t us = (now_ns() - begin) / 1000;
		if (i == 0 || us < p->took_us)
			p->took_us = us;
		p->n = a.body_n;
		if (a.status != 200)
			die("%s answers %d", p->path, a.status);
		answer_free(&a);
	}
}

static void *read_on(void *arg)
{
	load_run(arg);
	return NULL;
}

static void weigh(const struct bench *b, const struct daemon *d, struct weighings *w, struct series *p50, struct series *p99)
{
	struct load l = { .port = d->port, .clients = 1, .ms = b->round_ms * 2, .request = weighings_request, .arg = w, .from = w->next };
	load_run(&l);
	if (l.refused)
		die("%llu weighings were refused", (unsigned long long)l.refused);
	w->next = l.from;
	series_add(p50, percentile(l.latency_ns, l.latency_n, 500) / 1000);
	series_add(p99, percentile(l.latency_ns, l.latency_n, 990) / 1000);
	load_free(&l);
}

int bench_readers(struct bench *b)
{
	struct page pages[] = { { "/p/items/day", 0, 0 }, { "/p/items/search?q=ch", 0, 0 }, { "/p/intake/day", 0, 0 }, { "/p/intake/", 0, 0 } };
	struct series quiet50 = { .n = 0 }, quiet99 = quiet50, busy50 = quiet50, busy99 = quiet50;
	struct weighings w;
	struct daemon d;
	size_t longest = 0;
	uint64_t pulled = 0;
	daemon_start(&d, b, filled_store(b));
	weighings_init(&w, d.port);
	weigh(b, &d, &w, &quiet50, &quiet99); /* fills the day's list too */
	quiet50.n = quiet99.n = 0;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		look(d.port, &pages[i]);
		note("%s: %zu bytes in %lld us", pages[i].path, pages[i].n, (long long)pages[i].took_us);
		if (pages[i].took_us > pages[longest].took_us)
			longest = i;
	}
	for (unsigned i = 0; i < b->rounds; i++) {
		_Atomic int stop = 0;
		struct load readers = { .port = d.port, .clients = READERS, .ms = 1000000, .request = request_page, .arg = &pages[longest], .stop = &stop };
		pthread_t thread;
		weigh(b, &d, &w, &quiet50, &quiet99);
		if (pthread_create(&thread, NULL, read_on, &readers) != 0)
			die("no thread");
		weigh(b, &d, &w, &busy50, &busy99);
		stop = 1;
		pthread_join(thread, NULL);
		pulled += readers.done;
		load_free(&readers);
	}
	note("%lld items; %d readers of %s took it %llu times", (long long)b->items, READERS, pages[longest].path, (unsigned long long)pulled);
	report_ratio("intake beside 4 readers, p50", &busy50, "us", "without readers", &quiet50, "none");
	report_ratio("intake beside 4 readers, p99", &busy99, "us", "without readers", &quiet99, "<= 2.00");
	daemon_stop(&d);
	return 0;
}
