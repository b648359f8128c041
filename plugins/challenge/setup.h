/* SPDX-License-Identifier: MPL-2.0 */
/* setup.h: a challenge as the page of its set-up holds it. */
#ifndef CHALLENGE_SETUP_H
#define CHALLENGE_SETUP_H

#include "challenge/internal.h"

struct setup { /* what the page holds */
	int64_t id, copy;               /* 0: a new one; 0: like no other */
	int64_t first_day, baseline_weeks, challenge_weeks, child_percent, own_grams; /* own_grams: a person and year, -1: none */
	int64_t neutral_from, neutral_to;                                         /* days; -1: none */
	unsigned weighed, scored, gestures;
	int in_grams, noted, draft;     /* noted: there are weigh-ins, what they stand on is fixed */
	struct glane_str name, form, commune, place, reference, own_source, invitation, consent, teams;
	struct glane_str mu_label, mu_source; /* of one that is there */
	int64_t mu;
};

/* Filled in from a template; from a challenge; like an earlier one, with new dates.  GLANE_ENOENT in words. */
void setup_from_form(struct glane_self *s, struct glane_call *c, struct glane_str form, struct setup *ret);
int setup_from_challenge(struct glane_self *s, struct glane_call *c, int64_t id, struct setup *ret) GLANE_CHECKED;
int setup_from_copy(struct glane_self *s, struct glane_call *c, int64_t id, struct setup *ret) GLANE_CHECKED;

#endif
