/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/curve.h"

#include <stdio.h>
#include <string.h>

enum { LEFT = 84, RIGHT = CURVE_W - 14, TOP = 22, BOTTOM = CURVE_H - 48, LEAST = 2000 /* tenths: 200 g are on it at least */,
	MOST = 20000000 /* no household: drawn at the top */ };

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/* The step between levels: 1, 2 or 5 times a power of ten grams, so that four of them at most stand above zero. */
static int32_t step_for(int32_t most)
{
	static const int32_t steps[] = { 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000 };
	for (size_t i = 0; i + 1 < sizeof(steps) / sizeof(steps[0]); i++)
		if (most <= 4 * (int64_t)steps[i])
			return steps[i];
	return steps[sizeof(steps) / sizeof(steps[0]) - 1];
}

struct scale {
	int weeks;
	int32_t most;
};

static int32_t x_of(const struct scale *s, int week) /* the middle of it */
{
	return LEFT + (int32_t)((int64_t)(RIGHT - LEFT) * (2 * week + 1) / (2 * s->weeks));
}

static int32_t edge_of(const struct scale *s, int week)
{
	return LEFT + (int32_t)((int64_t)(RIGHT - LEFT) * week / s->weeks);
}

static int32_t y_of(const struct scale *s, int32_t value)
{
	return BOTTOM - (int32_t)((int64_t)(BOTTOM - TOP) * (value < s->most ? value : s->most) / s->most);
}

/* A line through what is there; over a gap it begins anew. */
static void line(const struct scale *s, const struct curve_about *a, int group, char ret[CURVE_PATH])
{
	size_t n = 0;
	int drawing = 0;
	ret[0] = 0;
	for (int w = 0; w < s->weeks; w++) {
		int32_t value = group ? a->weeks[w].group : a->weeks[w].own;
		if (value >= 0 && n + 16 < CURVE_PATH)
			n += (size_t)snprintf(ret + n, CURVE_PATH - n, "%c%d %d", drawing ? 'L' : 'M', x_of(s, w), y_of(s, value));
		drawing = value >= 0;
	}
}

static void band(const struct scale *s, int first, int end, int32_t *ret_x, int32_t *ret_w)
{
	first = first < 0 ? 0 : first > s->weeks ? s->weeks : first;
	end = end > s->weeks ? s->weeks : end;
	*ret_x = edge_of(s, first);
	*ret_w = end > first ? edge_of(s, end) - *ret_x : 0;
}

void curve_make(const struct curve_about *a, struct curve *ret)
{
	struct scale s = { .weeks = a->count < 1 ? 1 : a->count > CURVE_WEEKS ? CURVE_WEEKS : a->count };
	int32_t most = larger(larger(a->reference, a->beginning), LEAST);
	memset(ret, 0, sizeof(*ret));
	for (int w = 0; w < s.weeks; w++)
		most = larger(most, larger(a->weeks[w].own, a->weeks[w].group));
	most = most < MOST ? most : MOST;
	int32_t step = step_for(most);
	s.most = ((most + step - 1) / step) * step;
	*ret = (struct curve){ .left = LEFT, .right = RIGHT, .top = TOP, .bottom = BOTTOM,
		.reference_y = a->reference >= 0 ? y_of(&s, a->reference) : CURVE_NONE,
		.beginning_y = a->beginning >= 0 ? y_of(&s, a->beginning) : CURVE_NONE };
	line(&s, a, 0, ret->own);
	line(&s, a, 1, ret->group);
	for (int w = 0; w < s.weeks; w++)
		if (a->weeks[w].own >= 0)
			ret->dots[ret->dot_count++] = (struct curve_dot){ x_of(&s, w), y_of(&s, a->weeks[w].own), w, !a->weeks[w].counts };
	for (int32_t v = 0; v <= s.most && ret->level_count < CURVE_TICKS; v += step)
		ret->levels[ret->level_count++] = (struct curve_tick){ y_of(&s, v), v };
	for (int w = 0, every = (s.weeks + 3) / 4; w < s.weeks && ret->time_count < CURVE_TICKS; w += every)
		ret->times[ret->time_count++] = (struct curve_tick){ x_of(&s, w), w };
	band(&s, a->start, a->baseline_end, &ret->baseline_x, &ret->baseline_w);
	band(&s, a->neutral_first, a->neutral_last + 1, &ret->neutral_x, &ret->neutral_w);
}

/* Tenths, half up. */
static int64_t tenths(int64_t grams, int64_t days)
{
	return (20 * grams + days) / (2 * days);
}

int32_t curve_rate(const struct curve_grams *weeks, int week, int glass_weeks)
{
	const struct curve_grams *now = &weeks[week];
	int64_t glass = 0, days = 0;
	if (now->days <= 0)
		return CURVE_NONE;
	for (int w = week; w >= 0 && w > week - glass_weeks; w--)
		if (w == week || weeks[w].counts) {
			glass += weeks[w].glass;
			days += weeks[w].days;
		}
	int64_t rate = tenths(now->scored, now->days) + tenths(glass, days);
	return rate > INT32_MAX ? INT32_MAX : (int32_t)rate;
}
