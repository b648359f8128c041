/* SPDX-License-Identifier: MPL-2.0 */
/* household.h: a household that joins, by whichever way. */
#ifndef CHALLENGE_HOUSEHOLD_H
#define CHALLENGE_HOUSEHOLD_H

#include "challenge/internal.h"

struct joining {
	struct glane_str pseudonym, commune, email;
	int64_t team, came_from;    /* 0: none */
	int persons, children;      /* children are of the persons */
	int start_week, agreed;     /* agreed: to the text of consent */
};
/* Says what is wrong with each input. */
int joining_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct joining *j) GLANE_CHECKED;
int household_add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct joining *j, int64_t *ret_id) GLANE_CHECKED;
int looks_like_mail(struct glane_str s);
/* The sentence about what is wrong with a line; NULL: nothing. */
const char *joining_wrong(const struct challenge *ch, const struct joining *j);
int number_cell(struct glane_str cell, int missing); /* -1: no number of people */
int team_by_name(struct glane_self *s, struct glane_call *c, int64_t challenge, struct glane_str name, int64_t *ret) GLANE_CHECKED; /* made when it is new; "": 0 */

#endif
