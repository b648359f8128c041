/* SPDX-License-Identifier: MPL-2.0 */
/* Households as organisers keep them: joining, a changed number of persons, leaving, splitting, merging, a lost card. */
#include <string.h>

#include "challenge/household.h"
#include "challenge/results.h"

/* Nobody is asked for more: illness is nobody's business here. */
const char *const reasons_left[] = { "time", "move", "family", "no_wish", "silent", "other", "merged", NULL };

/* The running week of a challenge: 0 before it begins, the last one after its end. */
int week_now(struct glane_self *s, struct glane_call *c, const struct challenge *ch)
{
	int week = challenge_week_of(ch, today(s, c));
	return week < 0 ? 0 : week >= ch->weeks ? ch->weeks - 1 : week;
}

int joining_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct joining *j)
{
	int rc = GLANE_OK;
	if (text_is(ch->state, "archived") || text_is(ch->state, "closed"))
		return s->host->call->refuse(c, GLANE_ECONFLICT, text_is(ch->state, "closed") ? "bad.over" : "bad.put_away", NULL);
	if (!text_trim(j->pseudonym).n)
		rc = fault(s, c, "pseudonym", "bad.pseudonym", NULL);
	if (j->persons < 1 || j->persons > PERSONS_MAX)
		rc = fault(s, c, "persons", j->persons == 0 ? "bad.nobody" : "bad.persons", NULL);
	else if (j->children < 0 || j->children > j->persons)
		rc = fault(s, c, "children", "bad.children", NULL);
	if (j->email.n && !looks_like_mail(j->email))
		rc = fault(s, c, "email", "bad.email", NULL);
	if (j->start_week < 0 || j->start_week >= ch->weeks)
		rc = fault(s, c, "start_week", "bad.start_week", NULL);
	return rc;
}

int looks_like_mail(struct glane_str s)
{
	const char *at = memchr(s.p, '@', s.n);
	size_t before = at ? (size_t)(at - s.p) : 0;
	return before > 0 && s.n - before > 3 && memchr(at, '.', s.n - before) && !memchr(s.p, ' ', s.n) && !memchr(at + 1, '@', s.n - before - 1);
}

int household_add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct joining *j, int64_t *ret_id)
{
	const struct glane_db_api *db = s->host->db;
	char code[CODE_SYMBOLS + 1];
	struct glane_val id = glane_int(ch->id), now = glane_int(s->host->call->now_ms(c)), number;
	code_draw(s, c, code);
	int rc = db->exec(c, SQL_NUMBER_TAKE, &id, 1, NULL);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_NUMBER, &id, 1, &number, 1);
	if (rc < 0)
		return rc;
	rc = db->exec(c, SQL_HOUSEHOLD_ADD, (struct glane_val[]){ id, number, glane_text(text_trim(j->pseudonym)), glane_text(text_trim(j->commune)),
		j->email.n ? glane_text(j->email) : glane_null(), j->team ? glane_int(j->team) : glane_null(), glane_int(j->start_week),
		glane_text(j->agreed ? ch->consent : glane_cstr("")), j->agreed ? now : glane_null(), glane_text(glane_cstr(code)),
		j->came_from ? glane_int(j->came_from) : glane_null(), now }, 12, NULL);
	if (rc < 0)
		return rc;
	*ret_id = db->last_id(c);
	return size_set(s, c, *ret_id, 0, j->persons, j->children);
}

/* Fewer than four weeks against a baseline of its own say nothing: it takes part for the badges. */
int only_badges(const struct challenge *ch, int start_week)
{
	return ch->weeks - start_week - ch->baseline_weeks < SCORE_LATE_WEEKS;
}

static int own(struct glane_self *s, struct glane_call *c, struct challenge *ch, struct household *h)
{
	int rc = household_by_id(s, c, in_int(s, c, "id", 0), h);
	if (rc == GLANE_OK)
		rc = challenge_by_id(s, c, h->challenge, ch);
	return rc == GLANE_OK && text_is(ch->state, "archived") ? s->host->call->refuse(c, GLANE_ECONFLICT, "bad.put_away", NULL) : rc;
}

static void read_joining(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct joining *j)
{
	*j = (struct joining){
		.pseudonym = in_text(s, c, "pseudonym"), .commune = in_text(s, c, "commune"), .email = text_trim(in_text(s, c, "email")),
		.team = in_int(s, c, "team", 0), .persons = (int)in_int(s, c, "persons", 0), .children = (int)in_int(s, c, "children", 0),
		.agreed = in_int(s, c, "agreed", 0) != 0, .start_week = (int)in_int(s, c, "start_week", week_now(s, c, ch) + 1) - 1,
	};
	if (!j->commune.n)
		j->commune = ch->commune;
}

static int check_team(struct glane_self *s, struct glane_call *c, int64_t challenge, int64_t team)
{
	struct glane_val one;
	int rc = team ? first_row(s, c, SQL_TEAM_OF, (struct glane_val[]){ glane_int(team), glane_int(challenge) }, 2, &one, 1) : 1;
	return rc == 0 ? fault(s, c, "team", "bad.team", NULL) : rc < 0 ? rc : GLANE_OK;
}

int post_household(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct joining j;
	int64_t id;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc < 0)
		return rc;
	read_joining(s, c, &ch, &j);
	rc = joining_check(s, c, &ch, &j);
	if (rc == GLANE_OK)
		rc = check_team(s, c, ch.id, j.team);
	if (rc == GLANE_OK)
		rc = household_add(s, c, &ch, &j, &id);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "id", id);
	s->host->reply->status(c, 201);
	to_households(s, c, ch.id, "&saved=1");
	return GLANE_OK;
}

/* It may have begun earlier, or later if nothing is noted of the weeks before. */
static int check_start(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int start)
{
	struct glane_val first;
	if (start >= ch->weeks || start >= h->left_week)
		return fault(s, c, "start_week", "bad.start_week", NULL);
	int rc = first_row(s, c, SQL_FIRST_WEEK, (struct glane_val[]){ glane_int(h->id) }, 1, &first, 1);
	if (rc < 0 || first.type != GLANE_INT || first.u.i >= start)
		return rc < 0 ? rc : GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "week", first.u.i + 1);
	return fault(s, c, "start_week", "bad.start_noted", args);
}

/* --- what changes --------------------------------------------------------------------------------------- */
int post_edit(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct glane_str pseudonym = text_trim(in_text(s, c, "pseudonym")), email = text_trim(in_text(s, c, "email"));
	int64_t team = in_int(s, c, "team", 0);
	int agreed = in_int(s, c, "agreed", 0) != 0, rc = own(s, c, &ch, &h);
	if (rc < 0)
		return rc;
	int start = (int)in_int(s, c, "start_week", h.start_week + 1) - 1;
	if (!pseudonym.n)
		rc = fault(s, c, "pseudonym", "bad.pseudonym", NULL);
	if (email.n && !looks_like_mail(email))
		rc = fault(s, c, "email", "bad.email", NULL);
	if (rc == GLANE_OK)
		rc = check_team(s, c, ch.id, team);
	if (rc == GLANE_OK)
		rc = check_start(s, c, &ch, &h, start);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_HOUSEHOLD_SET, (struct glane_val[]){ glane_int(h.id), glane_text(pseudonym), glane_text(text_trim(in_text(s, c, "commune"))),
			email.n ? glane_text(email) : glane_null(), team ? glane_int(team) : glane_null(), glane_int(agreed), glane_text(ch.consent),
			glane_int(s->host->call->now_ms(c)), glane_int(start) }, 9, NULL);
	if (rc == GLANE_OK && start != h.start_week)
		rc = result_refresh(s, c, h.id);
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

/* Weeks are counted from 1 where people read them. */
static int read_week(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int *ret)
{
	*ret = (int)in_int(s, c, "week", 0) - 1;
	if (*ret >= h->start_week && *ret < ch->weeks)
		return GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "first", h->start_week + 1);
	s->host->value->integer(args, "last", ch->weeks);
	return fault(s, c, "week", "bad.week", args);
}

int post_size(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int week, rc = own(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = read_week(s, c, &ch, &h, &week);
	if (rc == GLANE_OK)
		rc = size_set(s, c, h.id, week <= h.start_week ? 0 : week, (int)in_int(s, c, "persons", 0), (int)in_int(s, c, "children", 0));
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

static int leave(struct glane_self *s, struct glane_call *c, const struct household *h, int week, struct glane_str reason)
{
	int64_t changed = 0;
	int rc = s->host->db->exec(c, SQL_LEAVE, (struct glane_val[]){ glane_int(h->id), glane_int(week), glane_text(reason) }, 3, &changed);
	if (rc == GLANE_OK && !changed)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.has_left", NULL);
	return rc < 0 ? rc : result_refresh(s, c, h->id);
}

int post_leave(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int week, rc = own(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = read_week(s, c, &ch, &h, &week);
	if (rc == GLANE_OK)
		rc = leave(s, c, &h, week, in_text(s, c, "reason"));
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

int post_return(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = own(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_RETURN, (struct glane_val[]){ glane_int(h.id) }, 1, NULL);
	if (rc == GLANE_OK)
		rc = result_refresh(s, c, h.id);
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

/* Some of it go on as a household of their own, with a baseline of their own from that week on. */
int post_split(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct glane_val size[2];
	int week, rc = own(s, c, &ch, &h);
	int64_t id;
	if (rc == GLANE_OK)
		rc = read_week(s, c, &ch, &h, &week);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_SIZE, (struct glane_val[]){ glane_int(h.id), glane_int(week) }, 2, size, 2);
	if (rc < 0)
		return rc;
	struct joining j = { .pseudonym = in_text(s, c, "pseudonym"), .commune = h.commune, .email = glane_cstr(""), .team = h.team,
		.persons = (int)in_int(s, c, "persons", 0), .children = (int)in_int(s, c, "children", 0), .start_week = week, .came_from = h.id };
	rc = joining_check(s, c, &ch, &j);
	int persons = (int)size[0].u.i - j.persons, children = (int)size[1].u.i - j.children;
	if (rc == GLANE_OK && (persons < 1 || children < 0 || children > persons))
		rc = fault(s, c, "persons", "bad.split", NULL);
	if (rc == GLANE_OK)
		rc = size_set(s, c, h.id, week <= h.start_week ? 0 : week, persons, children);
	if (rc == GLANE_OK)
		rc = household_add(s, c, &ch, &j, &id);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "id", id);
	s->host->reply->status(c, 201);
	to_household(s, c, id, "&saved=1");
	return GLANE_OK;
}

/* Another household moves in: it leaves as one of its own, and this one has its persons more. */
int post_merge(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h, other;
	struct glane_val size[2], more[2];
	int week, rc = own(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = household_by_id(s, c, in_int(s, c, "other", 0), &other);
	if (rc < 0)
		return rc;
	if (other.id == h.id || other.challenge != h.challenge || !other.active || !h.active)
		return fault(s, c, "other", "bad.merge", NULL);
	rc = read_week(s, c, &ch, &h, &week);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_SIZE, (struct glane_val[]){ glane_int(h.id), glane_int(week) }, 2, size, 2);
	if (rc == 1)
		rc = first_row(s, c, SQL_SIZE, (struct glane_val[]){ glane_int(other.id), glane_int(week) }, 2, more, 2);
	if (rc == 1)
		rc = leave(s, c, &other, week, glane_cstr("merged"));
	if (rc == GLANE_OK)
		rc = size_set(s, c, h.id, week <= h.start_week ? 0 : week, (int)(size[0].u.i + more[0].u.i), (int)(size[1].u.i + more[1].u.i));
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

/* A lost card: a new code, and the old one opens nothing any more. */
int post_card(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	char code[CODE_SYMBOLS + 1];
	int rc = own(s, c, &ch, &h);
	code_draw(s, c, code);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_CODE_SET, (struct glane_val[]){ glane_int(h.id), glane_text(glane_cstr(code)) }, 2, NULL);
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&card=1");
	return rc;
}
