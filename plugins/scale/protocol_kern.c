/* SPDX-License-Identifier: MPL-2.0 */
/* Kern's two languages of before KCP; CR LF ends their lines.
 *
 * "kern": 16 characters, the value in the third to the twelfth, the unit in the last three and only when it is stable; "Error".
 * Source: Kern FKB manual, page 37; frames of a 572 in eamars/OpenTrickler-RP2040-Controller, issue 15.
 * "kern-ew", of Vibra (Shinko) too: sign, value in seven or eight, unit in two, comparator (L, G, H), S stable, U moving or E over or
 * under, it does not say which; O8 asks for one frame at once, A00 and E01 answer commands.  Source: Shinko CT1602, pages 29 and 30; libsigrok,
 * which reads a KERN EW 6200-2NM. */
#include <string.h>

#include "scale/frame.h"
#include "scale/protocols.h"

enum { LENGTH = 16, VALUE = 2, VALUE_END = 12, UNIT = 13 };

static int kern_line(struct span s, struct weight *w)
{
	struct span digits = { s.p + VALUE, VALUE_END - VALUE }, unit;
	int minus = 0;
	w->tells = 1;
	if (span_is(span_trim(s), "Error")) {
		w->state = WEIGHT_FAULT;
		return 1;
	}
	if (s.n != LENGTH || s.p[VALUE_END] != ' ')
		return 0;
	for (int i = 0; i < VALUE; i++) {
		if (s.p[i] != ' ' && s.p[i] != '*' && s.p[i] != '-')
			return 0;
		minus |= s.p[i] == '-';
	}
	unit = span_trim((struct span){ s.p + UNIT, LENGTH - UNIT });
	if (frame_mass_in(digits, unit, w) || (minus && frame_minus(w)))
		return 0;
	w->stable = unit.n > 0;
	if (!unit.n) /* it moves, and without a unit its number says nothing */
		w->state = WEIGHT_MOTION;
	return 1;
}

size_t kern_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, kern_line);
}

enum { EW_SHORT = 12 };

static int ew_line(struct span s, struct weight *w)
{
	size_t unit = s.n - 4; /* unit, comparator, status */
	struct span digits;
	w->tells = 1;
	if (s.n == 3 && s.p[0] == 'E') {
		w->state = WEIGHT_REFUSED;
		return 1;
	}
	if (s.n != EW_SHORT && s.n != EW_SHORT + 1)
		return 0;
	if (!memchr("+- ", s.p[0], 3) || !memchr("LGH ", s.p[s.n - 2], 4) || !memchr("SUE ", s.p[s.n - 1], 4))
		return 0;
	if (s.p[s.n - 1] == 'E') {
		w->state = WEIGHT_FAULT;
		return 1;
	}
	w->stable = s.p[s.n - 1] == 'S';
	digits = (struct span){ s.p, unit };
	return !frame_mass_in(digits, span_trim((struct span){ s.p + unit, 2 }), w);
}

size_t kern_ew_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, ew_line);
}
