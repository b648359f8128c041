/* SPDX-License-Identifier: MPL-2.0 */
#include "raw.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum { CHECKPOINT_FRAMES = 4000, LATENCIES = 1 << 20 };

enum { Q_BEGIN, Q_COMMIT, Q_SAVEPOINT, Q_RELEASE, Q_JOURNAL, Q_LINE, Q_MOVE, Q_BALANCE, Q_WEIGHING, Q_REQUEST, Q_COUNT };
static const char *const SQL[Q_COUNT] = {
	[Q_BEGIN] = "BEGIN IMMEDIATE",
	[Q_COMMIT] = "COMMIT",
	[Q_SAVEPOINT] = "SAVEPOINT call",
	[Q_RELEASE] = "RELEASE call",
	[Q_JOURNAL] = "INSERT INTO core_journal VALUES (?1, ?2, ?3, 1, ?3, ?3, NULL, NULL, 'intake', 'intake.weighed', NULL, NULL, "
	              "'00000000000000000000000000000000', zeroblob(32), zeroblob(32))",
	[Q_LINE] = "INSERT INTO core_journal_text VALUES (?1, ?2)",
	[Q_MOVE] = "INSERT INTO core_movement VALUES (?1, 0, ?2, NULL, ?3, 0, 'source:drop_off', 'stock:sorting', NULL, 'drop_off', 'sorting', 1, ?4)",
	[Q_BALANCE] = "INSERT INTO core_balance VALUES ('source:drop_off', ?1, -?2, 0), ('stock:sorting', ?1, ?2, 0) "
	              "ON CONFLICT DO UPDATE SET grams = grams + excluded.grams, pieces = pieces + excluded.pieces",
	[Q_WEIGHING] = "INSERT INTO intake_weighing (record, category, gross, tare, net, pieces, usual, manual, imported, channel, origin, "
	               "account, at_ms, day) VALUES (?1, ?2, ?3, 0, ?3, 0, 0, 0, 0, 'drop_off', '', 'stock:sorting', ?4, ?5)",
	[Q_REQUEST] = "INSERT INTO core_request (person, key, digest, seq, status, content_type, body, at_ms) "
	              "VALUES (0, ?1, zeroblob(32), ?2, 201, 'application/json', ?3, ?4)",
};

struct raw {
	sqlite3 *db;
	sqlite3_stmt *q[Q_COUNT];
	int64_t seq, category;
	char *line, *answer;
	int frames;
};

static void must(struct raw *r, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		die("SQLite: %s", sqlite3_errmsg(r->db));
}

static int on_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
	(void)db;
	(void)name;
	((struct raw *)arg)->frames = frames;
	return SQLITE_OK;
}

struct raw *raw_open(const char *store, int64_t category, const char *line, const char *answer)
{
	struct raw *r = calloc(1, sizeof(*r));
	char path[700];
	sqlite3_stmt *q;
	snprintf(path, sizeof(path), "%s/glane.db", store);
	if (!r || sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		die("%s cannot be opened", path);
	must(r, sqlite3_exec(r->db, "PRAGMA synchronous = FULL; PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL));
	sqlite3_wal_hook(r->db, on_commit, r);
	for (int i = 0; i < Q_COUNT; i++)
		must(r, sqlite3_prepare_v3(r->db, SQL[i], -1, SQLITE_PREPARE_PERSISTENT, &r->q[i], NULL));
	must(r, sqlite3_prepare_v2(r->db, "SELECT max(seq) FROM core_journal", -1, &q, NULL));
	must(r, sqlite3_step(q));
	r->seq = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	r->category = category;
	r->line = strdup(line);
	r->answer = strdup(answer);
	return r;
}

void raw_close(struct raw *r)
{
	for (int i = 0; i < Q_COUNT; i++)
		sqlite3_finalize(r->q[i]);
	must(r, sqlite3_close(r->db));
	free(r->line);
	free(r->answer);
	free(r);
}

static void step(struct raw *r, int which)
{
	must(r, sqlite3_step(r->q[which]));
	sqlite3_reset(r->q[which]);
}

static void weighing(struct raw *r)
{
	int64_t seq = ++r->seq, grams = 100 + seq % 9000, at_ms = 1800000000000 + seq, day = 20800;
	unsigned char key[16];
	sqlite3_randomness(sizeof(key), key);
	step(r, Q_SAVEPOINT);
	sqlite3_bind_int64(r->q[Q_JOURNAL], 1, seq);
	sqlite3_bind_blob(r->q[Q_JOURNAL], 2, key, sizeof(key), SQLITE_STATIC);
	sqlite3_bind_int64(r->q[Q_JOURNAL], 3, at_ms);
	step(r, Q_JOURNAL);
	sqlite3_bind_int64(r->q[Q_LINE], 1, seq);
	sqlite3_bind_text(r->q[Q_LINE], 2, r->line, -1, SQLITE_STATIC);
	step(r, Q_LINE);
	sqlite3_bind_int64(r->q[Q_MOVE], 1, seq);
	sqlite3_bind_int64(r->q[Q_MOVE], 2, r->category);
	sqlite3_bind_int64(r->q[Q_MOVE], 3, grams);
	sqlite3_bind_int64(r->q[Q_MOVE], 4, day);
	step(r, Q_MOVE);
	sqlite3_bind_int64(r->q[Q_BALANCE], 1, r->category);
	sqlite3_bind_int64(r->q[Q_BALANCE], 2, grams);
	step(r, Q_BALANCE);
	sqlite3_bind_int64(r->q[Q_WEIGHING], 1, seq);
	sqlite3_bind_int64(r->q[Q_WEIGHING], 2, r->category);
	sqlite3_bind_int64(r->q[Q_WEIGHING], 3, grams);
	sqlite3_bind_int64(r->q[Q_WEIGHING], 4, at_ms);
	sqlite3_bind_int64(r->q[Q_WEIGHING], 5, day);
	step(r, Q_WEIGHING);
	sqlite3_bind_blob(r->q[Q_REQUEST], 1, key, sizeof(key), SQLITE_STATIC);
	sqlite3_bind_int64(r->q[Q_REQUEST], 2, seq);
	sqlite3_bind_blob(r->q[Q_REQUEST], 3, r->answer, (int)strlen(r->answer), SQLITE_STATIC);
	sqlite3_bind_int64(r->q[Q_REQUEST], 4, at_ms);
	step(r, Q_REQUEST);
	step(r, Q_RELEASE);
}

static void checkpoint(struct raw *r)
{
	if (r->frames < CHECKPOINT_FRAMES)
		return;
	must(r, sqlite3_wal_checkpoint_v2(r->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
	r->frames = 0;
}

void raw_alone(struct raw *r, unsigned ms, int64_t **ret_ns, uint64_t *ret_n)
{
	int64_t *ns = malloc(LATENCIES * sizeof(*ns)), begin = now_ns(), now = begin;
	uint64_t n = 0;
	if (!ns)
		die("no memory");
	while (now - begin < (int64_t)ms * 1000000 && n < LATENCIES) {
		int64_t from = now_ns();
		step(r, Q_BEGIN);
		weighing(r);
		step(r, Q_COMMIT);
		now = now_ns();
		ns[n++] = now - from;
		checkpoint(r);
	}
	sort_ns(ns, n);
	*ret_ns = ns;
	*ret_n = n;
}

/* --- a group -------------------------------------------------------------------- */

struct group {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	unsigned queued, done; /* clients that wait for the writer; that have their answer */
	bool stop;
	struct raw *r;
};

static void *writer(void *arg)
{
	struct group *g = arg;
	for (;;) {
		pthread_mutex_lock(&g->lock);
		while (!g->queued && !g->stop)
			pthread_cond_wait(&g->asked, &g->lock);
		unsigned batch = g->queued;
		g->queued = 0;
		pthread_mutex_unlock(&g->lock);
		if (!batch)
			return NULL;
		step(g->r, Q_BEGIN);
		for (unsigned i = 0; i < batch; i++)
			weighing(g->r);
		step(g->r, Q_COMMIT);
		pthread_mutex_lock(&g->lock);
		g->done += batch;
		pthread_cond_signal(&g->answered);
		pthread_mutex_unlock(&g->lock);
		checkpoint(g->r);
	}
}

int64_t raw_group(struct raw *r, unsigned clients, unsigned ms)
{
	struct group g = { .lock = PTHREAD_MUTEX_INITIALIZER, .asked = PTHREAD_COND_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER, .r = r };
	pthread_t thread;
	int64_t begin = now_ns(), until = begin + (int64_t)ms * 1000000, answers = 0;
	unsigned ready = clients, out = 0; /* about to ask; under way */
	if (pthread_create(&thread, NULL, writer, &g) != 0)
		die("no thread");
	while (ready || out) {
		for (; ready; ready--, out++) { /* one at a time, as clients come */
			pthread_mutex_lock(&g.lock);
			g.queued++;
			pthread_cond_signal(&g.asked);
			pthread_mutex_unlock(&g.lock);
		}
		pthread_mutex_lock(&g.lock);
		while (!g.done)
			pthread_cond_wait(&g.answered, &g.lock);
		unsigned n = g.done;
		g.done = 0;
		pthread_mutex_unlock(&g.lock);
		answers += n;
		out -= n;
		ready = now_ns() < until ? n : 0;
	}
	int64_t took = now_ns() - begin;
	pthread_mutex_lock(&g.lock);
	g.stop = true;
	pthread_cond_signal(&g.asked);
	pthread_mutex_unlock(&g.lock);
	pthread_join(thread, NULL);
	return answers * 1000000000 / took;
}
