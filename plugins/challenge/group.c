/* SPDX-License-Identifier: MPL-2.0 */
/* The group as everybody may see it: only what was published (publish.c), or follows from it by arithmetic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "challenge/curve.h"
#include "challenge/family.h"
#include "challenge/results.h"

/* "[12,-3,4]" -> how many */
static size_t read_numbers(struct glane_str json, int64_t *ret, size_t most)
{
	size_t n = 0;
	for (const char *p = json.p; n < most && (*p == '[' || *p == ',');) {
		char *end;
		ret[n++] = strtoll(p + 1, &end, 10);
		p = end;
	}
	return n;
}

struct figures { /* what is shown of a challenge */
	struct group_week weeks[WEEKS_MAX];
	int64_t at_ms;
	int until;
};

/* "week:12", "week:" -> 12; -1: it is another figure */
static int64_t numbered(struct glane_str name, const char *kind)
{
	size_t n = strlen(kind);
	return strncmp(name.p, kind, n) == 0 ? strtoll(name.p + n, NULL, 10) : -1;
}

/* A row of SQL_FIGURES that is a week of the curve goes to its place; 0: it is something else. */
static int take_week(const struct challenge *ch, struct glane_str name, const int64_t *n, size_t count, struct group_week *weeks)
{
	int64_t week = numbered(name, "week:");
	if (week < 0 || week >= ch->weeks || count != 3)
		return week >= 0;
	weeks[week] = (struct group_week){ n[0], n[1], (int)n[2] };
	return 1;
}

int group_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct group_week ret[WEEKS_MAX])
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	memset(ret, 0, WEEKS_MAX * sizeof(*ret));
	int rc = db->query(c, SQL_FIGURES, (struct glane_val[]){ glane_int(ch->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int64_t v[3];
		take_week(ch, db->col(rows, 0).u.s, v, read_numbers(db->col(rows, 1).u.s, v, 3), ret);
	}
	return rc;
}

struct glane_str band_words(struct glane_self *s, struct glane_call *c, const struct scoring *k, int first, int last)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	if (first > 0)
		v->integer(args, "from", k->bands[first - 1]);
	if (last < k->bands_n)
		v->integer(args, "to", k->bands[last]);
	return s->host->call->tr(c, first > 0 && last < k->bands_n ? "band.between" : first > 0 ? "band.from" : last < k->bands_n ? "band.below" : "band.any", args);
}

/* A change as people read it: a reduction of 314270 ppm is -31.4 %; whole percents while it is still moving. */
static void say_change(const struct glane_value_api *v, struct glane_value *o, const char *key, int64_t ppm, int exact)
{
	if (exact)
		v->quantity(o, key, -ratio_scaled(ratio_of(ppm, 1000), 1), GLANE_U_PER_MILLE);
	else
		v->integer(o, key, -ratio_scaled(ratio_of(ppm, 10000), 1));
}

static void say_bands(struct glane_self *s, struct glane_call *c, const struct scoring *k, struct glane_str value, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	int64_t n[3 * (SCORE_BANDS_MAX + 1)], most = 1;
	size_t count = read_numbers(value, n, sizeof(n) / sizeof(n[0]));
	struct glane_value *list = v->array(into, "bands");
	for (size_t i = 2; i < count; i += 3)
		most = n[i] > most ? n[i] : most;
	for (size_t i = 0; i + 2 < count; i += 3) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "first", n[i]);
		v->integer(o, "last", n[i + 1]);
		v->integer(o, "n", n[i + 2]);
		v->integer(o, "width", n[i + 2] * 100 / most); /* of the longest bar */
		v->text(o, "words", band_words(s, c, k, (int)n[i], (int)n[i + 1]));
	}
}

static int say_team(struct glane_self *s, struct glane_call *c, int exact, int64_t id, const int64_t n[2], struct glane_value *list)
{
	struct glane_val name;
	int rc = first_row(s, c, SQL_TEAM_NAME, (struct glane_val[]){ glane_int(id) }, 1, &name, 1);
	if (rc != 1)
		return rc;
	struct glane_value *o = s->host->value->object(list, NULL);
	s->host->value->text(o, "name", name.u.s);
	s->host->value->integer(o, "n", n[1]);
	s->host->value->boolean(o, "exact", exact);
	say_change(s->host->value, o, "change", n[0], exact);
	return GLANE_OK;
}

static int say_figures(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct figures *f, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *teams = v->array(into, "teams");
	struct glane_rows *rows;
	int closed = !text_is(ch->state, "open");
	int rc = db->query(c, SQL_FIGURES, (struct glane_val[]){ glane_int(ch->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_str name = db->col(rows, 0).u.s, value = db->col(rows, 1).u.s;
		int64_t n[3], at = db->col(rows, 4).u.i, team = numbered(name, "team:");
		int until = (int)db->col(rows, 3).u.i;
		size_t count = read_numbers(value, n, 3);
		f->at_ms = at > f->at_ms ? at : f->at_ms;
		f->until = until > f->until ? until : f->until;
		if (take_week(ch, name, n, count, f->weeks))
			continue;
		if (team >= 0 && count == 2)
			rc = say_team(s, c, closed && until == ch->weeks, team, n, teams);
		else if (text_is(name, "bands") && count) {
			struct scoring k;
			rc = scoring_load(s, c, db->col(rows, 2).u.i, &k);
			if (rc == GLANE_OK)
				say_bands(s, c, &k, value, into);
		} else if (text_is(name, "final") && count == 2 && closed) {
			struct glane_value *o = v->object(into, "final");
			say_change(v, o, "change", n[0], 1);
			v->integer(o, "n", n[1]);
		}
	}
	return rc;
}

static void say_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct figures *f, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct period p = period_of(ch, 0, f->until);
	struct glane_value *list = v->array(into, "weeks");
	struct curve_week line[WEEKS_MAX];
	int last = -1;
	for (int w = 0; w < WEEKS_MAX; w++) {
		line[w] = (struct curve_week){ .own = group_rate(&f->weeks[w]), .group = CURVE_NONE, .counts = w > 0 && !week_is_neutral(&p, w) };
		last = line[w].own >= 0 && w < ch->weeks ? w : last;
	}
	if (last >= 0)
		curve_say(s, c, ch, line, 0, last, "group.curve", into);
	for (int w = 0; w < f->until && w < ch->weeks; w++) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "week", w);
		v->integer(o, "number", w + 1);
		v->quantity(o, "day", ch->first_day + DAYS_A_WEEK * (int64_t)w, GLANE_U_DAY);
		v->boolean(o, "first", w == 0);
		v->boolean(o, "baseline", w > 0 && w < ch->baseline_weeks);
		v->boolean(o, "neutral", week_is_neutral(&p, w));
		v->integer(o, "n", f->weeks[w].n);
		v->boolean(o, "shown", f->weeks[w].n > 0);
		if (f->weeks[w].n)
			v->decimal(o, "rate", group_rate(&f->weeks[w]), 1);
	}
}

/* From the published weeks alone, so that it tells nothing that they do not: the beginning, since then, the difference. */
static void say_running(struct glane_self *s, const struct challenge *ch, const struct figures *f, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct period p = period_of(ch, 0, f->until);
	struct group_week base = { 0, 0, 0 }, run = { 0, 0, 0 };
	for (int w = 1; w < ch->weeks; w++)
		if (!week_is_neutral(&p, w)) {
			struct group_week *sum = w < ch->baseline_weeks ? &base : &run;
			sum->grams += f->weeks[w].grams;
			sum->days += f->weeks[w].days;
		}
	struct ratio b = ratio_of(base.grams, base.days), c = ratio_of(run.grams, run.days), change = ratio_reduction(base.grams, base.days, run.grams, run.days);
	if (b.den)
		v->decimal(into, "start", ratio_scaled(b, 10), 1);
	if (c.den)
		v->decimal(into, "now", ratio_scaled(c, 10), 1);
	if (!change.den)
		return;
	struct glane_value *o = v->object(into, "running");
	v->quantity(o, "change", -ratio_scaled(change, 1000), GLANE_U_PER_MILLE);
	v->quantity(o, "grams", run.grams, GLANE_U_GRAMS);
	int64_t less = ratio_scaled(b, run.days) - run.grams;
	v->quantity(o, "avoided", 1000 * ratio_scaled(ratio_of(less, 1000), 1), GLANE_U_GRAMS);
	v->boolean(o, "less", less >= 1000);
}

int group_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct figures f = { .until = 0 };
	int rc = say_figures(s, c, ch, &f, into);
	if (rc < 0)
		return rc;
	say_weeks(s, c, ch, &f, into);
	say_running(s, ch, &f, into);
	v->integer(into, "mu", ch->mu);
	v->boolean(into, "published", f.at_ms > 0);
	if (f.at_ms)
		v->quantity(into, "at", f.at_ms, GLANE_U_TIME_MS);
	return GLANE_OK;
}

int get_group(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch), organises = s->host->call->may(c, ORGANISE);
	if (rc >= 0 && !organises && !text_is(ch.state, "open") && !text_is(ch.state, "closed"))
		rc = s->host->call->refuse(c, GLANE_ENOENT, "bad.challenge", NULL);
	if (rc < 0)
		return rc;
	v->integer(root, "id", ch.id);
	v->text(root, "name", ch.name);
	v->text(root, "title", ch.name);
	v->text(root, "state", ch.state);
	v->boolean(root, "organises", organises);
	return group_say(s, c, &ch, root);
}
