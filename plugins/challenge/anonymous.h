/* SPDX-License-Identifier: MPL-2.0 */
/* anonymous.h: when a figure about several households may be shown to others.  Pure: no database, no host.
 *
 * A published figure (one week of the curve, the bands, one team, the final figure) is a value over a set of households, and
 * every value that it ever had stays known.  Who subtracts one value from another must not be left with one or two
 * households.  So:
 *   1. a figure is over ANONYMOUS_GROUP households at least (a member who looks at it then still sees three others), a team
 *      over ANONYMOUS_LEAST;
 *   2. a value takes the place of another only when nothing changed, or the shares of ANONYMOUS_LEAST households at least,
 *      as against each value that the figure ever had;
 *   3. teams: those who are scored and in no team that is shown are none or ANONYMOUS_LEAST at least;
 *   4. bands with one or two households are shown together with the next one towards the middle. */
#ifndef CHALLENGE_ANONYMOUS_H
#define CHALLENGE_ANONYMOUS_H

#include <stddef.h>
#include <stdint.h>

enum { ANONYMOUS_LEAST = 3, ANONYMOUS_GROUP = 4 };

struct member { /* of a figure: a household, and a digest of what it contributed; household 0: it was erased since */
	int64_t household;
	uint64_t digest;
};

uint64_t digest_of(const int64_t *numbers, size_t n); /* FNV-1a over them */

/* How many households contribute to one of the two only, or something else; both are sorted by household, erased ones first. */
size_t anonymous_changed(const struct member *a, size_t a_n, const struct member *b, size_t b_n);
int anonymous_may_follow(const struct member *old, size_t old_n, const struct member *new_, size_t new_n); /* rule 2 */

/* Rule 3.  members[i]: scored households of team i; rest: of none.  shown[i]: 1 on entry where the team may be shown by itself
 * (rules 1 and 2); afterwards some are 0. */
void anonymous_teams(const size_t *members, size_t teams, size_t rest, uint8_t *shown);

/* Rule 4.  group[i]: the first band of those that are shown together with band i; equal values: together. */
void anonymous_bands(const size_t *counts, int n, int *group);

#endif
