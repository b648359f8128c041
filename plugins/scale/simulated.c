/* SPDX-License-Identifier: MPL-2.0 */
/* The scale for exercise: a weight that is put there swings for a moment and settles, as on a real one. */
#include <stddef.h>

#include "scale/reading.h"

const char *const scale_states[] = { "ok", "over", "under", "off", "moving", "level", "unit", "fault", "silent", "garbled", NULL };

enum { SLICE_MS = 100, SWING_LEAST = 4, SWING_MOST = 400 };

/* -1000 to 1000; the same within a slice of time, so that whoever asks twice hears the same. */
static int64_t noise(int64_t now_ms)
{
	uint64_t x = (uint64_t)(now_ms / SLICE_MS) * 0x9e3779b97f4a7c15u;
	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 32;
	return (int64_t)(x % 2001) - 1000;
}

static int64_t between(int64_t v, int64_t least, int64_t most)
{
	return v < least ? least : v > most ? most : v;
}

void simulated_put(struct simulated *s, int64_t grams, enum scale_state state, int moving, int64_t now_ms)
{
	struct reading before = simulated_read(s, now_ms);
	*s = (struct simulated){
		.from = before.state == SCALE_OK ? before.grams : 0,
		.to = grams,
		.since_ms = now_ms,
		.state = state == SCALE_OK && grams > SIMULATED_MOST_GRAMS ? SCALE_OVER : state,
		.moving = moving,
	};
}

struct reading simulated_read(const struct simulated *s, int64_t now_ms)
{
	int64_t age = now_ms - s->since_ms; /* negative: the clock was set back; it has settled then */
	int64_t left = age >= 0 && age < SIMULATED_SETTLES_MS ? SIMULATED_SETTLES_MS - age : 0; /* of the way, in ms */
	if (s->state != SCALE_OK)
		return (struct reading){ 0, s->state, 0 };
	if (!left && !s->moving)
		return (struct reading){ s->to, SCALE_OK, 1 };
	int64_t rest = (s->from - s->to) * left / SIMULATED_SETTLES_MS * left / SIMULATED_SETTLES_MS;
	int64_t swing = between((s->from > s->to ? s->from : s->to) / 50, SWING_LEAST, SWING_MOST);
	int64_t share = s->moving ? 1000 : 1000 * left / SIMULATED_SETTLES_MS;
	int64_t grams = s->to + rest + swing * share / 1000 * noise(now_ms) / 1000;
	return (struct reading){ grams > 0 ? grams : 0, SCALE_OK, 0 };
}
