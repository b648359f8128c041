/* SPDX-License-Identifier: MPL-2.0 */
/* The family of "ST,GS": [STX] [address] status , [GS|NT ,] value unit.
 *
 *   ST,+00123.45  kg            A&D (EK-L, GC manuals)           ST,GS,     0.0,kg    Dini Argeo (LTP, DGT4X); "01" or "[01]" in front
 *   ST,GS,+  4.876kg            Excell, T-Scale                  ST,GS 1.000KG        Kern GAB, KFN
 *   ST,GS,IL,   4.876 kg        CAS, 22 bytes with CR LF (CI-600D, NT-200): I the scale's number, L its lamps (40: stable), any bytes
 *
 * ST stable, US moving, OL over (with a minus: under), UL under, TL not level, QT pieces. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { STX = 2, CR = 13, LF = 10, CAS_LENGTH = 20, CAS_DATA = 9, CAS_DATA_END = 17, CAS_LAMP = 7, LAMP_STABLE = 0x40 };

static struct span from(struct span s, size_t n)
{
	return (struct span){ s.p + n, s.n - n };
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct span without_address(struct span s)
{
	if (s.n > 4 && s.p[0] == '[' && is_digit(s.p[1]) && is_digit(s.p[2]) && s.p[3] == ']')
		return from(s, 4);
	if (s.n > 2 && is_digit(s.p[0]) && is_digit(s.p[1]))
		return from(s, 2);
	return s;
}

/* The two letters in front; whether w is said already. */
static int status(struct span s, struct weight *w)
{
	struct span two = { s.p, 2 };
	w->tells = 1;
	w->stable = span_is(two, "ST") ? 1 : 0;
	if (span_is(two, "OL"))
		w->state = s.n > 3 && s.p[3] == '-' ? WEIGHT_UNDER : WEIGHT_OVER;
	else if (span_is(two, "UL"))
		w->state = WEIGHT_UNDER;
	else if (span_is(two, "TL"))
		w->state = WEIGHT_ZERO_NEEDED;
	else if (span_is(two, "QT"))
		w->state = WEIGHT_UNIT;
	return w->state != WEIGHT_NONE;
}

static int line(struct span s, struct weight *w)
{
	s = without_address(s);
	if (s.n < 2 || (s.n > 2 && s.p[2] != ','))
		return 0;
	if (status(s, w))
		return 1;
	if ((!w->stable && !span_is((struct span){ s.p, 2 }, "US")) || s.n < 4)
		return 0;
	s = from(s, 3);
	if (s.n > 2 && (span_is((struct span){ s.p, 2 }, "GS") || span_is((struct span){ s.p, 2 }, "NT"))) {
		w->net = s.p[0] == 'N';
		s = from(s, 2);
		if (s.p[0] == ',')
			s = from(s, 1);
		else if (s.p[0] != ' ' && s.p[0] != '+' && s.p[0] != '-')
			return 0;
	}
	return !frame_mass(s, w);
}

/* "XX,YY," and two bytes that may be anything, ends of lines too. */
static int may_be_cas(const unsigned char *p, size_t n)
{
	static const char first[] = "SUO", second[] = "TSL";
	int known = 0;
	if (n < 6 || p[2] != ',' || p[5] != ',')
		return 0;
	for (int i = 0; i < 3; i++)
		known |= p[0] == first[i] && p[1] == second[i];
	return known && ((p[3] == 'G' && p[4] == 'S') || (p[3] == 'N' && p[4] == 'T')) && (n < 9 || p[8] == ',');
}

/* How long it is, 0: more is needed, -1: it is another of the family. */
static int cas_at(const unsigned char *p, size_t n, struct weight *w)
{
	struct span data = { (const char *)p + CAS_DATA, CAS_DATA_END - CAS_DATA };
	if (!may_be_cas(p, n))
		return -1;
	for (size_t i = CAS_DATA; i < n && i < CAS_LENGTH; i++)
		if (p[i] < ' ' || p[i] > '~')
			return -1;
	if (n <= CAS_LENGTH)
		return 0;
	if ((p[CAS_LENGTH] != CR && p[CAS_LENGTH] != LF) || p[CAS_DATA_END] != ' ')
		return -1;
	if (!status((struct span){ (const char *)p, 2 }, w)) {
		if (frame_mass_in(data, span_trim((struct span){ (const char *)p + CAS_DATA_END, CAS_LENGTH - CAS_DATA_END }), w))
			return -1;
		w->stable = w->stable && (p[CAS_LAMP] & LAMP_STABLE);
		w->net = p[3] == 'N';
	}
	frame_raw(w, p, CAS_LENGTH);
	return CAS_LENGTH + 1;
}

size_t stgs_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	struct weight w = { .state = WEIGHT_NONE };
	size_t mark = n && p[0] == STX, r;
	int cas = cas_at(p + mark, n - mark, &w);
	(void)own;
	*ret = (struct weight){ .state = WEIGHT_NONE };
	if (cas > 0) {
		*ret = w;
		return (size_t)cas + mark;
	}
	if (cas == 0)
		return 0;
	r = frame_line(p + mark, n - mark, ret, line);
	return r ? r + mark : n > PROTOCOL_FRAME_MOST ? n : 0;
}
