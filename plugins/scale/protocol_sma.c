/* SPDX-License-Identifier: MPL-2.0 */
/* SMA SCP-0499: LF s r n m f xxxxxx.xxx uuu CR, fixed width; LF ? CR for a wrong command, LF ! CR for a broken one.
 * s: Z at zero, O over, U under, E and I not zeroed, T tare refused, space: nothing of these; r range; n: G, N, T gross, net, tare;
 * m: M moves; f of the maker's.  Source: SMA SCP-0499, Scale Manufacturers Association, level 1. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { LF = 10, CR = 13, STATUS = 0, KIND = 2, MOVES = 3, VALUE = 5, VALUE_END = 15, LENGTH = 18 };

static int line(struct span s, struct weight *w)
{
	struct span value = { s.p + VALUE, VALUE_END - VALUE }, unit = { s.p + VALUE_END, s.n - VALUE_END };
	if (span_is(s, "?") || span_is(s, "!")) {
		w->state = WEIGHT_REFUSED;
		return 1;
	}
	if (s.n != LENGTH && (s.n != LENGTH + 1 || s.p[VALUE_END] != ' ')) /* a space before the unit, in some makes */
		return 0;
	if ((s.p[KIND] != 'G' && s.p[KIND] != 'N') || (s.p[MOVES] != ' ' && s.p[MOVES] != 'M'))
		return 0;
	w->tells = 1;
	w->net = s.p[KIND] == 'N';
	w->stable = s.p[MOVES] != 'M';
	w->zero = s.p[STATUS] == 'Z';
	switch (s.p[STATUS]) {
	case ' ':
	case 'Z': return !frame_mass_in(value, span_trim(unit), w);
	case 'O': w->state = WEIGHT_OVER; return 1;
	case 'U': w->state = WEIGHT_UNDER; return 1;
	case 'E':
	case 'I': w->state = WEIGHT_ZERO_NEEDED; return 1;
	case 'T': w->state = WEIGHT_FAULT; return 1;
	default: return 0;
	}
}

static int frame_at(const unsigned char *p, size_t n, struct weight *w)
{
	size_t end = 1;
	if (p[0] != LF)
		return -1;
	while (end < n && end < LENGTH + 3 && p[end] >= ' ' && p[end] <= '~')
		end++;
	if (end == n)
		return 0;
	return p[end] == CR && line((struct span){ (const char *)p + 1, end - 1 }, w) ? (int)end + 1 : -1;
}

size_t sma_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_marked(p, n, ret, frame_at);
}
