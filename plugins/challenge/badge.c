/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/badge.h"

#include <stddef.h>

const char *const badge_ids[BADGES + 1] = { "first_week", "steady", "workshop", "workshops", "sober", NULL };

unsigned badges_won(const struct badge_facts *f)
{
	unsigned won = 0;
	for (int w = 0, row = 0; w < f->weeks; w++) {
		row = f->covered[w] ? row + 1 : 0;
		won |= row >= 1 ? 1u << BADGE_FIRST_WEEK : 0;
		won |= row >= BADGE_STEADY_WEEKS ? 1u << BADGE_STEADY : 0;
	}
	won |= f->workshops >= 1 ? 1u << BADGE_WORKSHOP : 0;
	won |= f->workshops >= BADGE_WORKSHOPS_MANY ? 1u << BADGE_WORKSHOPS : 0;
	return won | (f->sober ? 1u << BADGE_SOBER : 0);
}
