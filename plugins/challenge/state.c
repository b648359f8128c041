/* SPDX-License-Identifier: MPL-2.0 */
/* A challenge's page for those who organise it, and the states that it goes through. */
#include "challenge/forms.h"
#include "challenge/results.h"

enum { ACT_OPEN, ACT_CLOSE, ACT_REOPEN, ACT_ARCHIVE, ACT_RESTORE, ACTS };
const char *const challenge_acts[] = { "open", "close", "reopen", "archive", "restore", NULL };
/* From which state, to which; NULL: any but "archived", and the one that it had before. */
static const struct {
	const char *from, *to, *kind;
} acts[ACTS] = {
	{ "draft", "open", "opened" }, { "open", "closed", "closed" }, { "closed", "open", "opened" }, { NULL, "archived", "archived" },
	{ "archived", NULL, "restored" },
};

static int may_act(const struct challenge *ch, int act)
{
	return acts[act].from ? text_is(ch->state, acts[act].from) : !text_is(ch->state, "archived");
}

static int say_counts(struct glane_self *s, struct glane_call *c, struct glane_value *root, int64_t id)
{
	static const char *const names[] = { "active", "left", "erased", "unsigned", "weigh_ins" };
	struct glane_val n[5];
	int rc = first_row(s, c, SQL_COUNTS, (struct glane_val[]){ glane_int(id) }, 1, n, 5);
	for (int i = 0; rc == 1 && i < 5; i++) {
		struct glane_value *o = s->host->value->object(root, names[i]);
		s->host->value->integer(o, "n", n[i].u.i); /* for the plurals of the words */
		s->host->value->boolean(o, "some", n[i].u.i != 0);
	}
	return rc < 0 ? rc : GLANE_OK;
}

void say_challenge(struct glane_self *s, struct glane_call *c, struct glane_value *o, const struct challenge *ch)
{
	const struct glane_value_api *v = s->host->value;
	int week = challenge_week_of(ch, today(s, c));
	v->integer(o, "id", ch->id);
	v->text(o, "name", ch->name);
	v->text(o, "state", ch->state);
	v->text(o, "state_name", word(s, c, "state.", ch->state));
	v->boolean(o, "running", text_is(ch->state, "open"));
	v->boolean(o, "draft", text_is(ch->state, "draft"));
	v->boolean(o, "archived", text_is(ch->state, "archived"));
	v->quantity(o, "first_day", ch->first_day, GLANE_U_DAY);
	v->quantity(o, "baseline_last_day", ch->first_day + DAYS_A_WEEK * (int64_t)ch->baseline_weeks - 1, GLANE_U_DAY);
	v->quantity(o, "challenge_day", ch->first_day + DAYS_A_WEEK * (int64_t)ch->baseline_weeks, GLANE_U_DAY);
	v->quantity(o, "last_day", ch->first_day + DAYS_A_WEEK * (int64_t)ch->weeks - 1, GLANE_U_DAY);
	v->integer(o, "baseline_weeks", ch->baseline_weeks);
	v->integer(o, "weeks", ch->weeks);
	v->integer(o, "challenge_weeks", ch->weeks - ch->baseline_weeks);
	v->boolean(o, "is_on", week >= 0 && week < ch->weeks);
	v->integer(o, "week_number", week + 1);
	v->text(o, "commune", ch->commune);
	v->text(o, "place", ch->place);
	v->text(o, "weighs", fractions_named(s, c, ch->weighed));
	v->text(o, "scores", fractions_named(s, c, ch->scored));
	v->integer(o, "mu", ch->mu);
}

/* What is thrown away around Christmas would be what all later weeks are compared with. */
static int begins_in_feasts(const struct challenge *ch)
{
	int64_t from, to;
	int touch = form_feasts(week_day(ch, 1), week_day(ch, ch->baseline_weeks), &from, &to);
	return touch && (from < ch->neutral_from || to > ch->neutral_to);
}

int get_challenge(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct glane_val reference[2];
	int64_t id = in_int(s, c, "id", 0);
	int rc = challenge_by_id(s, c, id, &ch);
	if (rc == GLANE_OK)
		rc = say_counts(s, c, root, id);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_REFERENCE, (struct glane_val[]){ glane_int(id) }, 1, reference, 2);
	if (rc < 0)
		return rc;
	say_challenge(s, c, root, &ch);
	v->text(root, "challenge_name", ch.name);
	v->text(root, "form_name", word(s, c, "form.", ch.form));
	v->text(root, "mu_label", reference[0].u.s);
	v->text(root, "mu_source", reference[1].u.s);
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	v->boolean(root, "feasts", text_is(ch.state, "draft") && begins_in_feasts(&ch));
	for (int a = 0; a < ACTS; a++)
		v->boolean(root, challenge_acts[a], may_act(&ch, a));
	return GLANE_OK;
}

int get_invitation(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc < 0)
		return rc;
	say_challenge(s, c, root, &ch);
	say_lines(s, root, "invitation", ch.invitation);
	say_lines(s, root, "consent", ch.consent);
	v->text(root, "challenge_name", ch.name);
	return GLANE_OK;
}

static int put_state(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int act, struct glane_str to)
{
	int64_t record;
	struct glane_value *body = s->host->value->make(c);
	s->host->value->integer(body, "challenge", ch->id);
	struct glane_entry entry = { .size = sizeof(entry), .kind = acts[act].kind, .body = body };
	int rc = s->host->db->exec(c, SQL_STATE_SET, (struct glane_val[]){ glane_int(ch->id), glane_text(to), act == ACT_ARCHIVE ? glane_text(ch->state) : glane_null() },
	                           3, NULL);
	if (rc >= 0)
		rc = s->host->inventory->append(c, &entry, &record);
	return rc >= 0 && act == ACT_CLOSE ? publish_ask(s, c, ch->id) : rc;
}

int challenge_close(struct glane_self *s, struct glane_call *c, void *id)
{
	struct challenge ch;
	int rc = challenge_by_id(s, c, *(int64_t *)id, &ch);
	return rc < 0 || !may_act(&ch, ACT_CLOSE) ? rc : put_state(s, c, &ch, ACT_CLOSE, glane_cstr(acts[ACT_CLOSE].to));
}

int post_state(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct glane_str wanted = in_text(s, c, "act");
	int act = 0, rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc < 0)
		return rc;
	while (act < ACTS - 1 && !text_is(wanted, challenge_acts[act]))
		act++;
	if (!may_act(&ch, act)) {
		struct glane_value *args = s->host->value->make(c);
		s->host->value->text(args, "state", word(s, c, "state.", ch.state));
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.state", args);
	}
	struct glane_str to = acts[act].to ? glane_cstr(acts[act].to) : ch.state_before;
	rc = put_state(s, c, &ch, act, to);
	if (rc < 0)
		return rc;
	s->host->value->text(s->host->reply->root(c), "state", to);
	to_challenge(s, c, ch.id, "");
	return GLANE_OK;
}
