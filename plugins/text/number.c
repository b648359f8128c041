/* SPDX-License-Identifier: MPL-2.0 */
#include "text/number.h"

int64_t scaled(int64_t a, int64_t b, int64_t c)
{
	int64_t whole = a / c * b, rest = a % c * b, half = c / 2;
	return whole + (rest >= 0 ? rest + half : rest - half) / c;
}

int64_t basis_points(int64_t part, int64_t whole)
{
	return whole > 0 ? scaled(part, 10000, whole) : -1;
}

int64_t two_digits(int64_t v)
{
	int64_t unit = 1;
	while (v / unit >= 100 || v / unit <= -100)
		unit *= 10;
	return scaled(v, 1, unit) * unit;
}
