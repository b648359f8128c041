/* SPDX-License-Identifier: MPL-2.0 */
/* forms.h: what a new challenge begins with: the usual forms, published references, éco-gestes.  Data, with its sources. */
#ifndef CHALLENGE_FORMS_H
#define CHALLENGE_FORMS_H

#include "challenge/score.h"

struct form {
	const char *id;             /* words "form.<id>", "form.<id>.what", "form.<id>.source" */
	int baseline_weeks, weeks;  /* weeks: in all */
	unsigned weighed, scored;   /* bits 1 << fraction */
	const char *reference;      /* of references[] */
	unsigned gestures;          /* bits: so many of the first of gesture_ids[] */
	int in_november;            /* its first week of challenge is the one of 1 November */
};
extern const struct form forms[]; /* ends with id NULL */
extern const char *const form_ids[];
const struct form *form_find(const char *id); /* the first one for what is no form */

/* A published mean of waste a person and year that covers exactly these fractions. */
struct reference {
	const char *id;      /* words "reference.<id>", "reference.<id>.source" */
	unsigned covers;     /* bits 1 << fraction */
	int kilos;           /* a person and year of 365 days */
};
extern const struct reference references[]; /* ends with id NULL */
extern const char *const reference_ids[];   /* and "own"; ends with NULL */
const struct reference *reference_find(const char *id); /* NULL: none */
int64_t reference_grams(int64_t grams_a_year);          /* a person and day, half up */

/* Words "gesture.<id>".  The number of bits that hold them all. */
enum { GESTURES = 16 };
extern const char *const gesture_ids[GESTURES + 1]; /* ends with NULL */

/* Around Christmas more is thrown away, and people are away: 24 December to 1 January.  1: those days touch first..end - 1. */
int form_feasts(int64_t first, int64_t end, int64_t *ret_from, int64_t *ret_to);
/* The first day that is offered for a new challenge, in days since 1970: a Monday two weeks ahead at least, whose baseline is
 * not around Christmas. */
int64_t form_first_day(const struct form *f, int64_t today);

#endif
