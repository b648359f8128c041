/* SPDX-License-Identifier: MPL-2.0 */
/* Mettler-Toledo's MT-SICS and Kern's two languages.
 *
 * MT-SICS, Kern KCP: "S S     100.00 kg", id, status (S stable, D dynamic, I cannot now, + over, - under), value, unit; ES, ET, EL are
 * errors.  Source: MT-SICS reference manual; Kern KIB-TM, Kern Communications Protocol.
 * Kern's older scales: 16 characters and CR LF, the value in the third to the twelfth, the unit in the last three and only when it is
 * stable; "Error".  Source: Kern FKB manual, page 37. */
#include "scale/frame.h"
#include "scale/protocols.h"

static int sics_line(struct span s, struct weight *w)
{
	struct span rest = s, id = span_word(&rest), status;
	w->tells = 1;
	if (span_is(s, "ES") || span_is(s, "ET") || span_is(s, "EL")) {
		w->state = WEIGHT_REFUSED;
		return 1;
	}
	if (!span_is(id, "S"))
		return 0;
	status = span_word(&rest);
	rest = span_trim(rest);
	if (span_is(status, "S") || span_is(status, "D")) {
		w->stable = status.p[0] == 'S';
		return !frame_mass(rest, w);
	}
	if (rest.n)
		return 0;
	if (span_is(status, "+"))
		w->state = WEIGHT_OVER;
	else if (span_is(status, "-"))
		w->state = WEIGHT_UNDER;
	else if (span_is(status, "I"))
		w->state = WEIGHT_REFUSED;
	return w->state != WEIGHT_NONE;
}

size_t sics_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, sics_line);
}

enum { KERN_LENGTH = 16, KERN_VALUE = 2, KERN_VALUE_END = 12, KERN_UNIT = 13 };

static int kern_line(struct span s, struct weight *w)
{
	struct span digits = { s.p + KERN_VALUE, KERN_VALUE_END - KERN_VALUE }, unit;
	int minus = 0;
	w->tells = 1;
	if (span_is(span_trim(s), "Error")) {
		w->state = WEIGHT_FAULT;
		return 1;
	}
	if (s.n != KERN_LENGTH || s.p[KERN_VALUE_END] != ' ')
		return 0;
	for (int i = 0; i < KERN_VALUE; i++) {
		if (s.p[i] != ' ' && s.p[i] != '*' && s.p[i] != '-')
			return 0;
		minus |= s.p[i] == '-';
	}
	unit = span_trim((struct span){ s.p + KERN_UNIT, KERN_LENGTH - KERN_UNIT });
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
