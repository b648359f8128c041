/* SPDX-License-Identifier: MPL-2.0 */
/* curve.h: weeks as a picture: a household's own line beside its beginning, the reference and the group.  Pure, no host.
 *
 * Tenths of a gram a person and day, from 0 upwards, over all weeks of the challenge, so that the picture does not jump while it
 * fills.  A week without a figure is a gap, never a zero.  The template curve.html and the kiosk (ui/curve.js) write it as SVG, with
 * a title and a description; its numbers stand in a table beside it. */
#ifndef CHALLENGE_CURVE_H
#define CHALLENGE_CURVE_H

#include <stdint.h>

enum { CURVE_W = 640, CURVE_H = 340, CURVE_WEEKS = 60, CURVE_PATH = 1000, CURVE_TICKS = 6, CURVE_NONE = -1 };

struct curve_week { /* CURVE_NONE: there is none */
	int32_t own, group;
	uint8_t counts; /* the own figure is in the score: a full dot; else a hollow one: the first week, one that is not over */
};
struct curve_about {
	const struct curve_week *weeks;
	int count;                  /* weeks of the challenge, 1..CURVE_WEEKS */
	int start, baseline_end;    /* its own baseline: from `start`, below `baseline_end` */
	int neutral_first, neutral_last; /* weeks that count for nobody; first > last: none */
	int32_t reference, beginning; /* levels; CURVE_NONE */
};
struct curve_dot {
	int32_t x, y, week;
	int hollow;
};
struct curve_tick {
	int32_t at, value; /* at: y of a level in grams, x of the middle of a week */
};
struct curve {
	int32_t left, right, top, bottom; /* of the plot, in a box of CURVE_W x CURVE_H */
	char own[CURVE_PATH], group[CURVE_PATH]; /* "M70 120L82 118M…"; "": nothing to draw */
	struct curve_dot dots[CURVE_WEEKS];
	int dot_count;
	struct curve_tick levels[CURVE_TICKS], times[CURVE_TICKS]; /* times: week numbers from 0 */
	int level_count, time_count;
	int32_t baseline_x, baseline_w, neutral_x, neutral_w; /* a width of 0: none */
	int32_t reference_y, beginning_y;                     /* CURVE_NONE */
};
void curve_make(const struct curve_about *about, struct curve *ret);

/* What a household weighed in a week, a person and day, in tenths of a gram, half up.  Glass comes in lumps (parties, the way to the
 * container): it is the mean of the counting weeks among the last `glass_weeks`.  CURVE_NONE when the week has no person-days. */
struct curve_grams {
	int64_t scored, glass; /* scored: without glass */
	int64_t days;          /* person-days; 0: absent */
	uint8_t counts;
};
int32_t curve_rate(const struct curve_grams *weeks, int week, int glass_weeks);

#endif
