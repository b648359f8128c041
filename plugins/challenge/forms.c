/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/forms.h"

#include <stddef.h>
#include <string.h>

#define BIT(f) (1u << (f))
#define ALL (BIT(OMR) | BIT(TRI) | BIT(VERRE))

/* ademe: "foyers témoins" of ADEME, three months, the first of them weighed without changing anything, then two or three of ten
 * gestes at least.  six_months: as the Syndicat Émeraude did with 154 households and four streams.  november: this project's
 * own, with the weeks of departure in October; that the first week counts for nobody is from Paris (2008) and ADEME. */
const struct form forms[] = {
	{ "ademe", 4, 13, ALL | BIT(BIO), ALL, "households", 10, 0 },
	{ "six_months", 4, 26, ALL | BIT(BIO), ALL, "households", 16, 0 },
	{ "november", 4, 8, ALL, ALL, "households", 10, 1 },
	{ .id = NULL },
};
const char *const form_ids[] = { "ademe", "six_months", "november", NULL };

/* Kilograms an inhabitant and year, ADEME MODECOM 2017: residual waste (OMR) 254, of which some 20 % is not of households: about
 * 203; collected apart (packaging, paper, glass) 80; both together (OMA) 335.  What glass is of the 80 is not published there, so
 * there is no national figure for OMR + TRI: a commune writes its own. */
const struct reference references[] = {
	{ "households", ALL, 203 + 80 },
	{ "all", ALL, 335 },
	{ "omr_households", BIT(OMR), 203 },
	{ "omr", BIT(OMR), 254 },
	{ .id = NULL },
};
const char *const reference_ids[] = { "own", "households", "all", "omr_households", "omr", NULL };

const char *const gesture_ids[GESTURES + 1] = {
	"stop_pub", "bulk", "tap_water", "compost", "leftovers", "bottle", "bag", "second_hand", "repair", "refill",
	"batteries", "borrow", "cleaning", "handkerchiefs", "samples", "nappies", NULL,
};

const struct form *form_find(const char *id)
{
	for (const struct form *f = forms; f->id; f++)
		if (strcmp(f->id, id) == 0)
			return f;
	return &forms[0];
}

const struct reference *reference_find(const char *id)
{
	for (const struct reference *r = references; r->id; r++)
		if (strcmp(r->id, id) == 0)
			return r;
	return NULL;
}

int64_t reference_grams(int64_t grams_a_year)
{
	return (2 * grams_a_year + 365) / 730;
}

/* 1 January of the year of `day`. */
static int64_t year_begin(int64_t day, int *ret_leap)
{
	int64_t year = 1970, begin = 0;
	for (;; year++) {
		*ret_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		if (day < begin + 365 + *ret_leap)
			return begin;
		begin += 365 + *ret_leap;
	}
}

/* 1 November of the year of `day`, or of the year after. */
static int64_t first_of_november(int64_t day, int year_later)
{
	int leap;
	int64_t begin = year_begin(day, &leap);
	if (year_later)
		begin = year_begin(begin + 365 + leap, &leap);
	return begin + 304 + leap;
}

int form_feasts(int64_t first, int64_t end, int64_t *ret_from, int64_t *ret_to)
{
	int leap;
	*ret_from = year_begin(first - 1, &leap) + 357 + leap;
	*ret_to = *ret_from + 8;
	return *ret_from < end;
}

static int64_t monday_from(int64_t day) /* 1970-01-01 was a Thursday */
{
	return day + (11 - day % 7) % 7;
}

int64_t form_first_day(const struct form *f, int64_t today)
{
	int64_t first = monday_from(today + 14), from, to;
	if (!f->in_november)
		return form_feasts(first, first + 7 * f->baseline_weeks, &from, &to) ? monday_from(to + 1) : first;
	first = monday_from(first_of_november(today, 0) - 3) - 7 * f->baseline_weeks;
	return first > today ? first : monday_from(first_of_november(today, 1) - 3) - 7 * f->baseline_weeks;
}
