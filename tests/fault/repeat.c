/* SPDX-License-Identifier: MPL-2.0 */
/* The same request comes again: late, early, at the same time, after its answer was lost.  It is done once.
 *
 *   repeat GLANE [OPERATIONS [SEED]] */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { CLIENTS = 8, MOST = 5, TOGETHER = 12 };

struct op {
	char key[37], body[160];
	char *answer; /* of the first 2xx; guarded by `lock` */
	int answered, differed, refused, still_running;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct op *ops;
static int *order; /* which operation is sent when */
static int order_n, next_in_order;
static int port, dropped;
static const char path[] = "/p/items/items";

static void got(struct op *op, const struct client_reply *r)
{
	pthread_mutex_lock(&lock);
	if (r->status == 409) {
		op->still_running++;
	} else if (r->status / 100 != 2) {
		op->refused++;
		note("%s: %d %s", op->key, r->status, r->body);
	} else if (!op->answer) {
		op->answer = strdup(r->body);
		op->answered++;
	} else if (strcmp(op->answer, r->body) != 0) {
		op->differed++;
		note("%s: %s", op->key, op->answer);
		note("then: %s", r->body);
	}
	pthread_mutex_unlock(&lock);
}

static void *sender(void *arg)
{
	uint64_t random = *(uint64_t *)arg;
	struct client c = { .fd = -1 };
	for (;;) {
		pthread_mutex_lock(&lock);
		int at = next_in_order < order_n ? order[next_in_order++] : -1;
		pthread_mutex_unlock(&lock);
		if (at < 0)
			break;
		struct client_reply r;
		if (c.fd < 0 && client_open(&c, port) != 0)
			bail("no connection");
		if (ask_send(&c, "POST", path, ops[at].key, ops[at].body, NULL) != 0)
			bail("the daemon does not take a request");
		if (random_next(&random) % 5 == 0) { /* gone before the answer */
			client_close(&c);
			pthread_mutex_lock(&lock);
			dropped++;
			pthread_mutex_unlock(&lock);
			continue;
		}
		if (client_reply(&c, "POST", &r) != 0 || !r.whole)
			bail("no answer");
		got(&ops[at], &r);
		client_reply_free(&r);
	}
	client_close(&c);
	return NULL;
}

/* Each operation 1 to 5 times, each copy up to some hundred places away from where it belongs. */
static void make_order(int n, uint64_t *random)
{
	order = calloc((size_t)n * MOST, sizeof *order);
	for (int i = 0; i < n; i++)
		for (uint64_t k = 1 + random_next(random) % MOST; k > 0; k--)
			order[order_n++] = i;
	for (int i = 0; i < order_n; i++) {
		int to = i + (int)(random_next(random) % 200), was = order[i];
		if (to < order_n) {
			order[i] = order[to];
			order[to] = was;
		}
	}
}

static void storm(const struct daemon *d, int n, uint64_t *random)
{
	pthread_t threads[CLIENTS];
	uint64_t seeds[CLIENTS];
	int differed = 0, refused = 0, missing = 0, running = 0;
	make_order(n, random);
	for (int i = 0; i < CLIENTS; i++) {
		seeds[i] = random_next(random);
		if (pthread_create(&threads[i], NULL, sender, &seeds[i]) != 0)
			bail("no thread");
	}
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < n; i++) { /* once more, now that all is quiet: also those whose answers were all dropped */
		struct client_reply r;
		if (ask(d, "POST", path, ops[i].key, ops[i].body, NULL, &r) != 0)
			bail("no answer");
		got(&ops[i], &r);
		client_reply_free(&r);
		differed += ops[i].differed;
		refused += ops[i].refused;
		running += ops[i].still_running;
		missing += !ops[i].answer;
	}
	note("%d operations sent %d times, %d answers dropped, %d times \"still running\"", n, order_n + n, dropped, running);
	ok(dropped > n / 10, "many answers were never read");
	ok(differed == 0, "all copies of a request have the same answer");
	ok(refused == 0 && missing == 0, "none is refused");
}

static int status_of(const struct daemon *d, const char *to, const char *key, const char *body, char *out, size_t cap)
{
	struct client_reply r;
	if (ask(d, "POST", to, key, body, NULL, &r) != 0)
		return 0;
	int status = r.status;
	if (out)
		snprintf(out, cap, "%s", r.body);
	client_reply_free(&r);
	return status;
}

static void other_inputs(const struct daemon *d, int64_t category, uint64_t *random, int *made)
{
	char key[37], body[200], first[2000], words[2000];
	uint64_t a = random_next(random), b = random_next(random);
	uuid_make(a, b, key);
	snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":-5}", category);
	ok(status_of(d, path, key, body, words, sizeof words) == 400 && strstr(words, "grams"), "a refusal names its field: %s", words);
	snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":500}", category);
	*made += ok(status_of(d, path, key, body, first, sizeof first) == 201, "a refused key may be used again");
	snprintf(body, sizeof body, " { \"grams\" : 500 , \"category\" : %" PRId64 " } ", category);
	ok(status_of(d, path, key, body, words, sizeof words) == 201 && strcmp(first, words) == 0, "what is the same written otherwise is a repeat");
	snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":501}", category);
	ok(status_of(d, path, key, body, words, sizeof words) == 422 && strstr(words, "\"message\":\""), "other inputs, same key: 422 %s", words);
	ok(status_of(d, "/p/items/blanks", key, "{\"n\":1}", words, sizeof words) == 422, "another route, same key: 422 %s", words);
	ok(status_of(d, path, "not-a-uuid", body, words, sizeof words) == 400 && strstr(words, "\"message\":\""), "a key that is none: %s", words);
}

/* --- at the same moment ----------------------------------------------------------------- */

static pthread_barrier_t together;
struct one {
	struct op *op;
	int status;
	char answer[2000];
};

static void *at_once(void *arg)
{
	struct one *o = arg;
	struct client c;
	struct client_reply r;
	if (client_open(&c, port) != 0)
		bail("no connection");
	pthread_barrier_wait(&together);
	if (ask_send(&c, "POST", path, o->op->key, o->op->body, NULL) == 0 && client_reply(&c, "POST", &r) == 0) {
		o->status = r.status;
		snprintf(o->answer, sizeof o->answer, "%s", r.body);
		client_reply_free(&r);
	}
	client_close(&c);
	return NULL;
}

static void race(int64_t category, uint64_t *random, int rounds, int *made)
{
	int bad = 0;
	pthread_barrier_init(&together, NULL, TOGETHER);
	for (int i = 0; i < rounds; i++) {
		struct op op = { 0 };
		struct one all[TOGETHER];
		pthread_t threads[TOGETHER];
		uint64_t a = random_next(random), b = random_next(random);
		uuid_make(a, b, op.key);
		snprintf(op.body, sizeof op.body, "{\"category\":%" PRId64 ",\"grams\":750}", category);
		for (int k = 0; k < TOGETHER; k++) {
			all[k] = (struct one){ .op = &op };
			if (pthread_create(&threads[k], NULL, at_once, &all[k]) != 0)
				bail("no thread");
		}
		const char *answer = NULL;
		for (int k = 0; k < TOGETHER; k++)
			pthread_join(threads[k], NULL);
		for (int k = 0; k < TOGETHER; k++) {
			bool good = all[k].status == 409 || (all[k].status == 201 && (!answer || strcmp(answer, all[k].answer) == 0));
			if (all[k].status == 201)
				answer = all[k].answer;
			bad += !good;
		}
		bad += !answer;
		*made += answer != NULL;
	}
	ok(bad == 0, "%d times %d at once: one answer, or \"still running\"", rounds, TOGETHER);
}

int main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 2000, made = 0;
	uint64_t random = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)getpid() * 1000003u;
	char dir[200], data[220];
	struct daemon d;
	struct output o;
	if (argc < 2 || n < 10)
		bail("usage: repeat GLANE [OPERATIONS [SEED]]");
	program_glane = argv[1];
	note("seed %" PRIu64, random);
	temp_dir("repeat", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	if (daemon_start(&d, data, NULL) != 0)
		bail("the daemon does not start: status %d, see %s", d.status, d.log);
	port = d.port;
	int64_t category = any_category(&d);
	ops = calloc((size_t)n, sizeof *ops);
	for (int i = 0; i < n; i++) {
		uint64_t a = random_next(&random), b = random_next(&random);
		uuid_make(a, b, ops[i].key);
		snprintf(ops[i].body, sizeof ops[i].body, "{\"category\":%" PRId64 ",\"grams\":%d,\"title\":\"n° %d\"}", category, 100 + i, i);
	}
	storm(&d, n, &random);
	other_inputs(&d, category, &random, &made);
	race(category, &random, 40, &made);
	ok(daemon_stop(&d) == 0, "it ends in peace");
	glane_run(&o, data, "verify", "--json", NULL);
	ok(o.status == 0 && json_int(o.out, "items") == n + made, "verify: exactly one item for each of %d operations: %s", n + made, o.out);
	output_free(&o);
	remove_dir(dir);
	return tap_end();
}
