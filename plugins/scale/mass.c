/* SPDX-License-Identifier: MPL-2.0 */
#include "scale/mass.h"

#include <string.h>
#include <strings.h>

/* The international pound is 0.45359237 kg by definition, the ounce a sixteenth of it, the metric carat 0.2 g. */
const struct mass_unit mass_units[] = {
	{ "mg", 1, 1 },
	{ "g", 1000, 1 },
	{ "kg", 1000000, 1 },
	{ "t", 1000000000, 1 },
	{ "lb", 45359237, 100 },
	{ "lbs", 45359237, 100 },
	{ "oz", 45359237, 1600 },
	{ "ct", 200, 1 },
	{ 0 },
};

const struct mass_unit *mass_unit_find(const char *p, size_t n)
{
	for (const struct mass_unit *u = mass_units; u->name; u++)
		if (strlen(u->name) == n && !strncasecmp(u->name, p, n))
			return u;
	return NULL;
}

int mass_digits(const char *p, size_t n, int64_t *ret_digits, int *ret_exp10)
{
	int64_t v = 0;
	int negative = 0, point = 0, decimals = 0, digits = 0, most = 0;
	size_t i = 0;
	if (i < n && (p[i] == '+' || p[i] == '-')) {
		negative = p[i++] == '-';
		while (i < n && p[i] == ' ')
			i++;
	}
	for (; i < n; i++) {
		if ((p[i] == '.' || p[i] == ',') && !point) {
			point = 1;
			continue;
		}
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
		digits++;
		decimals += point;
		most += most || v;
		if (most > MASS_DIGITS_MOST || digits > 2 * MASS_DIGITS_MOST)
			return -1;
	}
	if (!digits || (point && !decimals)) /* "12." may have lost its end */
		return -1;
	*ret_digits = negative ? -v : v;
	*ret_exp10 = -decimals;
	return 0;
}

static int times(int64_t *v, int64_t by)
{
	return __builtin_mul_overflow(*v, by, v) ? -1 : 0;
}

static int64_t nearest(int64_t num, int64_t den)
{
	int64_t whole = num / den, rest = num % den, up = rest >= den - den / 2, down = -rest >= den - den / 2;
	return whole + up - down;
}

int mass_of(int64_t digits, int exp10, const struct mass_unit *unit, int64_t *ret_mg, uint32_t *ret_step_mg)
{
	int64_t num = unit->num, den = unit->den, all;
	for (; exp10 > 0; exp10--)
		if (times(&num, 10))
			return -1;
	for (; exp10 < 0; exp10++)
		if (times(&den, 10))
			return -1;
	all = num;
	if (times(&all, digits))
		return -1;
	*ret_mg = nearest(all, den);
	num = nearest(num, den);
	*ret_step_mg = num > UINT32_MAX ? 0 : (uint32_t)num;
	return 0;
}
