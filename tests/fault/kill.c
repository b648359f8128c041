/* SPDX-License-Identifier: MPL-2.0 */
/* The daemon is killed at random moments under load: what it acknowledged is there, and nothing is there twice.
 *
 *   kill GLANE [KILLS [SEED]]
 *
 * (Each tenth time it is asked to end instead.)  Each client thread posts writes with keys of its own and remembers each answer.  After the kill and the new start every
 * key of this round is sent again: an acknowledged one gets its first answer, byte for byte; one whose answer was lost is
 * done now, or had been done.  At the end all keys of all rounds are sent once more, and the house is verified. */
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { CLIENTS = 6, LONGEST_MS = 60 };

struct sent {
	char key[37];
	bool weighing;
	char *answer; /* NULL: never came */
};
struct pool { /* of one thread; those of all rounds */
	struct sent *items;
	size_t count, round_start;
	uint64_t random;
	int port;
};

static struct pool pools[CLIENTS];
static char item_body[100], weighing_body[100];
static bool intake;

static struct sent *next_sent(struct pool *p)
{
	if ((p->count & (p->count + 1)) == 0)
		p->items = realloc(p->items, (2 * p->count + 2) * sizeof *p->items);
	struct sent *s = &p->items[p->count++];
	uint64_t a = random_next(&p->random), b = random_next(&p->random);
	uuid_make(a, b, s->key);
	s->weighing = intake && (a & 1);
	s->answer = NULL;
	return s;
}

static int send_one(struct client *c, const struct sent *s, struct client_reply *ret)
{
	int rc = ask_send(c, "POST", s->weighing ? "/p/intake/weighings" : "/p/items/items", s->key,
	                  s->weighing ? weighing_body : item_body, NULL);
	return rc == 0 ? client_reply(c, "POST", ret) : -1;
}

/* Until the daemon dies. */
static void *load(void *arg)
{
	struct pool *p = arg;
	struct client c;
	if (client_open(&c, p->port) != 0)
		return NULL;
	for (;;) {
		struct sent *s = next_sent(p);
		struct client_reply r;
		if (send_one(&c, s, &r) != 0)
			break;
		if (r.whole && r.status / 100 == 2)
			s->answer = strdup(r.body);
		client_reply_free(&r);
	}
	client_close(&c);
	return NULL;
}

static struct {
	int64_t changed, refused, applied_later, replayed, disorderly;
} seen;

static void replay_from(const struct daemon *d, struct pool *p, size_t from)
{
	struct client c;
	if (client_open(&c, d->port) != 0)
		bail("the daemon does not take connections");
	for (size_t i = from; i < p->count; i++) {
		struct sent *s = &p->items[i];
		struct client_reply r;
		if (send_one(&c, s, &r) != 0)
			bail("a replay got no answer");
		seen.replayed++;
		if (r.status / 100 != 2) {
			seen.refused++;
			note("key %s: %d %s", s->key, r.status, r.body);
		} else if (!s->answer) {
			s->answer = strdup(r.body);
			seen.applied_later++;
		} else if (strcmp(s->answer, r.body) != 0) {
			seen.changed++;
			note("key %s: first %s", s->key, s->answer);
			note("then %s", r.body);
		}
		client_reply_free(&r);
	}
	client_close(&c);
}

static int64_t start_again(struct daemon *d, const char *data)
{
	int64_t before = now_ms();
	struct client_reply r;
	if (daemon_start(d, data, NULL) != 0)
		bail("the daemon did not start again: status %d, see %s", d->status, d->log);
	if (ask(d, "GET", "/healthz", NULL, NULL, NULL, &r) != 0 || r.status != 200)
		bail("the daemon is not well after its start");
	client_reply_free(&r);
	return now_ms() - before;
}

/* Every tenth time it is asked to end, which it does in order. */
static void round_of(struct daemon *d, int number, uint64_t *random)
{
	pthread_t threads[CLIENTS];
	uint64_t us = random_next(random) % (LONGEST_MS * 1000);
	for (int i = 0; i < CLIENTS; i++) {
		pools[i].round_start = pools[i].count;
		pools[i].port = d->port;
		if (pthread_create(&threads[i], NULL, load, &pools[i]) != 0)
			bail("no thread");
	}
	nanosleep(&(struct timespec){ .tv_nsec = (long)us * 1000 }, NULL); /* the moment of the kill, not a wait for anything */
	if (number % 10 == 9)
		seen.disorderly += daemon_stop(d) != 0;
	else
		daemon_kill(d);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
}

static int64_t verified(const char *data, const char *name)
{
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	if (o.status != 0 || !strstr(o.out, "\"ok\":true"))
		note("verify: %s%s", o.out, o.err);
	int64_t n = o.status == 0 ? json_int(o.out, name) : -1;
	output_free(&o);
	return n;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t count_weighings(const struct daemon *d)
{
	struct client_reply r;
	if (!intake)
		return 0;
	int64_t n = ask(d, "GET", "/p/intake/day", NULL, NULL, NULL, &r) == 0 ? json_int(r.body, "count") : -1;
	client_reply_free(&r);
	return n;
}

int main(int argc, char **argv)
{
	int kills = argc > 2 ? atoi(argv[2]) : 200;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)getpid() * 1000003u + (uint64_t)time(NULL), random = seed;
	char dir[200], data[220];
	struct daemon d;
	if (argc < 2 || kills < 1)
		bail("usage: kill GLANE [KILLS [SEED]]");
	program_glane = argv[1];
	note("seed %" PRIu64, seed);
	temp_dir("kill", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	int64_t *ready = calloc((size_t)kills, sizeof *ready);
	start_again(&d, data);
	intake = has_intake(&d);
	int64_t category = any_category(&d);
	snprintf(item_body, sizeof item_body, "{\"category\":%" PRId64 ",\"grams\":1840}", category);
	snprintf(weighing_body, sizeof weighing_body, "{\"category\":%" PRId64 ",\"gross\":1840}", category);
	for (int i = 0; i < CLIENTS; i++)
		pools[i].random = random_next(&random);

	for (int k = 0; k < kills; k++) {
		round_of(&d, k, &random);
		ready[k] = start_again(&d, data);
		for (int i = 0; i < CLIENTS; i++)
			replay_from(&d, &pools[i], pools[i].round_start);
	}
	size_t keys = 0, items = 0, first_answers = 0;
	for (int i = 0; i < CLIENTS; i++) {
		for (size_t k = 0; k < pools[i].count; k++)
			items += !pools[i].items[k].weighing;
		keys += pools[i].count;
	}
	first_answers = keys - (size_t)seen.applied_later;
	int64_t later = seen.applied_later;
	for (int i = 0; i < CLIENTS; i++)
		replay_from(&d, &pools[i], 0);
	qsort(ready, (size_t)kills, sizeof *ready, by_value);
	note("%d kills, %zu keys (%zu items), %zu acknowledged before the kill, %" PRId64 " answered only later", kills, keys, items,
	     first_answers, later);
	note("ready again after: median %" PRId64 " ms, p99 %" PRId64 " ms, worst %" PRId64 " ms", ready[kills / 2], ready[kills * 99 / 100],
	     ready[kills - 1]);
	free(ready);
	ok(first_answers > (size_t)kills && later > 0, "the kills fell into the middle of work");
	ok(seen.disorderly == 0, "asked to end under load, it ends in order");
	ok(seen.changed == 0, "each acknowledged key has kept its record");
	ok(seen.refused == 0, "each key can be sent again");
	int64_t weighings = count_weighings(&d);
	if (intake)
		ok(weighings == (int64_t)(keys - items), "one weighing for each key: %" PRId64 " of %zu", weighings, keys - items);
	ok(daemon_stop(&d) == 0, "it ends in peace");
	int64_t there = verified(data, "items");
	ok(there >= 0, "verify finds no difference");
	if (ok(there == (int64_t)items, "one item for each key: %" PRId64 " of %zu", there, items))
		remove_dir(dir);
	else
		note("kept: %s", dir);
	return tap_end();
}
