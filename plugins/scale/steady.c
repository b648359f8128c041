/* SPDX-License-Identifier: MPL-2.0 */
#include "scale/protocol.h"

#include <stdlib.h>

enum {
	STABLE_SAMPLES = 2, STABLE_MS = 250, STABLE_OLD_MS = 1500, /* the scale says when it stands still */
	WINDOW_SAMPLES = 5, WINDOW_MS = 900, WINDOW_OLD_MS = 600, /* it does not */
	GUARD_INTERVALS = 5
};

static int64_t old_ms(const struct steady *s)
{
	return s->once ? STEADY_HOLDS_MS : s->tells ? STABLE_OLD_MS : WINDOW_OLD_MS;
}

void steady_cut(struct steady *s)
{
	s->count = 0;
	s->stood = 0;
}

/* Less than 5 intervals lie there, or, of something lighter than ten, less than half of it. */
static int is_gone(const struct steady *s, int64_t mg)
{
	int64_t most = GUARD_INTERVALS * (int64_t)s->interval_mg, half = s->taken_mg / 2;
	return mg <= 0 || mg < (half < most ? half : most);
}

void steady_feed(struct steady *s, const struct steady_rule *r, const struct weight *w, int64_t now_ms)
{
	uint32_t interval = r->interval_mg ? r->interval_mg : w->interval_mg;
	int64_t low, high;
	if (w->state != WEIGHT_OK) {
		steady_cut(s);
		return;
	}
	s->interval_mg = interval ? interval : 1;
	if (s->guard && is_gone(s, w->mg))
		s->guard = 0;
	if (w->tells && !w->stable) {
		steady_cut(s);
		return;
	}
	low = s->low_mg < w->mg ? s->low_mg : w->mg;
	high = s->high_mg > w->mg ? s->high_mg : w->mg;
	if (!s->count || s->tells != w->tells || s->once != w->once || now_ms < s->last_ms || now_ms - s->last_ms > old_ms(s) ||
	    high - low > (w->tells ? 0 : (int64_t)s->interval_mg)) {
		low = high = w->mg;
		s->since_ms = now_ms;
		s->count = 0;
		s->stood = 0;
	}
	s->tells = w->tells;
	s->once = w->once;
	s->low_mg = low;
	s->high_mg = high;
	s->mg = w->mg;
	s->last_ms = now_ms;
	s->count++;
	if (s->count >= (w->tells ? STABLE_SAMPLES : WINDOW_SAMPLES) && now_ms - s->since_ms >= (w->tells ? STABLE_MS : WINDOW_MS)) {
		s->stood = 1;
		s->stood_mg = w->mg;
	}
}

void steady_unchanged(struct steady *s)
{
	if (s->count && s->once && !s->stood) {
		s->stood = 1;
		s->stood_mg = s->mg;
	}
}

void steady_renewed(struct steady *s)
{
	steady_cut(s);
	s->guard = 0;
}

int steady_offers(const struct steady *s, const struct steady_rule *r, int64_t now_ms)
{
	if (!s->stood || now_ms < s->last_ms || now_ms - s->last_ms > old_ms(s))
		return 0;
	if (s->mg <= 0 || s->mg < r->least_mg)
		return 0;
	return !s->guard || llabs(s->mg - s->taken_mg) > GUARD_INTERVALS * (int64_t)s->interval_mg;
}

void steady_taken(struct steady *s)
{
	s->taken_mg = s->stood_mg;
	s->guard = 1;
}
