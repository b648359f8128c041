/* SPDX-License-Identifier: MPL-2.0 */
/* frame.h: what the readers of protocols share: lines, words, a mass with its unit, frames between two marks. */
#ifndef SCALE_FRAME_H
#define SCALE_FRAME_H

#include "scale/protocol.h"

struct span {
	const char *p;
	size_t n;
};
int span_is(struct span s, const char *text);
struct span span_trim(struct span s); /* of spaces */
/* The next word between spaces; n is 0 at the end. */
struct span span_word(struct span *rest);

/* The frame into w->raw, what cannot be printed as \xNN. */
void frame_raw(struct weight *w, const void *p, size_t n);
/* "  -12.50 kg", "+  4.876kg", "0,0,kg": exactly that becomes WEIGHT_OK, or WEIGHT_UNIT when the unit is none of ours or missing.
 * -1: not a mass, w is as it was. */
int frame_mass(struct span s, struct weight *w);
int frame_mass_in(struct span digits, struct span unit, struct weight *w); /* the same, already in two */
/* A sign that stood apart.  -1: the mass had one of its own. */
int frame_minus(struct weight *w);
/* Nothing but ^, _ or -, three at least, and a unit, stands in many makes for over, under and not zeroed.  0: it is not. */
int frame_bars(struct span s, struct weight *w);

/* The read of a protocol of lines: each ends with CR or LF, empty ones are skipped.  `line` returns whether it understood one of
 * printable bytes; a line with others is rubbish. */
size_t frame_line(const unsigned char *p, size_t n, struct weight *ret, int (*line)(struct span s, struct weight *w));
/* The read of a protocol whose frames have a first mark: `at` returns how long the frame at p is, 0: more is needed, -1: none is there.
 * What comes before a frame is rubbish. */
size_t frame_marked(const unsigned char *p, size_t n, struct weight *ret, int (*at)(const unsigned char *p, size_t n, struct weight *w));

#endif
