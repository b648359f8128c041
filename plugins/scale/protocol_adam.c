/* SPDX-License-Identifier: MPL-2.0 */
/* Adam Equipment: [label] value unit CR LF; the label is G/W, N/W (AZextra), G, N (CPWplus), Gross Wt, Net Wt., Wt. (CBC, CBD) or none (Highland).
 * Source: AZextra p. 16, CPWplus p. 16, CBC p. 18, Highland p. 29; Odoo's driver: AZextra answers P only once it has another weight
 * than before, and none for zero.  None says whether it stands still; set to send by itself, the rule for scales without a flag takes over. */
#include <string.h>

#include "scale/frame.h"
#include "scale/protocols.h"

static const char *const LABELS[] = { "G/W:", "N/W:", "G/W", "N/W", "Gross Wt", "Net Wt.", "Wt.", "G ", "N " };

static int line(struct span s, struct weight *w)
{
	struct span rest = span_trim(s);
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		size_t n = strlen(LABELS[i]);
		if (rest.n < n || memcmp(rest.p, LABELS[i], n) != 0)
			continue;
		w->net = rest.p[0] == 'N';
		rest = (struct span){ rest.p + n, rest.n - n };
		break;
	}
	return !frame_mass(rest, w);
}

size_t adam_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, line);
}
