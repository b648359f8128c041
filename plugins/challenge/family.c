/* SPDX-License-Identifier: MPL-2.0 */
/* The page of a household, behind the code of its card.  It says what is missing before what is there, and nothing about anybody
 * else but published figures. */
#include <stdio.h>
#include <string.h>

#include "challenge/badge.h"
#include "challenge/family.h"
#include "challenge/forms.h"
#include "challenge/results.h"

int family_find(struct glane_self *s, struct glane_call *c, struct challenge *ch, struct household *h)
{
	int rc = household_by_code(s, c, in_text(s, c, "code"), h);
	if (rc == GLANE_OK)
		return challenge_by_id(s, c, h->challenge, ch);
	return rc == GLANE_ENOENT ? s->host->call->refuse(c, rc, "family.unknown", NULL) : rc;
}

/* --- a week ------------------------------------------------------------------------------------------- */
int family_week_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	int64_t grams[FRACTIONS] = { 0 };
	unsigned noted = 0;
	struct glane_rows *rows;
	struct glane_val heads;
	int rc = db->query(c, SQL_CELLS, (struct glane_val[]){ glane_int(h->id), glane_int(week), glane_int(week) }, 3, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int64_t f = db->col(rows, 1).u.i;
		if (f < 0 || f >= FRACTIONS)
			continue;
		grams[f] = db->col(rows, 2).u.i;
		noted |= 1u << f;
	}
	if (rc < 0)
		return rc;
	v->integer(into, "week", week);
	v->integer(into, "number", week + 1);
	v->integer(into, "persons", h->persons);
	v->quantity(into, "from", week_day(ch, week), GLANE_U_DAY);
	v->quantity(into, "to", week_day(ch, week) + DAYS_A_WEEK - 1, GLANE_U_DAY);
	v->boolean(into, "baseline", week < h->start_week + ch->baseline_weeks);
	struct glane_value *list = v->array(into, "fractions");
	for (int f = 0; f < FRACTIONS; f++) {
		if (!(ch->weighed >> f & 1))
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(fraction_ids[f]));
		v->text(o, "name", word(s, c, "fraction.", glane_cstr(fraction_ids[f])));
		v->text(o, "short", word(s, c, "bin.", glane_cstr(fraction_ids[f])));
		v->boolean(o, "noted", noted >> f & 1);
		v->quantity(o, "grams", grams[f], GLANE_U_GRAMS);
	}
	v->boolean(into, "missing", (ch->weighed & ~noted) != 0);
	v->boolean(into, "complete", (ch->weighed & ~noted) == 0);
	rc = first_row(s, c, SQL_PRESENCE, (struct glane_val[]){ glane_int(h->id), glane_int(week) }, 2, &heads, 1);
	v->boolean(into, "declared", rc == 1);
	v->integer(into, "heads", rc == 1 ? heads.u.i : h->persons * DAYS_A_WEEK);
	return rc < 0 ? rc : GLANE_OK;
}

/* Weeks that the household may note: this one, and the last one while it is incomplete. */
static int say_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	int now = week_now(s, c, ch), last = now < h->left_week ? now : h->left_week - 1;
	if (last < h->start_week)
		return GLANE_OK;
	int rc = family_week_say(s, c, ch, h, last, v->object(root, "week"));
	if (rc == GLANE_OK && last > h->start_week) {
		struct glane_value *before = v->make(c);
		rc = family_week_say(s, c, ch, h, last - 1, before);
		if (rc == GLANE_OK && v->as_integer(v->get(before, "missing"), 0))
			v->put(root, "last_week", before);
	}
	return rc;
}

/* --- badges and the next step ------------------------------------------------------------------------- */
static int say_gestures(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	uint8_t offered[GESTURES] = { 0 }, done[GESTURES] = { 0 };
	struct glane_rows *rows;
	int rc = db->query(c, SQL_GESTURES_DONE, (struct glane_val[]){ glane_int(ch->id), glane_int(h->id) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1)
		for (int g = 0; g < GESTURES; g++)
			if (text_is(db->col(rows, 0).u.s, gesture_ids[g])) {
				offered[g] = 1;
				done[g] = db->col(rows, 1).u.i != 0;
			}
	struct glane_value *list = v->array(root, "gestures");
	int has_next = 0, n = 0;
	for (int g = 0; rc >= 0 && g < GESTURES; g++) {
		if (!offered[g])
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(gesture_ids[g]));
		v->text(o, "name", word(s, c, "gesture.", glane_cstr(gesture_ids[g])));
		v->boolean(o, "won", done[g]);
		n += done[g];
		if (!done[g] && !has_next++) {
			char how[48];
			snprintf(how, sizeof(how), "gesture.%s.how", gesture_ids[g]);
			struct glane_value *next = v->object(root, "next");
			v->put(next, "id", v->get(o, "id"));
			v->put(next, "name", v->get(o, "name"));
			v->text(next, "how", s->host->call->tr(c, how, NULL));
		}
	}
	v->integer(root, "gestures_done", n);
	return rc < 0 ? rc : GLANE_OK;
}

static int say_badges(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	uint8_t covered[WEEKS_MAX] = { 0 };
	struct glane_val workshops = glane_int(0);
	struct glane_rows *rows;
	struct result r = { 0 };
	int rc = db->query(c, SQL_WEEKS, (struct glane_val[]){ glane_int(h->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1)
		if (db->col(rows, 0).u.i >= 0 && db->col(rows, 0).u.i < WEEKS_MAX)
			covered[db->col(rows, 0).u.i] = db->col(rows, 10).u.i != 0;
	if (rc >= 0)
		rc = first_row(s, c, SQL_WORKSHOPS_OF, (struct glane_val[]){ glane_int(h->id) }, 1, &workshops, 1);
	if (rc >= 0)
		rc = result_read(s, c, h->id, ch->scoring, &r);
	if (rc < 0 && rc != GLANE_ENOENT)
		return rc;
	unsigned won = badges_won(&(struct badge_facts){ covered, WEEKS_MAX, (int)workshops.u.i, rc == GLANE_OK && r.score.sober });
	struct glane_value *list = v->array(root, "badges");
	for (int b = 0; b < BADGES; b++) {
		char how[40];
		struct glane_value *o = v->object(list, NULL);
		snprintf(how, sizeof(how), "badge.%s.how", badge_ids[b]);
		v->text(o, "id", glane_cstr(badge_ids[b]));
		v->text(o, "name", word(s, c, "badge.", glane_cstr(badge_ids[b])));
		v->text(o, "how", s->host->call->tr(c, how, NULL));
		v->boolean(o, "won", won >> b & 1);
	}
	return GLANE_OK;
}

/* --- its figure ---------------------------------------------------------------------------------------- */
static int say_score(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	struct scoring k;
	struct result r;
	int rc = scoring_load(s, c, ch->scoring, &k);
	if (rc == GLANE_OK)
		rc = result_read(s, c, h->id, ch->scoring, &r);
	if (rc == GLANE_OK)
		score_say(s, c, &k, &r.score, s->host->value->object(root, "score"));
	return rc == GLANE_ENOENT ? GLANE_OK : rc;
}

/* --- its weigh-ins --------------------------------------------------------------------------------------- */
static int say_weighings(struct glane_self *s, struct glane_call *c, const struct household *h, int most, struct glane_value *root)
{
	enum { W_ID, W_DAY, W_WEEK, W_FRACTION, W_GRAMS, W_SOURCE, W_TYPED, W_ENDED, W_WHY };
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	struct glane_value *list = v->array(root, "weighings");
	int n = 0, rc = db->query(c, SQL_WEIGHINGS, (struct glane_val[]){ glane_int(h->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && n++ < most) {
		struct glane_value *o = v->object(list, NULL);
		int64_t f = db->col(rows, W_FRACTION).u.i;
		int ended = db->col(rows, W_ENDED).type == GLANE_INT;
		v->integer(o, "id", db->col(rows, W_ID).u.i);
		v->quantity(o, "day", db->col(rows, W_DAY).u.i, GLANE_U_DAY);
		v->text(o, "fraction", word(s, c, "bin.", glane_cstr(fraction_ids[f >= 0 && f < FRACTIONS ? f : 0])));
		v->quantity(o, "grams", db->col(rows, W_GRAMS).u.i, GLANE_U_GRAMS);
		v->boolean(o, "ended", ended);
		if (ended)
			v->text(o, "why", word(s, c, "why.", copied(s, c, db->col(rows, W_WHY).u.s)));
	}
	v->boolean(root, "more_weighings", rc == 1);
	if (rc == 1)
		db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

/* --- the page -------------------------------------------------------------------------------------------- */
static void say_what_may_be_done(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	int64_t day = today(s, c);
	int begun = day >= week_day(ch, h->start_week), open = text_is(ch->state, "open");
	int over = day >= week_day(ch, ch->weeks) || text_is(ch->state, "closed");
	v->boolean(root, "may_weigh", open && begun && !over && h->active);
	v->boolean(root, "before", !over && !begun);
	v->quantity(root, "first_day", week_day(ch, h->start_week), GLANE_U_DAY);
	v->boolean(root, "over", over);
	v->boolean(root, "left", !h->active);
	v->boolean(root, "away", text_is(ch->state, "archived"));
}

static void say_household(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	char text[16];
	text_from_day(today(s, c), text);
	v->text(root, "title", h->pseudonym);
	v->text(root, "code", h->code);
	v->text(root, "pseudonym", h->pseudonym);
	v->integer(root, "household", h->number);
	v->integer(root, "persons", h->persons);
	v->integer(root, "children", h->children);
	v->text(root, "challenge", ch->name);
	v->text(root, "place", ch->place);
	v->text(root, "today", glane_cstr(text));
	v->text(root, "unit", glane_cstr(ch->in_grams ? "g" : "kg"));
	v->boolean(root, "noted", in_int(s, c, "ok", 0) == 1);
	v->boolean(root, "won_now", in_int(s, c, "ok", 0) == 2);
	v->boolean(root, "kept_now", in_int(s, c, "ok", 0) == 3);
	v->boolean(root, "wall", h->wall);
}

static void mark_chosen(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *list = v->get(v->get(root, "week"), "fractions");
	struct glane_str chosen = typed(s, c, "fraction");
	struct glane_value *out = v->array(root, "choices");
	for (uint32_t i = 0; i < v->count(list); i++) {
		struct glane_value *o = v->object(out, NULL);
		v->put(o, "id", v->get(v->at(list, i), "id"));
		v->put(o, "name", v->get(v->at(list, i), "name"));
		v->put(o, "short", v->get(v->at(list, i), "short"));
		v->boolean(o, "chosen", chosen.n ? text_is(chosen, v->as_text(v->get(o, "id")).p) : i == 0);
	}
}

int get_family(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	struct glane_val stop = glane_int(0);
	int rc = family_find(s, c, &ch, &h);
	if (rc < 0)
		return rc;
	say_household(s, c, &ch, &h, root);
	say_what_may_be_done(s, c, &ch, &h, root);
	rc = say_weeks(s, c, &ch, &h, root);
	mark_chosen(s, c, root);
	if (rc == GLANE_OK)
		rc = weigh_in_ask(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = doubts_say(s, c, &ch, h.id, root);
	if (rc >= 0)
		rc = family_curve_say(s, c, &ch, &h, root);
	if (rc == GLANE_OK)
		rc = say_score(s, c, &ch, &h, root);
	if (rc == GLANE_OK)
		rc = say_gestures(s, c, &ch, &h, root);
	if (rc == GLANE_OK)
		rc = say_badges(s, c, &ch, &h, root);
	if (rc == GLANE_OK)
		rc = say_weighings(s, c, &h, in_int(s, c, "all", 0) ? 300 : OWN_SHOWN, root);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_MAIL_STOPPED, (struct glane_val[]){ glane_int(h.id) }, 1, &stop, 1);
	s->host->value->boolean(root, "mailed", h.email.n && !stop.u.i);
	s->host->value->boolean(root, "mail_stopped", h.email.n && stop.u.i);
	return rc < 0 ? rc : GLANE_OK;
}

/* From a mail: one button that ends them. */
int get_family_stop(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = family_find(s, c, &ch, &h);
	if (rc == GLANE_OK)
		say_household(s, c, &ch, &h, s->host->reply->root(c));
	return rc;
}

int get_family_badges(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	int rc = family_find(s, c, &ch, &h);
	if (rc < 0)
		return rc;
	say_household(s, c, &ch, &h, root);
	rc = say_gestures(s, c, &ch, &h, root);
	return rc < 0 ? rc : say_badges(s, c, &ch, &h, root);
}

/* One weigh-in, to correct it. */
int get_family_weighing(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	struct weighed w;
	int again = v->get(root, "input") != NULL, rc = family_find(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = weighing_load(s, c, in_int(s, c, "weighing", 0), &w);
	if (rc == GLANE_OK && w.household != h.id)
		rc = s->host->call->refuse(c, GLANE_ENOENT, "bad.weighing", NULL);
	if (rc < 0)
		return rc;
	say_household(s, c, &ch, &h, root);
	v->text(root, "title", s->host->call->tr(c, "family.correct", NULL));
	v->integer(root, "weighing", w.id);
	v->boolean(root, "ended", w.ended);
	v->quantity(root, "day", w.day, GLANE_U_DAY);
	v->quantity(root, "grams", w.grams, GLANE_U_GRAMS);
	v->text(root, "fraction", word(s, c, "fraction.", glane_cstr(fraction_ids[w.fraction])));
	if (!again)
		v->text(weighed_as_typed(s, c, &ch, &w), "fraction", glane_cstr(fraction_ids[w.fraction]));
	rc = family_week_say(s, c, &ch, &h, w.week, v->object(root, "week"));
	mark_chosen(s, c, root);
	return rc < 0 || !again ? rc : weigh_in_ask(s, c, &ch, &h);
}
