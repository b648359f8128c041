/* SPDX-License-Identifier: MPL-2.0 */
/* badge.h: what a household is given a badge for: éco-gestes, workshops, keeping at it.  Never kilograms, never a rank; a low
 * weight has one badge, against the published reference, so that nobody needs a heavy beginning.  Pure, no host.
 *
 * Each has a drawing of its own name in ui/badges.svg and words "badge.<id>", "badge.<id>.how"; those of éco-gestes have the id of
 * the gesture (forms.h) and words "gesture.<id>". */
#ifndef CHALLENGE_BADGE_H
#define CHALLENGE_BADGE_H

#include <stdint.h>

enum badge { BADGE_FIRST_WEEK, BADGE_STEADY, BADGE_WORKSHOP, BADGE_WORKSHOPS, BADGE_SOBER, BADGES };
enum { BADGE_STEADY_WEEKS = 4 /* in a row */, BADGE_WORKSHOPS_MANY = 3 /* as households do (Roubaix) */ };
extern const char *const badge_ids[BADGES + 1]; /* ends with NULL */

struct badge_facts {
	const uint8_t *covered; /* week by week */
	int weeks;
	int workshops;          /* that somebody of the household went to */
	int sober;              /* of the score: below half of the reference */
};
unsigned badges_won(const struct badge_facts *f); /* bits 1 << badge */

#endif
