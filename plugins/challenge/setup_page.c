/* SPDX-License-Identifier: MPL-2.0 */
/* The page on which a challenge is set up, and the one that offers templates. */
#include <stdio.h>

#include "challenge/forms.h"
#include "challenge/setup.h"

static void say_day(struct glane_self *s, struct glane_value *into, const char *key, int64_t day)
{
	char text[11] = "";
	if (day >= 0)
		text_from_day(day, text);
	s->host->value->text(into, key, glane_cstr(text));
}

static void say_number(struct glane_self *s, struct glane_value *into, const char *key, int64_t number)
{
	char text[24];
	text_from_number(number, text);
	s->host->value->text(into, key, glane_cstr(text));
}

static void say_input(struct glane_self *s, struct glane_call *c, struct glane_value *root, const struct setup *u)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *in = v->object(root, "input");
	char kilos[32] = "";
	v->text(in, "name", u->name);
	v->text(in, "commune", u->commune);
	v->text(in, "place", u->place);
	v->text(in, "invitation", u->invitation);
	v->text(in, "consent", u->consent);
	v->text(in, "teams", u->teams);
	v->text(in, "own_source", u->own_grams >= 0 ? u->own_source : glane_cstr(""));
	if (u->own_grams >= 0)
		text_from_kilos(u->own_grams, is_english(s, c) ? '.' : ',', kilos);
	v->text(in, "own_kg", glane_cstr(kilos));
	say_number(s, in, "baseline_weeks", u->baseline_weeks);
	say_number(s, in, "challenge_weeks", u->challenge_weeks);
	say_number(s, in, "child_percent", u->child_percent);
	say_day(s, in, "first_day", u->first_day);
	say_day(s, in, "neutral_from", u->neutral_from);
	say_day(s, in, "neutral_to", u->neutral_to);
}

/* What is ticked: of the page's own setup, or as it was sent. */
static int is_ticked(struct glane_self *s, struct glane_call *c, int again, const char *prefix, const char *id, int set)
{
	char name[40];
	snprintf(name, sizeof(name), "%s%s", prefix, id);
	return again ? typed(s, c, name).n > 0 : set;
}

static void say_choices(struct glane_self *s, struct glane_call *c, struct glane_value *root, const struct setup *u, int again)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(root, "fractions");
	for (int f = 0; f < FRACTIONS; f++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(fraction_ids[f]));
		v->text(o, "name", word(s, c, "fraction.", glane_cstr(fraction_ids[f])));
		v->boolean(o, "weighed", is_ticked(s, c, again && !u->noted, "weigh_", fraction_ids[f], u->weighed >> f & 1));
		v->boolean(o, "scored", is_ticked(s, c, again && !u->noted, "score_", fraction_ids[f], u->scored >> f & 1));
		v->boolean(o, "may_score", f <= VERRE);
	}
	list = v->array(root, "gestures");
	for (int g = 0; g < GESTURES; g++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(gesture_ids[g]));
		v->text(o, "name", word(s, c, "gesture.", glane_cstr(gesture_ids[g])));
		v->boolean(o, "ticked", is_ticked(s, c, again, "gesture_", gesture_ids[g], u->gestures >> g & 1));
	}
	struct glane_str chosen = again ? typed(s, c, "reference") : u->reference;
	list = v->array(root, "references");
	for (const struct reference *r = references; r->id; r++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(r->id));
		v->text(o, "name", word(s, c, "reference.", glane_cstr(r->id)));
		v->text(o, "covers", fractions_named(s, c, r->covers));
		v->integer(o, "kilos", r->kilos);
		v->integer(o, "grams", reference_grams(INT64_C(1000) * r->kilos));
		v->boolean(o, "chosen", text_is(chosen, r->id));
	}
	v->boolean(root, "own_chosen", text_is(chosen, "own"));
	v->boolean(root, "in_grams", again ? text_is(typed(s, c, "unit"), "g") : u->in_grams);
}

int get_set(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct setup u;
	int again = v->get(root, "input") != NULL;
	int64_t id = in_int(s, c, "id", typed_number(s, c, "id")), copy = in_int(s, c, "copy", typed_number(s, c, "copy"));
	struct glane_str form = again ? typed(s, c, "form") : in_text(s, c, "form");
	int rc = GLANE_OK;
	if (id)
		rc = setup_from_challenge(s, c, id, &u);
	else if (copy)
		rc = setup_from_copy(s, c, copy, &u);
	else
		setup_from_form(s, c, form, &u);
	if (rc < 0)
		return rc;
	v->integer(root, "id", id);
	v->integer(root, "copy", copy);
	v->boolean(root, "known", id != 0);
	v->boolean(root, "again", again);
	v->boolean(root, "copied", copy != 0 && id == 0);
	v->boolean(root, "noted", u.noted);
	v->boolean(root, "draft", u.draft);
	v->text(root, "form", u.form);
	v->text(root, "form_name", word(s, c, "form.", u.form));
	v->text(root, "challenge_name", u.name);
	v->text(root, "mu_label", u.mu_label);
	v->text(root, "mu_source", u.mu_source);
	v->integer(root, "mu", u.mu);
	if (!again)
		say_input(s, c, root, &u);
	say_choices(s, c, root, &u, again);
	v->text(root, "weighs", fractions_named(s, c, u.weighed));
	v->text(root, "reference_name", u.id ? u.mu_label : word(s, c, "reference.", u.reference));
	v->integer(v->object(root, "gestures_n"), "n", __builtin_popcount(u.gestures));
	return GLANE_OK;
}

int get_new(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "forms");
	struct glane_rows *rows;
	for (const struct form *f = forms; f->id; f++) {
		struct glane_value *o = v->object(list, NULL);
		char key[40];
		v->text(o, "id", glane_cstr(f->id));
		v->text(o, "name", word(s, c, "form.", glane_cstr(f->id)));
		snprintf(key, sizeof(key), "form.%s.what", f->id);
		v->text(o, "what", s->host->call->tr(c, key, NULL));
		snprintf(key, sizeof(key), "form.%s.source", f->id);
		v->text(o, "source", s->host->call->tr(c, key, NULL));
		v->integer(o, "baseline", f->baseline_weeks);
		v->integer(o, "challenge", f->weeks - f->baseline_weeks);
		v->text(o, "weighs", fractions_named(s, c, f->weighed));
		v->quantity(o, "first_day", form_first_day(f, today(s, c)), GLANE_U_DAY);
	}
	int rc = db->query(c, SQL_CHALLENGES, NULL, 0, &rows);
	list = v->array(root, "earlier");
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->quantity(o, "first_day", db->col(rows, 3).u.i, GLANE_U_DAY);
	}
	return rc;
}

