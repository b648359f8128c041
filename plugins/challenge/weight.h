/* SPDX-License-Identifier: MPL-2.0 */
/* weight.h: a weight as a household writes it: "3,2", "3.200 kg", "3 200 g".  Never guessed: what may be two things is asked
 * about.  Pure, no host. */
#ifndef CHALLENGE_WEIGHT_H
#define CHALLENGE_WEIGHT_H

#include "glane/plugin.h"

enum {
	WEIGHT_UNSURE_FROM_KG = 50, /* a whole number from here on, where kilograms are meant: 50 kg is no household's bin, 50 g is */
	WEIGHT_UNSURE_BELOW_G = 50, /* below it, where grams are meant: 3 g is no weigh-in, 3 kg is */
	WEIGHT_MAX = 100000000      /* kilograms or grams that are a number at all */
};
struct weight {
	int64_t grams; /* in the unit that is said or agreed; below 0: written with a minus */
	int64_t other; /* the same number in the other unit, when nobody can know; -1: it is sure */
};
/* `in_grams`: the unit of a number without one.  Decimals of grams are rounded.  0 or GLANE_EINVAL: no weight. */
int weight_read(struct glane_str typed, int in_grams, struct weight *ret) GLANE_CHECKED;

#endif
