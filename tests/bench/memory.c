/* SPDX-License-Identifier: MPL-2.0 */
/* Memory as the system shares it out (proportional set size): empty, with many items, per connection that waits. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "load.h"

enum { IDLE = 1000 };

static size_t request_lists(void *arg, uint64_t n, char *out, size_t cap)
{
	static const char *const paths[] = { "/p/items/search?q=ch", "/p/items/day", "/p/items/search?q=bo", "/ui/panels.json" };
	(void)arg;
	return (size_t)snprintf(out, cap, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n", paths[n % 4]);
}

static void settle(const struct daemon *d)
{
	/* Its start is over when it answers; what it still does in the background is little and ends by itself. */
	struct load l = { .port = d->port, .clients = 1, .count = 50, .request = request_lists };
	load_run(&l);
	load_free(&l);
}

int bench_memory(struct bench *b)
{
	struct daemon d;
	char empty[600];
	path_in(b, "empty", empty);
	daemon_start(&d, b, empty); /* makes the tables */
	daemon_stop(&d);
	daemon_start(&d, b, empty);
	report("memory, started", process_pss_kib(d.pid), 0, "KiB", NULL);
	settle(&d);
	int64_t before = process_pss_kib(d.pid);
	report("memory, idle", before, 0, "KiB", "<= 16,384 KiB");
	int *fds = malloc(IDLE * sizeof(*fds));
	if (!fds)
		die("no memory");
	idle_connections(d.port, IDLE, fds);
	settle(&d); /* behind them all in the queue of what is accepted */
	report("memory, per idle connection", (process_pss_kib(d.pid) - before) * 1024 / IDLE, 0, "bytes", "<= 4,096 bytes");
	for (int i = 0; i < IDLE; i++)
		close(fds[i]);
	free(fds);
	daemon_stop(&d);
	daemon_start(&d, b, filled_store(b));
	struct load l = { .port = d.port, .clients = 16, .ms = b->round_ms, .request = request_lists };
	load_run(&l);
	load_free(&l);
	note("%lld items, after %u ms of searches and lists by 16 clients:", (long long)b->items, b->round_ms);
	report("memory, items in the store", process_pss_kib(d.pid), 0, "KiB", "<= 49,152 KiB");
	daemon_stop(&d);
	return 0;
}
