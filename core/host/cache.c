/* SPDX-License-Identifier: MPL-2.0 */
/* Replies that are served again while nothing was committed since (decisions.md 25).  A fixed table: a newer entry takes
 * the place of an older one with the same slot.
 *
 * Compressing costs more than making the page, so it waits until somebody asks for the same one again: what is asked for
 * once goes out as it is, and the second to ask who takes gzip has it made anew with its compressed form. */
#include <stdlib.h>

#include "host/run.h"

enum { SLOTS = 1024, KEY_MAX = 256, BODY_MAX = 64 << 10 }; /* at most 64 MiB, and only when pages are that long */

struct slot {
	struct reply *reply;
	uint64_t commits;
	int64_t until_ms; /* monotonic */
	bool compressed; /* or it did not pay */
	size_t key_n;
	char key[KEY_MAX];
};
struct reply_cache {
	struct slot slots[SLOTS];
};

struct reply_cache *cache_new(void)
{
	return xcalloc(1, sizeof(struct reply_cache));
}

void cache_free(struct reply_cache *c)
{
	for (size_t i = 0; c && i < SLOTS; i++)
		reply_unref(c->slots[i].reply);
	free(c);
}

/* In which language and form, and the whole target.  Pages of people show who they are: those are made each time. */
static size_t key_of(struct host *h, const struct request *r, const struct endpoint *e, char key[KEY_MAX])
{
	struct caller who = access_caller(h, r);
	bool html = e->template_name && request_wants_html(r);
	if (r->target.n + 4 > KEY_MAX || who.person || who.device || !caller_may(&who, e->permission))
		return 0;
	key[0] = who.owner ? 'o' : 'p';
	key[1] = who.lang[0];
	key[2] = who.lang[1];
	key[3] = html ? 'h' : 'j';
	memcpy(key + 4, r->target.p, r->target.n);
	return r->target.n + 4;
}

static struct slot *slot_of(struct reply_cache *c, const char *key, size_t n)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)key[i]) * 1099511628211u;
	return &c->slots[(h >> 32) % SLOTS];
}

struct reply *cache_get(struct host *h, const struct request *r, const struct endpoint *e, bool *ret_known)
{
	char key[KEY_MAX];
	size_t n = key_of(h, r, e, key);
	*ret_known = false;
	if (n == 0)
		return NULL;
	struct slot *s = slot_of(h->cache, key, n);
	if (!s->reply || s->key_n != n || memcmp(s->key, key, n) != 0)
		return NULL;
	*ret_known = true;
	if (!s->compressed && request_accepts_gzip(r))
		return NULL;
	if (s->commits != store_commits(h->store) || clock_monotonic_ms() > s->until_ms)
		return NULL;
	return reply_ref(s->reply);
}

void cache_put(struct run *run)
{
	char key[KEY_MAX];
	size_t n = key_of(run->host, run->request, run->endpoint, key);
	if (n == 0 || run->reply->cookies || run->reply->body_n > BODY_MAX)
		return;
	struct slot *s = slot_of(run->host->cache, key, n);
	reply_unref(s->reply);
	s->reply = reply_ref(run->reply);
	s->commits = run->commits;
	s->compressed = run->compress;
	s->until_ms = clock_monotonic_ms() + (int64_t)run->endpoint->cache_s * 1000;
	s->key_n = n;
	memcpy(s->key, key, n);
}
