/* SPDX-License-Identifier: MPL-2.0 */
/* Ohaus: polarity, value, unit, "?" while it moves, what is shown (G, B/G gross, N, NET net), CR LF; "ES" for a wrong command.
 * Source: Ranger RC, page 36 ("POL SP SP W7 SP UN SP ST SP N"); Defender 3000, page 37; RS232 interface of Scout and Navigator, page 5.
 * A value has up to six digits; the fields differ in width between models, so words are read and not columns.  What is sent at an
 * overload is in none of these manuals: bars and "Err 8.3", "Err 8.4" are what the display shows. */
#include "scale/frame.h"
#include "scale/protocols.h"

enum { VALUE_MOST = 9 };

static int error(struct span s, struct weight *w)
{
	struct span what;
	if (s.n < 3 || !span_is((struct span){ s.p, 3 }, "Err"))
		return 0;
	what = span_trim((struct span){ s.p + 3, s.n - 3 });
	w->state = span_is(what, "8.3") ? WEIGHT_OVER : span_is(what, "8.4") ? WEIGHT_UNDER : WEIGHT_FAULT;
	return 1;
}

static int line(struct span s, struct weight *w)
{
	struct span rest = span_trim(s), value, unit, word;
	int minus = 0;
	w->tells = 1;
	if (span_is(rest, "ES")) {
		w->state = WEIGHT_REFUSED;
		return 1;
	}
	if (error(rest, w) || frame_bars(rest, w))
		return 1;
	value = span_word(&rest);
	if (span_is(value, "-")) {
		minus = 1;
		value = span_word(&rest);
	}
	unit = span_word(&rest);
	word = span_word(&rest);
	w->stable = 1;
	if (word.n && word.p[0] == '?') { /* "?" or, a Defender 3000, "?G" */
		w->stable = 0;
		word = word.n > 1 ? (struct span){ word.p + 1, word.n - 1 } : span_word(&rest);
	}
	w->net = span_is(word, "N") || span_is(word, "NET");
	if (word.n && !w->net && !span_is(word, "G") && !span_is(word, "B/G")) /* a tare is no weight */
		return 0;
	return !span_trim(rest).n && value.n <= VALUE_MOST && !frame_mass_in(value, unit, w) && !(minus && frame_minus(w));
}

size_t ohaus_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	(void)own;
	return frame_line(p, n, ret, line);
}
