/* SPDX-License-Identifier: MPL-2.0 */
#include "base/quantity.h"

#include <string.h>

#include "base/str.h"

#define NARROW_SPACE "\xe2\x80\xaf" /* U+202F: does not break */

static bool drop(struct glane_str *s, const char *space)
{
	struct glane_str c = str_c(space);
	bool first = str_starts(*s, c);
	if (!first && !str_ends(*s, c))
		return false;
	s->p += first ? c.n : 0;
	s->n -= c.n;
	return true;
}

static struct glane_str trim_spaces(struct glane_str s)
{
	while (drop(&s, " ") || drop(&s, "\t") || drop(&s, "\xc2\xa0") || drop(&s, NARROW_SPACE))
		;
	return s;
}

int decimal_parse(struct glane_str s, uint32_t decimals, int64_t *ret)
{
	REQUIRE(decimals <= 18);
	s = trim_spaces(s);
	bool minus = s.n && s.p[0] == '-';
	bool separated = false, digit_before = false;
	uint32_t kept = 0;
	int64_t v = 0; /* summed below zero: there is one number more on that side */
	for (size_t i = minus; i < s.n; i++) {
		char c = s.p[i];
		if (c == ',' || c == '.') {
			if (separated || !digit_before)
				return GLANE_EINVAL;
			separated = true;
			digit_before = false;
			continue;
		}
		if (c < '0' || c > '9')
			return GLANE_EINVAL;
		digit_before = true;
		if (separated && kept == decimals) {
			if (c != '0')
				return GLANE_EINVAL;
			continue;
		}
		kept += separated;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, c - '0', &v))
			return GLANE_EINVAL;
	}
	if (!digit_before)
		return GLANE_EINVAL;
	for (; kept < decimals; kept++)
		if (__builtin_mul_overflow(v, 10, &v))
			return GLANE_EINVAL;
	if (!minus && v == INT64_MIN)
		return GLANE_EINVAL;
	*ret = minus ? v : -v;
	return 0;
}

int grams_parse(struct glane_str kilograms, int64_t *ret)
{
	return decimal_parse(kilograms, 3, ret);
}

int cents_parse(struct glane_str euros, int64_t *ret)
{
	return decimal_parse(euros, 2, ret);
}

struct words { /* of a language */
	const char *point, *group;
	bool english;
};
static const struct words french = { ",", NARROW_SPACE, false }, english = { ".", ",", true };

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

static void grouped(uint64_t u, const struct words *w, struct buf *out)
{
	if (u >= 1000) {
		grouped(u / 1000, w, out);
		buf_c(out, w->group);
		u %= 1000;
		buf_char(out, (char)('0' + u / 100));
		buf_char(out, (char)('0' + u / 10 % 10));
		buf_char(out, (char)('0' + u % 10));
	} else {
		buf_int(out, (int64_t)u);
	}
}

/* u / 10^decimals; without its last zeros down to `least` decimals. */
static void fixed(uint64_t u, unsigned decimals, unsigned least, bool group, const struct words *w, struct buf *out)
{
	uint64_t scale = 1;
	for (; decimals > least && u % 10 == 0; decimals--)
		u /= 10;
	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	if (group)
		grouped(u / scale, w, out);
	else
		buf_int(out, (int64_t)(u / scale));
	if (decimals)
		buf_c(out, w->point);
	for (u %= scale; scale > 1; u %= scale) {
		scale /= 10;
		buf_char(out, (char)('0' + u / scale));
	}
}

static void sign(int64_t v, struct buf *out)
{
	if (v < 0)
		buf_char(out, '-');
}

static void grams_text(int64_t v, const struct words *w, struct buf *out)
{
	uint64_t u = magnitude(v);
	sign(v, out);
	if (u < 1000)
		fixed(u, 0, 0, true, w, out);
	else
		fixed(u, 3, 0, true, w, out); /* every gram is shown */
	buf_c(out, u < 1000 ? NARROW_SPACE "g" : NARROW_SPACE "kg");
}

static void cents_text(int64_t v, const struct words *w, struct buf *out)
{
	sign(v, out);
	if (w->english)
		buf_c(out, "€");
	fixed(magnitude(v), 2, 2, true, w, out);
	if (!w->english)
		buf_c(out, NARROW_SPACE "€");
}

/* Two significant digits, rounded half up: more would be false precision.  From 0.1 t on in tonnes. */
static void co2_text(int64_t v, const struct words *w, struct buf *out)
{
	uint64_t u = magnitude(v), step = 1;
	unsigned decimals;
	const char *unit;
	while (u / step >= 100)
		step *= 10;
	u = (u / step + (u % step >= step - step / 2)) * step;
	if (u >= 100000) {
		decimals = u < 1000000 ? 2 : u < 10000000 ? 1 : 0;
		unit = NARROW_SPACE "t";
		for (unsigned i = decimals; i < 6; i++)
			u /= 10;
	} else {
		decimals = u == 0 || u >= 10000 ? 0 : u >= 1000 ? 1 : u >= 100 ? 2 : 3;
		unit = NARROW_SPACE "kg";
		for (unsigned i = decimals; i < 3; i++)
			u /= 10;
	}
	if (u)
		sign(v, out);
	fixed(u, decimals, decimals, true, w, out);
	buf_c(out, unit);
}

static void two(int v, struct buf *out)
{
	buf_char(out, (char)('0' + v / 10 % 10));
	buf_char(out, (char)('0' + v % 10));
}

static void day_text(int64_t day, const struct words *w, struct buf *out)
{
	struct civil c = civil_of_day(day);
	if (w->english) {
		buf_printf(out, "%04d-", c.year);
		two(c.month, out);
		buf_char(out, '-');
		two(c.day, out);
	} else {
		two(c.day, out);
		buf_char(out, '/');
		two(c.month, out);
		buf_printf(out, "/%04d", c.year);
	}
}

static void time_text(int64_t ms, const struct words *w, const struct zone *zone, struct buf *out)
{
	int minute = zone_minute(zone, ms);
	day_text(zone_day(zone, ms), w, out);
	buf_char(out, ' ');
	two(minute / 60, out);
	buf_char(out, ':');
	two(minute % 60, out);
}

static void leaf_text(const struct glane_value *v, const struct words *w, const struct zone *zone, struct buf *out)
{
	int64_t i = v->u.i;
	switch (v->unit) {
	case GLANE_U_GRAMS:
		grams_text(i, w, out);
		return;
	case GLANE_U_CENTS:
		cents_text(i, w, out);
		return;
	case GLANE_U_TIME_MS:
		time_text(i, w, zone, out);
		return;
	case GLANE_U_DAY:
		day_text(i, w, out);
		return;
	case GLANE_U_PER_MILLE:
		sign(i, out);
		fixed(magnitude(i), 1, 1, true, w, out);
		buf_c(out, w->english ? "%" : NARROW_SPACE "%");
		return;
	case GLANE_U_CO2_GRAMS:
		co2_text(i, w, out);
		return;
	default:
		buf_int(out, i);
	}
}

void quantity_text(const struct glane_value *v, const char *lang, const struct zone *zone, struct buf *out)
{
	const struct words *w = lang && strncmp(lang, "en", 2) == 0 ? &english : &french;
	switch (value_type(v)) {
	case GLANE_V_BOOL:
		buf_c(out, v->u.i ? "true" : "false");
		return;
	case GLANE_V_INTEGER: /* not grouped: it may be a year or a number that people look up */
		buf_int(out, v->u.i);
		return;
	case GLANE_V_DECIMAL:
		sign(v->u.i, out);
		fixed(magnitude(v->u.i), v->unit, v->unit, false, w, out);
		return;
	case GLANE_V_QUANTITY:
		leaf_text(v, w, zone, out);
		return;
	case GLANE_V_TEXT:
		buf_str(out, v->u.s);
		return;
	default:
		return;
	}
}
