/* SPDX-License-Identifier: MPL-2.0 */
/* home.h: what the tests of set-up and entry share: a house with one challenge, and short ways to ask.
 * Today is Saturday 2026-01-10, day 20463; the challenge began on Monday 2025-10-06, day 20367, and it is its week 14. */
#ifndef CHALLENGE_HOME_H
#define CHALLENGE_HOME_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

struct home {
	struct glane_test *t;
	int64_t challenge; /* open, kilograms, 4 + 12 weeks; all but textiles weighed, compost not scored */
	int64_t h;         /* "Les Hérissons", 4 persons with 2 children, from week 1 on */
};

int home_begin(void **state); /* a fresh house for each test */
int home_end(void **state);   /* everything agrees, whatever the test did */

/* The status of a POST whose body is written with ' for ". */
int post(struct home *b, const char *target, const char *format, ...) __attribute__((format(printf, 3, 4)));
int on(struct home *b, int64_t household, const char *act, const char *format, ...) __attribute__((format(printf, 4, 5))); /* POST /h/{id}/act; members only */
int weigh(struct home *b, int64_t household, const char *day, const char *fraction, const char *grams);
int set(struct home *b, const char *more); /* the usual challenge, but for what more says: ",'baseline_weeks':1" */
int64_t join(struct home *b, const char *pseudonym, int persons, const char *more); /* the household; more: ",'start_week':1" */
int64_t sql(struct home *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *plain(const char *text); /* with plain spaces; good until the next but one */
/* Refused with this sentence at this field ("": the whole), in French, and nothing was written. */
void refused(struct home *b, int status, int expected, const char *field, const char *words);
int64_t rows(struct home *b); /* of all that a household can leave behind, and the journal */
#define REFUSED(b, call, expected, field, words)                                     \
	do {                                                                         \
		int64_t rows_before = rows(b);                                       \
		refused(b, call, expected, field, words);                            \
		assert_int_equal(rows(b), rows_before);                              \
	} while (0)

#endif
