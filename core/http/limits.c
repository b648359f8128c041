/* SPDX-License-Identifier: MPL-2.0 */
/* Who gets in, who is late, who has to go.
 *
 * There are always 64 descriptors left for files, so accept() never fails for want of one.  From 90 % of the connections
 * on, each newcomer costs the connection that has been idle longest; when nobody is idle, only loopback (the kiosk on the
 * machine itself) still gets in, at the price of the peer that has been sending its head longest. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "http/connection.h"

enum { RESERVE = 64, SMALLEST = 16, UNLIMITED = 1 << 16 };

unsigned limits_connections(unsigned wanted)
{
	struct rlimit limit;
	uint64_t most = UNLIMITED;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < UNLIMITED)
		most = limit.rlim_cur > RESERVE + SMALLEST ? limit.rlim_cur - RESERVE : SMALLEST;
	return wanted && wanted < most ? wanted : (unsigned)most;
}

/* --- addresses ------------------------------------------------------------ */

static struct address **address_place(struct server *s, const uint8_t key[16])
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < 16; i++)
		hash = (hash ^ key[i]) * 16777619u;
	struct address **a = &s->addresses[hash % ADDRESS_BUCKETS];
	while (*a && memcmp((*a)->key, key, 16) != 0)
		a = &(*a)->next;
	return a;
}

static bool address_enter(struct server *s, struct peer *c, const uint8_t key[16])
{
	struct address **place = address_place(s, key);
	if (!*place) {
		*place = xcalloc(1, sizeof **place);
		memcpy((*place)->key, key, 16);
	}
	if ((*place)->count >= s->config.max_per_address)
		return false;
	(*place)->count++;
	c->address = *place;
	return true;
}

void limits_leave(struct server *s, struct peer *c)
{
	struct address *a = c->address;
	c->address = NULL;
	if (!a || --a->count)
		return;
	*address_place(s, a->key) = a->next;
	free(a);
}

/* --- newcomers ------------------------------------------------------------ */

static bool evict(struct server *s, enum peer_state state, const struct peer *newcomer)
{
	struct peer *c = s->lists[state].first;
	if (!c || c == newcomer)
		return false;
	s->stats.dropped++;
	peer_close(c, GLANE_EIO);
	return true;
}

/* `s->live` counts the newcomer already. */
bool limits_admit(struct server *s, struct peer *c, const struct sockaddr *peer)
{
	uint8_t key[16];
	uint32_t crowded = s->config.max_connections - s->config.max_connections / 10;
	address_of(peer, key);
	c->loopback = address_is_loopback(key);
	for (uint32_t i = 0; !c->local_socket && i < s->proxy_count; i++)
		c->from_proxy |= address_range_has(&s->proxies[i], key);
	address_shorten(key);
	bool favoured = c->loopback || c->local_socket;
	if (s->live > crowded && !evict(s, PEER_IDLE, c)) {
		if (!favoured)
			return false;
		if (s->live > s->config.max_connections && !evict(s, PEER_HEAD, c) && !evict(s, PEER_LINGER, c))
			return false;
	}
	return favoured || address_enter(s, c, key);
}

/* --- deadlines ------------------------------------------------------------ */

/* Does the peer take what it is sent?  Each byte must move within write_ms, and after that time all at MIN_RATE. */
static bool reads_too_slowly(struct peer *c, uint64_t now)
{
	if (!c->writes)
		return false;
	size_t left = uv_stream_get_write_queue_size(&c->uv.stream);
	uint64_t allowed = c->server->config.write_ms;
	if (left < c->queue_seen) {
		c->queue_seen = left;
		c->progress_ms = now;
	}
	uint64_t sent = c->queued > left ? c->queued - left : 0;
	return now - c->progress_ms >= allowed || now - c->write_ms >= allowed + sent * 1000 / MIN_RATE;
}

static void sweep_writers(struct server *s, enum peer_state state, uint64_t now)
{
	for (struct peer *c = s->lists[state].first, *next; c; c = next) {
		next = c->next;
		if (!reads_too_slowly(c, now))
			continue;
		s->stats.dropped++;
		peer_reset(c, GLANE_ETIME);
	}
}

static void sweep_bodies(struct server *s, uint64_t now)
{
	for (struct peer *c = s->lists[PEER_BODY].first, *next; c; c = next) {
		next = c->next;
		if (now - c->body_ms >= s->config.body_grace_ms + c->body_got * 1000 / MIN_RATE)
			peer_refuse(c, 408);
	}
}

/* The oldest of a state come first, so those that are late are a prefix of the list. */
static struct peer *late(struct server *s, enum peer_state state, uint64_t now, uint64_t allowed)
{
	struct peer *c = s->lists[state].first;
	return c && now - c->since_ms >= allowed ? c : NULL;
}

void limits_sweep(uv_timer_t *t)
{
	struct server *s = t->data;
	uint64_t now = uv_now(s->uv);
	struct peer *c;
	while ((c = late(s, PEER_IDLE, now, s->config.idle_ms)))
		peer_close(c, GLANE_ETIME);
	while ((c = late(s, PEER_LINGER, now, LINGER_MS)))
		peer_close(c, GLANE_ETIME);
	while ((c = late(s, PEER_HEAD, now, s->config.head_ms)))
		peer_refuse(c, 408);
	sweep_bodies(s, now);
	static const enum peer_state WRITERS[] = { PEER_BODY, PEER_HANDLED, PEER_WRITING, PEER_STREAM, PEER_EVENTS };
	for (size_t i = 0; i < COUNT_OF(WRITERS); i++)
		sweep_writers(s, WRITERS[i], now);
	if (now - s->heartbeat_at >= s->config.heartbeat_ms) {
		s->heartbeat_at = now;
		events_heartbeat(s);
	}
	if (s->stopping && now >= s->stop_at)
		for (int state = 0; state < PEER_CLOSING; state++)
			while ((c = s->lists[state].first))
				peer_reset(c, GLANE_EBUSY);
	if (!s->stats.open && s->sweeping && !s->stopping) { /* an empty server does not wake up */
		uv_timer_stop(&s->sweep);
		s->sweeping = false;
	}
}
