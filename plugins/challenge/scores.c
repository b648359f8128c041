/* SPDX-License-Identifier: MPL-2.0 */
/* The scores of all households, for the organiser: a page and `glane challenge score`. */
#include <stdio.h>
#include <stdlib.h>

#include "challenge/anonymous.h"
#include "challenge/results.h"

enum { TEAMS_MAX = 200 };
struct team {
	int64_t id;
	struct mean mean;
	int members;
	struct glane_str name;
};
struct list {
	const struct scoring *k;
	struct glane_value *rows;
	struct team teams[TEAMS_MAX];
	size_t team_count;
	int64_t states[SCORE_STATES], bands[SCORE_BANDS_MAX + 1], n, sober, inflated;
};

static struct team *team_of(struct list *l, int64_t id)
{
	for (size_t i = 0; i < l->team_count; i++)
		if (l->teams[i].id == id)
			return &l->teams[i];
	return NULL;
}

static int add_row(struct glane_self *s, struct glane_call *c, void *arg, const struct result *r)
{
	const struct glane_value_api *v = s->host->value;
	struct list *l = arg;
	struct team *team = team_of(l, r->team);
	struct glane_value *o = v->object(l->rows, NULL);
	v->integer(o, "id", r->household);
	v->integer(o, "number", r->number);
	v->text(o, "pseudonym", r->pseudonym);
	v->boolean(o, "left", !r->active);
	if (team)
		v->text(o, "team", team->name);
	score_say(s, c, l->k, &r->score, o);
	l->n++;
	l->states[r->score.state]++;
	l->sober += r->score.sober;
	l->inflated += r->score.inflated;
	if (r->score.band >= 0)
		l->bands[r->score.band]++;
	if (team)
		team->members++;
	if (team && r->score.state == SCORED)
		mean_add(&team->mean, r->score.run.days, r->score.ppm);
	return GLANE_OK;
}

static int read_teams(struct glane_self *s, struct glane_call *c, int64_t challenge, struct list *l)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_TEAMS, (struct glane_val[]){ glane_int(challenge) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && l->team_count < TEAMS_MAX)
		l->teams[l->team_count++] = (struct team){ .id = db->col(rows, 0).u.i, .name = copied(s, c, db->col(rows, 1).u.s) };
	return rc < 0 ? rc : GLANE_OK;
}

static void say_sums(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct list *l, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *states = v->array(root, "states"), *bands = v->array(root, "bands"), *teams = v->array(root, "teams");
	for (int i = 0; i < SCORE_STATES; i++)
		if (l->states[i]) {
			struct glane_value *o = v->object(states, NULL);
			v->text(o, "state", glane_cstr(score_state_names[i]));
			v->text(o, "words", word(s, c, "short.", glane_cstr(score_state_names[i])));
			v->boolean(o, "main", i == SCORED);
			v->integer(o, "n", l->states[i]);
		}
	for (int i = 0; i <= l->k->bands_n; i++) {
		struct glane_value *o = v->object(bands, NULL);
		v->text(o, "words", band_words(s, c, l->k, i, i));
		v->integer(o, "n", l->bands[i]);
	}
	for (size_t i = 0; i < l->team_count; i++) {
		struct glane_value *o = v->object(teams, NULL);
		const struct team *t = &l->teams[i];
		v->text(o, "name", t->name);
		v->integer(o, "members", t->members);
		v->integer(o, "scored", t->mean.n);
		v->boolean(o, "enough", t->mean.n >= ch->team_min && t->mean.n >= ANONYMOUS_LEAST);
		if (t->mean.n)
			v->quantity(o, "change", -ratio_scaled(ratio_of(mean_ppm(&t->mean), 1000), 1), GLANE_U_PER_MILLE);
	}
	v->integer(root, "n", l->n);
	v->integer(root, "sober", l->sober);
	v->integer(root, "inflated", l->inflated);
}

static int say_scores(struct glane_self *s, struct glane_call *c, int64_t scoring)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct list *l = s->host->call->alloc(c, sizeof(*l));
	struct scoring k;
	struct challenge ch;
	struct glane_val version;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc < 0 || !l)
		return rc < 0 ? rc : GLANE_ENOMEM;
	scoring = scoring ? scoring : ch.scoring;
	rc = first_row(s, c, SQL_SCORING_VERSION, (struct glane_val[]){ glane_int(scoring), glane_int(ch.id) }, 2, &version, 1);
	if (rc == 1)
		rc = scoring_load(s, c, scoring, &k);
	else if (rc == 0)
		rc = s->host->call->refuse(c, GLANE_ENOENT, "scoring.unknown", NULL);
	if (rc >= 0)
		rc = read_teams(s, c, ch.id, l);
	if (rc < 0)
		return rc;
	l->k = &k;
	v->integer(root, "id", ch.id);
	v->text(root, "name", ch.name);
	v->text(root, "title", s->host->call->tr(c, "scores.title", NULL));
	v->text(root, "state_name", word(s, c, "state.", ch.state));
	v->integer(root, "scoring", scoring);
	v->integer(root, "version", version.u.i);
	v->boolean(root, "kept", scoring != ch.scoring);
	v->boolean(root, "publishes", text_is(ch.state, "open") || text_is(ch.state, "closed"));
	v->boolean(root, "published", in_int(s, c, "published", 0) != 0);
	l->rows = v->array(root, "households");
	rc = results_each(s, c, ch.id, scoring, add_row, l);
	if (rc >= 0)
		say_sums(s, c, &ch, l, root);
	return rc;
}

int get_scores(struct glane_self *s, struct glane_call *c)
{
	return say_scores(s, c, in_int(s, c, "scoring", 0));
}

int score_command(struct glane_self *s, struct glane_call *c)
{
	return say_scores(s, c, 0);
}
