/* SPDX-License-Identifier: MPL-2.0 */
/* Mettler-Toledo 8217: STX dd.ddd [N] CR, only while it stands still; else STX ? status CR.
 * Source: 8217 service manual, as Odoo's driver quotes it; Global Industrial 412584, page 25 (table of the status).
 *
 * The frame has no unit.  Three decimals are kilograms; pounds and ounces come with two ("ddd.dd", Brecknell 3700LP, page 11), and
 * what is not certain is no weight: such a scale is to be set to kilograms.
 * Bits of the status: 0 motion, 1 over, 2 under zero, 3 outside of the range in which it can set itself to zero, 4 centre of zero, 5 net
 * or always 1, 6 wrong command or always 1: the last two say nothing here. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { STX = 2, CR = 13, MOTION = 1, OVER = 2, UNDER = 4, ZERO = 8 };

static int is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static void status(unsigned char bits, struct weight *w)
{
	w->state = bits & OVER ? WEIGHT_OVER : bits & UNDER ? WEIGHT_UNDER : bits & MOTION ? WEIGHT_MOTION : bits & ZERO ? WEIGHT_ZERO_NEEDED : WEIGHT_REFUSED;
}

static int frame_at(const unsigned char *p, size_t n, struct weight *w)
{
	size_t end = 1, point = 0;
	struct span digits;
	if (p[0] != STX)
		return -1;
	w->tells = 1;
	if (n > 1 && p[1] == '?') {
		if (n < 4)
			return n == 3 && p[2] > 0x7f ? -1 : 0;
		status(p[2], w);
		return p[2] < 0x80 && p[3] == CR ? 4 : -1;
	}
	while (end < n && end < 8 && (is_digit(p[end]) || (end == 1 && p[end] == ' ') || (end > 1 && !point && (p[end] == '.' || p[end] == ',')))) {
		if (p[end] == '.' || p[end] == ',')
			point = end;
		end++;
	}
	digits = (struct span){ (const char *)p + 1, end - 1 };
	if (end < n && p[end] == 'N') {
		w->net = 1;
		end++;
	}
	if (end == n)
		return 0;
	if (p[end] != CR || !point || frame_mass_in(digits, (struct span){ "kg", 2 }, w))
		return -1;
	w->stable = 1;
	if (digits.n - point != 3)
		*w = (struct weight){ .state = WEIGHT_UNIT };
	return (int)end + 1;
}

size_t toledo_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_marked(p, n, ret, frame_at);
}
