/* SPDX-License-Identifier: MPL-2.0 */
/* text.h: words into bitmaps, in any script, by pango and cairo.
 *
 * The libraries cost half of what the whole program needs without them, so they are loaded at the first text (README.md). */
#ifndef DRAWING_TEXT_H
#define DRAWING_TEXT_H

#include <stdint.h>

#include "drawing/bitmap.h"
#include "glane/plugin.h"

struct painter; /* fonts and one canvas; usable from any thread, one text at a time */

enum { TEXT_START = 0, TEXT_CENTRE, TEXT_END }; /* START and END follow the direction of the words */
enum { TEXT_TOP = 0, TEXT_MIDDLE, TEXT_BOTTOM };

struct text_style {
	uint32_t size;     /* of an em, in dots */
	uint32_t min_size; /* shrinks down to this to stay in the width; 0: does not shrink */
	uint32_t lines;    /* at most; then an ellipsis.  1 or more */
	uint8_t bold, across, down; /* across: TEXT_START..., down: TEXT_TOP... */
	uint8_t whole;     /* rather smaller than min_size than cut */
	uint8_t ink;       /* fitted and placed by its black dots (figures) and not by the line's height (words) */
};
struct text_box { /* dots */
	int32_t x, y, w, h;
};
struct text_used {
	struct text_box box; /* what was covered; w is 0 when there was nothing to draw */
	uint32_t size;       /* of an em, as it came out */
	uint32_t cut;        /* 1: not all of the words stand there */
};

struct painter *painter_new(void); /* NULL: no memory */
void painter_free(struct painter *p); /* NULL is fine */
/* Copies at most `cap` bytes of `words` as valid UTF-8, control characters as spaces; `bare`: without what fonts often lack
 * (emoji, their joiners and variants, private use).  Returns bytes; `to` gets no 0. */
size_t text_clean(char *to, size_t cap, struct glane_str words, int bare);
/* Draws `words` into the box; nothing is drawn outside it.  Control characters become spaces, characters for which no
 * font has a glyph are left out.  With `whole`, words are not broken inside and all of them stand in the height, as long as
 * there is a size for it.  ret_used may be NULL.  Fails: GLANE_EIO when pango is not installed, GLANE_ENOMEM. */
int painter_text(struct painter *p, struct bitmap *b, struct text_box box, const struct text_style *style,
                 struct glane_str words, struct text_used *ret_used) GLANE_CHECKED;

#endif
