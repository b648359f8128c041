/* SPDX-License-Identifier: MPL-2.0 */
/* mass.h: digits and a unit into whole milligrams, without floating point.  Any thread.
 *
 * A milligram that is cut in two goes to the nearest, halves away from zero: 645.2 oz are 18291112.3203 mg and count as 18291112. */
#ifndef SCALE_MASS_H
#define SCALE_MASS_H

#include <stddef.h>
#include <stdint.h>

struct mass_unit {
	const char *name;
	int64_t num, den; /* one of it is num/den milligrams, exactly */
};
extern const struct mass_unit mass_units[]; /* ends with a name of NULL */
/* "kg", "KG", "lbs"; NULL: none of ours. */
const struct mass_unit *mass_unit_find(const char *p, size_t n);

enum { MASS_DIGITS_MOST = 9 /* behind leading zeros */ };
/* "12.50", "-0,3", "+  4.876" (no space behind the digits) is digits * 10^exp10.  0 or -1: it is anything else, or too long. */
int mass_digits(const char *p, size_t n, int64_t *ret_digits, int *ret_exp10);
/* Milligrams, and what one step of the last digit is (0: less than a milligram, or too much to say).  0 or -1: too much for a number. */
int mass_of(int64_t digits, int exp10, const struct mass_unit *unit, int64_t *ret_mg, uint32_t *ret_step_mg);

#endif
