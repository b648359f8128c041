/* SPDX-License-Identifier: MPL-2.0 */
/* Adam Equipment (AZextra, CBD, CPWplus): [G/W | N/W] value unit CR LF.
 * Source: AZextra manual and Odoo's driver: it answers P only once it has another weight than before, and none for zero.  It says nothing of
 * standing still; set to send by itself, the rule for scales without a flag takes over. */
#include "scale/frame.h"
#include "scale/protocols.h"

static int line(struct span s, struct weight *w)
{
	struct span rest = span_trim(s), label = rest;
	label.n = rest.n < 3 ? 0 : 3;
	if (span_is(label, "G/W") || span_is(label, "N/W")) {
		w->net = label.p[0] == 'N';
		rest = (struct span){ rest.p + 3, rest.n - 3 };
		if (rest.n && rest.p[0] == ':')
			rest = (struct span){ rest.p + 1, rest.n - 1 };
	}
	return !frame_mass(rest, w);
}

size_t adam_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, line);
}
