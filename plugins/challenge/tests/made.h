/* SPDX-License-Identifier: MPL-2.0 */
/* made.h: one household, week by week, for tests of the score. */
#ifndef CHALLENGE_TESTS_MADE_H
#define CHALLENGE_TESTS_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/score.h"

static const struct scoring reference = {
	.k = 14, .mu = 556, .clamp_low = -20, .clamp_high = 60, .bands = { 10, 20, 30, 40 }, .bands_n = 4, .baseline_weeks_min = 3,
	.baseline_coverage_pct = 70, .coverage_pct = 75, .half_coverage_pct = 60, .sobriety_pct = 50, .inflation_pct = 250, .glass_weeks = 4,
};
enum { ALL_SCORED = 1 << OMR | 1 << TRI | 1 << VERRE, WEEKS = 60 };

struct made {
	struct scoring s;
	struct period p;
	struct week weeks[WEEKS];
	size_t n;
};

static inline void put(struct made *m, int week, int days, int64_t omr, int64_t tri, int64_t glass)
{
	m->weeks[m->n++] = (struct week){ .week = week, .person_days = days, .full_days = 28, .grams = { omr, tri, glass, 900, 0 }, .covered = days > 0,
		.weighed = ALL_SCORED | 1 << BIO };
}

static inline struct made four_persons(int baseline, int weeks)
{
	return (struct made){ .s = reference, .p = { .baseline_weeks = baseline, .weeks = weeks, .scored = ALL_SCORED, .neutral_first = 1, .until = weeks } };
}

static inline struct made steady(int baseline, int weeks, int64_t before, int64_t after) /* grams of grey bin a week */
{
	struct made m = four_persons(baseline, weeks);
	for (int w = 0; w < weeks; w++)
		put(&m, w, 28, w < baseline ? before : after, 0, 0);
	return m;
}

static inline struct score score(const struct made *m)
{
	struct score r;
	score_household(&m->s, &m->p, m->weeks, m->n, &r);
	return r;
}

static inline void drop(struct made *m, int week)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->weeks[i].week == week) {
			m->weeks[i] = m->weeks[--m->n];
			return;
		}
	fail_msg("there is no week %d", week);
}

#endif
