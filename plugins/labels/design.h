/* SPDX-License-Identifier: MPL-2.0 */
/* design.h: what stands on a label, in which order, how large: data, for labels, tags and cards alike.
 *
 * A design knows no medium: sizes are relative to each other, layout.h gives them the room that there is.  Those of the house
 * are a table; those of a centre are rows (design_row.c). */
#ifndef LABELS_DESIGN_H
#define LABELS_DESIGN_H

#include <stdint.h>

#include "glane/plugin.h"

enum { DESIGN_PARTS = 12, DESIGN_FIELD_MAX = 24, DESIGN_KEY_MAX = 24, DESIGN_NAME_MAX = 64 };
enum design_look { LOOK_PLAIN, LOOK_BOLD, LOOK_PLATE /* bold, white on black */, LOOKS };
enum design_place {
	PLACE_LINE,   /* a line of its own */
	PLACE_BESIDE, /* at the end of the line above it, several on top of each other; on narrow labels below it */
	PLACE_REST,   /* a line of its own that gets what the others leave; those after it stand at the bottom */
	PLACES
};
enum design_across { ACROSS_START, ACROSS_CENTRE, ACROSS_END, ACROSSES };
enum design_symbol { SYMBOL_START /* left, or on top */, SYMBOL_END /* right, or below */, SYMBOL_NONE, SYMBOLS };

struct design_part {
	char field[DESIGN_FIELD_MAX]; /* of design_fields, or of any plugin's label fields */
	uint16_t size;                /* percent of a line of small words; of FIELD_CUT: of the label's length */
	uint8_t lines;                /* at most */
	uint8_t look, place, across;
};
struct design {
	char key[DESIGN_KEY_MAX];   /* "shelf"; of a centre's own: the number of its row */
	char name[DESIGN_NAME_MAX]; /* of a centre's own; those of the house have words: "design.shelf" */
	uint8_t symbol;             /* enum design_symbol */
	uint8_t count;
	uint16_t module_um;         /* at most; 0: as large as helps */
	struct design_part parts[DESIGN_PARTS];
};
extern const struct design design_table[];
extern const uint32_t design_count;
const struct design *design_builtin(struct glane_str key); /* NULL: none */

/* The fields that are always there.  FIELD_CUT is a dashed line across: what follows is torn off.  FIELD_LOGO is a picture. */
#define FIELD_CUT "cut"
#define FIELD_LOGO "logo"
extern const char *const design_fields[]; /* ends with NULL */
int field_is(const struct design_part *p, const char *field);
/* Letters and digits that lose their meaning when the end is missing: rather small than cut. */
int field_is_whole(const struct design_part *p);

enum { /* limits */
	DESIGN_SIZE_MIN = 40, DESIGN_SIZE_MAX = 800, DESIGN_LINES_MAX = 4, DESIGN_CUT_MIN = 15, DESIGN_CUT_MAX = 40,
	MODULE_MIN_UM = 330 /* below, one frame of a phone's camera does not resolve it */, MODULE_MAX_UM = 2000
};
enum design_fault {
	DESIGN_GOOD,
	DESIGN_EMPTY,   /* no part */
	DESIGN_FIELD,   /* a field's name is none */
	DESIGN_TWICE,   /* the same field twice on one side of the cut */
	DESIGN_SIZE,    /* out of the limits */
	DESIGN_LINES,
	DESIGN_CUT,     /* nothing before it, or nothing after it, or two of them */
	DESIGN_ALONE,   /* stands beside nothing */
	DESIGN_RESTS,   /* two parts want what is left */
	DESIGN_MODULE,  /* finer than phones read, or beyond the limit */
	DESIGN_NAMELESS /* no symbol, and neither code nor number: nobody knows what the label is of */
};
/* ret_part: where, from 0; untouched for faults of the whole. */
enum design_fault design_check(const struct design *d, uint32_t *ret_part);
extern const char *const design_fault_names[]; /* "empty", ... */

#endif
