/* SPDX-License-Identifier: MPL-2.0 */
/* Mettler-Toledo's MT-SICS and Kern's KCP: "S S     100.00 kg", id, status (S stable, D dynamic, I cannot now, + over, - under), value, unit;
 * ES, ET, EL are errors.  Source: MT-SICS reference manual; Kern KIB-TM, Kern Communications Protocol. */
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
