/* SPDX-License-Identifier: MPL-2.0 */
#include "impact/co2.h"

#include "impact/rates.h"

static int64_t by_mass(const struct co2_factor *f, int64_t grams)
{
	return scaled(grams, f->co2_grams * 1000, f->item_grams);
}

int64_t co2_of(const struct co2_factor *f, const struct co2_goods *g, int64_t *ret_missed)
{
	int64_t mg;
	*ret_missed = 0;
	if (f->per == CO2_MASS && f->item_grams > 0) {
		mg = by_mass(f, g->grams);
	} else if (f->per == CO2_EITHER && f->item_grams > 0) {
		mg = g->pieces * f->co2_grams * 1000 + by_mass(f, g->uncounted);
	} else {
		mg = f->per == CO2_MASS ? 0 : g->pieces * f->co2_grams * 1000;
		*ret_missed = f->per == CO2_MASS ? g->grams : g->uncounted;
	}
	return scaled(mg, f->lifetime_permille, 1000);
}

int64_t co2_avoided(const struct co2_sum *s, int64_t permille)
{
	return scaled(s->new_mg, permille, 1000);
}

int64_t co2_intensity(int64_t avoided_mg, int64_t grams)
{
	return grams > 0 ? scaled(avoided_mg, 1, grams) : 0;
}
