/* SPDX-License-Identifier: MPL-2.0 */
/* town.h: a challenge with many households, as the test knows it (the model), put straight into the tables. */
#ifndef CHALLENGE_TESTS_TOWN_H
#define CHALLENGE_TESTS_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/score.h"
#include "glane/test.h"

enum { TOWN_MOST = 210, TOWN_WEEKS = 40, TOWN_FIRST_DAY = 20458 /* Monday, 2026-01-05 */, TOWN_TEAMS = 6 };

struct cell {
	int noted, days, full;
	int64_t grams[3]; /* OMR, TRI, VERRE */
};
struct home {
	int exists, persons, start, team; /* team 0: none */
	struct cell weeks[TOWN_WEEKS];
};
struct town {
	struct glane_test *t;
	struct scoring k;
	int baseline, weeks, n, teams, until, closed;
	int neutral_first, neutral_last;
	struct home homes[TOWN_MOST];
	char *sql; /* statements that wait */
	size_t sql_n, sql_room;
	uint64_t seed;
};
struct town *town_open(int baseline, int weeks, int teams, int64_t mu, uint64_t seed);
void town_close(struct town *w); /* verified first */
int64_t town_any(struct town *w, int64_t low, int64_t high);
double town_normal(struct town *w); /* mean 0, deviation 1 */
void town_neutral(struct town *w, int first, int last);

int town_join(struct town *w, int persons, int start, int team); /* the household's number, from 1, is its id */
void town_note(struct town *w, int household, int week, int days, int64_t omr, int64_t tri, int64_t glass); /* noted, or noted otherwise */
void town_erase(struct town *w, int household);
void town_week(struct town *w, int until);  /* the clock: so many weeks are over */
void town_finish(struct town *w);           /* closed by the organiser */
void town_publish(struct town *w);          /* what was noted goes in, and is published by the button */
void town_flush(struct town *w);            /* what was noted goes in */

struct score town_score(const struct town *w, int household); /* by score.h, from the model */
int64_t town_sql(struct town *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void town_get(struct town *w, const char *format, ...) __attribute__((format(printf, 2, 3))); /* JSON, 200 */

#endif
