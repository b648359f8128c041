/* SPDX-License-Identifier: MPL-2.0 */
/* NCI (SCP-01, SCP-02): LF value unit CR LF status CR ETX; status alone; "?" for a wrong command.  Over, under and not zeroed fill the
 * value with ^, _ and -.  Source: Avery Weigh-Tronix 7821, page 25; Ohaus Courier 7000, page 45; Adam MDW, page 13; Mettler DIVA, page 41.
 *
 * A byte of status has bit 4 and 5 set, bit 6 says that another one follows.
 * First: 1 moves, 2 at zero, 4 RAM, 8 EEPROM.  Second: 1 under, 2 over, 4 ROM, 8 calibration.  Third: 1, 2 range, 4 net, 8 zero at start. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { LF = 10, CR = 13, ETX = 3, FRAME_MOST = 40, STATUS_MOST = 4 };

static struct span part(struct span *rest) /* up to CR or LF, which go */
{
	struct span s = { rest->p, 0 };
	while (s.n < rest->n && s.p[s.n] != CR && s.p[s.n] != LF)
		s.n++;
	*rest = (struct span){ s.p + s.n, rest->n - s.n };
	while (rest->n && (rest->p[0] == CR || rest->p[0] == LF))
		*rest = (struct span){ rest->p + 1, rest->n - 1 };
	return s;
}

static int status(struct span s, unsigned char h[STATUS_MOST])
{
	size_t n = 0;
	if (s.n && s.p[0] == 'S') /* SCP-02 */
		s = (struct span){ s.p + 1, s.n - 1 };
	if (s.n < 2 || s.n > STATUS_MOST)
		return -1;
	for (; n < s.n; n++) {
		h[n] = (unsigned char)s.p[n];
		if ((h[n] & 0xb0) != 0x30 || (n == 0 && h[n] & 0x40) || (n > 0 && !!(h[n] & 0x40) != (n + 1 < s.n)))
			return -1;
	}
	return 0;
}

/* "1LB 02.30OZ": two units at once are none of ours. */
static int pounds_and_ounces(struct span s, struct weight *w)
{
	struct span rest = span_trim(s), pounds = span_word(&rest);
	struct weight both[2] = { { .mg = 0 } };
	if (!span_trim(rest).n || frame_mass(pounds, &both[0]) || frame_mass(span_trim(rest), &both[1]))
		return -1;
	w->state = WEIGHT_UNIT;
	return 0;
}

static int understood(struct span value, const unsigned char *h, struct weight *w)
{
	enum weight_state says = WEIGHT_NONE;
	if (h[0] & 12 || h[1] & 4)
		says = WEIGHT_FAULT;
	else if (h[1] & 2)
		says = WEIGHT_OVER;
	else if (h[1] & 1)
		says = WEIGHT_UNDER;
	else if (h[1] & 8 || h[2] & 8)
		says = WEIGHT_ZERO_NEEDED;
	else if (!value.n)
		says = h[0] & 1 ? WEIGHT_MOTION : WEIGHT_REFUSED;
	if (says == WEIGHT_NONE && !frame_bars(value, w) && frame_mass(value, w) && pounds_and_ounces(value, w))
		return 0;
	if (says != WEIGHT_NONE)
		w->state = says;
	w->tells = 1;
	w->stable = !(h[0] & 1);
	w->zero = !!(h[0] & 2);
	w->net = !!(h[2] & 4);
	return 1;
}

static int frame_at(const unsigned char *p, size_t n, struct weight *w)
{
	unsigned char h[STATUS_MOST] = { 0 };
	struct span body = { (const char *)p + 1, 0 }, value, says;
	size_t end = 1;
	if (p[0] != LF)
		return -1;
	while (end < n && end < FRAME_MOST && p[end] != ETX) {
		if ((p[end] < ' ' || p[end] > '~') && p[end] != CR && p[end] != LF)
			return -1;
		end++;
	}
	if (end == FRAME_MOST)
		return -1;
	if (end == n)
		return 0;
	body.n = end - 1;
	value = part(&body);
	says = part(&body);
	if (body.n)
		return -1;
	if (!says.n) {
		says = value;
		value.n = 0;
	}
	if (span_is(says, "?") && !value.n) {
		w->state = WEIGHT_REFUSED;
		return (int)end + 1;
	}
	return status(says, h) || !understood(value, h, w) ? -1 : (int)end + 1;
}

size_t nci_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_marked(p, n, ret, frame_at);
}
