/* SPDX-License-Identifier: MPL-2.0 */
/* What looks wrong is asked about and kept: nobody's numbers are changed but by somebody.  Open questions are computed from the
 * rows each time, so that they do not depend on the order in which these came in. */
#include <stdlib.h>
#include <string.h>

#include "challenge/internal.h"

enum { MEDIAN_WEEKS = 4 /* from so many weeks on there is something usual */, PRESENCE_TIMES = 3 };

struct doubts {
	struct doubt *items;
	size_t n, max;
};

static void add(struct doubts *d, struct doubt one)
{
	if (d->n < d->max)
		d->items[d->n++] = one;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Twice the median, so that it is an integer; 0: there are too few. */
static int64_t median_doubled(const int64_t *values, int n)
{
	int64_t sorted[WEEKS_MAX];
	if (n < MEDIAN_WEEKS)
		return 0;
	memcpy(sorted, values, (size_t)n * sizeof(sorted[0]));
	qsort(sorted, (size_t)n, sizeof(sorted[0]), compare);
	return sorted[(n - 1) / 2] + sorted[n / 2];
}

/* Rows about single weigh-ins and presence: kind, week, weighing, value, fraction, what is usual. */
static int add_rows(struct glane_self *s, struct glane_call *c, uint32_t sql, const char *kind, const struct challenge *ch, int64_t household, int64_t limit, struct doubts *d)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, (struct glane_val[]){ glane_int(household), glane_int(limit) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1)
		add(d, (struct doubt){ .kind = kind, .week = (int)db->col(rows, 0).u.i, .weighing = db->col(rows, 1).u.i, .value = db->col(rows, 2).u.i,
			.fraction = (enum fraction)db->col(rows, 3).u.i, .usual = strcmp(kind, "heavy") == 0 ? ch->heavy_g : db->col(rows, 4).u.i });
	return rc;
}

/* The weeks of a household: grams of what is scored without glass, -1: not covered; glass; -1 beyond the last noted one. */
static int read_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, int64_t totals[WEEKS_MAX], int64_t glass[WEEKS_MAX],
                      int *ret_first, int *ret_end)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	*ret_first = WEEKS_MAX;
	*ret_end = 0;
	for (int w = 0; w < WEEKS_MAX; w++)
		totals[w] = -1, glass[w] = 0;
	int rc = db->query(c, SQL_WEEKS, (struct glane_val[]){ glane_int(household) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		int week = (int)db->col(rows, 0).u.i;
		if (week < 0 || week >= WEEKS_MAX)
			continue;
		if (db->col(rows, 10).u.i)
			totals[week] = (ch->scored >> OMR & 1 ? db->col(rows, 4).u.i : 0) + (ch->scored >> TRI & 1 ? db->col(rows, 5).u.i : 0);
		glass[week] = db->col(rows, 6).u.i;
		*ret_first = week < *ret_first ? week : *ret_first;
		*ret_end = week + 1;
	}
	return rc;
}

static int is_answered(struct glane_self *s, struct glane_call *c, int64_t household, const struct doubt *d)
{
	struct glane_val one;
	return first_row(s, c, SQL_ANSWERED, (struct glane_val[]){ glane_int(household), glane_text(glane_cstr(d->kind)), glane_int(d->week), glane_int(d->weighing),
		glane_int(d->value) }, 5, &one, 1);
}

static int add_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct doubts *d)
{
	int64_t totals[WEEKS_MAX], glass[WEEKS_MAX], covered[WEEKS_MAX], windows[WEEKS_MAX] = { 0 }, ended[WEEKS_MAX] = { 0 };
	int first, end, n = 0, k = 0, rc = read_weeks(s, c, ch, household, totals, glass, &first, &end);
	for (int w = first; w < end; w++) {
		if (totals[w] >= 0)
			covered[n++] = totals[w];
		for (int b = w; b > w - ch->glass_weeks && b >= first; b--)
			ended[w] += glass[b];
		if (w - first + 1 >= ch->glass_weeks)
			windows[k++] = ended[w];
	}
	int64_t usual = median_doubled(covered, n), usual_glass = ch->scored >> VERRE & 1 ? median_doubled(windows, k) : 0;
	for (int w = first; rc >= 0 && w < end; w++) {
		struct doubt week = { .kind = "week", .week = w, .value = totals[w], .usual = usual / 2, .fraction = FRACTIONS };
		struct doubt four = { .kind = "glass", .week = w, .value = ended[w], .usual = usual_glass / 2, .fraction = VERRE };
		if (usual && totals[w] * 2 > ch->week_times * usual && (rc = is_answered(s, c, household, &week)) == 0)
			add(d, week);
		if (rc >= 0 && usual_glass && glass[w] && ended[w] * 2 > ch->week_times * usual_glass && (rc = is_answered(s, c, household, &four)) == 0)
			add(d, four);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int doubts_of(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct doubt *ret, size_t max, size_t *ret_n)
{
	struct doubts d = { ret, 0, max };
	int rc = add_rows(s, c, SQL_HEAVY, "heavy", ch, household, ch->heavy_g, &d);
	if (rc >= 0)
		rc = add_rows(s, c, SQL_MUCH_PRESENCE, "presence", ch, household, PRESENCE_TIMES, &d);
	if (rc >= 0)
		rc = add_weeks(s, c, ch, household, &d);
	*ret_n = d.n;
	return rc;
}

int doubts_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct doubt found[DOUBTS_MAX];
	size_t n;
	int rc = doubts_of(s, c, ch, household, found, DOUBTS_MAX, &n);
	struct glane_value *list = v->array(into, "doubts");
	for (size_t i = 0; rc >= 0 && i < n; i++) {
		const struct doubt *d = &found[i];
		struct glane_value *o = v->object(list, NULL);
		int grams = strcmp(d->kind, "presence") != 0;
		v->text(o, "doubt", glane_cstr(d->kind));
		v->integer(o, "week", d->week);
		v->integer(o, "week_number", d->week + 1);
		v->integer(o, "weighing", d->weighing);
		v->boolean(o, "one", d->weighing != 0);
		v->integer(o, "asked", d->value);
		v->quantity(o, "value", d->value, grams ? GLANE_U_GRAMS : GLANE_U_NONE);
		v->quantity(o, "usual", d->usual, grams ? GLANE_U_GRAMS : GLANE_U_NONE);
		v->integer(o, "times", ch->week_times);
		if (d->fraction < FRACTIONS && grams)
			v->text(o, "fraction", word(s, c, "fraction.", glane_cstr(fraction_ids[d->fraction])));
		char key[24] = "doubt.";
		strncat(key, d->kind, sizeof(key) - 8);
		v->text(o, "question", s->host->call->tr(c, key, o));
	}
	return rc;
}

int doubt_keep(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct glane_str kind, int week, int64_t weighing, int64_t value)
{
	struct doubt found[DOUBTS_MAX];
	size_t n;
	int rc = doubts_of(s, c, ch, household, found, DOUBTS_MAX, &n);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		if (text_is(kind, found[i].kind) && found[i].week == week && found[i].weighing == weighing && found[i].value == value)
			return answer_put(s, c, household, found[i].kind, week, weighing, value, "kept");
	return rc < 0 ? rc : s->host->call->refuse(c, GLANE_ECONFLICT, "bad.no_doubt", NULL);
}
