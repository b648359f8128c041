/* SPDX-License-Identifier: MPL-2.0 */
#include "scale/frame.h"

#include <stdio.h>
#include <string.h>

#include "scale/mass.h"

int span_is(struct span s, const char *text)
{
	return strlen(text) == s.n && !memcmp(s.p, text, s.n);
}

struct span span_trim(struct span s)
{
	while (s.n && s.p[0] == ' ')
		s.p++, s.n--;
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

struct span span_word(struct span *rest)
{
	struct span s = span_trim(*rest), word = { s.p, 0 };
	while (word.n < s.n && s.p[word.n] != ' ')
		word.n++;
	*rest = (struct span){ s.p + word.n, s.n - word.n };
	return word;
}

void frame_raw(struct weight *w, const void *p, size_t n)
{
	const unsigned char *b = p;
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		int plain = b[i] >= ' ' && b[i] < 0x7f && b[i] != '\\';
		if (at + (plain ? 1 : 4) >= sizeof w->raw)
			break;
		if (plain)
			w->raw[at++] = (char)b[i];
		else
			at += (size_t)snprintf(w->raw + at, sizeof w->raw - at, "\\x%02X", b[i]);
	}
	w->raw[at] = 0;
}

int frame_mass_in(struct span digits, struct span unit, struct weight *w)
{
	const struct mass_unit *u = mass_unit_find(unit.p, unit.n);
	int64_t value;
	int exp10;
	for (size_t i = 0; i < unit.n; i++)
		if (!strchr("%:/#", unit.p[i]) && (unit.p[i] < 'A' || unit.p[i] > 'z' || (unit.p[i] > 'Z' && unit.p[i] < 'a')))
			return -1; /* no unit is written so: the frame is damaged */
	digits = span_trim(digits);
	if (mass_digits(digits.p, digits.n, &value, &exp10))
		return -1;
	if (u && mass_of(value, exp10, u, &w->mg, &w->interval_mg))
		return -1;
	w->state = u ? WEIGHT_OK : WEIGHT_UNIT;
	return 0;
}

int frame_mass(struct span s, struct weight *w)
{
	struct span digits = span_trim(s), unit;
	while (digits.n && (digits.p[digits.n - 1] < '0' || digits.p[digits.n - 1] > '9'))
		digits.n--;
	unit = (struct span){ digits.p + digits.n, (size_t)(s.p + s.n - (digits.p + digits.n)) };
	unit = span_trim(unit);
	if (unit.n && unit.p[0] == ',')
		unit = span_trim((struct span){ unit.p + 1, unit.n - 1 });
	return frame_mass_in(digits, unit, w);
}

int frame_minus(struct weight *w)
{
	if (w->mg < 0)
		return -1;
	w->mg = -w->mg;
	return 0;
}

int frame_bars(struct span s, struct weight *w)
{
	size_t bars = 0;
	s = span_trim(s);
	while (bars < s.n && s.p[bars] == s.p[0])
		bars++;
	for (size_t i = bars; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != ' ')
			return 0;
	if (bars < 3)
		return 0;
	switch (s.p[0]) {
	case '^': w->state = WEIGHT_OVER; return 1;
	case '_': w->state = WEIGHT_UNDER; return 1;
	case '-': w->state = WEIGHT_ZERO_NEEDED; return 1;
	default: return 0;
	}
}

size_t frame_line(const unsigned char *p, size_t n, struct weight *ret, int (*line)(struct span s, struct weight *w))
{
	size_t end = 0;
	*ret = (struct weight){ .state = WEIGHT_NONE };
	while (end < n && p[end] != '\r' && p[end] != '\n')
		end++;
	if (end == n)
		return n > PROTOCOL_FRAME_MOST ? n : 0;
	for (size_t i = 0; i < end; i++)
		if (p[i] < ' ' || p[i] > '~')
			return end + 1;
	if (end && end <= PROTOCOL_FRAME_MOST) {
		struct weight w = *ret;
		if (line((struct span){ (const char *)p, end }, &w)) {
			*ret = w;
			frame_raw(ret, p, end);
		}
	}
	return end + 1;
}

size_t frame_marked(const unsigned char *p, size_t n, struct weight *ret, int (*at)(const unsigned char *p, size_t n, struct weight *w))
{
	*ret = (struct weight){ .state = WEIGHT_NONE };
	for (size_t i = 0; i < n; i++) {
		struct weight w = { .state = WEIGHT_NONE };
		int r = at(p + i, n - i, &w);
		if (r < 0)
			continue;
		if (r == 0 && n - i > PROTOCOL_FRAME_MOST) /* no frame is so long */
			continue;
		if (r == 0 || i > 0) /* rubbish first, if there is any */
			return i;
		*ret = w;
		frame_raw(ret, p, (size_t)r);
		return (size_t)r;
	}
	return n;
}
