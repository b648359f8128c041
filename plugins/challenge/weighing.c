/* SPDX-License-Identifier: MPL-2.0 */
/* The one way in for weigh-ins, whoever brings them; corrections, which keep what was written first. */
#include <string.h>

#include "challenge/internal.h"
#include "challenge/weight.h"

enum { TWICE_MS = 600000 };
/* Why a weigh-in was ended. */
const char *const reasons_ended[] = { "typing", "unit", "fraction", "day", "twice", "household", "other", NULL };

/* --- what was written ---------------------------------------------------------------------------------- */
static void weight_args(struct glane_self *s, struct glane_value *args, struct glane_str typed, const struct weight *w)
{
	const struct glane_value_api *v = s->host->value;
	int64_t low = w->grams < w->other ? w->grams : w->other, high = w->grams < w->other ? w->other : w->grams;
	v->text(args, "typed", typed);
	v->quantity(args, "low", low, GLANE_U_GRAMS);
	v->quantity(args, "high", high, GLANE_U_GRAMS);
	v->integer(args, "low_grams", low);
	v->integer(args, "high_grams", high);
}

const char *weight_wrong(struct glane_self *s, const struct challenge *ch, struct glane_str typed, struct glane_str asked, struct weigh_in *w,
                         struct glane_value *args)
{
	struct weight read;
	if (weight_read(typed, ch->in_grams, &read) < 0)
		return ch->in_grams ? "bad.weight_g" : "bad.weight_kg";
	if (read.other >= 0) {
		weight_args(s, args, typed, &read);
		return "ask.unit";
	}
	w->grams = read.grams;
	w->typed = typed;
	w->unit_answer = UNIT_NOT_ASKED;
	if (asked.n && weight_read(asked, ch->in_grams, &read) == GLANE_OK && read.other >= 0 && (w->grams == read.grams || w->grams == read.other)) {
		w->unit_answer = w->grams == read.grams ? UNIT_KEPT : UNIT_OTHER;
		w->typed = asked;
	}
	return NULL;
}

int weigh_in_read(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct weigh_in *w)
{
	struct glane_str fraction = in_text(s, c, "fraction");
	w->fraction = FRACTIONS;
	for (int f = 0; f < FRACTIONS; f++)
		if (text_is(fraction, fraction_ids[f]))
			w->fraction = (enum fraction)f;
	w->day = in_int(s, c, "day", today(s, c));
	w->again = in_int(s, c, "again", 0) != 0;
	struct glane_value *args = s->host->value->make(c);
	const char *wrong = weight_wrong(s, ch, in_text(s, c, "grams"), in_text(s, c, "asked"), w, args);
	return wrong ? fault(s, c, "grams", wrong, args) : GLANE_OK;
}

static int noted_just_now(struct glane_self *s, struct glane_call *c, const struct household *h, const struct weigh_in *w)
{
	struct glane_val one;
	return first_row(s, c, SQL_TWICE, (struct glane_val[]){ glane_int(h->id), glane_int(w->day), glane_int((int64_t)w->fraction), glane_int(w->grams),
		glane_int(s->host->call->now_ms(c) - TWICE_MS) }, 5, &one, 1);
}

int weigh_in_ask(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	const struct glane_value *input = v->get(root, "input");
	struct glane_str typed = v->as_text(v->get(input, "grams")), fraction = v->as_text(v->get(input, "fraction")), day = v->as_text(v->get(input, "day"));
	struct weight read;
	struct weigh_in w = { .day = today(s, c), .fraction = FRACTIONS };
	if (!input || !typed.n || weight_read(typed, ch->in_grams, &read) < 0)
		return GLANE_OK;
	if (read.other >= 0) {
		weight_args(s, v->object(root, "ask_unit"), typed, &read);
		return GLANE_OK;
	}
	for (int f = 0; f < FRACTIONS; f++)
		if (text_is(fraction, fraction_ids[f]))
			w.fraction = (enum fraction)f;
	w.grams = read.grams;
	if (day.n && text_day(day, &w.day) < 0)
		return GLANE_OK;
	int rc = w.fraction < FRACTIONS ? noted_just_now(s, c, h, &w) : 0;
	if (rc == 1)
		v->boolean(root, "ask_twice", 1);
	return rc < 0 ? rc : GLANE_OK;
}

/* --- what is refused ------------------------------------------------------------------------------------ */
const char *state_wrong(const struct challenge *ch, const char *source)
{
	int booklet = strcmp(source, "grid") == 0 || strcmp(source, "import") == 0; /* those come in after the end too */
	if (text_is(ch->state, "open") || (booklet && text_is(ch->state, "closed")))
		return NULL;
	return text_is(ch->state, "draft") ? "bad.not_open" : text_is(ch->state, "closed") ? "bad.over" : "bad.put_away";
}

const char *day_wrong(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t day, struct glane_value *args)
{
	int week = challenge_week_of(ch, day);
	const char *key = NULL;
	int64_t limit = 0;
	if (day > today(s, c))
		key = "bad.future";
	else if (week < 0)
		key = "bad.before_start", limit = ch->first_day;
	else if (week >= ch->weeks)
		key = "bad.after_end", limit = week_day(ch, ch->weeks) - 1;
	else if (week < h->start_week)
		key = "bad.before_joined", limit = week_day(ch, h->start_week);
	else if (week >= h->left_week)
		key = "bad.after_left", limit = week_day(ch, h->left_week) - 1;
	s->host->value->quantity(args, "day", limit, GLANE_U_DAY);
	return key;
}

const char *fraction_wrong(struct glane_self *s, struct glane_call *c, const struct challenge *ch, enum fraction f, struct glane_value *args)
{
	if (f < FRACTIONS && ch->weighed >> f & 1)
		return NULL;
	s->host->value->text(args, "list", fractions_named(s, c, ch->weighed));
	return "bad.fraction";
}

const char *grams_wrong(struct glane_self *s, int64_t grams, struct glane_value *args)
{
	s->host->value->quantity(args, "grams", grams, GLANE_U_GRAMS);
	s->host->value->quantity(args, "max", WEIGHING_MAX_G, GLANE_U_GRAMS);
	return grams < 0 ? "bad.negative" : grams > WEIGHING_MAX_G ? "bad.too_heavy" : NULL;
}

int weigh_in_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w,
                   const char *day_field, const char *grams_field)
{
	struct glane_value *args = s->host->value->make(c);
	const char *key = state_wrong(ch, w->source);
	if (key)
		return s->host->call->refuse(c, GLANE_ECONFLICT, key, NULL);
	int rc = (key = day_wrong(s, c, ch, h, w->day, args)) ? fault(s, c, day_field, key, args) : GLANE_OK;
	if ((key = fraction_wrong(s, c, ch, w->fraction, args)))
		rc = fault(s, c, "fraction", key, args);
	return (key = grams_wrong(s, w->grams, args)) ? fault(s, c, grams_field, key, args) : rc;
}

/* --- what is written ------------------------------------------------------------------------------------ */
int answer_put(struct glane_self *s, struct glane_call *c, int64_t household, const char *doubt, int week, int64_t weighing, int64_t value, const char *answer)
{
	return s->host->db->exec(c, SQL_ANSWER_ADD, (struct glane_val[]){ glane_int(household), glane_text(glane_cstr(doubt)), glane_int(week), glane_int(weighing),
		glane_int(value), glane_text(glane_cstr(answer)), glane_int(s->host->call->now_ms(c)), by_person(s, c) }, 8, NULL);
}

int weighing_put(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w, int64_t replaces,
                 int64_t *ret_id)
{
	int week = challenge_week_of(ch, w->day);
	int rc = s->host->db->exec(c, SQL_WEIGHING_ADD, (struct glane_val[]){ glane_int(h->id), glane_int(w->day), glane_int(week), glane_int((int64_t)w->fraction),
		glane_int(w->grams), glane_text(glane_cstr(w->source)), glane_text(w->typed), glane_int(s->host->call->now_ms(c)), by_person(s, c),
		replaces ? glane_int(replaces) : glane_null() }, 10, NULL);
	if (rc < 0)
		return rc;
	int64_t id = s->host->db->last_id(c);
	if (w->unit_answer)
		rc = answer_put(s, c, h->id, "unit", week, id, w->grams, w->unit_answer == UNIT_KEPT ? "kept" : "corrected");
	if (rc == GLANE_OK && w->again)
		rc = answer_put(s, c, h->id, "twice", week, id, w->grams, "kept");
	*ret_id = id;
	return rc;
}

static int weighing_end(struct glane_self *s, struct glane_call *c, int64_t weighing, const char *why)
{
	int64_t changed = 0;
	int rc = s->host->db->exec(c, SQL_WEIGHING_END, (struct glane_val[]){ glane_int(weighing), glane_int(s->host->call->now_ms(c)), by_person(s, c),
		glane_text(glane_cstr(why)) }, 4, &changed);
	return rc < 0 || changed ? rc : s->host->call->refuse(c, GLANE_ECONFLICT, "bad.already_corrected", NULL);
}

int weighing_add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w, int64_t *ret_id)
{
	int week = challenge_week_of(ch, w->day), rc = weigh_in_check(s, c, ch, h, w, "day", "grams");
	if (rc == GLANE_OK && !w->again && !w->counted && w->grams > 0) {
		rc = noted_just_now(s, c, h, w);
		if (rc == 1) {
			struct glane_value *args = s->host->value->make(c);
			s->host->value->quantity(args, "grams", w->grams, GLANE_U_GRAMS);
			s->host->value->text(args, "fraction", word(s, c, "fraction.", glane_cstr(fraction_ids[w->fraction])));
			return fault(s, c, "again", "ask.twice", args);
		}
	}
	if (rc == GLANE_OK)
		rc = weighing_put(s, c, ch, h, w, 0, ret_id);
	return rc < 0 ? rc : week_refresh(s, c, h->id, week, week);
}

int week_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, const char *source)
{
	struct glane_value *args = s->host->value->make(c);
	const char *key = state_wrong(ch, source);
	if (key)
		return s->host->call->refuse(c, GLANE_ECONFLICT, key, NULL);
	key = day_wrong(s, c, ch, h, week_day(ch, week), args);
	return key ? fault(s, c, "week", key, args) : GLANE_OK;
}

int weighing_nothing(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, const char *source)
{
	int64_t id;
	struct glane_val one;
	struct weigh_in w = { .day = week_day(ch, week), .source = source, .typed = glane_cstr("") };
	int rc = week_check(s, c, ch, h, week, source);
	for (int f = 0; rc == GLANE_OK && f < FRACTIONS; f++) {
		w.fraction = (enum fraction)f;
		if (!(ch->weighed >> f & 1))
			continue;
		rc = first_row(s, c, SQL_WEIGHED, (struct glane_val[]){ glane_int(h->id), glane_int(week), glane_int(f) }, 3, &one, 1);
		if (rc == 0)
			rc = weighing_put(s, c, ch, h, &w, 0, &id);
		rc = rc == 1 ? GLANE_OK : rc;
	}
	return rc < 0 ? rc : week_refresh(s, c, h->id, week, week);
}

int weighing_load(struct glane_self *s, struct glane_call *c, int64_t weighing, struct weighed *ret)
{
	enum { W_HOUSEHOLD, W_DAY, W_WEEK, W_FRACTION, W_GRAMS, W_SOURCE, W_TYPED, W_ENDED, W_COLUMNS };
	struct glane_val v[W_COLUMNS];
	int rc = first_row(s, c, SQL_WEIGHING, (struct glane_val[]){ glane_int(weighing) }, 1, v, W_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : s->host->call->refuse(c, GLANE_ENOENT, "bad.weighing", NULL);
	*ret = (struct weighed){ .id = weighing, .household = v[W_HOUSEHOLD].u.i, .day = v[W_DAY].u.i, .week = (int)v[W_WEEK].u.i,
		.fraction = (enum fraction)v[W_FRACTION].u.i, .grams = v[W_GRAMS].u.i, .ended = v[W_ENDED].type == GLANE_INT };
	return GLANE_OK;
}

int weighing_correct(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t weighing,
                     const struct weigh_in *w, const char *why, int64_t *ret_id)
{
	struct weighed old;
	int rc = weighing_load(s, c, weighing, &old);
	if (rc == GLANE_OK && old.household != h->id)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.weighing", NULL);
	if (rc == GLANE_OK)
		rc = w ? weigh_in_check(s, c, ch, h, w, "day", "grams") : text_is(ch->state, "archived") ? s->host->call->refuse(c, GLANE_ECONFLICT, "bad.put_away", NULL) : GLANE_OK;
	if (rc == GLANE_OK)
		rc = weighing_end(s, c, weighing, why);
	if (rc == GLANE_OK && w)
		rc = weighing_put(s, c, ch, h, w, weighing, ret_id);
	if (rc == GLANE_OK)
		rc = week_refresh(s, c, h->id, old.week, old.week);
	int week = w ? challenge_week_of(ch, w->day) : old.week;
	return rc < 0 || week == old.week ? rc : week_refresh(s, c, h->id, week, week);
}
