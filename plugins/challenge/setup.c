/* SPDX-License-Identifier: MPL-2.0 */
/* A challenge is set up on one page: made from a template or like an earlier one, everything filled in; changed later. */
#include <stdio.h>
#include <string.h>

#include "challenge/forms.h"
#include "challenge/results.h"
#include "challenge/setup.h"

enum { YEAR_DAYS = 52 * DAYS_A_WEEK, BASELINE_MIN = 3, REFERENCE_LEAST_G = 50, REFERENCE_MOST_G = 3000, TEAMS_MAX = 100 };

/* --- from a template, from an earlier one ----------------------------------------------------------------- */
void setup_from_form(struct glane_self *s, struct glane_call *c, struct glane_str id, struct setup *ret)
{
	const struct form *f = form_find(id.p);
	*ret = (struct setup){
		.first_day = form_first_day(f, today(s, c)), .baseline_weeks = f->baseline_weeks, .challenge_weeks = f->weeks - f->baseline_weeks,
		.child_percent = 100, .own_grams = -1, .neutral_from = -1, .neutral_to = -1, .weighed = f->weighed, .scored = f->scored,
		.gestures = (1u << f->gestures) - 1, .draft = 1, .form = glane_cstr(f->id), .reference = glane_cstr(f->reference),
		.commune = glane_cstr(""), .place = copied(s, c, s->host->call->setting(c, "site.name")), .own_source = glane_cstr(""), .teams = glane_cstr(""),
		.mu_label = glane_cstr(""), .mu_source = glane_cstr(""),
	};
	char first[11];
	int64_t run = ret->first_day + DAYS_A_WEEK * ret->baseline_weeks, from, to;
	if (form_feasts(run, run + DAYS_A_WEEK * ret->challenge_weeks, &from, &to)) {
		ret->neutral_from = from;
		ret->neutral_to = to;
	}
	text_from_day(ret->first_day, first);
	struct glane_value *args = s->host->value->make(c);
	s->host->value->text(args, "year", (struct glane_str){ first, 4 });
	ret->name = s->host->call->tr(c, "setup.name_new", args);
	ret->invitation = s->host->call->tr(c, "setup.invitation_new", NULL);
	ret->consent = s->host->call->tr(c, "setup.consent_new", NULL);
}

static struct glane_str joined(struct glane_self *s, struct glane_call *c, uint32_t sql, int64_t challenge, unsigned *ret_gestures)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	size_t n = 0, room = (size_t)TEAMS_MAX * (NAME_MAX_BYTES + 1) + 1;
	char *text = s->host->call->alloc(c, room);
	int rc = db->query(c, sql, (struct glane_val[]){ glane_int(challenge) }, 1, &rows);
	while (rc >= 0 && text && (rc = db->next(rows)) == 1) {
		struct glane_str one = db->col(rows, 0).u.s;
		for (int g = 0; ret_gestures && g < GESTURES; g++)
			*ret_gestures |= text_is(one, gesture_ids[g]) ? 1u << g : 0;
		if (!ret_gestures && n + one.n + 2 < room) {
			memcpy(text + n, one.p, one.n);
			n += one.n;
			text[n++] = '\n';
		}
	}
	return text ? (struct glane_str){ text, n } : glane_cstr("");
}

int setup_from_challenge(struct glane_self *s, struct glane_call *c, int64_t id, struct setup *ret)
{
	struct challenge ch;
	enum { R_LABEL, R_SOURCE, R_REFERENCE, R_YEAR, R_NOTED, R_COLUMNS };
	struct glane_val v[R_COLUMNS];
	int rc = challenge_by_id(s, c, id, &ch);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_REFERENCE, (struct glane_val[]){ glane_int(id) }, 1, v, R_COLUMNS);
	if (rc < 0)
		return rc;
	*ret = (struct setup){
		.id = id, .first_day = ch.first_day, .baseline_weeks = ch.baseline_weeks, .challenge_weeks = ch.weeks - ch.baseline_weeks,
		.child_percent = ch.child_milli / 10, .own_grams = -1, .neutral_from = ch.neutral_from > ch.neutral_to ? -1 : ch.neutral_from,
		.neutral_to = ch.neutral_from > ch.neutral_to ? -1 : ch.neutral_to, .weighed = ch.weighed, .scored = ch.scored, .in_grams = ch.in_grams,
		.noted = v[R_NOTED].u.i != 0, .draft = text_is(ch.state, "draft"), .name = ch.name, .form = ch.form, .commune = ch.commune, .place = ch.place,
		.invitation = ch.invitation, .consent = ch.consent, .mu = ch.mu, .mu_label = v[R_LABEL].u.s, .mu_source = v[R_SOURCE].u.s,
		.reference = v[R_REFERENCE].u.s, .own_source = v[R_SOURCE].u.s,
	};
	if (text_is(ret->reference, "own"))
		ret->own_grams = v[R_YEAR].u.i;
	ret->teams = joined(s, c, SQL_TEAM_NAMES, id, NULL);
	joined(s, c, SQL_GESTURES, id, &ret->gestures);
	return GLANE_OK;
}

/* "Défi 2025" -> "Défi 2026": the first four figures that are that year. */
static struct glane_str with_year(struct glane_self *s, struct glane_call *c, struct glane_str name, int64_t was, int64_t is)
{
	char a[11], b[11];
	text_from_day(was, a);
	text_from_day(is, b);
	struct glane_str out = copied(s, c, name);
	for (size_t i = 0; i + 4 <= out.n; i++)
		if (memcmp(out.p + i, a, 4) == 0) {
			memcpy((char *)(uintptr_t)(out.p + i), b, 4);
			break;
		}
	return out;
}

/* The same again: a year later, or so many years later that it lies ahead.  No household comes with it. */
int setup_from_copy(struct glane_self *s, struct glane_call *c, int64_t id, struct setup *ret)
{
	int rc = setup_from_challenge(s, c, id, ret);
	int64_t was = ret->first_day, move = YEAR_DAYS;
	if (rc < 0)
		return rc;
	while (was + move <= today(s, c))
		move += YEAR_DAYS;
	ret->first_day += move;
	ret->neutral_from += ret->neutral_from >= 0 ? move : 0;
	ret->neutral_to += ret->neutral_to >= 0 ? move : 0;
	ret->name = with_year(s, c, ret->name, was, ret->first_day);
	ret->copy = id;
	ret->id = ret->noted = 0;
	ret->draft = 1;
	return GLANE_OK;
}

/* --- what was sent -------------------------------------------------------------------------------------- */
static unsigned ticked(struct glane_self *s, struct glane_call *c, const char *prefix, const char *const *ids)
{
	unsigned bits = 0;
	for (int i = 0; ids[i]; i++) {
		char name[40];
		snprintf(name, sizeof(name), "%s%s", prefix, ids[i]);
		bits |= in_int(s, c, name, 0) ? 1u << i : 0;
	}
	return bits;
}

static void read_setup(struct glane_self *s, struct glane_call *c, const struct setup *was, struct setup *u)
{
	u->name = in_text(s, c, "name");
	u->commune = in_text(s, c, "commune");
	u->place = in_text(s, c, "place");
	u->invitation = in_text(s, c, "invitation");
	u->consent = in_text(s, c, "consent");
	u->teams = in_text(s, c, "teams");
	u->challenge_weeks = in_int(s, c, "challenge_weeks", was->challenge_weeks);
	u->in_grams = text_is(in_text(s, c, "unit"), "g");
	u->gestures = ticked(s, c, "gesture_", gesture_ids);
	if (!was->noted) {
		u->first_day = in_int(s, c, "first_day", was->first_day);
		u->baseline_weeks = in_int(s, c, "baseline_weeks", was->baseline_weeks);
		u->child_percent = in_int(s, c, "child_percent", was->child_percent);
		u->weighed = ticked(s, c, "weigh_", fraction_ids);
		u->scored = ticked(s, c, "score_", fraction_ids);
	}
	if (was->draft) {
		u->reference = in_text(s, c, "reference");
		u->own_grams = in_int(s, c, "own_kg", -1);
		u->own_source = in_text(s, c, "own_source");
		u->neutral_from = in_int(s, c, "neutral_from", -1);
		u->neutral_to = in_int(s, c, "neutral_to", -1);
	}
}

static int check_weeks(struct glane_self *s, struct glane_call *c, const struct setup *u)
{
	struct glane_value *args = s->host->value->make(c);
	struct glane_val last;
	int rc = GLANE_OK;
	if (u->baseline_weeks < BASELINE_MIN)
		rc = fault(s, c, "baseline_weeks", "bad.baseline_short", NULL);
	if (u->challenge_weeks < SCORE_LATE_WEEKS)
		rc = fault(s, c, "challenge_weeks", "bad.challenge_short", NULL);
	s->host->value->integer(args, "max", WEEKS_MAX);
	if (u->baseline_weeks + u->challenge_weeks > WEEKS_MAX)
		rc = fault(s, c, "challenge_weeks", "bad.challenge_long", args);
	if (rc < 0 || !u->noted)
		return rc;
	rc = first_row(s, c, SQL_LAST_WEEK, (struct glane_val[]){ glane_int(u->id) }, 1, &last, 1);
	if (rc == 1 && last.type == GLANE_INT && last.u.i >= u->baseline_weeks + u->challenge_weeks) {
		s->host->value->integer(args, "week", last.u.i + 1);
		return fault(s, c, "challenge_weeks", "bad.weeks_noted", args);
	}
	return rc < 0 ? rc : GLANE_OK;
}

static int check_fractions(struct glane_self *s, struct glane_call *c, const struct setup *u)
{
	if (!(u->scored & (1u << OMR | 1u << TRI)))
		return fault(s, c, "score_omr", "bad.nothing_scored", NULL);
	if (u->scored & ~u->weighed)
		return fault(s, c, "score_omr", "bad.scored_not_weighed", NULL);
	return GLANE_OK;
}

/* Sets mu and what is said of it. */
static int check_reference(struct glane_self *s, struct glane_call *c, struct setup *u)
{
	const struct glane_value_api *v = s->host->value;
	const struct reference *r = reference_find(u->reference.p);
	struct glane_value *args = v->make(c);
	v->text(args, "scored", fractions_named(s, c, u->scored));
	if (r) {
		v->text(args, "covers", fractions_named(s, c, r->covers));
		if (r->covers != u->scored)
			return fault(s, c, "reference", "bad.reference_covers", args);
		char key[60];
		snprintf(key, sizeof(key), "reference.%s.source", r->id);
		u->mu = reference_grams(INT64_C(1000) * r->kilos);
		u->mu_label = word(s, c, "reference.", glane_cstr(r->id));
		u->mu_source = s->host->call->tr(c, key, NULL);
		return GLANE_OK;
	}
	if (u->own_grams < 0)
		return fault(s, c, "own_kg", "bad.own_needed", args);
	u->mu = reference_grams(u->own_grams);
	if (u->mu < REFERENCE_LEAST_G || u->mu > REFERENCE_MOST_G)
		return fault(s, c, "own_kg", "bad.own_unlikely", args);
	if (!u->own_source.n)
		return fault(s, c, "own_source", "bad.own_source", NULL);
	u->mu_label = s->host->call->tr(c, "reference.own", NULL);
	u->mu_source = u->own_source;
	return GLANE_OK;
}

static int check_setup(struct glane_self *s, struct glane_call *c, struct setup *u)
{
	int rc = check_weeks(s, c, u), rc2 = check_fractions(s, c, u), rc3 = GLANE_OK;
	if (u->child_percent < 10 || u->child_percent > 100)
		rc3 = fault(s, c, "child_percent", "bad.child", NULL);
	if ((u->neutral_from < 0) != (u->neutral_to < 0) || u->neutral_to < u->neutral_from)
		rc3 = fault(s, c, "neutral_to", "bad.neutral", NULL);
	else if (rc == GLANE_OK && u->neutral_from >= 0)
		rc3 = neutral_check(s, c, &(struct challenge){ .first_day = u->first_day, .baseline_weeks = (int)u->baseline_weeks,
			.weeks = (int)(u->baseline_weeks + u->challenge_weeks), .neutral_from = u->neutral_from, .neutral_to = u->neutral_to }, BASELINE_MIN - 1);
	if (rc2 == GLANE_OK && u->draft)
		rc2 = check_reference(s, c, u);
	return rc < 0 ? rc : rc2 < 0 ? rc2 : rc3;
}

/* --- what is kept --------------------------------------------------------------------------------------- */
static int put_teams(struct glane_self *s, struct glane_call *c, int64_t id, struct glane_str teams)
{
	int rc = s->host->db->exec(c, SQL_TEAMS_CLEAR, (struct glane_val[]){ glane_int(id) }, 1, NULL), n = 0; /* those without households */
	for (size_t i = 0, end; rc == GLANE_OK && i < teams.n && n < TEAMS_MAX; i = end + 1) {
		for (end = i; end < teams.n && teams.p[end] != '\n' && teams.p[end] != '\r'; end++)
			;
		struct glane_str one = text_trim((struct glane_str){ teams.p + i, end - i });
		one.n = text_cut(one, NAME_MAX_BYTES);
		if (one.n && ++n)
			rc = s->host->db->exec(c, SQL_TEAM_ADD, (struct glane_val[]){ glane_int(id), glane_text(copied(s, c, one)) }, 2, NULL);
	}
	return rc;
}

static int put_fractions(struct glane_self *s, struct glane_call *c, const struct setup *u)
{
	int rc = s->host->db->exec(c, SQL_FRACTIONS_CLEAR, (struct glane_val[]){ glane_int(u->id) }, 1, NULL);
	for (int f = 0; rc == GLANE_OK && f < FRACTIONS; f++)
		if (u->weighed >> f & 1)
			rc = s->host->db->exec(c, SQL_FRACTION_ADD, (struct glane_val[]){ glane_int(u->id), glane_int(f), glane_int(u->scored >> f & 1) }, 3, NULL);
	return rc;
}

static int put_gestures(struct glane_self *s, struct glane_call *c, const struct setup *u)
{
	int rc = s->host->db->exec(c, SQL_GESTURES_CLEAR, (struct glane_val[]){ glane_int(u->id) }, 1, NULL);
	for (int g = 0; rc == GLANE_OK && g < GESTURES; g++)
		if (u->gestures >> g & 1)
			rc = s->host->db->exec(c, SQL_GESTURE_ADD, (struct glane_val[]){ glane_int(u->id), glane_text(glane_cstr(gesture_ids[g])) }, 2, NULL);
	return rc;
}

static struct glane_val day_or_null(int64_t day)
{
	return day < 0 ? glane_null() : glane_int(day);
}

/* The first version of the constants, for as long as nothing is scored by them. */
static int put_scoring(struct glane_self *s, struct glane_call *c, const struct setup *u, int is_new)
{
	const struct reference *r = reference_find(u->reference.p);
	struct glane_val args[] = { glane_int(u->id), glane_int(u->mu), glane_text(u->mu_label), glane_text(u->mu_source),
		glane_text(glane_cstr(r ? r->id : "own")), glane_int(r ? INT64_C(1000) * r->kilos : u->own_grams), day_or_null(u->neutral_from),
		day_or_null(u->neutral_to), glane_int(s->host->call->now_ms(c)), by_person(s, c), glane_int(u->copy) };
	return s->host->db->exec(c, !is_new ? SQL_SCORING_SET : u->copy ? SQL_SCORING_COPY : SQL_SCORING_ADD, args, !is_new ? 8 : u->copy ? 11 : 10, NULL);
}

static int put_setup(struct glane_self *s, struct glane_call *c, struct setup *u)
{
	int is_new = u->id == 0;
	struct glane_val args[] = {
		glane_int(u->id), glane_text(u->name), glane_int(u->first_day), glane_int(u->baseline_weeks), glane_int(u->baseline_weeks + u->challenge_weeks),
		glane_text(glane_cstr(u->in_grams ? "g" : "kg")), glane_int(u->child_percent * 10), glane_text(u->commune), glane_text(u->place),
		glane_text(u->invitation), glane_text(u->consent), glane_text(u->form), u->copy ? glane_int(u->copy) : glane_null(),
		glane_int(s->host->call->now_ms(c)),
	};
	if (is_new)
		args[0] = glane_null();
	int rc = s->host->db->exec(c, is_new ? SQL_CHALLENGE_ADD : SQL_CHALLENGE_SET, args, is_new ? 14 : 11, NULL);
	if (is_new && rc == GLANE_OK)
		u->id = s->host->db->last_id(c);
	if (rc == GLANE_OK && !u->noted)
		rc = put_fractions(s, c, u);
	if (rc == GLANE_OK && u->draft)
		rc = put_scoring(s, c, u, is_new);
	if (rc == GLANE_OK)
		rc = put_gestures(s, c, u);
	return rc == GLANE_OK ? put_teams(s, c, u->id, u->teams) : rc;
}

int post_set(struct glane_self *s, struct glane_call *c)
{
	struct setup was, u;
	int64_t id = in_int(s, c, "id", 0), copy = in_int(s, c, "copy", 0), record;
	int rc = GLANE_OK;
	if (id)
		rc = setup_from_challenge(s, c, id, &was);
	else if (copy)
		rc = setup_from_copy(s, c, copy, &was);
	else
		setup_from_form(s, c, in_text(s, c, "form"), &was);
	if (rc < 0)
		return rc;
	u = was;
	read_setup(s, c, &was, &u);
	rc = check_setup(s, c, &u);
	if (rc == GLANE_OK)
		rc = put_setup(s, c, &u);
	if (rc < 0)
		return rc;
	struct glane_value *body = s->host->value->make(c);
	s->host->value->integer(body, "challenge", u.id);
	s->host->value->integer(body, "first_day", u.first_day);
	s->host->value->integer(body, "baseline_weeks", u.baseline_weeks);
	s->host->value->integer(body, "weeks", u.baseline_weeks + u.challenge_weeks);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "changed", .body = body };
	rc = s->host->inventory->append(c, &entry, &record);
	if (rc >= 0 && !u.draft)
		rc = publish_ask(s, c, u.id); /* scores stand on its weeks */
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "id", u.id);
	to_challenge(s, c, u.id, "&saved=1");
	return GLANE_OK;
}
