/* SPDX-License-Identifier: MPL-2.0 */
/* Results: score.h over the weeks that are kept, in rows of challenge_result. */
#include <stdlib.h>

#include "challenge/results.h"

enum { STEP_HOUSEHOLDS = 500, STEP_MS = 200 };

/* --- the constants ------------------------------------------------------------------------------------- */
enum { K_K, K_MU, K_LOW, K_HIGH, K_BANDS, K_MIN, K_BASE, K_COVER, K_HALF, K_SOBER, K_INFLATED, K_GLASS, K_COLUMNS };

/* "10,20,30,40" */
static void read_bands(struct glane_str text, struct scoring *ret)
{
	const char *p = text.p;
	while (*p && ret->bands_n < SCORE_BANDS_MAX) {
		char *end;
		ret->bands[ret->bands_n++] = (int)strtol(p, &end, 10);
		p = *end ? end + 1 : end;
	}
}

int scoring_load(struct glane_self *s, struct glane_call *c, int64_t scoring, struct scoring *ret)
{
	struct glane_val v[K_COLUMNS];
	int rc = first_row(s, c, SQL_SCORING, (struct glane_val[]){ glane_int(scoring) }, 1, v, K_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : GLANE_ENOENT;
	*ret = (struct scoring){
		.k = v[K_K].u.i, .mu = v[K_MU].u.i, .clamp_low = (int)v[K_LOW].u.i, .clamp_high = (int)v[K_HIGH].u.i, .baseline_weeks_min = (int)v[K_MIN].u.i,
		.baseline_coverage_pct = (int)v[K_BASE].u.i, .coverage_pct = (int)v[K_COVER].u.i, .half_coverage_pct = (int)v[K_HALF].u.i,
		.sobriety_pct = (int)v[K_SOBER].u.i, .inflation_pct = (int)v[K_INFLATED].u.i, .glass_weeks = (int)v[K_GLASS].u.i,
	};
	read_bands(v[K_BANDS].u.s, ret);
	return GLANE_OK;
}

struct period period_of(const struct challenge *ch, int start_week, int until)
{
	struct period p = { .start_week = start_week, .baseline_weeks = ch->baseline_weeks, .weeks = ch->weeks, .scored = ch->scored, .until = until };
	p.neutral_first = ch->neutral_from > ch->neutral_to ? 1 : challenge_week_of(ch, ch->neutral_from);
	p.neutral_last = ch->neutral_from > ch->neutral_to ? 0 : challenge_week_of(ch, ch->neutral_to);
	return p;
}

int neutral_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int least)
{
	struct period p = period_of(ch, 0, ch->weeks);
	if (weeks_due(&p, 1, ch->baseline_weeks) >= least && weeks_due(&p, ch->baseline_weeks, ch->weeks) > 0)
		return GLANE_OK;
	return fault(s, c, "neutral_to", "bad.neutral_much", NULL);
}

int weeks_over(struct glane_self *s, struct glane_call *c, const struct challenge *ch)
{
	int week = challenge_week_of(ch, today(s, c));
	return week < 0 ? 0 : week > ch->weeks ? ch->weeks : week;
}

/* --- scoring ----------------------------------------------------------------------------------------------- */
static int keep(struct glane_self *s, struct glane_call *c, int64_t household, int64_t scoring, int until, const struct score *r)
{
	struct glane_val args[] = {
		glane_int(household), glane_int(scoring), glane_int(until), glane_text(glane_cstr(score_state_names[r->state])),
		glane_int(r->baseline.grams), glane_int(r->baseline.days), glane_int(r->baseline.full), glane_int(r->baseline.covered), glane_int(r->baseline.due),
		glane_int(r->run.grams), glane_int(r->run.days), glane_int(r->run.full), glane_int(r->run.covered), glane_int(r->run.due),
		glane_int(r->first_covered), glane_int(r->first_due), glane_int(r->glass_seen), glane_int(r->glass_due),
		r->raw.den ? glane_int(r->raw_ppm) : glane_null(), r->reduction.den ? glane_int(r->ppm) : glane_null(),
		r->band >= 0 ? glane_int(r->band) : glane_null(), glane_int(r->sober), glane_int(r->inflated),
	};
	return s->host->db->exec(c, SQL_RESULT_SET, args, sizeof(args) / sizeof(args[0]), NULL);
}

enum { W_HOUSEHOLD, W_START, W_UNTIL, W_WEEK, W_DAYS, W_FULL, W_OMR, W_TRI, W_VERRE, W_WEIGHED, W_COVERED };

static struct week read_week(const struct glane_db_api *db, struct glane_rows *rows)
{
	return (struct week){
		.week = (int32_t)db->col(rows, W_WEEK).u.i, .person_days = (int32_t)db->col(rows, W_DAYS).u.i, .full_days = (int32_t)db->col(rows, W_FULL).u.i,
		.grams = { [OMR] = db->col(rows, W_OMR).u.i, [TRI] = db->col(rows, W_TRI).u.i, [VERRE] = db->col(rows, W_VERRE).u.i },
		.weighed = (uint8_t)db->col(rows, W_WEIGHED).u.i, .covered = (uint8_t)db->col(rows, W_COVERED).u.i,
	};
}

struct one { /* the household whose weeks are being read */
	int64_t id;
	int start, until;
	struct week weeks[WEEKS_MAX];
	size_t n;
};

static int finish(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct scoring *k, const struct one *h)
{
	struct score score;
	struct period p = period_of(ch, h->start, h->until);
	if (!h->id)
		return GLANE_OK;
	score_household(k, &p, h->weeks, h->n, &score);
	return keep(s, c, h->id, ch->scoring, h->until, &score);
}

int results_refresh(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t *after, int most)
{
	const struct glane_db_api *db = s->host->db;
	struct scoring k;
	struct one h = { .id = 0 };
	struct glane_rows *rows;
	int until = weeks_over(s, c, ch), closed = !text_is(ch->state, "open"), count = 0;
	int rc = scoring_load(s, c, ch->scoring, &k);
	if (rc == GLANE_OK)
		rc = db->query(c, SQL_SCORE_WEEKS, (struct glane_val[]){ glane_int(ch->id), glane_int(*after), glane_int(most), glane_int(ch->scoring) }, 4, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int64_t id = db->col(rows, W_HOUSEHOLD).u.i;
		struct glane_val had = db->col(rows, W_UNTIL);
		if (id != h.id) {
			rc = finish(s, c, ch, &k, &h);
			h.id = id;
			h.start = (int)db->col(rows, W_START).u.i;
			h.until = closed && had.type == GLANE_INT ? (int)had.u.i : until; /* what is over by then stays what was over */
			h.n = 0;
			count++;
		}
		if (rc >= 0 && db->col(rows, W_WEEK).type == GLANE_INT && h.n < WEEKS_MAX)
			h.weeks[h.n++] = read_week(db, rows);
	}
	if (rc >= 0)
		rc = finish(s, c, ch, &k, &h);
	*after = count < most ? 0 : h.id;
	return rc;
}

int result_refresh(struct glane_self *s, struct glane_call *c, int64_t household)
{
	struct challenge ch;
	struct glane_val challenge;
	int64_t after = household - 1;
	int rc = first_row(s, c, SQL_CHALLENGE_OF, (struct glane_val[]){ glane_int(household) }, 1, &challenge, 1);
	if (rc <= 0)
		return rc;
	rc = challenge_by_id(s, c, challenge.u.i, &ch);
	return rc < 0 ? rc : results_refresh(s, c, &ch, &after, 1);
}

struct steps {
	int64_t challenge, after, next;
	int most;
};

static int one_step(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct steps *a = arg;
	struct challenge ch;
	int rc = challenge_by_id(s, c, a->challenge, &ch);
	a->next = a->after; /* this may run twice */
	return rc < 0 ? rc : results_refresh(s, c, &ch, &a->next, a->most);
}

int results_refresh_all(struct glane_self *s, struct glane_call *c, int64_t challenge)
{
	struct steps a = { .challenge = challenge, .most = STEP_HOUSEHOLDS };
	int rc;
	do {
		int64_t begin = s->host->call->now_ms(c);
		a.after = a.next;
		rc = s->host->call->within(c, GLANE_WRITE, one_step, &a);
		if (s->host->call->now_ms(c) - begin > STEP_MS && a.most > 20)
			a.most /= 2;
	} while (rc >= 0 && a.next);
	return rc;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */
enum { R_HOUSEHOLD, R_NUMBER, R_TEAM, R_ACTIVE, R_PSEUDONYM, R_UNTIL, R_STATE, R_B_GRAMS, R_B_DAYS, R_B_FULL, R_B_COVERED, R_B_DUE, R_GRAMS, R_DAYS,
	R_FULL, R_COVERED, R_DUE, R_FIRST, R_FIRST_DUE, R_GLASS, R_GLASS_DUE, R_COLUMNS };

static enum score_state state_of(struct glane_str name)
{
	int k = 0;
	while (k < SCORE_STATES && !text_is(name, score_state_names[k]))
		k++;
	return (enum score_state)k;
}

static void read_result(const struct scoring *k, const struct glane_val *v, struct result *ret)
{
	*ret = (struct result){
		.household = v[R_HOUSEHOLD].u.i, .number = v[R_NUMBER].u.i, .team = v[R_TEAM].u.i, .active = (int)v[R_ACTIVE].u.i, .pseudonym = v[R_PSEUDONYM].u.s,
		.until = (int)v[R_UNTIL].u.i,
		.score = {
			.state = state_of(v[R_STATE].u.s),
			.baseline = { v[R_B_GRAMS].u.i, v[R_B_DAYS].u.i, v[R_B_FULL].u.i, (int)v[R_B_COVERED].u.i, (int)v[R_B_DUE].u.i },
			.run = { v[R_GRAMS].u.i, v[R_DAYS].u.i, v[R_FULL].u.i, (int)v[R_COVERED].u.i, (int)v[R_DUE].u.i },
			.first_covered = (int)v[R_FIRST].u.i, .first_due = (int)v[R_FIRST_DUE].u.i, .glass_seen = (int)v[R_GLASS].u.i,
			.glass_due = (int)v[R_GLASS_DUE].u.i,
		},
	};
	score_rates(k, &ret->score);
}

int result_read(struct glane_self *s, struct glane_call *c, int64_t household, int64_t scoring, struct result *ret)
{
	struct scoring k;
	struct glane_val v[R_COLUMNS];
	int rc = scoring_load(s, c, scoring, &k);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_RESULT, (struct glane_val[]){ glane_int(household), glane_int(scoring) }, 2, v, R_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : GLANE_ENOENT;
	read_result(&k, v, ret);
	return GLANE_OK;
}

int results_each(struct glane_self *s, struct glane_call *c, int64_t challenge, int64_t scoring, result_fn *fn, void *arg)
{
	const struct glane_db_api *db = s->host->db;
	struct scoring k;
	struct glane_rows *rows;
	int rc = scoring_load(s, c, scoring, &k);
	if (rc < 0)
		return rc == GLANE_ENOENT ? GLANE_OK : rc;
	rc = db->query(c, SQL_RESULTS, (struct glane_val[]){ glane_int(challenge), glane_int(scoring) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_val v[R_COLUMNS];
		struct result r;
		for (uint32_t i = 0; i < R_COLUMNS; i++)
			v[i] = db->col(rows, i);
		read_result(&k, v, &r);
		rc = fn(s, c, arg, &r);
	}
	return rc;
}
