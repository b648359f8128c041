/* SPDX-License-Identifier: MPL-2.0 */
#include "host/limit.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"

enum { SETS = 1024, WAYS = 4 };

struct bucket {
	uint8_t who[16];
	uint8_t kind, under_way;
	int64_t full_ms; /* monotonic: when it has all its tries again */
};
struct limits {
	struct bucket buckets[SETS][WAYS];
};
static const struct {
	int64_t tries, every_ms;
	int under_way; /* 0: as many as there are tries */
} rules[LIMIT_KINDS] = { [LIMIT_SIGN_IN] = { 10, 6000, 4 }, [LIMIT_PIN] = { 30, 1000, 4 }, [LIMIT_MISS] = { 20, 3000, 0 },
	                 [LIMIT_OPEN] = { 5, 60000, 0 }, [LIMIT_CALL] = { 1, 5000, 0 } };

struct limits *limits_new(void)
{
	return xcalloc(1, sizeof(struct limits));
}

void limits_free(struct limits *l)
{
	free(l);
}

static struct bucket *find(struct limits *l, enum limit_kind kind, const uint8_t who[16], bool make)
{
	uint32_t hash = 2166136261u ^ (uint32_t)kind;
	for (size_t i = 0; i < 16; i++)
		hash = (hash ^ who[i]) * 16777619u;
	struct bucket *set = l->buckets[(hash ^ hash >> 16) % SETS], *oldest = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].kind == kind && memcmp(set[i].who, who, 16) == 0)
			return &set[i];
		if (set[i].full_ms < oldest->full_ms)
			oldest = &set[i];
	}
	if (!make)
		return NULL;
	*oldest = (struct bucket){ .kind = (uint8_t)kind };
	memcpy(oldest->who, who, 16);
	return oldest;
}

/* A bucket is the time at which it will be full; each try moves it one step away. */
static bool left(const struct bucket *b, enum limit_kind kind, int64_t now, int64_t *ret_wait_s)
{
	int64_t full = b->full_ms > now ? b->full_ms : now;
	int64_t over = full + rules[kind].every_ms - now - rules[kind].tries * rules[kind].every_ms;
	*ret_wait_s = over > 0 ? (over + 999) / 1000 : 0;
	return over <= 0;
}

bool limit_take(struct limits *l, enum limit_kind kind, const uint8_t who[16], int64_t *ret_wait_s)
{
	int64_t now = clock_boot_ms();
	struct bucket *b = find(l, kind, who, true);
	if (!left(b, kind, now, ret_wait_s))
		return false;
	if (rules[kind].under_way && b->under_way >= rules[kind].under_way) {
		*ret_wait_s = 1;
		return false;
	}
	if (rules[kind].under_way)
		b->under_way++;
	b->full_ms = (b->full_ms > now ? b->full_ms : now) + rules[kind].every_ms;
	return true;
}

void limit_end(struct limits *l, enum limit_kind kind, const uint8_t who[16])
{
	struct bucket *b = find(l, kind, who, false);
	if (b && b->under_way)
		b->under_way--;
}

void limit_give(struct limits *l, enum limit_kind kind, const uint8_t who[16])
{
	struct bucket *b = find(l, kind, who, false);
	if (b)
		b->full_ms -= rules[kind].every_ms;
}
