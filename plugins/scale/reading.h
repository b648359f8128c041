/* SPDX-License-Identifier: MPL-2.0 */
/* reading.h: what a scale says at one moment, and the scale for exercise, which says it without a scale. */
#ifndef SCALE_READING_H
#define SCALE_READING_H

#include <stdint.h>

enum scale_state {
	SCALE_OK,
	SCALE_OVER,  /* more than it can weigh */
	SCALE_UNDER, /* less than nothing: it was switched on with something on it */
	SCALE_OFF,   /* unplugged or switched off */
	SCALE_MOVING, /* in motion, and it does not say how much */
	SCALE_LEVEL, /* it wants to be levelled, set to zero or calibrated */
	SCALE_UNIT,  /* it shows a unit that is none of mass: pieces, percent */
	SCALE_FAULT, /* it says that it is out of order */
	SCALE_SILENT, /* it is plugged in and says nothing */
	SCALE_GARBLED, /* it says something that is no weight: other settings, another protocol */
};
extern const char *const scale_states[]; /* their names in JSON; ends with NULL */

struct reading {
	int64_t grams; /* only when it is SCALE_OK: a fault is never a weight, and never 0 */
	enum scale_state state;
	int stable;
	int quiet; /* SCALE_OK and no weight: it tells changes alone, and there was none for a while */
};

enum { SIMULATED_MOST_GRAMS = 150000, SIMULATED_SETTLES_MS = 800 };
struct simulated { /* what lies on it and since when; all 0: nothing, for long */
	int64_t from, to; /* grams before and after somebody put something there */
	int64_t since_ms;
	enum scale_state state;
	int moving; /* somebody keeps pushing: it never settles */
};

/* Somebody puts `grams` there in place of what lies there. */
void simulated_put(struct simulated *s, int64_t grams, enum scale_state state, int moving, int64_t now_ms);
struct reading simulated_read(const struct simulated *s, int64_t now_ms);

#endif
