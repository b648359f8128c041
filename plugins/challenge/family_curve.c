/* SPDX-License-Identifier: MPL-2.0 */
/* The weeks of a household as a curve, beside the reference and what is published of the group. */
#include "challenge/curve.h"
#include "challenge/family.h"
#include "challenge/results.h"

struct own_weeks {
	struct curve_grams grams[WEEKS_MAX];
	int last; /* with a figure; -1: none */
};

static int read_own(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct own_weeks *ret)
{
	enum { K_WEEK, K_DAYS, K_FULL, K_DECLARED, K_GRAMS, K_WEIGHED = K_GRAMS + FRACTIONS, K_COVERED };
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_WEEKS, (struct glane_val[]){ glane_int(household) }, 1, &rows);
	*ret = (struct own_weeks){ .last = -1 };
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int64_t w = db->col(rows, K_WEEK).u.i;
		if (w < 0 || w >= WEEKS_MAX)
			continue;
		for (uint32_t f = 0; f < FRACTIONS; f++)
			if (ch->scored >> f & 1)
				*(f == VERRE ? &ret->grams[w].glass : &ret->grams[w].scored) += db->col(rows, K_GRAMS + f).u.i;
		ret->grams[w].counts = db->col(rows, K_COVERED).u.i != 0;
		ret->grams[w].days = db->col(rows, K_DAYS).u.i;
		ret->last = ret->grams[w].counts && w < ch->weeks && (int)w > ret->last ? (int)w : ret->last;
	}
	return rc;
}

static void say_ticks(struct glane_self *s, struct glane_value *into, const char *key, const struct curve_tick *ticks, int n, int times)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(into, key);
	for (int i = 0; i < n; i++) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "at", ticks[i].at);
		v->integer(o, "value", times ? ticks[i].value + 1 : ticks[i].value / 10);
	}
}

static void say_span(struct glane_self *s, struct glane_value *into, const char *key, int32_t x, int32_t w)
{
	struct glane_value *o = w ? s->host->value->object(into, key) : NULL;
	if (o) {
		s->host->value->integer(o, "x", x);
		s->host->value->integer(o, "w", w);
	}
}

static void say_shapes(struct glane_self *s, const struct curve *k, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	v->integer(into, "w", CURVE_W);
	v->integer(into, "h", CURVE_H);
	v->integer(into, "left", k->left);
	v->integer(into, "right", k->right);
	v->integer(into, "top", k->top);
	v->integer(into, "bottom", k->bottom);
	v->integer(into, "height", k->bottom - k->top);
	v->text(into, "own", glane_cstr(k->own));
	v->text(into, "group", glane_cstr(k->group));
	if (k->reference_y >= 0)
		v->integer(into, "reference_y", k->reference_y);
	say_span(s, into, "start", k->baseline_x, k->baseline_w);
	say_span(s, into, "neutral", k->neutral_x, k->neutral_w);
	say_ticks(s, into, "levels", k->levels, k->level_count, 0);
	say_ticks(s, into, "times", k->times, k->time_count, 1);
	struct glane_value *dots = v->array(into, "points");
	for (int i = 0; i < k->dot_count; i++) {
		struct glane_value *o = v->object(dots, NULL);
		v->integer(o, "x", k->dots[i].x);
		v->integer(o, "y", k->dots[i].y);
		v->boolean(o, "hollow", k->dots[i].hollow);
	}
}

/* The numbers of the picture, newest week first, and its last one in words. */
static void say_rows(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct curve_week *weeks, int last, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(into, "rows"), *about = v->make(c);
	for (int w = last; w >= 0; w--) {
		if (weeks[w].own < 0 && weeks[w].group < 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "number", w + 1);
		v->quantity(o, "day", week_day(ch, w), GLANE_U_DAY);
		v->null(o, "own"); /* else the template would find the line of this name */
		v->null(o, "group");
		if (weeks[w].own >= 0)
			v->integer(o, "own", (weeks[w].own + 5) / 10);
		if (weeks[w].group >= 0)
			v->integer(o, "group", (weeks[w].group + 5) / 10);
		v->boolean(o, "aside", weeks[w].own >= 0 && !weeks[w].counts);
	}
	v->integer(about, "number", last + 1);
	v->integer(about, "grams", (weeks[last].own + 5) / 10);
	v->integer(about, "mu", ch->mu);
	v->text(into, "summary", s->host->call->tr(c, "curve.summary", about));
}

int32_t group_rate(const struct group_week *week)
{
	return week->n && week->days ? (int32_t)ratio_scaled(ratio_of(week->grams, week->days), 10) : CURVE_NONE;
}

void curve_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct curve_week *weeks, int start, int last, const char *title_key,
               struct glane_value *into)
{
	struct curve k;
	int grouped = 0;
	struct curve_about about = { .weeks = weeks, .count = ch->weeks, .start = start, .baseline_end = start + ch->baseline_weeks,
		.neutral_first = 1, .neutral_last = 0, .reference = (int32_t)(ch->mu < 100000 ? 10 * ch->mu : 1000000), .beginning = CURVE_NONE };
	if (ch->neutral_from <= ch->neutral_to) {
		about.neutral_first = challenge_week_of(ch, ch->neutral_from);
		about.neutral_last = challenge_week_of(ch, ch->neutral_to);
	}
	curve_make(&about, &k);
	for (int w = 0; w < ch->weeks; w++)
		grouped |= weeks[w].group >= 0;
	struct glane_value *curve = s->host->value->object(into, "curve");
	say_shapes(s, &k, curve);
	s->host->value->text(curve, "title", s->host->call->tr(c, title_key, NULL));
	s->host->value->integer(curve, "mu", ch->mu);
	s->host->value->boolean(curve, "grouped", grouped);
	say_rows(s, c, ch, weeks, last, curve);
}

int family_curve_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *into)
{
	struct own_weeks own;
	struct group_week group[WEEKS_MAX] = { { 0 } };
	struct curve_week weeks[WEEKS_MAX];
	int over = weeks_over(s, c, ch), rc = read_own(s, c, ch, h->id, &own);
	if (rc < 0 || own.last < 0)
		return rc < 0 ? rc : GLANE_OK;
	rc = group_weeks(s, c, ch, group);
	for (int w = 0; w < WEEKS_MAX; w++) {
		weeks[w].own = own.grams[w].counts && w < ch->weeks ? curve_rate(own.grams, w, ch->glass_weeks) : CURVE_NONE; /* half a week would look light */
		weeks[w].group = group_rate(&group[w]);
		weeks[w].counts = own.grams[w].counts && w > h->start_week && w < over;
	}
	if (rc < 0 || weeks[own.last].own < 0)
		return rc < 0 ? rc : GLANE_OK;
	curve_say(s, c, ch, weeks, h->start_week, own.last, "curve.title", into);
	return GLANE_OK;
}
