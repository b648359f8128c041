/* SPDX-License-Identifier: MPL-2.0 */
#include "house.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tap.h"

static uint64_t number_of(const unsigned char *p, size_t n) /* FNV-1a */
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

static void came_out(void *arg, const struct live_label *l)
{
	struct house *h = arg;
	uint64_t n = number_of(l->raw->p, l->raw->n);
	pthread_mutex_lock(&h->lock);
	if ((h->out_count & (h->out_count + 1)) == 0)
		h->out = realloc(h->out, (2 * h->out_count + 2) * sizeof(*h->out));
	h->out[h->out_count++] = n;
	pthread_mutex_unlock(&h->lock);
}

/* --- the house --------------------------------------------------------------------------------------------------------- */
void house_change(struct house *h, const char *sql)
{
	char path[260], *why = NULL;
	sqlite3 *db;
	snprintf(path, sizeof(path), "%s/glane.db", h->data);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		bail("%s: %s", sql, why ? why : sqlite3_errmsg(db));
	sqlite3_close(db);
}

void house_open(struct house *h, const char *dir, uint64_t seed)
{
	*h = (struct house){ .random = seed };
	pthread_mutex_init(&h->lock, NULL);
	snprintf(h->data, sizeof(h->data), "%s/data", dir);
	if (daemon_start(&h->d, h->data, NULL) != 0) /* makes the tables */
		bail("the daemon does not start: status %d, see %s", h->d.status, h->d.log);
	h->category = any_category(&h->d);
	daemon_stop(&h->d);
	house_change(h, "UPDATE labels_printer SET slot = NULL");
}

void house_row(struct house *h, uint16_t port, const char *cells, const char *more)
{
	char sql[700];
	uint32_t i = h->rows++;
	snprintf(sql, sizeof(sql), "INSERT INTO labels_printer (id, slot, name, port, language, model, dpi, media, rank, added_ms)"
	                           " VALUES (%u, %u, 'p%u', 'tcp:127.0.0.1:%u', %s, 0)%s%s%s",
	         10 + i, 1 + i, i, port, cells, more ? "; UPDATE labels_printer SET " : "", more ? more : "",
	         more ? " WHERE id = (SELECT max(id) FROM labels_printer)" : "");
	house_change(h, sql);
}

struct live *house_printer(struct house *h, const struct live_setup *setup, const char *cells, const char *more)
{
	uint32_t i = h->count++;
	h->setups[i] = *setup;
	h->setups[i].came_out = came_out;
	h->setups[i].arg = h;
	h->printers[i] = live_start(&h->setups[i]);
	if (!h->printers[i])
		bail("the printer does not start");
	house_row(h, live_number(h->printers[i]), cells, more);
	return h->printers[i];
}

void house_start(struct house *h, const struct daemon_options *o)
{
	char path[260];
	if (daemon_start(&h->d, h->data, o) != 0)
		bail("the daemon does not start: status %d, see %s", h->d.status, h->d.log);
	snprintf(path, sizeof(path), "%s/glane.db", h->data);
	if (!h->db && sqlite3_open_v2(path, &h->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		bail("%s: %s", path, sqlite3_errmsg(h->db));
	sqlite3_busy_timeout(h->db, 60000);
}

void house_kill(struct house *h)
{
	daemon_kill(&h->d);
}

bool house_close(struct house *h)
{
	struct output o;
	bool good = daemon_stop(&h->d) == 0;
	if (h->db)
		sqlite3_close(h->db);
	for (uint32_t i = 0; i < h->count; i++)
		live_stop(h->printers[i]);
	glane_run(&o, h->data, "verify", "--json", NULL);
	if (o.status != 0)
		note("verify: %s%s", o.out, o.err);
	good &= o.status == 0;
	output_free(&o);
	pthread_mutex_destroy(&h->lock);
	free(h->out);
	return good;
}

/* --- what it says of itself -------------------------------------------------------------------------------------------- */
int64_t house_sql(struct house *h, const char *sql)
{
	sqlite3_stmt *s;
	int64_t n = INT64_MIN;
	if (sqlite3_prepare_v2(h->db, sql, -1, &s, NULL) != SQLITE_OK)
		bail("%s: %s", sql, sqlite3_errmsg(h->db));
	if (sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

bool house_until(struct house *h, const char *sql, int64_t value, unsigned ms)
{
	for (int64_t until = now_ms() + ms; house_sql(h, sql) != value;) {
		if (now_ms() >= until)
			return false;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	return true;
}

static int reply_to(struct house *h, const char *method, const char *path, const char *key, const char *json, char *reply, size_t cap)
{
	struct client_reply r;
	if (ask(&h->d, method, path, key, json, NULL, &r) != 0)
		return 0;
	int status = r.status;
	if (reply)
		snprintf(reply, cap, "%s", r.body);
	client_reply_free(&r);
	return status;
}

int house_post(struct house *h, const char *path, const char *json, char *reply, size_t cap)
{
	char key[37];
	uint64_t a = random_next(&h->random), b = random_next(&h->random);
	uuid_make(a, b, key);
	return reply_to(h, "POST", path, key, json, reply, cap);
}

int house_get(struct house *h, const char *path, char *reply, size_t cap)
{
	return reply_to(h, "GET", path, NULL, NULL, reply, cap);
}

int house_item(struct house *h, char code[16])
{
	char json[200], reply[1000] = "";
	snprintf(json, sizeof(json), "{\"category\":%" PRId64 ",\"grams\":1840,\"title\":\"Grille-pain\",\"label\":true}", h->category);
	int status = house_post(h, "/p/items/items", json, reply, sizeof(reply));
	const char *at = strstr(reply, "\"code\":\"");
	if (code)
		snprintf(code, 16, "%.13s", at ? at + 8 : "");
	return status;
}

/* --- what came out ----------------------------------------------------------------------------------------------------- */
static int times(struct house *h, uint64_t number)
{
	int n = 0;
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->out_count; i++)
		n += h->out[i] == number;
	pthread_mutex_unlock(&h->lock);
	return n;
}

size_t house_out(struct house *h)
{
	pthread_mutex_lock(&h->lock);
	size_t n = h->out_count;
	pthread_mutex_unlock(&h->lock);
	return n;
}

/* The number that a label with these bytes has when it comes out. */
static uint64_t number_sent(struct house *h, sqlite3_stmt *s, int printer, int bytes)
{
	int64_t id = sqlite3_column_int64(s, printer);
	uint32_t i = id >= 10 && id < 10 + h->count ? (uint32_t)(id - 10) : 0;
	struct bytes label = live_label_of(&h->setups[i], sqlite3_column_blob(s, bytes), (size_t)sqlite3_column_bytes(s, bytes));
	uint64_t n = number_of(label.p, label.n);
	bytes_fini(&label);
	return n;
}

/* A label that one printer could not begin may be drawn with the same bytes for another one. */
static const char sql_sent[] = "SELECT p.job, max(p.attempt), json_extract(p.drawn_for, '$.printer'), p.bytes, s.state, s.attempt, s.copy"
                               " FROM labels_payload p JOIN labels_spool s ON s.id = p.job WHERE ?1 IN (0, p.job)"
                               " GROUP BY p.job, p.sha256 ORDER BY p.job, p.attempt";

int house_came_out(struct house *h, int64_t job)
{
	sqlite3_stmt *s;
	int n = 0;
	sqlite3_prepare_v2(h->db, sql_sent, -1, &s, NULL);
	sqlite3_bind_int64(s, 1, job);
	while (sqlite3_step(s) == SQLITE_ROW)
		if (sqlite3_column_int64(s, 1) == sqlite3_column_int64(s, 5))
			n = times(h, number_sent(h, s, 2, 3));
	sqlite3_finalize(s);
	return n;
}

int house_look(struct house *h)
{
	int looked = 0;
	for (int64_t last = 0, job;; last = job, looked++) {
		char sql[120], json[80], reply[400] = "";
		snprintf(sql, sizeof(sql), "SELECT min(id) FROM labels_spool WHERE state = 'unknown' AND id > %" PRId64, last);
		job = house_sql(h, sql);
		if (job <= 0)
			return looked;
		snprintf(json, sizeof(json), "{\"job\":%" PRId64 ",\"out\":%s}", job, house_came_out(h, job) ? "true" : "false");
		int status = house_post(h, "/p/labels/answer", json, reply, sizeof(reply));
		if (status != 200)
			bail("what came out could not be said: %d %s", status, reply);
	}
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static size_t times_sorted(const uint64_t *p, size_t n, uint64_t number)
{
	const uint64_t *at = bsearch(&number, p, n, sizeof(*p), compare);
	size_t count = 0;
	if (!at)
		return 0;
	while (at > p && at[-1] == number)
		at--;
	while (at < p + n && *at++ == number)
		count++;
	return count;
}

bool house_adds_up(struct house *h)
{
	sqlite3_stmt *s;
	size_t n = house_out(h), seen = 0, doubled = 0, lost = 0;
	uint64_t *out = malloc((n + 1) * sizeof(*out));
	memcpy(out, h->out, n * sizeof(*out));
	qsort(out, n, sizeof(*out), compare);
	sqlite3_prepare_v2(h->db, sql_sent, -1, &s, NULL);
	sqlite3_bind_int64(s, 1, 0);
	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t count = times_sorted(out, n, number_sent(h, s, 2, 3));
		bool last = sqlite3_column_int64(s, 1) == sqlite3_column_int64(s, 5);
		bool confirmed = last && strcmp((const char *)sqlite3_column_text(s, 4), "confirmed") == 0;
		seen += count;
		doubled += count > 1;
		lost += confirmed && count == 0;
		if (count > 1 || (confirmed && !count))
			note("job %lld, attempt %lld: came out %zu times, is %s", (long long)sqlite3_column_int64(s, 0),
			     (long long)sqlite3_column_int64(s, 1), count, (const char *)sqlite3_column_text(s, 4));
	}
	sqlite3_finalize(s);
	free(out);
	uint64_t spoiled = 0;
	for (uint32_t i = 0; i < h->count; i++)
		spoiled += live_counts(h->printers[i]).spoiled;
	if (seen != n || doubled || lost || spoiled)
		note("%zu came out, %zu of them were sent; %zu doubled, %zu lost, %" PRIu64 " spoilt", n, seen, doubled, lost, spoiled);
	return seen == n && !doubled && !lost && !spoiled;
}
