/* SPDX-License-Identifier: MPL-2.0 */
/* score.h: what a household's weeks are worth against its own beginning.  Pure: no database, no host; integers only.
 *
 * Source: the project's scoring rules (plugins/challenge/README.md, "Le calcul").  Per household:
 *
 *   b  = grams / person-days of the covered weeks of its baseline, the first week left out
 *   c  = the same of the weeks after it
 *   b' = (grams + k mu) / (person-days + k), c' likewise: few person-days lean on the reference mu
 *   reduction = 1 - c' / b', clamped;  raw reduction = 1 - c / b
 *
 * Only scored fractions are in grams.  A week that is not covered is in neither grams nor person-days: nothing is imputed. */
#ifndef CHALLENGE_SCORE_H
#define CHALLENGE_SCORE_H

#include <stddef.h>
#include <stdint.h>

/* Grey bin, yellow bin (packaging and paper), glass, compost, textiles: numbers of challenge_fraction, _weighing and of the
 * columns of challenge_week. */
enum fraction { OMR, TRI, VERRE, BIO, TEXTILE, FRACTIONS };

enum { SCORE_BANDS_MAX = 8, SCORE_LATE_WEEKS = 4 /* after its baseline: fewer give badges, no score */ };

struct scoring { /* the constants: one row of challenge_scoring */
	int64_t k, mu;                    /* person-days; grams a person and day */
	int clamp_low, clamp_high;        /* percent */
	int bands[SCORE_BANDS_MAX], bands_n; /* lower bounds in percent, inclusive, rising */
	int baseline_weeks_min;           /* with the one that is left out */
	int baseline_coverage_pct, coverage_pct, half_coverage_pct;
	int sobriety_pct, inflation_pct;  /* of mu */
	int glass_weeks;                  /* glass is asked for once in so many weeks */
};
struct week { /* one row of challenge_week */
	int32_t week, person_days, full_days; /* full_days: all who live there, 7 days */
	int64_t grams[FRACTIONS];
	uint8_t covered, declared, weighed;   /* weighed: bits 1 << fraction */
};
struct period {
	int start_week, baseline_weeks, weeks; /* its first week; weeks of the challenge in all, from 0 */
	unsigned scored;                       /* bits 1 << fraction */
	int neutral_first, neutral_last;       /* weeks that count for nobody; first > last: none */
	int until;                             /* weeks below it are over */
};

enum score_state {
	SCORED,
	SCORE_BEGINNING,      /* its baseline, or the first week after it, is not over */
	SCORE_BASELINE_SHORT, /* too few weeks of baseline that count */
	SCORE_LATE,           /* too few weeks after its baseline */
	SCORE_BASELINE_GAPS,
	SCORE_BASELINE_ZERO,  /* it weighs nothing: there is nothing to compare with */
	SCORE_COVERAGE,
	SCORE_HALF,           /* covered well enough as a whole, not in one half */
	SCORE_GLASS,          /* nothing noted about glass for weeks, not even that there was none */
	SCORE_STATES
};
extern const char *const score_state_names[SCORE_STATES + 1]; /* "scored", "beginning", ...; ends with NULL */

struct ratio { /* in lowest terms; den 0: there is none */
	int64_t num, den;
};
struct part {
	int64_t grams, days, full; /* of the covered weeks; full: person-days with all at home */
	int covered, due;          /* weeks */
};
struct score {
	enum score_state state;
	struct part baseline, run;      /* run: the weeks after the baseline, as far as they are over */
	int first_covered, first_due;   /* of run: its first half, which has the odd week */
	int glass_seen, glass_due;      /* stretches of glass_weeks with a covered week: with glass, in all */
	struct ratio b, c, b_shrunk, c_shrunk;
	struct ratio raw, reduction;    /* reduction: before it is clamped */
	int clamped;
	int64_t ppm, raw_ppm;           /* of reduction, clamped; of raw.  Of use while .den > 0 */
	int band;                       /* 0: below the first bound; -1: not scored */
	int sober, inflated;            /* badge; a baseline for a human to look at */
};

/* `weeks` in any order, each week at most once; those that are not there were not noted. */
void score_household(const struct scoring *s, const struct period *p, const struct week *weeks, size_t n, struct score *ret);
/* The second half of it, for results that were kept: from state, baseline, run, first_* and glass_* all else. */
void score_rates(const struct scoring *s, struct score *score);

int week_is_neutral(const struct period *p, int week);
int weeks_due(const struct period *p, int from, int end); /* of from..end - 1: those that count */
int64_t week_grams(const struct period *p, const struct week *w); /* of the scored fractions */

/* r * factor to the nearest integer, halves away from zero; 0 when there is no ratio.  1000000: ppm; 10: tenths. */
int64_t ratio_scaled(struct ratio r, int64_t factor);
struct ratio ratio_of(int64_t num, int64_t den); /* den <= 0: none */
/* 1 - (g / d) / (g0 / d0); none when g0, d0 or d is not positive. */
struct ratio ratio_reduction(int64_t g0, int64_t d0, int64_t g, int64_t d);
/* The band of a reduction: r >= bound, exactly. */
int score_band(const struct scoring *s, struct ratio r);

/* A team: mean of its members' reductions weighted by person-days.  ppm; start from { 0 }. */
struct mean {
	int64_t days, weighted; /* weighted: sum of days x ppm */
	int n;
};
void mean_add(struct mean *m, int64_t days, int64_t ppm);
int64_t mean_ppm(const struct mean *m); /* halves away from zero; 0 without days */

#endif
