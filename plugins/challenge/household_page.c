/* SPDX-License-Identifier: MPL-2.0 */
/* The pages of households for those who organise: the list, and one of them. */
#include <stdio.h>
#include <string.h>

#include "challenge/household.h"

static int say_teams(struct glane_self *s, struct glane_call *c, int64_t challenge, int64_t chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "teams");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_TEAMS, (struct glane_val[]){ glane_int(challenge) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->boolean(o, "chosen", db->col(rows, 0).u.i == chosen);
	}
	v->boolean(s->host->reply->root(c), "has_teams", v->count(list) > 0);
	return rc;
}

/* {{t.persons}} and, if there are some, {{#kids}}{{t.kids}}{{/kids}} */
static void say_persons(struct glane_self *s, struct glane_value *o, int64_t persons, int64_t children)
{
	s->host->value->integer(o, "n", persons);
	s->host->value->integer(o, "children", children);
	if (children > 0)
		s->host->value->integer(s->host->value->object(o, "kids"), "n", children);
}

enum { L_ID, L_NUMBER, L_PSEUDONYM, L_COMMUNE, L_PERSONS, L_CHILDREN, L_TEAM, L_ACTIVE, L_START, L_LEFT, L_REASON, L_CONSENT, L_MAIL, L_LAST, L_COVERED };

int say_households(struct glane_self *s, struct glane_call *c, const struct challenge *ch)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "households");
	struct glane_rows *rows;
	int rc = say_teams(s, c, ch->id, typed_number(s, c, "team"));
	if (rc >= 0)
		rc = db->query(c, SQL_HOUSEHOLDS, (struct glane_val[]){ glane_int(ch->id), glane_int(today(s, c)) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, L_ID).u.i);
		v->integer(o, "number", db->col(rows, L_NUMBER).u.i);
		v->text(o, "pseudonym", db->col(rows, L_PSEUDONYM).u.s);
		v->text(o, "commune", db->col(rows, L_COMMUNE).u.s);
		say_persons(s, o, db->col(rows, L_PERSONS).u.i, db->col(rows, L_CHILDREN).u.i);
		v->text(o, "team", db->col(rows, L_TEAM).u.s);
		v->boolean(o, "active", db->col(rows, L_ACTIVE).u.i != 0);
		v->boolean(o, "late", db->col(rows, L_START).u.i > 0);
		v->integer(o, "start_number", db->col(rows, L_START).u.i + 1);
		v->boolean(o, "only_badges", only_badges(ch, (int)db->col(rows, L_START).u.i));
		v->integer(o, "left_number", db->col(rows, L_LEFT).u.i);
		if (db->col(rows, L_REASON).u.s.n)
			v->text(o, "reason", word(s, c, "left.", db->col(rows, L_REASON).u.s));
		v->boolean(o, "unsigned", db->col(rows, L_CONSENT).type != GLANE_INT);
		v->boolean(o, "mail", db->col(rows, L_MAIL).u.i != 0);
		v->boolean(o, "noted", db->col(rows, L_LAST).type == GLANE_INT);
		v->integer(o, "last_number", db->col(rows, L_LAST).type == GLANE_INT ? db->col(rows, L_LAST).u.i + 1 : 0);
		v->integer(o, "covered", db->col(rows, L_COVERED).u.i);
	}
	if (rc < 0)
		return rc;
	struct glane_value *o = v->object(root, "challenge");
	say_challenge(s, c, o, ch);
	v->text(root, "challenge_name", ch->name);
	v->boolean(root, "may_join", text_is(ch->state, "draft") || text_is(ch->state, "open"));
	v->boolean(root, "has_households", v->count(list) > 0);
	v->integer(root, "week_number", week_now(s, c, ch) + 1);
	v->boolean(root, "begun", text_is(ch->state, "open") && week_now(s, c, ch) > 0);
	v->boolean(root, "late_badges", only_badges(ch, week_now(s, c, ch)));
	return GLANE_OK;
}

int get_households(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	s->host->value->boolean(s->host->reply->root(c), "saved", in_int(s, c, "saved", 0) != 0);
	return rc < 0 ? rc : say_households(s, c, &ch);
}

/* --- one of them ---------------------------------------------------------------------------------------- */
static int say_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *columns = v->array(root, "columns"), *list = v->array(root, "weeks");
	struct glane_rows *rows;
	for (int f = 0; f < FRACTIONS; f++)
		if (ch->weighed >> f & 1)
			v->text(v->object(columns, NULL), "name", word(s, c, "short.", glane_cstr(fraction_ids[f])));
	int rc = db->query(c, SQL_WEEKS, (struct glane_val[]){ glane_int(h->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL), *cells = v->array(o, "cells");
		int week = (int)db->col(rows, 0).u.i;
		v->integer(o, "number", week + 1);
		v->quantity(o, "day", ch->first_day + DAYS_A_WEEK * (int64_t)week, GLANE_U_DAY);
		v->integer(o, "person_days", db->col(rows, 1).u.i);
		v->boolean(o, "declared", db->col(rows, 3).u.i != 0);
		v->boolean(o, "covered", db->col(rows, 10).u.i != 0);
		v->boolean(o, "baseline", week < h->start_week + ch->baseline_weeks);
		v->boolean(o, "uncounted", week == h->start_week);
		for (int f = 0; f < FRACTIONS; f++) {
			if (!(ch->weighed >> f & 1))
				continue;
			struct glane_value *cell = v->object(cells, NULL);
			if (db->col(rows, 9).u.i >> f & 1)
				v->quantity(cell, "grams", db->col(rows, 4 + (uint32_t)f).u.i, GLANE_U_GRAMS);
			else
				v->boolean(cell, "missing", 1);
		}
	}
	v->boolean(root, "has_weeks", v->count(list) > 0);
	return rc;
}

static int say_weighings(struct glane_self *s, struct glane_call *c, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "weighings");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_WEIGHINGS, (struct glane_val[]){ glane_int(h->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		struct glane_str why = db->col(rows, 8).u.s, typed = db->col(rows, 6).u.s;
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->quantity(o, "day", db->col(rows, 1).u.i, GLANE_U_DAY);
		v->integer(o, "week_number", db->col(rows, 2).u.i + 1);
		v->text(o, "fraction", word(s, c, "short.", glane_cstr(fraction_ids[db->col(rows, 3).u.i])));
		v->quantity(o, "grams", db->col(rows, 4).u.i, GLANE_U_GRAMS);
		v->text(o, "source", word(s, c, "source.", db->col(rows, 5).u.s));
		if (typed.n)
			v->text(o, "typed", typed);
		v->boolean(o, "ended", db->col(rows, 7).type == GLANE_INT);
		if (why.n)
			v->text(o, "why", word(s, c, "why.", why));
	}
	v->boolean(s->host->reply->root(c), "has_weighings", v->count(list) > 0);
	return rc;
}

static int say_others(struct glane_self *s, struct glane_call *c, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "others");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_OTHERS, (struct glane_val[]){ glane_int(h->challenge), glane_int(h->id) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->integer(o, "number", db->col(rows, 1).u.i);
		v->text(o, "pseudonym", db->col(rows, 2).u.s);
	}
	v->boolean(s->host->reply->root(c), "has_others", v->count(list) > 0);
	return rc;
}

static int say_sizes(struct glane_self *s, struct glane_call *c, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "sizes");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_SIZES, (struct glane_val[]){ glane_int(h->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->boolean(o, "later", db->col(rows, 0).u.i > h->start_week);
		v->integer(o, "week_number", db->col(rows, 0).u.i + 1);
		say_persons(s, o, db->col(rows, 1).u.i, db->col(rows, 2).u.i);
	}
	return rc;
}

void say_fractions(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), "fractions");
	for (int f = 0; f < FRACTIONS; f++) {
		if (!(ch->weighed >> f & 1))
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(fraction_ids[f]));
		v->text(o, "name", word(s, c, "fraction.", glane_cstr(fraction_ids[f])));
		v->boolean(o, "chosen", text_is(chosen, fraction_ids[f]));
	}
}

/* What the forms of the page begin with. */
static void say_forms(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *reasons = v->array(root, "reasons");
	char day[11];
	for (const char *const *r = reasons_left; *r; r++) {
		if (strcmp(*r, "merged") == 0)
			continue;
		struct glane_value *o = v->object(reasons, NULL);
		v->text(o, "id", glane_cstr(*r));
		v->text(o, "name", word(s, c, "left.", glane_cstr(*r)));
	}
	int64_t now = today(s, c), last = ch->first_day + DAYS_A_WEEK * (int64_t)ch->weeks - 1;
	text_from_day(now < last ? now : last, day);
	v->text(root, "today", typed(s, c, "day").n ? typed(s, c, "day") : glane_cstr(day));
	v->integer(root, "week_number", week_now(s, c, ch) + 1 > h->start_week ? week_now(s, c, ch) + 1 : h->start_week + 1);
	v->text(root, "unit", glane_cstr(ch->in_grams ? "g" : "kg"));
	say_fractions(s, c, ch, typed(s, c, "fraction"));
}

int get_household(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	int rc = household_by_id(s, c, in_int(s, c, "id", 0), &h);
	if (rc == GLANE_OK)
		rc = challenge_by_id(s, c, h.challenge, &ch);
	if (rc < 0)
		return rc;
	v->integer(root, "id", h.id);
	v->integer(root, "number", h.number);
	v->text(root, "pseudonym", h.pseudonym);
	v->text(root, "commune", h.commune);
	v->text(root, "email", h.email);
	say_persons(s, root, h.persons, h.children);
	v->boolean(root, "active", h.active);
	v->integer(root, "left_number", h.left_week + 1);
	if (h.left_reason.n)
		v->text(root, "left_reason", word(s, c, "left.", h.left_reason));
	v->boolean(root, "late", h.start_week > 0);
	v->integer(root, "start_number", h.start_week + 1);
	v->boolean(root, "only_badges", only_badges(&ch, h.start_week));
	v->boolean(root, "agreed", h.consent_ms != 0);
	if (h.consent_ms)
		v->quantity(root, "consent_ms", h.consent_ms, GLANE_U_TIME_MS);
	v->integer(root, "card", h.card);
	v->boolean(root, "card_again", h.card > 1);
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	v->boolean(root, "new_card", in_int(s, c, "card", 0) != 0);
	v->boolean(root, "may_write", text_is(ch.state, "open") || text_is(ch.state, "closed"));
	v->boolean(root, "may_change", !text_is(ch.state, "archived"));
	say_challenge(s, c, v->object(root, "challenge"), &ch);
	say_forms(s, c, &ch, &h);
	if (typed(s, c, "part").n) /* the form that was refused stands open, with what was typed */
		v->boolean(v->object(root, "again"), copied(s, c, typed(s, c, "part")).p, 1);
	rc = weigh_in_ask(s, c, &ch, &h);
	if (rc >= 0)
		rc = say_teams(s, c, ch.id, h.team);
	if (rc >= 0)
		rc = say_weeks(s, c, &ch, &h);
	if (rc >= 0)
		rc = say_weighings(s, c, &h);
	if (rc >= 0)
		rc = say_sizes(s, c, &h);
	if (rc >= 0)
		rc = say_others(s, c, &h);
	return rc < 0 ? rc : doubts_say(s, c, &ch, h.id, root);
}
