/* SPDX-License-Identifier: MPL-2.0 */
/* "Comment ce chiffre est calculé": one household's score, step by step, with its own numbers in each. */
#include <stdio.h>
#include <stdlib.h>

#include "challenge/family.h"
#include "challenge/results.h"

enum { X_WEEK, X_DAYS, X_FULL, X_DECLARED, X_OMR, X_TRI, X_VERRE, X_BIO, X_TEXTILE, X_WEIGHED, X_COVERED };

static int read_weeks(struct glane_self *s, struct glane_call *c, int64_t household, struct week *ret, size_t *ret_n)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	size_t n = 0;
	int rc = db->query(c, SQL_WEEKS, (struct glane_val[]){ glane_int(household) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && n < WEEKS_MAX) {
		struct week *w = &ret[n++];
		*w = (struct week){
			.week = (int32_t)db->col(rows, X_WEEK).u.i, .person_days = (int32_t)db->col(rows, X_DAYS).u.i, .full_days = (int32_t)db->col(rows, X_FULL).u.i,
			.declared = (uint8_t)db->col(rows, X_DECLARED).u.i, .weighed = (uint8_t)db->col(rows, X_WEIGHED).u.i,
			.covered = (uint8_t)db->col(rows, X_COVERED).u.i,
		};
		for (uint32_t f = 0; f < FRACTIONS; f++)
			w->grams[f] = db->col(rows, X_OMR + f).u.i;
	}
	*ret_n = n;
	return rc;
}

/* Why a week counts, or does not: "counts" "first" "neutral" "absent" "missing" "open" */
static const char *week_fate(const struct period *p, int week, const struct week *w)
{
	if (week >= p->until)
		return "open";
	if (week == p->start_week)
		return "first";
	if (week_is_neutral(p, week))
		return "neutral";
	if (!w || (!w->covered && w->person_days > 0))
		return "missing";
	return w->covered ? "counts" : "absent";
}

static void say_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct period *p, const struct week *weeks, size_t n,
                      int from, int end, const char *caption_key, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(into, "rows");
	v->text(into, "caption", s->host->call->tr(c, caption_key, NULL));
	for (int week = from; week < end && week <= p->until; week++) {
		const struct week *w = NULL;
		for (size_t i = 0; i < n; i++)
			w = weeks[i].week == week ? &weeks[i] : w;
		struct glane_value *o = v->object(list, NULL);
		const char *fate = week_fate(p, week, w);
		v->integer(o, "number", week + 1);
		v->quantity(o, "day", ch->first_day + DAYS_A_WEEK * (int64_t)week, GLANE_U_DAY);
		v->text(o, "fate", glane_cstr(fate));
		v->text(o, "fate_words", word(s, c, "fate.", glane_cstr(fate)));
		v->boolean(o, "counts", text_is(glane_cstr(fate), "counts"));
		v->boolean(o, "noted", w != NULL);
		if (!w)
			continue;
		v->integer(o, "days", w->person_days);
		v->quantity(o, "grams", week_grams(p, w), GLANE_U_GRAMS);
		v->quantity(o, "bio", w->grams[BIO], GLANE_U_GRAMS);
	}
}

static int percent(int64_t part, int64_t whole)
{
	return whole > 0 ? (int)ratio_scaled(ratio_of(part, whole), 100) : 0;
}

static void say_part(const struct glane_value_api *v, const struct part *part, struct glane_value *o)
{
	v->quantity(o, "grams", part->grams, GLANE_U_GRAMS);
	v->integer(o, "days", part->days);
	v->integer(o, "full", part->full);
	v->integer(o, "presence", percent(part->days, part->full));
	v->boolean(o, "absent", part->days < part->full);
	v->boolean(o, "any", part->full > 0);
	v->integer(o, "covered", part->covered);
	v->integer(o, "due", part->due);
	v->integer(o, "coverage", percent(part->covered, part->due));
}

static void say_rate(const struct glane_value_api *v, struct glane_value *o, const char *key, struct ratio r)
{
	if (r.den)
		v->decimal(o, key, ratio_scaled(r, 10), 1);
}

static void say_change(const struct glane_value_api *v, struct glane_value *o, const char *key, struct ratio r)
{
	if (r.den)
		v->quantity(o, key, -ratio_scaled(r, 1000), GLANE_U_PER_MILLE);
}

void score_say(struct glane_self *s, struct glane_call *c, const struct scoring *k, const struct score *score, struct glane_value *o)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_str state = glane_cstr(score_state_names[score->state]);
	v->text(o, "state", state);
	v->text(o, "state_words", word(s, c, "score.", state));
	v->text(o, "state_short", word(s, c, "short.", state));
	v->boolean(o, "scored", score->state == SCORED);
	say_part(v, &score->baseline, v->object(o, "baseline"));
	say_part(v, &score->run, v->object(o, "run"));
	say_rate(v, o, "b", score->b);
	say_rate(v, o, "c", score->c);
	say_rate(v, o, "b_shrunk", score->b_shrunk);
	say_rate(v, o, "c_shrunk", score->c_shrunk);
	say_change(v, o, "raw", score->raw);
	say_change(v, o, "shrunk", score->reduction);
	if (score->raw.den) {
		v->integer(o, "raw_ppm", score->raw_ppm);
		v->integer(o, "ppm", score->ppm);
		v->quantity(o, "change", -ratio_scaled(ratio_of(score->ppm, 1000), 1), GLANE_U_PER_MILLE);
	}
	v->boolean(o, "clamped", score->clamped);
	if (score->band >= 0) {
		v->integer(o, "band", score->band);
		v->text(o, "band_words", band_words(s, c, k, score->band, score->band));
	}
	v->boolean(o, "sober", score->sober);
	v->boolean(o, "inflated", score->inflated);
}

/* A condition with its numbers: { name, words, ok }. */
static void say_condition(struct glane_self *s, struct glane_call *c, struct glane_value *list, const char *key, int have, int of, int need, int ok)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->object(list, NULL), *args = v->make(c);
	v->integer(args, "have", have);
	v->integer(args, "of", of);
	v->integer(args, "percent", percent(have, of));
	v->integer(args, "need", need);
	v->text(o, "name", glane_cstr(key));
	v->text(o, "words", s->host->call->tr(c, key, args));
	v->boolean(o, "ok", ok);
}

static void say_conditions(struct glane_self *s, struct glane_call *c, const struct scoring *k, const struct score *r, struct glane_value *into)
{
	struct glane_value *list = s->host->value->array(into, "conditions");
	int second = r->run.covered - r->first_covered, second_due = r->run.due - r->first_due;
	say_condition(s, c, list, "condition.baseline", r->baseline.covered, r->baseline.due, k->baseline_coverage_pct,
	              r->baseline.covered * 100 >= r->baseline.due * k->baseline_coverage_pct);
	say_condition(s, c, list, "condition.all", r->run.covered, r->run.due, k->coverage_pct, r->run.covered * 100 >= r->run.due * k->coverage_pct);
	say_condition(s, c, list, "condition.first", r->first_covered, r->first_due, k->half_coverage_pct,
	              r->first_covered * 100 >= r->first_due * k->half_coverage_pct);
	say_condition(s, c, list, "condition.second", second, second_due, k->half_coverage_pct, second * 100 >= second_due * k->half_coverage_pct);
	if (r->glass_due)
		say_condition(s, c, list, "condition.glass", r->glass_seen, r->glass_due, k->coverage_pct, r->glass_seen * 100 >= r->glass_due * k->coverage_pct);
}

static void say_constants(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct scoring *k, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *scored = v->array(into, "fractions");
	for (int f = 0; f < FRACTIONS; f++)
		if (ch->scored >> f & 1)
			v->text(v->object(scored, NULL), "words", word(s, c, "fraction.", glane_cstr(fraction_ids[f])));
	v->integer(into, "k", k->k);
	v->integer(into, "mu", k->mu);
	v->integer(into, "rise", -k->clamp_low);
	v->integer(into, "high", k->clamp_high);
	v->integer(into, "sobriety", k->sobriety_pct);
	v->integer(into, "inflation", k->inflation_pct);
	v->quantity(into, "lean", k->k * k->mu, GLANE_U_GRAMS);
	v->decimal(into, "sober_below", ratio_scaled(ratio_of(k->sobriety_pct * k->mu, 100), 10), 1);
}

static int explain(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t scoring)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct scoring k;
	struct result r;
	struct week weeks[WEEKS_MAX];
	struct glane_val source[2];
	size_t n = 0;
	int rc = scoring_load(s, c, scoring, &k);
	if (rc >= 0)
		rc = first_row(s, c, SQL_SCORING_SOURCE, (struct glane_val[]){ glane_int(scoring) }, 1, source, 2);
	if (rc >= 0)
		rc = read_weeks(s, c, h->id, weeks, &n);
	if (rc < 0)
		return rc == GLANE_ENOENT ? s->host->call->refuse(c, rc, "scoring.unknown", NULL) : rc;
	struct period p = period_of(ch, h->start_week, weeks_over(s, c, ch));
	rc = result_read(s, c, h->id, scoring, &r);
	if (rc == GLANE_ENOENT)
		score_household(&k, &p, weeks, n, &r.score);
	else if (rc == GLANE_OK)
		p.until = r.until;
	else
		return rc;
	int run = p.start_week + p.baseline_weeks;
	v->text(root, "title", s->host->call->tr(c, "explain.title", NULL));
	v->text(root, "pseudonym", h->pseudonym);
	v->integer(root, "number", h->number);
	v->text(root, "challenge", ch->name);
	v->integer(root, "challenge_id", ch->id);
	v->boolean(root, "kept", scoring != ch->scoring); /* a former version: the weeks may have changed since */
	v->boolean(root, "late", h->start_week > 0);
	v->text(root, "mu_label", source[0].u.s);
	v->text(root, "mu_source", source[1].u.s);
	say_constants(s, c, ch, &k, root);
	score_say(s, c, &k, &r.score, root);
	say_conditions(s, c, &k, &r.score, root);
	say_weeks(s, c, ch, &p, weeks, n, p.start_week, run < ch->weeks ? run : ch->weeks, "explain.weeks_baseline", v->object(root, "baseline_weeks"));
	say_weeks(s, c, ch, &p, weeks, n, run, ch->weeks, "explain.weeks_run", v->object(root, "run_weeks"));
	return GLANE_OK;
}

int get_explained(struct glane_self *s, struct glane_call *c)
{
	struct household h;
	struct challenge ch;
	int rc = household_by_id(s, c, in_int(s, c, "id", 0), &h);
	if (rc >= 0)
		rc = challenge_by_id(s, c, h.challenge, &ch);
	if (rc < 0)
		return rc;
	s->host->value->boolean(s->host->reply->root(c), "organises", 1);
	return explain(s, c, &ch, &h, in_int(s, c, "scoring", ch.scoring));
}

int get_own_score(struct glane_self *s, struct glane_call *c)
{
	struct household h;
	struct challenge ch;
	struct glane_str code = in_text(s, c, "code");
	int rc = family_find(s, c, &ch, &h);
	if (rc < 0)
		return rc;
	s->host->value->text(s->host->reply->root(c), "code", code);
	return explain(s, c, &ch, &h, ch.scoring);
}
