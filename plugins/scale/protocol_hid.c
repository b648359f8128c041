/* SPDX-License-Identifier: MPL-2.0 */
/* USB scales, usage page 8D: one report is 03 status unit exponent low high, or the same without the report number 03.
 * Source: HID Point of Sale Usage Tables 1.02, chapter 4; sanmai/usb-scale-reader and others agree on what DYMO's scales send.
 * A hidraw read is one report; the reader hands over one at a time, and so the length tells the two forms apart.  Zeros may fill it up to
 * the eight bytes of a full-speed endpoint. */
#include "scale/frame.h"
#include "scale/mass.h"
#include "scale/protocols.h"

enum { REPORT = 3, LONG = 6, SHORT = 5, PADDED = 8 };
enum { FAULT = 1, EMPTY, MOTION, STABLE, UNDER, OVER, CALIBRATE, REZERO };

static const char *const UNITS[] = { [1] = "mg", [2] = "g", [3] = "kg", [4] = "ct", [8] = "t", [11] = "oz", [12] = "lb" };

static void value(const unsigned char *p, struct weight *w)
{
	int64_t digits = p[2] | p[3] << 8;
	const char *name = p[0] < sizeof UNITS / sizeof *UNITS ? UNITS[p[0]] : NULL;
	size_t n = 0;
	w->state = WEIGHT_UNIT;
	if (!name)
		return;
	while (name[n])
		n++;
	if (mass_of(digits, (signed char)p[1], mass_unit_find(name, n), &w->mg, &w->interval_mg))
		w->state = WEIGHT_FAULT; /* 6553.5 tonnes to the hundredth power */
	else
		w->state = WEIGHT_OK;
}

static void report(const unsigned char *p, struct weight *w) /* status unit exponent low high */
{
	w->tells = 1;
	switch (p[0]) {
	case FAULT: w->state = WEIGHT_FAULT; return;
	case OVER: w->state = WEIGHT_OVER; return;
	case CALIBRATE:
	case REZERO: w->state = WEIGHT_ZERO_NEEDED; return;
	case EMPTY:
	case MOTION:
	case STABLE:
	case UNDER: value(p + 1, w); break;
	default: return; /* no status of a scale */
	}
	w->stable = p[0] == STABLE || p[0] == EMPTY;
	w->zero = p[0] == EMPTY;
	if (p[0] == UNDER && w->state == WEIGHT_OK)
		w->mg = -w->mg;
	if (w->zero && w->state == WEIGHT_OK && w->mg)
		*w = (struct weight){ .state = WEIGHT_FAULT }; /* empty, and yet a weight: one of both is wrong */
}

size_t hid_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	*ret = (struct weight){ .state = WEIGHT_NONE };
	if (n < SHORT)
		return 0;
	for (size_t i = LONG; i < n; i++)
		if (p[i] || n > PADDED)
			return n;
	if (n >= LONG && p[0] == REPORT)
		report(p + 1, ret);
	else if (n == SHORT)
		report(p, ret);
	if (ret->state != WEIGHT_NONE)
		frame_raw(ret, p, n);
	return n;
}
