/* SPDX-License-Identifier: MPL-2.0 */
#include "impact/period.h"

#include <stdio.h>

enum { YEAR_MIN = 1970, YEAR_MAX = 2999, YEARS_MOST = 50 };

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain): years begin in March. */
int64_t day_of_date(struct date d)
{
	int64_t y = d.year - (d.month <= 2), era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct date date_of_day(int64_t day)
{
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
	return (struct date){ (int)(yoe + era * 400 + (month <= 2)), (int)month, (int)(doy - (153 * mp + 2) / 5 + 1) };
}

/* First day of the month `n` months after the one of `d`. */
static int64_t months_on(struct date d, int n)
{
	int index = d.year * 12 + d.month - 1 + n;
	return day_of_date((struct date){ index / 12, index % 12 + 1, 1 });
}

int64_t unit_start(enum unit unit, int64_t day)
{
	struct date d = date_of_day(day);
	return unit == UNIT_DAY ? day : months_on(d, unit == UNIT_YEAR ? 1 - d.month : 0);
}

int64_t unit_next(enum unit unit, int64_t day)
{
	struct date d = date_of_day(day);
	return unit == UNIT_DAY ? day + 1 : months_on(d, unit == UNIT_YEAR ? 13 - d.month : 1);
}

static struct period whole(enum period_kind kind, struct date first, int months)
{
	first.day = 1;
	return (struct period){ kind, day_of_date(first), months_on(first, months) - 1 };
}

struct period period_of(enum period_kind kind, int64_t day)
{
	struct date d = date_of_day(day);
	switch (kind) {
	case PERIOD_YEAR:
		d.month = 1;
		return whole(kind, d, 12);
	case PERIOD_QUARTER:
		d.month -= (d.month - 1) % 3;
		return whole(kind, d, 3);
	case PERIOD_MONTH:
		return whole(kind, d, 1);
	case PERIOD_DAYS:
		break;
	}
	return (struct period){ PERIOD_DAYS, day, day };
}

struct period period_of_days(int64_t from, int64_t to)
{
	for (int kind = PERIOD_YEAR; kind <= PERIOD_MONTH; kind++) {
		struct period whole = period_of((enum period_kind)kind, from);
		if (whole.from == from && whole.to == to)
			return whole;
	}
	return (struct period){ PERIOD_DAYS, from, to };
}

struct period period_within(const struct period *part, const struct period *whole)
{
	return period_of_days(part->from < whole->from ? whole->from : part->from, part->to > whole->to ? whole->to : part->to);
}

/* --- reading ------------------------------------------------------------------------------ */
struct reader {
	const char *p, *end;
};

/* Exactly `digits` digits; -1: no. */
static int number(struct reader *r, int digits)
{
	int v = 0;
	if (r->end - r->p < digits)
		return -1;
	for (int i = 0; i < digits; i++) {
		if (r->p[i] < '0' || r->p[i] > '9')
			return -1;
		v = v * 10 + (r->p[i] - '0');
	}
	r->p += digits;
	return v;
}

static int sign(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return 0;
	r->p++;
	return 1;
}

/* A year, a quarter, a month or a day. */
static enum period_fault part(struct reader *r, struct period *ret)
{
	struct date d = { number(r, 4), 1, 1 };
	if (d.year < YEAR_MIN || d.year > YEAR_MAX)
		return PERIOD_UNREADABLE;
	*ret = period_of(PERIOD_YEAR, day_of_date(d));
	if (!sign(r, '-'))
		return PERIOD_OK;
	if (sign(r, 'T') || sign(r, 'Q')) {
		int quarter = number(r, 1);
		d.month = 3 * quarter - 2;
		if (quarter < 1 || quarter > 4)
			return quarter < 0 ? PERIOD_UNREADABLE : PERIOD_NO_SUCH_DAY;
		*ret = period_of(PERIOD_QUARTER, day_of_date(d));
		return PERIOD_OK;
	}
	d.month = number(r, 2);
	if (d.month < 1 || d.month > 12)
		return d.month < 0 ? PERIOD_UNREADABLE : PERIOD_NO_SUCH_DAY;
	*ret = period_of(PERIOD_MONTH, day_of_date(d));
	if (!sign(r, '-'))
		return PERIOD_OK;
	d.day = number(r, 2);
	if (d.day < 0)
		return PERIOD_UNREADABLE;
	if (d.day == 0 || ret->from + d.day - 1 > ret->to)
		return PERIOD_NO_SUCH_DAY;
	*ret = period_of(PERIOD_DAYS, day_of_date(d));
	return PERIOD_OK;
}

enum period_fault period_parse(const char *text, size_t n, struct period *ret)
{
	struct reader r = { text, text + n };
	struct period first, last;
	enum period_fault fault = part(&r, &first);
	if (fault)
		return fault;
	if (r.p == r.end) {
		*ret = first;
		return PERIOD_OK;
	}
	if (!sign(&r, '.') || !sign(&r, '.'))
		return PERIOD_UNREADABLE;
	fault = part(&r, &last);
	if (fault || r.p != r.end)
		return fault ? fault : PERIOD_UNREADABLE;
	if (last.to < first.from)
		return PERIOD_BACKWARDS;
	if (last.to - first.from > YEARS_MOST * 366)
		return PERIOD_TOO_LONG;
	*ret = period_of_days(first.from, last.to);
	return PERIOD_OK;
}

const char *period_text(const struct period *p, char *out)
{
	struct date a = date_of_day(p->from), b = date_of_day(p->to);
	switch (p->kind) {
	case PERIOD_YEAR:
		snprintf(out, PERIOD_TEXT, "%04u", (unsigned)a.year % 10000);
		break;
	case PERIOD_QUARTER:
		snprintf(out, PERIOD_TEXT, "%04u-T%u", (unsigned)a.year % 10000, (unsigned)(a.month + 2) / 3 % 10);
		break;
	case PERIOD_MONTH:
		snprintf(out, PERIOD_TEXT, "%04u-%02u", (unsigned)a.year % 10000, (unsigned)a.month % 100);
		break;
	case PERIOD_DAYS:
		snprintf(out, PERIOD_TEXT, "%04u-%02u-%02u..%04u-%02u-%02u", (unsigned)a.year % 10000, (unsigned)a.month % 100,
		         (unsigned)a.day % 100, (unsigned)b.year % 10000, (unsigned)b.month % 100, (unsigned)b.day % 100);
		break;
	}
	return out;
}

struct period period_year_before(const struct period *p)
{
	struct date ends[2] = { date_of_day(p->from), date_of_day(p->to) };
	for (int i = 0; i < 2; i++) {
		ends[i].year--;
		if (ends[i].month == 2 && ends[i].day == 29)
			ends[i].day = 28;
	}
	if (p->kind != PERIOD_DAYS)
		return period_of(p->kind, day_of_date(ends[0]));
	return (struct period){ PERIOD_DAYS, day_of_date(ends[0]), day_of_date(ends[1]) };
}

int period_stretches(int64_t from, int64_t to, enum unit largest, struct stretch ret[STRETCHES])
{
	if (from > to)
		return 0;
	if (largest == UNIT_DAY) {
		ret[0] = (struct stretch){ UNIT_DAY, from, to };
		return 1;
	}
	int64_t first = unit_start(largest, from) == from ? from : unit_next(largest, from), after = unit_start(largest, to + 1);
	if (first >= after) /* no whole one in it */
		return period_stretches(from, to, largest - 1, ret);
	int n = period_stretches(from, first - 1, largest - 1, ret);
	ret[n++] = (struct stretch){ largest, first, unit_start(largest, after - 1) };
	return n + period_stretches(after, to, largest - 1, ret + n);
}
