/* SPDX-License-Identifier: MPL-2.0 */
/* Figures for others: made once a week, put out under the rules of anonymous.h.  A figure that may not change yet stays as it was.
 *
 *   figure      value                                over
 *   week:12     [grams, person-days, households]     who took part from the first week on and weighed that week
 *   bands       [first, last, households, ...]       who is scored
 *   team:5      [ppm, households]                    who is scored and in that team
 *   final       [ppm, households]                    who is scored, once the challenge is over: what was weighed, beside what the
 *                                                    same person-days would have weighed at each one's own beginning */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "challenge/anonymous.h"
#include "challenge/results.h"

enum { FIGURE_ROOM = 24, VALUE_ROOM = 40 * (SCORE_BANDS_MAX + 1) };
struct figure {
	const struct challenge *ch;
	int until;
	char name[FIGURE_ROOM], value[VALUE_ROOM];
	struct member *members; /* sorted by household */
	size_t n, least;
};
enum verdict { HIDE, KEEP, PUT };

/* --- one figure ----------------------------------------------------------------------------------------- */
static int read_members(struct glane_self *s, struct glane_call *c, int64_t published, struct member *ret, size_t room, size_t *ret_n)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	size_t n = 0;
	int rc = db->query(c, SQL_MEMBERS, (struct glane_val[]){ glane_int(published) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && n < room)
		ret[n++] = (struct member){ db->col(rows, 0).type == GLANE_INT ? db->col(rows, 0).u.i : 0, (uint64_t)db->col(rows, 1).u.i };
	*ret_n = n;
	return rc < 0 ? rc : GLANE_OK;
}

/* Against every value that it ever had; *ret_visible: one is shown now. */
static int judge(struct glane_self *s, struct glane_call *c, const struct figure *f, enum verdict *ret, int *ret_visible)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int same = 0, follows = 1;
	*ret_visible = 0;
	int rc = db->query(c, SQL_VERSIONS, (struct glane_val[]){ glane_int(f->ch->id), glane_text(glane_cstr(f->name)) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		size_t room = (size_t)db->col(rows, 2).u.i, n;
		*ret_visible = db->col(rows, 1).u.s.n > 0;
		if (!*ret_visible)
			continue;
		struct member *old = s->host->call->alloc(c, (room + 1) * sizeof(*old));
		if (!old)
			return GLANE_ENOMEM;
		rc = read_members(s, c, db->col(rows, 0).u.i, old, room, &n);
		same = anonymous_changed(old, n, f->members, f->n) == 0;
		follows &= anonymous_may_follow(old, n, f->members, f->n);
	}
	*ret = f->n < f->least ? HIDE : !follows || (*ret_visible && same) ? KEEP : PUT;
	return rc;
}

static int add_row(struct glane_self *s, struct glane_call *c, const struct figure *f, const char *value)
{
	return s->host->db->exec(c, SQL_PUBLISH, (struct glane_val[]){ glane_int(f->ch->id), glane_text(glane_cstr(f->name)), glane_int(f->ch->scoring),
		glane_int(f->until), glane_int(s->host->call->now_ms(c)), glane_text(glane_cstr(value)) }, 6, NULL);
}

static int settle(struct glane_self *s, struct glane_call *c, const struct figure *f, enum verdict verdict, int visible)
{
	int rc = GLANE_OK;
	if (verdict == HIDE)
		return visible ? add_row(s, c, f, "") : GLANE_OK;
	if (verdict == PUT)
		rc = add_row(s, c, f, f->value);
	int64_t id = s->host->db->last_id(c);
	for (size_t i = 0; rc == GLANE_OK && verdict == PUT && i < f->n; i++)
		rc = s->host->db->exec(c, SQL_MEMBER_ADD, (struct glane_val[]){ glane_int(id), glane_int(f->members[i].household),
			glane_int((int64_t)f->members[i].digest) }, 3, NULL);
	return rc;
}

static int put(struct glane_self *s, struct glane_call *c, const struct figure *f)
{
	enum verdict verdict;
	int visible, rc = judge(s, c, f, &verdict, &visible);
	return rc < 0 ? rc : settle(s, c, f, verdict, visible);
}

static int by_household(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return (x->household > y->household) - (x->household < y->household);
}

/* --- a week of the curve ------------------------------------------------------------------------------------ */
static int put_week(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int until, int week, size_t households)
{
	const struct glane_db_api *db = s->host->db;
	struct figure f = { .ch = ch, .until = until, .least = ANONYMOUS_GROUP };
	struct glane_rows *rows;
	int64_t sum[2] = { 0, 0 };
	f.members = s->host->call->alloc(c, (households + 1) * sizeof(*f.members));
	if (!f.members)
		return GLANE_ENOMEM;
	int rc = db->query(c, SQL_WEEK_MEMBERS, (struct glane_val[]){ glane_int(ch->id), glane_int(week) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && f.n < households) {
		int64_t of[2] = { 0, db->col(rows, 1).u.i };
		for (int k = OMR; k <= VERRE; k++)
			of[0] += ch->scored >> k & 1 ? db->col(rows, 2 + (uint32_t)k).u.i : 0;
		sum[0] += of[0];
		sum[1] += of[1];
		f.members[f.n++] = (struct member){ db->col(rows, 0).u.i, digest_of(of, 2) };
	}
	snprintf(f.name, sizeof(f.name), "week:%d", week);
	snprintf(f.value, sizeof(f.value), "[%lld,%lld,%zu]", (long long)sum[0], (long long)sum[1], f.n);
	return rc < 0 ? rc : put(s, c, &f);
}

/* --- figures over who is scored ------------------------------------------------------------------------------- */
struct scored {
	int64_t household, team, ppm;
	struct part baseline, run;
	int band;
};
struct all {
	const struct challenge *ch;
	int until;
	struct scored *scored;
	size_t n, room;
};

static int take(struct glane_self *s, struct glane_call *c, void *arg, const struct result *r)
{
	struct all *a = arg;
	(void)s, (void)c;
	if (r->score.state == SCORED && a->n < a->room)
		a->scored[a->n++] = (struct scored){ r->household, r->team, r->score.ppm, r->score.baseline, r->score.run, r->score.band };
	return GLANE_OK;
}

static struct figure begin(struct glane_self *s, struct glane_call *c, const struct all *a, const char *name, int64_t n, size_t least)
{
	struct figure f = { .ch = a->ch, .until = a->until, .least = least, .members = s->host->call->alloc(c, (a->n + 1) * sizeof(*f.members)) };
	if (n)
		snprintf(f.name, sizeof(f.name), "%s:%lld", name, (long long)n);
	else
		snprintf(f.name, sizeof(f.name), "%s", name);
	return f;
}

static void add(struct figure *f, int64_t household, const int64_t *what, size_t n)
{
	f->members[f->n++] = (struct member){ household, digest_of(what, n) };
}

static int put_sorted(struct glane_self *s, struct glane_call *c, struct figure *f)
{
	qsort(f->members, f->n, sizeof(*f->members), by_household);
	return put(s, c, f);
}

static int put_bands(struct glane_self *s, struct glane_call *c, const struct all *a)
{
	struct figure f = begin(s, c, a, "bands", 0, ANONYMOUS_GROUP);
	struct scoring k;
	size_t counts[SCORE_BANDS_MAX + 1] = { 0 }, at = 0;
	int group[SCORE_BANDS_MAX + 1], rc = scoring_load(s, c, a->ch->scoring, &k);
	if (rc < 0 || !f.members)
		return rc < 0 ? rc : GLANE_ENOMEM;
	for (size_t i = 0; i < a->n; i++) {
		counts[a->scored[i].band]++;
		add(&f, a->scored[i].household, (int64_t[]){ a->scored[i].band }, 1);
	}
	anonymous_bands(counts, k.bands_n + 1, group);
	for (int i = 0, last; i <= k.bands_n; i = last + 1) {
		size_t n = counts[i];
		for (last = i; last < k.bands_n && group[last + 1] == i; last++)
			n += counts[last + 1];
		at += (size_t)snprintf(f.value + at, sizeof(f.value) - at, "%s%d,%d,%zu", i ? "," : "[", i, last, n);
	}
	snprintf(f.value + at, sizeof(f.value) - at, "]");
	return put_sorted(s, c, &f);
}

/* Milligrams that the person-days after the baseline would have weighed as before. */
static int64_t expected_mg(const struct scored *h)
{
	return ratio_scaled(ratio_of(h->baseline.grams, h->baseline.days), 1000 * h->run.days);
}

static int put_final(struct glane_self *s, struct glane_call *c, const struct all *a)
{
	struct figure f = begin(s, c, a, "final", 0, ANONYMOUS_GROUP);
	int64_t expected = 0, grams = 0;
	if (!f.members)
		return GLANE_ENOMEM;
	for (size_t i = 0; i < a->n; i++) {
		const struct scored *h = &a->scored[i];
		expected += expected_mg(h);
		grams += h->run.grams;
		add(&f, h->household, (int64_t[]){ h->baseline.grams, h->baseline.days, h->run.grams, h->run.days }, 4);
	}
	snprintf(f.value, sizeof(f.value), "[%lld,%zu]", (long long)ratio_scaled(ratio_reduction(expected, 1, 1000 * grams, 1), 1000000), f.n);
	return put_sorted(s, c, &f);
}

enum { TEAMS_MAX = 1000 };
static int put_teams(struct glane_self *s, struct glane_call *c, const struct all *a)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	struct figure *teams = s->host->call->alloc(c, TEAMS_MAX * sizeof(*teams));
	enum verdict verdicts[TEAMS_MAX];
	int visible[TEAMS_MAX];
	uint8_t shown[TEAMS_MAX];
	size_t members[TEAMS_MAX], n = 0, rest = a->n, least = a->ch->team_min > ANONYMOUS_LEAST ? (size_t)a->ch->team_min : ANONYMOUS_LEAST;
	int rc = db->query(c, SQL_TEAMS, (struct glane_val[]){ glane_int(a->ch->id) }, 1, &rows);
	if (!teams)
		return GLANE_ENOMEM;
	while (rc >= 0 && n < TEAMS_MAX && (rc = db->next(rows)) == 1) {
		struct mean mean = { 0 };
		int64_t id = db->col(rows, 0).u.i;
		struct figure *f = &teams[n];
		*f = (struct figure){ .ch = a->ch, .until = a->until, .least = least };
		for (size_t i = 0; i < a->n; i++)
			f->n += a->scored[i].team == id;
		f->members = s->host->call->alloc(c, (f->n + 1) * sizeof(*f->members));
		if (!f->members)
			return GLANE_ENOMEM;
		f->n = 0;
		for (size_t i = 0; i < a->n; i++)
			if (a->scored[i].team == id) {
				mean_add(&mean, a->scored[i].run.days, a->scored[i].ppm);
				add(f, a->scored[i].household, (int64_t[]){ a->scored[i].run.days, a->scored[i].ppm }, 2);
			}
		qsort(f->members, f->n, sizeof(*f->members), by_household);
		snprintf(f->name, sizeof(f->name), "team:%lld", (long long)id);
		snprintf(f->value, sizeof(f->value), "[%lld,%zu]", (long long)mean_ppm(&mean), f->n);
		rc = judge(s, c, f, &verdicts[n], &visible[n]);
		shown[n] = verdicts[n] == PUT || (verdicts[n] == KEEP && visible[n]);
		members[n] = f->n;
		rest -= f->n;
		n++;
	}
	if (rc < 0)
		return rc;
	anonymous_teams(members, n, rest, shown);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		rc = settle(s, c, &teams[i], shown[i] ? verdicts[i] : HIDE, visible[i]);
	return rc;
}

static int put_results(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int until, size_t households)
{
	struct all a = { .ch = ch, .until = until, .room = households, .scored = s->host->call->alloc(c, (households + 1) * sizeof(*a.scored)) };
	if (!a.scored)
		return GLANE_ENOMEM;
	int rc = results_each(s, c, ch->id, ch->scoring, take, &a);
	if (rc >= 0)
		rc = put_bands(s, c, &a);
	if (rc >= 0)
		rc = put_teams(s, c, &a);
	return rc < 0 || text_is(ch->state, "open") ? rc : put_final(s, c, &a);
}

/* --- when ----------------------------------------------------------------------------------------------------------- */
struct steps {
	int64_t challenge;
	int week, last; /* the week to put out; behind the last one: all that is left */
};

static int one_step(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct steps *a = arg;
	struct challenge ch;
	struct glane_val households;
	int rc = challenge_by_id(s, c, a->challenge, &ch);
	if (rc >= 0)
		rc = first_row(s, c, SQL_HOUSEHOLD_COUNT, (struct glane_val[]){ glane_int(ch.id) }, 1, &households, 1);
	if (rc < 0)
		return rc;
	int until = weeks_over(s, c, &ch);
	a->last = a->week >= until || !households.u.i; /* they went by their age: what was put out of them stays */
	if (!households.u.i)
		return GLANE_OK;
	return a->last ? put_results(s, c, &ch, until, (size_t)households.u.i) : put_week(s, c, &ch, until, a->week, (size_t)households.u.i);
}

static int publish_all(struct glane_self *s, struct glane_call *c, int64_t challenge)
{
	struct steps a = { .challenge = challenge };
	int rc = results_refresh_all(s, c, challenge);
	for (; rc >= 0 && !a.last; a.week++)
		rc = s->host->call->within(c, GLANE_WRITE, one_step, &a);
	return rc;
}

int publish_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args)
{
	return publish_all(s, c, s->host->value->as_integer(s->host->value->get(args, "challenge"), 0));
}

int publish_ask(struct glane_self *s, struct glane_call *c, int64_t challenge)
{
	struct glane_value *args = s->host->value->make(c);
	char key[40];
	s->host->value->integer(args, "challenge", challenge);
	snprintf(key, sizeof(key), "publish:%lld", (long long)challenge);
	return s->host->job->enqueue(c, JOB_PUBLISH, args, key, 0);
}

/* Who runs; whether a week ended since something was put out last; whether it ended eight weeks ago and nobody closed it:
 * then the booklets are in, and the final figure has to be put out before the households go. */
struct running {
	int64_t id[200];
	int due[200], forgotten[200], n;
};

static int list_running(struct glane_self *s, struct glane_call *c, void *arg)
{
	const struct glane_db_api *db = s->host->db;
	struct running *r = arg;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_RUNNING, (struct glane_val[]){ glane_int(today(s, c)) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && r->n < (int)(sizeof(r->id) / sizeof(r->id[0]))) {
		r->id[r->n] = db->col(rows, 0).u.i;
		r->due[r->n] = db->col(rows, 1).u.i != 0;
		r->forgotten[r->n++] = db->col(rows, 2).u.i != 0;
	}
	return rc < 0 ? rc : GLANE_OK;
}

int nightly_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args)
{
	struct running r = { .n = 0 };
	(void)args;
	int rc = s->host->call->within(c, GLANE_READ, list_running, &r);
	for (int i = 0; rc >= 0 && i < r.n; i++)
		rc = r.forgotten[i] ? s->host->call->within(c, GLANE_WRITE, challenge_close, &r.id[i]) : r.due[i] ? publish_all(s, c, r.id[i]) : results_refresh_all(s, c, r.id[i]);
	return rc;
}

int post_publish(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	char path[80];
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0 && !text_is(ch.state, "open") && !text_is(ch.state, "closed"))
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "publish.bad_state", NULL);
	if (rc >= 0)
		rc = publish_ask(s, c, ch.id);
	snprintf(path, sizeof(path), "/p/challenge/c/%lld/scores", (long long)ch.id);
	if (rc >= 0)
		back(s, c, path, "&published=1");
	return rc;
}
