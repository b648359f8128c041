/* SPDX-License-Identifier: MPL-2.0 */
/* One line at a time by an organiser: a weigh-in, "nothing to report", a correction, the answer to a question. */
#include <stdio.h>

#include "challenge/internal.h"

int find_both(struct glane_self *s, struct glane_call *c, int64_t household, struct challenge *ch, struct household *h)
{
	int rc = household_by_id(s, c, household, h);
	return rc < 0 ? rc : challenge_by_id(s, c, h->challenge, ch);
}

int post_weigh(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct weigh_in w = { .source = "grid" };
	int64_t id;
	int rc = find_both(s, c, in_int(s, c, "id", 0), &ch, &h);
	if (rc == GLANE_OK)
		rc = weigh_in_read(s, c, &ch, &w);
	if (rc == GLANE_OK)
		rc = weighing_add(s, c, &ch, &h, &w, &id);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "weighing", id);
	s->host->reply->status(c, 201);
	to_household(s, c, h.id, "&saved=1");
	return doubts_say(s, c, &ch, h.id, s->host->reply->root(c));
}

int post_nothing(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = find_both(s, c, in_int(s, c, "id", 0), &ch, &h);
	if (rc == GLANE_OK)
		rc = weighing_nothing(s, c, &ch, &h, (int)in_int(s, c, "week", 0) - 1, "grid");
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

int post_presence(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = find_both(s, c, in_int(s, c, "id", 0), &ch, &h);
	if (rc == GLANE_OK)
		rc = presence_set(s, c, &ch, &h, (int)in_int(s, c, "week", 0) - 1, (int)in_int(s, c, "heads", -1), "grid");
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

int post_answer(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = find_both(s, c, in_int(s, c, "id", 0), &ch, &h);
	if (rc == GLANE_OK)
		rc = doubt_keep(s, c, &ch, h.id, in_text(s, c, "doubt"), (int)in_int(s, c, "week", 0), in_int(s, c, "weighing", 0), in_int(s, c, "asked", 0));
	if (rc == GLANE_OK)
		to_household(s, c, h.id, "&saved=1");
	return rc;
}

/* --- corrections ---------------------------------------------------------------------------------------- */
static int find_weighing(struct glane_self *s, struct glane_call *c, struct weighed *w, struct challenge *ch, struct household *h)
{
	int rc = weighing_load(s, c, in_int(s, c, "weighing", 0), w);
	return rc < 0 ? rc : find_both(s, c, w->household, ch, h);
}

struct glane_value *weighed_as_typed(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct weighed *w)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *input = v->object(s->host->reply->root(c), "input");
	char text[32];
	text_from_day(w->day, text);
	v->text(input, "day", glane_cstr(text));
	if (ch->in_grams)
		text_from_number(w->grams, text);
	else
		text_from_kilos(w->grams, is_english(s, c) ? '.' : ',', text);
	v->text(input, "grams", glane_cstr(text));
	return input;
}

int get_weighing(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct weighed w;
	struct challenge ch;
	struct household h;
	int again = v->get(root, "input") != NULL, rc = find_weighing(s, c, &w, &ch, &h);
	if (rc < 0)
		return rc;
	v->integer(root, "weighing", w.id);
	v->integer(root, "household", h.id);
	v->integer(root, "number", h.number);
	v->text(root, "pseudonym", h.pseudonym);
	v->boolean(root, "ended", w.ended);
	v->quantity(root, "grams", w.grams, GLANE_U_GRAMS);
	v->quantity(root, "day", w.day, GLANE_U_DAY);
	v->text(root, "fraction_name", word(s, c, "fraction.", glane_cstr(fraction_ids[w.fraction])));
	v->text(root, "unit", glane_cstr(ch.in_grams ? "g" : "kg"));
	if (!again)
		(void)weighed_as_typed(s, c, &ch, &w);
	say_fractions(s, c, &ch, again ? typed(s, c, "fraction") : glane_cstr(fraction_ids[w.fraction]));
	struct glane_value *list = v->array(root, "reasons");
	for (const char *const *r = reasons_ended; *r; r++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(*r));
		v->text(o, "name", word(s, c, "why.", glane_cstr(*r)));
		v->boolean(o, "chosen", text_is(typed(s, c, "why"), *r));
	}
	return again ? weigh_in_ask(s, c, &ch, &h) : GLANE_OK;
}

int post_weighing(struct glane_self *s, struct glane_call *c)
{
	struct weighed was;
	struct challenge ch;
	struct household h;
	struct weigh_in w = { .source = "grid" };
	int64_t id = 0;
	int drop = in_int(s, c, "drop", 0) != 0, rc = find_weighing(s, c, &was, &ch, &h);
	if (rc == GLANE_OK && !drop)
		rc = weigh_in_read(s, c, &ch, &w);
	if (rc == GLANE_OK)
		rc = weighing_correct(s, c, &ch, &h, was.id, drop ? NULL : &w, in_text(s, c, "why").p, &id);
	if (rc < 0)
		return rc;
	if (id)
		s->host->value->integer(s->host->reply->root(c), "weighing", id);
	to_household(s, c, h.id, "&saved=1");
	return GLANE_OK;
}
