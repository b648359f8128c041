/* SPDX-License-Identifier: MPL-2.0 */
/* CAS ECR: ENQ is answered by ACK (or NAK), DC1 then by SOH STX status sign dd.ddd unit BCC ETX EOT, BCC being the exclusive or of
 * what lies between STX and itself.  Source: CAS AP-1 interface document; Ohaus Aviator manual. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { SOH = 1, STX = 2, ETX = 3, EOT = 4, ACK = 6, NAK = 0x15, STATUS = 2, SIGN, VALUE, UNIT = 10, BCC = 12, LENGTH = 15 };

static int frame_at(const unsigned char *p, size_t n, struct weight *w)
{
	struct span digits = { (const char *)p + VALUE, UNIT - VALUE }, unit = { (const char *)p + UNIT, BCC - UNIT };
	unsigned char sum = 0;
	if (p[0] == ACK || p[0] == NAK) {
		w->state = p[0] == ACK ? WEIGHT_READY : WEIGHT_REFUSED;
		return 1;
	}
	if (p[0] != SOH || (n > 1 && p[1] != STX))
		return -1;
	if (n < LENGTH)
		return 0;
	for (int i = STATUS; i < BCC; i++)
		sum ^= p[i];
	if (sum != p[BCC] || p[BCC + 1] != ETX || p[BCC + 2] != EOT || (p[STATUS] != 'S' && p[STATUS] != 'U'))
		return -1;
	w->tells = 1;
	w->stable = p[STATUS] == 'S';
	if (p[SIGN] == 'F') {
		w->state = WEIGHT_OVER;
		return LENGTH;
	}
	if ((p[SIGN] != ' ' && p[SIGN] != '-') || frame_mass_in(digits, span_trim(unit), w) || (p[SIGN] == '-' && frame_minus(w)))
		return -1;
	return LENGTH;
}

size_t cas_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_marked(p, n, ret, frame_at);
}
