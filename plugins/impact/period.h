/* SPDX-License-Identifier: MPL-2.0 */
/* period.h: stretches of local days: "2026", "2026-T3", "2026-10", "2026-10-15", "2026-10-01..2026-10-15".
 *
 * Days are whole local days since 1970 as core stores them with each movement, so the hour that exists twice in October
 * and the 29th of February need no rule of their own here.  Proleptic Gregorian calendar; years 1970 to 2999. */
#ifndef IMPACT_PERIOD_H
#define IMPACT_PERIOD_H

#include <stddef.h>
#include <stdint.h>

enum period_kind { PERIOD_YEAR = 1, PERIOD_QUARTER, PERIOD_MONTH, PERIOD_DAYS };
struct period {
	enum period_kind kind;
	int64_t from, to; /* days since 1970, both included */
};
struct date {
	int year, month, day; /* 1 to 12, 1 to 31 */
};
enum { PERIOD_TEXT = 24 }; /* the longest text of a period, with its 0 */

enum period_fault { PERIOD_OK = 0, PERIOD_UNREADABLE, PERIOD_NO_SUCH_DAY, PERIOD_BACKWARDS, PERIOD_TOO_LONG };
/* From `n` bytes of text to a period.  PERIOD_UNREADABLE: none of the forms above; NO_SUCH_DAY: "2026-02-29", "2026-13";
 * BACKWARDS: ends before it starts; TOO_LONG: over 50 years. */
enum period_fault period_parse(const char *text, size_t n, struct period *ret);
/* The form that period_parse() reads; `out` has PERIOD_TEXT bytes.  Returns `out`. */
const char *period_text(const struct period *p, char *out);
/* The same stretch a year earlier; a 29th of February becomes the 28th. */
struct period period_year_before(const struct period *p);
/* The month, quarter or year that a day is in. */
struct period period_of(enum period_kind kind, int64_t day);
/* From day to day: the year, quarter or month that these days are, if they are all of one. */
struct period period_of_days(int64_t from, int64_t to);
/* The days of `part` that are in `whole`, which has some of them. */
struct period period_within(const struct period *part, const struct period *whole);

int64_t day_of_date(struct date d);
struct date date_of_day(int64_t day);
enum unit { UNIT_DAY, UNIT_MONTH, UNIT_YEAR };
int64_t unit_start(enum unit unit, int64_t day); /* first day of the one that it is in */
int64_t unit_next(enum unit unit, int64_t day);  /* first day of the one after */

/* Days as stretches that the roll-up has: days, whole months, whole years, months, days; nothing larger than `largest`. */
enum { STRETCHES = 5 };
struct stretch {
	enum unit unit;
	int64_t from, to; /* first days of the first and of the last one */
};
int period_stretches(int64_t from, int64_t to, enum unit largest, struct stretch ret[STRETCHES]); /* how many */

#endif
