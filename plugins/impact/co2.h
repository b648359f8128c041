/* SPDX-License-Identifier: MPL-2.0 */
/* co2.h: CO2 avoided by goods that were sold or given, as a range.  Integers: milligrams of CO2e.
 *
 *   avoided = D x sum over goods of n x EF x Q
 *
 * EF: grams of CO2e for making and distributing one new piece (no use phase, no end of life).  n: pieces, or the mass over
 * the mass of the piece that the source looked at.  D: the share that keeps somebody from buying a new one, low, central
 * and high.  Q: the share of its life still to come.  Only what was sold or given; never what came in or lies in stock, and
 * no credit for recycling.  What has no factor is not estimated, and is listed.  It is outside of the centre's own
 * footprint and is not subtracted from it.  Source of D and EF: impact_factor_set, impact_factor. */
#ifndef IMPACT_CO2_H
#define IMPACT_CO2_H

#include <stdint.h>

enum co2_per { CO2_EITHER, CO2_PIECE /* never through the mass */, CO2_MASS /* always: the source's piece is atypical */ };
struct co2_factor {
	int64_t co2_grams, item_grams; /* of one piece; item_grams 0: unknown */
	int64_t lifetime_permille;
	enum co2_per per;
};
struct co2_goods {
	int64_t grams, pieces, uncounted; /* uncounted: those of the grams whose pieces nobody counted */
};
/* Milligrams of CO2e for making such goods new, before D.  *ret_missed: grams that the factor says nothing about. */
int64_t co2_of(const struct co2_factor *f, const struct co2_goods *g, int64_t *ret_missed);

struct co2_sum {
	int64_t new_mg;                    /* the sum of co2_of() */
	int64_t estimated, missed;         /* grams of goods */
};
/* `permille` of it, milligrams. */
int64_t co2_avoided(const struct co2_sum *s, int64_t permille);
/* Grams of CO2e for a kilogram of goods. */
int64_t co2_intensity(int64_t avoided_mg, int64_t grams);
enum { CO2_DOUBTFUL = 3000 }; /* above so many grams a kilogram, a mixed flow is not believable: 0.5 to 1.5 t/t is usual */

#endif
