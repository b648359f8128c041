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
