/* SPDX-License-Identifier: MPL-2.0 */
/* booklet.h: the notebook of a household that writes with a pencil: how to weigh, the card's QR code, and a page for each four
 * weeks with lines to fill in.  A4, as part of a flow (drawing/flow.h).  Pure, no host: all words come in. */
#ifndef CHALLENGE_BOOKLET_H
#define CHALLENGE_BOOKLET_H

#include "drawing/flow.h"
#include "glane/plugin.h"

enum { BOOKLET_WEEKS = 60, BOOKLET_A_PAGE = 4, BOOKLET_LINES = 5 /* weigh-ins a week to write down */, BOOKLET_COLUMNS = 5, BOOKLET_STEPS = 6 };

struct booklet_words { /* the same for all households of a challenge */
	struct glane_str title, place; /* place: where to bring the booklet; may be "" */
	struct glane_str how, steps[BOOKLET_STEPS][2]; /* what to do in two words, and in a sentence */
	struct glane_str columns[BOOKLET_COLUMNS]; /* fractions that are weighed */
	struct glane_str weeks[BOOKLET_WEEKS];     /* "Semaine 1 : du 5 au 11 janvier" */
	struct glane_str pages[BOOKLET_WEEKS / BOOKLET_A_PAGE]; /* "Semaines 1 à 4" */
	struct glane_str day, nothing, present, absent, guests, address;
	uint32_t step_count, column_count, week_count;
};
struct booklet {
	struct glane_str household; /* "Foyer 12" */
	struct glane_str url;       /* what the QR code says */
	struct glane_str code;      /* to be typed on the kiosk: "7K2PW93M" */
};
/* Begins on a new page.  Fails: GLANE_EINVAL when no QR symbol holds the address. */
int booklet_fill(struct flow *f, const struct booklet_words *w, const struct booklet *b) GLANE_CHECKED;

#endif
