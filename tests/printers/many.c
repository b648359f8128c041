/* SPDX-License-Identifier: MPL-2.0 */
/* Many labels through slow printers that run out of paper, are opened, unplugged, switched off and cut in the middle, by chance:
 * what came out is what was confirmed, none is lost, none is doubled without a mark.
 *
 *   many GLANE [LABELS [SEED]]
 *
 * Meanwhile somebody asks for a cheap page all the time; how long that took is told, not judged. */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "house.h"
#include "tap.h"

enum { WAITING_MOST = 200, STUCK_MS = 120000, PAUSE_NS = 2000000 };

static const char faults[] = "seed %" PRIu64 "\nslow 400 1\nprint 3\n"
                             "label 1/40 byte ? paper until 300 ms\n"
                             "label 1/60 byte ? cut\n"
                             "label 1/90 byte ? cover until 250 ms\n"
                             "label 1/120 byte 0 pause until 200 ms\n"
                             "label 1/150 byte 0 gone until 700 ms\n"
                             "label 1/200 byte ? deaf until 500 ms\n"
                             "label 1/250 byte ? garbage random until 400 ms\n"
                             "label 1/300 byte end silent until 600 ms\n"
                             "label 1/500 byte ? ribbon until 300 ms\n";

struct visits {
	atomic_bool over;
	int64_t *took_us;
	size_t count;
};
static struct house h;

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Somebody who looks at a page, again and again. */
static void *visitor(void *arg)
{
	struct visits *v = arg;
	struct client c;
	if (client_open(&c, h.d.port) != 0)
		return NULL;
	while (!atomic_load(&v->over)) {
		struct client_reply r;
		int64_t begin = now_us();
		if (ask_send(&c, "GET", "/healthz", NULL, NULL, NULL) != 0 || client_reply(&c, "GET", &r) != 0)
			break;
		client_reply_free(&r);
		if ((v->count & (v->count + 1)) == 0)
			v->took_us = realloc(v->took_us, (2 * v->count + 2) * sizeof(*v->took_us));
		v->took_us[v->count++] = now_us() - begin;
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	}
	client_close(&c);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static int64_t count(const char *where)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM labels_spool WHERE %s", where);
	return house_sql(&h, sql);
}

/* Wishes, not too many at once, and answers, until all is closed; or until nothing moves any more. */
static int64_t print_all(int64_t labels)
{
	int64_t wanted = 0, asked = 0, moved_ms = now_ms(), before = -1;
	while (now_ms() < moved_ms + STUCK_MS) {
		int64_t closed = count("state IN ('confirmed', 'cancelled')");
		if (closed == labels)
			break;
		while (wanted < labels && wanted < closed + WAITING_MOST)
			wanted += house_item(&h, NULL) == 201;
		asked += house_look(&h);
		if (closed != before)
			moved_ms = now_ms();
		before = closed;
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	}
	return asked;
}

static void tell(int64_t ms)
{
	struct live_counts a = live_counts(h.printers[0]), b = live_counts(h.printers[1]);
	note("%" PRIu64 " came out of the first printer, %" PRIu64 " of the one that stands in; cut %" PRIu64 " times, %" PRIu64
	     " torn; %" PRId64 " ms", a.out, b.out, a.cuts + b.cuts, a.torn + b.torn, ms);
}

static void tell_visits(struct visits *v, const char *when)
{
	if (v->count) {
		qsort(v->took_us, v->count, sizeof(*v->took_us), compare);
		note("a cheap page %s, %zu times: p50 %.2f ms, p99 %.2f ms, longest %.2f ms", when, v->count, (double)v->took_us[v->count / 2] / 1000,
		     (double)v->took_us[v->count * 99 / 100] / 1000, (double)v->took_us[v->count - 1] / 1000);
	}
	free(v->took_us);
}

/* So that what this machine does by itself is known. */
static void visit_alone(int times)
{
	struct visits v = { 0 };
	pthread_t thread;
	if (pthread_create(&thread, NULL, visitor, &v) != 0)
		bail("no thread");
	for (int i = 0; i < times; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10 * PAUSE_NS }, NULL);
	atomic_store(&v.over, true);
	pthread_join(thread, NULL);
	tell_visits(&v, "before");
}

int main(int argc, char **argv)
{
	char dir[120], script[2][1200];
	pthread_t thread;
	if (argc < 2)
		bail("many GLANE [LABELS [SEED]]");
	program_glane = argv[1];
	int64_t labels = argc > 2 ? atoll(argv[2]) : 200;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	temp_dir("many", dir, sizeof(dir));
	house_open(&h, dir, seed);
	for (int i = 0; i < 2; i++) {
		snprintf(script[i], sizeof(script[i]), faults, seed * 2 + (uint64_t)i);
		house_printer(&h, &(struct live_setup){ .language = VPRINTER_ZPL, .device = { .dpi = 203, .head = 832 }, .media_w_mm = 50, .media_h_mm = 30,
		                                        .script = script[i] },
		              i ? "'zpl','ZPL-4',203,'50x30',2" : "'zpl','ZPL-4',203,'50x30',1", NULL);
	}
	house_start(&h, NULL);
	visit_alone(100);
	struct visits v = { 0 };
	if (pthread_create(&thread, NULL, visitor, &v) != 0)
		bail("no thread");
	int64_t begin = now_ms(), asked = print_all(labels);
	atomic_store(&v.over, true);
	pthread_join(thread, NULL);
	tell(now_ms() - begin);
	tell_visits(&v, "meanwhile");
	int64_t confirmed = count("state = 'confirmed'");
	ok(confirmed == labels && count("1") == labels, "%" PRId64 " labels were wanted, %" PRId64 " are confirmed; %" PRId64 " were asked about", labels,
	   confirmed, asked);
	ok(house_adds_up(&h), "each confirmed one came out, each label once (%zu came out)", house_out(&h));
	int64_t late = (int64_t)house_out(&h) - confirmed;
	ok(late >= 0 && late <= asked, "what came out besides (%" PRId64 ") had been asked about, and the other one is marked", late);
	ok(house_sql(&h, "SELECT count(*) FROM labels_event WHERE what = 'unknown'") == asked, "each that nobody knew of was asked about");
	ok(house_close(&h), "it ends in peace, and verify finds nothing");
	remove_dir(dir);
	return tap_end();
}
