/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/weight.h"

#include <string.h>

#include "text/text.h"

enum unit { UNSAID, GRAMS, KILOS, UNKNOWN };

static enum unit unit_of(struct glane_str s)
{
	static const struct {
		const char *word;
		enum unit unit;
	} units[] = { { "", UNSAID }, { "g", GRAMS }, { "gr", GRAMS }, { "gramme", GRAMS }, { "grammes", GRAMS }, { "gram", GRAMS }, { "grams", GRAMS },
		      { "k", KILOS }, { "kg", KILOS }, { "kilo", KILOS }, { "kilos", KILOS } };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (text_same_code(s, glane_cstr(units[i].word)))
			return units[i].unit;
	return UNKNOWN;
}

/* The number without the spaces between its digits ("3 200"), and what stands behind it. */
static size_t split(struct glane_str typed, char number[32], struct glane_str *ret_unit)
{
	size_t n = 0, i = 0;
	while (i < typed.n && n < 31) {
		char c = typed.p[i];
		struct glane_str rest = text_trim((struct glane_str){ typed.p + i, typed.n - i });
		size_t space = typed.n - i - rest.n;
		if ((c >= '0' && c <= '9') || c == ',' || c == '.' || (c == '-' && n == 0))
			number[n++] = c, i++;
		else if (n && rest.n && rest.p > typed.p + i && rest.p[0] >= '0' && rest.p[0] <= '9')
			i += space;
		else
			break;
	}
	*ret_unit = text_trim((struct glane_str){ typed.p + i, typed.n - i });
	number[n] = 0;
	return n;
}

int weight_read(struct glane_str typed, int in_grams, struct weight *ret)
{
	char number[32];
	struct glane_str behind;
	int64_t milli; /* thousandths of whatever it is */
	typed = text_trim(typed);
	size_t n = split(typed, number, &behind);
	enum unit unit = unit_of(behind);
	if (unit == UNKNOWN || text_decimal((struct glane_str){ number, n }, 3, &milli) < 0 || milli > INT64_C(1000) * WEIGHT_MAX || milli < -INT64_C(1000) * WEIGHT_MAX)
		return GLANE_EINVAL;
	int64_t kilos = milli, grams = (milli + (milli < 0 ? -500 : 500)) / 1000;
	int whole = !memchr(number, ',', n) && !memchr(number, '.', n);
	if (unit != UNSAID) {
		*ret = (struct weight){ unit == KILOS ? kilos : grams, -1 };
	} else if (in_grams) {
		int unsure = milli > 0 && (milli % 1000 || milli < INT64_C(1000) * WEIGHT_UNSURE_BELOW_G);
		*ret = (struct weight){ grams, unsure ? kilos : -1 };
	} else {
		int unsure = milli >= INT64_C(1000) * WEIGHT_UNSURE_FROM_KG && (whole || milli > INT64_C(100000));
		*ret = (struct weight){ kilos, unsure ? grams : -1 };
	}
	return GLANE_OK;
}
