/* SPDX-License-Identifier: MPL-2.0 */
/* From the touch that notes an object until the first byte of its label at the printer, beside what its durable answer takes; and
 * labels a second.  The printer is a listener here that takes everything at once and answers nothing. */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { WAIT_MS = 10000, AT_ONCE = 50, WARM = 3 };

struct printer {
	int listener, port;
	pthread_t thread;
	_Atomic int64_t first_ns; /* of the last label */
	_Atomic uint64_t labels, bytes;
	_Atomic bool over;
};

static void *print(void *arg)
{
	struct printer *p = arg;
	char buffer[65536];
	while (!atomic_load(&p->over)) {
		struct pollfd f = { .fd = p->listener, .events = POLLIN };
		if (poll(&f, 1, 100) < 1)
			continue;
		int fd = accept(p->listener, NULL, NULL);
		bool first = true;
		for (ssize_t n; fd >= 0 && (n = read(fd, buffer, sizeof(buffer))) > 0; first = false) {
			if (first)
				atomic_store(&p->first_ns, now_ns());
			atomic_fetch_add(&p->bytes, (uint64_t)n);
		}
		if (fd >= 0)
			close(fd);
		if (!first)
			atomic_fetch_add(&p->labels, 1);
	}
	return NULL;
}

static void printer_start(struct printer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->listener < 0 || bind(p->listener, (struct sockaddr *)&a, n) || listen(p->listener, 8) || getsockname(p->listener, (struct sockaddr *)&a, &n))
		die("no listener");
	p->port = ntohs(a.sin_port);
	if (pthread_create(&p->thread, NULL, print, p))
		die("no thread");
}

static void printer_stop(struct printer *p)
{
	atomic_store(&p->over, true);
	pthread_join(p->thread, NULL);
	close(p->listener);
}

static void wait_for(struct printer *p, uint64_t labels)
{
	for (int64_t until = now_ns() + (int64_t)WAIT_MS * 1000000; atomic_load(&p->labels) < labels; usleep(200))
		if (now_ns() > until)
			die("%llu of %llu labels came", (unsigned long long)atomic_load(&p->labels), (unsigned long long)labels);
}

/* The printer's row in a store that nobody has open; a category for objects. */
static int64_t prepare(const char *store, int port)
{
	char path[700], sql[400];
	sqlite3 *db;
	sqlite3_stmt *q;
	snprintf(path, sizeof(path), "%s/glane.db", store);
	snprintf(sql, sizeof(sql), "INSERT INTO labels_printer (id, slot, name, port, language, model, dpi, media, rank, asks, trust, added_ms)"
	                           " VALUES (10, 2, 'bench', 'tcp:127.0.0.1:%d', 'zpl', 'ZPL-4', 203, '50x30', 1, 0, 1, 0)", port);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT id FROM core_v1_category WHERE level = 2 AND active ORDER BY id LIMIT 1", -1, &q, NULL) != SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_ROW)
		die("%s: %s", path, sqlite3_errmsg(db));
	int64_t category = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return category;
}

static void object(const struct daemon *d, int64_t category, bool label)
{
	static unsigned key;
	char json[200], request[500];
	struct answer a;
	int n = snprintf(json, sizeof(json), "{\"category\":%lld,\"grams\":1840,\"title\":\"Grille-pain %u\"%s}", (long long)category, ++key, label ? ",\"label\":true" : "");
	snprintf(request, sizeof(request), "POST /p/items/items HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
	                                   "Idempotency-Key: 00000000-0000-4000-8000-%012u\r\nContent-Length: %d\r\n\r\n%s", key, n, json);
	ask(d->port, request, &a);
	if (a.status != 201 && a.status != 200)
		die("an object was refused: %d %.300s", a.status, a.body);
	answer_free(&a);
}

int bench_printing(struct bench *b)
{
	struct printer p = { .listener = -1 };
	struct series first_p50 = { .n = 0 }, first_p99 = first_p50, plain_p50 = first_p50, rate = first_p50;
	enum { TAPS = 100 };
	int64_t *first = malloc(TAPS * sizeof(*first)), *plain = malloc(TAPS * sizeof(*plain));
	struct daemon d;
	char store[600];
	if (!first || !plain)
		die("no memory");
	path_in(b, "printing", store);
	daemon_start(&d, b, store); /* makes the tables */
	daemon_stop(&d);
	printer_start(&p);
	int64_t category = prepare(store, p.port);
	daemon_start(&d, b, store);
	for (int i = 0; i < WARM; i++) {
		object(&d, category, true);
		wait_for(&p, (uint64_t)i + 1);
	}
	int64_t idle = process_pss_kib(d.pid);
	uint64_t before = atomic_load(&p.bytes), labels = atomic_load(&p.labels);
	for (unsigned r = 0; r < b->rounds; r++) {
		for (int i = 0; i < TAPS; i++) {
			int64_t start = now_ns();
			object(&d, category, false);
			plain[i] = now_ns() - start;
			start = now_ns();
			object(&d, category, true);
			wait_for(&p, ++labels);
			first[i] = atomic_load(&p.first_ns) - start;
		}
		sort_ns(first, TAPS);
		sort_ns(plain, TAPS);
		series_add(&first_p50, percentile(first, TAPS, 500) / 1000);
		series_add(&first_p99, percentile(first, TAPS, 990) / 1000);
		series_add(&plain_p50, percentile(plain, TAPS, 500) / 1000);
		int64_t start = now_ns();
		for (int i = 0; i < AT_ONCE; i++)
			object(&d, category, true);
		wait_for(&p, labels += AT_ONCE);
		series_add(&rate, (int64_t)AT_ONCE * 1000000000 / (now_ns() - start));
	}
	note("a touch is the request that notes an object; each label leaves by a connection of its own; a commit is on this disk");
	report_ratio("touch to first byte at the printer, p50", &first_p50, "us", "its durable answer", &plain_p50, "none");
	report("touch to first byte at the printer, p99", series_median(&first_p99), 0, "us", "<= 10,000 us");
	report("labels noted and printed", series_median(&rate), 0, "/s", NULL);
	report("bytes of a label (ZPL, 50 x 30 mm)", (int64_t)((atomic_load(&p.bytes) - before) / (atomic_load(&p.labels) - WARM)), 0, "bytes", NULL);
	report("memory that printing added", process_pss_kib(d.pid) - idle, 0, "KiB", NULL);
	daemon_stop(&d);
	printer_stop(&p);
	free(first);
	free(plain);
	return 0;
}
