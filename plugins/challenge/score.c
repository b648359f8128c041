/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/score.h"

#include <string.h>

const char *const score_state_names[SCORE_STATES + 1] = {
	[SCORED] = "scored", [SCORE_BEGINNING] = "beginning", [SCORE_BASELINE_SHORT] = "baseline_short", [SCORE_LATE] = "late",
	[SCORE_BASELINE_GAPS] = "baseline_gaps", [SCORE_BASELINE_ZERO] = "baseline_zero", [SCORE_COVERAGE] = "coverage",
	[SCORE_HALF] = "half", [SCORE_GLASS] = "glass",
};

/* --- ratios: products of grams, person-days and constants pass 64 bits --------------------------------- */
__extension__ typedef __int128 wide;

static struct ratio lowest(wide num, wide den)
{
	wide a = num < 0 ? -num : num, b = den;
	if (den <= 0)
		return (struct ratio){ 0, 0 };
	while (a) {
		wide rest = b % a;
		b = a;
		a = rest;
	}
	return (struct ratio){ (int64_t)(num / b), (int64_t)(den / b) };
}

static int64_t nearest(wide num, wide den)
{
	return (int64_t)((2 * num + (num < 0 ? -den : den)) / (2 * den));
}

struct ratio ratio_of(int64_t num, int64_t den)
{
	return lowest(num, den);
}

int64_t ratio_scaled(struct ratio r, int64_t factor)
{
	return r.den > 0 ? nearest((wide)r.num * factor, r.den) : 0;
}

struct ratio ratio_reduction(int64_t g0, int64_t d0, int64_t g, int64_t d)
{
	if (g0 <= 0 || d0 <= 0 || d <= 0)
		return (struct ratio){ 0, 0 };
	return lowest((wide)d * g0 - (wide)g * d0, (wide)d * g0);
}

static int at_least(struct ratio r, int percent)
{
	return (wide)r.num * 100 >= (wide)r.den * percent;
}

int score_band(const struct scoring *s, struct ratio r)
{
	int band = 0;
	while (band < s->bands_n && at_least(r, s->bands[band]))
		band++;
	return band;
}

/* --- sums over weeks --------------------------------------------------------------------------------------- */
int week_is_neutral(const struct period *p, int week)
{
	return week >= p->neutral_first && week <= p->neutral_last;
}

int64_t week_grams(const struct period *p, const struct week *w)
{
	int64_t grams = 0;
	for (int f = 0; f < FRACTIONS; f++)
		grams += p->scored >> f & 1 ? w->grams[f] : 0;
	return grams;
}

static void part_add(struct part *part, const struct period *p, const struct week *w)
{
	part->covered++;
	part->grams += week_grams(p, w);
	part->days += w->person_days;
	part->full += w->full_days;
}

int weeks_due(const struct period *p, int from, int end)
{
	int n = 0;
	for (int w = from; w < end; w++)
		n += !week_is_neutral(p, w);
	return n;
}

/* The first week of the second half: the first half has the odd one. */
static int middle(const struct period *p, int from, int end, int first_due)
{
	int w = from;
	for (int n = 0; w < end && n < first_due; w++)
		n += !week_is_neutral(p, w);
	return w;
}

/* Whole stretches of glass_weeks, from the end of the baseline on.  Bit n of `covered`, `glass`: stretch n had it. */
static void glass(const struct scoring *s, const struct period *p, int run, int end, const struct week *weeks, size_t n, struct score *ret)
{
	uint64_t covered = 0, seen = 0;
	if (!(p->scored >> VERRE & 1) || s->glass_weeks < 1)
		return;
	int whole = (end - run) / s->glass_weeks;
	for (size_t i = 0; i < n; i++) {
		int at = weeks[i].week >= run ? (weeks[i].week - run) / s->glass_weeks : whole;
		if (at >= whole || at >= 64 || week_is_neutral(p, weeks[i].week))
			continue;
		covered |= (uint64_t)(weeks[i].covered != 0) << at;
		seen |= (uint64_t)(weeks[i].weighed >> VERRE & 1) << at;
	}
	ret->glass_due = __builtin_popcountll(covered);
	ret->glass_seen = __builtin_popcountll(covered & seen);
}

void score_household(const struct scoring *s, const struct period *p, const struct week *weeks, size_t n, struct score *ret)
{
	int run = p->start_week + p->baseline_weeks, end = p->until < p->weeks ? p->until : p->weeks;
	int base_end = run < end ? run : end, late = p->weeks - p->baseline_weeks < SCORE_LATE_WEEKS ? p->weeks - p->baseline_weeks : SCORE_LATE_WEEKS;
	memset(ret, 0, sizeof(*ret));
	ret->baseline.due = weeks_due(p, p->start_week + 1, base_end);
	ret->run.due = weeks_due(p, run, end);
	ret->first_due = (ret->run.due + 1) / 2;
	int half = middle(p, run, end, ret->first_due);
	for (size_t i = 0; i < n; i++) {
		int w = weeks[i].week;
		if (!weeks[i].covered || weeks[i].person_days <= 0 || week_is_neutral(p, w) || w >= end)
			continue;
		if (w > p->start_week && w < run)
			part_add(&ret->baseline, p, &weeks[i]);
		else if (w >= run) {
			part_add(&ret->run, p, &weeks[i]);
			ret->first_covered += w < half;
		}
	}
	glass(s, p, run, end, weeks, n, ret);
	if (p->baseline_weeks < s->baseline_weeks_min || weeks_due(p, p->start_week + 1, run) < s->baseline_weeks_min - 1)
		ret->state = SCORE_BASELINE_SHORT;
	else if (p->weeks - run < late)
		ret->state = SCORE_LATE;
	else if (end <= run || !ret->run.due)
		ret->state = SCORE_BEGINNING;
	score_rates(s, ret);
}

/* --- what follows from them ------------------------------------------------------------------------------------ */
static int covers(int covered, int due_weeks, int percent)
{
	return covered * 100 >= due_weeks * percent;
}

/* Without what is due in time: that score_household() has said already. */
static enum score_state judged(const struct scoring *s, const struct score *r)
{
	if (!covers(r->baseline.covered, r->baseline.due, s->baseline_coverage_pct))
		return SCORE_BASELINE_GAPS;
	if (!r->baseline.grams)
		return SCORE_BASELINE_ZERO;
	if (!r->run.covered || !covers(r->run.covered, r->run.due, s->coverage_pct))
		return SCORE_COVERAGE;
	if (!covers(r->first_covered, r->first_due, s->half_coverage_pct) ||
	    !covers(r->run.covered - r->first_covered, r->run.due - r->first_due, s->half_coverage_pct))
		return SCORE_HALF;
	return covers(r->glass_seen, r->glass_due, s->coverage_pct) ? SCORED : SCORE_GLASS;
}

static int is_sober(const struct scoring *s, const struct score *r)
{
	struct score as_if = *r; /* a badge: whatever its baseline was */
	as_if.baseline = (struct part){ .grams = 1, .days = 1, .covered = 1, .due = 1 };
	return r->run.due > 0 && judged(s, &as_if) == SCORED && (wide)r->c_shrunk.num * 100 < (wide)s->sobriety_pct * s->mu * r->c_shrunk.den;
}

void score_rates(const struct scoring *s, struct score *r)
{
	int64_t lean = s->k * s->mu;
	struct ratio low = { s->clamp_low, 100 }, high = { s->clamp_high, 100 }, kept;
	r->b = ratio_of(r->baseline.grams, r->baseline.days);
	r->c = ratio_of(r->run.grams, r->run.days);
	r->b_shrunk = r->b.den ? ratio_of(r->baseline.grams + lean, r->baseline.days + s->k) : r->b;
	r->c_shrunk = r->c.den ? ratio_of(r->run.grams + lean, r->run.days + s->k) : r->c;
	r->raw = ratio_reduction(r->baseline.grams, r->baseline.days, r->run.grams, r->run.days);
	r->reduction = r->raw.den ? ratio_reduction(r->baseline.grams + lean, r->baseline.days + s->k, r->run.grams + lean, r->run.days + s->k) : r->raw;
	if (r->state != SCORE_BASELINE_SHORT && r->state != SCORE_LATE && r->state != SCORE_BEGINNING)
		r->state = judged(s, r);
	kept = r->reduction;
	if (kept.den && !at_least(kept, s->clamp_low))
		kept = low;
	else if (kept.den && (wide)kept.num * 100 > (wide)kept.den * s->clamp_high)
		kept = high;
	r->clamped = kept.den && (kept.num != r->reduction.num || kept.den != r->reduction.den);
	r->ppm = ratio_scaled(kept, 1000000);
	r->raw_ppm = ratio_scaled(r->raw, 1000000);
	r->band = r->state == SCORED ? score_band(s, kept) : -1;
	r->sober = is_sober(s, r);
	r->inflated = r->b.den && (wide)r->b.num * 100 > (wide)s->inflation_pct * s->mu * r->b.den;
}

/* --- teams --------------------------------------------------------------------------------------------------------- */
void mean_add(struct mean *m, int64_t days, int64_t ppm)
{
	m->days += days;
	m->weighted += days * ppm;
	m->n++;
}

int64_t mean_ppm(const struct mean *m)
{
	return m->days > 0 ? nearest(m->weighted, m->days) : 0;
}
