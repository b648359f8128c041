/* SPDX-License-Identifier: MPL-2.0 */
/* number.h: parts and proportions of integers, without floating point.  Any thread. */
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include <stdint.h>

/* A part of a whole in hundredths of a percent, half up; -1: the whole is not positive, there is no rate. */
int64_t basis_points(int64_t part, int64_t whole);
/* a * b / c to the nearest, halves away from zero; c > 0.  No overflow while the result, and c * b, fit. */
int64_t scaled(int64_t a, int64_t b, int64_t c);
/* Two significant digits, halves away from zero: as much as is believable of an estimate.  214510 -> 210000 */
int64_t two_digits(int64_t v);

#endif
